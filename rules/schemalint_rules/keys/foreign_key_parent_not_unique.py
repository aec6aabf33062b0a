from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AddConstraint,
    Bad,
    Catalog,
    CatalogRule,
    CreateTable,
    Diagnostic,
    Edit,
    Fix,
    ForeignKey,
    Good,
    KeyPart,
    Related,
    Replay,
    Severity,
    Span,
    Subject,
    Table,
    Unique,
)
from schemalint_rules._proposals import Written, add_constraint, listed, new_constraint_name, object_name
from schemalint_rules._tables import Path, is_key, paths, understood


class ForeignKeyParentNotUnique(CatalogRule):
    """A foreign key must refer to columns that the server knows to be unique.

    ## What it does
    Reports a foreign key whose referenced columns carry nothing the server accepts as a key: a primary key or unique
    constraint that is not deferrable; in PostgreSQL, SQL Server and SQLite also a unique index without a predicate or an
    expression. Oracle wants a constraint. MariaDB, and MySQL before 8.4, take any index that begins with the columns: there,
    and where the version is not known, that is a warning. A key that is made unique only by a later statement is told where
    the server looks at once: PostgreSQL, SQL Server and Oracle.

    ## Why is this bad
    The server refuses the statement. SQLite takes it and refuses the rows, so there it is a warning. Where any index will do, one child row may have two parents.

    ## Fix
    A unique constraint on the referenced columns. Unsafe: it fails where there are duplicates.

    ## References
    - PostgreSQL 17 manual, CREATE TABLE, REFERENCES; SQLite, Foreign Key Support, 3
    - MySQL 8.4 manual, 15.1.20.5; restrict_fk_on_non_standard_key
    - Oracle Database SQL Language Reference, constraint, References Clause
    """

    name = "foreign-key-parent-not-unique"
    severity = "error"
    fixes = "unsafe"
    only_with = ("references",)
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, email text REFERENCES account (email));",
            given="CREATE TABLE account (id int PRIMARY KEY, email text);\nCREATE UNIQUE INDEX i ON account (email);",
        ),
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, a int, b int, FOREIGN KEY (a, b) REFERENCES pair (a, b));",
            given="CREATE TABLE pair (a int, b int, PRIMARY KEY (b, a));",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, email text REFERENCES account (email));",
            given="CREATE TABLE account (id int PRIMARY KEY, email text);\nCREATE INDEX i ON account (email);",
            at="account",
            message="UNIQUE (email)",
        ),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, owner int REFERENCES account);",
            given="CREATE TABLE account (id int);",
            at="account",
        ),
        Bad(
            "CREATE TABLE o (id int PRIMARY KEY, a int, FOREIGN KEY (a) REFERENCES account (number));",
            given="CREATE TABLE account (id int PRIMARY KEY, number int, KEY (number));",
            at="account",
            dialect="mariadb",
        ),
        Bad(
            "ALTER TABLE orders ADD FOREIGN KEY (owner) REFERENCES account (id);\nALTER TABLE account ADD PRIMARY KEY (id);",
            given="CREATE TABLE account (id int);\nCREATE TABLE orders (id int PRIMARY KEY, owner int);",
            at="account",
            message="only later",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        then: dict[Span, Catalog] | None = None
        written: Written | None = None
        for table in understood(catalog):
            if table.partition_of:
                continue
            for key in table.foreign_keys:
                parent = _judged(key, catalog)
                if parent is None:
                    continue
                severity = self._verdict(parent, key.parent_columns, catalog)
                if severity is not None:
                    written = Written(replay) if written is None else written
                    yield self._not_unique(table, key, parent, severity, catalog, written)
                elif catalog.dialect in AT_ONCE and key.span.path and not self._stands_before(key, parent, catalog):
                    then = _made(replay) if then is None else then
                    before = then.get(key.span)
                    held = _judged(key, before) if before is not None else None
                    if before is not None and held is not None and self._verdict(held, key.parent_columns, before):
                        yield self._too_early(table, key, parent, catalog)

    def _verdict(self, parent: Table, columns: tuple[str, ...], catalog: Catalog) -> Severity | None:
        """None where the server has a key to go by."""
        dialect = catalog.dialect
        ways = paths(parent, dialect)
        if columns and any(self._accepted(path, columns, parent, dialect) for path in ways):
            return None
        if dialect in ("mysql", "mariadb") and columns and any(_leads(path, columns) for path in ways):
            major = catalog.version.split(".")
            new = dialect == "mysql" and len(major) > 1 and tuple(map(_number, major[:2])) >= (8, 4)
            return "error" if new or (dialect == "mysql" and _number(major[0]) >= 9) else "warning"
        # SQLite takes the key and refuses the rows, where it looks at foreign keys at all.
        return "warning" if dialect == "sqlite" else "error"

    def _accepted(self, path: Path, columns: tuple[str, ...], parent: Table, dialect: str) -> bool:
        if path.deferrable or not is_key(path, columns):
            return False
        if dialect in ("mysql", "mariadb") and not _leads(path, columns):
            return False
        if dialect == "sqlite" and any(_collated(part, parent) for part in path.parts):
            return False
        return dialect != "oracle" or path.what in ("primary key", "unique constraint")

    def _stands_before(self, key: ForeignKey, parent: Table, catalog: Catalog) -> bool:
        """Whether the key to go by is written above, in the same file: as nearly always, and then nothing has to be replayed."""
        return any(
            path.span.path == key.span.path
            and path.span.start < key.span.start
            and self._accepted(path, key.parent_columns, parent, catalog.dialect)
            for path in paths(parent, catalog.dialect)
        )

    def _too_early(self, table: Table, key: ForeignKey, parent: Table, catalog: Catalog) -> Diagnostic:
        target = ", ".join(key.parent_columns)
        ways = [
            path
            for path in paths(parent, catalog.dialect)
            if self._accepted(path, key.parent_columns, parent, catalog.dialect)
        ]
        return self.found(
            key.parent_span if key.parent_span.path else key.span,
            f"Foreign key {table.ref.text} ({', '.join(key.columns)}) refers to {parent.ref.text} ({target}), which is made unique only"
            " later; the server refuses the key.",
            subject=Subject("constraint", table.schema or None, table.name, key.name, key.columns),
            repair=f"make {parent.ref.text} ({target}) unique before this statement",
            related=(Related(ways[0].span, "made unique here"),) if ways and ways[0].span.path else (),
        )

    def _not_unique(
        self, table: Table, key: ForeignKey, parent: Table, severity: Severity, catalog: Catalog, written: Written
    ) -> Diagnostic:
        columns = ", ".join(key.columns)
        what = f"{table.ref.text}.{columns}" if len(key.columns) == 1 else f"{table.ref.text} ({columns})"
        end = "the server refuses the key" if severity == "error" else "a row may have several parents"
        if catalog.dialect == "sqlite":
            end = "rows of both cannot be written once foreign_keys is on"
        if not key.parent_columns:
            return self.found(
                key.parent_span if key.parent_span.path else key.span,
                f"Foreign key {what} refers to {parent.ref.text}, which has no primary key; {end}.",
                subject=Subject("constraint", table.schema or None, table.name, key.name, key.columns),
                repair=f"name the columns that are unique in {parent.ref.text}, or give it a primary key",
            )
        target = ", ".join(key.parent_columns)
        clause = f"UNIQUE ({listed(key.parent_columns, catalog)})"
        name = new_constraint_name(parent, key.parent_columns, "key", catalog)
        unique = Unique(name, key.parent_columns, named=True)
        first = parent.column(key.parent_columns[0])
        repair = add_constraint(parent.ref, name, clause, catalog)
        title = f"Make {parent.ref.text} ({target}) unique"
        fix: Fix | None = Fix(title, "unsafe", changes=(AddConstraint(object_name(parent.ref), unique),))
        if severity == "error":
            # What the server refuses, nothing behind it makes good.
            at = written.statement(key.span)
            before = Edit(at.span._replace(end=at.span.start), f"{repair}{at.line_break}") if at is not None else None
            fix = Fix(title, "unsafe", (before,)) if before is not None and parent.ref != table.ref else None
        return self.found(
            key.parent_span if key.parent_span.path else key.span,
            f"Foreign key {what} refers to {parent.ref.text} ({target}), which no key makes unique; {end}.",
            subject=Subject("constraint", table.schema or None, table.name, key.name, key.columns),
            repair=repair,
            related=(Related(first.span, "no unique key on this"),) if first and first.span.path else (),
            fix=fix,
            severity=severity,
        )  # fmt: skip


AT_ONCE = frozenset({"postgres", "tsql", "oracle"})
"""Servers that look for the key of the parent when the foreign key is made, whatever a session has set."""


def _judged(key: ForeignKey, catalog: Catalog) -> Table | None:
    """The parent, where all is known of it that the key refers to."""
    parent = catalog.table(key.parent)
    if parent is None or key.ignored or parent.unknown or parent.assumed or parent.as_query:
        return None
    if catalog.is_muted(parent.ref) or any(parent.column(name) is None for name in key.parent_columns):
        return None
    return parent


def _made(replay: Replay) -> dict[Span, Catalog]:
    """The catalogue behind the statement that makes each foreign key, by the key's clause. One statement makes its keys last."""
    found: dict[Span, Catalog] = {}
    behind: dict[Span, Catalog] = {step.statement.span: step.after for step in replay.steps}
    for step in replay.steps:
        change = step.change
        constraints = (
            (change.constraint,)
            if isinstance(change, AddConstraint)
            else change.constraints
            if isinstance(change, (CreateTable, AddColumn))
            else ()
        )
        for one in constraints:
            if isinstance(one, ForeignKey) and one.span.path:
                found.setdefault(one.span, behind[step.statement.span])
    return found


def _collated(part: KeyPart, parent: Table) -> bool:
    """Whether an index compares a column otherwise than the column itself, which SQLite takes for no key."""
    column = parent.column(part.column)
    return (
        bool(part.collation) and column is not None and part.collation.lower() != (column.collation.lower() or "binary")
    )


def _leads(path: Path, columns: tuple[str, ...]) -> bool:
    """Whether MySQL can go by the index, which it needs in the order of the key, and whole values in it."""
    plain = not any(part.prefix for part in path.parts[: len(columns)])
    return plain and path.columns[: len(columns)] == columns and path.method in ("btree", "hash", "")


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
