from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    Bad,
    Catalog,
    CatalogRule,
    Constant,
    CreatePolicy,
    Diagnostic,
    Expression,
    Fix,
    Good,
    Related,
    Replay,
    Table,
)
from schemalint_rules._proposals import about_table, name_of, object_name, spelled, spelled_ref
from schemalint_rules._row_security import policies_of, turned_on_at
from schemalint_rules._tables import understood

NOBODY = Expression("false", NOWHERE, Constant("boolean", "false"))
FEW = 3
"""So many tables without a policy are told one by one; more, in a schema with no policy at all, are one decision."""


class RlsWithoutPolicy(CatalogRule):
    """Row security with no policy shows nobody a row.

    ## What it does
    Reports a table with row security on and no policy. Where a schema has no policy at all, more than three such tables are
    told once, with their names: that is one decision, taken for all.

    ## Why is this bad
    Every role but the owner and those with BYPASSRLS finds the table empty and is refused each INSERT, with no word of why. Where that is
    meant, a REVOKE says it, or a policy USING (false).

    ## Fix
    A policy that lets nobody in, which changes nothing and says that it is meant; put the condition in its place. Unsafe: only the
    author knows what was meant.

    ## References
    - PostgreSQL 17 manual, 5.9 Row Security Policies (default deny); CREATE POLICY
    """

    name = "rls-without-policy"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres",)
    fixes = "unsafe"
    changes = ("SetRowSecurity",)
    good = (
        Good(
            "CREATE TABLE note (id int PRIMARY KEY, owner text);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;\n"
            "CREATE POLICY own ON note USING (owner = current_user);"
        ),
        Good(
            "ALTER TABLE note DISABLE ROW LEVEL SECURITY;",
            given="CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;\n",
            at="ENABLE ROW LEVEL SECURITY",
            fixed="CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;\n"
            "CREATE POLICY note_nobody ON note USING (false) WITH CHECK (false);\n",
        ),
        Bad(
            "ALTER TABLE note ENABLE ROW LEVEL SECURITY;\nDROP POLICY own ON note;",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);\n"
            "CREATE POLICY own ON note USING (owner = current_user);",
            at="ENABLE ROW LEVEL SECURITY",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        held = policies_of(catalog)
        with_policies = {ref.schema for ref in held}
        closed: dict[str, list[Table]] = {}
        for table in understood(catalog):
            if table.row_security and table.ref not in held:
                closed.setdefault(table.schema, []).append(table)
        for schema, tables in closed.items():
            if len(tables) > FEW and schema not in with_policies:
                yield self._together(tables, catalog, replay)
                continue
            for table in tables:
                yield self.found(
                    turned_on_at(table, replay),
                    f"{table.ref.text} has row security on and no policy: every role but its owner finds it empty.",
                    subject=about_table(table),
                    repair=_statement(table, catalog),
                    fix=Fix(f"Say that nobody gets at {table.ref.text}", "unsafe", changes=(_nobody(table),)),
                )

    def _together(self, tables: list[Table], catalog: Catalog, replay: Replay) -> Diagnostic:
        first, schema = tables[0], tables[0].schema
        names = ", ".join(table.name for table in tables)
        found = self.found(
            turned_on_at(first, replay),
            f"{len(tables)} tables of {schema} have row security on, and no table of {schema} has a policy: every role but their "
            f"owner finds them empty ({names}).",
            subject=about_table(first),
            repair=_statement(first, catalog),
            related=[
                Related(turned_on_at(table, replay), f"{table.ref.text} has no policy either") for table in tables[1:]
            ],
            fix=Fix(
                f"Say that nobody gets at {len(tables)} tables of {schema}",
                "unsafe",
                changes=tuple(_nobody(table) for table in tables),
            ),
        )
        return found._replace(places=len(tables))


def _nobody(table: Table) -> CreatePolicy:
    return CreatePolicy(name_of(f"{table.name}_nobody"), object_name(table.ref), using=NOBODY, check=NOBODY)


def _statement(table: Table, catalog: Catalog) -> str:
    name = spelled(f"{table.name}_nobody", catalog)
    return f"CREATE POLICY {name} ON {spelled_ref(table.ref, catalog)} USING (false) WITH CHECK (false);"
