"""Where frameworks cut scripts by rules of their own."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from schemalint.frameworks import named
from schemalint.frameworks.cutting import cuts


def pieces(name: str, text: str, marker: str = "") -> list[str]:
    framework = named(name)
    assert framework is not None
    found = cuts(framework, text, 0, len(text), marker)
    assert found is not None
    places = [0, *found, len(text)]
    return [piece for at, end in pairwise(places) for piece in [text[at:end].strip()] if piece]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("goose", "a;\nb\nc; -- d;\n", ["a;", "b\nc;", "-- d;"]),
        ("goose", "a --b;\nc;", ["a --b;\nc;"]),
        ("goose", "a--b;\nc;", ["a--b;", "c;"]),
        (
            "goose",
            "-- +goose StatementBegin\na;\nb;\n-- +goose statementend\nc;\n",
            ["-- +goose StatementBegin\na;\nb;", "-- +goose statementend\nc;"],
        ),
        ("sql-migrate", "a;b;\nc", ["a;b;", "c"]),
        ("drizzle", "a;--> statement-breakpoint\nb;c;", ["a;--> statement-breakpoint", "b;c;"]),
        ("play", "a;b;;c;", ["a;", "b;;c;"]),
        ("mybatis", "-- a;\nb; c\nd;", ["-- a;\nb; c\nd;"]),
        ("liquibase", "a ';' b; /* ; */ c; -- ;\n\"x;y\";", ["a ';' b;", "/* ; */ c;", '-- ;\n"x;y";']),
        ("liquibase", "BEGIN a; IF b; END IF; c; END; d;", ["BEGIN a; IF b; END IF; c; END;", "d;"]),
        ("liquibase", "BEGIN TRAN; a;", ["BEGIN TRAN;", "a;"]),
        ("liquibase", "a\nGO\nb\n/\nc", ["a\nGO", "b\n/", "c"]),
        ("golang-migrate", "a ';' b", ["a ';", "' b"]),
    ],
)
def test_pieces(name: str, text: str, expected: list[str]) -> None:
    assert pieces(name, text) == expected


@pytest.mark.parametrize("marker", ["--changeset a:1 splitStatements:false", "--changeset a:1 endDelimiter://"])
def test_a_changeset_may_say_how_it_is_cut(marker: str) -> None:
    liquibase = named("liquibase")
    assert liquibase is not None
    assert cuts(liquibase, "a;b;", 0, 4, marker) is None


@pytest.mark.parametrize("name", ["dbmate", "flyway", "prisma", "sqlx", "yoyo", "numbered"])
def test_what_is_sent_as_it_is_is_not_cut(name: str) -> None:
    framework = named(name)
    assert framework is not None
    assert cuts(framework, "a;b;", 0, 4) is None


@pytest.mark.parametrize("name", ["goose", "drizzle", "play", "mybatis", "liquibase", "golang-migrate"])
@pytest.mark.parametrize("piece", ["a; ", "'", "-- x;\n", "/*", "BEGIN ", ";;", "a\n"])
def test_in_linear_time(name: str, piece: str) -> None:
    framework = named(name)
    assert framework is not None
    text = piece * (300_000 // len(piece))
    began = time.process_time()
    cuts(framework, text, 0, len(text))
    assert time.process_time() - began < 3
