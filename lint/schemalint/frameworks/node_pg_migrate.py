"""node-pg-migrate, SQL files: one file with `-- Up Migration` and `-- Down Migration`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="node-pg-migrate",
    title="node-pg-migrate",
    pattern=r"(?:^|/)(?P<v>\d{17}|\d{13}|\d+)[_-]?(?P<d>[^/]+?)(?:\.(?P<dir>up|down))?\.sql$",
    rank=20,
    sentinels=(("package.json", r"\"node-pg-migrate\"[ \t]*:"),),
    homes=(("package.json", r"\"migrations-dir\"[ \t]*:[ \t]*(?P<dir>\"[^\"\n]+\")"),),
    order="times",
    marker=r"^[ \t]*--[ \t-]*(?i:up|down)[ \t]+(?i:migration)\b",
    marker_words=("igration", "IGRATION"),
    up=r"[ \t]*--[ \t-]*(?i:up)[ \t]+(?i:migration)\b",
    down=r"[ \t]*--[ \t-]*(?i:down)[ \t]+(?i:migration)\b",
    before="up",
    transaction="each",
    words="node-pg-migrate runs all pending migrations in one transaction",
    dialect="postgres",
    new=(Template("{version}_{name}.sql", "-- Up Migration\n{up}\n-- Down Migration\n{down}"),),
    rollback=Template("", "-- Down Migration\n{down}"),
)
