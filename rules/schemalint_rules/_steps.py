"""What a step of a history stands in: the tables it names, what came before it, the transaction around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schemalint import (
    AlterIndex,
    CreateIndex,
    DropObjects,
    Edit,
    Framework,
    NoChange,
    ObjectName,
    Ref,
    Reindex,
    Replay,
    SetSession,
    Span,
    Step,
    Table,
    TransactionControl,
    View,
    WriteRows,
    named,
)
from schemalint_rules._once import once


def stored_before(name: ObjectName, step: Step, replay: Replay) -> Table | None:
    """The table, as it is before the step, where it was there before the change set: it may hold rows and be in use.
    None for tables made together with the step, temporary ones and views, and for servers that only speak as PostgreSQL does:
    they lock and rewrite in ways of their own."""
    return None if _is_another_server(replay) else there_before(name, step, replay)


def there_before(name: ObjectName, step: Step, replay: Replay) -> Table | None:
    """The same, whatever server it is."""
    table = step.before.tables.get(step.before.resolve(name)) or step.after.tables.get(step.after.resolve(name))
    if table is None or table.kind in ("temporary", "virtual", "foreign", "external"):
        return None
    if table.assumed and (replay.beside or any(_includes(other) for other in earlier(step, replay))):
        return None
    if table.assumed and (any(fault.ref == table.ref for fault in step.faults) or _never_made(step, replay)):
        return None
    return table if existed(table, step) else None


_OTHERS = re.compile(r"\b(?:cockroach(?:db)?|crdb|yugabyte(?:db)?)\b", re.I)


@once
def _is_another_server(replay: Replay) -> bool:
    """Whether what told the dialect is the name of a server that took PostgreSQL's language over, not its storage."""
    return replay.history is not None and _OTHERS.search(replay.history.evidence) is not None


def _never_made(step: Step, replay: Replay) -> bool:
    """Whether what a document's own schema alters without making it is a fault of the document, and nothing in use."""
    return replay.kind == "document" and step.before.complete and around(step, replay) is replay.steps


def existed(thing: Table | View, step: Step) -> bool:
    """Whether this very table or view was there before the change set, under its name or a former one. One that was dropped and
    made anew is a new one."""
    if isinstance(thing, Table) and thing.assumed:
        return True
    held: Mapping[Ref, Table | View] = step.base.tables if isinstance(thing, Table) else step.base.views
    before = held.get(thing.ref)
    # The statement that made it tells it apart; a rename changes the place of the name.
    if before is not None and (before.statement == thing.statement or (isinstance(before, Table) and before.assumed)):
        return True
    if before is not None or thing.statement.path in ("", step.statement.path):
        return False
    return any(old.statement == thing.statement for old in held.values())


_INCLUDES = frozenset({"@", "@@", "\\i", "\\ir", "\\include", "SOURCE", "\\.", ":R", "START"})
"""Client commands that run another file, which may make what this one goes on with."""


def _includes(step: Step) -> bool:
    return step.statement.kind == "client" and step.statement.verb in _INCLUDES


def around(step: Step, replay: Replay) -> tuple[Step, ...]:
    """All steps of the step's own replayed line: the history's, or those of a down part, or of its part of a document."""
    at = step.number
    if at < len(replay.steps) and replay.steps[at] is step:
        return replay.steps
    if step.back and step.migration is not None and step.migration < len(replay.applied):
        back = replay.applied[step.migration].back
        if back is not None and any(one is step for one in back.steps):
            return back.steps
    for part in replay.asides:
        if part and any(one is step for one in part):
            return part
    return replay.steps


def earlier(step: Step, replay: Replay, limit: int = 300) -> Iterator[Step]:
    """The steps before this one in the same migration, or the same file where there is none, from the nearest back. At most
    `limit`, so that a long dump costs no quadratic time."""
    line = around(step, replay)
    at = step.number if line is replay.steps else line.index(step)
    for index in range(at - 1, max(at - 1 - limit, -1), -1):
        other = line[index]
        if other.migration != step.migration or other.statement.path != step.statement.path:
            return
        yield other


def same_statement(step: Step, replay: Replay) -> tuple[Step, ...]:
    """The steps of the step's own statement, in order."""
    line = around(step, replay)
    first = last = step.number if line is replay.steps else line.index(step)
    while first > 0 and line[first - 1].reading is step.reading:
        first -= 1
    while last + 1 < len(line) and line[last + 1].reading is step.reading:
        last += 1
    return line[first : last + 1]


def emptied_by(ref: Ref, step: Step, replay: Replay) -> str:
    """How the file has taken all rows out of the table before, with none put in since: `truncate` leaves nothing to read, `delete`
    as many pages as before. Empty where it has not."""
    for other in earlier(step, replay):
        change = other.change
        if isinstance(change, WriteRows) and any(
            name.value == ref.name and other.before.resolve(name) == ref for name in change.tables
        ):
            every = change.verb == "truncate" or (change.verb == "delete" and not change.filtered)
            return change.verb if every else ""
    return ""


def session_value(step: Step, replay: Replay, variable: str) -> str:
    """What the session's own SET before the step gave the variable, lower case without quotes; empty when nothing did."""
    return session_setting(step, replay, variable) or ""


def session_setting(step: Step, replay: Replay, variable: str) -> str | None:
    """The same; None when nothing did, for the value may be empty."""
    for other in earlier(step, replay, 5000):
        change = other.change
        if isinstance(change, SetSession) and change.variable.rpartition(".")[2].lstrip("@") == variable:
            return change.value.strip("'\" ").lower()
    return None


def framework_of(replay: Replay) -> Framework | None:
    """The facts of the framework that runs the history."""
    return named(replay.history.framework) if replay.history else None


def is_index_work(step: Step) -> bool:
    """Whether the step is no loss outside a transaction: it makes, drops or rebuilds an index, or does nothing."""
    change = step.change
    if isinstance(change, DropObjects):
        return change.kind == "index"
    return isinstance(change, (CreateIndex, Reindex, AlterIndex, NoChange, TransactionControl))


def outside(step: Step, replay: Replay) -> tuple[Edit, ...] | None:
    """The edits that take the step out of its transaction without taking anything else out that belongs in one; no edits
    where it is in none. None where there is no such way."""
    held = step.transaction
    if held is None:
        return ()
    line = [one for one in around(step, replay) if one.migration == step.migration]
    framework = framework_of(replay)
    if held.by == "script":
        # Behind the COMMIT of a file that is sent as one query, the server opens the next transaction by itself.
        return None if framework is not None and framework.whole else _after_commit(step, line)
    mine = [one for one in line if one.statement.path == step.statement.path]
    if not all(is_index_work(one) for one in mine):
        return None
    if held.by != "framework" or framework is None:
        return None
    if framework.unwrapped:
        return ()
    if framework.whole and len({one.statement.span for one in mine}) > 1:
        return None  # without its own transaction the framework sends the file as one query, and the server wraps that
    return _opt_out(step, replay, framework)


def _opt_out(step: Step, replay: Replay, framework: Framework) -> tuple[Edit, ...] | None:
    path, words = step.statement.path, framework.opt_out_text
    line_break = step.statement.line_break
    if not words or framework.opt_out_file[0] or replay.history is None or step.migration is None:
        return None
    if framework.opt_out_in in ("file", "start"):
        return (Edit(Span(path, 0, 0), f"{words}{line_break}".replace("\n", line_break)),)
    if framework.opt_out_in == "marker":
        for script in replay.history.migrations[step.migration].up:
            if script.path == path and script.start >= len(line_break):
                at = script.start - len(line_break)
                return (Edit(Span(path, at, at), f" {words}"),)
    return None


def _after_commit(step: Step, line: list[Step]) -> tuple[Edit, ...] | None:
    """Moves the statement behind the COMMIT, or takes away BEGIN and COMMIT where nothing else stands between them."""
    at = next((number for number, one in enumerate(line) if one is step), None)
    if at is None:
        return None
    begin = next((n for n in range(at, -1, -1) if _controls(line[n], "begin")), None)
    end = next((n for n in range(at, len(line)) if _controls(line[n], "commit")), None)
    if begin is None or end is None:
        return None
    inner = line[begin + 1 : end]
    if any(isinstance(one.change, TransactionControl) for one in inner):
        return None
    opened, closed = line[begin].statement, line[end].statement
    if opened.path != step.statement.path or closed.path != step.statement.path:
        return None
    if all(is_index_work(one) for one in inner):
        return (_without(opened.span.start, opened.end, step), _without(closed.span.start, closed.end, step))
    name = _made(step)
    later = line[at + 1 : end]
    if name and any(name in one.statement.text.lower() for one in later):
        return None
    statement = step.statement
    if closed.end == closed.span.end or statement.end == statement.span.end:
        return None  # a terminator is missing: nothing can be put behind
    text = f"{statement.line_break}{statement.text};"
    return (
        _without(statement.span.start, statement.end, step),
        Edit(Span(closed.path, closed.end, closed.end), text),
    )


def _controls(step: Step, action: str) -> bool:
    return isinstance(step.change, TransactionControl) and step.change.action == action


def _without(start: int, end: int, step: Step) -> Edit:
    return Edit(Span(step.statement.path, start, end), "")


def _made(step: Step) -> str:
    change = step.change
    if isinstance(change, CreateIndex) and change.name is not None:
        return change.name.value.lower()
    if isinstance(change, DropObjects):
        return change.names[0].value.lower()
    return ""


def where_wrapped(step: Step) -> str:
    """Who wraps the step in a transaction, for messages; empty when nobody does."""
    held = step.transaction
    if held is None:
        return ""
    if held.by == "script":
        return "BEGIN in the file opens one"
    if held.by == "implicit":
        return f"{held.words}, which the server runs in one transaction"
    return held.words or "the framework opens one"
