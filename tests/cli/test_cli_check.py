"""`schemalint check`: codes, streams, formats."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from invoking import Command, write

from schemalint import cli
from schemalint.reporting import FORMATS

BAD = "CREATE TABLE account (email text NOT NULL);\n"
GOOD = "CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n"
ONLY = ("--select", "missing-primary-key", "--dialect", "postgres")


@pytest.fixture(autouse=True)
def files(project: Path) -> None:
    write(project, {"bad.sql": BAD, "good.sql": GOOD})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("good.sql",), 0),
        (("bad.sql",), 1),
        (("bad.sql", "--fail-on", "warning"), 1),
        (("bad.sql", "--fail-on", "info"), 1),
        (("bad.sql", "--fail-on", "error"), 0),
        (("bad.sql", "--fail-on", "never"), 0),
        (("bad.sql", "--fail-on", "never", "--max-warnings", "0"), 1),
        (("bad.sql", "--fail-on", "error", "--max-warnings", "1"), 0),
        (("bad.sql", "--ignore", "keys"), 0),
        (("bad.sql", "--show-files"), 0),
        (("nowhere.sql",), 2),
        (("bad.sql", "--fail-on", "fatal"), 2),
        (("bad.sql", "--format", "xml"), 2),
        (("bad.sql", "--output", "json"), 2),
        (("bad.sql", "--config", "nowhere.toml"), 2),
        (("bad.sql", "--baseline", "nowhere.json"), 2),
        (("bad.sql", "--stdin-filename", "x.sql"), 2),
        (("-", "bad.sql"), 2),
        (("bad.sql", "--jobs", "-1"), 2),
        (("bad.sql", "--server-version", "latest"), 2),
        (("bad.sql", "--today", "2027-02-31"), 2),
        (("bad.sql", "--server-version", "16.2"), 1),
    ],
)
def test_exit_codes(schemalint: Command, arguments: tuple[str, ...], code: int) -> None:
    done = schemalint("check", *ONLY, *arguments)
    assert done.code == code, done
    if code == 2:
        assert done.out == ""
        assert done.err.strip()


@pytest.mark.parametrize("name", FORMATS)
def test_standard_output_carries_the_format_alone(schemalint: Command, name: str) -> None:
    done = schemalint("check", *ONLY, "bad.sql", "--format", name)
    if name in ("json", "sarif"):
        assert json.loads(done.out)
    elif name == "full":
        assert done.out.startswith("warning[missing-primary-key]: ")
        assert done.out.endswith("`schemalint fix --unsafe`.\n")
    else:
        [line] = done.out.splitlines()
        assert "missing-primary-key" in line


def test_a_path_that_does_not_exist_is_named(schemalint: Command) -> None:
    done = schemalint("check", "bad.sql", "nowhere", "gone.md")
    assert done.err == "error: the path nowhere does not exist\nerror: the path gone.md does not exist\n"


def test_what_was_meant_is_told(schemalint: Command) -> None:
    assert "did you mean `check`?" in schemalint("chek").err
    assert "schemalint check bad.sql" in schemalint("bad.sql").err
    assert "--select" in schemalint("check", "--selct", "x").err
    assert "did you mean `missing-primary-key`" in schemalint("check", "--select", "mising-primary-key", ".").err
    assert "did you mean `sarif`?" in schemalint("check", "--format", "sarf", ".").err


def test_several_reports_of_one_run(schemalint: Command, project: Path) -> None:
    done = schemalint("check", *ONLY, "bad.sql", "--output", "json=out/a.json", "--output", "sarif=b.sarif")
    assert done.out.startswith("warning[")
    assert json.loads((project / "out/a.json").read_text())["summary"]["warnings"] == 1
    assert json.loads((project / "b.sarif").read_text())["version"] == "2.1.0"
    done = schemalint("check", *ONLY, "bad.sql", "--output", "json=-", "--output", "full=c.txt")
    assert json.loads(done.out)
    assert (project / "c.txt").read_text().startswith("warning[")
    done = schemalint("check", *ONLY, "bad.sql", "--format", "concise", "--format", "github")
    assert [line[:9] for line in done.out.splitlines()] == ["bad.sql:1", "::warning"]


def test_a_report_that_cannot_be_written_is_wrong_usage(schemalint: Command, project: Path) -> None:
    done = schemalint("check", *ONLY, "bad.sql", "--output", "json=bad.sql/x")
    assert done.code == 2
    assert "cannot be written" in done.err
    assert (project / "bad.sql").read_text() == BAD


def test_a_file_that_is_no_schema_is_said_to_be_left_out(schemalint: Command, project: Path) -> None:
    (project / "notes.txt").write_text("CREATE TABLE a (id int);\n", encoding="utf-8")
    done = schemalint("check", "notes.txt")
    assert done.code == 0
    assert "note: notes.txt is of a kind that is not read\n" in done.err


def test_an_empty_folder_says_so_and_is_clean(schemalint: Command, project: Path) -> None:
    (project / "empty").mkdir()
    done = schemalint("check", "empty", "--format", "json")
    assert done.code == 0
    assert json.loads(done.out)["diagnostics"] == []
    assert "nothing was checked" in done.err
    assert schemalint("check", "empty", "--quiet").err == ""


def test_standard_input_is_checked_under_a_name(schemalint: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, shown in (((), "stdin.sql"), (("--stdin-filename", "db/new.sql"), "db/new.sql")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
        done = schemalint("check", *ONLY, "-", *name, "--format", "concise")
        assert done.code == 1
        assert done.out.startswith(f"{shown}:1:14: warning[missing-primary-key]")


def test_a_broken_configuration_is_told_whole_with_its_lines(schemalint: Command, project: Path) -> None:
    write(project, {"schemalint.toml": 'dialekt = "mysql"\n[rules.missing-primary-ky]\n'})
    done = schemalint("check", "bad.sql")
    assert done.code == 2
    file = "schemalint.toml"
    assert done.err.splitlines() == [
        f"error: {file}:1: dialekt: unknown key; did you mean `dialect`?",
        f"error: {file}:2: rules.missing-primary-ky: there is no rule `missing-primary-ky`; did you mean `missing-primary-key`?",
    ]
    assert schemalint("check", "bad.sql", "--isolated").code == 1


def test_the_configuration_decides_what_fails(schemalint: Command, project: Path) -> None:
    write(project, {"schemalint.toml": 'select = ["missing-primary-key"]\nfail-on = "error"\ndialect = "postgres"\n'})
    assert schemalint("check").code == 0
    assert schemalint("check", "--fail-on", "warning").code == 1
    write(project, {"schemalint.toml": 'select = ["missing-primary-key"]\nfail-on = "never"\nmax-warnings = 0\n'})
    assert schemalint("check").code == 1


def test_a_fault_of_ours_is_one_line_unless_more_is_asked_for(
    schemalint: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from schemalint.cli import check

    def broken(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(check, "check_paths", broken)
    done = schemalint("check", "bad.sql")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"error: ZeroDivisionError: by zero\n{cli.REPORT}\n"
    assert "Traceback" in schemalint("check", "bad.sql", "--verbose").err


def test_interruption_ends_quietly(schemalint: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from schemalint.cli import check

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "check_paths", interrupted)
    done = schemalint("check", "bad.sql")
    assert (done.code, done.out, done.err.strip()) == (130, "", "")


def test_colour_only_where_it_is_wanted(schemalint: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in schemalint("check", *ONLY, "bad.sql").out
    assert "\x1b[1;33m" in schemalint("check", *ONLY, "bad.sql", "--color", "always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in schemalint("check", *ONLY, "bad.sql").out
    assert "\x1b" not in schemalint("check", *ONLY, "bad.sql", "--color", "never").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in schemalint("check", *ONLY, "bad.sql").out


def test_what_is_read_is_shown_with_what_told_it(schemalint: Command, project: Path) -> None:
    write(project, {"x.pgsql": BAD})
    shown = schemalint("check", "--show-files", "x.pgsql", "--isolated").out.split()
    assert shown[:3] == ["x.pgsql", "schema", "postgres"]


def test_a_comment_silences_and_is_counted(schemalint: Command, project: Path) -> None:
    write(project, {"bad.sql": f"-- schemalint: ignore[keys] append-only\n{BAD}"})
    done = schemalint("check", *ONLY, "bad.sql", "--format", "json")
    document = json.loads(done.out)
    assert done.code == 0
    assert document["summary"]["suppressed"] == 1
    assert [one["suppressed"] for one in document["diagnostics"]] == ["inline"]
    assert schemalint("check", *ONLY, "bad.sql", "--format", "concise").out == ""
    shown = schemalint("check", *ONLY, "bad.sql", "--format", "concise", "--show-suppressed")
    assert shown.out.endswith("(suppressed: inline)\n")
    assert schemalint("check", *ONLY, "bad.sql", "--show-suppressed").code == 0


def test_a_policy_speaks_under_its_own_name(schemalint: Command, project: Path) -> None:
    policy = '[[policy]]\nname = "keyed"\nrule = "missing-primary-key"\ntables = "app.*"\nseverity = "error"\nmessage = "Ours:"\n'
    write(
        project,
        {
            "schemalint.toml": f'select = ["keyed"]\ndialect = "postgres"\n{policy}',
            "bad.sql": BAD.replace("account", "app.account") + BAD,
        },
    )
    [one] = json.loads(schemalint("check", "bad.sql", "--format", "json").out)["diagnostics"]
    assert (one["rule"], one["severity"], one["object"]["schema"]) == ("keyed", "error", "app")
    assert one["message"].startswith("Ours: ")
    assert "= why: " in schemalint("check", "bad.sql").out


def test_paths_outside_are_printed_absolute(
    schemalint: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "below").mkdir()
    monkeypatch.chdir(project / "below")
    out = schemalint("check", *ONLY, "../bad.sql", "--format", "concise").out
    assert out.startswith(f"{project.as_posix()}/bad.sql:1:14: ")


def test_strange_names_and_texts_are_taken(schemalint: Command, project: Path) -> None:
    name = os.fsdecode(b"\xff odd\n.sql")
    (project / name).write_bytes(BAD.encode())
    for form in FORMATS:
        done = schemalint("check", *ONLY, name, "--format", form)
        assert done.code == 1, done
    assert schemalint("check", *ONLY, name, "--format", "concise").out.startswith("\\udcff odd\\x0a.sql:1:14: ")


def test_each_of_several_projects_fails_by_its_own_configuration(schemalint: Command, project: Path) -> None:
    select = 'select = ["missing-primary-key"]\ndialect = "postgres"\n'
    write(
        project,
        {
            "a/schemalint.toml": f'{select}fail-on = "never"\n',
            "a/x.sql": GOOD,
            "b/schemalint.toml": select,
            "b/x.sql": BAD,
        },
    )
    assert schemalint("check", "a", "b").code == 1
    write(project, {"b/schemalint.toml": f'{select}fail-on = "never"\n', "a/schemalint.toml": select})
    assert schemalint("check", "a", "b").code == 0
    assert schemalint("check", "a", "b", "--fail-on", "warning").code == 1
    assert schemalint("check", "a", "b", "--max-warnings", "0").code == 1


def test_comments_silence_in_documents_too(schemalint: Command, project: Path) -> None:
    fence = f"```sql\n{BAD}```\n"
    quiet = f"```sql\n-- schemalint: ignore[missing-primary-key] r\n{BAD.replace('account', 'log')}```\n"
    comment = "<!-- schemalint: ignore[keys] r -->\n"
    head = "# Database Schema\n\n## Tables\n\n"
    for text, kept in (
        (head + fence, ["account"]),
        (head + comment + fence, []),
        (head + fence + "\n" + quiet, ["account"]),
        (head + comment + fence + "\n" + quiet.replace("-- schemalint: ignore", "-- no: ignore"), ["log"]),
        ("<!-- schemalint: ignore-file[missing-primary-key] r -->\n" + head + fence, []),
    ):
        write(project, {"docs/database-schema.md": text})
        done = schemalint("check", *ONLY, "docs/database-schema.md", "--format", "json")
        found = [one["object"]["name"] for one in json.loads(done.out)["diagnostics"] if not one["suppressed"]]
        assert found == kept, text


def test_a_policy_and_a_date_in_a_comment(schemalint: Command, project: Path) -> None:
    text = f"-- schemalint: ignore[missing-primary-key] until the migration, until=2026-12-31\n{BAD}"
    write(project, {"bad.sql": text})
    assert schemalint("check", *ONLY, "bad.sql", "--today", "2026-12-31").code == 0
    assert schemalint("check", *ONLY, "bad.sql", "--today", "2027-01-01").code == 1


def test_strict_syntax_sends_what_was_read_too(schemalint: Command, project: Path) -> None:
    write(project, {"view.sql": "CREATE TABLE t (a int);\nCREATE VIEW v AS SELECT a FROM t WHERE;\n"})
    asked = ("check", "view.sql", "--select", "syntax-error", "--dialect", "sqlite", "--no-cache")
    assert schemalint(*asked).code == 0
    done = schemalint(*asked, "--strict-syntax")
    assert done.code == 1
    assert "CREATE VIEW is not valid in SQLite" in done.out


def test_strict_syntax_without_the_servers_parser_only_warns(schemalint: Command, project: Path) -> None:
    write(project, {"view.sql": "CREATE TABLE t (a int);\nCREATE VIEW v AS SELECT a FROM t WHERE;\n"})
    done = schemalint(
        "check", "view.sql", "--select", "syntax-error", "--dialect", "oracle", "--no-cache", "--strict-syntax"
    )
    assert "warning[syntax-error]" in done.out or "warning" in done.out.splitlines()[0], done.out
    assert "say" in done.out
