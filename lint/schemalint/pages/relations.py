"""Relations, child to parent, as column tables and diagrams state them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint.model.page import Cardinality, Diagram, DiagramRelation, DocumentedTable, Entity, Relation

_KEY = re.compile(
    r"FOREIGN\s+KEY\s*\(([^()]*)\)\s*REFERENCES\s+[\w$.\"`\[\]]+\s*(?:\(([^()]*)\))?\s*((?:ON\s+(?:DELETE|UPDATE)\s+\w+(?:\s+\w+)?\s*)*)",
    re.I,
)
_MANY: tuple[Cardinality, ...] = ("zero or more", "one or more")


def from_columns(table: DocumentedTable) -> Iterator[Relation]:
    """The relations that the rows of a column table state."""
    for column in table.columns:
        if column.references is None:
            continue
        parent, parent_column = column.references
        many: Cardinality = (
            "zero or one"
            if set(column.keys) & {"PK", "UK"} and _alone(table, column.name)
            else "zero or more"
        )
        one: Cardinality = (
            "exactly one" if column.nullable is False else "zero or one" if column.nullable else ""
        )
        yield Relation(
            table.name, (column.name,), parent, (many, one), column.row, "", (parent_column,) if parent_column else (),
            column.name_span, None, column.source,
        )  # fmt: skip


def _alone(table: DocumentedTable, name: str) -> bool:
    """Whether the column is a key by itself, as far as the table says: no other column is marked as primary key."""
    return not any("PK" in column.keys and column.name != name for column in table.columns)


def from_diagram(diagram: Diagram) -> Iterator[Relation]:
    """The relations that a diagram draws."""
    entities = {entity.name: entity for entity in diagram.entities}
    for drawn in diagram.relations:
        left_is_child = _left_is_child(drawn, entities)
        child, parent = (drawn.left, drawn.right) if left_is_child else (drawn.right, drawn.left)
        child_span, parent_span = (
            (drawn.left_span, drawn.right_span) if left_is_child else (drawn.right_span, drawn.left_span)
        )
        cardinality = (
            (drawn.left_cardinality, drawn.right_cardinality)
            if left_is_child
            else (drawn.right_cardinality, drawn.left_cardinality)
        )
        columns: tuple[str, ...] = ()
        parent_columns: tuple[str, ...] = ()
        actions = ""
        key = _KEY.search(drawn.label)
        if key:
            columns = tuple(part.strip() for part in key[1].split(",") if part.strip())
            parent_columns = tuple(part.strip() for part in (key[2] or "").split(",") if part.strip())
            actions = (key[3] or "").strip()
        elif child in entities:
            meant = _key_columns(entities[child], parent)
            columns = (meant,) if meant else ()
        yield Relation(
            child, columns, parent, cardinality, drawn.span, drawn.label, parent_columns, child_span, parent_span,
            "diagram", actions,
        )  # fmt: skip


def _left_is_child(drawn: DiagramRelation, entities: dict[str, Entity]) -> bool:
    left_many, right_many = drawn.left_cardinality in _MANY, drawn.right_cardinality in _MANY
    if left_many != right_many:
        return left_many
    left = entities.get(drawn.left)
    right = entities.get(drawn.right)
    left_key = bool(left and _key_columns(left, drawn.right))
    right_key = bool(right and _key_columns(right, drawn.left))
    if left_key != right_key:
        return left_key
    if drawn.left_cardinality != drawn.right_cardinality:
        return drawn.left_cardinality == "zero or one"
    return False


def _key_columns(entity: Entity, parent: str) -> str:
    """The one attribute marked FK whose name says that it points to `parent`: `user_id` to USERS; else empty."""
    stems = {_folded(parent), _singular(_folded(parent))}
    found = [
        attribute.name
        for attribute in entity.attributes
        if "FK" in attribute.keys and _singular(re.sub(r"_?id$", "", _folded(attribute.name))) in stems
    ]
    return found[0] if len(found) == 1 else ""


def _folded(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.split(".")[-1]).lower().replace("-", "_").strip("_")


def _singular(name: str) -> str:
    if name.endswith("ies") and len(name) > 4:
        return name[:-3] + "y"
    if name.endswith(("ses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name
