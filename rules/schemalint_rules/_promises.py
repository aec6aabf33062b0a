"""What a document promises of its schema in so many words: planned tables and columns, tenants, how long rows are kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from schemalint import SQL_ROLES, Page, Span
from schemalint_rules._answers import Outside, answers

Version = tuple[int, ...]


class Promise(NamedTuple):
    """A table or column that the text says is there, or will be."""

    kind: str
    """`table` or `column`."""
    name: str
    table: str
    """Of a column, where the text names it; else empty."""
    span: Span
    """The name."""
    included: bool
    """The text says that it is there already."""
    version: Version
    """The version that brings it; empty where none is named."""


_LINE = re.compile(r"[^\n]+")
_WANTED = re.compile(
    r"\bplanned\b|\balready\b|\bincluded\b|\breserved\b|\bprepared\b|\bgeplant\b|\bvorgesehen\b|\bprévue?s?\b|\bplanead[ao]s?\b|\bplanejad[ao]s?\b|"
    r"заплан|计划|規劃|予定|예정",
    re.I,
)
_WANTED_WORDS = (
    "planned", "already", "included", "reserved", "prepared", "geplant", "vorgesehen", "prévue", "prévu", "planead", "planejad", "заплан",
    "计划", "規劃", "予定", "예정",
)  # fmt: skip
"""One of these stands wherever `_WANTED` finds something, in lower case."""
_NAMED = re.compile(
    r"(?P<open>\(\s*)?(?P<quote>[`\"'*]{0,2})(?<!\w)(?P<name>[A-Za-z_]\w{0,127})(?P=quote)\s+(?P<what>tables?|columns?|fields?|Tabellen?|Spalten?)\s+"
    r"(?:(?:is|are|was|were|will\s+be|has\s+been|have\s+been)\s+)?(?P<already>already\s+)?"
    r"(?P<how>planned|included|reserved|prepared|present|in\s+place|there|geplant|vorgesehen|prévue?s?)\b",
    re.I,
)
_LISTED = re.compile(
    r"\b(?P<how>planned|reserved|included|geplante?)\s+(?P<what>tables?|columns?|fields?|Tabellen?|Spalten?)\s*:?\s+(?P<quote>[`\"'])(?P<name>[A-Za-z_]\w*)(?P=quote)",
    re.I,
)
_INSIDE = re.compile(
    r"(?P<verb>Add|Adds|Adding|Store|Stores|Support)\s+(?:for\s+|the\s+)?(?P<name>[A-Za-z]\w{0,63}(?: \w{1,63}){0,2})\s{0,3}[-–—(,:]\s*already\s+(?:included|present|there|part|covered|stored|kept)\s+"
    r"(?:in|of|by)\s+(?:the\s+)?[`\"']?(?P<table>[A-Za-z_]\w*)[`\"']?\s+table",
    re.I,
)
_VERSION = re.compile(r"\bv(?:ersion)?\.?\s?(\d{1,4}(?:\.\d{1,4}){0,3})\b", re.I)
_NO_NAMES = frozenset((
    "the", "a", "an", "this", "that", "each", "every", "all", "any", "new", "one", "two", "three", "no", "other", "another", "some", "these",
    "those", "following", "which", "join", "junction", "lookup", "additional", "staging", "temporary", "main", "core", "extra", "more",
    "partitioned", "single", "base", "future", "further", "same", "both", "its", "their", "our", "and", "or", "of", "also", "separate", "related",
    "audit", "history", "nullable", "required", "optional", "key", "id", "system", "database", "data", "first", "second", "last", "next", "various",
    "missing", "necessary", "anticipated", "existing", "many", "several",
))  # fmt: skip


def promises(page: Page) -> Iterator[Promise]:
    """The tables and columns that the text or a comment in a fence says are planned, or are there already: `oauth_providers table
    planned`, `tenant_id columns planned`, `(already included in users table as JSONB)`."""
    lines = _lines_with(page.text, _WANTED_WORDS)
    if not lines:
        return
    fenced = _Fenced(page)
    outside = Outside(page)
    for line in lines:
        if not _WANTED.search(line[0]):
            continue
        if outside.hidden(line.start()) and not (
            fenced(line.start()) and line[0].lstrip(" \t>").startswith(("--", "#", "/*", "*"))
        ):
            continue
        version = _version(line[0])
        for found in (*_NAMED.finditer(line[0]), *_LISTED.finditer(line[0])):
            name = found["name"]
            code = "_" in name or bool(found["quote"].strip("*'\"")) or bool(found.groupdict().get("open"))
            if not code or name.casefold() in _NO_NAMES:
                continue
            start = line.start() + found.start("name")
            how = found["how"].casefold()
            kind = "table" if found["what"].casefold().startswith("tab") else "column"
            there = (
                bool(found.groupdict().get("already"))
                or how in ("included", "present", "there")
                or how.startswith("in ")
            )
            yield Promise(kind, name, "", Span(page.path, start, start + len(name)), there, version)
        inside = _INSIDE.search(line[0])
        if inside:
            start = line.start() + inside.start("name")
            yield Promise(
                "column",
                inside["name"],
                inside["table"],
                Span(page.path, start, start + len(inside["name"])),
                True,
                version,
            )


def _lines_with(text: str, words: tuple[str, ...]) -> list[re.Match[str]]:
    """The lines in which one of the words stands, in whatever case; to look for words costs far less than a pattern for each line."""
    folded = text.lower()
    if len(folded) != len(text):  # some letter of no common language; places would not agree
        return list(_LINE.finditer(text))
    starts: set[int] = set()
    for word in words:
        at = folded.find(word)
        while at >= 0:
            starts.add(text.rfind("\n", 0, at) + 1)
            end = text.find("\n", at)
            at = folded.find(word, end) if end >= 0 else -1
    return [found for start in sorted(starts) if (found := _LINE.match(text, start))]


class _Fenced:
    """Tells whether a place is in a fence of SQL."""

    def __init__(self, page: Page) -> None:
        self._spans = [one.content for one in page.fences if one.role in SQL_ROLES or one.language == "sql"]
        self._starts = [span.start for span in self._spans]

    def __call__(self, at: int) -> bool:
        found = bisect_right(self._starts, at) - 1
        return found >= 0 and self._spans[found].end > at


def _version(text: str) -> Version:
    found = _VERSION.search(text)
    return numbers(found[1]) if found else ()


def numbers(version: str) -> Version:
    """A version as numbers, so that two compare: `v1.2` is (1, 2, 0)."""
    found = [int(part) for part in re.findall(r"\d+", version)[:4]]
    return tuple(found + [0] * (3 - len(found))) if found else ()


# --- tenants --------------------------------------------------------------------------------------------------------

_TENANTS = re.compile(
    r"\bmulti[- ]?tenan(?:t|cy|ts)\b|\bmandantenfähig\w*|мультиаренд\w*|多租户|マルチテナント|멀티테넌[시트]", re.I
)
_TENANTS_WORDS = ("tenan", "mandantenfähig", "мультиаренд", "多租户", "マルチテナント", "멀티테넌")
"""One of these stands wherever `_TENANTS` finds something, in lower case."""
_MEANT = re.compile(
    r"\badd|\bplan|\bwill\b|\bfuture\b|\bsupport|\bintroduc|\bv\d|\b(?:is|are)\s+(?:an?\s+)?(?:fully\s+)?multi|\benabl|\bdesigned\b|\bbuilt\b|\bprepar|"
    r"multi[- ]?tenan(?:t|cy)\s+(?:saas|app|application|platform|system|database|architecture|product|service|schema|design)|\bgeplant|计划|予定|예정",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:no|not|non|without|never|none|isn't|aren't|won't|single[- ]tenan\w+|n/a|instead of|rather than|if|unless|whether|when needed|kein\w*|nicht|"
    r"out of scope|"
    r"(?:schema|database|instance|server)[- ]per[- ](?:tenant|customer)|(?:one|separate|own) (?:schema|database|instance)s? (?:for each|per))\b",
    re.I,
)
_COLUMN = re.compile(r"(?<!\w)[`\"']?([A-Za-z_]\w{0,127})[`\"']?\s{1,3}columns?\b", re.I)
_NEAR = 300
TENANT = re.compile(
    r"tenant|(?:^|_)(?:org|organi[sz]ation|account|workspace|company|customer|client|site|shop|store|school|merchant|team|mandant\w*|mandator)(?:_?(?:id|uuid|key|no|code))$|"
    r"^(?:org|organization|workspace|mandant)$",
    re.I,
)
"""Columns that tell whose a row is."""


class Tenancy(NamedTuple):
    """Where the text says that several tenants share the database."""

    span: Span
    column: str
    """The column that the line names; empty where it names none."""


def tenancy(page: Page) -> Tenancy | None:
    """The first place that says so, or plans it."""
    folded = page.text.lower()
    spoken = any(word in folded for word in _TENANTS_WORDS)
    outside = Outside(page)
    fenced = _Fenced(page)
    for answer in answers(page):
        if (
            answer.kind == "tenancy"
            and not _DENIED.search(answer.value)
            and not re.match(r"single|-|—|none|no\b", answer.value, re.I)
        ):
            return Tenancy(answer.span, "")
    for found in _TENANTS.finditer(page.text) if spoken else ():
        # No farther than this, as a line may be the whole file.
        first, last = max(0, found.start() - _NEAR), found.end() + _NEAR
        start = max(first, page.text.rfind("\n", first, found.start()) + 1)
        end = page.text.find("\n", found.end(), last)
        line = page.text[start : end if end >= 0 else last]
        remark = fenced(found.start()) and line.lstrip(" \t>").startswith(("--", "#", "/*", "*"))
        if outside.hidden(found.start()) and not remark:
            continue
        if line.lstrip(" >").startswith("#") and not outside.hidden(found.start()):
            continue  # a heading names, it says nothing
        if _MEANT.search(line) and not _DENIED.search(line):
            column = _COLUMN.search(line)
            name = column[1] if column and "_" in column[1] else ""
            return Tenancy(Span(page.path, found.start(), found.end()), name)
    return None


# --- retention ------------------------------------------------------------------------------------------------------

_DURATION = re.compile(
    r"\b(?:\d{1,4}|one|two|three|five|six|seven|ten|twelve)[\s-]*(?:days?|weeks?|months?|years?|d|mo|tagen?|wochen?|monaten?|jahren?|jours?|mois|ans?|años?|"
    r"días?|meses|anos?|dias?|лет|года?|дней|месяц\w*)\b|\d{1,4}\s?(?:年|か月|ヶ月|日|天|个月|년|개월|일)",
    re.I,
)
_KEPT = re.compile(
    r"\bretain|\bretention\b|\bkept\b|\bkeep\b|\bpurg|\bexpire|\bdeleted? after|\baufbewahr|\bgelöscht nach|\bconservé|\bretenid|\bretid|хранит|хранят|保留|保存|보존|보관",
    re.I,
)
_KEPT_WORDS = (
    "retain", "retention", "kept", "keep", "purg", "expire", "delete after", "deleted after", "aufbewahr", "gelöscht nach", "conservé",
    "retenid", "retid", "хранит", "хранят", "保留", "保存", "보존", "보관",
)  # fmt: skip
"""One of these stands wherever `_KEPT` finds something, in lower case."""
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")


class Retained(NamedTuple):
    """A time after which rows go, as the text says."""

    names: tuple[tuple[str, Span], ...]
    """What may be the name of the table, each with its place; empty where the whole schema is meant."""
    span: Span
    """The time."""
    told: str


def retentions(page: Page) -> Iterator[Retained]:
    """How long the document says that rows are kept: rows of tables with a column for it, lines that name it."""
    outside = Outside(page)
    for grid in page.tables:
        at = next(
            (
                number
                for number, cell in enumerate(grid.header)
                if re.search(
                    r"retention|retain|keep|aufbewahr|conserv|retenc|retenç|хранен|保留|保存|보존", cell.text, re.I
                )
            ),
            0,
        )
        if not at:
            continue
        for row in grid.rows:
            if _DURATION.search(row[at].text) and not outside.is_open(row[at].span):
                yield Retained(((row[0].text, row[0].span),), row[at].span, row[at].text)
    for answer in answers(page):
        if answer.kind == "retention" and (time := _DURATION.search(answer.value)):
            names = _names(page, answer.span)
            yield Retained(names, answer.span, time[0])
    for line in _lines_with(page.text, _KEPT_WORDS):
        if len(line[0]) > 400 or "|" in line[0] or not _KEPT.search(line[0]):
            continue
        time = _DURATION.search(line[0])
        if time is None or outside.hidden(line.start()) or line[0].lstrip().startswith("#"):
            continue
        names = _names(page, Span(page.path, line.start(), line.end()))
        if names:
            start = line.start() + time.start()
            yield Retained(names, Span(page.path, start, start + len(time[0])), time[0])


def _names(page: Page, span: Span) -> tuple[tuple[str, Span], ...]:
    """The words that look like names in code: with an underscore, or in backticks."""
    text = page.written(span)
    found = []
    for word in _IDENTIFIER.finditer(text):
        quoted = text[word.start() - 1 : word.start()] == "`" and text[word.end() : word.end() + 1] == "`"
        if quoted or "_" in word[0]:
            found.append((word[0], Span(page.path, span.start + word.start(), span.start + word.end())))
    return tuple(found)
