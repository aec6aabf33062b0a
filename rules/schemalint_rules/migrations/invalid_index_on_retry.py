from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, CreateIndex, Diagnostic, DropObjects, Edit, Fix, Good, Replay, Span, Step, StepRule, Subject
from schemalint_rules._proposals import spelled
from schemalint_rules._steps import earlier, framework_of, stored_before


class InvalidIndexOnRetry(StepRule):
    """A concurrent build that is guarded by IF NOT EXISTS keeps what a failed one left.

    ## What it does
    Reports CREATE INDEX CONCURRENTLY IF NOT EXISTS on a table that existed before the change set, where no DROP INDEX of the same name
    stands before it in the migration.

    ## Why is this bad
    A concurrent build that fails leaves an invalid index with that name. When the migration runs again, IF NOT EXISTS finds it and does
    nothing: every write keeps it up to date, no query uses it, and a unique one guards nothing.

    ## Fix
    DROP INDEX CONCURRENTLY IF EXISTS is written before it, where the statement stands in no transaction. Where the framework sends
    a migration as one query there is no room for a second statement: the guard is taken away, and the next run fails aloud.

    ## References
    - PostgreSQL manual, CREATE INDEX, Building Indexes Concurrently
    """

    name = "invalid-index-on-retry"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("CreateIndex",)
    only_with = ("concurrently",)

    good = (
        Good("CREATE INDEX CONCURRENTLY a_b ON a (b);", given="CREATE TABLE a (b int);"),
        Good(
            "DROP INDEX CONCURRENTLY IF EXISTS a_b;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b);",
            given="CREATE TABLE a (b int);",
        ),
    )
    bad = (
        Bad(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b);",
            given="CREATE TABLE a (b int);",
            at="IF NOT EXISTS",
            message="public.a",
            fixed="DROP INDEX CONCURRENTLY IF EXISTS a_b;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS a_b ON a (b);",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, CreateIndex) or not change.if_not_exists or not change.definition.concurrently:
            return
        table = stored_before(change.table, step, replay)
        if table is None or change.name is None or step.before is step.after or self._dropped(change, step, replay):
            return
        statement, tokens = step.statement, step.statement.tokens
        span = statement.span
        if "IF" in tokens.upper:
            at = tokens.upper.index("IF")
            if tokens.upper[at : at + 3] == ("IF", "NOT", "EXISTS"):
                span = Span(statement.path, tokens.starts[at], tokens.starts[at + 2] + len("EXISTS"))
        schema = table.schema if table.schema != step.before.default_schema else ""
        name = spelled(change.name.value, step.before)
        drop = f"DROP INDEX CONCURRENTLY IF EXISTS {spelled(schema, step.before) + '.' if schema else ''}{name};"
        start = Span(statement.path, statement.span.start, statement.span.start)
        fix = Fix("Drop what a failed build left", "safe", edits=(Edit(start, f"{drop}{statement.line_break}"),))
        framework = framework_of(replay)
        if framework is not None and framework.whole and span != statement.span:
            # Two statements would be sent as one query, and so run in one transaction.
            behind = statement.text[span.end - statement.span.start :]
            gone = span._replace(end=span.end + len(behind) - len(behind.lstrip()))
            fix = Fix(
                "Leave the guard out, so that what a failed build left is noticed", "safe", edits=(Edit(gone, ""),)
            )
        yield self.found(
            span,
            f"Index {change.name.value} of {step.before.resolve(change.table).text} may be there already, broken: a failed concurrent build"
            " leaves it invalid, and IF NOT EXISTS then keeps it.",
            subject=Subject("index", table.schema or None, table.name, change.name.value, change.definition.columns),
            repair=f"{drop} before it",
            fix=fix if step.transaction is None and statement.verb == "CREATE INDEX" else None,
            cause=statement.span,
        )

    def _dropped(self, change: CreateIndex, step: Step, replay: Replay) -> bool:
        return any(
            isinstance(other.change, DropObjects)
            and other.change.kind == "index"
            and any(change.name is not None and name.value == change.name.value for name in other.change.names)
            for other in earlier(step, replay)
        )
