"""What rules on partitions, concurrent refreshes and their like call an error is what PostgreSQL refuses, and nothing else."""

from __future__ import annotations

import pytest
from postgres_server import Server

from schemalint.api import check_project

pytestmark = pytest.mark.server

BOUNDS = (
    "DEFAULT", "FOR VALUES IN (1, 2)", "FOR VALUES IN (2, 3)", "FOR VALUES IN (NULL)", "FOR VALUES IN ('4', NULL)",
    "FOR VALUES FROM (1) TO (5)", "FOR VALUES FROM (5) TO (9)", "FOR VALUES FROM (4) TO (6)", "FOR VALUES FROM (9) TO (9)",
    "FOR VALUES FROM (MINVALUE) TO (1)", "FOR VALUES FROM (8) TO (MAXVALUE)", "FOR VALUES FROM (9) TO (MAXVALUE)",
    "FOR VALUES FROM ('20') TO ('30')", "FOR VALUES FROM (1, 2) TO (3, 4)", "FOR VALUES FROM (1, MINVALUE) TO (2, MAXVALUE)",
    "FOR VALUES FROM (100, MAXVALUE) TO (101, MINVALUE)", "FOR VALUES FROM (MINVALUE, MINVALUE) TO (-5, MAXVALUE)",
    "FOR VALUES WITH (MODULUS 2, REMAINDER 0)", "FOR VALUES WITH (MODULUS 4, REMAINDER 1)",
    "FOR VALUES WITH (MODULUS 4, REMAINDER 2)", "FOR VALUES WITH (MODULUS 4, REMAINDER 3)",
    "FOR VALUES WITH (MODULUS 4, REMAINDER 4)", "FOR VALUES WITH (MODULUS 8, REMAINDER 3)",
)  # fmt: skip

PARENTS = {
    "a plain table": "",
    "a list": "PARTITION BY LIST (a)",
    "a range": "PARTITION BY RANGE (a)",
    "two columns": "PARTITION BY RANGE (a, b)",
    "a hash": "PARTITION BY HASH (a)",
}

DATES = (
    "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')", "FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
    "FOR VALUES FROM ('2026-02-28') TO ('2026-04-01')", "FOR VALUES FROM ('2026-05-01') TO ('2026-04-01')",
    "FOR VALUES FROM ('2026-03-01') TO (MAXVALUE)", "FOR VALUES FROM (DATE '2030-01-01') TO (DATE '2031-01-01')",
    "FOR VALUES FROM ('2025-12-31'::date) TO ('2026-01-01'::date)", "FOR VALUES IN ('2026-01-01')",
)  # fmt: skip

# Not among them: a partition key with a COLLATE of its own, which only the latest minor versions hold against the unique key.
KEYS = (
    "CREATE TABLE {t} (a int PRIMARY KEY, d date) PARTITION BY RANGE (d);",
    "CREATE TABLE {t} (a int, d date, PRIMARY KEY (d, a)) PARTITION BY RANGE (d);",
    "CREATE TABLE {t} (a int, d date UNIQUE) PARTITION BY RANGE (d);",
    "CREATE TABLE {t} (a int, d date, UNIQUE (a) INCLUDE (d)) PARTITION BY RANGE (d);",
    "CREATE TABLE {t} (a int, d date, UNIQUE (a, d)) PARTITION BY RANGE (d, a);",
    "CREATE TABLE {t} (a int, d date, UNIQUE (a, d)) PARTITION BY RANGE ((a + 1));",
    "CREATE TABLE {t} (a int, d date, UNIQUE (a, d)) PARTITION BY RANGE (date_part('year', d));",
    "CREATE TABLE {t} (a text, UNIQUE (a)) PARTITION BY LIST (a);",
    "CREATE UNIQUE INDEX ON parted (a);",
    "CREATE UNIQUE INDEX ON parted (a, d);",
    "CREATE UNIQUE INDEX ON parted (lower(t), d);",
    "CREATE UNIQUE INDEX ON parted (a, (d + 1));",
    "CREATE UNIQUE INDEX ON parted (d) WHERE a > 0;",
    "CREATE INDEX ON parted (a);",
    "ALTER TABLE parted ADD UNIQUE (t);",
    "ALTER TABLE parted ADD UNIQUE (t, d);",
    "ALTER TABLE parted ADD COLUMN n int UNIQUE;",
    "ALTER TABLE parted ADD CONSTRAINT k PRIMARY KEY (a);",
    "CREATE TABLE {t} PARTITION OF parted (UNIQUE (a)) FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');",
    "CREATE TABLE {t} PARTITION OF keyed FOR VALUES FROM ('2026-01-01') TO ('2026-02-01') PARTITION BY HASH (a);",
    "CREATE TABLE {t} PARTITION OF keyed FOR VALUES FROM ('2026-03-01') TO ('2026-04-01') PARTITION BY HASH (t);",
)  # fmt: skip
KEYS_GIVEN = (
    "CREATE TABLE parted (a int, d date, t text) PARTITION BY RANGE (d);\n"
    "CREATE TABLE keyed (a int, d date, t text, PRIMARY KEY (a, d)) PARTITION BY RANGE (d);"
)

VIEWS_GIVEN = "CREATE TABLE t (a int, b int);\nCREATE MATERIALIZED VIEW v AS SELECT a, b FROM t;"
INDEXES = (
    "", "CREATE INDEX ON v (a);", "CREATE UNIQUE INDEX ON v (a);", "CREATE UNIQUE INDEX ON v ((a + b));",
    "CREATE UNIQUE INDEX ON v (a, (b + 1));", "CREATE UNIQUE INDEX ON v (a) WHERE b > 0;",
    "CREATE UNIQUE INDEX ON v (a) INCLUDE (b);", "CREATE UNIQUE INDEX ON v (a) NULLS NOT DISTINCT;",
    "CREATE INDEX ON v (a);\nCREATE UNIQUE INDEX i ON v (b DESC);", "CREATE UNIQUE INDEX i ON v (b);\nDROP INDEX i;",
)  # fmt: skip


def told(script: str, *rules: str) -> set[int]:
    """The lines of a script on which one of the rules tells an error."""
    report = check_project({"schema.sql": script}, {"select": list(rules), "dialect": "postgres"})
    assert not report.failures
    return {
        script.count("\n", 0, one.span.start) for one in report.diagnostics if one.severity == "error" and one.span.path
    }


def refused(postgres: Server, name: str, script: str) -> set[int]:
    """The lines of a script, a statement each, that the server refuses."""
    database = postgres.database(name)
    lines = script.split("\n")
    return {at for at, line in enumerate(lines) if postgres.psql(database, line, stop=True).returncode}


@pytest.mark.parametrize("parent", PARENTS)
def test_bounds(postgres: Server, parent: str) -> None:
    made = "\n".join(f"CREATE TABLE p_{at} PARTITION OF parent {one};" for at, one in enumerate(BOUNDS))
    script = f"CREATE TABLE parent (a int, b int) {PARENTS[parent]};\n{made}"
    assert told(script, "partition-of-unpartitioned") == refused(postgres, "bounds", script)


@pytest.mark.parametrize("kind", ["date", "timestamp", "timestamptz"])
def test_bounds_of_dates(postgres: Server, kind: str) -> None:
    made = "\n".join(
        f"CREATE TABLE p_{at} (a {kind});\nALTER TABLE parent ATTACH PARTITION p_{at} {one};"
        for at, one in enumerate(DATES)
    )
    again = "ALTER TABLE parent ATTACH PARTITION p_0 FOR VALUES FROM ('2020-01-01') TO ('2020-01-02');"
    script = f"CREATE TABLE parent (a {kind}) PARTITION BY RANGE (a);\n{made}\n{again}"
    assert told(script, "partition-of-unpartitioned") == refused(postgres, "dates", script)


def test_keys_of_partitioned_tables(postgres: Server) -> None:
    script = KEYS_GIVEN + "\n" + "\n".join(one.format(t=f"t_{at}") for at, one in enumerate(KEYS))
    assert told(script, "partition-key-missing-from-unique") == refused(postgres, "keys", script)


@pytest.mark.parametrize("index", INDEXES)
def test_concurrent_refreshes(postgres: Server, index: str) -> None:
    given = f"{VIEWS_GIVEN}\n{index}" if index else VIEWS_GIVEN
    script = f"{given}\nREFRESH MATERIALIZED VIEW CONCURRENTLY v;"
    assert told(script, "refresh-without-unique-index") == refused(postgres, "refreshes", script)
