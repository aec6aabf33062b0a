"""Definitions inside statements: columns, constraints, indexes, whole tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from schemalint.generating import spelling
from schemalint.model.document import Dialect
from schemalint.model.expression import Call
from schemalint.model.schema import (
    NOWHERE,
    Catalog,
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    KeyPart,
    PrimaryKey,
    Table,
    Unique,
)

SERIAL = {"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}
IDENTITY = {"always": "ALWAYS", "by default": "BY DEFAULT"}


def column(held: Column, dialect: Dialect, *, inline: str = "") -> str:
    """A column clause; `inline` is what of its constraints stands in it, already spelled."""
    parts = [spelling.column_name(held.name, dialect, held)]
    if dialect in ("mysql", "mariadb"):
        parts += _mysql(held, dialect)
    elif dialect == "tsql":
        parts += _sqlserver(held, dialect)
    elif dialect == "oracle":
        parts += _oracle(held, dialect)
    elif dialect == "sqlite":
        parts += _sqlite(held, dialect)
    else:
        parts += _postgres(held, dialect)
    if inline:
        parts.append(inline)
    return " ".join(parts)


def type_of(held: Column) -> str:
    """The type as the server spells it."""
    if held.type is None:
        return ""
    kind = held.type
    return f"{kind.schema}.{kind.text}" if kind.schema and not kind.text.startswith(f"{kind.schema}.") else kind.text


def numbering(held: Column) -> str:
    """The options of the sequence behind an identity."""
    return f" ({held.numbering})" if held.numbering else ""


def _postgres(held: Column, dialect: Dialect) -> list[str]:
    name = held.type.name if held.type is not None else ""
    if held.serial and name in SERIAL:
        return [SERIAL[name]]
    parts = [type_of(held)]
    if held.collation:
        parts.append(f"COLLATE {spelling.collation(held.collation)}")
    if held.generated is not None:
        parts.append(f"GENERATED ALWAYS AS ({held.generated.text})" + (" STORED" if held.stored else ""))
    elif held.identity:
        parts.append(f"GENERATED {IDENTITY[held.identity]} AS IDENTITY{numbering(held)}")
    elif held.default is not None:
        parts.append(f"DEFAULT {spelling.default(held.default, dialect)}")
    if not held.nullable and not held.identity:
        parts.append("NOT NULL")
    return parts


def _mysql(held: Column, dialect: Dialect) -> list[str]:
    parts = [type_of(held)]
    if held.type is not None and held.type.charset and "character set" not in held.type.text:
        parts.append(f"CHARACTER SET {held.type.charset}")
    if held.collation:
        parts.append(f"COLLATE {held.collation}")
    if held.generated is not None:
        parts.append(f"GENERATED ALWAYS AS ({held.generated.text}) {'STORED' if held.stored else 'VIRTUAL'}")
    parts += ["NOT NULL"] if not held.nullable else (["NULL"] if _timestamp(held) else [])
    if held.generated is None and held.default is not None:
        parts.append(f"DEFAULT {spelling.default(held.default, dialect)}")
    if held.on_update is not None:
        parts.append(f"ON UPDATE {held.on_update.text}")
    if held.identity or held.serial:
        parts.append("AUTO_INCREMENT")
    if held.comment:
        parts.append(f"COMMENT {spelling.string(held.comment, dialect)}")
    return parts


def _timestamp(held: Column) -> bool:
    """MySQL may read a bare TIMESTAMP as NOT NULL, so its NULL is written."""
    return held.type is not None and held.type.name == "timestamp"


def _sqlserver(held: Column, dialect: Dialect) -> list[str]:
    if held.generated is not None:
        null = " NOT NULL" if held.stored and not held.nullable else ""
        return [f"AS ({held.generated.text})" + (" PERSISTED" if held.stored else "") + null]
    parts = [type_of(held)]
    if held.collation:
        parts.append(f"COLLATE {held.collation}")
    if held.identity:
        parts.append("IDENTITY(1,1)")
    parts.append("NULL" if held.nullable else "NOT NULL")
    if held.default is not None:
        named = f"CONSTRAINT {spelling.identifier(held.default_name, dialect)} " if held.default_name else ""
        parts.append(f"{named}DEFAULT {held.default.text}")
    return parts


def _oracle(held: Column, dialect: Dialect) -> list[str]:
    if held.generated is not None:
        return [type_of(held), f"GENERATED ALWAYS AS ({held.generated.text}) VIRTUAL"]
    parts = [type_of(held)]
    if held.identity:
        parts.append(f"GENERATED {IDENTITY[held.identity]} AS IDENTITY")
    elif held.default is not None:
        parts.append(f"DEFAULT {held.default.text}")
    if not held.nullable and not held.identity:
        parts.append("NOT NULL")
    return parts


def _sqlite(held: Column, dialect: Dialect) -> list[str]:
    parts = [type_of(held)] if held.type is not None and held.type.text else []
    if held.generated is not None:
        parts.append(f"GENERATED ALWAYS AS ({held.generated.text})" + (" STORED" if held.stored else " VIRTUAL"))
    if not held.nullable:
        parts.append("NOT NULL")
    if held.generated is None and held.default is not None:
        parts.append(f"DEFAULT {spelling.default(held.default, dialect)}")
    if held.collation:
        parts.append(f"COLLATE {held.collation}")
    return parts


# Constraints


def written_constraint_name(name: str, dialect: Dialect) -> str:
    """`CONSTRAINT name ` in front of a constraint; empty where the server chose a name that nobody can compute."""
    if not name or name == "PRIMARY":
        return ""
    if dialect == "tsql" and name.endswith("__"):
        return ""
    if dialect == "oracle" and name.startswith("SYS_C"):
        return ""
    return f"CONSTRAINT {spelling.identifier(name, dialect)} "


def constraint(held: Constraint, dialect: Dialect, catalog: Catalog | None, columns: Iterable[Column] = ()) -> str:
    """A table constraint with its name."""
    name = written_constraint_name(held.name, dialect)
    if isinstance(held, PrimaryKey):
        if held.using_index and not held.columns:
            return f"{name}PRIMARY KEY USING INDEX {spelling.identifier(held.using_index, dialect)}"
        clustered = _clustered(held.clustered, dialect)
        body = f"PRIMARY KEY {clustered}({spelling.columns(held.columns, dialect, columns)})"
        return name + body + _deferral(held.deferrable, held.initially_deferred, dialect)
    if isinstance(held, Unique):
        if held.using_index and not held.columns:
            return f"{name}UNIQUE USING INDEX {spelling.identifier(held.using_index, dialect)}"
        body = "UNIQUE "
        if held.nulls_not_distinct and dialect == "postgres":
            body += "NULLS NOT DISTINCT "
        body += f"{_clustered(held.clustered, dialect)}({spelling.columns(held.columns, dialect, columns)})"
        if held.include:
            body += f" INCLUDE ({spelling.columns(held.include, dialect, columns)})"
        return name + body + _deferral(held.deferrable, held.initially_deferred, dialect)
    if isinstance(held, ForeignKey):
        own = spelling.columns(held.columns, dialect, columns)
        return f"{name}FOREIGN KEY ({own}) {references(held, dialect, catalog)}"
    if isinstance(held, Check):
        text = f"{name}CHECK ({held.expression.text})"
        if held.no_inherit:
            text += " NO INHERIT"
        return text + _enforced(held.enforced, dialect)
    return name + _exclusion(held, dialect, columns)


def _clustered(clustered: bool | None, dialect: Dialect) -> str:
    if clustered is None or dialect != "tsql":
        return ""
    return "CLUSTERED " if clustered else "NONCLUSTERED "


def _deferral(deferrable: bool, initially: bool, dialect: Dialect) -> str:
    if not deferrable or dialect not in ("postgres", "oracle", "sqlite", "standard"):
        return ""
    return " DEFERRABLE INITIALLY DEFERRED" if initially else " DEFERRABLE"


def _enforced(enforced: bool, dialect: Dialect) -> str:
    if enforced:
        return ""
    return {"oracle": " DISABLE", "mysql": " NOT ENFORCED", "postgres": " NOT ENFORCED"}.get(dialect, "")


def references(held: ForeignKey, dialect: Dialect, catalog: Catalog | None) -> str:
    """REFERENCES and what follows it."""
    parent = catalog.tables.get(held.parent) if catalog is not None else None
    text = f"REFERENCES {spelling.reference(held.parent, dialect, catalog)}"
    if held.parent_columns:
        known = parent.columns if parent is not None else ()
        text += f" ({spelling.columns(held.parent_columns, dialect, known)})"
    if held.match not in ("SIMPLE", "") and dialect != "tsql":
        text += f" MATCH {held.match}"
    if held.on_delete != "NO ACTION":
        text += _action("DELETE", held.on_delete, dialect)
    if held.on_update != "NO ACTION" and dialect != "oracle":
        text += _action("UPDATE", held.on_update, dialect)
    return text + _deferral(held.deferrable, held.initially_deferred, dialect)


def _action(event: str, action: str, dialect: Dialect) -> str:
    if action == "RESTRICT" and dialect in ("tsql", "oracle"):
        return ""
    return f" ON {event} {action}"


def _exclusion(held: Exclusion, dialect: Dialect, columns: Iterable[Column]) -> str:
    known = tuple(columns)
    parts = ", ".join(f"{key_part(part, dialect, known)} WITH {part.operator}" for part in held.parts)
    text = f"EXCLUDE USING {held.method} ({parts})"
    return f"{text} WHERE ({held.predicate.text})" if held.predicate is not None else text


def inline_constraint(held: Constraint, dialect: Dialect, catalog: Catalog | None) -> str | None:
    """The constraint as part of its column's clause; None where only a table constraint can say it."""
    if isinstance(held, (PrimaryKey, Unique, ForeignKey)) and len(held.columns) != 1:
        return None
    name = written_constraint_name(held.name, dialect)
    if isinstance(held, PrimaryKey):
        return f"{name}PRIMARY KEY"
    if isinstance(held, Unique):
        return None if held.include or held.nulls_not_distinct else f"{name}UNIQUE"
    if isinstance(held, ForeignKey):
        return None if dialect in ("mysql", "mariadb") else f"{name}{references(held, dialect, catalog)}"
    if isinstance(held, Check):
        return f"{name}CHECK ({held.expression.text})"
    return None


# Indexes


def key_part(part: KeyPart, dialect: Dialect, columns: Iterable[Column] = ()) -> str:
    """One key of an index."""
    if part.column:
        text = spelling.columns((part.column,), dialect, columns)
    elif part.expression is not None:
        text = part.expression.text
        called = isinstance(part.expression.shape, Call) and text.endswith(")") and dialect not in ("mysql", "mariadb")
        if not called:
            text = f"({text})"
    else:
        text = ""
    if part.prefix is not None:
        text += f"({part.prefix})"
    if part.collation:
        text += f" COLLATE {part.collation}"
    if part.opclass:
        text += f" {part.opclass}"
    if part.descending:
        text += " DESC"
    if part.nulls:
        text += f" NULLS {part.nulls.upper()}"
    return text


def index(
    held: Index,
    table: str,
    dialect: Dialect,
    columns: Iterable[Column] = (),
    *,
    concurrently: bool = False,
    if_not_exists: bool = False,
    only: bool = False,
) -> str:
    """CREATE INDEX on a table whose name is spelled already."""
    known = tuple(columns)
    words = ["CREATE"]
    method = held.method.lower()
    if held.unique:
        words.append("UNIQUE")
    if dialect in ("mysql", "mariadb") and method in ("fulltext", "spatial"):
        words.append(method.upper())
    if dialect == "tsql" and held.clustered is not None:
        words.append("CLUSTERED" if held.clustered else "NONCLUSTERED")
    if dialect == "oracle" and method == "bitmap":
        words.append("BITMAP")
    columnstore = dialect == "tsql" and method == "columnstore"
    words.append("COLUMNSTORE INDEX" if columnstore else "INDEX")
    if concurrently and dialect in ("postgres", "standard"):
        words.append("CONCURRENTLY")
    if if_not_exists and dialect in ("postgres", "sqlite", "mariadb", "standard"):
        words.append("IF NOT EXISTS")
    if held.name:
        words.append(spelling.identifier(held.name, dialect))
    words += ["ON", "ONLY"] if only else ["ON"]
    words.append(table)
    if method not in ("btree", "") and dialect in ("postgres", "standard"):
        words.append(f"USING {method}")
    if held.parts or not columnstore:
        words.append("(" + ", ".join(key_part(part, dialect, known) for part in held.parts) + ")")
    if held.include:
        words.append(f"INCLUDE ({spelling.columns(held.include, dialect, known)})")
    if held.nulls_not_distinct:
        words.append("NULLS NOT DISTINCT")
    if dialect == "postgres":
        words += _stored(held)
    if held.predicate is not None:
        words.append(f"WHERE {held.predicate.text}")
    return " ".join(words)


def _stored(held: Index) -> Iterator[str]:
    storage = ", ".join(f"{name} = {value}" if value else name for name, value in held.options if name != "tablespace")
    if storage:
        yield f"WITH ({storage})"
    for name, value in held.options:
        if name == "tablespace":
            yield f"TABLESPACE {spelling.identifier(value, 'postgres')}"


def mysql_key(held: Index, dialect: Dialect, columns: Iterable[Column]) -> str:
    """A key inside MySQL's CREATE TABLE or ALTER TABLE … ADD."""
    method = held.method.lower()
    kind = "UNIQUE KEY" if held.unique else f"{method.upper()} KEY" if method in ("fulltext", "spatial") else "KEY"
    known = tuple(columns)
    parts = ", ".join(key_part(part, dialect, known) for part in held.parts)
    return f"{kind} {spelling.identifier(held.name, dialect)} ({parts})"


# Tables


def table_body(held: Table, dialect: Dialect, catalog: Catalog | None) -> list[str]:
    """The clauses between the brackets of CREATE TABLE."""
    lines = []
    key = held.primary_key
    inline_key = dialect == "sqlite" and key is not None and len(key.columns) == 1
    for part in held.columns:
        inline = ""
        if inline_key and key is not None and part.name == key.columns[0]:
            inline = "PRIMARY KEY" + (" AUTOINCREMENT" if part.identity else "")
            if part.null_span == NOWHERE:
                # The key implies NOT NULL; saying it would change what the server tells of the column.
                part = part._replace(nullable=True)
        lines.append(column(part, dialect, inline=inline))
    for constraint_ in held.constraints:
        if constraint_ is key and inline_key:
            continue
        if isinstance(constraint_, ForeignKey) and constraint_.ignored:
            continue
        lines.append(constraint(constraint_, dialect, catalog, held.columns))
    if dialect in ("mysql", "mariadb"):
        lines += [mysql_key(part, dialect, held.columns) for part in held.indexes]
    return lines


def table(held: Table, dialect: Dialect, catalog: Catalog | None, *, name: str = "") -> str:
    """CREATE TABLE in full, without the indexes that are statements of their own."""
    word = {"foreign": "FOREIGN TABLE", "temporary": "TEMPORARY TABLE"}.get(held.kind, "TABLE")
    if held.unlogged:
        word = f"UNLOGGED {word}"
    name = name or spelling.reference(held.ref, dialect, catalog)
    if held.partition_of is not None and dialect == "postgres":
        parent = spelling.reference(held.partition_of, dialect, catalog)
        text = f"CREATE {word} {name} PARTITION OF {parent} {held.partition_bound}".rstrip()
        return f"{text} PARTITION BY {held.partition_by}" if held.partition_by else text
    text = f"CREATE {word} {name} (\n  " + ",\n  ".join(table_body(held, dialect, catalog)) + "\n)"
    if held.inherits:
        text += " INHERITS (" + ", ".join(spelling.reference(ref, dialect, catalog) for ref in held.inherits) + ")"
    if dialect in ("mysql", "mariadb"):
        return text + _table_options(held, dialect) + _partitioning(held, dialect)
    return text + _partitioning(held, dialect) + _table_options(held, dialect)


def own_indexes(held: Table) -> tuple[Index, ...]:
    """The indexes that need statements of their own. Oracle's key takes over an index that was made under its name before;
    where the key comes first it makes that index, and the name is taken."""
    keys = {(key.name, key.columns) for key in (held.primary_key, *held.uniques) if key is not None and key.name}
    return tuple(index for index in held.indexes if (index.name, index.columns) not in keys)


def _partitioning(held: Table, dialect: Dialect) -> str:
    if not held.partition_by:
        return ""
    text = f" PARTITION BY {held.partition_by}"
    if held.partitions and dialect in ("mysql", "mariadb", "oracle"):
        parts = (
            f"PARTITION {spelling.identifier(part.name, dialect)} {part.bound}".rstrip() for part in held.partitions
        )
        text += " (\n  " + ",\n  ".join(parts) + "\n)"
    return text


STORAGE = re.compile(r"fillfactor|autovacuum_\w+|toast[._]\w+|parallel_workers|user_catalog_table|log_autovacuum_\w+")
"""PostgreSQL's storage parameters of a table."""

OPTION_WORDS: dict[str, str] = {
    "engine": "ENGINE", "charset": "DEFAULT CHARSET", "character set": "DEFAULT CHARSET", "collate": "COLLATE",
    "row_format": "ROW_FORMAT",
}  # fmt: skip


def _table_options(held: Table, dialect: Dialect) -> str:
    if dialect == "postgres":
        storage = ", ".join(f"{name}={value}" for name, value in held.options if STORAGE.match(name))
        space = next((value for name, value in held.options if name == "tablespace"), "")
        return (f" WITH ({storage})" if storage else "") + (f" TABLESPACE {space}" if space else "")
    if dialect in ("mysql", "mariadb"):
        text = "".join(f" {OPTION_WORDS[name]}={value}" for name, value in held.options if name in OPTION_WORDS)
        return text + (f" COMMENT={spelling.string(held.comment, dialect)}" if held.comment else "")
    if dialect == "sqlite":
        words = [name.upper() for name, _ in held.options if name in ("strict", "without rowid")]
        return " " + ", ".join(words) if words else ""
    return ""
