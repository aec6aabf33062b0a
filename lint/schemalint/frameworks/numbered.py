"""Plain numbered or timestamped files: no framework is known to run them."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="numbered",
    title="numbered files",
    pattern=(
        r"(?:^|/)(?:(?P<folder>down|rollbacks?|undo|revert)/)?[vV]?(?P<v>\d{4}[-_]\d\d[-_]\d\d(?:[-_T]?\d{4,6})?|\d+(?:\.\d+)*)(?:(?=\.[A-Za-z]+$)|(?![\d.])|\.(?=\D))"
        r"(?P<d>[^/]*?)(?:[._-](?P<dir>up|down|rollback|undo|revert))?\.(?i:sql|ddl|pgsql|psql|mysql|tsql)$"
    ),
    alone=True,
    rank=90,
    order="dotted",
    up=r"[ \t]*--[ \t]*(?:[=@!+-]+[ \t]*)?(?i:up)[ \t]*(?:[=!:-]+[ \t]*)?(?=\r?$)",
    down=r"[ \t]*--[ \t]*(?:[=@!+-]+[ \t]*)?(?i:down)[ \t]*(?:[=!:-]+[ \t]*)?(?=\r?$)",
    before="up",
    transaction="unknown",
    runs="unknown",
    words="nothing says whether these files run in a transaction",
    new=(Template("{version}_{name}.sql", "{up}"), Template("{version}_{name}.down.sql", "{down}")),
    rollback=Template("{stem}.down.sql", "{down}"),
)
