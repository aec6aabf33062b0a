"""Texts that match a regular expression, for the few shapes that CHECKs use."""

from __future__ import annotations

import re
from collections.abc import Iterator

LIMIT = 200
"""Characters of the longest text."""

_CLASS_WORDS = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a"}
_POSIX = {
    "alnum": "a",
    "alpha": "a",
    "digit": "0",
    "lower": "a",
    "upper": "A",
    "space": " ",
    "xdigit": "0",
    "punct": "-",
}


def matches(pattern: str, number: int) -> str | None:
    """A text that the pattern finds, different ones for different numbers where the pattern leaves the choice; None where it
    uses what is not known here."""
    bare = pattern.removeprefix("^")
    bare = bare[:-1] if bare.endswith("$") and not bare.endswith("\\$") else bare
    try:
        made = _Writer(bare, number).sequence(0)
    except (ValueError, IndexError):
        return None
    return made if len(made) <= LIMIT else None


class _Writer:
    """Reads the pattern from left to right and writes the least that fits."""

    def __init__(self, pattern: str, number: int) -> None:
        self.pattern = pattern
        self.at = 0
        self.number = number
        self.digits = iter(str(number))

    def sequence(self, depth: int) -> str:
        """Up to the end of the group: its first alternative."""
        if depth > 20:
            raise ValueError
        out: list[str] = []
        first: str | None = None
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            if self.pattern[self.at] == "|":
                first = "".join(out) if first is None else first
                out = []
                self.at += 1
                continue
            out.append(self.piece(depth))
        return "".join(out) if first is None else first

    def piece(self, depth: int) -> str:
        """An atom and how often it stands."""
        char = self.pattern[self.at]
        self.at += 1
        chars = ""
        if char == "(":
            if self.pattern[self.at] == "?":
                if self.pattern[self.at + 1] != ":":
                    raise ValueError
                self.at += 2
            one = self.sequence(depth + 1)
            self.at += 1
        elif char == "[":
            chars = self.chars()
            one = chars[0]
        elif char == "\\":
            one = self.pattern[self.at]
            self.at += 1
            if one in "bBAZzyYmM":
                return ""
            chars = "0123456789" if one == "d" else "abcdefghij" if one == "w" else ""
            one = _CLASS_WORDS.get(one, one)
        elif char in "^$":
            return ""
        elif char == ".":
            one, chars = "a", "abcdefghij"
        else:
            one = char
        least, most = self.count()
        wanted = least if least or most == 0 else (1 if chars else 0)
        if not chars or len(set(chars)) == 1:
            return one * wanted
        return "".join(self.varied(chars, wanted, most))

    def varied(self, chars: str, wanted: int, most: int) -> Iterator[str]:
        """So many characters of a class, those of the number at the end where there is room for them."""
        number = self.number
        digits: list[str] = []
        size = len(chars)
        while number or not digits:
            digits.append(chars[number % size])
            number //= size
        room = min(max(wanted, len(digits)), most)
        text = "".join(reversed(digits)).rjust(room, chars[0])
        yield text[-room:] if room else ""

    def chars(self) -> str:
        """The characters of a class, some of each range."""
        end = self.pattern.index("]", self.at + 1)
        if self.pattern.startswith("[:", self.at):
            end = self.pattern.index("]", self.pattern.index(":]", self.at) + 2)
        body = self.pattern[self.at : end]
        self.at = end + 1
        for name in _POSIX:
            body = body.replace(f"[:{name}:]", {"alnum": "a-z0-9", "alpha": "a-z", "digit": "0-9", "lower": "a-z",
                                                "upper": "A-Z", "xdigit": "0-9a-f"}.get(name, _POSIX[name]))  # fmt: skip
        if body.startswith("^"):
            held = [char for char in "abcdefghijklmnopqrstuvwxyz0123456789-" if re.match(f"[{body}]", char) is not None]
            return "".join(held) if held else self._none()
        found: list[str] = []
        for match in re.finditer(r"\\?(.)-\\?(.)|\\([dws])|\\?(.)", body, re.S):
            if match[1]:
                found.extend(chr(code) for code in range(ord(match[1]), min(ord(match[2]), ord(match[1]) + 40) + 1))
            elif match[3]:
                found.extend("0123456789" if match[3] == "d" else _CLASS_WORDS[match[3]])
            else:
                found.append(match[4])
        return "".join(found) if found else self._none()

    def _none(self) -> str:
        raise ValueError

    def count(self) -> tuple[int, int]:
        """The least and the greatest number of the quantifier at this place."""
        char = self.pattern[self.at : self.at + 1]
        if char in ("*", "+", "?") and char:
            self.at += 1
            self._lazy()
            return {"*": (0, 40), "+": (1, 40), "?": (0, 1)}[char]
        found = re.compile(r"\{(\d+)(,(\d*))?\}").match(self.pattern, self.at)
        if found is None:
            return 1, 1
        self.at = found.end()
        self._lazy()
        least = int(found[1])
        most = least if found[2] is None else int(found[3]) if found[3] else least + 40
        if least > LIMIT:
            raise ValueError
        return least, most

    def _lazy(self) -> None:
        if self.pattern[self.at : self.at + 1] in ("?", "+") and self.pattern[self.at : self.at + 1]:
            self.at += 1
