"""Names that documents and schemas write otherwise: what is understood all the same is told once for each document."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.run import check

SCHEMA = "CREATE TABLE users (id bigint PRIMARY KEY, created_at timestamptz NOT NULL);\nCREATE TABLE order_items (id bigint PRIMARY KEY);\n"


def notes(folder: Path, document: str, schema: str = SCHEMA) -> list[str]:
    (folder / "schemalint.toml").write_text('dialect = "postgres"\n', encoding="utf-8")
    (folder / "schema.sql").write_text(schema, encoding="utf-8")
    (folder / "schema.md").write_text(document, encoding="utf-8")
    report = check([str(folder)], Options(no_cache=True, select=("stale-table",)))
    return [f"note: {note}" for note in report.notes if "matched" in note]


def listed(name: str, *columns: str) -> str:
    rows = "".join(f"| {column} | bigint |\n" for column in columns or ("id",))
    return f"### `{name}`\n\n| Column | Type |\n|---|---|\n{rows}\n"


def test_tolerance_is_told_once_for_a_document(tmp_path: Path) -> None:
    (told,) = notes(tmp_path, "# Schema\n\n" + listed("User", "id", "createdAt") + listed("OrderItem") + listed("User"))
    assert told.endswith(
        "schema.md: 2 tables and 1 column were matched by singular or plural, quoted case or other separators: "
        "User -> users, OrderItem -> order_items, User.createdAt -> created_at"
    )
    assert told.startswith("note: ")


@pytest.mark.parametrize("name", ["users", "USERS", "Users", "public.users"])
def test_case_alone_is_no_reason(tmp_path: Path, name: str) -> None:
    assert notes(tmp_path, "# Schema\n\n" + listed(name) + listed("order_items")) == []


def test_case_counts_where_the_schema_quotes_it(tmp_path: Path) -> None:
    schema = 'CREATE TABLE "Users" (id bigint PRIMARY KEY);\nCREATE TABLE order_items (id bigint PRIMARY KEY);\n'
    assert notes(tmp_path, "# Schema\n\n" + listed("Users") + listed("order_items"), schema) == []
    (told,) = notes(tmp_path, "# Schema\n\n" + listed("USERS") + listed("order_items"), schema)
    assert "1 table was matched" in told and "USERS -> Users" in told


def test_entities_of_diagrams_count(tmp_path: Path) -> None:
    diagram = "```mermaid\nerDiagram\n    USER ||--o{ ORDER-ITEM : has\n```\n"
    (told,) = notes(tmp_path, "# Schema\n\n" + listed("users") + listed("order_items") + diagram)
    assert "USER -> users, ORDER-ITEM -> order_items" in told


def test_another_thing_of_that_name_is_not_meant(tmp_path: Path) -> None:
    assert (
        notes(tmp_path, "# Schema\n\n" + listed("users") + listed("order_items") + listed("User", "colour", "size"))
        == []
    )


def test_many_are_counted(tmp_path: Path) -> None:
    schema = "".join(f"CREATE TABLE thing_{letter}s (id bigint PRIMARY KEY);\n" for letter in "abcdefgh")
    (told,) = notes(tmp_path, "# Schema\n\n" + "".join(listed(f"thing_{letter}") for letter in "abcdefgh"), schema)
    assert "8 tables were matched" in told and told.endswith("thing_e -> thing_es and 3 more")
