"""What the rules on tables, columns, keys, indexes, constraints and names say comes true on servers.

Each case of `fixtures/grounds/` is a text the rule speaks of, a question whose answer shows the consequence, and the text mended: there the
answer is another, and the rule is silent.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from wire import Session

from schemalint.api import check_project
from schemalint.tomltext import parse

pytestmark = pytest.mark.server

FOLDER = Path(__file__).parent.parent.parent / "fixtures" / "grounds"

_CASE = re.compile(r"^## (?P<rule>[a-z0-9-]+): (?P<title>.+)$", re.M)
_FENCE = re.compile(r"^```(?P<info>[^\n]+)\n(?P<text>.*?)^```$", re.M | re.S)
_GIVES = re.compile(
    r"^It gives `(?P<gives>[^`]*)`(?:; mended, `(?P<mended>[^`]*)`)?\.(?: It says `(?P<says>[^`]*)`\.)?$", re.M
)


class Ground(NamedTuple):
    """A claim of a rule, and what a server says to it."""

    rule: str
    title: str
    dialect: str
    server: str
    before: str
    text: str
    ask: str
    gives: str
    mended: str | None
    then: str
    ask_mended: str
    says: str
    config: dict[str, object]


def _grounds() -> Iterator[Ground]:
    for path in sorted(FOLDER.glob("*.md")):
        page = path.read_text(encoding="utf-8")
        cases = list(_CASE.finditer(page))
        for at, case in enumerate(cases):
            part = page[case.end() : cases[at + 1].start() if at + 1 < len(cases) else len(page)]
            fences = {fence["info"]: fence["text"] for fence in _FENCE.finditer(part)}
            told = next(
                info for info in fences if info not in ("sql before", "sql ask", "sql ask mended", "sql mended", "toml")
            )
            _, dialect, *rest = told.split()
            gives = _GIVES.search(part)
            assert gives is not None, case[0]
            ask = fences.get("sql ask", "")
            yield Ground(
                case["rule"], case["title"], dialect, rest[-1] if rest else dialect, fences.get("sql before", ""), fences[told], ask,
                gives["gives"], fences.get("sql mended"), gives["mended"] or "", fences.get("sql ask mended", ask), gives["says"] or "",
                dict(parse(fences.get("toml", ""))),
            )  # fmt: skip


def _statements(text: str) -> list[str]:
    return [one for one in (part.strip() for part in re.split(r";\n", text + "\n")) if one]


def _shown(rows: list[tuple[object, ...]] | list[list[str]]) -> str:
    return "; ".join(", ".join(map(str, row)) for row in rows)


def _on_postgres(server: Server, ground: Ground, text: str, ask: str) -> str:
    with Session(server.folder, "postgres") as session:
        # Making a database takes longer than all else.
        session.run(
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO public; DROP SCHEMA IF EXISTS elsewhere CASCADE"
        )
        for statement in _statements(ground.before):
            assert session.run(statement) is None, statement
        refused = session.run(text)
        if refused is not None:
            return f"refused {refused.code}"
        answer = "taken"
        for statement in _statements(ask):
            try:
                answer = _shown(session.rows(statement))
            except ValueError as error:
                return f"refused {str(error).split()[0]}"
    return answer


def _on_mariadb(server: MariaDB, ground: Ground, text: str, ask: str) -> str:
    mode = server.rows("SELECT @@global.sql_mode")[0][0]
    try:
        assert server.run("ground", _statements(ground.before)).count(None) == len(_statements(ground.before))
        rows, refused = server.last_rows("ground", [*_statements(text), *_statements(ask)])
    finally:
        server.rows(f"SET GLOBAL sql_mode = '{mode}'")
    if refused is not None:
        return f"refused {refused.code}"
    return _shown(rows) if ask else "taken"


def _on_sqlite(ground: Ground, text: str, ask: str) -> str:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.executescript(ground.before + text)
        answer = "taken"
        for statement in _statements(ask):
            answer = _shown(connection.execute(statement).fetchall())
    except sqlite3.Error as error:
        return f"refused {error}"
    finally:
        connection.close()
    return answer


def _told(ground: Ground, text: str) -> list[str]:
    report = check_project({"schema.sql": text}, {"select": [ground.rule], "dialect": ground.dialect, **ground.config})
    assert not report.failures, report.failures
    return [one.text for one in report.diagnostics if one.rule == ground.rule]


GROUNDS = list(_grounds())


@pytest.mark.parametrize("ground", GROUNDS, ids=[f"{one.rule}: {one.title}" for one in GROUNDS])
def test_ground(ground: Ground, request: pytest.FixtureRequest) -> None:
    def answer(text: str, ask: str) -> str:
        if ground.server == "sqlite":
            return _on_sqlite(ground, text, ask)
        if ground.server == "mariadb":
            return _on_mariadb(request.getfixturevalue("mariadb"), ground, text, ask)
        return _on_postgres(request.getfixturevalue("postgres"), ground, text, ask)

    said = _told(ground, ground.text)
    assert said, "the rule is silent"
    assert ground.says in said[0]
    given = answer(ground.text, ground.ask)
    assert fnmatchcase(given, ground.gives.replace("[", "[[]")), given
    if ground.mended is not None:
        assert _told(ground, ground.mended) == []
        then = answer(ground.mended, ground.ask_mended)
        assert fnmatchcase(then, ground.then.replace("[", "[[]")), then


def test_a_crash_empties_an_unlogged_table(postgres: Server) -> None:
    """On a server of its own, which is killed."""
    text = "CREATE UNLOGGED TABLE cache (id int PRIMARY KEY);\nCREATE TABLE kept (id int PRIMARY KEY);\n"
    (said,) = check_project({"schema.sql": text}, {"select": ["unlogged-table"], "dialect": "postgres"}).diagnostics
    assert "a crash empties it" in said.message
    folder = Path(tempfile.mkdtemp(prefix="schemalint-crash-"))
    if postgres.user:
        shutil.chown(folder, "nobody")
    run = partial(subprocess.run, capture_output=True, check=True, cwd=folder, **postgres.user)
    data = str(folder / "data")
    control = [str(postgres.binaries / "pg_ctl"), "-D", data, "-w", "-s"]
    start = [*control, "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses=", "start"]
    try:
        run([str(postgres.binaries / "initdb"), "--no-sync", "--locale=C", "-U", "postgres", "-A", "trust", "-D", data])
        run(start)
        with Session(folder, "postgres") as session:
            assert session.run(f"{text}INSERT INTO cache VALUES (1); INSERT INTO kept VALUES (1); CHECKPOINT") is None
        run([*control, "-m", "immediate", "stop"])
        run(start)
        with Session(folder, "postgres") as session:
            assert session.rows("SELECT (SELECT count(*) FROM cache), (SELECT count(*) FROM kept)") == [["0", "1"]]
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, check=False, **postgres.user)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)
