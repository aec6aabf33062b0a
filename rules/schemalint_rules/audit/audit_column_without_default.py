from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    Bad,
    Call,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    Edit,
    Expression,
    Fix,
    Good,
    Replay,
    SetDefault,
    Span,
    Table,
    Type,
    option,
)
from schemalint_rules._audit import TIME, audit_names, is_versioned, triggers_by_table
from schemalint_rules._defaults import has_default
from schemalint_rules._made_types import is_made_elsewhere
from schemalint_rules._proposals import CURRENT_TIME, about, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import history_tables, is_framework_table, own_columns, stored
from schemalint_rules._values import constant
from schemalint_rules._vocabulary import named


class AuditColumnWithoutDefault(CatalogRule):
    """The time a row was made should fill itself.

    ## What it does
    Reports a column that says when a row was made and is not the current time by default (it has no default, or a fixed one),
    unless a trigger of the table names it. Histories, whose rows bring the time along, are left alone.

    ## Why is this bad
    Every program must send the time, by its own clock and zone; the one INSERT by hand forgets it.

    ## Fix
    The current time as the default. Unsafe: INSERTs that left it out were refused or gave NULL, and now succeed.

    ## References
    - PostgreSQL 17 manual, 5.2 Default Values; MySQL 8.4 manual, 13.2.5 Automatic Initialization and Updating for TIMESTAMP
      and DATETIME
    """

    name = "audit-column-without-default"
    severity = "info"
    on = "strict"
    yields_to = ("zero-date-default",)
    fixes = "unsafe"
    columns: tuple[str, ...] = option((), "More names of the column that says when a row was made.")
    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());"),
        Good("CREATE TABLE account_history (id int PRIMARY KEY, created_at timestamptz NOT NULL);"),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, created_at timestamptz NOT NULL);",
            at="created_at",
            fixed="CREATE TABLE account (id int PRIMARY KEY, created_at timestamptz DEFAULT now() NOT NULL);",
        ),
        Bad("CREATE TABLE account (id int PRIMARY KEY, createdAt datetime(3) NOT NULL);", at="createdAt", dialect="mysql",
            message="CURRENT_TIMESTAMP(3)"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        names = audit_names(catalog, self.columns)
        kept, triggers = history_tables(catalog), triggers_by_table(catalog)
        for table in stored(catalog):
            if is_framework_table(table) or is_versioned(table) or table.ref in kept:
                continue
            if not {"history", "histories", "archive"}.isdisjoint(named(table)):
                continue
            bodies = " ".join(self._body(one.function, one.body, catalog) for one in triggers.get(table.ref, ()))
            for column in own_columns(table):
                if column.generated or column.type is None or not _holds_time(column.type, catalog):
                    continue
                if column.default is not None and not _is_fixed(column.default):
                    continue
                if column.default is None and (is_made_elsewhere(column.type, catalog) or has_default(column, catalog)):
                    continue
                if names.role(column) == "created" and not column.unknown and column.name.lower() not in bodies:
                    yield self._empty(table, column, catalog)

    def _body(self, function: object, body: str, catalog: Catalog) -> str:
        routines = catalog.routines.get(function, ()) if function is not None else ()  # type: ignore[call-overload]
        return " ".join([body, *(routine.body for routine in routines)]).lower()

    def _empty(self, table: Table, column: Column, catalog: Catalog) -> Diagnostic:
        assert column.type is not None
        where, name = spelled_ref(table.ref, catalog), spelled(column.name, catalog)
        now = CURRENT_TIME.get(catalog.dialect, "CURRENT_TIMESTAMP")
        digits = column.type.arguments[:1] if catalog.dialect in ("mysql", "mariadb") else ()
        now += f"({digits[0]})" if digits and digits[0] != "0" else ""
        if column.type.family == "date":
            now = {
                "mysql": "(CURRENT_DATE)",
                "mariadb": "(CURRENT_DATE)",
                "tsql": "getdate()",
                "oracle": "SYSDATE",
            }.get(catalog.dialect, "CURRENT_DATE")
        default = Expression(now, NOWHERE, Call(now.partition("(")[0].lower()), (), (now.partition("(")[0].lower(),))
        after = column.type.span
        edits = (Edit(Span(after.path, after.end, after.end), f" DEFAULT {now}"),) if after.path else ()
        lacks = f"{table.ref.text}.{column.name} has no default"
        if column.default is not None:
            edits = (Edit(column.default.span, now),) if column.default_span.path else ()
            lacks = f"{table.ref.text}.{column.name} is {column.default.text} by default"
        repair = f"ALTER TABLE {where} ALTER COLUMN {name} SET DEFAULT {now};"
        if catalog.dialect == "tsql":
            repair = f"ALTER TABLE {where} ADD DEFAULT {now} FOR {name};"
        elif catalog.dialect == "oracle":
            repair = f"ALTER TABLE {where} MODIFY ({name} DEFAULT {now});"
        elif catalog.dialect in ("mysql", "mariadb"):
            repair = f"ALTER TABLE {where} MODIFY {name} {column.type.text}{'' if column.nullable else ' NOT NULL'} DEFAULT {now};"
        elif catalog.dialect == "sqlite":
            repair = f"rebuild {where} with {name} DEFAULT {now}"
        return self.found(
            column.span,
            f"{lacks}: every program must send the time, by its own clock.",
            subject=about(table, column.name),
            repair=repair,
            fix=Fix(
                f"Let {table.ref.text}.{column.name} fill itself",
                "unsafe",
                edits,
                (SetDefault(object_name(table.ref), name_of(column.name), default),),
            ),
        )


def _holds_time(held: Type, catalog: Catalog) -> bool:
    """SQLite has no type for times: its own functions give texts."""
    return held.family in TIME or (catalog.dialect == "sqlite" and held.family == "text")


def _is_fixed(default: Expression) -> bool:
    """Whether the default is the same whenever the row is made. PostgreSQL reads the word `now` as the time."""
    literal = constant(default.shape)
    return literal is not None and literal.value.strip().lower() not in ("now", "today", "current_timestamp")
