"""What the table of features says of a version, the servers say.

PostgreSQL servers of other versions are asked where SCHEMALINT_POSTGRES_SERVERS names folders with their binaries, parted by
colons; without it only the usual one is.
"""

from __future__ import annotations

import importlib.util
import os
import sqlite3
import sys
from pathlib import Path

import pytest
from mariadb_server import MariaDB
from postgres_server import Server

from schemalint.api import check_project
from schemalint_rules._features import FEATURES, Feature

pytestmark = pytest.mark.server


def _foreseen(feature: Feature, dialect: str, version: str) -> bool:
    config: dict[str, object] = {"dialect": dialect, "select": ["unavailable-feature"]}
    if version:
        config["server-version"] = version
    report = check_project({"schema.sql": f"{feature.example};\n"}, config)
    return any(one.severity == "error" for one in report.diagnostics)


def _compared(dialect: str, version: str, accepted: dict[str, bool]) -> None:
    """`accepted` by the name of the feature. An example may need a feature that is told in its place."""
    wrong = []
    for feature in FEATURES[dialect]:  # type: ignore[index]
        if feature.name in accepted and _foreseen(feature, dialect, version) == accepted[feature.name]:
            wrong.append((feature.name, "accepted" if accepted[feature.name] else "refused"))
    assert not wrong, (dialect, version, wrong)
    assert accepted


def _accepted_by_postgres(server: Server, name: str) -> dict[str, bool]:
    found = {}
    for feature in FEATURES["postgres"]:
        if feature.example:
            database = server.database(name)
            found[feature.name] = server.psql(database, feature.example + ";", stop=True).returncode == 0
    return found


def test_the_usual_postgres(postgres: Server) -> None:
    version = postgres.rows("postgres", "SHOW server_version")[0][0].split()[0]
    _compared("postgres", version, _accepted_by_postgres(postgres, "features"))


FOLDERS = [Path(one) for one in os.environ.get("SCHEMALINT_POSTGRES_SERVERS", "").split(":") if one]


@pytest.mark.slow
@pytest.mark.skipif(not FOLDERS, reason="SCHEMALINT_POSTGRES_SERVERS names no folders with other versions")
@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_other_postgres_servers(folder: Path) -> None:
    bench = Path(__file__).parents[2] / "bench"
    sys.path.insert(0, str(bench))
    spec = importlib.util.spec_from_file_location("bench_builtins", bench / "builtins.py")
    assert spec is not None and spec.loader is not None
    asking = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(asking)
    with asking.postgres(folder) as server:
        ((version,),) = server.rows("SELECT current_setting('server_version')")
        examples = [one for one in FEATURES["postgres"] if one.example]
        refused = server.refusals(one.example for one in examples)
        found = {one.name: not refusal for one, refusal in zip(examples, refused, strict=True)}
    _compared("postgres", version.split()[0], found)


def test_mariadb(mariadb: MariaDB) -> None:
    ((version,),) = mariadb.rows("SELECT version()")
    found = {}
    for feature in FEATURES["mariadb"]:
        if feature.example:
            answers = mariadb.run("features", feature.example.split("; "))
            found[feature.name] = not any(answers)
    _compared("mariadb", ".".join(version.split(".")[:2]), found)


def test_sqlite() -> None:
    found = {}
    for feature in FEATURES["sqlite"]:
        if feature.example:
            connection = sqlite3.connect(":memory:")
            try:
                connection.executescript(feature.example)
                found[feature.name] = True
            except sqlite3.OperationalError:
                found[feature.name] = False
    _compared("sqlite", ".".join(sqlite3.sqlite_version.split(".")[:2]), found)


@pytest.mark.parametrize(
    ("dialect", "feature"), [(dialect, one) for dialect, features in FEATURES.items() for one in features if one.example],
    ids=lambda one: one if isinstance(one, str) else one.name,
)  # fmt: skip
def test_an_example_is_told_before_and_silent_after(dialect: str, feature: Feature) -> None:
    older = {"postgres": "9.6", "mariadb": "5.5", "sqlite": "3.8"}[dialect]
    assert feature.until or _foreseen(feature, dialect, older)
    if feature.since:
        assert not _foreseen(feature, dialect, {"postgres": "18", "mariadb": "12", "sqlite": "3.54"}[dialect])
    assert not _foreseen(feature, dialect, "")
