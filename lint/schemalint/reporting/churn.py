"""How often a history reworked its tables: for people, as JSON, as a diagram in Mermaid, and as a picture (`churn_svg.py`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from schemalint.model.churn import Churn, Life, ordinals
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Applied, Replay
from schemalint.reporting.terminal import clean, width

FORMATS = ("text", "json", "mermaid", "svg")
MOST = 30
"""So many tables are drawn for each history; JSON has all."""
CELLS = 48
"""How many columns of a terminal a history takes."""

_MADE, _LIFE, _YOUNG = "◆", "┈", "━"
_ONCE, _OFTEN = "┃", "█"


class Reworked(NamedTuple):
    """A history and what it did to its tables."""

    replay: Replay
    churn: Churn
    twins: bool = False
    """The directory holds other histories too, one a dialect."""

    @property
    def path(self) -> str:
        """The directory; with the dialect where it holds several histories."""
        return f"{self.replay.path} ({self.replay.dialect})" if self.twins else self.replay.path

    @property
    def applied(self) -> tuple[Applied, ...]:
        return self.replay.applied

    @property
    def spared(self) -> int:
        """How many migrations a single design would have been."""
        return len(self.applied) - len(self.churn.single)


def report(found: Sequence[Reworked], form: str) -> str:
    """The report in one of the FORMATS; ends with a line break."""
    times = Counter(one.replay.path for one in found)
    found = [one._replace(twins=times[one.replay.path] > 1) for one in found]
    if form == "json":
        return json.dumps({"version": 1, "histories": [_history(one) for one in found]}, indent=2) + "\n"
    if form == "svg":
        from schemalint.reporting.churn_svg import picture

        return picture(found)
    told = [_mermaid(one) if form == "mermaid" else _text(one) for one in found]
    return "\n".join("\n".join(lines) + "\n" for lines in told)


def shown(one: Reworked) -> list[Life]:
    """The tables that were altered, those first that were altered most often while young."""
    altered = (life for life in one.churn.lives if life.altered)
    return sorted(altered, key=lambda life: (-len(life.early), -len(life.altered), life.made))


def headline(one: Reworked) -> str:
    """What the figure comes to, as a sentence or two."""
    many, single, days = len(one.applied), len(one.churn.single), one.churn.days
    when = f"in their first {days} days" if one.churn.dated else "made before"
    if not single:
        return f"none of its {_counted(many)} only reworks tables {when}"
    return f"{single} of its {_counted(many)} only rework tables {when}: a single design would have been {one.spared}"


def doubts(one: Reworked) -> str:
    """What the figure rests on, where that is not the versions themselves; empty where it is."""
    if not one.churn.dated:
        return (
            "nothing tells when migrations were made (no times in their versions, no git history), so all of them count"
        )
    by = {applied.day_by for applied in one.applied if applied.day}
    return "migrations are dated by the first commit that holds their file" if "git" in by else ""


def places(one: Reworked, wide: int) -> Callable[[int], int]:
    """The cell of each migration among `wide` cells: by the day it was made, or by its number where no day is known."""
    when = ordinals(one.applied)
    known = [day for day in when if day is not None]
    if not one.churn.dated or not known or known[0] == known[-1] == max(known):
        steps = max(len(one.applied) - 1, 1)
        return lambda at: at * (wide - 1) // steps
    first, last = min(known), max(known)
    filled: list[int] = []
    for day in when:
        filled.append(day if day is not None else filled[-1] if filled else first)
    return lambda at: (filled[at] - first) * (wide - 1) // max(last - first, 1)


def young_until(one: Reworked, life: Life, wide: int, place: Callable[[int], int]) -> int:
    """The last cell of the table's first days."""
    when = [day for day in ordinals(one.applied) if day is not None]
    if not one.churn.dated or not when or max(when) == min(when):
        return place(life.made)
    return place(life.made) + one.churn.days * (wide - 1) // (max(when) - min(when))


# --- for people ---------------------------------------------------------------------------------------------------------


def _text(one: Reworked) -> Iterator[str]:
    days = [applied.day for applied in one.applied if applied.day]
    span = f", {min(days)} to {max(days)}" if one.churn.dated else ""
    yield clean(f"{one.path}: {_counted(len(one.applied))}{span}")
    yield f"  {headline(one)}."
    if doubts(one):
        yield f"  ({doubts(one)})"
    rows = shown(one)
    if not rows:
        return
    names = [clean(life.ref.text) for life in rows[:MOST]]
    wide = max(len("table"), *map(width, names))
    yield ""
    dated = one.churn.dated
    yield f"  {'table':<{wide}}  altered{'  young' if dated else ''}"
    place = places(one, CELLS)
    for life, name in zip(rows, names, strict=False):
        pad = " " * (wide - width(name))
        young = f"  {len(life.early):>5}" if dated else ""
        yield f"  {name}{pad}  {len(life.altered):>7}{young}  {_bar(one, life, place)}".rstrip()
    if len(rows) > MOST:
        yield f"  and {len(rows) - MOST} more (`--format json` has all)"
    yield ""
    days_told = f"{_YOUNG} its first {one.churn.days} days  " if dated else ""
    yield f"  {_MADE} made  {days_told}{_ONCE} altered  {_OFTEN} altered more than once"
    if one.churn.single:
        yield ""
        yield "  What a single design would have spared:"
        single = [one.applied[at].migration.name for at in one.churn.single]
        yield from (f"    {clean(name)}" for name in single[:MOST])
        if len(single) > MOST:
            yield f"    and {len(single) - MOST} more"


def _bar(one: Reworked, life: Life, place: Callable[[int], int]) -> str:
    start = place(life.made)
    end = place(life.gone) if life.gone is not None else CELLS - 1
    young = min(young_until(one, life, CELLS, place), end) if one.churn.dated else start
    cells = [" "] * start + [_YOUNG if at <= young else _LIFE for at in range(start, end + 1)]
    many: dict[int, int] = {}
    for at in life.altered:
        many[place(at)] = many.get(place(at), 0) + 1
    for cell, times in many.items():
        if cell < len(cells):
            cells[cell] = _ONCE if times == 1 else _OFTEN
    if start not in many:
        cells[start] = _MADE
    return "".join(cells)


def _counted(many: int) -> str:
    return f"{many} migration{'' if many == 1 else 's'}"


# --- for programs ---------------------------------------------------------------------------------------------------------


def _history(one: Reworked) -> dict[str, object]:
    def migration(at: int) -> dict[str, object]:
        return {"name": one.applied[at].migration.name, "day": one.applied[at].day or None}

    history = one.replay.history
    return {
        "path": one.replay.path,
        "framework": history.framework if history else "",
        "dialect": one.replay.dialect,
        "migrations": len(one.applied),
        "single_design": one.spared,
        "spared": [migration(at) for at in one.churn.single],
        "days": one.churn.days,
        "dated": one.churn.dated,
        "dated_by": next((applied.day_by for applied in one.applied if applied.day), None),
        "tables": [
            {
                "schema": life.ref.schema or None,
                "name": life.ref.name,
                "made": migration(life.made),
                "dropped": migration(life.gone) if life.gone is not None else None,
                "altered": [{**migration(at), "young": at in life.early} for at in life.altered],
            }
            for life in one.churn.lives
        ],
    }


# --- for documents and reviews --------------------------------------------------------------------------------------------


def _mermaid(one: Reworked) -> Iterator[str]:
    """A Gantt chart with two bars for each table: its first days, and the time to the last migration that altered it. Without
    days, bars of how many there were."""
    rows = shown(one)[:MOST]
    title = _plain(f"{one.path}: {headline(one)}")
    if not rows:
        return
    if not one.churn.dated:
        yield "xychart-beta horizontal"
        yield f'    title "{title}"'
        yield f"    x-axis [{', '.join(_quoted(life) for life in rows)}]"
        yield f'    y-axis "migrations that altered it" 0 --> {max(len(life.altered) for life in rows)}'
        yield f"    bar [{', '.join(str(len(life.altered)) for life in rows)}]"
        return
    yield "gantt"
    yield f"    title {title}"
    yield "    dateFormat YYYY-MM-DD"
    yield "    axisFormat %Y-%m"
    for life in rows:
        made, last = one.applied[life.made].day, max(one.applied[at].day for at in life.altered)
        if not made:
            continue
        yield f"    section {_plain(life.ref.text)}"
        kind = "crit, " if life.early else "done, "
        yield f"    {_altering(len(life.early))} young :{kind}{made}, {one.churn.days}d"
        later = len(life.altered) - len(life.early)
        if later:
            yield f"    {_altering(later)} later :active, {made}, {last}"


def _altering(many: int) -> str:
    return f"altered {many} time{'' if many == 1 else 's'}"


def _plain(text: str) -> str:
    """Without the signs that end a title, a section or a task."""
    return "".join(" " if sign in ':;,#"\n\r' else sign for sign in clean(text))


def _quoted(life: Life) -> str:
    return f'"{_plain(life.ref.text)}"'
