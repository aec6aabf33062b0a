"""Relations, child to parent, as column tables and diagrams state them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schemalint.model.page import (
    Cardinality,
    Cell,
    Diagram,
    DiagramRelation,
    DocumentedTable,
    Entity,
    GridTable,
    Relation,
)
from schemalint.model.text import Span
from schemalint.pages.blocks import Line
from schemalint.pages.headers import header_kinds

_KEY = re.compile(
    r"FOREIGN\s+KEY\s*\(([^()]*)\)\s*REFERENCES\s+([\w$.\"`\[\]]+)\s*(?:\(([^()]*)\))?\s*((?:ON\s+(?:DELETE|UPDATE)\s+\w+(?:\s+\w+)?\s*)*)",
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
            "zero or one" if set(column.keys) & {"PK", "UK"} and _alone(table, column.name) else "zero or more"
        )
        one: Cardinality = "exactly one" if column.nullable is False else "zero or one" if column.nullable else ""
        yield Relation(
            table.name, (column.name,), parent, (many, one), column.row, "", (parent_column,) if parent_column else (),
            column.name_span, None, column.source,
        )  # fmt: skip


_SIDE = r"[`*]*(?P<{0}>[^\W\d][\w$]*(?:\.[^\W\d][\w$]*){{0,2}})(?:\s*\(\s*(?P<{0}columns>[\w$]+(?:\s*,\s*[\w$]+)*)\s*\))?[`*]*"
_ARROW = re.compile(
    r"(?:FK\s*[:：]?\s*)?"
    + _SIDE.format("child")
    + r"\s*(?:→|->|-->|=>|⟶|references|REFERENCES)\s*"
    + _SIDE.format("parent")
    + r"(?=$|[\s(（,;:*—–-])"
)
_TARGET = re.compile(r"(?:FK|→|->|=>|\s)*" + _SIDE.format("parent") + r"\s*(?:[(（].*)?$")
_ACTION = re.compile(r"\b(?:ON\s+(?:DELETE|UPDATE)\s+)?(CASCADE|RESTRICT|SET\s+NULL|SET\s+DEFAULT|NO\s+ACTION)\b", re.I)


def from_item(line: Line, owner: str, path: str) -> Relation | None:
    """The relation that a list item draws: `orders.user_id → users.id`; below the table's heading also
    `user_id → users.id` and `FOREIGN KEY (user_id) REFERENCES users(id)`."""
    key = _KEY.search(line.text) if owner else None
    if key:
        return Relation(
            owner, _names(key[1]), key[2].strip('"`[]'), ("zero or more", ""), Span(path, line.start, line.end), "",
            _names(key[3] or ""), None, None, "list", (key[4] or "").strip(),
        )  # fmt: skip
    found = _ARROW.match(line.text)
    if not found:
        return None
    table, columns = _parted(found["child"], found["childcolumns"], owner)
    parent, parent_columns = _parted(found["parent"], found["parentcolumns"], "")
    if not table or not columns or not parent or not parent_columns:
        return None
    action = _ACTION.search(line.text, found.end())
    return Relation(
        table, columns, parent, ("zero or more", ""), Span(path, line.start, line.end), "", parent_columns,
        Span(path, line.start + found.start("child"), line.start + found.end("child")),
        Span(path, line.start + found.start("parent"), line.start + found.end("parent")), "list",
        action[0] if action else "",
    )  # fmt: skip


def _parted(name: str, listed: str | None, owner: str) -> tuple[str, tuple[str, ...]]:
    """The table and the columns of `users.id`, `users(a, b)`, or of a bare column of `owner`."""
    if listed:
        return name, tuple(part.strip() for part in listed.split(","))
    table, dot, column = name.rpartition(".")
    return (table, (column,)) if dot else (owner, (name,))


def from_table(table: GridTable, owner: str) -> Iterator[Relation]:
    """The relations of a table that lists foreign keys: by their definition, or as Table, Column, References."""
    offers = header_kinds(table)

    def place(kind: str) -> int:
        return next((index for index, kinds in enumerate(offers) if kind in kinds), -1)

    definition, references, holder, name = (
        place("definition"),
        place("references"),
        place("table"),
        place("name"),
    )
    typed = place("type") >= 0
    below, above = place("child"), place("parent")
    for row, span in zip(table.rows, table.row_spans, strict=True):
        if below >= 0 and above >= 0:
            names = tuple(column_names(row[max(references, name)])) if max(references, name) >= 0 else ()
            if re.fullmatch(r"[\w$.]+", row[below].text) and re.fullmatch(r"[\w$.]+", row[above].text):
                yield Relation(
                    row[below].text, names, row[above].text, ("zero or more", ""), span, "", (), row[below].span,
                    row[above].span, "table",
                )  # fmt: skip
        elif definition >= 0:
            key = _KEY.search(row[definition].text)
            if key and owner:
                yield Relation(
                    owner, _names(key[1]), key[2].strip('"`[]'), ("zero or more", ""), span, "", _names(key[3] or ""), None, None,
                    "table", (key[4] or "").strip(),
                )  # fmt: skip
        elif references >= 0 and holder >= 0 and not typed:
            target = _TARGET.match(row[references].text)
            child = row[holder].text
            if not target or not re.fullmatch(r"[\w$.]+", child):
                continue
            if name >= 0 and name not in (holder, references):
                owned, columns = child, _names(row[name].text)
            else:
                owned, columns = _parted(child, None, "")
            parent, parent_columns = target["parent"], _names(target["parentcolumns"] or "")
            if not parent_columns and parent.count(".") == 1:
                parent, parent_columns = _parted(parent, None, "")
            if owned and columns:
                action = next((found[0] for cell in row if (found := _ACTION.search(cell.text))), "")
                yield Relation(
                    owned, columns, parent, ("zero or more", ""), span, "", parent_columns, row[holder].span, row[references].span,
                    "table", action,
                )  # fmt: skip


def column_names(cell: Cell) -> Iterator[str]:
    """The columns that a cell names, `user_id` or `a, b`; nothing where it says anything else."""
    names = [part.strip().split(".")[-1] for part in cell.text.split(",")]
    if all(re.fullmatch(r"[\w$]+", name) for name in names):
        yield from names


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip('"`[]') for part in text.split(",") if part.strip())


def merged(relations: Iterable[Relation]) -> list[Relation]:
    """The relations, each once: what a row and a definition say of one foreign key is put together."""
    known: dict[tuple[object, ...], int] = {}
    found: list[Relation] = []
    for relation in relations:
        key = (relation.table, relation.columns, relation.parent.split(".")[-1])
        if relation.source == "diagram" or key not in known:
            if relation.source != "diagram":
                known[key] = len(found)
            found.append(relation)
            continue
        before = found[known[key]]
        found[known[key]] = before._replace(
            parent=max(before.parent, relation.parent, key=len),
            parent_columns=before.parent_columns or relation.parent_columns,
            actions=before.actions or relation.actions,
        )
    return found


def _alone(table: DocumentedTable, name: str) -> bool:
    """Whether the column is a key by itself, as far as the table says: no other column is marked as primary key."""
    return not any("PK" in column.keys and column.name != name for column in table.columns)


_COUNTED = re.compile(
    r"[ \t]*(?P<parent>[\w$.]+)[ \t]*\(1\)[ \t]*[─—–-]+[>▶►]?[ \t]*\((?P<many>[NM*1])\)[ \t]*(?P<child>[\w$.]+)"
    r"(?:[ \t]*\((?:via[ \t]+)?(?P<column>[\w$]+)\))?[ \t]*"
)


def from_arrows(path: str, text: str, span: Span) -> Iterator[Relation]:
    """The relations that lines of a drawing in text state, one a line: `users (1) ──> (N) orders (via user_id)`,
    `orders.user_id → users.id`."""
    start = span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        found = _COUNTED.fullmatch(line.rstrip())
        if found:
            begin, end = start + found.start("parent"), start + len(line.rstrip())
            many: Cardinality = "zero or one" if found["many"] == "1" else "zero or more"
            column = (found["column"],) if found["column"] else ()
            yield Relation(
                found["child"], column, found["parent"], (many, ""), Span(path, begin, end), "", (),
                Span(path, start + found.start("child"), start + found.end("child")),
                Span(path, begin, start + found.end("parent")),
            )  # fmt: skip
        elif "." in line:
            lead = len(line) - len(line.lstrip())
            arrow = from_item(Line(start + lead, line.strip()), "", path)
            if arrow:
                yield arrow._replace(source="diagram")
        start += len(line)


def from_diagram(diagram: Diagram) -> Iterator[Relation]:
    """The relations that a diagram draws."""
    entities = {entity.name: entity for entity in diagram.entities}
    found: list[Relation] = []
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
            parent_columns = tuple(part.strip() for part in (key[3] or "").split(",") if part.strip())
            actions = (key[4] or "").strip()
        elif child in entities:
            meant = _key_columns(entities[child], parent)
            columns = (meant,) if meant else ()
        found.append(
            Relation(
                child, columns, parent, cardinality, drawn.span, drawn.label, parent_columns, child_span, parent_span,
                "diagram", actions,
            )
        )  # fmt: skip
    left = _left_over(found, entities)
    for relation in found:
        yield (
            relation
            if relation.columns or relation.table not in left
            else relation._replace(columns=(left[relation.table],))
        )


def _left_over(relations: list[Relation], entities: dict[str, Entity]) -> dict[str, str]:
    """The key column of each entity that remains for its one relation whose column no name tells: the others are taken."""
    taken: dict[str, set[str]] = {}
    open_: dict[str, int] = {}
    for relation in relations:
        taken.setdefault(relation.table, set()).update(relation.columns)
        open_[relation.table] = open_.get(relation.table, 0) + (not relation.columns)
    found = {}
    for name, count in open_.items():
        entity = entities.get(name)
        if entity is None or count != 1:
            continue
        keys = [one.name for one in entity.attributes if "FK" in one.keys and one.name not in taken[name]]
        if len(keys) == 1:
            found[name] = keys[0]
    return found


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
