from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Index,
    KeyPart,
    Replay,
    Span,
    Table,
)
from schemalint_rules._indexes import about_path, called, named_at, part_key
from schemalint_rules._tables import Path, paths, stored


class DuplicateIndexColumn(CatalogRule):
    """A column belongs into an index once.

    ## What it does
    Reports an index or a key that names a column twice. In PostgreSQL the same column may stand there again with another
    operator class or collation.

    ## Why is this bad
    MySQL, MariaDB, SQL Server and Oracle refuse it, and so does PostgreSQL for keys. Elsewhere each entry is larger for
    nothing.

    ## Fix
    Without the second one. Unsafe: the index is built anew.

    ## References
    - MySQL 8.4 manual, error 1060; SQL Server, error 1909; Oracle Database, ORA-00957
    - PostgreSQL 17 manual, CREATE TABLE, UNIQUE, "a unique constraint must name distinct columns"; CREATE INDEX
    """

    name = "duplicate-index-column"
    severity = "warning"
    fixes = "unsafe"
    good = (
        Good("CREATE INDEX item_code ON item (code, code text_pattern_ops);", given="CREATE TABLE item (code text);"),
    )
    bad = (
        Bad(
            "CREATE INDEX item_code ON item (code, name, code);",
            given="CREATE TABLE item (code text, name text);",
            at="item_code",
            fixed="CREATE INDEX item_code ON item (code, name);",
        ),
        Bad("CREATE TABLE item (a int, b int, KEY ab (a, b, a));", at="ab", dialect="mysql", message="refuses"),
        Bad("CREATE TABLE item (a int NOT NULL, UNIQUE (a, a));", at="UNIQUE (a, a)", message="refuses"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for path in paths(table, catalog.dialect):
                again = _again(path, catalog)
                if again is not None:
                    yield self._doubled(table, path, again, catalog)

    def _doubled(self, table: Table, path: Path, again: int, catalog: Catalog) -> Diagnostic:
        is_index = isinstance(path.origin, Index)
        refused = catalog.dialect in ("mysql", "mariadb", "tsql", "oracle") or (
            catalog.dialect == "postgres" and not is_index
        )
        part, before = path.parts[again], path.parts[again - 1]
        edits: tuple[Edit, ...] = ()
        if part.span.path and before.span.path:
            edits = (Edit(Span(part.span.path, before.span.end, part.span.end), ""),)
        why = "the server refuses it" if refused else "each entry holds it twice"
        return self.found(
            named_at(path),
            f"{called(table, path)} names {part.column} twice: {why}.",
            severity="error" if refused else None,
            subject=about_path(table, path),
            repair=f"name {part.column} once",
            fix=Fix(f"Name {part.column} once in {path.name or path.what}", "unsafe", edits) if edits else None,
        )


def _again(path: Path, catalog: Catalog) -> int | None:
    """The place of the first column that stands there for the second time."""
    seen: set[object] = set()
    for at, part in enumerate(path.parts):
        key: object = part.column
        if catalog.dialect == "postgres" and isinstance(path.origin, Index):
            key = _told_apart(part)
        if part.column and key in seen:
            return at
        seen.add(key)
    return None


def _told_apart(part: KeyPart) -> object:
    what, plain, *_, collation, opclass, _ = part_key(part)
    return what, plain, collation, opclass
