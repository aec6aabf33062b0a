"""The metadata block at the head of a document, front matter, and the figures a document gives about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint.model.page import GridTable, Metadata, Metric, Section
from schemalint.model.text import Span
from schemalint.pages.blocks import Line
from schemalint.pages.markup import plain
from schemalint.pages.vocabulary import spoken

_BOLD = re.compile(
    r"(?P<mark>\*\*|__)(?P<key>[^*_\n:：]{1,60}(?:_[^*_\n:：]{1,60})*)\s*(?:[:：]\s*(?P=mark)|(?P=mark)\s*[:：])\s*(?P<value>.*)"
)
_PLAIN = re.compile(r"(?P<key>[^\W\d_][^\n:：|`*\[\]]{0,40}?)\s*[:：]\s*(?P<value>\S.*)")
_FRONT = re.compile(r"(?P<key>[A-Za-z_][\w .-]*?)\s*:(?:[ \t]+(?P<value>[^\r\n]*?))?[ \t]*")


def front_matter_end(text: str) -> int:
    """Where YAML front matter ends, past its closing line; 0 when there is none."""
    if not re.match(r"---[ \t]*\r?\n", text):
        return 0
    at = text.find("\n") + 1
    while at < len(text):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)].strip()
        if line in ("---", "..."):
            return end + 1 if end >= 0 else len(text)
        if end < 0:
            return 0
        at = end + 1
    return 0


def front_matter(path: str, text: str, end: int) -> Iterator[Metadata]:
    """The simple `key: value` lines of front matter; nested values are left out."""
    at = text.find("\n") + 1
    while 0 < at < end:
        stop = text.find("\n", at)
        stop = end if stop < 0 else stop
        line = text[at:stop].rstrip()
        found = _FRONT.fullmatch(line)
        if found and found["value"]:
            value = found["value"]
            shown = value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
            lead = 1 if shown is not value else 0
            start = at + found.start("value") + lead
            yield Metadata(
                found["key"], shown, Span(path, at, at + len(line)), Span(path, at, at + found.end("key")),
                Span(path, start, start + len(shown)),
            )  # fmt: skip
        at = stop + 1


_SEVERAL = re.compile(r"\s+[|·•]\s+(?=\*\*|__)")


def metadata_lines(path: str, line: Line, known_only: bool = False) -> Iterator[Metadata]:
    """What a line of the metadata block says; `**Version:** 1.0 | **Status:** Draft` says two things."""
    at = 0
    cuts = [*_SEVERAL.finditer(line.text)] if line.text.startswith(("**", "__")) else []
    for start, end in [*(cut.span() for cut in cuts), (len(line.text), len(line.text))]:
        note = _metadata(path, Line(line.start + at, line.text[at:start]), known_only)
        if note:
            yield note
        at = end


def _metadata(path: str, line: Line, known_only: bool) -> Metadata | None:
    """A line of the metadata block: `**Version:** 1.0.0`, `**Project**: Shop`, `Version: 1.0` with a known key."""
    found = _BOLD.fullmatch(line.text)
    if found is None:
        found = _PLAIN.fullmatch(line.text)
        if found is None or plain(found["key"]).casefold() not in spoken().metadata_keys:
            return None
    key = plain(found["key"]).strip()
    if key.casefold() not in spoken().metadata_keys and (known_only or len(found["value"]) > 120):
        # A bold word before a paragraph is a run-in heading.
        return None
    value = found["value"].rstrip().removesuffix("\\").rstrip()
    start = line.start + found.start("value")
    key_start = line.start + found.start("key")
    return Metadata(
        key, plain(value), Span(path, line.start, line.end), Span(path, key_start, key_start + len(found["key"].rstrip())),
        Span(path, start, start + len(value)),
    )  # fmt: skip


def is_metric_title(title: str) -> bool:
    """Whether a section of this title holds figures about the schema."""
    folded = title.casefold()
    return any(stem in folded for stem in spoken().metric_titles)


def metric_line(path: str, line: Line, section: Section | None, any_key: bool) -> Metric | None:
    """A figure such as `**Tables:** 12`; outside a section of metrics only under a name that says it is one."""
    found = _BOLD.match(line.text) or (_PLAIN.fullmatch(line.text) if any_key else None)
    if found is None:
        return None
    name = plain(found["key"]).strip()
    if not any_key and name.casefold() not in spoken().metrics:
        return None
    value = found["value"].rstrip()
    start = line.start + found.start("value")
    return Metric(name, plain(value), Span(path, line.start, line.end), Span(path, start, start + len(value)), section)


def metric_rows(table: GridTable) -> Iterator[Metric]:
    """The figures of a table that holds a name and a value in each row: in a section of metrics, or headed as one."""
    if len(table.header) < 2:
        return
    headed = is_metric_title(table.header[0].text)
    if not headed and not (table.section is not None and is_metric_title(table.section.title)):
        return
    for row, span in zip(table.rows, table.row_spans, strict=True):
        name = plain(row[0].text).strip()
        if name and row[1].text:
            yield Metric(name, plain(row[1].text), span, row[1].span, table.section)
