from __future__ import annotations

import pytest

from schemalint.pages.sections import table_name, title_of


@pytest.mark.parametrize(
    ("written", "number", "title"),
    [
        ("4. Table Definitions", "4", "Table Definitions"),
        ("4.1 users", "4.1", "users"),
        ("4.4a", "", "4.4a"),
        ("4.4a sessions", "4.4a", "sessions"),
        ("1. USER (the people)", "1", "USER (the people)"),
        ("Appendix A: Full DDL Script", "A", "Full DDL Script"),
        ("Anhang B: Beispieldaten", "B", "Beispieldaten"),
        ("4.1 `users` table", "4.1", "users table"),
        ("IV. Indexes", "IV", "Indexes"),
        ("第3章 索引设计", "3", "索引设计"),
        ("一、概述", "一", "概述"),
        ("2025 roadmap", "", "2025 roadmap"),
        ("3NF and why", "", "3NF and why"),
        ("3 Tables", "3", "Tables"),
        ("**Overview**", "", "Overview"),
        ("[Users](#users)", "", "Users"),
        ("1. 概述", "1", "概述"),
        ("Section 4: Tables", "4", "Tables"),
        ("Part II - Tables", "II", "Tables"),
        ("4 - Tables", "4", "Tables"),
        ("Kapitel 2. Tabellen", "2", "Tabellen"),
        ("Section about tables", "", "Section about tables"),
        ("users {#users}", "", "users"),
    ],
)
def test_number_and_title_are_parted(written: str, number: str, title: str) -> None:
    found = title_of(written)
    assert (found.number, found.text) == (number, title)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("users", "users"),
        ("`users` table", "users"),
        ("Table: songs", "songs"),
        ("Table: `songs`", "songs"),
        ("dbo.Atom", "dbo.Atom"),
        ("4.1 users", "users"),
        ("3.1 `material_categories` - 材料分類表（主分類）", "material_categories"),
        ("1. USER (the people)", "USER"),
        ("users (...)", "users"),
        ("User (用户表)", "User"),
        ("The `users` table", "users"),
        ("~~old_users~~", "old_users"),
        ("**`users`** - who may log in", "users"),
        ("Order Items", "Order Items"),
        ("Table users", "users"),
        ("Tabelle: kunden", "kunden"),
        ("users Table", "users"),
        ("[public.users](public.users.md)", "public.users"),
        ("hyphen-table", "hyphen-table"),
        ("User Accounts (user_accounts)", "user_accounts"),
        ("用户表 (users)", "users"),
        ("Таблица пользователей (app.users)", "app.users"),
        ("Kunden (Stamm)", "Kunden"),
        ("🧑 users", "users"),
        ("users {#users}", "users"),
        ('<a id="u"></a> users', "users"),
        ("🗄️ `users` table", "users"),
    ],
)
def test_a_heading_names_its_table(written: str, name: str) -> None:
    found = table_name(written, 100, "doc.md")
    assert found is not None
    assert found[0] == name
    span = found[1]
    assert written[span.start - 100 : span.end - 100] == name


@pytest.mark.parametrize(
    "written",
    [
        "Columns",
        "Data Dictionary",
        "Column Definitions",
        "Overview of the tables we have",
        "Schema",
        "字段",
        "Описание",
        "用途：",
        "",
    ],
)
def test_a_heading_that_names_no_table(written: str) -> None:
    assert table_name(written, 0, "doc.md") is None


def test_sections_nest_and_span_exactly(page) -> None:
    text = "# Shop\n\nIntro.\n\n## 1. Overview\n\nWhat it is.\nMore.\n\n### 1.1 Purpose ###\ntext\n\nTables\n---------\n\n#### ~~old~~\n"
    read = page(text)
    assert [(s.level, s.number, s.title, s.struck) for s in read.sections] == [
        (1, "", "Shop", False), (2, "1", "Overview", False), (3, "1.1", "Purpose", False), (2, "", "Tables", False),
        (4, "", "old", True),
    ]  # fmt: skip
    overview, purpose, tables = read.sections[1:4]
    assert read.written(overview.heading) == "## 1. Overview"
    assert read.written(overview.written_span) == overview.written == "1. Overview"
    assert overview.lead == "What it is. More."
    assert read.written(overview.body) == "\nWhat it is.\nMore.\n\n"
    assert read.written(overview.whole).endswith("text\n\n")
    assert read.written(purpose.heading) == "### 1.1 Purpose ###"
    assert purpose.written == "1.1 Purpose"
    assert purpose.path == ("Shop", "Overview", "Purpose")
    assert read.written(tables.heading) == "Tables\n---------"
    assert read.section_at(text.index("text")) == purpose
    assert read.section_at(0) == read.sections[0]


def test_a_bold_lead_above_a_column_table_is_a_section(page) -> None:
    read = page(
        "## Tables\n\n**`users`** - who may log in\n\n| Column | Type |\n|---|---|\n| id | uuid |\n\n"
        "**Note:** nothing\n\n| Column | Type |\n|---|---|\n| stray | uuid |\n"
    )
    lead = [section for section in read.sections if section.level == 7]
    assert [(section.title, section.path) for section in lead] == [("users", ("Tables", "users"))]
    assert read.written(lead[0].heading) == "**`users`**"
    assert [table.name for table in read.documented_tables] == ["users"]


def test_dashes_right_below_a_table_make_no_heading(page) -> None:
    read = page("## `t`\n\n| Column | Type |\n|---|---|\n| id | uuid |\n---\n\nText\n")
    assert [section.title for section in read.sections] == ["t"]
    assert [column.name for column in read.documented_tables[0].columns] == ["id"]


def test_a_comment_sign_in_code_is_no_heading(page) -> None:
    read = page(
        "# A\n\n```python\n# not a heading\n```\n\n    # nor this\n\n## B\n\n```\n# nor this, unclosed\n## nor this\n"
    )
    assert [section.title for section in read.sections] == ["A", "B"]
    assert [fence.closed for fence in read.fences] == [True, True, False]


def test_line_ends_of_every_kind(page) -> None:
    text = "# A\n\n## `t`\n\n| Column | Type |\n|---|---|\n| id | uuid |\n\n```sql\nSELECT 1;\n```\n"
    for end in ("\n", "\r\n", "\r"):
        read = page(text.replace("\n", end))
        assert [read.written(section.written_span) for section in read.sections] == ["A", "`t`"]
        column = read.documented_tables[0].columns[0]
        assert read.written(column.name_span) == "id"
        assert column.type_span is not None
        assert read.written(column.type_span) == "uuid"
        assert read.content(read.fences[0]) == "SELECT 1;" + end
