from __future__ import annotations

from collections.abc import Iterator

from schemalint import AlterDomain, Bad, Diagnostic, Good, Replay, Step, StepRule, Subject
from schemalint_rules._proposals import spelled_ref


class UnvalidatableDomain(StepRule):
    """A domain in use should not get a constraint that is checked under lock in every table.

    ## What it does
    Reports ALTER DOMAIN … ADD CHECK without NOT VALID, and SET NOT NULL, where the domain and a table with a column of it existed before the
    change set.

    ## Why is this bad
    Every table with a column of the domain is looked through, one after another, each locked against writes until all are done.
    One row that does not fit, in any of them, and the migration fails.

    ## Fix
    None by itself: add the CHECK NOT VALID and validate it later; for NOT NULL forbid NULL in the columns.

    ## References
    - PostgreSQL manual, ALTER DOMAIN, ADD domain_constraint and Notes
    """

    name = "unvalidatable-domain"
    severity = "warning"
    dialects = ("postgres",)
    new_only = True
    changes = ("AlterDomain",)

    good = (
        Good(
            "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;",
            given="CREATE DOMAIN d AS int;\nCREATE TABLE a (b d);",
        ),
        Good("ALTER DOMAIN d ADD CHECK (VALUE > 0);", given="CREATE DOMAIN d AS int;\nCREATE TABLE a (b int);"),
        Good("CREATE TABLE a (b d);\nALTER DOMAIN d ADD CHECK (VALUE > 0);", given="CREATE DOMAIN d AS int;"),
    )
    bad = (
        Bad(
            "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0);",
            given="CREATE DOMAIN d AS int;\nCREATE TABLE a (b d);",
            at="ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)",
            message="public.a.b",
        ),
        Bad(
            "ALTER DOMAIN d SET NOT NULL;",
            given="CREATE DOMAIN d AS int;\nCREATE TABLE a (b d);",
            at="ALTER DOMAIN d SET NOT NULL",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change, catalog = step.change, step.before
        if not isinstance(change, AlterDomain):
            return
        if change.nullable is not False and (change.add is None or not getattr(change.add, "validated", True)):
            return
        ref = catalog.find(catalog.domains, change.name.value, change.name.qualifier)
        if ref is None or ref not in step.base.domains:
            return
        used = [
            f"{table.ref.text}.{column.name}"
            for table in catalog.tables.values()
            if table.ref in step.base.tables and table.kind == "table"
            for column in table.columns
            if column.type is not None and column.type.name == ref.name and column.type.schema in ("", ref.schema)
        ]
        if not used:
            return
        shown = ", ".join(used[:3]) + (f" and {len(used) - 3} more" if len(used) > 3 else "")
        where = spelled_ref(ref, catalog)
        yield self.found(
            step.statement.span,
            f"Domain {ref.text} is in use by {shown}: the server looks at every row of these tables under a SHARE lock, which blocks"
            " writes until all are done.",
            subject=Subject("domain", ref.schema or None, None, ref.name),
            repair=f"ALTER DOMAIN {where} ADD CONSTRAINT … CHECK (…) NOT VALID; then ALTER DOMAIN {where} VALIDATE CONSTRAINT …;"
            if change.add is not None
            else "forbid NULL in the columns, by a CHECK that is validated first",
            cause=step.statement.span,
        )
