"""Revisions of Alembic, read as the SQL that they run; and the same from Alembic itself, where it is installed."""

from __future__ import annotations

import importlib
import importlib.util
import io
import re
from pathlib import Path
from typing import Any

import pytest
from folder_of_files import Folder

from schemalint.model.document import Dialect
from schemalint.translating.alembic import translate

FILES = Path(__file__).resolve().parent.parent.parent / "fixtures" / "migrations" / "alembic"
HEAD = "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = 'r1'\ndown_revision = None\n\n"


def told(body: str, dialect: Dialect | None = "postgres", head: str = HEAD) -> str:
    """The up and the down section of one revision, without its head."""
    found = translate(head + body, "x.py", dialect)
    assert found is not None
    return found.text.partition("-- translated: up\n")[2]


def up(body: str, dialect: Dialect | None = "postgres", head: str = HEAD) -> str:
    indented = "\n".join("    " + line for line in body.splitlines())
    return told(f"def upgrade():\n{indented}\n", dialect, head)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


# --- as Alembic itself -------------------------------------------------------------------------------------------------


def _printed(dialect: str, directions: tuple[tuple[str, str], ...]) -> list[str]:
    """What Alembic prints for one direction of each file."""
    pytest.importorskip("alembic", reason="Alembic is not installed: nothing to compare with")
    MigrationContext: Any = importlib.import_module("alembic.migration").MigrationContext  # noqa: N806
    Operations: Any = importlib.import_module("alembic.operations").Operations  # noqa: N806
    found = []
    for name, direction in directions:
        buffer = io.StringIO()
        options = {"as_sql": True, "output_buffer": buffer, "literal_binds": True}
        context = MigrationContext.configure(dialect_name=dialect, opts=options)
        with Operations.context(context):
            spec = importlib.util.spec_from_file_location(name, FILES / f"{name}.py")
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            getattr(module, direction)()
        found.append(re.sub(r"^(?:BEGIN|COMMIT);$", "", buffer.getvalue(), flags=re.M))
    return found


def _files() -> dict[str, str]:
    return {f"alembic/versions/{path.name}": path.read_text() for path in sorted(FILES.glob("*.py"))}


UPS = (("a1_accounts", "upgrade"), ("b2_clubs", "upgrade"))


@pytest.mark.parametrize(
    ("dialect", "theirs"), [("postgres", "postgresql"), ("mysql", "mysql"), ("mariadb", "mariadb")]
)
def test_the_schema_is_the_one_that_alembic_prints(tmp_path: Path, dialect: Dialect, theirs: str) -> None:
    printed = _printed(theirs, UPS)
    ours = Folder(tmp_path / "ours").write(_files()).catalog(dialect)
    plain = {f"{number:04}_step.sql": text for number, text in enumerate(printed, 1)}
    assert ours == Folder(tmp_path / "theirs").write(plain).catalog(dialect)
    assert {table["name"] for table in ours["tables"]} == {"account", "club", "member"}


@pytest.mark.parametrize(("dialect", "theirs"), [("postgres", "postgresql"), ("mysql", "mysql")])
def test_the_way_back_is_the_one_that_alembic_prints(tmp_path: Path, dialect: Dialect, theirs: str) -> None:
    back = (("b2_clubs", "downgrade"),)
    [printed] = _printed(theirs, back)
    found = translate((FILES / "b2_clubs.py").read_text(), "b2_clubs.py", dialect)
    assert found is not None
    down = found.text.partition("-- translated: down\n")[2]
    first = {f"{number:04}_step.sql": text for number, text in enumerate(_printed(theirs, UPS), 1)}
    ours = Folder(tmp_path / "ours").write({**first, "0003_back.sql": down}).catalog(dialect)
    assert ours == Folder(tmp_path / "theirs").write({**first, "0003_back.sql": printed}).catalog(dialect)


# --- order, sections, places ---------------------------------------------------------------------------------------------


def test_revisions_are_ordered_by_what_they_revise(folder: Folder) -> None:
    def revision(name: str, before: str, depends: str = "None") -> str:
        return (
            f"from alembic import op\nrevision = '{name}'\ndown_revision = {before}\ndepends_on = {depends}\n"
            f"def upgrade():\n    op.execute('CREATE TABLE t_{name} (id int)')\n"
        )

    folder.write(
        {
            "migrations/versions/a_merge.py": revision("m", "('x', 'y')"),
            "migrations/versions/b_x.py": revision("x", "'root'", "'y'"),
            "migrations/versions/c_y.py": revision("y", "'root'"),
            "migrations/versions/z_root.py": revision("root", "None"),
        }
    )
    assert [name for name, _, _ in folder.steps()] == ["z_root", "c_y", "b_x", "a_merge"]


def test_a_downgrade_that_raises_is_declared_and_one_that_passes_is_empty(folder: Folder) -> None:
    text = HEAD + "def upgrade():\n    op.drop_table('a')\n\n\ndef downgrade():\n    {}\n"
    folder.write({"versions/r1.py": text.format("raise NotImplementedError('the rows are gone')")})
    assert "-- schemalint: irreversible the rows are gone" in told(
        text.format("raise NotImplementedError('the rows are gone')").removeprefix(HEAD)
    )
    assert not folder.check("missing-rollback", "empty-rollback").diagnostics
    folder.write({"versions/r1.py": text.format("pass")})
    assert [one.rule for one in folder.check("missing-rollback", "empty-rollback").diagnostics] == ["empty-rollback"]


def test_a_finding_stands_where_the_column_does(folder: Folder) -> None:
    folder.write(
        {
            "versions/r1.py": HEAD
            + "def upgrade():\n    op.create_table('a', sa.Column('id', sa.Integer(), primary_key=True))\n"
        }
    )
    report = folder.check("narrow-primary-key", dialect="postgres")
    assert folder.text_at(report) == [("narrow-primary-key", "sa.Column('id', sa.Integer(), primary_key=True)")]


def test_literal_sql_is_found_letter_by_letter(folder: Folder) -> None:
    folder.write(
        {
            "versions/r1.py": HEAD
            + "def upgrade():\n    op.execute('''\n      SELECT 1;\n      CREATE TABEL a (id int)\n    ''')\n"
        }
    )
    report = folder.check("syntax-error", "unread-statement", dialect="postgres")
    assert [text for _, text in folder.text_at(report)] == ["TABEL"]


def test_a_comment_silences_what_stands_beside_it(folder: Folder) -> None:
    line = "    op.create_table('a', sa.Column('id', sa.Integer(), primary_key=True))"
    folder.write({"versions/r1.py": HEAD + f"def upgrade():\n{line}  # schemalint: ignore[narrow-primary-key] small\n"})
    report = folder.check("narrow-primary-key", dialect="postgres")
    assert [one.rule for one in report.diagnostics if not one.suppressed] == []


# --- what is told and what is not ----------------------------------------------------------------------------------------


def test_only_the_branch_of_the_dialect_is_read() -> None:
    body = "bind = op.get_bind()\nif bind.dialect.name == 'postgresql':\n    op.drop_table('a')\nelse:\n    op.drop_table('b')"
    assert up(body) == "DROP TABLE a;\n"
    assert up(body, "mysql") == "DROP TABLE b;\n"
    assert "UNTRANSLATED CODE" in up(body, None)


def test_code_that_is_not_told_is_named_with_the_tables_it_is_about() -> None:
    assert up("if missing('a'):\n    op.add_column('a', sa.Column('b', sa.Integer()))") == (
        "UNTRANSLATED CODE 'if missing(''a'')' ON a;\n"
    )
    assert up("rows = op.get_bind().execute(sa.text('SELECT 1'))\nfor row in rows:\n    helper(op, row)").endswith(
        "UNTRANSLATED CODE 'for ... in rows';\n"
    )
    assert up('op.execute(f"UPDATE a SET b = {secret()}")').startswith("UNTRANSLATED DATA")
    assert up("op.execute(build())").startswith("UNTRANSLATED CODE")


def test_loops_over_literals_and_functions_of_the_file_are_read() -> None:
    head = (
        HEAD
        + "TABLES = ['a', 'b']\n\n\ndef add(table, kind=sa.Integer()):\n    op.add_column(table, sa.Column('n', kind))\n\n\n"
    )
    assert up("for table in TABLES:\n    add(table)\nadd('c', kind=sa.Text())", head=head) == (
        "ALTER TABLE a ADD COLUMN n INTEGER;\nALTER TABLE b ADD COLUMN n INTEGER;\nALTER TABLE c ADD COLUMN n TEXT;\n"
    )


def test_a_type_of_the_project_is_a_placeholder_and_the_column_is_there(folder: Folder) -> None:
    folder.write(
        {
            "versions/r1.py": HEAD
            + "def upgrade():\n    op.create_table('a', sa.Column('id', my.types.GUID(), nullable=False))\n"
        }
    )
    [table] = folder.catalog("postgres")["tables"]
    assert [(one["name"], one["type"], one["nullable"]) for one in table["columns"]] == [("id", '"${GUID}"', False)]


def test_an_autocommit_block_is_outside_the_transaction(folder: Folder) -> None:
    folder.write(
        {
            "versions/r1.py": HEAD + "def upgrade():\n    op.create_table('a', sa.Column('id', sa.BigInteger()))\n",
            "versions/r2.py": (
                "from alembic import op\nrevision = 'r2'\ndown_revision = 'r1'\n\n\ndef upgrade():\n"
                "    op.execute('SELECT 1')\n    with op.get_context().autocommit_block():\n"
                "        op.create_index('i', 'a', ['id'], postgresql_concurrently=True)\n"
            ),
            "versions/r3.py": (
                "from alembic import op\nrevision = 'r3'\ndown_revision = 'r2'\n\n\ndef upgrade():\n"
                "    op.create_index('j', 'a', ['id'], postgresql_concurrently=True)\n"
            ),
        }
    )
    found = folder.check("concurrently-in-transaction", dialect="postgres").diagnostics
    assert [Path(one.span.path).name for one in found] == ["r3.py"]


def test_enums_are_made_and_dropped() -> None:
    body = "e = sa.Enum('a', name='e')\ne.create(op.get_bind(), checkfirst=True)\nop.add_column('t', sa.Column('c', e))\ne.drop(op.get_bind())"
    assert up(body) == ("CREATE TYPE e AS ENUM ('a');\nALTER TABLE t ADD COLUMN c e;\nDROP TYPE IF EXISTS e;\n")


def test_a_batch_is_the_operations_on_its_table() -> None:
    body = (
        "with op.batch_alter_table('t', schema='s') as b:\n    b.drop_column('x')\n    b.create_index('i', ['y'], unique=True)\n"
        "    b.create_foreign_key('f', 'u', ['y'], ['id'])\n    b.drop_constraint('c', type_='unique')"
    )
    assert up(body) == (
        "ALTER TABLE s.t DROP COLUMN x;\nCREATE UNIQUE INDEX i ON s.t (y);\n"
        "ALTER TABLE s.t ADD CONSTRAINT f FOREIGN KEY(y) REFERENCES u (id);\nALTER TABLE s.t DROP CONSTRAINT c;\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "revision = 'a'\ndef upgrade(:\n",
        "revision = 'a'\nx = " + "(" * 3000 + ")" * 3000,
        "revision = 'a'\nx = 1" + " + 1" * 20_000,
        "revision = 'a'\nx = x\ndef upgrade():\n    upgrade()\n",
        "revision = 'a'\nfrom alembic import op\ns = 'a'\n"
        + "".join("s2 = s\n" for _ in range(3))
        + "def upgrade():\n    op.execute('%9999999999d' % 1)\n",
        "revision = 'a'\nfrom alembic import op\ndef upgrade():\n    op.create_table()\n    op.alter_column('a')\n    op.drop_index()\n",
        "revision = 'a'\ndef upgrade():\n    yield\n\0",
    ],
)
def test_no_text_breaks_it(text: str) -> None:
    dialects: tuple[Dialect | None, ...] = ("postgres", "mysql", None)
    for dialect in dialects:
        found: Any = translate(text, "x.py", dialect)
        assert found is None or found.text.startswith("-- translated: from alembic")
