"""INSERT statements with rows that the schema accepts, as often as they are run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from schemalint.dialects.folding import fold
from schemalint.generating.dependencies import TABLE, Need, Ties
from schemalint.generating.ordering import ordered
from schemalint.generating.sample_rows import (
    MOST,
    Asked,
    Row,
    UnfillableError,
    keys_of,
    kinds_of,
    listed,
    partitions_of,
    rows_of,
)
from schemalint.generating.sample_values import Kind, literal, usual
from schemalint.generating.spelling import column_name, identifier, written_name
from schemalint.generating.truth import Value
from schemalint.model.document import Dialect
from schemalint.model.name import Name, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Catalog, Column, ForeignKey, Table


class Sample(NamedTuple):
    """Sample rows of a schema."""

    text: str
    tables: tuple[Ref, ...]
    """Those that are filled, in order; the partitions of one that is are not named."""
    unfilled: tuple[tuple[Ref, str], ...]
    """The others, and why."""


def sample_data(catalog: Catalog) -> str:
    """Statements that put at least three rows into each table, more where an enum or a list of values has more of them. They may
    be run again and change nothing then. Tables that cannot be filled are named in a comment, with the reason."""
    return sample(catalog).text


def sample(catalog: Catalog, *, rows: int = 3) -> Sample:
    """The statements of `sample_data`, for at least `rows` rows, and what they fill."""
    return _Filler(catalog, max(1, min(rows, MOST))).sample()


class _Filler:
    """The tables, in order, and the rows that were found."""

    def __init__(self, catalog: Catalog, rows: int) -> None:
        self.catalog = catalog
        self.dialect: Dialect = catalog.dialect
        self.least = rows
        self.reasons: dict[Ref, str] = {}
        self.kinds: dict[Ref, dict[str, Kind]] = {}
        self.filled: dict[Ref, list[Row]] = {}
        self.promised: dict[Ref, dict[str, tuple[Value, ...]]] = {}
        self.deferred = False
        self.at_once: dict[Ref, set[Ref]] = {}

    def sample(self) -> Sample:
        tables = sorted(
            (table for table in self.catalog.tables.values() if table.partition_of is None),
            key=lambda one: (one.statement.path, one.statement.start, one.ref),
        )
        for table in tables:
            self._look(table)
        able = [table for table in tables if table.ref not in self.reasons]
        places, absent, late = self._order(able)
        counts = self._counts(able)
        inserts: dict[Ref, str] = {}
        for table in places:
            try:
                found = self._rows(table, counts[table.ref], absent.get(table.ref, frozenset()), late)
            except UnfillableError as reason:
                self.reasons[table.ref] = str(reason)
                continue
            self.filled[table.ref] = found
            inserts[table.ref] = self._insert(table, found)
        parts = self._joined(inserts)
        for table in places:
            parts.extend(self._updates(table, absent.get(table.ref, frozenset())))
        for table in places:
            parts.extend(self._numbering(table))
        head = ["-- Sample rows. Running this again changes nothing."]
        head += [f"-- No rows for {ref.text}: {reason}." for ref, reason in self.reasons.items()]
        text = "\n".join(head) + "\n\n" + "\n\n".join(self._together(parts)) + ("\n" if parts else "")
        return Sample(text, tuple(self.filled), tuple(self.reasons.items()))

    def _joined(self, inserts: Mapping[Ref, str]) -> list[str]:
        """The statements; those of tables that need each other at once are one, at whose end PostgreSQL looks at their keys."""
        parts: list[str] = []
        group: list[str] = []
        waits: set[Ref] = set()
        for ref, text in inserts.items():
            waits |= self.at_once.get(ref, set())
            waits.discard(ref)
            group.append(text)
            if waits:
                continue
            head = ",\n".join(f"sample_{at} AS (\n{one.removesuffix(';')}\n)" for at, one in enumerate(group[:-1], 1))
            parts.append(f"WITH {head}\n{group[-1]}" if head else group[-1])
            group = []
        return parts + group

    def _together(self, parts: list[str]) -> list[str]:
        """One transaction around them where a key is checked at its end only."""
        if not self.deferred or not parts:
            return parts
        frame = {
            "mysql": ("SET foreign_key_checks = 0;", "SET foreign_key_checks = 1;"),
            "mariadb": ("SET foreign_key_checks = 0;", "SET foreign_key_checks = 1;"),
            "sqlite": ("BEGIN;\nPRAGMA defer_foreign_keys = ON;", "COMMIT;"),
        }.get(self.dialect, ("BEGIN;\nSET CONSTRAINTS ALL DEFERRED;", "COMMIT;"))
        return [frame[0], *parts, frame[1]]

    # --- which tables, in which order

    def _look(self, table: Table) -> None:
        reason = ""
        if table.kind != "table":
            reason = f"it is a {table.kind} table"
        elif table.assumed or not table.columns:
            reason = "its columns are not known"
        elif table.unknown or self.catalog.is_muted(table.ref):
            reason = "it was not wholly understood"
        elif self.dialect == "postgres" and table.partition_by and not any(partitions_of(table, self.catalog)):
            reason = "it has no partition"
        else:
            try:
                self.kinds[table.ref] = kinds_of(table, self.catalog)
            except UnfillableError as error:
                reason = str(error)
        if not reason and not self.kinds[table.ref]:
            reason = "none of its columns takes a value"
        if reason:
            self.reasons[table.ref] = reason

    def _order(
        self, tables: Sequence[Table]
    ) -> tuple[list[Table], dict[Ref, frozenset[ForeignKey]], frozenset[tuple[Ref, ForeignKey]]]:
        """The tables, parents first; the keys that stay empty at first; and those whose parents come later all the same."""
        all_ties = []
        written = self._written_by()
        for table in tables:
            needs = [Need(("relation", one, ""), False) for one in written.get(table.ref, ()) if one != table.ref]
            for held in _keys(table):
                if held.parent != table.ref:
                    empty = self._may_lack(table, held)
                    needs.append(Need(("relation", held.parent, ""), not empty, held if empty else None))
            all_ties.append(Ties((("relation", table.ref, ""),), tuple(needs), (), TABLE, False))
        order = ordered(all_ties)
        absent: dict[Ref, frozenset[ForeignKey]] = {}
        for cut in order.cut:
            ref = tables[cut.place].ref
            absent[ref] = absent.get(ref, frozenset()) | {cut.key}
        places = [tables[place] for place in order.places]
        seen: set[Ref] = set()
        late: set[tuple[Ref, ForeignKey]] = set()
        names = {table.ref for table in tables}
        for table in places:
            seen.add(table.ref)
            for held in _keys(table):
                if held.parent in names and held.parent not in seen and held not in absent.get(table.ref, ()):
                    late.add((table.ref, held))
        return places, absent, frozenset(late)

    def _counts(self, tables: Sequence[Table]) -> dict[Ref, int]:
        """How many rows each table gets: as many as its longest list of values, and for a parent as many as children that may not
        share one."""
        counts = {}
        for table in tables:
            told = listed(table, self.kinds[table.ref])
            counts[table.ref] = max([self.least, *(len(values) for values in told.values())])
        for _ in range(8):
            again = False
            for table in tables:
                alone = [
                    {column for part in key.parts for column in (part.column,)}
                    for key in keys_of(table, self.catalog)
                    if key.parts and key.predicate is None
                ]
                for held in _keys(table):
                    lone = any(columns <= set(held.columns) for columns in alone)
                    if lone and counts.get(held.parent, MOST) < counts[table.ref]:
                        counts[held.parent] = counts[table.ref]
                        again = True
            if not again:
                break
        return counts

    def _nullable(self, table: Table, name: str) -> bool:
        column = table.column(name)
        keyed = table.primary_key is not None and name in table.primary_key.columns
        return column is not None and column.nullable and not keyed

    def _may_lack(self, table: Table, held: ForeignKey) -> bool:
        """Whether a row may have no such parent."""
        return any(self._nullable(table, column) for column in held.columns)

    def _written_by(self) -> dict[Ref, set[Ref]]:
        """By table those whose triggers write rows to it: theirs must not find the rows there already."""
        found: dict[Ref, set[Ref]] = {}
        for trigger in self.catalog.triggers.values():
            if "insert" not in trigger.events:
                continue
            called = self.catalog.routines.get(trigger.function, ()) if trigger.function else ()
            for body in (trigger.body, *(one.body for one in called)):
                for name in _WRITTEN.findall(body):
                    ref = Ref(trigger.table.schema, fold(name, self.dialect))
                    found.setdefault(ref, set()).add(trigger.table)
        return found

    # --- rows

    def _rows(
        self, table: Table, count: int, absent: frozenset[ForeignKey], late: frozenset[tuple[Ref, ForeignKey]]
    ) -> list[Row]:
        held_by: dict[Ref, Sequence[Row]] = dict(self.filled)
        for held in _keys(table):
            if (table.ref, held) in late:
                held_by[held.parent] = self._promise(table, held, count)
            elif held.parent not in held_by and held.parent != table.ref and not self._may_lack(table, held):
                known = held.parent in self.catalog.tables
                raise UnfillableError(
                    f"{held.parent.text}, which it needs, {'has no rows' if known else 'is not known'}"
                )
        asked = Asked(table, self.kinds[table.ref], count, absent, self.promised.get(table.ref, {}))
        return rows_of(asked, self.catalog, held_by)

    def _promise(self, table: Table, held: ForeignKey, count: int) -> list[Row]:
        """The keys that a parent will have, whose rows come later."""
        defers = self.dialect in ("mysql", "mariadb", "sqlite") or held.deferrable
        parent = self.catalog.tables.get(held.parent)
        if parent is None or not (defers or self.dialect == "postgres") or held.parent not in self.kinds:
            raise UnfillableError(f"it and {held.parent.text} need each other at once")
        if defers:
            self.deferred = True
        else:
            self.at_once.setdefault(table.ref, set()).add(held.parent)
        given = self.promised.setdefault(parent.ref, {})
        for name in held.parent_columns:
            column, kind = parent.column(name), self.kinds[parent.ref].get(name)
            if column is None or kind is None:
                raise UnfillableError(f"it and {held.parent.text} need each other at once")
            given.setdefault(name, tuple(usual(column, kind, self.dialect, n) for n in range(count)))
        return [{name: given[name][n] for name in held.parent_columns} for n in range(count)]

    # --- text

    def _name(self, ref: Ref) -> str:
        table = self.catalog.tables.get(ref)
        word = identifier(ref.name, self.dialect)
        if table is not None and table.written:
            # Where files hold the tables, the letters' case counts though names are compared without it.
            word = written_name(Name(ref.name, table.written, table.span), self.dialect)
        if not ref.schema or ref.schema == self.catalog.default_schema:
            return word
        return f"{identifier(ref.schema, self.dialect)}.{word}"

    def _literals(self, table: Table, row: Row) -> dict[str, str]:
        return {name: literal(row.get(name), kind, self.dialect) for name, kind in self.kinds[table.ref].items()}

    def _insert(self, table: Table, rows: Sequence[Row]) -> str:
        kinds = self.kinds[table.ref]
        columns = [column for column in table.columns if column.name in kinds]
        names = ", ".join(column_name(column.name, self.dialect, column) for column in columns)
        into = f"INSERT INTO {self._name(table.ref)} ({names})"
        always = any(column.identity == "always" for column in columns)
        if always and self.dialect == "postgres":
            into += " OVERRIDING SYSTEM VALUE"
        written = [self._literals(table, row) for row in rows]
        key = self._key(table, rows)
        ruled = any(kind == "rule" and one.target == table.ref for (kind, _), one in self.catalog.others.items())
        if key and not ruled and self.dialect in ("postgres", "standard", "sqlite", "mysql", "mariadb"):
            lines = ",\n".join(f"  ({', '.join(row[column.name] for column in columns)})" for row in written)
            first = column_name(key[0], self.dialect, table.column(key[0]))
            again = (
                f"ON DUPLICATE KEY UPDATE {first} = {first}"
                if self.dialect in ("mysql", "mariadb")
                else "ON CONFLICT DO NOTHING"
            )
            return f"{into} VALUES\n{lines}\n{again};"
        statements = [self._single(table, into, columns, row, key) for row in written]
        if always and self.dialect == "tsql":
            name = self._name(table.ref)
            statements = [f"SET IDENTITY_INSERT {name} ON;", *statements, f"SET IDENTITY_INSERT {name} OFF;"]
        return "\n".join(statements)

    def _single(
        self, table: Table, into: str, columns: Sequence[Column], row: Mapping[str, str], key: Sequence[str]
    ) -> str:
        """One row, unless it is there."""
        kinds = self.kinds[table.ref]
        asked = key or [column.name for column in columns if kinds[column.name].family not in _INCOMPARABLE]
        told = []
        for name in asked:
            written = column_name(name, self.dialect, table.column(name))
            told.append(f"{written} IS NULL" if row[name] == "NULL" else f"{written} = {row[name]}")
        source = " FROM dual" if self.dialect in ("oracle", "mysql", "mariadb") else ""
        values = ", ".join(row[column.name] for column in columns)
        where = f" WHERE {' AND '.join(told)}" if told else ""
        return f"{into} SELECT {values}{source} WHERE NOT EXISTS (SELECT 1 FROM {self._name(table.ref)}{where});"

    def _key(self, table: Table, rows: Sequence[Row]) -> tuple[str, ...]:
        """The columns of a key that every row fills: what tells whether a row is there."""
        for key in keys_of(table, self.catalog):
            columns = tuple(part.column for part in key.parts)
            whole = columns and all(columns) and key.predicate is None
            if whole and all(row.get(column) is not None for row in rows for column in columns):
                return columns
        return ()

    def _updates(self, table: Table, absent: frozenset[ForeignKey]) -> Iterator[str]:
        """The keys that could not be there when the row was."""
        rows = self.filled.get(table.ref, [])
        key = self._key(table, rows)
        if not key:
            return
        kinds = self.kinds[table.ref]
        alone = [{part.column for part in one.parts} for one in keys_of(table, self.catalog)]
        for held in sorted(absent, key=lambda one: one.span.start):
            parents = self.filled.get(held.parent, [])
            if len(held.parent_columns) != len(held.columns) or not all(column in kinds for column in held.columns):
                continue
            unique = any(columns <= set(held.columns) for columns in alone)
            for n, row in enumerate(rows):
                if not parents or (unique and n >= len(parents)):
                    break
                parent = parents[n % len(parents)]
                told = list(zip(held.columns, (parent.get(name) for name in held.parent_columns), strict=True))
                fixed = [(name, one) for name, one in told if row.get(name) is not None and row.get(name) != one]
                if fixed or any(one is None for _, one in told) or any(name in key for name, _ in told):
                    continue
                sets = ", ".join(
                    f"{column_name(name, self.dialect, table.column(name))} = {literal(one, kinds[name], self.dialect)}"
                    for name, one in told
                )
                empty = column_name(next(name for name, _ in told if row.get(name) is None), self.dialect)
                where = " AND ".join(
                    f"{column_name(name, self.dialect, table.column(name))} = {literal(row[name], kinds[name], self.dialect)}"
                    for name in key
                )
                yield f"UPDATE {self._name(table.ref)} SET {sets} WHERE {where} AND {empty} IS NULL;"

    def _numbering(self, table: Table) -> Iterator[str]:
        """What numbers the rows goes on behind them."""
        if self.dialect != "postgres" or table.ref not in self.filled:
            return
        name = self._name(table.ref).replace("'", "''")
        for column in table.columns:
            if column.name not in self.kinds[table.ref] or not (column.identity or column.serial):
                continue
            written = column_name(column.name, self.dialect, column)
            plain = column.name.replace("'", "''")
            yield (
                f"SELECT setval(pg_get_serial_sequence('{name}', '{plain}'), "
                f"(SELECT max({written}) FROM {self._name(table.ref)}));"
            )


_WRITTEN = re.compile(r"\bINTO\s+(?:[\w\"`\[\]]+\.)?[\"`\[]?(\w+)", re.I)
_INCOMPARABLE = frozenset({"json", "xml", "geometry", "search", "vector", "float", "other", "range"})
"""Types without an equality to ask for."""


def _keys(table: Table) -> list[ForeignKey]:
    return [held for held in table.foreign_keys if not held.ignored]
