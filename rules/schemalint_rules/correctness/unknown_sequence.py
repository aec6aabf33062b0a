from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule, Subject
from schemalint_rules._names import about, consequence, severity_of, unknown


class UnknownSequence(StepRule):
    """A sequence that a default or a query draws on must exist.

    ## What it does
    Reports `nextval('…')`, `currval('…')` and `setval('…')`, and NEXT VALUE FOR, with the name of a sequence that does not exist at that point
    of the replay. Those that serial and identity columns make are known by their names. A literal that is cast to text is looked up only when a row is
    written: there it is a warning. Silent where only a part of the schema was read. A sequence that is made later is
    `used-before-created`.

    ## Why is this bad
    The server refuses the statement, or every INSERT that needs the default.

    ## Fix
    Correct the name, or create the sequence before. No automatic fix.

    ## References
    - PostgreSQL 17 manual, 9.17 Sequence Manipulation Functions; 8.19 Object Identifier Types
    - SQL Server, NEXT VALUE FOR; MariaDB, Sequence Overview; Oracle, ORA-02289
    """

    name = "unknown-sequence"
    severity = "error"
    needs = ("names", "downs")
    dialects = ("postgres", "mariadb", "tsql", "oracle")
    yields_to = ("used-before-created",)

    good = (
        Good("CREATE TABLE b (id int DEFAULT nextval('a_id_seq'));", given="CREATE TABLE a (id serial);"),
        Good("CREATE TABLE b (id int DEFAULT nextval('app.\"Numbers\"'::regclass));", given='CREATE SCHEMA app;\nCREATE SEQUENCE app."Numbers";'),
        Good("CREATE TABLE b (id int DEFAULT (NEXT VALUE FOR numbers));", given="CREATE SEQUENCE numbers;", dialect="tsql"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE b (id int DEFAULT nextval('a_sq'));", given="CREATE SEQUENCE a_seq;", at="a_sq", message="a_seq"),
        Bad("SELECT setval('gone', 3);", given="CREATE TABLE a (id int);\nCREATE SEQUENCE gone;\nDROP SEQUENCE gone;", at="gone"),
        Bad("CREATE TABLE b (id int DEFAULT (NEXT VALUE FOR dbo.gone));", given="CREATE TABLE a (id int);", at="gone", dialect="tsql"),
        Bad("CREATE TABLE b (id int DEFAULT (NEXT VALUE FOR gone));", given="CREATE TABLE a (id int);", at="gone", dialect="mariadb"),
        Bad("CREATE TABLE b (id NUMBER DEFAULT gone.NEXTVAL);", given="CREATE TABLE a (id NUMBER);", at="gone", dialect="oracle"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for fault in unknown("sequence", step, replay):
            schema, name = about(fault)
            shown = fault.relation.text if fault.relation else fault.name
            yield self.found(
                fault.span,
                f"Sequence {shown} does not exist at this point: {consequence(fault)}.",
                subject=Subject("sequence", schema, None, name),
                repair=f"name {fault.near} if that is meant"
                if fault.near
                else "correct the name, or create the sequence before",
                severity=severity_of(fault),
                cause=step.statement.span,
            )
