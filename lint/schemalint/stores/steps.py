"""Files of MongoDB that are steps of a history: change sets of Liquibase, and scripts with the functions `up` and `down`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from schemalint.model.project import Migration, Script
from schemalint.stores.change_log import ROOT, change_log, inverses
from schemalint.stores.functions import bodies
from schemalint.stores.literals import Literals
from schemalint.stores.reader import Notations

LOG_SUFFIXES = (".xml", ".yaml", ".yml", ".json")
SCRIPT_SUFFIXES = (".js", ".mjs", ".cjs")


@lru_cache(maxsize=1)
def _home() -> re.Pattern[str]:
    return re.compile(r"migrat[^/]*/(?:[^/]+/)?[^/]*$|/\d{8,17}[-_][^/]*$", re.I)


def steps(text: str, path: str, notations: Notations) -> tuple[str, tuple[Migration, ...]]:
    """The framework whose file it is and the migrations in it, in their order; an empty name where it is no step of a history. What is
    released is not known here."""
    lower = path.lower()
    if lower.endswith(LOG_SUFFIXES) and ROOT in text:
        return "liquibase", _of_log(text, path, notations)
    if lower.endswith(SCRIPT_SUFFIXES):
        found = _of_script(text, path, notations)
        return ("migrate-mongo", (found,)) if found is not None else ("", ())
    return "", ()


def _migration(name: str, version: str, up: Script, down: tuple[Script, ...]) -> Migration:
    return Migration(name, version, (up,), down, False, False, 0)


def _of_script(text: str, path: str, notations: Notations) -> Migration | None:
    literals = Literals(text, 0, len(text), notations)
    found = {one.name: one for one in bodies(literals)}
    up, down = found.get("up"), found.get("down")
    if up is None or (down is None and not _home().search(path)):
        return None

    def script(first: int, past: int) -> Script:
        start = literals.start(first) if first < past else literals.end(first - 1)
        return Script(path, start, literals.end(past - 1) if first < past else start, False)

    name = path.rpartition("/")[2].rpartition(".")[0]
    version = re.match(r"\d+", name)
    back: tuple[Script, ...] = ()
    if down is not None:
        # What the comments of an empty body say may declare it so.
        said = (
            text[literals.end(down.first - 1) : literals.start(down.past)] if down.past < len(literals.tokens) else ""
        )
        back = (script(down.first, down.past)._replace(remark=said.strip()[:500] if down.first >= down.past else ""),)
    made = _migration(name, version[0] if version else "", script(up.first, up.past), back)
    return made._replace(empty_down=down is not None and down.first >= down.past)


def _of_log(text: str, path: str, notations: Notations) -> tuple[Migration, ...]:
    log = change_log(text, path, notations)
    known = {(one.get("author"), one.get("id")): one for one in log.sets}
    stem = path.rpartition("/")[2].rpartition(".")[0]
    found = []
    for one in log.sets:
        identity = one.get("id")
        up = Script(path, one.start, one.end, False)
        down = tuple(_written(one, known, path)) or _by_itself(one, text, path, notations)
        made = _migration(f"{stem}:{identity}", identity, up, down)
        found.append(made._replace(empty_down=bool(down) and all(_says_nothing(back, one) for back in down)))
    return tuple(found)


def _written(one: Any, known: dict[tuple[str, str], Any], path: str) -> Iterator[Script]:
    """What is written to take a change set back; an empty stretch where that says that nothing is to be done."""
    for back in one.named("rollback"):
        other = known.get((back.get("changeSetAuthor"), back.get("changeSetId"))) if back.get("changeSetId") else None
        if other is not None:
            yield Script(path, other.start, other.end, False)
        else:
            yield Script(path, back.start, back.end if back.children else back.start, False)
    if "rollback" in one.values:
        yield Script(path, one.start, one.start, False)


def _by_itself(one: Any, text: str, path: str, notations: Notations) -> tuple[Script, ...]:
    """What nobody has to write: the empty stretch at the end of a change set stands for it."""
    return (Script(path, one.end, one.end, False),) if inverses(one, text, notations) else ()


def _says_nothing(back: Script, one: Any) -> bool:
    return back.start == back.end and back.start != int(one.end)
