"""PostgreSQL's simple query protocol: enough to run statements one by one and hear the code of each error."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import struct
from typing import Literal

from schemalint.model.record import NamedTuple
from schemalint.verifying.engine import GoneError, UnavailableError
from schemalint.verifying.stream import Stream, connected
from schemalint.verifying.values import Refusal

SslMode = Literal["disable", "prefer", "require", "verify-full"]


class Address(NamedTuple):
    """Where a server listens, and as whom to speak to it."""

    host: str
    """A name, or the folder of a Unix socket."""
    port: int
    user: str
    password: str = ""
    ssl: SslMode = "prefer"


class Session:
    """A connection to one database."""

    def __init__(self, address: Address, database: str) -> None:
        """Raises UnavailableError where the server does not take the connection."""
        self.notices: list[str] = []
        try:
            self._stream = _connected(address)
        except (OSError, GoneError) as error:
            raise UnavailableError(f"no connection to {address.host}: {error}") from error
        try:
            self._begin(address, database)
        except BaseException:
            self._stream.close()
            raise

    def _begin(self, address: Address, database: str) -> None:
        try:
            told = f"user\0{address.user}\0database\0{database}\0client_encoding\0UTF8\0\0".encode()
            self._stream.send(struct.pack("!II", len(told) + 8, 196608) + told)
            self._admitted(address)
            refused = self._until_ready()[1]
        except (OSError, GoneError) as error:
            raise UnavailableError(f"no connection to {address.host}: {error}") from error
        if refused is not None:
            raise UnavailableError(f"{address.host}: {refused.words}")

    def close(self) -> None:
        """Ends the connection."""
        with contextlib.suppress(OSError):
            self._stream.send(b"X" + struct.pack("!I", 4))
        self._stream.close()

    def run(self, text: str) -> Refusal | None:
        """Runs one statement; the first error, if there is one. Raises GoneError."""
        return self._ask(text)[1]

    def rows(self, text: str) -> list[tuple[str | None, ...]]:
        """The rows of a query. Raises ValueError when it is refused, and GoneError."""
        rows, refused = self._ask(text)
        if refused is not None:
            raise ValueError(f"{refused.code} {refused.words}: {text.strip()[:200]}")
        return rows

    def _ask(self, text: str) -> tuple[list[tuple[str | None, ...]], Refusal | None]:
        self.notices.clear()
        try:
            self._send(b"Q", text.replace("\0", "").encode() + b"\0")
            return self._until_ready()
        except OSError as error:
            raise GoneError(f"PostgreSQL did not answer: {error}") from error

    def _send(self, kind: bytes, body: bytes) -> None:
        self._stream.send(kind + struct.pack("!I", len(body) + 4) + body)

    def _until_ready(self) -> tuple[list[tuple[str | None, ...]], Refusal | None]:
        rows: list[tuple[str | None, ...]] = []
        refused: Refusal | None = None
        while True:
            kind, body = self._message()
            if kind == b"D":
                rows.append(_row(body))
            elif kind == b"E":
                told = _fields(body)
                refused = refused or Refusal(told.get("C", ""), told.get("M", ""))
                if told.get("V", told.get("S")) == "FATAL":
                    return rows, refused
            elif kind == b"N":
                self.notices.append(_fields(body).get("M", ""))
            elif kind == b"G":
                self._send(b"f", b"rows are not part of the proof\0")
            elif kind == b"Z":
                return rows, refused

    def _message(self) -> tuple[bytes, bytes]:
        head = self._stream.take(5)
        return head[:1], self._stream.take(struct.unpack("!I", head[1:])[0] - 4)

    def _admitted(self, address: Address) -> None:
        """Answers what the server asks to know who we are."""
        proof: _Scram | None = None
        while True:
            kind, body = self._message()
            if kind == b"E":
                raise UnavailableError(f"{address.host}: {_fields(body).get('M', 'refused')}")
            if kind != b"R":
                continue
            (asked,) = struct.unpack("!I", body[:4])
            if asked == 0:
                return
            if asked == 3:
                self._send(b"p", address.password.encode() + b"\0")
            elif asked == 5:
                inner = hashlib.md5((address.password + address.user).encode()).hexdigest()
                outer = hashlib.md5(inner.encode() + body[4:8]).hexdigest()
                self._send(b"p", f"md5{outer}\0".encode())
            elif asked == 10:
                proof = _Scram(address.password)
                first = proof.first()
                self._send(b"p", b"SCRAM-SHA-256\0" + struct.pack("!I", len(first)) + first)
            elif asked == 11 and proof is not None:
                self._send(b"p", proof.final(body[4:]))
            elif asked == 12 and proof is not None:
                proof.check(body[4:])
            else:
                raise UnavailableError(f"{address.host} asks for a way to log in that is not known here ({asked})")


class _Scram:
    """SCRAM-SHA-256, RFC 5802 and 7677, without channel binding."""

    def __init__(self, password: str) -> None:
        self.password = password.encode()
        self.nonce = base64.b64encode(os.urandom(18)).decode()
        self.bare = f"n=,r={self.nonce}"
        self.signature = b""

    def first(self) -> bytes:
        return f"n,,{self.bare}".encode()

    def final(self, challenge: bytes) -> bytes:
        told = dict(part.split("=", 1) for part in challenge.decode().split(","))
        if not told["r"].startswith(self.nonce):
            raise UnavailableError("the server answered somebody else")
        salted = hashlib.pbkdf2_hmac("sha256", self.password, base64.b64decode(told["s"]), int(told["i"]))
        key = hmac.digest(salted, b"Client Key", "sha256")
        said = f"c=biws,r={told['r']}"
        whole = f"{self.bare},{challenge.decode()},{said}".encode()
        signature = hmac.digest(hashlib.sha256(key).digest(), whole, "sha256")
        proof = bytes(a ^ b for a, b in zip(key, signature, strict=True))
        self.signature = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), whole, "sha256")
        return f"{said},p={base64.b64encode(proof).decode()}".encode()

    def check(self, outcome: bytes) -> None:
        if outcome != b"v=" + base64.b64encode(self.signature):
            raise UnavailableError("the server does not know the password itself")


def _connected(address: Address) -> Stream:
    """Raises OSError, and UnavailableError where the server does not encrypt and the address asks for it."""
    found = connected(address.host, address.port, f"{address.host}/.s.PGSQL.{address.port}", "PostgreSQL")
    if address.host.startswith("/") or address.ssl == "disable":
        return found
    try:
        found.send(struct.pack("!II", 8, 80877103))
        if found.take(1) == b"S":
            found.encrypt(address.host, checked=address.ssl == "verify-full")
        elif address.ssl != "prefer":
            raise UnavailableError(f"{address.host} does not encrypt, and sslmode={address.ssl} asks for it")
    except BaseException:
        found.close()
        raise
    return found


def _fields(body: bytes) -> dict[str, str]:
    return {chr(part[0]): part[1:].decode(errors="replace") for part in body.split(b"\0") if part}


def _row(body: bytes) -> tuple[str | None, ...]:
    (count,) = struct.unpack("!H", body[:2])
    row: list[str | None] = []
    at = 2
    for _ in range(count):
        (size,) = struct.unpack("!i", body[at : at + 4])
        at += 4
        row.append(body[at : at + size].decode(errors="replace") if size >= 0 else None)
        at += max(size, 0)
    return tuple(row)
