"""Every file of the corpus is cut without loss, and into as many statements as others count."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from schemalint.model.document import Dialect
from schemalint.sql import lexer, splitter

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS names no corpus"),
]

NAMES: tuple[tuple[str, Dialect], ...] = (
    ("mssql", "tsql"), ("sqlserver", "tsql"), ("sql-server", "tsql"), ("wide-world", "tsql"), ("adventure", "tsql"),
    ("oracle", "oracle"), ("mysql", "mysql"), ("mall", "mysql"), ("sqlite", "sqlite"), ("db2", "standard"),
)  # fmt: skip


FORGOTTEN = "20170318181441_downloads_need_no_id/down.sql"
"""Here a terminator is missing, which makes two statements one for everybody else."""


def dialect_of(path: Path) -> Dialect:
    name = str(path.relative_to(CORPUS)).lower()
    return next((dialect for part, dialect in NAMES if part in name), "postgres")


def files(*dialects: Dialect) -> Iterator[tuple[Path, str, Dialect]]:
    for path in sorted(Path(CORPUS).rglob("*.sql")):
        dialect = dialect_of(path)
        if path.is_file() and (not dialects or dialect in dialects):
            yield path, path.read_bytes().decode("utf-8-sig", "replace"), dialect


def test_nothing_is_lost() -> None:
    count = 0
    for path, text, dialect in files():
        count += 1
        assert "".join(lexer.pieces(text, dialect)) == text, path
        found = splitter.split(text, dialect, str(path))
        assert splitter.lost(text, found, 0, len(text), dialect) == 0, path
        assert not [s.text for s in found if s.kind == "unknown"], path
        assert all(a.end <= b.span.start for a, b in pairwise(found)), path
    assert count > 2000


def counted(text: str, backslash: bool) -> int:
    """How many statements a state machine finds that knows quotes, comments and dollar quotes, character by character."""
    count, at, some = 0, 0, False
    while at < len(text):
        char = text[at]
        if text.startswith("--", at):
            at = text.find("\n", at) % (len(text) + 1)
            continue
        if text.startswith("/*", at):
            depth = 0
            while True:
                if text.startswith("/*", at):
                    depth, at = depth + 1, at + 2
                elif text.startswith("*/", at):
                    depth, at = depth - 1, at + 2
                else:
                    at += 1
                if not depth or at >= len(text):
                    break
            continue
        if char in "'\"`":
            escapes = backslash or (char == "'" and text[at - 1 : at] in ("E", "e"))
            at += 1
            while at < len(text) and text[at] != char:
                at += 2 if escapes and text[at] == "\\" else 1
            some = True
        elif char == "$" and (tag := re.compile(r"\$(?:[A-Za-z_]\w*)?\$").match(text, at)) and not backslash:
            at = text.index(tag.group(), tag.end()) + len(tag.group()) - 1
        elif char == ";":
            count, some = count + some, False
        elif not char.isspace():
            some = True
        at += 1
    return count + some


def test_as_many_as_a_state_machine_counts() -> None:
    seen = 0
    for path, text, dialect in files("postgres", "mysql"):
        if re.search(
            r"(?im)^\s*delimiter|^\s*create rule|begin atomic|/\*!|\bcreate (procedure|trigger|function)\b.*\bbegin\b|\\\.$",
            text,
        ):
            continue
        seen += 1
        found = splitter.split(text, dialect, str(path))
        assert len(found) - (FORGOTTEN in str(path)) == counted(text, dialect == "mysql"), path
    assert seen > 1500


def test_as_many_as_postgres_counts() -> None:
    pglast = pytest.importorskip("pglast")
    seen = 0
    for path, text, _ in files("postgres"):
        if "{{" in text or "${" in text or "\\" in text or FORGOTTEN in str(path):
            continue
        try:
            expected = pglast.split(text, with_parser=False, only_slices=True)
        except pglast.parser.ParseError:
            continue
        found = splitter.split(text, "postgres", str(path))
        assert len(found) == len(expected), path
        for statement, part in zip(found, expected, strict=True):
            # The scanner's own slice takes in the comments in front of a statement, and behind an open last one.
            assert part.start <= statement.span.start, path
            rest = text[statement.span.end : part.stop]
            assert not re.sub(r"--[^\n]*|/\*.*?\*/|\s", "", rest, flags=re.DOTALL), path
        seen += len(found)
    assert seen > 8000
