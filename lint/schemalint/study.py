"""One project, read and replayed: from paths to catalogues."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from schemalint import config as configuration
from schemalint import plugins
from schemalint.config import Config, Options, UsageError
from schemalint.dialects.stores import STORES, store_in_fence
from schemalint.frameworks import named
from schemalint.model.change import Reading
from schemalint.model.document import Dialect, Document
from schemalint.model.project import History, Migration, Script, Snapshot
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Block, Replay
from schemalint.replay.replay import replay
from schemalint.replay.wrapping import wrapped
from schemalint.sources.discover import Project
from schemalint.sources.history import Arrangement, arrange
from schemalint.sources.released import Released
from schemalint.sql.reader import read as read_statement
from schemalint.sql.reader.guards import guarded
from schemalint.sql.splitter import split
from schemalint.survey import Survey, survey, surveys

if TYPE_CHECKING:
    from schemalint.frameworks.custom import Shape
    from schemalint.model.page import Page
    from schemalint.stores.reader import Notations


Place = tuple[str, int, int, Dialect]
"""A stretch of a file: path, start and end, and the dialect it is read in."""


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
    revision: str = ""
    """The base revision, what is released; empty where there is none."""
    stretches: Mapping[Place, tuple[str, tuple[Reading, ...]]] = {}
    """Every stretch of SQL that was read, with its text."""


def studies(
    paths: Sequence[str], options: Options, entries: dict[str, plugins.RuleEntry] | None = None
) -> Iterator[Study]:
    """The projects that the paths name, each read and replayed. Raises ConfigError and UsageError."""
    for one in surveys(paths, options, entries):
        yield read_and_replay(one, options)


def study(
    project: Project,
    config: Config,
    options: Options,
    notes: tuple[str, ...] = (),
    laid_over: Mapping[str, str] | None = None,
    before: Study | None = None,
) -> Study:
    """Reads and replays one project. `laid_over` are texts, by printed path, that stand in for those of files, or for files
    that do not exist yet. What `before` has read of the same texts is not read again. Raises UsageError."""
    return read_and_replay(survey(project, config, options, notes, laid_over), options, before)


def read_and_replay(surveyed: Survey, options: Options, before: Study | None = None) -> Study:
    """From the files of a project to its catalogues."""
    project, config, texts, known, notes = surveyed
    cwd = os.getcwd()
    tell = options.progress or (lambda words: None)
    assume = config.assume_transaction if options.assume_transaction is None else options.assume_transaction
    arranged = arrange(
        texts,
        root=project.root,
        cwd=cwd,
        in_git=project.in_git,
        asked=None if config.file else frozenset(text.path for text in texts),
        released=known,
        dialect_for=_dialect_for(config, options),
        framework_for=_framework_for(config),
        shapes=_shapes(config),
        home=config.root,
        assume_transaction=assume,
        may_hold_migrations=_by_pattern(config, config.migrations.directories),
        is_document=_by_pattern(config, config.documents.patterns),
        in_sql=_in_sql(texts),
        steps_of=_steps_of_store,
    )
    arranged = _frozen(arranged, config.migrations.frozen)
    documents = {document.path: document for document in arranged.documents}
    reader = _Reader(documents, tell, before)
    version = _version_for(config, options)
    together = isinstance(known, Released)
    replays = [_history(history, reader, version(history.dialect), together) for history in arranged.histories]
    replays += [_snapshot(snapshot, reader, version(snapshot.dialect)) for snapshot in arranged.snapshots]
    for path in (*arranged.seeds, *arranged.queries):
        document = documents[path]
        script = Script(path, 0, len(document.text), None)
        dialect = document.source.dialect
        replays.append(_snapshot(Snapshot(path, dialect, (script,), True), reader, version(dialect)))
    edition = (options.edition or config.edition).lower()
    if edition:
        replays = [one._replace(edition=edition) for one in replays]
    tracking = config.documents.tracking_file(config.root)
    read = [
        _page(documents[path], config, reader, version)
        for path in arranged.pages
        if documents[path].source.file != tracking
    ]
    if any(config.privacy):
        replays = [one._replace(privacy=config.privacy) for one in replays]
        read = [
            (
                page,
                own._replace(privacy=config.privacy),
                tuple(one._replace(privacy=config.privacy) for one in of_stores),
            )
            for page, own, of_stores in read
        ]
    if read:
        from schemalint.pages.descriptions import described, told

        said = [told(page) for page, *_ in read]
        replays = [described(one, said) for one in replays]
        read = [
            (page, described(own, (one,)), tuple(described(held, (one,)) for held in of_stores))
            for (page, own, of_stores), one in zip(read, said, strict=True)
        ]
    held = _by_pattern(config, config.check_against)
    schemas = tuple(
        one
        for one in replays
        if one.kind in ("history", "snapshot") and one.catalog.tables and (held is None or held(one.path))
    )
    grounds = config.documents.against
    beside = tuple(one for one in schemas if ("histories" if one.kind == "history" else "snapshots") in grounds)
    replays += [held for _, own, of_stores in read for held in (own, *of_stores)]
    pages = [
        (page, (*(held for held in (own, *of_stores) if held.catalog.tables and "fences" in grounds), *beside))
        for page, own, of_stores in read
    ]
    if not texts:
        notes = (*notes, "there is no SQL and no schema document here; nothing was checked")
    asked = project.asked if project.asked else frozenset(documents)
    notes = (*notes, *_matched((page, against) for page, against in pages if page.path in asked))
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
        known.revision if isinstance(known, Released) else "",
        reader.stretches(),
    )


def _in_sql(texts: Sequence[Document]) -> Callable[[Document, Dialect | None], Document]:
    def said(document: Document, dialect: Dialect | None) -> Document:
        if not made:
            from schemalint.translating.translate import translator

            made.append(translator(texts))
        return made[0](document, dialect)

    made: list[Callable[[Document, Dialect | None], Document]] = []
    return said


class _Reader:
    """Splits and reads each stretch of text once, and none that was read before at the same place."""

    def __init__(self, documents: dict[str, Document], tell: Callable[[str], None], before: Study | None) -> None:
        self.documents = documents
        self.tell = tell
        self.before = before.stretches if before else {}
        self.known: dict[Place, tuple[Reading, ...]] = {}
        self.texts: dict[Place, str] = {}

    def read(self, script: Script, dialect: Dialect, text: str | None = None) -> tuple[Reading, ...]:
        key = (script.path, script.start, script.end, dialect)
        found = self.known.get(key)
        if found is None:
            self.tell(f"reading {script.path}")
            document = self.documents.get(script.path)
            whole = text if text is not None else document.text if document else ""
            written = self.texts[key] = whole[script.start : script.end]
            earlier = self.before.get(key)
            if earlier is not None and earlier[0] == written:
                found = earlier[1]
            elif dialect in STORES:
                found = _of_store(dialect, whole, script)
            else:
                statements = split(whole, dialect, script.path, script.start, script.end)
                found = tuple(guarded(map(read_statement, statements)))
            self.known[key] = found
        return found

    def stretches(self) -> dict[Place, tuple[str, tuple[Reading, ...]]]:
        """What was read, with its text: enough to tell that it need not be read again."""
        return {key: (self.texts[key], readings) for key, readings in self.known.items()}

    def by_path(self) -> dict[str, tuple[Reading, ...]]:
        """Every statement of each file once, in order, even where two histories read the same file."""
        found: dict[str, dict[int, Reading]] = {}
        for (path, *_), readings in self.known.items():
            rows = found.setdefault(path, {})
            for reading in readings:
                rows.setdefault(reading.statement.span.start, reading)
        return {path: tuple(rows[start] for start in sorted(rows)) for path, rows in found.items()}


def _steps_of_store(document: Document) -> tuple[str, tuple[Migration, ...]]:
    """The framework and the migrations of a file that describes a document store."""
    if document.source.dialect != "mongodb":
        return "", ()
    from schemalint.stores import steps

    return steps.steps(document.text, document.path, _notations())


def _notations() -> Notations:
    from schemalint.stores.reader import Notations
    from schemalint.translating import javascript, liquibase

    return Notations(javascript.tokens, javascript.string, liquibase.parsed)


def _of_store(dialect: Dialect, text: str, script: Script) -> tuple[Reading, ...]:
    """What a stretch of a text says of a document store."""
    from schemalint.stores import reader

    return reader.read(dialect, text, script.path, script.start, script.end, _notations())


def _history(history: History, reader: _Reader, version: str, together: bool) -> Replay:
    """Released migrations one by one; what is new is one change set where git tells what is new, else each its own."""
    blocks: list[Block] = []
    downs: dict[int, tuple[Reading, ...]] = {}
    for at, migration in enumerate(history.migrations):
        change_set = len(history.migrations) if together and not migration.released else at
        for script in migration.up:
            readings = reader.read(script, history.dialect)
            wrapping = wrapped(script, readings, history)
            blocks.append(Block(readings, not migration.released, change_set, at, wrapping))
        downs[at] = tuple(reading for script in migration.down for reading in reader.read(script, history.dialect))
    found = _replayed(history, blocks, downs, version, bool(blocks))
    # What ran in production missed nothing, so what released steps miss was made elsewhere; where git does not tell what is
    # released, a single slip is one, but who names many things that were never made goes on from elsewhere.
    half = any(step.faults and not step.new for step in found.steps) if together else _goes_on(found)
    framework = named(history.framework)
    if framework is not None and framework.partial:
        half = any(step.faults for step in found.steps)
    if framework is not None and framework.brings:
        half = half or _names_one(framework.brings, found)
    return _replayed(history, blocks, downs, version, False) if half and blocks else found


def _names_one(schemas: tuple[str, ...], found: Replay) -> bool:
    """Whether a statement names something in one of these schemas."""
    import re

    named = re.compile(rf"\b(?:{'|'.join(schemas)})[\"']?\s*\.", re.IGNORECASE)
    return any(named.search(reading.statement.text) for reading in found.readings)


SLIPS = 5
"""In a history that makes this many tables for each object that it names and never makes, those are slips."""


def _goes_on(found: Replay) -> bool:
    """Whether a history seems to begin elsewhere: it names too many objects that none of its steps ever makes."""
    never = {
        (fault.object_kind, fault.ref)
        for step in found.steps
        for fault in step.faults
        if fault.kind in ("missing", "missing-parent", "missing-type")
        and fault.object_kind in ("table", "view", "type", "sequence")
        and (fault.object_kind, fault.ref) not in found.created
        and ("table", fault.ref) not in found.created
    }
    tables = found.catalog.tables
    # SQLite takes a key to a table that is not there.
    parents = {("table", key.parent) for table in tables.values() for key in table.foreign_keys if not key.ignored}
    never |= {parent for parent in parents if parent[1] not in tables and parent not in found.created}
    made = sum(not table.assumed for table in tables.values())
    return len(never) * SLIPS > made


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


def _snapshot(snapshot: Snapshot, reader: _Reader, version: str) -> Replay:
    blocks = [Block(reader.read(script, snapshot.dialect)) for script in snapshot.scripts]
    return replay(
        blocks,
        snapshot.dialect,
        path=snapshot.path,
        kind="script" if snapshot.standalone else "snapshot",
        version=version,
        complete=not snapshot.standalone,
    )._replace(evidence=snapshot.evidence, beside=snapshot.beside, keyed=snapshot.keyed)


def page_of(document: Document, config: Config) -> Page:
    """The page that a document is, read with the template and the words of the configuration. Raises UsageError where one of
    them is wrong."""
    from schemalint.pages.page import UnknownWordsError, read

    try:
        return read(document, config.documents.template, config.documents.words)
    except UnknownWordsError as error:
        raise UsageError(f"{config.file}: {error}") from error
    except ValueError as error:  # what is wrong is the template's file; any document makes a page
        raise UsageError(f"the template {config.documents.template} cannot be read: {error}") from error


def _matched(pages: Iterable[tuple[Page, tuple[Replay, ...]]]) -> Iterator[str]:
    """What documents call by other names than their schema does, told once for each: the project's schemas, or their own
    fences where there are none."""
    from schemalint.pages.matching import Names, note

    made: dict[tuple[int, ...], Names] = {}
    for page, against in pages:
        schemas = [one for one in against if one.kind != "document"] or list(against)
        key = tuple(map(id, schemas))
        if schemas and key not in made:
            made[key] = Names(schemas)
        said = note(page, made[key]) if schemas else ""
        if said:
            yield said


def _page(
    document: Document, config: Config, reader: _Reader, version: Callable[[Dialect], str]
) -> tuple[Page, Replay, tuple[Replay, ...]]:
    """A document's fences of SQL in its order, and those of each document store; migrations and rollbacks stand apart from the
    schema."""
    page = page_of(document, config)
    dialect = document.source.dialect
    blocks: list[Block] = []
    of_stores: dict[Dialect, list[Block]] = {}
    for fence in page.fences:
        if fence.role not in ("schema", "migration", "rollback", "data", "query"):
            store = store_in_fence(fence.language, page.content(fence))
            if store is not None and not fence.quote:
                script = Script(page.path, fence.content.start, fence.content.end, None)
                of_stores.setdefault(store, []).append(Block(reader.read(script, store)))
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
    stated = {(one.table.lower(), one.column.lower()): one.values for one in page.status_values}
    own = replay(blocks, dialect, path=page.path, kind="document", version=version(dialect), complete=complete)
    stores = tuple(
        replay(held, store, path=page.path, kind="document", version=version(store), complete=False)
        for store, held in of_stores.items()
    )
    return page, own._replace(documented_values=stated), tuple(one._replace(documented_values=stated) for one in stores)


def _shapes(config: Config) -> tuple[Shape, ...]:
    """The layouts of migrations that the configuration describes."""
    if not config.migrations.custom:
        return ()
    from schemalint.frameworks.custom import shape

    return tuple(map(shape, config.migrations.custom))


def _framework_for(config: Config) -> Callable[[str], str] | None:
    """The configured framework of a printed directory; None when there is none."""
    table = [(configuration.matcher((pattern,)), name) for pattern, name in config.migrations.frameworks]
    usual = config.migrations.framework
    if not table:
        return (lambda _folder: usual) if usual else None

    def told(folder: str) -> str:
        relative = os.path.relpath(os.path.abspath(folder), config.root).replace(os.sep, "/")
        return next((name for matches, name in reversed(table) if matches(relative)), usual)

    return told


def _by_pattern(config: Config, patterns: Sequence[str]) -> Callable[[str], bool] | None:
    """Tells whether a printed path is meant by patterns of the configuration; None when there are none."""
    if not patterns:
        return None
    matches = configuration.matcher(patterns)
    return lambda path: matches(os.path.relpath(os.path.abspath(path), config.root).replace(os.sep, "/"))


def _version_for(config: Config, options: Options) -> Callable[[Dialect], str]:
    """The version of the server that runs a dialect; empty where nobody said."""
    if options.server_version:
        return lambda _dialect: options.server_version
    return lambda dialect: config.server_versions.get(dialect, config.server_version)


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
