"""Changes of constraints, spelled as statements."""

from __future__ import annotations

from typing import Any

from schemalint.generating import definitions
from schemalint.generating.spelled.writer import Spellings, Writer
from schemalint.generating.spelling import UnsupportedError, identifier, string, written_name
from schemalint.model.change import AddConstraint, AlterConstraint, DropConstraint, RenameConstraint
from schemalint.model.name import ObjectName
from schemalint.model.schema import Check, ForeignKey, PrimaryKey, Unique


def _add_constraint(w: Writer, change: AddConstraint) -> str:
    if w.dialect == "sqlite":
        raise w.refuse("add a constraint to a table")
    held = change.constraint
    text = definitions.constraint(held, w.dialect, w.catalog, w.columns(change.table))
    unchecked = not change.checked or (isinstance(held, (ForeignKey, Check)) and not held.validated)
    if w.dialect == "tsql":
        return w.alter(change.table, f"{'WITH NOCHECK ' if unchecked else ''}ADD {text}")
    if unchecked and w.postgres:
        text += " NOT VALID"
    elif unchecked and w.dialect == "oracle":
        text += " ENABLE NOVALIDATE"
    return w.alter(change.table, f"ADD {text}")


def _drop_constraint(w: Writer, change: DropConstraint) -> str:
    if w.dialect == "sqlite":
        raise w.refuse("drop a constraint")
    kind = change.kind
    name = written_name(change.name, w.dialect) if change.name is not None else ""
    if w.mysql:
        if kind == "constraint" and change.name is not None:
            kind = _constraint_kind(w, change.table, change.name.value)
        if kind == "primary key":
            return w.alter(change.table, "DROP PRIMARY KEY")
        if kind == "foreign key":
            return w.alter(change.table, f"DROP FOREIGN KEY {name}")
        if kind == "unique":
            return w.alter(change.table, f"DROP INDEX {name}")
        return w.alter(change.table, f"DROP CONSTRAINT {name}")
    if not name:
        table = w.table(change.table)
        if w.dialect == "oracle" and kind == "primary key":
            return w.alter(change.table, "DROP PRIMARY KEY")
        if w.dialect == "oracle" and kind == "unique":
            return w.alter(change.table, f"DROP UNIQUE ({w.names(change.columns)})")
        if kind != "primary key" or table is None or table.primary_key is None:
            raise UnsupportedError("the constraint has no name")
        name = identifier(table.primary_key.name, w.dialect)
    if w.dialect == "tsql" and name.endswith("__"):
        raise UnsupportedError("SQL Server drops a constraint by its name, which the server chose here")
    guard = "IF EXISTS " if change.if_exists and w.dialect in ("postgres", "tsql", "standard") else ""
    cascade = " CASCADE" if change.cascade and (w.postgres or w.dialect == "oracle") else ""
    return w.alter(change.table, f"DROP CONSTRAINT {guard}{name}{cascade}")


def _constraint_kind(w: Writer, name: ObjectName, constraint: str) -> Any:
    table = w.table(name)
    for held in table.constraints if table is not None else ():
        if held.name == constraint:
            if isinstance(held, PrimaryKey):
                return "primary key"
            if isinstance(held, ForeignKey):
                return "foreign key"
            return "unique" if isinstance(held, Unique) else "check"
    return "constraint"


def _rename_constraint(w: Writer, change: RenameConstraint) -> str:
    old, new = written_name(change.name, w.dialect), written_name(change.new_name, w.dialect)
    if w.catalog is not None and w.ref(change.table) in w.catalog.domains:
        return f"ALTER DOMAIN {w.name(change.table)} RENAME CONSTRAINT {old} TO {new}"
    if w.dialect == "tsql":
        schema = change.table.schema
        target = f"{written_name(schema, w.dialect)}.{old}" if schema else old
        return f"EXEC sp_rename {string(target, 'standard')}, {string(change.new_name.value, 'standard')}, 'OBJECT'"
    if w.postgres or w.dialect == "oracle":
        return w.alter(change.table, f"RENAME CONSTRAINT {old} TO {new}")
    raise w.refuse("rename a constraint")


def _alter_constraint(w: Writer, change: AlterConstraint) -> str:
    name = written_name(change.name, w.dialect) if change.name is not None else "ALL"
    if w.dialect == "tsql":
        check = "NOCHECK" if change.enforced is False else "CHECK"
        trusted = "WITH CHECK " if change.validated else ""
        return w.alter(change.table, f"{trusted}{check} CONSTRAINT {name}")
    if w.dialect == "oracle":
        state = "DISABLE" if change.enforced is False else "ENABLE"
        valid = "" if change.validated is None else " VALIDATE" if change.validated else " NOVALIDATE"
        return w.alter(change.table, f"{state}{valid} CONSTRAINT {name}")
    if w.postgres and change.validated:
        return w.alter(change.table, f"VALIDATE CONSTRAINT {name}")
    words = []
    if change.deferrable is not None:
        words.append("DEFERRABLE" if change.deferrable else "NOT DEFERRABLE")
    if change.initially_deferred is not None:
        words.append("INITIALLY DEFERRED" if change.initially_deferred else "INITIALLY IMMEDIATE")
    if change.enforced is not None:
        words.append("ENFORCED" if change.enforced else "NOT ENFORCED")
    if not words or not (w.postgres or w.dialect == "mysql"):
        raise w.refuse("change a constraint in this way")
    return w.alter(change.table, f"ALTER CONSTRAINT {name} {' '.join(words)}")


SPELLINGS: Spellings = {
    AddConstraint: _add_constraint,
    DropConstraint: _drop_constraint,
    RenameConstraint: _rename_constraint,
    AlterConstraint: _alter_constraint,
}
"""What this module spells, by the class of the change."""
