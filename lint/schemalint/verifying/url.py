"""A server that the user names by a URL. The database it names is looked at, and nothing is ever written to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast, get_args
from urllib.parse import parse_qs, unquote, urlsplit

from schemalint.model.record import NamedTuple
from schemalint.verifying import mysql_wire, postgres_wire
from schemalint.verifying.engine import Engine, UnavailableError

SCHEMES = {"postgres": "postgres", "postgresql": "postgres", "mysql": "mariadb", "mariadb": "mariadb"}
"""The kind of server by what a URL begins with."""


class Target(NamedTuple):
    """What a URL says."""

    kind: str
    host: str
    """A name, or the path of a Unix socket or of its folder."""
    port: int
    user: str
    password: str
    database: str
    ssl: str

    @property
    def shown(self) -> str:
        """Without the password."""
        return f"{self.host}:{self.port}/{self.database}"


def parsed(url: str) -> Target:
    """What the URL says. Raises UnavailableError, whose words never hold the URL: there may be a password in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnavailableError("the URL of the database cannot be read") from error
    kind = SCHEMES.get(parts.scheme)
    if kind is None:
        raise UnavailableError(f"a database's URL begins with {', '.join(f'{scheme}://' for scheme in SCHEMES)}")
    asked = parse_qs(parts.query)
    given = next((asked[name][0] for name in ("host", "socket", "unix_socket") if name in asked), "")
    database = unquote(parts.path.lstrip("/"))
    if not database or not parts.username:
        raise UnavailableError("the URL of the database names no user or no database")
    mode = asked.get("sslmode", ["prefer"])[0]
    if mode not in get_args(postgres_wire.SslMode):
        raise UnavailableError(f"sslmode is one of {', '.join(get_args(postgres_wire.SslMode))}")
    return Target(
        kind,
        given or unquote(parts.hostname or "localhost"),
        port or (5432 if kind == "postgres" else 3306),
        unquote(parts.username),
        unquote(parts.password or ""),
        database,
        mode,
    )


def opened(target: Target, force: bool) -> Engine:
    """The server, with databases of this run's own. Raises UnavailableError where it cannot be used, and where the database holds
    something and `force` is not given: who names a database with something in it may have named the wrong one."""
    return _postgres(target, force) if target.kind == "postgres" else _mariadb(target, force)


def _postgres(target: Target, force: bool) -> Engine:
    from schemalint.verifying.postgres import Postgres

    ssl = cast(postgres_wire.SslMode, target.ssl)
    address = postgres_wire.Address(target.host, target.port, target.user, target.password, ssl)
    session = postgres_wire.Session(address, target.database)
    _refuse_filled(target, session.rows, _HELD_BY_POSTGRES, force, session.close)
    return Postgres(address, target.database, target.shown, _nothing)


def _mariadb(target: Target, force: bool) -> Engine:
    from schemalint.verifying.mariadb import MariaDB

    address = mysql_wire.Address(target.host, target.port, target.user, target.password)
    session = mysql_wire.Session(address, target.database)
    name = target.database.replace("\\", "\\\\").replace("'", "''")
    _refuse_filled(target, session.rows, _HELD_BY_MARIADB.format(name), force, session.close)
    return MariaDB(address, target.shown, _nothing)


def _nothing() -> None:
    """A server that was named goes on when the run ends."""


def _refuse_filled(
    target: Target,
    rows: Callable[[str], list[tuple[str | None, ...]]],
    query: str,
    force: bool,
    close: Callable[[], None],
) -> None:
    try:
        held = [str(row[0]) for row in rows(query)]
    except ValueError as error:
        raise UnavailableError(f"{target.shown} cannot be looked at: {error}") from error
    finally:
        close()
    if held and not force:
        raise UnavailableError(
            f"{target.shown} holds {', '.join(held[:3])}{' and more' if len(held) > 3 else ''}: name an empty database; with --force this "
            "one will do, since migrations run in databases of their own beside it"
        )


_HELD_BY_POSTGRES = """
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_temp%'
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e') AND c.relkind NOT IN ('i', 'I', 't')
UNION ALL SELECT n.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
ORDER BY 1 LIMIT 4"""
_HELD_BY_MARIADB = """
SELECT table_name FROM information_schema.tables WHERE table_schema = '{0}'
UNION ALL SELECT routine_name FROM information_schema.routines WHERE routine_schema = '{0}' LIMIT 4"""
