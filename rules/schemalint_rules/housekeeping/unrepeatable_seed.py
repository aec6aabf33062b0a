from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    CreateTable,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Ref,
    Related,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    Table,
    WriteRows,
)
from schemalint_rules._steps import around, earlier, emptied_by
from schemalint_rules._tables import paths

_RANDOM = re.compile(r"\b(gen_random_uuid|uuid_generate_v[14]|uuidv[47]|newid|random|rand|uuid)\s*\(", re.I)
_GUARDED = re.compile(
    r"\bON\s+(?:CONFLICT|DUPLICATE\s+KEY)\b|\bNOT\s+EXISTS\b|\bINSERT\s+(?:IGNORE|OR\s+(?:IGNORE|REPLACE))\b", re.I
)
_VALUES = re.compile(r"\bVALUES\b", re.I)
_SEED = re.compile(r"(?:^|[/_.-])(?:seed|seeds|seeder|reference|lookup)(?:[/_.-]|\d|$)|(?:^|/)R__", re.I)


class UnrepeatableSeed(StepRule):
    """Reference data should be loaded twice without harm.

    ## What it does
    In seed files (`seed.sql`, `db/seeds/…`, Flyway's repeatable migrations) reports an INSERT of literal rows with no clause for
    rows that are there already, once for each table and file, and one whose key is a random number or UUID, which makes new rows
    each time. Silent where the file makes or empties the table first.

    ## Why is this bad
    The second run fails at the first row, or doubles all of them; so nobody runs it, and environments drift apart.

    ## Fix
    `ON CONFLICT DO NOTHING`, in MySQL and MariaDB `INSERT IGNORE`, in SQLite `INSERT OR IGNORE`. Unsafe: rows that are there and
    differ stay as they are. SQL Server and Oracle have MERGE for it, which is proposed only.

    ## References
    - PostgreSQL 17 manual, INSERT, ON CONFLICT; MySQL 8.4 manual, 15.2.7 INSERT Statement; SQLite, The ON CONFLICT Clause
    """

    name = "unrepeatable-seed"
    severity = "info"
    on = "strict"
    changes = ("WriteRows",)
    fixes = "unsafe"
    good = (
        Good(
            "INSERT INTO country (code) VALUES ('de') ON CONFLICT DO NOTHING;",
            given="CREATE TABLE country (code text PRIMARY KEY);",
            path="db/seeds/country.sql",
        ),
        Good(
            "CREATE TABLE country (code text PRIMARY KEY);\nINSERT INTO country (code) VALUES ('de');",
            path="migrations/0001_country.sql",
        ),
        Good("TRUNCATE country;\nINSERT INTO country (code) VALUES ('de');", path="db/seed.sql"),
    )
    bad = (
        Bad(
            "CREATE TABLE IF NOT EXISTS country (code text PRIMARY KEY);\nINSERT INTO country (code) VALUES ('de');",
            at="INSERT INTO country (code) VALUES ('de')",
            path="db/seed.sql",
            fixed="CREATE TABLE IF NOT EXISTS country (code text PRIMARY KEY);\nINSERT INTO country (code) VALUES ('de') ON CONFLICT DO NOTHING;",
        ),
        Bad(
            "CREATE TABLE IF NOT EXISTS country (code char(2) PRIMARY KEY);\nINSERT INTO country (code) VALUES ('de');",
            at="INSERT INTO country (code) VALUES ('de')",
            dialect="mysql",
            path="db/seed.sql",
            fixed="CREATE TABLE IF NOT EXISTS country (code char(2) PRIMARY KEY);\nINSERT IGNORE INTO country (code) VALUES ('de');",
        ),
        Bad(
            "INSERT INTO country (code) VALUES ('de');\nINSERT INTO country (code) VALUES ('fr');",
            at="INSERT INTO country (code) VALUES ('de')",
            path="db/seed.sql",
            message="2 statements",
        ),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if not _SEED.search(step.statement.path) or not _is_bare(step):
            return
        change = step.change
        assert isinstance(change, WriteRows)
        ref = step.before.resolve(change.tables[0])
        table = step.before.table(ref)
        if table is not None and (table.kind == "temporary" or _is_made_here(table, step, replay)):
            return
        if emptied_by(ref, step, replay) or any(_is_same(other, ref) for other in earlier(step, replay, MANY)):
            return
        alike = [other for other in _behind(step, replay) if _is_same(other, ref)]
        known = table is not None and not table.assumed
        keyed = known and table is not None and _has_key_among(table, change, step)
        random = _RANDOM.search(step.statement.text)
        if random and not keyed:
            why = f"{random[1]} makes other rows each time"
        elif keyed:
            why = "the second run fails at the first row that is there"
        else:
            why = "the second run " + (
                "doubles them" if known else "fails at the first row that is there, or doubles all of them"
            )
        more = f", in {len(alike) + 1} statements," if alike else ""
        yield self.found(
            step.statement.span,
            f"These rows of {ref.text}{more} can be loaded once: {why}.",
            subject=Subject("table", ref.schema or None, None, ref.name),
            repair="ON CONFLICT DO NOTHING"
            if step.before.dialect in ("postgres", "sqlite")
            else "INSERT IGNORE, or MERGE",
            related=[Related(other.statement.span, "and these") for other in alike[:10]],
            fix=_fix((step, *alike), ref.text) if keyed else None,
        )


MANY = 2000
"""So many statements of a file are looked at."""


def _is_bare(step: Step) -> bool:
    """Whether the step puts literal rows into one table whatever is there."""
    change, text = step.change, step.statement.text
    if not isinstance(change, WriteRows) or change.verb != "insert" or len(change.tables) != 1 or step.back:
        return False
    if step.statement.masked or not _VALUES.search(text[:4000]):
        return False
    return not (_GUARDED.search(text[:200]) or _GUARDED.search(text[-400:]))


def _is_same(other: Step, ref: Ref) -> bool:
    change = other.change
    return isinstance(change, WriteRows) and _is_bare(other) and other.before.resolve(change.tables[0]) == ref


def _behind(step: Step, replay: Replay) -> Iterator[Step]:
    """The steps of the same file behind this one."""
    line = around(step, replay)
    at = step.number if line is replay.steps else line.index(step)
    for other in line[at + 1 : at + 1 + MANY]:
        if other.statement.path != step.statement.path or other.migration != step.migration:
            return
        yield other


def _is_made_here(table: Table, step: Step, replay: Replay) -> bool:
    """Whether the file makes the table anew at each run, so that the rows find it empty."""
    return any(
        isinstance(other.change, CreateTable)
        and not other.change.if_not_exists
        and table.statement.covers(other.change.name.span)
        for other in earlier(step, replay, MANY)
    )


def _has_key_among(table: Table, change: WriteRows, step: Step) -> bool:
    """Whether the rows bring along all columns of some key."""
    columns = {name.value for name in change.columns} or {column.name for column in table.columns}
    return any(path.unique and set(path.columns) <= columns for path in paths(table, step.before.dialect))


def _fix(steps: tuple[Step, ...], called: str) -> Fix | None:
    edits: list[Edit] = []
    for step in steps:
        span = step.statement.span
        match step.before.dialect:
            case "postgres":
                edits.append(Edit(Span(span.path, span.end, span.end), " ON CONFLICT DO NOTHING"))
            case "mysql" | "mariadb" | "sqlite":
                at = span.start + len("INSERT")
                if step.statement.tokens.upper[:2] != ("INSERT", "INTO"):
                    return None
                word = " OR IGNORE" if step.before.dialect == "sqlite" else " IGNORE"
                edits.append(Edit(Span(span.path, at, at), word))
            case _:
                return None
    return Fix(f"Load the rows of {called} as often as wanted", "unsafe", tuple(edits))
