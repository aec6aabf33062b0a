"""For which changes of a table MySQL and MariaDB write a copy of it, with writers shut out.

MySQL 8.4 manual, 17.12.1 Online DDL Operations; MariaDB documentation, InnoDB Online DDL Operations.
"""

from __future__ import annotations

from schemalint import (
    AddConstraint,
    Check,
    Column,
    DropConstraint,
    ForeignKey,
    Lock,
    PrimaryKey,
    RedefineColumn,
    Replay,
    SetOption,
    Step,
    Table,
    Type,
    lock_of,
    version_of,
)

TEXTUAL = ("char", "varchar", "text", "enum", "set")
BYTES = {
    "ascii": 1, "latin1": 1, "latin2": 1, "binary": 1, "cp1251": 1, "utf8mb3": 3, "utf8mb4": 4, "ucs2": 2, "utf16": 4,
}  # fmt: skip
"""The most bytes that a character takes."""
WIDENED = ("utf8mb3", "utf8mb4")
"""MariaDB goes from the one to the other in place, where no index holds the column."""
ONE_BYTE_LENGTH = 255
"""Up to so many bytes the length of a value is stored in one byte."""
INSTANT_UP_TO = 127
"""MariaDB makes a column longer at once where its values took up to so many bytes, however long they may become."""
SET_BYTES = (8, 16, 24, 32, 64)
"""A SET of up to so many values takes 1, 2, 3, 4 and 8 bytes."""


_PASSED_ON = ("CASCADE", "SET NULL", "SET DEFAULT")


def copy_lock(table: Table, replay: Replay, key: ForeignKey | None = None) -> Lock | None:
    """How the server holds a table that it copies, `key` being added to it; None where writers go on meanwhile."""
    keys = (*table.foreign_keys, key) if key is not None else table.foreign_keys
    passes_on = any(one.on_delete.upper() in _PASSED_ON or one.on_update.upper() in _PASSED_ON for one in keys)
    lock = lock_of("copy-cascading" if passes_on else "copy", replay.dialect, replay.version)
    return lock if lock is not None and lock.blocks != "schema changes" else None


def copies(step: Step, table: Table, replay: Replay) -> str:
    """Why the step's change makes the server copy the table as it was before, in words for a message; empty where it does
    not, or where that cannot be told."""
    change = step.change
    match change:
        case RedefineColumn():
            old = table.column(change.column.value)
            return retyped(old, change.definition, table, replay) if old is not None else ""
        case DropConstraint(kind="primary key"):
            again = any(
                isinstance(one, AddConstraint) and isinstance(one.constraint, PrimaryKey)
                for one in step.reading.changes
            )
            return "" if again else "the primary key is dropped without another in the same statement"
        case AddConstraint() if isinstance(change.constraint, Check) and change.constraint.enforced:
            lock = lock_of("add-check", replay.dialect, replay.version)
            return "a CHECK is added" if lock is not None and lock.work == "copy" else ""
        case SetOption(kind="table"):
            return _option(change, table, replay)
    return ""


def _indexed(table: Table, column: str) -> bool:
    keys = (*table.indexes, *table.uniques, *((table.primary_key,) if table.primary_key else ()))
    return any(column in key.columns for key in keys)


def _option(change: SetOption, table: Table, replay: Replay) -> str:
    held = dict(table.options)
    value = change.value.strip("'\"`").lower()
    if change.option == "convert to charset":
        same = charset_of(value) == charset_of(held.get("charset", "")) and not any(
            column.type and column.type.charset for column in table.columns
        )
        texts = [column for column in table.columns if column.type and column.type.family in TEXTUAL]
        widened = (charset_of(held.get("charset", "")), charset_of(value)) == WIDENED
        if replay.dialect == "mariadb" and widened and not any(_indexed(table, column.name) for column in texts):
            return ""
        return "" if same or not texts else f"its text is converted to {value}"
    if change.option == "engine":
        engine = held.get("engine", "InnoDB").lower()
        return "" if value == engine else f"it moves from {held.get('engine', 'InnoDB')} to {change.value}"
    if change.option == "partition by":
        return "it is partitioned anew"
    if change.option == "order by":
        return "its rows are sorted"
    return ""


def retyped(old: Column, new: Column, table: Table, replay: Replay) -> str:
    """Why the new definition of a column makes the server copy the table; empty where it does not."""
    if old.unknown or new.unknown or old.type is None or new.type is None or old.generated or new.generated:
        return ""
    before, after = old.type, new.type
    told = f"{old.name} changes from {before.text} to {after.text}"
    if before.family in ("enum", "set") and before.family == after.family:
        if not appended(before, after):
            return f"the values of {old.name} are not only added to at the end"
        return f"the values of {old.name} need more bytes" if _grows(before, after) else ""
    if before.family in TEXTUAL and after.family in TEXTUAL:
        default = charset_of(dict(table.options).get("charset", ""))
        first, second = charset_of(before.charset) or default, charset_of(after.charset) or default
        if first and second and first != second:
            in_place = replay.dialect == "mariadb" and (first, second) == WIDENED and not _indexed(table, old.name)
            return "" if in_place else f"{old.name} changes from {first} to {second}"
        if before.name == after.name == "varchar" and before.length is not None and after.length is not None:
            if after.length < before.length:
                return told
            width = _widths(first or second, replay)
            least = INSTANT_UP_TO if replay.dialect == "mariadb" else -1
            crossing = [least < before.length * one <= ONE_BYTE_LENGTH < after.length * one for one in width]
            return f"{told}, past {ONE_BYTE_LENGTH} bytes" if all(crossing) else ""
    if before.name != after.name or set(before.modifiers) != set(after.modifiers):
        return told
    if before.family not in ("integer", "float", "text", "binary") and before.arguments != after.arguments:
        return told
    return ""


def _widths(charset: str, replay: Replay) -> tuple[int, ...]:
    """How many bytes a character may take; several where the character set is not known."""
    if charset in BYTES:
        return (BYTES[charset],)
    if not charset and replay.dialect == "mysql" and version_of("mysql", replay.version) >= (8, 0):
        return (BYTES["utf8mb4"],)
    return (1, 3, 4)


def charset_of(name: str) -> str:
    """A character set as it is compared: folded, and `utf8` by the name of the set it stands for."""
    folded = name.strip("'\"` ").lower()
    return "utf8mb3" if folded == "utf8" else folded


def appended(before: Type, after: Type) -> bool:
    """Whether the values of an ENUM or SET stay where they are."""
    return after.values[: len(before.values)] == before.values


def _grows(before: Type, after: Type) -> bool:
    if before.family == "enum":
        return len(before.values) <= ONE_BYTE_LENGTH < len(after.values)
    sizes = [next((size for size in SET_BYTES if len(one.values) <= size), 64) for one in (before, after)]
    return sizes[0] != sizes[1]
