"""What the text of a document answers and promises: keyed lines, rows and lists, with the place of each answer."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from schemalint import Page, Span
from schemalint_rules._metadata import meaning, stated

KINDS: dict[str, tuple[str, ...]] = {
    "entities": (
        "core business entities", "business entities", "core entities", "main entities", "key entities", "entities", "core tables",
        "kernentitäten", "geschäftsobjekte", "entitäten", "entités métier", "entités principales", "entidades principales",
        "entidades de negocio", "entidades principais", "entidades de negócio", "основные сущности", "сущности", "核心业务实体", "核心实体",
        "业务实体", "主要エンティティ", "エンティティ", "핵심 엔터티", "핵심 엔티티", "주요 엔티티",
    ),
    "roles": (
        "roles", "user roles", "application roles", "database roles", "access roles", "rollen", "benutzerrollen", "rôles",
        "roles de usuario", "papéis", "роли", "角色", "用户角色", "ロール", "역할",
    ),
    "retention": (
        "retention", "data retention", "retention period", "retention policy", "data retention policy", "aufbewahrung", "aufbewahrungsfrist",
        "conservation", "durée de conservation", "retención", "retención de datos", "retenção", "retenção de dados", "срок хранения",
        "хранение данных", "保留期限", "数据保留", "保存期間", "보존 기간", "데이터 보존",
    ),
    "tenancy": (
        "multi-tenancy", "multitenancy", "multi tenancy", "tenancy", "tenancy model", "multi-tenant", "mandantenfähigkeit", "мультиарендность",
        "多租户", "マルチテナント", "멀티테넌시",
    ),
}  # fmt: skip
"""Answers that are no metadata of the templates, by what they are about."""
_KIND = {name: kind for kind, names in KINDS.items() for name in names}
_KEYED = re.compile(
    r"^(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?)(?P<mark>\*\*|__)(?P<key>[^*_\n:：]{2,60}(?:_[^*_\n:：]{1,60})*?)\s*"
    r"(?:[:：]\s*(?P=mark)|(?P=mark)\s*[:：])[ \t]*(?P<value>[^\n]*?)[ \t\r]*$",
    re.M,
)


class Answer(NamedTuple):
    """One thing that the text says, under a name that tells what it is about."""

    kind: str
    """A key of `KINDS`, or of the metadata."""
    key: str
    value: str
    span: Span


class Outside:
    """Tells what stands in fences and comments, or is still to be filled in."""

    def __init__(self, page: Page) -> None:
        spans = sorted([*(one.span for one in page.fences), *(one.span for one in page.comments)])
        self._starts = [span.start for span in spans]
        self._spans = spans
        self._open = sorted(place.span for place in page.placeholders)
        self._opened = [span.start for span in self._open]

    def hidden(self, at: int) -> bool:
        found = bisect_right(self._starts, at) - 1
        return found >= 0 and self._spans[found].end > at

    def is_open(self, span: Span) -> bool:
        found = bisect_right(self._opened, span.end) - 1
        return found >= 0 and self._open[found].end > span.start


def kind_of(key: str) -> str:
    """What an answer under this name is about."""
    folded = " ".join(key.casefold().split())
    return _KIND.get(folded) or meaning(folded)


def answers(page: Page) -> Iterator[Answer]:
    """What the document answers, in its metadata, in keyed lines anywhere and in tables of two columns; placeholders are none."""
    outside = Outside(page)
    seen: set[int] = set()
    for one in stated(page):
        seen.add(one.value_span.start)
        span = _bare(page, one.value_span)
        if one.value and not outside.is_open(span):
            yield Answer(kind_of(one.key), one.key, one.value.partition("<!--")[0].rstrip(), span)
    for found in _KEYED.finditer(page.text):
        span = _bare(page, Span(page.path, found.start("value"), found.end("value")))
        if not found["value"] or span.start in seen or outside.hidden(span.start) or outside.is_open(span):
            continue
        yield Answer(kind_of(found["key"]), found["key"], page.written(span), span)
    for grid in page.tables:
        if len(grid.header) != 2:
            continue
        for row in grid.rows:
            value = row[1]
            if value.text and value.span.start not in seen and not outside.is_open(value.span):
                yield Answer(kind_of(row[0].text.rstrip(":： ")), row[0].text, value.text, value.span)


def _bare(page: Page, span: Span) -> Span:
    """The place without a comment behind it."""
    text = page.written(span)
    kept = text.partition("<!--")[0].rstrip()
    return span if kept == text else Span(span.path, span.start, span.start + len(kept))


_BULLET = re.compile(
    r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\*\*|`)?([^\W\d]\w*(?:[ -][^\W\d]\w*){0,2})(?:\*\*|`)?[ \t]*(?:[:：(–—-][^\n]*)?$",
    re.M,
)


def listed_entities(page: Page) -> Iterator[tuple[str, Span]]:
    """What the lists right below a heading such as `Core Business Entities` name, one in each item."""
    outside = Outside(page)
    for section in page.sections:
        if section.level == 7 or kind_of(section.title) != "entities" or "table" in section.title.casefold():
            continue
        for item in _BULLET.finditer(page.text, section.body.start, section.body.end):
            span = Span(page.path, item.start(1), item.end(1))
            if not outside.hidden(span.start) and not outside.is_open(span):
                yield item[1], span


_BETWEEN = re.compile(r"\([^()]*\)|[,;、，；/]|\s(?:and|und|et|y|e|и|or|oder)\s|&", re.I)
_ITEM = re.compile(r"[^\W\d][\w]*(?:[ -][^\W\d]\w*){0,2}")


def items(page: Page, answer: Answer) -> Iterator[tuple[str, Span]]:
    """What an answer lists, `User, Product (physical), Order`, with the place of each; words that only end a list are left out."""
    written = page.written(answer.span)
    at = 0
    for cut in [*_BETWEEN.finditer(written), None]:
        piece = written[at : cut.start() if cut else len(written)]
        plain = piece.strip(" \t*_`\"'.")
        if plain and _ITEM.fullmatch(plain) and plain.casefold() not in ("etc", "others", "more", "usw", "and", "none"):
            start = answer.span.start + at + piece.index(plain)
            yield plain, Span(page.path, start, start + len(plain))
        at = cut.end() if cut else len(written)


_AMOUNT = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[KMGTPE])i?B?\b", re.I)
_MORE = re.compile(
    r">|≥|\bover\b|\bmore than\b|\babove\b|\bexceed|\bat least\b|\bbeyond\b|\+|über|mehr als|plus de|más de|mais de|более|以上|超过",
    re.I,
)
_LESS = re.compile(
    r"<|≤|\bunder\b|\bless than\b|\bbelow\b|\bup to\b|\bat most\b|\bno more than\b|unter|bis zu|moins de|menos de|менее|до |以下|未満",
    re.I,
)
_GROWING = re.compile(r"grow|project|reach|within|in \d+ (?:year|month)|expected to|wächst|crec|cresc", re.I)
_UNITS = {"K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}


def is_over_a_terabyte(value: str) -> bool:
    """Whether an answer about volume surely means more than 1 TB: `> 1 TB`, `2.5 TB`, `growing from 500 GB to 3 TB`."""
    sizes = [float(one["number"].replace(",", ".")) * _UNITS[one["unit"].upper()] for one in _AMOUNT.finditer(value)]
    if not sizes:
        return False
    if len(sizes) == 1:
        if _LESS.search(value):
            return False
        return sizes[0] > 1e12 or (sizes[0] == 1e12 and _MORE.search(value) is not None)
    return min(sizes) > 1e12 or (max(sizes) > 1e12 and _GROWING.search(value) is not None)
