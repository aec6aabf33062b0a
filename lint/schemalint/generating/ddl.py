"""A change spelled as a statement of each dialect."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from schemalint.generating import definitions, rebuild
from schemalint.generating.spelling import (
    UnsupportedError,
    collation,
    column_name,
    default,
    identifier,
    object_name,
    string,
    written_name,
)
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumnType,
    AlterConstraint,
    AlterDomain,
    AlterIndex,
    AlterPartitions,
    AlterPolicy,
    AlterSequence,
    AlterType,
    AttachIndex,
    AttachPartition,
    Change,
    ChangeGrant,
    CreateDomain,
    CreateEnum,
    CreateExtension,
    CreateIndex,
    CreateObject,
    CreatePolicy,
    CreateRoutine,
    CreateSequence,
    CreateTable,
    CreateTrigger,
    CreateType,
    CreateView,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropObjects,
    RedefineColumn,
    RefreshView,
    Reindex,
    RenameColumn,
    RenameConstraint,
    RenameEnumValue,
    RenameObject,
    SetColumnOption,
    SetComment,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetInheritance,
    SetNullable,
    SetOption,
    SetRowSecurity,
    SetSchema,
    SetSearchPath,
    SetSession,
    SetTrigger,
    TransactionControl,
    WriteRows,
)
from schemalint.model.document import Dialect
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import (
    Catalog,
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    PrimaryKey,
    Table,
    Unique,
)
from schemalint.model.text import Span

__all__ = ["Source", "UnsupportedError", "render", "statements"]

Source = Callable[[Span], "str | None"]
"""The text of the statement at a span, for objects whose definition is best repeated as its author wrote it."""


def render(
    change: Change,
    dialect: Dialect,
    catalog: Catalog | None = None,
    source: Source | None = None,
    after: Catalog | None = None,
) -> str:
    """One statement that makes the change, without its terminator.

    `catalog` is the one before the change; it tells old definitions where the dialect wants a column stated in full, the
    spelling of names, and what need not be qualified; `after` tells the spelling of what the change makes. Raises `UnsupportedError` where the dialect has no such statement.
    """
    spell = SPELLINGS.get(type(change))
    if spell is None:
        raise UnsupportedError(f"{type(change).__name__} has no statement of its own")
    text: str = spell(_Writer(dialect, catalog, source, after), change)
    return text


def statements(
    change: Change,
    dialect: Dialect,
    catalog: Catalog | None = None,
    after: Catalog | None = None,
    source: Source | None = None,
) -> tuple[str, ...]:
    """The statements that make the change: one, or the rebuild of the table where SQLite has no ALTER for it.

    A rebuild needs the catalogue before and `after` the change. Raises `UnsupportedError` like `render`.
    """
    try:
        text = render(change, dialect, catalog, source, after)
    except UnsupportedError:
        name = getattr(change, "table", None)
        if dialect != "sqlite" or catalog is None or after is None or not isinstance(name, ObjectName):
            raise
        writer = _Writer(dialect, catalog, source)
        old, new = writer.table(name), after.tables.get(writer.ref(name))
        if old is None or new is None:
            raise
        return rebuild.steps(old, new, catalog, after, source)
    if isinstance(change, CreateTable) and dialect not in ("mysql", "mariadb"):
        return (text, *_keys_apart(change, dialect, catalog))
    return (text,)


def _keys_apart(change: CreateTable, dialect: Dialect, catalog: Catalog | None) -> list[str]:
    """Indexes of the table as statements of their own, where CREATE TABLE takes none."""
    name = object_name(change.name, dialect)
    return [definitions.index(index, name, dialect, change.columns) for index in change.indexes]


class _Writer:
    """The dialect and what is known."""

    def __init__(
        self, dialect: Dialect, catalog: Catalog | None, source: Source | None, after: Catalog | None = None
    ) -> None:
        self.after = after
        self.dialect: Dialect = dialect
        self.catalog = catalog
        self.source = source
        self.mysql = dialect in ("mysql", "mariadb")
        self.postgres = dialect in ("postgres", "standard")

    def ref(self, name: ObjectName) -> Ref:
        schema = name.schema.value if name.schema else self.catalog.default_schema if self.catalog else ""
        ref = Ref(schema, name.value)
        if self.catalog is not None and name.schema is None and ref not in self.catalog.tables:
            for other in self.catalog.search_path:
                if Ref(other, name.value) in self.catalog.tables:
                    return Ref(other, name.value)
        return ref

    def table(self, name: ObjectName) -> Table | None:
        return self.catalog.tables.get(self.ref(name)) if self.catalog is not None else None

    def columns(self, name: ObjectName) -> tuple[Column, ...]:
        table = self.table(name)
        if table is None and self.after is not None:
            table = self.after.tables.get(self.after.resolve(name))
        return table.columns if table is not None else ()

    def column(self, name: ObjectName, column: str) -> Column:
        """The column as it is, which the dialect wants stated in full."""
        table = self.table(name)
        held = table.column(column) if table is not None else None
        if held is None:
            raise UnsupportedError(
                f"{self.dialect} needs the whole definition of {name.text}.{column}, which is not known"
            )
        return held

    def name(self, name: ObjectName) -> str:
        return object_name(name, self.dialect)

    def word(self, name: str) -> str:
        return identifier(name, self.dialect)

    def names(self, names: tuple[str, ...], known: tuple[Column, ...] = ()) -> str:
        by_name = {column.name: column for column in known}
        return ", ".join(column_name(name, self.dialect, by_name.get(name)) for name in names)

    def alter(self, name: ObjectName, action: str) -> str:
        return f"ALTER TABLE {self.name(name)} {action}"

    def refuse(self, what: str) -> UnsupportedError:
        return UnsupportedError(f"{self.dialect} has no statement to {what}")

    def original(self, span: Span, name: str, *, replace: bool = False) -> str | None:
        """The author's own statement, if it is at hand and still names the object."""
        text = self.source(span) if self.source is not None and span.path else None
        if text is None or not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
            return None
        if replace:
            return re.sub(r"\ACREATE\s+(?:OR\s+REPLACE\s+)?", "CREATE OR REPLACE ", text, flags=re.IGNORECASE)
        return text


# Tables


def _create_table(w: _Writer, change: CreateTable) -> str:
    if change.as_query:
        word = "TEMPORARY TABLE" if change.kind == "temporary" else "TABLE"
        return f"CREATE {word} {w.name(change.name)} AS {change.as_query}"
    ref = w.ref(change.name)
    table = Table(
        ref.schema,
        ref.name,
        change.kind,
        change.columns,
        next((held for held in change.constraints if isinstance(held, PrimaryKey)), None),
        tuple(held for held in change.constraints if isinstance(held, Unique)),
        tuple(held for held in change.constraints if isinstance(held, ForeignKey)),
        tuple(held for held in change.constraints if isinstance(held, Check)),
        indexes=change.indexes,
        partition_of=w.ref(change.partition_of) if change.partition_of else None,
        partition_bound=change.partition_bound,
        partition_by=change.partition_by,
        partitions=change.partitions,
        inherits=tuple(w.ref(parent) for parent in change.inherits),
        unlogged=change.unlogged,
        options=change.options,
        comment=change.comment,
    )
    table = table._replace(exclusions=tuple(held for held in change.constraints if isinstance(held, Exclusion)))
    name = w.name(change.name)
    if change.if_not_exists and w.dialect not in ("tsql", "oracle"):
        name = f"IF NOT EXISTS {name}"
    text = definitions.table(table, w.dialect, w.catalog, name=name)
    if change.like and w.mysql:
        return f"CREATE TABLE {name} LIKE {w.name(change.like[0].table)}"
    return text


ROUTINE_WORDS = {"function": "FUNCTION", "procedure": "PROCEDURE", "aggregate": "AGGREGATE", "window": "FUNCTION"}
KIND_WORDS = {"materialized-view": "MATERIALIZED VIEW", "enum": "TYPE", "routine": "ROUTINE", "collection": "TABLE"}


def _kind(kind: str) -> str:
    return KIND_WORDS.get(kind, kind.upper().replace("-", " "))


def _drop(w: _Writer, change: DropObjects) -> str:
    kind = change.kind
    words = ["DROP", _kind(kind)]
    if kind == "routine":
        words[1] = _routine_word(w, change.names[0])
    if change.concurrently and w.postgres:
        words.append("CONCURRENTLY")
    if change.if_exists and not (w.dialect == "oracle" or (w.dialect == "mysql" and kind == "index")):
        words.append("IF EXISTS")
    names = [w.name(name) for name in change.names]
    if kind == "routine" and w.dialect == "postgres":
        names = [_told_from_builtins(w, name) for name in change.names]
    if kind == "routine" and w.postgres and change.signatures:
        names = [f"{name}({signature.strip('()')})" for name, signature in zip(names, change.signatures, strict=False)]
    words.append(", ".join(names))
    if kind in ("trigger", "policy", "rule") and (w.postgres or kind != "trigger"):
        if change.on is None:
            raise UnsupportedError(f"DROP {_kind(kind)} needs the table")
        words += ["ON", w.name(change.on)]
    elif kind == "index" and (w.mysql or w.dialect == "tsql"):
        on = w.name(change.on) if change.on is not None else _holder(w, change.names[0])
        words += ["ON", on]
    if change.cascade and w.postgres:
        words.append("CASCADE")
    elif change.cascade and w.dialect == "oracle" and kind == "table":
        words.append("CASCADE CONSTRAINTS")
    return " ".join(words)


def _told_from_builtins(w: _Writer, name: ObjectName) -> str:
    """The name of a routine, with its schema where the server has one of that name itself: it would look there first."""
    from schemalint.dialects.builtins import builtins

    own = w.catalog.default_schema if w.catalog is not None and name.schema is None else ""
    if own and w.catalog is not None and builtins("postgres", w.catalog.version).functions(name.value):
        return f"{w.word(own)}.{w.name(name)}"
    return w.name(name)


def _routine_word(w: _Writer, name: ObjectName) -> str:
    held = w.catalog.routines.get(w.ref(name)) if w.catalog is not None else None
    if held:
        return ROUTINE_WORDS.get(held[-1].kind, held[-1].kind.upper())
    return "FUNCTION"


def _holder(w: _Writer, index: ObjectName) -> str:
    """The table of an index, by the index's name."""
    for table in w.catalog.tables.values() if w.catalog is not None else ():
        if any(held.name == index.value for held in table.indexes):
            return identifier(table.name, w.dialect)
    raise UnsupportedError(f"{w.dialect} needs the table of index {index.value}")


def _rename(w: _Writer, change: RenameObject) -> str:
    kind = change.kind
    old, new = w.name(change.name), written_name(change.new_name.name, w.dialect)
    if w.dialect == "tsql":
        target = old if change.on is None else f"{w.name(change.on)}.{old}"
        what = {"column": ", 'COLUMN'", "index": ", 'INDEX'"}.get(kind, "")
        return f"EXEC sp_rename {string(target, 'standard')}, {string(change.new_name.value, 'standard')}{what}"
    if kind == "column" and change.on is not None:
        return w.alter(change.on, f"RENAME COLUMN {old} TO {new}")
    if kind == "constraint" and change.on is not None:
        return w.alter(change.on, f"RENAME CONSTRAINT {old} TO {new}")
    if kind == "index" and w.mysql:
        on = w.name(change.on) if change.on is not None else _holder(w, change.name)
        return f"ALTER TABLE {on} RENAME INDEX {old} TO {new}"
    if w.mysql and kind in ("table", "view"):
        return f"RENAME TABLE {old} TO {w.name(change.new_name)}"
    if w.dialect == "sqlite" and kind != "table":
        raise w.refuse(f"rename a {kind}")
    if kind in ("trigger", "policy") and change.on is not None:
        return f"ALTER {_kind(kind)} {old} ON {w.name(change.on)} RENAME TO {new}"
    if w.dialect == "oracle" and kind in ("view", "sequence", "synonym"):
        return f"RENAME {old} TO {new}"
    return f"ALTER {_kind(kind)} {old} RENAME TO {new}"


def _set_schema(w: _Writer, change: SetSchema) -> str:
    schema = written_name(change.schema, w.dialect)
    if w.postgres:
        return f"ALTER {_kind(change.kind)} {w.name(change.name)} SET SCHEMA {schema}"
    if w.dialect == "tsql":
        return f"ALTER SCHEMA {schema} TRANSFER {w.name(change.name)}"
    if w.mysql:
        return f"RENAME TABLE {w.name(change.name)} TO {schema}.{written_name(change.name.name, w.dialect)}"
    raise w.refuse("move a table to another schema")


def _set_option(w: _Writer, change: SetOption) -> str:
    option, value = change.option, change.value
    target = f"ALTER {_kind(change.kind)} {w.name(change.name)}"
    if change.kind in ("view", "materialized-view") and w.postgres and not value and option != "owner":
        return f"{target} RESET ({option})"
    if option == "owner":
        return f"{target} OWNER TO {value}"
    if option in ("logged", "unlogged"):
        return f"{target} SET {option.upper()}"
    if option == "tablespace":
        return f"{target} SET TABLESPACE {value}"
    if option == "partition by" and w.mysql:
        return f"{target} PARTITION BY {value}" if value else f"{target} REMOVE PARTITIONING"
    if option == "convert to charset" and w.mysql:
        return f"{target} CONVERT TO CHARACTER SET {value}"
    if w.mysql:
        word = definitions.OPTION_WORDS.get(option, option.upper().replace(" ", "_"))
        return f"{target} {word}={value}"
    if option == "replica identity":
        return f"{target} REPLICA IDENTITY {value}"
    if w.postgres and re.fullmatch(r"[\w.]+", option):
        return f"{target} SET ({option} = {value})" if value else f"{target} RESET ({option})"
    raise w.refuse(f"set {option}")


# Columns


def _add_column(w: _Writer, change: AddColumn) -> str:
    inline: list[str] = []
    apart: list[Constraint] = []
    for constraint in change.constraints:
        text = definitions.inline_constraint(constraint, w.dialect, w.catalog)
        if text is None:
            apart.append(constraint)
        else:
            inline.append(text)
    if w.dialect == "sqlite":
        _may_be_added(w, change)
    inline.append(_own_check(w, change.table, change.column))
    clause = definitions.column(change.column, w.dialect, inline=" ".join(filter(None, inline)))
    known = (*w.columns(change.table), change.column)
    rest = [definitions.constraint(constraint, w.dialect, w.catalog, known) for constraint in apart]
    if w.dialect == "oracle":
        return w.alter(change.table, "ADD (" + ", ".join([clause, *rest]) + ")")
    if w.dialect == "tsql":
        return w.alter(change.table, "ADD " + ", ".join([clause, *rest]))
    if rest and w.dialect == "sqlite":
        raise w.refuse("add a table constraint")
    guard = "IF NOT EXISTS " if change.if_not_exists and w.dialect in ("postgres", "mariadb", "standard") else ""
    text = f"ADD COLUMN {guard}{clause}"
    if change.position and w.mysql:
        text += " FIRST" if change.position == "first" else f" AFTER {w.word(change.position)}"
    return w.alter(change.table, ", ".join([text, *(f"ADD {part}" for part in rest)]))


def _may_be_added(w: _Writer, change: AddColumn) -> None:
    """SQLite adds no column that rows would need a value for, or one computed for each of them. Raises UnsupportedError."""
    held = change.column
    default_text = held.default.text if held.default is not None else ""
    if held.generated is not None and held.stored:
        raise w.refuse("add a stored generated column")
    if not held.nullable and held.generated is None and default_text.upper() in ("", "NULL"):
        raise w.refuse("add a column that is NOT NULL without a default")
    if re.match(r"(?i)CURRENT_|\(|\w+\(", default_text):
        raise w.refuse("add a column with a default that is computed")


def _drop_column(w: _Writer, change: DropColumn) -> str:
    guard = "IF EXISTS " if change.if_exists and w.dialect in ("postgres", "mariadb", "tsql", "standard") else ""
    cascade = " CASCADE" if change.cascade and w.postgres else ""
    cascade = " CASCADE CONSTRAINTS" if change.cascade and w.dialect == "oracle" else cascade
    return w.alter(change.table, f"DROP COLUMN {guard}{written_name(change.column, w.dialect)}{cascade}")


def _rename_column(w: _Writer, change: RenameColumn) -> str:
    old, new = written_name(change.column, w.dialect), written_name(change.new_name, w.dialect)
    if w.dialect == "tsql":
        target = string(f"{w.name(change.table)}.{old}", "standard")
        return f"EXEC sp_rename {target}, {string(change.new_name.value, 'standard')}, 'COLUMN'"
    return w.alter(change.table, f"RENAME COLUMN {old} TO {new}")


def _restated(w: _Writer, table: ObjectName, column: Column, *, rename: str = "") -> str:
    """The column's whole definition: MODIFY in MySQL, ALTER COLUMN in SQL Server."""
    if w.dialect == "tsql":
        kind = definitions.type_of(column)
        collation = f" COLLATE {column.collation}" if column.collation else ""
        null = "NULL" if column.nullable else "NOT NULL"
        return w.alter(table, f"ALTER COLUMN {column_name(column.name, w.dialect, column)} {kind}{collation} {null}")
    clause = definitions.column(column, w.dialect, inline=_own_check(w, table, column))
    return w.alter(table, f"CHANGE COLUMN {rename} {clause}" if rename else f"MODIFY COLUMN {clause}")


def _own_check(w: _Writer, table: ObjectName, column: Column) -> str:
    """The check that stands in the column's own clause, where MariaDB tells such checks from those of the table."""
    held = w.after.tables.get(w.after.resolve(table)) if w.after is not None and w.dialect == "mariadb" else None
    return " ".join(
        f"CHECK ({check.expression.text})"
        for check in (held.checks if held is not None else ())
        if check.inline and check.column == column.name
    )


def _alter_type(w: _Writer, change: AlterColumnType) -> str:
    name = written_name(change.column, w.dialect)
    kind = f"{change.type.schema}.{change.type.text}" if change.type.schema else change.type.text
    if w.postgres:
        text = f"ALTER COLUMN {name} TYPE {kind}"
        if change.collation:
            text += f" COLLATE {collation(change.collation)}"
        if change.using is not None:
            text += f" USING {change.using.text}"
        return w.alter(change.table, text)
    if w.mysql or w.dialect == "tsql":
        held = w.column(change.table, change.column.value)
        return _restated(w, change.table, held._replace(type=change.type, collation=change.collation or held.collation))
    if w.dialect == "oracle":
        return w.alter(change.table, f"MODIFY ({name} {kind})")
    raise w.refuse("change the type of a column")


def _redefine(w: _Writer, change: RedefineColumn) -> str:
    old = written_name(change.column, w.dialect)
    definition = change.definition
    if w.mysql:
        rename = old if definition.name != change.column.value else ""
        text = _restated(w, change.table, definition, rename=rename)
        if change.position:
            text += " FIRST" if change.position == "first" else f" AFTER {w.word(change.position)}"
        return text
    if w.dialect == "tsql":
        return _restated(w, change.table, definition)
    if w.dialect == "oracle":
        return w.alter(change.table, f"MODIFY ({definitions.column(definition, w.dialect)})")
    if w.postgres:
        actions = [f"ALTER COLUMN {old} TYPE {definitions.type_of(definition)}"]
        if definition.default is not None:
            actions.append(f"ALTER COLUMN {old} SET DEFAULT {default(definition.default, w.dialect)}")
        actions.append(f"ALTER COLUMN {old} {'DROP' if definition.nullable else 'SET'} NOT NULL")
        return w.alter(change.table, ", ".join(actions))
    raise w.refuse("redefine a column")


def _set_default(w: _Writer, change: SetDefault) -> str:
    name = written_name(change.column, w.dialect)
    value = default(change.default, w.dialect) if change.default is not None else None
    if w.dialect == "tsql":
        if value is not None:
            named = f"CONSTRAINT {w.word(change.name)} " if change.name else ""
            return w.alter(change.table, f"ADD {named}DEFAULT {value} FOR {name}")
        held = w.column(change.table, change.column.value)
        if not held.default_name:
            raise UnsupportedError("SQL Server drops a default by its name, which the server chose here")
        return w.alter(change.table, f"DROP CONSTRAINT {w.word(held.default_name)}")
    if w.dialect == "oracle":
        return w.alter(change.table, f"MODIFY ({name} DEFAULT {value or 'NULL'})")
    if w.dialect == "sqlite":
        raise w.refuse("change the default of a column")
    action = f"SET DEFAULT {value}" if value is not None else "DROP DEFAULT"
    return w.alter(change.table, f"ALTER COLUMN {name} {action}")


def _set_nullable(w: _Writer, change: SetNullable) -> str:
    name = written_name(change.column, w.dialect)
    if w.postgres:
        return w.alter(change.table, f"ALTER COLUMN {name} {'DROP' if change.nullable else 'SET'} NOT NULL")
    if w.mysql or w.dialect == "tsql":
        held = w.column(change.table, change.column.value)
        if not change.nullable and held.default is not None and held.default.text.upper() == "NULL":
            held = held._replace(default=None)
        return _restated(w, change.table, held._replace(nullable=change.nullable))
    if w.dialect == "oracle":
        return w.alter(change.table, f"MODIFY ({name} {'NULL' if change.nullable else 'NOT NULL'})")
    raise w.refuse("change whether a column takes NULL")


def _set_identity(w: _Writer, change: SetIdentity) -> str:
    name = written_name(change.column, w.dialect)
    if w.postgres:
        if change.identity is None:
            guard = " IF EXISTS" if change.if_exists else ""
            return w.alter(change.table, f"ALTER COLUMN {name} DROP IDENTITY{guard}")
        table = w.table(change.table)
        held = table.column(change.column.value) if table is not None else None
        words = definitions.IDENTITY[change.identity]
        if held is not None and held.identity:
            return w.alter(change.table, f"ALTER COLUMN {name} SET GENERATED {words}")
        target = w.after.tables.get(w.after.resolve(change.table)) if w.after is not None else None
        column = target.column(change.column.value) if target is not None else None
        options = definitions.numbering(column) if column is not None else ""
        return w.alter(change.table, f"ALTER COLUMN {name} ADD GENERATED {words} AS IDENTITY{options}")
    if w.mysql:
        held = w.column(change.table, change.column.value)
        return _restated(w, change.table, held._replace(identity=change.identity))
    if w.dialect == "oracle":
        if change.identity is None:
            return w.alter(change.table, f"MODIFY ({name} DROP IDENTITY)")
        return w.alter(change.table, f"MODIFY ({name} GENERATED {definitions.IDENTITY[change.identity]} AS IDENTITY)")
    raise w.refuse("make an existing column an identity column")


def _set_generated(w: _Writer, change: SetGenerated) -> str:
    name = written_name(change.column, w.dialect)
    if not w.postgres:
        raise w.refuse("change the expression of a generated column")
    if change.expression is None:
        return w.alter(change.table, f"ALTER COLUMN {name} DROP EXPRESSION")
    return w.alter(change.table, f"ALTER COLUMN {name} SET EXPRESSION AS ({change.expression.text})")


def _set_column_option(w: _Writer, change: SetColumnOption) -> str:
    if not w.postgres:
        raise w.refuse(f"set {change.option} of a column")
    name = written_name(change.column, w.dialect)
    return w.alter(change.table, f"ALTER COLUMN {name} SET {change.option.upper()} {change.value}".rstrip())


# Constraints


def _add_constraint(w: _Writer, change: AddConstraint) -> str:
    if w.dialect == "sqlite":
        raise w.refuse("add a constraint to a table")
    held = change.constraint
    text = definitions.constraint(held, w.dialect, w.catalog, w.columns(change.table))
    unchecked = not change.checked or (isinstance(held, (ForeignKey, Check)) and not held.validated)
    if w.dialect == "tsql":
        return w.alter(change.table, f"{'WITH NOCHECK ' if unchecked else ''}ADD {text}")
    if unchecked and w.postgres:
        text += " NOT VALID"
    elif unchecked and w.dialect == "oracle":
        text += " ENABLE NOVALIDATE"
    return w.alter(change.table, f"ADD {text}")


def _drop_constraint(w: _Writer, change: DropConstraint) -> str:
    if w.dialect == "sqlite":
        raise w.refuse("drop a constraint")
    kind = change.kind
    name = written_name(change.name, w.dialect) if change.name is not None else ""
    if w.mysql:
        if kind == "constraint" and change.name is not None:
            kind = _constraint_kind(w, change.table, change.name.value)
        if kind == "primary key":
            return w.alter(change.table, "DROP PRIMARY KEY")
        if kind == "foreign key":
            return w.alter(change.table, f"DROP FOREIGN KEY {name}")
        if kind == "unique":
            return w.alter(change.table, f"DROP INDEX {name}")
        return w.alter(change.table, f"DROP CONSTRAINT {name}")
    if not name:
        table = w.table(change.table)
        if w.dialect == "oracle" and kind == "primary key":
            return w.alter(change.table, "DROP PRIMARY KEY")
        if w.dialect == "oracle" and kind == "unique":
            return w.alter(change.table, f"DROP UNIQUE ({w.names(change.columns)})")
        if kind != "primary key" or table is None or table.primary_key is None:
            raise UnsupportedError("the constraint has no name")
        name = identifier(table.primary_key.name, w.dialect)
    if w.dialect == "tsql" and name.endswith("__"):
        raise UnsupportedError("SQL Server drops a constraint by its name, which the server chose here")
    guard = "IF EXISTS " if change.if_exists and w.dialect in ("postgres", "tsql", "standard") else ""
    cascade = " CASCADE" if change.cascade and (w.postgres or w.dialect == "oracle") else ""
    return w.alter(change.table, f"DROP CONSTRAINT {guard}{name}{cascade}")


def _constraint_kind(w: _Writer, name: ObjectName, constraint: str) -> Any:
    table = w.table(name)
    for held in table.constraints if table is not None else ():
        if held.name == constraint:
            if isinstance(held, PrimaryKey):
                return "primary key"
            if isinstance(held, ForeignKey):
                return "foreign key"
            return "unique" if isinstance(held, Unique) else "check"
    return "constraint"


def _rename_constraint(w: _Writer, change: RenameConstraint) -> str:
    old, new = written_name(change.name, w.dialect), written_name(change.new_name, w.dialect)
    if w.catalog is not None and w.ref(change.table) in w.catalog.domains:
        return f"ALTER DOMAIN {w.name(change.table)} RENAME CONSTRAINT {old} TO {new}"
    if w.dialect == "tsql":
        schema = change.table.schema
        target = f"{written_name(schema, w.dialect)}.{old}" if schema else old
        return f"EXEC sp_rename {string(target, 'standard')}, {string(change.new_name.value, 'standard')}, 'OBJECT'"
    if w.postgres or w.dialect == "oracle":
        return w.alter(change.table, f"RENAME CONSTRAINT {old} TO {new}")
    raise w.refuse("rename a constraint")


def _alter_constraint(w: _Writer, change: AlterConstraint) -> str:
    name = written_name(change.name, w.dialect) if change.name is not None else "ALL"
    if w.dialect == "tsql":
        check = "NOCHECK" if change.enforced is False else "CHECK"
        trusted = "WITH CHECK " if change.validated else ""
        return w.alter(change.table, f"{trusted}{check} CONSTRAINT {name}")
    if w.dialect == "oracle":
        state = "DISABLE" if change.enforced is False else "ENABLE"
        valid = "" if change.validated is None else " VALIDATE" if change.validated else " NOVALIDATE"
        return w.alter(change.table, f"{state}{valid} CONSTRAINT {name}")
    if w.postgres and change.validated:
        return w.alter(change.table, f"VALIDATE CONSTRAINT {name}")
    words = []
    if change.deferrable is not None:
        words.append("DEFERRABLE" if change.deferrable else "NOT DEFERRABLE")
    if change.initially_deferred is not None:
        words.append("INITIALLY DEFERRED" if change.initially_deferred else "INITIALLY IMMEDIATE")
    if change.enforced is not None:
        words.append("ENFORCED" if change.enforced else "NOT ENFORCED")
    if not words or not (w.postgres or w.dialect == "mysql"):
        raise w.refuse("change a constraint in this way")
    return w.alter(change.table, f"ALTER CONSTRAINT {name} {' '.join(words)}")


# Partitions, inheritance, row security, triggers of a table


def _attach(w: _Writer, change: AttachPartition) -> str:
    return w.alter(change.table, f"ATTACH PARTITION {w.name(change.partition)} {change.bound}".rstrip())


def _detach(w: _Writer, change: DetachPartition) -> str:
    tail = " CONCURRENTLY" if change.concurrently else " FINALIZE" if change.finalize else ""
    return w.alter(change.table, f"DETACH PARTITION {w.name(change.partition)}{tail}")


def _drop_partitions(w: _Writer, change: AlterPartitions) -> str:
    if change.action != "drop" or not change.names:
        raise w.refuse(f"{change.action} partitions from what the catalogue keeps")
    return w.alter(change.table, f"DROP PARTITION {', '.join(map(w.word, change.names))}")


def _inheritance(w: _Writer, change: SetInheritance) -> str:
    return w.alter(change.table, f"{'' if change.inherit else 'NO '}INHERIT {w.name(change.parent)}")


def _row_security(w: _Writer, change: SetRowSecurity) -> str:
    actions = []
    if change.enabled is not None:
        actions.append(f"{'ENABLE' if change.enabled else 'DISABLE'} ROW LEVEL SECURITY")
    if change.forced is not None:
        actions.append(f"{'' if change.forced else 'NO '}FORCE ROW LEVEL SECURITY")
    if not actions or not w.postgres:
        raise w.refuse("set row security")
    return w.alter(change.table, ", ".join(actions))


def _set_trigger(w: _Writer, change: SetTrigger) -> str:
    state = "ENABLE" if change.enabled else "DISABLE"
    name = w.word(change.name) if change.name else "ALL"
    if w.mysql or w.dialect == "sqlite":
        raise w.refuse("switch a trigger off")
    if w.dialect == "oracle" and change.name:
        return f"ALTER TRIGGER {name} {state}"
    if w.dialect == "oracle":
        return w.alter(change.table, f"{state} ALL TRIGGERS")
    return w.alter(change.table, f"{state} TRIGGER {name}")


# Indexes


SPECIAL = frozenset({"xml", "spatial", "fulltext", "json", "vector"})
"""Kinds of indexes of SQL Server that are no trees of rows."""


def _create_index(w: _Writer, change: CreateIndex) -> str:
    index = change.definition
    if change.name is not None and not index.name:
        index = index._replace(name=change.name.value)
    if w.dialect == "tsql" and index.method.lower() in SPECIAL:
        # What such an index is made of is said in clauses that the catalogue does not keep.
        original = w.original(index.statement, index.name)
        if original is None:
            raise UnsupportedError(f"the text of index {index.name} is not at hand")
        return original
    text = definitions.index(
        index,
        w.name(change.table),
        w.dialect,
        w.columns(change.table),
        concurrently=index.concurrently,
        if_not_exists=change.if_not_exists,
        only=change.only,
    )
    if change.online and w.dialect == "tsql":
        text += " WITH (ONLINE = ON)"
    elif change.online and w.dialect == "oracle":
        text += " ONLINE"
    if w.mysql and change.algorithm:
        text += f" ALGORITHM={change.algorithm}"
    if w.mysql and change.lock:
        text += f" LOCK={change.lock}"
    return text


def _attach_index(w: _Writer, change: AttachIndex) -> str:
    return f"ALTER INDEX {w.name(change.name)} ATTACH PARTITION {w.name(change.partition)}"


def _alter_index(w: _Writer, change: AlterIndex) -> str:
    action = change.action.upper()
    if w.mysql:
        on = w.name(change.on) if change.on is not None else _holder(w, change.name)
        return f"ALTER TABLE {on} ALTER INDEX {w.name(change.name)} {action}"
    on = f" ON {w.name(change.on)}" if change.on is not None and w.dialect == "tsql" else ""
    return f"ALTER INDEX {w.name(change.name)}{on} {action}"


def _reindex(w: _Writer, change: Reindex) -> str:
    if not w.postgres or change.name is None:
        raise w.refuse("rebuild an index")
    return f"REINDEX {_kind(change.kind)}{' CONCURRENTLY' if change.concurrently else ''} {w.name(change.name)}"


# Views


def _create_view(w: _Writer, change: CreateView) -> str:
    original = w.original(change.span, change.name.value, replace=change.or_replace and w.dialect != "sqlite")
    if original is not None:
        return original
    words = "CREATE "
    if change.or_replace:
        words = "CREATE OR ALTER " if w.dialect == "tsql" else "CREATE OR REPLACE " if w.dialect != "sqlite" else words
    words += "MATERIALIZED VIEW " if change.materialized else "VIEW "
    if change.if_not_exists and w.dialect in ("sqlite", "mariadb", "postgres"):
        words += "IF NOT EXISTS "
    columns = f" ({', '.join(w.word(name) for name in change.columns)})" if change.columns else ""
    options = ", ".join(f"{name}={value}" if value else name for name, value in change.options)
    given = f" WITH ({options})" if options and w.postgres else ""
    check = f" WITH {change.check_option.upper()} CHECK OPTION" if change.check_option else ""
    return f"{words}{w.name(change.name)}{columns}{given} AS {change.query}{check}"


def _refresh(w: _Writer, change: RefreshView) -> str:
    tail = "" if change.with_data else " WITH NO DATA"
    return f"REFRESH MATERIALIZED VIEW {'CONCURRENTLY ' if change.concurrently else ''}{w.name(change.name)}{tail}"


# Types, sequences


def _create_enum(w: _Writer, change: CreateEnum) -> str:
    values = ", ".join(string(value, w.dialect) for value in change.values)
    return f"CREATE TYPE {w.name(change.name)} AS ENUM ({values})"


def _add_value(w: _Writer, change: AddEnumValue) -> str:
    guard = "IF NOT EXISTS " if change.if_not_exists else ""
    place = f" BEFORE {string(change.before, w.dialect)}" if change.before else ""
    place = f" AFTER {string(change.after, w.dialect)}" if change.after else place
    return f"ALTER TYPE {w.name(change.name)} ADD VALUE {guard}{string(change.value, w.dialect)}{place}"


def _rename_value(w: _Writer, change: RenameEnumValue) -> str:
    old, new = string(change.value, w.dialect), string(change.new_value, w.dialect)
    return f"ALTER TYPE {w.name(change.name)} RENAME VALUE {old} TO {new}"


def _create_domain(w: _Writer, change: CreateDomain) -> str:
    parts = [f"CREATE DOMAIN {w.name(change.name)} AS {change.type.text}"]
    if change.default is not None:
        parts.append(f"DEFAULT {change.default.text}")
    if not change.nullable:
        parts.append("NOT NULL")
    parts.extend(definitions.constraint(held, w.dialect, w.catalog) for held in change.constraints)
    return " ".join(parts)


def _alter_domain(w: _Writer, change: AlterDomain) -> str:
    target = f"ALTER DOMAIN {w.name(change.name)}"
    if change.default is not None:
        return f"{target} SET DEFAULT {change.default.text}"
    if change.drop_default:
        return f"{target} DROP DEFAULT"
    if change.nullable is not None:
        return f"{target} {'DROP' if change.nullable else 'SET'} NOT NULL"
    if change.add is not None:
        return f"{target} ADD {definitions.constraint(change.add, w.dialect, w.catalog)}"
    if change.drop is not None:
        return f"{target} DROP CONSTRAINT {written_name(change.drop, w.dialect)}"
    if change.validate is not None:
        return f"{target} VALIDATE CONSTRAINT {written_name(change.validate, w.dialect)}"
    raise UnsupportedError("nothing to alter")


def _create_type(w: _Writer, change: CreateType) -> str:
    original = w.original(change.span, change.name.value)
    if original is not None:
        return original
    if change.form == "composite":
        fields = ", ".join(definitions.column(held, w.dialect) for held in change.columns)
        return f"CREATE TYPE {w.name(change.name)} AS ({fields})"
    if change.text:
        return change.text
    raise w.refuse(f"create a {change.form} type from what the catalogue keeps")


def _alter_composite(w: _Writer, change: AlterType) -> str:
    target = f"ALTER TYPE {w.name(change.name)}"
    name = written_name(change.attribute, w.dialect)
    if change.action == "add" and change.definition is not None:
        return f"{target} ADD ATTRIBUTE {name} {definitions.type_of(change.definition)}"
    if change.action == "drop":
        return f"{target} DROP ATTRIBUTE {name}"
    if change.action == "alter" and change.definition is not None:
        return f"{target} ALTER ATTRIBUTE {name} TYPE {definitions.type_of(change.definition)}"
    if change.new_name is not None:
        return f"{target} RENAME ATTRIBUTE {name} TO {written_name(change.new_name, w.dialect)}"
    raise UnsupportedError("nothing to alter")


SEQUENCE_WORDS = {
    "as": "AS", "start": "START WITH", "increment": "INCREMENT BY", "minvalue": "MINVALUE", "maxvalue": "MAXVALUE",
    "cache": "CACHE", "restart": "RESTART WITH",
}  # fmt: skip


def _sequence_options(w: _Writer, options: tuple[tuple[str, str], ...], owner: tuple[ObjectName, str] | None) -> str:
    words = []
    for name, value in options:
        without = value.lower().startswith(("no", "false"))
        if without and name in ("cycle", "minvalue", "maxvalue", "cache"):
            if name != "cache" or not w.postgres:
                words.append(f"NO{'' if w.dialect == 'oracle' else ' '}{name.upper()}")
        elif name == "cycle":
            words.append("CYCLE")
        elif name in SEQUENCE_WORDS:
            words.append(f"{SEQUENCE_WORDS[name]} {value}".rstrip())
    if owner is not None:
        words.append(f"OWNED BY {w.name(owner[0])}.{w.word(owner[1])}")
    return "".join(f" {word}" for word in words)


def _create_sequence(w: _Writer, change: CreateSequence) -> str:
    guard = "IF NOT EXISTS " if change.if_not_exists and w.postgres else ""
    return f"CREATE SEQUENCE {guard}{w.name(change.name)}" + _sequence_options(w, change.options, change.owned_by)


def _alter_sequence(w: _Writer, change: AlterSequence) -> str:
    text = f"ALTER SEQUENCE {w.name(change.name)}" + _sequence_options(w, change.options, change.owned_by)
    return text + " OWNED BY NONE" if change.owned_by_none else text


# Routines, triggers, policies


def _create_routine(w: _Writer, change: CreateRoutine) -> str:
    original = w.original(change.span, change.name.value, replace=change.or_replace and w.postgres)
    if original is not None:
        return original
    raise UnsupportedError(f"the text of {change.name.text} is not at hand")


def _create_trigger(w: _Writer, change: CreateTrigger) -> str:
    original = w.original(change.span, change.name.value)
    if original is not None and re.search(rf"(?<!\w){re.escape(change.table.value)}(?!\w)", original, re.IGNORECASE):
        return original
    if not w.postgres or change.function is None:
        raise UnsupportedError(f"the text of trigger {change.name.text} is not at hand")
    events = " OR ".join(
        f"UPDATE OF {w.names(change.columns)}" if event == "update" and change.columns else event.upper()
        for event in change.events
    )
    when = f" WHEN ({change.when})" if change.when else ""
    word = "CONSTRAINT TRIGGER" if change.constraint else "TRIGGER"
    return (
        f"CREATE {word} {w.name(change.name)} {change.timing.upper()} {events} ON {w.name(change.table)} "
        f"FOR EACH {change.level.upper()}{when} EXECUTE FUNCTION {w.name(change.function)}()"
    )


def _policy_tail(change: CreatePolicy | AlterPolicy, roles: tuple[str, ...] | None) -> str:
    text = f" TO {', '.join(roles)}" if roles else ""
    if change.using is not None:
        text += f" USING {_bracketed(change.using.text)}"
    if change.check is not None:
        text += f" WITH CHECK {_bracketed(change.check.text)}"
    return text


def _bracketed(text: str) -> str:
    """An expression in brackets; a query has brackets of its own besides."""
    return f"(({text}))" if re.match(r"(?i)(?:select|with|values)\b", text) else f"({text})"


def _create_policy(w: _Writer, change: CreatePolicy) -> str:
    kind = "" if change.permissive else " AS RESTRICTIVE"
    command = "" if change.command == "all" else f" FOR {change.command.upper()}"
    roles = None if change.roles == ("public",) else change.roles
    name = written_name(change.name, w.dialect)
    return f"CREATE POLICY {name} ON {w.name(change.table)}{kind}{command}{_policy_tail(change, roles)}"


def _alter_policy(w: _Writer, change: AlterPolicy) -> str:
    name = written_name(change.name, w.dialect)
    return f"ALTER POLICY {name} ON {w.name(change.table)}{_policy_tail(change, change.roles)}"


# The rest


def _grant(w: _Writer, change: ChangeGrant) -> str:
    grant = change.grant
    verb, join = ("REVOKE", "FROM") if grant.revoke else ("GRANT", "TO")
    grantees = ", ".join(grant.grantees)
    if change.default:
        return _default_grant(w, change, f"{verb} {', '.join(grant.privileges)}", f"{join} {grantees}")
    if grant.roles:
        return f"{verb} {', '.join(grant.roles)} {join} {grantees}"
    columns = f" ({w.names(grant.columns)})" if grant.columns else ""
    privileges = ", ".join(f"{word}{columns}" for word in grant.privileges)
    objects = ", ".join(w.name(name) for name in change.objects) or ", ".join(ref.text for ref in grant.objects)
    kind = "" if grant.kind in ("table", "view", "column") and not grant.all_in_schema else f"{_kind(grant.kind)} "
    if grant.all_in_schema:
        kind = f"ALL {kind.strip()}S IN SCHEMA "
    if w.dialect == "tsql" and grant.kind not in ("table", "view", "column", "routine"):
        kind = f"{kind.strip()}::" if objects else ""
    option = " WITH GRANT OPTION" if grant.with_option and not grant.revoke else ""
    target = f" ON {kind}{objects}" if kind or objects else ""
    return f"{verb} {privileges}{target} {join} {grantees}{option}"


def _default_grant(w: _Writer, change: ChangeGrant, given: str, whom: str) -> str:
    """ALTER DEFAULT PRIVILEGES."""
    grant = change.grant
    owners = f" FOR ROLE {', '.join(grant.roles)}" if grant.roles else ""
    schemas = f" IN SCHEMA {', '.join(w.name(name) for name in change.objects)}" if change.objects else ""
    option = " WITH GRANT OPTION" if grant.with_option and not grant.revoke else ""
    return f"ALTER DEFAULT PRIVILEGES{owners}{schemas} {given} ON {_kind(grant.kind)}S {whom}{option}"


def _create_extension(w: _Writer, change: CreateExtension) -> str:
    guard = "IF NOT EXISTS " if change.if_not_exists else ""
    text = f"CREATE EXTENSION {guard}{written_name(change.name, w.dialect)}"
    if change.schema is not None:
        text += f" WITH SCHEMA {written_name(change.schema, w.dialect)}"
    if change.version:
        text += f" VERSION {string(change.version.strip(chr(39)), w.dialect)}"
    return text


def _create_object(w: _Writer, change: CreateObject) -> str:
    original = w.original(change.span, change.name.value)
    if original is not None:
        return original
    if change.kind in ("schema", "database", "role"):
        guard = "IF NOT EXISTS " if change.if_not_exists and change.kind == "schema" and w.postgres else ""
        return f"CREATE {change.kind.upper()} {guard}{w.name(change.name)}"
    if change.kind == "synonym" and change.target is not None:
        return f"CREATE SYNONYM {w.name(change.name)} FOR {w.name(change.target)}"
    if change.text:
        return change.text
    raise UnsupportedError(f"the text of {change.kind} {change.name.text} is not at hand")


def _comment(w: _Writer, change: SetComment) -> str:
    name = w.name(change.name)
    if w.postgres or w.dialect == "oracle":
        text = string(change.comment, w.dialect) if change.comment else "NULL" if w.postgres else "''"
        if change.kind == "column":
            by_name = {column.name: column for column in w.columns(change.name)}
            target = f"{name}.{column_name(change.part, w.dialect, by_name.get(change.part))}"
        elif change.part:
            target = f"{w.word(change.part)} ON {name}"
        else:
            target = name
        return f"COMMENT ON {_kind(change.kind)} {target} IS {text}"
    if w.mysql and change.kind == "table":
        return w.alter(change.name, f"COMMENT = {string(change.comment or '', w.dialect)}")
    if w.mysql and change.kind == "column":
        held = w.column(change.name, change.part)
        return _restated(w, change.name, held._replace(comment=change.comment))
    if w.dialect == "tsql" and change.kind in ("table", "column"):
        return _property(w, change)
    raise w.refuse("comment on an object")


def _property(w: _Writer, change: SetComment) -> str:
    """The comment as SQL Server keeps it: a property that is added once, and then updated or dropped."""
    table = w.table(change.name)
    held = table.column(change.part) if table is not None and change.part else table
    verb = "drop" if not change.comment else "update" if held is not None and held.comment else "add"
    texts = ["MS_Description", *([change.comment or ""] if verb != "drop" else [])]
    texts += ["SCHEMA", change.name.schema.value if change.name.schema else "dbo", "TABLE", change.name.value]
    texts += ["COLUMN", change.part] if change.part else []
    # Without N the server would read them in the code page of the database.
    return f"EXEC sp_{verb}extendedproperty " + ", ".join(f"N{string(text, w.dialect)}" for text in texts)


def _search_path(w: _Writer, change: SetSearchPath) -> str:
    if w.postgres:
        local = "LOCAL " if change.local else ""
        path = ", ".join(w.word(schema) for schema in change.schemas) or "''"
        return f"SET {local}search_path TO {path}"
    if w.dialect == "oracle":
        return f"ALTER SESSION SET CURRENT_SCHEMA = {w.word(change.schemas[0])}"
    if not change.schemas:
        raise w.refuse("empty the search path")
    return f"USE {w.word(change.schemas[0])}"


def _session(w: _Writer, change: SetSession) -> str:
    if w.dialect == "sqlite":
        return f"PRAGMA {change.variable} = {change.value}"
    if w.dialect == "tsql":
        return f"USE {change.value}" if change.variable == "database" else f"SET {change.variable} {change.value}"
    if not change.value:
        return f"SET {'LOCAL ' if change.local else ''}{change.variable} = ''"
    return f"SET {'LOCAL ' if change.local else ''}{change.variable} = {change.value}"


def _rows(w: _Writer, change: WriteRows) -> str:
    """The rows of literal keys deleted, or rows of one table copied from another. Numbers may be quoted: every server takes the
    text of a number for one."""
    if change.verb == "insert" and change.from_query and len(change.tables) == 2:
        into, origin = map(w.name, change.tables)
        columns = ", ".join(written_name(name, w.dialect) for name in change.columns)
        return f"INSERT INTO {into} ({columns}) SELECT {columns} FROM {origin}"
    if change.verb != "delete" or not change.rows or len(change.tables) != 1:
        raise w.refuse("write rows")
    names = ", ".join(written_name(name, w.dialect) for name in change.columns)
    rows = [", ".join(_value(value, w.dialect) for value in row) for row in change.rows]
    head = f"DELETE FROM {w.name(change.tables[0])} WHERE"
    if len(change.columns) == 1:
        return f"{head} {names} = {rows[0]}" if len(rows) == 1 else f"{head} {names} IN ({', '.join(rows)})"
    if w.dialect in ("tsql", "oracle", "sqlite"):
        return f"{head} " + " OR ".join(_each(w, change, row) for row in change.rows)
    return f"{head} ({names}) IN ({', '.join(f'({row})' for row in rows)})"


def _each(w: _Writer, change: WriteRows, row: tuple[str | None, ...]) -> str:
    pairs = (
        f"{written_name(name, w.dialect)} = {_value(value, w.dialect)}"
        for name, value in zip(change.columns, row, strict=True)
    )
    return "(" + " AND ".join(pairs) + ")"


def _value(value: str | None, dialect: Dialect) -> str:
    return "NULL" if value is None else string(value, dialect)


TRANSACTION_WORDS = {"begin": "BEGIN", "commit": "COMMIT", "rollback": "ROLLBACK"}


def _transaction(w: _Writer, change: TransactionControl) -> str:
    word = TRANSACTION_WORDS.get(change.action)
    if word is None:
        raise UnsupportedError(f"{change.action} names something that is not kept")
    if w.dialect == "tsql":
        return f"{word} TRANSACTION"
    return "START TRANSACTION" if w.mysql and word == "BEGIN" else word


SPELLINGS: dict[type, Callable[[_Writer, Any], str]] = {
    CreateTable: _create_table,
    DropObjects: _drop,
    RenameObject: _rename,
    SetSchema: _set_schema,
    AddColumn: _add_column,
    DropColumn: _drop_column,
    RenameColumn: _rename_column,
    AlterColumnType: _alter_type,
    RedefineColumn: _redefine,
    SetDefault: _set_default,
    SetNullable: _set_nullable,
    SetIdentity: _set_identity,
    SetGenerated: _set_generated,
    SetColumnOption: _set_column_option,
    AddConstraint: _add_constraint,
    DropConstraint: _drop_constraint,
    RenameConstraint: _rename_constraint,
    AlterConstraint: _alter_constraint,
    AttachPartition: _attach,
    DetachPartition: _detach,
    AlterPartitions: _drop_partitions,
    SetInheritance: _inheritance,
    SetRowSecurity: _row_security,
    SetTrigger: _set_trigger,
    SetOption: _set_option,
    CreateIndex: _create_index,
    AttachIndex: _attach_index,
    AlterIndex: _alter_index,
    Reindex: _reindex,
    CreateView: _create_view,
    RefreshView: _refresh,
    CreateEnum: _create_enum,
    AddEnumValue: _add_value,
    RenameEnumValue: _rename_value,
    CreateDomain: _create_domain,
    AlterDomain: _alter_domain,
    CreateType: _create_type,
    AlterType: _alter_composite,
    CreateSequence: _create_sequence,
    AlterSequence: _alter_sequence,
    CreateRoutine: _create_routine,
    CreateTrigger: _create_trigger,
    CreatePolicy: _create_policy,
    AlterPolicy: _alter_policy,
    ChangeGrant: _grant,
    CreateExtension: _create_extension,
    CreateObject: _create_object,
    SetComment: _comment,
    SetSearchPath: _search_path,
    SetSession: _session,
    TransactionControl: _transaction,
    WriteRows: _rows,
}
"""How each change is spelled. Changes that are not here (blocks, unread statements, partition maintenance) have no
statement that could be made from what the catalogue keeps."""
