"""SQL Server's IF, which the splitter parts from the statement it guards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemalint.model.change import Reading
from schemalint.sql.reader.blocks import ALWAYS, UNSURE, Guard, condition_guard, turned_round, under


def guarded(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings of one document in order, those behind IF, ELSE and WHILE with the guards that these put on them.

    `IF NOT EXISTS (SELECT … FROM sys.tables …)`, `IF OBJECT_ID('t') IS NULL` and the like become IF NOT EXISTS, their opposites IF
    EXISTS; what a condition on data guards is opaque. Readings of other dialects pass as they are.
    """
    open_blocks: list[Guard] = []
    closed = ALWAYS
    pending: Guard | None = None
    for reading in readings:
        statement = reading.statement
        if statement.dialect != "tsql":
            yield reading
            continue
        verb = statement.verb
        upper = statement.tokens.upper
        around = open_blocks[-1] if open_blocks else ALWAYS
        if statement.kind == "client":
            # GO ends the batch and everything open in it.
            open_blocks, pending, closed = [], None, ALWAYS
        elif verb == "IF":
            pending = (pending or ALWAYS) | condition_guard(upper[1:])
        elif verb == "WHILE":
            pending = UNSURE
        elif verb == "ELSE":
            pending = turned_round(closed) if closed else UNSURE
            if upper[1:2] == ("IF",):
                pending |= condition_guard(upper[2:])
        elif verb == "BEGIN" and statement.kind == "procedural":
            inner = pending or ALWAYS
            open_blocks.append(around | (UNSURE if "CATCH" in upper else inner))
            closed, pending = inner, None
        elif verb == "END" and statement.kind == "procedural":
            if open_blocks:
                ended = open_blocks.pop()
                closed = ended - (open_blocks[-1] if open_blocks else ALWAYS)
        else:
            guard = around | (pending or ALWAYS)
            closed, pending = pending or ALWAYS, None
            if guard:
                reading = reading._replace(changes=under(reading, guard) or reading.changes)
        yield reading
