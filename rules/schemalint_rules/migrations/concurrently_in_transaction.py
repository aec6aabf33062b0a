from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    CreateIndex,
    DetachPartition,
    Diagnostic,
    DropObjects,
    Fix,
    Good,
    ObjectName,
    Reindex,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._steps import outside, where_wrapped
from schemalint_rules._transactions import in_phases


class ConcurrentlyInTransaction(StepRule):
    """CONCURRENTLY cannot run inside a transaction.

    ## What it does
    Reports CREATE INDEX, DROP INDEX, REINDEX and DETACH PARTITION with CONCURRENTLY in a transaction: one that BEGIN in the
    file opens, one that the migration framework opens, or the one that PostgreSQL runs a query of several statements in. The
    message names who opens it, and what the framework takes for "not this one". REFRESH MATERIALIZED VIEW CONCURRENTLY may run
    in a transaction and is not reported.

    ## Why is this bad
    The server refuses the statement (error 25001), so the migration fails.

    ## Fix
    The framework's own line that leaves the transaction out, where the migration holds nothing that needs one. In a
    transaction of the file itself the statement moves behind the COMMIT, or BEGIN and COMMIT go away where nothing else stands
    between them. Where other work needs the transaction, the statement moves into a new migration behind it.

    ## References
    - PostgreSQL manual, CREATE INDEX; DROP INDEX; REINDEX; ALTER TABLE … DETACH PARTITION
    - PostgreSQL manual, Frontend/Backend Protocol, Message Flow, Multiple Statements in a Simple Query
    """

    name = "concurrently-in-transaction"
    severity = "error"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    only_with = ("concurrently",)

    good = (
        Good("CREATE INDEX CONCURRENTLY i ON users (email);", given="CREATE TABLE users (email text);"),
        Good(
            "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON users (email);\n"
            "-- +goose Down\nDROP INDEX CONCURRENTLY i;\n",
            path="migrations/0002_index.sql",
            given="-- +goose Up\nCREATE TABLE users (email text);\n-- +goose Down\nDROP TABLE users;\n",
        ),
        Good("BEGIN;\nREFRESH MATERIALIZED VIEW CONCURRENTLY totals;\nCOMMIT;"),
    )
    bad = (
        Bad(
            "BEGIN;\nCREATE INDEX CONCURRENTLY i ON users (email);\nCOMMIT;",
            given="CREATE TABLE users (email text);",
            at="CONCURRENTLY",
            message="BEGIN in the file",
        ),
        Bad(
            "-- +goose Up\nCREATE INDEX CONCURRENTLY i ON users (email);\n-- +goose Down\nDROP INDEX i;\n",
            path="migrations/0002_index.sql",
            given="-- +goose Up\nCREATE TABLE users (email text);\n-- +goose Down\nDROP TABLE users;\n",
            at="CONCURRENTLY",
            fixed="-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON users (email);\n"
            "-- +goose Down\nDROP INDEX CONCURRENTLY i;\n",
            message="NO TRANSACTION",
        ),
        Bad(
            "ALTER TABLE users ADD COLUMN a int;\nDROP INDEX CONCURRENTLY i;",
            path="db/migrations/000002_x.up.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE users (b int);\nCREATE INDEX i ON users (b);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE users;"),
                ("db/migrations/000002_x.down.sql", "ALTER TABLE users DROP COLUMN a;"),
            ),
            at="CONCURRENTLY",
            message="one query",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        what = self._what(step)
        if what is None or step.transaction is None:
            return
        verb, subject = what
        way = step.transaction.opt_out
        if way:
            repair = f"{way} keeps this migration out of a transaction"
        elif step.transaction.by == "script":
            repair = "put it behind the COMMIT"
        else:
            repair = "put the statement into a migration of its own, alone in its file"
        edits = outside(step, replay)
        title = "Take it out of the transaction"
        fix = Fix(title, "safe", edits=edits) if edits else None
        yield self.found(
            self._word(step),
            f"{verb} CONCURRENTLY{self._about(subject)} cannot run inside a transaction: {where_wrapped(step)}. The server refuses"
            " it and the migration fails.",
            subject=subject,
            repair=repair,
            fix=in_phases(fix, title, step, replay, outside=True),
            cause=step.statement.span,
        )

    def _what(self, step: Step) -> tuple[str, Subject | None] | None:
        change = step.change
        match change:
            case CreateIndex() if change.definition.concurrently:
                ref = step.before.resolve(change.table)
                name = change.name.value if change.name else ""
                return "CREATE INDEX", Subject("index", ref.schema or None, ref.name, name, change.definition.columns)
            case DropObjects() if change.concurrently:
                return "DROP INDEX", self._index(change.names[0], step)
            case Reindex() if change.concurrently:
                if change.name is None or change.kind not in ("table", "index"):
                    return "REINDEX", None
                if change.kind == "index":
                    return "REINDEX", self._index(change.name, step)
                ref = step.before.resolve(change.name)
                return "REINDEX", Subject("table", ref.schema or None, None, ref.name)
            case DetachPartition() if change.concurrently:
                ref = step.before.resolve(change.table)
                return "DETACH PARTITION", Subject("table", ref.schema or None, None, ref.name)
        return None

    def _index(self, name: ObjectName, step: Step) -> Subject:
        ref = step.before.find(step.before.indexes, name.value, name.qualifier)
        owner = step.before.indexes[ref].name if ref is not None else None
        schema = ref.schema if ref is not None else name.qualifier or step.before.default_schema
        return Subject("index", schema or None, owner, name.value)

    def _about(self, subject: Subject | None) -> str:
        if subject is None:
            return ""
        schema = f"{subject.schema}." if subject.schema else ""
        if subject.kind == "table":
            return f" of {schema}{subject.name}"
        owner = f" on {schema}{subject.table}" if subject.table else ""
        return f" of {subject.name}{owner}" if subject.name else owner

    def _word(self, step: Step) -> Span:
        tokens = step.statement.tokens
        if "CONCURRENTLY" not in tokens.upper:
            return step.statement.span
        start = tokens.starts[tokens.upper.index("CONCURRENTLY")]
        return Span(step.statement.path, start, start + len("CONCURRENTLY"))
