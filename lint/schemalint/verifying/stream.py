"""The bytes that a server sends, taken as many at a time as its protocol says."""

from __future__ import annotations

import socket
import ssl

from schemalint.verifying.engine import STATEMENT_SECONDS, GoneError

_PATIENCE = STATEMENT_SECONDS + 10
"""Seconds without a byte after which a server counts as gone: a little more than a statement may take."""


class Stream:
    """A connection to a server."""

    def __init__(self, plain: socket.socket, server: str) -> None:
        """`server` is its name for messages."""
        self._socket = plain
        self._server = server
        self._held = b""

    def take(self, count: int) -> bytes:
        """The next bytes. Raises GoneError when the server ends before, and OSError when it is silent."""
        parts = [self._held]
        held = len(self._held)
        while held < count:
            more = self._socket.recv(65536)
            if not more:
                raise GoneError(f"{self._server} closed the connection")
            parts.append(more)
            held += len(more)
        whole = b"".join(parts)
        self._held = whole[count:]
        return whole[:count]

    def send(self, data: bytes) -> None:
        """Sends all of it. Raises OSError."""
        self._socket.sendall(data)

    def encrypt(self, host: str, *, checked: bool) -> None:
        """Goes on under TLS; `checked` asks for a certificate of that host that the system trusts. Raises OSError."""
        context = ssl.create_default_context()
        if not checked:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        self._socket = context.wrap_socket(self._socket, server_hostname=host)

    def close(self) -> None:
        """Ends the connection."""
        self._socket.close()


def connected(host: str, port: int, path: str, server: str) -> Stream:
    """A connection over TCP, or over the Unix socket `path` where the host is a path. Raises OSError."""
    if not host.startswith("/"):
        return Stream(socket.create_connection((host, port), _PATIENCE), server)
    plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    plain.settimeout(_PATIENCE)
    try:
        plain.connect(path)
    except OSError:
        plain.close()
        raise
    return Stream(plain, server)
