from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Index, Related, Replay, Table
from schemalint_rules._indexes import doubled, is_implicit, pairs, same_statement, signature, without
from schemalint_rules._tables import Path

UNLIKE = frozenset({"xml", "selective xml", "json", "columnstore", "wildcard"})
"""Methods whose indexes differ in more than columns: by path, by value, by property, by projection."""


class DuplicateIndex(CatalogRule):
    """Two indexes of a table should not be the same.

    ## What it does
    Reports the later of two indexes, or of two unique constraints, that are equal in columns, order, method, predicate,
    collation, operator class and INCLUDE columns. An index that repeats a key is `redundant-index`. MongoDB refuses the later one,
    which is an error there.

    ## Why is this bad
    Each INSERT, UPDATE and VACUUM pays for both, and no query gains by the second.

    ## Fix
    Drop the later one. Unsafe, since hints and ON CONFLICT may name it; not offered where it is the target of a foreign key
    or the table's replica identity.

    ## References
    - PostgreSQL wiki, Index Maintenance, Duplicate Indexes
    - MySQL 8.4 manual, warning 1831 Duplicate index
    - MongoDB 8.0 manual, db.collection.createIndex(); error 85 IndexOptionsConflict
    """

    name = "duplicate-index"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    fixes = "unsafe"
    good = (
        Good(
            "CREATE INDEX a ON account (email);\nCREATE INDEX b ON account (email DESC, id);",
            given="CREATE TABLE account (id int PRIMARY KEY, email text);",
        ),
        Good(
            "CREATE INDEX a ON account (email);\nCREATE INDEX b ON account (email text_pattern_ops);\n"
            "CREATE INDEX c ON account (email) WHERE id > 10;\nCREATE INDEX d ON account USING hash (email);",
            given="CREATE TABLE account (id int PRIMARY KEY, email text);",
        ),
    )
    bad = (
        Bad(
            "CREATE INDEX b ON account (email);\nCREATE INDEX c ON account (lower(email));",
            given="CREATE TABLE account (id int PRIMARY KEY, email text);\nCREATE INDEX a ON account (email);",
            at="b",
            message="DROP INDEX b;",
            fixed="CREATE INDEX c ON account (lower(email));",
        ),
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, email varchar(200), KEY a (email), KEY b (email));",
            at="b",
            dialect="mysql",
            message="DROP INDEX b ON account;",
        ),
        Bad(
            'db.user.createIndex({ email: 1 });\ndb.user.createIndex({ email: 1 }, { name: "by_email" });',
            at='"by_email"',
            dialect="mongodb",
            message="MongoDB refuses it",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table, path, earlier in pairs(catalog, self._repeated):
            refused = catalog.dialect == "mongodb"
            yield doubled(
                self,
                table,
                path,
                f"repeats {earlier.said}: MongoDB refuses it under another name, and the script stops there."
                if refused
                else f"repeats {earlier.said}: each write keeps both up to date, and no query gains by it.",
                Related(earlier.span, "the first one"),
                catalog,
                fix=without(table, path, catalog, replay),
                severity="error" if refused else None,
            )

    def _repeated(self, table: Table, ways: tuple[Path, ...], catalog: Catalog) -> Iterator[tuple[Path, Path]]:
        """Each path that is like one before it, with that one."""
        if len(table.indexes) + len(table.uniques) < 2:
            return
        first: dict[tuple[object, ...], Path] = {}
        for path in ways:
            if path.what == "primary key" or path.method in UNLIKE:
                continue
            earlier = first.setdefault((path.what == "unique constraint", path.unique, *signature(path)), path)
            if earlier is not path and not self._merged(table, earlier, path, catalog):
                yield path, earlier

    def _merged(self, table: Table, earlier: Path, path: Path, catalog: Catalog) -> bool:
        """Whether the server makes but one index of the two."""
        if catalog.dialect in ("mysql", "mariadb"):
            return is_implicit(path) or is_implicit(earlier)
        if catalog.dialect != "postgres" or isinstance(path.origin, Index) or path.origin.named:
            return False
        return same_statement(table, path) and same_statement(table, earlier)
