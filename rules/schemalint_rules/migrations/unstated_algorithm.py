from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AlterPartitions,
    Bad,
    Change,
    Diagnostic,
    Edit,
    Fix,
    Good,
    ObjectName,
    Opaque,
    RenameObject,
    Replay,
    SetOption,
    Span,
    Step,
    StepRule,
    server,
)
from schemalint_rules._algorithms import Way, way
from schemalint_rules._proposals import about_table
from schemalint_rules._steps import same_statement, stored_before


class UnstatedAlgorithm(StepRule):
    """ALTER TABLE should say how the server may do it.

    ## What it does
    Reports ALTER TABLE on a table that existed before the change set with neither ALGORITHM nor LOCK. RENAME and the
    maintenance of partitions take no such clause and are left alone.

    ## Why is this bad
    Without the clause the server chooses the mildest way that it has, and where it has none it copies the table while nobody can
    write. What was instant on one version, or one row format, is a copy on another. With the clause it refuses instead, at once.

    ## Fix
    The mildest algorithm and lock that the configured server version takes for all changes of the statement. Where it must copy the table, or
    that is not known, nothing is written.

    ## References
    - MySQL 8.4 manual, 17.12.1 Online DDL Operations; 15.1.9 ALTER TABLE Statement
    - MariaDB documentation, InnoDB Online DDL Overview
    """

    name = "unstated-algorithm"
    severity = "info"
    on = "policy"
    dialects = ("mysql", "mariadb")
    fixes = "safe"
    new_only = True
    yields_to = ("copying-alter", "blocking-foreign-key", "type-change-rewrite", "enum-list-rebuild")

    good = (
        Good(
            "ALTER TABLE a ADD COLUMN c int, ALGORITHM=INPLACE, LOCK=NONE;",
            given="CREATE TABLE a (b int);",
            dialect="mysql",
        ),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN c int;", dialect="mariadb"),
        Good("ALTER TABLE a RENAME TO c;", given="CREATE TABLE a (b int);", dialect="mysql"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD COLUMN c int;",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE a",
            fixed="ALTER TABLE a ADD COLUMN c int, ALGORITHM=INSTANT;",
            dialect="mysql",
            version="8.4",
        ),
        Bad(
            "ALTER TABLE a ADD INDEX a_b (b);",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE a",
            fixed="ALTER TABLE a ADD INDEX a_b (b), ALGORITHM=NOCOPY, LOCK=NONE;",
            dialect="mariadb",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        statement = step.statement
        if statement.verb != "ALTER TABLE":
            return
        steps = same_statement(step, replay)
        if steps[0] is not step or any(_takes_no_clause(one.change) for one in steps):
            return
        name = getattr(step.change, "table", None) or getattr(step.change, "name", None)
        table = stored_before(name, step, replay) if isinstance(name, ObjectName) else None
        if table is None or not isinstance(name, ObjectName):
            return
        found = way(steps, table, replay)
        fix = self._fix(step, found, replay)
        yield self.found(
            Span(statement.path, statement.span.start, max(name.span.end, statement.span.start)),
            f"ALTER TABLE {table.ref.text} does not say how {server(replay.dialect, replay.version)} may do it: where it has no milder"
            " way it copies the table, and writes wait.",
            subject=about_table(table),
            repair=f"add {found.clause(replay.dialect)}"
            if found is not None and fix is not None
            else "add ALGORITHM and LOCK, so that it refuses instead",
            fix=fix,
            cause=statement.span,
        )

    def _fix(self, step: Step, found: Way | None, replay: Replay) -> Fix | None:
        if found is None or found.algorithm == "COPY" or found.lock != "NONE":
            return None
        end = step.statement.span.end
        clause = found.clause(replay.dialect)
        return Fix(f"Ask for {clause}", "safe", edits=(Edit(Span(step.statement.path, end, end), f", {clause}"),))


def _takes_no_clause(change: Change) -> bool:
    """Whether it has the clause, or is nothing that takes one."""
    if isinstance(change, SetOption):
        return change.option in ("algorithm", "lock", "partition by", "tablespace")
    return isinstance(change, (AlterPartitions, Opaque)) or (
        isinstance(change, RenameObject) and change.kind == "table"
    )
