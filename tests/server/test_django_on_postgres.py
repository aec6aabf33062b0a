"""The SQL that Django's migrations are said to run builds on PostgreSQL what Django 5.2 built there, and takes it back."""

from __future__ import annotations

import re
from pathlib import Path

from postgres_server import Server

from schemalint.model.document import Document, Source
from schemalint.translating.translate import translator

PROJECT = Path(__file__).resolve().parent.parent.parent / "fixtures" / "migrations" / "django"
BUILT = PROJECT / "built_on_postgres.txt"
ORDER = ("blog/0001_initial", "blog/0002_more", "shop/0001_initial", "blog/0003_renames", "shop/0002_wide")
USERS = "CREATE TABLE auth_user (id integer PRIMARY KEY);"
OURS = "'^(blog|shop|post|people)_'"
QUERY = f"""
SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || CASE a.attidentity WHEN 'd' THEN ' identity' ELSE '' END
    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relname ~ {OURS}
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid::regclass::text ~ {OURS}
UNION ALL
SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename ~ {OURS}
"""


def _sections() -> list[tuple[str, str]]:
    """Up and down of each migration, in order, with a moment for what Django works out when it runs."""
    documents = [
        Document(Source(str(path), str(path), "schema", "standard", ""), path.read_text())
        for path in sorted(PROJECT.glob("*/migrations/0*.py"))
    ]
    said = translator(documents)
    found: dict[str, tuple[str, str]] = {}
    for document in documents:
        text = said(document, "postgres").text
        text = re.sub(r"UNTRANSLATED DATA[^;]*;", "", text).replace("${django.utils.timezone.now}", "'2024-01-01'")
        up, _, down = text.partition("-- translated: up\n")[2].partition("-- translated: down\n")
        app, _, name = Path(document.path).parts[-3:]
        found[f"{app}/{name.removesuffix('.py')}"] = up, down
    return [found[name] for name in ORDER]


def _built(postgres: Server, database: str) -> list[str]:
    return sorted(row[0] for row in postgres.rows(database, QUERY))


def test_the_server_holds_what_django_built(postgres: Server) -> None:
    database = postgres.database("django_up")
    done = postgres.psql(database, USERS + "".join(up for up, _ in _sections()), stop=True)
    assert done.returncode == 0, done.stderr
    assert _built(postgres, database) == sorted(BUILT.read_text().splitlines())


def test_each_migration_is_taken_back(postgres: Server) -> None:
    database = postgres.database("django_down")
    assert postgres.psql(database, USERS, stop=True).returncode == 0
    for up, down in _sections():
        before = _built(postgres, database)
        for script in (up, down):
            done = postgres.psql(database, script, stop=True)
            assert done.returncode == 0, done.stderr
        after = _built(postgres, database)
        # A constraint that is made anew has the name that Django gives it now.
        assert sorted(map(_unnamed, after)) == sorted(map(_unnamed, before))
        assert postgres.psql(database, up, stop=True).returncode == 0


def _unnamed(row: str) -> str:
    row = re.sub(r"(?<=CREATE UNIQUE INDEX )\S+(?:_key|_uniq) ", "", row)
    return re.sub(r"(?<=constraint )(\S+) \S+ (?=FOREIGN|UNIQUE|CHECK)", r"\1 ", row)
