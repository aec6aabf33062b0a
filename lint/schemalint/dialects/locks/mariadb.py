"""What MariaDB locks and copies in InnoDB, from version 10.6 on. `tests/server/test_mariadb_locks.py` tries each row on the server
at hand; what is otherwise from 11.2 on stands in the manual."""

from __future__ import annotations

from schemalint.dialects.locks.facts import ALWAYS, NEVER, Facts, Lock, Version, Work
from schemalint.dialects.locks.mysql import BLOCKS

_ONLINE = "MariaDB documentation, InnoDB Online DDL Operations"
_COPIED = "MariaDB documentation, Online Schema Change"
ONLINE_COPY: Version = (11, 2)
"""From here on a copy lets writers go on, unless a key of the table deletes or updates along."""


def _lock(algorithm: str, mode: str = "NONE", work: Work = "", since: Version = ALWAYS, until: Version = NEVER) -> Lock:
    mode = f"LOCK={mode}"
    source = _ONLINE if algorithm == "COPY" else f"{_ONLINE} with the {algorithm} Alter Algorithm"
    return Lock(mode, BLOCKS[mode], work, source, since, until, algorithm=algorithm, proof="observed")


_INSTANT = (_lock("INSTANT"),)
_SHARED_COPY = _lock("COPY", "SHARED", "copy")
_COPY = (
    _SHARED_COPY._replace(until=ONLINE_COPY),
    _lock("COPY", "NONE", "copy", since=ONLINE_COPY)._replace(source=_COPIED, proof="manual"),
)
_REBUILD = (_lock("INPLACE", work="rewrite"),)

LOCKS: Facts = {
    "create-index": (_lock("NOCOPY", work="index build"),),
    "create-fulltext-index": (_lock("INPLACE", "SHARED", "index build"),),
    "create-spatial-index": (_lock("NOCOPY", "SHARED", "index build"),),
    "drop-index": (_lock("NOCOPY"),),
    "rename-index": _INSTANT,
    "add-unique": (_lock("NOCOPY", work="index build"),),
    "add-foreign-key": _COPY,
    "add-foreign-key-unchecked": _INSTANT,
    "drop-foreign-key": _INSTANT,
    "add-check": _COPY,
    "drop-constraint": _INSTANT,
    "add-primary-key": _REBUILD,
    "drop-primary-key": _COPY,
    "replace-primary-key": _REBUILD,
    "set-not-null": _REBUILD,
    "drop-not-null": _REBUILD,
    "set-default": _INSTANT,
    "add-column": _INSTANT,
    "add-column-default": (
        _lock("INPLACE", work="rewrite", until=(10, 3))._replace(proof="manual"),
        _lock("INSTANT", since=(10, 3)),
    ),
    "add-column-rewriting": _COPY,
    "add-column-identity": (_lock("INPLACE", "SHARED", "rewrite"),),
    "add-column-stored": _COPY,
    "add-column-virtual": _INSTANT,
    "alter-type": _COPY,
    "alter-type-longer": _INSTANT,
    "append-value": _INSTANT,
    "insert-value": _COPY,
    "drop-column": _INSTANT,
    "rename": _INSTANT,
    "set-charset": _INSTANT,
    "convert-charset": _COPY,
    "rebuild": _REBUILD,
    "set-engine": _COPY,
    "comment": _INSTANT,
    "copy": _COPY,
    "copy-cascading": (_SHARED_COPY,),
}
