"""Where the keys of a TOML text stand: its parser tells values, not lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str, ...]
"""Keys from the outside in; the tables of an array are told apart by their number, from `"0"`."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}=.,\n]|[^\s\[\]{}=.,#"\']+',
    re.S,
)
_ESCAPE = re.compile(r'\\(["\\])')


def places(text: str) -> Mapping[Path, int]:
    """The line, from 1, of every table header and of every key outside inline tables."""
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    line = 1
    depth = 0
    key: list[str] = []
    header = 0
    value = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n":
            if not depth:
                key, header, value = [], 0, False
        elif token[0] == "#":
            pass
        elif value:
            depth = max(0, depth + (token in "[{") - (token in "]}"))
        elif token == "[" and not key:
            header += 1
        elif token == "]" and header:
            if key:
                table = _header(tuple(key), header == 2, counts)
                found.setdefault(table, line)
                key = []
        elif token == "=":
            value = True
            found.setdefault((*table, *key), line)
        elif token != ".":
            key.append(_plain(token))
        line += token.count("\n")
    return found


def line_of(path: Path, found: Mapping[Path, int]) -> int:
    """The line of the key at `path`, or of the nearest table around it."""
    for length in range(len(path), 0, -1):
        line = found.get(path[:length])
        if line:
            return line
    return 1


def _header(keys: Path, array: bool, counts: dict[Path, int]) -> Path:
    """The full path of a table: arrays of tables on the way take the number of their last table."""
    path: Path = ()
    for at, key in enumerate(keys):
        path = (*path, key)
        if array and at == len(keys) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, str(counts[path]))
    return path


def _plain(token: str) -> str:
    if token[0] == '"':
        return _ESCAPE.sub(r"\1", token[1:-1])
    return token[1:-1] if token[0] == "'" else token
