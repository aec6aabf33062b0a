"""What a generated document tells people to run is run: its queries on real servers, its commands by the options they know."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from mariadb_server import MariaDB, binary
from postgres_server import Server
from postgres_server import binaries as postgres_binaries

from schemalint.config import Options
from schemalint.describe import describe
from schemalint.generating import operations
from schemalint.model.document import Dialect

SCHEMA = """CREATE TABLE customer (id integer PRIMARY KEY, name varchar(40) NOT NULL, email varchar(80));
CREATE TABLE sale (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customer (id), made timestamp);
CREATE INDEX sale_customer ON sale (customer_id);
CREATE TABLE visit (id integer PRIMARY KEY, sale_id integer NOT NULL REFERENCES sale (id), note varchar(9));
"""
KEYED = SCHEMA.replace("integer NOT NULL REFERENCES sale (id)", "integer NOT NULL").replace(
    "note varchar(9))", "note varchar(9), FOREIGN KEY (sale_id) REFERENCES sale (id))"
)
READING = re.compile(r"(?:--[^\n]*\n)?(?:SELECT|SHOW|EXPLAIN|PRAGMA|REINDEX|VACUUM|ANALYZE|OPTIMIZE)\b", re.I)


def queries(folder: Path, dialect: Dialect, schema: str) -> list[str]:
    """The statements of a document's fences that read or keep things in shape, of both templates."""
    (folder / "schema.sql").write_text(schema, encoding="utf-8")
    found: dict[str, None] = {}
    for template in ("schema-document", "database-spec"):
        text = describe(
            [str(folder)], Options(dialect=dialect, isolated=True, today="2026-01-02"), template=template
        ).text
        for fence in re.findall(r"```sql\n(.*?)\n```", text, re.S):
            parts = [part.strip() for part in fence.split(";") if part.strip()]
            if all(READING.match(part) for part in parts):
                found.update(dict.fromkeys(parts))
    assert len(found) > 5
    return list(found)


def test_postgres_runs_them(postgres: Server, tmp_path: Path) -> None:
    database = postgres.database("generated_queries")
    assert not postgres.psql(database, SCHEMA, stop=True).stderr
    for query in queries(tmp_path, "postgres", SCHEMA):
        done = postgres.psql(database, f"{query};", stop=True)
        if "pg_stat_statements" in query:
            # The library has to be loaded at the server's start; the columns are those of its view.
            assert "does not exist" in done.stderr
        else:
            assert done.returncode == 0, f"{query}\n{done.stderr}"


def test_the_columns_of_slow_queries_are_those_of_the_extension(postgres: Server) -> None:
    database = postgres.database("slow_queries")
    if postgres.psql(database, "CREATE EXTENSION pg_stat_statements;", stop=True).returncode:
        pytest.skip("pg_stat_statements is not installed")
    done = postgres.psql(database, operations.SLOW["postgres"], stop=True)
    assert "does not exist" not in done.stderr
    assert not done.stderr or "shared_preload_libraries" in done.stderr


def test_mariadb_runs_them(mariadb: MariaDB, tmp_path: Path) -> None:
    built = [statement for statement in KEYED.split(";") if statement.strip()]
    assert mariadb.run("generated_queries", built) == [None] * len(built)
    asked = queries(tmp_path, "mariadb", KEYED)
    refused = mariadb.run("generated_queries", asked, new=False)
    assert [(query, reason) for query, reason in zip(asked, refused, strict=True) if reason] == []


def test_sqlite_runs_them(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    # The table that tells of indexes exists once ANALYZE has run.
    connection.execute("ANALYZE")
    for query in queries(tmp_path, "sqlite", SCHEMA):
        connection.execute(query).fetchall()


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "mariadb"])
def test_commands_have_their_options(dialect: Dialect) -> None:
    asked = 0
    for text in (operations.BACKUP[dialect], operations.RESTORE[dialect]):
        lines = [line for line in text.replace("\\\n", " ").split("\n") if line and not line.startswith("#")]
        for command in [one.strip() for line in lines for one in line.split("|")]:
            program = command.split()[0]
            found = binary(program) or shutil.which(program) or _postgres(program)
            if not found:
                continue
            told = subprocess.run([found, "--help"], capture_output=True, text=True, check=False, timeout=30).stdout
            for option in re.findall(r"\s(--[a-z-]+)", command):
                asked += 1
                assert re.search(rf"{option}\b", told), f"{program} knows no {option}"
    if not asked:
        pytest.skip(f"no programs of {dialect} are installed")


def _postgres(program: str) -> str:
    folder = postgres_binaries()
    return str(folder / program) if folder and (folder / program).exists() else ""
