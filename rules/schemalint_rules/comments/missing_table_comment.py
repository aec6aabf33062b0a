from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._comments import commentable, mended, related, statement, told
from schemalint_rules._proposals import about_table

_ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY);\n"
_PAGE = "# Schema\n\n## orders\n\nWhat customers bought, a row for each basket.\n\n| Column | Type |\n|---|---|\n| id | bigint |\n"


class MissingTableComment(CatalogRule):
    """A table should have a comment.

    ## What it does
    Reports a table that ends up without a comment once every statement has been replayed. An empty comment is none. Silent about
    partitions, temporary and foreign tables, tables that a migration framework keeps for itself, and SQLite, which has no
    comments.

    ## Why is this bad
    Who meets the table in a client or a data catalogue sees its name and nothing else.

    ## Fix
    Where a document of the project describes the table, its words become the comment: behind the table in a schema file,
    in a new migration where the history is released. Safe: neither data nor queries change. Without such a document a person has
    to write it.

    ## References
    - PostgreSQL 17 manual, COMMENT; Oracle Database SQL Language Reference, COMMENT
    - MySQL 8.4 manual, 15.1.20 CREATE TABLE Statement (table options)
    - SQL Server, sp_addextendedproperty (MS_Description)
    """

    name = "missing-table-comment"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")
    fixes = "safe"
    good = (
        Good(_ORDERS + "COMMENT ON TABLE orders IS 'What customers bought.';"),
        Good("CREATE TABLE orders (id bigint PRIMARY KEY) COMMENT='What customers bought.';", dialect="mysql"),
        Good(
            "CREATE TABLE dbo.orders (id bigint PRIMARY KEY);\nGO\nEXEC sp_addextendedproperty N'MS_Description', N'What customers bought.', "
            "N'SCHEMA', N'dbo', N'TABLE', N'orders';",
            dialect="tsql",
        ),
    )
    bad = (
        Bad(_ORDERS, at="orders", message="COMMENT ON TABLE orders IS"),
        Bad(
            _ORDERS,
            at="orders",
            files=(("docs/database-schema-shop.md", _PAGE),),
            fixed=_ORDERS.rstrip() + "\nCOMMENT ON TABLE orders IS 'What customers bought, a row for each basket.';\n",
        ),
        Bad("CREATE TABLE orders (id bigint PRIMARY KEY) COMMENT='';", at="orders", dialect="mysql"),
        Bad(
            "CREATE TABLE orders (id NUMBER PRIMARY KEY);",
            at="orders",
            dialect="oracle",
            message="COMMENT ON TABLE ORDERS IS",
        ),
        Bad("CREATE TABLE orders (id int PRIMARY KEY);", at="orders", dialect="tsql", message="sp_addextendedproperty"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in commentable(catalog):
            if table.comment:
                continue
            description = told(replay, table)
            text = description.text if description else f"What a row of {table.name} stands for"
            yield self.found(
                table.span,
                f"Table {table.ref.text} has no comment, so clients and data catalogues show nothing but its name.",
                subject=about_table(table),
                repair=statement(catalog, table, "", text),
                related=related(description),
                fix=mended(catalog, table, None, description),
            )
