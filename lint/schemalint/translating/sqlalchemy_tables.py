"""Columns, constraints, defaults and indexes of SQLAlchemy as each dialect writes them."""

from __future__ import annotations

import re
from typing import Any

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.translating.python_source import Called, Named, Unknown
from schemalint.translating.spelling import dotted, name, names, placeholder, string
from schemalint.translating.sqlalchemy_types import EnumType, TypeText, family, serial, type_text


class ColumnText(NamedTuple):
    """A column, taken apart as far as statements about it differ."""

    name: str
    type: TypeText
    body: str
    """The type and all that follows it inside the column's definition."""
    node: Any
    key: bool = False
    constraints: tuple[str, ...] = ()
    """What stands beside the column in CREATE TABLE: UNIQUE, FOREIGN KEY, CHECK."""
    indexed: str = ""
    """`INDEX` or `UNIQUE INDEX` where one is made with the column."""
    comment: str | None = None


class Unclear(Exception):  # noqa: N818 - it is a verdict on a call, not a fault of ours
    """A call whose main arguments only running the file would tell; says which."""


def text_of(value: Any) -> str | None:
    """A string, the string in `op.f("…")` or `quoted_name("…")`; None for all else."""
    if isinstance(value, str):
        return value
    if isinstance(value, Called) and value.name in ("f", "quoted_name", "conv", "_") and value.args:
        return value.args[0] if isinstance(value.args[0], str) else None
    return None


def needed(value: Any, what: str) -> str:
    """The string. Raises Unclear where there is none."""
    found = text_of(value)
    if not found:
        raise Unclear(what)
    return found


def optional(value: Any, what: str) -> str:
    """The string, empty for None. Raises Unclear where only running the file would tell."""
    if value is None:
        return ""
    found = text_of(value)
    if found is None:
        raise Unclear(what)
    return found


def sql_text(value: Any) -> str | None:
    """The SQL of `sa.text("…")` or `sa.literal_column("…")`; None for all else."""
    if isinstance(value, Called):
        if value.name in ("text", "literal_column", "TextClause") and value.args and isinstance(value.args[0], str):
            return re.sub(r"(?<!\\)\\:", ":", value.args[0])
        if value.path in (".bindparams", ".columns") and value.path == ".columns":
            return sql_text(value.on)
        if value.name in ("DefaultClause", "DDL") and value.args:
            inner = value.args[0]
            return string(inner) if value.name == "DefaultClause" and isinstance(inner, str) else sql_text(inner)
    return None


def expression(value: Any, dialect: Dialect, depth: int = 0) -> str:
    """An SQL expression; what cannot be told in it is a placeholder."""
    if depth > 8:
        return "${expression}"
    found = sql_text(value)
    if found is not None:
        return found
    if isinstance(value, str):
        return string(value, dialect)
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return _truth(value, dialect)
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, Called):
        return _function(value, dialect, depth)
    if isinstance(value, Named):
        if value.name in ("true", "false"):
            return _truth(value.name == "true", dialect)
        return placeholder(value.path)
    return placeholder(value.words if isinstance(value, Unknown) else "expression")


def _truth(value: bool, dialect: Dialect) -> str:
    if dialect in ("sqlite", "tsql", "oracle"):
        return "1" if value else "0"
    return "true" if value else "false"


def _function(call: Called, dialect: Dialect, depth: int) -> str:
    if call.name in ("true", "false") and not call.args:
        return _truth(call.name == "true", dialect)
    if call.name == "null":
        return "NULL"
    if call.name in ("literal", "bindparam") and call.args:
        return expression(call.args[0], dialect, depth + 1)
    if call.name == "column" and call.args and isinstance(call.args[0], str):
        return name(call.args[0], dialect)
    if call.name == "cast" and len(call.args) == 2:
        return f"CAST({expression(call.args[0], dialect, depth + 1)} AS {type_text(call.args[1], dialect).text})"
    if ".func." in f".{call.path}":
        if call.name in ("now", "current_timestamp", "current_date", "current_time") and not call.args:
            if call.name == "now" and dialect in ("postgres", "mysql", "mariadb", "standard"):
                return "now()"
            return "CURRENT_TIMESTAMP" if call.name == "now" else call.name.upper()
        inner = ", ".join(expression(one, dialect, depth + 1) for one in call.args)
        return f"{call.name}({inner})"
    return placeholder(call.name)


_SIMPLE_DEFAULT = re.compile(r"\s*['\"(]|now\(\d+\)|current_timestamp\(\d+\)", re.I)
_ON_UPDATE = re.compile(r"ON +UPDATE", re.I)


def default_text(value: Any, dialect: Dialect) -> str:
    """What stands behind DEFAULT."""
    found = expression(value, dialect)
    plain = _SIMPLE_DEFAULT.match(found) or _ON_UPDATE.search(found) or not re.search(r"\W", found) or "${" in found
    if family(dialect) == "mysql" and not plain and not re.fullmatch(r"-?\d+(?:\.\d+)?", found):
        return f"({found})"
    return found


def referent(value: Any, what: str = "ForeignKey") -> tuple[str, str, str]:
    """The schema, table and column of `"schema.table.column"`. Raises Unclear."""
    parts = needed(value, what).split(".")
    if len(parts) < 2:
        raise Unclear(what)
    return ".".join(parts[:-2]), parts[-2], parts[-1]


def key_actions(named: dict[str, Any]) -> str:
    """MATCH, ON DELETE, ON UPDATE and DEFERRABLE of a foreign key."""
    parts: list[str] = []
    for key, words in (("match", "MATCH"), ("ondelete", "ON DELETE"), ("onupdate", "ON UPDATE")):
        value = named.get(key)
        if isinstance(value, str) and value:
            parts.append(f" {words} {value}")
    return "".join(parts) + deferring(named)


def deferring(named: dict[str, Any]) -> str:
    """DEFERRABLE and INITIALLY of a constraint."""
    parts = ""
    if isinstance(named.get("deferrable"), bool):
        parts += " DEFERRABLE" if named["deferrable"] else " NOT DEFERRABLE"
    if isinstance(named.get("initially"), str):
        parts += f" INITIALLY {named['initially']}"
    return parts


def called(label: str, dialect: Dialect) -> str:
    """`CONSTRAINT name ` for a constraint with a name; empty for one without."""
    return f"CONSTRAINT {name(label, dialect)} " if label else ""


def strings(value: Any, what: str) -> list[str]:
    """A list of strings. Raises Unclear."""
    if not isinstance(value, (list, tuple)) or not value:
        raise Unclear(what)
    return [needed(one, what) for one in value]


# --- columns ----------------------------------------------------------------------------------------------------------


def is_column(value: Any) -> bool:
    """Whether a value is a `sa.Column`."""
    return isinstance(value, Called) and value.name == "Column" and not value.path.startswith(".")


def column_text(
    call: Called, table: str, dialect: Dialect, *, numbered: bool = False, alone: bool = False
) -> ColumnText:
    """A `sa.Column`. `numbered` says that it is the key that numbers itself; `alone` that no table's constraints stand beside
    it (ADD COLUMN). Raises Unclear where its name cannot be told."""
    args = list(call.args)
    label = needed(call.named.get("name", args.pop(0) if args else None), "Column")
    kind = call.named.get("type_")
    if kind is None and args and not _is_item(args[0]):
        kind = args.pop(0)
    named = call.named
    found = type_text(kind, dialect) if kind is not None else None
    key = named.get("primary_key") is True
    constraints: list[str] = []
    tail = ""
    numbering = any(isinstance(one, Called) and one.name == "Identity" for one in args)
    references: tuple[str, str, str] | None = None
    computed = False
    for one in args:
        if not isinstance(one, Called):
            continue
        if one.name == "ForeignKey":
            schema, parent, column = references = referent(one.get(0, "column"))
            own = called(optional(one.named.get("name"), "ForeignKey"), dialect)
            target = f"{dotted(schema, parent, dialect)} ({name(column, dialect)})"
            constraints.append(f"{own}FOREIGN KEY({name(label, dialect)}) REFERENCES {target}{key_actions(one.named)}")
        elif one.name == "Computed":
            inner = one.get(0, "sqltext")
            formula = inner if isinstance(inner, str) else expression(inner, dialect)
            tail += f" GENERATED ALWAYS AS ({formula})"
            stored = one.get(1, "persisted")
            if dialect == "postgres" or stored is True:
                tail += " STORED"
            elif stored is False:
                tail += " VIRTUAL"
            computed = True
        elif one.name == "Identity" and dialect in ("postgres", "standard", "oracle"):
            tail += " GENERATED " + ("ALWAYS" if one.get(2, "always") is True else "BY DEFAULT") + " AS IDENTITY"
            options = _sequence_options(one.named)
            tail += f" ({options})" if options else ""
        elif one.name == "CheckConstraint":
            constraints.append(check_text(one, dialect))
    if found is None:
        # Without a type it has that of the column it refers to.
        found = TypeText("${type}" if references else "")
    if numbered and dialect == "postgres" and not numbering and found.text in ("INTEGER", "BIGINT", "SMALLINT"):
        found = found._replace(text=serial(found.text))
        numbering = True
    body = found.text or (dotted(found.enum.schema, found.enum.name, dialect) if found.enum else "")
    if found.collation:
        body += f' COLLATE "{found.collation}"' if dialect == "postgres" else f" COLLATE {found.collation}"
    default = named.get("server_default")
    has_default = default is not None and default is not False and not _is_fetched(default)
    nullable = named.get("nullable", not key)
    if family(dialect) == "mysql":
        body += tail
        body += _not_null(nullable, dialect, computed)
        comment = named.get("comment")
        body += f" COMMENT {string(comment, dialect)}" if isinstance(comment, str) else ""
        if numbered and found.integer:
            body += " AUTO_INCREMENT"
        elif has_default:
            body += f" DEFAULT {default_text(default, dialect)}"
    elif dialect == "tsql":
        body += _not_null(nullable, dialect, computed)
        body += " IDENTITY" if numbered and found.integer else ""
        body += f" DEFAULT {default_text(default, dialect)}" if has_default else ""
        body += tail
    else:
        body += f" DEFAULT {default_text(default, dialect)}" if has_default else ""
        body += tail + _not_null(nullable, dialect, computed)
    if found.check:
        constraints.append(f"{called(found.check_name, dialect)}CHECK ({name(label, dialect)} IN {found.check})")
    index = ""
    if named.get("index") is True:
        index = "UNIQUE INDEX" if named.get("unique") is True else "INDEX"
    elif named.get("unique") is True:
        constraints.append(f"UNIQUE ({name(label, dialect)})")
    comment = named.get("comment")
    return ColumnText(
        label,
        found,
        body.strip(),
        call.node,
        key,
        tuple(constraints),
        index,
        comment if isinstance(comment, str) else None,
    )


def _is_item(value: Any) -> bool:
    return isinstance(value, Called) and value.name in (
        "ForeignKey",
        "Computed",
        "Identity",
        "Sequence",
        "CheckConstraint",
        "FetchedValue",
    )


def _is_fetched(value: Any) -> bool:
    return isinstance(value, Called) and value.name in ("FetchedValue", "Identity", "Computed")


def _not_null(nullable: Any, dialect: Dialect, computed: bool) -> str:
    if nullable is False:
        return " NOT NULL"
    if isinstance(nullable, Unknown):
        return " ${nullable}"
    return " NULL" if dialect == "tsql" and not computed else ""


def _sequence_options(named: dict[str, Any]) -> str:
    parts = []
    for key, words in (
        ("increment", "INCREMENT BY"),
        ("start", "START WITH"),
        ("minvalue", "MINVALUE"),
        ("maxvalue", "MAXVALUE"),
        ("cache", "CACHE"),
    ):
        if type(named.get(key)) is int:
            parts.append(f"{words} {named[key]}")
    if named.get("cycle") is True:
        parts.append("CYCLE")
    return " ".join(parts)


def numbered_column(columns: list[Called], keys: list[str]) -> str:
    """The name of the key column that numbers itself; empty when none does."""
    asked = [one for one in columns if one.named.get("autoincrement") is True]
    if asked:
        return text_of(asked[0].get(0, "name")) or ""
    if len(keys) != 1:
        return ""
    for one in columns:
        label = text_of(one.get(0, "name"))
        if label != keys[0]:
            continue
        off = one.named.get("autoincrement", "auto")
        if off not in ("auto", "ignore_fk") or one.named.get("server_default") is not None:
            return ""
        items = [item.name for item in one.args if isinstance(item, Called)]
        if "Identity" in items or "Computed" in items or ("ForeignKey" in items and off != "ignore_fk"):
            return ""
        return label
    return ""


# --- constraints ------------------------------------------------------------------------------------------------------


def check_text(call: Called, dialect: Dialect) -> str:
    """A `CheckConstraint`. Raises Unclear."""
    condition = call.get(0, "sqltext")
    said = condition if isinstance(condition, str) else expression(condition, dialect)
    label = optional(call.get(1, "name"), "CheckConstraint")
    return f"{called(label, dialect)}CHECK ({said})" + deferring(call.named)


def unique_text(columns: list[str], label: str, named: dict[str, Any], dialect: Dialect) -> str:
    """UNIQUE over columns, with the options of PostgreSQL. Raises Unclear."""
    spread = " NULLS NOT DISTINCT" if named.get("postgresql_nulls_not_distinct") is True else ""
    include = named.get("postgresql_include")
    also = f" INCLUDE ({names(strings(include, 'include'), dialect)})" if include and dialect == "postgres" else ""
    spread = spread if dialect == "postgres" else ""
    return f"{called(label, dialect)}UNIQUE{spread} ({names(columns, dialect)}){also}" + deferring(named)


def foreign_key_text(
    label: str, columns: list[str], schema: str, parent: str, others: list[str], named: dict[str, Any], dialect: Dialect
) -> str:
    """FOREIGN KEY from `columns` to `others` of the table `parent`."""
    target = f"{dotted(schema, parent, dialect)} ({names(others, dialect)})"
    late = " NOT VALID" if named.get("postgresql_not_valid") is True and dialect == "postgres" else ""
    body = f"FOREIGN KEY({names(columns, dialect)}) REFERENCES {target}{key_actions(named)}{late}"
    return called(label, dialect) + body


def exclude_text(elements: tuple[Any, ...], label: str, named: dict[str, Any], dialect: Dialect) -> str:
    """EXCLUDE over pairs of an expression and an operator. Raises Unclear."""
    parts: list[str] = []
    for one in elements:
        if not isinstance(one, (list, tuple)) or len(one) != 2 or not isinstance(one[1], str):
            raise Unclear("ExcludeConstraint")
        parts.append(f"{index_part(one[0], dialect)} WITH {one[1]}")
    using = named.get("using", "gist")
    where = named.get("where", named.get("postgresql_where"))
    condition = ""
    if where is not None:
        condition = f" WHERE ({where if isinstance(where, str) else expression(where, dialect)})"
    return f"{called(label, dialect)}EXCLUDE USING {using} ({', '.join(parts)}){condition}" + deferring(named)


def index_part(value: Any, dialect: Dialect) -> str:
    """A column's name, or an expression as it is written."""
    found = text_of(value)
    if found is not None:
        return name(found, dialect)
    written = sql_text(value)
    if written is not None:
        return written
    if isinstance(value, Called) and value.path in (
        ".desc",
        ".asc",
        ".nullslast",
        ".nullsfirst",
        ".nulls_last",
        ".nulls_first",
    ):
        words = {"desc": "DESC", "asc": "ASC", "nullslast": "NULLS LAST", "nullsfirst": "NULLS FIRST"}
        return f"{index_part(value.on, dialect)} {words[value.name.replace('_', '')]}"
    if isinstance(value, Called) and value.name in ("desc", "asc") and value.args:
        return f"{index_part(value.args[0], dialect)} {value.name.upper()}"
    said = expression(value, dialect)
    return f"({said})" if not re.match(r"\$\{|\w+\(", said) else said


def constraint_text(call: Called, dialect: Dialect) -> str | None:
    """A constraint that stands among the columns of a table; None for what is none. Raises Unclear."""
    named = call.named
    kind = call.name
    if kind == "PrimaryKeyConstraint":
        label = called(optional(named.get("name"), kind), dialect)
        return f"{label}PRIMARY KEY ({names(strings(call.args, kind), dialect)})"
    if kind == "UniqueConstraint":
        return unique_text(strings(call.args, kind), optional(named.get("name"), kind), named, dialect)
    if kind == "CheckConstraint":
        return check_text(call, dialect)
    if kind == "ForeignKeyConstraint":
        columns = strings(call.get(0, "columns"), kind)
        targets = call.get(1, "refcolumns")
        if not isinstance(targets, (list, tuple)) or not targets:
            raise Unclear(kind)
        parts = [referent(one, kind) for one in targets]
        schema, parent, _ = parts[0]
        label = optional(call.get(2, "name"), kind)
        return foreign_key_text(label, columns, schema, parent, [one[2] for one in parts], named, dialect)
    if kind == "ExcludeConstraint":
        return exclude_text(call.args, optional(named.get("name"), kind), named, dialect)
    return None


def enums_of(columns: list[ColumnText]) -> list[tuple[EnumType, Any]]:
    """The enumerations that are made with a table, each once."""
    found: dict[str, tuple[EnumType, Any]] = {}
    for one in columns:
        if one.type.enum is not None and one.type.enum.create:
            found.setdefault(one.type.enum.name, (one.type.enum, one.node))
    return list(found.values())


def create_type(enum: EnumType, dialect: Dialect) -> str:
    """CREATE TYPE for an enumeration."""
    values = ", ".join(string(value) for value in enum.values) if enum.known else "${values}"
    return f"CREATE TYPE {dotted(enum.schema, enum.name, dialect)} AS ENUM ({values})"
