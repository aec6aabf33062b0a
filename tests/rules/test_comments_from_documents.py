"""Comments that fixes take from documents, and descriptions that are marked: what changes, and what does not."""

from __future__ import annotations

import pytest

from schemalint.api import check_project, fix_project

PAGE = (
    "# Schema\n\n## orders\n\nWhat customers bought.\n\n| Column | Type | Description |\n|---|---|---|\n"
    "| id | bigint | Counts up |\n| total | int | In cents, it's with tax |\n| note | text | [Describe note] |\n"
)
COMMENTS = ["missing-table-comment", "missing-column-comment"]
SCHEMAS = {
    "postgres": "CREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  total int,\n  note text\n);\n",
    "mysql": "CREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  total int NOT NULL DEFAULT 0,\n  note text\n) ENGINE=InnoDB;\n",
    "tsql": "CREATE TABLE dbo.orders (\n  id bigint PRIMARY KEY,\n  total int,\n  note nvarchar(max)\n);\nGO\n",
    "oracle": "CREATE TABLE orders (\n  id NUMBER PRIMARY KEY,\n  total NUMBER,\n  note CLOB\n);\n",
}


def catalog_comments(files: dict[str, str], dialect: str) -> tuple[str | None, dict[str, str | None]]:
    report = check_project(files, {"dialect": dialect, "select": COMMENTS})
    (schema,) = (one for one in report.replays if one.kind != "document")
    (table,) = schema.catalog.tables.values()
    return table.comment, {column.name.lower(): column.comment for column in table.columns}


@pytest.mark.parametrize("dialect", SCHEMAS)
def test_descriptions_become_comments(dialect: str) -> None:
    files = {"schema.sql": SCHEMAS[dialect], "docs/database-schema-shop.md": PAGE}
    config = {"dialect": dialect, "select": COMMENTS}
    fixed = fix_project(files, config)
    assert fixed["docs/database-schema-shop.md"] == PAGE
    table, columns = catalog_comments(fixed, dialect)
    assert table == "What customers bought."
    assert columns == {"id": "Counts up", "total": "In cents, it's with tax", "note": None}
    assert fix_project(fixed, config) == fixed
    left = [one.subject.name for one in check_project(fixed, config).diagnostics if one.subject]
    assert [name.lower() for name in left] == ["note"]


def test_a_released_history_gets_a_migration() -> None:
    files = {
        "migrations/0001_orders.up.sql": SCHEMAS["postgres"],
        "migrations/0001_orders.down.sql": "DROP TABLE orders;\n",
        "docs/database-schema-shop.md": PAGE,
    }
    config = {"dialect": "postgres", "select": COMMENTS, "migrations": {"frozen": "all"}}
    fixed = fix_project(files, config)
    assert fixed["migrations/0001_orders.up.sql"] == SCHEMAS["postgres"]
    new = "".join(text for path, text in fixed.items() if path not in files and ".up." in path)
    assert "COMMENT ON TABLE orders IS 'What customers bought.'" in new
    assert "COMMENT ON COLUMN orders.total IS 'In cents, it''s with tax'" in new


def test_a_document_about_another_schema_describes_nothing_here() -> None:
    other = "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE teams (id bigint PRIMARY KEY);\n"
    page = PAGE + "\n## carts\n\n| Column | Description |\n|---|---|\n| id | Counts up |\n"
    files = {"schema.sql": other, "docs/database-schema-shop.md": page.replace("## orders", "## users")}
    assert fix_project(files, {"dialect": "postgres", "select": COMMENTS})["schema.sql"] != other
    files["docs/database-schema-shop.md"] = page + page.replace("## orders", "## items").replace("## carts", "## users")
    assert fix_project(files, {"dialect": "postgres", "select": COMMENTS})["schema.sql"] == other


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_marking_keeps_everything_else(line_break: str) -> None:
    text = (
        "# Schema\n\n## orders\n\n| Column | Type    | Description |\n|:-------|--------:|:------------|\n| id     | bigint  | Counts up   |\n"
        "| total  | numeric |             |\n| état   | text    | –           |\n\nHand-written *text* stays.  \n"
    ).replace("\n", line_break)
    fixed = fix_project({"docs/schema.md": text}, {"select": ["empty-description"], "dialect": "postgres"})[
        "docs/schema.md"
    ]
    assert fixed == (
        "# Schema\n\n## orders\n\n| Column | Type    | Description      |\n|:-------|--------:|:-----------------|\n"
        "| id     | bigint  | Counts up        |\n| total  | numeric | [Describe total] |\n| état   | text    | [Describe état]  |\n\n"
        "Hand-written *text* stays.  \n"
    ).replace("\n", line_break)
    report = check_project(
        {"docs/schema.md": fixed}, {"select": ["empty-description", "unfilled-placeholder"], "dialect": "postgres"}
    )
    assert [one.rule for one in report.diagnostics] == ["unfilled-placeholder"] * 2


def test_coverage_counts_comments_and_documents() -> None:
    files = {"schema.sql": SCHEMAS["postgres"], "docs/database-schema-shop.md": PAGE}
    config = {"dialect": "postgres", "select": ["documentation-coverage"]}
    (one,) = check_project(files, config).diagnostics
    assert "66 % of the columns" in one.message
    assert "public.orders 66 % (2 of 3 columns)" in one.message
    assert not check_project(files, {**config, "rules": {"documentation-coverage": {"columns": 60}}}).diagnostics
