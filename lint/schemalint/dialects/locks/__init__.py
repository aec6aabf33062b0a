"""What a change locks and for how long, per server and version: one module of data for each server.

Each fact names the section of the manual it was taken from; `docs/locks.md` shows them all and says which a test has seen on a
server.
"""

from __future__ import annotations

from importlib import import_module

from schemalint.dialects.locks.facts import ALWAYS, Action, Facts, Version
from schemalint.dialects.locks.facts import Lock as Lock
from schemalint.dialects.reserved import OLDEST as MAINTAINED
from schemalint.dialects.versions import LAST, numbers
from schemalint.model.document import Dialect

SERVERS: tuple[Dialect, ...] = ("postgres", "mysql", "mariadb", "tsql", "oracle")
"""Those with a module of their own."""

OLDEST: dict[Dialect, Version] = {**MAINTAINED, "tsql": (14, 0), "oracle": (19, 0)}
"""What is assumed where no version is known: the oldest that its maker still supports."""

_TITLES: dict[Dialect, str] = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "tsql": "SQL Server", "oracle": "Oracle",
}  # fmt: skip
_YEARS = {2012: 11, 2014: 12, 2016: 13, 2017: 14, 2019: 15, 2022: 16, 2025: 17}
"""SQL Server is called by its year, its versions count otherwise."""


def version_of(dialect: Dialect, version: str) -> Version:
    """The configured version as three numbers: `15`, `8.0.36`, `2019`; the oldest supported one where it is empty or no number."""
    found = numbers(version)
    if found is None:
        oldest = OLDEST.get(dialect)
        return (*oldest, LAST) if oldest else ALWAYS
    if dialect == "tsql" and found[0] in _YEARS:
        return _YEARS[found[0]], 0, LAST
    return found


def locks_of(dialect: Dialect) -> Facts:
    """All that is known of a server; empty where it has no module."""
    if dialect not in SERVERS:
        return {}
    facts: Facts = import_module(f"schemalint.dialects.locks.{dialect}").LOCKS
    return facts


def lock_of(action: Action, dialect: Dialect, version: str = "") -> Lock | None:
    """What the change locks on that server, or None where nothing is known or the server has no such change."""
    at = version_of(dialect, version)
    for lock in locks_of(dialect).get(action, ()):
        if lock.since <= at < lock.until:
            return lock
    return None


def title(dialect: Dialect) -> str:
    """The server by its name: `SQL Server`."""
    return _TITLES.get(dialect, "the server")


def server(dialect: Dialect, version: str = "") -> str:
    """The server for messages; says so when its version is assumed: `PostgreSQL 15`, `PostgreSQL 14 (assumed)`."""
    if version:
        return f"{title(dialect)} {version}"
    oldest = OLDEST.get(dialect)
    if oldest is None:
        return title(dialect)
    years = {number: year for year, number in _YEARS.items()}
    if dialect == "tsql":
        shown = str(years[oldest[0]])
    else:
        shown = f"{oldest[0]}.{oldest[1]}" if dialect in ("mysql", "mariadb", "sqlite") else str(oldest[0])
    return f"{title(dialect)} {shown} (assumed: no server-version is configured)"
