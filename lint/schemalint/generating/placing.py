"""Where new sections stand in a document, and under which heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemalint.generating.headings import (
    APPENDICES,
    APPENDIX,
    CHAPTER,
    PART,
    PLAIN,
    Style,
    between,
    common,
    language_of,
    title_in,
)
from schemalint.model.page import Outlined, Page, Section
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span

_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")


class Place(NamedTuple):
    """Where text is put in."""

    offset: int
    before: bool
    """In front of the heading that begins at `offset`; else behind the text that ends there."""


class Ground:
    """The sections of a page that stand for those of its template, and how they are written."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.outline = page.outline
        self.held = {entry.wanted.key: entry.section for entry in page.outline if entry.section is not None}
        tops = [entry for entry in page.outline if not entry.wanted.parent]
        self.top = self._level(tops)
        self.numbers: dict[str, str] = {
            entry.wanted.key: entry.section.number for entry in page.outline if entry.section is not None
        }
        self.headings: dict[str, str] = {
            entry.wanted.title: entry.section.written for entry in page.outline if entry.section is not None
        }
        self.language = language_of(page.outline)
        self.styles = self._styles()
        self.agrees = all(
            entry.section.number == entry.wanted.number
            for entry in page.outline
            if entry.section is not None and entry.section.number
        )

    def _level(self, tops: Sequence[Outlined]) -> int:
        levels = [entry.section.level for entry in tops if entry.section is not None]
        if levels:
            return max(levels, key=lambda level: (levels.count(level), -level))
        titles = [section.level for section in self.page.sections if section.level < 7]
        wanted = min((entry.wanted.level for entry in tops), default=2)
        return wanted if not titles or min(titles) < wanted else min(titles)

    def _styles(self) -> dict[str, Style]:
        """By what stands there: a chapter, a part of one, an appendix."""
        kinds: dict[str, list[Section]] = {"chapter": [], "part": [], "appendix": []}
        for entry in self.outline:
            if entry.section is not None:
                kinds[self.kind(entry)].append(entry.section)
        numbered = any(section.number for found in kinds.values() for section in found)
        fresh = not any(kinds.values()) and any(entry.wanted.number for entry in self.outline)
        appendix = APPENDIX._replace(before=f"{APPENDICES.get(self.language, 'Appendix')} ")
        defaults = {"chapter": CHAPTER, "part": PART, "appendix": appendix}
        return {
            kind: common(found, defaults[kind] if numbered or fresh or kind == "appendix" else PLAIN)
            for kind, found in kinds.items()
        }

    def kind(self, entry: Outlined) -> str:
        if entry.wanted.parent:
            return "part"
        return "appendix" if entry.wanted.number.isalpha() else "chapter"

    def level(self, entry: Outlined) -> int:
        """The level of a heading that is to be written."""
        if not entry.wanted.parent:
            return self.top
        around = self.held.get(entry.wanted.parent)
        siblings = [
            section.level
            for other in self.outline
            if other.wanted.parent == entry.wanted.parent
            and (section := other.section) is not None
            and section != around
        ]
        return max(siblings, key=siblings.count) if siblings else (around.level if around else self.top) + 1

    def heading(self, entry: Outlined) -> str:
        """The heading of a section that is missing, numbered as the others are; call in the template's order."""
        style = self.styles[self.kind(entry)]
        number = self._number(entry) if style.numbered else ""
        self.numbers[entry.wanted.key] = number
        line = style.heading(self.level(entry), number, title_in(self.language, entry))
        self.headings[entry.wanted.title] = line.lstrip("# ")
        return line

    def _number(self, entry: Outlined) -> str:
        wanted = entry.wanted
        if self.agrees and wanted.number:
            return wanted.number
        if self.kind(entry) == "appendix":
            return wanted.number
        around = self.numbers.get(wanted.parent, "") if wanted.parent else ""
        siblings = [
            other
            for other in self.outline
            if other.wanted.parent == wanted.parent and self.kind(other) == self.kind(entry)
        ]
        at = siblings.index(entry)
        before = next(
            (self.numbers[one.wanted.key] for one in reversed(siblings[:at]) if self.numbers.get(one.wanted.key)), ""
        )
        after = next(
            (self.numbers[one.wanted.key] for one in siblings[at + 1 :] if self.numbers.get(one.wanted.key)), ""
        )
        own = between(before.split(".")[-1], after.split(".")[-1])
        if not wanted.parent:
            return own
        # Readers of headings know 4.1 and 4a.1; parts of chapter IV go without a number.
        return f"{around}.{own}" if own and around.rstrip("abcdefghijklmnopqrstuvwxyz").isdigit() else ""

    def place(self, entry: Outlined) -> Place:
        """Behind what comes before it in the template, else in front of what comes after it."""
        at = self.outline.index(entry)
        wanted = entry.wanted
        if wanted.parent:
            around = self.held[wanted.parent]
            siblings = [other for other in self.outline if other.wanted.parent == wanted.parent]
            inside = [
                (self.outline.index(other), section)
                for other in siblings
                if (section := other.section) is not None and section != around and around.whole.covers(section.heading)
            ]
            earlier = [section for position, section in inside if position < at]
            later = [section for position, section in inside if position > at]
            if earlier:
                return Place(self.end(self._outer(earlier[-1], around.level + 1)), False)
            if later:
                return Place(self._outer(later[0], around.level + 1).heading.start, True)
            return Place(self.end(around), False)
        tops = [(position, one) for position, one in enumerate(self.outline) if not one.wanted.parent]
        before = [section for position, one in tops if position < at and (section := one.section) is not None]
        after = [section for position, one in tops if position > at and (section := one.section) is not None]
        if before:
            return Place(self.end(self._outer(before[-1], self.top)), False)
        if after:
            return Place(self._outer(after[0], self.top).heading.start, True)
        return Place(self.trimmed(0, len(self.page.text)), False)

    def _outer(self, section: Section, level: int) -> Section:
        """What stands at `level` around the section: the outermost one that is not above that level, or itself."""
        for other in self.page.sections:
            if level <= other.level < section.level and other.whole.covers(section.heading):
                return other
        return section

    def end(self, section: Section) -> int:
        """Where the last text of a section ends; blank lines and rules behind it belong to what follows."""
        return self.trimmed(section.heading.end, section.whole.end)

    def trimmed(self, start: int, end: int) -> int:
        text = self.page.text
        while True:
            while end > start and text[end - 1].isspace():
                end -= 1
            line = max(text.rfind("\n", start, end), text.rfind("\r", start, end)) + 1
            above = text[start:line]
            if line > start and _RULE.fullmatch(text, line, end) and above.rstrip(" \t").endswith(("\n\n", "\r\n\r\n")):
                end = line
                continue
            return end

    def is_open(self, offset: int) -> bool:
        """Whether nothing that is written at `offset` would end up in a fence or a comment that nobody closed."""
        if any(not fence.closed and fence.span.start < offset for fence in self.page.fences):
            return False
        comment = self.page.text.rfind("<!--", 0, offset)
        if comment < 0 or self.page.text.find("-->", comment, offset) >= 0:
            return True
        return any(fence.span.start < comment < fence.span.end for fence in self.page.fences)

    def span(self, offset: int) -> Span:
        return Span(self.page.path, offset, offset)
