"""What is built and installed: both packages, their data, the command, and nothing that needs a checkout."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from outside import ROOT, environment, pip

pytestmark = pytest.mark.slow


def _venv(folder: Path) -> Path:
    subprocess.run((sys.executable, "-m", "venv", str(folder)), check=True, capture_output=True)
    return folder / ("Scripts" if sys.platform == "win32" else "bin")


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment(folder / ".cache"), capture_output=True, text=True, timeout=120
    )


def test_the_wheel_holds_both_packages_and_runs_alone(checkout: Path, tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    pip("wheel", "-q", "--no-deps", "-w", str(dist), str(checkout))
    (wheel,) = dist.glob("schemalint-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        points = next(archive.read(name).decode() for name in held if name.endswith("entry_points.txt"))
    assert "schemalint = schemalint.__main__:main" in points and "rules = schemalint_rules" in points
    for root, package in ((checkout / "lint", "schemalint"), (checkout / "rules", "schemalint_rules")):
        files = {path.relative_to(root).as_posix() for path in (root / package).rglob("*") if path.is_file()}
        assert files <= held, f"{package}: {sorted(files - held)}"
        assert f"{package}/py.typed" in held
    assert any(re.fullmatch(r"schemalint/pages/templates/[\w-]+\.toml", name) for name in held)
    outside = {name.partition("/")[0] for name in held} - {"schemalint", "schemalint_rules"}
    assert all(name.endswith(".dist-info") for name in outside), outside

    scripts = _venv(tmp_path / "venv")
    pip("install", "-q", "--no-deps", "--no-index", str(wheel), python=str(scripts / "python"))
    told = _run(tmp_path, str(scripts / "schemalint"), "--version")
    assert (told.returncode, told.stdout.split()[0]) == (0, "schemalint"), told.stderr


def test_the_source_distribution_builds_and_its_command_works(checkout: Path, tmp_path: Path) -> None:
    scripts = _venv(tmp_path / "venv")
    python = str(scripts / "python")
    pip("install", "-q", "hatchling", python=python)
    built = _run(checkout, python, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path / "dist"))
    assert built.returncode == 0, built.stdout + built.stderr
    (source,) = (tmp_path / "dist").glob("schemalint-*.tar.gz")
    with tarfile.open(source) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "lint/schemalint/py.typed",
        "fixtures/projects/clinic/schemalint.toml",
    } <= held
    assert not [name for name in held if "__pycache__" in name or name.startswith((".git/", ".venv"))]
    pip("install", "-q", str(source), python=python)
    project = tmp_path / "project"
    project.mkdir()
    (project / "a.sql").write_text("CREATE TABLE a (x int);\n", encoding="utf-8")
    found = _run(project, str(scripts / "schemalint"), "check", "--dialect", "postgres", "--format", "concise", "a.sql")
    assert found.returncode == 1 and "[missing-primary-key]" in found.stdout, found.stderr
    assert _run(project, python, "-c", "import schemalint; schemalint.TableRule").returncode == 0


def test_the_first_command_of_the_readme_sets_it_up(checkout: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^\$ (python3 -m venv .*schemalint check .*)$", readme, re.M)
    assert command
    pip("download", "-q", "--no-deps", "-d", str(checkout / ".probe"), "click")
    line = command[1].replace("python3", sys.executable)
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=checkout,
        env=environment(checkout / ".cache"),
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    shown = re.search(r"^Found .*$", readme, re.M)
    assert shown and shown[0] in done.stdout + done.stderr
