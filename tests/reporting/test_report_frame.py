"""Carets stand below what they mean, whatever the characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemalint.model.text import Lines, Span
from schemalint.reporting.frame import frame
from schemalint.reporting.terminal import clean, width

FRAMES = [
    ("a bad c", "bad", ["1 | a bad c", "  |   ^^^"]),
    ("\tbad", "bad", ["1 |     bad", "  |     ^^^"]),
    ("ab\tbad", "bad", ["1 | ab  bad", "  |     ^^^"]),
    ("名前 bad", "bad", ["1 | 名前 bad", "  |      ^^^"]),
    ("x 名前", "名前", ["1 | x 名前", "  |   ^^^^"]),
    ("e\u0301e\u0301 bad", "bad", ["1 | e\u0301e\u0301 bad", "  |    ^^^"]),
    ("\u200bbad", "bad", ["1 | \u200bbad", "  | ^^^"]),
    ("\x1b[2Jbad", "bad", ["1 | \\x1b[2Jbad", "  |        ^^^"]),
    ("a\u202eb bad", "bad", ["1 | a\\u202eb bad", "  |          ^^^"]),
    ("one\ntwo bad\nthree", "bad", ["2 | two bad", "  |     ^^^"]),
    ("a (\n  b\n) c", "(\n  b\n)", ["1 | a (", "  |   ^", "2 |   b", "  |   ^", "3 | ) c", "  | ^"]),
]


def _frame(text: str, start: int, end: int, columns: int = 80) -> list[str]:
    return frame(Span("x.sql", start, end), Lines(text), gutter=1, style="error", color=False, columns=columns)


@pytest.mark.parametrize(("text", "word", "wanted"), FRAMES)
def test_carets(text: str, word: str, wanted: list[str]) -> None:
    start = text.index(word)
    assert _frame(text, start, start + len(word)) == ["  |", *wanted]


def test_a_long_span_shows_its_ends() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 9))
    shown = _frame(text, 0, len(text))
    assert [line for line in shown if "^" not in line] == ["  |", "1 | line 1", "2 | line 2", "...", "8 | line 8"]


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    text = "a" * 500_000 + "BAD" + "b" * 500_000
    _, source, carets = _frame(text, 500_000, 500_003, columns=60)
    assert len(source) < 70
    assert carets.index("^") == source.index("BAD")
    assert carets.count("^") == 3


def test_an_empty_span_has_one_caret() -> None:
    assert _frame("ab", 2, 2)[-1] == "  |   ^"


def test_an_empty_file_has_no_frame() -> None:
    assert _frame("", 0, 0) == []


@given(st.text(max_size=80), st.data())
def test_any_text_and_any_span_make_a_frame(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    shown = _frame(text, start, end, columns=40)
    assert bool(shown) == bool(text)
    for line in shown:
        assert not any(unicodedata.category(char) == "Cc" for char in line)
        assert width(line) <= 46


@given(st.text())
def test_clean_text_holds_no_control_character(text: str) -> None:
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in clean(text))
