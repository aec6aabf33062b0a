"""The protocol of MySQL and MariaDB: enough to log in and run statements one by one as text."""

from __future__ import annotations

import contextlib
import hashlib
import struct

from schemalint.model.record import NamedTuple
from schemalint.verifying.engine import GoneError, UnavailableError
from schemalint.verifying.stream import connected
from schemalint.verifying.values import Refusal

_LONG_PASSWORD, _LONG_FLAG, _WITH_DATABASE, _PROTOCOL_41 = 0x1, 0x4, 0x8, 0x200
_SSL, _TRANSACTIONS, _SECURE, _RESULTS, _PLUGINS = 0x800, 0x2000, 0x8000, 0x20000, 0x80000
_ASKED = _LONG_PASSWORD | _LONG_FLAG | _WITH_DATABASE | _PROTOCOL_41 | _TRANSACTIONS | _SECURE | _RESULTS | _PLUGINS
_UTF8MB4 = 45
_MORE = 0x0008
_NOTHING = 1065
"""The code of a statement that holds nothing but comments."""


class Address(NamedTuple):
    """Where a server listens, and as whom to speak to it."""

    host: str
    """A name, or the path of a Unix socket."""
    port: int
    user: str
    password: str = ""


class Session:
    """A connection to one database, which may be none."""

    def __init__(self, address: Address, database: str = "") -> None:
        """Raises UnavailableError where the server does not take the connection."""
        self._number = 0
        self._is_safe = address.host.startswith("/")
        try:
            self._stream = connected(address.host, address.port, address.host, "the server")
        except OSError as error:
            raise UnavailableError(f"no connection to {address.host}: {error}") from error
        try:
            self._log_in(address, database)
        except (OSError, GoneError, struct.error, IndexError) as error:
            self._stream.close()
            raise UnavailableError(f"no connection to {address.host}: {error}") from error
        except BaseException:
            self._stream.close()
            raise

    def close(self) -> None:
        """Ends the connection; what is not committed is lost."""
        with contextlib.suppress(OSError):
            self._number = 0
            self._send(b"\x01")
        self._stream.close()

    def run(self, text: str) -> Refusal | None:
        """Runs one statement; why it was refused, or None. Raises GoneError."""
        refused = self._ask(text)[1]
        return None if refused and refused.code == str(_NOTHING) else refused

    def rows(self, text: str) -> list[tuple[str | None, ...]]:
        """The rows of a query. Raises ValueError when it is refused, and GoneError."""
        rows, refused = self._ask(text)
        if refused is not None:
            raise ValueError(f"{refused.code} {refused.words}: {text.strip()[:200]}")
        return rows

    def _ask(self, text: str) -> tuple[list[tuple[str | None, ...]], Refusal | None]:
        rows: list[tuple[str | None, ...]] = []
        try:
            self._number = 0
            self._send(b"\x03" + text.encode())
            while True:
                refused, more = self._result(rows)
                if refused or not more:
                    return rows, refused
        except (OSError, struct.error, IndexError) as error:
            raise GoneError(f"the server did not answer: {error}") from error

    def _result(self, rows: list[tuple[str | None, ...]]) -> tuple[Refusal | None, bool]:
        """Takes one result; whether another comes."""
        head = self._packet()
        if head[0] == 0xFF:
            return _refusal(head), False
        if head[0] == 0xFB:
            self._send(b"")  # no file of ours
            return self._result(rows)
        if head[0] == 0x00:
            _, at = _number(head, 1)
            _, at = _number(head, at)
            (status,) = struct.unpack("<H", head[at : at + 2])
            return None, bool(status & _MORE)
        count, _ = _number(head, 0)
        for _ in range(count + 1):
            self._packet()
        while True:
            packet = self._packet()
            if packet[0] == 0xFF:
                return _refusal(packet), False
            if packet[0] == 0xFE and len(packet) < 9:
                (status,) = struct.unpack("<H", packet[3:5])
                return None, bool(status & _MORE)
            rows.append(_row(packet, count))

    def _log_in(self, address: Address, database: str) -> None:
        greeting = self._packet()
        if greeting[0] == 0xFF:
            raise UnavailableError(f"{address.host}: {_refusal(greeting).words}")
        end = greeting.index(b"\0", 1)
        at = end + 1 + 4
        salt = greeting[at : at + 8]
        (low,) = struct.unpack("<H", greeting[at + 9 : at + 11])
        (high,) = struct.unpack("<H", greeting[at + 14 : at + 16])
        length = max(13, greeting[at + 16] - 8)
        rest = greeting[at + 27 :]
        salt += rest[:length].rstrip(b"\0")
        plugin = rest[length:].split(b"\0")[0].decode() or "mysql_native_password"
        flags = _ASKED if database else _ASKED & ~_WITH_DATABASE
        if (low | high << 16) & _SSL and not self._is_safe:
            flags |= _SSL
            self._send(struct.pack("<IIB23x", flags, 1 << 24, _UTF8MB4))
            self._stream.encrypt(address.host, checked=False)
            self._is_safe = True
        answer = _scrambled(plugin, address.password, salt)
        body = struct.pack("<IIB23x", flags, 1 << 24, _UTF8MB4) + address.user.encode() + b"\0"
        body += bytes([len(answer)]) + answer
        body += database.encode() + b"\0" if database else b""
        self._send(body + plugin.encode() + b"\0")
        self._admitted(address, plugin)

    def _admitted(self, address: Address, plugin: str) -> None:
        while True:
            packet = self._packet()
            if packet[0] == 0x00:
                return
            if packet[0] == 0xFF:
                raise UnavailableError(f"{address.host}: {_refusal(packet).words}")
            if packet[0] == 0xFE:
                name, _, salt = packet[1:].partition(b"\0")
                plugin = name.decode()
                self._send(_scrambled(plugin, address.password, salt.rstrip(b"\0")))
            elif packet[:2] == b"\x01\x04":
                if not self._is_safe:
                    raise UnavailableError(f"{address.host} asks for the password as it is, without encryption")
                self._send(address.password.encode() + b"\0")

    def _send(self, body: bytes) -> None:
        while True:
            part, body = body[:0xFFFFFF], body[0xFFFFFF:]
            self._stream.send(struct.pack("<I", len(part))[:3] + bytes([self._number & 255]) + part)
            self._number += 1
            if len(part) < 0xFFFFFF:
                return

    def _packet(self) -> bytes:
        whole = b""
        while True:
            head = self._stream.take(4)
            size = head[0] | head[1] << 8 | head[2] << 16
            self._number = head[3] + 1
            whole += self._stream.take(size)
            if size < 0xFFFFFF:
                return whole


def _scrambled(plugin: str, password: str, salt: bytes) -> bytes:
    """The proof that we know the password. Raises UnavailableError for a plugin that is not known."""
    if not password:
        return b""
    secret = password.encode()
    if plugin == "mysql_native_password":
        once = hashlib.sha1(secret).digest()
        mask = hashlib.sha1(salt + hashlib.sha1(once).digest()).digest()
    elif plugin == "caching_sha2_password":
        once = hashlib.sha256(secret).digest()
        mask = hashlib.sha256(hashlib.sha256(once).digest() + salt).digest()
    else:
        raise UnavailableError(f"the server asks for a way to log in that is not known here ({plugin})")
    return bytes(a ^ b for a, b in zip(once, mask, strict=True))


def _refusal(packet: bytes) -> Refusal:
    (code,) = struct.unpack("<H", packet[1:3])
    words = packet[9:] if packet[3:4] == b"#" else packet[3:]
    return Refusal(str(code), words.decode(errors="replace"))


def _number(packet: bytes, at: int) -> tuple[int, int]:
    first = packet[at]
    if first < 0xFB:
        return first, at + 1
    size = {0xFC: 2, 0xFD: 3, 0xFE: 8}[first]
    return int.from_bytes(packet[at + 1 : at + 1 + size], "little"), at + 1 + size


def _row(packet: bytes, count: int) -> tuple[str | None, ...]:
    row: list[str | None] = []
    at = 0
    for _ in range(count):
        if packet[at] == 0xFB:
            row.append(None)
            at += 1
            continue
        size, at = _number(packet, at)
        row.append(packet[at : at + size].decode(errors="replace"))
        at += size
    return tuple(row)
