"""Code that the server keeps and runs, and what it overwrites and deletes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from schemalint.model.change import CreateObject, Execute
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog, Trigger
from schemalint.model.text import Span


class Body(NamedTuple):
    """Code that the server keeps and runs: a routine, a block, a scheduled job."""

    name: str
    """Empty for a block."""
    text: str
    """Without comments."""
    span: Span
    """The name, or the statement where it has none."""
    schema: str = ""


def bodies(replay: Replay) -> Iterator[Body]:
    """The last definition of each routine, then the blocks and the scheduled events."""
    dialect = replay.dialect
    for ref, routines in sorted(replay.catalog.routines.items()):
        for routine in routines:
            if routine.body:
                yield Body(routine.name, without_comments(routine.body, dialect), routine.span, ref.schema)
    for step in replay.steps:
        change = step.change
        if isinstance(change, Execute) and change.body:
            yield Body("", without_comments(change.body, dialect), step.statement.span)
        elif isinstance(change, CreateObject) and change.kind == "event" and change.text:
            yield Body(change.name.value, without_comments(change.text, dialect), change.name.span)


def without_comments(text: str, dialect: str) -> str:
    """A text with a blank in place of each comment. What stands in quotes is none."""
    return _marks(dialect in ("mysql", "mariadb")).sub(lambda found: found["kept"] or " ", text)


@cache
def _marks(mysql: bool) -> re.Pattern[str]:
    kept = r"'(?:[^'\\]|\\.|'')*'|`[^`]*`" if mysql else "'[^']*'"
    hash_mark = r"|#[^\n]*" if mysql else ""
    return re.compile(rf"(?P<kept>{kept}|\"[^\"]*\")|--[^\n]*|/\*.*?\*/{hash_mark}", re.S)


TABLE = r"(?P<table>[\w.\"`\[\]]{1,160})"
"""The name of a table, as it is written."""
_UPDATE = re.compile(
    r"\bUPDATE\s+(?:ONLY\s+)?" + TABLE + r"(?:\s+(?:AS\s+)?(?!SET\b)\w+)?\s+SET\b(?P<set>[^;]{1,20000})",
    re.I,
)
_DELETE = re.compile(r"\bDELETE\s+(?:FROM\s+)?(?:ONLY\s+)?" + TABLE, re.I)
_FORGET = re.compile(r"\bDELETE\s+HISTORY\s+FROM\s+" + TABLE, re.I)
_EMPTY = re.compile(r"\bTRUNCATE\s+(?:TABLE\s+)?(?:ONLY\s+)?" + TABLE, re.I)
_REFRESH = re.compile(r"\bREFRESH\s+MATERIALIZED\s+VIEW\s+(?:CONCURRENTLY\s+)?" + TABLE, re.I)
_ASSIGNED = re.compile(
    r"(?:\bSET|,)\s*(?:\w+\.)?[\"`\[]?(\w+)[\"`\]]?\s*=(?!=)(?=\s*(?P<given>[:@$]?[A-Za-z_$][\w.$]*|\$\d+)?\s*(?:[,;]|\bWHERE\b|\bRETURNING\b|\bEND\b|$))?",
    re.I,
)
"""What is given a value; group `given` where that is no more than a name, as of a parameter."""
_EMPTY_VALUES = frozenset({"null", "default", "true", "false"})
_ROW_ASSIGNED = re.compile(r"\bSET\s*\(([^()]{1,4000})\)\s*=", re.I)


class Erasure(NamedTuple):
    """What a body does to one table."""

    table: str
    """As written, unquoted, in lower case, without its schema."""
    columns: frozenset[str]
    """Those that it overwrites, in lower case; of DELETE none."""
    deletes: bool
    """Rows go, or with `history` their former versions, or what a materialized view kept of them."""
    history: bool = False
    blanked: frozenset[str] = frozenset()
    """Of the columns those that get a constant or a made-up value, not what somebody handed in."""


def erasures(text: str) -> list[Erasure]:
    """The updates and deletes of a body without comments, in order."""
    found: list[tuple[int, Erasure]] = []
    for one in _UPDATE.finditer(text):
        words = "SET" + one["set"]
        assigned: set[str] = set()
        blanked: set[str] = set()
        for each in _ASSIGNED.finditer(words):
            assigned.add(each[1].lower())
            if not each["given"] or each["given"].lower() in _EMPTY_VALUES:
                blanked.add(each[1].lower())
        for row in _ROW_ASSIGNED.findall(words):
            assigned.update(name.strip().strip('"`[]').lower() for name in row.split(","))
            blanked |= assigned
        found.append((one.start(), Erasure(bare(one["table"]), frozenset(assigned), False, False, frozenset(blanked))))
    for pattern, history in ((_DELETE, False), (_FORGET, True), (_EMPTY, False), (_REFRESH, True)):
        for one in pattern.finditer(text):
            found.append((one.start(), Erasure(bare(one["table"]), frozenset(), True, history)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def bare(written: str) -> str:
    """A written name in lower case, without its schema and quotes."""
    return written.rpartition(".")[2].strip('"`[]').lower()


def trigger_text(trigger: Trigger, catalog: Catalog) -> str:
    """What a trigger runs, without comments."""
    texts = [trigger.body]
    if trigger.function is not None:
        texts += [routine.body for routine in catalog.routines.get(trigger.function, ())]
    return without_comments("\n".join(texts), catalog.dialect)
