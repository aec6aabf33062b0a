"""Entity-relationship diagrams of a document beside the schema: which entity is which table, which line which foreign key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from schemalint import Diagram, DiagramRelation, Edit, Entity, ForeignKey, Page, Ref, Replay, Span, Table
from schemalint_rules._documents import Known, known_in, parts_of, written_like
from schemalint_rules._once import once_each, once_for_these
from schemalint_rules._tables import keeps_apart


class Drawing(NamedTuple):
    """A diagram and the schema that it draws."""

    diagram: Diagram
    schema: Replay
    entities: dict[str, Ref]
    """The table of each entity that the schema has."""
    slips: frozenset[str] = frozenset()
    """The entities whose names miss that of their table by a letter or two, while nothing else stands for the table."""

    def drawn(self, ref: Ref) -> Entity | None:
        """The entity of a table; the one with a block where there are two."""
        found = [one for one in self.diagram.entities if self.entities.get(one.name) == ref]
        return next((one for one in found if one.declared), found[0] if found else None)


@once_for_these
def drawings(page: Page, against: tuple[Replay, ...]) -> tuple[Drawing, ...]:
    """The diagrams that draw tables of the schema: at least half of their entities are some, those of other parts left aside."""
    found: list[Drawing] = []
    parts = parts_of(page, against)
    together = known_in(parts)
    for schema in parts:
        known: Known = known_in((schema,))
        for diagram in page.diagrams:
            if diagram.kind != "er" or any(fault.refused for fault in diagram.faults):
                continue
            entities: dict[str, Ref] = {}
            strangers: list[Entity] = []
            elsewhere = 0
            for entity in diagram.entities:
                ref = known.find(entity.name) or (known.find(entity.alias) if entity.alias else None)
                if ref is None and together.find(entity.name) is not None:
                    elsewhere += 1
                elif ref is None:
                    strangers.append(entity)
                elif ref in schema.catalog.tables:
                    entities[entity.name] = ref
            if entities and len(entities) * 2 >= len(diagram.entities) - elsewhere:
                slips = dict(_slips(known, schema, diagram, entities, strangers))
                found.append(Drawing(diagram, schema, entities | slips, frozenset(slips)))
    return tuple(found)


def _slips(
    known: Known, schema: Replay, diagram: Diagram, entities: dict[str, Ref], strangers: list[Entity]
) -> Iterator[tuple[str, Ref]]:
    """Entities with no name of a table that seem to miss one: the block of a table that has no other, with its columns, or the
    end of a line."""
    declared = {entities[one.name] for one in diagram.entities if one.declared and one.name in entities}
    ends = [(one.left, one.right) for one in diagram.relations]
    joined = Counter(frozenset((entities.get(left), entities.get(right))) for left, right in ends)
    for entity in strangers:
        names = [one.name.casefold() for one in entity.attributes]
        others = [
            entities.get(right if left == entity.name else left) for left, right in ends if entity.name in (left, right)
        ]
        for ref in known.nearly(entity.name):
            table = schema.catalog.tables.get(ref)
            if table is None or (entity.declared and ref in declared):
                continue
            if entity.declared:
                fits = sum(column.name.casefold() in names for column in table.columns) * 2 >= len(names)
            else:
                fits = any(
                    other is not None and joined[frozenset((ref, other))] < _keys(schema, ref, other)
                    for other in others
                )
            if fits:
                yield entity.name, ref
                break


def _keys(schema: Replay, one: Ref, other: Ref) -> int:
    """How many foreign keys stand between two tables."""
    tables = schema.catalog.tables
    there = sum(key.parent == other for key in tables[one].foreign_keys)
    return there + sum(key.parent == one for key in tables[other].foreign_keys if one != other)


def spans_of(drawing: Drawing, entity: Entity) -> tuple[Span, ...]:
    """Every place where the diagram names the entity."""
    found = [entity.name_span]
    for relation in drawing.diagram.relations:
        found += [relation.left_span] * (relation.left == entity.name)
        found += [relation.right_span] * (relation.right == entity.name)
    return tuple(dict.fromkeys(found))


def undrawn(drawing: Drawing) -> Iterator[tuple[Table, ForeignKey]]:
    """The foreign keys between drawn tables that have no line between them there, one for each two tables."""
    joined = set()
    for relation in drawing.diagram.relations:
        ends = drawing.entities.get(relation.left), drawing.entities.get(relation.right)
        joined |= {ends, ends[::-1]}
    tables = drawing.schema.catalog.tables
    drawn = set(drawing.entities.values())
    for ref in dict.fromkeys(drawing.entities.values()):
        for key in tables[ref].foreign_keys:
            if key.ignored or key.parent not in drawn or (ref, key.parent) in joined:
                continue
            joined |= {(ref, key.parent), (key.parent, ref)}
            yield tables[ref], key


_MANY = ("zero or more", "one or more")


class Misdrawn(NamedTuple):
    """A line that ends at the wrong table."""

    table: Table
    key: ForeignKey
    """What it seems to stand for."""
    span: Span
    """The wrong end."""
    right: Ref
    """The table that belongs there."""


@once_each
def misdrawn(drawing: Drawing) -> dict[DiagramRelation, Misdrawn]:
    """The lines between tables that no key joins, where one of the two has a key that is not drawn: one end of the line is wrong."""
    free = list(undrawn(drawing))
    found: dict[DiagramRelation, Misdrawn] = {}
    for relation in drawing.diagram.relations if free else ():
        left, right = drawing.entities.get(relation.left), drawing.entities.get(relation.right)
        if left is None or right is None or keys_between(drawing, relation):
            continue
        ways = [(left, right)] if relation.left_cardinality not in _MANY else []
        ways += [(right, left)] if relation.right_cardinality not in _MANY else []
        spans = {left: relation.left_span, right: relation.right_span}
        for parent, child in ways or [(left, right), (right, left)]:
            fitting = [(table, key) for table, key in free if table.ref == child] or [
                (table, key) for table, key in free if key.parent == parent
            ]
            if len(fitting) != 1:
                continue
            table, key = fitting[0]
            free.remove(fitting[0])
            same = table.ref == child
            found[relation] = Misdrawn(table, key, spans[parent if same else child], key.parent if same else table.ref)
            break
    return found


def key_is_unique(table: Table, key: ForeignKey) -> bool:
    """Whether a row of the parent has at most one row here."""
    return keeps_apart(table, key.columns)


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
    return f'{_written(parent)} {ends_of(drawing, table, key)} {_written(child)} : "{", ".join(key.columns)}"'


def ends_of(drawing: Drawing, table: Table, key: ForeignKey) -> str:
    """How the line of a foreign key is drawn, parent first: `||--o{`."""
    left = "||" if is_required(table, key) or not tells_optional(drawing) else "|o"
    return f"{left}--{'o|' if key_is_unique(table, key) else 'o{'}"


def name_for(drawing: Drawing, ref: Ref, like: str) -> str:
    """What the diagram calls a table; of one it does not draw the table's own name, in capitals where `like` is."""
    entity = next(
        (
            one
            for one in drawing.diagram.entities
            if drawing.entities.get(one.name) == ref and one.name not in drawing.slips
        ),
        None,
    )
    if entity is not None:
        return _written(entity)
    others = [one.name for one in drawing.diagram.entities if one.name not in drawing.slips]
    like = like.upper() if others and all(name.isupper() for name in others) else like
    return written_like(drawing.schema.catalog.tables[ref].written or ref.name, like)


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
