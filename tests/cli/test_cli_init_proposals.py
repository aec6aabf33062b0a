"""What `schemalint init` proposes: a preset by what is there, and the conventions that names keep to, as remarks."""

from __future__ import annotations

import re
from pathlib import Path

from invoking import Command, write

from schemalint import config, plugins

ENTRIES = plugins.rules(plugins.manager(isolated=True))

THINGS = ("order", "customer", "invoice", "product", "supplier", "category")
SHOP = "".join(
    f"CREATE TABLE {thing if thing != 'category' else 'categorie'}s (\n"
    f"  id bigint PRIMARY KEY, unit_price numeric, made_at timestamptz, is_open boolean, has_more boolean"
    f"{', customer_id bigint REFERENCES customers (id)' if thing != 'customer' else ''}\n);\n"
    f"CREATE INDEX idx_{thing if thing != 'category' else 'categorie'}s_made_at ON {thing if thing != 'category' else 'categorie'}s (made_at);\n"
    for thing in ("customer", *(one for one in THINGS if one != "customer"))
)


def _uncommented(text: str) -> str:
    head, _, tail = text.partition("# What names are here.")
    return head + re.sub(r"^# ", "", tail.partition("\n")[2], flags=re.M)


def test_conventions_are_proposed_and_hold_when_taken(schemalint: Command, project: Path) -> None:
    write(project, {"schema.sql": SHOP})
    assert schemalint("init", "--dialect", "postgres").code == 0
    file = project / "schemalint.toml"
    text = file.read_text(encoding="utf-8")
    assert config.load(str(project), entries=ENTRIES).rules == {}, "nothing is forced"
    file.write_text(_uncommented(text), encoding="utf-8")
    taken = {name: dict(one.options) for name, one in config.load(str(project), entries=ENTRIES).rules.items()}
    assert taken == {
        "name-case": {"columns": "snake"},
        "plural-table-name": {"number": "plural"},
        "index-name": {"template": "idx_{table}_{columns}"},
        "foreign-key-column-name": {"template": "{parent}_{key}"},
        "timestamp-name": {"ending": "at"},
        "boolean-name": {"prefixes": ["has", "is"]},
    }
    done = schemalint("check", "--select", ",".join(taken), "--format", "concise")
    assert (done.code, done.out) == (0, ""), done.out
    write(
        project,
        {
            "more.sql": 'CREATE TABLE Thing (id bigint PRIMARY KEY, unitPrice numeric, "unitCost" numeric, born timestamptz, open boolean);'
        },
    )
    said = set(
        re.findall(r"\[([a-z-]+)\]", schemalint("check", "--select", ",".join(taken), "--format", "concise").out)
    )
    assert {"name-case", "plural-table-name", "timestamp-name", "boolean-name"} <= said


def test_names_that_agree_on_nothing_are_no_convention(schemalint: Command, project: Path) -> None:
    write(project, {"schema.sql": "CREATE TABLE items (unit_price int, unitCost int);\nCREATE TABLE thing (id int);"})
    schemalint("init", "--dialect", "postgres")
    assert "What names are" not in (project / "schemalint.toml").read_text(encoding="utf-8")


def test_a_consistent_camel_case_is_one_line(schemalint: Command, project: Path) -> None:
    columns = ", ".join(f'"unitPrice{letter}" int' for letter in "ABCDEFGH")
    write(project, {"schema.sql": f'CREATE TABLE "lineItem" (id int PRIMARY KEY, {columns});'})
    schemalint("init", "--dialect", "postgres")
    assert '# columns = "camel"  # 8 of 8 names' in (project / "schemalint.toml").read_text(encoding="utf-8")


def test_the_preset_is_told_by_what_is_there(schemalint: Command, project: Path) -> None:
    facts = "".join(
        f"CREATE TABLE {name} (id int PRIMARY KEY);\n"
        for name in ("dim_day", "dim_shop", "fact_sale", "fact_visit", "notes")
    )
    for files, wanted in (
        ({"schema.sql": "CREATE TABLE a (id int PRIMARY KEY);"}, "recommended"),
        ({"schema.sql": facts}, "analytics"),
        ({"supabase/config.toml": "", "supabase/migrations/20260101000000_a.sql": "CREATE TABLE a (id int PRIMARY KEY);"}, "supabase"),
    ):  # fmt: skip
        folder = project / wanted
        folder.mkdir()
        write(folder, files)
        schemalint("init", str(folder))
        assert config.load(str(folder), explicit=str(folder / "schemalint.toml"), entries=ENTRIES).preset == wanted


def test_names_of_rails_are_a_convention(schemalint: Command, project: Path) -> None:
    indexes = "".join(
        f"CREATE INDEX index_posts_on_{'_and_'.join(two)} ON posts ({', '.join(two)});\n"
        for two in (("a",), ("b",), ("c",), ("a", "b"), ("b", "c"), ("a", "c"))
    )
    write(project, {"schema.sql": f"CREATE TABLE posts (id int PRIMARY KEY, a int, b int, c int);\n{indexes}"})
    schemalint("init", "--dialect", "mysql")
    text = (project / "schemalint.toml").read_text(encoding="utf-8")
    assert '# template = "index_{table}_on_{columns}"  # 6 of 6 names' in text
    assert '# server-version = "8.4"' in text, "a version of the server that is meant"
