from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    DropObjects,
    Fault,
    Good,
    Related,
    Replay,
    Span,
    Step,
    StepRule,
)
from schemalint_rules._faults import about, is_missing, later, said
from schemalint_rules._names import as_fault, made_later


class UsedBeforeCreated(StepRule):
    """What a statement names must have been created before it.

    ## What it does
    Reports a statement that names a table, view, type, sequence or index which exists only later in the replay: a foreign key to
    a table that the next statement creates, an index or a comment on it, an ALTER before the CREATE, a view over it, a default
    that draws on a sequence from further down, a trigger that calls such a function. The message says where it is
    created. Silent about a DROP at the head of a script that makes the object afterwards: it clears what an earlier run left.

    ## Why is this bad
    On an empty database the script stops there. That it works on the developer's own, where the table exists already, hides it.

    ## Fix
    Move the CREATE up, or what needs it down; foreign keys in a circle are added by ALTER TABLE at the end. No automatic fix.

    ## References
    - PostgreSQL manual, CREATE TABLE, REFERENCES; MySQL 8.4, error 1824; Oracle, ORA-00942
    """

    name = "used-before-created"
    severity = "error"
    needs = ("names", "downs")

    good = (
        Good("CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a_id int REFERENCES a (id));"),
        Good("CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a (id));"),
        Good("SET foreign_key_checks = 0;\nCREATE TABLE b (a_id int, FOREIGN KEY (a_id) REFERENCES a (id));\nCREATE TABLE a (id int PRIMARY KEY);", dialect="mysql"),
        Good("CREATE TABLE b (a_id int REFERENCES a (id));\nCREATE TABLE a (id integer PRIMARY KEY);", dialect="sqlite"),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE TABLE orders (owner int REFERENCES users (id));\nCREATE TABLE users (id int PRIMARY KEY);",
            at="users",
            message="created only later",
        ),
        Bad("CREATE INDEX i ON later_on (id);\nCREATE TABLE later_on (id int);", at="later_on"),
        Bad("CREATE VIEW v AS SELECT id FROM later_on;\nCREATE TABLE later_on (id int);", at="later_on"),
        Bad(
            "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch();\n"
            "CREATE FUNCTION touch() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;",
            given="CREATE TABLE a (id int);",
            at="touch",
        ),
        Bad(
            "CREATE TABLE a (id int DEFAULT nextval('a_id'::regclass));\nCREATE SEQUENCE a_id;",
            at="a_id",
        ),
        Bad("ALTER TABLE later_on ADD COLUMN x int;\nCREATE TABLE later_on (id int);", at="later_on", dialect="mysql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        told: set[Span] = set()
        for fault in step.faults:
            made = later(fault, step, replay) if is_missing(fault) else None
            if made is None or (replay.kind != "history" and isinstance(step.change, DropObjects)):
                continue
            told.add(fault.span)
            yield self._early(fault, made, step)
        for name in step.names:
            # What is looked up when the statement's object is used has until then to be made.
            made = None if name.late else made_later(name, step, replay)
            if made is not None and name.span not in told:
                yield self._early(as_fault(name, step), made, step)

    def _early(self, fault: Fault, made: Span, step: Step) -> Diagnostic:
        return self.found(
            fault.span,
            f"{said(fault)} is created only later: the server refuses the statement.",
            subject=about(fault),
            repair=f"move the statement that creates {fault.part or fault.ref.text} before this one",
            related=(Related(made, "created here"),),
            cause=step.statement.span,
        )
