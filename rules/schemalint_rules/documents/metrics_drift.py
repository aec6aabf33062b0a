from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Edit, Fix, Good, Metric, Page, PageRule, Replay, Span
from schemalint_rules._documents import counted, described, home_of, schemas_of, told_by

_TWO = "```sql\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n"
_NUMBER = re.compile(r"\d[\d,. ]*\d|\d")


class MetricsDrift(PageRule):
    """A figure that a document gives about its schema should be the schema's.

    ## What it does
    Holds figures such as `Tables: 12`, in several languages, against the count in the schema: tables, views, columns, indexes,
    foreign keys, routines, triggers, enums. Partitions count as their table, and tables of migration frameworks may count or not. Silent about figures of
    what no schema tells (users, rows, gigabytes), and about estimates (`~12`, `12+`). A document about several servers may count them together or each alone.

    ## Why is this bad
    A wrong figure at the head of a document tells every reader that the rest is old as well.

    ## Fix
    The number is corrected in place. Safe: only the document changes.

    ## References
    - ISO/IEC/IEEE 26514:2022, Design and development of information for users (accuracy)
    """

    name = "metrics-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(f"# Schema\n\n## Key Metrics\n\n- **Tables:** 2\n\n{_TWO}", path="docs/schema.md"),
        Good(f"# Schema\n\n## Key Metrics\n\n- **Tables:** ~10\n- **Users:** 4\n\n{_TWO}", path="docs/schema.md"),
    )
    bad = (
        Bad(
            f"# Schema\n\n## Key Metrics\n\n- **Tables:** 3\n\n{_TWO}",
            at="3",
            path="docs/schema.md",
            fixed=f"# Schema\n\n## Key Metrics\n\n- **Tables:** 2\n\n{_TWO}",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        if len(schemas_of(page, against)) != 1:
            return
        schemas = told_by(page, against)
        for metric in page.metrics:
            value = metric.value.partition("<!--")[0]
            number = _NUMBER.search(value)
            rest = _NUMBER.sub("", value, count=1).strip(" *`") if number else ""
            if number is None or (rest and not rest.replace(metric.name.lower(), "").strip(" .()").isalpha()):
                continue
            said = int(re.sub(r"\D", "", number[0]))
            counts = [counted(metric.name, schema.catalog) for schema in schemas]
            if None in counts:
                continue
            right = sum(one for one in counts if one is not None)
            if said == right or said in counts or any(said in _others(metric.name, schema) for schema in schemas):
                continue
            yield self._told(page, metric, number[0], said, right, " and ".join(map(home_of, schemas)))

    def _told(self, page: Page, metric: Metric, written: str, said: int, right: int, home: str) -> Diagnostic:
        at = metric.value_span.start + page.written(metric.value_span).find(written)
        span = Span(page.path, at, at + len(written))
        return self.found(
            span,
            f"{metric.name} is given as {said}, but the schema of {home} has {right}, so readers take the document "
            "for older than it is.",
            repair=f"write {right}",
            fix=Fix(f"Write {right} for {metric.name}", "safe", edits=(Edit(span, str(right)),)),
        )


def _others(name: str, schema: Replay) -> set[int]:
    """Other ways to count: without the tables of migration frameworks, and with what backs keys among the indexes."""
    catalog = schema.catalog
    tables = list(described(schema))
    kept = {table.ref: table for table in tables}
    framework = counted(name, catalog._replace(tables=kept))
    found = {framework} if framework is not None else set()
    words = name.casefold()
    if "index" in words or "indices" in words:
        keys = sum((table.primary_key is not None) + len(table.uniques) for table in tables)
        found.add(sum(len(table.indexes) for table in tables) + keys)
    return found
