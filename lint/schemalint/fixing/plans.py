"""From a finding's fix to edits and files: where its text stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AttachPartition,
    Change,
    CreateIndex,
    CreateTrigger,
    DropConstraint,
    DropObjects,
    Reading,
    RedefineColumn,
    SetDefault,
    SetNullable,
    SetOption,
)
from schemalint.model.diagnostic import Diagnostic, Edit, Fix, NewFile
from schemalint.model.document import Document, Statement
from schemalint.model.name import ObjectName
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Check, Exclusion, ForeignKey, PrimaryKey, Table, Unique
from schemalint.model.text import Span


class Plan(NamedTuple):
    """A repair, ready to be made: all of it or nothing."""

    findings: tuple[Diagnostic, ...]
    """What it mends."""
    title: str
    edits: tuple[Edit, ...] = ()
    creates: tuple[NewFile, ...] = ()
    otherwise: Callable[[], Sequence[Edit]] | None = None
    """What is done instead where the edits do not mend it, because a later statement has the last word."""


class Ground(NamedTuple):
    """What plans are made on."""

    documents: Mapping[str, Document]
    readings: Mapping[str, Sequence[Reading]]
    replays: Sequence[Replay]


class Writers(NamedTuple):
    """What other stages write, handed in by the run. Each gives None or nothing for what it cannot write."""

    ddl: Callable[[Sequence[Change], Replay], Sequence[str]]
    """The statements of changes that follow each other, without terminators."""
    migration: Callable[[Replay, Sequence[Change], str], Sequence[NewFile]]
    """A new migration that makes the changes at the end of a history, with its rollback, named by a title."""
    intent: Callable[[Sequence[Diagnostic]], Sequence[Plan]]
    """Plans for the findings whose fix is an intent: rollbacks, sections of documents."""


def plans(ground: Ground, findings: Sequence[Diagnostic], writers: Writers) -> tuple[Plan, ...]:
    """What can be done about these findings, edits first. Only when no edit is left, one new migration for each history
    takes the changes that no edit may make."""
    latest = Latest(
        cache(lambda path: _last_words(ground.readings.get(path, ()))),
        cache(lambda path: _last_mentions(ground.readings.get(path, ()))),
    )
    edits: list[Plan] = []
    by_history: dict[int, list[Diagnostic]] = {}
    intents: list[Diagnostic] = []
    owners = {
        path: number for number, one in enumerate(ground.replays) if one.kind == "history" for path in _paths(one)
    }
    for finding in findings:
        fix = finding.fix
        document = ground.documents.get(finding.span.path)
        if fix is None or document is None or document.fault:
            continue
        if fix.intent is not None:
            intents.append(finding)
        elif (fix.edits or fix.creates) and _may_edit(fix, ground):
            behind = None
            if fix.changes and finding.span.path not in owners:
                behind = partial(_placed, ground, finding, fix, writers, latest)
            edits.append(Plan((finding,), fix.title, fix.edits, fix.creates, behind))
        elif fix.changes and finding.span.path in owners:
            by_history.setdefault(owners[finding.span.path], []).append(finding)
        elif fix.changes:
            placed = _placed(ground, finding, fix, writers, latest)
            if placed:
                edits.append(Plan((finding,), fix.title, placed))
    edits.extend(writers.intent(intents))
    if edits:
        return tuple(edits)
    return tuple(
        plan for number, told in by_history.items() for plan in _migrations(ground.replays[number], told, writers)
    )


def _paths(history: Replay) -> set[str]:
    steps = history.history.migrations if history.history else ()
    return {script.path for step in steps for script in (*step.up, *step.down)}


def _may_edit(fix: Fix, ground: Ground) -> bool:
    for edit in fix.edits:
        document = ground.documents.get(edit.span.path)
        if document is None or document.fault or document.source.frozen:
            return False
        if document.source.released and document.source.role in ("migration", "rollback"):
            return False
    return True


def _migrations(history: Replay, told: Sequence[Diagnostic], writers: Writers) -> list[Plan]:
    changes: dict[Change, None] = {}
    for finding in told:
        if finding.fix:
            changes.update(dict.fromkeys(finding.fix.changes))
    files = tuple(writers.migration(history, tuple(changes), _title(changes)))
    if not files:
        return []
    what = f"{len(told)} repairs in a new migration" if len(told) > 1 else "a new migration"
    return [Plan(tuple(told), what, (), files)]


def _title(changes: Iterable[Change]) -> str:
    """What the new migration is called."""
    kinds = {type(change) for change in changes}
    if kinds == {CreateIndex}:
        return "add_missing_indexes"
    if kinds == {AddColumn}:
        return "add_missing_columns"
    return "add_missing_constraints" if kinds == {AddConstraint} else "mend_schema"


# --- after the table ------------------------------------------------------------------------------------------------


class Latest(NamedTuple):
    """Where the last statement of a file begins, by its path."""

    words: Callable[[str], Mapping[tuple[int, str, str], int]]
    """See `_last_words`."""
    mentions: Callable[[str], Mapping[str, int]]
    """See `_last_mentions`."""


def _placed(ground: Ground, finding: Diagnostic, fix: Fix, writers: Writers, latest: Latest) -> tuple[Edit, ...]:
    """The changes as statements behind the one the finding is about, and behind those that define what they need."""
    replay = next((one for one in ground.replays if _reads(one, finding.span)), None)
    if replay is None:
        return ()
    lines = writers.ddl(fix.changes, replay)
    readings = ground.readings.get(finding.span.path, ())
    anchor = _anchor(readings, finding, fix, replay, latest)
    if not lines or anchor is None:
        return ()
    if "BEGIN" in lines:
        anchor = _outside(readings, anchor)
    return (_behind(ground.documents[finding.span.path].text, anchor, lines),)


def _reads(replay: Replay, span: Span) -> bool:
    return any(reading.statement.span.path == span.path for reading in replay.readings)


def _anchor(
    readings: Sequence[Reading], finding: Diagnostic, fix: Fix, replay: Replay, latest: Latest
) -> Statement | None:
    starts = [reading.statement.span.start for reading in readings]
    places = [finding.span.start]
    for change in fix.changes:
        table = getattr(change, "table", None)
        held = _held(replay, table) if isinstance(table, ObjectName) else None
        if held and held.statement.path == finding.span.path:
            places.append(held.statement.start)
            places.extend(
                column.statement.start
                for column in held.columns
                if column.statement.path == finding.span.path and column.name in _columns(change)
            )
        places.extend(made.start for made in _called(change, replay) if made.path == finding.span.path)
        path = finding.span.path
        if (key := _set_by(change)) is not None:
            places.append(latest.words(path).get(key, 0))
        if isinstance(change, DropObjects) and change.kind != "index" and replay.kind != "document" and starts:
            places.append(starts[-1])  # what depended on it may let go of it without naming it
        elif isinstance(change, DropObjects):
            places += [latest.mentions(path).get(name.value.lower(), 0) for name in change.names]
    at = bisect_right(starts, max(places)) - 1
    if at < 0:
        return None
    name = finding.subject.table or finding.subject.name if finding.subject else ""
    while at + 1 < len(readings) and _index_of(readings[at + 1], name):
        at += 1
    return readings[at].statement


def _outside(readings: Sequence[Reading], anchor: Statement) -> Statement:
    """The end of the transaction around the statement, with the setting of SQLite behind it; the statement itself where there is
    none: what brings a transaction of its own cannot stand in another."""
    at = next(number for number, one in enumerate(readings) if one.statement is anchor)
    control = [(number, one.statement) for number, one in enumerate(readings) if one.statement.kind == "transaction"]
    before = [one.verb for number, one in control if number <= at]
    end = next((number for number, _ in control if number > at), -1)
    if not before or before[-1] != "BEGIN" or end < 0:
        return anchor
    behind = readings[end + 1].statement if end + 1 < len(readings) else None
    return behind if behind is not None and behind.verb == "PRAGMA" else readings[end].statement


def _last_words(readings: Sequence[Reading]) -> dict[tuple[int, str, str], int]:
    """Where the last statement begins that sets something of which the last word counts: by its kind, table and column."""
    return {
        key: reading.statement.span.start for reading in readings for one in reading.changes if (key := _set_by(one))
    }


def _last_mentions(readings: Sequence[Reading]) -> dict[str, int]:
    """Where the last statement begins that has a word in it, in lower case and without quotes or schema: what is dropped has to be
    there until then."""
    return {
        word.strip("\"'`[]").rpartition(".")[2].lower(): reading.statement.span.start
        for reading in readings
        for word in reading.statement.tokens.words
    }


def _set_by(change: Change) -> tuple[int, str, str] | None:
    kind = next((at for at, kinds in enumerate(_SAME) if isinstance(change, kinds)), None)
    if kind is None:
        return None
    name = getattr(change, "table", None) or getattr(change, "name", None)
    column = getattr(change, "column", None)
    return kind, getattr(name, "value", ""), getattr(column, "value", "")


_SAME: tuple[tuple[type[Change], ...], ...] = (
    (SetOption,),
    (AlterColumnType, SetNullable, SetDefault, RedefineColumn),
    (AddConstraint, DropConstraint, AttachPartition),
)
"""Kinds of changes of which the last of one thing counts."""


def _held(replay: Replay, name: ObjectName) -> Table | None:
    """The table that a change names; an unqualified name means the first of that name."""
    for ref, table in replay.catalog.tables.items():
        if ref.name == name.value and (name.schema is None or ref.schema == name.schema.value):
            return table
    return None


def _called(change: Change, replay: Replay) -> Iterator[Span]:
    """The statements that make the functions a change calls."""
    if isinstance(change, CreateTrigger) and change.function:
        for ref, overloads in replay.catalog.routines.items():
            if ref.name == change.function.value:
                yield from (one.statement for one in overloads)


def _columns(change: Change) -> tuple[str, ...]:
    """The columns a change needs to be there."""
    match change:
        case CreateIndex():
            return change.definition.columns
        case AddConstraint(constraint=Exclusion() as exclusion):
            return tuple(part.column for part in exclusion.parts)
        case AddConstraint(constraint=Check() as check):
            return check.expression.columns
        case AddConstraint(constraint=PrimaryKey() | Unique() | ForeignKey() as key):
            return key.columns
        case AlterColumnType() | SetNullable() | SetDefault():
            return (change.column.value,)
        case _:
            return ()


def _index_of(reading: Reading, table: str) -> bool:
    return any(isinstance(change, CreateIndex) and change.table.value == table for change in reading.changes)


def _behind(text: str, statement: Statement, lines: Sequence[str]) -> Edit:
    """An insertion behind the statement, on lines of their own, with its indentation; its terminator is added where it
    has none, and repeated after each new statement where it is a word on a line (GO, `/`)."""
    path = statement.span.path
    ended = text[statement.span.end : statement.end].strip()
    start = text.rfind("\n", 0, statement.span.start) + 1
    lead = text[start : statement.span.start]
    indent = lead if not lead.strip() else ""
    at = statement.end
    prefix = ""
    if not ended:
        at = statement.span.end
        prefix = ";"
    else:
        rest = text[at:].split("\n", 1)[0]
        if rest.strip().startswith("--"):
            at += len(rest.rstrip("\r"))
    batch = f"\n{ended}" if ended and ended[0] != ";" else ""
    parts = []
    for line in lines:
        written = line.replace("\n", f"\n{indent}")
        parts.append(f"\n{indent}{written};{batch}")
    return Edit(Span(path, at, at), prefix + "".join(parts))
