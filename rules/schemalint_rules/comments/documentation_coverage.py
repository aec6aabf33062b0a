from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Related, Replay, Subject, Table, option
from schemalint_rules._comments import commentable, speaks, told
from schemalint_rules._tables import own_columns

_HALF = (
    "CREATE TABLE orders (id int, total int);\nCOMMENT ON TABLE orders IS 'What customers bought.';\n"
    "COMMENT ON COLUMN orders.total IS 'In cents.';\n"
)
_PAGE = "# Schema\n\n## orders\n\n| Column | Type | Description |\n|---|---|---|\n| id | int | Counts up |\n"
_SHOWN = 20
"""So many tables are listed, worst first."""


class _Share(NamedTuple):
    """How much of a table is described."""

    table: Table
    described: bool
    columns: int
    """How many of them are described."""
    of: int

    @property
    def percent(self) -> int:
        return _percent(self.columns, self.of)


class DocumentationCoverage(CatalogRule):
    """Enough of the tables and columns of a schema should be described.

    ## What it does
    Counts the tables and columns that have a description: a comment, or a row or paragraph in a document of the project that describes
    this schema. Placeholders and comments that only repeat the name do not count. Where the share of tables or of columns is below
    what is wanted, the schema is told once, with the percentage of every table, worst first. Silent about partitions, temporary and
    foreign tables, those of a migration framework, and scripts that only go on with a schema.

    ## Why is this bad
    What nobody described has to be asked for, again and again, as long as there is somebody who knows.

    ## Fix
    Describe the tables at the top of the list. `missing-table-comment` and `missing-column-comment` take descriptions over from documents.
    No automatic fix.

    ## References
    - ISO/IEC 11179-1:2023, Metadata registries
    - PostgreSQL 17 manual, COMMENT
    """

    name = "documentation-coverage"
    severity = "warning"
    on = "policy"
    min: int = option(80, "The percentage of tables, and of columns, that must be described.")
    tables: int = option(-1, "The percentage for tables, where it differs from `min`.")
    columns: int = option(-1, "The percentage for columns, where it differs from `min`.")
    good = (
        Good(_HALF, options={"min": 50}),
        Good(_HALF + "COMMENT ON COLUMN orders.id IS 'Counts up.';"),
        Good(_HALF, files=(("docs/database-schema-shop.md", _PAGE),)),
        Good(_HALF, options={"columns": 0}),
    )
    bad = (
        Bad(_HALF, at="orders", message="public.orders 50 % (1 of 2 columns)"),
        Bad("CREATE TABLE orders (id int);\n", at="orders", message="0 % of the tables"),
        Bad("CREATE TABLE orders (id int COMMENT 'id') COMMENT='TODO';\n", at="orders", dialect="mysql", message="0 % of the columns"),
        Bad("CREATE TABLE orders (id int);\n", at="orders", dialect="sqlite", options={"tables": 0}, message="0 % of the columns"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if replay.kind == "script":
            return
        shares = [_share(table, replay) for table in commentable(catalog)]
        of = sum(one.of for one in shares)
        if not shares:
            return
        told = []
        tables = _percent(sum(one.described for one in shares), len(shares))
        columns = _percent(sum(one.columns for one in shares), of)
        for percent, wanted, what in ((tables, self.tables, "tables"), (columns, self.columns, "columns")):
            least = self.min if wanted < 0 else wanted
            if percent < least and (of or what == "tables"):
                told.append(f"{percent} % of the {what} are described ({least} % are wanted)")
        if not told:
            return
        shares.sort(key=lambda one: (one.percent, one.described, -one.of, one.table.ref))
        worst = shares[0].table
        lacking = [one for one in shares if not one.described or one.columns < one.of]
        rows = [
            f"{one.table.ref.text} {one.percent} % ({one.columns} of {one.of} columns{'' if one.described else ', not the table itself'})"
            if one.of
            else f"{one.table.ref.text}, which is not described"
            for one in lacking[:_SHOWN]
        ]
        rest = f"; and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        yield self.found(
            worst.span,
            f"In {'schema ' + worst.schema if worst.schema else 'this schema'} {' and '.join(told)}, so what is there has to be "
            f"asked for. Worst first: {'; '.join(rows)}{rest}.",
            subject=Subject("schema", worst.schema or None, None, worst.schema),
            repair=f"describe {lacking[0].table.ref.text} first, by comments or in a document",
            related=[Related(one.table.span, f"{one.table.ref.text}: {one.percent} %") for one in lacking[1:_SHOWN]],
        )


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 100


def _share(table: Table, replay: Replay) -> _Share:
    columns = own_columns(table)
    described = sum(
        speaks(column.comment, column.name) or told(replay, table, column.name) is not None for column in columns
    )
    known = speaks(table.comment, table.name) or told(replay, table) is not None
    return _Share(table, known, described, len(columns))
