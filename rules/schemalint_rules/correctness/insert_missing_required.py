from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Column,
    Diagnostic,
    Good,
    Replay,
    Severity,
    Step,
    StepRule,
    Subject,
    Table,
    WriteRows,
    version_of,
)
from schemalint_rules._defaults import has_default, takes_null
from schemalint_rules._outputs import definition, inserted
from schemalint_rules._steps import session_setting
from schemalint_rules._writes import is_conditional, rows, written_table


class InsertMissingRequired(StepRule):
    """INSERT must give every column a value that has none of its own.

    ## What it does
    Reports INSERT that leaves out a column which is NOT NULL at that step and has no default, is not generated, not numbered by the
    server and not filled by a trigger: one that the column list does not name, that a short row of PostgreSQL does not reach, or
    for which DEFAULT is written. An error where the server refuses the statement whatever the rows are; a warning where it
    depends on the rows of a query, or where MySQL without strict mode stores a value of its own (0, or an empty text).

    ## Why is this bad
    The server refuses the row. Often the column became required after the seed rows were written.

    ## Fix
    Give the column a value in the INSERT, or a default in the table. No automatic fix: the value is not known.

    ## References
    - PostgreSQL manual, Appendix A, 23502 (not_null_violation)
    - MySQL 8.4, error 1364, and 13.6 Data Type Default Values; MariaDB, SQL_MODE
    - SQL Server, error 515; Oracle, ORA-01400; SQLite, "NOT NULL constraint failed"
    """

    name = "insert-missing-required"
    severity = "error"
    yields_to = ("insert-column-count", "duplicate-column")
    needs = ("queries",)
    changes = ("WriteRows",)
    good = (
        Good("INSERT INTO t (a) VALUES (1);", given="CREATE TABLE t (id serial PRIMARY KEY, a int NOT NULL, b int NOT NULL DEFAULT 0, c int);"),
        Good("INSERT INTO t (a) VALUES (1);", given="CREATE TABLE t (id integer PRIMARY KEY, k int, a int);", dialect="sqlite"),
        Good("INSERT INTO t (a) VALUES (1);", given="CREATE TABLE t (id int PRIMARY KEY AUTO_INCREMENT, a int, s enum('x', 'y') NOT NULL);", dialect="mysql"),
        Good(
            "INSERT INTO t (a) VALUES (1);",
            given="CREATE TABLE t (a int, slug text NOT NULL);\n"
            "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.slug := NEW.a; RETURN NEW; END $$;\n"
            "CREATE TRIGGER fill BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fill();",
        ),
    )  # fmt: skip
    bad = (
        Bad("INSERT INTO t (a) VALUES (1);", given="CREATE TABLE t (a int, email text NOT NULL);", at="t", message="public.t.email"),
        Bad("INSERT INTO t (a) VALUES (1);", given="CREATE TABLE t (id int PRIMARY KEY, a int);", at="t", message="public.t.id"),
        Bad("INSERT INTO t VALUES (1);", given="CREATE TABLE t (a int, email text NOT NULL);", at="t", message="email"),
        Bad("INSERT INTO t (a, email) VALUES (1, DEFAULT);", given="CREATE TABLE t (a int, email text NOT NULL);", at="t"),
        Bad("INSERT INTO t (a) VALUES (1);", given="SET sql_mode = '';\nCREATE TABLE t (a int, b int NOT NULL);", at="t", dialect="mysql", message="of its own"),
        Bad("INSERT INTO t (a) VALUES (1);", given="CREATE TABLE t (id text PRIMARY KEY, a int) WITHOUT ROWID;", at="t", dialect="sqlite", message="t.id"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, WriteRows) or change.verb not in ("insert", "replace") or step.statement.masked:
            return
        table = written_table(step, replay)
        if table is None or (not change.columns and change.from_query and replay.dialect != "postgres"):
            return
        left_out = _left_out(change, table, step, replay)
        lacking = [column for column in left_out if _is_required(column, table, step, replay)]
        if not lacking or _is_filled(table, step):
            return
        severity, effect = _effect(step, replay)
        shown = ", ".join(f"{table.ref.text}.{column.name}" for column in lacking)
        yield self.found(
            change.tables[0].span,
            f"INSERT gives no value to {shown}, which {'are' if len(lacking) > 1 else 'is'} NOT NULL without a default: {effect}.",
            subject=Subject("table", table.schema or None, None, table.name),
            repair=f"give {', '.join(column.name for column in lacking)} a value in the INSERT, or a default in the table",
            severity=severity,
            cause=step.statement.span,
        )


def _left_out(change: WriteRows, table: Table, step: Step, replay: Replay) -> list[Column]:
    """The columns that get no value of the statement."""
    brought = [row for row in rows(step.statement, change) if row.values >= 0]
    if change.columns:
        named = {name.value for name in change.columns}
        defaults = {change.columns[at].value for row in brought for at in row.defaults if at < len(change.columns)}
        return [column for column in table.columns if column.name not in named or column.name in defaults]
    if change.rows == ((),):
        return list(table.columns)  # DEFAULT VALUES, VALUES ()
    if not brought:
        given = inserted(step, replay) if change.from_query else None
        return [] if given is None else list(table.columns[len(given) :])
    width = min(row.values for row in brought)
    places = {at for row in brought for at in row.defaults}
    if replay.dialect in ("tsql", "sqlite") or not all(row.values <= len(table.columns) for row in brought):
        return []  # which column a value is for depends on what the server leaves out
    return [column for at, column in enumerate(table.columns) if at >= width or at in places]


def _is_required(column: Column, table: Table, step: Step, replay: Replay) -> bool:
    """Whether the server has no value for the column when the statement gives none."""
    if takes_null(column, step.before) or has_default(column, step.before):
        return False
    type_ = column.type
    match replay.dialect:
        case "sqlite":
            words = definition(column, replay)
            if "ON CONFLICT IGNORE" in words:
                return False  # the row is left out, as the table says
            key = table.primary_key
            numbered = (
                key is not None
                and key.columns == (column.name,)
                and type_ is not None
                and type_.text.upper() == "INTEGER"
            )
            if numbered and " DESC" in words:
                return "NOT NULL" in words  # for historical reasons it is no alias of the rowid then
            return not numbered or any(name == "without rowid" for name, _ in table.options)
        case "mysql" | "mariadb":
            if type_ is None or type_.family == "enum":
                return False  # the first of its values
            if type_.name == "timestamp":
                # Before explicit_defaults_for_timestamp was on, the first one kept the time of the change.
                since = (8, 0) if replay.dialect == "mysql" else (10, 10)
                return version_of(replay.dialect, replay.version) >= since
        case "tsql":
            return type_ is not None and type_.name not in ("timestamp", "rowversion") and column.generated is None
        case "standard":
            # It may be MySQL, which fills the first TIMESTAMP, or SQLite, which numbers an INTEGER key.
            key = table.primary_key
            numbered = key is not None and key.columns == (column.name,) and " INTEGER" in definition(column, replay)
            return type_ is not None and not type_.name.startswith("timestamp") and not numbered
    return type_ is not None


def _is_filled(table: Table, step: Step) -> bool:
    """Whether a trigger or a rule may give the values before the server looks."""
    before = step.before
    for ref in (table.ref, *before.heirs.get(table.ref, ())):
        for kind, owner, name in before.links.get(ref, ()):
            trigger = before.triggers.get((owner, name)) if kind == "trigger" else None
            if trigger is not None and trigger.timing in ("before", "instead of") and "insert" in trigger.events:
                return True
    return any(kind == "rule" for kind, _ in before.others)


def _effect(step: Step, replay: Replay) -> tuple[Severity, str]:
    change, dialect = step.change, replay.dialect
    assert isinstance(change, WriteRows)
    refuses: tuple[Severity, str] = ("warning" if is_conditional(step) else "error", "the server refuses the statement")
    words = step.statement.tokens.upper[:6]
    if dialect in ("mysql", "mariadb"):
        mode = session_setting(step, replay, "sql_mode")
        if "IGNORE" in words or not (mode is None or "strict" in mode or "traditional" in mode):
            return "warning", "the server stores a value of its own there, 0 or an empty text"
        return refuses
    if dialect == "sqlite" and words[:3] == ("INSERT", "OR", "IGNORE"):
        return "warning", "the row is left out without a word"
    if change.from_query:
        return "warning", "the server refuses the first row that the query gives"
    return refuses
