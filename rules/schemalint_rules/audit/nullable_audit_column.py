from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Finding, Fix, Good, Replay, SetNullable, Table
from schemalint_rules._audit import TIME, audit_names
from schemalint_rules._proposals import about, name_of, object_name, set_not_null, spelled, spelled_ref
from schemalint_rules._required import not_null_edits
from schemalint_rules._tables import own_columns, stored


class NullableAuditColumn(CatalogRule):
    """An audit column should never be NULL.

    ## What it does
    Reports a column that says when a row was made or last changed and that may be NULL. Follows the schema: where nearly all
    are like that it is told once. Columns about the end of a row (`deleted_at`, `archived_at`) are meant to be NULL and are
    left alone.

    ## Why is this bad
    A writer that sends NULL leaves a row of unknown age: range queries, exports and retention jobs pass over it in silence.

    ## Fix
    NOT NULL. Unsafe: rows that hold NULL must be given a value first.

    ## References
    - PostgreSQL 17 manual, 5.5.2 Not-Null Constraints
    """

    name = "nullable-audit-column"
    severity = "warning"
    fixes = "unsafe"
    convention = True
    good = (
        Good(
            "CREATE TABLE account (id int PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), deleted_at timestamptz);"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, created_at timestamptz DEFAULT now());",
            at="created_at",
            fixed="CREATE TABLE account (id int PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());",
            message="SET NOT NULL",
        ),
        Bad("CREATE TABLE account (id int PRIMARY KEY, updated_at datetime NULL);", at="updated_at", dialect="mysql",
            fixed="CREATE TABLE account (id int PRIMARY KEY, updated_at datetime NOT NULL);"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        names = audit_names(catalog)
        for table in stored(catalog):
            for column in own_columns(table):
                if column.unknown or column.type is None or column.generated or not names.role(column):
                    continue
                yield self._nullable(table, column, catalog) if column.nullable else self.kept(column.span, table)

    def _nullable(self, table: Table, column: Column, catalog: Catalog) -> Finding:
        where, name = spelled_ref(table.ref, catalog), spelled(column.name, catalog)
        # A number counts seconds or milliseconds, and the schema does not tell which.
        filled = column.type is not None and column.type.family in TIME
        fill = f"UPDATE {where} SET {name} = CURRENT_TIMESTAMP WHERE {name} IS NULL; " if filled else ""
        return self.found(
            column.span,
            f"{table.ref.text}.{column.name} may be NULL: a row of unknown age is passed over by every query on it.",
            subject=about(table, column.name),
            repair=fill + set_not_null(table, column.name, catalog),
            fix=Fix(
                f"Make {table.ref.text}.{column.name} NOT NULL",
                "unsafe",
                not_null_edits(column, catalog),
                (SetNullable(object_name(table.ref), name_of(column.name), False),),
            ),
        )
