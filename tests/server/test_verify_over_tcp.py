"""`verify` on a PostgreSQL that a URL names over TCP: passwords, and encryption with a certificate of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from schemalint.config import Options
from schemalint.verify import Asked, verify
from schemalint.verifying import postgres
from schemalint.verifying.engine import UnavailableError
from schemalint.verifying.postgres_wire import Address, Session
from schemalint.verifying.private import Private

pytestmark = pytest.mark.server
PASSWORD = "p w:/@%"
ACCESS = """
local all all trust
hostssl all plain 127.0.0.1/32 password
hostssl all hashed 127.0.0.1/32 md5
hostssl all all 127.0.0.1/32 scram-sha-256
"""


class Listening(NamedTuple):
    """A server, and how to speak to it."""

    port: int
    certificate: Path
    admin: Address

    def address(self, user: str = "owner", password: str = PASSWORD, **given: str) -> Address:
        return Address(given.get("host", "127.0.0.1"), self.port, user, password, given.get("ssl", "require"))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    folders, openssl = postgres.folders(), shutil.which("openssl")
    if not folders or openssl is None:
        pytest.skip("no PostgreSQL binaries" if openssl else "no openssl")
    home = Private(refuses_root=True)
    try:
        yield _started(home, folders[0], openssl, tmp_path_factory.mktemp("certificate"))
    finally:
        home.stop()


def _started(home: Private, folder: str, openssl: str, kept: Path) -> Listening:
    data = os.path.join(home.folder, "data")
    home.run([f"{folder}/initdb", "--no-sync", "--locale=C", "-E", "UTF8", "-U", "root", "-A", "trust", "-D", data])
    key, certificate = os.path.join(home.folder, "key"), os.path.join(home.folder, "certificate")
    home.run(
        [
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        ]
    )  # fmt: skip
    Path(data, "pg_hba.conf").write_text(ACCESS)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home.start(
        [
            f"{folder}/postgres", "-D", data, "-k", home.folder, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "ssl=on",
            "-c", f"ssl_key_file={key}", "-c", f"ssl_cert_file={certificate}", "-c", "fsync=off",
        ],
        signal.SIGQUIT,
    )  # fmt: skip
    admin = Address(home.folder, port, "root")
    postgres._await(home, admin)
    session = Session(admin, "postgres")
    for text in (
        f"CREATE ROLE owner LOGIN CREATEDB PASSWORD '{PASSWORD}'",
        f"CREATE ROLE plain LOGIN PASSWORD '{PASSWORD}'",
        "SET password_encryption = 'md5'",
        f"CREATE ROLE hashed LOGIN PASSWORD '{PASSWORD}'",
        "CREATE DATABASE app",
    ):
        assert session.run(text) is None, text
    session.close()
    copied = kept / "certificate.pem"
    shutil.copy(certificate, copied)
    return Listening(port, copied, admin)


@pytest.mark.parametrize("user", ["owner", "plain", "hashed"])
def test_each_way_to_log_in(user: str, listening: Listening) -> None:
    session = Session(listening.address(user), "app")
    assert session.rows("SELECT current_user, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == [(user, "t")]
    session.close()


@pytest.mark.parametrize("user", ["owner", "plain", "hashed"])
def test_a_wrong_password_is_refused_and_not_said(user: str, listening: Listening) -> None:
    with pytest.raises(UnavailableError) as error:
        Session(listening.address(user, "canary"), "app")
    assert "password authentication failed" in str(error.value) and "canary" not in str(error.value)


def test_without_encryption_this_server_takes_nobody(listening: Listening) -> None:
    with pytest.raises(UnavailableError, match="no encryption"):
        Session(listening.address(ssl="disable"), "app")


def test_the_certificate_is_held_against_the_host_where_that_is_asked_for(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = listening.address(host="localhost", ssl="verify-full")
    with pytest.raises(UnavailableError, match="certificate verify failed"):
        Session(asked, "app")
    monkeypatch.setenv("SSL_CERT_FILE", str(listening.certificate))
    Session(asked, "app").close()
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1"):
        Session(asked._replace(host="127.0.0.1"), "app")  # the certificate says localhost


def test_a_server_that_does_not_encrypt_is_left_where_encryption_is_asked_for() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        heard: list[bytes] = []

        def answer() -> None:
            client, _ = server.accept()
            with client:
                heard.append(client.recv(100))
                client.sendall(b"N")
                heard.append(client.recv(100))

        thread = Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(UnavailableError, match="does not encrypt, and sslmode=require asks for it"):
            Session(Address("127.0.0.1", server.getsockname()[1], "owner", "canary", "require"), "app")
        thread.join(10)
    assert heard[1:] == [b""], "nothing is said in the clear"


def test_a_history_is_proved_over_tcp_and_leaves_nothing_behind(listening: Listening, tmp_path: Path) -> None:
    (tmp_path / "0001_users.up.sql").write_text("CREATE TABLE users (id bigint PRIMARY KEY, email text);")
    (tmp_path / "0001_users.down.sql").write_text("DROP TABLE users;")
    url = f"postgres://owner:p%20w%3A%2F%40%25@127.0.0.1:{listening.port}/app?sslmode=require"
    session = Session(listening.admin, "postgres")
    query = "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1"
    before = session.rows(query)
    (found,) = verify([str(tmp_path)], Options(isolated=True, dialect="postgres"), Asked(url))
    assert [proof.verdict for proof in found.proofs] == ["proved"], found
    assert session.rows(query) == before
    assert PASSWORD not in repr(found)
    session.close()
