"""What a written name means in a catalogue."""

from __future__ import annotations

import pytest

from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.replay import Block
from schemalint.model.schema import Catalog
from schemalint.model.text import Span
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split


def catalog_of(text: str, dialect) -> Catalog:
    return replay(
        [Block(tuple(map(read, split(text, dialect, "schema.sql"))))], dialect, path="schema.sql", kind="snapshot"
    ).catalog


def written(text: str) -> ObjectName:
    schema, _, name = text.rpartition(".")
    return ObjectName(Name(name, name, Span("", 0, 0)), Name(schema, schema, Span("", 0, 0)) if schema else None)


SEARCHED = catalog_of(
    "SET search_path TO app, public;\nCREATE TYPE public.state AS ENUM ('a');\nCREATE TYPE app.kind AS ENUM ('a');\n"
    "CREATE TYPE public.kind AS ENUM ('b');",
    "postgres",
)


@pytest.mark.parametrize(
    ("name", "schema", "found"),
    [
        ("state", "", Ref("public", "state")),
        ("kind", "", Ref("app", "kind")),
        ("kind", "public", Ref("public", "kind")),
        ("state", "app", None),
        ("gone", "", None),
    ],
)
def test_a_type_is_looked_for_along_the_search_path(name: str, schema: str, found: Ref | None) -> None:
    assert SEARCHED.find(SEARCHED.enums, name, schema) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("shop.a", Ref("", "a")), ("shop.v", Ref("", "v")), ("v", Ref("", "v")), ("shop.gone", Ref("shop", "gone"))],
)
def test_where_nothing_says_the_schema_a_qualified_name_may_mean_the_plain_one(name: str, found: Ref) -> None:
    held = catalog_of("CREATE TABLE a (id int);\nCREATE VIEW v AS SELECT id FROM a;", "mysql")
    assert held.resolve(written(name)) == found


def test_a_written_schema_is_the_one_that_is_meant() -> None:
    held = catalog_of("CREATE TABLE a (id int);", "postgres")
    assert held.resolve(written("crm.a")) == Ref("crm", "a")
    assert held.resolve(written("a")) == Ref("public", "a")
