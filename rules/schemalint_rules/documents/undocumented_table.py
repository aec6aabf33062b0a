from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from schemalint import (
    Bad,
    Diagnostic,
    DocumentObject,
    Fix,
    Good,
    Page,
    PageRule,
    Ref,
    Related,
    Replay,
    Span,
    Subject,
    Table,
    option,
)
from schemalint_rules._dictionary import slips
from schemalint_rules._documents import (
    Known,
    defined,
    described,
    headed,
    heading_of,
    home_of,
    known_in,
    mentioned,
    named,
    parts_of,
)

_WHOLE = re.compile(
    r"(?:^|/)(?:(?:database|db)[-_]schema|schema|data[-_]?dictionary|data[-_]?model|erd)[^/]*\.[a-z]+$", re.I
)
_MOST = 0.8
_FEWEST = 4
_USERS = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
_ROW = "| Column | Type | Key |\n|---|---|---|\n| id | bigint | PK |\n"


class UndocumentedTable(PageRule):
    """A schema document should describe every table of its schema.

    ## What it does
    Reports tables that the project's migrations or dumps make and the document does not describe: no heading, no column table,
    no row, no CREATE TABLE in a fence, no entity of a diagram names them. Where the columns of nearly all tables are listed, a
    diagram or a row about other things does not describe one, and a data dictionary of nearly all tables should have every one.
    Asked only of documents about the whole schema: those
    that follow a template, are named like one (`database-schema-…`, `schema.md`, `data-dictionary.md`, `erd.md`), or describe
    at least half of its tables. Without a schema in the project the document's own fences are the schema; a fence describes its
    table, unless nearly all others have a column table besides. Partitions, temporary tables and the tables of
    migration frameworks need no description.

    ## Why is this bad
    What the document leaves out is taken not to exist: it is missing from reviews, retention rules and access lists.

    ## Fix
    The table is added where the document describes the others, in the way it describes them: its columns or its DDL, its rows
    in the data dictionary, its entity in the diagram. Safe: only the document changes.

    ## References
    - ISO/IEC 11179-1:2023, Metadata registries
    - ISO/IEC/IEEE 15289:2019, 10.25 Database design description
    """

    name = "undocumented-table"
    severity = "warning"
    fixes = "safe"
    ignore: tuple[str, ...] = option((), "Patterns of `schema.table` or `table` that need no description.")
    framework_tables: bool = option(False, "Ask for the tables of migration frameworks too.")
    good = (
        Good(
            f"# Schema\n\n## User\n\n{_ROW}",
            path="docs/schema.md",
            files=(("schema.sql", _USERS + "CREATE TABLE schema_migrations (version text PRIMARY KEY);\n"),),
        ),
        Good(
            f"# Sign-in\n\n## users\n\n{_ROW}",
            path="docs/sign-in.md",
            files=(("schema.sql", _USERS + "".join(f"CREATE TABLE t{n} (id int PRIMARY KEY);\n" for n in range(9))),),
        ),
        Good(f"# Schema\n\n```sql\n{_USERS}CREATE TABLE a (id int PRIMARY KEY);\n```\n", path="docs/schema.md"),
    )
    bad = (
        Bad(
            f"# Schema\n\n## users\n\n{_ROW}",
            at="# Schema",
            path="docs/schema.md",
            files=(("schema.sql", _USERS + "CREATE TABLE orders (id bigint PRIMARY KEY);\n"),),
            message="public.orders",
        ),
        Bad(
            f"# Notes\n\n## users\n\n{_ROW}",
            at="# Notes",
            path="docs/notes.md",
            files=(("schema.sql", _USERS + "CREATE TABLE orders (id bigint PRIMARY KEY);\n"),),
        ),
        Bad(
            "# Schema\n\n"
            + "".join(f"## t{n}\n\n{_ROW}\n" for n in range(4))
            + "## Full script\n\n```sql\n"
            + "".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY);\n" for n in range(5))
            + "```\n",
            at="t4",
            path="docs/schema.md",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for number, schema in enumerate(parts_of(page, against)):
            yield from self._undescribed(page, schema, against, main=not number)

    def _undescribed(
        self, page: Page, schema: Replay, against: tuple[Replay, ...], *, main: bool
    ) -> Iterator[Diagnostic]:
        """The tables that are not described; of a schema that stands beside the main one where half of them are."""
        wanted = [
            table for table in (defined(schema) if self.framework_tables else described(schema)) if self._asked(table)
        ]
        if schema.kind == "document":
            yield from self._in_fences(page, schema, wanted)
            return
        told = known_in((schema,))
        found = {ref for name in self._naming(page, told, wanted) if (ref := told.find(name))}
        fenced = [table.name for one in against if one.kind == "document" for table in defined(one)]
        if not self._lists_all(page, told, wanted):
            found.update(ref for name in fenced if (ref := told.find(name)))
        found.update(table.ref for table in slips(page, against).values())
        if unknown := {table.ref for table in wanted if not table.columns}:
            # Nothing of it can be listed: its heading is all there is to say.
            found.update(ref for name in headed(page) if (ref := told.find(name)) in unknown)
        if not self._whole(page, told, fenced, len(wanted), main=main):
            return
        for table in wanted:
            if table.ref not in found:
                yield self._told(page, table, schema)

    def _naming(self, page: Page, told: Known, wanted: list[Table]) -> Iterator[str]:
        """The names that stand for a description. Where the columns of nearly all tables are listed, a table that is only drawn, or
        named in another row, is not described."""
        if not self._lists_all(page, told, wanted):
            yield from mentioned(page)
            return
        yield from (table.name for table in page.documented_tables)
        if not self._has_dictionary(page, told, wanted):
            yield from headed(page)

    def _has_dictionary(self, page: Page, told: Known, wanted: list[Table]) -> bool:
        """Whether one table of the document lists the columns of nearly all tables: then it should have those of the rest, too."""
        grids: dict[Span, set[Ref]] = {}
        for table in page.documented_tables:
            ref = told.find(table.name)
            if ref is not None and table.source == "table":
                grids.setdefault(table.span, set()).add(ref)
        return any(len(refs) >= _FEWEST and len(refs) >= _MOST * len(wanted) for refs in grids.values())

    def _lists_all(self, page: Page, told: Known, wanted: list[Table]) -> bool:
        listed = {ref for table in page.documented_tables if (ref := told.find(table.name))}
        return len(listed) >= _FEWEST and len(listed) >= _MOST * len(wanted)

    def _whole(self, page: Page, told: Known, fenced: list[str], count: int, *, main: bool) -> bool:
        if main and (page.template or _WHOLE.search(page.path)):
            return True
        names: set[Ref | None] = {told.find(name) for name in (*named(page), *fenced)} - {None}
        return len(names) * 2 >= count

    def _in_fences(self, page: Page, own: Replay, wanted: list[Table]) -> Iterator[Diagnostic]:
        """Tables that only a fence makes, where the others are described in column tables."""
        told = known_in((own,))
        listed = {ref for table in page.documented_tables if (ref := told.find(table.name))}
        listed.update(table.ref for table in slips(page, (own,)).values())
        if len(listed) < 2 or len(listed) < _MOST * len(wanted):
            return
        if not self._has_dictionary(page, told, wanted):
            listed.update(ref for name in headed(page) if (ref := told.find(name)))
        for table in wanted:
            if table.ref not in listed:
                yield self._told(page, table, own)

    def _asked(self, table: Table) -> bool:
        names = (table.name, table.ref.text)
        return table.kind != "temporary" and not any(fnmatchcase(name, one) for one in self.ignore for name in names)

    def _told(self, page: Page, table: Table, schema: Replay) -> Diagnostic:
        name = table.ref.text
        here = table.span.path == page.path
        return self.found(
            table.span if here else heading_of(page),
            f"Table {name} of {home_of(schema)} is not described in this document, so readers do not know that it exists.",
            subject=Subject("table", table.schema or None, None, table.name),
            repair=f"describe {name}: what a row stands for, and its columns",
            related=() if here else (Related(table.span, f"{name} is created here"),),
            fix=Fix(f"Describe {name}", "safe", intent=DocumentObject(page.path, name)),
        )
