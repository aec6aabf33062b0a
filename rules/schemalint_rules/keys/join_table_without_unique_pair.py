from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddConstraint, Bad, Catalog, Diagnostic, Fix, Good, Index, Table, TableRule, Unique
from schemalint_rules._proposals import about_table, add_constraint, listed, new_constraint_name, object_name
from schemalint_rules._tables import Path, is_position, join_columns, paths
from schemalint_rules._vocabulary import AUDIT_WORDS, words


class JoinTableWithoutUniquePair(TableRule):
    """A join table should hold each pair once.

    ## What it does
    Reports a pure join table (two foreign keys, and besides them at most a generated key and audit columns) in which no key
    makes the pair unique. A key over one of the two sides suffices, in any order of columns; so does a unique index of the
    rows that are not soft-deleted.

    ## Why is this bad
    The same link can be stored twice: joins then return rows twice, sums are doubled, and deleting one link leaves the other.

    ## Fix
    A unique constraint on the pair. Unsafe: it fails where there are duplicates already.

    ## References
    - PostgreSQL 17 manual, 5.5.3 Unique Constraints; 5.5.5 Foreign Keys (many-to-many)
    """

    name = "join-table-without-unique-pair"
    severity = "warning"
    fixes = "unsafe"
    only_with = ("references",)
    good = (
        Good(
            "CREATE TABLE membership (account_id int REFERENCES account, team_id int REFERENCES team, "
            "PRIMARY KEY (team_id, account_id));",
            given="CREATE TABLE account (id int PRIMARY KEY);\nCREATE TABLE team (id int PRIMARY KEY);",
        ),
        Good(
            "CREATE TABLE purchase (id int PRIMARY KEY, account_id int REFERENCES account, team_id int REFERENCES team, "
            "price numeric);",
            given="CREATE TABLE account (id int PRIMARY KEY);\nCREATE TABLE team (id int PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE membership (id serial PRIMARY KEY, account_id int REFERENCES account, "
            "team_id int REFERENCES team, created_at timestamptz);",
            given="CREATE TABLE account (id int PRIMARY KEY);\nCREATE TABLE team (id int PRIMARY KEY);",
            at="membership",
            message="UNIQUE (account_id, team_id)",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        if table.kind != "table" or table.partition_of:
            return
        pair = join_columns(table)
        if not pair or any(self._keeps_once(path, pair, table) for path in paths(table, catalog.dialect)):
            return
        shown = ", ".join(pair)
        name = new_constraint_name(table, pair, "key", catalog)
        yield self.found(
            table.span,
            f"Join table {table.ref.text} may hold the same pair ({shown}) twice: no key makes it unique.",
            subject=about_table(table),
            repair=add_constraint(table.ref, name, f"UNIQUE ({listed(pair, catalog)})", catalog),
            fix=Fix(
                f"Make {table.ref.text} ({shown}) unique",
                "unsafe",
                changes=(AddConstraint(object_name(table.ref), Unique(name, pair, named=True)),),
            ),
        )

    def _keeps_once(self, path: Path, pair: tuple[str, ...], table: Table) -> bool:
        if not path.unique or not path.valid:
            return False
        if not set(path.columns) <= set(pair):
            # One thing may stand at several places of a list.
            found = [table.column(name) for name in path.columns]
            return len(found) > 1 and any(column is not None and is_position(column) for column in found)
        if isinstance(path.origin, Index) and path.origin.predicate is not None:
            return all(not AUDIT_WORDS.isdisjoint(words(column)) for column in path.origin.predicate.columns)
        return True
