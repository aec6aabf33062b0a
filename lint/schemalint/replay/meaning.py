"""Expressions compared by what they mean, as far as brackets and casts of literals go."""

from __future__ import annotations

import re
from typing import NamedTuple

from schemalint.model.expression import Expression

_CAST = re.compile(r"('(?:[^']|'')*')::[a-z_][\w ]*(?:\([\d, ]*\))?(?:\[\])?", re.I)
_LEAF = re.compile(r"'(?:[^']|'')*'|[^']+")
_STRING = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_DEEPEST = 40


def meaning(expression: Expression | None) -> str:
    """An expression without what does not change it: white space, brackets that bind no tighter, case of what is not quoted,
    casts of literals."""
    return _Joined.of(_CAST.sub(r"\1", expression.text if expression is not None else ""), 0).said


class _Joined(NamedTuple):
    """A condition, and the word that joins its parts; empty for one that has none."""

    word: str
    said: str

    @classmethod
    def of(cls, text: str, depth: int) -> _Joined:
        text = _unwrapped(text.strip())
        for word in ("or", "and") if depth < _DEEPEST else ():
            parts = _split(text, word)
            if len(parts) > 1:
                said = (cls.of(part, depth + 1) for part in parts)
                # `(a OR b) OR c` is `a OR b OR c`.
                return cls(
                    word, f" {word} ".join(one.said if one.word in ("", word) else f"{{{one.said}}}" for one in said)
                )
        pieces = (
            piece if piece[0] == "'" else re.sub(r'[\s()"`]+', "", piece).lower() for piece in _LEAF.findall(text)
        )
        return cls("", "".join(pieces))


def _unwrapped(text: str) -> str:
    """Without the brackets around all of it."""
    while text[:1] == "(" and text[-1:] == ")":
        depth = 0
        for at, char in enumerate(_STRING.sub(lambda found: "'" * len(found[0]), text)):
            depth += (char == "(") - (char == ")")
            if depth == 0 and at < len(text) - 1:
                return text
        text = text[1:-1].strip()
    return text


def _split(text: str, word: str) -> list[str]:
    """The parts between the words that stand in no brackets and no quotes. The AND of a BETWEEN is one of
    them: it cuts both of two expressions alike."""
    plain = _STRING.sub(lambda found: "'" * len(found[0]), text)
    parts: list[str] = []
    start = depth = 0
    for found in re.finditer(rf"[()]|\b{word}\b", plain, re.I):
        if found[0] in "()":
            depth += 1 if found[0] == "(" else -1
        elif depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]
