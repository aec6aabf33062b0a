from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Related, Replay, Table, Type, option
from schemalint_rules._proposals import about
from schemalint_rules._retyping import typed, written_at
from schemalint_rules._tables import is_framework_table
from schemalint_rules._vocabulary import snake

GENERIC = frozenset(
    {
        "id", "value", "values", "data", "key", "type", "status", "state", "kind", "code", "name", "version", "content", "result",
        "default", "default_value", "min", "max", "level", "position", "size", "count", "number", "amount", "total", "score", "text",
        "body", "config", "settings", "options", "metadata", "attributes", "properties", "details", "tags", "source", "target",
        "old_value", "new_value", "date", "time", "start", "end", "period", "duration", "interval", "rank", "weight", "payload",
        "input", "output", "message", "info", "extra", "parameters", "params", "filter", "query", "label", "ref", "reference",
        "quantity", "expression", "formula", "property",
    }
)  # fmt: skip
"""Names that say nothing of what they hold, so that two columns of that name need have nothing in common."""


class InconsistentColumnType(CatalogRule):
    """Columns of one name should be of one type.

    ## What it does
    Reports a column whose type differs from that of most columns of the same name, where at least `tables` tables have one.
    Lengths and precisions are compared only with `lengths`. Names that mean nothing by themselves (`value`, `data`, `key`)
    are left alone, and so are foreign keys, which have rules of their own; bounded and unbounded text count as one type.

    ## Why is this bad
    One of them is wrong sooner or later: comparing them converts, so that no index serves, and a value that fits here does
    not fit there.

    ## Fix
    One type for all. Not done by itself: which of them is right, only you know.

    ## References
    - SchemaCrawler, Lint checks, on columns of the same name with different data types
    - SQL Server, Data type precedence; MySQL 8.4 manual, 14.3 Type Conversion in Expression Evaluation
    """

    name = "inconsistent-column-type"
    severity = "warning"
    on = "strict"
    tables: int = option(3, "How many tables must have a column of the name.")
    lengths: bool = option(False, "Compare lengths and precisions too.")
    good = (
        Good(
            "CREATE TABLE a (id int PRIMARY KEY, sku text);\nCREATE TABLE b (id int PRIMARY KEY, sku text);\n"
            "CREATE TABLE c (id int PRIMARY KEY, sku text, value int);\nCREATE TABLE d (id int PRIMARY KEY, value text);"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE c (id int PRIMARY KEY, sku bigint);",
            at="bigint",
            given="CREATE TABLE a (id int PRIMARY KEY, sku text);\nCREATE TABLE b (id int PRIMARY KEY, sku text);",
            message="text in 2 others",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        named: dict[str, list[tuple[Table, Column, Type]]] = {}
        for table, column, held in typed(catalog):
            name = snake(column)
            if name in GENERIC or column.generated or is_framework_table(table):
                continue
            if not any(column.name in key.columns for key in table.foreign_keys):
                named.setdefault(name, []).append((table, column, held))
        for places in named.values():
            if len(places) < self.tables:
                continue
            counts = Counter(self._kind(held) for *_, held in places)
            if len(counts) == 1:
                continue
            (usual, times), *_ = counts.most_common(1)
            if times * 3 < len(places) * 2:
                continue  # no type is the usual one
            first = next(place for place in places if self._kind(place[2]) == usual)
            for table, column, held in places:
                if self._kind(held) != usual:
                    yield self._odd(table, column, held, first, times)

    def _kind(self, held: Type) -> str:
        if self.lengths:
            return held.text.lower()
        # How long a text may be is a matter of its length; whether it is a national one, of its type.
        text = held.family in ("varchar", "text") and not held.name.lower().startswith("n")
        return ("text" if text else held.name.lower()) + "[]" * held.dimensions

    def _odd(
        self, table: Table, column: Column, held: Type, first: tuple[Table, Column, Type], times: int
    ) -> Diagnostic:
        usual = first[2].text if self.lengths else first[2].name
        there = f"{first[0].ref.text}.{first[1].name} is {first[2].text}"
        return self.found(
            written_at(column),
            f"{table.ref.text}.{column.name} is {held.text}, but {usual} in {times} others: comparing them converts, and a "
            "value that fits there need not fit here.",
            subject=about(table, column.name),
            repair=f"make {column.name} the same type everywhere",
            related=(Related(first[1].span, there),),
        )
