"""Versions, files and sections of new migrations."""

from __future__ import annotations

import pytest

from schemalint.frameworks import Framework, named
from schemalint.frameworks.writing import in_section, new_migration, next_version, rollback

NOW = "20260131235959"


def framework(name: str) -> Framework:
    found = named(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "versions", "expected"),
    [
        ("golang-migrate", ["000001", "000009"], "000010"),
        ("golang-migrate", ["9", "10"], "11"),
        ("golang-migrate", ["20240101000000"], NOW),
        ("golang-migrate", ["20270101000000"], "20270101000001"),
        ("golang-migrate", ["1510262030"], "1769903999"),
        ("golang-migrate", [], NOW),
        ("pop", ["20201110175414000000"], NOW + "000000"),
        ("hasura", ["1600000000000"], "1769903999000"),
        ("diesel", ["2024-01-01-000000"], "2026-01-31-235959"),
        ("diesel", ["00000000000000", "20240101000000"], NOW),
        ("flyway", ["1", "2_9", "2_10"], "2_11"),
        ("flyway", ["1.2.3"], "1.2.4"),
        ("flyway", [], "1"),
        ("numbered", ["20240101"], "20260131"),
        ("numbered", ["0099"], "0100"),
        ("goose", ["00001"], "00002"),
    ],
)
def test_the_next_version_continues_the_habit(name: str, versions: list[str], expected: str) -> None:
    assert next_version(framework(name), versions, NOW) == expected


def test_a_pair_of_files() -> None:
    files = new_migration(framework("golang-migrate"), ["0001"], "Add e-mail", now=NOW, up="A;", down="B;")
    assert [(file.path, file.text) for file in files] == [
        ("0002_add_e_mail.up.sql", "A;\n"),
        ("0002_add_e_mail.down.sql", "B;\n"),
    ]


def test_without_a_down_part_there_is_no_down_file() -> None:
    files = new_migration(framework("golang-migrate"), ["0001"], "x", now=NOW, up="A;")
    assert [file.path for file in files] == ["0002_x.up.sql"]


def test_sections_and_braces_in_the_text() -> None:
    [file] = new_migration(framework("goose"), ["00001"], "x", now=NOW, up="SELECT '{up} {0}';", down="B;")
    assert file.text == "-- +goose Up\nSELECT '{up} {0}';\n\n-- +goose Down\nB;\n"


def test_switched_off_in_the_marker() -> None:
    [file] = new_migration(framework("dbmate"), [], "x", now=NOW, up="A;", down="B;", transaction=False)
    assert file.text == "-- migrate:up transaction:false\nA;\n\n-- migrate:down transaction:false\nB;\n"


def test_switched_off_beside_the_file() -> None:
    files = new_migration(
        framework("diesel"), ["2024-01-01-000000"], "x", now=NOW, up="A;", down="B;", transaction=False
    )
    assert [file.path for file in files] == [
        "2026-01-31-235959_x/up.sql",
        "2026-01-31-235959_x/down.sql",
        "2026-01-31-235959_x/metadata.toml",
    ]


def test_rollbacks_go_where_the_framework_looks() -> None:
    [undo] = rollback(framework("flyway"), "V2__add", "2", "B;", up_path="2.0/V2__add.sql")
    assert (undo.path, undo.text, undo.appended) == ("2.0/U2__add.sql", "B;\n", False)
    [section] = rollback(framework("goose"), "1_a", "1", "B;", up_path="1_a.sql")
    assert (section.path, section.text, section.appended) == ("1_a.sql", "-- +goose Down\nB;\n", True)
    [off] = rollback(framework("dbmate"), "1_a", "1", "B;", up_path="1_a.sql", transaction=False)
    assert off.text == "-- migrate:down transaction:false\nB;\n"
    [outside] = rollback(framework("supabase"), "1_a", "1", "B;", up_path="1_a.sql")
    assert (outside.path, outside.appended) == ("../rollbacks/1_a.sql", False)


def test_statements_with_terminators_inside() -> None:
    body = "CREATE FUNCTION f() RETURNS void AS $$\nBEGIN\n  PERFORM 1;\nEND $$ LANGUAGE plpgsql;"
    assert in_section(framework("goose"), body).startswith("-- +goose StatementBegin\n")
    assert in_section(framework("goose"), "DROP TABLE t;") == "DROP TABLE t;"
    assert in_section(framework("play"), "SELECT ';';") == "SELECT ';;';"
    assert in_section(framework("dbmate"), body) == body
