"""How long a statement may wait or run: what SET says before it, and where that is in force."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from typing import Literal, NamedTuple

from schemalint import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    CreateIndex,
    CreateTrigger,
    Diagnostic,
    DropColumn,
    DropConstraint,
    DropObjects,
    Edit,
    Fix,
    ObjectName,
    RedefineColumn,
    RenameColumn,
    RenameObject,
    Replay,
    SetDefault,
    SetNullable,
    SetOption,
    SetSession,
    Span,
    Step,
    StepRule,
    Subject,
    Table,
    Transaction,
    TransactionControl,
    WriteRows,
)
from schemalint_rules._held_locks import held
from schemalint_rules._once import once
from schemalint_rules._steps import framework_of, stored_before

Mode = Literal["require", "forbid", "cap"]
MODES = ("require", "forbid", "cap")

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}
"""Milliseconds in each unit of PostgreSQL; a plain number counts milliseconds."""
SECOND = 1000.0
"""MySQL and MariaDB count seconds."""

METADATA = ("lock_wait_timeout",)
"""What limits the wait for a table in MySQL and MariaDB; `innodb_lock_wait_timeout` is about rows."""


class Said(NamedTuple):
    """A SET of the timeout."""

    step: Step
    milliseconds: float | None
    """None where it takes the limit away, or its value is not known."""
    local: bool = False


class Guard(NamedTuple):
    """What holds at a step."""

    said: Said | None
    """The SET in force; None where the file has said nothing."""
    idle: Said | None = None
    """A SET LOCAL before it that does nothing: no transaction was open, or it has ended."""


def milliseconds(value: str, dialect: str) -> float | None:
    """A timeout as the server reads it; None where it means no limit or is no number."""
    found = _number().fullmatch(value.strip("'\" ").lower())
    if found is None:
        return None
    unit = UNITS.get(found[2] or "ms") if dialect == "postgres" else (None if found[2] else SECOND)
    return float(found[1]) * unit or None if unit is not None else None


@cache
def _number() -> re.Pattern[str]:
    return re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")


@cache
def _configured() -> re.Pattern[str]:
    return re.compile(
        r"set_config\s*\(\s*'([\w.]+)'(?:\s*::\s*\w+)?\s*,\s*'([^']*)'(?:\s*::\s*\w+)?\s*,\s*(true|false)\s*\)", re.I
    )


def settings(step: Step, variable: str, dialect: str) -> Iterator[Said]:
    """What the step sets the variable to."""
    change = step.change
    if isinstance(change, SetSession):
        name = change.variable.rpartition(".")[2].lstrip("@")
        if name == variable or (name == "all" and change.value == "default"):
            yield Said(step, milliseconds(change.value, dialect), change.local)
    elif step.statement.kind == "query" and "SET_CONFIG" in step.statement.tokens.upper:
        for name, value, local in _configured().findall(step.statement.text):
            if name.lower() == variable:
                yield Said(step, milliseconds(value, dialect), local.lower() == "true")


@once
def guards(replay: Replay, variable: str) -> dict[int, Guard]:
    """What limits each step of the replay, by the step's identity. A file starts with what the server has by itself."""
    found: dict[int, Guard] = {}
    for line in (replay.steps, *replay.asides):
        for _, group in groupby(line, key=lambda step: (step.migration, step.statement.path)):
            found.update(_guarded(group, variable, replay.dialect))
    return found


def _guarded(steps: Iterator[Step], variable: str, dialect: str) -> Iterator[tuple[int, Guard]]:
    session: Said | None = None
    local: Said | None = None
    within: Transaction | None = None
    idle: Said | None = None
    for step in steps:
        if local is not None and step.transaction is not within:
            idle, local = local, None
        yield id(step), Guard(local or session, idle)
        for said in settings(step, variable, dialect):
            if not said.local:
                session, local, idle = said, None, None
            elif step.transaction is None:
                idle = said
            else:
                local, within, idle = said, step.transaction, None
        if isinstance(step.change, TransactionControl) and step.change.action in ("commit", "rollback") and local:
            idle, local = local, None


class Waiting(NamedTuple):
    """A statement that others wait behind."""

    subject: Subject
    words: str
    """What it waits for: `an ACCESS EXCLUSIVE lock on public.users`."""
    blocks: str


_METADATA_LOCKED = (
    AddColumn, AddConstraint, AlterColumnType, CreateIndex, CreateTrigger, DropColumn, DropConstraint, RedefineColumn,
    RenameColumn, SetDefault, SetNullable,
)  # fmt: skip
"""Changes of MySQL and MariaDB that need the metadata lock of their table for themselves; each names it in `table`."""


def waiting(step: Step, replay: Replay) -> Waiting | None:
    """What the step waits for, where readers or writers of a table that was there before queue up behind it."""
    if replay.dialect == "postgres":
        locks = held(step, replay)
        if not locks:
            return None
        first = max(locks, key=lambda one: one.lock.blocks == "reads and writes")
        words = f"{first.lock.words} lock on {first.ref.text}"
        return Waiting(Subject("table", first.ref.schema or None, None, first.ref.name), words, first.lock.blocks)
    if not {"WAIT", "NOWAIT"}.isdisjoint(step.statement.tokens.upper):
        return None
    table = _under_metadata_lock(step, replay)
    if table is None:
        return None
    words = f"the metadata lock of {table.ref.text}"
    return Waiting(Subject("table", table.schema or None, None, table.name), words, "reads and writes")


def _under_metadata_lock(step: Step, replay: Replay) -> Table | None:
    change = step.change
    if isinstance(change, _METADATA_LOCKED):
        names: tuple[ObjectName, ...] = (change.table,)
    elif isinstance(change, DropObjects) and change.kind == "table":
        names = change.names
    elif isinstance(change, DropObjects) and change.on is not None:
        names = (change.on,)
    elif isinstance(change, (RenameObject, SetOption)) and change.kind == "table":
        names = (change.name,)
    elif isinstance(change, WriteRows) and change.verb == "truncate":
        names = change.tables
    else:
        return None
    return next((table for name in names if (table := stored_before(name, step, replay)) is not None), None)


@once
def firsts(replay: Replay, variable: str, runner: bool) -> frozenset[int]:
    """The steps, by identity, that are the first of their file to make others wait with no limit: one SET before them serves the
    whole file. With `runner` only those before which the file has taken the runner's limit away."""
    held_at = guards(replay, variable)
    found: set[int] = set()
    for line in (replay.steps, *replay.asides):
        for _, group in groupby(line, key=lambda step: (step.migration, step.statement.path)):
            for step in group:
                guard = held_at[id(step)]
                open_ = guard.said is None if not runner else False
                if (open_ or _is_off(guard.said)) and waiting(step, replay) is not None:
                    found.add(id(step))
                    break
    return frozenset(found)


def _is_off(said: Said | None) -> bool:
    """Whether a SET takes the limit away: 0, DEFAULT, RESET."""
    if said is None or said.milliseconds is not None:
        return False
    change = said.step.change
    value = change.value.strip("'\" ").lower() if isinstance(change, SetSession) else "0"
    return value == "default" or (_number().fullmatch(value) is not None)


def variable_of(replay: Replay, postgres: str) -> str:
    """The variable that limits it on this server."""
    return postgres if replay.dialect == "postgres" else METADATA[0]


def judged(
    rule: StepRule,
    step: Step,
    replay: Replay,
    variable: str,
    mode: str,
    longest: str,
    runner: bool,
    what: str,
    fix: Callable[[Step, Replay, str, str, bool], Fix | None],
) -> Iterator[Diagnostic]:
    """The findings of a rule about one timeout at one step. `what` says what goes on without a limit, with `{lock}` and `{blocks}`."""
    mine = list(settings(step, variable, replay.dialect))
    if mode == "forbid":
        for _ in mine:
            yield rule.found(
                step.statement.span,
                f"The migration sets {variable}, which the runner is there to set: what the runner says no longer holds.",
                repair="leave it out",
                fix=_removed(step) if len(mine) == 1 and isinstance(step.change, SetSession) else None,
                cause=step.statement.span,
            )
        return
    limit = milliseconds(longest, "postgres")
    for said in mine if mode == "cap" and limit else ():
        if said.milliseconds is not None and limit is not None and said.milliseconds > limit:
            yield rule.found(
                step.statement.span,
                f"{variable} is set to {_shown(said.milliseconds)}, longer than the {_shown(limit)} that are allowed.",
                repair=f"{_set(replay, variable, longest, said.local)};",
                fix=_lowered(step, replay, variable, longest, said.local) if len(mine) == 1 else None,
                cause=step.statement.span,
            )
    if id(step) not in firsts(replay, variable, runner):
        return
    found = waiting(step, replay)
    if found is None:
        return
    guard = guards(replay, variable)[id(step)]
    local = replay.dialect == "postgres" and step.transaction is not None
    yield rule.found(
        _verb(step),
        f"Nothing limits how long {step.statement.verb} {what.format(lock=found.words, blocks=found.blocks)}"
        f"{_why(guard, step, replay, variable)}.",
        subject=found.subject,
        repair=f"{_set(replay, variable, longest, local)}; before it",
        fix=fix(step, replay, variable, longest, local),
        cause=None,
    )


def _why(guard: Guard, step: Step, replay: Replay, variable: str) -> str:
    if _is_off(guard.said):
        return f"; {variable} was set before, and is taken away again"
    if guard.idle is not None and guard.idle.step.transaction is None:
        return "; SET LOCAL before it does nothing, for no transaction is open"
    if guard.idle is not None:
        return "; SET LOCAL before it ended with its transaction"
    if variable == METADATA[0] and any(
        said.milliseconds is not None
        for other in replay.steps[max(step.number - 50, 0) : step.number]
        if other.statement.path == step.statement.path
        for said in settings(other, f"innodb_{variable}", replay.dialect)
    ):
        return f"; innodb_{variable} is about rows only"
    return ""


def _verb(step: Step) -> Span:
    statement = step.statement
    last = min(len(statement.verb.split()), len(statement.tokens.words)) - 1
    return Span(statement.path, statement.span.start, statement.tokens.starts[last] + len(statement.tokens.words[last]))


def _shown(amount: float) -> str:
    for unit in ("h", "min", "s"):
        if amount >= UNITS[unit] and amount % UNITS[unit] == 0:
            return f"{amount / UNITS[unit]:g}{unit}"
    return f"{amount:g}ms"


def _set(replay: Replay, variable: str, longest: str, local: bool) -> str:
    if replay.dialect == "postgres":
        return f"SET {'LOCAL ' if local else ''}{variable} = '{longest}'"
    return f"SET SESSION {variable} = {max(int((milliseconds(longest, 'postgres') or SECOND) / SECOND), 1)}"


def limited(step: Step, replay: Replay, variable: str, longest: str, local: bool) -> Fix | None:
    """Sets the timeout before the statement; None where nothing can be written there."""
    statement = step.statement
    framework = framework_of(replay)
    if framework is not None and framework.statement[0] and statement.kind == "procedural":
        return None  # it may stand between lines that make one statement of what is between them
    if milliseconds(longest, "postgres") is None or not statement.span.path:
        return None
    text = f"{_set(replay, variable, longest, local)};{statement.line_break}"
    at = Span(statement.path, statement.span.start, statement.span.start)
    return Fix(f"Set {variable} first", "safe", edits=(Edit(at, text),))


def _removed(step: Step) -> Fix | None:
    statement = step.statement
    if statement.end == statement.span.end:
        return None
    return Fix(
        "Leave the timeout to the runner",
        "safe",
        edits=(Edit(Span(statement.path, statement.span.start, statement.end), ""),),
    )


def _lowered(step: Step, replay: Replay, variable: str, longest: str, local: bool) -> Fix | None:
    if not isinstance(step.change, SetSession) or step.statement.verb != "SET" or len(step.reading.changes) > 1:
        return None
    text = _set(replay, variable, longest, local)
    return Fix("Lower it to what is allowed", "safe", edits=(Edit(step.statement.span, text),))
