"""Columns may be called what clauses are called."""

from __future__ import annotations

import pytest
from reading import changes

from schemalint.model.change import AddColumn, CreateTable, DropColumn
from schemalint.model.document import Dialect

# Words that begin a clause somewhere, but are no reserved words everywhere.
NAMES = (
    "family", "index", "key", "period", "comment", "date", "data", "type", "value", "name", "position", "partition", "start",
    "storage", "options", "comments", "enabled", "status", "level", "text", "hash", "unique_id", "check_in", "primary_id",
    "constraint_type", "like_count", "time", "year", "user_id", "version", "owner", "source", "password", "count", "language",
    "connection", "compression", "masked", "hidden", "encrypted", "sort", "scope", "spatial", "fulltext", "vector", "inverted",
    "supplemental", "action", "local", "cache", "names", "identity_no", "generated_at", "references_count", "visible",
    "sequence", "locked", "private", "domain", "role", "security", "policy", "temporary", "view", "cycle", "state",
)  # fmt: skip
RESERVED: dict[Dialect, frozenset[str]] = {
    "postgres": frozenset(),
    "sqlite": frozenset({"index"}),
    "mysql": frozenset({"index", "key", "partition", "spatial", "fulltext", "vector"}),
    "tsql": frozenset({"index", "key", "period", "identity"}),
    "oracle": frozenset({"index", "date", "comment", "level", "start", "view", "partition"}),
}
CASES = [(dialect, name) for dialect, reserved in RESERVED.items() for name in NAMES if name not in reserved]


@pytest.mark.parametrize(("dialect", "name"), CASES)
@pytest.mark.parametrize("kind", ["varchar(20)", "integer", "numeric(10, 2)"])
def test_a_word_names_a_column(dialect: Dialect, name: str, kind: str) -> None:
    (table,) = changes(f"CREATE TABLE t (a int, {name} {kind} NOT NULL, b int)", dialect)
    assert isinstance(table, CreateTable)
    assert [column.name.lower() for column in table.columns] == ["a", name, "b"]
    assert not table.constraints
    assert not table.columns[1].nullable
    assert not table.columns[1].unknown
    (added,) = changes(f"ALTER TABLE t ADD {name} {kind} NOT NULL", dialect)
    assert isinstance(added, AddColumn)
    assert added.column.name.lower() == name
    assert not added.column.nullable
    (dropped,) = changes(f"ALTER TABLE t DROP COLUMN {name}", dialect)
    assert isinstance(dropped, DropColumn)
    assert dropped.column.value.lower() == name
