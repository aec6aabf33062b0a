"""Entity-relationship diagrams of a document beside the schema: which entity is which table, which line which foreign key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from schemalint import Diagram, DiagramRelation, Edit, Entity, ForeignKey, Page, Ref, Replay, Span, Table
from schemalint_rules._documents import Known, known_in, schemas_of


class Drawing(NamedTuple):
    """A diagram and the schema that it draws."""

    diagram: Diagram
    schema: Replay
    entities: dict[str, Ref]
    """The table of each entity that the schema has."""

    def drawn(self, ref: Ref) -> Entity | None:
        """The entity of a table; the one with a block where there are two."""
        found = [one for one in self.diagram.entities if self.entities.get(one.name) == ref]
        return next((one for one in found if one.declared), found[0] if found else None)


def drawings(page: Page, against: tuple[Replay, ...]) -> Iterator[Drawing]:
    """The diagrams that draw tables of the schema: at least half of their entities are some."""
    for schema in schemas_of(page, against)[:1]:
        known: Known = known_in((schema,))
        for diagram in page.diagrams:
            if diagram.kind != "er" or any(fault.refused for fault in diagram.faults):
                continue
            entities: dict[str, Ref] = {}
            for entity in diagram.entities:
                ref = known.find(entity.name) or (known.find(entity.alias) if entity.alias else None)
                if ref is not None and ref in schema.catalog.tables:
                    entities[entity.name] = ref
            if entities and len(entities) * 2 >= len(diagram.entities):
                yield Drawing(diagram, schema, entities)


def key_is_unique(table: Table, key: ForeignKey) -> bool:
    """Whether a row of the parent has at most one row here."""
    held = set(key.columns)
    if table.primary_key is not None and set(table.primary_key.columns) <= held:
        return True
    if any(set(other.columns) <= held for other in table.uniques):
        return True
    return any(
        index.unique and index.predicate is None and index.parts and all(part.column in held for part in index.parts)
        for index in table.indexes
    )


def is_required(table: Table, key: ForeignKey) -> bool:
    """Whether every row here has a parent."""
    columns = [table.column(name) for name in key.columns]
    return all(column is not None and not column.nullable for column in columns)


def keys_between(drawing: Drawing, relation: DiagramRelation) -> list[tuple[Table, ForeignKey, bool]]:
    """The foreign keys between the two tables of a line: the table that has it, the key, and whether that table stands left."""
    tables = drawing.schema.catalog.tables
    left, right = drawing.entities.get(relation.left), drawing.entities.get(relation.right)
    if left is None or right is None:
        return []
    found = [(tables[left], key, True) for key in tables[left].foreign_keys if key.parent == right and not key.ignored]
    # A table that refers to itself may be drawn in either direction.
    found += [
        (tables[right], key, False) for key in tables[right].foreign_keys if key.parent == left and not key.ignored
    ]
    return found


def tells_optional(drawing: Drawing) -> bool:
    """Whether the diagram draws somewhere that a row need not have a parent; where it does not, `||` says nothing about that."""
    return any(
        (relation.right_cardinality if stands_left else relation.left_cardinality) == "zero or one"
        for relation in drawing.diagram.relations
        for _, _, stands_left in keys_between(drawing, relation)
    )


def line_for(drawing: Drawing, table: Table, key: ForeignKey) -> str:
    """The line of a foreign key, parent first, as the diagram names its entities."""
    parent, child = drawing.drawn(key.parent), drawing.drawn(table.ref)
    assert parent is not None
    assert child is not None
    left = "||" if is_required(table, key) or not tells_optional(drawing) else "|o"
    right = "o|" if key_is_unique(table, key) else "o{"
    return f'{_written(parent)} {left}--{right} {_written(child)} : "{", ".join(key.columns)}"'


def _written(entity: Entity) -> str:
    return (
        entity.name
        if entity.name.replace("_", "").replace("-", "").isalnum() and entity.name.isascii()
        else f'"{entity.name}"'
    )


def line_added(page: Page, drawing: Drawing, text: str) -> Edit:
    """The edit that puts one more line behind the last relation, or behind the last entity."""
    diagram = drawing.diagram
    after = max([one.span.end for one in diagram.relations] + [one.span.end for one in diagram.entities])
    end = page.text.find("\n", after)
    end = len(page.text) if end < 0 else end
    end -= page.text[end - 1 : end] == "\r"
    last: Span = diagram.relations[-1].span if diagram.relations else diagram.entities[-1].span
    model = last.start
    start = page.text.rfind("\n", 0, model) + 1
    indent = page.text[start:model] if not page.text[start:model].strip(" \t>") else "    "
    return Edit(Span(page.path, end, end), page.line_break + indent + text)
