from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schemalint import (
    Bad,
    Catalog,
    Diagnostic,
    DocumentedKey,
    Edit,
    Fix,
    ForeignKey,
    Good,
    Page,
    PageRule,
    Related,
    Replay,
    Span,
    Subject,
    Table,
    alike,
    split_name,
)
from schemalint_rules._dictionary import Pair, column_of, places_in, shared
from schemalint_rules._documents import Known, described, home_of, is_clear, known_in, parts_of
from schemalint_rules._entries import (
    Places,
    cased_like,
    in_manner,
    item_added,
    predecessor,
    put_right,
    row_added,
    spoken_of,
    taken_out,
    with_clause,
    without_clause,
)
from schemalint_rules._foreign_keys import about_key

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE shops (id bigint PRIMARY KEY, owner_id bigint REFERENCES users (id));\n"
        "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,\n"
        "    shop_id bigint NOT NULL REFERENCES shops (id));\n",
    ),
)
_LIST = "# Schema\n\n## Foreign Keys\n\n| Table | Columns | References | Referenced columns | On delete |\n|---|---|---|---|---|\n"
_USER = "| orders | user_id | users | id | CASCADE |\n"
_SHOP = "| orders | shop_id | shops | id | NO ACTION |\n"
_OWNER = "| shops | owner_id | users | id | NO ACTION |\n"
_ROWS = (
    "# Schema\n\n## orders\n\n| Column | Type | Constraints |\n|---|---|---|\n| id | bigint | PK |\n"
    "| user_id | bigint | FK -> users.id, NOT NULL |\n"
)


class RelationDrift(PageRule):
    """The foreign keys that a document states should be those of the schema.

    ## What it does
    Holds what tables and lists of relations, and the rows of columns, say of foreign keys against the schema: another parent, other
    columns, another ON DELETE or ON UPDATE; a relation that no foreign key enforces; one that is not stated where at least half of
    the others are. RESTRICT and NO ACTION differ only where the check may be put off. What a document says twice is told once.
    Diagrams belong to the diagram rules; schemas without any foreign key are left alone.

    ## Why is this bad
    Who relies on a key that is not there finds rows without parents; who expects a delete to be refused loses rows to a cascade.

    ## Fix
    Names and actions are corrected in place, wherever they stand; relations that are gone are taken out, missing ones are added in
    the manner of the others. Safe: only the document changes.

    ## References
    - ISO/IEC 9075-2:2023, 11.8 Referential constraint definition
    """

    name = "relation-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_LIST + _USER + _SHOP + _OWNER, path="docs/database-schema-shop.md", files=_SQL),
        Good(_ROWS + "| shop_id | bigint | FK → shops |\n", path="docs/database-schema-shop.md", files=_SQL),
    )
    bad = (
        Bad(
            _LIST + _USER.replace("CASCADE", "SET NULL") + _SHOP + _OWNER,
            at="SET NULL",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_LIST + _USER + _SHOP + _OWNER,
        ),
        Bad(
            _LIST + _USER + _OWNER,
            at="orders",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="shop_id",
            fixed=_LIST + _USER + _SHOP + _OWNER,
        ),
        Bad(
            _ROWS.replace("users.id", "shops.id"),
            at="shops",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="public.users",
            fixed=_ROWS,
        ),
        Bad(
            _ROWS.replace("NOT NULL", "required") + "| shop_id | bigint | NOT NULL |\n",
            at="NOT NULL",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="public.shops",
            fixed=_ROWS.replace("NOT NULL", "required") + "| shop_id | bigint | NOT NULL, FK -> shops.id |\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for schema in parts_of(page, against):
            if not any(table.foreign_keys for table in described(schema)):
                continue
            known = known_in((schema,))
            pairs = places_in(schema, page, against)
            told = _stated(page, schema, known, {one.row for pair in pairs for one in pair.told.columns})
            faults: dict[tuple[object, ...], list[_Fault]] = {}
            for one in told:
                for fault in _faults(page, one, schema, known):
                    faults.setdefault(fault.cause, []).append(fault)
            for same in faults.values():
                yield self._told(page, same)
            yield from self._unlisted(page, schema, told)
            yield from self._unsaid(page, pairs, told)

    def _told(self, page: Page, same: list[_Fault]) -> Diagnostic:
        """One finding for a fault that the document has in one or in several places."""
        first = same[0]
        related = [Related(first.origin, first.where)] if first.origin.path else []
        related += [Related(other.span, "the document says it here too") for other in same[1:]]
        edits = tuple(edit for fault in same for edit in fault.edits)
        return self.found(
            first.span,
            first.message,
            subject=first.subject,
            repair=first.repair,
            related=related,
            fix=Fix(first.title, "safe", edits=edits) if all(fault.edits for fault in same) else None,
        )

    def _unlisted(self, page: Page, schema: Replay, told: list[_Told]) -> Iterator[Diagnostic]:
        """Foreign keys that a list of them lacks: one about all tables, or one below the heading of a table."""
        in_rows = {id(one.real) for one in told if one.key.column and one.real is not None}
        spoken = spoken_of(page, known_in((schema,)))
        lists: dict[object, list[_Told]] = {}
        for one in told:
            if not one.key.column and one.real is not None:
                lists.setdefault(None if one.key.table_span is not None else one.table.ref, []).append(one)
        for owner, listed in lists.items():
            tables = [one for one in described(schema) if one.ref in spoken] if owner is None else [listed[0].table]
            wanted = [
                (table, key)
                for table in tables
                if is_clear(schema, table)
                for key in table.foreign_keys
                if not key.ignored
            ]
            held = {id(one.real) for one in listed}
            missing = [(table, key) for table, key in wanted if id(key) not in held]
            for table, key in missing:
                if len(missing) * (3 if id(key) in in_rows else 1) > len(listed):
                    continue
                near = [one for one in listed if one.table.ref == table.ref] or listed
                yield self.found(
                    near[-1].key.table_span or near[-1].key.parent_span or near[-1].key.row,
                    f"{_full(table, key)} refers to {key.parent.text}, but is not among the relations that the document lists.",
                    subject=about_key(table, key),
                    repair=f"add {', '.join(key.columns)} to {key.parent.name}",
                    related=(Related(key.span, "the foreign key"),),
                    fix=_added(page, listed, wanted, table, key, schema.catalog),
                )

    def _unsaid(self, page: Page, pairs: Sequence[Pair], told: list[_Told]) -> Iterator[Diagnostic]:
        """Rows of columns that say nothing of their foreign key, where those of others do."""
        places = Places(page)
        right = 0
        for one in told:
            if one.key.column and one.real is not None and one.key.clause_span is not None:
                places.learn(one.key.row, one.key.clause_span)
                right += 1
        marked = {(one.key.row, one.key.column) for one in told}
        found: list[Diagnostic] = []
        for pair in pairs:
            for key in pair.table.foreign_keys:
                row = shared(pair).get(key.columns[0]) if len(key.columns) == 1 and not key.ignored else None
                if row is None or "FK" in row.keys or row.references or (row.row, row.name) in marked:
                    continue
                cell = places.cell(row.row)
                if cell is None:
                    continue
                model = next(one.key for one in told if one.key.clause_span == cell[1])
                text = _clause(page, model, key)
                found.append(
                    self.found(
                        cell[0].span if cell[0].written else row.name_span,
                        f"{_full(pair.table, key)} refers to {key.parent.text}, but its row does not say so, as others do.",
                        subject=about_key(pair.table, key),
                        repair=f"write {text}",
                        related=(Related(key.span, "the foreign key"),),
                        fix=Fix(
                            f"Write what {_full(pair.table, key)} refers to",
                            "safe",
                            edits=with_clause(page, cell[0], text),
                        ),
                    )
                )
        if len(found) <= right:
            yield from found


class _Told(NamedTuple):
    """A documented foreign key, the table that should have it, and the one it has."""

    key: DocumentedKey
    table: Table
    columns: tuple[str, ...]
    """As the schema calls them; those it does not have as written."""
    real: ForeignKey | None


class _Fault(NamedTuple):
    cause: tuple[object, ...]
    """The same for the same fault in two places."""
    span: Span
    message: str
    subject: Subject
    repair: str
    title: str
    edits: tuple[Edit, ...]
    origin: Span
    where: str


def _full(table: Table, key: ForeignKey) -> str:
    return f"{table.ref.text} ({', '.join(key.columns)})"


def _stated(page: Page, schema: Replay, known: Known, rows: set[Span]) -> list[_Told]:
    """What the document states of tables whose keys are known; in rows of columns only where the rows are about the table."""
    found: list[_Told] = []
    for one in page.documented_keys:
        ref = known.find(one.table)
        table = schema.catalog.tables.get(ref) if ref else None
        if table is None or not is_clear(schema, table) or (one.column and one.row not in rows):
            continue
        columns = tuple(column.name if (column := column_of(table, name)) else name for name in one.columns)
        found.append(_Told(one, table, columns, None))
    taken: set[int] = set()
    for at, told in enumerate(found):
        real = _find(told, known)
        if real is not None:
            found[at] = told._replace(real=real)
            taken.add(id(real))
    for at, told in enumerate(found):
        if told.real is None and not told.key.column and told.key.parent:
            # The only key to that parent that nothing else states is the one that is meant, with other columns.
            near = [
                key
                for key in told.table.foreign_keys
                if id(key) not in taken and alike(f'"{key.parent.name}"', f'"{split_name(told.key.parent)[1]}"')
            ]
            if len(near) == 1:
                found[at] = told._replace(real=near[0])
    return found


def _find(told: _Told, known: Known) -> ForeignKey | None:
    keys = told.table.foreign_keys
    if told.key.name:
        for key in keys:
            if key.name and key.name.casefold() == told.key.name.casefold():
                return key
    same = [key for key in keys if set(key.columns) == set(told.columns)]
    same = same or [key for key in keys if told.key.column and told.columns[0] in key.columns]
    fitting = [key for key in same if _is_parent(told.key.parent, key, known)]
    best = fitting or same
    return best[0] if best else None


def _is_parent(written: str, key: ForeignKey, known: Known) -> bool:
    """Whether a document means the parent of a key: its name, with its schema where one is written."""
    schema, name = split_name(written)
    ref = known.find(written)
    if ref is not None and ref == key.parent:
        return True
    return alike(f'"{name}"', f'"{key.parent.name}"') and (
        not schema or schema.casefold() == key.parent.schema.casefold()
    )


def _faults(page: Page, one: _Told, schema: Replay, known: Known) -> Iterator[_Fault]:
    key, table, real = one.key, one.table, one.real
    if real is None:
        if any(column_of(table, name) is None for name in key.columns) and key.column:
            return
        what = f"{table.ref.text} ({', '.join(one.columns)})"
        to = f" to {key.parent}" if key.parent else ""
        edits = (
            without_clause(page, key.clause_span)
            if key.column and key.clause_span
            else ()
            if key.column
            else taken_out(page, key.row)
        )
        yield _Fault(
            ("gone", table.ref, one.columns, key.parent.casefold()), key.parent_span or key.clause_span or key.row,
            f"{what} is documented as a foreign key{to}, but the schema of {home_of(schema)} has none: rows without a parent are let in.",
            Subject("constraint", table.schema or None, table.name, key.name.lower(), one.columns), "take it out, or create the foreign key",
            f"Take the relation of {what}{to} out of the document", edits, table.span, f"{table.ref.text} is defined here",
        )  # fmt: skip
        return
    if real.ignored:
        return
    full = _full(table, real)
    for aspect, span, said, right, consequence in _differences(page, one, real, known):
        yield _Fault(
            (aspect, table.ref, real.columns, said.casefold()), span,
            f"{full} is documented with {aspect} {said}, but it has {right}: {consequence}.", about_key(table, real), f"write {right}",
            f"Write the {aspect} of {full}", put_right(page, span, _like(page.written(span), right, said)), real.span, "the foreign key",
        )  # fmt: skip


def _like(written: str, right: str, said: str) -> str:
    """In the place of what is written, brackets and code of a list kept."""
    if said in written and written != said:
        return written.replace(said, right)
    return right.lower() if written.islower() and right.isupper() else right


def _differences(page: Page, one: _Told, real: ForeignKey, known: Known) -> Iterator[tuple[str, Span, str, str, str]]:
    """What, where, what is said there, what is right, and what follows."""
    key = one.key
    wrong_parent = bool(key.parent) and not _is_parent(key.parent, real, known)
    if wrong_parent and key.parent_span is not None:
        right = real.parent.text if "." in key.parent else real.parent.name
        yield "parent", key.parent_span, key.parent, right, f"its rows need a row of {real.parent.text}"
    if key.columns_span is not None and not key.column and set(one.columns) != set(real.columns):
        names = in_manner(page.written(key.columns_span), real.columns)
        yield (
            "columns",
            key.columns_span,
            ", ".join(key.columns),
            names,
            "queries that join by the document join other columns",
        )
    if (
        key.parent_columns
        and key.parent_columns_span is not None
        and real.parent_columns
        and not (key.column and len(real.columns) > 1)
    ):
        told = {name.casefold() for name in key.parent_columns}
        if told != {name.casefold() for name in real.parent_columns}:
            names = in_manner(page.written(key.parent_columns_span), real.parent_columns)
            said = ", ".join(key.parent_columns)
            yield (
                "referenced columns",
                key.parent_columns_span,
                said,
                names,
                "queries that join by the document join other columns",
            )
    for aspect, told_action, span, action in (
        ("ON DELETE", key.on_delete, key.on_delete_span, real.on_delete), ("ON UPDATE", key.on_update, key.on_update_span, real.on_update),
    ):  # fmt: skip
        if told_action and span is not None and not _same_action(told_action, action, real):
            yield aspect, span, told_action, action.upper(), _EFFECTS[action.upper()]


_EFFECTS = {
    "CASCADE": "its rows go or change with their parent",
    "SET NULL": "its rows stay and lose their parent",
    "SET DEFAULT": "its rows stay and get the default as their parent",
    "NO ACTION": "a parent with rows cannot go or change its key",
    "RESTRICT": "a parent with rows cannot go or change its key",
}


def _same_action(told: str, real: str, key: ForeignKey) -> bool:
    if told == real.upper():
        return True
    return {told, real.upper()} == {"RESTRICT", "NO ACTION"} and not key.deferrable


def _clause(page: Page, model: DocumentedKey, key: ForeignKey) -> str:
    """What says of a key what `model` says of another: `FK -> users.id`."""
    span = model.clause_span
    assert span is not None
    text = page.written(span)
    if model.parent_span is None:
        return text
    start, end = model.parent_span.start - span.start, model.parent_span.end - span.start
    parent = key.parent.text if "." in model.parent else key.parent.name
    if model.parent_columns_span is not None:
        column_start, column_end = (
            model.parent_columns_span.start - span.start,
            model.parent_columns_span.end - span.start,
        )
        tail = text[column_end : column_end + 1] if text[column_end : column_end + 1] in (")", "`") else ""
        if text[column_end : column_end + 2] == "`)":
            tail = "`)"
        return f"{text[:start]}{parent}{text[end:column_start]}{', '.join(key.parent_columns)}{tail}"
    tail = "`" if text[end : end + 1] == "`" else ""
    return f"{text[:start]}{parent}{tail}"


def _added(
    page: Page,
    listed: Sequence[_Told],
    wanted: Sequence[tuple[Table, ForeignKey]],
    table: Table,
    key: ForeignKey,
    catalog: Catalog,
) -> Fix | None:
    """A row or an item like those of the list, in their order."""
    order = [id(one) for _, one in wanted]
    by_place = [id(one) for _, one in sorted(wanted, key=lambda entry: (entry[0].span, entry[1].span))]
    before = predecessor(id(key), [id(one.real) for one in listed], (order, by_place))
    model = next((one.key for one in listed if id(one.real) == before), None)
    first = model is None
    model = model or listed[0].key
    texts: dict[Span, str] = {}
    held = (
        table.ref.text
        if "." in model.table or (table.schema and table.schema != catalog.default_schema)
        else table.name
    )
    parent = (
        key.parent.text
        if "." in model.parent or (key.parent.schema and key.parent.schema != catalog.default_schema)
        else key.parent.name
    )
    pieces = [
        (model.table_span, cased_like(held, model.table)),
        (model.columns_span, ", ".join(key.columns)),
        (model.parent_span, cased_like(parent, model.parent)),
        (model.parent_columns_span, ", ".join(key.parent_columns)),
        (model.on_delete_span, key.on_delete.upper() if model.on_delete else ""),
        (model.on_update_span, key.on_update.upper() if model.on_update else ""),
        (model.name_span, key.name),
    ]
    texts = _joined(page, [(span, text) for span, text in pieces if span is not None], model.source == "table")
    edit = (
        row_added(page, model.row, texts, first)
        if model.source == "table"
        else item_added(page, model.row, texts, first)
    )
    return Fix(f"Add the relation of {_full(table, key)}", "safe", edits=(edit,)) if edit else None


def _joined(page: Page, pieces: list[tuple[Span, str]], cells: bool) -> dict[Span, str]:
    """Pieces that stand in one cell become one, with what is between them."""
    found: dict[Span, str] = {}
    last: Span | None = None
    for span, text in sorted(pieces):
        between = page.text[last.end : span.start] if last is not None and span.start >= last.end else ""
        if cells and last is not None and between and "|" not in between and "\n" not in between:
            found[Span(page.path, last.start, span.end)] = found.pop(last) + between + text
            last = Span(page.path, last.start, span.end)
        else:
            found[span] = text
            last = span
    return found
