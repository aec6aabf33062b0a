"""Steps of MongoDB: change sets of Liquibase and scripts with `up` and `down`, in order, with what takes them back."""

from __future__ import annotations

import pytest

from schemalint.api import check_project
from schemalint.model.replay import Replay
from schemalint.stores.reader import Notations, read
from schemalint.stores.steps import steps
from schemalint.translating import javascript, liquibase

NOTATIONS = Notations(javascript.tokens, javascript.string, liquibase.parsed)

LOG = """<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
    xmlns:mongodb="http://www.liquibase.org/xml/ns/mongodb">
  <changeSet id="1" author="me">
    <mongodb:createCollection collectionName="users"/>
    <mongodb:createIndex collectionName="users">
      <mongodb:keys>{ email: 1 }</mongodb:keys><mongodb:options>{ name: "by_email" }</mongodb:options>
    </mongodb:createIndex>
  </changeSet>
  <changeSet id="2" author="me">
    <mongodb:insertMany collectionName="users"><mongodb:documents>[{ email: "a" }]</mongodb:documents></mongodb:insertMany>
  </changeSet>
  <changeSet id="3" author="me">
    <mongodb:dropIndex collectionName="users"><mongodb:keys>{ email: 1 }</mongodb:keys></mongodb:dropIndex>
    <rollback/>
  </changeSet>
  <changeSet id="4" author="me">
    <mongodb:createIndex collectionName="users"><mongodb:keys>{ a: 1 }</mongodb:keys></mongodb:createIndex>
    <rollback>
      <mongodb:dropIndex collectionName="users"><mongodb:keys>{ a: 1 }</mongodb:keys></mongodb:dropIndex>
    </rollback>
  </changeSet>
  <changeSet id="5" author="me">
    <mongodb:dropCollection collectionName="users"/>
    <rollback changeSetId="1" changeSetAuthor="me"/>
  </changeSet>
</databaseChangeLog>
"""
YAML = """databaseChangeLog:
  - changeSet:
      id: 1
      author: me
      changes:
        - createCollection: {collectionName: users}
        - createIndex:
            collectionName: users
            keys: "{ email: 1 }"
            options: "{ unique: true }"
      rollback:
        - dropCollection: {collectionName: users}
"""
SCRIPT = """const NAME = 'users';
module.exports = {
  async up(db, client) {
    await db.createCollection(NAME);
    await db.collection(NAME).createIndex({ email: 1 });
  },
  async down(db) {
    await db.collection(NAME).drop();
  },
};
"""


def replay_of(files: dict[str, str]) -> Replay:
    report = check_project(files, {"select": ["missing-validator"]})
    assert not report.failures
    [found] = [one for one in report.replays if one.history is not None]
    return found


def test_change_sets_are_steps() -> None:
    found = replay_of({"db/changelog/log.xml": LOG})
    assert found.history is not None
    assert (found.history.framework, found.dialect) == ("liquibase", "mongodb")
    assert [one.name for one in found.history.migrations] == ["log:1", "log:2", "log:3", "log:4", "log:5"]
    told = [[type(change).__name__ for reading in one.down for change in reading.changes] for one in found.applied]
    # The first is known to Liquibase by itself, rows are not, the third says that nothing is to be done.
    assert told[:4] == [["DropObjects", "DropObjects"], [], [], ["DropObjects"]]
    assert [bool(one.migration.down) for one in found.applied] == [True, False, True, True, True]
    assert told[4] == ["CreateTable", "CreateTable", "CreateIndex"]
    assert found.applied[2].migration.empty_down
    assert not found.catalog.tables


def test_a_log_in_yaml() -> None:
    found = replay_of({"db/changelog/log.yaml": YAML})
    [one] = found.applied
    assert [step.statement.verb for step in one.steps] == ["create", "createIndexes", "createIndexes"]
    assert [reading.statement.verb for reading in one.down] == ["drop"]


@pytest.mark.parametrize(
    "script",
    [
        SCRIPT,
        SCRIPT.replace("module.exports = {\n  async up(db, client) {", "exports.up = async function (db) {")
        .replace("  },\n  async down(db) {", "};\nexports.down = async (db) => {")
        .replace("  },\n};", "};"),
        SCRIPT.replace("module.exports = {\n  async up(db, client) {", "export const up = async db => {")
        .replace("  },\n  async down(db) {", "};\nexport async function down(db) {")
        .replace("  },\n};", "}"),
    ],
    ids=["members", "exports", "modules"],
)
def test_scripts_are_steps(script: str) -> None:
    found = replay_of({"migrations/20240101000000-users.js": script})
    assert found.history is not None
    assert (found.history.framework, found.history.path) == ("migrate-mongo", "migrations")
    [one] = found.applied
    assert [step.statement.verb for step in one.steps] == ["createCollection", "createIndex", "createIndex"]
    assert [reading.statement.verb for reading in one.down] == ["drop"]
    [table] = found.catalog.tables.values()
    assert (table.name, [index.name for index in table.indexes]) == ("users", ["email_1"])


def test_scripts_run_in_the_order_of_their_names() -> None:
    found = replay_of(
        {
            "migrations/2-b.js": "exports.up = async db => { await db.collection('b').createIndex({ x: 1 }); };",
            "migrations/10-c.js": "exports.up = async db => { await db.collection('b').dropIndex('x_1'); };",
        }
    )
    assert found.history is not None
    assert [one.name for one in found.history.migrations] == ["10-c", "2-b"]


def test_a_script_without_such_functions_is_a_schema() -> None:
    assert steps("db.createCollection('a');", "db/schema.js", NOTATIONS) == ("", ())
    assert steps("scroll.up({ a: 1 }); const x = { up: 1, down: 2 };", "migrations/1-x.js", NOTATIONS) == ("", ())
    assert steps("exports.up = run; exports.down = back;", "migrations/1-x.js", NOTATIONS) == ("", ())


def test_what_a_helper_does_is_not_known() -> None:
    found = replay_of(
        {"migrations/1-a.js": "exports.up = async db => { await make(db); }; exports.down = async db => { await db.admin().command({}); };\n// createCollection: db.createCollection('x')"}
    )  # fmt: skip
    [one] = found.applied
    assert [type(step.change).__name__ for step in one.steps] == ["Opaque"]
    assert [type(change).__name__ for reading in one.down for change in reading.changes] == ["Opaque"]


def test_reading_a_long_log_takes_work_in_proportion(calls_of) -> None:
    def taken(count: int) -> int:
        sets = "".join(
            f'<changeSet id="{at}" author="a"><createIndex collectionName="c"><keys>{{ f{at}: 1 }}</keys></createIndex></changeSet>\n'
            for at in range(count)
        )
        text = f"<databaseChangeLog>\n{sets}</databaseChangeLog>"

        def work() -> None:
            framework, found = steps(text, "db/log.xml", NOTATIONS)
            assert (framework, len(found)) == ("liquibase", count)
            for one in found:
                for script in (*one.up, *one.down):
                    assert read("mongodb", text, "db/log.xml", script.start, script.end, NOTATIONS)

        return calls_of(work)

    taken(50)
    assert taken(1600) < 5 * taken(400)
