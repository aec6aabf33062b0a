"""What parsers of others say of statements, asked only for what was not asked before."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from schemalint import __version__, cache
from schemalint.config import Options
from schemalint.dialects.stores import STORES
from schemalint.model.change import Judged, Reading, Step
from schemalint.model.document import Statement
from schemalint.model.replay import Replay
from schemalint.model.text import digest

FORM = 4
"""Of what is told of a query; answers of another form are not remembered ones."""
REMEMBERED = 6_000_000
"""Characters of remembered answers of each kind; those that were not used for longest go first."""


def with_verdicts(replays: tuple[Replay, ...], options: Options) -> tuple[tuple[Replay, ...], list[str]]:
    """What other parsers say of the statements that were not read completely, with `strict_syntax` of all, and which of them
    could not be asked; they are loaded only when there is something to ask."""
    asked = {
        reading.statement: _digest(reading.statement)
        for replay in replays
        for reading in replay.readings
        if (options.strict_syntax or not reading.complete)
        and not reading.statement.masked
        and reading.statement.verb != "UNTRANSLATED"
    }
    lost: list[str] = []
    if not asked:
        return replays, lost
    from schemalint.sql import strict

    held = {} if options.no_cache else cache.load_some("verdicts", __version__, asked.values())
    known = {digest: Judged(*row) for digest, row in held.items()}
    fresh = list({digest: one for one, digest in asked.items() if digest not in known}.items())
    if fresh:
        told = strict.judge([one for _, one in fresh], lost, options.jobs)
        known.update((digest, verdict) for (digest, _), verdict in zip(fresh, told, strict=True))
        if not options.no_cache and not lost:
            used = {digest: known.pop(digest) for digest in dict.fromkeys(asked.values())}
            known.update(used)
            settled = {digest: list(one) for digest, one in known.items() if one.judges}
            cache.store_some("verdicts", __version__, settled, held, REMEMBERED)

    def judged(reading: Reading) -> Reading:
        digest = asked.get(reading.statement)
        return reading._replace(judged=known[digest]) if digest else reading

    return tuple(one._replace(readings=tuple(judged(reading) for reading in one.readings)) for one in replays), lost


def _digest(statement: Statement) -> str:
    return digest(f"{statement.dialect}\n{statement.text}", 16)


def with_queries(replays: tuple[Replay, ...], options: Options) -> tuple[tuple[Replay, ...], list[str]]:
    """The replays with the queries of every statement taken apart, and a line where the parser for that could not be asked."""
    from schemalint.sql.queries import understand

    # A statement is one value wherever its readings are copied to.
    readings: dict[int, Reading] = {}
    for replay in replays:
        for reading in replay.readings if replay.dialect not in STORES else ():
            readings.setdefault(id(reading.statement), reading)
    lost: list[str] = []
    known: dict[str, Any] | None = None
    before: set[str] = set()

    def remembered(wanted: Collection[str]) -> dict[str, Any]:
        nonlocal known
        known = {} if options.no_cache else cache.load_some("queries", _edition(), wanted)
        before.update(known)
        return known

    told = understand(list(readings.values()), options.jobs, remembered, lost)
    if known is not None and not options.no_cache and not lost and known.keys() != before:
        cache.store_some("queries", _edition(), known, before, REMEMBERED)
    inside = {key: reading.queries for key, reading in zip(readings, told, strict=True) if reading.queries}
    if not inside:
        return replays, lost

    def asked(reading: Reading) -> Reading:
        queries = inside.get(id(reading.statement))
        return reading if queries is None else reading._replace(queries=queries)

    def stepped(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        return tuple(
            step._replace(reading=asked(step.reading)) if id(step.reading.statement) in inside else step
            for step in steps
        )

    made = []
    for replay in replays:
        made.append(
            replay._replace(
                readings=tuple(map(asked, replay.readings)),
                steps=stepped(replay.steps),
                asides=tuple(map(stepped, replay.asides)),
                applied=tuple(
                    one._replace(steps=stepped(one.steps), down=tuple(map(asked, one.down))) for one in replay.applied
                ),
            )
        )
    return tuple(made), lost


def _edition() -> str:
    """What the answers of sqlglot depend on besides the text: our version and its own."""
    import os
    from importlib.util import find_spec

    found = find_spec("sqlglot")
    place = os.path.join(os.path.dirname(found.origin), "_version.py") if found and found.origin else ""
    try:
        state = os.stat(place)
    except OSError:
        return f"{__version__} {FORM}"
    return f"{__version__} {FORM} {state.st_size} {state.st_mtime_ns}"
