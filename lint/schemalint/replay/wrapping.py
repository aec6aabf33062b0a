"""The transaction that a framework, or the server by itself, puts around a script."""

from __future__ import annotations

from collections.abc import Iterable

from schemalint.model.change import Reading, Transaction
from schemalint.model.project import History, Script


def wrapped(script: Script, readings: Iterable[Reading], history: History) -> Transaction | None:
    """What the statements of the script run in; None where each commits by itself or nothing is known. A script that goes as one
    query is wrapped by the server only where it holds several statements."""
    if not script.transaction:
        return None
    if not script.implicit:
        return Transaction("framework", history.transaction_words, script.opt_out)
    several = sum(reading.statement.kind not in ("client", "data") for reading in readings) > 1
    return Transaction("implicit", history.transaction_words, script.opt_out) if several else None
