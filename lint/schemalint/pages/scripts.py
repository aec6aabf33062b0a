"""SQL that stands in commands of a shell: what `psql -c`, `mysql -e` and here-documents are handed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint.model.page import Fence, Page
from schemalint.model.text import Span

_CLIENT = r"(?:^|[\s|;&(])(?:psql|mysql|mariadb|sqlite3|sqlcmd|sqlplus|pgcli|mycli)\b"
_HERE = re.compile(rf"(?m){_CLIENT}[^\n]*?<<[-~]?[ \t]*(['\"]?)(\w+)\1[^\n]*\n")
_GIVEN = re.compile(
    "(?m)"
    + _CLIENT
    + r"(?:[^\n'\"]|\\\n|'[^'\n]*'|\"[^\"\n]*\"){0,1500}?"
    + r"(?:\s-[A-Za-z]*[cqeQ]\s*|\s--(?:command|execute)[ =])(?P<quote>['\"])(?P<sql>.*?)(?<!\\)(?P=quote)",
    re.S,
)
LONGEST = 20_000
"""Characters of a shell fence that are looked at."""


def handed(page: Page, fence: Fence) -> Iterator[Span]:
    """The stretches of a shell fence that a database client runs as SQL, in order."""
    text = page.content(fence)[:LONGEST]
    found: list[tuple[int, int]] = []
    for begun in _HERE.finditer(text):
        closing = re.compile(rf"(?m)^\s*{re.escape(begun[2])}\s*$").search(text, begun.end())
        found.append((begun.end(), closing.start() if closing else len(text)))
    for given in _GIVEN.finditer(text):
        inside = any(start <= given.start("sql") < end for start, end in found)
        if not inside and "\\" not in given["sql"] and "$(" not in given["sql"]:
            found.append(given.span("sql"))
    for start, end in sorted(found):
        yield Span(page.path, fence.content.start + start, fence.content.start + end)
