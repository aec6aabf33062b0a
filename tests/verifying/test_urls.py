"""URLs of databases: what they say, and what is never said of them."""

from __future__ import annotations

import pytest

from schemalint.verifying.engine import UnavailableError
from schemalint.verifying.url import parsed


def test_a_url_is_taken_apart() -> None:
    target = parsed("postgresql://me:a%2Fb@db.example:6000/app?sslmode=require")
    assert target == ("postgres", "db.example", 6000, "me", "a/b", "app", "require")
    assert parsed("mysql://me@localhost/app").port == 3306
    assert parsed("mariadb://me@localhost/app?socket=/run/x.sock").host == "/run/x.sock"
    assert parsed("postgres://me@/app?host=/run/postgresql").host == "/run/postgresql"


@pytest.mark.parametrize(
    "url",
    [
        "oracle://me:canary@h/app", "postgres://h/app", "postgres://me:canary@h", "postgres://me:canary@h:port/app",
        "postgres://me:canary@h/app?sslmode=maybe", "canary", "postgres://me:canary@[h/app",
    ],
)  # fmt: skip
def test_a_wrong_url_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(UnavailableError) as error:
        parsed(url)
    assert "canary" not in str(error.value)


def test_what_is_shown_holds_no_password() -> None:
    assert parsed("postgres://me:canary@h/app").shown == "h:5432/app"
