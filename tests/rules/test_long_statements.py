"""All rules together take time in proportion to a statement, whatever its text repeats."""

from __future__ import annotations

import pytest

from schemalint.api import check_project

MANY = 20_000
TABLE = "CREATE TABLE a (id int PRIMARY KEY, b text);\n"
REPEATED = {
    "blanks": " ",
    "line comments": "-- said\n",
    "quotes and blanks": "'  '",
    "brackets": "( ) ",
    "concatenations": "'a' || ",
    "words": "begin ",
}
PLACES = {
    "postgres": "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN {} PERFORM 1; END $$;\n",
    "mysql": "CREATE PROCEDURE f() BEGIN {} SELECT 1; END;\n",
    "tsql": "CREATE PROCEDURE f AS BEGIN {} EXEC (@a) END\n",
    "oracle": "CREATE PROCEDURE f IS BEGIN {} EXECUTE IMMEDIATE a; END;\n/\n",
    "a check": "ALTER TABLE a ADD CONSTRAINT c CHECK (b <> {} '');\n",
    "a comment": "COMMENT ON TABLE a IS '{}';\n",
    "rows": "INSERT INTO a (id, b) VALUES (1, {} 'x');\n",
    "a view": "CREATE VIEW v AS SELECT id, {} b FROM a;\n",
}


@pytest.mark.timeout(30)  # what is quadratic takes minutes
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("repeated", REPEATED)
def test_a_long_statement_is_looked_at_once(place: str, repeated: str) -> None:
    dialect = place if place in ("postgres", "mysql", "tsql", "oracle") else "postgres"
    text = TABLE + PLACES[place].format(REPEATED[repeated] * (MANY // len(REPEATED[repeated])))
    report = check_project({"schema.sql": text}, {"select": ["all"], "dialect": dialect})
    assert not report.failures
