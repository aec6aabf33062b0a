"""What a comment that asks for silence covers, and what it silenced."""

from __future__ import annotations

import time

import pytest

from schemalint.linting.suppress import apply, suppressions
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Document, Source
from schemalint.model.run import Suppression
from schemalint.model.text import Span
from schemalint.sql.splitter import split

PATH = "x.sql"
TODAY = "2026-11-21"
NAMES = {"one": ("group",), "two": ("group",), "mine": ("one", "group")}


def _document(text: str, path: str = PATH) -> Document:
    return Document(Source(path, f"/{path}", "schema", "postgres", ""), text)


def _in_sql(text: str) -> tuple[Suppression, ...]:
    return suppressions(_document(text), split(text, "postgres", PATH))


def _in_markdown(text: str) -> tuple[Suppression, ...]:
    from schemalint.pages.page import read

    document = _document(text, "x.md")
    page = read(document)
    statements = [
        statement
        for fence in page.fences
        if fence.language == "sql"
        for statement in split(text, "postgres", "x.md", fence.content.start, fence.content.end)
    ]
    return suppressions(document, statements, page.fences)


def _covered(text: str, found: tuple[Suppression, ...]) -> list[str]:
    return [text[one.scope.start : one.scope.end] for one in found]


COLUMNS = "CREATE TABLE a (\n  x int, -- schemalint: ignore[one] r\n  y int\n);"
ABOVE = "CREATE TABLE a (\n  -- schemalint: ignore[one] r\n\n  -- about x\n  x int,\n  y int\n);"
SCOPES = [
    ("-- schemalint: ignore[one] r\nDROP TABLE a;\nDROP TABLE b;", "DROP TABLE a;"),
    ("DROP TABLE z;\n-- schemalint: ignore[one] r\n\n-- more\nDROP TABLE a;", "DROP TABLE a;"),
    ("DROP TABLE a; -- schemalint: ignore[one] r\nDROP TABLE b;", "DROP TABLE a;"),
    ("DROP TABLE b; DROP TABLE a; -- schemalint: ignore[one] r", "DROP TABLE a;"),
    (
        "DROP TABLE\n  a -- schemalint: ignore[one] r\n;\nDROP TABLE b;",
        "DROP TABLE\n  a -- schemalint: ignore[one] r\n;",
    ),
    ("/* schemalint: ignore[one]\n   r */ DROP TABLE a;", "DROP TABLE a;"),
    ("DROP TABLE a; /* schemalint: ignore[one] r */ DROP TABLE b;", "DROP TABLE a;"),
    (COLUMNS, "  x int, "),
    (ABOVE, "  x int,"),
    (
        "CREATE TABLE a ( -- schemalint: ignore[one] r\n  x int\n);",
        "CREATE TABLE a ( -- schemalint: ignore[one] r\n  x int\n);",
    ),
    ("CREATE TABLE a (\n  x int\n); -- schemalint: ignore[one] r\nDROP TABLE b;", "CREATE TABLE a (\n  x int\n);"),
    ("-- schemalint: ignore-file[one] r\nDROP TABLE a;", "-- schemalint: ignore-file[one] r\nDROP TABLE a;"),
    ("DROP TABLE a;\n-- schemalint: ignore[one] r\n", ""),
    ("-- schemalint: ignore[one] r\r\nDROP TABLE a;\r\n", "DROP TABLE a;"),
]


@pytest.mark.parametrize(("text", "wanted"), SCOPES, ids=[text for text, _ in SCOPES])
def test_what_a_comment_covers(text: str, wanted: str) -> None:
    assert _covered(text, _in_sql(text)) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO a VALUES ('-- schemalint: ignore[one] r');",
        'DROP TABLE "/* schemalint: ignore[one] r */";',
        "COPY a FROM stdin;\n-- schemalint: ignore[one] r\n\\.\n",
        "-- see schemalint: it has rules\nDROP TABLE a;",
        "-- schemalint: ignored[one]\nDROP TABLE a;",
        "DROP TABLE a;",
    ],
)
def test_what_asks_for_nothing(text: str) -> None:
    assert _in_sql(text) == ()


def test_the_body_of_a_routine_is_code() -> None:
    text = "CREATE FUNCTION f() RETURNS int AS $$\n-- schemalint: ignore[one] r\nSELECT 1\n$$ LANGUAGE sql;"
    assert _covered(text, _in_sql(text)) == [text]


def test_names_reason_and_date_are_read() -> None:
    text = "-- schemalint: ignore[one, group ,mine]: kept for the audit, until=2027-01-31\nDROP TABLE a;"
    [one] = _in_sql(text)
    assert (one.rules, one.reason, one.until) == (("one", "group", "mine"), "kept for the audit", "2027-01-31")
    assert [text[span.start : span.end] for span in one.rule_spans] == ["one", "group", "mine"]
    assert text[one.span.start : one.span.end] == text.splitlines()[0]


def test_no_brackets_stand_for_every_rule() -> None:
    [one] = _in_sql("-- schemalint: ignore\nDROP TABLE a;")
    assert (one.rules, one.reason) == ((), "")


MARKDOWN = [
    ("<!-- schemalint: ignore[one] r -->\n\nA paragraph\nof two lines.\n\nAnother.\n", "A paragraph\nof two lines."),
    ("<!-- schemalint: ignore[one] r -->\n| a | b |\n|---|---|\n| 1 | 2 |\n\nx\n", "| a | b |\n|---|---|\n| 1 | 2 |"),
    ("| a | b |\n|---|---|\n| 1 | 2 | <!-- schemalint: ignore[one] r -->\n| 3 | 4 |\n", "| 1 | 2 | <!-- schemalint: ignore[one] r -->"),
    ("<!-- schemalint: ignore[one] r -->\n```sql\nDROP TABLE a;\n\nDROP TABLE b;\n```\nx\n", "```sql\nDROP TABLE a;\n\nDROP TABLE b;\n```"),
    ("```mermaid\nerDiagram\n%% schemalint: ignore[one] r\nA ||--o{ B : x\n```\n", "```mermaid\nerDiagram\n%% schemalint: ignore[one] r\nA ||--o{ B : x\n```"),
    ("```sql\n-- schemalint: ignore[one] r\nDROP TABLE a;\nDROP TABLE b;\n```\n", "DROP TABLE a;"),
    ("<!-- schemalint: ignore[one]\n r -->\n<!-- other -->\n## Users\ntext\n", "## Users"),
    ("<!-- schemalint: ignore-file[one] r -->\n# T\n", "<!-- schemalint: ignore-file[one] r -->\n# T\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), MARKDOWN, ids=[text for text, _ in MARKDOWN])
def test_what_a_comment_in_markdown_covers(text: str, wanted: str) -> None:
    assert [covered.rstrip("\n") for covered in _covered(text, _in_markdown(text))] == [wanted.rstrip("\n")]


def test_prose_and_foreign_fences_are_no_comments() -> None:
    text = "Write `-- schemalint: ignore[one] r`.\n\n```text\n-- schemalint: ignore[one] r\n```\n"
    assert _in_markdown(text) == ()


TEXT = "-- schemalint: ignore[{}] r\nDROP TABLE a;\nDROP TABLE b;"


def _told(rules: str, *findings: tuple[str, str]) -> tuple[list[str], Suppression]:
    text = TEXT.format(rules)
    found = [
        Diagnostic(rule, "error", "x", Span(PATH, text.rindex(word), text.rindex(word) + 1)) for rule, word in findings
    ]
    told, [comment] = apply(found, _in_sql(text), TODAY, NAMES)
    return [one.suppressed for one in told], comment


def test_rules_groups_and_policies_are_silenced_where_the_comment_reaches() -> None:
    silent, comment = _told("one", ("one", "a"), ("two", "a"), ("one", "b"), ("mine", "a"))
    assert silent == ["inline", "", "", "inline"]
    assert comment.used == ("one",)
    silent, comment = _told("group,mine,other", ("one", "a"), ("mine", "a"))
    assert (silent, comment.used) == (["inline", "inline"], ("group", "mine"))


def test_every_rule_and_unused_comments() -> None:
    assert _told("", ("one", "a"), ("x", "a")) == (["inline", "inline"], _told("", ("one", "a"))[1])
    assert _told("", ("one", "a"))[1].used == ("all",)
    assert _told("two", ("one", "a"))[1].used == ()


@pytest.mark.parametrize(
    ("until", "expired"),
    [("2026-11-21", False), ("2026-11-20", True), ("2026-13-01", True), ("soon", True), ("2027-1-1", True)],
)
def test_a_date_that_is_past_or_no_date_silences_nothing(until: str, expired: bool) -> None:
    text = f"-- schemalint: ignore[one] r until={until}\nDROP TABLE a;"
    finding = Diagnostic("one", "error", "x", Span(PATH, text.rindex("a;"), len(text)))
    [told], [comment] = apply([finding], _in_sql(text), TODAY, NAMES)
    assert (told.suppressed == "", comment.expired, comment.used == ()) == (expired, expired, expired)


HOSTILE = [
    "-- schemalint: ignore[one] r\nDROP TABLE a;\n" * 4000,
    "-" * 200_000 + "schemalint: x\nDROP TABLE a;",
    "-- schemalint: ignore[one]" + " " * 200_000 + "\nDROP TABLE a;",
    "/* schemalint: ignore[one] " * 5000,
    "CREATE TABLE a (\n" + "-- schemalint: ignore[one] r\n" * 5000 + "x int);",
    "/* schemalint: ignore[one] r */ DROP TABLE a;" * 5000,
]


LONG = 30
"""Seconds of the processor: some hundredths in truth, minutes for anything quadratic over this much text."""


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_take_linear_time(text: str) -> None:
    statements = split(text, "postgres", PATH)
    found = [Diagnostic("one", "error", "x", statement.span) for statement in statements]
    start = time.process_time()
    apply(found, suppressions(_document(text), statements), TODAY, NAMES)
    assert time.process_time() - start < LONG


def test_hostile_documents_take_linear_time() -> None:
    for text in ("<!-- schemalint: ignore[one] r -->\n" * 5000, "<!-- schemalint: ignore[one] " * 5000):
        start = time.process_time()
        suppressions(_document(text, "x.md"), [], [])
        assert time.process_time() - start < LONG


def test_each_statement_has_its_own_comment() -> None:
    text = HOSTILE[0]
    statements = split(text, "postgres", PATH)
    found = [Diagnostic("one", "error", "x", statement.span) for statement in statements]
    told, comments = apply(found, suppressions(_document(text), statements), TODAY, NAMES)
    assert len(comments) == 4000
    assert all(one.suppressed for one in told) and all(one.used for one in comments)
