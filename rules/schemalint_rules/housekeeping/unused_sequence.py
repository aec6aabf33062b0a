from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, DropObjects, Fix, Good, Replay, Subject
from schemalint_rules._in_use import spoken
from schemalint_rules._proposals import object_name, spelled_ref
from schemalint_rules._tables import includes_others

ORMS = frozenset({"hibernate_sequence"})
"""Sequences that object mappers draw from and no schema names."""


class UnusedSequence(CatalogRule):
    """A sequence that feeds nothing should go.

    ## What it does
    Reports a sequence that no default, routine, view or statement names at the end and no column owns. One that is called after a
    table, as programs and object mappers number the rows of one, is left alone.

    ## Why is this bad
    It looks as if it numbered something, and is copied into each new environment.

    ## Fix
    DROP SEQUENCE. Unsafe: programs may draw from it, as ORMs do.

    ## References
    - PostgreSQL 17 manual, DROP SEQUENCE; Oracle Database SQL Language Reference, DROP SEQUENCE
    """

    name = "unused-sequence"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mariadb", "tsql", "oracle", "standard")
    fixes = "unsafe"
    good = (
        Good("CREATE SEQUENCE no;\nCREATE TABLE item (id int PRIMARY KEY DEFAULT nextval('no'));"),
        Good("CREATE TABLE item (id serial PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE SEQUENCE no;\nCREATE TABLE item (id int PRIMARY KEY);",
            at="no",
            message="DROP SEQUENCE no;",
        ),
        Bad("CREATE SEQUENCE no;\nCREATE TABLE item (id int PRIMARY KEY);", at="no", dialect="mariadb"),
        Bad("CREATE SEQUENCE no;\nCREATE TABLE item (id NUMBER PRIMARY KEY);", at="no", dialect="oracle"),
        Bad("CREATE SEQUENCE no;\nCREATE TABLE item (id int PRIMARY KEY);", at="no", dialect="tsql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if replay.kind == "script" or includes_others(replay) or not catalog.tables:
            return
        words = spoken(replay)
        tables = {_letters(ref.name) for ref in catalog.tables}
        for one in sorted(catalog.sequences.values(), key=lambda one: (one.span, one.ref)):
            if (
                one.name.lower() in ORMS
                or one.implicit
                or one.owned_by
                or one.name.lower() in words
                or _numbered(one.name) in tables
                or not one.span.path
            ):
                continue
            yield self.found(
                one.span,
                f"Nothing in the schema draws from sequence {one.ref.text}: unless a program does, it is left over.",
                subject=Subject("sequence", one.schema or None, None, one.name),
                repair=f"DROP SEQUENCE {spelled_ref(one.ref, catalog)};",
                fix=Fix(
                    f"Drop sequence {one.ref.text}", "unsafe", (), (DropObjects("sequence", (object_name(one.ref),)),)
                ),
            )


def _numbered(name: str) -> str:
    """The table that a sequence seems to number, by its letters: that of `orders_id_seq`, `seq_orders` and `OrdersSequence`."""
    words = [word for word in re.split(r"_+", name.lower()) if word not in ("seq", "sequence", "sq", "id")]
    return _letters(re.sub(r"(?:seq|sequence)$", "", "".join(words)))


def _letters(name: str) -> str:
    return name.lower().replace("_", "")
