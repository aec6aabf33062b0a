"""Files that are broken, deep, large, or mean harm."""

from __future__ import annotations

import time

import pytest
from folder_of_files import Folder

from schemalint.translating import javascript, liquibase, mikro_orm, typeorm
from schemalint.translating.tree import UnreadableError

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><databaseChangeLog>&c;</databaseChangeLog>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><databaseChangeLog>&a;</databaseChangeLog>'
ALIASES = "databaseChangeLog:\n- &a0 {x: 1}\n" + "".join(
    f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
CHAIN = "databaseChangeLog:\n- &a0 {x: 1}\n" + "".join(f"- &a{n} {{k: *a{n - 1}}}\n" for n in range(1, 500))

BROKEN = {
    "unclosed.xml": ("<databaseChangeLog><changeSet id='1'>", "no element found"),
    "bomb.xml": (BOMB, "entities"),
    "outside.xml": (OUTSIDE, "entities"),
    "deep.xml": ("<databaseChangeLog>" + "<a>" * 5000 + "</a>" * 5000 + "</databaseChangeLog>", "too deep"),
    "deep.yaml": ("databaseChangeLog: " + "[" * 5000 + "]" * 5000, "too deep"),
    "dashes.yaml": ("databaseChangeLog:\n" + "- " * 5000 + "x", "too deep"),
    "aliases.yaml": (ALIASES, "too often"),
    "chain.yaml": (CHAIN, "too often"),
    "tabs.yaml": ("databaseChangeLog:\n\t- changeSet: {}", "line 2"),
    "broken.json": ('{"databaseChangeLog": [', "on line"),
    "itself.yaml": ("databaseChangeLog: &a [*a]", "anchor"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_told_and_nothing_else_happens(folder: Folder, name: str) -> None:
    text, words = BROKEN[name]
    began = time.process_time()
    report = folder.write({f"db/changelog/{name}": text}).check("unread-statement", dialect="postgres")
    assert time.process_time() - began < 10
    assert not report.failures
    [told] = report.diagnostics
    assert told.rule == "unread-statement"
    assert words in told.message


ODD = [
    "databaseChangeLog:",
    "databaseChangeLog: 5",
    "databaseChangeLog: [1, [2], null, {changeSet: 3}]",
    "databaseChangeLog:\n- changeSet:\n    changes: {createTable: x}\n",
    "databaseChangeLog:\n- changeSet: {id: 1, author: a, changes: [{createTable: {columns: [x, 1]}}, {addColumn: }, {insert: {columns: 7}}]}\n",
    "databaseChangeLog:\n- changeSet: {id: 1, author: a, changes: [{dropTable: {}}, {createIndex: {}}, {sqlFile: {}}, {createView: {}}, {sql: }]}\n",
    "databaseChangeLog:\n- include: {}\n- includeAll: {path: ../../../..}\n- include: {file: db/changelog/odd.yaml}\n",
]


@pytest.mark.parametrize("text", ODD)
def test_change_logs_that_make_no_sense(folder: Folder, text: str) -> None:
    report = folder.write({"db/changelog/odd.yaml": text}).check("correctness", dialect="postgres")
    assert not report.failures


def test_change_logs_that_include_each_other_run_once(folder: Folder) -> None:
    def log(name: str, other: str) -> str:
        return f'<databaseChangeLog><include file="{other}.xml" relativeToChangelogFile="true"/><changeSet id="{name}" author="a"><sql>SELECT 1</sql></changeSet></databaseChangeLog>'

    folder.write({"db/changelog/a.xml": log("a", "b"), "db/changelog/b.xml": log("b", "a")})
    assert [name for name, *_ in folder.steps("postgres")] == ["b:b", "a:a"]


@pytest.mark.parametrize(
    "text",
    [
        "class A extends Migration { async up() {",
        "class",
        "class A {",
        "`${`${`",
        "class A { up( }",
        "}})]",
        "class A { up = async () => { this.addSql(`x",
        "",
    ],
)
def test_scripts_that_are_cut_off(text: str) -> None:
    for translate in (typeorm.translate, mikro_orm.translate):
        translate(text, "a.ts", None)


def _large(count: int) -> str:
    lines = "".join(f"    await q.query(`CREATE TABLE t{n} (id int)`);\n" for n in range(count))
    return f"class A1700000000000 {{ async up(q) {{\n{lines}}} }}"


def _large_xml(count: int) -> str:
    sets = "".join(
        f'<changeSet id="{n}" author="ä"><createTable tableName="t{n}"><column name="a" type="int"/></createTable></changeSet>\n'
        for n in range(count)
    )
    return f"<databaseChangeLog>{sets}</databaseChangeLog>"


@pytest.mark.slow
@pytest.mark.parametrize("which", ["typeorm", "xml", "yaml"])
def test_time_grows_with_the_text(which: str) -> None:
    def seconds(count: int) -> float:
        text = _large(count) if which == "typeorm" else _large_xml(count)
        if which == "yaml":
            text = "databaseChangeLog:\n" + "".join(
                f"- changeSet: {{id: {n}, author: a, changes: [{{dropTable: {{tableName: t{n}}}}}]}}\n"
                for n in range(count)
            )
        began = time.process_time()
        if which == "typeorm":
            typeorm.translate(text, "a.ts", "postgres")
        else:
            liquibase.translate(text, f"a.{which}", "postgres")
        return time.process_time() - began

    small = min(seconds(400) for _ in range(3))
    large = min(seconds(3200) for _ in range(2))
    assert large < small * 8 * 3 + 0.1


def test_tokens_of_nested_templates_are_one() -> None:
    [only] = javascript.tokens("`a ${b ? `c ${d}` : {e: '}'}} f`")
    assert only.kind == "template"
    with pytest.raises(UnreadableError):
        liquibase.parsed("<a>", "a.xml")
