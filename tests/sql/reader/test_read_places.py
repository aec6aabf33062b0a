"""Names, bodies and queries stand where the changes say they stand."""

from __future__ import annotations

import pytest
from reading import changes

from schemalint.model.change import (
    CreateEnum,
    CreateRoutine,
    CreateTrigger,
    CreateType,
    CreateView,
    RenameColumn,
    SetComment,
)


def cut(sql, span):
    return sql[span.start : span.end]


def test_names_stand_where_they_are_written():
    sql = 'SELECT 1;\nDROP TABLE IF EXISTS a, "B".c;\n'
    (_, drop) = changes(sql, "postgres")
    assert [cut(sql, name.span) for name in drop.names] == ["a", '"B".c']
    assert drop.names[1].schema.value == "B"
    assert cut(sql, drop.span) == 'DROP TABLE IF EXISTS a, "B".c'


@pytest.mark.parametrize(
    ("dialect", "sql", "body"),
    [
        ("postgres", "CREATE FUNCTION f() RETURNS int AS $$ select 1 $$ LANGUAGE sql", " select 1 "),
        ("postgres", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 2'", "select 2"),
        ("postgres", "CREATE FUNCTION f() RETURNS int RETURN 1 + 1", "1 + 1"),
        ("mysql", "CREATE PROCEDURE p() SELECT 1", "SELECT 1"),
        ("tsql", "CREATE PROC p @a int AS SELECT @a", "SELECT @a"),
        ("oracle", "CREATE PROCEDURE p IS BEGIN NULL; END;\n/", "BEGIN NULL; END;"),
    ],
)  # fmt: skip
def test_bodies(dialect, sql, body):
    (routine,) = changes(sql, dialect)
    assert isinstance(routine, CreateRoutine)
    assert cut(sql, routine.body_span) == routine.body == body


def test_a_body_whose_quotes_are_doubled_is_unescaped():
    (routine,) = changes("CREATE FUNCTION f() RETURNS text AS 'select ''x''' LANGUAGE sql", "postgres")
    assert routine.body == "select 'x'"


def test_the_query_of_a_view_ends_before_its_options():
    sql = "CREATE VIEW v AS SELECT a FROM t WITH CHECK OPTION"
    (view,) = changes(sql, "postgres")
    assert isinstance(view, CreateView)
    assert cut(sql, view.query_span) == "SELECT a FROM t"
    assert [cut(sql, read.span) for read in view.reads] == ["t"]


def test_labels_of_an_enum():
    sql = "CREATE TYPE m AS ENUM ('a', 'b''c')"
    (enum,) = changes(sql, "postgres")
    assert isinstance(enum, CreateEnum)
    assert [cut(sql, span) for span in enum.value_spans] == ["'a'", "'b''c'"]


def test_attributes_of_a_type():
    sql = 'CREATE TYPE m AS (a int, b varchar(10) COLLATE "C")'
    (made,) = changes(sql, "postgres")
    assert isinstance(made, CreateType)
    assert [cut(sql, column.definition) for column in made.columns] == ["a int", 'b varchar(10) COLLATE "C"']
    assert [cut(sql, column.span) for column in made.columns] == ["a", "b"]


def test_the_table_of_a_trigger():
    sql = "CREATE TRIGGER g AFTER INSERT ON s.t EXECUTE FUNCTION f()"
    (trigger,) = changes(sql, "postgres")
    assert isinstance(trigger, CreateTrigger)
    assert cut(sql, trigger.table.span) == "s.t"


def test_names_inside_strings():
    sql = "EXEC sp_rename N'dbo.[My T].a', 'b', 'COLUMN'"
    (rename,) = changes(sql, "tsql")
    assert isinstance(rename, RenameColumn)
    assert cut(sql, rename.table.span) == "dbo.[My T]"
    assert cut(sql, rename.column.span) == "a"
    assert cut(sql, rename.new_name.span) == "b"
    sql = "EXEC sp_addextendedproperty 'MS_Description', 'x', 'SCHEMA', 'dbo', 'TABLE', 't', 'COLUMN', 'c'"
    (comment,) = changes(sql, "tsql")
    assert isinstance(comment, SetComment)
    assert cut(sql, comment.name.name.span) == "t"


def test_conditions_of_a_policy():
    sql = "CREATE POLICY p ON t USING (a = 1) WITH CHECK (b = 2)"
    (policy,) = changes(sql, "postgres")
    assert cut(sql, policy.using.span) == policy.using.text == "a = 1"
    assert cut(sql, policy.check.span) == "b = 2"
