"""Where the columns of a table are seen again: views, routines, history and audit tables, copies, publications."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from schemalint.model.change import CreateRoutine, CreateTable, CreateTrigger, CreateView, Step
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.query import Embedded
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import NOWHERE, Catalog, Routine, Table, View
from schemalint.model.text import Span
from schemalint.personal.bodies import TABLE, bare, trigger_text
from schemalint.personal.classes import Personal
from schemalint.personal.flow import NOTHING, Field, Fields, Flow
from schemalint.personal.phrases import words_of

CopyKind = Literal["view", "materialized view", "history", "audit", "copy", "routine", "publication"]

STORED_COPIES: tuple[CopyKind, ...] = ("materialized view", "history", "audit", "copy")
"""Those that keep values of their own, so that they are still there when the row is gone."""


_ORDER: tuple[CopyKind, ...] = ("view", "materialized view", "copy", "history", "audit", "routine", "publication")


class Copy(NamedTuple):
    """Where columns of a table are seen again."""

    kind: CopyKind
    ref: Ref
    columns: tuple[str, ...]
    """The table's columns that are in it, in their order there."""
    as_definer: bool = False
    """Of a routine: who may run it reads with the rights of who made it."""


HISTORY_ENDS = frozenset({"history", "histories", "hist", "audit", "archive", "archived", "log", "old", "backup", "bak", "versions", "copy"})  # fmt: skip
"""What the copy of a table is called behind the table's name."""


class Copies:
    """Follows the columns that hold personal data through a schema; worked out once for all tables. What views, routines and
    statements hand on is seen where the queries of the replay were taken apart."""

    def __init__(self, replay: Replay, columns: Iterable[Personal]) -> None:
        self._replay = replay
        self._catalog: Catalog = replay.catalog
        self._watched: dict[Ref, dict[str, str]] = {}
        """By table the columns, by their name in lower case."""
        for one in columns:
            self._watched.setdefault(one.table.ref, {})[one.column.name.lower()] = one.column.name
        self._found: dict[Ref, list[Copy]] = {}
        self._named: dict[str, list[Ref]] = {}
        self._given: dict[Ref, Fields] = {}
        self.carried: set[tuple[Ref, str]] = set()
        """Columns of history tables that are those of the table they are named for, by name in lower case."""
        self._followed = False
        if self._watched:
            for ref in (*self._catalog.tables, *self._catalog.views):
                self._named.setdefault(ref.name.lower(), []).append(ref)
            self._histories()

    def _follow(self) -> None:
        """Reads all that may show the columns again; put off until somebody asks."""
        self._followed = True
        queries: dict[Span, list[Embedded]] = {}
        """Of views and routines, by where their name stands."""
        for reading in self._replay.readings:
            for change in reading.changes if reading.queries else ():
                if isinstance(change, CreateView):
                    inside = change.query_span
                elif isinstance(change, CreateRoutine):
                    inside = change.body_span
                elif isinstance(change, CreateTrigger):
                    inside = change.span
                else:
                    continue
                held = [one for one in reading.queries if inside.start <= one.span.start < inside.end]
                queries[change.name.span] = held
        for view in self._catalog.views_in_order():
            self._view(view, queries.get(view.span, []))
        for step in self._replay.steps:
            for embedded in step.reading.queries:
                if embedded.place in ("write", "table-as", "block"):
                    self._put(embedded, step)
        self._audits(queries)
        for _, routines in sorted(self._catalog.routines.items()):
            for routine in routines:
                self._routine(routine, queries.get(routine.span, []))
        self._publications()

    def of(self, ref: Ref) -> list[Copy]:
        """What holds columns of a table: views first, each thing once."""
        if self._watched and not self._followed:
            self._follow()
        found: dict[tuple[CopyKind, Ref], Copy] = {}
        for one in self._found.get(ref, ()):
            before = found.get((one.kind, one.ref))
            names = (*before.columns, *one.columns) if before is not None else one.columns
            own = [name for name in self._watched[ref].values() if name in names]
            found[(one.kind, one.ref)] = one._replace(columns=tuple(own))
        return sorted(found.values(), key=lambda one: _ORDER.index(one.kind))

    # --- queries ------------------------------------------------------------------------------------------------

    def _fields(self, name: ObjectName) -> Fields:
        ref = self._ref(name)
        if ref is None:
            return ()
        if ref not in self._given:
            table = self._catalog.tables.get(ref)
            watched = self._watched.get(ref, {})
            self._given[ref] = tuple(
                Field(
                    column.name.lower(),
                    frozenset({(ref, column.name)}) if column.name.lower() in watched else NOTHING,
                )
                for column in (table.columns if table is not None else ())
            )
        return self._given[ref]

    def _ref(self, name: ObjectName) -> Ref | None:
        """The table or view of that name; where its schema is unknown here, the one that is called so."""
        refs = self._named.get(name.value.lower(), [])
        schema = name.qualifier.lower()
        if schema:
            refs = [ref for ref in refs if ref.schema.lower() == schema] or [ref for ref in refs if not ref.schema]
        home = self._catalog.default_schema
        return next((ref for ref in refs if ref.schema == home), refs[0] if refs else None)

    def _view(self, view: View, queries: list[Embedded]) -> None:
        fields = Flow(queries[0], self._fields).fields if queries else ()
        if view.columns:
            fields = tuple(
                Field(name.lower(), fields[at].origins if at < len(fields) else NOTHING)
                for at, name in enumerate(view.columns)
            )
        self._given[view.ref] = fields
        self._add("materialized view" if view.materialized else "view", view.ref, fields)

    def _add(self, kind: CopyKind, ref: Ref, fields: Fields, routine: Routine | None = None) -> None:
        by_table: dict[Ref, list[str]] = {}
        for table, column in sorted(NOTHING.union(*(field.origins for field in fields))):
            by_table.setdefault(table, []).append(column)
        as_definer = routine is not None and is_definer(routine, self._catalog.dialect)
        for table, columns in by_table.items():
            if table != ref:
                self._found.setdefault(table, []).append(Copy(kind, ref, tuple(columns), as_definer))

    def _put(self, embedded: Embedded, step: Step) -> None:
        """Tables made of a query, and rows of one table that a statement puts into another."""
        flow = Flow(embedded, self._fields)
        if embedded.place == "table-as":
            for change in step.reading.changes:
                if isinstance(change, CreateTable):
                    self._fill(change.name, flow.fields)
        for name, fields in flow.written():
            if name is not None:
                self._fill(name, fields)

    def _fill(self, name: ObjectName, fields: Fields) -> None:
        ref = self._ref(name)
        if ref is not None and ref in self._catalog.tables:
            self._add("copy", ref, fields)

    def _routine(self, routine: Routine, queries: list[Embedded]) -> None:
        gives = routine.returns.lower() not in _NO_VALUES
        for embedded in queries:
            flow = Flow(embedded, self._fields)
            for name, fields in flow.written():
                if name is not None:
                    self._fill(name, fields)
                elif "table" in routine.returns.lower():
                    self._add("routine", routine.ref, fields, routine)
            if gives and embedded.given:
                self._add("routine", routine.ref, flow.fields, routine)

    # --- tables -------------------------------------------------------------------------------------------------

    def _histories(self) -> None:
        """The tables that are named for another, and those in which SQL Server keeps former rows."""
        by_words: dict[str, list[Ref]] = {}
        for ref, held in sorted(self._catalog.tables.items()):
            by_words.setdefault("_".join(words_of(held)), []).append(ref)
        for ref, watched in self._watched.items():
            table = self._catalog.tables.get(ref)
            if table is None:
                continue
            for copy in (*self._mirrors(table, by_words), *self._versions(table)):
                names = {column.name.lower() for column in copy.columns}
                own = tuple(name for folded, name in watched.items() if folded in names)
                self.carried.update((copy.ref, name.lower()) for name in own)
                if own or holds_json(copy):
                    self._found.setdefault(ref, []).append(Copy("history", copy.ref, own or tuple(watched.values())))
            if keeps_versions(table):
                self._found.setdefault(ref, []).append(Copy("history", ref, tuple(watched.values())))

    def _mirrors(self, table: Table, by_words: Mapping[str, list[Ref]]) -> Iterator[Table]:
        own = "_".join(words_of(table))
        for stem in dict.fromkeys((own, own.removesuffix("s"))):
            for end in sorted(HISTORY_ENDS):
                for ref in by_words.get(f"{stem}_{end}", ()):
                    if ref != table.ref:
                        yield self._catalog.tables[ref]

    def _versions(self, table: Table) -> Iterator[Table]:
        for _, value in table.options if self._catalog.dialect == "tsql" else ():
            named = _HISTORY_TABLE.search(value)
            for ref in self._named.get(bare(named[1]), ()) if named else ():
                if ref in self._catalog.tables and ref != table.ref:
                    yield self._catalog.tables[ref]

    def _audits(self, queries: Mapping[Span, list[Embedded]]) -> None:
        """The tables into which triggers write whole rows, or single columns."""
        for (ref, _), trigger in sorted(self._catalog.triggers.items()):
            if ref not in self._watched:
                continue
            inside = list(queries.get(trigger.span, ()))
            for routine in self._catalog.routines.get(trigger.function, ()) if trigger.function is not None else ():
                inside += queries.get(routine.span, ())
            if not self._audit(ref, inside):
                self._audit_by_variable(ref, trigger_text(trigger, self._catalog))

    def _audit(self, ref: Ref, queries: Iterable[Embedded]) -> bool:
        """Notes what the queries of a trigger write of the row; whether they write any of it."""
        table = ObjectName(Name(ref.name, ref.name, NOWHERE), Name(ref.schema, ref.schema, NOWHERE))
        found = False
        for embedded in queries:
            rows = (*embedded.rows, ("new", table), ("old", table))
            for name, fields in Flow(embedded._replace(rows=rows), self._fields).written():
                target = self._ref(name) if name is not None else None
                if target is not None and target in self._catalog.tables and any(one.origins for one in fields):
                    self._add("audit", target, fields)
                    found = True
        return found

    def _audit_by_variable(self, ref: Ref, text: str) -> None:
        """Notes the tables that a trigger writes to where it takes the whole row first: `row := to_jsonb(OLD)`."""
        columns = tuple(self._watched[ref].values())
        for one in _INSERT.finditer(text) if _WHOLE_ROW.search(text) else ():
            for copy in self._named.get(bare(one["table"]), ())[:1]:
                if copy != ref:
                    self._found.setdefault(ref, []).append(Copy("audit", copy, columns))

    def _publications(self) -> None:
        """Publications that name a table, or all of them: its rows leave the server."""
        for (kind, ref), other in sorted(self._catalog.others.items()):
            if kind != "publication":
                continue
            words = {bare(word) for word in re.findall(r"[\w.\"]+", other.text)}
            every = bool(re.search(r"\bFOR\s+ALL\s+TABLES\b", other.text, re.I))
            for table, watched in self._watched.items():
                schema = re.search(rf"\bIN\s+SCHEMA\b[^;]{{0,400}}\b{re.escape(table.schema)}\b", other.text, re.I)
                if every or table.name.lower() in words or (table.schema and schema):
                    self._found.setdefault(table, []).append(Copy("publication", ref, tuple(watched.values())))


_NO_VALUES = frozenset({"trigger", "void", "event_trigger", "opaque", "boolean", "bool", "integer", "bigint", "int"})
_INSERT = re.compile(r"\bINSERT\s+INTO\s+" + TABLE, re.I)
_WHOLE_ROW = re.compile(
    r"\b(?:to_jsonb?|row_to_json|hstore)\s*\(\s*(?:OLD|NEW)\b|\b(?:OLD|NEW)\s*\.\s*\*|\(\s*(?:OLD|NEW)\s*\)\s*\.|\bUSING\s+(?:OLD|NEW)\b|"
    r"\bFROM\s+(?:deleted|inserted)\b",
    re.I,
)
_HISTORY_TABLE = re.compile(r"history_table\s*=\s*([^,)\s]+)", re.I)


def keeps_versions(table: Table) -> bool:
    """Whether the table itself keeps the former versions of its rows (MariaDB)."""
    return ("system versioning", "with") in table.options


def holds_json(table: Table) -> bool:
    """Whether the table has a column that can hold a whole row."""
    return any(column.type is not None and column.type.family in ("json", "jsonb") for column in table.columns)


def is_definer(routine: Routine, dialect: str) -> bool:
    """Whether who calls a routine reads with the rights of who made it."""
    said = " ".join(routine.attributes)
    if dialect == "postgres":
        return "security definer" in said
    return not ("invoker" in said or "current_user" in said)
