"""What a change locks and for how long, per server and version.

Each fact names the section of the manual it was taken from; those of PostgreSQL were also observed on a server (`pg_locks`,
file nodes and DEBUG1 messages inside the transaction).
"""

from __future__ import annotations

import re
from typing import Literal

from schemalint.dialects.reserved import OLDEST as MAINTAINED
from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple

Action = Literal[
    "create-index", "create-index-concurrently", "create-clustered-index", "create-fulltext-index", "create-spatial-index",
    "drop-index", "drop-index-concurrently", "add-foreign-key", "add-foreign-key-unchecked", "validate-constraint",
    "add-check", "add-check-unchecked", "add-unique", "add-primary-key", "add-exclusion", "add-key-using-index",
    "set-not-null", "set-not-null-proved", "add-column", "add-column-rewriting", "alter-type", "drop-column", "rename",
    "attach-partition", "detach-partition", "detach-partition-concurrently", "create-trigger", "truncate",
]  # fmt: skip

Blocks = Literal["nothing", "schema changes", "writes", "reads and writes"]
"""What others cannot do on the table while the lock is held; waiting for it blocks the same."""

Work = Literal["", "scan", "index build", "rewrite", "copy"]
"""What is done to the whole table while the lock is held, so that it lasts as long as the table is large."""

Version = tuple[int, int]
ALWAYS: Version = (0, 0)
NEVER: Version = (999, 0)


class Lock(NamedTuple):
    """What one change takes."""

    mode: str
    """The lock as the server calls it."""
    blocks: Blocks
    work: Work
    source: str
    """The section of the manual."""
    since: Version = ALWAYS
    until: Version = NEVER
    """Major and minor version; the first is included, the last is not."""
    parent: bool = False
    """The referenced table is locked in the same way."""

    @property
    def words(self) -> str:
        """With its article, for messages: `an EXCLUSIVE`, `a SHARE`."""
        return f"{'an' if self.mode[0] in 'AEI' or self.mode == 'S' else 'a'} {self.mode}"


_PG = "PostgreSQL manual, 13.3.1 Table-Level Locks"
_PG_ALTER = "PostgreSQL manual, ALTER TABLE"
_PG_INDEX = "PostgreSQL manual, CREATE INDEX, Building Indexes Concurrently"
_MY = "MySQL manual, Online DDL Operations"
_MARIA = "MariaDB documentation, InnoDB Online DDL Operations"
_MS = "SQL Server documentation, CREATE INDEX, Performance considerations"
_MS_ONLINE = "SQL Server documentation, How Online Index Operations Work"
_MS_ALTER = "SQL Server documentation, ALTER TABLE, Locks and ALTER TABLE"
_ORA = "Oracle Database Concepts, Automatic Locks in DDL Operations"
_ORA_INDEX = "Oracle Database Administrator's Guide, Creating an Index Online"
_ORA_KEY = "Oracle Database Administrator's Guide, Managing Integrity Constraints"

_EXCLUSIVE = "ACCESS EXCLUSIVE"
_ALL: Blocks = "reads and writes"

LOCKS: dict[Dialect, dict[Action, tuple[Lock, ...]]] = {
    "postgres": {
        "create-index": (Lock("SHARE", "writes", "index build", _PG),),
        "create-index-concurrently": (Lock("SHARE UPDATE EXCLUSIVE", "schema changes", "index build", _PG_INDEX),),
        "drop-index": (Lock(_EXCLUSIVE, _ALL, "", "PostgreSQL manual, DROP INDEX"),),
        "drop-index-concurrently": (Lock("SHARE UPDATE EXCLUSIVE", "schema changes", "", "PostgreSQL manual, DROP INDEX"),),
        "add-foreign-key": (Lock("SHARE ROW EXCLUSIVE", "writes", "scan", _PG_ALTER, parent=True),),
        "add-foreign-key-unchecked": (Lock("SHARE ROW EXCLUSIVE", "writes", "", _PG_ALTER, parent=True),),
        "validate-constraint": (Lock("SHARE UPDATE EXCLUSIVE", "schema changes", "scan", _PG_ALTER),),
        "add-check": (Lock(_EXCLUSIVE, _ALL, "scan", _PG_ALTER),),
        "add-check-unchecked": (Lock(_EXCLUSIVE, _ALL, "", _PG_ALTER),),
        "add-unique": (Lock(_EXCLUSIVE, _ALL, "index build", _PG_ALTER),),
        "add-primary-key": (Lock(_EXCLUSIVE, _ALL, "index build", _PG_ALTER),),
        "add-exclusion": (Lock(_EXCLUSIVE, _ALL, "index build", _PG_ALTER),),
        "add-key-using-index": (Lock(_EXCLUSIVE, _ALL, "", _PG_ALTER),),
        "set-not-null": (Lock(_EXCLUSIVE, _ALL, "scan", _PG_ALTER),),
        "set-not-null-proved": (
            Lock(_EXCLUSIVE, _ALL, "scan", _PG_ALTER, until=(12, 0)),
            Lock(_EXCLUSIVE, _ALL, "", _PG_ALTER, since=(12, 0)),
        ),
        "add-column": (Lock(_EXCLUSIVE, _ALL, "", _PG_ALTER),),
        "add-column-rewriting": (Lock(_EXCLUSIVE, _ALL, "rewrite", _PG_ALTER),),
        "alter-type": (Lock(_EXCLUSIVE, _ALL, "rewrite", _PG_ALTER),),
        "drop-column": (Lock(_EXCLUSIVE, _ALL, "", _PG_ALTER),),
        "rename": (Lock(_EXCLUSIVE, _ALL, "", _PG_ALTER),),
        "attach-partition": (
            Lock(_EXCLUSIVE, _ALL, "scan", _PG_ALTER, until=(12, 0)),
            Lock("SHARE UPDATE EXCLUSIVE", "schema changes", "scan", _PG_ALTER, since=(12, 0)),
        ),
        "detach-partition": (Lock(_EXCLUSIVE, _ALL, "", _PG_ALTER),),
        "detach-partition-concurrently": (
            Lock("SHARE UPDATE EXCLUSIVE", "schema changes", "", _PG_ALTER, since=(14, 0)),
        ),
        "create-trigger": (Lock("SHARE ROW EXCLUSIVE", "writes", "", "PostgreSQL manual, CREATE TRIGGER"),),
        "truncate": (Lock(_EXCLUSIVE, _ALL, "", "PostgreSQL manual, TRUNCATE"),),
    },
    "mysql": {
        "create-index": (Lock("LOCK=NONE", "schema changes", "index build", _MY),),
        "create-fulltext-index": (Lock("LOCK=SHARED", "writes", "index build", _MY),),
        "create-spatial-index": (Lock("LOCK=SHARED", "writes", "index build", _MY),),
        "drop-index": (Lock("LOCK=NONE", "schema changes", "", _MY),),
        "add-foreign-key": (Lock("LOCK=SHARED", "writes", "copy", _MY),),
        "add-foreign-key-unchecked": (Lock("LOCK=NONE", "schema changes", "", _MY),),
        "add-unique": (Lock("LOCK=NONE", "schema changes", "index build", _MY),),
        "add-check": (Lock("LOCK=SHARED", "writes", "copy", _MY, since=(8, 0)),),
        "set-not-null": (Lock("LOCK=NONE", "schema changes", "rewrite", _MY),),
        "add-column": (
            Lock("LOCK=NONE", "schema changes", "rewrite", _MY, until=(8, 0)),
            Lock("LOCK=NONE", "schema changes", "", _MY, since=(8, 0)),
        ),
        "alter-type": (Lock("LOCK=SHARED", "writes", "copy", _MY),),
        "drop-column": (Lock("LOCK=NONE", "schema changes", "rewrite", _MY),),
    },
    "mariadb": {
        "create-index": (Lock("LOCK=NONE", "schema changes", "index build", _MARIA),),
        "create-fulltext-index": (Lock("LOCK=SHARED", "writes", "index build", _MARIA),),
        "create-spatial-index": (Lock("LOCK=SHARED", "writes", "index build", _MARIA),),
        "drop-index": (Lock("LOCK=NONE", "schema changes", "", _MARIA),),
        "add-foreign-key": (Lock("LOCK=SHARED", "writes", "copy", _MARIA),),
        "add-foreign-key-unchecked": (Lock("LOCK=NONE", "schema changes", "", _MARIA),),
        "add-unique": (Lock("LOCK=NONE", "schema changes", "index build", _MARIA),),
        "add-check": (Lock("LOCK=SHARED", "writes", "copy", _MARIA),),
        "set-not-null": (Lock("LOCK=NONE", "schema changes", "rewrite", _MARIA),),
        "add-column": (Lock("LOCK=NONE", "schema changes", "", _MARIA),),
        "alter-type": (Lock("LOCK=SHARED", "writes", "copy", _MARIA),),
        "drop-column": (Lock("LOCK=NONE", "schema changes", "", _MARIA),),
    },
    "tsql": {
        "create-index": (Lock("S", "writes", "index build", _MS),),
        "create-clustered-index": (Lock("Sch-M", _ALL, "rewrite", _MS),),
        "create-index-concurrently": (Lock("IS", "schema changes", "index build", _MS_ONLINE),),
        "drop-index": (Lock("Sch-M", _ALL, "", _MS),),
        "add-foreign-key": (Lock("Sch-M", _ALL, "scan", _MS_ALTER, parent=True),),
        "add-foreign-key-unchecked": (Lock("Sch-M", _ALL, "", _MS_ALTER, parent=True),),
        "validate-constraint": (Lock("Sch-M", _ALL, "scan", _MS_ALTER, parent=True),),
        "add-check": (Lock("Sch-M", _ALL, "scan", _MS_ALTER),),
        "add-unique": (Lock("Sch-M", _ALL, "index build", _MS_ALTER),),
        "add-primary-key": (Lock("Sch-M", _ALL, "index build", _MS_ALTER),),
        "set-not-null": (Lock("Sch-M", _ALL, "scan", _MS_ALTER),),
        "add-column": (Lock("Sch-M", _ALL, "", _MS_ALTER),),
        "alter-type": (Lock("Sch-M", _ALL, "rewrite", _MS_ALTER),),
        "drop-column": (Lock("Sch-M", _ALL, "", _MS_ALTER),),
    },
    "oracle": {
        "create-index": (Lock("SHARE", "writes", "index build", _ORA),),
        "create-index-concurrently": (Lock("ROW SHARE", "schema changes", "index build", _ORA_INDEX),),
        "drop-index": (Lock("EXCLUSIVE", "writes", "", _ORA),),
        "add-foreign-key": (Lock("EXCLUSIVE", "writes", "scan", _ORA_KEY, parent=True),),
        "add-foreign-key-unchecked": (Lock("EXCLUSIVE", "writes", "", _ORA_KEY, parent=True),),
        "validate-constraint": (Lock("ROW SHARE", "schema changes", "scan", _ORA_KEY),),
        "add-check": (Lock("EXCLUSIVE", "writes", "scan", _ORA_KEY),),
        "set-not-null": (Lock("EXCLUSIVE", "writes", "scan", _ORA_KEY),),
        "add-column": (Lock("EXCLUSIVE", "writes", "", _ORA),),
        "drop-column": (Lock("EXCLUSIVE", "writes", "rewrite", _ORA),),
    },
}  # fmt: skip

OLDEST: dict[Dialect, Version] = {**MAINTAINED, "tsql": (14, 0), "oracle": (19, 0)}
"""What is assumed where no version is known: the oldest that its maker still supports."""

_TITLES: dict[Dialect, str] = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "tsql": "SQL Server", "oracle": "Oracle",
}  # fmt: skip
_YEARS = {"2012": 11, "2014": 12, "2016": 13, "2017": 14, "2019": 15, "2022": 16, "2025": 17}
"""SQL Server is called by its year, its versions count otherwise."""
_NUMBER = re.compile(r"(\d+)(?:\.(\d+))?")


def version_of(dialect: Dialect, version: str) -> Version:
    """The configured version as numbers: `15`, `8.0.36`, `2019`; the oldest supported one where it is empty or no number."""
    found = _NUMBER.search(version)
    if found is None:
        return OLDEST.get(dialect, ALWAYS)
    if dialect == "tsql" and found[1] in _YEARS:
        return _YEARS[found[1]], 0
    # A major number alone stands for its last minor: `8` is MySQL 8.4.
    return int(found[1]), int(found[2]) if found[2] else 999


def lock_of(action: Action, dialect: Dialect, version: str = "") -> Lock | None:
    """What the change locks on that server, or None where nothing is known or the server has no such change."""
    at = version_of(dialect, version)
    for lock in LOCKS.get(dialect, {}).get(action, ()):
        if lock.since <= at < lock.until:
            return lock
    return None


def server(dialect: Dialect, version: str = "") -> str:
    """The server for messages; says so when its version is assumed: `PostgreSQL 15`, `PostgreSQL 14 (assumed)`."""
    title = _TITLES.get(dialect, "the server")
    if version:
        return f"{title} {version}"
    oldest = OLDEST.get(dialect)
    if oldest is None:
        return title
    years = {number: year for year, number in _YEARS.items()}
    if dialect == "tsql":
        shown = years[oldest[0]]
    else:
        shown = f"{oldest[0]}.{oldest[1]}" if dialect in ("mysql", "mariadb", "sqlite") else str(oldest[0])
    return f"{title} {shown} (assumed: no server-version is configured)"
