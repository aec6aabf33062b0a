from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    Bad,
    Catalog,
    CatalogRule,
    Change,
    Column,
    CreateIndex,
    Diagnostic,
    DropConstraint,
    Edit,
    Expression,
    Fix,
    Good,
    Index,
    Replay,
    Span,
    Table,
    Unclear,
)
from schemalint_rules._indexes import about_path, called, is_referenced, named_at, targets
from schemalint_rules._proposals import (
    Written,
    index_affix,
    index_name,
    listed,
    name_of,
    object_name,
    spelled,
    spelled_ref,
)
from schemalint_rules._soft_delete import Way, deletion, lives
from schemalint_rules._tables import Path, is_generated, paths, stored
from schemalint_rules._vocabulary import named

RANDOM = frozenset({"uuid", "guid", "uid", "token", "hash", "secret", "nonce", "digest"})
"""Last words of what is made anew for each row, so that nobody wants it again."""
WHICH = frozenset({"new", "old", "current", "previous", "next"})
"""Words behind them that say which one is meant."""


class SoftDeleteUnique(CatalogRule):
    """A row that counts as deleted should not stand in the way of a new one.

    ## What it does
    Reports a unique constraint or index of a table with a deletion column (`deleted_at`, `is_deleted`), where neither its
    columns nor its predicate speak of that column. Keys that are generated (tokens, hashes, UUIDs among them), or that foreign
    keys refer to, are left alone.

    ## Why is this bad
    Who deletes the account and signs up again with the same address is refused, by a row that nobody can see.

    ## Fix
    A unique index over the rows that live, in PostgreSQL, SQLite and SQL Server; elsewhere the deletion column as one more
    column of the key. Unsafe: what was refused is taken.

    ## References
    - PostgreSQL 17 manual, 11.8 Partial Indexes; SQL Server, Create filtered indexes; SQLite, Partial Indexes
    """

    name = "soft-delete-unique"
    severity = "warning"
    fixes = "unsafe"
    only_with = ("del", "remov")
    good = (
        Good(
            "CREATE TABLE account (id int PRIMARY KEY, email text, deleted_at timestamptz);\n"
            "CREATE UNIQUE INDEX account_email ON account (email) WHERE deleted_at IS NULL;"
        ),
        Good("CREATE TABLE account (id int PRIMARY KEY, email varchar(80), deleted_at datetime, UNIQUE (email, deleted_at));",
             dialect="mysql"),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE UNIQUE INDEX account_email ON account (email);",
            given="CREATE TABLE account (id int PRIMARY KEY, email text, deleted_at timestamptz);",
            at="account_email",
            fixed="CREATE UNIQUE INDEX account_email ON account (email) WHERE deleted_at IS NULL;",
        ),
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, email text UNIQUE, deleted boolean NOT NULL DEFAULT false);",
            at="UNIQUE",
            message="WHERE NOT deleted",
        ),
        Bad("CREATE TABLE account (id int PRIMARY KEY, email varchar(80), is_deleted int, UNIQUE KEY one_each (email));", at="one_each",
            dialect="mysql"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        referenced = targets(catalog)
        for table in stored(catalog):
            found = deletion(table)
            if found is None:
                continue
            column, way = found
            for path in paths(table, catalog.dialect):
                if (
                    path.what == "primary key"
                    or not path.unique
                    or not path.valid
                    or is_referenced(table, path, referenced)
                ):
                    continue
                if column.name in path.columns or column.name.lower() in _said(path) or _is_generated(table, path):
                    continue
                yield self._blocked(table, path, column, way, catalog, written)

    def _blocked(
        self, table: Table, path: Path, column: Column, way: Way, catalog: Catalog, written: Written
    ) -> Diagnostic:
        living = lives(column, way, catalog)
        shown = ", ".join(part.column or (part.expression.text if part.expression else "") for part in path.parts)
        where = spelled_ref(table.ref, catalog)
        fix = None
        if catalog.dialect in ("postgres", "sqlite", "tsql", "standard"):
            name = path.name or index_name(table, path.columns, index_affix(catalog), catalog)
            repair = f"CREATE UNIQUE INDEX {spelled(name, catalog)} ON {where} ({listed(path.columns, catalog)}) WHERE {living};"
            fix = _fix(table, path, living, column, catalog, written)
        else:
            repair = f"UNIQUE ({shown}, {column.name}), or a generated column that is NULL where the row is deleted"
        return self.found(
            named_at(path),
            f"{called(table, path)} counts rows that {column.name} marks as deleted: their {shown} cannot be taken again.",
            subject=about_path(table, path),
            repair=repair,
            fix=fix,
        )


def _said(path: Path) -> str:
    """What the key's predicate and expressions speak of, in lower case."""
    return " ".join([path.predicate, *(part.expression.text for part in path.parts if part.expression)]).lower()


def _is_generated(table: Table, path: Path) -> bool:
    columns = [table.column(part.column) for part in path.parts]
    return any(column and (is_generated(column) or _last_word(column) in RANDOM) for column in columns)


def _last_word(column: Column) -> str:
    return next((word for word in reversed(named(column)) if word not in WHICH), "")


def _fix(table: Table, path: Path, living: str, column: Column, catalog: Catalog, written: Written) -> Fix | None:
    title = f"Let {path.name or path.what} of {table.ref.text} count the rows that live"
    if isinstance(path.origin, Index):
        statement = written.statement(path.origin.span)
        if path.predicate or statement is None or statement.verb != "CREATE INDEX":
            return None
        end = Span(statement.path, statement.span.end, statement.span.end)
        return Fix(title, "unsafe", (Edit(end, f" WHERE {living}"),))
    if catalog.dialect == "sqlite" or not path.name:
        return None
    predicate = Expression(living, NOWHERE, Unclear(living), (column.name,))
    made = Index(table.schema, path.name, path.parts, True, predicate=predicate)
    changes: tuple[Change, ...] = (
        DropConstraint(object_name(table.ref), name_of(path.name), "unique"),
        CreateIndex(object_name(table.ref), made, name_of(path.name)),
    )
    return Fix(title, "unsafe", (), changes)
