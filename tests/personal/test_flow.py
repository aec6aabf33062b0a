"""Which watched columns the queries of a statement give, and where they put them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.model.name import ObjectName, Ref
from schemalint.model.query import Embedded
from schemalint.other_parsers import with_queries
from schemalint.personal.flow import Field, Flow
from schemalint.study import studies

COLUMNS = ("id", "email", "phone", "visits")


def _relations(name: ObjectName) -> tuple[Field, ...]:
    if name.value.lower() != "users" or name.qualifier not in ("", "public"):
        return ()
    return tuple(
        Field(one, frozenset({(Ref("public", "users"), one)} if one in ("email", "phone") else ())) for one in COLUMNS
    )


QUERIES = [
    ("SELECT id, email AS e FROM users WHERE phone = 'x'", "e: email"),
    ("SELECT * FROM users", "email: email, phone: phone"),
    ("SELECT u.* FROM public.users AS u JOIN b ON b.id = u.email", "email: email, phone: phone"),
    ("SELECT b.* FROM users u JOIN b ON b.id = u.email", ""),
    ("SELECT email FROM other.users", ""),
    ("WITH RECURSIVE x (a, b) AS (SELECT id, email FROM users) SELECT * FROM x", "b: email"),
    ("WITH RECURSIVE x AS (SELECT id, email FROM users UNION ALL SELECT x.id, x.email FROM x) SELECT email FROM x", "email: email"),
    ("SELECT count(email), id FROM users", ""),
    ("SELECT count(DISTINCT email) AS email FROM users", ""),
    ("SELECT email IS NOT NULL AS reachable, phone <> '' AS called, length(email) AS n FROM users", ""),
    ("SELECT max(email) AS m, row_number() OVER (ORDER BY phone) AS n FROM users", "m: email"),
    ("SELECT first_value(email) OVER (PARTITION BY phone) AS f FROM users", "f: email"),
    ("SELECT string_agg(email, ',' ORDER BY phone) FILTER (WHERE phone IS NOT NULL) AS f FROM users", "f: email"),
    ("SELECT mode() WITHIN GROUP (ORDER BY email) AS usual FROM users", "usual: email"),
    ("SELECT to_jsonb(u) FROM users u", "to_jsonb: email phone"),
    ("SELECT row_to_json(users.*) AS r FROM users", "r: email phone"),
    ("SELECT (SELECT email FROM users LIMIT 1) AS z", "z: email"),
    ("SELECT ARRAY(SELECT email FROM users) AS z", "z: email"),
    ("SELECT EXISTS (SELECT email FROM users) AS z", ""),
    ("SELECT id, (SELECT u.phone) AS own FROM users u", "own: phone"),
    ("SELECT x.own FROM users u CROSS JOIN LATERAL (SELECT u.phone AS own) x", "own: phone"),
    ("SELECT id FROM (SELECT id, phone FROM users) s", ""),
    ("SELECT s.* FROM (SELECT id, phone FROM users) s (a, b)", "b: phone"),
    ("SELECT id FROM users UNION ALL SELECT email FROM users", "id: email"),
    ("(SELECT email FROM users) UNION (SELECT id FROM users)", "email: email"),
    ("SELECT CASE WHEN id = 1 THEN email ELSE 'none' END AS c FROM users", "c: email"),
    ("SELECT CASE email WHEN 'a' THEN phone END AS c FROM users", "c: phone"),
    ("SELECT 'email' AS text, \"phone\" FROM users -- email", "phone: phone"),
    ("SELECT DISTINCT ON (id) email FROM users ORDER BY id", "email: email"),
    ("SELECT u.email FROM (((users u JOIN b ON ((b.id = u.id))) LEFT JOIN c ON (true)))", "email: email"),
    ("SELECT x.phone FROM ((SELECT phone FROM users)) x", "phone: phone"),
    ("SELECT u.end, u.email FROM users u", "email: email"),
    ("SELECT id FROM users WHERE EXISTS (SELECT email FROM users)", ""),
    ("TABLE users", "email: email, phone: phone"),
]  # fmt: skip
OTHERS = [
    ("tsql", "SELECT TOP (10) [email] FROM dbo.x, users", "email: email"),
    ("tsql", "SELECT contact = (SELECT [a.b] = u.email, u.visits FOR JSON PATH) FROM users u", "contact: email"),
    ("tsql", "SELECT p.m FROM (SELECT email AS m, id FROM users) AS s PIVOT (SUM(id) FOR id IN ([1], [2])) AS p", "m: email"),
    ("oracle", "SELECT LISTAGG(b.y, ', ') WITHIN GROUP (ORDER BY b.z) items, u.email FROM b, users u", "email: email"),
    ("mysql", "SELECT IF(email = '', phone, 'x') AS c, IFNULL(email, '') AS d FROM users", "c: phone, d: email"),
]  # fmt: skip


@cache
def _queries(dialect: str, texts: tuple[str, ...], folder: str) -> list[tuple[Embedded, ...]]:
    """The queries of each of these statements, taken apart together."""
    file = f"{folder}/{dialect}.sql"
    with open(file, "w", encoding="utf-8") as target:
        target.write("".join(f"{text}\n;\n" for text in texts))
    options = Options(isolated=True, dialect=dialect, no_cache=True)
    (study,) = studies([file], options)
    ((replay,), lost) = with_queries(study.replays, options)
    assert not lost
    return [reading.queries for reading in replay.readings]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("flow"))


CASES = [("postgres", text, wanted) for text, wanted in QUERIES] + OTHERS


@pytest.mark.parametrize(("dialect", "text", "wanted"), CASES)
def test_a_query_gives(dialect: str, text: str, wanted: str, folder: str) -> None:
    texts = tuple(other for one, other, _ in CASES if one == dialect)
    (embedded,) = _queries(dialect, texts, folder)[texts.index(text)]
    given = [
        f"{one.name}: {' '.join(sorted(name for _, name in one.origins))}"
        for one in Flow(embedded, _relations).fields
        if one.origins
    ]
    assert ", ".join(given) == wanted


WRITES = [
    ("INSERT INTO kept (id, mail) SELECT id, email FROM users", "kept: email"),
    ("INSERT INTO kept VALUES (1, 'x')", ""),
    ("INSERT INTO users (email) VALUES ('x') RETURNING phone", "given: phone"),
    ("UPDATE kept SET mail = u.email FROM users u WHERE u.phone = kept.number", "kept: email"),
    ("UPDATE kept SET seen = true FROM users u WHERE u.phone = kept.number", ""),
    ("DELETE FROM users WHERE email = 'x' RETURNING email", "given: email"),
    ("MERGE INTO kept k USING users u ON k.id = u.id WHEN MATCHED THEN UPDATE SET mail = u.email WHEN NOT MATCHED THEN INSERT VALUES (u.id, u.phone)", "kept: email phone"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), WRITES)
def test_a_statement_writes(text: str, wanted: str, folder: str) -> None:
    texts = tuple(one for one, _ in WRITES)
    told = []
    for embedded in _queries("postgres", texts, folder)[texts.index(text)]:
        flow = Flow(embedded, _relations)
        for name, fields in (
            *((one.value if one else "", fields) for one, fields in flow.written()),
            ("given", flow.fields),
        ):
            columns = {column for field in fields for _, column in field.origins}
            if columns:
                told.append(f"{name}: {' '.join(sorted(columns))}")
    assert ", ".join(told) == wanted


BODIES = [
    ("postgres", "RETURNS text LANGUAGE plpgsql AS $$ DECLARE v text; BEGIN SELECT email INTO v FROM users; RETURN v; END $$", "email"),
    ("postgres", "RETURNS text LANGUAGE plpgsql AS $$ DECLARE v text; BEGIN SELECT email INTO v FROM users; RETURN 'sent'; END $$", ""),
    ("postgres", "RETURNS text LANGUAGE plpgsql AS $$ DECLARE v text; w text; BEGIN v := (SELECT email FROM users); w := upper(v); RETURN w || 'x'; END $$", "email"),
    ("postgres", "RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT u.phone FROM users u; END $$", "phone"),
    ("postgres", "RETURNS SETOF text LANGUAGE plpgsql AS $$ DECLARE r record; BEGIN FOR r IN SELECT email FROM users LOOP RETURN NEXT r.email; END LOOP; END $$", "email"),
    ("postgres", "RETURNS text LANGUAGE plpgsql AS $$ DECLARE r record; BEGIN FOR r IN SELECT email FROM users LOOP PERFORM send(r.email); END LOOP; RETURN 'x'; END $$", ""),
    ("postgres", "RETURNS TABLE (mail text) LANGUAGE plpgsql AS $$ DECLARE r record; BEGIN FOR r IN SELECT email FROM users LOOP mail := r.email; RETURN NEXT; END LOOP; END $$", "email"),
    ("postgres", "RETURNS refcursor LANGUAGE plpgsql AS $$ DECLARE c refcursor; BEGIN OPEN c FOR SELECT email FROM users; RETURN c; END $$", "email"),
    ("postgres", "RETURNS text LANGUAGE sql AS $$ SELECT phone FROM users $$", "phone"),
    ("postgres", "RETURNS text LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT email FROM users) THEN RETURN 'x'; END IF; RETURN (SELECT phone FROM users); END $$", "phone"),
    ("tsql", "RETURNS nvarchar(99) AS BEGIN DECLARE @a nvarchar(99); SELECT @a = email FROM users; RETURN @a; END", "email"),
    ("tsql", "RETURNS int AS BEGIN DECLARE @a nvarchar(99); SELECT @a = email FROM users; RETURN LEN('x'); END", ""),
    ("tsql", "RETURNS nvarchar(99) AS BEGIN DECLARE @a nvarchar(99) = (SELECT phone FROM users); SET @a = UPPER(@a); RETURN @a; END", "phone"),
    ("tsql", "RETURNS TABLE AS RETURN (SELECT email FROM users)", "email"),
    ("mysql", "RETURNS varchar(99) READS SQL DATA BEGIN DECLARE v varchar(99); SELECT email INTO v FROM users; RETURN v; END", "email"),
    ("mysql", "RETURNS varchar(99) READS SQL DATA BEGIN DECLARE c CURSOR FOR SELECT email FROM users; RETURN 'x'; END", ""),
    ("mysql", "RETURNS varchar(99) READS SQL DATA BEGIN DECLARE v varchar(99); DECLARE c CURSOR FOR SELECT email FROM users; OPEN c; FETCH c INTO v; RETURN v; END", "email"),
    ("oracle", "RETURN VARCHAR2 IS v VARCHAR2(99); BEGIN SELECT email INTO v FROM users; RETURN v; END;", "email"),
    ("oracle", "RETURN VARCHAR2 IS BEGIN FOR r IN (SELECT email FROM users) LOOP send(r.email); END LOOP; RETURN 'x'; END;", ""),
    ("oracle", "RETURN mails PIPELINED IS BEGIN FOR r IN (SELECT email FROM users) LOOP PIPE ROW (r.email); END LOOP; END;", "email"),
]  # fmt: skip
ENDS = {"tsql": "\nGO", "oracle": "\n/", "mysql": "//"}


@pytest.mark.parametrize(("dialect", "text", "wanted"), BODIES)
def test_a_body_gives_its_caller(dialect: str, text: str, wanted: str, tmp_path: Path) -> None:
    file = tmp_path / "routine.sql"
    head = "DELIMITER //\n" if dialect == "mysql" else ""
    name = "dbo.given" if dialect == "tsql" else "given"
    file.write_text(f"{head}CREATE FUNCTION {name}() {text}{ENDS.get(dialect, ';')}\n", encoding="utf-8")
    options = Options(isolated=True, dialect=dialect, no_cache=True)
    (study,) = studies([str(file)], options)
    ((replay,), _) = with_queries(study.replays, options)
    queries = [one for reading in replay.readings for one in reading.queries]
    assert queries and not any(one.query.problem for one in queries)
    given = {
        column for one in queries if one.given for field in Flow(one, _relations).fields for _, column in field.origins
    }
    assert " ".join(sorted(given)) == wanted
