"""Pages from text, and the corpus of schema documents."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.model.document import Document, Source
from schemalint.model.page import Page
from schemalint.pages.page import read

Reader = Callable[..., Page]


@pytest.fixture
def page() -> Reader:
    """Reads text as a page: `page(text, path="doc.md", template="")`."""

    def reader(text: str, path: str = "doc.md", template: str = "") -> Page:
        return read(Document(Source(path, "/" + path, "document", "postgres", ""), text), template)

    return reader


@pytest.fixture
def corpus() -> Path:
    """The directory of the corpus; the test is skipped where SCHEMALINT_CORPUS does not name one."""
    place = os.environ.get("SCHEMALINT_CORPUS", "")
    if not place or not Path(place).is_dir():
        pytest.skip("SCHEMALINT_CORPUS names no directory: the corpus of schema documents is not read")
    return Path(place)
