from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Replay, option
from schemalint_rules._proposals import about
from schemalint_rules._tables import is_boolean, own_columns, stored
from schemalint_rules._usual import usual
from schemalint_rules._vocabulary import named

ASKING = frozenset(
    {
        "is",
        "has",
        "can",
        "was",
        "should",
        "may",
        "allow",
        "allows",
        "needs",
        "must",
        "did",
        "will",
        "are",
        "does",
        "use",
        "uses",
    }
)


class BooleanName(CatalogRule):
    """Booleans should be named like questions, or none of them should.

    ## What it does
    Where at least 80 % of the schema's booleans begin with `is`, `has`, `can` or another such word, reports those that do not,
    and the other way round. `prefixes` asks for one of these instead.

    ## Why is this bad
    `active` may be a flag, a count or a date; who cannot tell looks it up each time.

    ## Fix
    Rename it. Clients use the old name, so nothing is changed by itself.

    ## References
    - PostgreSQL 17 manual, 8.6 Boolean Type
    - SQL Style Guide (S. Holywell), Naming conventions
    """

    name = "boolean-name"
    severity = "info"
    on = "strict"
    prefixes: tuple[str, ...] = option(
        (), "The words a boolean's name must begin with; the schema's own habit where it is empty."
    )
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, active boolean, is_sold boolean);"),)
    bad = (
        Bad(
            "CREATE TABLE item (is_a boolean, is_b boolean, has_c boolean, can_d boolean, is_e boolean, active boolean);",
            at="active",
            message="is_active",
        ),
        Bad("CREATE TABLE item (active boolean);", at="active", options={"prefixes": ["is", "has"]}),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        flags = [
            (table, column)
            for table in stored(catalog)
            for column in own_columns(table)
            if column.type is not None and is_boolean(column.type, catalog.dialect)
        ]
        asks = {word.rstrip("_").lower() for word in self.prefixes} or ASKING
        habit = "question" if self.prefixes else usual(frozenset({_manner(column, ASKING)}) for _, column in flags)
        for table, column in flags if habit else ():
            if _manner(column, asks) == habit:
                continue
            if habit == "question":
                better = f"{sorted(asks)[0] if self.prefixes else 'is'}_{column.name}"
                what = "does not begin with " + (", ".join(sorted(asks)) if self.prefixes else "is, has or the like")
            else:
                better, what = column.name.split("_", 1)[-1], "begins with a question word"
            whose = (
                "as configured"
                if self.prefixes
                else "as the booleans here do"
                if habit == "question"
                else "and the others here do not"
            )
            yield self.found(
                column.span,
                f"{table.ref.text}.{column.name} is a boolean whose name {what}, {whose}.",
                subject=about(table, column.name),
                repair=f"name it {better}",
            )


def _manner(column: Column, asks: frozenset[str] | set[str]) -> str:
    return "question" if named(column)[:1] and named(column)[0] in asks else "plain"
