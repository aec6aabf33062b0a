"""From a text that describes a document store to readings: which module reads which store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Protocol

from schemalint.model.change import Reading
from schemalint.model.document import Dialect, Store
from schemalint.model.record import NamedTuple

__all__ = ["MODULES", "Mark", "Notations", "is_store", "read"]


class Mark(Protocol):
    """A token of a script."""

    @property
    def kind(self) -> str:
        """`word`, `number`, `string`, `template`, `comment` or `mark`."""

    @property
    def text(self) -> str: ...

    @property
    def start(self) -> int: ...


class Notations(NamedTuple):
    """What is lent to the readers: how the texts are cut, which another stage knows."""

    tokens: Callable[[str], Sequence[Any]]
    """The tokens (`Mark`) of JavaScript, and so of JSON."""
    string: Callable[[Any], str | None]
    """The value of a string's token; None where it has holes or is never closed."""
    elements: Callable[[str, str], Any] | None = None
    """The root of a change log in XML, YAML or JSON, given its text and path, with `name`, `children`, places and `worded`; raises
    ValueError where it cannot be read."""


# Each module has a function `read(text, path, start, end, notations) -> tuple[Reading, ...]`. It never raises for what the
# text holds; the spans it gives count from the beginning of the text, of which it looks at `start` to `end`.
MODULES: dict[Store, str] = {"mongodb": "mongodb", "dynamodb": "dynamodb"}


def is_store(dialect: Dialect) -> bool:
    """Whether what is read under this name is no SQL."""
    return dialect in MODULES


def read(dialect: Dialect, text: str, path: str, start: int, end: int, notations: Notations) -> tuple[Reading, ...]:
    """The readings of a stretch of a text that describes a document store."""
    module = MODULES[dialect]  # type: ignore[index]
    reader: Callable[[str, str, int, int, Notations], tuple[Reading, ...]]
    reader = import_module(f"schemalint.stores.{module}").read
    return reader(text, path, start, end, notations)
