"""Index tables and lists of indexes as documented indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schemalint.model.page import Cell, DocumentedIndex, FactSource, GridTable
from schemalint.model.text import Span
from schemalint.pages.blocks import Line
from schemalint.pages.headers import header_kinds, is_index_title
from schemalint.pages.markup import code_spans
from schemalint.pages.vocabulary import spoken

_METHODS = {
    "btree": "btree", "b-tree": "btree", "b tree": "btree", "hash": "hash", "gin": "gin", "gist": "gist", "spgist": "spgist",
    "sp-gist": "spgist", "brin": "brin", "ivfflat": "ivfflat", "hnsw": "hnsw", "fulltext": "fulltext", "full-text": "fulltext",
    "spatial": "spatial", "clustered": "clustered", "nonclustered": "nonclustered", "columnstore": "columnstore", "bitmap": "bitmap",
    "rum": "rum", "bloom": "bloom",
}  # fmt: skip
_METHOD = re.compile(
    r"(?<![\w-])(" + "|".join(re.escape(word) for word in sorted(_METHODS, key=len, reverse=True)) + r")(?![\w-])",
    re.I,
)
_DEFINITION = re.compile(
    r"(?:CREATE\s+)?(?P<unique>UNIQUE\s+|PRIMARY\s+)?(?:FULLTEXT\s+|SPATIAL\s+|CLUSTERED\s+|NONCLUSTERED\s+)?(?:INDEX|KEY)\b\s*"
    r"(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?P<name>[\w$\"`\[\].-]+\s+)?(?:ON\s+(?:ONLY\s+)?(?P<table>[\w$\"`\[\].-]+)\s*)?"
    r"(?:USING\s+(?P<method>\w+)\s*)?\((?P<columns>.*)",
    re.I | re.S,
)
_SHORT = re.compile(r"(?P<name>[\w$.-]+)(?:\s+(?:ON|на|on)\s*(?P<table>[\w$.]+)?\s*)?\s*(?:\((?P<columns>.*))?", re.S)
_BARE = re.compile(
    r"[*_]*(?P<name>[A-Za-z][\w$.]*)[*_]*\s*(?:[:：]|\s[-–—]|\s(?:on|ON))?\s*(?P<unique>UNIQUE\s*)?(?:INDEX|KEY)?\s*"
    r"\((?P<columns>[`\w$]+(?:\s*,\s*[`\w$ ]+)*)\)"
)
_DIRECTION = re.compile(r"\s+(?:ASC|DESC)\b.*$|\s+NULLS\s+\w+$|\s+[a-z_]+_ops\b.*$", re.I | re.S)


def key_columns(text: str) -> tuple[str, ...]:
    """The names in a list of key columns: brackets around it, directions, operator classes and lengths left out."""
    text = text.strip().strip("`")
    if text.startswith("(") and text.endswith(")") and _balanced(text[1:-1]):
        text = text[1:-1]
    parts: list[str] = []
    depth = begin = 0
    for at, char in enumerate(text):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif depth == 0 and char in ",+、，":
            parts.append(text[begin:at])
            begin = at + 1
    parts.append(text[begin:])
    names = []
    for part in parts:
        name = _DIRECTION.sub("", part.strip()).strip().strip('`"[]')
        name = re.sub(r"^([\w$]+)\(\d+\)$", r"\1", name)
        if name and name not in ("-", "—"):
            names.append(name)
    return tuple(names)


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def _until_close(text: str) -> str:
    """What stands before the bracket that closes one opened just before `text`."""
    depth = 1
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return text[:at]
    return text


def method_in(text: str) -> str:
    """The access method that a cell names, as a server spells it; empty when it names none."""
    found = _METHOD.search(text)
    return _METHODS[found[1].lower()] if found else ""


def from_table(table: GridTable, owner: str) -> Iterator[DocumentedIndex]:
    """The indexes of an index table; `owner` is the table that the headings name, or empty."""
    offers = header_kinds(table)
    taken: dict[str, int] = {}
    indexed_first = any("index" in kinds for kinds in offers)
    for kind in (
        "index",
        "table",
        "definition",
        "unique",
        "where",
        "method",
        "indexed",
        "name",
        "description",
    ):
        for index, kinds in enumerate(offers):
            if kind in kinds and index not in taken.values() and kind not in taken:
                if kind == "name" and indexed_first:
                    continue
                if kind == "indexed" and not indexed_first and "name" in kinds and index == 0:
                    continue
                taken[kind] = index
    name_at = taken.get("index", taken.get("name"))
    current = owner
    for row, span in zip(table.rows, table.row_spans, strict=True):
        table_cell = row[taken["table"]] if "table" in taken else None
        if table_cell and table_cell.text:
            current = table_cell.text
        name_cell = row[name_at] if name_at is not None else None
        name = name_cell.text if name_cell else ""
        columns: tuple[str, ...] = ()
        columns_span: Span | None = None
        unique: bool | None = None
        unique_span: Span | None = None
        method = ""
        method_span: Span | None = None
        holder = current
        if "definition" in taken:
            cell = row[taken["definition"]]
            read = _definition(cell)
            if read:
                unique, method, columns, columns_span, on = read
                holder = current or on
        if "indexed" in taken:
            cell = row[taken["indexed"]]
            columns, columns_span = key_columns(cell.text), cell.span
        if "method" in taken:
            cell = row[taken["method"]]
            method, method_span = method_in(cell.text), cell.span
            if re.search(r"\bunique\b|\bprimary\b|唯一|主键|уникальн", cell.text, re.I):
                unique = True
        if "unique" in taken:
            cell = row[taken["unique"]]
            unique = cell.text.casefold() in spoken().yes or cell.text.casefold() == "unique"
            unique_span = cell.span
        if not name and not columns:
            continue
        # An index table may say `users.email` or `users(email)` instead of naming the table apart.
        yield DocumentedIndex(
            holder, name, columns, unique, method, span, name_cell.span if name_cell else None, columns_span, method_span,
            table_cell.span if table_cell else None, unique_span=unique_span,
        )  # fmt: skip


def _definition(cell: Cell) -> tuple[bool | None, str, tuple[str, ...], Span | None, str] | None:
    found = _DEFINITION.search(cell.text)
    if found:
        inner = _until_close(found["columns"])
        using = found["method"] or (re.search(r"\)\s*USING\s+(\w+)", cell.text, re.I) or [None, ""])[1]
        return (
            bool(found["unique"]),
            (using or "").lower(),
            key_columns(inner),
            _inside(cell, inner),
            found["table"] or "",
        )
    implied = re.match(r"(?:PRIMARY\s+KEY|UNIQUE)\s*\(([^()]*)\)", cell.text, re.I)
    if implied:
        return True, "", key_columns(implied[1]), _inside(cell, implied[1]), ""
    listed = re.search(r"\[\s*([^\[\]]*?)\s*\]", cell.text)
    if listed:
        return (
            bool(re.search(r"\bunique\b", cell.text, re.I)), method_in(cell.text), key_columns(listed[1]),
            _inside(cell, listed[1]), "",
        )  # fmt: skip
    return None


def _inside(cell: Cell, text: str) -> Span | None:
    at = cell.written.find(text) if text else -1
    return Span(cell.span.path, cell.span.start + at, cell.span.start + at + len(text)) if at >= 0 else None


def from_line(path: str, text: str, start: int, owner: str, row: Span) -> Iterator[DocumentedIndex]:
    """The indexes that code spans of a line state: `idx_a ON (path)`, `idx_b`, `UNIQUE INDEX idx_c (a, b)`."""
    bare = _BARE.match(text)
    if bare:
        columns = key_columns(bare["columns"].replace("`", ""))
        place = Span(path, start + bare.start("name"), start + bare.end("name"))
        yield DocumentedIndex(
            owner,
            bare["name"],
            columns,
            True if bare["unique"] else None,
            method_in(text),
            row,
            place,
            source="list",
        )
        return
    passed = 0
    for begin, end, ticks in code_spans(text):
        if begin < passed:
            # `idx_orders_user` on `user_id`: a column, not another index.
            continue
        inner = text[begin + ticks : end - ticks]
        base = start + begin + ticks
        full = _DEFINITION.match(inner.strip()) if re.match(r"\s*(?:CREATE|UNIQUE|INDEX)\b", inner, re.I) else None
        short = None if full else _SHORT.fullmatch(inner.strip())
        found = full or short
        if not found or not found["name"]:
            continue
        name = found["name"].strip().strip('`"[]')
        if not re.fullmatch(r"[\w$.-]+", name) or re.fullmatch(r"[\d.]+(?:_\w+\.sql)?", name) or name.isdigit():
            continue
        columns = key_columns(_until_close(found["columns"])) if found["columns"] else ()
        if not columns:
            # `idx_orders_user` (user_id), `idx_orders_user` on user_id
            after = re.match(
                r"\s*(?:(?:on|ON|на|—|-|:)?\s*\(([^()]*)\)|(?:on|ON|на)\s+(`[\w$]+`(?:\s*(?:,|and|\+)\s*`[\w$]+`)*))",
                text[end:],
            )
            listed = (after[1] or re.sub(r"`\s*and\s*`", ",", after[2])) if after else ""
            if after and re.fullmatch(r"[\w$`,+\s]+", listed) and len(listed.split()) <= 2 * listed.count(",") + 2:
                columns = key_columns(listed.replace("`", ""))
                if after[2]:
                    passed = end + after.end()
        if not columns and "_" not in name and "." not in name:
            continue
        at = inner.find(found["name"].strip())
        source: FactSource = "list"
        yield DocumentedIndex(
            found["table"] or owner, name, columns, True if full and full["unique"] else None,
            method_in(text[end : end + 60]) if not full else (full["method"] or "").lower(),
            row, Span(path, base + at, base + at + len(name)), source=source,
        )  # fmt: skip


_SECONDARY = re.compile(
    r"(?:(?:GSI|LSI|(?:global|local)\s+secondary\s+index)\s*\d*\s*[:：—–-]?\s*)[`*_\"]*(?P<name>[^\W\d][\w.-]*)[`*_\"]*(?:\s*[(（].*)?$",
    re.I,
)
_KEY_OF = re.compile(
    r"[*_]*(?P<part>partition|hash|sort|range)[ _-]?key(?:\s*\((?:PK|SK|HASH|RANGE)\))?[*_]*\s*[:：=—–-]\s*[*_]*\s*[`\"]?(?P<column>[^\W\d][\w.-]*)",
    re.I,
)


def secondary_name(title: str) -> str:
    """The name of the secondary index (DynamoDB) that a heading is about: `GSI: by_author`, `Local Secondary Index 1 - x`."""
    found = _SECONDARY.match(title)
    return found["name"] if found else ""


def with_key(index: DocumentedIndex, line: Line) -> DocumentedIndex:
    """The index with the key that a line names, `Partition key: author` first, `Sort key: year` behind it."""
    found = _KEY_OF.match(line.text)
    if not found:
        return index
    first = found["part"].lower() in ("partition", "hash")
    columns = (found["column"], *index.columns) if first else (*index.columns, found["column"])
    return index._replace(columns=columns)


_NAMED = re.compile(r"[*_]{0,3}([^\W\d][^\n:：`|,]{0,40})[*_]{0,3}[:：][*_]{0,3}\s*")
_KEY = re.compile(r"`?([\w$]+(?:\s*\+\s*[\w$]+)*)`?(?:\s+(?:ASC|DESC))?", re.I)


def from_names(path: str, line: Line, owner: str, columns: Mapping[str, str]) -> list[DocumentedIndex]:
    """The nameless indexes of a line that lists nothing but columns of its table: `Indexes: status, valid_at+id`.

    `columns` are those of the table, by folded name; empty where the line says anything else.
    """
    label = _NAMED.match(line.text)
    if not label or not columns or not is_index_title(label[1]):
        return []
    row = Span(path, line.start, line.end)
    found = []
    at = label.end()
    for part in line.text[at:].rstrip(". ").split(","):
        key = _KEY.fullmatch(part.strip())
        names = [name.strip() for name in key[1].split("+")] if key else []
        if not names or any(name.casefold() not in columns for name in names):
            return []
        start = line.start + at + len(part) - len(part.lstrip())
        place = Span(path, start, start + len(part.strip()))
        found.append(DocumentedIndex(owner, "", tuple(names), None, "", row, None, place, source="list"))
        at += len(part) + 1
    return found
