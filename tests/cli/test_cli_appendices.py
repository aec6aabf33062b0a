"""Appendices of a document are mended: a link, a script, rows; without --unsafe no other file changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from invoking import Command, write

RULES = ("--select", "missing-ddl-script,missing-sample-data", "--isolated", "--dialect", "postgres")
BODY = (
    "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL "
    "REFERENCES users (id));\nCREATE TABLE users (id bigint PRIMARY KEY, mood text CHECK (mood IN ('glad', 'sad')));\n```\n\n"
)
APPENDIX = "## Appendix A: Full DDL Script\n\n{}\n"
SCRIPT = (
    "CREATE TABLE users (id bigint PRIMARY KEY, mood text CHECK (mood IN ('glad', 'sad')));\n\n"
    "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id));\n"
)
NAME = "docs/database-schema-shop.md"


def texts(root: Path) -> dict[str, str]:
    return {one.relative_to(root).as_posix(): one.read_text("utf-8") for one in root.rglob("*") if one.is_file()}


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_an_appendix_gets_the_link_to_the_script_that_is_there(
    schemalint: Command, project: Path, line_break: str
) -> None:
    document = (BODY + APPENDIX.format("[Link to complete DDL script file]")).replace("\n", line_break)
    (project / "docs").mkdir()
    (project / NAME).write_bytes(document.encode())
    write(project, {"db/shop.sql": SCRIPT})
    done = schemalint("fix", *RULES, ".")
    assert done.code == 0, done.err
    wanted = document.replace("[Link to complete DDL script file]", "[shop.sql](../db/shop.sql)")
    assert (project / NAME).read_bytes() == wanted.encode()
    assert schemalint("check", *RULES, ".").code == 0


def test_a_script_is_written_only_when_other_files_may_change(schemalint: Command, project: Path) -> None:
    write(project, {NAME: BODY + APPENDIX.format("")})
    before = texts(project)
    schemalint("fix", *RULES, ".")
    assert texts(project) == before
    done = schemalint("fix", "--unsafe", *RULES, ".")
    assert done.code == 0 and "created docs/database-schema-shop.sql" in done.out
    after = texts(project)
    assert after["docs/database-schema-shop.sql"] == SCRIPT
    assert "## Appendix A: Full DDL Script\n\n[database-schema-shop.sql](database-schema-shop.sql)\n" in after[NAME]
    schemalint("fix", "--unsafe", *RULES, ".")
    assert texts(project) == after


def test_a_script_that_lags_behind_is_written_anew(schemalint: Command, project: Path) -> None:
    old = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
    write(project, {NAME: BODY + APPENDIX.format("[all](all.sql)"), "docs/all.sql": old})
    told = schemalint("check", "--fail-on", "info", *RULES, ".")
    assert told.code == 1 and "it lacks the table public.orders; it lacks public.users.mood" in " ".join(
        told.out.split()
    )
    schemalint("fix", *RULES, ".")
    assert (project / "docs/all.sql").read_text("utf-8") == old
    assert schemalint("fix", "--unsafe", *RULES, ".").code == 0
    assert texts(project) == {NAME: BODY + APPENDIX.format("[all](all.sql)"), "docs/all.sql": SCRIPT}


def test_an_empty_section_gets_rows_and_what_people_wrote_stays(schemalint: Command, project: Path) -> None:
    tail = "\n## Appendix C: Database Diagram\n\n  Odd   text. \n"
    write(project, {NAME: BODY + "## Appendix B: Sample Data\n" + tail})
    assert schemalint("fix", *RULES, ".").code == 0
    text = (project / NAME).read_text("utf-8")
    assert text.startswith(BODY + "## Appendix B: Sample Data\n\n```sql\n-- Sample rows.") and text.endswith(
        "```\n" + tail
    )
    rows = text[text.index("-- Sample rows") :]
    assert rows.index("INSERT INTO users") < rows.index("INSERT INTO orders")
    assert "(1, 'glad')" in rows and "(2, 'sad')" in rows
    schemalint("fix", *RULES, ".")
    assert (project / NAME).read_text("utf-8") == text
    assert schemalint("check", "--fail-on", "info", *RULES, ".").code == 0
