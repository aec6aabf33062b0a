"""A run over the same input is answered from memory; whatever changes, the answer is the fresh one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from invoking import Command, Outcome, git, write

from schemalint import cache, plugins, recall
from schemalint.model.diagnostic import Diagnostic, Fix
from schemalint.model.text import Span
from schemalint.reporting import FORMATS

FILES = {
    "db/migrations/0001_account.up.sql": "CREATE TABLE account (id int PRIMARY KEY, status text);\n",
    "db/migrations/0001_account.down.sql": "DROP TABLE account;\n",
    "db/migrations/0002_team.up.sql": "CREATE TABLE team (account_id int REFERENCES account (id));\n"
    "CREATE INDEX ON account (status); -- schemalint: ignore[indexes] planned, until=2030-01-01\n",
    "docs/schema.md": "# Schema\n\n```sql\nCREATE TABLE note (body text, account_id int);\n```\n",
}


class Counted:
    """How often a run was not answered from memory."""

    def __init__(self) -> None:
        self.times = 0


@pytest.fixture
def fresh(project: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    write(project, FILES)
    git(project, "init", "-q", "-b", "work")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "first")
    counted = Counted()
    work = recall._fresh

    def counting(*given: object) -> object:
        counted.times += 1
        return work(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(recall, "_fresh", counting)
    return counted


def _no_cache(schemalint: Command, *arguments: str) -> Outcome:
    return schemalint(*arguments, "--no-cache")


@pytest.mark.parametrize("form", FORMATS)
def test_both_answers_are_the_same(form: str, schemalint: Command, fresh: Counted) -> None:
    arguments = ("check", "--preset", "strict", "--format", form, "--show-suppressed")
    first = schemalint(*arguments)
    assert first.code == 1 and fresh.times == 1
    assert schemalint(*arguments) == first
    assert fresh.times == 1
    assert _no_cache(schemalint, *arguments) == first
    assert fresh.times == 2


def test_one_memory_serves_all_formats(schemalint: Command, fresh: Counted) -> None:
    for form in FORMATS:
        schemalint("check", "--format", form)
    assert "schema.md" in schemalint("check", "--show-files").out
    assert fresh.times == 1


def _content(root: Path) -> None:
    write(root, {"docs/schema.md": FILES["docs/schema.md"].replace("account_id int", "account_id bigint")})


def _same_size_and_time(root: Path) -> None:
    file = root / "db/migrations/0001_account.up.sql"
    before = file.stat()
    file.write_text(file.read_text("utf-8").replace("status", "states"), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _new_file(root: Path) -> None:
    write(root, {"db/migrations/0003_tag.up.sql": "CREATE TABLE tag (name text);\n"})


def _file_gone(root: Path) -> None:
    (root / "db/migrations/0001_account.down.sql").unlink()


def _configuration(root: Path) -> None:
    write(root, {"schemalint.toml": 'ignore = ["missing-primary-key"]\n'})


def _baseline(root: Path) -> None:
    write(root, {".schemalint-baseline.json": '{"version": 1, "findings": []}\n'})


def _settings_of_a_framework(root: Path) -> None:
    write(root, {"db/sqlc.yaml": "engine: mysql\n", "package.json": '{"dependencies": {"mysql2": "1"}}\n'})


def _now_released(root: Path) -> None:
    git(root, "branch", "main")


CHANGES: tuple[Callable[[Path], None], ...] = (
    _content,
    _same_size_and_time,
    _new_file,
    _file_gone,
    _configuration,
    _baseline,
    _settings_of_a_framework,
    _now_released,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_what_changes_is_seen(
    change: Callable[[Path], None], schemalint: Command, fresh: Counted, project: Path
) -> None:
    before = schemalint("check", "--format", "json")
    change(project)
    after = schemalint("check", "--format", "json")
    assert fresh.times == 2
    assert after == _no_cache(schemalint, "check", "--format", "json")
    if change not in (_baseline, _settings_of_a_framework):
        assert after.out != before.out


@pytest.mark.parametrize("place", ("", "db/", "db/migrations/", "docs/"))
def test_a_file_that_nothing_asks_for_is_not_missed(
    place: str, schemalint: Command, fresh: Counted, project: Path
) -> None:
    before = schemalint("check")
    write(project, {f"{place}build.log": "done\n"})
    assert schemalint("check") == before
    assert fresh.times == 1


@pytest.mark.parametrize(
    "more",
    (
        ("--preset", "strict"),
        ("--select", "keys"),
        ("--dialect", "mysql"),
        ("--today", "2031-01-01"),
        ("--released",),
        ("--fail-on", "error"),
        ("--since", "HEAD"),
        ("--isolated",),
        ("db",),
    ),
    ids=" ".join,
)
def test_what_is_asked_for_is_seen(more: tuple[str, ...], schemalint: Command, fresh: Counted) -> None:
    schemalint("check")
    asked = schemalint("check", *more)
    assert fresh.times == 2
    assert asked == _no_cache(schemalint, "check", *more)


def test_a_silence_that_runs_out_is_seen(schemalint: Command, fresh: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    schemalint("check", "--preset", "strict")
    monkeypatch.setattr(time, "strftime", lambda form: "2031-01-01")
    late = schemalint("check", "--preset", "strict")
    assert fresh.times == 2 and "expired-suppression" in late.out


def test_another_rule_file_is_seen(
    schemalint: Command, fresh: Counted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    schemalint("check")
    told = plugins.installed({})
    package = tmp_path / "house"
    write(package, {"__init__.py": "", "keys/own.py": "pass\n"})
    monkeypatch.syspath_prepend(str(tmp_path))
    __import__("house")
    entry = next(iter(plugins.rules(plugins.manager()).values()))._replace(module="house.keys.own")
    first = plugins.installed({"own": entry})
    write(package, {"keys/own.py": "pass # else\n"})
    assert len({told, first, plugins.installed({"own": entry})}) == 3
    monkeypatch.setattr(plugins, "installed", lambda entries: "another")
    schemalint("check")
    assert fresh.times == 2


@pytest.mark.parametrize("harm", (b"", b"{", b"\x00\xff", b"[]\n[]\n[]"), ids=("empty", "open", "bytes", "foreign"))
def test_a_broken_memory_is_none(harm: bytes, schemalint: Command, fresh: Counted, tmp_path: Path) -> None:
    first = schemalint("check")
    [file] = (tmp_path / "cache/runs").iterdir()
    whole = file.read_bytes()
    for broken in (harm, whole[: len(whole) // 2], whole[:-9] + harm, whole.replace(b"Span", b"Spam")):
        file.write_bytes(broken)
        fresh.times = 0
        assert schemalint("check") == first
        assert (fresh.times, file.read_bytes()) == (1, whole)


def test_no_cache_neither_reads_nor_writes(schemalint: Command, fresh: Counted, tmp_path: Path) -> None:
    _no_cache(schemalint, "check")
    assert not (tmp_path / "cache/runs").exists()
    schemalint("check")
    _no_cache(schemalint, "check")
    assert fresh.times == 3


def test_a_cache_that_cannot_be_written_is_no_error(
    schemalint: Command, fresh: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCHEMALINT_CACHE", os.path.abspath("docs/schema.md"))
    assert schemalint("check") == schemalint("check")
    assert fresh.times == 2


def test_old_runs_make_room(
    schemalint: Command, fresh: Counted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(recall, "MOST", 3)
    for number in range(5):
        schemalint("check", "--max-warnings", str(number))
    assert len(list((tmp_path / "cache/runs").iterdir())) == 3
    monkeypatch.setattr(recall, "SIZE", 10)
    schemalint("check", "--max-warnings", "9")
    assert not list((tmp_path / "cache/runs").iterdir())


def test_values_come_back_as_they_were() -> None:
    known = {one.__name__: one for one in (Diagnostic, Fix, Span)}
    finding = Diagnostic("a", "error", "é", Span("x", 1, 2), fix=Fix("b", "safe"), released=True)
    value = ((finding,), {"k": finding, "n": None}, (1, 2.5, False), ())
    again = cache.decode(cache.encode(value), known)
    assert again == value and type(again[0][0].fix) is Fix and again[2][2] is False
    with pytest.raises(TypeError, match="set is no value"):
        cache.encode({1})
    for foreign in ({"Other": []}, {"Span": [1]}, {"Span": 1, "Fix": 2}, {"": 3}, {"Span": None}):
        with pytest.raises(ValueError, match="not a stored value"):
            cache.decode(foreign, known)
