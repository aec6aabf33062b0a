"""Where the text of a table says a word: the value of an option, a character set."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from schemalint import Span, Table
from schemalint_rules._proposals import Written
from schemalint_rules._vocabulary import plain


def words_of(table: Table, written: Written, wanted: Callable[[str, str], bool]) -> Iterator[Span]:
    """The words of the statement that made the table which `wanted` says yes to; it gets each, in lower case and without
    quotes, with the word before it (`=` left out), in upper case. None where the statement is not among what was read."""
    statement = written.statement(table.statement)
    if statement is None:
        return
    tokens = statement.tokens
    before = ""
    for word, upper, start in zip(tokens.words, tokens.upper, tokens.starts, strict=True):
        if word == "=":
            continue
        if wanted(before, plain(word).strip("'").lower()):
            yield Span(statement.path, start, start + len(word))
        before = upper
