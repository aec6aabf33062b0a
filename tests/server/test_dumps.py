"""What pg_dump writes, read again: the catalogue of a dump against the database it came from."""

from __future__ import annotations

import subprocess

import picture
import pytest
from test_postgres import CASES as HISTORIES
from test_postgres import SETUP, ordered
from test_postgres_cases import CASES

from schemalint.model.replay import Block
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split


def dumped(postgres, database: str) -> list[str]:
    command = [str(postgres.binaries / "pg_dump"), "-s", "-h", str(postgres.folder), "-U", "postgres", "-d", database]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    readings = tuple(map(read, split(text, "postgres", "dump.sql")))
    unread = [reading.statement.text for reading in readings if not reading.complete]
    assert unread == []
    found = replay([Block(readings)], "postgres", path="dump.sql", kind="snapshot")
    faults = [fault for step in found.steps for fault in step.faults]
    assert faults == []
    ours, theirs = picture.of_catalog(found.catalog), picture.of_server(postgres, database)
    return picture.differences(ours, theirs)


@pytest.mark.server
@pytest.mark.parametrize("name", CASES)
def test_case(postgres, name: str) -> None:
    database = postgres.database("dump_" + name.replace(" ", "_"))
    postgres.psql(database, CASES[name])
    assert dumped(postgres, database) == []


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("name", HISTORIES)
def test_corpus(postgres, name: str) -> None:
    database = postgres.database("dump_" + name.replace("-", "_"))
    postgres.psql(database, SETUP.get(name, ""))
    for _, text in ordered(name):
        postgres.psql(database, f"{text}\n;COMMIT;")
    assert dumped(postgres, database) == []
