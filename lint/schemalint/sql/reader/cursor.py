"""Walks over the tokens of one statement; every token it passes is claimed, and what is not understood is recorded."""

from __future__ import annotations

from schemalint.dialects.folding import fold, unescape
from schemalint.model.change import CreateIndex, Unread
from schemalint.model.document import Statement
from schemalint.model.expression import Expression
from schemalint.model.name import Name, ObjectName
from schemalint.model.schema import Type
from schemalint.model.text import Span
from schemalint.sql.lexer import kind

OPENING = frozenset(("(", "["))
CLOSING = frozenset((")", "]"))
# The first character tells a name: letters, and what the dialects put in front of temporary names, variables and quotes.
_NOT_NAMES = frozenset("0123456789'(),;:+-*/<>=~!|%^&?\\.]}")
_TEMPLATE_STARTS = ("{", "$", "<", "&", ":", "%", "?", "[")
_MARKED_WORDS = ("...", "…")


class Unreadable(Exception):  # noqa: N818 - it is control flow inside the reader, never an error for the user
    """The statement does not go on as its grammar says. Caught by `read`: the rest becomes an unread part."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cursor:
    """A position in the tokens of a statement.

    Comparisons are made on `upper`, so a quoted name never equals a keyword. Whatever lies before `i` is claimed.
    """

    __slots__ = (
        "_ends",
        "beside",
        "depth",
        "dialect",
        "i",
        "masked",
        "n",
        "path",
        "starts",
        "statement",
        "unread",
        "upper",
        "words",
    )

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.masked = statement.masked
        self.words, self.upper, self.starts = statement.tokens
        self.i = 0
        self.n = len(self.words)
        self.dialect = statement.dialect
        self.path = statement.span.path
        self.unread: list[Unread] = []
        self.beside: list[CreateIndex] = []
        """Statements within the statement: the indexes that Oracle's `USING INDEX (CREATE INDEX …)` makes for keys."""
        self.depth = 0
        """How deep the reader itself is nested; see `expressions`."""
        self._ends: dict[int, int] | None = None

    # Looking ahead

    @property
    def done(self) -> bool:
        """Whether every token was consumed."""
        return self.i >= self.n

    def at(self, first: str, *more: str) -> bool:
        """Whether the next tokens are exactly these."""
        at = self.i
        if at >= self.n or self.upper[at] != first:
            return False
        return not more or self.upper[at + 1 : at + 1 + len(more)] == more

    def at_any(self, *upper: str) -> bool:
        """Whether the next token is one of these."""
        return self.i < self.n and self.upper[self.i] in upper

    def peek(self, k: int = 0) -> str:
        """The upper-case text of the token `k` places ahead, or an empty string."""
        at = self.i + k
        return self.upper[at] if 0 <= at < self.n else ""

    def is_name(self, k: int = 0) -> bool:
        """Whether the token `k` places ahead may be an identifier: a word, a quoted name or a template marker."""
        at = self.i + k
        if at >= self.n:
            return False
        word = self.words[at]
        first = word[0]
        if first in ('"', "`"):
            return True
        if first in _NOT_NAMES:
            if first == "'":
                return self.dialect == "sqlite"
            if first.isdigit():
                return self.dialect in ("mysql", "mariadb") and kind(word, self.dialect) == "word"  # `2fa_enabled`
            return self.masked and len(word) > 1 and (first in _TEMPLATE_STARTS or word in _MARKED_WORDS)
        if first in ("[", "$", "{"):
            return len(word) > 1 and not word.startswith("$$") and not (first == "$" and word.endswith("$"))
        if word[-1] == "'" and len(word) > 2:
            return False  # E'…', N'…', q'[…]'
        if first in "@#":
            return word.lstrip("@#")[:1].isidentifier()  # not the operators @>, @@, #>
        return first.isalpha() or first == "_" or first > "\x7f"

    def is_string(self, k: int = 0) -> bool:
        """Whether the token `k` places ahead is a string literal."""
        at = self.i + k
        if at >= self.n:
            return False
        word = self.words[at]
        first = word[0]
        if first == "'":
            return True
        if first == '"':
            return self.dialect in ("mysql", "mariadb")
        if first == "$":
            return len(word) > 1 and word.endswith("$")
        return word[-1] == "'" and len(word) > 2

    # Consuming

    def take(self, first: str, *more: str) -> bool:
        """Consumes these tokens if they come next."""
        at = self.i
        if at >= self.n or self.upper[at] != first:  # asked of most tokens many times, mostly in vain
            return False
        end = at + 1
        if more:
            end += len(more)
            if self.upper[at + 1 : end] != more:
                return False
        self.i = end
        return True

    def take_any(self, *upper: str) -> str:
        """Consumes the next token if it is one of these and gives it back, else an empty string."""
        if self.i < self.n and self.upper[self.i] in upper:
            self.i += 1
            return self.upper[self.i - 1]
        return ""

    def expect(self, first: str, *more: str) -> None:
        """Consumes these tokens, or raises `Unreadable`."""
        if not self.take(first, *more):
            raise Unreadable(f"expected {' '.join((first, *more))} {self.found()}")

    def found(self) -> str:
        """What stands here, for reasons: `before FOO`, `at the end`."""
        return f"before {self.words[self.i][:40]}" if self.i < self.n else "at the end"

    def next(self) -> str:
        """Consumes any one token and gives it back as written; raises `Unreadable` at the end."""
        if self.i >= self.n:
            raise Unreadable("the statement ends too early")
        self.i += 1
        return self.words[self.i - 1]

    def name(self) -> Name:
        """Consumes an identifier, or raises `Unreadable`. Markers that touch a word belong to the same name."""
        at = self.i
        if at < self.n:
            written = self.words[at]
            if written.isidentifier() and not self.masked:  # the most usual case, without further questions
                self.i = at + 1
                start = self.starts[at]
                return Name(fold(written, self.dialect), written, Span(self.path, start, start + len(written)))
        if not self.is_name() and not (self.dialect in ("mysql", "mariadb") and self.is_string()):
            raise Unreadable(f"expected a name {self.found()}")
        self.i = at + 1
        written = self.words[at]
        start = self.starts[at]
        if self.masked or "{{" in written:
            # `{{schema}}_users` is one name; so is `"{{ index .Options "Namespace" }}"`, whose inner quotes end nothing.
            while self.i < self.n and self.starts[self.i] == start + len(written) and self.is_name():
                written += self.words[self.i]
                self.i += 1
        return Name(fold(written, self.dialect), written, Span(self.path, start, start + len(written)))

    def object_name(self) -> ObjectName:
        """Consumes a name of one to four parts (server.database.schema.name); raises `Unreadable` where none stands."""
        name = self.name()
        if not self.at_any(".", ".."):
            return ObjectName(name)
        parts: list[Name | None] = [name]
        while len(parts) < 4:
            if self.take(".."):
                parts.append(None)
            elif self.take("."):
                if self.at("."):
                    parts.append(None)
                    continue
            else:
                break
            parts.append(self.name())
        last = parts[-1]
        if last is None:
            raise Unreadable(f"expected a name {self.found()}")
        schema = parts[-2]
        database = parts[-3] if len(parts) > 2 else None
        return ObjectName(last, schema, database)

    def name_list(self) -> tuple[Name, ...]:
        """Consumes `(name, …)`; raises `Unreadable` for anything else."""
        self.expect("(")
        names = [self.name()]
        while self.take(","):
            names.append(self.name())
        self.expect(")")
        return tuple(names)

    def string(self) -> str:
        """Consumes a string literal and gives its value; raises `Unreadable` for another token."""
        if not self.is_string():
            raise Unreadable(f"expected a string {self.found()}")
        self.i += 1
        return unescape(self.words[self.i - 1], self.dialect)

    def collation(self) -> str:
        """Consumes the name of a collation: folded in PostgreSQL, where it is an object; else as written, without quotes."""
        if self.is_string() and self.dialect != "sqlite":
            return self.string()
        name = self.object_name()
        if self.dialect in ("postgres", "oracle"):
            return name.text
        written = name.name.written
        return written[1:-1] if name.name.quoted else written

    def type(self) -> Type:
        """Consumes a data type; raises `Unreadable` where none stands."""
        from schemalint.sql.reader.types import read_type

        return read_type(self)

    def expression(self, *stop: str) -> Expression:
        """Consumes up to a top-level comma, closing bracket, stop word or the end; raises `Unreadable` when that is nothing."""
        from schemalint.sql.reader.expressions import read_expression

        return read_expression(self, stop)

    def group(self) -> tuple[int, int]:
        """Consumes a balanced `(…)` and gives the token range inside; an unclosed one runs to the end."""
        if not self.at_any("(", "["):
            raise Unreadable(f"expected ( {self.found()}")
        start = self.i + 1
        end = self.closing(self.i)
        self.i = min(end + 1, self.n)
        return start, min(end, self.n)

    def skip(self, belongs_to: str = "") -> None:
        """Consumes to the next top-level comma, closing bracket or the end, and records what was passed as unread."""
        start = self.i
        self.pass_over()
        self.record(start, belongs_to)

    def rest(self, belongs_to: str = "") -> None:
        """Consumes to the end of the statement and records what was passed as unread."""
        start = self.i
        self.i = self.n
        self.record(start, belongs_to)

    def record(self, start: int, belongs_to: str = "") -> None:
        """Records the consumed tokens from `start` on as unread."""
        if self.i > start:
            self.unread.append(Unread(self.span(start), self.text(start), belongs_to))

    def until(self, *stop: str) -> str:
        """Consumes to a top-level stop word, an unmatched closing bracket or the end; gives the text as written."""
        start = self.i
        upper = self.upper
        at = start
        while at < self.n:
            word = upper[at]
            if word in stop or word == ")":  # a stray ] ends nothing
                break
            at = self.closing(at) + 1 if word in OPENING else at + 1
        self.i = min(at, self.n)
        return self.text(start)

    def pass_over(self) -> None:
        """Consumes to the next top-level comma, closing bracket or the end without recording it."""
        self.until(",")

    # Places

    def closing(self, at: int) -> int:
        """The token that closes the bracket at token `at`, or the number of tokens when none does."""
        if self._ends is None:
            ends: dict[int, int] = {}
            open_at: list[int] = []
            for number, word in enumerate(self.words):
                if word in OPENING:
                    open_at.append(number)
                elif word in CLOSING and open_at:
                    ends[open_at.pop()] = number
            self._ends = ends
        return self._ends.get(at, self.n)

    def token_span(self, at: int) -> Span:
        """The span of token `at`."""
        start = self.starts[at]
        return Span(self.path, start, start + len(self.words[at]))

    def span(self, start: int) -> Span:
        """From token `start` to the end of the last consumed token; empty at the token when nothing was consumed."""
        if self.i <= start:
            place = self.starts[start] if start < self.n else self.statement.span.end
            return Span(self.path, place, place)
        return Span(self.path, self.starts[start], self.starts[self.i - 1] + len(self.words[self.i - 1]))

    def text(self, start: int) -> str:
        """The text from token `start` to the last consumed one, as written."""
        if self.i <= start:
            return ""
        origin = self.statement.span.start
        return self.statement.text[
            self.starts[start] - origin : self.starts[self.i - 1] + len(self.words[self.i - 1]) - origin
        ]
