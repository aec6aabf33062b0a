"""What pg_dump writes, read again: the catalogue of a dump against the database it came from."""

from __future__ import annotations

import picture
import pytest
from postgres_server import Server
from test_postgres import compared, dumped
from test_postgres_cases import CASES


@pytest.mark.server
@pytest.mark.parametrize("name", CASES)
def test_case(postgres: Server, name: str) -> None:
    database = postgres.database("dump_" + name.replace(" ", "_"))
    postgres.psql(database, CASES[name])
    assert compared(postgres, database, dumped(postgres, database), picture.of_server(postgres, database)) == []
