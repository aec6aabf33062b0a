from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from schemalint import (
    Bad,
    Catalog,
    Check,
    Column,
    ColumnRef,
    Diagnostic,
    DocumentedConstraint,
    Exclusion,
    Fix,
    Good,
    IsNull,
    Page,
    PageRule,
    PrimaryKey,
    Related,
    Replay,
    Span,
    Subject,
    Table,
    Unique,
    meaning,
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
from schemalint_rules._values import checks_of

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, age int,\n"
        "    CONSTRAINT adult CHECK (age >= 18), CONSTRAINT alive CHECK (age < 150));\n",
    ),
)
_LIST = "# Schema\n\n## Check constraints\n\n| Table | Constraint | Condition |\n|---|---|---|\n"
_ADULT = "| users | adult | `age >= 18` |\n"
_ALIVE = "| users | alive | `age < 150` |\n"
_COLUMNS = "# Schema\n\n## users\n\n| Column | Type | Constraints |\n|---|---|---|\n| id | bigint | PK |\n"
_EMAIL = "| email | text | UNIQUE, NOT NULL |\n"


class ConstraintDrift(PageRule):
    """The keys and checks that a document states should be those of the schema.

    ## What it does
    Holds what lists of constraints, and the rows of columns, say of primary keys, unique columns and checks against the schema:
    a name, a kind, columns or a condition that differ; a constraint that is not there; one that is there and not listed, where
    the list has at least half of its kind. Conditions are compared by what they mean: brackets, casts, order, `IN` and `= ANY`
    make no difference, and a sentence is no condition. Foreign keys belong to `relation-drift`.

    ## Why is this bad
    Who relies on a rule that nothing enforces writes rows that break it; who does not know of one has rows refused.

    ## Fix
    The name, columns or condition are corrected in place, rows and words about constraints that are gone are taken out, missing
    ones are added in the manner of the others. Safe: only the document changes.

    ## References
    - ISO/IEC 9075-2:2023, 11.6 Table constraint definition
    """

    name = "constraint-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_LIST + _ADULT + _ALIVE, path="docs/database-schema-shop.md", files=_SQL),
        Good(
            _LIST + _ADULT.replace("age >= 18", "(18 <= age)") + _ALIVE,
            path="docs/database-schema-shop.md",
            files=_SQL,
        ),
        Good(_COLUMNS + _EMAIL, path="docs/database-schema-shop.md", files=_SQL),
    )
    bad = (
        Bad(
            _LIST + _ADULT.replace("18", "21") + _ALIVE,
            at="age >= 21",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_LIST + _ADULT + _ALIVE,
        ),
        Bad(
            _LIST + _ADULT,
            at="adult",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="alive",
            fixed=_LIST + _ADULT + _ALIVE,
        ),
        Bad(
            _LIST + _ADULT + _ALIVE + "| users | polite | `email <> ''` |\n",
            at="polite",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_LIST + _ADULT + _ALIVE,
        ),
        Bad(
            _COLUMNS + "| age | int | UNIQUE |\n",
            at="UNIQUE",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_COLUMNS + "| age | int |  |\n",
        ),
        Bad(
            _COLUMNS + _EMAIL + "| age | int | CHECK (age > 18) |\n",
            at="CHECK (age > 18)",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_COLUMNS + _EMAIL + "| age | int |  |\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for schema in parts_of(page, against):
            known = known_in((schema,))
            yield from self._lists(page, schema, known)
            yield from self._rows(page, schema, against)

    # --- lists ------------------------------------------------------------------------------------------------------

    def _lists(self, page: Page, schema: Replay, known: Known) -> Iterator[Diagnostic]:
        listed: list[tuple[DocumentedConstraint, Table, Real | None]] = []
        taken: set[int] = set()
        for one in page.documented_constraints:
            table = None if one.column else clear_table(schema, known, one.table)
            if table is None:
                continue
            real = _same(one, table, taken)
            if real is not None:
                taken.add(id(real))
            listed.append((one, table, real))
        for at, (one, table, real) in enumerate(listed):
            if real is None:
                near = _nearest(one, table, taken)
                if near is not None:
                    taken.add(id(near))
                    listed[at] = one, table, near
        for at, (one, table, real) in enumerate(listed):
            moved = _moved(one, schema, taken) if real is None and one.table_span is not None else None
            if moved is not None:
                taken.add(id(moved[1]))
                listed[at] = one, *moved
                yield self._misplaced(page, one, table, *moved)
        for one, table, real in listed:
            if real is not None:
                yield from self._differs(page, one, table, real)
            elif _is_claim(one, table, schema.catalog):
                yield self._gone(page, one, table, schema)
        yield from self._missing(page, schema, listed)

    def _differs(self, page: Page, one: DocumentedConstraint, table: Table, real: Real) -> Iterator[Diagnostic]:
        about = subject_of(table, real)
        full = f"{table.ref.text}.{real.name or said(real)}"
        for span, told, right in _differences(page, one, table, real):
            yield self.found(
                span,
                f"Constraint {full} is documented with {told}, but it is defined with {right}, so rows are refused or let in other "
                "than readers expect.",
                subject=about,
                repair=f"write {right}",
                related=(Related(real.span, f"{full} is defined here"),),
                fix=Fix(f"Write {right} for {full}", "safe", edits=put_right(page, span, right)),
            )

    def _misplaced(self, page: Page, one: DocumentedConstraint, table: Table, holder: Table, real: Real) -> Diagnostic:
        span = one.table_span or one.row
        right = holder.ref.text if "." in one.table else holder.name
        return self.found(
            span,
            f"Constraint {holder.ref.text}.{real.name} is documented for {table.ref.text}, but it is one of {holder.ref.text}.",
            subject=subject_of(holder, real),
            repair=f"write {right}",
            related=(Related(real.span, "it is defined here"),),
            fix=Fix(f"Write the table of {real.name}", "safe", edits=put_right(page, span, right)),
        )

    def _gone(self, page: Page, one: DocumentedConstraint, table: Table, schema: Replay) -> Diagnostic:
        span = one.name_span or one.condition_span or one.columns_span or one.row
        shown = one.name or page.written(span)
        edits = taken_out(page, one.row)
        return self.found(
            span,
            f"{table.ref.text} has no constraint {shown} in the schema of {home_of(schema)}, so nothing enforces it.",
            subject=Subject("constraint", table.schema or None, table.name, one.name.lower(), one.columns),
            repair=f"take {shown} out of the document, or create it",
            related=(Related(table.span, f"{table.ref.text} is defined here"),),
            fix=Fix(f"Take {shown} out of the document", "safe", edits=edits) if edits else None,
        )

    def _missing(
        self, page: Page, schema: Replay, listed: list[tuple[DocumentedConstraint, Table, Real | None]]
    ) -> Iterator[Diagnostic]:
        in_cells = {
            (clear.ref, meaning(one.condition))
            for one in page.documented_constraints
            if one.column and one.kind == "check" and (clear := clear_table(schema, known_in((schema,)), one.table))
        }
        matched = [(one, table, real) for one, table, real in listed if real is not None]
        spoken = spoken_of(page, known_in((schema,))) if matched else set()
        for kind in ("primary key", "unique", "check"):
            of_kind = [entry for entry in matched if _kind(entry[2]) == kind]
            if not of_kind:
                continue
            everywhere = any(one.table_span is not None for one, _, _ in of_kind)
            tables = (
                [table for table in described(schema) if table.ref in spoken]
                if everywhere
                else list({table.ref: table for _, table, _ in of_kind}.values())
            )
            held = {id(real) for _, _, real in of_kind}
            wanted = [
                (table, real)
                for table in tables
                if is_clear(schema, table)
                for real in of_table(table)
                if _kind(real) == kind and not _is_not_null(real)
            ]
            missing = [(table, real) for table, real in wanted if id(real) not in held]
            for table, real in missing:
                told = isinstance(real, Check) and (table.ref, meaning(real.expression.text)) in in_cells
                if len(missing) * (3 if told else 1) > len(of_kind):
                    continue
                model = [entry for entry in of_kind if entry[1].ref == table.ref] or of_kind
                yield self.found(
                    model[-1][0].name_span or model[-1][0].row,
                    f"{said(real)} of {table.ref.text} is not among the constraints that the document lists, so rows are refused for "
                    "a reason that readers cannot know.",
                    subject=subject_of(table, real),
                    repair=f"add {real.name or said(real)}",
                    related=(Related(real.span, "it is defined here"),),
                    fix=_added(page, of_kind, wanted, table, real, schema.catalog),
                )

    # --- rows of columns --------------------------------------------------------------------------------------------

    def _rows(self, page: Page, schema: Replay, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        pairs = places_in(schema, page, against)
        rows = {one.row: (pair, one.name) for pair in pairs for one in pair.told.columns}
        places = {kind: Places(page) for kind in ("primary key", "unique", "check")}
        told: dict[Span, list[DocumentedConstraint]] = {}
        right = dict.fromkeys(places, 0)
        for one in page.documented_constraints:
            if not one.column or one.row not in rows:
                continue
            told.setdefault(one.row, []).append(one)
            pair = rows[one.row][0]
            column = column_of(pair.table, one.column)
            if column is None or one.clause_span is None:
                continue
            wrong = self._wrong(page, one, pair, column)
            if wrong is None:
                places[one.kind].learn(one.row, one.clause_span)
                right[one.kind] += 1
            else:
                yield wrong
        unsaid: dict[str, list[Diagnostic]] = {}
        for pair in pairs:
            for name, row in shared(pair).items():
                column = pair.table.column(name)
                if column is None:
                    continue
                kinds = {one.kind for one in told.get(row.row, ())}
                for kind, what, origin in _owed(pair, column):
                    cell = places[kind].cell(row.row) if kind not in kinds else None
                    if cell is not None:
                        text = what if kind == "check" else page.written(cell[1])
                        unsaid.setdefault(kind, []).append(
                            self.found(
                                cell[0].span if cell[0].written else row.name_span,
                                f"{pair.table.ref.text}.{name} is {what}, but its row does not say so, as others do.",
                                subject=Subject("column", pair.table.schema or None, pair.table.name, name, (name,)),
                                repair=f"write {text}",
                                related=(Related(origin, "it is defined here"),),
                                fix=Fix(
                                    f"Write that {pair.table.ref.text}.{name} is {what}",
                                    "safe",
                                    edits=with_clause(page, cell[0], text, kind == "primary key"),
                                ),
                            )
                        )
        for kind, found in unsaid.items():
            if len(found) <= right[kind]:
                yield from found

    def _wrong(self, page: Page, one: DocumentedConstraint, pair: Pair, column: Column) -> Diagnostic | None:
        table, span = pair.table, one.clause_span
        assert span is not None
        full = f"{table.ref.text}.{column.name}"
        about = Subject("column", table.schema or None, table.name, column.name, (column.name,))
        related = (Related(column.span, f"{full} is defined here"),)
        if one.kind == "check":
            return self._wrong_check(page, one, pair, column)
        if one.kind == "primary key":
            key = table.primary_key
            if key is not None and column.name in key.columns:
                return None
            what = f"the primary key is ({', '.join(key.columns)})" if key else "the table has no primary key"
        elif one.kind == "unique":
            if _in_unique(table, column.name):
                return None
            what = "nothing makes it unique"
        else:
            return None
        return self.found(
            span,
            f"{full} is documented as {page.written(span)}, but {what}: the same value can be stored twice.",
            subject=about,
            repair=f"take {page.written(span)} out, or add the constraint",
            related=related,
            fix=Fix(f"Take {page.written(span)} out of the row of {full}", "safe", edits=without_clause(page, span)),
        )

    def _wrong_check(self, page: Page, one: DocumentedConstraint, pair: Pair, column: Column) -> Diagnostic | None:
        table = pair.table
        told = meaning(one.condition)
        real = [check for check, _ in checks_of(table, column, pair.schema.catalog)]
        if told is None or one.condition_span is None or one.clause_span is None:
            return None
        if any(meaning(check.expression.text) in (told, None) for check in (*real, *table.checks)):
            return None
        full = f"{table.ref.text}.{column.name}"
        about = Subject("column", table.schema or None, table.name, column.name, (column.name,))
        if len(real) == 1:
            right = real[0].expression.text
            return self.found(
                one.condition_span,
                f"{full} is documented with the check {one.condition}, but the schema has {right}, so rows are refused or let in other "
                "than readers expect.",
                subject=about,
                repair=f"write {right}",
                related=(Related(real[0].span, "the check"),),
                fix=Fix(f"Write the check of {full}", "safe", edits=put_right(page, one.condition_span, right)),
            )
        return self.found(
            one.clause_span,
            f"{full} is documented with the check {one.condition}, but nothing in the schema enforces it.",
            subject=about,
            repair="take it out, or add the check",
            related=(Related(column.span, f"{full} is defined here"),),
            fix=Fix(f"Take the check out of the row of {full}", "safe", edits=without_clause(page, one.clause_span)),
        )


Real = PrimaryKey | Unique | Check | Exclusion


def clear_table(schema: Replay, known: Known, written: str) -> Table | None:
    """The table that a document calls `written`, where all of its constraints are known."""
    ref = known.find(written) if written else None
    table = schema.catalog.tables.get(ref) if ref else None
    return table if table is not None and is_clear(schema, table) else None


def of_table(table: Table) -> Iterator[Real]:
    if table.primary_key is not None:
        yield table.primary_key
    yield from table.uniques
    yield from table.checks
    yield from table.exclusions


def said(real: Real) -> str:
    """For messages: `check adult (age >= 18)`."""
    name = f" {real.name}" if real.name else ""
    if isinstance(real, Check):
        return f"check{name} ({real.expression.text})"
    if isinstance(real, Exclusion):
        return f"exclusion constraint{name}"
    what = "primary key" if isinstance(real, PrimaryKey) else "unique constraint"
    return f"{what}{'' if what == 'primary key' else name} ({', '.join(real.columns)})"


def subject_of(table: Table, real: Real) -> Subject:
    columns = real.columns if isinstance(real, (PrimaryKey, Unique)) else ()
    return Subject("constraint", table.schema or None, table.name, real.name, columns)


def _kind(real: Real | None) -> str:
    if isinstance(real, PrimaryKey):
        return "primary key"
    if isinstance(real, Unique):
        return "unique"
    return "check" if isinstance(real, Check) else "exclude"


def _same(one: DocumentedConstraint, table: Table, taken: set[int]) -> Real | None:
    """What a listed constraint is: by its name, as the primary key, by what it says."""
    free = [real for real in of_table(table) if id(real) not in taken]
    name = one.name.casefold()
    for real in free:
        if name and real.name and real.name.casefold() == name:
            return real
    if name in ("primary", "pk", "primary key") and table.primary_key is not None:
        return table.primary_key
    told = {column.name if (column := column_of(table, text)) else text for text in one.columns}
    condition = meaning(one.condition) if one.condition else None
    for real in free:
        if isinstance(real, Check):
            if condition is not None and meaning(real.expression.text) == condition:
                return real
        elif (
            isinstance(real, (PrimaryKey, Unique))
            and told
            and set(real.columns) == told
            and one.kind in ("", _kind(real))
        ):
            return real
    return None


def _nearest(one: DocumentedConstraint, table: Table, taken: set[int]) -> Real | None:
    """What a listed constraint may have become: of the same kind and of nearly the same name, or the only primary key."""
    free = [real for real in of_table(table) if id(real) not in taken and one.kind in ("", _kind(real))]
    if one.kind == "primary key":
        return free[0] if free else None
    if not one.name:
        return None

    def close(real: Real) -> float:
        return SequenceMatcher(None, one.name.casefold(), real.name.casefold()).ratio()

    near = max(free, key=close, default=None)
    return near if near is not None and close(near) >= 0.8 else None


def _moved(one: DocumentedConstraint, schema: Replay, taken: set[int]) -> tuple[Table, Real] | None:
    """The constraint of that name that another table has, where only one does."""
    found = [
        (table, real)
        for table in described(schema)
        if one.name and is_clear(schema, table)
        for real in of_table(table)
        if real.name.casefold() == one.name.casefold() and id(real) not in taken
    ]
    return found[0] if len(found) == 1 else None


def _is_claim(one: DocumentedConstraint, table: Table, catalog: Catalog) -> bool:
    """Whether a listed constraint that is none surely speaks of one: not of an index, a foreign key, a trigger, a column."""
    name = one.name.casefold()
    others = [index.name for index in table.indexes] + [key.name for key in table.foreign_keys]
    others += [column.name for column in table.columns] + [key[1] for key in catalog.triggers if key[0] == table.ref]
    if name in {other.casefold() for other in others}:
        return False
    if one.columns and any(index.unique and set(index.columns) == set(one.columns) for index in table.indexes):
        return False
    if one.kind == "check" and not one.name:
        return meaning(one.condition) is not None
    if one.kind == "exclude" or not (one.kind or "_" in name):
        return False
    return bool(one.columns or (one.condition and meaning(one.condition)) or "_" in name)


def _differences(page: Page, one: DocumentedConstraint, table: Table, real: Real) -> Iterator[tuple[Span, str, str]]:
    """The places that say something else than the schema, what they say, and what is right."""
    other = one.name.casefold() not in (real.name.casefold(), "primary", "pk", "primary key", "unique", "check", "")
    if other and one.name_span is not None and real.name and real.named:
        yield one.name_span, one.name, real.name
    if one.kind and one.kind_span is not None and one.kind != _kind(real) and one.clause_span is None:
        yield one.kind_span, one.kind, _kind(real).upper()
    if isinstance(real, Check):
        told, held = meaning(one.condition) if one.condition else None, meaning(real.expression.text)
        if told is not None and held is not None and told != held and one.condition_span is not None:
            yield one.condition_span, one.condition, real.expression.text
    elif isinstance(real, (PrimaryKey, Unique)) and one.columns and one.columns_span is not None:
        columns = [column_of(table, name) for name in one.columns]
        if all(columns) and {column.name for column in columns if column} != set(real.columns):
            right = in_manner(page.written(one.columns_span), real.columns)
            yield one.columns_span, ", ".join(one.columns), right


def _is_not_null(real: Real) -> bool:
    """A check that Oracle keeps for NOT NULL."""
    shape = real.expression.shape if isinstance(real, Check) else None
    return isinstance(shape, IsNull) and shape.negated and isinstance(shape.operand, ColumnRef)


def _added(
    page: Page, listed: Sequence[tuple[DocumentedConstraint, Table, Real]], wanted: Sequence[tuple[Table, Real]], table: Table,
    real: Real, catalog: Catalog,
) -> Fix | None:  # fmt: skip
    """A row or an item like those of the list, in their order."""
    own = [entry for entry in listed if entry[1].ref == table.ref]
    entries = own if own and own[0][0].table_span is None else listed
    order = [id(one) for _, one in wanted]
    by_place = [id(one) for _, one in sorted(wanted, key=lambda entry: (entry[0].span, entry[1].span))]
    before = predecessor(id(real), [id(one) for _, _, one in entries], (order, by_place))
    model = next((one for one, _, held in entries if id(held) == before), None)
    first = model is None
    model = model or entries[0][0]
    texts: dict[Span, str] = {}
    if model.table_span is not None:
        qualified = "." in model.table or (table.schema and table.schema != catalog.default_schema)
        texts[model.table_span] = cased_like(table.ref.text if qualified else table.name, model.table)
    if model.name_span is not None:
        texts[model.name_span] = real.name
    if model.condition_span is not None and isinstance(real, Check):
        texts[model.condition_span] = real.expression.text
    if model.columns_span is not None and isinstance(real, (PrimaryKey, Unique)):
        texts[model.columns_span] = in_manner(page.written(model.columns_span), real.columns)
    if model.kind_span is not None:
        texts[model.kind_span] = page.written(model.kind_span)
    if model.source == "table":
        edit = row_added(page, model.row, texts, first)
    else:
        edit = item_added(page, model.row, texts, first)
    return Fix(f"Add {said(real)} to the document", "safe", edits=(edit,)) if edit else None


def _in_unique(table: Table, name: str) -> bool:
    """Whether a key, a unique constraint or a unique index has the column in it."""
    keys = [key.columns for key in table.uniques]
    if table.primary_key is not None:
        keys.append(table.primary_key.columns)
    if any(name in columns for columns in keys):
        return True
    return any(
        index.unique
        and any(part.column == name or (part.expression and name in part.expression.columns) for part in index.parts)
        for index in table.indexes
    )


def _owed(pair: Pair, column: Column) -> Iterator[tuple[str, str, Span]]:
    """What the row of a column should say where rows say such things: the kind, the words, where it is defined."""
    table = pair.table
    key = table.primary_key
    if key is not None and column.name in key.columns:
        yield "primary key", "part of the primary key" if len(key.columns) > 1 else "the primary key", key.span
        return
    for unique in table.uniques:
        if unique.columns == (column.name,):
            yield "unique", "unique", unique.span
            return
