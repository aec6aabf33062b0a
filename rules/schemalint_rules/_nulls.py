"""Where the word NULL stands in a statement, and whether an equal sign before it compares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from schemalint import Replay, Span, Statement
from schemalint.model.record import NamedTuple
from schemalint_rules._bodies import bodies

Context = Literal["", "assign", "value", "condition", "check"]
"""What the tokens mean where one stands: nothing that can be told, the left side of an assignment, a value (in which an equal
sign compares), a condition, the condition of a CHECK."""

COMPARISONS = frozenset(("=", "<>", "!=", "==", "^=", "<", ">", "<=", ">="))

_BESIDE = COMPARISONS | {"(", ",", ":="}
"""What stands before a NULL that may be compared or listed."""
_CONDITIONS = frozenset(("WHERE", "HAVING", "QUALIFY", "UNTIL", "WHILE", "ELSIF", "ELSEIF", "WHEN"))
_NOTHING = frozenset(
    (
        "DECLARE", "EXEC", "EXECUTE", "CALL", "CREATE", "ALTER", "INSERT", "UPDATE", "DELETE", "MERGE", "PRINT", "BEGIN", "LOOP", "DO", "RAISE",
        "RAISERROR", "OPEN", "CLOSE", "FETCH", "INTO", "OUTPUT", "GO",
    )
)  # fmt: skip
"""Words behind which nothing is known until another tells."""
_CLAUSES = frozenset(("FROM", "VALUES", "GROUP", "ORDER", "LIMIT", "OFFSET", "DEFAULT", "WITH", "UNION", "INTERSECT", "EXCEPT", "WINDOW", "JOIN"))  # fmt: skip
"""Words that end what was known, but not what the list is about."""
_NO_OR = frozenset(("REPLACE", "ALTER", "IGNORE", "ABORT", "ROLLBACK", "FAIL"))
_NO_ON = frozenset(("CONFLICT", "DUPLICATE", "DELETE", "UPDATE", "COMMIT", "DELETION", "OVERFLOW"))
_WITHOUT_BOOLEANS = frozenset(("tsql", "oracle"))
"""Servers in which a comparison is no value, so an equal sign among values names a column or sets a variable."""


class Null(NamedTuple):
    """A NULL that is compared, or stands in a list."""

    at: int
    """The token."""
    context: Context
    listed: int = -1
    """The bracket of the IN list it stands in; -1 where it is in none."""


class _Frame:
    """What is known inside one pair of brackets."""

    __slots__ = ("base", "cases", "current", "item", "joined", "listed")

    def __init__(self, base: Context, listed: int = -1) -> None:
        self.base = self.current = self.item = base
        self.cases: list[Context] = []
        self.joined = False
        self.listed = listed


def nulls(statement: Statement) -> Iterator[Null]:
    """Every NULL of a statement that an operator compares with something, and every one that stands in an IN list alone."""
    words, upper, _ = statement.tokens
    if not _may_compare(upper):
        return
    n = len(words)
    plain = statement.dialect not in _WITHOUT_BOOLEANS
    policy = statement.verb in ("CREATE POLICY", "ALTER POLICY")
    merging = statement.verb == "MERGE"
    frame = _Frame("")
    stack: list[_Frame] = []
    assigned = -1
    for at, word in enumerate(upper):
        if word == "NULL":
            before = upper[at - 1] if at else ""
            after = upper[at + 1] if at + 1 < n else ""
            if frame.listed >= 0 and before in ("(", ",") and after in (")", ","):
                yield Null(at, frame.base, frame.listed)
            elif frame.current not in ("condition", "check") and not (frame.current == "value" and plain):
                continue
            elif (before in COMPARISONS and at - 1 != assigned) or (after in COMPARISONS and before in _LEADS):
                yield Null(at, frame.current)
        elif word == "(":
            stack.append(frame)
            frame = _inside(frame, upper, at)
        elif word == ")":
            frame = stack.pop() if stack else _Frame("")
        elif word == ";":
            frame = _Frame("")
            stack.clear()
        elif word == ",":
            frame.current = frame.item
        elif word in ("=", ":=") and frame.current == "assign":
            frame.current, assigned = "value", at
        elif word == ":=":
            frame.current, frame.item, assigned = "value", "", at
        elif word.isalpha():
            _follow(frame, word, upper, at, plain, policy, merging)


def _may_compare(upper: tuple[str, ...]) -> bool:
    """Whether some NULL stands beside an operator or in a list: in DDL most stand behind NOT."""
    at = -1
    try:
        while True:
            at = upper.index("NULL", at + 1)
            if upper[at - 1] in _BESIDE or (at + 1 < len(upper) and upper[at + 1] in COMPARISONS):
                return True
    except ValueError:
        return False


_LEADS = frozenset(("WHERE", "AND", "OR", "NOT", "(", "ON", "HAVING", "WHEN", ",", "IF", "ELSIF", "ELSEIF", "WHILE", "UNTIL", "SELECT", "RETURN"))  # fmt: skip
"""What stands before the first operand of a comparison."""


def _inside(frame: _Frame, upper: tuple[str, ...], at: int) -> _Frame:
    """What holds inside the bracket that token `at` opens."""
    before = upper[at - 1] if at else ""
    if before == "CHECK":
        return _Frame("check")
    if before in ("WITH", "OPTIONS", "OPTION"):
        return _Frame("")
    if before == "AS" and upper[at - 2 : at - 1] == ("ALWAYS",):
        return _Frame("value")
    if before == "IN" and upper[at + 1 : at + 2] not in (("SELECT",), ("WITH",), ("VALUES",)):
        negated = upper[at - 2 : at - 1] == ("NOT",)
        first = upper[at - 2] if at > 1 else ""
        loop = at > 2 and upper[at - 3] == "FOR" and not negated
        return _Frame(frame.current, -1 if first == "VALUES" or loop else at)
    return _Frame(frame.current)


def _follow(
    frame: _Frame, word: str, upper: tuple[str, ...], at: int, plain: bool, policy: bool, merging: bool
) -> None:
    """What a word makes of what is known."""
    following = upper[at + 1] if at + 1 < len(upper) else ""
    before = upper[at - 1] if at else ""
    held: Context = "check" if frame.base == "check" else "condition"
    if before == ".":
        return
    if word in ("AND", "OR"):
        if not (word == "OR" and following in _NO_OR):
            frame.current = held
    elif before == "END" and word in ("IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"):
        frame.current = frame.item = ""
    elif word in _CONDITIONS:
        frame.current = held if word == "WHEN" else "condition"
    elif word == "IF":
        frame.current = "" if following == "EXISTS" or upper[at + 1 : at + 3] == ("NOT", "EXISTS") else "condition"
    elif word == "ON":
        frame.current = "condition" if (frame.joined or merging) and following not in _NO_ON else ""
    elif word == "USING":
        frame.joined = True
        frame.current = "condition" if policy else ""
    elif word == "SELECT":
        frame.current = frame.item = "value" if plain else ""
        frame.joined = False
    elif word in ("RETURN", "RETURNING", "PERFORM"):
        frame.current = frame.item = "value"
    elif word == "SET":
        frame.current = frame.item = "assign"
    elif word == "CASE":
        frame.cases.append(frame.current)
        frame.current = ""
    elif word in ("THEN", "ELSE"):
        frame.current = frame.cases[-1] if frame.cases else ""
        if not frame.cases:
            frame.item = ""
    elif word == "END":
        frame.current = frame.cases.pop() if frame.cases else ""
    elif word in _NOTHING:
        frame.current = frame.item = ""
    elif word in _CLAUSES:
        frame.joined = frame.joined or word == "JOIN"
        frame.current = ""


def judged(replay: Replay) -> Iterator[Statement]:
    """The statements of a replay in which NULL is never equal to anything: not those of SQL Server behind SET ANSI_NULLS OFF."""
    path, off = "", False
    for reading in replay.readings:
        statement = reading.statement
        if statement.path != path:
            path, off = statement.path, False
        upper = statement.tokens.upper
        if statement.dialect == "tsql" and upper[:1] == ("SET",) and "ANSI_NULLS" in upper:
            off = upper[-1] == "OFF"
        elif not off and statement.kind not in ("client", "data"):
            yield statement
            if statement.dialect == "postgres":
                yield from bodies(reading)


def piece(statement: Statement, first: int, last: int) -> Span:
    """From the first character of one token to the last of another."""
    words, _, starts = statement.tokens
    return Span(statement.path, starts[first], starts[last] + len(words[last]))


def written(statement: Statement, span: Span) -> str:
    """The text of a place in the statement."""
    return statement.text[span.start - statement.span.start : span.end - statement.span.start]
