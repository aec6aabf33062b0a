"""Statements in order, replayed: every step with the catalogue before and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Change,
    CreateIndex,
    CreateTable,
    CreateView,
    Fault,
    Reading,
    RedefineColumn,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    SetSearchPath,
    Step,
    Transaction,
    TransactionControl,
    Unread,
)
from schemalint.model.document import Dialect, Statement, Tokens
from schemalint.model.name import ObjectName, Ref
from schemalint.model.project import History
from schemalint.model.replay import Applied, Block, Replay
from schemalint.model.schema import NOWHERE, Catalog
from schemalint.model.text import Span
from schemalint.replay.apply import HANDLERS
from schemalint.replay.draft import TEMPORARY_SCHEMA, TRANSACTIONAL, Draft, empty_catalog
from schemalint.replay.tables import drop_table

IN_SCRIPT = Transaction("script")


def replay(
    blocks: Iterable[Block],
    dialect: Dialect,
    *,
    path: str,
    kind: Literal["history", "snapshot", "document", "script"],
    version: str = "",
    history: History | None = None,
    complete: bool = True,
    assume_uncreated: bool = False,
    downs: Mapping[int, tuple[Reading, ...]] | None = None,
    start: Catalog | None = None,
) -> Replay:
    """Replay blocks in order into one catalogue.

    `complete=False`: whatever is altered but was never created is taken to exist. `assume_uncreated`: only what none of
    the blocks ever creates is. `downs` gives the readings of each migration's down part by its position in the history.
    `start` is the catalogue to go on from, for a history whose beginning was replayed before.
    """
    blocks = tuple(blocks)
    catalog = start or empty_catalog(dialect, version, complete=complete)
    player = _Player(catalog, new_session_per_block=kind == "history")
    if assume_uncreated:
        player.draft.promised = promised_names(blocks)
    elif kind == "snapshot" and len(blocks) > 1:
        # Declarative files come in no order that a server would insist on.
        player.draft.later = promised_names(blocks)
    downs = downs or {}
    readings: list[Reading] = []
    by_migration: dict[int, list[Step]] = {}
    base = catalog
    change_set: int | None = None
    after_aside: Catalog | None = None
    asides: list[tuple[Step, ...]] = []
    for at, block in enumerate(blocks):
        readings.extend(block.readings)
        if block.aside:
            # Parts of one migration follow each other, and its rollback follows them.
            before = player.catalog
            against = after_aside or before
            steps, after_aside = player.aside(block, against)
            asides.append(steps)
        else:
            after_aside = None
            if change_set != block.change_set:
                change_set, base = block.change_set, player.catalog
            first = len(player.steps)
            player.run(block, base)
            if block.migration is not None:
                by_migration.setdefault(block.migration, []).extend(player.steps[first:])
        if block.migration is not None and (at + 1 == len(blocks) or blocks[at + 1].migration != block.migration):
            readings.extend(downs.get(block.migration, ()))
    return Replay(
        path,
        kind,
        dialect,
        version,
        tuple(player.steps),
        player.catalog,
        player.created,
        history,
        _applied(history, by_migration, downs),
        tuple(asides),
        tuple(readings),
    )


def play(catalog: Catalog, changes: Iterable[Change]) -> tuple[Step, ...]:
    """The steps of changes that no text holds, such as those a repair proposes, from a catalogue on."""
    draft = Draft(catalog)
    steps: list[Step] = []
    before = draft.freeze()
    for number, change in enumerate(changes):
        HANDLERS[type(change)](draft, change)
        after = draft.freeze()
        steps.append(Step(number, UNWRITTEN, change, before, after, catalog, tuple(draft.faults)))
        draft.faults.clear()
        before = after
    return tuple(steps)


UNWRITTEN = Reading(
    Statement(NOWHERE, 0, "ddl", "", "", Tokens((), (), ()), "standard"),
    (),
)
"""The reading of a change that stands in no text."""


def _applied(
    history: History | None, steps: dict[int, list[Step]], downs: Mapping[int, tuple[Reading, ...]]
) -> tuple[Applied, ...]:
    if history is None:
        return ()
    return tuple(
        Applied(migration, tuple(steps.get(number, ())), downs.get(number, ()))
        for number, migration in enumerate(history.migrations)
    )


def promised_names(blocks: Iterable[Block]) -> frozenset[tuple[str, str]]:
    """The folded names, each with its kind, that some statement of the blocks makes."""
    names: set[tuple[str, str]] = set()
    for block in blocks:
        for reading in block.readings:
            for change in reading.changes:
                names.update(_made_by(change))
    return frozenset(names)


def _made_by(change: Change) -> Iterator[tuple[str, str]]:
    if isinstance(change, CreateTable):
        yield ("object", change.name.value)
        yield from (("column", column.name) for column in change.columns)
        yield from (("constraint", held.name) for held in change.constraints)
        yield from (("index", held.name) for held in (*change.indexes, *change.constraints))
    elif isinstance(change, AddColumn):
        yield ("column", change.column.name)
        yield from (("constraint", held.name) for held in change.constraints)
    elif isinstance(change, RenameColumn):
        yield ("column", change.new_name.value)
    elif isinstance(change, RedefineColumn):
        yield ("column", change.definition.name)
    elif isinstance(change, AddConstraint):
        yield ("constraint", change.constraint.name)
        yield ("index", change.constraint.name)
    elif isinstance(change, RenameConstraint):
        yield ("constraint", change.new_name.value)
        yield ("index", change.new_name.value)
    elif isinstance(change, CreateIndex):
        yield ("index", change.name.value if change.name else change.definition.name)
    elif isinstance(change, RenameObject):
        kind = change.kind if change.kind in ("column", "index", "constraint") else "object"
        yield (kind, change.new_name.value)
    elif type(change).__name__.startswith("Create"):
        name = getattr(getattr(change, "name", None), "value", "")
        if name:
            yield ("object", name)


class _Player:
    """Runs blocks one after the other."""

    def __init__(self, catalog: Catalog, *, new_session_per_block: bool) -> None:
        self.catalog = catalog
        self.draft = Draft(catalog)
        self.steps: list[Step] = []
        self.created: dict[tuple[str, Ref], tuple[int, Span]] = {}
        self.new_session = new_session_per_block
        self.path = (catalog.default_schema, catalog.search_path)

    def aside(self, block: Block, catalog: Catalog) -> tuple[tuple[Step, ...], Catalog]:
        """The steps of a block replayed against a catalogue, and the catalogue after them; the main line stays."""
        main, steps, created = self.catalog, self.steps, self.created
        self.steps, self.created = list(steps), dict(created)
        self.draft.load(catalog)
        self.run(block, catalog)
        ran, after = tuple(self.steps[len(steps) :]), self.catalog
        self.catalog, self.steps, self.created = main, steps, created
        self.draft.load(main)
        return ran, after

    def run(self, block: Block, base: Catalog) -> None:
        """Replay the readings of a block onto the main line."""
        draft = self.draft
        steps, created = self.steps, self.created
        new, migration, back = block.new, block.migration, block.section == "rollback"
        scope = _Scope(block.transaction, draft.dialect in TRANSACTIONAL)
        guarded = draft.dialect == "tsql"
        before = draft.freeze()
        number = len(steps)
        handlers = HANDLERS
        for reading in block.readings:
            statement = reading.statement
            draft.statement = statement.span
            draft.siblings = reading.changes
            # ALTER TABLE ONLY leaves partitions and inheriting tables out.
            alters = statement.verb.startswith("ALTER ")
            draft.only = alters and statement.verb == "ALTER TABLE" and "ONLY" in statement.tokens.upper[2:5]
            draft.if_exists = alters and _lets_pass(statement)
            if guarded and statement.tokens.upper[:1] and statement.tokens.upper[0] in BRANCHES:
                scope.branched = True
            for change in reading.changes:
                if isinstance(change, TransactionControl):
                    transaction = scope.control(change, draft, before, number, created)
                else:
                    transaction = scope.transaction
                    if isinstance(change, SetSearchPath) and change.local and scope.path is None:
                        scope.path = (draft.default_schema, draft.search_path)
                    handlers[type(change)](draft, change)
                after = draft.freeze()
                if draft.made:
                    for kind, ref, span in draft.made:
                        created.setdefault((kind, ref), (number, span))
                    draft.made.clear()
                faults: tuple[Fault, ...] = ()
                if draft.faults:
                    faults = tuple(draft.faults)
                    draft.faults.clear()
                steps.append(
                    Step(number, reading, change, before, after, base, faults, transaction, new, migration, (), back)
                )
                before = after
                number += 1
            if reading.unread:
                _taint(draft, reading)
                if draft.changed and steps and reading.changes:
                    before = draft.freeze()
                    steps[-1] = steps[-1]._replace(after=before)
        scope.end(draft)
        if self.new_session:
            self._end_session()
        self.catalog = draft.freeze()

    def _end_session(self) -> None:
        """Each migration has a session of its own: its temporary tables and its search path end with it."""
        draft = self.draft
        draft.checks_parents = draft.dialect != "sqlite"
        if draft.temporary:
            for table in [table for ref, table in draft.tables.items() if ref.schema == TEMPORARY_SCHEMA]:
                drop_table(draft, table)
            draft.temporary = False
        draft.use_path(self.path)


def _lets_pass(statement: Statement) -> bool:
    """Whether IF EXISTS stands between the kind and the name of what an ALTER changes."""
    upper = statement.tokens.upper
    kind = statement.verb.rpartition(" ")[2]
    at = upper.index(kind) + 1 if kind in upper[:5] else 0
    return upper[at : at + 2] == ("IF", "EXISTS")


BRANCHES = frozenset({"IF", "WHILE", "ELSE"})
"""First words of what makes the statements behind it run only sometimes (SQL Server)."""


class _Scope:
    """The transaction that is open, and what ROLLBACK goes back to."""

    def __init__(self, given: Transaction | None, transactional: bool) -> None:
        self.given = given
        self.transaction = given
        self.transactional = transactional
        self.begun: tuple[Catalog, int] | None = None
        self.savepoints: list[tuple[Catalog, int]] = []
        self.path: tuple[str, tuple[str, ...]] | None = None
        self.branched = False

    def control(
        self,
        change: TransactionControl,
        draft: Draft,
        before: Catalog,
        number: int,
        created: dict[tuple[str, Ref], tuple[int, Span]],
    ) -> Transaction | None:
        """Open, close or take back; the transaction that the statement itself is part of."""
        action = change.action
        if action.startswith("rollback") and self.branched:
            # A rollback that runs only when something went wrong.
            return self.transaction
        if action == "begin":
            self.branched = False
            if self.begun is None:
                self.begun = (before, number)
            self.transaction = IN_SCRIPT
            return IN_SCRIPT
        held = self.transaction
        if action == "commit":
            self._close(draft)
        elif action == "rollback":
            if self.begun is not None:
                self._back(self.begun, draft, created)
            self._close(draft)
        elif action == "savepoint":
            self.savepoints.append((before, number))
        elif action == "release" and self.savepoints:
            self.savepoints.pop()
        elif action == "rollback to" and self.savepoints:
            self._back(self.savepoints[-1], draft, created)
        return held

    def _back(
        self,
        point: tuple[Catalog, int],
        draft: Draft,
        created: dict[tuple[str, Ref], tuple[int, Span]],
    ) -> None:
        catalog, number = point
        if not self.transactional or catalog is draft.freeze():
            return
        draft.load(catalog)
        for key in [key for key, (made, _) in created.items() if made >= number]:
            del created[key]

    def _close(self, draft: Draft) -> None:
        """A transaction that the text ended is over, whoever began it; a server goes on to wrap what follows itself."""
        self.begun = None
        self.savepoints.clear()
        self.transaction = self.given if self.given is not None and self.given.by == "implicit" else None
        self.end(draft)

    def end(self, draft: Draft) -> None:
        """SET LOCAL ends with its transaction."""
        if self.path is not None:
            draft.use_path(self.path)
            self.path = None


TAINTED = (CreateTable, CreateView, AddColumn, AddConstraint, AlterColumnType, RedefineColumn)
"""Changes that define a part of a table or view; an unread clause of another statement says nothing about its columns."""


def _taint(draft: Draft, reading: Reading) -> None:
    """Mark what an unread clause belongs to: a column where it says so, else the whole object."""
    for change in reading.changes:
        if not isinstance(change, TAINTED):
            continue
        name = getattr(change, "table", None) or getattr(change, "name", None)
        if isinstance(name, ObjectName):
            _taint_table(draft, draft.table_ref(name), reading.unread)


def _taint_table(draft: Draft, ref: Ref, unread: tuple[Unread, ...]) -> None:
    table = draft.tables.get(ref)
    if table is None:
        view = draft.views.get(ref)
        if view is not None and not view.unknown:
            draft.views = draft.views.set(ref, view._replace(unknown=True))
            draft.changed = True
        return
    names = {part.belongs_to for part in unread}
    held = {column.name for column in table.columns}
    constraints = {constraint.name for constraint in table.constraints}
    whole = any(not name or (name not in held and name not in constraints) for name in names)
    columns = tuple(
        column._replace(unknown=True) if column.name in names and not column.unknown else column
        for column in table.columns
    )
    if columns != table.columns or (whole and not table.unknown):
        draft.put(table._replace(columns=columns, unknown=table.unknown or whole))
