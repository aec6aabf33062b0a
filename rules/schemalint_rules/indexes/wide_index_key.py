from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    Dialect,
    Good,
    KeyPart,
    Replay,
    Table,
    version_of,
)
from schemalint.model.record import NamedTuple
from schemalint_rules._indexes import about_path, called, named_at
from schemalint_rules._tables import Path, paths, stored

WIDTHS = {
    "tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "integer": 4, "bigint": 8, "date": 3, "datetime": 8, "timestamp": 4,
    "time": 3, "year": 1, "float": 4, "double": 8, "real": 4, "uniqueidentifier": 16, "uuid": 16, "datetime2": 8,
    "datetimeoffset": 10, "bit": 1, "money": 8, "double precision": 8, "timestamp without time zone": 8,
    "timestamp with time zone": 8, "boolean": 1,
}  # fmt: skip
"""Bytes of types that have no length."""
BYTES = {
    "utf8mb4": 4,
    "utf8mb3": 3,
    "utf8": 3,
    "latin1": 1,
    "ascii": 1,
    "binary": 1,
    "ucs2": 2,
    "utf16": 4,
    "utf32": 4,
    "gbk": 2,
}
"""Bytes that a character may take in a set of MySQL."""


class Limit(NamedTuple):
    """How many bytes a key may have."""

    bytes: int
    why: str
    each: bool = False
    """For each column of the key, not for all together."""


class WideIndexKey(CatalogRule):
    """An index key should fit what the engine holds.

    ## What it does
    Adds up how many bytes the columns of an index or key can take and reports what is beyond the limit: 3,072 bytes in InnoDB
    (767 a column in the row formats COMPACT and REDUNDANT), 1,000 in MyISAM, 1,700 in SQL Server (900 for a clustered index and
    before 2016), 6,398 in Oracle with its usual block, 2,704 in PostgreSQL for padded text. Silent where the character set
    is not known.

    ## Why is this bad
    MySQL refuses the index, Oracle too (ORA-01450). MariaDB refuses it, cuts it where it is of one column, and keeps a hash
    where it is unique. SQL Server takes it with a warning
    and refuses each row whose values are that long; so does PostgreSQL.

    ## Fix
    A prefix length, fewer or shorter columns, or an index on a hash of the value. Not done by itself.

    ## References
    - MySQL 8.4 manual, 17.21 InnoDB Limits; SQL Server, Maximum capacity specifications
    - Oracle Database Reference, Logical Database Limits; ORA-01450; PostgreSQL 17 manual, 64.1.4 B-Tree Implementation
    """

    name = "wide-index-key"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")
    good = (
        Good("CREATE TABLE page (url varchar(700), KEY (url)) CHARSET=utf8mb4;", dialect="mysql"),
        Good("CREATE TABLE page (url varchar(2000), KEY (url(191))) CHARSET=utf8mb4;", dialect="mysql"),
    )
    bad = (
        Bad("CREATE TABLE page (url varchar(1000), KEY page_url (url)) CHARSET=utf8mb4;", at="page_url", dialect="mysql",
            message="4,000 bytes"),
        Bad("CREATE INDEX page_url ON page (url);", given="CREATE TABLE page (id int PRIMARY KEY, url nvarchar(1000));",
            at="page_url", dialect="tsql", message="1,700"),
        Bad("CREATE INDEX page_url ON page (url, ref);", given="CREATE TABLE page (url VARCHAR2(4000), ref VARCHAR2(4000));",
             at="page_url", dialect="oracle"),
        Bad("CREATE INDEX page_code ON page (code);", given="CREATE TABLE page (code char(3000));", at="page_code", message="2,704"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for path in paths(table, catalog.dialect):
                if path.method not in ("btree", "", "normal"):
                    continue
                limit = _limit(table, path, catalog)
                sizes = [_bytes(table, part, catalog) for part in path.parts]
                size = max(sizes, default=0) if limit.each else sum(sizes)
                if size > limit.bytes:
                    yield self._wide(table, path, size, limit, catalog.dialect)

    def _wide(self, table: Table, path: Path, size: int, limit: Limit, dialect: Dialect) -> Diagnostic:
        return self.found(
            named_at(path),
            f"{called(table, path)} may take {size:,} bytes; {limit.why} holds {limit.bytes:,}: {_consequence(path, dialect)}.",
            subject=about_path(table, path),
            repair="a prefix length, shorter columns, or an index on a hash of the value",
        )


def _consequence(path: Path, dialect: Dialect) -> str:
    """What the server does with the key."""
    if dialect == "mariadb" and path.what in ("unique constraint", "unique index"):
        return "MariaDB keeps a hash of the values, which serves equality alone"
    if dialect == "mariadb" and path.what == "index" and len(path.parts) == 1:
        return "MariaDB cuts the key to what fits, with a warning"
    if dialect in ("mysql", "mariadb"):
        return "the server refuses it (error 1071)"
    return "the server refuses it (ORA-01450)" if dialect == "oracle" else "rows with values that long are refused"


def _limit(table: Table, path: Path, catalog: Catalog) -> Limit:
    options = dict(table.options)
    match catalog.dialect:
        case "tsql":
            old = bool(catalog.version) and version_of("tsql", catalog.version) < (13,)
            if path.clustered:
                return Limit(900, "a clustered index of SQL Server")
            return Limit(900, "an index of SQL Server before 2016") if old else Limit(1700, "an index of SQL Server")
        case "oracle":
            return Limit(6398, "an index of Oracle in blocks of 8 KB")
        case "postgres":
            return Limit(2704, "an entry of a b-tree")
    if options.get("engine", "").lower() == "myisam":
        return Limit(1000, "MyISAM")
    if options.get("row_format", "").lower() in ("compact", "redundant"):
        return Limit(767, "a column of an index in this row format", True)
    return Limit(3072, "InnoDB")


def _bytes(table: Table, part: KeyPart, catalog: Catalog) -> int:
    """How many bytes the values of one key can take; 0 where that is not known."""
    column = table.column(part.column) if part.column else None
    if column is None or column.type is None or column.unknown:
        return 0
    held = column.type
    name = held.name.lower()
    if held.family == "decimal":
        return (held.length or 18) // 2 + 1
    if held.family not in ("char", "varchar", "binary", "text"):
        return WIDTHS.get(name, 0)
    length = part.prefix or held.length
    if length is None:
        return 0
    if held.family == "binary":
        return length
    match catalog.dialect:
        case "tsql":
            return length * 2 if name.startswith("n") else length
        case "oracle":
            return length * 4 if "char" in held.modifiers or name.startswith("n") else length
        case "postgres":
            return length if held.family == "char" else 0  # other text is stored as long as it is
    return length * _width(table, column, catalog)


def _width(table: Table, column: Column, catalog: Catalog) -> int:
    """How many bytes a character of a MySQL column may take; 0 where nothing tells its character set."""
    options = dict(table.options)
    told = (column.type.charset if column.type else "") or column.collation.partition("_")[0]
    told = told or options.get("charset", "") or options.get("collate", "").partition("_")[0]
    if told:
        return BYTES.get(told.lower().strip("'\""), 0)
    since_8 = catalog.dialect == "mysql" and bool(catalog.version) and version_of("mysql", catalog.version) >= (8,)
    return 4 if since_8 else 0
