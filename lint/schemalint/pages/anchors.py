"""What a fragment of a link may name in a Markdown document."""

from __future__ import annotations

import re
from bisect import bisect_right

from schemalint.model.page import Page, Section
from schemalint.pages.markup import plain

_EXPLICIT = re.compile(r"\s*\{\s*#([\w:.-]+)[^{}\n]*\}\s*$")
_IDENTIFIED = re.compile(
    r"<[A-Za-z][\w-]*\s[^<>]{0,300}?\b(?:id|name)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))[^<>]{0,1000}>"
)
_TITLE = re.compile(r"<h[1-6]\b[^<>]{0,300}>([^\n]{0,300}?)</h[1-6]>", re.I)
_DROPPED = re.compile(r"[^\w\- ]")
_MARKS = re.compile(r"#{1,6}[ \t]+")
_COMMENT = re.compile(r"<!--.*?-->")
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
    spans = [fence.span for fence in page.fences] + [comment.span for comment in page.comments]
    code = _Spans([(span.start, span.end) for span in spans])
    titles += [(one.start(), one[1]) for one in _TITLE.finditer(page.text) if not code.hold(one.start())]
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
            if not code.hold(element.start()):
                found.update(name for name in element.groups() if name)
    return frozenset(found)


def _title(page: Page, section: Section) -> str:
    """The words of a heading with all that stands before and behind them: pictographs make hyphens."""
    line = page.written(section.heading).partition("\n")[0].strip()
    mark = _MARKS.match(line)
    if mark:
        line = line[mark.end() :]
        bare = line.rstrip("#")
        line = bare.rstrip() if bare[-1:] in ("", " ", "\t") else line
    return _COMMENT.sub("", line).rstrip() or section.written


class _Spans:
    """Tells whether a place is in one of some spans, which do not overlap."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def hold(self, at: int) -> bool:
        found = bisect_right(self._starts, at) - 1
        return found >= 0 and self._spans[found][1] > at
