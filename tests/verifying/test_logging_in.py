"""How a password is proved without being sent, by the examples of the standards."""

from __future__ import annotations

import pytest

from schemalint.verifying.engine import UnavailableError
from schemalint.verifying.mysql_wire import _scrambled
from schemalint.verifying.postgres_wire import _Scram

NONCE = "rOprNGfwEbeRWgbNEkqO"
CHALLENGE = f"r={NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"


def scram() -> _Scram:
    """As in section 3 of RFC 7677, whose client names its user; ours leaves that to the first message of the protocol."""
    made = _Scram("pencil")
    made.nonce, made.bare = NONCE, f"n=user,r={NONCE}"
    return made


def test_the_example_of_rfc_7677() -> None:
    one = scram()
    assert one.final(CHALLENGE.encode()).decode().endswith("p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    one.check(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")


def test_a_server_that_does_not_know_the_password_is_left() -> None:
    one = scram()
    one.final(CHALLENGE.encode())
    with pytest.raises(UnavailableError, match="does not know the password"):
        one.check(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=")
    with pytest.raises(UnavailableError, match="answered somebody else"):
        scram().final(b"r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")


def test_passwords_of_mysql() -> None:
    salt = bytes(range(1, 21))
    assert _scrambled("mysql_native_password", "", salt) == b""
    assert len(_scrambled("mysql_native_password", "x", salt)) == 20
    assert len(_scrambled("caching_sha2_password", "x", salt)) == 32
    with pytest.raises(UnavailableError, match="not known here"):
        _scrambled("dialog", "x", salt)
