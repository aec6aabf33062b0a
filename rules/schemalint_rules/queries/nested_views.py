from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Ref, Related, Replay, Subject, View, option


class NestedViews(CatalogRule):
    """Views should not be stacked on views many times over.

    ## What it does
    Reports a view that reads a view that reads a view, and so on, more than `max` deep: with the default, the fourth view over a
    table. A materialized view begins anew, for it holds rows of its own.

    ## Why is this bad
    Each level hides joins and filters of the one below. The optimizer has to plan them all, tables are joined several times over without
    anybody seeing it, and a change at the bottom goes through all of them.

    ## Fix
    Read the tables themselves, or keep the middle as a materialized view. No automatic fix: the query has to be written anew.

    ## References
    - PostgreSQL 17 manual, 39.2 Views and the Rule System; SQL Server, CREATE VIEW (nesting up to 32 levels)
    """

    name = "nested-views"
    severity = "info"
    on = "strict"

    max = option(3, "So many views may stand upon each other.")

    good = (
        Good("CREATE TABLE t (a int);\nCREATE VIEW v1 AS SELECT a FROM t;\nCREATE VIEW v2 AS SELECT a FROM v1;"),
        Good(
            "CREATE TABLE t (a int);\nCREATE VIEW v1 AS SELECT a FROM t;\nCREATE MATERIALIZED VIEW v2 AS SELECT a FROM v1;\n"
            "CREATE VIEW v3 AS SELECT a FROM v2;\nCREATE VIEW v4 AS SELECT a FROM v3;",
        ),
    )
    bad = (
        Bad(
            "CREATE VIEW v4 AS SELECT a FROM v3;",
            given="CREATE TABLE t (a int);\nCREATE VIEW v1 AS SELECT a FROM t;\nCREATE VIEW v2 AS SELECT a FROM v1;\nCREATE VIEW v3 AS SELECT a FROM v2;",
            at="v4",
            message="public.v3, public.v2, public.v1",
        ),
        Bad(
            "CREATE VIEW v2 AS SELECT a FROM v1;",
            given="CREATE TABLE t (a int);\nCREATE VIEW v1 AS SELECT a FROM t;",
            at="v2",
            options={"max": 1},
            dialect="mysql",
        ),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        below: dict[Ref, tuple[Ref, ...]] = {}
        for view in catalog.views.values():
            chain = _chain(view, catalog, below)
            if len(chain) <= self.max or view.unknown:
                continue
            lowest = catalog.views[chain[-1]]
            yield self.found(
                view.span,
                f"View {view.ref.text} stands on {len(chain) - 1} more views ({', '.join(ref.text for ref in chain[1:])}): what it "
                "reads and joins is hidden in all of them.",
                subject=Subject("materialized-view" if view.materialized else "view", view.schema or None, None, view.name),
                repair="read the tables themselves, or make the middle a materialized view",
                related=(Related(lowest.span, "the lowest of them"),) if lowest.span.path else (),
            )  # fmt: skip


def _chain(view: View, catalog: Catalog, below: dict[Ref, tuple[Ref, ...]]) -> tuple[Ref, ...]:
    """The longest chain of views from this one down, itself the first. Worked out from the bottom, so that a long stack takes no
    recursion; a circle, which recursive views make, ends where it begins."""
    stack = [view.ref]
    open_: set[Ref] = set()
    while stack:
        ref = stack[-1]
        if ref in below:
            stack.pop()
            continue
        inner = [one for one in _read(catalog.views[ref], catalog) if one not in open_]
        waiting = [one for one in inner if one not in below and one != ref]
        if waiting and ref not in open_:
            open_.add(ref)
            stack += waiting
            continue
        longest = max((below.get(one, ()) for one in inner), key=len, default=())
        below[ref] = (ref, *longest)
        open_.discard(ref)
        stack.pop()
    return below[view.ref]


def _read(view: View, catalog: Catalog) -> list[Ref]:
    """The views it reads that hold no rows of their own."""
    return [ref for ref in view.reads if ref in catalog.views and not catalog.views[ref].materialized]
