"""What tells a dialect."""

from __future__ import annotations

import pytest

from schemalint.sources.evidence import of_page, of_path, of_text, of_texts, settled, word_in


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "CREATE TABLE t (id bigserial PRIMARY KEY);"),
        ("postgres", "CREATE TABLE t (id uuid DEFAULT gen_random_uuid(), data jsonb);"),
        ("postgres", "CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;"),
        ("postgres", "SELECT '1'::int;"),
        ("postgres", "ALTER TABLE t ALTER COLUMN a SET NOT NULL;"),
        ("postgres", "CREATE TABLE t (tags text[] NOT NULL);"),
        ("mysql", "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY);"),
        ("mysql", "CREATE TABLE `t` (`id` int unsigned NOT NULL) ENGINE=InnoDB;"),
        ("mysql", "ALTER TABLE t MODIFY COLUMN a varchar(10);"),
        ("mariadb", "/*M!999999\\- enable the sandbox mode */\n-- MariaDB dump 10.19\nCREATE TABLE `t` (a int) ENGINE=InnoDB;"),
        ("sqlite", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);"),
        ("sqlite", "CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID;"),
        ("sqlite", "PRAGMA foreign_keys = ON;\nCREATE TABLE t (a TEXT);"),
        ("tsql", "CREATE TABLE [dbo].[t] ([id] INT IDENTITY(1,1) NOT NULL);\nGO\n"),
        ("tsql", "CREATE TABLE t (a nvarchar(10), b datetime2);"),
        ("oracle", "CREATE TABLE t (a VARCHAR2(10), b NUMBER(10));\n/\n"),
        ("oracle", "REM start\nPROMPT creating\nCREATE TABLE t (a CLOB);"),
        ("standard", "CREATE TABLE t (a INT PRIMARY KEY);"),
        ("standard", ""),
    ],
)  # fmt: skip
def test_text(dialect: str, text: str) -> None:
    assert of_text(text).dialect == dialect


@pytest.mark.parametrize(
    "text",
    [
        "-- AUTO_INCREMENT was here\nCREATE TABLE t (a int);",
        "/* ENGINE=InnoDB */ CREATE TABLE t (a int);",
        "INSERT INTO t VALUES ('VARCHAR2 and $$ and GO');",
    ],
)
def test_comments_and_strings_do_not_speak(text: str) -> None:
    assert of_text(text).words == ""


def test_an_apostrophe_in_a_comment_of_another_dialect_silences_one_line() -> None:
    assert of_text("REM it's old\nCREATE TABLE t (a VARCHAR2(3));").dialect == "oracle"


def test_the_words_name_the_line() -> None:
    found = of_text("-- first\n\nCREATE TABLE t (\n  id int AUTO_INCREMENT\n);")
    assert found.words == "AUTO_INCREMENT on line 4"
    assert of_text("CREATE TABLE [t] (a int)\r\nGO\r\n").words == "GO on line 2"


def test_several_texts_say_it_together_and_the_file_is_named() -> None:
    found = of_texts([("1.sql", "CREATE TABLE t (a int);"), ("2.sql", "CREATE EXTENSION citext;")])
    assert (found.dialect, found.words) == ("postgres", "EXTENSION citext on line 1 of 2.sql")


def test_letters_outside_ascii_do_not_move_the_signs() -> None:
    assert of_text("CREATE TABLE straße (İd int AUTO_INCREMENT);").dialect == "mysql"


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("postgres-sakila-db", "postgres"),
        ("sql-server-sakila-db", "tsql"),
        ("flowable.db2.create", "standard"),
        ("guacamole-auth-jdbc-sqlserver", "tsql"),
        ("x.cockroach.up", "postgres"),
        ("mysql_to_postgres", None),
        ("progress", None),
        ("users", None),
    ],
)
def test_words_in_names(name: str, dialect: str | None) -> None:
    found = word_in(name)
    assert (found[0] if found else None) == dialect


def test_the_nearest_folder_up_to_the_root_counts() -> None:
    assert of_path("/home/postgres/app/sql/x.sql", "/home/postgres/app").words == ""
    assert of_path("/r/postgres/sqlite/x.sql", "/r").words == "folder sqlite"
    assert of_path("/r/postgres/x.mysql", "/r").words == "file name .mysql"


def test_between_place_and_text() -> None:
    loud = "CREATE TABLE t (id int AUTO_INCREMENT) ENGINE=InnoDB;"
    # A folder that is named after the server is meant so; one that has the word somewhere gives way to a clear text.
    assert settled(of_path("/r/postgres/x.sql", "/r"), of_text(loud)).dialect == "postgres"
    assert settled(of_path("/r/from-postgres/x.sql", "/r"), of_text(loud)).dialect == "mysql"
    assert settled(of_path("/r/from-postgres/x.sql", "/r"), of_text("CREATE TABLE t (a int);")).dialect == "postgres"
    assert (
        settled(of_path("/r/h2/x.sql", "/r"), of_text("CREATE TABLE t (a VARCHAR2(3), b CLOB);")).dialect == "standard"
    )
    assert settled(of_path("/r/mysql/x.sql", "/r"), of_text("-- MariaDB dump 10\n")).dialect == "mariadb"


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "# Schema\n\nDatabase: PostgreSQL 15, once on MySQL.\n"),
        ("mysql", "# Schema\n\n```mysql\nCREATE TABLE t (id int AUTO_INCREMENT);\n```\n"),
        (
            "sqlite",
            "# Schema\n\n| Column | Type |\n|---|---|\n| `id` | INTEGER PRIMARY KEY AUTOINCREMENT |\n",
        ),
        (
            "standard",
            "# Schema\n\nThe `users` table, see [posts](posts.md).\n\n```js\nconst x = `$$a$$`;\n```\n",
        ),
    ],
)
def test_pages(dialect: str, text: str) -> None:
    assert of_page(text).dialect == dialect
