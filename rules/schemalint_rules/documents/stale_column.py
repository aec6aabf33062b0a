from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, DocumentedColumn, Fix, Good, Page, PageRule, Replay, Subject
from schemalint_rules._dictionary import Pair, column_of, grid_of, is_about, pairs
from schemalint_rules._documents import home_of, without_lines

_USERS = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n"
_HEAD = "# Schema\n\n## users\n\n| Column | Type |\n|---|---|\n| id | bigint |\n| email | text |\n"


class StaleColumn(PageRule):
    """A document should not list a column that its table does not have.

    ## What it does
    Reports rows and list items about columns that the schema's table lacks. Names meet whatever their case and separators.
    The nearest column that the document does not list is named where there is one: it may have been renamed. Silent where less
    than half of what the place lists are columns of the table, for then it is about something else.

    ## Why is this bad
    Readers write queries against a column that is gone, or wait for one that was never made.

    ## Fix
    The row of a table or the line of a list is taken out. Safe: only the document changes.

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
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for pair in pairs(page, against):
            if not is_about(pair):
                continue
            for one in pair.told.columns:
                if column_of(pair.table, one.name) is None:
                    yield self._told(page, pair, one)

    def _told(self, page: Page, pair: Pair, one: DocumentedColumn) -> Diagnostic:
        import difflib

        listed = {column_of(pair.table, other.name) for other in pair.told.columns}
        free = [column.name for column in pair.table.columns if column not in listed]
        near = difflib.get_close_matches(one.name.lower(), free, 1, 0.6)
        renamed = f"; {near[0]}, which it does not list, may be what became of it" if near else ""
        found = grid_of(page, one.row)
        lasting = found is None or len(found[0].rows) > 1
        return self.found(
            one.name_span,
            f"{pair.table.ref.text} has no column {one.name} in the schema of {home_of(pair.schema)}, so readers look for what is"
            f" not there{renamed}.",
            subject=Subject(
                "column", pair.table.schema or None, pair.table.name, one.name.lower(), (one.name.lower(),)
            ),
            repair=f"write {near[0]}" if near else f"take {one.name} out of the document",
            fix=Fix(
                f"Take {pair.table.ref.text}.{one.name} out of the document",
                "safe",
                edits=without_lines(page, (one.row,)),
            )
            if lasting and not near
            else None,
        )
