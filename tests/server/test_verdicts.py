"""What the error rules say of the corpus is what PostgreSQL says of it, statement by statement."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres_server import Server

from schemalint import plugins, run
from schemalint.config import Options
from schemalint.model.change import Reading
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.name import ObjectName
from schemalint.model.replay import Replay
from schemalint.model.text import Span
from schemalint.study import Study, studies

pytestmark = [pytest.mark.server, pytest.mark.corpus]

RULES = (
    "concurrently-in-transaction", "default-type-mismatch", "duplicate-assignment", "duplicate-column", "duplicate-object",
    "foreign-key-parent-not-unique", "foreign-key-type-mismatch", "foreign-key-unknown-parent", "insert-column-count",
    "insert-missing-required", "missing-object", "name-collision", "non-immutable-index",
    "partition-key-missing-from-unique", "partition-of-unpartitioned", "refresh-without-unique-index", "syntax-error",
    "unknown-column", "unknown-function", "unknown-sequence", "unknown-table", "unknown-type", "used-before-created",
    "volatile-check",
)  # fmt: skip
"""The rules whose errors say that the server refuses the statement itself. The others speak of rows to come."""

FOLDERS = ("sakila", "svix", "nakama", "openfga", "schema-docs", "sqitch-fixtures", "supabase-auth", "flowable")
MORE = ("concourse", "crates-io", "danbooru", "dhis2", "framework-fixtures", "guacamole", "langfuse")
"""Larger ones, with FULL=1 only. Keto is left out: what has no dialect in its file name is written for CockroachDB."""

SETUP = {
    "dhis2": "CREATE DOMAIN geometry AS point;",
    "supabase-auth": "CREATE SCHEMA auth; CREATE ROLE supabase_auth_admin; CREATE ROLE anon; CREATE ROLE authenticated;"
    "CREATE ROLE postgres; CREATE ROLE dashboard_user;",
}
"""What must be there before, in place of extensions and roles that are not at hand."""

FIRST = {"dhis2": "base/dhis2_base_schema.sql"}
"""What a history goes on from."""

FORESEEN = {
    "42P07": "exists", "42710": "exists", "42P06": "exists", "42723": "exists", "42P01": "missing", "42704": "missing",
    "3F000": "missing", "42601": "syntax", "25001": "transaction", "42830": "parent not unique", "42P16": "definition",
}  # fmt: skip
"""The causes of a refusal that the rules above should see, by SQLSTATE."""

JUDGED = frozenset({"ddl", "procedural", "unknown"})
"""Kinds of statements that are judged. What queries and data changes name is not theirs to say."""

STRANGE = (
    "NONCONCURRENTLY",
    "MATERIALIZED VIEW",
    "CREATE VIEW",
    "CREATE POLICY",
    "OWNER TO",
    "geometry(",
    "SET TRANSACTION",
)
"""Words of statements that another server takes, that ask for a role or an extension, or whose queries are not looked into."""

NAMESPACE = re.compile(r"\{\{.*?\}\}")


class Refusal:
    """A statement that the server refused, with the last word of psql about it."""

    def __init__(self, reading: Reading, code: str, words: str) -> None:
        self.reading = reading
        self.code = code
        self.words = words

    def __repr__(self) -> str:
        statement = self.reading.statement
        return f"{Path(statement.path).name}: {self.code} {self.words}: {' '.join(statement.text.split())[:160]}"


def scripts(replay: Replay) -> Iterator[tuple[str, list[Reading]]]:
    """What stands between two transactions of the framework: `BEGIN` or nothing, and the statements."""
    if replay.history is None:
        yield "", [reading for reading in replay.readings if not _within(reading, _asides(replay))]
        return
    for migration in replay.history.migrations:
        for script in migration.up:
            inside = [one for one in replay.readings if _within(one, [script.span])]
            yield "BEGIN" if script.transaction and len(inside) > 1 - (not script.implicit) else "", inside


def _asides(replay: Replay) -> list[Span]:
    return [step.statement.span for block in replay.asides for step in block]


def _within(reading: Reading, spans: list[Span]) -> bool:
    at = reading.statement.span
    return any(one.path == at.path and one.start <= at.start and at.end <= one.end for one in spans)


def refused(postgres: Server, database: str, replay: Replay) -> list[Refusal]:
    """The statements of a replay that the server refuses, each run in its turn."""
    lines = ["\\set ON_ERROR_ROLLBACK on", "\\set VERBOSITY verbose"]
    every: list[Reading] = []
    for begin, readings in scripts(replay):
        lines.append(f"{begin};" if begin else "")
        for reading in readings:
            statement = reading.statement
            if statement.kind == "client":
                continue
            text = NAMESPACE.sub("auth", statement.text)
            lines.append(f"\\warn @@{len(every)}" if statement.kind != "data" else "")
            lines.append(text if statement.kind == "data" else f"{text}\n;")
            every.append(reading)
        lines += ["\\warn @@end", "COMMIT;"]
    told = postgres.psql(database, "\n".join(lines) + "\n").stderr
    found = []
    for number, words in re.findall(r"@@(\d+)\n(.*?)(?=@@|\Z)", told, re.DOTALL):
        error = re.search(r"ERROR:\s+(\w{5}): (.*)", words)
        if error:
            found.append(Refusal(every[int(number)], error[1], error[2]))
    return found


def compared(postgres: Server, folder: str) -> tuple[list[tuple[Diagnostic, str]], list[Refusal]]:
    """Errors of ours that the server does not share, and refusals of the server that we do not foresee."""
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    if not (Path(corpus) / folder).exists():
        pytest.skip(f"the corpus has no {folder}")
    options = Options(isolated=True, no_cache=True, select=RULES)
    alarms: list[tuple[Diagnostic, str]] = []
    silent: list[Refusal] = []
    for study in studies([str(Path(corpus) / folder)], options):
        told = _told(study, options)
        for number, replay in enumerate(study.replays):
            if replay.dialect != "postgres" or replay.kind == "script" or not replay.readings:
                continue
            database = postgres.database(f"verdict_{folder}_{number}".replace("-", "_"))
            postgres.psql(database, SETUP.get(folder, ""))
            if replay.history and folder in FIRST:
                postgres.psql(database, (Path(corpus) / folder / FIRST[folder]).read_text(encoding="utf-8-sig"))
            no = refused(postgres, database, replay)
            ran = [reading for _, readings in scripts(replay) for reading in readings]
            for one in told:
                if one.rule == "unknown-type" and one.subject and f" {one.subject.name} " in SETUP.get(folder, ""):
                    continue  # the text does not make it, and what stands in for it was made beforehand
                at = next((reading for reading in ran if _covers(reading, one.span)), None)
                if at is not None and at not in [refusal.reading for refusal in no]:
                    alarms.append((one, " ".join(at.statement.text.split())[:200]))
            unforeseen = [one for one in no if not any(_covers(one.reading, diagnostic.span) for diagnostic in told)]
            silent += [one for one in unforeseen if _in_reach(one, _absent(replay, no))]
    return alarms, silent


def _absent(replay: Replay, no: list[Refusal]) -> set[str]:
    """Names the server lacks for a cause told already: what a refused statement makes, and what is only taken to exist."""
    made = (getattr(change, "name", None) for one in no for change in one.reading.changes)
    names = {name.name.value for name in made if isinstance(name, ObjectName)}
    return names | {ref.name for ref, table in replay.catalog.tables.items() if table.assumed}


def _in_reach(one: Refusal, absent: set[str]) -> bool:
    statement = one.reading.statement
    if one.code not in FORESEEN or statement.kind not in JUDGED or any(word in statement.text for word in STRANGE):
        return False
    return not any(name.rpartition(".")[2] in absent for name in re.findall(r'"([^"]+)"', one.words))


def _told(study: Study, options: Options) -> list[Diagnostic]:
    report = run.judge(study, plugins.rules(plugins.manager()), options)
    assert not report.failures
    return [one for one in report.diagnostics if one.severity == "error"]


def _covers(reading: Reading, span: Span) -> bool:
    at = reading.statement.span
    return at.path == span.path and at.start <= span.start <= at.end


@pytest.mark.parametrize("folder", FOLDERS + MORE if os.environ.get("FULL") else FOLDERS)
def test_corpus(postgres: Server, folder: str) -> None:
    alarms, silent = compared(postgres, folder)
    assert not alarms
    assert not silent
