"""Changes of tables in use, cut into phases that leave readers and writers alone.

A phase is what runs in one migration: in one transaction, or outside any. What follows from PostgreSQL's locks: an index is built
concurrently, outside a transaction; what looks at rows does so in a later transaction than the one that took the strong lock; what that
makes cheap comes last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from schemalint.frameworks import Framework
from schemalint.generating.spelling import identifier
from schemalint.model.change import (
    AddConstraint,
    AlterConstraint,
    Change,
    CreateIndex,
    DetachPartition,
    DropConstraint,
    DropObjects,
    Reading,
    Reindex,
    SetNullable,
    Step,
)
from schemalint.model.expression import ColumnRef, Expression, IsNull
from schemalint.model.name import Name, ObjectName
from schemalint.model.record import NamedTuple
from schemalint.model.schema import NOWHERE, Catalog, Check, ForeignKey, Index, KeyPart, PrimaryKey, Table, Unique

Playing = Callable[[Catalog, Sequence[Change]], Sequence[Step]]
"""The steps of changes from a catalogue on."""


class Phase(NamedTuple):
    """What one migration holds."""

    changes: list[Change]
    outside: bool = False
    """It has to say that it runs outside a transaction."""
    texts: Mapping[Change, str] = {}
    """How a change is written, where a user wrote it."""
    kind: str = ""
    """`concurrently`, `validate` or `finish`; empty for what comes first."""


def phases(changes: Sequence[Change], framework: Framework, catalog: Catalog, play: Playing) -> list[Phase]:
    """The changes as migrations of a framework: first what only adds, then what must run outside a transaction, then what looks
    at the rows, last what all that makes cheap."""
    cut = Cut(catalog.dialect == "postgres" and framework.leaves_transaction, framework.whole)
    drops = any(isinstance(change, DropObjects) for change in changes)
    tables = catalog.tables.values() if drops else ()
    plain = {index.name for table in tables if not table.partition_by for index in table.indexes}
    for change in changes:
        if catalog.dialect == "postgres" and _is_old(change, catalog, plain):
            cut.take(change, catalog, play)
        else:
            cut.first.append(_plainly(change))
    return cut.phases(framework)


def _is_old(change: Change, catalog: Catalog, plain: Collection[str]) -> bool:
    """Whether the change is about a table that exists before the migration, and so may hold rows; `plain` are the indexes that
    can be dropped concurrently."""
    if isinstance(change, DropObjects):
        # What a partitioned table has is dropped in one transaction only.
        return change.kind == "index" and all(name.value in plain for name in change.names)
    name = getattr(change, "table", None)
    return isinstance(name, ObjectName) and catalog.resolve(name) in catalog.tables


def _plainly(change: Change) -> Change:
    if isinstance(change, CreateIndex) and change.definition.concurrently:
        return change._replace(definition=change.definition._replace(concurrently=False))
    return change


class Cut:
    """What each migration of a series holds."""

    def __init__(self, outside: bool, alone: bool = False) -> None:
        self.outside = outside
        """Whether a migration can run outside a transaction."""
        self.alone = alone
        """Whether such a migration holds one statement."""
        self.first: list[Change] = []
        self.apart: list[Change] = []
        self.checks: list[Change] = []
        self.last: list[Change] = []
        self.texts: dict[Change, str] = {}

    def phases(self, framework: Framework) -> list[Phase]:
        """The migrations, in order; none is empty."""
        found = [Phase(self.first)]
        if framework.whole:
            found += [self._apart([change], framework) for change in self.apart]
        else:
            found.append(self._apart(self.apart, framework))
        found += [Phase(self.checks, kind="validate"), Phase(self.last, kind="finish")]
        return [phase for phase in found if phase.changes]

    def _apart(self, changes: list[Change], framework: Framework) -> Phase:
        # A framework that leaves the transaction out by itself needs no words for it.
        known = framework.unwrapped and not any(isinstance(change, DetachPartition) for change in changes)
        return Phase(changes, framework.transaction == "each" and not known, self.texts, "concurrently")

    def take(self, change: Change, catalog: Catalog, play: Playing, written: str = "") -> None:
        """Put a change of a table with rows, or the several that make it, where they belong. `written` is how it is written where
        it runs concurrently."""
        if isinstance(change, CreateIndex):
            self._index(change, catalog, written)
        elif isinstance(change, SetNullable) and not change.nullable:
            self._not_null(change, catalog)
        elif isinstance(change, AddConstraint) and change.checked:
            self._constraint(change, catalog, play)
        elif isinstance(change, (DropObjects, Reindex, DetachPartition)) and self.outside:
            self._concurrently(change, written)
        else:
            self.first.append(change)

    def _index(self, change: CreateIndex, catalog: Catalog, written: str) -> None:
        table = catalog.tables.get(catalog.resolve(change.table))
        if not self.outside or (table is not None and table.partition_by):
            self.first.append(_plainly(change))
            return
        if change.if_not_exists and self.alone:
            # The guard would keep what a build that failed left behind; without it the next run says so.
            change = change._replace(if_not_exists=False)
            written = re.sub(r"(?i)\bIF\s+NOT\s+EXISTS\s+", "", written, count=1)
        elif change.if_not_exists and change.name is not None:
            schema = change.table.schema
            self.apart.append(
                DropObjects("index", (ObjectName(change.name, schema),), if_exists=True, concurrently=True)
            )
        over = change._replace(definition=change.definition._replace(concurrently=True))
        self.apart.append(over)
        if written:
            self.texts[over] = written

    def _concurrently(self, change: DropObjects | Reindex | DetachPartition, written: str) -> None:
        if isinstance(change, DropObjects) and len(change.names) > 1:
            self.apart += [change._replace(names=(name,), concurrently=True) for name in change.names]
            return
        over = change._replace(concurrently=True)
        self.apart.append(over)
        if written:
            self.texts[over] = written

    def _not_null(self, change: SetNullable, catalog: Catalog) -> None:
        """A valid CHECK spares SET NOT NULL the look at every row; it is dropped again."""
        column = change.column.value
        name = _free(f"{change.table.value}_{column}_not_null", catalog.tables.get(catalog.resolve(change.table)))
        shape = IsNull(ColumnRef(column), negated=True)
        text = f"{identifier(column, 'postgres')} IS NOT NULL"
        check = Check(name, Expression(text, NOWHERE, shape, (column,)), named=True)
        word = Name(name, "", NOWHERE)
        self.first.append(AddConstraint(change.table, check, checked=False))
        self.checks.append(AlterConstraint(change.table, word, validated=True))
        self.last += [change, DropConstraint(change.table, word, "check")]

    def _constraint(self, change: AddConstraint, catalog: Catalog, play: Playing) -> None:
        held = change.constraint
        name = held.name or _generated_name(change, catalog, play)
        word = Name(name, "", NOWHERE)
        table = catalog.tables.get(catalog.resolve(change.table))
        plain = (
            self.outside and not (table is not None and table.partition_by) and not getattr(held, "deferrable", True)
        )
        if isinstance(held, ForeignKey) and table is not None and table.partition_by:
            # Before PostgreSQL 18 such a key cannot be NOT VALID.
            self.first.append(change)
        elif isinstance(held, (ForeignKey, Check)) and name and held.validated:
            self.first.append(change._replace(constraint=held._replace(name=name, named=True), checked=False))
            self.checks.append(AlterConstraint(change.table, word, validated=True))
        elif isinstance(held, Unique) and name and not held.using_index and plain:
            parts = held.parts or tuple(KeyPart(column) for column in held.columns)
            index = Index(
                "", name, parts, unique=True, include=held.include, concurrently=True,
                nulls_not_distinct=held.nulls_not_distinct,
            )  # fmt: skip
            self.apart.append(CreateIndex(change.table, index, word))
            unique = held._replace(
                name=name, named=True, columns=(), parts=(), include=(), using_index=name, inline=False
            )
            self.last.append(change._replace(constraint=unique))
        elif isinstance(held, PrimaryKey) and name and not held.using_index and table and plain:
            for column in held.columns:
                own = table.column(column)
                if own is not None and not own.nullable:
                    continue
                self._not_null(SetNullable(change.table, Name(column, "", NOWHERE), False), catalog)
            index = Index("", name, tuple(KeyPart(column) for column in held.columns), unique=True, concurrently=True)
            self.apart.append(CreateIndex(change.table, index, word))
            key = held._replace(name=name, named=True, columns=(), parts=(), using_index=name, inline=False)
            self.last.append(change._replace(constraint=key))
        else:
            self.first.append(change)


def _free(name: str, table: Table | None) -> str:
    """The name, cut to what PostgreSQL keeps, with a number behind it where the table has a constraint of that name."""
    taken = {held.name for held in table.constraints} if table is not None else set()
    found, number = name[:63], 1
    while found in taken:
        found, number = f"{name[:60]}{number}", number + 1
    return found


def _generated_name(change: AddConstraint, catalog: Catalog, play: Playing) -> str:
    """The name the server would choose for the constraint."""
    (step,) = play(catalog, (change,))
    ref = catalog.resolve(change.table)
    before = {held.name for held in catalog.tables[ref].constraints} if ref in catalog.tables else set()
    after = step.after.tables.get(ref)
    return next((held.name for held in after.constraints if held.name not in before), "") if after is not None else ""


_BEHIND = {"CREATE INDEX": "INDEX", "DROP INDEX": "INDEX"}


def concurrent_text(reading: Reading, change: Change) -> str:
    """The statement as it is written, with CONCURRENTLY where it belongs; empty where it holds more than the one change, or where the
    place cannot be told."""
    statement = reading.statement
    upper, start = statement.tokens.upper, statement.span.start
    if len(reading.changes) != 1:
        return ""
    if "CONCURRENTLY" in upper:
        text, cut = statement.text, None
    elif isinstance(change, DetachPartition):
        text, cut = statement.text, change.partition.span.end - start
    else:
        word = change.kind.upper() if isinstance(change, Reindex) else _BEHIND.get(statement.verb, "")
        if word not in upper:
            return ""
        at = upper.index(word)
        text, cut = statement.text, statement.tokens.starts[at] + len(word) - start
    if cut is not None:
        text = f"{text[:cut]} CONCURRENTLY{text[cut:]}"
    return re.sub(r"\r\n?", "\n", text)
