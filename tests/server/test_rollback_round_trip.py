"""Every migration of the corpus there, back by the rollback we generate, and there again, on real servers.

After the way back the schema must be the one before; each history is gone through once with empty tables and once with rows in them.
`FULL=1` takes every history whole; else the short ones, and of two long ones some migrations with empty tables.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from postgres_server import BEFORE, FIRST
from round_trip import Journey, OnCopies, OnPostgres, Outcome, behind, journeys

from schemalint.config import Options
from schemalint.model.document import Dialect
from schemalint.model.replay import Replay
from schemalint.study import Study, studies
from schemalint.verify import _told_by_text
from schemalint.verifying import mariadb as private_mariadb
from schemalint.verifying.engine import UnavailableError
from schemalint.verifying.sqlite import Sqlite

FULL = bool(os.environ.get("FULL"))


class History(NamedTuple):
    """Histories below a folder of the corpus, and where they run."""

    folder: str
    dialect: Dialect
    every: int = 1
    """Of how many migrations one is taken where not everything is run; 0 for none."""


HISTORIES = (
    History("svix", "postgres"), History("nakama", "postgres"), History("openfga/postgres", "postgres"),
    History("keto", "postgres"), History("sqitch-fixtures", "postgres"), History("supabase-auth", "postgres"),
    History("guacamole/guacamole-auth-jdbc-postgresql", "postgres"), History("concourse", "postgres", 12),
    History("crates-io", "postgres", 24), History("langfuse", "postgres", 0), History("dhis2", "postgres", 0),
    History("openfga/mysql", "mariadb"), History("keto", "mariadb"), History("guacamole/guacamole-auth-jdbc-mysql", "mariadb"),
    History("openfga/sqlite", "sqlite"), History("keto", "sqlite"),
)  # fmt: skip

SETUP = BEFORE | {"keto": "CREATE TABLE networks (id {uuid} PRIMARY KEY, created_at timestamp NOT NULL);"}
"""What must be there before the migrations of a folder."""

NOT_RESTORED: dict[str, str] = {
    "V2_41_41__Fix_Audit_Type_Case_Sensitive": "an index does not come back that a function called by an earlier migration had made",
    "V2_35_4__Remove_color_set": "a key comes back that a block of an earlier migration had dropped by a text it put together",
    "20230228091200000000_add-on-delete-cascade-to-relationship on mariadb": (
        "MariaDB keeps the key that DROP CONSTRAINT names where the same statement adds another over the column"
    ),
}
"""Migrations whose schema does not come back though nothing in the rollback says so, and why."""


def corpus() -> Path:
    folder = os.environ.get("SCHEMALINT_CORPUS")
    if folder is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    return Path(folder)


def rendered(folder: Path, target: Path) -> Path:
    """A copy of migrations that are templates for the name of a schema, with that name filled in."""
    shutil.copytree(folder, target)
    for file in target.rglob("*.sql"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"\{\{\s*index\s+\.Options\s+\"Namespace\"\s*\}\}", "auth", text), encoding="utf-8")
    return target


def found_in(where: Path, dialect: Dialect) -> Iterator[tuple[Study, Replay]]:
    for study in studies([str(where)], Options(isolated=True, no_cache=True)):
        for replay in study.replays:
            same = replay.dialect == dialect or (dialect == "mariadb" and replay.dialect == "mysql")
            if replay.applied and same:
                yield study, replay


def told(outcomes: list[Outcome]) -> str:
    counts = Counter(outcome.kind for outcome in outcomes)
    apart = sum(
        any("another order" in words for words in outcome.apart) for outcome in outcomes if outcome.kind == "restored"
    )
    return f"{len(outcomes)} migrations: {dict(counts)}, {apart} with columns in another order"


def wrong(outcomes: list[Outcome], dialect: Dialect) -> list[str]:
    """What was not given back, but for what is explained."""
    lines = []
    for outcome in outcomes:
        name = outcome.journey.name
        explained = name in NOT_RESTORED or f"{name} on {dialect}" in NOT_RESTORED
        if outcome.kind == "down refused" and outcome.journey.seeds:
            # Rows may be in the way of what is made narrower again, and the rollback says of which.
            explained = explained or "-- may fail if" in outcome.journey.back.text
        if outcome.kind in ("down refused", "different", "up refused again", "not repeated") and not explained:
            lines.append(f"{name}: {outcome.kind}: {outcome.words}")
        if outcome.kind in ("not reversible", "not reversible, and down refused"):
            # What has no way back says so in its text.
            assert "-- schemalint: irreversible" in outcome.journey.back.text, name
    return lines


@pytest.mark.corpus
@pytest.mark.server
@pytest.mark.parametrize("rows", [False, True], ids=lambda rows: "rows" if rows else "empty")
@pytest.mark.parametrize("history", HISTORIES, ids=lambda one: f"{one.folder} on {one.dialect}")
def test_the_schema_comes_back(request: pytest.FixtureRequest, tmp_path: Path, history: History, rows: bool) -> None:
    every = 1 if FULL else history.every
    if not every or (rows and every > 1):
        pytest.skip("a long history, which is run when FULL is set")
    first = history.folder.split("/")[0]
    where = corpus() / history.folder
    if first == "supabase-auth":
        where = rendered(where, tmp_path / first)
    uuid = "uuid" if history.dialect == "postgres" else "char(36)"
    setup = [text for text in SETUP.get(first, "").format(uuid=uuid).split(";") if text.strip()]
    outcomes: list[Outcome] = []
    for study, found in found_in(where, history.dialect):
        texts = list(setup)
        if first in FIRST:
            texts.append((corpus() / first / FIRST[first]).read_text(encoding="utf-8-sig"))
            found = behind(study, found, [("base.sql", texts[-1])])
        with_server(request, history.dialect, texts, journeys(study, found, rows=rows), every, outcomes)
    print(f"\n{history.folder} on {history.dialect}{', with rows' if rows else ''}: {told(outcomes)}")
    for outcome in outcomes:
        if outcome.kind != "restored":
            print(f"  {outcome.journey.name}: {outcome.kind}: {outcome.words[:200]}")
    assert any(outcome.kind == "restored" for outcome in outcomes)
    assert wrong(outcomes, history.dialect) == []


def with_server(
    request: pytest.FixtureRequest, dialect: Dialect, texts: list[str], taken: Iterator[Journey], every: int,
    outcomes: list[Outcome],
) -> None:  # fmt: skip
    """Takes every so many of the journeys, one behind the other."""
    if dialect == "postgres":
        ground = OnPostgres(request.getfixturevalue("postgres").folder, "round_trip", texts)
    elif dialect == "sqlite":
        ground = OnCopies(Sqlite(_told_by_text), "sqlite", texts)
    else:
        ground = OnCopies(request.getfixturevalue("own_mariadb"), "mariadb", texts)
    try:
        for number, journey in enumerate(taken):
            if number % every == 0:
                outcomes.append(ground.take(journey))
            else:
                ground.go(journey)
    finally:
        ground.close()


@pytest.fixture(scope="module")
def own_mariadb() -> Iterator[private_mariadb.MariaDB]:
    try:
        engine = private_mariadb.private()
    except UnavailableError as reason:
        pytest.skip(str(reason))
    try:
        yield engine
    finally:
        engine.stop()


ALONE = {
    "guacamole": ("guacamole-auth-jdbc-postgresql/schema/upgrade", "guacamole-auth-jdbc-postgresql/schema/001-create-schema.sql", 5),
    "flowable": ("upgrade/all", "create/all/flowable.postgres.all.create.sql", 5),
}  # fmt: skip
"""By folder the upgrades that stand alone, the newest schema that they lead to, and how many of them can be taken back on it."""

LATER = {
    "flowable.postgres.upgradestep.6.3.1.to.6.4.0.all.sql": "a later upgrade that could not be taken back had changed the same column",
}
"""Upgrades that lead elsewhere than to the newest schema, and why."""


@pytest.mark.corpus
@pytest.mark.server
@pytest.mark.parametrize("folder", ALONE)
def test_scripts_without_a_history_lead_back_to_where_they_were_taken_back_from(postgres, folder: str) -> None:
    """No schema from before such a script is at hand, so each goes back from the newest one, the last first, and there again."""
    upgrades, base, least = ALONE[folder]
    ground = OnPostgres(postgres.folder, "alone", [(corpus() / folder / base).read_text(encoding="utf-8")])
    found: dict[str, Journey] = {}
    for study in studies([str(corpus() / folder / upgrades)], Options(isolated=True, no_cache=True)):
        for replay in study.replays:
            if replay.dialect == "postgres" and len(taken := list(journeys(study, replay))) == 1:
                found[Path(replay.path).name] = taken[0]
    counts: Counter[str] = Counter()
    try:
        for name in sorted(found, key=lambda name: [int(part) for part in re.findall(r"\d+", name)], reverse=True):
            outcome = ground.back_and_there(found[name])
            counts[outcome.kind] += 1
            print(f"{name}: {outcome.kind}: {outcome.words[:120]}")
            assert outcome.kind != "different" or name in LATER, f"{name}: {outcome.words}"
    finally:
        ground.close()
    print(f"{folder}: {dict(counts)}")
    assert counts["restored"] >= least
