"""Reads a Markdown schema document into a `Page`."""

from __future__ import annotations

from schemalint.model.document import Document
from schemalint.model.page import Page


def read(document: Document, template: str = "") -> Page:
    """The page that a document is; `template` is the configured template's name, or the absolute path of its file. Any text
    makes a page; raises UnknownTemplateError where there is no such template."""
    from schemalint.pages.outline import empty_sections, outlined
    from schemalint.pages.reader import Reader

    page = Reader(document.path, document.text).page()
    return outlined(page._replace(empty_sections=empty_sections(page), dialect=document.source.dialect), template)
