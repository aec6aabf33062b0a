"""The databases that a run makes on a server, and how they go."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable


class Owned:
    """Of a server the part that belongs to the run."""

    def __init__(self, stop: Callable[[], None]) -> None:
        """`stop` ends the server where it is the run's own."""
        self.notes: tuple[str, ...] = ()
        self._stop = stop
        self._made: list[str] = []
        self._mark = f"schemalint_verify_{os.getpid()}_{secrets.token_hex(3)}"

    def drop(self, name: str) -> None:
        """Drops a database."""
        raise NotImplementedError

    def _leave(self) -> None:
        """Drops the user that was made, and ends the session."""
        raise NotImplementedError

    def stop(self) -> None:
        """Drops what the run made, and ends the server where it is the run's own. May be called twice."""
        made, self._made = self._made, []
        with contextlib.suppress(Exception):
            for name in reversed(made):
                self.drop(name)
            self._leave()
        self._stop()
