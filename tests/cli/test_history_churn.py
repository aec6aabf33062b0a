from __future__ import annotations

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from schemalint import cli
from schemalint.config import Options
from schemalint.frameworks.versions import day_of
from schemalint.model.churn import Churn, churn
from schemalint.origins import with_days
from schemalint.study import studies


@pytest.mark.parametrize(
    ("version", "day"),
    [
        ("20240115093000", "2024-01-15"),
        ("20240115", "2024-01-15"),
        ("202401150930", "2024-01-15"),
        ("2024-01-15-093000-0000", "2024-01-15"),
        ("2024.1.15", "2024-01-15"),
        ("20240115093000000001", "2024-01-15"),
        ("1705311000", "2024-01-15"),
        ("1705311000123", "2024-01-15"),
        ("20241315", ""),
        ("20240230", ""),
        ("2_34_15", ""),
        ("0001", ""),
        ("", ""),
        ("१२३४५६७८", ""),
    ],
)
def test_a_version_tells_its_day_or_nothing(version: str, day: str) -> None:
    assert day_of(version) == day


def told(folder: Path, files: dict[str, str], days: int = 90) -> tuple[Churn, list[str]]:
    for name, text in files.items():
        (folder / "migrations").mkdir(exist_ok=True)
        (folder / "migrations" / name).write_text(text, encoding="utf-8")
    [study] = studies([str(folder)], Options(isolated=True))
    [replay] = [one for one in study.replays if one.history is not None]
    dated = with_days(replay, study)
    return churn(dated, days), [one.migration.name for one in dated.applied]


YOUNG = {
    "20240101000000_a.sql": "CREATE TABLE a (id bigint PRIMARY KEY);",
    "20240110000000_b.sql": "ALTER TABLE a ADD COLUMN b text;\nUPDATE a SET b = '';",
    "20240111000000_c.sql": "CREATE TABLE c (id bigint);\nALTER TABLE a ADD COLUMN c text;",
    "20240112000000_v.sql": "CREATE INDEX a_b ON a (b);\nCREATE VIEW v AS SELECT id FROM a;",
    "20240113000000_r.sql": "ALTER TABLE a RENAME TO d;",
    "20241001000000_l.sql": "ALTER TABLE d DROP COLUMN c;\nDROP INDEX a_b;",
}


def test_what_only_reworks_young_tables_is_what_one_design_would_have_been(tmp_path: Path) -> None:
    found, names = told(tmp_path, YOUNG)
    assert found.dated
    assert [names[at] for at in found.single] == ["20240110000000_b", "20240113000000_r"]
    [renamed, other] = found.lives
    assert (renamed.ref.name, renamed.made, renamed.altered, renamed.early) == ("d", 0, (1, 2, 3, 4, 5), (1, 2, 3, 4))
    assert (other.ref.name, other.made, other.altered) == ("c", 2, ())


def test_days_are_as_many_as_asked_for(tmp_path: Path) -> None:
    found, _ = told(tmp_path, YOUNG, days=9)
    assert found.lives[0].early == (1,)
    found, _ = told(tmp_path, YOUNG, days=1000)
    assert found.lives[0].early == found.lives[0].altered


@pytest.mark.parametrize(
    "rebuilt",
    [
        "CREATE TABLE n (id int, b int);\nINSERT INTO n (id) SELECT id FROM a;\nDROP TABLE a;\nALTER TABLE n RENAME TO a;",
        "ALTER TABLE a RENAME TO o;\nCREATE TABLE a (id int, b int);\nINSERT INTO a (id) SELECT id FROM o;\nDROP TABLE o;",
    ],
)
def test_a_table_that_is_built_anew_is_the_same_table(tmp_path: Path, rebuilt: str) -> None:
    files = {"20240101000000_a.sql": "CREATE TABLE a (id int);", "20240102000000_n.sql": rebuilt}
    (tmp_path / "app.sqlite.sql").write_text("PRAGMA foreign_keys = ON;", encoding="utf-8")
    found, _ = told(tmp_path, files)
    [life] = [one for one in found.lives if one.gone is None]
    assert (life.ref.name, life.made, life.altered) == ("a", 0, (1,))
    assert found.single == (1,)


def test_without_times_git_tells_and_without_git_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"1_a.sql": "CREATE TABLE a (id int);", "2_b.sql": "ALTER TABLE a ADD COLUMN b int;"}
    found, _ = told(tmp_path, files)
    assert not found.dated and found.lives[0].early == (1,)
    assert cli.run(["history", "--churn", str(tmp_path)]) == 0
    assert "nothing tells when" in capsys.readouterr().out
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(("git", "init", "-q", "-b", "main"), cwd=tmp_path, check=True)
    for name, day in (("1_a.sql", "2024-01-01"), ("2_b.sql", "2024-12-01")):
        subprocess.run(("git", "add", f"migrations/{name}"), cwd=tmp_path, check=True)
        when = {
            "GIT_AUTHOR_DATE": f"{day}T12:00:00Z",
            "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
            "PATH": "/usr/bin:/bin",
        }
        subprocess.run(("git", *who, "commit", "-q", "-m", name), cwd=tmp_path, env=when, check=True)
    found, _ = told(tmp_path, files)
    assert found.dated and found.lives[0].altered == (1,) and found.lives[0].early == ()
    assert cli.run(["history", "--churn", str(tmp_path)]) == 0
    assert "first commit" in capsys.readouterr().out


def test_every_form_tells_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(tmp_path, YOUNG)
    assert cli.run(["history", "--churn", "--format", "json", str(tmp_path)]) == 0
    [history] = json.loads(capsys.readouterr().out)["histories"]
    assert (history["migrations"], history["single_design"], history["dated_by"]) == (6, 4, "version")
    assert [one["name"] for one in history["spared"]] == ["20240110000000_b", "20240113000000_r"]
    assert [one["young"] for one in history["tables"][0]["altered"]] == [True, True, True, True, False]
    assert cli.run(["history", "--churn", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert "2 of its 6 migrations only rework tables in their first 90 days: a single design would have been 4." in text
    assert "20240110000000_b" in text
    assert cli.run(["history", "--churn", "--format", "mermaid", str(tmp_path)]) == 0
    diagram = capsys.readouterr().out
    assert diagram.startswith("gantt\n") and "altered 4 times young :crit, 2024-01-01, 90d" in diagram
    assert cli.run(["history", "--churn", "--format", "svg", str(tmp_path)]) == 0
    picture = ElementTree.fromstring(capsys.readouterr().out)
    ticks = [one for one in picture.iter("{http://www.w3.org/2000/svg}line") if one.get("class") in ("e", "a")]
    assert [one.get("class") for one in ticks] == ["e", "e", "e", "e", "a"]


def test_a_name_is_no_markup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(
        tmp_path,
        {
            "20240101000000_a.sql": 'CREATE TABLE "<b>&;:" (id int);',
            "20240102000000_b.sql": 'ALTER TABLE "<b>&;:" ADD COLUMN b int;',
        },
    )
    assert cli.run(["history", "--churn", "--format", "svg", str(tmp_path)]) == 0
    picture = ElementTree.fromstring(capsys.readouterr().out)
    assert any("<b>&;:" in "".join(one.itertext()) for one in picture.iter())
    assert cli.run(["history", "--churn", "--format", "mermaid", str(tmp_path)]) == 0
    [section] = [line for line in capsys.readouterr().out.splitlines() if "section" in line]
    assert ":" not in section and ";" not in section


def test_a_picture_is_of_churn_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["history", "--format", "svg", str(tmp_path)]) == 2
    assert "--churn" in capsys.readouterr().err
