"""Commands of MongoDB that take a migration back, as JSON or as calls of a script."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from schemalint.model.change import AlterIndex, CreateIndex, CreateTable, DropObjects, NoChange, RenameObject, Step
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Index, Table
from schemalint.model.text import Span

TextOf = Callable[[Span], "str | None"]
"""The text at a place, if there is one."""


class Literal(NamedTuple):
    """A literal of a script, as it is written there."""

    text: str


class Command(NamedTuple):
    """A database command: its name, the collection, and what it is given besides."""

    verb: str
    collection: str
    options: tuple[tuple[str, Any], ...] = ()


class Back(NamedTuple):
    """What takes a migration back."""

    commands: tuple[Command, ...]
    unable: tuple[str, ...] = ()
    """What no command gives back."""


def back(steps: Sequence[Step], text_of: TextOf) -> Back:
    """The commands that take the steps of a migration back, the last first; a collection that the migration makes goes as a whole."""
    commands: list[Command] = []
    unable: list[str] = []
    made = {_name(step.change) for step in steps if _makes(step)}
    for step in reversed(steps):
        change = step.change
        if isinstance(change, NoChange):
            continue
        if _name(change) in made:
            if _makes(step):
                commands.append(Command("drop", _name(change)))
            continue
        found = _inverse(step, text_of)
        if isinstance(found, str):
            unable.append(found)
        else:
            commands += found
    return Back(tuple(commands), tuple(dict.fromkeys(unable)))


def _makes(step: Step) -> bool:
    change = step.change
    return (
        isinstance(change, CreateTable)
        and not change.or_replace
        and "implicit" not in dict(change.options)
        and step.before.table(step.before.resolve(change.name)) is None
    )


def _name(change: Any) -> str:
    """The collection that a change is about."""
    if isinstance(change, DropObjects):
        return change.on.value if change.on is not None else change.names[0].value if change.names else ""
    if isinstance(change, AlterIndex):
        return change.on.value if change.on is not None else ""
    if isinstance(change, CreateIndex):
        return change.table.value
    name = getattr(change, "name", None)
    return str(name.value) if name is not None else ""


def _inverse(step: Step, text_of: TextOf) -> list[Command] | str:
    change = step.change
    name = _name(change)
    before = _table(step, name, after=False)
    after = _table(step, name, after=True)
    if isinstance(change, CreateTable):
        if "implicit" in dict(change.options) or not change.or_replace:
            return []
        return _validator(before, name, text_of)
    if isinstance(change, RenameObject):
        return [Command("renameCollection", change.new_name.value, (("to", name),))]
    if isinstance(change, (CreateIndex, AlterIndex)) or (isinstance(change, DropObjects) and change.kind == "index"):
        return _indexes(name, before, after)
    if isinstance(change, DropObjects):
        return f"the documents of {name} do not come back"
    return f"what `{step.statement.verb}` did is not taken back"


def _table(step: Step, name: str, *, after: bool) -> Table | None:
    catalog = step.after if after else step.before
    return next((table for ref, table in catalog.tables.items() if ref.name == name), None)


def _indexes(name: str, before: Table | None, after: Table | None) -> list[Command] | str:
    """From the indexes there are to those there were."""
    old = {one.name: one for one in before.indexes} if before is not None else {}
    new = {one.name: one for one in after.indexes} if after is not None else {}
    gone = [one for one in new if one not in old or old[one] != new[one]]
    wanted = [one for one in old if one not in new or old[one] != new[one]]
    commands = [Command("dropIndexes", name, (("index", one),)) for one in gone]
    for one in wanted:
        if old[one].method not in ("btree", "wildcard", ""):
            return f"the index {one} of {name}, whose kind is {old[one].method}, is not made again"
        commands.append(Command("createIndexes", name, (("indexes", [_specified(old[one])]),)))
    return commands


def _specified(index: Index) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": {part.column: -1 if part.descending else 1 for part in index.parts},
        "name": index.name,
    }
    options = dict(index.options)
    if index.unique:
        found["unique"] = True
    if "sparse" in options:
        found["sparse"] = True
    if "expireafterseconds" in options:
        found["expireAfterSeconds"] = _number(options["expireafterseconds"])
    for word in ("collation", "wildcardProjection"):
        if word.lower() in options:
            found[word] = Literal(options[word.lower()])
    if not index.valid:
        found["hidden"] = True
    if index.predicate is not None:
        found["partialFilterExpression"] = Literal(index.predicate.text)
    return found


def _number(text: str) -> Any:
    try:
        return int(text)
    except ValueError:
        return Literal(text)


def _validator(before: Table | None, name: str, text_of: TextOf) -> list[Command] | str:
    """The validator that a collection had."""
    held = before.validator if before is not None else None
    if held is None:
        return [Command("collMod", name, (("validator", {}),))]
    if not held.objects or held.unknown or not held.objects[0].body.path:
        return f"the validator that {name} had is not written out"
    text = text_of(held.objects[0].body) or ""
    options: list[tuple[str, Any]] = [("validator", {"$jsonSchema": Literal(" ".join(text.split()))})]
    options += [("validationLevel", held.level)] if held.level else []
    options += [("validationAction", held.action)] if held.action else []
    return [Command("collMod", name, tuple(options))]


def as_json(found: Back) -> str | None:
    """A file of commands in JSON; None where JSON cannot say all of it."""
    if found.unable or any(one.verb == "renameCollection" for one in found.commands):
        return None
    listed = [{one.verb: one.collection, **dict(one.options)} for one in found.commands]
    try:
        return json.dumps([_plain(one) for one in listed], indent=2, ensure_ascii=False) + "\n"
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    """A value with its literals as data. Raises ValueError for a literal that is no JSON."""
    if isinstance(value, Literal):
        return json.loads(value.text)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def as_script(found: Back, *, driver: bool) -> list[str]:
    """Lines of a script: for the shell, or for a driver whose calls are awaited."""
    return [f"// irreversible: {one}" for one in found.unable] + [_call(one, driver) for one in found.commands]


def _call(command: Command, driver: bool) -> str:
    options = dict(command.options)
    await_, method = ("await ", "collection") if driver else ("", "getCollection")
    collection = f"{await_}db.{method}({json.dumps(command.collection, ensure_ascii=False)})"
    if command.verb == "drop":
        return f"{collection}.drop();"
    if command.verb == "dropIndexes":
        return f"{collection}.dropIndex({_said(options['index'])});"
    if command.verb == "createIndexes":
        held = dict(options["indexes"][0])
        return f"{collection}.createIndex({_said(held.pop('key'))}, {_said(held)});"
    if command.verb == "renameCollection":
        return f"{collection}.{'rename' if driver else 'renameCollection'}({_said(options['to'])});"
    run = "command" if driver else "runCommand"
    return f"{await_}db.{run}({_said({command.verb: command.collection, **options})});"


def _said(value: Any) -> str:
    """A value as a script writes it."""
    if isinstance(value, Literal):
        return value.text
    if isinstance(value, dict):
        inner = ", ".join(
            f"{name if name.isidentifier() else json.dumps(name)}: {_said(one)}" for name, one in value.items()
        )
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_said, value))}]"
    return json.dumps(value, ensure_ascii=False)
