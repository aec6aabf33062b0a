from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Page, PageRule, Replay
from schemalint_rules._objects import added, unlisted

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL);\n"
        "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 1000;\n"
        "CREATE MATERIALIZED VIEW order_totals AS SELECT sum(total) AS total FROM orders;\n",
    ),
)
_HEAD = "# Schema\n\n## Views\n\n| View | Kind | Reads | Description |\n|---|---|---|---|\n"
_BIG = "| big_orders | View | orders | [Describe big_orders] |\n"
_TOTALS = "| order_totals | Materialized view | orders | [Describe order_totals] |\n"


class UndocumentedView(PageRule):
    """A document that lists views should list all of them.

    ## What it does
    Where a document lists views, in a table, a list or by headings, and has at least half of those of the schema, it reports the others.
    Where it has a section about views that lists none, it reports views that are named nowhere in the document. A view whose
    columns are described, or that a fence of the document makes, is documented. A view that a listed name may have become is
    told by `stale-view`.

    ## Why is this bad
    Nobody uses, secures or migrates with care what nobody knows of; queries that a view answers are written again.

    ## Fix
    A row, an item or a heading is added in the manner of the others and in their order; what the view is for comes from its comment,
    or is left as a placeholder. Safe: only the document changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, 10.25 Database design description
    """

    name = "undocumented-view"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(_HEAD + _BIG + _TOTALS, path="docs/database-schema-shop.md", files=_SQL),
        Good("# Schema\n\n## Tables\n\n- `orders`\n", path="docs/database-schema-shop.md", files=_SQL),
        Good(
            "# Schema\n\n## Views\n\nReports read big_orders and order_totals.\n",
            path="docs/database-schema-shop.md",
            files=_SQL,
        ),
    )
    bad = (
        Bad(
            _HEAD + _TOTALS,
            at="order_totals",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="public.big_orders",
            fixed=_HEAD + _BIG + _TOTALS,
        ),
        Bad(
            "# Schema\n\n## Views\n\n- `big_orders` - Orders above 1000\n",
            at="big_orders",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="order_totals",
            fixed="# Schema\n\n## Views\n\n- `big_orders` - Orders above 1000\n- `order_totals` - [Describe order_totals]\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        yield from unlisted(self, page, against, "view", "readers write again what it gives them", fix=added)
