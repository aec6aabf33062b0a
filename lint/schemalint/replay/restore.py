"""Changes that bring a table from one form to another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from schemalint.dialects.folding import fold
from schemalint.dialects.stand_ins import stand_in
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AlterSequence,
    Change,
    DropColumn,
    DropConstraint,
    DropObjects,
    RedefineColumn,
    SetComment,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetNullable,
    SetOption,
    SetRowSecurity,
)
from schemalint.model.expression import Cast, ColumnRef, Constant, Expression, sequences_of
from schemalint.model.name import Name, ObjectName
from schemalint.model.schema import (
    NOWHERE,
    Catalog,
    Check,
    Column,
    Constraint,
    ForeignKey,
    Index,
    PrimaryKey,
    Table,
    Type,
    Unique,
)
from schemalint.replay.again import index_again, is_mysql, name_of, word
from schemalint.replay.compare import index_shape, shape
from schemalint.replay.constraints import is_implicit


def structure(after: Table, before: Table, catalog: Catalog, sources: Mapping[str, str] | None = None) -> list[Change]:
    """The changes that bring a table from its form after a step to its form before it; `catalog` is the one before. `sources`
    are expressions that read old values from new ones, by column."""
    name = name_of(before.ref, catalog)
    changes: list[Change] = []
    new_columns = {column.name: column for column in after.columns}
    old_columns = {column.name: column for column in before.columns}
    dropped = [column for column in after.columns if column.name not in old_columns]
    gone = {column.name for column in dropped}
    inside = _checks_inside(after, before, catalog)
    changes += [index_again(index, name) for index in _leaned_on(after, before)]
    changes += _constraints_off(after, before, name, gone, catalog)
    changes += _indexes_off(after, before, name, gone)
    changes += [DropColumn(name, word(column.name, column.written)) for column in dropped]
    for at, column in enumerate(before.columns):
        held = new_columns.get(column.name)
        if held is None:
            position = "" if not is_mysql(catalog) else "first" if at == 0 else before.columns[at - 1].name
            if at == len(before.columns) - 1:
                position = ""
            value = filling(before, column, catalog)
            if value and catalog.dialect in ("postgres", "tsql", "oracle", "standard"):
                changes.append(AddColumn(name, column._replace(default=Expression(value, NOWHERE, _literal(value)))))
                changes.append(SetDefault(name, word(column.name, column.written), None))
            else:
                changes.append(AddColumn(name, column, position=position))
            if column.comment and not is_mysql(catalog):
                changes.append(SetComment("column", name, column.name, column.comment))
        elif held is not column or column.name in inside:
            changes += _column_back(name, held, column, catalog, sources or {}, column.name in inside)
    changes += _constraints_on(after, before, name, inside)
    changes += _indexes_on(after, before, name)
    if (after.row_security, after.force_row_security) != (before.row_security, before.force_row_security):
        changes.append(
            SetRowSecurity(
                name,
                before.row_security if before.row_security != after.row_security else None,
                before.force_row_security if before.force_row_security != after.force_row_security else None,
            )
        )
    if (after.comment or "") != (before.comment or ""):
        changes.append(SetComment("table", name, "", before.comment))
    changes += _options_back(after, before, name)
    return changes


def is_required(column: Column) -> bool:
    """Whether rows must have a value of their own in the column."""
    return not (column.nullable or column.default or column.generated or column.identity or column.serial)


def filling(table: Table, column: Column, catalog: Catalog) -> str:
    """The value that rows get in a required column which comes back; empty where it is not required, or none would do since each
    row needs its own or that of another table."""
    if not is_required(column) or catalog.dialect in ("tsql", "oracle"):
        return ""
    keys = [table.primary_key.columns] if table.primary_key is not None else []
    keys += [unique.columns for unique in table.uniques] + [key.columns for key in table.foreign_keys]
    keys += [index.columns for index in table.indexes if index.unique]
    return "" if any(column.name in key for key in keys) else stand_in(column.type, catalog)


def _literal(text: str) -> Constant:
    if text.startswith("'"):
        return Constant("string", text[1:-1].replace("''", "'"))
    return Constant("boolean" if text == "false" else "number", text)


def comes_back(table: Table, column: Column, catalog: Catalog) -> Iterator[str]:
    """What is to be said of a column that was dropped and comes back."""
    value = filling(table, column, catalog)
    if value:
        yield f"rows get {value} in {table.ref.text}.{column.name}, which is NOT NULL"
    if not is_mysql(catalog) and column.name != table.columns[-1].name:
        yield f"{column.name} comes back behind the other columns of {table.ref.text}"


def _column_back(
    name: ObjectName,
    after: Column,
    before: Column,
    catalog: Catalog,
    sources: Mapping[str, str],
    check_lost: bool = False,
) -> list[Change]:
    spelled = word(before.name, before.written)
    old, new = _essence(before), _essence(after)
    if old == new and not check_lost:
        return []
    if is_mysql(catalog):
        return [RedefineColumn(name, spelled, before)]
    changes: list[Change] = []
    retyped = before.type is not None and (
        after.type is None or after.type.text != before.type.text or after.collation != before.collation
    )
    default_off = False
    if catalog.dialect in ("tsql", "oracle") and (retyped or after.nullable != before.nullable):
        changes.append(RedefineColumn(name, spelled, before._replace(default=None), null_written=True))
    else:
        if retyped and before.type is not None and not irreconcilable(after, before, sources):
            default_off = _is_recast(after, before)
            if default_off:
                changes.append(SetDefault(name, spelled, None))
            using = _using(spelled, after, before.type, sources)
            # A collation that was given is taken away only by naming the one that columns have by default.
            collation = before.collation or ('"default"' if after.collation else "")
            changes.append(AlterColumnType(name, spelled, before.type, using, collation))
        if after.nullable != before.nullable and not (before.nullable and after.identity):
            changes.append(SetNullable(name, spelled, before.nullable))
    if after.identity != before.identity:
        changes.append(SetIdentity(name, spelled, before.identity))
        if before.nullable and not after.nullable:
            changes.append(SetNullable(name, spelled, True))
    elif before.default is not None if default_off else _text(after.default) != _text(before.default):
        changes.append(SetDefault(name, spelled, before.default, name=before.default_name))
    if _text(after.generated) != _text(before.generated):
        changes.append(SetGenerated(name, spelled, before.generated))
    if (after.comment or "") != (before.comment or ""):
        changes.append(SetComment("column", name, before.name, before.comment))
    return changes


def converted(change: AlterColumnType, held: Column) -> list[Change]:
    """The change of a column's type as PostgreSQL takes it: with USING where no assignment leads from the type that is held to
    the new one, and then without the default until it is over, since that would have to be cast as well."""
    spelled = change.column
    using = _using(spelled, held, change.type, {})
    if change.using is not None or using is None:
        return [change, *_sequence_along(change, held)]
    retyped = change._replace(using=using)
    if held.default is None or "nextval" in held.default.calls:
        return [retyped]
    return [SetDefault(change.table, spelled, None), retyped, SetDefault(change.table, spelled, held.default)]


def _sequence_along(change: AlterColumnType, held: Column) -> Iterator[Change]:
    """The sequence behind a serial column, which keeps its own type when the column gets another, and would end where it did."""
    if held.serial and held.default is not None and change.type.family == "integer":
        for text in sequences_of(held.default.shape):
            schema, _, name = text.rpartition(".")
            place = word(fold(schema, "postgres"), schema) if schema else None
            yield AlterSequence(ObjectName(word(fold(name, "postgres"), name), place), (("as", change.type.name),))


def _is_recast(after: Column, before: Column) -> bool:
    """Whether the default has to be told anew once the type is the old one again: the server casts the one that is there, and
    keeps the cast, or cannot."""
    if after.default is None or "nextval" in after.default.calls:
        return False
    there, here = after.type, before.type
    return after.default != before.default or there is None or here is None or there.name != here.name


def _using(spelled: Name, after: Column, kind: Type, sources: Mapping[str, str]) -> Expression | None:
    """How the old values are read from the new ones; None where the server knows it by itself."""
    held = after.type
    if held is None or held.text == kind.text:
        return None
    own = spelled.written or (
        spelled.value if PLAIN.match(spelled.value) else '"' + spelled.value.replace('"', '""') + '"'
    )
    if spelled.value in sources:
        text = sources[spelled.value].format(column=own, type=_named(kind))
    elif (held.family, kind.family) in ASSIGNABLE and not held.dimensions and not kind.dimensions:
        return None
    elif held.family in NAMED or kind.family in NAMED:
        if held.name == kind.name and held.dimensions == kind.dimensions:
            return None
        text = f"{own}::text{'[]' * held.dimensions}::{_named(kind)}"
    elif held.family == kind.family and held.dimensions == kind.dimensions:
        return None
    else:
        text = f"{own}::{_named(kind)}"
    return Expression(text, NOWHERE, Cast(ColumnRef(spelled.value), kind.text), (spelled.value,))


PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


def _named(kind: Type) -> str:
    return f"{kind.schema}.{kind.text}" if kind.schema and not kind.text.startswith(f"{kind.schema}.") else kind.text


def irreconcilable(after: Column, before: Column, sources: Mapping[str, str]) -> str:
    """Why the old type cannot be had from the new one; empty where it can."""
    there, here = after.type, before.type
    if there is None or here is None or there.text == here.text or before.name in sources:
        return ""
    if after.generated is not None or before.generated is not None:
        return ""
    pair = (there.family, here.family)
    known = (
        pair[0] == pair[1] or pair in ASSIGNABLE or pair in CASTABLE or here.family in NAMED or there.family in NAMED
    )
    known = known or there.family in TEXTS or here.family in TEXTS
    if known and bool(there.dimensions) == bool(here.dimensions):
        return ""
    return f"nothing tells how {there.text} turns into {here.text} in {before.name}"


NUMBERS = ("integer", "decimal", "float", "money")
TEXTS = ("char", "varchar", "text")
NAMED = ("enum", "user", "range", "other")
"""Types that are told apart by their names; values go from one to another as text."""
ASSIGNABLE = frozenset(
    {(one, other) for one in NUMBERS for other in NUMBERS}
    | {(one, other) for one in TEXTS for other in TEXTS}
    | {(one, other) for one in ("date", "timestamp", "timestamptz") for other in ("date", "timestamp", "timestamptz")}
    | {
        (one, text)
        for one in (*NUMBERS, "boolean", "date", "timestamp", "timestamptz", "uuid", "enum", "user")
        for text in TEXTS
    }
)
"""Pairs of type families whose values go from the first to the second without USING."""
CASTABLE = frozenset(
    {
        ("integer", "boolean"), ("boolean", "integer"), ("json", "jsonb"), ("jsonb", "json"), ("timestamp", "time"),
        ("timestamptz", "time"), ("timestamptz", "timetz"), ("time", "interval"), ("interval", "time"), ("time", "timetz"),
        ("timetz", "time"), ("bit", "integer"), ("integer", "bit"), ("jsonb", "integer"), ("jsonb", "decimal"),
        ("jsonb", "boolean"), ("jsonb", "float"),
    }
)  # fmt: skip
"""Pairs of type families for which a cast has to be written."""


def _essence(column: Column) -> tuple[object, ...]:
    """What a column says, without its place."""
    return (
        column.type.text if column.type is not None else "", column.nullable, _text(column.default), column.identity,
        _text(column.generated), _text(column.on_update), column.collation.lower(), column.comment or "", column.default_name,
    )  # fmt: skip


def _text(expression: Any) -> str:
    return expression.text if expression is not None else ""


def _kind(constraint: Constraint) -> Any:
    if isinstance(constraint, PrimaryKey):
        return "primary key"
    if isinstance(constraint, ForeignKey):
        return "foreign key"
    return "unique" if isinstance(constraint, Unique) else "constraint"


def _constraints_off(
    after: Table, before: Table, name: ObjectName, gone: set[str], catalog: Catalog
) -> Iterator[Change]:
    """Drop the constraints that came, but for those that go with a dropped column."""
    old = [(held.name, shape(held)) for held in before.constraints]
    for held in after.constraints:
        if (held.name, shape(held)) in old or (isinstance(held, ForeignKey) and held.ignored):
            continue
        columns = getattr(held, "columns", ()) or getattr(getattr(held, "expression", None), "columns", ())
        if gone.intersection(columns) and catalog.dialect in ("postgres", "standard"):
            continue
        if is_mysql(catalog) and isinstance(held, (PrimaryKey, Unique)) and columns and gone.issuperset(columns):
            continue  # a column that counts cannot be without its key, not even between two statements
        yield DropConstraint(name, word(held.name) if held.name else None, _kind(held), tuple(columns))


def _checks_inside(after: Table, before: Table, catalog: Catalog) -> set[str]:
    """The columns whose own check went: MariaDB knows it as part of the column's clause."""
    if catalog.dialect != "mariadb":
        return set()
    left = {shape(held) for held in after.checks}
    return {held.column for held in before.checks if held.inline and held.column and shape(held) not in left}


def _constraints_on(after: Table, before: Table, name: ObjectName, inside: set[str]) -> Iterator[Change]:
    new = [(held.name, shape(held)) for held in after.constraints]
    for held in before.constraints:
        if (held.name, shape(held)) in new or (isinstance(held, ForeignKey) and held.ignored):
            continue
        if isinstance(held, Check) and held.inline and held.column in inside:
            continue
        checked = getattr(held, "validated", True)
        yield AddConstraint(name, _bare(held), checked=checked)


def _bare(held: Constraint) -> Constraint:
    """The constraint as a clause of its own: an index it once took over is not there to take over again."""
    if isinstance(held, (PrimaryKey, Unique)) and held.using_index:
        return held._replace(using_index="")
    return held


def _indexes_off(after: Table, before: Table, name: ObjectName, gone: set[str]) -> Iterator[Change]:
    old = {index.name: index_shape(index) for index in before.indexes}
    for index in after.indexes:
        if old.get(index.name) == index_shape(index):
            continue
        if gone.intersection(index.columns):
            continue
        schema = name.schema
        yield DropObjects("index", (ObjectName(word(index.name), schema),), concurrently=index.concurrently, on=name)


def _indexes_on(after: Table, before: Table, name: ObjectName) -> Iterator[Change]:
    new = {index.name: index_shape(index) for index in after.indexes}
    for index in before.indexes:
        if new.get(index.name) != index_shape(index) and not is_implicit(index):
            yield index_again(index, name)


def _leaned_on(after: Table, before: Table) -> list[Index]:
    """The indexes that the server made for foreign keys which are still there, and took away when the step gave it a key to use in
    their place: that key cannot go before they are back."""
    keys = {key.columns for key in after.foreign_keys}
    there = {index.name for index in after.indexes}
    return [
        index
        for index in before.indexes
        if is_implicit(index) and index.name not in there and any(index.columns[: len(key)] == key for key in keys)
    ]


def _options_back(after: Table, before: Table, name: ObjectName) -> Iterator[Change]:
    old, new = dict(before.options), dict(after.options)
    for option, value in old.items():
        if new.get(option) != value:
            yield SetOption("table", name, option, value)
    if after.unlogged != before.unlogged:
        yield SetOption("table", name, "unlogged" if before.unlogged else "logged")
