"""The replayed catalogue against the one that PostgreSQL builds from the same statements."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator

import picture
import pytest
from foreseen import Case, accepted, corpus, laid
from postgres_server import BEFORE, FIRST, OnPostgres, Server

from schemalint.api import project
from schemalint.config import Options
from schemalint.model.change import Transaction
from schemalint.model.replay import Block, Replay
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split
from schemalint.study import studies


def replayed(texts: list[tuple[str, str]]) -> Replay:
    """The texts as one history of migrations."""
    blocks = []
    for path, text in texts:
        readings = tuple(read(statement) for statement in split(text, "postgres", path))
        blocks.append(Block(readings, transaction=Transaction("framework", "the test wraps it")))
    return replay(blocks, "postgres", path="test", kind="history")


FOLDERS = (
    "danbooru", "guacamole", "nakama", "openfga", "sakila", "schema-docs", "sqitch-fixtures", "supabase-auth", "svix",
)  # fmt: skip
MORE = ("concourse", "crates-io", "dhis2", "flowable", "framework-fixtures", "keto", "langfuse", "tbls-samples")
"""With FULL=1."""


def made(case: Case) -> Replay:
    """What a run makes of a script laid out as files."""
    with project(laid(case, case.script, "postgres").texts, {"dialect": "postgres"}) as folder:
        (study,) = studies([folder], Options(no_cache=True))
        (found,) = (one for one in study.replays if one.kind in ("history", "snapshot"))
        return found


def dumped(postgres: Server, database: str) -> Replay:
    """What we read in the dump of a database; every statement of it completely."""
    command = [str(postgres.binaries / "pg_dump"), "-s", "-h", str(postgres.folder), "-U", "postgres", "-d", database]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    readings = tuple(map(read, split(text, "postgres", "dump.sql")))
    assert [reading.statement.text for reading in readings if not reading.complete] == []
    found = replay([Block(readings)], "postgres", path="dump.sql", kind="snapshot")
    assert [fault for step in found.steps for fault in step.faults] == []
    return found


OUTSIDE: dict[str, tuple[tuple[str, str], ...]] = {
    "dhis2: dhis2/migration": (
        (
            r"index public \w+ uk_\w+_uid |column public \w+ uid ",
            "a function that SELECT calls alters every table with a uid",
        ),
        (r"constraint public optionvalue u ", "a function that SELECT calls adds it, if no rows are in the way"),
        (
            r"(column|expression|order) public (singleevent|trackerevent) ",
            "the types of CREATE TABLE AS are not known to us",
        ),
        (r"constraint public \w+_notes u ", "LIKE names a key by the name its column had when the key was made"),
    ),
}
"""By script the differences that are understood and left: a pattern, and the reason."""


def left(case: Case, line: str) -> bool:
    """Whether a difference is one of those."""
    return any(re.match(f"only (ours|the server's): ({pattern})", line) for pattern, _ in OUTSIDE.get(case.name, ()))


def compared(
    postgres: Server, database: str, found: Replay, theirs: picture.Picture, counts: Counter[str] | None = None
) -> list[str]:
    """What only one of the two holds; `counts` gets how much was compared."""
    drawn = picture.with_view_columns(picture.of_catalog(found.catalog), found)
    ours, theirs = picture.known(picture.settled(postgres, database, drawn, theirs), theirs, found.catalog)
    if counts is not None:
        counts.update({kind: len(rows) for kind, rows in theirs.items() if kind != "view columns"})
        counts["view columns"] += len(ours["view columns"])
    return picture.differences(ours, theirs)


def cases(server: OnPostgres, folder: str) -> Iterator[Case]:
    """The scripts of a folder of the corpus as far as the server takes them."""
    every = corpus(folder, ("postgres", "standard"))
    for name, found in every:
        first = next((one for path, one in every if found.history and path.endswith(FIRST.get(folder, "?"))), None)
        yield accepted(server, name, found, BEFORE.get(folder, ""), first)


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("folder", FOLDERS + MORE if os.environ.get("FULL") else FOLDERS)
def test_corpus(postgres: Server, folder: str) -> None:
    """What the server accepted of each script is in the catalogue as it is on the server, and again after a dump."""
    server = OnPostgres(postgres)
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for number, case in enumerate(cases(server, folder)):
        database = f"same_{number}"
        assert not any(server.build(database, [piece.text for piece in case.script], case.before))
        theirs = picture.of_server(postgres, database)
        said = [line for line in compared(postgres, database, made(case), theirs, counts) if not left(case, line)]
        said += [f"dump: {line}" for line in compared(postgres, database, dumped(postgres, database), theirs)]
        lines += [f"{case.name}: {line}" for line in said]
        server.drop(database)
    print(f"{folder}: {', '.join(f'{count} {kind}' for kind, count in counts.items() if count)}")
    assert lines == []
