"""Names as they were written and as the server folds them."""

from functools import lru_cache

from schemalint.model.record import NamedTuple
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
    def qualifier(self) -> str:
        """The schema that is written before the name; empty where none is."""
        return self.schema.value if self.schema is not None else ""

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


_PLURALS = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "data": "datum",
    "indices": "index",
}


@lru_cache(maxsize=16384)
def likenesses(name: str) -> tuple[str, ...]:
    """What people write for an object's name, for comparing: its letters and digits in lower case, as they are and taken for a
    plural. `ORDER_ITEMS`, `OrderItem` and `order items` share one. Quotes and a schema in front do not count."""
    folded = "".join(char for char in unqualified(name).casefold() if char.isalnum())
    found = [folded]
    for plural, singular in _PLURALS.items():
        if folded.endswith(plural):
            found.append(folded[: -len(plural)] + singular)
    if len(folded) > 2 and folded.endswith("s"):
        found.append(folded[:-1])
        if folded.endswith("es"):
            found.append(folded[:-2])
        if folded.endswith("ies"):
            found.append(folded[:-3] + "y")
    return tuple(found)


def alike(first: str, second: str) -> bool:
    """Whether two names mean the same object when case, separators, plural and schema are not looked at."""
    return not set(likenesses(first)).isdisjoint(likenesses(second))


def unqualified(name: str) -> str:
    """The last part of a dotted name, without quotes."""
    return split_name(name)[1]


def split_name(name: str) -> tuple[str, str]:
    """The schema of a name that was written in a text (empty without one) and the name itself, both without quotes."""
    parts: list[str] = []
    part = ""
    closing = ""
    for char in name.strip():
        if closing:
            if char == closing:
                closing = ""
            else:
                part += char
        elif char in '"`[':
            closing = "]" if char == "[" else char
        elif char == ".":
            parts.append(part)
            part = ""
        else:
            part += char
    parts.append(part)
    return (parts[-2] if len(parts) > 1 else "", parts[-1])
