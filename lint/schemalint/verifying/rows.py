"""Rows before and after: how many there are, and a hash of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from schemalint.model.record import NamedTuple
from schemalint.verifying.compare import columns
from schemalint.verifying.engine import Engine, Session
from schemalint.verifying.values import Picture

MOST = 2000
"""Rows of a table that are looked at."""


class Held(NamedTuple):
    """The rows of one table."""

    columns: tuple[str, ...]
    number: int
    digest: str


Table = tuple[str, str]


def held(engine: Engine, session: Session, tables: Mapping[Table, Sequence[str]]) -> dict[Table, Held]:
    """The rows of those columns of those tables; a table that cannot be read is left out."""
    found = {}
    for (schema, table), names in tables.items():
        if not names:
            continue
        listed = ", ".join(map(engine.quoted, names))
        place = f"{engine.quoted(schema)}." if schema else ""
        try:
            rows = session.rows(f"SELECT {listed} FROM {place}{engine.quoted(table)} LIMIT {MOST}")
        except ValueError:
            continue
        digest = hashlib.sha256("\n".join(sorted(map(repr, rows))).encode(errors="replace")).hexdigest()
        found[schema, table] = Held(tuple(names), len(rows), digest)
    return found


def all_rows(engine: Engine, session: Session, picture: Picture) -> dict[Table, Held]:
    """The rows of every table that the picture shows."""
    return held(engine, session, {table: tuple(kinds) for table, kinds in columns(picture).items()})


class Changed(NamedTuple):
    """A table whose rows are not what they were."""

    table: str
    words: str
    explained: str
    """Why that had to be; empty where nothing explains it."""


def compared(
    before: Mapping[Table, Held], after: Mapping[Table, Held], start: Picture, between: Picture, written: frozenset[str]
) -> list[Changed]:
    """What became of the rows. `between` is the picture after the way there, `written` names the tables whose rows the migration
    or its way back changes by itself."""
    then, there = columns(start), columns(between)
    found = []
    for table, held_ in before.items():
        now = after.get(table)
        if now == held_:
            continue
        name = ".".join(filter(None, table))
        if now is None:
            found.append(Changed(name, f"the rows of {name} could not be read", "the table is not what it was"))
            continue
        words = (
            f"{name} has {now.number} rows instead of {held_.number}"
            if now.number != held_.number
            else f"rows of {name} hold other values"
        )
        found.append(Changed(name, words, _reason(table, then, there, written)))
    return found


def _reason(
    table: Table,
    then: Mapping[Table, Mapping[str, str]],
    there: Mapping[Table, Mapping[str, str]],
    written: frozenset[str],
) -> str:
    if table not in there:
        return "the migration drops or renames the table"
    gone = [name for name in then.get(table, {}) if name not in there[table]]
    if gone:
        return f"the migration drops or renames {', '.join(gone)}"
    changed = [name for name, kind in then.get(table, {}).items() if there[table].get(name) != kind]
    if changed:
        return f"the migration changes the type of {', '.join(changed)}"
    return "the migration writes to it" if table[1].lower() in written else ""
