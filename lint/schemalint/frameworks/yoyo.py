"""yoyo: `x.sql` with `x.rollback.sql`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="yoyo",
    title="yoyo",
    pattern=r"(?:^|/)(?:(?P<v>\d+)[._-])?(?P<d>[^/]+?)(?:\.(?P<dir>rollback))?\.sql$",
    rank=30,
    sentinels=(("yoyo.ini", ""),),
    homes=(("yoyo.ini", r"(?m)^[ \t]*sources[ \t]*=[ \t]*(?P<dir>[^\r\n]+)"),),
    beside=r"(?:^|/)post-apply[^/]*\.sql$",
    marker=r"\A(?:\s|--[^\n]*\n)*--[ \t]*(?:depends|transactional)[ \t]*:",
    marker_words=("depends", "transactional"),
    marker_in=0,
    order="required",
    requires=r"^--[ \t]*depends[ \t]*:[ \t]*([^\r\n]+)",
    paired_by="stem",
    transaction="each",
    opt_out=r"^--[ \t]*transactional[ \t]*:[ \t]*(?i:false)\b",
    opt_out_text="-- transactional: false",
    opt_out_words="`-- transactional: false` above the first statement",
    words="yoyo runs each migration in one transaction",
    new=(Template("{version}_{name}.sql", "{up}"), Template("{version}_{name}.rollback.sql", "{down}")),
    rollback=Template("{stem}.rollback.sql", "{down}"),
)
