"""What scripts and commands of MongoDB write into documents, as far as it is written out: evidence for what fields hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemalint.model.change import WriteRows
from schemalint.model.name import Name, ObjectName
from schemalint.model.text import Span
from schemalint.stores.literals import Value

MOST = 200
"""So many documents of one statement are kept."""
DEPTH = 8
"""So deep are objects in a document looked into."""

INSERTS = frozenset({"insert", "insertOne", "insertMany", "save"})
UPDATES = frozenset({"update", "updateOne", "updateMany", "replaceOne", "findOneAndUpdate", "findOneAndReplace", "findAndModify", "bulkWrite"})  # fmt: skip
DELETES = frozenset({"delete", "deleteOne", "deleteMany", "remove", "findOneAndDelete"})
METHODS = INSERTS | UPDATES | DELETES
_KEPT = ("string", "number", "boolean")


def by_method(method: str, collection: ObjectName, arguments: Sequence[Value], path: str, span: Span) -> WriteRows:
    """What a method of a collection writes: `insertMany([{…}])`, `updateMany({…}, {$set: {…}})`."""
    first = arguments[0] if arguments else None
    if method in INSERTS:
        documents = first.items if first is not None and first.kind == "list" else (first,) if first is not None else ()
        return _rows("insert", collection, documents, path, span, filtered=False)
    if method in DELETES:
        return WriteRows("delete", (collection,), filtered=first is not None and bool(first.entries), span=span)
    second = arguments[1] if len(arguments) > 1 else None
    return _rows("update", collection, _set(second), path, span, filtered=first is not None and bool(first.entries))


def by_command(verb: str, collection: ObjectName, command: Value, path: str, span: Span) -> WriteRows:
    """What a database command writes: its `documents`, `updates` or `deletes`."""
    if verb == "insert":
        listed = command.get("documents")
        return _rows("insert", collection, listed.items if listed is not None else (), path, span, filtered=False)
    listed = command.get("updates" if verb == "update" else "deletes")
    parts = listed.items if listed is not None else (command,)
    wanted = [part.get("q") or part.get("query") for part in parts]
    filtered = all(one is not None and (one.entries or one.kind == "unknown") for one in wanted)
    if verb == "delete":
        return WriteRows("delete", (collection,), filtered=filtered, span=span)
    changed = [found for part in parts for found in _set(part.get("u") or part.get("update"))]
    return _rows("update", collection, changed, path, span, filtered=filtered)


def _set(update: Value | None) -> tuple[Value, ...]:
    """What an update sets: `$set` and `$setOnInsert`, in a pipeline too; a document that takes the place of another as it is."""
    if update is None:
        return ()
    if update.kind == "list":
        return tuple(found for stage in update.items for found in _set(stage))
    if not any(entry.name.startswith("$") for entry in update.entries):
        return (update,)
    return tuple(entry.value for entry in update.entries if entry.name in ("$set", "$setOnInsert", "$addFields"))


def _rows(
    verb: str, collection: ObjectName, documents: Sequence[Value], path: str, span: Span, *, filtered: bool
) -> WriteRows:
    columns: dict[str, Name] = {}
    rows: list[dict[str, str]] = []
    for document in documents[:MOST]:
        row: dict[str, str] = {}
        for name, start, end, value in _fields(document):
            columns.setdefault(name, Name(name, name, Span(path, start, end)))
            if value.kind in _KEPT:
                row[name] = value.text
        rows.append(row)
    return WriteRows(
        verb,  # type: ignore[arg-type]
        (collection,),
        tuple(columns.values()),
        filtered,
        tuple(tuple(row.get(name) for name in columns) for row in rows),
        from_query=not documents or any(one.kind != "object" or one.partial for one in documents),
        span=span,
    )


def _fields(document: Value) -> Iterator[tuple[str, int, int, Value]]:
    """The fields of a document under their dotted paths, with the places of their names."""
    stack = [("", document, 0)]
    while stack:
        place, held, depth = stack.pop()
        for entry in held.entries:
            name = f"{place}.{entry.name}" if place else entry.name
            if entry.value.text.startswith("$") and entry.value.kind == "string":
                continue  # an expression of a pipeline
            yield name, entry.start, entry.end, entry.value
            if entry.value.kind == "object" and depth < DEPTH:
                stack.append((name, entry.value, depth + 1))
