from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    AddColumn,
    AddConstraint,
    Bad,
    Catalog,
    CatalogRule,
    Change,
    Column,
    Diagnostic,
    Fix,
    Good,
    PrimaryKey,
    Replay,
    SetNullable,
    Table,
)
from schemalint_rules._proposals import (
    BIG_INTEGER,
    BIG_KEY,
    about_table,
    add_constraint,
    listed,
    name_of,
    object_name,
    spelled_ref,
)
from schemalint_rules._tables import (
    history_tables,
    includes_others,
    is_framework_table,
    is_generated,
    is_hidden,
    is_key,
    join_columns,
    paths,
    stored,
)


class MissingPrimaryKey(CatalogRule):
    """A table should have a primary key.

    ## What it does
    Reports a table that ends up without a primary key once every statement has been replayed. Keys that come later, from an
    index (`USING INDEX`), from LIKE … INCLUDING INDEXES or from a partitioned parent count; so does a clustered unique key of
    SQL Server over columns that are NOT NULL. Silent about partitions (their parent is told), temporary, foreign and virtual
    tables, SQL Server's history tables, which may have no key, tables that a migration framework keeps for itself, and those that
    another script of the folder gives a key, or may give one because it cannot be found. PostgreSQL does not pass keys on
    through INHERITS, so an heir needs its own.

    ## Why is this bad
    Without a key a row cannot be addressed: duplicates stay, logical replication refuses UPDATE and DELETE, and most
    frameworks cannot map the table.

    ## Fix
    The columns that already tell rows apart become the key: a unique key whose columns are NOT NULL, the pair of a join
    table, a generated column. Where there is none, a generated key is added. Unsafe: duplicates or NULLs would make it fail.

    ## References
    - PostgreSQL 17 manual, 5.5.4 Primary Keys; 29.1 Publication (replica identity)
    - MySQL 8.4 manual, 17.6.2.1 Clustered and Secondary Indexes
    - SQL Server, Create primary keys; Temporal table considerations and limitations
    """

    name = "missing-primary-key"
    severity = "warning"
    fixes = "unsafe"
    good = (
        Good("CREATE TABLE account (id bigint PRIMARY KEY);"),
        Good("CREATE TABLE account (id bigint NOT NULL);\nALTER TABLE account ADD PRIMARY KEY (id);"),
        Good("CREATE TABLE cell (k int NOT NULL, CONSTRAINT cell_k UNIQUE CLUSTERED (k));", dialect="tsql"),
        Good(
            "CREATE TABLE log (id bigint, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);\n"
            "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"
        ),
    )
    bad = (
        Bad("CREATE TABLE account (email text NOT NULL);", at="account", message="GENERATED ALWAYS AS IDENTITY"),
        Bad(
            "CREATE TABLE member (a int NOT NULL REFERENCES a, b int NOT NULL REFERENCES b);",
            given="CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int PRIMARY KEY);",
            at="member",
            message="PRIMARY KEY (a, b)",
        ),
        Bad(
            "CREATE TABLE account (email varchar(200) NOT NULL);",
            at="account",
            dialect="mysql",
            message="AUTO_INCREMENT",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        archives = history_tables(catalog)
        for table in stored(catalog):
            if table.primary_key or not table.columns or table.ref in archives or self._serves(table, catalog):
                continue
            if is_framework_table(table):
                continue
            if is_hidden(replay, "primary key", table.name):
                continue  # a block may add it
            if table.name.lower() in replay.keyed or includes_others(replay):
                continue  # another script adds it, or may
            repair, changes = self._proposal(table, catalog)
            yield self.found(
                table.span,
                f"Table {table.ref.text} has no primary key, so its rows cannot be told apart.",
                subject=about_table(table),
                repair=repair,
                fix=Fix(f"Give {table.ref.text} a primary key", "unsafe", changes=changes) if changes else None,
            )

    def _serves(self, table: Table, catalog: Catalog) -> bool:
        if catalog.dialect != "tsql":
            return False
        return any(
            path.clustered and self._certain(table, path.columns) for path in paths(table, "tsql") if path.unique
        )

    def _certain(self, table: Table, columns: tuple[str, ...]) -> bool:
        found = [table.column(name) for name in columns]
        return all(column is not None and not column.nullable for column in found)

    def _candidate(self, table: Table, catalog: Catalog) -> tuple[str, ...]:
        for path in paths(table, catalog.dialect):
            if is_key(path, path.columns) and self._certain(table, path.columns):
                return path.columns
        pair = join_columns(table)
        generated = next((column.name for column in table.columns if is_generated(column)), "")
        by_name = next((column.name for column in table.columns if column.name.lower() == "id"), "")
        return (generated,) if generated else (by_name,) if by_name else pair

    def _proposal(self, table: Table, catalog: Catalog) -> tuple[str, tuple[Change, ...]]:
        columns = self._candidate(table, catalog)
        if table.partition_by:
            # A key of a partitioned table holds what tells the partitions apart.
            columns = (*columns, *(name for name in table.partition_columns if name not in columns)) if columns else ()
            if not columns or not table.partition_columns:
                return "a key that holds the columns which tell the partitions apart", ()
        if columns:
            clause = f"PRIMARY KEY ({listed(columns, catalog)})"
            key = PrimaryKey("", columns)
            first: list[Change] = []
            if catalog.dialect == "tsql":  # the others make the columns NOT NULL themselves
                nullable = [name for name in columns if not self._certain(table, (name,))]
                first = [SetNullable(object_name(table.ref), name_of(name), False) for name in nullable]
            return add_constraint(table.ref, "", clause, catalog), (*first, AddConstraint(object_name(table.ref), key))
        where = spelled_ref(table.ref, catalog)
        definition = BIG_KEY[catalog.dialect]
        folded = "ID" if catalog.dialect == "oracle" else "id"
        column = Column(folded, BIG_INTEGER[catalog.dialect], False, identity="always", written=folded)
        change = AddColumn(object_name(table.ref), column, (PrimaryKey("", (folded,), inline=True, span=NOWHERE),))
        verb = "ADD" if catalog.dialect in ("tsql", "oracle") else "ADD COLUMN"
        if catalog.dialect == "sqlite":
            return f"rebuild {where} with {definition}", (change,)
        return f"ALTER TABLE {where} {verb} {definition};", (change,)
