"""Rows that a table takes: found by trying values until types, keys, checks, parents and partitions agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice, product

from schemalint.generating.sample_values import (
    Kind,
    choices,
    distinct,
    fits,
    kind_of,
    spares,
    spoken,
    text_of,
    usual,
)
from schemalint.generating.truth import UnknownError, Value, passes, truth, value
from schemalint.model.expression import ColumnRef, Compare, Expression, Logic, Shape
from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Catalog, Column, ForeignKey, KeyPart, Table

Row = dict[str, Value]

MOST = 60
"""Rows of one table."""
TRIES = 4000
"""Combinations of values looked at for one conflict of one row."""


class Key(NamedTuple):
    """What no two rows may share."""

    parts: tuple[KeyPart, ...]
    predicate: Expression | None = None
    nulls_equal: bool = False


class Asked(NamedTuple):
    """A table that is to be filled."""

    table: Table
    kinds: Mapping[str, Kind]
    """By column; those that are left out are not there."""
    number: int
    absent: frozenset[ForeignKey]
    """Keys that stay NULL for now."""
    given: Mapping[str, tuple[Value, ...]]
    """What other tables were promised: for a column the value of each row."""


class UnfillableError(Exception):
    """Why no row was found, for people."""


class _Demand(NamedTuple):
    """Something a row must fulfil."""

    columns: frozenset[str]
    holds: Callable[[Row], bool | None]
    """None where that cannot be told."""
    words: str
    shape: Shape | None = None
    """Of a CHECK."""


class _Unit(NamedTuple):
    """Columns whose values are chosen together."""

    columns: tuple[str, ...]
    values: tuple[Row, ...]


def keys_of(table: Table, catalog: Catalog) -> tuple[Key, ...]:
    """Primary key, unique constraints and indexes, and what of exclusions is equality."""
    found: list[Key] = []
    if table.primary_key is not None:
        found.append(Key(tuple(KeyPart(column) for column in table.primary_key.columns)))
    for unique in table.uniques:
        parts = unique.parts or tuple(KeyPart(column) for column in unique.columns)
        found.append(Key(parts, None, unique.nulls_not_distinct or catalog.dialect == "tsql"))
    for index in table.indexes:
        if index.unique:
            found.append(Key(index.parts, index.predicate, index.nulls_not_distinct or catalog.dialect == "tsql"))
    for held in table.exclusions:
        found.append(Key(tuple(part for part in held.parts if part.operator in ("=", "")), held.predicate))
    return tuple(found)


def rows_of(asked: Asked, catalog: Catalog, filled: Mapping[Ref, Sequence[Row]]) -> list[Row]:
    """The rows, `asked.number` of them or fewer where no more are found. Raises UnfillableError where there is none."""
    return _Search(asked, catalog, filled).rows()


def listed(table: Table, kinds: Mapping[str, Kind]) -> dict[str, tuple[Value, ...]]:
    """By column the values of which each is to be there once: labels of enums and sets, values of CHECK … IN."""
    found: dict[str, tuple[Value, ...]] = {}
    for name, kind in kinds.items():
        told: tuple[Value, ...] = ()
        if kind.labels and not kind.array:
            told = kind.labels
        for shape in kind.checks:
            told = told or choices(shape, "value", kind)
        for check in table.checks:
            narrowed = choices(check.expression.shape, name, kind)
            told = tuple(one for one in told if one in narrowed) or narrowed if narrowed else told
        fitting = tuple(one for one in distinct(told) if fits(one, kind))
        if len(fitting) > 1:
            found[name] = fitting[:MOST]
    return found


class _Search:
    """One table, its demands, and the rows so far."""

    def __init__(self, asked: Asked, catalog: Catalog, filled: Mapping[Ref, Sequence[Row]]) -> None:
        self.asked = asked
        self.table = asked.table
        self.catalog = catalog
        self.filled = filled
        self.done: list[Row] = []
        self.listed = listed(asked.table, asked.kinds)
        self.folded = catalog.dialect in ("mysql", "mariadb", "tsql")
        self.keys = keys_of(asked.table, catalog)
        self.used: list[set[tuple[Value, ...]]] = [set() for _ in self.keys]
        self.selves = [
            held
            for held in asked.table.foreign_keys
            if held.parent == asked.table.ref and not held.ignored and held not in asked.absent
        ]
        self.demands = [*self._checks(), *self._uniques(), *self._partitions()]

    def rows(self) -> list[Row]:
        for n in range(self.asked.number):
            self._take(n, {name: told[n % len(told)] for name, told in self.listed.items()})
        number = self.asked.number
        for name, told in self.listed.items():
            for one in told:
                if number < MOST and not any(row.get(name) == one for row in self.done):
                    self._take(number, {name: one})
                    number += 1
        if not self.done:
            words = next((one.words for one in self.demands if one.words), "what it demands")
            raise UnfillableError(f"no row was found that {words} lets in")
        return self.done

    def _take(self, n: int, pinned: Mapping[str, Value]) -> None:
        row = self._row(n, pinned) or (self._row(n, {}) if pinned else None)
        if row is None:
            return
        self.done.append(row)
        for used, key in zip(self.used, self.keys, strict=True):
            mark = self._mark(key, row)
            if mark is not None:
                used.add(mark)

    # --- one row

    def _row(self, n: int, pinned: Mapping[str, Value]) -> Row | None:
        units = self._units(n, pinned)
        row: Row = {}
        for unit in units:
            if not unit.values:
                return None
            row.update(unit.values[0])
        by_column = {column: at for at, unit in enumerate(units) for column in unit.columns}
        for _ in range(12):
            row = self._with_self(row)
            broken = next((one for one in self.demands if one.holds(row) is False), None)
            if broken is None:
                return self._surer(row, units, by_column)
            better = self._mended(row, broken, units, by_column)
            if better is None:
                return None
            row = better
        return None

    def _mended(
        self, row: Row, broken: _Demand, all_units: Sequence[_Unit], by_column: Mapping[str, int]
    ) -> Row | None:
        """The row with as few other values as fulfil the demand and break no other one."""
        units = list(dict.fromkeys(by_column[column] for column in sorted(broken.columns) if column in by_column))
        near = [
            unit
            for one in self.demands
            if one.columns & broken.columns
            for column in sorted(one.columns)
            if column in by_column and (unit := by_column[column]) not in units
        ]
        reckoned = self._reckoned(row, broken, by_column, all_units)
        if reckoned is not None:
            return reckoned
        groups = [group for size in (1, 2, len(units)) for group in combinations(units, min(size, len(units)))]
        groups += [(*pair,) for unit in dict.fromkeys(near) for pair in ((one, unit) for one in units)]
        before = self._broken(row)
        best: tuple[int, Row] | None = None
        for empty in (False, True):
            # A row says more with a value than with NULL, which most demands let pass.
            for tried in self._tried(row, dict.fromkeys(groups), all_units, empty):
                if broken.holds(tried) is False:
                    continue
                wrong = self._broken(tried)
                if not wrong:
                    return tried
                if best is None or wrong < best[0]:
                    best = (wrong, tried)
            if best is not None and best[0] < before:
                break
        return best[1] if best is not None else None

    def _tried(
        self, row: Row, groups: Iterable[tuple[int, ...]], all_units: Sequence[_Unit], empty: bool
    ) -> Iterator[Row]:
        """The row with other values in groups of its units; without `empty` no NULL takes the place of a value."""
        left = TRIES
        for group in groups:
            offers = [[one for one in all_units[unit].values if empty or None not in one.values()] for unit in group]
            for values in islice(product(*offers), left):
                left -= 1
                tried = dict(row)
                for one in values:
                    tried.update(one)
                yield self._with_self(tried)

    def _broken(self, row: Row) -> int:
        return sum(one.holds(row) is False for one in self.demands)

    def _reckoned(
        self, row: Row, broken: _Demand, by_column: Mapping[str, int], all_units: Sequence[_Unit]
    ) -> Row | None:
        """The row with the value that an equation of the demand gives one of its columns: `total = net + tax`."""
        shape = broken.shape
        for part in shape.parts if isinstance(shape, Logic) and shape.operator == "and" else (shape,):
            if not isinstance(part, Compare) or part.operator not in ("=", "=="):
                continue
            for side, other in ((part.left, part.right), (part.right, part.left)):
                if not isinstance(side, ColumnRef) or side.name not in by_column:
                    continue
                unit = all_units[by_column[side.name]]
                if len(unit.columns) > 1 or len(unit.values) < 2 or side.name not in self.asked.kinds:
                    continue
                try:
                    told = value(other, {name: one for name, one in row.items() if name != side.name})
                except UnknownError:
                    continue
                tried = self._with_self({**row, side.name: told})
                fitting = told is not None and fits(told, self.asked.kinds[side.name])
                if fitting and self._broken(tried) < self._broken(row):
                    return tried
        return None

    def _surer(self, row: Row, units: Sequence[_Unit], by_column: Mapping[str, int]) -> Row:
        """The row with other values where nobody can tell what a demand says of these."""
        for one in self.demands:
            if one.holds(row) is not None:
                continue
            for unit in dict.fromkeys(by_column[column] for column in sorted(one.columns) if column in by_column):
                for values in units[unit].values:
                    tried = self._with_self({**row, **values})
                    if one.holds(tried) and all(other.holds(tried) is not False for other in self.demands):
                        row = tried
                        break
                if one.holds(row):
                    break
        return row

    def _with_self(self, row: Row) -> Row:
        """A row that must have a parent in its own table and may have none is its own."""
        for held in self.selves:
            if all(self._nullable(column) for column in held.columns):
                continue
            for column, parent in zip(held.columns, held.parent_columns, strict=False):
                row[column] = row.get(parent)
        return row

    def _nullable(self, name: str) -> bool:
        column = self.table.column(name)
        keyed = self.table.primary_key is not None and name in self.table.primary_key.columns
        kind = self.asked.kinds.get(name)
        return column is not None and column.nullable and not keyed and (kind is None or kind.nullable)

    # --- what may be chosen

    def _units(self, n: int, pinned: Mapping[str, Value]) -> list[_Unit]:
        groups = _connected([held for held in self.table.foreign_keys if not held.ignored and held not in self.selves])
        units = []
        taken: set[str] = set()
        for group in groups:
            columns = tuple(dict.fromkeys(column for held in group for column in held.columns))
            columns = tuple(column for column in columns if column in self.asked.kinds)
            if columns:
                units.append(_Unit(columns, _pinned_first(self._parents(group, columns, n), pinned)))
                taken.update(columns)
        for held in self.selves:
            if all(self._nullable(column) for column in held.columns) and not taken & set(held.columns):
                values: list[Row] = [dict.fromkeys(held.columns)]
                pairs = list(zip(held.columns, held.parent_columns, strict=False))
                values[:0] = [{column: row.get(parent) for column, parent in pairs} for row in self.done]
                units.append(_Unit(held.columns, _pinned_first(values, pinned)))
                taken.update(held.columns)
        for name in self.asked.kinds:
            if name not in taken:
                units.append(_Unit((name,), tuple({name: one} for one in self._values(name, n, pinned))))
        return units

    def _parents(self, group: Sequence[ForeignKey], columns: tuple[str, ...], n: int) -> Iterator[Row]:
        """What the parents of keys that share columns offer, the n-th row of each first."""
        offers: list[list[Row]] = []
        for held in group:
            rows = self.filled.get(held.parent, ()) if held not in self.asked.absent else ()
            turned = [*rows[n % len(rows) :], *rows[: n % len(rows)]] if rows else []
            offer: list[Row] = [
                {c: row.get(p) for c, p in zip(held.columns, held.parent_columns, strict=False)} for row in turned
            ]
            empty: Row = {column: None for column in held.columns if self._nullable(column)}
            if empty:
                offer.append(empty)
            offers.append(offer)
        for parts in islice(product(*offers), 400):
            row: Row = {}
            agreed = all(row.setdefault(column, one) == one for part in parts for column, one in part.items())
            if not agreed:
                continue
            for column in columns:
                if column not in row:
                    found = self.table.column(column)
                    assert found is not None
                    row[column] = usual(found, self.asked.kinds[column], self.catalog.dialect, n)
            if all(row[column] is not None or self._nullable(column) for column in columns):
                yield row

    def _values(self, name: str, n: int, pinned: Mapping[str, Value]) -> list[Value]:
        kind = self.asked.kinds[name]
        column = self.table.column(name)
        assert column is not None
        if name in pinned:
            return [pinned[name]]
        if name in self.asked.given:
            promised = self.asked.given[name]
            if n < len(promised):
                return [promised[n]]
        dialect = self.catalog.dialect
        found: list[Value] = [*self.listed.get(name, ())]
        found = found[n % len(found) :] + found[: n % len(found)] if found else []
        if not found:
            found = [usual(column, kind, dialect, n + step) for step in (0, 7, 100, 1000, 5000)]
            shapes = [(check.expression.shape, name) for check in self.table.checks if name in check.expression.columns]
            shapes += [(shape, "value") for shape in kind.checks]
            for shape, called in shapes:
                found.extend(islice(spoken(shape, called, kind), 60))
            found.extend(self._bounds(name))
            found.extend(spares(kind))
        if self._nullable(name):
            found.append(None)
        elif not found or found[0] is None:
            found = [one for one in found if one is not None]
        return [
            one
            for one in distinct(found)
            if fits(one, kind)
            and (one is not None or self._nullable(name))
            and all(passes(shape, {"value": one}) is not False for shape in kind.checks)
        ]

    # --- demands

    def _checks(self) -> Iterator[_Demand]:
        names = {column.name for column in self.table.columns}
        for check in self.table.checks:
            if not check.enforced:
                continue
            shape = check.expression.shape
            columns = frozenset(check.expression.columns) & names

            def holds(row: Row, shape: object = shape) -> bool | None:
                return passes(shape, row)  # type: ignore[arg-type]

            yield _Demand(columns, holds, f"CHECK ({check.expression.text})", shape)

    def _uniques(self) -> Iterator[_Demand]:
        for key, used in zip(self.keys, self.used, strict=True):
            columns = frozenset(column for part in key.parts for column in _columns(part))

            def holds(row: Row, key: Key = key, used: set[tuple[Value, ...]] = used) -> bool | None:
                return self._mark(key, row) not in used

            words = ", ".join(part.column or (part.expression.text if part.expression else "") for part in key.parts)
            yield _Demand(columns, holds, f"the key ({words})" if words else "")

    def _mark(self, key: Key, row: Row) -> tuple[Value, ...] | None:
        """What the key makes of a row; None where it takes the row beside any other."""
        if key.predicate is not None:
            try:
                if not truth(key.predicate.shape, row):
                    return None
            except UnknownError:
                pass
        marks: list[Value] = []
        for part in key.parts:
            one: Value
            if part.column:
                one = row.get(part.column)
            else:
                try:
                    one = value(part.expression.shape, row) if part.expression else None
                except UnknownError:
                    one = "\x00".join(text_of(row.get(column)) for column in _columns(part))
            if one is None and not key.nulls_equal:
                return None
            if isinstance(one, str):
                one = one.casefold().rstrip(" ") if self.folded else one
                one = one[: part.prefix] if part.prefix else one
            marks.append(one)
        return tuple(marks)

    def _partitions(self) -> Iterator[_Demand]:
        if not self.table.partition_by or self.table.partitions:
            return
        columns = frozenset(self.table.partition_columns)
        if not columns:
            return

        def holds(row: Row) -> bool | None:
            return accepts(self.table, row, self.catalog)

        yield _Demand(columns, holds, f"a partition BY {self.table.partition_by}")

    def _bounds(self, name: str) -> Iterator[Value]:
        """The values that begin partitions."""
        kind = self.asked.kinds[name]
        waiting = [self.table]
        while waiting:
            table = waiting.pop()
            for part in partitions_of(table, self.catalog):
                waiting.append(part)
                if name in table.partition_columns:
                    at = table.partition_columns.index(name)
                    found = bound(part.partition_bound)
                    told = (
                        found.lists
                        if found.lists
                        else found.low[at : at + 1] + tuple(_before(one) for one in found.high[at : at + 1])
                    )
                    for text in told:
                        yield typed(text, kind)


def _columns(part: KeyPart) -> tuple[str, ...]:
    return (part.column,) if part.column else part.expression.columns if part.expression else ()


def _pinned_first(values: Iterable[Row], pinned: Mapping[str, Value]) -> tuple[Row, ...]:
    """The values in order, those that hold what is wanted first."""
    return tuple(sorted(values, key=lambda row: sum(row[name] != one for name, one in pinned.items() if name in row)))


def _connected(keys: Iterable[ForeignKey]) -> list[list[ForeignKey]]:
    """Foreign keys that share columns, together."""
    groups: list[list[ForeignKey]] = []
    for held in keys:
        near = [group for group in groups if any(set(held.columns) & set(one.columns) for one in group)]
        for group in near:
            groups.remove(group)
        groups.append([one for group in near for one in group] + [held])
    return groups


# --- partitions -----------------------------------------------------------------------------------------------------


class Bound(NamedTuple):
    """Which values go into a partition; the texts are without quotes."""

    default: bool = False
    lists: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    high: tuple[str, ...] = ()
    known: bool = True


_FROM = re.compile(r"(?:FOR\s+VALUES\s+)?FROM\s*\((.*)\)\s*TO\s*\((.*)\)\s*\Z", re.I | re.S)
_IN = re.compile(r"(?:FOR\s+VALUES\s+)?IN\s*\((.*)\)\s*\Z", re.I | re.S)


def bound(text: str) -> Bound:
    """What FOR VALUES says; `known` is false for hashes and what cannot be read."""
    if text.strip().upper() == "DEFAULT":
        return Bound(default=True)
    found = _IN.match(text.strip())
    if found:
        return Bound(lists=_items(found[1]))
    found = _FROM.match(text.strip())
    return Bound(low=_items(found[1]), high=_items(found[2])) if found else Bound(known=False)


def _items(text: str) -> tuple[str, ...]:
    return tuple(one.strip().strip("'") for one in re.findall(r"'(?:[^']|'')*'|[^,]+", text) if one.strip())


def partitions_of(table: Table, catalog: Catalog) -> Iterator[Table]:
    """The partitions that are tables of their own."""
    for ref in sorted(catalog.heirs.get(table.ref, ())):
        found = catalog.tables.get(ref)
        if found is not None and found.partition_of == table.ref:
            yield found


def accepts(table: Table, row: Row, catalog: Catalog, depth: int = 0) -> bool | None:
    """Whether a partition takes the row; None where that cannot be told."""
    if not table.partition_by or depth > 20:
        return True
    values = [row.get(column) for column in table.partition_columns]
    unknown = not values or "(" in table.partition_by.partition("(")[2]
    rest: Table | None = None
    for part in partitions_of(table, catalog):
        found = bound(part.partition_bound)
        if found.default:
            rest = part
            continue
        if not found.known or unknown:
            unknown = True
            continue
        if _inside(values, found):
            return accepts(part, row, catalog, depth + 1)
    if unknown:
        return None
    return accepts(rest, row, catalog, depth + 1) if rest is not None else False


def _inside(values: Sequence[Value], found: Bound) -> bool:
    if found.lists:
        return (
            text_of(values[0]).casefold() in {one.casefold() for one in found.lists}
            if values[0] is not None
            else "NULL" in found.lists
        )
    for one, low, high in zip(values, found.low, found.high, strict=False):
        if one is None:
            return False
        if _below(one, low) or (high.upper() != "MAXVALUE" and not _below(one, high)):
            return False
    return True


def _below(one: Value, end: str) -> bool:
    if end.upper() in ("MINVALUE", "MAXVALUE"):
        return end.upper() == "MAXVALUE"
    if isinstance(one, str):
        return one < end
    try:
        from decimal import Decimal

        return isinstance(one, Decimal | bool) and Decimal(one) < Decimal(end)
    except ArithmeticError:
        return False


def _before(end: str) -> str:
    """A value below the upper end of a range."""
    return str(int(end) - 1) if re.fullmatch(r"-?\d+", end) else end


def typed(text: str, kind: Kind) -> Value:
    """A text of a bound as a value of the column; NULL where it is none."""
    from decimal import Decimal, InvalidOperation

    if text.upper() in ("MINVALUE", "MAXVALUE", "NULL"):
        return None
    if kind.family in ("integer", "decimal", "float"):
        try:
            return Decimal(text)
        except InvalidOperation:
            return None
    if kind.family == "boolean":
        return text.lower() in ("true", "t")
    if kind.family in ("timestamp", "timestamptz"):
        return text[:19] if len(text) >= 19 else f"{text[:10]} 00:00:00"
    return text


def kinds_of(table: Table, catalog: Catalog) -> dict[str, Kind]:
    """The columns that are filled, with what they take. Raises UnfillableError for one that must be filled and cannot be."""
    found: dict[str, Kind] = {}
    for column in table.columns:
        if column.generated is not None or column.unknown:
            if column.unknown and not column.nullable and column.default is None:
                raise UnfillableError(f"its column {column.name} was not wholly understood")
            continue
        kind = kind_of(column, catalog)
        if kind is not None and usual(column, kind, catalog.dialect, 0) is not None:
            found[column.name] = kind._replace(table=table.name)
        elif _must(column, table):
            named = column.type.text if column.type is not None else "it has none"
            raise UnfillableError(f"nothing is known of values of its column {column.name} ({named})")
    return found


def _must(column: Column, table: Table) -> bool:
    keyed = table.primary_key is not None and column.name in table.primary_key.columns
    return (not column.nullable or keyed) and column.default is None and column.identity is None
