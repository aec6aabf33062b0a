"""How tables are partitioned, and which values go into a partition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import gcd

from schemalint import AttachPartition, CreateTable, Ref, Replay, Table, TypeFamily
from schemalint.model.record import NamedTuple
from schemalint_rules._once import once


class Partitioning(NamedTuple):
    """What PARTITION BY says."""

    strategy: str
    """`range`, `list`, `hash`, `key`, or another word of the server."""
    keys: tuple[str, ...]
    """The keys as written."""

    @property
    def computed(self) -> tuple[str, ...]:
        """The keys that are expressions."""
        return tuple(key for key in self.keys if "(" in key)


_BY = re.compile(r"\s*(?:LINEAR\s+)?(\w+)(?:\s+COLUMNS|\s+ALGORITHM\s*=\s*\d+)*\s*\((.*)\)\s*\Z", re.I | re.S)


def partitioning(table: Table) -> Partitioning | None:
    """How the table is partitioned; None where it is not, or cannot be told."""
    found = _BY.match(table.partition_by)
    return Partitioning(found[1].lower(), tuple(items(found[2]))) if found else None


def items(text: str) -> Iterator[str]:
    """The parts between the commas of a list; brackets and quotes hold theirs together."""
    depth, start, quote = 0, 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and depth == 0:
            yield text[start:at].strip()
            start = at + 1
    if text[start:].strip():
        yield text[start:].strip()


class Bound(NamedTuple):
    """Which values go into a partition, as written."""

    kind: str
    """`default`, `list`, `range`, `hash`; empty where it cannot be told."""
    values: tuple[str, ...] = ()
    """The values of a list; the lower end of a range, or where only the upper one is written, that."""
    upper: tuple[str, ...] = ()
    modulus: int = 0
    remainder: int = 0


_FROM = re.compile(r"FOR\s+VALUES\s+FROM\s*\((.*)\)\s*TO\s*\((.*)\)\s*\Z", re.I | re.S)
_IN = re.compile(r"(?:FOR\s+)?VALUES\s+IN\s*\((.*)\)\s*\Z", re.I | re.S)
_WITH = re.compile(r"FOR\s+VALUES\s+WITH\s*\(\s*MODULUS\s+(\d+)\s*,\s*REMAINDER\s+(\d+)\s*\)\s*\Z", re.I)
_LESS = re.compile(r"VALUES\s+LESS\s+THAN\s*(?:\((.*)\)|(MAXVALUE))\s*\Z", re.I | re.S)


@lru_cache(maxsize=8192)
def bound(text: str) -> Bound:
    """What a partition's FOR VALUES or VALUES says."""
    text = text.strip()
    if text.upper() == "DEFAULT":
        return Bound("default")
    if found := _FROM.match(text):
        return Bound("range", tuple(items(found[1])), tuple(items(found[2])))
    if found := _IN.match(text):
        return Bound("list", tuple(items(found[1])))
    if found := _WITH.match(text):
        return Bound("hash", modulus=int(found[1]), remainder=int(found[2]))
    if found := _LESS.match(text):
        return Bound("range", upper=tuple(items(found[1] if found[1] is not None else found[2])))
    return Bound("")


Point = tuple[int, Decimal]
"""A value on the line of its type: -1 and 1 for MINVALUE and MAXVALUE, else 0 and the value."""

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.0+)?)?)?\Z")
_CAST = re.compile(r"(?:DATE|TIMESTAMP)\s*(?=')|\s*::\s*(?:date|timestamp(?:\s+without\s+time\s+zone)?)\Z", re.I)
_DAYS = re.compile(r"TO_DAYS\s*\((.*)\)\Z", re.I | re.S)


def point(written: str, family: TypeFamily) -> Point | None:
    """Where a literal stands among the values of its type; None for all that only the server can tell: calls, texts, instants
    with a zone."""
    if written.upper() in ("MINVALUE", "MAXVALUE"):
        return (-1 if written[:3].upper() == "MIN" else 1, Decimal(0))
    if days := _DAYS.match(written):
        written, family = days[1].strip(), "date"
    text = _CAST.sub("", written).strip()
    if text[:1] == "'" and text[-1:] == "'":
        text = text[1:-1]
    if family in ("integer", "decimal"):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return None
        return (0, number) if number.is_finite() and (family == "decimal" or number == int(number)) else None
    if family in ("date", "timestamp", "timestamptz") and (found := _DATE.match(text)):
        try:
            when = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # six numbers
        except ValueError:
            return None
        passed = when - datetime(1, 1, 1)
        whole = Decimal(passed.days) * 86400 + (0 if family == "date" else passed.seconds)
        return (0, whole)
    return None


def compare(first: tuple[str, ...], second: tuple[str, ...], families: tuple[TypeFamily, ...]) -> int | None:
    """-1, 0 or 1 as the first row of bounds stands before, at or behind the second; None where it cannot be told. What
    follows MINVALUE or MAXVALUE does not count."""
    for one, other, family in zip(first, second, families, strict=False):
        left, right = point(one, family), point(other, family)
        if left is None or right is None:
            return None
        if left != right:
            return -1 if left < right else 1
        if left[0]:
            return 0
    return 0


def overlap(one: Bound, other: Bound, families: tuple[TypeFamily, ...]) -> bool:
    """Whether a value certainly belongs to both."""
    if one.kind != other.kind:
        return False
    if one.kind == "default":
        return True
    if one.kind == "hash":
        common = gcd(one.modulus, other.modulus)
        return bool(common) and one.remainder % common == other.remainder % common
    if one.kind == "list":
        return shared(one, other, families[0] if families else "other") != ""
    if one.kind == "range" and one.values and other.values:
        return compare(one.values, other.upper, families) == -1 and compare(other.values, one.upper, families) == -1
    return False


def shared(one: Bound, other: Bound, family: TypeFamily) -> str:
    """A value that stands in both lists, as written."""
    held = {_listed(value, family) for value in other.values} - {None}
    return next((value for value in one.values if _listed(value, family) in held), "")


def _listed(written: str, family: TypeFamily) -> object:
    """A literal of a list so that equal ones are equal; None where that cannot be told."""
    if written.upper() == "NULL":
        return "null"
    if family in ("varchar", "text", "enum", "user") and re.fullmatch(r"'[^'\\]*'", written):
        return written
    if family == "boolean" and written.strip("'").lower() in ("true", "false"):
        return written.strip("'").lower()
    return point(written, family)


def families_of(table: Table) -> tuple[TypeFamily, ...]:
    """The kinds of values that the keys of a partitioned table hold, in order; `other` where an expression makes them."""
    how = partitioning(table)
    if how is None:
        return ()
    found: list[TypeFamily] = []
    for key in how.keys:
        column = None if "(" in key else table.column(_plain(key))
        found.append(column.type.family if column is not None and column.type is not None else "other")
    return tuple(found)


def _plain(key: str) -> str:
    word = key.split(" ")[0]
    return word.strip('"`') if word[:1] in '"`' else word.lower()


@once
def suspects(replay: Replay) -> frozenset[int]:
    """The numbers of the steps whose partition may overlap another that the table ever has. A table has thousands of
    partitions, and to hold each against all others would take the square of the time."""
    parents: dict[Ref, list[tuple[int, Bound]]] = {}
    families: dict[Ref, tuple[TypeFamily, ...]] = {}
    for step in replay.steps:
        change = step.change
        if isinstance(change, CreateTable) and change.partition_of is not None:
            parent, text = change.partition_of, change.partition_bound
        elif isinstance(change, AttachPartition):
            parent, text = change.table, change.bound
        else:
            continue
        ref = step.before.resolve(parent)
        table = step.before.table(ref)
        if table is not None and ref not in families:
            families[ref] = families_of(table)
        parents.setdefault(ref, []).append((step.number, bound(text)))
    found: set[int] = set()
    for ref, parts in parents.items():
        found |= _meeting(parts, families.get(ref, ()))
    return frozenset(found)


End = tuple[Point, ...]


def _meeting(parts: list[tuple[int, Bound]], families: tuple[TypeFamily, ...]) -> set[int]:
    """Of the partitions of a table those that may overlap another."""
    found: set[int] = set()
    ranges: list[tuple[End, End, int]] = []
    first: dict[object, int] = {}
    for number, one in parts:
        if one.kind == "range":
            low, high = _end(one.values, families), _end(one.upper, families)
            if low is None or high is None:
                found.add(number)
            else:
                ranges.append((low, high, number))
        elif one.kind in ("list", "default"):
            values = one.values if one.kind == "list" else ("DEFAULT",)
            for value in values:
                key = _listed(value, families[0] if families else "other") if one.kind == "list" else value
                if key is not None and first.setdefault(key, number) != number:
                    found.update((number, first[key]))
        else:
            found.add(number)
    ranges.sort()
    widest: tuple[End, int] | None = None
    for low, high, number in ranges:
        if widest is not None and low < widest[0]:
            found.update((number, widest[1]))
        if widest is None or high > widest[0]:
            widest = high, number
    return found


def _end(values: tuple[str, ...], families: tuple[TypeFamily, ...]) -> End | None:
    """The end of a range up to its first MINVALUE or MAXVALUE; None where it cannot be told."""
    found: list[Point] = []
    for value, family in zip(values, families, strict=False):
        one = point(value, family)
        if one is None:
            return None
        found.append(one)
        if one[0]:
            break
    return tuple(found)
