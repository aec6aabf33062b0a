from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    Diagnostic,
    Good,
    Kind,
    Ref,
    RenameObject,
    Replay,
    SetSchema,
    Step,
    StepRule,
    Subject,
    Table,
    View,
)
from schemalint_rules._clients import afterwards, released_table, released_view, users_of

VIEWS = ("view", "materialized-view")


class RenameTable(StepRule):
    """A table that running clients use should keep its name.

    ## What it does
    Reports the renaming of a table or view that was there before the change set, its move to another schema, and the renaming of a
    schema that holds tables or views. Silent where a table, view or synonym of the old name is there once the change set has run.

    ## Why is this bad
    Old and new code run side by side during a deployment, and no name is right for both.

    ## Fix
    Make a view of the old name over the new one in the same change set; simple views can be written to. Drop the view a release later.

    ## References
    - PostgreSQL 17 manual, CREATE VIEW (Updatable Views)
    """

    name = "rename-table"
    severity = "warning"
    new_only = True
    changes = ("RenameObject", "SetSchema")

    good = (
        Good(
            "ALTER TABLE a RENAME TO b;\nCREATE VIEW a AS SELECT * FROM b;",
            given="CREATE TABLE a (id int);",
        ),
        Good(
            "ALTER TABLE a RENAME TO a_old;\nCREATE TABLE a (id bigint);",
            given="CREATE TABLE a (id int);",
            dialect="sqlite",
        ),
        Good("CREATE TABLE x (id int);\nALTER TABLE x RENAME TO y;"),
        Good("ALTER SCHEMA s RENAME TO t;", given="CREATE SCHEMA s;"),
    )
    bad = (
        Bad(
            "ALTER TABLE a RENAME TO b;",
            given="CREATE TABLE a (id int);",
            at="a",
            message="CREATE VIEW a AS SELECT * FROM b;",
        ),
        Bad("RENAME TABLE a TO b;", given="CREATE TABLE a (id int);", at="a", dialect="mysql"),
        Bad("ALTER VIEW v RENAME TO w;", given="CREATE VIEW v AS SELECT 1 AS x;", at="v", message="View public.v"),
        Bad(
            "ALTER TABLE a SET SCHEMA s;",
            given="CREATE SCHEMA s;\nCREATE TABLE a (id int);",
            at="a",
            message="CREATE VIEW public.a AS SELECT * FROM s.a;",
        ),
        Bad(
            "ALTER SCHEMA s RENAME TO t;",
            given="CREATE SCHEMA s;\nCREATE TABLE s.a (id int);\nCREATE VIEW s.v AS SELECT id FROM s.a;",
            at="s",
            message="1 table, 1 view",
        ),
        Bad("EXEC sp_rename 'dbo.a', 'b';", given="CREATE TABLE a (id int);", at="dbo.a", dialect="tsql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, RenameObject):
            if change.kind == "schema":
                yield from self._schema(change, step, replay)
                return
            words = f"is renamed to {change.new_name.value}"
        elif isinstance(change, SetSchema):
            words = f"moves to schema {change.schema.value}"
        else:
            return
        held = _released(change, step, replay)
        if held is None:
            return
        end = afterwards(step, replay)
        synonym = any(kind == "synonym" and ref.name == held.name for kind, ref in end.others)
        if held.ref in end.tables or held.ref in end.views or synonym:
            return
        kind: Kind = "table" if isinstance(held, Table) else "materialized-view" if held.materialized else "view"
        old, new = held.name, change.new_name.value if isinstance(change, RenameObject) else held.name
        if isinstance(change, SetSchema):
            old, new = held.ref.text, f"{change.schema.value}.{new}"
        yield self.found(
            change.name.span,
            f"{kind.replace('-', ' ').capitalize()} {held.ref.text} {words} while clients of the last release use its old name: they"
            f" fail.{users_of(held.ref, step)}",
            subject=Subject(kind, held.schema or None, None, held.name),
            repair=f"CREATE VIEW {old} AS SELECT * FROM {new};",
            cause=step.statement.span,
        )

    def _schema(self, change: RenameObject, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        old, new = change.name.value, change.new_name.value
        if ("schema", Ref("", old)) in afterwards(step, replay).others:
            return
        held = _held(old, step.base)
        if held:
            yield self.found(
                change.name.span,
                f"Schema {old} is renamed to {new} while clients of the last release name what is in it ({held}): they fail.",
                subject=Subject("schema", old, None, old),
                repair=f"CREATE SCHEMA {old}; with a view over each table of {new}, until no client names {old} any more",
                cause=step.statement.span,
            )


def _released(change: RenameObject | SetSchema, step: Step, replay: Replay) -> Table | View | None:
    """What is renamed or moved, where it is a table or view that clients may use."""
    if change.kind in VIEWS:
        return released_view(change.name, step)
    if change.kind not in ("table", "object", "foreign table", "collection"):
        return None
    if step.before.tables.get(step.before.resolve(change.name)) is None:
        return None if change.kind == "object" else released_view(change.name, step)
    return released_table(change.name, step, replay)


def _held(schema: str, base: Catalog) -> str:
    """How many tables and views the schema held for clients, in words."""
    counts = (
        (sum(ref.schema == schema for ref in base.tables), "table"),
        (sum(ref.schema == schema for ref in base.views), "view"),
    )
    return ", ".join(f"{count} {what}{'s' if count > 1 else ''}" for count, what in counts if count)
