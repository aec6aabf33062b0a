"""Which rows UPDATE and DELETE mean, as far as their WHERE tells it without the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schemalint import NOWHERE, Name, ObjectName, Replay, Statement, Step, Table, WriteRows, fold

_ENDS = frozenset({"RETURNING", "ORDER", "LIMIT", "OPTION", "OUTPUT"})
_SOURCES = frozenset({"FROM", "JOIN", "USING", ","})
_LIMITS = frozenset({"LIMIT", "TOP", "ROWNUM", "FETCH", "CURRENT", "CTID", "ROWCOUNT"})
"""Words that keep a statement to some rows."""
_MOST = frozenset({"<>", "!="})
_RANGE = frozenset({"<", "<="})
_FROM_BELOW = frozenset({">", ">="})
_OPERATORS = _MOST | _RANGE | _FROM_BELOW | {"="}
_NAMES_OF_KEYS = frozenset({"id", "uuid", "guid"})
"""Taken for keys in tables whose columns are not known."""


class Condition(NamedTuple):
    """One part of an AND."""

    column: str
    """Folded; empty where the part is no comparison of one column."""
    operator: str
    """`=`, `<>`, `<`, `in`, `between`, `is null`, `is not null`, `join` of two columns, `true`, or `other`."""


def conditions(statement: Statement) -> tuple[Condition, ...] | None:
    """The parts of the WHERE; nothing where there is none, None where an OR or something else makes them no AND."""
    upper = statement.tokens.upper
    at = _top(upper, "WHERE")
    if at < 0:
        return ()
    parts: list[list[int]] = [[]]
    depth, between = 0, False
    for number in range(at + 1, len(upper)):
        word = upper[number]
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in _ENDS:
            break
        if depth == 0 and word == "OR":
            return None
        if depth == 0 and word == "BETWEEN":
            between = True
        if depth == 0 and word == "AND" and not between:
            parts.append([])
            continue
        if depth == 0 and word == "AND":
            between = False
        parts[-1].append(number)
    return tuple(_condition([*part], statement) for part in parts)


def _top(upper: Sequence[str], word: str) -> int:
    """The place of a word outside of brackets, the last one; -1 where it is not there."""
    depth, found = 0, -1
    for number, one in enumerate(upper):
        depth += (one == "(") - (one == ")")
        if depth == 0 and one == word:
            found = number
    return found


def _condition(part: list[int], statement: Statement) -> Condition:
    words, upper, _ = statement.tokens
    while len(part) > 2 and words[part[0]] == "(" and words[part[-1]] == ")" and _is_one(part, words):
        part = part[1:-1]
    said = [upper[number] for number in part]
    if said in (["TRUE"], ["1", "=", "1"], ["1"], ["NOT", "FALSE"]):
        return Condition("", "true")
    column, after = _column(part, statement)
    rest = said[after:]
    if not column or not rest:
        return Condition("", "other")
    if rest in (["IS", "NULL"], ["ISNULL"]):
        return Condition(column, "is null")
    if rest in (["IS", "NOT", "NULL"], ["NOTNULL"]):
        return Condition(column, "is not null")
    if rest[0] == "IN" or rest[:3] == ["=", "ANY", "("]:
        return Condition(column, "in" if not {"SELECT", "WITH"} & set(rest) else "other")
    if rest[0] == "BETWEEN":
        return Condition(column, "between")
    if rest[0] in _OPERATORS:
        other, end = _column(part[after + 1 :], statement)
        if other and end == len(part) - after - 1 and "." in said:
            return Condition(column, "join" if rest[0] == "=" else "other")
        literal = rest[1:2] and (rest[1][0] in "'$:?@-0123456789" or rest[1] in ("TRUE", "FALSE"))
        if literal:
            return Condition(column, "<>" if rest[0] in _MOST else rest[0])
    return Condition("", "other")


def _is_one(part: list[int], words: Sequence[str]) -> bool:
    """Whether the first bracket is closed by the last one."""
    depth = 0
    for number in part[:-1]:
        depth += (words[number] == "(") - (words[number] == ")")
        if depth == 0:
            return False
    return True


def _column(part: Sequence[int], statement: Statement) -> tuple[str, int]:
    """The column that the tokens begin with, folded, and how many tokens it takes; `t.c` is c."""
    words, _, _ = statement.tokens
    at, name = 0, ""
    while at < len(part):
        word = words[part[at]]
        if not (word[0].isalpha() or word[0] in '_"`['):
            return "", 0
        name = fold(word, statement.dialect)
        at += 1
        if at < len(part) and words[part[at]] == ".":
            at += 1
            continue
        break
    return (name, at) if at >= len(part) or words[part[at]] != "(" else ("", 0)


def is_bounded(step: Step, change: WriteRows, table: Table) -> bool:
    """Whether the write means few rows for certain: it names keys, a range of them, or how many."""
    if not _LIMITS.isdisjoint(step.statement.tokens.upper) or step.statement.kind != "dml":
        return not _LIMITS.isdisjoint(step.statement.tokens.upper)
    parts = conditions(step.statement)
    if not parts:
        return False
    keys = _keys(table)
    ends = {one.operator for one in parts if one.column in keys}
    if ends & {"=", "in", "between"}:
        return True
    return bool(ends & _RANGE) and bool(ends & _FROM_BELOW)


def _keys(table: Table) -> set[str]:
    """The columns that lead a key of the table."""
    keys = [one.columns[0] for one in (table.primary_key, *table.uniques) if one is not None and one.columns]
    keys += [one.columns[0] for one in table.indexes if one.unique and one.columns and one.columns[0]]
    return set(keys) if keys or table.columns else set(_NAMES_OF_KEYS)


def whole(step: Step, change: WriteRows, table: Table, replay: Replay) -> str:
    """Why the write means the whole table or most of it, in words; empty where it means less or that cannot be told."""
    statement = step.statement
    if statement.kind != "dml" or change.verb not in ("update", "delete") or is_bounded(step, change, table):
        return ""
    parts = conditions(statement)
    if parts is None:
        return ""
    before = step.base.tables.get(table.ref)
    reasons: list[str] = []
    for one in parts:
        if one.operator == "true":
            reasons.append("its condition is always true")
        elif one.operator == "is not null" and _is_required(one.column, table):
            reasons.append(f"every row has a value in {one.column}")
        elif one.operator == "is null" and before is not None and _is_new(one.column, table, before):
            reasons.append(f"{one.column} is new, so no row has a value yet")
        elif one.operator != "join":
            return ""
    tables = list(_sources(statement, change))
    if any(not _is_stored(name, step) for name in tables):
        return ""
    others = [name.text for name in tables if step.before.resolve(name) != table.ref]
    if tables:
        reasons.append(f"it takes every row with a match in {' and '.join(others[:3] or [table.name])}")
    return reasons[-1] if reasons else ""


def _is_required(column: str, table: Table) -> bool:
    held = table.column(column)
    return held is not None and not held.nullable


def _is_new(column: str, table: Table, before: Table) -> bool:
    """Whether the change set adds the column, with nothing in it."""
    held = table.column(column)
    return held is not None and before.column(column) is None and held.default is None and not before.assumed


def _is_stored(name: ObjectName, step: Step) -> bool:
    """Whether it is a table that was there before; names of CTEs and brackets are none."""
    return step.before.resolve(name) in step.base.tables


_OPEN = ObjectName(Name("(", "(", NOWHERE))


def _sources(statement: Statement, change: WriteRows) -> Iterator[ObjectName]:
    """The other tables that the rows are joined with; a bracket for what is no plain name."""
    _, upper, starts = statement.tokens
    end = _top(upper, "WHERE")
    end = end if end >= 0 else len(upper)
    target = change.tables[0].span
    depth, inside = 0, False
    for number in range(end):
        word = upper[number]
        if word == ")":
            depth -= 1
        if depth == 0:
            if word == "SET":
                inside = False
            elif word in ("FROM", "USING", "JOIN") or (word == "UPDATE" and number == 0):
                inside = True
            if inside and word in _SOURCES | {"UPDATE"}:
                name = _named(number + 1, statement)
                here = starts[number + 1] if number + 1 < len(starts) else -1
                if name is not None and not target.start <= here < max(target.end, target.start + 1):
                    yield name
        if word == "(":
            depth += 1


_FILLERS = frozenset({"ONLY", "LATERAL", "LOW_PRIORITY", "IGNORE"})


def _named(at: int, statement: Statement) -> ObjectName | None:
    words, upper, _ = statement.tokens
    while at < len(words) and upper[at] in _FILLERS:
        at += 1
    if at >= len(words):
        return None
    if not (words[at][0].isalpha() or words[at][0] in '_"`['):
        return _OPEN
    parts = [words[at]]
    while at + 2 < len(words) and words[at + 1] == ".":
        parts.append(words[at + 2])
        at += 2
    if at + 1 < len(words) and words[at + 1] == "(":
        return _OPEN
    names = [Name(fold(part, statement.dialect), part, NOWHERE) for part in parts]
    return ObjectName(names[-1], names[-2] if len(names) > 1 else None)
