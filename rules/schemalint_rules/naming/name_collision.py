from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fault, Good, Related, Replay, Step, StepRule
from schemalint_rules._faults import about, collides, documented, in_other_letters, is_made_up, said
from schemalint_rules._steps import around


class NameCollision(StepRule):
    """Objects that share a namespace must not share a name, whatever kind they are.

    ## What it does
    Reports a name that an object of another kind, or a constraint of another table, has already where the server keeps both
    in one namespace. PostgreSQL: tables, views, sequences, indexes (those behind keys included) and composite types of a
    schema; tables and views also make a type of their name. MySQL and MariaDB: tables and views, MariaDB's sequences; foreign
    keys of a whole database; MySQL's CHECKs. SQL Server: tables, views, sequences, routines, synonyms and all constraints of a
    schema. Oracle: tables, views, sequences, routines, synonyms and types; constraints; indexes. Two objects of one kind are
    `duplicate-object`.

    ## Why is this bad
    The server refuses the statement. A foreign key name that was copied with its table, or a key that is named like the table
    itself, is found only when the script runs on an empty database.

    ## Fix
    Give one of the two another name. No automatic fix: which of the two is named elsewhere is not known.

    ## References
    - PostgreSQL manual, CREATE TABLE, Notes; pg_class; MySQL 8.4, errors 1826 and 3822
    - SQL Server, error 2714; Oracle Database SQL Language Reference, Database Object Naming Rules (ORA-00955, ORA-02264)
    """

    name = "name-collision"
    severity = "error"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")

    good = (
        Good(
            "CREATE TABLE a (id int CONSTRAINT positive CHECK (id > 0));\n"
            "CREATE TABLE b (id int CONSTRAINT positive CHECK (id > 0));"
        ),
        Good("CREATE TABLE a (id int, KEY i (id));\nCREATE TABLE b (id int, KEY i (id));\nCREATE TABLE i (id int);", dialect="mysql"),
        Good("CREATE TABLE a (id int CONSTRAINT k PRIMARY KEY);\nDROP TABLE a;\nCREATE TABLE b (id int CONSTRAINT k PRIMARY KEY);"),
        Good("CREATE TABLE a (id int);\nCREATE INDEX a ON a (id);", dialect="tsql"),
        Good("CREATE TABLE a (id NUMBER);\nCREATE INDEX a ON a (id);\nCREATE PUBLIC SYNONYM a FOR a;", dialect="oracle"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE Account (id int CONSTRAINT account PRIMARY KEY);", at="account", message="table"),
        Bad(
            "CREATE TABLE b (id int CONSTRAINT pk PRIMARY KEY);",
            given="CREATE TABLE a (id int CONSTRAINT pk PRIMARY KEY);",
            at="pk",
            message="constraint",
        ),
        Bad("CREATE TABLE mood (id int);", given="CREATE TYPE mood AS ENUM ('x');", at="mood", message="enum"),
        Bad(
            "CREATE TABLE c (a_id int, CONSTRAINT to_a FOREIGN KEY (a_id) REFERENCES a (id));",
            given="CREATE TABLE a (id int PRIMARY KEY);\n"
            "CREATE TABLE b (a_id int, CONSTRAINT to_a FOREIGN KEY (a_id) REFERENCES a (id));",
            at="to_a",
            dialect="mysql",
        ),
        Bad(
            "CREATE TABLE b (id int CONSTRAINT positive CHECK (id > 0));",
            given="CREATE TABLE a (id int CONSTRAINT positive CHECK (id > 0));",
            at="positive",
            dialect="tsql",
        ),
        Bad("CREATE VIEW a AS SELECT 1 AS n FROM dual;", given="CREATE SEQUENCE a;", at="a", dialect="oracle"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for fault in step.faults:
            if not collides(fault, replay.dialect) or is_made_up(fault):
                continue
            if replay.dialect in ("mysql", "mariadb") and in_other_letters(fault, step):
                continue
            if around(step, replay) is replay.steps or not documented(fault, step):
                yield self._collision(fault, step)

    def _collision(self, fault: Fault, step: Step) -> Diagnostic:
        name = fault.part if fault.object_kind == "constraint" else fault.ref.text
        other = (
            f"another {fault.holder}"
            if fault.holder == fault.object_kind
            else f"{article(fault.holder)} {fault.holder}"
        )
        related = (Related(fault.related, f"this {fault.holder}"),) if fault.related and fault.related.path else ()
        return self.found(
            fault.span,
            f"{said(fault)} cannot be made: {other} has the name {name} already, in the same namespace, "
            "and the server refuses the statement.",
            subject=about(fault),
            repair="another name for one of the two",
            related=related,
            cause=step.statement.span,
        )


def article(word: str) -> str:
    return "an" if word[:1] in "aeiou" else "a"
