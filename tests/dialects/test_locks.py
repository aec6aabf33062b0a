"""What a change locks: versions fit together, unknown ones are the oldest, every fact has its source."""

from __future__ import annotations

from itertools import pairwise

import pytest

from schemalint.dialects.locks import ALWAYS, LOCKS, NEVER, lock_of, server, version_of
from schemalint.model.document import Dialect


def test_every_fact_has_a_source_and_versions_do_not_overlap() -> None:
    for dialect, actions in LOCKS.items():
        for action, locks in actions.items():
            assert locks, (dialect, action)
            assert all(lock.source and lock.mode and ALWAYS <= lock.since < lock.until <= NEVER for lock in locks)
            for one, other in pairwise(locks):
                assert one.until == other.since, (dialect, action)


@pytest.mark.parametrize(
    ("dialect", "version", "numbers"),
    [
        ("postgres", "15", (15, 999)),
        ("postgres", "", (15, 0)),
        ("mysql", "8.0.36", (8, 0)),
        ("tsql", "2019", (15, 0)),
        ("tsql", "15.0", (15, 0)),
        ("oracle", "19c", (19, 999)),
        ("mariadb", "10.11", (10, 11)),
    ],
)
def test_versions(dialect: Dialect, version: str, numbers: tuple[int, int]) -> None:
    assert version_of(dialect, version) == numbers


def test_a_proof_spares_the_scan_from_postgresql_12_on() -> None:
    old, new = lock_of("set-not-null-proved", "postgres", "11"), lock_of("set-not-null-proved", "postgres", "12")
    assert old is not None
    assert new is not None
    assert (old.work, new.work) == ("scan", "")


def test_plain_indexes_block_nobody_in_mysql_and_writers_elsewhere() -> None:
    blocks = {}
    for dialect in ("postgres", "mysql", "mariadb", "tsql", "oracle"):
        lock = lock_of("create-index", dialect)
        assert lock is not None
        blocks[dialect] = lock.blocks
    assert blocks == {
        "postgres": "writes",
        "mysql": "schema changes",
        "mariadb": "schema changes",
        "tsql": "writes",
        "oracle": "writes",
    }


def test_messages_say_when_the_version_is_assumed() -> None:
    assert server("postgres", "15") == "PostgreSQL 15"
    assert server("tsql") == "SQL Server 2017 (assumed: no server-version is configured)"
    assert lock_of("create-index", "sqlite") is None


def test_articles() -> None:
    modes = {lock.words for actions in LOCKS.values() for locks in actions.values() for lock in locks}
    assert {"a SHARE", "an ACCESS EXCLUSIVE", "an EXCLUSIVE", "an S", "a Sch-M"} <= modes
