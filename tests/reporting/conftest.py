"""What a report is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from schemalint import plugins
from schemalint.reporting import Asked


@pytest.fixture(scope="session")
def asked() -> Asked:
    return Asked(plugins.rules(plugins.manager(isolated=True)))


@pytest.fixture
def unpainted() -> Callable[[str], str]:
    return lambda text: re.sub(r"\x1b\[[0-9;]*m", "", text)
