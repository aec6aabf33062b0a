from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Embedded, Good, Replay, Span, Step, StepRule, Subject, Table, WriteRows
from schemalint_rules._queried import is_replaced
from schemalint_rules._steps import earlier

BODIES = frozenset(("function", "procedure", "block", "trigger", "rule"))


class InsertWithoutColumns(StepRule):
    """INSERT should name the columns it fills.

    ## What it does
    Reports INSERT and REPLACE without a column list, in scripts, migrations, routines and triggers: once for each table in a
    file. Silent where the file itself makes the table, as dumps do, about DEFAULT VALUES, `() VALUES ()` and SET, and about rows that are
    put in whole (`SELECT NEW.*`, a variable of the table's row type).

    ## Why is this bad
    Values go to columns by their place. A column that is added, dropped or moved makes the statement fail, or puts values where they
    do not belong.

    ## Fix
    Write the column list. No automatic fix: which columns the values were meant for is known to their author.

    ## References
    - PostgreSQL manual, INSERT; MySQL 8.4 manual, INSERT Statement
    - SQL Server, INSERT, column_list
    """

    name = "insert-without-columns"
    severity = "info"
    on = "strict"
    needs = ("queries", "examples")

    good = (
        Good("INSERT INTO t (a) VALUES (1);", given="CREATE TABLE t (a int);"),
        Good("INSERT INTO t DEFAULT VALUES;", given="CREATE TABLE t (a int);"),
        Good("CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);"),
        Good("INSERT INTO t SET a = 1;", dialect="mysql", path="seed.sql"),
    )
    bad = (
        Bad(
            "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);",
            at="t",
            path="seed.sql",
            files=(("schema.sql", "CREATE TABLE t (a int);"),),
            message="t",
        ),
        Bad("INSERT INTO other SELECT 1, 2;", at="other", dialect="sqlite", path="seed.sql"),
        Bad(
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (1, 'x'); END $$;",
            at="log",
            given="CREATE TABLE log (a int, b text);",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, WriteRows):
            if change.verb not in ("insert", "replace") or change.columns or not change.tables or _needs_none(step):
                return
            name = change.tables[0]
            ref = step.before.resolve(name)
            table = step.before.table(ref)
            if _is_made_here(table, step) or _told_before(step, replay):
                return
            yield self._found(ref.text, name.span, step)
        elif step.reading.queries and change is step.reading.changes[0] and not is_replaced(step, replay):
            told: set[str] = set()
            for embedded in step.reading.queries:
                if embedded.place in BODIES:
                    for text, span in _inserts(embedded):
                        if text not in told:
                            told.add(text)
                            yield self._found(text, span, step)

    def _found(self, name: str, span: Span, step: Step) -> Diagnostic:
        return self.found(
            span,
            f"INSERT into {name} names no columns: one that is added, dropped or moved makes it fail, or puts values where they do not "
            "belong.",
            subject=Subject("table", name.rpartition(".")[0] or None, None, name.rpartition(".")[2]),
            repair="write the column list behind the table",
            cause=step.statement.span if isinstance(step.change, WriteRows) else None,
        )  # fmt: skip


def _needs_none(step: Step) -> bool:
    """Whether no list can be written, or the whole row is meant."""
    upper = step.statement.tokens.upper
    empty = any(
        upper[at : at + 3] in (("VALUES", "(", ")"), ("VALUE", "(", ")")) for at in range(2, min(len(upper), 12))
    )
    return "SET" in upper[:8] or "DEFAULT" in upper[:8] or empty or step.statement.masked


def _is_made_here(table: Table | None, step: Step) -> bool:
    return table is not None and (table.statement.path == step.statement.path or table.kind == "temporary")


def _told_before(step: Step, replay: Replay) -> bool:
    change = step.change
    assert isinstance(change, WriteRows)
    if step.number >= len(replay.steps) or replay.steps[step.number] is not step:
        return False  # a part of a document, or an example
    for other in earlier(step, replay, 200):
        before = other.change
        if not isinstance(before, WriteRows) or before.verb not in ("insert", "replace") or before.columns:
            continue
        if before.tables and before.tables[0].text == change.tables[0].text:
            return True
    return False


def _inserts(embedded: Embedded) -> Iterator[tuple[str, Span]]:
    """The tables that a body puts rows into without naming columns."""
    query = embedded.query
    for scope in query.scopes:
        if scope.kind != "insert" or scope.target is None or len(scope.parts) != 1:
            continue
        if any(column.clause == "insert" for column in scope.columns):
            continue
        target = scope.target.value
        if target in embedded.variables or target in embedded.temporary or target.startswith(("@", "#")):
            continue
        source = query.scopes[scope.parts[0]]
        if any(output.star for output in source.outputs) or (source.kind == "values" and len(source.outputs) == 1):
            continue
        yield scope.target.text, scope.target.span
