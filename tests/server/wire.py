"""PostgreSQL's simple query protocol over a Unix socket: enough to run statements one by one and hear the code of each error."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import NamedTuple


class Refusal(NamedTuple):
    """What a server said when it refused a statement."""

    code: str
    """SQLSTATE, or what the server has instead."""
    words: str


class Session:
    """A connection to one database, as the user postgres, who is trusted. Raises OSError when the server goes away."""

    def __init__(self, folder: Path, database: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(120)
        self.socket.connect(str(folder / ".s.PGSQL.5432"))
        self.held = b""
        told = f"user\0postgres\0database\0{database}\0client_encoding\0UTF8\0\0".encode()
        self.socket.sendall(struct.pack("!II", len(told) + 8, 196608) + told)
        refused = self._until_ready()[1]
        if refused is not None:
            raise OSError(refused.words)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def run(self, text: str) -> Refusal | None:
        """Run one statement; the first error, if there is one."""
        return self._ask(text)[1]

    def rows(self, text: str) -> list[list[str]]:
        """The rows of a query, NULL as an empty text. Raises ValueError when it is refused."""
        rows, refused = self._ask(text)
        if refused is not None:
            raise ValueError(f"{refused.code} {refused.words}: {text[:200]}")
        return rows

    def _ask(self, text: str) -> tuple[list[list[str]], Refusal | None]:
        told = text.replace("\0", "").encode() + b"\0"
        self.socket.sendall(b"Q" + struct.pack("!I", len(told) + 4) + told)
        return self._until_ready()

    def _until_ready(self) -> tuple[list[list[str]], Refusal | None]:
        rows: list[list[str]] = []
        refused: Refusal | None = None
        while True:
            kind, body = self._message()
            if kind == b"D":
                rows.append(_row(body))
            elif kind == b"E":
                fields = {part[:1]: part[1:].decode(errors="replace") for part in body.split(b"\0") if part}
                refused = refused or Refusal(fields.get(b"C", ""), fields.get(b"M", ""))
                if fields.get(b"S") == "FATAL":
                    return rows, refused
            elif kind == b"G":
                self.socket.sendall(b"c" + struct.pack("!I", 4))
            elif kind == b"Z":
                return rows, refused

    def _message(self) -> tuple[bytes, bytes]:
        head = self._take(5)
        return head[:1], self._take(struct.unpack("!I", head[1:])[0] - 4)

    def _take(self, count: int) -> bytes:
        while len(self.held) < count:
            more = self.socket.recv(65536)
            if not more:
                raise OSError("the server closed the connection")
            self.held += more
        taken, self.held = self.held[:count], self.held[count:]
        return taken


def _row(body: bytes) -> list[str]:
    (count,) = struct.unpack("!H", body[:2])
    row, at = [], 2
    for _ in range(count):
        (size,) = struct.unpack("!i", body[at : at + 4])
        at += 4
        row.append(body[at : at + size].decode() if size >= 0 else "")
        at += max(size, 0)
    return row
