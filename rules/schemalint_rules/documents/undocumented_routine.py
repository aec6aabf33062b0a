from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Page, PageRule, Replay
from schemalint_rules._objects import added, unlisted

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL);\n"
        "CREATE FUNCTION add_tax(amount numeric) RETURNS numeric LANGUAGE sql AS 'SELECT amount * 1.2';\n"
        "CREATE PROCEDURE close_day(day date) LANGUAGE sql AS 'DELETE FROM orders WHERE id = 0';\n",
    ),
)
_HEAD = "# Schema\n\n## Functions\n\n| Routine | Kind | Returns | Description |\n|---|---|---|---|\n"
_TAX = "| add_tax(numeric) | Function | numeric | [Describe add_tax] |\n"
_CLOSE = "| close_day(date) | Procedure |  | [Describe close_day] |\n"


class UndocumentedRoutine(PageRule):
    """A document that lists functions and procedures should list all of them.

    ## What it does
    Where a document lists routines, in a table, a list or by headings, and has at least half of those of the schema, it reports the
    others. Where it has a section about them that lists none, it reports routines that are named nowhere in the document. A routine
    that a fence of the document makes is documented; one that a listed name may have become is told by `stale-routine`.

    ## Why is this bad
    Logic in the database that nobody knows of is written again in a program, and then differs.

    ## Fix
    A row, an item or a heading is added in the manner of the others and in their order; what the routine does comes from its comment,
    or is left as a placeholder. Safe: only the document changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, 10.25 Database design description
    """

    name = "undocumented-routine"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(_HEAD + _TAX + _CLOSE, path="docs/database-schema-shop.md", files=_SQL),
        Good(
            "# Schema\n\n## Functions\n\nThe day ends with close_day; add_tax adds tax.\n",
            path="docs/database-schema-shop.md",
            files=_SQL,
        ),
    )
    bad = (
        Bad(
            _HEAD + _TAX,
            at="add_tax",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="public.close_day",
            fixed=_HEAD + _TAX + _CLOSE,
        ),
        Bad(
            "# Schema\n\n## Functions\n\n- `close_day(day date)`: Ends the day\n",
            at="close_day",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="add_tax",
            fixed="# Schema\n\n## Functions\n\n- `add_tax(amount numeric)`: [Describe add_tax]\n- `close_day(day date)`: Ends the day\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        yield from unlisted(
            self, page, against, "routine", "its work is done again elsewhere, or differently", fix=added
        )
