"""Statements of a document's fences, in any order, become one script in an order that a server accepts."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint.config import Options, UsageError
from schemalint.extract import script_of_document
from schemalint.generating.script import Script
from schemalint.model.document import Dialect


def extracted(folder: Path, *fences: str, dialect: Dialect = "postgres", migrations: bool = False) -> Script:
    """The script of a document with these fences, each below a heading of its own; a fence may begin with its own line."""
    lines = ["# Schema of the shop", ""]
    for at, fence in enumerate(fences, 1):
        opening = "" if fence.startswith("```") else "```sql\n"
        lines += [f"## Part {at}", "", f"{opening}{fence}", "```", ""]
    path = folder / "schema.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    return script_of_document(str(path), Options(dialect=dialect, isolated=True, no_cache=True), migrations=migrations)


def heads(made: Script) -> list[str]:
    """The first line of each statement, comments left out."""
    return [next(line for line in block.splitlines() if not line.startswith("--")) for block in made.text.split("\n\n")]


def test_kinds_come_one_after_the_other_and_what_is_needed_first(tmp_path: Path) -> None:
    made = extracted(
        tmp_path,
        "COMMENT ON TABLE a IS 'x';\nGRANT SELECT ON v TO reader;\nCREATE VIEW w AS SELECT * FROM v;\nCREATE VIEW v AS SELECT * FROM a;",
        "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch();\nCREATE INDEX a_b ON a (b_id);",
        "CREATE TABLE a (id int PRIMARY KEY, b_id int REFERENCES b, s state DEFAULT 'new', n int DEFAULT nextval('n_seq'));",
        "CREATE TABLE b (id int PRIMARY KEY);\nCREATE SEQUENCE n_seq;\nCREATE TYPE state AS ENUM ('new');\nCREATE ROLE reader;",
        "CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM a $$;",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\nCREATE EXTENSION pgcrypto;",
    )
    order = [line.rstrip(";").split("(")[0].split(" AS ")[0].split(" RETURNS")[0].strip() for line in heads(made)]
    assert order == [
        "CREATE EXTENSION pgcrypto",
        "CREATE ROLE reader",
        "CREATE TYPE state",
        "CREATE SEQUENCE n_seq",
        "CREATE FUNCTION touch",
        "CREATE TABLE b",
        "CREATE TABLE a",
        "CREATE FUNCTION total",
        "CREATE INDEX a_b ON a",
        "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch",
        "CREATE VIEW v",
        "CREATE VIEW w",
        "GRANT SELECT ON v TO reader",
        "COMMENT ON TABLE a IS 'x'",
    ]
    assert any("CREATE TABLE a was put behind CREATE TABLE b" in note for note in made.notes)
    assert made.statements == 14


def test_a_circle_of_keys_is_cut_where_it_looks_forward(tmp_path: Path) -> None:
    made = extracted(
        tmp_path,
        "CREATE TABLE a (id int PRIMARY KEY, b_id int NOT NULL CONSTRAINT to_b REFERENCES b (id) ON DELETE CASCADE, n int);",
        "CREATE TABLE b (\n  id int PRIMARY KEY,\n  a_id int, -- the a\n  FOREIGN KEY (a_id) REFERENCES a (id)\n);\nCREATE INDEX a_n ON a (n);",
    )
    assert made.text == (
        "CREATE TABLE a (id int PRIMARY KEY, b_id int NOT NULL, n int);\n\n"
        "CREATE TABLE b (\n  id int PRIMARY KEY,\n  a_id int, -- the a\n  FOREIGN KEY (a_id) REFERENCES a (id)\n);\n\n"
        "ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b_id) REFERENCES b (id) ON DELETE CASCADE;\n\n"
        "CREATE INDEX a_n ON a (n);\n"
    )
    assert any("to b is added behind both" in note for note in made.notes)


@pytest.mark.parametrize(
    ("clauses", "left"),
    [
        ("FOREIGN KEY (x) REFERENCES b (id), id int PRIMARY KEY, x int", "id int PRIMARY KEY, x int"),
        ("id int PRIMARY KEY, FOREIGN KEY (x) REFERENCES b (id), x int", "id int PRIMARY KEY, x int"),
        ("id int PRIMARY KEY, x int, FOREIGN KEY (x) REFERENCES b (id)", "id int PRIMARY KEY, x int"),
        ("id int PRIMARY KEY, x int REFERENCES b, y int REFERENCES b", "id int PRIMARY KEY, x int, y int"),
    ],
)
def test_one_comma_goes_with_a_key(tmp_path: Path, clauses: str, left: str) -> None:
    made = extracted(tmp_path, f"CREATE TABLE a ({clauses});", "CREATE TABLE b (id int PRIMARY KEY REFERENCES a (id));")
    written = heads(made)[0]
    assert written.replace("( ", "(").replace(" ,", ",") == f"CREATE TABLE a ({left});"
    assert made.text.count("ALTER TABLE a ADD") == clauses.count("REFERENCES")


def test_what_has_no_place_in_it_is_told_with_its_reason(tmp_path: Path) -> None:
    made = extracted(
        tmp_path,
        "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (...);\nDROP TABLE c;\nVACUUM a;\nSELECT * FROM a;\nBEGIN;",
        "INSERT INTO a VALUES (1);\nCREATE TABLE a (id int);\nREINDEX TABLE a;\n\\d a",
        "```mysql\nCREATE TABLE m (id int AUTO_INCREMENT PRIMARY KEY);",
        "CREATE TABLE d (id int REFERENCES gone (id), x mood);",
    )
    assert [line.split(" (")[0] for line in heads(made)] == ["CREATE TABLE a", "CREATE TABLE d"]
    notes = "\n".join(made.notes)
    for words in (
        "it holds a placeholder",
        "drops nothing",
        "it is maintenance",
        "it is a query",
        "the order would break its transaction",
        "it changes rows",
        "makes the same",
        "its fence says mysql",
        "the table gone must be there before",
        "the type mood must be there before",
    ):
        assert words in notes, words


def test_settings_go_with_what_stood_below_them(tmp_path: Path) -> None:
    made = extracted(
        tmp_path,
        "CREATE SCHEMA one;\nCREATE SCHEMA two;\nSET search_path = one;\nCREATE VIEW v AS SELECT 1;\nCREATE TABLE t (id int);",
        "SET search_path = two;\nCREATE TABLE t (id int);",
    )
    assert heads(made) == [
        "CREATE SCHEMA one;",
        "CREATE SCHEMA two;",
        "SET search_path = one;",
        "CREATE TABLE t (id int);",
        "SET search_path = two;",
        "CREATE TABLE t (id int);",
        "SET search_path = one;",
        "CREATE VIEW v AS SELECT 1;",
    ]


def test_order_counts_around_what_renames_and_copies(tmp_path: Path) -> None:
    made = extracted(
        tmp_path,
        "CREATE TABLE a (id int PRIMARY KEY, old int);\nCREATE INDEX a_old ON a (old);\nALTER TABLE a RENAME COLUMN old TO new;\n"
        "CREATE INDEX a_new ON a (new);\nCREATE TABLE copy (LIKE a INCLUDING ALL);\nCREATE INDEX a_id ON a (id, new);",
    )
    assert [line.split(" (")[0] for line in heads(made)] == [
        "CREATE TABLE a",
        "CREATE INDEX a_old ON a",
        "ALTER TABLE a RENAME COLUMN old TO new;",
        "CREATE INDEX a_new ON a",
        "CREATE TABLE copy",
        "CREATE INDEX a_id ON a",
    ]


def test_comments_stay_with_their_statements(tmp_path: Path) -> None:
    made = extracted(
        tmp_path,
        "-- far away\n\n-- the index\n-- of a\nCREATE INDEX i ON a (id); -- cheap\n-- the table\nCREATE TABLE a (id int); /* all */",
    )
    assert made.text == (
        "-- the table\nCREATE TABLE a (id int); /* all */\n\n-- the index\n-- of a\nCREATE INDEX i ON a (id); -- cheap\n"
    )


def test_programs_end_as_their_clients_want(tmp_path: Path) -> None:
    body = "BEGIN SET NEW.n = 1; SET NEW.m = 2; END"
    mysql = extracted(
        tmp_path,
        f"DELIMITER $$\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW {body}$$\nDELIMITER ;\nCREATE TABLE a (n int, m int);",
        dialect="mysql",
    )
    assert mysql.text.endswith(
        f"\n\nDELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW {body}//\nDELIMITER ;\n"
    )
    tsql = extracted(tmp_path, "CREATE VIEW v AS SELECT 1 AS x\nGO\nCREATE TABLE a (n int);\nGO", dialect="tsql")
    assert tsql.text == "CREATE TABLE a (n int);\nGO\n\nCREATE VIEW v AS SELECT 1 AS x;\nGO\n"
    oracle = extracted(
        tmp_path,
        "CREATE OR REPLACE PROCEDURE p AS\nBEGIN\n  NULL;\nEND;\n/\nCREATE TABLE a (n NUMBER);",
        dialect="oracle",
    )
    assert "END;\n/\n\nCREATE TABLE a (n NUMBER);" in oracle.text


def test_migrations_come_in_only_when_asked_for(tmp_path: Path) -> None:
    text = (
        "# S\n\n```sql\nCREATE TABLE a (id int);\n```\n\n## Migration\n\n```sql\nALTER TABLE a ADD COLUMN x int;\n```\n"
    )
    path = tmp_path / "schema.md"
    path.write_text(text, encoding="utf-8")
    options = Options(dialect="postgres", isolated=True, no_cache=True)
    assert "ADD COLUMN" not in script_of_document(str(path), options).text
    assert "ADD COLUMN" in script_of_document(str(path), options, migrations=True).text


def test_what_holds_no_ddl_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no DDL"):
        extracted(tmp_path, "SELECT 1;")
    (tmp_path / "a.sql").write_text("CREATE TABLE a (id int);", encoding="utf-8")
    with pytest.raises(UsageError, match="not a Markdown file"):
        script_of_document(str(tmp_path / "a.sql"), Options())
