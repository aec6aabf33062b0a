"""A unit of PL/SQL ends where its own words say, with `/` behind it or without."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint.sql import splitter

UNITS = (Path(__file__).with_name("plsql_units.sql")).read_text("utf-8").strip().split("\n\n")[1:]
FOLLOWERS = (
    "CREATE TABLE z (a NUMBER);",
    "INSERT INTO z VALUES (1);",
    "BEGIN NULL; END;\n/",
    "GRANT SELECT ON z TO u;",
    "SELECT 1 FROM dual;",
    "COMMIT;",
    "PROMPT it's",
    "SET ECHO ON",
    "@next.sql",
    "REM it's\nDROP TABLE z;",
)


@pytest.mark.parametrize("ending", ["", "\n/", "\n.", "\n.\n/"])
@pytest.mark.parametrize("unit", UNITS, ids=[unit[:60] for unit in UNITS])
def test_a_unit_is_whole_and_alone(unit: str, ending: str) -> None:
    for follower in FOLLOWERS:
        text = f"{unit}{ending}\n{follower}"
        found = [s for s in splitter.split(text, "oracle", "x.sql") if s.verb not in (".", "/")]
        assert splitter.lost(text, splitter.split(text, "oracle", "x.sql"), 0, len(text), "oracle") == 0
        assert [s.text.rstrip(";") for s in found] == [
            unit.rstrip(";"), follower.rpartition("REM it's\n")[2].removesuffix("\n/").rstrip(";"),
        ]  # fmt: skip


def test_a_period_ends_the_buffer() -> None:
    text = "SELECT 1\nFROM dual\n.\nPROMPT it's\nSELECT 2\n  .  \nSELECT a\n.b FROM a;"
    assert [(s.kind, s.text) for s in splitter.split(text, "oracle", "x.sql")] == [
        ("query", "SELECT 1\nFROM dual"),
        ("client", "."),
        ("client", "PROMPT it's"),
        ("query", "SELECT 2"),
        ("client", "."),
        ("query", "SELECT a\n.b FROM a"),
    ]


JAVA = """import a.b; // it's
public class X { char c = '"'; /* ' */ String s = "a\\"';"; int d = a
  / b; }"""


@pytest.mark.parametrize(
    "head", ["CREATE JAVA SOURCE NAMED x AS", 'CREATE OR REPLACE AND COMPILE JAVA SOURCE NAMED "X" AS']
)
def test_java_runs_to_its_slash(head: str) -> None:
    java, table = splitter.split(f"{head}\n{JAVA}\n/\nCREATE TABLE z (a NUMBER);", "oracle", "x.sql")
    assert (java.verb, java.text, table.verb) == ("CREATE JAVA", f"{head}\n{JAVA}", "CREATE TABLE")


def test_a_client_line_after_a_unit_without_slash_is_no_code() -> None:
    text = "CREATE PROCEDURE p IS\nBEGIN\n  LOOP\nEXIT WHEN a;\n  UPDATE t\nSET a = 1;\n  END LOOP;\nEND;\nEXIT\n"
    assert [s.verb for s in splitter.split(text, "oracle", "x.sql")] == ["CREATE PROCEDURE", "EXIT"]
