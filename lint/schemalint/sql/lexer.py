"""Text to tokens: every character belongs to exactly one piece."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from schemalint.model.document import Dialect
from schemalint.sql import patterns
from schemalint.sql.plsql import Unit

Kind = Literal["word", "quoted", "string", "number", "symbol", "space", "comment", "template", "client"]
"""`word`: an unquoted identifier or keyword, also `@variable`, `#temporary`, `$1`, `:NEW`; `quoted`: a quoted
identifier; `string`: every form of string literal, dollar quotes too; `symbol`: an operator or punctuation;
`template`: a marker or placeholder of a template or client (`{{ }}`, `{% %}`, `${x}`, `$(x)`, `:x`, `&x`, `%s`,
`<name>`, `[Name]` outside T-SQL and SQLite, `{NAME}`, `...`, and `?` outside PostgreSQL, where it is an operator);
`client`: a whole line for the command line client."""

Mark = Literal["client", "line", "data", "end", "comment"]
"""What a piece is that its characters alone do not tell: `client` a line for the client; `line` a statement that ends
with its line (SQL*Plus EXEC, USE in the mysql client); `data` the lines after COPY … FROM stdin, with the closing
`\\.`; `end` a terminator other than `;`; `comment` a REM line."""


class Cut:
    """A region of text, cut into pieces that join back to it.

    `marks` holds the index of a piece and what it is, in order; `delimiters` the index of the piece from which on another
    delimiter holds, and the delimiter.
    """

    __slots__ = ("delimiters", "marks", "open", "pieces")

    def __init__(self, pieces: list[str], marks: list[tuple[int, Mark]], delimiters: list[tuple[int, str]]) -> None:
        self.pieces = pieces
        self.marks = marks
        self.delimiters = delimiters
        self.open: list[int] = []
        """The indexes of pieces that begin with a quote nothing closes."""


def pieces(text: str, dialect: Dialect, start: int = 0, end: int | None = None) -> list[str]:
    """Cut `text[start:end]` into tokens, stretches of white space and comments; joined, they are the text again."""
    return cut(text, dialect, start, end).pieces


def comments(text: str, dialect: Dialect, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The half-open ranges of the comments in `text[start:end]`, REM lines and the markers of `/*! … */` included.

    Statements carry the comments before and inside them; this finds those behind the last one too.
    """
    found = cut(text, dialect, start, end)
    marked = dict(found.marks)
    known = {piece: kind(piece, dialect) == "comment" for piece in set(found.pieces)}
    ranges: list[tuple[int, int]] = []
    at = start
    for index, piece in enumerate(found.pieces):
        mark = marked.get(index)
        if mark == "comment" or (mark is None and known[piece]):
            ranges.append((at, at + len(piece)))
        at += len(piece)
    return ranges


def kind(token: str, dialect: Dialect) -> Kind:
    """What one piece is, told by its characters alone; a client line of one word reads as a word."""
    char = token[0]
    if char.isspace():
        return "space"
    if char.isalpha() or char == "_":
        return _worded(token, dialect)
    if char.isdigit():
        return "word" if dialect in patterns.BACKSLASH and not _number(token) else "number"
    if char in "'\"`":
        if char == '"':
            return "string" if dialect in patterns.BACKSLASH else "quoted"
        return "string" if char == "'" else "quoted" if len(token) > 1 else "symbol"
    if char == "#" and dialect in patterns.BACKSLASH:
        return "comment"
    if len(token) == 1:
        if char > "\x7f" and char in _INVISIBLE:
            return "space"
        return "template" if char == "…" or (char == "?" and dialect != "postgres") else "symbol"
    if char > "\x7f" and char in _INVISIBLE:
        return "space"
    return _marked(token, char, token[1], dialect)


_INVISIBLE = frozenset(
    chr(code)
    for first, last in (
        (0xAD, 0xAD), (0x61C, 0x61C), (0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
"""The characters of `patterns.INVISIBLE`, one by one."""


def _number(token: str) -> bool:
    return token[:2] in ("0x", "0X", "0b", "0B") or not token.strip("0123456789.eE+-")


def _worded(token: str, dialect: Dialect) -> Kind:
    head = token[:3]
    if "'" in head:
        return "string"
    if '"' in head:
        return "quoted"
    if " " in token or "\t" in token:
        return "comment" if dialect == "oracle" and head.upper() == "REM" else "client"
    return "word"


def _marked(token: str, char: str, second: str, dialect: Dialect) -> Kind:
    if token[:2] in ("--", "/*") or token == "*/":
        return "comment"
    if char == "[":
        return "quoted" if dialect in ("tsql", "sqlite", "standard") else "template"
    if char == "$":
        if second.isdigit():
            return "number" if dialect == "tsql" else "word"
        if second in "({":
            return "template"
        if dialect == "tsql":
            return "template" if token[-1] == "$" else "word"
        return "word" if dialect in ("sqlite", "mysql", "mariadb") else "string"
    if char in "@#" and (second.isalnum() or second in "_@#$") and token not in ("@@", "@@@", "##"):
        return "client" if " " in token else "word"
    if char == ":":
        if second in ":=":
            return "symbol"
        if " " in token and second not in "'\"":
            return "client"
        return "word" if dialect == "oracle" and token[1:].upper() in ("NEW", "OLD", "PARENT") else "template"
    if char == "&" and (second.isalnum() or second == "_" or token[2:3].isalnum() or token[2:3] == "_"):
        return "template"
    if char == "\\":
        return "symbol" if second == ";" else "client"
    if char == ".":
        return "template" if token.startswith("...") else "number" if second.isdigit() else "symbol"
    if char == "{" or (char == "<" and token[-1] == ">" and (second.isalpha() or second == "_")):
        return "template"
    if char == "%" and token[-1] == "s":
        return "template"
    if char == "?" and second.isdigit():
        return "template"
    return "client" if len(token) > 2 and token.startswith("!!") else "symbol"


def cut(text: str, dialect: Dialect, start: int = 0, end: int | None = None, delimiter: str = ";") -> Cut:
    """Cut `text[start:end]`, and say of the pieces what only their place tells.

    Where a quote is never closed, it is taken to end before the next line that begins a statement.
    """
    limit = len(text) if end is None else end
    found = _Cutter(text, dialect, start, limit, delimiter).run()
    for _ in range(_REPAIRS):
        open_end = bool(found.pieces) and _is_open(found.pieces[-1], dialect)
        # Two open quotes close each other, so a text in which one was found is looked through to its end.
        if not open_end and not found.open:
            break
        index, keep = _broken(found.pieces, dialect, found.open[-1] + 1 if found.open else 0, open_end)
        if not keep:
            found.open += [index] * open_end
            break
        _mend(found, text, dialect, limit, index, keep)
    return found


_REPAIRS = 12
"""How often a text is cut anew behind a quote that nothing closes; bounds the work on a text that is no SQL at all."""
_NEXT_TO_A_STRING = frozenset(" \t\r\n\f\v,;:)(|=]}+-*/<>&\x00")


def _is_open(piece: str, dialect: Dialect) -> bool:
    """Whether a piece is a quote that nothing closes."""
    found = kind(piece, dialect)
    if found != "string" and (found != "quoted" or piece[0] == "["):
        return False
    if piece[0] == "$":
        tag = piece[: piece.find("$", 1) + 1]
        return len(piece) < 2 * len(tag) or not piece.endswith(tag)
    at = next((at for at in range(min(3, len(piece))) if piece[at] in "'\"`"), -1)
    if at < 0 or (dialect == "oracle" and "q" in piece[:at].lower()):
        return False
    quote = piece[at]
    if quote != "`" and (dialect in patterns.BACKSLASH or piece[:at] in ("E", "e")):
        return patterns.compiled(patterns.CLOSED).fullmatch(piece) is None
    return piece.count(quote) % 2 == 1


def _broken(pieces: list[str], dialect: Dialect, first: int, open_end: bool) -> tuple[int, int]:
    """The piece that holds the quote nobody closed, and how many of its characters to keep.

    Behind such a quote every string is taken for what stands between strings. So it is the first one that goes on over a line
    which begins a statement and has a character behind it that no string has; else the last piece of all. 0 characters: no
    such line.
    """
    last = len(pieces) - 1
    for index in range(first, len(pieces)):
        piece = pieces[index]
        if len(piece) < 12 or piece[0] not in "'\"`eEnN$":
            continue
        if (pieces[index + 1][0] in _NEXT_TO_A_STRING) if index < last else not open_end:
            continue
        if kind(piece, dialect) not in ("string", "quoted"):
            continue
        line = patterns.compiled(patterns.BEGINS).search(piece)
        if line is not None:
            return index, len(piece[: line.start()].rstrip())
    return last, 0


def _mend(found: Cut, text: str, dialect: Dialect, limit: int, index: int, keep: int) -> None:
    """Close the open quote in piece `index` after `keep` characters and cut what follows anew."""
    rest = sum(map(len, found.pieces[index:]))
    begin = limit - rest + keep
    delimiter = next((text for at, text in reversed(found.delimiters) if at <= index), ";")
    again = _Cutter(text, dialect, begin, limit, delimiter).run()
    found.pieces[index:] = [found.pieces[index][:keep], *again.pieces]
    found.open.append(index)
    found.marks[:] = [mark for mark in found.marks if mark[0] < index]
    found.marks += [(at + index + 1, mark) for at, mark in again.marks]
    found.delimiters[:] = [one for one in found.delimiters if one[0] <= index]
    found.delimiters += [(at + index + 1, one) for at, one in again.delimiters]


class _Cutter:
    """Runs the token expression from stop to stop; at each stop it decides what stands there.

    The expression is given whole stretches, so the work between two stops is done in C. A stop that turns out to lie in
    a string or comment is skipped by matching that one token to its real end, which keeps the time linear.
    """

    def __init__(self, text: str, dialect: Dialect, start: int, end: int, delimiter: str = ";") -> None:
        self.text = text
        self.dialect = dialect
        self.at = start
        self.end = end
        self.token = patterns.token(dialect, text.isascii(), text.find("{{", start, end) >= 0)
        self.pieces: list[str] = []
        self.marks: list[tuple[int, Mark]] = []
        self.delimiters: list[tuple[int, str]] = []
        self.wanted = self._wanted()
        self.delimiter = delimiter
        if delimiter != ";":
            self.delimiters.append((0, delimiter))
        self.near = -1
        """Where the delimiter stands next, as far as it was looked for."""
        self.walked = 0
        self.mode = "start"
        self.unit = Unit()

    def _wanted(self) -> frozenset[str]:
        """The stops that can occur: most texts hold none, and a search that finds nothing still costs."""
        text, start, end = self.text, self.at, self.end
        names: list[str] = []
        dialect = self.dialect
        if dialect in patterns.NESTING and text.find("/*", start, end) >= 0:
            names.append("block")
        if dialect in ("postgres", "standard"):
            if text.find("$", start, end) >= 0:
                names.append("dollar")
            if text.find("\\.", start, end) >= 0:
                names.append("copy")
        if dialect in ("tsql", "standard"):
            names.append("go")
        if dialect == "tsql":
            names.append("sqlcmd")
        if dialect in ("oracle", "standard"):
            names.append("slash")
        if dialect == "oracle":
            names += ["quote", "remark", "script", "sqlplus"]
            upper = text[start:end].upper()
            if "JAVA" in upper:
                names.append("java")
            if "\n." in upper or "\n " in upper or "\r." in upper:
                names.append("period")
        if dialect in ("mysql", "mariadb", "standard"):
            names.append("delimiter")
        if dialect in ("mysql", "mariadb"):
            names.append("mysql")
        if dialect == "sqlite" and (text.startswith(".", start) or text.find("\n.", start, end) >= 0):
            names.append("dot")
        return frozenset(names)

    def run(self) -> Cut:
        text, end = self.text, self.end
        seek = self.at
        findall = self.token.findall
        bare = text.find("\r", self.at, end) >= 0 and text.count("\r", self.at, end) > text.count("\r\n", self.at, end)
        stop = patterns.stops(self.dialect, self.wanted, bare)
        found = stop.search(text, seek, end) if stop is not None else None
        while self.at < end:
            if found is not None and stop is not None and found.start() < seek:
                found = stop.search(text, seek, end)
            name, place, past = "", end, end
            if found is not None:
                name = found.lastgroup or ""
                place, past = found.span(name)
            if self.delimiter != ";":
                if self.near < seek:
                    near = text.find(self.delimiter, seek, end)
                    self.near = end if near < 0 else near
                if self.near < place:
                    name, place, past = "terminator", self.near, self.near + len(self.delimiter)
            if not name:
                self.pieces += findall(text, self.at, end)
                break
            if place > self.at:
                self.pieces += findall(text, self.at, place)
                last = self.pieces[-1]
                begin = place - len(last)
                self.at = place
                if not last[0].isspace() and (name != "terminator" or not self._open_word(last)):
                    whole = self.token.match(text, begin, end)
                    if whole is not None and whole.end() > place:
                        self.pieces[-1] = whole.group()
                        self.at = seek = whole.end()
                        continue
            seek = self._stop(name, place, past)
        return Cut(self.pieces, self.marks, self.delimiters)

    def _open_word(self, last: str) -> bool:
        """Whether a delimiter may cut this piece short: not strings, not comments."""
        return kind(last, self.dialect) not in ("string", "quoted", "comment")

    def _take(self, to: int, mark: Mark | None = None) -> int:
        if to > self.at:
            if mark is not None:
                self.marks.append((len(self.pieces), mark))
            self.pieces.append(self.text[self.at : to])
            self.at = to
        return to

    def _stop(self, name: str, place: int, past: int) -> int:
        """Take what stands at a stop; where to search for the next one."""
        text, end = self.text, self.end
        if name == "block":
            return self._take(self._block_comment(past))
        if name == "dollar":
            close = text.find(text[place:past], past, end)
            return self._take(end if close < 0 else close + past - place)
        if name == "quote":
            close = text.find(text[past - 1] + "'", past, end)
            return self._take(end if close < 0 else close + 2)
        if name == "copy":
            return self._copy()
        if name in ("go", "slash", "terminator"):
            self.mode, self.walked = "start", len(self.pieces) + 1
            return self._take(past, "end")
        if name == "period":
            self.mode, self.walked = "start", len(self.pieces) + 1
            return self._take(past, "client")
        if name == "java":
            return self._java(past)
        if name == "delimiter":
            return self._delimiter(place, past)
        if name == "sqlcmd":
            return self._take(past, "client")
        if name == "mysql":
            if not self._fresh():
                return past
            return self._take(past, "client" if text[place] in "sS" else "line")
        if name == "dot":
            return self._take(past, "client") if self._fresh() else past
        return self._sqlplus(name, place, past)

    def _block_comment(self, past: int) -> int:
        depth = 1
        for found in patterns.compiled(patterns.NEST).finditer(self.text, past, self.end):
            depth += 1 if found.group() == "/*" else -1
            if not depth:
                return found.end()
        return self.end

    def _copy(self) -> int:
        """A COPY statement up to its `;`, or `\\copy` with its line, and the data behind it when it reads standard input."""
        if self.text[self.at] == "\\":
            found = self.token.match(self.text, self.at, self.end)
            line = found.group() if found else "\\"
            self._take(self.at + len(line))
            return self._data() if patterns.compiled(patterns.STDIN).search(line) else self.at
        words: list[str] = []
        if not self._fresh():
            return self._take(self.at + 4)
        while self.at < self.end:
            found = self.token.match(self.text, self.at, self.end)
            piece = found.group() if found else self.text[self.at]
            if piece[:2] == "/*":
                self._take(self._block_comment(self.at + 2))
                continue
            if piece[0] == "\\":
                return self.at
            self._take(self.at + len(piece))
            if piece == ";":
                break
            if not piece[0].isspace() and piece[:2] != "--":
                words.append(piece.upper())
        return self._data() if ("FROM", "STDIN") in pairwise(words) else self.at

    def _data(self) -> int:
        """The lines after this one up to `\\.`; without that end they are taken for SQL."""
        line = self.text.find("\n", self.at, self.end)
        if line < 0 or self.text[self.at : line].strip():
            return self.at
        close = patterns.compiled(patterns.COPY_END).search(self.text, line + 1, self.end)
        if close is None:
            return self.at
        self._take(line + 1)
        return self._take(close.end(), "data")

    def _java(self, past: int) -> int:
        """CREATE JAVA SOURCE … AS and the source, up to the line with `/`."""
        text, end = self.text, self.end
        body = patterns.compiled(patterns.JAVA_AS).search(text, past, end)
        if body is None:
            return past
        close = patterns.compiled(patterns.SLASH_LINE).search(text, body.end(), end)
        self.pieces += self.token.findall(text, self.at, body.end())
        self.at = close.start() if close else end
        self.pieces += patterns.compiled(patterns.JAVA_PIECE).findall(text, body.end(), self.at)
        return self.at

    def _delimiter(self, place: int, past: int) -> int:
        line = self.text[place:past].rstrip()
        self.mode, self.walked = "start", len(self.pieces) + 1
        self._take(place + len(line), "client")
        self.delimiter = line.split()[1].strip("'\"") or ";"
        self.near = -1
        self.delimiters.append((len(self.pieces), self.delimiter))
        return self.at

    def _fresh(self) -> bool:
        """Whether a statement may begin here: nothing significant since the last terminator or client line."""
        marked = self.marks[-1][0] if self.marks else -1
        for index in range(len(self.pieces) - 1, -1, -1):
            if index == marked:
                return True
            piece = self.pieces[index]
            if piece == ";":
                return True
            if kind(piece, self.dialect) not in ("space", "comment") and not (
                self.dialect == "postgres" and piece[0] == "\\"
            ):
                return False
            if piece[0] == "\\":
                return True
        return True

    def _sqlplus(self, name: str, place: int, past: int) -> int:
        """A line for SQL*Plus, which it sees only between statements; inside PL/SQL only `/` ends one."""
        self._walk()
        if self.mode != "start":
            return place + 1
        self.walked = len(self.pieces) + 1
        if name == "remark":
            return self._take(past, "comment")
        return self._take(past, "line" if self.text[place : place + 4].upper() == "EXEC" else "client")

    def _walk(self) -> None:
        """Follow the statements of an Oracle script to the current piece: at a start, in SQL, or in PL/SQL."""
        mode = self.mode
        for index in range(self.walked, len(self.pieces)):
            piece = self.pieces[index]
            if piece[0].isspace() or piece[:2] in ("--", "/*"):
                continue
            if mode == "plsql":
                if self.unit.ends(piece.upper()):
                    mode = "start"
                continue
            if mode == "sql":
                if piece == ";":
                    mode = "start"
                continue
            word = piece.upper()
            if mode == "start":
                if word in _OPENERS:
                    self.unit = Unit()
                    mode = _OPENERS[word]
                elif piece != ";":
                    mode = "sql"
            elif mode == "create":
                if word in _PLSQL:
                    mode = "plsql"
                elif word == "TYPE":
                    mode = "type"
                elif word not in _CREATE_MODIFIERS:
                    mode = "start" if piece == ";" else "sql"
            else:
                mode = "plsql" if word in _SECOND[mode] else "start" if piece == ";" else "sql"
            if mode not in ("start", "sql"):
                self.unit.ends(word)
        self.walked = len(self.pieces)
        self.mode = mode


_OPENERS = {"BEGIN": "plsql", "DECLARE": "plsql", "<<": "plsql", "CREATE": "create", "WITH": "with"}
_SECOND = {"type": frozenset(("BODY",)), "with": frozenset(("FUNCTION", "PROCEDURE"))}
"""What follows CREATE TYPE or WITH when PL/SQL does."""
_PLSQL = frozenset(("FUNCTION", "PROCEDURE", "PACKAGE", "TRIGGER", "LIBRARY", "JAVA"))
_CREATE_MODIFIERS = frozenset(
    ("OR", "REPLACE", "EDITIONABLE", "NONEDITIONABLE", "AND", "RESOLVE", "COMPILE", "NOFORCE")
)
