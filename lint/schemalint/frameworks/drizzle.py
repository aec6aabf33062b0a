"""Drizzle Kit: files listed in `meta/_journal.json`, or a directory a migration beside `snapshot.json`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="drizzle",
    title="Drizzle Kit",
    pattern=r"(?:^|/)(?:(?P<v>\d+)_)?(?P<d>[^/]+?)(?:/migration)?\.sql$",
    rank=20,
    sentinels=(("meta/_journal.json", ""), ("*/snapshot.json", r"\"(?:prevIds?|dialect)\"")),
    homes=tuple(
        (f"drizzle.config.{ending}", r"\bout[\"']?[ \t]*:[ \t]*(?P<dir>[\"'][^\"'\n]+[\"'])")
        for ending in ("ts", "js", "mjs", "cjs", "json")
    ),
    marker=r"^-->[ \t]*statement-breakpoint\b|;-->[ \t]*statement-breakpoint\b",
    marker_words=("statement-breakpoint",),
    marker_in=0,
    order="listed",
    listing="meta/_journal.json",
    paired_by="stem",
    transaction="each",
    words="Drizzle runs all pending migrations in one transaction",
    cut="breaks",
    cut_at=r"-->[ \t]*statement-breakpoint",
    forward_only=True,
    hashed=True,
    new=(Template("{version}_{name}.sql", "{up}"),),
    rollback=Template("{stem}.down.sql", "{down}"),
    after_writing="add the new file to meta/_journal.json: `drizzle-kit generate --custom` makes the entry",
)
