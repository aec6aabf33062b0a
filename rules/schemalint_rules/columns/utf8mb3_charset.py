from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Replay,
    SetOption,
    Span,
    Subject,
    Table,
)
from schemalint_rules._proposals import Written, about, about_table, object_name, spelled_ref
from schemalint_rules._table_words import words_of
from schemalint_rules._tables import own_columns, stored

BEFORE = frozenset({"CHARSET", "SET", "COLLATE"})
"""What stands before the name of a character set or a collation."""


class Utf8mb3Charset(CatalogRule):
    """Text should be stored in all of Unicode.

    ## What it does
    Reports tables and columns whose character set is `utf8` or `utf8mb3` in MySQL and MariaDB. Where the table's default is,
    its columns are not told one by one.

    ## Why is this bad
    That set holds three bytes a character: emoji, many Chinese names and mathematical signs are refused or cut off. It is
    deprecated, and joining such a column with a utf8mb4 one cannot use its index.

    ## Fix
    `utf8mb4`, by converting the table. Unsafe: the table is copied, keys of long columns may outgrow the limit of the index,
    and a collation of the wider set may sort otherwise.

    ## References
    - MySQL 8.4 manual, 12.9.2 The utf8mb3 Character Set; 12.9.8 Converting Between 3-Byte and 4-Byte Unicode Character Sets
    - MariaDB, Unicode
    """

    name = "utf8mb3-charset"
    severity = "warning"
    dialects = ("mysql", "mariadb")
    fixes = "unsafe"
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, name varchar(80)) DEFAULT CHARSET=utf8mb4;", dialect="mysql"),)
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, name varchar(80)) DEFAULT CHARSET=utf8;", at="item", dialect="mysql",
            message="ALTER TABLE item CONVERT TO CHARACTER SET utf8mb4;",
            fixed="CREATE TABLE item (id int PRIMARY KEY, name varchar(80)) DEFAULT CHARSET=utf8mb4;"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, name varchar(80) CHARACTER SET utf8mb3) CHARSET=utf8mb4;", at="name",
            dialect="mysql"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, name varchar(80)) COLLATE utf8_general_ci;", at="item", dialect="mariadb"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            whole = _of_table(table)
            if whole:
                yield self._narrow(table.span, table.ref.text, whole, about_table(table), table, catalog, written)
                continue
            for column in own_columns(table):
                held = (column.type.charset if column.type else "") or column.collation
                if _is_narrow(held) and not column.unknown:
                    called = f"{table.ref.text}.{column.name}"
                    subject = about(table, column.name)
                    yield self._narrow(column.span, called, held, subject, table, catalog, written)

    def _narrow(
        self, span: Span, called: str, held: str, subject: Subject, table: Table, catalog: Catalog, written: Written
    ) -> Diagnostic:
        places = words_of(table, written, lambda before, word: before in BEFORE and _is_narrow(word))
        edits = tuple(Edit(place, _wider(written.text(place))) for place in places)
        change = SetOption("table", object_name(table.ref), "convert to charset", "utf8mb4")
        return self.found(
            span,
            f"{called} is {held}, which holds three bytes a character: emoji and rarer letters are refused or cut off.",
            subject=subject,
            repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} CONVERT TO CHARACTER SET utf8mb4;",
            fix=Fix(f"Keep {table.ref.text} in utf8mb4", "unsafe", edits, (change,)),
        )


def _wider(written: str) -> str:
    """The wider set, or the collation of the same name for it."""
    return re.sub("utf8(mb3)?", "utf8mb4", written, count=1, flags=re.I)


def _of_table(table: Table) -> str:
    options = dict(table.options)
    held = options.get("charset") or options.get("character set") or options.get("collate") or ""
    return held if _is_narrow(held) else ""


def _is_narrow(charset: str) -> bool:
    name = charset.lower().strip("'\"")
    return name in ("utf8", "utf8mb3") or name.startswith(("utf8_", "utf8mb3_"))
