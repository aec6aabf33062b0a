"""Where the columns of a table are seen again: views, routines, history and audit tables, copies, publications."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from schemalint.model.change import CreateTable, WriteRows
from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog, Routine, Table, View
from schemalint.personal.bodies import COMMENTS, bare, trigger_text
from schemalint.personal.classes import Personal, words_of
from schemalint.personal.selected import Origin, Output, selected

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
    """Follows the columns that hold personal data through a schema; worked out once for all tables."""

    def __init__(self, replay: Replay, columns: Iterable[Personal]) -> None:
        self._replay = replay
        self._catalog: Catalog = replay.catalog
        self._watched: dict[Ref, dict[str, str]] = {}
        """By table the columns, by their name in lower case."""
        for one in columns:
            self._watched.setdefault(one.table.ref, {})[one.column.name.lower()] = one.column.name
        self._found: dict[Ref, list[Copy]] = {}
        self._named: dict[str, list[Ref]] = {}
        self._outputs: dict[Ref, tuple[Output, ...]] = {}
        self._giving: set[str] = {ref.name.lower() for ref in self._watched}
        """The names of what gives watched columns, in lower case."""
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
        for view in _by_dependency(self._catalog.views):
            self._view(view)
        self._statements(self._replay)
        self._audits()
        for _, routines in sorted(self._catalog.routines.items()):
            for routine in routines:
                self._routine(routine)
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

    def _relation(self, schema: str, name: str) -> tuple[Output, ...] | None:
        refs = self._named.get(name, [])
        if schema:
            refs = [ref for ref in refs if ref.schema.lower() == schema] or [ref for ref in refs if not ref.schema]
        if not refs:
            return None
        home = self._catalog.default_schema
        ref = next((ref for ref in refs if ref.schema == home), refs[0])
        if ref not in self._outputs:
            table = self._catalog.tables.get(ref)
            watched = self._watched.get(ref, {})
            self._outputs[ref] = tuple(
                Output(
                    column.name.lower(),
                    frozenset({(ref, column.name)}) if column.name.lower() in watched else frozenset(),
                )
                for column in (table.columns if table is not None else ())
            )
        return self._outputs[ref]

    def _view(self, view: View) -> None:
        given = selected(view.query, self._relation) if view.query else []
        outputs = given[0].outputs if given else ()
        if view.columns:
            outputs = tuple(
                Output(name.lower(), outputs[at].origins if at < len(outputs) else frozenset())
                for at, name in enumerate(view.columns)
            )
        self._outputs[view.ref] = outputs
        self._add("materialized view" if view.materialized else "view", view.ref, outputs)

    def _add(self, kind: CopyKind, ref: Ref, outputs: Iterable[Output], *, as_definer: bool = False) -> None:
        by_table: dict[Ref, list[str]] = {}
        origins: set[Origin] = set()
        for output in outputs:
            origins |= output.origins
        for table, column in sorted(origins):
            by_table.setdefault(table, []).append(column)
        if by_table:
            self._giving.add(ref.name.lower())
        for table, columns in by_table.items():
            if table != ref:
                self._found.setdefault(table, []).append(Copy(kind, ref, tuple(columns), as_definer))

    def _statements(self, replay: Replay) -> None:
        """Tables made of a query, and rows of one table that a statement puts into another."""
        for step in replay.steps:
            change = step.change
            if isinstance(change, CreateTable) and change.as_query:
                target = step.after.resolve(change.name)
            elif isinstance(change, WriteRows) and change.from_query and change.tables:
                target = step.after.resolve(change.tables[0])
            else:
                continue
            if target in self._catalog.tables:
                for query in selected(step.statement.text, self._relation)[:1]:
                    self._add("copy", target, query.outputs)

    def _routine(self, routine: Routine) -> None:
        if not routine.body:
            return
        gives = routine.returns.lower() not in _NO_VALUES
        folded = routine.body.lower()
        if not any(name in folded for name in self._giving):
            return
        as_definer = is_definer(routine, self._catalog.dialect)
        for query in selected(COMMENTS.sub(" ", routine.body), self._relation):
            tables = [ref for ref in self._named.get(query.into, ()) if ref in self._catalog.tables]
            if tables:
                self._add("copy", tables[0], query.outputs)
            elif gives and (not query.into or (query.into[0] == "@" and "table" in routine.returns.lower())):
                self._add("routine", routine.ref, query.outputs, as_definer=as_definer)

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

    def _audits(self) -> None:
        """The tables into which triggers write whole rows, or single columns."""
        for (ref, _), trigger in sorted(self._catalog.triggers.items()):
            watched = self._watched.get(ref)
            if not watched:
                continue
            text = trigger_text(trigger, self._catalog)
            targets = [bare(one["table"]) for one in _INSERT.finditer(text)]
            if not targets:
                continue
            columns = tuple(watched.values())
            if not _WHOLE_ROW.search(text):
                named = {one[1].lower() for one in _ROW_COLUMN.finditer(text)}
                if _CHANGED_ROWS.search(text):
                    named |= {word.lower() for word in re.findall(r"\w+", text)}
                columns = tuple(name for folded, name in watched.items() if folded in named)
            for target in dict.fromkeys(targets) if columns else ():
                for copy in self._named.get(target, ())[:1]:
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
_INSERT = re.compile(r"\bINSERT\s+INTO\s+(?P<table>[\w.\"`\[\]]{1,160})", re.I)
_WHOLE_ROW = re.compile(
    r"\b(?:to_jsonb?|row_to_json|hstore)\s*\(\s*(?:OLD|NEW)\b|\b(?:OLD|NEW)\s*\.\s*\*|\(\s*(?:OLD|NEW)\s*\)\s*\.|\bSELECT\s+(?:\w+\.)?\*\s+FROM\s+(?:deleted|inserted)\b",
    re.I,
)
_ROW_COLUMN = re.compile(r":?\b(?:OLD|NEW)\s*\.\s*[\"`\[]?(\w+)", re.I)
_CHANGED_ROWS = re.compile(r"\bFROM\s+(?:deleted|inserted)\b", re.I)
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


def _by_dependency(views: Mapping[Ref, View]) -> Iterator[View]:
    """The views, each behind those that it reads."""
    done: set[Ref] = set()
    for top in sorted(views):
        waiting = [(top, False)]
        while waiting:
            ref, ready = waiting.pop()
            if ready:
                yield views[ref]
            elif ref not in done:
                done.add(ref)
                waiting.append((ref, True))
                waiting += [(read, False) for read in views[ref].reads if read in views and read not in done]
