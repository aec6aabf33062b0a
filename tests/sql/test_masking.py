"""Markers and placeholders are found where they stand."""

from __future__ import annotations

import pytest

from schemalint.model.document import Dialect
from schemalint.sql import templates

CASES: list[tuple[Dialect, str, list[str]]] = [
    ("postgres", "CREATE TABLE {{ .x }}.a (b {% if c %} int {% endif %})", ["{{ .x }}", "{% if c %}", "{% endif %}"]),
    ("postgres", "SET search_path TO ${schema}, '${other}'", ["${schema}", "${other}"]),
    ("postgres", "SELECT :id, :'name', a::int, b[1:2]", [":id", ":'name'"]),
    ("postgres", "CREATE TABLE [Name] (..., <column> int[])", ["[Name]", "...", "<column>"]),
    ("postgres", "SELECT '{{1,2},{3,4}}', 'a ? b', x ? 'y'", []),
    ("mysql", "SELECT ?, %s, %(name)s, '?'", ["?", "%s", "%(name)s"]),
    ("tsql", "USE [$(Database)]; SELECT N'$(Other)', [Name]", ["$(Database)", "$(Other)"]),
    ("oracle", "CREATE USER &name. IDENTIFIED BY \"&password\" DEFAULT TABLESPACE &&space", ["&name.", "&password", "&&space"]),
    ("oracle", "SELECT 'R&D' FROM dual -- &x", []),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "expected"), CASES, ids=[c[1] for c in CASES])
def test_markers(dialect: Dialect, text: str, expected: list[str]) -> None:
    padded = f"-- {{{{ outside }}}}\n{text}"
    start = len(padded) - len(text)
    found = templates.markers(padded, start, len(padded), dialect)
    assert [padded[a:b] for a, b in found] == expected
