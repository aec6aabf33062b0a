"""What is written into schema documents: that it mends, that it mends once, and that nothing else moves."""

from __future__ import annotations

import difflib
import os
import random
import shutil
from pathlib import Path

import pytest

from schemalint.api import check_project, fix_project
from schemalint.fixing.edits import applied
from schemalint.generating.document import fill_sections
from schemalint.generating.headings import between, style_of
from schemalint.model.diagnostic import FillSection
from schemalint.model.document import Document, Source
from schemalint.model.page import Page
from schemalint.pages import templates
from schemalint.pages.page import read

DOCUMENTS = Path(__file__).resolve().parents[2] / "fixtures" / "documents"
RULES = {
    "select": [
        "missing-section",
        "empty-section",
        "undocumented-table",
        "stale-table",
        "undocumented-migration-rollback",
    ]
}


def page(text: str, path: str = "database-schema-shop.md", template: str = "") -> Page:
    return read(Document(Source(path, "/" + path, "document", "postgres", ""), text), template)


def filled(text: str, path: str = "database-schema-shop.md") -> str:
    """The text with every section that it lacks, or has empty."""
    before = page(text, path)
    wishes = [FillSection(path, before.template, "")]
    wishes += [FillSection(path, "", f"@{section.heading.start}") for section in before.empty_sections]
    return applied({path: text}, fill_sections(before, wishes, ())).get(path, text)


def lacking(text: str, path: str = "database-schema-shop.md") -> list[str]:
    return [entry.wanted.key for entry in page(text, path).outline if entry.lacking]


def added(before: str, after: str) -> bool:
    """Whether `after` is `before` with lines put in and none changed, moved or taken out."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return all(tag in ("equal", "insert") for tag, *_ in matcher.get_opcodes())


def skeleton(name: str, keep: set[str], style: str) -> str:
    """A document with some of a template's sections, numbered in one of several ways."""
    lines = ["# Shop", ""]
    chapter = part = 0
    for section in templates.load(name).sections:
        if section.key not in keep:
            continue
        chapter, part = (chapter, part + 1) if section.parent else (chapter + 1, 0)
        own = f"{chapter}.{part}" if section.parent else f"{chapter}."
        given = f"{section.number}" if section.parent else f"{section.number}."
        appendix = f"Appendix {section.number}:" if section.number.isalpha() else ""
        number = {"template": appendix or given, "own": appendix or own, "none": ""}[style]
        marks = "#" * section.level
        lines += [
            f"{marks} {number} {section.title}" if number.strip(".") else f"{marks} {section.title}",
            "",
            "Text.",
            "",
        ]
    return "\n".join(lines)


@pytest.mark.parametrize("style", ["template", "own", "none"])
@pytest.mark.parametrize("name", templates.NAMES)
def test_any_lack_is_mended_once_and_nothing_moves(name: str, style: str) -> None:
    path = "database-schema-shop.md" if name == "schema-document" else "database-spec-shop.md"
    keys = [section.key for section in templates.load(name).sections]
    for seed in range(25):
        keep = set(random.Random(seed).sample(keys, seed * len(keys) // 25))
        keep |= {key.split(" / ")[0] for key in keep}
        text = skeleton(name, keep, style)
        after = filled(text, path)
        assert lacking(after, path) == [], (seed, style)
        assert page(after, path).empty_sections == ()
        assert added(text, after), (seed, style)
        assert filled(after, path) == after


@pytest.mark.parametrize("name", templates.NAMES)
def test_sections_come_in_the_order_of_the_template(name: str) -> None:
    path = "database-schema-shop.md" if name == "schema-document" else "database-spec-shop.md"
    keys = [section.key for section in templates.load(name).sections]
    for seed in range(25):
        keep = set(random.Random(seed).sample(keys, 1 + seed * len(keys) // 26))
        keep |= {key.split(" / ")[0] for key in keep}
        held = page(filled(skeleton(name, keep, "template"), path), path).outline
        starts = [entry.section.heading.start for entry in held if entry.section]
        assert starts == sorted(starts), seed


def test_numbers_go_on_as_they_stand() -> None:
    numbered = filled(
        "## 1. Overview\n\n### 1.1 Purpose\n\nx\n\n## 3. Schema Design\n\n### 3.1 Entity Relationship Diagram\n\nx\n"
    )
    assert "\n### 1.2 Architecture\n" in numbered
    assert "\n## 2. Database Configuration\n" in numbered
    own = filled("## 1) Overview\n\nx\n\n## 2) Security\n\nx\n\n## 3) Monitoring\n\nx\n")
    assert "\n## 1a) Database Configuration\n" in own
    assert "\n## 4) Data Dictionary\n" in own
    plain = filled("## Overview\n\nx\n\n## Security\n\nx\n")
    assert "\n## Database Configuration\n" in plain
    bold = filled("## **1. Overview**\n\nx\n\n## **9. Security**\n\nx\n")
    assert "\n## **2. Database Configuration**\n" in bold
    deep = filled("# 1. Overview\n\nx\n\n# 9. Security\n\nx\n")
    assert "\n# 2. Database Configuration\n" in deep


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [("3", "5", "4"), ("3", "4", "3a"), ("3a", "4", "3b"), ("", "2", "1"), ("", "1", "0"), ("7", "", "8"), ("III", "V", "IV"),
     ("九", "", "十"), ("IV", "V", "IVa"), ("x", "", "")],
)  # fmt: skip
def test_a_number_between_two(before: str, after: str, number: str) -> None:
    assert between(before, after) == number


def test_the_style_of_an_appendix() -> None:
    section = page("## Appendix A: Full DDL Script\n\nx\n").sections[0]
    assert style_of(section).heading(2, "B", "Sample Data") == "## Appendix B: Sample Data"


def test_line_ends_and_a_missing_last_one_are_kept() -> None:
    text = "# Shop\r\n\r\n## 1. Overview\r\n\r\nThe tables.\r\n\r\n## 9. Security"
    after = filled(text)
    assert "\n" not in after.replace("\r\n", "")
    assert not after.endswith("\r\n")
    assert after.startswith("# Shop\r\n\r\n## 1. Overview\r\n\r\nThe tables.")
    assert filled(after) == after


def test_nothing_is_written_into_an_open_fence() -> None:
    text = "# Shop\n\n## 1. Overview\n\nx\n\n```sql\nCREATE TABLE a (id int);\n"
    assert filled(text) == text


def test_a_rule_before_the_appendix_stays_before_it() -> None:
    text = "## 1. Overview\n\nx\n\n## 12. Monitoring\n\nx\n\n---\n\n## Appendix A: Full DDL Script\n\nx\n"
    after = filled(text)
    assert after.index("## 13. Data Dictionary") < after.index("\n---\n\n## Appendix A")


def test_everything_unknown_is_a_placeholder() -> None:
    after = page(filled("# Shop\n"))
    places = after.placeholders
    for section in after.sections[1:]:
        inner = [
            other
            for other in after.sections
            if other.heading.start > section.heading.start and section.whole.covers(other.heading)
        ]
        if not inner:
            known = any(section.whole.covers(one.span) for one in (*after.fences, *after.links))
            assert known or any(section.whole.covers(place.span) for place in places), section.title


@pytest.mark.parametrize("name", sorted(path.name for path in DOCUMENTS.glob("database-schema-*.md")))
def test_our_documents_are_mended_once(name: str) -> None:
    text = (DOCUMENTS / name).read_text(encoding="utf-8")
    found = check_project({name: text}, RULES).diagnostics
    assert found
    after = fix_project({name: text}, RULES)
    left = [one for one in check_project(after, RULES).diagnostics if one.fix and one.fix.safety == "safe"]
    assert left == []
    assert fix_project(after, RULES) == after


def test_what_the_schema_knows_is_written() -> None:
    text = (DOCUMENTS / "database-schema-library.md").read_text(encoding="utf-8")
    after = fix_project({"database-schema-library.md": text}, RULES)["database-schema-library.md"]
    assert "- **Tables:** 3\n" in after
    assert '    books ||--o{ loans : "book_id"\n' in after
    assert "| members | card | text | No | - | Number printed on the card |\n" in after
    assert "| members | state | active, blocked, left | [Describe state] |\n" in after
    assert "| loans | loans_member | B-tree | member_id | Look-ups by members |\n" in after
    assert "ALTER TABLE members DROP COLUMN language;\n" in after
    assert "pg_dump --host=[Host name]" in after
    assert "[3.1 Entity Relationship Diagram](#31-entity-relationship-diagram)" in after


SCHEMA = (
    "CREATE TABLE users (id bigint PRIMARY KEY);\n"
    "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id),\n"
    "  state text NOT NULL CHECK (state IN ('open', 'paid')));\n"
    "CREATE INDEX orders_user_id ON orders (user_id);\n"
)


def described(text: str, schema: str = SCHEMA, dialect: str = "postgres") -> str:
    config = {**RULES, "dialect": dialect}
    files = {"schema.sql": schema, "docs/schema.md": text}
    after = fix_project(files, config)
    assert fix_project(after, config) == after
    assert [one for one in check_project(after, config).diagnostics if one.rule == "undocumented-table"] == []
    return after["docs/schema.md"]


def test_a_table_goes_where_the_others_are() -> None:
    after = described(
        "# Schema\n\n## 1. Tables\n\n### 1.1 `users`\n\nPeople.\n\n| Name | Type | Required |\n|------|------|----------|\n"
        "| `id` | `bigint` | Yes |\n\n## 2. Notes\n\nNone.\n"
    )
    assert (
        "### 1.2 `orders`\n\n[Describe what a row of orders stands for]\n\n| Name | Type | Required |\n|------|------|----------|\n"
        "| `id` | `bigint` | Yes |\n| `user_id` | `bigint` | Yes |\n| `state` | `text` | Yes |\n\n## 2. Notes\n"
    ) in after


def test_a_table_gets_its_rows_and_its_entity() -> None:
    after = described(
        "# Schema\n\n```mermaid\nerDiagram\n  USERS {\n    bigint id PK\n  }\n  TAGS {\n    bigint id PK\n  }\n```\n\n"
        "| Table | Column | Type | Null | Description |\n|---|---|---|---|---|\n| users | id | bigint | NO | number |\n"
        "| tags | id | bigint | NO | number |\n",
        SCHEMA + "CREATE TABLE tags (id bigint PRIMARY KEY);\n",
    )
    assert "  }\n  ORDERS {\n    bigint id PK\n    bigint user_id FK\n    text state\n  }\n" in after
    assert '  USERS ||--o{ ORDERS : "user_id"\n```\n' in after
    assert "| orders | user_id | bigint | NO | Refers to users |\n" in after


def test_a_table_is_defined_where_the_others_are_defined() -> None:
    after = described("# Schema\n\n## users\n\n```sql\nCREATE TABLE users (id bigint PRIMARY KEY);\n```\n")
    assert "## orders\n" in after
    assert "CREATE TABLE orders (" in after
    assert "CREATE INDEX orders_user_id ON orders (user_id);" in after


def test_a_rollback_in_a_list_and_with_line_ends() -> None:
    text = (
        "# Schema\r\n\r\n```sql\r\nCREATE TABLE users (id bigint PRIMARY KEY);\r\n```\r\n\r\n## Migrations\r\n\r\n- first\r\n\r\n"
        "  ```sql\r\n  -- Migration: a note\r\n  ALTER TABLE users ADD COLUMN note text;\r\n  ```\r\n\r\n## Notes\r\n\r\nNone.\r\n"
    )
    after = fix_project({"docs/schema.md": text}, RULES)["docs/schema.md"]
    assert "  **Rollback:**\r\n\r\n  ```sql\r\n  -- Rollback: a note\r\n" in after
    assert "  ALTER TABLE users DROP COLUMN note;\r\n  ```\r\n\r\n## Notes\r\n" in after
    assert "\n" not in after.replace("\r\n", "")
    assert fix_project({"docs/schema.md": after}, RULES)["docs/schema.md"] == after


@pytest.mark.parametrize("name", ["database-schema-shop.md", "database-spec-shop.md"])
def test_the_documents_of_the_templates(name: str, tmp_path: Path) -> None:
    seeds = Path(os.environ.get("SCHEMALINT_CORPUS", "/nowhere")).parent / "seeds" / "documents"
    if not seeds.is_dir():
        pytest.skip("there are no documents beside the corpus that SCHEMALINT_CORPUS names")
    shutil.copy(seeds / name, tmp_path)
    text = (tmp_path / name).read_text(encoding="utf-8")
    config = {"select": ["documents"]}
    after = fix_project({name: text}, config)
    left = [one for one in check_project(after, config).diagnostics if one.fix and one.fix.safety == "safe"]
    assert left == []
    assert fix_project(after, config) == after
    assert len([one for one in check_project({name: text}, config).diagnostics if one.fix]) > 2


def test_nothing_is_written_into_an_open_comment() -> None:
    text = "# Shop\n\n## 1. Overview\n\nx\n\n<!-- the rest\n\n## 9. Security\n\nx\n"
    assert filled(text) == text


def test_blanks_at_the_end_of_a_line_stay_there() -> None:
    text = "# Shop\n\n## 1. Overview\n\ntwo blanks  \n"
    after = filled(text)
    assert added(text, after)
    assert filled(after) == after


@pytest.mark.parametrize("template", templates.NAMES)
def test_real_documents_held_against_any_template(template: str) -> None:
    corpus = os.environ.get("SCHEMALINT_CORPUS", "")
    if not corpus:
        pytest.skip("SCHEMALINT_CORPUS names no corpus: real documents are not read")
    files = sorted((Path(corpus) / "schema-docs").rglob("*.md"))
    assert files
    for file in files:
        text = file.read_bytes().decode("utf-8")
        before = page(text, "x.md", template)
        edits = fill_sections(before, [FillSection("x.md", template, "")], ())
        after = applied({"x.md": text}, edits).get("x.md", text)
        held = page(after, "x.md", template)
        assert not any(entry.lacking for entry in held.outline), file
        assert added(text, after), file
        assert fill_sections(held, [FillSection("x.md", template, "")], ()) == (), file


TITLES = {
    "de": ("## 1. Überblick", "### 1.1 Zweck", "Zweck", "## 10. Sicherung und Wiederherstellung", "## Anhang A: Vollständiges DDL-Skript"),
    "fr": ("## 1. Vue d'ensemble", "### 1.1 Objectif", "But", "## 10. Sauvegarde et restauration", "## Annexe B: Données d'exemple"),
    "es": ("## 1. Visión general", "### 1.1 Propósito", "Fin", "## 13. Diccionario de datos", "## Apéndice B: Datos de ejemplo"),
    "pt": ("## 1. Visão geral", "### 1.1 Finalidade", "Fim", "## 13. Dicionário de dados", "## Apêndice B: Dados de exemplo"),
    "ru": ("## 1. Обзор", "### 1.1 Цель", "Цель", "## 13. Словарь данных", "## Приложение B: Примеры данных"),
    "zh": ("## 1. 概述", "### 1.1 目的", "目的", "## 13. 数据字典", "## 附录 B: 示例数据"),
    "ja": ("## 1. 概要", "### 1.2 アーキテクチャ", "これ", "## 13. データディクショナリ", "## 付録 B: サンプルデータ"),
    "ko": ("## 1. 개요", "### 1.1 목적", "목적", "## 13. 데이터 사전", "## 부록 B: 샘플 데이터"),
}  # fmt: skip


@pytest.mark.parametrize("language", TITLES)
def test_new_headings_speak_the_language_of_the_others(language: str) -> None:
    first, second, words, *wanted = TITLES[language]
    text = filled(f"# Shop\n\n{first}\n\n{second}\n\n{words}.\n")
    assert [line for line in wanted if line not in text.split("\n")] == []
    assert "## Appendix" not in text
    assert "Security" not in text
    assert lacking(text) == []
    assert filled(text) == text


def test_every_title_is_known_in_every_language() -> None:
    for section in templates.load("schema-document").sections:
        assert dict(section.titles).keys() == TITLES.keys(), section.title
