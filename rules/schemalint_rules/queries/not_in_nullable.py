from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Column, Diagnostic, Good, Replay, Step, StepRule
from schemalint_rules._defaults import takes_null
from schemalint_rules._queried import Asked, Owner, asked, now, owner, stored_column


class NotInNullable(StepRule):
    """NOT IN over a query that can give NULL finds nothing.

    ## What it does
    Reports `x NOT IN (SELECT c …)` where `c` is a column that may be NULL by the catalogue, or that an outer join may fill with
    NULL, and the subquery neither asks `c IS NOT NULL` nor compares it with anything, an inner join included.

    ## Why is this bad
    A single NULL among the values makes NOT IN neither true nor false for every row: the query gives nothing at all, from the day
    on that the first NULL is stored.

    ## Fix
    Write NOT EXISTS, or add `c IS NOT NULL` to the subquery; or make the column NOT NULL. No automatic fix: each is another
    decision.

    ## References
    - PostgreSQL 17 manual, 9.24.3 NOT IN; MySQL 8.4 manual, 15.2.15.3 Subqueries with ANY, IN, or SOME
    - Oracle Database SQL Language Reference, IN Condition
    """

    name = "not-in-nullable"
    severity = "info"
    on = "strict"
    needs = ("queries", "examples")

    good = (
        Good(
            "SELECT id FROM a WHERE id NOT IN (SELECT a_id FROM b);",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (a_id int NOT NULL);",
        ),
        Good(
            "SELECT id FROM a WHERE id NOT IN (SELECT a_id FROM b WHERE a_id IS NOT NULL);",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (a_id int);",
        ),
        Good(
            "SELECT id FROM a WHERE id IN (SELECT a_id FROM b);",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (a_id int);",
            dialect="mysql",
        ),
    )
    bad = (
        Bad(
            "SELECT id FROM a WHERE id NOT IN (SELECT a_id FROM b);",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (a_id int);",
            at="a_id",
            message="public.b.a_id",
        ),
        Bad(
            "CREATE VIEW v AS SELECT id FROM a WHERE NOT id IN (SELECT c.a_id FROM b LEFT JOIN c ON c.id = b.id);",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);\nCREATE TABLE c (id int, a_id int NOT NULL);",
            at="a_id",
            message="LEFT JOIN",
        ),
        Bad(
            "SELECT id FROM a WHERE id NOT IN (SELECT a_id FROM b);",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (a_id int);",
            at="a_id",
            dialect="sqlite",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            for operation in one.scope.operations:
                if operation.operator != "IN" or not operation.negated or operation.right[0].scope is None:
                    continue
                inner = operation.right[0].scope
                parts = one.query.scopes[inner].parts or (inner,)
                for number in parts:
                    yield from self._part(one._replace(scope=one.query.scopes[number], number=number))

    def _part(self, one: Asked) -> Iterator[Diagnostic]:
        scope = one.scope
        if scope.kind != "select" or len(scope.outputs) != 1:
            return
        column = scope.outputs[0].column
        if column is None or scope.outputs[0].star or _asked_for(column.name.value, one):
            return
        found = owner(column, one.number, one)
        if found is None or found.scope != one.number:
            return
        joined = {"left": found.item.join == "left", "full": found.item.join == "full"}
        joined["right"] = any(item.join == "right" for item in scope.relations[found.at + 1 :])
        outer = [word for word, is_so in joined.items() if is_so]
        held = stored_column(column, one.number, one)
        if held is None:
            return
        table = now(held[0], one)
        stored = table.column(held[1].name) or held[1]
        keyed = table.primary_key is not None and stored.name in table.primary_key.columns
        nullable = (
            takes_null(stored, one.catalog)
            and not keyed
            and stored.type is not None
            and not _compared(found, stored, one)
        )
        if not (nullable or outer) or (found.table is None and not outer):
            return
        why = "may be NULL" if nullable else f"is NULL where the {outer[0].upper()} JOIN finds no row"
        shown = f"{one.said}N" if one.said else "N"
        yield self.found(
            scope.outputs[0].span,
            f"{shown}OT IN is asked of {table.ref.text}.{stored.name}, which {why}: one NULL among the values, and no row "
            "is found at all.",
            subject=one.subject,
            repair=f"write NOT EXISTS, or add {stored.name} IS NOT NULL to the subquery",
        )


def _asked_for(name: str, one: Asked) -> bool:
    """Whether the subquery demands a value of the column."""
    return any(column.name.value == name for column in one.scope.filters)


def _compared(found: Owner, column: Column, one: Asked) -> bool:
    """Whether an inner join compares the column: rows in which it is NULL are not among what the subquery reads. A condition is
    taken to belong to the join of the last relation it names."""
    for operation in one.scope.operations:
        if operation.clause != "join" or not operation.firm:
            continue
        sides = [side.column for side in (operation.left, *operation.right) if side.kind == "column" and side.column]
        owners = [owner(side, one.number, one) for side in sides]
        named = [side for side in owners if side is not None and side.scope == one.number]
        if any(side.at == found.at and side.column is not None and side.column.name == column.name for side in named):
            last = one.scope.relations[max(side.at for side in named)]
            if last.join not in ("left", "right", "full"):
                return True
    return False
