"""Checks that look around: an error exactly where the server refuses the statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import pytest
from mariadb_server import MariaDB
from postgres_server import Server

from schemalint.api import check_project

pytestmark = pytest.mark.server

POSTGRES = """
c < now() | c < current_timestamp | e <= current_date | b = current_user | a > random() | a IN (SELECT 1) | EXISTS (SELECT 1) | a > (SELECT 1) | a > 0 |
b <> 'now()' | b = to_char(c, 'YYYY') | c > '2020-01-01' | date_trunc('day', c) = c | looks(a) | plain(a) | a = nextval('q') | b = current_setting('x') | age(c) > interval '1 day' |
b IN ('select', '(select 1)') | a > 0 AND c < statement_timestamp() | gen_random_uuid() IS NOT NULL | b = any (ARRAY['a', 'b'])
"""
MARIADB = """
c < now() | e < curdate() | e < current_date | a > rand() | b = user() | b = current_user() | a IN (SELECT 1) | EXISTS (SELECT 1) | a = @x | a = @@sql_mode | b = uuid() | a = last_insert_id() |
a = stored(a) | dayname(e) <> 'x' | week(e) > 1 | week(e, 1) > 1 | date_format(e, '%Y') > 1 | date_format(e, '%Y', 'en_US') > 1 | unix_timestamp() > a | unix_timestamp(e) > a | a > 0 |
b <> 'now()' | b REGEXP '^[a-z]+$' | json_valid(b) | length(b) > 3 | year(e) > 2000 | extract(year FROM e) > 2000 | date_add(e, INTERVAL 1 DAY) > c | timestampdiff(DAY, e, c) > 1 | b = version() |
b = database() | a = connection_id() | a = row_count() | a = sleep(1) | from_unixtime(a) > c | coalesce(b, 'x') <> '' | b LIKE '%@%' | b = '@x' | greatest(a, 1) > 0 | sysdate() > c | utc_timestamp() > c |
monthname(e) = 'May' | convert_tz(c, 'UTC', 'CET') > c | concat(b, 'x') <> 'y' | md5(b) <> 'x' | str_to_date(b, '%Y') > c | if(a > 1, b, 'x') = 'x' | interval(a, 1, 2) > 0 | to_char(c) = 'x' | find_in_set('a', b) > 0
"""
SQLITE = """
a > random() | a > (SELECT 1) | a IN (SELECT 1) | a IN u | EXISTS (SELECT 1) | c < CURRENT_TIMESTAMP | c < datetime('now') | c < date('now', 'localtime') | c < date(b) | b <> 'now()' | c < strftime('%s', 'now') |
c < strftime('%s', c) | length(b) > 3 | b IN ('a', 'b') | b GLOB 'a*' | a > changes() | datetime(c) IS NOT NULL | c < julianday() | typeof(a) = 'integer' | b = upper(b)
"""


def _cases(text: str) -> list[str]:
    return [one.strip() for one in text.replace("\n", " ").split(" | ")]


def _compared(setup: str, tables: Sequence[str], refused: set[int], config: dict[str, object]) -> None:
    text = setup + "".join(f"{one};\n" for one in tables)
    report = check_project({"schema.sql": text}, {"select": ["volatile-check"], **config})
    first = setup.count("\n")
    errors = {text.count("\n", 0, one.span.start) - first for one in report.diagnostics if one.severity == "error"}
    assert [tables[at] for at in sorted(errors - refused)] == []
    assert [tables[at] for at in sorted(refused - errors)] == []


def test_postgres(postgres: Server) -> None:
    setup = (
        "CREATE SEQUENCE q;\nCREATE FUNCTION plain(int) RETURNS boolean LANGUAGE sql AS 'select $1 > 0';\n"
        "CREATE FUNCTION looks(int) RETURNS boolean LANGUAGE sql AS 'select exists (select 1 from pg_class)';\n"
    )
    tables = [
        f"CREATE TABLE t{at} (a int, b text, c timestamptz, e date, CHECK ({one}))"
        for at, one in enumerate(_cases(POSTGRES))
    ]
    database = postgres.database("volatile_checks")
    script = setup + "".join(f"\\warn --next\n{one};\n" for one in tables)
    parts = postgres.psql(database, script).stderr.split("--next\n")[1:]
    _compared(setup, tables, {at for at, part in enumerate(parts) if "ERROR:" in part}, {"dialect": "postgres"})


@pytest.mark.parametrize("version", ["10.11", ""])
def test_mariadb(mariadb: MariaDB, version: str) -> None:
    setup = "CREATE FUNCTION stored(x int) RETURNS int DETERMINISTIC RETURN x;\n"
    tables = [
        f"CREATE TABLE t{at} (a int, b varchar(50), c datetime, e date, CHECK ({one}))"
        for at, one in enumerate(_cases(MARIADB))
    ]
    answers = mariadb.run("volatile_checks", [setup.strip().rstrip(";"), *tables])[1:]
    config: dict[str, object] = {"dialect": "mariadb"} | ({"server-version": version} if version else {})
    _compared(setup, tables, {at for at, answer in enumerate(answers) if answer is not None}, config)


def test_sqlite() -> None:
    setup = "CREATE TABLE u (x);\n"
    tables = [f"CREATE TABLE t{at} (a, b, c, CHECK ({one}))" for at, one in enumerate(_cases(SQLITE))]
    connection = sqlite3.connect(":memory:")
    connection.execute(setup)
    refused = set()
    for at, table in enumerate(tables):
        try:
            connection.execute(table)
        except sqlite3.OperationalError:
            refused.add(at)
    _compared(setup, tables, refused, {"dialect": "sqlite"})
