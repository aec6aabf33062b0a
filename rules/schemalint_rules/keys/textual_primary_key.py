from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Between,
    Call,
    Catalog,
    CatalogRule,
    Column,
    Compare,
    Diagnostic,
    Good,
    InList,
    Logic,
    Replay,
    Shape,
    Table,
    option,
)
from schemalint_rules._made_types import stands_for
from schemalint_rules._proposals import about
from schemalint_rules._retyping import written_at
from schemalint_rules._tables import is_framework_table, stored
from schemalint_rules._values import checks_of, constant, is_of_column

LENGTHS = frozenset({"length", "char_length", "character_length", "len", "octet_length"})


class TextualPrimaryKey(CatalogRule):
    """A primary key should not be a long text.

    ## What it does
    Reports a column of the primary key that is a character type without a length, or longer than `max`. A column that refers
    to another table is told there; one whose length a CHECK bounds is left alone.

    ## Why is this bad
    It is compared by collation, stored again in every index and in every table that refers to it, and sooner or later somebody
    wants to correct its spelling.

    ## Fix
    A number or UUID as the key, and a unique constraint on the text; or a length that says what the code is. Not done by
    itself: what refers to it must follow.

    ## References
    - MySQL 8.4 manual, 17.6.2.1 Clustered and Secondary Indexes; PostgreSQL 17 manual, 24.2 Collation Support
    """

    name = "textual-primary-key"
    severity = "info"
    on = "strict"
    max: int = option(36, "The longest text that is not reported: that of a UUID.")
    good = (
        Good("CREATE TABLE country (code char(2) PRIMARY KEY, name text);"),
        Good("CREATE TABLE session (id varchar(36) PRIMARY KEY);", dialect="mysql"),
    )
    bad = (
        Bad("CREATE TABLE page (url text PRIMARY KEY);", at="text"),
        Bad("CREATE TABLE page (url VARCHAR(255) NOT NULL, PRIMARY KEY (url));", at="VARCHAR(255)", dialect="mysql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            key = table.primary_key
            if key is None or is_framework_table(table):
                continue
            for name in key.columns:
                column = table.column(name)
                if column is None or not self._is_long(table, column, catalog):
                    continue
                if any(name in one.columns and not one.ignored for one in table.foreign_keys):
                    continue
                what = column.type.text if column.type else ""
                yield self.found(
                    written_at(column),
                    f"{table.ref.text}.{name} is a key of type {what}: it is compared by collation, and repeated wherever the row "
                    "is referred to.",
                    subject=about(table, name),
                    repair=f"a number or UUID as the key, and UNIQUE ({name})",
                )

    def _is_long(self, table: Table, column: Column, catalog: Catalog) -> bool:
        held = stands_for(column.type, catalog)
        if held is None or column.unknown or held.dimensions or held.family not in ("char", "varchar", "text"):
            return False
        if held.length is not None and held.length <= self.max:
            return False
        return not any(
            _bounds(check.expression.shape, name, self.max) for check, name in checks_of(table, column, catalog)
        )


def _bounds(shape: Shape, name: str, most: int) -> bool:
    """Whether a CHECK lets no value pass that is longer: it measures it, or lists what it may be."""
    if isinstance(shape, Logic):
        return shape.operator == "and" and any(_bounds(part, name, most) for part in shape.parts)
    if isinstance(shape, InList):
        return not shape.negated and is_of_column(shape.operand, name)
    if isinstance(shape, Between):
        top = constant(shape.high)
        return not shape.negated and _measures(shape.operand, name) and top is not None and _is_most(top.value, most)
    if not isinstance(shape, Compare):
        return False
    if shape.operator in ("<", "<=", "=") and _measures(shape.left, name):
        top = constant(shape.right)
    elif shape.operator in (">", ">=", "=") and _measures(shape.right, name):
        top = constant(shape.left)
    else:
        return False
    return top is not None and _is_most(top.value, most + (shape.operator in ("<", ">")))


def _is_most(value: str, most: int) -> bool:
    return value.isdigit() and int(value) <= most


def _measures(shape: Shape, name: str) -> bool:
    return isinstance(shape, Call) and shape.name in LENGTHS and any(is_of_column(one, name) for one in shape.arguments)
