from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AlterConstraint,
    Bad,
    Catalog,
    CatalogRule,
    Check,
    Diagnostic,
    Domain,
    Fix,
    ForeignKey,
    Good,
    Replay,
    Subject,
    Table,
)
from schemalint_rules._proposals import name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import stored


class UnvalidatedConstraint(CatalogRule):
    """A constraint that was added without looking should be looked at in the end.

    ## What it does
    Reports a CHECK (of a domain too) or foreign key that is NOT VALID in PostgreSQL, or ENABLE NOVALIDATE in Oracle, after everything that was
    read: no later step validates it.

    ## Why is this bad
    Rows from before may break it. The planner does not rely on it, a dump that holds such rows cannot be restored, and an
    UPDATE of such a row fails years later.

    ## Fix
    VALIDATE CONSTRAINT, which lets reads and writes go on. Unsafe: it fails where a row breaks the rule.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE, NOT VALID and VALIDATE CONSTRAINT
    - Oracle Database SQL Language Reference, constraint, ENABLE NOVALIDATE
    """

    name = "unvalidated-constraint"
    severity = "warning"
    dialects = ("postgres", "oracle")
    fixes = "unsafe"
    only_with = ("valid",)
    good = (
        Good(
            "ALTER TABLE item ADD CONSTRAINT positive CHECK (n > 0) NOT VALID;\nALTER TABLE item VALIDATE CONSTRAINT positive;",
            given="CREATE TABLE item (id int PRIMARY KEY, n int);",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE item ADD CONSTRAINT positive CHECK (n > 0) NOT VALID;",
            given="CREATE TABLE item (id int PRIMARY KEY, n int);",
            at="CONSTRAINT positive CHECK (n > 0) NOT VALID",
            fixed="ALTER TABLE item ADD CONSTRAINT positive CHECK (n > 0) NOT VALID;\n"
            "ALTER TABLE item VALIDATE CONSTRAINT positive;",
        ),
        Bad(
            "ALTER TABLE item ADD CONSTRAINT positive CHECK (n > 0) ENABLE NOVALIDATE;",
            given="CREATE TABLE item (id NUMBER PRIMARY KEY, n NUMBER);",
            at="CONSTRAINT positive CHECK (n > 0) ENABLE NOVALIDATE",
            dialect="oracle",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            held: tuple[Check | ForeignKey, ...] = (*table.checks, *table.foreign_keys)
            for one in held:
                if not one.validated and one.enforced:
                    yield self._open(table, one, catalog)
        for domain in sorted(catalog.domains.values(), key=lambda one: (one.span, one.ref)):
            for check in domain.checks:
                if not check.validated:
                    yield self._of_domain(domain, check, catalog)

    def _of_domain(self, domain: Domain, check: Check, catalog: Catalog) -> Diagnostic:
        where, name = spelled_ref(domain.ref, catalog), spelled(check.name, catalog)
        return self.found(
            check.span if check.span.path else domain.span,
            f"{check.name or 'A constraint'} of domain {domain.ref.text} was added without looking at the values, and nothing "
            "validates it later: old ones may break it.",
            subject=Subject("domain", domain.schema or None, None, domain.name),
            repair=f"ALTER DOMAIN {where} VALIDATE CONSTRAINT {name};",
        )

    def _open(self, table: Table, one: Check | ForeignKey, catalog: Catalog) -> Diagnostic:
        where, name = spelled_ref(table.ref, catalog), spelled(one.name, catalog)
        columns = one.expression.columns if isinstance(one, Check) else one.columns
        oracle = catalog.dialect == "oracle"
        change = AlterConstraint(object_name(table.ref), name_of(one.name), validated=True)
        return self.found(
            one.span if one.span.path else table.span,
            f"{one.name or 'A constraint'} of {table.ref.text} was added without looking at the rows, and nothing validates it "
            "later: old rows may break it.",
            subject=Subject("constraint", table.schema or None, table.name, one.name, columns),
            repair=f"ALTER TABLE {where} MODIFY CONSTRAINT {name} VALIDATE;"
            if oracle
            else f"ALTER TABLE {where} VALIDATE CONSTRAINT {name};",
            fix=Fix(f"Validate {one.name} of {table.ref.text}", "unsafe", (), (change,)) if one.name else None,
        )
