from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemalint import (
    AlterObject,
    Bad,
    Diagnostic,
    DropObjects,
    Good,
    Ref,
    Replay,
    SetSession,
    SetTrigger,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._once import once
from schemalint_rules._proposals import spelled, spelled_ref
from schemalint_rules._steps import around, stored_before

OFF = {"foreign_key_checks": ("0", "off", "false"), "session_replication_role": ("replica",)}
"""Session variables, and the values that switch checks off. With the role `local` ordinary triggers fire."""

Key = tuple[str, str, str]
"""What is off: `variable`, its name and nothing, or `trigger`, its table and its name; an empty name means all of them."""


class DisabledTriggers(StepRule):
    """What a migration switches off it should switch on again.

    ## What it does
    Reports DISABLE TRIGGER on a table that existed before the change set, `foreign_key_checks = 0` and
    `session_replication_role = replica` where nothing in the same file puts them back: ENABLE TRIGGER, the variable set to another
    value (the one that was kept before, as in dumps, too), RESET. A trigger that is dropped afterwards, and SET LOCAL, which ends
    with its transaction, are left alone.

    ## Why is this bad
    A trigger that stays off no longer checks, logs or derives anything, without a word. A session variable that stays off holds for
    every migration that runs on the same connection, and lets in rows that no foreign key would.

    ## Fix
    Switch it on again behind the last statement that needs it off. No automatic fix: where that is, and whether rows written
    meanwhile must be checked, is not known.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE, DISABLE TRIGGER; 19.11.1 Statement Behavior, session_replication_role
    - MySQL 8.4 manual, 7.1.8 Server System Variables, foreign_key_checks
    - SQL Server, DISABLE TRIGGER; Oracle Database SQL Language Reference, ALTER TRIGGER
    """

    name = "disabled-triggers"
    severity = "warning"
    new_only = True
    changes = ("SetTrigger", "SetSession", "AlterObject")

    good = (
        Good(
            "ALTER TABLE users DISABLE TRIGGER log;\nUPDATE users SET a = 1 WHERE a = 0;\nALTER TABLE users ENABLE TRIGGER log;",
            given="CREATE TABLE users (a int);",
        ),
        Good(
            "SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0;\nCREATE TABLE t (a int);\n"
            "SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS;",
            dialect="mysql",
        ),
        Good("BEGIN;\nSET LOCAL session_replication_role = replica;\nDELETE FROM t WHERE a = 1;\nCOMMIT;"),
    )
    bad = (
        Bad(
            "ALTER TABLE users DISABLE TRIGGER log;\nUPDATE users SET a = 1 WHERE a = 0;",
            given="CREATE TABLE users (a int);",
            at="DISABLE TRIGGER log",
            message="ALTER TABLE users ENABLE TRIGGER log;",
        ),
        Bad(
            "SET session_replication_role = replica;\nDELETE FROM users WHERE a = 1;",
            given="CREATE TABLE users (a int);",
            at="SET session_replication_role = replica",
            message="RESET session_replication_role;",
        ),
        Bad(
            "SET FOREIGN_KEY_CHECKS = 0;\nDELETE FROM users WHERE a = 1;",
            given="CREATE TABLE users (a int);",
            dialect="mysql",
            at="SET FOREIGN_KEY_CHECKS = 0",
            message="SET foreign_key_checks = 1;",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        key = _switched_off(step)
        if key is None or id(step) not in _left_off(around(step, replay)):
            return
        change = step.change
        if isinstance(change, SetSession):
            yield from self._variable(key[1], step)
        elif isinstance(change, SetTrigger):
            table = stored_before(change.table, step, replay)
            if table is None or self._is_new((table.ref.text, change.name), step):
                return
            catalog = step.before
            name = spelled(change.name, catalog) if change.name else "ALL"
            if catalog.dialect == "oracle" and not change.name:
                repair = f"ALTER TABLE {spelled_ref(table.ref, catalog)} ENABLE ALL TRIGGERS;"
            else:
                repair = f"ALTER TABLE {spelled_ref(table.ref, catalog)} ENABLE TRIGGER {name};"
            what = (
                f"Trigger {change.name} of {table.ref.text} is"
                if change.name
                else f"All triggers of {table.ref.text} are"
            )
            yield self._told(step, what, Subject("trigger", table.schema or None, table.name, change.name), repair)
        elif isinstance(change, AlterObject) and change.name is not None:
            owners = [ref for ref, trigger in step.before.triggers if trigger == change.name.value]
            table = step.before.tables.get(owners[0]) if len(owners) == 1 else None
            if (table is None and step.before.complete) or (
                table is not None and self._is_new((table.ref.text, change.name.value), step)
            ):
                return
            schema, owner = (table.schema or None, table.name) if table is not None else (None, None)
            where = f" of {table.ref.text}" if table is not None else ""
            yield self._told(
                step,
                f"Trigger {change.name.value}{where} is",
                Subject("trigger", schema, owner, change.name.value),
                f"ALTER TRIGGER {spelled(change.name.value, step.before)} ENABLE;",
            )

    def _is_new(self, trigger: tuple[str, str], step: Step) -> bool:
        """Whether the change set made the trigger itself: it was born switched off on purpose."""
        return _holds(step.before.triggers, trigger) and not _holds(step.base.triggers, trigger)

    def _variable(self, variable: str, step: Step) -> Iterator[Diagnostic]:
        mysql = variable == "foreign_key_checks"
        repair = "SET foreign_key_checks = 1;" if mysql else f"RESET {variable};"
        what = "no foreign key is checked" if mysql else "neither triggers fire nor foreign keys are checked"
        yield self.found(
            step.statement.span,
            f"{variable} is switched off and not put back in this file: {what} for what runs on the same connection afterwards.",
            repair=repair,
            cause=step.statement.span,
        )

    def _told(self, step: Step, what: str, subject: Subject, repair: str) -> Diagnostic:
        change = step.change
        span = change.span if step.statement.span.covers(change.span) and change.span.path else step.statement.span
        return self.found(
            span,
            f"{what} switched off and not switched on again in this file: what it checks, logs or derives stays undone from"
            " then on.",
            subject=subject,
            repair=repair,
            cause=step.statement.span,
        )


def _holds(triggers: Iterable[tuple[Ref, str]], trigger: tuple[str, str]) -> bool:
    return any(ref.text == trigger[0] and name == trigger[1] for ref, name in triggers)


def _switched_off(step: Step) -> Key | None:
    change = step.change
    if isinstance(change, SetTrigger) and not change.enabled:
        return "trigger", step.before.resolve(change.table).text, change.name
    if isinstance(change, SetSession) and not change.local:
        variable = change.variable.rpartition(".")[2].lstrip("@")
        if change.value.strip("'\" ").lower() in OFF.get(variable, ()):
            return "variable", variable, ""
    if isinstance(change, AlterObject) and change.kind == "trigger" and change.action == "disable" and change.name:
        return "trigger", "", change.name.value
    return None


@once
def _left_off(line: tuple[Step, ...]) -> frozenset[int]:
    """The identities of the steps that switch something off for good: the first of its kind since it was on."""
    left: set[int] = set()
    off: dict[Key, Step] = {}
    place: object = None
    for step in line:
        here = (step.migration, step.statement.path)
        if here != place:
            left.update(id(one) for one in off.values())
            off, place = {}, here
        key = _switched_off(step)
        if key is not None:
            off.setdefault(key, step)
        elif off:
            for other in [one for one in off if _is_over(one, step)]:
                del off[other]
    left.update(id(one) for one in off.values())
    return frozenset(left)


def _is_over(key: Key, step: Step) -> bool:
    """Whether the step puts back what is off, or takes away what it was about."""
    kind, where, name = key
    match step.change:
        case SetSession() as change:
            return kind == "variable" and change.variable.rpartition(".")[2].lstrip("@") in (where, "all")
        case SetTrigger() as change:
            return kind == "trigger" and step.before.resolve(change.table).text == where and change.name in (name, "")
        case AlterObject() as change:
            return (
                kind == "trigger"
                and change.action == "enable"
                and change.name is not None
                and change.name.value == name
            )
        case DropObjects() as change:
            if kind != "trigger":
                return False
            dropped = {one.value for one in change.names}
            return name in dropped if change.kind == "trigger" else where.rpartition(".")[2] in dropped
    return False
