from __future__ import annotations

import pytest

from schemalint.pages import templates


def matched(page, name: str) -> dict[str, str | None]:
    return {
        wanted.title: section.written if section else None
        for wanted, section in templates.match(page, templates.load(name)).items()
    }


def test_the_templates_are_whole() -> None:
    document = templates.load("schema-document")
    assert [section.number for section in document.sections if not section.parent] == [
        *(str(number) for number in range(1, 14)), "A", "B", "C",
    ]  # fmt: skip
    assert document.metadata == ("Version", "Created", "Author", "Database", "Status")
    spec = templates.load("database-spec")
    assert len([section for section in spec.sections if not section.parent]) == 14
    kinds = {
        "prose", "diagram", "sql", "migration", "rollback", "query", "column-table", "index-table", "status-table", "table", "metrics",
        "metadata", "shell", "list", "link", "configuration", "data",
    }  # fmt: skip
    for template in (document, spec):
        assert len({(section.title, section.parent) for section in template.sections}) == len(template.sections)
        for section in template.sections:
            assert section.holds and set(section.holds) <= kinds, section.title
            assert section.title.casefold() not in section.aliases
            assert len(set(section.aliases)) == len(section.aliases), section.title


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(templates.UnknownTemplateError, match="schema-document"):
        templates.load("schema-documents")


def test_matching_is_tolerant_of_number_case_level_and_words(page) -> None:
    found = matched(
        page(
            "# Doc\n\n## OVERVIEW\n\n# 2) database configuration\n\n### Tables\n\n## Views & Materialized Views\n\n## Indexing Strategy\n\n"
            "## 8. Data Migration\n\n## Rollback Procedures\n\n## Datenwörterbuch\n\n## Appendix C: Database Diagram\n\n## ~~Security~~\n"
        ),
        "schema-document",
    )
    assert found["Overview"] == "OVERVIEW"
    assert found["Database Configuration"] == "2) database configuration"
    assert found["Table Definitions"] == "Tables"
    assert found["Views and Materialized Views"] == "Views & Materialized Views"
    assert found["Indexes Strategy"] == "Indexing Strategy"
    assert found["Data Migration"] == "8. Data Migration"
    assert found["Rollback Scripts"] == "Rollback Procedures"
    assert found["Data Dictionary"] == "Datenwörterbuch"
    assert found["Database Diagram"] == "Appendix C: Database Diagram"
    assert found["Security"] is None
    assert found["Monitoring"] is None


def test_a_sub_section_may_stand_for_its_parent(page) -> None:
    found = matched(page("# Doc\n\n## Core Tables\n\n## Performance\n"), "schema-document")
    assert found["Table Definitions"] == found["Core Tables"] == "Core Tables"


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("docs/database-schema-shop.md", "# A\n", "schema-document"),
        ("docs/database-spec-shop.md", "# A\n", "database-spec"),
        ("shop-database-spec.md", "# A\n", "database-spec"),
        ("docs/a.md", "## Overview\n## Schema Design\n## Table Definitions\n## Security\n## Monitoring\n", "schema-document"),
        ("docs/a.md", "## Overview\n## Schema Design\n## Table Definitions\n## Security\n", ""),
        ("docs/a.md", "## 1. Обзор\n## 2. Конфигурация\n## 3. Схема\n## 4. Таблицы\n## 7. Индексы\n", "schema-document"),
        ("docs/a.md", "### Data Architecture Analysis\n### Complete Schema Design\n### Core Tables\n### Migration Strategy\n### Data Types and Constraints\n", "database-spec"),
        ("README.md", "# A\n## Install\n## License\n", ""),
    ],
)  # fmt: skip
def test_which_template_a_page_follows(page, path: str, text: str, name: str) -> None:
    assert page(text, path).template == name


def test_a_configured_template_wins(page) -> None:
    assert page("# A\n", "docs/database-schema-shop.md", "database-spec").template == "database-spec"


def test_contents_of_a_section(page) -> None:
    read = page(
        "# A\n\n## B\n\ntext\n\n- item\n\n```sql\nCREATE TABLE t (a int);\n```\n\n### Columns\n\n| Table | Column | Type |\n|-|-|-|\n| t | a | int |\n\n"
        "## Rollback\n\n```sql\nDROP TABLE t;\n```\n\n## Empty\n\n<!-- nothing -->\n\n---\n\n## Linked\n\n[x](y.sql)\n"
    )
    held = {section.title: templates.contents(read, section) for section in read.sections}
    assert held["B"] == {"prose", "list", "sql", "table", "column-table"}
    assert held["Rollback"] == {"rollback", "sql"}
    assert held["Empty"] == frozenset()
    assert "link" in held["Linked"]
    assert held["A"] >= held["B"] | held["Rollback"]


def test_a_broken_template_is_said_to_be() -> None:
    with pytest.raises(ValueError, match="no title"):
        templates.parse("mine", b"[[section]]\nlevel = 2\n")
