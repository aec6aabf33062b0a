"""What MySQL locks and copies in InnoDB, versions 5.7 to 8.4, from its manual: no server of it could be tried."""

from __future__ import annotations

from schemalint.dialects.locks.facts import ALWAYS, NEVER, Blocks, Facts, Lock, Version, Work

_ONLINE = "MySQL manual, Online DDL Operations"
BLOCKS: dict[str, Blocks] = {
    "LOCK=NONE": "schema changes",
    "LOCK=SHARED": "writes",
    "LOCK=EXCLUSIVE": "reads and writes",
}


def _lock(
    algorithm: str,
    mode: str = "NONE",
    work: Work = "",
    since: Version = ALWAYS,
    until: Version = NEVER,
    section: str = "",
) -> Lock:
    mode = f"LOCK={mode}"
    return Lock(
        mode, BLOCKS[mode], work, f"{_ONLINE}{section and ', '}{section}", since, until, algorithm=algorithm
    )  # fmt: skip


def _copy(section: str, since: Version = ALWAYS) -> Lock:
    return _lock("COPY", "SHARED", "copy", since, section=section)


def _at_once(section: str) -> tuple[Lock, ...]:
    """In place before 8.0, and instantly from it on; the catalogue alone changes."""
    return (_lock("INPLACE", until=(8, 0), section=section), _lock("INSTANT", since=(8, 0), section=section))


_INDEX, _KEY, _COLUMN = "Index Operations", "Primary Key Operations", "Column Operations"
_GENERATED, _FOREIGN, _TABLE = "Generated Column Operations", "Foreign Key Operations", "Table Operations"

LOCKS: Facts = {
    "create-index": (_lock("INPLACE", work="index build", section=_INDEX),),
    "create-fulltext-index": (_lock("INPLACE", "SHARED", "index build", section=_INDEX),),
    "create-spatial-index": (_lock("INPLACE", "SHARED", "index build", section=_INDEX),),
    "drop-index": (_lock("INPLACE", section=_INDEX),),
    "rename-index": (_lock("INPLACE", section=_INDEX),),
    "add-unique": (_lock("INPLACE", work="index build", section=_INDEX),),
    "add-foreign-key": (_copy(_FOREIGN),),
    "add-foreign-key-unchecked": (_lock("INPLACE", section=_FOREIGN),),
    "drop-foreign-key": (_lock("INPLACE", section=_FOREIGN),),
    "add-check": (_copy(_TABLE, since=(8, 0, 16))._replace(source="MySQL manual, ALTER TABLE, Performance and Space"),),
    "add-primary-key": (_lock("INPLACE", work="rewrite", section=_KEY),),
    "drop-primary-key": (_copy(_KEY),),
    "replace-primary-key": (_lock("INPLACE", work="rewrite", section=_KEY),),
    "set-not-null": (_lock("INPLACE", work="rewrite", section=_COLUMN),),
    "drop-not-null": (_lock("INPLACE", work="rewrite", section=_COLUMN),),
    "set-default": _at_once(_COLUMN),
    "add-column": (
        _lock("INPLACE", work="rewrite", until=(8, 0, 12), section=_COLUMN),
        _lock("INSTANT", since=(8, 0, 12), section=_COLUMN),
    ),
    "add-column-default": (
        _lock("INPLACE", work="rewrite", until=(8, 0, 12), section=_COLUMN),
        _lock("INSTANT", since=(8, 0, 12), section=_COLUMN),
    ),
    "add-column-rewriting": (_copy("Column Operations; 13.6 Data Type Default Values", since=(8, 0, 13)),),
    "add-column-identity": (_lock("INPLACE", "SHARED", "rewrite", section=_COLUMN),),
    "add-column-stored": (_copy(_GENERATED),),
    "add-column-virtual": _at_once(_GENERATED),
    "alter-type": (_copy(_COLUMN),),
    "alter-type-longer": (_lock("INPLACE", section=_COLUMN),),
    "append-value": _at_once(_COLUMN),
    "insert-value": (_copy(_COLUMN),),
    "drop-column": (
        _lock("INPLACE", work="rewrite", until=(8, 0, 29), section=_COLUMN),
        _lock("INSTANT", since=(8, 0, 29), section=_COLUMN),
    ),
    "rename": (
        _lock("INPLACE", until=(8, 0, 28), section=_COLUMN),
        _lock("INSTANT", since=(8, 0, 28), section=_COLUMN),
    ),
    "set-charset": (_lock("INPLACE", work="rewrite", section=_TABLE),),
    "convert-charset": (_copy(_TABLE),),
    "rebuild": (_lock("INPLACE", work="rewrite", section=_TABLE),),
    "set-engine": (_copy(_TABLE),),
    "copy": (_copy(_TABLE),),
    "copy-cascading": (_copy(_TABLE),),
}  # fmt: skip
