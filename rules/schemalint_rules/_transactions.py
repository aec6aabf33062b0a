"""Which steps run in one transaction."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint import Edit, Fix, Replay, Span, Step, TransactionControl
from schemalint_rules._steps import around, earlier, outside

FAR = 500
"""So many steps are looked at, so that a long dump costs no quadratic time."""


def before_in_transaction(step: Step, replay: Replay) -> Iterator[Step]:
    """The steps before this one in its transaction, from the nearest back; none where it is in none."""
    if step.transaction is None:
        return
    for other in earlier(step, replay, FAR):
        if other.transaction is not step.transaction:
            return
        if isinstance(other.change, TransactionControl) and other.change.action in ("begin", "commit", "rollback"):
            return
        yield other


def after_in_transaction(step: Step, replay: Replay) -> Iterator[Step]:
    """The steps behind this one in its transaction, in order."""
    line = around(step, replay)
    at = step.number if line is replay.steps else line.index(step)
    if step.transaction is None:
        return
    for other in line[at + 1 : at + 1 + FAR]:
        if other.migration != step.migration or other.statement.path != step.statement.path:
            return
        if other.transaction is not step.transaction:
            return
        if isinstance(other.change, TransactionControl) and other.change.action in ("begin", "commit", "rollback"):
            return
        yield other


def concurrently(step: Step, replay: Replay, word: str, title: str) -> Fix | None:
    """Writes CONCURRENTLY behind a keyword of the statement, and takes the statement out of its transaction where the file allows
    that by a line."""
    tokens = step.statement.tokens
    if word not in tokens.upper:
        return None
    way = outside(step, replay)
    number = tokens.upper.index(word)
    at = tokens.starts[number] + len(tokens.words[number])
    if way is None or any(one.span.start <= at <= one.span.end and one.span.start < one.span.end for one in way):
        return None
    return Fix(title, "safe", edits=(*way, Edit(Span(step.statement.path, at, at), " CONCURRENTLY")))
