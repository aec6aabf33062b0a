"""Which Markdown files are about a schema."""

from __future__ import annotations

import subprocess
import sys

import pytest

from schemalint.sources.roles import markdown_role

COLUMNS = "| Column | Type |\n|--------|------|\n| id | int |\n"
OTHERS = "| Command | Does |\n|---|---|\n| run | x |\n"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("docs/database-schema-shop.md", "", "document"),
        ("data-dictionary.md", "", "document"),
        ("docs/erd.md", "", "document"),
        ("docs/shop-erd.md", "", "document"),
        ("docs/overherd.md", "", "ignored"),
        ("docs/DB_SCHEMA.md", "", "ignored"),
        ("docs/DB_SCHEMA.md", f"# A\n\n{COLUMNS}", "document"),
        ("docs/DB_SCHEMA.md", f"# A\n\n{COLUMNS}".replace("\n", "\r\n"), "document"),
        ("docs/DB_SCHEMA.md", f"# A\n\n{OTHERS}\n{COLUMNS}", "document"),
        ("docs/DB_SCHEMA.md", f"# A\n\n{OTHERS}", "ignored"),
        ("README.md", "# A\n\nHow to CREATE TABLE with it\n", "ignored"),
        ("README.md", "# A\n\n```sql\nCREATE TABLE a (b int);\n```\n", "document"),
        ("README.md", "# A\n\n```mermaid\nerDiagram\n  A ||--o{ B : x\n```\n", "document"),
        # One table of names and types under any name may as well list the parameters of a program.
        ("README.md", f"# A\n\n## users\n\n{COLUMNS}", "ignored"),
        ("README.md", f"# A\n\n{COLUMNS}\n{COLUMNS}\n{COLUMNS}", "document"),
        ("README.md", f"# A\n\n{OTHERS}", "ignored"),
        ("CHANGELOG.md", "", "ignored"),
        ("docs/schema.md", "# A\n\n```sql\nCREATE OR REPLACE VIEW names AS SELECT name FROM users;\n```\n", "document"),
        ("docs/schema.md", "# A\n\n```sql\n-- Readers\nGRANT SELECT ON users TO reader;\n```\n", "document"),
        ("docs/schema.md", "# A\n\n```sql\nCREATE POLICY own ON users USING (true);\n```\n", "document"),
        ("docs/schema.md", "# A\n\nGRANT SELECT ON users TO reader;\n", "ignored"),
        ("README.md", "# A\n\n```sql\nGRANT SELECT ON users TO reader;\n```\n", "ignored"),
        ("docs/schema.md", "# A\n\n```text\nGrant us patience\n```\n", "ignored"),
        ("docs/datenbank.md", "# A\n\n| Spalte | Typ | Pflicht |\n|:--|:--|:-:|\n| id | int | ja |\n", "document"),
        ("docs/api.md", "# A\n\n| Feld | Typ | Pflicht |\n|:--|:--|:-:|\n| id | int | ja |\n", "ignored"),
        ("docs/esquema.md", "# A\n\nLas tablas de la tienda.\n", "document"),
        ("docs/数据库.md", "# A\n\n| 字段 | 类型 |\n|---|---|\n| id | int |\n", "document"),
    ],
)
def test_which_files_are_schema_documents(path: str, text: str, expected: str) -> None:
    assert markdown_role(text, path) == expected


def test_telling_a_schema_document_needs_no_parser() -> None:
    code = (
        "import sys; from schemalint.sources.roles import markdown_role as f; f('| Column | Type |\\n|-|-|\\n', 'a.md'); "
        "assert not {'markdown_it', 'tomllib', 'tomli', 'sqlglot'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)
