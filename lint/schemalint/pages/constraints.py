"""Lists of constraints and of foreign keys, and what the rows of columns say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from schemalint.model.page import (
    Cell,
    ConstraintKind,
    DocumentedColumn,
    DocumentedConstraint,
    DocumentedKey,
    FactSource,
    GridTable,
)
from schemalint.model.text import Span
from schemalint.pages.headers import header_kinds
from schemalint.pages.heads import heads_of, inside, is_title, named, names_of, parts, taken, whole_name
from schemalint.pages.markup import plain
from schemalint.pages.object_words import CONSTRAINT_KINDS, CONSTRAINT_TITLES, KEY_TITLES

Stated = DocumentedConstraint | DocumentedKey

_ACTION = r"(?:CASCADE|RESTRICT|SET[ _]+NULL|SET[ _]+DEFAULT|NO[ _]+ACTION)"
_DELETE = re.compile(rf"\bON\s+DELETE\s*[:：]?\s*`?(?P<action>{_ACTION})", re.I)
_UPDATE = re.compile(rf"\bON\s+UPDATE\s*[:：]?\s*`?(?P<action>{_ACTION})", re.I)
_WHOLE_ACTION = re.compile(rf"[`*_]*(?:ON\s+(?:DELETE|UPDATE)\s+)?(?P<action>{_ACTION})[`*_]*", re.I)
_PART = r"[`\"\[]?[^\W\d][\w$]*[`\"\]]?"
_DOTTED = rf"{_PART}(?:\.{_PART}){{0,2}}"
_LISTED = r"\(\s*(?P<{0}>[^()]*)\)"
_FOREIGN = re.compile(
    rf"FOREIGN\s+KEY\s*{_LISTED.format('columns')}\s*REFERENCES\s+(?P<parent>{_DOTTED})\s*(?:{_LISTED.format('parents')})?",
    re.I,
)
_KEY = re.compile(rf"(?P<kind>PRIMARY\s+KEY|UNIQUE(?:\s+KEY)?)\s*{_LISTED.format('columns')}", re.I)
_CHECK = re.compile(r"\bCHECK\s*\(", re.I)
_BRACKETED = re.compile(r"part of a (?P<kind>PRIMARY KEY|UNIQUE) constraint, \[\s*(?P<columns>[^\[\]]*?)\s*\]", re.I)
_NAMED = re.compile(rf"CONSTRAINT\s+(?P<name>{_PART})\s+", re.I)


def is_key_table(table: GridTable, titles: Sequence[str], offers: Sequence[frozenset[str]]) -> bool:
    """Whether the rows are foreign keys: a parent, and the table or the columns that refer to it."""
    flat: set[str] = set().union(*offers)
    if "references" not in flat or not offers or "references" in offers[0]:
        return False
    kinds = {kind for found in header_kinds(table) for kind in found}
    if kinds & {"nullable", "required", "default"} or ("kind" in flat and not is_title(_first(titles), KEY_TITLES)):
        return False
    return bool(
        offers[0] & {"table", "columns", "name", "constraint"} and taken(offers, ("references", "table", "columns")).keys()
        & {"table", "columns"}
    )  # fmt: skip


def keys(table: GridTable, owner: str) -> Iterator[DocumentedKey]:
    """The foreign keys of such a table; `owner` is the table that the headings name, or empty."""
    offers = heads_of(table)
    at = taken(
        offers, ("references", "parent columns", "on delete", "on update", "table", "columns", "constraint", "name"),
    )  # fmt: skip
    for row, span in zip(table.rows, table.row_spans, strict=True):
        key = _key_row(row, span, at, owner)
        if key:
            yield key


def _key_row(row: Sequence[Cell], span: Span, at: dict[str, int], owner: str) -> DocumentedKey | None:
    parent = _dotted(row[at["references"]])
    holder = _dotted(row[at["table"]]) if "table" in at else None
    columns: tuple[tuple[str, ...], Span | None] | None = _columns(row[at["columns"]]) if "columns" in at else None
    if parent is None or ("table" in at and holder is None) or ("columns" in at and columns is None):
        return None
    table, table_span = (holder[0], holder[1]) if holder else (owner, None)
    if columns is None and holder and holder[2]:
        columns = holder[2], holder[3]
    if not columns or not table:
        return None
    parent_columns, parent_columns_span = parent[2], parent[3]
    if "parent columns" in at:
        told = _columns(row[at["parent columns"]])
        if told is not None:
            parent_columns, parent_columns_span = told
    on_delete, on_delete_span = _action(row, at.get("on delete"), _DELETE)
    on_update, on_update_span = _action(row, at.get("on update"), _UPDATE)
    name = (
        whole_name(row[at["constraint"] if "constraint" in at else at["name"]])
        if at.keys() & {"constraint", "name"}
        else None
    )
    return DocumentedKey(
        table, columns[0], parent[0], parent_columns, span, name.name if name else "", on_delete, on_update, table_span, columns[1],
        parent[1], parent_columns_span, on_delete_span, on_update_span, name.span if name else None,
    )  # fmt: skip


def _action(row: Sequence[Cell], at: int | None, anywhere: re.Pattern[str]) -> tuple[str, Span | None]:
    """The action that a cell of its own says, or the words ON DELETE of another."""
    if at is not None:
        found = _WHOLE_ACTION.fullmatch(row[at].written)
        if found:
            return _said(found["action"]), _span(row[at].span, found.start("action"), found.end("action"))
        if not row[at].written:
            return "", row[at].span
    for cell in row:
        found = anywhere.search(cell.written)
        if found:
            return _said(found["action"]), _span(cell.span, found.start("action"), found.end("action"))
    return "", None


def _said(action: str) -> str:
    return " ".join(action.upper().replace("_", " ").split())


def _span(around: Span, start: int, end: int) -> Span:
    return Span(around.path, around.start + start, around.start + end)


_TARGET = re.compile(
    rf"(?:FK|→|->|=>|\s|\*)*\[?(?P<name>{_DOTTED})(?:\s*\(\s*(?P<columns>{_PART}(?:\s*,\s*{_PART})*)\s*\))?[`*]*(?:\](?:\([^()]*\))?)?[`*]*"
)


def _dotted(cell: Cell) -> tuple[str, Span, tuple[str, ...], Span | None] | None:
    """The table that a cell names, and its columns where it says `users.id` or `users(id, kind)`."""
    found = _TARGET.fullmatch(cell.written)
    if not found:
        return None
    name, start = found["name"], found.start("name")
    columns: tuple[str, ...] = ()
    span = None
    if found["columns"]:
        columns = tuple(one.strip('`"[] ') for one in found["columns"].split(","))
        span = _span(cell.span, found.start("columns"), found.end("columns"))
    elif name.count(".") == 1 and name.split(".")[0].strip('`"[]').casefold() not in _SCHEMAS:
        name, column = name.split(".")
        columns = (column.strip('`"[]'),)
        lead = len(column) - len(column.lstrip('`"['))
        begin = start + len(name) + 1 + lead
        span = _span(cell.span, begin, begin + len(columns[0]))
    bare = name.strip('`"[]')
    lead = len(name) - len(name.lstrip('`"['))
    return bare, _span(cell.span, start + lead, start + lead + len(bare)), columns, span


_SCHEMAS = frozenset(("public", "dbo", "main", "app", "auth"))


def _columns(cell: Cell) -> tuple[tuple[str, ...], Span] | None:
    """The columns that a cell lists: `user_id`, `a, b`, `orders.user_id`."""
    names = names_of(cell)
    if not names:
        return None
    return tuple(name.rpartition(".")[2] for name in names), inside(cell)


def is_constraint_table(titles: Sequence[str], offers: Sequence[frozenset[str]]) -> bool:
    """Whether the rows are constraints."""
    flat: set[str] = set().union(*offers)
    says = flat & {"definition", "columns", "kind"}
    if not offers or not (says or "description" in flat):
        return False
    second = offers[1] if len(offers) > 1 and "table" in offers[0] else frozenset()
    if "rule" in second and not any("definition" in kinds for kinds in offers[2:]):
        return False
    if "constraint" in offers[0] or second & {"constraint", "rule"}:
        return bool(says) or "table" in offers[0]
    return bool(
        is_title(_first(titles), CONSTRAINT_TITLES) and offers[0] & {"name", "table", "kind"} and "definition" in flat
    )


def constraints(table: GridTable, owner: str) -> Iterator[Stated]:
    """The constraints of such a table; `owner` is the table that the headings name, or empty."""
    offers = heads_of(table)
    first = "constraint" if any("constraint" in kinds for kinds in offers) else "rule"
    at = taken(offers, (first, "table", "kind", "definition", "columns", "name", "description"))
    name_at = at.get(first, at.get("name"))
    for row, span in zip(table.rows, table.row_spans, strict=True):
        holder = _dotted(row[at["table"]]) if "table" in at else None
        if "table" in at and holder is None:
            continue
        name = whole_name(row[name_at]) if name_at is not None else None
        kind_cell = row[at["kind"]] if "kind" in at else None
        kind = CONSTRAINT_KINDS.get(kind_cell.text.casefold(), "other" if kind_cell.text else "") if kind_cell else ""
        definition = row[at["definition"]] if "definition" in at else None
        base = DocumentedConstraint(
            holder[0] if holder else owner, name.name if name else "", "", (), "", span, holder[1] if holder else None,
            name.span if name else None, inside(kind_cell) if kind_cell else None,
        )  # fmt: skip
        if definition is None and name is None and name_at is not None:
            definition = row[name_at]  # `UNIQUE (a, b)` in place of a name
        read = _clause(definition.written, definition.span, base) if definition else None
        if read is None and definition is not None and definition.text and kind in ("", "check"):
            read = base._replace(kind="check", condition=definition.text, condition_span=inside(definition))
        if isinstance(read, DocumentedKey):
            yield read
            continue
        if kind not in ("", "primary key", "unique", "check", "exclude"):
            continue
        read = read or base
        if kind and "kind" in at:
            read = read._replace(kind=cast(ConstraintKind, kind))
        listed = _columns(row[at["columns"]]) if "columns" in at else None
        if listed:
            read = read._replace(columns=listed[0], columns_span=listed[1])
        if read.name or read.columns or read.condition:
            yield read


def _clause(written: str, around: Span, base: DocumentedConstraint) -> Stated | None:
    """The constraint that SQL or a sentence of a catalogue view states."""
    foreign = _FOREIGN.search(written)
    if foreign:
        parents = foreign["parents"]
        delete, update = _DELETE.search(written, foreign.end()), _UPDATE.search(written, foreign.end())
        return DocumentedKey(
            base.table, _bare(foreign["columns"]), foreign["parent"].replace('"', "").replace("`", ""), _bare(parents or ""), base.row,
            base.name, _said(delete["action"]) if delete else "", _said(update["action"]) if update else "", base.table_span,
            _trimmed(around, foreign, "columns"), _trimmed(around, foreign, "parent"),
            _trimmed(around, foreign, "parents") if parents else None,
            _span(around, delete.start("action"), delete.end("action")) if delete else None,
            _span(around, update.start("action"), update.end("action")) if update else None, base.name_span, "", None, base.source,
        )  # fmt: skip
    check = _CHECK.search(written)
    if check:
        end = _closing(written, check.end() - 1)
        if end is None:
            return None
        text = written[check.end() : end]
        lead = len(text) - len(text.lstrip())
        return base._replace(
            kind="check", condition=plain(text.replace("\\|", "|")) if "`" in text else " ".join(text.replace("\\|", "|").split()),
            condition_span=_span(around, check.end() + lead, check.end() + len(text.rstrip())),
            clause_span=_span(around, check.start(), end + 1),
        )  # fmt: skip
    key = _KEY.search(written) or _BRACKETED.search(written)
    if key:
        kind: ConstraintKind = "primary key" if key["kind"].upper().startswith("P") else "unique"
        return base._replace(
            kind=kind, columns=_bare(key["columns"]), columns_span=_trimmed(around, key, "columns"),
            clause_span=_span(around, key.start(), key.end()),
        )  # fmt: skip
    return None


def _bare(text: str) -> tuple[str, ...]:
    return tuple(name for part in parts(text) if (name := part.strip('`"[] ')))


def _trimmed(around: Span, found: re.Match[str], group: str) -> Span:
    text = found[group]
    lead = len(text) - len(text.lstrip(' `"['))
    tail = len(text) - len(text.rstrip(' `"]'))
    return _span(around, found.start(group) + lead, found.end(group) - tail)


def _closing(text: str, at: int) -> int | None:
    """Where the bracket that opens at `at` closes; brackets in strings do not count."""
    depth = 0
    quote = False
    for place in range(at, len(text)):
        char = text[place]
        if char == "'":
            quote = not quote
        elif quote:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return place
    return None


_SEPARATOR = re.compile(r"\s*(?:[:：]|[-–—](?=\s))\s*")


def from_item(text: str, start: int, path: str, owner: str, about_constraints: bool) -> Stated | None:
    """The constraint that a list item states: `chk_price: price >= 0`, `UNIQUE (a, b)`, `CONSTRAINT x CHECK (…)`; items that do not
    spell a clause count only below a heading about constraints, and need a marked name."""
    row = Span(path, start, start + len(text))
    base = DocumentedConstraint(owner, "", "", (), "", row, source="list")
    spelled = _NAMED.search(text)
    if spelled:
        bare = spelled["name"].strip('`"[]')
        lead = len(spelled["name"]) - len(spelled["name"].lstrip('`"['))
        base = base._replace(
            name=bare, name_span=_span(row, spelled.start("name") + lead, spelled.start("name") + lead + len(bare))
        )
    head = None if spelled else named(text, start, path)
    if head is not None and (not head.marked or head.arguments is not None or head.name.casefold() in CONSTRAINT_KINDS):
        head = None
    if head is not None:
        base = base._replace(name=head.name, name_span=head.span)
    around = Span(path, start, start + len(text))
    if re.match(r"[`*]*(?:PRIMARY\s+KEY|UNIQUE|CHECK|CONSTRAINT)\b", text, re.I) or (
        head is not None and about_constraints
    ):
        read = _clause(text, around, base)
        if isinstance(read, DocumentedConstraint):
            return read if owner or read.name else None
    if head is None or not about_constraints or not owner:
        return None
    gap = _SEPARATOR.match(text, head.end)
    rest = text[gap.end() :] if gap else ""
    code = re.match(r"`([^`]+)`\s*(?:[-–—(.].*)?$", rest)
    said = code[1] if code else rest
    begin = gap.end() + (1 if code else 0) if gap else len(text)
    return base._replace(
        kind="check" if said else "",
        condition=said.strip(),
        condition_span=_span(row, begin, begin + len(said)) if said else None,
    )


def _arrow_side(side: str) -> str:
    return rf"(?P<{side}>{_DOTTED})(?:\s*\(\s*(?P<{side}columns>{_PART}(?:\s*,\s*{_PART})*)\s*\))?"


_ARROW = re.compile(
    r"(?:FK\s*[:：]?\s*)?[*]*(?P<left>`?" + _arrow_side("child") + r"`?)[*]*\s*(?:→|->|-->|=>|⟶|references|REFERENCES)\s*[*]*`?"
    + _arrow_side("parent") + r"`?[*]*(?=$|[\s(（,;:*—–-])"
)  # fmt: skip


def key_from_item(text: str, start: int, path: str, owner: str) -> DocumentedKey | None:
    """The foreign key that a list item draws: `orders.user_id → users.id (ON DELETE CASCADE)`."""
    row = Span(path, start, start + len(text))
    base = DocumentedConstraint(owner, "", "", (), "", row, source="list")
    if owner and _FOREIGN.search(text):
        read = _clause(text, row, base)
        return read if isinstance(read, DocumentedKey) else None
    found = _ARROW.match(text)
    if not found:
        return None
    child = _side(found, "child", row)
    parent = _side(found, "parent", row)
    table, columns, columns_span = child[0], child[2], child[3]
    table_span: Span | None = child[1]
    if not columns:
        table, table_span, columns, columns_span = owner, None, (child[0],), child[1]
    if not table or not parent[2]:
        return None
    delete, update = _DELETE.search(text, found.end()), _UPDATE.search(text, found.end())
    alone = (
        None
        if delete or update
        else re.compile(rf"[(,]\s*`?(?P<action>{_ACTION})`?\s*[),]?\s*$", re.I).search(text, found.end())
    )
    delete = delete or alone
    return DocumentedKey(
        table, columns, parent[0], parent[2], row, "", _said(delete["action"]) if delete else "",
        _said(update["action"]) if update else "", table_span, columns_span, parent[1], parent[3],
        _span(row, delete.start("action"), delete.end("action")) if delete else None,
        _span(row, update.start("action"), update.end("action")) if update else None, source="list",
    )  # fmt: skip


def _side(found: re.Match[str], side: str, row: Span) -> tuple[str, Span, tuple[str, ...], Span | None]:
    text = found[side] + (f"({found[side + 'columns']})" if found[side + "columns"] else "")
    cell = Cell(
        text, found.string[found.start(side) : _end(found, side)], _span(row, found.start(side), _end(found, side))
    )
    read = _dotted(cell)
    return read or (found[side].strip("`"), _span(row, found.start(side), found.end(side)), (), None)


def _end(found: re.Match[str], side: str) -> int:
    if not found[side + "columns"]:
        return found.end(side)
    return found.string.index(")", found.end(side + "columns")) + 1


_FK_WORDS = re.compile(
    r"(?:(?:\bFOREIGN[ _]KEY\b|\bFK\b|外键|外鍵|外部キー)?\s*(?:\([^()]*\)\s*)?(?:(?:\b(?:to|references|zu|vers|на)\b|→|->|=>|—>|:)\s*)*)[`\"\[]?$",
    re.I,
)
_FK = re.compile(r"\bFOREIGN[ _]KEY\b|\bFK\b|外键|外鍵|外部キー|\bвнешний ключ\b", re.I)
_TICKED = {"PK": "primary", "UK": "unique"}
_NEAR = 60
"""So many characters before a name are searched for words that make it a parent."""
_PK = re.compile(r"\bPRIMARY[ _]KEY\b|\bPK\b|\bPRI\b|主键|主鍵|主キー|\bпервичный ключ\b", re.I)
_UK = re.compile(r"\bUNIQUE(?:[ _]KEY)?\b|\bUK\b|\bUQ\b|\bUNI\b|唯一|一意", re.I)


def from_column(
    column: DocumentedColumn, text: str, cells: Sequence[Cell], offers: Sequence[Sequence[str]]
) -> Iterator[Stated]:
    """What the row of a column states: its keys, its checks, what it refers to. `cells` are those of the row and `offers` what
    their heads mean; both empty for a list item."""
    source: FactSource = column.source
    if cells:
        places = [
            cell.span
            for cell, kinds in zip(cells, offers, strict=True)
            if cell.written and not {"name", "description", "table"} & set(kinds[:1])
        ]
        prose = [cell.span for cell, kinds in zip(cells, offers, strict=True) if kinds[:1] == ("description",)]
    else:
        places, prose = [Span(column.row.path, column.name_span.end, column.row.end)], []
    base = DocumentedConstraint(
        column.table, "", "", (column.name,), "", column.row, column=column.name, source=source
    )  # fmt: skip
    for key, kind, words in (("PK", "primary key", _PK), ("UK", "unique", _UK)):
        if key in column.keys:
            ticked = next(
                (c.span for c, k in zip(cells, offers, strict=True) if k[:1] == (_TICKED[key],) and c.written), None
            )
            yield base._replace(kind=cast(ConstraintKind, kind), clause_span=_first_of(words, places, text) or ticked)
    for place in (*places, *prose):
        written = text[place.start : place.end]
        check = _clause(written, place, base) if _CHECK.search(written) and not _FOREIGN.search(written) else None
        if isinstance(check, DocumentedConstraint) and check.kind == "check":
            yield check._replace(columns=())
    if column.references:
        yield _referred(column, text, (*places, *prose))
    elif "FK" in column.keys and (mark := _first_of(_FK, places, text)):
        yield DocumentedKey(
            column.table, (column.name,), "", (), column.row, columns_span=column.name_span, column=column.name, clause_span=mark,
            source=source,
        )  # fmt: skip


def _first_of(words: re.Pattern[str], places: Sequence[Span], text: str) -> Span | None:
    for place in places:
        found = words.search(text, place.start, place.end)
        if found:
            return Span(place.path, found.start(), found.end())
    return None


def _referred(column: DocumentedColumn, text: str, places: Sequence[Span]) -> DocumentedKey:
    parent, parent_column = column.references or ("", "")
    key = DocumentedKey(
        column.table, (column.name,), parent, (parent_column,) if parent_column else (), column.row, columns_span=column.name_span,
        column=column.name, source=column.source,
    )  # fmt: skip
    for place in places:
        at = _word_in(text, parent, place)
        if at < 0:
            continue
        end = at + len(parent)
        behind = _BEHIND.match(text, end, place.end)
        named_too = behind if behind and parent_column and behind["column"] == parent_column else None
        if named_too:
            end = named_too.end()
        elif parent_column:
            continue
        elif text[end : end + 1] in ("`", '"', "]"):
            end += 1
        near = max(place.start, at - _NEAR)
        lead = _FK_WORDS.search(text[near:at])
        begin = near + lead.start() if lead else at
        begin += len(text[begin:at]) - len(text[begin:at].lstrip())
        if text[end : end + 1] == "`" and end < place.end and "`" in text[begin:at]:
            end += 1
        delete, update = _DELETE.search(text, end, place.end), _UPDATE.search(text, end, place.end)
        actions = [one.end() for one in (delete, update) if one]
        return key._replace(
            parent_span=Span(place.path, at, at + len(parent)),
            parent_columns_span=Span(place.path, named_too.start("column"), named_too.end("column")) if named_too else None,
            clause_span=Span(place.path, begin, max([end, *actions])),
            on_delete=_said(delete["action"]) if delete else "",
            on_delete_span=Span(place.path, delete.start("action"), delete.end("action")) if delete else None,
            on_update=_said(update["action"]) if update else "",
            on_update_span=Span(place.path, update.start("action"), update.end("action")) if update else None,
        )  # fmt: skip
    return key


_BEHIND = re.compile(r"[`\"\]]?(?:(?P<bracket>\s*\()\s*[`\"]?|\.[`\"]?)(?P<column>[\w$]+)[`\"]?(?(bracket)\s*\)?)")


def _word_in(text: str, word: str, place: Span) -> int:
    """Where a name stands alone in a place; -1 where it does not."""
    at = text.find(word, place.start, place.end)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() or before in ("_", "$")) and not (after.isalnum() or after in ("_", "$")):
            return at
        at = text.find(word, at + 1, place.end)
    return -1


def _first(titles: Sequence[str]) -> str:
    return titles[0] if titles else ""
