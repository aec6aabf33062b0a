from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule, TransactionControl
from schemalint_rules._transactions import misused

INSIDE = {
    "mysql": "commits the first one",
    "mariadb": "commits the first one",
    "sqlite": "refuses it",
}
WITHOUT = {"sqlite": "refuses it", "tsql": "refuses it (error 3902)"}


class NestedTransaction(StepRule):
    """Transactions do not nest, and COMMIT needs one.

    ## What it does
    Reports BEGIN inside an open transaction, that of the migration framework included, and COMMIT or ROLLBACK where none is open. In SQL
    Server, where transactions are counted, BEGIN within BEGIN is not reported; in MySQL, MariaDB and Oracle COMMIT without
    BEGIN is not. A migration that leaves the framework's transaction by COMMIT on purpose is not reported either.

    ## Why is this bad
    PostgreSQL only warns, and the first COMMIT ends the outer transaction: what comes behind it runs unprotected, and the framework's
    record of the migration with it. MySQL commits the outer one without a word, SQLite refuses the statement.

    ## Fix
    None by itself: take the inner BEGIN and its COMMIT out, or use SAVEPOINT.

    ## References
    - PostgreSQL manual, BEGIN, Notes; COMMIT, Notes
    - MySQL 8.4 manual, 15.3.3 Statements That Cause an Implicit Commit; SQLite, Transaction; SQL Server, COMMIT TRANSACTION
    """

    name = "nested-transaction"
    severity = "warning"
    new_only = True
    changes = ("TransactionControl",)

    good = (
        Good("BEGIN;\nCREATE TABLE a (b int);\nCOMMIT;\nBEGIN;\nCREATE TABLE c (d int);\nCOMMIT;"),
        Good("BEGIN TRAN;\nBEGIN TRAN;\nCREATE TABLE a (b int);\nCOMMIT;\nCOMMIT;", dialect="tsql"),
        Good("BEGIN;\nSAVEPOINT s;\nCREATE TABLE a (b int);\nRELEASE SAVEPOINT s;\nCOMMIT;"),
    )
    bad = (
        Bad("START TRANSACTION;\nBEGIN;\nCREATE TABLE a (b int);\nCOMMIT;", at="BEGIN", message="only warns"),
        Bad("CREATE TABLE a (b int);\nCOMMIT;", at="COMMIT"),
        Bad("CREATE TABLE a (b int);\nCOMMIT;", at="COMMIT", dialect="sqlite", message="refuses"),
        Bad(
            "START TRANSACTION;\nSTART TRANSACTION READ WRITE;\nDELETE FROM a WHERE b = 1;\nCOMMIT;",
            given="CREATE TABLE a (b int);",
            at="START TRANSACTION READ WRITE",
            dialect="mysql",
            message="commits the first one",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        how = misused(replay).get(id(step))
        change = step.change
        if how not in ("nested", "unopened") or not isinstance(change, TransactionControl):
            return
        if how == "nested":
            does = INSIDE.get(replay.dialect, "only warns, and the first COMMIT ends the outer one")
            message = f"A transaction is open here already: the server {does}."
            repair = "take it out together with its COMMIT, or use SAVEPOINT"
        else:
            word = change.action.upper()
            does = WITHOUT.get(replay.dialect, "only warns")
            message = f"No transaction is open here for {word} to end: the server {does}, and what stands before it ran unprotected."
            repair = f"BEGIN before it, or no {word}"
        yield self.found(step.statement.span, message, repair=repair, cause=step.statement.span)
