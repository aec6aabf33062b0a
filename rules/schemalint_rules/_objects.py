"""The views, routines and triggers that a document lists, beside those of the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from schemalint import (
    Catalog,
    Diagnostic,
    DocumentedRoutine,
    DocumentedTrigger,
    DocumentedView,
    Edit,
    Fix,
    Kind,
    Page,
    PageRule,
    Ref,
    Related,
    Replay,
    Routine,
    Section,
    Span,
    Subject,
    Trigger,
    View,
    alike,
    likenesses,
    split_name,
)
from schemalint_rules._documents import all_told, home_of, without_lines
from schemalint_rules._entries import item_added, predecessor, put_right, row_added, taken_out
from schemalint_rules._once import once_each

ObjectKind = Literal["view", "routine", "trigger"]
Told = DocumentedView | DocumentedRoutine | DocumentedTrigger
Real = View | Routine | Trigger


class Held(NamedTuple):
    """What a document lists of one kind, held against the schema."""

    kind: ObjectKind
    schema: Replay
    told: tuple[tuple[Told, Real | None], ...]
    """In the order of the document; None where the schema has nothing of that name."""
    missing: tuple[Real, ...]
    """What the schema has and the document does not list, in the order of their names."""
    renamed: dict[Told, Real]
    """What is listed under a name that may be the former one of something missing."""
    about: bool
    """Whether the lists are about this schema: it has half of what they name."""

    @property
    def stale(self) -> Iterator[Told]:
        for one, real in self.told:
            if real is None and (self.about or "_" in one.name):
                yield one


def held(page: Page, against: tuple[Replay, ...], kind: ObjectKind) -> Held | None:
    """The comparison; None where the document speaks of no schema."""
    schemas = all_told(page, against)
    if not schemas:
        return None
    listed = _listed(page, kind)
    schema = max(schemas, key=lambda one: _likeness(listed, _names(one.catalog, kind)))
    real = _of(schema.catalog, kind)
    told: list[tuple[Told, Real | None]] = []
    for one in listed:
        found = _find(one, _names(schema.catalog, kind)) or _elsewhere(one, kind, against)
        told.append((one, found))
    known = {id(found) for _, found in told}
    missing = tuple(one for one in real if id(one) not in known)
    matched = sum(found is not None for _, found in told)
    about = matched * 2 >= len(told) and matched > 0
    renamed: dict[Told, Real] = {}
    free = list(missing)
    for one, found in told:
        if found is None and (about or "_" in one.name):
            near = max(free, key=lambda other: _closeness(one.name, other.name), default=None)
            if near is not None and _closeness(one.name, near.name) >= _CLOSE:
                renamed[one] = near
                free.remove(near)
    return Held(kind, schema, tuple(told), missing, renamed, about)


def _likeness(listed: tuple[Told, ...], real: _Names) -> int:
    """How much of what is listed a schema has, its kind counted too: of two schemas with the same tables one is meant."""
    count = 0
    for one in listed:
        found = _find(one, real)
        count += found is not None
        if isinstance(one, DocumentedRoutine) and isinstance(found, Routine):
            count += one.kind == found.kind
        elif isinstance(one, DocumentedView) and isinstance(found, View):
            count += one.materialized == found.materialized
    return count


_CLOSE = 0.75


def _closeness(first: str, second: str) -> float:
    return SequenceMatcher(None, split_name(first)[1].casefold(), second.casefold()).ratio()


def _listed(page: Page, kind: ObjectKind) -> tuple[Told, ...]:
    if kind == "view":
        return page.documented_views
    return page.documented_routines if kind == "routine" else page.documented_triggers


class _Names(NamedTuple):
    """What a schema has of a kind, by what people write for it."""

    exact: dict[str, list[Real]]
    loose: dict[str, list[Real]]


@once_each
def _names(catalog: Catalog, kind: ObjectKind) -> _Names:
    names = _Names({}, {})
    for one in _of(catalog, kind):
        names.exact.setdefault(one.name.casefold(), []).append(one)
        for likeness in likenesses(f'"{one.name}"'):
            names.loose.setdefault(likeness, []).append(one)
    return names


def _of(catalog: Catalog, kind: ObjectKind) -> list[Real]:
    """What the schema has of a kind, in the order of the names."""
    found: list[Real] = []
    if kind == "view":
        found = [catalog.views[ref] for ref in sorted(catalog.views)]
    elif kind == "routine":
        found = [one for ref in sorted(catalog.routines) for one in catalog.routines[ref] if one.kind != "package body"]
    else:
        found = [catalog.triggers[key] for key in sorted(catalog.triggers)]
    return found


def _find(told: Told, real: _Names) -> Real | None:
    """What is meant by a listed name: exactly, in another case, with other separators; of overloads the one with these parameters."""
    schema, name = split_name(told.name)
    named = real.exact.get(name.casefold()) or next(
        (found for likeness in likenesses(f'"{name}"') if (found := real.loose.get(likeness))), []
    )
    if schema:
        inside = [one for one in named if schema_of(one).casefold() == schema.casefold()]
        named = inside or [one for one in named if not schema_of(one)]
    if isinstance(told, DocumentedTrigger) and len(named) > 1:
        same = [one for one in named if isinstance(one, Trigger) and told.table and alike(one.table.name, told.table)]
        return same[0] if same else None if told.table else named[0]
    if isinstance(told, DocumentedRoutine) and len(named) > 1 and told.parameters is not None:
        count = len(told.parameters)
        routines = [one for one in named if isinstance(one, Routine)]
        fitting = [one for one in routines if one.signature == ",".join(told.parameters)]
        fitting = fitting or [one for one in routines if len(inputs(one)) == count]
        return fitting[0] if fitting else named[0]
    return named[0] if named else None


def inputs(routine: Routine) -> list[str]:
    """The types of the parameters that a caller gives."""
    return [one.type for one in routine.parameters if one.mode in ("in", "inout", "variadic")]


def _elsewhere(told: Told, kind: ObjectKind, against: tuple[Replay, ...]) -> Real | None:
    """The same in another schema of the project, or a table that is listed among the views, a routine of a package."""
    for replay in against:
        if replay.kind == "document":
            continue
        found = _find(told, _names(replay.catalog, kind))
        if found is not None:
            return found
        schema, name = split_name(told.name)
        if (
            kind == "routine"
            and schema
            and any(ref.name.casefold() == schema.casefold() for ref in replay.catalog.routines)
        ):
            return next(iter(replay.catalog.routines.values()))[0]
        if kind == "view":
            for ref, table in replay.catalog.tables.items():
                if ref.name.casefold() == name.casefold():
                    return View(ref.schema, ref.name, span=table.span, unknown=True)
    return None


def schema_of(one: Real) -> str:
    return one.table.schema if isinstance(one, Trigger) else one.schema


def text_of(one: Real) -> str:
    """The name with its schema, or of a trigger with its table."""
    return f"{one.table.text}.{one.name}" if isinstance(one, Trigger) else one.ref.text


def subject_of(kind: ObjectKind, one: Real) -> Subject:
    told: Kind = kind
    if isinstance(one, View) and one.materialized:
        told = "materialized-view"
    return Subject(told, schema_of(one) or None, one.table.name if isinstance(one, Trigger) else None, one.name)


def about_told(kind: ObjectKind, one: Told) -> Subject:
    schema, name = split_name(one.name)
    table = one.table.lower() or None if isinstance(one, DocumentedTrigger) else None
    return Subject(kind, schema.lower() or None, table, name.lower())


def shown(one: Real, model: str, catalog: Catalog) -> str:
    """The name as the document would write it: with its schema where `model` has one, or where it is no usual one."""
    schema = schema_of(one)
    if isinstance(one, Trigger):
        return one.name
    return f"{schema}.{one.name}" if schema and ("." in model or schema != catalog.default_schema) else one.name


def place_of(page: Page, kind: ObjectKind) -> Section | None:
    """The section about such objects, the innermost of the first ones; None where there is none, or one with nothing below it."""
    found = [section for what, section in page.object_sections if what == kind and section not in page.empty_sections]
    return found[0] if found else None


def removed(page: Page, one: Told) -> Fix | None:
    """Takes a row, an item or a section out."""
    title = f"Take {one.name} out of the document"
    if one.source == "heading":
        if one.section is None:
            return None
        return Fix(title, "unsafe", edits=without_lines(page, (one.section.whole,)))
    edits = taken_out(page, one.row)
    return Fix(title, "safe", edits=edits) if edits else None


def added(page: Page, result: Held, one: Real) -> Fix | None:
    """A row, an item, or a heading for something missing, in the manner of what is listed; where nothing is, an item or a fence at
    the end of the section about such things."""
    title = f"Add {text_of(one)} to the document"
    listed = [(told, real) for told, real in result.told if real is not None]
    if not listed:
        edit = _begun(page, result, one)
        return Fix(title, "safe", edits=(edit,)) if edit else None
    same = [pair for pair in listed if pair[0].row.path == page.path and pair[0].source == listed[-1][0].source]
    real_order = [id(other) for other in _of(result.schema.catalog, result.kind)]
    by_place = sorted(_of(result.schema.catalog, result.kind), key=lambda other: other.span)
    by_owner = sorted(by_place, key=lambda other: text_of(other))
    before = predecessor(
        id(one),
        [id(real) for _, real in same],
        (real_order, [id(other) for other in by_place], [id(other) for other in by_owner]),
    )
    model = next((told for told, real in same if id(real) == before), None)
    first = model is None
    model = model or same[0][0]
    texts = _texts(page, model, one, result.schema.catalog)
    if model.source == "table":
        edit = row_added(page, model.row, texts, first)
        return Fix(title, "safe", edits=(edit,)) if edit else None
    if model.source == "list":
        return Fix(title, "safe", edits=(item_added(page, model.row, texts, first),))
    if model.section is None:
        return None
    marks = page.text[model.row.start : model.name_span.start]
    marks = re.sub(r"[\d.]+\s+", "", marks)
    closing = "`" if marks.endswith("`") else ""
    at = model.section.whole.start if first else model.section.whole.end
    name = shown(one, model.name, result.schema.catalog)
    break_ = page.line_break
    head = f"{marks}{name}{closing}{break_}{break_}{_about(one)}{break_}{break_}"
    glue = "" if first or page.text[:at].endswith(("\n\n", "\n\r\n")) else break_
    return Fix(title, "safe", edits=(Edit(Span(page.path, at, at), glue + head),))


def _about(one: Real) -> str:
    return " ".join(one.comment.split()) if one.comment else f"[Describe {one.name}]"


def _texts(page: Page, model: Told, one: Real, catalog: Catalog) -> dict[Span, str]:
    """What stands where in a row or item like `model`, but about `one`."""
    name = shown(one, model.name, catalog)
    texts: dict[Span, str] = {}
    name_span = model.name_span
    if isinstance(model, DocumentedRoutine) and isinstance(one, Routine) and model.parameters_span is not None:
        beside = page.text[model.name_span.end : model.parameters_span.start]
        if "(" in beside and "|" not in beside:
            name_span = Span(page.path, model.name_span.start, model.parameters_span.end)
            name = f"{name}{beside}{', '.join(_parameters(model, one))}"
        else:
            texts[model.parameters_span] = ", ".join(_parameters(model, one))
    texts[name_span] = name
    if model.description_span is not None:
        texts[model.description_span] = _about(one)
    if isinstance(model, DocumentedView) and isinstance(one, View):
        if model.kind_span is not None:
            texts[model.kind_span] = (
                kind_of(one) if model.materialized != one.materialized else page.written(model.kind_span)
            )
        if model.reads_span is not None:
            texts[model.reads_span] = ", ".join(reads_of(one, catalog))
    elif isinstance(model, DocumentedRoutine) and isinstance(one, Routine):
        if model.kind_span is not None:
            written = page.written(model.kind_span)
            texts[model.kind_span] = one.kind.upper() if written.isupper() else one.kind.capitalize()
        if model.returns_span is not None:
            texts[model.returns_span] = one.returns
    elif isinstance(model, DocumentedTrigger) and isinstance(one, Trigger):
        texts.update(_trigger_texts(page, model, one, catalog))
    return texts


def _parameters(model: DocumentedRoutine, one: Routine) -> list[str]:
    """Types alone, names alone or both, as the model has them."""
    told = model.parameters or ()
    given = [parameter for parameter in one.parameters if parameter.mode in ("in", "inout", "variadic")]
    if told and all(" " in part for part in told) and all(parameter.name for parameter in given):
        return [f"{parameter.name} {parameter.type}" for parameter in given]
    return [parameter.type for parameter in given]


def _trigger_texts(page: Page, model: DocumentedTrigger, one: Trigger, catalog: Catalog) -> dict[Span, str]:
    texts: dict[Span, str] = {}
    if model.table_span is not None:
        qualified = "." in model.table or (one.table.schema and one.table.schema != catalog.default_schema)
        texts[model.table_span] = one.table.text if qualified else one.table.name
    timing, events = one.timing.upper(), events_in(one, between_events(page, model))
    if model.timing_span is not None and model.events_span is not None:
        between = page.text[model.timing_span.end : model.events_span.start]
        if "|" not in between:
            texts[Span(page.path, model.timing_span.start, model.events_span.end)] = (
                cased(timing, page.written(model.timing_span))
                + between
                + cased(events, page.written(model.events_span))
            )
            events = timing = ""
    if model.timing_span is not None and timing:
        texts[model.timing_span] = cased(timing, page.written(model.timing_span))
    if model.events_span is not None and events:
        texts[model.events_span] = cased(events, page.written(model.events_span))
    if model.function_span is not None and one.function is not None:
        texts[model.function_span] = one.function.name
    return texts


def between_events(page: Page, model: DocumentedTrigger) -> str:
    """What the document writes where a trigger has several events: in the place of `model`, else in the first that has."""
    for one in (model, *page.documented_triggers):
        if one.events_span is not None and len(one.events) > 1:
            return page.written(one.events_span)
    return ""


def events_in(one: Trigger, written: str) -> str:
    """The events with the word or sign between them that `written` has."""
    sign = re.search(r"[A-Za-z]\s*([,/|&])", written)
    between = {",": ", ", "/": "/", "|": " | ", "&": " & "}[sign[1]] if sign else ", " if "," in written else " OR "
    return between.join(event.upper() for event in one.events)


def cased(text: str, written: str) -> str:
    """In the case of `written`: upper, lower, or with a capital."""
    if written.isupper() or not written:
        return text.upper()
    return text.lower() if written.islower() else text.capitalize()


def kind_of(one: View) -> str:
    return "Materialized view" if one.materialized else "View"


def reads_of(one: View, catalog: Catalog) -> list[str]:
    """The tables and views that a view's query names, as a document writes them."""
    return [
        ref.text if ref.schema and ref.schema != catalog.default_schema else ref.name for ref in read_by(one, catalog)
    ]


def read_by(one: View, catalog: Catalog) -> list[Ref]:
    """Of what a query names those that the schema has: the names of its WITH clause are none."""
    return [ref for ref in dict.fromkeys(one.reads) if ref in catalog.tables or ref in catalog.views]


def _begun(page: Page, result: Held, one: Real) -> Edit | None:
    """The first entry of a section: its statement in a fence where the section holds fences, else a list item."""
    section = place_of(page, result.kind)
    if section is None:
        return None
    inside = [fence for fence in page.fences if section.whole.covers(fence.span) and fence.role == "schema"]
    break_ = page.line_break
    if inside:
        statement = next((r.statement for r in result.schema.readings if r.statement.span.covers(one.span)), None)
        if statement is None:
            return None
        text = statement.text.strip().rstrip(";").replace("\r\n", "\n").replace("\n", break_)
        at = inside[-1].span.end
        return Edit(Span(page.path, at, at), f"{break_}{break_}```sql{break_}{text};{break_}```")
    start = section.body.start
    begin = next(
        (other.heading.start for other in page.sections if other.heading.start > section.heading.start), len(page.text)
    )
    end = start + len(page.text[start:begin].rstrip())
    item = f"- `{shown(one, '', result.schema.catalog)}` - {_about(one)}"
    body = page.text[start:end]
    lead = break_ if body.rstrip().rpartition("\n")[2].lstrip().startswith(("- ", "* ")) else break_ + break_
    return Edit(Span(page.path, end, end), lead + item)


def lacking(page: Page, result: Held) -> Iterator[tuple[Real, Span]]:
    """What the document should list and does not, and where that is told: at the last of a list that has at least half of what there
    is; else at the section about such things, where the document does not name it anywhere."""
    matched = [(told, real) for told, real in result.told if real is not None]
    renamed = {id(one) for one in result.renamed.values()}
    missing = [one for one in result.missing if id(one) not in renamed and one.span.path]
    shown_elsewhere = _shown(page, result)
    missing = [one for one in missing if text_of(one) not in shown_elsewhere]
    if matched:
        owners = {real.table for told, real in matched if isinstance(real, Trigger) and isinstance(told, DocumentedTrigger)
                  and told.table_span is None}  # fmt: skip
        if owners and all(isinstance(told, DocumentedTrigger) and told.table_span is None for told, _ in matched):
            missing = [one for one in missing if isinstance(one, Trigger) and one.table in owners]
        listed = len({id(real) for _, real in matched})
        if listed >= len(missing):
            for one in missing:
                yield one, matched[-1][0].name_span
        return
    section = place_of(page, result.kind)
    if section is None or result.told:
        return
    words = set(re.findall(r"[\w$]+", page.text.casefold())) if missing else set()
    for one in missing:
        if not words.issuperset(re.findall(r"[\w$]+", one.name.casefold())):
            yield one, section.written_span


_MADE = re.compile(
    r"\bCREATE\b[^;()]{0,60}?\b(?:VIEW|FUNCTION|PROCEDURE|TRIGGER)\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w$.\"`\[\]]+)", re.I
)


def _shown(page: Page, result: Held) -> set[str]:
    """What the document shows in another way: it is made in its fences, though they are not its schema, or is described as a table is."""
    found: set[str] = set()
    if result.schema.kind != "document":
        made = {
            split_name(name)[1].casefold()
            for fence in page.fences
            if fence.role in ("schema", "migration")
            for name in _MADE.findall(page.content(fence))
        }
        found |= {text_of(one) for one in result.missing if one.name.casefold() in made}
    if result.kind == "view":
        names = {split_name(table.name)[1].casefold() for table in page.documented_tables}
        found |= {text_of(one) for one in result.missing if one.name.casefold() in names}
    return found


def is_described_as_table(page: Page, told: Told) -> bool:
    """Whether the columns of what a heading names are listed below it: what is wrong with that is told as of a table."""
    return told.source == "heading" and any(table.name_span == told.name_span for table in page.documented_tables)


def gone(rule: PageRule, page: Page, one: Told, result: Held, consequence: str) -> Diagnostic:
    """The finding about something that a document lists and the schema does not have: under another name, or not at all."""
    kind = result.kind
    near = result.renamed.get(one)
    new = (
        "" if near is None else near.name if isinstance(near, Trigger) else shown(near, one.name, result.schema.catalog)
    )
    what = f"; {text_of(near)}, which it does not list, may be what became of it" if near else ""
    return rule.found(
        one.name_span,
        f"{kind.capitalize()} {one.name} is documented, but the schema of {home_of(result.schema)} does not have it, so"
        f" {consequence}{what}.",
        subject=about_told(kind, one),
        repair=f"write {new}" if near else f"take {one.name} out of the document, or create the {kind}",
        related=(Related(near.span, f"{text_of(near)} is defined here"),) if near else (),
        fix=Fix(f"Write {new} in place of {one.name}", "safe", edits=put_right(page, one.name_span, new))
        if near
        else removed(page, one),
        cause=one.name_span,
    )


LISTS = {"view": "views", "routine": "functions and procedures", "trigger": "triggers"}
Adding = Callable[[Page, Held, Real], "Fix | None"]
"""What writes an object into the lists of a document."""


def unlisted(
    rule: PageRule, page: Page, against: tuple[Replay, ...], kind: ObjectKind, consequence: str, fix: Adding
) -> Iterator[Diagnostic]:
    """The findings about what the schema has and the lists of a document leave out."""
    result = held(page, against, kind)
    if result is None:
        return
    for one, span in lacking(page, result):
        full = text_of(one)
        yield rule.found(
            span,
            f"{kind.capitalize()} {full} is not among the {LISTS[kind]} that the document lists, so {consequence}.",
            subject=subject_of(kind, one),
            repair=f"add {one.name} to the document",
            related=(Related(one.span, f"{full} is defined here"),),
            fix=fix(page, result, one),
            cause=one.span,
        )
