"""What a worker's program does whatever it asks: greets, answers question by question, never prints anything else.

Imported by the programs beside it once their module search path is set; imports nothing of this package.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

MEMORY = 1 << 30
"""Bytes of address space."""

Answer = dict[str, Any]
Answerer = Callable[[str, str], Answer]
"""Gives the answer for a text and its dialect."""


def plain(text: str) -> str:
    """One short line without control characters."""
    return "".join(char if char.isprintable() else " " for char in text)[:200].strip()


def _limit() -> None:
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    except (ImportError, ValueError, OSError):
        pass  # no such limit on this system; the parent's clock remains


def serve(make: Callable[[], Answerer], broke: Callable[[str], Answer]) -> None:
    """Answers until standard input ends. `make` gives the answerer, and raises where what it asks is missing or too old;
    `broke` gives the answer where it raises, from the name of the exception."""
    import logging

    logging.disable(logging.CRITICAL)
    channel = sys.stdout
    sys.stdout = sys.stderr  # what a parser prints must not end up among the answers
    _limit()

    def tell(answer: Answer) -> None:
        channel.write(json.dumps(answer, separators=(",", ":")) + "\n")
        channel.flush()

    try:
        answerer = make()
    except Exception as error:
        tell({"ready": False, "message": plain(f"{type(error).__name__}: {error}")})
        return
    tell({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = answerer(asked["sql"], asked["dialect"])
        except Exception as error:
            answer = broke(type(error).__name__)
        tell(answer)
