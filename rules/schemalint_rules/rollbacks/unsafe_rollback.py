from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from schemalint import (
    Applied,
    Bad,
    Diagnostic,
    DropObjects,
    Fix,
    Good,
    Migration,
    MigrationRule,
    Ref,
    Replay,
    Step,
    StepRule,
    option,
)

LOCK_RULES = (
    "attach-partition-scan", "blocking-check", "blocking-detach", "blocking-exclusion", "blocking-foreign-key", "blocking-index",
    "blocking-index-drop", "blocking-primary-key", "blocking-refresh", "blocking-reindex", "blocking-unique",
    "concurrently-in-transaction", "constant-default-rewrite", "copying-alter", "enum-list-rebuild", "identity-column-rewrite",
    "set-not-null-scan", "stored-generated-column", "table-rewrite", "type-change-rewrite", "volatile-default-rewrite",
)  # fmt: skip
"""Rules about what makes others wait, or what the server refuses to do without making them wait."""


class UnsafeRollback(MigrationRule):
    """A rollback should lock and rewrite no more than a migration may.

    ## What it does
    Holds the statements of a down part against the rules about locks, as if they were those of a migration, on the schema that the
    migration leaves behind, and in the transaction that the framework runs the down part in. Tables that the down part drops are
    left alone. One finding a statement, of the rule that says it most exactly.

    ## Why is this bad
    A rollback runs when something is wrong already. One that locks a table for as long as an index is built makes an outage of it.

    ## Fix
    The same as for the statement in a migration, where that can be done in the down part itself.

    ## References
    - PostgreSQL 17 manual, 13.3.1 Table-Level Locks; MySQL 8.4 manual, 17.12.1 Online DDL Operations
    """

    name = "unsafe-rollback"
    severity = "warning"
    on = "strict"
    fixes = "safe"
    new_only = True
    needs = ("downs",)

    rules: tuple[str, ...] = option(LOCK_RULES, "The rules that a down part has to keep.")

    good = (
        Good(
            "DROP INDEX a_b;\nDROP TABLE a;",
            path="db/migrations/000001_a.down.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);"),),
        ),
        Good(
            "ALTER TABLE a DROP COLUMN c;",
            path="db/migrations/000002_b.down.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (b int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
                ("db/migrations/000002_b.up.sql", "ALTER TABLE a ADD COLUMN c int;"),
            ),
        ),
    )
    bad = (
        Bad(
            "DROP INDEX a_b;",
            path="db/migrations/000002_b.down.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (b int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
                ("db/migrations/000002_b.up.sql", "CREATE INDEX CONCURRENTLY a_b ON a (b);"),
            ),
            at="a_b",
            fixed="DROP INDEX CONCURRENTLY a_b;",
            message="ACCESS EXCLUSIVE",
        ),
        Bad(
            "ALTER TABLE a ALTER COLUMN b TYPE int;",
            path="db/migrations/000002_b.down.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (b int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
                ("db/migrations/000002_b.up.sql", "ALTER TABLE a ALTER COLUMN b TYPE bigint;"),
            ),
            at="int",
            message="type-change-rewrite",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        if applied.back is None or not applied.back.steps or not applied.steps:
            return
        turned = _turned(applied, replay)
        told = [
            (rule, one)
            for rule in _rules(self.rules, replay)
            for step in turned.steps
            if not step.statement.masked and (not rule.changes or type(step.change).__name__ in rule.changes)
            for one in rule.check(step, turned)
            if isinstance(one, Diagnostic)
        ]
        gone = {ref for step in turned.steps for ref in _dropped(step)}
        for rule, one in told:
            exact = any(other.name in rule.yields_to and also.cause == one.cause for other, also in told)
            subject = one.subject
            about = Ref(subject.schema or "", subject.table or subject.name) if subject is not None else None
            if exact or about in gone:
                continue
            yield self.found(
                one.span,
                f"The rollback of migration {applied.migration.name} breaks {rule.name}. {one.message}",
                subject=subject,
                repair=one.repair,
                related=one.related,
                severity=one.severity,
                fix=_within(one.fix, applied.migration),
                cause=one.cause,
            )


def _rules(names: tuple[str, ...], replay: Replay) -> Iterator[StepRule]:
    """The rules of those names that look at single steps of this dialect."""
    for name in names:
        if name not in LOCK_RULES:
            continue
        file = name.replace("-", "_")
        module = import_module(f"schemalint_rules.migrations.{file}")
        made = getattr(module, "".join(word.capitalize() for word in name.split("-")))
        if issubclass(made, StepRule) and replay.dialect in made.dialects:
            yield made()


def _turned(applied: Applied, replay: Replay) -> Replay:
    """The replay as if the down part were the migration, and nothing else there to judge."""
    assert applied.back is not None
    steps = tuple(step._replace(number=at, back=False) for at, step in enumerate(applied.back.steps))
    history = replay.history
    at = applied.steps[0].migration
    if history is not None and at is not None:
        turned = applied.migration._replace(up=applied.migration.down, down=())
        history = history._replace(migrations=(*history.migrations[:at], turned, *history.migrations[at + 1 :]))
    return replay._replace(steps=steps, asides=(), applied=(), history=history, catalog=steps[-1].after)


def _dropped(step: Step) -> Iterator[Ref]:
    """The tables that the step drops."""
    if isinstance(step.change, DropObjects) and step.change.kind == "table":
        for name in step.change.names:
            yield step.before.resolve(name)


def _within(fix: Fix | None, migration: Migration) -> Fix | None:
    """The fix, where it does nothing but change the text of the down part."""
    if fix is None or not fix.edits or fix.changes or fix.creates:
        return None
    inside = all(
        any(
            script.path == one.span.path and (script.start <= one.span.start <= one.span.end <= script.end)
            for script in migration.down
        )
        for one in fix.edits
    )
    return Fix(fix.title, fix.safety, edits=fix.edits) if inside else None
