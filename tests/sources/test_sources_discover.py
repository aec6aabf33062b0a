"""From arguments to files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.sources.discover import Project, discover, linked, shown

Write = Callable[[dict[str, str]], Path]
Git = Callable[..., str]


def paths(project: Project) -> list[str]:
    return [source.path for source in project.sources]


def test_paths_are_relative_below_the_current_directory_and_absolute_elsewhere() -> None:
    assert shown("/a/b/c.sql", "/a") == "b/c.sql"
    assert shown("/ab/c.sql", "/a") == "/ab/c.sql"
    assert shown("/a", "/a") == "."
    assert shown("/a/b.sql", "/") == "a/b.sql"


def test_every_kind_of_file_that_is_read(write: Write) -> None:
    names = ["a.sql", "b.ddl", "c.pgsql", "d.psql", "e.mysql", "f.tsql", "g.md", "h.markdown", "i.SQL"]
    root = write(dict.fromkeys([*names, "x.txt", "y.py"], ""))
    [project] = discover(["."], cwd=str(root)).projects
    assert paths(project) == sorted(names)
    assert not project.in_git


def test_missing_paths_and_unread_kinds(write: Write) -> None:
    root = write({"a.sql": "", "b.txt": ""})
    found = discover(["a.sql", "b.txt", "gone.sql", "gone"], cwd=str(root))
    assert found.missing == ("gone.sql", "gone")
    assert found.notes == ("b.txt is of a kind that is not read",)


def test_plugins_may_have_further_endings_read(write: Write) -> None:
    root = write({"a.sql": "", "warehouse/b.HQL": "", "c.txt": ""})
    [project] = discover(["."], cwd=str(root), more=(".hql",)).projects
    assert paths(project) == ["a.sql", "warehouse/b.HQL"]


def test_a_folder_that_may_not_be_read_is_told(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({"a.sql": "", "shut/b.sql": ""})
    scandir = os.scandir

    def guarded(folder: str) -> object:
        if folder.endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", guarded)
    found = discover(["."], cwd=str(root))
    assert paths(found.projects[0]) == ["a.sql"]
    assert found.notes == (f"the folder {root}/shut was left out: Permission denied",)


def test_an_empty_folder_is_a_project_without_sources(tmp_path: Path) -> None:
    [project] = discover(["."], cwd=str(tmp_path)).projects
    assert project.sources == ()


def test_outside_git_ignore_files_and_vendored_folders_count(write: Write) -> None:
    root = write(
        {
            ".gitignore": "/build/\n*.tmp.sql\n!keep.tmp.sql\n",
            "a.sql": "",
            "b.tmp.sql": "",
            "keep.tmp.sql": "",
            "build/c.sql": "",
            "sub/.gitignore": "d.sql\n!e.tmp.sql\n",
            "sub/d.sql": "",
            "sub/e.tmp.sql": "",
            "sub/build/f.sql": "",
            "node_modules/g.sql": "",
            ".venv/h.sql": "",
        }
    )
    [project] = discover(["."], cwd=str(root)).projects
    assert paths(project) == ["a.sql", "keep.tmp.sql", "sub/build/f.sql", "sub/e.tmp.sql"]


def test_in_git_untracked_files_count_and_ignored_ones_do_not(write: Write, git: Git) -> None:
    root = write({".gitignore": "ignored.sql\n", "a.sql": "", "ignored.sql": "", "deleted.sql": ""})
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "first")
    (root / "new.sql").write_text("")
    (root / "deleted.sql").unlink()
    [project] = discover(["."], cwd=str(root)).projects
    assert project.in_git
    assert paths(project) == ["a.sql", "new.sql"]


def test_a_named_folder_counts_even_when_it_is_ignored(write: Write, git: Git) -> None:
    root = write({".gitignore": "out/\n", "out/a.sql": ""})
    git("init", "-q")
    [project] = discover(["out"], cwd=str(root)).projects
    assert paths(project) == ["out/a.sql"]


def test_names_that_git_would_take_for_patterns(write: Write, git: Git) -> None:
    root = write({"a[1]*/x.sql": "", "a1/y.sql": "", ":(top)/z.sql": ""})
    git("init", "-q")
    assert paths(discover(["a[1]*"], cwd=str(root)).projects[0]) == ["a[1]*/x.sql"]
    assert paths(discover([":(top)"], cwd=str(root)).projects[0]) == [":(top)/z.sql"]


def test_variables_of_a_hook_do_not_lead_to_another_repository(
    write: Write, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({"one/a.sql": "", "two/b.sql": ""})
    git("init", "-q", at=root / "one")
    git("init", "-q", at=root / "two")
    monkeypatch.setenv("GIT_DIR", str(root / "one" / ".git"))
    [project] = discover(["two"], cwd=str(root)).projects
    assert paths(project) == ["two/b.sql"]


def test_many_folders_are_many_projects_and_a_folder_inside_another_is_not(write: Write) -> None:
    root = write({"a/x.sql": "", "a/in/y.sql": "", "b/z.sql": ""})
    projects = discover(["a", "b", "a/in"], cwd=str(root)).projects
    assert [paths(project) for project in projects] == [["a/in/y.sql", "a/x.sql"], ["b/z.sql"]]


def test_files_of_one_repository_are_one_project(write: Write, git: Git) -> None:
    root = write({"docs/schema.md": "", "db/schema.sql": "", "db/other.sql": ""})
    git("init", "-q")
    [project] = discover(["docs/schema.md", "db/schema.sql"], cwd=str(root)).projects
    assert paths(project) == ["db/schema.sql", "docs/schema.md"]


def test_a_file_and_the_only_folder_of_a_repository_are_one_project(write: Write, git: Git) -> None:
    root = write({"docs/schema.md": "", "db/schema.sql": ""})
    git("init", "-q")
    [project] = discover(["db", "docs/schema.md"], cwd=str(root)).projects
    assert paths(project) == ["db/schema.sql", "docs/schema.md"]


def test_siblings_of_a_named_file_are_not_read(write: Write) -> None:
    root = write({"schema.sql": "", "other.sql": ""})
    [project] = discover(["schema.sql"], cwd=str(root)).projects
    assert paths(project) == ["schema.sql"]


@pytest.mark.parametrize(
    ("named", "files"),
    [
        ("m/002_b.up.sql", ["m/001_a.up.sql", "m/002_b.up.sql"]),
        ("m/2024_b/up.sql", ["m/2023_a/up.sql", "m/2024_b/up.sql"]),
        ("m/2024_b", ["m/2023_a/up.sql", "m/2024_b/up.sql"]),
        ("m/20240101000000_b/migration.sql", ["m/20230101000000_a/migration.sql", "m/20240101000000_b/migration.sql"]),
        ("m/2.1/V2_1__b.sql", ["m/2.0/V2_0__a.sql", "m/2.1/V2_1__b.sql"]),
        ("m/revert/b.sql", ["m/deploy/a.sql", "m/deploy/b.sql", "m/revert/b.sql"]),
    ],
)  # fmt: skip
def test_a_named_migration_brings_its_history(write: Write, named: str, files: list[str]) -> None:
    root = write({**dict.fromkeys(files, ""), "elsewhere/003_c.up.sql": ""})
    [project] = discover([named], cwd=str(root)).projects
    assert paths(project) == files
    assert project.asked == {file for file in files if file == named or file.startswith(named + "/")}


def test_links_that_leave_the_tree_are_passed_over(write: Write, tmp_path: Path) -> None:
    root = write({"in/a.sql": "", "out/b.sql": ""})
    os.symlink(root / "out" / "b.sql", root / "in" / "outside.sql")
    os.symlink(root / "in" / "a.sql", root / "in" / "inside.sql")
    os.symlink(root / "in", root / "in" / "loop")
    os.symlink(root / "in" / "nowhere.sql", root / "in" / "broken.sql")
    [project] = discover(["in"], cwd=str(root)).projects
    assert paths(project) == ["in/a.sql", "in/inside.sql"]


def test_excluded_patterns(write: Write) -> None:
    root = write({"a.sql": "", "gen/b.sql": "", "x/gen/c.sql": ""})
    [project] = discover(["."], cwd=str(root), exclude=["/gen/"]).projects
    assert paths(project) == ["a.sql", "x/gen/c.sql"]


def test_a_worktree_is_a_repository_of_its_own(write: Write, git: Git) -> None:
    root = write({"main/a.sql": ""})
    git("init", "-q", "-b", "main", at=root / "main")
    git("add", "-A", at=root / "main")
    git("commit", "-qm", "first", at=root / "main")
    git("worktree", "add", "-q", "../tree", "-b", "work", at=root / "main")
    [project] = discover(["tree"], cwd=str(root)).projects
    assert project.in_git
    assert project.root == str(root / "tree")
    assert paths(project) == ["tree/a.sql"]


def test_files_that_a_document_links(write: Write) -> None:
    root = write(
        {
            "docs/schema.md": "[ddl](../db/schema.sql) [web](https://example.org/x.sql) [gone](gone.sql)\n"
            "[up](../db/m/001_a.up.sql#L3)\n\n[ref]: ../db/ref.sql\n[out](../../etc/x.sql)\n",
            "db/schema.sql": "",
            "db/ref.sql": "",
            "db/m/001_a.up.sql": "",
            "db/m/002_b.up.sql": "",
        }
    )
    found = discover(["docs/schema.md"], cwd=str(root))
    project = found.projects[0]._replace(root=str(root))
    document = root / "docs" / "schema.md"
    sources = linked(document.read_text(), str(document), project, cwd=str(root))
    assert [source.path for source in sources] == [
        "db/m/001_a.up.sql",
        "db/m/002_b.up.sql",
        "db/ref.sql",
        "db/schema.sql",
    ]
