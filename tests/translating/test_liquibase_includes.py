"""Change logs that include one another."""

from __future__ import annotations

from folder_of_files import Folder

from schemalint.config import Options
from schemalint.study import studies

MASTER = """databaseChangeLog:
  - include: {file: changes/last.xml, relativeToChangelogFile: true}
  - changeSet:
      id: own
      author: m
      changes:
        - sqlFile: {path: db/changelog/sql/x.sql}
        - createIndex: {indexName: ix, tableName: other, columns: [{column: {name: id}}]}
      rollback: "DROP INDEX ix; DROP TABLE x;"
  - includeAll: {path: db/changelog/changes/}
"""
FILES = {
    "res/db/changelog/db.changelog-master.yaml": MASTER,
    "res/db/changelog/sql/x.sql": "CREATE TABLE x (id bigint PRIMARY KEY);\n",
    "res/db/changelog/changes/last.xml": '<databaseChangeLog><changeSet id="last" author="m"><createTable tableName="other">'
    '<column name="id" type="uuid"/></createTable></changeSet></databaseChangeLog>',
    "res/db/changelog/changes/formatted.sql": "--liquibase formatted sql\n--changeset m:f\nALTER TABLE other ADD COLUMN n int;\n"
    "--rollback ALTER TABLE other DROP COLUMN n;\n",
    "res/db/changelog/changes/raw.sql": "CREATE TABLE raw (id bigint PRIMARY KEY);\n",
    "res/db/changelog/forgotten.xml": '<databaseChangeLog><changeSet id="x" author="m"><sql>SELECT 1</sql></changeSet></databaseChangeLog>',
}
ORDER = ["last:last", "db.changelog-master:own", "formatted:f", "raw"]


def test_what_is_included_runs_where_it_is_included_and_once(folder: Folder) -> None:
    study = folder.write(FILES).study("postgres")
    [history] = study.arrangement.histories
    assert history.path == "res/db/changelog"
    assert [one.name for one in history.migrations] == ORDER
    assert history.strays == ("res/db/changelog/forgotten.xml",)
    [replay] = [one for one in study.replays if one.kind == "history"]
    assert sorted(ref.name for ref in replay.catalog.tables) == ["other", "raw", "x"]
    assert not replay.steps[0].faults


def test_sql_of_a_change_in_a_file_of_its_own_stands_there(folder: Folder) -> None:
    folder.write({**FILES, "res/db/changelog/sql/x.sql": "CREATE TABLE x (id serial PRIMARY KEY);\n"})
    report = folder.check("serial-column", dialect="postgres")
    [told] = report.diagnostics
    assert (told.span.path, folder.text_at(report)[0][1]) == ("res/db/changelog/sql/x.sql", "serial")


def test_a_named_log_brings_the_whole_history_along(folder: Folder) -> None:
    folder.write(FILES)
    for name in ("changes/last.xml", "changes/formatted.sql", "db.changelog-master.yaml", "changes"):
        [found] = studies((f"res/db/changelog/{name}",), Options(dialect="postgres", isolated=True, no_cache=True))
        [history] = found.arrangement.histories
        assert [one.name for one in history.migrations] == ORDER, name
        if name.endswith("xml"):
            assert found.asked == {"res/db/changelog/changes/last.xml"}


def test_sql_that_is_not_there_is_told(folder: Folder) -> None:
    files = {name: text for name, text in FILES.items() if not name.endswith("x.sql")}
    report = folder.write(files).check("unread-statement", dialect="postgres")
    [told] = report.diagnostics
    assert "sqlFile db/changelog/sql/x.sql" in told.message


def test_what_is_included_is_read_whatever_it_is_called(folder: Folder) -> None:
    inner = '<databaseChangeLog><include file="com/shop/deep.xml"/><changeSet id="1" author="m"><dropTable tableName="t"/></changeSet></databaseChangeLog>'
    folder.write(
        {
            "res/changelog.xml": '<databaseChangeLog><include file="classpath:com/shop/tables.xml"/><include file="gone.xml"/></databaseChangeLog>',
            "res/com/shop/tables.xml": inner,
            "res/com/shop/deep.xml": inner.replace('id="1"', 'id="2"').replace("deep.xml", "tables.xml"),
            "res/com/shop/pom.xml": "<project/>",
        }
    )
    assert [name for name, *_ in folder.steps("postgres")] == ["deep:2", "tables:1"]
    assert folder.study("postgres").asked == {"res/changelog.xml", "res/com/shop/tables.xml", "res/com/shop/deep.xml"}
    [found] = studies(("res/changelog.xml",), Options(dialect="postgres", isolated=True, no_cache=True))
    assert found.asked == {"res/changelog.xml"}
