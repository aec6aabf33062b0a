"""Data types come out as the server prints them."""

from __future__ import annotations

import pytest
from reading import changes

from schemalint.model.change import CreateTable
from schemalint.model.document import Dialect
from schemalint.model.schema import Type

# Dialect: written, canonical, family.
CASES: dict[Dialect, str] = {
    "postgres": """
        int | integer | integer
        INT8 | bigint | integer
        varchar(20) | character varying(20) | varchar
        varchar | character varying | varchar
        character varying (5) | character varying(5) | varchar
        char | character(1) | char
        "char" | "char" | char
        bpchar | bpchar | char
        bool | boolean | boolean
        timestamptz | timestamp with time zone | timestamptz
        timestamp(3) | timestamp(3) without time zone | timestamp
        timestamp (0) with time zone | timestamp(0) with time zone | timestamptz
        time with time zone | time with time zone | timetz
        decimal(10,2) | numeric(10,2) | decimal
        numeric(5) | numeric(5,0) | decimal
        numeric | numeric | decimal
        float(24) | real | float
        float(25) | double precision | float
        float | double precision | float
        text[] | text[] | text
        int ARRAY[3] | integer[] | integer
        int[3][] | integer[] | integer
        bit | bit(1) | bit
        varbit(8) | bit varying(8) | bit
        interval day to second(3) | interval day to second(3) | interval
        interval(2) | interval(2) | interval
        pg_catalog.int4 | integer | integer
        public.mood | mood | user
        app.mood | app.mood | user
        "Mood"[] | "Mood"[] | user
        app.numeric | app.numeric | user
        geometry(Point,4326) | geometry(Point,4326) | geometry
        vector(1536) | vector(1536) | vector
        citext | citext | text
        tstzrange | tstzrange | range
        inet | inet | network
        jsonb | jsonb | jsonb
        STRING | text | text
    """,
    "mysql": """
        int | int | integer
        integer(11) | int | integer
        int unsigned | int unsigned | integer
        int(5) zerofill | int(5) unsigned zerofill | integer
        tinyint(1) | tinyint(1) | boolean
        tinyint(4) | tinyint | integer
        bool | tinyint(1) | boolean
        dec | decimal(10,0) | decimal
        numeric(8) | decimal(8,0) | decimal
        double precision | double | float
        float(30) | double | float
        float(7,3) | float(7,3) | float
        varchar(20) | varchar(20) | varchar
        nvarchar(20) | varchar(20) | varchar
        char | char(1) | char
        enum('a','it''s') | enum('a','it''s') | enum
        set('x', 'y') | set('x','y') | set
        datetime(6) | datetime(6) | timestamp
        timestamp | timestamp | timestamptz
        year(4) | year | date
        blob(300) | blob | binary
        blob(70000) | mediumblob | binary
        long varchar | mediumtext | text
        bit | bit(1) | bit
        json | json | json
        geometrycollection | geomcollection | geometry
    """,
    "mariadb": """
        int | int(11) | integer
        bigint unsigned | bigint(20) unsigned | integer
        smallint(3) | smallint(3) | integer
        boolean | tinyint(1) | boolean
        json | longtext | json
        uuid | uuid | uuid
        inet6 | inet6 | network
        year | year(4) | date
    """,
    "sqlite": """
        INTEGER | INTEGER | integer
        varchar(20) | varchar(20) | varchar
        DECIMAL(10, 2) | DECIMAL(10, 2) | decimal
        UNSIGNED BIG INT | UNSIGNED BIG INT | integer
        double precision | double precision | float
        DATETIME | DATETIME | timestamp
        whatever | whatever | decimal
        int(10) unsigned | int(10) unsigned | integer
    """,
    "tsql": """
        nvarchar(max) | nvarchar(max) | varchar
        [nvarchar] (50) | nvarchar(50) | varchar
        varchar | varchar(1) | varchar
        decimal | decimal(18,0) | decimal
        numeric(9) | numeric(9,0) | decimal
        datetime2 | datetime2(7) | timestamp
        datetimeoffset(3) | datetimeoffset(3) | timestamptz
        time | time(7) | time
        float(53) | float | float
        float(10) | real | float
        bit | bit | boolean
        rowversion | timestamp | binary
        uniqueidentifier | uniqueidentifier | uuid
        [sys].[hierarchyid] | hierarchyid | other
        [dbo].[Flag] | flag | user
        [sales].[Flag] | sales.flag | user
        xml(dbo.coll) | xml(dbo.coll) | xml
        double precision | float | float
    """,
    "oracle": """
        NUMBER(10) | NUMBER(10,0) | integer
        NUMBER(8,2) | NUMBER(8,2) | decimal
        NUMBER | NUMBER | decimal
        NUMBER(*,0) | NUMBER(38,0) | integer
        INTEGER | NUMBER(38,0) | integer
        VARCHAR2(20) | VARCHAR2(20) | varchar
        VARCHAR2(20 BYTE) | VARCHAR2(20) | varchar
        varchar(20 char) | VARCHAR2(20 CHAR) | varchar
        TIMESTAMP | TIMESTAMP(6) | timestamp
        TIMESTAMP(3) WITH TIME ZONE | TIMESTAMP(3) WITH TIME ZONE | timestamptz
        TIMESTAMP WITH LOCAL TIME ZONE | TIMESTAMP(6) WITH LOCAL TIME ZONE | timestamptz
        INTERVAL YEAR TO MONTH | INTERVAL YEAR(2) TO MONTH | interval
        INTERVAL DAY(3) TO SECOND | INTERVAL DAY(3) TO SECOND(6) | interval
        LONG RAW | LONG RAW | binary
        FLOAT | FLOAT(126) | float
        DATE | DATE | date
        hr.address_t | HR.ADDRESS_T | user
        SYS.XMLTYPE | XMLTYPE | xml
    """,
    "standard": """
        INT | integer | integer
        VARCHAR(10) | character varying(10) | varchar
        NVARCHAR(10) | nvarchar(10) | varchar
        DATETIME | datetime | timestamp
        INT UNSIGNED | integer unsigned | integer
        CLOB | clob | text
    """,
}
FLAT = [
    (dialect, *(part.strip() for part in line.split("|")))
    for dialect, lines in CASES.items()
    for line in lines.strip().splitlines()
]


def type_of(written: str, dialect: Dialect) -> Type:
    (table,) = changes(f"CREATE TABLE t (c {written}, d int)", dialect)
    assert isinstance(table, CreateTable)
    assert len(table.columns) == 2
    found = table.columns[0].type
    assert found is not None
    return found


@pytest.mark.parametrize(("dialect", "written", "text", "family"), FLAT, ids=[f"{c[0]}-{c[1]}" for c in FLAT])
def test_canonical(dialect: Dialect, written: str, text: str, family: str) -> None:
    found = type_of(written, dialect)
    assert (found.text, found.family) == (text, family)
    assert found.span.end - found.span.start == len(written)
    again = type_of(written, dialect)  # from memory this time
    assert again == found


def test_what_is_written_is_kept() -> None:
    found = type_of("varchar(20) CHARACTER SET utf8mb4", "mysql")
    assert (found.charset, found.length, found.arguments) == ("utf8mb4", 20, ("20",))
    assert type_of("enum('a','b')", "mysql").values == ("a", "b")
    assert type_of("int[][]", "postgres").dimensions == 2
    assert type_of("app.mood", "postgres").schema == "app"


@pytest.mark.parametrize("written", ["int", "serial", "bigserial"])
def test_serial_is_an_integer_that_numbers_itself(written: str) -> None:
    (table,) = changes(f"CREATE TABLE t (c {written})", "postgres")
    assert isinstance(table, CreateTable)
    (column,) = table.columns
    assert column.serial == (written != "int")
    assert column.nullable == (written == "int")
    assert column.type is not None
    assert column.type.family == "integer"


def test_serial_of_mysql() -> None:
    (table,) = changes("CREATE TABLE t (c serial)", "mysql")
    assert isinstance(table, CreateTable)
    (column,) = table.columns
    assert (column.identity, column.nullable, column.serial) == ("by default", False, False)
    assert [type(constraint).__name__ for constraint in table.constraints] == ["Unique"]
