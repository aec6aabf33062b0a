"""In what a definition differs from what is there under its name."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Check,
    Column,
    Constant,
    Constraint,
    CreateIndex,
    CreateSequence,
    CreateTable,
    Expression,
    ForeignKey,
    Index,
    PrimaryKey,
    Sequence,
    Span,
    Table,
    Type,
    Unique,
)
from schemalint.model.record import NamedTuple
from schemalint_rules._values import constant


class Difference(NamedTuple):
    what: str
    """In words, `here` being the definition and `there` what exists."""
    span: Span
    """The part of the definition that differs."""


def table_differences(change: CreateTable, held: Table) -> Iterator[Difference]:
    """What CREATE TABLE says otherwise than the table that is there. Formatting, names of constraints and how defaults are spelled
    are not looked at."""
    partial = bool(change.as_query or change.like or change.inherits or change.partition_of or change.of_type)
    name_span = change.name.name.span
    key = next((one.columns for one in change.constraints if isinstance(one, PrimaryKey)), ())
    held_key = held.primary_key.columns if held.primary_key else ()
    for column in change.columns:
        there = held.column(column.name)
        if there is None:
            yield Difference(f"column {column.name} is not there", column.span)
        elif column.name not in (*key, *held_key) or column.type is None or there.type is None:
            yield from column_differences(column, there)
        elif not _same_type(column.type, there.type):
            yield _types(column, there)
    here = {column.name for column in change.columns}
    for column in held.columns:
        if not partial and here and column.name not in here:
            yield Difference(f"column {column.name} is there and not here", name_span)
    if key != held_key and not (partial and not key):
        span = next((one.span for one in change.constraints if isinstance(one, PrimaryKey)), name_span)
        yield Difference(f"the primary key is {_list(held_key)} there and {_list(key)} here", span)
    yield from _constraints(change.constraints, held)


def column_differences(column: Column, there: Column) -> Iterator[Difference]:
    """What the definition of a column says otherwise than the column that is there."""
    if column.unknown or there.unknown:
        return
    if column.type is not None and there.type is not None and not _same_type(column.type, there.type):
        yield _types(column, there)
    numbered = column.identity or column.serial
    if column.nullable != there.nullable and not numbered and not (there.identity or there.serial):
        span = column.null_span if column.null_span.path else column.span
        yield Difference(f"column {column.name} is {_null(there)} there and {_null(column)} here", span)
    if bool(column.generated) != bool(there.generated):
        state = ("generated", "not generated")
        yield Difference(
            f"column {column.name} is {state[not there.generated]} there and {state[not column.generated]} here",
            column.span,
        )
    elif bool(numbered) != bool(there.identity or there.serial) and (column.default is None) == (there.default is None):
        state = ("numbered by the server", "not numbered")
        was = bool(there.identity or there.serial)
        yield Difference(f"column {column.name} is {state[not was]} there and {state[was]} here", column.span)
    elif not numbered and not there.serial and not _same_default(column.default, there.default):
        span = column.default_span if column.default_span.path else column.span
        yield Difference(f"column {column.name} has {_default(there)} there and {_default(column)} here", span)


def index_differences(
    change: CreateIndex, held: Index | Unique | PrimaryKey, same_table: bool, table: str
) -> Iterator[Difference]:
    """What CREATE INDEX says otherwise than the index, or the key's index, that is there."""
    span = change.name.span if change.name else change.span
    if not same_table:
        yield Difference(f"the index there is on {table}", change.table.span)
        return
    index = change.definition
    here = tuple(_part(part.column, part.expression) for part in index.parts)
    shown = index.columns
    if isinstance(held, Index):
        there = tuple(_part(part.column, part.expression) for part in held.parts)
        known = held.columns
        unique, predicate, method = held.unique, held.predicate, held.method
        include = held.include
    else:
        there, unique, predicate, method = held.columns, True, None, index.method
        known = held.columns
        include = index.include
    if here != there:
        yield Difference(f"it is over {_list(known)} there and over {_list(shown)} here", span)
    if index.unique != unique:
        yield Difference(f"it is {_unique(unique)} there and {_unique(index.unique)} here", span)
    if _said(index.predicate) != _said(predicate):
        yield Difference(f"it holds {_rows(predicate)} there and {_rows(index.predicate)} here", span)
    if index.method.lower() != method.lower():
        yield Difference(f"its method is {method} there and {index.method} here", span)
    if set(index.include) != set(include):
        yield Difference(f"it includes {_list(include)} there and {_list(index.include)} here", span)


def sequence_differences(change: CreateSequence, held: Sequence) -> Iterator[Difference]:
    """What CREATE SEQUENCE says otherwise than the sequence that is there; only what is written counts."""
    there = {
        "as": held.type,
        "start": held.start,
        "increment": held.increment,
        "minvalue": held.minimum,
        "maxvalue": held.maximum,
    }
    for option, value in change.options:
        known = there.get(option)
        if known and value and known.lower() != value.lower():
            yield Difference(f"its {option} is {known} there and {value} here", change.name.span)


def _constraints(constraints: tuple[Constraint, ...], held: Table) -> Iterator[Difference]:
    """Constraints of the definition that the table lacks."""
    keys = {tuple(sorted(one.columns)) for one in held.uniques}
    keys |= {tuple(sorted(one.columns)) for one in held.indexes if one.unique}
    if held.primary_key:
        keys.add(tuple(sorted(held.primary_key.columns)))
    parents = {(one.columns, one.parent.name) for one in held.foreign_keys}
    checks = {_said(one.expression) for one in held.checks}
    for one in constraints:
        match one:
            case Unique() if one.columns and tuple(sorted(one.columns)) not in keys:
                yield Difference(f"the unique key {_list(one.columns)} is not there", one.span)
            case ForeignKey() if not one.ignored and (one.columns, one.parent.name) not in parents:
                yield Difference(f"the foreign key {_list(one.columns)} to {one.parent.name} is not there", one.span)
            case Check() if _said(one.expression) not in checks and not held.checks:
                yield Difference("no CHECK is there", one.span)


_TIMES = frozenset(("time", "timetz", "timestamp", "timestamptz", "interval"))


def _same_type(here: Type, there: Type) -> bool:
    if here.name.rpartition(".")[2].lower() != there.name.rpartition(".")[2].lower():
        return False
    if here.dimensions != there.dimensions or here.values != there.values:
        return False
    if ("unsigned" in here.modifiers) != ("unsigned" in there.modifiers):
        return False
    if here.family == "integer" or here.arguments == there.arguments:
        return True  # MySQL's display width is no difference
    return here.family in _TIMES and not (here.arguments and there.arguments)


def _types(column: Column, there: Column) -> Difference:
    here, held = column.type, there.type
    assert here is not None
    assert held is not None
    span = here.span if here.span.path else column.span
    return Difference(f"column {column.name} is {held.text} there and {here.text} here", span)


def _same_default(here: Expression | None, there: Expression | None) -> bool:
    """Whether both have a default or none; literals are compared by value, for anything else may be spelled in many ways."""
    first = constant(here.shape) if here else None
    second = constant(there.shape) if there else None
    nothing = (
        here is None or (first is not None and first.kind == "null"),
        there is None or (second is not None and second.kind == "null"),
    )
    if any(nothing):
        return all(nothing)
    if first is None or second is None or first.kind != second.kind:
        return True
    return _value(first) == _value(second)


def _value(literal: Constant) -> object:
    if literal.kind == "number":
        try:
            return float(literal.value)
        except ValueError:
            return literal.value.lower()
    return literal.value


def _said(expression: Expression | None) -> str:
    if expression is None:
        return ""
    return "".join(char for char in expression.text.lower() if not char.isspace() and char not in '()"`[]')


def _part(column: str, expression: Expression | None) -> str:
    return column or _said(expression)


def _null(column: Column) -> str:
    return "nullable" if column.nullable else "NOT NULL"


def _default(column: Column) -> str:
    return f"default {column.default.text}" if column.default else "no default"


def _unique(unique: bool) -> str:
    return "unique" if unique else "not unique"


def _rows(predicate: Expression | None) -> str:
    return f"the rows with {predicate.text}" if predicate else "all rows"


def _list(columns: tuple[str, ...]) -> str:
    return f"({', '.join(columns)})" if columns else "none"
