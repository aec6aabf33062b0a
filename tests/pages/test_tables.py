from __future__ import annotations

import pytest


def rows(read) -> list[list[str]]:
    return [[cell.text for cell in row] for table in read.tables for row in table.rows]


def test_cells_have_exact_places(page) -> None:
    text = "# t\n\nlead\n| `a` | **b**  |\n|:-|-:|\n|  x \\| y |`p`|\n||\n| 1 | 2 | 3 |\nafter\n"
    read = page(text)
    table = read.tables[0]
    assert [cell.text for cell in table.header] == ["a", "b"]
    assert rows(read) == [["x | y", "p"], ["", ""], ["1", "2"]]
    assert table.ragged == (1, 2)
    for row in (table.header, *table.rows):
        for cell in row:
            assert read.written(cell.span) == cell.written
    assert read.written(table.delimiter) == "|:-|-:|"
    assert read.written(table.span).startswith("| `a`")
    assert read.written(table.span).endswith("| 3 |")
    assert [read.written(span) for span in table.row_spans] == ["|  x \\| y |`p`|", "||", "| 1 | 2 | 3 |"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a | b\n--|--\n1 | 2\n", [["1", "2"]]),
        ("> | a | b |\n> |---|---|\n> | 1 | 2 |\n", [["1", "2"]]),
        ("- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n", [["1", "2"]]),
        ("| a |\n|---|\n| 1 |\n", [["1"]]),
        ("| a | b |\n|---|\n| 1 | 2 |\n", [["1", "2"]]),
        ("| a | b |\n|---|---|\n| `x|y` | 2 |\n", [["x|y", "2"]]),
        ("text\n---\n", []),
        ("| a | b |\nno dashes\n", []),
        ("```\n| a | b |\n|---|---|\n| 1 | 2 |\n```\n", []),
        ("| a | b |\n|---|---|\n| [t](u) | <br/>x&lt;y |\n", [["t", "x<y"]]),
    ],
)
def test_where_tables_are(page, text: str, expected: list[list[str]]) -> None:
    assert rows(page(text)) == expected


def test_marks_are_taken_off_but_names_kept(page) -> None:
    read = page("| a | b | c | d | e |\n|-|-|-|-|-|\n| _id | user_id_x | **`x`** | ~~gone~~ | a * b |\n")
    assert rows(read) == [["_id", "user_id_x", "x", "gone", "a * b"]]
