"""Flyway: `V2__add_email.sql`, undone by `U2__add_email.sql`, repeated `R__views.sql`, baseline `B2__x.sql`."""

from __future__ import annotations

import re

from schemalint.frameworks.framework import Framework, Template

SETTINGS = (
    "flyway.toml",
    "flyway.user.toml",
    "flyway.conf",
    "application.properties",
    "application.yml",
    "application.yaml",
)
"""Files that may give Flyway's files other names; the first in a folder counts."""
_KEYS = {
    "sqlmigrationprefix": "V",
    "undosqlmigrationprefix": "U",
    "baselinemigrationprefix": "B",
    "repeatablesqlmigrationprefix": "R",
    "sqlmigrationseparator": "__",
    "sqlmigrationsuffixes": ".sql",
}
_KEY = (
    r"(?mi)^[ \t]*(?:spring\.)?(?:flyway\.)?"
    r"((?:undo-?|repeatable-?)?sql-?migration-?prefix|baseline-?migration-?prefix|sql-?migration-?separator|sql-?migration-?suffixes)"
    r"[ \t]*[=:][ \t]*([^\r\n#]+)"
)

FRAMEWORK = Framework(
    name="flyway",
    title="Flyway",
    pattern=r"(?:^|/)(?:(?P<k>[VUB])(?P<v>\d+(?:[._]\d+)*)__|(?P<repeatable>R)__)(?P<d>[^/]+)\.(?i:sql)$",
    alone=True,
    rank=10,
    sentinels=(("flyway.toml", ""), ("flyway.conf", ""), ("flyway.user.toml", "")),
    homes=(
        ("flyway.conf", r"(?m)^[ \t]*flyway\.locations[ \t]*=[ \t]*(?P<dir>[^\r\n#]+)"),
        ("flyway.toml", r"(?m)^[ \t]*(?:flyway\.)?locations[ \t]*=[ \t]*\[(?P<dir>[^\]]+)\]"),
        ("application.properties", r"(?m)^[ \t]*spring\.flyway\.locations[ \t]*=[ \t]*(?P<dir>[^\r\n#]+)"),
    ),
    beside=(
        r"(?:^|/)(?:(?:before|after)(?:Each)?(?:Migrate|Undo|Versioned|Repeatables|Clean|Validate|Baseline|Repair|Info|Connect)"
        r"(?:Statement|OperationFinish|Applied|Error)*|createSchema|beforeConnect)(?:__[^/]*)?\.sql$"
    ),
    recursive=True,
    order="dotted",
    transaction="each",
    unwrapped=(
        r"(?:CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY|DROP\s+INDEX\s+CONCURRENTLY|REINDEX|VACUUM|DISCARD\s+ALL"
        r"|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SYSTEM)\b"
    ),
    opt_out_file=("{file}.conf", r"(?mi)^[ \t]*executeInTransaction[ \t]*=[ \t]*false\b"),
    unwrapped_where=(
        ("flyway.conf", r"(?m)^[ \t]*flyway\.executeInTransaction[ \t]*=[ \t]*false\b"),
        ("flyway.toml", r"(?m)^[ \t]*(?:flyway\.)?executeInTransaction[ \t]*=[ \t]*false\b"),
        ("application.properties", r"(?m)^[ \t]*spring\.flyway\.execute-in-transaction[ \t]*=[ \t]*false\b"),
    ),
    opt_out_text="executeInTransaction=false",
    opt_out_words="`executeInTransaction=false` in `<file>.sql.conf`",
    understands=("GO", "/", "DELIMITER", "COPY", "SQL*Plus"),
    words="Flyway runs each migration in one transaction",
    hashed=True,
    new=(Template("V{version}__{name}.sql", "{up}"), Template("U{version}__{name}.sql", "{down}")),
    rollback=Template("U{version}__{description}.sql", "{down}"),
)


def renamed(settings: str) -> Framework | None:
    """Flyway with the prefixes, the separator and the suffixes of a settings file; None where those are the usual ones."""
    said = dict(_KEYS)
    for key, value in re.findall(_KEY, settings):
        said[key.lower().replace("-", "")] = value.strip().strip("[]").strip().strip("\"'")
    if said == _KEYS:
        return None
    kinds = {kind: re.escape(said[key]) for key, kind in _KEYS.items() if "prefix" in key}
    separator = re.escape(said["sqlmigrationseparator"])
    suffixes = "|".join(re.escape(one.strip().strip("\"'")) for one in said["sqlmigrationsuffixes"].split(","))
    version = r"\d+(?:[._]\d+)*"
    # The group of each prefix is named for what the pairing asks: `k` for baselines, `dir` for what goes back.
    pattern = (
        rf"(?:^|/)(?:(?:(?:{kinds['V']})|(?P<undone>{kinds['U']})|(?P<based>{kinds['B']}))(?P<v>{version}){separator}"
        rf"|(?P<repeatable>{kinds['R']}){separator})(?P<d>[^/]+)(?i:{suffixes})$"
    )
    if "" in kinds.values() and not separator:
        return None
    path = f"{said['sqlmigrationprefix']}{{version}}{said['sqlmigrationseparator']}{{name}}"
    back = f"{said['undosqlmigrationprefix']}{{version}}{said['sqlmigrationseparator']}"
    suffix = said["sqlmigrationsuffixes"].split(",")[0].strip().strip("\"'")
    return FRAMEWORK._replace(
        pattern=pattern,
        new=(Template(f"{path}{suffix}", "{up}"), Template(f"{back}{{name}}{suffix}", "{down}")),
        rollback=Template(f"{back}{{description}}{suffix}", "{down}"),
    )
