"""The columns that tell when a row was made and last changed, whatever a schema calls them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from schemalint import Catalog, Column, Ref, Table, Trigger
from schemalint.model.record import NamedTuple
from schemalint_rules._once import once
from schemalint_rules._tables import is_framework_table, stored
from schemalint_rules._vocabulary import EVENT_TIMES, audit_role, named, snake, words

Role = Literal["created", "updated"]

TIME = frozenset({"timestamp", "timestamptz", "date", "time"})

INSTANTS = frozenset({"timestamp", "timestamptz"})

CURRENT_TIME_CALLS = frozenset(
    {
        "now", "current_timestamp", "localtimestamp", "clock_timestamp", "statement_timestamp", "transaction_timestamp",
        "getdate", "getutcdate", "sysdatetime", "sysutcdatetime", "sysdatetimeoffset", "sysdate", "systimestamp", "datetime",
        "strftime", "unixepoch", "unix_timestamp", "utc_timestamp", "timezone", "current_date", "date", "julianday",
    }
)  # fmt: skip


class Names(NamedTuple):
    """What a schema calls its audit columns besides the usual names: folded, words joined by `_`."""

    created: frozenset[str]
    updated: frozenset[str]

    def role(self, column: Column) -> Role | None:
        """What the column tells, or None where it is no audit column."""
        name = snake(column)
        if name in self.updated:
            return "updated"
        if name in self.created:
            return "created"
        return audit_role(name)


def defaults_to_now(column: Column) -> bool:
    """Whether the column is filled with the time of the INSERT."""
    if column.default is None:
        return False
    calls = {call.rpartition(".")[2].lower() for call in column.default.calls}
    return not calls.isdisjoint(CURRENT_TIME_CALLS)


USUAL = 0.8
"""The share of the tables from which on what they have is the schema's convention."""

OTHER_TIMES = frozenset(
    {
        "deleted", "removed", "archived", "expires", "expired", "expiry", "expiration", "due", "valid", "start", "started", "end",
        "ended", "from", "to", "until", "birth", "published",
    }
)  # fmt: skip
"""Words of times that say something else of a row, though all tables may have them."""


@once
def audit_names(catalog: Catalog, created: Iterable[str] = (), updated: Iterable[str] = ()) -> Names:
    """The configured names, and those that at least 80 % of the schema's tables have: a time that INSERT fills, or that ON UPDATE
    keeps; where hardly a table has a usual name, the first such time that an application fills, and the second."""
    made = {"_".join(words(name)) for name in created}
    kept = {"_".join(words(name)) for name in updated}
    filled: Counter[str] = Counter()
    renewed: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    usual: Counter[Role] = Counter()
    count = 0
    for table in stored(catalog):
        if is_framework_table(table):
            continue
        count += 1
        usual.update({role for role in (audit_role(snake(column)) for column in table.columns) if role})
        for column in table.columns:
            name = snake(column)
            if column.type is None or column.type.family not in TIME or audit_role(name):
                continue
            if column.on_update:
                renewed[name] += 1
            elif defaults_to_now(column):
                filled[name] += 1
            elif column.type.family in INSTANTS and OTHER_TIMES.isdisjoint(named(column)):
                shared[name] += 1
    if count >= 3:
        made |= {name for name, times in filled.items() if times >= USUAL * count}
        kept |= {name for name, times in renewed.items() if times >= USUAL * count}
        free = [name for name, times in shared.items() if times >= USUAL * count]
        few = (1 - USUAL) * count
        if free and not made and usual["created"] <= few:
            made.add(free.pop(0))
        if free and not kept and usual["updated"] <= few:
            kept.add(free.pop(0))
    return Names(frozenset(made), frozenset(kept))


def tells_creation(column: Column, names: Names) -> bool:
    """Whether the column says when its row was made: by its name, or as `granted_at`, `sent_on` and the like that INSERT
    fills with the current time."""
    role = names.role(column)
    if role or snake(column) in EVENT_TIMES:
        return role != "updated"
    return (
        column.type is not None
        and column.type.family in TIME
        and column.on_update is None
        and defaults_to_now(column)
        and named(column)[-1:] in (("at",), ("on",), ("date",), ("time",), ("when",), ("ts",))
    )


def is_versioned(table: Table) -> bool:
    """Whether the server itself keeps when each row was made and changed (system versioning)."""
    return any("versioning" in key and value.lower() not in ("off", "without") for key, value in table.options)


@once
def triggers_by_table(catalog: Catalog) -> Mapping[Ref, list[Trigger]]:
    """The enabled triggers of each table."""
    found: dict[Ref, list[Trigger]] = {}
    for trigger in sorted(catalog.triggers.values(), key=lambda one: one.span):
        if trigger.enabled:
            found.setdefault(trigger.table, []).append(trigger)
    return found


def keeper(
    table: Table, column: Column, triggers: Iterable[Trigger], catalog: Catalog, functions: Iterable[str]
) -> str:
    """What keeps an updated-at column: `ON UPDATE`, `system versioning`, `trigger x`; empty where nothing does."""
    if column.on_update:
        return "ON UPDATE"
    if column.generated or (column.type is not None and column.type.family == "binary"):
        return "the server"
    if is_versioned(table) and named(column)[-1:] in (("from",), ("start",), ("to",)):
        return "system versioning"
    trusted = {name.lower() for name in functions}
    for trigger in triggers:
        if "update" not in trigger.events:
            continue
        if trigger.columns and column.name not in trigger.columns and trigger.timing == "after":
            continue
        if trigger.function is not None:
            known = catalog.routines.get(trigger.function)
            if trigger.function.name.lower() in trusted or not known:
                return f"trigger {trigger.name}"
            bodies = " ".join(routine.body for routine in known)
        else:
            bodies = trigger.body
        if not bodies or column.name.lower() in bodies.lower():
            return f"trigger {trigger.name}"
    return ""
