"""MariaDB, and MySQL where a URL names one: a private server, or databases of our own on a server that was named."""

from __future__ import annotations

import os
import re
import secrets
import signal
import time
from collections.abc import Callable, Iterator, Sequence

from schemalint.model.document import Dialect, Statement
from schemalint.verifying.compare import compared
from schemalint.verifying.engine import STATEMENT_SECONDS, GoneError, UnavailableError
from schemalint.verifying.mariadb_picture import picture
from schemalint.verifying.mysql_wire import Address, Session
from schemalint.verifying.owned import Owned
from schemalint.verifying.private import Private, program
from schemalint.verifying.values import Picture, Refusal, Seen

PLACES = ("/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin", "/usr/bin")
READY_SECONDS = 30


class MariaDB(Owned):
    """A server, and the databases of this run on it."""

    transactional = False

    def __init__(self, admin: Address, origin: str, stop: Callable[[], None]) -> None:
        """`admin` may create databases. Raises UnavailableError."""
        super().__init__(stop)
        self._user = ""
        self._admin = Session(admin)
        version = str(self._admin.rows("SELECT version()")[0][0])
        self.version = version.partition("-")[0]
        is_mariadb = "mariadb" in version.lower()
        self.dialect: Dialect = "mariadb" if is_mariadb else "mysql"
        self.title = f"{'MariaDB' if is_mariadb else 'MySQL'} {self.version}, {origin}"
        self._address = self._unprivileged(admin)

    def _unprivileged(self, admin: Address) -> Address:
        """As whom migrations run: nobody who may touch more than the databases of this run."""
        place = "localhost" if admin.host.startswith("/") else "%"
        user, password = self._mark[-32:], secrets.token_hex(16)
        who = f"'{user}'@'{place}'"
        refused = self._admin.run(f"CREATE USER {who} IDENTIFIED BY '{password}'")
        pattern = self._mark.replace("_", "\\_") + "\\_%"
        refused = refused or self._admin.run(f"GRANT ALL ON `{pattern}`.* TO {who}")
        if refused is None:
            self._user = who
            return admin._replace(user=user, password=password)
        if any(
            "ALL PRIVILEGES ON *.*" in str(row[0]) or "SUPER" in str(row[0]) for row in self._admin.rows("SHOW GRANTS")
        ):
            raise UnavailableError(f"no user without rights on everything could be made: {refused.words}")
        return admin

    def fresh(self) -> str:
        name = f"{self._mark}_{len(self._made)}"
        refused = self._admin.run(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        if refused:
            raise UnavailableError(f"no database could be made: {refused.words}")
        self._made.append(name)
        return name

    def fork(self, name: str) -> str:
        """A copy made of what the server says of each object. Raises GoneError where it is not the same."""
        made = self.fresh()
        source, target = self.session(name), self.session(made)
        try:
            for text in ("SET foreign_key_checks = 0", "SET unique_checks = 0"):
                target.run(text)
            waiting = list(_objects(source, name, made))
            while waiting:
                left = [(mode, text) for mode, text in waiting if _make(target, mode, text)]
                if len(left) == len(waiting):
                    break
                waiting = left
        finally:
            source.close()
            target.close()
        different = compared(self.picture(made), self.picture(name)).real
        if different:
            self.drop(made)
            raise GoneError(f"no copy of the database could be made: {'; '.join(different[:3])}")
        return made

    def drop(self, name: str) -> None:
        self._admin.run("SET foreign_key_checks = 0")
        self._admin.run(f"DROP DATABASE IF EXISTS `{name}`")

    def session(self, name: str) -> Session:
        session = Session(self._address, name)
        if self.dialect == "mariadb":
            session.run(f"SET max_statement_time = {STATEMENT_SECONDS}")
        session.run(f"SET lock_wait_timeout = {STATEMENT_SECONDS}")
        session.run("SET group_concat_max_len = 1000000")
        return session

    def picture(self, name: str) -> Picture:
        session = self.session(name)
        try:
            return picture(session, name)
        finally:
            session.close()

    def quoted(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def surroundings(self, refused: Refusal) -> str:
        if refused.code in ("1044", "1045", "1142", "1227", "1370", "1419"):
            return f"it needs rights that the run's user does not have: {refused.words}"
        if refused.code in ("1115", "1273", "1286"):
            return f"the server lacks what it asks for: {refused.words}"
        if refused.code in ("1969", "3024", "1205"):
            return f"it took more than {STATEMENT_SECONDS} seconds"
        return ""

    def watch(self, name: str, statement: Statement, tables: Sequence[tuple[str, str]]) -> Seen | None:
        """Asks for the mildest way of doing it first; the first that the server takes is the one it would have chosen."""
        if not re.match(r"(?i)\s*(ALTER\s+TABLE|CREATE\s+(\w+\s+)?INDEX|DROP\s+INDEX)\b", statement.text):
            return None
        if re.search(r"(?i)\b(ALGORITHM|LOCK)\s*=", statement.text):
            return None
        comma = "," if statement.verb == "ALTER TABLE" else ""
        session = self.session(name)
        try:
            for asked, lock, work in _WAYS:
                if "NOCOPY" in asked and self.dialect != "mariadb":
                    continue
                refused = session.run(f"{statement.text}{comma} {asked.replace(' LOCK', f'{comma} LOCK')}")
                if refused is None:
                    works = frozenset({work} if work else ())
                    return Seen(None, dict.fromkeys(tables, lock), dict.fromkeys(tables, works))
                if refused.code not in ("1845", "1846", "1221"):
                    return Seen(refused)
            return None
        finally:
            session.close()

    def _leave(self) -> None:
        if self._user:
            self._admin.run(f"DROP USER IF EXISTS {self._user}")
        self._admin.close()


_WAYS = (
    ("ALGORITHM=INSTANT", "LOCK=NONE", ""),
    ("ALGORITHM=NOCOPY LOCK=NONE", "LOCK=NONE", ""),
    ("ALGORITHM=INPLACE LOCK=NONE", "LOCK=NONE", "rewrite"),
    ("ALGORITHM=NOCOPY LOCK=SHARED", "LOCK=SHARED", ""),
    ("ALGORITHM=INPLACE LOCK=SHARED", "LOCK=SHARED", "rewrite"),
    ("ALGORITHM=COPY LOCK=SHARED", "LOCK=SHARED", "copy"),
    ("ALGORITHM=COPY LOCK=EXCLUSIVE", "LOCK=EXCLUSIVE", "copy"),
)
"""What is asked for, the lock it means, and what is done to the table; from the mildest on."""


def _make(session: Session, mode: str, text: str) -> bool:
    """Whether an object has to wait for others."""
    session.run(f"SET sql_mode = '{mode}'")
    return session.run(text) is not None


_PLAIN_MODE = "NO_AUTO_VALUE_ON_ZERO"


def _objects(session: Session, name: str, made: str) -> Iterator[tuple[str, str]]:
    """What makes the objects of a database and their rows, each with its mode: tables, rows, code, views, triggers."""
    kinds = [(str(table), str(kind)) for table, kind in session.rows("SHOW FULL TABLES")]
    tables = [table for table, kind in kinds if kind in ("BASE TABLE", "SYSTEM VERSIONED")]
    for table, kind in kinds:
        if kind == "SEQUENCE":
            yield _PLAIN_MODE, str(session.rows(f"SHOW CREATE SEQUENCE {_quoted(table)}")[0][1])
    for table in tables:
        yield _PLAIN_MODE, str(session.rows(f"SHOW CREATE TABLE {_quoted(table)}")[0][1])
    stored: dict[str, list[str]] = {}
    for owner, column in session.rows(
        f"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = '{name}' "
        "AND coalesce(generation_expression, '') = '' ORDER BY ordinal_position"
    ):
        stored.setdefault(str(owner), []).append(_quoted(str(column)))
    for table in tables:
        listed = ", ".join(stored.get(table, ()))
        if listed:
            place = f"`{name}`.{_quoted(table)}"
            yield _PLAIN_MODE, f"INSERT INTO {_quoted(table)} ({listed}) SELECT {listed} FROM {place}"
    for sort, routine in session.rows(
        f"SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = '{name}'"
    ):
        row = session.rows(f"SHOW CREATE {sort} {_quoted(str(routine))}")[0]
        yield str(row[1]), str(row[2])
    for view, kind in kinds:
        if kind == "VIEW":
            text = str(session.rows(f"SHOW CREATE VIEW {_quoted(view)}")[0][1])
            yield "", text.replace(f"`{name}`.", f"`{made}`.")
    for (trigger,) in session.rows(
        f"SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = '{name}' ORDER BY action_order"
    ):
        row = session.rows(f"SHOW CREATE TRIGGER {_quoted(str(trigger))}")[0]
        yield str(row[1]), str(row[2])
    for (event,) in session.rows(f"SELECT event_name FROM information_schema.events WHERE event_schema = '{name}'"):
        row = session.rows(f"SHOW CREATE EVENT {_quoted(str(event))}")[0]
        yield str(row[1]), str(row[3])


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def private() -> MariaDB:
    """A server from the programs of this machine, on a Unix socket in a folder of its own. Raises UnavailableError."""
    daemon = program("mariadbd", PLACES) or program("mysqld", PLACES)
    install = program("mariadb-install-db", PLACES) or program("mysql_install_db", PLACES)
    if not (daemon and install):
        raise UnavailableError(
            "no MariaDB was found: put mariadbd and mariadb-install-db on PATH, or name a server by --database-url"
        )
    home = Private(refuses_root=True)
    try:
        data, socket = os.path.join(home.folder, "data"), os.path.join(home.folder, "socket")
        home.run(
            [
                install,
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                f"--datadir={data}",
            ]
        )
        home.start(
            [
                daemon, "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking",
                f"--pid-file={home.folder}/pid", f"--log-error={home.folder}/log", f"--tmpdir={home.folder}",
                "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-flush-method=nosync",
                "--innodb-buffer-pool-size=32M", "--character-set-server=utf8mb4", "--log-bin-trust-function-creators=1",
                "--sync-frm=0", "--local-infile=0", f"--secure-file-priv={home.folder}",
            ],
            signal.SIGKILL,
        )  # fmt: skip
        address = Address(socket, 0, "root")
        _await(home, address)
        return MariaDB(address, daemon, home.stop)
    except BaseException:
        home.stop()
        raise


def _await(home: Private, address: Address) -> None:
    until = time.monotonic() + READY_SECONDS
    while True:
        try:
            Session(address).close()
            return
        except UnavailableError as error:
            if not home.alive or time.monotonic() > until:
                raise UnavailableError(f"the MariaDB server did not start: {error}") from error
            time.sleep(0.02)
