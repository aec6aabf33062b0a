"""The example of a company's pack of policies: installed, extended by a repository, its own examples run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from outside import ROOT, environment, ours, pip

EXAMPLE = ROOT / "docs" / "examples" / "acme-policies"
SCHEMA = """\
CREATE TABLE app.invoice (id bigint PRIMARY KEY, ssn text);
CREATE TABLE app.country (code text PRIMARY KEY);
CREATE TABLE legacy.item (id bigint PRIMARY KEY, code char(8));
CREATE TABLE stray (id bigint PRIMARY KEY, price money);
"""
CONFIG = """\
extends = ["acme-policies"]
dialect = "postgres"
select = ["acme-tenants", "acme-no-national-ids", "acme-no-char", "acme-owned"]

[[policy]]
name = "acme-no-national-ids"
severity = "info"
"""


def _schemalint(folder: Path, site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "schemalint", *arguments),
        cwd=folder, env=environment(folder / ".cache", str(site), *ours()), capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def _is_inherited(folder: Path, site: Path) -> None:
    folder.mkdir()
    (folder / "schema.sql").write_text(SCHEMA, encoding="utf-8")
    (folder / "schemalint.toml").write_text(CONFIG, encoding="utf-8")
    done = _schemalint(folder, site, "check", "--format", "json", "--today", "2026-12-31")
    found = {(one["rule"], one["severity"], one["object"]["name"]) for one in json.loads(done.stdout)["diagnostics"]}
    assert found == {
        ("acme-tenants", "error", "invoice"),
        ("acme-no-national-ids", "info", "ssn"),
        ("acme-no-char", "warning", "price"),
    }, done.stderr
    later = _schemalint(folder, site, "check", "--format", "concise", "--today", "2027-01-01", "--select", "acme-owned")
    assert "public.stray is in a schema that no team owns. (ask data platform)" in later.stdout, later.stderr
    tried = _schemalint(folder, site, "policy", "test")
    assert (tried.returncode, tried.stdout.splitlines()[-1]) == (0, "18 examples of 7 policies, 0 wrong"), tried.stdout
    listed = json.loads(_schemalint(folder, site, "policy", "list", "--format", "json", "--today", "2027-01-01").stdout)
    assert {one["file"].rsplit("/", 2)[-2] for one in listed["policies"]} == {"acme_policies"}
    covered = {one["name"]: one["policies"] for one in listed["tables"]}
    assert covered["invoice"] == ["acme-tenants", "acme-no-national-ids", "acme-no-char", "acme-owned"]
    assert covered["country"] == ["acme-no-national-ids", "acme-no-char", "acme-owned"]
    assert covered["item"] == ["acme-no-national-ids", "acme-owned"]


def test_a_repository_extends_it(tmp_path: Path) -> None:
    """As pip would leave it, for machines where pip can build nothing."""
    site = tmp_path / "site"
    info = site / "acme_policies-1.0.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-policies\nVersion: 1.0.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[schemalint]\nacme-policies = acme_policies\n", encoding="utf-8")
    (site / "acme_policies").symlink_to(EXAMPLE / "acme_policies")
    _is_inherited(tmp_path / "project", site)
    without = _schemalint(tmp_path / "project", tmp_path / "nothing", "check")
    assert without.returncode == 2 and "no installed package `acme-policies`" in without.stderr
    tests = subprocess.run(
        (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(EXAMPLE / "tests")),
        cwd=tmp_path, env=environment(tmp_path / ".cache", str(site), *ours()), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert tests.returncode == 0 and "4 passed" in tests.stdout, tests.stdout + tests.stderr


@pytest.mark.slow
def test_pip_installs_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip("install", "-q", "--no-deps", "--target", str(site), str(EXAMPLE))
    _is_inherited(tmp_path / "project", site)
