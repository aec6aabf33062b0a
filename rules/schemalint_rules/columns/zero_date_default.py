from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Replay, SetDefault
from schemalint_rules._proposals import about, drop_default, name_of, object_name
from schemalint_rules._retyping import typed
from schemalint_rules._values import constant

DATES = frozenset({"date", "timestamp", "timestamptz"})


class ZeroDateDefault(CatalogRule):
    """No date is '0000-00-00'.

    ## What it does
    Reports a date or time column whose default is the zero date, or one with a zero month or day, in MySQL and MariaDB.

    ## Why is this bad
    MySQL from 5.7 on refuses the table: its default modes hold NO_ZERO_DATE, NO_ZERO_IN_DATE and the strict one. Where the
    modes are switched off, drivers fail on such a value, or hand back NULL.

    ## Fix
    No default; NULL where the date is not known. Unsafe: rows that leave the column out get no value, or are refused.

    ## References
    - MySQL 8.4 manual, 7.1.11 Server SQL Modes, NO_ZERO_DATE; 13.2.2 The DATE, DATETIME, and TIMESTAMP Types
    - MariaDB, SQL_MODE
    """

    name = "zero-date-default"
    severity = "error"
    dialects = ("mysql", "mariadb")
    fixes = "unsafe"
    good = (
        Good(
            "CREATE TABLE visit (id int PRIMARY KEY, at datetime DEFAULT NULL, since datetime DEFAULT CURRENT_TIMESTAMP);",
            dialect="mysql",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE visit (id int PRIMARY KEY, at datetime NOT NULL DEFAULT '0000-00-00 00:00:00');",
            at="DEFAULT '0000-00-00 00:00:00'",
            dialect="mysql",
            fixed="CREATE TABLE visit (id int PRIMARY KEY, at datetime NOT NULL);",
            message="ALTER TABLE visit ALTER COLUMN at DROP DEFAULT;",
        ),
        Bad("CREATE TABLE visit (id int PRIMARY KEY, day date DEFAULT '2000-00-01');", at="DEFAULT '2000-00-01'",
            dialect="mysql"),
        Bad("CREATE TABLE visit (id int PRIMARY KEY, day date DEFAULT '0000-00-00');", at="DEFAULT '0000-00-00'",
            dialect="mariadb", message="old modes"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        refused = catalog.dialect == "mysql"
        for table, column, held in typed(catalog):
            default = constant(column.default.shape) if column.default else None
            if held.family not in DATES or held.name == "year" or default is None or default.kind == "null":
                continue
            if not _is_zero(default.value):
                continue
            span = column.default_span
            # The blank before the clause goes with it.
            edits = (Edit(span._replace(start=span.start - 1), ""),) if span.path and span.start else ()
            change = SetDefault(object_name(table.ref), name_of(column.name), None)
            why = (
                "the server refuses it unless NO_ZERO_DATE and the strict mode are switched off"
                if refused
                else "no date is that, a server with the modes of MySQL refuses it, and drivers fail on it; only the old modes take it"
            )
            yield self.found(
                span if span.path else column.span,
                f"{table.ref.text}.{column.name} is '{default.value}' by default: {why}.",
                severity=None if refused else "warning",
                subject=about(table, column.name),
                repair=drop_default(table, column, catalog),
                fix=Fix(f"Take the zero date from {table.ref.text}.{column.name}", "unsafe", edits, (change,)),
            )


def _is_zero(value: str) -> bool:
    digits = "".join(char for char in value if char.isdigit())
    return (len(digits) >= 8 and (digits[4:6] == "00" or digits[6:8] == "00")) or (
        bool(digits) and not digits.strip("0")
    )
