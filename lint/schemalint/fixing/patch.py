"""A patch that `git apply` takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping


def patch(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """The difference between two sets of texts, by path relative to where the patch is applied, with forward slashes.
    A path that only `after` has is a new file. Line ends are kept as they are."""
    return "".join(line for path in sorted(after) for line in _file(path, before.get(path), after[path]))


def _file(path: str, old: str | None, new: str) -> Iterator[str]:
    if old == new:
        return
    name = _quoted(path)
    yield f"diff --git {_quoted('a/' + path)} {_quoted('b/' + path)}\n"
    if old is None:
        yield "new file mode 100644\n"
        if not new:
            return
        yield "--- /dev/null\n"
    else:
        yield f"--- {_quoted('a/' + path)}\n"
    yield f"+++ {_quoted('b/' + path)}\n"
    lines = difflib.unified_diff(_lines(old or ""), _lines(new), name, name, n=3, lineterm="\n")
    for number, line in enumerate(lines):
        if number < 2:
            continue
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Lines end at LF alone, as in git: a CR before it belongs to the line."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _quoted(path: str) -> str:
    """As git writes a name with characters outside printable ASCII, quotes or backslashes."""
    if all(" " <= char <= "~" and char not in '"\\' for char in path):
        return path
    special = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    out = []
    for byte in path.encode("utf-8", "surrogateescape"):
        char = chr(byte)
        out.append(special.get(char) or (char if " " <= char <= "~" else f"\\{byte:03o}"))
    return f'"{"".join(out)}"'
