"""What a configuration inherits: from files beside it, from installed packages, and how the values are laid over one another."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from schemalint import config, plugins
from schemalint.config import Config, ConfigError
from schemalint.model.policy import Example

ENTRIES = plugins.rules(plugins.manager(isolated=True))


def _load(folder: Path, text: str, **others: str) -> Config:
    folder.mkdir(exist_ok=True)
    for name, content in others.items():
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
    (folder / "schemalint.toml").write_text(text, encoding="utf-8")
    return config.load(str(folder), explicit=str(folder / "schemalint.toml"), entries=ENTRIES)


def _mistakes(folder: Path, text: str, **others: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        _load(folder, text, **others)
    return [f"{Path(one.file).name}:{one.line} {one.key}: {one.problem}" for one in caught.value.mistakes]


SHARED = """
preset = "strict"
fail-on = "error"
ignore = ["keys", "serial-column"]
baseline = "theirs.json"
[rules.missing-audit-columns]
severity = "error"
columns = ["made"]
[documents]
folder = "docs"
[[policy]]
name = "tenants"
rule = "required-columns"
columns = { tenant_id = "uuid" }
severity = "error"
good = ["CREATE TABLE a (tenant_id uuid);"]
"""


def test_single_values_are_replaced_lists_joined_tables_merged(tmp_path: Path) -> None:
    text = """
extends = "shared.toml"
fail-on = "info"
ignore = ["columns"]
extend-select = ["keys"]
[rules.missing-audit-columns]
columns = ["born"]
[documents]
name = "schema-{name}.md"
"""
    found = _load(tmp_path, text, shared=SHARED)
    assert (found.preset, found.fail_on, found.ignore) == ("strict", "info", ("serial-column", "columns"))
    assert found.rules["missing-audit-columns"].severity == "error"
    assert found.rules["missing-audit-columns"].options == {"columns": ["born"]}
    assert (found.documents.folder, found.documents.name) == ("docs", "schema-{name}.md")
    assert found.extends == (str(tmp_path / "shared.toml"),)
    assert found.baseline == "", "a baseline is about one repository"


def test_what_is_said_of_personal_data_is_laid_over_pattern_by_pattern(tmp_path: Path) -> None:
    shared = '[privacy.classes]\n"users.login" = "email"\n"*.login" = "none"\n[privacy.periods]\n"*_log" = "90 days"\n'
    text = 'extends = "shared.toml"\n[privacy.classes]\n"users.login" = "full name"\n[privacy.readers]\nusers = "app"\n'
    found = _load(tmp_path, text, shared=shared).privacy
    assert found.classes == (("*.login", "none"), ("users.login", "name"))
    assert found.periods == (("*_log", "90 days"),)
    assert found.readers == (("users", ("app",)),)


def test_an_inherited_policy_is_told_where_it_comes_from_and_changed_key_by_key(tmp_path: Path) -> None:
    text = 'extends = ["shared.toml"]\nignore = ["tenants"]\n[[policy]]\nname = "tenants"\nseverity = "info"\n[[policy]]\nname = "own"\nrule = "forbidden-columns"\ncolumns = ["x"]'
    found = _load(tmp_path, text, shared=SHARED)
    tenants, own = found.policies
    assert (tenants.rule, tenants.severity, tenants.options) == (
        "required-columns",
        "info",
        {"columns": {"tenant_id": "uuid"}},
    )
    assert tenants.good == (Example("CREATE TABLE a (tenant_id uuid);"),)
    assert (Path(tenants.file).name, Path(own.file).name) == ("shared.toml", "schemalint.toml")


def test_with_another_rule_nothing_of_the_old_policy_stays(tmp_path: Path) -> None:
    text = 'extends = ["shared.toml"]\n[[policy]]\nname = "tenants"\nrule = "forbidden-columns"\ncolumns = ["ssn"]'
    (policy,) = _load(tmp_path, text, shared=SHARED).policies
    assert (policy.severity, policy.options, policy.good) == (None, {"columns": ["ssn"]}, ())


def test_later_files_lie_over_earlier_ones_and_files_may_extend_further(tmp_path: Path) -> None:
    one = 'extends = "two.toml"\nfail-on = "error"'
    two = 'fail-on = "info"\nmax-warnings = 3\npreset = "minimal"'
    three = 'preset = "oltp"'
    found = _load(tmp_path, 'extends = ["one.toml", "three.toml"]', one=one, two=two, three=three)
    assert (found.fail_on, found.max_warnings, found.preset) == ("error", 3, "oltp")
    assert [Path(file).name for file in found.extends] == ["one.toml", "two.toml", "three.toml"]


def test_a_template_is_looked_for_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "ours.toml").write_text("", encoding="utf-8")
    (tmp_path / "house" / "shared.toml").write_text('[documents]\ntemplate = "ours.toml"', encoding="utf-8")
    found = _load(tmp_path / "app", 'extends = "../house/shared.toml"')
    assert found.documents.template == str(tmp_path / "house" / "ours.toml")


def test_pyproject_may_be_extended(tmp_path: Path) -> None:
    found = _load(tmp_path, 'extends = "pyproject.toml"', pyproject="[tool.schemalint]\nmax-warnings = 7")
    assert found.max_warnings == 7


MISTAKES = [
    ('extends = "nothing.toml"', "", "schemalint.toml:1 extends: the file nothing.toml does not exist"),
    ("extends = 3", "", "schemalint.toml:1 extends: must be a file, an installed package, or a list of them, not 3"),
    ("extends = [3]", "", "schemalint.toml:1 extends: must be a file"),
    ('extends = [\n"nobody-knows-it",\n]', "", "schemalint.toml:2 extends: no installed package `nobody-knows-it` brings a schemalint.toml"),
    ('extends = "schemalint.toml"', "", "schemalint.toml:1 extends: `schemalint.toml` leads back to this file"),
    ('extends = "shared.toml"', 'extends = "schemalint.toml"', "shared.toml:1 extends: `schemalint.toml` leads back to this file"),
    ('extends = "shared.toml"', "\nselct = 1", "shared.toml:2 selct: unknown key; did you mean `select`?"),
    ('extends = "shared.toml"', "= 1", "shared.toml:1 : is not valid TOML"),
    ('extends = "shared.toml"', 'policy = "no"', "shared.toml:1 policy: must be an array of tables"),
    ('extend = "shared.toml"', "", "schemalint.toml:1 extend: unknown key; did you mean `extends`?"),
    ('extends = "shared.toml"\n[[policy]]\nname = "tenant"', SHARED, "schemalint.toml:2 policy[0]: needs `rule`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shared", "wanted"), MISTAKES, ids=[wanted for _, _, wanted in MISTAKES])
def test_a_mistake_is_told_with_its_own_file(tmp_path: Path, text: str, shared: str, wanted: str) -> None:
    mistakes = _mistakes(tmp_path, text, shared=shared)
    assert len(mistakes) == 1 and mistakes[0].startswith(wanted), mistakes


def test_a_long_chain_ends(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"c{number}.toml").write_text(f'extends = "c{number + 1}.toml"', encoding="utf-8")
    (mistake,) = _mistakes(tmp_path, 'extends = "c0.toml"')
    assert "too far" in mistake


def test_a_package_is_named_by_its_distribution_or_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    info = site / "house_policies-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text("[schemalint]\nhouse = house_policies\n", encoding="utf-8")
    package = site / "house_policies"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    (package / "schemalint.toml").write_text(SHARED, encoding="utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    plugins._distributions.cache_clear()
    plugins._declared.cache_clear()
    try:
        for name in ("house-policies", "house_policies", "House-Policies", "house"):
            found = _load(tmp_path / "app", f'extends = ["{name}"]')
            assert found.policies[0].file == str(package / "schemalint.toml")
        (mistake,) = _mistakes(tmp_path / "app", 'extends = ["house-policys"]')
        assert "did you mean `house-policies`?" in mistake
    finally:
        plugins._distributions.cache_clear()
        plugins._declared.cache_clear()


POLICY = [
    ('link = "handbook"', 'link: must be an address that begins with https://, not "handbook"'),
    ('since = "2027-13-01"', "since: must be a date such as 2027-01-31"),
    ('since = 2027-02-01\nuntil = 2027-01-01', "until: comes before `since`, 2027-02-01"),
    ('owner = ["a"]', 'owner: must be a string, not ["a"]'),
    ('bad = "CREATE"', "bad: must be a list of texts, or of tables with `sql`"),
    ("bad = [{ at = \"x\" }]", "bad[0]: needs `sql`"),
    ("[[policy.bad]]\nsql = \"x\"\nwhere = 1", "bad[0].where: unknown key"),
    ("[[policy.good]]\nsql = \"x\"\nat = \"x\"", "good[0].at: only a bad example has a place that is underlined"),
    ('[[policy.bad]]\nsql = "x"\ndialect = "postgre"', "bad[0].dialect: must be one of"),
    ('[policy.options]\ncolums = ["x"]', "options.colums: no such option (there are: columns"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), POLICY, ids=[wanted for _, wanted in POLICY])
def test_a_mistake_in_a_policy_is_told(tmp_path: Path, text: str, wanted: str) -> None:
    mistakes = _mistakes(tmp_path, f'[[policy]]\nname = "a"\nrule = "required-columns"\n{text}')
    assert len(mistakes) == 1 and f"policy[0].{wanted}" in mistakes[0], mistakes


def test_a_whole_policy_is_read(tmp_path: Path) -> None:
    text = """
[[policy]]
name = "tables-in-snake"
rule = "name-case"
tables = ["app.*", "!app.old_*"]
severity = "error"
message = "Names are snake_case."
link = "https://example.org/names"
owner = "data platform"
since = 2027-01-01
until = "2028-01-01"
options = { tables = "snake" }
good = ["CREATE TABLE app.line_item (id int);"]
[[policy.bad]]
sql = "CREATE TABLE app.LineItem (id int);"
at = "LineItem"
dialect = "tsql"
server-version = 2019
path = "db/tables.sql"
"""
    (policy,) = _load(tmp_path, text).policies
    assert policy.options == {"tables": "snake"} and policy.tables == ("app.*", "!app.old_*")
    assert (policy.link, policy.owner) == ("https://example.org/names", "data platform")
    assert [policy.in_force(day) for day in ("2026-12-31", "2027-01-01", "2028-01-01", "2028-01-02")] == [
        False,
        True,
        True,
        False,
    ]
    assert policy.bad == (
        Example("CREATE TABLE app.LineItem (id int);", "LineItem", "", "tsql", "2019", "db/tables.sql"),
    )


@pytest.mark.parametrize(
    ("patterns", "meant", "others"),
    [
        ((), "a.b", ""),
        (("app.*",), "app.x", "x other.app"),
        (("app.*", "!app.old_*"), "app.x", "app.old_x"),
        (("!old_*",), "app.x x", "old_x app.old_x"),
        (("!*", "keep"), "keep app.keep", "x"),
        (("log_?", "t[12]"), "log_1 T1", "log_12 t3"),
    ],
)
def test_patterns_of_tables(patterns: tuple[str, ...], meant: str, others: str) -> None:
    matches = config.table_matcher(patterns)
    for word, wanted in ((meant, True), (others, False)):
        for table in word.split():
            schema, _, name = table.rpartition(".")
            assert matches(schema, name) is wanted, table


def test_a_repository_completes_what_it_inherits(tmp_path: Path) -> None:
    shared = '[[policy]]\nname = "tenant"\nrule = "missing-tenant-key"\nmessage = "{table} is whose?"'
    extended = 'extends = ["house.toml"]\n'
    assert _load(tmp_path, extended, house=shared).policies[0].options == {}
    completed = _load(tmp_path, f'{extended}[[policy]]\nname = "tenant"\ncolumn = "tenant_id"', house=shared)
    [policy] = completed.policies
    assert (policy.options, policy.message) == ({"column": "tenant_id"}, "{table} is whose?")
    overridden = _load(tmp_path, f'{extended}[[overrides]]\ntables = "a"\nrules.tenant.column = "x"', house=shared)
    assert overridden.overrides[0].rules["tenant"].options == {"column": "x"}


def test_what_cannot_be_extended_is_the_only_mistake(tmp_path: Path) -> None:
    """Names that it would have brought are not called unknown."""
    text = """extends = ["acme-policies"]
ignore = ["tenants"]
select = ["tenants", "keys"]
[[policy]]
name = "tenants"
severity = "info"
[per-path-ignores]
"tests/**" = ["tenants"]
[[overrides]]
paths = ["a/**"]
rules.tenants.severity = "info"
"""
    assert len(_mistakes(tmp_path, text)) == 1
    both = _mistakes(tmp_path, text.replace('severity = "info"', 'severity = "fatal"', 1))
    assert [one.split(":")[1] for one in both] == ["1 extends", "6 policy[0].severity"]
    below = _mistakes(tmp_path, text.replace("acme-policies", "one.toml"), one='extends = "none.toml"')
    assert len(below) == 1 and below[0].startswith("one.toml:1 extends: the file none.toml does not exist")
    broken = _mistakes(tmp_path, text.replace("acme-policies", "one.toml"), one="x = ")
    assert len(broken) == 1 and "is not valid TOML" in broken[0]
