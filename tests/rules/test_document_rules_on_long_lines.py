"""The rules on what documents say about themselves take time in proportion to the text, whatever stands in one line."""

from __future__ import annotations

import pytest

from schemalint.api import check_project

RULES = [
    "missing-metadata", "invalid-metadata", "unanswered-question", "document-name", "untracked-document", "broken-link",
    "document-older-than-schema", "answer-contradicted", "contradicting-documents",
]  # fmt: skip
MANY = 30_000
HEAD = "# Database Schema: X\n\n**Version:** 1.0.0\n\n## tables\n\n"
TEXTS = {
    "a word that is planned": HEAD + "planned " + "a_" * MANY + " table",
    "tenants in one line": HEAD + "is multi-tenant " * (MANY // 8),
    "an element without an end": HEAD + "<a " + "id=x " * MANY,
    "headings without an end": HEAD + "<h1>" * MANY,
    "links in one line": HEAD + "[a](b) [c](#d) " * (MANY // 6),
    "a key without an end": HEAD + "**" + "a_" * MANY + ":** x",
    "lines of metadata": "# Database Schema\n\n" + "\n".join(f"**Version:** v1.{at}" for at in range(MANY // 20)),
    "one column over and over": HEAD
    + "| Table | Column | Type |\n|---|---|---|\n"
    + "\n".join(f"| users | c | {'text' if at % 2 else 'integer'} |" for at in range(MANY // 20)),
    "times over and over": HEAD + "\n".join("rows of `users` are kept for 2 years" for _ in range(MANY // 10)),
    "words before what is there": HEAD + "Add " + "a " * MANY + "(already included in x table)",
    "digits": HEAD + "**Created:** " + "9" * MANY,
}


@pytest.mark.timeout(30)  # what is quadratic takes minutes
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_long_line_is_looked_at_once(text: str) -> None:
    files = {"docs/database-schema-x.md": text, "schema.sql": "CREATE TABLE users (id integer PRIMARY KEY, c text);\n"}
    report = check_project(files, {"select": RULES, "dialect": "postgres"})
    assert not report.failures
