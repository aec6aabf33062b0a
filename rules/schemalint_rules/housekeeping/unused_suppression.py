from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fix, Good, Run, RunRule, Suppression
from schemalint_rules._remarks import document_of, shown, without


class UnusedSuppression(RunRule):
    """A comment that asks for silence should silence something.

    ## What it does
    Reports a `schemalint: ignore` comment, or a rule in its list, that silenced nothing in this run. Only rules that ran are
    judged, groups are not, and neither are comments in released migrations, whose findings are not told any more.

    ## Why is this bad
    What it was for is gone. Left standing, it silences the next finding of that rule, which nobody has looked at.

    ## Fix
    The comment goes, or the name goes out of its list.

    ## References
    - schemalint, docs, Suppressing findings
    """

    name = "unused-suppression"
    severity = "warning"
    fixes = "safe"
    only_with = ("schemalint:",)

    good = (Good("CREATE TABLE a (id int PRIMARY KEY); -- schemalint: ignore[missing-table-comment] known"),)
    bad = (
        Bad(
            "CREATE TABLE a (id int); -- schemalint: ignore[unused-suppression] for later\n",
            at="-- schemalint: ignore[unused-suppression] for later",
            fixed="CREATE TABLE a (id int);\n",
        ),
    )

    def check(self, run: Run) -> Iterator[Diagnostic]:
        for comment in run.suppressions:
            unused = self._unused(comment, run)
            document = document_of(comment, run)
            if unused is None or document is None:
                continue
            whole = len(unused) == len(comment.rules)
            span = comment.span
            if not whole:
                span = comment.rule_spans[comment.rules.index(unused[0])]
            edit = without(comment, unused, document)
            yield self.found(
                span,
                f"This comment asks for silence of {shown(unused)}, but there is nothing to silence"
                f" {'here' if whole else 'for it here'}: it would hide the next finding.",
                repair="take the comment away" if whole else f"take {shown(unused)} out of the list",
                fix=Fix("Take away what silences nothing", "safe", edits=(edit,)),
            )

    def _unused(self, comment: Suppression, run: Run) -> tuple[str, ...] | None:
        """The names that silenced nothing; empty for a comment about every rule; None when all did, or nobody can tell."""
        if comment.expired:
            return None
        if not comment.rules:
            return None if comment.used or len(run.selected) < 2 else ()
        unused = tuple(name for name in comment.rules if name in run.selected and name not in comment.used)
        return unused or None
