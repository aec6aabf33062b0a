"""What was left to be filled in: `[System Name]`, `{PROJECT_NAME}`, TODO, `...`.

Square brackets mean many other things: links, task boxes, footnotes, array types and literals, T-SQL names, indexes,
character classes, mermaid nodes. So a bracket counts only when its words read like a request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from schemalint.model.page import SQL_ROLES, Fence, Metadata, Placeholder, PlaceholderKind, Section
from schemalint.model.text import Span
from schemalint.pages.fences import SQL

_BRACKET = re.compile(r"(?<![\w\])\[!$\\])\[([^\[\]\n|]{2,120})\](?![(\[\]:\w]|\.\[)")
_BRACE = re.compile(r"(?<![$#\w{%@\"'\\])\{([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\}(?!\})")
_DOUBLE_BRACE = re.compile(r"(?<![\w$])\{\{\s*([A-Za-z_][\w.-]{0,60})\s*\}\}")
_LOWER_BRACE = re.compile(r"\{([a-z][a-z0-9]*(?:_[a-z0-9]+)*)\}")
_TODO = re.compile(
    r"(?<![\w`\-/.@#])(TODO|TBD|FIXME|TBA|TBC)(?![\w`\-/.(]|\s+(?i:list|app|items?|lists|apps|application|api|table|tables)\b)|(?<![\w`\-/.@#])(TODO)(?=\([\w ]*\):)"
)
_DOTS = re.compile(r"\(\s*(?:\.\.\.|…)\s*\)|(?<![.\w)\]'\"}>/])(?:\.{3}|…)(?![.\w/])")
_CHOICE = re.compile(r"[^\W\d][\w ]{0,30}(?:\s\|\s[^\W\d][\w ]{0,30})+")
_SLASHED = re.compile(r"[^\W\d]\w+(?:\s?/\s?[^\W\d]\w+){2,}")
_COMMENT = re.compile(r"\s*<!--(?:[^-]|-(?!->))*-->\s*$")
_STATUSES = frozenset((
    "draft", "review", "production", "deprecated", "approved", "active", "final", "archived", "proposed",
    "published", "in-review", "accepted", "obsolete",
))  # fmt: skip

_FILLERS = frozenset((
    "name", "number", "type", "date", "author", "version", "status", "description", "purpose", "title", "count", "size", "owner",
    "team", "environment", "host", "port", "database", "value", "system", "project", "company", "organization", "email", "url",
    "placeholder", "text", "details", "your name", "n", "x", "insert", "table", "column", "table_name", "column_name", "project name",
    "system name", "database name", "schema_name", "database_name", "index_name", "constraint_name", "tbd", "todo", "fill in", "app name",
    "datum", "anzahl", "autor", "beschreibung", "nom", "nombre", "fecha", "descripción", "nome", "descrição", "имя", "дата", "автор",
    "название", "описание", "число", "количество", "项目名称", "系统名称", "日期", "作者", "数量", "名称", "描述", "版本", "日付", "名前", "説明",
    "날짜", "이름", "설명",
))  # fmt: skip
_LABELS = frozenset((
    "deprecated", "optional", "required", "wip", "note", "new", "draft", "breaking", "internal", "public", "private", "experimental",
    "removed", "added", "changed", "fixed", "beta", "alpha", "important", "warning", "unreleased", "security", "critical", "high",
    "medium", "low", "done", "pending", "not null", "primary key", "foreign key", "no key", "breaking change", "work in progress",
    "edit", "source", "sic", "citation needed", "back to top", "table of contents", "toc", "not applicable", "schema", "null",
))  # fmt: skip
_SAID = frozenset(("redacted", "omitted", "truncated", "see", "same", "not", "no", "sic", "cf.", "fig.", "figure"))
"""First words of a remark in square brackets that asks for nothing."""
_PART = re.compile(r"(?:section|table|figure|appendix|chapter|step|page|part|note|version|issue)\s+[\dA-Z][\d.]*", re.I)
_DATE = re.compile(
    r"(?:YYYY|yyyy|DD|dd|MM|mm|HH|JJJJ|AAAA|ГГГГ)(?:[-/. :T]?(?:YYYY|yyyy|DD|dd|MM|mm|HH|hh|SS|ss|TT|JJ|ДД|ММ))+(?:\s+[A-Z]{2,4})?"
)
_REQUEST = re.compile(
    r"(?:your|insert|enter|add|describe|list|fill|specify|provide|replace|name of|link to|what|who|why|when|where|how|explain|any|e\.g\.|"
    r"todo|tbd|brief|short|choose|select|state|summari[sz]e|include|the name|the number|number of)\b",
    re.I,
)
_STANDARD = re.compile(r"(?:RFC|ISO|IEC|CVE|CWE|IEEE|ANSI|SQL|PEP|ADR|JIRA|[A-Z]{2,6}-\d)\b.*\d")
_RANGE = re.compile(r"\w-\w(?:\w-\w|[_.%+\-])*|.*\\[dwsSWD]")


def is_request(inner: str, lone_words: bool = True) -> bool:
    """Whether the words in square brackets read like something to be filled in."""
    text = inner.strip()
    if text != inner or not text:
        return False
    folded = text.casefold()
    if folded in _LABELS or text[0] in "^!@#$%&*-+=~<>'\"`{(.,;:/\\0123456789":
        return False
    if _DATE.fullmatch(text):
        return True
    if folded in _FILLERS:
        return lone_words
    if _STANDARD.match(text) or _RANGE.fullmatch(text):
        return False
    if any(char in text for char in '={}<>;"`*^$\\'):
        return False
    if re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", text):
        return True
    if _REQUEST.match(text) and " " in text:
        return True
    words = text.split()
    if words[0].casefold() in _SAID or _PART.fullmatch(text):
        return False
    if text[0].isupper():
        if len(words) > 1:
            return all(len(word) < 40 for word in words)
        return bool(re.fullmatch(r"[A-Z][A-Za-z]+(?:/[A-Za-z.]{2,}(?:\s[A-Za-z]+)?)+", text))
    if not text[0].isascii() and text[0].isalpha():
        # No upper case to go by: a request is longer than a label.
        return len(text) >= 4
    return False


class _Places:
    def __init__(self, path: str, text: str, section_at: Callable[[int], Section | None]) -> None:
        self.path = path
        self.text = text
        self.section_at = section_at

    def one(self, start: int, end: int, kind: PlaceholderKind, fenced: bool = False) -> Placeholder:
        return Placeholder(self.text[start:end], kind, Span(self.path, start, end), self.section_at(start), fenced)


def placeholders(
    path: str,
    text: str,
    masked: str,
    labels: frozenset[str],
    fences: Sequence[tuple[Fence, str]],
    comments: Sequence[tuple[int, int]],
    metadata: Sequence[Metadata],
    section_at: Callable[[int], Section | None],
) -> tuple[Placeholder, ...]:
    """What is left to be filled in, in document order.

    `masked` is the text with code, links and comments blanked out; `labels` are the folded labels of reference
    links; `fences` come with their content; `comments` are the places of HTML comments.
    """
    places = _Places(path, text, section_at)
    found = list(_in_prose(places, masked, labels))
    for fence, content in fences:
        found.extend(_in_fence(places, fence, content))
    for start, end in comments:
        found.extend(places.one(todo.start(), todo.end(), "word") for todo in _TODO.finditer(text, start, end))
    for line in metadata:
        found.extend(_choices(places, line))
    taken: list[Placeholder] = []
    for place in sorted(found, key=lambda place: (place.span.start, -place.span.end)):
        if not taken or place.span.start >= taken[-1].span.end:
            taken.append(place)
    return tuple(taken)


def _in_prose(places: _Places, masked: str, labels: frozenset[str]) -> Iterator[Placeholder]:
    for found in _BRACKET.finditer(masked):
        if found[1].casefold() not in labels and is_request(found[1]):
            yield places.one(found.start(), found.end(), "bracket")
    for found in _BRACE.finditer(masked):
        if "_" in found[1] or found[1].casefold() in _FILLERS - {"url", "n", "x"}:
            yield places.one(found.start(), found.end(), "brace")
    for found in _DOUBLE_BRACE.finditer(masked):
        if found[1] in ("and", "or"):
            # Prose about the braces themselves: {{ and }}.
            continue
        yield places.one(found.start(), found.end(), "brace")
    for found in _TODO.finditer(masked):
        yield places.one(found.start(), found.end(), "word")
    for found in _DOTS.finditer(masked):
        if found[0].startswith("(") or _alone(masked, found.start(), found.end()):
            yield places.one(found.start(), found.end(), "ellipsis")


def _alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands in the line, list item or table cell."""
    before = text[max(text.rfind("\n", 0, start), text.rfind("|", 0, start), text.rfind("\r", 0, start)) + 1 : start]
    after = text[end : end + 200].split("\n")[0].split("|")[0]
    return not before.strip(" \t>*-+:0123456789.") and not after.strip()


def _choices(places: _Places, line: Metadata) -> Iterator[Placeholder]:
    value = _COMMENT.sub("", line.value)
    written = _COMMENT.sub("", places.text[line.value_span.start : line.value_span.end])
    if _CHOICE.fullmatch(written.strip()) or (
        _SLASHED.fullmatch(value) and all(word.strip().casefold() in _STATUSES for word in value.split("/"))
    ):
        yield places.one(line.value_span.start, line.value_span.start + len(written), "choice")
    else:
        for found in _LOWER_BRACE.finditer(written):
            if found.span() == (0, len(written)):
                yield places.one(line.value_span.start, line.value_span.end, "brace")


_SQL_OPAQUE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*|\$(?:[A-Za-z_]\w*)?\$")
_TSQL = re.compile(
    r"\[\w+\]\.\[|\[(?:n?varchar|int|bigint|bit|datetime2?|uniqueidentifier|decimal|n?char)\]|(?m:^\s*GO\s*$)|\bdbo\b|\[\w+\]\s+\[",
    re.I,
)


def _in_fence(places: _Places, fence: Fence, content: str) -> Iterator[Placeholder]:
    base = fence.content.start

    def one(start: int, end: int, kind: PlaceholderKind) -> Placeholder:
        return places.one(base + start, base + end, kind, True)

    for found in _TODO.finditer(content):
        yield one(found.start(), found.end(), "word")
    if fence.role in SQL_ROLES or (fence.role == "other" and fence.language in SQL):
        yield from _in_sql(one, content)
    elif fence.role in ("shell", "configuration"):
        for found in _BRACKET.finditer(content):
            line_start = content.rfind("\n", 0, found.start()) + 1
            line = content[line_start : content.find("\n", found.end())].strip()
            if is_request(found[1]) and line != found[0]:
                yield one(found.start(), found.end(), "bracket")
        for found in _BRACE.finditer(content):
            if "_" in found[1]:
                yield one(found.start(), found.end(), "brace")
    elif fence.role == "diagram" and fence.language in ("mermaid", "erdiagram"):
        for found in _BRACKET.finditer(content):
            line_start = content.rfind("\n", 0, found.start()) + 1
            if is_request(found[1]) and not content[line_start : found.start()].strip():
                yield one(found.start(), found.end(), "bracket")


def _in_sql(one: Callable[[int, int, PlaceholderKind], Placeholder], content: str) -> Iterator[Placeholder]:
    tsql = bool(_TSQL.search(content))
    pieces: list[str] = []
    comments: list[tuple[int, int]] = []
    at = 0
    opaque = _SQL_OPAQUE.search(content)
    while opaque:
        start, end = opaque.span()
        if opaque[0].startswith("$"):
            # What stands between dollar quotes is read as SQL too; the quotes themselves hide nothing.
            pieces.append(content[at:end])
            at = end
            opaque = _SQL_OPAQUE.search(content, at)
            continue
        if opaque[0] == "/*":
            close = content.find("*/", end)
            end = close + 2 if close >= 0 else len(content)
        if opaque[0][0] in "-/":
            comments.append((start, end))
        pieces.append(content[at:start])
        pieces.append("".join(char if char == "\n" else "\x00" for char in content[start:end]))
        at = end
        opaque = _SQL_OPAQUE.search(content, at)
    pieces.append(content[at:])
    masked = "".join(pieces)
    for found in _DOTS.finditer(masked):
        yield one(found.start(), found.end(), "ellipsis")
    for found in _BRACE.finditer(content):
        if "_" in found[1]:
            yield one(found.start(), found.end(), "brace")
    for found in _DOUBLE_BRACE.finditer(content):
        yield one(found.start(), found.end(), "brace")
    if not tsql:
        for found in _BRACKET.finditer(masked):
            if is_request(found[1]):
                yield one(found.start(), found.end(), "bracket")
    for start, end in comments:
        body = content[start:end].strip("-/* \t\r\n")
        if re.match(r"(?:\.\.\.|…)(?:\s|$)", body):
            dots = content.index(body[0], start)
            yield one(dots, dots + (3 if body[0] == "." else 1), "ellipsis")
        for found in _BRACKET.finditer(content, start, end):
            if is_request(found[1], lone_words=False):
                yield one(found.start(), found.end(), "bracket")
