from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemalint.fixing.edits import applied, overlap, together
from schemalint.model.diagnostic import Edit
from schemalint.model.text import Span


def _edit(start: int, end: int, text: str = "x") -> Edit:
    return Edit(Span("a.sql", start, end), text)


@given(
    st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8), st.text(max_size=5)), max_size=8)
)
def test_edits_that_go_together_give_what_one_by_one_gives(text: str, wishes: list[tuple[int, int, str]]) -> None:
    edits = [_edit(min(start, len(text)), min(start + width, len(text)), new) for start, width, new in wishes]
    kept = [edits[number] for number in together([(edit,) for edit in edits])]
    expected = text
    for edit in sorted(set(kept), key=lambda one: one.span, reverse=True):
        new = edit.text.replace("\r\n", "\n")
        new = new.replace("\n", "\r\n") if "\r\n" in text else new
        expected = expected[: edit.span.start] + new + expected[edit.span.end :]
    assert applied({"a.sql": text}, kept).get("a.sql", text) == expected


def test_two_insertions_at_one_place_do_not_go_together() -> None:
    assert overlap(_edit(3, 3, "a"), _edit(3, 3, "b"))
    assert together([(_edit(3, 3, "a"),), (_edit(3, 3, "b"),), (_edit(4, 5),)]) == (0, 2)


def test_a_fix_is_left_out_as_a_whole() -> None:
    assert together([(_edit(0, 2),), (_edit(5, 6), _edit(1, 2)), (_edit(5, 6),)]) == (0, 2)


def test_the_same_edit_is_shared() -> None:
    assert together([(_edit(0, 1), _edit(4, 4)), (_edit(4, 4), _edit(8, 9))]) == (0, 1)
    assert applied({"a.sql": "0123456789"}, [_edit(4, 4), _edit(4, 4)]) == {"a.sql": "0123x456789"}


def test_new_text_takes_the_line_ends_of_its_document() -> None:
    assert applied({"a.sql": "a\r\nb"}, [_edit(3, 3, "x\ny\n")]) == {"a.sql": "a\r\nx\r\ny\r\nb"}
    assert applied({"a.sql": "a\nb"}, [_edit(2, 2, "x\r\n")]) == {"a.sql": "a\nx\nb"}
