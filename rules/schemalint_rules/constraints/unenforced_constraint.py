from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemalint import (
    AlterConstraint,
    Bad,
    Catalog,
    CatalogRule,
    Check,
    Constraint,
    Diagnostic,
    Exclusion,
    Fix,
    Good,
    Ref,
    Replay,
    Span,
    Subject,
    Table,
)
from schemalint_rules._once import once
from schemalint_rules._proposals import name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import stored


class UnenforcedConstraint(CatalogRule):
    """A constraint that is switched off keeps nothing out.

    ## What it does
    Reports a constraint that is NOT ENFORCED (PostgreSQL 18, MySQL), disabled in Oracle (DISABLE), or switched off in SQL
    Server (NOCHECK CONSTRAINT), after everything that was read.

    ## Why is this bad
    The schema shows a rule that no row has to obey. Whoever reads it relies on it.

    ## Fix
    Switch it on. Unsafe: it fails where a row breaks it, and writes may be refused from then on.

    ## References
    - MySQL 8.4 manual, 15.1.20.6 CHECK Constraints; PostgreSQL 18 manual, CREATE TABLE, NOT ENFORCED
    - SQL Server, Disable foreign key constraints; Oracle Database SQL Language Reference, constraint, DISABLE
    """

    name = "unenforced-constraint"
    severity = "warning"
    dialects = ("postgres", "mysql", "tsql", "oracle")
    fixes = "unsafe"
    only_with = ("enforced", "nocheck", "disable")
    good = (
        Good("CREATE TABLE item (n int CONSTRAINT positive CHECK (n > 0));"),
        Good("CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n > 0) ENFORCED);", dialect="mysql"),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, n int, CONSTRAINT positive CHECK (n > 0) NOT ENFORCED);",
            at="CONSTRAINT positive CHECK (n > 0) NOT ENFORCED",
            dialect="mysql",
            message="ALTER TABLE item ALTER CHECK positive ENFORCED;",
        ),
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, n int, CONSTRAINT positive CHECK (n > 0));\n"
            "ALTER TABLE item NOCHECK CONSTRAINT positive;",
            at="NOCHECK CONSTRAINT positive",
            dialect="tsql",
        ),
        Bad(
            "CREATE TABLE item (id NUMBER PRIMARY KEY, n NUMBER, CONSTRAINT positive CHECK (n > 0) DISABLE);",
            at="CONSTRAINT positive CHECK (n > 0) DISABLE",
            dialect="oracle",
        ),
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, n int, CONSTRAINT positive CHECK (n > 0) NOT ENFORCED);",
            at="CONSTRAINT positive CHECK (n > 0) NOT ENFORCED",
            version="18",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for one in table.constraints:
                if not isinstance(one, Exclusion) and not one.enforced:
                    yield self._off(table, one, catalog, _switched_off(replay))

    def _off(
        self, table: Table, one: Constraint, catalog: Catalog, later: Mapping[tuple[Ref, str], Span]
    ) -> Diagnostic:
        where, name = spelled_ref(table.ref, catalog), spelled(one.name, catalog)
        repair = {
            "mysql": f"ALTER TABLE {where} ALTER CHECK {name} ENFORCED;",
            "tsql": f"ALTER TABLE {where} WITH CHECK CHECK CONSTRAINT {name};",
            "oracle": f"ALTER TABLE {where} ENABLE CONSTRAINT {name};",
        }.get(catalog.dialect, f"ALTER TABLE {where} ALTER CONSTRAINT {name} ENFORCED;")
        columns = one.expression.columns if isinstance(one, Check) else ()
        change = AlterConstraint(object_name(table.ref), name_of(one.name), enforced=True)
        at = later.get((table.ref, one.name.lower())) or later.get((table.ref, "")) or one.span
        return self.found(
            at if at.path else table.span,
            f"{one.name or 'A constraint'} of {table.ref.text} is switched off: it keeps nothing out.",
            subject=Subject("constraint", table.schema or None, table.name, one.name, columns),
            repair=repair,
            fix=Fix(f"Switch {one.name} of {table.ref.text} on", "unsafe", (), (change,)) if one.name else None,
        )


@once
def _switched_off(replay: Replay) -> dict[tuple[Ref, str], Span]:
    """Where a later statement switched a constraint off, or all of a table, under an empty name."""
    found: dict[tuple[Ref, str], Span] = {}
    for step in replay.steps:
        change = step.change
        if not isinstance(change, AlterConstraint) or change.enforced is None:
            continue
        ref, name = step.after.resolve(change.table), change.name.value.lower() if change.name else ""
        if not change.enforced:
            found[ref, name] = change.span
        elif name:
            found.pop((ref, name), None)
        else:
            found = {key: span for key, span in found.items() if key[0] != ref}
    return found
