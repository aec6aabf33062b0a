"""The example plugin: found by its entry point, once it is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from outside import ROOT, environment, ours, pip

EXAMPLE = ROOT / "docs" / "examples" / "acme-schemalint"
SCHEMA = "CREATE TABLE invoice (id bigint PRIMARY KEY);\nCREATE TABLE line (id bigint PRIMARY KEY);\n"


def _schemalint(folder: Path, site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "schemalint", *arguments),
        cwd=folder, env=environment(folder / ".cache", str(site), *ours()), capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def _is_found(folder: Path, site: Path) -> None:
    (folder / "schema.sql").write_text(SCHEMA, encoding="utf-8")
    (folder / "schemalint.toml").write_text(
        'dialect = "postgres"\nselect = ["missing-owner"]\n[rules.missing-owner]\nteams = ["billing"]\n',
        encoding="utf-8",
    )
    done = _schemalint(folder, site, "check", "--format", "tally")
    assert (done.returncode, done.stdout) == (1, "   2 schema.sql\n"), done.stderr
    page = _schemalint(folder, site, "explain", "missing-owner")
    assert "- Group: ownership" in page.stdout and "| `teams` | `[]` |" in page.stdout
    listed = _schemalint(folder, site, "rules", "--group", "ownership")
    assert listed.stdout.splitlines()[1].split()[:3] == ["missing-owner", "warning", "recommended"]
    tests = subprocess.run(
        (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(EXAMPLE / "tests")),
        cwd=folder, env=environment(folder / ".cache", str(site), *ours()), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert tests.returncode == 0 and "4 passed" in tests.stdout, tests.stdout + tests.stderr


def test_it_is_found_by_its_entry_point(tmp_path: Path) -> None:
    """As pip would leave it, for machines where pip can build nothing."""
    site = tmp_path / "site"
    info = site / "acme_schemalint-1.0.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-schemalint\nVersion: 1.0.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[schemalint]\nacme = acme_schemalint\n", encoding="utf-8")
    (site / "acme_schemalint").symlink_to(EXAMPLE / "acme_schemalint")
    folder = tmp_path / "project"
    folder.mkdir()
    _is_found(folder, site)
    without = _schemalint(folder, tmp_path / "nothing", "check")
    assert without.returncode == 2 and "there is no rule" in without.stderr


@pytest.mark.slow
def test_pip_installs_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip("install", "-q", "--no-deps", "--target", str(site), str(EXAMPLE))
    folder = tmp_path / "project"
    folder.mkdir()
    _is_found(folder, site)
