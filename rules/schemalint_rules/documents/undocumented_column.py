from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Column,
    Diagnostic,
    DocumentedColumn,
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
)
from schemalint_rules._dictionary import Pair, by_table, cell_at, column_of, grid_of, misnamed, new_row, shared
from schemalint_rules._documents import heading_of, written_like
from schemalint_rules._told_types import spelled, writes_long

_USERS = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, born date);\n"
_HEAD = "# Schema\n\n## users\n\n| Column | Type | Nullable | Description |\n|---|---|---|---|\n| `id` | bigint | no | Key |\n"
_BORN = "| `born` | date | yes | Birthday |\n"


class UndocumentedColumn(PageRule):
    """A place that lists the columns of a table should list all of them.

    ## What it does
    Reports columns of the schema that the document does not list where it lists the others: in the column table or the list of
    their table, or in a dictionary of all tables. Silent where less than half of the table's columns are listed: that is a
    selection.

    ## Why is this bad
    What the document leaves out is taken not to exist: it is missing from reviews, retention rules and access lists.

    ## Fix
    A row is added behind the one of the column before it, with type and nullability from the schema and an empty
    description. Safe: only the document changes.

    ## References
    - ISO/IEC 11179-1:2023, Metadata registries
    """

    name = "undocumented-column"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(
            _HEAD + "| `email` | text | no | Address |\n" + _BORN,
            path="docs/schema.md",
            files=(("schema.sql", _USERS),),
        ),
        Good(_HEAD, path="docs/schema.md", files=(("schema.sql", _USERS),)),
    )
    bad = (
        Bad(
            _HEAD + _BORN,
            at="users",
            path="docs/schema.md",
            files=(("schema.sql", _USERS),),
            message="public.users.email",
            fixed=_HEAD + "| `email` | text | no |  |\n" + _BORN,
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for found in by_table(page, against).values():
            told = {name: (pair, one) for pair in found for name, one in shared(pair).items()}
            table = found[0].table
            meant = {column.name for pair in found for column in misnamed(pair).values()}
            missing = [column for column in table.columns if column.name not in told and column.name not in meant]
            if not missing or len(told) * 2 < len(table.columns):
                continue
            fullest = max(found, key=lambda pair: len(shared(pair)))
            for column in missing:
                yield self._told(page, fullest, column)

    def _told(self, page: Page, pair: Pair, column: Column) -> Diagnostic:
        full = f"{pair.table.ref.text}.{column.name}"
        row = _row(page, pair, column)
        return self.found(
            pair.told.name_span if pair.told.name_span.path == page.path else heading_of(page),
            f"{full} is not among the columns that this document lists, so readers do not know that it exists.",
            subject=Subject("column", pair.table.schema or None, pair.table.name, column.name, (column.name,)),
            repair=f"add a row for {column.name}",
            related=(Related(column.span, f"{full} is defined here"),),
            fix=Fix(f"Add a row for {full}", "safe", edits=(row,)) if row else None,
            cause=Span(page.path, column.span.start, column.span.end),
        )


def _row(page: Page, pair: Pair, column: Column) -> Edit | None:
    """The line to add: behind that of the nearest column before it in the schema, in the manner of that line."""
    names = [one.name for one in pair.table.columns]
    listed = shared(pair)
    before = [name for name in names[: names.index(column.name)] if name in listed]
    model = listed[before[-1]] if before else next(iter(listed.values()))
    found = grid_of(page, model.row)
    if found is None:
        return _item(page, pair, model, column, bool(before)) if model.source == "list" else None
    grid, at = found
    texts: dict[int, str] = {}
    _put(page, texts, pair, model, column, grid, at)
    if not texts:
        return None
    line = new_row(page, grid, at, texts)
    place = grid.row_spans[at]
    where, text = (place.end, page.line_break + line) if before else (place.start, line + page.line_break)
    return Edit(Span(page.path, where, where), text)


def _item(page: Page, pair: Pair, model: DocumentedColumn, column: Column, behind: bool) -> Edit | None:
    """The same for a list: the item's mark and name as in the line of `model`, then type, NOT NULL and default."""
    if model.type_span is None or column.type is None or model.name_span.end > model.type_span.start:
        return None
    start = max(page.text.rfind("\n", 0, model.row.start), page.text.rfind("\r", 0, model.row.start)) + 1
    text = page.text[start : model.name_span.start] + written_like(column.written or column.name, model.name)
    text += page.text[model.name_span.end : model.type_span.start] + spelled(column, model.type, pair.schema.dialect)
    if not column.nullable and any(one.nullable is False for one in pair.told.columns):
        text += " NOT NULL"
    if column.default is not None and any(one.default is not None for one in pair.told.columns):
        text += f" DEFAULT {column.default.text}"
    text += ")" * (text.count("(") - text.count(")"))
    where, text = (model.row.end, page.line_break + text) if behind else (start, text + page.line_break)
    return Edit(Span(page.path, where, where), text)


def _put(
    page: Page, texts: dict[int, str], pair: Pair, model: DocumentedColumn, column: Column, grid: GridTable, at: int
) -> None:
    """Fills the cells that the schema knows: name, type, nullability, the table's name in a dictionary of all tables."""
    name_at = cell_at(grid, at, model.name_span)
    if name_at is None:
        return
    written = grid.rows[at][name_at].written
    name = written_like(column.written or column.name, model.name)
    texts[name_at] = written.replace(model.name, name) if model.name in written else name
    for number, cell in enumerate(grid.rows[at]):
        if cell.text == pair.told.name and number != name_at:
            texts[number] = cell.written
    if model.type_span is not None and column.type is not None:
        type_at = cell_at(grid, at, model.type_span)
        if type_at is not None and type_at != name_at:
            old = page.written(model.type_span)
            shown = spelled(column, model.type, pair.schema.dialect, writes_long(one.type for one in pair.told.columns))
            code = old.startswith("`") or grid.rows[at][type_at].written.startswith("`")
            texts[type_at] = f"`{shown}`" if code else shown
    for other in pair.told.columns:
        real = column_of(pair.table, other.name)
        if (
            real is None
            or real.nullable != column.nullable
            or other.nullable != column.nullable
            or other.nullable_span is None
        ):
            continue
        found = grid_of(page, other.row)
        null_at = cell_at(found[0], found[1], other.nullable_span) if found else None
        if (
            found
            and null_at is not None
            and null_at not in texts
            and "," not in found[0].rows[found[1]][null_at].written
        ):
            texts[null_at] = found[0].rows[found[1]][null_at].written
            break
