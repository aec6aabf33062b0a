"""The catalogue as data: exactly the keys that programs are promised."""

from __future__ import annotations

import json

from schemalint.generating.catalog_json import as_dict
from schemalint.model.document import Dialect
from schemalint.model.replay import Block
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split


def data(text: str, dialect: Dialect = "postgres"):
    block = Block(tuple(map(read, split(text, dialect, "a.sql"))))
    return as_dict(replay([block], dialect, path="a.sql", kind="snapshot").catalog)


SCHEMA = """
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id int NOT NULL REFERENCES users ON DELETE CASCADE,
  price numeric(10, 2) DEFAULT 0   CHECK ( price   > 0 ), total numeric GENERATED ALWAYS AS (price * 2) STORED,
  m mood, note varchar(20) UNIQUE
);
CREATE INDEX ON orders (user_id) WHERE user_id > 0; CREATE INDEX lower_note ON orders USING hash (lower(note));
COMMENT ON COLUMN orders.note IS 'a note';
"""
USERS = "CREATE TABLE users (id serial PRIMARY KEY);"


def test_a_table() -> None:
    users_first = data(USERS + SCHEMA)
    assert list(users_first) == [
        "dialect", "tables", "views", "enums", "domains", "sequences", "routines", "triggers", "policies", "extensions",
    ]  # fmt: skip
    orders, users = users_first["tables"]
    assert users["name"] == "users"
    assert users["columns"][0]["default"] == "nextval('users_id_seq'::regclass)"
    assert orders == {
        "schema": "public",
        "name": "orders",
        "kind": "table",
        "columns": [
            _column("id", "bigint", nullable=False, identity="always"),
            _column("user_id", "integer", nullable=False),
            _column("price", "numeric(10,2)", default="0"),
            _column("total", "numeric", generated="price * 2"),
            _column("m", "mood"),
            _column("note", "character varying(20)", comment="a note"),
        ],
        "primary_key": {"name": "orders_pkey", "columns": ["id"]},
        "uniques": [{"name": "orders_note_key", "columns": ["note"]}],
        "foreign_keys": [
            {
                "name": "orders_user_id_fkey", "columns": ["user_id"], "parent": "public.users", "parent_columns": ["id"],
                "on_delete": "CASCADE", "on_update": "NO ACTION",
            }
        ],
        "checks": [{"name": "orders_price_check", "expression": "price > 0"}],
        "indexes": [
            {"name": "lower_note", "columns": ["lower(note)"], "unique": False, "method": "hash", "predicate": None},
            {
                "name": "orders_user_id_idx", "columns": ["user_id"], "unique": False, "method": "btree",
                "predicate": "user_id > 0",
            },
        ],
        "partition_of": None,
        "comment": None,
    }  # fmt: skip
    assert users_first["enums"] == [{"schema": "public", "name": "mood", "values": ["sad", "ok"], "comment": None}]
    assert users_first["extensions"] == [{"name": "pgcrypto", "schema": None, "version": None}]


def _column(name: str, kind: str, **given: object) -> dict[str, object]:
    plain = {"nullable": True, "default": None, "identity": None, "generated": None, "comment": None}
    return {"name": name, "type": kind, **plain, **given}


def test_the_order_of_statements_between_tables_does_not_show() -> None:
    one = "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE INDEX x ON a (id); CREATE INDEX y ON a (id);"
    two = "CREATE TABLE b (id int); CREATE TABLE a (id int); CREATE INDEX y ON a (id); CREATE INDEX x ON a (id);"
    assert json.dumps(data(one)) == json.dumps(data(two))


def test_partitions_name_their_parent() -> None:
    found = data("CREATE TABLE e (at date) PARTITION BY RANGE (at); CREATE TABLE e1 PARTITION OF e DEFAULT;")
    assert [table["partition_of"] for table in found["tables"]] == [None, "public.e"]


def test_a_dialect_without_schemas_gives_none() -> None:
    (table,) = data("CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY)", "mysql")["tables"]
    assert table["schema"] is None
    assert table["columns"][0]["identity"] == "by default"


def test_temporary_and_assumed_tables_are_left_out() -> None:
    assert data("CREATE TEMP TABLE s (id int); ALTER TABLE ghost ADD x int")["tables"] == []
