"""The personal data of a schema."""

from __future__ import annotations

from schemalint import Copies, Entry, Personal, Ref, Replay, personal_columns, record
from schemalint_rules._once import once


@once
def personal(replay: Replay) -> list[Personal]:
    """The columns with personal data, declared or by name, table after table."""
    return personal_columns(replay)


@once
def copies(replay: Replay) -> Copies:
    """Where they are seen again."""
    return Copies(replay, personal(replay))


@once
def entries(replay: Replay) -> dict[Ref, Entry]:
    """The record of personal data, by table."""
    return {one.table.ref: one for one in record(replay)}
