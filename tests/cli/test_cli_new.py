"""`schemalint new`: what it asks, what the answers steer, what it writes and never overwrites."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from invoking import Command, write

FINDING = re.compile(r"^(\S+):\d+:\d+: \w+\[([\w-]+)\] (.*)", re.M)
DATABASES = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "SQL Server": "SQL Server",
    "oracle": "Oracle Database",
}


def left(schemalint: Command) -> list[str]:
    told = schemalint("check", "--no-cache", "--format", "concise")
    return [f"{rule} {words}" for _, rule, words in FINDING.findall(told.out) if rule != "unfilled-placeholder"]


@pytest.mark.parametrize("database", DATABASES)
def test_it_writes_document_script_sample_data_and_the_line(schemalint: Command, project: Path, database: str) -> None:
    told = schemalint(
        "new", "Web Shop", "--database", database, "--entity", "Customer,order", "--no-input", "--today", "2026-01-02"
    )
    assert told.code == 0, told.err
    assert told.out == (
        "wrote tasks/database-schema-web-shop.md\nwrote tasks/database-schema-web-shop.sql\n"
        "wrote tasks/database-schema-web-shop-sample-data.sql\nwrote DATABASE_SCHEMA_TRACKING.md\n\n"
        f"Database Schema: Web Shop\n\n- Tables: 2\n- Database: {DATABASES[database]}\n- Indexes: 0\n"
    )
    text = (project / "tasks/database-schema-web-shop.md").read_text(encoding="utf-8")
    assert text.startswith("# Database Schema: Web Shop\n\n**Version:** 1.0.0\n**Created:** 2026-01-02\n")
    assert f"**Database:** {DATABASES[database]}\n**Status:** Draft\n**Use Case:** [" in text
    assert "[database-schema-web-shop.sql](database-schema-web-shop.sql)" in text
    assert "[database-schema-web-shop-sample-data.sql](database-schema-web-shop-sample-data.sql)" in text
    tracking = (project / "DATABASE_SCHEMA_TRACKING.md").read_text(encoding="utf-8")
    assert "| database-schema-web-shop | v1.0.0 | " in tracking
    assert "| Tables: 2 |" in tracking
    assert left(schemalint) == []


@pytest.mark.parametrize(
    "letter, name, line",
    [
        ("B", "mysql", "**Database:** MySQL"),
        ("h", "SQLite", "**Database:** SQLite"),
        ("D", "mssql", "**Database:** SQL Server"),
        ("C", "MongoDB", "**Database:** MongoDB"),
        ("g", "polyglot", "**Database:** Polyglot"),
    ],
)
def test_letters_and_names_answer_the_same(
    schemalint: Command, project: Path, letter: str, name: str, line: str
) -> None:
    for given in (letter, name):
        assert schemalint("new", "Shop", "--database", given, "-y", "--force").code == 0
        assert line in (project / "tasks/database-schema-shop.md").read_text(encoding="utf-8")


def test_answers_land_in_the_metadata(schemalint: Command, project: Path) -> None:
    told = schemalint(
        "new", "Shop", "--database", "A", "--use-case", "mixed", "--volume", "B", "--consistency", "strong",
        "--performance", "about two seconds for a report", "--author", "Ann", "--no-input",
    )  # fmt: skip
    assert told.code == 0
    text = (project / "tasks/database-schema-shop.md").read_text(encoding="utf-8")
    assert "**Author:** Ann\n**Database:** PostgreSQL\n**Status:** Draft\n**Use Case:** Mixed workload\n" in text
    assert "**Data Volume:** 1-10 GB\n**Consistency:** Strong consistency (ACID)\n" in text
    assert "**Performance Priorities:** about two seconds for a report\n" in text


def test_an_answer_that_means_nothing_is_wrong_usage(schemalint: Command, project: Path) -> None:
    for given in ("Z", "Access"):
        told = schemalint("new", "Shop", "--database", given, "--no-input")
        assert told.code == 2
        assert f"`{given}` answers nothing of: A) PostgreSQL; B) MySQL/MariaDB" in told.err
    assert list(project.iterdir()) == []


def test_the_questions_are_asked(schemalint: Command, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Access\nA\nB\n\nb\nfast reads\nuser, visit\n"))
    told = schemalint("new", "Shop", "--input")
    assert told.code == 0
    assert "What database system?\n  A) PostgreSQL\n  B) MySQL/MariaDB\n  C) MongoDB\n" in told.err
    assert "`Access` is none of them" in told.err
    text = (project / "tasks/database-schema-shop.md").read_text(encoding="utf-8")
    assert "**Use Case:** Analytics (OLAP)\n**Data Volume:** [" in text
    assert "**Consistency:** Eventual consistency acceptable\n**Performance Priorities:** Fast reads\n" in text
    assert "CREATE TABLE fact_visit (" in text
    assert "CREATE TABLE dim_users (" in text
    assert "replica[(Read replica)]" in text
    # What nobody answered is asked again by the rules.
    told = schemalint("check", "--select", "unfilled-placeholder", "--format", "concise", "--no-cache")
    assert "[Up to 1 GB, 1-10 GB" in told.out


def test_a_large_volume_is_cut_into_partitions(schemalint: Command, project: Path) -> None:
    for at, (database, words) in enumerate(
        {"postgres": "PARTITION BY RANGE (created_at)", "mysql": "PARTITION BY RANGE (TO_DAYS(created_at))"}.items()
    ):
        name = f"Shop {at}"
        schemalint("new", name, "--database", database, "--volume", "E", "--entity", "user,order", "--no-input")
        text = (project / f"tasks/database-schema-shop-{at}.md").read_text(encoding="utf-8")
        assert words in text[: text.index("## 11.")]

        assert "| orders | " in text[text.index("### 11.2") : text.index("## 12.")]


@pytest.mark.parametrize("database", ["mongodb", "dynamodb", "polyglot"])
def test_a_database_without_ddl_gets_its_document_alone(schemalint: Command, project: Path, database: str) -> None:
    told = schemalint("new", "Shop", "--database", database, "--entity", "users", "--no-input")
    assert told.code == 0
    assert "no script and no sample data were written" in told.err
    assert sorted(path.name for path in (project / "tasks").iterdir()) == ["database-schema-shop.md"]
    text = (project / "tasks/database-schema-shop.md").read_text(encoding="utf-8")
    assert "#### users\n\n[Describe the fields of users]" in text
    assert "CREATE" not in text
    assert left(schemalint) == []


def test_two_names_mean_a_specification(schemalint: Command, project: Path) -> None:
    told = schemalint("new", "Shop", "payments", "--database", "postgres", "--volume", "A", "--no-input")
    assert told.code == 0
    text = (project / "tasks/database-spec-shop-payments.md").read_text(encoding="utf-8")
    assert text.startswith(
        "# Database Specification\n\n### Project Database Overview\n\n**Project**: Shop\n**Database Focus**: payments\n"
        "**Database Type**: PostgreSQL\n**Expected Scale**: < 1 GB\n"
    )
    assert left(schemalint) == []


def test_it_describes_the_schema_that_is_there(schemalint: Command, project: Path) -> None:
    write(
        project,
        {
            "migrations/0001_users.up.sql": "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n",
            "migrations/0001_users.down.sql": "DROP TABLE users;\n",
        },
    )
    told = schemalint("new", "Shop", "--database", "postgres", "--no-input")
    assert told.code == 0
    assert "- Tables: 1\n- Database: PostgreSQL\n" in told.out
    assert "CREATE TABLE users (" in (project / "tasks/database-schema-shop.sql").read_text(encoding="utf-8")
    assert "INSERT INTO users" in (project / "tasks/database-schema-shop-sample-data.sql").read_text(encoding="utf-8")
    found = schemalint("check", "--select", "documents", "--no-cache", "--format", "concise")
    assert {rule for _, rule, _ in FINDING.findall(found.out)} <= {"unfilled-placeholder"}


def test_what_is_there_is_never_overwritten(schemalint: Command, project: Path) -> None:
    write(project, {"tasks/database-schema-shop.md": "# Mine\n", "DATABASE_SCHEMA_TRACKING.md": "# Documents\n"})
    told = schemalint("new", "Shop", "--database", "postgres", "--entity", "user", "--no-input")
    assert told.code == 2
    assert "tasks/database-schema-shop.md exists already" in told.err
    assert (project / "tasks/database-schema-shop.md").read_text(encoding="utf-8") == "# Mine\n"
    assert [path.name for path in (project / "tasks").iterdir()] == ["database-schema-shop.md"]
    assert schemalint("new", "Shop", "--database", "postgres", "--entity", "user", "--no-input", "--force").code == 0
    assert "# Mine" not in (project / "tasks/database-schema-shop.md").read_text(encoding="utf-8")
    assert (project / "DATABASE_SCHEMA_TRACKING.md").read_text(encoding="utf-8").startswith("# Documents\n")


def test_configuration_says_where_and_how_it_is_called(schemalint: Command, project: Path) -> None:
    write(
        project,
        {
            "schemalint.toml": '[documents]\nfolder = "doc/db"\nname = "schema_{name}.md"\ntracking = "doc/LIST.md"\nauthor = "Ann"\n'
        },
    )
    told = schemalint("new", "Shop", "--database", "postgres", "--entity", "user", "--no-input")
    assert told.code == 0, told.err
    assert "wrote doc/db/schema_shop.md\n" in told.out
    assert "wrote doc/LIST.md\n" in told.out
    assert "**Author:** Ann" in (project / "doc/db/schema_shop.md").read_text(encoding="utf-8")


def test_a_name_needs_a_letter(schemalint: Command, project: Path) -> None:
    assert schemalint("new", "../..", "--no-input").code == 2
    assert list(project.iterdir()) == []
