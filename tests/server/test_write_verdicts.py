"""What servers say of INSERT, UPDATE and of what views give, against what the rules say: every form over every table."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from wire import Session

from schemalint.api import check_project

pytestmark = pytest.mark.server

RULES = ("insert-column-count", "insert-missing-required", "duplicate-column", "duplicate-assignment")


@pytest.fixture(autouse=True)
def _nothing_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier version made of a query is not what is tested."""
    monkeypatch.setenv("SCHEMALINT_CACHE", str(tmp_path))


Schema = dict[str, tuple[str, tuple[str, ...]]]
"""The definition of each table and its columns."""

COMMON: Schema = {
    "plain": ("a int, b int, c int", ("a", "b", "c")),
    "strict": ("a int, b int NOT NULL, c int NOT NULL DEFAULT 1", ("a", "b", "c")),
    "keyed": ("id int PRIMARY KEY, a int", ("id", "a")),
    "paired": ("a int, b int, c int, PRIMARY KEY (a, b)", ("a", "b", "c")),
}
POSTGRES: Schema = {
    **COMMON,
    "numbered": ("id serial PRIMARY KEY, a int NOT NULL", ("id", "a")),
    "made": ("a int NOT NULL, g int GENERATED ALWAYS AS (1) STORED, c int", ("a", "g", "c")),
    "coded": ("a int, k code, l label", ("a", "k", "l")),
    "filled": ("a int, b int NOT NULL", ("a", "b")),
}
MYSQL: Schema = {
    **COMMON,
    "numbered": ("id int AUTO_INCREMENT PRIMARY KEY, a int NOT NULL", ("id", "a")),
    "made": ("a int NOT NULL, g int AS (a + 1), c int", ("a", "g", "c")),
    "listed": ("a int, e enum('x', 'y') NOT NULL, s set('x') NOT NULL", ("a", "e", "s")),
    "timed": ("a int, t timestamp NOT NULL, u datetime NOT NULL, v text NOT NULL", ("a", "t", "u", "v")),
    "hidden": ("a int, h int INVISIBLE, c int", ("a", "h", "c")),
}
SQLITE: Schema = {
    **COMMON,
    "numbered": ("id integer PRIMARY KEY, a int NOT NULL", ("id", "a")),
    "nearly": ("id int NOT NULL PRIMARY KEY, a int", ("id", "a")),
    "descending": ("id integer PRIMARY KEY DESC, a int", ("id", "a")),
    "rowless": ("id text PRIMARY KEY, a int", ("id", "a")),
    "made": ("a int NOT NULL, g int GENERATED ALWAYS AS (1), c int", ("a", "g", "c")),
}
TAILS = {"rowless": " WITHOUT ROWID"}

GIVEN = """
CREATE DOMAIN code AS int NOT NULL;
CREATE DOMAIN label AS int NOT NULL DEFAULT 1;
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.b := 1; RETURN NEW; END $$;
"""
TRIGGER = "CREATE TRIGGER fill BEFORE INSERT ON filled FOR EACH ROW EXECUTE FUNCTION fill();\n"


def inserts(schema: Schema, *, default: bool, empty: bool) -> Iterator[str]:
    """INSERT with every column list and every number of values, as rows and as a query."""
    for table, (_, columns) in schema.items():
        lists = ["", *(f" ({', '.join(names)})" for size in (1, 2, 3) for names in combinations(columns, size))]
        lists += [f" ({columns[-1]}, {columns[0].upper()}, {columns[-1]})", f" ({columns[1]}, {columns[0]})"]
        for names in lists:
            for size in range(0 if empty else 1, 5):
                row = ", ".join(["1"] * size)
                yield f"INSERT INTO {table}{names} VALUES ({row})"
                if size:
                    yield f"INSERT INTO {table}{names} SELECT {row}"
                if size == 2:
                    yield f"INSERT INTO {table}{names} VALUES ({row}), (1)"
                    if default:
                        yield f"INSERT INTO {table}{names} VALUES (1, DEFAULT)"
        if not empty:
            yield f"INSERT INTO {table} DEFAULT VALUES"


UPDATES = (
    "UPDATE plain SET a = 1, b = 2",
    "UPDATE plain SET a = 1, A = 2",
    "UPDATE plain SET a = b, b = a, c = CASE WHEN a = 1 THEN b ELSE c END",
    "UPDATE plain SET a = (SELECT max(a) FROM strict), b = 1 WHERE a = 1 AND b = 1",
    "UPDATE plain SET b = 1, a = 2, b = 3 WHERE a = 1",
)

QUERIES = (
    "SELECT a, b FROM plain",
    "SELECT a, A FROM plain",
    "SELECT a, b AS a FROM plain",
    "SELECT * FROM plain",
    "SELECT *, 1 AS d FROM plain",
    "SELECT *, 1 AS c FROM plain",
    "SELECT p.*, q.c AS d FROM plain p, strict q",
    "SELECT p.*, q.a FROM plain p, strict q",
    "SELECT * FROM plain p, keyed q",
    "SELECT * FROM plain JOIN keyed USING (a)",
    "SELECT * FROM plain NATURAL JOIN keyed",
    "SELECT * FROM plain NATURAL JOIN strict",
    "SELECT * FROM plain JOIN strict USING (a, b)",
    "SELECT * FROM plain JOIN strict USING (a, b, c)",
    "SELECT a FROM plain UNION SELECT b FROM strict",
    "SELECT count(*), count(a) FROM plain",
    "SELECT 1, 2",
    "SELECT 1, 1",
    "SELECT a + 1, a + 1 FROM plain",
    "SELECT CASE WHEN a = 1 THEN 1 END, CASE WHEN a = 2 THEN 1 END FROM plain",
    "SELECT coalesce(a, 1), coalesce(b, 1) FROM plain",
    "SELECT 1 AS one FROM (SELECT a, a FROM plain) s",
    "SELECT * FROM (SELECT a, b FROM plain) s",
    "SELECT s.a FROM (SELECT a, b, a AS c FROM plain) s",
    "WITH w AS (SELECT a, b FROM plain) SELECT w.*, w.a FROM w",
    "WITH w AS (SELECT a, b FROM plain) SELECT w.*, w.a AS c FROM w",
    "WITH w AS (SELECT * FROM plain, keyed) SELECT b FROM w",
    "WITH w (x, y) AS (SELECT a, b FROM plain) SELECT w.*, x AS z FROM w",
    "WITH w (x, y) AS (SELECT a, b FROM plain) SELECT w.*, x FROM w",
    "SELECT p.a, q.a FROM plain p LEFT JOIN strict q ON p.a = q.a",
    "SELECT p.a, q.a AS q_a FROM plain p LEFT JOIN strict q ON p.a = q.a",
    "SELECT (SELECT a FROM keyed), a FROM plain",
    "SELECT (SELECT max(a) FROM keyed) AS a, a FROM plain",
)

TABLES = (
    "(a int, b int)", "(a int, A int)", "(a int, b int, a text)", "(a int, UNIQUE (a), b int)",
)  # fmt: skip


def made(schema: Schema) -> Iterator[str]:
    """Views and tables made of queries and lists."""
    for number, query in enumerate(QUERIES):
        yield f"CREATE VIEW v_{number} AS {query}"
        yield f"CREATE TABLE q_{number} AS {query}"
    yield "CREATE VIEW n_1 (x, y) AS SELECT a, a FROM plain"
    yield "CREATE VIEW n_2 (x, x) AS SELECT a, b FROM plain"
    for number, body in enumerate(TABLES):
        yield f"CREATE TABLE t_{number} {body}"
    yield "ALTER TABLE plain ADD COLUMN B int"
    yield "ALTER TABLE plain ADD COLUMN d int"
    yield "ALTER TABLE plain RENAME COLUMN a TO c"
    yield from UPDATES


def compare(
    schema: str, statements: Sequence[str], dialect: str, refused: Callable[[str], str], version: str
) -> tuple[Counter[str], list[str]]:
    """How often server and rules agree, and where they do not. `refused` gives the code of a refusal that a rule is about, an
    empty text for none, `other` for one of another kind."""
    text, starts = schema, []
    for statement in statements:
        starts.append(len(text))
        text += f"{statement};\n"
    config = {"select": list(RULES), "dialect": dialect, "server-version": version}
    report = check_project({"schema.sql": text}, config)
    assert not report.failures, report.failures
    errors: dict[int, str] = {}
    told: dict[int, str] = {}
    for one in report.diagnostics:
        at = bisect_right(starts, (one.cause or one.span).start) - 1
        told[at] = one.rule
        if one.severity == "error":
            errors[at] = one.rule
    count: Counter[str] = Counter()
    wrong: list[str] = []
    for at, statement in enumerate(statements):
        code = refused(statement)
        if code == "other":
            count["refused for another reason"] += 1
        elif code and at not in told:
            wrong.append(f"{code} not foreseen: {statement}")
        elif not code and at in errors:
            wrong.append(f"{errors[at]} on what is accepted: {statement}")
        else:
            count[f"{code} as {told[at]}" if code else "accepted"] += 1
    print(dialect, dict(sorted(count.items())))
    return count, wrong


def awkward(dialect: str) -> list[str]:
    """Statements of the awkward kinds, which stand one after the other: a refused one leaves nothing that a later one meets."""
    text = (Path(__file__).parent / "writes" / f"{dialect}.sql").read_text(encoding="utf-8")
    return [one.strip() for one in re.split(r";\n", text) if one.strip()]


def compare_awkward(dialect: str, codes: Sequence[str], version: str) -> None:
    """`codes` are the answers as for `compare`, in the order of the statements."""
    given = iter(codes)
    count, wrong = compare("", awkward(dialect), dialect, lambda _: next(given), version)
    assert not wrong, "\n".join(wrong)
    assert count["accepted"] < sum(count.values()) - 10


def test_awkward_in_postgres(postgres: Server) -> None:
    with Session(postgres.folder, postgres.database("awkward")) as session:
        said = [session.run(one) for one in awkward("postgres")]
    codes = ["" if one is None else one.code if one.code in ("42701", "42601", "23502") else "other" for one in said]
    compare_awkward("postgres", codes, "15")


def test_awkward_in_mariadb(mariadb: MariaDB) -> None:
    said = mariadb.run("writes", awkward("mariadb"))
    known = (1060, 1110, 1136, 1364)
    compare_awkward(
        "mariadb", ["" if one is None else str(one.code) if one.code in known else "other" for one in said], "10.11"
    )


def test_awkward_in_sqlite() -> None:
    server = sqlite3.connect(":memory:", isolation_level=None)
    codes = []
    for statement in awkward("sqlite"):
        try:
            server.execute(statement).fetchall()
            codes.append("")
        except sqlite3.Error as error:
            codes.append("refused" if FORESEEN.search(str(error)) else "other")
    compare_awkward("sqlite", codes, "3.40")


def _tables(schema: Schema) -> str:
    return "".join(f"CREATE TABLE {name} ({body}){TAILS.get(name, '')};\n" for name, (body, _) in schema.items())


def test_postgres(postgres: Server) -> None:
    database = postgres.database("writes")
    script = GIVEN + _tables(POSTGRES) + TRIGGER
    assert postgres.psql(database, script, stop=True).returncode == 0
    foreseen = {"42701", "42601", "23502"}
    with Session(postgres.folder, database) as session:

        def refused(statement: str) -> str:
            session.run("BEGIN")
            said = session.run(statement)
            session.run("ROLLBACK")
            return "" if said is None else said.code if said.code in foreseen else "other"

        arrays = (
            "UPDATE listed SET x[1] = 1, x[2] = 2",
            "UPDATE listed SET (a, x) = (1, '{}'), x = '{}'",
            "INSERT INTO listed (a, x[1], x[2]) VALUES (1, 2, 3)",
            "INSERT INTO plain (a) VALUES (1) ON CONFLICT DO NOTHING",
            "INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1, A = 2",
            "CREATE TABLE l_1 (LIKE plain, a int)",
            "CREATE TABLE l_2 (a int, d int) INHERITS (plain)",
            "CREATE TYPE l_3 AS (a int, A int)",
        )
        assert session.run("CREATE TABLE listed (a int, x int[])") is None
        script += "CREATE TABLE listed (a int, x int[]);\n"
        statements = [*inserts(POSTGRES, default=True, empty=False), *arrays, *made(POSTGRES)]
        count, wrong = compare(script, statements, "postgres", refused, "15")
    assert not wrong, "\n".join(wrong)
    assert count["accepted"] > 100
    assert sum(count.values()) - count["accepted"] - count["refused for another reason"] > 300


UNTOLD = {
    f"CREATE TABLE q_{QUERIES.index(query)} AS {query}": "MariaDB names a column without an alias by its text, which is not kept"
    for query in ("SELECT 1, 1", "SELECT a + 1, a + 1 FROM plain")
}


def test_mariadb(mariadb: MariaDB) -> None:
    script = _tables(MYSQL)
    statements = [one for one in (*inserts(MYSQL, default=True, empty=True), *made(MYSQL)) if one not in UNTOLD]
    for setting in ("", "SET sql_mode = '';\n"):
        said = mariadb.run("writes", [*(script + setting).split(";\n")[:-1], *_alone(statements)])
        answers = dict(zip(statements, said[(script + setting).count(";\n") :: 4], strict=False))
        assert len(answers) == len(statements)

        def refused(statement: str, answers: dict[str, object] = answers) -> str:  # type: ignore[assignment]
            answer = answers[statement]
            code = getattr(answer, "code", 0)
            return "" if answer is None else str(code) if code in (1060, 1110, 1136, 1364) else "other"

        _, wrong = compare(script + setting, statements, "mariadb", refused, "10.11")
        assert not wrong, "\n".join(wrong)


def _alone(statements: Sequence[str]) -> Iterator[str]:
    """Each statement so that it leaves nothing behind that the next ones meet."""
    for statement in statements:
        yield statement
        name = re.match(
            r"CREATE (VIEW|TABLE) (\w+)|ALTER TABLE plain ADD COLUMN d|(INSERT INTO|UPDATE) (\w+)", statement
        )
        yield f"DROP {name[1]} IF EXISTS {name[2]}" if name and name[2] else "DO 0"
        yield f"DELETE FROM {name[4]}" if name and name[4] else "DO 0"
        yield "ALTER TABLE plain DROP COLUMN IF EXISTS d"


FORESEEN = re.compile(r"NOT NULL|duplicate column|columns? but|values? for|same number of terms")
"""What SQLite says of refusals that these rules are about."""


def test_sqlite() -> None:
    script = _tables(SQLITE)
    server = sqlite3.connect(":memory:", isolation_level=None)
    server.executescript(script)

    def refused(statement: str) -> str:
        server.execute("BEGIN")
        try:
            server.execute(statement).fetchall()
        except sqlite3.Error as error:
            return "refused" if FORESEEN.search(str(error)) else "other"
        finally:
            server.execute("ROLLBACK")
        return ""

    statements = [*inserts(SQLITE, default=False, empty=False), *made(SQLITE)]
    statements += [f"INSERT OR IGNORE INTO {name} (a) VALUES (1)" for name in SQLITE]
    statements += [f"REPLACE INTO {name} (a) VALUES (1)" for name in SQLITE]
    _, wrong = compare(script, statements, "sqlite", refused, "3.40")
    assert not wrong, "\n".join(wrong)
