from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Column,
    Diagnostic,
    DocumentedColumn,
    Fix,
    Good,
    Page,
    PageRule,
    Related,
    Replay,
    Subject,
)
from schemalint_rules._declarations import holds_anything
from schemalint_rules._dictionary import Pair, column_of, grid_of, is_about, misnamed, pairs, replaced
from schemalint_rules._documents import home_of, known_in, parts_of, without_lines, written_like

_USERS = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n"
_HEAD = "# Schema\n\n## users\n\n| Column | Type |\n|---|---|\n| id | bigint |\n| email | text |\n"


class StaleColumn(PageRule):
    """A document should not list a column that its table does not have.

    ## What it does
    Reports rows and list items about columns that the schema's table lacks, rows about their values included. Names meet whatever their case and separators.
    A column of a like name and the same type that the document does not list is taken for the one that is meant: it was
    misspelt, or renamed since. Silent where less than half of what the place lists are columns of the table, for then it is about
    something else.

    ## Why is this bad
    Readers write queries against a column that is gone, or wait for one that was never made.

    ## Fix
    The name is corrected where it is a slip; else the row of a table or the line of a list is taken out. Safe: only the document
    changes.

    ## References
    - ISO/IEC/IEEE 26514:2022, Design and development of information for users (currency of information)
    """

    name = "stale-column"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_HEAD, path="docs/schema.md", files=(("schema.sql", _USERS),)),
        Good(_HEAD.replace("email", "E-Mail"), path="docs/schema.md", files=(("schema.sql", _USERS),)),
    )
    bad = (
        Bad(
            _HEAD + "| phone | text |\n",
            at="phone",
            path="docs/schema.md",
            files=(("schema.sql", _USERS),),
            fixed=_HEAD,
        ),
        Bad(
            "# Schema\n\n## users\n\n| Column | Type |\n|---|---|\n| id | bigint |\n| mail | text |\n",
            at="mail",
            path="docs/schema.md",
            files=(("schema.sql", _USERS),),
            message="email",
            fixed=_HEAD,
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for pair in pairs(page, against):
            if not is_about(pair) or holds_anything(pair.table):
                continue
            meant = misnamed(pair)
            for one in pair.told.columns:
                if column_of(pair.table, one.name) is None:
                    yield self._told(page, pair, one, meant.get(one))
        yield from self._of_values(page, against)

    def _of_values(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        """Rows that list the values of a column which their table does not have."""
        import difflib

        for schema in parts_of(page, against):
            known = known_in((schema,))
            for status in page.status_values:
                ref = known.find(status.table) if status.table_span and status.column_span else None
                table = schema.catalog.tables.get(ref) if ref else None
                if table is None or status.column_span is None or table.unknown or table.assumed or table.as_query:
                    continue
                if holds_anything(table):
                    continue
                if column_of(table, status.column) is not None or not status.column.isidentifier():
                    continue
                names = {column.name.casefold(): column for column in table.columns}
                near = difflib.get_close_matches(status.column.casefold(), names, 1, 0.7)
                spelled = written_like(names[near[0]].written or near[0], status.column) if near else ""
                full = f"{table.ref.text}.{status.column}"
                yield self.found(
                    status.column_span,
                    f"{table.ref.text} has no column {status.column} in the schema of {home_of(schema)}, but the document lists its"
                    f" values{f'; {spelled} may be what is meant' if near else ''}.",
                    subject=Subject(
                        "column", table.schema or None, table.name, status.column.lower(), (status.column.lower(),)
                    ),
                    repair=f"write {spelled}" if near else f"take {status.column} out of the document",
                    related=(Related(table.span, f"{table.ref.text} is created here"),),
                    fix=Fix(f"Write {spelled} for {full}", "safe", edits=replaced(page, status.column_span, spelled))
                    if near
                    else Fix(f"Take {full} out of the document", "safe", edits=without_lines(page, (status.row,))),
                )

    def _told(self, page: Page, pair: Pair, one: DocumentedColumn, meant: Column | None) -> Diagnostic:
        full = f"{pair.table.ref.text}.{one.name}"
        if meant is not None:
            spelled = written_like(meant.written or meant.name, one.name)
            hint, repair = f"; {spelled}, which it does not list, may be what is meant", f"write {spelled}"
            title, edits = f"Write {spelled} for {full}", replaced(page, one.name_span, spelled)
        else:
            hint, repair = "", f"take {one.name} out of the document"
            title, edits = f"Take {full} out of the document", without_lines(page, (one.row,))
        found = grid_of(page, one.row)
        lasting = meant is not None or found is None or len(found[0].rows) > 1
        return self.found(
            one.name_span,
            f"{pair.table.ref.text} has no column {one.name} in the schema of {home_of(pair.schema)}, so readers look for what is"
            f" not there{hint}.",
            subject=Subject(
                "column", pair.table.schema or None, pair.table.name, one.name.lower(), (one.name.lower(),)
            ),
            repair=repair,
            related=(Related(pair.table.span, f"{pair.table.ref.text} is created here"),),
            fix=Fix(title, "safe", edits=edits) if lasting else None,
        )
