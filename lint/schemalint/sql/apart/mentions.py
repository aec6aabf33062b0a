"""What expressions name: columns, functions and types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from schemalint.dialects.folding import fold
from schemalint.dialects.query_words import GRAMMAR, METHODS, NO_COLUMNS, NOT_CALLED, SEQUENCE_WORDS
from schemalint.model.document import Dialect
from schemalint.sql.apart.trees import OPERATORS, QUERIES, Names, Text


class Scope:
    """A scope while it is being made; see `schemalint.model.query.Scope`. Names are places in the text."""

    __slots__ = (
        "aggregated",
        "anchor",
        "columns",
        "conditions",
        "filters",
        "grouped",
        "kind",
        "limit",
        "locking",
        "names",
        "number",
        "operations",
        "ordered",
        "outputs",
        "parent",
        "parts",
        "relations",
        "role",
        "seen",
        "target",
        "words",
    )

    def __init__(self, kind: str, parent: Scope | None) -> None:
        self.kind = kind
        self.parent = parent
        self.relations: list[dict[str, Any]] = []
        self.columns: list[list[Any]] = []
        self.outputs: list[dict[str, Any]] = []
        self.parts: list[Scope] = []
        self.target: Names = []
        self.filters: list[list[Any]] = []
        self.role = ""
        self.operations: list[dict[str, Any]] = []
        self.conditions: list[Names] = []
        self.limit: Names = []
        self.ordered = self.aggregated = self.grouped = self.locking = False
        self.words: list[list[Any]] = []
        self.number = -1
        self.names: frozenset[str] = frozenset()
        """Names that are left out for now, because the SELECT list calls its items so."""
        self.seen: set[int] = set()
        self.anchor: Names = []
        """Where the alias of the table that is written to stands, or its name."""


Known = dict[str, "tuple[Scope, list[dict[str, Any]], bool]"]
"""The WITH names in reach: their scope, the column names written behind them, and whether they have more than their query gives."""


class Mentions(Text):
    """Notes what stands in expressions."""

    def __init__(self, sql: str, dialect: Dialect, tokens: list[Any], special: Mapping[str, Any]) -> None:
        super().__init__(sql, dialect, tokens, special)
        self.scopes: list[Scope] = []
        self.calls: list[dict[str, Any]] = []
        self.types: list[Names] = []
        self.firm: set[int] = set()
        """The nodes of conditions that hold together with the rest, by identity."""
        self.starts: list[int] = []
        """Where the tokens begin, once that was asked."""
        self.made: dict[int, Scope] = {}
        """The scopes of queries, by the identity of their nodes."""
        self.called: set[int] = set()
        """Where the names of the calls noted so far stand."""

    def query(self, node: Any, parent: Scope | None, known: Known) -> Scope:
        """The scope of a query or writing statement."""
        raise NotImplementedError

    def operation(self, node: Any, scope: Scope, clause: str) -> None:
        """Notes an operator."""
        raise NotImplementedError

    def walk(self, node: Any, scope: Scope, known: Known, clause: str, before: Names | None = None) -> None:
        """Notes the columns, calls and types under a node, or under each of a list; queries become scopes of their own."""
        stack = list(node) if isinstance(node, list) else [node]
        stack.reverse()
        while stack:
            node = stack.pop()
            if not isinstance(node, exp.Expression):
                continue
            if isinstance(node, exp.Column):
                self.column(node, scope, clause)
                continue
            if isinstance(node, QUERIES) and not (isinstance(node, exp.Values) and clause == "conflict"):
                self.query(node, scope, known)
                continue
            if isinstance(node, exp.Lambda):
                # No server here has them: it is `value -> key` as an argument.
                for one in node.expressions:
                    place = self.place(one)
                    if place and place[0] not in scope.seen and not self.is_parameter(place):
                        scope.seen.add(place[0])
                        scope.columns.append([place, clause])
                stack.append(node.this)
                continue
            if isinstance(node, exp.Dot):
                qualifiers = self.dotted(node, stack)
                if qualifiers is not None:
                    before = qualifiers
                continue
            if isinstance(node, exp.Func):
                if isinstance(node, exp.NextValueFor):
                    self.sequence(node.this)
                    continue
                if not self.call(node, before or []):
                    continue
                before = None
            elif isinstance(node, exp.DataType):
                self.type_names(node)
                continue
            elif isinstance(node, exp.Table):
                # A table where a value stands: nothing that is known here.
                continue
            if isinstance(node, OPERATORS):
                self.operation(node, scope, clause)
            if isinstance(node, exp.In) and self.dialect == "sqlite" and node.args.get("field") is not None:
                stack.append(node.this)  # `a IN table`
                continue
            if isinstance(node, exp.Cast):
                self.type_names(node.args.get("to"))
                stack.append(node.this)
                continue
            for value in reversed(list(node.args.values())):
                if isinstance(value, list):
                    stack.extend(reversed(value))
                elif value is not None and not isinstance(value, (str, bool, int)):
                    stack.append(value)

    def dotted(self, node: Any, stack: list[Any]) -> Names | None:
        """`schema.f(…)`, whose qualifier is given back; `(row).field` and `value.method()`, of which the left side goes on the
        stack."""
        parts = []
        while isinstance(node, exp.Dot):
            parts.append(node.expression)
            node = node.this
        parts.append(node)
        parts.reverse()
        calls = [at for at, part in enumerate(parts) if isinstance(part, exp.Func)]
        if isinstance(parts[0], exp.Identifier):
            if calls and self.dialect not in ("tsql", "oracle"):
                places: Names = []
                for part in parts[: calls[0]]:
                    places += self.place(part)
                stack.append(parts[calls[0]])
                return places
            # A method of a column (SQL Server) or a routine of a package (Oracle): only the arguments are looked at.
            for part in parts:
                if isinstance(part, exp.Func):
                    if self.dialect == "tsql" and len(calls) == 1 and calls[0] == 1 and not self.is_method(part):
                        places = self.place(parts[0])
                        stack.append(part)
                        return places
                    for value in part.args.values():
                        stack.extend(value if isinstance(value, list) else [value])
            return None
        stack.append(parts[0])
        for part in parts[1:]:
            if isinstance(part, exp.Func):
                for value in part.args.values():
                    stack.extend(value if isinstance(value, list) else [value])
        return None

    def is_method(self, node: Any) -> bool:
        """Whether a call behind a name is a method of a value: of XML, spatial and hierarchy types."""
        place = self.called_at(node)
        word = self.sql[place[0] : place[1]].upper() if place else ""
        return word in METHODS or word.startswith("ST")

    def column(self, node: Any, scope: Scope, clause: str) -> None:
        """Notes a column, unless it is a word that only looks like one."""
        found = self.column_of(node)
        if found is None:
            if self.dialect in ("oracle", "mariadb") and isinstance(node.this, exp.Identifier):
                self.pseudo_sequence(node)
            return
        names = found[0]
        start = names[-2]
        if start in scope.seen:
            return
        if len(names) == 2 and scope.names and fold(self.sql[start : names[-1]], self.dialect) in scope.names:
            return
        scope.seen.add(start)
        if clause == "returning" and self.dialect == "tsql" and len(names) == 4 and scope.anchor:
            word = self.sql[names[0] : names[1]].lower()
            if word in ("inserted", "deleted"):
                names = [*scope.anchor, *names[2:]]
        scope.columns.append([names, clause])

    def column_of(self, node: Any) -> list[Any] | None:
        """Where the name of a column stands, its qualifiers first; None for what is no column."""
        name = node.this
        parts = [
            one for one in (node.args.get("catalog"), node.args.get("db"), node.args.get("table")) if one is not None
        ]
        if isinstance(name, exp.Star):
            if not parts:
                return None
            name = parts.pop()
        place = self.place(name)
        if not place:
            return None
        word = self.sql[place[0] : place[1]].upper()
        if self.is_parameter(self.place(parts[0]) if parts else place):
            return None
        if (
            word[0] not in '"`['
            and word in NO_COLUMNS[self.dialect]
            and (not parts or self.dialect in ("sqlite", "oracle", "postgres"))
        ):
            return None
        if parts and word in SEQUENCE_WORDS and self.dialect in ("oracle", "mariadb"):
            return None
        places: Names = []
        for part in parts:
            at = self.place(part)
            if not at:
                return None
            places += at
        return [[*places, *place]]

    def is_parameter(self, place: Names) -> bool:
        """Whether a name is a parameter of PostgreSQL's, quoted so that it is one token for every parser: `"$1"`."""
        word = self.sql[place[0] : place[1]] if place else ""
        return word[:2] == '"$' and self.dialect == "postgres" and word[2:-1].isdigit()

    def pseudo_sequence(self, node: Any) -> None:
        """`orders_seq.NEXTVAL`."""
        place = self.place(node.this)
        word = self.sql[place[0] : place[1]].upper() if place else ""
        table = self.place(node.args.get("table"))
        if word in SEQUENCE_WORDS and table and place[0] not in self.called:
            self.called.add(place[0])
            before = self.place(node.args.get("db"))
            written = self.sql[(before or table)[0] : table[1]]
            self.calls.append({"name": place, "arguments": 1, "literals": [written]})

    def sequence(self, node: Any) -> None:
        """NEXT VALUE FOR name."""
        if not isinstance(node, (exp.Column, exp.Table)):
            return
        place = self.place(node.this)
        before = self.place(node.args.get("table") or node.args.get("db"))
        if place and place[0] not in self.called:
            self.called.add(place[0])
            written = self.sql[(before or place)[0] : place[1]]
            # The name of the sequence stands for the call, which has none of its own.
            self.calls.append({"name": place, "arguments": 1, "literals": [written], "next": True})

    def call(self, node: Any, before: Names) -> bool:
        """Notes a call; whether its arguments are to be looked at."""
        place = self.called_at(node)
        if not place or place[0] in self.called:
            return True
        word = self.sql[place[0] : place[1]].upper()
        if (
            word
            in (
                "ROW",
                "VALUES",
                "EXISTS",
                "ARRAY",
                "TABLE",
                "THE",
                "MULTISET",
                "CURSOR",
                "CASE",
                "IF",
                "ANY",
                "ALL",
                "SOME",
            )
            and not before
        ):
            if word == "VALUES":
                # MySQL's VALUES(column) names what was to be inserted; the column is the target's.
                return True
            return True
        if word == "RAISE" and self.dialect == "sqlite":
            return False
        self.note_call([*before, *place])
        if isinstance(node.this, exp.Column) and sum(1 for value in node.args.values() if value) == 1:
            found = self.column_of(node.this)
            if found is not None and self.calls and self.calls[-1]["name"][-2] == place[0]:
                self.calls[-1]["column"] = found
        if self.dialect == "mariadb" and word in ("NEXTVAL", "LASTVAL", "SETVAL"):
            # The sequence is written as a name, where a column would stand.
            opening = self.sql.index("(", place[1]) + 1
            end = min(at for at in (self.sql.find(mark, opening) for mark in ",)") if at >= 0)
            self.calls[-1]["literals"] = [self.sql[opening:end].strip()]
            return False
        return True

    def note_call(self, names: Names) -> None:
        """Notes the call whose name stands at a place."""
        self.called.add(names[-2])
        if self.dialect == "postgres" and len(names) == 2 and self.sql[names[0] : names[1]].upper() in GRAMMAR:
            return
        count, literals, star = self.arguments(self.sql.index("(", names[-1]))
        row: dict[str, Any] = {"name": names, "arguments": count}
        if star:
            row["star"] = True
        if any(literal is not None for literal in literals):
            row["literals"] = literals
        self.calls.append(row)

    def arguments(self, opening: int) -> tuple[int, list[str | None], bool]:
        """How many arguments stand in the brackets that open at a place, which of them are literals, and whether it is `*`."""
        words = self.words
        at = self.index.get(opening, len(words)) + 1
        depth = 0
        parts: list[list[tuple[str, str]]] = [[]]
        special = False
        while at < len(words):
            text, kind, _ = words[at]
            if kind == "L_PAREN" or kind == "L_BRACKET":
                depth += 1
            elif kind == "R_PAREN" or kind == "R_BRACKET":
                if not depth:
                    break
                depth -= 1
            if not depth and kind == "COMMA":
                parts.append([])
            else:
                parts[-1].append((text, kind))
                if not depth and (kind in ("FARROW", "COLON_EQ") or text.upper() in _SPECIAL):
                    special = True
            at += 1
        if parts == [[]]:
            return 0, [], False
        if len(parts) == 1 and len(parts[0]) == 1 and parts[0][0][1] == "STAR":
            return 0, [], True
        for part in parts:
            for number, (_, kind) in enumerate(part):
                if kind == "ORDER_BY" and number:
                    # ORDER BY belongs to the aggregate; what follows a comma there is no argument.
                    parts = parts[: parts.index(part) + 1]
                    break
        literals = [
            part[0][0]
            if part and part[0][1] in ("STRING", "NATIONAL_STRING") and (len(part) == 1 or part[1][1] == "DCOLON")
            else None
            for part in parts
        ]
        ordered = at + 1 < len(words) and words[at + 1][0].upper().startswith("WITHIN")
        return (-1 if special or ordered else len(parts)), literals, False

    def special_calls(self) -> None:
        """The calls that the tree does not tell the place of."""
        words = self.words
        for at in range(len(words) - 1):
            text, kind, start = words[at]
            if words[at + 1][1] != "L_PAREN" or start in self.called or kind in ("STRING", "IDENTIFIER"):
                continue
            word = text.upper()
            if (
                (word in self.special or word == "UNNEST")
                and word not in NOT_CALLED
                and (not at or words[at - 1][1] not in ("DOT", "ALIAS"))
            ):
                self.note_call([start, start + len(text)])

    def type_names(self, node: Any) -> None:
        """Notes the names in a type that the server does not bring along."""
        if node is None:
            return
        if isinstance(node, exp.DataType):
            kind = node.args.get("kind")
            if isinstance(kind, exp.Expression):
                places: Names = []
                for part in kind.flatten() if isinstance(kind, exp.Dot) else (kind,):
                    places += self.place(part)
                if places and places not in self.types:
                    self.types.append(places)
            for inner in node.expressions:
                self.type_names(inner)

    def type_text(self, node: Any) -> str:
        """A type in words."""
        if not isinstance(node, exp.DataType):
            return ""
        name = getattr(node.this, "value", None) or str(node.this)
        if name == "ARRAY" and node.expressions:
            inner = self.type_text(node.expressions[0])
            return f"{inner}[]" if inner else ""
        if name in ("USERDEFINED", "USER-DEFINED"):
            kind = node.args.get("kind")
            places = (
                [
                    place
                    for part in (kind.flatten() if isinstance(kind, exp.Dot) else (kind,))
                    for place in self.place(part)
                ]
                if isinstance(kind, exp.Expression)
                else []
            )
            return self.sql[places[0] : places[-1]] if places else ""
        arguments = [one.name for one in node.expressions if isinstance(one, exp.DataTypeParam)]
        if name in ("UNKNOWN", "CHARACTER_SET", "NULL"):
            return ""
        words: str = name.lower()
        return f"{words}({','.join(arguments)})" if arguments else words


_SPECIAL = frozenset(
    ("FROM", "FOR", "USING", "PLACING", "AS", "VARIADIC", "SEPARATOR", "IN", "PASSING", "RETURNING", "AT")
)
