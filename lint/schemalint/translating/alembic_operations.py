"""The operations of Alembic, each as the statements that it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.translating.python_source import Called, Unknown
from schemalint.translating.spelling import dotted, name, names, placeholder, string
from schemalint.translating.sqlalchemy_tables import (
    Unclear,
    called,
    column_text,
    constraint_text,
    create_type,
    default_text,
    deferring,
    enums_of,
    exclude_text,
    expression,
    foreign_key_text,
    index_part,
    is_column,
    needed,
    numbered_column,
    optional,
    strings,
    text_of,
    unique_text,
)
from schemalint.translating.sqlalchemy_types import EnumType, family, type_text

Pieces = list[tuple[str, Any]]
"""The text of one statement, each stretch with the expression it was made from."""

# Which argument is the table's name, by operation; inside `batch_alter_table` it is left out.
TABLE_AT = {
    "create_table": 0,
    "drop_table": 0,
    "add_column": 0,
    "drop_column": 0,
    "alter_column": 0,
    "create_table_comment": 0,
    "drop_table_comment": 0,
    "rename_table": 0,
    "create_index": 1,
    "drop_index": 1,
    "create_foreign_key": 1,
    "create_unique_constraint": 1,
    "create_check_constraint": 1,
    "create_primary_key": 1,
    "create_exclude_constraint": 1,
    "drop_constraint": 1,
}
_TABLE_NAMES = ("table_name", "source_table", "old_table_name")


class Operation(NamedTuple):
    """A call of `op`, or of a batch of one table."""

    call: Called
    args: tuple[Any, ...]
    """With the table's name in its place."""
    dialect: Dialect
    schema: str

    @property
    def named(self) -> dict[str, Any]:
        return self.call.named

    @property
    def node(self) -> Any:
        return self.call.node

    def get(self, position: int, label: str, default: Any = None) -> Any:
        if label in self.call.named:
            return self.call.named[label]
        return self.args[position] if position < len(self.args) else default

    def table(self) -> str:
        """The table, with its schema, as SQL writes it. Raises Unclear."""
        at = TABLE_AT[self.call.name]
        given: Any = next((self.named[label] for label in _TABLE_NAMES if label in self.named), None)
        if given is None and at < len(self.args):
            given = self.args[at]
        return dotted(self.schema, needed(given, "the table"), self.dialect)


def operation(call: Called, dialect: Dialect) -> Operation:
    """The operation that a call of `op.…`, or of a batch, is. Raises Unclear."""
    args, schema = call.args, call.named.get("schema", call.named.get("source_schema"))
    batch = call.on if isinstance(call.on, Called) else None
    if batch is not None and call.name in TABLE_AT:
        at = TABLE_AT[call.name]
        table = batch.get(0, "table_name")
        padded = (*args, *([None] * (at - len(args)))) if len(args) < at else args
        args = (*padded[:at], table, *padded[at:])
        schema = batch.get(1, "schema")
    return Operation(call, args, dialect, optional(schema, "schema"))


def statements(op: Operation) -> list[Pieces] | None:
    """What an operation runs; None for one that is not known. Raises Unclear."""
    run = _OPERATIONS.get(op.call.name)
    return run(op) if run else None


def touched(call: Called, dialect: Dialect) -> list[str]:
    """The tables that an operation is about, as far as they can be told."""
    try:
        return [operation(call, dialect).table()] if call.name in TABLE_AT else []
    except Unclear:
        return []


# --- tables -----------------------------------------------------------------------------------------------------------


def _create_table(op: Operation) -> list[Pieces]:
    dialect, table = op.dialect, op.table()
    plain = needed(op.get(0, "table_name"), "the table")
    items = [one for one in op.args[1:] if one is not None]
    columns = [one for one in items if is_column(one)]
    keys = [text_of(one.get(0, "name")) or "" for one in columns if one.named.get("primary_key") is True]
    own_key: Called | None = None
    for one in items:
        if isinstance(one, Called) and one.name == "PrimaryKeyConstraint":
            own_key = one
            keys = [text_of(part) or "" for part in one.args]
    numbered = numbered_column(columns, keys)
    written = []
    for one in columns:
        label = text_of(one.get(0, "name"))
        if label in keys and "primary_key" not in one.named:
            one = one.saying(primary_key=True, nullable=one.named.get("nullable", False))
        written.append(column_text(one, plain, dialect, numbered=bool(numbered) and label == numbered))
    parts: list[tuple[str, Any]] = []
    later: list[tuple[str, Any]] = []
    texts = iter(written)
    for one in items:
        if is_column(one):
            column = next(texts)
            parts.append((f"{name(column.name, dialect)} {column.body}", column.node))
            later.extend((text, column.node) for text in column.constraints)
            continue
        if isinstance(one, Called):
            if one.name == "Index":
                continue
            found = constraint_text(one, dialect)
            if found is not None:
                if one is own_key:
                    later.insert(0, (found, one.node))
                else:
                    later.append((found, one.node))
                continue
        # What comes from elsewhere may be columns, so the table holds more than can be read.
        node = one.node if isinstance(one, Called) else op.node
        words = one.words if isinstance(one, Unknown) else one.name if isinstance(one, Called) else "more"
        parts.append((placeholder(words), node))
    if keys and own_key is None:
        later.insert(0, (f"PRIMARY KEY ({names(keys, dialect)})", op.node))
    guard = "IF NOT EXISTS " if op.named.get("if_not_exists") is True else ""
    kept = op.named.get("prefixes")
    prefix = "".join(f"{one} " for one in kept if isinstance(one, str)) if isinstance(kept, (list, tuple)) else ""
    statement: Pieces = [(f"CREATE {prefix}TABLE {guard}{table} (", op.node)]
    for at, (text, node) in enumerate([*parts, *later]):
        statement.append((",\n\t" if at else "\n\t", None))
        statement.append((text, node))
    statement.append(("\n)" + _table_options(op), op.node))
    made: list[Pieces] = []
    if dialect == "postgres":
        made += [[(create_type(enum, dialect), node)] for enum, node in enums_of(written)]
    made.append(statement)
    for column in written:
        if column.indexed:
            label = "_".join(part for part in ("ix", op.schema.replace(".", "_"), plain, column.name) if part)
            index = f"CREATE {column.indexed} {name(label, dialect)} ON {table} ({name(column.name, dialect)})"
            made.append([(index, column.node)])
    made += _indexes_inside(op, items, table)
    if dialect in ("postgres", "oracle"):
        if isinstance(op.named.get("comment"), str):
            made.append([(f"COMMENT ON TABLE {table} IS {string(op.named['comment'])}", op.node)])
        for column in written:
            if column.comment is not None:
                made.append([(_comment(table, column.name, column.comment, dialect), column.node)])
    return made


def _indexes_inside(op: Operation, items: list[Any], table: str) -> list[Pieces]:
    made: list[Pieces] = []
    for one in items:
        if isinstance(one, Called) and one.name == "Index":
            label = needed(one.get(0, "name"), "Index")
            made.append([(_index(label, table, list(one.args[1:]), one.named, op.dialect), one.node)])
    return made


_MYSQL_OPTIONS = (
    ("engine", "ENGINE="),
    ("default_charset", "CHARSET="),
    ("charset", "CHARSET="),
    ("collate", "COLLATE "),
    ("row_format", "ROW_FORMAT="),
    ("auto_increment", "AUTO_INCREMENT="),
)


def _table_options(op: Operation) -> str:
    named, parts = op.named, ""
    if family(op.dialect) == "mysql":
        for key, words in _MYSQL_OPTIONS:
            value = named.get(f"{op.dialect}_{key}", named.get(f"mysql_{key}"))
            if isinstance(value, (str, int)):
                parts += f" {words}{value}"
        if isinstance(named.get("comment"), str):
            parts += f" COMMENT={string(named['comment'], op.dialect)}"
    elif op.dialect == "postgres":
        inherits = named.get("postgresql_inherits")
        if isinstance(inherits, (str, list, tuple)):
            parents = [inherits] if isinstance(inherits, str) else strings(inherits, "inherits")
            parts += f" INHERITS ({names(parents, op.dialect)})"
        if isinstance(named.get("postgresql_partition_by"), str):
            parts += f" PARTITION BY {named['postgresql_partition_by']}"
        if isinstance(named.get("postgresql_tablespace"), str):
            parts += f" TABLESPACE {name(named['postgresql_tablespace'], op.dialect)}"
    elif op.dialect == "sqlite":
        kinds = [
            text
            for key, wanted, text in (("with_rowid", False, "WITHOUT ROWID"), ("strict", True, "STRICT"))
            if named.get(f"sqlite_{key}") is wanted
        ]
        parts += " " + ", ".join(kinds) if kinds else ""
    return parts


def _comment(table: str, column: str, text: str | None, dialect: Dialect) -> str:
    said = "NULL" if text is None else string(text)
    return f"COMMENT ON COLUMN {table}.{name(column, dialect)} IS {said}"


def _drop_table(op: Operation) -> list[Pieces]:
    guard = "IF EXISTS " if op.named.get("if_exists") is True else ""
    return [[(f"DROP TABLE {guard}{op.table()}", op.node)]]


def _rename_table(op: Operation) -> list[Pieces]:
    new = needed(op.get(1, "new_table_name"), "the new name")
    if op.dialect == "tsql":
        return [[(f"EXEC sp_rename '{op.table()}', {name(new, op.dialect)}", op.node)]]
    # MySQL takes the new name to be of the current database where no schema is written.
    schema = op.schema if family(op.dialect) == "mysql" else ""
    return [[(f"ALTER TABLE {op.table()} RENAME TO {dotted(schema, new, op.dialect)}", op.node)]]


def _table_comment(op: Operation) -> list[Pieces]:
    text = op.get(1, "comment") if op.call.name == "create_table_comment" else None
    if text is not None and not isinstance(text, str):
        raise Unclear("the comment")
    if family(op.dialect) == "mysql":
        return [[(f"ALTER TABLE {op.table()} COMMENT {string(text or '', op.dialect)}", op.node)]]
    if op.dialect in ("sqlite", "tsql"):
        return []
    said = string(text) if text is not None else "NULL" if op.dialect == "postgres" else "''"
    return [[(f"COMMENT ON TABLE {op.table()} IS {said}", op.node)]]


# --- columns ----------------------------------------------------------------------------------------------------------


def _add_column(op: Operation) -> list[Pieces]:
    given = op.get(1, "column")
    if not is_column(given):
        raise Unclear("the column")
    dialect, table = op.dialect, op.table()
    plain = table.rpartition(".")[2].strip('"`[]')
    column = column_text(given, plain, dialect, alone=True)
    guard = "IF NOT EXISTS " if op.named.get("if_not_exists") is True else ""
    word = "ADD" if dialect in ("tsql", "oracle") else "ADD COLUMN"
    key = " PRIMARY KEY" if column.key and op.named.get("inline_primary_key") is True else ""
    made: list[Pieces] = [
        [
            (f"ALTER TABLE {table} {word} {guard}", op.node),
            (f"{name(column.name, dialect)} {column.body}{key}", column.node),
        ]
    ]
    made += [[(f"ALTER TABLE {table} ADD {text}", column.node)] for text in column.constraints]
    if column.indexed:
        label = "_".join(part for part in ("ix", op.schema.replace(".", "_"), plain, column.name) if part)
        made.append(
            [(f"CREATE {column.indexed} {name(label, dialect)} ON {table} ({name(column.name, dialect)})", column.node)]
        )
    if column.comment is not None and dialect in ("postgres", "oracle"):
        made.append([(_comment(table, column.name, column.comment, dialect), column.node)])
    return made


def _drop_column(op: Operation) -> list[Pieces]:
    column = needed(op.get(1, "column_name"), "the column")
    guard = "IF EXISTS " if op.named.get("if_exists") is True else ""
    return [[(f"ALTER TABLE {op.table()} DROP COLUMN {guard}{name(column, op.dialect)}", op.node)]]


def _alter_column(op: Operation) -> list[Pieces]:
    column = needed(op.get(1, "column_name"), "the column")
    if "**" in op.named:
        raise Unclear("its arguments")
    if family(op.dialect) == "mysql":
        return _alter_mysql(op, column)
    table, dialect, named, node = op.table(), op.dialect, op.named, op.node
    own = name(column, dialect)
    alter = f"ALTER TABLE {table} ALTER COLUMN {own}"
    made: list[Pieces] = []
    kind, nullable = named.get("type_"), named.get("nullable")
    if nullable is not None and not isinstance(nullable, bool):
        raise Unclear("nullable")
    if dialect in ("tsql", "oracle"):
        made += _alter_whole(op, own, kind, nullable)
    elif kind is not None:
        made.append([(f"{alter} TYPE {_type(kind, dialect)}{_using(named)}", node)])
    if nullable is not None and dialect not in ("tsql", "oracle"):
        made.append([(f"{alter} {'DROP' if nullable else 'SET'} NOT NULL", node)])
    default = named.get("server_default", False)
    if default is not False and not _is_generated(default) and not _is_generated(named.get("existing_server_default")):
        if dialect == "tsql":
            raise Unclear("the name of the default")
        word = "MODIFY" if dialect == "oracle" else "ALTER COLUMN"
        said = "DROP DEFAULT" if default is None else f"SET DEFAULT {default_text(default, dialect)}"
        if dialect == "oracle":
            said = f"DEFAULT {'NULL' if default is None else default_text(default, dialect)}"
        made.append([(f"ALTER TABLE {table} {word} {own} {said}", node)])
    elif default is not False:
        raise Unclear("a generated column")
    comment = named.get("comment", False)
    if comment is not False and dialect in ("postgres", "oracle"):
        if comment is not None and not isinstance(comment, str):
            raise Unclear("the comment")
        made.append([(_comment(table, column, comment, dialect), node)])
    new = named.get("new_column_name", named.get("name"))
    if new is not None:
        renamed = name(needed(new, "the new name"), dialect)
        if dialect == "tsql":
            made.append([(f"EXEC sp_rename '{table}.{own}', {renamed}, 'COLUMN'", node)])
        else:
            made.append([(f"ALTER TABLE {table} RENAME COLUMN {own} TO {renamed}", node)])
    return made


def _using(named: dict[str, Any]) -> str:
    using = named.get("postgresql_using")
    if using is None:
        return ""
    return f" USING {using if isinstance(using, str) else placeholder('using')}"


def _alter_whole(op: Operation, own: str, kind: Any, nullable: bool | None) -> list[Pieces]:
    """SQL Server and Oracle state the type and whether it may be NULL together."""
    existing = kind if kind is not None else op.named.get("existing_type")
    if kind is None and nullable is None:
        return []
    if nullable is None:
        known = op.named.get("existing_nullable")
        nullable = known if isinstance(known, bool) else None
    null = "" if nullable is None else " NULL" if nullable else " NOT NULL"
    word = "MODIFY" if op.dialect == "oracle" else "ALTER COLUMN"
    said = _type(existing, op.dialect) if existing is not None and (kind is not None or op.dialect == "tsql") else ""
    if op.dialect == "tsql" and not said:
        raise Unclear("the existing type")
    return [[(f"ALTER TABLE {op.table()} {word} {own} {said}{null}".replace("  ", " "), op.node)]]


def _type(value: Any, dialect: Dialect) -> str:
    found = type_text(value, dialect)
    if found.enum is not None:
        return dotted(found.enum.schema, found.enum.name, dialect)
    collation = f'"{found.collation}"' if dialect == "postgres" else found.collation
    return found.text + (f" COLLATE {collation}" if found.collation else "")


def _is_generated(value: Any) -> bool:
    return isinstance(value, Called) and value.name in ("Identity", "Computed")


def _alter_mysql(op: Operation, column: str) -> list[Pieces]:
    named, dialect, own = op.named, op.dialect, name(column, op.dialect)
    alter = f"ALTER TABLE {op.table()}"
    new = named.get("new_column_name", named.get("name"))
    default = named.get("server_default", False)
    whole = any(named.get(key) is not None for key in ("nullable", "type_", "autoincrement")) or "comment" in named
    if new is None and not whole:
        if default is False:
            return []
        said = "DROP DEFAULT" if default is None else f"SET DEFAULT {default_text(default, dialect)}"
        return [[(f"{alter} ALTER COLUMN {own} {said}", op.node)]]
    kind = named.get("type_") if named.get("type_") is not None else named.get("existing_type")
    if kind is None:
        raise Unclear("the existing type")
    nullable = named.get("nullable") if named.get("nullable") is not None else named.get("existing_nullable")
    nullable = True if nullable is None else nullable
    shown = default if default is not False else named.get("existing_server_default")
    numbered = (
        named.get("autoincrement") if named.get("autoincrement") is not None else named.get("existing_autoincrement")
    )
    comment = named["comment"] if "comment" in named else named.get("existing_comment")
    body = f"{_type(kind, dialect)} {'NULL' if nullable is True else 'NOT NULL'}"
    if shown is not None and shown is not False and not _is_generated(shown):
        body += f" DEFAULT {default_text(shown, dialect)}"
    body += " AUTO_INCREMENT" if numbered is True else ""
    body += f" COMMENT {string(comment, dialect)}" if isinstance(comment, str) and comment else ""
    if new is not None:
        return [[(f"{alter} CHANGE {own} {name(needed(new, 'the new name'), dialect)} {body}", op.node)]]
    return [[(f"{alter} MODIFY {own} {body}", op.node)]]


# --- indexes and constraints ------------------------------------------------------------------------------------------


def _columns(value: Any, dialect: Dialect) -> list[Any]:
    if not isinstance(value, (list, tuple)) or not value:
        raise Unclear("the columns")
    return list(value)


def _index(label: str, table: str, columns: list[Any], named: dict[str, Any], dialect: Dialect) -> str:
    own: dict[str, Any] = {}
    for key, value in named.items():
        prefix, _, rest = key.partition("_")
        if {"postgresql": "postgres", "mssql": "tsql"}.get(prefix, prefix) == family(dialect) or prefix == dialect:
            own[rest] = value
    parts = [index_part(one, dialect) for one in columns]
    plain = [text_of(one) for one in columns]
    for key, form in (("ops", " {}"), ("length", "({})")):
        given = own.get(key)
        if isinstance(given, dict):
            for at, column in enumerate(plain):
                if column in given and isinstance(given[column], (str, int)):
                    parts[at] += form.format(given[column])
        elif isinstance(given, int) and key == "length":
            parts = [f"{part}({given})" for part in parts]
    unique = "UNIQUE " if named.get("unique") is True else ""
    if isinstance(named.get("unique"), Unknown):
        unique = "${unique} "
    if isinstance(own.get("prefix"), str) and dialect != "postgres":
        unique = own["prefix"] + " "
    quickly = "CONCURRENTLY " if own.get("concurrently") is True and dialect == "postgres" else ""
    guard = "IF NOT EXISTS " if named.get("if_not_exists") is True else ""
    using = own.get("using")
    method = f" USING {using}" if isinstance(using, str) else ""
    text = f"CREATE {unique}INDEX {quickly}{guard}{name(label, dialect)} ON {table}"
    text += f"{method} ({', '.join(parts)})" if family(dialect) != "mysql" else f" ({', '.join(parts)}){method}"
    include = own.get("include")
    if isinstance(include, (list, tuple)) and include:
        text += f" INCLUDE ({names(strings(include, 'include'), dialect)})"
    if own.get("nulls_not_distinct") is True:
        text += " NULLS NOT DISTINCT"
    if isinstance(own.get("with"), dict):
        text += " WITH (" + ", ".join(f"{key} = {value}" for key, value in own["with"].items()) + ")"
    where = own.get("where")
    if where is not None:
        text += f" WHERE {where if isinstance(where, str) else expression(where, dialect)}"
    return text


def _create_index(op: Operation) -> list[Pieces]:
    label = optional(op.get(0, "index_name"), "the name")
    if not label:
        raise Unclear("the name")
    columns = _columns(op.get(2, "columns"), op.dialect)
    return [[(_index(label, op.table(), columns, op.named, op.dialect), op.node)]]


def _drop_index(op: Operation) -> list[Pieces]:
    label, dialect = needed(op.get(0, "index_name"), "the name"), op.dialect
    guard = "IF EXISTS " if op.named.get("if_exists") is True else ""
    if family(dialect) == "mysql" or dialect == "tsql":
        return [[(f"DROP INDEX {guard}{name(label, dialect)} ON {op.table()}", op.node)]]
    quickly = "CONCURRENTLY " if op.named.get("postgresql_concurrently") is True and dialect == "postgres" else ""
    return [[(f"DROP INDEX {quickly}{guard}{dotted(op.schema, label, dialect)}", op.node)]]


def _add(op: Operation, text: str) -> list[Pieces]:
    return [[(f"ALTER TABLE {op.table()} ADD {text}", op.node)]]


def _create_foreign_key(op: Operation) -> list[Pieces]:
    label = optional(op.get(0, "constraint_name"), "the name")
    parent = needed(op.get(2, "referent_table"), "the other table")
    own = strings(op.get(3, "local_cols"), "the columns")
    others = strings(op.get(4, "remote_cols"), "the other columns")
    schema = optional(op.named.get("referent_schema"), "referent_schema")
    return _add(op, foreign_key_text(label, own, schema, parent, others, op.named, op.dialect))


def _create_unique(op: Operation) -> list[Pieces]:
    label = optional(op.get(0, "constraint_name"), "the name")
    return _add(op, unique_text(strings(op.get(2, "columns"), "the columns"), label, op.named, op.dialect))


def _create_check(op: Operation) -> list[Pieces]:
    label = optional(op.get(0, "constraint_name"), "the name")
    condition = op.get(2, "condition")
    said = condition if isinstance(condition, str) else expression(condition, op.dialect)
    late = " NOT VALID" if op.named.get("postgresql_not_valid") is True and op.dialect == "postgres" else ""
    return _add(op, f"{called(label, op.dialect)}CHECK ({said}){deferring(op.named)}{late}")


def _create_primary_key(op: Operation) -> list[Pieces]:
    label = optional(op.get(0, "constraint_name"), "the name")
    columns = strings(op.get(2, "columns"), "the columns")
    return _add(op, f"{called(label, op.dialect)}PRIMARY KEY ({names(columns, op.dialect)})")


def _create_exclude(op: Operation) -> list[Pieces]:
    label = optional(op.get(0, "constraint_name"), "the name")
    return _add(op, exclude_text(tuple(op.args[2:]), label, op.named, op.dialect))


def _drop_constraint(op: Operation) -> list[Pieces]:
    label, dialect, table = needed(op.get(0, "constraint_name"), "the name"), op.dialect, op.table()
    kind = op.get(2, "type_")
    own = name(label, dialect)
    if family(dialect) == "mysql":
        words = {"foreignkey": f"FOREIGN KEY {own}", "primary": "PRIMARY KEY", "unique": f"INDEX {own}"}
        words["check"] = f"CONSTRAINT {own}" if dialect == "mariadb" else f"CHECK {own}"
        if kind not in words:
            raise Unclear("the kind of the constraint")
        return [[(f"ALTER TABLE {table} DROP {words[kind]}", op.node)]]
    guard = "IF EXISTS " if op.named.get("if_exists") is True else ""
    return [[(f"ALTER TABLE {table} DROP CONSTRAINT {guard}{own}", op.node)]]


_OPERATIONS: dict[str, Callable[[Operation], list[Pieces]]] = {
    "create_table": _create_table,
    "drop_table": _drop_table,
    "rename_table": _rename_table,
    "create_table_comment": _table_comment,
    "drop_table_comment": _table_comment,
    "add_column": _add_column,
    "drop_column": _drop_column,
    "alter_column": _alter_column,
    "create_index": _create_index,
    "drop_index": _drop_index,
    "create_foreign_key": _create_foreign_key,
    "create_unique_constraint": _create_unique,
    "create_check_constraint": _create_check,
    "create_primary_key": _create_primary_key,
    "create_exclude_constraint": _create_exclude,
    "drop_constraint": _drop_constraint,
}


# --- enumerations -----------------------------------------------------------------------------------------------------


def enum_of(value: Any, dialect: Dialect) -> EnumType | None:
    """The enumeration that a value is; None for what is none, or has no name."""
    return type_text(value, dialect).enum if isinstance(value, Called) else None


def enum_statement(value: Called, verb: str, checked: bool, dialect: Dialect) -> str | None:
    """CREATE TYPE or DROP TYPE for `enum.create(bind)` and `enum.drop(bind)`; None where it is no enumeration. PostgreSQL has no
    guard for CREATE TYPE: SQLAlchemy looks first."""
    enum = enum_of(value, dialect)
    if enum is None:
        return None
    if verb == "create":
        return create_type(enum, dialect)
    return f"DROP TYPE {'IF EXISTS ' if checked else ''}{dotted(enum.schema, enum.name, dialect)}"


# --- data -------------------------------------------------------------------------------------------------------------

MOST_ROWS = 500
"""More rows than these are told of as data, not one by one."""


def table_named(value: Any, dialect: Dialect) -> str:
    """The table that `sa.table("…")`, `sa.Table("…")` or the result of `op.create_table` stands for; empty for none."""
    if isinstance(value, Called) and value.name in ("table", "Table", "create_table", "TableClause") and value.args:
        label = text_of(value.args[0])
        schema = value.named.get("schema")
        if label:
            return dotted(schema if isinstance(schema, str) else "", label, dialect)
    return ""


def insert_rows(value: Any, rows: Any, dialect: Dialect) -> str | None:
    """INSERT for `op.bulk_insert(table, rows)`; None where table or rows cannot be told."""
    table = table_named(value, dialect)
    if not table or not isinstance(rows, (list, tuple)) or not 0 < len(rows) <= MOST_ROWS:
        return None
    if not all(isinstance(row, dict) for row in rows):
        return None
    columns = [key for key in rows[0] if isinstance(key, str)]
    if not columns or any(row.keys() != rows[0].keys() for row in rows):
        return None
    lines = ["(" + ", ".join(expression(row[key], dialect) for key in columns) + ")" for row in rows]
    return f"INSERT INTO {table} ({names(columns, dialect)}) VALUES " + ", ".join(lines)


def data_change(value: Any, dialect: Dialect) -> str | None:
    """INSERT, UPDATE or DELETE that `table.update().where(…).values(…)` and its like say; None for anything else."""
    where = False
    values: dict[str, Any] | None = None
    at, steps = value, 0
    while isinstance(at, Called) and steps < 20:
        steps += 1
        if at.path == ".where":
            where = True
        elif at.path == ".values":
            given = at.args[0] if at.args else at.named
            values = given if isinstance(given, dict) else {}
            where = where or False
        elif at.path in (".update", ".insert", ".delete"):
            return _change(at.name, table_named(at.on, dialect), where or bool(at.args), values or {}, dialect)
        elif at.name in ("update", "insert", "delete") and at.args:
            return _change(at.name, table_named(at.args[0], dialect), where or len(at.args) > 1, values or {}, dialect)
        at = at.on
    return None


def _change(verb: str, table: str, where: bool, values: dict[str, Any], dialect: Dialect) -> str | None:
    if not table:
        return None
    condition = " WHERE ${condition}" if where else ""
    if verb == "delete":
        return f"DELETE FROM {table}{condition}"
    pairs = [(key, expression(one, dialect)) for key, one in values.items() if isinstance(key, str)]
    if not pairs or len(pairs) < len(values):
        return None
    if verb == "update":
        return f"UPDATE {table} SET " + ", ".join(f"{name(key, dialect)} = {one}" for key, one in pairs) + condition
    columns = names([key for key, _ in pairs], dialect)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(one for _, one in pairs)})"
