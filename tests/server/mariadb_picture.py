"""What MariaDB says it holds, and the same picture drawn from a catalogue of ours.

What is made alike on both sides, and why:

- Names in lower case: the server keeps the case of names and compares columns without it; a catalogue holds them folded.
- NO ACTION is RESTRICT: InnoDB makes no difference, and the server prints the one it was given, or RESTRICT.
- A unique key is a unique index: the server has one thing under both words.
- Defaults by value: the server prints `0` for an int DEFAULT '0' and `0.00` for a decimal(10,2) DEFAULT 0; a catalogue keeps
  what was written.
- Expressions without brackets, blanks, backticks and case, which the server adds and takes away, and under one name: it prints
  UCASE for UPPER and `nextval` for NEXT VALUE FOR, with the database before the sequence.
- JSON is longtext with a CHECK: the server writes the CHECK out, a catalogue has a type that stands for both.
- A key's length in a SPATIAL index, COMPRESSED behind a type, the method and comment of a unique key: a catalogue has no place
  for them, and nothing hangs on them.
- The columns that a query gives to a table: nobody wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from schemalint.model.schema import Catalog, Column, Index, Table, Unique

Row = tuple[object, ...]
Picture = dict[str, set[Row]]

OURS = "table_schema = '{0}'"

COLUMNS = """
SELECT c.table_name, c.column_name, c.ordinal_position, c.column_type, c.is_nullable, c.column_default, c.extra,
  c.generation_expression, c.column_comment FROM information_schema.columns c JOIN information_schema.tables t
  USING (table_schema, table_name) WHERE c.table_schema = '{0}' AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
"""
INDEXES = """
SELECT table_name, index_name, non_unique, index_type, index_comment, ignored,
  GROUP_CONCAT(CONCAT(column_name, IF(sub_part IS NULL, '', CONCAT('(', sub_part, ')')), IF(collation = 'D', ' desc', ''))
    ORDER BY seq_in_index SEPARATOR '|')
FROM information_schema.statistics WHERE table_schema = '{0}' GROUP BY table_name, index_name
"""
FOREIGN_KEYS = """
SELECT k.table_name, k.constraint_name, GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR '|'),
  IF(k.referenced_table_schema = k.table_schema, '', k.referenced_table_schema), k.referenced_table_name,
  GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR '|'), r.delete_rule, r.update_rule
FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
  ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.table_schema = '{0}' AND k.referenced_table_name IS NOT NULL GROUP BY k.table_name, k.constraint_name
"""
OTHERS = {
    "table": "SELECT table_name, table_comment, table_type = 'SYSTEM VERSIONED', create_options LIKE '%partitioned%' "
    "FROM information_schema.tables WHERE table_schema = '{0}' AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')",
    "check": "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints "
    "WHERE constraint_schema = '{0}'",
    "view": "SELECT table_name, check_option FROM information_schema.views WHERE table_schema = '{0}'",
    "trigger": "SELECT event_object_table, trigger_name, action_timing, event_manipulation FROM information_schema.triggers "
    "WHERE trigger_schema = '{0}'",
    "routine": "SELECT routine_name, routine_type, (SELECT GROUP_CONCAT(CONCAT(parameter_mode, ' ', parameter_name) "
    "ORDER BY ordinal_position SEPARATOR ', ') FROM information_schema.parameters p WHERE p.specific_schema = '{0}' "
    "AND p.specific_name = r.specific_name AND p.routine_type = r.routine_type AND p.ordinal_position > 0) "
    "FROM information_schema.routines r WHERE routine_schema = '{0}'",
    "event": "SELECT event_name, status = 'ENABLED' FROM information_schema.events WHERE event_schema = '{0}'",
    "sequence": "SELECT table_name FROM information_schema.tables WHERE table_schema = '{0}' AND table_type = 'SEQUENCE'",
    "partition": "SELECT table_name, partition_method, GROUP_CONCAT(DISTINCT partition_expression) "
    "FROM information_schema.partitions WHERE table_schema = '{0}' AND partition_name IS NOT NULL GROUP BY table_name",
}


def of_server(server: Any, database: str) -> Picture:
    """The picture of a database."""

    def rows(query: str) -> Iterable[tuple[Any, ...]]:
        return server.rows(query.format(database))

    picture: Picture = {"column": set(), "index": set(), "foreign key": set(), "view column": set()}
    for table, name, place, kind, nullable, default, extra, expression, comment in rows(COLUMNS):
        extras = extra.lower()
        update = re.search(r"on update (\S+)", extras)
        generated = "stored" if "stored generated" in extras else "virtual" if "virtual generated" in extras else ""
        picture["column"].add(
            (
                table.lower(), name.lower(), place, _type(kind), nullable == "YES",
                "" if default is None or generated else _default(default, kind),
                "auto_increment" in extras, generated, _bare(expression) if generated else "",
                _moment(update[1]) if update else "", comment,
            )
        )  # fmt: skip
    for table, name, non_unique, method, comment, ignored, parts in rows(INDEXES):
        picture["index"].add(
            (
                table.lower(),
                name.lower(),
                not non_unique,
                method.lower() if non_unique else "btree",
                parts.lower().replace("(32)", "") if method == "SPATIAL" else parts.lower(),
                comment if non_unique else "",
                ignored == "NO",
            )
        )
    for table, name, columns, schema, parent, parents, delete, update in rows(FOREIGN_KEYS):
        picture["foreign key"].add(
            (
                table.lower(), name.lower(), columns.lower(), schema.lower(), parent.lower(), parents.lower(), _action(delete),
                _action(update),
            )
        )  # fmt: skip
    for kind, query in OTHERS.items():
        picture[kind] = {tuple(_value(cell) for cell in row) for row in rows(query)}
    picture["check"] = {
        (table, name, _bare(str(clause)))
        for table, name, clause in picture["check"]
        if _bare(str(clause)) != f"json_valid{name}"
    }
    picture["table"] = {(name, comment, *map(bool, rest)) for name, comment, *rest in picture["table"]}
    # The server stores comments with their case.
    comments = {row[0].lower(): row[1] for row in rows(OTHERS["table"])}
    picture["table"] = {(name, comments[str(name)], *rest) for name, _, *rest in picture["table"]}
    picture["partition"] = {(name, method, _bare(str(text or ""))) for name, method, text in picture["partition"]}
    return picture


def _value(cell: object) -> object:
    return cell.lower() if isinstance(cell, str) else "" if cell is None else cell


def _action(rule: str) -> str:
    return "RESTRICT" if rule == "NO ACTION" else rule


def _type(text: str) -> str:
    """A type with enum labels as they are and all else in lower case, without blanks behind commas."""
    text = text.removesuffix(" /*M!100301 COMPRESSED*/")
    return re.sub(r"('(?:[^']|'')*')|([^']+)", lambda found: found[1] or found[2].lower().replace(", ", ","), text)


MOMENT = re.compile(r"\b(?:current_timestamp|now|localtime|localtimestamp)\b(?:\((\d*)\))?", re.IGNORECASE)


def _moment(text: str) -> str:
    return MOMENT.sub(lambda found: f"now({found[1] if found[1] and found[1] != '0' else ''})", text.lower())


def _default(text: str, kind: str) -> str:
    """A default by its value in a column of that type; NULL is no default."""
    kind = kind.lower()
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and _closes(text):
        text = text[1:-1].strip()
    if text.lower() == "null":
        return ""
    introduced = re.fullmatch(r"(?:_\w+|[nN])\s*('.*')", text, re.DOTALL)
    if introduced:
        text = introduced[1]
    octets = re.fullmatch(r"[xX]'([0-9a-fA-F]*)'|0x([0-9a-fA-F]+)", text)
    if octets and re.match("(var)?char|(tiny|medium|long)?text", kind):
        text = f"'{bytes.fromhex(octets[1] or octets[2] or '').decode()}'"
    elif octets:
        text = str(int(octets[1] or octets[2], 16))
    bits = re.fullmatch(r"(?:0b([01]+)|[bB]'([01]*)')", text)
    if bits:
        text = str(int(bits[1] or bits[2] or "0", 2))
    if text.lower() in ("true", "false"):
        text = str(int(text.lower() == "true"))
    literal = re.fullmatch(r"(['\"])(.*)\1", text, re.DOTALL)
    value = literal[2].replace("''", "'").replace("\\'", "'") if literal else text
    if kind.startswith("year") and re.fullmatch(r"\d{1,4}", value):
        return str(int(value))
    if not re.match(r"(var)?char|(tiny|medium|long)?(text|blob)|enum|set|(var)?binary|date|time|inet|uuid", kind):
        try:
            number = Decimal(value).normalize()
        except InvalidOperation:
            pass
        else:
            return format(number + 0, "f")
    elif not literal and re.fullmatch(r"[-+]?[\d.]+", value):
        literal = re.match("", "")
    if kind.startswith(("datetime", "timestamp", "date")) and text in ("0", "'0'"):
        return "'0000-00-00'"
    if kind.startswith(("datetime", "timestamp", "date", "time")) and literal:
        value = re.sub(r"[ T]00:00:00(\.0+)?$", "", value)
        return f"'{re.sub(r'[.]0+$', '', value)}'"
    if literal:
        return f"'{value}'"
    return _bare(_moment(value))


def _closes(text: str) -> bool:
    """Whether the bracket that opens the text is closed at its end."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if not depth:
            return at == len(text) - 1
    return False


def _bare(text: str) -> str:
    """An expression without what the server adds and takes away."""
    text = _moment(text)
    text = re.sub(r"\b(?:_\w+)?(?=')", "", text)
    text = re.sub(r"!=", "<>", text)
    text = re.sub(r"\bucase\b", "upper", text)
    text = re.sub(r"\blcase\b", "lower", text)
    text = re.sub(r"\bnextval\((?:`\w+`\.)?(`?\w+`?)\)", r"next value for \1", text)
    text = re.sub(r"\b(and|or|not|is|in|between|like)\b", r" \1 ", text)
    text = re.sub(r"&&", "and", text)
    text = re.sub(r"\|\|", "or", text)
    return re.sub(r"[\s`()\"']", "", text).replace("\\", "")


def of_catalog(catalog: Catalog, *schemas: str) -> Picture:
    """The picture of one database of a catalogue of ours, which may have more names than one there."""
    picture: Picture = {kind: set() for kind in ("column", "index", "foreign key", "view column", *OTHERS)}
    for table in catalog.tables.values():
        if table.kind != "temporary" and table.schema in schemas:
            _draw(picture, table)
    for view in catalog.views.values():
        if view.schema in schemas:
            picture["view"].add((view.name, view.check_option.lower() or "none"))
    for trigger in catalog.triggers.values():
        if trigger.table.schema in schemas:
            for event in trigger.events:
                picture["trigger"].add((trigger.table.name, trigger.name, trigger.timing, event))
    for ref, routines in catalog.routines.items():
        if ref.schema in schemas:
            for routine in routines:
                parameters = ", ".join(
                    f"{one.mode} {one.name}" if routine.kind == "procedure" else f"in {one.name}"
                    for one in routine.parameters
                )
                picture["routine"].add((ref.name, routine.kind, parameters))
    for sequence in catalog.sequences.values():
        if sequence.schema in schemas:
            picture["sequence"].add((sequence.name,))
    for (kind, ref), other in catalog.others.items():
        if kind == "event" and ref.schema in schemas:
            picture["event"].add((other.name, int(not re.search(r"\bdisable\b", " ".join(other.attributes).lower()))))
    return picture


def _draw(picture: Picture, table: Table) -> None:
    versioned = dict(table.options).get("system versioning") == "with"
    picture["table"].add((table.name, table.comment or "", versioned, bool(table.partition_by)))
    if table.partition_by:
        method, _, rest = table.partition_by.partition("(")
        picture["partition"].add((table.name, " ".join(method.lower().split()), _bare(rest)))
    for place, column in enumerate(table.columns, 1):
        picture["column"].add(_column(table, place, column))
    if table.primary_key is not None:
        parts = [_part(part) for part in table.primary_key.parts] or list(table.primary_key.columns)
        picture["index"].add((table.name, "primary", True, "btree", "|".join(parts), "", True))
    for held in (*table.uniques, *table.indexes):
        picture["index"].add(_index(table, held))
    for key in table.foreign_keys:
        if not key.ignored:
            picture["foreign key"].add(
                (
                    table.name, key.name.lower(), "|".join(key.columns),
                    key.parent.schema if key.parent.schema != table.schema else "", key.parent.name,
                    "|".join(key.parent_columns), _action(key.on_delete), _action(key.on_update),
                )
            )  # fmt: skip
    for check in table.checks:
        if _bare(check.expression.text) != f"json_valid{check.name.lower()}":
            picture["check"].add((table.name, check.name.lower(), _bare(check.expression.text)))


def _column(table: Table, place: int, column: Column) -> Row:
    kind = _type(column.type.text) if column.type else "?"
    generated = "" if column.generated is None else "stored" if column.stored else "virtual"
    default = column.default.text if column.default is not None and not generated else ""
    return (
        table.name, column.name, place, kind, column.nullable, _default(default, kind), column.identity is not None,
        generated, _bare(column.generated.text) if column.generated else "",
        _moment(column.on_update.text) if column.on_update else "", column.comment or "",
    )  # fmt: skip


def _index(table: Table, held: Index | Unique) -> Row:
    if isinstance(held, Unique):
        parts = held.parts or ()
        text = [_part(part) for part in parts] or list(held.columns)
        return (table.name, held.name.lower(), True, "btree", "|".join(text), "", True)
    return (
        table.name, held.name.lower(), held.unique, held.method or "btree", "|".join(map(_part, held.parts)),
        "" if held.unique else held.comment or "", held.valid,
    )  # fmt: skip


def _part(part: Any) -> str:
    prefix = f"({part.prefix})" if part.prefix is not None else ""
    return f"{part.column or '()'}{prefix}{' desc' if part.descending else ''}"


def without_queried(theirs: Picture, catalog: Catalog) -> Picture:
    """The server's picture without columns that only a query gave to a table."""
    queried = {
        table.name: {column.name for column in table.columns} for table in catalog.tables.values() if table.as_query
    }
    columns = {row for row in theirs["column"] if row[0] not in queried or row[1] in queried[str(row[0])]}
    return {**theirs, "column": columns}


def differences(ours: Picture, servers: Picture) -> list[str]:
    """One line for each thing that only one of the two holds."""
    lines = []
    for kind in servers:
        lines.extend(
            f"only ours: {kind} {' '.join(map(str, row))}" for row in sorted(ours[kind] - servers[kind], key=str)
        )
        lines.extend(
            f"only MariaDB's: {kind} {' '.join(map(str, row))}" for row in sorted(servers[kind] - ours[kind], key=str)
        )
    return sorted(lines, key=lambda line: line.partition(": ")[2])


def counted(picture: Picture) -> dict[str, int]:
    """How many things of each kind a picture shows."""
    return {kind: len(rows) for kind, rows in picture.items() if rows}


def as_mysql(picture: Picture) -> Picture:
    """The picture without what MariaDB and MySQL call or keep differently.

    MySQL prints no display widths but `tinyint(1)`, has a JSON type where MariaDB has longtext with a CHECK, numbers unnamed
    checks `t_chk_1` where MariaDB says CONSTRAINT_1 or the column's name, drops REFERENCES inside a column, and names one
    geometry type differently.
    """
    changed = dict(picture)
    changed["column"] = {(*row[:3], _width(str(row[3])), *row[4:]) for row in picture["column"]}
    changed["check"] = set()
    return changed


def _width(kind: str) -> str:
    kind = re.sub(r"^(?!tinyint\(1\)$)(tinyint|smallint|mediumint|int|bigint)\(\d+\)(?!.*zerofill)", r"\1", kind)
    kind = re.sub(r"^year\(4\)", "year", kind)
    return {"json": "longtext", "geomcollection": "geometrycollection"}.get(kind, kind)
