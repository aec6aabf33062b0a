"""The names in queries: which relation each column belongs to, and which belong to none."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import CreateRoutine
from schemalint.model.name import ObjectName, Ref
from schemalint.model.query import Embedded, FromItem, NamedColumn, Output, Scope
from schemalint.model.text import Span
from schemalint.resolving import nearest, places
from schemalint.resolving.names import Names, named
from schemalint.resolving.reach import written
from schemalint.resolving.relations import OPEN, Relation, relation

SEQUENCE_FUNCTIONS = frozenset({"nextval", "currval", "setval"})
TARGET_ALONE = frozenset({"postgres", "tsql", "sqlite"})
"""Where the left side of an assignment is a column of the table that is written to, whatever else the statement reads."""

STRICT_ABOUT_JOINS = frozenset({"postgres", "mysql", "mariadb", "tsql", "oracle"})
"""Servers in which the condition of a join reaches only what it joins."""
ONLY_KNOWN_TABLES = frozenset({"oracle", "tsql"})
"""Dialects in which what stands before a dot may be a package, a sequence or a column with methods."""
NEW_AND_OLD = frozenset({"new", "old"})


class Source:
    """One relation in reach of a scope's columns."""

    __slots__ = ("item", "relation", "start")

    def __init__(self, item: FromItem, given: Relation, start: int) -> None:
        self.item = item
        self.relation = given
        self.start = start
        """Where it stands in the text, or -1 where that is not known."""


class Resolver:
    """Holds one query's names against what is there; gives the columns it yields."""

    def __init__(self, embedded: Embedded, names: Names, own: ObjectName | None = None) -> None:
        self.embedded = embedded
        self.names = names
        self.own = own
        """The name of a recursive view that is being made."""
        change = names.step.change
        self.transition = isinstance(change, CreateRoutine) and change.returns.lower() == "trigger"
        """A trigger may hand its function tables of the old and new rows, under names of its own."""
        self.scopes = embedded.query.scopes
        self.dialect = names.reach.dialect
        self.rows = dict(embedded.rows)
        self.no_columns = ("@", ":", "$", "?", '"') if self.dialect == "sqlite" else ("@", ":", "$", "?")
        """How names begin that stand for no column; SQLite takes a quoted word that is none for a string."""
        self._sources: dict[int, list[Source]] = {}
        self._given: dict[int, Relation] = {}
        self._busy: set[int] = set()

    def resolve(self) -> Relation:
        """Look at every name; the columns that the query gives."""
        query = self.embedded.query
        if query.problem or not self.scopes:
            return OPEN
        for number in range(len(self.scopes)):
            self.given(number)
        for number, scope in enumerate(self.scopes):
            if scope.target is not None and scope.kind == "insert":
                self.target(scope)
            for column in scope.columns:
                self.column(column, number)
            for source in self.sources(number):
                for name in source.item.using:
                    self.using(name.value, name.span, source, number)
            for output in scope.outputs:
                if output.star and output.qualifier and output.span.end > output.span.start:
                    self.star(output, number)
        for call in query.calls:
            if (
                self.dialect != "sqlite" or self.names.reach.relation(call.name) is None
            ):  # a table, called like a function
                self.names.call(call)
            if call.name.value.lower() in SEQUENCE_FUNCTIONS and call.literals and call.literals[0]:
                self.sequence(call.literals[0], call.span)
        for kind in query.types:
            self.names.type(kind, kind.span)
        return self.given(len(self.scopes) - 1)

    # Relations

    def sources(self, number: int) -> list[Source]:
        """What the columns of a scope may come from, in order."""
        held = self._sources.get(number)
        if held is None:
            held = self._sources[number] = []
            past = -1
            for item in self.scopes[number].relations:
                start = self.start(item, past)
                past = max(past, start)
                held.append(Source(item, self.of_item(item), start))
        return held

    def start(self, item: FromItem, past: int) -> int:
        """Where an item stands, as far as its names tell; `past` is where the one before stands."""
        name = item.table or item.function
        if name is not None:
            return name.span.start
        if item.scope is not None:
            inner = min(self._places(self.scopes[item.scope]), default=-1)
            return inner if inner > past else -1
        return -1

    def _places(self, scope: Scope) -> Iterator[int]:
        yield from (column.name.span.start for column in scope.columns)
        yield from (item.table.span.start for item in scope.relations if item.table is not None)

    def of_item(self, item: FromItem) -> Relation:
        """The columns of what an item of FROM stands for."""
        if item.opaque:
            return OPEN
        if item.scope is not None:
            found = self.given(item.scope)
        elif item.function is not None:
            found = self.of_function(item, item.function)
        elif item.table is not None:
            found = self.of_name(item.table)
        else:
            return OPEN
        if not item.columns:
            return found
        first = [column.name for column in item.columns]
        rest = list(found.columns)[len(first) :]
        told = any(column.type for column in item.columns) or len(found.columns) >= len(first) > 0
        return relation((*first, *rest), open=found.open and not told, hidden=found.hidden)

    def of_name(self, name: ObjectName) -> Relation:
        """The columns of a table by its name; a fault where there is none."""
        word = name.name.value
        if name.schema is None:
            if word in self.embedded.temporary or word in self.embedded.variables:
                return OPEN
            row = self.rows.get(word)
            if row is not None:
                return self.names.reach.relation(row) or OPEN
        if self.own is not None and name.text == self.own.text:
            return OPEN
        if self.transition and name.schema is None and self.names.reach.relation(name) is None:
            return OPEN
        return self.names.table(name) or OPEN

    def of_function(self, item: FromItem, name: ObjectName) -> Relation:
        """The columns of what a function gives."""
        reach = self.names.reach
        routines = reach.routines(name)
        if len(routines) == 1 and self.dialect == "postgres":
            found = self.of_result(routines[0].returns, item)
            outs = [one.name for one in routines[0].parameters if one.mode in ("out", "inout", "table")]
            if outs and not routines[0].returns.lower().startswith("table"):
                found = relation(outs)
        elif not routines:
            found = self.of_builtin(item, name)
        else:
            found = OPEN
        if item.ordinality and not found.open and "ordinality" not in found.columns:
            found = found._replace(columns={**found.columns, "ordinality": None})
        return found

    def of_builtin(self, item: FromItem, name: ObjectName) -> Relation:
        reach = self.names.reach
        if self.dialect != "postgres":
            return OPEN
        signatures = reach.signatures(name)
        shapes = {one.columns for one in signatures}
        if len(shapes) != 1:
            return OPEN
        columns = shapes.pop()
        if columns:
            return relation(columns)
        for one in signatures:
            if (
                one.returns.startswith(("any", "record", '"any'))
                or reach.builtins.relation("", one.returns) is not None
            ):
                return OPEN
            if not reach.builtins.is_type(one.returns.removesuffix("[]")):
                return OPEN
        return relation([item.alias or name.name.value]) if signatures else OPEN

    def of_result(self, returns: str, item: FromItem) -> Relation:
        """The columns of a routine's result by what it says it returns."""
        lower = returns.lower()
        if lower.startswith("table"):
            inner = returns[returns.find("(") + 1 : returns.rfind(")")]
            return relation(_first_words(inner, self.names.step.statement.dialect))
        if lower in ("", "record", "setof record", "trigger") or "%" in lower:
            return OPEN
        plain = returns[6:] if lower.startswith("setof ") else returns
        reach = self.names.reach
        name = written(plain.split("(")[0].removesuffix("[]"), self.dialect)
        if reach.builtins.is_type(plain.lower()):
            return relation([item.alias])
        for ref in (
            (Ref(name.schema.value, name.value),)
            if name.schema
            else [Ref(s, name.value) for s in reach.before.search_path]
        ):
            if ref in reach.before.tables or ref in reach.before.views:
                return reach.table(ref)._replace(hidden=frozenset())
            kind = reach.before.types.get(ref)
            if kind is not None and kind.form == "composite":
                return relation((column.name for column in kind.columns), open=not kind.columns)
            if ref in reach.before.enums or ref in reach.before.domains:
                return relation([item.alias])
        return OPEN

    def given(self, number: int) -> Relation:
        """The columns that a scope gives."""
        held = self._given.get(number)
        if held is not None:
            return held
        if number in self._busy:
            return OPEN
        self._busy.add(number)
        found = self._outputs(number)
        self._busy.discard(number)
        self._given[number] = found
        return found

    def _outputs(self, number: int) -> Relation:
        scope = self.scopes[number]
        if scope.kind == "set" and scope.parts:
            return self.given(scope.parts[0])
        found: list[str] = []
        open_ = not scope.outputs and scope.kind in ("select", "values", "set")
        for output in scope.outputs:
            if not output.star:
                found.append(output.name)
                continue
            rows = [self.target(scope)] if scope.target is not None and scope.kind == "insert" else []
            for source in self.sources(number):
                if not output.qualifier or source.item.alias == output.qualifier:
                    rows.append(source.relation)
            if output.qualifier and not rows:
                open_ = True
            for one in rows:
                open_ = open_ or one.open
                found.extend(one.columns)
        return relation(found, open=open_)

    def target(self, scope: Scope) -> Relation:
        """The table that a scope writes to."""
        return self.of_name(scope.target) if scope.target is not None else OPEN

    # Columns

    def column(self, column: NamedColumn, number: int) -> None:
        """A fault where the column belongs to nothing in reach."""
        if column.name.written[:1] in self.no_columns:
            return
        scope = self.scopes[number]
        if column.clause == "insert" or (
            column.clause == "set" and self.dialect in TARGET_ALONE and column.qualifier is None
        ):
            target = self.target(scope)
            self.names.column(column.name.value, column.name.span, target)
        elif column.qualifier is not None:
            self.qualified(column, column.qualifier, number)
        else:
            self.unqualified(column, number)

    def reached(self, column: NamedColumn, number: int) -> tuple[list[Source], list[Source]]:
        """The sources of a scope that a column may belong to, and those that stand outside the reach of its join condition."""
        sources = self.sources(number)
        if column.clause != "join" or self.dialect not in STRICT_ABOUT_JOINS or len(sources) < 3:
            return sources, []
        at = column.name.span.start if column.qualifier is None else column.qualifier.span.start
        last = -1
        for index, source in enumerate(sources):
            if source.start < at:
                last = index
            elif source.start >= 0:
                break
        if last < 0:
            return sources, []
        first = last
        while first > 0 and sources[first].item.join:
            first -= 1
        return sources[first : last + 1], sources[:first] + sources[last + 1 :]

    def unqualified(self, column: NamedColumn, number: int) -> None:
        name = column.name.value
        if name in self.embedded.variables:
            return
        here: int | None = number
        outside: list[Source] = []
        seen: list[Source] = []
        while here is not None:
            scope = self.scopes[here]
            if scope.kind == "insert":
                target = self.target(scope)
                if not target.lacks(name):
                    return
                seen.append(Source(FromItem("", scope.target), target, -1))
            else:
                reached, beyond = self.reached(column, here) if here == number else (self.sources(here), [])
                outside += beyond
                holders = [one for one in reached if name in one.relation.columns]
                if holders:
                    if here == number and column.clause not in ("from", "using"):
                        self.ambiguous(column, holders, reached)
                    return
                if any(not one.relation.lacks(name) for one in reached):
                    return
                seen += reached
            here = scope.parent
        if not self.embedded.exact or self.is_row(name, seen):
            return
        if self.names.reach.doubts.about(name, self.names.reach.before, "column"):
            return
        if any(one.relation.open for one in outside):
            return
        hidden = any(one.relation.has(name) for one in outside)
        refs = {one.relation.ref for one in seen}
        near = nearest.among(name, [known for one in seen for known in one.relation.columns])
        ref = refs.pop() if len(refs) == 1 and len(seen) == 1 else None
        self.names.tell("column", name, column.name.span, ref=ref, reason="hidden" if hidden else "missing", near=near)

    def is_row(self, name: str, sources: list[Source]) -> bool:
        """Whether the name stands for a whole row (PostgreSQL)."""
        if name in self.rows:
            return True
        return self.dialect == "postgres" and any(one.item.alias == name for one in sources)

    def ambiguous(self, column: NamedColumn, holders: list[Source], reached: list[Source]) -> None:
        """A fault where several relations have the column, and no join makes one of them."""
        name = column.name.value
        certain = [one for one in holders if one.start >= 0 or column.clause != "join"]
        merged = sum(one.item.natural or any(part.value == name for part in one.item.using) for one in certain[1:])
        if len(certain) - merged < 2 or self.dialect == "standard":
            return
        if self.embedded.place == "write" and self.scopes[-1].kind == "merge":
            return
        at = {one.item.alias for one in certain}
        if len(at) < 2:
            return
        self.names.tell("column", name, column.name.span, reason="ambiguous", near=", ".join(sorted(at)))

    def qualified(self, column: NamedColumn, qualifier: ObjectName, number: int) -> None:
        name, word = column.name.value, qualifier.name.value
        schema = qualifier.schema.value if qualifier.schema else ""
        here: int | None = number
        behind_alias = False
        while here is not None:
            scope = self.scopes[here]
            reached = self.reached(column, here)[0] if here == number else self.sources(here)
            for source in reached:
                if self.matches(source.item, word, schema):
                    if _is_itself(source.item, word, name):
                        return
                    self.names.column(name, column.name.span, source.relation)
                    return
                table = source.item.table
                behind_alias = behind_alias or (source.item.aliased and table is not None and table.value == word)
            if scope.kind in ("insert", "merge") and scope.target is not None:
                if scope.target.value == word:
                    self.names.column(name, column.name.span, self.target(scope))
                    return
                if scope.kind == "insert" and word not in self.rows:
                    return  # an alias of the target
            here = scope.parent
        if self.of_row(column, word) or word in self.embedded.variables or word in self.embedded.temporary:
            return
        self.lost(qualifier, word, behind_alias)

    def matches(self, item: FromItem, word: str, schema: str) -> bool:
        if item.alias != word:
            return False
        if not schema:
            return True
        if item.aliased or item.table is None:
            return False
        return item.table.schema is None or item.table.schema.value == schema or self.dialect == "sqlite"

    def of_row(self, column: NamedColumn, word: str) -> bool:
        """Whether the qualifier stands for a row of a table; the column is then held against it."""
        row = self.rows.get(word) or self.rows.get(word.lower())
        if row is None:
            return False
        found = self.names.reach.relation(row)
        if found is not None:
            held = self.names.late
            if self.dialect in ("mysql", "mariadb") and word.lower() in NEW_AND_OLD:
                self.names.late = False  # looked up when the trigger is made
            self.names.column(column.name.value, column.name.span, found)
            self.names.late = held
        return True

    def lost(self, qualifier: ObjectName, word: str, behind_alias: bool) -> None:
        """What stands before the dot is nothing in reach."""
        if not self.embedded.exact or qualifier.name.written[:1] in ("@", ":", "$", "#", "?"):
            return
        reach = self.names.reach
        known = reach.relation(named(word, qualifier.schema.value if qualifier.schema else "", qualifier.span))
        if self.dialect in ONLY_KNOWN_TABLES and (known is None or known.open) and not behind_alias:
            return
        if qualifier.schema is not None and self.dialect in ONLY_KNOWN_TABLES:
            return
        if reach.doubts.about(word, reach.before, "column"):
            return
        near = nearest.among(word, [one.item.alias for one in self.everywhere()])
        self.names.tell("table", qualifier.text, qualifier.span, ref=reach.ref(qualifier), reason="hidden", near=near)

    def star(self, output: Output, number: int) -> None:
        """What stands before `.*` must be in reach."""
        word = output.qualifier
        here: int | None = number
        while here is not None:
            scope = self.scopes[here]
            if scope.kind == "insert" or any(one.item.alias == word for one in self.sources(here)):
                return
            here = scope.parent
        if word in self.rows or word in self.embedded.variables or word in self.embedded.temporary:
            return
        span = output.column.name.span if output.column is not None else output.span
        self.lost(named(word, "", span), word, False)

    def everywhere(self) -> Iterator[Source]:
        """The relations of all scopes."""
        for number in range(len(self.scopes)):
            yield from self.sources(number)

    def using(self, name: str, span: Span, source: Source, number: int) -> None:
        """The column of USING must be on both sides."""
        sources = self.sources(number)
        before = sources[: sources.index(source)]
        if source.relation.lacks(name):
            self.names.column(name, span, source.relation)
        elif before and all(one.relation.lacks(name) for one in before):
            only = before[0].relation if len(before) == 1 else Relation()
            self.names.column(name, span, only)

    # Sequences

    def sequence(self, literal: str, call: Span) -> None:
        statement = self.names.step.statement
        behind = Span(call.path, call.start, min(call.end + len(literal) + 40, statement.span.end))
        span = places.literal_span(statement, behind, literal)
        self.names.sequence(written(literal, self.dialect), span if span != behind else call)


def _is_itself(item: FromItem, schema: str, name: str) -> bool:
    """Whether `schema.name` is the table of the item, with a column behind it, where they are called alike: `person.person.id`."""
    table = item.table
    return table is not None and table.schema is not None and (table.schema.value, table.value) == (schema, name)


def _first_words(text: str, dialect: str) -> list[str]:
    """The first name of each item of a list."""
    from schemalint.dialects.folding import fold

    found: list[str] = []
    depth, fresh = 0, True
    for kind, word, _ in places.pieces(text, False):
        if word in ("(", "["):
            depth += 1
        elif word in (")", "]"):
            depth -= 1
        elif word == "," and not depth:
            fresh = True
            continue
        if fresh and kind == "name":
            found.append(fold(word, dialect))  # type: ignore[arg-type]
        fresh = False
    return found
