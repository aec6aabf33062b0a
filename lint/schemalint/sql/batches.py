"""Where statements of a T-SQL batch begin, when no semicolon stands between them.

The words that begin statements are reserved, so outside brackets one of them begins a statement unless the grammar of the
current one has a place for it. Those places are few, and they are the tables below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemalint.dialects.words import BATCH_STARTS, BODIES
from schemalint.sql.verbs import verb

_DATA = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"))
_PERMISSIONS = frozenset(("GRANT", "DENY", "REVOKE"))

_OPEN_ENDS = frozenset((",", "=", "+", "-", "*", "/", "%", "<", ">", "<>", "!=", "<=", ">=", "AND", "OR", "NOT"))
"""What no statement ends with. (`*` ends one in `SELECT *`, but then FROM or nothing follows: see `_held`.)"""

_PAIRS = frozenset(
    (
        ("WITH", "GRANT"),
        ("WITH", "ROLLBACK"),
        ("WITH", "EXECUTE"),
        ("WITH", "EXEC"),
        ("BULK", "INSERT"),
        ("OR", "ALTER"),
        ("ROW", "FETCH"),
        ("ROWS", "FETCH"),
        ("ROW", "END"),
        ("TRANSACTION_ID", "END"),
        ("SEQUENCE_NUMBER", "END"),
        ("UNION", "SELECT"),
        ("EXCEPT", "SELECT"),
        ("INTERSECT", "SELECT"),
        ("AS", "SELECT"),
        ("FOR", "SELECT"),
        ("FOR", "UPDATE"),
        ("THEN", "UPDATE"),
        ("THEN", "INSERT"),
        ("THEN", "DELETE"),
        ("UPDATE", "SET"),
        ("DELETE", "SET"),
    )
)
"""A start word, and the word before it that makes it part of the statement whatever that is."""

_EVENTS = frozenset(("AFTER", "BEFORE", "FOR", "OF"))
"""Words before UPDATE, DELETE or INSERT when those name an event: AFTER INSERT."""
_REFERENTIAL = frozenset(("NO", "SET", "CASCADE"))
"""What follows ON DELETE and ON UPDATE; ON may also end an option."""

_ACTIONS: dict[str, str] = {
    "ALTER TABLE": "ALTER DROP SET ENABLE DISABLE ADD",
    "ALTER INDEX": "SET DISABLE",
    "ALTER FULLTEXT INDEX": "ALTER DROP SET ENABLE DISABLE ADD",
    "ALTER FULLTEXT STOPLIST": "DROP ADD",
    "ALTER SEARCH PROPERTY LIST": "DROP ADD",
    "ALTER DATABASE": "SET",
}
"""Start words that are an action where the statement's one action stands: behind the name."""

_PARTS: dict[str, tuple[str, ...]] = {
    "ALTER DATABASE SCOPED CONFIGURATION": ("SET",),
    "ALTER DATABASE AUDIT SPECIFICATION": ("DROP (",),
    "ALTER SERVER AUDIT SPECIFICATION": ("DROP (",),
    "ALTER ROLE": ("DROP MEMBER",),
    "ALTER SERVER ROLE": ("DROP MEMBER",),
    "ALTER LOGIN": ("ENABLE", "DISABLE", "DROP CREDENTIAL"),
    "ALTER ASSEMBLY": ("DROP FILE",),
    "ALTER SECURITY POLICY": ("DROP FILTER", "DROP BLOCK", "ALTER FILTER", "ALTER BLOCK"),
    "ALTER EVENT SESSION": ("DROP EVENT", "DROP TARGET"),
    "ALTER MASTER KEY": ("DROP ENCRYPTION",),
    "ALTER SERVICE": ("DROP CONTRACT",),
    "ALTER SYMMETRIC KEY": ("DROP ENCRYPTION",),
    "ALTER COLUMN ENCRYPTION KEY": ("DROP VALUE",),
    "ALTER RESOURCE": ("DISABLE", "RECONFIGURE"),
    "CREATE SCHEMA": ("CREATE TABLE", "CREATE VIEW"),
    "ALTER AVAILABILITY": ("GRANT CREATE", "DENY CREATE", "CREATE ANY"),
    "CREATE AVAILABILITY": ("GRANT CREATE", "DENY CREATE", "CREATE ANY"),
}
"""Start words, alone or with the one that follows, that belong to a statement wherever they stand in it."""

_COLUMN_PARTS = frozenset(("MASKED", "SPARSE", "NOT", "ROWGUIDCOL", "PERSISTED", "HIDDEN"))
"""What ALTER TABLE … ALTER COLUMN … DROP takes from a column."""

_TWO_WORDS: dict[str, frozenset[str]] = {
    "ENABLE": frozenset(("TRIGGER",)),
    "DISABLE": frozenset(("TRIGGER",)),
    "ADD": frozenset(("SIGNATURE", "COUNTER", "SENSITIVITY")),
    "SEND": frozenset(("ON",)),
    "MOVE": frozenset(("CONVERSATION",)),
    "GET": frozenset(("CONVERSATION",)),
    "RECEIVE": frozenset(("TOP", "*")),
    "WITH": frozenset(),
}
"""Words that begin a statement only with another behind them; most are not reserved. WITH has a test of its own."""


def batch_starts(upper: Sequence[str], start: int, end: int, at_line_start: Callable[[int], bool]) -> list[int]:
    """The indexes in `start` … `end` (a batch, or what a `;` closes) at which a statement begins.

    `at_line_start` tells whether a token is the first of its line; words that are not reserved count only there.
    A routine or trigger runs to the end of the batch, so nothing begins behind its head.
    """
    found = [start]
    state = _Statement(upper, start, end)
    if state.verb in BODIES["tsql"]:
        return found
    brackets = cases = 0
    for index in range(start + 1, end):
        word = upper[index]
        if word == "(":
            brackets += 1
            continue
        if word == ")":
            brackets -= 1
            continue
        if brackets > 0:
            continue
        if word == "CASE":
            cases += 1
            continue
        if word == ":":
            # A label: the word before it, when it leads a line and is no part of an expression.
            label = index - 1
            if label > found[-1] and at_line_start(label) and upper[label][0].isalpha() and cases <= 0:
                found.append(label)
                state = _Statement(upper, label, end)
            continue
        if word not in BATCH_STARTS:
            continue
        following = upper[index + 1] if index + 1 < end else ""
        if cases > 0 and word in ("END", "ELSE"):
            cases -= word == "END"
            continue
        if upper[index - 1] == "." or (following in (".", "=") and word not in _DATA):
            continue
        if word in _TWO_WORDS:
            if word == "WITH" and upper[index - 1] in ("AS", "FOR"):
                # Of a view or cursor; its query follows.
                state.common = True
            if not at_line_start(index) or not _opens(upper, index, end):
                continue
        elif word == "THROW" and not (at_line_start(index) or upper[index - 1] in ("BEGIN", "CATCH", "ELSE")):
            continue
        if state.holds(index, word, following):
            continue
        found.append(index)
        state = _Statement(upper, index, end)
        cases = 0
        brackets = 0
        if state.verb in BODIES["tsql"]:
            break
    return found


def _opens(upper: Sequence[str], index: int, end: int) -> bool:
    """Whether a word that needs another behind it begins a statement here."""
    word = upper[index]
    following = upper[index + 1] if index + 1 < end else ""
    if word == "WITH":
        # A common table expression: WITH name AS ( or WITH name (columns) AS (. Options follow in brackets or as words.
        third = upper[index + 2] if index + 2 < end else ""
        if following == "XMLNAMESPACES":
            return upper[index - 1] not in ("FOR", "AS")
        if third == "(":
            at = index + 3
            while at < end and upper[at] not in ("(", ")"):
                at += 1
            third = upper[at + 1] if at + 1 < end else ""
            return third == "AS" and upper[index - 1] not in ("FOR", "AS")
        return third == "AS" and upper[index + 3 : index + 4] == ("(",) and upper[index - 1] not in ("FOR", "AS")
    if word == "ADD":
        third = upper[index + 2] if index + 2 < end else ""
        return (following, third) in (("SIGNATURE", "TO"), ("COUNTER", "SIGNATURE"), ("SENSITIVITY", "CLASSIFICATION"))
    if word == "RECEIVE" and following not in _TWO_WORDS[word]:
        return "FROM" in upper[index + 2 : min(end, index + 40)]
    return following in _TWO_WORDS[word]


class _Statement:
    """The statement being read, as far as it decides which start words belong to it."""

    __slots__ = ("action", "common", "head", "looked", "start", "upper", "used", "verb")

    def __init__(self, upper: Sequence[str], start: int, end: int) -> None:
        self.upper = upper
        self.start = self.looked = start
        self.head = upper[start]
        self.verb = verb(upper[start : min(end, start + 24)], "tsql") if self.head in ("CREATE", "ALTER") else ""
        if self.verb == "ALTER INDEX" and upper[start + 1] == "FULLTEXT":
            self.verb = "ALTER FULLTEXT INDEX"
        self.common = False
        """Whether common table expressions were met whose query is still to come."""
        self.used = self.head == "UPDATE" and upper[start + 1 : start + 2] == ("STATISTICS",)
        self.action = _action(upper, start, self.verb) if self.verb in _ACTIONS else -1

    def holds(self, index: int, word: str, following: str) -> bool:
        """Whether the start word at `index` belongs to this statement."""
        upper, head = self.upper, self.head
        previous = upper[index - 1]
        if (previous, word) in _PAIRS or (previous in _OPEN_ENDS and not self._star(index)):
            return True
        if previous == "ALL" and word == "SELECT" and upper[index - 2] == "UNION":
            return True
        if head in _PERMISSIONS:
            return not self._granted(index)
        if word in _DATA and self._holds_data(index, word, following, previous):
            return True
        if word in ("EXEC", "EXECUTE"):
            if head == "INSERT" and not self._sourced(index):
                self.used = True
                return True
            return False
        if word == "SET" and head == "UPDATE" and not self.used:
            self.used = True
            return True
        if word == "IF":
            # DROP TABLE IF EXISTS a, not IF EXISTS (SELECT …).
            return following == "EXISTS" and head in ("DROP", "ALTER") and upper[index + 2 : index + 3] != ("(",)
        return bool(self.verb) and self._holds_part(index, word, following)

    def _star(self, index: int) -> bool:
        """Whether the `*` before a word stands for all columns."""
        return self.upper[index - 1] == "*" and self.upper[index - 2] in ("SELECT", ",", ".", "DISTINCT", "ALL")

    def _holds_data(self, index: int, word: str, following: str, previous: str) -> bool:
        head = self.head
        if head == "WITH" and not self.used:
            self.head, self.start = word, index
            return True
        if word == "SELECT":
            if head == "INSERT" and not self._sourced(index):
                self.used = True
                return True
            common, self.common = self.common, False
            return common
        if self.verb and (previous in _EVENTS or (previous == "ON" and following in _REFERENTIAL)):
            return True
        if word == "UPDATE" and following == "(" and previous in ("IF", "WHERE", "WHEN", "WHILE"):
            return True
        return self.verb == "ALTER FULLTEXT INDEX" and previous == "START"

    def _holds_part(self, index: int, word: str, following: str) -> bool:
        if index == self.action:
            return word in _ACTIONS[self.verb].split()
        if self.verb == "ALTER TABLE":
            return word == "DROP" and following in _COLUMN_PARTS and self.upper[self.action] == "ALTER"
        if self.verb == "ALTER DATABASE SCOPED CONFIGURATION":
            return word == "SET" and self.upper[index - 1] in ("CONFIGURATION", "SECONDARY")
        parts = _PARTS.get(self.verb, ())
        return f"{word} {following}" in parts or (word in parts and following != "TRIGGER")

    def _sourced(self, index: int) -> bool:
        """Whether an INSERT already has its rows; looked at once, since only the first start word matters."""
        if not self.used:
            brackets = 0
            for at in range(self.start + 1, index):
                word = self.upper[at]
                if word == "(":
                    brackets += 1
                    self.used = self.used or self.upper[at + 1] == "SELECT"
                elif word == ")":
                    brackets -= 1
                elif not brackets and word in _SOURCES:
                    self.used = True
                    break
        return self.used

    def _granted(self, index: int) -> bool:
        """Whether a GRANT, DENY or REVOKE already said to whom; looks at every word once."""
        while not self.used and self.looked < index:
            self.used = self.upper[self.looked] in ("TO", "FROM")
            self.looked += 1
        return self.used


_SOURCES = frozenset(("VALUES", "SELECT", "EXEC", "EXECUTE", "DEFAULT"))


def _action(upper: Sequence[str], start: int, name: str) -> int:
    """The index at which ALTER … name expects its action."""
    at = start + len(name.split())
    if name == "ALTER INDEX":
        at += 2
    elif name == "ALTER FULLTEXT INDEX":
        at += 1
    at += 1
    while at + 1 < len(upper) and upper[at] in (".", ".."):
        at += 2
    return at
