from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Applied,
    Bad,
    Diagnostic,
    DropObjects,
    Good,
    MigrationRule,
    ObjectName,
    Replay,
    Span,
    Step,
    TransactionControl,
    server,
)
from schemalint_rules._steps import stored_before


class NonAtomicMigration(MigrationRule):
    """A migration whose statements commit one by one should hold one of them.

    ## What it does
    Reports a migration of MySQL, MariaDB or Oracle with several statements that change the schema, where one of them at least
    changes a table that existed before. IF EXISTS and IF NOT EXISTS make a statement that can be run again; it does not count.
    BEGIN around the statements changes nothing, and the message says so.

    ## Why is this bad
    Each of these statements commits by itself, and what was open before. When the second fails, the first stays: the migration is
    neither done nor undone, and running it again fails at the first statement.

    ## Fix
    One statement a migration; several changes of a table go into one ALTER TABLE. No automatic fix: a migration's name and order are
    the author's.

    ## References
    - MySQL 8.4 manual, 15.3.3 Statements That Cause an Implicit Commit; 15.1.1 Atomic Data Definition Statement Support
    - MariaDB documentation, SQL statements That Cause an Implicit Commit
    - Oracle Database SQL Language Reference, COMMIT
    """

    name = "non-atomic-migration"
    severity = "warning"
    on = "strict"
    dialects = ("mysql", "mariadb", "oracle")
    new_only = True

    good = (
        Good(
            "ALTER TABLE users ADD COLUMN a int, ADD COLUMN b int;",
            given="CREATE TABLE users (id int);",
            dialect="mysql",
        ),
        Good("CREATE TABLE a (id int);\nCREATE TABLE b (id int);", path="migrations/0001_a.sql", dialect="mysql"),
    )
    bad = (
        Bad(
            "ALTER TABLE users ADD COLUMN a int;\nCREATE TABLE b (id int);",
            given="CREATE TABLE users (id int);",
            at="CREATE TABLE",
            dialect="mysql",
            message="2 statements",
        ),
        Bad(
            "START TRANSACTION;\nALTER TABLE users ADD COLUMN a int;\nALTER TABLE users DROP COLUMN id;\nCOMMIT;",
            given="CREATE TABLE users (id int);",
            at="START TRANSACTION",
            dialect="mariadb",
            message="cannot take them back",
        ),
        Bad(
            "ALTER TABLE users ADD a NUMBER;\nCREATE TABLE b (id NUMBER);",
            given="CREATE TABLE users (id NUMBER);",
            at="CREATE TABLE",
            dialect="oracle",
            message="2 statements",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        counted: dict[Span, Step] = {}
        begin: Step | None = None
        touches = False
        for step in applied.steps:
            if isinstance(step.change, TransactionControl):
                begin = step if step.change.action == "begin" and begin is None else begin
            elif step.statement.kind == "ddl" and not self._can_be_repeated(step):
                counted.setdefault(step.statement.span, step)
                touches = touches or self._touches(step, replay)
        if len(counted) < 2 or not touches or not any(step.new for step in applied.steps):
            return
        second = list(counted.values())[1]
        opened = begin is not None and begin.number < second.number
        step = begin if begin is not None and opened else second
        why = "; the transaction around them cannot take them back" if opened else ""
        yield self.found(
            self._words(step),
            f"Migration {applied.migration.name} holds {len(counted)} statements that {server(replay.dialect, replay.version)} commits"
            f" one by one{why}: when one fails, those before it stay.",
            repair="one statement a migration; several changes of one table in one ALTER TABLE",
        )

    def _can_be_repeated(self, step: Step) -> bool:
        change = step.change
        return any(getattr(change, word, False) for word in ("if_exists", "if_not_exists", "or_replace"))

    def _touches(self, step: Step, replay: Replay) -> bool:
        """Whether the step changes a table that was there before."""
        change = step.change
        names: tuple[object, ...] = (getattr(change, "table", None),)
        if isinstance(change, DropObjects):
            names = change.names if change.kind == "table" else ()
        elif getattr(change, "kind", "") == "table":
            names = (getattr(change, "name", None),)
        return any(isinstance(name, ObjectName) and stored_before(name, step, replay) is not None for name in names)

    def _words(self, step: Step) -> Span:
        statement = step.statement
        last = min(len(statement.verb.split()), len(statement.tokens.words)) - 1
        end = statement.tokens.starts[last] + len(statement.tokens.words[last])
        return Span(statement.path, statement.span.start, end)
