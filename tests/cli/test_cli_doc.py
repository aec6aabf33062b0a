"""`schemalint doc`: complete documents, and documents that follow their schema without losing what people wrote."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

import pytest
from invoking import Command, write

from schemalint.config import Options
from schemalint.describe import describe
from schemalint.pages.templates import load

FILES = {
    "migrations/0001_users.up.sql": "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(255) NOT NULL UNIQUE,\n"
    "  status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old')));\n"
    "CREATE INDEX users_status ON users (status);\n",
    "migrations/0001_users.down.sql": "DROP TABLE users;\n",
    "migrations/0002_audit.up.sql": "CREATE TABLE audit_log (id bigint PRIMARY KEY,\n"
    "  user_id bigint NOT NULL REFERENCES users (id), made_at timestamptz NOT NULL DEFAULT now());\n"
    "CREATE VIEW fresh AS SELECT id, email FROM users WHERE status = 'new';\n",
}
MORE = (
    "ALTER TABLE users ADD COLUMN nick varchar(40);\nALTER TABLE users ALTER COLUMN email TYPE text;\n"
    "CREATE TABLE posts (id bigint PRIMARY KEY, body text);\n"
)
DOCUMENT = "docs/database-schema-shop.md"
FINDING = re.compile(r"^\S+:\d+:\d+: \w+\[([\w-]+)\]", re.M)


def findings(schemalint: Command, *paths: str, select: str = "documents") -> set[str]:
    told = schemalint("check", "--select", select, "--no-cache", "--format", "concise", *paths)
    return set(FINDING.findall(told.out))


def added_or_changed(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]


def test_without_a_file_the_document_goes_to_standard_output(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    told = schemalint("doc", "migrations", "--name", "Shop", "--dialect", "postgres", "--today", "2026-01-02")
    assert told.code == 0
    assert told.out.startswith("# Database Schema: Shop\n\n**Version:** 1.0.0\n**Created:** 2026-01-02\n")
    assert "**Database:** PostgreSQL\n**Status:** Draft\n" in told.out
    assert sorted(path.name for path in project.iterdir()) == ["migrations"]


def test_every_section_of_the_template_is_there_in_order(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    for template in ("schema-document", "database-spec"):
        text = schemalint("doc", "migrations", "--template", template).out
        titles = re.findall(r"^#+ (?:Appendix )?(?:[\dA-C.]+[.:]? )?(.*)$", text, re.M)
        wanted = [section.title for section in load(template).sections]
        assert [title for title in titles if title in wanted] == wanted


def test_only_placeholders_are_left_in_it(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    for name in ("database-schema-shop.md", "database-spec-shop.md"):
        assert schemalint("doc", "migrations", "-o", f"docs/{name}").code == 0
        assert findings(schemalint, "docs", "migrations") <= {
            "unfilled-placeholder",
            "untracked-document",
            "document-name",
        }


def test_it_says_what_the_schema_knows(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    text = schemalint("doc", "migrations", "--server-version", "15").out
    assert "**Database:** PostgreSQL 15" in text
    assert "- **Tables:** 2" in text
    assert "CREATE VIEW fresh AS SELECT id, email FROM users WHERE status = 'new';" in text
    assert "| users | status | new, old |" in text
    assert "[State why users_status_check must hold]" in text
    assert "DROP VIEW fresh;" in text
    assert "| users | users_status | B-tree | status |" in text
    assert "#### audit_log" in text[text.index("4.3 Audit Tables") : text.index("## 5.")]


def test_a_second_run_changes_nothing(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    schemalint("doc", "migrations", "-o", DOCUMENT)
    before = (project / DOCUMENT).read_bytes()
    told = schemalint("doc", "migrations", "-o", DOCUMENT)
    assert told.code == 0
    assert "nothing to change" in told.err
    assert (project / DOCUMENT).read_bytes() == before


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_what_people_wrote_stays_and_facts_follow(schemalint: Command, project: Path, line_break: str) -> None:
    write(project, FILES)
    schemalint("doc", "migrations", "-o", DOCUMENT)
    text = (project / DOCUMENT).read_text(encoding="utf-8")
    text = text.replace(
        "[Describe what this database stores and why]", "People.   Two  blanks  stay,\nand *so* does this."
    )
    text = text.replace("[Describe what a row of users stands for]", "One person.").replace(
        "[Describe email]", "Where to write"
    )
    written = text.replace("\n", line_break)
    (project / DOCUMENT).write_bytes(written.encode())
    write(project, {"migrations/0003_more.up.sql": MORE})
    assert schemalint("doc", "migrations", "-o", DOCUMENT).code == 0
    after = (project / DOCUMENT).read_bytes().decode()
    assert after.count(line_break) == after.count("\n")
    gone = [line[2:] for line in added_or_changed(written, after) if line[0] == "-"]
    assert [line for line in gone if not re.search(r"email|Tables:|Columns:|varchar|varying", line)] == []
    assert "People.   Two  blanks  stay," in after
    assert "One person." in after
    assert re.search(r"\| users \| email \| text \|.*Where to write \|", after)
    assert "email text NOT NULL," in after
    assert "CREATE TABLE posts (" in after
    assert "[0003_more](../migrations/0003_more.up.sql)" in after
    schemalint("doc", "migrations", "-o", DOCUMENT)
    assert (project / DOCUMENT).read_bytes().decode() == after
    assert findings(schemalint, "docs", "migrations") <= {"unfilled-placeholder", "untracked-document", "document-name"}


def test_a_definition_that_people_annotated_stays(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    schemalint("doc", "migrations", "-o", DOCUMENT)
    text = (project / DOCUMENT).read_text(encoding="utf-8")
    text = text.replace(
        "  email character varying(255) NOT NULL,", "  email character varying(255) NOT NULL, -- checked by us"
    )
    (project / DOCUMENT).write_text(text, encoding="utf-8")
    write(project, {"migrations/0003_more.up.sql": MORE})
    schemalint("doc", "migrations", "-o", DOCUMENT)
    assert "email character varying(255) NOT NULL, -- checked by us" in (project / DOCUMENT).read_text(encoding="utf-8")


def test_a_template_of_ones_own(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    write(
        project,
        {
            "ours.toml": 'title = "{name} in short"\nmetadata = ["Owner", "Version"]\n\n[[section]]\ntitle = "Status Values"\n'
            'level = 2\nholds = ["status-table"]\n\n[[section]]\ntitle = "Who to Ask"\nlevel = 2\nholds = ["prose"]\n'
        },
    )
    text = schemalint("doc", "migrations", "--template", "ours.toml", "--name", "Shop").out
    assert text.startswith("# Shop in short\n\n**Owner:** [Owner]\n**Version:** 1.0.0\n")
    assert "## Status Values\n\n| Table | Column | Valid Values | Description |" in text
    assert "## Who to Ask\n\n[Describe the who to ask]" in text
    told = schemalint("doc", "migrations", "--template", "theirs.toml")
    assert told.code == 2
    assert "no template is called theirs.toml" in told.err


def test_a_document_is_written_from_one_schema_and_says_which(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    write(project, {"other/dump.sql": "CREATE TABLE alone (id bigint PRIMARY KEY);\n"})
    told = schemalint("doc", "--dialect", "postgres")
    assert "- **Tables:** 2" in told.out
    assert "described is migrations; to describe other/dump.sql, name it instead" in told.err


def test_an_index_that_a_key_takes_over_is_told_once(schemalint: Command, project: Path) -> None:
    write(
        project,
        {
            "regions.sql": "CREATE TABLE regions (region_id number NOT NULL, name varchar2(25));\n"
            "CREATE UNIQUE INDEX reg_id_pk ON regions (region_id);\n"
            "ALTER TABLE regions ADD CONSTRAINT reg_id_pk PRIMARY KEY (region_id);\n"
            "CREATE INDEX reg_name_ix ON regions (name);\n"
        },
    )
    made = schemalint("doc", "regions.sql", "--dialect", "oracle", "-o", DOCUMENT)
    assert made.code == 0, made.err
    text = (project / DOCUMENT).read_text(encoding="utf-8")
    # Two statements would claim one name: the key makes its index where none is there.
    assert "CREATE UNIQUE INDEX" not in text
    assert [line for line in text.splitlines() if "| REG_ID_PK" in line] == [
        "| regions | REG_ID_PK | B-tree | REGION_ID | Primary key |"
    ]
    assert findings(schemalint, "--dialect", "oracle", "--preset", "strict") <= {
        "unfilled-placeholder", "untracked-document", "unanswered-question", "document-name", "missing-sample-data"
    }  # fmt: skip
    assert schemalint("doc", "regions.sql", "--dialect", "oracle", "-o", DOCUMENT).code == 0
    assert (project / DOCUMENT).read_text(encoding="utf-8") == text


def test_nothing_to_describe_is_wrong_usage(schemalint: Command, project: Path) -> None:
    write(project, {"notes.md": "# Notes\n"})
    told = schemalint("doc", "notes.md")
    assert told.code == 2
    assert "defines a table" in told.err


def test_a_large_schema_is_drawn_in_parts(schemalint: Command, project: Path) -> None:
    tables = [
        f"CREATE TABLE t{at:03} (id bigint PRIMARY KEY, up bigint REFERENCES t{at // 2:03} (id));" for at in range(90)
    ]
    write(project, {"schema.sql": "\n".join(tables).replace("up bigint REFERENCES t000 (id)", "up bigint", 1)})
    text = schemalint("doc", "schema.sql", "--dialect", "postgres").out
    drawn = re.findall(r"```mermaid\n(erDiagram\n.*?)```", text, re.S)
    assert len(drawn) == 3
    assert {name for part in drawn for name in re.findall(r"^    (t\d+) \{", part, re.M)} == {
        f"t{at:03}" for at in range(90)
    }
    write(project, {DOCUMENT: text})
    assert not {rule for rule in findings(schemalint, DOCUMENT, "schema.sql") if rule.startswith("diagram")}


def test_the_page_for_a_browser(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    told = schemalint("doc", "migrations", "--format", "html", "-o", "shop.html")
    assert told.code == 0
    assert (project / "shop.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")


CORPUS = (
    "sakila/mysql-sakila-db/mysql-sakila-schema.sql",
    "sakila/oracle-sakila-db/oracle-sakila-schema.sql",
    "sakila/postgres-sakila-db/postgres-sakila-schema.sql",
    "sakila/sql-server-sakila-db/sql-server-sakila-schema.sql",
    "sakila/sqlite-sakila-db/sqlite-sakila-schema.sql",
    "oracle-samples/human_resources/hr_create.sql",
    "concourse",
    "guacamole",
    "openfga",
    "danbooru",
)
REST = (
    "crates-io",
    "flowable",
    "keto",
    "langfuse",
    "mall",
    "nakama",
    "supabase-auth",
    "svix",
    "wide-world-importers",
)


@pytest.mark.slow
@pytest.mark.parametrize("template", ["schema-document", "database-spec"])
@pytest.mark.parametrize("name", (*CORPUS, *(REST if os.environ.get("FULL") else ())))
def test_only_placeholders_are_left_in_documents_of_real_schemas(name: str, template: str) -> None:
    source = os.path.join(os.environ.get("SCHEMALINT_CORPUS", ""), name)
    if not os.environ.get("SCHEMALINT_CORPUS") or not os.path.exists(source):
        pytest.skip(f"SCHEMALINT_CORPUS names no corpus with {name}")
    done = describe([source], Options(isolated=True, today="2026-01-02"), template=template)
    assert done.failures == ()
    assert {one.rule for one in done.left} <= {"unfilled-placeholder", "untracked-document"}
