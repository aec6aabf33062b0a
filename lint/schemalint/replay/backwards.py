"""Down parts replayed behind their migrations: what they do, and what they leave different."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from schemalint.model.change import (
    AddEnumValue,
    Execute,
    Opaque,
    Reading,
    SetGenerated,
    Step,
    TransactionControl,
)
from schemalint.model.diagnostic import Edit
from schemalint.model.replay import Applied, Block, Difference, OneWay, Replay, Way
from schemalint.model.schema import Catalog
from schemalint.model.text import Span
from schemalint.replay.compare import differences
from schemalint.replay.inverse import undo
from schemalint.replay.replay import play
from schemalint.replay.replay import replay as run
from schemalint.replay.toward import toward
from schemalint.replay.wrapping import wrapped

_FOR_GOOD = (AddEnumValue, SetGenerated)
"""Changes that servers have no way back from; where others have none, it is because we do not know enough."""

Source = Callable[[Span], str]
"""The text that stands in a place."""


def with_downs(replay: Replay, source: Source) -> Replay:
    """The replay whose migrations say what their down parts do, and which of their own steps nothing takes back."""
    return replay._replace(applied=tuple(_turned(one, replay, source) for one in replay.applied))


def _turned(applied: Applied, replay: Replay, source: Source) -> Applied:
    one_way = tuple(_one_way(applied.steps, source))
    if not applied.steps or not applied.down:
        return applied._replace(one_way=one_way)
    steps = played_back(applied.down, applied, replay)
    left = None
    if _understood(applied.steps) and _understood(steps) and all(one.complete for one in applied.down):
        left = _left(applied.steps[0].before, _end(applied.steps, steps))
    return applied._replace(back=Way(steps, left), one_way=one_way)


def played_back(down: Sequence[Reading], applied: Applied, replay: Replay) -> tuple[Step, ...]:
    """The steps of a down part, from where the steps of its migration left the schema; each has the number of its
    last one, for what is made behind that is not there yet."""
    last = applied.steps[-1]
    start = last.after
    if not replay.catalog.complete:
        start = start._replace(complete=False)
    scripts = [
        (script, tuple(one for one in down if script.span.covers(one.statement.span)))
        for script in applied.migration.down
    ]
    if sum(len(readings) for _, readings in scripts) != len(down):
        scripts = [(applied.migration.down[0], tuple(down))]
    blocks = [
        Block(
            readings,
            last.new,
            migration=last.migration,
            transaction=wrapped(script, readings, replay.history) if replay.history else None,
            section="rollback",
        )
        for script, readings in scripts
        if readings
    ]
    found = run(blocks, replay.dialect, path=replay.path, kind="history", version=replay.version, start=start)
    return tuple(step._replace(number=last.number) for step in found.steps)


def _end(steps: Sequence[Step], back: Sequence[Step]) -> Catalog:
    """The schema after the way there and back."""
    return back[-1].after if back else steps[-1].after


def _left(wanted: Catalog, found: Catalog) -> tuple[Difference, ...]:
    """In what a schema differs from the one before. Columns in another order do not count: servers put a column that comes back
    last."""
    return tuple(one for one in differences(wanted, found) if one.kind != "order")


def _understood(steps: Sequence[Step]) -> bool:
    """Whether the catalogue holds all that the steps do to the schema."""
    return all(
        not isinstance(step.change, (Opaque, Execute)) and not step.statement.masked and not step.reading.unread
        for step in steps
    )


def _is_made_there(step: Step, start: Catalog) -> bool:
    """Whether what the step changes is made in its migration: it goes as a whole."""
    if isinstance(step.change, AddEnumValue):
        changed = [ref for ref, enum in step.before.enums.items() if step.after.enums.get(ref) is not enum]
        return bool(changed) and all(ref not in start.enums for ref in changed)
    ref = step.before.resolve(step.change.table) if isinstance(step.change, SetGenerated) else None
    return ref is not None and ref in step.before.tables and ref not in start.tables


def _one_way(steps: Sequence[Step], source: Source) -> Iterator[OneWay]:
    for step in steps:
        if not isinstance(step.change, _FOR_GOOD) or step.before is step.after or _is_made_there(step, steps[0].before):
            continue
        words = undo(step).irreversible
        if words:
            comments = (*steps[0].statement.leading, *step.statement.leading)
            yield OneWay(step, words, "\n".join(map(source, dict.fromkeys(comments))))


# --- mending --------------------------------------------------------------------------------------------------------


def missing_steps(applied: Applied, replay: Replay) -> tuple[Step, ...]:
    """The steps that the down part leaves out: of what takes the migration back, last first, each change that the server takes behind
    the down part and that brings the schema nearer to the one before; then what is still different, by a statement each. Nothing
    where all that does not bring it all the way."""
    if not applied.steps:
        return ()
    wanted = applied.steps[0].before
    now = _end(applied.steps, played_back(applied.down, applied, replay))
    open_ = len(_left(wanted, now))
    found: list[Step] = []
    for change in (change for step in reversed(applied.steps) for change in undo(step).changes):
        (tried,) = play(now, (change,))
        left = len(_left(wanted, tried.after))
        if not tried.faults and left < open_:
            found.append(tried)
            now, open_ = tried.after, left
    for change in toward(now, wanted):
        (tried,) = play(now, (change,))
        if not tried.faults and tried.after is not now:
            found.append(tried)
            now = tried.after
    return () if _left(wanted, now) else tuple(found)


def in_order(applied: Applied, replay: Replay) -> tuple[Edit, ...]:
    """The edits that put the statements of a down part into an order in which the server takes each of them; nothing where
    there is none, or where transactions or files divide them."""
    down = applied.down
    if len({reading.statement.path for reading in down}) != 1 or not all(one.complete for one in down):
        return ()
    if any(isinstance(change, TransactionControl) for reading in down[1:-1] for change in reading.changes):
        return ()
    inner = [one for one in down if not any(isinstance(change, TransactionControl) for change in one.changes)]
    ordered = _sorted(inner, lambda readings: _is_refused(readings, applied, replay))
    return tuple(
        Edit(old.statement.span, new.statement.text) for old, new in zip(inner, ordered, strict=False) if old is not new
    )


_MANY = 60
"""Each pair of statements is tried, so a longer down part is left alone."""


def _is_refused(readings: Sequence[Reading], applied: Applied, replay: Replay) -> bool:
    return any(step.faults for step in played_back(readings, applied, replay))


def _sorted(readings: Sequence[Reading], refused: Callable[[Sequence[Reading]], bool]) -> list[Reading]:
    """The statements in an order that is not refused, each as near to its place as can be; empty where none was found."""
    if len(readings) > _MANY:
        return []
    count = len(readings)
    alone = [refused([one]) for one in readings]
    before: list[set[int]] = [set() for _ in readings]
    for first in range(count):
        for second in range(count):
            if first == second:
                continue
            together = refused([readings[first], readings[second]])
            if together and not alone[first] and not alone[second]:
                before[first].add(second)
            elif alone[second] and not alone[first] and not together:
                before[second].add(first)
    ordered: list[int] = []
    while len(ordered) < count:
        at = next((one for one in range(count) if one not in ordered and before[one] <= set(ordered)), None)
        if at is None:
            return []
        ordered.append(at)
    found = [readings[at] for at in ordered]
    return [] if refused(found) else found
