"""In what two pictures of a server differ, harmless differences apart."""

from __future__ import annotations

from collections import Counter

from schemalint.model.record import NamedTuple
from schemalint.verifying.values import Picture, Row

NAMED = ("constraint", "index")
"""Kinds whose third cell is a name that may be the server's."""


class Left(NamedTuple):
    """What is different."""

    real: tuple[str, ...]
    apart: tuple[str, ...]
    """The order of columns, and constraints and indexes that only have another name."""


def compared(found: Picture, wanted: Picture) -> Left:
    """What `found` has more, less or otherwise than `wanted`, one line for each thing."""
    real: list[str] = []
    apart: list[str] = []
    for kind in sorted(found.keys() | wanted.keys()):
        more = found.get(kind, set()) - wanted.get(kind, set())
        less = wanted.get(kind, set()) - found.get(kind, set())
        if kind == "order":
            tables = {row[:2] for row in more} & {row[:2] for row in less}
            apart += sorted(_order(row, less) for row in more if row[:2] in tables)
            continue
        if kind in NAMED:
            more, less, renamed = _renamed(kind, more, less)
            apart += renamed
        real += _lines(kind, more, less)
    return Left(tuple(real), tuple(apart))


def _order(row: Row, others: set[Row]) -> str:
    before = next(one for one in others if one[:2] == row[:2])
    if sorted(before[2].split(",")) != sorted(row[2].split(",")):
        return f"columns of {_name(row[:2])}: {row[2]}"
    return f"the columns of {_name(row[:2])} stand in another order: {row[2]}; before: {before[2]}"


def _renamed(kind: str, more: set[Row], less: set[Row]) -> tuple[set[Row], set[Row], list[str]]:
    """The rows without those that differ by their names alone, and these in words."""
    lines = []
    by_rest: dict[Row, list[Row]] = {}
    for row in sorted(less):
        by_rest.setdefault((*row[:2], *row[3:]), []).append(row)
    kept = set()
    gone: set[Row] = set()
    for row in sorted(more):
        same = by_rest.get((*row[:2], *row[3:]))
        if same:
            before = same.pop(0)
            gone.add(before)
            lines.append(f"the {kind} {before[2]} of {_name(row[:2])} is now called {row[2]}")
        else:
            kept.add(row)
    return kept, less - gone, lines


def _lines(kind: str, more: set[Row], less: set[Row]) -> list[str]:
    """One line for each object: gone, new, or not as it was."""
    keys = Counter(_key(kind, row) for row in more | less)
    lines = []
    for key in sorted(keys):
        new = sorted(row for row in more if _key(kind, row) == key)
        old = sorted(row for row in less if _key(kind, row) == key)
        name = _name(key)
        if len(new) == len(old) == 1:
            changes = [_instead(a, b) for a, b in zip(old[0], new[0]) if a != b]  # noqa: B905
            lines.append(f"{kind} {name}: {', '.join(changes) or 'different'}")
        elif new and old:
            lines.append(f"{kind} {name}: different")
        elif new:
            lines.append(f"{kind} {name} is left behind")
        else:
            lines.append(f"{kind} {name} is missing")
    return lines


_PARTS = {"column": 3, "constraint": 3, "index": 3, "trigger": 3, "policy": 3, "rule": 3, "comment": 2, "schema": 1}


def _key(kind: str, row: Row) -> Row:
    return row[: _PARTS.get(kind, 2)]


def _name(parts: Row) -> str:
    return ".".join(part for part in parts if part)


_SHOWN = 80
"""Characters of a text that are shown."""


def _instead(old: str, new: str) -> str:
    """What is now and what was, from a little before the place where they part."""
    old, new = " ".join(old.split()), " ".join(new.split())
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    start = same - 20 if max(len(old), len(new)) > _SHOWN and same > 20 else 0
    return f"{_short(new, start)} instead of {_short(old, start)}"


def _short(text: str, start: int) -> str:
    if not text:
        return "nothing"
    shown = text[start : start + _SHOWN]
    return f"{'...' if start else ''}{shown}{'...' if len(text) > start + _SHOWN else ''}"


def columns(picture: Picture) -> dict[tuple[str, str], dict[str, str]]:
    """By schema and table the types of the columns, in the table's order."""
    types = {(row[0], row[1], row[2]): row[3] for row in picture.get("column", ())}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, names in sorted(picture.get("order", ())):
        found[schema, table] = {
            one: types[schema, table, one] for one in names.split(",") if (schema, table, one) in types
        }
    return found
