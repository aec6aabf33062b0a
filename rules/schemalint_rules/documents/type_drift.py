from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fix, Good, Page, PageRule, Related, Replay, Span, Subject
from schemalint_rules._dictionary import by_table, replaced, shared
from schemalint_rules._told_types import compared_type, differs, spelled, writes_long

_USERS = "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(255) NOT NULL, born timestamptz);\n"


def _page(email: str, born: str = "timestamptz") -> str:
    return (
        "# Schema\n\n## users\n\n| Column | Type | Nullable |\n|---|---|---|\n| id | bigint | no |\n"
        f"| email | {email} | no |\n| born | {born} | yes |\n"
    )


class TypeDrift(PageRule):
    """A documented column should have the type that the schema gives it.

    ## What it does
    Holds the type that a document states for a column against the one in the schema: its name under any of the server's
    spellings, and its length or precision where the document gives them. Silent about words that are no type of the server
    (`string`, `number`), about enums, domains and other types that DDL makes, and about SQLite's names of one affinity.

    ## Why is this bad
    Who writes clients, forms and queries by the document gets values that do not fit.

    ## Fix
    The cell is corrected in place, in the manner it was written in. Safe: only the document changes.

    ## References
    - ISO/IEC 11179-3:2023, Metadata registries, data element representation
    """

    name = "type-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(_page("VARCHAR(255)", "TIMESTAMP WITH TIME ZONE"), path="docs/schema.md", files=(("schema.sql", _USERS),)),
        Good(_page("`varchar`", "date-time string"), path="docs/schema.md", files=(("schema.sql", _USERS),)),
    )
    bad = (
        Bad(
            _page("VARCHAR(100)"),
            at="VARCHAR(100)",
            path="docs/schema.md",
            files=(("schema.sql", _USERS),),
            fixed=_page("VARCHAR(255)"),
        ),
        Bad(
            _page("varchar(255)", "date"),
            at="date",
            path="docs/schema.md",
            files=(("schema.sql", _USERS),),
            message="public.users.born",
            fixed=_page("varchar(255)", "timestamptz"),
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        places = by_table(page, against)
        long = writes_long(one.type for found in places.values() for pair in found for one in pair.told.columns)
        for found in places.values():
            for pair in found:
                dialect = pair.schema.dialect
                for name, one in shared(pair).items():
                    column = pair.table.column(name)
                    if column is None or column.type is None or one.type_span is None or not one.type:
                        continue
                    told = compared_type(one.type, dialect)
                    if told is None or not differs(told, column, dialect):
                        continue
                    written = page.written(one.type_span)
                    place = written.find(one.type[: told.end])
                    start = one.type_span.start + max(place, 0)
                    end = start + told.end if place >= 0 else one.type_span.end
                    said = one.type[: told.end]
                    right = spelled(column, said, dialect, long)
                    full = f"{pair.table.ref.text}.{name}"
                    yield self.found(
                        Span(page.path, start, end),
                        f"{full} is documented as {said}, but it is {right} in the schema, so what is built by the document "
                        "does not fit.",
                        subject=Subject("column", pair.table.schema or None, pair.table.name, name, (name,)),
                        repair=f"write {right}",
                        related=(Related(column.span, f"{full} is defined here"),),
                        fix=Fix(
                            f"Write {right} as the type of {full}",
                            "safe",
                            edits=replaced(page, Span(page.path, start, end), right),
                        ),
                    )
