from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    DocumentedIndex,
    Edit,
    Fix,
    Good,
    Page,
    PageRule,
    Ref,
    Related,
    Replay,
    Subject,
    Table,
    likenesses,
)
from schemalint_rules._dictionary import cell_at, column_of, grid_of, new_row, replaced
from schemalint_rules._documents import Known, home_of, known_in, schemas_of, without_lines
from schemalint_rules._tables import Path, paths

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, born date);\n"
        "CREATE INDEX users_email_idx ON users (email);\nCREATE INDEX users_born_idx ON users (born);\n",
    ),
)
_HEAD = "# Schema\n\n## Indexes\n\n| Table | Index | Columns | Type |\n|---|---|---|---|\n"
_EMAIL = "| users | users_email_idx | email | btree |\n"
_BORN = "| users | users_born_idx | born | btree |\n"


class IndexDrift(PageRule):
    """An index table should list the indexes that the schema has.

    ## What it does
    Holds the indexes that a document lists, in tables or lists, against those of the schema, keys and unique constraints included: an
    index that is not there, by name and by its columns; one with other columns; one called unique that is not, or of
    another method. Where a table of indexes lists at least half of those of a database table, the others are told as missing.

    ## Why is this bad
    Who relies on an index that is not there writes a query that scans the table.

    ## Fix
    Columns and method are corrected in place, rows about indexes that are gone are taken out, missing ones added. Safe: only the
    document changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, 10.25 Database design description
    """

    name = "index-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_HEAD + _EMAIL + _BORN, path="docs/schema.md", files=_SQL),
        Good(_HEAD + "| users | PRIMARY | id | B-tree |\n" + _EMAIL + _BORN, path="docs/schema.md", files=_SQL),
    )
    bad = (
        Bad(
            _HEAD + _EMAIL + _BORN + "| users | users_id_email_idx | id, email | btree |\n",
            at="users_id_email_idx",
            path="docs/schema.md",
            files=_SQL,
            fixed=_HEAD + _EMAIL + _BORN,
        ),
        Bad(
            _HEAD + _EMAIL.replace("| email |", "| born |") + _BORN,
            at="born",
            path="docs/schema.md",
            files=_SQL,
            fixed=_HEAD + _EMAIL + _BORN,
        ),
        Bad(
            _HEAD + _EMAIL,
            at="users_email_idx",
            path="docs/schema.md",
            files=_SQL,
            message="users_born_idx",
            fixed=_HEAD + _EMAIL + _BORN,
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for schema in schemas_of(page, against)[:1]:
            known = known_in((schema,))
            listed: dict[Ref, list[tuple[DocumentedIndex, Path | None]]] = {}
            for one in page.documented_indexes:
                table = _table(one, schema, known)
                if table is None or table.unknown or table.assumed or table.as_query or one.source != "table":
                    continue
                found = _found(one, table, paths(table, schema.dialect))
                listed.setdefault(table.ref, []).append((one, found))
                if found is None:
                    if one.name.casefold() not in _WORDS and (one.name_span or one.columns_span):
                        yield self._unknown(page, one, table, schema)
                else:
                    yield from self._differs(page, one, table, found)
            for ref, rows in listed.items():
                yield from self._missing(page, schema.catalog.tables[ref], rows, schema)

    def _unknown(self, page: Page, one: DocumentedIndex, table: Table, schema: Replay) -> Diagnostic:
        span = one.name_span or one.columns_span or one.row
        shown = one.name or f"({', '.join(one.columns)})"
        found = grid_of(page, one.row)
        lasting = found is not None and len(found[0].rows) > 1
        return self.found(
            span,
            f"{table.ref.text} has no index {shown} in the schema of {home_of(schema)}: queries that count on it scan the table.",
            subject=Subject("index", table.schema or None, table.name, one.name.lower() or shown, one.columns),
            repair=f"take {shown} out of the document, or create it",
            fix=Fix(f"Take index {shown} out of the document", "safe", edits=without_lines(page, (one.row,)))
            if lasting
            else None,
        )

    def _differs(self, page: Page, one: DocumentedIndex, table: Table, found: Path) -> Iterator[Diagnostic]:
        about = Subject("index", table.schema or None, table.name, found.name or one.name.lower(), found.columns)
        related = (Related(found.span, "it is defined here"),)
        real = [part.column for part in found.parts]
        told = [column_of(table, name) for name in one.columns]
        if one.columns and one.columns_span and all(told) and all(real):
            said = [column.name for column in told if column is not None]
            if said != real and said != [*real, *found.include]:
                right = ", ".join(real)
                yield self.found(
                    one.columns_span,
                    f"{found.said} of {table.ref.text} is documented on ({', '.join(said)}), but it is on ({right}).",
                    subject=about,
                    repair=f"write {right}",
                    related=related,
                    fix=Fix(
                        f"Write the columns of {found.name}",
                        "safe",
                        edits=replaced(page, one.columns_span, _in_manner(page.written(one.columns_span), real)),
                    ),
                )
        if one.method and one.method_span and one.method != found.method and one.method in _METHODS:
            yield self.found(
                one.method_span,
                f"{found.said} of {table.ref.text} is documented as {one.method}, but it is {found.method}.",
                subject=about,
                repair=f"write {found.method}",
                related=related,
                fix=Fix(
                    f"Write the method of {found.name}", "safe", edits=replaced(page, one.method_span, found.method)
                ),
            )

    def _missing(
        self, page: Page, table: Table, rows: list[tuple[DocumentedIndex, Path | None]], schema: Replay
    ) -> Iterator[Diagnostic]:
        there = {id(found) for _, found in rows if found is not None}
        wanted = [path for path in paths(table, schema.dialect) if path.what in ("index", "unique index")]
        missing = [path for path in wanted if id(path) not in there and all(part.column for part in path.parts)]
        if not missing or len(missing) * 2 > len(wanted):
            return
        model = rows[-1][0]
        for path in missing:
            yield self.found(
                model.name_span or model.row,
                f"{path.said} of {table.ref.text} is not among the indexes that the document lists.",
                subject=Subject("index", table.schema or None, table.name, path.name, path.columns),
                repair=f"add a row for {path.name}",
                related=(Related(path.span, "it is defined here"),),
                fix=_row(page, model, path),
            )


_WORDS = frozenset({"primary", "primary key", "pk", "pkey", "unique", ""})
_METHODS = frozenset({"btree", "hash", "gin", "gist", "spgist", "brin"})


def _table(one: DocumentedIndex, schema: Replay, known: Known) -> Table | None:
    """The table of a listed index: the one that the document names, else the one that has an index of that name."""
    tables = schema.catalog.tables
    if one.table:
        ref = known.find(one.table)
        return tables.get(ref) if ref else None
    name = one.name.casefold()
    owners = [table for table in tables.values() if any(index.name.casefold() == name for index in table.indexes)]
    return owners[0] if len(owners) == 1 else None


def _found(one: DocumentedIndex, table: Table, held: tuple[Path, ...]) -> Path | None:
    """What the listed index is: by its name, as the primary key, by its columns."""
    name = one.name.casefold()
    for path in held:
        if path.name and path.name.casefold() == name:
            return path
    if name in ("primary", "primary key", "pk", "pkey"):
        return next((path for path in held if path.what == "primary key"), None)
    columns = [column.name if (column := column_of(table, text)) else text.casefold() for text in one.columns]
    if columns:
        for path in held:
            if list(path.columns) == columns:
                return path
    loose = likenesses(f'"{one.name}"')[0] if name else ""
    return next((path for path in held if loose and likenesses(f'"{path.name}"')[0] == loose), None)


def _in_manner(old: str, columns: list[str]) -> str:
    """Names in brackets or code where the old text has them."""
    text = ", ".join(columns)
    if old.count("`") > 2:
        text = ", ".join(f"`{name}`" for name in columns)
    elif old.startswith("`"):
        text = f"`{text}`"
    return f"({text})" if old.startswith("(") else text


def _row(page: Page, model: DocumentedIndex, path: Path) -> Fix | None:
    """A line for another index, behind the line of `model` and in its manner."""
    found = grid_of(page, model.row)
    if found is None or model.name_span is None:
        return None
    grid, at = found
    texts: dict[int, str] = {}
    for span, old, new in (
        (model.name_span, model.name, path.name),
        (model.columns_span, "", ", ".join(path.columns)),
        (model.table_span, model.table, model.table),
        (model.method_span, "", path.method),
    ):
        number = cell_at(grid, at, span) if span else None
        if number is None or span is None:
            continue
        written = grid.rows[at][number].written
        if old and old in written:
            texts[number] = written.replace(old, new)
        elif not old:
            texts[number] = _in_manner(written, list(path.columns)) if span is model.columns_span else new
    line = new_row(page, grid, at, texts)
    end = grid.row_spans[at].end
    return Fix(
        f"Add a row for {path.name}",
        "safe",
        edits=(Edit(grid.row_spans[at]._replace(start=end, end=end), page.line_break + line),),
    )
