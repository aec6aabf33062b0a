"""Statements that change rows, token by token: the rows that INSERT brings, the columns that SET names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from schemalint import Replay, Span, Statement, Step, Table, WriteRows, fold
from schemalint.model.record import NamedTuple
from schemalint_rules._once import once
from schemalint_rules._tables import is_hidden

_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")


class Row(NamedTuple):
    """A row of VALUES."""

    span: Span
    """From bracket to bracket."""
    values: int
    """How many values it has; -1 where that cannot be told, as with `x.*`."""
    defaults: tuple[int, ...] = ()
    """The places, from 0, where the word DEFAULT stands for a value."""


def rows(statement: Statement, change: WriteRows) -> Iterator[Row]:
    """The rows behind VALUES of an INSERT or REPLACE, each with its brackets; none where a query or SET gives them."""
    if not change.tables or statement.masked:
        return
    words, upper, starts = statement.tokens
    n = len(words)
    at = bisect_left(starts, change.tables[0].span.start) + 1
    while at < n and (upper[at] not in ("VALUES", "VALUE") or upper[at - 1] in ("SYSTEM", "USER")):
        if upper[at] in ("SELECT", "SET", "DEFAULT") or (upper[at] == "WITH" and words[at + 1 : at + 2] != ("(",)):
            return
        at = _behind(words, at) if words[at] in _OPENING else at + 1
    at += 1
    while at < n:
        if upper[at] == "ROW":
            at += 1
        if at >= n or words[at] != "(":
            return
        row, at = _row(statement, at)
        yield row
        if at >= n or words[at] != ",":
            return
        at += 1


_QUERIES = frozenset(("SELECT", "WITH", "TABLE"))


def query_span(statement: Statement, change: WriteRows) -> Span:
    """The query an INSERT takes its rows from, without what follows it; the statement where none is found."""
    words, upper, starts = statement.tokens
    n = len(words)
    at = bisect_left(starts, change.tables[0].span.start) + 1
    first = -1
    while at < n:
        following = upper[at + 1] if at + 1 < n else ""
        if first < 0:
            if upper[at] in _QUERIES or (words[at] == "(" and following in _QUERIES):
                first = at
        elif upper[at] == "RETURNING" or following in ("CONFLICT", "DUPLICATE"):
            break
        at = _behind(words, at) if words[at] in _OPENING else at + 1
    if first < 0:
        return statement.span
    last = min(at, n) - 1
    return Span(statement.path, starts[first], starts[last] + len(words[last]))


def _row(statement: Statement, at: int) -> tuple[Row, int]:
    """The row whose bracket is token `at`, and the token behind its closing one."""
    words, upper, starts = statement.tokens
    first, depth, count, begin = at, 0, 0, at + 1
    known = True
    defaults: list[int] = []
    n = len(words)
    while at < n:
        word = words[at]
        if word in _OPENING:
            depth += 1
        elif word in _CLOSING:
            depth -= 1
            if not depth:
                break
        elif depth == 1 and word == ",":
            if at == begin + 1 and upper[begin] == "DEFAULT":
                defaults.append(count)
            count += 1
            begin = at + 1
        elif word == "*" and words[at - 1] == ".":
            known = False
        at += 1
    if at > begin:
        if at == begin + 1 and upper[begin] == "DEFAULT":
            defaults.append(count)
        count += 1
    last = min(at, n - 1)
    span = Span(statement.path, starts[first], starts[last] + len(words[last]))
    return Row(span, count if known and at < n else -1, tuple(defaults)), at + 1


def _behind(words: tuple[str, ...], at: int) -> int:
    """The token behind the bracket that token `at` opens."""
    depth = 0
    for index in range(at, len(words)):
        if words[index] in _OPENING:
            depth += 1
        elif words[index] in _CLOSING:
            depth -= 1
            if depth <= 0:
                return index + 1
    return len(words)


class Assigned(NamedTuple):
    """A column on the left side of an assignment."""

    name: str
    """Folded."""
    qualifier: str
    """What is written before it, folded."""
    span: Span
    """The name."""


class Assignments(NamedTuple):
    """One list of assignments: of UPDATE, of INSERT … SET, of the part of an INSERT or MERGE that updates."""

    clause: str
    """`set`, `insert` for INSERT … SET, `duplicate` for ON DUPLICATE KEY UPDATE."""
    columns: tuple[Assigned, ...]
    """Whole columns, in order; elements of arrays, fields of composite values and variables are left out."""
    inside: bool
    """Stands in the body of a routine or trigger."""


_ENDS = frozenset(
    (
        "WHERE", "FROM", "RETURNING", "ORDER", "LIMIT", "OUTPUT", "OPTION", "WHEN", "LOG", ";", "END", "BEGIN", "SET", "UPDATE", "INSERT",
        "DELETE", "IF",
    )
)  # fmt: skip
"""What ends a list of assignments outside brackets."""
_OPERATORS = frozenset(("=", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "||="))


def assignments(statement: Statement) -> Iterator[Assignments]:
    """Every list of assignments in a statement, those in bodies included where the body is no string."""
    words, upper, _ = statement.tokens
    if "UPDATE" not in upper and "SET" not in upper:
        return
    inside = statement.kind not in ("dml", "query")
    updating = inserting = False
    for at, word in enumerate(upper):
        if word == ";":
            updating = inserting = False
        elif word == "UPDATE":
            if upper[at - 3 : at] == ("ON", "DUPLICATE", "KEY"):
                yield Assignments("duplicate", _assigned(statement, at + 1), inside)
                updating = inserting = False
            else:
                updating = at == 0 or (
                    upper[at - 1] not in ("ON", "FOR", "BEFORE", "AFTER", "OF", "OR") and words[at - 1] != ","
                )
        elif word in ("INSERT", "REPLACE"):
            inserting = at == 0 or inside
        elif word in ("SELECT", "VALUES"):
            inserting = False
        elif word == "SET" and words[at - 1 : at] != (".",):
            if updating or inserting:
                yield Assignments("set" if updating else "insert", _assigned(statement, at + 1), inside)
            updating = inserting = False


def _assigned(statement: Statement, at: int) -> tuple[Assigned, ...]:
    """The columns of the list of assignments that begins at a token."""
    words, upper, _ = statement.tokens
    n = len(words)
    found: list[Assigned] = []
    while at < n:
        here: list[Assigned] = []
        if words[at] == "(":
            close = _behind(words, at)
            inner = at + 1
            while inner < close - 1:
                one, inner = _target(statement, inner)
                here += one
                if words[inner : inner + 1] != (",",):
                    break
                inner += 1
            at = close
        else:
            here, at = _target(statement, at)
        if at >= n or words[at] not in _OPERATORS:
            break
        found += here
        at += 1
        if statement.dialect == "tsql" and at + 1 < n and words[at - 2][:1] == "@" and words[at + 1] == "=":
            continue  # SET @variable = column = value
        cases = 0
        while at < n and (words[at] != "," or cases):
            word = upper[at]
            if word == "CASE":
                cases += 1
            elif word == "END" and cases:
                cases -= 1
            elif word in _CLOSING or (not cases and word in _ENDS):
                return tuple(found)
            at = _behind(words, at) if word in _OPENING else at + 1
        at += 1
    return tuple(found)


def _target(statement: Statement, at: int) -> tuple[list[Assigned], int]:
    """The column an assignment names, none where it is a part of one or a variable, and the token behind it."""
    words, _, starts = statement.tokens
    n = len(words)
    parts = [at]
    at += 1
    while at + 1 < n and words[at] == ".":
        parts.append(at + 1)
        at += 2
    partial = False
    while at < n and words[at] == "[":
        at = _behind(words, at)
        partial = True
    last = parts[-1]
    if (
        partial
        or last >= n
        or words[last][:1] in ("@", ":", "(", ")")
        or (statement.dialect == "postgres" and len(parts) > 1)
    ):
        return [], at
    span = Span(statement.path, starts[last], starts[last] + len(words[last]))
    before = ".".join(fold(words[part], statement.dialect) for part in parts[:-1])
    return [Assigned(fold(words[last], statement.dialect), before, span)], at


def written_table(step: Step, replay: Replay) -> Table | None:
    """The table that a statement writes to, where all its columns are known at that step; None for views, for tables that nobody
    read makes, and where something may have changed the table out of sight."""
    change = step.change
    if not isinstance(change, WriteRows) or len(change.tables) != 1:
        return None
    if replay.dialect == "oracle" and ("INTO", "(") in pairwise(step.statement.tokens.upper):
        return None  # INSERT INTO (SELECT …): what the query shows is what counts
    table = step.before.tables.get(step.before.resolve(change.tables[0]))
    if table is None or table.kind not in ("table", "temporary") or not table.columns:
        return None
    if table.assumed or table.unknown or table.as_query or step.before.is_muted(table.ref):
        return None
    if any(column.unknown for column in table.columns):
        return None
    if table.of_type is not None and replay.dialect == "oracle":
        return None  # an object is a row
    if is_hidden(replay, "alter", table.name):
        return None
    if replay.kind == "snapshot":
        # Files of a declarative schema come in no certain order: what holds must hold at the end, too.
        last = replay.catalog.tables.get(table.ref)
        if last is None or last.columns != table.columns:
            return table if _one_file(replay) else None
    return table


@once
def _one_file(replay: Replay) -> bool:
    return len({reading.statement.path for reading in replay.readings}) == 1


def is_conditional(step: Step) -> bool:
    """Whether the statement may not run at all, as in a block."""
    return step.statement.kind != "dml"
