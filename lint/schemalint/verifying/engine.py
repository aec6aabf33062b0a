"""What a server has to offer so that migrations can be proved on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from schemalint.model.document import Dialect, Statement
from schemalint.verifying.values import Picture, Refusal, Seen

STATEMENT_SECONDS = 60
"""What one statement may take."""


class UnavailableError(Exception):
    """Why a server cannot be had, in words for the user."""


class GoneError(Exception):
    """The server went away or did not answer in time."""


class Session(Protocol):
    """A connection to one database."""

    def run(self, text: str) -> Refusal | None:
        """Runs one statement; why it was refused, or None. Raises GoneError."""

    def rows(self, text: str) -> list[tuple[str | None, ...]]:
        """The rows of a query as text. Raises GoneError, and ValueError when it is refused."""

    def close(self) -> None:
        """Ends the connection; what is not committed is lost."""


class Engine(Protocol):
    """A server that belongs to the run, or on which the run has databases of its own."""

    dialect: Dialect
    title: str
    """The server, its version and where it came from."""
    version: str
    transactional: bool
    """Whether a transaction takes changes of the schema back."""
    notes: tuple[str, ...]
    """What the user should know about it."""

    def fresh(self) -> str:
        """The name of a new, empty database."""

    def fork(self, name: str) -> str:
        """The name of a new database that holds what that one does."""

    def drop(self, name: str) -> None:
        """Drops a database that `fresh` or `fork` made."""

    def session(self, name: str) -> Session:
        """A session whose role owns the database and nothing else."""

    def picture(self, name: str) -> Picture:
        """What the database holds."""

    def quoted(self, name: str) -> str:
        """A name as SQL spells it."""

    def surroundings(self, refused: Refusal) -> str:
        """What the server lacks that the statement needs, in words; empty where the statement itself is at fault."""

    def watch(self, name: str, statement: Statement, tables: Sequence[tuple[str, str]]) -> Seen | None:
        """Runs a statement and looks at what it does to tables; None where that cannot be seen."""

    def stop(self) -> None:
        """Ends the server, or drops what the run made on it. May be called twice."""
