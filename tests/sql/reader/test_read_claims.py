"""No word of a statement is passed over in silence: a word that no grammar knows, put anywhere, must be seen."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_read_grammar import CASES, DIALECTS, blocks

from schemalint.model.document import Dialect
from schemalint.model.text import Span
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

WORD = "FROBNICATE"
# Where the grammar itself takes any name and no rule asks which: MySQL's names of primary keys and of the indexes behind
# foreign keys, the alias of a table that Oracle indexes, a filegroup, the segment of a LOB.
FREE_NAMES = (
    f"PRIMARY KEY {WORD} ", f"FOREIGN KEY {WORD} (", f"ADD CONSTRAINT {WORD} UNIQUE KEY", "MOVE TO ", f"USING {WORD} 'AES256'",
    f"SECUREFILE {WORD} (", "FROM S", f"FROM {WORD} S", f"FOR QUERY LOW PRIORITY {WORD}", f"SUBPARTITION {WORD}",
    "XMLTYPE XMLTYPE", f"FAMILY {WORD} (", f"= {WORD} (", f"BINARY XML {WORD}", f"STORE IN {WORD}", f"PRIMARY KEY {WORD}(", f"FOREIGN KEY {WORD}(",
)  # fmt: skip
# Brackets that are passed over as a whole, because nothing in them matters to a schema: storage, loaders, waits, and the
# bounds of partitions, which are expressions.
PASSED = frozenset({
    "STORAGE", "SECUREFILE", "EXTERNAL", "PARAMETERS", "LOCATION", "ANNOTATIONS", "THAN", "AT", "INTERVAL", "INDEX", "TEMPLATE",
    "LOCAL", "WAIT_AT_LOW_PRIORITY", "ON", "=", "LOG", "DATA", "G1", "G", "INTO", "HASH",
})  # fmt: skip


def passed_over(before: str) -> bool:
    """Whether the end of `before` lies in a bracket that is passed over."""
    heads: list[str] = []
    for at, char in enumerate(before):
        if char == "(":
            word = re.findall(r"\w+|[=)]", before[:at])[-1:] or [""]
            heads.append("SUBPARTITION" if before[at + 1 :].lstrip().startswith("SUBPARTITION") else word[0].upper())
        elif char == ")" and heads:
            heads.pop()
    return any(head in PASSED or head == "SUBPARTITION" for head in heads)


def plain(value: object) -> object:
    """A value without its places."""
    if isinstance(value, Span):
        return None
    if isinstance(value, tuple):
        return (type(value).__name__, *map(plain, value))
    return value


def silent(sql: str, dialect: Dialect) -> list[str]:
    """The texts with the unknown word that read as if it were not there."""
    (statement,) = split(sql, dialect, "t.sql")
    expected = plain(read(statement).changes)
    starts, words = statement.tokens.starts, statement.tokens.words
    found: list[str] = []
    for at in (*starts, starts[-1] + len(words[-1])):
        text = f"{sql[:at]} {WORD} {sql[at:]}"
        cut = split(text, dialect, "t.sql")
        if len(cut) != 1:
            continue
        reading = read(cut[0])
        assert reading.claimed == len(cut[0].tokens.words)
        if reading.complete and plain(reading.changes) == expected and not passed_over(sql[:at]):
            found.append(" ".join(text[max(0, at - 60) : at + 40].split()))
    return found


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_unknown_word_is_never_overlooked(dialect: Dialect) -> None:
    overlooked = [
        place
        for sql, _ in blocks(dialect)
        for place in silent(sql.rstrip(";"), dialect)
        if not any(name in place.upper() for name in FREE_NAMES)
        and not (dialect == "oracle" and " ON " in place and f"{WORD} (" in place)
    ]
    assert overlooked == []


@given(st.randoms(use_true_random=False), st.sampled_from(CASES), st.sampled_from([*DIALECTS, "standard"]))
@settings(max_examples=300)
def test_broken_statements_are_read_to_their_end(
    rng: random.Random, case: tuple[str, str, list[str]], dialect: Dialect
) -> None:
    """Tokens dropped, doubled, exchanged: never an exception, never a token lost."""
    words = [word for statement in split(case[1], dialect, "t.sql") for word in statement.tokens.words]
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(words) + 1)
        words[at:at] = [rng.choice([*words, "(", ")", ",", "[", "]", "...", "${x}", "'", "::", "."])]
        del words[rng.randrange(len(words))]
    for statement in split(" ".join(words[: rng.randint(1, len(words))]), dialect, "t.sql"):
        assert read(statement).claimed == len(statement.tokens.words)
