"""What XML, YAML and JSON have in common: elements with values and elements in them, each with its place."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.record import NamedTuple
from schemalint.yamlplaces import Piece, UnreadableError, Value

__all__ = ["Element", "Piece", "UnreadableError", "Value"]


class Element(NamedTuple):
    """An XML element, or an entry of a YAML or JSON mapping."""

    name: str
    start: int
    end: int
    """Half-open offsets of all of it."""
    head_end: int
    """Where its opening tag or its key ends."""
    values: dict[str, Value]
    """Attributes; entries of a mapping that are scalars."""
    children: tuple["Element", ...]  # noqa: UP037 - annotations of records are read
    text: Value | None = None
    """Its own text, or the scalar that it is."""

    def get(self, *names: str) -> str:
        """The first of these values there is; empty where there is none."""
        for name in names:
            found = self.values.get(name)
            if found is not None:
                return found.text.strip()
        return ""

    def named(self, *names: str) -> Iterator["Element"]:  # noqa: UP037 - annotations of records are read
        """The children with one of these names."""
        return (child for child in self.children if child.name in names)

    def worded(self, name: str) -> Value | None:
        """The text of a child, or the value of that name: XML has the one, YAML the other."""
        for child in self.named(name):
            if child.text is not None:
                return child.text
        return self.values.get(name)
