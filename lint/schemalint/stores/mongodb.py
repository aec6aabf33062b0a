"""MongoDB: scripts, commands in JSON and bare schemas as changes to collections. Literals only; nothing is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from schemalint.model.change import (
    AlterIndex,
    Change,
    CreateIndex,
    CreateTable,
    DropObjects,
    NoChange,
    Opaque,
    Reading,
    RenameObject,
    WriteRows,
)
from schemalint.model.document import Statement, Tokens
from schemalint.model.expression import Expression, Unclear
from schemalint.model.name import Name, ObjectName
from schemalint.model.schema import NOWHERE, Check, Column, Index, KeyPart, PrimaryKey, Type
from schemalint.model.text import Span
from schemalint.model.validator import Validator
from schemalint.stores.change_log import ROOT, changes
from schemalint.stores.databases import Databases
from schemalint.stores.functions import bodies
from schemalint.stores.json_schema import held_fast
from schemalint.stores.json_schema import read as read_schema
from schemalint.stores.literals import Entry, Literals, Value, plain
from schemalint.stores.reader import Notations
from schemalint.stores.steps import LOG_SUFFIXES, SCRIPT_SUFFIXES
from schemalint.stores.written import METHODS, by_command, by_method

_METHODS = frozenset(
    {"createIndex", "createIndexes", "ensureIndex", "drop", "dropIndex", "dropIndexes", "renameCollection"}
)
_METHODS_KINDS = {"text": "text", "hashed": "hashed", "2dsphere": "2dsphere", "2d": "2d", "geoHaystack": "geohaystack"}
_DDL = frozenset({"create", "collMod", "createIndexes", "dropIndexes", "drop", "renameCollection"})
_COMMANDS = _DDL | {
    "update", "insert", "delete", "find", "aggregate", "findAndModify", "createUser", "updateUser", "dropUser", "createRole", "dropRole",
    "grantRolesToUser", "shardCollection", "dropDatabase", "createView",
}  # fmt: skip
_DATABASES = frozenset({"db", "client", "mongoose", "connection"})
"""What scripts call the database and the way to it."""
_HARMLESS = frozenset({
    "db", "admin", "collection", "getCollection", "getSiblingDB", "find", "findOne", "toArray", "countDocuments", "estimatedDocumentCount", "distinct",
    "listCollections", "getCollectionNames", "getCollectionInfos", "listIndexes", "indexes", "indexExists", "getIndexes", "hasNext", "next", "forEach",
    "map", "log", "print", "printjson", "startSession", "withTransaction", "startTransaction", "commitTransaction", "abortTransaction",
    "endSession", "close", "explain", "stats", "sort", "limit", "project", "count", "if", "for", "while", "switch", "catch", "String",
})  # fmt: skip
"""Calls that change no collection themselves."""
_OPTIONS = ("capped", "timeseries", "expireAfterSeconds", "clusteredIndex", "collation", "viewOn")
_INDEX_OPTIONS = ("expireAfterSeconds", "sparse", "collation", "wildcardProjection")
_ENDINGS = (".schema", ".validator", ".validation", ".collection", "-schema", "_schema", "-validator", "_validator")


def read(text: str, path: str, start: int, end: int, notations: Notations) -> tuple[Reading, ...]:
    """The readings of a script, of commands in JSON or of a bare schema."""
    lower = path.lower()
    if lower.endswith(LOG_SUFFIXES) and ROOT in text:
        return tuple(_Reader(text, path, Literals("", 0, 0, notations)).of_log(start, end, notations))
    # What a part of a script calls by name is said in the rest of it.
    whole = lower.endswith(SCRIPT_SUFFIXES)
    literals = Literals(text, 0 if whole else start, len(text) if whole else end, notations)
    reader = _Reader(text, path, literals)
    if literals.words[:1] in (["{"], ["["]) and _is_data(literals):
        return tuple(reader.of_data(literals.value(0)[0], _stem(path)))
    return tuple(reader.of_script(start, end))


def _is_data(literals: Literals) -> bool:
    """Whether the text is one value, as a file of JSON is."""
    return literals.past.get(0, 0) >= len(literals.words) - 1


def _stem(path: str) -> str:
    """The collection that a file's name speaks of: `users` for `db/users.schema.json`; empty for a document."""
    name = path.rpartition("/")[2]
    stem, _, ending = name.rpartition(".")
    if ending.lower() in ("md", "markdown"):
        return ""
    for one in _ENDINGS:
        stem = stem.removesuffix(one)
    return stem


class _Reader:
    def __init__(self, text: str, path: str, literals: Literals) -> None:
        self.text = text
        self.path = path
        self.literals = literals
        self.databases = Databases(literals)
        self.database: Value | None = None
        """The one that the call speaks of, where the script speaks of several."""
        self.fixed = True
        """What is read stands in the text letter by letter, so that it can be edited."""
        self.makers: dict[str, Callable[[Value, Value], Iterator[Change]]] = {
            "create": self.create,
            "collMod": self.modify,
            "createIndexes": self.indexes,
            "dropIndexes": self.drop_index,
            "drop": self.drop,
            "renameCollection": self.rename,
        }

    # --- JSON --------------------------------------------------------------------------------------------------------

    def of_data(self, value: Value, stem: str) -> Iterator[Reading]:
        for one in value.items if value.kind == "list" else (value,):
            yield from self._of_object(one, stem)

    def _of_object(self, value: Value, stem: str) -> Iterator[Reading]:
        """A command; a collection as `getCollectionInfos` tells it; collections by name; a validator; a bare schema."""
        if value.kind != "object" or not value.entries:
            return
        first = value.entries[0]
        if first.name in _COMMANDS and first.value.kind == "string":
            yield self.command(value)
            return
        options = value.get("options")
        name = value.get("name")
        if options is not None and name is not None and name.kind == "string":
            yield self.reading(value, "createCollection", self.create(name, options))
            return
        called = value.get("collection") or value.get("collectionName")
        if called is None or called.kind != "string":
            called = Value("string", value.start, value.start, stem)
        body = next(
            (found for one in ("validator", "$jsonSchema", "bsonType") for found in [value.entry(one)] if found), None
        )
        if body is not None:
            if called.text:
                options = value if body.name == "validator" else _wrapped(value, body)
                yield self.reading(value, "createCollection", self.create(called, options))
            return
        for entry in value.entries:
            inner = entry.value
            if inner.kind == "object" and any(inner.get(one) for one in ("validator", "$jsonSchema", "bsonType")):
                body = next(
                    found for one in ("validator", "$jsonSchema", "bsonType") for found in [inner.entry(one)] if found
                )
                options = inner if body.name == "validator" else _wrapped(inner, body)
                key = Value("string", entry.start, entry.end, entry.name)
                yield self.reading(inner, "createCollection", self.create(key, options))

    def command(self, value: Value) -> Reading:
        """What a database command does: its first key names it."""
        first = value.entries[0]
        maker = self.makers.get(first.name)
        if first.name in ("insert", "update", "delete", "findAndModify") and first.value.kind == "string":
            verb = "update" if first.name == "findAndModify" else first.name
            rows = by_command(verb, self.name(first.value), value, self.path, self.span(value))
            return self.reading(value, first.name, iter((rows,)))
        if maker is None or first.value.kind != "string":
            return self.reading(value, first.name, iter(()))
        return self.reading(value, first.name, maker(first.value, value))

    def of_log(self, start: int, end: int, notations: Notations) -> Iterator[Reading]:
        """The changes of a change log, of one of its change sets, or of what takes that back."""
        for one in changes(self.text, self.path, start, end, notations):
            where = Value("object", one.start, one.end)
            self.fixed = one.fixed
            maker = self.makers.get(one.verb)
            if one.verb in ("insert", "update", "delete"):
                rows = by_command(one.verb, self.name(one.name), one.options, self.path, self.span(where))
                yield self.reading(where, one.verb, iter((rows,)))
                continue
            yield self.reading(where, one.verb, maker(one.name, one.options) if maker else iter(()))

    # --- scripts -----------------------------------------------------------------------------------------------------

    def of_script(self, start: int, end: int) -> Iterator[Reading]:
        """The calls in a stretch of the script; of a whole one not those in a function `down`, which takes back what it does."""
        literals = self.literals
        words, past = literals.words, literals.past
        skipped = {
            one.at: one.past for one in bodies(literals) if one.name == "down" and literals.start(one.at) >= start
        }
        part = end - start < len(self.text) and self.path.lower().endswith(SCRIPT_SUFFIXES)
        at = 0
        while at < len(words) - 1:
            if literals.start(at) < start:
                at += 1
                continue
            if literals.start(at) >= end:
                return
            if at in skipped:
                at = skipped[at]
                continue
            if words[at + 1] == "(" and at and words[at - 1] == ".":
                found = self._call(at)
                if found is not None:
                    yield found
                    at = max(past[at + 1], at + 1)
            if part and words[at + 1 : at + 2] == ["("] and self._may_change(at):
                yield self._not_known(at)
                at = max(past[at + 1], at + 1)
            at += 1

    def _may_change(self, at: int) -> bool:
        """Whether a call that is not understood may change collections: it is one of the database's, or is given the database."""
        literals = self.literals
        words, word = literals.words, literals.words[at]
        if literals.tokens[at].kind != "word" or word in _HARMLESS:
            return False
        stop = min(literals.past[at + 1], len(words))
        if any(
            one in _DATABASES and words[past : past + 1] != ["."]
            for past, one in enumerate(words[at + 2 : stop], at + 3)
        ):
            return words[at - 1] != "function" and words[stop + 1 : stop + 2] not in (["=>"], ["{"])
        first = literals.chain(at)
        return first < at and (words[first] in _DATABASES or word in METHODS)

    def _not_known(self, at: int) -> Reading:
        found = self._reading_of(at, iter(()))
        span, word = found.statement.span, self.literals.words[at]
        change = Opaque("everything", (), f"what `{word}` does is not known", span)
        return found._replace(changes=(change,))

    def _call(self, at: int) -> Reading | None:
        literals = self.literals
        word = literals.words[at]
        self.database = self.databases.of_call(at) if self.databases.several else None
        if word == "createCollection":
            arguments = literals.arguments(at + 1)
            if not arguments or arguments[0].kind != "string":
                return None
            options = arguments[1] if len(arguments) > 1 else Value("object", 0, 0)
            return self._reading_of(at, self.create(arguments[0], options))
        if word in ("runCommand", "command", "adminCommand"):
            arguments = literals.arguments(at + 1)
            first = arguments[0].entries[0] if arguments and arguments[0].entries else None
            if first is None or first.name not in _DDL or first.value.kind != "string":
                return None
            return self._reading_of(at, self.makers[first.name](first.value, arguments[0]), first.name)
        if word not in _METHODS and word not in METHODS:
            return None
        name = self._collection(at - 2)
        if name is None:
            return None
        if word in METHODS:
            found = self._reading_of(at, iter(()), word)
            rows = by_method(word, self.name(name), literals.arguments(at + 1), self.path, found.statement.span)
            return found._replace(statement=found.statement._replace(kind="dml"), changes=(rows,))
        return self._reading_of(at, self._method(word, name, literals.arguments(at + 1)))

    def _collection(self, at: int) -> Value | None:
        """The name of the collection that an expression which ends at a token stands for: `db.users`, `db.collection("users")`, or a
        name that one of these was given to."""
        literals = self.literals
        for _ in range(3):
            if at < 0:
                return None
            if literals.words[at] == ")":
                opening = literals.opening.get(at, -1)
                if opening > 0 and literals.words[opening - 1] in ("getCollection", "collection"):
                    arguments = literals.arguments(opening)
                    return arguments[0] if arguments and arguments[0].kind == "string" else None
                return None
            token = literals.tokens[at]
            if token.kind != "word":
                return None
            if at >= 2 and literals.words[at - 1] == ".":
                if not self.databases.is_database(at - 2):
                    return None
                return Value("string", literals.start(at), literals.end(at), token.text)
            given = literals.constants.get(token.text)
            if given is None:
                return None
            while given < len(literals.words) and literals.words[given] in ("await", "(", "this", "."):
                given += 1
            at = self._end_of_chain(given)
        return None

    def _end_of_chain(self, at: int) -> int:
        """The last token of `db.users` or `db.collection("users")` from its first on."""
        words, past = self.literals.words, self.literals.past
        while at + 1 < len(words) and (words[at + 1] == "." or words[at + 1] == "("):
            at = at + 2 if words[at + 1] == "." else past[at + 1]
            if at >= len(words):
                return -1
        return at

    def _method(self, word: str, name: Value, arguments: list[Value]) -> Iterator[Change]:
        first = arguments[0] if arguments else None
        options = arguments[1] if len(arguments) > 1 else None
        if word in ("createIndex", "ensureIndex"):
            if first is not None:
                yield from self._index(name, first, options)
        elif word == "createIndexes":
            for item in first.items if first is not None else ():
                keys = item.get("key")
                yield from self._index(name, keys if keys is not None else item, item if keys is not None else options)
        elif word == "drop":
            yield from self.drop(name, name)
        elif word == "renameCollection":
            if first is not None and first.kind == "string":
                yield RenameObject("table", self.name(name), self.name(first))
        elif first is not None or word == "dropIndexes":
            every = Value("string", name.start, name.end, "*")
            yield from self._dropped(name, first if first is not None else every)

    # --- changes -----------------------------------------------------------------------------------------------------

    def create(self, name: Value, options: Value, modifies: bool = False) -> Iterator[Change]:
        """A collection with its validator; `modifies` where it was there before."""
        if options.get("viewOn") is not None:
            return
        validator, columns, checks, comment = self._validator(options)
        if modifies and validator is None and options.get("validator") is None:
            return
        kind = Type("objectId", "objectId", "other")
        if any(column.name == "_id" for column in columns):
            columns = tuple(
                one._replace(nullable=False, type=one.type or kind) if one.name == "_id" else one for one in columns
            )
        else:
            columns = (Column("_id", kind, nullable=False, span=self.span(name)), *columns)
        stored = tuple(
            (one.lower(), found.text or found.kind)
            for one in _OPTIONS
            for found in [options.get(one)]
            if found is not None
        )
        yield CreateTable(
            self.name(name),
            columns,
            (PrimaryKey("", ("_id",)), *checks),
            kind="collection",
            or_replace=modifies,
            options=stored,
            comment=comment,
            span=NOWHERE if not self.fixed else self.span(options) if options.end else self.span(name),
            validator=validator,
        )

    def modify(self, name: Value, options: Value) -> Iterator[Change]:
        """collMod: another validator, another level of the one there is, or another way of an index."""
        yield from self.create(name, options, True)
        index = options.get("index")
        called = (index.get("name") or index.get("keyPattern")) if index is not None else None
        if index is None or called is None:
            return
        if called.kind == "object":
            called = Value("string", called.start, called.end, _named_by(called))
        for word, option in (("hidden", "hidden"), ("expireAfterSeconds", "expireafterseconds")):
            given = index.get(word)
            if given is not None and given.kind in ("number", "boolean"):
                action = f"{option}={_number(given.text)}"
                yield AlterIndex(self.index_name(called), self.name(name), action, self.span(index))

    def _validator(self, options: Value) -> tuple[Validator | None, tuple[Column, ...], tuple[Check, ...], str | None]:
        entry = options.entry("validator")
        level, action = options.entry("validationLevel"), options.entry("validationAction")
        made = Validator(
            self.span(entry) if entry is not None else NOWHERE,
            (),
            level.value.text if level is not None else "",
            self.span(level.value) if level is not None else NOWHERE,
            action.value.text if action is not None else "",
            self.span(action.value) if action is not None else NOWHERE,
            options.kind == "unknown" or options.partial,
        )
        if entry is None:
            known = level is not None or action is not None or made.unknown
            return (made if known else None), (), (), None
        schema = _schema_in(entry.value)
        if entry.value.kind == "object" and not entry.value.entries and not entry.value.partial:
            return None, (), (), None  # `{}` takes the validator away
        if schema is None or schema.value.kind != "object" or not schema.value.entries:
            unknown = entry.value.kind == "unknown" or entry.value.partial or schema is not None
            return made._replace(unknown=made.unknown or unknown), (), (), None
        found = read_schema(schema, self.text, self.path, self.span(options))
        bare = schema.start == schema.end
        span = Span(self.path, schema.start, schema.start + 1) if bare else self.span(schema)
        root, *inner = found.objects
        # What other conditions in `$and` ask for besides is not known.
        root = root._replace(unknown=root.unknown or entry.value.entry("$and") is not None)
        objects = (root, *inner) if self.fixed else tuple(map(held_fast, (root, *inner)))
        return made._replace(span=span, objects=objects), found.columns, found.checks, found.description

    def indexes(self, name: Value, options: Value) -> Iterator[Change]:
        """The command createIndexes."""
        listed = options.get("indexes")
        for item in listed.items if listed is not None else ():
            keys = item.get("key")
            if keys is not None:
                yield from self._index(name, keys, item)

    def _index(self, name: Value, keys: Value, options: Value | None) -> Iterator[Change]:
        """An index; a collection that is not there is made by its first index."""
        if keys.kind != "object" or not keys.entries or keys.partial:
            return
        yield CreateTable(
            self.name(name),
            (Column("_id", Type("objectId", "objectId", "other"), nullable=False, span=self.span(name)),),
            (PrimaryKey("", ("_id",)),),
            kind="collection",
            if_not_exists=True,
            options=(("implicit", "true"),),
            span=self.span(name),
        )
        options = options or Value("object", 0, 0)
        called = options.get("name")
        index = called.text if called is not None and called.kind == "string" else _named_by(keys)
        kinds = [_METHODS_KINDS[one.value.text] for one in keys.entries if one.value.text in _METHODS_KINDS]
        collation = options.get("collation")
        compared = plain(collation, self.text) if collation is not None else ""
        parts = tuple(
            KeyPart(one.name, descending=one.value.text.startswith("-"), collation=compared, span=self.span(one))
            for one in keys.entries
        )
        wildcard = any("$**" in one.name for one in keys.entries)
        span = Span(self.path, keys.start, max(options.end, keys.end))
        definition = Index(
            "",
            index,
            parts,
            unique=_is_true(options.get("unique")),
            method="wildcard" if wildcard else kinds[0] if kinds else "btree",
            predicate=self._predicate(options),
            valid=not _is_true(options.get("hidden")),
            named=called is not None,
            span=span,
            name_span=self.span(called) if called is not None else self.span(keys),
            options=tuple(
                (one.lower(), _number(found.text) if found.text else plain(found, self.text))
                for one in _INDEX_OPTIONS
                for found in [options.get(one)]
                if found is not None and found.text != "false"
            ),
        )
        called_at = self.span(called) if called is not None else self.span(keys)
        yield CreateIndex(self.name(name), definition, Name(index, index, called_at), if_not_exists=True, span=span)

    def _predicate(self, options: Value) -> Expression | None:
        """Which documents a partial or a sparse index holds."""
        found = options.entry("partialFilterExpression")
        if found is None:
            return None
        written = self.text[found.value.start : found.value.end]
        text = " ".join(written.split()) if self.fixed else plain(found.value, self.text)
        columns = tuple(one.name for one in found.value.entries if not one.name.startswith("$"))
        return Expression(text, self.span(found.value), Unclear(text), columns)

    def drop_index(self, name: Value, options: Value) -> Iterator[Change]:
        """The command dropIndexes."""
        dropped = options.get("index")
        if dropped is not None:
            yield from self._dropped(name, dropped)

    def _dropped(self, name: Value, index: Value) -> Iterator[Change]:
        by_key = index.kind == "object"
        if by_key:
            index = Value("string", index.start, index.end, _named_by(index))
        named = [index] if index.kind == "string" else [one for one in index.items if one.kind == "string"]
        for one in named:
            if one.text:
                keys = (one.text,) if by_key else ()
                yield DropObjects(
                    "index",
                    (self.index_name(one),),
                    if_exists=one.text == "*",
                    on=self.name(name),
                    signatures=keys,
                    span=self.span(one),
                )

    def drop(self, name: Value, _options: Value) -> Iterator[Change]:
        """A collection with its indexes."""
        yield DropObjects("table", (self.name(name),), if_exists=True, span=self.span(name))

    def rename(self, name: Value, options: Value) -> Iterator[Change]:
        """The command renameCollection, whose names begin with the database's."""
        to = options.get("to")
        if to is not None and to.kind == "string":
            yield RenameObject("table", self.name(_last(name)), self.name(_last(to)))

    # --- places ------------------------------------------------------------------------------------------------------

    def name(self, value: Value) -> ObjectName:
        """The name of a collection."""
        return ObjectName(self._name(value), self._name(self.database) if self.database is not None else None)

    def index_name(self, value: Value) -> ObjectName:
        return ObjectName(self._name(value))

    def _name(self, value: Value) -> Name:
        return Name(value.text, self.text[value.start : value.end], self.span(value))

    def span(self, held: Value | Entry) -> Span:
        return Span(self.path, held.start, held.end)

    def _reading_of(self, at: int, changes: Iterator[Change], verb: str = "") -> Reading:
        """The reading of a call whose name is the token: from `db` to its closing bracket."""
        literals = self.literals
        stop = min(literals.past[at + 1], len(literals.tokens) - 1)
        where = Value("object", literals.start(literals.chain(at)), literals.end(stop))
        return self.reading(where, verb or literals.words[at], changes)

    def reading(self, value: Value, verb: str, changes: Iterator[Change]) -> Reading:
        span = self.span(value)
        made = tuple(changes)
        writes = any(isinstance(one, WriteRows) for one in made)
        kind = "dml" if writes else "ddl" if made else "unknown"
        statement = Statement(
            span,
            span.end,
            kind,  # type: ignore[arg-type]
            verb,
            self.text[span.start : span.end],
            Tokens((), (), ()),
            "mongodb",
        )
        return Reading(statement, made or (NoChange(verb, span),))


def _schema_in(query: Value) -> Entry | None:
    """The `$jsonSchema` of a validator, beside other conditions or in `$and` with them."""
    every = query.get("$and")
    held = (one.entry("$jsonSchema") for one in (query, *(every.items if every is not None else ())))
    return next((one for one in held if one is not None), None)


def _wrapped(value: Value, body: Entry) -> Value:
    """The options of a collection whose schema stands alone."""
    schema = body if body.name == "$jsonSchema" else Entry("$jsonSchema", value.start, value.start, value)
    inner = Value("object", value.start, value.end, "", (schema,))
    return Value("object", value.start, value.end, "", (Entry("validator", value.start, value.start, inner),))


def _named_by(keys: Value) -> str:
    """What the server calls an index by its key."""
    return "_".join(f"{one.name}_{_number(one.value.text)}" for one in keys.entries)


def _number(text: str) -> str:
    """A number as the server prints it: `-1` for `-1.0`."""
    try:
        value = float(text)
    except ValueError:
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else text


def _is_true(value: Value | None) -> bool:
    return value is not None and value.text == "true"


def _last(value: Value) -> Value:
    """The name without the database in front."""
    return value._replace(text=value.text.partition(".")[2] or value.text)
