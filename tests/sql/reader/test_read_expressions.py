"""Expressions of DDL are read into the shapes that rules ask about."""

from __future__ import annotations

import pytest
from reading import changes

from schemalint.model.change import CreateTable
from schemalint.model.document import Dialect
from schemalint.model.expression import (
    Between,
    Call,
    Cast,
    ColumnRef,
    Compare,
    Constant,
    Expression,
    InList,
    IsNull,
    Logic,
    Unclear,
)
from schemalint.model.schema import Check


def check(text: str, dialect: Dialect = "postgres") -> Expression:
    (table,) = changes(f"CREATE TABLE t (a int, CHECK ({text}))", dialect)
    assert isinstance(table, CreateTable)
    (constraint,) = table.constraints
    assert isinstance(constraint, Check)
    return constraint.expression


def default(text: str, dialect: Dialect = "postgres") -> Expression:
    (table,) = changes(f"CREATE TABLE t (a int DEFAULT {text} NOT NULL)", dialect)
    assert isinstance(table, CreateTable)
    (column,) = table.columns
    assert not column.nullable
    assert column.default is not None
    return column.default


A, B = ColumnRef("a"), ColumnRef("b")


def string(value: str) -> Constant:
    return Constant("string", value)


def number(value: str) -> Constant:
    return Constant("number", value)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("a > 0", Compare(A, ">", number("0"))),
        ("at > 0", Compare(ColumnRef("at"), ">", number("0"))),
        ("a >= -1", Compare(A, ">=", number("-1"))),
        ("a IN ('x', 'y')", InList(A, (string("x"), string("y")))),
        ("a NOT IN (1)", InList(A, (number("1"),), True)),
        ("(a)::text = ANY ((ARRAY['x'::character varying, 'y'::text])::text[])", InList(A, (string("x"), string("y")))),
        ("a <> ALL (ARRAY['x'])", InList(A, (string("x"),), True)),
        ("a = 'x' OR a = 'y' OR a = 'z'", InList(A, (string("x"), string("y"), string("z")))),
        ("a = 'x' OR b = 'y'", Logic("or", (Compare(A, "=", string("x")), Compare(B, "=", string("y"))))),
        ("a IS NOT NULL", IsNull(A, True)),
        ("a BETWEEN 1 AND 5", Between(A, number("1"), number("5"))),
        ("NOT a", Logic("not", (A,))),
        ("a > 0 AND b < 5 AND a <> b", Logic("and", (
            Compare(A, ">", number("0")), Compare(B, "<", number("5")), Compare(A, "<>", B)))),
        ("length(a) <= 10", Compare(Call("length", (A,)), "<=", number("10"))),
        ("a + b * 2 = 7", Compare(Compare(A, "+", Compare(B, "*", number("2"))), "=", number("7"))),
        ("a ~* '^x'", Compare(A, "~*", string("^x"))),
        ("a NOT LIKE 'x%'", Compare(A, "NOT LIKE", string("x%"))),
        ("a::int = 1", Compare(Cast(A, "integer"), "=", number("1"))),
        ("CAST(a AS varchar(5)) = 'x'", Compare(Cast(A, "character varying(5)"), "=", string("x"))),
        ("t.a = 1", Compare(ColumnRef("a", "t"), "=", number("1"))),
        ("a IS DISTINCT FROM b", Compare(A, "IS DISTINCT FROM", B)),
        ("((((a > 0))))", Compare(A, ">", number("0"))),
        ("a -> 'x' ->> 'y' = 'z'", Compare(Compare(Compare(A, "->", string("x")), "->>", string("y")), "=", string("z"))),
    ],
)  # fmt: skip
def test_checks(text: str, shape: object) -> None:
    assert check(text).shape == shape


@pytest.mark.parametrize(
    ("dialect", "text", "shape"),
    [
        ("postgres", "now()", Call("now")),
        ("postgres", "CURRENT_TIMESTAMP", Call("current_timestamp")),
        ("postgres", "'x'::text", Cast(string("x"), "text")),
        ("postgres", "nextval('s'::regclass)", Call("nextval", (Cast(string("s"), "regclass"),))),
        ("postgres", "(now() AT TIME ZONE 'utc')", Call("timezone", (string("utc"), Call("now")))),
        ("postgres", "E'a\\nb'", string("a\nb")),
        ("postgres", "true", Constant("boolean", "true")),
        ("postgres", "ARRAY[]::text[]", Cast(Call("array"), "text[]")),
        ("mysql", "CURRENT_TIMESTAMP(6)", Call("current_timestamp", (number("6"),))),
        ("mysql", "'it\\'s'", string("it's")),
        ("mysql", "b'0'", string("0")),
        ("tsql", "((0))", number("0")),
        ("tsql", "(getdate())", Call("getdate")),
        ("tsql", "N'x'", string("x")),
        ("tsql", "(NEXT VALUE FOR dbo.S)", Call("nextval", (string("dbo.s"),))),
        ("tsql", "CONVERT([date], getdate())", Cast(Call("getdate"), "date")),
        ("oracle", "SYSDATE", Call("sysdate")),
        ("oracle", "s.NEXTVAL", Call("nextval", (string("S"),))),
        ("oracle", "q'[it's]'", string("it's")),
        ("sqlite", "(strftime('%s','now'))", Call("strftime", (string("%s"), string("now")))),
    ],
)
def test_defaults(dialect: Dialect, text: str, shape: object) -> None:
    assert default(text, dialect).shape == shape


def test_columns_and_calls_are_named_once_and_in_order() -> None:
    found = check("lower(b) = b AND coalesce(a, 0) > extract(year FROM c) AND lower(d) <> 'x'")
    assert found.columns == ("b", "a", "c", "d")
    assert found.calls == ("lower", "coalesce", "extract")


def test_columns_of_what_has_no_shape() -> None:
    found = check("CASE WHEN a > 0 THEN b IS NULL ELSE upper(c) = 'X' END")
    assert isinstance(found.shape, Unclear)
    assert found.columns == ("a", "b", "c")
    assert found.calls == ("upper",)


def test_text_is_normalised_and_stands_where_the_span_says() -> None:
    sql = "CREATE TABLE t (a int CHECK (  ( a   > /* why */ 0 ) ))"
    (table,) = changes(sql, "postgres")
    assert isinstance(table, CreateTable)
    (constraint,) = table.constraints
    assert isinstance(constraint, Check)
    found = constraint.expression
    assert found.text == "a > 0"
    assert sql[found.span.start : found.span.end] == "a   > /* why */ 0"


@pytest.mark.parametrize("text", ["(" * 3000 + "a" + ")" * 3000, "- " * 3000 + "a", "NOT " * 3000 + "a", " + ".join(["a"] * 3000),
                                  "f(" * 3000 + "a" + ")" * 3000, "a" + "::int" * 3000, "ARRAY[" * 2000 + "]" * 2000])  # fmt: skip
def test_depth_is_bounded(text: str) -> None:
    """However deep the text, the shape is shallow enough for anyone to walk."""

    def depth(value: object) -> int:
        return 1 + max(map(depth, value), default=0) if isinstance(value, tuple) else 0

    found = check(text)
    assert depth(found.shape) < 300
    assert found.columns in (("a",), ())


def test_a_long_chain_is_flat() -> None:
    found = check(" OR ".join(f"a = {n}" for n in range(5000)))
    assert isinstance(found.shape, InList)
    assert len(found.shape.values) == 5000
