"""The names in statements that define: columns of keys, checks, defaults and indexes, types, routines, sequences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from schemalint.dialects import extension_types
from schemalint.dialects.folding import fold
from schemalint.dialects.types import built_in
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AlterDomain,
    AlterPolicy,
    AlterSequence,
    Change,
    ChangeGrant,
    CreateDomain,
    CreateIndex,
    CreateObject,
    CreatePolicy,
    CreateRoutine,
    CreateSequence,
    CreateTable,
    CreateTrigger,
    CreateType,
    RedefineColumn,
    SetDefault,
    SetGenerated,
    WriteRows,
)
from schemalint.model.expression import Call, Cast, Constant, Expression, Shape, Unclear
from schemalint.model.name import ObjectName
from schemalint.model.query import Place
from schemalint.model.schema import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    KeyPart,
    PrimaryKey,
    Type,
    Unique,
)
from schemalint.model.text import Span
from schemalint.resolving import places
from schemalint.resolving.names import Names
from schemalint.resolving.reach import written
from schemalint.resolving.relations import Relation


def of_change(change: Change, names: Names) -> None:
    """Holds the names of one change against what is there."""
    look = LOOKS.get(type(change))
    if look is not None:
        look(change, names)


def looks_at(change: Change) -> bool:
    """Whether a change of that kind names anything this module asks about."""
    return type(change) in LOOKS


# Tables


def _create_table(change: CreateTable, names: Names) -> None:
    if change.if_not_exists and names.step.after is names.step.before:
        # It is there already, and the server looks no further.
        return
    if change.columns or change.constraints or change.indexes:
        table = _relation(change.name, names)
        for column in change.columns:
            _column(column, table, names)
        for constraint in change.constraints:
            _constraint(constraint, table, names)
        for index in change.indexes:
            _index(index, table, names)


def _relation(name: ObjectName, names: Names) -> Relation | None:
    """The columns of the table that a statement defines or alters, as it finds and leaves it."""
    names.reach.own = True
    found = names.reach.relation(name)
    return None if found is None or found.open else found


def _column(column: Column, table: Relation | None, names: Names) -> None:
    if column.unknown:
        return
    if column.default is not None and not (column.serial or isinstance(column.default.shape, Constant)):
        _expression(column.default, None, names, "default")
    if column.generated is not None:
        _expression(column.generated, table, names, "generated")
    if column.type is not None:
        _column_type(column.type, names)


def _column_type(kind: Type, names: Names) -> None:
    """The replay looks up the types that PostgreSQL's CREATE TYPE makes; those of extensions are well known by their names."""
    dialect = names.reach.dialect
    if kind.family == "user":
        if dialect == "tsql":
            _type(kind, names)
        elif dialect in ("mysql", "mariadb") and kind.name.upper() not in built_in("mariadb"):
            # Nobody makes types there; a file for MySQL may be meant for MariaDB, which has more of them.
            names.tell("type", kind.name, kind.span)
    elif dialect == "postgres" and kind.name in extension_types.BROUGHT:
        names.type(written(kind.name, dialect), kind.span)


def _type(kind: Type, names: Names) -> None:
    """A type of the user's own. Those of PostgreSQL's columns are looked up by the replay."""
    name = written(kind.name if not kind.schema else kind.name.rpartition(".")[2], names.reach.dialect)
    if kind.schema:
        name = written(f"{kind.schema}.{name.name.written}", names.reach.dialect)
    names.type(name, kind.span)


def _constraint(constraint: Constraint, table: Relation | None, names: Names) -> None:
    if isinstance(constraint, Check):
        if constraint.expression.columns or constraint.expression.calls:
            _expression(constraint.expression, table, names, "check")
    elif isinstance(constraint, (PrimaryKey, Unique)):
        if not constraint.using_index:
            _named(constraint.columns, constraint.span, table, names)
            if isinstance(constraint, Unique):
                _named(constraint.include, constraint.span, table, names)
    elif isinstance(constraint, ForeignKey):
        if not constraint.ignored:
            before_parent = constraint.span
            if constraint.parent_span.path and constraint.parent_span.start > constraint.span.start:
                before_parent = constraint.span._replace(end=constraint.parent_span.start)
            _named(constraint.columns, before_parent, table, names)
    elif isinstance(constraint, Exclusion):
        _parts(constraint.parts, constraint.span, table, names)
        if constraint.predicate is not None:
            _expression(constraint.predicate, table, names, "check")


def _named(columns: Iterable[str], span: Span, table: Relation | None, names: Names) -> None:
    if table is None:
        return
    for column in columns:
        if column and table.lacks(column):
            names.column(column, places.name_span(names.step.statement, span, column), table)


def _add_column(change: AddColumn, names: Names) -> None:
    if change.if_not_exists and names.step.after is names.step.before:
        return
    table = _relation(change.table, names)
    _column(change.column, table, names)
    for constraint in change.constraints:
        _constraint(constraint, table, names)


def _redefine(change: RedefineColumn, names: Names) -> None:
    table = _relation(change.table, names)
    _column(change.definition, table, names)
    for constraint in change.constraints:
        _constraint(constraint, table, names)


def _add_constraint(change: AddConstraint, names: Names) -> None:
    _constraint(change.constraint, _relation(change.table, names), names)


def _set_default(change: SetDefault, names: Names) -> None:
    if change.default is not None:
        _expression(change.default, None, names, "default")


def _set_generated(change: SetGenerated, names: Names) -> None:
    if change.expression is not None:
        _expression(change.expression, _relation(change.table, names), names, "generated")


def _alter_type(change: AlterColumnType, names: Names) -> None:
    if change.using is not None:
        _expression(change.using, _relation(change.table, names), names, "other")
    _column_type(change.type, names)


# Indexes


def _create_index(change: CreateIndex, names: Names) -> None:
    _index(change.definition, _relation(change.table, names), names)


def _index(index: Index, table: Relation | None, names: Names) -> None:
    if index.unknown:
        return
    _parts(index.parts, index.span, table, names)
    _named(index.include, index.span, table, names)
    if index.predicate is not None:
        _expression(index.predicate, table, names, "index")


def _parts(parts: Iterable[KeyPart], span: Span, table: Relation | None, names: Names) -> None:
    for part in parts:
        if part.expression is not None:
            _expression(part.expression, table, names, "index")
        elif part.column and table is not None and table.lacks(part.column):
            if names.reach.dialect == "sqlite" and _is_string(part, names):
                continue
            inside = part.span if part.span.path else span
            names.column(part.column, places.name_span(names.step.statement, inside, part.column), table)


def _is_string(part: KeyPart, names: Names) -> bool:
    """SQLite takes a quoted word that is no column for a string."""
    return places.source(names.step.statement, part.span)[:1] in ("'", '"')


# Types and domains


def _create_domain(change: CreateDomain, names: Names) -> None:
    if change.default is not None:
        _expression(change.default, None, names, "default")
    for constraint in change.constraints:
        if isinstance(constraint, Check):
            _expression(constraint.expression, None, names, "check")


def _alter_domain(change: AlterDomain, names: Names) -> None:
    if change.default is not None:
        _expression(change.default, None, names, "default")
    if isinstance(change.add, Check):
        _expression(change.add.expression, None, names, "check")


def _create_type(change: CreateType, names: Names) -> None:
    if names.reach.dialect == "postgres" and change.form in ("composite", "range"):
        names.reach.own = True
        for column in change.columns:
            if column.type is not None and column.type.family == "user":
                _type(column.type, names)


# Policies, triggers, routines, grants


def _policy(change: CreatePolicy | AlterPolicy, names: Names) -> None:
    table = _relation(change.table, names)
    for condition in (change.using, change.check):
        if condition is not None:
            _expression(condition, table, names, "policy")


def _trigger(change: CreateTrigger, names: Names) -> None:
    table = _relation(change.table, names)
    names.place = "trigger"
    if table is not None:
        head = names.step.statement.span
        if change.table.span.path == head.path and change.table.span.start > change.name.span.end:
            head = Span(head.path, change.name.span.end, change.table.span.start)
        late = names.reach.dialect == "sqlite"
        for column in change.columns:
            if table.lacks(column):
                held, names.late = names.late, late
                names.column(column, places.name_span(names.step.statement, head, column), table)
                names.late = held
    called = change.function
    if called is not None and names.reach.dialect == "postgres" and not names.reach.unknown_extension:
        reach = names.reach
        known = reach.routines(called) or reach.signatures(called)
        if (
            not known
            and not reach.doubts.about(called.value, reach.before, "routine")
            and not reach.is_doubtful(called.schema.value if called.schema else "")
        ):
            from schemalint.resolving import nearest

            names.tell(
                "function", called.text, called.span, ref=reach.ref(called), near=nearest.routine(called, reach.before)
            )


_JOINED = frozenset({"JOIN", "FROM"})
_ARGUMENTS = re.compile(r"\([^()]*\)")
_ROUTINE_TYPE_WORDS = frozenset({"trigger", "void", "record", "event_trigger", "internal", "cstring", "table", ""})


def _routine(change: CreateRoutine, names: Names) -> None:
    """The types of parameters and results. A body is looked into as queries."""
    if names.reach.dialect != "postgres":
        return
    names.place = "function"
    names.reach.own = True
    held, names.late = names.late, False
    texts = [one.type for one in change.parameters]
    if not change.returns.lower().startswith("table"):
        texts.append(change.returns.removeprefix("setof "))
    head = names.step.statement.span
    if change.body_span.path == head.path and change.body_span.start > change.name.span.end:
        head = head._replace(end=change.body_span.start)
    head = head._replace(start=change.name.span.end) if change.name.span.path == head.path else head
    for text in texts:
        _type_text(text, head, names)
    names.late = held


def _type_text(text: str, inside: Span, names: Names) -> None:
    """A type by its canonical text: `app.mood[]`, `numeric(10,2)`, `orders%rowtype`."""
    plain = _ARGUMENTS.sub("", text).replace("[]", "").strip()
    plain = " ".join(plain.split())
    lower = plain.lower()
    if "%" in plain or lower in _ROUTINE_TYPE_WORDS or names.reach.builtins.is_type(lower):
        return
    if names.step.statement.masked or "{" in plain or "$" in plain:
        return
    name = written(plain, names.reach.dialect)
    if " " in name.value and '"' not in plain:
        return  # interval fields and other phrases of the grammar
    names.type(name, places.name_span(names.step.statement, inside, name.value))


def _grant(change: ChangeGrant, names: Names) -> None:
    """Columns of a grant; the server looks them up at once."""
    grant = change.grant
    if (
        names.reach.dialect != "postgres"
        or not grant.columns
        or len(change.objects) != 1
        or grant.kind not in ("table", "column", "view")
    ):
        return
    found = names.reach.relation(change.objects[0])
    if found is not None:
        _named(grant.columns, grant.span if grant.span.path else names.step.statement.span, found, names)


def _write(change: WriteRows, names: Names) -> None:
    """The column list of INSERT and the left sides of UPDATE."""
    if len(change.tables) != 1 or not change.columns or change.verb == "merge":
        return
    if any(one.place == "write" and not one.query.problem for one in names.step.reading.queries):
        return  # looked at with the query
    if change.verb == "update" and not _JOINED.isdisjoint(names.step.statement.tokens.upper):
        return
    found = names.reach.relation(change.tables[0])
    if found is None or found.open:
        return
    names.place = "write"
    for column in change.columns:
        if column.written[:1] != "@":
            names.column(column.value, column.span, found)


# Expressions


def _expression(expression: Expression, table: Relation | None, names: Names, place: Any) -> None:
    """The columns, functions, types and sequences of an expression. `table` None: its columns are not asked about."""
    shape = expression.shape
    if isinstance(shape, Constant):
        return
    names.place = _PLACES.get(place, "query")
    statement = names.step.statement
    if statement.masked and isinstance(shape, Unclear):
        return
    if table is not None:
        _columns(expression, table, names, unclear=isinstance(shape, Unclear) and shape.text == expression.text)
    if expression.calls:
        for call in places.calls(statement, expression):
            names.call(call)
    for part in _walk(shape):
        if isinstance(part, Cast):
            _cast(part, expression, names)
        elif isinstance(part, Call) and part.name in _SEQUENCE_CALLS:
            _sequence(part, expression, names, place)


_PLACES: dict[str, Place] = {
    "default": "default",
    "generated": "generated",
    "check": "check",
    "index": "index",
    "policy": "policy",
}
_SEQUENCE_CALLS = frozenset(
    {"nextval", "currval", "setval", "pg_catalog.nextval", "pg_catalog.currval", "pg_catalog.setval"}
)
_NO_COLUMN_BEHIND = frozenset({"::", "AS", "USING", "COLLATE", "INTERVAL", "SET"})


def _columns(expression: Expression, table: Relation, names: Names, *, unclear: bool) -> None:
    """`unclear`: the words of the expression were not told apart for certain."""
    dialect = names.reach.dialect
    for column in expression.columns:
        if not table.lacks(column):
            continue
        if unclear and not _is_no_word(column, expression, names):
            continue
        if table.ref is not None and column.lower() == table.ref.name.lower():
            continue  # the row as a whole
        span = places.name_span(names.step.statement, expression.span, column)
        text = places.source(names.step.statement, span)
        if (dialect == "sqlite" and text[:1] == '"') or text[:1] in ("@", ":", "$", "?", "'"):
            continue
        before, qualifier = _behind(names, expression.span, span)
        if before in _NO_COLUMN_BEHIND or (before == "." and (table.ref is None or qualifier != table.ref.name)):
            continue
        names.column(column, span, table)


def _is_no_word(column: str, expression: Expression, names: Names) -> bool:
    """Whether the name can hardly be anything but a column's."""
    builtins = names.reach.builtins
    if not builtins.known or names.step.reading.queries or "SELECT" in expression.text.upper():
        return False
    return column.isidentifier() and column.lower() not in builtins.keywords() and not builtins.is_type(column.lower())


def _behind(names: Names, inside: Span, at: Span) -> tuple[str, str]:
    """The piece of the expression before a place, upper case, and the folded name before that."""
    dialect = names.step.statement.dialect
    row = places.pieces(places.source(names.step.statement, inside), dialect in ("mysql", "mariadb"))
    number = next((number for number, (_, _, start) in enumerate(row) if inside.start + start >= at.start), 0)
    before = row[number - 1][1].upper() if number else ""
    return before, fold(row[number - 2][1], dialect) if number > 1 else ""


def _cast(part: Cast, expression: Expression, names: Names) -> None:
    if names.reach.dialect == "postgres":
        _type_text(part.type, expression.span, names)


def _sequence(part: Call, expression: Expression, names: Names, place: str) -> None:
    if not part.arguments:
        return
    argument = part.arguments[0]
    late = False
    while isinstance(argument, Cast):
        late = late or argument.type in ("text", "character varying")
        argument = argument.operand
    if not (isinstance(argument, Constant) and argument.kind == "string"):
        return
    dialect = names.reach.dialect
    name = written(argument.value, dialect)
    statement = names.step.statement
    span = places.literal_span(statement, expression.span, argument.value)
    if span == expression.span:
        span = places.name_span(statement, expression.span, name.value)
    names.sequence(name, span, late=late or names.late)


def _walk(shape: Shape) -> Iterator[Shape]:
    """A shape and all in it."""
    waiting: list[Any] = [shape]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            if type(one) is not tuple:
                if isinstance(one, (Constant, Unclear)):
                    continue
                yield one  # type: ignore[misc]  # the tuples in a shape are shapes
            waiting.extend(one)


def _rule(change: CreateObject, names: Names) -> None:
    """The table of a rewrite rule (PostgreSQL)."""
    if change.kind == "rule" and change.target is not None and names.reach.dialect == "postgres":
        names.place = "rule"
        names.table(change.target)


def _sequence_owner(change: CreateSequence | AlterSequence, names: Names) -> None:
    if change.owned_by is None or names.reach.dialect != "postgres":
        return
    table, column = change.owned_by
    names.place = "query"
    found = names.table(table)
    if found is not None:
        _named((column,), change.span, found, names)


LOOKS: dict[type, Callable[[Any, Names], None]] = {
    CreateTable: _create_table,
    AddColumn: _add_column,
    RedefineColumn: _redefine,
    AddConstraint: _add_constraint,
    SetDefault: _set_default,
    SetGenerated: _set_generated,
    AlterColumnType: _alter_type,
    CreateIndex: _create_index,
    CreateDomain: _create_domain,
    AlterDomain: _alter_domain,
    CreateType: _create_type,
    CreatePolicy: _policy,
    AlterPolicy: _policy,
    CreateTrigger: _trigger,
    CreateRoutine: _routine,
    ChangeGrant: _grant,
    WriteRows: _write,
    CreateObject: _rule,
    CreateSequence: _sequence_owner,
    AlterSequence: _sequence_owner,
}
