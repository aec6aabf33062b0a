"""What a fragment of a link may name in a Markdown document."""

from __future__ import annotations

import re

from schemalint.model.page import Page, Section
from schemalint.pages.markup import plain

_EXPLICIT = re.compile(r"\s*\{\s*#([\w:.-]+)[^{}\n]*\}\s*$")
_IDENTIFIED = re.compile(
    r"<[A-Za-z][\w-]*\s[^<>]*?\b(?:id|name)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))[^<>]*>"
)
_TITLE = re.compile(r"<h[1-6]\b[^<>]*>([^\n]*?)</h[1-6]>", re.I)
_DROPPED = re.compile(r"[^\w\- ]")
_MARKS = re.compile(r"^#{1,6}[ \t]+|[ \t]+#+$")
_COMMENT = re.compile(r"[ \t]*<!--.*?-->")
_RUN = re.compile(r"-{2,}")


def slug(title: str) -> str:
    """The anchor that GitHub gives a heading: lower case, blanks as hyphens, other punctuation left out."""
    return _DROPPED.sub("", title.strip().lower()).replace(" ", "-")


def anchors(page: Page) -> frozenset[str]:
    """The anchors of the headings in their order, repeated ones with `-1`, `-2`; those that headings are given explicitly,
    `{#id}`; and the ids and names of HTML elements outside of code. Other sites than GitHub join runs of hyphens; theirs count
    as well."""
    found: set[str] = set()
    times: dict[str, int] = {}
    titles = [(section.heading.start, _title(page, section)) for section in page.sections if section.level < 7]
    code = [(fence.span.start, fence.span.end) for fence in page.fences]
    code += [(comment.span.start, comment.span.end) for comment in page.comments]
    titles += [(one.start(), one[1]) for one in _TITLE.finditer(page.text) if not _inside(one.start(), code)]
    for _, title in sorted(titles):
        given = _EXPLICIT.search(title)
        if given:
            found.add(given[1])
            title = title[: given.start()]
        anchor = wanted = slug(plain(title))
        while anchor in times:
            times[wanted] += 1
            anchor = f"{wanted}-{times[wanted]}"
        times[anchor] = 0
        found.add(anchor)
        found.add(_RUN.sub("-", anchor).strip("-"))
    if "=" in page.text:
        for element in _IDENTIFIED.finditer(page.text):
            if not _inside(element.start(), code):
                found.update(name for name in element.groups() if name)
    return frozenset(found)


def _title(page: Page, section: Section) -> str:
    """The words of a heading with all that stands before and behind them: pictographs make hyphens."""
    line = page.written(section.heading).partition("\n")[0].strip()
    return _COMMENT.sub("", _MARKS.sub("", line)) or section.written


def _inside(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)
