"""What the lists of built-ins say, and that nothing is loaded or called unknown too early."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from schemalint import builtins, versions_of
from schemalint.dialects.builtins import Signature
from schemalint.dialects.builtins.lists import lists

FIFTEEN = builtins("postgres", "15")


def test_a_function_has_its_signatures() -> None:
    assert {one.arguments for one in FIFTEEN.functions("date_trunc")} == {
        ("text", "interval"),
        ("text", "timestamp with time zone"),
        ("text", "timestamp with time zone", "text"),
        ("text", "timestamp without time zone"),
    }
    by_type = {one.arguments[1]: one.volatility for one in FIFTEEN.functions("date_trunc") if len(one.arguments) == 2}
    assert by_type["timestamp without time zone"] == "immutable"
    assert by_type["timestamp with time zone"] == "stable"
    assert FIFTEEN.functions("row_number")[0].kind == "window"
    assert FIFTEEN.functions("count")[0].kind == "aggregate"
    (series, *_) = FIFTEEN.functions("generate_series")
    assert series.returns_set
    assert FIFTEEN.functions("jsonb_each")[0].columns == ("key", "value")
    assert FIFTEEN.functions("no_such_function") == ()


@pytest.mark.parametrize(
    ("signature", "taken", "refused"),
    [
        (Signature(("text", "text"), 1, False, "text", False, "immutable", "function"), (1, 2), (0, 3)),
        (Signature(("text", '"any"'), 0, True, "text", False, "stable", "function"), (2, 9), (0, 1)),
        (Signature(("any",), 0, True, "any", False, "", "function"), (0, 1, 9), ()),
        (Signature((), 0, False, "uuid", False, "volatile", "function"), (0,), (1,)),
    ],
)
def test_a_signature_takes_its_arguments(
    signature: Signature, taken: tuple[int, ...], refused: tuple[int, ...]
) -> None:
    assert all(map(signature.takes, taken))
    assert not any(map(signature.takes, refused))


def test_what_the_grammar_makes_is_there() -> None:
    for name in ("coalesce", "greatest", "nullif", "extract", "current_date", "xmlelement", "current_user"):
        assert FIFTEEN.is_function(name), name
    assert not FIFTEEN.is_function("json_value")
    assert builtins("postgres", "17").is_function("json_value")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("integer", True), ("int4", True), ("double precision", True), ("timestamptz", True), ("bigserial", True),
        ("_text", True), ("pg_class", True), ("pg_catalog.int4", True), ("information_schema.sql_identifier", True),
        ("hstore", False), ("citext", False), ("string", False), ("datetime", False),
    ],
)  # fmt: skip
def test_types(name: str, known: bool) -> None:
    assert FIFTEEN.is_type(name) is known


def test_reading_a_type_from_text_depends_on_the_session_or_not() -> None:
    date, number = FIFTEEN.type("date"), FIFTEEN.type("int")
    assert date is not None and date.input == "stable"
    assert number is not None and (number.name, number.input) == ("integer", "immutable")


def test_system_views_have_their_columns() -> None:
    indexes = FIFTEEN.relation("", "pg_stat_user_indexes")
    assert indexes is not None
    assert "relname" in indexes and "tablename" not in indexes
    assert FIFTEEN.relation("pg_catalog", "pg_stat_user_indexes") == indexes
    assert FIFTEEN.relation("information_schema", "tables") is not None
    assert FIFTEEN.relation("", "tables") is None
    assert FIFTEEN.relation("", "users") is None


def test_extensions() -> None:
    statements = FIFTEEN.extension("pg_stat_statements")
    assert statements is not None
    columns = statements.relation("", "pg_stat_statements")
    assert columns is not None
    assert "total_exec_time" in columns and "total_time" not in columns
    trigram = FIFTEEN.extension("pg_trgm")
    assert trigram is not None and trigram.is_function("similarity")
    assert {one.method for one in trigram.operator_classes("gin_trgm_ops")} == {"gin"}
    vector = FIFTEEN.extension("vector")
    assert vector is not None and vector.is_type("halfvec") and vector.is_function("cosine_distance")
    assert not FIFTEEN.is_type("vector")
    assert FIFTEEN.extension("postgis") is None
    assert FIFTEEN.extensions_of("functions", "uuid_generate_v4") == ("uuid-ossp",)
    assert not FIFTEEN.is_function("uuid_generate_v4")


def test_versions() -> None:
    assert versions_of("postgres", "functions", "uuidv7") == ("18",)
    assert versions_of("postgres", "types", "int4multirange") == ("14", "15", "16", "17", "18")
    assert versions_of("postgres", "columns", "pg_stat_activity.query_id") == ("14", "15", "16", "17", "18")
    assert versions_of("postgres", "functions", "nothing") == ()
    assert versions_of("oracle", "functions", "nvl") == ()
    assert versions_of("sqlite", "functions", "concat")[0] == "3.44"


def test_a_version_that_was_not_asked_knows_nothing_for_certain() -> None:
    assert builtins("postgres", "15.4").known
    assert not builtins("postgres", "12").known
    assert not builtins("postgres", "19").known
    assert builtins("postgres").known and builtins("postgres").is_function("uuidv7")
    assert not builtins("tsql").known
    assert not builtins("mysql", "5.7").known
    # Between two that were asked, what either has may be there.
    assert builtins("mariadb", "11.4").is_function("json_schema_valid")
    assert not builtins("mariadb", "10.6").is_function("json_schema_valid")


def test_keywords() -> None:
    assert "select" in FIFTEEN.keywords("R") and "coalesce" in FIFTEEN.keywords("C")
    assert "system_user" not in FIFTEEN.keywords("R") and "system_user" in builtins("postgres", "16").keywords("R")


def test_operators_and_casts() -> None:
    assert ("jsonb", "text") in {(one.left, one.right) for one in FIFTEEN.operators("->>")}
    to_date = {one.target: one.volatility for one in FIFTEEN.casts("timestamp with time zone")}
    assert to_date["date"] == "stable"


def test_mariadb_was_asked() -> None:
    server = builtins("mariadb", "10.11")
    assert [one.takes(1) for one in server.functions("upper")] == [True]
    assert not any(one.takes(3) for one in server.functions("upper"))
    assert {one.volatility for one in server.functions("now")} == {"volatile"}
    tables = server.relation("information_schema", "tables")
    assert tables is not None and "table_name" in tables
    assert server.is_schema("performance_schema")


def test_the_running_sqlite_has_no_function_that_is_not_listed() -> None:
    version = ".".join(sqlite3.sqlite_version.split(".")[:2])
    server = builtins("sqlite", version)
    if not server.known:
        pytest.skip(f"SQLite {version} was not asked")
    try:
        rows = sqlite3.connect(":memory:").execute("SELECT DISTINCT name, narg FROM pragma_function_list").fetchall()
    except sqlite3.OperationalError:
        pytest.skip("this SQLite cannot list its functions")
    words = [(name, count) for name, count in rows if name.replace("_", "a").isalnum()]
    assert len(words) > 100
    for name, count in words:
        assert any(one.takes(max(count, 0)) for one in server.functions(name)), (name, count)


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "mariadb", "sqlite"])
def test_every_line_can_be_read(dialect: str) -> None:
    data = lists(dialect)  # type: ignore[arg-type]
    server = builtins(dialect)  # type: ignore[arg-type]
    names = data.names("functions")
    assert len(names) > 100
    for name in names:
        assert server.functions(name), name
        for one in server.functions(name):
            assert one.defaults <= len(one.arguments), name
    for name in data.names("relations"):
        schema, _, table = name.rpartition(".")
        assert server.relation(schema, table), name
    for name in data.names("extensions"):
        assert server.extension(name) is not None


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    code = (
        "import sys, schemalint.dialects.builtins as b\n"
        "assert not any(one in sys.modules for one in ('gzip', 'zlib', 'json', 'pathlib')), 'imports'\n"
        "from schemalint.dialects.builtins.lists import lists\n"
        "assert lists.cache_info().currsize == 0\n"
        "b.builtins('postgres', '15').functions('abs')\n"
        "assert lists.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-S", "-c", code], check=True, env={"PYTHONPATH": "lint"})
