from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, option
from schemalint_rules._comments import commentable, mended, related, statement, told
from schemalint_rules._proposals import about
from schemalint_rules._tables import own_columns

_PAGE = (
    "# Schema\n\n## orders\n\n| Column | Type | Description |\n|---|---|---|\n| id | bigint | Counts up, never used twice |\n"
    "| total | int | In cents, with tax |\n"
)


class MissingColumnComment(CatalogRule):
    """A column should have a comment.

    ## What it does
    Reports a column that ends up without a comment once every statement has been replayed. An empty comment is none. Silent about
    partitions, temporary and foreign tables, tables that a migration framework keeps for itself, columns that a parent or a model
    gave, and SQLite, which has no comments. The option `except-columns` takes patterns of names that need none.

    ## Why is this bad
    Units, time zones, the meaning of NULL and of codes are in nobody's name; they have to be guessed, and two people guess
    differently.

    ## Fix
    Where a document of the project describes the column, its words become the comment: behind the table in a schema file, inside
    the column's definition in MySQL, in a new migration where the history is released. Safe: neither data nor queries change.
    Without such a document a person has to write it.

    ## References
    - PostgreSQL 17 manual, COMMENT; Oracle Database SQL Language Reference, COMMENT
    - MySQL 8.4 manual, 15.1.20 CREATE TABLE Statement (column definitions)
    - SQL Server, sp_addextendedproperty (MS_Description)
    """

    name = "missing-column-comment"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")
    fixes = "safe"
    except_columns: tuple[str, ...] = option((), "Patterns of column names that need no comment: `id`, `*_at`.")
    good = (
        Good("CREATE TABLE orders (total int);\nCOMMENT ON COLUMN orders.total IS 'In cents, with tax.';"),
        Good("CREATE TABLE orders (total int COMMENT 'In cents, with tax.');", dialect="mysql"),
        Good("CREATE TABLE orders (id bigint PRIMARY KEY);", options={"except-columns": ["id"]}),
    )
    bad = (
        Bad("CREATE TABLE orders (total int);", at="total", message="COMMENT ON COLUMN orders.total IS"),
        Bad(
            "CREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  total int\n);\nCOMMENT ON COLUMN orders.id IS 'Counts up';\n",
            at="total",
            files=(("docs/database-schema-shop.md", _PAGE),),
            fixed="CREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  total int\n);\n"
            "COMMENT ON COLUMN orders.total IS 'In cents, with tax';\nCOMMENT ON COLUMN orders.id IS 'Counts up';\n",
        ),
        Bad(
            "CREATE TABLE orders (\n  id bigint PRIMARY KEY COMMENT 'Counts up',\n  total int NOT NULL\n);\n",
            at="total",
            dialect="mysql",
            files=(("docs/database-schema-shop.md", _PAGE),),
            fixed="CREATE TABLE orders (\n  id bigint PRIMARY KEY COMMENT 'Counts up',\n  total int NOT NULL COMMENT 'In cents, with tax'\n);\n",
        ),
        Bad("CREATE TABLE orders (total int COMMENT '');", at="total", dialect="mysql"),
        Bad(
            "CREATE TABLE orders (total NUMBER);",
            at="total",
            dialect="oracle",
            message="COMMENT ON COLUMN ORDERS.TOTAL IS",
        ),
        Bad("CREATE TABLE orders (total int);", at="total", dialect="tsql", message="sp_addextendedproperty"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in commentable(catalog):
            for column in own_columns(table):
                if (
                    column.comment
                    or column.unknown
                    or any(fnmatchcase(column.name, one) for one in self.except_columns)
                ):
                    continue
                description = told(replay, table, column.name)
                text = description.text if description else f"What {column.name} means"
                yield self.found(
                    column.span,
                    f"Column {table.ref.text}.{column.name} has no comment, so its unit and the meaning of its values have to be guessed.",
                    subject=about(table, column.name),
                    repair=statement(catalog, table, column.name, text),
                    related=related(description),
                    fix=mended(catalog, table, column, description),
                )
