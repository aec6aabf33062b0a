"""Small scripts whose outcome only the server knows for certain, as MariaDB and as MySQL."""

from __future__ import annotations

import mariadb_corpus as corpus
import pytest
from mariadb_cases import CASES
from mariadb_server import MariaDB
from test_mariadb import compared


@pytest.mark.server
@pytest.mark.parametrize("name", CASES)
def test_case(mariadb: MariaDB, name: str) -> None:
    lines, count = compared(mariadb, {"mariadb": corpus.readings([("case.sql", CASES[name])], "mariadb")})
    print(f"{name}:", ", ".join(f"{number} of {kind}" for kind, number in count.items()))
    assert lines == []
    assert count
