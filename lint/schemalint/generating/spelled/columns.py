"""Changes of columns, spelled as statements."""

from __future__ import annotations

import re

from schemalint.generating import definitions
from schemalint.generating.spelled.writer import Spellings, Writer
from schemalint.generating.spelling import UnsupportedError, collation, column_name, default, string, written_name
from schemalint.model.change import (
    AddColumn,
    AlterColumnType,
    DropColumn,
    RedefineColumn,
    RenameColumn,
    SetColumnOption,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetNullable,
)
from schemalint.model.name import ObjectName
from schemalint.model.schema import Column, Constraint


def _add_column(w: Writer, change: AddColumn) -> str:
    inline: list[str] = []
    apart: list[Constraint] = []
    for constraint in change.constraints:
        text = definitions.inline_constraint(constraint, w.dialect, w.catalog)
        if text is None:
            apart.append(constraint)
        else:
            inline.append(text)
    if w.dialect == "sqlite":
        _may_be_added(w, change)
    inline.append(_own_check(w, change.table, change.column))
    clause = definitions.column(change.column, w.dialect, inline=" ".join(filter(None, inline)))
    known = (*w.columns(change.table), change.column)
    rest = [definitions.constraint(constraint, w.dialect, w.catalog, known) for constraint in apart]
    if w.dialect == "oracle":
        return w.alter(change.table, "ADD (" + ", ".join([clause, *rest]) + ")")
    if w.dialect == "tsql":
        return w.alter(change.table, "ADD " + ", ".join([clause, *rest]))
    if rest and w.dialect == "sqlite":
        raise w.refuse("add a table constraint")
    guard = "IF NOT EXISTS " if change.if_not_exists and w.dialect in ("postgres", "mariadb", "standard") else ""
    text = f"ADD COLUMN {guard}{clause}"
    if change.position and w.mysql:
        text += " FIRST" if change.position == "first" else f" AFTER {w.word(change.position)}"
    return w.alter(change.table, ", ".join([text, *(f"ADD {part}" for part in rest)]))


def _may_be_added(w: Writer, change: AddColumn) -> None:
    """SQLite adds no column that rows would need a value for, or one computed for each of them. Raises UnsupportedError."""
    held = change.column
    default_text = held.default.text if held.default is not None else ""
    if held.generated is not None and held.stored:
        raise w.refuse("add a stored generated column")
    if not held.nullable and held.generated is None and default_text.upper() in ("", "NULL"):
        raise w.refuse("add a column that is NOT NULL without a default")
    if re.match(r"(?i)CURRENT_|\(|\w+\(", default_text):
        raise w.refuse("add a column with a default that is computed")


def _drop_column(w: Writer, change: DropColumn) -> str:
    guard = "IF EXISTS " if change.if_exists and w.dialect in ("postgres", "mariadb", "tsql", "standard") else ""
    cascade = " CASCADE" if change.cascade and w.postgres else ""
    cascade = " CASCADE CONSTRAINTS" if change.cascade and w.dialect == "oracle" else cascade
    return w.alter(change.table, f"DROP COLUMN {guard}{written_name(change.column, w.dialect)}{cascade}")


def _rename_column(w: Writer, change: RenameColumn) -> str:
    old, new = written_name(change.column, w.dialect), written_name(change.new_name, w.dialect)
    if w.dialect == "tsql":
        target = string(f"{w.name(change.table)}.{old}", "standard")
        return f"EXEC sp_rename {target}, {string(change.new_name.value, 'standard')}, 'COLUMN'"
    return w.alter(change.table, f"RENAME COLUMN {old} TO {new}")


def restated(w: Writer, table: ObjectName, column: Column, *, rename: str = "") -> str:
    """The column's whole definition: MODIFY in MySQL, ALTER COLUMN in SQL Server."""
    if w.dialect == "tsql":
        kind = definitions.type_of(column)
        collation = f" COLLATE {column.collation}" if column.collation else ""
        null = "NULL" if column.nullable else "NOT NULL"
        return w.alter(table, f"ALTER COLUMN {column_name(column.name, w.dialect, column)} {kind}{collation} {null}")
    clause = definitions.column(column, w.dialect, inline=_own_check(w, table, column))
    return w.alter(table, f"CHANGE COLUMN {rename} {clause}" if rename else f"MODIFY COLUMN {clause}")


def _own_check(w: Writer, table: ObjectName, column: Column) -> str:
    """The check that stands in the column's own clause, where MariaDB tells such checks from those of the table."""
    held = w.after.tables.get(w.after.resolve(table)) if w.after is not None and w.dialect == "mariadb" else None
    return " ".join(
        f"CHECK ({check.expression.text})"
        for check in (held.checks if held is not None else ())
        if check.inline and check.column == column.name
    )


def _alter_type(w: Writer, change: AlterColumnType) -> str:
    name = written_name(change.column, w.dialect)
    kind = f"{change.type.schema}.{change.type.text}" if change.type.schema else change.type.text
    if w.postgres:
        text = f"ALTER COLUMN {name} TYPE {kind}"
        if change.collation:
            text += f" COLLATE {collation(change.collation)}"
        if change.using is not None:
            text += f" USING {change.using.text}"
        return w.alter(change.table, text)
    if w.mysql or w.dialect == "tsql":
        held = w.column(change.table, change.column.value)
        return restated(w, change.table, held._replace(type=change.type, collation=change.collation or held.collation))
    if w.dialect == "oracle":
        return w.alter(change.table, f"MODIFY ({name} {kind})")
    raise w.refuse("change the type of a column")


def _redefine(w: Writer, change: RedefineColumn) -> str:
    old = written_name(change.column, w.dialect)
    definition = change.definition
    if w.mysql:
        rename = old if definition.name != change.column.value else ""
        text = restated(w, change.table, definition, rename=rename)
        if change.position:
            text += " FIRST" if change.position == "first" else f" AFTER {w.word(change.position)}"
        return text
    if w.dialect == "tsql":
        return restated(w, change.table, definition)
    if w.dialect == "oracle":
        return w.alter(change.table, f"MODIFY ({definitions.column(definition, w.dialect)})")
    if w.postgres:
        actions = [f"ALTER COLUMN {old} TYPE {definitions.type_of(definition)}"]
        if definition.default is not None:
            actions.append(f"ALTER COLUMN {old} SET DEFAULT {default(definition.default, w.dialect)}")
        actions.append(f"ALTER COLUMN {old} {'DROP' if definition.nullable else 'SET'} NOT NULL")
        return w.alter(change.table, ", ".join(actions))
    raise w.refuse("redefine a column")


def _set_default(w: Writer, change: SetDefault) -> str:
    name = written_name(change.column, w.dialect)
    value = default(change.default, w.dialect) if change.default is not None else None
    if w.dialect == "tsql":
        if value is not None:
            named = f"CONSTRAINT {w.word(change.name)} " if change.name else ""
            return w.alter(change.table, f"ADD {named}DEFAULT {value} FOR {name}")
        held = w.column(change.table, change.column.value)
        if not held.default_name:
            raise UnsupportedError("SQL Server drops a default by its name, which the server chose here")
        return w.alter(change.table, f"DROP CONSTRAINT {w.word(held.default_name)}")
    if w.dialect == "oracle":
        return w.alter(change.table, f"MODIFY ({name} DEFAULT {value or 'NULL'})")
    if w.dialect == "sqlite":
        raise w.refuse("change the default of a column")
    action = f"SET DEFAULT {value}" if value is not None else "DROP DEFAULT"
    return w.alter(change.table, f"ALTER COLUMN {name} {action}")


def _set_nullable(w: Writer, change: SetNullable) -> str:
    name = written_name(change.column, w.dialect)
    if w.postgres:
        return w.alter(change.table, f"ALTER COLUMN {name} {'DROP' if change.nullable else 'SET'} NOT NULL")
    if w.mysql or w.dialect == "tsql":
        held = w.column(change.table, change.column.value)
        if not change.nullable and held.default is not None and held.default.text.upper() == "NULL":
            held = held._replace(default=None)
        return restated(w, change.table, held._replace(nullable=change.nullable))
    if w.dialect == "oracle":
        return w.alter(change.table, f"MODIFY ({name} {'NULL' if change.nullable else 'NOT NULL'})")
    raise w.refuse("change whether a column takes NULL")


def _set_identity(w: Writer, change: SetIdentity) -> str:
    name = written_name(change.column, w.dialect)
    if w.postgres:
        if change.identity is None:
            guard = " IF EXISTS" if change.if_exists else ""
            return w.alter(change.table, f"ALTER COLUMN {name} DROP IDENTITY{guard}")
        table = w.table(change.table)
        held = table.column(change.column.value) if table is not None else None
        words = definitions.IDENTITY[change.identity]
        if held is not None and held.identity:
            return w.alter(change.table, f"ALTER COLUMN {name} SET GENERATED {words}")
        target = w.after.tables.get(w.after.resolve(change.table)) if w.after is not None else None
        column = target.column(change.column.value) if target is not None else None
        options = definitions.numbering(column) if column is not None else ""
        return w.alter(change.table, f"ALTER COLUMN {name} ADD GENERATED {words} AS IDENTITY{options}")
    if w.mysql:
        held = w.column(change.table, change.column.value)
        return restated(w, change.table, held._replace(identity=change.identity))
    if w.dialect == "oracle":
        if change.identity is None:
            return w.alter(change.table, f"MODIFY ({name} DROP IDENTITY)")
        return w.alter(change.table, f"MODIFY ({name} GENERATED {definitions.IDENTITY[change.identity]} AS IDENTITY)")
    raise w.refuse("make an existing column an identity column")


def _set_generated(w: Writer, change: SetGenerated) -> str:
    name = written_name(change.column, w.dialect)
    if not w.postgres:
        raise w.refuse("change the expression of a generated column")
    if change.expression is None:
        return w.alter(change.table, f"ALTER COLUMN {name} DROP EXPRESSION")
    return w.alter(change.table, f"ALTER COLUMN {name} SET EXPRESSION AS ({change.expression.text})")


def _set_column_option(w: Writer, change: SetColumnOption) -> str:
    if not w.postgres:
        raise w.refuse(f"set {change.option} of a column")
    name = written_name(change.column, w.dialect)
    return w.alter(change.table, f"ALTER COLUMN {name} SET {change.option.upper()} {change.value}".rstrip())


SPELLINGS: Spellings = {
    AddColumn: _add_column,
    DropColumn: _drop_column,
    RenameColumn: _rename_column,
    AlterColumnType: _alter_type,
    RedefineColumn: _redefine,
    SetDefault: _set_default,
    SetNullable: _set_nullable,
    SetIdentity: _set_identity,
    SetGenerated: _set_generated,
    SetColumnOption: _set_column_option,
}
"""What this module spells, by the class of the change."""
