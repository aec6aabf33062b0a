from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, CreateTable, Diagnostic, Edit, Fix, Good, Replay, Span, Table
from schemalint_rules._validators import about_collection, quoted


class MissingValidator(CatalogRule):
    """A collection should have a validator.

    ## What it does
    Reports a collection of MongoDB that is made without a `$jsonSchema` or another validator and gets none later. One that only
    its indexes make is reported in a history of migrations, which holds all that ever happened to it. Silent about views, time
    series, which can have no validator, and options that are no literals.

    ## Why is this bad
    Without a validator any document is accepted: a misspelt field, a number written as text and a missing address stay
    unseen until a reader fails on them.

    ## Fix
    A validator with the fields that the collection's indexes name. What else its documents hold has to be added by hand. Unsafe:
    writes of documents that lack a field are refused from then on.

    ## References
    - MongoDB 8.0 manual, Schema Validation; Specify JSON Schema Validation
    """

    name = "missing-validator"
    severity = "warning"
    dialects = ("mongodb",)
    fixes = "unsafe"
    good = (
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { bsonType: "object", required: ["name"], '
            'properties: { name: { bsonType: "string" } } } } });',
            dialect="mongodb",
        ),
        Good(
            'db.createCollection("user");\n'
            'db.runCommand({ collMod: "user", validator: { $jsonSchema: { properties: { name: { bsonType: "string" } } } } });',
            dialect="mongodb",
        ),
        Good(
            'db.createCollection("load", { timeseries: { timeField: "at", metaField: "host" } });',
            dialect="mongodb",
        ),
        Good('db.createCollection("user", optionsFor("user"));', dialect="mongodb"),
    )
    bad = (
        Bad(
            'db.createCollection("user");\ndb.user.createIndex({ email: 1 }, { unique: true });',
            at='"user"',
            fixed=(
                'db.createCollection("user", { validator: { $jsonSchema: { bsonType: "object", required: ["email"], '
                "properties: { email: {} } } } });\ndb.user.createIndex({ email: 1 }, { unique: true });"
            ),
            dialect="mongodb",
        ),
        Bad(
            '[{"create": "log", "capped": true, "size": 1024}]',
            at='"log"',
            path="migrations/1_log.up.json",
            dialect="mongodb",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        made = {step.change.name.span: step.change for step in replay.steps if isinstance(step.change, CreateTable)}
        for table in catalog.tables.values():
            options = dict(table.options)
            if table.kind != "collection" or table.validator is not None or "timeseries" in options:
                continue
            if "implicit" in options and replay.kind != "history":
                continue
            change = made.get(table.span)
            yield self.found(
                table.span,
                f"Collection {table.ref.text} has no validator, so it accepts documents of any shape.",
                subject=about_collection(table),
                repair=f'db.runCommand({{ collMod: "{table.name}", validator: {{ $jsonSchema: {{ … }} }} }})',
                fix=None if change is None or "implicit" in options else self._fix(table, change),
            )

    def _fix(self, table: Table, change: CreateTable) -> Fix | None:
        fields = list(dict.fromkeys(column.split(".")[0] for index in table.indexes for column in index.columns))
        fields = [one for one in fields if one != "_id" and "$" not in one]
        if not fields or not change.span.path:
            return None  # a validator that asks for nothing is none
        needed = [one for index in table.indexes if index.unique and not index.predicate for one in index.columns]
        needed = [one for one in fields if one in needed]
        in_json = table.span.path.endswith(".json")

        def plain(word: str) -> str:
            return word if not in_json and word.isidentifier() else f'"{word}"'

        required = f" {plain('required')}: [{', '.join(map(quoted, needed))}]," if needed else ""
        properties = ", ".join(f"{plain(one)}: {{}}" for one in fields)
        schema = f'{{ {plain("bsonType")}: "object",{required} {plain("properties")}: {{ {properties} }} }}'
        schema_key = '"$jsonSchema"' if in_json else "$jsonSchema"
        validator = f"{plain('validator')}: {{ {schema_key}: {schema} }}"
        if change.span == table.span:
            edit = Edit(Span(table.span.path, table.span.end, table.span.end), f", {{ {validator} }}")
        elif change.span.covers(table.span):  # a command: its first key is the collection
            edit = Edit(Span(table.span.path, table.span.end, table.span.end), f", {validator}")
        else:
            at = change.span.start + 1
            edit = Edit(Span(table.span.path, at, at), f" {validator},")
        return Fix(f"Give {table.ref.text} a validator with the fields of its indexes", "unsafe", (edit,))
