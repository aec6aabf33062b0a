from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    DropObjects,
    Good,
    RenameObject,
    Replay,
    Routine,
    SetSchema,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._clients import afterwards


class DropRoutine(StepRule):
    """A function or procedure that running clients may call should not just go.

    ## What it does
    Reports DROP FUNCTION, PROCEDURE, ROUTINE and AGGREGATE of what was there before the change set, its renaming, and its move to
    another schema. Silent where one of the old name is there once the change set has run, and about functions that only triggers
    call.

    ## Why is this bad
    The code of the last release fails when it calls it, and so does every object of the schema that does.

    ## Fix
    Release code that no longer calls it first, and drop it in a later release.

    ## References
    - PostgreSQL 17 manual, DROP FUNCTION
    """

    name = "drop-routine"
    severity = "warning"
    new_only = True
    changes = ("DropObjects", "RenameObject", "SetSchema")

    good = (
        Good(
            "DROP FUNCTION f(int);\nCREATE FUNCTION f(bigint) RETURNS int LANGUAGE sql AS 'SELECT 2';",
            given="CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
        ),
        Good(
            "DROP TRIGGER t ON a;\nDROP FUNCTION g();",
            given="CREATE TABLE a (id int);\nCREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
            "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION g();",
        ),
    )
    bad = (
        Bad(
            "DROP FUNCTION f(int);",
            given="CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            at="f",
            message="public.f",
        ),
        Bad(
            "ALTER FUNCTION f(int) RENAME TO g;",
            given="CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
            at="f",
            message="renamed to g",
        ),
        Bad(
            "DROP PROCEDURE p;",
            given="CREATE PROCEDURE p() SELECT 1;",
            at="p",
            dialect="mysql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, (DropObjects, RenameObject, SetSchema)) or change.kind != "routine":
            return
        end = afterwards(step, replay)
        words, repair = "dropped", "drop it in a release after the one that stops calling it"
        if isinstance(change, RenameObject):
            words = f"renamed to {change.new_name.value}"
        elif isinstance(change, SetSchema):
            words = f"moved to schema {change.schema.value}"
        if not isinstance(change, DropObjects):
            repair = "make one of the new name beside it, and drop the old one in a release after the one that stops calling it"
        for name in change.names if isinstance(change, DropObjects) else (change.name,):
            ref = step.before.find(step.before.routines, name.value, name.qualifier)
            if ref is None or not step.base.routines.get(ref) or ref in end.routines:
                continue
            held = step.before.routines[ref]
            if all(map(_is_for_triggers, held)):
                continue
            yield self.found(
                name.span,
                f"{held[0].kind.capitalize()} {ref.text} is {words} while clients of the last release may still call it: they fail.",
                subject=Subject("routine", ref.schema or None, None, ref.name),
                repair=repair,
                cause=step.statement.span,
            )


def _is_for_triggers(routine: Routine) -> bool:
    return routine.returns.lower() in ("trigger", "event_trigger")
