"""Comments of a Python file that are meant for schemalint."""

from __future__ import annotations

import io
import tokenize

from schemalint.translating.python_source import PythonFile
from schemalint.translating.text import Writer

_WORD = "schemalint:"


class Remarks:
    """Hands each comment to the writer before the statement that it stands before or beside."""

    __slots__ = ("_left",)

    def __init__(self, file: PythonFile) -> None:
        self._left: list[tuple[int, int, str]] = []
        if _WORD not in file.text:
            return
        try:
            for token in tokenize.generate_tokens(io.StringIO(file.text).readline):
                if token.type == tokenize.COMMENT and _WORD in token.string:
                    start = file.offset(token.start[0], len(token.line[: token.start[1]].encode()))
                    self._left.append((start, start + len(token.string), token.string.lstrip("#").strip()))
        except (tokenize.TokenError, SyntaxError, IndentationError):
            return

    def write(self, writer: Writer, until: int) -> None:
        """Writes the comments that begin before `until`."""
        while self._left and self._left[0][0] < until:
            start, end, text = self._left.pop(0)
            writer.comment(text, start, end)

    def skip(self, until: int) -> None:
        """Leaves out the comments that begin before `until`."""
        while self._left and self._left[0][0] < until:
            self._left.pop(0)
