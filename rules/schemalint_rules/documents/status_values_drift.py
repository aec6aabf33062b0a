from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    Column,
    Diagnostic,
    DocumentedStatus,
    Fix,
    Good,
    InList,
    Page,
    PageRule,
    Related,
    Replay,
    Span,
    Subject,
    Table,
)
from schemalint_rules._dictionary import column_of, replaced
from schemalint_rules._documents import known_in, parts_of
from schemalint_rules._made_types import labels
from schemalint_rules._values import checks_of, constant, is_of_column

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL CHECK (state IN ('open', 'paid', 'sent')));\n",
    ),
)


def _page(values: str) -> str:
    return (
        f"# Schema\n\n## Status values\n\n| Table | Column | Values |\n|---|---|---|\n| orders | state | {values} |\n"
    )


class StatusValuesDrift(PageRule):
    """The values that a document lists for a column should be those that the schema allows.

    ## What it does
    Holds documented lists of values against what the schema enforces: an enum, a MySQL ENUM, a CHECK with a list, the CHECK of a
    domain. Case does not count. Silent about columns that nothing constrains: `unconstrained-status` speaks of those.

    ## Why is this bad
    Clients send values that are refused, or do not expect values that come.

    ## Fix
    The list is corrected in place where it stands in one cell or line: a value that is a slip of one that is missing becomes that
    one. Safe: only the document changes.

    ## References
    - ISO/IEC 11179-3:2023, Metadata registries, value domains
    """

    name = "status-values-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_page("open, paid, sent"), path="docs/schema.md", files=_SQL),
        Good(_page("`Open`, `Paid`, `Sent`"), path="docs/schema.md", files=_SQL),
    )
    bad = (
        Bad(_page("open, paid"), at="open, paid", path="docs/schema.md", files=_SQL, message="sent", fixed=_page("open, paid, sent")),
        Bad(
            _page("`open`, `paid`, `sent`, `lost`"),
            at="lost",
            path="docs/schema.md",
            files=_SQL,
            fixed=_page("`open`, `paid`, `sent`"),
        ),
    )  # fmt: skip

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for schema in parts_of(page, against):
            known = known_in((schema,))
            for one in page.status_values:
                ref = known.find(one.table) if one.table else None
                table = schema.catalog.tables.get(ref) if ref else None
                column = column_of(table, one.column) if table else None
                if table is None or column is None or table.unknown or column.unknown:
                    continue
                real = enforced(table, column, schema.catalog)
                if real:
                    yield from self._held(page, one, table, column, real)

    def _held(
        self, page: Page, one: DocumentedStatus, table: Table, column: Column, real: tuple[str, ...]
    ) -> Iterator[Diagnostic]:
        allowed = {value.casefold() for value in real}
        told = {value.casefold() for value in one.values}
        if not told & allowed:
            return  # another thing's values
        full = f"{table.ref.text}.{column.name}"
        about = Subject("column", table.schema or None, table.name, column.name, (column.name,))
        related = (Related(column.span, f"{full} is defined here"),)
        missing = [value for value in real if value.casefold() not in told]
        extra = [
            (value, span)
            for value, span in zip(one.values, one.value_spans, strict=True)
            if value.casefold() not in allowed
        ]
        slips = _misspelt(missing, [value for value, _ in extra])
        for value, span in extra:
            if value in slips:
                right = slips[value]
                yield self.found(
                    span,
                    f"{full} is documented with the value {value}, but the schema has {right} in its place: clients that send it are"
                    " refused.",
                    subject=about,
                    repair=f"write {right}",
                    related=related,
                    fix=Fix(f"Write {right} among the values of {full}", "safe", edits=replaced(page, span, right)),
                )
        missing = [value for value in missing if value not in slips.values()]
        extra = [(value, span) for value, span in extra if value not in slips]
        if missing:
            shown = ", ".join(missing)
            yield self.found(
                one.values_span if "\n" not in page.written(one.values_span) else one.value_spans[-1],
                f"{full} may be {shown} as well, but the document does not list {'it' if len(missing) == 1 else 'them'}: clients do"
                " not expect what comes.",
                subject=about,
                repair=f"add {shown}",
                related=related,
                fix=_added(page, one, missing, full, real),
            )
        for value, span in extra:
            yield self.found(
                span,
                f"{full} is documented with the value {value}, but the schema allows only {', '.join(real)}: clients that send it"
                " are refused.",
                subject=about,
                repair=f"take {value} out, or allow it",
                related=related,
                fix=_taken(page, one, span, value, full),
            )


def enforced(table: Table, column: Column, catalog: Catalog) -> tuple[str, ...]:
    """The values that the schema allows, where it lists them."""
    kind = column.type
    allowed = labels(kind, catalog) if kind is not None and not kind.dimensions else ()
    if allowed:
        return allowed
    lists = []
    for check, name in checks_of(table, column, catalog):
        shape = check.expression.shape
        if isinstance(shape, InList) and not shape.negated and is_of_column(shape.operand, name):
            values = [constant(value) for value in shape.values]
            if all(value is not None and value.kind == "string" for value in values):
                lists.append(tuple(value.value for value in values if value is not None))
    return lists[0] if len(lists) == 1 else ()


def _misspelt(missing: list[str], extra: list[str]) -> dict[str, str]:
    """The documented values that are slips of values the document lacks."""
    import difflib

    found: dict[str, str] = {}
    free = {value.casefold(): value for value in missing}
    for value in extra:
        near = difflib.get_close_matches(value.casefold(), free, 1, 0.65)
        if near:
            found[value] = free.pop(near[0])
    return found


def _added(page: Page, one: DocumentedStatus, missing: list[str], full: str, real: tuple[str, ...]) -> Fix | None:
    """The missing values where the schema has them, with the marks and the separator of the others."""
    if len(one.value_spans) < 2 or "\n" in page.written(one.values_span):
        return None
    first, second, last = one.value_spans[0], one.value_spans[1], one.value_spans[-1]
    between = page.text[first.end : second.start]
    if len(missing) == 1:
        order = [value.casefold() for value in real]
        at = order.index(missing[0].casefold())
        places = dict(zip((value.casefold() for value in one.values), one.value_spans, strict=True))
        if at + 1 < len(order) and (following := places.get(order[at + 1])) is not None and _in_order(one, order):
            place = Span(page.path, following.start, following.start)
            return Fix(f"Add a value of {full}", "safe", edits=replaced(page, place, missing[0] + between))
    text = "".join(between + value for value in missing)
    return Fix(f"Add the values of {full}", "safe", edits=replaced(page, Span(page.path, last.end, last.end), text))


def _in_order(one: DocumentedStatus, order: list[str]) -> bool:
    """Whether the document lists the values as the schema does."""
    places = [order.index(value.casefold()) for value in one.values if value.casefold() in order]
    return places == sorted(places)


def _taken(page: Page, one: DocumentedStatus, span: Span, value: str, full: str) -> Fix | None:
    """One value less, with one of the separators beside it."""
    spans = one.value_spans
    if len(spans) < 2 or "\n" in page.written(one.values_span):
        return None
    at = spans.index(span)
    gone = Span(page.path, spans[at - 1].end, span.end) if at else Span(page.path, span.start, spans[1].start)
    return Fix(f"Take {value} out of the values of {full}", "safe", edits=replaced(page, gone, ""))
