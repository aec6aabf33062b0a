"""What `fix` makes of every example and scenario, run on real servers before and after."""

from __future__ import annotations

import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

import mariadb_picture
import picture
from mariadb_server import MariaDB
from postgres_server import Server
from test_postgres import compared as compared_on_postgres
from test_sqlite import of_catalog as of_sqlite_catalog
from test_sqlite import of_server as of_sqlite_server
from wire import Refusal, Session

import schemalint_rules
from schemalint import plugins, repair, run, testing
from schemalint.api import CONFIG, project
from schemalint.config import Options
from schemalint.generating.sample_data import sample_data
from schemalint.model.document import Statement
from schemalint.model.project import Script
from schemalint.model.replay import Replay
from schemalint.rule import PageRule, Rule
from schemalint.sql.splitter import split
from schemalint.study import Study, studies

SCENARIOS = os.path.join(os.path.dirname(__file__), "..", "..", "fixtures", "scenarios")
SERVERS = {"postgres": "postgres", "mariadb": "mariadb", "mysql": "mariadb", "sqlite": "sqlite"}
"""By dialect the server that its statements run on."""

NOT_SENT = frozenset({"client", "data"})
"""Kinds of statements that are for a client."""

TODAY = "2024-06-01"


# --- cases ------------------------------------------------------------------------------------------------------------


class Case(NamedTuple):
    """A project that a rule with a fix is shown."""

    rule: str
    name: str
    files: dict[str, str]
    config: dict[str, Any]
    base: dict[str, str] | None = None
    frozen: bool = False
    """Whether all migrations are applied, so that what is mended goes into a new one."""
    borrowed: bool = False
    """Whether it is written for another server, and counts where this one takes all of it."""


@cache
def mending() -> dict[str, type[Rule]]:
    """The rules with a fix, by name."""
    found = {entry.name: entry.load() for entry in plugins.rules_in(schemalint_rules)}
    return {name: rule for name, rule in found.items() if rule.fixes and not SERVERS.keys().isdisjoint(rule.dialects)}


def cases() -> Iterator[Case]:
    """Every bad example and every scenario of them in the dialect of a server, as it is and with its migrations applied."""
    for one in _cases():
        if SERVERS.get(str(one.config.get("dialect", "postgres"))):
            yield one
            applied = _applied(one)
            if applied is not None:
                yield applied


def borrowed() -> Iterator[Case]:
    """What is written for PostgreSQL and says nothing of its version, as MariaDB and SQLite would have it, for rules that speak of
    them."""
    for one in _cases():
        rule = mending()[one.rule]
        if issubclass(rule, PageRule) or str(one.config.get("dialect", "postgres")) != "postgres":
            continue
        if one.config.keys() & {"server-version", "rules"} or one.base is not None:
            continue  # it names a version or types of PostgreSQL
        for dialect in ("mariadb", "sqlite"):
            if dialect in rule.dialects:
                as_such = one._replace(
                    name=f"{one.name}-as-{dialect}", config={**one.config, "dialect": dialect}, borrowed=True
                )
                yield as_such
                applied = _applied(as_such)
                if applied is not None:
                    yield applied


def _cases() -> Iterator[Case]:
    for name, rule in mending().items():
        for bad in rule.bad:
            case = testing.Case(rule, bad)
            yield Case(name, case.name, case.files()[0], case.config(), None if bad.base is None else dict(bad.base))
        page = os.path.join(SCENARIOS, f"{name}.md")
        if os.path.exists(page):
            for one in testing.read_scenarios(page):
                yield Case(name, one.name, one.files, one.config, one.base)


FIRST = "migrations/000001_schema.up.sql"
FIRST_DOWN = "migrations/000001_schema.down.sql"


def _applied(case: Case) -> Case | None:
    """The same with all its migrations applied: a script of a schema becomes the first."""
    if issubclass(mending()[case.rule], PageRule) or case.base is not None:
        return None
    files = dict(case.files)
    if "schema.sql" in files:
        if any(path.startswith("migrations/") for path in files):
            return None
        files[FIRST] = files.pop("schema.sql")
        files[FIRST_DOWN] = "SELECT 1;\n"
    elif not any("migrations/" in path for path in files):
        return None
    return case._replace(name=f"{case.name}-applied", files=files, frozen=True)


def _frozen(case: Case) -> Case:
    """The configuration says that nothing up to the last migration may be edited."""
    with project(case.files, case.config):
        last = next((one.applied[-1].migration.name for one in _study().replays if one.applied), "all")
    settings = {**dict(case.config.get("migrations", {})), "frozen": last}
    return case._replace(config={**case.config, "migrations": settings})


# --- scripts ----------------------------------------------------------------------------------------------------------


class Track(NamedTuple):
    """What one history, script or document sends to its server."""

    replay: Replay
    ups: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    """Of each migration the name, what goes up and what goes down; of all else one part, with no way down."""


def tracks(study: Study) -> list[Track]:
    """Those in the dialect of a server."""
    found = []
    for one in study.replays:
        if one.dialect in SERVERS and one.readings:
            parts = _parts(one)
            found.append(Track(one, tuple(text for _, ups, _ in parts for text in ups), parts))
    return found


def _parts(replay: Replay) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    statements = [reading.statement for reading in replay.readings]
    if replay.history is None:
        apart = {step.statement.span for steps in replay.asides for step in steps}
        own = [one for one in statements if one.span not in apart]
        aside = [step.statement for steps in replay.asides for step in steps]
        return ((replay.path, (*_sent(own), *dict.fromkeys(_sent(aside))), ()),)
    return tuple(
        (
            one.migration.name,
            _sent(_inside(statements, one.migration.up)),
            _sent(_inside(statements, one.migration.down)),
        )
        for one in replay.applied
    )


def _inside(statements: Sequence[Statement], scripts: Sequence[Script]) -> list[Statement]:
    return [
        one
        for script in scripts
        for one in statements
        if one.path == script.path and script.start <= one.span.start < script.end
    ]


def _sent(statements: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(one.text for one in statements if one.kind not in NOT_SENT)


# --- servers ----------------------------------------------------------------------------------------------------------


class On(Protocol):
    """A server that has one fresh database at a time."""

    name: str

    def fresh(self) -> None:
        """An empty database."""

    def run(self, text: str) -> str:
        """Why a statement was refused; empty when it was not."""

    def objects(self) -> set[tuple[str, ...]]:
        """The tables and columns there are."""

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""

    def seen(self) -> object:
        """All there is, to be compared with itself."""

    def differs(self, replay: Replay) -> list[str]:
        """In what the database is not as the replay says."""


ROLE = re.compile(r'role "([^"]+)" does not exist')
OWN = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%'"


class OnPostgres:
    """PostgreSQL. Roles belong to the whole server, so those that a script asks for are made where there are none."""

    name = "postgres"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.admin = Session(server.folder, "postgres")
        self.session: Session | None = None

    def fresh(self) -> None:
        self.close()
        self.admin.run('DROP DATABASE IF EXISTS "mended" WITH (FORCE)')
        for (role,) in self.admin.rows(
            "SELECT quote_ident(rolname) FROM pg_roles WHERE rolname <> 'postgres' AND rolname !~ '^pg_'"
        ):
            self.admin.run(f"DROP ROLE {role}")
        assert self.admin.run('CREATE DATABASE "mended"') is None
        self.session = Session(self.server.folder, "mended")

    def close(self) -> None:
        if self.session is not None:
            self.session.socket.close()

    def run(self, text: str) -> str:
        assert self.session is not None
        for _ in range(5):
            refused = self.session.run(text)
            lacking = ROLE.search(refused.words) if refused is not None else None
            if lacking is None:
                break
            self.session.run(f'CREATE ROLE "{lacking[1]}"')
        return "" if refused is None else f"{refused.code} {refused.words}"

    def _ask(self, query: str) -> list[list[str]]:
        with Session(self.server.folder, "mended") as session:
            return session.rows(query)

    def objects(self) -> set[tuple[str, ...]]:
        query = f"""SELECT n.nspname, c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relkind IN ('r', 'p', 'v', 'm') AND {OWN}"""
        return {tuple(row) for row in self._ask(query)}

    def rows(self) -> dict[str, int]:
        tables = self._ask(
            f"SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND {OWN}"
        )
        return {table: int(self._ask(f"SELECT count(*) FROM {table}")[0][0]) for (table,) in tables}

    def seen(self) -> object:
        found = picture.of_server(self.server, "mended")
        return {
            kind: rows for kind, rows in found.items() if kind != "order"
        }  # what comes back stands behind the others

    def differs(self, replay: Replay) -> list[str]:
        return compared_on_postgres(self.server, "mended", replay, picture.of_server(self.server, "mended"))


class OnMariaDB:
    """MariaDB, also for what is written for MySQL as far as both take it."""

    name = "mariadb"

    def __init__(self, server: MariaDB) -> None:
        self.server = server
        self.session: Any = None

    def fresh(self) -> None:
        for user, host in self.server.rows("SELECT user, host FROM mysql.global_priv"):
            if user not in ("root", "mariadb.sys", ""):
                self.server.run("mended", (f"DROP USER IF EXISTS `{user}`@`{host}`",))
        self.server.run("mended", ())
        self.session = self.server._connect("mended")

    def run(self, text: str) -> str:
        refused: Refusal | None = self.server._refusal(
            self.session, text.replace("utf8mb4_0900_ai_ci", "utf8mb4_general_ci")
        )
        return "" if refused is None else f"{refused.code} {refused.words}"

    def objects(self) -> set[tuple[str, ...]]:
        return set(
            self.server.rows(
                "SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE table_schema NOT IN "
                "('information_schema', 'mysql', 'performance_schema', 'sys')"
            )
        )

    def rows(self) -> dict[str, int]:
        tables = self.server.rows(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema "
            "NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
        )
        return {
            f"{schema}.{table}": int(self.server.rows(f"SELECT count(*) FROM `{schema}`.`{table}`")[0][0])
            for schema, table in tables
        }

    def seen(self) -> object:
        return mariadb_picture.of_server(self.server, "mended")

    def differs(self, replay: Replay) -> list[str]:
        theirs = mariadb_picture.without_queried(mariadb_picture.of_server(self.server, "mended"), replay.catalog)
        ours = mariadb_picture.of_catalog(replay.catalog, "mended", replay.catalog.default_schema)
        if replay.dialect == "mysql":
            ours, theirs = mariadb_picture.as_mysql(ours), mariadb_picture.as_mysql(theirs)
        # MySQL ignores a reference that stands beside its column.
        ignored = {
            column
            for table in replay.catalog.tables.values()
            for key in table.foreign_keys
            if key.ignored and replay.dialect == "mysql"
            for column in key.columns
        }
        named = "|".join(re.escape(column) for column in sorted(ignored))
        other = re.compile(rf"only MariaDB's: (foreign key|index) .*\b({named})\b") if named else None
        return [line for line in mariadb_picture.differences(ours, theirs) if other is None or not other.match(line)]


class OnSqlite:
    """SQLite in memory."""

    name = "sqlite"

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)

    def fresh(self) -> None:
        self.connection.close()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)

    def run(self, text: str) -> str:
        try:
            self.connection.execute(text)
        except (sqlite3.Error, sqlite3.Warning) as error:
            return str(error)
        return ""

    def _tables(self) -> list[str]:
        found = self.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        return [name for (name,) in found]

    def objects(self) -> set[tuple[str, ...]]:
        return {
            ("main", table, str(row[1]))
            for table in self._tables()
            for row in self.connection.execute(f'PRAGMA table_xinfo("{table}")')
        }

    def rows(self) -> dict[str, int]:
        return {
            table: int(self.connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
            for table in self._tables()
        }

    def seen(self) -> object:
        return of_sqlite_server(self.connection)

    def differs(self, replay: Replay) -> list[str]:
        ours, theirs = of_sqlite_catalog(replay), of_sqlite_server(self.connection)
        return [f"only ours: {row}" for row in sorted(ours - theirs, key=str)] + [
            f"only the server's: {row}" for row in sorted(theirs - ours, key=str)
        ]


REFUSED: Mapping[str, str] = {
    r"unenforced-constraint-": "NOT ENFORCED is PostgreSQL 18's and MySQL's",
    r"random-uuid-primary-key-MySQL's": "UUID_TO_BIN is MySQL's",
    r"random-uuid-primary-key-bad3": "UUID_v7 is MariaDB 11.7's",
    r"deprecated-type-(bad3|PostgreSQL's-old-types)": "types that no PostgreSQL of today has any more",
    r"deprecated-type-MySQL-applied": "MariaDB makes YEAR(2) a YEAR(4) of its own accord",
    r"redundant-index-A-name-that-a-template-makes-up": "it is no SQL before the template is filled in",
    r"default-null-on-not-null-": "NOT NULL DEFAULT NULL is what MariaDB refuses",
    r"zero-date-default-The-mode-of-the-document's-own": "a date of zeros is what a strict server refuses",
    r"blocking-detach-bad1": "DETACH CONCURRENTLY leaves a CHECK in place of the bounds, as its manual says",
    r"extension-in-public-Extensions-with-a-schema-of-their-own": "extensions that are not installed everywhere",
    r"missing-lock-timeout-MariaDB-waits": "SET STATEMENT … FOR ALTER TABLE is not read as the ALTER TABLE",
    r"unmaintained-updated-at-bad2": "MariaDB gives ON UPDATE without a default one of zeros",
    r"ignored-inline-reference-(Said-again|bad1-applied)": "MariaDB has the references that MySQL ignores",
}
"""Cases that the server takes neither as they are nor mended, or where it differs from the replay for a reason of its own; by pattern of
the name."""


# --- the comparison ---------------------------------------------------------------------------------------------------


REMOVING: Mapping[str, str] = {
    "forbidden-columns": "columns that are forbidden go",
    "leftover-backup-table": "copies of tables go",
    "missing-ddl-script": "the script becomes what the document says",
    "undocumented-migration-rollback": "the way back is run behind the way there",
    "file-encoding": "names lose characters that nobody sees",
    "unused-sequence": "in MariaDB a sequence is a table",
}
"""Rules whose fix takes tables or columns away, and why."""


class Outcome(NamedTuple):
    """What became of a case."""

    kind: str
    """`executed`, where every statement that the fix changed was taken; `prose`, where it changed none; `unchanged`, where it
    changed nothing; `refused`, where the server took some of them neither before nor after."""
    problems: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    """What the server does not take of the case as it stands."""
    files: Mapping[str, str] = {}
    servers: tuple[str, ...] = ()


LACKING = re.compile(r"42P01|42703|42704|3F000|42883|25P02|^(1146|1054|1091|1049|1072|1051) |no such")
"""What a server says of a statement about a thing that is not there."""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@cache
def _asked_of_others() -> tuple[str, ...]:
    """Rules for which parsers of others would be started; what they tell of faults the server tells here."""
    entries = plugins.rules_in(schemalint_rules)
    return tuple(entry.name for entry in entries if {"verdicts", "queries", "examples"} & set(entry.load().needs))


Said = tuple[str, str, bool]
"""A finding: the rule, the object, and whether there is a fix that can be made here."""


def told(rule: str) -> Counter[Said]:
    """What the recommended rules and the rule itself say of the project in the current folder."""
    ignored = tuple(name for name in _asked_of_others() if name != rule)
    options = Options(preset="recommended", extend_select=(rule,), ignore=ignored, today=TODAY, no_cache=True)
    report = run.check([os.curdir], options)
    assert not report.failures, report.failures
    said = Counter[Said]()
    for one in report.diagnostics:
        if not one.suppressed:
            place = f"{one.subject.table or '-'}.{one.subject.name}" if one.subject else "-"
            fixed = one.fix is not None and bool(one.fix.changes or (one.fix.edits and not one.released))
            said[one.rule, place, fixed] += one.places
    return said


def _study() -> Study:
    (found,) = studies([os.curdir], Options(today=TODAY, no_cache=True))
    return found


def _files() -> dict[str, str]:
    found = {}
    for place, folders, names in os.walk(os.curdir):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = os.path.join(place, name)
            if name != CONFIG:
                with open(path, encoding="utf-8", newline="") as stream:
                    found[os.path.relpath(path)] = stream.read()
    return found


def _run(server: On, texts: Sequence[str]) -> list[tuple[str, str]]:
    """The refused statements with the reasons."""
    return [(text, words) for text in texts if (words := server.run(text))]


def mended(case: Case, servers: Mapping[str, On]) -> Outcome:
    """The case on its servers as it is, mended, and run again."""
    case = _frozen(case) if case.frozen else case
    if case.borrowed and not _is_taken(case, servers):
        return Outcome("unchanged")
    options = Options(select=(case.rule,), today=TODAY, no_cache=True)
    with project(case.files, case.config, case.base):
        texts = _files()
        problems = list(repair.fix([os.curdir], options, unsafe=True).failures)
        after = _files()
        if after == texts:
            return Outcome("unchanged", tuple(problems), files=after)
        problems += _lost_comments(case, texts, after)
        repair.fix([os.curdir], options, unsafe=True)
        if _files() != after:
            problems.append("fixing again changes something")
        second, new_tracks = told(case.rule), tracks(_study())
    with project(case.files, case.config, case.base):
        problems += _new(case, told(case.rule), second)
        old_tracks = tracks(_study())
    runs = [
        _compared(case, old, new, servers[SERVERS[new.replay.dialect]])
        for old, new in _pairs(old_tracks, new_tracks)
        if SERVERS[new.replay.dialect] in servers
    ]
    kinds = {one.kind for one in runs}
    kind = next((one for one in ("refused", "executed") if one in kinds), "prose")
    problems += [line for one in runs for line in one.problems]
    return Outcome(
        kind,
        tuple(problems),
        tuple(line for one in runs for line in one.refusals),
        after,
        tuple(dict.fromkeys(name for one in runs for name in one.servers)),
    )


OF_THE_CHANGE: Mapping[str, str] = {
    "incompatible-type-change": "a type that is changed is changed",
    "type-change-rewrite": "most other types are written anew",
    "copying-alter": "MySQL and MariaDB copy the table for most changes",
    "drop-column": "the rule asks for the column to go",
    "rollback-loses-data": "taking a new column back loses what was written into it",
    "drop-default": "the default is what was wrong",
    "drop-constraint": "the constraint is what was wrong",
    "table-rewrite": "a table that is to be logged is written anew",
    "wide-lock-window": "repairs of several tables go into one migration",
}
"""What is said of a new migration for what the fix does on purpose, as it would be of one written by hand."""

IN_MYSQL = frozenset({"blocking-foreign-key"})
"""What MySQL and MariaDB have no gentler way for."""

ALSO: Mapping[str, str] = {
    "unfilled-placeholder": "a section that is begun holds what is to be filled in",
    "empty-description": "what a column is for only its people can say",
}
"""What is said of every text that a fix begins and somebody ends."""

CONSEQUENCES: Mapping[str, tuple[str, ...]] = {
    # The better index, key or constraint makes another one superfluous, which a rule of its own mends.
    "foreign-key-parent-not-unique": ("duplicate-index", "redundant-index"),
    "hash-index": ("duplicate-index",),
    "join-table-without-unique-pair": ("redundant-index",),
    "missing-primary-key": ("redundant-index", "blocking-primary-key"),
    "nullable-foreign-key": ("constant-check",),
    "partition-key-missing-from-unique": ("redundant-index",),
    "pointless-index-predicate": ("redundant-index",),
    "unenforced-constraint": ("unindexed-foreign-key",),
    "unindexed-foreign-key": ("redundant-index", "blocking-index"),
    # PostgreSQL before 18 has no gentle way for keys of partitioned tables.
    "foreign-key-cascade-delete": ("blocking-foreign-key",),
    # Where row security is on and nothing lets anybody in, that is a question of its own.
    "rls-disabled": ("rls-without-policy",),
    # What else was hidden: two keys to one parent looked like one table that refers to itself.
    "duplicate-foreign-key": ("join-table-without-unique-pair",),
    # The new column is kept up to date as the schema's others are, or are not.
    "missing-audit-columns": ("unmaintained-updated-at", "nullable-audit-column"),
    # A script that was not there is looked at like any other.
    "missing-ddl-script": ("missing-audit-columns", "unknown-dialect"),
    # The first way back in a directory that had none asks for the others.
    "lost-comment": ("missing-rollback",),
}
"""By rule what else is said when it is mended, because it was so before and could not be seen."""


def _is_taken(case: Case, servers: Mapping[str, On]) -> bool:
    """Whether the server of the dialect takes everything as it stands."""
    with project(case.files, case.config, case.base):
        found = tracks(_study())
    for one in found:
        server = servers[SERVERS[one.replay.dialect]]
        server.fresh()
        if _run(server, one.ups):
            return False
    return bool(found)


def _new(case: Case, first: Counter[Said], second: Counter[Said]) -> Iterator[str]:
    """What is said only now, by rule."""
    had, has = Counter[str](), Counter[str]()
    for (name, *_), count in first.items():
        had[name] += count
    for (name, *_), count in second.items():
        has[name] += count
    for name, count in has.items():
        meant = name in ALSO or name in CONSEQUENCES.get(case.rule, ()) or (case.frozen and name in OF_THE_CHANGE)
        meant = meant or (
            name == "unknown-function" and (_asks_platform(case) or case.name.removesuffix("-applied") in BEFORE)
        )
        meant = meant or (name in IN_MYSQL and case.config.get("dialect") in ("mysql", "mariadb"))
        if count > had[name] and not meant:
            new = [place for (one, place, _), _ in (second - first).items() if one == name]
            yield f"{name} is said {count - had[name]} times more: {', '.join(sorted(new))}"
    left = [place for (one, place, fixed) in second if one == case.rule and fixed]
    if left:
        yield f"{case.rule} is still said of {', '.join(left)}"


COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/|<!--.*?-->", re.S)

ABOUT_COMMENTS = frozenset({"expired-suppression", "unknown-rule", "unused-suppression", "suppression-without-reason"})
"""Rules that are about comments."""


def _lost_comments(case: Case, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """The comments of SQL that stand in no file any more; a framework's own marks may get another word."""
    if case.rule not in ABOUT_COMMENTS:
        had = Counter(
            one.strip() for path, text in before.items() if path.endswith(".sql") for one in COMMENT.findall(text)
        )
        has = Counter(one.strip() for text in after.values() for one in COMMENT.findall(text))
        for comment in had - has:
            if not comment.startswith("-- migrate:"):
                yield f"the comment {comment} is lost"


def _pairs(old: Sequence[Track], new: Sequence[Track]) -> Iterator[tuple[Track | None, Track]]:
    by_place = {(one.replay.kind, one.replay.path): one for one in old}
    for one in new:
        yield by_place.get((one.replay.kind, one.replay.path)), one


DATA = re.compile(r"^(22|23)\w{3} |^(1048|1062|1138|1265|1292|1364|1366|1406|1452|4025) |constraint failed")
"""What a server says of rows that do not fit. Rows made up at random may not be what a check allows or a type can hold; that is why
the fix is unsafe."""


def _compared(case: Case, old: Track | None, new: Track, server: On) -> Outcome:
    """With rows where there is a new migration, and without where they do not fit."""
    found = _once(case, old, new, server, rows=case.frozen)
    if case.frozen and any(DATA.search(line.partition(" refuses ")[2]) for line in found.problems):
        assert mending()[case.rule].fixes == "unsafe", found.problems
        return _once(case, old, new, server, rows=False)
    return found


BEFORE: Mapping[str, str] = {
    "null-comparison-bad3": "CREATE TABLE a (y int, z int)",
    "null-comparison-Every-kind-of-condition": "CREATE TABLE b (x int, y int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RETURN NEW; END'",
    "null-comparison-Bodies-in-PL/pgSQL": "CREATE TABLE a (x int)",
    "null-comparison-MySQL": "CREATE TABLE a (x int, y int, z int); CREATE TABLE b (x int, y int)",
    "null-in-list-bad2": "CREATE TABLE a (x int, y int)",
    "null-in-list-bad3": "CREATE TABLE a (x int, y int)",
    "null-in-list-bad4": "CREATE TABLE a (x int, y int)",
    "undocumented-migration-rollback-bad2": "CREATE TABLE a (id int)",
    "undocumented-view-fences-and-no-list": "CREATE TABLE orders (id int)",
    "mergeable-alters-Side-by-side": "CREATE SCHEMA app",
    "unqualified-name-The-session-says-the-schema": "CREATE SCHEMA app",
    "unlogged-table-By-query,-with-quoted-names": "CREATE SCHEMA app",
    "blocking-index-A-stand-alone-script-assumes-what-it-alters": "CREATE TABLE users (id int)",
    **dict.fromkeys(
        (
            "random-uuid-primary-key-bad1",
            "random-uuid-primary-key-The-default-came-later,-or-went",
            "random-uuid-primary-key-Functions-that-are-random,-and-those-that-are-ordered",
        ),
        "".join(
            f"CREATE FUNCTION {name}() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';"
            for name in ("uuidv4", "uuidv7", "uuid_generate_v4", "uuid_generate_v1mc")
        ),
    ),
}
"""By case what must be there before it: what a script assumes, and functions of later versions and of extensions."""


SUPABASE = """CREATE SCHEMA auth; CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid';
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS 'SELECT NULL::jsonb';
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text'"""
"""What the platform brings along that policies are written for."""


def _asks_platform(case: Case) -> bool:
    return any("auth." in text and "SCHEMA auth" not in text for text in case.files.values())


def _given(server: On, before: str) -> None:
    server.fresh()
    for text in before.split(";") if "BEGIN" not in before else re.split(r"; (?=CREATE )", before):
        assert not text.strip() or not server.run(text), (text, server.run(text))


def _once(case: Case, old: Track | None, new: Track, server: On, *, rows: bool) -> Outcome:
    before = BEFORE.get(case.name.removesuffix("-applied"), "")
    if server.name == "postgres" and not before and _asks_platform(case):
        before = SUPABASE
    _given(server, before)
    refused = {_squeezed(text): words for text, words in _run(server, old.ups if old else ())}
    known = {_squeezed(text) for text in (old.ups if old else ())}
    there = server.objects()
    downs = {name: down for name, _, down in old.parts} if old else {}
    _given(server, before)
    problems: list[str] = []
    changed = lacking = 0
    refusals = [f"{words}: {_short(text)}" for text, words in refused.items()]
    states: list[object] = []
    seeded = False
    counts: dict[str, int] = {}
    for name, ups, _ in new.parts:
        fresh = name not in downs
        if fresh and rows and not seeded:
            seeded = True
            for statement in split(sample_data(old.replay.catalog), new.replay.dialect, "rows") if old else ():
                server.run(statement.text)
            counts = server.rows()
        states.append(server.seen() if fresh and case.frozen else None)
        for text in ups:
            words = server.run(text)
            own = _squeezed(text)
            if own not in known:
                changed += 1
                if words and refused and LACKING.search(words):
                    lacking += 1
                elif words:
                    problems.append(f"{server.name} refuses {words}: {_short(text)}")
            elif words and own not in refused and not (refused and LACKING.search(words)):
                problems.append(f"{server.name} now refuses {words}: {_short(text)}")
    if old is not None and set(known) - {_squeezed(text) for text in new.ups}:
        changed += 1
    lost = there - server.objects()
    if lost and case.rule not in REMOVING:
        problems.append(f"{server.name} has no more {sorted('.'.join(one) for one in lost)}")
    left = server.rows() if counts else {}
    for table, count in counts.items():
        if left.get(table, -1) < count and case.rule not in REMOVING:
            problems.append(f"{server.name} has lost rows of {table}")
    whole = all(reading.complete for reading in new.replay.readings) and not new.replay.asides
    if whole and not (refused or before or problems or case.base or case.borrowed):
        problems += [f"{server.name} and replay: {line}" for line in server.differs(new.replay)]
    if not (problems or lacking):
        back, wrong = _back(old, new, server, states)
        changed += back
        problems += wrong
    kind = "executed" if changed and not problems and not lacking else "prose" if not changed else "refused"
    return Outcome(kind, tuple(problems), tuple(refusals), {}, (server.name,))


def _back(old: Track | None, new: Track, server: On, states: Sequence[object]) -> tuple[int, list[str]]:
    """Back to where the first way back is that the fix wrote or changed, with a look at what was there before, and there again; how
    many ways back were new, and what went wrong."""
    downs = {name: down for name, _, down in old.parts} if old else {}
    turned = [at for at, (name, _, down) in enumerate(new.parts) if down and downs.get(name) != down]
    if not turned or not all(down for _, _, down in new.parts[turned[0] :]):
        return 0, []
    known = {_squeezed(text) for down in downs.values() for text in down}
    problems: list[str] = []
    for at in reversed(range(turned[0], len(new.parts))):
        name, _, down = new.parts[at]
        for text, words in _run(server, down):
            if _squeezed(text) not in known:
                problems.append(f"{server.name} refuses on the way back {words}: {_short(text)}")
        if states[at] is not None and server.seen() != states[at]:
            problems.append(f"{server.name} is not as before {name}: {_apart(states[at], server.seen())}")
    again = [text for _, ups, _ in new.parts[turned[0] :] for text in ups]
    if not problems:
        problems += [
            f"{server.name} refuses the second time {words}: {_short(text)}" for text, words in _run(server, again)
        ]
    return len(turned), problems


def _apart(one: Any, other: Any) -> str:
    if isinstance(one, set):
        return str(sorted(one ^ other, key=str)[:4])
    return str(
        [(kind, sorted(set(one[kind]) ^ set(other[kind]), key=str)[:3]) for kind in one if one[kind] != other.get(kind)]
    )


def _short(text: str) -> str:
    text = _squeezed(text)
    return text if len(text) < 160 else f"{text[:160]}…"
