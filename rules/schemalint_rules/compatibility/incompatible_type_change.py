from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AlterColumnType,
    Bad,
    Diagnostic,
    DropColumn,
    Good,
    RedefineColumn,
    RenameEnumValue,
    Replay,
    Step,
    StepRule,
    Subject,
    Type,
)
from schemalint_rules._clients import afterwards, released_column
from schemalint_rules._made_types import enum_of
from schemalint_rules._proposals import about

TEXTS = frozenset({"char", "varchar", "text"})
NUMBERS = frozenset({"integer", "decimal"})
"""Families whose values clients read alike: a whole number that becomes an exact one keeps its form on the wire."""


class IncompatibleTypeChange(StepRule):
    """A column that running clients read should keep a type that they can read.

    ## What it does
    Reports a change of the type of a column that was there before the change set to one of another kind: numbers to text, text to
    an enum, a date to a time, with and without time zone, one value to an array; also where a column is dropped and made anew as
    such. Longer texts and wider numbers of the same kind are left alone; `type-narrowing` speaks of shorter ones. Reports the
    renaming of a value of an enum too.

    ## Why is this bad
    Clients of the last release bind and read the column as what it was: they fail, or compare and sort it wrongly. A value that has
    another name is refused when they write it, and not known to them when they read it.

    ## Fix
    Add a column of the new type, write to both, copy what is there, read from the new one, and drop the old one a release later.
    Add a value of the new name beside the old one, and change the rows once no client writes the old one.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE (SET DATA TYPE), ALTER TYPE (RENAME VALUE)
    """

    name = "incompatible-type-change"
    severity = "warning"
    new_only = True
    changes = ("AlterColumnType", "RedefineColumn", "DropColumn", "RenameEnumValue")

    good = (
        Good("ALTER TABLE a ALTER b TYPE varchar(40);", given="CREATE TABLE a (b varchar(20));"),
        Good("ALTER TABLE a ALTER b TYPE text;", given="CREATE TABLE a (b varchar(20));"),
        Good("ALTER TABLE a ALTER b TYPE bigint;", given="CREATE TABLE a (b int);"),
        Good("ALTER TABLE a MODIFY b varchar(40) NOT NULL;", given="CREATE TABLE a (b varchar(20));", dialect="mysql"),
    )
    bad = (
        Bad("ALTER TABLE a ALTER b TYPE text;", given="CREATE TABLE a (b int);", at="text", message="integer"),
        Bad("ALTER TABLE a ALTER b TYPE timestamptz;", given="CREATE TABLE a (b timestamp);", at="timestamptz"),
        Bad("ALTER TABLE a ALTER b TYPE text[] USING ARRAY[b];", given="CREATE TABLE a (b text);", at="text[]"),
        Bad(
            "ALTER TABLE a DROP COLUMN b, ADD COLUMN b int;",
            given="CREATE TABLE a (b text);",
            at="b",
            message="it was text",
        ),
        Bad(
            "ALTER TYPE state RENAME VALUE 'open' TO 'due';",
            given="CREATE TYPE state AS ENUM ('open', 'paid');\nCREATE TABLE a (b state);",
            at="state",
            message="'open'",
        ),
        Bad("ALTER TABLE a MODIFY b int;", given="CREATE TABLE a (b varchar(20));", at="int", dialect="mysql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, AlterColumnType):
            new = change.type
        elif isinstance(change, RedefineColumn) and change.definition.type is not None:
            new = change.definition.type
        elif isinstance(change, RenameEnumValue):
            yield from self._renamed(change, step, replay)
            return
        elif isinstance(change, DropColumn):
            yield from self._made_anew(change, step, replay)
            return
        else:
            return
        found = released_column(change.table, change.column.value, step, replay)
        if found is None or found[1].type is None or found[1].unknown:
            return
        table, column = found
        old = column.type
        if old is None or not _differs(old, new):
            return
        end = afterwards(step, replay).tables.get(table.ref)
        last = end.column(column.name) if end else None
        if last is not None and last.type is not None and not _differs(old, last.type):
            return
        first = step.base.tables.get(table.ref)
        was = first.column(column.name) if first else None
        if was is not None and was.type is not None and end is not None and _grown(was.type, new, step, replay):
            return
        if was is not None and was.span != column.span:
            return  # another column of that name: dropping the first has told it
        yield self.found(
            new.span if new.span.path else step.statement.span,
            f"Column {table.ref.text}.{column.name} becomes {new.text}, it was {old.text}: clients of the last release read and write"
            " it as what it was.",
            subject=about(table, column.name),
            repair=f"add a column of type {new.text} beside it, write to both, and drop {column.name} a release later",
            cause=step.statement.span,
        )

    def _made_anew(self, change: DropColumn, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        """A column that is dropped where one of its name and another type is there in the end."""
        found = released_column(change.table, change.column.value, step, replay)
        end = afterwards(step, replay).tables.get(found[0].ref) if found else None
        last = end.column(change.column.value) if end else None
        if found is None or last is None or last.unknown or last.type is None:
            return
        table, column = found
        old = column.type
        if old is None or column.unknown or not _differs(old, last.type) or _grown(old, last.type, step, replay):
            return
        yield self.found(
            change.column.span,
            f"Column {table.ref.text}.{column.name} is dropped and made anew as {last.type.text}, it was {old.text}: clients of the"
            " last release read and write it as what it was.",
            subject=about(table, column.name),
            repair=f"add a column of type {last.type.text} beside it, write to both, and drop {column.name} a release later",
            cause=step.statement.span,
        )

    def _renamed(self, change: RenameEnumValue, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        """A value of an enum that clients knew by its old name, and that has no other in the end."""
        ref = step.base.find(step.base.enums, change.name.value, change.name.qualifier)
        end = afterwards(step, replay).enums.get(ref) if ref else None
        held = step.base.enums.get(ref) if ref else None
        if ref is None or held is None or change.value not in held.values or (end and change.value in end.values):
            return
        yield self.found(
            change.name.span,
            f"Value '{change.value}' of enum {ref.text} is renamed to '{change.new_value}': clients of the last release that write"
            " it fail, and those that read it do not know the new one.",
            subject=Subject("enum", ref.schema or None, None, ref.name),
            repair=f"ALTER TYPE {ref.text} ADD VALUE '{change.new_value}'; and change the rows once no client writes the old one",
            cause=step.statement.span,
        )


def _differs(old: Type, new: Type) -> bool:
    """Whether a value of the one is read otherwise than one of the other."""
    if old.dimensions != new.dimensions:
        return True
    families = {old.family, new.family}
    if len(families) == 1 and not families & {"user", "other"}:
        return False
    if families <= TEXTS or families <= NUMBERS or families <= {"json", "jsonb"}:
        return False
    return old.text.lower() != new.text.lower()


def _grown(old: Type, new: Type, step: Step, replay: Replay) -> bool:
    """Whether it is an enum of the same name in the end that holds all values of the one before: how a list of values is
    changed that cannot be altered."""
    before, after = enum_of(old, step.base), enum_of(new, afterwards(step, replay))
    return before is not None and after is not None and old.name == new.name and set(before.values) <= set(after.values)
