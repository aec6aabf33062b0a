"""Places in text: spans, line and column numbers."""

from bisect import bisect_right

from schemalint.model.record import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters, `start` to `end`, in the document at `path`.

    Offsets count Unicode code points from 0 in the decoded text (without a byte order mark).
    """

    path: str
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """The span from the beginning of this one to the end of `other`, in the same document."""
        return Span(self.path, self.start, max(self.end, other.end))

    def covers(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.path == other.path and self.start <= other.start and other.end <= self.end


class Position(NamedTuple):
    """A line and a column, both counted from 1 in characters."""

    line: int
    column: int


class Lines:
    """Turns character offsets of one text into lines and columns. Lines end at LF, CRLF or a lone CR."""

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        starts = [0]
        if "\r" in text:
            at = 0
            while at < len(text):
                char = text[at]
                at += 1
                if char == "\r":
                    if text[at : at + 1] == "\n":
                        at += 1
                    starts.append(at)
                elif char == "\n":
                    starts.append(at)
        else:
            at = text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = text.find("\n", at + 1)
        self.starts = starts

    def position(self, offset: int) -> Position:
        """The line and column of the character at `offset`; the end of the text is a valid offset."""
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its line end."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def digest(text: str, size: int = 12) -> str:
    """A hash of `text` that is the same in every run and on every machine, as `size` bytes in hexadecimal."""
    try:  # `hashlib` loads OpenSSL first, which costs more than all fingerprints of a usual run
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    return blake2b(text.encode("utf-8", "replace"), digest_size=size).hexdigest()
