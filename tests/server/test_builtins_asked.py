"""The lists of built-ins hold what the running server holds."""

from __future__ import annotations

import pytest
from postgres_server import Server

from schemalint import builtins

pytestmark = pytest.mark.server

FUNCTIONS = """
SELECT p.proname, array_to_string(ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY u(t, o) ORDER BY o), ','),
  p.provolatile, p.pronargdefaults FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace
"""
COLUMNS = """
SELECT n.nspname, c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
"""
LETTERS = {"i": "immutable", "s": "stable", "v": "volatile"}


def test_functions_relations_types_and_words_are_listed(postgres: Server) -> None:
    database = postgres.database("builtins_asked")
    version = postgres.rows(database, "SHOW server_version")[0][0].split()[0]
    server = builtins("postgres", version)
    if not server.known:
        pytest.skip(f"PostgreSQL {version} was not asked")
    functions = postgres.rows(database, FUNCTIONS)
    assert len(functions) > 2900
    for name, arguments, volatility, defaults in functions:
        wanted = tuple(arguments.split(",")) if arguments else ()
        found = [one for one in server.functions(name) if one.arguments == wanted]
        assert [(one.volatility, one.defaults) for one in found] == [(LETTERS[volatility], int(defaults))], (
            name,
            arguments,
        )
    columns = postgres.rows(database, COLUMNS)
    assert len(columns) > 2000
    for schema, relation, column in columns:
        assert column in (server.relation(schema, relation) or ()), (schema, relation, column)
    for (word,) in postgres.rows(database, "SELECT word FROM pg_get_keywords() WHERE catcode = 'R'"):
        assert word in server.keywords("R"), word
    for (name,) in postgres.rows(
        database, "SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace"
    ):
        assert server.is_type(name), name
