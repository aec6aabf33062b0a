from __future__ import annotations

import pytest


def found(read) -> list[str]:
    return [placeholder.text for placeholder in read.placeholders]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Schema: [System Name]", ["[System Name]"]),
        ("**Created:** [YYYY-MM-DD HH:MM]", ["[YYYY-MM-DD HH:MM]"]),
        ("**Author:** [Name/AI Assistant]", ["[Name/AI Assistant]"]),
        ("**Database:** [PostgreSQL/MySQL/MongoDB/etc.]", ["[PostgreSQL/MySQL/MongoDB/etc.]"]),
        ("- **Tables:** [Number]", ["[Number]"]),
        ("[What this database stores and why]", ["[What this database stores and why]"]),
        ("- **Growth:** [Records/day]", ["[Records/day]"]),
        ("[Link to complete DDL script file]", ["[Link to complete DDL script file]"]),
        ("- **Entities**: [User, Product, Order, etc.]", ["[User, Product, Order, etc.]"]),
        ("Save as database-schema-[name].md", ["[name]"]),
        ("**Project**: {PROJECT_NAME}", ["{PROJECT_NAME}"]),
        ("**Type**: {DATABASE_TYPE} (a/b)", ["{DATABASE_TYPE}"]),
        ("**Type**: {{ database_type }}", ["{{ database_type }}"]),
        ("TODO: say more", ["TODO"]),
        ("| a | b |\n|-|-|\n| TBD | ... |", ["TBD", "..."]),
        ("## users (...)", ["(...)"]),
        ("- ...", ["..."]),
        ("[your project here]", ["[your project here]"]),
        ("[PROJECT_NAME]", ["[PROJECT_NAME]"]),
        ("[项目名称]", ["[项目名称]"]),
        (
            "**Status:** Draft | Review | Production | Deprecated",
            ["Draft | Review | Production | Deprecated"],
        ),
        ("**Status:** Draft / Review / Production", ["Draft / Review / Production"]),
        ("```sql\nCREATE TABLE users (...);\nCREATE INDEX ...;\n```", ["(...)", "..."]),
        ("```sql\nCREATE TYPE a AS ENUM (...);\n```", ["(...)"]),
        ("```sql\nCREATE TABLE {TABLE_NAME} (id int); -- TODO\n```", ["{TABLE_NAME}", "TODO"]),
        ("```sql\nCREATE TABLE [table_name] (id int);\n```", ["[table_name]"]),
        ("```sql\nCREATE TABLE a (\n  id int,\n  -- ... more columns\n  b int\n);\n```", ["..."]),
        ('```bash\ngit commit -m "Schema: [System Name]"\n```', ["[System Name]"]),
        ("<!-- TODO: describe -->", ["TODO"]),
    ],
)
def test_what_is_left_to_fill_in(page, text: str, expected: list[str]) -> None:
    read = page("Lead.\n\n" + text + "\n" if not text.startswith(("**", "#")) else text + "\n")
    assert found(read) == expected
    for placeholder in read.placeholders:
        assert read.written(placeholder.span) == placeholder.text


@pytest.mark.parametrize(
    "text",
    [
        "[Order Items](#order-items)", "[Order Items][1]\n\n[1]: x.md", "[Order Items]\n\n[Order Items]: x.md", "- [x] Done\n- [ ] Not done",
        "A note[^1].\n\n[^1]: The note.", "> [!NOTE]\n> Text", "![An Image](x.png)", "[RFC 3339] dates", "[Deprecated] use the other",
        "An array `text[]` and text[] too", "ranges [1,2] and [0..9]", "JSON {} and {\"a\": 1} and `{'b': 2}`", "/users/{id}/orders",
        "`{PROJECT_NAME}` is a placeholder", "`[System Name]` is one too", "and so on...", "Wait… what", "call(...args) and `f(...)`",
        "[[Wiki Link]]", "a TODO list for the app", "TODO-123", "todo", "`TODO`", "**Env:** dev | prod-eu-1:5432 | x", "${HOME} and $VAR",
        "the class [A-Za-z0-9] and [a-z]+", "<!-- schemalint: ignore[unfilled-placeholder] Not Yet -->", "user.tags[Index Value]",
        "[Redacted by the tool]", "a {URL} and {{ and }} braces", "**Ratio:** 5 / 3 / 2", "text ... more text", "1...10", "`...`",
        "```sql\nINSERT INTO u VALUES ('$2b$12$...', '[System Name]', '...');\n```",
        "```sql\nCREATE TABLE t (a text[], b jsonb DEFAULT '{}'::jsonb, c int[] DEFAULT ARRAY[1, 2]);\n```",
        "```sql\nCREATE TABLE [dbo].[Order Details] ([Order ID] int, [Name] nvarchar(10));\nGO\n```",
        "```sql\nALTER TABLE u ADD CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$');\n```",
        "```sql\nSELECT a[1], arr[Index Value] FROM t WHERE b = ANY(ARRAY[Some Thing]);\n```",
        "```sql\n-- More health checks...\nSELECT 1;\n```",
        "```bash\necho \"${BACKUP_DIR}/$(date +%Y%m%d)\" && [ -f x ] && [[ -n $A ]]\n```",
        "```mermaid\ngraph TB\n    APP[Application Servers]\n    DB[(Primary DB)]\n    A{Decision Point} --> B\n```",
        "```mermaid\nerDiagram\n    p[Person] {\n        text[] tags\n    }\n```",
        "```python\nx: Mapped[Optional[str]] = a[Some Thing]\nprint(...)\n```", "```json\n{\"a\": [\"System Name\"], \"b\": [Number]}\n```",
        "```ini\n[Some Section]\na = 1\n```", "```\n[Order Items] --> [Product Catalog]\n```", "```\nmigrations/\n├── a.sql\n...\n└── b.sql\n```",
        "| a | b |\n|-|-|\n| x | [t](u) |", "see [Section 4] below",
    ],
)  # fmt: skip
def test_what_only_looks_like_it(page, text: str) -> None:
    assert found(page(f"# A\n\nLead.\n\n{text}\n")) == []


def test_a_placeholder_knows_its_section(page) -> None:
    read = page("# A\n\n## B\n\n[Some Text Here]\n\n```sql\nCREATE INDEX ...;\n```\n")
    assert [(p.kind, p.fenced, p.section.title if p.section else "") for p in read.placeholders] == [
        ("bracket", False, "B"), ("ellipsis", True, "B"),
    ]  # fmt: skip
