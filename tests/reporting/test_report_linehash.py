"""Line hashes, held against the values that the upload action of code scanning is itself tested with."""

from __future__ import annotations

import pytest

from schemalint.reporting.linehash import line_hashes

GREETINGS = (
    "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 c8e28b0b4002a3a0:1 "
    "c129715d7a2bc9a3:1"
)
VECTORS = [
    ("", "c129715d7a2bc9a3:1"),
    (" a\nb\n  \t\tc\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
    (
        " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
        "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 b86d3392aea1be30:1 e6ceba753e1a442:1",
    ),
    (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS),
    (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS),
    (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS),
    (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS),
    (
        "Lorem ipsum dolor sit amet.\n" * 10,
        "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 "
        "a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 "
        "c129715d7a2bc9a3:1",
    ),
]


@pytest.mark.parametrize(("text", "wanted"), VECTORS)
def test_hashes_are_those_of_code_scanning(text: str, wanted: str) -> None:
    assert " ".join(line_hashes(text)) == wanted


def test_a_line_keeps_its_hash_when_lines_come_above() -> None:
    text = "CREATE TABLE a (id int);\n" + "-- padding that fills more than the window\n" * 4
    assert line_hashes("\n\n" + text)[2] == line_hashes(text)[0]


def test_characters_beyond_the_basic_plane_count_as_two_units() -> None:
    assert line_hashes("😀") == line_hashes("\ud83d\ude00")
