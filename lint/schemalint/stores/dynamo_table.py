"""What a table of DynamoDB is, whatever it is written in, and the reading that makes it one of the catalogue."""

from __future__ import annotations

from schemalint.dialects.stores import DYNAMODB_TYPES
from schemalint.model.change import CreateTable, Reading
from schemalint.model.declaration import Declaration, Part, Room
from schemalint.model.document import Statement, Tokens
from schemalint.model.name import Name, ObjectName
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Column, Index, KeyPart, PrimaryKey, Type
from schemalint.model.text import Span


class Key(NamedTuple):
    """An attribute that a key of a table or of an index names."""

    attribute: str
    role: str
    """`hash` or `range`, or what is written there, in lower case; empty where an expression says it."""
    span: Span


class Sketch:
    """A table while its declaration is read."""

    def __init__(self, path: str, form: str, name: str, span: Span, whole: Span) -> None:
        self.path = path
        self.form = form
        self.name = name
        self.span = span
        self.whole = whole
        self.columns: dict[str, Column] = {}
        self.keys: list[Key] = []
        self.indexes: list[Index] = []
        self.options: dict[str, str] = {}
        self.parts: list[Part] = []
        self.rooms: list[Room] = []
        self.unknown: list[str] = []

    def attribute(self, name: str, type: str, span: Span, type_span: Span, whole: Span, listed: bool) -> None:
        """A definition of an attribute; a later one of the same name is left to the server."""
        self.parts.append(Part("attribute", name, span, whole, listed=listed))
        self.columns.setdefault(name, self._column(name, type, span, type_span, whole))

    def more(self, name: str, type: str, span: Span, type_span: Span, whole: Span) -> None:
        """An attribute that is told of, but not defined for a key."""
        self.columns.setdefault(name, self._column(name, type, span, type_span, whole))

    def _column(self, name: str, type: str, span: Span, type_span: Span, whole: Span) -> Column:
        found = Type(type, type, DYNAMODB_TYPES.get(type, "other"), span=type_span) if type else None
        return Column(
            name, found, written=name, span=span, definition=whole, statement=self.whole, unknown=found is None
        )

    def primary(self, keys: list[Key]) -> None:
        """The keys of the table, as they are written."""
        self.keys = keys
        self.parts += [Part("key", key.attribute, key.span, key.span, role=key.role) for key in keys]

    def index(
        self,
        name: str,
        span: Span,
        whole: Span,
        keys: list[Key],
        projection: str,
        included: list[Part],
        local: bool,
    ) -> None:
        """A secondary index. A key of the table that stands for one of its own is told of there."""
        told = [key for key in keys if key not in self.keys]
        self.parts += [Part("index-key", key.attribute, key.span, key.span, name, role=key.role) for key in told]
        self.parts += included
        if not keys:
            return
        options = (("projection", projection.lower()),) if projection else ()
        self.indexes.append(
            Index(
                "",
                name,
                tuple(KeyPart(key.attribute, span=key.span) for key in _ordered(keys)),
                method="local" if local else "global",
                include=tuple(part.value for part in included if part.name == "included"),
                span=whole,
                name_span=span,
                statement=self.whole,
                unknown=not projection,
                options=options,
            )
        )

    def setting(self, name: str, part: Part | None) -> None:
        """How one of the settings stands: the part that says so, None where an expression does."""
        if part is None:
            self.unknown.append(name)
        else:
            self.parts.append(part)

    def reading(self, text: str) -> Reading:
        """The table as the statement that makes it; `text` is what the offsets of its spans count in."""
        used = [(key.attribute, key.span) for key in _ordered(self.keys)]
        used += [(part.column, part.span) for index in self.indexes for part in index.parts]
        for name, place in used:
            self.more(name, "", place, place, place)  # items have it, whatever defines it
        needed = {key.attribute for key in self.keys}
        columns = tuple(
            column._replace(nullable=False) if column.name in needed else column for column in self.columns.values()
        )
        primary = None
        if self.keys:
            ordered = _ordered(self.keys)
            span = Span(self.path, min(key.span.start for key in ordered), max(key.span.end for key in ordered))
            primary = PrimaryKey("", tuple(key.attribute for key in ordered), span, statement=self.whole)
        declaration = Declaration(
            self.form,  # type: ignore[arg-type]
            self.span,
            tuple(self.parts),
            tuple(self.rooms),
            tuple(dict.fromkeys(self.unknown)),
        )
        change = CreateTable(
            ObjectName(Name(self.name, self.name, self.span)),
            columns,
            (primary,) if primary else (),
            tuple(sorted(self.indexes, key=lambda one: one.span.start)),
            options=tuple(self.options.items()),
            span=self.whole,
            declaration=declaration,
        )
        return Reading(statement(text, self.whole, "CREATE TABLE"), (change,))


def _ordered(keys: list[Key]) -> list[Key]:
    """The attributes of the partition key first, then those of the sort key."""
    return sorted(keys, key=lambda key: key.role == "range")


def statement(text: str, span: Span, verb: str, fault: str = "") -> Statement:
    """The stretch of a text that declares something, as a statement without tokens."""
    return Statement(
        span, span.end, "ddl", verb, text[span.start : span.end], Tokens((), (), ()), "dynamodb", fault=fault
    )
