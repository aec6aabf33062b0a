"""A catalogue drawn as a Mermaid entity-relationship diagram."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

from schemalint.model.name import Ref
from schemalint.model.schema import Catalog, Column, ForeignKey, Table

PLAIN_ENTITY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z", re.ASCII)
"""Entity names that need no quotes."""

WORDS = frozenset(
    [
        "erdiagram",
        "title",
        "acctitle",
        "accdescr",
        "direction",
        "classdef",
        "class",
        "style",
        "one",
        "many",
        "zero",
        "only",
        "to",
        "or",
        "more",
        "optionally",
        "u",
        "md",
    ]
)
"""Words that Mermaid's grammar gives a meaning of its own where a name may stand."""


LARGEST = 60
"""How many tables one diagram holds; more can no longer be read, and Mermaid refuses 500 lines between entities."""
EDGES = 400
"""How many lines between entities one diagram has at most."""
PART = 30
"""How many tables each diagram holds where one cannot hold all."""


def drawings(catalog: Catalog) -> tuple[tuple[str, str], ...]:
    """The whole catalogue as diagrams that can be drawn: one, or where there are too many tables several, each with the first
    and last of its tables. A foreign key is drawn wherever both of its tables are; a parent whose columns stand in another
    diagram is only named."""
    tables = _drawn(catalog)
    keys = sum(len(table.foreign_keys) for table in tables)
    if len(tables) <= LARGEST and keys < EDGES:
        return (("", mermaid(catalog)),)
    parts: list[list[Table]] = []
    for table in tables:
        edges = sum(len(one.foreign_keys) for one in parts[-1]) + len(table.foreign_keys) if parts else 0
        if not parts or len(parts[-1]) >= PART or parts[-1][0].schema != table.schema or edges >= EDGES:
            parts.append([])
        parts[-1].append(table)
    drawn = {table.ref: table for table in tables}
    found = []
    for part in parts:
        own = {table.ref for table in part}
        parents = {key.parent for table in part for key in table.foreign_keys if not key.ignored} & drawn.keys()
        named = [drawn[ref] for ref in sorted(parents - own)]
        lines = [*_entities(catalog, part), *_relations(catalog, [*part, *named], own | parents)]
        found.append(
            (f"{_label(catalog, part[0])} to {_label(catalog, part[-1])}", "\n".join(["erDiagram", *lines, ""]))
        )
    return tuple(found)


def _label(catalog: Catalog, table: Table) -> str:
    return table.name if table.schema in ("", catalog.default_schema) else f"{table.schema}.{table.name}"


def _drawn(catalog: Catalog) -> list[Table]:
    return sorted(
        (table for table in catalog.tables.values() if table.kind != "temporary" and table.partition_of is None),
        key=lambda table: (table.schema, table.name),
    )


def _entities(catalog: Catalog, tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        yield from _entity(catalog, table)


def _relations(catalog: Catalog, tables: Iterable[Table], drawn: Container[Ref]) -> Iterator[str]:
    for table in tables:
        for key in table.foreign_keys:
            if key.parent in drawn and not key.ignored:
                yield _relation(catalog, table, key)


def mermaid(catalog: Catalog) -> str:
    """`erDiagram` with the tables, their attributes, and a line for each foreign key, sorted by name.

    The side of the parent is `||` when the key's columns are required, else `|o`; the side of the child is `o|` when they
    are unique, else `o{`. Ends with a line break.
    """
    tables = _drawn(catalog)
    relations = _relations(catalog, tables, {table.ref for table in tables})
    return "\n".join(["erDiagram", *_entities(catalog, tables), *relations, ""])


def _name(catalog: Catalog, ref: Ref) -> str:
    text = ref.name if ref.schema in ("", catalog.default_schema) else f"{ref.schema}.{ref.name}"
    if PLAIN_ENTITY.match(text) and text.lower() not in WORDS and not re.match(r"[oux]\d*\Z|[ou]_", text, re.I):
        return text
    cleaned = re.sub(r'["%\\\r\n]', "_", text)
    return f'"{cleaned or "unnamed"}"'


def _entity(catalog: Catalog, table: Table) -> list[str]:
    name = _name(catalog, table.ref)
    if not table.columns:
        return [f"    {name}"]
    return [f"    {name} {{", *(f"        {_attribute(table, column)}" for column in table.columns), "    }"]


def _attribute(table: Table, column: Column) -> str:
    kind = _word(column.type.text) if column.type is not None else "unknown"
    marks = _marks(table, column.name)
    line = f"{kind} {_word(column.name)}"
    if marks:
        line = f"{line} {', '.join(marks)}"
    if column.comment:
        comment = " ".join(column.comment.replace('"', "'").split())
        line = f'{line} "{comment}"'
    return line


def _word(text: str) -> str:
    """Text as Mermaid takes it for a type or an attribute: a letter or `_`, then letters, digits, `-`, `_`, brackets."""
    arrays = text.count("[]")
    text = text.replace("[]", "").strip()
    word = re.sub(r"\s*([(),])\s*", r"\1", text).replace(",", "-")
    word = re.sub(r"[^A-Za-z0-9_()\[\]\u00c0-\uffff-]+", "_", word)
    if not word or not re.match(r"[A-Za-z_\u00c0-\uffff]", word) or word.upper() in ("PK", "FK", "UK"):
        word = f"c_{word}"
    return word + "[]" * arrays


def _marks(table: Table, name: str) -> list[str]:
    marks = []
    if table.primary_key is not None and name in table.primary_key.columns:
        marks.append("PK")
    if any(name in key.columns and not key.ignored for key in table.foreign_keys):
        marks.append("FK")
    if any(unique.columns == (name,) for unique in table.uniques) or any(
        index.unique and index.predicate is None and index.columns == (name,) for index in table.indexes
    ):
        marks.append("UK")
    return marks


def _relation(catalog: Catalog, table: Table, key: ForeignKey) -> str:
    required = all((column := table.column(name)) is not None and not column.nullable for name in key.columns)
    held = set(key.columns)
    unique = (
        (table.primary_key is not None and set(table.primary_key.columns) <= held)
        or any(set(other.columns) <= held for other in table.uniques)
        or any(
            index.unique and index.predicate is None and set(index.columns) <= held and index.parts
            for index in table.indexes
        )
    )
    parent_side = "||" if required else "|o"
    child_side = "o|" if unique else "o{"
    label = ", ".join(key.columns).replace('"', "'")
    return f'    {_name(catalog, key.parent)} {parent_side}--{child_side} {_name(catalog, table.ref)} : "{label}"'
