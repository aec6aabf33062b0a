from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, Check, Column, Diagnostic, Good, Related, Table, TableRule, Type, version_of
from schemalint_rules._allowed import Allowed, Holder, allowed, both, is_nothing, kind_of, of_type
from schemalint_rules._made_types import domains, known_type, labels
from schemalint_rules._proposals import about
from schemalint_rules._tables import own_checks, own_columns
from schemalint_rules._values import checks_of

IGNORED_BEFORE = {"mysql": (8, 0), "mariadb": (10, 2)}
"""Servers that parse a CHECK and drop it."""


class ContradictoryChecks(TableRule):
    """The checks of a column must leave it a value.

    ## What it does
    Reports a column whose CHECKs, together with those of its domain, the labels of its enum and the range of its type, leave
    no value: intervals that do not meet, lists with nothing in common, an equality that another check excludes. Where the
    column is NOT NULL no row fits, which is an error; where it may be NULL, nothing but NULL fits, which is a warning. A check
    that is not false passes, so NULL is only excluded where something says so. Numbers, dates, booleans and equal texts are
    understood; a check that is deeper than that is taken to allow everything. `CHECK (a IS NULL)` by itself retires a column
    on purpose.

    ## Why is this bad
    Every INSERT is refused, and the message names only one of the checks.

    ## Fix
    Correct one of the checks; which, only the domain tells. No automatic fix.

    ## References
    - PostgreSQL manual, 5.5.1 Check Constraints; MySQL 8.4 manual, 15.1.20.6 CHECK Constraints
    """

    name = "contradictory-checks"
    severity = "error"
    only_with = ("check",)
    good = (
        Good("CREATE TABLE t (n int NOT NULL CHECK (n > 0), CHECK (n < 10 OR n IN (99, 100)));"),
        Good("CREATE TABLE t (n int NOT NULL CHECK (n IN (1, NULL)), CHECK (n > 5));"),
        Good("CREATE TABLE t (n int CHECK (n IS NULL));"),
        Good("CREATE TABLE t (n real NOT NULL CHECK (n > 1 AND n < 2));"),
    )
    bad = (
        Bad("CREATE TABLE t (n int NOT NULL CHECK (n > 10 AND n < 5));", at="n > 10 AND n < 5", message="no row"),
        Bad("CREATE TABLE t (n int NOT NULL CHECK (n > 1), CHECK (n < 2));", at="n < 2", message="n > 1"),
        Bad("CREATE TABLE t (s text CHECK (s IN ('a', 'b')), CHECK (s IN ('c', 'd')));", at="s IN ('c', 'd')", message="nothing but NULL"),
        Bad(
            "CREATE TABLE t (state mood NOT NULL CHECK (state <> 'on'), CHECK (state <> 'off'));",
            given="CREATE TYPE mood AS ENUM ('on', 'off');",
            at="state <> 'off'",
        ),
        Bad("CREATE TABLE t (n tinyint unsigned NOT NULL CHECK (n < 0));", at="n < 0", dialect="mysql"),
        Bad("CREATE TABLE t (d date NOT NULL CHECK (d > '2026-01-01'), CHECK (d < '2025-01-01'));", at="d < '2025-01-01'", dialect="tsql"),
    )  # fmt: skip

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        since = IGNORED_BEFORE.get(catalog.dialect)
        if not table.checks and not catalog.domains:
            return
        if since is not None and catalog.version and version_of(catalog.dialect, catalog.version) < since:
            return
        for column in table.columns:
            if column.unknown or column.type is None or column.type.dimensions:
                continue
            checks = [
                (check, name)
                for check, name in checks_of(table, column, catalog)
                if check.enforced and not _OTHERWISE.search(check.expression.text)
            ]
            checks.sort(key=lambda pair: pair[1] == column.name)  # those of domains first: they are told less often
            if checks:
                yield from self._column(table, column, checks, catalog)

    def _column(
        self, table: Table, column: Column, checks: list[tuple[Check, str]], catalog: Catalog
    ) -> Iterator[Diagnostic]:
        type_, labels, domain_nullable = _stored_type(column, catalog)
        kind = kind_of(type_.family, catalog.dialect) if type_ is not None else None
        if type_ is None or kind is None:
            return
        nullable = column.nullable and domain_nullable and not _in_key(table, column)
        holders = {name: Holder(name, type_.family, kind, catalog.dialect) for _, name in checks}
        seen = column._replace(type=type_)
        left = Allowed(nullable, of_type(type_, labels, kind, catalog.dialect))
        so_far: list[Check] = []
        empty: list[Check] = []
        for check, name in checks:
            left = both((left, allowed(check.expression.shape, holders[name])))
            so_far.append(check)
            if is_nothing(left.values, seen, type_.family, catalog.dialect):
                empty = empty or list(so_far)
                if not left.null:
                    empty = so_far
                    break
        if not empty or not self._is_own(table, column, empty):
            return
        if left.null:
            # A column that is to stay NULL is meant so; one whose values exclude each other is not.
            valued = Allowed(True, of_type(type_, labels, kind, catalog.dialect))
            for check, name in checks[: len(empty)]:
                valued = both((valued, allowed(check.expression.shape, holders[name]._replace(nulls=False))))
            if not is_nothing(valued.values, seen, type_.family, catalog.dialect):
                return
        yield self._contradicts(table, column, empty, labels, type_, left.null)

    def _is_own(self, table: Table, column: Column, checks: list[Check]) -> bool:
        """Whether the table itself says some of it; what it has from another is told there."""
        own = own_checks(table)
        return any(check in own for check in checks) or column in own_columns(table)

    def _contradicts(
        self, table: Table, column: Column, checks: list[Check], labels: tuple[str, ...], type_: Type, null: bool
    ) -> Diagnostic:
        last = checks[-1].expression
        own = last.span.path and any(check is checks[-1] for check in table.checks)
        others = [f"CHECK ({check.expression.text})" for check in checks[:-1]]
        beside = f" beside {' and '.join(others)}" if others else ""
        if not beside and (labels or not null):
            beside = f" in {column.type.text if column.type else type_.text}"
        ends = "nothing but NULL fits" if null else "no row fits, and each INSERT is refused"
        related = tuple(
            Related(check.expression.span, "with this check") for check in checks[:-1] if check.expression.span.path
        )
        return self.found(
            last.span if own else column.span,
            f"CHECK ({last.text}) leaves {table.ref.text}.{column.name} no value{beside}: {ends}.",
            subject=about(table, column.name),
            repair="correct one of them" if others else "correct the check",
            related=related,
            severity="warning" if null else "error",
        )


_OTHERWISE = re.compile(r"\bSYMMETRIC\b|\bCOLLATE\b", re.I)
"""Words that change what a comparison means."""


def _in_key(table: Table, column: Column) -> bool:
    return table.primary_key is not None and column.name in table.primary_key.columns and not column.nullable


def _stored_type(column: Column, catalog: Catalog) -> tuple[Type | None, tuple[str, ...], bool]:
    """The type below all domains, the labels where it is an enum, and whether the domains allow NULL."""
    held = known_type(column.type, catalog)
    return held, labels(held, catalog), all(domain.nullable for domain in domains(column.type, catalog))
