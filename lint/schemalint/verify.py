"""Migrations proved on real servers: which histories, on which server, with which rows and ways back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from schemalint.config import Options, UsageError
from schemalint.dialects.locks import title
from schemalint.frameworks import running
from schemalint.generating.rollbacks import rollback_sql
from schemalint.generating.sample_data import sample_data
from schemalint.model.change import Change, Execute, Opaque, WriteRows
from schemalint.model.document import Dialect, Statement
from schemalint.model.project import Migration, Script
from schemalint.model.proof import Proof, Verification
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Applied, Block, Replay
from schemalint.model.schema import Catalog, Table
from schemalint.model.text import Span
from schemalint.replay.inverse import undo
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split
from schemalint.study import Study, studies
from schemalint.translating.back import original, span_in_file
from schemalint.verifying.claims import claims
from schemalint.verifying.engine import Engine, UnavailableError
from schemalint.verifying.private import cleaning_up
from schemalint.verifying.turns import Part, Turn, advance, prove
from schemalint.verifying.url import opened, parsed
from schemalint.verifying.values import Row
from schemalint.ways_back import source_of

STOOD_IN = "MariaDB stood in for MySQL"


class Asked(NamedTuple):
    """On which server."""

    database_url: str = ""
    force: bool = False
    """The database of the URL may hold something."""


def verify(paths: Sequence[str], options: Options, asked: Asked | None = None) -> list[Verification]:
    """Takes every migration that the paths name up, down and up again, each on a copy of what those before it made. Raises
    ConfigError, UsageError where there is no migration, and UnavailableError for a URL that cannot be used."""
    asked = asked or Asked()
    found: list[Verification] = []
    with cleaning_up():
        engines = _Engines(asked)
        try:
            for study in studies(paths or (".",), options):
                for one in study.replays:
                    if one.history is not None and one.applied and _wanted(study, one):
                        found.append(_verified(study, one, engines, options))
        finally:
            engines.stop()
    if not found:
        raise UsageError(f"there is no migration in {', '.join(paths) or 'this folder'}")
    return found


def _wanted(study: Study, one: Replay) -> bool:
    return any(_is_asked(study, applied.migration) for applied in one.applied)


def _is_asked(study: Study, migration: Migration) -> bool:
    return any(script.path in study.asked for script in (*migration.up, *migration.down))


def _verified(study: Study, found: Replay, engines: _Engines, options: Options) -> Verification:
    history = found.history
    assert history is not None
    verification = Verification(found.path, history.framework, found.dialect, "")
    if _is_for_cockroach(found):
        return verification._replace(reason="no server for CockroachDB can be had here, and PostgreSQL is another one")
    try:
        engine = engines.of(found.dialect, found.version)
    except UnavailableError as error:
        return verification._replace(reason=str(error))
    tell = options.progress or (lambda words: None)
    walk = _Walk(study, found, engine)
    proofs: list[Proof] = []
    wanted = [_is_asked(study, applied.migration) for applied in found.applied]
    count = len(wanted) - wanted[::-1].index(True)  # what comes behind the last of them is not needed
    try:
        for number, applied in enumerate(found.applied[:count]):
            tell(f"{_bar(number, count)} {number + 1}/{count} {applied.migration.name}")
            proofs += walk.take(applied, wanted[number])
    except UnavailableError as error:
        return verification._replace(engine=engine.title, proofs=tuple(proofs), reason=str(error))
    finally:
        tell("")
    return verification._replace(engine=engine.title, proofs=tuple(proofs))


_COCKROACH = re.compile(r"(?i)(?:^|[._/\\-])(?:cockroach(?:db)?|crdb)(?:[._/\\-]|$)")
"""What names of files for CockroachDB hold."""


def _is_for_cockroach(found: Replay) -> bool:
    paths = [script.path for applied in found.applied for script in applied.migration.up]
    own = [path for path in paths if _COCKROACH.search(path.removeprefix(found.path))]
    return len(own) * 2 > len(paths)


def _bar(done: int, count: int) -> str:
    filled = 20 * done // max(count, 1)
    return f"[{'#' * filled}{'.' * (20 - filled)}]"


class _Walk:
    """The way through one history, each migration behind those before it."""

    def __init__(self, study: Study, found: Replay, engine: Engine) -> None:
        self.study = study
        self.found = found
        self.engine = engine
        self.base = engine.fresh()
        self.incomplete = ""
        if found.dialect == "mysql" and engine.dialect == "mariadb" and engine.title.startswith("MariaDB"):
            self.incomplete = STOOD_IN
        elif not found.catalog.complete:
            self.incomplete = "the history builds on what it does not make itself"
        self._statements: dict[str, list[Statement]] = {}
        for reading in found.readings:
            self._statements.setdefault(reading.statement.path, []).append(reading.statement)

    def take(self, applied: Applied, wanted: bool) -> Iterator[Proof]:
        """Proves a migration, where that is wanted, and goes on behind it."""
        migration = applied.migration
        script = migration.up[0] if migration.up else None
        path, line = (script.path, self._line(script.path, script.start)) if script else (self.found.path, 0)
        skipped = self._hindrance(applied)
        if skipped:
            if wanted:
                yield Proof(migration.name, path, line, "none", unverified=(skipped,))
            turn = Turn(migration.name, path, line, self._parts(migration.up), (), "none")
            advance(self.engine, self.base, turn)
            self._taint(migration)
            return
        turn = self._turn(applied, path, line, wanted)
        if wanted:
            yield prove(self.engine, self.base, turn, self._line)
        if not advance(self.engine, self.base, turn):
            self._taint(migration)

    def _taint(self, migration: Migration) -> None:
        self.incomplete = self.incomplete or f"not all of {migration.name} before it could be run"

    def _hindrance(self, applied: Applied) -> str:
        """Why a migration cannot be run as it stands."""
        if not applied.migration.up:
            return "it holds no SQL: its framework's own steps are not run here"
        for script in applied.migration.up:
            for statement in self._of(script):
                line = self._line(statement.path, statement.span.start)
                if statement.masked:
                    return f"line {line} holds a placeholder that is filled in elsewhere"
                if statement.verb == "UNTRANSLATED":
                    return f"line {line} is code, which is not run here"
        if not any(part.statements for part in self._parts(applied.migration.up)):
            return "it holds no statement"
        return ""

    def _line(self, path: str, offset: int) -> int:
        document = self.study.documents.get(path)
        if document is None:
            return 0
        return original(document).lines.position(span_in_file(Span(path, offset, offset), document).start).line

    def _of(self, script: Script) -> list[Statement]:
        held = self.study.stretches.get((script.path, script.start, script.end, self.found.dialect))
        if held is not None:  # the text between may hold the way back, too
            return [reading.statement for reading in held[1]]
        return [one for one in self._statements.get(script.path, ()) if script.start <= one.span.start < script.end]

    def _parts(self, scripts: Sequence[Script]) -> tuple[Part, ...]:
        parts = []
        for script in scripts:
            kept = [one for one in self._of(script) if one.kind not in ("client", "data") and not one.masked]
            several = sum(one.kind != "client" for one in kept) > 1
            wrapped = bool(script.transaction) and (several or not script.implicit)
            parts.append(Part(tuple(kept), wrapped))
        return tuple(parts)

    def _turn(self, applied: Applied, path: str, line: int, wanted: bool) -> Turn:
        migration = applied.migration
        turn = Turn(
            migration.name, path, line, self._parts(migration.up), (), "none", incomplete=self.incomplete,
            repeatable=migration.repeatable,
        )  # fmt: skip
        if not wanted:
            return turn
        turn = self._with_way_back(turn, applied)
        before = applied.steps[0].before if applied.steps else None
        seeds: tuple[str, ...] = ()
        if before is not None and before.tables:
            seeds = tuple(one.text for one in split(sample_data(before), before.dialect, "rows"))
        return turn._replace(
            seeds=seeds,
            claims=tuple(claims(applied.steps, self.engine.dialect, self.engine.version)),
            written=_written(applied, before),
        )

    def _with_way_back(self, turn: Turn, applied: Applied) -> Turn:
        migration = applied.migration
        down = self._parts(migration.down)
        if migration.down and not migration.empty_down:
            statements = [one for script in migration.down for one in self._of(script)]
            unfit = next((one for one in statements if one.masked or one.verb == "UNTRANSLATED"), None)
            if unfit is not None:
                line = self._line(unfit.path, unfit.span.start)
                why = (
                    "holds a placeholder that is filled in elsewhere"
                    if unfit.masked
                    else "is code, which is not run here"
                )
                return turn._replace(no_way_back=f"line {line} of its down part {why}")
            if any(part.statements for part in down):
                return turn._replace(down=down, origin="own")
        unclear = [one for one in applied.steps if _is_unclear(one.change) or one.reading.unread]
        if unclear:
            line = self._line(unclear[0].statement.path, unclear[0].statement.span.start)
            return turn._replace(
                no_way_back=f"it has no down part, and none is generated: line {line} was not wholly understood"
            )
        history = self.found.history
        framework = running(history) if history else None
        script = rollback_sql(applied.steps, undo, source=source_of(self.study), framework=framework)
        of_rows = {undo(step).irreversible for step in applied.steps if isinstance(step.change, WriteRows)}
        for_good = [words for words in script.irreversible if words not in of_rows]
        if for_good:
            return turn._replace(no_way_back=f"it has no down part, and nothing takes it back: {for_good[0]}")
        statements = split(script.text, self.found.dialect, "the generated rollback")
        kept = tuple(one for one in statements if one.kind != "client")
        wrapped = script.transaction and len(kept) > 1
        stay = "; ".join(dict.fromkeys(script.irreversible))
        return turn._replace(down=(Part(kept, wrapped),), origin="generated", rows_stay=stay)


def _is_unclear(change: Change) -> bool:
    return isinstance(change, (Opaque, Execute))


def _written(applied: Applied, before: Catalog | None) -> frozenset[str]:
    """The tables whose rows the migration or its way back may change by itself; all of them where a block of code, or a key that
    deletes along, could."""
    changes: list[Change] = [step.change for step in applied.steps]
    changes += [change for reading in applied.down for change in reading.changes]
    names: set[str] = set()
    for change in changes:
        if _is_unclear(change) or (isinstance(change, WriteRows) and change.verb in ("delete", "truncate", "replace")):
            return frozenset(ref.name.lower() for ref in before.tables) if before else frozenset()
        if isinstance(change, WriteRows):
            names.update(name.name.value.lower() for name in change.tables)
    return frozenset(names)


class _Engines:
    """The servers of a run, each started when it is first needed."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.named = parsed(asked.database_url) if asked.database_url else None
        self.running: dict[str, Engine] = {}
        self.absent: dict[str, str] = {}

    def of(self, dialect: Dialect, version: str) -> Engine:
        """The server for a dialect. Raises UnavailableError."""
        kind = "mariadb" if dialect == "mysql" else dialect
        if kind in self.running:
            return self.running[kind]
        if kind in self.absent:
            raise UnavailableError(self.absent[kind])
        target = self.named
        try:
            if target is not None and target.kind == kind:
                engine = opened(target, self.asked.force)
            elif kind not in _STARTERS:
                raise UnavailableError(f"no server for {_title(dialect)} can be had here")
            else:
                engine = _STARTERS[kind](version)
        except UnavailableError as error:
            self.absent[kind] = str(error)
            raise
        self.running[kind] = engine
        return engine

    def stop(self) -> None:
        while self.running:
            self.running.popitem()[1].stop()


def _title(dialect: Dialect) -> str:
    return "a dialect that nothing tells" if dialect == "standard" else title(dialect)


def _postgres(version: str) -> Engine:
    from schemalint.verifying import postgres

    tried = []
    for folder in postgres.folders(version):
        try:
            return postgres.private(folder)
        except UnavailableError as error:
            tried.append(f"{folder}: {error}")
    raise UnavailableError("; ".join(tried) or f"no PostgreSQL was found: {_ADVICE}")


_ADVICE = "put initdb and postgres on PATH, install schemalint[verify], or name a server by --database-url"


def _mariadb(_version: str) -> Engine:
    from schemalint.verifying import mariadb

    return mariadb.private()


def _sqlite(_version: str) -> Engine:
    from schemalint.verifying.sqlite import Sqlite

    return Sqlite(_told_by_text)


def _told_by_text(text: str) -> list[Row]:
    """What the text of a table says that SQLite's PRAGMAs do not tell."""
    readings = tuple(map(read, split(text, "sqlite", "table")))
    catalog = replay((Block(readings),), "sqlite", path="table", kind="snapshot").catalog
    return [row for table in catalog.tables.values() for row in _in_words(table)]


def _in_words(table: Table) -> Iterator[Row]:
    for check in table.checks:
        yield "check", check.name if check.named else "a check", check.expression.text
    for column in table.columns:
        if column.generated is not None:
            yield "generated column", column.name, f"{column.generated.text} {'stored' if column.stored else 'virtual'}"
        if column.collation:
            yield "collation", column.name, column.collation
        if column.identity:
            yield "numbering", column.name, "AUTOINCREMENT"
    for key in table.foreign_keys:
        if key.deferrable:
            yield "deferrable key", ", ".join(key.columns), "initially deferred" if key.initially_deferred else ""
    for name, value in table.options:
        yield "option", name, value


_STARTERS: dict[str, Callable[[str], Engine]] = {"postgres": _postgres, "mariadb": _mariadb, "sqlite": _sqlite}
