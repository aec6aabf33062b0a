from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Change,
    Diagnostic,
    DropConstraint,
    DropObjects,
    Fix,
    Good,
    Index,
    Ref,
    Related,
    Replay,
    Span,
    Subject,
    Table,
)
from schemalint_rules._indexes import (
    Targets,
    is_implicit,
    is_referenced,
    is_replica_identity,
    removal,
    same_statement,
    signature,
    targets,
)
from schemalint_rules._proposals import Written, drop_index, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import Path, paths, stored

UNLIKE = frozenset({"xml", "selective xml", "json", "columnstore"})
"""Methods whose indexes differ in more than columns: by path, by value, by property."""


class DuplicateIndex(CatalogRule):
    """Two indexes of a table should not be the same.

    ## What it does
    Reports the later of two indexes, or of two unique constraints, that are equal in columns, order, method, predicate,
    collation, operator class and INCLUDE columns. An index that repeats a key is `redundant-index`.

    ## Why is this bad
    Each INSERT, UPDATE and VACUUM pays for both, and no query gains by the second.

    ## Fix
    Drop the later one. Unsafe, since hints and ON CONFLICT may name it; not offered where it is the target of a foreign key
    or the table's replica identity.

    ## References
    - PostgreSQL wiki, Index Maintenance, Duplicate Indexes
    - MySQL 8.4 manual, warning 1831 Duplicate index
    """

    name = "duplicate-index"
    severity = "warning"
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
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        referenced = targets(catalog)
        told: set[Span] = set()
        """Where indexes stand that are reported: LIKE … INCLUDING INDEXES makes others of the same text."""
        for table in stored(catalog):
            if len(table.indexes) + len(table.uniques) < 2:
                continue
            first: dict[tuple[object, ...], Path] = {}
            for path in paths(table, catalog.dialect):
                if path.what == "primary key" or not path.valid or path.method in UNLIKE:
                    continue
                key = (path.what == "unique constraint", path.unique, *signature(path))
                earlier = first.setdefault(key, path)
                if earlier is path or path.origin.span in told:
                    continue
                if not self._merged(table, earlier, path, catalog):
                    told.update((path.origin.span,) if path.origin.span.path else ())
                    yield self._duplicate(table, earlier, path, referenced, catalog, written)

    def _merged(self, table: Table, earlier: Path, path: Path, catalog: Catalog) -> bool:
        """Whether the server makes but one index of the two."""
        if catalog.dialect in ("mysql", "mariadb"):
            return is_implicit(path) or is_implicit(earlier)
        if catalog.dialect != "postgres" or isinstance(path.origin, Index) or path.origin.named:
            return False
        return same_statement(table, path) and same_statement(table, earlier)

    def _duplicate(
        self, table: Table, earlier: Path, path: Path, referenced: Targets, catalog: Catalog, written: Written
    ) -> Diagnostic:
        origin = path.origin
        span = origin.name_span if origin.name_span.path else origin.span
        constraint = not isinstance(origin, Index)
        ref = Ref(table.schema, path.name)
        repair = (
            f"ALTER TABLE {spelled_ref(table.ref, catalog)} DROP CONSTRAINT {spelled(path.name, catalog)};"
            if constraint
            else drop_index(ref, table.ref, catalog)
        )
        needed = is_referenced(table, path, referenced) or is_replica_identity(table, path.name)
        change: Change = (
            DropConstraint(object_name(table.ref), name_of(path.name))
            if constraint
            else DropObjects("index", (object_name(ref),), on=object_name(table.ref))
        )
        fix = None if needed else Fix(f"Drop {path.said}", "unsafe", removal(path, written), (change,))
        return self.found(
            span,
            f"{path.said[0].upper()}{path.said[1:]} of {table.ref.text} repeats {earlier.said}: "
            "each write keeps both up to date, and no query gains by it.",
            subject=Subject(
                "constraint" if constraint else "index", table.schema or None, table.name, path.name, path.columns
            ),
            repair="" if needed else repair,
            related=(Related(earlier.span, "the first one"),) if earlier.span.path else (),
            fix=fix,
        )
