"""Links and images, with the place of their targets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from schemalint.model.page import Hyperlink, Section
from schemalint.model.text import Span
from schemalint.pages.markup import plain

_INLINE = re.compile(
    r"(?P<image>!)?\[(?P<text>(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]*\](?:\([^()\n]*\))?)*)\]\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*))"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
_DEFINITION = re.compile(r"(?m)^[ \t]{0,3}\[([^\[\]\n^][^\[\]\n]*)\]:[ \t]*<?([^\s<>]+)>?")
_REFERENCE = re.compile(r"\[([^\[\]\n]+)\](?:\[([^\[\]\n]*)\])?(?![(:\[])")
_AUTO = re.compile(r"<((?:https?|mailto|ftp):[^<>\s]+)>")

_LONGEST = 4000
"""No link text is looked for beyond this many characters, so that a line of brackets stays cheap."""


def definitions(masked: str) -> dict[str, tuple[str, int, int]]:
    """The targets of reference links: folded label to target and its offsets."""
    found: dict[str, tuple[str, int, int]] = {}
    for match in _DEFINITION.finditer(masked):
        found.setdefault(" ".join(match[1].split()).casefold(), (match[2], match.start(2), match.end(2)))
    return found


def links(
    path: str,
    text: str,
    masked: str,
    known: dict[str, tuple[str, int, int]],
    section_at: Callable[[int], Section | None],
) -> Iterator[Hyperlink]:
    """The links of a document; `masked` is its text with code and comments blanked out, of the same length."""
    at = masked.find("[")
    while at >= 0:
        begin = at - 1 if at and masked[at - 1] == "!" else at
        found = _INLINE.match(masked, begin, begin + _LONGEST)
        if found:
            group = "angled" if found["angled"] is not None else "bare"
            target = text[found.start(group) : found.end(group)]
            yield Hyperlink(
                plain(text[found.start("text") : found.end("text")]), target, Span(path, found.start(), found.end()),
                Span(path, found.start(group), found.end(group)), bool(found["image"]), section_at(found.start()),
            )  # fmt: skip
            inner = found["text"].find("[")
            # An image inside a link's text is a link of its own.
            at = found.start("text") + inner if inner >= 0 else masked.find("[", found.end())
            continue
        reference = _REFERENCE.match(masked, at)
        if reference and known:
            label = " ".join((reference[2] or reference[1]).split()).casefold()
            if label in known:
                target, start, end = known[label]
                yield Hyperlink(
                    plain(text[reference.start(1) : reference.end(1)]), target, Span(path, begin, reference.end()),
                    Span(path, start, end), begin < at, section_at(begin),
                )  # fmt: skip
                at = masked.find("[", reference.end())
                continue
        at = masked.find("[", at + 1)
    for auto in _AUTO.finditer(masked):
        yield Hyperlink(
            auto[1], auto[1], Span(path, auto.start(), auto.end()), Span(path, auto.start(1), auto.end(1)), False,
            section_at(auto.start()),
        )  # fmt: skip
