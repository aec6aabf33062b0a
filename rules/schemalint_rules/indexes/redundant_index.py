from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Index, Related, Replay, Table
from schemalint_rules._indexes import (
    alike,
    begins_with,
    doubled,
    is_implicit,
    pairs,
    removes_documents,
    same_statement,
    signature,
    without,
)
from schemalint_rules._tables import Path

ORDERED = frozenset({"btree", "normal", "clustered", "nonclustered", "rowstore"})
"""Methods in which an index also serves every beginning of its keys."""


class RedundantIndex(CatalogRule):
    """An index should do something that no key or longer index does already.

    ## What it does
    Reports an index whose keys are all at the beginning of a primary key, a unique constraint or a longer index of the same
    method, collation, operator class and predicate, read forwards or backwards; in MongoDB likewise, where a sparse or partial index and
    one that removes documents are choices of their own. A unique index is only redundant where a key
    over exactly its columns exists; INCLUDE columns must be in the other index too; a partial index is a choice of its own. A
    unique constraint that repeats the primary key is told as well. Equal indexes are `duplicate-index`.

    ## Why is this bad
    Each write keeps it up to date, it takes memory and disk, and the longer index answers the same queries.

    ## Fix
    Drop it. Unsafe: hints may name it, and the smaller index may be faster for a query that matters.

    ## References
    - PostgreSQL 17 manual, 11.3 Multicolumn Indexes
    - MySQL 8.4 manual, 10.3.6 Multiple-Column Indexes; sys.schema_redundant_indexes
    - MongoDB 8.0 manual, Compound Indexes, Index Prefixes; Remove Unnecessary Indexes
    """

    name = "redundant-index"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    fixes = "unsafe"
    yields_to = ("duplicate-index",)
    good = (
        Good(
            "CREATE UNIQUE INDEX a ON account (email);\nCREATE INDEX b ON account (email, id);",
            given="CREATE TABLE account (id int PRIMARY KEY, email text);",
        ),
        Good(
            "CREATE INDEX a ON account (name);\nCREATE INDEX b ON account (email, name);\n"
            "CREATE INDEX c ON account (email) WHERE name IS NULL;\nCREATE INDEX d ON account (name text_pattern_ops, email);",
            given="CREATE TABLE account (id int PRIMARY KEY, email text, name text);",
        ),
        Good(
            "db.user.createIndex({ at: 1 }, { expireAfterSeconds: 3600 });\ndb.user.createIndex({ at: 1, email: 1 });\n"
            "db.user.createIndex({ email: 1 }, { sparse: true });\ndb.user.createIndex({ email: 1, at: 1 });\n"
            'db.user.createIndex({ name: 1 }, { collation: { locale: "en", strength: 2 } });\ndb.user.createIndex({ name: 1, at: 1 });',
            dialect="mongodb",
        ),
    )
    bad = (
        Bad(
            "CREATE INDEX account_email ON account (email);",
            given="CREATE TABLE account (id int PRIMARY KEY, email text UNIQUE);",
            at="account_email",
            message="unique constraint",
        ),
        Bad(
            "CREATE INDEX a ON account (name);",
            given="CREATE TABLE account (id int PRIMARY KEY, name text);\nCREATE INDEX b ON account (name, id);",
            at="a",
            message="DROP INDEX a;",
        ),
        Bad(
            "CREATE TABLE account (id int NOT NULL, PRIMARY KEY (id), UNIQUE KEY again (id));",
            at="again",
            dialect="mysql",
        ),
        Bad(
            "db.user.createIndex({ team: 1 });\ndb.user.createIndex({ team: 1, email: -1 });",
            at="{ team: 1 }",
            dialect="mongodb",
            message='db.getCollection("user").dropIndex("team_1");',
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table, path, server in pairs(catalog, self._served):
            yield doubled(
                self,
                table,
                path,
                f"does nothing that {server.said} does not do: each write keeps both up to date.",
                Related(server.span, "this one serves"),
                catalog,
                fix=without(table, path, catalog, replay),
            )

    def _served(self, table: Table, ways: tuple[Path, ...], catalog: Catalog) -> Iterator[tuple[Path, Path]]:
        """Each path whose work another does, with that one."""
        by_first: dict[object, list[Path]] = {}
        for path in ways:
            by_first.setdefault(_first(path), []).append(path)
        order = {id(path): at for at, path in enumerate(ways)}
        for path in ways:
            if path.what == "primary key" or path.clustered or is_implicit(path) or removes_documents(path):
                continue
            for one in by_first[_first(path)]:
                if self._does(one, path, table, catalog) and not (
                    _alike(one, path) and order[id(one)] > order[id(path)]
                ):
                    yield path, one
                    break

    def _does(self, other: Path, path: Path, table: Table, catalog: Catalog) -> bool:
        """Whether `other` does all that `path` does."""
        if (
            other is path
            or is_implicit(other)
            or other.method != path.method
            or alike(other.predicate) != alike(path.predicate)
        ):
            return False
        if not begins_with(other, path):
            return False
        if not set(path.include) <= {*other.include, *other.columns}:
            return False
        equal = len(other.parts) == len(path.parts)
        if (
            isinstance(other.origin, Index) == isinstance(path.origin, Index)
            and other.what != "primary key"
            and (other.unique == path.unique and signature(other) == signature(path))
        ):
            return False
        if equal and catalog.dialect == "oracle" and not isinstance(other.origin, Index):
            return False  # a constraint that comes later takes the index that is there
        if path.unique:
            stricter = other.unique and not other.deferrable and (other.nulls_equal or not path.nulls_equal)
            return equal and stricter and self._outranks(other, path, table, catalog)
        if equal:
            return True
        # The rows themselves are the clustered key: a narrow index beside it reads far fewer pages in SQL Server.
        return path.method in ORDERED and not (catalog.dialect == "tsql" and other.clustered)

    def _outranks(self, other: Path, path: Path, table: Table, catalog: Catalog) -> bool:
        ranks = ("primary key", "unique constraint", "unique index", "index")
        if ranks.index(other.what) > ranks.index(path.what):
            return False
        merged = (
            catalog.dialect == "postgres"
            and path.what == "unique constraint"
            and not getattr(path.origin, "named", True)
        )
        return not (merged and same_statement(table, path) and same_statement(table, other))


def _alike(one: Path, other: Path) -> bool:
    """Whether each does the work of the other, so that only the later is told."""
    same = len(one.parts) == len(other.parts) and one.what == other.what and one.nulls_equal == other.nulls_equal
    return same and set(one.include) == set(other.include)


def _first(path: Path) -> object:
    """What an index must share with another to begin like it."""
    part = path.parts[0] if path.parts else None
    return (part.column or (alike(part.expression.text) if part.expression else "")) if part else ""
