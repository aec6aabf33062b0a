"""Column tables and bullet lists of columns as documented columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemalint.model.page import Cell, DocumentedColumn, DocumentedTable, GridTable, Section
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span
from schemalint.pages.blocks import Line
from schemalint.pages.headers import Kinds
from schemalint.pages.markup import code_spans, plain, without_gloss
from schemalint.pages.vocabulary import spoken


class Facts(NamedTuple):
    """What words such as `UNIQUE NOT NULL DEFAULT 0, FK -> users.id` say."""

    rest: str
    """What stands before the first of these words: the type, in a cell that holds both."""
    nullable: bool | None = None
    default: str | None = None
    keys: tuple[str, ...] = ()
    references: tuple[str, str] | None = None


_NAME = r"[`\"\[]?(?P<{0}>[^\W\d][\w$]*(?:\.[^\W\d][\w$]*){{0,2}})[`\"\]]?"
_FACT = re.compile(
    r"(?P<notnull>\bNOT[ _-]?NULL\b|\bNN\b|\bnon[- ]null\b|(?<!\w)не null\b)"
    r"|(?P<pk>\bPRIMARY[ _]KEY\b|\bPK\b|主键|主鍵|主キー|\bпервичный ключ\b)"
    r"|(?P<fk>(?:\bFOREIGN[ _]KEY\b|\bFK\b|外键|外鍵|外部キー)\s*(?:\([^()]*\)\s*)?"
    rf"(?:(?:\b(?:to|references|zu|vers|на)\b|→|->|=>|--?>|—>|:)\s*)*(?:{_NAME.format('fktable')}(?:\s*\(\s*[`\"]?(?P<fkcolumn>[\w$]+)[`\"]?\s*\))?)?)"
    rf"|(?P<ref>(?:(?-i:\bREFERENCES)|\breferences(?=\s+[`\"]?[\w.]+[`\"]?\s*\())\s+{_NAME.format('reftable')}(?:\s*\(\s*[`\"]?(?P<refcolumn>[\w$]+)[`\"]?\s*\))?)"
    rf"|(?P<arrow>(?:→|->|=>)\s*{_NAME.format('arrowtable')}(?:\s*\(\s*(?P<arrowcolumn>[\w$]+)\s*\))?)"
    r"|(?P<uk>\bUNIQUE(?:[ _]KEY)?\b|\bUK\b|\bUQ\b|唯一|一意)"
    r"|(?P<default>\bDEFAULT(?:S? to)?\b[:=]?\s*)"
    r"|(?P<null>\bNULL(?:ABLE)?\b|可空|可为空)"
    r"|(?P<other>\bAUTO_?INCREMENT\b|\bIDENTITY(?:\s*\([^()]*\))?|\bCHECK\s*\(|\bGENERATED\b|\bCOLLATE\s+\w+|\bON\s+(?:DELETE|UPDATE)\s+"
    r"(?:CASCADE|RESTRICT|SET\s+NULL|SET\s+DEFAULT|NO\s+ACTION)|\bINDEX(?:ED)?\b|\bCOMMENT\b)",
    re.I,
)
_NO_TABLE = frozenset((
    "not", "null", "unique", "default", "primary", "on", "index", "constraint", "check", "and", "or", "key", "required",
    "optional", "pk", "fk", "uk", "nullable",
))  # fmt: skip
_SCHEMAS = frozenset(("public", "dbo", "main", "app", "auth"))


def facts_of(text: str) -> Facts:
    """The facts in the plain text of a cell or list item."""
    rest_end = len(text)
    nullable: bool | None = None
    default: str | None = None
    keys: list[str] = []
    references: tuple[str, str] | None = None
    at = 0
    first = True
    while True:
        found = _FACT.search(text, at)
        if not found:
            break
        kind = found.lastgroup if found.lastgroup in _KINDS else next(k for k in _KINDS if found[k] is not None)
        at = max(found.end(), found.start() + 1)
        if first:
            rest_end = found.start()
            first = False
        if kind == "notnull":
            nullable = False
        elif kind == "null":
            if nullable is None:
                nullable = True
        elif kind in ("pk", "uk"):
            keys.append(kind.upper())
        elif kind == "fk":
            keys.append("FK")
            table = found["fktable"]
            if table and table.lower() not in _NO_TABLE:
                references = _reference(table, found["fkcolumn"])
            elif table:
                at = found.start("fktable")
        elif kind in ("ref", "arrow"):
            table = found[kind + "table"]
            if table.lower() not in _NO_TABLE and references is None:
                references = _reference(table, found[kind + "column"])
                if "FK" not in keys:
                    keys.append("FK")
        elif kind == "default":
            start, end = found.end(), _expression_end(text, found.end())
            value = text[start:end].strip()
            if value:
                default = value
            at = max(end, at)
        elif kind == "other" and found[0].upper().startswith("CHECK"):
            at = _bracket_end(text, found.end() - 1)
    rest = text[:rest_end].strip().rstrip("(,;|·—–-: \t").strip()
    if rest.count("(") > rest.count(")"):
        rest = text[:rest_end].strip()
    ordered = tuple(key for key in ("PK", "FK", "UK") if key in keys)
    return Facts(rest, nullable, default, ordered, references)


_KINDS = ("notnull", "pk", "fk", "ref", "arrow", "uk", "default", "null", "other")
_STOP = re.compile(
    r"\s+(?:NOT\s+NULL|NULL|UNIQUE|PRIMARY\s+KEY|PK|FK|REFERENCES|CHECK|COMMENT|ON\s+UPDATE|AUTO_?INCREMENT|COLLATE|INDEX|—|–|\*\()",
    re.I,
)


def _expression_end(text: str, start: int) -> int:
    """Where the default expression that begins at `start` ends."""
    depth = 0
    quote = ""
    at = start
    while at < len(text):
        char = text[at]
        if quote:
            if char == quote:
                quote = ""
        elif char in "'\"`":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            if depth == 0:
                return at
            depth -= 1
        elif (depth == 0 and char in ",;|") or (depth == 0 and char.isspace() and _STOP.match(text, at)):
            return at
        at += 1
    return at


def _bracket_end(text: str, start: int) -> int:
    depth = 0
    for at in range(start, len(text)):
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if depth == 0:
                return at + 1
    return len(text)


def _reference(table: str, column: str | None) -> tuple[str, str]:
    if column:
        return table, column
    parts = table.split(".")
    if len(parts) == 3:
        return ".".join(parts[:2]), parts[2]
    if len(parts) == 2 and parts[0].lower() not in _SCHEMAS:
        return parts[0], parts[1]
    return table, ""


_TWO_NAMES = re.compile(r"[`*]*([\w$]+)[`*]*\s*(?:/|,|&|\band\b)\s*[`*]*([\w$]+)[`*]*")
_LINKED = re.compile(r"\[([^\[\]]+)\]\(([^()\n]*)\)")


def columns(table: GridTable, kinds: Kinds, owner: str) -> dict[str, list[DocumentedColumn]]:
    """The columns of a column table by the table they belong to: `owner`, or what a Table column says."""
    found: dict[str, list[DocumentedColumn]] = {}
    current = owner
    blank_nullable = _blank_nullable(table, kinds)
    for row, span in zip(table.rows, table.row_spans, strict=True):
        if "table" in kinds and row[kinds["table"]].text:
            current = row[kinds["table"]].text
        cell = row[kinds["name"]]
        holder = current
        for name, name_span in names_in(cell):
            if not holder and name.count(".") == 1 and "table" not in kinds:
                holder, name = name.split(".")
                current = ""
            if not holder:
                continue
            found.setdefault(holder, []).append(_column(holder, name, name_span, row, span, kinds, blank_nullable))
    return found


def names_in(cell: Cell) -> list[tuple[str, Span]]:
    """The column names in a cell, most often one: `phone / email` are two."""
    two = _TWO_NAMES.fullmatch(cell.written)
    path, start = cell.span.path, cell.span.start
    if two:
        return [(two[part], Span(path, start + two.start(part), start + two.end(part))) for part in (1, 2)]
    for begin, end, ticks in code_spans(cell.written):
        inner = cell.written[begin + ticks : end - ticks]
        name = inner.strip()
        lead = len(inner) - len(inner.lstrip())
        at = start + begin + ticks + lead
        return [(name, Span(path, at, at + len(name)))] if name else []
    text = without_gloss(cell.text).strip()
    if not text or text in ("...", "…", "-", "—"):
        return []
    at = cell.written.find(text)
    if at < 0:
        return [(text, cell.span)]
    return [(text, Span(path, start + at, start + at + len(text)))]


def _blank_nullable(table: GridTable, kinds: Kinds) -> bool | None:
    """What an empty cell in the Nullable column means: where the others are ticks, or all say NOT NULL, the contrary."""
    for kind, inverted in (("nullable", False), ("required", True)):
        if kind not in kinds:
            continue
        said = {row[kinds[kind]].text.casefold() for row in table.rows}
        if "" not in said:
            return None
        said.discard("")
        if said and all(word in ("not null", "nn") for word in said):
            return True
        if said and all(word == "x" or (word in spoken().yes and not word.isalpha()) for word in said):
            return inverted
    return None


def _nullable(text: str, inverted: bool, blank: bool | None) -> bool | None:
    word = text.casefold().strip(" .*")
    if not word:
        return blank
    if word in ("not null", "nn", "non-null", "non null", "required", "mandatory", "必須", "必填", "필수"):
        return False
    if word in ("null", "nullable", "optional", "任意", "可选", "可空", "선택"):
        return True
    head = re.split(r"[\s(（,;]", word, maxsplit=1)[0]
    if head in spoken().yes:
        return not inverted
    if head in spoken().no:
        return inverted
    if word.startswith("not null"):
        return False
    return None


def _column(
    table: str, name: str, name_span: Span, row: Sequence[Cell], span: Span, kinds: Kinds, blank: bool | None
) -> DocumentedColumn:
    def cell(kind: str) -> Cell | None:
        return row[kinds[kind]] if kind in kinds else None

    type_cell = cell("type")
    kind = type_cell.text if type_cell else ""
    type_span = type_cell.span if type_cell else None
    nullable: bool | None = None
    nullable_span = None
    default: str | None = None
    default_span = None
    keys: list[str] = []
    keys_span = None
    references: tuple[str, str] | None = None
    if type_cell and type_cell.text:
        facts = facts_of(type_cell.text)
        if facts.keys or facts.nullable is not None or facts.default is not None:
            kind = facts.rest.rstrip(",; ")
            at = type_cell.written.find(kind)
            if kind and at >= 0:
                type_span = Span(span.path, type_cell.span.start + at, type_cell.span.start + at + len(kind))
            nullable, default, keys, references = (
                facts.nullable,
                facts.default,
                list(facts.keys),
                facts.references,
            )
    for where in ("constraints", "key", "references"):
        found = cell(where)
        if not found or not found.text:
            continue
        facts = facts_of(found.text)
        keys.extend(facts.keys)
        keys_span = keys_span or found.span
        if facts.nullable is not None and nullable is None:
            nullable = facts.nullable
            nullable_span = found.span
        if facts.default is not None and default is None:
            default, default_span = facts.default, _within(found, facts.default)
        references = references or facts.references
        if where == "key":
            word = found.text.casefold()
            keys.extend(key for stem, key in _KEY_WORDS if word.startswith(stem))
        if where == "references" and references is None:
            references = _parent(found)
            if references:
                keys.append("FK")
    primary = cell("primary")
    if primary and _nullable(primary.text, False, None) is True:
        keys.append("PK")
    unique = cell("unique")
    if unique and _nullable(unique.text, False, None) is True:
        keys.append("UK")
    for where, inverted in (("nullable", False), ("required", True)):
        found = cell(where)
        if found:
            said = _nullable(found.text, inverted, blank)
            nullable = said if said is not None else nullable
            nullable_span = found.span
    found = cell("default")
    if found:
        default_span = found.span
        default = None if found.text.casefold() in spoken().nothing else found.text
        if re.match(r"\(?required\b", found.text, re.I):
            # `(required)` under Default says that a value must be given.
            default = None
            nullable = False if nullable is None else nullable
            keys.extend(facts_of(found.text).keys)
    description = cell("description")
    if description and description.text:
        facts = facts_of(description.text)
        # Prose speaks of many things; only plain DDL in it counts.
        if references is None and re.search(
            r"\bREFERENCES\b|\b[Rr]eferences\s+[`\"]?[\w.]+[`\"]?\s*\(|(?:\bFK\b|外键)\s*(?:→|->|=>|:|to\b)",
            description.text,
        ):
            references = facts.references
            keys.extend(key for key in facts.keys if key == "FK")
        if re.match(r"(?:primary key|pk)\b|主キー|主键|主鍵|기본 ?키", description.text, re.I):
            keys.append("PK")
    return DocumentedColumn(
        table, name, kind, nullable, default, description.text if description else "", span, name_span, type_span,
        nullable_span, default_span, description.span if description else None,
        tuple(key for key in ("PK", "FK", "UK") if key in keys), keys_span, references,
    )  # fmt: skip


_KEY_WORDS = (
    ("pri", "PK"), ("primary", "PK"), ("pk", "PK"), ("uni", "UK"), ("uk", "UK"), ("fk", "FK"), ("for", "FK"), ("主", "PK"), ("外", "FK"),
    ("唯", "UK"), ("перв", "PK"), ("внеш", "FK"),
)  # fmt: skip


def _within(cell: Cell, text: str) -> Span:
    at = cell.written.find(text)
    if at < 0:
        return cell.span
    return Span(cell.span.path, cell.span.start + at, cell.span.start + at + len(text))


def _parent(cell: Cell) -> tuple[str, str] | None:
    """The parent in a Parents or References cell: a link, or a bare `users.id`, `users(id)`."""
    link = _LINKED.match(cell.written)
    if link:
        return plain(link[1]), ""
    bare = re.fullmatch(r"([^\W\d][\w$]*(?:\.[^\W\d][\w$]*){0,2})(?:\s*\(\s*([\w$]+)\s*\))?", cell.text)
    return _reference(bare[1], bare[2]) if bare else None


_ITEM = re.compile(
    r"[*_]*(?P<tick>`)?(?P<name>[^\W\d][\w$]*)(?(tick)`)[*_]*(?P<gap>\s*[:：|—–-]?\s*)(?P<rest>.*)", re.S
)
_TYPE_WORD = re.compile(
    r"(?:Type:\s*)?`?(?:(?:tiny|small|medium|big)?int(?:eger)?\d*|(?:big|small)?serial|bool(?:ean)?|(?:n?var)?char2?|character|n?text|"
    r"(?:tiny|medium|long)text|uuid|guid|date|datetime2?|time(?:stamp(?:tz)?)?|jsonb?|real|float\d*|double|decimal|numeric|number|money|"
    r"bytea|blob|clob|n?clob|varbinary|binary|enum|inet|cidr|citext|tsvector|vector|interval|year|bit|set|string|xml|point|geometry|"
    r"geography|uniqueidentifier|datetimeoffset|smalldatetime|hstore|rowid|objectid|array|object|map|list)\b",
    re.I,
)


_WHOLE_TYPE = re.compile(
    _TYPE_WORD.pattern
    + r"`?(?:\s*(?:\([^()]*\)|<[^<>]*>|\[\d*\]|unsigned|zerofill|varying|precision|with(?:out)? time zone|large object))*`?",
    re.I,
)


def listed_column(table: str, line: Line, row: Span) -> DocumentedColumn | None:
    """The column that a list item states: ``- `id` (UUID, PK)``, `- id TEXT PRIMARY KEY`; None when it states none."""
    found = _ITEM.fullmatch(line.text)
    if not found:
        return None
    gap, rest = found["gap"].strip(), found["rest"]
    name_span = Span(row.path, line.start + found.start("name"), line.start + found.end("name"))
    bracket = re.match(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*[:：—–-]?\s*(.*)", rest, re.S)
    if bracket and not gap:
        stated, description = bracket[1], bracket[2]
        base = found.start("rest") + bracket.start(1)
        told = found.start("rest") + bracket.start(2)
    elif gap in ("", "|", ":", "：", "-", "—", "–"):
        stated = rest
        base = found.start("rest")
        note = re.search(r"\s*(?:\*\(|\s[—–]\s|\s-\s)", stated)
        description = stated[note.start() :].strip(" *—–-") if note else ""
        if description.startswith("(") and description.endswith(")"):
            description = description[1:-1].strip()
        told = base + (stated.find(description, note.start()) if note else len(stated))
        stated = stated[: note.start()] if note else stated
    else:
        return None
    if not _TYPE_WORD.match(stated.lstrip("`* ")):
        return None
    if description and all(_FACT.fullmatch(part.strip()) for part in plain(description).split(",")):
        # `id - bigint - primary key`: no prose, but more of what the column is.
        stated, description = f"{stated}, {description}", ""
    described = Span(row.path, line.start + told, line.start + told + len(description)) if description else None
    facts = facts_of(plain(stated))
    kind = re.sub(r"^Type:\s*", "", facts.rest, flags=re.I).rstrip(",;| (")
    if not bracket or gap:
        # Words after a comma are prose: `email TEXT, the address they log in with`.
        kind = re.split(r"[,;|](?![^(]*\))", kind, maxsplit=1)[0].strip()
    else:
        kind = re.split(r",(?![^(]*\))", kind, maxsplit=1)[0].strip()
    if not _WHOLE_TYPE.fullmatch(kind):
        return None
    at = stated.find(kind)
    type_span = Span(row.path, line.start + base + at, line.start + base + at + len(kind)) if at >= 0 else None
    default_span = None
    if facts.default:
        where = stated.find(facts.default)
        if where >= 0:
            default_span = Span(row.path, line.start + base + where, line.start + base + where + len(facts.default))
    return DocumentedColumn(
        table, found["name"], kind, facts.nullable, facts.default, plain(description), row, name_span, type_span,
        None, default_span, described, facts.keys, None, facts.references, "list",
    )  # fmt: skip


def gathered(parts: Sequence[DocumentedTable]) -> tuple[DocumentedTable, ...]:
    """Parts of one table under one heading, joined; the first part's span is kept."""
    found: list[DocumentedTable] = []
    known: dict[tuple[str, Span | None], int] = {}
    for part in parts:
        key = (part.name, part.name_span)
        if part.columns and key in known:
            before = found[known[key]]
            found[known[key]] = before._replace(columns=before.columns + part.columns)
        else:
            known[key] = len(found)
            found.append(part)
    return tuple(found)


def section_titles(section: Section | None) -> tuple[str, ...]:
    """The titles around a place, innermost first."""
    return tuple(reversed(section.path)) if section else ()
