"""The flow on one page.

Sources are read into documents, documents are split into statements, statements are read as changes, changes are replayed
into a catalogue, rules look at any of those and yield diagnostics, diagnostics are reported or fixed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from schemalint import config as configuration
from schemalint import plugins
from schemalint.config import Config, Options, UsageError
from schemalint.linting import baseline, engine, selection, suppress, threshold
from schemalint.linting.exceptions import excepted
from schemalint.model.change import Reading, Transaction
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Dialect, Document
from schemalint.model.project import History, Script, Snapshot
from schemalint.model.replay import Block, Replay
from schemalint.model.run import Report, Run, Summary, Suppression
from schemalint.replay.replay import replay
from schemalint.sources.discover import Project, discover, linked
from schemalint.sources.history import Arrangement, arrange
from schemalint.sources.read import decoded, read
from schemalint.sources.released import Released, Unknown, released
from schemalint.sql.reader import read as read_statement
from schemalint.sql.splitter import split

if TYPE_CHECKING:
    from schemalint.model.page import Page


class Study(NamedTuple):
    """One project, read and replayed."""

    project: Project
    config: Config
    arrangement: Arrangement
    replays: tuple[Replay, ...]
    """Histories, snapshots, stand-alone scripts, then documents."""
    pages: tuple[tuple[Page, tuple[Replay, ...]], ...]
    """Each schema document with what it is held against, its own fences first."""
    documents: dict[str, Document]
    """By path."""
    readings: dict[str, tuple[Reading, ...]]
    """Every statement of each file, by path."""
    asked: frozenset[str]
    """The paths whose findings are wanted."""
    notes: tuple[str, ...]


def check(paths: Sequence[str], options: Options) -> Report:
    """Checks files and folders. Raises ConfigError and UsageError; what is wrong with a file is a finding."""
    entries = plugins.rules(plugins.manager())
    reports = [judge(study, entries, options) for study in studies(paths, options, entries)]
    return _joined(reports)


def studies(
    paths: Sequence[str], options: Options, entries: dict[str, plugins.RuleEntry] | None = None
) -> Iterator[Study]:
    """The projects that the paths name, each read and replayed. Raises ConfigError and UsageError."""
    cwd = os.getcwd()
    named = (options.stdin_filename,) if options.stdin is not None else tuple(paths) or (".",)
    if options.stdin is not None and not os.path.exists(named[0]):
        yield _study(_on_its_own(named[0], cwd), _configured(cwd, options, entries), cwd, options)
        return
    discovery = discover(named, cwd=cwd)
    if discovery.missing:
        raise UsageError("\n".join(f"the path {path} does not exist" for path in discovery.missing))
    done: dict[str, tuple[Project, Config]] = {}
    for project in discovery.projects:
        home = project.folders[0] if project.folders else os.path.dirname(next(iter(project.sources)).file)
        config = _configured(home, options, entries)
        if not config.file:
            done[f"{home}\n{len(done)}"] = (project, config)
        elif config.file in done:
            before = done[config.file][0]
            done[config.file] = (before._replace(asked=before.asked | project.asked), config)
        else:
            whole = discover([config.root], cwd=cwd, exclude=config.exclude).projects[0]
            wanted = configuration.matcher(config.include) if config.include else None
            kept = [one for one in whole.sources if wanted is None or wanted(os.path.relpath(one.file, config.root))]
            done[config.file] = (whole._replace(sources=tuple(kept), asked=project.asked), config)
    for project, config in done.values():
        yield _study(project, config, cwd, options, discovery.notes)


def judge(study: Study, entries: dict[str, plugins.RuleEntry], options: Options) -> Report:
    """What the rules say about a project."""
    config = study.config
    names = selection.chosen(entries, config, options)
    subjects = {"DocumentRule", "StatementRule", "StepRule", "TableRule", "CatalogRule", "MigrationRule", "RunRule"}
    judges = selection.judges(entries, names, config, options, subjects | ({"PageRule"} if study.pages else set()))
    documents = tuple(study.documents.values())
    today = options.today or _today()
    replays = study.replays
    if options.released:
        replays = tuple(one._replace(steps=tuple(step._replace(new=True) for step in one.steps)) for one in replays)
    verdict = engine.judge(judges, engine.Material(documents, replays, study.pages))
    policies = {one.name: one.rule for one in config.policies}
    called: dict[str, tuple[str, ...]] = {name: (entry.group,) for name, entry in entries.items()}
    called |= {name: (rule, entries[rule].group) for name, rule in policies.items()}
    told = excepted(verdict.diagnostics, config, study.documents, called, today)
    told, comments = suppress.apply(told, _comments(study), today, called)
    known = frozenset((*called, *(entry.group for entry in entries.values()), "all"))
    late, broken = engine.judge_run(judges, Run(documents, replays, comments, known, frozenset(names), today))
    told = (*told, *suppress.apply(late, comments, today, called)[0])
    file = os.path.abspath(options.baseline) if options.baseline else config.baseline
    notes = study.notes
    if file:
        told, mended = baseline.apply(told, baseline.load(file), study.documents, os.path.dirname(file))
        notes = (*notes, *baseline.notes(file, mended))
    told = tuple(
        one._replace(released=_is_released(study, one))
        for one in sorted(told, key=_place)
        if one.span.path in study.asked
    )
    readings = {path: study.readings.get(path, ()) for path in sorted(study.asked)}
    return Report(
        told,
        _summary(told, study, readings, verdict),
        study.documents,
        replays,
        notes,
        (*verdict.failures, *broken),
        {one.name: one.rule.name for one in judges},
        threshold.fails(
            told,
            options.fail_on or config.fail_on,
            config.max_warnings if options.max_warnings is None else options.max_warnings,
        ),
    )


# --- reading --------------------------------------------------------------------------------------------------------


def _study(project: Project, config: Config, cwd: str, options: Options, notes: tuple[str, ...] = ()) -> Study:
    tell = options.progress or (lambda words: None)
    tell(f"reading {len(project.sources)} files")
    texts = [read(source) for source in project.sources]
    if options.stdin is not None:
        texts = [_from_stdin(document, options, cwd) for document in texts]
    if not config.file:
        for text in [text for text in texts if text.path.endswith((".md", ".markdown"))]:
            texts.extend(read(source) for source in linked(text.text, text.source.file, project, cwd=cwd))
    since = options.since or config.since
    known = released(project.root if project.in_git else "", since or None)
    if isinstance(known, Unknown):
        if known.wrong:
            raise UsageError(known.reason)
        notes = (*notes, known.reason) if known.reason else notes
    assume = config.assume_transaction if options.assume_transaction is None else options.assume_transaction
    arranged = arrange(
        texts,
        root=project.root,
        cwd=cwd,
        in_git=project.in_git,
        asked=None if config.file else frozenset(text.path for text in texts),
        released=known,
        dialect_for=_dialect_for(config, options),
        framework=config.migrations.framework,
        assume_transaction=assume,
    )
    arranged = _frozen(arranged, config.migrations.frozen)
    documents = {document.path: document for document in arranged.documents}
    reader = _Reader(documents, tell)
    version = options.server_version or config.server_version
    together = isinstance(known, Released)
    replays = [_history(history, reader, version, together) for history in arranged.histories]
    replays += [_snapshot(snapshot, reader, version) for snapshot in arranged.snapshots]
    for path in (*arranged.seeds, *arranged.queries):
        document = documents[path]
        script = Script(path, 0, len(document.text), None)
        replays.append(_snapshot(Snapshot(path, document.source.dialect, (script,), True), reader, version))
    held = configuration.matcher(config.check_against) if config.check_against else None
    schemas = tuple(
        one
        for one in replays
        if one.kind in ("history", "snapshot") and one.catalog.tables and (held is None or held(one.path))
    )
    pages = []
    for path in arranged.pages:
        page, own = _page(documents[path], config, reader, version)
        replays.append(own)
        pages.append((page, (*((own,) if own.catalog.tables else ()), *schemas)))
    if not texts:
        notes = (*notes, "there is no SQL and no schema document here; nothing was checked")
    asked = project.asked if project.asked else frozenset(documents)
    return Study(
        project,
        config,
        arranged,
        tuple(replays),
        tuple(pages),
        documents,
        reader.by_path(),
        asked & documents.keys(),
        notes,
    )


class _Reader:
    """Splits and reads each stretch of text once."""

    def __init__(self, documents: dict[str, Document], tell: Callable[[str], None]) -> None:
        self.documents = documents
        self.tell = tell
        self.known: dict[tuple[str, int, int, Dialect], tuple[Reading, ...]] = {}

    def read(self, script: Script, dialect: Dialect, text: str | None = None) -> tuple[Reading, ...]:
        key = (script.path, script.start, script.end, dialect)
        found = self.known.get(key)
        if found is None:
            self.tell(f"reading {script.path}")
            document = self.documents.get(script.path)
            whole = text if text is not None else document.text if document else ""
            statements = split(whole, dialect, script.path, script.start, script.end)
            found = self.known[key] = tuple(read_statement(statement) for statement in statements)
        return found

    def by_path(self) -> dict[str, tuple[Reading, ...]]:
        """Every statement of each file once, in order, even where two histories read the same file."""
        found: dict[str, dict[int, Reading]] = {}
        for (path, *_), readings in self.known.items():
            rows = found.setdefault(path, {})
            for reading in readings:
                rows.setdefault(reading.statement.span.start, reading)
        return {path: tuple(rows[start] for start in sorted(rows)) for path, rows in found.items()}


def _history(history: History, reader: _Reader, version: str, together: bool) -> Replay:
    """Released migrations one by one; what is new is one change set where git tells what is new, else each its own."""
    blocks: list[Block] = []
    downs: dict[int, tuple[Reading, ...]] = {}
    for at, migration in enumerate(history.migrations):
        change_set = len(history.migrations) if together and not migration.released else at
        for script in migration.up:
            readings = reader.read(script, history.dialect)
            wrapped = _transaction(script, readings, history)
            blocks.append(Block(readings, not migration.released, change_set, at, wrapped))
        downs[at] = tuple(reading for script in migration.down for reading in reader.read(script, history.dialect))
    complete = together and bool(blocks)
    found = _replayed(history, blocks, downs, version, complete)
    if complete and any(step.faults and not step.new for step in found.steps):
        # It ran in production, so what its released steps miss was made elsewhere: this is half a history.
        found = _replayed(history, blocks, downs, version, False)
    return found


def _replayed(
    history: History, blocks: Sequence[Block], downs: dict[int, tuple[Reading, ...]], version: str, complete: bool
) -> Replay:
    """Where the history is not known to be complete, what it never creates is taken to exist."""
    found = replay(
        blocks,
        history.dialect,
        path=history.path,
        kind="history",
        version=version,
        history=history,
        downs=downs,
        assume_uncreated=not complete,
    )
    return found if complete else found._replace(catalog=found.catalog._replace(complete=False))


def _frozen(arranged: Arrangement, last: str) -> Arrangement:
    """Configuration names the last migration that may never be edited: it and all before it count as released."""
    if not last:
        return arranged
    files: set[str] = set()
    histories = []
    for history in arranged.histories:
        steps = history.migrations
        ends = [at for at, step in enumerate(steps) if last in (step.name, step.version, "all")]
        until = max(ends, default=-1) if last != "all" else len(steps) - 1
        held = tuple(
            step._replace(released=True, frozen=True) if at <= until else step for at, step in enumerate(steps)
        )
        files.update(script.path for step in held if step.frozen for script in (*step.up, *step.down))
        histories.append(history._replace(migrations=held))
    documents = tuple(
        one._replace(source=one.source._replace(released=True, frozen=True)) if one.path in files else one
        for one in arranged.documents
    )
    return arranged._replace(histories=tuple(histories), documents=documents)


def _transaction(script: Script, readings: Iterable[Reading], history: History) -> Transaction | None:
    if not script.transaction:
        return None
    if not script.implicit:
        return Transaction("framework", history.transaction_words, script.opt_out)
    several = sum(reading.statement.kind not in ("client", "data") for reading in readings) > 1
    return Transaction("implicit", history.transaction_words, script.opt_out) if several else None


def _snapshot(snapshot: Snapshot, reader: _Reader, version: str) -> Replay:
    blocks = [Block(reader.read(script, snapshot.dialect)) for script in snapshot.scripts]
    return replay(
        blocks,
        snapshot.dialect,
        path=snapshot.path,
        kind="script" if snapshot.standalone else "snapshot",
        version=version,
        complete=not snapshot.standalone,
    )


def _page(document: Document, config: Config, reader: _Reader, version: str) -> tuple[Page, Replay]:
    """A document's fences in its order; migrations and rollbacks stand apart from the schema."""
    from schemalint.pages.page import read as read_page

    page = read_page(document, config.documents.template)
    dialect = document.source.dialect
    blocks: list[Block] = []
    for fence in page.fences:
        if fence.role not in ("schema", "migration", "rollback", "data", "query"):
            continue
        text = None
        if fence.quote:
            text = page.text[: fence.content.start] + page.content(fence) + page.text[fence.content.end :]
        script = Script(page.path, fence.content.start, fence.content.end, None)
        readings = reader.read(script, dialect, text)
        if fence.role != "query":
            aside = fence.role in ("migration", "rollback")
            blocks.append(
                Block(
                    readings, aside=aside, section=fence.role if aside else "", change_set=len(blocks) if aside else 0
                )
            )
    complete = any(reading.statement.verb == "CREATE TABLE" for block in blocks for reading in block.readings)
    return page, replay(blocks, dialect, path=page.path, kind="document", version=version, complete=complete)


def _on_its_own(name: str, cwd: str) -> Project:
    """Standard input under a name that no file has."""
    from schemalint.sources.discover import source_of

    source = source_of(os.path.abspath(os.path.join(cwd, name)), cwd)
    return Project(os.path.dirname(source.file), False, (), (source,), frozenset({source.path}))


def _from_stdin(document: Document, options: Options, cwd: str) -> Document:
    if document.source.file != os.path.abspath(os.path.join(cwd, options.stdin_filename)):
        return document
    return decoded(document.source, options.stdin or b"")


def _configured(folder: str, options: Options, entries: dict[str, plugins.RuleEntry] | None) -> Config:
    return configuration.load(folder, isolated=options.isolated, explicit=options.config, entries=entries)


def _dialect_for(config: Config, options: Options) -> Callable[[str], tuple[Dialect, str] | None]:
    if options.dialect:
        chosen = cast(Dialect, options.dialect)
        return lambda _path: (chosen, "command line")
    table = [(configuration.matcher((pattern,)), dialect) for pattern, dialect in config.dialects]

    def told(path: str) -> tuple[Dialect, str] | None:
        relative = os.path.relpath(os.path.abspath(path), config.root)
        for matches, dialect in table:
            if matches(relative):
                return dialect, "configuration"
        return (cast(Dialect, config.dialect), "configuration") if config.dialect else None

    return told


# --- counting -------------------------------------------------------------------------------------------------------


def _summary(
    told: tuple[Diagnostic, ...], study: Study, readings: dict[str, tuple[Reading, ...]], verdict: engine.Verdict
) -> Summary:
    open_ = [one.severity for one in told if not one.suppressed]
    every = [reading for rows in readings.values() for reading in rows]
    return Summary(
        files=len(readings),
        statements=len(every),
        analysed=sum(reading.complete for reading in every),
        muted=verdict.muted,
        released_not_judged=verdict.released,
        errors=open_.count("error"),
        warnings=open_.count("warning"),
        infos=open_.count("info"),
        suppressed=len(told) - len(open_),
    )


def _comments(study: Study) -> tuple[Suppression, ...]:
    fences = {page.path: page.fences for page, _ in study.pages}
    return tuple(
        comment
        for path, document in study.documents.items()
        for comment in suppress.suppressions(
            document, [reading.statement for reading in study.readings.get(path, ())], fences.get(path)
        )
    )


def _place(one: Diagnostic) -> tuple[str, int, int, str]:
    return (*one.span, one.rule)


def _is_released(study: Study, one: Diagnostic) -> bool:
    document = study.documents.get(one.span.path)
    return document is not None and document.source.released


def _joined(reports: Sequence[Report]) -> Report:
    if len(reports) == 1:
        return reports[0]
    counts = zip(*(report.summary for report in reports), strict=True)
    return Report(
        tuple(one for report in reports for one in report.diagnostics),
        Summary(*(sum(column) for column in counts)) if reports else Summary(),
        {path: document for report in reports for path, document in report.documents.items()},
        tuple(one for report in reports for one in report.replays),
        tuple(dict.fromkeys(note for report in reports for note in report.notes)),
        tuple(failure for report in reports for failure in report.failures),
        {name: rule for report in reports for name, rule in report.rules.items()},
        any(report.fails for report in reports),
    )


def _today() -> str:
    import time

    return time.strftime("%Y-%m-%d")
