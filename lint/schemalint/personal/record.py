"""The record of personal data: what lies in which table, where it is seen again, who may read it, how long it stays."""

from __future__ import annotations

from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Table
from schemalint.personal.access import EVERYBODY, Readers
from schemalint.personal.classes import Personal, personal_columns
from schemalint.personal.copies import Copies, Copy
from schemalint.personal.declared import readers_of
from schemalint.personal.retention import Period, Purge, purges, retention


class Sight(NamedTuple):
    """What one role may see of a table's personal data, by one way."""

    role: str
    """`public` is everybody."""
    through: Ref | None
    """The view, the copy or the routine; None for the table itself."""
    columns: tuple[str, ...]
    """The table's columns."""
    by: str = ""
    """The role whose member it is, where it was granted nothing itself."""


class Entry(NamedTuple):
    """One table with personal data."""

    table: Table
    columns: tuple[Personal, ...]
    copies: tuple[Copy, ...]
    """Where the columns are seen again."""
    sights: tuple[Sight, ...]
    """Who may read them, there and in the copies. Owners and superusers may anyway."""
    may: tuple[str, ...] | None
    """The roles that configuration lets read the table; None where it does not say."""
    period: Period | None
    """How long rows stay; None where nothing says."""
    purges: tuple[Purge, ...]
    """What deletes old rows."""

    @property
    def readers(self) -> tuple[str, ...]:
        """The roles that may read some of it."""
        return tuple(sorted({one.role for one in self.sights}))


def record(replay: Replay) -> list[Entry]:
    """An entry for each table with personal data, in the order they stand in the text."""
    held: dict[Ref, list[Personal]] = {}
    columns = personal_columns(replay)
    for one in columns:
        held.setdefault(one.table.ref, []).append(one)
    if not held:
        return []
    copies = Copies(replay, columns)
    readers = Readers(replay)
    purged: dict[str, list[Purge]] = {}
    for purge in dict.fromkeys(purges(replay)):
        purged.setdefault(purge.table, []).append(purge)
    entries = []
    for ref, own in held.items():
        table = own[0].table
        seen = copies.of(ref)
        entries.append(
            Entry(
                table,
                tuple(own),
                tuple(seen),
                tuple(_sights(table, own, seen, readers, replay)),
                readers_of(replay.privacy, table),
                retention(table, replay),
                tuple(purged.get(table.name.lower(), ())),
            )
        )
    return entries


def _sights(table: Table, columns: list[Personal], copies: list[Copy], readers: Readers, replay: Replay) -> list[Sight]:
    found: dict[tuple[str, Ref | None], Sight] = {}
    names = [one.column.name for one in columns]
    for reader in readers.of(table.ref):
        mine = tuple(name for name in names if reader.reads(name))
        if mine:
            found[(reader.role, None)] = Sight(reader.role, None, mine, reader.by)
    for copy in copies:
        if copy.kind == "publication" or copy.ref == table.ref or _asks_for_caller(copy, replay):
            continue
        if copy.kind == "routine":
            everybody = replay.dialect == "postgres" and copy.as_definer
            roles = [(role, "") for role in readers.may_run(copy.ref, everybody)] if copy.as_definer else []
        else:
            roles = [(one.role, one.by) for one in readers.of(copy.ref)]
        for role, by in roles:
            direct = found.get((role, None))
            if direct is None or not set(copy.columns) <= set(direct.columns):
                found[(role, copy.ref)] = Sight(role, copy.ref, copy.columns, by)
    return sorted(found.values(), key=lambda one: (one.role != EVERYBODY, one.role, one.through or Ref("", "")))


def _asks_for_caller(copy: Copy, replay: Replay) -> bool:
    """Whether a view reads with the rights of who asks, so that it is no way of its own."""
    view = replay.catalog.views.get(copy.ref)
    for name, value in view.options if view is not None else ():
        said = f"{name} {value}".lower()
        if "invoker" in said and not said.endswith(("false", "off", "0")):
            return True
    return False
