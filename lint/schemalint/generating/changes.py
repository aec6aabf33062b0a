"""What a document says about how its schema came to be: migrations, and how each is taken back."""

from __future__ import annotations

import os
from collections.abc import Iterator

from schemalint.dialects.stores import STORES
from schemalint.generating.descriptions import fence, grid
from schemalint.generating.subject import Subject
from schemalint.model.project import History, Migration
from schemalint.model.schema import Catalog

WRITTEN = 10
"""How many rollbacks that no file holds are written out, newest first; older ones are rarely taken back."""


def _history(subject: Subject) -> History | None:
    history = subject.replay.history if subject.replay else None
    return history if history is not None and history.migrations else None


def _has_down(migration: Migration) -> bool:
    return bool(migration.down) and not migration.empty_down


def migrations(subject: Subject) -> str:
    """Every migration with a link to its script, and whether a rollback stands beside it."""
    history = _history(subject)
    if history is None:
        return ""
    order = "their numbers" if history.framework in ("numbered", "custom") else history.framework
    head = f"The migrations stand in `{history.path}`, in the order of {order}."
    return f"{head}\n\n{grid(('Migration', 'Has a rollback'), (cells for _, cells in rows(subject)))}"


def rows(subject: Subject) -> Iterator[tuple[Migration, tuple[str, str]]]:
    """The migrations with their rows in the table of migrations."""
    history = _history(subject)
    for one in history.migrations if history else ():
        yield one, (_script(subject, one), "Yes" if _has_down(one) else "No")


def _script(subject: Subject, migration: Migration) -> str:
    if not migration.up:
        return f"`{migration.name}`"
    target = _relative(subject, migration.up[0].path)
    return f"[{migration.name}]({target})" if target else f"`{migration.name}`"


def _relative(subject: Subject, path: str) -> str:
    """The path as a link from the document; empty where brackets in it would end the link."""
    target = os.path.relpath(path, os.path.dirname(subject.page.path) or ".").replace(os.sep, "/")
    return "" if set("()[]|<>") & set(target) else target.replace(" ", "%20")


def rollbacks(subject: Subject) -> str:
    """Which migrations have no rollback, and for the newest of these what takes them back."""
    history = _history(subject)
    if history is None:
        return ""
    lacking = [one for one in history.migrations if not _has_down(one)]
    parts = [
        f"What takes a migration back stands beside it in `{history.path}`, where the table of migrations says so."
    ]
    if lacking:
        parts.append("The others are taken back so, the newest first.")
    for one in list(reversed(lacking))[:WRITTEN]:
        text = subject.material.rollback(one.name)
        if any(line.strip() and not line.strip().startswith("--") for line in text.split("\n")):
            parts.append(f"Rollback of `{one.name}`:\n\n{fence('sql', text)}")
        else:
            parts.append(f"Rollback of `{one.name}`: [Describe how it is taken back]")
    return "\n\n".join(parts)


def record(subject: Subject) -> str:
    """Where the migrations are told, how they are taken back, how they are tried."""
    history = _history(subject)
    told = (
        f"{len(history.migrations)} migrations in `{history.path}`, the last is `{history.migrations[-1].name}`"
        if history
        else "[Link to the record of schema changes]"
    )
    return "\n".join(
        (
            f"- **Migration History**: {told}",
            "- **Rollback Procedures**: [Describe how a migration is taken back]",
            "- **Testing Procedures**: [Describe how a migration is tried before it is deployed]",
        )
    )


def first_migration(subject: Subject) -> str:
    """What makes the schema from nothing."""
    history = _history(subject)
    if history is None:
        return ""
    first = history.migrations[0]
    text = migrations(subject)
    lacking = [one for one in history.migrations if not _has_down(one)]
    tail = rollbacks(subject) if lacking else ""
    lead = f"The schema begins with {_script(subject, first)}."
    return "\n\n".join(part for part in (lead, text, tail) if part)


def script(subject: Subject) -> str:
    """A link to the file or folder that the schema was read from."""
    path = subject.material.files.get("Full DDL Script", "")
    if not path:
        if subject.replay is None or subject.own or subject.replay.kind == "script":
            return ""
        path = subject.replay.path
    return _linked(subject, path)


def sample(subject: Subject) -> str:
    """A link to the script that loads sample data, where one comes with the document; else, where they are wanted, the rows."""
    path = subject.material.files.get("Sample Data", "")
    if path:
        return _linked(subject, path)
    return sample_rows(subject.catalog) if subject.material.samples and subject.catalog is not None else ""


def sample_rows(catalog: Catalog) -> str:
    """A fence with rows for the tables; empty where none can be filled, or no SQL fills them."""
    if catalog.dialect in STORES:
        return ""
    from schemalint.generating.sample_data import sample

    made = sample(catalog)
    return f"```sql\n{made.text}```" if made.tables else ""


def _linked(subject: Subject, path: str) -> str:
    target = _relative(subject, path)
    return f"[{os.path.basename(path.rstrip('/')) or path}]({target})" if target else ""
