from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Attribute,
    Bad,
    Column,
    Diagnostic,
    Edit,
    Entity,
    Fix,
    Good,
    Page,
    PageRule,
    Replay,
    Span,
    Subject,
    Table,
    Type,
)
from schemalint_rules._diagrams import Drawing, drawings
from schemalint_rules._dictionary import column_of
from schemalint_rules._documents import without_lines, written_like
from schemalint_rules._told_types import compared_type, differs

_SQL = (("schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, age int);\n"),)


def _drawn(*lines: str) -> str:
    block = "".join(f"        {line}\n" for line in lines)
    return f"# Schema\n\n```mermaid\nerDiagram\n    users {{\n{block}    }}\n```\n"


class DiagramAttributeDrift(PageRule):
    """The attributes of an entity should be the columns of its table, with their keys.

    ## What it does
    Holds the blocks of a diagram against the tables: attributes that are no columns; the marks PK, FK and UK where the diagram
    marks keys; types of another kind (a text where the table has a number). A block need not list all columns: where it lists at least three quarters of them, those
    it leaves out are told. Words that are no types of the server are passed over.

    ## Why is this bad
    The diagram is what people look at first, and a wrong key there becomes a wrong join.

    ## Fix
    Marks, types and misspelt names are corrected, attributes that are no columns are taken out, missing ones drawn behind the column
    before them. Safe: only the document changes.

    ## References
    - Mermaid documentation, Entity Relationship Diagrams, Attributes
    """

    name = "diagram-attribute-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_drawn("bigint id PK", "string email UK", "int age"), path="docs/schema.md", files=_SQL),
        Good(_drawn("bigint id", "text email"), path="docs/schema.md", files=_SQL),
    )
    bad = (
        Bad(
            _drawn("bigint id PK", "text email UK", "int age FK"),
            at="FK",
            path="docs/schema.md",
            files=_SQL,
            fixed=_drawn("bigint id PK", "text email UK", "int age"),
        ),
        Bad(
            _drawn("bigint id PK", "text email UK", "int age", "text phone"),
            at="phone",
            path="docs/schema.md",
            files=_SQL,
            fixed=_drawn("bigint id PK", "text email UK", "int age"),
        ),
        Bad(_drawn("bigint id PK", "uuid email UK", "int age"), at="uuid", path="docs/schema.md", files=_SQL),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for drawing in drawings(page, against):
            marks = any(one.keys for entity in drawing.diagram.entities for one in entity.attributes)
            pairs = any(len(one.keys) > 1 for entity in drawing.diagram.entities for one in entity.attributes)
            unique = _marks_unique(drawing)
            for entity in drawing.diagram.entities:
                ref = drawing.entities.get(entity.name)
                table = drawing.schema.catalog.tables.get(ref) if ref else None
                if table is None or not entity.attributes or table.unknown or table.assumed or table.as_query:
                    continue
                yield from self._entity(page, drawing, entity, table, marks, pairs, unique)

    def _entity(
        self, page: Page, drawing: Drawing, entity: Entity, table: Table, marks: bool, pairs: bool, unique: bool
    ) -> Iterator[Diagnostic]:
        known = {one: column_of(table, one.name) for one in entity.attributes}
        held = [column for column in known.values() if column is not None]
        if len(held) * 2 < len(entity.attributes):
            return
        meant = _misnamed(known, table, drawing)
        for one, column in known.items():
            slip = meant.get(one)
            if slip is not None:
                spelled = written_like(slip.written or slip.name, one.name)
                yield self._told(
                    page, one.name_span, table, one.name,
                    f"{table.ref.text} has no column {one.name}, but the diagram shows one; {spelled}, which it does not show, may be "
                    "what is meant.",
                    f"write {spelled}", (Edit(one.name_span, spelled),),
                )  # fmt: skip
            elif column is None:
                yield self._told(
                    page, one.name_span, table, one.name, f"{table.ref.text} has no column {one.name}, but the diagram shows one.",
                    f"take {one.name} out of the diagram", without_lines(page, (one.span,)),
                )  # fmt: skip
            if column is None:
                continue
            told = compared_type(one.type.replace("_", " "), drawing.schema.dialect)
            if (
                told is not None
                and column.type is not None
                and not {told.name, column.type.name} <= _JSON
                and differs(told._replace(arguments=()), column, drawing.schema.dialect)
            ):
                right = _type_as_drawn(drawing, column.type)
                yield self._told(
                    page, one.type_span, table, column.name,
                    f"{table.ref.text}.{column.name} is drawn as {one.type}, but it is {column.type.text} in the schema.",
                    f"write {right}", (Edit(one.type_span, right),),
                )  # fmt: skip
            if marks:
                yield from self._marks(page, one, table, column.name, pairs, unique)
        shown = [*held, *meant.values()]
        if len(shown) < len(table.columns) <= len(shown) * 4 / 3:
            for column in table.columns:
                if column not in shown:
                    yield self._told(
                        page, entity.name_span, table, column.name,
                        f"{table.ref.text}.{column.name} is not in the diagram, which shows the other columns of the table.",
                        f"draw {column.name}", _line(page, drawing, entity, table, column, marks),
                    )  # fmt: skip

    def _marks(
        self, page: Page, one: Attribute, table: Table, name: str, pairs: bool, unique: bool
    ) -> Iterator[Diagnostic]:
        """`pairs`: the diagram gives a column two marks where it has two; else one of them is enough. `unique`: it marks most
        unique columns."""
        right, allowed = _keys(table, name)
        said = set(one.keys)
        lacking = unique and "UK" in right and not said
        if (
            not lacking
            and said <= allowed
            and (right & {"PK", "FK"} <= said if pairs else bool(said) or not right & {"PK", "FK"})
        ):
            return
        text = ", ".join(mark for mark in ("PK", "FK", "UK") if mark in right)
        span = one.keys_span or one.name_span
        edit = Edit(one.keys_span, text) if one.keys_span and text else None
        if one.keys_span and not text:
            start = one.name_span.end
            edit = Edit(Span(page.path, start, one.keys_span.end), "")
        elif not one.keys_span:
            edit = Edit(Span(page.path, one.name_span.end, one.name_span.end), f" {text}")
        yield self._told(
            page, span, table, name,
            f"{table.ref.text}.{name} is drawn with {', '.join(one.keys) or 'no mark'}, but the schema makes it {text or 'no key'}.",
            f"write {text}" if text else "take the mark out", (edit,) if edit else (),
        )  # fmt: skip

    def _told(
        self, page: Page, span: Span, table: Table, name: str, message: str, repair: str, edits: tuple[Edit, ...]
    ) -> Diagnostic:
        return self.found(
            span,
            message,
            subject=Subject("column", table.schema or None, table.name, name.lower(), (name.lower(),)),
            repair=repair,
            fix=Fix(f"Correct {table.ref.text}.{name} in the diagram", "safe", edits=edits) if edits else None,
        )


_JSON = frozenset(("json", "jsonb"))
"""One kind to who reads a diagram."""


def _marks_unique(drawing: Drawing) -> bool:
    """Whether the diagram marks at least two unique columns, and most of those that it shows."""
    marked = shown = 0
    for entity in drawing.diagram.entities:
        ref = drawing.entities.get(entity.name)
        table = drawing.schema.catalog.tables.get(ref) if ref else None
        for one in entity.attributes if table is not None else ():
            if table is not None and (column := column_of(table, one.name)) and "UK" in _keys(table, column.name)[0]:
                shown += 1
                marked += "UK" in one.keys
    return marked > 1 and marked * 2 > shown


def _misnamed(known: dict[Attribute, Column | None], table: Table, drawing: Drawing) -> dict[Attribute, Column]:
    """The attributes that are no columns, with the column whose name each of them seems to miss: one that is not drawn, of a like
    name and no other type."""
    import difflib

    held = list(known.values())
    free = {column.name.casefold(): column for column in table.columns if column not in held}
    found: dict[Attribute, Column] = {}
    for one in (one for one, column in known.items() if column is None):
        told = compared_type(one.type.replace("_", " "), drawing.schema.dialect)
        fitting = [
            name
            for name, column in free.items()
            if told is None
            or column.type is None
            or not differs(told._replace(arguments=()), column, drawing.schema.dialect)
        ]
        near = difflib.get_close_matches(one.name.casefold(), fitting, 1, 0.6)
        if near:
            found[one] = free.pop(near[0])
    return found


def _type_as_drawn(drawing: Drawing, kind: Type) -> str:
    """A type as the diagram writes them: with their sizes, in capitals."""
    types = [one.type for entity in drawing.diagram.entities for one in entity.attributes]
    text = _word(kind.text if any("(" in one for one in types) else kind.name)
    return text.upper() if sum(one.isupper() for one in types) * 2 > len(types) else text


def _line(page: Page, drawing: Drawing, entity: Entity, table: Table, column: Column, marks: bool) -> tuple[Edit, ...]:
    """The edit that draws one more column, behind the one before it, with the type as the diagram writes those of its kind."""
    if column.type is None:
        return ()
    names = [one.name for one in table.columns]
    drawn = {found.name: one for one in entity.attributes if (found := column_of(table, one.name)) is not None}
    before = [name for name in names[: names.index(column.name)] if name in drawn]
    model = drawn[before[-1]] if before else entity.attributes[0]
    text = _type_as_drawn(drawing, column.type)
    text += f" {written_like(column.written or column.name, model.name)}"
    right, _ = _keys(table, column.name)
    shown = [mark for mark in ("PK", "FK", "UK") if mark in right] if marks else []
    text += f" {', '.join(shown)}" if shown else ""
    start = max(page.text.rfind("\n", 0, model.span.start), page.text.rfind("\r", 0, model.span.start)) + 1
    indent = page.text[start : model.span.start]
    if indent.strip(" \t>"):
        return ()
    if not before:
        return (Edit(Span(page.path, start, start), indent + text + page.line_break),)
    end = page.text.find("\n", model.span.end)
    end = (len(page.text) if end < 0 else end + 1) - 1
    end -= page.text[end - 1 : end] == "\r"
    return (Edit(Span(page.path, end, end), page.line_break + indent + text),)


def _keys(table: Table, name: str) -> tuple[set[str], set[str]]:
    """The marks that a column has by the schema, and those that are right as well: UK on a part of a unique key."""
    found = set()
    if table.primary_key is not None and name in table.primary_key.columns:
        found.add("PK")
    if any(name in key.columns and not key.ignored for key in table.foreign_keys):
        found.add("FK")
    unique = [one.columns for one in table.uniques]
    unique += [one.columns for one in table.indexes if one.unique and one.predicate is None]
    if (name,) in unique and "PK" not in found:
        found.add("UK")
    parts = any(name in columns for columns in unique) or "PK" in found
    return found, found | {"UK"} if parts else found


def _word(text: str) -> str:
    """A type as mermaid takes it: one word."""
    return text.replace(", ", "-").replace(",", "-").replace(" ", "_")
