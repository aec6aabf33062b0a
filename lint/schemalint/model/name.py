"""Names as they were written and as the server folds them."""

from typing import NamedTuple

from schemalint.model.text import Span


class Name(NamedTuple):
    """One identifier of the source."""

    value: str
    """As the server stores it: folded, unquoted, escapes resolved."""
    written: str
    """As it stands in the source, quotes included."""
    span: Span

    @property
    def quoted(self) -> bool:
        return self.written[:1] in ('"', "`", "[")


class ObjectName(NamedTuple):
    """A name that may be qualified: `schema.name`; a database or server in front is kept in `database`."""

    name: Name
    schema: Name | None = None
    database: Name | None = None

    @property
    def value(self) -> str:
        return self.name.value

    @property
    def span(self) -> Span:
        """From the first written part to the last."""
        first = self.database or self.schema or self.name
        return first.span.to(self.name.span)

    @property
    def text(self) -> str:
        """Folded, dotted, without the database: `public.users` or `users`."""
        return f"{self.schema.value}.{self.name.value}" if self.schema else self.name.value


class Ref(NamedTuple):
    """The key of an object in a catalogue: its schema as the server knows it, and its folded name."""

    schema: str
    name: str

    @property
    def text(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name
