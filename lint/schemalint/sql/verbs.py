"""What a statement is called, and what kind of statement that makes it."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.dialects.words import KINDS, LEADS, MODIFIERS, OBJECTS, SYNONYMS
from schemalint.model.document import Dialect, StatementKind

_OBJECTS: dict[str, tuple[tuple[str, ...], ...]] = {}
for _parts in OBJECTS:
    _OBJECTS[_parts[0]] = (*_OBJECTS.get(_parts[0], ()), _parts)
_LEADS: dict[str, tuple[tuple[str, ...], ...]] = {}
for _parts in LEADS:
    _LEADS[_parts[0]] = (*_LEADS.get(_parts[0], ()), _parts)

_WORK = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "VALUES", "TABLE"))
_TRANSACTIONAL = frozenset(("TRAN", "TRANSACTION", "DISTRIBUTED"))


_MARKERS = frozenset("{$&<")
"""What a template marker can begin with."""


def verb(upper: Sequence[str], dialect: Dialect) -> str:
    """The leading keywords that name a statement of these tokens (upper case), without modifiers.

    A query that begins with brackets or WITH is named by its main verb; a label of T-SQL is a LABEL. Empty when there are no tokens.
    """
    size = len(upper)
    # Past a PL/SQL label: <<name>>.
    at = 3 if size > 3 and upper[0] == "<<" else 0
    while at < size and not upper[at][0].isalpha():
        at += 1
    if at == size:
        return ""
    head = upper[at]
    if head == "CREATE" or head == "ALTER" or head == "DROP":
        found = f"{head} {_object(upper, at + 1)}".rstrip()
        return SYNONYMS.get(found, found)
    if head == "WITH":
        return _main(upper, at + 1)
    if dialect == "tsql" and size == at + 2 and upper[at + 1] == ":":
        return "LABEL"
    for parts in _LEADS.get(head, ()):
        if tuple(upper[at : at + len(parts)]) == parts:
            found = " ".join(parts)
            return SYNONYMS.get(found, found)
    if (
        head == "BEGIN"
        and dialect in ("mariadb", "mysql", "standard")
        and tuple(upper[at + 1 : at + 3]) == ("NOT", "ATOMIC")
    ):
        return "BEGIN NOT ATOMIC"
    return SYNONYMS.get(head, head)


def statement_kind(name: str, upper: Sequence[str], dialect: Dialect) -> StatementKind:
    """The kind of statement a verb announces in a dialect; `unknown` for a verb that is none."""
    if name == "BEGIN" or name == "END":
        if dialect == "tsql":
            after = upper[1] if len(upper) > 1 else ""
            return "transaction" if name == "BEGIN" and after in _TRANSACTIONAL else "procedural"
        if dialect == "oracle":
            return "procedural"
        return "transaction"
    if name == "BEGIN NOT ATOMIC":
        return "procedural"
    if name in ("DECLARE", "CLOSE", "FETCH") and dialect == "postgres":
        return "session"
    if name == "START" and dialect == "oracle":
        return "client"
    found = KINDS.get(name)
    if found is None:
        found = KINDS.get(name.partition(" ")[0], "unknown")
    return found


def _object(upper: Sequence[str], at: int) -> str:
    size = len(upper)
    while at < size:
        word = upper[at]
        following = upper[at + 1] if at + 1 < size else ""
        for parts in _OBJECTS.get(word, ()):
            if tuple(upper[at : at + len(parts)]) == parts:
                return " ".join(parts)
        if word == "DEFINER":
            at = _past_user(upper, at + 1)
        elif word == "ALGORITHM":
            at += 3 if following == "=" else 2
        elif word == "SQL" and following == "SECURITY":
            at += 3
        elif word[0] in _MARKERS or word in MODIFIERS or (word == "AGGREGATE" and following == "FUNCTION"):
            at += 1
        else:
            return word if word[0].isalpha() else ""
    return ""


def _past_user(upper: Sequence[str], at: int) -> int:
    """Past `= user@host`, `= CURRENT_USER()` or `= role`."""
    size = len(upper)
    if at < size and upper[at] == "=":
        at += 1
    at += 1
    if at < size and upper[at] == "@":
        at += 2
    elif at < size and upper[at][0] == "@":
        at += 1
    elif at + 1 < size and upper[at] == "(" and upper[at + 1] == ")":
        at += 2
    return at


def _main(upper: Sequence[str], at: int) -> str:
    """The verb behind the common table expressions of a WITH."""
    depth = 0
    for index in range(at, len(upper)):
        word = upper[index]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        elif depth <= 0 and word in _WORK:
            return word
    return "WITH"
