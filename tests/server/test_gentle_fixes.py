"""What `fix` makes of migrations that lock: run on PostgreSQL as each framework runs them, with rows, there and back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

import picture
import pytest
from postgres_server import Server
from wire import Session

from schemalint.api import check_project, fix_project
from schemalint.config import Options
from schemalint.sql.splitter import split

pytestmark = pytest.mark.server

INIT = """\
CREATE TABLE orgs (id bigint PRIMARY KEY, name text);
CREATE TABLE users (id bigint NOT NULL, email text, org_id bigint, born date);
CREATE INDEX users_org_id_idx ON users (org_id);
CREATE INDEX users_born_idx ON users (born);
CREATE TABLE parts (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
"""
INIT_DOWN = "DROP TABLE parts;\nDROP TABLE users;\nDROP TABLE orgs;\n"
ROWS = """
INSERT INTO orgs SELECT n, 'o' || n FROM generate_series(1, 20) n;
INSERT INTO users SELECT n, 'u' || n, 1 + n % 20, '2000-01-01'::date + n FROM generate_series(1, 500) n;
INSERT INTO parts SELECT n, '2020-01-01'::date + n FROM generate_series(1, 100) n;
"""


class Case(NamedTuple):
    rule: str
    up: str
    down: str
    refused: bool = False
    """The server refuses it as it stands."""


CASES = {
    "index": Case(
        "blocking-index", "CREATE INDEX users_email_idx ON users (email);\n", "DROP INDEX users_email_idx;\n"
    ),
    "index and work": Case(
        "blocking-index",
        "ALTER TABLE users ADD COLUMN note text;\n\n-- looked up by note\nCREATE INDEX users_note_idx\n    ON users (note);\n",
        "DROP INDEX users_note_idx;\nALTER TABLE users DROP COLUMN note;\n",
    ),
    "two indexes": Case(
        "blocking-index",
        "CREATE INDEX a_idx ON users (email);\nCREATE UNIQUE INDEX b_idx ON users (id, born) WHERE born IS NOT NULL;\n",
        "DROP INDEX b_idx;\nDROP INDEX a_idx;\n",
    ),
    "guarded index": Case(
        "blocking-index", "CREATE INDEX IF NOT EXISTS a_idx ON users (email);\n", "DROP INDEX IF EXISTS a_idx;\n"
    ),
    "index drop": Case(
        "blocking-index-drop",
        "DROP INDEX users_born_idx;\nALTER TABLE users ADD COLUMN note text;\n",
        "ALTER TABLE users DROP COLUMN note;\nCREATE INDEX users_born_idx ON users (born);\n",
    ),
    "two indexes dropped": Case(
        "blocking-index-drop",
        "DROP INDEX users_born_idx, users_org_id_idx;\n",
        "CREATE INDEX users_born_idx ON users (born);\nCREATE INDEX users_org_id_idx ON users (org_id);\n",
    ),
    "concurrent among others": Case(
        "concurrently-in-transaction",
        "ALTER TABLE users ADD COLUMN note text;\nCREATE INDEX CONCURRENTLY users_note_idx ON users (note);\n",
        "ALTER TABLE users DROP COLUMN note;\n",
        refused=True,
    ),
    "foreign key": Case(
        "blocking-foreign-key",
        "ALTER TABLE users ADD CONSTRAINT users_org_fk FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE;\n",
        "ALTER TABLE users DROP CONSTRAINT users_org_fk;\n",
    ),
    "foreign key without a name, with work": Case(
        "blocking-foreign-key",
        "ALTER TABLE users ADD FOREIGN KEY (org_id) REFERENCES orgs;\nALTER TABLE users ADD COLUMN note text;\n",
        "ALTER TABLE users DROP COLUMN note;\nALTER TABLE users DROP CONSTRAINT users_org_id_fkey;\n",
    ),
    "check": Case(
        "blocking-check",
        "ALTER TABLE users ADD CONSTRAINT born_late CHECK (born > '1900-01-01');\n",
        "ALTER TABLE users DROP CONSTRAINT born_late;\n",
    ),
    "unique": Case(
        "blocking-unique",
        "ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);\n",
        "ALTER TABLE users DROP CONSTRAINT users_email_key;\n",
    ),
    "unique among actions": Case(
        "blocking-unique",
        "ALTER TABLE users\n    ADD COLUMN note text,\n    ADD UNIQUE (email, born),\n    ADD COLUMN more int;\n",
        "ALTER TABLE users\n    DROP COLUMN more,\n    DROP CONSTRAINT users_email_born_key,\n    DROP COLUMN note;\n",
    ),
    "primary key": Case(
        "blocking-primary-key",
        "ALTER TABLE users ADD CONSTRAINT users_pkey PRIMARY KEY (id);\n",
        "ALTER TABLE users DROP CONSTRAINT users_pkey;\n",
    ),
    "primary key of what may be NULL": Case(
        "blocking-primary-key",
        "ALTER TABLE users ADD PRIMARY KEY (id, email);\nALTER TABLE users ADD COLUMN note text;\n",
        "ALTER TABLE users DROP COLUMN note;\nALTER TABLE users DROP CONSTRAINT users_pkey;\n"
        "ALTER TABLE users ALTER COLUMN email DROP NOT NULL;\n",
    ),
    "not null": Case(
        "set-not-null-scan",
        "ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n",
        "ALTER TABLE users ALTER COLUMN email DROP NOT NULL;\n",
    ),
    "two not null": Case(
        "set-not-null-scan",
        "ALTER TABLE users ALTER email SET NOT NULL, ALTER born SET NOT NULL;\nCREATE TABLE other (id int PRIMARY KEY);\n",
        "DROP TABLE other;\nALTER TABLE users ALTER born DROP NOT NULL;\nALTER TABLE users ALTER email DROP NOT NULL;\n",
    ),
    "reindex": Case(
        "blocking-reindex",
        "REINDEX TABLE users;\nALTER TABLE users ADD COLUMN note text;\n",
        "ALTER TABLE users DROP COLUMN note;\n",
    ),
    "detach": Case(
        "blocking-detach",
        "ALTER TABLE parts DETACH PARTITION parts_1;\nALTER TABLE users ADD COLUMN note text;\n",
        "ALTER TABLE users DROP COLUMN note;\n"
        "ALTER TABLE parts ATTACH PARTITION parts_1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n",
    ),
}


# --- frameworks -----------------------------------------------------------------------------------------------------

Files = Mapping[str, str]
Run = tuple[str, bool]
"""What goes to the server as one query, and whether it opens the next transaction for what follows or is on its own."""


class Way(NamedTuple):
    """How a framework lays out and runs its migrations."""

    layout: Callable[[str, str, str, str], dict[str, str]]
    """The files of a migration: version, name, up and down."""
    runs: Callable[[Files], Iterator[list[str]]]
    """The queries of each migration in their order."""
    backs: Callable[[Files], Iterator[list[str]]] | None
    """The queries of each way back, the last migration first."""
    refuses: tuple[str, ...] = ()
    """The cases that it has no way for: nothing is changed then."""


def _each(text: str) -> list[str]:
    return [one.text for one in split(text, "postgres", "x.sql")]


def _wrapped(queries: list[str]) -> list[str]:
    return ["BEGIN", *queries, "COMMIT"]


def _sections(text: str, up: str, down: str) -> tuple[str, str]:
    """The up and the down section, each with the line that opens it."""
    found = re.search(rf"(?m)^{down}", text)
    cut = found.start() if found else len(text)
    start = re.search(rf"(?m)^{up}", text)
    return text[start.start() if start else 0 : cut], text[cut:]


def _pairs(
    up: str, down: str, one: Callable[[str, Files], list[str]]
) -> tuple[Callable[[Files], Iterator[list[str]]], ...]:
    def runs(files: Files) -> Iterator[list[str]]:
        return (one(path, files) for path in sorted(files) if path.endswith(up))

    def backs(files: Files) -> Iterator[list[str]]:
        return (one(path, files) for path in sorted(files, reverse=True) if path.endswith(down))

    return runs, backs


def _marked(one: Callable[[str, bool], list[str]]) -> tuple[Callable[[Files], Iterator[list[str]]], ...]:
    def runs(files: Files) -> Iterator[list[str]]:
        return (one(files[path], False) for path in sorted(files))

    def backs(files: Files) -> Iterator[list[str]]:
        return (one(files[path], True) for path in sorted(files, reverse=True))

    return runs, backs


def _goose(text: str, back: bool) -> list[str]:
    own = _sections(text, r"-- \+goose Up", r"-- \+goose Down")[back]
    return _each(own) if "+goose NO TRANSACTION" in text else _wrapped(_each(own))


def _dbmate(text: str, back: bool) -> list[str]:
    own = _sections(text, "-- migrate:up", "-- migrate:down")[back]
    return [own] if "transaction:false" in own.split("\n")[0] else _wrapped([own])


def _sql_migrate(text: str, back: bool) -> list[str]:
    own = _sections(text, r"-- \+migrate Up", r"-- \+migrate Down")[back]
    return _each(own) if "notransaction" in own.split("\n")[0] else _wrapped(_each(own))


def _tern(text: str, back: bool) -> list[str]:
    up, _, down = text.partition("---- create above / drop below ----\n")
    own = down if back else up
    free = "---- tern: disable-tx ----" in own
    return _each(own) if free else _wrapped([own])


def _sqlx(path: str, files: Files) -> list[str]:
    return [files[path]] if files[path].startswith("-- no-transaction") else _wrapped([files[path]])


def _diesel(path: str, files: Files) -> list[str]:
    told = files.get(str(PurePosixPath(path).parent / "metadata.toml"), "")
    return [files[path]] if "run_in_transaction = false" in told else _wrapped([files[path]])


def _flyway(path: str, files: Files) -> list[str]:
    queries = _each(files[path])
    alone = all(re.match(r"(CREATE (UNIQUE )?INDEX|DROP INDEX) CONCURRENTLY|REINDEX", one) for one in queries)
    free = "executeInTransaction=false" in files.get(f"{path}.conf", "")
    return queries if alone or free else _wrapped(queries)


def _pair(version: str, name: str, up: str, down: str) -> dict[str, str]:
    return {f"m/{version}_{name}.up.sql": up, f"m/{version}_{name}.down.sql": down}


def _nothing(files: Files) -> Iterator[list[str]]:
    return iter(())


OUTSIDE = (
    "index", "index and work", "two indexes", "guarded index", "index drop", "two indexes dropped", "concurrent among others",
    "unique", "unique among actions", "primary key", "primary key of what may be NULL", "reindex", "detach",
)  # fmt: skip
"""The cases for which something must run outside a transaction."""

WAYS: dict[str, Way] = {
    "golang-migrate": Way(_pair, *_pairs(".up.sql", ".down.sql", lambda path, files: [files[path]])),
    "goose": Way(
        lambda version, name, up, down: {f"m/{version}_{name}.sql": f"-- +goose Up\n{up}\n-- +goose Down\n{down}"},
        *_marked(_goose),
    ),
    "flyway": Way(
        lambda version, name, up, down: {f"m/V{version}__{name}.sql": up, f"m/U{version}__{name}.sql": down},
        lambda files: (_flyway(path, files) for path in sorted(files) if re.search(r"/V\w+\.sql$", path)),
        lambda files: (_flyway(path, files) for path in sorted(files, reverse=True) if re.search(r"/U\w+\.sql$", path)),
    ),
    "prisma": Way(
        lambda version, name, up, down: {
            f"m/{version}_{name}/migration.sql": up,
            "m/migration_lock.toml": 'provider = "postgresql"\n',
        },
        _pairs("migration.sql", "", lambda path, files: [files[path]])[0],
        None,
    ),
    "dbmate": Way(
        lambda version, name, up, down: {f"m/{version}_{name}.sql": f"-- migrate:up\n{up}\n-- migrate:down\n{down}"},
        *_marked(_dbmate),
    ),
    "sql-migrate": Way(
        lambda version, name, up, down: {f"m/{version}-{name}.sql": f"-- +migrate Up\n{up}\n-- +migrate Down\n{down}"},
        *_marked(_sql_migrate),
    ),
    "tern": Way(
        lambda version, name, up, down: {
            f"m/{version}_{name}.sql": f"{up}\n---- create above / drop below ----\n\n{down}"
        },
        *_marked(_tern),
    ),
    "sqlx": Way(
        lambda version, name, up, down: {**_pair(version, name, up, down), "m/sqlx.toml": ""},
        *_pairs(".up.sql", ".down.sql", _sqlx),
    ),
    "diesel": Way(
        lambda version, name, up, down: {
            f"m/{version}_{name}/up.sql": up,
            f"m/{version}_{name}/down.sql": down,
            "diesel.toml": "",
        },
        *_pairs("/up.sql", "/down.sql", _diesel),
    ),
    "supabase": Way(
        lambda version, name, up, down: {f"supabase/migrations/{version}_{name}.sql": up},
        lambda files: (_wrapped(_each(files[path])) for path in sorted(files) if "/migrations/" in path),
        None,
        OUTSIDE,
    ),
    "numbered": Way(
        lambda version, name, up, down: {f"m/{version}_{name}.sql": up, f"m/{version}_{name}.down.sql": down},
        lambda files: (_each(files[path]) for path in sorted(files) if not path.endswith(".down.sql")),
        lambda files: (_each(files[path]) for path in sorted(files, reverse=True) if path.endswith(".down.sql")),
    ),
}
"""Each as its manual says it runs: a file as one query, or statement by statement; in a transaction, or without."""


def _history(way: Way, case: Case) -> dict[str, str]:
    return {
        **way.layout("20240101000000", "init", INIT, INIT_DOWN),
        **way.layout("20240102000000", "change", case.up, case.down),
    }


def _execute(server: Server, database: str, scripts: Iterator[list[str]], rows: bool = False) -> None:
    with Session(server.folder, database) as session:
        for number, queries in enumerate(scripts):
            for query in queries:
                refused = session.run(query)
                assert refused is None, f"{refused}\n{query}"
            if rows and number == 0:
                assert session.run(ROWS) is None


def _database(name: str) -> str:
    return re.sub(r"\W+", "_", name).lower()[:60]


LEFT = "parts_1_at_check"
"""DETACH CONCURRENTLY leaves a CHECK in place of the bounds, as its manual says."""


def _differences(server: Server, one: str, other: str, without: tuple[str, ...] = ()) -> list[str]:
    found = picture.differences(picture.of_server(server, one), picture.of_server(server, other), without)
    return [line for line in found if LEFT not in line]


CONFIG = {"dialect": "postgres", "server-version": "15"}


PAIRS = [(framework, name) for framework in WAYS for name in CASES]
"""Every fifth without FULL, so that each framework and each case has its turn."""


@pytest.mark.parametrize(("framework", "name"), PAIRS if os.environ.get("FULL") else PAIRS[::5])
def test_a_fix_runs_and_makes_the_same_schema(postgres: Server, framework: str, name: str) -> None:
    way, case = WAYS[framework], CASES[name]
    files = _history(way, case)
    before = check_project(files, {**CONFIG, "preset": "recommended"})
    told = [one.rule for one in before.diagnostics]
    fixed = fix_project(files, CONFIG, options=Options(select=(case.rule,), today="2024-02-01", no_cache=True))
    if name in way.refuses:
        assert fixed == files
        return
    if case.rule not in told:
        # Here nothing wraps the statement; there is nothing to mend.
        assert fixed == files
        return
    assert fixed != files
    after = check_project(fixed, {**CONFIG, "preset": "recommended"})
    left = [one.rule for one in after.diagnostics]
    assert case.rule not in left
    assert [one.message for one in after.diagnostics if left.count(one.rule) > told.count(one.rule)] == [], fixed
    made = postgres.database(_database(f"gentle {framework} {name}"))
    _execute(postgres, made, way.runs(fixed), rows=True)
    plain = postgres.database(_database(f"plain {framework} {name}"))
    with Session(postgres.folder, plain) as session:
        for query in (*_each(INIT), ROWS, *_each(case.up)):
            refused = session.run(query)
            assert refused is None, refused
    assert _differences(postgres, made, plain) == []
    invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid UNION ALL SELECT count(*) FROM pg_constraint WHERE NOT convalidated"
    assert postgres.rows(made, invalid) == [["0"], ["0"]]
    if way.backs is not None:
        *backs, last = way.backs(fixed)
        assert last
        _execute(postgres, made, iter(backs))
        begun = postgres.database(_database(f"begun {framework} {name}"))
        postgres.psql(begun, INIT)
        assert _differences(postgres, made, begun, ("order",)) == []
