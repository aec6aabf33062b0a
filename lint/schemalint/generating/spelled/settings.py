"""Extensions, comments, what holds for a session, and rows, spelled as statements."""

from __future__ import annotations

from schemalint.generating.spelled.columns import restated
from schemalint.generating.spelled.writer import Spellings, Writer, kind_words
from schemalint.generating.spelling import UnsupportedError, column_name, string, written_name
from schemalint.model.change import (
    CreateExtension,
    CreateObject,
    SetComment,
    SetSearchPath,
    SetSession,
    TransactionControl,
    WriteRows,
)
from schemalint.model.document import Dialect
from schemalint.model.name import ObjectName


def _create_extension(w: Writer, change: CreateExtension) -> str:
    guard = "IF NOT EXISTS " if change.if_not_exists else ""
    text = f"CREATE EXTENSION {guard}{written_name(change.name, w.dialect)}"
    if change.schema is not None:
        text += f" WITH SCHEMA {written_name(change.schema, w.dialect)}"
    if change.version:
        text += f" VERSION {string(change.version.strip(chr(39)), w.dialect)}"
    return text


def _create_object(w: Writer, change: CreateObject) -> str:
    original = w.original(change.span, change.name.value)
    if original is not None:
        return original
    if change.kind in ("schema", "database", "role"):
        guard = "IF NOT EXISTS " if change.if_not_exists and change.kind == "schema" and w.postgres else ""
        return f"CREATE {change.kind.upper()} {guard}{w.name(change.name)}"
    if change.kind == "synonym" and change.target is not None:
        return f"CREATE SYNONYM {w.name(change.name)} FOR {w.name(change.target)}"
    if change.text:
        return change.text
    raise UnsupportedError(f"the text of {change.kind} {change.name.text} is not at hand")


def _comment(w: Writer, change: SetComment) -> str:
    name = w.name(change.name)
    if w.postgres or w.dialect == "oracle":
        text = string(change.comment, w.dialect) if change.comment else "NULL" if w.postgres else "''"
        if change.kind == "column":
            by_name = {column.name: column for column in w.columns(change.name)}
            target = f"{name}.{column_name(change.part, w.dialect, by_name.get(change.part))}"
        elif change.part:
            target = f"{w.word(change.part)} ON {name}"
        else:
            told_apart = change.signature or (change.kind == "routine" and _is_overloaded(w, change.name))
            target = f"{name}({change.signature})" if told_apart else name
        return f"COMMENT ON {kind_words(change.kind)} {target} IS {text}"
    if w.mysql and change.kind == "table":
        return w.alter(change.name, f"COMMENT = {string(change.comment or '', w.dialect)}")
    if w.mysql and change.kind == "column":
        held = w.column(change.name, change.part)
        return restated(w, change.name, held._replace(comment=change.comment))
    if w.dialect == "tsql" and change.kind in ("table", "column"):
        return _property(w, change)
    raise w.refuse("comment on an object")


def _is_overloaded(w: Writer, name: ObjectName) -> bool:
    """Whether several routines have the name, so that one without arguments has to say so."""
    ref = w.catalog.find(w.catalog.routines, name.value, name.qualifier) if w.catalog is not None else None
    return ref is not None and w.catalog is not None and len(w.catalog.routines[ref]) > 1


def _property(w: Writer, change: SetComment) -> str:
    """The comment as SQL Server keeps it: a property that is added once, and then updated or dropped."""
    table = w.table(change.name)
    held = table.column(change.part) if table is not None and change.part else table
    verb = "drop" if not change.comment else "update" if held is not None and held.comment else "add"
    texts = ["MS_Description", *([change.comment or ""] if verb != "drop" else [])]
    texts += ["SCHEMA", change.name.schema.value if change.name.schema else "dbo", "TABLE", change.name.value]
    texts += ["COLUMN", change.part] if change.part else []
    # Without N the server would read them in the code page of the database.
    return f"EXEC sp_{verb}extendedproperty " + ", ".join(f"N{string(text, 'standard')}" for text in texts)


def _search_path(w: Writer, change: SetSearchPath) -> str:
    if w.postgres:
        local = "LOCAL " if change.local else ""
        path = ", ".join(w.word(schema) for schema in change.schemas) or "''"
        return f"SET {local}search_path TO {path}"
    if w.dialect == "oracle":
        return f"ALTER SESSION SET CURRENT_SCHEMA = {w.word(change.schemas[0])}"
    if not change.schemas:
        raise w.refuse("empty the search path")
    return f"USE {w.word(change.schemas[0])}"


def _session(w: Writer, change: SetSession) -> str:
    if w.dialect == "sqlite":
        return f"PRAGMA {change.variable} = {change.value}"
    if w.dialect == "tsql":
        return f"USE {change.value}" if change.variable == "database" else f"SET {change.variable} {change.value}"
    if not change.value:
        return f"SET {'LOCAL ' if change.local else ''}{change.variable} = ''"
    return f"SET {'LOCAL ' if change.local else ''}{change.variable} = {change.value}"


def _rows(w: Writer, change: WriteRows) -> str:
    """The rows of literal keys deleted, or rows of one table copied from another. Numbers may be quoted: every server takes the
    text of a number for one."""
    if change.verb == "insert" and change.from_query and len(change.tables) == 2:
        into, origin = map(w.name, change.tables)
        columns = ", ".join(written_name(name, w.dialect) for name in change.columns)
        return f"INSERT INTO {into} ({columns}) SELECT {columns} FROM {origin}"
    if change.verb != "delete" or not change.rows or len(change.tables) != 1:
        raise w.refuse("write rows")
    names = ", ".join(written_name(name, w.dialect) for name in change.columns)
    rows = [", ".join(_value(value, w.dialect) for value in row) for row in change.rows]
    head = f"DELETE FROM {w.name(change.tables[0])} WHERE"
    if len(change.columns) == 1:
        return f"{head} {names} = {rows[0]}" if len(rows) == 1 else f"{head} {names} IN ({', '.join(rows)})"
    if w.dialect in ("tsql", "oracle", "sqlite"):
        return f"{head} " + " OR ".join(_each(w, change, row) for row in change.rows)
    return f"{head} ({names}) IN ({', '.join(f'({row})' for row in rows)})"


def _each(w: Writer, change: WriteRows, row: tuple[str | None, ...]) -> str:
    pairs = (
        f"{written_name(name, w.dialect)} = {_value(value, w.dialect)}"
        for name, value in zip(change.columns, row, strict=True)
    )
    return "(" + " AND ".join(pairs) + ")"


def _value(value: str | None, dialect: Dialect) -> str:
    return "NULL" if value is None else string(value, dialect)


TRANSACTION_WORDS = {"begin": "BEGIN", "commit": "COMMIT", "rollback": "ROLLBACK"}


def _transaction(w: Writer, change: TransactionControl) -> str:
    word = TRANSACTION_WORDS.get(change.action)
    if word is None:
        raise UnsupportedError(f"{change.action} names something that is not kept")
    if w.dialect == "tsql":
        return f"{word} TRANSACTION"
    return "START TRANSACTION" if w.mysql and word == "BEGIN" else word


SPELLINGS: Spellings = {
    CreateExtension: _create_extension,
    CreateObject: _create_object,
    SetComment: _comment,
    SetSearchPath: _search_path,
    SetSession: _session,
    TransactionControl: _transaction,
    WriteRows: _rows,
}
"""What this module spells, by the class of the change."""
