from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Finding, Good, Replay, Type, option
from schemalint_rules._proposals import Written, about
from schemalint_rules._retyping import retyping, typed, written_at
from schemalint_rules._vocabulary import named

FULL = frozenset(
    {
        "uuid", "guid", "md5", "sha", "sha1", "sha256", "sha512", "hash", "digest", "checksum", "fingerprint", "hex", "crc", "etag",
        "iban", "isbn", "ean", "ulid", "cuid", "bcrypt", "password", "salt", "token",
    }
)  # fmt: skip
"""Words of names whose values fill the width, so that nothing is padded."""
SURE = frozenset({26, 36, 64, 128})
"""The widths of ULIDs, UUIDs and digests written out, which nobody guesses for a text."""
WIDTHS = frozenset({32, 40, 56, 60, 96})
"""Widths of digests, too round to tell by themselves."""
KEYS = frozenset({"id", "key", "hash", "code", "ref", "reference"})


class PaddedChar(CatalogRule):
    """Text of varying length should not be padded with blanks.

    ## What it does
    Reports `char(n)` wider than `max`. Codes of fixed length are left alone: names that speak of digests and identifiers, and
    keys of the usual widths of those (32, 36, 40, 64 …). Follows the schema: where nearly all text columns are like that it
    is told once.

    ## Why is this bad
    The server stores the blanks, hands them back or cuts them off as it pleases, and counts trailing blanks as nothing in
    comparisons, while `LIKE`, `length` and clients may count them.

    ## Fix
    `varchar` of the same length. Unsafe: what is stored keeps its blanks unless they are trimmed, and clients that expect
    them get none.

    ## References
    - PostgreSQL 17 manual, 8.3 Character Types; MySQL 8.4 manual, 13.3.2 The CHAR and VARCHAR Types
    - SQL Server, char and varchar; Oracle Database SQL Language Reference, CHAR Data Type
    """

    name = "padded-char"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle", "standard")
    fixes = "unsafe"
    convention = True
    only_with = ("char",)
    max: int = option(4, "The widest char(n) that is not reported.")
    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY, name varchar(80), country char(2), file_hash char(64));"),
        Good("CREATE TABLE account (id char(36) PRIMARY KEY, name varchar(80));", dialect="mysql"),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, name CHAR(80));",
            at="CHAR(80)",
            fixed="CREATE TABLE account (id int PRIMARY KEY, name VARCHAR(80));",
            message="ALTER TABLE account ALTER COLUMN name TYPE varchar(80);",
        ),
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, name nchar(80) NOT NULL);",
            at="nchar(80)",
            dialect="tsql",
            fixed="CREATE TABLE account (id int PRIMARY KEY, name nvarchar(80) NOT NULL);",
        ),
        Bad("CREATE TABLE account (id NUMBER PRIMARY KEY, name CHAR(80 CHAR));", at="CHAR(80 CHAR)", dialect="oracle",
            fixed="CREATE TABLE account (id NUMBER PRIMARY KEY, name VARCHAR2(80 CHAR));"),
        Bad("CREATE TABLE account (id int PRIMARY KEY, name CHAR(80));", at="CHAR(80)", dialect="mysql",
             fixed="CREATE TABLE account (id int PRIMARY KEY, name VARCHAR(80));"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        written = Written(replay)
        for table, column, held in typed(catalog):
            if held.dimensions or column.generated:
                continue
            if held.family == "varchar":
                yield self.kept(column.span, table)
            elif held.family == "char" and (held.length or 1) > self.max and not _fills(column, held):
                wanted = _varying(held)
                message = (
                    f"{table.ref.text}.{column.name} is {held.text}: shorter values are padded with blanks, which some "
                    "comparisons count and others do not."
                )
                repair, fix = retyping(table, column, wanted, catalog, written)
                subject = about(table, column.name)
                yield self.found(written_at(column), message, subject=subject, repair=repair, fix=fix)


def _fills(column: Column, held: Type) -> bool:
    parts = named(column)
    return held.length in SURE or not FULL.isdisjoint(parts) or (held.length in WIDTHS and not KEYS.isdisjoint(parts))


def _varying(held: Type) -> Type:
    """The type that holds as many characters and pads none."""
    name = {"nchar": "nvarchar", "char": "varchar", "character": "varchar"}.get(held.name, "varchar")
    inside = held.text[held.text.index("(") :] if "(" in held.text else "(1)"
    if held.text.isupper():  # Oracle
        name = "nvarchar2" if held.name == "nchar" else "varchar2"
        return Type(name, name.upper() + inside, "varchar", held.arguments, modifiers=held.modifiers)
    return Type(name, name + inside, "varchar", held.arguments, modifiers=held.modifiers)
