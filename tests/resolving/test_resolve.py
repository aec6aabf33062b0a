"""Which names of a text mean nothing where they stand, and which are left alone because they may exist unseen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.dialects.builtins import builtins
from schemalint.model.query import NameFault
from schemalint.model.replay import Block, Replay
from schemalint.other_parsers import with_queries
from schemalint.replay.replay import promised_names
from schemalint.resolving.resolve import resolved
from schemalint.study import studies


def replays(files: Mapping[str, str], dialect: str, folder: Path, version: str = "") -> list[tuple[Replay, str]]:
    """What the files are replayed to, with all names looked at."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    options = Options(isolated=True, no_cache=True, dialect=dialect, server_version=version)
    found = []
    for study in studies([str(folder)], options):
        told, _ = with_queries(study.replays, options)
        for one in told:
            known = builtins(one.dialect, one.version)
            found.append((resolved(one, known, _promised), ""))
    return found


def _promised(one: Replay) -> frozenset[tuple[str, str]]:
    return promised_names([Block(tuple(step.reading for step in one.steps))])


def faults(files: Mapping[str, str], dialect: str, folder: Path, version: str = "") -> list[NameFault]:
    """The names that mean nothing, in order."""
    return [
        name
        for replay, _ in replays(files, dialect, folder, version)
        for line in (replay.steps, *replay.asides)
        for step in line
        for name in step.names
    ]


def shown(text: str, fault: NameFault) -> str:
    """`kind text`, with what is special about it."""
    words = [fault.kind, text[fault.span.start : fault.span.end]]
    if fault.reason != "missing":
        words.append(fault.reason)
    if fault.late:
        words.append("late")
    return " ".join(words)


POSTGRES = (
    # Relations and what they have.
    ("CREATE TABLE a (id int); CREATE VIEW v AS SELECT x.id, x.no FROM a x;", ["column no"]),
    ("CREATE TABLE a (id int); CREATE VIEW v AS SELECT * FROM a; SELECT id, no FROM v;", ["column no"]),
    ("CREATE TABLE a (id int); CREATE VIEW v (n) AS SELECT id FROM a; SELECT n, id FROM v;", ["column id"]),
    ("CREATE TABLE a (id int); CREATE TABLE b AS SELECT id AS n FROM a; SELECT n, id FROM b;", ["column id"]),
    ("CREATE TABLE a (id int); CREATE VIEW v AS SELECT * FROM gone; SELECT x FROM v;", ["table gone"]),
    ("CREATE TABLE a (id int); CREATE TABLE b (LIKE a, x int); SELECT id, x, y FROM b;", ["column y"]),
    ("CREATE TABLE a (id int); CREATE TABLE b () INHERITS (a); SELECT id, y FROM b;", ["column y"]),
    ("CREATE TABLE a (id int) PARTITION BY RANGE (id); CREATE TABLE b PARTITION OF a DEFAULT; SELECT id, y FROM b;", ["column y"]),
    ("CREATE TYPE t AS (x int); CREATE TABLE a OF t; SELECT x, y FROM a;", ["column y"]),
    ("CREATE TABLE a (id int); ALTER TABLE a RENAME TO b; SELECT id FROM a; SELECT id FROM b;", ["table a"]),
    ("CREATE TABLE a (id int); ALTER TABLE a RENAME id TO n; SELECT id FROM a; SELECT n FROM a;", ["column id"]),
    ("CREATE TABLE a (id int); CREATE VIEW v AS SELECT id FROM a; ALTER VIEW v RENAME TO w; SELECT id, n FROM w;", ["column n"]),
    ("CREATE TABLE a (id int); SELECT last_value, nothing FROM s; CREATE SEQUENCE s;", ["table s"]),
    # Schemas and the search path.
    ("CREATE SCHEMA x; CREATE TABLE x.a (id int); SELECT id FROM a; SET search_path = x; SELECT id FROM a;", ["table a"]),
    ("CREATE SCHEMA x; CREATE TABLE x.a (id int); SELECT x.a.id, y.a.id FROM x.a;", ["table y.a hidden"]),
    ("CREATE TABLE a (id int); CREATE TABLE s.b (id int); CREATE SCHEMA s;", ["schema s"]),
    ("CREATE TABLE a (id int); CREATE TEMP TABLE a (n int); SELECT n FROM a; SELECT id FROM a;", ["column id"]),
    # What the server brings along.
    ("CREATE TABLE a (id int); SELECT schemaname, tablename FROM pg_stat_user_indexes;", ["column tablename"]),
    ("CREATE TABLE a (id int); SELECT relname, ctid FROM pg_class; SELECT * FROM pg_clas;", ["table pg_clas"]),
    ("CREATE TABLE a (id int); SELECT table_schema, nothing FROM information_schema.columns;", ["column nothing"]),
    ("CREATE EXTENSION hstore; CREATE TABLE a (h hstore, c citext); SELECT skeys(h), gen_salt('x') FROM a;", ["type citext", "function gen_salt"]),
    ("CREATE EXTENSION ours; CREATE TABLE a (h ours_type DEFAULT ours_make()); SELECT id FROM ours_table;", []),
    # Functions.
    ("CREATE TABLE a (id int DEFAULT f(1)); CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1';", ["function f"]),
    ("CREATE TABLE a (n text, d timestamptz DEFAULT now(), CHECK (length(n) > 1 AND lenght(n) > 1));", ["function lenght"]),
    ("CREATE TABLE a (n text, CHECK (substr(n) = 'x'));", ["function substr arguments"]),
    ("CREATE TABLE a (n text); SELECT a.n, n(a), length(a.*::text) FROM a;", []),
    # Types and sequences.
    ("CREATE TABLE a (x int CHECK (x::pos > 0)); CREATE DOMAIN pos AS int;", ["type pos"]),
    ("CREATE TABLE a (id int DEFAULT nextval('s'), n int DEFAULT nextval('s'::text));", ["sequence s", "sequence s late"]),
    ("CREATE TABLE a (id serial); CREATE TABLE b (id int DEFAULT nextval('public.a_id_seq'));", []),
    # Bodies: looked at when the routine is made, or when it runs.
    ("CREATE TABLE a (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT no FROM a $$;", ["column no"]),
    ("CREATE TABLE a (id int); SET check_function_bodies = off; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT no FROM a $$;", ["column no late"]),
    ("CREATE TABLE a (id int); CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT no FROM a); END $$;", ["column no late"]),
    ("CREATE TABLE a (id int); CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT x FROM b); END $$; CREATE TABLE b (x int);", []),
    ("CREATE TABLE a (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO a SELECT id FROM fresh; RETURN NULL; END $$;", []),
    # What may exist unseen.
    ("CREATE TABLE a (id int); DO $$ BEGIN EXECUTE 'CREATE TABLE made (id int)'; END $$; SELECT id FROM made;", []),
    ("CREATE TABLE a (id int); ALTER TABLE a FROBNICATE b; SELECT b FROM a;", []),
    ("CREATE TABLE a (id int); SELECT x FROM {{ schema }}.b; SELECT {{ column }} FROM a;", []),
    ("CREATE TABLE a (id int);\n\\i other.sql\nSELECT id FROM b;", []),
    ("CREATE FUNCTION m() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE b (id int); END $$; CREATE TABLE a (id int); SELECT m(); SELECT id FROM b;", []),
    # Policies, rules, grants, owners.
    ("CREATE TABLE a (id int); CREATE POLICY p ON a USING (owner = current_user);", ["column owner"]),
    ("CREATE TABLE a (id int); GRANT SELECT (id, no) ON a TO public;", ["column no"]),
    ("CREATE TABLE a (id int); CREATE SEQUENCE s OWNED BY a.no;", ["column no"]),
    ("CREATE TABLE a (id int); CREATE RULE r AS ON INSERT TO b DO INSTEAD NOTHING;", ["table b"]),
)  # fmt: skip
OTHERS = (
    ("mysql", "CREATE TABLE a (id int); CREATE VIEW v AS SELECT no FROM a;", ["column no"]),
    ("mysql", "CREATE TABLE a (id int); SELECT id FROM other.b; SELECT \"text\", @x, @@version FROM a;", []),
    ("mysql", "CREATE TABLE A (Id int); SELECT ID FROM a;", []),
    ("mysql", "CREATE TABLE a (id int);\nDELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.no = 1; END//\nDELIMITER ;", ["column no"]),
    ("sqlite", "CREATE TABLE a (id int); CREATE VIEW v AS SELECT no FROM b;", ["table b late"]),
    ("sqlite", "CREATE TABLE a (id int); SELECT rowid, \"text\" FROM a; SELECT no FROM a;", ["column no"]),
    ("tsql", "CREATE TABLE dbo.a (id int);\nGO\nCREATE VIEW dbo.v AS SELECT no FROM dbo.a;\nGO\n", ["column no"]),
    ("tsql", "CREATE TABLE dbo.a (id int);\nGO\nSELECT name FROM sys.tables; SELECT x FROM #t; SELECT y FROM other.dbo.b; SELECT dbo.f(id), isnull(id, 1), id FROM dbo.a;", ["function dbo.f"]),
    ("oracle", "CREATE TABLE a (id NUMBER);\nCREATE VIEW v AS SELECT no, ROWNUM, SYSDATE FROM a;\nSELECT 1 FROM dual;\nSELECT table_name FROM user_tables;\nSELECT pkg.f(id) FROM a;", ["column no late"]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), POSTGRES)
def test_postgres(text: str, wanted: list[str], tmp_path: Path) -> None:
    found = faults({"schema.sql": text}, "postgres", tmp_path)
    assert [shown(text, one) for one in found] == wanted


@pytest.mark.parametrize(("dialect", "text", "wanted"), OTHERS)
def test_other_dialects(dialect: str, text: str, wanted: list[str], tmp_path: Path) -> None:
    found = faults({"schema.sql": text}, dialect, tmp_path)
    assert [shown(text, one) for one in found] == wanted


def test_versions_decide_which_columns_a_system_view_has(tmp_path: Path) -> None:
    text = "CREATE EXTENSION pg_stat_statements; SELECT total_time FROM pg_stat_statements;"
    assert [one.name for one in faults({"schema.sql": text}, "postgres", tmp_path, "13")] == ["total_time"]


def test_a_stand_alone_script_may_name_anything_but_columns_it_knows(tmp_path: Path) -> None:
    text = "SELECT id FROM elsewhere; CREATE TEMP TABLE t (id int); SELECT no FROM t; SELECT ours(id) FROM t;"
    assert [shown(text, one) for one in faults({"query.sql": text}, "postgres", tmp_path)] == ["column no"]


def test_half_a_history_goes_on_from_what_it_does_not_make(tmp_path: Path) -> None:
    files = {
        "migrations/001_one.up.sql": "ALTER TABLE users ADD COLUMN a int; CREATE INDEX i ON orders (b);",
        "migrations/002_two.up.sql": "CREATE TABLE items (id int); CREATE VIEW v AS SELECT x FROM things; SELECT no FROM items;",
    }
    assert [(one.kind, one.name) for one in faults(files, "postgres", tmp_path)] == [("column", "no")]


def test_a_slip_in_a_whole_history_is_told(tmp_path: Path) -> None:
    made = "".join(f"CREATE TABLE t{number} (id int);\n" for number in range(8))
    files = {
        "migrations/001_one.up.sql": made,
        "migrations/002_two.up.sql": "CREATE VIEW v AS SELECT id FROM tt1;",
    }
    assert [(one.kind, one.name, one.near) for one in faults(files, "postgres", tmp_path)] == [("table", "tt1", "public.t1")]  # fmt: skip


def test_names_stand_on_the_first_step_of_a_statement_and_steps_stay_the_same_elsewhere(tmp_path: Path) -> None:
    files = {"schema.sql": "CREATE TABLE a (id int); ALTER TABLE a ADD COLUMN b int, ADD CHECK (c > 0);"}
    [(replay, _)] = replays(files, "postgres", tmp_path)
    assert [len(step.names) for step in replay.steps] == [0, 1, 0]
    clean = {"schema.sql": "CREATE TABLE a (id int); ALTER TABLE a ADD COLUMN b int, ADD CHECK (b > 0);"}
    [(replay, _)] = replays(clean, "postgres", tmp_path)
    assert resolved(replay, builtins("postgres"), _promised) is replay


def test_work_is_linear_in_the_text(tmp_path: Path, calls_of) -> None:
    def calls(count: int) -> int:
        text = "".join(
            f"CREATE TABLE t{n} (id int DEFAULT nextval('s{n}'), CHECK (id > 0), CHECK (no{n} > 0));\n"
            for n in range(count)
        )
        [(replay, _)] = replays({"schema.sql": text}, "postgres", tmp_path)
        known = builtins("postgres")
        bare = replay._replace(steps=tuple(one._replace(names=()) for one in replay.steps))
        return calls_of(lambda: resolved(bare, known, _promised))

    calls(50)
    small, large = calls(300), calls(2400)
    assert large < small * 8 * 1.2, (small, large)


def test_what_stands_deep_does_not_overflow(tmp_path: Path) -> None:
    deep = "SELECT id FROM " + "(SELECT id FROM " * 60 + "a" + ") q" * 60
    text = f"CREATE TABLE a (id int);\n{deep};\nCREATE TABLE b (x int, CHECK ({'(' * 200}x{')' * 200} > 0));"
    assert faults({"schema.sql": text}, "postgres", tmp_path) == []
