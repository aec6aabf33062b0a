"""Text that a schema document lacks, and the edits that put it where the document wants it.

Nothing that stands there is moved, numbered anew or wrapped. What nobody but people can know is written as a placeholder,
which the rule about unfilled placeholders finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from schemalint.generating.additions import additions
from schemalint.generating.descriptions import described, fence
from schemalint.generating.material import Material
from schemalint.generating.passages import has_facts, passage
from schemalint.generating.placing import Ground, Place
from schemalint.generating.subject import Subject
from schemalint.model.change import Step
from schemalint.model.diagnostic import DocumentObject, Edit, FillSection, RollbackSection
from schemalint.model.name import likenesses, unqualified
from schemalint.model.page import Fence, Outlined, Page, Section
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.text import Span

NOTHING = Material()


class Written(NamedTuple):
    """What sections are written from."""

    replay: Replay | None
    material: Material
    whole: bool


def schema_of(page: Page, against: Sequence[Replay]) -> Replay | None:
    """The schema that a document is written from: the one of the project that has most of what it describes, else its own."""
    own = [replay for replay in against if replay.kind == "document"]
    others = [replay for replay in against if replay.kind != "document" and replay.catalog.tables]
    names = {unqualified(table.name) for table in page.documented_tables}
    names |= {entity.name for diagram in page.diagrams for entity in diagram.entities}
    names |= {table.name for replay in own for table in described(replay.catalog)}
    likely = {likeness for name in names for likeness in likenesses(name)}
    shares = [sum(not likely.isdisjoint(likenesses(f'"{ref.name}"')) for ref in one.catalog.tables) for one in others]
    best = max(range(len(others)), key=lambda at: shares[at], default=None)
    if best is not None and (shares[best] or (len(others) == 1 and not own)):
        return others[best]
    return own[0] if own else None


def fill_sections(
    page: Page,
    intents: Iterable[FillSection],
    against: Sequence[Replay],
    material: Material = NOTHING,
    *,
    whole: bool = False,
) -> tuple[Edit, ...]:
    """The edits that write all the sections at once: those that are missing in the template's order, those that are empty
    where they stand. An intent with an empty key asks for everything that is missing. `against` holds the schemas the document
    is held against, its own fences first; `whole` asks for the parts too that the template leaves open. Sections that cannot be placed, because a fence before them is never closed, are
    left out."""
    replay = schema_of(page, against)
    ground = Ground(page)
    wanted, hollow = _asked(page, intents)
    pieces: dict[Place, list[str]] = {}
    for entry in page.outline:
        if entry.wanted.key in wanted:
            place = ground.place(entry)
            if ground.is_open(place.offset):
                pieces.setdefault(place, []).append(_section(ground, entry, Written(replay, material, whole)))
    for section, key in hollow:
        place = Place(section.heading.end, False)
        if ground.is_open(place.offset):
            pieces.setdefault(place, []).insert(0, _body(ground, section, key, Written(replay, material, whole)))
    edits = [_insertion(page, place, "\n\n".join(texts)) for place, texts in pieces.items()]
    return tuple(sorted(edits, key=lambda edit: edit.span))


def _asked(page: Page, intents: Iterable[FillSection]) -> tuple[set[str], list[tuple[Section, str]]]:
    """The keys of the missing sections to be written, and the empty sections to be filled with their keys."""
    entries = {entry.wanted.key: entry for entry in page.outline}
    wanted: set[str] = set()
    hollow: dict[Section, str] = {}
    for intent in intents:
        if intent.key.startswith("@"):
            keys = {entry.section: entry.wanted.key for entry in page.outline if entry.section is not None}
            hollow.update(
                {one: keys.get(one, "") for one in page.empty_sections if f"@{one.heading.start}" == intent.key}
            )
        elif intent.key:
            entry = entries.get(intent.key)
            if entry is not None and entry.section is None:
                wanted.add(intent.key)
            elif entry is not None and entry.section in page.empty_sections:
                hollow[entry.section] = intent.key
        else:
            wanted.update(entry.wanted.key for entry in page.outline if entry.lacking)
    tops = {entry.wanted.title for entry in page.outline if not entry.wanted.parent and entry.section is not None}
    filled = {entry.wanted.title for entry in page.outline if entry.section is not None and entry.section in hollow}
    # What stands inside a section that is written as a whole is written with it.
    inside = {key for key in wanted if entries[key].wanted.parent and entries[key].wanted.parent not in tops - filled}
    return wanted - inside, list(hollow.items())


def _section(ground: Ground, entry: Outlined, written: Written) -> str:
    """Heading and text of a missing section, its parts included."""
    heading = ground.heading(entry)
    level = ground.level(entry)
    return f"{heading}\n\n{_text(ground, entry, level, written)}"


def _text(ground: Ground, entry: Outlined, level: int, written: Written) -> str:
    subject = Subject(ground.page, written.replay, level, ground.headings, written.material)
    parts = []
    for part in ground.outline:
        if entry.wanted.parent or part.wanted.parent != entry.wanted.title or part.section is not None:
            continue
        if part.wanted.required or written.whole or has_facts(subject, part.wanted.title):
            text = passage(subject._replace(level=level + 1), part.wanted.title)
            parts.append(f"{_part_heading(ground, part, level + 1)}\n\n{text}")
    own = passage(subject, entry.wanted.title) if not parts or has_facts(subject, entry.wanted.title) else ""
    return "\n\n".join([*([own] if own else []), *parts])


def _part_heading(ground: Ground, part: Outlined, level: int) -> str:
    return re.sub(r"^#+", "#" * min(level, 6), ground.heading(part))


def _body(ground: Ground, section: Section, key: str, written: Written) -> str:
    """What stands under the heading of an empty section."""
    for entry in ground.outline:
        if key and entry.wanted.key == key:
            return _text(ground, entry, section.level, written)
    return f"[Describe {section.title or 'what belongs here'}]"


def _insertion(page: Page, place: Place, text: str) -> Edit:
    """The edit that puts blocks of text at a place, with one blank line on either side."""
    if place.before:
        return Edit(Span(page.path, place.offset, place.offset), f"{text}\n\n")
    # Blanks at the end of a line stay in their line.
    blanks = re.compile(r"[ \t]*(?=[\r\n]|\Z)").match(page.text, place.offset)
    offset = blanks.end() if blanks else place.offset
    lead = "\n\n" if place.offset else ""
    return Edit(Span(page.path, offset, offset), f"{lead}{text}{_gap(page.text, offset)}")


def _gap(text: str, offset: int) -> str:
    """What is lacking of a blank line between a text put in at `offset` and the next one."""
    rest = re.compile(r"[ \t]*(\r\n|\r|\n)?").match(text, offset)
    if rest is None or not rest[1]:
        return "" if offset >= len(text.rstrip()) else "\n\n"
    following = re.compile(r"[^\r\n]*").match(text, rest.end())
    return "\n" if following and following[0].strip() else ""


# --- rollbacks ------------------------------------------------------------------------------------------------------


def rollback_section(page: Page, intent: RollbackSection, steps: Sequence[Step], undo: str) -> tuple[Edit, ...]:
    """The edit that writes the rollback fence behind the migration fence at `intent.span`. `undo` is the SQL that takes
    `steps` back; nothing is written where it holds no statement."""
    migration = next((one for one in page.fences if one.span.start == intent.span.start), None)
    if migration is None or not migration.closed or not steps or not _holds_statement(undo):
        return ()
    lead = f"-- Rollback: {_name(page, migration)}"
    language = migration.language if migration.info else "sql"
    block = f"**Rollback:**\n\n{fence(language, f'{lead}{chr(10)}{undo.strip()}')}"
    start = max(page.text.rfind("\n", 0, migration.span.start), page.text.rfind("\r", 0, migration.span.start)) + 1
    indent = re.sub(r"[^\s>]", " ", page.text[start : migration.span.start])
    lines = [f"{indent}{line}".rstrip() if line or ">" in indent else "" for line in block.split("\n")]
    blank = f"\n{indent.rstrip()}\n"
    gap = _gap(page.text, migration.span.end)
    return (Edit(Span(page.path, migration.span.end, migration.span.end), blank + "\n".join(lines) + gap),)


def _holds_statement(sql: str) -> bool:
    return any(line.strip() and not line.strip().startswith("--") for line in sql.split("\n"))


def _name(page: Page, migration: Fence) -> str:
    """What the migration calls itself in its first comment, else the title above it."""
    first = re.match(r"\s*--[ \t]*(?:[^\W\d]+[ \t]*:[ \t]*)?([^\n]{1,100})", page.content(migration))
    if first and first[1].strip():
        return first[1].strip()
    return migration.section.title if migration.section else "the migration above"


# --- tables ---------------------------------------------------------------------------------------------------------


def document_objects(page: Page, intents: Iterable[DocumentObject], against: Sequence[Replay]) -> tuple[Edit, ...]:
    """The edits that add all the tables at once. `against` holds the schemas in which they are looked up."""
    wanted = {intent.table for intent in intents}
    for replay in sorted(against, key=lambda one: one.kind == "document"):
        tables = [table for table in described(replay.catalog) if table.ref.text in wanted]
        if tables:
            own = {table.ref.name for one in against if one.path == page.path for table in described(one.catalog)}
            return additions(page, tables, replay.catalog, defined=any(table.name in own for table in tables))
    return ()
