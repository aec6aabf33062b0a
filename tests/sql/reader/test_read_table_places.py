"""Names, types, constraints and clauses of tables stand where the changes say they stand."""

from __future__ import annotations

from reading import changes, readings

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    CreateIndex,
    CreateTable,
    DropColumn,
    Opaque,
)
from schemalint.model.schema import ForeignKey
from schemalint.model.text import Span

SQL = """-- leading
CREATE TABLE app."Users" (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email varchar(20) DEFAULT 'x' NOT NULL, -- remark
  org int CONSTRAINT fk_org REFERENCES app.org (id) ON DELETE CASCADE,
  CONSTRAINT "Positive" CHECK (id > 0)
) PARTITION BY HASH (id);
"""


def cut(span: Span, sql: str = SQL) -> str:
    return sql[span.start : span.end]


def test_places_of_a_table() -> None:
    (table,) = changes(SQL, "postgres")
    assert isinstance(table, CreateTable)
    assert cut(table.span) == SQL[SQL.index("CREATE") : -2]
    assert cut(table.name.span) == 'app."Users"'
    assert cut(table.body) == SQL[SQL.index("(") : SQL.index(") PARTITION") + 1]
    one, two, three = table.columns
    assert [cut(column.span) for column in table.columns] == ["id", "email", "org"]
    assert cut(one.definition) == "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    assert two.type is not None
    assert cut(two.type.span) == "varchar(20)"
    assert cut(two.null_span) == "NOT NULL"
    assert cut(two.default_span) == "DEFAULT 'x'"
    assert cut(three.definition) == SQL[SQL.index("org int") : SQL.index(",\n  CONSTRAINT")]
    key, reference, check = table.constraints
    assert cut(key.span) == "PRIMARY KEY"
    assert cut(reference.span) == "CONSTRAINT fk_org REFERENCES app.org (id) ON DELETE CASCADE"
    assert cut(reference.name_span) == "fk_org"
    assert isinstance(reference, ForeignKey)
    assert cut(reference.parent_span) == "app.org"
    assert cut(check.span) == 'CONSTRAINT "Positive" CHECK (id > 0)'
    assert cut(check.name_span) == '"Positive"'
    assert check.name == "Positive"
    assert check.statement == table.span


def test_places_of_actions() -> None:
    sql = "ALTER TABLE t ADD COLUMN a int NOT NULL, DROP COLUMN b CASCADE, ADD CONSTRAINT c UNIQUE (d), ALTER e TYPE text;"
    add, drop, constraint, retype = changes(sql, "postgres")
    assert isinstance(add, AddColumn)
    assert cut(add.span, sql) == "ADD COLUMN a int NOT NULL"
    assert cut(add.column.definition, sql) == "a int NOT NULL"
    assert isinstance(drop, DropColumn)
    assert cut(drop.span, sql) == "DROP COLUMN b CASCADE"
    assert cut(drop.column.span, sql) == "b"
    assert isinstance(constraint, AddConstraint)
    assert cut(constraint.span, sql) == "ADD CONSTRAINT c UNIQUE (d)"
    assert isinstance(retype, AlterColumnType)
    assert cut(retype.type.span, sql) == "text"
    assert cut(retype.table.span, sql) == "t"


def test_places_of_an_index() -> None:
    sql = "CREATE INDEX CONCURRENTLY i ON s.t USING btree (a DESC, lower(b)) WHERE a > 0;"
    (index,) = changes(sql, "postgres")
    assert isinstance(index, CreateIndex)
    assert cut(index.span, sql) == sql[:-1]
    assert index.name is not None
    assert cut(index.name.span, sql) == "i"
    assert cut(index.table.span, sql) == "s.t"
    assert [cut(part.span, sql) for part in index.definition.parts] == ["a DESC", "lower(b)"]
    assert index.definition.predicate is not None
    assert cut(index.definition.predicate.span, sql) == "a > 0"


def test_places_of_names_in_brackets() -> None:
    sql = "CREATE TABLE [dbo].[a]]b] ([x y] int CONSTRAINT [df] DEFAULT ((0)));"
    (table,) = changes(sql, "tsql")
    assert isinstance(table, CreateTable)
    assert table.name.value == "a]b"
    (column,) = table.columns
    assert (column.name, column.written, cut(column.span, sql)) == ("x y", "[x y]", "[x y]")
    assert cut(column.default_span, sql) == "DEFAULT ((0))"
    assert column.default is not None
    assert cut(column.default.span, sql) == "0"
    assert column.default_name == "df"


def test_an_unknown_clause_taints_its_column_alone() -> None:
    sql = "CREATE TABLE t (a int NOT NULL, b int FROBNICATE (1, 2) NOT NULL, c text, CONSTRAINT k UNIQUE (a) WIBBLE);"
    (reading,) = readings(sql, "postgres")
    assert not reading.complete
    (table,) = reading.changes
    assert isinstance(table, CreateTable)
    assert [(column.name, column.unknown) for column in table.columns] == [("a", False), ("b", True), ("c", False)]
    assert [(part.text, part.belongs_to) for part in reading.unread] == [
        ("FROBNICATE (1, 2) NOT NULL", "b"),
        ("WIBBLE", "k"),
    ]
    assert [cut(part.span, sql) for part in reading.unread] == ["FROBNICATE (1, 2) NOT NULL", "WIBBLE"]


def test_an_unknown_action_leaves_the_others() -> None:
    (reading,) = readings("ALTER TABLE s.t ADD a int, FROBNICATE b (1, 2), DROP c", "postgres")
    add, unknown, drop = reading.changes
    assert isinstance(add, AddColumn)
    assert isinstance(drop, DropColumn)
    assert isinstance(unknown, Opaque)
    assert [name.text for name in unknown.touches] == ["s.t"]
    assert "FROBNICATE" in unknown.reason


def test_dots_stand_for_columns() -> None:
    (reading,) = readings("CREATE TABLE users (...);", "postgres")
    (table,) = reading.changes
    assert isinstance(table, CreateTable)
    assert (table.name.text, table.columns) == ("users", ())
    assert [part.text for part in reading.unread] == ["..."]
    (reading,) = readings("CREATE TABLE users (id int, ..., name text);", "postgres")
    (table,) = reading.changes
    assert isinstance(table, CreateTable)
    assert [column.name for column in table.columns] == ["id", "name"]


def test_a_marker_stands_for_a_name_or_a_part_of_one() -> None:
    sql = (
        "CREATE TABLE {{ schema }}.${prefix}users (id {{ type }} PRIMARY KEY, {{ columns }}, name text DEFAULT '${x}');"
    )
    (reading,) = readings(sql, "postgres")
    (table,) = reading.changes
    assert isinstance(table, CreateTable)
    assert cut(table.name.span, sql) == "{{ schema }}.${prefix}users"
    assert [column.name for column in table.columns] == ["id", "name"]


def test_broken_statements_keep_what_was_read() -> None:
    (reading,) = readings("CREATE TABLE t (a int, b text NOT NULL", "postgres")
    (table,) = reading.changes
    assert isinstance(table, CreateTable)
    assert [column.name for column in table.columns] == ["a", "b"]
    (reading,) = readings("ALTER TABLE t", "postgres")
    assert isinstance(reading.changes[0], Opaque)
    (reading,) = readings("CREATE INDEX i", "postgres")
    assert isinstance(reading.changes[0], Opaque)
