from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._proposals import Written, about
from schemalint_rules._retyping import typed

TYPES = frozenset(
    {
        "VARCHAR",
        "NVARCHAR",
        "VARBINARY",
        "CHAR VARYING",
        "CHARACTER VARYING",
        "NATIONAL CHAR VARYING",
        "VARCHAR2",
        "NVARCHAR2",
    }
)


class StringWithoutLength(CatalogRule):
    """A character type should say its length.

    ## What it does
    Reports `varchar`, `nvarchar` and `varbinary` written without a length in SQL Server, VARCHAR2 and its like in Oracle.

    ## Why is this bad
    In SQL Server the column is one character wide, and the same word means 30 in a CAST: each longer value is refused, or
    cut where warnings are off. Oracle refuses the statement (ORA-00906).

    ## Fix
    Say how long a value may be, or `max`. Not done by itself: only you know.

    ## References
    - SQL Server, char and varchar, Remarks; nchar and nvarchar, Remarks
    - Oracle Database SQL Language Reference, VARCHAR2 Data Type
    """

    name = "string-without-length"
    severity = "warning"
    dialects = ("tsql", "oracle")
    good = (
        Good(
            "CREATE TABLE item (id int PRIMARY KEY, name varchar(80), note nvarchar(max), flag char);", dialect="tsql"
        ),
        Good("CREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(80));", dialect="oracle"),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, name varchar NOT NULL);", at="varchar", dialect="tsql", message="one"),
        Bad("CREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2);", at="VARCHAR2", dialect="oracle", message="refuses"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        oracle = catalog.dialect == "oracle"
        for table, column, held in typed(catalog):
            if held.family not in ("varchar", "binary", "text") or not held.span.path:
                continue
            text = written.text(held.span).upper().strip("[]")
            if text not in TYPES:
                continue
            what = "one byte" if text == "VARBINARY" else "one character"
            why = "the server refuses it (ORA-00906)" if oracle else f"it holds {what}"
            yield self.found(
                held.span,
                f"{table.ref.text}.{column.name} is {text} without a length: {why}.",
                severity="error" if oracle else None,
                subject=about(table, column.name),
                repair=f"say how long a value may be: {text}(80)",
            )
