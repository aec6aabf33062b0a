from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    AlterColumnType,
    Bad,
    Catalog,
    CatalogRule,
    Column,
    Edit,
    Expression,
    Finding,
    Fix,
    Good,
    Replay,
    Table,
    Type,
    Unclear,
    option,
)
from schemalint_rules._proposals import Written, about, alter_type, name_of, object_name, spelled
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._vocabulary import named

LOCAL = frozenset({"local", "localtime", "wall", "naive"})
"""Words that say a time is meant as the clock on the wall."""


class TimestampWithoutTimeZone(CatalogRule):
    """A point in time should be stored with its time zone.

    ## What it does
    Reports columns of type `timestamp` without time zone in PostgreSQL and Oracle, and, where `tsql` is set, `datetime2` and
    its elders in SQL Server. Follows the schema: where nearly all columns are like that it is told once. Silent about columns
    whose name says that a local time is meant.

    ## Why is this bad
    Without a zone the value is no instant: what it means depends on the session that wrote it, and twice a year an hour is
    ambiguous. In PostgreSQL both types take eight bytes.

    ## Fix
    `timestamp with time zone` (`datetimeoffset`), reading what is stored as UTC. Unsafe: the values must have been written as
    UTC, and the table is rewritten unless the session's zone is UTC.

    ## References
    - PostgreSQL 17 manual, 8.5.1.3 Time Stamps; PostgreSQL wiki, Don't Do This
    - Oracle Database SQL Language Reference, TIMESTAMP WITH TIME ZONE; SQL Server, datetimeoffset
    """

    name = "timestamp-without-time-zone"
    severity = "warning"
    dialects = ("postgres", "tsql", "oracle")
    fixes = "unsafe"
    convention = True
    tsql: bool = option(False, "Also report SQL Server's datetime2, datetime and smalldatetime.")

    good = (
        Good("CREATE TABLE visit (id int PRIMARY KEY, at timestamptz NOT NULL, opens_local timestamp);"),
        Good("CREATE TABLE visit (id int PRIMARY KEY, at datetime2 NOT NULL);", dialect="tsql"),
    )
    bad = (
        Bad(
            "CREATE TABLE visit (id int PRIMARY KEY, at timestamp(3) NOT NULL);",
            at="timestamp(3)",
            fixed="CREATE TABLE visit (id int PRIMARY KEY, at timestamp(3) with time zone NOT NULL);",
            message="AT TIME ZONE 'UTC'",
        ),
        Bad(
            "CREATE TABLE visit (id int PRIMARY KEY, at datetime2 NOT NULL);",
            at="datetime2",
            dialect="tsql",
            options={"tsql": True},
        ),
        Bad(
            "CREATE TABLE visit (id NUMBER PRIMARY KEY, at TIMESTAMP(3) NOT NULL);", at="TIMESTAMP(3)", dialect="oracle"
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        if catalog.dialect == "tsql" and not self.tsql:
            return
        written = Written(replay)
        for table in stored(catalog):
            for column in own_columns(table):
                if column.type is None or column.unknown or not LOCAL.isdisjoint(named(column)):
                    continue
                if column.type.family == "timestamptz":
                    yield self.kept(column.span, table)
                elif column.type.family == "timestamp":
                    yield self._naive(table, column, catalog, written)

    def _naive(self, table: Table, column: Column, catalog: Catalog, written: Written) -> Finding:
        assert column.type is not None
        zoned = _zoned(column.type, catalog)
        name = spelled(column.name, catalog)
        using = f"{name} AT TIME ZONE 'UTC'" if catalog.dialect == "postgres" else ""
        tail = "" if column.nullable else " NOT NULL"
        span = column.type.span
        edits = (Edit(span, _rewritten(column.type, written)),) if span.path and not column.type.dimensions else ()
        conversion = Expression(using, NOWHERE, Unclear(using), (column.name,)) if using else None
        change = AlterColumnType(object_name(table.ref), name_of(column.name), zoned, conversion)
        return self.found(
            span if span.path else column.span,
            f"{table.ref.text}.{column.name} is {column.type.text}: without a zone it names no instant, and what it means "
            "depends on the session that wrote it.",
            subject=about(table, column.name),
            repair=alter_type(table.ref, column.name, zoned.text, catalog, using=using, tail=tail),
            fix=Fix(f"Store {table.ref.text}.{column.name} with its time zone", "unsafe", edits, (change,)),
        )


def _zoned(type_: Type, catalog: Catalog) -> Type:
    precision = f"({type_.arguments[0]})" if type_.arguments else ""
    if catalog.dialect == "tsql":
        scale = type_.arguments[:1] or (("3",) if type_.name == "datetime" else ("0",))
        return Type("datetimeoffset", f"datetimeoffset({scale[0]})", "timestamptz", scale)
    if catalog.dialect == "oracle":
        return Type(
            "timestamp with time zone", f"TIMESTAMP{precision or '(6)'} WITH TIME ZONE", "timestamptz", type_.arguments
        )
    text = f"timestamp{precision} with time zone"
    brackets = "[]" * type_.dimensions
    return Type("timestamp with time zone", text + brackets, "timestamptz", type_.arguments, type_.dimensions)


def _rewritten(type_: Type, written: Written) -> str:
    """The type as written, with its zone."""
    text = written.text(type_.span)
    lower = text.lower()
    if "without" in lower:
        at = lower.index("without")
        return text[:at] + ("WITH" if text[at].isupper() else "with") + text[at + len("without") :]
    if lower.startswith(("datetime", "smalldatetime")):
        scale = text[text.index("(") :] if "(" in text else ""
        return written.cased(type_.span, "datetimeoffset") + scale
    return text + (" WITH TIME ZONE" if text.isupper() else " with time zone")
