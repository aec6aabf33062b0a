from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._proposals import Written, about
from schemalint_rules._retyping import typed

GIVEN = {"mysql": "decimal(10,0)", "mariadb": "decimal(10,0)", "tsql": "decimal(18,0)", "oracle": "NUMBER(38,0)"}
"""What the server makes of a bare DECIMAL."""


class DecimalWithoutPrecision(CatalogRule):
    """A decimal should say its precision and scale.

    ## What it does
    Reports DECIMAL and NUMERIC written without precision in MySQL, MariaDB, SQL Server and Oracle. Oracle's bare NUMBER,
    which keeps every digit, is left alone; so is PostgreSQL, where a bare numeric does the same.

    ## Why is this bad
    The default has no decimals at all: 12.75 is stored as 13, without an error.

    ## Fix
    Say both: `DECIMAL(12, 2)`. Not done by itself: only you know how many digits there are.

    ## References
    - MySQL 8.4 manual, 13.1.3 Fixed-Point Types; SQL Server, decimal and numeric
    - Oracle Database SQL Language Reference, ANSI Supported Data Types
    """

    name = "decimal-without-precision"
    severity = "warning"
    dialects = ("mysql", "mariadb", "tsql", "oracle")
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, price DECIMAL(12, 2), pages DECIMAL(5));", dialect="mysql"),
        Good("CREATE TABLE item (id NUMBER PRIMARY KEY, price NUMBER);", dialect="oracle"),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, price DECIMAL);", at="DECIMAL", dialect="mysql", message="decimal(10,0)"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, price numeric NOT NULL);", at="numeric", dialect="tsql",
            message="decimal(18,0)"),
        Bad("CREATE TABLE item (id NUMBER PRIMARY KEY, price NUMERIC);", at="NUMERIC", dialect="oracle"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table, column, held in typed(catalog):
            if held.family not in ("decimal", "integer") or not held.span.path:
                continue
            text = written.text(held.span).upper().replace("[", "").replace("]", "")
            if "(" in text or text.split(" ", 1)[0] not in ("DECIMAL", "NUMERIC", "DEC", "FIXED"):
                continue
            yield self.found(
                held.span,
                f"{table.ref.text}.{column.name} is {text}, which means {GIVEN[catalog.dialect]}: it holds no decimals, and rounds "
                "without an error.",
                subject=about(table, column.name),
                repair=f"say how many digits there are: {text.split(' ', 1)[0]}(12, 2)",
            )
