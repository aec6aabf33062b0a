"""Which steps run in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from schemalint import Edit, Fix, PhaseIn, Replay, SetSession, Span, Step, TransactionControl
from schemalint_rules._once import once
from schemalint_rules._steps import around, earlier, framework_of, outside

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
    that by a line, or else into a migration of its own."""
    tokens = step.statement.tokens
    if word not in tokens.upper:
        return None
    number = tokens.upper.index(word)
    return concurrently_at(step, replay, tokens.starts[number] + len(tokens.words[number]), title)


def concurrently_at(step: Step, replay: Replay, at: int, title: str) -> Fix | None:
    """The same for CONCURRENTLY at a place of the file."""
    way = outside(step, replay)
    fix = None
    if way is not None and not any(
        one.span.start <= at <= one.span.end and one.span.start < one.span.end for one in way
    ):
        fix = Fix(title, "safe", edits=(*way, Edit(Span(step.statement.path, at, at), " CONCURRENTLY")))
    return in_phases(fix, title, step, replay, outside=True)


def in_phases(fix: Fix | None, title: str, step: Step, replay: Replay, *, outside: bool = False) -> Fix | None:
    """The fix where edits of the one file do; else the one that spreads the change over migrations, where the framework takes
    such. `outside`: part of it must run outside a transaction."""
    framework = framework_of(replay)
    whole = framework is not None and framework.whole
    if fix is not None and whole and any(";" in edit.text or not edit.text for edit in fix.edits):
        fix = None  # several statements sent as one query run in one transaction
    if framework is None or step.migration is None or replay.dialect != "postgres" or replay.history is None:
        return fix
    if not framework.takes_phases or replay.history.migrations[step.migration].frozen or step.statement.masked:
        return fix
    if fix is None and outside and not framework.leaves_transaction:
        return None
    wish = PhaseIn(step.statement.span)
    return fix._replace(intent=wish) if fix is not None else Fix(title, "safe", intent=wish)


Misuse = Literal["open", "nested", "unopened"]

_MAYBE = frozenset({"@@TRANCOUNT", "TRANCOUNT", "XACT_STATE", "TRY", "CATCH", "IF", "WHILE", "CHAIN"})
"""Words of statements that open or close a transaction only sometimes, or open the next one in closing."""
_ENDS_ONLY = ("mysql", "mariadb", "oracle")
"""Dialects in which a schema change ends the transaction by itself, and a COMMIT without one does nothing."""


@once
def misused(replay: Replay) -> dict[int, Misuse]:
    """The steps that open or close a transaction as nobody means it, by their identity: `open` is never closed, `nested` stands in
    another one, `unopened` closes none."""
    found: dict[int, Misuse] = {}
    for line in (replay.steps, *replay.asides):
        for _, group in groupby(line, key=lambda step: (step.migration, step.statement.path)):
            steps = list(group)
            controls = [step for step in steps if isinstance(step.change, TransactionControl)]
            if controls and not any(map(_is_conditional, steps)):
                found.update(_misused_in(steps, replay))
    return found


def _is_conditional(step: Step) -> bool:
    statement = step.statement
    if statement.kind == "client":
        return statement.verb not in ("GO", "/", "\\set", "\\echo", "\\pset", "\\timing", "DELIMITER", "PROMPT")
    if statement.dialect == "tsql" or isinstance(step.change, TransactionControl):
        return not _MAYBE.isdisjoint(statement.tokens.upper)
    return False


def _misused_in(steps: list[Step], replay: Replay) -> Iterator[tuple[int, Misuse]]:
    wrapped = _is_wrapped(steps[0], replay)
    opened: list[Step] = []
    left = False  # the framework's own transaction was ended, and is opened again at the end
    written = False
    for step in steps:
        change = step.change
        if isinstance(change, SetSession) and change.variable.lstrip("@").endswith("autocommit"):
            return  # without it, COMMIT ends what nobody opens
        if isinstance(change, TransactionControl):
            if change.action == "begin":
                if (opened and replay.dialect != "tsql") or (wrapped and not left and not opened):
                    yield id(step), "nested"
                if replay.dialect == "tsql" or not opened:
                    opened.append(step)
                written = False
            elif change.action == "commit":
                if opened:
                    opened.pop()
                elif wrapped and not left:
                    left = True
                elif replay.dialect not in _ENDS_ONLY:
                    yield id(step), "unopened"
            elif change.action == "rollback":
                if not opened and not wrapped and replay.dialect not in _ENDS_ONLY:
                    yield id(step), "unopened"
                opened.clear()
        elif step.statement.kind == "dml":
            written = True
        elif step.statement.kind == "ddl" and replay.dialect in _ENDS_ONLY:
            written = False
    if opened and not wrapped and (written or replay.dialect not in _ENDS_ONLY):
        yield id(opened[0]), "open"


def _is_wrapped(step: Step, replay: Replay) -> bool:
    """Whether the framework opens a transaction around the step's file."""
    if replay.history is None or step.migration is None:
        return False
    return any(
        script.path == step.statement.path and bool(script.transaction) and not script.implicit
        for script in replay.history.migrations[step.migration].up
    )
