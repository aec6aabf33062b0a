from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Check,
    ColumnRef,
    Constraint,
    Diagnostic,
    Exclusion,
    Expression,
    ForeignKey,
    Good,
    Index,
    IsNull,
    Replay,
    Step,
    StepRule,
    Subject,
    Table,
    Unique,
)
from schemalint import (
    DropConstraint as DropConstraintChange,
)
from schemalint_rules._clients import afterwards, released_table
from schemalint_rules._tables import keeps_apart


class DropConstraint(StepRule):
    """A guarantee that clients rely on should not just go.

    ## What it does
    Reports DROP CONSTRAINT of a foreign key, a unique key, a check or an exclusion that was there before the change set. Silent where
    the change set makes one over the same columns or another says the same, where a column of it goes as well, and where NOT NULL says what the check
    said. Primary keys have a rule of their own, `drop-primary-key`.

    ## Why is this bad
    Code of the last release does not look for what the server has refused so far: duplicates, orphans, values out of range. What
    is written meanwhile stands in the way of the constraint when it is to come back.

    ## Fix
    Make the new constraint before the old one is dropped, or say in the migration why the guarantee is not needed any more.

    ## References
    - PostgreSQL 17 manual, 5.5 Constraints
    """

    name = "drop-constraint"
    severity = "warning"
    new_only = True
    changes = ("DropConstraint",)

    good = (
        Good(
            "ALTER TABLE a DROP CONSTRAINT c;\nALTER TABLE a ADD CONSTRAINT c CHECK (b > 1);",
            given="CREATE TABLE a (b int, CONSTRAINT c CHECK (b > 0));",
        ),
        Good(
            "ALTER TABLE a DROP CONSTRAINT u;\nCREATE UNIQUE INDEX a_b ON a (b);",
            given="CREATE TABLE a (b int, CONSTRAINT u UNIQUE (b));",
        ),
        Good(
            "ALTER TABLE a ALTER b SET NOT NULL;\nALTER TABLE a DROP CONSTRAINT c;",
            given="CREATE TABLE a (b int, CONSTRAINT c CHECK (b IS NOT NULL));",
        ),
        Good("ALTER TABLE a DROP CONSTRAINT nothing;", given="CREATE TABLE a (b int);"),
    )
    bad = (
        Bad(
            "ALTER TABLE a DROP CONSTRAINT c;",
            given="CREATE TABLE a (b int, CONSTRAINT c CHECK (b > 0));",
            at="c",
            message="check c",
        ),
        Bad(
            "ALTER TABLE c DROP CONSTRAINT c_a_fkey;",
            given="CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int, a int REFERENCES a, UNIQUE (id, a));\n"
            "CREATE TABLE c (a int REFERENCES a, b int, FOREIGN KEY (b, a) REFERENCES b (id, a));",
            at="c_a_fkey",
        ),
        Bad(
            "ALTER TABLE b DROP FOREIGN KEY fk;",
            given="CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a int, CONSTRAINT fk FOREIGN KEY (a) REFERENCES a (id));",
            at="fk",
            dialect="mysql",
            message="foreign key fk",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropConstraintChange) or change.name is None:
            return
        table = released_table(change.table, step, replay)
        before = step.base.tables.get(table.ref) if table else None
        if table is None or before is None:
            return
        held = next((one for one in before.constraints if one.name == change.name.value), None)
        end = afterwards(step, replay).tables.get(table.ref)
        words = _words(held) if held is not None else ""
        if held is None or not words or end is None or _is_kept(held, before, end):
            return
        yield self.found(
            change.name.span,
            f"The {words} {held.name} of table {table.ref.text} is dropped: clients of the last release rely on it, and what they"
            " write meanwhile may stand in its way when it is to come back.",
            subject=Subject("constraint", table.schema or None, table.name, held.name, _columns(held)),
            repair="make what takes its place in the same change set",
            cause=step.statement.span,
        )


def _words(held: Constraint) -> str:
    match held:
        case ForeignKey():
            return "" if held.ignored else "foreign key"
        case Unique():
            return "unique key"
        case Check():
            return "check"
        case Exclusion():
            return "exclusion"
    return ""


def _columns(held: Constraint) -> tuple[str, ...]:
    if isinstance(held, Check):
        return held.expression.columns
    if isinstance(held, Exclusion):
        return tuple(part.column for part in held.parts if part.column)
    return held.columns


def _is_kept(held: Constraint, before: Table, end: Table) -> bool:
    """Whether something of the table sees to it in its place, or nothing is left to see to."""
    columns = set(_columns(held))
    if any(end.column(name) is None for name in columns):
        return True
    if isinstance(held, Unique):
        made = (index for index in end.indexes if index.unique and index not in before.indexes)
        return keeps_apart(end, columns) or any(_spoken(index) == columns for index in made)
    match held:
        case Check(expression=Expression(shape=IsNull(operand=ColumnRef(name=name), negated=True))):
            column = end.column(name)
            if column is not None and not column.nullable:
                return True
    old = {one.name for one in before.constraints}
    return any(
        type(one) is type(held)
        and (columns & set(_columns(one)) if one.name not in old or one.name == held.name else _is_same(one, held))
        for one in end.constraints
    )


def _spoken(index: Index) -> set[str]:
    """The columns that the parts of an index speak of, alone or in an expression such as `md5(version)`."""
    alone = {part.column for part in index.parts if part.column}
    return alone.union(*(part.expression.columns for part in index.parts if part.expression))


def _is_same(one: Constraint, held: Constraint) -> bool:
    """Whether a constraint that was there all along says what the dropped one said."""
    if isinstance(one, ForeignKey) and isinstance(held, ForeignKey):
        return one.parent == held.parent and set(one.columns) == set(held.columns)
    return isinstance(one, Check) and isinstance(held, Check) and one.expression.text == held.expression.text
