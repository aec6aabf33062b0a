"""Migrations that are not SQL files: by which names and words they are known."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.model.record import NamedTuple


class Form(NamedTuple):
    """A language that migrations are written in."""

    name: str
    """Of the framework that runs them."""
    suffixes: tuple[str, ...]
    names: str
    """A regular expression for the end of a path, looked for from a `/` on, that tells files worth opening; letters of either case."""
    words: str
    """A regular expression, multi-line, that the beginning of the text must hold."""


LOG_SUFFIXES = (".xml", ".yaml", ".yml", ".json")
"""The endings of Liquibase's change logs."""

FORMS = (
    Form(
        "liquibase",
        LOG_SUFFIXES,
        r"/[^/]*(?:change[-_.]?(?:log|set)|liquibase|migrat|master|delta)[^/]*(?:/[^/]*){0,3}$|/(?:db|database|sql|schema|ddl|changes)(?:/[^/]*){1,2}$",
        r"<(?:\w+:)?databaseChangeLog\b|^[\"'{\s]*databaseChangeLog[\"']?\s*:",
    ),
    Form(
        "typeorm",
        (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs"),
        r"/\d{13}[-_][^/]*$|/(?:[^/]*migrations?)/(?:[^/]+/)?[^/]*\d{13}[^/]*$",
        r"\bMigrationInterface\b|\bqueryRunner\b",
    ),
    Form(
        "mikro-orm",
        (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs"),
        r"/[^/]*migration[^/]*\d{14}[^/]*$|/[^/]*migrations?/(?:[^/]+/)?[^/]*\d{14}[^/]*$",
        r"@mikro-orm/migrations|\bextends\s+Migration\b",
    ),
    Form(
        "alembic",
        (".py",),
        r"/(?:versions|migrations|alembic)/(?:[^/]+/){0,2}[^/]+$",
        r"^revision(?:\s*:[^=\n]+)?\s*=|^from alembic import|^import alembic",
    ),
    Form(
        "django",
        (".py",),
        r"/migrations/(?![_~])[^/]+$",
        r"^class\s+Migration\s*\(",
    ),
)

SUFFIXES = tuple(dict.fromkeys(suffix for form in FORMS for suffix in form.suffixes))
HEAD = 16_384
"""So many characters of a file are looked at; comments and licences come first in some."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Form, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((form, re.compile(form.names, re.I), re.compile(form.words, re.M)) for form in FORMS)


def may_be_migration(path: str) -> bool:
    """Whether the name of a file lets expect a migration in another language than SQL: cheap, and no proof."""
    lower = path.lower()
    if not lower.endswith(SUFFIXES) or lower.endswith((".d.ts", ".d.mts", ".d.cts")):
        return False
    return any(lower.endswith(form.suffixes) and names.search(path) for form, names, _ in _patterns())


def form_of(path: str, text: str) -> str:
    """The name of the form that a file has, told by its ending and its text; empty when it has none."""
    lower = path.lower()
    if not lower.endswith(SUFFIXES):
        return ""
    head = text[:HEAD]
    for form, _, words in _patterns():
        if lower.endswith(form.suffixes) and words.search(head):
            return form.name
    return ""
