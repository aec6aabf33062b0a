"""Replays: change sets, transactions, sessions, documents, what is assumed, what is refused."""

from __future__ import annotations

from typing import get_args

import pytest

from schemalint.model.change import Change, Reading, Transaction
from schemalint.model.document import Dialect
from schemalint.model.name import Ref
from schemalint.model.project import History, Migration, Script
from schemalint.model.replay import Block, Replay
from schemalint.replay.apply import HANDLERS, apply
from schemalint.replay.draft import empty_catalog
from schemalint.replay.replay import play, replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split


def readings(text: str, dialect: Dialect = "postgres", path: str = "a.sql") -> tuple[Reading, ...]:
    return tuple(map(read, split(text, dialect, path)))


def script(text: str, dialect: Dialect = "postgres", **options: object) -> Replay:
    given = {"path": "a.sql", "kind": "snapshot", **options}
    return replay([Block(readings(text, dialect))], dialect, **given)  # type: ignore[arg-type]


def faults(found: Replay) -> list[tuple[str, str, str, str]]:
    return [
        (fault.kind, fault.object_kind, fault.ref.text, fault.part) for step in found.steps for fault in step.faults
    ]


def test_every_change_is_handled() -> None:
    assert set(HANDLERS) == set(get_args(Change))


def test_apply_gives_the_very_catalogue_where_nothing_changes() -> None:
    made = script("CREATE TABLE t (id int)").catalog
    (again,) = readings("CREATE TABLE IF NOT EXISTS t (other int)")[0].changes
    after, refused = apply(made, again)
    assert after is made
    assert refused == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE TABLE t (id int); CREATE TABLE t (x int)", [("exists", "table", "public.t", "")]),
        ("ALTER TABLE t ADD x int; ALTER TABLE t ADD y int", [("missing", "table", "public.t", "")]),
        ("CREATE TABLE t (id int); ALTER TABLE t DROP COLUMN x", [("missing-column", "column", "public.t", "x")]),
        ("CREATE TABLE t (id int REFERENCES p)", [("missing-parent", "table", "public.p", "")]),
        (
            "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int REFERENCES p (x))",
            [("missing-parent-column", "column", "public.p", "x")],
        ),
        ("CREATE TABLE t (m mood)", [("missing-type", "type", "public.mood", "")]),
        # An extension may have been installed by hand, as only a superuser can.
        ("CREATE TABLE t (m citext)", []),
        ("CREATE EXTENSION citext; CREATE TABLE t (m citext)", []),
        ("CREATE EXTENSION made_up; CREATE TABLE t (m whatever)", []),
        ("DO $$ BEGIN EXECUTE 'CREATE TYPE mood AS ENUM (1)'; END $$; CREATE TABLE t (m mood)", []),
        ("CREATE TABLE t (id int); CREATE INDEX i ON t (x)", [("missing-column", "column", "public.t", "x")]),
        ("DROP TABLE t", [("missing", "table", "public.t", "")]),
        ("DROP TABLE IF EXISTS t", []),
        ("CREATE TABLE t AS SELECT 1 AS x; ALTER TABLE t DROP COLUMN x", []),
        ("CREATE TABLE t (id int); INSERT INTO t (x) VALUES (1)", [("missing-column", "column", "public.t", "x")]),
    ],
)
def test_faults(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert faults(script(text)) == expected


def test_a_fault_stands_at_the_name_and_tells_where_the_other_is() -> None:
    text = "CREATE TABLE t (id int); CREATE TABLE t (x int)"
    (fault,) = script(text).steps[1].faults
    assert text[fault.span.start : fault.span.end] == "t"
    assert fault.related is not None
    assert fault.related.start == text.index("t (id")


def test_half_a_history_assumes_what_it_alters() -> None:
    found = script("ALTER TABLE t ADD x int; CREATE INDEX i ON u (y); DROP TABLE w", kind="script", complete=False)
    assert faults(found) == []
    assert found.catalog.tables[Ref("public", "t")].assumed
    assert found.catalog.complete is False


def test_only_what_is_never_created_is_assumed() -> None:
    text = "ALTER TABLE ghost ADD x int; ALTER TABLE late ADD x int; CREATE TABLE late (id int)"
    assert faults(script(text, assume_uncreated=True)) == [("missing", "table", "public.late", "")]


def test_a_column_promises_no_table_of_its_name() -> None:
    text = "CREATE TABLE a (version int); ALTER TABLE version ADD x int; DROP INDEX a; ALTER TABLE a DROP CONSTRAINT version"
    assert faults(script(text, assume_uncreated=True)) == []


def test_declarative_files_come_in_any_order() -> None:
    blocks = [
        Block(readings("CREATE TABLE child (p int REFERENCES parent); CREATE INDEX i ON parent (n);", path="a.sql")),
        Block(readings("CREATE TABLE parent (id int PRIMARY KEY, n int);", path="b.sql")),
    ]
    found = replay(blocks, "postgres", path=".", kind="snapshot")
    assert faults(found) == []
    assert found.catalog.tables[Ref("public", "child")].foreign_keys[0].parent_columns == ("id",)
    assert [index.name for index in found.catalog.tables[Ref("public", "parent")].indexes] == ["i"]


def test_the_base_is_the_catalogue_before_the_change_set() -> None:
    blocks = [
        Block(readings("CREATE TABLE a (id int)"), new=False, change_set=0, migration=0),
        Block(readings("CREATE TABLE b (id int)"), change_set=1, migration=1),
        Block(readings("ALTER TABLE b ADD x int; ALTER TABLE a ADD x int"), change_set=1, migration=2),
    ]
    steps = replay(blocks, "postgres", path="m", kind="history").steps
    assert [sorted(ref.name for ref in step.base.tables) for step in steps] == [[], ["a"], ["a"], ["a"]]
    assert [step.new for step in steps] == [False, True, True, True]
    assert [step.number for step in steps] == [0, 1, 2, 3]


def test_created_tells_the_first_step() -> None:
    found = script("CREATE TABLE a (id int); DROP TABLE a; CREATE VIEW a AS SELECT 1")
    assert found.created["table", Ref("public", "a")][0] == 0


def test_applied_migrations_carry_their_downs() -> None:
    up, down = Script("1.up.sql", 0, 20, None), Script("1.down.sql", 0, 20, None)
    history = History("m", "numbered", "postgres", "", (Migration("1", "1", (up,), (down,), False, False, 0),), False)
    downs = {0: readings("DROP TABLE a", path="1.down.sql")}
    blocks = [Block(readings("CREATE TABLE a (id int)", path="1.up.sql"), migration=0)]
    found = replay(blocks, "postgres", path="m", kind="history", history=history, downs=downs)
    assert found.applied[0].down == downs[0]
    assert [step.statement.verb for step in found.applied[0].steps] == ["CREATE TABLE"]
    assert [reading.statement.path for reading in found.readings] == ["1.up.sql", "1.down.sql"]
    assert Ref("public", "a") in found.catalog.tables


FRAMEWORK = Transaction("framework", "it wraps")
IMPLICIT = Transaction("implicit", "one query")


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("CREATE TABLE a (); CREATE TABLE b ()", None, [None, None]),
        ("CREATE TABLE a (); CREATE TABLE b ()", FRAMEWORK, ["framework", "framework"]),
        ("BEGIN; CREATE TABLE a (); COMMIT; CREATE TABLE b ()", None, ["script", "script", "script", None]),
        ("CREATE TABLE a (); COMMIT; CREATE TABLE b ()", FRAMEWORK, ["framework", "framework", None]),
        ("BEGIN; CREATE TABLE a (); COMMIT; CREATE TABLE b ()", IMPLICIT, ["script", "script", "script", "implicit"]),
    ],
)
def test_transactions(text: str, given: Transaction | None, expected: list[str | None]) -> None:
    found = replay([Block(readings(text), transaction=given)], "postgres", path="m", kind="history")
    assert [step.transaction.by if step.transaction else None for step in found.steps] == expected


def test_mysql_keeps_what_a_rollback_cannot_take_back() -> None:
    assert script("BEGIN; CREATE TABLE a (id int); ROLLBACK", "mysql").catalog.tables
    assert not script("BEGIN; CREATE TABLE a (id int); ROLLBACK", "postgres").catalog.tables
    assert not script("BEGIN; CREATE TABLE a (id int); ROLLBACK", "postgres").created


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN TRAN\nCREATE TABLE a (id int)\nIF @@ERROR <> 0 ROLLBACK TRAN\nCOMMIT TRAN\nGO",
        "BEGIN TRAN\nCREATE TABLE a (id int);\nIF @@TRANCOUNT > 0 BEGIN ROLLBACK TRANSACTION END\nGO",
        "BEGIN TRY\nBEGIN TRAN\nCREATE TABLE a (id int);\nCOMMIT TRAN\nEND TRY\nBEGIN CATCH\nROLLBACK TRAN;\nEND CATCH\nGO",
    ],
)
def test_a_rollback_for_the_case_of_an_error_takes_nothing_back(text: str) -> None:
    assert list(script(text, "tsql").catalog.tables) == [Ref("dbo", "a")]
    assert not script("BEGIN TRAN\nCREATE TABLE a (id int)\nROLLBACK TRAN", "tsql").catalog.tables


def test_asides_follow_each_other_and_leave_the_main_line() -> None:
    blocks = [
        Block(readings("CREATE TABLE a (id int)")),
        Block(readings("ALTER TABLE a ADD x int"), aside=True, section="migration"),
        Block(readings("CREATE INDEX i ON a (x)"), aside=True, section="migration"),
        Block(readings("DROP INDEX i; ALTER TABLE a DROP COLUMN x"), aside=True, section="rollback"),
        Block(readings("ALTER TABLE a ADD y int")),
    ]
    found = replay(blocks, "postgres", path="d.md", kind="document")
    assert [len(steps) for steps in found.asides] == [1, 1, 2]
    assert all(not step.faults for steps in found.asides for step in steps)
    assert [column.name for column in found.catalog.tables[Ref("public", "a")].columns] == ["id", "y"]
    assert len(found.steps) == 2
    assert len(found.readings) == 6


def test_a_session_ends_with_its_migration() -> None:
    blocks = [
        Block(readings("CREATE TEMP TABLE s (id int); SET search_path TO app; CREATE TABLE a (id int)"), migration=0),
        Block(readings("CREATE TABLE b (id int)"), migration=1),
    ]
    tables = replay(blocks, "postgres", path="m", kind="history").catalog.tables
    assert sorted(ref.text for ref in tables) == ["app.a", "public.b"]


def test_what_an_unread_statement_touches_is_muted() -> None:
    found = script("CREATE TABLE t (id int); ALTER TABLE t FROBNICATE; ALTER TABLE t ADD FROBNICATED TO 5")
    catalog = found.catalog
    assert catalog.is_muted(Ref("public", "t")) or catalog.tables[Ref("public", "t")].unknown


def test_play_needs_no_text() -> None:
    changes = [
        change for reading in readings("CREATE TABLE t (id int); CREATE INDEX ON t (id)") for change in reading.changes
    ]
    steps = play(empty_catalog("postgres"), changes)
    assert [index.name for index in steps[-1].after.tables[Ref("public", "t")].indexes] == ["t_id_idx"]


# What no server at hand tells: by the manuals of MySQL 8.4, MariaDB 11, SQL Server 2022 and Oracle 23.


def table(text: str, dialect: Dialect, name: str = "orders", schema: str = ""):
    return script(text, dialect).catalog.tables[Ref(schema, name)]


def test_mysql_names() -> None:
    orders = table(
        """CREATE TABLE users (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY);
        CREATE TABLE orders (id int PRIMARY KEY, user_id bigint unsigned, a int CHECK (a > 0), b int, KEY (a), KEY (a, b), UNIQUE (b),
          CHECK (b > 0), FOREIGN KEY (user_id) REFERENCES users (id), CONSTRAINT fk_b FOREIGN KEY (b, a) REFERENCES users (id));
        ALTER TABLE orders ADD FOREIGN KEY (a) REFERENCES users (id), ADD CHECK (a < b);""",
        "mysql",
    )
    assert orders.primary_key and orders.primary_key.name == "PRIMARY"
    assert [key.name for key in orders.foreign_keys] == ["orders_ibfk_1", "fk_b", "orders_ibfk_2"]
    assert [check.name for check in orders.checks] == ["orders_chk_1", "orders_chk_2", "orders_chk_3"]
    assert [unique.name for unique in orders.uniques] == ["b"]
    assert sorted(index.name for index in orders.indexes) == ["a", "a_2", "fk_b", "user_id"]


def test_mysql_replaces_the_index_it_made_for_a_foreign_key() -> None:
    text = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE orders (p_id int, x int, FOREIGN KEY (p_id) REFERENCES p (id));"
    assert [index.name for index in table(text, "mysql").indexes] == ["p_id"]
    assert [index.name for index in table(f"{text} CREATE INDEX own ON orders (p_id, x);", "mysql").indexes] == ["own"]


def test_mysql_drops_inline_references() -> None:
    (key,) = table(
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE orders (p_id int REFERENCES p (id))", "mysql"
    ).foreign_keys
    assert key.ignored
    (key,) = table(
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE orders (p_id int REFERENCES p (id))", "mariadb"
    ).foreign_keys
    assert not key.ignored


def test_mysql_modify_loses_what_it_does_not_say() -> None:
    text = "CREATE TABLE orders (a int NOT NULL DEFAULT 5 COMMENT 'x', b int); ALTER TABLE orders MODIFY a bigint; "
    column = table(text, "mysql").columns[0]
    assert (column.type and column.type.text, column.nullable, column.default, column.comment) == (
        "bigint",
        True,
        None,
        None,
    )
    renamed = table(text + "ALTER TABLE orders CHANGE a c int NOT NULL AFTER b", "mysql")
    assert [(column.name, column.nullable) for column in renamed.columns] == [("b", True), ("c", False)]


def test_mysql_drop_column_shortens_indexes() -> None:
    orders = table(
        "CREATE TABLE orders (a int, b int, KEY ab (a, b), KEY bb (b)); ALTER TABLE orders DROP COLUMN b", "mysql"
    )
    assert [(index.name, index.columns) for index in orders.indexes] == [("ab", ("a",))]


def test_mysql_takes_foreign_keys_early_while_checks_are_off() -> None:
    text = "CREATE TABLE c (p_id int, FOREIGN KEY (p_id) REFERENCES p (id)); CREATE TABLE p (id int PRIMARY KEY);"
    assert faults(script(text, "mysql")) == [("missing-parent", "table", "p", "")]
    assert faults(script("SET FOREIGN_KEY_CHECKS = 0;" + text, "mysql")) == []


def test_mysql_use_and_a_qualified_name_are_one() -> None:
    found = script("CREATE DATABASE s; USE s; CREATE TABLE t (id int); ALTER TABLE s.t ADD x int;", "mysql")
    assert faults(found) == []
    assert [ref.text for ref in found.catalog.tables] == ["s.t"]


def test_mariadb_names_checks_by_number_and_column() -> None:
    orders = table("CREATE TABLE orders (a int CHECK (a > 0), b int, CHECK (b > 0), CHECK (a > b))", "mariadb")
    assert sorted(check.name for check in orders.checks) == ["CONSTRAINT_1", "CONSTRAINT_2", "a"]


def test_sql_server() -> None:
    text = """CREATE TABLE [dbo].[orders] ([id] int IDENTITY(1,1) PRIMARY KEY, [a] int NOT NULL CONSTRAINT df_a DEFAULT (5) UNIQUE);
    GO
    ALTER TABLE orders ALTER COLUMN a bigint; ALTER TABLE dbo.orders DROP CONSTRAINT df_a;
    EXEC sp_rename 'dbo.orders.a', 'b', 'COLUMN';"""
    orders = table(text, "tsql", schema="dbo")
    assert orders.primary_key is not None
    assert (orders.primary_key.name, orders.primary_key.named) == ("PK__orders__", False)
    column = orders.columns[1]
    assert (column.name, column.type and column.type.name, column.nullable, column.default) == (
        "b",
        "bigint",
        True,
        None,
    )
    assert orders.uniques[0].columns == ("b",)


def test_oracle_modify_keeps_what_it_does_not_say() -> None:
    text = "CREATE TABLE orders (id NUMBER(10) PRIMARY KEY, a VARCHAR2(20) DEFAULT 'x' NOT NULL); ALTER TABLE orders MODIFY (a VARCHAR2(50));"
    orders = table(text, "oracle", "ORDERS")
    assert orders.primary_key is not None and not orders.primary_key.named
    column = orders.columns[1]
    assert (column.nullable, column.default and column.default.text) == (False, "'x'")
    assert column.type is not None and column.type.length == 50


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ("ALTER TABLE IF EXISTS gone ADD COLUMN a int, DROP COLUMN b", "postgres"),
        ("ALTER TABLE IF EXISTS ONLY gone RENAME COLUMN a TO b", "postgres"),
        ("ALTER FOREIGN TABLE IF EXISTS gone ADD COLUMN a int", "postgres"),
        ("ALTER MATERIALIZED VIEW IF EXISTS gone RENAME COLUMN a TO b", "postgres"),
        ("ALTER TABLE IF EXISTS gone ADD COLUMN a int", "mariadb"),
    ],
)
def test_a_missing_table_that_may_be_missing_is_no_fault_and_is_not_made(sql: str, dialect: Dialect) -> None:
    found = script(sql, dialect)
    assert faults(found) == []
    assert not found.catalog.tables


def test_arguments_of_a_routine_have_no_sizes() -> None:
    made = "CREATE FUNCTION f(a varchar(9)) RETURNS int LANGUAGE sql AS ''; CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS '';"
    (kept,) = script(made + "DROP FUNCTION f(varchar)").catalog.routines[Ref("public", "f")]
    assert kept.signature == "integer"
    again = script(made + "CREATE FUNCTION f(b varchar(20)) RETURNS int LANGUAGE sql AS ''")
    assert faults(again) == [("exists", "routine", "public.f", "")]


def test_what_is_renamed_without_a_kind_is_found_by_its_name() -> None:
    made = script(
        "CREATE TABLE dbo.t (a int CONSTRAINT pk PRIMARY KEY, b int, CONSTRAINT ck CHECK (b > 0));\nGO\n"
        "EXEC sp_rename 'dbo.t', 'u';\nGO\nEXEC sp_rename 'dbo.pk', 'pk_u';\nGO\nsp_rename 'ck', 'ck_u', 'OBJECT';\nGO\n"
        "CREATE SEQUENCE s;\nGO\nEXEC sp_rename 's', 'q';\nGO\nALTER SCHEMA other TRANSFER dbo.u;\nGO",
        "tsql",
    )
    assert faults(made) == []
    (table,) = made.catalog.tables.values()
    assert table.ref == Ref("other", "u")
    assert [constraint.name for constraint in table.constraints] == ["pk_u", "ck_u"]
    assert [sequence.name for sequence in made.catalog.sequences.values()] == ["q"]
    renamed = script(
        "CREATE TABLE a (x NUMBER); RENAME a TO b; CREATE SEQUENCE s; RENAME s TO q; RENAME gone TO x", "oracle"
    )
    assert [table.name for table in renamed.catalog.tables.values() if not table.assumed] == ["B"]
    assert [ref.name for ref in renamed.catalog.sequences] == ["Q"]
    assert faults(renamed) == [("missing", "table", "GONE", "")]


def test_a_sequence_may_be_made_over_another() -> None:
    made = script("CREATE SEQUENCE s START 5; CREATE OR REPLACE SEQUENCE s START 7", "mariadb")
    assert faults(made) == []
    assert [sequence.start for sequence in made.catalog.sequences.values()] == ["7"]
