"""What Oracle locks, scans and writes anew, from its manuals."""

from __future__ import annotations

from schemalint.dialects.locks.facts import Facts, Lock

_ORA = "Oracle Database Concepts, Automatic Locks in DDL Operations"
_ORA_INDEX = "Oracle Database Administrator's Guide, Creating an Index Online"
_ORA_KEY = "Oracle Database Administrator's Guide, Managing Integrity Constraints"

LOCKS: Facts = {
    "create-index": (Lock("SHARE", "writes", "index build", _ORA),),
    "create-index-concurrently": (Lock("ROW SHARE", "schema changes", "index build", _ORA_INDEX),),
    "drop-index": (Lock("EXCLUSIVE", "writes", "", _ORA),),
    "add-foreign-key": (Lock("EXCLUSIVE", "writes", "scan", _ORA_KEY, other="EXCLUSIVE"),),
    "add-foreign-key-unchecked": (Lock("EXCLUSIVE", "writes", "", _ORA_KEY, other="EXCLUSIVE"),),
    "validate-constraint": (Lock("ROW SHARE", "schema changes", "scan", _ORA_KEY),),
    "add-check": (Lock("EXCLUSIVE", "writes", "scan", _ORA_KEY),),
    "set-not-null": (Lock("EXCLUSIVE", "writes", "scan", _ORA_KEY),),
    "add-column": (Lock("EXCLUSIVE", "writes", "", _ORA),),
    "drop-column": (Lock("EXCLUSIVE", "writes", "rewrite", _ORA),),
}
