"""What takes a step back."""

from schemalint.model.change import Change
from schemalint.model.record import NamedTuple


class Undo(NamedTuple):
    """The changes that restore the catalogue before a step, in the order in which they must run, and what they cannot do."""

    changes: tuple[Change, ...] = ()
    lost: tuple[str, ...] = ()
    """What held data that does not come back, in words: `table orders`, `column orders.note`."""
    irreversible: str = ""
    """Why nothing restores what the step did; `changes` is empty or covers the rest of it."""
    may_fail: str = ""
    """On which rows or objects the changes would be refused: `a row has NULL in orders.note`."""
    notes: tuple[str, ...] = ()
    """What else comes back otherwise than it was, in words: `note is now the last column of orders`."""
