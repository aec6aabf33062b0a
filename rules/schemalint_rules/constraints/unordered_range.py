from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    AddConstraint,
    Bad,
    Catalog,
    CatalogRule,
    Check,
    Column,
    ColumnRef,
    Compare,
    Diagnostic,
    Expression,
    Fix,
    Good,
    IsNull,
    Logic,
    Replay,
    Shape,
    Subject,
    Table,
)
from schemalint_rules._audit import is_versioned
from schemalint_rules._proposals import add_constraint, new_constraint_name, object_name, spelled
from schemalint_rules._tables import history_tables, own_columns, stored
from schemalint_rules._vocabulary import named

PAIRS = (
    ("start", "end"), ("started", "ended"), ("starts", "ends"), ("begin", "end"), ("begins", "ends"), ("from", "to"),
    ("from", "until"), ("from", "through"), ("min", "max"), ("minimum", "maximum"), ("lower", "upper"), ("first", "last"), ("low", "high"),
    ("start", "finish"), ("started", "finished"), ("started", "completed"), ("checkin", "checkout"), ("opened", "closed"), ("opens", "closes"),
)  # fmt: skip
"""Words that name the two ends of a range."""
ORDERED = frozenset({"integer", "decimal", "float", "money", "date", "timestamp", "timestamptz"})
"""What goes one way only. A time of day does not: a shift from 22:00 to 06:00 is in order."""


class UnorderedRange(CatalogRule):
    """A range should not end before it begins.

    ## What it does
    Reports two columns of one type that name the ends of a range (`start_date` and `end_date`, `valid_from` and `valid_to`,
    `min_age` and `max_age`), with no CHECK or exclusion constraint that speaks of both. Times of day
    are left alone: a window from 22:00 to 06:00 is in order.

    ## Why is this bad
    One pair the wrong way round, and the row is found by no search for what was valid on a day, or counted as negative time.

    ## Fix
    A CHECK that the first is not greater than the second; where an end may be NULL, it says that NULL leaves it open. Unsafe: rows that are the wrong way
    round refuse it.

    ## References
    - PostgreSQL 17 manual, 5.5.1 Check Constraints; 8.17.10 Constraints on Ranges; MySQL 8.4 manual, 15.1.20.6 CHECK
      Constraints
    """

    name = "unordered-range"
    severity = "info"
    on = "strict"
    fixes = "unsafe"
    good = (
        Good("CREATE TABLE stay (id int PRIMARY KEY, start_date date, end_date date, CHECK (start_date <= end_date));"),
        Good("CREATE TABLE mail (id int PRIMARY KEY, mail_from text, mail_to text);"),
    )
    bad = (
        Bad(
            "CREATE TABLE stay (id int PRIMARY KEY, start_date date, end_date date);",
            at="end_date",
            message="CHECK (start_date IS NULL OR end_date IS NULL OR start_date <= end_date)",
        ),
        Bad(
            "CREATE TABLE stay (id int PRIMARY KEY, start_date date NOT NULL, end_date date NOT NULL);",
            at="end_date",
            message="CHECK (start_date <= end_date)",
        ),
        Bad(
            "CREATE TABLE price (id int PRIMARY KEY, validFrom datetime, validTo datetime);",
            at="validTo",
            dialect="mysql",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        kept = history_tables(catalog)
        for table in stored(catalog):
            if is_versioned(table) or table.ref in kept:
                continue
            columns = {named(column): column for column in own_columns(table)}
            for parts, first in columns.items():
                for second in _others(parts, columns):
                    if _match(first, second) and not _related(table, first, second):
                        yield self._unordered(table, first, second, catalog)

    def _unordered(self, table: Table, first: Column, second: Column, catalog: Catalog) -> Diagnostic:
        ordered = f"{spelled(first.name, catalog)} <= {spelled(second.name, catalog)}"
        names = (first.name, second.name)
        ends = [column for column in (first, second) if column.nullable]
        text = " OR ".join([*(f"{spelled(column.name, catalog)} IS NULL" for column in ends), ordered])
        shape: Shape = Compare(ColumnRef(first.name), "<=", ColumnRef(second.name))
        if ends:
            shape = Logic("or", (*(IsNull(ColumnRef(column.name)) for column in ends), shape))
        called = new_constraint_name(table, names, "check", catalog)
        check = Check(called, Expression(text, NOWHERE, shape, names), named=True)
        return self.found(
            second.span,
            f"Nothing keeps {table.ref.text}.{second.name} from lying before {first.name}.",
            subject=Subject("column", table.schema or None, table.name, second.name, names),
            repair=add_constraint(table.ref, called, f"CHECK ({text})", catalog),
            fix=Fix(
                f"Keep {table.ref.text}.{first.name} before {second.name}",
                "unsafe",
                (),
                (AddConstraint(object_name(table.ref), check),),
            ),
        )


def _others(parts: tuple[str, ...], columns: dict[tuple[str, ...], Column]) -> Iterator[Column]:
    """The columns whose name is the same but for the word of the other end."""
    for low, high in PAIRS:
        if parts.count(low) == 1:
            other = tuple(high if word == low else word for word in parts)
            if other in columns and other != parts:
                yield columns[other]


def _match(first: Column, second: Column) -> bool:
    one, two = first.type, second.type
    if one is None or two is None or first.unknown or second.unknown or first.generated or second.generated:
        return False
    return one.family in ORDERED and one.family == two.family and not one.dimensions and not two.dimensions


def _related(table: Table, first: Column, second: Column) -> bool:
    """Whether a constraint speaks of both, or both only refer to rows of other tables."""
    both = {first.name, second.name}
    if any(both <= set(check.expression.columns) or not check.expression.columns for check in table.checks):
        return True
    for exclusion in table.exclusions:
        texts = " ".join(part.expression.text for part in exclusion.parts if part.expression).lower()
        if all(name.lower() in texts for name in both):
            return True
    references = {name for key in table.foreign_keys for name in key.columns}
    return bool(both & references)
