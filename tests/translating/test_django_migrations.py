"""Migrations of Django, read as the SQL that they run forwards and back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from folder_of_files import Folder

HEAD = "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n"
FILES = Path(__file__).resolve().parent.parent.parent / "fixtures" / "migrations" / "django"


def migration(operations: str, dependencies: str = "[]", more: str = "") -> str:
    return f"{HEAD}    dependencies = {dependencies}\n{more}    operations = [{operations}]\n"


SHOP = migration(
    "migrations.CreateModel('Item', [('id', models.BigAutoField(primary_key=True)), ('name', models.CharField(max_length=50, null=True))])"
)
AFTER = "[('shop', '0001_initial')]"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def second(folder: Folder, operations: str, dialect: str = "postgres", more: str = "") -> tuple[list[str], list[str]]:
    """Up and down of a migration behind the one that makes a table."""
    folder.write(
        {
            "shop/migrations/0001_initial.py": SHOP,
            "shop/migrations/0002_next.py": migration(operations, AFTER, more),
        }
    )
    [_, (name, up, down)] = folder.steps(dialect)
    assert name == "shop.0002_next"
    return up, down


def test_all_apps_are_one_history_in_the_order_of_their_dependencies(folder: Folder) -> None:
    folder.write(
        {
            "app/a/migrations/0001_initial.py": migration("", "[('z', '0002_more')]"),
            "app/a/migrations/__init__.py": "",
            "app/z/migrations/0001_initial.py": migration(""),
            "app/z/migrations/0002_more.py": migration("", "[('z', '0001_initial')]"),
            "app/z/migrations/0003_last.py": migration(
                "", "[('z', '__first__'), ('z', '0002_more'), ('a', '__latest__')]"
            ),
        }
    )
    assert [name for name, _, _ in folder.steps()] == ["z.0001_initial", "z.0002_more", "a.0001_initial", "z.0003_last"]


def test_apps_in_several_folders_are_one_history(folder: Folder) -> None:
    folder.write(
        {
            "src/core/people/migrations/0001_initial.py": migration(""),
            "src/trade/shop/migrations/0001_initial.py": migration("", "[('people', '0001_initial')]"),
        }
    )
    assert [name for name, _, _ in folder.steps()] == ["people.0001_initial", "shop.0001_initial"]


def test_the_settings_that_manage_py_names_tell_the_server(folder: Folder) -> None:
    folder.write(
        {
            "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings.local')\n",
            "site/settings/base.py": "DATABASES = {'default': {'ENGINE': 'django.db.backends.mysql'}}\n",
            "shop/migrations/0001_initial.py": SHOP,
        }
    )
    [history] = folder.study().arrangement.histories
    assert (history.dialect, history.evidence) == ("mysql", "mysql in site/settings/base.py")
    [(_, [table], _)] = folder.steps()
    assert "AUTO_INCREMENT" in table


def test_a_table_comes_with_its_indexes_and_keys(folder: Folder) -> None:
    folder.write({"shop/migrations/0001_initial.py": migration(
        "migrations.CreateModel('Item', [('id', models.AutoField(primary_key=True)), ('slug', models.SlugField()),"
        " ('owner', models.ForeignKey('auth.User', models.CASCADE)), ('n', models.PositiveIntegerField())])"
    )})  # fmt: skip
    [table] = folder.catalog("postgres")["tables"]
    assert [(one["name"], one["type"], one["identity"]) for one in table["columns"]] == [
        ("id", "integer", "by default"),
        ("slug", "character varying(50)", None),
        ("owner_id", "integer", None),
        ("n", "integer", None),
    ]
    assert {one["name"] for one in table["indexes"]} == {
        "shop_item_slug_bccfbce3",
        "shop_item_slug_bccfbce3_like",
        "shop_item_owner_id_4a50d7fa",
    } or len(table["indexes"]) == 3
    assert [one["columns"] for one in table["foreign_keys"]] == [["owner_id"]]
    assert not folder.check("foreign-key-unknown-parent", "unknown-table", dialect="postgres").diagnostics


def test_a_default_of_python_does_not_stay(folder: Folder) -> None:
    up, down = second(folder, "migrations.AddField('item', 'n', models.IntegerField(default=7))")
    assert up == [
        'ALTER TABLE "shop_item" ADD COLUMN "n" integer DEFAULT 7 NOT NULL',
        'ALTER TABLE "shop_item" ALTER COLUMN "n" DROP DEFAULT',
    ]
    assert down == ['ALTER TABLE "shop_item" DROP COLUMN "n" CASCADE']
    up, _ = second(folder, "migrations.AddField('item', 'n', models.IntegerField(db_default=7))")
    assert up == ['ALTER TABLE "shop_item" ADD COLUMN "n" integer DEFAULT 7 NOT NULL']


def test_what_only_python_knows_of_runs_nothing(folder: Folder) -> None:
    assert second(
        folder,
        "migrations.AlterField('item', 'name', models.CharField('the name', max_length=50, null=True, choices=[('a', 'A')])),"
        " migrations.AlterModelOptions('item', {'ordering': ['name']})",
    ) == ([], [])


@pytest.mark.parametrize(
    ("operation", "irreversible"),
    [
        ("migrations.RunSQL('SELECT 1')", True),
        ("migrations.RunSQL('SELECT 1', migrations.RunSQL.noop)", False),
        ("migrations.RunPython(print)", True),
        ("migrations.RunPython(print, migrations.RunPython.noop)", False),
        ("migrations.AddField('item', 'n', models.IntegerField(null=True))", False),
    ],
)
def test_the_way_back_is_django_s(folder: Folder, operation: str, irreversible: bool) -> None:
    second(folder, operation)
    [text] = [one.text for one in folder.study("postgres").arrangement.documents if one.path.endswith("0002_next.py")]
    assert ("-- schemalint: irreversible" in text) is irreversible
    assert not folder.check("missing-rollback", "empty-rollback", dialect="postgres").diagnostics


def test_without_atomic_an_index_may_be_built_concurrently(folder: Folder) -> None:
    index = "AddIndexConcurrently('item', models.Index(fields=['name'], name='i'))"
    text = migration(index, AFTER).replace(
        "models\n", "models\nfrom django.contrib.postgres.operations import AddIndexConcurrently\n", 1
    )
    folder.write({"shop/migrations/0001_initial.py": SHOP, "shop/migrations/0002_next.py": text})
    assert [one.rule for one in folder.check("concurrently-in-transaction").diagnostics] == [
        "concurrently-in-transaction"
    ]
    folder.write({"shop/migrations/0002_next.py": text.replace("    operations", "    atomic = False\n    operations")})
    assert not folder.check("concurrently-in-transaction").diagnostics


def test_a_squashed_migration_runs_nothing_where_those_it_replaces_are_there(folder: Folder) -> None:
    squashed = SHOP.replace("    operations", "    replaces = [('shop', '0001_initial')]\n    operations")
    folder.write({"shop/migrations/0001_initial.py": SHOP, "shop/migrations/0001_squashed.py": squashed})
    steps = {name: up for name, up, _ in folder.steps("postgres")}
    assert len(steps["shop.0001_initial"]) == 1 and steps["shop.0001_squashed"] == []
    (folder.root / "shop/migrations/0001_initial.py").unlink()
    [(_, up, _)] = folder.steps("postgres")
    assert len(up) == 1


def test_an_app_is_called_what_most_of_its_own_migrations_call_it(folder: Folder) -> None:
    folder.write(
        {
            "shop/migrations/0001_initial.py": migration(
                "migrations.CreateModel('Item', [('id', models.BigAutoField(primary_key=True))])",
                "[('contenttypes', '0001_initial')]",
            ),
            "shop/migrations/0002_more.py": migration("", "[('trade', '0001_initial')]"),
            "shop/migrations/0003_last.py": migration("", "[('trade', '0002_more')]"),
        }
    )
    steps = folder.steps("postgres")
    assert '"trade_item"' in steps[0][1][0]


def test_a_field_that_was_never_added_is_not_added_by_changing_it(folder: Folder) -> None:
    up, _ = second(folder, "migrations.AlterField('item', 'locale', models.IntegerField())")
    assert up == ["UNTRANSLATED CODE 'AlterField(item)' ON \"shop_item\""]


def test_an_operation_of_somebody_else_is_named(folder: Folder) -> None:
    up, _ = second(
        folder, "mine.Operation('x'), migrations.AddIndex('elsewhere', models.Index(fields=['a'], name='i'))"
    )
    assert up == ["UNTRANSLATED CODE 'Operation(...)'", "UNTRANSLATED CODE 'AddIndex(elsewhere)' ON \"shop_elsewhere\""]


@pytest.mark.parametrize(
    "operations", ["migrations.CreateModel()", "*unknown", "migrations.AddField('item')", "1, None", "("]
)
def test_no_text_breaks_it(folder: Folder, operations: str) -> None:
    folder.write(
        {"shop/migrations/0001_initial.py": SHOP, "shop/migrations/0002_next.py": migration(operations, AFTER)}
    )
    assert len(folder.steps("postgres")) == 2


# --- as Django itself ----------------------------------------------------------------------------------------------------

_MIGRATE = """
import sys
from django.conf import settings
apps = ["django.contrib.contenttypes", "django.contrib.auth", "blog", "shop"]
settings.configure(INSTALLED_APPS=apps, DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True)
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
"""


def test_the_columns_are_those_that_django_makes_on_sqlite(tmp_path: Path) -> None:
    pytest.importorskip("django", reason="Django is not installed: nothing to compare with")
    files = {str(path.relative_to(FILES)): path.read_text() for path in FILES.glob("*/migrations/*.py")}
    folder = Folder(tmp_path / "project").write(files)
    catalog = folder.catalog("sqlite")
    folder.write(
        {f"{app}/{name}": "" for app in ("blog", "shop") for name in ("__init__.py", "migrations/__init__.py")}
    )
    database = tmp_path / "built.sqlite"
    done = subprocess.run(
        [sys.executable, "-c", _MIGRATE, str(database)], cwd=folder.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        theirs = {}
        for table in (name for (name,) in rows if name.startswith(("blog_", "shop_", "post_", "people_"))):
            columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            theirs[table] = sorted((name, kind.lower(), bool(fixed)) for _, name, kind, fixed, _, _ in columns)
    ours = {
        table["name"]: sorted((one["name"], one["type"], not one["nullable"]) for one in table["columns"])
        for table in catalog["tables"]
        if table["name"] in theirs
    }
    assert len(theirs) > 7
    assert ours == {name: columns for name, columns in theirs.items() if name in ours} and ours.keys() == theirs.keys()
