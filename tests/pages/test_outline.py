"""What a page lacks of its template, and which of its sections are empty."""

from __future__ import annotations

import pytest

from schemalint.api import check_project
from schemalint.config import ConfigError, UsageError


def lacking(page) -> list[str]:
    return [entry.wanted.key for entry in page.outline if entry.lacking]


@pytest.mark.parametrize(
    ("path", "text", "followed"),
    [
        ("database-schema-shop.md", "# Shop\n", "name"),
        (
            "database-schema-shop.md",
            "## Overview\n\n## Schema Design\n\n## Security\n\n## Monitoring\n\n## Data Dictionary\n",
            "sections",
        ),
        ("notes.md", "## Overview\n\n## Schema Design\n", ""),
        ("docs/database-schema-design.md", "## Overview\n\n## Schema Design\n", ""),
        ("database-schema-design-studio.md", "## Overview\n\n## Schema Design\n", "name"),
        (
            "docs/database-schema-design.md",
            "## Overview\n\n## Schema Design\n\n## Security\n\n## Monitoring\n\n## Data Dictionary\n",
            "sections",
        ),
    ],
)
def test_what_tells_the_template(page, path: str, text: str, followed: str) -> None:
    assert page(text, path).followed == followed


def test_a_sub_section_is_covered_where_its_parent_is_flat(page) -> None:
    text = "## 8. Data Migration\n\n```sql\n-- Migration: a\nALTER TABLE t ADD COLUMN a int;\n```\n"
    assert "Data Migration / Migration Scripts" not in lacking(page(text, "database-schema-a.md"))


def test_a_few_words_do_not_stand_for_a_sub_section_beside_others(page) -> None:
    text = "## 9. Security\n\nWho may do what.\n\n### 9.1 Access Control\n\n- readers\n"
    assert "Security / Data Encryption" in lacking(page(text, "database-schema-a.md"))


def test_tables_below_their_parent_are_core_tables(page) -> None:
    text = (
        "## 4. Table Definitions\n\n### users\n\n```sql\nCREATE TABLE users (id int PRIMARY KEY);\n```\n\n"
        "### 4.2 Junction Tables\n\n```sql\nCREATE TABLE ab (a int, b int);\n```\n"
    )
    assert "Table Definitions / Core Tables" not in lacking(page(text, "database-schema-a.md"))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("# A\n\nText.\n\n## B\n\n## C\n\nText.\n", ["B"]),
        ("# A\n\n## B\n\n### C\n", ["C"]),
        ("# A\n", []),
        ("# A\n\n# B\n\nText.\n", ["A"]),
        ("# A\n\n## B\n\n<!-- later -->\n\n---\n", ["B"]),
        ("# A\n\n## B\n\n```sql\n```\n", ["B"]),
        ("# A\n\n## B\n\n```sql\nSELECT 1;\n```\n", []),
        ("# A\n\n## B\n\n| Column | Type |\n|---|---|\n", ["B"]),
        ("# A\n\n## B\n\n| Column | Type |\n|---|---|\n| id | int |\n", []),
        ("# A\n\n## B\n\n**`users`** - people\n\n| Column | Type |\n|---|---|\n| id | int |\n", []),
        ("# A\n\n## ~~B~~\n", []),
        ("A\n=\n\nB\n-\n\nC\n-\n\ntext\n", ["B"]),
        ("# A\r\n\r\n## B\r\n\r\n## C\r\n\r\n[Describe it all]\r\n", ["B"]),
    ],
)
def test_empty_sections(page, text: str, titles: list[str]) -> None:
    assert [section.title for section in page(text).empty_sections] == titles


OWN = '[[section]]\ntitle = "Tables"\nholds = ["sql"]\n\n[[section]]\ntitle = "Contacts"\naliases = ["who to ask"]\n'
SHOP = "# Shop\n\n## Tables\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n"


def told(files: dict[str, str], template: str) -> list[str]:
    config = {"select": ["missing-section"], "dialect": "postgres", "documents": {"template": template}}
    return [one.message for one in check_project(files, config).diagnostics]


def test_a_template_of_ones_own() -> None:
    files = {"docs/shop.md": SHOP, "docs/template.toml": OWN}
    assert [message.split(":")[0] for message in told(files, "docs/template.toml")] == [
        "The section Contacts is missing"
    ]
    assert told({**files, "docs/shop.md": f"{SHOP}\n## Who to Ask\n\nThe shop team.\n"}, "docs/template.toml") == []


@pytest.mark.parametrize(
    "text",
    [
        "[[section]]\n",
        '[[section]]\ntitle = "A"\nlevel = "two"\n',
        "section = 1\n",
        "=",
        '[[section]]\ntitle = "A"\nholds = 1\n',
    ],
)
def test_a_template_that_is_none_is_the_users_fault(text: str) -> None:
    with pytest.raises(UsageError, match=r"template\.toml"):
        told({"docs/shop.md": SHOP, "template.toml": text}, "template.toml")


def test_a_template_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="schema-document"):
        told({"docs/shop.md": SHOP}, "schema-documents")
