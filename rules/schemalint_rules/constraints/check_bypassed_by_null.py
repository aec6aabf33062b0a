from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    Between,
    Catalog,
    Check,
    Column,
    ColumnRef,
    Compare,
    Diagnostic,
    Good,
    InList,
    IsNull,
    Shape,
    Subject,
    Table,
    TableRule,
    Unclear,
)
from schemalint_rules._proposals import set_not_null
from schemalint_rules._tables import own_checks
from schemalint_rules._values import parts_of

HANDLED = re.compile(
    r"\b(?:coalesce|isnull|ifnull|nvl2?|num_nulls|num_nonnulls|nullif|decode|case)\b|\bis\s+(?:not\s+)?distinct\s+from\b|<=>",
    re.I,
)
"""What an author writes who has thought of NULL."""


class CheckBypassedByNull(TableRule):
    """A CHECK that compares several columns should not be passed by NULL unseen.

    ## What it does
    Reports a CHECK that compares several columns with each other of which some may be NULL and that says nothing about NULL
    (`IS NULL`, `COALESCE` and the like) for them.

    ## Why is this bad
    A comparison with NULL is neither true nor false, and a CHECK that is not false passes: with one of the columns NULL any
    values of the others are stored.

    ## Fix
    Make the columns NOT NULL, or say what NULL means: `end_at IS NULL OR start_at < end_at`. Which of them only the domain
    can tell.

    ## References
    - PostgreSQL 17 manual, 5.5.1 Check Constraints; SQL standard, part 2, table constraint definition
    """

    name = "check-bypassed-by-null"
    severity = "info"
    only_with = ("check",)
    good = (
        Good("CREATE TABLE stay (id int PRIMARY KEY, a date NOT NULL, b date NOT NULL, CHECK (a < b));"),
        Good("CREATE TABLE stay (id int PRIMARY KEY, a date NOT NULL, b date, CHECK (b IS NULL OR a < b));"),
        Good("CREATE TABLE stay (id int PRIMARY KEY, a int, b int, CHECK (a > 0 AND b > 0));"),
    )
    bad = (
        Bad(
            "CREATE TABLE stay (id int PRIMARY KEY, a date NOT NULL, b date, CHECK (a < b));",
            at="a < b",
            message="b may be NULL",
        ),
        Bad(
            "CREATE TABLE bill (id int PRIMARY KEY, total int NOT NULL, net int NOT NULL, tax int DEFAULT 0, "
            "CONSTRAINT adds_up CHECK (total = net + tax));",
            at="total = net + tax",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        for check in own_checks(table):
            if check.column and len(check.expression.columns) < 2:
                continue
            if not check.enforced or HANDLED.search(check.expression.text):
                continue
            passing = self._passing(table, check)
            if passing:
                yield self._bypassed(table, check, passing, catalog)

    def _passing(self, table: Table, check: Check) -> list[Column]:
        """The columns whose NULL would pass the check: compared with others, nullable, and not spoken of."""
        compared: set[str] = set()
        spoken: set[str] = set()
        shapes: list[Shape] = [check.expression.shape]
        while shapes:
            shape = shapes.pop()
            if isinstance(shape, Unclear):
                if re.search(r"\bis\s+(?:not\s+)?null\b", shape.text, re.I):
                    return []
                compared |= set(check.expression.columns)
            elif isinstance(shape, IsNull):
                spoken |= _columns(shape)
            elif isinstance(shape, (Compare, Between, InList)):
                columns = _columns(shape)
                if len(columns) > 1:
                    compared |= columns
            else:
                shapes.extend(parts_of(shape))
        if len(compared) < 2:
            return []
        found = [table.column(name) for name in check.expression.columns if name in compared and name not in spoken]
        return [
            column for column in found if column and column.nullable and not column.unknown and not column.generated
        ]

    def _bypassed(self, table: Table, check: Check, passing: list[Column], catalog: Catalog) -> Diagnostic:
        names = tuple(column.name for column in passing)
        name = f" {check.name}" if check.named else ""
        return self.found(
            check.expression.span if check.expression.span.path else check.span,
            f"CHECK{name} of {table.ref.text} ({', '.join(check.expression.columns)}) is passed by NULL: "
            f"{', '.join(names)} may be NULL, and then any values of the others are stored.",
            subject=Subject("constraint", table.schema or None, table.name, check.name, check.expression.columns),
            repair=" ".join(set_not_null(table, one, catalog) for one in names),
        )


def _columns(shape: Shape) -> set[str]:
    """The columns a shape names, at any depth."""
    found: set[str] = set()
    shapes = [shape]
    while shapes:
        one = shapes.pop()
        if isinstance(one, ColumnRef):
            found.add(one.name)
        shapes.extend(parts_of(one))
    return found
