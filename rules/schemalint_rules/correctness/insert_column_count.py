from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Span, Step, StepRule, Subject, WriteRows
from schemalint_rules._outputs import inserted, shown_columns
from schemalint_rules._writes import Row, is_conditional, query_span, rows, written_table


class InsertColumnCount(StepRule):
    """INSERT must bring as many values as it names columns.

    ## What it does
    Reports INSERT whose rows, or whose query, have more or fewer values than the column list; without a list, than the table has
    columns at that step. PostgreSQL takes fewer values than columns where no list is written; SQL Server does not count identity
    and computed columns, SQLite not the generated ones, MySQL none that are INVISIBLE. Rows of one VALUES must have the same length. Silent about tables whose
    columns are not all known.

    ## Why is this bad
    The server refuses the statement. Often a column was added to the table and the seed rows were forgotten.

    ## Fix
    Write the column list, and a value for each column of it. No automatic fix: which value is missing is not known.

    ## References
    - PostgreSQL manual, INSERT; SQLSTATE 42601; MySQL 8.4, error 1136
    - SQL Server, errors 109, 110, 213; Oracle, ORA-00913, ORA-00947; SQLite, "table … has … columns but … values were supplied"
    """

    name = "insert-column-count"
    severity = "error"
    yields_to = ("duplicate-column",)
    needs = ("queries",)
    changes = ("WriteRows",)
    good = (
        Good("INSERT INTO t (a, b) VALUES (1, f(2, 3)), (4, 5);", given="CREATE TABLE t (a int, b int, c int);"),
        Good("INSERT INTO t VALUES (1, 2);", given="CREATE TABLE t (a int, b int, c int);"),
        Good(
            "INSERT INTO t VALUES ('x');", given="CREATE TABLE t (id int IDENTITY, a char(1), b AS a);", dialect="tsql"
        ),
        Good("INSERT INTO t (a, b) SELECT 1, 2;", given="CREATE TABLE t (a int, b int);"),
    )
    bad = (
        Bad("INSERT INTO t (a, b) VALUES (1, 2), (3);", given="CREATE TABLE t (a int, b int);", at="(3)", message="1 value"),
        Bad("INSERT INTO t (a) VALUES (1, 2);", given="CREATE TABLE t (a int, b int);", at="(1, 2)", message="1 column"),
        Bad("INSERT INTO t VALUES (1, 2, 3);", given="CREATE TABLE t (a int, b int);", at="(1, 2, 3)"),
        Bad("INSERT INTO t VALUES (1);", given="CREATE TABLE t (a int, b int);", at="(1)", dialect="mysql"),
        Bad("INSERT INTO t VALUES (1);", given="CREATE TABLE t (a int, b int);", at="(1)", dialect="sqlite", message="2 columns"),
        Bad("INSERT INTO t (a, b) SELECT a FROM u;", given="CREATE TABLE t (a int, b int);\nCREATE TABLE u (a int);", at="SELECT a FROM u", message="1 value"),
        Bad("INSERT INTO t (a) SELECT * FROM u;", given="CREATE TABLE t (a int);\nCREATE TABLE u (a int, b int);", at="SELECT * FROM u", message="2 values"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, WriteRows) or change.verb not in ("insert", "replace") or step.statement.masked:
            return
        least, most = _wanted(change, step, replay)
        first: int | None = None
        wrong: list[Row] = []
        brought = list(rows(step.statement, change))
        if replay.dialect in ("mysql", "mariadb") and not (change.columns or any(row.values for row in brought)):
            brought = []  # VALUES () gives every column its default
        for row in brought:
            if row.values < 0:
                continue
            first = row.values if first is None else first
            if not least <= row.values <= most or row.values != first:
                wrong.append(row)
        if wrong:
            worst = wrong[0]
            bad_size = least <= worst.values <= most
            yield self._refused(
                step, worst.span, worst.values, least, most, first if bad_size else None, len(wrong) - 1
            )
        elif change.from_query and step.reading.changes[0] is change:
            given = inserted(step, replay)
            if given is not None and not least <= len(given) <= most:
                yield self._refused(step, query_span(step.statement, change), len(given), least, most, None, 0)

    def _refused(
        self, step: Step, span: Span, values: int, least: int, most: int, first: int | None, more: int
    ) -> Diagnostic:
        change = step.change
        assert isinstance(change, WriteRows)
        name = change.tables[0].text
        brought = f"{values} value{'s' * (values != 1)}"
        if first is not None:
            against = f"the first one {first}"
        elif change.columns:
            against = f"the list names {most} column{'s' * (most != 1)}"
        else:
            against = f"without a list it fills {most} column{'s' * (most != 1)}"
        others = f" {more} more row{'s do' if more > 1 else ' does'} not fit either." if more else ""
        return self.found(
            span,
            f"INSERT into {name} brings {brought}, but {against}: the server refuses the statement.{others}",
            subject=Subject("table", change.tables[0].qualifier or None, None, change.tables[0].value),
            repair="name the columns, and give each of them one value",
            severity="warning" if is_conditional(step) else None,
            cause=step.statement.span,
        )  # fmt: skip


MANY = 1_000_000
"""More than any row has."""


def _wanted(change: WriteRows, step: Step, replay: Replay) -> tuple[int, int]:
    """How many values a row may have, at least and at most."""
    if change.columns:
        return len(change.columns), len(change.columns)
    table = written_table(step, replay)
    if table is None:
        return 0, MANY
    shown = shown_columns(table, replay)
    if shown is None:
        return 0, MANY
    size = len(shown)
    generated = sum(column.generated is not None for column in shown)
    match replay.dialect:
        case "postgres" | "standard":
            return 0, size
        case "mysql" | "mariadb":
            return size, size
        case "sqlite":
            return size - generated, size - generated
        case "tsql":
            if any(column.type is not None and column.type.name in ("timestamp", "rowversion") for column in shown):
                return 0, MANY  # whether it is counted no manual says
            numbered = sum(bool(column.identity) for column in shown)
            return size - generated - numbered, size - generated - numbered
        case "oracle":
            return size - generated, size
    return 0, MANY
