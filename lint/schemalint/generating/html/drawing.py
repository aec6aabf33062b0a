"""The entity-relationship diagram of a catalogue as SVG."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemalint.generating.descriptions import column_name
from schemalint.generating.html.escaping import escaped
from schemalint.generating.html.layout import Box, Layout, Place, Point, Tie, layout
from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Catalog, Column, ForeignKey, Table

MANY = 60
"""In a diagram of more tables than this, boxes show keys only."""
ROWS = 16
"""Columns that a box shows at most; keys come before others where there are more."""
HEAD = 30
LINE = 19
FOOT = 7
CHAR = 7.23
"""Pixels of a character of the diagram's font, 12 px and monospaced."""
SMALL = 6.1
"""The same at 10 px."""
INDENT = 42
"""Where the names of columns begin, right of the marks."""
LONGEST = 34
"""Characters of a name that are shown."""
BEND = 5
"""Radius of a rounded corner."""


class Entity(NamedTuple):
    """A table as the diagram shows it."""

    ref: Ref
    title: str
    rows: tuple[tuple[str, str, str], ...]
    """Mark (`PK`, `FK`, both, or empty), name, type."""
    shown: tuple[str, ...]
    """The columns of the rows, by folded name."""
    more: int
    """Columns that are not shown."""

    @property
    def height(self) -> int:
        return HEAD + LINE * (len(self.rows) + bool(self.more)) + (FOOT if self.rows or self.more else 0)

    def port(self, columns: Sequence[str]) -> int:
        """Where a line to these columns meets the box: at the first of them that is shown, else at the head."""
        for name in columns:
            if name in self.shown:
                return HEAD + LINE * self.shown.index(name) + LINE // 2
        return HEAD // 2

    def names(self, columns: Sequence[str]) -> str:
        """Columns as the rows spell them."""
        spelled = dict(zip(self.shown, (name for _, name, _ in self.rows), strict=True))
        return ", ".join(spelled.get(name, name) for name in columns)


class Relation(NamedTuple):
    """A foreign key between two entities, by position."""

    child: int
    parent: int
    key: ForeignKey
    required: bool
    """Every child needs a parent."""
    single: bool
    """A parent has one child at most."""


def entities(catalog: Catalog, label: Callable[[Ref], str]) -> tuple[Entity, ...]:
    """The tables of the diagram by name; partitions stand for their parent and are left out."""
    tables = [table for table in catalog.tables.values() if table.partition_of is None]
    tables = sorted((one for one in tables if one.kind != "temporary" and not one.assumed), key=lambda one: one.ref)
    return tuple(_entity(table, label(table.ref), keys_only=len(tables) > MANY) for table in tables)


def _entity(table: Table, title: str, *, keys_only: bool) -> Entity:
    marks = {column.name: mark(table, column.name) for column in table.columns}
    keys = [column for column in table.columns if marks[column.name]]
    if keys_only or len(table.columns) > ROWS:
        others = [] if keys_only else [column for column in table.columns if not marks[column.name]]
        chosen = {column.name for column in (*keys, *others)[: ROWS - 1]}
    else:
        chosen = set(marks)
    columns = [column for column in table.columns if column.name in chosen]
    rows = tuple((marks[column.name], column_name(column), "" if keys_only else _kind(column)) for column in columns)
    return Entity(table.ref, title, rows, tuple(column.name for column in columns), len(table.columns) - len(columns))


_SHORT = (
    ("character varying", "varchar"),
    ("timestamp without time zone", "timestamp"),
    ("timestamp with time zone", "timestamptz"),
    ("time without time zone", "time"),
    ("time with time zone", "timetz"),
    ("double precision", "double"),
    ("character(", "char("),
)
"""Long names of types, as the diagram calls them: it has little room."""


def _kind(column: Column) -> str:
    kind = column.type.text if column.type is not None else ""
    for full, short in _SHORT:
        kind = kind.replace(full, short)
    return kind if len(kind) <= LONGEST else f"{kind.partition('(')[0]}(…)"


def mark(table: Table, name: str) -> str:
    """`PK` and `FK` of a column, as far as it is part of such keys."""
    primary = table.primary_key is not None and name in table.primary_key.columns
    foreign = any(name in key.columns for key in table.foreign_keys if not key.ignored)
    return "PK FK" if primary and foreign else "PK" if primary else "FK" if foreign else ""


def relations(catalog: Catalog, shown: Sequence[Entity]) -> tuple[Relation, ...]:
    """The foreign keys between the entities, in their order."""
    at = {entity.ref: number for number, entity in enumerate(shown)}
    found = []
    for number, entity in enumerate(shown):
        table = catalog.tables[entity.ref]
        for key in table.foreign_keys:
            if key.parent in at and not key.ignored:
                columns = [table.column(name) for name in key.columns]
                required = all(column is not None and not column.nullable for column in columns)
                found.append(Relation(number, at[key.parent], key, required, _single(table, key)))
    return tuple(found)


def _single(table: Table, key: ForeignKey) -> bool:
    held = set(key.columns)
    return (
        (table.primary_key is not None and set(table.primary_key.columns) <= held)
        or any(set(other.columns) <= held for other in table.uniques)
        or any(
            index.unique and index.predicate is None and index.parts and set(index.columns) <= held
            for index in table.indexes
        )
    )


def placed(shown: Sequence[Entity], ties: Sequence[Relation]) -> Layout:
    """Lays the entities out."""
    return layout(
        [Box(_width(entity), entity.height) for entity in shown],
        [
            Tie(
                one.child,
                one.parent,
                shown[one.child].port(one.key.columns),
                shown[one.parent].port(one.key.parent_columns),
                "required" if one.required else "optional",
            )
            for one in ties
        ],
    )


def _width(entity: Entity) -> int:
    head = 20 + cells(_cut(entity.title)) * CHAR * 1.06
    wide = [
        INDENT + cells(_cut(name)) * CHAR + (14 + cells(_cut(kind)) * SMALL if kind else 10)
        for _, name, kind in entity.rows
    ]
    more = INDENT + 8 + 16 * SMALL if entity.more else 0
    return max(96, round(max([head, more, *wide])))


def cells(text: str) -> int:
    """How wide a text is in a monospaced font, in characters."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def drawn(name: str, shown: Sequence[Entity], ties: Sequence[Relation], target: Callable[[Ref], str]) -> str:
    """The diagram. `target` gives the id of what a box links to."""
    found = placed(shown, ties)
    margin = 24
    width, height = found.width + 2 * margin, found.height + 2 * margin
    words = f"Diagram of {name}: {len(shown)} tables, {len(ties)} relations"
    lines = [_line(one, points, shown, found.places) for one, points in zip(ties, found.routes, strict=True)]
    boxes = [_box(entity, place, target) for entity, place in zip(shown, found.places, strict=True)]
    return (
        f'<svg class="er" role="group" aria-label="{escaped(words)}" width="{width}" height="{height}" '
        f'viewBox="{-margin} {-margin} {width} {height}"><g class="world">\n<g class="lines">'
        + "\n".join(lines)
        + '</g>\n<g class="boxes">'
        + "\n".join(boxes)
        + "</g></g></svg>"
    )


def _box(entity: Entity, place: Place, target: Callable[[Ref], str]) -> str:
    title = _cut(entity.title)
    big = min((place.width - 12) / (0.62 * max(cells(title), 1)), place.height * 0.5, 32)
    rows = [
        f'<text x="8" y="{HEAD + LINE * at + 13}">{_marked(key)}<tspan x="{INDENT}">{escaped(_cut(name))}</tspan>'
        + (f'<tspan class="k" x="{place.width - 8}">{escaped(_cut(kind))}</tspan>' if kind else "")
        + "</text>"
        for at, (key, name, kind) in enumerate(entity.rows)
    ]
    if entity.more:
        many = f"{entity.more} more column{'s' if entity.more > 1 else ''}"
        rows.append(f'<text class="m" x="{INDENT}" y="{HEAD + LINE * len(rows) + 13}">{many}</text>')
    full = f"<title>{escaped(entity.title)}</title>" if title != entity.title else ""
    rule = f'<path d="M0 {HEAD}H{place.width}"/>' if rows else ""
    return (
        f'<g class="box" transform="translate({place.x} {place.y})">{full}'
        f'<rect width="{place.width}" height="{place.height}" rx="6"/>{rule}'
        f'<a href="#{target(entity.ref)}"><text class="h" x="10" y="20">{escaped(title)}</text>'
        f'<text class="big" aria-hidden="true" x="{place.width // 2}" y="{place.height // 2}" font-size="{big:.0f}">'
        f'{escaped(title)}</text></a><g class="rows">{"".join(rows)}</g></g>'
    )


def _marked(key: str) -> str:
    return " ".join(f'<tspan class="{one.lower()}">{one}</tspan>' for one in key.split())


def _line(one: Relation, points: Sequence[Point], shown: Sequence[Entity], places: Sequence[Place]) -> str:
    child, parent = shown[one.child], shown[one.parent]
    words = f"{child.title}({child.names(one.key.columns)}) → {parent.title}({parent.names(one.key.parent_columns)})"
    ports = f"{points[0][1] - places[one.child].y},{points[-1][1] - places[one.parent].y}"
    kind = f"{'1' if one.single else 'n'}{'1' if one.required else '0'}"
    data = f"{one.child},{one.parent},{ports},{kind}"
    return f'<path data-r="{data}" d="{path(points, single=one.single, required=one.required)}"><title>{escaped(words)}</title></path>'


def path(points: Sequence[Point], *, single: bool, required: bool) -> str:
    """The line from child to parent with its marks. At the child: a foot for many or a bar for one, and a circle, as there may
    be none. At the parent: a second bar where every child needs one, else a circle."""
    (x, y), (follow, _) = points[0], points[1]
    out = 1 if follow > x else -1
    near = (
        f"M{x} {y}h{out * 10}m{-2 * out}-5v10m{2 * out}-5"
        if single
        else f"M{x} {y - 5}l{out * 10} 5l{-out * 10} 5m0-5h{out * 10}"
    )
    (u, v), (follow, _) = points[-1], points[-2]
    back = 1 if follow > u else -1
    bar = f"h{-10 * back}m{6 * back}-5v10"
    far = f"{bar}m{4 * back} 0v-10" if required else f"{_circle(-back)}{bar}"
    inner = [(x + out * 17, y), *points[1:-1], (u + back * (10 if required else 17), v)]
    return f"{near}{_circle(out)}{_rounded(inner)}{far}"


def _circle(way: int) -> str:
    """A circle from where the line has come, and on to its other side."""
    return f"a3.5 3.5 0 1 0 {7 * way} 0a3.5 3.5 0 1 0 {-7 * way} 0m{7 * way} 0"


def _rounded(points: Sequence[Point]) -> str:
    """On through the points, from the first, where the line is, to the last; level and upright by turns."""
    parts = []
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(BEND, _half(before, corner), _half(corner, after))
        x, y = _towards(corner, before, radius)
        u, v = _towards(corner, after, radius)
        level = before[1] == corner[1]
        parts.append(f"H{x}" if level else f"V{y}")
        parts.append(f"q{corner[0] - x} {corner[1] - y} {u - x} {v - y}")
    x, y = points[-1]
    parts.append(f"H{x}" if not parts or points[-2][1] == y else f"V{y}")
    return "".join(parts)


def _half(first: Point, second: Point) -> int:
    return (abs(first[0] - second[0]) + abs(first[1] - second[1])) // 2


def _towards(start: Point, end: Point, far: int) -> Point:
    def step(first: int, second: int) -> int:
        return first + (far if second > first else -far if second < first else 0)

    return step(start[0], end[0]), step(start[1], end[1])
