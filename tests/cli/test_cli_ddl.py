"""`schemalint ddl`: SQL alone on standard output, notes beside it, a file written whole."""

from __future__ import annotations

from pathlib import Path

from invoking import Command, write

DOCUMENT = (
    "# Schema of tables\n\n```sql\nCREATE TABLE a (id int PRIMARY KEY, b_id int REFERENCES b (id));\nDROP TABLE c;\n```\n\n"
    "```sql\nCREATE TABLE b (id int PRIMARY KEY);\n```\n"
)
SCRIPT = "CREATE TABLE b (id int PRIMARY KEY);\n\nCREATE TABLE a (id int PRIMARY KEY, b_id int REFERENCES b (id));\n"


def test_standard_output_holds_sql_alone(schemalint: Command, project: Path) -> None:
    write(project, {"docs/schema.md": DOCUMENT})
    done = schemalint("ddl", "docs/schema.md", "--dialect", "postgres")
    assert (done.code, done.out) == (0, SCRIPT)
    assert (
        "docs/schema.md:4: CREATE TABLE a was put behind CREATE TABLE b (docs/schema.md:9), which it needs" in done.err
    )
    assert "left out, a script that makes a schema drops nothing: docs/schema.md:5" in done.err
    quiet = schemalint("ddl", "docs/schema.md", "--dialect", "postgres", "-q")
    assert (quiet.out, quiet.err) == (SCRIPT, "")


def test_a_file_is_written_and_written_anew(schemalint: Command, project: Path) -> None:
    write(project, {"docs/schema.md": DOCUMENT, "old.sql": "-- old\n"})
    for name in ("new.sql", "old.sql", "deep/er.sql"):
        done = schemalint("ddl", "docs/schema.md", "-o", name)
        assert (done.code, done.out) == (0, ""), done.err
        assert f"wrote 2 statements to {name}" in done.err
        assert (project / name).read_text(encoding="utf-8") == SCRIPT
    assert sorted(one.name for one in project.iterdir()) == ["deep", "docs", "new.sql", "old.sql"]


def test_what_cannot_be_done_is_wrong_usage(schemalint: Command, project: Path) -> None:
    write(
        project,
        {
            "none.md": "# Schema of tables\n\nNothing.\n",
            "a.sql": "CREATE TABLE a (id int);\n",
            "left.md": "# Schema of tables\n\n```sql\nCREATE TABLE users (...);\n```\n",
        },
    )
    for name in ("none.md", "a.sql", "gone.md", "left.md"):
        done = schemalint("ddl", name)
        assert (done.code, done.out) == (2, ""), name
        assert done.err.startswith("error: "), done.err
    write(project, {"schema.md": DOCUMENT})
    folder = schemalint("ddl", "schema.md", "-o", ".")
    assert folder.code == 2 and folder.err
