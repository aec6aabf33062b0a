from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from schemalint import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Bad,
    Check,
    CreateIndex,
    Diagnostic,
    DropColumn,
    DropConstraint,
    Edit,
    Fix,
    Good,
    PrimaryKey,
    RedefineColumn,
    Related,
    Replay,
    SetDefault,
    SetIdentity,
    SetNullable,
    Span,
    Step,
    StepRule,
    Table,
    Unique,
    fold,
)
from schemalint_rules._algorithms import way
from schemalint_rules._once import once
from schemalint_rules._proposals import about_table
from schemalint_rules._steps import framework_of, same_statement, stored_before

ACTIONS = {
    "postgres": (
        AddColumn,
        AddConstraint,
        AlterColumnType,
        DropColumn,
        DropConstraint,
        SetDefault,
        SetIdentity,
        SetNullable,
    ),
    "mysql": (AddColumn, AddConstraint, CreateIndex, DropColumn, DropConstraint, RedefineColumn, SetDefault),
    "mariadb": (AddColumn, AddConstraint, CreateIndex, DropColumn, DropConstraint, RedefineColumn, SetDefault),
}
"""What can stand beside others in one ALTER TABLE and takes the same lock there. RENAME, VALIDATE, ATTACH and the like stand alone."""
FEW = 20
"""So many statements are merged at a time."""


class Alter(NamedTuple):
    """An ALTER TABLE that may be one with its neighbours."""

    steps: tuple[Step, ...]
    table: Table
    prefix: str
    """How it begins, up to its first action."""
    actions: int
    """Where that begins."""
    words: frozenset[str]
    """All names in its actions."""
    touched: frozenset[str]
    """The columns and constraints that it changes."""

    @property
    def step(self) -> Step:
        return self.steps[0]


class MergeableAlters(StepRule):
    """Changes of one table that stand side by side should be one ALTER TABLE.

    ## What it does
    Reports ALTER TABLE statements of one table in use that follow one another and could be one: their actions may stand together, take
    the same lock (in MySQL and MariaDB: the same algorithm), and none names what another one changes. Foreign keys, VALIDATE, NOT VALID, RENAME and
    partitions are left alone.

    ## Why is this bad
    Outside a transaction each statement waits for its lock anew, with everybody queueing behind it; and what scans or rewrites the table does so once
    for each statement instead of once for all.

    ## Fix
    The actions behind one ALTER TABLE, in their order, with the comments between them.

    ## References
    - PostgreSQL manual, ALTER TABLE, Notes
    - MySQL 8.4 manual, 15.1.9 ALTER TABLE Statement
    """

    name = "mergeable-alters"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb")
    fixes = "safe"
    new_only = True

    good = (
        Good("ALTER TABLE a ADD COLUMN c int, ADD COLUMN d int;", given="CREATE TABLE a (b int);"),
        Good(
            "ALTER TABLE a ADD COLUMN c int;\nALTER TABLE a ALTER COLUMN c SET DEFAULT 1;",
            given="CREATE TABLE a (b int);",
        ),
        Good("ALTER TABLE a ADD COLUMN c int;\nALTER TABLE a RENAME COLUMN b TO d;", given="CREATE TABLE a (b int);"),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN c int;\nALTER TABLE a ADD COLUMN d int;"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD COLUMN c int;\n-- how many\nALTER TABLE a ADD COLUMN d int;\nALTER TABLE a DROP COLUMN b;",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE a",
            fixed="ALTER TABLE a ADD COLUMN c int,\n-- how many\n  ADD COLUMN d int,\n  DROP COLUMN b;",
            message="3 ALTER TABLE",
        ),
        Bad(
            "ALTER TABLE a MODIFY b bigint;\nALTER TABLE a MODIFY c bigint;",
            given="CREATE TABLE a (b int, c int);",
            at="ALTER TABLE a",
            fixed="ALTER TABLE a MODIFY b bigint,\n  MODIFY c bigint;",
            dialect="mysql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        run = _runs(replay).get(id(step))
        if run is None:
            return
        statement = step.statement
        each = (
            "each waits for its lock anew, where one would do"
            if step.transaction is None
            else "in one statement, what reads or writes all rows would go over them once"
        )
        yield self.found(
            Span(statement.path, statement.span.start, statement.span.start + len(run[0].prefix)),
            f"{len(run)} ALTER TABLE of {run[0].table.ref.text} follow one another: {each}.",
            subject=about_table(run[0].table),
            repair="one ALTER TABLE with all of the actions",
            related=tuple(Related(one.step.statement.span, "also here") for one in run[1:]),
            fix=self._fix(run, replay),
        )

    def _fix(self, run: tuple[Alter, ...], replay: Replay) -> Fix | None:
        framework = framework_of(replay)
        marks = framework is not None and (
            bool(framework.statement[0]) or framework.name in ("atlas", "bun", "drizzle")
        )
        edits: list[Edit] = []
        for one, next_ in pairwise(run):
            first, second = one.step.statement, next_.step.statement
            if marks and any(first.end <= comment.start < second.span.start for comment in second.leading):
                return None  # a comment may be what the framework parts statements by
            if first.end == first.span.end or first.terminator not in ("", ";"):
                return None
            edits.append(Edit(Span(first.path, first.span.end, first.end), ","))
            edits.append(Edit(Span(second.path, second.span.start, next_.actions), "  "))
        return Fix("Make them one ALTER TABLE", "safe", edits=tuple(edits))


@once
def _runs(replay: Replay) -> dict[int, tuple[Alter, ...]]:
    """The statements that can be one, by the identity of the first step of the first one."""
    found: dict[int, tuple[Alter, ...]] = {}
    for line in (replay.steps, *replay.asides):
        run: list[Alter] = []
        at = 0
        while at < len(line):
            steps = same_statement(line[at], replay)
            at += len(steps)
            alter = _alter(steps, replay) if line[at - 1].new else None
            if alter is not None and run and len(run) < FEW and _joins(run, alter, replay):
                run.append(alter)
                continue
            if len(run) > 1:
                found[id(run[0].step)] = tuple(run)
            run = [alter] if alter is not None else []
        if len(run) > 1:
            found[id(run[0].step)] = tuple(run)
    return found


def _alter(steps: tuple[Step, ...], replay: Replay) -> Alter | None:
    first = steps[0]
    statement, name = first.statement, getattr(first.change, "table", None)
    if statement.verb != "ALTER TABLE" or statement.masked or not first.reading.complete or name is None:
        return None
    if not all(_may_stand_together(step, replay) for step in steps):
        return None
    table = stored_before(name, first, replay)
    starts = [start for start in statement.tokens.starts if start >= name.span.end]
    if table is None or not starts or not statement.span.covers(name.span):
        return None
    prefix = statement.text[: name.span.end - statement.span.start]
    words = frozenset(
        fold(word, statement.dialect)
        for word, start in zip(statement.tokens.words, statement.tokens.starts, strict=True)
        if start >= name.span.end and (word[0].isalpha() or word[0] in '_"`')
    )
    return Alter(steps, table, prefix, starts[0], words, frozenset(_touched(steps)))


def _may_stand_together(step: Step, replay: Replay) -> bool:
    change = step.change
    if not isinstance(change, ACTIONS[replay.dialect]) or getattr(change, "cascade", False):
        return False
    if isinstance(change, AddConstraint):
        kept = isinstance(change.constraint, (Check, Unique, PrimaryKey)) and change.checked
        return kept and "USING" not in step.statement.tokens.upper
    return not (isinstance(change, AddColumn) and change.constraints)


def _touched(steps: tuple[Step, ...]) -> Iterator[str]:
    for step in steps:
        change = step.change
        column = getattr(change, "column", None)
        if column is not None:
            yield column.name if isinstance(change, AddColumn) else column.value
        if isinstance(change, RedefineColumn):
            yield change.definition.name
        if isinstance(change, DropConstraint):
            yield change.name.value if change.name else change.kind
        if isinstance(change, AddConstraint):
            yield change.constraint.name or type(change.constraint).__name__
            yield from getattr(change.constraint, "columns", ())
        if isinstance(change, CreateIndex):
            yield change.name.value if change.name else change.definition.name
            yield from change.definition.columns


def _joins(run: list[Alter], alter: Alter, replay: Replay) -> bool:
    """Whether the statement follows the last of the run and can be one with all of them."""
    last = run[-1]
    if alter.table.ref != last.table.ref or alter.prefix.split() != last.prefix.split():
        return False
    before, after = last.steps[-1], alter.step
    if before.statement.path != after.statement.path or before.migration != after.migration:
        return False
    if before.transaction is not after.transaction:
        return False
    if any(one.touched & alter.words or alter.touched & one.words for one in run):
        return False
    if replay.dialect == "postgres":
        return True
    first, second = way(run[0].steps, run[0].table, replay), way(alter.steps, alter.table, replay)
    return first is not None and first == second
