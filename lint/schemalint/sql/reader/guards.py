"""What one statement puts on those behind it: SQL Server's IF, which the splitter parts from what it guards, and MySQL's PREPARE."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemalint.dialects.folding import unescape
from schemalint.model.change import Reading
from schemalint.model.document import Statement
from schemalint.model.record import NamedTuple
from schemalint.sql.reader.blocks import (
    ALWAYS,
    DDL,
    MISSING,
    PRESENT,
    UNSURE,
    Guard,
    condition_guard,
    read_literal,
    turned_round,
    under,
)


def guarded(readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings of one document in order, with what earlier statements put on later ones.

    In SQL Server `IF NOT EXISTS (SELECT … FROM sys.tables …)`, `IF OBJECT_ID('t') IS NULL` and the like become IF NOT EXISTS of what
    they guard, their opposites IF EXISTS; what a condition on data guards is opaque. In MySQL the literals that PREPARE was given are
    read where EXECUTE runs them. Readings of other dialects pass as they are.
    """
    conditions = _Conditions()
    prepared = _Prepared()
    for reading in readings:
        dialect = reading.statement.dialect
        if dialect == "tsql":
            yield conditions.follow(reading)
        elif dialect in ("mysql", "mariadb"):
            yield prepared.follow(reading)
        else:
            yield reading


class _Conditions:
    """The IF, ELSE, WHILE and BEGIN that are open in a batch of SQL Server."""

    __slots__ = ("around", "closed", "pending")

    def __init__(self) -> None:
        self.around: list[Guard] = []
        self.closed = ALWAYS
        """The guard of what was last ended, for ELSE."""
        self.pending: Guard | None = None
        """The guard of what comes next."""

    def follow(self, reading: Reading) -> Reading:
        statement = reading.statement
        verb = statement.verb
        upper = statement.tokens.upper
        around = self.around[-1] if self.around else ALWAYS
        pending = self.pending or ALWAYS
        if statement.kind == "client":
            # GO ends the batch and everything open in it.
            self.around, self.pending, self.closed = [], None, ALWAYS
        elif verb == "IF":
            self.pending = pending | condition_guard(upper[1:])
        elif verb == "WHILE":
            self.pending = UNSURE
        elif verb == "ELSE":
            self.pending = turned_round(self.closed) if self.closed else UNSURE
            if upper[1:2] == ("IF",):
                self.pending |= condition_guard(upper[2:])
        elif verb == "BEGIN" and statement.kind == "procedural":
            self.around.append(around | (UNSURE if "CATCH" in upper else pending))
            self.closed, self.pending = pending, None
        elif verb == "END" and statement.kind == "procedural":
            if self.around:
                ended = self.around.pop()
                self.closed = ended - (self.around[-1] if self.around else ALWAYS)
        else:
            self.closed, self.pending = pending, None
            if guard := around | pending:
                return reading._replace(changes=under(reading, guard) or reading.changes)
        return reading


class _Literals(NamedTuple):
    """String literals of a statement that hold statements, and when they run."""

    statement: Statement
    tokens: tuple[int, ...]
    guard: Guard


class _Prepared:
    """What MySQL's user variables and prepared statements hold, as far as literals tell."""

    __slots__ = ("statements", "variables")

    def __init__(self) -> None:
        self.variables: dict[str, _Literals] = {}
        self.statements: dict[str, _Literals] = {}

    def follow(self, reading: Reading) -> Reading:
        statement = reading.statement
        upper = statement.tokens.upper
        if statement.verb == "SET" and upper[1:2] and upper[1].startswith("@") and upper[2:3] in (("=",), (":=",)):
            self.hold(self.variables, upper[1], statement, 3)
        elif statement.verb == "SELECT" and upper[-2:-1] == ("INTO",) and upper[-1].startswith("@"):
            self.hold(self.variables, upper[-1], statement, 1)
        elif statement.verb == "PREPARE" and upper[2:3] == ("FROM",) and len(upper) == 4:
            self.statements.pop(upper[1], None)
            if upper[3] in self.variables:
                self.statements[upper[1]] = self.variables[upper[3]]
            else:
                self.hold(self.statements, upper[1], statement, 3)
        elif statement.verb == "EXEC" and upper[1:2] and upper[1] in self.statements:
            held = self.statements[upper[1]]
            changes = list(reading.changes)
            unread = list(reading.unread)
            for token in held.tokens:
                more, left = read_literal(held.statement, token, held.guard)
                changes += more
                unread += left
            return reading._replace(changes=tuple(changes), unread=tuple(unread))
        return reading

    def hold(self, where: dict[str, _Literals], name: str, statement: Statement, start: int) -> None:
        """Notes the literals from token `start` on that begin like DDL; pieces put together tell nothing."""
        words = statement.tokens.words
        upper = statement.tokens.upper
        where.pop(name, None)
        if "CONCAT" in upper or "REPLACE" in upper:
            return
        found = tuple(
            at for at in range(start, len(words))
            if words[at][0] in "'\"" and unescape(words[at], statement.dialect).lstrip()[:8].upper().partition(" ")[0] in DDL
        )  # fmt: skip
        if not found:
            return
        guard = ALWAYS
        if len(words) > start + 1:
            guard = UNSURE if condition_guard(upper) == UNSURE else MISSING | PRESENT
        where[name] = _Literals(statement, found, guard)
