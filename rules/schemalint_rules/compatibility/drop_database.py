from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, DropObjects, Good, Replay, Step, StepRule, Subject
from schemalint_rules._steps import around


class DropDatabase(StepRule):
    """A migration should not drop a database.

    ## What it does
    Reports DROP DATABASE, and DROP SCHEMA of MySQL and MariaDB, which is the same. Silent where the same file makes a database of that
    name, as set-up scripts and dumps do.

    ## Why is this bad
    Everything in it is gone, and no transaction takes that back.

    ## Fix
    None: a database that nobody needs is dropped by hand, after a last backup.

    ## References
    - PostgreSQL 17 manual, DROP DATABASE; MySQL 8.4 manual, 15.1.24 DROP DATABASE Statement
    """

    name = "drop-database"
    severity = "error"
    new_only = True
    changes = ("DropObjects",)

    good = (Good("DROP DATABASE IF EXISTS shop;\nCREATE DATABASE shop;", dialect="mysql"),)
    bad = (
        Bad("DROP DATABASE shop;", at="shop", given="CREATE TABLE a (id int);"),
        Bad("DROP SCHEMA shop;", at="shop", dialect="mysql", given="CREATE TABLE a (id int);"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropObjects):
            return
        family = replay.dialect in ("mysql", "mariadb")
        if change.kind != "database" and not (family and change.kind == "schema"):
            return
        for name in change.names:
            if _is_made(name.value, step, replay):
                continue
            yield self.found(
                name.span,
                f"Database {name.value} is dropped with everything in it, and nothing takes that back.",
                subject=Subject("other", None, None, name.value),
                repair="drop it by hand, after a last backup",
                cause=step.statement.span,
            )


def _is_made(database: str, step: Step, replay: Replay) -> bool:
    """Whether the same file makes a database of that name."""
    words = {"DATABASE", "SCHEMA"}
    for other in around(step, replay):
        upper = other.statement.tokens.upper
        made = other.statement.path == step.statement.path and upper[:1] == ("CREATE",) and words & set(upper[1:4])
        if made and any(word.strip('"`[]').lower() == database.lower() for word in other.statement.tokens.words[2:8]):
            return True
    return False
