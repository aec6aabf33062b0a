from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    ColumnRef,
    Diagnostic,
    Edit,
    Fix,
    Good,
    IsNull,
    Logic,
    Replay,
    SetNullable,
    Shape,
    Span,
    Step,
    StepRule,
    Table,
    lock_of,
    server,
)
from schemalint_rules._proposals import about, new_constraint_name, spelled, spelled_ref
from schemalint_rules._steps import emptied_by, stored_before
from schemalint_rules._transactions import in_phases


class SetNotNullScan(StepRule):
    """SET NOT NULL on a table in use should not have to look at every row.

    ## What it does
    Reports SET NOT NULL on a column of a table that existed before the change set, unless a validated CHECK proves that the
    column holds no NULL: `CHECK (column IS NOT NULL)`, alone or as one part of an AND, added and validated in the same file or
    an earlier one, on PostgreSQL 12 or later. A column that is NOT NULL already is not reported.

    ## Why is this bad
    The server looks at every row under an ACCESS EXCLUSIVE lock; until it is through, nobody can read or write the table.

    ## Fix
    A CHECK that is added NOT VALID, validated while reads and writes go on, and dropped once SET NOT NULL has used it; each
    in a migration of its own where a transaction would hold the first lock to the end. Not offered before PostgreSQL 12.

    ## References
    - PostgreSQL manual, ALTER TABLE, SET NOT NULL
    """

    name = "set-not-null-scan"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("SetNullable",)

    good = (
        Good(
            "ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL) NOT VALID;\nALTER TABLE users VALIDATE CONSTRAINT c;\n"
            "ALTER TABLE users ALTER COLUMN email SET NOT NULL;\nALTER TABLE users DROP CONSTRAINT c;",
            given="CREATE TABLE users (email text);",
            version="15",
        ),
        Good(
            "ALTER TABLE users ALTER COLUMN email SET NOT NULL;",
            given="CREATE TABLE users (email text, CHECK (email IS NOT NULL AND email <> ''));",
        ),
        Good("CREATE TABLE users (email text);\nALTER TABLE users ALTER COLUMN email SET NOT NULL;"),
        Good("ALTER TABLE users ALTER id SET NOT NULL;", given="CREATE TABLE users (id bigint PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "ALTER TABLE users ALTER COLUMN email SET NOT NULL;",
            given="CREATE TABLE users (email text);",
            at="email",
            fixed="ALTER TABLE users ADD CONSTRAINT users_email_not_null CHECK (email IS NOT NULL) NOT VALID;\n"
            "ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null;\n"
            "ALTER TABLE users ALTER COLUMN email SET NOT NULL;\nALTER TABLE users DROP CONSTRAINT users_email_not_null;",
            message="ACCESS EXCLUSIVE",
        ),
        Bad(
            "ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL) NOT VALID;\n"
            "ALTER TABLE users ALTER COLUMN name SET NOT NULL;",
            given="CREATE TABLE users (email text, name text);",
            at="name",
        ),
        Bad(
            "ALTER TABLE users ALTER COLUMN email SET NOT NULL;",
            given="CREATE TABLE users (email text, CHECK (email IS NOT NULL));",
            at="email",
            version="11",
            message="PostgreSQL 11",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, SetNullable) or change.nullable or "VALID" in step.statement.tokens.upper:
            return  # ADD CONSTRAINT … NOT NULL … NOT VALID looks at no row
        table = stored_before(change.table, step, replay)
        name = change.column.value
        before = step.before.tables.get(table.ref) if table else None
        column = before.column(name) if before else None
        if table is None or (column is not None and not column.nullable):
            return
        if emptied_by(table.ref, step, replay) == "truncate":
            return
        if before is not None and before.primary_key is not None and name in before.primary_key.columns:
            return
        proved = before is not None and proves_not_null(before, name)
        if proved and _is_spared(replay):
            return
        lock = lock_of("set-not-null", "postgres", replay.version)
        assert lock is not None
        why = " (only PostgreSQL 12 and later look at the CHECK instead)" if proved else ""
        yield self.found(
            change.column.span,
            f"SET NOT NULL on {table.ref.text}.{name} looks at every row under {lock.words} lock: {lock.blocks} wait on"
            f" {server('postgres', replay.version)} until it is done{why}.",
            subject=about(table, name),
            repair=self._repair(table, name, step, replay, proved),
            fix=self._fix(table, name, step, replay, proved),
            cause=step.statement.span,
        )

    def _statements(self, table: Table, name: str, step: Step) -> tuple[str, str, str]:
        """What goes before SET NOT NULL, and what goes behind it."""
        where, column = spelled_ref(table.ref, step.before), spelled(name, step.before)
        check = spelled(new_constraint_name(table, (name,), "not_null", step.before), step.before)
        return (
            f"ALTER TABLE {where} ADD CONSTRAINT {check} CHECK ({column} IS NOT NULL) NOT VALID;",
            f"ALTER TABLE {where} VALIDATE CONSTRAINT {check};",
            f"ALTER TABLE {where} DROP CONSTRAINT {check};",
        )

    def _repair(self, table: Table, name: str, step: Step, replay: Replay, proved: bool) -> str:
        where, column = spelled_ref(table.ref, step.before), spelled(name, step.before)
        if not _is_spared(replay):
            return (
                "keep the validated CHECK and leave NOT NULL out"
                if proved
                else "add a CHECK NOT VALID, validate it, and leave NOT NULL out"
            )
        apart = "" if step.transaction is None else ", each in a migration of its own"
        if lock_of("add-not-null-unchecked", "postgres", replay.version) is not None:
            check = spelled(new_constraint_name(table, (name,), "not_null", step.before), step.before)
            return f"ALTER TABLE {where} ADD CONSTRAINT {check} NOT NULL {column} NOT VALID; then ALTER TABLE {where} VALIDATE CONSTRAINT {check};{apart}"
        add, validate, _ = self._statements(table, name, step)
        return f"{add} then {validate} then SET NOT NULL{apart}"

    def _fix(self, table: Table, name: str, step: Step, replay: Replay, proved: bool) -> Fix | None:
        statement = step.statement
        if proved or statement.verb != "ALTER TABLE" or not _is_spared(replay):
            return None
        title = "Prove it by a CHECK that is validated first"
        single = len(step.reading.changes) == 1
        if step.transaction is not None or not single or statement.end == statement.span.end:
            return in_phases(None, title, step, replay)
        add, validate, drop = self._statements(table, name, step)
        path, line_break = statement.path, statement.line_break
        edits = (
            Edit(Span(path, statement.span.start, statement.span.start), f"{add}{line_break}{validate}{line_break}"),
            Edit(Span(path, statement.end, statement.end), f"{line_break}{drop}"),
        )
        return in_phases(Fix(title, "safe", edits=edits), title, step, replay)


def _is_spared(replay: Replay) -> bool:
    """Whether the server takes a validated CHECK for a proof that there is no NULL, and looks at no row."""
    lock = lock_of("set-not-null-proved", "postgres", replay.version)
    return lock is not None and not lock.work


def proves_not_null(table: Table, column: str) -> bool:
    """Whether a validated CHECK of the table leaves no NULL in the column."""
    return any(check.validated and check.enforced and _says(check.expression.shape, column) for check in table.checks)


def _says(shape: Shape, column: str, depth: int = 0) -> bool:
    match shape:
        case IsNull(operand=ColumnRef(name=name), negated=True):
            return name == column
        case Logic(operator="not", parts=(IsNull(operand=ColumnRef(name=name), negated=False),)):
            return name == column
        case Logic(operator="and", parts=parts) if depth < 20:
            return any(_says(part, column, depth + 1) for part in parts)
    return False
