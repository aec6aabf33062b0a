from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, InList, Replay, Table, version_of
from schemalint_rules._proposals import about
from schemalint_rules._retyping import typed, written_at
from schemalint_rules._values import checks_of, constant, is_of_column

PAIRS = (
    frozenset({"y", "n"}), frozenset({"t", "f"}), frozenset({"yes", "no"}), frozenset({"true", "false"}),
    frozenset({"on", "off"}), frozenset({"0", "1"}), frozenset({"j", "n"}), frozenset({"s", "n"}), frozenset({"o", "n"}),
)  # fmt: skip
"""The ways to write yes and no."""
SAID = frozenset({"y", "n", "yes", "no", "true", "false"})
"""Of these one default is enough."""


class BooleanAsText(CatalogRule):
    """Yes or no should be a boolean.

    ## What it does
    Reports character columns that hold yes or no: their CHECK (or MySQL ENUM) allows two such words, or their default is one.
    In PostgreSQL, MySQL, MariaDB, SQL Server (`bit`), and Oracle from 23ai on; before, Oracle has no boolean column, and a
    checked CHAR(1) is what its users write.

    ## Why is this bad
    'Y', 'y', 'yes' and ' ' are four values: each query must know which of them count, and those that do not, get it wrong.

    ## Fix
    `boolean`, in SQL Server `bit`. Not done by itself: the values must be turned, and clients must follow.

    ## References
    - PostgreSQL 17 manual, 8.6 Boolean Type; MySQL 8.4 manual, 13.1.1 Numeric Data Type Syntax
    - SQL Server, bit; Oracle Database 23ai, BOOLEAN Data Type
    """

    name = "boolean-as-text"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle", "standard")
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, sold boolean, size char(1) CHECK (size IN ('s', 'm')));"),
        Good("CREATE TABLE item (id NUMBER PRIMARY KEY, sold CHAR(1) CHECK (sold IN ('Y', 'N')));", dialect="oracle"),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, sold char(1) CHECK (sold IN ('Y', 'N')));", at="char(1)", message="'N', 'Y'"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, sold varchar(5) DEFAULT 'false');", at="varchar(5)"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, sold ENUM('Y', 'N'));", at="ENUM('Y', 'N')", dialect="mysql"),
        Bad("CREATE TABLE item (id NUMBER PRIMARY KEY, sold CHAR(1) CHECK (sold IN ('Y', 'N')));", at="CHAR(1)", dialect="oracle", version="23"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, sold char(1) CHECK (sold IN ('Y', 'N')));", at="char(1)", dialect="tsql", message="bit"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        dialect = catalog.dialect
        if dialect == "oracle" and (not catalog.version or version_of(dialect, catalog.version) < (23,)):
            return
        better = "bit" if dialect == "tsql" else "boolean"
        for table, column, held in typed(catalog):
            if held.family not in ("char", "varchar", "text", "enum") or held.dimensions:
                continue
            words = _words(table, column, catalog)
            if not words:
                continue
            told = ", ".join(f"'{word}'" for word in sorted(words))
            yield self.found(
                written_at(column),
                f"{table.ref.text}.{column.name} keeps yes or no as {held.text} ({told}): each query must know every spelling.",
                subject=about(table, column.name),
                repair=f"store it as {better}",
            )


def _words(table: Table, column: Column, catalog: Catalog) -> frozenset[str]:
    """The words for yes and no that the column is told to hold, as written; empty where it holds something else."""
    held = column.type
    if held is not None and held.values:
        return _pair(held.values)
    for check, name in checks_of(table, column, catalog):
        shape = check.expression.shape
        if isinstance(shape, InList) and not shape.negated and is_of_column(shape.operand, name):
            return _pair(found.value if (found := constant(one)) else "" for one in shape.values)
    default = constant(column.default.shape) if column.default else None
    narrow = held is not None and held.length is not None and held.length <= 5
    if narrow and default is not None and default.kind == "string" and default.value.lower() in SAID:
        return frozenset({default.value})
    return frozenset()


def _pair(values: Iterable[str]) -> frozenset[str]:
    found = frozenset(values)
    return found if frozenset(value.lower() for value in found) in PAIRS else frozenset()
