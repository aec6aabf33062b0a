"""What a statement is spelled for: the dialect, and what is known of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from schemalint.generating.spelling import UnsupportedError, column_name, identifier, object_name
from schemalint.model.document import Dialect
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import Catalog, Column, Table
from schemalint.model.text import Span

Source = Callable[[Span], "str | None"]
"""The text of the statement at a span, for objects whose definition is best repeated as its author wrote it."""

Spellings = dict[type, Callable[["Writer", Any], str]]
"""What spells a change, by its class."""


class Writer:
    """The dialect and what is known."""

    def __init__(
        self, dialect: Dialect, catalog: Catalog | None, source: Source | None, after: Catalog | None = None
    ) -> None:
        self.after = after
        self.dialect: Dialect = dialect
        self.catalog = catalog
        self.source = source
        self.mysql = dialect in ("mysql", "mariadb")
        self.postgres = dialect in ("postgres", "standard")

    def ref(self, name: ObjectName) -> Ref:
        schema = name.schema.value if name.schema else self.catalog.default_schema if self.catalog else ""
        ref = Ref(schema, name.value)
        if self.catalog is not None and name.schema is None and ref not in self.catalog.tables:
            for other in self.catalog.search_path:
                if Ref(other, name.value) in self.catalog.tables:
                    return Ref(other, name.value)
        return ref

    def table(self, name: ObjectName) -> Table | None:
        return self.catalog.tables.get(self.ref(name)) if self.catalog is not None else None

    def columns(self, name: ObjectName) -> tuple[Column, ...]:
        table = self.table(name)
        if table is None and self.after is not None:
            table = self.after.tables.get(self.after.resolve(name))
        return table.columns if table is not None else ()

    def column(self, name: ObjectName, column: str) -> Column:
        """The column as it is, which the dialect wants stated in full."""
        table = self.table(name)
        held = table.column(column) if table is not None else None
        if held is None:
            raise UnsupportedError(
                f"{self.dialect} needs the whole definition of {name.text}.{column}, which is not known"
            )
        return held

    def name(self, name: ObjectName) -> str:
        return object_name(name, self.dialect)

    def word(self, name: str) -> str:
        return identifier(name, self.dialect)

    def names(self, names: tuple[str, ...], known: tuple[Column, ...] = ()) -> str:
        by_name = {column.name: column for column in known}
        return ", ".join(column_name(name, self.dialect, by_name.get(name)) for name in names)

    def alter(self, name: ObjectName, action: str) -> str:
        return f"ALTER TABLE {self.name(name)} {action}"

    def refuse(self, what: str) -> UnsupportedError:
        return UnsupportedError(f"{self.dialect} has no statement to {what}")

    def original(self, span: Span, name: str, *, replace: bool = False) -> str | None:
        """The author's own statement, if it is at hand and still names the object."""
        text = self.source(span) if self.source is not None and span.path else None
        if text is None or not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            return None
        if replace:
            return re.sub(r"\ACREATE\s+(?:OR\s+REPLACE\s+)?", "CREATE OR REPLACE ", text, flags=re.IGNORECASE)
        return text


ROUTINE_WORDS = {"function": "FUNCTION", "procedure": "PROCEDURE", "aggregate": "AGGREGATE", "window": "FUNCTION"}
KIND_WORDS = {"materialized-view": "MATERIALIZED VIEW", "enum": "TYPE", "routine": "ROUTINE", "collection": "TABLE"}


def kind_words(kind: str) -> str:
    """The kind as a statement calls it."""
    return KIND_WORDS.get(kind, kind.upper().replace("-", " "))


def holder(w: Writer, index: ObjectName) -> str:
    """The table of an index, by the index's name."""
    for table in w.catalog.tables.values() if w.catalog is not None else ():
        if any(held.name == index.value for held in table.indexes):
            return identifier(table.name, w.dialect)
    raise UnsupportedError(f"{w.dialect} needs the table of index {index.value}")
