"""Rollbacks as text: statements in order, with what they cannot bring back said beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from schemalint.frameworks import Framework
from schemalint.frameworks.writing import in_section
from schemalint.generating import rebuild
from schemalint.generating.ddl import Source, UnsupportedError, statements
from schemalint.generating.rebuild import FOREIGN_KEYS_OFF
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterSequence,
    Change,
    CreateDomain,
    CreateEnum,
    CreateExtension,
    CreateRoutine,
    CreateSequence,
    CreateTable,
    CreateType,
    DropConstraint,
    DropObjects,
    RenameObject,
    SetSchema,
    SetSearchPath,
    Step,
    WriteRows,
)
from schemalint.model.document import Dialect
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import NOWHERE, Catalog, ForeignKey
from schemalint.model.undo import Undo

Undoing = Callable[[Step], Undo]
"""What takes a step back."""


class Script(NamedTuple):
    """SQL to run, comments included. `text` ends with a line break."""

    text: str
    transaction: bool = True
    """False when it holds a statement that no transaction takes; the text says so in a comment too."""
    irreversible: tuple[str, ...] = ()
    """Why some of it has no inverse; the text says so in comments."""


def rollback_sql(
    steps: Sequence[Step], undo: Undoing, *, source: Source | None = None, framework: Framework | None = None
) -> Script:
    """What takes the steps of a migration back, last first.

    Tables that the migration made go as a whole; what it did to them needs no inverse of its own. A step without an inverse
    leaves a comment, so that the text is never empty.
    """
    if not steps:
        return Script("-- nothing to undo: the migration holds no statement\n")
    dialect = steps[0].before.dialect
    own = _own_tables(steps)
    lines: list[str] = []
    irreversible: list[str] = []
    outside = False
    last: object = None
    for step in reversed(steps):
        if step.number in own.unneeded:
            continue
        answer = undo(step)
        final = own.finals.get(step.number)
        if final is not None and isinstance(step.change, CreateTable):
            name = _final_name(step.change, final, steps[-1].after)
            answer = answer._replace(changes=(DropObjects("table", (name,)), *answer.changes[1:]))
        elif final is not None:
            # The index that came with the key goes with its table.
            answer = answer._replace(changes=tuple(one for one in answer.changes if isinstance(one, DropConstraint)))
        successor = own.successors.get(step.number)
        if successor is not None and dialect == "sqlite":
            said = _rebuilt(successor, steps, source, framework)
            answer = answer._replace(lost=())
        else:
            if successor is not None:
                answer = _with_rows(answer, successor, steps)
            said = _said(answer, step, dialect, source, framework)
        if not said.lines:
            continue
        if step.reading is not last:
            last = step.reading
            if step.statement.text:
                lines.append(f"-- undo: {_short(step)}")
        lines += said.lines
        irreversible += [*([answer.irreversible] if answer.irreversible else []), *said.refused]
        outside = outside or said.outside
    head = _settings(steps, dialect)
    if not lines:
        lines = ["-- nothing to undo: the migration does not change the schema"]
        head = []
    if outside:
        head.insert(0, "-- run this outside a transaction")
    return Script("\n".join([*head, *lines]) + "\n", not outside, tuple(irreversible))


class _Said(NamedTuple):
    lines: list[str]
    outside: bool
    refused: tuple[str, ...] = ()
    """Why no statement makes some of the changes."""


def _said(answer: Undo, step: Step, dialect: Dialect, source: Source | None, framework: Framework | None) -> _Said:
    lines = [f"-- schemalint: data-loss {lost}: structure only" for lost in answer.lost]
    lines += [f"-- {note}" for note in answer.notes]
    if answer.may_fail:
        lines.append(f"-- may fail if {answer.may_fail}")
    outside = False
    refused: list[str] = []
    if dialect == "sqlite" and _needs_rebuild(answer, dialect, step):
        # One rebuild restores all that the step changed about the table.
        rebuilt = _spelled(answer.changes, step, dialect, source)
        answer = answer._replace(changes=())
        lines += [terminated(text, dialect, framework) for text in rebuilt]
        outside = FOREIGN_KEYS_OFF in rebuilt
    for change in answer.changes:
        try:
            texts = statements(change, dialect, step.after, step.before, source)
        except UnsupportedError as error:
            lines.append(f"-- schemalint: irreversible {error}")
            refused.append(str(error))
            continue
        outside = outside or any(_outside(text) for text in texts)
        lines += [terminated(text, dialect, framework) for text in texts]
    if answer.irreversible:
        lines.append(f"-- schemalint: irreversible {_one_line(answer.irreversible)}")
    return _Said(lines, outside, tuple(refused))


def _rebuilt(successor: _Successor, steps: Sequence[Step], source: Source | None, framework: Framework | None) -> _Said:
    """The table that took another's place made into that one again, with its rows."""
    first, last = steps[0].before, steps[-1].after
    texts = rebuild.steps(last.tables[successor.origin], first.tables[successor.origin], last, first, source)
    if not rebuild.is_pointed_at(successor.origin, last):
        texts = rebuild.inside(texts)
    return _Said([terminated(text, "sqlite", framework) for text in texts], FOREIGN_KEYS_OFF in texts)


def _with_rows(answer: Undo, successor: _Successor, steps: Sequence[Step]) -> Undo:
    """The dropped table made again, and filled from the one that took its place."""
    first, last = steps[0].before, steps[-1].after
    old, new = first.tables[successor.origin], last.tables[successor.origin]
    there = {column.name for column in new.columns if column.generated is None}
    needed = [one for one in old.columns if not one.nullable and one.default is None and one.identity is None]
    if any(one.name not in there and one.generated is None for one in needed):
        return answer
    names = tuple(Name(one.name, "", NOWHERE) for one in old.columns if one.name in there and one.generated is None)
    made = [at for at, change in enumerate(answer.changes) if isinstance(change, CreateTable)]
    if not names or len(made) != 1:
        return answer
    rows = WriteRows("insert", (_named(successor.dropped, first), _named(successor.here, last)), names, from_query=True)
    changes = (*answer.changes[: made[0] + 1], rows, *answer.changes[made[0] + 1 :])
    return answer._replace(changes=changes, lost=())


def _named(ref: Ref, catalog: Catalog) -> ObjectName:
    schema = None if ref.schema == catalog.default_schema or not ref.schema else Name(ref.schema, "", NOWHERE)
    return ObjectName(Name(ref.name, "", NOWHERE), schema)


def _needs_rebuild(answer: Undo, dialect: Dialect, step: Step) -> bool:
    for change in answer.changes:
        try:
            if FOREIGN_KEYS_OFF in statements(change, dialect, step.after, step.before):
                return True
        except UnsupportedError:
            continue
    return False


def _spelled(changes: Sequence[Change], step: Step, dialect: Dialect, source: Source | None) -> list[str]:
    for change in changes:
        name = getattr(change, "table", None) or getattr(change, "on", None)
        if isinstance(name, ObjectName):
            old = step.after.tables.get(step.after.resolve(name))
            new = step.before.tables.get(step.before.resolve(name))
            if old is not None and new is not None:
                texts = rebuild.steps(old, new, step.after, step.before, source)
                return list(texts if rebuild.is_pointed_at(new.ref, step.after) else rebuild.inside(texts))
    return []


def _outside(text: str) -> bool:
    words = text.upper()
    return " CONCURRENTLY " in f"{words} " or words == FOREIGN_KEYS_OFF.upper()


class _Successor(NamedTuple):
    """A table of the migration that took the place of an older one, which was dropped."""

    origin: Ref
    """What both are called, the one before the migration and the other behind it."""
    dropped: Ref
    """What the older one was called when it was dropped."""
    here: Ref
    """What the newer one was called then."""


class _Own(NamedTuple):
    """The tables that a migration makes."""

    unneeded: set[int]
    """The numbers of steps that need no inverse, since they only touch such tables."""
    finals: dict[int, Ref]
    """The name of each when it is dropped, by the number of the step that makes it or gives it a foreign key."""
    successors: dict[int, _Successor]
    """By the number of the step that drops the older table."""


def _own_tables(steps: Sequence[Step]) -> _Own:
    alive: dict[Ref, int] = {}
    origins: dict[Ref, Ref] = {}
    drops: dict[int, tuple[Ref, dict[int, Ref]]] = {}
    touching: dict[int, list[int]] = {}
    unneeded: set[int] = set()
    joining: dict[int, Ref] = {}
    added: set[tuple[Ref, str]] = set()
    owned = _owned_sequences(steps)
    later = _Later()
    for step in steps:
        change = step.change
        if isinstance(change, (CreateSequence, AlterSequence)) and _sequence(change.name, step) in owned:
            unneeded.add(step.number)
            continue
        later.note(step)
        if isinstance(change, WriteRows):
            if _goes_with(change, step, alive, added):
                unneeded.add(step.number)
            continue
        if step.before is step.after and not step.faults:
            continue
        if isinstance(change, AddColumn):
            added.add((step.before.resolve(change.table), change.column.name))
        if isinstance(change, CreateTable):
            ref = step.after.resolve(change.name)
            held = step.before.tables.get(ref)
            if held is None or held.assumed:
                alive[ref] = step.number
                later.born(ref)
            continue
        ref_ = _about(step)
        if ref_ is not None and ref_ not in alive:
            if isinstance(change, RenameObject) and change.kind == "table":
                origins[Ref(ref_.schema, change.new_name.value)] = origins.pop(ref_, ref_)
            elif isinstance(change, DropObjects) and change.kind == "table" and len(change.names) == 1:
                drops[step.number] = (ref_, {number: ref for ref, number in alive.items()})
        if ref_ is None or ref_ not in alive:
            continue
        touching.setdefault(alive[ref_], []).append(step.number)
        if isinstance(change, AddConstraint) and isinstance(change.constraint, ForeignKey):
            # Two tables of the migration may point at each other; neither can go before this.
            parent = _parent(change.constraint, step)
            if parent in alive and alive[parent] > alive[ref_]:
                joining[step.number] = ref_
            else:
                unneeded.add(step.number)
            continue
        if later.is_named(ref_, step):
            # What was made behind the table goes before it, and so must be let go of first.
            continue
        if isinstance(change, DropObjects) and len(change.names) > 1:
            continue
        unneeded.add(step.number)
        if isinstance(change, DropObjects) and change.kind == "table":
            unneeded.add(alive.pop(ref_))
        elif isinstance(change, RenameObject) and change.kind == "table":
            alive[later.moved(ref_, Ref(ref_.schema, change.new_name.value))] = alive.pop(ref_)
        elif isinstance(change, SetSchema):
            alive[later.moved(ref_, Ref(change.schema.value, ref_.name))] = alive.pop(ref_)
    finals = {**joining, **{number: ref for ref, number in alive.items()}}
    successors: dict[int, _Successor] = {}
    before = steps[0].before.tables
    for dropped_at, (dropped, then) in drops.items():
        origin = origins.get(dropped, dropped)
        maker = alive.get(origin)
        old = before.get(origin)
        if maker is None or maker not in then or old is None or old.assumed or old.unknown:
            continue
        successors[dropped_at] = _Successor(origin, dropped, then[maker])
        if steps[0].before.dialect == "sqlite":
            unneeded.add(maker)
            unneeded.update(other for other in touching.get(maker, ()))
            unneeded.update(step.number for step in steps if step.number < dropped_at and _is_of(step, origin, dropped))
        elif then[maker] != origin:
            # What was done to it under the old table's name is undone before that one comes back.
            unneeded.difference_update(number for number in touching.get(maker, ()) if number > dropped_at)
            finals[maker] = then[maker]
    return _Own(unneeded, finals, successors)


def _is_of(step: Step, origin: Ref, dropped: Ref) -> bool:
    """Whether the step changes the form of a table that is dropped under its own name or another."""
    change = step.change
    if isinstance(change, WriteRows):
        return False
    if isinstance(change, DropObjects) and change.kind == "index":
        held = {step.before.indexes.get(step.before.resolve(name)) for name in change.names}
        return held <= {origin, dropped}
    return _about(step) in (origin, dropped)


def _parent(key: ForeignKey, step: Step) -> Ref:
    return key.parent if key.parent in step.before.tables else Ref(step.before.default_schema, key.parent.name)


def _sequence(name: ObjectName, step: Step) -> Ref:
    return Ref(name.schema.value if name.schema else step.before.default_schema, name.value)


def _owned_sequences(steps: Sequence[Step]) -> frozenset[Ref]:
    """The sequences that the steps make for columns of tables that they make too: they go with those tables."""
    made = {
        step.after.resolve(step.change.name)
        for step in steps
        if isinstance(step.change, CreateTable) and step.before is not step.after
    }
    end = steps[-1].after
    return frozenset(
        ref
        for step in steps
        if isinstance(step.change, CreateSequence)
        and step.before is not step.after
        and (ref := _sequence(step.change.name, step)) in end.sequences
        and (owner := end.sequences[ref].owned_by) is not None
        and owner[0] in made
    )


class _Later:
    """What the steps make behind each table of theirs, and may be named by what they do to it."""

    def __init__(self) -> None:
        self._made: list[str] = []
        self._births: dict[Ref, int] = {}

    def note(self, step: Step) -> None:
        change = step.change
        if isinstance(change, CreateExtension):
            # What an extension brings has names of its own.
            self._made.append("")
        elif isinstance(change, _NAMED_BY_TABLES):
            self._made.append(change.name.value.lower())

    def born(self, ref: Ref) -> None:
        self._births[ref] = len(self._made)

    def moved(self, old: Ref, new: Ref) -> Ref:
        self._births[new] = self._births.pop(old, 0)
        return new

    def is_named(self, ref: Ref, step: Step) -> bool:
        """Whether a step about a table may need something that was made behind it."""
        made = self._made[self._births.get(ref, 0) :]
        if not made or isinstance(step.change, (DropObjects, RenameObject, SetSchema)):
            return False
        return "" in made or not set(made).isdisjoint(_WORD.findall(step.statement.text.lower()))


_WORD = re.compile(r"\w+")
_NAMED_BY_TABLES = (CreateEnum, CreateDomain, CreateType, CreateSequence, CreateRoutine)


def _goes_with(change: WriteRows, step: Step, alive: Collection[Ref], added: Collection[tuple[Ref, str]]) -> bool:
    """Whether what is written goes with the tables or the columns that the same steps make."""
    tables = [step.before.resolve(name) for name in change.tables]
    if not tables or all(ref in alive for ref in tables):
        return bool(tables)
    return (
        change.verb == "update"
        and bool(change.columns)
        and all((tables[0], one.value) in added for one in change.columns)
    )


def _about(step: Step) -> Ref | None:
    """The table a step is about."""
    change = step.change
    if isinstance(change, DropObjects):
        if change.kind == "table":
            return step.before.resolve(change.names[0])
        return step.before.resolve(change.on) if change.on is not None else None
    if isinstance(change, (RenameObject, SetSchema)) and change.kind == "table":
        return step.before.resolve(change.name)
    name = getattr(change, "table", None)
    if name is None and getattr(change, "kind", "") in ("table", "column"):
        name = getattr(change, "name", None)
    return step.before.resolve(name) if isinstance(name, ObjectName) else None


def _final_name(change: CreateTable, final: Ref, catalog: Catalog) -> ObjectName:
    if final.name == change.name.value:
        return change.name
    schema = None if final.schema == catalog.default_schema else Name(final.schema, "", NOWHERE)
    return ObjectName(Name(final.name, "", NOWHERE), schema)


def _short(step: Step) -> str:
    """The statement on one line, cut."""
    text = _one_line(step.statement.text)
    return text if len(text) <= 90 else f"{text[:87]}..."


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _settings(steps: Iterable[Step], dialect: Dialect) -> list[str]:
    """Settings that decide how names resolve are repeated."""
    lines = []
    for step in steps:
        change = step.change
        if isinstance(change, SetSearchPath) and change.schemas and step.before is not step.after:
            texts = statements(change, dialect, step.before)
            lines += [terminated(text, dialect, None) for text in texts]
    return lines[-1:]


# Text


BATCHES = ("CREATE VIEW", "CREATE PROC", "CREATE FUNCTION", "CREATE TRIGGER", "CREATE OR ALTER", "CREATE SCHEMA")
"""What SQL Server takes only as the first statement of a batch."""


def terminated(text: str, dialect: Dialect, framework: Framework | None) -> str:
    """A statement with what ends it."""
    if text.startswith("--"):
        return text
    if dialect == "oracle" and text.upper().startswith(("CREATE OR REPLACE", "CREATE TRIGGER", "BEGIN", "DECLARE")):
        return f"{text.rstrip().removesuffix('/').rstrip()}\n/"
    ended = text.rstrip().rstrip(";") + ";" if not text.rstrip().endswith("*/") else f"{text.rstrip()};"
    if framework is not None:
        ended = in_section(framework, ended)
    if dialect == "tsql" and text.upper().startswith(BATCHES):
        return f"GO\n{ended}\nGO"
    return ended
