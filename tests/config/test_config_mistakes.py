"""Every mistake in a configuration file is told, with its line and what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint import config, plugins
from schemalint.config import ConfigError, RuleSetting
from schemalint.plugins import RuleEntry

ENTRIES = plugins.rules(plugins.manager(isolated=True))


def _mistakes(tmp_path: Path, text: str, name: str = "schemalint.toml") -> list[str]:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(str(tmp_path), explicit=str(file), entries=ENTRIES)
    return [f"{one.line} {one.key}: {one.problem}" for one in caught.value.mistakes]


CASES = [
    ('selct = ["keys"]', "1 selct: unknown key; did you mean `select`?"),
    ('fail_on = "error"', "1 fail_on: unknown key; did you mean `fail-on`?"),
    ('framework = "goose"', "1 framework: unknown key; it belongs to migrations"),
    ("[missing-primary-key]\n", "1 missing-primary-key: unknown key; the settings of a rule stand in [rules.missing-primary-key]"),
    ("[tool.schemalint]\n", "1 tool: unknown key; in this file the settings stand at the top, without [tool.schemalint]"),
    ('\ndialect = "postgresql"', "2 dialect: must be one of postgres, mysql, mariadb, sqlite, tsql, oracle, standard, not \"postgresql\"; did you mean `postgres`?"),
    ("server-version = 8.4", '1 server-version: must be a string such as "15" or "8.0", or a table with one for each dialect, not 8.4'),
    ('server-version = "latest"', '1 server-version: must be a string such as "15" or "8.0", or a table with one for each dialect, not "latest"'),
    ('[server-version]\nmysql = "LTS"', '2 server-version.mysql: must be a string such as "15" or "8.0", not "LTS"'),
    ('select = "keys"', '1 select: must be a list of rules, groups and policies, not "keys"'),
    ("max-warnings = -1", "1 max-warnings: must be a number from 0, not -1"),
    ("max-warnings = true", "1 max-warnings: must be a number from 0, not true"),
    ('assume-transaction = "yes"', '1 assume-transaction: must be true or false, not "yes"'),
    ('ignore = [\n  "keys",\n  "mising-primary-key",\n]', "3 ignore: there is no rule, group or policy `mising-primary-key`; did you mean `missing-primary-key`?"),
    ('exclude = [\n"ok",\n"a/[b",\n]', "3 exclude: the pattern 'a/[b' opens a bracket that it does not close"),
    ('[rules.missing-primary-key]\nseverity = "fatal"', '2 rules.missing-primary-key.severity: must be one of error, warning, info, not "fatal"'),
    ('[rules.missing-primary-key]\nseverity = "off"', '2 rules.missing-primary-key.severity: must be one of error, warning, info; to switch it off write ignore = ["missing-primary-key"]'),
    ("rules.missing-primary-key = false", '1 rules.missing-primary-key: must be a table of settings, not false; to switch it off write ignore = ["missing-primary-key"]'),
    ("[rules.narrow-primary-key]\neach = 1", "2 rules.narrow-primary-key.each: must be true or false, not 1"),
    ("[rules.missing-primary-ky]\n", "1 rules.missing-primary-ky: there is no rule `missing-primary-ky`; did you mean `missing-primary-key`?"),
    ('[per-path-ignores]\n"x/**" = ["nope"]', '2 per-path-ignores."x/**": there is no rule, group or policy `nope`'),
    ('[[policy]]\nname = "a"', "1 policy[0]: needs `rule`"),
    ('[[policy]]\nname = "keys"\nrule = "missing-primary-key"', "2 policy[0].name: `keys` is the name of a rule or a group already"),
    ('[[policy]]\nname = "a"\nrule = "missing-primary-key"\n[[policy]]\nname = "a"\nrule = "missing-primary-key"', "5 policy[1].name: `a` is the name of another policy already"),
    ('[[policy]]\nname = "a"\nrule = "narrow-primary-key"\ncolour = 1', "4 policy[0].colour: no such option (there are:"),
    ('[[policy]]\nname = "a"\nrule = "narrow-primary-key"\ndialects = ["postgresql"]', "4 policy[0].dialects: there is no dialect `postgresql`; did you mean `postgres`?"),
    ('[[policy]]\nname = "a"\nrule = "narrow-primary-key"\ndialects = ["postgres",\n"mongodb"]', "5 policy[0].dialects: the rule `narrow-primary-key` says nothing about mongodb"),
    ('[[policy]]\nname = "a"\nrule = "narrow-primary-key"\ndialects = []', "4 policy[0].dialects: must be a list of dialects, not []"),
    ('[[policy]]\nname = "a"\nrule = "narrow-primary-key"\nsevrity = "error"', "4 policy[0].sevrity: unknown key; did you mean `severity`?"),
    ('[[policy]]\nname = "a"\nrule = "required-columns"\ncolumn = { x = "int" }', "4 policy[0].column: unknown key; did you mean `columns`?"),
    ('[[policy]]\nname = "a"\nrule = "narrow-primary-key"\nseverity = "off"', '4 policy[0].severity: must be one of error, warning, info; to switch it off write ignore = ["a"]'),
    ('[[policy]]\nname = ""\nrule = "narrow-primary-key"', "2 policy[0].name: must be a name without blanks, commas and brackets, and not `all`, not \"\""),
    ('[[policy]]\nname = "my keys, all"\nrule = "narrow-primary-key"', "2 policy[0].name: must be a name without blanks"),
    ('[[policy]]\nname = "all"\nrule = "narrow-primary-key"', "2 policy[0].name: must be a name without blanks"),
    ('[[policy]]\nname = "a"\nrule = "required-columns"\ncolumns = { x = 3 }', "4 policy[0].columns: `x` must be a string, not 3"),
    ('\n[[policy]]\nname = "a"\nrule = "required-columns"', "2 policy[0]: says nothing until `columns` is set"),
    ('[[policy]]\nname = "a"\nrule = "forbidden-columns"\nmessage = "x"', "1 policy[0]: says nothing until `columns` or `types` is set"),
    ('[[policy]]\nname = "a"\nrule = "narrow-primary-key"\nmessage = "{colum} is narrow"', "4 policy[0].message: there is no `{colum}` to put into a message; did you mean `columns`?"),
    ('[[overrides]]\npaths = ["a/**"]\n[overrides.rules.tenant]\nseverity = "info"', "3 overrides[0].rules.tenant: there is no rule or policy `tenant`"),
    ('[[policy]]\nname = "a"\nrule = "narrow-primary-key"\n[[overrides]]\ntables = "x"\n[overrides.rules.a]\nnarow = ["int"]', "7 overrides[0].rules.a.narow: no such option (there are: each, max-bits)"),
    ('[[overrides]]\ntables = ["a.*"]\nuntil = "2027-02-31"', '3 overrides[0].until: must be a date such as 2027-01-31, not "2027-02-31"'),
    ("[[overrides]]\nuntil = 2027-01-31", "1 overrides[0]: needs `tables` or `paths`, the patterns of what it is for"),
    ("[[overrides]]\ntables = []\npaths = []", "1 overrides[0]: needs `tables` or `paths`, the patterns of what it is for"),
    ('[privacy.classes]\n"users.login" = "emial"', '2 privacy.classes."users.login": there is no class `emial`; did you mean `email`?'),
    ('[privacy.classes]\nlogin = "email"', "2 privacy.classes.login: names no column; write `table.column`, or `*.column` for that of any table"),
    ('[privacy.periods]\n"log[" = "90 days"', "2 privacy.periods.\"log[\": the pattern 'log[' is not valid; write `schema.table` with *, ? and […]"),
    ("[privacy]\nreaders = 3", "2 privacy.readers: must be a table with a list of roles for each table, not 3"),
    ('[privacy]\nclass = { "a.b" = "email" }', "2 privacy.class: unknown key; did you mean `classes`?"),
    ('[migrations]\nframework = "goos"', "did you mean `goose`?"),
    ('[documents]\nfolder = "/srv/docs"', '2 documents.folder: must be a folder relative to this file, such as "docs", not "/srv/docs"'),
    ('[documents]\nfolder = "../docs"', "2 documents.folder: must be a folder relative to this file"),
    ('[documents]\nfolder = ""', "2 documents.folder: must be a folder relative to this file"),
    ("[documents]\nfolder = 3", "2 documents.folder: must be a folder relative to this file"),
    ('[documents]\nname = "schema.md"', "2 documents.name: must be the name of a Markdown file with `{name}` in it"),
    ('[documents]\nname = "docs/{name}.md"', "2 documents.name: must be the name of a Markdown file with `{name}` in it"),
    ('[documents]\nname = "{name}.txt"', "2 documents.name: must be the name of a Markdown file with `{name}` in it"),
    ('[documents]\ntracking = "docs/"', "2 documents.tracking: must be the path of a file relative to this one"),
    ('[documents]\nagainst = "fences"', '2 documents.against: must be a list of "fences", "histories" and "snapshots", not "fences"'),
    ('[documents]\nagainst = [\n"fences",\n"history",\n]', '4 documents.against: must be of fences, histories, snapshots, not "history"; did you mean `histories`?'),
    ("[documents]\nauthor = []", "2 documents.author: must be a string"),
    ('folder = "docs"', "1 folder: unknown key; it belongs to documents"),
    ("dialect = ", "1 : is not valid TOML: "),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text for text, _ in CASES])
def test_a_mistake_is_told(tmp_path: Path, text: str, wanted: str) -> None:
    mistakes = _mistakes(tmp_path, text)
    assert len(mistakes) == 1, mistakes
    assert wanted in mistakes[0]


@pytest.mark.parametrize(
    "text",
    [
        '[[policy]]\nname = "a"\nrule = "required-columns"\n[rules.required-columns]\ncolumns = { x = "int" }',
        '[[policy]]\nname = "a"\nrule = "required-columns"\n[[overrides]]\ntables = "x"\nrules.a.columns = { x = "int" }',
        '[[policy]]\nname = "a"\nrule = "allowed-extensions"\nextensions = []',
        '[[policy]]\nname = "a"\nrule = "narrow-primary-key"\nmessage = "{kind} {schema} {table} {name} {columns} {message} {3}"',
    ],
)
def test_a_policy_that_can_speak_is_right(tmp_path: Path, text: str) -> None:
    (tmp_path / "schemalint.toml").write_text(text, encoding="utf-8")
    config.load(str(tmp_path), explicit=str(tmp_path / "schemalint.toml"), entries=ENTRIES)


def test_all_mistakes_at_once_in_order(tmp_path: Path) -> None:
    mistakes = _mistakes(tmp_path, 'max-warnings = "a"\nselct = []\n[documents]\npattern = []\n')
    assert [mistake.split(":")[0] for mistake in mistakes] == ["1 max-warnings", "2 selct", "4 documents.pattern"]


def test_in_pyproject_the_whole_key_is_told(tmp_path: Path) -> None:
    mistakes = _mistakes(tmp_path, "[tool.schemalint]\nselct = []\n", "pyproject.toml")
    assert mistakes == ["2 tool.schemalint.selct: unknown key; did you mean `select`?"]


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "schemalint.toml").write_bytes(b"dialect = '\xff'")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        config.load(str(tmp_path), explicit=str(tmp_path / "schemalint.toml"))


def test_a_nest_too_deep_is_a_mistake_not_a_crash(tmp_path: Path) -> None:
    assert "is not valid TOML" in _mistakes(tmp_path, "x = " + "[" * 100_000)[0]


def test_a_whole_configuration_is_read(tmp_path: Path) -> None:
    (tmp_path / "schemalint.toml").write_text(
        """
dialect = "postgres"
server-version = 15
select = ["keys", "tenant"]
fail-on = "never"
max-warnings = 3
assume-transaction = true
[dialects]
"db/mysql/**" = "mysql"
[per-path-ignores]
"legacy/**" = ["keys"]
[rules.missing-primary-key]
severity = "error"
[[policy]]
name = "tenant"
rule = "narrow-primary-key"
tables = "app.*"
each = true
message = "Ours."
[[overrides]]
tables = ["app.log_*"]
ignore = ["keys"]
until = 2027-01-31
[overrides.rules.missing-primary-key]
severity = "info"
[migrations]
directories = ["db"]
framework = "goose"
frozen = "0042"
[documents]
patterns = ["docs/*.md"]
template = "schema-document"
""",
        encoding="utf-8",
    )
    read = config.load(str(tmp_path), explicit=str(tmp_path / "schemalint.toml"), entries=ENTRIES)
    assert read.server_version == "15"
    assert read.dialects == (("db/mysql/**", "mysql"),)
    assert read.rules == {"missing-primary-key": RuleSetting("error")}
    [policy] = read.policies
    assert (policy.name, policy.tables, policy.options, policy.message) == (
        "tenant",
        ("app.*",),
        {"each": True},
        "Ours.",
    )
    [ignored, override] = read.overrides
    assert (ignored.paths, ignored.ignore) == (("legacy/**",), ("keys",))
    assert override.until == "2027-01-31"
    assert override.rules == {"missing-primary-key": RuleSetting("info")}
    assert (read.migrations.directories, read.migrations.framework) == (("db",), "goose")
    assert (read.fail_on, read.max_warnings, read.assume_transaction) == ("never", 3, True)


def test_the_rules_are_read_only_when_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> dict[str, RuleEntry]:
        raise AssertionError("read all rules for a configuration that names none")

    monkeypatch.setattr(plugins, "rules", never)
    (tmp_path / "schemalint.toml").write_text('dialect = "mysql"\nexclude = ["x"]')
    assert config.load(str(tmp_path), explicit=str(tmp_path / "schemalint.toml")).exclude == ("x",)


def test_every_framework_there_is_can_be_named() -> None:
    from schemalint.frameworks import every
    from schemalint.settings import FRAMEWORKS

    # A layout of the user's own is described, not named; scripts of migrate-mongo tell it themselves.
    assert {framework.name for framework in every()} - {"custom", "migrate-mongo"} <= set(FRAMEWORKS)


def test_a_version_for_each_dialect(tmp_path: Path) -> None:
    file = tmp_path / "schemalint.toml"
    file.write_text('[server-version]\npostgres = "16"\nmysql = 8\n', encoding="utf-8")
    read = config.load(str(tmp_path), explicit=str(file), entries=ENTRIES)
    assert read.server_versions == {"postgres": "16", "mysql": "8"}
    assert read.server_version == ""


def test_a_version_for_no_dialect(tmp_path: Path) -> None:
    file = tmp_path / "schemalint.toml"
    file.write_text('[server-version]\npostgresql = "16"\n', encoding="utf-8")
    with pytest.raises(config.ConfigError, match="did you mean `postgres`"):
        config.load(str(tmp_path), explicit=str(file), entries=ENTRIES)
