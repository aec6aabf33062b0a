"""Views, routines and triggers as tables, lists and headings state them; and what tells the tables of objects from others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from schemalint.model.page import (
    Cell,
    DocumentedConstraint,
    DocumentedGrant,
    DocumentedKey,
    DocumentedPolicy,
    DocumentedRole,
    DocumentedRoutine,
    DocumentedTable,
    DocumentedTrigger,
    DocumentedView,
    GridTable,
    ObjectSection,
    Page,
    Section,
)
from schemalint.model.text import Span
from schemalint.pages import access, constraints
from schemalint.pages.headers import header_kinds
from schemalint.pages.heads import heads_of, inside, is_title, named, names_of, parts, taken, whole_name
from schemalint.pages.object_words import (
    ACCESS_TITLES,
    CONSTRAINT_TITLES,
    FUNCTIONS,
    KEY_TITLES,
    MATERIALIZED,
    OBJECT_LABELS,
    POLICY_TITLES,
    PROCEDURES,
    ROUTINE_TITLES,
    TRIGGER_TITLES,
    VIEW_TITLES,
)

ObjectKind = Literal["view", "routine", "trigger"]
_TITLES: tuple[tuple[ObjectKind, tuple[str, ...]], ...] = (
    ("trigger", TRIGGER_TITLES), ("routine", ROUTINE_TITLES), ("view", VIEW_TITLES),
)  # fmt: skip
_SECTIONS: tuple[tuple[ObjectSection, tuple[str, ...]], ...] = (
    *_TITLES, ("constraint", CONSTRAINT_TITLES), ("key", KEY_TITLES), ("access", ACCESS_TITLES), ("policy", POLICY_TITLES),
)  # fmt: skip
Documented = DocumentedView | DocumentedRoutine | DocumentedTrigger


def is_object_title(title: str) -> bool:
    """Whether a heading says what is listed below it (`Triggers`), so that a heading above it names the table."""
    return any(is_title(title, stems) for _, stems in (*_TITLES, ("constraint", CONSTRAINT_TITLES)))


class Objects:
    """Gathers what one page states about objects; used once."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.constraints: list[DocumentedConstraint] = []
        self.keys: list[DocumentedKey] = []
        self.views: list[DocumentedView] = []
        self.routines: list[DocumentedRoutine] = []
        self.triggers: list[DocumentedTrigger] = []
        self.roles: list[DocumentedRole] = []
        self.grants: list[DocumentedGrant] = []
        self.policies: list[DocumentedPolicy] = []
        self.sections: list[tuple[ObjectSection, Section]] = []

    def table(self, table: GridTable, titles: Sequence[str], owner: str) -> bool:
        """Reads a Markdown table; whether it lists objects, and neither columns nor relations. `titles` are the label and the headings around it, innermost
        first, `owner` the table that they name."""
        offers = heads_of(table)
        section = table.section
        if access.is_policy_table(titles, offers):
            self.policies.extend(access.policies(table, offers, owner, section))
            return True
        if access.is_grant_table(offers):
            self.grants.extend(access.grants(table, offers, section))
            return True
        cells = access.matrix(table, offers, titles, section)
        if cells:
            self.grants.extend(cells)
            return True
        if access.is_role_table(titles, offers):
            self.roles.extend(access.roles(table, section))
            return True
        kind = _kind_of(titles, offers)
        if kind:
            for one in _rows(table, offers, kind, owner):
                self._put(one)
            return True
        if constraints.is_key_table(table, titles, offers):
            self.keys.extend(constraints.keys(table, owner))
            return False
        if constraints.is_constraint_table(titles, offers):
            held = len(self.keys)
            self._state(constraints.constraints(table, owner))
            return len(self.keys) == held
        return False

    def item(self, text: str, start: int, titles: Sequence[str], owner: str, section: Section | None) -> bool:
        """Reads a list item; whether it states an object. `titles` as for a table."""
        text = text.partition("<!--")[0].rstrip()
        key = constraints.key_from_item(text, start, self.path, owner)
        if key:
            self.keys.append(key)
            return False
        title = titles[0] if titles else ""
        stated = constraints.from_item(text, start, self.path, owner, is_title(title, CONSTRAINT_TITLES))
        if stated:
            self._state((stated,))
            return True
        kind = next((kind for kind, stems in _TITLES if is_title(title, stems)), None)
        if kind:
            one = _item(text, start, self.path, kind, owner, section)
            if one:
                self._put(one)
            return one is not None
        if any(is_title(one, ACCESS_TITLES) for one in titles):
            grant = access.from_item(text, start, self.path, section)
            if isinstance(grant, DocumentedGrant):
                self.grants.append(grant)
                return True
        return False

    def headings(self, sections: Sequence[Section]) -> None:
        """Reads the headings that name an object: below one about views, or with such a word before the name."""
        for section in sections:
            one = _heading(section, self.path)
            if one:
                self._put(one)
            self.sections += [
                (kind, section) for kind, stems in _SECTIONS if section.level < 7 and is_title(section.title, stems)
            ]

    def columns(self, tables: Sequence[DocumentedTable], grids: Sequence[GridTable]) -> None:
        """Reads what the rows of column tables and lists state of keys, checks and parents."""
        by_span = {grid.span: grid for grid in grids}
        for told in tables:
            grid = by_span.get(told.span)
            offers = header_kinds(grid) if grid else []
            rows = dict(zip(grid.row_spans, grid.rows, strict=True)) if grid else {}
            for column in told.columns:
                cells: tuple[Cell, ...] = rows.get(column.row, ())
                self._state(constraints.from_column(column, self.text, cells, offers if cells else ()))

    def on(self, page: Page) -> Page:
        """The page with all that was read, in the order of the document."""
        return page._replace(
            documented_constraints=tuple(sorted(self.constraints, key=lambda one: one.row)),
            documented_keys=tuple(sorted(self.keys, key=lambda one: one.row)),
            documented_views=tuple(sorted(self.views, key=lambda one: one.row)),
            documented_routines=tuple(sorted(self.routines, key=lambda one: one.row)),
            documented_triggers=tuple(sorted(self.triggers, key=lambda one: one.row)),
            documented_roles=tuple(self.roles),
            documented_grants=tuple(sorted(self.grants, key=lambda one: one.row)),
            documented_policies=tuple(self.policies),
            object_sections=tuple(self.sections),
        )

    def _put(self, one: Documented) -> None:
        if isinstance(one, DocumentedView):
            self.views.append(one)
        elif isinstance(one, DocumentedRoutine):
            self.routines.append(one)
        else:
            self.triggers.append(one)

    def _state(self, stated: Iterator[constraints.Stated] | tuple[constraints.Stated, ...]) -> None:
        for one in stated:
            if isinstance(one, DocumentedKey):
                self.keys.append(one)
            elif (trigger := _listed_trigger(one)) is not None:
                self.triggers.append(trigger)
            else:
                self.constraints.append(one)


_BESIDE: dict[ObjectKind, frozenset[str]] = {
    "trigger": frozenset(("table", "timing", "event", "function", "definition", "description")),
    "routine": frozenset(("kind", "returns", "parameters", "description", "definition")),
    "view": frozenset(("kind", "reads", "description", "definition", "columns")),
}
"""What makes a table with such a head a list of objects."""


def _kind_of(titles: Sequence[str], offers: Sequence[frozenset[str]]) -> ObjectKind | None:
    """What the rows of a table are: by its first head, or by the heading above where that head is only Name."""
    if len(offers) < 2:
        return None
    flat: set[str] = set().union(*offers[1:])
    for kind, stems in _TITLES:
        if kind in offers[0] and flat & _BESIDE[kind]:
            return kind
        if kind in offers[1] and "table" in offers[0] and kind == "trigger":
            return kind
        if "name" in offers[0] and titles and is_title(titles[0], stems) and flat & _BESIDE[kind]:
            return kind
    return None


def _rows(table: GridTable, offers: Sequence[frozenset[str]], kind: ObjectKind, owner: str) -> Iterator[Documented]:
    wanted: dict[ObjectKind, tuple[str, ...]] = {
        "view": ("view", "kind", "reads", "name", "description"),
        "routine": ("routine", "returns", "parameters", "kind", "name", "description"),
        "trigger": ("trigger", "table", "timing", "event", "function", "definition", "name", "description"),
    }
    at = taken(offers, wanted[kind])
    name_at = at.get(kind, at.get("name"))
    if name_at is None:
        return
    for row, span in zip(table.rows, table.row_spans, strict=True):
        name = whole_name(row[name_at])
        if name is None:
            continue
        cells = {what: row[number] for what, number in at.items()}
        about = cells.get("description")
        text, about_span = (about.text, about.span) if about else ("", None)
        if kind == "view":
            yield _view(name.name, name.span, span, cells, text, about_span, table.section)
        elif kind == "routine":
            listed = cells.get("parameters")
            parameters = parts(listed.text) if listed else name.arguments
            kind_cell, returns = cells.get("kind"), cells.get("returns")
            yield DocumentedRoutine(
                name.name, span, name.span, _routine_kind(kind_cell.text) if kind_cell else "",
                () if listed and listed.text in ("-", "—", "none") else parameters, returns.text if returns else None, text,
                inside(kind_cell) if kind_cell else None, inside(listed) if listed else name.arguments_span,
                inside(returns) if returns else None, about_span, table.section,
            )  # fmt: skip
        else:
            yield _trigger(name.name, name.span, span, cells, owner, text, about_span, table.section)


def _view(
    name: str,
    name_span: Span,
    row: Span,
    cells: dict[str, Cell],
    text: str,
    about: Span | None,
    section: Section | None,
) -> DocumentedView:
    kind, reads = cells.get("kind"), cells.get("reads")
    said = kind.text.casefold() if kind else ""
    materialized: bool | None = None
    if said:
        held = any(stem in said for stem in MATERIALIZED)
        materialized = (
            True
            if held or said in ("yes", "ja", "oui", "sí", "sim", "да", "是")
            else False
            if is_title(said, VIEW_TITLES)
            else None
        )
    names = (() if not reads.text or reads.text in ("-", "—") else names_of(reads)) if reads else None
    return DocumentedView(
        name, row, name_span, materialized, names, text, inside(kind) if kind else None, inside(reads) if reads else None, about, section
    )  # fmt: skip


def _routine_kind(text: str) -> Literal["function", "procedure", ""]:
    folded = text.casefold()
    if any(word in folded for word in PROCEDURES):
        return "procedure"
    return "function" if any(word in folded for word in FUNCTIONS) else ""


_TIMING = re.compile(r"\b(before|after|instead\s+of)\b", re.I)
_EVENTS = re.compile(
    r"\b(?:insert|update|delete|truncate)\b(?:\s*(?:,|/|\||or|and|&)\s*\b(?:insert|update|delete|truncate)\b)*", re.I
)
_CALLED = re.compile(r"(?:EXECUTE\s+(?:FUNCTION|PROCEDURE)\s+)?[`*]*([^\W\d][\w$.]*)\s*(?:\([^()]*\))?[`*]*", re.I)


def _trigger(
    name: str,
    name_span: Span,
    row: Span,
    cells: dict[str, Cell],
    owner: str,
    text: str,
    about: Span | None,
    section: Section | None,
) -> DocumentedTrigger:
    holder = whole_name(cells["table"]) if "table" in cells else None
    told = DocumentedTrigger(
        name, row, name_span, holder.name if holder else owner if "table" not in cells else "", description=text,
        table_span=holder.span if holder else None, description_span=about, section=section,
    )  # fmt: skip
    for what in ("timing", "event"):
        cell = cells.get(what)
        if cell is None:
            continue
        timing, events = _TIMING.search(cell.written), _EVENTS.search(cell.written)
        if timing and not told.timing:
            told = told._replace(timing=_folded(timing[1]), timing_span=_within(cell, timing.start(1), timing.end(1)))
        if events and not told.events:
            told = told._replace(events=_listed(events[0]), events_span=_within(cell, events.start(), events.end()))
    function = cells.get("function")
    called = _CALLED.fullmatch(function.written) if function else None
    if function and called:
        told = told._replace(function=called[1], function_span=_within(function, called.start(1), called.end(1)))
    return told


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.findall(r"insert|update|delete|truncate", text.lower())))


def _within(cell: Cell, start: int, end: int) -> Span:
    return Span(cell.span.path, cell.span.start + start, cell.span.start + end)


_MOMENT = re.compile(rf"(?P<timing>before|after|instead\s+of)\s+(?P<events>{_EVENTS.pattern})[^()=<>]*", re.I)


def _listed_trigger(one: DocumentedConstraint) -> DocumentedTrigger | None:
    """The trigger that a row among constraints is: its condition says when it fires."""
    found = _MOMENT.fullmatch(one.condition) if one.condition_span and one.name_span else None
    if found is None or one.condition_span is None or one.name_span is None:
        return None
    path, start = one.row.path, one.condition_span.start
    return DocumentedTrigger(
        one.name, one.row, one.name_span, one.table, _folded(found["timing"]), _listed(found["events"]), table_span=one.table_span,
        timing_span=Span(path, start + found.start("timing"), start + found.end("timing")),
        events_span=Span(path, start + found.start("events"), start + found.end("events")), source=one.source,
    )  # fmt: skip


_GAP = re.compile(r"\s*(?:[:：]|[-–—](?=\s)|→|->|$)\s*")
_ON = re.compile(r"[-–—:：(]?\s*(?:(before|after|instead\s+of)\s+)?[^.;]*?\bon\s+`?([^\W\d][\w$.]*)`?", re.I)


def _item(text: str, start: int, path: str, kind: ObjectKind, owner: str, section: Section | None) -> Documented | None:
    """The object that a list item below such a heading names, marked or followed by brackets or looking like a name."""
    name = named(text, start, path)
    if name is None or not (name.marked or name.arguments is not None or "_" in name.name):
        return None
    gap = _GAP.match(text, name.end)
    rest = text[name.end :]
    if (
        gap is None
        and not (kind == "trigger" and _ON.match(rest.lstrip()))
        and not rest.lstrip().startswith(("(", "（"))
    ):
        return None
    about = text[gap.end() :] if gap else ""
    row = Span(path, start, start + len(text))
    about_span = Span(path, row.end - len(about), row.end) if about else None
    if kind == "view":
        return DocumentedView(name.name, row, name.span, None, None, about, None, None, about_span, section, "list")
    if kind == "routine":
        return DocumentedRoutine(
            name.name,
            row,
            name.span,
            "",
            name.arguments,
            None,
            about,
            None,
            name.arguments_span,
            None,
            about_span,
            section,
            "list",
        )
    on = _ON.match(rest.lstrip())
    table, table_span = owner, None
    if on:
        base = start + name.end + len(rest) - len(rest.lstrip())
        table, table_span = on[2], Span(path, base + on.start(2), base + on.end(2))
    told = DocumentedTrigger(
        name.name, row, name.span, table, description=about, table_span=table_span, description_span=about_span, section=section,
        source="list",
    )  # fmt: skip
    said = text[: gap.start()] if gap and gap.end() < len(text) else text
    timing = _TIMING.search(said, name.end)
    events = _EVENTS.search(said, timing.end()) if timing else None
    if timing and events and not said[timing.end() : events.start()].strip():
        told = told._replace(
            timing=_folded(timing[1]), timing_span=Span(path, start + timing.start(1), start + timing.end(1)),
            events=_listed(events[0]), events_span=Span(path, start + events.start(), start + events.end()),
        )  # fmt: skip
    return told


_LABELS = {word: kind for kind, words in OBJECT_LABELS for word in words}
_LABELLED = re.compile(
    r"(?P<label>"
    + "|".join(re.escape(word) for word in sorted(_LABELS, key=len, reverse=True))
    + r")(?:\s*[:：]\s*|\s+|(?=`))",
    re.I,
)


def _heading(section: Section, path: str) -> Documented | None:
    if section.level > 6 or section.struck:
        return None
    written, start = section.written, section.written_span.start
    if section.number:
        at = written.find(section.number) + len(section.number)
        skipped = re.compile(r"[.):：、]?\s*(?:[-–—]\s)?\s*").match(written, at)
        at = skipped.end() if skipped else at
        written, start = written[at:], start + at
    label = _LABELLED.match(written)
    kind: str | None = None
    if label:
        kind = _LABELS[label["label"].lower()]
        written, start = written[label.end() :], start + label.end()
    else:
        above = section.path[-2::-1] if len(section.path) > 1 else ()
        kind = next((kind for title in above[:2] for kind, stems in _TITLES if is_title(title, stems)), None)
    if kind is None:
        return None
    name = named(written, start, path)
    rest = re.sub(r"<!--.*|\{#[^{}]*\}$", "", written[name.end :]).strip(" `*_") if name else ""
    if name is None or (rest and not rest.startswith(("(", "（", "-", "–", "—", ":", "："))):
        return None
    # A word alone may be any word.
    if not (name.marked or name.arguments is not None or "_" in name.name or "." in name.name):
        return None
    row = section.heading
    lead, lead_span = section.lead, section.lead_span
    if kind == "view":
        return DocumentedView(name.name, row, name.span, None, None, lead, None, None, lead_span, section, "heading")
    if kind == "routine":
        return DocumentedRoutine(
            name.name,
            row,
            name.span,
            "",
            name.arguments,
            None,
            lead,
            None,
            name.arguments_span,
            None,
            lead_span,
            section,
            "heading",
        )
    return DocumentedTrigger(
        name.name, row, name.span, description=lead, description_span=lead_span, section=section, source="heading"
    )
