"""What may stand in a configuration file: the keys of its tables, and what each value must be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import get_args

from schemalint.model.document import Store

STORES: tuple[str, ...] = get_args(Store)
DIALECTS = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard")
PRESETS = ("recommended", "strict", "minimal", "oltp", "analytics", "privacy", "supabase")
LEVELS = ("error", "warning", "info")
FRAMEWORKS = (
    "golang-migrate", "flyway", "goose", "dbmate", "sqlx", "diesel", "prisma", "drizzle", "sql-migrate", "liquibase",
    "supabase", "atlas", "hasura", "d1", "tern", "node-pg-migrate", "db-migrate", "sqitch", "play", "mybatis", "yoyo",
    "shmig", "graphile", "postgrator", "postgres-migrations", "pop", "bun", "alembic", "django", "typeorm", "mikro-orm",
    "refinery", "evolve", "numbered", "rails-structure", "ssdt", "skeema", "sqldef",
)  # fmt: skip

Keys = Mapping[str, "str | tuple[str, ...]"]
"""The kind of each key's value; a tuple holds the words to choose from."""

TOP: Keys = {
    "extends": "shared",
    "dialect": DIALECTS,
    "server-version": "versions",
    "edition": "text",
    "preset": PRESETS,
    "select": "names",
    "ignore": "names",
    "extend-select": "names",
    "include": "paths",
    "exclude": "paths",
    "check-against": "paths",
    "baseline": "text",
    "fail-on": (*LEVELS, "never"),
    "max-warnings": "count",
    "assume-transaction": "flag",
    "since": "text",
    "dialects": "table",
    "per-path-ignores": "table",
    "rules": "table",
    "overrides": "tables",
    "policy": "tables",
    "migrations": "table",
    "documents": "table",
    "privacy": "table",
}
OVERRIDE: Keys = {
    "tables": "objects",
    "paths": "paths",
    "select": "names",
    "extend-select": "names",
    "ignore": "names",
    "rules": "table",
    "until": "date",
}
POLICY: Keys = {
    "name": "name",
    "rule": "text",
    "tables": "objects",
    "dialects": "dialects",
    "severity": LEVELS,
    "message": "text",
    "link": "link",
    "owner": "text",
    "since": "date",
    "until": "date",
    "options": "table",
    "good": "examples",
    "bad": "examples",
}
EXAMPLE: Keys = {
    "sql": "text",
    "at": "text",
    "given": "text",
    "dialect": (*DIALECTS, *STORES),
    "server-version": "version",
    "path": "file",
}
MIGRATIONS: Keys = {
    "directories": "paths",
    "framework": FRAMEWORKS,
    "frameworks": "table",
    "custom": "tables",
    "frozen": "step",
}
CUSTOM: Keys = {
    "up": "patterns",
    "down": "patterns",
    "order": ("version", "integer", "text"),
    "metadata": "text",
    "files": "text",
    "transaction": "flag",
    "no-transaction": "text",
}
DOCUMENTS: Keys = {
    "patterns": "paths",
    "template": "text",
    "folder": "folder",
    "name": "file-name",
    "tracking": "file",
    "against": "grounds",
    "author": "text",
    "words": "words",
}
PRIVACY: Keys = {"classes": "classes", "periods": "periods", "readers": "roles"}
WORD_KINDS = (
    "name", "type", "nullable", "required", "default", "constraints", "key", "primary", "references", "parent", "child",
    "unique", "description",
    "caption", "table", "index", "values", "value", "definition", "indexed", "method", "where", "yes", "no", "nothing",
    "columns-title", "index-title", "migration", "rollback", "metadata", "metric", "metrics-title",
)  # fmt: skip
"""What words can be added for: the heads of tables by what their column holds, the words of cells, the stems of headings, the
keys of the metadata, the names of figures. Every other key is the title of a template's section."""

OTHER_NAMES = {
    "postgresql": "postgres",
    "pg": "postgres",
    "mssql": "tsql",
    "sqlserver": "tsql",
    "sql-server": "tsql",
    "t-sql": "tsql",
    "ansi": "standard",
    "policies": "policy",
    "extend": "extends",
    "inherit": "extends",
    "per-file-ignores": "per-path-ignores",
    "override": "overrides",
    "document": "documents",
    "rule": "rules",
    "severities": "rules",
    "off": "ignore",
}
"""What people write, and what is meant."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that is meant, or nothing."""
    import difflib

    names = sorted(known)
    other = OTHER_NAMES.get(word.lower())
    near = [other] if other in names else difflib.get_close_matches(word, names, 1, 0.6)
    return f"; did you mean `{near[0]}`?" if near else ""


def _is_texts(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


def _is_words(value: object) -> bool:
    return isinstance(value, dict) and all(
        _is_texts(words) and all(word.strip() for word in words) for words in value.values()
    )


def _is_said(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(said, str) and said.strip() for said in value.values())


def _is_roles(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) or _is_texts(one) for one in value.values())


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_inside(value: object, *, file: bool) -> bool:
    """Whether a text is a path that stays below the folder it is relative to."""
    if not isinstance(value, str) or not value.strip() or "\\" in value:
        return False
    parts = value.rstrip("/").split("/")
    return value[0] not in "/~" and ".." not in parts and not (file and (value.endswith("/") or parts[-1] in ("", ".")))


def _is_file_name(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.count("{name}") == 1
        and "/" not in value
        and value.endswith((".md", ".markdown"))
    )


def is_date(text: str) -> bool:
    """Whether a text is a day there is, as `2027-01-31`."""
    from datetime import date

    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_version(value: object) -> bool:
    """Whether it is the version of a server: a number, or a text that begins with one."""
    return type(value) is int or (isinstance(value, str) and value[:1].isdecimal())


def _is_examples(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, (str, dict)) for item in value)


def _is_called(value: object) -> bool:
    """Whether a text can be named wherever rules are: in lists with commas, between brackets, on the command line."""
    return isinstance(value, str) and value not in ("", "all") and not set(value) & set(" \t\r\n,[]")


def _is_link(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://")) and not set(value) & set(" \t\n<>")


_LIST = "a list of strings"
_GROUNDS = 'a list of "fences", "histories" and "snapshots"'
_VERSIONS = 'a string such as "15" or "8.0", or a table with one for each dialect'
KINDS: Mapping[str, Callable[[object], str]] = {
    "text": lambda value: "" if isinstance(value, str) else "a string",
    "texts": lambda value: "" if _is_texts(value) else _LIST,
    "name": lambda value: "" if _is_called(value) else "a name without blanks, commas and brackets, and not `all`",
    "names": lambda value: "" if _is_texts(value) else "a list of rules, groups and policies",
    "paths": lambda value: "" if _is_texts(value) else "a list of path patterns",
    "patterns": lambda value: "" if isinstance(value, str) or _is_texts(value) else "a pattern of paths, or a list of them",
    "dialects": lambda value: "" if _is_texts(value) and value else "a list of dialects",
    "objects": lambda value: "" if isinstance(value, str) or _is_texts(value) else "a table pattern, or a list of them",
    "flag": lambda value: "" if isinstance(value, bool) else "true or false",
    "count": lambda value: "" if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "a number from 0",
    "step": lambda value: "" if isinstance(value, str) or type(value) is int else "the name or the number of a migration",
    "version": lambda value: "" if is_version(value) else 'a string such as "15" or "8.0"',
    "versions": lambda value: "" if isinstance(value, dict) or is_version(value) else _VERSIONS,
    "date": lambda value: "" if isinstance(value, str) or hasattr(value, "isoformat") else "a date such as 2027-01-31",
    "folder": lambda value: "" if _is_inside(value, file=False) else "a folder relative to this file, such as \"docs\"",
    "file": lambda value: "" if _is_inside(value, file=True) else "the path of a file relative to this one",
    "file-name": lambda value: "" if _is_file_name(value) else 'the name of a Markdown file with `{name}` in it, such as "schema-{name}.md"',
    "grounds": lambda value: "" if _is_texts(value) else _GROUNDS,
    "words": lambda value: "" if _is_words(value) else "a table with a list of words for each kind",
    "classes": lambda value: "" if _is_said(value) else 'a table with a class for each `table.column`',
    "periods": lambda value: "" if _is_said(value) else 'a table with a period such as "90 days" for each table',
    "roles": lambda value: "" if _is_roles(value) else "a table with a list of roles for each table",
    "shared": lambda value: "" if isinstance(value, str) or _is_texts(value) else "a file, an installed package, or a list of them",
    "link": lambda value: "" if _is_link(value) else "an address that begins with https://",
    "examples": lambda value: "" if _is_examples(value) else "a list of texts, or of tables with `sql`",
    "table": lambda value: "" if isinstance(value, dict) else "a table",
    "tables": lambda value: "" if _is_tables(value) else "an array of tables, [[…]]",
}  # fmt: skip
"""What a value must be, in words, when it is not; empty when it is."""
