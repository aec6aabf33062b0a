"""What running migrations on a real server proved about them."""

from typing import Literal

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple

FailureKind = Literal[
    "up-refused",
    "down-refused",
    "not-restored",
    "rows-changed",
    "up-refused-again",
    "not-repeated",
    "wrong-claim",
]
"""`not-restored`: the schema after the way there and back is not the one before; `rows-changed`: rows that nothing should have
touched are not what they were; `not-repeated`: the second way there leads elsewhere; `wrong-claim`: the server locks or does
something else than we say."""


class Failure(NamedTuple):
    """What did not hold."""

    kind: FailureKind
    words: str
    path: str
    line: int = 0
    """Of the statement, from 1; 0 where no single one is meant."""


class Observed(NamedTuple):
    """What a statement did to a table while it ran, and what we say it does."""

    path: str
    line: int
    table: str
    action: str
    """The kind of change, as the facts about locks call it."""
    lock: str
    """As the server calls it; empty where it was not held when we looked."""
    work: str
    """`scan`, `rewrite`, `copy`, or empty."""
    claimed_lock: str
    claimed_work: str
    agrees: bool


class Proof(NamedTuple):
    """One migration, there, back, and there again."""

    name: str
    path: str
    line: int
    down: Literal["own", "generated", "none"]
    """Where the way back was taken from."""
    failures: tuple[Failure, ...] = ()
    apart: tuple[str, ...] = ()
    """What differs and does no harm by itself: the order of columns, names, data that a drop takes along."""
    unverified: tuple[str, ...] = ()
    """What was not verified, and why."""
    observed: tuple[Observed, ...] = ()
    turns: tuple[str, ...] = ()
    """The turns that were taken: `up`, `down`, `up`."""

    @property
    def verdict(self) -> Literal["proved", "failed", "not verified"]:
        """`proved` when all three turns were taken and each led where it should."""
        if self.failures:
            return "failed"
        return "proved" if len(self.turns) == 3 else "not verified"


class Verification(NamedTuple):
    """One history on one server."""

    path: str
    framework: str
    dialect: Dialect
    engine: str
    """The server, its version and where it came from; empty where none was found."""
    proofs: tuple[Proof, ...] = ()
    reason: str = ""
    """Why nothing was verified; empty where something was."""
