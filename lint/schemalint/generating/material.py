"""What a document quotes besides the catalogue, handed in by the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.text import Span


def _nothing(_: object) -> None:
    return None


def _no_rollback(_: str) -> str:
    return ""


class Material(NamedTuple):
    """Texts that only other stages have."""

    source: Callable[[Span], str | None] = _nothing
    """The characters of a span of any file that was read."""
    rollback: Callable[[str], str] = _no_rollback
    """The SQL that takes the migration of that name back; empty where there is none."""
    entities: tuple[str, ...] = ()
    """What people say the system is about, where no schema tells."""
    files: Mapping[str, str] = {}
    """The paths of files that come with the document, by the title of the section that links them."""
    samples: bool = False
    """Whether sample rows are written out where no file has them."""
    beside: tuple[Replay, ...] = ()
    """The schemas of other servers in the project, whose tables the document describes as well."""
