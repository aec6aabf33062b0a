"""Diagrams are what Mermaid's own parser takes, and say what the catalogue holds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.describe import describe
from schemalint.generating.diagram import drawings, mermaid
from schemalint.model.document import Dialect
from schemalint.model.replay import Block
from schemalint.model.schema import Catalog
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

ODD = """
CREATE TABLE "Order Lines" ("weird col" "My Type", "1st" int, "PK" int, "größe" numeric(10,2), a int[], b double precision,
  c timestamp(3) with time zone, "x""y" text, PRIMARY KEY (a));
CREATE TABLE "one" (id int primary key, "o" int references "Order Lines"); CREATE TABLE o (id int unique not null references "one");
CREATE TABLE u (id int); CREATE TABLE "to" (id int); CREATE TABLE title (t int); CREATE TABLE "日本" (id int, "名前" text);
CREATE TABLE "style" (x int); CREATE TABLE u_x (i int); CREATE TABLE "direction" (d int); CREATE TABLE "a%b" (x int);
CREATE TABLE x1 (o_1 int); CREATE TABLE class (c int, title text, style int, "one" int, "many" int, "only" int, "to" int, u int);
CREATE TABLE numbers ("5" int, _x int, "-a" int); COMMENT ON COLUMN numbers._x IS 'say "hi"
and %% more; {x}';
"""


def catalog(text: str, dialect: Dialect = "postgres") -> Catalog:
    block = Block(tuple(map(read, split(text, dialect, "schema.sql"))))
    return replay([block], dialect, path="schema.sql", kind="snapshot").catalog


def diagram(text: str, dialect: Dialect = "postgres") -> str:
    return mermaid(catalog(text, dialect))


def test_relations_say_whether_the_child_needs_the_parent_and_how_many_there_are() -> None:
    text = diagram(
        """
        CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE);
        CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, agent_id int REFERENCES users);
        CREATE TABLE profiles (user_id int PRIMARY KEY REFERENCES users);
        """
    )
    assert 'users ||--o{ orders : "user_id"' in text
    assert 'users |o--o{ orders : "agent_id"' in text
    assert 'users ||--o| profiles : "user_id"' in text
    assert "integer user_id PK, FK" in text
    assert "text email UK" in text


def test_names_outside_the_default_schema_are_qualified() -> None:
    text = diagram(
        "CREATE SCHEMA app; CREATE TABLE app.users (id int PRIMARY KEY); CREATE TABLE t (u int REFERENCES app.users);"
    )
    assert '"app.users" |o--o{ t : "u"' in text


def test_a_catalogue_without_tables_is_an_empty_diagram() -> None:
    assert diagram("") == "erDiagram\n"


@pytest.fixture(scope="module")
def parser() -> Path:
    """A folder with Mermaid installed, and a script that parses files with it."""
    folder = os.environ.get("SCHEMALINT_MERMAID", "")
    if not folder or shutil.which("node") is None or not Path(folder, "node_modules", "mermaid").exists():
        pytest.skip("SCHEMALINT_MERMAID names no folder where `npm install mermaid jsdom` was run")
    script = Path(folder) / "parse.mjs"
    script.write_text(
        "import { JSDOM } from 'jsdom'; import { readFileSync } from 'fs';\n"
        "const dom = new JSDOM(''); globalThis.window = dom.window; globalThis.document = dom.window.document;\n"
        "const mermaid = (await import('mermaid')).default;\n"
        "for (const file of process.argv.slice(2)) await mermaid.parse(readFileSync(file, 'utf8'));\n"
    )
    return script


CORPUS: dict[str, Dialect] = {
    "danbooru/structure.sql": "postgres",
    "mall/mall.sql": "mysql",
    "sakila/oracle-sakila-db/oracle-sakila-schema.sql": "oracle",
    "sakila/sqlite-sakila-db/sqlite-sakila-schema.sql": "sqlite",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["odd", *CORPUS])
def test_mermaid_takes_it(parser: Path, tmp_path: Path, name: str) -> None:
    if name == "odd":
        text = diagram(ODD)
    else:
        source = Path(os.environ.get("SCHEMALINT_CORPUS", ""), name)
        if not source.is_file():
            pytest.skip(f"SCHEMALINT_CORPUS names no corpus with {name}")
        text = diagram(source.read_text(encoding="utf-8"), CORPUS[name])
    file = tmp_path / "diagram.mmd"
    file.write_text(text, encoding="utf-8")
    ran = subprocess.run(
        ["node", str(parser), str(file)], capture_output=True, text=True, cwd=parser.parent, timeout=60
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ["danbooru", "sakila/mysql-sakila-db/mysql-sakila-schema.sql", "wide-world-importers"])
def test_mermaid_takes_every_diagram_of_a_generated_document(parser: Path, tmp_path: Path, name: str) -> None:
    source = Path(os.environ.get("SCHEMALINT_CORPUS", ""), name)
    if not os.environ.get("SCHEMALINT_CORPUS") or not source.exists():
        pytest.skip(f"SCHEMALINT_CORPUS names no corpus with {name}")
    text = describe([str(source)], Options(isolated=True, today="2026-01-02"), template="schema-document").text
    files = []
    for at, drawn in enumerate(re.findall(r"```mermaid\n(.*?)```", text, re.S)):
        files.append(tmp_path / f"{at}.mmd")
        files[-1].write_text(drawn, encoding="utf-8")
        assert len(drawn) < 50_000, "Mermaid draws no longer texts"
        assert drawn.count("--") < 500, "Mermaid draws no more lines between entities"
    assert len(files) >= 2
    ran = subprocess.run(
        ["node", str(parser), *map(str, files)], capture_output=True, text=True, cwd=parser.parent, timeout=120
    )
    assert ran.returncode == 0, ran.stderr


def test_a_part_of_a_large_schema_names_the_parents_of_the_others() -> None:
    tables = "".join(
        f"CREATE TABLE t{at:02} (id int PRIMARY KEY, up int REFERENCES t{max(at - 1, 0):02});" for at in range(70)
    )
    parts = drawings(catalog(tables))
    assert [title for title, _ in parts] == ["t00 to t29", "t30 to t59", "t60 to t69"]
    assert 't29 |o--o{ t30 : "up"' in parts[1][1]
    assert "t29 {" not in parts[1][1]
