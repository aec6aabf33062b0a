from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, DropObjects, Fix, Good, ObjectName, Policy, Replay, option
from schemalint_rules._proposals import object_name, spelled, spelled_ref
from schemalint_rules._row_security import EVERYBODY, about_policy, conditions, policies_of, policy_name, truth


class PolicyAlwaysTrue(CatalogRule):
    """A policy that is always true keeps nobody out.

    ## What it does
    Reports a permissive policy for everybody whose USING or WITH CHECK is true whatever the row holds: `true`, `1 = 1`, an OR with a
    true part. `everybody` names the roles that anybody gets; a policy TO other roles is left alone, for an administrator may well see
    all. A policy that only reads is an information: a public table is often meant. Also a restrictive policy that is
    always true, which restricts nothing.

    ## Why is this bad
    Permissive policies are joined by OR: beside one that is always true no other counts for that command, and row security
    is on for the looks of it.

    ## Fix
    The policy is dropped. Unsafe: who got rows by it alone gets none then; put the condition that is meant in its place.

    ## References
    - PostgreSQL 17 manual, CREATE POLICY; 5.9 Row Security Policies
    """

    name = "policy-always-true"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres",)
    fixes = "unsafe"
    changes = ("CreatePolicy",)
    everybody: tuple[str, ...] = option(EVERYBODY, "The roles that anybody gets.")
    good = (
        Good(
            "CREATE POLICY mine ON note USING (owner = current_user);",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);",
        ),
        Good("CREATE POLICY every ON note TO auditor USING (true);", given="CREATE TABLE note (id int PRIMARY KEY);"),
        Good("CREATE POLICY nobody ON note USING (false);", given="CREATE TABLE note (id int PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE POLICY every ON note FOR UPDATE USING (true);",
            given="CREATE TABLE note (id int PRIMARY KEY);",
            at="true",
            message="DROP POLICY every ON note;",
        ),
        Bad(
            "CREATE POLICY mine ON note FOR INSERT TO authenticated WITH CHECK (owner = current_user OR true);",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);",
            at="owner = current_user OR true",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        everybody = frozenset(self.everybody)
        for policies in policies_of(catalog).values():
            for policy in policies:
                if policy.permissive and everybody.isdisjoint(policy.roles):
                    continue
                yield from self._judged(policy, catalog)

    def _judged(self, policy: Policy, catalog: Catalog) -> Iterator[Diagnostic]:
        written = conditions(policy)
        always = [(word, condition) for word, condition in written if truth(condition.shape)]
        if not always or (not policy.permissive and len(always) < len(written)):
            return
        word, condition = always[0]
        name = f"policy {policy.name} of {policy.table.text}"
        reads = policy.command == "select"
        if not policy.permissive:
            message = f"Restrictive {name} is always true, so it restricts nothing."
        else:
            verb = {"select": "read", "insert": "insert", "update": "change", "delete": "delete"}.get(
                policy.command, "read" if word == "USING" and policy.check is not None else "read and change"
            )
            whom = ", ".join(policy.roles)
            message = (
                f"{word} of {name} is always true: {whom} may {verb} every row, and no other permissive policy counts."
            )
        drop = DropObjects("policy", (ObjectName(policy_name(policy)),), on=object_name(policy.table))
        yield self.found(
            condition.span,
            message,
            subject=about_policy(policy),
            severity="info" if reads else None,
            repair=f"a condition on the row, or DROP POLICY {spelled(policy.name, catalog)} ON {spelled_ref(policy.table, catalog)};",
            fix=Fix(f"Drop {name}", "unsafe", changes=(drop,)),
        )
