"""Which stretches of a statement are queries, told from its tokens and its changes alone.

A fragment is text for a parser of queries, made of tokens: comments are left out, and what the statement around it says in its
own words (PERFORM, INTO, the colon of :NEW) is written as a query says it. Where each part of the text came from is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping

from schemalint.dialects.folding import fold
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AlterPolicy,
    Change,
    CreateIndex,
    CreateObject,
    CreatePolicy,
    CreateRoutine,
    CreateTable,
    CreateTrigger,
    CreateView,
    Execute,
    Reading,
    RedefineColumn,
    SetDefault,
    SetGenerated,
    WriteRows,
)
from schemalint.model.document import Dialect, Statement, Tokens
from schemalint.model.expression import Expression, Unclear
from schemalint.model.name import ObjectName
from schemalint.model.query import Place
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Check, Column, Constraint, Exclusion, Index
from schemalint.model.text import Span
from schemalint.sql.literals import inner_tokens
from schemalint.sql.rewording import closing, reworded, without_placeholders

QUERIES = frozenset(("SELECT", "WITH", "VALUES", "TABLE"))
"""Words that a query begins with."""
WRITES = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"))
_OPENING = frozenset(("(", "["))
_CLOSING = frozenset((")", "]"))


class Fragment(NamedTuple):
    """A query inside a statement, as text, and what its names may mean besides columns; see `Embedded`."""

    text: str
    shifts: tuple[tuple[int, int], ...]
    """Pairs of an offset in `text` and what it is in the document, for every place from which on the two part differently."""
    place: Place
    span: Span
    variables: frozenset[str] = frozenset()
    rows: tuple[tuple[str, ObjectName], ...] = ()
    late: bool = False
    exact: bool = True
    temporary: frozenset[str] = frozenset()
    given: bool = True
    over: ObjectName | None = None
    """The table whose row an expression is about."""

    def at(self, offset: int) -> int:
        """The place in the document of a character of the text."""
        shifts = self.shifts
        if len(shifts) == 1:
            return offset + shifts[0][1] - shifts[0][0]
        begin, place = shifts[bisect_right(shifts, offset, key=lambda shift: shift[0]) - 1]
        return place + offset - begin


def written(
    tokens: Tokens, first: int, last: int, lead: str = "", instead: Mapping[int, str] | None = None
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The tokens from `first` to before `last` as text behind `lead`, and its shifts. `instead` has other words for some
    tokens; an empty one leaves the token out."""
    words, _, starts = tokens
    parts = [lead]
    size = len(lead)
    shifts: list[tuple[int, int]] = []
    place = 0  # how far the text is behind the document, as the last shift says
    past = -1  # where the token before ends in the document, where the two touch
    for at in range(first, last):
        start, word = starts[at], words[at]
        end = start + len(word)
        if instead is not None and at in instead:
            word = instead[at]
            if not word:
                past = -1
                continue
        if start != past and size > len(lead):
            parts.append(" ")
            size += 1
        past = end
        if not shifts or start - size != place:
            place = start - size
            shifts.append((size, start))
        parts.append(word)
        size += len(word)
    return "".join(parts), tuple(shifts) or ((0, 0),)


def fragments(reading: Reading) -> tuple[Fragment, ...]:
    """The queries inside a statement, in order. Cheap where there are none; nothing is parsed.

    Statements of no known dialect have none, nor those with template markers that are more than values.
    """
    statement = reading.statement
    if statement.dialect == "standard" or statement.fault or statement.kind in ("client", "data"):
        return ()
    if statement.masked:
        plain = without_placeholders(statement)
        if plain is None:
            return ()
        statement = plain
    found: list[Fragment] = []
    made = any(isinstance(change, CreateTable) and change.as_query for change in reading.changes)
    if statement.kind == "query" and not made:
        found += _query(statement)
    elif statement.verb in _HOLDERS:
        found += _held(statement)
    for change in reading.changes:
        if isinstance(change, CreateView):
            found += _between(statement, change.query_span, "view")
        elif isinstance(change, CreateTable):
            if change.as_query and change.span == statement.span:
                found += _table_as(statement)
            found += _deep(statement, change)
        elif isinstance(change, WriteRows):
            if change.span == statement.span and not found:
                found += _write(statement, change)
        elif isinstance(change, CreateRoutine):
            found += _routine(statement, change)
        elif isinstance(change, CreateTrigger):
            found += _trigger(statement, change)
        elif isinstance(change, (CreatePolicy, AlterPolicy)):
            for condition in (change.using, change.check):
                if condition is not None:
                    found += _expression(statement, condition, "policy", change.table)
        elif isinstance(change, Execute):
            found += _block(statement, change)
        elif isinstance(change, CreateObject):
            if change.kind == "rule" and change.target is not None:
                found += _rule(statement, change.target)
            elif change.kind == "event" and "DO" in statement.tokens.upper:
                body = statement.tokens.starts[statement.tokens.upper.index("DO")] + 2
                found += _program(statement, change.span._replace(start=body), "block", set(), ())
        else:
            found += _deep(statement, change)
    return tuple(found)


# Statements of their own


_HOLDERS = frozenset(("EXPLAIN", "COPY", "DECLARE", "PREPARE", "DESCRIBE"))
"""Statements that hold one: `EXPLAIN query`, `COPY (query) TO`, `DECLARE c CURSOR FOR query`, `PREPARE p AS query`."""


def _held(statement: Statement) -> Iterator[Fragment]:
    tokens = statement.tokens
    upper = tokens.upper
    last = len(upper)
    first = 1
    if statement.verb == "COPY":
        if upper[1:2] != ("(",):
            return
        first, last = 2, closing(tokens, 1, last)
    elif statement.verb in ("DECLARE", "PREPARE"):
        word = "FOR" if statement.verb == "DECLARE" else "AS"
        if statement.dialect != "postgres" or word not in upper:
            return
        first = upper.index(word) + 1
    else:
        if upper[1:2] == ("(",):
            first = closing(tokens, 1, last) + 1
        while first < last and upper[first] not in QUERIES | WRITES:
            if upper[first] not in _EXPLAINED:
                return
            first += 1
    if first < last:
        fragment = _statement(statement, tokens, first, last, "query")
        if fragment is not None:
            yield fragment


_EXPLAINED = frozenset(
    ("ANALYZE", "ANALYSE", "VERBOSE", "EXTENDED", "PARTITIONS", "QUERY", "PLAN", "FORMAT", "=", "JSON", "TREE", "TRADITIONAL", "FOR", "(")
)  # fmt: skip


def _query(statement: Statement) -> Iterator[Fragment]:
    tokens = statement.tokens
    upper = tokens.upper
    first = 0
    while first < len(upper) and upper[first] == "(":
        first += 1
    if first < len(upper) and upper[first] in QUERIES:
        yield _fragment(statement, tokens, 0, len(upper), "query")


def _fragment(
    statement: Statement, tokens: Tokens, first: int, last: int, place: Place, lead: str = "", instead: Mapping[int, str] | None = None
) -> Fragment:  # fmt: skip
    other = reworded(tokens, first, last, statement.dialect)
    if other:
        instead = {**other, **(instead or {})}
    text, shifts = written(tokens, first, last, lead, instead)
    end = tokens.starts[last - 1] + len(tokens.words[last - 1])
    return Fragment(text, shifts, place, Span(statement.span.path, tokens.starts[first], end))


def _range(tokens: Tokens, span: Span) -> tuple[int, int]:
    """The tokens of a span."""
    first = bisect_right(tokens.starts, span.start - 1)
    return first, bisect_right(tokens.starts, span.end - 1)


def _between(statement: Statement, span: Span, place: Place) -> Iterator[Fragment]:
    """The query that a span of the statement is."""
    first, last = _range(statement.tokens, span)
    if first < last:
        yield _fragment(statement, statement.tokens, first, last, place)


def _table_as(statement: Statement) -> Iterator[Fragment]:
    """The query of CREATE TABLE … AS, or the whole SELECT … INTO."""
    tokens = statement.tokens
    upper = tokens.upper
    if upper[0] != "CREATE":
        yield _fragment(statement, tokens, 0, len(upper), "table-as")
        return
    depth = 0
    for at, word in enumerate(upper):
        if word in _OPENING:
            if depth == 0 and upper[at - 1] == "AS" and at + 1 < len(upper) and upper[at + 1] in QUERIES | {"("}:
                yield _fragment(statement, tokens, at, _data_tail(upper), "table-as")
                return
            depth += 1
        elif word in _CLOSING:
            depth -= 1
        elif depth == 0 and (word in ("SELECT", "VALUES") or (upper[at - 1] == "AS" and word in QUERIES)):
            yield _fragment(statement, tokens, at, _data_tail(upper), "table-as")
            return


def _data_tail(upper: tuple[str, ...]) -> int:
    """Where the query of CREATE TABLE AS ends: before WITH [NO] DATA."""
    if upper[-3:] == ("WITH", "NO", "DATA"):
        return len(upper) - 3
    if upper[-2:] == ("WITH", "DATA"):
        return len(upper) - 2
    return len(upper)


def _write(statement: Statement, change: WriteRows) -> Iterator[Fragment]:
    """A statement that writes rows; a plain INSERT of values says all there is to say without a parser."""
    if change.verb not in ("insert", "update", "delete", "merge", "replace"):
        return
    upper = statement.tokens.upper
    if change.verb in ("insert", "replace") and not change.from_query:
        words = {"SELECT", "RETURNING", "OUTPUT", "CONFLICT", "DUPLICATE", "WITH"}
        if words.isdisjoint(upper):
            return
    yield _fragment(statement, statement.tokens, 0, len(upper), "write")


# Parts of other statements


def _rule(statement: Statement, table: ObjectName) -> Iterator[Fragment]:
    """What a rule does instead, and its condition."""
    tokens = statement.tokens
    upper = tokens.upper
    if "DO" not in upper:
        return
    rows = (("new", table), ("old", table))
    start = upper.index("DO")
    if "WHERE" in upper[:start]:
        condition = upper.index("WHERE") + 1
        yield _fragment(statement, tokens, condition, start, "rule", "SELECT ")._replace(rows=rows)
    first = start + 1
    while upper[first : first + 1] and upper[first] in ("ALSO", "INSTEAD"):
        first += 1
    last = len(upper)
    if upper[first : first + 1] == ("(",):
        first, last = first + 1, closing(tokens, first, last)
    for inner, begin, end in statements(tokens, first, last):
        fragment = _statement(statement, inner, begin, end, "rule")
        if fragment is not None:
            yield fragment._replace(rows=rows)


def _deep(statement: Statement, change: Change) -> Iterator[Fragment]:
    """The expressions of a table or an index that hold a query, or that the reader of DDL has no shape for."""
    for expression, place, table in _expressions(change):
        yield from _expression(statement, expression, place, table)


def _expressions(change: Change) -> Iterator[tuple[Expression, Place, ObjectName | None]]:
    """The expressions of a change, where they stand, and the table whose columns they name."""
    table: ObjectName | None = getattr(change, "table", None)
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    if isinstance(change, CreateTable):
        table, columns, constraints, indexes = change.name, change.columns, change.constraints, change.indexes
    elif isinstance(change, AddColumn):
        columns, constraints = (change.column,), change.constraints
    elif isinstance(change, RedefineColumn):
        columns, constraints = (change.definition,), change.constraints
    elif isinstance(change, AddConstraint):
        constraints = (change.constraint,)
    elif isinstance(change, CreateIndex):
        indexes = (change.definition,)
    elif isinstance(change, AlterColumnType):
        if change.using is not None:
            yield change.using, "default", table
    elif isinstance(change, SetDefault):
        if change.default is not None:
            yield change.default, "default", None
    elif isinstance(change, SetGenerated) and change.expression is not None:
        yield change.expression, "generated", table
    for column in columns:
        if column.default is not None:
            yield column.default, "default", None
        if column.generated is not None:
            yield column.generated, "generated", table
    for constraint in constraints:
        if isinstance(constraint, Check):
            yield constraint.expression, "check", table
        elif isinstance(constraint, Exclusion):
            yield from ((part.expression, "index", table) for part in constraint.parts if part.expression is not None)
            if constraint.predicate is not None:
                yield constraint.predicate, "index", table
    for index in indexes:
        yield from ((part.expression, "index", table) for part in index.parts if part.expression is not None)
        if index.predicate is not None:
            yield index.predicate, "index", table


def _expression(
    statement: Statement, expression: Expression, place: Place, table: ObjectName | None
) -> Iterator[Fragment]:  # fmt: skip
    """An expression that holds a query or has no shape, as `SELECT expression`."""
    tokens = statement.tokens
    first, last = _range(tokens, expression.span)
    if first >= last:
        return
    unclear = isinstance(expression.shape, Unclear) and tokens.upper[first] != "CASE"
    if unclear or "SELECT" in tokens.upper[first:last]:
        lead = "" if tokens.upper[first] in ("SELECT", "WITH", "VALUES") else "SELECT "
        yield _fragment(statement, tokens, first, last, place, lead)._replace(over=table)


def _routine(statement: Statement, change: CreateRoutine) -> Iterator[Fragment]:
    place: Place = "procedure" if change.kind == "procedure" else "function"
    names = {fold(parameter.name, statement.dialect) for parameter in change.parameters if parameter.name}
    names.add(change.name.value)
    if change.language == "sql" and statement.dialect == "postgres":
        yield from _sql_routine(statement, change, place, frozenset(names))
        return
    if statement.dialect == "postgres":
        if change.language != "plpgsql":
            return
        names |= _returned_names(change.returns)
    elif change.language not in ("", "sql"):
        return
    package = change.kind in ("package", "package body")
    out = {fold(one.name, statement.dialect) for one in change.parameters if one.name and one.mode != "in"}
    out |= _returned_names(change.returns) if statement.dialect == "postgres" else set()
    yield from _program(statement, change.body_span, place, names, (), not package, out)


def _returned_names(returns: str) -> set[str]:
    """The columns of RETURNS TABLE (…), which are variables of the body."""
    if not returns[:6].upper().startswith("TABLE"):
        return set()
    names: set[str] = set()
    depth = 0
    fresh = True
    for word in returns[5:].replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split():
        depth += (word == "(") - (word == ")")
        if word == "," and depth == 1:
            fresh = True
        elif fresh and word not in "(),":
            names.add(fold(word, "postgres"))
            fresh = False
    return names


def _program(
    statement: Statement,
    body: Span,
    place: Place,
    names: set[str],
    rows: tuple[tuple[str, ObjectName], ...],
    exact: bool = True,
    out: Collection[str] = (),
) -> Iterator[Fragment]:
    """The queries of a body in a language with variables and branches. `out` are the names that hand values to its caller."""
    from schemalint.sql.programs import Program, batch

    dialect = statement.dialect
    escaped = False
    tokens: Tokens | None = statement.tokens
    first, last = _range(statement.tokens, body)
    if dialect == "postgres":
        tokens, escaped = _body(statement, body.start)
        if tokens is None:
            return
        first, last = 0, len(tokens.words)
    assert tokens is not None
    if dialect == "tsql":
        pieces, made, passing = batch(tokens, first, last, statement.text, statement.span.start)
        names, rows, temporary = names, rows, frozenset(made)
    else:
        program = Program(tokens, first, last, dialect, statement.span.path, escaped)
        pieces = program.pieces()
        names = names | program.variables
        rows = (*rows, *program.rows)
        temporary = frozenset(program.temporary)
        passing = program.passing
    variables = frozenset(names)
    handed = passing.handed_out(out)
    for piece in pieces:
        fragment = _fragment(statement, piece.tokens, piece.first, piece.last, place, piece.lead, piece.instead)
        yield fragment._replace(
            variables=frozenset() if piece.bare else variables,
            rows=() if piece.bare else rows,
            late=True,
            exact=exact,
            temporary=temporary,
            given=piece.given or not handed.isdisjoint(piece.into),
        )


def _body(statement: Statement, inside: int) -> tuple[Tokens | None, bool]:
    """The tokens in the string literal that holds a character of the document, and whether its quotes are doubled."""
    tokens = statement.tokens
    at = bisect_right(tokens.starts, inside) - 1
    if at < 0:
        return None, False
    word = tokens.words[at]
    return inner_tokens(word, tokens.starts[at], statement.dialect), word[0] != "$" and "''" in word[1:-1]


def _sql_routine(
    statement: Statement, change: CreateRoutine, place: Place, names: frozenset[str]
) -> Iterator[Fragment]:  # fmt: skip
    """The statements of a routine in SQL; the server looks at the names when it makes the routine."""
    for tokens, first, last in _sql_body(statement, change.body_span):
        fragment = _statement(statement, tokens, first, last, place)
        if fragment is not None:
            yield fragment._replace(variables=names)


def _sql_body(statement: Statement, body: Span) -> Iterator[tuple[Tokens, int, int]]:
    """Where the statements of a body in SQL stand: in a string, in BEGIN ATOMIC … END, or behind RETURN."""
    tokens = statement.tokens
    first, last = _range(tokens, body)
    if first < last:
        upper = tokens.upper
        if upper[first - 1] == "RETURN":
            yield tokens, first - 1, last
            return
        if upper[first : first + 2] == ("BEGIN", "ATOMIC"):
            yield from statements(tokens, first + 2, last - 1 if upper[last - 1] == "END" else last)
        return
    inner, _ = _body(statement, body.start)
    if inner is not None:
        yield from statements(inner, 0, len(inner.words))


def statements(tokens: Tokens, first: int, last: int) -> Iterator[tuple[Tokens, int, int]]:
    """The stretches between semicolons outside brackets."""
    depth, start = 0, first
    for at in range(first, last):
        word = tokens.words[at]
        depth += (word in _OPENING) - (word in _CLOSING)
        if word == ";" and depth <= 0:
            if start < at:
                yield tokens, start, at
            start = at + 1
    if start < last:
        yield tokens, start, last


def _statement(statement: Statement, tokens: Tokens, first: int, last: int, place: Place) -> Fragment | None:
    """The fragment of one statement of a body in SQL, or None where it is no query."""
    word = tokens.upper[first]
    if word == "RETURN":
        return _fragment(statement, tokens, first + 1, last, place, "SELECT ") if first + 1 < last else None
    opening = first
    while opening < last and tokens.upper[opening] == "(":
        opening += 1
    if opening < last and tokens.upper[opening] in QUERIES:
        return _fragment(statement, tokens, first, last, place)
    if word in WRITES:
        return _fragment(statement, tokens, first, last, place)
    return None


def _trigger(statement: Statement, change: CreateTrigger) -> Iterator[Fragment]:
    dialect = statement.dialect
    rows = tuple((fold(word, dialect), change.table) for word in _ROWS[dialect])
    if change.when:
        yield from _when(statement, rows)
    if change.function is not None:
        return
    if dialect != "sqlite":
        names = _referenced(statement)
        rows = (*rows, *((name, change.table) for name in names))
        yield from _program(statement, change.body_span, "trigger", set(), rows)
        return
    first, last = _range(statement.tokens, change.body_span)
    upper = statement.tokens.upper
    while first < last and upper[first] != "BEGIN":
        first += 1
    for tokens, start, end in statements(statement.tokens, first + 1, last - 1 if upper[last - 1] == "END" else last):
        fragment = _statement(statement, tokens, start, end, "trigger")
        if fragment is not None:
            yield fragment._replace(rows=rows, late=True)


_ROWS: Mapping[Dialect, tuple[str, ...]] = {
    "postgres": ("new", "old"),
    "mysql": ("new", "old"),
    "mariadb": ("new", "old"),
    "sqlite": ("new", "old"),
    "oracle": ("new", "old"),
    "tsql": ("inserted", "deleted"),
}
"""What stands for the rows that fire a trigger."""


def _when(statement: Statement, rows: tuple[tuple[str, ObjectName], ...]) -> Iterator[Fragment]:
    """The condition of a trigger: in brackets, or up to BEGIN in SQLite."""
    tokens = statement.tokens
    upper = tokens.upper
    if "WHEN" not in upper:
        return
    first = upper.index("WHEN") + 1
    if statement.dialect == "sqlite":
        depth = cases = 0
        last = first
        while last < len(upper) and not (upper[last] == "BEGIN" and depth <= 0 and cases <= 0):
            word = upper[last]
            depth += (word == "(") - (word == ")")
            cases += (word == "CASE") - (word == "END")
            last += 1
    else:
        last = closing(tokens, first, len(upper)) + 1
    if first < last <= len(upper):
        fragment = _fragment(statement, tokens, first, last, "trigger-when", "SELECT ")
        yield fragment._replace(rows=rows, late=statement.dialect == "sqlite")


def _referenced(statement: Statement) -> list[str]:
    """The names that REFERENCING gives the rows or the sets of rows."""
    tokens = statement.tokens
    if "REFERENCING" not in tokens.upper:
        return []
    at = tokens.upper.index("REFERENCING") + 1
    names: list[str] = []
    while tokens.upper[at : at + 1] and tokens.upper[at] in ("NEW", "OLD", "PARENT", "TABLE", "ROW", "AS"):
        if tokens.upper[at] == "AS" and at + 1 < len(tokens.words):
            names.append(fold(tokens.words[at + 1], statement.dialect))
            at += 1
        at += 1
    return names


def _block(statement: Statement, change: Execute) -> Iterator[Fragment]:
    """DO blocks, anonymous blocks, and the control flow of a batch."""
    dialect = statement.dialect
    if change.span != statement.span:
        return
    if dialect == "postgres":
        if (statement.verb == "DO" and "LANGUAGE" not in statement.tokens.upper) or "PLPGSQL" in statement.tokens.upper:
            yield from _program(statement, change.body_span, "block", set(), ())
    elif dialect in ("oracle", "tsql", "mariadb") and change.name is None and change.body_span == statement.span:
        yield from _program(statement, change.body_span, "block", set(), ())
