"""What Liquibase's changes are made of, as parts of SQL: names, types, values, columns and what they are held to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint.dialects.reserved import reserved_words
from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.translating.liquibase_types import type_in
from schemalint.translating.tree import Element, Piece, Value

Part = str | tuple[Piece, ...]


class Said(NamedTuple):
    """One statement, or what stands for it."""

    pieces: tuple[Piece, ...] = ()
    opaque: str = ""
    """What people call it, where it cannot be said in SQL."""
    origin: tuple[int, int] = (0, 0)
    touches: tuple[str, ...] = ()
    data: bool = False
    file: str = ""
    """SQL in a file of its own: its path."""
    relative: bool = False
    """That path starts at the change log's folder."""


_FAMILY = {"mariadb": "mysql"}


class Parts:
    """Says the parts of statements in one dialect: names, values, columns."""

    def __init__(self, dialect: Dialect | None, guards: frozenset[str] = frozenset()) -> None:
        self.dialect = dialect
        self.family = _FAMILY.get(dialect or "", dialect or "standard")
        self.guards = guards
        """What the preconditions of the change set ask for: `no table t`, `table t`, `no column t.c` and so on, lower case."""
        self.reserved = reserved_words(dialect or "standard")
        self.at = (0, 0)

    # --- parts of statements ------------------------------------------------------------------------------------------

    def said(self, *parts: Part, at: tuple[int, int] | None = None) -> Said:
        start, end = at or self.at
        pieces: list[Piece] = []
        for part in parts:
            for piece in (part,) if not isinstance(part, str) else ():
                pieces += piece
            if isinstance(part, str) and part:
                pieces.append((part, start, end, False))
        return Said(tuple(pieces))

    def opaque(self, change: Element, *touches: str, data: bool = False) -> Said:
        return Said(opaque=change.name, origin=(change.start, change.end), touches=touches, data=data)

    def word(self, value: Value) -> tuple[Piece, ...]:
        """A name, quoted where it must be."""
        word = value.text.strip()
        if self.is_plain(word):
            lead = len(value.text) - len(value.text.lstrip())
            if len(value.pieces) == 1 and value.pieces[0][3]:
                at = value.pieces[0][1] + lead
                return ((word, at, at + len(word), True),)
            return ((word, value.start, value.end, False),)
        return ((self.quoted(word), value.start, value.end, False),)

    def is_plain(self, word: str) -> bool:
        if "${" in word or word[:1] in '"`[':
            return True
        mixed = self.family == "postgres" and word != word.lower() and word != word.upper()
        return bool(re.fullmatch(r"[^\W\d][\w$#]*", word)) and not mixed and word.lower() not in self.reserved

    def quoted(self, word: str) -> str:
        if self.family == "mysql":
            return "`" + word.replace("`", "``") + "`"
        if self.family == "tsql":
            return "[" + word.replace("]", "]]") + "]"
        return '"' + word.replace('"', '""') + '"'

    def name(self, element: Element, *keys: str) -> tuple[Piece, ...]:
        for key in keys:
            value = element.values.get(key)
            if value is not None and value.text.strip():
                return self.word(value)
        return (("...", element.start, element.head_end, False),)

    def owned(self, element: Element, key: str, schema: str = "schemaName") -> tuple[Piece, ...]:
        """The name of a table, index or sequence with its schema."""
        holder = element.values.get(schema)
        own = self.name(element, key)
        if holder is None or not holder.text.strip():
            return own
        return (*self.word(holder), (".", *self.at, False), *own)

    def table(self, element: Element, key: str = "tableName") -> tuple[Piece, ...]:
        return self.owned(element, key, "baseTableSchemaName" if key.startswith("base") else "schemaName")

    def names(self, element: Element, key: str) -> tuple[Piece, ...]:
        """Names with commas between them."""
        value = element.values.get(key)
        if value is None:
            return (("...", element.start, element.head_end, False),)
        found: list[Piece] = []
        exact = len(value.pieces) == 1 and value.pieces[0][3]
        for match in re.finditer(r"[^,]+", value.text):
            word = match[0].strip()
            if not word:
                continue
            if found:
                found.append((", ", *self.at, False))
            at = value.start + match.start() + len(match[0]) - len(match[0].lstrip())
            if exact and self.is_plain(word):
                found.append((word, at, at + len(word), True))
            else:
                text = word if self.is_plain(word) else self.quoted(word)
                found.append((text, *((at, at + len(word)) if exact else (value.start, value.end)), False))
        return tuple(found)

    def type(self, value: Value | None, serial: bool = False) -> tuple[Piece, ...]:
        if value is None:
            return ()
        said = type_in(value.text, self.dialect)
        if said == value.text.strip() and len(value.pieces) == 1 and value.pieces[0][3]:
            at = value.start + len(value.text) - len(value.text.lstrip())
            return ((said, at, at + len(said), True),)
        return ((said, value.start, value.end, False),)

    def literal(self, element: Element, stem: str) -> Part | None:
        """The value that `defaultValue…` or `value…` gives, as SQL; None where there is none."""
        for key, value in element.values.items():
            if not key.startswith(stem):
                continue
            word = value.text
            kind = key[len(stem) :]
            if kind == "":
                said = "NULL" if word.strip().upper() == "NULL" else "'" + word.replace("'", "''") + "'"
            elif kind == "Numeric" or kind == "Computed":
                said = word.strip()
                if len(value.pieces) == 1 and value.pieces[0][3] and said == word:
                    return value.pieces
            elif kind == "Boolean":
                true = word.strip().lower() in ("true", "1", "t", "yes")
                bits = {"tsql": "10", "oracle": "10", "mysql": "10", "sqlite": "10"}.get(self.family)
                said = (bits[0] if true else bits[1]) if bits else "TRUE" if true else "FALSE"
                if self.family == "mysql":
                    said = f"b'{said}'" if stem == "defaultValue" else said
            elif kind == "Date":
                date = bool(re.match(r"\d", word.strip()))
                said = "'" + word.strip().replace("T", " ") + "'" if date else word.strip()
            elif kind == "SequenceNext":
                said = {
                    "oracle": f"{word}.nextval",
                    "tsql": f"NEXT VALUE FOR {word}",
                    "mariadb": f"NEXTVAL({word})",
                }.get(self.dialect or "", f"nextval('{word}')")
            elif kind in ("SequenceCurrent",):
                said = f"currval('{word}')"
            else:
                continue
            return ((said, value.start, value.end, False),)
        return None

    # --- columns ------------------------------------------------------------------------------------------------------

    def column(self, column: Element, table: str, *, alone: bool = False, several: bool = False) -> list[Part]:
        """The definition of a column, without keys that are told at the end of the table."""
        at = (column.start, column.head_end)
        rules = constraints(column)
        serial = is_true(column, "autoIncrement")
        sqlite_serial = serial and self.family == "sqlite" and is_true(rules, "primaryKey")
        parts: list[Part] = [self.name(column, "name"), ((" ", *at, False),)]
        if sqlite_serial:
            return [*parts, (("INTEGER PRIMARY KEY AUTOINCREMENT", *at, False),)]
        parts.append(self.type(column.values.get("type"), serial))
        default = self.literal(column, "defaultValue")
        if serial and default is None:
            parts.append(((f" {self.numbering(column)}", *at, False),))
        elif default is not None:
            parts += [((" DEFAULT ", *at, False),), default]
        inner = (rules.start, rules.head_end) if rules is not None else at
        required = rules is not None and rules.get("nullable").lower() in ("false", "0")
        if required or (is_true(rules, "primaryKey") and not alone):
            parts.append(((" NOT NULL", *inner, False),))
        remarks = column.values.get("remarks")
        if remarks is not None and self.family == "mysql":
            parts.append(((" COMMENT '" + remarks.text.replace("'", "''") + "'", remarks.start, remarks.end, False),))
        if alone and rules is not None and is_true(rules, "primaryKey"):
            parts.append(((" PRIMARY KEY", *inner, False),))
        return parts

    def numbering(self, column: Element) -> str:
        start, step = column.get("startWith"), column.get("incrementBy")
        if self.family == "mysql":
            return "AUTO_INCREMENT"
        if self.family == "tsql":
            return f"IDENTITY ({start or 1}, {step or 1})"
        how = "ALWAYS" if column.get("generationType").upper() == "ALWAYS" else "BY DEFAULT"
        options = " ".join((*((f"START WITH {start}",) if start else ()), *((f"INCREMENT BY {step}",) if step else ())))
        return f"GENERATED {how} AS IDENTITY" + (f" ({options})" if options else "")

    def renamed(self, change: Element, old: str, new: str, kind: str = "TABLE") -> Said:
        """ALTER … RENAME TO, as the server says it."""
        if self.family == "tsql":
            return self.said(
                "EXEC sp_rename '", self.owned(change, old), "', '", change.get(new).replace("'", "''"), "'"
            )
        if kind == "VIEW" and self.family == "mysql":
            return self.said("RENAME TABLE ", self.owned(change, old), " TO ", self.name(change, new))
        if kind != "TABLE" and self.family == "oracle":
            return self.said("RENAME ", self.name(change, old), " TO ", self.name(change, new))
        return self.said(f"ALTER {kind} ", self.owned(change, old), " RENAME TO ", self.name(change, new))

    def own_constraints(self, column: Element, table: str) -> Iterator[list[Part]]:
        """Unique and foreign keys and checks of a column, as constraints of the table."""
        rules = constraints(column)
        if rules is None:
            return
        at = (rules.start, rules.head_end)
        name = self.name(column, "name")
        if is_true(rules, "unique"):
            yield [
                *self.called(rules, "uniqueConstraintName", at),
                (("UNIQUE (", *at, False),),
                name,
                ((")", *at, False),),
            ]
        check = rules.values.get("checkConstraint")
        if check is not None:
            body = check.text.strip()
            body = body if body.startswith("(") else f"({body})"
            yield [((f"CHECK {body}", check.start, check.end, False),)]
        parent = rules.values.get("references")
        other = rules.values.get("referencedTableName")
        if parent is None and other is None:
            return
        parts: list[Part] = [
            *self.called(rules, "foreignKeyName", at),
            (("FOREIGN KEY (", *at, False),),
            name,
            ((") REFERENCES ", *at, False),),
        ]
        if parent is not None:
            parts.append(((reference(parent.text, self), parent.start, parent.end, False),))
        else:
            parts += [
                self.owned(rules, "referencedTableName", "referencedTableSchemaName"),
                ((" (", *at, False),),
                self.names(rules, "referencedColumnNames"),
                ((")", *at, False),),
            ]
        if is_true(rules, "deleteCascade"):
            parts.append(((" ON DELETE CASCADE", *at, False),))
        parts += self.deferred(rules, at)
        yield parts

    def called(self, element: Element, key: str, at: tuple[int, int]) -> list[Part]:
        if element.values.get(key) is None:
            return []
        return [(("CONSTRAINT ", *at, False),), self.name(element, key), ((" ", *at, False),)]

    def deferred(self, element: Element, at: tuple[int, int]) -> list[Part]:
        if self.family in ("mysql", "tsql"):
            return []
        parts: list[Part] = []
        if is_true(element, "deferrable"):
            parts.append(((" DEFERRABLE", *at, False),))
        if is_true(element, "initiallyDeferred"):
            parts.append(((" INITIALLY DEFERRED", *at, False),))
        return parts


def constraints(column: Element) -> Element | None:
    """What a column is held to, where it says so."""
    return next(column.named("constraints"), None)


def is_true(element: Element | None, key: str) -> bool:
    """Whether a value says yes; no where there is none."""
    return element is not None and element.get(key).lower() in ("true", "1", "yes")


def string_of(text: str) -> str:
    """The text as a string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def string(value: Value) -> tuple[Piece, ...]:
    """The value as a string of SQL."""
    return ((string_of(value.text), value.start, value.end, False),)


def slice_of(value: Value, start: int, end: int) -> tuple[Piece, ...]:
    """The pieces of a stretch of a value."""
    found: list[Piece] = []
    at = 0
    for text, origin, origin_end, exact in value.pieces:
        low, high = max(start - at, 0), min(end - at, len(text))
        if low < high:
            place = (origin + low, origin + high) if exact else (origin, origin_end)
            found.append((text[low:high], *place, exact))
        at += len(text)
    return tuple(found)


def unended(value: Value) -> tuple[Piece, ...]:
    """The value without blanks around it and without a terminator."""
    start = len(value.text) - len(value.text.lstrip())
    return slice_of(value, start, len(value.text.rstrip().rstrip(";").rstrip()))


def reference(text: str, changes: Parts) -> str:
    """`parent(id)` with names quoted where they must be."""
    match = re.fullmatch(r"\s*([^(]+?)\s*\(([^)]*)\)\s*", text)
    if match is None:
        return text.strip()

    def word(name: str) -> str:
        name = name.strip()
        return name if changes.is_plain(name) else changes.quoted(name)

    table = ".".join(word(part) for part in match[1].split("."))
    return f"{table} ({', '.join(word(part) for part in match[2].split(','))})"


DBMS: dict[str, Dialect] = {
    "postgresql": "postgres", "postgres": "postgres", "cockroachdb": "postgres", "edb": "postgres", "yugabytedb": "postgres",
    "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite", "mssql": "tsql", "sqlserver": "tsql", "oracle": "oracle",
}  # fmt: skip
"""The names that `dbms` knows."""

_OWN = {"postgres": "postgresql", "tsql": "mssql"}


def applies(dbms: str, dialect: Dialect | None) -> bool:
    """Whether what is limited to these products runs on a server of the dialect; yes where the dialect is not known, unless it is
    for none of those we know."""
    words = [word.strip().lower() for word in dbms.split(",") if word.strip()]
    if not words or "all" in words:
        return "none" not in words
    wanted = [word for word in words if not word.startswith("!")]
    if dialect is None or dialect == "standard":
        return not wanted or any(word in DBMS for word in wanted)
    own = _OWN.get(dialect, dialect)
    if f"!{own}" in words:
        return False
    return not wanted or own in wanted
