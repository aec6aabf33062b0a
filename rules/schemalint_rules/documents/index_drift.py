from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from schemalint import (
    Bad,
    Diagnostic,
    DocumentedIndex,
    Edit,
    Fix,
    Good,
    Index,
    Page,
    PageRule,
    Ref,
    Related,
    Replay,
    Span,
    Subject,
    Table,
    likenesses,
)
from schemalint_rules._dictionary import cell_at, column_of, grid_of, new_row, replaced, slips
from schemalint_rules._documents import Known, home_of, known_in, parts_of, without_lines
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
    index that is not there, by name and by its columns; one of another name, where somebody chose the name; one with other
    columns; one called unique that is not, or of another method. Where at least half of the indexes of a table are listed, or
    three quarters of those of all tables in the list, the others are told as missing. Lists in prose are held against the schema
    where they give names and columns.

    ## Why is this bad
    Who relies on an index that is not there writes a query that scans the table.

    ## Fix
    Name, columns, uniqueness and method are corrected in place, rows about indexes that are gone are taken out, missing ones added. Safe: only the
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
        for schema in parts_of(page, against):
            known = known_in((schema,))
            meant = slips(page, against)
            names = {one.name.casefold() for one in page.documented_indexes}
            listed: dict[Ref, list[tuple[DocumentedIndex, Path | None]]] = {}
            every: dict[Ref, tuple[Path, ...]] = {}
            for one in page.documented_indexes:
                table = meant.get(one.table) or _table(one, schema, known)
                if (
                    table is None
                    or table.unknown
                    or table.assumed
                    or table.as_query
                    or one.source not in ("table", "list")
                ):
                    continue
                held = every.setdefault(table.ref, _distinct(paths(table, schema.dialect)))
                found = _found(one, table, held)
                slip = None
                if found is None or (found.name.casefold() != one.name.casefold() and _is_name(one.name, found)):
                    slip = _slip(one, table, held, names, found)
                listed.setdefault(table.ref, []).append((one, slip or found))
                if slip is not None:
                    yield self._misnamed(page, one, table, slip)
                elif found is not None:
                    yield from self._differs(page, one, table, found)
                elif _is_told(page, one, table):
                    yield self._unknown(page, one, table, schema)
            yield from self._missing(page, schema, listed, every)

    def _misnamed(self, page: Page, one: DocumentedIndex, table: Table, slip: Path) -> Diagnostic:
        assert one.name_span is not None
        return self.found(
            one.name_span,
            f"{table.ref.text} has no index {one.name}, but {slip.said}, which the document does not list: nobody finds it by that name.",
            subject=Subject("index", table.schema or None, table.name, one.name.lower(), slip.columns),
            repair=f"write {_name_of(page, slip, one.name)}",
            related=(Related(slip.span, "it is defined here"),),
            fix=Fix(
                f"Write the name of {slip.name}",
                "safe",
                edits=replaced(page, one.name_span, _name_of(page, slip, one.name)),
            ),
        )

    def _unknown(self, page: Page, one: DocumentedIndex, table: Table, schema: Replay) -> Diagnostic:
        span = one.name_span or one.columns_span or one.row
        shown = one.name or f"({', '.join(one.columns)})"
        found = grid_of(page, one.row)
        lasting = one.source == "list" or (found is not None and len(found[0].rows) > 1)
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
        place = _columns_place(page, one)
        if one.columns and place and all(told) and all(real):
            said = [column.name for column in told if column is not None]
            if said != real and said != [*real, *found.include]:
                right = ", ".join(real)
                yield self.found(
                    place,
                    f"{found.said} of {table.ref.text} is documented on ({', '.join(said)}), but it is on ({right}).",
                    subject=about,
                    repair=f"write {right}",
                    related=related,
                    fix=Fix(
                        f"Write the columns of {found.name}",
                        "safe",
                        edits=replaced(page, place, _in_manner(page.written(place), _as_told(page, table, real))),
                    ),
                )
        if one.unique is not None and one.unique_span and one.unique != found.unique:
            said_, is_ = ("unique", "not") if one.unique else ("not unique", "unique")
            word = _as_elsewhere(page, one, lambda other: other.unique_span if other.unique is found.unique else None)
            word = word or _OPPOSITE.get(page.written(one.unique_span).casefold(), "")
            if page.written(one.unique_span)[:1].isupper():
                word = word[:1].upper() + word[1:]
            yield self.found(
                one.unique_span,
                f"{found.said} of {table.ref.text} is documented as {said_}, but it is {is_}: "
                + ("two equal rows are let in." if one.unique else "a second equal row is refused."),
                subject=about,
                repair=f"document it as {'unique' if found.unique else 'not unique'}",
                related=related,
                fix=Fix(f"Correct the uniqueness of {found.name}", "safe", edits=replaced(page, one.unique_span, word))
                if word
                else None,
            )
        if one.method and one.method_span and one.method != found.method and one.method in _METHODS:
            yield self.found(
                one.method_span,
                f"{found.said} of {table.ref.text} is documented as {one.method}, but it is {found.method}.",
                subject=about,
                repair=f"write {found.method}",
                related=related,
                fix=Fix(
                    f"Write the method of {found.name}",
                    "safe",
                    edits=replaced(page, one.method_span, _method_text(page, one, found.method)),
                ),
            )

    def _missing(
        self,
        page: Page,
        schema: Replay,
        listed: dict[Ref, list[tuple[DocumentedIndex, Path | None]]],
        held: dict[Ref, tuple[Path, ...]],
    ) -> Iterator[Diagnostic]:
        """The indexes that the document leaves out: of tables that it lists half of, or of all it has rows for, where it lists
        three quarters of those."""
        there = {id(found) for rows in listed.values() for _, found in rows if found is not None}
        kinds = {"index", "unique index"}
        for kind in ("primary key", "unique constraint"):
            # What keys bring along need not be listed; but where nearly all of it is, the rest is missing.
            some = [path for found in held.values() for path in found if path.what == kind]
            if len(some) > 2 and sum(id(path) in there for path in some) * 4 >= len(some) * 3:
                kinds.add(kind)
        wanted = {
            ref: [path for path in found if path.what in kinds and all(part.column for part in path.parts)]
            for ref, found in held.items()
        }
        missing = {ref: [path for path in found if id(path) not in there] for ref, found in wanted.items()}
        complete = sum(map(len, missing.values())) * 4 <= sum(map(len, wanted.values()))
        for ref, rows in listed.items():
            if not complete and len(missing[ref]) * 2 > len(wanted[ref]):
                continue
            table, model = schema.catalog.tables[ref], rows[-1][0]
            for path in missing[ref]:
                yield self.found(
                    model.name_span or model.row,
                    f"{path.said} of {table.ref.text} is not among the indexes that the document lists.",
                    subject=Subject("index", table.schema or None, table.name, path.name, path.columns),
                    repair=f"add a row for {path.name}",
                    related=(Related(path.span, "it is defined here"),),
                    fix=_row(page, model, path, table),
                )


_OPPOSITE = {"yes": "no", "no": "yes", "true": "false", "false": "true", "ja": "nein", "nein": "ja", "✓": "✗", "✗": "✓"}
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


def _distinct(held: tuple[Path, ...]) -> tuple[Path, ...]:
    """Without the indexes that carry a key of their name and columns: Oracle's keys take over an index that is made before
    them, and who lists one has listed both."""
    keys = {
        (path.name, path.columns) for path in held if path.name and path.what in ("primary key", "unique constraint")
    }
    return tuple(path for path in held if not isinstance(path.origin, Index) or (path.name, path.columns) not in keys)


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


def _is_identifier(name: str) -> bool:
    """Whether the words under Index are a name, and not what the index is for."""
    return re.fullmatch(r"\w*_\w+", name) is not None


def _is_name(name: str, found: Path) -> bool:
    """Whether the words mean a name, or are one that lacks its underscore; a word of its own may be what the index is for."""
    import difflib

    if _is_identifier(name):
        return True
    near = difflib.SequenceMatcher(None, name, found.name.casefold())
    return re.fullmatch(r"[a-z0-9]+", name) is not None and near.ratio() > _NEAR


def _slip(
    one: DocumentedIndex, table: Table, held: tuple[Path, ...], names: set[str], found: Path | None
) -> Path | None:
    """The index whose name the document misses: the one with these columns, else one of a like name; it is listed nowhere else."""
    import difflib

    if one.name_span is None or not (_is_name(one.name, found) if found else _is_identifier(one.name)):
        return None
    free = {path.name.casefold(): path for path in held if path.name and path.name.casefold() not in names}
    if found is not None:
        agree = difflib.SequenceMatcher(None, one.name.casefold(), found.name.casefold()).ratio()
        return found if found.name.casefold() in free and (_is_named(found) or agree > _NEAR) else None
    columns = [column_of(table, name) for name in one.columns]
    if one.columns and not all(columns):
        return None
    near = difflib.get_close_matches(one.name.casefold(), free, 1, _NEAR)
    return free[near[0]] if near else None


_NEAR = 0.85
"""How much of two names has to agree for one to be a slip of the other."""


def _is_named(path: Path) -> bool:
    """Whether somebody chose the name; nobody learns the names that a server makes up."""
    return bool(path.name) and (isinstance(path.origin, Index) or path.origin.named)


def _is_told(page: Page, one: DocumentedIndex, table: Table) -> bool:
    """Whether the document surely speaks of an index: in a list it must say its columns, too."""
    if one.name.casefold() in _WORDS or not (one.name_span or one.columns_span):
        return False
    return one.source == "table" or (
        _is_identifier(one.name) and one.columns != () and all(column_of(table, name) for name in one.columns)
    )


def _name_of(page: Page, path: Path, like: str) -> str:
    """The name as the document's own DDL writes it; else in the letters of `like`, as far as they agree."""
    import difflib

    span = path.origin.name_span
    if span.path == page.path and span.end - span.start:
        return page.written(span).strip('`"[]')
    name = list(path.name)
    if path.name.islower():
        for block in difflib.SequenceMatcher(None, path.name, like.casefold(), autojunk=False).get_matching_blocks():
            name[block.a : block.a + block.size] = like[block.b : block.b + block.size]
    return "".join(name)


_BRACKETS = re.compile(r"\(\s*([^()]*?)\s*\)")


def _columns_place(page: Page, one: DocumentedIndex) -> Span | None:
    """Where the columns stand: their cell, or what is in brackets behind the name in a list."""
    if one.columns_span is not None or one.source != "list" or one.name_span is None:
        return one.columns_span
    found = _BRACKETS.search(page.text, one.name_span.end, one.row.end)
    return Span(page.path, found.start(1), found.end(1)) if found and found[1] else None


def _as_told(page: Page, table: Table, names: list[str]) -> list[str]:
    """The columns as the document spells them elsewhere, else as the DDL does."""
    spelled = []
    for name in names:
        column = table.column(name)
        spelled.append(column.written.strip('`"[]') if column is not None and column.written else name)
    return spelled


def _as_elsewhere(page: Page, one: DocumentedIndex, place: Callable[[DocumentedIndex], Span | None]) -> str:
    """What the same table of the document writes in another row for the same thing."""
    grid = grid_of(page, one.row)
    for other in page.documented_indexes:
        span = place(other)
        if span is not None and grid is not None and grid[0].span.covers(other.row):
            return page.written(span)
    return ""


def _method_text(page: Page, one: DocumentedIndex, method: str) -> str:
    """A method as other rows write it, else in the letters of the old word."""
    other = _as_elsewhere(page, one, lambda row: row.method_span if row.method == method else None)
    assert one.method_span is not None
    old = page.written(one.method_span).strip("`* ")
    return other or (method if old.islower() else method.upper() if old.isupper() else _SHOWN.get(method, method))


_SHOWN = {"btree": "B-tree", "hash": "Hash", "gin": "GIN", "gist": "GiST", "spgist": "SP-GiST", "brin": "BRIN"}
"""Methods as manuals write them."""


def _in_manner(old: str, columns: list[str]) -> str:
    """Names in brackets or code where the old text has them."""
    text = ", ".join(columns)
    if old.count("`") > 2:
        text = ", ".join(f"`{name}`" for name in columns)
    elif old.startswith("`"):
        text = f"`{text}`"
    return f"({text})" if old.startswith("(") else text


def _row(page: Page, model: DocumentedIndex, path: Path, table: Table) -> Fix | None:
    """A line for another index, behind the line of `model` and in its manner."""
    found = grid_of(page, model.row)
    columns = _as_told(page, table, list(path.columns))
    if found is None and model.name_span is not None and (place := _columns_place(page, model)) is not None:
        start = max(page.text.rfind("\n", 0, model.row.start), page.text.rfind("\r", 0, model.row.start)) + 1
        line = page.text[start : model.name_span.start] + path.name + page.text[model.name_span.end : place.start]
        line += _in_manner(page.written(place), columns) + page.text[place.end : place.end + 1]
        behind = Span(page.path, model.row.end, model.row.end)
        return Fix(f"Add {path.name}", "safe", edits=(Edit(behind, page.line_break + line),))
    if found is None or model.name_span is None:
        return None
    grid, at = found
    texts: dict[int, str] = {}
    for span, old, new in (
        (model.name_span, model.name, _name_of(page, path, path.name)),
        (model.columns_span, "", ", ".join(columns)),
        (model.table_span, model.table, model.table),
        (model.method_span, "", _method_text(page, model, path.method) if model.method_span else ""),
        (
            model.unique_span,
            "",
            _as_elsewhere(page, model, lambda row: row.unique_span if row.unique is path.unique else None),
        ),
    ):
        number = cell_at(grid, at, span) if span else None
        if number is None or span is None:
            continue
        written = grid.rows[at][number].written
        if old and old in written:
            texts[number] = written.replace(old, new)
        elif not old:
            texts[number] = _in_manner(written, columns) if span is model.columns_span else new
    line = new_row(page, grid, at, texts)
    end = grid.row_spans[at].end
    return Fix(
        f"Add a row for {path.name}",
        "safe",
        edits=(Edit(grid.row_spans[at]._replace(start=end, end=end), page.line_break + line),),
    )
