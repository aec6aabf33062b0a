"""`check --profile`: what each stage and rule took, beside the report and with the exit code of the run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemalint.cli import run

SCHEMA = "CREATE TABLE account (name text, started timestamp);\n"


def test_rules_and_stages_are_told_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "schema.sql"
    file.write_text(SCHEMA)
    arguments = ["check", "--isolated", "--dialect", "postgres", "--format", "json", str(file)]
    plain = run([*arguments, "--no-cache"])
    report = capsys.readouterr().out
    told = run([*arguments, "--profile"])
    captured = capsys.readouterr()
    assert (told, captured.out) == (plain, report)
    lines = captured.err.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("profile: "))
    whole = float(lines[at].split()[1])
    rows = [re.fullmatch(r" *([\d.]+) s +([\d.]+) %  (.+)", line) for line in lines[at + 1 :]]
    assert all(rows), lines
    seconds = {row[3]: float(row[1]) for row in rows if row}
    stages = ("loading rules", "reading and replaying", "rules", "finding files and all else")
    assert all(name in seconds for name in stages), seconds
    assert sum(seconds[name] for name in stages) <= whole + 0.01
    named = [row[3] for row in rows if row]
    assert {"missing-primary-key", "timestamp-without-time-zone"} & set(named) or any(
        "more rules" in one for one in named
    )


def test_a_profile_is_of_a_run_not_of_its_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "schema.sql"
    file.write_text(SCHEMA)
    for _ in range(2):
        run(["check", "--isolated", "--profile", str(file)])
        assert "reading and replaying" in capsys.readouterr().err
