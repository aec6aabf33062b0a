"""What type-error tells of is what PostgreSQL refuses for its types, and what it does not tell of kinds it knows is accepted."""

from __future__ import annotations

import pytest
from postgres_server import Server

from schemalint.api import check_project

pytestmark = pytest.mark.server

COLUMNS = {
    "n": "integer", "g": "bigint", "d": "numeric(9,2)", "f": "double precision", "x": "text", "v": "varchar(9)", "c": "char(3)",
    "b": "boolean", "day": "date", "ts": "timestamp", "tz": "timestamptz", "u": "uuid", "j": "json", "k": "jsonb",
}  # fmt: skip
LITERALS = ("1", "1.5", "'7'", "'new'", "''", "' 12 '", "true", "NULL")
CERTAIN = ("n", "g", "x", "v", "b", "day", "u")


def expressions() -> list[str]:
    names = list(COLUMNS)
    found = [f"SELECT 1 FROM t WHERE {one} = {two}" for one in names for two in names]
    found += [f"SELECT 1 FROM t WHERE {one} < {two}" for one in CERTAIN for two in CERTAIN]
    found += [f"SELECT 1 FROM t WHERE {one} = {value}" for one in ("n", "g", "x", "v") for value in LITERALS]
    found += [f"SELECT 1 FROM t WHERE {one} IN ({value})" for one in CERTAIN for value in ("1", "1.5")]
    found += [f"SELECT 1 FROM t WHERE {one} LIKE '1%'" for one in names]
    found += [
        f"SELECT {one} {sign} {two} FROM t"
        for one in ("n", "d", "x", "b")
        for two in ("n", "d", "x", "b")
        for sign in "+-*/"
    ]
    found += [f"SELECT {call}({one}) FROM t" for call in ("sum", "avg", "min", "max") for one in names]
    found += [f"SELECT 1 FROM t WHERE {one}::text = {two}" for one in names for two in CERTAIN]
    return found  # fmt: skip


def test_what_is_told_is_refused(postgres: Server) -> None:
    table = f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())});\n"
    queries = expressions()
    database = postgres.database("type_errors")
    postgres.psql(database, table, stop=True)
    tries = "".join(
        f"DO $do$ BEGIN EXECUTE $q$CREATE TEMP VIEW w AS {query.replace('SELECT 1 ', 'SELECT 1 AS a ')}$q$; EXECUTE 'DROP VIEW w'; "
        f"EXCEPTION WHEN duplicate_object THEN NULL; WHEN others THEN INSERT INTO refused VALUES ({at}, SQLSTATE); END $do$;\n"
        for at, query in enumerate(queries)
    )
    postgres.psql(database, "CREATE TABLE refused (at int, state text);\n" + tries, stop=True)
    refused = {int(at): state for at, state in postgres.rows(database, "SELECT at, state FROM refused")}
    script = table + "\n".join(f"{query};" for query in queries)
    report = check_project({"schema.sql": script}, {"select": ["type-error"], "dialect": "postgres"})
    told = {script.count("\n", 0, one.span.start) - 1 for one in report.diagnostics}
    wrong = sorted(queries[at] for at in told if at not in refused)
    assert not wrong
    certain = {at for at, state in refused.items() if state in ("42883", "22P02")}
    missed = sorted(queries[at] for at in certain - told)
    assert len(certain) > 200
    assert len(certain & told) >= 0.9 * len(certain), missed
