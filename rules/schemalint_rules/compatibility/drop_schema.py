from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    CreateObject,
    Diagnostic,
    DropObjects,
    Good,
    ObjectName,
    Ref,
    Replay,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._steps import around


class DropSchema(StepRule):
    """A schema should not be dropped with everything in it.

    ## What it does
    Reports DROP SCHEMA with CASCADE, and Oracle's DROP USER with CASCADE, where the schema was there before the change set and holds
    something, or nobody can tell what it holds. Without CASCADE these servers refuse to drop what is not empty. In MySQL and MariaDB
    a schema is a database, see `drop-database`.

    ## Why is this bad
    Every table in it is gone with its rows, and nothing of the statement says which.

    ## Fix
    Drop the objects one by one, each in a release after the one that stops using it, and the empty schema last.

    ## References
    - PostgreSQL 17 manual, DROP SCHEMA; Oracle Database SQL Language Reference, DROP USER
    """

    name = "drop-schema"
    severity = "error"
    dialects = ("postgres", "oracle", "standard")
    new_only = True
    changes = ("DropObjects",)

    good = (
        Good("DROP SCHEMA s;", given="CREATE SCHEMA s;"),
        Good("DROP SCHEMA s CASCADE;", given="CREATE SCHEMA s;"),
        Good("CREATE SCHEMA s;\nCREATE TABLE s.a (id int);\nDROP SCHEMA s CASCADE;"),
        Good('DROP USER shop CASCADE;\nCREATE USER shop IDENTIFIED BY "&pass";', dialect="oracle"),
    )
    bad = (
        Bad(
            "DROP SCHEMA s CASCADE;",
            given="CREATE SCHEMA s;\nCREATE TABLE s.a (id int);\nCREATE TABLE s.b (id int);",
            at="s",
            message="2 tables",
        ),
        Bad(
            "DROP USER shop CASCADE;",
            at="shop",
            dialect="oracle",
            given="CREATE TABLE shop.a (id NUMBER);",
            message="1 table",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropObjects) or not change.cascade:
            return
        user = replay.dialect == "oracle" and change.kind == "role" and step.statement.tokens.upper[1:2] == ("USER",)
        if change.kind != "schema" and not user:
            return
        what = "User" if user else "Schema"
        for name in change.names:
            held = _held(name.value, step)
            if not held and not _is_open(name, step, replay, user):
                continue
            yield self.found(
                name.span,
                f"{what} {name.value} is dropped with everything in {'the schema of that name' if user else 'it'}: "
                f"{held or 'what that is cannot be told from the migrations'}.",
                subject=Subject("schema", name.value, None, name.value),
                repair=f"drop what is in {name.value} one by one, then DROP {what.upper()} {name.value}",
                cause=step.statement.span,
            )


def _held(schema: str, step: Step) -> str:
    """What the schema still holds of what was there before the change set, in words; empty where that is nothing."""
    base, before = step.base, step.before
    counts = (
        (sum(ref.schema == schema and ref in before.tables for ref in base.tables), "table"),
        (sum(ref.schema == schema and ref in before.views for ref in base.views), "view"),
        (sum(ref.schema == schema and ref in before.routines for ref in base.routines), "routine"),
        (sum(ref.schema == schema and ref in before.sequences for ref in base.sequences if not base.sequences[ref].implicit), "sequence"),
        (
            sum(
                ref.schema == schema and ref in there
                for here, there in ((base.enums, before.enums), (base.domains, before.domains), (base.types, before.types))
                for ref in here
            ),
            "type",
        ),
    )  # fmt: skip
    return ", ".join(f"{count} {what}{'s' if count > 1 else ''}" for count, what in counts if count)


def _is_open(name: ObjectName, step: Step, replay: Replay, user: bool) -> bool:
    """Whether the schema may hold what nobody can tell. Users of Oracle are mostly made by hand; a set-up script that makes the
    one it drops begins anew."""
    if not user:
        if any(("schema", Ref("", name.value)) in catalog.others for catalog in (step.base, step.before)):
            return False
        return not step.base.complete or not (step.faults or getattr(step.change, "if_exists", False))
    if any(kind == "role" and ref.name == name.value for kind, ref in (*step.base.others, *step.before.others)):
        return False
    return not any(
        isinstance(other.change, CreateObject)
        and other.change.kind == "role"
        and other.change.name.value == name.value
        and other.statement.path == step.statement.path
        for other in around(step, replay)
    )
