from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule, option
from schemalint_rules._timeouts import MODES, judged, limited


class MissingStatementTimeout(StepRule):
    """A statement that others wait for should not run without end.

    ## What it does
    Reports, once a file, the first statement that holds a lock on a table in use against readers or writers while
    `statement_timeout` is not set. SET, SET SESSION, SET LOCAL and `set_config` count where they are in force. CONCURRENTLY and
    VALIDATE CONSTRAINT are left alone: they let others work, and take their time.

    With `mode = "cap"` a longer timeout than `timeout` is reported too; with `mode = "forbid"` every file that sets one, as the
    runner is there to do it. `set-by-runner` says that the runner sets one before the file.

    ## Why is this bad
    A scan or rewrite that takes a second in the test takes an hour in production, and nobody can use the table meanwhile. With a
    timeout the statement is given up and everything is as it was.

    ## Fix
    `SET LOCAL statement_timeout` before the statement inside a transaction, `SET statement_timeout` outside.

    ## References
    - PostgreSQL 17 manual, 19.11.1 Statement Behavior (statement_timeout); SET
    """

    name = "missing-statement-timeout"
    severity = "warning"
    on = "policy"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True

    mode: str = option(
        "require",
        "`require` wants one before a statement that others wait for, `cap` one that is no longer than `timeout`,"
        " `forbid` none in files.",
        choices=MODES,
    )
    timeout: str = option("30s", "What the fix writes, and the longest that `cap` lets pass: `500ms`, `30s`.")
    set_by_runner: bool = option(False, "The runner sets one before it runs a file.")

    good = (
        Good(
            "SELECT set_config('statement_timeout', '20s', false);\nALTER TABLE a ADD COLUMN c int;",
            given="CREATE TABLE a (b int);",
        ),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN c int;"),
    )
    bad = (
        Bad(
            "BEGIN;\nALTER TABLE a ADD COLUMN c int;\nCOMMIT;",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE",
            fixed="BEGIN;\nSET LOCAL statement_timeout = '30s';\nALTER TABLE a ADD COLUMN c int;\nCOMMIT;",
            message="public.a",
        ),
        Bad(
            "SET statement_timeout = 0;\nALTER TABLE a ADD COLUMN c int;",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE",
            options={"set-by-runner": True},
            message="taken away",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        runs = "runs while it holds {lock}: {blocks} of others wait until it ends"
        yield from judged(
            self, step, replay, "statement_timeout", self.mode, self.timeout, self.set_by_runner, runs, fix=limited
        )
