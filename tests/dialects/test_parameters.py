"""What is known of servers' settings, by version."""

from __future__ import annotations

import pytest

from schemalint.dialects.parameters import FILES, parameters


@pytest.mark.parametrize(
    ("version", "name", "there"),
    [
        ("12", "wal_keep_segments", True), ("13", "wal_keep_segments", False), ("13", "wal_keep_size", True), ("12.4", "wal_keep_size", False),
        ("", "wal_keep_segments", True), ("17", "io_method", False), ("18", "io_method", True), ("16", "no_such", False),
    ],
)  # fmt: skip
def test_postgres_by_version(version: str, name: str, there: bool) -> None:
    assert bool(parameters("postgres", version).find(name)) is there


def test_facts_of_a_setting() -> None:
    (one,) = parameters("postgres", "16").find("work_mem")
    assert (one.type, one.unit, one.least, one.context) == ("integer", "kB", "64", "user")
    (level,) = parameters("postgres", "16").find("wal_level")
    assert {"minimal", "replica", "logical"} <= set(level.values)
    assert parameters("postgres", "").versions("wal_keep_segments") == ("10", "11", "12")
    assert parameters("postgres", "16").nearest("shared_bufers") == "shared_buffers"


def test_unknown_versions_say_nothing() -> None:
    for dialect, version in (("postgres", "9.6"), ("postgres", "30"), ("tsql", "16"), ("oracle", "")):
        found = parameters(dialect, version)  # type: ignore[arg-type]
        assert not found.known
        assert not found.complete
        assert not found.find("work_mem")


def test_mysql_knows_what_went() -> None:
    assert parameters("mysql", "8.0").gone("query_cache_size") == "8.0"
    assert parameters("mysql", "5.7").gone("query_cache_size") == ""
    assert parameters("mysql", "5.7").find("query_cache_size")
    assert not parameters("mysql", "8.4").complete
    assert parameters("mariadb", "10.11").find("query_cache_size")


@pytest.mark.parametrize("dialect", sorted(FILES))
def test_lists_are_sorted_and_well_formed(dialect: str) -> None:
    found = parameters(dialect)  # type: ignore[arg-type]
    names = found._data.names("parameters")
    assert len(names) > 60
    assert list(names) == sorted(names)
    for name in names:
        assert name == name.lower()
        for one in found.find(name):
            assert one.type in ("", "bool", "integer", "real", "enum", "string", "option")
            assert (one.type == "enum") <= bool(one.values)
