"""Fixes that take an index out of the transaction a framework opens: what they write, and that nothing is left to say."""

from __future__ import annotations

import pytest

from schemalint.api import check_project, fix_project

BUILD = "CREATE INDEX i ON a (id);\n"
ONLINE = "CREATE INDEX CONCURRENTLY i ON a (id);\n"

WAYS = {
    "goose": (
        "-- +goose Up\n{0}-- +goose Down\nDROP INDEX i;\n",
        "-- +goose NO TRANSACTION\n-- +goose Up\n{0}-- +goose Down\nDROP INDEX CONCURRENTLY i;\n",
        "db/0002_i.sql",
    ),
    "sql-migrate": (
        "-- +migrate Up\n{0}-- +migrate Down\nDROP INDEX i;\n",
        "-- +migrate Up notransaction\n{0}-- +migrate Down notransaction\nDROP INDEX CONCURRENTLY i;\n",
        "db/0002_i.sql",
    ),
    "dbmate": (
        "-- migrate:up\n{0}-- migrate:down\nDROP INDEX i;\n",
        "-- migrate:up transaction:false\n{0}-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY i;\n",
        "db/0002_i.sql",
    ),
    "flyway": ("{0}", "{0}", "sql/V2__i.sql"),
    "golang-migrate": ("{0}", "{0}", "db/000002_i.up.sql"),
}
FIRST = {
    "goose": ("-- +goose Up\n{0}-- +goose Down\nDROP TABLE a;\n", "db/0001_a.sql"),
    "sql-migrate": ("-- +migrate Up\n{0}-- +migrate Down\nDROP TABLE a;\n", "db/0001_a.sql"),
    "dbmate": ("-- migrate:up\n{0}-- migrate:down\nDROP TABLE a;\n", "db/0001_a.sql"),
    "flyway": ("{0}", "sql/V1__a.sql"),
    "golang-migrate": ("{0}", "db/000001_a.up.sql"),
}
CONFIG = {"select": ["blocking-index", "concurrently-in-transaction"], "dialect": "postgres"}


def files(framework: str, text: str) -> dict[str, str]:
    before, path = FIRST[framework]
    return {path: before.format("CREATE TABLE a (id int);\n"), WAYS[framework][2]: text}


@pytest.mark.parametrize("framework", WAYS)
def test_an_index_that_blocks_is_built_online_outside_the_transaction(framework: str) -> None:
    before, after, path = WAYS[framework]
    project = files(framework, before.format(BUILD))
    told = [one.rule for one in check_project(project, CONFIG).diagnostics]
    assert told == ["blocking-index"]
    mended = fix_project(project, CONFIG)
    assert mended[path] == after.format(ONLINE)
    assert check_project(mended, CONFIG).diagnostics == ()


@pytest.mark.parametrize("framework", ["goose", "sql-migrate", "dbmate"])
def test_a_concurrent_index_is_taken_out_of_the_transaction(framework: str) -> None:
    before, after, path = WAYS[framework]
    project = files(framework, before.format(ONLINE))
    told = [one.rule for one in check_project(project, CONFIG).diagnostics]
    assert told == ["concurrently-in-transaction"]
    assert fix_project(project, CONFIG)[path] == after.format(ONLINE)


def test_other_work_keeps_its_transaction() -> None:
    before, _, path = WAYS["goose"]
    project = files("goose", before.format(BUILD + "ALTER TABLE a ADD COLUMN b int;\n"))
    assert [one.rule for one in check_project(project, CONFIG).diagnostics] == ["blocking-index"]
    assert fix_project(project, CONFIG)[path] == project[path]


def test_each_of_two_statements_in_one_query_gets_a_file_of_its_own() -> None:
    project = files("golang-migrate", BUILD + BUILD.replace("i ON", "j ON"))
    mended = fix_project(project, CONFIG)
    assert [text for path, text in sorted(mended.items()) if path.endswith(".up.sql")][1:] == [
        ONLINE,
        ONLINE.replace("i ON", "j ON"),
    ]
    assert check_project(mended, CONFIG).diagnostics == ()


def test_behind_the_commit() -> None:
    text = "BEGIN;\nALTER TABLE a ADD COLUMN b int;\nCREATE INDEX CONCURRENTLY i ON a (b);\nCOMMIT;\n"
    project = {"migrations/0001_a.sql": "CREATE TABLE a (id int);\n", "migrations/0002_b.sql": text}
    mended = fix_project(project, CONFIG)["migrations/0002_b.sql"]
    assert " ".join(mended.split()) == (
        "BEGIN; ALTER TABLE a ADD COLUMN b int; COMMIT; CREATE INDEX CONCURRENTLY i ON a (b);"
    )


def test_an_index_that_later_work_needs_stays() -> None:
    text = (
        "BEGIN;\nCREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);\n"
        "ALTER TABLE a ADD CONSTRAINT a_id PRIMARY KEY USING INDEX a_id;\nCOMMIT;\n"
    )
    project = {"migrations/0001_a.sql": "CREATE TABLE a (id int);\n", "migrations/0002_b.sql": text}
    assert fix_project(project, CONFIG) == project
