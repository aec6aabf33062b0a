from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Edit, Fix, Good, Replay, Span, Step, StepRule, Subject, Table, WriteRows
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
    rows that are there already, into a table with a key, and one whose key is a random number or UUID, which makes new rows
    each time.

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
    )
    bad = (
        Bad(
            "CREATE TABLE country (code text PRIMARY KEY);\nINSERT INTO country (code) VALUES ('de');",
            at="INSERT INTO country (code) VALUES ('de')",
            path="db/seed.sql",
            fixed="CREATE TABLE country (code text PRIMARY KEY);\nINSERT INTO country (code) VALUES ('de') ON CONFLICT DO NOTHING;",
        ),
        Bad(
            "CREATE TABLE country (code char(2) PRIMARY KEY);\nINSERT INTO country (code) VALUES ('de');",
            at="INSERT INTO country (code) VALUES ('de')",
            dialect="mysql",
            path="db/seed.sql",
            fixed="CREATE TABLE country (code char(2) PRIMARY KEY);\nINSERT IGNORE INTO country (code) VALUES ('de');",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, WriteRows) or change.verb != "insert" or len(change.tables) != 1 or step.back:
            return
        statement = step.statement
        if not _SEED.search(statement.path) or statement.masked or not _VALUES.search(statement.text[:4000]):
            return
        text = statement.text
        if _GUARDED.search(text[:200]) or _GUARDED.search(text[-400:]):
            return
        ref = step.before.resolve(change.tables[0])
        table = step.before.table(ref)
        random = _RANDOM.search(text)
        keyed = table is not None and _has_key_among(table, change, step)
        if not keyed and not random:
            return
        why = (
            f"{random[1]} makes other rows each time"
            if random and not keyed
            else "the second run fails at the first row that is there"
        )
        fix = _fix(step, ref.text) if keyed else None
        yield self.found(
            statement.span,
            f"These rows of {ref.text} can be loaded once: {why}.",
            subject=Subject("table", ref.schema or None, None, ref.name),
            repair="ON CONFLICT DO NOTHING"
            if step.before.dialect in ("postgres", "sqlite")
            else "INSERT IGNORE, or MERGE",
            fix=fix,
        )


def _has_key_among(table: Table, change: WriteRows, step: Step) -> bool:
    """Whether the rows bring along all columns of some key."""
    columns = {name.value for name in change.columns} or {column.name for column in table.columns}
    return any(path.unique and set(path.columns) <= columns for path in paths(table, step.before.dialect))


def _fix(step: Step, called: str) -> Fix | None:
    span = step.statement.span
    title = f"Load the rows of {called} as often as wanted"
    match step.before.dialect:
        case "postgres":
            edit = Edit(Span(span.path, span.end, span.end), " ON CONFLICT DO NOTHING")
        case "mysql" | "mariadb" | "sqlite":
            at = span.start + len("INSERT")
            word = " OR IGNORE" if step.before.dialect == "sqlite" else " IGNORE"
            if step.statement.tokens.upper[:2] != ("INSERT", "INTO"):
                return None
            edit = Edit(Span(span.path, at, at), word)
        case _:
            return None
    return Fix(title, "unsafe", (edit,))
