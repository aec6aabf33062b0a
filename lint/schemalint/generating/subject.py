"""What a passage of a document is written about."""

from __future__ import annotations

from collections.abc import Mapping

from schemalint.generating.material import Material
from schemalint.model.document import Dialect
from schemalint.model.page import Page
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog


class Subject(NamedTuple):
    """What a passage is written about."""

    page: Page
    replay: Replay | None
    level: int
    """Of the heading it stands under."""
    headings: Mapping[str, str] = {}
    """What the headings of the template's sections say, by the template's title, without marks; those now written included."""
    material: Material = Material()

    @property
    def catalog(self) -> Catalog | None:
        return self.replay.catalog if self.replay and self.replay.catalog.tables else None

    @property
    def dialect(self) -> Dialect:
        return self.page.dialect

    @property
    def own(self) -> bool:
        """Whether the schema is what the document's own fences make: its DDL stands in the document already."""
        return self.replay is not None and self.replay.path == self.page.path

    def answer(self, *keys: str) -> str:
        """What the metadata says under one of these keys, in lower case; empty when nothing or a placeholder."""
        for note in self.page.metadata:
            if note.key.casefold() in keys and note.value[:1] not in "[{":
                return note.value.casefold()
        return ""
