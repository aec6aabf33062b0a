from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fix, Good, Run, RunRule
from schemalint_rules._remarks import document_of, shown, without


class SuppressionWithoutReason(RunRule):
    """A comment that asks for silence should say why.

    ## What it does
    Reports a `schemalint: ignore` comment with nothing behind its list of rules. Comments in released migrations are left alone:
    they cannot be changed any more.

    ## Why is this bad
    Nobody can tell later whether the finding was looked at or was in the way, so nobody dares to take the comment away.

    ## Fix
    Write the reason behind the brackets. Where the comment silences nothing, it is taken away.

    ## References
    - schemalint, docs, Suppressing findings
    """

    name = "suppression-without-reason"
    severity = "warning"
    fixes = "safe"
    only_with = ("schemalint:",)

    good = (Good("CREATE TABLE a (id int); -- schemalint: ignore[missing-primary-key] rows are only ever appended"),)
    bad = (
        Bad(
            "CREATE TABLE a (id int); -- schemalint: ignore[missing-primary-key]",
            at="-- schemalint: ignore[missing-primary-key]",
        ),
    )

    def check(self, run: Run) -> Iterator[Diagnostic]:
        for comment in run.suppressions:
            document = document_of(comment, run)
            if comment.reason or document is None:
                continue
            if comment.rules and run.known.isdisjoint(comment.rules):
                continue  # it silences nothing at all, which unknown-rule tells
            idle = not comment.used and bool(comment.rules) and all(name in run.selected for name in comment.rules)
            edit = without(comment, comment.rules, document)
            yield self.found(
                comment.span,
                f"This comment silences {shown(comment.rules)} and does not say why.",
                repair=f"schemalint: ignore[{', '.join(comment.rules) or 'rule'}] the reason",
                fix=Fix("Take away what silences nothing", "safe", edits=(edit,)) if idle else None,
            )
