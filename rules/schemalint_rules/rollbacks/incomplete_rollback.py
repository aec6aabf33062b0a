from __future__ import annotations

from collections.abc import Iterator

from schemalint import Applied, Bad, CompleteRollback, Diagnostic, Difference, Fix, Good, MigrationRule, Replay, Span
from schemalint_rules._effects import undoes_something

SHOWN = 6
"""So many differences are named; the rest is counted."""


class IncompleteRollback(MigrationRule):
    """A rollback should give back the schema that was there before its migration.

    ## What it does
    Replays the up part and then the down part, and compares the schema with the one before: tables, columns with type, default and
    nullability, keys, checks, indexes, views, types, sequences, routines, triggers, policies, extensions. Each difference is
    named: left behind, not restored, restored differently. Not looked at: the order of columns, names that the server chose,
    grants, rows, and migrations of which something was not understood.

    ## Why is this bad
    After the rollback the code of the last release meets a schema it was never tested with, and running the migration again
    fails on what is still there.

    ## Fix
    What is left out is added at the end of the down part, as far as statements can restore it.

    ## References
    - PostgreSQL 17 manual, 5.15 Dependency Tracking (what a DROP takes along)
    """

    name = "incomplete-rollback"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    fixes = "safe"
    needs = ("downs",)

    good = (
        Good(
            "exports.up = async (db) => {\n  await db.collection('users').createIndex({ a: 1 });\n};\n"
            "exports.down = async (db) => {\n  await db.collection('users').dropIndex({ a: 1 });\n};\n",
            path="migrations/20240101000000-a.js",
            dialect="mongodb",
        ),
        Good(
            "DROP INDEX a_b;\nALTER TABLE a DROP COLUMN b;\n",
            path="db/migrations/000002_b.down.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
                ("db/migrations/000002_b.up.sql", "ALTER TABLE a ADD COLUMN b int;\nCREATE INDEX a_b ON a (b);"),
            ),
        ),
        Good(
            "ALTER TABLE a DROP COLUMN b;\n",
            path="db/migrations/000002_b.down.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
                ("db/migrations/000002_b.up.sql", "ALTER TABLE a ADD COLUMN b int;\nCREATE INDEX a_b ON a (b);"),
            ),
        ),
    )
    bad = (
        Bad(
            "exports.up = async (db) => {\n  await db.collection('users').createIndex({ a: 1 });\n"
            "  await db.collection('users').createIndex({ b: 1 });\n};\n"
            "exports.down = async (db) => {\n  await db.collection('users').dropIndex('a_1');\n};\n",
            path="migrations/20240102000000-a.js",
            files=(
                (
                    "migrations/20240101000000-users.js",
                    "exports.up = async (db) => { await db.createCollection('users'); };",
                ),
            ),
            at="db.collection('users').dropIndex('a_1')",
            message="index users.b_1 is left behind",
            dialect="mongodb",
        ),
        Bad(
            "DROP TABLE a;\n",
            path="db/migrations/000001_a.down.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE a (id int, m mood);"),
            ),
            at="DROP TABLE a",
            message="type mood is left behind",
            fixed="DROP TABLE a;\n\nDROP TYPE mood;\n",
        ),
        Bad(
            "ALTER TABLE a ADD COLUMN b text;\n",
            path="db/migrations/000002_b.down.sql",
            files=(
                (
                    "db/migrations/000001_a.up.sql",
                    "CREATE TABLE a (id int, b text NOT NULL DEFAULT 'x');\nCREATE INDEX a_b ON a (b);",
                ),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
                ("db/migrations/000002_b.up.sql", "ALTER TABLE a DROP COLUMN b;"),
            ),
            at="ALTER TABLE a ADD COLUMN b text",
            message="nullable instead of NOT NULL",
        ),
        Bad(
            "DROP TRIGGER t ON a;\n",
            path="db/migrations/000002_t.down.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
                (
                    "db/migrations/000002_t.up.sql",
                    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\n"
                    "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();",
                ),
            ),
            at="DROP TRIGGER t ON a",
            message="routine f is left behind",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        back, migration = applied.back, applied.migration
        if back is None or not back.left or migration.repeatable or not undoes_something(applied.down):
            return
        if any(step.faults for step in back.steps):
            return  # what the server refuses is told first; what it leaves depends on that
        told = [_words(one) for one in back.left]
        more = f", and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
        first = back.steps[0].statement.span if back.steps else migration.down[0].span
        yield self.found(
            Span(first.path, first.start, first.end),
            f"After the rollback of migration {migration.name} the schema is not what it was before: "
            f"{'; '.join(told[:SHOWN])}{more}.",
            repair=f"schemalint rollback {migration.up[0].path} prints one that is complete",
            fix=None
            if replay.dialect == "mongodb"
            else Fix(
                f"Complete the rollback of {migration.name}", "safe", intent=CompleteRollback(migration.up[0].path)
            ),
        )


def _words(one: Difference) -> str:
    schema = "" if one.ref.schema in ("", "public", "dbo") else f"{one.ref.schema}."
    owner = f"{schema}{one.ref.name}"
    thing = f"{one.object_kind} {owner}{f'.{one.part}' if one.part else ''}"
    return f"{thing} {'is ' if one.words in ('left behind', 'not restored') else ''}{one.words}"
