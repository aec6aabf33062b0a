"""Layouts of the user's own, described in configuration."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint import config
from schemalint.cli import run

Write = Callable[[dict[str, str]], Path]

T = "CREATE TABLE t (id int PRIMARY KEY);\n"


def histories(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[dict[str, object]]:
    monkeypatch.chdir(root)
    assert run(["history", ".", "--format", "json"]) == 0
    return list(json.loads(capsys.readouterr().out)["histories"])


TEMPORAL = """
[[migrations.custom]]
up = "schema/{dialect}/*/*/versioned/v{version}/*.sql"
metadata = "manifest.json"
files = "SchemaUpdateCqlFiles"
transaction = false
"""


def manifest(version: str, *files: str) -> str:
    return json.dumps({"CurrVersion": version, "MinCompatibleVersion": "1.0", "SchemaUpdateCqlFiles": list(files)})


def test_a_folder_of_files_for_each_version_in_the_order_of_its_manifest(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    temporal = "schema/postgresql/v12/temporal/versioned"
    root = write(
        {
            "schemalint.toml": TEMPORAL,
            f"{temporal}/v1.0/manifest.json": manifest("1.0", "base.sql"),
            f"{temporal}/v1.0/base.sql": T,
            f"{temporal}/v1.10/manifest.json": manifest("1.10", "zebra.sql", "apple.sql"),
            f"{temporal}/v1.10/apple.sql": "ALTER TABLE t ADD COLUMN b int;\n",
            f"{temporal}/v1.10/zebra.sql": "ALTER TABLE t ADD COLUMN a int;\n",
            f"{temporal}/v1.10/notes.sql": "ALTER TABLE t ADD COLUMN never int;\n",
            f"{temporal}/v1.9/manifest.json": manifest("1.9", "more.sql"),
            f"{temporal}/v1.9/more.sql": "ALTER TABLE t ADD COLUMN c int;\n",
            "schema/postgresql/v12/visibility/versioned/v1.0/manifest.json": manifest("1.0", "x.sql"),
            "schema/postgresql/v12/visibility/versioned/v1.0/x.sql": T,
            "schema/mysql/v8/temporal/versioned/v1.0/manifest.json": manifest("1.0", "base.sql"),
            "schema/mysql/v8/temporal/versioned/v1.0/base.sql": T,
        }
    )
    found = histories(root, monkeypatch, capsys)
    assert [(one["path"], one["framework"], one["dialect"]) for one in found] == [
        ("schema/mysql/v8/temporal/versioned", "custom", "mysql"),
        (temporal, "custom", "postgres"),
        ("schema/postgresql/v12/visibility/versioned", "custom", "postgres"),
    ]
    rows = found[1]["migrations"]
    assert isinstance(rows, list)
    assert [(row["name"], [Path(path).name for path in row["up"]], row["transaction"]) for row in rows] == [
        ("v1.0", ["base.sql"], False),
        ("v1.9", ["more.sql"], False),
        ("v1.10", ["zebra.sql", "apple.sql"], False),
    ]


KRATOS = """
[[migrations.custom]]
up = ["persistence/{version}_{name}.{dialect}.up.sql", "persistence/{version}_{name}.up.sql"]
down = ["persistence/{version}_{name}.{dialect}.down.sql", "persistence/{version}_{name}.down.sql"]
transaction = true
no-transaction = "-- autocommit"
"""


def test_dialects_in_the_names_and_files_for_the_rest(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at = "persistence/20191100000001000000"
    root = write(
        {
            "schemalint.toml": KRATOS,
            f"{at}_identities.postgres.up.sql": T,
            f"{at}_identities.postgres.down.sql": "DROP TABLE t;\n",
            f"{at}_identities.mysql.up.sql": T,
            f"{at}_identities.mysql.down.sql": "DROP TABLE t;\n",
            "persistence/20191100000002000000_requests.up.sql": "-- autocommit\nALTER TABLE t ADD COLUMN a int;\n",
            "persistence/20191100000002000000_requests.down.sql": "ALTER TABLE t DROP COLUMN a;\n",
            "persistence/20191100000003000000_errors.mysql.up.sql": "",
            "persistence/20191100000003000000_errors.mysql.down.sql": "",
            "persistence/20191100000003000000_errors.postgres.up.sql": "ALTER TABLE t ADD COLUMN b int;\n",
            "persistence/20191100000003000000_errors.postgres.down.sql": "ALTER TABLE t DROP COLUMN b;\n",
        }
    )
    found = histories(root, monkeypatch, capsys)
    assert [(one["framework"], one["dialect"]) for one in found] == [("custom", "mysql"), ("custom", "postgres")]
    for one, word in zip(found, ("mysql", "postgres"), strict=True):
        rows = one["migrations"]
        assert isinstance(rows, list)
        assert [row["name"] for row in rows] == [
            "20191100000001000000_identities",
            "20191100000002000000_requests",
            "20191100000003000000_errors",
        ]
        assert rows[0]["up"] == [f"{at}_identities.{word}.up.sql"]
        assert rows[0]["down"] == [f"{at}_identities.{word}.down.sql"]
        assert [row["transaction"] for row in rows] == [True, False, True]
        assert rows[2]["empty_down"] is (word == "mysql")


def test_up_and_down_in_folders_of_their_own(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(
        {
            "schemalint.toml": 'dialect = "postgres"\n[[migrations.custom]]\nup = "db/do/{name}.ddl"\ndown = "db/back/{name}.ddl"\norder = "text"\n',
            "db/do/b.ddl": T,
            "db/do/a.ddl": "CREATE TABLE a (id int);\n",
            "db/back/b.ddl": "DROP TABLE t;\n",
        }
    )
    [one] = histories(root, monkeypatch, capsys)
    rows = one["migrations"]
    assert one["path"] == "db"
    assert isinstance(rows, list)
    assert [(row["name"], row["down"], row["transaction"]) for row in rows] == [
        ("a", [], None),
        ("b", ["db/back/b.ddl"], None),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('up = "db/*.sql"', "needs {version} or {name}"),
        ('up = "/db/{name}.sql"', "no path relative to this file"),
        ('up = "../{name}.sql"', "no path relative to this file"),
        ('up = "db/{nmae}.sql"', "{version}, {name} and {dialect}"),
        ('up = "db/[{name}].sql"', "a lone `[`"),
        ('up = "db/a**/{name}.sql"', "** beside other text"),
        ('up = "db/{name}/**"', "ends in a folder"),
        ('down = "db/{name}.sql"', "needs `up`"),
        ('up = "{name}.sql"\norder = "size"', "must be one of version, integer, text"),
        ('up = "{name}.sql"\nmetadata = "manifest.json"', "stand together"),
        ('up = "{name}.sql"\ndwn = "x"', "unknown key; did you mean `down`?"),
        ("up = 3", "a pattern of paths, or a list of them"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(
    line: str, words: str, write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write({"schemalint.toml": f"[[migrations.custom]]\n{line}\n", "a.sql": T})
    monkeypatch.chdir(root)
    assert run(["check", "."]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "schemalint.toml:" in told
    assert "migrations.custom[0]" in told


def test_a_pattern_without_a_slash_fits_in_every_folder() -> None:
    found = config.from_values({"migrations": {"custom": [{"up": "{version}-{name}.sql"}]}})
    [layout] = found.migrations.custom
    assert layout.up == ("{version}-{name}.sql",)


def test_rollbacks_and_new_migrations_have_the_form_of_the_layout(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = '[[migrations.custom]]\nup = "db/do/{version}-{name}.sql"\ndown = "db/back/{version}-{name}.sql"\n'
    root = write({"schemalint.toml": f'dialect = "postgres"\n{layout}', "db/do/7-users.sql": T})
    monkeypatch.chdir(root)
    assert run(["rollback", "--write", "db/do/7-users.sql"]) == 0
    assert "DROP TABLE t" in (root / "db/back/7-users.sql").read_text()
    capsys.readouterr()
    [one] = histories(root, monkeypatch, capsys)
    rows = one["migrations"]
    assert isinstance(rows, list)
    assert [row["down"] for row in rows] == [["db/back/7-users.sql"]]


def test_nothing_is_written_where_a_pattern_leaves_the_place_open(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = (
        '[[migrations.custom]]\nup = "{version}-{name}.{dialect}.sql"\ndown = "{version}-{name}.{dialect}.back.sql"\n'
    )
    root = write({"schemalint.toml": layout, "7-users.postgres.sql": T})
    monkeypatch.chdir(root)
    assert run(["rollback", "--write", "7-users.postgres.sql"]) in (0, 1, 2)
    assert sorted(path.name for path in root.iterdir()) == ["7-users.postgres.sql", "schemalint.toml"]


def test_flyway_under_other_names_is_continued_under_them(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(
        {"flyway.conf": "flyway.sqlMigrationPrefix=Do\nflyway.undoSqlMigrationPrefix=Back\n", "sql/Do2__users.sql": T}
    )
    monkeypatch.chdir(root)
    assert run(["rollback", "--write", "sql/Do2__users.sql", "--dialect", "postgres"]) == 0
    assert (root / "sql/Back2__users.sql").is_file()
