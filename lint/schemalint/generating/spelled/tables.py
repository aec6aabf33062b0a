"""Tables, and whatever is dropped, renamed or moved, spelled as statements."""

from __future__ import annotations

import re

from schemalint.generating import definitions
from schemalint.generating.spelled.writer import ROUTINE_WORDS, Spellings, Writer, holder, kind_words
from schemalint.generating.spelling import UnsupportedError, string, written_name
from schemalint.model.change import CreateTable, DropObjects, RenameObject, SetOption, SetSchema
from schemalint.model.name import ObjectName
from schemalint.model.schema import Check, Exclusion, ForeignKey, PrimaryKey, Table, Unique


def _create_table(w: Writer, change: CreateTable) -> str:
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


def _drop(w: Writer, change: DropObjects) -> str:
    kind = change.kind
    words = ["DROP", kind_words(kind)]
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
            raise UnsupportedError(f"DROP {kind_words(kind)} needs the table")
        words += ["ON", w.name(change.on)]
    elif kind == "index" and (w.mysql or w.dialect == "tsql"):
        on = w.name(change.on) if change.on is not None else holder(w, change.names[0])
        words += ["ON", on]
    if change.cascade and w.postgres:
        words.append("CASCADE")
    elif change.cascade and w.dialect == "oracle" and kind == "table":
        words.append("CASCADE CONSTRAINTS")
    return " ".join(words)


def _told_from_builtins(w: Writer, name: ObjectName) -> str:
    """The name of a routine, with its schema where the server has one of that name itself: it would look there first."""
    from schemalint.dialects.builtins import builtins

    own = w.catalog.default_schema if w.catalog is not None and name.schema is None else ""
    if own and w.catalog is not None and builtins("postgres", w.catalog.version).functions(name.value):
        return f"{w.word(own)}.{w.name(name)}"
    return w.name(name)


def _routine_word(w: Writer, name: ObjectName) -> str:
    held = w.catalog.routines.get(w.ref(name)) if w.catalog is not None else None
    if held:
        return ROUTINE_WORDS.get(held[-1].kind, held[-1].kind.upper())
    return "FUNCTION"


def _rename(w: Writer, change: RenameObject) -> str:
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
        on = w.name(change.on) if change.on is not None else holder(w, change.name)
        return f"ALTER TABLE {on} RENAME INDEX {old} TO {new}"
    if w.mysql and kind in ("table", "view"):
        return f"RENAME TABLE {old} TO {w.name(change.new_name)}"
    if w.dialect == "sqlite" and kind != "table":
        raise w.refuse(f"rename a {kind}")
    if kind in ("trigger", "policy") and change.on is not None:
        return f"ALTER {kind_words(kind)} {old} ON {w.name(change.on)} RENAME TO {new}"
    if w.dialect == "oracle" and kind in ("view", "sequence", "synonym"):
        return f"RENAME {old} TO {new}"
    return f"ALTER {kind_words(kind)} {old} RENAME TO {new}"


def _set_schema(w: Writer, change: SetSchema) -> str:
    schema = written_name(change.schema, w.dialect)
    if w.postgres:
        return f"ALTER {kind_words(change.kind)} {w.name(change.name)} SET SCHEMA {schema}"
    if w.dialect == "tsql":
        return f"ALTER SCHEMA {schema} TRANSFER {w.name(change.name)}"
    if w.mysql:
        return f"RENAME TABLE {w.name(change.name)} TO {schema}.{written_name(change.name.name, w.dialect)}"
    raise w.refuse("move a table to another schema")


def _set_option(w: Writer, change: SetOption) -> str:
    option, value = change.option, change.value
    target = f"ALTER {kind_words(change.kind)} {w.name(change.name)}"
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


SPELLINGS: Spellings = {
    CreateTable: _create_table,
    DropObjects: _drop,
    RenameObject: _rename,
    SetSchema: _set_schema,
    SetOption: _set_option,
}
"""What this module spells, by the class of the change."""
