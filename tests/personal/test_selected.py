"""Which watched columns the text of a query gives away."""

from __future__ import annotations

import time

import pytest

from schemalint.model.name import Ref
from schemalint.personal.selected import Output, selected

COLUMNS = ("id", "email", "phone", "visits")


def _relation(schema: str, name: str) -> tuple[Output, ...] | None:
    if name != "users" or schema not in ("", "public"):
        return None
    watched = ("email", "phone")
    return tuple(
        Output(one, frozenset({(Ref("public", name), one)}) if one in watched else frozenset()) for one in COLUMNS
    )


CASES = [
    ("SELECT id, email AS e FROM users WHERE phone = 'x'", [("e", "email")]),
    ("SELECT * FROM users", [("email", "email"), ("phone", "phone")]),
    ("SELECT u.* FROM public.users AS u JOIN b ON b.id = u.email", [("email", "email"), ("phone", "phone")]),
    ("SELECT b.* FROM users u JOIN b ON b.id = u.email", []),
    ("SELECT email FROM other.users", []),
    ("WITH RECURSIVE x (a, b) AS (SELECT id, email FROM users) SELECT * FROM x", [("b", "email")]),
    ("SELECT count(email), id FROM users", []),
    ("SELECT to_jsonb(u) FROM users u", [("to_jsonb", "email phone")]),
    ("SELECT row_to_json(users.*) AS r FROM users", [("r", "email phone")]),
    ("SELECT (SELECT email FROM users LIMIT 1) AS z", [("z", "email")]),
    ("SELECT id FROM (SELECT id, phone FROM users) s", []),
    ("SELECT s.* FROM (SELECT id, phone FROM users) s (a, b)", [("b", "phone")]),
    ("SELECT id FROM users UNION ALL SELECT email FROM users", [("id", "email")]),
    ("(SELECT email FROM users) UNION (SELECT id FROM users)", [("email", "email")]),
    ("SELECT CASE WHEN id = 1 THEN email ELSE 'none' END AS c FROM users", [("c", "email")]),
    ("SELECT 'email' AS text, \"phone\" FROM users -- email", [("phone", "phone")]),
    ("SELECT DISTINCT ON (id) email FROM users ORDER BY id", [("email", "email")]),
    ("SELECT TOP (10) [email] FROM dbo.x, users", [("email", "email")]),
    ("SELECT x.email FROM (users u JOIN b ON true) x", [("email", "email")]),
    ("SELECT email FROM users WHERE id IN (SELECT phone FROM users)", [("email", "email")]),
    ("SELECT u.email FROM (((users u JOIN b ON ((b.id = u.id))) LEFT JOIN c ON (true)))", [("email", "email")]),
    (
        "SELECT p.m FROM (SELECT email AS m, id FROM users) AS s PIVOT (SUM(id) FOR id IN ([1], [2])) AS p",
        [("m", "email")],
    ),
    ("SELECT contact = (SELECT [a.b] = u.email, u.visits FOR JSON PATH) FROM users u", [("contact", "email")]),
    ("SELECT x.phone FROM ((SELECT phone FROM users)) x", [("phone", "phone")]),
    ("SELECT LISTAGG (b.y, ', ') WITHIN GROUP (ORDER BY b.z) items, u.email FROM b, users u", [("email", "email")]),
    ("SELECT offset, u.end, u.email FROM users u", [("email", "email")]),
    ("SELECT id FROM users WHERE EXISTS (SELECT email FROM users)", []),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_query_gives(text: str, wanted: list[tuple[str, str]]) -> None:
    (query,) = selected(text, _relation)
    given = [(one.name, " ".join(sorted(name for _, name in one.origins))) for one in query.outputs if one.origins]
    assert given == wanted


BODIES = [
    ("BEGIN SELECT email INTO v FROM users; RETURN v; END", [("v", "email")]),
    ("BEGIN RETURN QUERY SELECT u.phone FROM users u; END", [("", "phone")]),
    ("INSERT INTO app.kept (id, mail) SELECT id, email FROM users", [("kept", "email")]),
    ("INSERT INTO kept VALUES (1); SELECT email FROM users", [("", "email")]),
    ("SELECT @a = email FROM users", [("", "")]),
    ("SET @a = (SELECT email FROM users); SELECT id FROM users", [("", "")]),
    ("FOR r IN SELECT email FROM users LOOP NULL; END LOOP", []),
    ("DECLARE c CURSOR FOR SELECT email FROM users", []),
    ("RETURN (SELECT email FROM users)", [("", "email")]),
    ("SELECT id, email INTO backup FROM users", [("backup", "email")]),
    ("IF EXISTS (SELECT email FROM users) BEGIN SELECT phone FROM users END", [("", "phone")]),
]


@pytest.mark.parametrize(("text", "wanted"), BODIES)
def test_a_body_gives_back_or_puts_somewhere(text: str, wanted: list[tuple[str, str]]) -> None:
    found = [
        (query.into, " ".join(sorted({name for one in query.outputs for _, name in one.origins})))
        for query in selected(text, _relation)
    ]
    assert found == wanted


@pytest.mark.parametrize(
    "text",
    ["SELECT " + "(" * 20000 + "email" + ")" * 20000 + " FROM users", "(SELECT " * 20000, "WITH " * 20000, "SELECT " * 20000, "INSERT " * 20000, "SELECT a FROM " + "(" * 40000],
)  # fmt: skip
def test_odd_texts_take_no_time(text: str) -> None:
    start = time.process_time()
    selected(text, _relation)
    assert time.process_time() - start < 5
