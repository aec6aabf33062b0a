"""What a finding proposes: names, values and statements in the dialect's own spelling."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable
from functools import lru_cache

from schemalint import (
    NOWHERE,
    Catalog,
    Column,
    Dialect,
    Name,
    ObjectName,
    Ref,
    Replay,
    Span,
    Statement,
    Subject,
    Table,
    Type,
    fold,
    name_limit,
    reserved_words,
)
from schemalint_rules._once import once

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*\Z")
_QUOTES = {"mysql": "``", "mariadb": "``", "tsql": "[]"}


def spelled(name: str, catalog: Catalog) -> str:
    """A folded name as it must be written, quoted only where it has to be."""
    return _spelled(name, catalog.dialect, catalog.version)


@lru_cache(maxsize=65536)
def _spelled(name: str, dialect: Dialect, version: str) -> str:
    if _PLAIN.match(name) and name.lower() not in reserved_words(dialect, version) and fold(name, dialect) == name:
        return name
    if "{{" in name or "${" in name:
        return name  # a template says it, and puts no quotes around it
    quotes = _QUOTES.get(dialect, '""')
    return quotes[0] + name.replace(quotes[1], quotes[1] * 2) + quotes[1]


def spelled_ref(ref: Ref, catalog: Catalog) -> str:
    """A table as it must be written; its schema is left out where it is the default one."""
    name = spelled(ref.name, catalog)
    return f"{spelled(ref.schema, catalog)}.{name}" if ref.schema and ref.schema != catalog.default_schema else name


def listed(columns: Iterable[str], catalog: Catalog) -> str:
    """Columns as they stand in a column list."""
    return ", ".join(spelled(column, catalog) for column in columns)


def literal(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("'", "''") + "'"


def name_of(value: str) -> Name:
    """A name that no text defines."""
    return Name(value, value, NOWHERE)


def object_name(ref: Ref) -> ObjectName:
    """The name of a catalogue's object, for changes."""
    return ObjectName(name_of(ref.name), name_of(ref.schema) if ref.schema else None)


def about(table: Table, column: str) -> Subject:
    """The subject of a finding about a column."""
    return Subject("column", table.schema or None, table.name, column, (column,))


def about_table(table: Table) -> Subject:
    """The subject of a finding about a table."""
    return Subject("collection" if table.kind == "collection" else "table", table.schema or None, None, table.name)


@once
def index_affix(catalog: Catalog) -> str:
    """What marks most of the schema's index names: `idx_` or `ix_` before, `_idx` behind; `_idx` where nothing tells."""
    votes = {"idx_": 0, "ix_": 0, "_idx": 0}
    for table in catalog.tables.values():
        for index in table.indexes:
            name = index.name.lower()
            for affix in votes:
                votes[affix] += index.named and (name.startswith(affix) if affix[-1] == "_" else name.endswith(affix))
    return max(votes, key=lambda one: votes[one]) if any(votes.values()) else "_idx"


def index_name(table: Table, columns: Iterable[str], affix: str, catalog: Catalog) -> str:
    """A name for a new index in the manner of the schema's own, which nothing there has yet."""
    stem = "_".join((table.name, *columns))
    return _free(affix + stem if affix[-1] == "_" else stem + affix, table, catalog)


def constraint_name(table: Table, columns: Iterable[str], ending: str, catalog: Catalog) -> str:
    """A name for a constraint: table, columns and what it is, cut where the server would."""
    return _cut("_".join((table.name, *columns, ending)), catalog)


def new_constraint_name(table: Table, columns: Iterable[str], ending: str, catalog: Catalog) -> str:
    """The same for a new constraint: a name that nothing there has yet."""
    return _free(constraint_name(table, columns, ending, catalog), table, catalog)


def _cut(name: str, catalog: Catalog, room: int = 0) -> str:
    """The name as long as the server takes it, with room for more letters."""
    limit = name_limit(catalog.dialect, catalog.version)
    name = name.upper() if catalog.dialect == "oracle" else name
    return name[: limit.length - room] if limit else name


def _free(name: str, table: Table, catalog: Catalog) -> str:
    """The name with a number behind it where the schema has it already."""
    taken: Container[str] = _taken(catalog).get(table.schema, ())
    number, found = 0, _cut(name, catalog)
    while found.lower() in taken:
        number += 1
        found = f"{_cut(name, catalog, len(str(number)))}{number}"
    return found


@once
def _taken(catalog: Catalog) -> dict[str, set[str]]:
    """By schema the names that relations, their indexes and constraints have, in lower case."""
    found: dict[str, set[str]] = {}
    for table in catalog.tables.values():
        own = found.setdefault(table.schema, set())
        own.add(table.name.lower())
        own.update(one.name.lower() for one in (*table.indexes, *table.constraints))
    for ref in catalog.views:
        found.setdefault(ref.schema, set()).add(ref.name.lower())
    return found


def alter_type(table: Ref, column: str, type_text: str, catalog: Catalog, *, using: str = "", tail: str = "") -> str:
    """The statement that gives a column another type. `tail` repeats what MySQL and SQL Server would otherwise lose."""
    where, name = spelled_ref(table, catalog), spelled(column, catalog)
    match catalog.dialect:
        case "mysql" | "mariadb":
            return f"ALTER TABLE {where} MODIFY COLUMN {name} {type_text}{tail};"
        case "tsql":
            return f"ALTER TABLE {where} ALTER COLUMN {name} {type_text}{tail};"
        case "oracle":
            return f"ALTER TABLE {where} MODIFY ({name} {type_text});"
        case "sqlite":
            return f"rebuild {where} with {name} as {type_text}"
    conversion = f" USING {using}" if using else ""
    return f"ALTER TABLE {where} ALTER COLUMN {name} TYPE {type_text}{conversion};"


def drop_default(table: Table, column: Column, catalog: Catalog) -> str:
    """The statement that takes a column's default away."""
    where, name = spelled_ref(table.ref, catalog), spelled(column.name, catalog)
    match catalog.dialect:
        case "tsql":
            constraint = spelled(column.default_name, catalog) if column.default_name else "<the default's name>"
            return f"ALTER TABLE {where} DROP CONSTRAINT {constraint};"
        case "oracle":
            return f"ALTER TABLE {where} MODIFY ({name} DEFAULT NULL);"
        case "sqlite":
            return f"rebuild {where} with {name} without its default"
    return f"ALTER TABLE {where} ALTER COLUMN {name} DROP DEFAULT;"


def set_not_null(table: Table, column: str, catalog: Catalog) -> str:
    """The statement that forbids NULL in a column."""
    where, name = spelled_ref(table.ref, catalog), spelled(column, catalog)
    found = table.column(column)
    type_text = found.type.text if found and found.type else ""
    match catalog.dialect:
        case "mysql" | "mariadb":
            default = f" DEFAULT {found.default.text}" if found and found.default else ""
            return f"ALTER TABLE {where} MODIFY COLUMN {name} {type_text} NOT NULL{default};"
        case "tsql":
            return f"ALTER TABLE {where} ALTER COLUMN {name} {type_text} NOT NULL;"
        case "oracle":
            return f"ALTER TABLE {where} MODIFY ({name} NOT NULL);"
        case "sqlite":
            return f"rebuild {where} with {name} NOT NULL"
    return f"ALTER TABLE {where} ALTER COLUMN {name} SET NOT NULL;"


def add_constraint(table: Ref, name: str, clause: str, catalog: Catalog) -> str:
    """The statement that adds a constraint; SQLite can only declare it when the table is made."""
    where = spelled_ref(table, catalog)
    if catalog.dialect == "sqlite":
        return f"rebuild {where} with {clause}"
    named = f"CONSTRAINT {spelled(name, catalog)} " if name else ""
    return f"ALTER TABLE {where} ADD {named}{clause};"


def drop_index(name: Ref, table: Ref, catalog: Catalog) -> str:
    """The statement that drops an index."""
    if catalog.dialect in ("mysql", "mariadb", "tsql"):
        return f"DROP INDEX {spelled(name.name, catalog)} ON {spelled_ref(table, catalog)};"
    if catalog.dialect == "mongodb":
        return f'db.getCollection("{table.name}").dropIndex("{name.name}");'
    return f"DROP INDEX {spelled_ref(name, catalog)};"


CURRENT_TIME: dict[Dialect, str] = {
    "postgres": "now()",
    "tsql": "sysdatetimeoffset()",
    "oracle": "SYSTIMESTAMP",
}
"""The current time as a default; elsewhere CURRENT_TIMESTAMP."""

INSTANT: dict[Dialect, Type] = {
    "postgres": Type("timestamp with time zone", "timestamp with time zone", "timestamptz"),
    "mysql": Type("datetime", "datetime", "timestamp"),
    "mariadb": Type("datetime", "datetime", "timestamp"),
    "sqlite": Type("TEXT", "TEXT", "text"),
    "tsql": Type("datetimeoffset", "datetimeoffset(7)", "timestamptz", ("7",)),
    "oracle": Type("timestamp with time zone", "TIMESTAMP(6) WITH TIME ZONE", "timestamptz", ("6",)),
    "standard": Type("timestamp with time zone", "timestamp with time zone", "timestamptz"),
}
"""The type for a point in time where the schema has none of its own."""

BIG_KEY: dict[Dialect, str] = {
    "postgres": "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "standard": "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "mysql": "id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
    "mariadb": "id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY",
    "tsql": "id bigint IDENTITY(1,1) NOT NULL PRIMARY KEY",
    "oracle": "ID NUMBER GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "sqlite": "id INTEGER PRIMARY KEY",
}
"""A generated key as a column definition."""

BIG_INTEGER: dict[Dialect, Type] = {
    **dict.fromkeys(("postgres", "mysql", "mariadb", "tsql", "standard"), Type("bigint", "bigint", "integer")),
    "oracle": Type("number", "NUMBER", "decimal"),
    "sqlite": Type("INTEGER", "INTEGER", "integer"),
}


class Written:
    """The text of a replay by place, for rules that must know how something was written."""

    __slots__ = ("_replay", "_starts")

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._starts: dict[str, tuple[list[int], list[Statement]]] | None = None

    def whole_line(self, statement: Statement) -> Span:
        """A statement with its terminator, and with the line break behind it (else before it) where nothing else stands
        between it and its neighbour: what is left has no empty line in its place."""
        path, start, end = statement.span.path, statement.span.start, statement.end
        starts, found = self._index().get(path, ([], []))
        at = bisect_right(starts, start) - 1
        width = len(statement.line_break)
        if at + 1 < len(found) and found[at + 1].span.start - end == width:
            return Span(path, start, end + width)
        if at > 0 and start - found[at - 1].end == width:
            return Span(path, start - width, end)
        return Span(path, start, end)

    def statement(self, span: Span) -> Statement | None:
        """The statement around `span`, or None where nothing that was read stands there."""
        starts, found = self._index().get(span.path, ([], []))
        at = bisect_right(starts, span.start) - 1
        return found[at] if at >= 0 and found[at].span.covers(span) else None

    def _index(self) -> dict[str, tuple[list[int], list[Statement]]]:
        if self._starts is None:
            self._starts = {}
            by_path: dict[str, list[Statement]] = {}
            for reading in self._replay.readings:
                by_path.setdefault(reading.statement.span.path, []).append(reading.statement)
            for path, statements in by_path.items():
                statements.sort(key=lambda statement: statement.span.start)
                self._starts[path] = [statement.span.start for statement in statements], statements
        return self._starts

    def text(self, span: Span) -> str:
        """The characters of `span`, or an empty string where they are not known."""
        statement = self.statement(span)
        if statement is None:
            return ""
        return statement.text[span.start - statement.span.start : span.end - statement.span.start]

    def cased(self, span: Span, text: str) -> str:
        """`text` in the case of the words at `span`: upper where they are upper."""
        return text.upper() if self.text(span).isupper() else text

    def line_comment(self, span: Span) -> str:
        """The comment behind `span` on its own line, without its mark."""
        statement = self.statement(span)
        if statement is None:
            return ""
        at = span.end - statement.span.start
        line = statement.text[at : at + 400].split("\n", 1)[0]
        mark = _COMMENT.search(line)
        return mark[1].strip() if mark else ""


_COMMENT = re.compile(r"(?:--|#|/\*)[ \t]*(.*?)(?:\*/.*)?$")
