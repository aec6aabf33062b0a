"""The drawn diagram: boxes that do not overlap, and lines that keep to the space between them."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from schemalint.generating.html.drawing import drawn, entities, path, placed, relations
from schemalint.generating.html.layout import Box, Layout, Tie, layout
from schemalint.model.name import Ref
from schemalint.model.replay import Block
from schemalint.model.schema import Catalog
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split


def drawing(seed: int) -> tuple[list[Box], list[Tie]]:
    """Any graph: chains, hubs, circles, loops, two lines between the same boxes, boxes without lines."""
    dice = random.Random(seed)
    boxes = [Box(dice.randint(80, 300), dice.choice([60, 75, 94, 300])) for _ in range(dice.randint(1, 40))]
    ties = []
    for _ in range(dice.randint(0, 2 * len(boxes))):
        child = dice.randrange(len(boxes))
        parent = dice.randrange(len(boxes)) if dice.random() < 0.6 else 0
        ties.append(Tie(child, parent, dice.randint(1, boxes[child].height - 1), 15, dice.choice(["a", "b"])))
    return boxes, ties


@pytest.mark.parametrize("start", range(0, 240, 20))
def test_boxes_stand_apart_and_lines_keep_out_of_them(start: int) -> None:
    for seed in range(start, start + 20):
        boxes, ties = drawing(seed)
        found = layout(boxes, ties)
        _apart(boxes, found)
        _between(ties, found)
        _distinct(ties, found)
        assert layout(boxes, ties) == found


def _apart(boxes: list[Box], found: Layout) -> None:
    for at, (box, one) in enumerate(zip(boxes, found.places, strict=True)):
        assert one.width >= box.width and one.height == box.height
        assert one.x >= 0 and one.y >= 0 and one.x + one.width <= found.width and one.y + one.height <= found.height
        for other in found.places[:at]:
            beside = one.x >= other.x + other.width or other.x >= one.x + one.width
            assert beside or one.y >= other.y + other.height or other.y >= one.y + one.height


def _between(ties: list[Tie], found: Layout) -> None:
    for tie, points in zip(ties, found.routes, strict=True):
        for (x, y), node, port in (
            (points[0], tie.child, tie.child_port),
            (points[-1], tie.parent, tie.parent_port),
        ):
            place = found.places[node]
            assert x in (place.x, place.x + place.width)
            assert y == place.y + port or (tie.child == tie.parent and place.y < y < place.y + place.height)
        for (x, y), (u, v) in itertools.pairwise(points):
            assert (x == u) != (y == v), "level or upright"
            assert min(x, u) >= 0 and max(x, u) <= found.width and min(y, v) >= 0 and max(y, v) <= found.height
            for place in found.places:
                inside = max(x, u) > place.x and min(x, u) < place.x + place.width
                assert not (inside and max(y, v) > place.y and min(y, v) < place.y + place.height), "through a box"


def _distinct(ties: list[Tie], found: Layout) -> None:
    """Lines that have neither end in common never lie on each other."""
    pieces = [
        (tie, (*min(first, second), *max(first, second)))
        for tie, points in zip(ties, found.routes, strict=True)
        for first, second in itertools.pairwise(points)
    ]
    for at, (tie, (left, top, right, bottom)) in enumerate(pieces):
        for other, (left2, top2, right2, bottom2) in pieces[:at]:
            if {tie.child, tie.parent} & {other.child, other.parent}:
                continue
            upright = left == right == left2 == right2 and min(bottom, bottom2) > max(top, top2)
            level = top == bottom == top2 == bottom2 and min(right, right2) > max(left, left2)
            assert not upright and not level, (tie, other)


def test_parents_stand_left_of_their_children() -> None:
    found = layout([Box(100, 60)] * 4, [Tie(1, 0, 30, 30), Tie(2, 1, 30, 30), Tie(3, 0, 30, 30)])
    x = [place.x for place in found.places]
    assert x[0] < x[1] < x[2] and x[0] < x[3]


def test_a_chain_runs_straight() -> None:
    found = layout([Box(100, 60)] * 5, [Tie(at + 1, at, 30, 30) for at in range(4)])
    assert all(len(points) == 2 for points in found.routes)


def test_work_grows_with_the_diagram_and_not_with_its_square() -> None:
    """Counted in places asked for, since clocks differ."""

    def asked(count: int) -> int:
        boxes = [Box(150, 90)] * count
        ties = [Tie(at, max(0, at - 1 - at % 7), 40, 15) for at in range(1, count)]
        counter = Counted(boxes)
        layout(counter, ties)
        return counter.asked

    assert asked(800) <= 5 * asked(200)


class Counted(list[Box]):
    asked = 0

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        self.asked += 1
        return super().__getitem__(at)


def test_nothing_is_a_diagram_too() -> None:
    assert layout([], []) == Layout(0, 0, (), ())


# --- from a catalogue -----------------------------------------------------------------------------------------------


def catalog(text: str) -> Catalog:
    block = Block(tuple(map(read, split(text, "postgres", "schema.sql"))))
    return replay([block], "postgres", path="schema.sql", kind="snapshot").catalog


SQL = """
CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE, boss int REFERENCES users);
CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, agent_id int REFERENCES users);
CREATE TABLE profiles (user_id int PRIMARY KEY REFERENCES users, bio text);
CREATE TABLE logs (at timestamptz, note text) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
"""


def test_every_relation_is_drawn_with_its_marks() -> None:
    held = catalog(SQL)
    shown = entities(held, lambda ref: ref.name)
    assert [one.title for one in shown] == ["logs", "orders", "profiles", "users"]
    ties = relations(held, shown)
    told = {(shown[one.child].title, one.key.columns, one.required, one.single) for one in ties}
    assert told == {
        ("users", ("boss",), False, False),
        ("orders", ("user_id",), True, False),
        ("orders", ("agent_id",), False, False),
        ("profiles", ("user_id",), True, True),
    }
    text = drawn("shop", shown, ties, lambda ref: f"table.{ref.name}")
    lines = re.findall(r'<path data-r="([^"]+)" d="([^"]+)"><title>([^<]+)</title>', text)
    assert len(lines) == len(ties)
    assert "orders(user_id) → users(id)" in {title for _, _, title in lines}
    assert all(re.fullmatch(r"[MHVhvlmqaL0-9 .-]+", d) for _, d, _ in lines)


def test_lines_meet_the_rows_of_their_columns() -> None:
    held = catalog(SQL)
    shown = entities(held, lambda ref: ref.name)
    ties = relations(held, shown)
    found = placed(shown, ties)
    for one, points in zip(ties, found.routes, strict=True):
        child = shown[one.child]
        row = child.shown.index(one.key.columns[0])
        assert abs(points[0][1] - found.places[one.child].y - 30 - 19 * row - 9) <= (
            12 if one.child == one.parent else 0
        )


def test_of_large_diagrams_boxes_show_keys_only() -> None:
    text = "".join(
        f"CREATE TABLE t{at} (id int PRIMARY KEY, note text, up int REFERENCES t{max(at - 1, 0)});" for at in range(70)
    )
    shown = entities(catalog(text), lambda ref: ref.name)
    assert len(shown) == 70
    assert {one.shown for one in shown} == {("id", "up")} and {one.more for one in shown} == {1}


def test_a_wide_table_shows_its_keys_first() -> None:
    columns = ", ".join(f"c{at} int" for at in range(40))
    held = catalog(f"CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t ({columns}, p int REFERENCES p);")
    wide = entities(held, lambda ref: ref.name)[1]
    assert "p" in wide.shown and len(wide.shown) == 15 and wide.more == 26
    assert wide.port(("p",)) == wide.height - 7 - 19 - 19 + 9


def test_a_key_to_what_is_not_drawn_is_no_line() -> None:
    held = catalog("CREATE TABLE t (id int PRIMARY KEY, x int REFERENCES gone);")
    shown = entities(held, lambda ref: ref.name)
    assert relations(held, shown) == ()
    assert drawn("t", shown, (), lambda ref: "x").count('<g class="box"') == 1
    assert Ref("public", "gone") not in {one.ref for one in shown}


@pytest.mark.parametrize(("single", "required"), [(False, False), (False, True), (True, False), (True, True)])
def test_marks_tell_how_many(single: bool, required: bool) -> None:
    text = path([(100, 50), (60, 50), (60, 90), (20, 90)], single=single, required=required)
    assert text.count("a3.5") == (2 if required else 4), "a circle of two arcs at every end that may have none"
    assert ("l-10 5" in text) == (not single)
    assert text.count("v10") + text.count("v-10") == 1 + single + required
