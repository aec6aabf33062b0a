"""Statements about the session: SET and its kin, transactions, maintenance, queries, commands of clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from schemalint.dialects.folding import fold
from schemalint.model.change import (
    AlterObject,
    Change,
    Execute,
    NoChange,
    Reindex,
    SetSearchPath,
    SetSession,
    TransactionControl,
)
from schemalint.model.name import ObjectName
from schemalint.model.text import Span
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import words

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

_MYSQL = frozenset(("mysql", "mariadb"))
_TRANSACTION_WORDS = frozenset(
    (
        "WORK", "TRANSACTION", "TRAN", "AND", "NO", "CHAIN", "RELEASE", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "CONCURRENT",
        "READ", "WRITE", "ONLY", "ISOLATION", "LEVEL", "SERIALIZABLE", "REPEATABLE", "COMMITTED", "UNCOMMITTED", "SNAPSHOT",
        "NOT", "DEFERRABLE", "WITH", "CONSISTENT", ",", "DISTRIBUTED", "BATCH", "NOWAIT", "WAIT", "FORCE", "COMMENT",
        "SESSION", "CHARACTERISTICS", "AS", "GLOBAL", "LOCAL", "USE", "ROLLBACK", "SEGMENT", "NAME", "MARK",
    )
)  # fmt: skip
Action = Literal["begin", "commit", "rollback", "savepoint", "release", "rollback to", "set"]


def set_variable(c: Cursor) -> tuple[Change, ...]:
    """SET in all dialects: variables, the search path, roles, constraints, transactions."""
    c.expect("SET")
    if c.at("TRANSACTION") or c.at("SESSION", "CHARACTERISTICS") or c.peek(1) == "TRANSACTION":
        return _transaction_end(c, "set")
    span = c.statement.span
    if c.take_any("CONSTRAINTS", "CONSTRAINT"):
        c.until()
        return (NoChange("set constraints", span),)
    if c.dialect == "tsql":
        return _tsql_set(c)
    if c.dialect in _MYSQL:
        return _mysql_set(c)
    local = c.take("LOCAL")
    if not local and c.at("SESSION") and c.peek(1) not in ("=", "TO"):
        c.next()
    if c.at_any("ROLE", "AUTHORIZATION", "DEFAULT"):
        name = words_until_value(c)
        return (SetSession(name, _value(c), local, span),)
    if c.take("TIME", "ZONE"):
        return (SetSession("timezone", _value(c), local, span),)
    if c.take("XML", "OPTION"):
        return (SetSession("xmloption", _value(c), local, span),)
    if c.take("NAMES"):
        return (SetSession("client_encoding", _value(c), local, span),)
    if c.at("SCHEMA") and c.peek(1) not in ("=", "TO"):
        c.next()
        return (SetSearchPath(_schemas(c), local, span),)
    if c.take("CURRENT", "SCHEMA"):
        c.take("=")
        return (SetSearchPath(_schemas(c), local, span),)
    name = c.object_name().text.lower()
    if not c.take("=") and not c.take("TO") and not c.take(":="):
        raise Unreadable(f"expected TO {c.found()}")
    if name == "search_path":
        if c.take("DEFAULT"):
            return (SetSession(name, "default", local, span),)
        return (SetSearchPath(_schemas(c), local, span),)
    return (SetSession(name, _value(c), local, span),)


def words_until_value(c: Cursor) -> str:
    """The lower-case words before a value: `role`, `session authorization`, `default role`."""
    word = c.next().lower()
    if word == "default":
        c.take("ROLE")
        return "default role"
    return "session authorization" if word == "authorization" else word


def _value(c: Cursor) -> str:
    """All that is left, a single string unescaped."""
    if c.i == c.n - 1 and c.is_string():
        return c.string()
    start = c.i
    c.until()
    if c.i == start:
        raise Unreadable("expected a value at the end")
    return words(c, start)


def _schemas(c: Cursor) -> tuple[str, ...]:
    """Names or strings of schemas, parted by commas; one string may be a list itself only in set_config."""
    schemas: list[str] = []
    while True:
        if c.is_string():
            value = c.string()
            if value:
                schemas.append(value)
        elif c.take("$", "USER") or c.take("$USER"):
            schemas.append("$user")
        else:
            schemas.append(c.name().value)
        if not c.take(","):
            return tuple(schemas)


def _mysql_set(c: Cursor) -> tuple[Change, ...]:
    span = c.statement.span
    if c.take("NAMES") or c.take("CHARACTER", "SET") or c.take("CHARSET"):
        return (SetSession("names", _value(c), False, span),)
    if c.at("PASSWORD") and c.peek(1) in ("=", "FOR"):
        return (AlterObject("role", None, "set password", (), _rest_span(c)),)
    if c.at_any("ROLE", "RESOURCE") or c.at("DEFAULT", "ROLE"):
        name = words_until_value(c)
        return (SetSession(name, _value(c), False, span),)
    if c.take("STATEMENT"):
        # MariaDB: SET STATEMENT variable = value FOR statement
        c.until()
        return (Execute(None, c.text(0), span, span),)
    changes: list[Change] = []
    while True:
        start = c.i
        while c.at_any("GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY") and c.peek(1) not in ("=", ":="):
            c.next()
        named = c.i
        while not c.done and not c.at_any("=", ":=", ","):
            c.next()
        name = "".join(c.words[named : c.i]).lower()
        for lead in ("@@session.", "@@global.", "@@local.", "@@persist.", "@@persist_only.", "@@"):
            name = name.removeprefix(lead)
        if not c.take("=") and not c.take(":="):
            raise Unreadable(f"expected = {c.found()}")
        at = c.i
        c.pass_over()
        value = words(c, at)
        changes.append(SetSession(name, _unquoted(value), False, c.span(start)))
        if not c.take(","):
            return tuple(changes)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] in "'\"" and value[-1] == value[0] and value[0] not in value[1:-1]:
        return value[1:-1]
    return value


def _rest_span(c: Cursor) -> Span:
    c.until()
    return c.statement.span


def _tsql_set(c: Cursor) -> tuple[Change, ...]:
    span = c.statement.span
    if c.peek().startswith("@"):
        c.i = c.n
        return (NoChange("set variable", span),)
    if c.take("IDENTITY_INSERT"):
        table = c.object_name()
        state = c.take_any("ON", "OFF")
        return (SetSession("identity_insert", f"{table.text} {state.lower()}", False, span),)
    if c.take("STATISTICS"):
        return (SetSession(f"statistics {c.next().lower()}", c.next().lower(), False, span),)
    names = [c.name().value]
    while c.take(","):
        names.append(c.name().value)
    start = c.i
    if c.take("-") or c.is_string() or c.at_any("ON", "OFF") or not c.is_name() or c.peek(1) == "":
        c.next()
    if c.i == start:
        raise Unreadable(f"expected ON or OFF {c.found()}")
    value = words(c, start).lower()
    return tuple(SetSession(name, value, False, span) for name in names)


def reset(c: Cursor) -> tuple[Change, ...]:
    """RESET variable, RESET ALL; MySQL's RESET MASTER and the like."""
    c.expect("RESET")
    if c.dialect in _MYSQL:
        c.until()
        return (NoChange("reset", c.statement.span),)
    c.take("SESSION")
    name = c.object_name().text.lower()
    if name == "time" and c.take("ZONE"):
        name = "timezone"
    return (SetSession(name, "default", False, c.statement.span),)


def use(c: Cursor) -> tuple[Change, ...]:
    """USE database: names without a schema then belong to it in MySQL; in SQL Server it is another database."""
    if c.n == 1 and " " in c.words[0]:
        # The mysql client takes USE by the line, as one token.
        c.next()
        name = c.words[0].split()[1].rstrip(";")
        return (SetSearchPath((fold(name, c.dialect),), False, c.statement.span),)
    c.expect("USE")
    if c.dialect == "tsql":
        return (SetSession("database", c.object_name().text, False, c.statement.span),)
    if c.take_any("ROLE", "WAREHOUSE", "DATABASE", "CATALOG"):
        c.name()
        return (NoChange("use", c.statement.span),)
    c.take("SCHEMA")
    return (SetSearchPath((c.object_name().value,), False, c.statement.span),)


def pragma(c: Cursor) -> tuple[Change, ...]:
    """SQLite's PRAGMA [schema.]name [= value | (value)]."""
    c.expect("PRAGMA")
    name = c.object_name().value
    value = ""
    if c.take("="):
        c.take_any("-", "+")
        start = c.i
        c.next()
        value = c.text(start)
    elif c.take("("):
        c.take_any("-", "+")
        start = c.i
        c.until()
        value = c.text(start)
        c.expect(")")
    return (SetSession(name, _unquoted(value).lower(), False, c.statement.span),)


def alter_session(c: Cursor) -> tuple[Change, ...]:
    """Oracle's ALTER SESSION SET name = value …, and its other forms."""
    c.expect("ALTER", "SESSION")
    span = c.statement.span
    if not c.take("SET"):
        start = c.i
        if not c.take_any("ENABLE", "DISABLE", "FORCE", "ADVISE", "CLOSE", "SYNC"):
            raise Unreadable(f"expected SET {c.found()}")
        c.until()
        return (SetSession(words(c, start).lower(), "", False, span),)
    changes: list[Change] = []
    while not c.done:
        name = c.name().value.lower()
        c.expect("=")
        if name == "current_schema":
            changes.append(SetSearchPath((c.name().value,), False, span))
            continue
        start = c.i
        value = c.string() if c.is_string() else c.next()
        while c.peek() == "." or (not c.done and c.peek(1) != "=" and not c.is_name()):
            c.next()
            value = c.text(start)
        changes.append(SetSession(name, value, False, span))
    return tuple(changes)


# Transactions

_ACTIONS: dict[str, Action] = {
    "BEGIN": "begin",
    "START": "begin",
    "COMMIT": "commit",
    "END": "commit",
    "ROLLBACK": "rollback",
    "ABORT": "rollback",
    "SAVEPOINT": "savepoint",
    "SAVE": "savepoint",
    "RELEASE": "release",
}


def transaction(c: Cursor) -> tuple[Change, ...]:
    """BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK [TO], SAVEPOINT, RELEASE."""
    if c.statement.kind == "procedural":
        from schemalint.sql.reader.procedural import block

        return block(c)
    word = c.take_any(*_ACTIONS)
    if not word:
        raise Unreadable(f"expected BEGIN, COMMIT or the like {c.found()}")
    action = _ACTIONS[word]
    if action in ("savepoint", "release"):
        c.take_any("SAVEPOINT", "TRANSACTION", "TRAN")
        if not c.done:
            c.name()
        return (TransactionControl(action, c.statement.span),)
    if c.take("PREPARED"):
        c.string()
        return (TransactionControl(action, c.statement.span),)
    while c.take_any("WORK", "TRANSACTION", "TRAN"):
        pass
    if action == "rollback" and c.take("TO"):
        c.take("SAVEPOINT")
        c.name()
        return (TransactionControl("rollback to", c.statement.span),)
    return _transaction_end(c, action)


def _transaction_end(c: Cursor, action: Action) -> tuple[Change, ...]:
    """The modes behind the verb; in SQL Server also the name of the transaction."""
    named = False
    while not c.done:
        if c.take_any(*_TRANSACTION_WORDS) or (c.is_string() and c.string() is not None):
            continue
        if c.dialect == "tsql" and not named and c.is_name():
            c.name()
            named = True
        elif c.take("("):
            c.i -= 1
            c.group()
        else:
            break
    return (TransactionControl(action, c.statement.span),)


def set_transaction(c: Cursor) -> tuple[Change, ...]:
    """SET TRANSACTION and its modes."""
    c.expect("SET")
    return _transaction_end(c, "set")


# Queries, maintenance, clients


def query(c: Cursor) -> tuple[Change, ...]:
    """A query; `SELECT set_config('search_path', …)` is what it does."""
    span = c.statement.span
    if c.at("SELECT") and c.n < 40:
        found = _set_config(c)
        if found is not None:
            return (found,)
    c.i = c.n
    return (NoChange("query", span),)


def _set_config(c: Cursor) -> Change | None:
    """The setting that a lone `SELECT [pg_catalog.]set_config('name', 'value', local)` makes."""
    at = 1
    if c.upper[at : at + 2] == ("PG_CATALOG", "."):
        at += 2
    if c.upper[at : at + 2] != ("SET_CONFIG", "(") or c.n < at + 8:
        return None
    here, c.i = c.i, at + 2
    try:
        name = c.string().lower()
        c.expect(",")
        value = c.string()
        c.expect(",")
        local = c.next().upper() == "TRUE"
        c.expect(")")
        if not c.done:
            raise Unreadable("more than one setting")
    except Unreadable:
        c.i = here
        return None
    if name != "search_path":
        return SetSession(name, value, local, c.statement.span)
    schemas = (part.strip() for part in value.split(","))
    return SetSearchPath(tuple(fold(part, c.dialect) for part in schemas if part), local, c.statement.span)


def harmless(c: Cursor) -> tuple[Change, ...]:
    """A statement that leaves the catalogue alone, whatever follows its verb."""
    c.i = c.n
    return (NoChange(c.statement.verb.lower(), c.statement.span),)


def client(c: Cursor) -> tuple[Change, ...]:
    """A command of a client, or lines of data."""
    c.i = c.n
    return (NoChange("data" if c.statement.kind == "data" else "client command", c.statement.span),)


def lock(c: Cursor) -> tuple[Change, ...]:
    """LOCK TABLE: the session's own business, but known by name to whom it waits for."""
    c.i = c.n
    return (NoChange("lock", c.statement.span),)


def reindex(c: Cursor) -> tuple[Change, ...]:
    """REINDEX of PostgreSQL and SQLite."""
    c.expect("REINDEX")
    concurrently = False
    if c.at("("):
        start, end = c.group()
        inside = c.upper[start:end]
        concurrently = "CONCURRENTLY" in inside and inside[-1] not in ("FALSE", "OFF")
    kind = c.take_any("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM").lower()
    concurrently = c.take("CONCURRENTLY") or concurrently
    name: ObjectName | None = None
    if not c.done:
        name = c.object_name()
    return (Reindex(kind, name, concurrently, c.statement.span),)


HARMLESS = (
    "SHOW", "DESCRIBE", "EXPLAIN", "ANALYZE", "ANALYSE", "ANALYZE TABLE", "VACUUM", "DISCARD", "LISTEN", "UNLISTEN", "NOTIFY",
    "CHECKPOINT", "CLUSTER", "PREPARE", "DEALLOCATE", "MOVE", "FETCH", "CLOSE", "OPEN", "FLUSH", "OPTIMIZE", "OPTIMIZE TABLE",
    "CHECK", "CHECK TABLE", "REPAIR", "REPAIR TABLE", "KILL", "DBCC", "BACKUP", "RESTORE", "RECONFIGURE", "SHUTDOWN",
    "REVERT", "SETUSER", "HANDLER", "HELP", "CACHE", "STOP", "CHANGE", "UPDATE STATISTICS", "LOAD", "ATTACH", "DETACH",
    "CHECKSUM", "PRINT", "RAISERROR", "THROW", "WAITFOR", "READTEXT", "VALUES", "TABLE", "AUDIT", "NOAUDIT", "PURGE",
    "SECURITY LABEL", "RELOAD", "ASSOCIATE", "ASSOCIATE STATISTICS", "DISASSOCIATE", "INSTALL", "INSTALL PLUGIN", "UNINSTALL",
    "UNINSTALL PLUGIN", "BINLOG", "PREPARE TRANSACTION", "XA", "DROP PREPARE", "ALTER SYSTEM", "GO", "ADMINISTER",
)  # fmt: skip
"""Verbs of statements that change no object of the catalogue."""

HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(HARMLESS, harmless),
    "": client,
    "SET": set_variable,
    "SET TRANSACTION": set_transaction,
    "RESET": reset,
    "USE": use,
    "PRAGMA": pragma,
    "ALTER SESSION": alter_session,
    **dict.fromkeys(_ACTIONS, transaction),
    "START TRANSACTION": transaction,
    "COMMIT PREPARED": transaction,
    "ROLLBACK PREPARED": transaction,
    "SELECT": query,
    "WITH": query,
    "LOCK": lock,
    "LOCK TABLE": lock,
    "LOCK TABLES": lock,
    "UNLOCK TABLES": lock,
    "UNLOCK": lock,
    "REINDEX": reindex,
}
