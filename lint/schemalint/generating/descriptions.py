"""Tables, columns, indexes and values of a catalogue as Markdown."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence

from schemalint.generating import definitions, spelling
from schemalint.generating.ddl import UnsupportedError, render
from schemalint.model.change import CreateDomain, CreateEnum
from schemalint.model.document import Dialect
from schemalint.model.expression import Cast, ColumnRef, Constant, InList, Logic, Shape
from schemalint.model.name import Name, ObjectName, Ref, likenesses
from schemalint.model.page import Page
from schemalint.model.record import NamedTuple
from schemalint.model.schema import NOWHERE, Catalog, Check, Column, ForeignKey, Table
from schemalint.model.text import Span

HEAD = ("Column", "Type", "Nullable", "Default", "Description")
AUDIT = ("audit", "log", "logs", "history", "archive", "event", "events", "trail", "tracking", "changelog")
"""The last or first word of a table that keeps what happened."""
_STAMPS = frozenset({"id", "created_at", "updated_at", "created", "updated", "created_by", "granted_at", "position"})


def row(cells: Iterable[str]) -> str:
    """A line of a Markdown table."""
    return "| " + " | ".join(cell(text) for text in cells) + " |"


def grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join([row(head), "|" + "|".join("---" for _ in head) + "|", *(row(cells) for cells in rows)])


def cell(text: str) -> str:
    """Text that stays in its cell."""
    return " ".join(text.split()).replace("|", "\\|")


def fence(language: str, text: str) -> str:
    """A code block."""
    ticks = "```"
    while ticks in text:
        ticks += "`"
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"


def shown(ref: Ref, catalog: Catalog) -> str:
    """A table as a document calls it: with its schema only where that is not the usual one. Folding to upper case is undone."""
    held = catalog.tables.get(ref) or catalog.views.get(ref)
    name = held.written.strip('"`[]') if held is not None and held.written else ref.name
    name = name if name.casefold() == ref.name.casefold() else ref.name
    return name if ref.schema in ("", catalog.default_schema) else f"{ref.schema}.{name}"


def column_name(column: Column) -> str:
    """A column as a document calls it."""
    bare = column.written.strip('"`[]')
    return bare if bare.casefold() == column.name.casefold() else column.name


class Said(NamedTuple):
    """What the document that is written says already."""

    page: Page
    descriptions: Mapping[tuple[str, str], str]
    """By table and column, both as `likenesses` has them first."""

    def written(self, span: Span) -> str:
        """The characters of a span of the document; empty for a span of another file."""
        return self.page.written(span) if span.path == self.page.path else ""

    def about(self, table: Table, column: Column) -> str:
        """What the document says about a column; empty when nothing."""
        own = likenesses(f'"{column.name}"')[0]
        return next(
            (
                self.descriptions[likeness, own]
                for likeness in likenesses(f'"{table.name}"')
                if (likeness, own) in self.descriptions
            ),
            "",
        )


def said(page: Page) -> Said:
    """What a page says about columns; placeholders do not count."""
    found: dict[tuple[str, str], str] = {}
    holes = {place.text for place in page.placeholders}
    for table in page.documented_tables:
        for column in table.columns:
            if column.description and not any(hole in column.description for hole in holes):
                for likeness in likenesses(table.name):
                    found.setdefault((likeness, likenesses(f'"{column.name}"')[0]), column.description)
    return Said(page, found)


def facts_of(column: Column, table: Table, known: Said) -> tuple[str, str, str, str, str]:
    """Name, type, nullable, default and description of a column, as a dictionary states them. The type is spelled as in
    the document's own DDL, the description is the one that the document gives elsewhere, where it does."""
    kind = known.written(column.type.span) if column.type is not None else ""
    kind = " ".join(kind.split()) or definitions.type_of(column)
    if column.serial and kind:
        default = "-" if "serial" in kind.lower() else column.default.text if column.default is not None else "-"
    elif column.identity:
        default = "identity"
    elif column.generated is not None:
        default = "generated"
    else:
        default = column.default.text if column.default is not None else "-"
    description = column.comment or known.about(table, column) or purpose(column, table)
    return column_name(column), kind, "Yes" if column.nullable else "No", default, description


def purpose(column: Column, table: Table) -> str:
    """What the keys tell about a column, else a placeholder."""
    for key in table.foreign_keys:
        if key.columns == (column.name,) and not key.ignored:
            return f"Refers to {key.parent.name}"
    if table.primary_key and table.primary_key.columns == (column.name,):
        return "Primary key"
    return f"[Describe {column_name(column)}]"


def purpose_of(table: Table, name: str, dialect: Dialect) -> str:
    """What the table is for, by its comment, else a placeholder. `name` is what the document calls it."""
    what = {"mongodb": "a document", "dynamodb": "an item"}.get(dialect, "a row")
    return " ".join(table.comment.split()) if table.comment else f"[Describe what {what} of {name} stands for]"


def column_table(table: Table, known: Said) -> str:
    """The columns of a table as a Markdown table."""
    return grid(HEAD, (facts_of(column, table, known) for column in table.columns))


def dictionary(tables: Iterable[Table], catalog: Catalog, known: Said) -> str:
    """The columns of all tables in one Markdown table."""
    rows = [
        (shown(table.ref, catalog), *facts_of(column, table, known)) for table in tables for column in table.columns
    ]
    return grid(("Table", *HEAD), rows)


def described(catalog: Catalog) -> tuple[Table, ...]:
    """The tables that a document describes, parents before children where keys allow it: no partitions, no temporary tables,
    nothing that is only taken to exist."""
    held = {
        ref: table
        for ref, table in sorted(catalog.tables.items(), key=lambda entry: (entry[1].span, entry[0]))
        if not table.assumed and table.partition_of is None and table.kind != "temporary"
    }
    place = {ref: number for number, ref in enumerate(held)}
    awaited = {ref: _parents(table, held) for ref, table in held.items()}
    children: dict[Ref, list[Ref]] = {}
    for ref, parents in awaited.items():
        for parent in parents:
            children.setdefault(parent, []).append(ref)
    ready = [place[ref] for ref, parents in awaited.items() if not parents]
    by_place = list(held.values())
    ordered: list[Table] = []
    started: set[Ref] = {by_place[number].ref for number in ready}
    rest = iter(held)
    while len(ordered) < len(by_place):
        if not ready:
            # Tables that refer to each other in a circle: the first of them begins.
            first = next(ref for ref in rest if ref not in started)
            started.add(first)
            ready.append(place[first])
        table = by_place[heapq.heappop(ready)]
        ordered.append(table)
        for child in children.get(table.ref, ()):
            awaited[child].discard(table.ref)
            if not awaited[child] and child not in started:
                started.add(child)
                heapq.heappush(ready, place[child])
    return tuple(ordered)


def _parents(table: Table, held: Mapping[Ref, Table]) -> set[Ref]:
    return {key.parent for key in table.foreign_keys if key.parent in held and key.parent != table.ref}


def is_join_table(table: Table) -> bool:
    """Whether the table only ties others together: two or more foreign keys and little besides."""
    keyed = {name for key in table.foreign_keys for name in key.columns}
    rest = [column for column in table.columns if column.name not in keyed and column.name.lower() not in _STAMPS]
    return len(table.foreign_keys) > 1 and not rest


def is_audit_table(table: Table) -> bool:
    """Whether the name says that the table keeps what happened to others."""
    words = table.name.lower().replace("-", "_").split("_")
    return words[-1] in AUDIT or words[0] in ("audit", "history")


def table_definitions(tables: Sequence[Table], catalog: Catalog) -> dict[Ref, str]:
    """The statements that make each of the tables with their types and indexes; a foreign key to a later table comes with
    that table. Tables that the dialect cannot spell are left out."""
    texts: dict[Ref, list[str]] = {}
    typed: set[Ref] = set()
    late: list[tuple[Ref, ForeignKey]] = []
    made: set[Ref] = set()
    wanted = {table.ref for table in tables}
    for table in tables:
        here = made | {table.ref}
        # SQLite looks a parent up only when rows are written, and has no ALTER that adds a key.
        free = catalog.dialect == "sqlite"
        now = tuple(key for key in table.foreign_keys if free or key.parent in here or key.parent not in wanted)
        late.extend((table.ref, key) for key in table.foreign_keys if key not in now)
        lines = list(_types(table, catalog, typed))
        lines.append(definitions.table(table._replace(foreign_keys=now), catalog.dialect, catalog))
        name = spelling.reference(table.ref, catalog.dialect, catalog)
        if catalog.dialect not in ("mysql", "mariadb"):
            lines += [
                definitions.index(one, name, catalog.dialect, table.columns) for one in definitions.own_indexes(table)
            ]
        lines += [definitions.table(part, catalog.dialect, catalog) for part in _partitions(table, catalog)]
        made.add(table.ref)
        for owner, key in [entry for entry in late if entry[1].parent == table.ref]:
            late.remove((owner, key))
            child = spelling.reference(owner, catalog.dialect, catalog)
            clause = definitions.constraint(key, catalog.dialect, catalog, catalog.tables[owner].columns)
            lines.append(f"ALTER TABLE {child} ADD {clause}")
        texts[table.ref] = lines
    return {ref: "\n\n".join(f"{line};" for line in lines) for ref, lines in texts.items()}


def _partitions(table: Table, catalog: Catalog) -> Iterator[Table]:
    """The partitions that are tables of their own, and theirs, each behind what it is a part of."""
    if catalog.dialect != "postgres" or not table.partition_by:
        return
    around = [table]
    while around:
        whole = around.pop(0)
        parts = [
            one for _, one in sorted(catalog.tables.items()) if one.partition_of == whole.ref and one.partition_bound
        ]
        yield from parts
        around += [one for one in parts if one.partition_by]


def _types(table: Table, catalog: Catalog, typed: set[Ref]) -> Iterator[str]:
    """The enums and domains that the table's columns need and that no earlier table needed."""
    for column in table.columns:
        if column.type is None:
            continue
        for ref in (*catalog.enums, *catalog.domains):
            if ref in typed or ref.name != column.type.name.split(".")[-1]:
                continue
            typed.add(ref)
            text = type_definition(ref, catalog)
            if text:
                yield text


def type_definition(ref: Ref, catalog: Catalog) -> str:
    """The statement that makes an enum or a domain; empty where the dialect has none."""
    schema = None if ref.schema in ("", catalog.default_schema) else Name(ref.schema, "", NOWHERE)
    name = ObjectName(Name(ref.name, "", NOWHERE), schema)
    try:
        if ref in catalog.enums:
            return render(CreateEnum(name, catalog.enums[ref].values), catalog.dialect, catalog)
        domain = catalog.domains[ref]
        change = CreateDomain(name, domain.type, domain.nullable, domain.default, domain.checks)
        return render(change, catalog.dialect, catalog)
    except UnsupportedError:
        return ""


def allowed_values(table: Table, catalog: Catalog) -> Iterator[tuple[Column, tuple[str, ...]]]:
    """The columns that may hold only some values, and these: by CHECK, enum, domain or an inline list."""
    for column in table.columns:
        values = _of_type(column, catalog)
        for check in table.checks:
            values = values or _of_check(check, column.name)
        if values:
            yield column, values


def _of_type(column: Column, catalog: Catalog) -> tuple[str, ...]:
    if column.type is None:
        return ()
    if column.type.values:
        return column.type.values
    name = column.type.name.split(".")[-1]
    for ref, enum in catalog.enums.items():
        if ref.name == name:
            return enum.values
    for ref, domain in catalog.domains.items():
        if ref.name == name:
            return next((found for check in domain.checks if (found := _of_check(check, "value"))), ())
    return ()


def _of_check(check: Check, column: str) -> tuple[str, ...]:
    """The values of `column IN (…)`, also where NULL is allowed besides."""
    shapes: list[Shape] = [check.expression.shape]
    if isinstance(shapes[0], Logic) and shapes[0].operator == "or":
        shapes = list(shapes[0].parts)
    for shape in shapes:
        if isinstance(shape, InList) and not shape.negated and _is_column(shape.operand, column):
            bare = [one.operand if isinstance(one, Cast) else one for one in shape.values]
            if all(isinstance(one, Constant) for one in bare):
                return tuple(one.value for one in bare if isinstance(one, Constant) and one.kind != "null")
    return ()


def _is_column(shape: Shape, column: str) -> bool:
    while isinstance(shape, Cast):
        shape = shape.operand
    return isinstance(shape, ColumnRef) and shape.name.lower() == column.lower()
