"""What a query can read from, as far as names go: which columns it has, and whether those are all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Table


class Relation(NamedTuple):
    """A table, view, subquery or row."""

    columns: Mapping[str, None] = {}
    """Folded names, in order."""
    open: bool = False
    """It may have columns that are not known; nothing is said about those it seems to lack."""
    ref: Ref | None = None
    hidden: frozenset[str] = frozenset()
    """Columns that can be named, but that `*` leaves out."""

    def has(self, name: str) -> bool:
        """Whether it is known to have the column."""
        return name in self.columns or name in self.hidden

    def lacks(self, name: str) -> bool:
        """Whether it certainly does not have the column."""
        return not self.open and name not in self.columns and name not in self.hidden


OPEN = Relation(open=True)
"""Anything at all."""


def relation(
    names: Iterable[str], *, open: bool = False, ref: Ref | None = None, hidden: frozenset[str] = frozenset()
) -> Relation:
    """A relation of these columns. An empty name stands for a column whose name is not known."""
    columns = dict.fromkeys(names)
    if "" in columns:
        del columns[""]
        open = True
    return Relation(columns, open, ref, hidden)


POSTGRES_HIDDEN = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"})
SQLITE_HIDDEN = frozenset({"rowid", "oid", "_rowid_"})
ORACLE_HIDDEN = frozenset({"ROWID", "ROWNUM", "ORA_ROWSCN", "LEVEL", "OBJECT_VALUE", "OBJECT_ID", "SYS_NC_ROWINFO$"})
VERSIONED_HIDDEN = frozenset({"row_start", "row_end"})
HIDDEN: Mapping[str, frozenset[str]] = {
    "postgres": POSTGRES_HIDDEN,
    "standard": POSTGRES_HIDDEN,
    "sqlite": SQLITE_HIDDEN,
    "oracle": ORACLE_HIDDEN,
    "mariadb": VERSIONED_HIDDEN,
    "tsql": frozenset({"$rowguid", "$identity", "$node_id", "$edge_id", "$from_id", "$to_id", "$action", "$partition"}),
}
"""Columns that every table of a dialect has without anybody defining them."""


def of_table(table: Table, dialect: str, muted: bool, derived: Mapping[object, Relation]) -> Relation:
    """The columns of a table of the catalogue; those that its query gives are looked up by the place of its name."""
    open_ = (
        muted or table.assumed or table.unknown or table.kind == "virtual" or (table.of_type and dialect == "oracle")
    )
    names: Iterable[str] = (column.name for column in table.columns)
    if table.as_query:
        given = derived.get(table.span)
        open_ = open_ or given is None or given.open
        names = (*(given.columns if given else ()), *names)
    return relation(names, open=bool(open_), ref=table.ref, hidden=HIDDEN.get(dialect, frozenset()))


def union(first: Relation, second: Relation) -> Relation:
    """The columns of both, for a statement that changes a table and names its columns."""
    if first.columns == second.columns and first.open == second.open:
        return second
    return Relation(
        {**first.columns, **second.columns}, first.open or second.open, second.ref or first.ref, first.hidden
    )
