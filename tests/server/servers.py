"""Private PostgreSQL and MariaDB servers for the tests that compare with the real thing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from mariadb_server import MariaDB, UnavailableError
from postgres_server import Server, binaries


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server on a Unix socket in a private folder, gone after the tests."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL binaries: set SCHEMALINT_POSTGRES_BIN to a folder with initdb and psql")
    folder = Path(tempfile.mkdtemp(prefix="schemalint-pg-"))
    user: dict[str, object] = {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, "nobody")
        user = {"user": "nobody", "extra_groups": []}
    data = folder / "data"
    made = subprocess.run(
        [str(programs / "initdb"), "--no-sync", "--locale=C", "-E", "UTF8", "-U", "postgres", "-A", "trust", "-D", str(data)],
        capture_output=True, text=True, cwd=folder, check=False, **user,  # type: ignore[call-overload]
    )  # fmt: skip
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.fail(f"initdb failed: {made.stderr.strip()[:200]}")
    process = subprocess.Popen(
        [
            str(programs / "postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off",
            "-c", "full_page_writes=off", "-c", "autovacuum=off", "-c", "synchronous_commit=off",
            "-c", "max_locks_per_transaction=1000", "-c", "max_wal_size=128MB",
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **user,  # type: ignore[call-overload]
    )  # fmt: skip
    try:
        ready = [str(programs / "pg_isready"), "-h", str(folder), "-q"]
        for _ in range(100):
            if process.poll() is not None or subprocess.run(ready, check=False).returncode == 0:
                break
            time.sleep(0.1)
        else:
            pytest.fail("the PostgreSQL server did not answer")
        if process.poll() is not None:
            pytest.fail("the PostgreSQL server did not start")
        yield Server(programs, folder, user)
    finally:
        # At once, whoever is connected; a server that has to be killed leaves its shared memory behind.
        process.send_signal(signal.SIGQUIT)
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
