from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, RenameObject, Replay, Step, StepRule, Subject
from schemalint_rules._clients import afterwards, released_table, users_of


class RenameTable(StepRule):
    """A table that running clients use should keep its name.

    ## What it does
    Reports the renaming of a table that was there before the change set. Silent where a table, view or synonym of the old name is
    there once the change set has run.

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
    changes = ("RenameObject",)

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
    )
    bad = (
        Bad(
            "ALTER TABLE a RENAME TO b;",
            given="CREATE TABLE a (id int);",
            at="a",
            message="CREATE VIEW a AS SELECT * FROM b;",
        ),
        Bad("RENAME TABLE a TO b;", given="CREATE TABLE a (id int);", at="a", dialect="mysql"),
        Bad("EXEC sp_rename 'dbo.a', 'b';", given="CREATE TABLE a (id int);", at="dbo.a", dialect="tsql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, RenameObject) or change.kind not in (
            "table",
            "object",
            "foreign table",
            "collection",
        ):
            return
        table = step.before.tables.get(step.before.resolve(change.name))
        released = released_table(change.name, step, replay) if table is not None else None
        if released is None:
            return
        end = afterwards(step, replay)
        synonym = any(kind == "synonym" and ref.name == released.name for kind, ref in end.others)
        if released.ref in end.tables or released.ref in end.views or synonym:
            return
        old, new = released.name, change.new_name.value
        yield self.found(
            change.name.span,
            f"Table {released.ref.text} is renamed to {new} while clients of the last release use its old name: they"
            f" fail.{users_of(released.ref, step)}",
            subject=Subject("table", released.schema or None, None, old),
            repair=f"CREATE VIEW {old} AS SELECT * FROM {new};",
            cause=step.statement.span,
        )
