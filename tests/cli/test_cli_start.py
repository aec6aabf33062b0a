"""What a start may cost: modules that must not be imported before something needs them."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from invoking import Command, git, write

from schemalint.cli import options

HEAVY = ["sqlglot", "sqlfluff", "markdown_it", "yaml", "importlib.metadata", "dataclasses"]
SHOW = """
import os, sys
sys.argv = ["schemalint", *{arguments!r}]
os._exit = sys.exit
from schemalint.__main__ import main
try:
    main()
except SystemExit:
    pass
print("\\n" + " ".join(sorted(sys.modules)), file=sys.stderr)
"""


def _imported(root: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        (sys.executable, "-c", SHOW.format(arguments=arguments)), cwd=root, capture_output=True, text=True, timeout=60
    )
    return set(done.stderr.splitlines()[-1].split())


def test_the_version_is_told_before_anything_is_imported(project: Path) -> None:
    done = subprocess.run((sys.executable, "-m", "schemalint", "--version"), capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("schemalint ")
    modules = _imported(project, "--version")
    assert not modules & {"click", "re", "json", "schemalint.config", "schemalint.plugins", "schemalint.cli"}


@pytest.mark.parametrize("arguments", [("--help",), ("check", "--help"), ("rules",)])
def test_help_and_lists_read_no_sql(project: Path, arguments: tuple[str, ...]) -> None:
    assert not _imported(project, *arguments) & {*HEAVY, "pathspec"}


def test_a_run_over_sql_in_git_imports_no_parser_of_others(project: Path) -> None:
    write(project, {"a.sql": "CREATE TABLE a (id bigint PRIMARY KEY, b int CHECK (b > 0) DEFAULT 1);\n"})
    git(project, "init", "-q")
    for form in ("full", "concise", "json", "github"):
        assert not _imported(project, "check", "--format", form) & {*HEAVY, "pathspec"}


def test_a_run_without_documents_reads_no_markdown(project: Path) -> None:
    write(project, {"a.sql": "CREATE TABLE a (id bigint PRIMARY KEY);\n"})
    assert "schemalint.pages.page" not in _imported(project, "check", "a.sql")


def test_the_end_of_a_pipe_is_no_fault(project: Path) -> None:
    write(project, {"a.sql": "".join(f"CREATE TABLE t{number} (x int);\n" for number in range(3000))})
    run = f"{sys.executable} -m schemalint check a.sql --format json --dialect postgres"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {run} | head -c 10; code=${{PIPESTATUS[0]}}; echo; echo $code"],
        cwd=project, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
    assert done.stdout.splitlines()[-1] in ("0", "1")


def test_a_stream_that_holds_ascii_alone_gets_escapes(project: Path) -> None:
    write(project, {"a.sql": "CREATE TABLE größe (名 int);\n"})
    done = subprocess.run(
        (sys.executable, "-m", "schemalint", "check", "a.sql", "--dialect", "postgres", "--select", "missing-primary-key"),
        cwd=project, capture_output=True, timeout=60, env={**__import__("os").environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 1
    assert b"gr\\xf6\\xdfe" in done.stdout


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _told(schemalint: Command, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    schemalint("check", "a.sql", "--format", "json", *arguments)
    return terminal.getvalue()


def test_a_long_run_tells_a_person_what_it_is_at(
    schemalint: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, {"a.sql": "CREATE TABLE a (id bigint PRIMARY KEY);\n"})
    monkeypatch.setenv("TERM", "xterm")
    assert _told(schemalint, monkeypatch) == ""
    monkeypatch.setattr(options, "PATIENCE", 0)
    shown = _told(schemalint, monkeypatch)
    assert shown.startswith("\r\x1b[Kread") and shown.endswith("\r\x1b[K")
    assert _told(schemalint, monkeypatch, "--quiet") == ""
    monkeypatch.setenv("TERM", "dumb")
    assert _told(schemalint, monkeypatch) == ""
