"""How often tables were altered after they were made, and which migrations a single design would have been."""

from collections.abc import Iterable

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AlterConstraint,
    ChangeGrant,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropObjects,
    NoChange,
    RedefineColumn,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    SetColumnOption,
    SetComment,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetNullable,
    SetOption,
    SetRowSecurity,
    SetSchema,
    SetSearchPath,
    SetSession,
    Step,
    TransactionControl,
    WriteRows,
)
from schemalint.model.name import ObjectName, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Applied, Replay
from schemalint.model.text import Span

DAYS = 90
"""So long a design is young, where nobody says otherwise."""

_ALTERS = (
    AddColumn, DropColumn, RenameColumn, AlterColumnType, RedefineColumn, SetDefault, SetNullable, SetIdentity, SetGenerated,
    SetColumnOption, AddConstraint, DropConstraint, RenameConstraint, AlterConstraint, SetRowSecurity, CreateIndex,
)  # fmt: skip
_ASIDE = (NoChange, TransactionControl, SetSession, SetSearchPath, SetComment, ChangeGrant, WriteRows)
"""What belongs to no design, or follows from one: a single design would not have had to fill columns later."""


class Life(NamedTuple):
    """A table from the migration that makes it to the last."""

    ref: Ref
    """Its last name."""
    span: Span
    """The name in the statement that makes it."""
    made: int
    """Positions in `History.migrations`, here and below."""
    altered: tuple[int, ...]
    """The later migrations that alter its columns, keys, constraints, indexes or row security, or rename it; ascending."""
    early: tuple[int, ...] = ()
    """Those of them in its first days; all where nothing tells when migrations were made."""
    gone: int | None = None
    """The migration that drops it, or None."""


class Churn(NamedTuple):
    """What a history did to its tables."""

    lives: tuple[Life, ...]
    """In the order they were made."""
    single: tuple[int, ...]
    """The migrations that do nothing but rework tables in their first days: a single design would have spared them."""
    days: int
    """How many days those are."""
    dated: bool
    """False where nothing tells when migrations were made; then any time counts as the first days."""


def churn(replay: Replay, days: int = DAYS) -> Churn:
    """What a replayed history did to its tables; `Applied.day` says when."""
    told = _Telling()
    for step in replay.steps:
        if step.migration is not None:
            told.take(step, step.migration)
    when = ordinals(replay.applied)
    dated = any(day is not None for day in when)
    lives = []
    births: dict[int, int] = {}
    for number, life in enumerate(told.lives):
        if life is not None:
            altered = tuple(told.altered[number])
            births[number] = life.made
            lives.append(
                life._replace(
                    altered=altered, early=tuple(one for one in altered if _within(life.made, one, when, days, dated))
                )
            )
    made = set(births.values())
    single = tuple(
        migration
        for migration, touched in sorted(told.touched.items())
        if migration not in told.others
        and migration not in made
        and all(
            number in births and births[number] < migration and _within(births[number], migration, when, days, dated)
            for number in touched
        )
    )
    return Churn(tuple(lives), single, days, dated)


def ordinals(applied: Iterable[Applied]) -> list[int | None]:
    """The day of each migration as a count of days; None where it is not known."""
    from datetime import date

    return [date.fromisoformat(one.day).toordinal() if one.day else None for one in applied]


def _within(first: int, later: int, when: list[int | None], days: int, dated: bool) -> bool:
    start, end = when[first], when[later]
    if start is None or end is None:
        return not dated
    return end - start <= days


class _Telling:
    """Follows tables through a history, under all their names."""

    def __init__(self) -> None:
        self.lives: list[Life | None] = []
        self.altered: list[list[int]] = []
        self.by_ref: dict[Ref, int] = {}
        self.by_index: dict[str, int] = {}
        self.left: dict[Ref, tuple[int, int]] = {}
        """The last life that a name was taken from, and in which migration: a table that is built anew takes it back."""
        self.touched: dict[int, set[int]] = {}
        self.others: set[int] = set()

    def take(self, step: Step, migration: int) -> None:
        change = step.change
        if isinstance(change, _ASIDE) or (step.before is step.after and not isinstance(change, WriteRows)):
            return
        if isinstance(change, CreateTable):
            if change.kind != "temporary":
                self.make(step.after.resolve(change.name), change.name.span, migration)
        elif isinstance(change, DropObjects) and change.kind == "table":
            for name in change.names:
                self.drop(step.before.resolve(name), migration)
        elif isinstance(change, DropObjects) and change.kind == "index":
            for name in change.names:
                self.alter(self.by_index.get(name.name.value.lower()), migration)
        elif isinstance(change, (RenameObject, SetSchema)) and change.kind in ("table", "object"):
            self.rename(change, step, migration)
        elif isinstance(change, _ALTERS):
            number = self.by_ref.get(step.before.resolve(change.table))
            if isinstance(change, CreateIndex) and change.name is not None and number is not None:
                self.by_index[change.name.value.lower()] = number
            self.alter(number, migration)
        elif not (isinstance(change, SetOption) and change.kind == "table"):
            self.others.add(migration)

    def make(self, ref: Ref, span: Span, migration: int) -> None:
        if ref in self.by_ref:
            return
        left = self.left.get(ref)
        if left is not None and left[1] == migration and self.lives[left[0]] is not None:
            # The old one was renamed or dropped before, so this is the same table built anew.
            self.put(left[0], ref)
            self.alter(left[0], migration)
            return
        self.by_ref[ref] = len(self.lives)
        self.lives.append(Life(ref, span, migration, ()))
        self.altered.append([])

    def put(self, number: int, ref: Ref) -> None:
        life = self.lives[number]
        if life is not None:
            if self.by_ref.get(life.ref) == number:
                del self.by_ref[life.ref]
            self.by_ref[ref] = number
            self.lives[number] = life._replace(ref=ref, gone=None)

    def drop(self, ref: Ref, migration: int) -> None:
        number = self.by_ref.pop(ref, None)
        life = self.lives[number] if number is not None else None
        if number is None or life is None:
            return
        self.left[ref] = number, migration
        self.touched.setdefault(migration, set()).add(number)
        self.lives[number] = life._replace(gone=migration)

    def rename(self, change: "RenameObject | SetSchema", step: Step, migration: int) -> None:
        old = step.before.resolve(change.name)
        number = self.by_ref.pop(old, None)
        if number is None:
            return
        new = _renamed(change, old)
        back = self.left.get(new)
        life = self.lives[number]
        if back is not None and back[1] == migration and life is not None and life.made == migration:
            # Made under another name, filled, and put in the place of the one that was dropped.
            self.lives[number] = None
            self.put(back[0], new)
            self.alter(back[0], migration)
            return
        self.left[old] = number, migration
        self.by_ref[new] = number
        if life is not None:
            self.lives[number] = life._replace(ref=new)
        self.alter(number, migration)

    def alter(self, number: int | None, migration: int) -> None:
        life = self.lives[number] if number is not None else None
        if number is None or life is None:
            self.others.add(migration)
            return
        if life.made == migration:
            return
        self.touched.setdefault(migration, set()).add(number)
        if self.altered[number][-1:] != [migration]:
            self.altered[number].append(migration)


def _renamed(change: "RenameObject | SetSchema", old: Ref) -> Ref:
    if isinstance(change, SetSchema):
        return Ref(change.schema.value, old.name)
    new: ObjectName = change.new_name
    return Ref(new.schema.value if new.schema is not None else old.schema, new.name.value)
