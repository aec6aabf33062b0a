"""Private PostgreSQL and MariaDB servers for the tests that compare with the real thing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from mariadb_server import MariaDB, UnavailableError

BINARIES = tuple(
    Path(folder)
    for folder in (
        os.environ.get("SCHEMALINT_POSTGRES_BIN", ""),
        *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True),
    )
    if folder
)


def _binaries() -> Path | None:
    for folder in BINARIES:
        if (folder / "initdb").exists() and (folder / "psql").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class Server:
    """A running server; `psql` runs a script in a database of its own."""

    def __init__(self, binaries: Path, folder: Path, user: dict[str, object]) -> None:
        self.binaries = binaries
        self.folder = folder
        self.user = user

    def psql(self, database: str, script: str, *, stop: bool = False) -> subprocess.CompletedProcess[str]:
        """Run SQL; without `stop` errors are passed over, as a linter passes over them."""
        return subprocess.run(
            [
                str(self.binaries / "psql"), "-X", "-q", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-h", str(self.folder),
                "-U", "postgres", "-d", database, "-v", f"ON_ERROR_STOP={int(stop)}", "-f", "-",
            ],
            input=script, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def database(self, name: str) -> str:
        """Make an empty database of that name."""
        made = self.psql("postgres", f'DROP DATABASE IF EXISTS "{name}"; CREATE DATABASE "{name}";', stop=False)
        assert not made.stderr.replace("NOTICE", "") or "ERROR" not in made.stderr, made.stderr
        return name

    def rows(self, database: str, query: str) -> list[list[str]]:
        """The rows of a query."""
        done = self.psql(database, query, stop=True)
        assert done.returncode == 0, done.stderr
        text = done.stdout.removesuffix("\n")
        return [row.split("\x1f") for row in text.split("\x1e") if row.strip("\n")]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server on a Unix socket in a private folder, gone after the tests."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL binaries: set SCHEMALINT_POSTGRES_BIN to a folder with initdb and psql")
    folder = Path(tempfile.mkdtemp(prefix="schemalint-pg-"))
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, "nobody")
        user = {"user": "nobody", "extra_groups": []}
    data = folder / "data"
    made = subprocess.run(
        [str(binaries / "initdb"), "--no-sync", "--locale=C", "-E", "UTF8", "-U", "postgres", "-A", "trust", "-D", str(data)],
        capture_output=True, text=True, cwd=folder, check=False, **user,  # type: ignore[call-overload]
    )  # fmt: skip
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"initdb failed: {made.stderr.strip()[:200]}")
    process = subprocess.Popen(
        [
            str(binaries / "postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off",
            "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c", "synchronous_commit=off",
            "-c", "max_locks_per_transaction=1000",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **user,  # type: ignore[call-overload]
    )  # fmt: skip
    try:
        ready = [str(binaries / "pg_isready"), "-h", str(folder), "-q"]
        for _ in range(100):
            if subprocess.run(ready, check=False).returncode == 0:
                break
            if process.poll() is not None:
                pytest.skip("the PostgreSQL server did not start")
            subprocess.run(["sleep", "0.1"], check=False)
        yield Server(binaries, folder, user)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    """A server on a Unix socket in a private folder, gone after the tests."""
    try:
        server = MariaDB()
    except UnavailableError as reason:
        pytest.skip(str(reason))
    try:
        yield server
    finally:
        server.stop()
