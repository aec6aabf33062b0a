"""Two pictures of a server: what counts as different, and what is told apart."""

from __future__ import annotations

from schemalint.verifying.compare import columns, compared
from schemalint.verifying.values import Picture

BEFORE: Picture = {
    "table": {("public", "t", "r")},
    "column": {("public", "t", "a", "integer", "NOT NULL"), ("public", "t", "b", "text", "")},
    "order": {("public", "t", "a,b")},
    "constraint": {("public", "t", "t_a_key", "UNIQUE (a)")},
    "index": {("public", "t", "t_b", "btree (b)")},
}


def with_(**rows: set[tuple[str, ...]]) -> Picture:
    return {**BEFORE, **rows}


def test_nothing_differs_from_itself() -> None:
    assert compared(BEFORE, BEFORE) == ((), ())


def test_columns_in_another_order_are_told_apart() -> None:
    left = compared(with_(order={("public", "t", "b,a")}), BEFORE)
    assert left.real == ()
    assert left.apart == ("the columns of public.t stand in another order: b,a; before: a,b",)


def test_another_name_is_told_apart() -> None:
    left = compared(with_(constraint={("public", "t", "t_a_key1", "UNIQUE (a)")}), BEFORE)
    assert left.real == ()
    assert left.apart == ("the constraint t_a_key of public.t is now called t_a_key1",)


def test_another_definition_under_the_same_name_is_real() -> None:
    left = compared(with_(index={("public", "t", "t_b", "btree (b, a)")}), BEFORE)
    assert left.real == ("index public.t.t_b: btree (b, a) instead of btree (b)",)


def test_what_is_gone_and_what_is_left() -> None:
    assert compared(with_(index=set()), BEFORE).real == ("index public.t.t_b is missing",)
    assert compared(BEFORE, with_(index=set())).real == ("index public.t.t_b is left behind",)


def test_two_alike_of_which_one_is_gone() -> None:
    both = with_(index={("public", "t", "t_b", "btree (b)"), ("public", "t", "t_b2", "btree (b)")})
    assert compared(BEFORE, both).real == ("index public.t.t_b2 is missing",)


def test_a_table_that_is_new_has_no_other_order() -> None:
    more = with_(order={("public", "t", "a,b"), ("public", "u", "x")})
    assert compared(more, BEFORE).apart == ()


def test_columns_with_their_types_in_order() -> None:
    assert columns(BEFORE) == {("public", "t"): {"a": "integer", "b": "text"}}


def test_long_texts_are_shown_where_they_part() -> None:
    old = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + "x := 1; " * 30 + "RETURN NEW; END $$"
    before, after = {"routine": {("s", "f", old)}}, {"routine": {("s", "f", old.replace("NEW", "OLD"))}}
    (line,) = compared(after, before).real
    assert line == ("routine s.f: ...= 1; x := 1; RETURN OLD; END $$ instead of ...= 1; x := 1; RETURN NEW; END $$"), (
        line
    )
