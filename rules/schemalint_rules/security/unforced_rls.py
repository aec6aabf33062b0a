from __future__ import annotations

from collections.abc import Hashable, Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Fix, Good, Replay, SetRowSecurity
from schemalint_rules._grants import told
from schemalint_rules._proposals import about_table, object_name, spelled_ref
from schemalint_rules._row_security import turned_on_at, turning_on
from schemalint_rules._tables import understood


class UnforcedRls(CatalogRule):
    """Row security should hold for the owner of the table too.

    ## What it does
    Reports a table with row security on that is not FORCEd; more than a few tables of a schema are told once.

    ## Why is this bad
    The owner is not held to the policies. Often the application itself connects as the owner, because it runs the migrations:
    then they hold for nobody.

    ## Fix
    ALTER TABLE … FORCE ROW LEVEL SECURITY. Unsafe: from then on the owner sees only what the policies show him, foreign keys and
    dumps of his not excepted.

    ## References
    - PostgreSQL 17 manual, 5.9 Row Security Policies; ALTER TABLE, FORCE ROW LEVEL SECURITY
    """

    name = "unforced-rls"
    severity = "info"
    on = "strict"
    dialects = ("postgres",)
    fixes = "unsafe"
    yields_to = ("rls-without-policy",)
    good = (
        Good(
            "ALTER TABLE note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
        ),
        Good("CREATE TABLE note (id int PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;",
            at="ENABLE ROW LEVEL SECURITY",
            message="ALTER TABLE note FORCE ROW LEVEL SECURITY;",
        ),
        Bad(
            "ALTER TABLE note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\nALTER TABLE note NO FORCE ROW LEVEL SECURITY;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
            at="ENABLE ROW LEVEL SECURITY",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        yield from told(self._each(catalog, replay), lambda more: f"Nor does that of {more} more tables of the schema.")

    def _each(self, catalog: Catalog, replay: Replay) -> Iterator[tuple[Hashable, Diagnostic]]:
        for table in understood(catalog):
            if not table.row_security or table.force_row_security:
                continue
            unforced = self.found(
                turned_on_at(table, replay),
                f"Row security of {table.ref.text} does not hold for its owner: whoever connects as the owner gets all rows.",
                subject=about_table(table),
                repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} FORCE ROW LEVEL SECURITY;",
                fix=Fix(
                    f"Hold the owner of {table.ref.text} to its policies",
                    "unsafe",
                    turning_on(table.ref, "forced", replay),
                    changes=(SetRowSecurity(object_name(table.ref), None, True),),
                ),
            )
            yield table.schema, unforced
