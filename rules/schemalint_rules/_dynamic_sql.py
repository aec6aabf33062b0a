"""Where a routine runs SQL that it puts together, and what of it is not known to be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from schemalint import Dialect, Parameter, Tokens


class Built(NamedTuple):
    """SQL that is put together and run."""

    start: int
    end: int
    """The words that run it."""
    value: str
    """What goes into it as it is, as written."""


class _Word(NamedTuple):
    text: str
    upper: str
    kind: str
    """`name` (dotted ones are one word), `text`, `number`, `sign`."""
    start: int


_TYPED = frozenset(
    {
        "INT", "INTEGER", "INT2", "INT4", "INT8", "BIGINT", "SMALLINT", "TINYINT", "MEDIUMINT", "NUMERIC", "DECIMAL", "DEC",
        "NUMBER", "BOOLEAN", "BOOL", "BIT", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "DATETIME", "DATETIME2", "DATETIMEOFFSET",
        "SMALLDATETIME", "INTERVAL", "PLS_INTEGER", "BINARY_INTEGER", "SIMPLE_INTEGER", "NATURAL", "POSITIVE", "UUID",
        "UNIQUEIDENTIFIER", "FLOAT", "REAL", "DOUBLE", "MONEY", "SMALLMONEY", "OID", "REGCLASS", "REGTYPE", "REGPROC",
        "REGPROCEDURE", "YEAR", "BINARY_FLOAT", "BINARY_DOUBLE",
    }
)  # fmt: skip
"""Types whose values cannot hold SQL; a regclass is quoted where it has to be."""
_THROUGH = frozenset(
    {
        "CONCAT", "CONCAT_WS", "UPPER", "LOWER", "TRIM", "LTRIM", "RTRIM", "BTRIM", "COALESCE", "ISNULL", "IFNULL", "NVL", "NULLIF",
        "REPLACE", "SUBSTR", "SUBSTRING", "LEFT", "RIGHT", "LPAD", "RPAD", "CAST", "CONVERT", "STUFF", "STRING_AGG", "LISTAGG",
        "GROUP_CONCAT", "ARRAY_TO_STRING", "REPEAT", "REVERSE", "INITCAP", "TO_CHAR", "CASE", "FORMAT", "FORMATMESSAGE", "NVARCHAR",
        "VARCHAR", "MAX", "MIN",
    }
)  # fmt: skip
"""Functions that give text on as it is; what others give is not known, and nothing is said of it."""
_OPERATORS: dict[Dialect, tuple[str, ...]] = {"tsql": ("+",), "mysql": (), "mariadb": ()}
_JOINING = frozenset({"CONCAT", "CONCAT_WS", "GROUP_CONCAT", "STRING_AGG", "STUFF", "LISTAGG", "ARRAY_TO_STRING"})
_NO_VALUES = frozenset(
    {
        "AND", "OR", "NOT", "NULL", "TRUE", "FALSE", "CASE", "WHEN", "THEN", "ELSE", "END", "IS", "IN", "AS", "LIKE", "BETWEEN",
        "DISTINCT", "FROM", "WHERE", "ORDER", "BY", "GROUP", "ASC", "DESC", "SELECT", "ARRAY", "VARCHAR", "NVARCHAR", "CHAR",
        "NCHAR", "TEXT", "MAX", "WITHIN", "USING", "SEPARATOR", "FOR", "XML", "PATH", "COLLATE", "DATABASE_DEFAULT", "CURRENT_USER",
        "CURRENT_DATE", "CURRENT_TIMESTAMP", "SYSDATE", "USER", "LIMIT", "INTO", "ON", "JOIN", "INNER", "LEFT", "OUTER",
    }
)  # fmt: skip
_STATEMENTS = frozenset(
    {
        "SET", "SELECT", "EXEC", "EXECUTE", "IF", "BEGIN", "END", "PRINT", "DECLARE", "RETURN", "WHILE", "INSERT", "UPDATE",
        "DELETE", "FETCH", "OPEN", "CLOSE", "RAISERROR", "THROW", "ELSE", "GOTO", "TRUNCATE", "DROP", "CREATE", "ALTER", "COMMIT",
        "ROLLBACK", "MERGE", "DEALLOCATE",
    }
)  # fmt: skip
"""What begins the next statement where nothing ends the one before (SQL Server)."""
_AFTER = frozenset({"INTO", "USING", "LOOP", "BULK", "RETURNING", ";"})
_ANEW = frozenset({"SELECT", "EXECUTE", "PREPARE"})
"""What no expression holds outside brackets."""
_LONGEST = 3000
"""So many words of an expression are looked at."""
_MOST = 100
"""So many places of a routine that run text are looked at."""
_DEPTH = 2
"""So many calls of format() within each other."""
_BEFORE = frozenset({";", "BEGIN", "DECLARE", "IS", "AS", "THEN", "ELSE", "LOOP", "SET", ","})
"""What stands before a statement or a declaration."""
_PLACE = re.compile(r"%(?:(\d+)\$)?-?(?:\*(?:\d+\$)?|\d+)?([sIL%])")


def built(
    tokens: Tokens, dialect: Dialect, parameters: Iterable[Parameter] = (), plain: Iterable[str] = ()
) -> Iterator[Built]:
    """Every place in the tokens of a routine that runs text into which something goes that is neither a literal, nor quoted, nor of a
    type that cannot hold SQL. Of `plain`, names in lower case, that is known from elsewhere."""
    words = _words(tokens, dialect)
    if not any(
        word.upper in ("EXEC", "EXECUTE", "PREPARE", "SP_EXECUTESQL", "OPEN") or word.upper.endswith("DBMS_SQL.PARSE")
        for word in words
    ):
        return
    reader = _Reader(words, dialect, {one.name.lower(): one.type for one in parameters}, plain)
    for at, first, last in islice(_runs(words, dialect), _MOST):
        value = reader.raw_in(first, last)
        if value:
            end = words[min(at + 1, len(words) - 1)] if words[at].upper in ("EXECUTE", "PREPARE") else words[at]
            end = end if end.upper == "IMMEDIATE" else words[at]
            yield Built(words[at].start, end.start + len(end.text), value)


def _words(tokens: Tokens, dialect: Dialect) -> list[_Word]:
    found: list[_Word] = []
    texts = ("'", '"') if dialect in ("mysql", "mariadb") else ("'",)
    dotted = False
    for word, upper, start in zip(tokens.words, tokens.upper, tokens.starts, strict=True):
        first = word[0]
        if (
            first in texts
            or (len(word) > 1 and first in "eEnNqQ" and "'" in word[1:3])
            or (first == "$" and len(word) > 3)
        ):
            kind = "text"
        elif first.isdigit():
            kind = "number"
        elif first.isalpha() or (first in '_"`[@:#' and len(word) > 1 and word not in ("::", ":=")):
            kind = "name"
        else:
            kind = "sign"
        before = found[-1] if found else None
        if kind == "name" and before is not None and (dotted or (before.text == "@" and before.start + 1 == start)):
            between = "" if before.text == "@" else "."
            found[-1] = _Word(before.text + between + word, before.upper + between + upper, "name", before.start)
            dotted = False
        elif word == "." and before is not None and before.kind == "name":
            dotted = True
        else:
            dotted = False
            found.append(_Word(word, upper, kind, start))
    return found


def _runs(words: Sequence[_Word], dialect: Dialect) -> Iterator[tuple[int, int, int]]:
    """Where something is run: the word that says so, and where the text it runs begins and ends."""
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        if after is None:
            return
        if dialect == "tsql":
            if word.upper in ("EXEC", "EXECUTE") and after.text == "(":
                yield at, at + 2, _closing(words, at + 1)
            elif word.upper.rpartition(".")[2].strip("[]") == "SP_EXECUTESQL":
                first = at + 1
                if after.upper in ("@STMT", "@STATEMENT") and words[min(at + 2, len(words) - 1)].text == "=":
                    first = at + 3
                yield at, first, _end(words, first, dialect, (",",))
        elif word.upper == "EXECUTE" and after.upper == "IMMEDIATE":
            yield at, at + 2, _end(words, at + 2, dialect)
        elif dialect in ("mysql", "mariadb"):
            if word.upper == "PREPARE" and at + 2 < len(words) and words[at + 2].upper == "FROM":
                yield at, at + 3, _end(words, at + 3, dialect)
        elif dialect == "oracle":
            if word.upper.endswith("DBMS_SQL.PARSE") and after.text == "(":
                comma = _end(words, at + 2, dialect, (",",))
                yield at, comma + 1, _end(words, comma + 1, dialect, (",",))
            elif (
                word.upper == "OPEN"
                and [one.upper for one in words[at + 2 : at + 3]] == ["FOR"]
                and not {"SELECT", "WITH", "("}.intersection(one.upper for one in words[at + 3 : at + 4])
            ):
                yield at, at + 3, _end(words, at + 3, dialect)
        elif word.upper == "EXECUTE" and after.upper not in ("FUNCTION", "PROCEDURE", "ON"):
            yield at, at + 1, _end(words, at + 1, dialect)


def _closing(words: Sequence[_Word], opening: int) -> int:
    depth = 0
    for at in range(opening, len(words)):
        depth += (words[at].text == "(") - (words[at].text == ")")
        if depth == 0:
            return at
    return len(words)


def _end(words: Sequence[_Word], first: int, dialect: Dialect, also: tuple[str, ...] = ()) -> int:
    """Where an expression ends."""
    depth = 0
    last = min(len(words), first + _LONGEST)
    for at in range(first, last):
        word = words[at]
        if word.text == "(":
            depth += 1
        elif word.text == ")":
            depth -= 1
            if depth < 0:
                return at
        elif word.text == ";":
            return at
        elif depth == 0:
            if word.upper in _AFTER or word.text in also or (at > first and word.upper in _ANEW):
                return at
            if dialect == "tsql" and at > first and word.upper in _STATEMENTS and word.upper != "END":
                return at
            if dialect == "tsql" and word.upper == "END" and not any(one.upper == "CASE" for one in words[first:at]):
                return at
    return last


class _Reader:
    """What goes into each variable of a routine."""

    def __init__(
        self, words: Sequence[_Word], dialect: Dialect, parameters: dict[str, str], plain: Iterable[str]
    ) -> None:
        self.words = words
        self.dialect = dialect
        self.joins = frozenset(_OPERATORS.get(dialect, ("||",)))
        self.parameters = parameters
        self.typed = {*_typed(words), *plain}
        self.typed |= {
            name for name, type_ in parameters.items() if re.split(r"\W", type_, maxsplit=1)[0].upper() in _TYPED
        }
        self.given: dict[str, list[tuple[int, int]]] = {}
        for name, first, last in self._assignments():
            self.given.setdefault(name, []).append((first, last))
        self.raw: dict[str, str] = {}
        """The variables that hold, or may hold, what nobody quoted, and what that is."""
        self.joined: dict[str, str] = {}
        """The variables into which it was joined to other text."""
        self._follow()

    def raw_in(self, first: int, last: int) -> str:
        """What goes unquoted into the text that is run."""
        joined, values = self._values(first, last)
        names = [value for value in values if value.lower() in self.joined]
        if names:
            return self.joined[names[0].lower()]
        if not joined:
            return ""
        return next((value for value in values if self._is_raw(value.lower())), "")

    def _is_raw(self, name: str) -> bool:
        if name in self.typed:
            return False
        return name in self.parameters or name not in self.given or name in self.raw

    def _follow(self) -> None:
        """Carries what is raw from variable to variable until nothing changes."""
        users: dict[str, list[str]] = {}
        parts: dict[str, list[tuple[bool, tuple[str, ...]]]] = {}
        for name, spans in self.given.items():
            for first, last in spans:
                joined, values = self._values(first, last)
                more = self.words[first - 1].text in ("+=", "||=") if first else False
                others = tuple(value for value in values if value.lower() != name)
                alone = joined or more or len(others) < len(values)
                parts.setdefault(name, []).append((alone, others))
                for value in others:
                    users.setdefault(value.lower(), []).append(name)
        waiting = list(parts)
        while waiting:
            name = waiting.pop()
            if name in self.typed:
                continue
            raw, put = self.raw.get(name, ""), self.joined.get(name, "")
            for joined, values in parts.get(name, ()):
                for value in values:
                    lower = value.lower()
                    if self._is_raw(lower):
                        raw = raw or value
                        put = put or (self.joined.get(lower) or (value if joined else ""))
                    put = put or self.joined.get(lower, "")
            if (raw and name not in self.raw) or (put and name not in self.joined):
                if raw:
                    self.raw.setdefault(name, raw)
                if put:
                    self.joined.setdefault(name, put)
                waiting += users.get(name, ())

    def _assignments(self) -> Iterator[tuple[str, int, int]]:
        words = self.words
        for at, word in enumerate(words[:-2]):
            sign = words[at + 1].text
            if sign == ":=":
                target = self._target(at)
                if target:
                    yield target, at + 2, _end(words, at + 2, self.dialect, (",",))
            elif word.kind == "name" and (sign in ("+=", "||=") or (sign == "=" and self._is_statement(at))):
                yield word.text.lower(), at + 2, _end(words, at + 2, self.dialect, (",",))
            elif word.upper == "SELECT" and self.dialect != "tsql":
                into = _end(words, at + 1, self.dialect)
                if into < len(words) - 1 and words[into].upper == "INTO":
                    name = words[into + 2 if words[into + 1].upper == "STRICT" and into + 2 < len(words) else into + 1]
                    yield name.text.lower(), at + 1, into
            elif self.dialect == "tsql" and word.upper == "=" and at > 1 and self._is_declared(at - 1):
                yield (
                    words[at - 1 - self._type_width(at - 1)].text.lower(),
                    at + 1,
                    _end(words, at + 1, self.dialect, (",",)),
                )

    def _target(self, at: int) -> str:
        """What := gives a value: the first word of its statement or declaration; nothing where it names an argument."""
        depth, first = 0, at
        for back in range(at, max(-1, at - 12), -1):
            word = self.words[back]
            depth += (word.text in ")]") - (word.text in "([")
            if depth < 0:
                return ""
            if word.upper in _BEFORE:
                break
            first = back
        return self.words[first].text.lower()

    def _is_statement(self, at: int) -> bool:
        before = self.words[at - 1] if at else None
        if self.dialect == "tsql" or self.dialect in ("mysql", "mariadb"):
            return self.words[at].text[0] == "@" or (before is not None and before.upper == "SET")
        return before is None or before.upper in (";", "BEGIN", "THEN", "ELSE", "LOOP")

    def _is_declared(self, at: int) -> bool:
        width = self._type_width(at)
        return width > 0 and self.words[at - width].text.startswith("@")

    def _type_width(self, at: int) -> int:
        """How many words the type before `=` has in DECLARE @name type = …; 0 where none stands there."""
        words = self.words
        if words[at].text == ")":
            back = at
            while back > 0 and at - back < 6 and words[back].text != "(":
                back -= 1
            at, width = back - 1, at - back + 1
        else:
            width = 0
        if at < 1 or words[at].kind != "name" or words[at].text.startswith("@"):
            return 0
        width += 1
        return width + 1 if words[at - 1].upper == "AS" else width

    def _values(self, first: int, last: int, depth: int = 0) -> tuple[bool, tuple[str, ...]]:
        """Whether an expression joins texts, and the names that go into it as they are."""
        words, joined = self.words, False
        values: list[str] = []
        at = first
        while at < last:
            word = words[at]
            opens = at + 1 < last and words[at + 1].text == "("
            if word.text in self.joins:
                joined = True
            elif word.kind == "name" and opens:
                plain = word.upper.rpartition(".")[2]
                if plain == "FORMAT" and self.dialect in ("postgres", "standard"):
                    more = self._formatted(at + 1, depth + 1) if depth < _DEPTH else []
                    joined = joined or bool(more)
                    values += more
                    at = _closing(words, at + 1)
                elif plain in _THROUGH:
                    joined = joined or plain in _JOINING
                elif word.upper not in _NO_VALUES:
                    at = _closing(words, at + 1)
            elif word.kind == "name" and word.upper not in _NO_VALUES and not self._is_type(at, first):
                if (
                    at + 1 < last
                    and words[at + 1].text == "::"
                    and words[at + 2 if at + 2 < last else at].upper in _TYPED
                ):
                    at += 2
                else:
                    values.append(word.text)
            at += 1
        return joined, tuple(values)

    def _is_type(self, at: int, first: int) -> bool:
        before = self.words[at - 1].upper if at > first else ""
        return before in ("::", "AS") or self.words[at].upper in _TYPED

    def _formatted(self, opening: int, depth: int) -> list[str]:
        """The names that format() puts in by %s, as they are."""
        words = self.words
        end = _closing(words, opening)
        commas, inside = [opening], 0
        for at in range(opening, end):
            inside += (words[at].text in "([") - (words[at].text in ")]")
            if words[at].text == "," and inside == 1:
                commas.append(at)
        commas.append(end)
        pattern = "".join(word.text for word in words[opening + 1 : commas[1]] if word.kind == "text")
        found: list[str] = []
        number = 0
        for place in _PLACE.finditer(pattern):
            if place[2] == "%":
                continue
            number = int(place[1]) if place[1] and len(place[1]) < 5 else number + 1
            if place[2] == "s" and number + 1 < len(commas):
                found += self._values(commas[number] + 1, commas[number + 1], depth)[1]
        return found


def _typed(words: Sequence[_Word]) -> Iterator[str]:
    """Names that are declared with a type whose values cannot hold SQL, and counters of loops."""
    for at, word in enumerate(words[:-2]):
        if word.kind != "name":
            continue
        after = words[at + 1].upper
        if after in ("AS", "CONSTANT", "IN"):
            if after == "IN" and at and words[at - 1].upper == "FOR" and words[at + 2].kind == "number":
                yield word.text.lower()
            after = words[at + 2].upper
        if after in _TYPED and word.upper not in _NO_VALUES:
            yield word.text.lower()
