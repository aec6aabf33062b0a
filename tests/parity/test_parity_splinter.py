"""What splinter finds in the catalogue of a server the rules named for it find in the migrations that make it.

Its questions come with postgres-language-server, which asks them of a server.
"""

from __future__ import annotations

import json
import re
import subprocess

import peers
import pytest
from postgres_server import Server

pytestmark = pytest.mark.server
CASES = peers.cases("splinter")
UNASKED = {
    "0012_auth_allow_anonymous_sign_ins": "it is a setting of the platform",
    "0019_insecure_queue_exposed_in_api": "it needs an extension of the platform",
    "0020_table_bloat": "it needs many dead rows",
    "0022_extension_versions_outdated": "it needs an older version of an extension",
    "0025_public_bucket_allows_listing": "the tool at hand does not ask it yet",
    "0026_pg_graphql_anon_table_exposed": "the tool at hand does not ask it yet",
    "0027_pg_graphql_authenticated_table_exposed": "the tool at hand does not ask it yet",
    "0028_anon_security_definer_function_executable": "the tool at hand does not ask it yet",
    "0029_authenticated_security_definer_function_executable": "the tool at hand does not ask it yet",
}
"""Questions without a case, and why."""
ROLES = "CREATE ROLE anon; CREATE ROLE authenticated; CREATE ROLE service_role;"


def called(rule: str) -> str:
    """The name that postgres-language-server has for a question: camel case without the number."""
    first, *rest = rule.split("_")[1:]
    return first + "".join(word.capitalize() for word in rest)


@pytest.fixture(scope="module")
def told(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the tool says of a database with all cases, one finding each."""
    program = peers.program("postgres-language-server")
    database = postgres.database("parity")
    postgres.psql(database, f"{ROLES} ALTER DATABASE parity SET pgrst.db_schemas = 'public';")
    made = postgres.psql(database, "\n".join((peers.given("splinter"), *(case.sql for case in CASES))), stop=True)
    assert made.returncode == 0, made.stderr
    folder = tmp_path_factory.mktemp("splinter")
    settings = {"splinter": {"enabled": True, "rules": {"all": True}}}
    (folder / "postgres-language-server.jsonc").write_text(json.dumps(settings), encoding="utf-8")
    where = f"postgres://postgres@localhost/{database}?host={postgres.folder}"
    command = (program, "dblint", f"--connection-string={where}", "--verbose", "--colors=off", "--max-diagnostics=1000")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    findings = re.split(r"^(?=splinter/)", done.stderr, flags=re.MULTILINE)[1:]
    assert findings, done.stdout[:400] + done.stderr[:400]
    return findings


def test_every_question_has_a_case_or_a_reason() -> None:
    assert not peers.unmapped("splinter")
    assert sorted({*(one.rule for one in CASES), *UNASKED}) == sorted(peers.rules_of("splinter"))
    assert not UNASKED.keys() & {one.rule for one in CASES}


@pytest.mark.parametrize("case", [pytest.param(one, id=one.rule) for one in CASES])
def test_splinter_speaks(case: peers.Case, told: list[str]) -> None:
    made = re.findall(r"^CREATE (?:MATERIALIZED VIEW|FOREIGN TABLE|\w+) (\w+)", case.sql, re.MULTILINE)
    mine = [text for text in told if text.startswith("splinter/") and text.split()[0].endswith(f"/{called(case.rule)}")]
    assert [text for text in mine if any(re.search(rf"\b{name}\b", text) for name in made)]


@pytest.mark.parametrize("case", [pytest.param(one, id=one.rule) for one in CASES])
def test_the_rules_named_for_it_speak(case: peers.Case) -> None:
    named, _ = peers.rules_of("splinter")[case.rule]
    if named:
        assert peers.ours(case, named, peers.given("splinter"))
