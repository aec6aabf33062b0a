"""Where statements of a T-SQL batch begin, when no semicolon stands between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemalint.dialects.words import BATCH_STARTS, BODIES
from schemalint.sql.verbs import verb

_SOURCES = frozenset(("VALUES", "SELECT", "EXEC", "EXECUTE", "DEFAULT"))
_DROPPABLE = frozenset(
    ("CONSTRAINT", "COLUMN", "PERIOD", "MEMBER", "FILTER", "BLOCK", "TABLE", "VALUE", "LOGIN", "CREDENTIAL")
)
_ALTERABLE = frozenset(("COLUMN", "FILTER", "BLOCK"))
_SELECTED = frozenset(("UNION", "ALL", "EXCEPT", "INTERSECT", "AS", "FOR"))
_DATA = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"))
_PERMISSIONS = frozenset(("GRANT", "DENY", "REVOKE"))
_PAIRS = frozenset((("GRANT", "WITH"), ("GRANT", "HIERARCHY"), ("CREATE", "HIERARCHY"), ("SET", "SHARE")))
"""A start word and the word before it that makes it part of the statement."""
_NOT_RESERVED = frozenset(("THROW", "ENABLE", "DISABLE", "RECONFIGURE", "CHECKPOINT", "REVERT"))


def batch_starts(upper: Sequence[str], start: int, end: int, at_line_start: Callable[[int], bool]) -> list[int]:
    """The indexes in `start` … `end` (a batch, or what a `;` closes) at which a statement begins.

    `at_line_start` tells whether a token is the first of its line; words that are not reserved count only there.
    A routine or trigger runs to the end of the batch, so nothing begins behind its head.
    """
    found = [start]
    state = _Statement(upper, start)
    if verb(upper[start : min(end, start + 24)], "tsql") in _WHOLE:
        return found
    brackets = cases = 0
    for index in range(start + 1, end):
        word = upper[index]
        if word == "(":
            brackets += 1
        elif word == ")":
            brackets -= 1
        elif word == "CASE":
            cases += 1
        elif word == "END" and cases > 0:
            cases -= 1
        elif brackets <= 0 and word in BATCH_STARTS:
            if upper[index - 1] == "." or (index + 1 < end and upper[index + 1] in (".", "=") and word not in _DATA):
                continue
            if word in _NOT_RESERVED and not at_line_start(index):
                continue
            if state.holds(index, word, upper[index + 1] if index + 1 < end else ""):
                continue
            found.append(index)
            state = _Statement(upper, index)
            cases = 0
            brackets = 0
            if word in ("CREATE", "ALTER") and verb(upper[index : min(end, index + 24)], "tsql") in _WHOLE:
                break
    return found


_WHOLE = BODIES["tsql"] | {"CREATE VIEW", "ALTER VIEW"}


class _Statement:
    """The statement being read, as far as it decides which start words belong to it."""

    __slots__ = ("action", "head", "looked", "second", "start", "upper", "used")

    def __init__(self, upper: Sequence[str], start: int) -> None:
        self.upper = upper
        self.start = self.looked = start
        self.head = upper[start]
        self.second = upper[start + 1] if start + 1 < len(upper) else ""
        self.used = False
        self.action = -1

    def holds(self, index: int, word: str, following: str) -> bool:
        """Whether the start word at `index` belongs to this statement."""
        upper, head = self.upper, self.head
        previous = upper[index - 1]
        if head == "WITH" and not self.used and word in _DATA:
            self.head = word
            return True
        if word in _DATA:
            if previous in ("ON", "FOR", "AFTER", "OF", "THEN", "BULK", "START", ","):
                return True
            if word == "SELECT" and previous in _SELECTED:
                return True
            if head == "INSERT" and word == "SELECT" and not self._sourced(index):
                self.used = True
                return True
        elif word == "SET":
            if previous in ("UPDATE", "DELETE") or following == "(":
                return True
            if head == "UPDATE" and not self.used:
                self.used = True
                return True
            if head == "ALTER" and not self.used and self._is_action(index):
                self.used = True
                return True
        elif word == "IF":
            if following == "EXISTS" and head in ("DROP", "ALTER") and upper[index + 2 : index + 3] != ("(",):
                return True
        elif word in ("EXEC", "EXECUTE"):
            if previous == "WITH" or (head == "INSERT" and not self._sourced(index)):
                self.used = self.used or head == "INSERT"
                return True
        elif word == "DROP":
            if head == "ALTER" and (following in _DROPPABLE or self._is_action(index)):
                return True
        elif word == "ALTER":
            if (head == "ALTER" and following in _ALTERABLE) or (head == "CREATE" and previous == "OR"):
                return True
        elif word in ("ENABLE", "DISABLE"):
            if following != "TRIGGER" or head == "ALTER":
                return True
        elif (word, previous) in _PAIRS or (word in ("OPEN", "CLOSE") and head in ("ALTER", "CREATE")):
            return True
        return head in _PERMISSIONS and not self._granted(index)

    def _sourced(self, index: int) -> bool:
        """Whether an INSERT already has its rows; looked at once, since only the first start word matters."""
        if not self.used:
            brackets = 0
            for word in self.upper[self.start + 1 : index]:
                if word == "(":
                    brackets += 1
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

    def _is_action(self, index: int) -> bool:
        """Whether a word stands where ALTER TABLE name … expects its action."""
        if self.second == "DATABASE":
            return True
        if self.action < 0:
            at = self.start + 3
            while at + 1 < len(self.upper) and self.upper[at] == ".":
                at += 2
            self.action = at
        return index == self.action
