"""The replayed catalogue against the one that PostgreSQL builds from the same statements."""

from __future__ import annotations

import os
import re
from pathlib import Path

import picture
import pytest

from schemalint.model.change import Transaction
from schemalint.model.replay import Block, Replay
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

CORPUS = os.environ.get("SCHEMALINT_CORPUS")


def replayed(texts: list[tuple[str, str]]) -> Replay:
    """The texts as one history of migrations."""
    blocks = []
    for path, text in texts:
        readings = tuple(read(statement) for statement in split(text, "postgres", path))
        blocks.append(Block(readings, transaction=Transaction("framework", "the test wraps it")))
    return replay(blocks, "postgres", path="test", kind="history")


def files(pattern: str) -> list[tuple[str, str]]:
    """The files of the corpus that fit, in order of their paths."""
    if CORPUS is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    found = sorted(Path(CORPUS).glob(pattern))
    if not found:
        pytest.skip(f"the corpus has no {pattern}")
    return [(str(path), path.read_text(encoding="utf-8-sig")) for path in found]


def numbered(path: str) -> tuple[int, str]:
    number = re.match(r"\d+", Path(path).name)
    return (int(number.group()) if number else 0, path)


CASES = {
    "danbooru": ("danbooru/structure.sql",),
    "dhis2": ("dhis2/base/*.sql",),
    "svix": ("svix/*.up.sql",),
    "concourse": ("concourse/*.up.sql",),
    "crates-io": ("crates-io/*/up.sql",),
    "langfuse": ("langfuse/*/migration.sql",),
    "sakila": ("sakila/postgres-sakila-db/postgres-sakila-schema.sql",),
    "guacamole": ("guacamole/**/postgresql*/schema/00*.sql",),
    "flowable": ("flowable/**/create/flowable.postgres.create.*.sql", "flowable/**/flowable.postgres.all.create.sql"),
}


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("name", CASES)
def test_corpus(postgres, name: str) -> None:
    texts: list[tuple[str, str]] = []
    for pattern in CASES[name][:1]:
        texts.extend(files(pattern))
    texts.sort(key=lambda item: numbered(item[0]) if name == "concourse" else (0, item[0]))
    database = postgres.database(f"corpus_{name.replace('-', '_')}")
    for _, text in texts:
        postgres.psql(database, text)
    found = picture.differences(picture.of_catalog(replayed(texts).catalog), picture.of_server(postgres, database))
    assert found == []
