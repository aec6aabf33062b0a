"""What holds for all tests: a share of the cases where SCHEMALINT_SHARE asks for one."""

from __future__ import annotations

import os
from zlib import crc32

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of tests with parameters, one case in so many as SCHEMALINT_SHARE says, the same ones each time; all others stay."""
    share = int(os.environ.get("SCHEMALINT_SHARE", "1"))
    left = [one for one in items if hasattr(one, "callspec") and crc32(one.nodeid.encode()) % share]
    if left:
        config.hook.pytest_deselected(items=left)
        gone = set(left)
        items[:] = [one for one in items if one not in gone]
