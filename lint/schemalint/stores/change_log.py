"""Change logs of Liquibase for MongoDB: their changes as the commands they send, and what takes them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from schemalint.model.record import NamedTuple
from schemalint.stores.held import at_place, in_string, of_node
from schemalint.stores.literals import Entry, Value
from schemalint.stores.nodes import Node
from schemalint.stores.reader import Notations
from schemalint.yamlplaces import UnreadableError, parse

ROOT = "databaseChangeLog"
_NO_CHANGES = frozenset({"rollback", "preConditions", "comment", "validCheckSum", "property", "tagDatabase"})


class LoggedChange(NamedTuple):
    """A change of a change log."""

    verb: str
    """The command it sends: `create`, `createIndexes`, `dropIndexes`, `drop`, `insert`."""
    name: Value
    """The collection."""
    options: Value
    """What the command is given besides, as a literal."""
    start: int
    end: int
    """Where the change stands."""
    fixed: bool = True
    """Its options stand there letter by letter, so that they can be edited."""


class ChangeLog(NamedTuple):
    """The change sets of a log, in its order, and their parts by where they stand."""

    sets: tuple[Any, ...] = ()
    by_start: Mapping[int, Any] = {}
    """Change sets and what is written to take them back."""
    by_end: Mapping[int, Any] = {}
    """Change sets."""


def change_log(text: str, path: str, notations: Notations) -> ChangeLog:
    """The log that a text is; an empty one where it cannot be read."""
    return _parsed(text, path, notations.elements) if notations.elements is not None else ChangeLog()


@lru_cache(maxsize=2)
def _parsed(text: str, path: str, elements: Callable[[str, str], Any]) -> ChangeLog:
    """Remembered for as long as its change sets are read one by one."""
    try:
        root = elements(text, path)
    except ValueError:
        return ChangeLog()
    sets = []
    stack = [root]
    while stack:
        element = stack.pop()
        if element.name == "changeSet":
            sets.append(element)
        else:
            stack.extend(reversed(element.children))
    parts = [*sets, *(back for one in sets for back in one.named("rollback"))]
    return ChangeLog(tuple(sets), {one.start: one for one in parts}, {one.end: one for one in sets})


def changes(text: str, path: str, start: int, end: int, notations: Notations) -> Iterator[LoggedChange]:
    """The changes in a stretch of a log: all of it, a change set, or a rollback. An empty stretch at the end of a change set stands
    for what Liquibase knows by itself to take it back."""
    log = change_log(text, path, notations)
    if start == end:
        element = log.by_end.get(start)
        if element is not None:
            yield from inverses(element, text, notations)
        return
    element = log.by_start.get(start)
    for one in log.sets if element is None else (element,):
        yield from _within(one, text, notations)


def _within(element: Any, text: str, notations: Notations) -> Iterator[LoggedChange]:
    stack = list(reversed(element.children))
    while stack:
        one = stack.pop()
        if one.name in _NO_CHANGES:
            continue
        found = _change(one, text, notations)
        if found is not None:
            yield found
        else:
            stack.extend(reversed(one.children))


def inverses(element: Any, text: str, notations: Notations) -> tuple[LoggedChange, ...]:
    """What takes a change set back of which Liquibase knows that by itself, the last change first; nothing where one change has no way
    back: only collections and indexes that are made have one."""
    own = [one for one in element.children if one.name not in _NO_CHANGES]
    found = [_change(one, text, notations) for one in own]
    back = [_inverse(one) for one in reversed(found) if one is not None]
    known = tuple(one for one in back if one is not None)
    return known if own and len(known) == len(own) else ()


def _inverse(change: LoggedChange) -> LoggedChange | None:
    where = (change.start, change.end)
    if change.verb == "create":
        return change._replace(verb="drop", options=Value("object", *where))
    made = change.options.get("indexes") if change.verb == "createIndexes" else None
    if made is None or not made.items:
        return None
    called = made.items[0].get("name") or made.items[0].get("key")
    return change._replace(verb="dropIndexes", options=_of("index", called, where)) if called is not None else None


def _change(element: Any, text: str, notations: Notations) -> LoggedChange | None:
    where = (element.start, element.end)
    if element.name in ("runCommand", "adminCommand"):
        command, fixed = _literal(element, "command", text, notations)
        first = command.entries[0] if command is not None and command.entries else None
        if command is None or first is None or first.value.kind != "string":
            return None
        return LoggedChange(first.name, first.value, command, *where, fixed)
    called = element.worded("collectionName")
    if called is None:
        return None
    name = Value("string", called.start, called.end, called.text.strip())
    written, fixed = _literal(element, "options", text, notations)
    options = written or Value("object", *where)
    if element.name == "createCollection":
        return LoggedChange("create", name, options, *where, fixed and written is not None)
    if element.name == "dropCollection":
        return LoggedChange("drop", name, options, *where)
    if element.name in ("insertOne", "insertMany"):
        word = "document" if element.name == "insertOne" else "documents"
        rows = _literal(element, word, text, notations)[0] or Value("list", *where)
        rows = rows if rows.kind == "list" else Value("list", rows.start, rows.end, "", (), (rows,))
        return LoggedChange("insert", name, _of("documents", rows, where), *where)
    keys, _ = _literal(element, "keys", text, notations)
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
    return LoggedChange("createIndexes", name, _of("indexes", listed, where), *where, fixed)


def _of(name: str, value: Value, where: tuple[int, int]) -> Value:
    return Value("object", *where, "", (Entry(name, value.start, value.start, value),))


def _literal(element: Any, name: str, text: str, notations: Notations) -> tuple[Value | None, bool]:
    """The literal in a part of a change, or in its `$rawJson`, and whether it can be edited; None where there is none."""
    written = element.worded(name)
    if written is not None:
        return in_string(written, text, notations)
    part = next(element.named(name), None)
    tree = _tree(text) if part is not None else None
    node = at_place(tree, part.head_end, part.end) if tree is not None and part is not None else None
    if node is None:
        return None, False
    value = of_node(node)
    return value.get("$rawJson") or value, False


@lru_cache(maxsize=2)
def _tree(text: str) -> Node | None:
    """The parts of a log in YAML or JSON."""
    try:
        return parse(text, json=text.lstrip()[:1] == "{")
    except UnreadableError:
        return None
