"""The queries in the body of a routine, trigger or block: PL/pgSQL, PL/SQL, the language of MySQL and MariaDB, T-SQL.

A body is walked statement by statement. What declares names is noted, what is a query or holds one is given with the words
that make it a query of its own; all else is passed over. Nothing is understood of what the program does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemalint.dialects.folding import fold
from schemalint.model.document import Dialect, Tokens
from schemalint.model.name import Name, ObjectName
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span
from schemalint.sql.literals import inner_tokens
from schemalint.sql.rewording import without_into

_SETTINGS = frozenset(
    ("", "GLOBAL", "SESSION", "PERSIST", "NAMES", "CHARACTER", "CHARSET", "TRANSACTION", "PASSWORD", "LOCAL")
)
"""What follows SET where no variable of the program is set."""
CONDITION = "SELECT 1 WHERE "
VALUE = "SELECT "
_QUERIES = frozenset(("SELECT", "WITH", "VALUES"))
_WRITES = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"))
_DDL = frozenset(
    ("CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "COMMENT", "TRUNCATE", "REFRESH", "ANALYZE", "REINDEX", "RENAME")
)
_PASSED = frozenset(
    (
        "NULL", "COMMIT", "ROLLBACK", "SAVEPOINT", "FETCH", "MOVE", "CLOSE", "GOTO", "PRAGMA", "TYPE", "SUBTYPE", "LEAVE", "ITERATE",
        "SIGNAL", "RESIGNAL", "GET", "CALL", "PIPE", "LOCK", "START", "PREPARE", "DEALLOCATE", "RESET", "NOTIFY", "LISTEN", "COPY",
        "VACUUM", "SHOW", "DO", "FLUSH", "ASSERT", "EXPLAIN", "DISCARD",
    )
)  # fmt: skip
"""Statements that hold no query, or none that is looked for."""
_OUTSIDE = {
    "postgres": ("found", "sqlstate", "sqlerrm", "new", "old", "tg_name", "tg_when", "tg_level", "tg_op", "tg_relid", "tg_relname", "tg_table_name", "tg_table_schema", "tg_nargs", "tg_argv", "tg_event", "tg_tag"),
    "oracle": ("SQL", "SQLCODE", "SQLERRM", "FOUND", "NOTFOUND", "ROWCOUNT", "ISOPEN", "BULK_ROWCOUNT", "COUNT", "FIRST", "LAST", "INSERTING", "UPDATING", "DELETING"),
}  # fmt: skip
"""Names that a program has without declaring them."""
_STARTS_BY_NAME = frozenset((":=", "=", "(", ".", ";", "[", "%", "@", ","))
"""What follows a name that a statement begins with; another name or a type makes it a declaration."""
_TYPES_OF_ROWS = frozenset(("%ROWTYPE", "ROWTYPE"))


class Piece(NamedTuple):
    """A query in a body: some of its tokens, and how to write them."""

    tokens: Tokens
    first: int
    last: int
    lead: str = ""
    instead: dict[int, str] = {}  # noqa: RUF012 - never changed
    bare: bool = False
    """It runs apart: the names of the program are not in its reach."""
    given: bool = False
    """Its rows go to the caller."""
    into: tuple[str, ...] = ()
    """The variables or the cursor that take its rows, folded."""


class Passing:
    """What the variables of a program pass to each other, and what its caller gets of them."""

    def __init__(self) -> None:
        self._returned: set[str] = set()
        self._taken: dict[str, set[str]] = {}

    def returns(self, names: Iterable[str]) -> None:
        """These names stand in what is returned."""
        self._returned.update(names)

    def takes(self, names: Iterable[str], values: Iterable[str]) -> None:
        """These variables take what those names hold."""
        given = set(values)
        for name in names:
            self._taken.setdefault(name, set()).update(given)

    def handed_out(self, out: Iterable[str]) -> frozenset[str]:
        """The names whose values the caller gets, where it gets those of `out`, whatever way the program goes."""
        found: set[str] = set()
        waiting = [*self._returned, *out]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._taken.get(name, ())
        return frozenset(found)


class Program:
    """A body in one of the languages with blocks. `pieces` gives its queries; the names it declares are known afterwards."""

    def __init__(
        self, tokens: Tokens, first: int, last: int, dialect: Dialect, path: str, escaped: bool = False
    ) -> None:
        """`escaped`: the body stands in a literal whose quotes are doubled."""
        self.escaped = escaped
        self.tokens = tokens
        self.words, self.upper, self.starts = tokens
        self.at = first
        self.last = last
        self.dialect = dialect
        self.path = path
        self.variables: set[str] = set(_OUTSIDE.get(dialect, ()))
        self.rows: list[tuple[str, ObjectName]] = []
        self.temporary: set[str] = set()
        self.found: list[Piece] = []
        self.passing = Passing()

    def pieces(self) -> list[Piece]:
        """The queries in the body, in order."""
        while self.at < self.last:
            before = self.at
            self.step()
            if self.at <= before:
                self.at = before + 1
        return self.found

    # Looking ahead

    def word(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.upper[at] if at < self.last else ""

    def seek(self, *stops: str, start: int = -1) -> int:
        """The next of these words outside brackets and CASE … END, or the end."""
        at = self.at if start < 0 else start
        depth = cases = 0
        upper = self.upper
        while at < self.last:
            word = upper[at]
            if word in stops and depth <= 0 and cases <= 0:
                return at
            if word in ("(", "["):
                depth += 1
            elif word in (")", "]"):
                depth -= 1
            elif word == "CASE":
                cases += 1
            elif word == "END" and cases:
                cases -= 1
            elif word == ";" and depth <= 0:
                return at
            at += 1
        return self.last

    def closing(self, at: int) -> int:
        depth = 0
        for number in range(at, self.last):
            if self.words[number] in ("(", "["):
                depth += 1
            elif self.words[number] in (")", "]"):
                depth -= 1
                if not depth:
                    return number
        return self.last

    def is_query(self, at: int) -> bool:
        while at < self.last and self.upper[at] == "(":
            at += 1
        return at < self.last and self.upper[at] in _QUERIES

    # Taking

    def piece(
        self,
        first: int,
        last: int,
        lead: str = "",
        instead: dict[int, str] | None = None,
        given: bool = False,
        into: tuple[str, ...] = (),
    ) -> None:
        if first < last:
            self.found.append(Piece(self.tokens, first, last, lead, instead or {}, False, given, into))

    def value(self, first: int, last: int, given: bool = False, into: tuple[str, ...] = ()) -> None:
        """An expression, where it calls or asks something."""
        if given:
            self.passing.returns(self.names(first, last))
        elif into:
            self.passing.takes(into, self.names(first, last))
        if first < last and "(" in self.words[first:last]:
            self.piece(first, last, VALUE, None, given, into)

    def names(self, first: int, last: int) -> tuple[str, ...]:
        """The words between two places that may name variables, folded."""
        return tuple(
            fold(word, self.dialect) for word in self.words[first:last] if word[0].isalpha() or word[0] in '_"`@'
        )

    def condition(self, first: int, last: int) -> None:
        if first < last and "(" in self.words[first:last]:
            self.piece(first, last, CONDITION)

    def query(self, first: int, last: int, into: tuple[str, ...] = ()) -> None:
        """A query or writing statement, without the INTO that names variables. Without that, and where it is not read `into` a
        cursor or a loop, its rows are the caller's."""
        instead = without_into(self.tokens, first, last)
        into += tuple(name for at in instead for name in self.names(at, at + 1))
        self.piece(first, last, "", instead, not into, into)

    def name(self, at: int) -> str:
        return fold(self.words[at], self.dialect) if at < self.last else ""

    # Statements

    def step(self) -> None:
        """One statement, declaration or word of structure."""
        word = self.word()
        if word == "<<":
            if self.at + 1 < self.last:
                self.variables.add(self.name(self.at + 1))
            self.at += 3
        elif word in (";", "BEGIN", "DECLARE", "ELSE", "THEN", "LOOP", "REPEAT", "IS", "AS", "EXCEPTION", "INITIAL"):
            self.structure(word)
        elif word in ("IF", "ELSIF", "ELSEIF", "WHILE", "UNTIL"):
            end = self.seek("THEN", "LOOP", "DO", "END")
            self.condition(self.at + 1, end)
            self.at = end + (self.upper[end : end + 1] == ("DO",))
        elif word == "WHEN":
            end = self.seek("THEN")
            self.value(self.at + 1, end)
            self.at = end
        elif word == "CASE":
            end = self.seek("WHEN", start=self.at + 1)
            self.value(self.at + 1, end)
            self.at = end
        elif word == "FOR":
            self.loop()
        elif word == "FOREACH":
            start = self.seek("ARRAY")
            end = self.seek("LOOP", start=start)
            self.value(start + 1, end)
            self.at = end
        elif word == "FORALL":
            while self.at < self.last and self.word() not in _WRITES and self.word() != ";":
                self.at += 1
        elif word in ("PROCEDURE", "FUNCTION"):
            self.subprogram()
        else:
            self.simple(word)

    def structure(self, word: str) -> None:
        if word == "BEGIN" and self.word(1) in ("ATOMIC", "NOT"):
            self.at += 3 if self.word(1) == "NOT" else 2
        elif word == "DECLARE" and self.dialect in ("mysql", "mariadb"):
            self.declared_in_mysql()
        else:
            self.at += 1

    def simple(self, word: str) -> None:
        """A statement up to its semicolon."""
        start, end = self.at, self.seek(";")
        self.at = end + 1
        if word == "END" or word in _PASSED:
            if word == "PIPE":
                self.passing.returns(self.names(start + 2, end))
            elif word == "FETCH" and "INTO" in self.upper[start:end]:
                at = self.upper.index("INTO", start)
                self.passing.takes(self.names(at + 1, end), self.names(start + 1, at))
            return
        if self.is_query(start) or word in _WRITES:
            self.query(start, end)
        elif word == "PERFORM":
            self.piece(start, end, "", {start: "SELECT"})
        elif word == "RETURN":
            self.returned(start, end)
        elif word == "OPEN":
            at = self.seek("FOR", start=start)
            if at < end:
                self.opened(at + 1, end, self.name(start + 1))
        elif word in ("EXIT", "CONTINUE"):
            at = self.seek("WHEN", start=start)
            self.condition(at + 1, end)
        elif word in ("EXECUTE", "EXEC"):
            self.executed(start + 1, end)
        elif word == "RAISE":
            at = self.seek(",", start=start)
            self.value(at + 1, min(end, self.seek("USING", start=start)))
        elif word in _DDL:
            self.made(start, end)
        elif word == "SET" and self.dialect in ("mysql", "mariadb"):
            self.set_in_mysql(start + 1, end)
        elif word == "CURSOR" or self.word_at(start + 1) == "CURSOR" or self.upper[start + 1 : start + 4] in (
            ("SCROLL", "CURSOR", "FOR"), ("NO", "SCROLL", "CURSOR"),
        ):  # fmt: skip
            self.cursor(start, end, word)
        else:
            self.assigned_or_declared(start, end)

    def word_at(self, at: int) -> str:
        return self.upper[at] if at < self.last else ""

    def returned(self, start: int, end: int) -> None:
        at = start + 1
        if self.word_at(at) == "QUERY":
            at += 1
            if self.word_at(at) == "EXECUTE":
                self.executed(at + 1, end, given=True)
            else:
                self.query(at, end)
            return
        if self.word_at(at) == "NEXT":
            at += 1
        self.value(at, end, given=True)

    def opened(self, at: int, end: int, cursor: str) -> None:
        """OPEN c FOR query, or for a text that is run."""
        if self.word_at(at) == "EXECUTE":
            self.executed(at + 1, end)
        elif self.is_query(at):
            self.query(at, end, (cursor,))
        else:
            self.executed(at, end)

    def cursor(self, start: int, end: int, word: str) -> None:
        """`c CURSOR (parameters) FOR query`, and `CURSOR c IS query`."""
        at = start + 1 if word == "CURSOR" else start
        name = self.name(at)
        self.variables.add(name)
        opening = self.seek("(", "FOR", "IS", start=at + 1)
        if self.word_at(opening) == "(":
            self.parameters(opening)
            opening = self.closing(opening)
        at = self.seek("FOR", "IS", start=opening)
        if at + 1 < end:
            self.query(at + 1, end, (name,))

    def parameters(self, opening: int) -> None:
        """The names in `(name type, …)`."""
        depth = 0
        fresh = True
        for at in range(opening, min(self.closing(opening) + 1, self.last)):
            word = self.words[at]
            if word in ("(", "["):
                depth += 1
            elif word in (")", "]"):
                depth -= 1
            elif word == "," and depth == 1:
                fresh = True
                continue
            elif fresh and depth == 1:
                self.variables.add(self.name(at))
                fresh = False

    def loop(self) -> None:
        """FOR name IN query | range LOOP, and FOR … DO of MariaDB."""
        start = self.at
        within = self.seek("IN", start=start)
        end = self.seek("LOOP", "DO", start=within)
        if self.word_at(within) != "IN":
            self.at = start + 1
            return
        names = tuple(self.name(at) for at in range(start + 1, within) if self.words[at] != ",")
        self.variables.update(names)
        first = within + 1
        self.at = end + (self.word_at(end) == "DO")
        if self.word_at(first) == "REVERSE":
            first += 1
        if self.word_at(first) == "EXECUTE":
            self.executed(first + 1, end)
        elif self.is_query(first) or self.word_at(first) in _WRITES:
            self.query(first, end, names)
        elif ".." in self.words[first:end]:
            dots = {at: "," for at in range(first, end) if self.words[at] == ".." or self.upper[at] == "BY"}
            if "(" in self.words[first:end]:
                self.piece(first, end, VALUE, dots)

    def subprogram(self) -> None:
        """A routine inside a program: its name, its parameters, and its head up to IS or the semicolon."""
        self.at += 1
        if self.at < self.last:
            self.variables.add(self.name(self.at))
            if self.word(1) == "(":
                self.parameters(self.at + 1)
                self.at = self.closing(self.at + 1)
        self.at = self.seek("IS", "AS")

    def assigned_or_declared(self, start: int, end: int) -> None:
        """`name := value`, `name type [:= value]`, `label:`, and calls."""
        if start + 1 < end and self.word_at(start + 1) == ":" and self.dialect in ("mysql", "mariadb"):
            self.variables.add(self.name(start))
            self.at = start + 2
            return
        following = self.word_at(start + 1)
        value = next(
            (
                at
                for at in range(start + 1, end)
                if self.upper[at] in (":=", "=", "DEFAULT") and self.outside(start, at)
            ),
            end,
        )
        if (
            following
            and following not in _STARTS_BY_NAME
            and (self.words[start][0].isalpha() or self.words[start][0] in '_"')
        ):
            self.declared(start, value)
        self.value(value + 1, end, into=(self.name(start),))
        if value == end and following == "(" and self.dialect == "oracle":
            # A call: its arguments may ask something.
            self.value(start + 2, self.closing(start + 1))

    def outside(self, start: int, at: int) -> bool:
        inside = self.words[start:at]
        return inside.count("(") + inside.count("[") == inside.count(")") + inside.count("]")

    def declared(self, start: int, end: int) -> None:
        """A variable, and the table whose row it is."""
        name = self.name(start)
        self.variables.add(name)
        at = start + 1
        if self.word_at(at) == "CONSTANT":
            at += 1
        if self.word_at(at) == "ALIAS" or end <= at:
            return
        last = end - 1
        if self.upper[last] == "NULL":
            last = max(at, last - 2)
        if self.upper[last] in _TYPES_OF_ROWS:
            table = self.object_name(at, last - (self.upper[last] == "ROWTYPE"))
            if table is not None:
                self.rows.append((name, table))

    def object_name(self, at: int, end: int) -> ObjectName | None:
        """The name that the tokens from `at` to `end` are."""
        names: list[Name] = []
        while at < end:
            start = self.starts[at]
            names.append(
                Name(self.name(at), self.words[at], Span(self.path, start, start + len(self.words[at])))
            )  # fmt: skip
            at += 1
            if at < end and self.words[at] == ".":
                at += 1
            elif at < end:
                return None
        if not names or len(names) > 2:
            return None
        return ObjectName(names[-1], names[0] if len(names) > 1 else None)

    # MySQL and MariaDB

    def declared_in_mysql(self) -> None:
        """DECLARE name, … type [DEFAULT value]; DECLARE c CURSOR FOR query; DECLARE … HANDLER FOR condition statement."""
        start = self.at + 1
        end = self.seek(";")
        if self.word_at(start) in ("CONTINUE", "EXIT", "UNDO"):
            at = self.seek("FOR", start=start) + 1
            while at < end and self.upper[at] not in _WRITES | _QUERIES | {
                "SET",
                "BEGIN",
                "CALL",
                "ROLLBACK",
                "CLOSE",
                "SIGNAL",
                "RESIGNAL",
                "LEAVE",
                "IF",
                "GET",
            }:
                at += 1
            self.at = at
            return
        self.at = end + 1
        if self.word_at(start + 1) == "CURSOR":
            self.cursor(start, end, "")
            return
        at = start
        while at < end:
            self.variables.add(self.name(at))
            if self.word_at(at + 1) != ",":
                break
            at += 2
        default = self.seek("DEFAULT", start=at)
        self.value(default + 1, end, into=(self.name(start),))

    def set_in_mysql(self, first: int, end: int) -> None:
        """SET name = value, …: the names of columns are looked at, too."""
        upper = self.upper
        if self.word_at(first) in _SETTINGS:
            return
        instead: dict[int, str] = {}
        fresh = True
        for at in range(first, end):
            if upper[at] == "," and self.outside(first, at):
                fresh = True
            elif upper[at] in ("=", ":=") and fresh and self.outside(first, at):
                instead[at] = ","
                fresh = False
        rows = {"NEW", "OLD"}
        into = tuple(self.name(at - 1) for at in instead)
        self.passing.takes(into, self.names(first, end))
        if "(" in self.words[first:end] or not rows.isdisjoint(upper[first:end]):
            self.piece(first, end, VALUE, instead, False, into)

    # Text that is run, tables that are made

    def executed(self, at: int, end: int, given: bool = False) -> None:
        """EXECUTE [IMMEDIATE] of one literal, or of format() with a literal that names all it touches."""
        if self.word_at(at) == "IMMEDIATE":
            at += 1
        template = self.word_at(at) == "FORMAT" and self.word_at(at + 1) == "("
        if template:
            at += 2
            if self.word_at(at + 1) not in (",", ")"):
                return
        elif at + 1 < end and self.upper[at + 1] not in ("INTO", "USING", "STRICT", "BULK"):
            return
        if at >= end or self.words[at][0] not in "'$" or self.escaped:
            return
        tokens = inner_tokens(self.words[at], self.starts[at], self.dialect, template)
        if tokens is None or not tokens.words:
            return
        last = len(tokens.words) - (tokens.words[-1] == ";")
        if last and ";" not in tokens.words[:last] and tokens.upper[0] in _QUERIES | _WRITES:
            self.found.append(Piece(tokens, 0, last, bare=True, given=given))

    def made(self, start: int, end: int) -> None:
        """CREATE … TABLE in a body: the name counts from then on, and its query is one."""
        upper = self.upper
        at = start + 1
        while at < end and upper[at] in ("TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL", "OR", "REPLACE"):
            at += 1
        if upper[start] != "CREATE" or self.word_at(at) != "TABLE":
            return
        at += 1
        if upper[at : at + 3] == ("IF", "NOT", "EXISTS"):
            at += 3
        if at < end:
            self.temporary.add(self.name(at + 2 if self.word_at(at + 1) == "." else at))
        opening = self.seek("AS", "SELECT", start=at)
        if opening < end:
            first = opening + (upper[opening] == "AS")
            if self.is_query(first):
                self.query(first, end, (self.name(at),))


def batch(tokens: Tokens, first: int, last: int, text_at: str, origin: int) -> tuple[list[Piece], set[str], Passing]:
    """The queries in the body of a T-SQL routine or trigger, the tables it makes, and what its variables keep. `text_at` is the
    statement's text and `origin` where it begins: a line break before a word is looked for there."""
    from schemalint.sql.batches import batch_starts

    _, upper, starts = tokens

    def at_line_start(at: int) -> bool:
        before = text_at.rfind("\n", 0, starts[at] - origin) + 1
        return not text_at[before : starts[at] - origin].strip()

    cuts: list[int] = []
    begin = first
    depth = 0
    for at in range(first, last + 1):
        word = upper[at] if at < last else ";"
        depth += (word == "(") - (word == ")")
        if (word == ";" and depth <= 0) or at == last:
            if begin < at:
                cuts += batch_starts(upper, begin, at, at_line_start)
                cuts.append(at)
            begin = at + 1
    pieces: list[Piece] = []
    made: set[str] = set()
    passing = Passing()
    bounds = sorted({*cuts, last})
    for at, start in enumerate(bounds[:-1]):
        end = bounds[at + 1]
        while end > start and upper[end - 1] == ";":
            end -= 1
        if start < end:
            pieces += _in_batch(tokens, start, end, made, passing)
    return pieces, made, passing


def _in_batch(tokens: Tokens, start: int, end: int, made: set[str], passing: Passing) -> Iterator[Piece]:
    words, upper, _ = tokens
    while start < end and upper[start] in ("BEGIN", "TRY", "CATCH", "ELSE", ";"):
        start += 1
    if start >= end:
        return
    word = upper[start]
    if word in ("IF", "WHILE"):
        if "(" in words[start:end]:
            yield Piece(tokens, start + 1, end, CONDITION)
    elif word in _QUERIES or word == "(" or word in _WRITES:
        into = _set_in_list(tokens, start, end)
        yield Piece(tokens, start, end, given=not into, into=into)
    elif word == "DECLARE":
        if "CURSOR" in upper[start:end] and "FOR" in upper[start:end]:
            at = upper.index("FOR", start) + 1
            if at < end and upper[at] in _QUERIES:
                stop = end
                for late in range(at, end):
                    if upper[late] == "FOR" and upper[late + 1 : late + 2] in (("UPDATE",), ("READ",)):
                        stop = late
                yield Piece(tokens, at, stop)
        elif "SELECT" in upper[start:end] and "=" in words[start:end]:
            yield from _assigned(tokens, start, end)
    elif word == "SET" and upper[start + 1 : start + 2] and upper[start + 1][0] == "@" and "=" in words[start:end]:
        at = words.index("=", start) + 1
        into = (fold(words[start + 1], "tsql"),)
        passing.takes(into, _variables(words[at:end]))
        if "(" in words[at:end]:
            yield Piece(tokens, at, end, VALUE, into=into)
    elif word in ("RETURN", "PRINT"):
        if word == "RETURN":
            passing.returns(_variables(words[start + 1 : end]))
        if "(" in words[start + 1 : end]:
            yield Piece(tokens, start + 1, end, VALUE, given=word == "RETURN")
    elif word == "CREATE" and "TABLE" in upper[start + 1 : start + 3]:
        at = upper.index("TABLE", start) + 1
        if at < end:
            made.add(fold(words[at], "tsql"))


def _variables(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(word, "tsql") for word in words if word[0] == "@")


def _set_in_list(tokens: Tokens, start: int, end: int) -> tuple[str, ...]:
    """The variables that `SELECT @a = …, @b = …` sets."""
    words = tokens.words
    if tokens.upper[start] != "SELECT":
        return ()
    return tuple(
        fold(words[at], "tsql")
        for at in range(start + 1, end - 1)
        if words[at][0] == "@" and words[at + 1] == "=" and words[at - 1].upper() in ("SELECT", ",", ")")
    )


def _assigned(tokens: Tokens, start: int, end: int) -> Iterator[Piece]:
    """The values in `@a int = value, @b …` that ask something."""
    words, upper, _ = tokens
    depth = 0
    first = -1
    into: tuple[str, ...] = ()
    for at in range(start, end + 1):
        word = words[at] if at < end else ","
        depth += (word == "(") - (word == ")")
        if word[0] == "@" and depth == 0 and first < 0:
            into = (fold(word, "tsql"),)
        if word == "=" and depth == 0 and first < 0:
            first = at + 1
        elif word == "," and (depth == 0 or at == end):
            if 0 <= first < at and "SELECT" in upper[first:at]:
                yield Piece(tokens, first, at, VALUE, into=into)
            first = -1
