from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    Fix,
    Good,
    Kind,
    Name,
    ObjectName,
    OptionError,
    Ref,
    RenameObject,
    Replay,
    Span,
    Subject,
    Table,
    View,
    option,
)
from schemalint.model.record import NamedTuple
from schemalint_rules._declared import is_store
from schemalint_rules._proposals import name_of, object_name
from schemalint_rules._tables import is_framework_table, own_columns, understood
from schemalint_rules._vocabulary import plain

LONGEST = 500
"""Longer patterns are refused: names have at most 128 characters."""

KINDS = (
    "schema", "table", "column", "view", "index", "primary-key", "unique", "foreign-key", "check", "exclusion", "sequence", "enum",
    "domain", "trigger", "routine", "policy",
)  # fmt: skip


class Place(NamedTuple):
    """A name somebody chose."""

    kind: str
    name: str
    span: Span
    subject: Subject
    table: str
    columns: tuple[str, ...]
    owner: str


class NamePattern(CatalogRule):
    """A policy: names must match a pattern.

    ## What it does
    Reports a name that `patterns` does not match wholly. The keys say whose names: `schema` (told where it is made, else at its
    first table or view), `table`, `column`, `view`, `index`, `primary-key`, `unique`, `foreign-key`, `check`, `exclusion`,
    `sequence`, `enum`, `domain`, `trigger`, `routine`, `policy`. The values are regular expressions in which `{table}` and `{columns}` (joined by `_`) stand for the names of what an index, constraint or
    trigger belongs to. Names that the server gave, `_id` of MongoDB among them, are left alone; those that PostgreSQL
    folds are judged as it keeps them. Says nothing until `patterns` is set. Meant for policies:

        [[tool.schemalint.policy]]
        name = "house-names"
        rule = "name-pattern"
        patterns = { table = "[a-z][a-z_]*", index = "idx_{table}_{columns}" }

    ## Why is this bad
    Where names follow a rule, an error message or a plan can be read without looking anything up.

    ## Fix
    Where a pattern leaves only one name, an index gets it. Unsafe: hints and code may use the old one.

    ## References
    - Python, `re`: Regular Expression Syntax
    """

    name = "name-pattern"
    severity = "warning"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb", "dynamodb")
    asks = ("patterns",)
    fixes = "unsafe"
    patterns: Mapping[str, str] = option({}, 'Kind = regular expression: `{ table = "[a-z_]+" }`.')

    good = (
        Good('CREATE TABLE "Account" (id int PRIMARY KEY);'),
        Good(
            "CREATE TABLE account (id int PRIMARY KEY, email text);\nCREATE INDEX idx_account_email ON account (email);",
            options={"patterns": {"table": "[a-z_]+", "index": "idx_{table}_{columns}"}},
        ),
        Good(
            "CREATE TABLE Account (Id int PRIMARY KEY);", options={"patterns": {"table": "[a-z]+", "column": "[a-z]+"}}
        ),
    )
    bad = (
        Bad("CREATE TABLE account2 (id int PRIMARY KEY);", at="account2", options={"patterns": {"table": "[a-z_]+"}}),
        Bad(
            "CREATE TABLE old.account (id int PRIMARY KEY);",
            at="old.account",
            options={"patterns": {"schema": "(?!old$).+"}},
            message="Schema old",
        ),
        Bad(
            "CREATE INDEX email_index ON account (email);",
            given="CREATE TABLE account (id int PRIMARY KEY, email text);",
            at="email_index",
            options={"patterns": {"index": "idx_{table}_{columns}"}},
            message="idx_account_email",
        ),
        Bad(
            'db.createCollection("orders", { validator: { $jsonSchema: { properties: { _id: {}, made_at: { bsonType: "date" } } } } });',
            at="made_at",
            dialect="mongodb",
            options={"patterns": {"column": "[a-z][A-Za-z]*", "table": "[a-z]+"}},
        ),
        Bad(
            '{"TableName": "orders", "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}], '
            '"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}',
            at="orders",
            path="orders.json",
            dialect="dynamodb",
            options={"patterns": {"table": "[A-Z][A-Za-z]*"}},
        ),
    )

    def __init__(self, **values: object) -> None:
        super().__init__(**values)
        for kind, pattern in self.patterns.items():
            if kind not in KINDS:
                raise OptionError("patterns", f"`{kind}` is no kind of name (there are: {', '.join(KINDS)})")
            if not isinstance(pattern, str) or len(pattern) > LONGEST:
                raise OptionError("patterns", f"`{kind}` must be a string of at most {LONGEST} characters")
            try:
                re.compile(pattern.replace("{table}", "t").replace("{columns}", "c"))
            except re.error as error:
                raise OptionError("patterns", f"what `{kind}` says is no regular expression: {error}") from None

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        compiled: dict[str, re.Pattern[str]] = {}
        for place in _places(catalog) if self.patterns else ():
            pattern = self.patterns.get(place.kind)
            if pattern is None:
                continue
            filled = pattern.replace("{table}", re.escape(place.table)).replace(
                "{columns}", re.escape("_".join(place.columns))
            )
            if filled not in compiled:
                compiled[filled] = re.compile(filled)
            if compiled[filled].fullmatch(place.name):
                continue
            only = re.sub(r"\\(.)", r"\1", filled)
            exact = re.escape(only) == filled or bool(re.fullmatch(r"[\w]+", filled))
            yield self.found(
                place.span,
                f"{place.kind.replace('-', ' ').capitalize()} {place.owner}{place.name} does not match `{pattern}`.",
                subject=place.subject,
                repair=f"name it {only}" if exact else f"choose a name that matches {filled}",
                fix=self._fix(place, only)
                if exact and place.kind == "index" and not is_store(catalog.dialect)
                else None,
            )

    def _fix(self, place: Place, name: str) -> Fix:
        schema = place.subject.schema or ""
        old: ObjectName = object_name(Ref(schema, place.name))
        new: Name = name_of(name)
        on = object_name(Ref(schema, place.table))
        return Fix(
            f"Rename {place.name} to {name}", "unsafe", changes=(RenameObject("index", old, ObjectName(new), on),)
        )


def _places(catalog: Catalog) -> Iterator[Place]:
    """Every name that the text gives, with what it belongs to."""
    yield from _schemas(catalog)
    for table in understood(catalog):
        if is_framework_table(table):
            continue
        owner = f"{table.ref.text}."
        schema = table.schema or None
        own = _as_kept(table, catalog)
        yield Place(
            "table",
            own,
            table.span,
            Subject("table", schema, None, table.name),
            own,
            (),
            f"{schema}." if schema else "",
        )
        for column in own_columns(table):
            if catalog.dialect == "mongodb" and column.name == "_id":
                continue
            name = _as_kept(column, catalog)
            yield Place(
                "column",
                name,
                column.span,
                Subject("column", schema, table.name, column.name, (column.name,)),
                own,
                (),
                owner + column.name[: -len(name)] if column.name.endswith(f".{name}") else owner,
            )
        if not table.partition_of:
            yield from _inside(table, own, owner, schema)
    for view in catalog.views.values():
        subject = Subject("materialized-view" if view.materialized else "view", view.schema or None, None, view.name)
        yield Place("view", _as_kept(view, catalog), view.span, subject, "", (), "")
    for sequence in catalog.sequences.values():
        if not sequence.implicit:
            yield Place(
                "sequence",
                sequence.name,
                sequence.span,
                Subject("sequence", sequence.schema or None, None, sequence.name),
                "",
                (),
                "",
            )
    for enum in catalog.enums.values():
        yield Place("enum", enum.name, enum.span, Subject("enum", enum.schema or None, None, enum.name), "", (), "")
    for domain in catalog.domains.values():
        yield Place(
            "domain", domain.name, domain.span, Subject("domain", domain.schema or None, None, domain.name), "", (), ""
        )
    for trigger in catalog.triggers.values():
        subject = Subject("trigger", trigger.table.schema or None, trigger.table.name, trigger.name)
        yield Place(
            "trigger",
            trigger.name,
            trigger.span,
            subject,
            trigger.table.name,
            trigger.columns,
            f"{trigger.table.text}.",
        )
    for routines in catalog.routines.values():
        for routine in routines:
            yield Place(
                "routine",
                routine.name,
                routine.span,
                Subject("routine", routine.schema or None, None, routine.name),
                "",
                (),
                "",
            )
    for policy in catalog.policies.values():
        subject = Subject("policy", policy.table.schema or None, policy.table.name, policy.name)
        yield Place("policy", policy.name, policy.span, subject, policy.table.name, (), f"{policy.table.text}.")


def _as_kept(thing: Table | Column | View, catalog: Catalog) -> str:
    """The name as the server keeps it; where that is all capitals or in the case of the file system, as it is written."""
    return thing.name if catalog.dialect == "postgres" else plain(thing.written) or thing.name


def _schemas(catalog: Catalog) -> Iterator[Place]:
    """The schemas that are made or hold a table or view, each once; where nobody wrote a schema there is nothing to name."""
    made = {ref.name: one.span for (kind, ref), one in catalog.others.items() if kind == "schema"}
    holding = [(one.schema, one.span) for one in understood(catalog)]
    holding += [(one.schema, one.span) for one in catalog.views.values()]
    for schema, span in holding:
        if schema and schema != catalog.default_schema:
            made.setdefault(schema, span)
    for schema, span in made.items():
        yield Place("schema", schema, span, Subject("schema", schema, None, schema), "", (), "")


def _inside(table: Table, own: str, owner: str, schema: str | None) -> Iterator[Place]:
    named: list[tuple[str, Kind, str, Span, tuple[str, ...]]] = []
    key = table.primary_key
    if key and key.named:
        named.append(("primary-key", "constraint", key.name, key.name_span, key.columns))
    named += [("unique", "constraint", one.name, one.name_span, one.columns) for one in table.uniques if one.named]
    named += [
        ("foreign-key", "constraint", one.name, one.name_span, one.columns) for one in table.foreign_keys if one.named
    ]
    named += [
        ("check", "constraint", one.name, one.name_span, one.expression.columns) for one in table.checks if one.named
    ]
    named += [
        ("exclusion", "constraint", one.name, one.name_span, tuple(part.column for part in one.parts if part.column))
        for one in table.exclusions
        if one.named
    ]
    named += [
        ("index", "index", one.name, one.name_span, tuple(part.column for part in one.parts if part.column))
        for one in table.indexes
        if one.named
    ]
    for kind, subject, name, span, columns in named:
        if span.path:
            yield Place(kind, name, span, Subject(subject, schema, table.name, name, columns), own, columns, owner)
