"""Forms that MariaDB takes, and MySQL in part: options without commas, attributes of storage engines, guards in odd places.

Sources: MariaDB manual, ALTER TABLE, CREATE SEQUENCE, CREATE TABLE (storage engine attributes), CREATE PROCEDURE (TYPE OF).
"""

from __future__ import annotations

import pytest
from reading import changes as read

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterPartitions,
    AlterSequence,
    Change,
    CreateIndex,
    CreateRoutine,
    CreateSequence,
    CreateTable,
    DropObjects,
    RedefineColumn,
    SetOption,
)

CASES: tuple[tuple[str, tuple[type[Change], ...]], ...] = (
    ("ALTER TABLE t ADD FULLTEXT(a), ALGORITHM=INPLACE", (CreateIndex, SetOption)),
    ("CREATE TABLE t (c int) PARTITION BY LINEAR HASH (c MOD 7) PARTITIONS 10", (CreateTable,)),
    ("ALTER TABLE t ADD c int DEFAULT NEXT VALUE FOR s, ADD d int DEFAULT PREVIOUS VALUE FOR s", (AddColumn, AddColumn)),
    ("ALTER TABLE t CHECK PARTITION ALL FOR UPGRADE", (AlterPartitions,)),
    ("CREATE SEQUENCE s CACHE=10 MAXVALUE=100 CYCLE ENGINE=InnoDB", (CreateSequence,)),
    ("ALTER SEQUENCE s RESTART=11", (AlterSequence,)),
    ("CREATE TABLE t (f int(4) NOT NULL FIELD_FORMAT='C', n char(10), KEY (f) FLAGS='y', x char(15) XPATH='@')", (CreateTable,)),
    ("ALTER TABLE t MODIFY d char(10) NOT NULL XPATH='@', HEADER=0", (RedefineColumn, SetOption)),
    ("ALTER TABLE t WITH SYSTEM VERSIONING", (SetOption,)),
    ("CREATE PROCEDURE p (a ROW TYPE OF t) BEGIN SELECT 1; END", (CreateRoutine,)),
    ("CREATE PROCEDURE p (a TYPE OF t.a, b ROW TYPE OF test.t, c ROW(a int, b double)) BEGIN END", (CreateRoutine,)),
    ("ALTER TABLE t ADD PRIMARY KEY IF NOT EXISTS (id)", (AddConstraint,)),
    ("ALTER TABLE t ADD COLUMN IF NOT EXISTS (w bit, v int)", (AddColumn, AddColumn)),
    ("DROP TEMPORARY TABLES a, b", (DropObjects,)),
    ("CREATE TABLE t (s timestamp(6) AS ROW START INVISIBLE, e timestamp(6) AS ROW END, PERIOD FOR SYSTEM_TIME (s, e))", (CreateTable,)),
    ("ALTER TABLE t ENGINE=InnoDB PARTITION BY LIST (a) (PARTITION p0 VALUES IN (1))", (SetOption, SetOption)),
    ("DROP INDEX concurrently ON t", (DropObjects,)),
    ("CREATE TABLE t (a varchar(5) CHAR SET utf8mb4) CHAR SET utf8mb4 ENGINE=InnoDB", (CreateTable,)),
)  # fmt: skip


@pytest.mark.parametrize(("sql", "changes"), CASES, ids=[sql for sql, _ in CASES])
def test_read_completely(sql: str, changes: tuple[type[Change], ...]) -> None:
    assert tuple(type(change) for change in read(sql, "mariadb")) == changes


def test_guards() -> None:
    [key] = read("ALTER TABLE t ADD PRIMARY KEY IF NOT EXISTS (id)", "mariadb")
    assert isinstance(key, AddConstraint)
    assert key.if_not_exists
    columns = read("ALTER TABLE t ADD COLUMN IF NOT EXISTS (w bit, v int)", "mariadb")
    assert [one.if_not_exists for one in columns if isinstance(one, AddColumn)] == [True, True]


def test_a_name_that_is_a_word_elsewhere() -> None:
    [dropped] = read("DROP INDEX concurrently ON t", "mysql")
    assert isinstance(dropped, DropObjects)
    assert [name.value for name in dropped.names] == ["concurrently"]
    assert not dropped.concurrently


def test_a_value_of_a_sequence() -> None:
    [first, second] = read(
        "ALTER TABLE t ADD c int DEFAULT NEXT VALUE FOR s, ADD d int DEFAULT PREVIOUS VALUE FOR s", "mariadb"
    )
    assert isinstance(first, AddColumn)
    assert isinstance(second, AddColumn)
    assert first.column.default is not None
    assert second.column.default is not None
    assert (first.column.default.calls, second.column.default.calls) == (("nextval",), ("lastval",))
