"""Rules that can have nothing to say are not even imported, and count as having run all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemalint import plugins, run
from schemalint.config import Options
from schemalint.linting import selection

TABLE = "CREATE TABLE account (id bigint PRIMARY KEY);\n"
BUSY = {
    "grant-to-public": "GRANT ALL ON account TO PUBLIC;\n",
    "policy-without-rls": "CREATE POLICY own ON account USING (id = 1);\n",
    "unindexed-foreign-key": "CREATE TABLE item (account_id bigint references account (id));\n",
    "time-with-time-zone": "CREATE TABLE item (at TIMETZ);\n",
    "invalid-index-on-retry": "CREATE INDEX CONCURRENTLY i ON account (id);\n",
}
LOADED = "import sys\nfrom schemalint.cli import run\nrun(sys.argv[1:])\nprint(*sys.modules, sep='\\n')"


def _imported(folder: Path, text: str) -> set[str]:
    file = folder / "schema.sql"
    file.write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        LOADED,
        "check",
        "--isolated",
        "--no-cache",
        "--quiet",
        "--dialect",
        "postgres",
        str(file),
    ]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    modules = (name.split(".") for name in found.stdout.splitlines() if name.startswith("schemalint_rules."))
    return {parts[-1].replace("_", "-") for parts in modules}


@pytest.mark.parametrize("rule", BUSY)
def test_a_rule_is_imported_where_it_may_speak(rule: str, tmp_path: Path) -> None:
    assert rule not in _imported(tmp_path, TABLE)
    assert rule in _imported(tmp_path, TABLE + BUSY[rule])


def test_an_idle_rule_counts_as_run(tmp_path: Path) -> None:
    file = tmp_path / "schema.sql"
    file.write_text(TABLE, encoding="utf-8")
    report = run.check([str(file)], Options(isolated=True, no_cache=True, dialect="postgres"))
    assert set(BUSY) <= set(report.rules)


def test_words_are_found_in_whatever_case_and_file() -> None:
    entries = plugins.rules(plugins.manager())
    names = {"money-type": "money-type", "json-instead-of-jsonb": "json-instead-of-jsonb"}
    found = selection.busy(entries, names, (), ("-- nothing", "create table a (b MONEY)"))
    assert found == ("money-type",)
