from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from schemalint import (
    Bad,
    CreateTable,
    Diagnostic,
    Good,
    Ref,
    Related,
    Replay,
    Step,
    StepRule,
    Subject,
    TransactionControl,
    WriteRows,
)
from schemalint_rules._held_locks import held
from schemalint_rules._once import once
from schemalint_rules._reached_rows import is_bounded
from schemalint_rules._steps import stored_before

FEW = 30
"""So many tables of a transaction are compared with each other."""


class Crossing(NamedTuple):
    """Two tables that two transactions lock in opposite orders."""

    first: Ref
    second: Ref
    """Locked by this step, the first before it."""
    other: Step
    """What locks the first one in the other transaction, after the second."""


class LockOrder(StepRule):
    """The transactions of one change set should lock tables in one order.

    ## What it does
    Reports a statement that locks a table, or most of its rows, after another table in the same transaction, where an earlier
    transaction of the same change set locks the two the other way round. What counts are the locks of PostgreSQL that readers or writers
    wait for, and UPDATE and DELETE that do not name the keys of their rows. A schema change of MySQL ends the transaction, so only writes
    count there.

    ## Why is this bad
    The application has learned one of the two orders. When it runs beside the other, each waits for what the other one holds, until the
    server throws one of them out.

    ## Fix
    None: lock the tables in the same order everywhere, or in transactions of their own.

    ## References
    - PostgreSQL 17 manual, 13.3.4 Deadlocks; MySQL 8.4 manual, 17.7.5.3 How to Minimize and Handle Deadlocks
    """

    name = "lock-order"
    severity = "warning"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb")
    new_only = True

    good = (
        Good(
            "BEGIN;\nALTER TABLE a ADD COLUMN x int;\nALTER TABLE b ADD COLUMN x int;\nCOMMIT;\n"
            "BEGIN;\nALTER TABLE a ADD COLUMN y int;\nALTER TABLE b ADD COLUMN y int;\nCOMMIT;",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);",
        ),
        Good(
            "ALTER TABLE a ADD COLUMN x int;\nALTER TABLE b ADD COLUMN x int;\nALTER TABLE a ADD COLUMN y int;",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);",
        ),
    )
    bad = (
        Bad(
            "BEGIN;\nALTER TABLE a ADD COLUMN x int;\nALTER TABLE b ADD COLUMN x int;\nCOMMIT;\n"
            "BEGIN;\nALTER TABLE b ADD COLUMN y int;\nALTER TABLE a ADD COLUMN y int;\nCOMMIT;",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);",
            at="ALTER TABLE a ADD COLUMN y int",
            message="public.b, then public.a",
        ),
        Bad(
            "START TRANSACTION;\nUPDATE a SET n = 1 WHERE n = 2;\nUPDATE b SET n = 1 WHERE n = 2;\nCOMMIT;\n"
            "START TRANSACTION;\nUPDATE b SET n = 3 WHERE n = 1;\nUPDATE a SET n = 3 WHERE n = 1;\nCOMMIT;",
            given="CREATE TABLE a (n int);\nCREATE TABLE b (n int);",
            at="UPDATE a SET n = 3 WHERE n = 1",
            dialect="mysql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        found = _crossings(replay).get(id(step))
        if found is None:
            return
        yield self.found(
            step.statement.span,
            f"This transaction locks {found.first.text}, then {found.second.text}; an earlier one of the same change set locks"
            f" {found.second.text} first. Whoever keeps to that order waits for what this one holds, and this one for what they hold.",
            subject=Subject("table", found.second.schema or None, None, found.second.name),
            repair="lock the tables in the same order everywhere, or in transactions of their own",
            related=(Related(found.other.statement.span, f"locks {found.first.text} after {found.second.text}"),),
        )


@once
def _crossings(replay: Replay) -> dict[int, Crossing]:
    """By the identity of the step, the first pair that it locks the other way round than an earlier transaction."""
    found: dict[int, Crossing] = {}
    for line in (replay.steps, *replay.asides):
        for change_set in _change_sets(line):
            known: dict[tuple[Ref, Ref], Step] = {}
            for _, group in groupby(change_set, key=_unit):
                taken = _taken(group, replay)
                for at, (second, step) in enumerate(taken):
                    for first, _ in taken[:at]:
                        other = known.get((second, first))
                        if other is not None:
                            found.setdefault(id(step), Crossing(first, second, other))
                for at, (second, step) in enumerate(taken):
                    for first, _ in taken[:at]:
                        known.setdefault((first, second), step)
    return found


def _change_sets(line: tuple[Step, ...]) -> Iterator[list[Step]]:
    """The steps that share a base. Where a migration changes no table the one behind it has the same base, whether they belong
    together or not: they are taken apart."""
    found: list[Step] = []
    for step in line:
        if found and (
            step.base is not found[-1].base or (step.migration != found[-1].migration and step.before is step.base)
        ):
            yield found
            found = []
        found.append(step)
    if found:
        yield found


def _unit(step: Step) -> tuple[object, ...]:
    """What runs in one transaction; a new BEGIN begins another."""
    return (step.migration, step.statement.path, id(step.transaction or step.reading), _begins(step))


def _begins(step: Step) -> bool:
    return isinstance(step.change, TransactionControl) and step.change.action in ("begin", "commit", "rollback")


def _taken(steps: Iterator[Step], replay: Replay) -> list[tuple[Ref, Step]]:
    """The tables that the transaction locks, in order, each once."""
    found: dict[Ref, Step] = {}
    for step in steps:
        if step.transaction is None:
            continue
        change = step.change
        if replay.dialect != "postgres" and step.statement.kind == "ddl":
            return []  # it commits what was before
        if isinstance(change, WriteRows) and change.verb in ("update", "delete") and change.tables:
            table = stored_before(change.tables[0], step, replay)
            if table is not None and not is_bounded(step, change, table):
                found.setdefault(table.ref, step)
        elif not isinstance(change, CreateTable):
            for one in held(step, replay):
                if not one.goes:
                    found.setdefault(one.ref, step)
    return list(found.items())[:FEW]
