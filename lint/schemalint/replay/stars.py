"""Stars in the queries of views, told as the columns they stood for when the view was made."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemalint.model.lazy import Lazy
from schemalint.model.schema import Catalog, Table, View

_NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)'
_READ = Lazy(
    rf"\b(?:FROM|JOIN|,)\s+(?:ONLY\s+)?(?:({_NAME})\s*\.\s*)?({_NAME})(?:\s+(?:AS\s+)?({_NAME}))?", re.IGNORECASE
)
_QUALIFIED = Lazy(rf"({_NAME})\s*\.\s*\*")
_STAR = Lazy(rf"(?:\.\s*|\bSELECT\s+(?:DISTINCT\s+)?|,\s*)\*(?=\s*(?:,|\bFROM\b))|{_NAME}\s*\.\s*\*", re.IGNORECASE)
_BARE = Lazy(r"(\bSELECT\s+(?:DISTINCT\s+)?)\*(?=\s*FROM\b)", re.IGNORECASE)
_LITERAL = Lazy(r"'(?:[^']|'')*'")
_BEHIND = frozenset(
    [
        "on",
        "where",
        "left",
        "right",
        "inner",
        "outer",
        "full",
        "cross",
        "join",
        "group",
        "order",
        "limit",
        "union",
        "using",
        "natural",
        "having",
        "window",
        "lateral",
        "as",
    ]
)
"""Words that may stand behind a table without being its alias."""


def has_star(query: str) -> bool:
    """Whether the query takes columns that it does not name."""
    return "*" in query and _STAR.search(_LITERAL.sub("''", query)) is not None


def spelled_out(view: View, catalog: Catalog) -> str | None:
    """The view's query such that it gives the columns it gave when the view was made, in the schema of `catalog`; None where that
    cannot be told. The query itself where the tables it reads have the columns they had."""
    if all(_same_columns(table, catalog.tables.get(table.ref)) for table in view.seen):
        return view.query
    return expanded(view)


def expanded(view: View) -> str | None:
    """The view's query with the columns that its stars stood for when it was made; None where they cannot be told."""
    if not view.seen:
        return view.query
    bare = _LITERAL.sub(lambda found: "'" + " " * (len(found[0]) - 2) + "'", view.query)
    if bare.upper().count("SELECT") != 1 and _BARE.search(bare):
        return None
    aliases: dict[str, Table] = {}
    for found in _READ.finditer(bare):
        table = _table(_folded(found[2]), view.seen)
        if table is None:
            continue
        alias = found[3] if found[3] and found[3].lower() not in _BEHIND else found[2]
        aliases[_folded(alias)] = table
    unknown = False

    def columns(found: re.Match[str]) -> str:
        nonlocal unknown
        table = aliases.get(_folded(found[1]))
        if table is None:
            unknown = True
            return found[0]
        return ", ".join(f"{found[1]}.{_quoted(column.name)}" for column in table.columns)

    text = _within(view.query, bare, _QUALIFIED, columns)
    single = _BARE.search(bare)
    if single is not None:
        if len(aliases) != 1:
            return None
        (table,) = aliases.values()
        names = ", ".join(_quoted(column.name) for column in table.columns)
        text = _BARE.sub(lambda found: f"{found[1]}{names}", text, count=1)
    return None if unknown else text


def _within(text: str, bare: str, pattern: Lazy, told: object) -> str:
    """The text with what the pattern finds in `bare`, which is as long and has no literals, told otherwise."""
    parts: list[str] = []
    at = 0
    for found in pattern.finditer(bare):
        parts += [text[at : found.start()], told(found)]  # type: ignore[operator]
        at = found.end()
    return "".join([*parts, text[at:]])


def _same_columns(then: Table, now: Table | None) -> bool:
    return now is not None and [one.name for one in then.columns] == [one.name for one in now.columns]


def _table(name: str, seen: Sequence[Table]) -> Table | None:
    return next((table for table in seen if table.name == name), None)


def _folded(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name.lower()


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[a-z_][a-z0-9_]*", name) else '"' + name.replace('"', '""') + '"'
