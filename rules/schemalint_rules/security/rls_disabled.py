from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Fix, Good, Replay, SetRowSecurity, option
from schemalint_rules._proposals import about_table, object_name, spelled_ref
from schemalint_rules._row_security import turning_on
from schemalint_rules._tables import understood


class RlsDisabled(CatalogRule):
    """Tables that clients reach over an API need row security.

    ## What it does
    Reports a table of an exposed schema with row security off, partitions too: who may read one reads it past the policies of its
    parent. Meant for services that hand a schema's tables out as they are (PostgREST, Supabase); `schemas` names them. Foreign
    and temporary tables have no row security.

    ## Why is this bad
    What keeps the rows of one user from another is then only the grant on the table: whoever may read one row reads all.

    ## Fix
    ALTER TABLE … ENABLE ROW LEVEL SECURITY. Unsafe: until there are policies, nobody but the owner sees a row.

    ## References
    - PostgreSQL 17 manual, 5.9 Row Security Policies; ALTER TABLE
    """

    name = "rls-disabled"
    severity = "warning"
    on = "policy"
    dialects = ("postgres",)
    fixes = "unsafe"
    yields_to = ("policy-without-rls",)
    schemas: tuple[str, ...] = option(("public",), "The schemas whose tables clients reach.")
    good = (
        Good("CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;"),
        Good("CREATE SCHEMA inner_part;\nCREATE TABLE inner_part.note (id int PRIMARY KEY);"),
        Good("CREATE TEMPORARY TABLE note (id int PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY);\n",
            at="note",
            fixed="CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;\n",
        ),
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;\n"
            "ALTER TABLE note DISABLE ROW LEVEL SECURITY;",
            at="note",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        exposed = frozenset(self.schemas)
        for table in understood(catalog):
            if table.schema not in exposed or table.row_security or table.kind != "table":
                continue
            what = f"{table.ref.text} is in an exposed schema and has row security off"
            if table.partition_of:
                what = f"Partition {table.ref.text} is in an exposed schema and has row security off, whatever {table.partition_of.text} has"
            yield self.found(
                table.span,
                f"{what}: whoever may read one of its rows reads all.",
                subject=about_table(table),
                repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} ENABLE ROW LEVEL SECURITY;",
                fix=Fix(
                    f"Turn row security on for {table.ref.text}",
                    "unsafe",
                    turning_on(table.ref, "enabled", replay),
                    changes=(SetRowSecurity(object_name(table.ref), True),),
                ),
            )
