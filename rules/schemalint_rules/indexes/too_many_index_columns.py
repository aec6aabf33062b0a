from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, option
from schemalint_rules._indexes import about_path, called, named_at
from schemalint_rules._tables import paths, stored

SORTED = frozenset({"", "btree", "gist"})


class TooManyIndexColumns(CatalogRule):
    """An index should be of few columns.

    ## What it does
    Reports an index of more than `max` columns; those it only includes are not counted. A key must have the columns that make
    a row one of its kind, so unique ones are left alone; so are full-text, GIN, BRIN, bloom and columnstore indexes, in which
    no column comes first.

    ## Why is this bad
    The later columns hardly narrow a search that the first ones have narrowed; each of them makes every entry larger, and
    an UPDATE of any of them rewrites it.

    ## Fix
    The columns that searches begin with; what is only read along goes into INCLUDE where the server has it.

    ## References
    - PostgreSQL 17 manual, 11.3 Multicolumn Indexes, "Indexes with more than three columns are unlikely to be helpful"
    - MySQL 8.4 manual, 10.3.6 Multiple-Column Indexes
    """

    name = "too-many-index-columns"
    severity = "info"
    on = "strict"
    max: int = option(5, "The most columns that are not reported.")
    good = (
        Good(
            "CREATE INDEX item_all ON item (a, b, c, d, e) INCLUDE (f);",
            given="CREATE TABLE item (a int, b int, c int, d int, e int, f int);",
        ),
    )
    bad = (
        Bad(
            "CREATE INDEX item_all ON item (a, b, c, d, e, f);",
            given="CREATE TABLE item (a int, b int, c int, d int, e int, f int);",
            at="item_all",
            message="6 columns",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for path in paths(table, catalog.dialect):
                if path.unique or path.method not in SORTED or len(path.parts) <= self.max:
                    continue
                yield self.found(
                    named_at(path),
                    f"{called(table, path)} has {len(path.parts)} columns: the later ones "
                    "narrow hardly anything and make every entry larger.",
                    subject=about_path(table, path),
                    repair="keep the columns that searches begin with",
                )
