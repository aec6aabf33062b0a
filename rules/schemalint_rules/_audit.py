"""The columns that tell when a row was made and last changed, whatever a schema calls them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from schemalint import Catalog, Column, Ref, Table, Trigger
from schemalint.model.record import NamedTuple
from schemalint_rules._once import once
from schemalint_rules._tables import is_framework_table, stored
from schemalint_rules._vocabulary import CREATED, EVENT_TIMES, UPDATED, named, snake, words

Role = Literal["created", "updated"]

TIME = frozenset({"timestamp", "timestamptz", "date", "time"})

CURRENT_TIME_CALLS = frozenset(
    {
        "now", "current_timestamp", "localtimestamp", "clock_timestamp", "statement_timestamp", "transaction_timestamp",
        "getdate", "getutcdate", "sysdatetime", "sysutcdatetime", "sysdatetimeoffset", "sysdate", "systimestamp", "datetime",
        "strftime", "unixepoch", "unix_timestamp", "utc_timestamp", "timezone", "current_date", "date", "julianday",
    }
)  # fmt: skip


class Names(NamedTuple):
    """What a schema calls its audit columns: folded, words joined by `_`."""

    created: frozenset[str]
    updated: frozenset[str]

    def role(self, column: Column) -> Role | None:
        """What the column tells, or None where it is no audit column."""
        name = snake(column)
        if name in self.updated:
            return "updated"
        if name in self.created:
            return "created"
        return None


def defaults_to_now(column: Column) -> bool:
    """Whether the column is filled with the time of the INSERT."""
    if column.default is None:
        return False
    calls = {call.rpartition(".")[2].lower() for call in column.default.calls}
    return not calls.isdisjoint(CURRENT_TIME_CALLS)


@once
def audit_names(catalog: Catalog, created: Iterable[str] = (), updated: Iterable[str] = ()) -> Names:
    """The usual names, the configured ones, and those that at least 80 % of the schema's tables have: a time that INSERT
    fills, or that ON UPDATE keeps."""
    made = {"_".join(words(name)) for name in created} | CREATED
    kept = {"_".join(words(name)) for name in updated} | UPDATED
    filled: Counter[str] = Counter()
    renewed: Counter[str] = Counter()
    count = 0
    for table in stored(catalog):
        if is_framework_table(table):
            continue
        count += 1
        for column in table.columns:
            name = snake(column)
            if column.type is None or column.type.family not in TIME or name in made or name in kept:
                continue
            if column.on_update:
                renewed[name] += 1
            elif defaults_to_now(column):
                filled[name] += 1
    if count >= 3:
        made |= {name for name, times in filled.items() if times >= 0.8 * count}
        kept |= {name for name, times in renewed.items() if times >= 0.8 * count}
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
