"""Change logs of Liquibase for MongoDB: their changes as the commands they send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemalint.model.record import NamedTuple
from schemalint.stores.literals import Entry, Literals, Value
from schemalint.stores.reader import Notations

ROOT = "databaseChangeLog"


class LoggedChange(NamedTuple):
    """A change of a change log."""

    verb: str
    """The command it sends: `create`, `createIndexes`, `dropIndexes`, `drop`."""
    name: Value
    """The collection."""
    options: Value
    """What the command is given besides, as a literal."""
    start: int
    end: int
    """Where the change stands."""


def changes(text: str, path: str, notations: Notations) -> Iterator[LoggedChange]:
    """The changes of a log that are about collections and indexes, in its order; none where the log cannot be read."""
    if notations.elements is None:
        return
    try:
        root = notations.elements(text, path)
    except ValueError:
        return
    stack = [root]
    while stack:
        element = stack.pop()
        if element.name == "rollback":
            continue
        found = _change(element, text, notations)
        if found is not None:
            yield found
        else:
            stack.extend(reversed(element.children))


def _change(element: Any, text: str, notations: Notations) -> LoggedChange | None:
    where = (element.start, element.end)
    if element.name == "runCommand":
        command = _literal(element, "command", text, notations)
        first = command.entries[0] if command is not None and command.entries else None
        if command is None or first is None or first.value.kind != "string":
            return None
        return LoggedChange(first.name, first.value, command, *where)
    called = element.worded("collectionName")
    if called is None:
        return None
    name = Value("string", called.start, called.end, called.text.strip())
    options = _literal(element, "options", text, notations) or Value("object", *where)
    if element.name == "createCollection":
        return LoggedChange("create", name, options, *where)
    if element.name == "dropCollection":
        return LoggedChange("drop", name, options, *where)
    keys = _literal(element, "keys", text, notations)
    if keys is None or element.name not in ("createIndex", "dropIndex"):
        return None
    if element.name == "dropIndex":
        return LoggedChange("dropIndexes", name, _of("index", keys, where), *where)
    index = Value(
        "object",
        keys.start,
        max(keys.end, options.end),
        "",
        (Entry("key", keys.start, keys.start, keys), *options.entries),
    )
    listed = Value("list", index.start, index.end, "", (), (index,))
    return LoggedChange("createIndexes", name, _of("indexes", listed, where), *where)


def _of(name: str, value: Value, where: tuple[int, int]) -> Value:
    return Value("object", *where, "", (Entry(name, value.start, value.start, value),))


def _literal(element: Any, name: str, text: str, notations: Notations) -> Value | None:
    """The literal in a part of a change, read where it stands; None where there is none."""
    written = element.worded(name)
    if written is None:
        return None
    literals = Literals(text, written.start, written.end, notations)
    return literals.value(0)[0] if literals.tokens else None
