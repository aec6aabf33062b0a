"""Headings and bold leads as sections: number, title, what they name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemalint.model.page import Section
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span
from schemalint.pages.markup import code_spans, plain
from schemalint.pages.vocabulary import spoken

_APPENDIX = re.compile(
    r"(?:Appendix|Annexe|Annex|Anhang|Apéndice|Anexo|Apêndice|Приложение|附录|附錄|付録|부록)\s*"
    r"([A-Z]|\d+|[IVX]+)?\s*(?:[:.：]|\s[-–—])?\s*(?=\S)",
    re.I,
)
_NUMBER = re.compile(
    r"(?:§\s*)?(?:(\d{1,3}[a-z]?(?:\.\d{1,3})+[a-z]?)[.):：]?\s+"  # 4.1, 4.4a, 4a.1
    r"|(\d{1,3}[a-z]?)[.):：、]\s*(?=\D)"  # 4. and 4)
    r"|(\d{1,3}[a-z]?)\s+[-–—]\s+"  # 4 - Tables
    r"|(?i:section|part|chapter|kapitel|abschnitt|teil|chapitre|partie|sección|capítulo|seção|раздел|глава|часть)\s+"
    r"(\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6})\s*[:.：]?(?:\s[-–—])?\s+"
    r"|(\d{1,2}[a-z]?)\s+(?=[A-ZÀ-ÞА-Я`*\u3040-\u9fff\uac00-\ud7af])"  # 4 Tables
    r"|([IVXLC]{1,6}|[A-Z])[.)]\s+"  # IV. and A.
    r"|([一二三四五六七八九十]{1,3})[、.．]\s*"
    r"|第([0-9一二三四五六七八九十]{1,3})[章节節部分]\s*[:：、]?\s*)"
)
_ANCHOR = re.compile(r"(?:\s*(?:\{#[^{}]*\}|<!--(?:[^-]|-(?!->))*-->))+\s*$")
"""What may stand behind the words of a heading: an anchor, a comment."""
_ORNAMENT = re.compile(r"(?:<[^<>]*>\s*|[^\w\s\"'`*_~\[\](){}<>§#$|\\\-]+\s*)+")
"""What may stand before the words of a heading: HTML anchors, pictographs."""
_GLOSS = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）)\s*$|\s+[-–—]+\s+.*$|\s*[:：].*$")
_LABEL = re.compile(
    r"(?:(?:database\s+)?(?:table|tabelle|tabla|tabela|таблица|entity|collection|view)(?:\s*[:：]|\s+\d{1,3}\s*[:：.–—-])?\s+|(?:表|テーブル|테이블)\s*(?:\d{1,3}\s*)?[:：]?\s*)(?=\S)",
    re.I,
)
_TRAILER = re.compile(
    r"\s*(?:\s(?:table|tabelle|tabla|tabela|таблица|entity|collection|view)|表|テーブル|\s?테이블)$", re.I
)
_IDENTIFIER = re.compile(
    r'["\[]?[A-Za-z_\u00c0-\u024f][\w$]*(?:-[\w$]+)*["\]]?(?:\.["\[]?[A-Za-z_\u00c0-\u024f][\w$-]*["\]]?){0,2}'
)
_PARTED = re.compile(r"[`\"]([A-Za-z_][\w$]*)[`\"]\.[`\"]([A-Za-z_][\w$]*)[`\"]")
_SPACED = re.compile(r"[A-Za-z_][\w$]*(?: [\w$]+){1,3}")
_BRACKETED = re.compile(r"([^()（）`]+?)\s*[(（]\s*([A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)?)\s*[)）][\s*_~]*")
_WORDY = re.compile(r"[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*){1,2}")
_COMMON = frozenset((
    "column", "columns", "field", "fields", "attribute", "attributes", "schema", "schemas", "definition",
    "definitions", "structure", "dictionary", "overview", "common", "standard", "shared", "table", "tables",
    "data", "key", "keys", "core", "main", "summary", "details", "reference", "references", "model",
    "models", "properties", "types", "indexes", "constraints", "relationships", "values", "status", "audit",
    "base", "general", "required", "optional", "list", "mapping", "notes", "description", "descriptions",
    "information", "metadata", "database", "entity", "entities", "objects", "object", "design",
))  # fmt: skip


class Title(NamedTuple):
    number: str
    text: str
    struck: bool


def title_of(written: str) -> Title:
    """The number and the words of a heading."""
    text = plain(_ANCHOR.sub("", written))
    struck = written.lstrip("#* ").startswith("~~")
    appendix = _APPENDIX.match(text)
    if appendix and appendix.end() < len(text):
        return Title(appendix[1] or "", text[appendix.end() :].strip(), struck)
    number = _NUMBER.match(text)
    if number and number.end() < len(text):
        return Title(next(part for part in number.groups() if part), text[number.end() :].strip(), struck)
    return Title("", text, struck)


def table_name(written: str, start: int, path: str) -> tuple[str, Span] | None:
    """The table that a heading or a bold lead names, and where the name stands; None when it names none.

    `written` is the heading's text and `start` its offset.
    """
    for begin, end, ticks in code_spans(written):
        inner = written[begin + ticks : end - ticks]
        found = _IDENTIFIER.fullmatch(inner.strip())
        before = _bare(written[:begin])
        several = _PARTED.match(written, begin)
        if several and _only_label(before):
            at, stop = start + several.start(1), start + several.end(2)
            return f"{several[1]}.{several[2]}", Span(path, at, stop)
        if found is None and _SPACED.fullmatch(inner) and _is_label(before) and not written[end:].strip("*_~ \t:："):
            return inner, Span(path, start + begin + ticks, start + end - ticks)
        if found and _only_label(before):
            lead = len(inner) - len(inner.lstrip())
            at = start + begin + ticks + lead
            return found[0].strip('"[]').replace('"', ""), Span(path, at, at + len(found[0]))
        break
    ornament = _ORNAMENT.match(written)
    text = _ANCHOR.sub("", written[ornament.end() :] if ornament else written)
    offset = start + (ornament.end() if ornament else 0)
    stripped = text.lstrip("*_~ \t")
    offset += len(text) - len(stripped)
    text = stripped
    number = _NUMBER.match(text)
    if number:
        offset += number.end()
        text = text[number.end() :]
        stripped = text.lstrip("*_~ \t")
        offset += len(text) - len(stripped)
        text = stripped
    link = re.match(r"\[([^\[\]]+)\]\(", text)
    if link:
        offset += 1
        text = link[1].strip("`*")
    label = _LABEL.match(text)
    bracket = _BRACKETED.fullmatch(text)
    if bracket and not (label and bracket[1].isascii()) and _means(bracket[1], bracket[2]):
        return bracket[2], Span(path, offset + bracket.start(2), offset + bracket.end(2))
    if label:
        offset += label.end()
        text = text[label.end() :]
        stripped = text.lstrip("*_~` \t")
        offset += len(text) - len(stripped)
        text = stripped
    text = re.split(r"[\s(（:：]", text, maxsplit=1)[0] if label else _GLOSS.sub("", _GLOSS.sub("", text))
    text = text.rstrip("*_~`: \t")
    if text.casefold() in spoken().generic_titles:
        return None
    trailer = _TRAILER.search(text)
    if trailer and trailer.start():
        text = text[: trailer.start()]
    if not text or (not label and text.casefold() in _COMMON):
        return None
    if _IDENTIFIER.fullmatch(text):
        return text.strip('"[]'), Span(path, offset, offset + len(text))
    if _WORDY.fullmatch(text) and not any(word in _COMMON for word in text.casefold().split()):
        return text, Span(path, offset, offset + len(text))
    return None


def _means(words: str, name: str) -> bool:
    """Whether `name`, in brackets behind `words`, is their name in the schema: User Accounts (user_accounts), 用户 (users)."""
    if not words.isascii():
        return True
    if _TRAILER.sub("", words.strip()).lower().replace(" ", "_") == name.lower():
        return True
    return len(words.split()) > 1 and (
        "_" in name or name.lower() == words.lower().strip().replace(" ", "") or "." in name
    )


def _bare(text: str) -> str:
    text = text.strip("*_~ \t[")
    number = _NUMBER.match(text + " x")
    return text[number.end() :].strip("*_~ \t[") if number and number.end() <= len(text) + 1 else text


def _is_label(before: str) -> bool:
    """Whether before the name stands a label such as `Table:`, or nothing."""
    return not before or bool(_LABEL.fullmatch(before + " "))


def _only_label(before: str) -> bool:
    """Whether nothing but a label such as `Table:` stands before the name."""
    return not before or bool(_LABEL.fullmatch(before + " ") or _LABEL.match(before + " x")) or len(before.split()) < 2


class Heading(NamedTuple):
    """A heading or a bold lead before it has become a section."""

    level: int
    written: str
    written_start: int
    start: int
    end: int
    below: int
    """Where the line after it begins."""
    lead: str = ""
    lead_span: tuple[int, int] | None = None


def sections(path: str, headings: Sequence[Heading], size: int) -> tuple[Section, ...]:
    """The sections that `headings`, in document order, make in a document of `size` characters."""
    ends = [size] * len(headings)
    stack: list[int] = []
    for index, heading in enumerate(headings):
        while stack and headings[stack[-1]].level >= heading.level:
            ends[stack.pop()] = heading.start
        stack.append(index)
    found: list[Section] = []
    around: list[tuple[int, str]] = []
    for index, heading in enumerate(headings):
        title = title_of(heading.written)
        while around and around[-1][0] >= heading.level:
            around.pop()
        around.append((heading.level, title.text))
        following = headings[index + 1].start if index + 1 < len(headings) else size
        lead = Span(path, *heading.lead_span) if heading.lead_span else None
        found.append(
            Section(
                heading.level, title.text, title.number, tuple(name for _, name in around), heading.written,
                Span(path, heading.written_start, heading.written_start + len(heading.written)),
                Span(path, heading.start, heading.end),
                Span(path, min(heading.below, following), following),
                Span(path, heading.start, ends[index]),
                heading.lead, lead, title.struck,
            )
        )  # fmt: skip
    return tuple(found)
