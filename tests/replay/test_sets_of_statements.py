"""Statements of the awkward kinds, in the words of each server's manual, and the change that each must give.

The sets are `fixtures/replay/<dialect>.md`. A case is a statement and, below it, what it does in the words of `describe`.
It fails when the reader yields another change, one more or one less, or leaves a part unread.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import NamedTuple, cast

import pytest
from describe import describe

from schemalint.model.document import Dialect
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

SETS = Path(__file__).parents[2] / "fixtures" / "replay"
SAYS, ALSO = "-- => ", "--    "
FENCE = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
LEAST = 300


class Case(NamedTuple):
    chapter: str
    sql: str
    says: list[str]


def cases(dialect: str) -> list[Case]:
    """The statements of a set, each with the lines below it."""
    text = (SETS / f"{dialect}.md").read_text(encoding="utf-8")
    headings = [(found.start(), found.group(1)) for found in HEADING.finditer(text)]
    gathered: list[Case] = []
    for fence in FENCE.finditer(text):
        chapter = [title for start, title in headings if start < fence.start()][-1]
        sql: list[str] = []
        says: list[str] = []
        for line in [*fence.group(1).splitlines(), ""]:
            if line.startswith((SAYS, ALSO)):
                says.append(line[len("-- ") :].rstrip())
            elif says:
                gathered.append(Case(chapter, "\n".join(sql).strip(), says))
                sql, says = [line], []
            else:
                sql.append(line)
        assert not "".join(sql).strip(), f"nothing says what this does: {sql}"
    return gathered


DIALECTS = sorted(path.stem for path in SETS.glob("*.md"))
ALL = [pytest.param(dialect, case, id=f"{dialect}-{case.sql[:60]}") for dialect in DIALECTS for case in cases(dialect)]


def lines_of(sql: str, dialect: str) -> list[str]:
    """What the reader says of one statement, in the words of the sets."""
    (statement,) = split(sql, cast(Dialect, dialect), "set.sql")
    reading = read(statement)
    assert reading.claimed == len(statement.tokens.words)
    found: list[str] = []
    for change in reading.changes:
        first, *more = describe(change)
        found += [f"=> {first}", *(f"   {line}" for line in more)]
    return found + [f"UNREAD {unread.text}" for unread in reading.unread]


# The display widths that MariaDB keeps, without and with a sign.
WIDTHS = {"int": (11, 10), "bigint": (20, 20), "smallint": (6, 5), "mediumint": (9, 8), "tinyint": (4, 3)}
INTEGER = re.compile(rf"(?<=[ (])({'|'.join(WIDTHS)})( unsigned)?(?=$|[ ,)])")
MYSQL_ONLY = ("SRID", "UNSIGNED ARRAY", "SECONDARY_LOAD")


def as_mariadb(line: str) -> str:
    """What MySQL's set says, in the types of MariaDB."""
    return INTEGER.sub(lambda m: f"{m[1]}({WIDTHS[m[1]][bool(m[2])]}){m[2] or ''}", line)


def shared() -> list[Case]:
    """What MariaDB reads as MySQL does: its own set says where it does not."""
    own = {case.sql for case in cases("mariadb")}
    return [case for case in cases("mysql") if case.sql not in own and not any(word in case.sql for word in MYSQL_ONLY)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.sql[:60]) for case in shared()])
def test_mariadb_gives_the_change_that_mysql_gives(case: Case) -> None:
    assert lines_of(case.sql, "mariadb") == [as_mariadb(line) for line in case.says]


@pytest.mark.parametrize(("dialect", "case"), ALL)
def test_gives_the_change(dialect: str, case: Case) -> None:
    assert lines_of(case.sql, dialect) == case.says


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_set_is_large_and_says_nothing_twice(dialect: str) -> None:
    found = cases(dialect)
    twice = [sql for sql, count in Counter(case.sql for case in found).items() if count > 1]
    assert not twice
    assert len(found) + (len(shared()) if dialect == "mariadb" else 0) >= LEAST


def test_the_parser_of_the_server_takes_every_statement_of_postgresql() -> None:
    """A set of statements that no server takes would prove nothing."""
    pglast = pytest.importorskip("pglast")
    for case in cases("postgres"):
        assert pglast.parse_sql(case.sql), case.sql


def test_sqlite_itself_takes_every_statement_of_its_set() -> None:
    """It may miss the objects a statement names, but none has a fault in its form."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for case in cases("sqlite"):
        if "ATTACH" not in case.sql and "INTO 'x'" not in case.sql:
            try:
                connection.execute(case.sql)
            except sqlite3.Error as refusal:
                assert not re.search("syntax|incomplete|unrecognized", str(refusal)), (case.sql, refusal)
