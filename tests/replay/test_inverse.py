"""Every migration of the corpus taken back by its generated rollback, judged by comparing catalogues."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from schemalint.generating.rollbacks import rollback_sql
from schemalint.model.change import AlterColumnType, CreatePolicy, CreateTrigger, Step
from schemalint.model.document import Dialect
from schemalint.model.name import Ref
from schemalint.model.replay import Block
from schemalint.model.text import Span
from schemalint.replay.compare import differences
from schemalint.replay.inverse import inverse, undo
from schemalint.replay.replay import replay
from schemalint.replay.restore import converted
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

HISTORIES: dict[str, tuple[Dialect, str]] = {
    "svix": ("postgres", "svix/*.up.sql"),
    "concourse": ("postgres", "concourse/*.up.sql"),
    "crates-io": ("postgres", "crates-io/*/up.sql"),
    "langfuse": ("postgres", "langfuse/*/migration.sql"),
    "nakama": ("postgres", "nakama/*.sql"),
    "openfga mysql": ("mysql", "openfga/mysql/*.sql"),
    "openfga sqlite": ("sqlite", "openfga/sqlite/*.sql"),
    "keto mysql": ("mysql", "keto/sql/*.mysql.up.sql"),
    "keto sqlite": ("sqlite", "keto/sql/*.sqlite3.up.sql"),
    "flowable sql server": ("tsql", "flowable/create/**/*mssql*create*.sql"),
    "flowable oracle": ("oracle", "flowable/create/**/*oracle*create*.sql"),
    "flowable mysql": ("mysql", "flowable/create/**/*mysql*create*.sql"),
}


def version(path: Path) -> int:
    """The number in front of a file's name, or of its folder's; dashes in it do not count."""
    for name in (path.name, path.parent.name):
        found = re.match(r"[\d-]+", name)
        if found:
            return int(found[0].replace("-", ""))
    return 0


@pytest.mark.corpus
@pytest.mark.parametrize("name", HISTORIES)
def test_up_and_down(name: str) -> None:
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    dialect, pattern = HISTORIES[name]
    files = [path for path in Path(corpus).glob(pattern) if path.is_file()]
    files.sort(key=lambda path: (version(path), str(path)))
    if not files:
        pytest.skip(f"the corpus has no {pattern}")
    texts = {str(path): re.split(r"--\s*\+\w+\s+Down", path.read_text(encoding="utf-8-sig"))[0] for path in files}
    blocks = [
        Block(tuple(map(read, split(text, dialect, path))), change_set=at, migration=at)
        for at, (path, text) in enumerate(texts.items())
    ]
    by_migration: dict[int | None, list[Step]] = {}
    for step in replay(blocks, dialect, path="x", kind="history", assume_uncreated=True).steps:
        by_migration.setdefault(step.migration, []).append(step)

    def source(span: Span) -> str | None:
        return texts[span.path][span.start : span.end] if span.path in texts else None

    taken_back = 0
    for steps in by_migration.values():
        script = rollback_sql(steps, undo, source=source)
        readings = tuple(map(read, split(script.text, dialect, "down.sql")))
        assert all(reading.complete for reading in readings), script.text
        if script.irreversible or "-- schemalint: irreversible" in script.text:
            continue
        down = replay([Block(readings)], dialect, path="down.sql", kind="script", start=steps[-1].after)
        assert [fault for step in down.steps for fault in step.faults] == [], script.text
        left = [one for one in differences(steps[0].before, down.catalog) if one.kind != "order"]
        assert left == [], script.text
        taken_back += 1
    assert taken_back


def step(given: str, up: str, dialect: Dialect = "postgres") -> Step:
    blocks = [
        Block(tuple(map(read, split(text, dialect, path))), change_set=at, migration=at)
        for at, (path, text) in enumerate((("g.sql", given), ("u.sql", up)))
    ]
    return replay(blocks, dialect, path="x", kind="document").steps[-1]


def test_nothing_was_done_so_nothing_is_undone() -> None:
    assert inverse(step("CREATE TABLE t (id int)", "CREATE TABLE IF NOT EXISTS t (x int)")) == ()
    assert inverse(step("", "DROP TABLE IF EXISTS t")) == ()


def test_what_cannot_come_back_is_said() -> None:
    assert undo(step("CREATE TYPE e AS ENUM ('a')", "ALTER TYPE e ADD VALUE 'b'")).irreversible
    assert undo(step("CREATE TABLE t (id int, x int)", "ALTER TABLE t DROP x")).lost == ("column public.t.x",)
    assert undo(step("CREATE TABLE t (id int)", "DROP TABLE t")).lost == ("table public.t",)
    assert undo(step("CREATE TABLE t (id int NOT NULL)", "ALTER TABLE t ALTER id DROP NOT NULL")).may_fail
    assert undo(step("CREATE TABLE t (id int)", "DELETE FROM t")).irreversible
    assert undo(step("", "DO $$ BEGIN PERFORM x(); END $$")).irreversible


def test_a_label_that_is_there_already_needs_nothing() -> None:
    assert undo(step("CREATE TYPE e AS ENUM ('a')", "ALTER TYPE e ADD VALUE IF NOT EXISTS 'a'")).irreversible == ""


@pytest.mark.parametrize(
    ("given", "up", "back"),
    [
        ("", "add", "EXEC sp_dropextendedproperty N'MS_Description', N'SCHEMA', N'dbo', N'TABLE', N't', N'COLUMN', N'a';"),
        ("add", "update", "EXEC sp_updateextendedproperty N'MS_Description', N'donné', N'SCHEMA', N'dbo', N'TABLE', N't', N'COLUMN', N'a';"),
        ("add", "drop", "EXEC sp_addextendedproperty N'MS_Description', N'donné', N'SCHEMA', N'dbo', N'TABLE', N't', N'COLUMN', N'a';"),
    ],
)  # fmt: skip
def test_sql_server_adds_a_comment_once(given: str, up: str, back: str) -> None:
    def said(verb: str, text: str) -> str:
        value = "" if verb == "drop" else f"@value = N'{text}', "
        levels = "@level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N't', @level2type = N'COLUMN', @level2name = N'a'"
        return f"EXEC sp_{verb}extendedproperty @name = N'MS_Description', {value}{levels};"

    before = f"CREATE TABLE dbo.t (a int);\nGO\n{said(given, 'donné') if given else ''}\nGO\n"
    script = rollback_sql([step(before, said(up, "up"), "tsql")], undo)
    assert back in script.text.splitlines(), script.text


def test_views_that_read_each_other_in_a_ring_end() -> None:
    ring = (
        "CREATE VIEW v AS SELECT 1 AS a; CREATE VIEW w AS SELECT a FROM v; CREATE OR REPLACE VIEW v AS SELECT a FROM w;"
    )
    last = step(ring, "CREATE OR REPLACE VIEW v AS SELECT 2 AS a, 3 AS b")
    assert [view.name for view in last.before.readers(Ref("public", "v"))] == ["w"]
    assert inverse(last)


def test_views_that_share_what_they_read_are_looked_at_once() -> None:
    def reads(at: int) -> str:
        return f"CREATE VIEW v{at:02} AS SELECT x.a FROM v{at - 1:02} x, v{max(at - 2, 0):02} y;"

    chain = "CREATE VIEW v00 AS SELECT 1 AS a;" + "".join(map(reads, range(1, 60)))
    last = step(chain, "CREATE OR REPLACE VIEW v00 AS SELECT 1 AS a, 2 AS b")
    assert [view.name for view in last.before.readers(Ref("public", "v00"))] == [f"v{at:02}" for at in range(1, 60)]


def test_what_comes_back_comes_in_an_order_that_no_hash_decides() -> None:
    made = "".join(
        f"CREATE TRIGGER g{name} BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE POLICY p{name} ON t USING (true);"
        for name in "dacb"
    )
    names = [change.name.value for change in inverse(step(f"CREATE TABLE t (a int);{made}", "DROP TABLE t")) if isinstance(change, CreateTrigger | CreatePolicy)]  # fmt: skip
    assert names == ["gd", "ga", "gc", "gb", "pa", "pb", "pc", "pd"]


@pytest.mark.parametrize(
    ("held", "kind", "using", "back"),
    [
        ("text", "bytea", "decode(a, 'escape')", "encode(a, 'escape')::text"),
        ("bytea", "varchar(64)", "encode(a, 'hex')", "decode(a, 'hex')"),
        ("timestamp", "timestamptz", "a AT TIME ZONE 'Europe/Berlin'", "a AT TIME ZONE 'Europe/Berlin'"),
        ("bigint", "timestamptz", "to_timestamp(a)", "extract(epoch FROM a)::bigint"),
    ],
)
def test_old_values_are_read_from_the_new_ones_as_these_were_from_them(
    held: str, kind: str, using: str, back: str
) -> None:
    (change,) = inverse(step(f"CREATE TABLE t (a {held})", f"ALTER TABLE t ALTER a TYPE {kind} USING {using}"))
    assert isinstance(change, AlterColumnType)
    assert change.using is not None
    assert change.using.text == back


def test_a_serial_column_that_grows_takes_its_sequence_along() -> None:
    held = step("", "CREATE TABLE t (id serial, n int)").after.tables[Ref("public", "t")]
    change = step("CREATE TABLE t (id serial, n int)", "ALTER TABLE t ALTER id TYPE bigint").change
    assert isinstance(change, AlterColumnType)
    _, along = converted(change, held.columns[0])
    assert (along.name.value, along.options) == ("t_id_seq", (("as", "bigint"),))  # type: ignore[union-attr]
    assert converted(change, held.columns[1]) == [change]
