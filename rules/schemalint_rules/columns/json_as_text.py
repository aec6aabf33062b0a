from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Constant, Diagnostic, Dialect, Good, Replay, Table, version_of
from schemalint_rules._proposals import about, spelled
from schemalint_rules._retyping import as_type, typed, written_at
from schemalint_rules._vocabulary import named

BETTER: dict[Dialect, str] = {"postgres": "jsonb", "mysql": "JSON", "oracle": "JSON"}
TEXTUAL = frozenset({"varchar", "text"})


class JsonAsText(CatalogRule):
    """JSON should be stored as JSON.

    ## What it does
    Reports character columns that hold JSON: `json` is a word of their name, or their default is an empty JSON object or
    list. In PostgreSQL, MySQL, and Oracle from 21c on. A column whose CHECK tests that it is JSON is left alone.

    ## Why is this bad
    Text takes half an object as well as a whole one, every access parses it anew, and no index reaches into it.

    ## Fix
    `jsonb`, in MySQL and Oracle `JSON`. Not done by itself: text that is not valid would stop it.

    ## References
    - PostgreSQL 17 manual, 8.14 JSON Types; MySQL 8.4 manual, 13.5 The JSON Data Type
    - Oracle Database JSON Developer's Guide 21c, Data Types for JSON Data
    """

    name = "json-as-text"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "oracle")
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, details_json jsonb, json_path varchar(80), tags text[]);"),
        Good(
            "CREATE TABLE item (id int PRIMARY KEY, details_json TEXT CHECK (JSON_VALID(details_json)));",
            dialect="mysql",
        ),
        Good("CREATE TABLE item (id NUMBER PRIMARY KEY, details_json CLOB);", dialect="oracle", version="19"),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, details_json text);", at="text", message="jsonb USING details_json::jsonb"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, details text NOT NULL DEFAULT '{}');", at="text"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, detailsJson LONGTEXT);", at="LONGTEXT", dialect="mysql"),
        Bad("CREATE TABLE item (id NUMBER PRIMARY KEY, details_json CLOB);", at="CLOB", dialect="oracle", version="21"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        dialect = catalog.dialect
        if dialect == "oracle" and (not catalog.version or version_of(dialect, catalog.version) < (21,)):
            return
        for table, column, held in typed(catalog):
            if held.family not in TEXTUAL or held.dimensions or not _is_json(column) or _is_checked(table, column):
                continue
            if held.length is not None and held.length < 64:
                continue  # a name or a path that has to do with JSON
            better = BETTER[dialect]
            using = f"{spelled(column.name, catalog)}::jsonb" if dialect == "postgres" else ""
            yield self.found(
                written_at(column),
                f"{table.ref.text}.{column.name} keeps JSON as {held.text}: broken JSON fits, it is parsed anew for every access, "
                "and no index reaches into it.",
                subject=about(table, column.name),
                repair=as_type(table, column, better, catalog, using),
            )


def _is_json(column: Column) -> bool:
    parts = named(column)
    if parts and (parts[-1] == "json" or (parts[0] == "json" and len(parts) == 1)):
        return True
    shape = column.default.shape if column.default else None
    return isinstance(shape, Constant) and shape.kind == "string" and shape.value.strip() in ("{}", "[]")


def _is_checked(table: Table, column: Column) -> bool:
    return any(
        column.name in check.expression.columns and "json" in check.expression.text.lower() for check in table.checks
    )
