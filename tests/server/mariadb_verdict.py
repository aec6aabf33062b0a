"""What MariaDB refuses, by cause: the rules that tell it, and what none of them is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lexed import Piece
from mariadb_server import MariaDB
from wire import Refusal

from schemalint.model.document import Dialect

TABLE = ("unknown-table", "used-before-created", "missing-object", "foreign-key-unknown-parent")
COLUMN = ("unknown-column", "missing-object", "foreign-key-unknown-parent", "foreign-key-parent-not-unique")
EXISTS = ("duplicate-object", "name-collision")

CAUSES: dict[str, tuple[str, ...]] = {
    "1146": TABLE,
    "1051": TABLE,
    "1109": TABLE,
    "4092": TABLE,
    "4091": ("unknown-sequence", *TABLE),
    "1049": ("missing-object", "unknown-table", "used-before-created"),
    "1008": ("missing-object",),
    "1054": COLUMN,
    "1072": COLUMN,
    "1091": ("missing-object", "used-before-created", "unknown-column"),
    "1176": ("missing-object", "used-before-created"),
    "1305": ("unknown-function", "missing-object", "used-before-created"),
    "1360": ("missing-object", "used-before-created"),
    "1539": ("missing-object", "used-before-created"),
    "1965": ("missing-object",),
    "1347": ("missing-object", "name-collision", "duplicate-object"),
    "1050": EXISTS,
    "1007": EXISTS,
    "1061": EXISTS,
    "1068": ("duplicate-object",),
    "1826": EXISTS,
    "1304": EXISTS,
    "1359": EXISTS,
    "1537": EXISTS,
    "1005/121": EXISTS,
    "1060": ("duplicate-column", "duplicate-object"),
    "1110": ("duplicate-assignment", "duplicate-column"),
    "1136": ("insert-column-count",),
    "1353": ("insert-column-count", "duplicate-column", "unknown-column"),
    "1364": ("insert-missing-required",),
    "1582": ("unknown-function",),
    "1318": ("unknown-function",),
    "1107": ("unknown-function",),
    "1630": ("unknown-function",),
    "1067": ("default-type-mismatch",),
    "1901": ("volatile-check", "non-immutable-index", "unknown-function", "default-type-mismatch"),
    "4161": ("unknown-type",),
    "1005/150": (
        "used-before-created",
        "foreign-key-unknown-parent",
        "foreign-key-parent-not-unique",
        "foreign-key-type-mismatch",
    ),
    "1503": ("partition-key-missing-from-unique",),
    "1505": ("partition-of-unpartitioned",),
    "1064": ("syntax-error", "unavailable-feature", "client-command", "merge-conflict-marker"),
}
"""By the server's error number the rules that tell the cause; number 1005 has the cause in its words."""

OUTSIDE: Sequence[tuple[str, str, str]] = (
    ("1451|1553|1829|1833|1834|1832|1025/150|1025/152", "", "a key that a foreign key needs goes or changes: a question of what goes with it"),
    ("1054", "GENERATED ALWAYS AS|CHECK", "a column goes that an expression needs: a question of what goes with it"),
    ("1072", "", "a column of a key over several goes: a question of what goes with it"),
    ("1075", "", "a counting column without a key"),
    ("1659", "", "a type that this way of partitioning does not take"),
    ("1353", "", "a view whose list of columns has another length than its query"),
    ("1008|1007", "", "a database: what others there are on the server, no script tells"),
    ("1907|1910|3105|1906", "", "what a generated column may become"),
    ("1090", "", "the last column goes"),
    ("1265|1366|1406|1292|1048|1062|1138|4025|1364|1452", "", "rows that are there do not fit"),
    ("1118|1071|1170|1074|1069|1170|1439", "", "a size: other rules count it"),
    ("1273|1115|1253|1267", "", "a collation or character set of another server"),
)  # fmt: skip
"""Refusals that none of the rules is about: the code, a pattern of the words, the reason."""


class OnMariaDB:
    """Scripts on MariaDB."""

    dialect: Dialect = "mariadb"
    causes = CAUSES
    outside = OUTSIDE

    def __init__(self, server: MariaDB) -> None:
        self.server = server

    def run(self, statements: Sequence[str], before: str = "") -> list[Refusal | None]:
        first = [before] if before else []
        said = self.server.run("verdict", [*first, *statements])
        return [None if one is None else Refusal(_code(one.code, one.words), one.words) for one in said[len(first) :]]


def _code(code: int, words: str) -> str:
    """The error number, with InnoDB's own where it says everything."""
    inner = re.search(r"errno: (\d+)", words)
    return f"{code}/{inner[1]}" if inner and code in (1005, 1025) else str(code)


def script(texts: Sequence[tuple[int, str]]) -> tuple[Piece, ...]:
    """Statements with the number of the part they stand in."""
    return tuple(Piece(text, part) for part, text in texts)
