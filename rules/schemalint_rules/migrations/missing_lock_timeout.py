from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule, option
from schemalint_rules._timeouts import MODES, judged, limited, variable_of


class MissingLockTimeout(StepRule):
    """A statement that others wait behind should give up when it does not get its lock soon.

    ## What it does
    Reports, once a file, the first statement that needs a lock on a table in use against readers or writers while nothing limits how
    long it waits: `lock_timeout` of PostgreSQL, `lock_wait_timeout` of MySQL and MariaDB, MariaDB's `WAIT n` and `NOWAIT`. SET, SET
    SESSION, SET LOCAL and `set_config` count where they are in force: SET LOCAL does nothing outside of a transaction and ends with
    it; 0 and RESET take the limit away; `innodb_lock_wait_timeout` is about rows, not about the table.

    With `mode = "cap"` a longer timeout than `timeout` is reported too; with `mode = "forbid"` every file that sets one, as the
    runner is there to do it. `set-by-runner` says that the runner sets one before the file: then only taking it away is reported.

    ## Why is this bad
    The statement queues up behind the longest transaction on the table, and everybody else queues up behind the statement: a
    change of a millisecond stops the application for as long as somebody's report runs.

    ## Fix
    `SET LOCAL lock_timeout` before the statement inside a transaction, `SET lock_timeout` outside; in MySQL and MariaDB `SET SESSION
    lock_wait_timeout`. A migration that gives up can be run again.

    ## References
    - PostgreSQL 17 manual, 19.11.1 Statement Behavior (lock_timeout); SET
    - MySQL 8.4 manual, 7.1.8 Server System Variables (lock_wait_timeout); 10.11.4 Metadata Locking
    - MariaDB documentation, WAIT and NOWAIT
    """

    name = "missing-lock-timeout"
    severity = "warning"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb")
    fixes = "safe"
    new_only = True

    mode: str = option(
        "require",
        "`require` wants one before a statement that others wait behind, `cap` one that is no longer than `timeout`,"
        " `forbid` none in files.",
        choices=MODES,
    )
    timeout: str = option(
        "5s", "What the fix writes, and the longest that `cap` lets pass, as PostgreSQL writes it: `500ms`, `5s`."
    )
    set_by_runner: bool = option(False, "The runner sets one before it runs a file.")

    good = (
        Good(
            "BEGIN;\nSET LOCAL lock_timeout = '2s';\nALTER TABLE a ADD COLUMN c int;\nCOMMIT;",
            given="CREATE TABLE a (b int);",
        ),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN c int;"),
        Good("CREATE INDEX CONCURRENTLY a_b ON a (b);", given="CREATE TABLE a (b int);"),
        Good("ALTER TABLE a WAIT 5 ADD COLUMN c int;", given="CREATE TABLE a (b int);", dialect="mariadb"),
        Good("ALTER TABLE a ADD COLUMN c int;", given="CREATE TABLE a (b int);", options={"set-by-runner": True}),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD COLUMN c int;\nALTER TABLE a ADD COLUMN d int;",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE",
            fixed="SET lock_timeout = '5s';\nALTER TABLE a ADD COLUMN c int;\nALTER TABLE a ADD COLUMN d int;",
            message="an ACCESS EXCLUSIVE lock on public.a",
        ),
        Bad(
            "BEGIN;\nCREATE INDEX a_b ON a (b);\nCOMMIT;",
            given="CREATE TABLE a (b int);",
            at="CREATE INDEX",
            fixed="BEGIN;\nSET LOCAL lock_timeout = '5s';\nCREATE INDEX a_b ON a (b);\nCOMMIT;",
            message="a SHARE lock on public.a",
        ),
        Bad(
            "SET LOCAL lock_timeout = '2s';\nDROP TABLE a;",
            given="CREATE TABLE a (b int);",
            at="DROP TABLE",
            message="no transaction is open",
        ),
        Bad(
            "SET SESSION innodb_lock_wait_timeout = 5;\nALTER TABLE a ADD COLUMN c int;",
            given="CREATE TABLE a (b int);",
            at="ALTER TABLE",
            fixed="SET SESSION innodb_lock_wait_timeout = 5;\nSET SESSION lock_wait_timeout = 5;\nALTER TABLE a ADD COLUMN c int;",
            dialect="mysql",
            message="about rows only",
        ),
        Bad(
            "SET lock_timeout = '1min';\nALTER TABLE a ADD COLUMN c int;",
            given="CREATE TABLE a (b int);",
            at="SET lock_timeout = '1min'",
            fixed="SET lock_timeout = '5s';\nALTER TABLE a ADD COLUMN c int;",
            options={"mode": "cap"},
            message="1min",
        ),
        Bad(
            "SET lock_timeout = '1min';\nALTER TABLE a ADD COLUMN c int;",
            given="CREATE TABLE a (b int);",
            at="SET lock_timeout = '1min'",
            options={"mode": "forbid"},
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        variable = variable_of(replay, "lock_timeout")
        waits = "waits for {lock}: behind it {blocks} of others wait as long, until the longest transaction on the table ends"
        yield from judged(self, step, replay, variable, self.mode, self.timeout, self.set_by_runner, waits, fix=limited)
