"""Schema files outside histories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from schemalint.sources.history import Arrangement

T = "CREATE TABLE t (id bigserial PRIMARY KEY);\n"
Write = Callable[[dict[str, str]], Path]
Arranged = Callable[..., Arrangement]


def groups(arrangement: Arrangement) -> list[tuple[list[str], bool]]:
    return [([script.path for script in snapshot.scripts], snapshot.standalone) for snapshot in arrangement.snapshots]


def test_two_dumps_are_two_snapshots(write: Write, arranged: Arranged) -> None:
    root = write({"old.sql": "CREATE TABLE t (a int);", "new.sql": "CREATE TABLE t (a int, b int);"})
    assert groups(arranged(root)) == [(["new.sql"], False), (["old.sql"], False)]


def test_files_that_name_each_others_tables_are_one(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "orders.sql": "CREATE TABLE orders (id int, user_id int REFERENCES users (id));",
            "users.sql": "CREATE TABLE users (id int PRIMARY KEY);",
            "views.sql": "CREATE VIEW v AS SELECT * FROM orders;",
            "other.sql": "CREATE TABLE other (id int);",
        }
    )
    assert groups(arranged(root)) == [
        (["users.sql", "orders.sql", "views.sql"], False),
        (["other.sql"], False),
    ]


def test_upgrade_and_drop_scripts_stand_alone(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "schema.sql": "CREATE TABLE t (id int);",
            "upgrade-1.2.sql": "ALTER TABLE t ADD a int; CREATE TABLE u (id int);",
            "drop.sql": "DROP TABLE t;",
        }
    )
    assert groups(arranged(root)) == [
        (["drop.sql"], True),
        (["schema.sql"], False),
        (["upgrade-1.2.sql"], True),
    ]


def test_a_script_that_includes_others_gives_the_order(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "main.sql": "\\i tables.sql\n\\ir data.sql\n",
            "tables.sql": "CREATE TABLE t (id int);",
            "data.sql": "INSERT INTO t VALUES (1);",
        }
    )
    assert groups(arranged(root)) == [(["tables.sql", "data.sql", "main.sql"], False)]


def test_a_project_with_one_object_a_file(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "db/db.sqlproj": "<Project/>",
            "db/Sales/Views/v.sql": "CREATE VIEW Sales.v AS SELECT 1 AS a;\nGO",
            "db/Sales/Tables/a.sql": "CREATE TABLE Sales.a (id INT REFERENCES Sales.b (id));\nGO",
            "db/Sales/Tables/b.sql": "CREATE TABLE Sales.b (id INT PRIMARY KEY);\nGO",
            "db/Security/Sales.sql": "CREATE SCHEMA Sales;\nGO",
        }
    )
    arrangement = arranged(root)
    [snapshot] = arrangement.snapshots
    assert (snapshot.path, snapshot.framework, snapshot.dialect) == ("db", "ssdt", "tsql")
    assert [script.path.rsplit("/", 1)[1] for script in snapshot.scripts] == [
        "Sales.sql",
        "b.sql",
        "a.sql",
        "v.sql",
    ]


def test_tables_that_refer_to_each_other_in_a_circle(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "x/Tables/a.sql": "CREATE TABLE a (id int REFERENCES b (id));",
            "x/Tables/b.sql": "CREATE TABLE b (id int REFERENCES a (id));",
        }
    )
    assert groups(arranged(root)) == [(["x/Tables/b.sql", "x/Tables/a.sql"], False)]


def test_rails_structure(write: Write, arranged: Arranged) -> None:
    root = write(
        {"db/structure.sql": "CREATE TABLE t (id int);\nINSERT INTO \"schema_migrations\" (version) VALUES ('1');\n"}
    )
    assert [snapshot.framework for snapshot in arranged(root).snapshots] == ["rails-structure"]


def test_seeds_and_queries(write: Write, arranged: Arranged) -> None:
    root = write({"data.sql": "INSERT INTO t VALUES (1);", "q.sql": "WITH a AS (SELECT 1) SELECT * FROM a;"})
    arrangement = arranged(root)
    assert arrangement.seeds == ("data.sql",)
    assert arrangement.queries == ("q.sql",)
    assert arrangement.snapshots == ()


def test_markdown_that_is_no_schema_document_is_ignored(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "README.md": "# Hello\n\nInstall it.\n",
            "docs/db-schema.md": "# Schema\n\n| Column | Type |\n|---|---|\n| id | int |\n",
            "notes.md": "# Notes\n\n```sql\nCREATE TABLE t (id int);\n```\n",
            "api.md": "# Props\n\n| Name | Type | Default |\n|---|---|---|\n| size | int | 1 |\n",
        }
    )
    arrangement = arranged(root)
    assert arrangement.pages == ("docs/db-schema.md", "notes.md")
    assert {document.path: document.source.role for document in arrangement.documents}["README.md"] == "ignored"


def test_an_unread_neighbour_lends_its_dialect_only_when_all_agree(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "a/one.sql": "CREATE TABLE t (id bigserial, a jsonb);",
            "a/two.sql": "CREATE TABLE u (id int);",
            "b/one.sql": "CREATE TABLE t (id bigserial, a jsonb);",
            "b/two.sql": "CREATE TABLE u (id int AUTO_INCREMENT);",
            "b/three.sql": "CREATE TABLE v (id int);",
        }
    )
    found = {document.path: document.source.dialect for document in arranged(root).documents}
    assert found == {
        "a/one.sql": "postgres",
        "a/two.sql": "postgres",
        "b/one.sql": "postgres",
        "b/two.sql": "mysql",
        "b/three.sql": "standard",
    }


def test_a_dump_of_dbmate_is_none_of_rails(write: Write, arranged: Arranged) -> None:
    text = f"--\n{T}-- Dbmate schema migrations\nINSERT INTO public.schema_migrations (version) VALUES ('1');\n"
    assert [one.framework for one in arranged(write({"db/schema.sql": text})).snapshots] == [""]


def test_sqldef_is_told_by_its_remark_or_by_configuration(write: Write, arranged: Arranged) -> None:
    root = write({"a/schema.sql": "CREATE TABLE b ( -- @renamed from=a\n id int);\n"})
    assert [one.framework for one in arranged(root).snapshots] == ["sqldef"]
    root = write({"b/001_users.sql": T, "b/002_more.sql": "CREATE TABLE more (id int);\n"})
    found = arranged(root, framework_for=lambda folder: "sqldef" if folder.startswith("b") else "")
    assert found.histories == ()
    whole = [(one.path, one.framework, len(one.scripts)) for one in found.snapshots]
    assert ("b", "sqldef", 2) in whole


def test_skeema_has_one_object_a_file(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "shop/.skeema": "schema=shop\nflavor=mysql:8.0\n",
            "shop/a.sql": "CREATE TABLE a (id int);\n",
            "shop/b.sql": "CREATE TABLE b (id int);\n",
        }
    )
    [found] = arranged(root).snapshots
    assert (found.path, found.framework, found.dialect, len(found.scripts)) == ("shop", "skeema", "mysql", 2)


def test_scripts_around_a_deployment_are_no_part_of_the_project(write: Write, arranged: Arranged) -> None:
    project = (
        '<Project><ItemGroup><PreDeploy Include="Scripts\\Before.sql" /><PostDeploy Include="Scripts\\After.sql" />'
        '<Build Remove="old/*.sql" /></ItemGroup></Project>'
    )
    table = "CREATE TABLE [dbo].[{}] ([id] int NOT NULL);\nGO\n"
    root = write(
        {
            "db/db.sqlproj": project,
            "db/dbo/Tables/a.sql": table.format("a"),
            "db/dbo/Tables/b.sql": table.format("b"),
            "db/Scripts/Before.sql": "DROP TABLE [dbo].[z];\nGO\n",
            "db/Scripts/After.sql": table.format("rest"),
            "db/old/a.sql": table.format("a"),
        }
    )
    found = {one.path: (one.framework, len(one.scripts), one.standalone) for one in arranged(root).snapshots}
    assert found["db"] == ("ssdt", 2, False)
    assert all(standalone for path, (_, _, standalone) in found.items() if path != "db")
    assert len(found) == 4


def test_scripts_of_one_installation(write: Write, arranged: Arranged) -> None:
    """Two ways to install make the same tables, so that nothing says which the indexes belong to; they are new all the same. A
    script that takes most of it down is one too; a change of what runs is none, nor is the drop of a single table."""
    tables = "".join(f"CREATE TABLE t{at} (id int PRIMARY KEY);\n" for at in range(4))
    root = write(
        {
            "a/make.sql": tables,
            "a/make_again.sql": tables,
            "a/idx.sql": "CREATE INDEX i ON t1 (id);",
            "a/upgrade_2.sql": "CREATE INDEX j ON t2 (id);",
            "a/clear.sql": "DROP TABLE t3;\nDROP TABLE IF EXISTS t2;\nDROP TABLE t1;",
            "a/one.sql": "DROP TABLE t3;",
            "b/idx.sql": "CREATE INDEX i ON t1 (id);",
        }
    )
    beside = {one.path: one.beside for one in arranged(root).snapshots}
    assert sorted(path for path, said in beside.items() if said) == ["a/clear.sql", "a/idx.sql"]
    assert len(beside) == 7
