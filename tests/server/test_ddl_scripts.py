"""The script that comes out of a document, whatever the order of its statements, builds the schema on a real server."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import subprocess
from collections.abc import Sequence
from pathlib import Path

import mariadb_picture
import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from test_sqlite import of_server as sqlite_picture

from schemalint.config import Options, UsageError
from schemalint.extract import script_of_document
from schemalint.generating.script import Script
from schemalint.model.document import Dialect
from schemalint.run import check
from schemalint.sql.splitter import split
from schemalint.study import studies

POSTGRES: dict[str, tuple[str, ...]] = {
    "sakila": ("sakila/postgres-sakila-db/postgres-sakila-schema.sql",),
    "danbooru": ("danbooru/db/structure.sql", "danbooru/structure.sql"),
    "concourse": ("concourse/*.up.sql",),
    "langfuse": ("langfuse/**/migration.sql",),
    "crates-io": ("crates-io/**/up.sql",),
}
"""Files of the corpus, in the order they run; the database they build is what is dumped and shuffled."""

MARIADB: dict[str, tuple[str, ...]] = {
    "mall": ("mall/mall.sql",),
    "sakila": ("sakila/mysql-sakila-db/mysql-sakila-schema.sql",),
    "guacamole": ("guacamole/guacamole-auth-jdbc-mysql/schema/00*.sql",),
    "flowable": ("flowable/create/all/flowable.mysql.all.create.sql",),
}
SQLITE: dict[str, tuple[str, ...]] = {
    "sakila": ("sakila/sqlite-sakila-db/sqlite-sakila-schema.sql",),
    "openfga": ("openfga/sqlite/*.sql",),
}
SEEDS = (1, 2, 3) if os.environ.get("FULL") else (1,)
LARGE = ("langfuse", "crates-io", "flowable")
"""They take as long as all others together, so only FULL=1 runs them."""
if not os.environ.get("FULL"):
    for _large in LARGE:
        POSTGRES.pop(_large, None)
        MARIADB.pop(_large, None)


SKIPPED = ("client", "data", "dml", "transaction")
OF_DATABASES = ("CREATE DATABASE", "CREATE SCHEMA", "USE")
"""What stays in front with them in MySQL: all that follows goes there."""


def corpus(patterns: Sequence[str]) -> list[str]:
    """The texts of the files."""
    root = os.environ.get("SCHEMALINT_CORPUS")
    if root is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    files = [file for pattern in patterns for file in sorted(Path(root).glob(pattern))]
    if not files:
        pytest.skip(f"the corpus has no {patterns[0]}")
    return [file.read_text(encoding="utf-8-sig") for file in files]


def shuffled(text: str, dialect: Dialect, seed: int, folder: Path) -> Path:
    """A document that holds the statements of a script in another order, some in each fence; what is SET stays in front."""
    statements = [one for one in split(text, dialect, "x.sql") if one.kind not in SKIPPED or one.verb == "USE"]
    front = OF_DATABASES if dialect == "mariadb" else ()
    first = [one.text for one in statements if one.kind in ("session", "query") or one.verb in front]
    rest = [
        f"DELIMITER //\n{one.text}//\nDELIMITER ;" if dialect == "mariadb" and ";" in one.text else one.text + ";"
        for one in statements
        if one.kind == "ddl" and not one.verb.startswith("DROP") and one.verb not in front
    ]
    # What REVOKE takes away depends on what was granted before it.
    grants = [one for one in rest if one.startswith(("GRANT", "REVOKE", "ALTER DEFAULT"))]
    rest = [one for one in rest if one not in grants]
    random.Random(seed).shuffle(rest)
    rest += grants
    lines = ["# The schema", "", "## Settings", "", "```sql", *(f"{one};" for one in first), "```", ""]
    for at in range(0, len(rest), 7):
        lines += [f"## Part {at // 7 + 1}", "", "```sql", "\n\n".join(rest[at : at + 7]), "```", ""]
    path = folder / "schema.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def extracted(path: Path, dialect: Dialect) -> Script:
    return script_of_document(str(path), Options(dialect=dialect, isolated=True, no_cache=True))


def dump(postgres: Server, database: str) -> str:
    """What pg_dump writes, without what differs from run to run."""
    command = [str(postgres.binaries / "pg_dump"), "-s", "-h", str(postgres.folder), "-U", "postgres", "-d", database]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    return re.sub(r"(?m)^(--.*|\\\w*restrict.*)?\n", "", text)


def refusals(postgres: Server, database: str, text: str) -> list[str]:
    return [line for line in postgres.psql(database, text).stderr.splitlines() if "ERROR:" in line]


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", POSTGRES)
def test_a_shuffled_dump_builds_the_same_database(postgres: Server, name: str, seed: int, tmp_path: Path) -> None:
    source = postgres.database(f"script_{name.replace('-', '_')}")
    for text in corpus(POSTGRES[name]):
        postgres.psql(source, text)
    before = dump(postgres, source)
    assert before.count("CREATE TABLE") > 5
    made = extracted(shuffled(before, "postgres", seed, tmp_path), "postgres")
    again = postgres.database(f"script_{name.replace('-', '_')}_again")
    assert refusals(postgres, again, made.text) == []
    assert dump(postgres, again) == before


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", MARIADB)
def test_a_shuffled_script_builds_the_same_schema(mariadb: MariaDB, name: str, seed: int, tmp_path: Path) -> None:
    text = "\n".join(corpus(MARIADB[name])).replace("utf8mb4_0900_ai_ci", "utf8mb4_general_ci")
    whole = [one for one in split(text, "mariadb", "x.sql") if one.kind not in SKIPPED or one.verb == "USE"]
    mariadb.run("script", [one.text for one in whole])
    database = mariadb.databases()[-1]
    before = mariadb_picture.of_server(mariadb, database)
    made = extracted(shuffled(text, "mariadb", seed, tmp_path), "mariadb")
    statements = [one.text for one in split(made.text, "mariadb", "y.sql") if one.kind != "client" or one.verb == "USE"]
    assert [refusal for refusal in mariadb.run("script", statements) if refusal] == []
    assert mariadb_picture.differences(before, mariadb_picture.of_server(mariadb, database)) == []


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SQLITE)
def test_a_shuffled_script_builds_the_same_file(name: str, seed: int, tmp_path: Path) -> None:
    text = "\n".join(corpus(SQLITE[name]))
    before = sqlite3.connect(":memory:", isolation_level=None)
    for one in split(text, "sqlite", "x.sql"):
        if one.kind == "ddl" and not one.verb.startswith("DROP"):
            before.execute(one.text)
    made = extracted(shuffled(text, "sqlite", seed, tmp_path), "sqlite")
    after = sqlite3.connect(":memory:", isolation_level=None)
    after.executescript(made.text)
    assert sqlite_picture(after) == sqlite_picture(before)
    assert len(sqlite_picture(before)) > 10


PARENTS = """
CREATE TABLE categories (id UUID PRIMARY KEY);
CREATE TABLE addresses (id UUID PRIMARY KEY);
CREATE SEQUENCE order_number_seq;
"""
"""What the template's document names and leaves to its reader."""

SEED = "../seeds/documents/database-schema-shop.md"


@pytest.mark.server
@pytest.mark.corpus
def test_the_templates_document_runs(postgres: Server, tmp_path: Path) -> None:
    """The script and the missing parents run, but for the statements that are reported as errors."""
    root = os.environ.get("SCHEMALINT_CORPUS")
    seed = Path(root or "") / SEED
    if root is None or not seed.is_file():
        pytest.skip("SCHEMALINT_CORPUS names no corpus with the templates beside it")
    path = tmp_path / "database-schema-shop.md"
    path.write_text(seed.read_text(encoding="utf-8"), encoding="utf-8")
    made = extracted(path, "postgres")
    report = check([str(path)], Options(dialect="postgres", server_version="15", isolated=True, no_cache=True))
    text = path.read_text(encoding="utf-8")
    wrong = [text[one.span.start : one.span.end] for one in report.diagnostics if one.severity == "error"]
    database = postgres.database("script_seed")
    assert refusals(postgres, database, PARENTS) == []
    ran = 0
    for statement in split(made.text, "postgres", "schema.sql"):
        said = refusals(postgres, database, statement.text + ";")
        blamed = [one for one in wrong if one in statement.text]
        assert not said or blamed, (statement.text, said)
        ran += not said
    assert ran > 40
    postgres.psql(
        "postgres", "DROP DATABASE script_seed; DROP ROLE app_read; DROP ROLE app_write; DROP ROLE app_admin;"
    )


@pytest.mark.server
@pytest.mark.corpus
def test_the_documents_of_the_corpus_run(postgres: Server) -> None:
    """The scripts of all documents of the corpus for PostgreSQL and SQLite, whole."""
    root = os.environ.get("SCHEMALINT_CORPUS")
    if root is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    options = Options(isolated=True, no_cache=True)
    ran = 0
    for path in sorted(Path(root).rglob("*.md")):
        if b"CREATE TABLE" not in path.read_bytes().upper():
            continue
        dialects = {one.source.dialect for study in studies((str(path),), options) for one in study.documents.values()}
        if not dialects & {"postgres", "sqlite"}:
            continue
        try:
            made = script_of_document(str(path), options)
        except UsageError:
            continue
        ran += bool(made.statements)
        if "postgres" in dialects:
            assert refusals(postgres, postgres.database("script_document"), made.text) == [], path
        else:
            sqlite3.connect(":memory:").executescript(made.text)
    assert ran >= 10
