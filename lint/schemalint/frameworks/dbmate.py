"""dbmate: one file with `-- migrate:up` and `-- migrate:down`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="dbmate",
    title="dbmate",
    pattern=r"(?:^|/)(?P<v>\d+)(?:[_-]?(?P<d>[^/]*))\.sql$",
    homes=((".env", r"(?m)^[ \t]*(?:export[ \t]+)?DBMATE_MIGRATIONS_DIR[ \t]*=[ \t]*(?P<dir>\S+)"),),
    marker=r"^--[ \t]*migrate:(?:up|down)\b",
    marker_words=("migrate:",),
    rank=20,
    order="text",
    up=r"--[ \t]*migrate:up\b",
    down=r"--[ \t]*migrate:down\b",
    transaction="each",
    whole=True,
    opt_out=r"\btransaction:false\b",
    opt_out_in="marker",
    opt_out_text="transaction:false",
    opt_out_words="`transaction:false` on the `-- migrate:up` line",
    words="dbmate runs each section in one transaction",
    new=(Template("{version}_{name}.sql", "-- migrate:up\n{up}\n-- migrate:down\n{down}"),),
    rollback=Template("", "-- migrate:down\n{down}"),
)
