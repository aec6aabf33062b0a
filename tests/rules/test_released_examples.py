"""Cases of rules may stand in a git repository: what its default branch holds is released, the rest is new or edited."""

from __future__ import annotations

import os
from pathlib import Path

from schemalint import testing
from schemalint.api import check_project, project
from schemalint.model.run import Report


def of_housekeeping(files: dict[str, str], base: dict[str, str] | None) -> Report:
    return check_project(files, {"select": ["housekeeping"], "dialect": "postgres"}, base=base)


def test_the_base_is_released_and_the_rest_is_new() -> None:
    files = {"migrations/1_a.sql": "CREATE TABLE a (id int);", "migrations/2_b.sql": "CREATE TABLE b (id int);"}
    [replay] = of_housekeeping(files, {"migrations/1_a.sql": files["migrations/1_a.sql"]}).replays
    assert [one.migration.released for one in replay.applied] == [True, False]
    [outside] = of_housekeeping(files, None).replays
    assert [one.migration.released for one in outside.applied] == [False, False]


def test_what_only_the_base_holds_is_gone() -> None:
    base = {"a/b/1_a.sql": "CREATE TABLE a (id int);", "2_b.sql": "CREATE TABLE b (id int);"}
    with project({"2_b.sql": "CREATE TABLE b (id int);"}, None, base) as folder:
        assert sorted(name for name in os.listdir(folder) if name.endswith(".sql")) == ["2_b.sql"]
        assert os.listdir(os.path.join(folder, "a", "b")) == []


def test_a_released_fence_is_the_base_and_a_second_one_what_is_there(tmp_path: Path) -> None:
    page = tmp_path / "edited-migration.md"
    page.write_text(
        "## Case\n```sql postgres m/1_a.sql released\nSELECT 1;\n```\n```sql postgres m/1_a.sql\nSELECT 2;\n```\n"
        "```sql postgres m/2_b.sql\nSELECT 3;\n```\n## No base\n```sql postgres\nSELECT 4;\n```\n",
        encoding="utf-8",
    )
    first, second = testing.read_scenarios(str(page))
    assert first.base == {"m/1_a.sql": "SELECT 1;\n"}
    assert first.files == {"m/1_a.sql": "SELECT 2;\n", "m/2_b.sql": "SELECT 3;\n"}
    assert second.base is None and second.files == {"schema.sql": "SELECT 4;\n"}
