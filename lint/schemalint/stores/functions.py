"""The functions `up` and `down` of a migration in JavaScript: where their bodies stand."""

from __future__ import annotations

from schemalint.model.record import NamedTuple
from schemalint.stores.literals import Literals

_NAMES = frozenset({"up", "down"})


class Body(NamedTuple):
    """The body of a function, as tokens."""

    name: str
    at: int
    """The token of its name."""
    first: int
    past: int
    """The tokens of its body, half-open, braces left out."""


def bodies(literals: Literals) -> tuple[Body, ...]:
    """The functions `up` and `down` that a script declares: `async up(db) {…}`, `up: (db) => …`, `exports.down = function (db) {…}`."""
    found: list[Body] = []
    words = literals.words
    past = 0
    for at, word in enumerate(words):
        if at < past or word not in _NAMES:
            continue
        body = _body(literals, at)
        if body is not None:
            found.append(Body(word, at, *body))
            past = body[1]
    return tuple(found)


def _body(literals: Literals, at: int) -> tuple[int, int] | None:
    words, past = literals.words, literals.past
    before = words[at - 1] if at else ""
    index = at + 1
    if index >= len(words):
        return None
    if words[index] in (":", "="):
        if before == "." and (at < 2 or words[at - 2] != "exports"):
            return None
        index += 1
        while index < len(words) and (words[index] in ("async", "function") or _named(literals, index)):
            index += 1
    elif before == ".":
        return None  # a call
    if index >= len(words):
        return None
    if words[index] == "(":
        index = past[index] + 1
    elif index + 1 < len(words) and words[index + 1] == "=>":
        index += 1
    else:
        return None
    arrow = index < len(words) and words[index] == "=>"
    index += arrow
    if index < len(words) and words[index] == "{":
        return index + 1, past[index]
    return (index, literals.past_expression(index)) if arrow and index < len(words) else None


def _named(literals: Literals, index: int) -> bool:
    """Whether a token is the name of a function: `up: async function forward (db)`."""
    return literals.words[index - 1] == "function" and literals.tokens[index].kind == "word"
