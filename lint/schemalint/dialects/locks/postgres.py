"""What PostgreSQL locks, scans and writes anew, from version 11 on. `tests/server/test_postgres_locks.py` sees each row."""

from __future__ import annotations

from schemalint.dialects.locks.facts import ALWAYS, NEVER, Blocks, Facts, Lock, Version, Work

_PG = "PostgreSQL manual, "
_ALTER = "ALTER TABLE"
_MODES = "13.3.1 Table-Level Locks"

BLOCKS: dict[str, Blocks] = {
    "ACCESS SHARE": "nothing",
    "ROW SHARE": "nothing",
    "ROW EXCLUSIVE": "nothing",
    "SHARE UPDATE EXCLUSIVE": "schema changes",
    "SHARE": "writes",
    "SHARE ROW EXCLUSIVE": "writes",
    "EXCLUSIVE": "writes",
    "ACCESS EXCLUSIVE": "reads and writes",
}
"""The modes, from the weakest on. Those that block nothing do block an ACCESS EXCLUSIVE lock."""


def _lock(
    mode: str, work: Work = "", source: str = _ALTER, since: Version = ALWAYS, until: Version = NEVER, other: str = ""
) -> Lock:
    return Lock(mode, BLOCKS[mode], work, _PG + source, since, until, other, proof="observed")


def _all(
    work: Work = "", source: str = _ALTER, since: Version = ALWAYS, until: Version = NEVER, other: str = ""
) -> Lock:
    return _lock("ACCESS EXCLUSIVE", work, source, since, until, other)


def _gentle(work: Work = "", source: str = _ALTER, since: Version = ALWAYS, other: str = "") -> Lock:
    return _lock("SHARE UPDATE EXCLUSIVE", work, source, since, NEVER, other)


_CONCURRENTLY = "CREATE INDEX, Building Indexes Concurrently"
_ROW = "SHARE ROW EXCLUSIVE"
_EXCLUSIVE = "ACCESS EXCLUSIVE"

LOCKS: Facts = {
    "create-index": (_lock("SHARE", "index build", _MODES),),
    "create-index-concurrently": (_gentle("index build", _CONCURRENTLY),),
    "drop-index": (_all(source="DROP INDEX"),),
    "drop-index-concurrently": (_gentle(source="DROP INDEX"),),
    "rename-index": (
        _all(source="ALTER INDEX", until=(12, 0)),
        _gentle(source="ALTER INDEX", since=(12, 0)),
    ),
    "reindex": (_lock("SHARE", "index build", "REINDEX", other=_EXCLUSIVE),),
    "reindex-concurrently": (_gentle("index build", "REINDEX, Rebuilding Indexes Concurrently", since=(12, 0)),),
    "add-foreign-key": (_lock(_ROW, "scan", other=_ROW),),
    "add-foreign-key-unchecked": (_lock(_ROW, other=_ROW),),
    "add-foreign-key-unchecked-on-partitioned": (_lock(_ROW, since=(18, 0), other=_ROW),),
    "drop-foreign-key": (_all(other=_EXCLUSIVE),),
    "validate-constraint": (_gentle("scan"),),
    "validate-foreign-key": (_gentle("scan", other="ROW SHARE"),),
    "add-check": (_all("scan"),),
    "add-check-unchecked": (_all(),),
    "add-unique": (_all("index build"),),
    "add-primary-key": (_all("index build"),),
    "add-exclusion": (_all("index build"),),
    "add-key-using-index": (_all(),),
    "drop-constraint": (_all(),),
    "rename-constraint": (_all(),),
    "set-not-null": (_all("scan"),),
    "set-not-null-proved": (_all("scan", until=(12, 0)), _all(since=(12, 0))),
    "add-not-null-unchecked": (_all(since=(18, 0)),),
    "drop-not-null": (_all(),),
    "set-default": (_all(),),
    "add-column": (_all(),),
    "add-column-default": (_all(since=(11, 0)),),
    "add-column-rewriting": (_all("rewrite"),),
    "add-column-identity": (_all("rewrite"),),
    "add-column-stored": (_all("rewrite", since=(12, 0)),),
    "add-column-virtual": (_all(since=(18, 0)),),
    "add-column-check": (_all("scan"),),
    "add-column-domain": (_all("rewrite"),),
    "alter-type": (_all("rewrite"),),
    "alter-type-binary": (_all(),),
    "alter-type-wider": (_all(),),
    "alter-type-longer": (_all(),),
    "alter-type-utc": (_all("rewrite", until=(12, 0)), _all(source="E.17 Release 12, ALTER TABLE", since=(12, 0))),
    "set-expression": (_all("rewrite", since=(17, 0)),),
    "drop-expression": (_all(since=(13, 0)),),
    "drop-column": (_all(),),
    "rename": (_all(),),
    "set-schema": (_all(),),
    "set-owner": (_all(),),
    "attach-partition": (
        _all("scan", until=(12, 0), other=_EXCLUSIVE),
        _gentle("scan", since=(12, 0), other=_EXCLUSIVE),
    ),
    "attach-partition-proved": (
        _all(until=(12, 0), other=_EXCLUSIVE),
        _gentle(since=(12, 0), other=_EXCLUSIVE),
    ),
    "detach-partition": (
        _all(until=(14, 0), other="SHARE UPDATE EXCLUSIVE"),
        _all(since=(14, 0), other=_EXCLUSIVE),
    ),
    "detach-partition-concurrently": (_gentle(since=(14, 0)),),
    "create-partition": (_all(source="CREATE TABLE, PARTITION OF"),),
    "set-inheritance": (_gentle(other=_EXCLUSIVE),),
    "create-trigger": (_lock(_ROW, source="CREATE TRIGGER"),),
    "drop-trigger": (_all(source=_MODES),),
    "set-trigger": (_lock(_ROW),),
    "create-rule": (_all(source=_MODES),),
    "create-policy": (_all(source=_MODES),),
    "drop-policy": (_all(source=_MODES),),
    "set-row-security": (_all(),),
    "set-statistics": (_gentle(),),
    "set-storage": (_all(),),
    "set-parameter": (_gentle(),),
    "set-logged": (_all("rewrite"),),
    "set-access-method": (_all("rewrite", since=(15, 0)),),
    "set-tablespace": (_all("copy"),),
    "set-replica-identity": (_all(),),
    "cluster": (_all("rewrite", "CLUSTER"),),
    "vacuum-full": (_all("rewrite", "VACUUM"),),
    "refresh-view": (_all("rewrite", "REFRESH MATERIALIZED VIEW"),),
    "refresh-view-concurrently": (_lock("EXCLUSIVE", "scan", "REFRESH MATERIALIZED VIEW"),),
    "comment": (_gentle(source="COMMENT"),),
    "analyze": (_gentle(source="ANALYZE"),),
    "create-statistics": (_gentle(source=_MODES),),
    "create-view": (_lock("ACCESS SHARE", source=_MODES),),
    "truncate": (_all(source="TRUNCATE"),),
    "drop-table": (_all(source=_MODES, other=_EXCLUSIVE),),
}
