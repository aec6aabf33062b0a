"""What a change locks: versions fit together, unknown ones are the oldest, every fact has its source."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest

from schemalint.dialects.locks import SERVERS, lock_of, locks_of, server, version_of
from schemalint.dialects.locks.facts import ALWAYS, NEVER, Action
from schemalint.dialects.locks.titles import TITLES
from schemalint.model.document import Dialect


def test_every_fact_has_a_source_and_versions_do_not_overlap() -> None:
    for dialect in SERVERS:
        for action, locks in locks_of(dialect).items():
            assert locks, (dialect, action)
            assert all(lock.source and lock.mode and ALWAYS <= lock.since < lock.until <= NEVER for lock in locks)
            for one, other in pairwise(locks):
                assert one.until == other.since, (dialect, action)


def test_every_kind_of_change_is_said_in_words_and_known_of_a_server() -> None:
    known = {action for dialect in SERVERS for action in locks_of(dialect)}
    assert set(TITLES) == set(get_args(Action)) == known


@pytest.mark.parametrize(
    ("dialect", "version", "numbers"),
    [
        ("postgres", "15", (15, 999, 999)),
        ("postgres", "", (15, 0, 999)),
        ("mysql", "8.0.36", (8, 0, 36)),
        ("mysql", "8.0", (8, 0, 999)),
        ("mysql", "8", (8, 999, 999)),
        ("tsql", "2019", (15, 0, 999)),
        ("tsql", "15.0", (15, 0, 999)),
        ("oracle", "19c", (19, 999, 999)),
        ("mariadb", "10.11", (10, 11, 999)),
    ],
)
def test_versions(dialect: Dialect, version: str, numbers: tuple[int, ...]) -> None:
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
    modes = {lock.words for dialect in SERVERS for locks in locks_of(dialect).values() for lock in locks}
    assert {"a SHARE", "an ACCESS EXCLUSIVE", "an EXCLUSIVE", "an S", "a Sch-M"} <= modes


def test_patch_versions_count_in_mysql() -> None:
    works = {}
    for version in ("5.7", "8.0.11", "8.0.12", "8.0.28", "8.0.29", "8.0", "8.4", ""):
        added, dropped = lock_of("add-column", "mysql", version), lock_of("drop-column", "mysql", version)
        assert added is not None
        assert dropped is not None
        works[version] = (added.algorithm, dropped.algorithm)
    assert works == {
        "5.7": ("INPLACE", "INPLACE"), "8.0.11": ("INPLACE", "INPLACE"), "8.0.12": ("INSTANT", "INPLACE"),
        "8.0.28": ("INSTANT", "INPLACE"), "8.0.29": ("INSTANT", "INSTANT"), "8.0": ("INSTANT", "INSTANT"),
        "8.4": ("INSTANT", "INSTANT"), "": ("INSTANT", "INSTANT"),
    }  # fmt: skip


def test_a_copy_lets_writers_go_on_from_mariadb_11_2_unless_a_key_cascades() -> None:
    modes = {
        (action, version): lock.mode
        for action in ("copy", "copy-cascading")
        for version in ("10.6", "11.1", "11.2", "11.8")
        if (lock := lock_of(action, "mariadb", version)) is not None  # type: ignore[arg-type]  # both are
    }
    assert {key for key, mode in modes.items() if mode == "LOCK=NONE"} == {("copy", "11.2"), ("copy", "11.8")}
