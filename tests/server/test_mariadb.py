"""The replayed catalogue against the one that MariaDB builds from the same statements."""

from __future__ import annotations

import mariadb_corpus as corpus
import mariadb_picture as picture
import pytest
from mariadb_server import MariaDB, Refusal

from schemalint.model.change import Reading
from schemalint.model.document import Dialect

DATABASE = "unnamed"
"""Where statements run before any USE: the schema without a name of our catalogues."""

EMPTY = frozenset({"golang-migrate", "openfga undone"})
"""Sets that leave nothing behind."""

SURVIVOR = "only MariaDB's: foreign key keto_relation_tuples keto_relation_tuples_uuid_nid_fk nid  networks id RESTRICT RESTRICT"
"""MariaDB 10.11 forgets DROP CONSTRAINT of a foreign key where the same ALTER TABLE adds another one."""


def compared(mariadb: MariaDB, read: dict[Dialect, list[tuple[Reading, str]]]) -> tuple[list[str], dict[str, int]]:
    """Differences of the catalogues after the statements that the server accepts, and how many things were compared."""
    lines: list[str] = []
    count: dict[str, int] = {}
    ran: list[str] = []
    refused: list[Refusal | None] = []
    pictures: dict[str, picture.Picture] = {}
    for dialect, readings in read.items():
        texts = [sent for _, sent in readings]
        if texts != ran:
            ran, refused = texts, mariadb.run(DATABASE, texts)
            pictures = {database: picture.of_server(mariadb, database) for database in mariadb.databases()}
        accepted = [reading for (reading, _), no in zip(readings, refused, strict=True) if no is None]
        catalog = corpus.replayed(accepted, dialect).catalog
        for database, theirs in pictures.items():
            ours = picture.of_catalog(catalog, database.lower(), *("" for _ in range(database == DATABASE)))
            theirs = picture.without_queried(theirs, catalog)
            if dialect == "mysql":
                ours, theirs = picture.as_mysql(ours), picture.as_mysql(theirs)
            lines += picture.differences(ours, theirs)
            for kind, number in picture.counted(theirs).items():
                count[kind] = count.get(kind, 0) + number
    return lines, count


@pytest.mark.server
@pytest.mark.corpus
@pytest.mark.parametrize("name", corpus.SETS)
def test_corpus(mariadb: MariaDB, name: str) -> None:
    found = corpus.texts(name)
    lines, count = compared(mariadb, {dialect: corpus.readings(found, dialect) for dialect in ("mariadb", "mysql")})
    print(f"{name}:", ", ".join(f"{number} of {kind}" for kind, number in count.items()))
    assert [line for line in lines if line != SURVIVOR] == []
    assert count or name in EMPTY
