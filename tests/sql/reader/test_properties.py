"""Random schemas: what is written is what is read, however it is spaced, commented, capitalised and quoted, and what is generated
from it reads the same."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemalint.generating.ddl import statements as spelled
from schemalint.model.change import CreateIndex, CreateTable
from schemalint.model.document import Dialect
from schemalint.model.replay import Block, Replay
from schemalint.model.schema import Catalog, Table
from schemalint.replay.compare import differences
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

DIALECTS: tuple[Dialect, ...] = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")
PLAIN = ("users", "order_items", "a1", "status", "key_part", "x", "total", "created_on", "ref_id", "n9")
ODD = ("odd name", "select", "table", "semi;colon", "com,ma", "par(en", "dash-ed", "don't")
# What is written, and what the server makes of it.
TYPES: dict[str, tuple[tuple[str, str], ...]] = {
    "postgres": (
        ("integer", "integer"), ("int8", "bigint"), ("varchar(20)", "character varying(20)"), ("text[]", "text[]"),
        ("timestamp(3) with time zone", "timestamp(3) with time zone"), ("numeric(10, 2)", "numeric(10,2)"),
        ("double precision", "double precision"), ("interval day to second", "interval day to second"),
        ("national character varying(7)", "character varying(7)"), ("bit varying(4)", "bit varying(4)"),
    ),
    "mysql": (
        ("int unsigned", "int unsigned"), ("bigint(20)", "bigint"), ("varchar(20)", "varchar(20)"), ("dec(10, 2)", "decimal(10,2)"),
        ("enum('a','b,c')", "enum('a','b,c')"), ("datetime(6)", "datetime(6)"), ("tinyint(1)", "tinyint(1)"),
        ("double precision", "double"), ("national varchar(9)", "varchar(9)"),
    ),
    "mariadb": (
        ("int unsigned", "int(10) unsigned"), ("bigint(20)", "bigint(20)"), ("varchar(20)", "varchar(20)"), ("uuid", "uuid"),
        ("numeric(10, 2)", "decimal(10,2)"), ("inet6", "inet6"), ("tinyint(1)", "tinyint(1)"),
    ),
    "sqlite": (("INT", "INT"), ("TEXT", "TEXT"), ("VARCHAR(20)", "VARCHAR(20)"), ("double precision", "double precision"),
               ("", "")),
    "tsql": (
        ("int", "int"), ("nvarchar(50)", "nvarchar(50)"), ("nvarchar(max)", "nvarchar(max)"), ("decimal(10, 2)", "decimal(10,2)"),
        ("datetime2", "datetime2(7)"), ("character varying(9)", "varchar(9)"), ("uniqueidentifier", "uniqueidentifier"),
        ("[bit]", "bit"),
    ),
    "oracle": (
        ("number(10, 2)", "NUMBER(10,2)"), ("varchar2(20 char)", "VARCHAR2(20 CHAR)"), ("date", "DATE"), ("integer", "NUMBER(38,0)"),
        ("timestamp with time zone", "TIMESTAMP(6) WITH TIME ZONE"), ("clob", "CLOB"), ("char varying(7)", "VARCHAR2(7)"),
    ),
}  # fmt: skip
DEFAULTS = ("0", "-1", "'it''s; (x), -- y'", "1.5", "'/* no remark */'")
BLANKS = (" ", "  ", "\n", "\t", "\r\n", " /* a ; 'remark' */ ", " -- to the end ; ' (\n", "\n\n  ")


class Col(NamedTuple):
    name: str
    type: tuple[str, str]
    nullable: bool
    default: str


class Key(NamedTuple):
    name: str
    columns: tuple[str, ...]


class Link(NamedTuple):
    name: str
    columns: tuple[str, ...]
    parent: int
    action: str


class Tab(NamedTuple):
    name: str
    columns: tuple[Col, ...]
    primary: tuple[str, ...]
    uniques: tuple[Key, ...]
    links: tuple[Link, ...]
    checks: tuple[tuple[str, str, int], ...]
    indexes: tuple[tuple[str, tuple[tuple[str, bool], ...], bool], ...]


names = st.sampled_from(PLAIN) | st.sampled_from(ODD)


@st.composite
def schemas(draw: Any, dialect: str) -> tuple[Tab, ...]:
    """Up to three tables; foreign keys lead to tables made before."""
    made: list[Tab] = []
    for number, name in enumerate(draw(st.lists(names, min_size=1, max_size=3, unique=True))):
        columns = tuple(
            Col(
                column,
                draw(st.sampled_from(TYPES[dialect])),
                draw(st.booleans()),
                draw(st.sampled_from(("", *DEFAULTS))),
            )
            for column in draw(st.lists(names, min_size=1, max_size=5, unique=True))
        )
        own = [column.name for column in columns]
        some = st.lists(st.sampled_from(own), min_size=1, max_size=3, unique=True).map(tuple)
        primary = draw(some | st.just(()))
        found = draw(st.lists(some, max_size=2, unique=True))
        # PostgreSQL makes one key of two that are the same.
        uniques = [Key(f"u{number}_{at}", keys) for at, keys in enumerate(found) if keys != primary]
        parents = [at for at, other in enumerate(made) if 0 < len(other.primary) <= len(own)]
        links = []
        if parents and draw(st.booleans()):
            parent = draw(st.sampled_from(parents))
            action = draw(st.sampled_from(("", "CASCADE", "SET NULL")))
            links.append(Link(f"f{number}", tuple(own[: len(made[parent].primary)]), parent, action))
        checks = [(f"c{number}", draw(st.sampled_from(own)), draw(st.integers(0, 99)))] if draw(st.booleans()) else []
        indexes = [
            (f"i{number}_{at}", tuple((column, draw(st.booleans())) for column in keys), draw(st.booleans()))
            for at, keys in enumerate(draw(st.lists(some, max_size=2, unique=True)))
        ]
        made.append(Tab(name, columns, primary, tuple(uniques), tuple(links), tuple(checks), tuple(indexes)))
    return tuple(made)


class Ink:
    """How a text is put down: plainly, or with whatever changes nothing."""

    def __init__(self, dialect: str, draw: Any = None) -> None:
        self.dialect = dialect
        self.draw = draw

    def words(self, text: str) -> str:
        """Keywords and types."""
        if self.draw is None:
            return text
        return str(self.draw(st.sampled_from((text, text.lower(), text.title() if "'" not in text else text))))

    def name(self, name: str) -> str:
        """A name; odd ones are always quoted."""
        quoted = name in ODD or (self.draw is not None and self.draw(st.booleans()))
        if not quoted:
            return name if self.draw is None else str(self.draw(st.sampled_from((name, name.upper(), name.title()))))
        if self.dialect == "oracle" and name not in ODD:
            name = name.upper()  # as it is kept
        marks = {"mysql": "``", "mariadb": "``", "tsql": "[]"}.get(self.dialect, '""')
        return marks[0] + name + marks[1]

    def names(self, found: tuple[str, ...]) -> list[str]:
        """A list in brackets."""
        parts: list[str] = []
        for name in found:
            parts += [",", self.name(name)]
        return ["(", *parts[1:], ")"]

    def join(self, parts: list[str]) -> str:
        """The parts with something between them."""
        if self.draw is None:
            return " ".join(parts)
        text = ""
        for part in parts:
            text += part + str(self.draw(st.sampled_from(BLANKS)))
        return text.strip(" \n\t")


def written(schema: tuple[Tab, ...], dialect: str, draw: Any = None) -> str:
    """The schema as DDL."""
    ink = Ink(dialect, draw)
    texts = []
    for table in schema:
        elements: list[list[str]] = []
        for column in table.columns:
            # SQLite keeps a type as it was written.
            kind = column.type[0] if dialect == "sqlite" or "'" in column.type[0] else ink.words(column.type[0])
            clauses = [[ink.words("DEFAULT"), column.default]] if column.default else []
            clauses += [[] if column.nullable else [ink.words("NOT"), ink.words("NULL")]]
            if draw is not None and dialect != "oracle" and draw(st.booleans()):
                clauses.reverse()
            elements.append(
                [ink.name(column.name), *([kind] if kind else []), *(word for clause in clauses for word in clause)]
            )
        if table.primary:
            elements.append([ink.words("PRIMARY"), ink.words("KEY"), *ink.names(table.primary)])
        for key in table.uniques:
            elements.append([ink.words("CONSTRAINT"), ink.name(key.name), ink.words("UNIQUE"), *ink.names(key.columns)])
        for link in table.links:
            parent = schema[link.parent]
            action = [ink.words("ON"), ink.words("DELETE"), *map(ink.words, link.action.split())] if link.action else []
            elements.append([
                ink.words("CONSTRAINT"), ink.name(link.name), ink.words("FOREIGN"), ink.words("KEY"), *ink.names(link.columns),
                ink.words("REFERENCES"), ink.name(parent.name), *ink.names(parent.primary), *action,
            ])  # fmt: skip
        for name, column, least in table.checks:
            elements.append(
                [
                    ink.words("CONSTRAINT"),
                    ink.name(name),
                    ink.words("CHECK"),
                    "(",
                    ink.name(column),
                    ">",
                    f"{least}",
                    ")",
                ]
            )
        parts = [ink.words("CREATE"), ink.words("TABLE"), ink.name(table.name), "("]
        for at, element in enumerate(elements):
            parts += ([","] if at else []) + element
        texts.append(ink.join([*parts, ")"]))
        for name, keys, unique in table.indexes:
            parts = [
                ink.words("CREATE"),
                *([ink.words("UNIQUE")] if unique else []),
                ink.words("INDEX"),
                ink.name(name),
            ]
            parts += [ink.words("ON"), ink.name(table.name), "("]
            for at, (column, descending) in enumerate(keys):
                parts += ([","] if at else []) + [ink.name(column), *([ink.words("DESC")] if descending else [])]
            texts.append(ink.join([*parts, ")"]))
    return "\n;\n".join(texts) + "\n;\n"


def kept(name: str, dialect: str) -> str:
    """A name as the server keeps it."""
    if dialect == "oracle" and name not in ODD:
        return name.upper()
    return name if dialect in ("postgres", "oracle") else name.lower()


def meant(schema: tuple[Tab, ...], dialect: str) -> list[Any]:
    """What the schema says."""

    def all_kept(found: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(kept(name, dialect) for name in found)

    return sorted(
        [
            kept(table.name, dialect),
            [
                (
                    kept(column.name, dialect),
                    column.type[1],
                    column.nullable and (dialect == "sqlite" or column.name not in table.primary),
                    column.default,
                )
                for column in table.columns
            ],
            all_kept(table.primary),
            sorted((kept(key.name, dialect), all_kept(key.columns)) for key in table.uniques),
            [
                (
                    kept(link.name, dialect),
                    all_kept(link.columns),
                    kept(schema[link.parent].name, dialect),
                    all_kept(schema[link.parent].primary),
                    link.action or "NO ACTION",
                )
                for link in table.links
            ],
            [(kept(name, dialect), kept(column, dialect), str(least)) for name, column, least in table.checks],
            sorted(
                (kept(name, dialect), tuple((kept(column, dialect), down) for column, down in keys), unique)
                for name, keys, unique in table.indexes
            ),
        ]
        for table in schema
    )


def held(catalog: Catalog) -> list[Any]:
    """The same of what was read."""

    def of(table: Table) -> list[Any]:
        return [
            table.name,
            [
                (
                    column.name,
                    column.type.text if column.type else "",
                    column.nullable,
                    column.default.text if column.default else "",
                )
                for column in table.columns
            ],
            table.primary_key.columns if table.primary_key else (),
            sorted((key.name, key.columns) for key in table.uniques),
            [
                (link.name, link.columns, link.parent.name, link.parent_columns, link.on_delete)
                for link in table.foreign_keys
            ],
            [
                (check.name, check.expression.columns[0], check.expression.text.rpartition(" ")[2])
                for check in table.checks
            ],
            sorted(
                (index.name, tuple((part.column, part.descending) for part in index.parts), index.unique)
                for index in table.indexes
                if index.named and index.name.startswith(("i", "I"))
            ),
        ]

    return sorted(map(of, catalog.tables.values()))


def replayed(text: str, dialect: Dialect) -> Replay:
    readings = tuple(map(read, split(text, dialect, "schema.sql")))
    for reading in readings:
        assert reading.complete, (reading.statement.text, reading.unread, reading.changes)
        assert reading.claimed == len(reading.statement.tokens.words)
    return replay([Block(readings)], dialect, path="schema.sql", kind="snapshot")


# A schema is a large thing to draw, and its text another.
often = settings(
    max_examples=150 if os.environ.get("FULL") else 20,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("dialect", DIALECTS)
@often
@given(data=st.data())
def test_a_schema_is_read_as_it_was_meant(dialect: Dialect, data: st.DataObject) -> None:
    schema = data.draw(schemas(dialect))
    assert held(replayed(written(schema, dialect), dialect).catalog) == meant(schema, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
@often
@given(data=st.data())
def test_blanks_remarks_capitals_and_quotes_change_nothing(dialect: Dialect, data: st.DataObject) -> None:
    schema = data.draw(schemas(dialect))
    assert held(replayed(written(schema, dialect, data.draw), dialect).catalog) == meant(schema, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
@often
@given(data=st.data())
def test_what_is_generated_from_a_schema_reads_the_same(dialect: Dialect, data: st.DataObject) -> None:
    first = replayed(written(data.draw(schemas(dialect)), dialect), dialect)
    texts = [
        text
        for step in first.steps
        if isinstance(step.change, (CreateTable, CreateIndex))
        for text in spelled(step.change, dialect, step.before, step.after)
    ]
    again = replayed(";\n".join(texts) + ";\n", dialect)
    assert not differences(first.catalog, again.catalog)
    assert held(again.catalog) == held(first.catalog)
