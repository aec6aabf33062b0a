"""Text for a terminal: nothing in a file may move the cursor, and every column counts what it shows."""

from __future__ import annotations

import re

_CONTROL = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""Control characters, those that turn the direction of writing, and lone surrogates."""

CODES = {"error": "1;31", "warning": "1;33", "info": "1;36", "bold": "1", "dim": "2", "mark": "1;34", "good": "1;32"}


def clean(text: str) -> str:
    """The text with every control character shown as `\\xNN` or `\\uNNNN`, in one line."""
    return text if text.isprintable() else re.sub(_CONTROL, _shown, text)


def paragraph(text: str) -> str:
    """The text as one clean line, white space folded."""
    return clean(" ".join(text.split()))


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def paint(text: str, style: str, color: bool) -> str:
    """The text in a style of CODES, where colour is wanted."""
    return f"\x1b[{CODES[style]}m{text}\x1b[0m" if color and text else text


def cells(char: str, column: int, tab: int = 4) -> str:
    """What is shown for one character that starts at display column `column` (from 0)."""
    if char == "\t":
        return " " * (tab - column % tab)
    return clean(char)


def width(shown: str) -> int:
    """How many columns a terminal needs for the text: wide characters two, combining and invisible ones none."""
    if shown.isascii():
        return len(shown)
    import unicodedata

    total = 0
    for char in shown:
        if char < "\u0300":
            total += 1
        elif unicodedata.category(char) in ("Mn", "Me", "Cf"):
            continue
        else:
            total += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return total
