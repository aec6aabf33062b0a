"""What a system is called, where nobody says: as its files and folders tell."""

from __future__ import annotations

import os
import re

VAGUE = frozenset(
    {"migrations", "migration", "db", "sql", "schema", "database", "ddl", "migrate", "init", "structure", "dump", "up"}
)
"""Names of files and folders that say nothing about what is in them."""


def title_of(path: str) -> str:
    """The innermost part of a path that says something, as a title."""
    parts = [os.path.splitext(part)[0] for part in os.path.abspath(path).split(os.sep) if part]
    told = [part for part in reversed(parts) if part.lower() not in VAGUE and not part[:1].isdigit()]
    # What is made beside a document is named as it is.
    return shown_name(re.sub(r"^database[-_](?:schema|spec)[-_]", "", told[0], flags=re.I)) if told else "Schema"


def shown_name(name: str) -> str:
    """A name of a file as a title: `web-shop` is `Web Shop`."""
    words = [word for word in re.split(r"[-_\s]+", name) if word]
    return " ".join(word if word != word.lower() else word.capitalize() for word in words) or "Schema"
