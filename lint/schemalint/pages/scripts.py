"""SQL that stands in commands of a shell: what `psql -c`, `mysql -e` and here-documents are handed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint.model.document import Dialect
from schemalint.model.page import Fence, Page
from schemalint.model.text import Span

_CLIENT = r"(?:^|[\s|;&(])(?P<client>psql|mysql|mariadb|sqlite3|sqlcmd|sqlplus|pgcli|mycli)\b"
_HERE = re.compile(rf"(?m){_CLIENT}[^\n]*?<<[-~]?[ \t]*(?P<mark>['\"]?)(?P<word>\w+)(?P=mark)[^\n]*\n")
_GIVEN = re.compile(
    "(?m)"
    + _CLIENT
    + r"(?:[^\n'\"]|\\\n|'[^'\n]*'|\"[^\"\n]*\"){0,1500}?"
    + r"(?:\s-[A-Za-z]*[cqeQ]\s*|\s--(?:command|execute)[ =])(?P<quote>['\"])(?P<sql>.*?)(?<!\\)(?P=quote)",
    re.S,
)
LONGEST = 20_000
"""Characters of a shell fence that are looked at."""


CLIENTS: dict[Dialect, tuple[str, ...]] = {
    "postgres": ("psql", "pgcli"), "mysql": ("mysql", "mariadb", "mycli"), "mariadb": ("mysql", "mariadb", "mycli"), "sqlite": ("sqlite3",),
    "tsql": ("sqlcmd",), "oracle": ("sqlplus",), "standard": (),
}  # fmt: skip


def handed(page: Page, fence: Fence, dialect: Dialect) -> Iterator[Span]:
    """The stretches of a shell fence that a client of the dialect's server runs as SQL, in order."""
    text = page.content(fence)[:LONGEST]
    found: list[tuple[int, int]] = []
    for begun in _HERE.finditer(text):
        if begun["client"] not in CLIENTS[dialect]:
            continue
        closing = re.compile(rf"(?m)^\s*{re.escape(begun['word'])}\s*$").search(text, begun.end())
        found.append((begun.end(), closing.start() if closing else len(text)))
    for given in _GIVEN.finditer(text):
        inside = any(start <= given.start("sql") < end for start, end in found)
        if inside or given["client"] not in CLIENTS[dialect]:
            continue
        if "\\" not in given["sql"] and "$(" not in given["sql"]:
            found.append(given.span("sql"))
    for start, end in sorted(found):
        yield Span(page.path, fence.content.start + start, fence.content.start + end)
