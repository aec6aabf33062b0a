from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddConstraint,
    Bad,
    Catalog,
    CatalogRule,
    Column,
    CreateIndex,
    Diagnostic,
    Fix,
    ForeignKey,
    Good,
    Index,
    KeyPart,
    Related,
    Replay,
    Table,
)
from schemalint_rules._plurals import singular
from schemalint_rules._proposals import (
    about,
    add_constraint,
    index_affix,
    index_name,
    listed,
    name_of,
    new_constraint_name,
    object_name,
    spelled,
    spelled_ref,
)
from schemalint_rules._tables import history_tables, is_audit_column, is_framework_table, own_columns, paths, stored
from schemalint_rules._vocabulary import is_log, named

ENDS = frozenset({"id", "uuid", "guid", "fk"})
COPIES = frozenset(
    {
        "bak",
        "backup",
        "bkp",
        "old",
        "copy",
        "tmp",
        "temp",
        "staging",
        "stage",
        "import",
        "load",
        "tombstone",
        "tombstones",
    }
)
"""Words of tables that hold rows of another one, with the numbers they had there."""


class UndeclaredForeignKey(CatalogRule):
    """A column that refers to a table should say so.

    ## What it does
    Reports a column named for another table and its key (`user_id` where there is a table `user` or `users` with the key `id`)
    and of the same type as that key, which no foreign key covers. Half of a pair of type and id (`owner_type`, `owner_id`) is
    left alone: it may refer to several tables. So are logs, histories and tombstones, which outlive what they
    speak of, and copies and staging tables.

    ## Why is this bad
    Nothing stops a row from pointing to nothing, a DELETE of the parent leaves its children behind, and neither tools nor
    people see that the tables belong together.

    ## Fix
    A foreign key, and an index for it where the server makes none and no key or index begins with the column. Unsafe: rows that point
    to nothing refuse the key, and writes are checked from then on.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys; MySQL 8.4 manual, 15.1.20.5 FOREIGN KEY Constraints
    """

    name = "undeclared-foreign-key"
    severity = "info"
    on = "strict"
    fixes = "unsafe"
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES accounts, session_id text, owner_id int, "
            "owner_type text);",
            given="CREATE TABLE accounts (id int PRIMARY KEY);\nCREATE TABLE owner (id int PRIMARY KEY);\n"
            "CREATE TABLE session (id bigint PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int);",
            given="CREATE TABLE accounts (id int PRIMARY KEY);",
            at="account_id",
            message="FOREIGN KEY (account_id) REFERENCES accounts (id)",
        ),
        Bad(
            "CREATE TABLE orders (id INT PRIMARY KEY, categoryId INT);",
            given="CREATE TABLE categories (id INT PRIMARY KEY);",
            at="categoryId",
            dialect="mysql",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        parents, kept = _by_words(catalog), history_tables(catalog)
        for table in stored(catalog):
            if is_framework_table(table) or table.ref in kept or is_log(table) or not COPIES.isdisjoint(named(table)):
                continue
            covered = {name for key in table.foreign_keys if not key.ignored for name in key.columns}
            stems = {named(one)[:-1] for one in table.columns if named(one)[-1:] in (("type",), ("kind",), ("table",))}
            for column in own_columns(table):
                parts = named(column)
                if column.name in covered or len(parts) < 2 or parts[-1] not in ENDS or parts[:-1] in stems:
                    continue
                if column.generated or column.unknown or is_audit_column(column):
                    continue
                parent = _parent(table, column, parts[:-1], parents)
                if parent is not None:
                    yield self._undeclared(table, column, parent, catalog)

    def _undeclared(self, table: Table, column: Column, parent: Table, catalog: Catalog) -> Diagnostic:
        assert parent.primary_key is not None
        keys = parent.primary_key.columns
        name = new_constraint_name(table, (column.name,), "fkey", catalog)
        clause = (
            f"FOREIGN KEY ({spelled(column.name, catalog)}) REFERENCES {spelled_ref(parent.ref, catalog)} "
            f"({listed(keys, catalog)})"
        )
        key = ForeignKey(name, (column.name,), parent.ref, keys, named=True)
        changes: tuple[AddConstraint | CreateIndex, ...] = (AddConstraint(object_name(table.ref), key),)
        if catalog.dialect not in ("mysql", "mariadb") and not _begins_a_path(column, table, catalog):
            # These servers index no foreign key by themselves.
            index = Index("", index_name(table, key.columns, index_affix(catalog), catalog), (KeyPart(column.name),))
            changes = (CreateIndex(object_name(table.ref), index, name_of(index.name)), *changes)
        return self.found(
            column.span,
            f"{table.ref.text}.{column.name} looks like a reference to {parent.ref.text}.{keys[0]}, but no foreign key says so: "
            "it may point to nothing.",
            subject=about(table, column.name),
            repair=add_constraint(table.ref, name, clause, catalog),
            related=(Related(parent.span, f"{parent.ref.text} is made here"),) if parent.span.path else (),
            fix=Fix(
                f"Let {table.ref.text}.{column.name} refer to {parent.ref.text}",
                "unsafe",
                (),
                changes,
            ),
        )


def _begins_a_path(column: Column, table: Table, catalog: Catalog) -> bool:
    """Whether the rows of a parent can be found by a key or an index of the table."""
    return any(path.parts and path.parts[0].column == column.name for path in paths(table, catalog.dialect))


def _by_words(catalog: Catalog) -> dict[tuple[str, ...], list[Table]]:
    """The tables with a key of one column, by the words of their names, the last one in the singular."""
    found: dict[tuple[str, ...], list[Table]] = {}
    for table in stored(catalog):
        parts = named(table)
        if parts and table.primary_key is not None and len(table.primary_key.columns) == 1:
            found.setdefault((*parts[:-1], singular(parts[-1])), []).append(table)
    return found


def _parent(
    table: Table, column: Column, stem: tuple[str, ...], parents: dict[tuple[str, ...], list[Table]]
) -> Table | None:
    """The one table that the name means and whose key is of the column's type."""
    found = parents.get((*stem[:-1], singular(stem[-1])), [])
    near = [one for one in found if one.schema == table.schema] or found
    if len(near) != 1 or column.type is None:
        return None
    parent = near[0]
    if parent is table:
        return None  # its own number, or that which somebody else has given
    key = parent.column(parent.primary_key.columns[0]) if parent.primary_key else None
    same = key is not None and key.type is not None and key.type.text == column.type.text
    return parent if same else None
