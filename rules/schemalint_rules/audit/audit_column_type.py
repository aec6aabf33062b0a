from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from schemalint import (
    AlterColumnType,
    Bad,
    Catalog,
    CatalogRule,
    Column,
    Edit,
    Finding,
    Fix,
    Good,
    Replay,
    Table,
    Type,
    built_in,
    option,
)
from schemalint_rules._audit import audit_names
from schemalint_rules._proposals import INSTANT, Written, about, alter_type, name_of, object_name, spelled
from schemalint_rules._tables import own_columns, stored


class AuditColumnType(CatalogRule):
    """Audit columns should all have the same type, one that holds a point in time.

    ## What it does
    Reports a created-at or updated-at column whose type differs from the configured one, or, where none is configured, from
    the type that most audit columns of the schema have. A schema with a single such column is held to its dialect's type for
    points in time. Length and precision are not compared, and a type that says more than the usual one is left alone. Where only the time zone is missing,
    `timestamp-without-time-zone` speaks.

    ## Why is this bad
    Times of different types compare by conversion, or not at all: a text or a number sorts by accident and takes any value.

    ## Fix
    The column gets the usual type. Unsafe: stored values are converted, and may not convert.

    ## References
    - PostgreSQL 17 manual, 8.5 Date/Time Types; MySQL 8.4 manual, 13.2.2 The DATE, DATETIME, and TIMESTAMP Types
    """

    name = "audit-column-type"
    severity = "warning"
    fixes = "unsafe"
    convention = True
    yields_to = ("timestamp-without-time-zone",)
    type: str = option("", "The type all audit columns must have; the schema's usual one where it is not set.")

    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY, created_at timestamptz(3), updated_at timestamptz);"),
        Good("CREATE TABLE account (id INTEGER PRIMARY KEY, created_at TEXT, updated_at TEXT);", dialect="sqlite"),
    )
    bad = (
        Bad(
            "CREATE TABLE a (id int PRIMARY KEY, created_at timestamptz, updated_at timestamptz);\n"
            "CREATE TABLE b (id int PRIMARY KEY, created_at varchar(30), updated_at timestamptz);",
            at="varchar(30)",
            fixed="CREATE TABLE a (id int PRIMARY KEY, created_at timestamptz, updated_at timestamptz);\n"
            "CREATE TABLE b (id int PRIMARY KEY, created_at timestamp with time zone, updated_at timestamptz);",
        ),
        Bad("CREATE TABLE a (id int PRIMARY KEY, created_at date);", at="date"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        names = audit_names(catalog)
        found: list[tuple[Table, Column]] = [
            (table, column)
            for table in stored(catalog)
            for column in own_columns(table)
            if column.type is not None and not column.unknown and names.role(column)
            and column.type.family not in ("binary", "user") and not column.generated
        ]  # fmt: skip
        if not found:
            return
        wanted = self._wanted([column.type for _, column in found if column.type], catalog)
        written = Written(replay)
        for table, column in found:
            assert column.type is not None
            if column.type.name == wanted.name or (
                not self.type
                and ((len(found) == 1 and _holds_time(column.type, catalog)) or _tells_more(column.type, wanted))
            ):
                yield self.kept(column.span, table)
            else:
                yield self._differs(table, column, wanted, catalog, written)

    def _wanted(self, types: list[Type], catalog: Catalog) -> Type:
        if self.type:
            fact = built_in(catalog.dialect).get(self.type.partition("(")[0].strip().upper())
            return Type(fact.name, self.type, fact.family) if fact else Type(self.type.lower(), self.type, "other")
        most, times = Counter(type_.name for type_ in types).most_common(1)[0]
        if len(types) < 2 or times * 2 <= len(types):  # half is not usual
            return INSTANT[catalog.dialect]
        return next(type_ for type_ in types if type_.name == most)

    def _differs(self, table: Table, column: Column, wanted: Type, catalog: Catalog, written: Written) -> Finding:
        assert column.type is not None
        span = column.type.span
        tail = "" if column.nullable else " NOT NULL"
        using = f"to_timestamp({spelled(column.name, catalog)})" if column.type.family == "integer" else ""
        edits = (Edit(span, written.cased(span, wanted.text)),) if span.path else ()
        usual = "configured" if self.type else "usual"
        return self.found(
            span if span.path else column.span,
            f"{table.ref.text}.{column.name} is {column.type.text}, not {wanted.text} as is {usual} for audit columns here: "
            "such times cannot be compared without converting them.",
            subject=about(table, column.name),
            repair=alter_type(table.ref, column.name, wanted.text, catalog, using=using, tail=tail),
            fix=Fix(
                f"Make {table.ref.text}.{column.name} {wanted.text}",
                "unsafe",
                edits,
                (AlterColumnType(object_name(table.ref), name_of(column.name), wanted),),
            ),
        )


EXACT = ("smalldatetime", "datetime", "datetime2", "datetimeoffset")
"""Types of SQL Server, each of which holds all that the ones before it do."""


def _tells_more(held: Type, wanted: Type) -> bool:
    """Whether the usual type would lose something of what the column says."""
    if held.name in EXACT and wanted.name in EXACT:
        return EXACT.index(held.name) > EXACT.index(wanted.name)
    return held.family == "timestamptz" and wanted.family in ("timestamp", "date")


def _holds_time(type_: Type, catalog: Catalog) -> bool:
    if catalog.dialect == "sqlite":
        return type_.family in ("timestamp", "timestamptz", "text", "integer", "decimal")
    return type_.family in ("timestamp", "timestamptz") or (catalog.dialect == "oracle" and type_.family == "date")
