"""What a passage of a document is written about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemalint.generating.material import Material
from schemalint.generating.operations import PRODUCTS
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
    beside: bool = False
    """Whether the schema is not the one that the document begins with, but another server's."""

    def each(self) -> Iterator[Subject]:
        """The same passage about each of the schemas: the first one, then those of other servers."""
        yield self
        for replay in self.material.beside:
            yield self._replace(replay=replay, beside=True)

    @property
    def home(self) -> str:
        """Where the schema comes from, where the document is about several: the product and the file or folder; else empty."""
        if self.replay is None or not self.material.beside:
            return ""
        return f"{PRODUCTS.get(self.replay.dialect, self.replay.dialect)}, `{self.replay.path}`"

    @property
    def catalog(self) -> Catalog | None:
        return self.replay.catalog if self.replay and self.replay.catalog.tables else None

    @property
    def dialect(self) -> Dialect:
        return self.replay.dialect if self.beside and self.replay is not None else self.page.dialect

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
