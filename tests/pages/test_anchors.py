"""The anchors of a document are those that GitHub makes of it, and those it gives itself."""

from __future__ import annotations

import pytest

from schemalint.model.document import Document, Source
from schemalint.pages.anchors import anchors, slug
from schemalint.pages.page import read


def _anchors(text: str) -> frozenset[str]:
    return anchors(read(Document(Source("schema.md", "/schema.md", "document", "standard", ""), text)))


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("4.1 Users", "41-users"),
        ("Users & Roles", "users--roles"),
        ("user_roles (junction)", "user_roles-junction"),
        ("Überblick: Größe?", "überblick-größe"),
        ("数据字典", "数据字典"),
        ("A / B", "a--b"),
        ("C++ types", "c-types"),
        ("  padded  ", "padded"),
    ],
)
def test_slug(title: str, wanted: str) -> None:
    assert slug(title) == wanted


def test_headings_of_every_form() -> None:
    found = _anchors(
        "# The `users` table\n\n## [Orders](orders.md)\n\n## **Bold** words\n\nSetext\n------\n\n## Closed ##\n\n"
        "## 🗂 Tables <!-- old -->\n\n## Named {#other}\n\n<h2 id='made'>Written in HTML</h2>\n\n<a name=\"old\"></a>\n\n```\n# no heading\n```\n"
    )
    wanted = {
        "the-users-table",
        "orders",
        "bold-words",
        "setext",
        "closed",
        "named",
        "other",
        "made",
        "written-in-html",
        "old",
    }
    assert wanted <= found
    assert "no-heading" not in found


def test_repeated_headings_are_counted() -> None:
    found = _anchors("# A\n\n## Columns\n\n## Columns\n\n## Columns-1\n\n## Columns\n")
    assert {"columns", "columns-1", "columns-1-1", "columns-2"} <= found
    assert "columns-3" not in found


def test_ids_in_code_and_comments_are_none() -> None:
    assert not {"x", "y"} & _anchors('# A\n\n```html\n<a id="x"></a>\n```\n\n<!-- <a id="y"></a> -->\n')
