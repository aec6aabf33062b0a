"""The SQL of a migration in another language, written piece by piece, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterable

from schemalint.model.document import Dialect, Placed, Translation

FROM = "-- translated: from "
UP = "-- translated: up"
DOWN = "-- translated: down"
IDENTITY = "-- translated: migration "
REQUIRES = "-- translated: requires "
NO_TRANSACTION = "-- translated: no transaction"
"""Lines that `frameworks/` knows as markers: the form of the file (first line), its sections, its identity and the identities it
builds upon (blanks between them), and that a section (or the file, where it stands before the first section) has no transaction."""

WORDS = {"code": "UNTRANSLATED CODE", "data": "UNTRANSLATED DATA"}
"""How a statement begins that stands for what cannot be said in SQL."""


class Writer:
    """Collects SQL. Every statement written ends in a terminator of its own, on a line of its own."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._places: list[Placed] = []
        self._length = 0

    @property
    def length(self) -> int:
        """How many characters have been written."""
        return self._length

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def marker(self, line: str) -> None:
        """A line of its own that stands nowhere in the file: one of the markers above."""
        if self._parts and not self._parts[-1].endswith("\n"):
            self._append("\n")
        self._append(" ".join(line.split()) + "\n")

    def statement(self, sql: str, origin: int, origin_end: int) -> None:
        """One statement that says what the file means by `origin` to `origin_end`; `sql` has no terminator."""
        self.pieces([(sql, origin, origin_end, False)])

    def literal(self, sql: str, origin: int, *, exact: bool = True, origin_end: int = -1) -> None:
        """SQL that the file itself holds at `origin`: several statements perhaps, with their terminators. `exact` says that it
        stands there letter by letter; otherwise it means what stands up to `origin_end`."""
        self.pieces([(sql, origin, origin + len(sql) if exact else origin_end, exact)])

    def pieces(self, pieces: Iterable[tuple[str, int, int, bool]]) -> None:
        """Text of several origins that is one statement, or SQL in several stretches (each: text, origin, its end, whether
        letter by letter); a terminator is added where the last of it has none."""
        last = ""
        for text, origin, origin_end, exact in pieces:
            if not text:
                continue
            if origin >= 0:
                start = self._length
                self._places.append(Placed(start, start + len(text), origin, origin_end, exact))
            self._append(text)
            last = text.rstrip() or last
        if last:
            self._append(
                "\n" if last.endswith(";") and not _in_comment(last) else "\n;\n" if _in_comment(last) else ";\n"
            )

    def opaque(
        self, name: str, origin: int, origin_end: int, *, touches: Iterable[str] = (), data: bool = False
    ) -> None:
        """What cannot be said in SQL: `name` is what people call it, as `op.get_bind()`; `touches` the tables it is about, as they
        are written in SQL, where that is known; `data` that it changes rows and nothing of the schema."""
        shown = " ".join(name.split()).replace("'", "''")[:200]
        tables = ", ".join(touches)
        words = WORDS["data" if data else "code"]
        self.statement(f"{words} '{shown}'{' ON ' + tables if tables else ''}", origin, origin_end)

    def comment(self, text: str, origin: int, origin_end: int) -> None:
        """A comment of the file that is meant for schemalint (`schemalint: ignore[...]`, `schemalint: irreversible ...`), without
        the marks around it."""
        line = "-- " + " ".join(text.split())
        start = self._length
        self._places.append(Placed(start, start + len(line), origin, origin_end))
        self._append(line + "\n")

    def translation(self, dialect: Dialect | None = None, evidence: str = "") -> Translation:
        """What was written."""
        return Translation("".join(self._parts), tuple(self._places), dialect, evidence)


def _in_comment(text: str) -> bool:
    """Whether the last line of `text` is, or ends in, a line comment; quotes are not looked at, as a terminator on a line of its
    own is right in any case."""
    return "--" in text.rpartition("\n")[2]
