"""How long a name may be, and what the server does with a longer one."""

from __future__ import annotations

from schemalint.dialects.versions import numbers
from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple


class NameLimit(NamedTuple):
    length: int
    unit: str
    """`bytes` or `characters`."""
    refused: bool
    """False where the server cuts the name and goes on."""
    since: str
    """What the figure rests on, for messages."""


NAME_LIMITS: dict[Dialect, NameLimit] = {
    "postgres": NameLimit(63, "bytes", False, "NAMEDATALEN - 1"),
    "mysql": NameLimit(64, "characters", True, "MySQL"),
    "mariadb": NameLimit(64, "characters", True, "MariaDB"),
    "tsql": NameLimit(128, "characters", True, "sysname"),
    "oracle": NameLimit(128, "bytes", True, "Oracle 12.2 and later"),
}
"""SQLite has no limit; nothing is known of `standard`."""

OLD_ORACLE = NameLimit(30, "bytes", True, "Oracle before 12.2")


def name_limit(dialect: Dialect, version: str = "") -> NameLimit | None:
    """The limit of identifiers, or None where there is none. An unknown Oracle version is taken to be 12.2 or later, as all
    that are still supported are."""
    if dialect == "oracle" and (numbers(version) or (12, 2)) < (12, 2):
        return OLD_ORACLE
    return NAME_LIMITS.get(dialect)
