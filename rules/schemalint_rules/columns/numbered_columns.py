from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Replay, Subject, option
from schemalint_rules._tables import own_columns, stored

_NUMBERED = re.compile(r"(?P<stem>.*?[^\W\d])_?(?P<number>[1-9]\d?)\Z")


class NumberedColumns(CatalogRule):
    """A list should be rows of a table of its own, not numbered columns.

    ## What it does
    Reports columns of one table that differ in their number alone and count up by one: `phone1, phone2, phone3`. From `min`
    columns on; two lines of an address are none.

    ## Why is this bad
    The list has a fixed length, every search asks each column, no key keeps its entries apart, and a further entry is a
    migration.

    ## Fix
    A child table with a foreign key and a position, or an array or JSON column where the server has them.

    ## References
    - E. F. Codd, A Relational Model of Data for Large Shared Data Banks (1970), 1.4 Normal Form
    - SQL Antipatterns (B. Karwin, 2010), chapter 8, Multicolumn Attributes
    """

    name = "numbered-columns"
    severity = "info"
    on = "strict"
    min: int = option(3, "How many numbered columns make a list.")
    good = (
        Good(
            "CREATE TABLE person (id int PRIMARY KEY, address_line1 text, address_line2 text, sha256 text, md5 text);"
        ),
        Good("CREATE TABLE reading (id int PRIMARY KEY, q1 int, q4 int, level2 int);"),
    )
    bad = (
        Bad("CREATE TABLE person (id int PRIMARY KEY, phone1 text, phone2 text, phone3 text);", at="phone1",
            message="phone1, phone2, phone3"),
        Bad("CREATE TABLE person (id INTEGER PRIMARY KEY, tag_1 TEXT, tag_2 TEXT, tag_3 TEXT);", at="tag_1", dialect="sqlite"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            lists: dict[str, dict[int, Column]] = {}
            for column in own_columns(table):
                match = _NUMBERED.match(column.name)
                if match and not column.generated:
                    lists.setdefault(match["stem"].rstrip("_"), {})[int(match["number"])] = column
            for stem, columns in lists.items():
                run = _run(columns)
                if len(run) < self.min or len({one.type.family if one.type else "" for one in run}) > 1:
                    continue
                names = tuple(one.name for one in run)
                yield self.found(
                    run[0].span,
                    f"{table.ref.text} keeps a list of {len(run)} in columns ({_told(names)}): a search must ask each of them, and "
                    "a further entry is a migration.",
                    subject=Subject("column", table.schema or None, table.name, names[0], names),
                    repair=f"a table of its own with a row for each {stem}",
                )


def _run(columns: dict[int, Column]) -> list[Column]:
    """The columns from the lowest number on, as long as they count up by one; a list begins with 1."""
    at = min(columns)
    found: list[Column] = []
    while at == 1 + len(found) and at in columns:
        found.append(columns[at])
        at += 1
    return found


def _told(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) < 6 else f"{', '.join(names[:3])} … {names[-1]}"
