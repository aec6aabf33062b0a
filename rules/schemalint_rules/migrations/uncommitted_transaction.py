from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule
from schemalint_rules._transactions import misused


class UncommittedTransaction(StepRule):
    """A file that opens a transaction should end it.

    ## What it does
    Reports BEGIN or START TRANSACTION in a file that neither commits nor rolls back before its end. Silent in MySQL and MariaDB where
    no row is written after the last schema change, which commits by itself; where a command of the client may run another file; and where a
    migration ends the framework's transaction and opens it again.

    ## Why is this bad
    When the session ends the server takes everything back without an error. A session that goes on holds all locks.

    ## Fix
    None by itself: COMMIT belongs where the work is complete.

    ## References
    - PostgreSQL manual, BEGIN; MySQL 8.4 manual, 15.3.1 START TRANSACTION; SQLite, Transaction; SQL Server, BEGIN TRANSACTION
    """

    name = "uncommitted-transaction"
    severity = "warning"
    new_only = True
    changes = ("TransactionControl",)

    good = (
        Good("BEGIN;\nCREATE TABLE a (b int);\nCOMMIT;"),
        Good("BEGIN;\nCREATE TABLE a (b int);\nROLLBACK;"),
        Good("START TRANSACTION;\nCREATE TABLE a (b int);", dialect="mysql"),
        Good("BEGIN TRAN;\nCREATE TABLE a (b int);\nIF @@TRANCOUNT > 0 COMMIT;", dialect="tsql"),
    )
    bad = (
        Bad("BEGIN;\nCREATE TABLE a (b int);", at="BEGIN", message="COMMIT"),
        Bad("BEGIN TRANSACTION;\nCREATE TABLE a (b int);", at="BEGIN TRANSACTION", dialect="sqlite"),
        Bad("BEGIN TRAN;\nCREATE TABLE a (b int);", at="BEGIN TRAN", dialect="tsql"),
        Bad(
            "START TRANSACTION;\nINSERT INTO a VALUES (1);",
            given="CREATE TABLE a (b int);",
            at="START TRANSACTION",
            dialect="mysql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if misused(replay).get(id(step)) == "open":
            yield self.found(
                step.statement.span,
                "The transaction opened here is never committed: when the session ends the server takes all of it back,"
                " and until then its locks are held.",
                repair="COMMIT; at the end",
                cause=step.statement.span,
            )
