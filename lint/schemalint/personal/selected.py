"""Which columns of which tables the text of a query gives away.

The text is gone over token by token: what is in the list of SELECT, from which relations, through subqueries, common table
expressions and unions. Where a query is too odd for that, it is taken to give away what it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple

Origin = tuple[Ref, str]
"""A column of a table."""


class Output(NamedTuple):
    """A column that a relation gives."""

    name: str
    """In lower case; empty where it has none."""
    origins: frozenset[Origin]
    """The columns that are watched and whose values are in it."""


Relations = Callable[[str, str], "tuple[Output, ...] | None"]
"""What the relation of that schema (perhaps empty) and name gives, both in lower case; None where it is not known."""

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[A-Za-z_][^\]\n]*\]|[^\W\d][\w$#]*|\d[\w.]*|:?@?[^\W\d]\w*|\S",
    re.S,
)
_QUOTES = '"`['
_ENDS_LIST = frozenset({"from", "into", "where", "group", "order", "having", "limit", "union", "except", "intersect", "minus", "fetch", "offset", "for", ";", ")", "begin", "end", "loop", "window", "bulk"})  # fmt: skip
_ENDS_FROM = _ENDS_LIST - {"from", "into"} | {"qualify", "start", "connect", "returning", "select", "insert", "update", "delete", "set", "option", "with"}  # fmt: skip
_SETS = frozenset({"union", "except", "intersect", "minus"})
_JOINS = frozenset({"join", ",", "inner", "left", "right", "full", "cross", "outer", "natural", "lateral", "apply", "straight_join", "only"})  # fmt: skip
_DEEPEST = 40
_COUNTS = frozenset({"count", "exists", "row_number", "rank", "dense_rank"})
"""What gives a number or a truth, whatever it is given."""


class Selected(NamedTuple):
    """A query that stands in a text by itself."""

    outputs: tuple[Output, ...]
    into: str = ""
    """What its rows go to, in lower case without a schema: the table of INSERT … SELECT, what stands behind INTO, which may be a
    variable; empty where they are given back."""


def selected(text: str, relations: Relations) -> list[Selected]:
    """Every query that stands in a text by itself, one after another: not those inside expressions and of cursors."""
    return _Reading(text, relations).queries()


class _Reading:
    def __init__(self, text: str, relations: Relations) -> None:
        self.words = [word for word in _TOKEN.findall(text) if not word.startswith(("--", "/*"))]
        self.lower = [word.lower() for word in self.words]
        self.n = len(self.words)
        self.i = 0
        self.relations = relations
        self._around: list[tuple[str, tuple[Output, ...]]] = []
        """The relations of the queries around the one at hand."""
        self._brackets = 0
        """Past the last row of opening brackets that was looked behind; each is gone over once."""

    def queries(self) -> list[Selected]:
        found = []
        target = ""
        while self.i < self.n:
            word = self.lower[self.i]
            if word == "insert":
                self.i += 1 + (self._at(1) == "into")
                target = self._dotted()[-1] if _is_name(self._at()) else ""
            elif word in (";", "values"):
                target = ""
                self.i += 1
            elif word == "select" or (word == "with" and self._is_common()) or (word == "(" and self._opens()):
                alone = self._stands_alone()
                given, into = self._query({}, 0)
                if alone:
                    found.append(Selected(given, into or target))
                    target = ""
            else:
                self.i += 1
        return found

    def _opens(self) -> bool:
        """Whether the bracket at hand stands around a query that stands by itself."""
        if self.i and self._at(-1) not in _BEFORE_QUERY:
            return False
        return self._inside() in ("select", "with")

    def _stands_alone(self) -> bool:
        """Whether the query at hand is no part of an expression, and of no cursor."""
        at = self.i - 1
        if self._at(-1) in ("for", "in") and at >= 0:
            return False
        while at >= 0 and self.lower[at] == "(":
            at -= 1
        return at == self.i - 1 or at < 0 or self.lower[at] in _BEFORE_QUERY

    def _at(self, offset: int = 0) -> str:
        at = self.i + offset
        return self.lower[at] if at < self.n else ""

    def _is_common(self) -> bool:
        at = self.i + 1 + (self._at(1) == "recursive")
        return at + 1 < self.n and self.lower[at + 1] in ("as", "(") and self.lower[at] != "("

    def _query(self, around: Mapping[str, tuple[Output, ...]], depth: int) -> tuple[tuple[Output, ...], str]:
        """A query with its unions, from SELECT, WITH or `(` on; what it puts its rows into."""
        known = dict(around)
        if self._at() == "with":
            self._common(known, depth)
        given, into = self._part(known, depth)
        while self._at() in _SETS:
            self.i += 1
            while self._at() in ("all", "distinct"):
                self.i += 1
            more, other = self._part(known, depth)
            into = into or other
            wider = max(len(given), len(more))
            pairs = [(given[at : at + 1] or (_NOTHING,), more[at : at + 1] or (_NOTHING,)) for at in range(wider)]
            given = tuple(Output(one.name or two.name, one.origins | two.origins) for (one,), (two,) in pairs)
        return given, into

    def _common(self, known: dict[str, tuple[Output, ...]], depth: int) -> None:
        self.i += 1
        if self._at() == "recursive":
            self.i += 1
        while self.i < self.n:
            name = _plain(self._at())
            self.i += 1
            renamed: list[str] = []
            if self._at() == "(":
                end = self._closing(self.i)
                renamed = [_plain(word) for word in self.lower[self.i + 1 : end] if word != ","]
                self.i = end + 1
            while self._at() in ("as", "not", "materialized"):
                self.i += 1
            if self._at() != "(":
                return
            end = self._closing(self.i)
            self.i += 1
            given, _ = self._query(known, depth + 1) if self._at() in ("select", "with", "(") else ((), "")
            self.i = end + 1
            known[name] = _renamed(given, renamed)
            if self._at() != ",":
                return
            self.i += 1

    def _part(self, known: dict[str, tuple[Output, ...]], depth: int) -> tuple[tuple[Output, ...], str]:
        """One SELECT, or a query in brackets."""
        if self._at() == "(" and depth < _DEEPEST:
            end = self._closing(self.i)
            self.i += 1
            found = self._query(known, depth + 1)
            self.i = end + 1
            return found
        if self._at() != "select":
            self.i += 1
            return (), ""
        self.i += 1
        self._modifiers()
        items = self._items()
        into = ""
        while self._at() in ("bulk", "collect", "into", "strict", "table", "temp", "temporary", "unlogged"):
            self.i += 1
            if _is_name(self._at()) and self._at(-1) != "bulk":
                into = _plain(self._at())
        if into:
            into = self._dotted()[-1]
            while self.i < self.n and self._at() not in ("from", ";", ")"):
                self.i += 1
        held: list[tuple[str, tuple[Output, ...]]] = []
        if self._at() == "from":
            self.i += 1
            held = self._from(known, depth)
        self._rest()
        return tuple(output for start, end in items for output in self._item(start, end, held, known, depth)), into

    def _modifiers(self) -> None:
        while self._at() in ("distinct", "all", "sql_calc_found_rows", "unique"):
            self.i += 1
        if self._at() == "on" and self._at(1) == "(":
            self.i = self._closing(self.i + 1) + 1
        if self._at() == "top":
            self.i = self._closing(self.i + 1) + 1 if self._at(1) == "(" else self.i + 2

    def _items(self) -> list[tuple[int, int]]:
        """The parts of the list, from and to which token."""
        found: list[tuple[int, int]] = []
        start = self.i
        while self.i < self.n and not (self._at() in _ENDS_LIST and self._ends_list()):
            if self._at() == "(":
                self.i = self._closing(self.i)
            elif self._at() == "case":
                self._case()
            elif self._at() == ",":
                found.append((start, self.i))
                start = self.i + 1
            self.i += 1
        found.append((start, min(self.i, self.n)))
        return [one for one in found if one[0] < one[1]]

    def _ends_list(self) -> bool:
        """Whether the word at hand ends the list, and is no column of such a name, nor WITHIN GROUP."""
        if self._at() in ("from", "into", ";", ")"):
            return True
        return self._at(-1) not in (",", ".", "select", "within", "distinct") and self._at(1) not in (",", ".")

    def _case(self) -> None:
        """Goes to the END of a CASE, which ends no list."""
        level = 0
        while self.i < self.n and self._at() != ";":
            level += (self._at() == "case") - (self._at() == "end")
            if not level:
                return
            self.i += 1

    def _from(self, known: dict[str, tuple[Output, ...]], depth: int) -> list[tuple[str, tuple[Output, ...]]]:
        """The relations, by the name that the list may call them."""
        held: list[tuple[str, tuple[Output, ...]]] = []
        wanted = True
        opened: list[int] = []  # brackets around joins: how many relations stood before each
        while self.i < self.n and (self._at() not in _ENDS_FROM or (opened and self._at() == ")")):
            word = self._at()
            if word in _JOINS:
                wanted = wanted or word in (",", "join", "apply", "straight_join")
                self.i += 1
            elif word == ")":
                self.i += 1
                first = opened.pop()
                alias, _ = self._alias()
                if alias:
                    held[first:] = [(alias, given) for _, given in held[first:]]
                wanted = False
            elif word in ("pivot", "unpivot") and held and self._at(1) == "(":
                self.i = self._closing(self.i + 1) + 1
                held[-1] = (self._alias()[0], held[-1][1])
            elif not wanted:
                self.i = self._closing(self.i) + 1 if word == "(" else self.i + 1
            elif word == "(" and not self._encloses_query():
                opened.append(len(held))
                self.i += 1
            elif word == "(":
                end = self._closing(self.i)
                self.i += 1
                given = self._query(known, depth + 1)[0] if depth < _DEEPEST else ()
                self.i = end + 1
                alias, renamed = self._alias()
                held.append((alias, _renamed(given, renamed)))
                wanted = False
            elif _is_name(word):
                parts = self._dotted()
                if self._at() == "(":
                    self.i = self._closing(self.i) + 1
                    self._alias()
                else:
                    relation = known.get(parts[-1]) if len(parts) == 1 else None
                    if relation is None:
                        relation = self.relations(parts[-2] if len(parts) > 1 else "", parts[-1])
                    alias, renamed = self._alias()
                    held.append((alias or parts[-1], _renamed(relation or (), renamed)))
                wanted = False
            else:
                self.i += 1
        return held

    def _encloses_query(self) -> bool:
        """Whether a query, and no join, stands in the bracket at hand."""
        return self._at(1) in ("select", "with", "values") or (
            self._at(1) == "(" and self._inside() in ("select", "with")
        )

    def _inside(self) -> str:
        """The first word behind the brackets at hand."""
        if self.i >= self._brackets:
            self._brackets = self.i
            while self._brackets < self.n and self.lower[self._brackets] == "(":
                self._brackets += 1
        return self.lower[self._brackets] if self._brackets < self.n else ""

    def _dotted(self) -> list[str]:
        parts = [_plain(self._at())]
        self.i += 1
        while self._at() == "." and self.i + 1 < self.n:
            parts.append(_plain(self._at(1)))
            self.i += 2
        return parts

    def _alias(self) -> tuple[str, list[str]]:
        explicit = self._at() == "as"
        self.i += explicit
        word = self._at()
        if not _is_name(word) or (not explicit and (word in _ENDS_FROM or word in _JOINS or word in _NO_ALIAS)):
            return "", []
        self.i += 1
        renamed: list[str] = []
        if self._at() == "(":
            end = self._closing(self.i)
            renamed = [_plain(one) for one in self.lower[self.i + 1 : end] if one != ","]
            self.i = end + 1
        return _plain(word), renamed

    def _rest(self) -> None:
        """Goes to where the SELECT ends: the next of a union, a bracket, a semicolon."""
        while self.i < self.n and self._at() not in _SETS and self._at() not in (";", ")", "loop"):
            if self._at() in ("select", "with") and self._at(-1) != "for":
                return
            self.i = self._closing(self.i) + 1 if self._at() == "(" else self.i + 1

    def _closing(self, at: int) -> int:
        """The bracket that closes the one at a token, or the last token."""
        level = 0
        while at < self.n:
            level += (self.lower[at] == "(") - (self.lower[at] == ")")
            if not level:
                return at
            at += 1
        return self.n - 1

    def _item(
        self,
        start: int,
        end: int,
        held: list[tuple[str, tuple[Output, ...]]],
        known: dict[str, tuple[Output, ...]],
        depth: int,
    ) -> Iterable[Output]:
        words = self.lower[start:end]
        if words[0][:1] == "@" and words[1:2] == ["="]:
            return []  # SQL Server assigns it to a variable
        if words == ["*"]:
            return [output for _, given in held for output in given]
        if len(words) > 2 and words[-2:] == [".", "*"] and "(" not in words:
            return [output for name, given in held if name == _plain(words[-3]) for output in given]
        name = _plain(words[-1]) if _is_name(words[-1]) else ""
        if not name and "(" in words and _is_name(words[0]):
            name = _plain(words[0])
        if len(words) > 2 and words[1] == "=" and _is_name(words[0]):
            name, start = _plain(words[0]), start + 2  # SQL Server's way to name it
        if words[0] in _COUNTS and words[1:2] == ["("]:
            return [Output(name, frozenset())]
        return [Output(name, self._named(start, end, [*held, *self._around], known, depth))]

    def _named(
        self,
        start: int,
        end: int,
        held: list[tuple[str, tuple[Output, ...]]],
        known: dict[str, tuple[Output, ...]],
        depth: int,
    ) -> frozenset[Origin]:
        """The columns that an expression names, and those of the queries inside it."""
        found: set[Origin] = set()
        at = start
        while at < end:
            word = self.lower[at]
            if word == "select" and at > start and self.lower[at - 1] == "(" and depth < _DEEPEST:
                before, around = self.i, self._around
                self.i, self._around = at, held
                for output in self._query(known, depth + 1)[0]:
                    found |= output.origins
                at, self.i, self._around = max(self.i, at + 1), before, around
                continue
            follows = self.lower[at + 1] if at + 1 < end else ""
            qualified = at > start and self.lower[at - 1] == "."
            if not _is_name(word) or follows == "(" or (follows == "." and not self._is_row(at, end)):
                at += 1
                continue
            qualifier = _plain(self.lower[at - 2]) if qualified and at - 2 >= start else ""
            name = _plain(word)
            called = [given for alias, given in held if not qualifier or alias == qualifier]
            hits = [output.origins for given in called for output in given if output.name == name]
            if not hits and not qualifier and not (at + 1 == end and at > start):
                hits = [output.origins for alias, given in held if alias == name for output in given]
            found.update(*hits)
            at += 1
        return frozenset(found)

    def _is_row(self, at: int, end: int) -> bool:
        return at + 2 < end and self.lower[at + 2] == "*"


_NOTHING = Output("", frozenset())
_BEFORE_QUERY = frozenset(
    {"return", "query", "as", "union", "all", "except", "intersect", ";", "begin", "then", "else", "is", "do"}
)
"""What stands before the bracket around a whole query."""
_NO_ALIAS = frozenset({"on", "using", "tablesample", "partition", "force", "use", "ignore", "pivot", "unpivot", "as"})


def _is_name(word: str) -> bool:
    return bool(word) and (word[0] in _QUOTES or word[0].isalpha() or word[0] in "_@#")


def _plain(word: str) -> str:
    return word[1:-1] if word[:1] in _QUOTES and len(word) > 1 else word


def _renamed(given: tuple[Output, ...], names: list[str]) -> tuple[Output, ...]:
    if not names:
        return given
    return tuple(Output(names[at], one.origins) if at < len(names) else one for at, one in enumerate(given))
