"""Reads a Markdown schema document into a `Page`."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.model.document import Document
from schemalint.model.page import Page


def read(document: Document, template: str = "", words: Sequence[tuple[str, tuple[str, ...]]] | None = None) -> Page:
    """The page that a document is.

    `template` is the configured template's name, or the absolute path of its file; `words` are further words by their kind or
    by the title of a template's section, in use from now on. Any text makes a page; raises UnknownTemplateError where there is
    no such template, and UnknownWordsError where `words` are for what there is not.
    """
    from schemalint.pages.outline import empty_sections, outlined
    from schemalint.pages.reader import Reader

    if words is not None:
        use(tuple(words), template)
    page = Reader(document.path, document.text).page()
    return outlined(page._replace(empty_sections=empty_sections(page), dialect=document.source.dialect), template)


class UnknownWordsError(ValueError):
    """Words are added for something that is neither a kind nor a section of a template."""

    def __init__(self, name: str, hint: str) -> None:
        super().__init__(
            f"[documents.words]: `{name}` is no kind of word, and no section of a template is called so{hint}"
        )


def use(words: tuple[tuple[str, tuple[str, ...]], ...], template: str) -> None:
    """Takes further words into use. Raises UnknownWordsError."""
    from schemalint.pages.vocabulary import speak
    from schemalint.settings import WORD_KINDS, nearest

    titles = [name for name, _ in words if name.casefold() not in WORD_KINDS]
    if titles:
        from schemalint.pages.templates import strange

        for name in strange(titles, template):
            raise UnknownWordsError(name, nearest(name.casefold(), WORD_KINDS))
    speak(words)
