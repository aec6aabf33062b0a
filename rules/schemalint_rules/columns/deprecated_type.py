from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Dialect, Good, Replay, Type
from schemalint.model.record import NamedTuple
from schemalint_rules._proposals import Written, about, spelled
from schemalint_rules._retyping import retyping, typed, written_at


class Old(NamedTuple):
    """A type that its server has given up."""

    better: Type
    why: str


_TSQL = "SQL Server has announced its removal, and most string functions do not take it"
_LONG = "Oracle keeps it for old programs alone: one a table, no WHERE, no index, no function takes it"
_PG = "PostgreSQL 12 has removed it"
OLD: dict[Dialect, dict[str, Old]] = {
    "tsql": {
        "text": Old(Type("varchar", "varchar(max)", "text", ("max",)), _TSQL),
        "ntext": Old(Type("nvarchar", "nvarchar(max)", "text", ("max",)), _TSQL),
        "image": Old(Type("varbinary", "varbinary(max)", "binary", ("max",)), _TSQL),
    },
    "oracle": {
        "long": Old(Type("clob", "CLOB", "text"), _LONG),
        "long raw": Old(Type("blob", "BLOB", "binary"), _LONG),
    },
    "postgres": {
        "abstime": Old(Type("timestamp with time zone", "timestamp with time zone", "timestamptz"), _PG),
        "reltime": Old(Type("interval", "interval", "interval"), _PG),
        "tinterval": Old(Type("tstzrange", "tstzrange", "range"), _PG),
    },
}
_DIGITS = "MySQL has deprecated the number of digits since 8.0.17, and rounds by it at each write"


class DeprecatedType(CatalogRule):
    """A type that its server has given up should not be used.

    ## What it does
    Reports `text`, `ntext` and `image` in SQL Server, LONG and LONG RAW in Oracle, `abstime`, `reltime` and `tinterval` in
    PostgreSQL, and in MySQL and MariaDB `YEAR(2)` and floating point numbers with digits, `FLOAT(7,4)`.

    ## Why is this bad
    The next version refuses it, or has dropped it already, and until then half of the language does not take it.

    ## Fix
    What took its place: `varchar(max)`, `CLOB`, `timestamptz`, `YEAR`, a float without digits. Unsafe: the table may be
    rewritten, and clients may see another type.

    ## References
    - SQL Server, ntext, text, and image; Oracle Database SQL Language Reference, Long Data Types
    - PostgreSQL 12, Release Notes, E.1.2 Migration; MySQL 8.4 manual, 13.1.4 Floating-Point Types; 13.2.4 The YEAR Type
    """

    name = "deprecated-type"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")
    fixes = "unsafe"
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, note text, since interval);"),
        Good("CREATE TABLE item (id int PRIMARY KEY, note varchar(max));", dialect="tsql"),
        Good(
            "CREATE TABLE item (id int PRIMARY KEY, made year(4), weight float(24), price decimal(7, 4));",
            dialect="mysql",
        ),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, note NTEXT NOT NULL);", at="NTEXT", dialect="tsql",
            fixed="CREATE TABLE item (id int PRIMARY KEY, note NVARCHAR(MAX) NOT NULL);"),
        Bad("CREATE TABLE item (id NUMBER PRIMARY KEY, note LONG);", at="LONG", dialect="oracle",
            fixed="CREATE TABLE item (id NUMBER PRIMARY KEY, note CLOB);"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, since reltime);", at="reltime",
            fixed="CREATE TABLE item (id int PRIMARY KEY, since interval);"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, weight FLOAT(7,4));", at="FLOAT(7,4)", dialect="mysql",
            fixed="CREATE TABLE item (id int PRIMARY KEY, weight FLOAT);"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, made year(2));", at="year(2)", dialect="mysql",
            fixed="CREATE TABLE item (id int PRIMARY KEY, made year);"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table, column, held in typed(catalog):
            old = _old(held, catalog.dialect, written)
            if old is None or column.generated:
                continue
            message = f"{table.ref.text}.{column.name} is {held.text}: {old.why}."
            using = f"{spelled(column.name, catalog)}::{old.better.text}" if catalog.dialect == "postgres" else ""
            repair, fix = retyping(table, column, old.better, catalog, written, using=using)
            subject = about(table, column.name)
            yield self.found(written_at(column), message, subject=subject, repair=repair, fix=fix)


def _old(held: Type, dialect: Dialect, written: Written) -> Old | None:
    name = held.name.lower()
    if dialect not in ("mysql", "mariadb"):
        return None if held.schema else OLD[dialect].get(name)
    if held.family == "float" and len(held.arguments) == 2:
        unsigned = " unsigned" if "unsigned" in held.modifiers else ""
        return Old(Type(held.name, held.name + unsigned, "float", (), 0, held.modifiers), _DIGITS)
    if name == "year" and "2" in written.text(held.span):
        return Old(
            Type("year", "year", held.family), "years of two digits have been removed, and the server stores four"
        )
    return None
