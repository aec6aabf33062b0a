"""Which stretches of a statement are queries, told from its tokens and its changes alone.

A fragment is text for a parser of queries, made of tokens: comments are left out, and what the statement around it says in its
own words (PERFORM, INTO, the colon of :NEW) is written as a query says it. Where each part of the text came from is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from schemalint.model.change import (
    AlterPolicy,
    CreatePolicy,
    CreateRoutine,
    CreateTable,
    CreateTrigger,
    CreateView,
    Execute,
    Reading,
    WriteRows,
)
from schemalint.model.document import Dialect, Statement, Tokens
from schemalint.model.expression import Expression
from schemalint.model.name import ObjectName
from schemalint.model.query import Place
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span

QUERIES = frozenset(("SELECT", "WITH", "VALUES", "TABLE"))
"""Words that a query begins with."""
WRITES = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"))
_OPENING = frozenset(("(", "["))
_CLOSING = frozenset((")", "]"))
_GAP = 8
"""More blanks than this, which a comment leaves behind, become one."""


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
    place = past = (
        starts[first] if first < last else 0
    )  # where the text goes on in the document, as the last shift says
    behind = True
    for at in range(first, last):
        start, word = starts[at], words[at]
        gap = start - past
        past = start + len(word)
        if instead is not None and at in instead:
            word = instead[at]
            if not word:
                behind = True
                continue
        if gap > 0 or behind:
            blanks = " " if gap > _GAP or gap < 1 else " " * gap
            if size:
                parts.append(blanks)
                size += len(blanks)
        behind = False
        if not shifts or start - size != place:
            place = start - size
            shifts.append((size, start))
        parts.append(word)
        size += len(word)
    return "".join(parts), tuple(shifts) or ((0, place),)


def fragments(reading: Reading) -> tuple[Fragment, ...]:
    """The queries inside a statement, in order. Cheap where there are none; nothing is parsed.

    Statements with template markers and those of no known dialect have none.
    """
    statement = reading.statement
    if statement.masked or statement.dialect == "standard" or statement.fault or statement.kind in ("client", "data"):
        return ()
    found: list[Fragment] = []
    if statement.kind == "query":
        found += _query(statement)
    for change in reading.changes:
        if isinstance(change, CreateView):
            found += _between(statement, change.query_span, "view")
        elif isinstance(change, CreateTable):
            if change.as_query and change.span == statement.span:
                found += _table_as(statement)
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
    return tuple(found)


# Statements of their own


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
    if statement.dialect == "postgres":
        numbered = {
            at: f'"{tokens.words[at]}"'
            for at in range(first, last)
            if tokens.words[at][0] == "$" and tokens.words[at][1:].isdigit()
        }
        if numbered:
            instead = {**numbered, **(instead or {})}
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
    yield _writing(statement, statement.tokens, 0, len(upper), "write")


def _writing(statement: Statement, tokens: Tokens, first: int, last: int, place: Place) -> Fragment:
    """The fragment of a writing statement, in words that every parser knows."""
    return _fragment(statement, tokens, first, last, place, "", _rewritten(tokens, first, last, statement.dialect))


def _rewritten(tokens: Tokens, first: int, last: int, dialect: Dialect) -> dict[int, str]:
    """Other words for some tokens of a writing statement."""
    upper = tokens.upper
    instead: dict[int, str] = {}
    if dialect in ("mysql", "mariadb", "sqlite") and upper[first] == "REPLACE":
        instead[first] = "INSERT"
    if dialect == "tsql":
        for at in range(first, min(last, first + 60)):
            if upper[at] == "TOP" and upper[at - 1] in ("DELETE", "UPDATE", "INSERT", "MERGE"):
                end = closing(tokens, at + 1, last) + 1 if upper[at + 1] == "(" else at + 2
                if end < last and upper[end] == "PERCENT":
                    end += 1
                instead |= dict.fromkeys(range(at, end), "")
                break
    return instead


def closing(tokens: Tokens, at: int, last: int) -> int:
    """The token that closes the bracket at `at`, or `last` when none does."""
    depth = 0
    words = tokens.words
    for number in range(at, last):
        if words[number] in _OPENING:
            depth += 1
        elif words[number] in _CLOSING:
            depth -= 1
            if not depth:
                return number
    return last


# Parts of other statements


def _expression(
    statement: Statement, expression: Expression, place: Place, table: ObjectName | None
) -> Iterator[Fragment]:  # fmt: skip
    """An expression that holds a query, as `SELECT expression`."""
    first, last = _range(statement.tokens, expression.span)
    if first < last and "SELECT" in statement.tokens.upper[first:last]:
        yield _fragment(statement, statement.tokens, first, last, place, "SELECT ")._replace(over=table)


def _routine(statement: Statement, change: CreateRoutine) -> Iterator[Fragment]:
    if statement.dialect == "postgres" and change.language == "sql":
        yield from _sql_routine(statement, change)


def _sql_routine(statement: Statement, change: CreateRoutine) -> Iterator[Fragment]:
    """The statements of a routine in SQL; the server looks at the names when it makes the routine."""
    place: Place = "procedure" if change.kind == "procedure" else "function"
    names = frozenset(parameter.name for parameter in change.parameters if parameter.name) | {change.name.value}
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
        if upper[first] == "RETURN":
            yield tokens, first, last
            return
        if upper[first : first + 2] == ("BEGIN", "ATOMIC"):
            yield from statements(tokens, first + 2, last - 1 if upper[last - 1] == "END" else last)
        return
    inner = literal(statement, body.start)
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


def literal(statement: Statement, inside: int) -> Tokens | None:
    """The tokens of the text inside the string literal that holds character `inside` of the document, with their places
    there; None where it is put together of several or holds other escapes than doubled quotes."""
    from schemalint.sql.lexer import kind, pieces

    tokens = statement.tokens
    at = bisect_right(tokens.starts, inside) - 1
    if at < 0:
        return None
    word, begin = tokens.words[at], tokens.starts[at]
    doubled = False
    if word[0] == "$":
        lead = word.find("$", 1) + 1
        text = word[lead : len(word) - lead]
    elif word[0] == "'" or (word[0] in "Nn" and word[1:2] == "'"):
        lead = word.find("'") + 1
        text = word[lead:-1]
        doubled = "''" in text
        if statement.dialect in ("mysql", "mariadb") and "\\" in text:
            return None
    else:
        return None
    origin = begin + lead
    places: list[int] = []
    if doubled:
        text = text.replace("''", "'")
    words: list[str] = []
    offset = shift = 0
    for piece in pieces(text, statement.dialect):
        if kind(piece, statement.dialect) not in ("space", "comment"):
            words.append(piece)
            places.append(origin + offset + shift)
        offset += len(piece)
        if doubled:
            shift += piece.count("'")
    return Tokens(tuple(words), tuple(word.upper() for word in words), tuple(places))


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
        return _writing(statement, tokens, first, last, place)
    return None


def _trigger(statement: Statement, change: CreateTrigger) -> Iterator[Fragment]:
    rows = (("new", change.table), ("old", change.table))
    if statement.dialect == "sqlite":
        first, last = _range(statement.tokens, change.body_span)
        upper = statement.tokens.upper
        while first < last and upper[first] != "BEGIN":
            first += 1
        for tokens, start, end in statements(
            statement.tokens, first + 1, last - 1 if upper[last - 1] == "END" else last
        ):
            fragment = _statement(statement, tokens, start, end, "trigger")
            if fragment is not None:
                yield fragment._replace(rows=rows, late=True)


def _block(statement: Statement, change: Execute) -> Iterator[Fragment]:
    return iter(())
