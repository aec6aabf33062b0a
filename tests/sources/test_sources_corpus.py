"""The corpus: dialects, frameworks, order and pairs of real repositories."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.sources.discover import discover
from schemalint.sources.history import Arrangement

pytestmark = pytest.mark.corpus

Arranged = Callable[..., Arrangement]

HISTORIES = [
    # folder, framework, dialect, migrations, with a down part, up scripts by transaction (True, False, None)
    ("concourse", "golang-migrate", "postgres", 151, 150, (79, 70, 0)),
    ("crates-io", "diesel", "postgres", 285, 285, (285, 0, 0)),
    ("dhis2/migration", "flyway", "postgres", 345, 0, (345, 0, 0)),
    ("framework-fixtures/dbmate", "dbmate", "standard", 2, 1, (2, 0, 0)),
    ("framework-fixtures/flyway", "flyway", "mysql", 5, 1, (5, 0, 0)),
    ("framework-fixtures/golang-migrate", "golang-migrate", "standard", 2, 2, (0, 2, 0)),
    ("framework-fixtures/goose", "goose", "postgres", 2, 1, (2, 0, 0)),
    # `--rollback:` with a colon is no rollback to Liquibase.
    ("framework-fixtures/liquibase", "liquibase", "standard", 4, 1, (4, 0, 0)),
    ("langfuse", "prisma", "postgres", 434, 0, (162, 272, 0)),
    ("nakama", "sql-migrate", "postgres", 19, 19, (19, 0, 0)),
    ("openfga/mysql", "goose", "mysql", 8, 8, (8, 0, 0)),
    ("openfga/postgres", "goose", "postgres", 6, 6, (5, 1, 0)),
    ("openfga/sqlite", "goose", "sqlite", 2, 2, (2, 0, 0)),
    ("supabase-auth", "pop", "postgres", 70, 0, (70, 0, 0)),
    ("sqitch-fixtures/simple/packages/my-first", "sqitch", "postgres", 3, 3, (0, 3, 0)),
    # Nothing but the names is here: by them sqlx cannot be told from golang-migrate.
    ("svix", "golang-migrate", "postgres", 16, 16, (10, 6, 0)),
]

FILES = {
    "sakila/cockroachdb-sakila-db": "postgres",
    "sakila/db2-sakila-db": "standard",
    "sakila/mysql-sakila-db": "mysql",
    "sakila/oracle-sakila-db": "oracle",
    "sakila/postgres-sakila-db": "postgres",
    "sakila/sql-server-sakila-db": "tsql",
    "sakila/sqlite-sakila-db": "sqlite",
    "sakila/yugabytedb-sakila-db": "postgres",
    "guacamole/guacamole-auth-jdbc-mysql": "mysql",
    "guacamole/guacamole-auth-jdbc-postgresql": "postgres",
    "guacamole/guacamole-auth-jdbc-sqlserver": "tsql",
    "dhis2/base": "postgres",
    "danbooru": "postgres",
    "mall": "mysql",
    "oracle-samples": "oracle",
    "wide-world-importers": "tsql",
    "adventure-works": "tsql",
}


@pytest.mark.parametrize(
    ("folder", "framework", "dialect", "count", "downs", "transactions"),
    HISTORIES,
    ids=[row[0] for row in HISTORIES],
)
def test_history(
    corpus: Path,
    arranged: Arranged,
    folder: str,
    framework: str,
    dialect: str,
    count: int,
    downs: int,
    transactions: tuple[int, int, int],
) -> None:
    arrangement = arranged(corpus, folder)
    [history] = arrangement.histories
    scripts = [script.transaction for migration in history.migrations for script in migration.up]
    assert (history.framework, history.dialect, len(history.migrations)) == (framework, dialect, count)
    assert sum(bool(migration.down) for migration in history.migrations) == downs
    assert tuple(scripts.count(state) for state in (True, False, None)) == transactions
    assert history.strays == ()
    assert history.tie is None


def test_every_file_of_a_history_is_in_exactly_one_place(corpus: Path, arranged: Arranged) -> None:
    for folder in ("concourse", "crates-io", "nakama", "langfuse"):
        arrangement = arranged(corpus, folder)
        [history] = arrangement.histories
        placed = [s.path for m in history.migrations for s in (*m.up, *m.down)]
        files = [document.path for document in arrangement.documents]
        # A file with sections is placed once for each, so only whole files are counted.
        assert sorted(set(placed)) == sorted(files)


def test_concourse_pairs_by_version_and_in_numeric_order(corpus: Path, arranged: Arranged) -> None:
    [history] = arranged(corpus, "concourse").histories
    versions = [int(migration.version) for migration in history.migrations]
    assert versions == sorted(versions)
    alone = {migration.version for migration in history.migrations if not (migration.up and migration.down)}
    # These steps are Go code in one direction.
    assert alone == {"1522178770", "1537546150", "1561558376"}
    twice = [migration.name for migration in history.migrations if migration.version == "1626194317"]
    assert twice == ["1626194317_add_job_pauses_table", "1626194317_add_pipeline_pauses_table"]


def test_flyway_fixture(corpus: Path, arranged: Arranged) -> None:
    arrangement = arranged(corpus, "framework-fixtures/flyway")
    [history] = arrangement.histories
    assert [(migration.name, bool(migration.down)) for migration in history.migrations] == [
        ("V1__initial", True),
        ("V2__second_migration", False),
        ("V3__third_migration", False),
        ("V3_1__fourth_migration", False),
        ("R__views", False),
    ]
    assert [snapshot.path for snapshot in arrangement.snapshots] == ["framework-fixtures/flyway/B2__baseline.sql"]


def test_dhis2_in_version_order_across_folders(corpus: Path, arranged: Arranged) -> None:
    arrangement = arranged(corpus, "dhis2")
    [history] = arrangement.histories
    versions = [tuple(int(part) for part in m.version.replace("_", ".").split(".")) for m in history.migrations]
    assert versions == sorted(versions)
    assert [snapshot.path for snapshot in arrangement.snapshots] == ["dhis2/base/dhis2_base_schema.sql"]


def test_keto_is_one_history_for_each_dialect_in_the_names(corpus: Path, arranged: Arranged) -> None:
    found = [(h.evidence, h.dialect, len(h.migrations)) for h in arranged(corpus, "keto").histories]
    assert found == [
        ("cockroach in the file names", "postgres", 15),
        ("mysql in the file names", "mysql", 13),
        ("postgres in the file names", "postgres", 15),
        ("sqlite in the file names", "sqlite", 15),
    ]


@pytest.mark.parametrize("folder", sorted(FILES))
def test_dialect_of_files(corpus: Path, arranged: Arranged, folder: str) -> None:
    documents = arranged(corpus, folder).documents
    assert documents
    assert {document.source.dialect for document in documents} == {FILES[folder]}
    assert all(document.source.evidence for document in documents)


WORDS = {"db2": "standard", "mssql": "tsql", "mysql": "mysql", "oracle": "oracle", "postgres": "postgres"}


def test_flowable_is_told_apart_file_by_file(corpus: Path, arranged: Arranged) -> None:
    arrangement = arranged(corpus, "flowable")
    for document in arrangement.documents:
        word = os.path.basename(document.path).split(".")[1]
        assert document.source.dialect == WORDS[word], document.path
    assert all(len(snapshot.scripts) == 1 for snapshot in arrangement.snapshots)
    assert [s.path for s in arrangement.snapshots if not s.standalone] == [
        f"flowable/create/all/flowable.{word}.all.create.sql" for word in sorted(WORDS)
    ]


def test_sakila_is_never_one_catalogue(corpus: Path, arranged: Arranged) -> None:
    snapshots = arranged(corpus, "sakila").snapshots
    assert len(snapshots) > 1
    for snapshot in snapshots:
        assert len({os.path.dirname(script.path) for script in snapshot.scripts}) == 1
        drops = [script for script in snapshot.scripts if "drop-objects" in script.path]
        assert not drops or (len(snapshot.scripts) == 1 and snapshot.standalone)


def test_wide_world_importers_is_one_snapshot_with_tables_before_views(corpus: Path, arranged: Arranged) -> None:
    [snapshot] = arranged(corpus, "wide-world-importers").snapshots
    paths = [script.path for script in snapshot.scripts]
    assert len(paths) == 285
    last_table = max(index for index, path in enumerate(paths) if "/Tables/" in path)
    first_view = min(index for index, path in enumerate(paths) if "/Views/" in path)
    last_sequence = max(index for index, path in enumerate(paths) if "/Sequences/Sequences/" in path)
    first_table = min(index for index, path in enumerate(paths) if "/Tables/" in path)
    assert last_sequence < first_table < last_table < first_view
    order = {os.path.basename(path): index for index, path in enumerate(paths) if "Sales/Tables/" in path}
    assert order["Customers.sql"] < order["Orders.sql"] < order["OrderLines.sql"]


def test_oracle_scripts_follow_their_installer(corpus: Path, arranged: Arranged) -> None:
    found = {
        snapshot.path: [os.path.basename(script.path) for script in snapshot.scripts]
        for snapshot in arranged(corpus, "oracle-samples").snapshots
    }
    assert found["oracle-samples/human_resources"] == [
        "hr_create.sql",
        "hr_populate.sql",
        "hr_code.sql",
        "hr_install.sql",
    ]
    assert found["oracle-samples/human_resources/hr_uninstall.sql"] == ["hr_uninstall.sql"]


DOCUMENTS = {
    "tjudge": "postgres",
    "cuckoo": "sqlite",
    "openexhibit": "postgres",
    "astrid": "postgres",
    "empirica": "sqlite",
    "oracle-samples": "oracle",
}


def test_schema_documents(corpus: Path, arranged: Arranged) -> None:
    arrangement = arranged(corpus, "schema-docs")
    assert len(arrangement.pages) == 15
    for document in arrangement.documents:
        expected = DOCUMENTS.get(document.path.split("/")[1])
        if expected:
            assert document.source.dialect == expected, document.path


def test_the_whole_corpus_in_one_run(corpus: Path) -> None:
    folders = sorted(entry.name for entry in os.scandir(corpus) if entry.is_dir())
    projects = discover(folders, cwd=str(corpus)).projects
    assert len(projects) == len(folders)
    assert sum(len(project.sources) for project in projects) > 2300
