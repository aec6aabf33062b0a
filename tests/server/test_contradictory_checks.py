"""Random checks of one column: a table that takes no row is told as an error, one that takes only NULL as a warning."""

from __future__ import annotations

import random

import pytest
from postgres_server import Server

from schemalint.api import check_project

pytestmark = pytest.mark.server

TABLES = 400
VALUES = range(-6, 7)
"""More than the constants in the checks, so what is true of all of them is true of all numbers."""


def predicate(draw: random.Random, depth: int = 0) -> str:
    """A predicate about x."""
    number = draw.randint(-4, 4)
    kinds = ["compare", "compare", "turned", "in", "not in", "between", "null", "not null"]
    kind = draw.choice(kinds + ["and", "or", "not"] * (depth < 3))
    values = ", ".join(draw.choice([str(draw.randint(-4, 4))] * 6 + ["NULL"]) for _ in range(draw.randint(1, 3)))
    operator = draw.choice(["=", "<>", "<", "<=", ">", ">="])
    match kind:
        case "compare":
            return f"x {operator} {number}"
        case "turned":
            return f"{number} {operator} x"
        case "in" | "not in":
            return f"x {kind.upper()} ({values})"
        case "between":
            return f"x {draw.choice(['', 'NOT '])}BETWEEN {number} AND {draw.randint(-4, 4)}"
        case "null":
            return "x IS NULL"
        case "not null":
            return "x IS NOT NULL"
        case "not":
            return f"NOT ({predicate(draw, depth + 1)})"
    return f"({predicate(draw, depth + 1)}) {kind.upper()} ({predicate(draw, depth + 1)})"


def table(number: int, draw: random.Random) -> str:
    checks = ", ".join(f"CHECK ({predicate(draw)})" for _ in range(draw.randint(1, 3)))
    return f"CREATE TABLE k_{number} (x int{draw.choice(['', ' NOT NULL'])}, {checks});"


def test_what_no_row_satisfies(postgres: Server) -> None:
    draw = random.Random(20)
    script = "\n".join(table(number, draw) for number in range(TABLES))
    database = postgres.database("contradictions")
    postgres.psql(database, script, stop=True)
    tries = "".join(
        f"BEGIN INSERT INTO %I VALUES ({value}); taken := taken || '{value} '; EXCEPTION WHEN others THEN NULL; END; "
        for value in (*VALUES, "NULL")
    )
    body = tries.replace("INSERT INTO %I VALUES (", "EXECUTE format('INSERT INTO %I VALUES (").replace(
        "); taken", ")', t); taken"
    )
    postgres.psql(
        database,
        "CREATE TABLE taken_by (t text, taken text);\nDO $$ DECLARE t text; taken text; BEGIN "
        f"FOR t IN SELECT relname FROM pg_class WHERE relname ~ '^k_' LOOP taken := ''; {body} "
        "INSERT INTO taken_by VALUES (t, taken); END LOOP; END $$;",
        stop=True,
    )
    taken = {row[0].strip(): row[1].split() for row in postgres.rows(database, "SELECT t, taken FROM taken_by")}
    report = check_project({"schema.sql": script}, {"select": ["contradictory-checks"], "dialect": "postgres"})
    told = {one.subject.table: one.severity for one in report.diagnostics if one.subject}
    nothing = {name for name, values in taken.items() if not values}
    assert len(taken) == TABLES
    assert {name for name, severity in told.items() if severity == "error"} == nothing
    assert all(taken[name or ""] == ["NULL"] for name, severity in told.items() if severity == "warning")
    assert len(nothing) > 10
    assert len(told) > len(nothing) + 10
