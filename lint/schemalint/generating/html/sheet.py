"""What one section of the page is about: a schema, what documents say of it, and what was found wrong with it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from schemalint.generating.descriptions import shown
from schemalint.generating.html.escaping import slug
from schemalint.model.diagnostic import Diagnostic, Subject
from schemalint.model.name import Ref, likenesses, split_name
from schemalint.model.page import Page
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog, Table
from schemalint.model.text import Span

Key = TypeVar("Key")

Thing = tuple[str, Ref]
"""The kind of an object (`table` or `view` or …) and its name."""
Spot = tuple[Thing, str]
"""Where a finding is shown: an object, and the column, index, constraint, trigger or policy in it, or empty."""


class Sheet(NamedTuple):
    """One schema of the page."""

    replay: Replay
    pages: tuple[Page, ...] = ()
    """The documents that describe it."""
    findings: tuple[Diagnostic, ...] = ()
    """What was found in its files and in those documents, in order of path and place."""


class Said(NamedTuple):
    """What documents say about a schema."""

    tables: Mapping[Ref, tuple[tuple[str, Span], ...]]
    """Descriptions of each table, and where they stand."""
    columns: Mapping[tuple[Ref, str], tuple[tuple[str, Span], ...]]


class Desk(NamedTuple):
    """All that the parts of one section need."""

    sheet: Sheet
    prefix: str
    """Begins every id, so that the sections of several schemas do not collide."""
    said: Said
    at: Mapping[Thing, tuple[tuple[str, Diagnostic], ...]]
    """The findings about each object and its parts, with the name of the part."""
    elsewhere: tuple[Diagnostic, ...]
    """Those about the schema as a whole, or about nothing that the page shows."""
    place: Callable[[Span], str]
    """A span as people write it: `schema.sql:12`."""
    ids: Mapping[Thing, str]
    """Where each object is shown."""

    @property
    def catalog(self) -> Catalog:
        return self.sheet.replay.catalog

    def label(self, ref: Ref) -> str:
        """A name as it is shown: spelled as it was written, with its schema where that is not the usual one."""
        return shown(ref, self.catalog)

    def target(self, ref: Ref) -> str:
        """The id of a table or view; empty where the page does not show it."""
        return self.ids.get(("table", ref)) or self.ids.get(("view", ref)) or ""


def tables_of(catalog: Catalog) -> list[Table]:
    """The tables of the page by name. Those that are only taken to exist are left out, and temporary ones."""
    return sorted(
        (table for table in catalog.tables.values() if not table.assumed and table.kind != "temporary"),
        key=lambda table: table.ref,
    )


def desk(sheet: Sheet, prefix: str, place: Callable[[Span], str]) -> Desk:
    """Gathers what a section needs: ids, descriptions, and the findings by what they are about."""
    catalog = sheet.replay.catalog
    ids: dict[Thing, str] = {}
    listed: tuple[tuple[str, Iterable[Ref]], ...] = (
        ("table", (table.ref for table in tables_of(catalog))),
        ("view", sorted(catalog.views)),
        ("enum", sorted(catalog.enums)),
        ("domain", sorted(catalog.domains)),
        ("type", sorted(catalog.types)),
        ("routine", sorted(catalog.routines)),
        ("sequence", sorted(one.ref for one in catalog.sequences.values() if not one.implicit)),
    )
    for kind, refs in listed:
        for ref in refs:
            schema = "" if ref.schema == catalog.default_schema else f"{slug(ref.schema)}."
            ids[kind, ref] = f"{prefix}{kind}.{schema}{slug(ref.name)}"
    at: dict[Thing, list[tuple[str, Diagnostic]]] = {}
    elsewhere = []
    spots = _Spots(catalog, ids)
    for one in sheet.findings:
        spot = spots.of(one)
        if spot is None:
            elsewhere.append(one)
        else:
            at.setdefault(spot[0], []).append((spot[1], one))
    held = {thing: tuple(found) for thing, found in at.items()}
    return Desk(sheet, prefix, _said(sheet), held, tuple(elsewhere), place, ids)


# --- findings -------------------------------------------------------------------------------------------------------


class _Spots:
    """Finds what a finding is about: by its subject, else by the definition that it stands in."""

    def __init__(self, catalog: Catalog, ids: Mapping[Thing, str]) -> None:
        self.catalog = catalog
        self.ids = ids
        self.parts = {table.ref: _parts(table) for table in tables_of(catalog)}
        for (ref, name), _ in (*catalog.triggers.items(), *catalog.policies.items()):
            self.parts.get(ref, set()).add(name)
        self.indexes = {
            index.name: (table.ref, index.name) for table in catalog.tables.values() for index in table.indexes
        }
        ranges: list[tuple[Span, Spot]] = []
        for table in catalog.tables.values():
            if table.ref in self.parts:
                ranges.append((table.statement, (("table", table.ref), "")))
                ranges += [(one.definition, (("table", table.ref), one.name)) for one in table.columns]
                ranges += [(one.span, (("table", table.ref), one.name)) for one in (*table.constraints, *table.indexes)]
        ranges += [(view.statement, (("view", view.ref), "")) for view in catalog.views.values()]
        self.starts: dict[str, list[tuple[int, int, Spot]]] = {}
        for span, spot in ranges:
            if span.path:
                self.starts.setdefault(span.path, []).append((span.start, -span.end, spot))
        for rows in self.starts.values():
            rows.sort()

    def of(self, one: Diagnostic) -> Spot | None:
        return (self._named(one.subject) if one.subject else None) or self._around(one.span)

    def _named(self, subject: Subject) -> Spot | None:
        schema = subject.schema or ""
        if subject.table is not None:
            owner = self._ref("table", schema, subject.table)
            if owner is not None:
                known = self.parts[owner]
                part = next((name for name in (subject.name, *subject.columns) if name in known), "")
                return (("table", owner), part)
            view = self._ref("view", schema, subject.table)
            return (("view", view), "") if view is not None else None
        if subject.kind == "index" and subject.name in self.indexes:
            table, name = self.indexes[subject.name]
            return (("table", table), name) if table in self.parts else None
        kinds = {"materialized-view": "view", "table": "table"}
        for kind in (kinds.get(subject.kind, subject.kind), "table", "view"):
            ref = self._ref(kind, schema, subject.name)
            if ref is not None:
                only = subject.columns[0] if kind == "table" and len(subject.columns) == 1 else ""
                return ((kind, ref), only if kind == "table" and only in self.parts[ref] else "")
        return None

    def _ref(self, kind: str, schema: str, name: str) -> Ref | None:
        for held in (schema, self.catalog.default_schema, ""):
            if (kind, Ref(held, name)) in self.ids:
                return Ref(held, name)
        return None

    def _around(self, span: Span) -> Spot | None:
        """The smallest definition around a place, sought among the few that begin before it."""
        rows = self.starts.get(span.path, ())
        for at in range(bisect_right(rows, (span.start, 1)) - 1, -1, -1):
            start, end, spot = rows[at]
            if start <= span.start and span.end <= -end:
                return spot
            if spot[1] == "" and -end <= span.start:
                return None
        return None


def _parts(table: Table) -> set[str]:
    return {one.name for one in (*table.columns, *table.constraints, *table.indexes) if one.name}


# --- documents ------------------------------------------------------------------------------------------------------


def _said(sheet: Sheet) -> Said:
    """Descriptions by table and column; a name is matched with its schema where it has one, and forgiving case and plural
    where only one table comes into question. Placeholders describe nothing."""
    catalog = sheet.replay.catalog
    names: dict[str, list[Ref]] = {}
    for ref in catalog.tables:
        for likeness in likenesses(f'"{ref.name}"'):
            names.setdefault(likeness, []).append(ref)
    tables: dict[Ref, list[tuple[str, Span]]] = {}
    columns: dict[tuple[Ref, str], list[tuple[str, Span]]] = {}
    for page in sheet.pages:
        holes = {place.text for place in page.placeholders}
        for told in page.documented_tables:
            meant = _meant(told.name, names)
            if meant is None:
                continue
            if told.description and not any(hole in told.description for hole in holes):
                _add(tables, meant, told.description, told.name_span)
            own = {likenesses(f'"{column.name}"')[0]: column.name for column in catalog.tables[meant].columns}
            for column in told.columns:
                name = own.get(likenesses(f'"{column.name}"')[0])
                if name and column.description and not any(hole in column.description for hole in holes):
                    _add(columns, (meant, name), column.description, column.name_span)
    return Said(
        {key: tuple(found) for key, found in tables.items()}, {key: tuple(found) for key, found in columns.items()}
    )


def _meant(written: str, names: Mapping[str, Sequence[Ref]]) -> Ref | None:
    schema, name = split_name(written)
    for likeness in likenesses(f'"{name}"'):
        refs = names.get(likeness, ())
        exact = [ref for ref in refs if ref.name.casefold() == name.casefold()] or list(refs)
        if schema:
            exact = [ref for ref in exact if ref.schema.casefold() == schema.casefold()] or (
                exact if all(not ref.schema for ref in exact) else []
            )
        if len(set(exact)) == 1:
            return exact[0]
    return None


def _add(found: dict[Key, list[tuple[str, Span]]], key: Key, text: str, span: Span) -> None:
    held = found.setdefault(key, [])
    if all(text != other for other, _ in held):
        held.append((text, span))
