"""`schemalint policy`: examples tried, tables covered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invoking import Command, write

CONFIG = """
dialect = "postgres"
ignore = ["switched-off"]

[rules.required-columns]
join-tables = false

[[policy]]
name = "tenants"
rule = "required-columns"
tables = ["app.*", "!app.Country"]
columns = { tenant_id = "uuid" }
good = ["CREATE TABLE app.a (id int PRIMARY KEY, tenant_id uuid);", "CREATE TABLE other.a (id int PRIMARY KEY);"]
bad = [{ sql = "CREATE TABLE app.a (id int PRIMARY KEY);", at = "app.a" }]

[[policy]]
name = "extensions"
rule = "allowed-extensions"
extensions = ["pgcrypto"]

[[policy]]
name = "switched-off"
rule = "forbidden-columns"
columns = ["x"]

[[policy]]
name = "over"
rule = "forbidden-columns"
columns = ["x"]
until = 2020-01-01
bad = ["CREATE TABLE a (x int);"]

[[policy]]
name = "no-money-in-mysql"
rule = "non-transactional-engine"

[[overrides]]
tables = ["app.legacy"]
ignore = ["tenants"]
"""
SQL = """
CREATE TABLE app.invoice (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE app.invoice_1 PARTITION OF app.invoice FOR VALUES FROM (1) TO (9);
CREATE TABLE app.country (id int PRIMARY KEY);
CREATE TABLE app.legacy (id int PRIMARY KEY);
CREATE TABLE note (id int PRIMARY KEY);
"""


def test_what_is_covered(project: Path, schemalint: Command) -> None:
    write(project, {"schemalint.toml": CONFIG, "db/schema.sql": SQL})
    done = schemalint("policy", "list", "--format", "json")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert {(one["schema"], one["name"]): one["policies"] for one in said["tables"]} == {
        ("app", "invoice"): ["tenants"], ("app", "country"): [], ("app", "legacy"): [], ("public", "note"): [],
    }  # fmt: skip
    assert {one["path"] for one in said["tables"]} == {"db/schema.sql"}
    policies = {one["name"]: one for one in said["policies"]}
    assert (policies["tenants"]["covers"], policies["over"]["covers"], policies["switched-off"]["covers"]) == (1, 0, 0)
    assert (policies["over"]["in_force"], policies["tenants"]["in_force"]) == (False, True)
    assert (policies["extensions"]["judges"], policies["tenants"]["file"]) == ("changes", "schemalint.toml")
    text = schemalint("policy", "list").out
    assert "over               forbidden-columns, warning, counted until 2020-01-01" in text
    assert text.endswith("1 of 4 tables covered; by no policy: app.country, app.legacy, public.note\n")


def test_examples_run_in_force_or_not(project: Path, schemalint: Command) -> None:
    write(project, {"schemalint.toml": CONFIG})
    done = schemalint("policy", "test")
    assert (done.code, done.out.splitlines()[-1]) == (
        0,
        "4 examples of 2 policies, 0 wrong; 3 policies without examples",
    )
    assert Path.cwd() == project, "examples are tried elsewhere, and the way back is found"


WRONG = [
    ('good = ["CREATE TABLE a (id int PRIMARY KEY);"]', "it says: Table"),
    ('bad = ["CREATE TABLE a (tenant uuid);"]', "it says nothing"),
    ('bad = [{ sql = "CREATE TABLE a (id int);", at = "id" }]', "it underlines 'a', not 'id'"),
]


@pytest.mark.parametrize(("example", "wanted"), WRONG, ids=[wanted for _, wanted in WRONG])
def test_an_example_that_goes_wrong_is_told(project: Path, schemalint: Command, example: str, wanted: str) -> None:
    policy = f'[[policy]]\nname = "t"\nrule = "required-columns"\ncolumns = {{ tenant = "uuid" }}\n{example}\n'
    write(project, {"schemalint.toml": policy})
    done = schemalint("policy", "test", "--format", "json")
    assert done.code == 1
    (one,) = json.loads(done.out)["policies"][0]["examples"]
    assert (one["ok"], one["problem"].startswith(wanted)) == (False, True), one


def test_rules_on_migrations_and_documents_have_examples_too(project: Path, schemalint: Command) -> None:
    text = """
[[policy]]
name = "no-drops"
rule = "drop-table"
tables = ["app.*"]
bad = [{ sql = "DROP TABLE app.a;", given = "CREATE TABLE app.a (id int PRIMARY KEY);" }]
good = [{ sql = "DROP TABLE b;", given = "CREATE TABLE b (id int PRIMARY KEY);" }]
[[policy]]
name = "no-links-to-nowhere"
rule = "broken-link"
bad = ["# Database Schema: A\\n\\n[gone](nowhere.md)\\n"]
[[policy]]
name = "innodb"
rule = "non-transactional-engine"
bad = ["CREATE TABLE a (id int PRIMARY KEY) ENGINE=MyISAM;"]
"""
    write(project, {"schemalint.toml": text})
    done = schemalint("policy", "test")
    assert (done.code, done.out.splitlines()[-1]) == (0, "4 examples of 3 policies, 0 wrong"), done.out


def test_no_policy_is_said(project: Path, schemalint: Command) -> None:
    write(project, {"a.sql": "CREATE TABLE a (id int PRIMARY KEY);"})
    for words in (("policy", "test"), ("policy", "list")):
        done = schemalint(*words)
        assert (done.code, "there is no policy" in done.err) == (0, True)


def test_wrong_use(project: Path, schemalint: Command) -> None:
    assert schemalint("policy", "test", "nowhere").code == 2
    assert schemalint("policy", "list", "nowhere").code == 2
    write(project, {"schemalint.toml": '[[policy]]\nname = "a"\nrule = "required-colums"'})
    done = schemalint("policy", "test")
    assert (done.code, done.err) == (
        2,
        "error: schemalint.toml:3: policy[0].rule: there is no rule `required-colums`; did you mean `required-columns`?\n",
    )


WORDED = """
dialect = "postgres"
select = ["w"]
[[policy]]
name = "w"
rule = "{rule}"
message = "{message}"
owner = "data team"
link = "https://handbook.example.org/x"
{options}
"""
WORDS = [
    ("Ours.", "Ours. public.a.ssn matches the forbidden name `ssn`. (ask data team; see https://handbook.example.org/x)"),
    ("{table}: {columns} stays out", "public.a: ssn stays out (ask data team; see https://handbook.example.org/x)"),
    ("{kind} {name} of {schema}; {message} {4,5}", "column ssn of public; public.a.ssn matches the forbidden name `ssn`. {4,5} (ask data team; see https://handbook.example.org/x)"),
]  # fmt: skip


@pytest.mark.parametrize(("message", "wanted"), WORDS, ids=[message for message, _ in WORDS])
def test_a_message_stands_before_the_rules_words_or_in_their_place(
    project: Path, schemalint: Command, message: str, wanted: str
) -> None:
    said = WORDED.replace("{rule}", "forbidden-columns").replace("{options}", 'columns = ["ssn"]')
    write(project, {"schemalint.toml": said.replace('"{message}"', f'"{message}"')})
    write(project, {"a.sql": "CREATE TABLE a (id int PRIMARY KEY, ssn text);"})
    for _ in ("fresh", "remembered"):
        [one] = json.loads(schemalint("check", "--format", "json").out)["diagnostics"]
        assert one["message"].partition(" Repair: ")[0] == wanted
        assert one["policy"] == {
            "rule": "forbidden-columns",
            "owner": "data team",
            "link": "https://handbook.example.org/x",
        }
    [run] = json.loads(schemalint("check", "--format", "sarif").out)["runs"]
    assert run["tool"]["driver"]["rules"][0]["helpUri"] == "https://handbook.example.org/x"


def test_a_table_is_named_whatever_the_finding_is_about(project: Path, schemalint: Command) -> None:
    said = WORDED.replace("{rule}", "missing-primary-key").replace("{options}", "")
    write(
        project,
        {
            "schemalint.toml": said.replace('"{message}"', '"{table} {name} {kind}"'),
            "a.sql": "CREATE TABLE a (id int);",
        },
    )
    [one] = json.loads(schemalint("check", "--format", "json").out)["diagnostics"]
    assert one["message"].startswith("public.a a table (ask")


def test_a_rule_of_its_own_name_belongs_to_no_policy(project: Path, schemalint: Command) -> None:
    write(project, {"a.sql": "CREATE TABLE a (id int);"})
    found = json.loads(schemalint("check", "--select", "missing-primary-key", "--format", "json").out)["diagnostics"]
    assert [one["policy"] for one in found] == [None]


def test_severity_comes_from_the_policy_then_from_its_rules_settings(project: Path, schemalint: Command) -> None:
    config = (
        'select = ["a", "b"]\n[rules.forbidden-columns]\nseverity = "info"\ncolumns = ["id"]\n'
        '[[policy]]\nname = "a"\nrule = "forbidden-columns"\n'
        '[[policy]]\nname = "b"\nrule = "forbidden-columns"\nseverity = "error"\n'
    )
    write(project, {"schemalint.toml": config, "a.sql": "CREATE TABLE a (id int PRIMARY KEY);"})
    found = json.loads(schemalint("check", "--format", "json").out)["diagnostics"]
    assert {(one["rule"], one["severity"]) for one in found} == {("a", "info"), ("b", "error")}
    listed = json.loads(schemalint("policy", "list", "--format", "json").out)["policies"]
    assert [one["severity"] for one in listed] == ["info", "error"]
    assert "- Severity: info\n" in schemalint("explain", "a").out


def test_covered_is_what_overrides_leave(project: Path, schemalint: Command) -> None:
    config = """
dialect = "postgres"
ignore = ["b"]
[[policy]]
name = "a"
rule = "forbidden-columns"
columns = ["x"]
[[policy]]
name = "b"
rule = "forbidden-columns"
columns = ["y"]
[[overrides]]
paths = ["old/**"]
ignore = ["audit"]
[[overrides]]
paths = ["new/**"]
tables = ["*_log"]
extend-select = ["b"]
"""
    tables = "CREATE TABLE {0} (id int PRIMARY KEY);\nCREATE TABLE {0}_log (id int PRIMARY KEY);"
    files = {f"{name}/schema.sql": tables.format(name) for name in ("old", "new")}
    write(project, {"schemalint.toml": config, **files})
    said = json.loads(schemalint("policy", "list", "--format", "json").out)
    assert {one["name"]: one["policies"] for one in said["tables"]} == {
        "old": [], "old_log": [], "new": ["a"], "new_log": ["a", "b"],
    }  # fmt: skip


POLYGLOT = """
select = ["tables", "collections"]
[[policy]]
name = "tables"
rule = "forbidden-columns"
dialects = ["postgres", "mysql"]
columns = ["ssn"]
bad = ["CREATE TABLE a (id int PRIMARY KEY, ssn text);"]
[[policy]]
name = "collections"
rule = "required-columns"
dialects = ["mongodb"]
columns = { tenantId = "objectId" }
good = ["db.createCollection('a', { validator: { $jsonSchema: { properties: { tenantId: { bsonType: 'objectId' } } } } });"]
bad = ["db.createCollection('a', { validator: { $jsonSchema: { properties: { ssn: { bsonType: 'string' } } } } });"]
"""


def test_a_policy_is_for_the_dialects_it_names(project: Path, schemalint: Command) -> None:
    write(project, {
        "schemalint.toml": POLYGLOT,
        "db/pg/schema.sql": "CREATE TABLE a (id serial PRIMARY KEY, ssn text);",
        "db/my/schema.sql": "CREATE TABLE b (id int AUTO_INCREMENT PRIMARY KEY, ssn text) ENGINE=InnoDB;",
        "db/lite/schema.sql": "CREATE TABLE c (id INTEGER PRIMARY KEY AUTOINCREMENT, ssn text) WITHOUT ROWID;",
        "db/mongo/schema.js": "db.createCollection('d', { validator: { $jsonSchema: { properties: { ssn: { bsonType: 'string' } } } } });",
    })  # fmt: skip
    found = json.loads(schemalint("check", "--format", "json").out)["diagnostics"]
    assert {(one["rule"], one["path"].split("/")[1]) for one in found} == {
        ("tables", "pg"), ("tables", "my"), ("collections", "mongo"),
    }  # fmt: skip
    said = json.loads(schemalint("policy", "list", "--format", "json").out)
    assert {one["name"]: one["policies"] for one in said["tables"]} == {
        "a": ["tables"], "b": ["tables"], "c": [], "d": ["collections"],
    }  # fmt: skip
    assert [one["dialects"] for one in said["policies"]] == [["postgres", "mysql"], ["mongodb"]]
    done = schemalint("policy", "test")
    assert (done.code, done.out.splitlines()[-1]) == (0, "3 examples of 2 policies, 0 wrong"), done.out
    assert "- Dialects: MongoDB\n" in schemalint("explain", "collections").out


def test_one_file_serves_many_repositories(project: Path, schemalint: Command) -> None:
    policy = '[[policy]]\nname = "no-ids"\nrule = "forbidden-columns"\ncolumns = ["ssn"]\n[[overrides]]\npaths = ["old/"]\nignore = ["all"]\n'
    write(project, {
        "house/schemalint.toml": f'select = ["no-ids"]\n{policy}',
        "one/new/schema.sql": "CREATE TABLE a (id int PRIMARY KEY, ssn text);",
        "one/old/schema.sql": "CREATE TABLE b (id int PRIMARY KEY, ssn text);",
        "two/schema.sql": "CREATE TABLE c (id int PRIMARY KEY, ssn text);",
    })  # fmt: skip
    done = schemalint("check", "--config", "house/schemalint.toml", "--format", "json", "one", "two")
    found = json.loads(done.out)["diagnostics"]
    assert [one["path"] for one in found] == ["one/new/schema.sql", "two/schema.sql"]
