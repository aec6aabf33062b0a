"""The fingerprint by which code scanning knows a finding again when lines above it come and go."""

from __future__ import annotations

import re
import sys
from array import array
from itertools import accumulate

WINDOW = 100
"""UTF-16 code units, without blanks, that a line's hash looks at, from the line's first on."""
MULTIPLIER = 37
END_OF_FILE = 65535
_MASK = (1 << 64) - 1
_BREAK = re.compile("\r\n?")


def line_hashes(text: str) -> tuple[str, ...]:
    """`primaryLocationLineHash` of every line: a 64-bit polynomial in hexadecimal, a colon, and how often that value has
    come up so far in the file. Computed as the upload action of GitHub's code scanning does."""
    kept = _BREAK.sub("\n", text).translate({9: None, 32: None})
    units = array("H", kept.encode("utf-16-le", "surrogatepass"))
    if sys.byteorder == "big":
        units.byteswap()
    starts = [0, *(at + 1 for at, unit in enumerate(units) if unit == 10)]
    fed = [*units, END_OF_FILE, *([0] * WINDOW)]
    totals = list(accumulate(fed, lambda total, unit: (total * MULTIPLIER + unit) & _MASK, initial=0))
    first = pow(MULTIPLIER, WINDOW, 1 << 64)
    seen: dict[int, int] = {}
    hashes: list[str] = []
    for start in starts:
        value = (totals[start + WINDOW] - totals[start] * first) & _MASK
        seen[value] = seen.get(value, 0) + 1
        hashes.append(f"{value:x}:{seen[value]}")
    return tuple(hashes)
