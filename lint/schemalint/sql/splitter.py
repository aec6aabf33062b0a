"""Tokens to statements."""

from __future__ import annotations

from bisect import bisect_left, insort
from itertools import accumulate, compress

from schemalint.dialects.words import BODIES, RESTARTABLE, RESTARTS
from schemalint.model.document import Dialect, Statement, StatementKind, Tokens
from schemalint.model.text import Span
from schemalint.sql import lexer, templates
from schemalint.sql.batches import batch_starts
from schemalint.sql.blocks import body_end
from schemalint.sql.patterns import ATLAS, compiled
from schemalint.sql.verbs import statement_kind, verb

_IN_QUERY = (("FUNCTION",), ("PROCEDURE",))
"""What follows WITH when a query of Oracle declares routines of its own."""
_NONE = Tokens((), (), ())
_OPEN = "a quote in it is never closed"
_MASKABLE = frozenset(("template", "quoted", "string"))
_AFTER_BLOCK = frozenset(
    (
        "CREATE", "ALTER", "DROP", "GRANT", "REVOKE", "COMMENT", "RENAME", "TRUNCATE", "AUDIT", "ANALYZE", "INSERT", "UPDATE",
        "DELETE", "MERGE", "SELECT", "WITH", "COMMIT", "BEGIN", "DECLARE", "CALL", "<<",
    )
)  # fmt: skip
"""What may begin the next statement behind a unit of PL/SQL that no `/` ended."""


def split(
    text: str, dialect: Dialect, path: str, start: int = 0, end: int | None = None, delimiter: str = ""
) -> list[Statement]:
    """The statements of `text[start:end]`, in order; offsets count from the beginning of `text`.

    `delimiter` is what ends a statement instead of `;`, where a migration framework says so; the comments that Atlas
    (`-- atlas:delimiter`), Drizzle (`--> statement-breakpoint`) and bun (`--bun:split`) part statements by are known.
    Never fails: what cannot be understood is a statement of kind `unknown`, and an open quote or comment runs to the end.
    """
    limit = len(text) if end is None else end
    return _Splitter(text, dialect, path, start, limit, delimiter or _declared(text, start, limit)).run()


_BREAKS = ("--> statement-breakpoint", "--bun:split")
"""Comments that part statements."""


def _declared(text: str, start: int, end: int) -> str:
    """The delimiter that the comments at the top declare."""
    if text.find("atlas:delimiter", start, min(end, start + 4000)) < 0:
        return ";"
    found = compiled(ATLAS).match(text, start, end)
    if found is None:
        return ";"
    written: str = found.group(1).strip()
    return written.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t")


def lost(text: str, statements: list[Statement], start: int, end: int, dialect: Dialect = "standard") -> int:
    """How many characters of `text[start:end]` lie outside statements, terminators, white space and comments.

    `dialect` tells what a comment is when there is no statement to ask.
    """
    count = 0
    at = start
    for statement in statements:
        dialect = statement.dialect
        count += _bare(text[at : statement.span.start], dialect)
        at = max(at, statement.end)
    return count + _bare(text[at:end], dialect)


def _bare(text: str, dialect: Dialect) -> int:
    """Characters of a stretch between statements that are neither white space, comment nor a lone `;`."""
    cut = lexer.cut(text, dialect)
    remarks = {index for index, mark in cut.marks if mark in ("comment", "end")}
    return sum(
        len(piece)
        for index, piece in enumerate(cut.pieces)
        if piece not in (";", "\\;")
        and not piece.isspace()
        and index not in remarks
        and lexer.kind(piece, dialect) not in ("space", "comment")
    )


def _command(line: str) -> str:
    """The verb of a client line: `GO`, `PROMPT`, `:SETVAR`, `@@` for a script, `\\copy` as it is written."""
    if line[0] == "@":
        return "@@" if line[:2] == "@@" else "@"
    word = line.split(None, 1)[0]
    return word if word[0] == "\\" else word.upper()


class _Splitter:
    """Holds the significant tokens of a region as parallel tuples and cuts them into statements."""

    def __init__(self, text: str, dialect: Dialect, path: str, start: int, end: int, delimiter: str) -> None:
        self.text, self.dialect, self.path, self.limit = text, dialect, path, end
        cut = lexer.cut(text, dialect, start, end, delimiter)
        pieces = cut.pieces
        offsets = list(accumulate(map(len, pieces), initial=start))
        # Kinds are decided once for every distinct piece; the rest runs in C.
        kinds = {piece: lexer.kind(piece, dialect) for piece in set(pieces)}
        heavy = {piece: kind != "space" and kind != "comment" for piece, kind in kinds.items()}
        flags = list(map(heavy.__getitem__, pieces))
        comments = {piece: kind == "comment" for piece, kind in kinds.items()}
        remarks = (
            list(compress(range(len(pieces)), map(comments.__getitem__, pieces))) if "comment" in kinds.values() else []
        )
        for index, mark in cut.marks:
            flags[index] = mark != "comment"
            known = comments[pieces[index]]
            if mark == "comment" and not known:
                insort(remarks, index)
            elif mark != "comment" and known:
                # Data that begins as a comment does.
                del remarks[bisect_left(remarks, index)]
        self.words = tuple(compress(pieces, flags))
        self.starts = tuple(compress(offsets, flags))
        uppers = {piece: piece.upper() for piece in kinds}
        # psql sends `\;` together with what follows; for us it ends a statement as `;` does.
        uppers["\\;"] = ";"
        self.upper = tuple(map(uppers.__getitem__, self.words))
        self.masking = frozenset(
            piece for piece, kind in kinds.items() if kind in _MASKABLE and templates.masks(piece, dialect, kind)
        )
        self.marks: dict[int, lexer.Mark] = {
            bisect_left(self.starts, offsets[index]): mark for index, mark in cut.marks if mark != "comment"
        }
        if "client" in kinds.values():
            for index, word in enumerate(self.words):
                if index not in self.marks and kinds[word] == "client":
                    self.marks[index] = "client"
        parts = {bisect_left(self.starts, offsets[index]) + 1 for index in cut.open}
        self.open = frozenset(index - 1 for index in parts)
        """Tokens that begin with a quote nothing closes; the statement ends behind them."""
        if any(text.find(mark, start, end) >= 0 for mark in _BREAKS):
            parts |= {
                bisect_left(self.starts, offsets[index]) for index in remarks if pieces[index].startswith(_BREAKS)
            }
        self.cuts = sorted(parts.union(self.marks)) if parts else sorted(self.marks)
        self.steered = frozenset(
            piece
            for piece, kind in kinds.items()
            if kind == "template" and piece[0] == "{" and templates.controls(piece)
        )
        self.asking = dialect == "postgres" and "?" in kinds
        self.zones = [
            (bisect_left(self.starts, offsets[index]) if index < len(offsets) else len(self.words), delimiter)
            for index, delimiter in cut.delimiters
        ]
        self.comments = [Span(path, offsets[index], offsets[index + 1]) for index in remarks]
        self.comment = 0
        self.line_break = "\r\n" if text.find("\r\n", start, end) >= 0 else "\n"
        self.found: list[Statement] = []

    def run(self) -> list[Statement]:
        words, upper, marks = self.words, self.upper, self.marks
        size = len(words)
        cuts = [*self.cuts, size]
        cut = zone = 0
        delimiter = ";"
        bodies = BODIES.get(self.dialect, frozenset())
        batches = self.dialect == "tsql"
        starters = [*compress(range(size), map(RESTARTS.__contains__, upper)), size]
        starter = 0
        at = 0
        while at < size:
            while cuts[cut] < at or (cuts[cut] == at and at not in marks):
                cut += 1
            while zone < len(self.zones) and self.zones[zone][0] <= at:
                delimiter = self.zones[zone][1]
                zone += 1
            mark = marks.get(at)
            if mark is not None:
                self._marked(at, mark)
                at += 1
                continue
            if words[at] in self.steered or (words[at][:2] == "{{" and at + 1 < size and self._at_line_start(at + 1)):
                self._add(at, at + 1, "client", words[at][:2], self.starts[at] + len(words[at]))
                at += 1
                continue
            if upper[at] == ";" or upper[at].isspace():
                # A lone terminator: MySQL's `;;`, or `;` behind a block that already ended.
                at += 1
                continue
            stop = cuts[cut]
            try:
                end = upper.index(";", at, stop)
            except ValueError:
                end = stop
            head = upper[at]
            name = (
                verb(upper[at : min(end, at + 24)], self.dialect)
                if head != "WITH"
                else verb(upper[at:end], self.dialect)
            )
            if name in bodies or (head == "WITH" and self.dialect == "oracle" and upper[at + 1 : at + 2] in _IN_QUERY):
                at = self._body(at, end, stop, delimiter, name)
                continue
            if name == "CREATE RULE":
                end = self._outside_brackets(at, stop)
            if batches:
                at = self._batch(at, end, stop)
                continue
            if name in RESTARTABLE:
                while starters[starter] <= at:
                    starter += 1
                if starters[starter] < end:
                    end = self._forgotten(at, end, starters, starter)
            at = self._emit(at, end, name)
        return self.found

    def _forgotten(self, at: int, end: int, starters: list[int], starter: int) -> int:
        """Where the statement of tokens `at` … ends when the next one begins, outside brackets, without a terminator before it."""
        upper = self.upper
        depth, seen = 0, at
        while starters[starter] < end:
            index = starters[starter]
            starter += 1
            while seen < index:
                depth += (upper[seen] == "(") - (upper[seen] == ")")
                seen += 1
            if (
                depth <= 0
                and index + 1 < end
                and upper[index + 1] in RESTARTS[upper[index]]
                and self._at_line_start(index)
            ):
                return index
        return end

    def _body(self, at: int, end: int, stop: int, delimiter: str, name: str) -> int:
        """A statement that holds terminators."""
        upper = self.upper
        if self.dialect == "tsql":
            last = stop
            while last > at + 1 and upper[last - 1] == ";":
                last -= 1
            past = stop if last == stop and self.marks.get(stop) == "end" else last if last < stop else -1
            return max(self._emit(at, last, name, past=past), stop)
        if self.dialect == "oracle":
            return self._plsql(at, end, stop, name)
        if delimiter != ";" and stop < len(upper) and self.marks.get(stop) == "end":
            last = stop
            while last > at + 1 and upper[last - 1] == ";":
                last -= 1
            self._emit(at, last, name, past=stop)
            return stop + 1
        end = body_end(upper, at, stop, self.dialect)
        return self._emit(at, end, name)

    def _plsql(self, at: int, end: int, stop: int, name: str) -> int:
        """PL/SQL keeps its last `;`; `/` ends it, or the END of its block where no `/` follows."""
        end = body_end(self.upper, at, stop, self.dialect)
        # A lone `.` ends the buffer, too, and leaves it to a later `/` or RUN.
        if stop < len(self.upper) and (self.marks.get(stop) == "end" or self.upper[stop] == "."):
            return self._emit(at, end + 1 if self._restarts(end + 1, stop) else stop, name)
        return self._emit(at, min(end + 1, stop), name)

    def _restarts(self, index: int, stop: int) -> bool:
        """Whether a new statement begins behind a block, on a line of its own, though no `/` stands between them."""
        return index < stop and self.upper[index] in _AFTER_BLOCK and self._at_line_start(index)

    def _outside_brackets(self, at: int, stop: int) -> int:
        depth = 0
        for index in range(at, stop):
            word = self.upper[index]
            if word == "(":
                depth += 1
            elif word == ")":
                depth -= 1
            elif word == ";" and depth <= 0:
                return index
        return stop

    def _batch(self, at: int, end: int, stop: int) -> int:
        """What a `;` or GO closes in T-SQL may be several statements; a routine among them runs on to the GO."""
        starts = batch_starts(self.upper, at, end, self._at_line_start)
        for index, begin in enumerate(starts):
            past = starts[index + 1] if index + 1 < len(starts) else end
            name = verb(
                self.upper[begin : min(past, begin + 24)] if self.upper[begin] != "WITH" else self.upper[begin:past],
                self.dialect,
            )
            if name in BODIES["tsql"]:
                return self._body(begin, end, stop, ";", name)
            if past == end:
                return self._emit(begin, end, name)
            self._emit(begin, past, name, past=-1)
        return end

    def _at_line_start(self, index: int) -> bool:
        if not index:
            return True
        previous = self.starts[index - 1] + len(self.words[index - 1])
        between = self.text[previous : self.starts[index]]
        return "\n" in between or "\r" in between

    def _marked(self, at: int, mark: lexer.Mark) -> None:
        word = self.words[at]
        if mark == "end" and word.isspace():
            return
        if mark == "data":
            self._add(at, at + 1, "data", "", self.starts[at] + len(word), tokens=_NONE)
        elif mark == "line":
            name = verb(word.upper().split(None, 2), self.dialect)
            self._add(at, at + 1, statement_kind(name, (), self.dialect), name, self.starts[at] + len(word))
        else:
            name = _command(word)
            self._add(at, at + 1, "client", name, self.starts[at] + len(word))

    def _emit(self, at: int, end: int, name: str, past: int | None = None) -> int:
        """Add the statement of tokens `at` … `end`; the token there is its terminator. Where the next may begin."""
        if past is None:
            past = end if end < len(self.words) and (self.upper[end] == ";" or self.marks.get(end) == "end") else -1
        close = self.starts[end - 1] + len(self.words[end - 1])
        terminator = ""
        if past >= 0:
            close = self.starts[past] + len(self.words[past])
            if self.marks.get(past) == "end":
                terminator = self.words[past].strip()
        kind = statement_kind(name, self.upper[at : at + 2], self.dialect)
        self._add(at, end, kind, name, close, terminator=terminator)
        return past + 1 if past >= 0 else end

    def _add(
        self,
        at: int,
        end: int,
        kind: StatementKind,
        name: str,
        close: int,
        tokens: Tokens | None = None,
        terminator: str = "",
    ) -> None:
        begin = self.starts[at]
        last = self.starts[end - 1] + len(self.words[end - 1])
        words = self.words[at:end]
        first = self.comment
        comments = self.comments
        while self.comment < len(comments) and comments[self.comment].start < last:
            self.comment += 1
        self.found.append(
            Statement(
                Span(self.path, begin, last),
                close,
                kind,
                name,
                self.text[begin:last],
                Tokens(words, self.upper[at:end], self.starts[at:end]) if tokens is None else tokens,
                self.dialect,
                tokens is None
                and (
                    (bool(self.masking) and not self.masking.isdisjoint(words))
                    or (self.asking and templates.parameterised(self.upper[at:end]))
                ),
                tuple(comments[first : self.comment]),
                self.line_break,
                _OPEN if end - 1 in self.open else "",
                terminator,
            )
        )
