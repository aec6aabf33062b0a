"""Where a unit of PL/SQL ends, told from its own words, when no `/` says so."""

from __future__ import annotations

_ENDED = frozenset(("IF", "LOOP", "CASE"))
"""What END closes when it follows at once."""
_SUBPROGRAMS = frozenset(("PROCEDURE", "FUNCTION"))
_BEFORE_SUBPROGRAM = frozenset(
    (";", "IS", "AS", "DECLARE", "WITH", ",", "MEMBER", "STATIC", "CONSTRUCTOR", "MAP", "ORDER", "TRIGGER")
)
_CALLED = frozenset(("LANGUAGE", "EXTERNAL", "MLE"))
"""What follows IS or AS when the body is written elsewhere."""
_HOLDERS = frozenset(("PACKAGE", "BODY"))
_SECTIONS = frozenset(("ROW", "STATEMENT"))
"""What ends the head of a section of a compound trigger, before its IS."""


class Unit:
    """Follows one unit word by word: a routine, package, type body, trigger, block, or WITH FUNCTION query.

    The stack holds what is open: `d` declarations that wait for their BEGIN, `b` statements, `c` a CASE, IF or LOOP. A unit
    whose head opens nothing (AGGREGATE USING t, LANGUAGE JAVA …) ends at its first `;`.
    """

    __slots__ = ("brackets", "head", "holder", "java", "previous", "query", "stack")

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.previous = ";"
        self.brackets = 0
        self.head = False
        """Whether the head of a subprogram is being read, which its IS or its `;` ends."""
        self.holder = False
        """Whether what is made holds declarations from its first IS on: a package, a type body."""
        self.java = False
        self.query = False
        """Whether this is a query, so the `;` behind a function declared in its WITH is not its end."""

    def ends(self, word: str) -> bool:
        """Take the next word, upper case; whether it is the `;` that ends the unit."""
        previous, self.previous = self.previous, word
        stack = self.stack
        if word == "(":
            self.brackets += 1
        elif word == ")":
            self.brackets -= 1
        elif word == ";":
            self.brackets = 0
            # Behind a function, a query goes on; `query` is lifted when its own text begins.
            if not stack and not self.java and not self.query:
                return True
            self.head = False
        elif previous == "." or (previous == "END" and word in _ENDED):
            pass
        elif word == "END":
            if stack:
                stack.pop()
        elif word == "CASE" or (word in ("IF", "LOOP") and stack):
            stack.append("c")
        elif word == "BEGIN":
            if stack and stack[-1] == "d":
                stack[-1] = "b"
            else:
                stack.append("b")
        elif word == "DECLARE":
            stack.append("d")
        elif not self.brackets:
            self._other(word, previous)
        return False

    def _other(self, word: str, previous: str) -> None:
        stack = self.stack
        declaring = not stack or stack[-1] == "d"
        if word in _SUBPROGRAMS:
            if declaring and (not stack or previous in _BEFORE_SUBPROGRAM):
                self.head = True
                self.query = self.query or (previous == "WITH" and not stack)
        elif word in _HOLDERS and not stack:
            self.holder = True
        elif word == "SOURCE" and previous == "JAVA":
            self.java = True
        elif word == "TRIGGER" and previous == "COMPOUND" and not stack:
            stack.append("d")
        elif word in ("IS", "AS"):
            if self.head or (declaring and stack and previous in _SECTIONS):
                self.head = False
                stack.append("d")
            elif self.holder and not stack:
                self.holder = False
                stack.append("d")
        elif previous in ("IS", "AS") and stack and stack[-1] == "d" and (word in _CALLED or word[0] == "'"):
            stack.pop()
        elif self.query and not stack and previous == ";":
            self.query = False
