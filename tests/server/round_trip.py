"""Migrations there and back again on real servers, the way back being the rollback that we generate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from wire import Session

from schemalint.frameworks import named
from schemalint.generating.rollbacks import Script, rollback_sql
from schemalint.generating.sample_data import sample_data
from schemalint.model.change import Step
from schemalint.model.document import Dialect, Statement
from schemalint.model.replay import Block, Replay
from schemalint.replay.inverse import undo
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split
from schemalint.study import Study
from schemalint.verifying.compare import compared
from schemalint.verifying.engine import Engine
from schemalint.verifying.postgres_picture import QUERIES
from schemalint.verifying.values import Picture
from schemalint.ways_back import source_of


class Journey(NamedTuple):
    """One migration, or one script that belongs to no history."""

    name: str
    path: str
    up: tuple[Statement, ...]
    back: Script
    seeds: tuple[str, ...] = ()
    """Statements that put rows into the tables before it."""
    understood: bool = True
    """False where something in it was not read, so that its rollback says it is not whole."""


class Outcome(NamedTuple):
    """How a journey ended."""

    journey: Journey
    kind: str
    """`restored`, `not reversible`, `up refused`, `down refused`, `different`, `up refused again`, `not repeated`."""
    words: str = ""
    apart: tuple[str, ...] = ()
    """What differs and does no harm: the order of columns."""


def behind(study: Study, found: Replay, texts: Sequence[tuple[str, str]]) -> Replay:
    """The history as it goes on from what scripts have made before it."""
    blocks = [Block(tuple(map(read, split(text, found.dialect, path)))) for path, text in texts]
    for number, applied in enumerate(found.applied):
        first = applied.steps[0] if applied.steps else None
        scripts = applied.migration.up
        readings = tuple(
            reading
            for script in scripts
            for reading in found.readings
            if reading.statement.path == script.path and script.start <= reading.statement.span.start < script.end
        )
        blocks.append(
            Block(readings, change_set=number + 1, migration=number, transaction=first.transaction if first else None)
        )
    steps: dict[int | None, list[Step]] = {}
    for step in replay(blocks, found.dialect, path=found.path, kind="history", version=found.version).steps:
        steps.setdefault(step.migration, []).append(step)
    return found._replace(
        applied=tuple(one._replace(steps=tuple(steps.get(number, ()))) for number, one in enumerate(found.applied))
    )


def journeys(study: Study, found: Replay, *, rows: bool = False) -> Iterator[Journey]:
    """The migrations of a history in their order, or the one script."""
    source = source_of(study)
    framework = named(found.history.framework) if found.history else None
    statements: dict[str, list[Statement]] = {}
    for reading in found.readings:
        statements.setdefault(reading.statement.path, []).append(reading.statement)
    if found.history is None:
        yield _journey(
            found.path,
            found.path,
            statements.get(found.path, ()),
            found.steps,
            rollback_sql(found.steps, undo, source=source),
            rows,
        )
        return
    for applied in found.applied:
        ups = [
            statement
            for script in applied.migration.up
            for statement in statements.get(script.path, ())
            if script.start <= statement.span.start < script.end
        ]
        back = rollback_sql(applied.steps, undo, source=source, framework=framework)
        path = applied.migration.up[0].path if applied.migration.up else ""
        yield _journey(applied.migration.name, path, ups, applied.steps, back, rows)


def _journey(
    name: str, path: str, ups: Sequence[Statement], steps: Sequence[Step], back: Script, rows: bool
) -> Journey:
    kept = tuple(one for one in ups if one.kind not in ("client", "data", "transaction"))
    before = steps[0].before if steps else None
    seeds: tuple[str, ...] = ()
    if rows and before is not None and before.tables:
        seeds = tuple(one.text for one in split(sample_data(before), before.dialect, "rows"))
    return Journey(name, path, kept, back, seeds)


# PostgreSQL: each journey in a transaction that is taken back, or in a copy of the database where a statement takes none


class OnPostgres:
    """A database that goes from migration to migration."""

    dialect: Dialect = "postgres"

    def __init__(self, folder: Path, name: str, texts: Sequence[str] = ()) -> None:
        self.folder = folder
        self.name = name
        self.admin = Session(folder, "postgres")
        self.admin.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        assert self.admin.run(f'CREATE DATABASE "{name}"') is None
        self.session = Session(folder, name)
        for text in texts:
            self.session.run(text)
        self.last: Picture | None = None

    def close(self) -> None:
        self.session.socket.close()
        self.admin.run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self.admin.socket.close()

    def take(self, journey: Journey) -> Outcome:
        """There, back, there again; the second way there stays."""
        if journey.back.transaction and not any(
            re.search(r"(?i)\bCONCURRENTLY\b|\bADD\s+VALUE\b", one.text) for one in journey.up
        ):
            outcome = self._inside(journey)
        else:
            outcome = self._on_copy(journey)
        self.go(journey)
        return outcome

    def go(self, journey: Journey) -> None:
        """There, and no way back."""
        for statement in journey.up:
            self.session.run(statement.text)

    def back_and_there(self, journey: Journey) -> Outcome:
        """Back from the schema there is and there again, both in a transaction; what was taken back stays so where it could be."""
        session = self.session
        wanted = postgres_picture(session)
        session.run("BEGIN")
        refused = session.run(journey.back.text)
        if refused:
            session.run("ROLLBACK")
            return Outcome(journey, "down refused", refused.words)
        session.run("SAVEPOINT back")
        said = next((one.words for one in (session.run(statement.text) for statement in journey.up) if one), "")
        left = compared(postgres_picture(session), wanted).real if not said else ()
        session.run("ROLLBACK TO back")
        session.run("COMMIT")
        if journey.back.irreversible:
            return Outcome(journey, "not reversible", "; ".join(journey.back.irreversible))
        if said:
            return Outcome(journey, "up refused", said)
        return Outcome(journey, "different" if left else "restored", "; ".join(left))

    def _inside(self, journey: Journey) -> Outcome:
        session = self.session
        session.run("BEGIN")
        try:
            self._seed(session, journey, savepoints=True)
            return travelled(journey, _Inside(session))
        finally:
            session.run("ROLLBACK")

    def _seed(self, session: Session, journey: Journey, *, savepoints: bool) -> None:
        for text in journey.seeds:
            if savepoints:
                session.run("SAVEPOINT seed")
            if session.run(text) and savepoints:
                session.run("ROLLBACK TO seed")

    def _on_copy(self, journey: Journey) -> Outcome:
        copy = f"{self.name}_copy"
        self.session.socket.close()
        self.admin.run(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        for _ in range(40):
            refused = self.admin.run(f'CREATE DATABASE "{copy}" TEMPLATE "{self.name}"')
            if refused is None:
                break
        assert refused is None, refused
        self.session = Session(self.folder, self.name)
        try:
            with Session(self.folder, copy) as session:
                self._seed(session, journey, savepoints=False)
                return travelled(journey, _Outside(session))
        finally:
            self.admin.run(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def postgres_picture(session: Session) -> Picture:
    """All that the database holds, with every name written out."""
    path = session.rows("SHOW search_path")[0][0]
    session.rows("SELECT set_config('search_path', '', false)")
    found: Picture = {kind: {tuple(row) for row in session.rows(_effective(query))} for kind, query in QUERIES.items()}
    session.rows("SELECT set_config('search_path', '{}', false)".format(path.replace("'", "''")))
    return found


_ACL = re.compile(r"\b([cptn])\.(relacl|proacl|typacl|nspacl)\b")
_OWNER = {
    "relacl": ("CASE c.relkind WHEN 'S' THEN 's'::\"char\" ELSE 'r'::\"char\" END", "c.relowner"), "proacl": ("'f'", "p.proowner"),
    "typacl": ("'T'", "t.typowner"), "nspacl": ("'n'", "n.nspowner"),
}  # fmt: skip


def _effective(query: str) -> str:
    """The query asking what may be done: to have no list of rights is to have that of the default."""

    def told(found: re.Match[str]) -> str:
        kind, owner = _OWNER[found[2]]
        return f"(SELECT string_agg(x, ',' ORDER BY x) FROM unnest(coalesce({found[1]}.{found[2]}, acldefault({kind}, {owner}))::text[]) x)"

    query = _ACL.sub(told, query)
    return query.replace("a.attacl", "nullif(a.attacl, '{}')")


class _Way(Protocol):
    def picture(self) -> Picture: ...

    def there(self, statements: Sequence[Statement]) -> str: ...

    def back(self, script: Script) -> str: ...


class _Inside:
    """All in one transaction; the rollback is sent whole, so that the server cuts it into statements."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def picture(self) -> Picture:
        return postgres_picture(self.session)

    def there(self, statements: Sequence[Statement]) -> str:
        for statement in statements:
            refused = self.session.run(statement.text)
            if refused:
                return f"{refused.code} {refused.words}: {_short(statement.text)}"
        return ""

    def back(self, script: Script) -> str:
        refused = self.session.run(script.text)
        return f"{refused.code} {refused.words}" if refused else ""


class _Outside(_Inside):
    """Each statement by itself, for what takes no transaction."""

    def back(self, script: Script) -> str:
        if script.transaction:
            return super().back(script)
        return self.there(list(split(script.text, "postgres", "back.sql")))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:97]}..."


def travelled(journey: Journey, way: _Way) -> Outcome:
    """There, back and there again, with a look at the schema after each turn."""
    before = way.picture()
    refused = way.there(journey.up)
    if refused:
        return Outcome(journey, "up refused", refused)
    there = way.picture()
    refused = way.back(journey.back)
    for_good = [words for words in journey.back.irreversible if not words.startswith("rows ")]
    whole = not for_good
    if refused:
        return Outcome(journey, "down refused" if whole else "not reversible, and down refused", refused)
    left = compared(way.picture(), before)
    if not whole:
        return Outcome(journey, "not reversible", "; ".join(for_good), left.real)
    if left.real:
        return Outcome(journey, "different", "; ".join(left.real[:6]), left.apart)
    refused = way.there(journey.up)
    if refused:
        return Outcome(journey, "up refused again", refused)
    again = compared(way.picture(), there)
    if again.real:
        return Outcome(journey, "not repeated", "; ".join(again.real[:6]), left.apart)
    return Outcome(journey, "restored", "", left.apart)


# MariaDB and SQLite: each journey on a copy of the database


class OnCopies:
    """A database of an engine that goes from migration to migration."""

    def __init__(self, engine: Engine, dialect: Dialect, texts: Sequence[str] = ()) -> None:
        self.engine = engine
        self.dialect: Dialect = dialect
        self.name = engine.fresh()
        session = engine.session(self.name)
        for text in texts:
            session.run(text)
        session.close()

    def close(self) -> None:
        self.engine.drop(self.name)

    def try_out(self, journey: Journey) -> Outcome:
        """There, back, there again on the database itself: a copy may have lost what no statement tells."""
        return travelled(journey, _OnCopy(self.engine, self.name, self.dialect))

    def take(self, journey: Journey) -> Outcome:
        """There, back, there again on a copy; then there on the database itself."""
        copy = self.engine.fork(self.name)
        try:
            session = self.engine.session(copy)
            for text in journey.seeds:
                session.run(text)
            session.close()
            outcome = travelled(journey, _OnCopy(self.engine, copy, self.dialect))
        finally:
            self.engine.drop(copy)
        self.go(journey)
        return outcome

    def go(self, journey: Journey) -> None:
        """There, and no way back."""
        session = self.engine.session(self.name)
        for statement in journey.up:
            session.run(statement.text)
        session.close()


class _OnCopy:
    def __init__(self, engine: Engine, name: str, dialect: Dialect) -> None:
        self.engine = engine
        self.name = name
        self.dialect: Dialect = dialect

    def picture(self) -> Picture:
        return self.engine.picture(self.name)

    def there(self, statements: Sequence[Statement]) -> str:
        return self._run([one.text for one in statements], False)

    def back(self, script: Script) -> str:
        texts = [one.text for one in split(script.text, self.dialect, "back.sql") if one.kind != "client"]
        return self._run(texts, script.transaction and self.engine.transactional)

    def _run(self, texts: Sequence[str], wrapped: bool) -> str:
        session = self.engine.session(self.name)
        try:
            if wrapped:
                session.run("BEGIN")
            for text in texts:
                refused = session.run(text)
                if refused:
                    return f"{refused.code} {refused.words}: {_short(text)}"
            if wrapped:
                refused = session.run("COMMIT")
                return f"{refused.code} {refused.words}: COMMIT" if refused else ""
            return ""
        finally:
            session.close()
