"""Lines of keys, held against what the parser reads."""

from __future__ import annotations

import pytest

from schemalint.configfile import parse
from schemalint.tomlplaces import line_of, places

TEXT = '''\
# a comment with = and [brackets]
dialect = "postgres"
select = [
  "keys",  # one ]
  "naming",
]

[tool."schema lint".rules.'a-b']
severity = "error"
note = """
fake = 1
[not.a.table]
"""
x.y = { z = 1, w = [2] }

[[policy]]
name = "one"
[[policy]]
name = "two"
[policy.columns]
id = "bigint"
'''

LINES = [
    (("dialect",), 2),
    (("select",), 3),
    (("tool", "schema lint", "rules", "a-b"), 8),
    (("tool", "schema lint", "rules", "a-b", "severity"), 9),
    (("tool", "schema lint", "rules", "a-b", "note"), 10),
    (("tool", "schema lint", "rules", "a-b", "x", "y"), 14),
    (("policy", "0", "name"), 17),
    (("policy", "1", "name"), 19),
    (("policy", "1", "columns", "id"), 21),
]


@pytest.mark.parametrize(("path", "line"), LINES, ids=lambda value: str(value))
def test_a_key_is_on_its_line(path: tuple[str, ...], line: int) -> None:
    assert places(TEXT)[path] == line


def test_every_key_of_the_parser_is_found_and_no_other() -> None:
    found = set(places(TEXT))
    wanted: set[tuple[str, ...]] = {()}

    def walk(value: object, path: tuple[str, ...]) -> None:
        if path:
            wanted.add(path)
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*path, key))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for at, inner in enumerate(value):
                walk(inner, (*path, str(at)))

    walk(parse(TEXT), ())
    inside_inline = {path for path in wanted if path and path[-1] in ("z", "w")}
    implied = {("tool",), ("tool", "schema lint"), ("tool", "schema lint", "rules"), ("policy",)}
    implied.add(("tool", "schema lint", "rules", "a-b", "x"))
    assert found == wanted - inside_inline - implied


def test_what_stands_in_an_inline_table_has_the_line_of_its_key() -> None:
    assert line_of(("tool", "schema lint", "rules", "a-b", "x", "y", "z"), places(TEXT)) == 14
