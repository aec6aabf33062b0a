"""Versions of servers: one reading of what people write, for every list of facts."""

from __future__ import annotations

import pytest

from schemalint.dialects.limits import name_limit
from schemalint.dialects.locks import version_of
from schemalint.dialects.reserved import reserved_words
from schemalint.dialects.versions import LAST, numbers


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("15", (15, LAST, LAST)),
        ("8.0.36", (8, 0, 36)),
        ("10.11.6-MariaDB-log", (10, 11, 6)),
        ("15beta2", (15, LAST, LAST)),
        ("19c", (19, LAST, LAST)),
        ("12c.1", (12, 1, LAST)),
        ("", None),
        ("latest", None),
    ],
)
def test_numbers(text: str, wanted: tuple[int, int, int] | None) -> None:
    assert numbers(text) == wanted


def test_a_version_before_its_release_has_its_words() -> None:
    assert reserved_words("postgres", "18beta1") == reserved_words("postgres", "18")
    assert reserved_words("mysql", "8.0.36-0ubuntu0") == reserved_words("mysql", "8.0")


@pytest.mark.parametrize(
    ("version", "length"), [("11g", 30), ("12.1.0.2", 30), ("12c", 128), ("12.2", 128), ("19c", 128), ("", 128)]
)
def test_names_of_oracle(version: str, length: int) -> None:
    limit = name_limit("oracle", version)
    assert limit is not None and limit.length == length


def test_sql_server_is_called_by_its_year() -> None:
    assert version_of("tsql", "2022") == version_of("tsql", "16.0")
