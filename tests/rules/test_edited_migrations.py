"""Checksums that frameworks keep beside their migrations: as they wrote them, nothing is told; otherwise the file that differs."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

import pytest

from schemalint.api import check_project

GRAPHILE = {
    "migrations/committed/000002-subtitle-added.sql": (
        "--! Previous: sha1:b74cde38f51e59d36d33923a186339559759f757\n"
        "--! Hash: sha1:fe332928048c237c42e5b84d0b9c94767f467613\n--! Message: subtitle-added\n\n"
        "ALTER TABLE app_public.movies ADD COLUMN IF NOT EXISTS subtitle TEXT;\n\n"
        'GRANT INSERT (subtitle) ON app_public.movies TO ":DATABASE_GQL_ROLE";\n'
        'GRANT UPDATE (subtitle) ON app_public.movies TO ":DATABASE_GQL_ROLE";\n'
    ),
    "migrations/committed/000003.sql": (
        "--! Previous: sha1:ceb7cca7a8dbc5cf7e8dc3bd61d1c533674b9549\n"
        "--! Hash: sha1:842391f36ad5bd4665c1a448e4a1c5ea002d8c3c\n\n"
        '-- Enter migration here\nalter table if exists "workout_plan"\nrename to "workout_plan_day";\n'
    ),
}
"""Files that graphile-migrate committed, with the hashes it gave them."""


def edited(files: Mapping[str, str]) -> list[str]:
    report = check_project(files, {"select": ["edited-migration"], "dialect": "postgres"})
    assert not report.failures
    return [one.span.path for one in report.diagnostics]


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_what_graphile_migrate_wrote_is_not_edited(line_break: str) -> None:
    assert edited({path: text.replace("\n", line_break) for path, text in GRAPHILE.items()}) == []


@pytest.mark.parametrize("path", GRAPHILE)
def test_one_letter_more_is(path: str) -> None:
    assert edited({**GRAPHILE, path: GRAPHILE[path] + "-- x\n"}) == [path]


def summed(files: Mapping[str, str]) -> str:
    """An `atlas.sum` of files in the order given."""
    running, rows = hashlib.sha256(), []
    for path, text in files.items():
        name = path.rpartition("/")[2]
        running.update(name.encode() + text.encode())
        rows.append(f"{name} h1:{base64.b64encode(running.digest()).decode()}\n")
    return "h1:0000\n" + "".join(rows)


ATLAS = {
    f"migrations/2024010{day}000000_t{day}.sql": f"CREATE TABLE t{day} (id bigint PRIMARY KEY);\n" for day in (1, 2, 3)
}


def test_only_the_first_file_that_differs_from_atlas_sum_is_told() -> None:
    sums = {"migrations/atlas.sum": summed(ATLAS)}
    assert edited({**ATLAS, **sums}) == []
    first, second, third = ATLAS
    assert edited({**ATLAS, **sums, second: "CREATE TABLE t2 (id int);\n", third: "CREATE TABLE t3 (id int);\n"}) == [
        second
    ]
    assert edited({**ATLAS, **sums, first: ATLAS[first].replace("\n", "\r\n")}) == [first]


def test_files_that_atlas_sum_lacks_or_that_are_gone_tell_nothing() -> None:
    first, second, third = ATLAS
    added = {"migrations/20240101120000_added.sql": "CREATE TABLE added (id int);\n"}
    assert edited({**ATLAS, **added, "migrations/atlas.sum": summed(ATLAS)}) == []
    left = {path: text for path, text in ATLAS.items() if path != first}
    assert edited({**left, third: "CREATE TABLE x (id int);\n", "migrations/atlas.sum": summed(ATLAS)}) == []
    ignored = {second: "-- atlas:sum ignore\nCREATE TABLE t2 (id int);\n"}
    assert edited({**ATLAS, **ignored, "migrations/atlas.sum": summed(ATLAS)}) == []


@pytest.mark.parametrize(
    "text", ["", "h1:\n", "nonsense", "\x00\n20240101000000_t1.sql h1:\n", "20240101000000_t1.sql h1:%%%"]
)
def test_a_broken_atlas_sum_breaks_nothing(text: str) -> None:
    assert set(edited({**ATLAS, "migrations/atlas.sum": text})) <= {next(iter(ATLAS))}
