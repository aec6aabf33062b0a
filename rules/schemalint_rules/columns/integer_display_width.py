from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Edit, Finding, Fix, Good, Replay
from schemalint_rules._proposals import Written, about
from schemalint_rules._retyping import typed

_WIDTH = re.compile(r"\s*\(\s*\d+\s*\)")


class IntegerDisplayWidth(CatalogRule):
    """An integer has no length.

    ## What it does
    Reports `int(11)` and its like in MySQL. `tinyint(1)`, which says boolean, and ZEROFILL, which needs the width, are left
    alone; so is MariaDB, which prints the width itself. Follows the schema: where nearly all integers are like that it is
    told once.

    ## Why is this bad
    The number is no limit on what fits, though it reads like one: `int(3)` holds two billion. MySQL has deprecated it since
    8.0.17 and no longer prints it, so each comparison with a dump shows a difference.

    ## Fix
    Without it. Safe: nothing is stored or shown otherwise.

    ## References
    - MySQL 8.4 manual, 13.1.6 Numeric Type Attributes
    """

    name = "integer-display-width"
    severity = "info"
    on = "strict"
    dialects = ("mysql",)
    fixes = "safe"
    convention = True
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, sold tinyint(1), no int(8) ZEROFILL);", dialect="mysql"),
        Good("CREATE TABLE item (id int PRIMARY KEY, wide bigint UNSIGNED);", dialect="mysql"),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id INT(11) UNSIGNED PRIMARY KEY);",
            at="(11)",
            dialect="mysql",
            fixed="CREATE TABLE item (id INT UNSIGNED PRIMARY KEY);",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        written = Written(replay)
        for table, column, held in typed(catalog):
            if held.family != "integer" or not held.span.path or "zerofill" in held.modifiers:
                continue
            text = written.text(held.span)
            width = _WIDTH.search(text)
            if width is None:
                yield self.kept(held.span, table)
                continue
            span = held.span._replace(start=held.span.start + width.start(), end=held.span.start + width.end())
            bare = text[: width.start()] + text[width.end() :]
            yield self.found(
                span,
                f"{table.ref.text}.{column.name} is {text}: the number limits nothing, and the server no longer prints it.",
                subject=about(table, column.name),
                repair=f"write {bare}",
                fix=Fix(f"Write {table.ref.text}.{column.name} as {bare}", "safe", (Edit(span, ""),)),
            )
