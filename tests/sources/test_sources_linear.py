"""Texts made to be slow are not slow."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.sources.discover import Project, linked
from schemalint.sources.evidence import of_page, of_text
from schemalint.sources.history import Arrangement
from schemalint.sources.roles import markdown_role, nature
from schemalint.sources.script import heads, is_empty

Write = Callable[[dict[str, str]], Path]
Arranged = Callable[..., Arrangement]

SIZE = 100_000

TEXTS = {
    "line breaks": "\n" * SIZE,
    "blanks": " " * SIZE,
    "dashes": "----\n" * (SIZE // 5),
    "one long comment": "--" + " x" * (SIZE // 2),
    "quotes": "'" * (SIZE + 1),
    "open quotes": "'\n" * (SIZE // 2),
    "dollar tags": "".join(f"${tag}$ " for tag in (f"a{i}" for i in range(SIZE // 8))),
    "open comments": "/* " * (SIZE // 3),
    "semicolons": "; \n" * (SIZE // 3),
    "brackets": "[" * SIZE,
    "links": "](" + "a" * SIZE,
    "many links": "](a " * (SIZE // 4),
    "index": "INDEX " * (SIZE // 6),
    "create": "CREATE " * (SIZE // 7),
    "mentions": "postgres " * (SIZE // 9),
    "pipes": "| name | type " * (SIZE // 14),
    "pipe lines": "| name | type |\n" * (SIZE // 16),
    "fences": "```\n````\n" * (SIZE // 9),
    "backticks": "`" * SIZE,
    "requires": "-- requires: " + " " * SIZE,
    "markers": "-- +goose Up\n-- +goose Down\n" * (SIZE // 29),
}


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_look_at_a_text(name: str, write: Write, arranged: Arranged) -> None:
    text = TEXTS[name]
    begun = time.process_time()
    of_text(text)
    of_page(text)
    markdown_role(text, "schema.md")
    nature(text, "a.sql")
    heads(text, 0, len(text))
    is_empty(text, 0, len(text))
    linked(text, "/a/b.md", Project("/a", False, (), (), frozenset()), cwd="/a")
    root = write({"001_a.sql": text, "x/a.sql": text, "x/b.sql": text, "docs/schema.md": text, "deploy/a.sql": text})
    arranged(root)
    # Some tenths of a second in truth; a quadratic step over this much text takes minutes.
    assert time.process_time() - begun < 60


def test_statements_are_counted_over_strings_bodies_and_comments() -> None:
    text = "A; -- b;\nC ';' \";\" $$ ; $$ $x$ ; $$ $x$; /* ; */ ;; D"
    assert [head.split()[0] for head in heads(text, 0, len(text))] == ["A", "C", "D"]
    assert len(heads("SELECT $1, a$b$c; SELECT 2", 0, 26)) == 2
    assert heads("SELECT 'open; SELECT 2;", 0, 23) == ["SELECT ''"]
