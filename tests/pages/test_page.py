from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from schemalint.cli.facts import command
from schemalint.model.expression import ColumnRef, Constant, Expression, InList
from schemalint.model.name import Ref
from schemalint.model.schema import Catalog, Check, Column, ForeignKey, Index, KeyPart, Table, Type
from schemalint.model.text import Span
from schemalint.pages.facts import facts


def test_metadata_metrics_links_comments(page) -> None:
    text = (
        "# Schema: Shop\n\n**Version:** 1.0.0  \n**Created**: 2025-01-02\n**Author:** `me`\n\n<!-- schemalint: ignore[a] because -->\n\n"
        "## 1. Overview\n\n**Current:** 3NF\n\n### 1.3 Key Metrics\n- **Tables:** 12\n- **Growth Rate:** 5/day\n\n## Links\n\n"
        'See [the *script*](sql/full.sql "Full"), ![er](er.svg), [ref][r], <https://example.com/a>, `[no](link)`.\n\n[r]: other.md#x\n'
    )
    read = page(text)
    assert [(note.key, note.value) for note in read.metadata] == [
        ("Version", "1.0.0"), ("Created", "2025-01-02"), ("Author", "me"),
    ]  # fmt: skip
    assert [read.written(note.value_span) for note in read.metadata] == ["1.0.0", "2025-01-02", "`me`"]
    assert [read.written(note.key_span) for note in read.metadata] == ["Version", "Created", "Author"]
    assert [(metric.name, metric.value) for metric in read.metrics] == [
        ("Tables", "12"),
        ("Growth Rate", "5/day"),
    ]
    assert [read.written(metric.value_span) for metric in read.metrics] == ["12", "5/day"]
    assert [(link.text, link.target, link.image) for link in read.links] == [
        ("the script", "sql/full.sql", False), ("er", "er.svg", True), ("ref", "other.md#x", False),
        ("https://example.com/a", "https://example.com/a", False),
    ]  # fmt: skip
    assert [read.written(link.target_span) for link in read.links] == [link.target for link in read.links]
    assert [comment.text for comment in read.comments] == ["schemalint: ignore[a] because"]
    assert read.written(read.comments[0].span).startswith("<!--")


def test_metadata_of_other_makes(page) -> None:
    front = page('---\nversion: "1.2"\nnested:\n  a: b\ntitle: Shop\n---\n\n# A\n')
    assert [(note.key, note.value) for note in front.metadata] == [("version", "1.2"), ("title", "Shop")]
    assert [front.written(note.value_span) for note in front.metadata] == ["1.2", "Shop"]
    assert [section.title for section in front.sections] == ["A"]
    spec = page(
        "# Spec\n\n### Project Database Overview\n**Project**: Shop\n**Database Focus**: orders\n\n### B\n**Note**: no\n"
    )
    assert [note.key for note in spec.metadata] == ["Project", "Database Focus"]
    several = page("# A\n\n**Version:** 1.2 | **Status:** Draft\n")
    assert [(note.key, note.value) for note in several.metadata] == [("Version", "1.2"), ("Status", "Draft")]
    assert [several.written(note.span) for note in several.metadata] == [
        "**Version:** 1.2",
        "**Status:** Draft",
    ]
    quoted = page("# 文檔\n\n> 版本：v0.2  \n> 更新日期：2026-04-23\n> 隨便的句子：不是\n")
    assert [(note.key, note.value) for note in quoted.metadata] == [
        ("版本", "v0.2"),
        ("更新日期", "2026-04-23"),
    ]


def test_facts_have_the_fixed_shape(page) -> None:
    read = page(
        '# Shop\n\n**Version:** 1\n\n## 3.1 ERD\n\n```mermaid\nerDiagram\n    USERS ||--o{ ORDERS : has\n    USERS {\n        uuid id PK "key"\n    }\n```\n\n'
        "## 13. Data Dictionary\n\n| Table | Column | Type | Nullable | Default | Description |\n|-|-|-|-|-|-|\n| users | id | uuid | No | - | Key |\n"
    )
    found = facts(read)
    assert set(found) == {
        "metadata", "sections", "tables", "indexes", "relations", "status_values", "metrics", "fences", "links",
        "constraints", "keys", "views", "routines", "triggers", "roles", "grants", "policies",
    }  # fmt: skip
    assert found["metadata"] == {"Version": "1"}
    assert found["sections"][2] == {"level": 2, "title": "13. Data Dictionary", "line": 15}
    assert found["tables"] == [
        {"name": "USERS", "line": 10, "columns": [
            {"name": "id", "type": "uuid", "nullable": None, "default": None, "description": "key", "line": 11}]},
        {"name": "users", "line": 19, "columns": [
            {"name": "id", "type": "uuid", "nullable": False, "default": None, "description": "Key", "line": 19}]},
    ]  # fmt: skip
    assert found["relations"] == [{"table": "ORDERS", "columns": [], "parent": "USERS", "line": 9}]


def test_facts_of_fences(page) -> None:
    text = (
        "# A\n\n```sql\nCREATE TABLE Orders (\n  id UUID NOT NULL,\n  status varchar(9) CHECK (status IN ('new', 'paid')),\n"
        "  user_id int REFERENCES users(id)\n);\nCREATE INDEX i ON Orders (status);\n```\n"
    )

    def at(words: str) -> Span:
        return Span("doc.md", text.index(words), text.index(words) + len(words))

    def column(name: str, words: str, nullable: bool) -> Column:
        kind = Type(words.lower(), words.lower(), "other", span=at(words))
        return Column(
            name, kind, nullable, written=name, span=at(f"  {name}")._replace(start=at(f"  {name}").start + 2)
        )

    listed = InList(ColumnRef("status"), (Constant("string", "new"), Constant("string", "paid")))
    table = Table(
        "public", "orders", columns=(column("id", "UUID", False), column("status", "varchar(9)", True), column("user_id", "int", True)),
        checks=(Check("c", Expression("status IN ('new', 'paid')", at("status IN"), listed), span=at("CHECK")),),
        foreign_keys=(ForeignKey("f", ("user_id",), Ref("public", "users"), ("id",), span=at("REFERENCES")),),
        indexes=(Index("public", "i", (KeyPart("status"),), span=at("CREATE INDEX i")),),
        written="Orders", span=at("Orders"),
    )  # fmt: skip
    catalog = Catalog("postgres", "", "public", ("public",), {table.ref: table}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
    found = facts(page(text), catalog)
    assert found["tables"] == [
        {"name": "Orders", "line": 4, "columns": [
            {"name": "id", "type": "UUID", "nullable": False, "default": None, "description": "", "line": 5},
            {"name": "status", "type": "varchar(9)", "nullable": True, "default": None, "description": "", "line": 6},
            {"name": "user_id", "type": "int", "nullable": True, "default": None, "description": "", "line": 7}]},
    ]  # fmt: skip
    assert found["indexes"] == [{"table": "Orders", "columns": ["status"], "unique": False, "name": "i", "line": 9}]
    assert found["relations"] == [{"table": "Orders", "columns": ["user_id"], "parent": "users", "line": 7}]
    assert found["status_values"] == [{"table": "Orders", "column": "status", "values": ["new", "paid"], "line": 6}]
    assert facts(page(text))["tables"] == []


HOSTILE = {
    "brackets": "[" * 50_000,
    "backticks": "".join("`" * (i % 40 + 1) + "a" for i in range(4000)),
    "stars": "*a " * 30_000,
    "a wide table": "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + ("|x" * 2000 + "|\n") * 10,
    "quotes": ">" * 50_000,
    "comments": "<!-- " * 20_000,
    "links": "[a](b" * 15_000,
    "open blocks": "```mermaid\nerDiagram\n" + "A {\n" * 10_000 + "```\n",
    "one line of attributes": "```mermaid\nerDiagram\nA { " + "int a " * 10_000 + "}\n```\n",
    "sql quotes": "```sql\n" + "'" * 50_000 + "\n```\n",
    "dollars": "```sql\n" + "$a$ $b$ " * 10_000 + "\n```\n",
    "untagged comments": "```\n" + "/*" * 25_000 + "```\n",
    "values": "# t\n\n| Table | Column | Values |\n|--|--|--|\n| a | b | " + "'a', " * 10_000 + "|\n",
    "items": "# `t`\n\n- `a` (" + "(" * 20_000,
    "lone surrogate": "\ud800# x\n\n| a\ud800 | b |\n|-|-|\n",
    "null characters": "\0" * 1000 + "# a\n\0\n## `\0`",
    "front matter": "---\n" + "a: b\n" * 10_000,
    "vertical tabs": "# a\x0b\x0c\u2028\u2029\x85\n\n| Column\u2028 | Type |\n|-|-|\n| a | int |\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_makes_a_page_in_linear_time(page, name: str) -> None:
    import time

    begun = time.process_time()
    read = page(HOSTILE[name])
    facts(read)
    assert read.text == HOSTILE[name]
    assert time.process_time() - begun < 5


def test_values_of_enums_and_domains_are_facts(tmp_path: Path) -> None:
    document = tmp_path / "schema.md"
    document.write_text(
        "# Schema\n\n```sql\nCREATE TYPE state AS ENUM ('open', 'shut');\nCREATE DOMAIN grade AS text CHECK (VALUE IN ('a', 'b'));\n"
        "CREATE TABLE doors (id serial PRIMARY KEY, s state, g grade);\nCREATE INDEX ON doors (g);\n```\n\n"
        "### `gates`\n\n| Column | Type |\n|---|---|\n| kind | ENUM('big', 'small') |\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(command, [str(document), "--isolated", "--dialect", "postgres"], standalone_mode=False)
    assert result.exception is None, result.exception
    found = json.loads(result.stdout)
    assert [(one["table"], one["column"], one["values"]) for one in found["status_values"]] == [
        ("doors", "s", ["open", "shut"]),
        ("doors", "g", ["a", "b"]),
        ("gates", "kind", ["big", "small"]),
    ]
    (index,) = found["indexes"]
    assert (index["name"], index["columns"]) == ("", ["g"]), "a name that nobody wrote is no fact of the document"
    assert found["tables"][0]["columns"][0]["default"] is None
