"""Sample rows on real servers: all are taken, a second run changes nothing, and every listed value is there."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from test_ddl_scripts import MARIADB, POSTGRES, SKIPPED, SQLITE, corpus, dump

from schemalint.generating.sample_data import Sample, sample
from schemalint.generating.sample_rows import kinds_of, listed
from schemalint.generating.sample_values import literal
from schemalint.model.document import Dialect
from schemalint.model.replay import Block
from schemalint.model.schema import Catalog
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

OWN_TRIGGERS = {"public.reverse_dependencies": "crates-io's triggers delete its rows and write them anew"}
"""Tables whose rows are not ours."""

SHARE = 0.95
"""Of the tables of a schema, how many are filled at least."""


def catalog_of(text: str, dialect: Dialect) -> Catalog:
    readings = tuple(map(read, split(text, dialect, "schema.sql")))
    return replay([Block(readings)], dialect, path="schema.sql", kind="snapshot").catalog


def held(catalog: Catalog, made: Sample, count: Callable[[str], int]) -> dict[str, int]:
    """How many rows each filled table has, and how many rows hold each listed value."""
    found: dict[str, int] = {}
    for ref in made.tables:
        table = catalog.tables[ref]
        quote = "`" if catalog.dialect in ("mysql", "mariadb") else '"'
        name = (
            f"{quote}{(table.written or ref.name).strip(quote)}{quote}" if quote == "`" else f"{quote}{ref.name}{quote}"
        )
        if catalog.dialect == "postgres":
            name = f'"{ref.schema}".{name}'
        if ref.text in OWN_TRIGGERS:
            continue
        found[ref.text] = count(f"SELECT count(*) FROM {name}")
        kinds = kinds_of(table, catalog)
        for column, values in listed(table, kinds).items():
            for value in values:
                told = literal(value, kinds[column], catalog.dialect)
                key = f"{ref.text}.{column} = {told}"
                found[key] = count(f"SELECT count(*) FROM {name} WHERE {quote}{column}{quote} = {told}")
    return found


def judged(catalog: Catalog, made: Sample, run: Callable[[str], list[str]], count: Callable[[str], int]) -> None:
    """What must hold of sample rows on a server."""
    tables = len(made.tables) + len(made.unfilled)
    assert len(made.tables) >= SHARE * tables, made.unfilled
    assert run(made.text) == []
    first = held(catalog, made, count)
    assert [key for key, rows in first.items() if not rows] == []
    assert run(made.text) == []
    assert held(catalog, made, count) == first


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("name", POSTGRES)
def test_rows_on_postgres(postgres: Server, name: str) -> None:
    source = postgres.database(f"rows_{name.replace('-', '_')}")
    for text in corpus(POSTGRES[name]):
        postgres.psql(source, text)
    schema = dump(postgres, source)
    database = postgres.database(f"rows_{name.replace('-', '_')}_new")
    postgres.psql(database, schema)
    catalog = catalog_of(schema, "postgres")

    def run(text: str) -> list[str]:
        return [line for line in postgres.psql(database, text).stderr.splitlines() if "ERROR:" in line]

    def count(query: str) -> int:
        return int(postgres.rows(database, query)[0][0])

    judged(catalog, sample(catalog), run, count)


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("name", MARIADB)
def test_rows_on_mariadb(mariadb: MariaDB, name: str) -> None:
    text = "\n".join(corpus(MARIADB[name])).replace("utf8mb4_0900_ai_ci", "utf8mb4_general_ci")
    text = re.sub(r"(?im)^(?:CREATE (?:SCHEMA|DATABASE)|USE) .*;$", "", text)
    whole = [one for one in split(text, "mariadb", "x.sql") if one.kind not in SKIPPED]
    mariadb.run("sample", [one.text for one in whole])
    catalog = catalog_of(text, "mariadb")

    def run(text: str) -> list[str]:
        statements = [one.text for one in split(text, "mariadb", "y.sql")]
        told = mariadb.run("sample", statements, new=False)
        return [f"{one.words}: {sql[:300]}" for sql, one in zip(statements, told, strict=True) if one]

    def count(query: str) -> int:
        return int(mariadb.rows(query.replace("FROM `", "FROM sample.`"))[0][0])

    judged(catalog, sample(catalog), run, count)


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("name", SQLITE)
def test_rows_on_sqlite(name: str) -> None:
    text = "\n".join(corpus(SQLITE[name]))
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    kept = [one for one in split(text, "sqlite", "x.sql") if one.kind == "ddl" and not one.verb.startswith("DROP")]
    for one in kept:
        connection.execute(one.text)
    catalog = catalog_of(";\n".join(one.text for one in kept) + ";", "sqlite")

    def run(text: str) -> list[str]:
        try:
            connection.executescript(text)
        except sqlite3.Error as error:
            return [str(error)]
        return []

    def count(query: str) -> int:
        return int(connection.execute(query).fetchone()[0])

    judged(catalog, sample(catalog), run, count)
