"""Text of others inside HTML: nothing of it is markup, and nothing of it is invisible."""

from __future__ import annotations

import re

_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_SPECIAL = re.compile(
    "[&<>\"'\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)
"""What is markup, and characters that cannot be seen, turn the text around, or may not stand in a document."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]+\Z")


def escaped(text: str) -> str:
    """Text for an element or a quoted attribute. Characters that one cannot see or that turn what follows around are shown
    by their number, `⟨U+202E⟩`; line feeds and tabs stay, a carriage return becomes nothing before a line feed."""
    return _SPECIAL.sub(_shown, text.replace("\r\n", "\n"))


def _shown(found: re.Match[str]) -> str:
    char = found[0]
    if char in _MARKUP:
        return _MARKUP[char]
    if char == "\r":
        return "\n"
    if char in "\u200c\u200d":  # Persian and Indian scripts and joined emoji need them
        return char
    return f"\u27e8U+{ord(char):04X}\u27e9"


def slug(name: str) -> str:
    """A name as part of an id: letters, digits, `_` and `-` stay, all others become `~` and their number. Two names never
    become the same."""
    if _PLAIN.match(name):
        return name
    return "".join(char if _PLAIN.match(char) else f"~{ord(char):x}~" for char in name)
