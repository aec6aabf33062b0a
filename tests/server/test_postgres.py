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


def ordered(name: str) -> list[tuple[str, str]]:
    """The texts of a case as its framework orders them: by number, or by folder without the dashes."""
    texts = files(CASES[name])
    if name == "concourse":
        return sorted(texts, key=lambda item: int(re.match(r"\d+", Path(item[0]).name).group()))
    if name == "crates-io":
        return sorted(texts, key=lambda item: Path(item[0]).parent.name.replace("-", ""))
    if name in ("nakama", "openfga"):
        return [(path, re.split(r"--\s*\+\w+\s+Down", text)[0]) for path, text in texts]
    return [(path, re.sub(r"\{\{.*?\}\}", "auth", text)) for path, text in texts]


CASES = {
    "danbooru": "danbooru/structure.sql",
    "dhis2": "dhis2/base/*.sql",
    "svix": "svix/*.up.sql",
    "concourse": "concourse/*.up.sql",
    "crates-io": "crates-io/*/up.sql",
    "langfuse": "langfuse/*/migration.sql",
    "sakila": "sakila/postgres-sakila-db/postgres-sakila-schema.sql",
    "guacamole": "guacamole/**/guacamole-auth-jdbc-postgresql/schema/00*.sql",
    "flowable": "flowable/create/all/flowable.postgres.all.create.sql",
    "nakama": "nakama/*.sql",
    "openfga": "openfga/postgres/*.sql",
    "supabase-auth": "supabase-auth/*.up.sql",
}
SETUP = {
    "dhis2": "CREATE DOMAIN geometry AS point;",
    "supabase-auth": "CREATE SCHEMA auth; CREATE ROLE supabase_auth_admin; CREATE ROLE anon; CREATE ROLE authenticated;",
}
"""What must be there before, in place of extensions that are not at hand."""


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("name", CASES)
def test_corpus(postgres, name: str) -> None:
    texts = ordered(name)
    database = postgres.database(f"corpus_{name.replace('-', '_')}")
    postgres.psql(database, SETUP.get(name, ""))
    for _, text in texts:
        # The framework ends the transaction that the text may leave open.
        postgres.psql(database, f"{text}\n;COMMIT;")
    theirs = picture.of_server(postgres, database)
    theirs["domain"].discard(("public", "geometry", "point", "t"))
    catalog = replayed(texts).catalog
    theirs = picture.without_unknown(theirs, catalog)
    assert picture.differences(picture.of_catalog(catalog), theirs) == []
