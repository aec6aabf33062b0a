"""Fixing, on one page: look, plan, apply, look again, write.

What the fixing stage needs of the others is handed to it here: statements from the generator, steps from the replay, the
conventions of the migration frameworks.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from schemalint import plugins
from schemalint.config import Options
from schemalint.dialects.stores import STORES
from schemalint.fixing import rounds
from schemalint.fixing.patch import patch
from schemalint.fixing.plans import Ground, Plan, Writers, plans
from schemalint.fixing.write import Target, write
from schemalint.frameworks import named, running
from schemalint.generating.ddl import Source, statements
from schemalint.generating.material import Material
from schemalint.generating.migration import migration_files
from schemalint.generating.rollbacks import rollback_sql
from schemalint.generating.spelling import UnsupportedError
from schemalint.model.change import AlterColumnType, Change, Step
from schemalint.model.diagnostic import (
    Diagnostic,
    DocumentObject,
    Edit,
    FillSection,
    Fix,
    NewFile,
    PhaseIn,
    RollbackSection,
    SampleRows,
    WriteScript,
)
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.replay import Replay, beside
from schemalint.model.run import Mended
from schemalint.model.text import Span
from schemalint.phasing import phased
from schemalint.replay.inverse import undo
from schemalint.replay.replay import play
from schemalint.replay.restore import converted
from schemalint.run import judge
from schemalint.sources.read import bytes_for
from schemalint.study import Study, studies, study

if TYPE_CHECKING:
    from schemalint.model.page import Page
from schemalint.ways_back import is_translated, rollback_plans, source_of


def fix(paths: Sequence[str], options: Options, *, unsafe: bool = False, diff: bool = False) -> Mended:
    """Mends what can be mended; with `unsafe`, also what may change data, results, or what clients may do. With `diff`
    nothing is written and the changes are told as a patch. Raises ConfigError and UsageError."""
    entries = plugins.rules(plugins.manager())
    done: list[str] = []
    notes: list[str] = []
    failures: list[str] = []
    unwritten: list[str] = []
    patches: list[str] = []
    left = 0
    for first in studies(paths, options, entries):
        outcome = mend(first, entries, options, unsafe=unsafe)
        failures.extend(outcome.failures)
        left += len(outcome.left)
        notes.extend(first.notes)
        stays = sum(one.fix is not None and isinstance(one.fix.intent, PhaseIn) for one in outcome.findings)
        if stays:
            notes.append(
                f"{stays} findings stay, because what stands behind needs the change; `fix --plan` says what to do"
            )
        before = {path: document.text for path, document in first.documents.items()}
        if diff:
            patches.append(patch(_by_root(before, first), _by_root(outcome.texts, first)))
        else:
            try:
                store(first, outcome.texts)
            except OSError as error:
                unwritten.append(str(error))
                continue
            notes.extend(_afterwards(first, outcome.texts))
        done.extend(_line(plan, first) for plan in outcome.done)
    return Mended(tuple(done), "".join(patches), left, tuple(notes), tuple(failures), tuple(unwritten))


def mend(
    first: Study,
    entries: dict[str, plugins.RuleEntry],
    options: Options,
    *,
    unsafe: bool,
    within: Collection[str] = (),
    over: Mapping[str, str] | None = None,
) -> rounds.Outcome:
    """What would become of a project's texts; nothing is written. With paths in `within` only those change. `over` are texts
    that `first` was laid over with: those that no file holds yet."""
    texts = {path: document.text for path, document in first.documents.items()}
    last = first

    def look(changed: Mapping[str, str]) -> rounds.Look:
        nonlocal last
        now = first
        if changed:
            now = last = study(first.project, first.config, options, laid_over={**(over or {}), **changed}, before=last)
            now = now._replace(asked=first.asked | (changed.keys() - texts.keys()))
        open_ = tuple(one for one in judge(now, entries, options).diagnostics if not one.suppressed)
        wanted = [one for one in open_ if one.fix and (unsafe or one.fix.safety == "safe")]
        if within:
            wanted = [one for one in wanted if one.fix and _stays_in(one.fix, within)]
        ground = Ground(now.documents, now.readings, now.replays)
        return rounds.Look(open_, plans(ground, wanted, _writers(now, options)))

    return rounds.mend(texts, look)


def _stays_in(fix: Fix, within: Collection[str]) -> bool:
    touched = {*(edit.span.path for edit in fix.edits), *(file.path for file in fix.creates)}
    return not fix.changes and touched <= set(within)


def material(now: Study, replay: Replay | None) -> Material:
    """What documents quote besides the catalogue: statements as they stand, and rollbacks of migrations."""

    def rollback_of(name: str) -> str:
        framework = running(replay.history) if replay and replay.history else None
        found = next((one for one in replay.applied if one.migration.name == name), None) if replay else None
        if found is None or framework is None or (replay is not None and replay.dialect in STORES):
            return ""
        return rollback_sql(found.steps, undo, source=source_of(now), framework=framework).text

    others = beside(replay, now.replays) if replay is not None else ()
    return Material(source_of(now), rollback_of, beside=tuple(others))


def _writers(now: Study, options: Options) -> Writers:
    source = source_of(now)

    def ddl(changes: Sequence[Change], replay: Replay) -> Sequence[str]:
        whole = [part for change in changes for part in _whole(change, replay, source)]
        lines: list[str] = []
        for step in play(replay.catalog, whole):
            try:
                lines += statements(step.change, replay.dialect, step.before, step.after, source)
            except UnsupportedError:
                continue
        return lines

    def migration(replay: Replay, changes: Sequence[Change], title: str) -> Sequence[NewFile]:
        framework = running(replay.history) if replay.history else None
        if framework is None or replay.history is None or not framework.new:
            return ()
        if is_translated(now, replay.history.migrations):
            return ()
        changes = [part for change in changes for part in _whole(change, replay, source)]
        return migration_files(
            changes, replay.history, framework, replay.catalog, title,
            now=_now(options), play=play, undo=undo, source=source,
        )  # fmt: skip

    def intent(findings: Sequence[Diagnostic]) -> Sequence[Plan]:
        found = [plan for one in findings for plan in rollback_plans(now, one, source)]
        gentle = phased(
            findings,
            now.replays,
            now.documents,
            source,
            lambda change, replay: _as_written(change, replay, source),
            _now(options),
        )
        return (*found, *gentle, *_documents(now, findings, source))

    return Writers(ddl, migration, intent)


def _whole(change: Change, replay: Replay, source: Source) -> Sequence[Change]:
    """The change as the server takes it, with what has to go with it."""
    change = _as_written(change, replay, source)
    if replay.dialect == "postgres" and isinstance(change, AlterColumnType):
        table = replay.catalog.tables.get(replay.catalog.resolve(change.table))
        held = table.column(change.column.value) if table is not None else None
        return converted(change, held) if held is not None else (change,)
    return (change,)


def _as_written(change: Change, replay: Replay, source: Source) -> Change:
    """The change with its names spelled as the statement that made the table spells them: same letters, same quotes, and
    unqualified where that statement leaves the schema out and it means the same."""
    fields: dict[str, ObjectName] = {}
    for field in ("table", "name", "function"):
        name = getattr(change, field, None)
        if isinstance(name, ObjectName) and name.schema is not None:
            table = replay.catalog.tables.get(Ref(name.schema.value, name.value))
            head = (source(table.statement) or "" if table and table.statement.path else "").partition("(")[0]
            schema = _qualifier(head, name.schema)
            if schema is None and name.schema.value != replay.catalog.default_schema:
                schema = name.schema
            own = name.name._replace(written=table.written) if table and table.written else name.name
            fields[field] = ObjectName(own, schema)
    return change._replace(**fields) if fields else change  # type: ignore[arg-type]


def _qualifier(head: str, schema: Name) -> Name | None:
    """The schema as it stands before a dot in the beginning of a statement."""
    import re

    found = re.search(rf'(["`\[]?){re.escape(schema.value)}(["`\]]?)\s*\.', head, re.I)
    return schema._replace(written=found[0].rstrip(". \t")) if found else None


def _documents(now: Study, findings: Sequence[Diagnostic], source: Source) -> list[Plan]:
    found: list[Plan] = []
    for page, against in now.pages:
        own = [one for one in findings if one.span.path == page.path and one.fix]
        if own:
            found.extend(_page(page, against, own, now, source))
    return found


def _page(
    page: Page, against: Sequence[Replay], findings: Sequence[Diagnostic], now: Study, source: Source
) -> list[Plan]:
    from schemalint.generating import document

    plans_: list[Plan] = []
    sections = [one for one in findings if one.fix and isinstance(one.fix.intent, FillSection)]
    if sections:
        wishes = tuple(one.fix.intent for one in sections if one.fix and isinstance(one.fix.intent, FillSection))
        held = document.schema_of(page, against)
        edits = document.fill_sections(page, wishes, against, material(now, held))
        if edits:
            title = (
                f"fill {len(sections)} sections"
                if len(sections) > 1
                else sections[0].fix.title
                if sections[0].fix
                else ""
            )
            plans_.append(Plan(tuple(sections), title, tuple(edits)))
    tables = [one for one in findings if one.fix and isinstance(one.fix.intent, DocumentObject)]
    if tables:
        objects = tuple(one.fix.intent for one in tables if one.fix and isinstance(one.fix.intent, DocumentObject))
        edits = document.document_objects(page, objects, against)
        if edits:
            title = (
                f"describe {len(tables)} tables" if len(tables) > 1 else tables[0].fix.title if tables[0].fix else ""
            )
            plans_.append(Plan(tuple(tables), title, tuple(edits)))
    for one in findings:
        wish = one.fix.intent if one.fix else None
        edits = ()
        if isinstance(wish, RollbackSection):
            steps = _aside(now, page.path, wish.span)
            schema = document.schema_of(page, against)
            if schema is not None and schema.kind != "document":
                # The document holds no tables of its own; its migrations change those of the project.
                played = play(schema.catalog, [step.change for step in steps])
                steps = tuple(new._replace(reading=old.reading) for new, old in zip(played, steps, strict=True))
            if steps:
                edits = document.rollback_section(page, wish, steps, rollback_sql(steps, undo, source=source).text)
        if isinstance(wish, SampleRows):
            edits = _sample_rows(page, wish, against)
        if isinstance(wish, WriteScript) and one.fix:
            plans_.extend(_script(page, one, wish, now))
        if edits and one.fix:
            plans_.append(Plan((one,), one.fix.title, tuple(edits)))
    return plans_


def _sample_rows(page: Page, wish: SampleRows, against: Sequence[Replay]) -> tuple[Edit, ...]:
    """A fence with rows for the schema that the document is about."""
    from schemalint.generating.changes import sample_rows
    from schemalint.generating.document import schema_of

    schema = schema_of(page, against)
    text = sample_rows(schema.catalog).replace("\n", page.line_break) if schema is not None else ""
    if not text:
        return ()
    return (Edit(wish.span, text if wish.span.start < wish.span.end else page.line_break * 2 + text),)


def _script(page: Page, finding: Diagnostic, wish: WriteScript, now: Study) -> list[Plan]:
    """The script of a document's own DDL: anew, or as a new file and a link to it."""
    from schemalint.extract import script_of_page

    own = next((one for one in now.replays if one.kind == "document" and one.path == page.path), None)
    made = script_of_page(page, own, Options(no_cache=True)) if own is not None else None
    if made is None or not made.statements or finding.fix is None:
        return []
    held = now.documents.get(wish.target)
    if held is not None:
        whole = Edit(Span(wish.target, 0, len(held.text)), made.text)
        return [Plan((finding,), finding.fix.title, (whole,))] if not held.source.frozen else []
    name = os.path.basename(wish.target)
    target = os.path.relpath(wish.target, os.path.dirname(page.path) or ".").replace(os.sep, "/")
    lead = "" if wish.span.start < wish.span.end else page.line_break * 2
    link = Edit(wish.span, f"{lead}[{name}]({target})")
    return [Plan((finding,), finding.fix.title, (link,), (NewFile(wish.target, made.text),))]


def _aside(now: Study, path: str, fence: Span) -> tuple[Step, ...]:
    """The steps of the migration fence at that place."""
    for replay in now.replays:
        if replay.path == path:
            for steps in replay.asides:
                if steps and fence.covers(steps[0].statement.span):
                    return steps
    return ()


def store(first: Study, texts: Mapping[str, str]) -> None:
    """Writes texts of a project, by printed path, to their files: all or none. Raises OSError."""
    targets: dict[str, Target] = {}
    for path, text in texts.items():
        document = first.documents.get(path)
        if document is None:
            targets[os.path.abspath(path)] = Target(None, text.encode("utf-8"))
        else:
            targets[document.source.file] = Target(bytes_for(document, document.text), bytes_for(document, text))
    if targets:
        write(targets, first.project.root)


def _afterwards(first: Study, texts: Mapping[str, str]) -> Iterator[str]:
    """What the frameworks of migrations that were added want the user to run next."""
    added = [path for path in texts if path not in first.documents]
    for history in first.arrangement.histories:
        framework = named(history.framework)
        inside = "" if history.path == "." else f"{history.path}/"
        if framework is not None and framework.after_writing and any(path.startswith(inside) for path in added):
            yield f"{history.path} has a new migration; {framework.after_writing}"


def _by_root(texts: Mapping[str, str], first: Study) -> dict[str, str]:
    """The texts by their path from where a patch is applied: the repository's root in git, else the current folder, else
    the project's root."""
    cwd = os.getcwd()
    root = first.project.root
    if not first.project.in_git and not any(os.path.isabs(path) for path in texts):
        root = cwd
    return {os.path.relpath(os.path.join(cwd, path), root).replace(os.sep, "/"): text for path, text in texts.items()}


def _line(plan: Plan, first: Study) -> str:
    """One line for people: where, what, by which rule."""
    one = plan.findings[0]
    document = first.documents.get(one.span.path)
    line = f":{document.lines.position(min(one.span.start, len(document.text))).line}" if document else ""
    rules = ", ".join(dict.fromkeys(finding.rule for finding in plan.findings))
    made = "".join(f", created {file.path}" for file in plan.creates)
    return f"{one.span.path}{line}: {plan.title} [{rules}]{made}"


def _now(options: Options) -> str:
    import time

    if options.today:
        return options.today.replace("-", "") + "000000"
    return time.strftime("%Y%m%d%H%M%S", time.gmtime())
