from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fault, Good, Related, Replay, Step, StepRule
from schemalint_rules._faults import about, collides, documented, in_other_letters, is_made_up, made_by, said
from schemalint_rules._steps import around


class DuplicateObject(StepRule):
    """An object must not be created twice.

    ## What it does
    Reports CREATE, ADD CONSTRAINT, ADD VALUE and RENAME that give a name which is taken at that point of the replay: in the
    same namespace as the server sees it, after every DROP and RENAME before it. IF NOT EXISTS and OR REPLACE are understood. A
    second column of one table is `duplicate-column`'s to tell, a name that an object of another kind has `name-collision`'s,
    two tables of MySQL in other letters `names-differ-by-case`'s. A migration that stands in a document may repeat what the
    document's own schema holds.

    ## Why is this bad
    The server refuses the statement. Often two branches have brought the same table, and one of them was written for another
    definition.

    ## Fix
    Drop one of them, or rename it. No automatic fix: which of the two is meant is not known.

    ## References
    - PostgreSQL manual, Appendix A, class 42 (duplicate_table, duplicate_object)
    - MySQL 8.4, errors 1050, 1061, 1826; SQL Server, errors 2714, 1913; Oracle, ORA-00955
    """

    name = "duplicate-object"
    severity = "error"
    needs = ("downs",)

    good = (
        Good("CREATE TABLE a (id int);\nDROP TABLE a;\nCREATE TABLE a (id int);"),
        Good("CREATE TABLE a (id int);\nCREATE TABLE IF NOT EXISTS a (id int);"),
        Good("CREATE VIEW v AS SELECT 1;\nCREATE OR REPLACE VIEW v AS SELECT 2;"),
        Good("CREATE TABLE a (id int);\nCREATE TABLE b (id int);\nCREATE INDEX i ON a (id);\nCREATE INDEX i ON b (id);", dialect="mysql"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE b (id bigint);", given="CREATE TABLE b (id int);", at="b"),
        Bad("CREATE INDEX i ON b (id);", given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);\nCREATE INDEX i ON a (id);", at="i"),
        Bad("CREATE TABLE [a] (id int);", given="CREATE TABLE a (id int);", at="[a]", dialect="tsql"),
        Bad("CREATE TYPE mood AS ENUM ('x');", given="CREATE TYPE mood AS ENUM ('y');", at="mood"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for fault in step.faults:
            if fault.kind != "exists" or fault.object_kind == "column" or is_made_up(fault):
                continue
            if collides(fault, replay.dialect):
                continue
            if replay.dialect in ("mysql", "mariadb") and in_other_letters(fault, step):
                continue
            if replay.history is not None or around(step, replay) is replay.steps or not documented(fault, step):
                yield self._taken(fault, step, replay)

    def _taken(self, fault: Fault, step: Step, replay: Replay) -> Diagnostic:
        made = fault.related or made_by(fault, step, replay)
        related = (Related(made, "made here first"),) if made and made.path else ()
        return self.found(
            fault.span,
            f"{said(fault)} exists already: the server refuses the statement.",
            subject=about(fault),
            repair="leave one of the two out, or give this one another name",
            related=related,
            cause=step.statement.span,
        )
