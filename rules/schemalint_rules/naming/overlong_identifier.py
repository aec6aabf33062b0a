from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Good,
    Kind,
    Replay,
    Span,
    Subject,
    Table,
    name_limit,
)
from schemalint_rules._proposals import Written
from schemalint_rules._tables import own_columns
from schemalint_rules._vocabulary import plain


class OverlongIdentifier(CatalogRule):
    """A name should not be longer than the server keeps.

    ## What it does
    Reports names of tables, columns, views, constraints, indexes, sequences, types, triggers and routines beyond the
    server's limit: 63 bytes in PostgreSQL, 64 characters in MySQL and MariaDB, 128 in SQL Server, 128 bytes in Oracle (30
    before 12.2). SQLite has none.

    ## Why is this bad
    MySQL, SQL Server and Oracle refuse the statement. PostgreSQL cuts the name with a notice that nobody reads: scripts that
    compare names do not find it, and two long names may become one.

    ## Fix
    Choose a shorter name.

    ## References
    - PostgreSQL 17 manual, 4.1.1 Identifiers and Key Words; MySQL 8.4 manual, 11.2.1 Identifier Length Limits
    - SQL Server, Database Identifiers; Oracle Database SQL Language Reference, Database Object Naming Rules
    """

    name = "overlong-identifier"
    severity = "warning"
    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY, a_name_of_exactly_sixty_three_characters_that_postgres_keeps_so int);"),
        Good("CREATE TABLE account (id int PRIMARY KEY, a_name_that_has_many_more_than_sixty_three_characters_and_is_kept_by_sqlite int);",
             dialect="sqlite"),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, a_name_that_has_many_more_than_sixty_three_characters_and_is_cut_off int);",
            at="a_name_that_has_many_more_than_sixty_three_characters_and_is_cut_off",
            message="cut",
        ),
        Bad(
            "CREATE INDEX a_name_that_has_many_more_than_sixty_three_characters_and_is_cut_off ON account (id);",
            given="CREATE TABLE account (id int);",
            at="a_name_that_has_many_more_than_sixty_three_characters_and_is_cut_off",
        ),
        Bad(
            "CREATE TABLE account (a_name_that_no_old_version_keeps int PRIMARY KEY);",
            at="a_name_that_no_old_version_keeps",
            dialect="oracle",
            version="11.2",
            message="refuses",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        limit = name_limit(catalog.dialect, catalog.version)
        if limit is None:
            return
        written = Written(replay)
        by_cut: dict[tuple[str, str], str] = {}
        # What the catalogue holds may be cut already, so names that just fit are looked up in the text.
        for kind, owner, name, span, subject in _names(catalog, limit.length - 3):
            whole = plain(written.text(span)) or name
            size = len(whole.encode()) if limit.unit == "bytes" else len(whole)
            if size <= limit.length:
                continue
            end = f"{limit.since.split(' ')[0]} refuses the statement" if limit.refused else f"it is cut to {name}"
            twin = by_cut.setdefault((subject.kind + (subject.table or ""), name), whole)
            collides = f", as is {twin}: the two collide" if twin != whole and not limit.refused else ""
            yield self.found(
                span,
                f"The name of {kind} {owner}{whole} has {size} {limit.unit}, {size - limit.length} more than are kept "
                f"({limit.length}, {limit.since}): {end}{collides}.",
                subject=subject,
                repair=f"a name of at most {limit.length} {limit.unit}",
                severity="error" if limit.refused else "warning",
            )


Found = tuple[str, str, str, Span, Subject]


def _is_short(name: str, least: int) -> bool:
    return len(name) < least and name.isascii()


def _names(catalog: Catalog, least: int) -> Iterator[Found]:
    """Every name that the text gives and that has `least` characters, or others than ASCII: kind, owner, name as the server
    keeps it, place, subject."""
    for table in catalog.tables.values():
        if table.assumed:
            continue
        schema = table.schema or None
        if table.span != NOWHERE and not _is_short(table.name, least):
            yield "table", "", table.name, table.span, Subject("table", schema, None, table.name)
        yield from _inside(table, schema, least)
    named: tuple[tuple[Kind, list[tuple[str, str, Span]]], ...] = (
        ("view", [(one.schema, one.name, one.span) for one in catalog.views.values()]),
        ("sequence", [(one.schema, one.name, one.span) for one in catalog.sequences.values() if not one.implicit]),
        ("enum", [(one.schema, one.name, one.span) for one in catalog.enums.values()]),
        ("domain", [(one.schema, one.name, one.span) for one in catalog.domains.values()]),
        ("type", [(one.schema, one.name, one.span) for one in catalog.types.values()]),
        ("routine", [(one.schema, one.name, one.span) for many in catalog.routines.values() for one in many]),
    )
    for kind, found in named:
        for schema_name, name, span in found:
            if span.path and not _is_short(name, least):
                yield kind, "", name, span, Subject(kind, schema_name or None, None, name)
    for trigger in catalog.triggers.values():
        if _is_short(trigger.name, least):
            continue
        subject = Subject("trigger", trigger.table.schema or None, trigger.table.name, trigger.name)
        yield "trigger", f"{trigger.table.text}.", trigger.name, trigger.span, subject


def _inside(table: Table, schema: str | None, least: int) -> Iterator[Found]:
    owner = f"{table.ref.text}."
    for column in own_columns(table):
        if _is_short(column.name, least):
            continue
        subject = Subject("column", schema, table.name, column.name, (column.name,))
        yield "column", owner, column.name, column.span, subject
    if table.partition_of:
        return
    for constraint in table.constraints:
        if constraint.named and constraint.name_span.path and not _is_short(constraint.name, least):
            subject = Subject("constraint", schema, table.name, constraint.name)
            yield "constraint", owner, constraint.name, constraint.name_span, subject
    for index in table.indexes:
        if index.named and index.name_span.path and not _is_short(index.name, least):
            yield "index", owner, index.name, index.name_span, Subject("index", schema, table.name, index.name)
