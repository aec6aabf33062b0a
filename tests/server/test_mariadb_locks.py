"""The facts about MariaDB's locks: of each the mildest ALGORITHM and LOCK that the server takes, tried on the server at hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schemalint.dialects.locks import lock_of, locks_of
from schemalint.dialects.locks.facts import Action
from schemalint.verifying.engine import UnavailableError
from schemalint.verifying.mariadb import MariaDB, private

SETUP = (
    "CREATE TABLE parent (id int PRIMARY KEY)",
    "INSERT INTO parent VALUES (1), (2)",
    "CREATE TABLE t (id int PRIMARY KEY, a varchar(10), w varchar(50), b int NOT NULL, c int, d int DEFAULT 1, e enum('a', 'b'),"
    " g point NOT NULL, k int, KEY t_b (b), CONSTRAINT fk FOREIGN KEY (k) REFERENCES parent (id), CONSTRAINT ck CHECK (id > 0))"
    " CHARSET = utf8mb4",
    "INSERT INTO t (id, a, b, c, e, g, k) VALUES (1, 'x', 1, 1, 'a', point(1, 1), 1)",
    "CREATE TABLE nokey (a int NOT NULL, b int NOT NULL)",
    "CREATE TABLE free (a int PRIMARY KEY, b int NOT NULL)",
    "CREATE TABLE cascading (a int REFERENCES parent (id) ON DELETE CASCADE)",
)
CASES: dict[Action, tuple[str, ...]] = {
    "create-index": ("ALTER TABLE t ADD INDEX z (a)",),
    "create-fulltext-index": ("ALTER TABLE t ADD FULLTEXT z (a)",),
    "create-spatial-index": ("ALTER TABLE t ADD SPATIAL z (g)",),
    "drop-index": ("ALTER TABLE t DROP INDEX t_b",),
    "rename-index": ("ALTER TABLE t RENAME INDEX t_b TO z",),
    "add-unique": ("ALTER TABLE t ADD UNIQUE (b)",),
    "add-foreign-key": ("ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES parent (id)",),
    "add-foreign-key-unchecked": (
        "SET foreign_key_checks = 0;ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES parent (id)",
    ),
    "drop-foreign-key": ("ALTER TABLE t DROP FOREIGN KEY fk",),
    "add-check": ("ALTER TABLE t ADD CHECK (b > 0)",),
    "drop-constraint": ("ALTER TABLE t DROP CONSTRAINT ck",),
    "add-primary-key": ("ALTER TABLE nokey ADD PRIMARY KEY (a)",),
    "drop-primary-key": ("ALTER TABLE free DROP PRIMARY KEY",),
    "replace-primary-key": ("ALTER TABLE free DROP PRIMARY KEY, ADD PRIMARY KEY (b)",),
    "set-not-null": ("ALTER TABLE t MODIFY c int NOT NULL",),
    "drop-not-null": ("ALTER TABLE free MODIFY b int NULL",),
    "set-default": ("ALTER TABLE t ALTER b SET DEFAULT 4", "ALTER TABLE t ALTER d DROP DEFAULT"),
    "add-column": ("ALTER TABLE t ADD COLUMN z int", "ALTER TABLE t ADD COLUMN z int FIRST"),
    "add-column-default": (
        "ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 1",
        "ALTER TABLE t ADD COLUMN z datetime DEFAULT now()",
        "ALTER TABLE t ADD COLUMN z double DEFAULT (rand())",
    ),
    "add-column-rewriting": (
        "ALTER TABLE t ADD COLUMN z varchar(36) DEFAULT (uuid())",
        "ALTER TABLE t ADD COLUMN z bigint DEFAULT (uuid_short())",
        "ALTER TABLE t ADD COLUMN z varchar(36) DEFAULT (sys_guid())",
        "ALTER TABLE t ADD COLUMN z datetime(6) DEFAULT (sysdate(6))",
    ),
    "add-column-identity": ("ALTER TABLE nokey ADD COLUMN z int AUTO_INCREMENT PRIMARY KEY",),
    "add-column-stored": ("ALTER TABLE t ADD COLUMN z int AS (b + 1) STORED",),
    "add-column-virtual": ("ALTER TABLE t ADD COLUMN z int AS (b + 1) VIRTUAL",),
    "alter-type": (
        "ALTER TABLE t MODIFY c bigint",
        "ALTER TABLE t MODIFY a varchar(5)",
        "ALTER TABLE t MODIFY w varchar(100)",
    ),
    "alter-type-longer": (
        "ALTER TABLE t MODIFY a varchar(20)",
        "ALTER TABLE t MODIFY a varchar(200)",
        "ALTER TABLE t MODIFY w varchar(60)",
    ),
    "append-value": ("ALTER TABLE t MODIFY e enum('a', 'b', 'c')",),
    "insert-value": ("ALTER TABLE t MODIFY e enum('c', 'a', 'b')",),
    "drop-column": ("ALTER TABLE t DROP COLUMN d",),
    "rename": ("ALTER TABLE t RENAME COLUMN b TO z",),
    "set-charset": ("ALTER TABLE t DEFAULT CHARACTER SET latin1",),
    "convert-charset": ("ALTER TABLE t CONVERT TO CHARACTER SET latin1",),
    "rebuild": ("ALTER TABLE t FORCE", "ALTER TABLE t ENGINE = InnoDB", "ALTER TABLE t ROW_FORMAT = COMPRESSED"),
    "set-engine": ("ALTER TABLE free ENGINE = Aria",),
    "comment": ("ALTER TABLE t COMMENT = 'x'", "ALTER TABLE t MODIFY c int COMMENT 'x'"),
    "copy": ("ALTER TABLE free ADD SYSTEM VERSIONING",),
    "copy-cascading": ("ALTER TABLE cascading ADD SYSTEM VERSIONING",),
}
WAYS = tuple(
    (algorithm, f"LOCK={lock}")
    for algorithm in ("INSTANT", "NOCOPY", "INPLACE", "COPY")
    for lock in ("NONE", "SHARED", "EXCLUSIVE")
)
"""From the mildest on."""
UNHEEDED: tuple[Action, ...] = ("set-engine",)
"""Where the server copies whatever algorithm it is asked for; the lock it heeds."""
REFUSED = ("1845", "1846", "1221")
"""What the server answers where it cannot do it that way."""


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDB]:
    try:
        made = private()
    except UnavailableError as reason:
        pytest.skip(str(reason))
    yield made
    made.stop()


def mildest(server: MariaDB, text: str) -> tuple[str, str]:
    """The first way that the server takes, each tried on tables of its own."""
    *before, statement = text.split(";")
    for algorithm, lock in WAYS:
        name = server.fresh()
        session = server.session(name)
        for one in (*SETUP, *before):
            assert session.run(one) is None, one
        refused = session.run(f"{statement}, ALGORITHM={algorithm}, {lock}")
        session.close()
        server.drop(name)
        if refused is None:
            return algorithm, lock
        assert refused.code in REFUSED, (statement, refused)
    raise AssertionError(statement)


def test_every_fact_has_a_case() -> None:
    assert set(CASES) == set(locks_of("mariadb"))


@pytest.mark.server
@pytest.mark.parametrize("action", CASES)
def test_a_change_takes_what_the_fact_says(action: Action, server: MariaDB) -> None:
    fact = lock_of(action, "mariadb", server.version)
    assert fact is not None
    for text in CASES[action]:
        algorithm, lock = mildest(server, text)
        assert lock == fact.mode, text
        if action not in UNHEEDED:
            assert algorithm == fact.algorithm, text
