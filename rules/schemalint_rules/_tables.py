"""What kind of thing a table is, and which of its keys and indexes serve a look-up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from schemalint import (
    Catalog,
    Check,
    Column,
    Dialect,
    Execute,
    Index,
    KeyPart,
    PrimaryKey,
    Ref,
    Replay,
    Span,
    Table,
    Type,
    Unique,
    fold,
)
from schemalint.model.record import NamedTuple
from schemalint_rules._once import once, once_each
from schemalint_rules._vocabulary import AUDIT_WORDS, FRAMEWORK_TABLES, POSITION_WORDS, named


@once
def understood(catalog: Catalog) -> tuple[Table, ...]:
    """The tables that rules of a whole catalogue may judge: made by what was read, and read completely. In the order they
    stand in the text, for a catalogue keeps none."""
    clear = [
        table
        for ref, table in catalog.tables.items()
        if not (table.unknown or table.assumed or (catalog.muted and catalog.is_muted(ref)))
    ]
    return tuple(sorted(clear, key=lambda one: (one.span, one.ref)))


@once
def stored(catalog: Catalog) -> tuple[Table, ...]:
    """Of those the ordinary tables that stand for themselves: no partitions, foreign or temporary tables, no copies whose
    columns a query gives."""
    return tuple(
        table
        for table in understood(catalog)
        if table.kind in ("table", "collection") and not table.partition_of and not table.as_query
    )


def own_columns(table: Table) -> tuple[Column, ...]:
    """The columns that the table's own text defines; those that LIKE, INHERITS or a partitioned parent gave stand elsewhere."""
    if table.partition_of:
        return ()
    if table.inherits or table.like or table.of_type:
        return tuple(column for column in table.columns if table.statement.covers(column.span))
    return table.columns


def own_checks(table: Table) -> tuple[Check, ...]:
    """The checks that the table's own text states; copies of LIKE, INHERITS and a partitioned parent are told at their origin."""
    if table.partition_of:
        return ()
    if table.inherits or table.like:
        return tuple(check for check in table.checks if table.statement.covers(check.span))
    return table.checks


def is_framework_table(table: Table) -> bool:
    """Whether a migration framework or an extension keeps the table for itself."""
    name = table.name.lower()
    return (
        name in FRAMEWORK_TABLES
        or name.startswith("django_")
        or name.endswith(("databasechangelog", "databasechangeloglock"))
    )


_HISTORY = re.compile(r"history_table\s*=\s*([^,)]+)", re.I)


@once
def history_tables(catalog: Catalog) -> frozenset[Ref]:
    """The tables in which SQL Server keeps old rows of system-versioned ones; it allows them no key of their own."""
    if catalog.dialect != "tsql":
        return frozenset()
    found = set()
    for table in catalog.tables.values():
        for _, value in table.options:
            named = _HISTORY.search(value)
            if named:
                parts = [fold(part.strip(), "tsql") for part in named[1].strip().split(".")]
                found.add(Ref(parts[-2] if len(parts) > 1 else table.schema, parts[-1]))
    return frozenset(found)


_INCLUDES = re.compile(r"\s*(?:@@?|\\ir?\b|:r\b|source\b|\\\.)\s*[\"']?([^\s\"';]*)", re.I)


@once
def includes_others(replay: Replay) -> bool:
    """Whether a script runs others that were not read in their place: `@@tables.sql`, `\\i tables.sql`, `:r tables.sql`."""
    included = [
        found[1]
        for reading in replay.readings
        if reading.statement.kind == "client" and (found := _INCLUDES.match(reading.statement.text))
    ]
    if not included:
        return False
    read = {_last_of(reading.statement.span.path) for reading in replay.readings}
    return any(_last_of(one) not in read and f"{_last_of(one)}.sql" not in read for one in included)


def _last_of(path: str) -> str:
    return re.split(r"[/\\]", path)[-1].lower()


def is_hidden(replay: Replay, statement: str, *names: str) -> bool:
    """Whether blocks hold these words of a statement, in lower case, and each of the names: what is in there is run by the server,
    but not replayed."""
    text, words = _hidden(replay)
    return statement in text and all(name.lower() in words for name in names)


@once
def _hidden(replay: Replay) -> tuple[str, frozenset[str]]:
    bodies = [step.change.body for step in replay.steps if isinstance(step.change, Execute) and step.change.body]
    text = " ".join(" ".join(bodies).lower().split())
    return text, frozenset(re.findall(r"[\w$#]+", text))


def is_generated(column: Column) -> bool:
    """Whether the server numbers the column, or fills it with a fresh identifier."""
    if column.identity or column.serial:
        return True
    if column.default is None:
        return False
    return any(call.rpartition(".")[2] in GENERATORS for call in column.default.calls) or bool(
        re.match(r"next value for\b|\w[\w.\"]*\.nextval\b", column.default.text, re.I)
    )


def is_row_number(table: Table, column: Column, dialect: Dialect) -> bool:
    """Whether the column is SQLite's number of the row, which the server gives where INSERT leaves it out: an INTEGER that alone
    is the primary key. One that refers to another table takes its number from there."""
    key = table.primary_key
    if dialect != "sqlite" or key is None or key.columns != (column.name,) or column.type is None:
        return False
    if any(name == "without rowid" for name, _ in table.options) or column.type.text.lower() != "integer":
        return False
    return not any(column.name in one.columns for one in table.foreign_keys)


GENERATORS = frozenset(
    {
        "nextval", "gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "uuid_generate_v1mc", "uuidv4", "uuidv7",
        "uuid_generate_v7", "newid", "newsequentialid", "uuid", "sys_guid", "uuid_to_bin", "gen_random_bytes", "unique_rowid",
        "generate_ulid", "gen_ulid", "uuid_generate_v6",
    }
)  # fmt: skip
"""Functions whose call as a default makes a surrogate key."""


def is_boolean(held: Type, dialect: Dialect) -> bool:
    """Whether a type is for yes and no alone: in MySQL a single bit is, in PostgreSQL it is a string of bits."""
    if held.dimensions:
        return False
    return held.family == "boolean" or (
        held.family == "bit" and dialect in ("mysql", "mariadb") and held.arguments in ((), ("1",))
    )


def is_audit_column(column: Column) -> bool:
    """Whether the column tells who touched the row and when, rather than a fact about the world."""
    return not AUDIT_WORDS.isdisjoint(named(column))


@once_each
def join_columns(table: Table) -> tuple[str, ...]:
    """The referencing columns of a pure join table: exactly two foreign keys, and besides them at most a generated key, audit
    columns and the place in a list. Empty for any other table."""
    if len(table.foreign_keys) < 2:
        return ()
    audit = _audit_names(table)
    keys = [key for key in table.foreign_keys if not audit.issuperset(key.columns)]
    if len(keys) != 2:
        return ()
    pair = tuple(dict.fromkeys((*keys[0].columns, *keys[1].columns)))
    if len(pair) < 2 or keys[0].columns == keys[1].columns:
        return ()
    key = table.primary_key.columns if table.primary_key else ()
    generated = 0
    for column in table.columns:
        if column.name in pair or is_audit_column(column) or is_position(column):
            continue
        if is_generated(column) or key == (column.name,) or (not key and column.name.lower() == "id"):
            generated += 1
            continue
        return ()
    return pair if generated <= 1 else ()


def is_value_list(table: Table) -> bool:
    """Whether the table holds one value of many for a row of another: a foreign key, a value, at most the place in the list."""
    if len(table.foreign_keys) != 1:
        return False
    rest = [column for column in table.columns if column.name not in table.foreign_keys[0].columns]
    values = [column for column in rest if not is_position(column)]
    key = table.primary_key.columns if table.primary_key else ()
    return len(values) == 1 and not is_generated(values[0]) and key != (values[0].name,)


def is_position(column: Column) -> bool:
    """Whether the column says where in a list its row stands: `sort_order`, `position`."""
    return column.type is not None and column.type.family == "integer" and POSITION_WORDS.issuperset(named(column))


def _audit_names(table: Table) -> set[str]:
    return {column.name for column in table.columns if is_audit_column(column)}


class Path(NamedTuple):
    """A key or an index of a table, as a way to its rows."""

    what: Literal["primary key", "unique constraint", "unique index", "index"]
    name: str
    parts: tuple[KeyPart, ...]
    unique: bool
    origin: PrimaryKey | Unique | Index
    method: str = "btree"
    include: tuple[str, ...] = ()
    predicate: str = ""
    valid: bool = True
    deferrable: bool = False
    clustered: bool = False
    nulls_equal: bool = False
    """Of a unique one over columns that may be NULL: two NULLs are the same value to it."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(part.column for part in self.parts)

    @property
    def span(self) -> Span:
        return self.origin.span

    @property
    def said(self) -> str:
        """For messages: `primary key (id)`, `index idx_x (a, b)`."""
        shown = ", ".join(part.column or (part.expression.text if part.expression else "?") for part in self.parts)
        name = "" if self.what == "primary key" or not self.name else f" {self.name}"
        return f"{self.what}{name} ({shown})"


@once_each
def paths(table: Table, dialect: Dialect) -> tuple[Path, ...]:
    """Every key and index of a table, keys first, in the order they were made."""
    found: list[Path] = []
    key = table.primary_key
    if key and key.enforced:
        clustered = key.clustered if key.clustered is not None else dialect in ("tsql", "mysql", "mariadb")
        parts = key.parts or tuple(KeyPart(column) for column in key.columns)
        found.append(
            Path("primary key", key.name, parts, True, key, deferrable=key.deferrable, clustered=bool(clustered))
        )
    for unique in table.uniques:
        if unique.enforced:
            parts = unique.parts or tuple(KeyPart(column) for column in unique.columns)
            found.append(
                Path(
                    "unique constraint",
                    unique.name,
                    parts,
                    True,
                    unique,
                    include=unique.include,
                    deferrable=unique.deferrable,
                    clustered=bool(unique.clustered),
                    nulls_equal=unique.nulls_not_distinct and _takes_null(table, parts),
                )
            )
    for index in table.indexes:
        if not index.unknown:
            found.append(
                Path(
                    "unique index" if index.unique else "index",
                    index.name,
                    index.parts,
                    index.unique,
                    index,
                    method=index.method.lower() or "btree",
                    include=index.include,
                    predicate=index.predicate.text if index.predicate else _sparse(index, dialect),
                    valid=index.valid,
                    clustered=bool(index.clustered),
                    nulls_equal=index.unique and index.nulls_not_distinct and _takes_null(table, index.parts),
                )
            )
    return tuple(found)


def _sparse(index: Index, dialect: Dialect) -> str:
    """What stands for a predicate where an index of MongoDB holds only documents that have its fields."""
    return "sparse" if dialect == "mongodb" and "sparse" in dict(index.options) else ""


def _takes_null(table: Table, parts: Iterable[KeyPart]) -> bool:
    found = [table.column(part.column) for part in parts]
    return any(column is None or column.nullable for column in found)


def keeps_apart(table: Table, columns: Iterable[str]) -> bool:
    """Whether a key or a unique index over all rows lets no two of them agree in these columns, or in some of them."""
    held = set(columns)
    keys = [one.columns for one in (table.primary_key, *table.uniques) if one is not None]
    keys += [index.columns for index in table.indexes if index.unique and index.predicate is None]
    return any(key and held.issuperset(key) for key in keys)


def is_key(path: Path, columns: Iterable[str], *, in_any_order: bool = True) -> bool:
    """Whether the path guarantees that no two rows agree in exactly these columns."""
    if not path.unique or not path.valid or path.predicate or any(not p.column or p.prefix for p in path.parts):
        return False
    wanted = tuple(columns)
    return set(path.columns) == set(wanted) if in_any_order else path.columns == wanted
