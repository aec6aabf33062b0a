"""What a query gives: the names of its columns, `*` put in full where all it stands for is known."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Column,
    Embedded,
    FromItem,
    ObjectName,
    Place,
    Query,
    Ref,
    Replay,
    Scope,
    SetColumnOption,
    Span,
    Step,
    Table,
)
from schemalint.model.record import NamedTuple
from schemalint_rules._once import once
from schemalint_rules._proposals import Written


class Given(NamedTuple):
    """A column that a query gives."""

    name: str
    """Folded; empty where it has none, or the server makes one up of its own."""
    span: Span
    """Its text; that of the `*` it comes from."""


def embedded(step: Step, *places: Place) -> Iterator[Embedded]:
    """The queries in a statement that stand in one of these places and were taken apart."""
    for one in step.reading.queries:
        if one.place in places and one.exact and not one.query.problem:
            yield one


def outputs(query: Query, at: int, step: Step, replay: Replay) -> list[Given] | None:
    """The columns that the scope `at` of a query gives, in order; None where they are not all known."""
    return _outputs(query, at, step, replay, frozenset())


def _outputs(query: Query, at: int, step: Step, replay: Replay, around: frozenset[int]) -> list[Given] | None:
    if at in around or len(around) > 40:
        return None  # a recursive query reads itself
    around |= {at}
    scope = query.scopes[at]
    if scope.kind == "set" and scope.parts:
        return _outputs(query, scope.parts[0], step, replay, around)
    found: list[Given] = []
    for output in scope.outputs:
        if not output.star:
            # What PostgreSQL calls the value of EXTRACT changed with version 14, and date_part is read as the same.
            found.append(Given("" if output.name in ("date_part", "extract") else output.name, output.span))
            continue
        if scope.kind != "select":
            return None
        names = _star(query, scope, output.qualifier, step, replay, around)
        if names is None:
            return None
        found += (Given(name, output.span) for name in names)
    return found or None


def _star(
    query: Query, scope: Scope, qualifier: str, step: Step, replay: Replay, around: frozenset[int]
) -> list[str] | None:
    """The columns that `*`, or `t.*`, stands for."""
    found: list[str] = []
    group: list[str] = []
    for item in scope.relations:
        if qualifier and item.alias != qualifier:
            continue
        names = _relation(query, item, step, replay, around)
        if names is None:
            return None
        if qualifier:
            return names
        if not item.join:
            found += group
            group = []
        shared = frozenset(group) if item.natural else frozenset(name.value for name in item.using)
        group += (name for name in names if name not in shared)
    return None if qualifier else found + group


def _relation(query: Query, item: FromItem, step: Step, replay: Replay, around: frozenset[int]) -> list[str] | None:
    if item.opaque or item.function is not None:
        return None
    names: list[str] | None = None
    if item.scope is not None:
        given = _outputs(query, item.scope, step, replay, around)
        names = None if given is None else [one.name for one in given]
    elif item.table is not None:
        names = _columns(item.table, step, replay)
    if names is None:
        return None
    renamed = [column.name for column in item.columns]
    return renamed + names[len(renamed) :]


def _columns(name: ObjectName, step: Step, replay: Replay) -> list[str] | None:
    """The columns of a table, or of a view that names them, as a `*` shows them."""
    before = step.before
    ref = before.resolve(name)
    table = before.tables.get(ref)
    if table is not None:
        if table.assumed or table.unknown or table.as_query or table.kind not in ("table", "temporary", "foreign"):
            return None
        if before.is_muted(ref) or any(column.unknown for column in table.columns):
            return None
        shown = shown_columns(table, replay)
        return [column.name for column in shown] if shown else None
    view = before.views.get(ref)
    return list(view.columns) or None if view is not None and not view.unknown else None


def shown_columns(table: Table, replay: Replay) -> list[Column] | None:
    """The columns that `*` shows and INSERT without a list fills: not those that are INVISIBLE. None where that is not known, as
    with the columns in which SQL Server and MariaDB keep the period of a row."""
    if replay.dialect not in ("mysql", "mariadb", "tsql", "oracle"):
        return list(table.columns)
    if table.ref in _veiled(replay) or any("versioning" in name or "period" in name for name, _ in table.options):
        return None
    found = []
    for column in table.columns:
        words = definition(column, replay)
        if "HIDDEN" in words or "GENERATED ALWAYS AS ROW" in words or "AS ROW START" in words:
            return None
        if "INVISIBLE" not in words:
            found.append(column)
    return found


@once
def _veiled(replay: Replay) -> frozenset[Ref]:
    """Tables of which a statement shows or hides a column later on."""
    return frozenset(
        step.before.resolve(step.change.table)
        for step in replay.steps
        if isinstance(step.change, SetColumnOption) and "visible" in step.change.option
    )


def definition(column: Column, replay: Replay) -> str:
    """The text of a column's definition in upper case with single blanks; empty where none was read."""
    return " ".join(_written(replay).text(column.definition).upper().split())


@once
def _written(replay: Replay) -> Written:
    return Written(replay)


def inserted(step: Step, replay: Replay) -> list[Given] | None:
    """The columns of the query that an INSERT takes its rows from; None where they are not all known."""
    for one in embedded(step, "write"):
        top = one.query.top
        if top is not None and top.kind == "insert" and len(top.parts) == 1:
            return outputs(one.query, top.parts[0], step, replay)
    return None
