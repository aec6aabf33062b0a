from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Edit, Fix, Good, Run, RunRule
from schemalint_rules._remarks import document_of


class UnknownRule(RunRule):
    """A comment that asks for silence must name rules that exist.

    ## What it does
    Reports a name in a `schemalint: ignore` comment that is no rule, no group and no policy of the configuration.

    ## Why is this bad
    It silences nothing, though it looks as if it did; most often it is a slip of the pen.

    ## Fix
    The nearest name that exists, where there is just one.

    ## References
    - schemalint, docs, Suppressing findings; `schemalint rules` lists all names
    """

    name = "unknown-rule"
    severity = "warning"
    fixes = "safe"
    only_with = ("schemalint:",)

    good = (Good("CREATE TABLE a (id int); -- schemalint: ignore[missing-primary-key, keys] appended only"),)
    bad = (
        Bad(
            "CREATE TABLE a (id int); -- schemalint: ignore[mising-primary-key] appended only",
            at="mising-primary-key",
            fixed="CREATE TABLE a (id int); -- schemalint: ignore[missing-primary-key] appended only",
            message="missing-primary-key",
        ),
    )

    def check(self, run: Run) -> Iterator[Diagnostic]:
        for comment in run.suppressions:
            for name, span in zip(comment.rules, comment.rule_spans, strict=True):
                if name in run.known:
                    continue
                from difflib import get_close_matches

                near = get_close_matches(name.lower(), sorted(run.known), 2, 0.8)
                fix = None
                if len(near) == 1 and document_of(comment, run) is not None:
                    fix = Fix(f"Write {near[0]}", "safe", edits=(Edit(span, near[0]),))
                yield self.found(
                    span,
                    f"There is no rule, group or policy {name}, so this comment silences nothing by it.",
                    repair=f"write {near[0]}, if that is meant"
                    if near
                    else "name a rule that `schemalint rules` lists",
                    fix=fix,
                )
