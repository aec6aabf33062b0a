"""What the rules say comes true on servers.

Each case of a page of `fixtures/grounds/` is a text that a rule speaks of, what somebody asks then, and the text mended: there the rule is
silent, and the answer is what was wanted. The text is in a fence with its dialect (`sql postgres`; `sql mysql on mariadb` where another server
is asked; `sql postgres db/seed.sql` where the name of the file matters; `markdown postgres docs/schema.md` for a document), the text mended in
`sql mended`, settings in `toml`. `sql released` is what an earlier migration did, `sql before` what only the server is told, `sql held` what
another client has open all the while.

The question is put by the same client (`sql ask`), by it before it commits (`sql within`), by another one while the first has not committed
(`sql beside`), or by another one after the first has gone (`sql later`); where the text mended needs another question, it is in `sql ask mended`.
The page tells the answer: "It gives `0`; mended, `1`. It says `a word of the message`." The answer is the rows of the last statement, `refused`
with the server's code, or `taken` where there is no row; `*` in it stands for anything. Where the text is a document, only the schema is made:
what the server shows of it is what the finding says, and the document does not.

`FULL=1` runs every case; else of each page some for each server, by chance, but always the same.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

import pytest
from mariadb_server import MariaDB
from pages_of_grounds import Case, cases, statements
from postgres_server import Server
from wire import Session

from schemalint.api import check_project

pytestmark = pytest.mark.server

FULL = bool(os.environ.get("FULL"))
SEED = 20240601
SHARE = 2
"""Without FULL one case of so many, by page and server."""

_BOUNDS = re.compile(r"(?:BEGIN|COMMIT)\b\s*\Z", re.I)


def _chosen() -> list[Case]:
    every = list(cases())
    if FULL:
        return every
    kinds: dict[tuple[str, str], list[Case]] = {}
    for case in every:
        kinds.setdefault((case.page, case.server), []).append(case)
    draw = random.Random(SEED)
    return [case for found in kinds.values() for case in draw.sample(found, -(-len(found) // SHARE))]


def _shown(rows: Sequence[Sequence[object]]) -> str:
    return "; ".join(", ".join(map(str, row)) for row in rows) if rows else "taken"


def _answer(session: Session, text: str) -> str:
    answer = "taken"
    for statement in statements(text):
        try:
            answer = _shown(session.rows(statement))
        except ValueError as error:
            return f"refused {str(error).split()[0]}"
    return answer


def _on_postgres(server: Server, case: Case, text: str, asked: str) -> str:
    open_ = case.asked in ("within", "beside")
    with ExitStack() as stack:
        first = stack.enter_context(Session(server.folder, "postgres"))
        # Making a database takes longer than all else.
        for statement in (
            "DROP OWNED BY reader, other CASCADE", "DROP SCHEMA public CASCADE", "DROP SCHEMA IF EXISTS app, elsewhere CASCADE",
            "CREATE SCHEMA public", "GRANT USAGE ON SCHEMA public TO public", "CREATE ROLE reader", "CREATE ROLE other", "ALTER ROLE reader NOBYPASSRLS",
        ):  # fmt: skip
            first.run(statement)
        for statement in statements(case.texts.get("released", "") + case.texts.get("before", "")):
            refused = first.run(statement)
            assert refused is None, (statement, refused)
        if "held" in case.texts:
            second = stack.enter_context(Session(server.folder, "postgres"))
            for statement in statements(case.texts["held"]):
                assert second.run(statement) is None, statement
            first.run("SET statement_timeout = '1s'")
        if case.path.endswith(".md"):
            return _answer(first, asked)
        for statement in ["BEGIN"] * open_ + [one for one in statements(text) if not (open_ and _BOUNDS.match(one))]:
            refused = first.run(statement)
            if refused is not None:
                return f"refused {refused.code}"
        if case.asked in ("ask", "within"):
            return _answer(first, asked)
        if case.asked == "later":
            first.socket.close()
        if case.asked:
            third = stack.enter_context(Session(server.folder, "postgres"))
            third.run("SET lock_timeout = '150ms'")
            return _answer(third, asked)
    return "taken"


def _on_mariadb(server: MariaDB, case: Case, text: str, asked: str) -> str:
    assert case.asked in ("", "ask", "later")
    before = statements(case.texts.get("released", "") + case.texts.get("before", ""))
    mode = server.rows("SELECT @@global.sql_mode")[0][0]
    try:
        refused = server.run("ground", before)
        assert refused == [None] * len(before), refused
        first, then = statements(text), statements(asked)
        if case.asked == "later":
            server.last_rows("ground", first)
            rows, refusal = server.last_rows("ground", then)
        else:
            rows, refusal = server.last_rows("ground", [*first, *then])
    finally:
        server.rows(f"SET GLOBAL sql_mode = '{mode}'")
    if refusal is not None:
        return f"refused {refusal.code}"
    return _shown(rows) if asked else "taken"


def _on_sqlite(case: Case, text: str, asked: str) -> str:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    answer = "taken"
    try:
        connection.executescript(case.texts.get("released", "") + case.texts.get("before", "") + text)
        for statement in statements(asked):
            answer = _shown(connection.execute(statement).fetchall())
    except sqlite3.Error as error:
        return f"refused {error}"
    finally:
        connection.close()
    return answer


def _told(case: Case, text: str) -> list[str]:
    files = {case.path or ("migrations/0002_change.sql" if "released" in case.texts else "schema.sql"): text}
    if case.path.endswith(".md"):
        files["schema.sql"] = case.texts["released"]
    elif "released" in case.texts:
        files["migrations/0001_given.sql"] = case.texts["released"]
    report = check_project(files, {"select": [case.rule], "dialect": case.dialect, **case.config})
    assert not report.failures, report.failures
    return [one.text for one in report.diagnostics if one.rule == case.rule]


CASES = _chosen()


@pytest.mark.parametrize("case", CASES, ids=[f"{one.rule}: {one.title}" for one in CASES])
def test_ground(case: Case, request: pytest.FixtureRequest) -> None:
    def answer(text: str, asked: str) -> str:
        if case.server == "sqlite":
            return _on_sqlite(case, text, asked)
        if case.server == "mariadb":
            return _on_mariadb(request.getfixturevalue("mariadb"), case, text, asked)
        return _on_postgres(request.getfixturevalue("postgres"), case, text, asked)

    said = _told(case, case.texts["text"])
    assert said, "the rule is silent"
    assert any(case.says in one for one in said), said
    asked = case.texts.get(case.asked, "")
    given = answer(case.texts["text"], asked)
    assert fnmatchcase(given, case.gives.replace("[", "[[]")), given
    if "mended" in case.texts:
        assert _told(case, case.texts["mended"]) == []
        then = answer(case.texts["mended"], case.texts.get(f"{case.asked} mended", asked))
        assert fnmatchcase(then, case.mended.replace("[", "[[]")), then


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


def test_index_left_behind(postgres: Server) -> None:
    """invalid-index-on-retry: the first run fails, the second passes and leaves the index as it is: it keeps nothing apart."""
    released = "CREATE TABLE a (id int PRIMARY KEY, n int);\n"
    text = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_n ON a (n);\n"
    case = Case("invalid-index-on-retry", "postgres", {"released": released})
    assert _told(case, text)
    mended = f"DROP INDEX CONCURRENTLY IF EXISTS a_n;\n{text}"
    assert _told(case, mended) == []
    with Session(postgres.folder, "postgres") as session:
        session.run("DROP SCHEMA public CASCADE")
        session.run("CREATE SCHEMA public")
        for statement in statements(f"{released}INSERT INTO a VALUES (1, 7), (2, 7);\n"):
            assert session.run(statement) is None
        (first,) = statements(text)
        refused = session.run(first)
        assert refused is not None and refused.code == "23505"
        assert session.run("DELETE FROM a WHERE id = 2") is None
        assert session.run(first) is None
        assert session.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_n'::regclass") == [["f"]]
        for statement in statements(mended):
            assert session.run(statement) is None
        assert session.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_n'::regclass") == [["t"]]


def test_two_orders(postgres: Server) -> None:
    """lock-order: two transactions that lock two tables the other way round; the server throws one of them out."""
    released = "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int PRIMARY KEY);\n"
    one = ("ALTER TABLE a ADD COLUMN n int", "ALTER TABLE b ADD COLUMN n int")
    other = ("ALTER TABLE b ADD COLUMN m int", "ALTER TABLE a ADD COLUMN m int")
    text = "".join(f"BEGIN;\n{first};\n{second};\nCOMMIT;\n" for first, second in (one, other))
    case = Case("lock-order", "postgres", {"released": released})
    assert _told(case, text)
    with Session(postgres.folder, "postgres") as first, Session(postgres.folder, "postgres") as second:
        first.run("DROP SCHEMA public CASCADE")
        first.run("CREATE SCHEMA public")
        for statement in statements(released):
            assert first.run(statement) is None
        for session, steps in ((first, one), (second, other)):
            session.run("SET deadlock_timeout = '50ms'")
            assert session.run("BEGIN") is None and session.run(steps[0]) is None
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(first.run, one[1])
            refused = second.run(other[1])
            assert {one.code for one in (refused, waiting.result()) if one is not None} == {"40P01"}


def test_invisible_letter(postgres: Server) -> None:
    """file-encoding: a name with a letter that nobody sees is another name; without it, it is the one that is read."""
    text = "CREATE TABLE us\u200bers (id int PRIMARY KEY);\n"
    mended = text.replace("\u200b", "")
    case = Case("file-encoding", "postgres", {}, "ask")
    asked = "SELECT count(*) FROM users;\n"
    assert _told(case, text) and not _told(case, mended)
    assert _on_postgres(postgres, case, text, asked) == "refused 42P01"
    assert _on_postgres(postgres, case, mended, asked) == "0"
