from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    ColumnRef,
    CreateIndex,
    Diagnostic,
    Expression,
    Fix,
    ForeignKey,
    Good,
    Index,
    IsNull,
    KeyPart,
    Logic,
    Ref,
    Replay,
    Shape,
    Subject,
    Table,
    WriteRows,
)
from schemalint_rules._proposals import index_affix, index_name, listed, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import Path, is_hidden, paths, stored
from schemalint_rules._vocabulary import LOOKUP_WORDS, words

LOOK_UP_METHODS = frozenset({"btree", "gist", "hash", "normal", "clustered", "nonclustered", "rowstore", "lsm"})
"""Index methods that find the rows of one value; what a GiST index holds of plain values it holds through `btree_gist`, which
knows equality. Bitmap indexes of Oracle lock far more than a row; GIN, BRIN, full-text and columnstore ones are not used for
the server's own look-ups."""


class UnindexedForeignKey(CatalogRule):
    """The columns of a foreign key should be indexed.

    ## What it does
    Reports a foreign key whose columns are not, in any order, the leading columns of an index the server can use. Primary
    keys, unique and exclusion constraints count; expression indexes and invalid ones do not; a partial index counts only when its
    predicate says no more than IS NOT NULL on those columns. An index that nearly serves is named. MySQL and MariaDB make the
    index themselves.

    ## Why is this bad
    Each DELETE of a parent row, and each UPDATE of its key, reads the whole child table to look for rows that refer to it,
    and holds its locks meanwhile. Oracle locks the child table besides. Joins from parent to child read it all too.

    ## Fix
    An index on the columns, named in the schema's own manner.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys
    - Oracle Database Concepts, Locks and Foreign Keys; SQLite, Foreign Key Support, 3 Required and Suggested Indexes
    """

    name = "unindexed-foreign-key"
    severity = "warning"
    fixes = "safe"
    only_with = ("references",)
    good = (
        Good(
            "CREATE TABLE orders (id bigint PRIMARY KEY, account_id bigint REFERENCES account (id));\n"
            "CREATE INDEX ON orders (account_id) WHERE account_id IS NOT NULL;",
            given="CREATE TABLE account (id bigint PRIMARY KEY);",
        ),
        Good(
            "CREATE TABLE orders (id bigint PRIMARY KEY, account_id bigint, FOREIGN KEY (account_id) REFERENCES account (id));",
            given="CREATE TABLE account (id bigint PRIMARY KEY);",
            dialect="mysql",
        ),
        Good(
            "CREATE TABLE pair (b int, a int, PRIMARY KEY (a, b), FOREIGN KEY (b, a) REFERENCES both_of (b, a));",
            given="CREATE TABLE both_of (a int, b int, PRIMARY KEY (b, a));",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id bigint PRIMARY KEY, account_id bigint REFERENCES account (id));",
            given="CREATE TABLE account (id bigint PRIMARY KEY);",
            at="account_id",
            message="CREATE INDEX orders_account_id_idx ON orders (account_id);",
        ),
        Bad(
            "CREATE TABLE orders (id bigint PRIMARY KEY, account_id bigint REFERENCES account (id));\n"
            "CREATE INDEX i ON orders (id, account_id);",
            given="CREATE TABLE account (id bigint PRIMARY KEY);",
            at="account_id",
            message="does not begin with",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        changed: frozenset[Ref] | None = None
        affix = index_affix(catalog)
        for table in stored(catalog):
            if not table.foreign_keys or catalog.dialect in ("mysql", "mariadb"):
                continue
            ways = (*paths(table, catalog.dialect), *_excluding(table))
            told: set[frozenset[str]] = set()
            for key in table.foreign_keys:
                columns = frozenset(key.columns)
                if key.ignored or not key.enforced or not columns or columns in told:
                    continue
                obstacles = [self._obstacle(path, key, table) for path in ways]
                if "" in obstacles:
                    continue
                if is_hidden(replay, "create index", table.name, key.columns[0]):
                    continue  # a block may make it
                told.add(columns)
                if changed is None:
                    changed = _deleted_from(replay)
                near = next(
                    (
                        f" {path.said[0].upper()}{path.said[1:]} {obstacle}."
                        for path, obstacle in zip(ways, obstacles, strict=True)
                        if obstacle != "does not hold the columns"
                    ),
                    "",
                )
                yield self._unindexed(table, key, near, affix, catalog, key.parent in changed)

    def _obstacle(self, path: Path, key: ForeignKey, table: Table) -> str:
        """Why the path cannot find the rows of a key; empty when it can."""
        wanted = frozenset(key.columns)
        leading = path.parts[: len(wanted)]
        if not any(part.column in wanted for part in path.parts):
            if any(part.expression and wanted & set(part.expression.columns) for part in path.parts):
                return "indexes an expression"
            return "does not hold the columns"
        if path.method not in LOOK_UP_METHODS:
            return f"is a {path.method} index"
        if {part.column for part in leading} != wanted:
            return f"does not begin with {'them' if len(wanted) > 1 else 'it'}"
        if any(part.prefix for part in leading):
            return "holds only a prefix"
        if path.method == "hash" and len(path.parts) > 1:
            return "is a hash index over more"
        if not path.valid:
            return "is not valid"
        for part in leading:
            column = table.column(part.column)
            if part.collation and column is not None and part.collation != column.collation:
                return "has another collation"
        predicate = path.origin.predicate if isinstance(path.origin, Index) else None
        if predicate is not None and not _only_not_null(predicate, wanted):
            return f"holds only rows WHERE {predicate.text}"
        return ""

    def _unindexed(
        self, table: Table, key: ForeignKey, near: str, affix: str, catalog: Catalog, deletes: bool
    ) -> Diagnostic:
        shown = ", ".join(key.columns)
        what = f"{table.ref.text}.{shown}" if len(key.columns) == 1 else f"{table.ref.text} ({shown})"
        name = index_name(table, key.columns, affix, catalog)
        column = table.column(key.columns[0]) if key.inline else None
        parts = tuple(KeyPart(one) for one in key.columns)
        return self.found(
            column.span if column else key.span,
            f"Foreign key {what} refers to {key.parent.text} and has no index{_consequence(key, deletes)}.{near}",
            subject=Subject("constraint", table.schema or None, table.name, key.name, key.columns),
            repair=f"CREATE INDEX {spelled(name, catalog)} ON {spelled_ref(table.ref, catalog)} "
            f"({listed(key.columns, catalog)});",
            fix=Fix(
                f"Index {what}",
                "safe",
                changes=(CreateIndex(object_name(table.ref), Index("", name, parts), name_of(name)),),
            ),
        )


def _excluding(table: Table) -> Iterator[Path]:
    """The indexes behind exclusion constraints, which serve look-ups as others do."""
    for one in table.exclusions:
        index = Index(table.schema, one.name, one.parts, method=one.method, predicate=one.predicate, span=one.span)
        yield Path("index", one.name, one.parts, False, index, one.method)


def _consequence(key: ForeignKey, deletes: bool) -> str:
    if deletes:
        return f": the history deletes from {key.parent.text} or changes its key, and each row of that reads all of the child table"
    if key.on_delete not in ("NO ACTION", "RESTRICT"):
        return f": each DELETE of a parent reads the whole table to carry out ON DELETE {key.on_delete}"
    if not LOOKUP_WORDS.isdisjoint(words(key.parent.name)[-1:]):
        return ", so joins from the parent read the whole table"
    return ": each DELETE of a parent, or UPDATE of its key, reads the whole table"


def _only_not_null(predicate: Expression, columns: frozenset[str]) -> bool:
    parts: list[Shape] = [predicate.shape]
    while parts:
        shape = parts.pop()
        if isinstance(shape, Logic) and shape.operator == "and":
            parts.extend(shape.parts)
        elif not (
            isinstance(shape, IsNull)
            and shape.negated
            and isinstance(shape.operand, ColumnRef)
            and shape.operand.name in columns
        ):
            return False
    return True


def _deleted_from(replay: Replay) -> frozenset[Ref]:
    """The tables that statements of the history delete from, or whose primary key they change."""
    found = set()
    for step in replay.steps:
        change = step.change
        if not isinstance(change, WriteRows) or change.verb not in ("delete", "truncate", "update", "merge"):
            continue
        for name in change.tables:
            ref = Ref(name.schema.value if name.schema else step.after.default_schema, name.value)
            table = step.after.table(ref)
            key = table.primary_key.columns if table and table.primary_key else ()
            if change.verb != "update" or any(column.value in key for column in change.columns):
                found.add(ref)
    return frozenset(found)
