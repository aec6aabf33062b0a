from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AlterColumnType,
    AlterSequence,
    Bad,
    Call,
    Catalog,
    CatalogRule,
    Change,
    Column,
    Diagnostic,
    Fix,
    Good,
    Ref,
    Related,
    Replay,
    Sequence,
    Table,
    Type,
    fold,
)
from schemalint_rules._proposals import BIG_INTEGER, about, alter_type, name_of, object_name, spelled_ref
from schemalint_rules._retyping import typed, written_at
from schemalint_rules._values import constant

HIGHEST = {"tinyint": 255, "smallint": 2**15 - 1, "integer": 2**31 - 1, "int": 2**31 - 1, "bigint": 2**63 - 1}


class NarrowSequence(CatalogRule):
    """A sequence and the column it feeds should end at the same number.

    ## What it does
    Reports a column whose default draws from a sequence that ends long before the column is full (the sequence is of a
    narrower type or has a lower MAXVALUE), and one that is declared to go on beyond what the column holds. A sequence that
    says nothing of its end is left alone, and so is one that starts anew (CYCLE). The sequence that `serial` makes keeps its type
    when the column gets another one.

    ## Why is this bad
    A table made wide enough for 64 bits refuses every row after number 2,147,483,647, because its sequence was forgotten; or
    the sequence hands out numbers that the column refuses.

    ## Fix
    `ALTER SEQUENCE … AS bigint`, or `NO MAXVALUE`; a wider column where that is what is narrow. Unsafe: numbers come that
    clients may not hold.

    ## References
    - PostgreSQL 17 manual, ALTER SEQUENCE; 8.1.4 Serial Types
    - SQL Server, CREATE SEQUENCE; Oracle Database SQL Language Reference, CREATE SEQUENCE
    """

    name = "narrow-sequence"
    severity = "warning"
    dialects = ("postgres", "tsql", "oracle")
    fixes = "unsafe"
    good = (
        Good("CREATE SEQUENCE no AS integer;\nCREATE TABLE item (id int PRIMARY KEY DEFAULT nextval('no'));"),
        Good("CREATE SEQUENCE no;\nCREATE TABLE item (id int PRIMARY KEY DEFAULT nextval('no'));"),
        Good("CREATE TABLE item (id int GENERATED ALWAYS AS IDENTITY);\nALTER TABLE item ALTER COLUMN id TYPE bigint;"),
    )
    bad = (
        Bad(
            "CREATE SEQUENCE no AS integer;\nCREATE TABLE item (id bigint PRIMARY KEY DEFAULT nextval('no'));",
            at="nextval('no')",
            message="ALTER SEQUENCE no AS bigint;",
        ),
        Bad(
            "CREATE SEQUENCE no AS bigint;\nCREATE TABLE item (id smallint PRIMARY KEY DEFAULT nextval('no'));",
            at="nextval('no')",
            message="ALTER TABLE item ALTER COLUMN id TYPE bigint;",
        ),
        Bad(
            "ALTER TABLE item ALTER COLUMN id TYPE bigint;",
            given="CREATE TABLE item (id serial PRIMARY KEY);",
            at="bigint",
            message="ALTER SEQUENCE item_id_seq AS bigint;",
        ),
        Bad(
            "CREATE SEQUENCE dbo.no AS int;\nCREATE TABLE item (id bigint PRIMARY KEY DEFAULT (NEXT VALUE FOR dbo.no));",
            at="NEXT VALUE FOR dbo.no",
            dialect="tsql",
        ),
        Bad(
            "CREATE SEQUENCE no MAXVALUE 9999;\nCREATE TABLE item (id NUMBER(10) DEFAULT no.NEXTVAL PRIMARY KEY);",
            at="no.NEXTVAL",
            dialect="oracle",
            message="ALTER SEQUENCE NO NOMAXVALUE;",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table, column, held in typed(catalog):
            sequence = _drawn_from(column, catalog)
            top = _top_of_column(held)
            end = _end(sequence) if sequence else None
            if sequence is None or top is None or end is None or end == top:
                continue
            yield self._uneven(table, column, held, sequence, end, top, catalog)

    def _uneven(
        self, table: Table, column: Column, held: Type, sequence: Sequence, end: int, top: int, catalog: Catalog
    ) -> Diagnostic:
        where, what = f"{table.ref.text}.{column.name}", sequence.ref.text
        oracle = catalog.dialect == "oracle"
        change: Change
        if end < top:
            options: tuple[tuple[str, str], ...] = ()
            if sequence.type:
                options = (("as", held.name),)
            if sequence.maximum:
                options = (*options, ("maxvalue", "no"))
            spelled = {"as": f"AS {held.name}", "maxvalue": "NOMAXVALUE" if oracle else "NO MAXVALUE"}
            wider = " ".join(spelled[name] for name, _ in options)
            change = AlterSequence(object_name(sequence.ref), options)
            repair = f"ALTER SEQUENCE {spelled_ref(sequence.ref, catalog)} {wider};"
            message = f"{where} is {held.text}, but {what} that feeds it ends at {end:,}: no row after that."
        else:
            wide = BIG_INTEGER[catalog.dialect]
            change = AlterColumnType(object_name(table.ref), name_of(column.name), wide)
            repair = alter_type(table.ref, column.name, wide.text, catalog, tail="" if column.nullable else " NOT NULL")
            message = f"{what} goes on to {end:,}, but {where} that it feeds is {held.text} and ends at {top:,}."
        span = column.default.span if column.default else column.span
        return self.found(
            span if span.path else written_at(column),
            message,
            subject=about(table, column.name),
            repair=repair,
            related=(Related(sequence.span, f"{what} is made here"),) if sequence.span.path else (),
            fix=Fix(f"Let {where} and {what} end at the same number", "unsafe", (), (change,)),
        )


def _drawn_from(column: Column, catalog: Catalog) -> Sequence | None:
    shape = column.default.shape if column.default else None
    if not isinstance(shape, Call) or shape.name.rpartition(".")[2] != "nextval" or not shape.arguments:
        return None
    written = constant(shape.arguments[0])
    schema, _, name = (written.value if written else "").rpartition(".")
    ref = Ref(fold(schema, catalog.dialect) if schema else catalog.default_schema, fold(name, catalog.dialect))
    found = catalog.sequences.get(ref)
    return None if found is None or found.cycle or found.increment.startswith("-") else found


def _end(sequence: Sequence) -> int | None:
    """The highest number that the sequence is declared to give; None where it says nothing."""
    if sequence.maximum.isdigit():
        return int(sequence.maximum)
    return HIGHEST.get(sequence.type.lower())


def _top_of_column(held: Type) -> int | None:
    if held.family in ("decimal", "integer") and held.arguments and held.arguments[0].isdigit():
        scale = int(held.arguments[1]) if len(held.arguments) > 1 and held.arguments[1].isdigit() else 0
        return int(10 ** (int(held.arguments[0]) - scale)) - 1
    return HIGHEST.get(held.name.lower()) if held.family == "integer" and not held.dimensions else None
