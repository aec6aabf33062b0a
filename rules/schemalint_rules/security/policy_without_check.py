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
    Replay,
    Span,
    Unclear,
)
from schemalint_rules._calls_in_text import asked_once
from schemalint_rules._proposals import object_name, spelled, spelled_ref
from schemalint_rules._row_security import about_policy, policies_of, policy_name, text_of


class PolicyWithoutCheck(CatalogRule):
    """A policy on writes should say which rows may be written.

    ## What it does
    Reports a policy FOR INSERT, UPDATE or ALL without WITH CHECK. One FOR INSERT lets nothing in: it has no other condition. For
    UPDATE the server holds new rows against USING. So it does FOR ALL, where one condition for both is often meant: that is told
    as an information.

    ## Why is this bad
    Which rows may be touched and what may become of them are two questions. With USING alone a row that may be changed while it is a
    draft can never be published, and a USING that is widened for readers lets more be written.

    ## Fix
    WITH CHECK with the condition of USING is written out. Unsafe, though the server does the same today: what is meant for new rows only the
    author knows. An INSERT policy is not mended.

    ## References
    - PostgreSQL 17 manual, CREATE POLICY, table "Policies Applied by Command Type"
    """

    name = "policy-without-check"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres",)
    fixes = "unsafe"
    changes = ("CreatePolicy",)
    good = (
        Good(
            "CREATE POLICY mine ON note FOR UPDATE USING (owner = current_user) WITH CHECK (owner = current_user);\n"
            "CREATE POLICY seen ON note FOR SELECT USING (owner = current_user);\n"
            "CREATE POLICY gone ON note FOR DELETE USING (owner = current_user);",
            given="CREATE TABLE note (id int PRIMARY KEY, owner text);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY, draft boolean);\nCREATE POLICY drafts ON note FOR UPDATE USING (draft);\n",
            at="drafts",
            fixed="CREATE TABLE note (id int PRIMARY KEY, draft boolean);\n"
            "CREATE POLICY drafts ON note FOR UPDATE USING (draft) WITH CHECK (draft);\n",
        ),
        Bad(
            "CREATE POLICY mine ON note FOR INSERT TO writer;",
            given="CREATE TABLE note (id int PRIMARY KEY);",
            at="mine",
            message="lets nothing in",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for policies in policies_of(catalog).values():
            for policy in policies:
                if policy.check is None and policy.command in ("insert", "update", "all"):
                    yield self._unchecked(policy, catalog, replay)

    def _unchecked(self, policy: Policy, catalog: Catalog, replay: Replay) -> Diagnostic:
        name = f"policy {policy.name} of {policy.table.text}"
        using = policy.using
        if policy.command == "insert" or using is None:
            return self.found(
                policy.span,
                f"P{name[1:]} has no WITH CHECK, so it lets nothing in.",
                subject=about_policy(policy),
                repair=f"ALTER POLICY {spelled(policy.name, catalog)} ON {spelled_ref(policy.table, catalog)} WITH CHECK (…);",
            )
        for_all = policy.command == "all"
        once = asked_once(using.text)
        shape = using.shape if once == using.text else Unclear(once)
        check = Expression(once, NOWHERE, shape, using.columns, using.calls)
        return self.found(
            policy.span,
            f"P{name[1:]} has no WITH CHECK, so USING ({using.text}) decides what may be written as well"
            + ("." if for_all else ": a change that leads out of it is refused."),
            subject=about_policy(policy),
            severity="info" if for_all else None,
            repair=f"ALTER POLICY {spelled(policy.name, catalog)} ON {spelled_ref(policy.table, catalog)} WITH CHECK {_bracketed(once)};",
            fix=Fix(
                f"Write out the WITH CHECK of {name}",
                "unsafe",
                self._edits(policy, using, replay),
                (AlterPolicy(policy_name(policy), object_name(policy.table), check=check),),
            ),
        )

    def _edits(self, policy: Policy, using: Expression, replay: Replay) -> tuple[Edit, ...]:
        """Puts the clause at the end of the statement, where USING stands too."""
        if not policy.statement.covers(using.span):
            return ()
        written = text_of(replay)
        statement, text = written.statement(using.span), written.text(using.span)
        if statement is None or statement.verb != "CREATE POLICY":
            return ()  # it stands in a block
        at = policy.statement.end
        return (
            (Edit(Span(policy.statement.path, at, at), f" WITH CHECK {_bracketed(asked_once(text))}"),) if text else ()
        )


def _bracketed(text: str) -> str:
    """A condition in brackets; a query has brackets of its own besides."""
    return f"(({text}))" if text[:6].lower() == "select" else f"({text})"
