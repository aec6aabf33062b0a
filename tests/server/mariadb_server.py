"""A private MariaDB server for the tests that compare with the real thing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

FOLDERS = (os.environ.get("SCHEMALINT_MARIADB_BIN", ""), "/usr/sbin", "/usr/bin", "/usr/local/bin", "/usr/libexec")


class Refusal(NamedTuple):
    """Why the server did not take a statement."""

    code: int
    """MariaDB's error number: 1050 a table that exists, 1146 one that does not."""
    words: str


def binary(*names: str) -> str:
    """The path of the first program of those names, or nothing."""
    for name in names:
        for folder in filter(None, FOLDERS):
            if (Path(folder) / name).exists():
                return str(Path(folder) / name)
        found = shutil.which(name)
        if found:
            return found
    return ""


class UnavailableError(Exception):
    """Why there is no server."""


class MariaDB:
    """A running server on a Unix socket in a private folder. It holds one database at a time."""

    def __init__(self) -> None:
        try:
            import pymysql
        except ImportError as error:
            raise UnavailableError("no client for MariaDB: install PyMySQL") from error
        daemon, install = binary("mariadbd", "mysqld"), binary("mariadb-install-db", "mysql_install_db")
        if not (daemon and install):
            raise UnavailableError("no MariaDB binaries: set SCHEMALINT_MARIADB_BIN to a folder with mariadbd")
        self._client = pymysql
        self.folder = Path(tempfile.mkdtemp(prefix="schemalint-mariadb-"))
        # A server that starts clears the temporary tables of others away, so each has a folder of its own.
        user: dict[str, Any] = {"env": {**os.environ, "TMPDIR": str(self.folder)}}
        if os.geteuid() == 0:
            # MariaDB refuses to run as root.
            shutil.chown(self.folder, "nobody")
            user.update(user="nobody", extra_groups=[])
        data, self.socket = self.folder / "data", str(self.folder / "socket")
        made = subprocess.run(
            [install, "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db", f"--datadir={data}"],
            capture_output=True, text=True, cwd=self.folder, check=False, **user,
        )  # fmt: skip
        if made.returncode != 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise RuntimeError(f"mariadb-install-db failed: {made.stderr.strip()[:200]}")
        self.process = subprocess.Popen(
            [
                daemon, "--no-defaults", f"--datadir={data}", f"--socket={self.socket}", "--skip-networking",
                f"--pid-file={self.folder}/pid", f"--tmpdir={self.folder}", f"--log-error={self.folder}/log", "--innodb-flush-log-at-trx-commit=0",
                "--innodb-doublewrite=0", "--innodb-flush-method=nosync", "--innodb-buffer-pool-size=32M",
                "--innodb-fast-shutdown=2", "--character-set-server=utf8mb4", "--log-bin-trust-function-creators=1",
                "--sync-frm=0",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, **user,
        )  # fmt: skip
        for _ in range(200):
            try:
                self._connect().close()
                break
            except self._client.err.MySQLError as error:
                if self.process.poll() is not None:
                    self.stop()
                    raise RuntimeError("the MariaDB server did not start") from error
                time.sleep(0.05)
        else:
            self.stop()
            raise RuntimeError("the MariaDB server did not answer")

    def _connect(self, database: str | None = None) -> Any:
        return self._client.connect(
            unix_socket=self.socket, user="root", database=database, charset="utf8mb4", autocommit=True,
            read_timeout=120, sql_mode=None, ssl_disabled=True,
        )  # fmt: skip

    def run(self, database: str, statements: Iterable[str], *, new: bool = True) -> list[Refusal | None]:
        """Run statements in one session of a database, made anew unless `new` is false; for each why it was refused."""
        if new:
            server = self._connect()
            with server.cursor() as cursor:
                cursor.execute("SET foreign_key_checks = 0")
                for name in self.databases():
                    cursor.execute(f"DROP DATABASE `{name}`")
                cursor.execute(f"CREATE DATABASE `{database}`")
            server.close()
        session = self._connect(database)
        refused: list[Refusal | None] = []
        for statement in statements:
            refused.append(self._refusal(session, statement))
        session.close()
        return refused

    def _refusal(self, session: Any, statement: str) -> Refusal | None:
        with session.cursor() as cursor:
            try:
                cursor.execute(statement)
                while cursor.nextset():
                    pass
            except self._client.err.MySQLError as error:
                code, words = error.args if len(error.args) == 2 else (0, str(error))
                if code == 1065:  # nothing but comments
                    return None
                return Refusal(code, words)
        return None

    def databases(self) -> list[str]:
        """All databases but the server's own."""
        system = ("information_schema", "mysql", "performance_schema", "sys")
        return [
            name for (name,) in self.rows("SELECT schema_name FROM information_schema.schemata") if name not in system
        ]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        session = self._connect()
        with session.cursor() as cursor:
            cursor.execute(query)
            found = list(cursor.fetchall())
        session.close()
        return found

    def last_rows(self, database: str, statements: Iterable[str]) -> tuple[list[tuple[Any, ...]], Refusal | None]:
        """Run statements in one session of a database that is there: the rows of the last one, or the first refusal."""
        session = self._connect(database)
        found: list[tuple[Any, ...]] = []
        refused: Refusal | None = None
        with session.cursor() as cursor:
            for statement in statements:
                try:
                    cursor.execute(statement)
                    found = list(cursor.fetchall())
                except self._client.err.MySQLError as error:
                    refused = Refusal(*error.args) if len(error.args) == 2 else Refusal(0, str(error))
                    break
        session.close()
        return found, refused

    def stop(self) -> None:
        """End the server and take its folder away."""
        self.process.kill()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
