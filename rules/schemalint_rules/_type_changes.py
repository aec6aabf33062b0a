"""Which type changes of a column write the table anew, and which hold less than before."""

from __future__ import annotations

from typing import NamedTuple

from schemalint import (
    AlterColumnType,
    Cast,
    ColumnRef,
    Expression,
    RedefineColumn,
    Replay,
    Span,
    Step,
    Table,
    Type,
    fold,
    lock_of,
)
from schemalint_rules._steps import session_setting, stored_before


class TypeChange(NamedTuple):
    """A column of a table in use that gets another type."""

    table: Table
    column: str
    old: Type
    new: Type
    using: Expression | None
    span: Span


def type_change(step: Step, replay: Replay) -> TypeChange | None:
    """None where the step changes no type, the table is new, or a type is not known."""
    change = step.change
    if isinstance(change, AlterColumnType):
        new, using = change.type, change.using
    elif isinstance(change, RedefineColumn) and change.definition.type is not None and not change.definition.unknown:
        new, using = change.definition.type, None
    else:
        return None
    table = stored_before(change.table, step, replay)
    column = table.column(change.column.value) if table else None
    if table is None or column is None or column.unknown or column.type is None or column.generated is not None:
        return None
    if "user" in (column.type.family, new.family) or column.type.dimensions or new.dimensions:
        return None
    span = new.span if new.span.path else change.column.span
    return TypeChange(table, column.name, column.type, new, using, span)


WIDTHS = {"tinyint": 1, "smallint": 2, "mediumint": 3, "integer": 4, "int": 4, "bigint": 8}
"""Bytes of the integer types."""

_TEXTS = {"tinytext": 255, "text": 65_535, "mediumtext": 16_777_215, "longtext": 4_294_967_295,
          "tinyblob": 255, "blob": 65_535, "mediumblob": 16_777_215, "longblob": 4_294_967_295}  # fmt: skip
"""Bytes of MySQL's large types."""


def precision(type_: Type, dialect: str) -> tuple[int, int] | None:
    """Digits in all and behind the point; None where there is no limit or it is not written as numbers."""
    if not type_.arguments:
        return {"mysql": (10, 0), "mariadb": (10, 0), "tsql": (18, 0)}.get(dialect)
    if not all(part.lstrip("-").isdigit() for part in type_.arguments):
        return None
    return int(type_.arguments[0]), int(type_.arguments[1]) if len(type_.arguments) > 1 else 0


def loss(old: Type, new: Type, dialect: str) -> str:
    """What the new type no longer holds, in words; empty where it holds all the old one did, or that is not known."""
    before, after = old.family, new.family
    if before == after == "integer":
        held, holds = WIDTHS.get(old.name), WIDTHS.get(new.name)
        if held and holds and holds < held:
            return "large numbers"
        if held and held == holds and "unsigned" in old.modifiers and "unsigned" not in new.modifiers:
            return "the upper half of the numbers"
        return "negative numbers" if "unsigned" in new.modifiers and "unsigned" not in old.modifiers else ""
    if before == after == "decimal":
        return _fewer_digits(old, new, dialect)
    if before == "decimal" and after == "integer":
        held_digits = precision(old, dialect)
        return "" if held_digits is not None and held_digits[1] == 0 else "what stands behind the point"
    if before == "float" and after == "integer":
        return "what stands behind the point"
    if before == after == "float":
        wide = {"double precision", "double", "float"} if dialect != "tsql" else {"float"}
        return "digits: 7 are left of 15" if old.name in wide and new.name == "real" and old.name != new.name else ""
    if before in ("char", "varchar", "text", "binary") and after in ("char", "varchar", "text", "binary"):
        return _shorter(old, new, dialect)
    if before in ("timestamp", "timestamptz") and after == "date" and dialect != "oracle":
        return "the time of day"
    if before in ("timestamp", "timestamptz") and after in ("time", "timetz"):
        return "the date"
    if before == after and before in ("timestamp", "timestamptz", "time", "timetz"):
        return _coarser(old, new, dialect)
    return ""


def _fewer_digits(old: Type, new: Type, dialect: str) -> str:
    held, holds = precision(old, dialect), precision(new, dialect)
    if holds is None:
        return ""
    if held is None:
        return "numbers of more digits" if not old.arguments and dialect in ("postgres", "oracle") else ""
    if holds[0] - holds[1] < held[0] - held[1]:
        return "large numbers"
    return "digits behind the point" if holds[1] < held[1] else ""


def _shorter(old: Type, new: Type, dialect: str) -> str:
    held, holds = _length(old, dialect), _length(new, dialect)
    if old.name in _TEXTS and new.name not in _TEXTS and new.length and _TEXTS[old.name] == new.length:
        return ""
    if holds is None or (held is not None and holds >= held):
        unicode = dialect == "tsql" and old.name.startswith("n") and not new.name.startswith("n")
        return "characters outside of the code page" if unicode and new.family in ("char", "varchar") else ""
    if dialect == "sqlite":
        return ""
    return f"texts longer than {holds}" if "binary" not in (old.family, new.family) else f"values longer than {holds}"


def _length(type_: Type, dialect: str) -> int | None:
    """None where there is no limit, or none that is known."""
    if type_.length is not None:
        return type_.length
    if dialect in ("mysql", "mariadb") and type_.name in _TEXTS:
        return _TEXTS[type_.name]
    return 1 if type_.family == "char" and not type_.arguments else None


def _coarser(old: Type, new: Type, dialect: str) -> str:
    if dialect == "tsql" and old.name != new.name:
        return "seconds and the years before 1900" if new.name == "smalldatetime" else ""
    finest = {"postgres": 6, "tsql": 7, "oracle": 6}.get(dialect, 0)
    held = old.length if old.length is not None else finest
    holds = new.length if new.length is not None else finest
    return f"fractions of a second finer than {holds} digits" if holds < held and old.name == new.name else ""


def rewrites(change: TypeChange, step: Step, replay: Replay) -> bool:
    """Whether the server writes every row anew for it."""
    old, new = change.old, change.new
    if replay.dialect == "postgres":
        plain = change.using is None or _is_plain(change.using, change.column, new)
        return not plain or _rewritten_by_postgres(old, new, step, replay)
    if (old.text, old.modifiers) == (new.text, new.modifiers):
        return False
    if replay.dialect in ("mysql", "mariadb"):
        return _copied(change, replay)
    return replay.dialect == "tsql" and _rewritten_by_sql_server(old, new)


def _is_plain(using: Expression, column: str, new: Type) -> bool:
    """Whether USING says no more than the column itself, or its cast to the new type."""
    shape = using.shape
    if isinstance(shape, Cast):
        if shape.type not in (new.name, new.text):
            return False
        shape = shape.operand
    return isinstance(shape, ColumnRef) and shape.name == column


_STRINGS = ("text", "character varying")
_COERCED = {
    ("cidr", "inet"),
    ("integer", "oid"),
    ("integer", "regclass"),
    ("xml", "text"),
    ("xml", "character varying"),
}
"""Types of PostgreSQL whose values are stored alike."""


def _rewritten_by_postgres(old: Type, new: Type, step: Step, replay: Replay) -> bool:
    if old.text == new.text:
        return False
    if old.name in (*_STRINGS, "citext") and new.name in (*_STRINGS, "citext"):
        return new.length is not None and (old.length is None or new.length < old.length)
    if (old.name, new.name) in _COERCED and new.length is None:
        return False
    if old.name == new.name == "numeric":
        held, holds = precision(old, "postgres"), precision(new, "postgres")
        return holds is not None and (held is None or holds[0] < held[0] or holds[1] != held[1])
    if old.name == new.name and old.family in ("timestamp", "timestamptz", "time", "timetz"):
        return (6 if new.length is None else new.length) < (6 if old.length is None else old.length)
    if {old.family, new.family} == {"timestamp", "timestamptz"}:
        finer = (6 if new.length is None else new.length) >= (6 if old.length is None else old.length)
        zone = (session_setting(step, replay, "timezone") or "").lower()
        lock = lock_of("alter-type-utc", "postgres", replay.version)
        return not (finer and zone in ("utc", "gmt", "etc/utc") and lock is not None and not lock.work)
    if old.name == new.name == "bit varying":
        return new.length is not None and (old.length is None or new.length < old.length)
    # What else has one name differs in its fields or its length: an interval is only restricted, a padded text is padded anew.
    return not (old.name == new.name and old.family == "interval" and not new.arguments)


def _copied(change: TypeChange, replay: Replay) -> bool:
    old, new = change.old, change.new
    if "enum" in (old.family, new.family) or "set" in (old.family, new.family):
        return False  # what a new list of values costs is another matter
    if old.family == new.family == "integer" and old.name == new.name:
        return old.modifiers != new.modifiers  # only a display width differs otherwise
    if old.family == new.family == "varchar" and old.name == new.name and old.length and new.length:
        if new.length < old.length or (old.charset and new.charset and old.charset != new.charset):
            return True
        size = _bytes(change, old)
        held, holds = old.length * size, new.length * size
        if replay.dialect == "mariadb" and held <= 127:
            return False
        return held <= 255 < holds
    return True


_CHARSETS = {"latin1": 1, "ascii": 1, "binary": 1, "latin2": 1, "ucs2": 2, "utf8": 3, "utf8mb3": 3}
"""Bytes of the longest character; 4 for utf8mb4 and its like."""


def _bytes(change: TypeChange, type_: Type) -> int:
    if type_.name == "varbinary":
        return 1
    options = dict(change.table.options)
    named = type_.charset or options.get("charset", "") or options.get("collate", "").partition("_")[0]
    return _CHARSETS.get(named.lower(), 4)


_FIXED = ("char", "nchar", "binary")


def _rewritten_by_sql_server(old: Type, new: Type) -> bool:
    if old.name != new.name:
        return fold(old.name, "tsql") != "sysname"
    if old.name in _FIXED:
        return old.length != new.length
    if old.name in ("decimal", "numeric"):
        held, holds = precision(old, "tsql"), precision(new, "tsql")
        return (
            held is not None and holds is not None and (held[1] != holds[1] or _storage(held[0]) != _storage(holds[0]))
        )
    if {"max"} & {*old.arguments, *new.arguments}:
        return old.arguments == ("max",) and new.arguments != ("max",)
    return False


def _storage(digits: int) -> int:
    return 5 if digits < 10 else 9 if digits < 20 else 13 if digits < 29 else 17
