"""Which configuration file counts for an input."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint import config
from schemalint.config import ConfigError, UsageError

OURS = '[tool.schemalint]\ndialect = "mysql"\n'


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    _write(
        tmp_path,
        {".git/HEAD": "", "schemalint.toml": "", "a/.schemalint.toml": "", "a/b/pyproject.toml": OURS, "a/b/c/x": ""},
    )
    assert config.find(str(tmp_path / "a/b/c")) == str(tmp_path / "a/b/pyproject.toml")
    assert config.find(str(tmp_path / "a")) == str(tmp_path / "a/.schemalint.toml")
    assert config.find(str(tmp_path)) == str(tmp_path / "schemalint.toml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[tool.other]\n",
        'description = "schemalint = good"\n',
        '[tool.poetry.dependencies]\nschemalint = "1"\n',
        "broken [",
    ],
)
def test_a_pyproject_that_does_not_speak_of_us_is_passed_over(tmp_path: Path, text: str) -> None:
    _write(tmp_path, {".git/HEAD": "", "pyproject.toml": text})
    assert config.find(str(tmp_path)) == ""


@pytest.mark.parametrize(
    "text", [OURS, "[tool]\nschemalint.dialect = 'mysql'\n", '[tool."schemalint"]\ndialect = "mysql"\n']
)
def test_a_pyproject_that_does_is_found_however_it_is_written(tmp_path: Path, text: str) -> None:
    _write(tmp_path, {".git/HEAD": "", "pyproject.toml": text})
    assert config.load(str(tmp_path)).dialect == "mysql"


def test_nothing_above_the_repository_is_looked_at(tmp_path: Path) -> None:
    _write(tmp_path, {"schemalint.toml": "", "repo/.git/HEAD": "", "repo/db/x.sql": ""})
    found = config.load(str(tmp_path / "repo/db"))
    assert (found.file, found.root) == ("", str(tmp_path / "repo"))


def test_outside_a_repository_home_is_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, {"schemalint.toml": "", "home/work/x.sql": ""})
    assert config.find(str(tmp_path / "home/work")) == str(tmp_path / "schemalint.toml")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert config.find(str(tmp_path / "home/work")) == ""


def test_a_worktree_has_a_git_file(tmp_path: Path) -> None:
    _write(tmp_path, {"schemalint.toml": "", "tree/.git": "gitdir: elsewhere", "tree/db/x.sql": ""})
    assert config.find(str(tmp_path / "tree/db")) == ""


def test_isolated_takes_no_file_and_explicit_takes_that_one(tmp_path: Path) -> None:
    _write(tmp_path, {".git/HEAD": "", "schemalint.toml": 'dialect = "mysql"', "other.toml": 'dialect = "oracle"'})
    assert config.load(str(tmp_path), isolated=True).dialect == ""
    assert config.load(str(tmp_path), explicit=str(tmp_path / "other.toml")).dialect == "oracle"
    with pytest.raises(UsageError, match="nowhere"):
        config.load(str(tmp_path), explicit=str(tmp_path / "nowhere.toml"))


def test_a_baseline_beside_the_file_counts_by_itself(tmp_path: Path) -> None:
    _write(tmp_path, {".git/HEAD": "", "schemalint.toml": "", ".schemalint-baseline.json": ""})
    assert config.load(str(tmp_path)).baseline == str(tmp_path / ".schemalint-baseline.json")
    (tmp_path / "schemalint.toml").write_text('baseline = "known.json"')
    assert config.load(str(tmp_path)).baseline == str(tmp_path / "known.json")


def test_values_from_a_program_are_checked_like_a_file() -> None:
    assert config.from_values({"dialect": "sqlite", "select": ("keys",)}).select == ("keys",)
    with pytest.raises(ConfigError, match=r"^dialcet: unknown key; did you mean `dialect`\?"):
        config.from_values({"dialcet": "sqlite"})


PATTERNS = [
    (["legacy/**"], ["legacy/a.sql", "legacy/b/c.sql"]),
    (["legacy/"], ["legacy/a.sql", "legacy/b/c.sql", "x/legacy/d.sql"]),
    (["/legacy"], ["legacy/a.sql", "legacy/b/c.sql"]),
    (["*.md"], ["docs/x.md", "y.md"]),
    (["*.md", "!docs/*.md"], ["y.md"]),
    (["**/c.sql"], ["legacy/b/c.sql"]),
    (["legacy/?.sql"], ["legacy/a.sql"]),
    (["[!l]*/*.m[d]"], ["docs/x.md"]),
    (["legacy/**/c.sql"], ["legacy/b/c.sql"]),
]
PATHS = ["legacy/a.sql", "legacy/b/c.sql", "x/legacy/d.sql", "docs/x.md", "y.md"]


@pytest.mark.parametrize(("patterns", "wanted"), PATTERNS, ids=lambda value: str(value))
def test_patterns_mean_what_git_means_by_them(patterns: list[str], wanted: list[str]) -> None:
    matches = config.matcher(patterns)
    assert sorted(path for path in PATHS if matches(path)) == wanted
    pathspec = pytest.importorskip("pathspec")
    theirs = pathspec.GitIgnoreSpec.from_lines(patterns)
    assert sorted(theirs.match_files(PATHS)) == wanted


@pytest.mark.parametrize("pattern", ["", " ", "/", "!", "a/[b", "[z-a]"])
def test_a_pattern_that_means_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        config.matcher([pattern])


def test_a_file_from_elsewhere_is_for_the_folder_that_is_asked_about(tmp_path: Path) -> None:
    house = tmp_path / "house"
    app = tmp_path / "app"
    for folder in (house / ".git", app / ".git", app / "db"):
        folder.mkdir(parents=True)
    (house / config.BASELINE).write_text("{}", encoding="utf-8")
    (house / "schemalint.toml").write_text('dialect = "oracle"', encoding="utf-8")
    file = str(house / "schemalint.toml")
    assert (config.load(str(house), explicit=file).root, config.load(str(house / ".git"), explicit=file).root) == (
        str(house), str(house),
    )  # fmt: skip
    read = config.load(str(app / "db"), explicit=file)
    assert (read.dialect, read.root, read.baseline, read.file) == ("oracle", str(app), "", file)
    (app / config.BASELINE).write_text("{}", encoding="utf-8")
    assert config.load(str(app), explicit=file).baseline == str(app / config.BASELINE)
    assert config.load(str(tmp_path), explicit=file).root == str(tmp_path)
