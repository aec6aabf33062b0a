from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    CreateRoutine,
    CreateTrigger,
    Diagnostic,
    Good,
    Reading,
    Ref,
    Replay,
    Span,
    Statement,
    Subject,
)
from schemalint_rules._bodies import bodies
from schemalint_rules._dynamic_sql import Built, built

PLAIN = frozenset(
    {"integer", "decimal", "float", "money", "boolean", "bit", "date", "time", "timetz", "timestamp", "timestamptz", "interval", "uuid"}
)  # fmt: skip
"""Families of types whose values cannot hold SQL."""


class DynamicSql(CatalogRule):
    """SQL should not be put together from what a routine is handed.

    ## What it does
    Reports a routine or trigger that runs text into which a parameter, a variable or a column goes as it is: joined by `||`, `+` or CONCAT, or
    by %s of format(). What is quoted (`quote_ident`, `quote_literal`, %I and %L, QUOTENAME, QUOTE, DBMS_ASSERT), what comes from
    literals alone, and values of types that cannot hold SQL (numbers, dates, UUIDs, regclass) are left alone, and so is
    what other functions give. Told once for each routine, as it is at the end.

    ## Why is this bad
    Who can put a quote into the value can put any statement behind it, and it runs with the rights of the routine.

    ## Fix
    Hand values over as parameters (USING, sp_executesql, EXECUTE … USING), and quote names. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 41.5.4 Executing Dynamic Commands; Microsoft SQL Server documentation, sp_executesql
    - Oracle Database PL/SQL Language Reference, SQL Injection; CWE-89
    """

    name = "dynamic-sql"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")
    changes = ("CreateRoutine", "CreateTrigger")
    good = (
        Good(
            "CREATE FUNCTION wipe(t text, k text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n"
            "  EXECUTE 'DELETE FROM ' || quote_ident(t) || ' WHERE k = $1' USING k;\n"
            "  EXECUTE format('DELETE FROM %I WHERE k = %L', t, k);\nEND $$;"
        ),
        Good(
            "CREATE PROCEDURE wipe @t sysname, @n int AS BEGIN\n"
            "  DECLARE @sql nvarchar(max) = N'DELETE FROM ' + QUOTENAME(@t) + N' WHERE n = @n';\n"
            "  EXEC sp_executesql @sql, N'@n int', @n = @n;\nEND",
            dialect="tsql",
        ),
        Good(
            "CREATE OR REPLACE PROCEDURE wipe (t VARCHAR2, n NUMBER) IS BEGIN\n"
            "  EXECUTE IMMEDIATE 'DELETE FROM ' || DBMS_ASSERT.SIMPLE_SQL_NAME(t) || ' WHERE n = :1' USING n;\nEND;\n/",
            dialect="oracle",
        ),
    )
    bad = (
        Bad(
            "CREATE FUNCTION wipe(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n  EXECUTE 'DELETE FROM ' || t;\nEND $$;",
            at="EXECUTE",
            message="t goes into it as it is",
        ),
        Bad(
            "CREATE FUNCTION wipe(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n  EXECUTE format('DELETE FROM %s', t);\nEND $$;",
            at="EXECUTE",
        ),
        Bad(
            "CREATE PROCEDURE wipe @t nvarchar(100) AS BEGIN\n  DECLARE @sql nvarchar(max);\n  SET @sql = N'DELETE FROM ' + @t;\n  EXEC(@sql);\nEND",
            at="EXEC",
            dialect="tsql",
            message="@t goes into it as it is",
        ),
        Bad(
            "CREATE OR REPLACE PROCEDURE wipe (t VARCHAR2) IS BEGIN\n  EXECUTE IMMEDIATE 'DELETE FROM ' || t;\nEND;\n/",
            at="EXECUTE IMMEDIATE",
            dialect="oracle",
        ),
        Bad(
            "CREATE PROCEDURE wipe(t text)\nBEGIN\n  SET @q = CONCAT('DELETE FROM ', t);\n  PREPARE s FROM @q;\n  EXECUTE s;\nEND",
            at="PREPARE",
            dialect="mysql",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        live = {routine.statement for overloads in catalog.routines.values() for routine in overloads}
        live |= {trigger.statement for trigger in catalog.triggers.values()}
        fired: dict[Ref, list[Ref]] = {}
        for trigger in catalog.triggers.values():
            if trigger.function is not None:
                fired.setdefault(trigger.function, []).append(trigger.table)
        for reading in replay.readings if live else ():
            statement = reading.statement
            if statement.span not in live:
                continue
            for change in reading.changes:
                if isinstance(change, (CreateRoutine, CreateTrigger)):
                    yield from self._judged(reading, change, _plain(change, catalog, fired))
                    break

    def _judged(
        self, reading: Reading, change: CreateRoutine | CreateTrigger, plain: frozenset[str]
    ) -> Iterator[Diagnostic]:
        parameters = change.parameters if isinstance(change, CreateRoutine) else ()
        typed: tuple[Statement, ...] = (reading.statement,)
        if reading.statement.dialect == "postgres":
            typed = tuple(bodies(reading))
        for statement in typed:
            found: list[Built] = list(built(statement.tokens, statement.dialect, parameters, plain))
            if not found:
                continue
            first = found[0]
            name = change.name
            schema = name.schema.value if name.schema else None
            kind = "trigger" if isinstance(change, CreateTrigger) else "routine"
            more = f" ({len(found)} times)" if len(found) > 1 else ""
            yield self.found(
                Span(statement.path, first.start, first.end),
                f"{kind.capitalize()} {name.text} runs SQL that it puts together{more}, and {first.value} goes into it as it is: whoever "
                "chooses the value can choose the statement.",
                subject=Subject(kind, schema, None, name.value),  # type: ignore[arg-type]
                repair="hand values over as parameters, and quote names",
            )
            return


def _plain(change: CreateRoutine | CreateTrigger, catalog: Catalog, fired: dict[Ref, list[Ref]]) -> frozenset[str]:
    """What a trigger says of the rows it is for that cannot hold SQL: `new.id` where that is a number in every table."""
    if isinstance(change, CreateTrigger):
        tables = [catalog.resolve(change.table)]
    else:
        schema = change.name.schema.value if change.name.schema else catalog.default_schema
        tables = fired.get(Ref(schema, change.name.value), [])
    found: set[str] | None = None
    for ref in tables:
        table = catalog.table(ref)
        own = {
            f"{row}.{column.name.lower()}"
            for column in (table.columns if table else ())
            if column.type is not None and column.type.family in PLAIN and not column.type.dimensions
            for row in ("new", "old", ":new", ":old")
        }
        found = own if found is None else found & own
    return frozenset(found or ())
