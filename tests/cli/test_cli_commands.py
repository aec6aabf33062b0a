"""The other commands: what they print is what they promise."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from invoking import Command, git, write

from schemalint import config, plugins
from schemalint.cli.init import HOOK
from schemalint.settings import PRESETS
from schemalint.tomltext import parse

ENTRIES = plugins.rules(plugins.manager(isolated=True))

SCHEMA = """\
CREATE TABLE parent (id bigint PRIMARY KEY);
CREATE TABLE child (
  id bigint PRIMARY KEY,
  parent_id bigint NOT NULL REFERENCES parent ON DELETE CASCADE
);
"""

PAGE = """\
# Database Schema: Shop

**Version:** 1.0.0

## 1. Tables

### 1.1 users

| Column | Type | Nullable | Description |
|--------|------|----------|-------------|
| id | bigint | NO | the key |
| email | text | YES | where to write to |

```sql
CREATE TABLE orders (id bigint PRIMARY KEY);
```
"""


# --- rules and explain ------------------------------------------------------------------------------------------------


def test_rules_as_json_have_the_promised_keys(schemalint: Command) -> None:
    rows = json.loads(schemalint("rules", "--format", "json").out)
    assert [row["name"] for row in rows] == sorted(ENTRIES)
    for row in rows:
        assert list(row) == ["name", "group", "severity", "presets", "dialects", "fix", "summary"]
        assert row["severity"] in ("error", "warning", "info")
        assert row["fix"] in (None, "safe", "unsafe")
        assert set(row["presets"]) <= set(PRESETS)


def test_rules_of_a_group(schemalint: Command) -> None:
    out = schemalint("rules", "--group", "keys").out
    assert out.startswith("keys\n") and "missing-primary-key" in out
    names = [row["group"] for row in json.loads(schemalint("rules", "--group", "keys", "--format", "json").out)]
    assert set(names) == {"keys"}
    done = schemalint("rules", "--group", "key")
    assert done.code == 2 and "did you mean `keys`?" in done.err


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_every_rule_has_a_page_with_its_options_and_examples(schemalint: Command, name: str) -> None:
    done = schemalint("explain", name)
    assert done.code == 0
    assert done.out.startswith(f"# {name}\n\n")
    for heading in ("What it does", "Why is this bad", "Facts"):
        assert f"\n## {heading}\n" in done.out
    rule = ENTRIES[name].load()
    for option in rule.options:
        assert f"| `{option}` | `" in done.out
    for example in (*rule.good, *rule.bad):
        assert example.text.rstrip() in done.out


def test_the_defaults_on_a_page_are_what_a_configuration_takes(schemalint: Command) -> None:
    for name, entry in ENTRIES.items():
        if not entry.load().options:
            continue
        rows = re.findall(r"^\| `([\w-]+)` \| `(.+?)` \| ", schemalint("explain", name).out, re.M)
        text = f"[rules.{name}]\n" + "".join(f"{key} = {value}\n" for key, value in rows)
        assert list(config.from_values(parse(text), entries=ENTRIES).rules) == [name], text


def test_a_group_and_a_policy_are_explained(schemalint: Command, project: Path) -> None:
    assert "- `missing-primary-key`: " in schemalint("explain", "keys").out
    write(
        project,
        {
            "schemalint.toml": '[[policy]]\nname = "keyed"\nrule = "missing-primary-key"\nmessage = "Ask the DBA."\ntables = "app.*"\n'
        },
    )
    out = schemalint("explain", "keyed").out
    assert out.startswith("# keyed\n") and "> Ask the DBA." in out and "`app.*`" in out
    assert "## missing-primary-key" in out


def test_an_unknown_name_gives_the_nearest(schemalint: Command) -> None:
    done = schemalint("explain", "missing-primary")
    assert (done.code, done.out) == (2, "")
    assert "missing-primary-key" in done.err


# --- catalogue, facts, history ------------------------------------------------------------------------------------------


def test_the_catalogue_of_one_schema_is_printed_as_it_is(schemalint: Command, project: Path) -> None:
    write(project, {"schema.sql": SCHEMA})
    document = json.loads(schemalint("catalog", "schema.sql", "--dialect", "postgres").out)
    child, parent = document["tables"]
    assert (child["schema"], child["name"], parent["name"]) == ("public", "child", "parent")
    [key] = child["foreign_keys"]
    assert (key["parent"], key["parent_columns"], key["on_delete"]) == ("public.parent", ["id"], "CASCADE")
    assert schemalint("catalog", "schema.sql", "--format", "mermaid").out.startswith("erDiagram\n")


def test_several_schemas_are_kept_apart(schemalint: Command, project: Path) -> None:
    write(project, {"a/dump.sql": SCHEMA, "b/dump.sql": "CREATE TABLE other (id int PRIMARY KEY);\n"})
    done = schemalint("catalog", "a", "b", "--dialect", "postgres")
    assert done.code == 2
    catalogs = json.loads(schemalint("catalog", ".", "--dialect", "postgres").out)["catalogs"]
    assert [[table["name"] for table in one["tables"]] for one in catalogs] == [["child", "parent"], ["other"]]


def test_without_a_table_there_is_no_catalogue(schemalint: Command, project: Path) -> None:
    write(project, {"x.sql": "SELECT 1;\n"})
    done = schemalint("catalog", "x.sql")
    assert (done.code, done.out) == (2, "")


def test_facts_of_a_document(schemalint: Command, project: Path) -> None:
    write(project, {"shop.md": PAGE, "notes.md": "# Notes\n\nNothing.\n", "x.sql": SCHEMA})
    found = json.loads(schemalint("facts", "shop.md", "--dialect", "postgres").out)
    assert {"level": 3, "title": "1.1 users", "line": 7} in found["sections"]
    users = next(table for table in found["tables"] if table["name"] == "users")
    assert [(one["name"], one["type"], one["nullable"], one["line"]) for one in users["columns"]] == [
        ("id", "bigint", False, 11),
        ("email", "text", True, 12),
    ]
    assert any(table["name"].endswith("orders") for table in found["tables"])
    assert json.loads(schemalint("facts", "notes.md").out)["tables"] == []
    assert schemalint("facts", "x.sql").code == 2
    assert schemalint("facts", "gone.md").code == 2


def test_histories_have_the_promised_keys(schemalint: Command, project: Path) -> None:
    write(
        project,
        {
            "db/000001_a.up.sql": "CREATE TABLE a (id bigint PRIMARY KEY);\n",
            "db/000001_a.down.sql": "DROP TABLE a;\n",
            "db/000002_b.up.sql": "ALTER TABLE a ADD COLUMN x int;\n",
            "db/000002_b.down.sql": "-- nothing\n",
            "db/000003_c.up.sql": "ALTER TABLE a ADD COLUMN y int;\n",
        },
    )
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "db/000001_a.up.sql", "db/000001_a.down.sql")
    git(project, "commit", "-q", "-m", "x")
    [history] = json.loads(schemalint("history", "db", "--format", "json", "--dialect", "postgres").out)["histories"]
    assert (history["path"], history["framework"], history["dialect"]) == ("db", "golang-migrate", "postgres")
    first, second, third = history["migrations"]
    assert list(first) == ["name", "up", "down", "transaction", "released", "empty_down"]
    assert (first["name"], first["up"], first["down"]) == ("000001_a", ["db/000001_a.up.sql"], ["db/000001_a.down.sql"])
    assert [one["released"] for one in history["migrations"]] == [True, False, False]
    assert [one["empty_down"] for one in history["migrations"]] == [False, True, False]
    assert third["down"] == []
    lines = schemalint("history", "db", "--dialect", "postgres").out.splitlines()
    assert lines[0].startswith("db: golang-migrate, postgres")
    assert "rollback empty" in lines[2] and "no rollback" in lines[3]
    assert second["name"] == "000002_b"


def test_no_history_is_told_on_standard_error(schemalint: Command, project: Path) -> None:
    write(project, {"x.sql": "SELECT 1;\n"})
    done = schemalint("history", ".")
    assert (done.code, done.out) == (0, "") and "no migration history" in done.err
    assert json.loads(schemalint("history", ".", "--format", "json").out) == {"histories": []}


# --- init -----------------------------------------------------------------------------------------------------------


def _repository(project: Path) -> None:
    write(
        project,
        {
            "db/migrations/000001_a.up.sql": "CREATE TABLE account_entry (id bigint PRIMARY KEY, at timestamptz);\n",
            "db/migrations/000001_a.down.sql": "DROP TABLE account_entry;\n",
            "docs/database-schema.md": PAGE,
            ".github/workflows/ci.yml": "name: ci\n",
        },
    )


def test_init_writes_a_configuration_that_is_valid_and_tells_what_it_found(schemalint: Command, project: Path) -> None:
    _repository(project)
    assert schemalint("init").code == 0
    found = config.load(str(project), entries=ENTRIES)
    assert found.file == str(project / "schemalint.toml")
    assert found.dialect == "postgres"
    assert (found.migrations.framework, found.migrations.directories) == ("golang-migrate", ("db/migrations",))
    assert found.documents.patterns == ("docs/database-schema.md",)
    assert (project / ".pre-commit-config.yaml").read_text() == f"repos:\n{HOOK}"
    assert "schemalint check --format github" in (project / ".github/workflows/schemalint.yml").read_text()
    assert schemalint("check").code in (0, 1)


def test_init_overwrites_nothing(schemalint: Command, project: Path) -> None:
    _repository(project)
    schemalint("init")
    before = {file: file.read_bytes() for file in project.rglob("*") if file.is_file()}
    done = schemalint("init")
    assert done.code == 0 and done.err.count("left alone") == 3
    assert {file: file.read_bytes() for file in project.rglob("*") if file.is_file()} == before


def test_init_can_print_and_write_nothing(schemalint: Command, project: Path) -> None:
    _repository(project)
    before = sorted(project.rglob("*"))
    out = schemalint("init", "--print").out
    assert "# schemalint.toml\n" in out and 'framework = "golang-migrate"' in out and "id: schemalint" in out
    assert sorted(project.rglob("*")) == before


HOOKS = (
    "repos:\n  - repo: https://example.org\n    rev: v1\n    hooks:\n      - id: other # x\n\nci:\n  autofix: true\n"
)


@pytest.mark.parametrize(
    "text", [HOOKS, HOOKS.split("\nci")[0], HOOKS.replace("\n", "\r\n"), "repos: # ours\n- repo: local\n"]
)
def test_init_adds_its_hook_to_those_there_are(schemalint: Command, project: Path, text: str) -> None:
    yaml = pytest.importorskip("yaml")
    file = project / ".pre-commit-config.yaml"
    file.write_bytes(text.encode())
    before = yaml.safe_load(text)
    schemalint("init")
    after = yaml.safe_load(file.read_bytes())
    assert after["repos"][:-1] == before["repos"]
    assert after["repos"][-1]["hooks"][0]["id"] == "schemalint"
    assert {key: value for key, value in after.items() if key != "repos"} == {
        key: value for key, value in before.items() if key != "repos"
    }
    assert file.read_bytes().count(b"\r\n") in (0, file.read_bytes().count(b"\n"))


@pytest.mark.parametrize(
    "text", ["", "repos: []\n", "hooks: 1\n", "repos:\n- repo: local\n  hooks: [{id: schemalint}]\n"]
)
def test_init_leaves_hooks_alone_that_it_does_not_understand(schemalint: Command, project: Path, text: str) -> None:
    (project / ".pre-commit-config.yaml").write_text(text)
    done = schemalint("init")
    assert (project / ".pre-commit-config.yaml").read_text() == text
    assert "left alone" in done.err


def test_a_folder_of_many_dialects_gets_no_single_one(schemalint: Command, project: Path) -> None:
    write(
        project,
        {
            "mysql/schema.sql": "CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;\n",
            "postgres/schema.sql": "CREATE TABLE a (id bigserial PRIMARY KEY, at timestamptz);\n",
        },
    )
    schemalint("init")
    found = config.load(str(project))
    assert found.dialect == ""
    assert set(found.dialects) == {("mysql/**", "mysql"), ("postgres/**", "postgres")}


def test_what_a_framework_wants_after_a_new_migration_is_told(schemalint: Command, project: Path) -> None:
    write(
        project,
        {
            "atlas.hcl": 'env "local" {\n  dev = "docker://postgres/15/dev"\n  migration { dir = "file://migrations" }\n}\n',
            "migrations/atlas.sum": "h1:x=\n20240101000000_first.sql h1:y=\n",
            "migrations/20240101000000_first.sql": "CREATE TABLE account (id bigint PRIMARY KEY);\n"
            "CREATE TABLE team (id bigint PRIMARY KEY, account_id bigint REFERENCES account (id));\n",
        },
    )
    git(project, "init", "-b", "main")
    git(project, "add", "migrations", "atlas.hcl")
    git(project, "commit", "-m", "first")
    done = schemalint("fix", "--select", "unindexed-foreign-key", "migrations")
    assert done.code == 0 and "created migrations/" in done.out
    assert "note: migrations has a new migration; run `atlas migrate hash`\n" in done.err
    assert "atlas migrate" not in schemalint("fix", "--select", "unindexed-foreign-key", "migrations").err
