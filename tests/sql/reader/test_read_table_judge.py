"""PostgreSQL's own parser (pglast) says the same about the tables, columns, constraints and indexes of the corpus."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Change,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    SetDefault,
    SetNullable,
)
from schemalint.model.name import ObjectName
from schemalint.model.schema import Column, Constraint, ForeignKey, PrimaryKey, Unique
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

pglast = pytest.importorskip("pglast")
CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
FOLDERS = ("concourse", "crates-io", "danbooru", "dhis2", "langfuse", "nakama", "sakila/postgres-sakila-db", "svix")
GRAMMAR = Path(__file__).with_name("grammar") / "postgres.sql"

# How libpg_query spells the types that have two names, and how the catalogue does.
TYPES = {
    "int2": "smallint", "int4": "integer", "int": "integer", "int8": "bigint", "bool": "boolean", "float4": "real",
    "float8": "double precision", "varchar": "character varying", "bpchar": "character", "varbit": "bit varying",
    "decimal": "numeric", "time": "time without time zone", "timetz": "time with time zone",
    "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone", "smallserial": "smallint",
    "serial": "integer", "serial4": "integer", "serial8": "bigint", "bigserial": "bigint", "string": "text",
}  # fmt: skip
SERIALS = ("smallserial", "serial", "serial4", "serial8", "bigserial")
ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
IDENTITIES = {"a": "always", "d": "by default"}


def their_constraint(node: Any, column: str = "") -> list[Any] | None:
    kind = node.contype.name.removeprefix("CONSTR_")
    keys = [column] if column else [key.sval for key in (node.fk_attrs if kind == "FOREIGN" else node.keys) or ()]
    if kind in ("PRIMARY", "UNIQUE"):
        return [kind, node.conname or "", keys]
    if kind == "FOREIGN":
        actions = [ACTIONS[node.fk_del_action], ACTIONS[node.fk_upd_action]]
        parent = [node.pktable.relname, [key.sval for key in node.pk_attrs or ()]]
        return [kind, node.conname or "", keys, *parent, *actions, bool(node.deferrable), bool(node.initdeferred)]
    return [kind, node.conname or ""] if kind in ("CHECK", "EXCLUSION") else None


def our_constraint(constraint: Constraint) -> list[Any]:
    if isinstance(constraint, (PrimaryKey, Unique)):
        return [
            "PRIMARY" if isinstance(constraint, PrimaryKey) else "UNIQUE",
            constraint.name,
            list(constraint.columns),
        ]
    if isinstance(constraint, ForeignKey):
        return [
            "FOREIGN", constraint.name, list(constraint.columns), constraint.parent.name,
            list(constraint.parent_columns), constraint.on_delete, constraint.on_update, constraint.deferrable,
            constraint.initially_deferred,
        ]  # fmt: skip
    return [type(constraint).__name__.upper(), constraint.name]


def their_column(node: Any) -> tuple[list[Any], list[Any]]:
    """The column, and the constraints written inside it."""
    spelling = node.typeName.names[-1].sval if node.typeName else ""
    nullable, default, identity, generated = spelling not in SERIALS, False, None, False
    constraints: list[list[Any]] = []
    for part in node.constraints or ():
        kind = part.contype.name.removeprefix("CONSTR_")
        if kind in ("NOTNULL", "PRIMARY", "IDENTITY"):
            nullable = False
        if kind == "IDENTITY":
            identity = IDENTITIES[part.generated_when]
        default = default or kind == "DEFAULT"
        generated = generated or kind == "GENERATED"
        found = their_constraint(part, node.colname)
        if found is not None:
            constraints.append(found)
        elif kind in ("ATTR_DEFERRABLE", "ATTR_DEFERRED") and constraints[-1][0] == "FOREIGN":
            constraints[-1][7] = True
            constraints[-1][8] = constraints[-1][8] or kind == "ATTR_DEFERRED"
    return [node.colname, TYPES.get(spelling, spelling), nullable, default, identity, generated], constraints


def our_column(column: Column) -> list[Any]:
    kind = column.type.name if column.type else ""
    return [
        column.name,
        kind,
        column.nullable,
        column.default is not None,
        column.identity,
        column.generated is not None,
    ]


def relation(node: Any) -> list[Any]:
    return [node.schemaname, node.relname]


def named(name: ObjectName) -> list[Any]:
    return [name.schema.value if name.schema else None, name.value]


def their_table(node: Any) -> list[Any]:
    columns: list[Any] = []
    constraints: list[Any] = []
    for element in node.tableElts or ():
        if type(element).__name__ == "ColumnDef":
            column, inside = their_column(element)
            columns.append(column)
            constraints += inside
        elif type(element).__name__ == "Constraint":
            constraints.append(their_constraint(element))
    return [
        relation(node.relation),
        columns,
        [c for c in constraints if c],
        bool(node.partspec),
        bool(node.if_not_exists),
    ]


def our_table(change: CreateTable) -> list[Any]:
    columns = [our_column(column) for column in change.columns]
    constraints = [our_constraint(constraint) for constraint in change.constraints]
    return [named(change.name), columns, constraints, bool(change.partition_by), change.if_not_exists]


def their_actions(node: Any) -> list[Any]:
    found: list[Any] = []
    for command in node.cmds:
        kind = command.subtype.name.removeprefix("AT_")
        if kind == "AddColumn":
            found.append([kind, *their_column(command.def_)])
        elif kind == "AddConstraint" and command.def_.contype.name != "CONSTR_NOTNULL":
            found.append([kind, their_constraint(command.def_)])
        elif kind in ("DropColumn", "DropConstraint"):
            found.append([kind, command.name, bool(command.missing_ok), command.behavior.name == "DROP_CASCADE"])
        elif kind == "AlterColumnType":
            spelling = command.def_.typeName.names[-1].sval
            found.append([kind, command.name, TYPES.get(spelling, spelling), command.def_.raw_default is not None])
        elif kind == "ColumnDefault":
            found.append([kind, command.name, command.def_ is not None])
        elif kind in ("SetNotNull", "DropNotNull"):
            found.append(["Null", command.name, kind == "DropNotNull"])
    return found


def our_action(change: Change) -> list[Any] | None:
    match change:
        case AddColumn():
            return ["AddColumn", our_column(change.column), [our_constraint(c) for c in change.constraints]]
        case AddConstraint():
            return ["AddConstraint", our_constraint(change.constraint)]
        case DropColumn():
            return ["DropColumn", change.column.value, change.if_exists, change.cascade]
        case DropConstraint():
            return ["DropConstraint", change.name.value if change.name else "", change.if_exists, change.cascade]
        case AlterColumnType():
            return ["AlterColumnType", change.column.value, change.type.name, change.using is not None]
        case SetDefault():
            return ["ColumnDefault", change.column.value, change.default is not None]
        case SetNullable():
            return ["Null", change.column.value, change.nullable]
    return None


def their_index(node: Any) -> list[Any]:
    parts = [
        [part.name or "", ".".join(name.sval for name in part.opclass or ()), part.ordering.name == "SORTBY_DESC"]
        for part in node.indexParams
    ]
    include = [part.name for part in node.indexIncludingParams or ()]
    flags = [bool(node.unique), bool(node.concurrent), node.whereClause is not None, bool(node.nulls_not_distinct)]
    return [node.idxname or "", relation(node.relation), parts, include, node.accessMethod, flags]


def our_index(change: CreateIndex) -> list[Any]:
    index = change.definition
    parts = [[part.column, part.opclass.partition("(")[0], part.descending] for part in index.parts]
    flags = [index.unique, index.concurrently, index.predicate is not None, index.nulls_not_distinct]
    return [index.name, named(change.table), parts, list(index.include), index.method, flags]


def judged(text: str, path: str) -> int:
    """How many statements of the text both read; fails where they differ."""
    count = 0
    for statement in split(text, "postgres", path):
        if statement.verb not in ("CREATE TABLE", "ALTER TABLE", "CREATE INDEX") or statement.masked:
            continue
        try:
            (raw,) = pglast.parse_sql(statement.text)
        except pglast.parser.ParseError:
            continue
        node, reading = raw.stmt, read(statement)
        kind = type(node).__name__
        ours: Any = None
        theirs: Any = None
        if kind == "CreateStmt":
            (change,) = reading.changes
            assert isinstance(change, CreateTable)
            ours, theirs = our_table(change), their_table(node)
        elif kind == "IndexStmt":
            (change,) = reading.changes
            assert isinstance(change, CreateIndex)
            ours, theirs = our_index(change), their_index(node)
        elif kind == "AlterTableStmt":
            actions = [our_action(change) for change in reading.changes]
            ours, theirs = [action for action in actions if action], their_actions(node)
        assert ours == theirs, statement.text
        count += 1
    return count


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS names no corpus")
def test_the_corpus_says_the_same() -> None:
    count = 0
    for folder in FOLDERS:
        for path in sorted((Path(CORPUS) / folder).rglob("*.sql")):
            if path.is_file():
                count += judged(path.read_text(encoding="utf-8-sig", errors="replace"), str(path))
    assert count > 7000


def test_the_manual_says_the_same() -> None:
    text = GRAMMAR.read_text(encoding="utf-8")
    # Newer than the parser, or CockroachDB's; a NOT NULL beside the columns is a property of its column to us.
    kept = [block for block in text.split("\n\n") if not any(word in block for word in ("NOT ENFORCED", "nn NOT NULL"))]
    assert judged("\n\n".join(kept), "grammar") > 60
