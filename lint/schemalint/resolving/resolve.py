"""Every name of a replay's statements, held against the catalogue at its step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schemalint.dialects.builtins import Builtins
from schemalint.model.change import (
    Change,
    CreateDomain,
    CreateEnum,
    CreateIndex,
    CreatePolicy,
    CreateRoutine,
    CreateSequence,
    CreateTable,
    CreateTrigger,
    CreateType,
    CreateView,
    DropColumn,
    Execute,
    RedefineColumn,
    RenameColumn,
    SetSession,
    Step,
    WriteRows,
)
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.query import Embedded, NameFault
from schemalint.model.replay import Applied, Replay, Way
from schemalint.model.schema import Column
from schemalint.resolving import nearest
from schemalint.resolving.definitions import looks_at, of_change
from schemalint.resolving.doubts import Doubts, Promised
from schemalint.resolving.functions import Functions
from schemalint.resolving.names import Names
from schemalint.resolving.queries import Resolver
from schemalint.resolving.reach import Reach
from schemalint.resolving.relations import Relation, relation

REFERRING = (CreateTable, CreateIndex, CreateTrigger, CreatePolicy, WriteRows)
"""Statements whose missing tables are references, not what they change."""
IN_SCHEMAS = (CreateTable, CreateView, CreateEnum, CreateDomain, CreateType, CreateSequence, CreateRoutine)
CHECKED_LATE = {
    "view": frozenset({"sqlite", "oracle"}),
    "trigger": frozenset({"sqlite"}),
    "trigger-when": frozenset({"sqlite"}),
}
"""Places whose names a server looks up only when the object is used; Oracle makes a view with errors where it is told to."""
WRITES_NO_NAMES = frozenset({"data", "client"})


def resolved(replay: Replay, builtins: Builtins, promised: Promised) -> Replay:
    """The replay, each step with the names of its statement that mean nothing there.

    `builtins` is what the server brings along; `promised` gives the names, each with its kind, that some statement of the replay
    makes. What may exist unseen is no fault: in stand-alone scripts, in half histories, behind blocks that put their text
    together. Runs in time linear in the text.
    """
    resolving = _Resolving(replay, builtins, promised)
    steps = resolving.line(replay.steps)
    asides = tuple(resolving.line(part) for part in replay.asides)
    backs = tuple(_back(one, resolving) for one in replay.applied)
    if (
        steps is replay.steps
        and all(new is old for new, old in zip(asides, replay.asides, strict=True))
        and all(back is one.back for back, one in zip(backs, replay.applied, strict=True))
    ):
        return replay
    applied = tuple(
        one._replace(steps=tuple(steps[step.number] for step in one.steps), back=back) if one.steps else one
        for one, back in zip(replay.applied, backs, strict=True)
    )
    return replay._replace(steps=steps, asides=asides, applied=applied)


def _back(one: Applied, resolving: _Resolving) -> Way | None:
    """The way back with the names in it; the very one given where all of them mean something."""
    if one.back is None or not one.back.steps:
        return one.back
    # What is looked up late is looked up in the schema that the down part leaves, not in that of today.
    resolving.end = one.back.steps[-1].after
    steps = resolving.line(one.back.steps)
    return one.back if steps is one.back.steps else one.back._replace(steps=steps)


def resolver(replay: Replay, builtins: Builtins, promised: Promised) -> Callable[[tuple[Step, ...]], tuple[Step, ...]]:
    """Holds the names of further steps against the replay's last catalogue; they must have been made on top of it. What `resolved`
    says of the replay itself is worked out once."""
    resolving = _Resolving(replay, builtins, promised)
    resolving.line(replay.steps)
    return resolving.line


class _Resolving:
    """Goes through the steps of a replay in order."""

    def __init__(self, replay: Replay, builtins: Builtins, promised: Promised) -> None:
        self.replay = replay
        self.builtins = builtins
        self.doubts = Doubts(replay, promised)
        self.functions = Functions(replay.dialect)
        self.derived: dict[object, Relation] = {}
        """The columns of views and of tables made by queries, by the place of their name."""
        self.known: dict[int, tuple[tuple[Column, ...], Relation]] = {}
        self.end = replay.catalog
        """Where what is looked up late may be made until."""
        self.unchecked = False
        """PostgreSQL was told not to look into the bodies of functions."""

    def line(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """The steps with their faults; the very ones given where there are none."""
        changed: dict[int, tuple[NameFault, ...]] = {}
        at, size = 0, len(steps)
        while at < size:
            statement = steps[at].reading.statement
            end = at + 1
            while end < size and steps[end].reading.statement is statement:
                end += 1
            faults = self.statement(steps[at:end])
            if faults:
                changed[at] = faults
            at = end
        if not changed:
            return steps
        return tuple(
            step._replace(names=changed[number]) if number in changed else step for number, step in enumerate(steps)
        )

    def statement(self, steps: Sequence[Step]) -> tuple[NameFault, ...]:
        """The faults of one statement, which may be several changes."""
        first, last = steps[0], steps[-1]
        statement = first.statement
        queries = first.reading.queries
        names: Names | None = None
        if statement.kind not in WRITES_NO_NAMES and not statement.fault:
            for step in steps:
                if step.faults or looks_at(step.change) or isinstance(step.change, CreateView):
                    if names is None:
                        names = Names(first, self.reach(step, last, len(steps) > 1), self.functions)
                    else:
                        names.reach = self.reach(step, last, True)
                    names.late = False
                    self.change(step, names)
        if queries:
            reach = self.reach(first, last, len(steps) > 1)
            if names is None:
                names = Names(first, reach, self.functions)
            bodies = [step.change.body for step in steps if isinstance(step.change, (Execute, CreateRoutine))]
            self.doubts.inside = "\n".join(bodies).lower()
            for embedded in queries:
                names.late = self.is_late(embedded)
                names.reach = self.at_the_end(first) if names.late else reach
                self.query(embedded, steps, names)
            self.doubts.inside = ""
        understood = any(one.place == "view" and not one.query.problem for one in queries)
        if names is not None and isinstance(first.change, CreateView) and not understood:
            names.reach, names.late = self.reach(first, last, True), False
            self.sources(first.change, names)
        for step in steps:
            self.note(step)
        return tuple(names.faults.values()) if names is not None else ()

    def reach(self, step: Step, last: Step, own: bool) -> Reach:
        found = Reach(
            self.replay.dialect, self.builtins, self.doubts, self.derived, step.before, last.after, self.known
        )
        found.own = own
        return found

    def at_the_end(self, step: Step) -> Reach:
        """What is looked up late may be made until then."""
        found = Reach(self.replay.dialect, self.builtins, self.doubts, self.derived, step.before, self.end, self.known)
        found.own = True
        return found

    def is_late(self, embedded: Embedded) -> bool:
        """Whether the server looks at the names only when the object is used."""
        if self.unchecked and embedded.place in ("function", "procedure"):
            return True
        return embedded.late or self.replay.dialect in CHECKED_LATE.get(embedded.place, ())

    # Changes

    def change(self, step: Step, names: Names) -> None:
        if step.faults:
            _foreseen(step, names)
        of_change(step.change, names)
        name = getattr(step.change, "name", None)
        if isinstance(name, ObjectName) and name.schema is not None and type(step.change) in IN_SCHEMAS:
            self.schema(name.schema, names)

    def schema(self, schema: Name, names: Names) -> None:
        """The schema that something new goes to, where the text makes it, but not before."""
        key = ("schema", Ref("", schema.value))
        if self.replay.dialect not in ("postgres", "tsql") or key not in self.replay.created:
            return
        reach = names.reach
        if key in reach.before.others or key in reach.after.others or reach.doubts.about(schema.value, reach.before):
            return
        if not names.step.faults:
            names.place = "query"
            names.tell("schema", schema.value, schema.span, ref=key[1])

    def query(self, embedded: Embedded, steps: Sequence[Step], names: Names) -> None:
        if embedded.query.problem:
            return
        change = next((step.change for step in steps if isinstance(step.change, (CreateView, CreateTable))), None)
        place = embedded.place
        names.place = place
        if place in ("check", "default", "generated", "index", "policy"):
            names.reach.own = True
        own = None
        if isinstance(change, CreateView) and "RECURSIVE" in steps[0].statement.tokens.upper[:6]:
            own = change.name
        given = Resolver(embedded, names, own).resolve()
        if change is not None and place in ("view", "table-as"):
            self.derived[change.name.span] = _called(change, given, self.replay.dialect)

    def sources(self, change: CreateView, names: Names) -> None:
        """What a view reads whose query was not taken apart. The tokens alone do not tell every name from an alias, so only what
        the text makes at another place is said to be missing here."""
        if self.replay.dialect in CHECKED_LATE["view"]:
            return
        names.place = "view"
        for name in change.reads:
            if ("table", names.reach.ref(name)) in self.replay.created:
                names.table(name)

    def note(self, step: Step) -> None:
        """What a step means for those behind it."""
        change = step.change
        kind = type(change)
        if kind is Execute:
            self.doubts.hear(change)
        elif kind is SetSession:
            assert isinstance(change, SetSession)
            if change.variable == "check_function_bodies":
                self.unchecked = change.value.strip("'\" ").lower() in ("off", "false", "0", "no")
        elif kind in (RenameColumn, DropColumn, RedefineColumn):
            self._altered(step, change)

    def _altered(self, step: Step, change: Change) -> None:
        """A column of a view, or of a table made by a query, gets another name or goes."""
        assert isinstance(change, (RenameColumn, DropColumn, RedefineColumn))
        place = _place(step, change.table)
        given = self.derived.get(place)
        old = change.column.value
        if given is None or old not in given.columns:
            return
        new = old
        if isinstance(change, RenameColumn):
            new = change.new_name.value
        elif isinstance(change, RedefineColumn):
            new = change.definition.name
        kept = [name for name in given.columns if name != old]
        if not isinstance(change, DropColumn):
            kept = [new if name == old else name for name in given.columns]
        self.derived[place] = given._replace(columns=dict.fromkeys(kept))


def _place(step: Step, name: ObjectName) -> object:
    """Where the name of a table or view stands in the statement that made it."""
    ref = step.before.resolve(name)
    held = step.before.tables.get(ref) or step.before.views.get(ref)
    return held.span if held is not None else None


def _called(change: CreateView | CreateTable, given: Relation, dialect: str) -> Relation:
    """The columns of a query under the names that the statement gives them."""
    if isinstance(change, CreateView):
        names = change.columns
    elif dialect in ("postgres", "oracle", "standard", "tsql"):
        names = tuple(column.name for column in change.columns)
    else:
        return given
    if not names:
        return given
    rest = list(given.columns)[len(names) :]
    if isinstance(change, CreateView) and dialect != "postgres":
        return relation(names)  # a list names all of them
    return relation(
        (*names, *rest), open=given.open and len(given.columns) < len(names) and not isinstance(change, CreateView)
    )


def _foreseen(step: Step, names: Names) -> None:
    """What the replay found missing among the references of a statement."""
    for fault in step.faults:
        if fault.kind == "missing-type":
            near = nearest.type(fault.ref.name, step.before)
            names.place = "query"
            names.tell("type", _written(fault.ref, step), fault.span, ref=fault.ref, near=near)
        elif fault.kind == "missing" and fault.object_kind == "table" and isinstance(step.change, REFERRING):
            if names.reach.doubts.about(fault.ref.name, step.before):
                continue
            near = nearest.table(fault.ref, step.before)
            names.place = "write" if isinstance(step.change, WriteRows) else "query"
            names.tell("table", _written(fault.ref, step), fault.span, ref=fault.ref, near=near)


def _written(ref: Ref, step: Step) -> str:
    return ref.name if ref.schema == step.before.default_schema else ref.text
