from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fix, Good, Run, RunRule
from schemalint_rules._remarks import document_of, shown, without


class ExpiredSuppression(RunRule):
    """A comment that asks for silence until a day should not outlive it.

    ## What it does
    Reports a `schemalint: ignore` comment whose `until=` lies in the past, or is no date of the form `2027-01-31`. Either way it
    silences nothing any more.

    ## Why is this bad
    Somebody meant to mend what it hides by that day. The finding is told again; the comment now says the opposite of what happens.

    ## Fix
    The comment goes. What it silenced is told already.

    ## References
    - schemalint, docs, Suppressing findings
    """

    name = "expired-suppression"
    severity = "warning"
    fixes = "safe"
    only_with = ("schemalint:",)

    good = (
        Good("CREATE TABLE a (id int); -- schemalint: ignore[missing-primary-key] until the merge, until=2999-01-31"),
    )
    bad = (
        Bad(
            "CREATE TABLE a (id int); -- schemalint: ignore[missing-primary-key] until the merge, until=2020-01-31",
            at="-- schemalint: ignore[missing-primary-key] until the merge, until=2020-01-31",
            message="2020-01-31",
            fixed="CREATE TABLE a (id int);",
        ),
        Bad(
            "CREATE TABLE a (id int); -- schemalint: ignore[missing-primary-key] soon, until=march",
            at="-- schemalint: ignore[missing-primary-key] soon, until=march",
            message="no date",
        ),
    )

    def check(self, run: Run) -> Iterator[Diagnostic]:
        for comment in run.suppressions:
            if not comment.expired:
                continue
            dated = _is_date(comment.until)
            why = (
                f"asked for silence until {comment.until}" if dated else f"says until={comment.until}, which is no date"
            )
            document = document_of(comment, run)
            fix = None
            if document is not None:
                edit = without(comment, comment.rules, document)
                fix = Fix("Take away what has expired", "safe", edits=(edit,))
            yield self.found(
                comment.span,
                f"This comment {why}: it does not silence {shown(comment.rules)} any more.",
                repair="mend what it hid and take it away, or give it a later date",
                fix=fix,
            )


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
