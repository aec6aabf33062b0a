from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Replay, SetSession
from schemalint_rules._proposals import Written, about, alter_type
from schemalint_rules._retyping import typed


class ByteSemantics(CatalogRule):
    """A length should count characters, not bytes.

    ## What it does
    Reports VARCHAR2 and CHAR columns in Oracle whose length says neither CHAR nor BYTE. Silent where the session sets
    NLS_LENGTH_SEMANTICS, and about columns of a single character, which hold codes.

    ## Why is this bad
    By default the number counts bytes: a name of 20 letters fits VARCHAR2(20) until one of them has an accent.

    ## Fix
    `VARCHAR2(20 CHAR)`. Unsafe: clients may get longer values than before.

    ## References
    - Oracle Database SQL Language Reference, VARCHAR2 Data Type
    - Oracle Database Globalization Support Guide, Length Semantics
    """

    name = "byte-semantics"
    severity = "info"
    on = "strict"
    dialects = ("oracle",)
    fixes = "unsafe"
    good = (
        Good(
            "CREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(20 CHAR), raw_name VARCHAR2(20 BYTE), flag CHAR(1));",
            dialect="oracle",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(20));",
            at="VARCHAR2(20)",
            dialect="oracle",
            fixed="CREATE TABLE item (id NUMBER PRIMARY KEY, name VARCHAR2(20 CHAR));",
            message="ALTER TABLE ITEM MODIFY (NAME VARCHAR2(20 CHAR));",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if any(
            isinstance(step.change, SetSession) and step.change.variable.lower() == "nls_length_semantics"
            for step in replay.steps
        ):
            return
        written = Written(replay)
        for table, column, held in typed(catalog):
            if held.family not in ("varchar", "char") or held.name.startswith("n") or not held.span.path:
                continue
            text = written.text(held.span)
            inside = text[text.find("(") + 1 : text.rfind(")")].strip()
            if not inside.isdigit() or inside == "1":
                continue
            better = text[: text.rfind(")")] + " CHAR)"
            end = held.span.start + text.rfind(")")
            edit = Edit(held.span._replace(start=end, end=end), " CHAR")
            yield self.found(
                held.span,
                f"{table.ref.text}.{column.name} is {text}: {inside} bytes, which hold fewer letters where one of them has an accent.",
                subject=about(table, column.name),
                repair=alter_type(table.ref, column.name, better, catalog),
                fix=Fix(f"Count the characters of {table.ref.text}.{column.name}", "unsafe", (edit,)),
            )
