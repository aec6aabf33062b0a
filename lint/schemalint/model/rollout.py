"""Changes that take several releases: what to run, what to deploy, in which order."""

from schemalint.model.record import NamedTuple
from schemalint.model.text import Span


class Piece(NamedTuple):
    """Statements that are run one after the other."""

    words: str
    """What they are for."""
    statements: tuple[str, ...] = ()
    """Without terminators; empty where people do something: deploy, wait."""
    repeat: bool = False
    """Run again until no row is changed any more."""
    together: bool = False
    """In one transaction, so that no client meets half of it."""


class Release(NamedTuple):
    """What belongs to one release."""

    title: str
    pieces: tuple[Piece, ...]


class Rollout(NamedTuple):
    """The releases that one change takes, so that clients of the release before go on at each of them."""

    rule: str
    """Whose finding asks for it."""
    span: Span
    title: str
    """`rename column public.users.email to mail`."""
    why: str
    """Why it is not done by one migration."""
    releases: tuple[Release, ...]
