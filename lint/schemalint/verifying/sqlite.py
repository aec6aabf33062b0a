"""SQLite, which comes with Python: databases in memory."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Sequence

from schemalint.model.document import Dialect, Statement
from schemalint.verifying.engine import STATEMENT_SECONDS
from schemalint.verifying.values import Picture, Refusal, Row, Seen

Written = Callable[[str], Sequence[Row]]
"""What a CREATE TABLE says that no PRAGMA tells, as rows of a kind, a name and a text: checks, generated columns, collations."""


class Session:
    """One database in memory. Closing it takes back what is not committed; the database stays."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._until = 0.0
        connection.set_progress_handler(self._is_late, 10_000)
        connection.set_authorizer(_allowed)
        connection.execute("PRAGMA foreign_keys = ON")

    def _is_late(self) -> int:
        return int(time.monotonic() > self._until)

    def run(self, text: str) -> Refusal | None:
        self._until = time.monotonic() + STATEMENT_SECONDS
        try:
            self._connection.execute(text)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            return Refusal(getattr(error, "sqlite_errorname", ""), str(error))
        return None

    def rows(self, text: str) -> list[tuple[str | None, ...]]:
        self._until = time.monotonic() + STATEMENT_SECONDS
        try:
            found = self._connection.execute(text).fetchall()
        except sqlite3.Error as error:
            raise ValueError(f"{error}: {text.strip()[:200]}") from error
        return [tuple(None if cell is None else _said(cell) for cell in row) for row in found]

    def close(self) -> None:
        if self._connection.in_transaction:
            self.run("ROLLBACK")


def _said(cell: object) -> str:
    return cell.hex() if isinstance(cell, bytes) else str(cell)


def _allowed(action: int, first: str | None, *_rest: object) -> int:
    """Everything but other files. VACUUM attaches a nameless one."""
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH and first else sqlite3.SQLITE_OK


class Sqlite:
    """Databases in memory, and who reads what only their text tells."""

    dialect: Dialect = "sqlite"
    transactional = True
    version = sqlite3.sqlite_version
    title = f"SQLite {sqlite3.sqlite_version}, of this Python"
    notes: tuple[str, ...] = ()

    def __init__(self, written: Written) -> None:
        self._written = written
        self._connections: dict[str, sqlite3.Connection] = {}
        self._number = 0

    def fresh(self) -> str:
        self._number += 1
        name = f"verify_{self._number}"
        self._connections[name] = sqlite3.connect(":memory:", isolation_level=None)
        return name

    def fork(self, name: str) -> str:
        made = self.fresh()
        self._connections[name].backup(self._connections[made])
        return made

    def drop(self, name: str) -> None:
        self._connections.pop(name).close()

    def session(self, name: str) -> Session:
        return Session(self._connections[name])

    def picture(self, name: str) -> Picture:
        return picture(self.session(name), self._written)

    def quoted(self, name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    def surroundings(self, refused: Refusal) -> str:
        found = re.search(r"no such (module|function|collation sequence): (\S+)", refused.words)
        if found:
            return f"the {found[1]} {found[2]} is absent in this engine"
        if "not authorized" in refused.words:
            return "it opens another file, which a proof does not let it"
        return f"it took more than {STATEMENT_SECONDS} seconds" if refused.words == "interrupted" else ""

    def watch(self, name: str, statement: Statement, tables: Sequence[tuple[str, str]]) -> Seen | None:
        """SQLite locks the whole file for every change; there is nothing to hold claims against."""
        return None

    def stop(self) -> None:
        while self._connections:
            self._connections.popitem()[1].close()


def picture(session: Session, written: Written) -> Picture:
    """All that the database holds: what PRAGMAs tell, and from the text of a table what they do not."""
    found: Picture = {kind: set() for kind in ("table", "column", "order", "constraint", "index", "view", "trigger")}
    for kind, name, table, text in session.rows("SELECT type, name, tbl_name, sql FROM sqlite_master"):
        if str(name).startswith("sqlite_"):
            continue
        if kind == "table":
            _draw(session, found, str(name), text or "", written)
        elif kind == "index":
            _index(session, found, str(table), str(name), text or "")
        elif kind in ("view", "trigger"):
            found[str(kind)].add(("", str(table), str(name), _plain(text or "")))
    return found


def _draw(session: Session, found: Picture, table: str, text: str, written: Written) -> None:
    quoted = "'" + table.replace("'", "''") + "'"
    virtual = re.match(r"(?i)\s*CREATE\s+VIRTUAL\b", text)
    found["table"].add(("", table, _plain(text) if virtual else ""))
    columns = session.rows(f'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo({quoted})')
    for name, kind, required, default, key, hidden in columns:
        cells = (
            str(kind).upper(),
            "NOT NULL" if required == "1" else "",
            default or "",
            f"key {key}" if key != "0" else "",
        )
        found["column"].add(("", table, str(name), *cells, hidden or ""))
    found["order"].add(("", table, ",".join(str(row[0]) for row in columns)))
    for number, parent, own, theirs, update, delete in session.rows(
        f'SELECT id, "table", group_concat("from"), group_concat(coalesce("to", \'\')), on_update, on_delete '
        f"FROM (SELECT * FROM pragma_foreign_key_list({quoted}) ORDER BY id, seq) GROUP BY id"
    ):
        said = (
            str(own),
            str(parent),
            str(theirs) if str(theirs).strip(",") else _key_of(session, str(parent)),
            str(update),
            str(delete),
        )
        found["constraint"].add(("", table, f"the foreign key {number}", "FOREIGN KEY", *said))
    for name, origin in session.rows(f"SELECT name, origin FROM pragma_index_list({quoted})"):
        if origin != "c":
            found["constraint"].add(
                ("", table, str(name), "UNIQUE" if origin == "u" else "PRIMARY KEY", _parts(session, str(name)))
            )
    for what, part, words in written(text):
        if what == "check":
            found["constraint"].add(("", table, part, "CHECK", _plain(words)))
        else:
            found.setdefault(what, set()).add(("", f"{table}.{part}" if part else table, _plain(words)))


def _key_of(session: Session, table: str) -> str:
    """The columns of a table's primary key, which a foreign key means that names none."""
    quoted = "'" + table.replace("'", "''") + "'"
    return ",".join(
        str(row[0]) for row in session.rows(f"SELECT name FROM pragma_table_info({quoted}) WHERE pk > 0 ORDER BY pk")
    )


def _index(session: Session, found: Picture, table: str, name: str, text: str) -> None:
    where = re.search(r"(?is)\bWHERE\b(.*)", text)
    unique = re.match(r"(?i)\s*CREATE\s+UNIQUE\b", text)
    parts = _parts(session, name)
    # Of an expression the PRAGMA says only that it is one.
    said = _plain(text[text.find("(") :]) if "()" in parts else _plain(where[1]) if where else ""
    found["index"].add(("", table, name, "UNIQUE" if unique else "", parts, said))


def _parts(session: Session, index: str) -> str:
    quoted = "'" + index.replace("'", "''") + "'"
    rows = session.rows(f'SELECT name, "desc", coll FROM pragma_index_xinfo({quoted}) WHERE key = 1 ORDER BY seqno')
    return ", ".join(f"{name or '()'}{' DESC' if down == '1' else ''} {collation}" for name, down, collation in rows)


def _plain(text: str) -> str:
    """Without what a rebuild or a rename writes otherwise: blanks and quotes around names."""
    text = re.sub(r"(?i)^\s*CREATE\s+(TEMP(?:ORARY)?\s+)?(\w+)\s+IF\s+NOT\s+EXISTS\s+", r"CREATE \1\2 ", text)
    kept = re.sub(r"'(?:[^']|'')*'|[\"`\[\]]", lambda found: found[0] if found[0][0] == "'" else "", text)
    return re.sub(r"\s*([(),;=<>])\s*|\s+", lambda found: found[1] or " ", kept).strip()
