"""One migration on a server: there, back, and there again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from schemalint.model.document import Statement
from schemalint.model.proof import Failure, FailureKind, Observed, Proof
from schemalint.model.record import NamedTuple
from schemalint.verifying import rows
from schemalint.verifying.claims import Claim, agrees
from schemalint.verifying.compare import Left, compared
from schemalint.verifying.engine import Engine, GoneError, Session
from schemalint.verifying.values import Picture, Refusal, Seen

MOST = 6
"""Differences that are told of one turn."""


class Part(NamedTuple):
    """Statements that are run together."""

    statements: tuple[Statement, ...]
    transaction: bool


class Turn(NamedTuple):
    """A migration, and what is known about it."""

    name: str
    path: str
    line: int
    up: tuple[Part, ...]
    down: tuple[Part, ...]
    origin: Literal["own", "generated", "none"]
    no_way_back: str = ""
    """Why there is no way back to try."""
    seeds: tuple[str, ...] = ()
    """Statements that put rows into the tables there are before it."""
    claims: tuple[Claim, ...] = ()
    written: frozenset[str] = frozenset()
    """Tables whose rows the migration or its way back changes."""
    incomplete: str = ""
    """Why a refusal says nothing about it: another dialect, or what it needs was not made."""
    repeatable: bool = False
    rows_stay: str = ""
    """What the way back leaves of the rows that the migration writes, so that they may be in its way the second time."""


class Stopped(NamedTuple):
    """Where a server stopped."""

    statement: Statement
    refused: Refusal
    number: int
    """Of the statement, from 1."""


Line = Callable[[str, int], int]
"""The line of an offset in a file."""


def run(engine: Engine, session: Session, parts: Sequence[Part]) -> Stopped | None:
    """Runs the parts of a script as its framework does; the statement that was refused, if one was. Raises GoneError."""
    number = 0
    for part in parts:
        wrapped = part.transaction and engine.transactional
        if wrapped:
            session.run("BEGIN")
        for statement in part.statements:
            number += 1
            refused = session.run(statement.text)
            if refused:
                session.run("ROLLBACK")
                return Stopped(statement, refused, number)
        if wrapped and part.statements:
            refused = session.run("COMMIT")
            # What a statement of the script's own has ended is ended already.
            if refused and "no transaction" not in refused.words:
                session.run("ROLLBACK")
                return Stopped(part.statements[-1], refused, number)
    return None


def advance(engine: Engine, base: str, turn: Turn) -> bool:
    """Runs a migration for those that come behind it; whether the server took all of it. Where it did not, what it takes of the
    statements one by one is kept."""
    with _session(engine, base) as session:
        try:
            if run(engine, session, turn.up) is None:
                return True
        except GoneError:
            return False
    with _session(engine, base) as session:
        try:
            for part in turn.up:
                for statement in part.statements:
                    if statement.kind != "transaction":
                        session.run(statement.text)
        except GoneError:
            return False
    return False


def prove(engine: Engine, base: str, turn: Turn, line: Line) -> Proof:
    """Takes a migration there, back and there again on a copy of the database `base`."""
    proving = _Proving(engine, turn, line)
    try:
        proving.turns(base)
    except (GoneError, ValueError) as error:  # the latter where the server does not say what it holds
        proving.unverified.append(str(error))
    try:
        proving.look(base)
    except (GoneError, ValueError) as error:
        proving.unverified.append(f"locks: {error}")
    return proving.proof()


@contextmanager
def _session(engine: Engine, name: str) -> Iterator[Session]:
    session = engine.session(name)
    try:
        yield session
    finally:
        session.close()


@contextmanager
def _fork(engine: Engine, base: str) -> Iterator[str]:
    name = engine.fork(base)
    try:
        yield name
    finally:
        engine.drop(name)


class _Proving:
    """What is found while a migration takes its turns."""

    def __init__(self, engine: Engine, turn: Turn, line: Line) -> None:
        self.engine = engine
        self.turn = turn
        self.line = line
        self.failures: list[Failure] = []
        self.apart: list[str] = []
        self.unverified: list[str] = []
        self.observed: list[Observed] = []
        self.taken: list[str] = []
        self.holds_rows = True
        """The migration holds where there are rows too."""

    def proof(self) -> Proof:
        turn = self.turn
        return Proof(
            turn.name, turn.path, turn.line, turn.origin, tuple(self.failures), tuple(self.apart), tuple(self.unverified),
            tuple(self.observed), tuple(self.taken),
        )  # fmt: skip

    def turns(self, base: str) -> None:
        with _fork(self.engine, base) as trial:
            seeded = bool(self.turn.seeds) and self._seed(trial)
            # Triggers may make more than rows of the rows that come in.
            stopped = self._turn(trial, self.engine.picture(trial))
        if stopped is None:
            return
        if seeded:
            # With rows in its tables it was refused; without them it may hold.
            with _fork(self.engine, base) as trial:
                again = self._turn(trial, self.engine.picture(trial))
            if again is None:
                self.holds_rows = False
                place = self.line(stopped.statement.path, stopped.statement.span.start)
                self.unverified.append(
                    f"rows: with rows in its tables line {place} is refused: {stopped.refused.words}"
                )
                return
            stopped = again
        self._refused("up-refused", stopped, "")

    def _seed(self, trial: str) -> bool:
        """Whether any row could be put in."""
        with _session(self.engine, trial) as session:
            return [session.run(text) for text in self.turn.seeds].count(None) > 0

    def _turn(self, trial: str, before: Picture) -> Stopped | None:
        """All turns on one copy; what stopped the first way there, if anything did."""
        engine, turn = self.engine, self.turn
        with _session(engine, trial) as session:
            held = rows.all_rows(engine, session, before)
        with _session(engine, trial) as session:
            stopped = run(engine, session, turn.up)
        if stopped is not None:
            return self._with_rest(stopped, trial, before)
        self.taken.append("up")
        there = engine.picture(trial)
        if turn.repeatable:
            self.unverified.append("a repeatable migration has no way back; it was run twice")
        elif turn.no_way_back:
            self.unverified.append(turn.no_way_back)
            return None
        else:
            with _session(engine, trial) as session:
                stopped = run(engine, session, turn.down)
            if stopped is not None:
                words = "the generated rollback is refused: " if turn.origin == "generated" else ""
                self._refused("down-refused", self._with_rest(stopped, trial, there), words)
                return None
            self.taken.append("down")
            self._restored(trial, before)
            with _session(engine, trial) as session:
                names = {table: one.columns for table, one in held.items()}
                now = rows.held(engine, session, names)
            self.apart += [turn.rows_stay] if turn.rows_stay else []
            self._rows(rows.compared(held, now, before, there, turn.written))
        with _session(engine, trial) as session:
            stopped = run(engine, session, turn.up)
        if stopped is not None and turn.rows_stay:
            self.unverified.append(f"the second way there is refused ({stopped.refused.words}): {turn.rows_stay}")
            return None
        if stopped is not None:
            if not self.failures:
                self._refused("up-refused-again", stopped, "")
            return None
        self.taken.append("up")
        self._repeated(compared(engine.picture(trial), there))
        return None

    def _with_rest(self, stopped: Stopped, trial: str, before: Picture) -> Stopped:
        """What a script leaves behind that stopped half-way, said in its refusal."""
        left = compared(self.engine.picture(trial), before)
        if not left.real or stopped.number == 1:
            return stopped
        words = f"{stopped.refused.words}; the statements before it stay: {_some(left.real)}"
        return stopped._replace(refused=stopped.refused._replace(words=words))

    def _refused(self, kind: FailureKind, stopped: Stopped, words: str) -> None:
        lacks = self.engine.surroundings(stopped.refused)
        place = self.line(stopped.statement.path, stopped.statement.span.start)
        if lacks:
            self.unverified.append(f"line {place}: {lacks}")
        elif self.turn.incomplete:
            self.unverified.append(f"line {place} is refused ({stopped.refused.words}), and {self.turn.incomplete}")
        else:
            self.failures.append(Failure(kind, words + stopped.refused.words, stopped.statement.path, place))

    def _restored(self, trial: str, before: Picture) -> None:
        left = compared(self.engine.picture(trial), before)
        self.apart += [f"after down: {words}" for words in left.apart[:MOST]]
        if left.real:
            path, line = self._way_back()
            self.failures.append(Failure("not-restored", _some(left.real), path, line))

    def _way_back(self) -> tuple[str, int]:
        for part in self.turn.down if self.turn.origin == "own" else ():
            for statement in part.statements:
                return statement.path, self.line(statement.path, statement.span.start)
        return self.turn.path, self.turn.line

    def _rows(self, changed: Sequence[rows.Changed]) -> None:
        for one in changed:
            if one.explained:
                self.apart.append(f"after down: {one.words}: {one.explained}")
            else:
                path, line = self._way_back()
                self.failures.append(Failure("rows-changed", one.words, path, line))

    def _repeated(self, left: Left) -> None:
        if left.real and not self.failures:
            self.failures.append(Failure("not-repeated", _some(left.real), self.turn.path, self.turn.line))

    # --- locks

    def look(self, base: str) -> None:
        """Runs the statements one by one on another copy and looks at what each does to the tables it is said to touch."""
        claims = self.turn.claims
        if not claims or not self.taken:
            return
        by_statement: dict[tuple[str, int], list[Claim]] = {}
        for claim in claims:
            by_statement.setdefault(_place(claim.statement), []).append(claim)
        with _fork(self.engine, base) as trial:
            if self.holds_rows:
                self._seed(trial)
            for part in self.turn.up:
                for statement in part.statements:
                    if statement.kind == "transaction":
                        continue
                    told = by_statement.get(_place(statement))
                    if not told:
                        with _session(self.engine, trial) as session:
                            session.run(statement.text)
                        continue
                    tables = [(one.table.schema, one.table.name) for one in told]
                    seen = self.engine.watch(trial, statement, tables)
                    if seen is None:
                        self.unverified.append(
                            f"locks of line {self._line(statement)}: they cannot be seen from outside"
                        )
                    elif seen.refused:
                        self.unverified.append(f"locks of line {self._line(statement)}: {seen.refused.words}")
                    else:
                        self._hold(told, seen)

    def _line(self, statement: Statement) -> int:
        return self.line(statement.path, statement.span.start)

    def _hold(self, told: Sequence[Claim], seen: Seen) -> None:
        for claim in told:
            table = (claim.table.schema, claim.table.name)
            good = agrees(claim, seen)
            lock, work = seen.locks.get(table, ""), ", ".join(sorted(seen.works.get(table, ())))
            line = self._line(claim.statement)
            said = ", ".join(sorted(claim.works))
            actions = ", ".join(claim.actions)
            self.observed.append(
                Observed(claim.statement.path, line, claim.table.text, actions, lock, work, claim.lock, said, good)
            )
            if not good:
                words = (
                    f"{claim.table.text}: {actions} takes {lock or 'no lock'} with {work or 'no work on the rows'}; "
                    f"we say {claim.lock} with {said or 'no work on the rows'}"
                )
                self.failures.append(Failure("wrong-claim", words, claim.statement.path, line))


def _place(statement: Statement) -> tuple[str, int]:
    return statement.path, statement.span.start


def _some(lines: Sequence[str]) -> str:
    more = len(lines) - MOST
    return "; ".join(lines[:MOST]) + (f"; and {more} more" if more > 0 else "")
