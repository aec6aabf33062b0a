"""Patterns that are passed over unread where no name has a number."""

from __future__ import annotations

import itertools
import re

from schemalint.frameworks import every
from schemalint.sources.recognise import _NUMBER, _NUMBER_FIRST


def test_what_is_passed_over_could_not_fit() -> None:
    passed = [one.pattern for one in every() if one.pattern.startswith(_NUMBER_FIRST)]
    assert len(passed) > 10
    folders = ("", "db/", "db/migrations/", "up/", "a_b/")
    stems = ("init", "a_b", "v1", "_", ".", "add.column", "x12")
    ends = (".sql", ".up.sql", ".down.sql", "/up.sql", "/migration.sql", ".do.sql", ".SQL")
    for name in map("".join, itertools.product(folders, stems, ends)):
        assert not _NUMBER.search(name)
        assert not any(re.search(pattern, name) for pattern in passed)
