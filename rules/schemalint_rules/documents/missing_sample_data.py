from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    Diagnostic,
    Fix,
    Good,
    Page,
    PageRule,
    Reading,
    Related,
    Replay,
    SampleRows,
    Section,
    Span,
    Statement,
    Subject,
    Table,
    WriteRows,
)
from schemalint.model.record import NamedTuple
from schemalint_rules._appendices import answered, appendix, links_in, place_in
from schemalint_rules._documents import all_told
from schemalint_rules._made_types import labels
from schemalint_rules._row_values import Value, rows_of
from schemalint_rules._values import checks_of

TITLES = ("Sample Data", "Development Test Data")


class Misfit(NamedTuple):
    """Why a row does not fit."""

    span: Span
    words: str
    table: Table | None = None
    column: str = ""


class MissingSampleData(PageRule):
    """The appendix for sample data should hold rows, or lead to them, and the rows should fit the schema.

    ## What it does
    In a document that follows a template with a section for sample data, reports the section when nothing stands in it but a
    placeholder, and rows of its INSERT statements that the schema does not take: a table or column that is not there, another
    number of values than columns, a required column that gets none or NULL, a label that the enum lacks or the CHECK does not
    list, a text longer than its column. A SQL script that the section links to is looked at in the same way, and told at the link.

    Silent about expressions, about rows that a query gives, about tables that were not wholly understood, and where the section
    says in words where the rows are.

    ## Why is this bad
    Sample data is the first thing a new colleague loads. Rows that the server refuses cost them the first morning, and tell them
    that nobody keeps the document.

    ## Fix
    An empty section gets a fence with rows for every table: parents first, every label and listed value once, fit to be run again.
    Safe: only the document changes. Rows that do not fit are left to their author.

    ## References
    - PostgreSQL 17, SQL Commands, INSERT
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items
    """

    name = "missing-sample-data"
    severity = "info"
    on = "strict"
    fixes = "safe"
    needs = ("links",)
    yields_to = (
        "unknown-table",
        "unknown-column",
        "used-before-created",
        "insert-column-count",
        "insert-missing-required",
    )
    good = (
        Good(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY, "
            "state text NOT NULL CHECK (state IN ('new', 'paid')));\n```\n\n## Appendix B: Sample Data\n\n```sql\n"
            "INSERT INTO orders (id, state) VALUES (1, 'new'), (2, 'paid');\n```\n",
            path="docs/database-schema-shop.md",
        ),
        Good(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n\n"
            "## Appendix B: Sample Data\n\nThe fixtures of the tests are loaded by `make seed`.\n",
            path="docs/database-schema-shop.md",
        ),
    )
    bad = (
        Bad(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n\n"
            "## Appendix B: Sample Data\n\n[Link to sample data generation scripts]\n",
            at="## Appendix B: Sample Data",
            fixed="# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n\n"
            "## Appendix B: Sample Data\n\n```sql\n-- Sample rows. Running this again changes nothing.\n\n"
            "INSERT INTO orders (id) VALUES\n  (1),\n  (2),\n  (3)\nON CONFLICT DO NOTHING;\n```\n",
            path="docs/database-schema-shop.md",
        ),
        Bad(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY, "
            "state text NOT NULL CHECK (state IN ('new', 'paid')));\n```\n\n## Appendix B: Sample Data\n\n```sql\n"
            "INSERT INTO orders (id, state) VALUES (1, 'new'), (2, 'sent');\n```\n",
            at="'sent'",
            path="docs/database-schema-shop.md",
            message="new, paid",
        ),
        Bad(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY, "
            "code varchar(3) NOT NULL);\n```\n\n## Appendix B: Sample Data\n\n[Rows](rows.sql)\n",
            at="rows.sql",
            path="docs/database-schema-shop.md",
            files=(("docs/rows.sql", "INSERT INTO orders (id, code) VALUES (1, 'much too long');\n"),),
            message="3 characters",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        section = appendix(page, TITLES)
        own = page.around.own if page.around else None
        if section is None or page.around is None:
            return
        schemas = all_told(page, against) or ((own,) if own is not None and own.catalog.tables else ())
        if not schemas:
            return
        links = links_in(page, section)
        if not links and not answered(page, section):
            yield self._empty(page, section)
            return
        for reading in own.readings if own else ():
            if section.whole.covers(reading.statement.span):
                for misfit in _misfits(reading, schemas):
                    yield self._told(misfit, misfit.span, (), reading.statement.span)
                    break
        for link in links:
            to = page.around.targets.get(link.target)
            if to is None or to.replay is None or to.replay in schemas:
                continue
            found = [misfit for reading in to.replay.readings for misfit in _misfits(reading, schemas)]
            if found and not to.replay.catalog.tables:
                more = f" and {len(found) - 1} more" if len(found) > 1 else ""
                first = found[0]._replace(words=f"{to.path}{more}: {found[0].words}")
                yield self._told(first, link.target_span, (Related(found[0].span, "the value"),), None)

    def _empty(self, page: Page, section: Section) -> Diagnostic:
        return self.found(
            section.heading,
            f"The section {section.written} holds no rows and leads to none, so nobody can try the schema out.",
            subject=Subject("other", None, None, section.title),
            repair="add INSERT statements, or the link to a script that loads sample data",
            fix=Fix("Add sample rows", "safe", intent=SampleRows(place_in(page, section))),
        )

    def _told(self, misfit: Misfit, span: Span, related: tuple[Related, ...], cause: Span | None) -> Diagnostic:
        table = misfit.table
        column = table.column(misfit.column) if table is not None else None
        related = (*related, Related(column.span, "the column")) if column is not None and column.span.path else related
        if table is not None and column is not None:
            subject = Subject("column", table.schema, table.name, column.name, (column.name,))
        elif table is not None:
            subject = Subject("table", table.schema, None, table.name)
        else:
            subject = Subject("other", None, None, "sample data")
        return self.found(
            span,
            f"A sample row does not fit: {misfit.words}, so loading the rows fails.",
            subject=subject,
            repair="correct the row, or the schema if the row is right",
            related=related,
            cause=cause,
        )


def _misfits(reading: Reading, schemas: tuple[Replay, ...]) -> Iterator[Misfit]:
    """What of an INSERT no server takes."""
    for change in reading.changes:
        if isinstance(change, WriteRows) and change.verb in ("insert", "replace") and len(change.tables) == 1:
            yield from _of_insert(reading.statement, change, schemas)


def _of_insert(statement: Statement, change: WriteRows, schemas: tuple[Replay, ...]) -> Iterator[Misfit]:
    found = next(
        (
            (table, one.catalog)
            for one in schemas
            if (table := one.catalog.table(one.catalog.resolve(change.tables[0]))) is not None
            and not (table.assumed and one.catalog.complete)
        ),
        None,
    )
    if found is None:
        name = change.tables[0]
        if not any(_has(one.catalog, name.value) for one in schemas):
            yield Misfit(name.span, f"the schema has no table {name.text}")
        return
    table, catalog = found
    if table.assumed or table.unknown or catalog.is_muted(table.ref) or not table.columns:
        return
    for name_ in change.columns:
        if table.column(name_.value) is None:
            yield Misfit(name_.span, f"{table.ref.text} has no column {name_.value}", table)
            return
    names = [name_.value for name_ in change.columns] or [column.name for column in table.columns]
    if change.columns:
        for column in table.columns:
            if column.name not in names and _required(table, column.name, catalog):
                yield Misfit(
                    change.tables[0].span,
                    f"{table.ref.text}.{column.name} must have a value and gets none",
                    table,
                    column.name,
                )
                return
    for row in rows_of(statement, change):
        if len(row.values) != len(names) and (change.columns or len(row.values) > len(names)):
            yield Misfit(
                row.span, f"{len(row.values)} values stand for {len(names)} columns of {table.ref.text}", table
            )
            return
        for name__, value in zip(names, row.values, strict=False):
            words = _unfit(table, name__, value, catalog)
            if words:
                yield Misfit(value.span, words, table, name__)
                return


def _has(catalog: Catalog, name: str) -> bool:
    made = (ref for ref, table in catalog.tables.items() if not (table.assumed and catalog.complete))
    return any(ref.name == name for ref in (*made, *catalog.views)) or any(
        ref.name == name for kind, ref in catalog.others
    )


def _required(table: Table, name: str, catalog: Catalog) -> bool:
    column = table.column(name)
    if column is None or column.nullable or column.default is not None or column.identity or column.serial:
        return False
    if column.generated is not None or column.unknown or column.type is None or column.type.family == "user":
        return False
    keyed = table.primary_key is not None and name in table.primary_key.columns
    # SQLite numbers an INTEGER PRIMARY KEY itself; triggers may fill a column in before it is looked at.
    return not (catalog.dialect == "sqlite" and keyed) and not any(
        trigger.timing == "before" and "insert" in trigger.events and trigger.table == table.ref
        for trigger in catalog.triggers.values()
    )


def _unfit(table: Table, name: str, value: Value, catalog: Catalog) -> str:
    """Why the column does not take a literal; empty where it does, or nobody can tell."""
    column = table.column(name)
    if column is None or column.type is None or column.unknown:
        return ""
    what = f"{table.ref.text}.{name}"
    if value.null:
        automatic = catalog.dialect in ("mysql", "mariadb", "sqlite") and (
            column.identity or column.type.name == "timestamp"
        )
        rowid = catalog.dialect == "sqlite" and table.primary_key is not None and name in table.primary_key.columns
        return f"{what} is NOT NULL" if not column.nullable and not automatic and not rowid else ""
    if value.text is None or column.type.dimensions:
        return ""
    labels = _labels(table, name, catalog)
    if labels and value.text not in labels:
        return f"{what} takes {', '.join(labels)} and not {value.text}"
    longest = column.type.length if column.type.family in ("char", "varchar") else None
    if longest is not None and catalog.dialect != "sqlite" and len(value.text.rstrip(" ")) > longest:
        return f"{what} takes {longest} characters and gets {len(value.text)}"
    return ""


def _labels(table: Table, name: str, catalog: Catalog) -> tuple[str, ...]:
    """The values that the enum, or a CHECK that lists them, leaves the column."""
    from schemalint import ColumnRef, Constant, InList

    column = table.column(name)
    if column is None or column.type is None:
        return ()
    folded = catalog.dialect in ("mysql", "mariadb", "tsql")
    if folded:
        return ()  # the collation decides which letters are the same
    allowed = labels(column.type, catalog)
    if allowed:
        return allowed
    for check, _ in checks_of(table, column, catalog):
        shape = check.expression.shape
        whole = isinstance(shape, InList) and not shape.negated and isinstance(shape.operand, ColumnRef)
        if isinstance(shape, InList) and whole and check.enforced:
            values = [one.value for one in shape.values if isinstance(one, Constant) and one.kind == "string"]
            if len(values) == len(shape.values):
                return tuple(values)
    return ()
