"""What all tests share: a share of the cases where SCHEMALINT_SHARE asks for one, work counted in calls, and drawn examples
that no clock judges."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of tests with parameters, one case in so many as SCHEMALINT_SHARE says, the same ones each time; all others stay."""
    share = int(os.environ.get("SCHEMALINT_SHARE", "1"))
    left = [one for one in items if hasattr(one, "callspec") and crc32(one.nodeid.encode()) % share]
    if left:
        config.hook.pytest_deselected(items=left)
        gone = set(left)
        items[:] = [one for one in items if one not in gone]


@pytest.fixture
def calls_of() -> Callable[[Callable[[], object]], int]:
    """Counts the calls that some work makes, of Python's functions and C's: what no other load of the machine changes."""

    def counted(work: Callable[[], object]) -> int:
        made = 0

        def heard(*_: object) -> None:
            nonlocal made
            made += 1

        sys.setprofile(heard)
        try:
            work()
        finally:
            sys.setprofile(None)
        return made

    return counted
