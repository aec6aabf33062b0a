"""Where a routine or trigger body ends: BEGIN, CASE, IF and LOOP matched with their END."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.model.document import Dialect
from schemalint.sql.plsql import Unit

_ENDS = frozenset(("IF", "LOOP", "WHILE", "REPEAT", "CASE", "FOR"))
_BEFORE_STATEMENT = frozenset(
    (";", "BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT", "ROW", ":", "ATOMIC", ">>", "AS", "IS")
)
_OPENERS: dict[Dialect, frozenset[str]] = {
    "mysql": frozenset(("IF", "LOOP", "WHILE", "REPEAT")),
    "mariadb": frozenset(("IF", "LOOP", "WHILE", "REPEAT", "FOR")),
    "standard": frozenset(("IF", "LOOP", "WHILE", "REPEAT", "FOR")),
}
"""What opens a block where a statement may begin, besides BEGIN and CASE."""


def body_end(upper: Sequence[str], start: int, end: int, dialect: Dialect) -> int:
    """The index of the `;` that ends the statement of tokens `start` … whose body holds `;` itself; `end` if none does.

    A header without a block (`… FOR EACH ROW SET NEW.a = 1;`, an external routine) ends at its first `;`.
    """
    if dialect == "oracle":
        return _plsql_end(upper, start, end)
    depth = brackets = 0
    previous = ""
    index = start
    # ATOMIC tells a body from a transaction in PostgreSQL; elsewhere any BEGIN within the statement is a body.
    atomic = dialect == "postgres"
    openers = _OPENERS.get(dialect, frozenset())
    while index < end:
        word = upper[index]
        if word == ";":
            if depth <= 0 and brackets <= 0:
                return index
        elif word == "(":
            brackets += 1
        elif word == ")":
            brackets -= 1
        elif word == "END":
            if depth > 0:
                depth -= 1
            if index + 1 < end and upper[index + 1] in _ENDS:
                index += 1
                word = "END"
        elif word == "BEGIN":
            if not atomic or depth or (index + 1 < end and upper[index + 1] == "ATOMIC"):
                depth += 1
        elif word == "CASE":
            if previous != ".":
                depth += 1
        elif word in openers and previous in _BEFORE_STATEMENT:
            # IF( and REPEAT( elsewhere are functions.
            depth += 1
        previous = word
        index += 1
    return end


def _plsql_end(upper: Sequence[str], start: int, end: int) -> int:
    """The same for PL/SQL, when no `/` ends the unit."""
    unit = Unit()
    for index in range(start, end):
        if unit.ends(upper[index]):
            return index
    return end
