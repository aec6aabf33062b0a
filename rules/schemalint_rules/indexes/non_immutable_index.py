from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddConstraint,
    Bad,
    Call,
    CreateIndex,
    CreateTable,
    Diagnostic,
    Exclusion,
    Expression,
    Good,
    KeyPart,
    Ref,
    Replay,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._volatility import Volatility, relation_columns

WORDS = frozenset(
    {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_user", "session_user"}
)


class NonImmutableIndex(StepRule):
    """An index may only hold what never changes for the same row.

    ## What it does
    Reports an index key or predicate, also of an EXCLUDE constraint, that PostgreSQL holds for stable or volatile: a call of
    `now()`, `random()` or `to_char()`, `date_trunc()` on a timestamptz, the cast of a timestamptz to a date, an own function that
    is not declared IMMUTABLE. Which of several functions of one name is meant is told by the types of the columns; where they do
    not tell, nothing is said. An own function in SQL that the server can put in place of the call is judged by the server alone.

    ## Why is this bad
    The server refuses the statement: what an index holds must not depend on the clock, the time zone, the date style or other rows.

    ## Fix
    Say what the value depends on (`created_at AT TIME ZONE 'UTC'`), compute it into a column, or declare an own function
    IMMUTABLE where that is true. A predicate cannot follow the clock; leave the time out of it.

    ## References
    - PostgreSQL 17 manual, CREATE INDEX; 36.7 Function Volatility Categories; error 42P17
    """

    name = "non-immutable-index"
    severity = "error"
    dialects = ("postgres",)
    changes = ("CreateIndex", "CreateTable", "AddConstraint")
    good = (
        Good(
            "CREATE INDEX i ON t (lower(name), (made AT TIME ZONE 'UTC')) WHERE made > '2024-01-01';",
            given="CREATE TABLE t (id int PRIMARY KEY, name text, made timestamptz);",
        ),
        Good(
            "CREATE INDEX i ON t (date_trunc('day', made), (made::date));",
            given="CREATE TABLE t (id int PRIMARY KEY, made timestamp);",
        ),
        Good(
            "CREATE INDEX i ON t (shout(name));",
            given="CREATE TABLE t (id int PRIMARY KEY, name text); "
            "CREATE FUNCTION shout(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN upper($1); END $$;",
        ),
    )
    bad = (
        Bad("CREATE INDEX i ON t (date_trunc('day', made));", at="date_trunc('day', made)", message="date_trunc(text, timestamp with",
            given="CREATE TABLE t (id int PRIMARY KEY, made timestamptz);"),
        Bad("CREATE INDEX i ON t (id) WHERE until > now();", at="until > now()", message="now() is stable",
            given="CREATE TABLE t (id int PRIMARY KEY, until timestamptz);"),
        Bad("CREATE INDEX i ON t ((made::date));", at="made::date", given="CREATE TABLE t (id int PRIMARY KEY, made timestamptz);",
            message="the cast of timestamp with time zone to date is stable"),
        Bad("CREATE INDEX i ON t (shout(name));", at="shout(name)", given="CREATE TABLE t (id int PRIMARY KEY, name text); "
            "CREATE FUNCTION shout(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN upper($1); END $$;",
            message="nothing else is said"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        match step.change:
            case CreateIndex(table=table, definition=definition):
                yield from self._judged(
                    step, step.before.resolve(table), definition.name, definition.parts, definition.predicate
                )
            case CreateTable(name=table, constraints=constraints):
                for one in constraints:
                    if isinstance(one, Exclusion):
                        yield from self._judged(step, step.after.resolve(table), one.name, one.parts, one.predicate)
            case AddConstraint(table=table, constraint=Exclusion() as one):
                yield from self._judged(step, step.before.resolve(table), one.name, one.parts, one.predicate)

    def _judged(
        self, step: Step, ref: Ref, name: str, parts: tuple[KeyPart, ...], predicate: Expression | None
    ) -> Iterator[Diagnostic]:
        table = step.before.table(ref)
        expressions = [(part.expression, "key") for part in parts if part.expression is not None]
        for part in parts:
            # Without brackets the words look like columns.
            if part.column in WORDS and part.span.path and table is not None and table.column(part.column) is None:
                call = Call(part.column)
                expressions.append((Expression(part.column, part.span, call, (), (part.column,)), "key"))
        if predicate is not None:
            expressions.append((predicate, "predicate"))
        if not expressions or step.before.is_muted(ref):
            return
        catalog = step.after if step.before.table(ref) is None else step.before
        volatility = Volatility(catalog, relation_columns(catalog, ref))
        for expression, what in expressions:
            found = volatility.mutable(expression)
            if found:
                yield self.found(
                    expression.span,
                    f"The index on {ref.text} has a {what} that is not immutable, so the server refuses it: {'; '.join(found)}.",
                    subject=Subject("index", ref.schema or None, ref.name, name),
                    repair=_repair(found, what),
                    cause=step.statement.span,
                )


def _repair(found: list[str], what: str) -> str:
    if any("timestamp with time zone" in one for one in found):
        return "Say the time zone: (column AT TIME ZONE 'UTC') is immutable."
    if any("nothing else is said" in one for one in found):
        return "Declare the function IMMUTABLE where it is."
    return "Leave what changes out of the predicate." if what == "predicate" else "Compute the value into a column."
