from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Fix, Good, Replay, SetRowSecurity, Subject
from schemalint_rules._proposals import object_name, spelled_ref
from schemalint_rules._row_security import policies_of, turning_on


class PolicyWithoutRls(CatalogRule):
    """Policies do nothing while row security is off.

    ## What it does
    Reports a table that has policies at the end and row security off, at its first policy. The policies of a partition count
    for themselves: turning row security on for the parent leaves the partitions as they are.

    ## Why is this bad
    The schema reads as if rows were kept apart, and the server does not look at a policy: whoever may read the table reads all
    of it.

    ## Fix
    ALTER TABLE … ENABLE ROW LEVEL SECURITY. Unsafe: from then on clients see fewer rows.

    ## References
    - PostgreSQL 17 manual, 5.9 Row Security Policies; CREATE POLICY, Notes
    """

    name = "policy-without-rls"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres",)
    fixes = "unsafe"
    changes = ("CreatePolicy",)
    good = (
        Good(
            "CREATE POLICY mine ON note USING (owner = current_user);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY, owner text);\nCREATE POLICY mine ON note USING (owner = current_user);\n",
            at="mine",
            fixed="CREATE TABLE note (id int PRIMARY KEY, owner text);\nCREATE POLICY mine ON note USING (owner = current_user);\n"
            "ALTER TABLE note ENABLE ROW LEVEL SECURITY;\n",
        ),
        Bad(
            "CREATE POLICY mine ON note USING (owner = current_user);\nALTER TABLE note DISABLE ROW LEVEL SECURITY;",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;",
            at="mine",
            message="row security is off",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for ref, policies in policies_of(catalog).items():
            table = catalog.table(ref)
            if table is None or table.row_security or table.assumed or table.unknown or catalog.is_muted(ref):
                continue
            names = ", ".join(policy.name for policy in policies)
            what = f"policy {names} does" if len(policies) == 1 else f"policies {names} do"
            yield self.found(
                policies[0].span,
                f"On {ref.text} row security is off, so {what} nothing: whoever may read the table reads all rows.",
                subject=Subject("table", ref.schema or None, None, ref.name),
                repair=f"ALTER TABLE {spelled_ref(ref, catalog)} ENABLE ROW LEVEL SECURITY;",
                fix=Fix(
                    f"Turn row security on for {ref.text}",
                    "unsafe",
                    turning_on(ref, "enabled", replay),
                    (SetRowSecurity(object_name(ref), True),),
                ),
            )
