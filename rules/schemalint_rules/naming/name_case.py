from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from schemalint import Bad, Catalog, CatalogRule, Column, Finding, Good, Replay, Span, Subject, Table, fold, option
from schemalint.model.record import NamedTuple
from schemalint_rules._proposals import about, about_table
from schemalint_rules._tables import is_framework_table, own_columns, understood
from schemalint_rules._vocabulary import plain, words

STYLES = {
    "snake": re.compile(r"_?[a-z][a-z0-9]*(?:_[a-z0-9]+)*_?\Z"),
    "camel": re.compile(r"_?[a-z][a-z0-9]*(?:[A-Z][A-Za-z0-9]*)*\Z"),
    "pascal": re.compile(r"_?[A-Z](?:[A-Za-z0-9]*[a-z0-9][A-Za-z0-9]*|[A-Z]{1,4})?\Z"),  # SKU and TSQL are acronyms
    "upper": re.compile(r"_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_?\Z"),
}
SHOWN = {"snake": "snake_case", "camel": "camelCase", "pascal": "PascalCase", "upper": "UPPER_CASE"}
FOLDS = frozenset({"postgres", "oracle", "standard"})
"""Servers that fold unquoted names, so that a quoted one with other letters must always be quoted."""
GIVEN = {"tsql": frozenset({"rowguid"})}
"""Names the server itself gives: merge replication of SQL Server adds `rowguid`."""
USUAL = 0.8


class Named(NamedTuple):
    table: Table
    column: Column | None
    """None where it is the table's own name."""
    text: str
    quoted: bool

    @property
    def span(self) -> Span:
        return (self.column or self.table).span

    @property
    def shown(self) -> str:
        ref = self.table.ref.text
        return f"{ref}.{self.column.name}" if self.column else f"Table {ref}"

    @property
    def subject(self) -> Subject:
        return about(self.table, self.column.name) if self.column else about_table(self.table)


class NameCase(CatalogRule):
    """Names should all be in one case.

    ## What it does
    Finds the case style (snake_case, camelCase, PascalCase, UPPER_CASE) that at least 80 % of the schema's table names have,
    and likewise of its column names, and reports names in another one. `tables` and `columns` fix the style instead. Also
    reports quoted names that need their quotes for their case alone, in PostgreSQL and Oracle; where nearly all names are
    like that it is told once. Letters that the server folds do not count: `CREATE TABLE USERS` is as good as `users`.

    ## Why is this bad
    Nobody remembers which name is spelled how; where the server folds, a name with capitals fails wherever its quotes are
    forgotten.

    ## Fix
    Rename it. Clients use the old name, so nothing is changed by itself.

    ## References
    - PostgreSQL 17 manual, 4.1.1 Identifiers and Key Words
    - Oracle Database SQL Language Reference, Database Object Naming Rules
    """

    name = "name-case"
    severity = "info"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    convention = True
    tables: str = option("", "The case of table and view names.", choices=("", "snake", "camel", "pascal", "upper"))
    columns: str = option("", "The case of column names.", choices=("", "snake", "camel", "pascal", "upper"))

    good = (
        Good(
            "CREATE TABLE ACCOUNT (ID int PRIMARY KEY, EMAIL_ADDRESS text);\nCREATE TABLE team (id int, made_at date);"
        ),
        Good("CREATE TABLE Account (Id int PRIMARY KEY, EmailAddress varchar(200), TeamID int);", dialect="tsql"),
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { _id: {}, firstName: {}, lastName: {}, '
            "homeTown: { properties: { zipCode: {} } } } } } });",
            dialect="mongodb",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, first_name text, last_name text, made_at date, born_on date, "
            '"eMail" text);',
            at='"eMail"',
        ),
        Bad(
            "CREATE TABLE Account (Id int, FirstName int, LastName int, MadeAt int, BornOn int, e_mail int);",
            at="e_mail",
            dialect="tsql",
            message="PascalCase",
        ),
        Bad(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { firstName: {}, lastName: {}, madeAt: {}, '
            "bornOn: {}, e_mail: {} } } } });",
            at="e_mail",
            dialect="mongodb",
            message="camelCase",
        ),
        Bad("CREATE TABLE account_team (id int);", at="account_team", dialect="tsql", options={"tables": "pascal"}),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        names = list(_names(catalog))
        tables = [one for one in names if one.column is None]
        columns = [one for one in names if one.column is not None]
        for mine, configured in ((tables, self.tables), (columns, self.columns)):
            style = configured or _usual(mine)
            for one in mine:
                problem = self._problem(one, style, catalog)
                if problem:
                    repair = f"name it {_restyled(one.text, style or 'snake')}"
                    yield self.found(one.span, f"{one.shown} {problem}.", subject=one.subject, repair=repair)
                else:
                    yield self.kept(one.span, one.table)

    def _problem(self, one: Named, style: str, catalog: Catalog) -> str:
        needs_quotes = (
            one.quoted
            and catalog.dialect in FOLDS
            and bool(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", one.text))
            and fold(one.text, catalog.dialect) != one.text
        )
        if needs_quotes and style != "camel" and style != "pascal":
            return "needs its quotes for its case alone, and fails wherever they are forgotten"
        if style and style not in (styles := _styles(one.text)) and styles:
            return f"is not in {SHOWN[style]}, as other names here are"
        if needs_quotes:
            return "needs its quotes for its case alone, and fails wherever they are forgotten"
        return ""


def _names(catalog: Catalog) -> Iterator[Named]:
    for table in understood(catalog):
        if table.partition_of or is_framework_table(table):
            continue
        yield Named(table, None, *_spelling(table.written, table.name, catalog))
        for column in own_columns(table):
            if column.name in GIVEN.get(catalog.dialect, ()):
                continue
            yield Named(table, column, *_spelling(column.written, column.name, catalog))


def _spelling(written: str, name: str, catalog: Catalog) -> tuple[str, bool]:
    """A name's letters as they count, and whether it is quoted. Where the server folds an unquoted name, its capitals are
    gone: it is as good as one in lower case."""
    text = plain(written) or name
    quoted = text != written and bool(written)
    if catalog.dialect in FOLDS and not quoted:
        text = text.lower()
    return text, quoted


@lru_cache(maxsize=65536)
def _styles(text: str) -> tuple[str, ...]:
    """The styles that a name fits."""
    return tuple(style for style, known in STYLES.items() if known.match(text))


def _usual(names: list[Named]) -> str:
    """The style of at least 80 % of the names that tell one; names of one lower-case word fit several."""
    told: Counter[str] = Counter()
    for one in names:
        styles = _styles(one.text)
        if len(styles) == 1:
            told[styles[0]] += 1
        elif not styles:
            told["mixed"] += 1
    count = sum(told.values())
    if not count:
        return ""
    style, times = told.most_common(1)[0]
    return style if style in STYLES and times >= USUAL * count and count >= 3 else ""


def _restyled(text: str, style: str) -> str:
    parts = words(text) or (text,)
    match style:
        case "camel":
            return parts[0] + "".join(part.capitalize() for part in parts[1:])
        case "pascal":
            return "".join(part.capitalize() for part in parts)
        case "upper":
            return "_".join(parts).upper()
    return "_".join(parts)
