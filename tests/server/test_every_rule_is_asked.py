"""Each rule about a schema is held against a live server, or it is said why not."""

from __future__ import annotations

from pathlib import Path

from beyond_catalogues import ASKED_ELSEWHERE, NOT_HELD
from test_sets import QUERIES as OF_POSTGRES
from test_sets_mariadb import QUERIES as OF_MARIADB
from test_sets_sqlite import QUERIES as OF_SQLITE

from schemalint import plugins

ENTRIES = plugins.rules(plugins.manager())
ASKED = {
    rule: {name for name, one in queries.items() for name in (name, *one.beside)}
    for rule, queries in (("postgres", OF_POSTGRES), ("mariadb", OF_MARIADB), ("sqlite", OF_SQLITE))
}


def test_every_rule_about_a_schema_is_asked_or_excused() -> None:
    elsewhere = {name for names in ASKED_ELSEWHERE.values() for name in names.split()}
    excused = {name for names in NOT_HELD.values() for name in names.split()}
    asked = set().union(*ASKED.values())
    of_schemas = {name for name, one in ENTRIES.items() if one.subject in ("TableRule", "CatalogRule")}
    assert of_schemas - asked - elsewhere - excused == set()
    assert asked & excused == set()
    assert (asked | elsewhere | excused) - set(ENTRIES) == set()


def test_a_server_is_asked_only_for_rules_that_speak_of_it() -> None:
    for dialect in ("postgres", "mariadb", "sqlite"):
        assert {name for name in ASKED[dialect] if dialect not in ENTRIES[name].dialects} == set()


def test_the_modules_that_ask_elsewhere_name_their_rules() -> None:
    folder = Path(__file__).parent
    for module, names in ASKED_ELSEWHERE.items():
        text = (folder / f"{module}.py").read_text(encoding="utf-8")
        for name in names.split():
            assert name in text, (module, name)
