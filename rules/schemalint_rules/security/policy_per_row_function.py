from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    AlterPolicy,
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Edit,
    Expression,
    Fix,
    Good,
    Policy,
    Ref,
    Replay,
    Span,
    Unclear,
    option,
)
from schemalint_rules._calls_in_text import ASKED_PER_ROW, FixedCall, fixed_calls
from schemalint_rules._proposals import object_name, spelled, spelled_ref
from schemalint_rules._row_security import about_policy, conditions, policies_of, policy_name, text_of


class PolicyPerRowFunction(CatalogRule):
    """What a policy asks of the session should be asked once, not for each row.

    ## What it does
    Reports a call in a policy whose arguments hold no column: `auth.uid()`, `current_setting('app.tenant')`, and functions that the
    schema itself makes unless they are immutable. `functions` names those of others. A call within a
    sub-select of its own, `(select auth.uid())`, is as it should be.

    ## Why is this bad
    The condition is added to every query, and the server calls a stable function again for each row that it looks at. In a sub-select
    it calls it once for the statement.

    ## Fix
    The call is put into a sub-select. Unsafe: a function that gives another value at each call gives one for all rows then.

    ## References
    - PostgreSQL 17 manual, 36.7 Function Volatility Categories; CREATE POLICY
    """

    name = "policy-per-row-function"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres",)
    fixes = "unsafe"
    changes = ("CreatePolicy",)
    functions: tuple[str, ...] = option(ASKED_PER_ROW, "Functions that tell of the session.")
    good = (
        Good(
            "CREATE POLICY mine ON note USING (owner = (select auth.uid()));",
            given="CREATE TABLE note (id int PRIMARY KEY, owner uuid);",
        ),
        Good(
            "CREATE POLICY mine ON note USING (owner = current_user AND may_see(id));",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY, owner uuid);\n"
            "CREATE POLICY mine ON note USING (owner = auth.uid());\n",
            at="auth.uid()",
            fixed="CREATE TABLE note (id int PRIMARY KEY, owner uuid);\n"
            "CREATE POLICY mine ON note USING (owner = (select auth.uid()));\n",
        ),
        Bad(
            "CREATE POLICY mine ON note USING (tenant = app_tenant());",
            given="CREATE FUNCTION app_tenant() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';\n"
            "CREATE TABLE note (id int PRIMARY KEY, tenant int);",
            at="app_tenant()",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        known = frozenset(self.functions)
        for policies in policies_of(catalog).values():
            for policy in policies:
                calls = [
                    (condition, text, call)
                    for _, condition in conditions(policy)
                    for text in (text_of(replay).text(condition.span) or condition.text,)
                    for call in self._repeated(text, known, catalog)
                ]
                if calls:
                    yield self._per_row(policy, calls, catalog, replay)

    def _repeated(self, text: str, known: frozenset[str], catalog: Catalog) -> Iterator[FixedCall]:
        """The calls that stand outside a sub-select, the outer of those within each other."""
        end = 0
        for call in fixed_calls(text):
            if call.start >= end and not call.wrapped and (call.name in known or _is_own(call.name, catalog)):
                end = call.end
                yield call

    def _per_row(
        self, policy: Policy, calls: list[tuple[Expression, str, FixedCall]], catalog: Catalog, replay: Replay
    ) -> Diagnostic:
        first, _, call = calls[0]
        in_place = all(text_of(replay).text(condition.span) for condition, _, _ in calls)
        names = ", ".join(dict.fromkeys(f"{call.name}()" for _, _, call in calls))
        changed = {
            word: _wrapped(condition, [call for one, _, call in calls if one is condition], replay)
            for word, condition in conditions(policy)
        }
        clauses = " ".join(f"{word} ({condition.text})" for word, condition in changed.items())
        edits = [
            Edit(_at(condition, call), f"(select {text[call.start : call.end]})") for condition, text, call in calls
        ]
        return self.found(
            _at(first, call) if in_place else first.span,
            f"Policy {policy.name} of {policy.table.text} calls {names} for each row of every query.",
            subject=about_policy(policy),
            repair=f"ALTER POLICY {spelled(policy.name, catalog)} ON {spelled_ref(policy.table, catalog)} {clauses};",
            fix=Fix(
                f"Let policy {policy.name} of {policy.table.text} ask once",
                "unsafe",
                tuple(edits) if in_place else (),
                (
                    AlterPolicy(
                        policy_name(policy),
                        object_name(policy.table),
                        using=changed.get("USING"),
                        check=changed.get("WITH CHECK"),
                    ),
                ),
            ),
        )


def _at(condition: Expression, call: FixedCall) -> Span:
    start = condition.span.start
    return Span(condition.span.path, start + call.start, start + call.end)


def _wrapped(condition: Expression, calls: list[FixedCall], replay: Replay) -> Expression:
    text = text_of(replay).text(condition.span) or condition.text
    parts, at = [], 0
    for call in calls:
        parts += [text[at : call.start], "(select ", text[call.start : call.end], ")"]
        at = call.end
    said = " ".join("".join((*parts, text[at:])).split())
    return Expression(said, NOWHERE, Unclear(said)) if calls else condition


def _is_own(name: str, catalog: Catalog) -> bool:
    """Whether the schema makes the function, and the server calls it anew each time."""
    schema, _, plain = name.rpartition(".")
    for place in (schema,) if schema else (catalog.default_schema, *catalog.search_path):
        made = catalog.routines.get(Ref(place, plain))
        if made:
            return not any("immutable" in routine.attributes for routine in made)
    return False
