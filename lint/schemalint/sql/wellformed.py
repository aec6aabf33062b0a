"""What no server takes, told from the tokens alone: brackets, commas, quotes, and words no statement begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemalint.dialects.words import KINDS, LEADS, MODIFIERS
from schemalint.model.document import Dialect, Statement
from schemalint.model.record import NamedTuple
from schemalint.sql.reader.columns import TYPED
from schemalint.sql.reader.kinds import NAMED, PLAIN


class Refusal(NamedTuple):
    """Why a statement cannot be valid, and the character of its text that shows it."""

    message: str
    at: int


_FIRST_WORDS = frozenset(name.split()[0] for name in KINDS) | {parts[0] for parts in LEADS}
_KINDS = frozenset(phrase.split()[0] for phrase in (*NAMED, *PLAIN)) | frozenset(
    {"TRUSTED", "PROCEDURAL", "DEFAULT", "OWNED", "PREPARE", "FUNCTION", "OUTLINE", "PLUGIN", "BINDING", "MASKING", "CONNECTION"}
)  # fmt: skip

_POSTGRES = (
    "ADD ALTER DROP RENAME SET RESET VALIDATE ENABLE DISABLE FORCE NO CLUSTER INHERIT OF NOT OWNER REPLICA ATTACH DETACH OPTIONS"
    " MERGE SPLIT"
)
_MYSQL = (
    "ADD ALTER CHANGE MODIFY DROP RENAME CONVERT DEFAULT CHARACTER CHARSET COLLATE ORDER DISCARD IMPORT TRUNCATE COALESCE"
    " REORGANIZE EXCHANGE ANALYZE CHECK OPTIMIZE REBUILD REPAIR REMOVE UPGRADE PARTITION DISABLE ENABLE FORCE ALGORITHM LOCK"
    " WITHOUT WITH ENGINE AUTO_INCREMENT AVG_ROW_LENGTH CHECKSUM COMMENT COMPRESSION CONNECTION DATA INDEX DELAY_KEY_WRITE"
    " DIRECTORY ENCRYPTION ENGINE_ATTRIBUTE INSERT_METHOD KEY_BLOCK_SIZE MAX_ROWS MIN_ROWS PACK_KEYS PASSWORD ROW_FORMAT"
    " SECONDARY_ENGINE SECONDARY_ENGINE_ATTRIBUTE SECONDARY_LOAD SECONDARY_UNLOAD START STATS_AUTO_RECALC STATS_PERSISTENT"
    " STATS_SAMPLE_PAGES STORAGE TABLESPACE UNION AUTOEXTEND_SIZE"
)
_ALTER_TABLE: Mapping[Dialect, frozenset[str]] = {
    "postgres": frozenset(_POSTGRES.split()),
    "mysql": frozenset(_MYSQL.split()),
    "sqlite": frozenset({"ADD", "ALTER", "DROP", "RENAME"}),
}
"""The words an action of ALTER TABLE can begin with. Servers whose list is open-ended are left out: table options are free
words in MariaDB, and in SQL Server and Oracle they are too many to be worth a list."""

_BEFORE_TABLE = frozenset({"ALTER", "TABLE", "IF", "EXISTS", "ONLY", "ONLINE", "OFFLINE", "IGNORE"})


def refusal(statement: Statement) -> Refusal | None:
    """Why no server of the dialect takes the statement; None when the tokens show nothing. Sound, never complete."""
    words, _, starts = statement.tokens
    if not words:
        return None
    base = statement.span.start
    return (
        _unknown_verb(statement)
        or _open_quote(words[-1], starts[-1] - base, statement.fault)
        or (_unbalanced(words, starts, base) if statement.kind in ("ddl", "dml", "query") else None)
        or (_empty_item(words, starts, base, statement.dialect) if statement.kind == "ddl" else None)
        or (_forgotten_comma(statement) if statement.verb == "CREATE TABLE" else None)
        or (_unknown_action(statement) if statement.verb == "ALTER TABLE" else None)
    )


def _unknown_verb(statement: Statement) -> Refusal | None:
    words, upper, starts = statement.tokens
    head = upper[0]
    if not head[0].isalpha() or statement.kind in ("client", "data"):
        return None
    if head in ("CREATE", "ALTER", "DROP"):
        _, _, kind = statement.verb.partition(" ")
        first = kind.split()[0] if kind else ""
        if not first or first in _KINDS or first in MODIFIERS or first not in upper:
            return None
        return Refusal(f"there is no {head} {first}", starts[upper.index(first)] - statement.span.start)
    if statement.kind != "unknown" or head in _FIRST_WORDS or words[1:2] == (":",):
        return None
    return Refusal(f"no statement begins with {words[0]}", starts[0] - statement.span.start)


def _open_quote(word: str, at: int, fault: str) -> Refusal | None:
    quote = word[0]
    if fault:
        opening = word[: word.find("$", 1) + 1] if quote == "$" else next((c for c in word if c in "'\"`"), quote)
        return Refusal(f"the quote {opening} is never closed", at)
    if quote in "'\"`" and (len(word) == 1 or word[-1] != quote):
        return Refusal(f"the quote {quote} is never closed", at)
    return None


def _unbalanced(words: Sequence[str], starts: Sequence[int], base: int) -> Refusal | None:
    opened: list[int] = []
    for word, start in zip(words, starts, strict=True):
        if word == "(":
            opened.append(start)
        elif word == ")":
            if not opened:
                return Refusal("a closing bracket too many", start - base)
            opened.pop()
    return Refusal("a bracket that is never closed", opened[-1] - base) if opened else None


def _empty_item(words: Sequence[str], starts: Sequence[int], base: int, dialect: Dialect) -> Refusal | None:
    # SQL Server takes a comma behind the last column.
    ends = (",",) if dialect == "tsql" else (",", ")")
    for index in range(1, len(words)):
        if words[index - 1] == "," and words[index] in ends:
            return Refusal("nothing stands between a comma and what follows", starts[index - 1] - base)
    return Refusal("nothing follows the last comma", starts[-1] - base) if words[-1] == "," else None


_NEEDS_COMMA: frozenset[Dialect] = frozenset({"postgres", "mysql", "mariadb", "oracle"})
"""SQL Server takes a table's constraint without a comma before it; SQLite's own parser is asked."""
_ITEMS = frozenset(
    {
        "CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE", "LIKE", "KEY", "INDEX", "FULLTEXT", "SPATIAL", "PERIOD",
        "SUPPLEMENTAL", "PARTITION", "SELECT", "WITH", "SCOPE", "REF", "NOT",
    }
)  # fmt: skip
"""Words that begin an item of CREATE TABLE which is no column."""


def _forgotten_comma(statement: Statement) -> Refusal | None:
    """A constraint over a list of columns that stands inside the definition of a column."""
    words, upper, starts = statement.tokens
    if statement.dialect not in _NEEDS_COMMA or "(" not in words:
        return None
    depth, column = 0, False
    for index in range(words.index("("), len(words) - 2):
        word = words[index]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
            if depth == 0:
                return None
        if depth == 1 and word in ("(", ","):
            column = upper[index + 1] not in _ITEMS
        elif depth == 1 and column:
            pair = upper[index], upper[index + 1]
            if pair == ("FOREIGN", "KEY") or (pair == ("PRIMARY", "KEY") and words[index + 2] == "("):
                return Refusal("a comma is missing before this constraint", starts[index] - statement.span.start)
    return None


def _unknown_action(statement: Statement) -> Refusal | None:
    known = _ALTER_TABLE.get(statement.dialect)
    if known is None:
        return None
    words, upper, starts = statement.tokens
    at = 0
    while at < len(words) and upper[at] in _BEFORE_TABLE:
        at += 1
    at += 1  # the name, and what qualifies it
    while at + 1 < len(words) and words[at] == ".":
        at += 2
    if at < len(words) and words[at] == "*":
        at += 1
    if at >= len(words):
        return Refusal("ALTER TABLE does nothing here", starts[-1] - statement.span.start)
    if words[at][0].isalpha() and upper[at] not in known:
        return Refusal(f"ALTER TABLE has no action {words[at]}", starts[at] - statement.span.start)
    return _typeless(statement, at) if statement.dialect in TYPED else None


def _typeless(statement: Statement, first: int) -> Refusal | None:
    """A column that is added without a type; `first` is where the actions begin."""
    words, upper, starts = statement.tokens
    for at in range(first, len(words)):
        if upper[at] != "ADD" or (at > first and words[at - 1] != ","):
            continue
        name = at + 1
        if upper[name : name + 1] == ("COLUMN",):
            name += 1
        if upper[name : name + 3] == ("IF", "NOT", "EXISTS"):
            name += 3
        for place in (name, name + 1):
            if (words[place] if place < len(words) else ";") in (",", ";"):
                said = "ADD names no column" if place == name else f"column {words[name]} has no type"
                return Refusal(said, starts[min(place, len(starts) - 1)] - statement.span.start)
    return None
