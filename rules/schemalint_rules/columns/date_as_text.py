from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Replay, Type
from schemalint_rules._proposals import about
from schemalint_rules._retyping import typed, written_at
from schemalint_rules._vocabulary import audit_role, named, snake

LAST = frozenset({"date", "datetime", "timestamp", "birthday", "birthdate", "dob"})
"""Last words of names that hold a date."""
BEFORE = frozenset({"format", "expiry", "card"})
"""With these, the date is spelled the way somebody else wants it."""


class DateAsText(CatalogRule):
    """A date should be stored as one.

    ## What it does
    Reports character columns that are named for a date or a time of day and year (`order_date`, `created_at`, `birthday`).
    SQLite, which has no type for it, is left alone.

    ## Why is this bad
    Text takes the 31st of February and "tomorrow", sorts by its first character, and every program has a format of its own;
    no index serves a search for a month.

    ## Fix
    `date`, or a timestamp with its zone. Not done by itself: only you know which formats are in the column.

    ## References
    - PostgreSQL 17 manual, 8.5 Date/Time Types; MySQL 8.4 manual, 13.2 Date and Time Data Types
    - Oracle Database SQL Language Reference, DATE Data Type; SQL Server, Date and time data types
    """

    name = "date-as-text"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle", "standard")
    good = (
        Good("CREATE TABLE visit (id int PRIMARY KEY, visit_date date, date_format text, update_note text, lat text);"),
    )
    bad = (
        Bad("CREATE TABLE visit (id int PRIMARY KEY, visit_date varchar(10));", at="varchar(10)"),
        Bad("CREATE TABLE visit (id int PRIMARY KEY, createdAt VARCHAR(30) NOT NULL);", at="VARCHAR(30)", dialect="mysql"),
        Bad("CREATE TABLE visit (id NUMBER PRIMARY KEY, visit_date VARCHAR2(10));", at="VARCHAR2(10)", dialect="oracle"),
        Bad("CREATE TABLE visit (id int PRIMARY KEY, visit_date nvarchar(10));", at="nvarchar(10)", dialect="tsql"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table, column, held in typed(catalog):
            if held.family not in ("char", "varchar", "text") or held.dimensions or not _is_date(column, held):
                continue
            yield self.found(
                written_at(column),
                f"{table.ref.text}.{column.name} keeps a date as {held.text}: any text fits, and it sorts by its first "
                "character.",
                subject=about(table, column.name),
                repair="store it as a date, or as a timestamp with its time zone",
            )


def _is_date(column: Column, held: Type) -> bool:
    parts = named(column)
    if not parts or not BEFORE.isdisjoint(parts) or (held.length is not None and held.length < 6):
        return False
    if parts[-1] in LAST:
        return True
    # A name without a word for time may tell who did it: `created`, `updated`.
    return audit_role(snake(column)) is not None and parts[-1] in ("at", "on", "date", "time", "datetime", "timestamp")
