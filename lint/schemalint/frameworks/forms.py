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
    hints: tuple[str, ...]
    """One of these stands in every path that `names` fits, in lower case; looked for first, as that is much faster."""
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
        ("change", "liquibase", "migrat", "master", "delta", "/db/", "/database/", "/sql/", "/schema/", "/ddl/"),
        r"/[^/]*(?:change[-_.]?(?:log|set)|liquibase|migrat|master|delta)[^/]*(?:/[^/]*){0,3}$|/(?:db|database|sql|schema|ddl|changes)(?:/[^/]*){1,2}$",
        r"<(?:\w+:)?databaseChangeLog\b|^[\"'{\s]*databaseChangeLog[\"']?\s*:",
    ),
    Form(
        "typeorm",
        (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs"),
        ("migrat", "/1", "/2"),
        r"/\d{13}[-_][^/]*$|/(?:[^/]*migrations?)/(?:[^/]+/)?[^/]*\d{13}[^/]*$",
        r"\bMigrationInterface\b|\bqueryRunner\b",
    ),
    Form(
        "mikro-orm",
        (".ts", ".js", ".mts", ".mjs", ".cts", ".cjs"),
        ("migrat",),
        r"/[^/]*migration[^/]*\d{14}[^/]*$|/[^/]*migrations?/(?:[^/]+/)?[^/]*\d{14}[^/]*$",
        r"@mikro-orm/migrations|\bextends\s+Migration\b",
    ),
    Form(
        "alembic",
        (".py",),
        ("/versions/", "/migrations/", "/alembic/"),
        r"/(?:versions|migrations|alembic)/(?:[^/]+/){0,2}[^/]+$",
        r"^revision(?:\s*:[^=\n]+)?\s*=|^from alembic import|^import alembic",
    ),
    Form(
        "django",
        (".py",),
        ("/migrations/",),
        r"/migrations/(?![_~])[^/]+$",
        r"^class\s+Migration\s*\(",
    ),
)

SUFFIXES = tuple(dict.fromkeys(suffix for form in FORMS for suffix in form.suffixes))
HEAD = 16_384
"""So many characters of a file are looked at; comments and licences come first in some."""


@lru_cache(maxsize=1)
def _by_suffix() -> dict[str, tuple[tuple[str, ...], re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]]:
    """For each ending: what stands in a name worth opening, what tells it, and the forms with the words that tell them."""
    found = {}
    for suffix in SUFFIXES:
        forms = [form for form in FORMS if suffix in form.suffixes]
        names = re.compile("|".join(form.names for form in forms), re.I)
        hints = tuple(dict.fromkeys(hint for form in forms for hint in form.hints))
        found[suffix] = (hints, names, tuple((form.name, re.compile(form.words, re.M)) for form in forms))
    return found


def may_be_migration(path: str) -> bool:
    """Whether the name of a file lets expect a migration in another language than SQL: cheap, and no proof."""
    known = _by_suffix().get(path[path.rfind(".") :].lower())
    if known is None:
        return False
    lower = path.lower()
    if not any(hint in lower for hint in known[0]) or known[1].search(path) is None:
        return False
    return not lower.endswith((".d.ts", ".d.mts", ".d.cts"))


def form_of(path: str, text: str) -> str:
    """The name of the form that a file has, told by its ending and its text; empty when it has none."""
    known = _by_suffix().get(path[path.rfind(".") :].lower())
    if known is None:
        return ""
    head = text[:HEAD]
    return next((name for name, words in known[2] if words.search(head)), "")
