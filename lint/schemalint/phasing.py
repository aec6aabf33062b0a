"""Migrations made gentle: what would make others wait goes into phases, in the form of the migration's framework.

A migration that holds other work keeps it; what must run outside a transaction, or after it, goes into new migrations behind it. One that
holds nothing else becomes the first of them. Its rollback is changed with it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from schemalint.fixing.plans import Plan
from schemalint.frameworks import Framework, running
from schemalint.frameworks.writing import described, next_version, opt_out
from schemalint.generating.ddl import Source, statements
from schemalint.generating.migration import phase_files, phase_lines
from schemalint.generating.phases import Cut, Phase, concurrent_text
from schemalint.generating.spelling import UnsupportedError
from schemalint.model.change import (
    AddConstraint,
    AttachPartition,
    Change,
    CreateIndex,
    DetachPartition,
    DropConstraint,
    DropObjects,
    NoChange,
    Reading,
    Reindex,
    SetNullable,
    SetSession,
    Step,
    TransactionControl,
    WriteRows,
)
from schemalint.model.diagnostic import Diagnostic, Edit, NewFile, PhaseIn
from schemalint.model.document import Document
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.project import Script
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Applied, Replay
from schemalint.model.schema import Catalog, Check, ForeignKey
from schemalint.model.text import Span
from schemalint.replay.inverse import undo
from schemalint.replay.replay import play

AsWritten = Callable[[Change, Replay], Change]
"""A change with its names spelled as the project spells them."""


class _Piece(NamedTuple):
    """One statement that is told of, taken apart."""

    reading: Reading
    findings: tuple[Diagnostic, ...]
    steps: tuple[Step, ...]
    moved: tuple[Step, ...]
    """The changes that leave the statement."""
    unchecked: tuple[Step, ...]
    """The constraints that stay and become NOT VALID."""
    first: tuple[Change, ...]
    """What the migration itself does in place of what leaves."""
    cut: Cut
    """Where the rest belongs."""


class _Work(NamedTuple):
    """A migration to be taken apart."""

    replay: Replay
    applied: Applied
    framework: Framework
    script: Script
    document: Document
    pieces: tuple[_Piece, ...]
    cut: Cut


def phased(
    findings: Sequence[Diagnostic],
    replays: Sequence[Replay],
    documents: Mapping[str, Document],
    source: Source,
    as_written: AsWritten,
    now: str,
) -> list[Plan]:
    """The repairs of findings whose fix is `PhaseIn`: one for each migration. `now` is a UTC time of 14 digits."""
    wanted = [one for one in findings if one.fix and isinstance(one.fix.intent, PhaseIn)]
    plans: list[Plan] = []
    for replay in replays if wanted else ():
        framework = running(replay.history) if replay.history else None
        versions = [one.version for one in replay.history.migrations if one.version] if replay.history else []
        for number, applied in enumerate(replay.applied):
            for script in applied.migration.up:
                own = [one for one in wanted if _within(one, script)]
                document = documents.get(script.path)
                if not own or document is None or framework is None or applied.migration.frozen:
                    continue
                if document.source.frozen or applied.migration.released:
                    continue
                if framework.transaction == "unknown" and script.transaction:
                    continue  # the user says that all of them are wrapped, and no file can say otherwise
                simple = [one for one in own if _is_simple(one, framework, applied)]
                plans += [_with_down(one, applied, framework, documents) for one in simple]
                rest = [one for one in own if one not in simple]
                work = _work(rest, replay, applied, framework, script, document, as_written)
                plan = _plan(work, number, versions, documents, source, now) if work is not None else None
                if plan is not None:
                    plans.append(plan)
    return plans


def _within(finding: Diagnostic, script: Script) -> bool:
    wish = finding.fix.intent if finding.fix else None
    return isinstance(wish, PhaseIn) and wish.span.path == script.path and script.span.covers(wish.span)


def _is_simple(finding: Diagnostic, framework: Framework, applied: Applied) -> bool:
    """Whether the edits of the finding do: nothing wraps statements by running them together, and no guard keeps an index that a
    concurrent build left broken."""
    fix = finding.fix
    if fix is None or not fix.edits or not isinstance(fix.intent, PhaseIn):
        return False
    guarded = any(
        isinstance(step.change, CreateIndex) and step.change.if_not_exists and step.statement.span == fix.intent.span
        for step in applied.steps
    )
    if guarded and not any("DROP INDEX" in edit.text for edit in fix.edits):
        return False
    return not framework.whole or not any(";" in edit.text or not edit.text for edit in fix.edits)


# --- one migration --------------------------------------------------------------------------------------------------


def _work(
    findings: Sequence[Diagnostic],
    replay: Replay,
    applied: Applied,
    framework: Framework,
    script: Script,
    document: Document,
    as_written: AsWritten,
) -> _Work | None:
    if not findings or replay.dialect != "postgres" or not framework.takes_phases:
        return None
    told: dict[Span, list[Diagnostic]] = {}
    for one in findings:
        if one.fix and isinstance(one.fix.intent, PhaseIn):
            told.setdefault(one.fix.intent.span, []).append(one)
    cut = Cut(framework.leaves_transaction, framework.whole)
    pieces = []
    for span, own in sorted(told.items(), key=lambda item: item[0].start):
        steps = tuple(one for one in applied.steps if one.statement.span == span)
        if not steps or steps[0].statement.masked or document.text[span.start : span.end] != steps[0].statement.text:
            continue
        piece = _piece(steps, own, cut, replay, as_written)
        if piece is not None:
            pieces.append(piece)
    return _Work(replay, applied, framework, script, document, tuple(pieces), cut) if pieces else None


def _piece(
    steps: Sequence[Step], findings: Sequence[Diagnostic], cut: Cut, replay: Replay, as_written: AsWritten
) -> _Piece | None:
    moved: list[Step] = []
    unchecked: list[Step] = []
    first: list[Change] = []
    own = Cut(cut.outside, cut.alone)
    for step in steps:
        change = as_written(_with_name(step), replay)
        alone = Cut(cut.outside, cut.alone)
        alone.take(change, step.before, play, concurrent_text(step.reading, step.change))
        if alone.first == [change]:
            continue
        if isinstance(change, AddConstraint) and isinstance(change.constraint, (ForeignKey, Check)):
            if not change.constraint.span.path:
                return None
            unchecked.append(step)
        else:
            if not step.change.span.path and len(steps) > 1:
                return None
            moved.append(step)
            first += alone.first
        for mine, other in ((own.apart, alone.apart), (own.checks, alone.checks), (own.last, alone.last)):
            mine += other
        own.texts.update(alone.texts)
    if not moved and not unchecked:
        return None
    cut.apart += own.apart
    cut.checks += own.checks
    cut.last += own.last
    cut.texts.update(own.texts)
    return _Piece(steps[0].reading, tuple(findings), tuple(steps), tuple(moved), tuple(unchecked), tuple(first), own)


def _with_name(step: Step) -> Change:
    """The change with the name that the server gives its constraint or index."""
    change = step.change
    if isinstance(change, CreateIndex) and change.name is None and not change.definition.name:
        ref = step.after.resolve(change.table)
        before, after = step.before.tables.get(ref), step.after.tables.get(ref)
        known = {held.name for held in before.indexes} if before else set()
        made = [held.name for held in after.indexes if held.name not in known] if after else []
        return change._replace(name=Name(made[0], "", change.span)) if len(made) == 1 else change
    if not isinstance(change, AddConstraint) or change.constraint.name:
        return change
    table = step.after.tables.get(step.after.resolve(change.table))
    held = next((one for one in table.constraints if one.span == change.constraint.span), None) if table else None
    if held is None or not held.name:
        return change
    return change._replace(constraint=change.constraint._replace(name=held.name))


def _plan(
    work: _Work,
    number: int,
    versions: list[str],
    documents: Mapping[str, Document],
    source: Source,
    now: str,
) -> Plan | None:
    history, migration = work.replay.history, work.applied.migration
    assert history is not None
    names = _names_of(work)
    if _is_needed(work, names):
        return None
    begun = work.applied.steps[0].before
    if not work.framework.whole and all(piece.steps[0].transaction is None for piece in work.pieces):
        return _in_order(work, source)
    host, hosted, phases = _hosted(work)
    kept = _kept_changes(work, hosted)
    steps = play(begun, kept)
    after = steps[-1].after if steps else begun
    placed = _versions(work, number, versions, len(phases), names)
    if placed is None:
        return None
    base, stamp = placed
    title = described(work.framework, _relative(work.script.path, history.path), migration.name)
    files = phase_files(
        _titled(title, phases), history, work.framework, after, base or versions, now=stamp or now,
        play=play, undo=undo, source=source,
    )  # fmt: skip
    if not base:
        for _ in phases:
            versions.append(next_version(work.framework, versions, now))
    edits = _up_edits(work, host, begun, source)
    beside: list[NewFile] = []
    if host is not None and host.outside:
        out = opt_out(work.framework, _relative(work.script.path, history.path), work.document.text, work.script.start)
        if out is not None and out.path:
            beside.append(NewFile(posixpath.normpath(posixpath.join(history.path, out.path)), out.text))
        elif out is not None:
            edits.append(Edit(Span(work.script.path, out.at, out.at), out.text))
    if host is not None:
        now_done = [list(play(begun, hosted)), *([] for _ in work.pieces[1:])]
    else:
        now_done = [list(play(piece.steps[-1].after, piece.first)) for piece in work.pieces]
    back = _down_edits(work, now_done, documents, source)
    return _made(work, [*edits, *back], [*beside, *files]) if back is not None else None


def _in_order(work: _Work, source: Source) -> Plan:
    """Each statement commits by itself, so all phases of one go into its place; what takes it back stays right."""
    edits: list[Edit] = []
    for piece in work.pieces:
        phase = Phase([*piece.first, *piece.cut.apart, *piece.cut.checks, *piece.cut.last], texts=piece.cut.texts)
        _, lines = phase_lines(phase, piece.steps[0].before, work.framework, play=play, source=source)
        edits += _replaced(work.document.text, piece, lines)
    return _made(work, edits, ())


def _made(work: _Work, edits: Sequence[Edit], files: Sequence[NewFile]) -> Plan:
    findings = tuple(one for piece in work.pieces for one in piece.findings)
    titles = list(dict.fromkeys(one.fix.title for one in findings if one.fix))
    title = titles[0] if len(titles) == 1 else f"{len(work.pieces)} changes in phases that let others work"
    return Plan(findings, title, tuple(edits), tuple(files))


def _relative(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/") if folder not in ("", ".") else path


def _titled(title: str, phases: Sequence[Phase]) -> list[tuple[str, Phase]]:
    """A name for each new migration."""
    counts: dict[str, int] = {}
    found = []
    for phase in phases:
        counts[phase.kind] = counts.get(phase.kind, 0) + 1
        number = f"_{counts[phase.kind]}" if counts[phase.kind] > 1 else ""
        found.append((f"{title}_{phase.kind}{number}", phase))
    return found


def _hosted(work: _Work) -> tuple[Phase | None, list[Change], list[Phase]]:
    """The phase that the migration itself becomes, where it holds nothing else; and those that follow it."""
    phases = work.cut.phases(work.framework)
    left = [piece for piece in work.pieces if piece.unchecked or piece.first or len(piece.moved) < len(piece.steps)]
    ours = {piece.reading.statement.span for piece in work.pieces}
    others = [step for step in _steps_of(work) if step.statement.span not in ours and not _is_frame(step)]
    if left or others or not phases:
        return None, [], phases
    return phases[0], list(phases[0].changes), phases[1:]


def _steps_of(work: _Work) -> list[Step]:
    return [step for step in work.applied.steps if work.script.span.covers(step.statement.span)]


def _is_frame(step: Step) -> bool:
    """Whether it does nothing by itself: it opens or ends a transaction, or sets something for the session."""
    return isinstance(step.change, (TransactionControl, SetSession, NoChange))


def _kept_changes(work: _Work, hosted: Sequence[Change]) -> list[Change]:
    """What the migration does from now on."""
    if hosted:
        return list(hosted)
    by_span = {piece.reading.statement.span: piece for piece in work.pieces}
    found: list[Change] = []
    for step in work.applied.steps:
        piece = by_span.get(step.statement.span)
        if piece is None:
            found.append(step.change)
        elif any(step is one for one in piece.unchecked):
            change = _with_name(step)
            found.append(change._replace(checked=False) if isinstance(change, AddConstraint) else change)
        elif any(step is one for one in piece.moved):
            if step is piece.moved[-1]:
                found += piece.first
        else:
            found.append(step.change)
    return found


# --- what must stay together ----------------------------------------------------------------------------------------


def _names_of(work: _Work) -> set[str]:
    """The names of what leaves the migration, in upper case."""
    found: set[str] = set()
    for piece in work.pieces:
        for step in piece.moved:
            change = _with_name(step)
            if isinstance(change, AddConstraint):
                found.add(change.constraint.name.upper())
            elif isinstance(change, CreateIndex):
                found.add((change.name.value if change.name else change.definition.name).upper())
            elif isinstance(change, DropObjects):
                found.update(name.value.upper() for name in change.names)
            elif isinstance(change, DetachPartition):
                found.add(change.partition.value.upper())
    return found - {""}


def _tables_of(work: _Work) -> set[str]:
    """The names of the tables whose changes leave the migration or end later, in upper case."""
    found: set[str] = set()
    for piece in work.pieces:
        for step in (*piece.moved, *piece.unchecked):
            name = getattr(step.change, "table", None)
            if isinstance(name, ObjectName):
                found.add(name.value.upper())
    return found


def _is_needed(work: _Work, names: set[str]) -> bool:
    """Whether something behind in the migration needs what would leave it: names it, refers to the key, or relies on it for rows."""
    ours = {piece.reading.statement.span for piece in work.pieces}
    begun = min(piece.reading.statement.span.start for piece in work.pieces)
    keyed = {
        step.before.resolve(change.table)
        for piece in work.pieces
        for step in piece.moved
        if isinstance(change := step.change, (AddConstraint, CreateIndex))
    }
    dropped = any(isinstance(step.change, (DropObjects, DetachPartition)) for one in work.pieces for step in one.moved)
    moved = [step for piece in work.pieces for step in piece.moved]
    if any(_gives_up(step, keyed) for step in work.applied.steps if not any(step is one for one in moved)):
        return True
    for step in work.applied.steps:
        statement = step.statement
        if statement.span in ours or statement.span.path != work.script.path or statement.span.start < begun:
            continue
        if any(_bare(word) in names for word in statement.tokens.words):
            return True
        change = step.change
        if any(held.parent.name in {ref.name for ref in keyed} for held in _foreign_keys(change)):
            return True
        if isinstance(change, WriteRows) and any(step.before.resolve(name) in keyed for name in change.tables):
            return True
        if dropped and not _is_frame(step) and statement.verb in ("DROP TABLE", "DROP SCHEMA"):
            return True
    return False


def _gives_up(step: Step, tables: set[Ref]) -> bool:
    """Whether the step drops a key or an index of one of the tables, which what leaves would replace only later."""
    change = step.change
    if isinstance(change, DropConstraint):
        return step.before.resolve(change.table) in tables
    if isinstance(change, DropObjects) and change.kind == "index":
        names = {name.value for name in change.names}
        return any(ref.name in names and owner in tables for ref, owner in step.before.indexes.items())
    return False


def _foreign_keys(change: Change) -> Iterator[ForeignKey]:
    held = [change.constraint] if isinstance(change, AddConstraint) else getattr(change, "constraints", ())
    yield from (one for one in held if isinstance(one, ForeignKey))


def _bare(word: str) -> str:
    return word.strip('"').upper()


def _versions(
    work: _Work, number: int, versions: Sequence[str], count: int, names: set[str]
) -> tuple[list[str], str] | None:
    """The versions that the new migrations come behind, and the time they are given: none for the end of the history. None where
    there is no room behind the migration and what follows is about the same tables."""
    history, framework = work.replay.history, work.framework
    assert history is not None
    later = [one for one in history.migrations[number + 1 :] if one.version]
    if not later or not count:
        return [], ""
    own = work.applied.migration.version
    base = [own] if own else []
    found: list[str] = []
    for _ in range(count if base else 0):
        found.append(next_version(framework, [*base, *found], OLD))
    if found and _number(found[-1]) < min(_number(one.version) for one in later):
        return base, OLD
    about = names | _tables_of(work)
    for applied in work.replay.applied[number + 1 :]:
        for step in applied.steps:
            if any(_bare(word) in about for word in step.statement.tokens.words):
                return None
    return [], ""


OLD = "19700102000000"
"""A time before every migration, so that the next version is one more than the last."""


def _number(version: str) -> tuple[list[int], str]:
    return [int(part) for part in re.findall(r"\d+", version)], version


# --- text -----------------------------------------------------------------------------------------------------------


def _up_edits(work: _Work, host: Phase | None, begun: Catalog, source: Source) -> list[Edit]:
    text = work.document.text
    edits: list[Edit] = []
    for number, piece in enumerate(work.pieces):
        if host is not None:
            lines = phase_lines(host, begun, work.framework, play=play, source=source)[1] if number == 0 else []
        else:
            phase = Phase(list(piece.first))
            lines = phase_lines(phase, piece.steps[-1].after, work.framework, play=play, source=source)[1]
        edits += _replaced(text, piece, lines)
    if host is not None and host.kind == "concurrently":
        ours = {piece.reading.statement.span for piece in work.pieces}
        frames = {step.statement.span: step for step in _steps_of(work) if step.statement.span not in ours}
        edits += [
            _in_place(text, step.reading, "")
            for step in frames.values()
            if work.framework.whole or isinstance(step.change, TransactionControl)
        ]
    return edits


def _in_place(text: str, reading: Reading, new: str) -> Edit:
    """The statement with its terminator, replaced; with its lines where nothing comes in its place."""
    statement = reading.statement
    start, end = statement.span.start, statement.end
    if not new:
        line = text.rfind("\n", 0, start) + 1
        rest = re.compile(r"[ \t]*(?:\r?\n|\Z)").match(text, end)
        if not text[line:start].strip() and rest:
            start, end = line, rest.end()
    return Edit(Span(statement.path, start, end), new)


def _replaced(text: str, piece: _Piece, lines: Sequence[str]) -> list[Edit]:
    """The statement without the actions that leave it, with NOT VALID where it goes, and with statements behind it."""
    statement = piece.reading.statement
    if len(piece.moved) == len(piece.steps):
        return [_in_place(text, piece.reading, "\n".join(lines))]
    edits = _without_actions([step.change.span for step in piece.steps], {step.change.span for step in piece.moved})
    for step in piece.unchecked:
        constraint = step.change.constraint if isinstance(step.change, AddConstraint) else None
        if constraint is not None:
            edits.append(Edit(Span(statement.path, constraint.span.end, constraint.span.end), " NOT VALID"))
    if lines:
        lead = "" if statement.end > statement.span.end else ";"
        edits.append(Edit(Span(statement.path, statement.end, statement.end), f"{lead}\n" + "\n".join(lines)))
    return edits


def _without_actions(actions: Sequence[Span], gone: set[Span]) -> list[Edit]:
    """What takes some of an ALTER TABLE's actions away, with the comma before each, or behind those at the beginning."""
    edits: list[Edit] = []
    spans = sorted(set(actions))
    kept = [span for span in spans if span not in gone]
    for number, span in enumerate(spans):
        if span not in gone:
            continue
        if span < kept[0]:
            edits.append(Edit(Span(span.path, span.start, spans[number + 1].start), ""))
        else:
            edits.append(Edit(Span(span.path, spans[number - 1].end, span.end), ""))
    return edits


# --- the way back ---------------------------------------------------------------------------------------------------


def _down_edits(
    work: _Work, now: Sequence[Sequence[Step]], documents: Mapping[str, Document], source: Source
) -> list[Edit] | None:
    """What makes the migration's own rollback take back what the migration does now in place of each piece; None where it names
    what leaves in a way that is not understood."""
    if not work.applied.migration.down or not work.applied.down:
        return []
    gone: dict[Span, list[Change]] = {}
    instead: dict[Span, list[str]] = {}
    for piece, mine in zip(work.pieces, now, strict=True):
        lines = [text for step in reversed(mine) for text in _back(step, source)]
        for step in piece.moved:
            change = _with_name(step)
            for reading in work.applied.down:
                undoing = [back for back in reading.changes if _undoes(back, change)]
                if undoing:
                    gone.setdefault(reading.statement.span, []).extend(undoing)
                    instead.setdefault(reading.statement.span, []).extend(lines)
                    lines = []
    edits: list[Edit] = []
    for reading in work.applied.down:
        span = reading.statement.span
        document = documents.get(span.path)
        if span not in gone:
            continue
        if document is None or document.source.frozen or work.framework.down_line:
            return None
        if len(gone[span]) == len(reading.changes):
            edits.append(_in_place(document.text, reading, "\n".join(instead[span])))
        elif instead[span] or any(
            not change.span.path or isinstance(change, DropObjects) for change in reading.changes
        ):
            return None
        else:
            edits += _without_actions(
                [change.span for change in reading.changes], {change.span for change in gone[span]}
            )
    emptied = all(one.statement.span in gone and not instead[one.statement.span] for one in work.applied.down)
    ours = {piece.reading.statement.span for piece in work.pieces}
    if emptied and any(step.statement.span not in ours and not _is_frame(step) for step in work.applied.steps):
        return None  # nothing would be left that takes the rest back
    names = _names_of(work)
    for reading in work.applied.down:
        if reading.statement.span not in gone and any(_bare(word) in names for word in reading.statement.tokens.words):
            return None
    return edits


def _back(step: Step, source: Source) -> Iterator[str]:
    """The statements that take a step back, in a transaction."""
    if step.before is step.after:
        return
    for change in undo(step).changes:
        if isinstance(change, DropObjects) and change.concurrently:
            change = change._replace(concurrently=False)
        try:
            yield from (f"{text};" for text in statements(change, "postgres", step.after, step.before, source))
        except UnsupportedError:
            continue


def _undoes(back: Change, change: Change) -> bool:
    """Whether one change of a rollback takes the other back, or part of it."""
    match change:
        case CreateIndex():
            name = change.name.value if change.name else change.definition.name
            return (
                isinstance(back, DropObjects) and back.kind == "index" and [one.value for one in back.names] == [name]
            )
        case DropObjects():
            return (
                isinstance(back, CreateIndex)
                and back.name is not None
                and back.name.value in {n.value for n in change.names}
            )
        case AddConstraint():
            return (
                isinstance(back, DropConstraint) and back.name is not None and back.name.value == change.constraint.name
            )
        case SetNullable():
            same = isinstance(back, SetNullable) and back.table.value == change.table.value
            return same and isinstance(back, SetNullable) and back.nullable and back.column.value == change.column.value
        case DetachPartition():
            return isinstance(back, AttachPartition) and back.partition.value == change.partition.value
    return isinstance(change, Reindex) and isinstance(back, Reindex) and back.name == change.name


def _with_down(finding: Diagnostic, applied: Applied, framework: Framework, documents: Mapping[str, Document]) -> Plan:
    """The edits of one finding, with those that let its rollback drop the index concurrently where that can run so."""
    fix = finding.fix
    assert fix is not None and isinstance(fix.intent, PhaseIn)
    wish = fix.intent.span
    edits = list(fix.edits)
    for step in applied.steps:
        if step.statement.span == wish and isinstance(step.change, CreateIndex):
            edits += _dropped_concurrently(step.change, applied, framework, documents)
    return Plan((finding,), fix.title, tuple(edits))


def _dropped_concurrently(
    change: CreateIndex, applied: Applied, framework: Framework, documents: Mapping[str, Document]
) -> Iterator[Edit]:
    for reading in applied.down:
        statement = reading.statement
        document = documents.get(statement.path)
        script = next((one for one in applied.migration.down if one.span.covers(statement.span)), None)
        if document is None or document.source.frozen or script is None or framework.down_line:
            continue
        own = [one for one in applied.down if script.span.covers(one.statement.span)]
        if framework.whole and len(own) > 1:
            continue
        if not all(_is_drop_of_index(one) for one in own) or statement.verb != "DROP INDEX":
            continue
        if not any(_undoes(back, change) for back in reading.changes) or "CONCURRENTLY" in statement.tokens.upper:
            continue
        same_file = any(one.path == script.path for one in applied.migration.up)
        if script.transaction and not script.implicit and not (same_file and framework.opt_out_in == "file"):
            out = opt_out(framework, script.path, document.text, script.start)
            if out is None or out.path:
                continue
            yield Edit(Span(script.path, out.at, out.at), out.text)
        at = statement.tokens.starts[1] + len(statement.tokens.words[1])
        yield Edit(Span(statement.path, at, at), " CONCURRENTLY")


def _is_drop_of_index(reading: Reading) -> bool:
    return all(isinstance(one, DropObjects) and one.kind == "index" and not one.cascade for one in reading.changes)
