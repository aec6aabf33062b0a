from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from schemalint import (
    Bad,
    Column,
    Diagnostic,
    DocumentedColumn,
    DocumentedTable,
    Edit,
    Fix,
    Good,
    GridTable,
    Page,
    PageRule,
    Related,
    Replay,
    Span,
    Subject,
    split_name,
)
from schemalint_rules._cells import filled
from schemalint_rules._comments import speaks
from schemalint_rules._dictionary import by_table, cell_at, column_of

_NOTHING = frozenset({"", "-", "--", "---", "–", "—", "n/a", "na", "none", "?", ".", "..."})
_NOTES = frozenset({
    "note", "notes", "remark", "remarks", "extra", "constraint", "constraints", "key", "keys", "attributes", "other", "hinweis", "hinweise",
    "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "remarque", "remarques", "nota", "notas", "observações", "observaciones",
    "примечание", "примечания", "备注", "備註", "備考", "비고",
})  # fmt: skip
"""Headings of columns in which there is something to say only now and then."""
_USUAL = 0.8
_FEW = 3


_Mended = dict[Span, tuple[Edit, ...]]


class _Cell(NamedTuple):
    """A description cell of a row."""

    table: DocumentedTable
    column: DocumentedColumn
    span: Span
    grid: GridTable
    row: int
    number: int
    """Which row of the table, and which cell of it."""

    @property
    def empty(self) -> bool:
        return self.column.description.strip().casefold() in _NOTHING


def _page(total: str) -> str:
    return (
        "# Schema\n\n## orders\n\n| Column | Type   | Description  |\n|--------|--------|--------------|\n"
        f"| id     | bigint | Counts up    |\n| total  | int    | {total} |\n| sum    | int    | With tax     |\n"
    )


class EmptyDescription(PageRule):
    """Every row of a dictionary should describe its column.

    ## What it does
    Reports a row of a column table or a dictionary whose description is empty or only a dash. Where at least 80 % of the rows about a
    table are empty, the table is told once, at the heading of that column; where a column of the same name (`id`, `created_at`) is
    left out in most of the tables, that is told once, too. Silent about columns headed `Notes`, `Remarks` and the like, in which
    there is something to say only now and then, and about rows that are struck through.

    ## Why is this bad
    The row takes the place of an answer: a reader who looks the column up learns its type, which the schema tells as well.

    ## Fix
    The comment that the schema has on the column is written into the cell, else a placeholder, `[Describe total]`, that stays visible
    to `unfilled-placeholder` until a person has filled it in. Safe: only the document changes.

    ## References
    - ISO/IEC 11179-4:2004, Formulation of data definitions
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items
    """

    name = "empty-description"
    severity = "info"
    fixes = "safe"
    good = (
        Good(_page("In cents    "), path="docs/schema.md"),
        Good(_page("            ").replace("Description ", "Notes       "), path="docs/schema.md"),
        Good("# Schema\n\n## orders\n\n| Column | Type |\n|---|---|\n| id | bigint |\n", path="docs/schema.md"),
    )
    bad = (
        Bad(
            _page("–           "),
            at="–",
            path="docs/schema.md",
            message="orders.total",
            fixed="# Schema\n\n## orders\n\n| Column | Type   | Description      |\n|--------|--------|------------------|\n"
            "| id     | bigint | Counts up        |\n| total  | int    | [Describe total] |\n| sum    | int    | With tax         |\n",
        ),
        Bad(
            _page("            "),
            at="total",
            path="docs/schema.md",
            files=(
                (
                    "schema.sql",
                    "CREATE TABLE orders (id bigint, total int, sum int);\nCOMMENT ON COLUMN orders.total IS 'In cents';\n",
                ),
            ),
            fixed=_page("In cents    "),
        ),
        Bad(
            "# Schema\n\n## orders\n\n| Column | Description |\n|---|---|\n| id | |\n| total |  |\n",
            at="Description",
            path="docs/schema.md",
            message="both rows",
            fixed="# Schema\n\n## orders\n\n| Column | Description |\n|---|---|\n| id | [Describe id] |\n| total | [Describe total] |\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        cells = list(_cells(page))
        if not any(one.empty for one in cells):
            return
        known = _comments(page, against)
        mended = _filled(page, [one for one in cells if one.empty], known)
        rest: list[_Cell] = []
        by_place: dict[tuple[Span, str], list[_Cell]] = {}
        for one in cells:
            by_place.setdefault((one.grid.span, one.table.name), []).append(one)
        for group in by_place.values():
            empty = [one for one in group if one.empty]
            if len(empty) > 1 and len(empty) >= _USUAL * len(group):
                yield self._throughout(page, group, empty, mended)
            else:
                rest += empty
        by_name: dict[str, list[_Cell]] = {}
        for one in cells:
            by_name.setdefault(one.column.name.casefold(), []).append(one)
        usual = {
            name
            for name, group in by_name.items()
            if len(group) >= _FEW and sum(one.empty for one in group) >= _USUAL * len(group)
        }
        told: dict[str, list[_Cell]] = {}
        for one in rest:
            told.setdefault(one.column.name.casefold() if one.column.name.casefold() in usual else "", []).append(one)
        for name, group in told.items():
            if not name:
                for one in group:
                    yield self._row([one], known, mended)
            else:
                yield self._row(group, known, mended)

    def _throughout(self, page: Page, group: list[_Cell], empty: list[_Cell], mended: _Mended) -> Diagnostic:
        first = group[0]
        head = first.grid.header[first.number]
        shared = sum(1 for _ in page.documented_tables if first.grid.span.covers(_.name_span)) > 1
        count = "both rows" if len(empty) == len(group) == 2 else f"{len(empty)} of {len(group)} rows"
        if len(empty) == len(group) > 2:
            count = f"all {len(group)} rows"
        return self.found(
            empty[0].column.name_span if shared or not head.text else head.span,
            f"The description is empty in {count} about table {first.table.name}, so the document tells no more of it than the schema does.",
            subject=_subject(first, whole=True),
            repair=f"describe what each column of {first.table.name} holds, its unit and what NULL means",
            related=tuple(Related(one.column.name_span, f"{one.table.name}.{one.column.name}") for one in empty[:20]),
            fix=Fix(f"Mark the empty descriptions of {first.table.name}", "safe", edits=mended[first.grid.span]),
        )

    def _row(self, group: list[_Cell], known: dict[Span, Column], mended: _Mended) -> Diagnostic:
        one = group[0]
        full = f"{one.table.name}.{one.column.name}"
        edits = tuple(edit for place in {cell.grid.span: None for cell in group} for edit in mended[place])
        others = f", like {len(group) - 1} more columns of that name," if len(group) > 1 else ""
        column = known.get(one.column.row)
        related = [Related(column.span, f"{full} is defined here")] if column is not None else []
        related += [Related(other.column.name_span, f"{other.table.name}.{other.column.name}") for other in group[1:21]]
        return self.found(
            one.span if one.span.end > one.span.start else one.column.name_span,
            f"Column {full}{others} has no description, so who looks it up learns only its type.",
            subject=_subject(one),
            repair=f"say what {one.column.name} holds, its unit and what NULL means",
            related=related,
            fix=Fix(f"Mark the empty description of {full}", "safe", edits=edits),
        )


def _subject(one: _Cell, *, whole: bool = False) -> Subject:
    schema, name = split_name(one.table.name)
    if whole:
        return Subject("table", schema or None, None, name)
    return Subject("column", schema or None, name, one.column.name, (one.column.name,))


def _cells(page: Page) -> Iterator[_Cell]:
    """The description cells of all rows about columns."""
    grids = sorted(page.tables, key=lambda grid: grid.span.start)
    starts = [grid.span.start for grid in grids]
    rows = [[row.start for row in grid.row_spans] for grid in grids]
    for table in page.documented_tables:
        if table.struck or table.source != "table":
            continue
        for column in table.columns:
            span = column.description_span
            if span is None or "~~" in page.written(column.row):
                continue
            at = bisect_right(starts, span.start) - 1
            if at < 0 or not grids[at].span.covers(span):
                continue
            row = bisect_right(rows[at], span.start) - 1
            number = cell_at(grids[at], row, span)
            if number is not None and grids[at].header[number].text.strip(" :*").casefold() not in _NOTES:
                yield _Cell(table, column, span, grids[at], row, number)


def _comments(page: Page, against: tuple[Replay, ...]) -> dict[Span, Column]:
    """The schema's column for each row of the document."""
    found: dict[Span, Column] = {}
    for pairs in by_table(page, against).values():
        for pair in pairs:
            for one in pair.told.columns:
                column = column_of(pair.table, one.name)
                if column is not None:
                    found[one.row] = column
    return found


def _filled(page: Page, told: list[_Cell], known: dict[Span, Column]) -> dict[Span, tuple[Edit, ...]]:
    """The edits that fill the cells, by the table they stand in: they widen a column together."""
    by_grid: dict[tuple[Span, int], list[_Cell]] = {}
    for one in told:
        by_grid.setdefault((one.grid.span, one.number), []).append(one)
    found: dict[Span, tuple[Edit, ...]] = {}
    for (place, number), cells in by_grid.items():
        texts = {}
        for one in cells:
            column = known.get(one.column.row)
            text = f"[Describe {one.column.name}]"
            if column is not None and column.comment and speaks(column.comment, column.name):
                text = " ".join(column.comment.split()).replace("|", "\\|")
            texts[one.row] = text
        found[place] = (*found.get(place, ()), *filled(page, cells[0].grid, number, texts))
    return found
