from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    CreateTable,
    CreateView,
    Diagnostic,
    DropObjects,
    Edit,
    Fix,
    Good,
    Ref,
    Related,
    Replay,
    Step,
    Subject,
)
from schemalint_rules._proposals import Written


class CreatedThenDropped(CatalogRule):
    """What is dropped again need not be made.

    ## What it does
    Reports a table or view that one change set, or one file, makes and drops again without writing or reading it in between.
    Temporary tables and those that were filled or copied from are what migrations work with, and are left alone.

    ## Why is this bad
    It locks, writes and logs for nothing, and whoever reads the history looks for what it was for.

    ## Fix
    Without both statements, where they stand in one file that is not released. Unsafe: what else spoke of it fails.

    ## References
    - PostgreSQL 17 manual, DROP TABLE
    """

    name = "created-then-dropped"
    severity = "info"
    on = "strict"
    fixes = "unsafe"
    good = (
        Good("CREATE TABLE a (id int PRIMARY KEY);"),
        Good("CREATE TABLE b (id int);\nINSERT INTO b (id) VALUES (1);\nDROP TABLE b;"),
        Good("DROP TABLE IF EXISTS a;\nCREATE TABLE a (id int PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE TABLE b (id int PRIMARY KEY);\nCREATE TABLE a (id int PRIMARY KEY);\nDROP TABLE b;\n",
            at="b",
            fixed="CREATE TABLE a (id int PRIMARY KEY);\n",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        made: dict[Ref, Step] = {}
        written = Written(replay)
        for step in replay.steps:
            change = step.change
            if step.back or not step.new:
                continue
            if isinstance(change, (CreateTable, CreateView)):
                ref = step.after.resolve(change.name)
                passing = getattr(change, "kind", "") == "temporary" or getattr(change, "temporary", False)
                if not passing and step.before.table(ref) is None and ref not in step.before.views:
                    made[ref] = step
                continue
            if isinstance(change, DropObjects) and change.kind in ("table", "view"):
                for name in change.names:
                    first = made.pop(step.before.resolve(name), None)
                    if first is not None and (first.migration == step.migration):
                        yield self._for_nothing(first, step, len(change.names) == 1, written)
                continue
            if made:
                text = step.statement.text.lower()
                for ref in [ref for ref in made if ref.name.lower() in text]:
                    del made[ref]

    def _for_nothing(self, first: Step, last: Step, alone: bool, written: Written) -> Diagnostic:
        change = first.change
        assert isinstance(change, (CreateTable, CreateView))
        kind = "table" if isinstance(change, CreateTable) else "view"
        ref = first.after.resolve(change.name)
        fix = None
        if alone and first.statement.path == last.statement.path:
            edits = tuple(Edit(written.whole_line(one.statement), "") for one in (first, last))
            fix = Fix(f"Make {ref.text} not at all", "unsafe", edits)
        return self.found(
            change.name.span,
            f"{kind.capitalize()} {ref.text} is made and dropped again, and nothing uses it in between.",
            subject=Subject("table" if kind == "table" else "view", ref.schema or None, None, ref.name),
            repair="leave both statements out",
            related=(Related(last.statement.span, "dropped here"),),
            fix=fix,
        )
