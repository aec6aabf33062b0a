"""Reads a Markdown schema document into a `Page`, and tells such a document from other Markdown."""

from __future__ import annotations

import re

from schemalint.model.document import Document
from schemalint.model.page import Page

# Kept as text: `re` compiles and remembers them when they are first used.
_NAMED = (
    r"(?:^|/)(?:database-schema-[^/]*|[^/]*(?:schema|data[-_]?dictionary|data[-_]?model)[^/]*|(?:[^/]*[-_.])?erd(?:[-_.][^/]*)?"
    r"|[^/]*database-spec[^/]*)\.(?:md|markdown|mdown|mkd)$"
)
_MARKDOWN = r"\.(?:md|markdown|mdown|mkd|mdx)$"
_DEFINES = (
    r"(?m:^[ \t>]*|;[ \t]*)CREATE\s+(?:OR\s+REPLACE\s+)?(?:GLOBAL\s+|LOCAL\s+|TEMP(?:ORARY)?\s+|UNLOGGED\s+|EXTERNAL\s+|VIRTUAL\s+)*"
    r"TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\w\"`\[]|(?m:^[ \t>]*erDiagram\b)|```mermaid[ \t]+erDiagram"
)
_DASHES = r"(?:\r\n|\r|\n)([ \t>]*\|?[ \t]*:?-+:?[ \t]*\|[^\r\n]*)"


def is_schema_document(path: str, text: str) -> bool:
    """Whether a Markdown file is about a schema: its name says so, or it holds CREATE TABLE, an erDiagram or a table of
    columns. Cheap: nothing is parsed."""
    if not re.search(_MARKDOWN, path, re.I):
        return False
    if re.search(_NAMED, path, re.I) or re.search(_DEFINES, text, re.I):
        return True
    return "|" in text and _has_column_table(text)


def _has_column_table(text: str) -> bool:
    from schemalint.pages.blocks import Line
    from schemalint.pages.headers import column_kinds
    from schemalint.pages.tables import tables

    dashes = re.compile(_DASHES)
    found = dashes.search(text, text.index("|"))
    while found:
        start = max(text.rfind("\n", 0, found.start()), text.rfind("\r", 0, found.start())) + 1
        header = Line(start, text[start : found.start()].strip("> \t"))
        below = Line(found.start(1), found[1].strip("> \t"))
        if any(column_kinds(table, ()) for table in tables("", (header, below), None)):
            return True
        found = dashes.search(text, found.end())
    return False


def read(document: Document, template: str = "") -> Page:
    """The page that a document is; `template` is the configured template's name, or the absolute path of its file. Any text
    makes a page; raises UnknownTemplateError where there is no such template."""
    from schemalint.pages.outline import empty_sections, outlined
    from schemalint.pages.reader import Reader

    page = Reader(document.path, document.text).page()
    return outlined(page._replace(empty_sections=empty_sections(page), dialect=document.source.dialect), template)
