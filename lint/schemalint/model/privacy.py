"""What configuration says about personal data. Of several patterns that fit, the last one counts."""

from schemalint.model.record import NamedTuple


class Privacy(NamedTuple):
    """What `[privacy]` says. Patterns have `*`, `?` and `[…]`; case does not count."""

    classes: tuple[tuple[str, str], ...] = ()
    """The class of columns, by patterns `table.column` or `schema.table.column`; `none` for what is no personal data."""
    periods: tuple[tuple[str, str], ...] = ()
    """How long rows are kept, in words, by patterns `table` or `schema.table`."""
    readers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The roles that may read personal data, by patterns `table` or `schema.table`."""
