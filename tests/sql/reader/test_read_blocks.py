"""What anonymous blocks and conditions do to the statements inside."""

from __future__ import annotations

import pytest
from reading import outline, readings, told

from schemalint.model.change import AddColumn, CreateTable, Execute, NoChange, Opaque, SetSession
from schemalint.sql.reader.guards import guarded


def inside(sql, dialect):
    (reading,) = [reading for reading in readings(sql, dialect) if reading.statement.kind != "client"]
    assert isinstance(reading.changes[0], Execute)
    return [outline(change) for change in reading.changes[1:]]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("BEGIN DROP TABLE a; DROP TABLE b; END", ["DropObjects(kind=table names=[a])", "DropObjects(kind=table names=[b])"]),
        (
            "BEGIN CREATE TYPE m AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END",
            ["CreateEnum(name=m values=[a] if_not_exists=True)"],
        ),
        (
            "BEGIN CREATE TYPE m AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN RAISE; END",
            ["CreateEnum(name=m values=[a])"],
        ),
        (
            "BEGIN DROP TABLE a; EXCEPTION WHEN undefined_table THEN RAISE NOTICE 'gone'; END",
            ["DropObjects(kind=table names=[a] if_exists=True)"],
        ),
        (
            "BEGIN IF EXISTS (SELECT 1 FROM information_schema.columns) THEN ALTER TABLE t RENAME a TO b; END IF; END",
            ["RenameColumn(table=t column=a new_name=b if_exists=True)"],
        ),
        (
            "BEGIN IF to_regclass('t') IS NULL THEN CREATE DOMAIN d AS int; ELSE DROP DOMAIN e; END IF; END",
            ["CreateDomain(name=d type=`integer` if_not_exists=True)", "DropObjects(kind=domain names=[e] if_exists=True)"],
        ),
        (
            "DECLARE x boolean := (SELECT EXISTS (SELECT 1 FROM pg_class)); BEGIN IF NOT x THEN CREATE DOMAIN d AS int; END IF; END",
            ["CreateDomain(name=d type=`integer` if_not_exists=True)"],
        ),
        ("BEGIN EXECUTE 'DROP TABLE a'; EXECUTE format('DROP TABLE %I', x); END", ["DropObjects(kind=table names=[a])"]),
        ("BEGIN PERFORM f(); RAISE NOTICE 'DROP TABLE a; END'; x := 1; END", []),
        ("<<l>> BEGIN BEGIN DROP TABLE a; END; END l", ["DropObjects(kind=table names=[a])"]),
    ],
)  # fmt: skip
def test_blocks_of_postgres(block, expected):
    assert inside(f"DO $$ {block} $$", "postgres") == expected


@pytest.mark.parametrize(
    "block",
    [
        "BEGIN IF (SELECT count(*) FROM users) > 0 THEN DROP TABLE users; END IF; END",
        "BEGIN IF (SELECT count(*) = 2 FROM pg_class) THEN DROP TABLE users; END IF; END",
        "BEGIN FOR r IN SELECT 1 LOOP ALTER TABLE users ADD COLUMN a int; END LOOP; END",
        "BEGIN CASE x WHEN 1 THEN DROP TABLE users; ELSE NULL; END CASE; END",
        "BEGIN IF EXISTS (SELECT 1 FROM pg_class) OR x > 1 THEN DROP TABLE users; END IF; END",
    ],
)
def test_what_depends_on_data_is_opaque(block):
    (reading,) = readings(f"DO $$ {block} $$", "postgres")
    (opaque,) = [change for change in reading.changes if isinstance(change, Opaque)]
    assert [name.text for name in opaque.touches] == ["users"]
    assert not reading.complete


@pytest.mark.parametrize("quoted", ["$$ {} $$", "' {} '"])
def test_names_inside_blocks_have_their_place(quoted):
    body = "BEGIN CREATE TABLE a (x text DEFAULT 'é', y int); EXECUTE 'ALTER TABLE b ADD z text DEFAULT ''q'', ADD w int'; END"
    sql = "DO " + quoted.format(body if quoted[0] == "$" else body.replace("'", "''"))
    (reading,) = readings(sql, "postgres")
    (table,) = [change for change in reading.changes if isinstance(change, CreateTable)]
    assert [sql[column.span.start : column.span.end] for column in table.columns] == ["x", "y"]
    if quoted[0] == "$":
        added = [change.column.span for change in reading.changes if isinstance(change, AddColumn)]
        assert [sql[span.start : span.end] for span in added] == ["z", "w"]


def test_blocks_of_oracle():
    drop = "BEGIN EXECUTE IMMEDIATE 'DROP TABLE t'; EXCEPTION WHEN OTHERS THEN IF SQLCODE != -942 THEN RAISE; END IF; END;\n/"
    assert inside(drop, "oracle") == ["DropObjects(kind=table names=[T] if_exists=True)"]
    counted = (
        "DECLARE n NUMBER; BEGIN SELECT COUNT(*) INTO n FROM user_tables; "
        "IF n = 0 THEN EXECUTE IMMEDIATE 'CREATE SEQUENCE s'; END IF; END;\n/"
    )
    assert inside(counted, "oracle") == ["CreateSequence(name=S if_not_exists=True)"]


def test_literals_that_sql_server_runs():
    (execute, *changes) = told("EXEC('DROP TABLE a\nDROP TABLE b')", "tsql")
    assert execute.startswith("Execute")
    assert changes == ["DropObjects(kind=table names=[a])", "DropObjects(kind=table names=[b])"]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("IF OBJECT_ID('t') IS NOT NULL\nDROP TABLE t", ["DropObjects(kind=table names=[t] if_exists=True)"]),
        (
            "IF EXISTS (SELECT 1 FROM sys.tables)\nBEGIN\nDROP TABLE a\nDROP TABLE b\nEND\nELSE\nDROP TABLE c",
            [
                "DropObjects(kind=table names=[a] if_exists=True)",
                "DropObjects(kind=table names=[b] if_exists=True)",
                "DropObjects(kind=table names=[c])",
            ],
        ),
        ("IF EXISTS (SELECT 1 FROM sys.tables)\nDROP TABLE a\nGO\nDROP TABLE b", [
            "DropObjects(kind=table names=[a] if_exists=True)",
            "DropObjects(kind=table names=[b])",
        ]),
        ("BEGIN TRY\nDROP TABLE a\nEND TRY", ["DropObjects(kind=table names=[a])"]),
    ],
)  # fmt: skip
def test_conditions_of_sql_server(sql, expected):
    found = [outline(change) for reading in guarded(readings(sql, "tsql")) for change in reading.changes
             if not isinstance(change, (Execute, NoChange))]  # fmt: skip
    assert found == expected


def test_a_condition_on_data_makes_what_it_guards_opaque():
    (_, reading) = guarded(readings("IF EXISTS (SELECT 1 FROM users)\nDROP TABLE users", "tsql"))
    assert isinstance(reading.changes[0], Opaque)


def test_deep_blocks_end():
    sql = "DO $$ " + "BEGIN " * 3000 + "DROP TABLE a; " + "END; " * 3000 + "$$"
    (reading,) = readings(sql, "postgres")
    assert not reading.complete


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("PREPARE s FROM 'DROP TABLE a';\nEXECUTE s;", ["DropObjects(kind=table names=[a])"]),
        (
            "SET @q = (SELECT IF((SELECT COUNT(*) FROM information_schema.columns) > 0, 'SELECT 1', 'ALTER TABLE t ADD c INT'));\n"
            "PREPARE s FROM @q;\nEXECUTE s;\nDEALLOCATE PREPARE s;",
            ["AddColumn(table=t column=Column(name=c type=`int`) if_not_exists=True)"],
        ),
        ("SET @q = CONCAT('DROP TABLE ', @n);\nPREPARE s FROM @q;\nEXECUTE s;", []),
        ("PREPARE s FROM 'DROP TABLE a';", []),
    ],
)
def test_what_mysql_prepares_runs_where_it_is_executed(sql, expected):
    found = [outline(change) for reading in guarded(readings(sql, "mysql")) for change in reading.changes
             if not isinstance(change, (Execute, NoChange, SetSession))]  # fmt: skip
    assert found == expected


def test_places_in_escaped_literals():
    sql = r"PREPARE s FROM 'ALTER TABLE `t` ADD a VARCHAR(5) DEFAULT \'x\', ADD b INT DEFAULT ''1''';" + "\nEXECUTE s;"
    added = [
        change
        for reading in guarded(readings(sql, "mysql"))
        for change in reading.changes
        if isinstance(change, AddColumn)
    ]
    assert [sql[change.column.span.start : change.column.span.end] for change in added] == ["a", "b"]
