"""What queries read: the relation that a column belongs to, its type, and whose query it is."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Catalog,
    Column,
    CreateRoutine,
    CreateTrigger,
    CreateView,
    Embedded,
    FromItem,
    NamedColumn,
    Place,
    Query,
    Replay,
    Scope,
    Span,
    Step,
    Subject,
    Table,
)
from schemalint.model.record import NamedTuple
from schemalint_rules._once import once
from schemalint_rules._outputs import outputs

QUERIES: frozenset[Place] = frozenset(
    ("query", "view", "table-as", "write", "function", "procedure", "block", "trigger", "rule", "policy")
)
"""Places of queries that read tables; the others are expressions about one row."""


class Asked(NamedTuple):
    """A scope of a query, and what it stands in."""

    scope: Scope
    number: int
    """Among the scopes of the query."""
    embedded: Embedded
    step: Step
    replay: Replay

    @property
    def query(self) -> Query:
        return self.embedded.query

    @property
    def catalog(self) -> Catalog:
        """What it reads now: of a view or a routine the last catalogue, of all else the one it ran on."""
        stays = isinstance(self.step.change, (CreateView, CreateRoutine, CreateTrigger))
        return self.replay.catalog if stays else self.step.before

    @property
    def said(self) -> str:
        """Whose query it is, for messages: `In view public.v, `; empty where it is a statement of its own."""
        change = self.step.change
        if isinstance(change, CreateView):
            return f"In view {self.step.after.resolve(change.name).text}, "
        if isinstance(change, CreateRoutine):
            return f"In routine {change.name.text}, "
        return f"In trigger {change.name.text}, " if isinstance(change, CreateTrigger) else ""

    def text(self, span: Span) -> str:
        """What stands in a place of the statement."""
        start = self.step.statement.span.start
        return self.step.statement.text[span.start - start : span.end - start]

    @property
    def subject(self) -> Subject | None:
        change = self.step.change
        if isinstance(change, CreateView):
            ref = self.step.after.resolve(change.name)
            return Subject("materialized-view" if change.materialized else "view", ref.schema or None, None, ref.name)
        if isinstance(change, CreateRoutine):
            schema = change.name.qualifier or self.step.after.default_schema
            return Subject("routine", schema or None, None, change.name.value)
        return None


def asked(step: Step, replay: Replay) -> Iterator[Asked]:
    """Every scope of the queries in a statement, each statement once; nothing of a view or routine that a later statement
    replaces or drops."""
    if not step.reading.queries or step.change is not step.reading.changes[0] or is_replaced(step, replay):
        return
    for embedded in step.reading.queries:
        if embedded.place in QUERIES and not embedded.query.problem:
            for number, scope in enumerate(embedded.query.scopes):
                yield Asked(scope, number, embedded, step, replay)


def is_replaced(step: Step, replay: Replay) -> bool:
    """Whether what the statement makes is not there any more at the end, or is another."""
    change = step.change
    if step.number >= len(replay.steps) or replay.steps[step.number] is not step:
        return False  # a part of a document, or an example
    if isinstance(change, CreateView):
        return step.statement.span not in _standing(replay.catalog)
    if isinstance(change, CreateRoutine):
        ref = step.after.resolve(change.name)
        held = replay.catalog.routines.get(ref)
        if held is None and ref in step.after.routines:
            return True
        return held is not None and all(one.statement != step.statement.span for one in held)
    return False


@once
def _standing(catalog: Catalog) -> frozenset[Span]:
    """The statements whose views are there, under whatever name."""
    return frozenset(view.statement for view in catalog.views.values())


class Owner(NamedTuple):
    """The relation that a column belongs to."""

    at: int
    """Among the relations of the scope."""
    item: FromItem
    scope: int
    """The scope that has the relation."""
    table: Table | None = None
    """Where it is a table that is known."""
    column: Column | None = None


def written(column: NamedColumn) -> Span:
    """A column with what qualifies it."""
    return column.qualifier.span.to(column.name.span) if column.qualifier else column.name.span


def table_of(item: FromItem, catalog: Catalog) -> Table | None:
    """The table that an item of FROM names, where all its columns are known."""
    if item.table is None or item.opaque:
        return None
    ref = catalog.resolve(item.table)
    table = catalog.table(ref)
    if table is None or table.unknown or table.assumed or table.as_query or catalog.is_muted(ref):
        return None
    return table


def owner(column: NamedColumn, number: int, one: Asked) -> Owner | None:
    """The relation that a column named in the scope `number` belongs to, which may be one of a query around it; None where that
    cannot be told."""
    name = column.name.value
    exact = one.embedded.exact and name not in one.embedded.variables
    at: int | None = number
    while at is not None:
        scope = one.query.scopes[at]
        if column.qualifier is not None:
            fits = [index for index, item in enumerate(scope.relations) if _is_meant(item, column)]
            if len(fits) == 1:
                return _owner(fits[0], at, name, one)
            if fits or scope.kind == "insert":
                return None
        else:
            if not exact or scope.kind == "insert":
                return None
            if any(item.natural or any(using.value == name for using in item.using) for item in scope.relations):
                return None  # a shared column is taken from the side that has it
            holding: list[int] = []
            for index, item in enumerate(scope.relations):
                columns = columns_of(item, one)
                if columns is None:
                    return None
                if name in columns:
                    holding.append(index)
            if holding:
                return _owner(holding[0], at, name, one) if len(holding) == 1 else None
        at = scope.parent
    return None


def _is_meant(item: FromItem, column: NamedColumn) -> bool:
    named = column.qualifier
    if named is None or item.alias != named.value:
        return False
    return named.schema is None or (item.table is not None and item.table.text == named.text)


def _owner(at: int, scope: int, name: str, one: Asked) -> Owner:
    item = one.query.scopes[scope].relations[at]
    table = table_of(item, one.step.before) if not item.columns else None
    return Owner(at, item, scope, table, table.column(name) if table else None)


def columns_of(item: FromItem, one: Asked) -> frozenset[str] | None:
    """The columns of a relation; None where they are not all known."""
    if item.opaque or item.function is not None or item.columns:
        return None
    if item.scope is not None:
        given = outputs(one.query, item.scope, one.step, one.replay)
        return frozenset(column.name for column in given) if given is not None else None
    if item.table is None:
        return None
    table = table_of(item, one.step.before)
    if table is not None:
        return frozenset(column.name for column in table.columns)
    ref = one.step.before.resolve(item.table)
    view = one.step.before.views.get(ref)
    return frozenset(view.columns) if view is not None and view.columns and not view.unknown else None


def stored_column(column: NamedColumn, number: int, one: Asked, depth: int = 0) -> tuple[Table, Column] | None:
    """The column of a table that a name stands for, through subqueries that hand it on; None where it is something else, or
    that cannot be told."""
    found = owner(column, number, one)
    if found is None:
        return None
    if found.table is not None:
        return (found.table, found.column) if found.column is not None else None
    inner = found.item.scope
    if inner is None or found.item.columns or depth > 20:
        return None
    scope = one.query.scopes[inner]
    if scope.kind != "select":
        return None
    given = [output for output in scope.outputs if output.name == column.name.value and not output.star]
    if len(given) == 1 and given[0].column is not None and not any(output.star for output in scope.outputs):
        return stored_column(given[0].column, inner, one, depth + 1)
    return None


def now(table: Table, one: Asked) -> Table:
    """The table as it is where the query is run."""
    return one.catalog.table(table.ref) or table
