"""What SQL Server locks, scans and writes anew, from its documentation."""

from __future__ import annotations

from schemalint.dialects.locks.facts import Blocks, Facts, Lock

_MS = "SQL Server documentation, CREATE INDEX, Performance considerations"
_MS_ONLINE = "SQL Server documentation, How Online Index Operations Work"
_MS_ALTER = "SQL Server documentation, ALTER TABLE, Locks and ALTER TABLE"
_ALL: Blocks = "reads and writes"

LOCKS: Facts = {
    "create-index": (Lock("S", "writes", "index build", _MS),),
    "create-clustered-index": (Lock("Sch-M", _ALL, "rewrite", _MS),),
    "create-index-concurrently": (Lock("IS", "schema changes", "index build", _MS_ONLINE),),
    "drop-index": (Lock("Sch-M", _ALL, "", _MS),),
    "add-foreign-key": (Lock("Sch-M", _ALL, "scan", _MS_ALTER, other="Sch-M"),),
    "add-foreign-key-unchecked": (Lock("Sch-M", _ALL, "", _MS_ALTER, other="Sch-M"),),
    "validate-constraint": (Lock("Sch-M", _ALL, "scan", _MS_ALTER, other="Sch-M"),),
    "add-check": (Lock("Sch-M", _ALL, "scan", _MS_ALTER),),
    "add-unique": (Lock("Sch-M", _ALL, "index build", _MS_ALTER),),
    "add-primary-key": (Lock("Sch-M", _ALL, "index build", _MS_ALTER),),
    "set-not-null": (Lock("Sch-M", _ALL, "scan", _MS_ALTER),),
    "add-column": (Lock("Sch-M", _ALL, "", _MS_ALTER),),
    "add-column-identity": (Lock("Sch-M", _ALL, "rewrite", _MS_ALTER),),
    "add-column-stored": (Lock("Sch-M", _ALL, "rewrite", _MS_ALTER),),
    "alter-type": (Lock("Sch-M", _ALL, "rewrite", _MS_ALTER),),
    "drop-column": (Lock("Sch-M", _ALL, "", _MS_ALTER),),
}
