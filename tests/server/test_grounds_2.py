"""What the rules on queries, changes, security and data say comes true on servers.

Each case of `fixtures/consequences/` is a text the rule speaks of, what somebody asks then, and the text mended: there the answer is another, and
the rule is silent. `sql released` is what an earlier migration did, `sql before` what only the server is told, `sql held` what another client
has open all the while. The question is put by the same client (`sql ask`), by it before it commits (`sql within`), by another one while the first
has not committed (`sql beside`), or by another one after the first has gone (`sql later`). Where the text is a document, only the schema is
made: what the server shows of it is what the finding says, and the document does not.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from wire import Session

from schemalint.api import check_project
from schemalint.tomltext import parse

pytestmark = pytest.mark.server

FOLDER = Path(__file__).parent.parent.parent / "fixtures" / "consequences"
ASKED = ("ask", "within", "beside", "later")
OTHERS = ("released", "before", "held", "mended", *ASKED)

_CASE = re.compile(r"^## (?P<rule>[a-z0-9-]+): (?P<title>.+)$", re.M)
_FENCE = re.compile(r"^(?P<ticks>`{3,4})(?P<info>[^`\n]+)\n(?P<text>.*?)^(?P=ticks)$", re.M | re.S)
_GIVES = re.compile(
    r"^It gives `(?P<gives>[^`]*)`(?:; mended, `(?P<mended>[^`]*)`)?\.(?: It says `(?P<says>[^`]*)`\.)?$", re.M
)
_BOUNDS = re.compile(r"(?:BEGIN|COMMIT)\b\s*\Z", re.I)


class Case(NamedTuple):
    rule: str
    title: str
    dialect: str
    path: str
    texts: dict[str, str]
    """The fences by the word that tells what they are."""
    asked: str
    gives: str
    mended: str
    says: str
    config: dict[str, object]


def _cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.md")):
        page = path.read_text(encoding="utf-8")
        heads = list(_CASE.finditer(page))
        for at, head in enumerate(heads):
            part = page[head.end() : heads[at + 1].start() if at + 1 < len(heads) else len(page)]
            gives = _GIVES.search(_FENCE.sub("", part))
            assert gives is not None, head[0]
            texts: dict[str, str] = {}
            dialect = where = toml = ""
            for fence in _FENCE.finditer(part):
                language, _, info = fence["info"].partition(" ")
                if language == "toml":
                    toml = fence["text"]
                elif info in OTHERS:
                    texts[info] = fence["text"]
                else:
                    dialect, _, where = info.partition(" ")
                    texts["text"] = fence["text"]
            asked = next((word for word in ASKED if word in texts), "")
            yield Case(
                head["rule"], head["title"], dialect, where, texts, asked, gives["gives"], gives["mended"] or "", gives["says"] or "",
                dict(parse(toml)),
            )  # fmt: skip


def _statements(text: str) -> list[str]:
    """The statements of a text, each of which ends a line; not within dollar signs."""
    found, held = [], ""
    for part in re.split(r";\n", text + "\n"):
        held += part
        if held.count("$$") % 2:
            held += ";\n"
        elif held.strip():
            found.append(held.strip())
            held = ""
        else:
            held = ""
    return found


def _shown(rows: Sequence[Sequence[object]]) -> str:
    return "; ".join(", ".join(map(str, row)) for row in rows)


def _answer(session: Session, text: str) -> str:
    answer = "taken"
    for statement in _statements(text):
        try:
            answer = _shown(session.rows(statement)) or "taken"
        except ValueError as error:
            return f"refused {str(error).split()[0]}"
    return answer


def _on_postgres(server: Server, case: Case, text: str) -> str:
    asked = case.texts.get(case.asked, "")
    open_ = case.asked in ("within", "beside")
    with ExitStack() as stack:
        first = stack.enter_context(Session(server.folder, "postgres"))
        # Making a database takes longer than all else.
        for statement in (
            "DROP OWNED BY reader, other CASCADE", "DROP SCHEMA public CASCADE", "DROP SCHEMA IF EXISTS app CASCADE", "CREATE SCHEMA public",
            "GRANT USAGE ON SCHEMA public TO public", "CREATE ROLE reader", "CREATE ROLE other", "ALTER ROLE reader NOBYPASSRLS",
        ):  # fmt: skip
            first.run(statement)
        for statement in _statements(case.texts.get("released", "") + case.texts.get("before", "")):
            refused = first.run(statement)
            assert refused is None, (statement, refused)
        if "held" in case.texts:
            second = stack.enter_context(Session(server.folder, "postgres"))
            for statement in _statements(case.texts["held"]):
                assert second.run(statement) is None, statement
            first.run("SET statement_timeout = '1s'")
        if case.path.endswith(".md"):
            return _answer(first, asked)
        for statement in ["BEGIN"] * open_ + [one for one in _statements(text) if not (open_ and _BOUNDS.match(one))]:
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


def _on_mariadb(server: MariaDB, case: Case, text: str) -> str:
    assert case.asked in ("", "ask", "later")
    before = _statements(case.texts.get("released", "") + case.texts.get("before", ""))
    refused = server.run("ground", before)
    assert refused == [None] * len(before), refused
    asked = _statements(case.texts.get(case.asked, ""))
    if case.asked == "later":
        server.last_rows("ground", _statements(text))
        rows, refusal = server.last_rows("ground", asked)
    else:
        rows, refusal = server.last_rows("ground", [*_statements(text), *asked])
    if refusal is not None:
        return f"refused {refusal.code}"
    return _shown(rows) if asked else "taken"


def _on_sqlite(case: Case, text: str) -> str:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    answer = "taken"
    try:
        connection.executescript(case.texts.get("released", "") + case.texts.get("before", "") + text)
        for statement in _statements(case.texts.get(case.asked, "")):
            answer = _shown(connection.execute(statement).fetchall()) or "taken"
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


CASES = list(_cases())


@pytest.mark.parametrize("case", CASES, ids=[f"{one.rule}: {one.title}" for one in CASES])
def test_consequence(case: Case, request: pytest.FixtureRequest) -> None:
    def answer(text: str) -> str:
        if case.dialect == "sqlite":
            return _on_sqlite(case, text)
        if case.dialect == "mariadb":
            return _on_mariadb(request.getfixturevalue("mariadb"), case, text)
        return _on_postgres(request.getfixturevalue("postgres"), case, text)

    said = _told(case, case.texts["text"])
    assert said, "the rule is silent"
    assert any(case.says in one for one in said), said
    given = answer(case.texts["text"])
    assert fnmatchcase(given, case.gives.replace("[", "[[]")), given
    if "mended" in case.texts:
        assert _told(case, case.texts["mended"]) == []
        then = answer(case.texts["mended"])
        assert fnmatchcase(then, case.mended.replace("[", "[[]")), then


def test_index_left_behind(postgres: Server) -> None:
    """invalid-index-on-retry: the first run fails, the second passes and leaves the index as it is: it keeps nothing apart."""
    released = "CREATE TABLE a (id int PRIMARY KEY, n int);\n"
    text = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_n ON a (n);\n"
    case = Case("invalid-index-on-retry", "", "postgres", "", {"released": released}, "", "", "", "", {})
    assert _told(case, text)
    mended = f"DROP INDEX CONCURRENTLY IF EXISTS a_n;\n{text}"
    assert _told(case, mended) == []
    with Session(postgres.folder, "postgres") as session:
        session.run("DROP SCHEMA public CASCADE")
        session.run("CREATE SCHEMA public")
        for statement in _statements(f"{released}INSERT INTO a VALUES (1, 7), (2, 7);\n"):
            assert session.run(statement) is None
        (first,) = _statements(text)
        refused = session.run(first)
        assert refused is not None and refused.code == "23505"
        assert session.run("DELETE FROM a WHERE id = 2") is None
        assert session.run(first) is None
        assert session.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_n'::regclass") == [["f"]]
        for statement in _statements(mended):
            assert session.run(statement) is None
        assert session.rows("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_n'::regclass") == [["t"]]


def test_two_orders(postgres: Server) -> None:
    """lock-order: two transactions that lock two tables the other way round; the server throws one of them out."""
    released = "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int PRIMARY KEY);\n"
    one = ("ALTER TABLE a ADD COLUMN n int", "ALTER TABLE b ADD COLUMN n int")
    other = ("ALTER TABLE b ADD COLUMN m int", "ALTER TABLE a ADD COLUMN m int")
    text = "".join(f"BEGIN;\n{first};\n{second};\nCOMMIT;\n" for first, second in (one, other))
    case = Case("lock-order", "", "postgres", "", {"released": released}, "", "", "", "", {})
    assert _told(case, text)
    with Session(postgres.folder, "postgres") as first, Session(postgres.folder, "postgres") as second:
        first.run("DROP SCHEMA public CASCADE")
        first.run("CREATE SCHEMA public")
        for statement in _statements(released):
            assert first.run(statement) is None
        for session, statements in ((first, one), (second, other)):
            session.run("SET deadlock_timeout = '50ms'")
            assert session.run("BEGIN") is None and session.run(statements[0]) is None
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(first.run, one[1])
            refused = second.run(other[1])
            assert {one.code for one in (refused, waiting.result()) if one is not None} == {"40P01"}


def test_invisible_letter(postgres: Server) -> None:
    """file-encoding: a name with a letter that nobody sees is another name; without it, it is the one that is read."""
    text = "CREATE TABLE us\u200bers (id int PRIMARY KEY);\n"
    mended = text.replace("\u200b", "")
    case = Case("file-encoding", "", "postgres", "", {"ask": "SELECT count(*) FROM users;\n"}, "ask", "", "", "", {})
    assert _told(case, text) and not _told(case, mended)
    assert _on_postgres(postgres, case, text) == "refused 42P01"
    assert _on_postgres(postgres, case, mended) == "0"
