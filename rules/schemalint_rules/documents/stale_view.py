from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    DocumentedView,
    Fix,
    Good,
    Page,
    PageRule,
    Ref,
    Related,
    Replay,
    View,
)
from schemalint_rules._documents import known_in
from schemalint_rules._entries import in_manner, put_right
from schemalint_rules._objects import (
    cased,
    gone,
    held,
    is_described_as_table,
    kind_of,
    read_by,
    reads_of,
    subject_of,
    text_of,
)

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10,2) NOT NULL);\nCREATE TABLE users (id bigint PRIMARY KEY);\n"
        "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 1000;\n"
        "CREATE MATERIALIZED VIEW order_totals AS SELECT sum(total) AS total FROM orders;\n",
    ),
)
_HEAD = "# Schema\n\n## Views\n\n| View | Kind | Reads | Description |\n|---|---|---|---|\n"
_BIG = "| big_orders | View | orders | Above 1000 |\n"
_TOTALS = "| order_totals | Materialized view | orders | Sums |\n"


class StaleView(PageRule):
    """A document should list the views that the schema has, as they are.

    ## What it does
    Reports views that a document lists in a table, in a list or by a heading and that no schema of the project has; the nearest
    one that it does not list is named, for it may have been renamed. Of the others it holds the kind (materialized or not) and
    the tables that they read against the schema; a table that is read through another view may be listed too. Silent where the
    lists have less than half of their names from the schema, unless a name is written as only names of databases are.

    ## Why is this bad
    Readers write queries against a view that is gone, wait for fresh rows where a materialized view has old ones, or overlook
    that a change to a table changes a view.

    ## Fix
    A name, a kind or a list of tables is corrected in place; the row or item of a view that is gone is taken out. Safe: only the
    document changes. A whole section is taken out only as an unsafe fix.

    ## References
    - ISO/IEC/IEEE 26514:2022, Design and development of information for users (currency of information)
    """

    name = "stale-view"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(_HEAD + _BIG + _TOTALS, path="docs/database-schema-shop.md", files=_SQL),
        Good(
            "# Schema\n\n## Screens\n\n| View | Description |\n|---|---|\n| Basket | What is in it |\n\n## orders\n\n"
            "| Column | Type |\n|---|---|\n| id | bigint |\n",
            path="docs/database-schema-shop.md",
            files=_SQL,
        ),
    )
    bad = (
        Bad(
            _HEAD + _BIG + _TOTALS + "| order_days | View | orders | Days |\n",
            at="order_days",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _BIG + _TOTALS,
        ),
        Bad(
            _HEAD + _BIG.replace("big_orders", "all_big_orders") + _TOTALS,
            at="all_big_orders",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="public.big_orders",
            fixed=_HEAD + _BIG + _TOTALS,
        ),
        Bad(
            _HEAD + _BIG.replace("| View", "| Materialized view") + _TOTALS,
            at="Materialized view",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _BIG + _TOTALS,
        ),
        Bad(
            _HEAD + _BIG.replace("| orders", "| users") + _TOTALS,
            at="users",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _BIG + _TOTALS,
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        result = held(page, against, "view")
        if result is None:
            return
        for one in result.stale:
            if not is_described_as_table(page, one):
                yield gone(self, page, one, result, "readers query what is not there")
        for one, real in result.told:
            if isinstance(one, DocumentedView) and isinstance(real, View) and not real.unknown:
                yield from self._differs(page, one, real, result.schema)

    def _differs(self, page: Page, one: DocumentedView, real: View, schema: Replay) -> Iterator[Diagnostic]:
        full = text_of(real)
        related = (Related(real.span, f"{full} is defined here"),)
        if one.materialized is not None and one.kind_span is not None and one.materialized != real.materialized:
            right = cased(kind_of(real), page.written(one.kind_span))
            kept = "keeps rows until it is refreshed" if real.materialized else "keeps no rows of its own"
            yield self.found(
                one.kind_span,
                f"View {full} is documented as {page.written(one.kind_span)}, but it is a {kind_of(real).lower()}: it {kept}.",
                subject=subject_of("view", real),
                repair=f"write {right}",
                related=related,
                fix=Fix(f"Write the kind of {full}", "safe", edits=put_right(page, one.kind_span, right)),
            )
        if one.reads is None or one.reads_span is None or not real.reads:
            return
        known = known_in((schema,))
        told = [known.find(name) for name in one.reads]
        direct = read_by(real, schema.catalog)
        reached = _reached(real, schema)
        if any(ref is None for ref in told) or not direct:
            return
        extra = [ref for ref in told if ref is not None and ref not in reached]
        missing = [
            ref for ref in direct if ref not in told and not (_below(ref, schema) and _below(ref, schema) <= set(told))
        ]
        if not extra and not missing:
            return
        says = [f"reads {', '.join(ref.text for ref in missing)} as well"] if missing else []
        says += [f"does not read {', '.join(ref.text for ref in extra)}"] if extra else []
        names = reads_of(real, schema.catalog)
        yield self.found(
            one.reads_span,
            f"View {full} {' and '.join(says)}, other than documented, so a change to its tables is judged wrongly.",
            subject=subject_of("view", real),
            repair=f"write {', '.join(names)}",
            related=related,
            fix=Fix(
                f"Write what {full} reads",
                "safe",
                edits=put_right(page, one.reads_span, in_manner(page.written(one.reads_span), names)),
            ),
        )


def _reached(view: View, schema: Replay) -> set[Ref]:
    """What the view reads, through other views too."""
    found: set[Ref] = set()
    rest = [view.ref]
    while rest:
        held_view = schema.catalog.views.get(rest.pop())
        for ref in held_view.reads if held_view else ():
            if ref not in found:
                found.add(ref)
                rest.append(ref)
    return found


def _below(ref: Ref, schema: Replay) -> set[Ref | None]:
    """The tables that a view stands for; empty for a table."""
    view = schema.catalog.views.get(ref)
    return {one for one in _reached(view, schema) if one in schema.catalog.tables} if view else set()
