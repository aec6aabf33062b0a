"""The way back of a migration: written where there is none, completed or put into order where it lacks something."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from schemalint.dialects.stores import STORES
from schemalint.fixing.plans import Plan
from schemalint.frameworks import running
from schemalint.frameworks.writing import rollback
from schemalint.generating.ddl import Source, statements
from schemalint.generating.rollbacks import rollback_sql
from schemalint.model.diagnostic import CompleteRollback, Diagnostic, Edit, NewFile, OrderRollback, WriteRollback
from schemalint.model.project import Migration
from schemalint.model.replay import Applied, Replay
from schemalint.model.text import Span
from schemalint.replay.backwards import in_order, missing_steps
from schemalint.replay.inverse import undo
from schemalint.study import Study


def source_of(now: Study) -> Source:
    """What gives the text that stands in a place of the project."""

    def source(span: Span) -> str | None:
        document = now.documents.get(span.path)
        return document.text[span.start : span.end] if document else None

    return source


def is_translated(now: Study, migrations: Iterable[Migration]) -> bool:
    """Whether any of the migrations is in another language than SQL: nobody writes SQL into it, and a new file would have to be
    named in such a one."""
    paths = {script.path for migration in migrations for script in migration.up}
    return any(now.documents[path].original for path in paths if path in now.documents)


Written = tuple[tuple[Edit, ...], tuple[NewFile, ...]]
"""What is edited, and what is new."""


def rollback_plans(now: Study, finding: Diagnostic, source: Source) -> list[Plan]:
    """What a finding about the way back of a migration asks for: one that is written, completed, or put into another order."""
    fix = finding.fix
    wish = fix.intent if fix else None
    if fix is None or not isinstance(wish, (WriteRollback, CompleteRollback, OrderRollback)):
        return []
    for replay, applied in _migration(now, wish.path):
        match wish:
            case WriteRollback():
                edits, creates = down_part(now, replay, applied, source)
            case CompleteRollback():
                edits, creates = _completed(now, replay, applied, source), ()
            case OrderRollback():
                edits, creates = in_order(applied, replay), ()
        return [Plan((finding,), fix.title, edits, creates)] if edits or creates else []
    return []


def _migration(now: Study, path: str) -> Iterator[tuple[Replay, Applied]]:
    """The migrations whose up part is at the path."""
    for replay in now.replays:
        for applied in replay.applied:
            if any(script.path == path for script in applied.migration.up):
                yield replay, applied


def down_part(now: Study, replay: Replay, applied: Applied, source: Source) -> Written:
    """What writes the down part of a migration in the form of its framework: behind what stands in the down part there is, in
    a file of its own, or behind the up part. Nothing where the framework has no place for one, or the file may not be edited."""
    history, migration = replay.history, applied.migration
    framework = running(history) if history else None
    if history is None or framework is None or is_translated(now, (migration,)):
        return (), ()
    if replay.dialect in STORES:
        return _down_of_store(now, applied, source)
    back = rollback_sql(applied.steps, undo, source=source, framework=framework)
    if migration.down:
        last = migration.down[-1]
        document = now.documents.get(last.path)
        if document is None or (document.source.frozen and any(last.path == script.path for script in migration.up)):
            return (), ()
        lead = "" if not document.text[: last.end] or document.text[: last.end].endswith("\n") else "\n"
        return (Edit(Span(last.path, last.end, last.end), lead + back.text),), ()
    up = migration.up[-1]
    folder = f"{history.path}/" if history.path not in ("", ".") else ""
    made = rollback(
        framework,
        migration.name,
        migration.version,
        back.text,
        up_path=up.path.removeprefix(folder),
        up_text=now.documents[up.path].text[up.start : up.end] if up.path in now.documents else "",
        transaction=back.transaction,
    )
    creates = tuple(NewFile(posixpath.normpath(folder + file.path), file.text) for file in made if not file.appended)
    edits: list[Edit] = []
    for file in made:
        document = now.documents.get(up.path)
        if file.appended:
            if document is None or document.source.frozen or migration.frozen:
                return (), ()
            lead = "\n" if document.text[: up.end].endswith("\n") else "\n\n"
            edits.append(Edit(Span(up.path, up.end, up.end), lead + file.text))
    return tuple(edits), creates


_MODULES = (".js", ".mjs", ".cjs")
"""The endings of scripts that export functions."""


def _down_of_store(now: Study, applied: Applied, source: Source) -> Written:
    """The commands that take a migration of MongoDB back: a file of JSON, or what an empty function `down` does."""
    from schemalint.generating import commands

    found = commands.back(applied.steps, source)
    up = applied.migration.up[-1].path
    if up.endswith(".up.json"):
        return _beside(now, f"{up.removesuffix('.up.json')}.down.json", commands.as_json(found))
    document = now.documents.get(up)
    if not applied.migration.empty_down or document is None or document.source.frozen or not up.endswith(_MODULES):
        return (), ()
    at = applied.migration.down[0].start
    line = document.text[document.text.rfind("\n", 0, at) + 1 : at]
    indent = line[: len(line) - len(line.lstrip())]
    lines = "".join(f"\n{indent}  {one}" for one in commands.as_script(found, driver=True))
    rest = document.text[at:]
    blank = len(rest) - len(rest.lstrip())
    return (Edit(Span(up, at, at + blank), f"{lines}\n{indent}"),), ()


def _beside(now: Study, path: str, text: str | None) -> Written:
    """A file of that text, new or in the place of what the file holds."""
    held = now.documents.get(path)
    if text is None or (held is not None and held.source.frozen):
        return (), ()
    if held is None:
        return (), (NewFile(path, text),)
    return (Edit(Span(path, 0, len(held.text)), text),), ()


def _completed(now: Study, replay: Replay, applied: Applied, source: Source) -> tuple[Edit, ...]:
    """What the down part leaves out, behind its last statement, or before the COMMIT that ends it."""
    framework = running(replay.history) if replay.history else None
    last = applied.migration.down[-1]
    document = now.documents.get(last.path)
    if (
        framework is None
        or framework.down_line
        or document is None
        or document.source.frozen
        or replay.dialect in STORES
    ):
        return ()
    lines = [
        text
        for step in missing_steps(applied, replay)
        for text in statements(step.change, replay.dialect, step.before, step.after, source)
    ]
    if not lines:
        return ()
    block = "".join(f"{text};\n" for text in lines)
    closing = applied.down[-1].statement if applied.down else None
    if closing is not None and closing.verb == "COMMIT" and closing.span.path == last.path:
        return (Edit(Span(last.path, closing.span.start, closing.span.start), f"{block}\n"),)
    lead = "\n" if document.text[: last.end].endswith("\n") else "\n\n"
    return (Edit(Span(last.path, last.end, last.end), lead + block),)
