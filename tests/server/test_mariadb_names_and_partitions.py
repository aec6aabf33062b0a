"""Names that collide, and partitions and keys that do not fit their table: what rules call an error is what MariaDB refuses."""

from __future__ import annotations

import pytest
from mariadb_server import MariaDB

from schemalint.api import check_project

pytestmark = pytest.mark.server

RULES = (
    "duplicate-object", "name-collision", "partition-of-unpartitioned", "partition-key-missing-from-unique",
    "truncated-generated-name",
)  # fmt: skip

PLAIN = "CREATE TABLE t (a int);"
RANGE = "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (5), PARTITION o VALUES LESS THAN (9));"
LIST = "CREATE TABLE t (a int) PARTITION BY LIST (a) (PARTITION p VALUES IN (1, 2), PARTITION o VALUES IN (3));"
HASH = "CREATE TABLE t (a int) PARTITION BY HASH (a) PARTITIONS 2;"

ACTIONS = (
    "ADD PARTITION (PARTITION q VALUES LESS THAN (4))", "ADD PARTITION (PARTITION q VALUES LESS THAN (20))",
    "ADD PARTITION (PARTITION q VALUES LESS THAN MAXVALUE)", "ADD PARTITION (PARTITION q VALUES IN (1))",
    "ADD PARTITION (PARTITION q VALUES IN (7, 8))", "ADD PARTITION PARTITIONS 2", "DROP PARTITION p", "TRUNCATE PARTITION ALL",
    "COALESCE PARTITION 1", "REBUILD PARTITION ALL", "CHECK PARTITION ALL", "REMOVE PARTITIONING",
    "PARTITION BY HASH (a) PARTITIONS 2",
)  # fmt: skip

TABLES = (
    "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES IN (1));",
    "CREATE TABLE t (a int) PARTITION BY LIST (a) (PARTITION p VALUES LESS THAN (1));",
    "CREATE TABLE t (a int) PARTITION BY HASH (a) (PARTITION p VALUES LESS THAN (1));",
    "CREATE TABLE t (a int) PARTITION BY HASH (a) (PARTITION p, PARTITION q);",
    "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p);",
    "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (5), PARTITION q VALUES LESS THAN (5));",
    "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN MAXVALUE, PARTITION q VALUES LESS THAN (5));",
    "CREATE TABLE t (a int) PARTITION BY LIST (a) (PARTITION p VALUES IN (1, 2), PARTITION q VALUES IN (2));",
    "CREATE TABLE t (a int) PARTITION BY LIST (a) (PARTITION p VALUES IN (1, NULL), PARTITION q VALUES IN (NULL));",
    "CREATE TABLE t (a date) PARTITION BY RANGE COLUMNS (a) (PARTITION p VALUES LESS THAN ('2020-01-01'), "
    "PARTITION q VALUES LESS THAN ('2019-01-01'));",
    "CREATE TABLE t (a date) PARTITION BY RANGE COLUMNS (a) (PARTITION p VALUES LESS THAN ('2020-01-01'), "
    "PARTITION q VALUES LESS THAN ('2020-01-02'));",
    "CREATE TABLE t (a date) PARTITION BY RANGE (to_days(a)) (PARTITION p VALUES LESS THAN (to_days('2020-01-01')), "
    "PARTITION q VALUES LESS THAN (to_days('2019-01-01')));",
    "CREATE TABLE t (a date) PARTITION BY RANGE (year(a)) (PARTITION p VALUES LESS THAN (2020), PARTITION q VALUES LESS THAN (2019));",
    "CREATE TABLE t (a int, b int) PARTITION BY RANGE COLUMNS (a, b) (PARTITION p VALUES LESS THAN (1, 9), "
    "PARTITION q VALUES LESS THAN (2, 1), PARTITION r VALUES LESS THAN (2, MAXVALUE));",
    "CREATE TABLE t (a int, b int) PARTITION BY RANGE COLUMNS (a, b) (PARTITION p VALUES LESS THAN (2, 9), "
    "PARTITION q VALUES LESS THAN (2, 1));",
    "CREATE TABLE t (a varchar(9)) PARTITION BY LIST COLUMNS (a) (PARTITION p VALUES IN ('x'), PARTITION q VALUES IN ('y', 'x'));",
    "CREATE TABLE t (a int PRIMARY KEY, b int) PARTITION BY HASH (b);",
    "CREATE TABLE t (a int PRIMARY KEY, b int) PARTITION BY HASH (a);",
    "CREATE TABLE t (a int PRIMARY KEY, b int) PARTITION BY KEY ();",
    "CREATE TABLE t (a int, b int, UNIQUE (a)) PARTITION BY HASH (b);",
    "CREATE TABLE t (a int, b int, UNIQUE (a, b), KEY (a)) PARTITION BY HASH (b);",
    "CREATE TABLE t (a int, b date, PRIMARY KEY (a, b)) PARTITION BY RANGE (year(b)) (PARTITION p VALUES LESS THAN (5));",
    "CREATE TABLE t (a int, b date, PRIMARY KEY (a)) PARTITION BY RANGE (year(b)) (PARTITION p VALUES LESS THAN (5));",
    "CREATE TABLE t (a int PRIMARY KEY, b int);\nALTER TABLE t PARTITION BY HASH (b);",
    "CREATE TABLE t (a int, b int) PARTITION BY HASH (b);\nALTER TABLE t ADD UNIQUE (a);",
    "CREATE TABLE t (a int, b int) PARTITION BY HASH (b);\nALTER TABLE t ADD UNIQUE (a, b);",
    "CREATE TABLE t (a int, b int) PARTITION BY HASH (b);\nCREATE UNIQUE INDEX i ON t (a);",
    "CREATE TABLE t (a int, b int) PARTITION BY HASH (b);\nALTER TABLE t ADD COLUMN c int UNIQUE;",
    "CREATE TABLE t (a int, b int) PARTITION BY HASH (b);\nALTER TABLE t MODIFY a int PRIMARY KEY;",
)

PARENT = "CREATE TABLE parent (id int PRIMARY KEY);\n"
LONG = "a" * 57
NAMES = (
    PARENT + "CREATE TABLE b (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));\n"
    "CREATE TABLE c (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));",
    PARENT + "CREATE TABLE b (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));\n"
    "CREATE TABLE c (x int, CONSTRAINT K FOREIGN KEY (x) REFERENCES parent (id));",
    PARENT + "CREATE TABLE b (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));\nDROP TABLE b;\n"
    "CREATE TABLE c (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));",
    PARENT + "CREATE TABLE b (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));\n"
    "ALTER TABLE b DROP FOREIGN KEY k;\nCREATE TABLE c (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));",
    PARENT + "CREATE TABLE b (x int, y int, KEY k (y), CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));",
    PARENT + "CREATE TABLE b (x int, y int, KEY k (x), CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));",
    "CREATE TABLE b (x int, CONSTRAINT k CHECK (x > 0));\nCREATE TABLE c (x int, CONSTRAINT k CHECK (x > 0));",
    "CREATE TABLE b (x int, KEY k (x));\nCREATE TABLE c (x int, UNIQUE KEY k (x));\nCREATE TABLE k (x int);",
    "CREATE SEQUENCE s;\nCREATE TABLE s (a int);",
    "CREATE SEQUENCE s;\nCREATE VIEW s AS SELECT 1 AS n;",
    "CREATE VIEW s AS SELECT 1 AS n;\nCREATE TABLE s (a int);",
    "CREATE VIEW s AS SELECT 1 AS n;\nCREATE SEQUENCE s;",
    "CREATE TABLE s (a int);\nCREATE VIEW s AS SELECT 1 AS n;",
    "CREATE TABLE s (a int);\nCREATE OR REPLACE VIEW s AS SELECT 1 AS n;",
    "CREATE TABLE s (a int);\nCREATE VIEW IF NOT EXISTS s AS SELECT 1 AS n;",
    "CREATE TABLE s (a int);\nCREATE PROCEDURE s() SELECT 1;",
    "CREATE TABLE s (a int);\nCREATE TABLE u (a int);\nRENAME TABLE u TO s;",
    "CREATE TABLE s (a int);\nCREATE VIEW v AS SELECT 1 AS n;\nRENAME TABLE s TO v;",
    PARENT + f"CREATE TABLE {LONG} (x int, FOREIGN KEY (x) REFERENCES parent (id));",
    PARENT + f"CREATE TABLE {LONG}b (x int, FOREIGN KEY (x) REFERENCES parent (id));",
    PARENT + f"CREATE TABLE {LONG}b (x int, CONSTRAINT k FOREIGN KEY (x) REFERENCES parent (id));",
    PARENT + f"CREATE TABLE {LONG}b (x int);\nALTER TABLE {LONG}b ADD FOREIGN KEY (x) REFERENCES parent (id);",
)

NAMES_OF_MARIADB = tuple(one for one in NAMES if "CHECK (x > 0)" in one or f"{LONG} (x int, FOREIGN" in one)
"""Where MySQL differs: names of checks belong to the schema, and a generated name may have 64 characters."""

SCRIPTS = (
    *(f"{table}\nALTER TABLE t {action};" for table in (PLAIN, RANGE, LIST, HASH) for action in ACTIONS), *TABLES, *NAMES,
)  # fmt: skip


@pytest.mark.parametrize("dialect", ["mariadb", "mysql"])
def test_what_is_refused_is_told(mariadb: MariaDB, dialect: str) -> None:
    wrong = []
    for script in SCRIPTS:
        if dialect == "mysql" and ("SEQUENCE" in script or script in NAMES_OF_MARIADB):
            continue
        lines = script.split("\n")
        refused = {at for at, why in enumerate(mariadb.run("names", lines)) if why is not None}
        report = check_project({"schema.sql": script}, {"select": list(RULES), "dialect": dialect})
        told = {script.count("\n", 0, one.span.start) for one in report.diagnostics if one.severity == "error"}
        assert not report.failures
        if refused != told:
            wrong.append((script, refused, told))
    assert not wrong
