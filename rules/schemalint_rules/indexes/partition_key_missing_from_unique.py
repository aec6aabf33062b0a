from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AddConstraint,
    Bad,
    Catalog,
    Change,
    CreateIndex,
    CreateTable,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Index,
    ObjectName,
    RedefineColumn,
    Replay,
    SetOption,
    Span,
    Step,
    StepRule,
    Subject,
    Table,
)
from schemalint_rules._partitions import partitioning
from schemalint_rules._proposals import listed
from schemalint_rules._tables import Path, paths


class PartitionKeyMissingFromUnique(StepRule):
    """A key of a partitioned table must hold all columns that the table is partitioned by.

    ## What it does
    Reports a primary key, a unique constraint or a unique index of a partitioned table that lacks a column of PARTITION BY:
    written with the table, added later, inherited by a partition that is partitioned itself, or there already when MySQL's
    ALTER TABLE partitions the table. In PostgreSQL also any key of a table that is partitioned by an expression.

    ## Why is this bad
    The server refuses the statement (MySQL with error 1503): each partition keeps an index of its own and cannot see the rows
    of the others.

    ## Fix
    The missing columns are added to the key. Unsafe: the same value may then stand once in each partition, which is not what
    the key said. Where it must be unique over all partitions, a table without partitions has to keep it.

    ## References
    - PostgreSQL manual, 5.12.2.3 Limitations (of declarative partitioning)
    - MySQL 8.4 manual, 26.6.1 Partitioning Keys, Primary Keys, and Unique Keys
    """

    name = "partition-key-missing-from-unique"
    severity = "error"
    dialects = ("postgres", "mysql", "mariadb")
    fixes = "unsafe"
    only_with = ("partition",)

    good = (
        Good("CREATE TABLE log (id bigint, made date, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);"),
        Good(
            "CREATE INDEX log_id ON log (id);",
            given="CREATE TABLE log (id bigint, made date) PARTITION BY RANGE (made);",
        ),
        Good(
            "CREATE TABLE log (id int PRIMARY KEY, made date) PARTITION BY HASH (id) PARTITIONS 4;",
            dialect="mysql",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE log (id bigint, made date, PRIMARY KEY (id)) PARTITION BY RANGE (made);",
            at="PRIMARY KEY (id)",
            fixed="CREATE TABLE log (id bigint, made date, PRIMARY KEY (id, made)) PARTITION BY RANGE (made);",
            message="PRIMARY KEY (id, made)",
        ),
        Bad(
            "CREATE UNIQUE INDEX log_id ON log (id);",
            given="CREATE TABLE log (id bigint, made date) PARTITION BY RANGE (made);",
            at="log_id",
            fixed="CREATE UNIQUE INDEX log_id ON log (id, made);",
        ),
        Bad(
            "CREATE TABLE log (id bigint PRIMARY KEY, made date) PARTITION BY RANGE (date_trunc('month', made));",
            at="PRIMARY KEY",
            message="expression",
        ),
        Bad(
            "CREATE TABLE log (id int NOT NULL, made date NOT NULL, UNIQUE KEY u (id)) PARTITION BY HASH (YEAR(made));",
            at="UNIQUE KEY u (id)",
            dialect="mysql",
            message="error 1503",
        ),
        Bad(
            "ALTER TABLE log PARTITION BY HASH (YEAR(made)) PARTITIONS 4;",
            given="CREATE TABLE log (id int PRIMARY KEY, made date NOT NULL);",
            at="log",
            dialect="mariadb",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        changes = step.reading.changes
        if step.change is not changes[-1]:
            return  # the server looks at the table as the whole statement leaves it
        told: set[tuple[ObjectName, bool]] = set()
        for change in changes:
            name, whole = _touched(change)
            if name is None or (name, whole) in told:
                continue
            told.add((name, whole))
            table = step.after.table(step.after.resolve(name))
            if table is None or not table.partition_by or table.unknown or table.assumed:
                continue
            if not step.after.is_muted(table.ref):
                yield from self._keys(table, name, whole, step)

    def _keys(self, table: Table, name: ObjectName, whole: bool, step: Step) -> Iterator[Diagnostic]:
        how = partitioning(table)
        computed = how.computed if how is not None and step.after.dialect == "postgres" else ()
        if how is None or not (table.partition_columns or computed):
            return
        for path in paths(table, step.after.dialect):
            if not path.unique or (not whole and path.origin.statement != step.statement.span):
                continue
            held = {part.column for part in path.parts}
            missing = tuple(column for column in table.partition_columns if column not in held)
            if missing or computed:
                yield self._refused(table, path, missing, computed, name, step)

    def _refused(
        self,
        table: Table,
        path: Path,
        missing: tuple[str, ...],
        computed: tuple[str, ...],
        name: ObjectName,
        step: Step,
    ) -> Diagnostic:
        catalog, statement = step.after, step.statement
        here = statement.span.covers(path.origin.span) and path.origin.span.path
        named = path.origin.name_span if isinstance(path.origin, Index) else path.origin.span
        shown = f"{path.said[0].upper()}{path.said[1:]} of {table.ref.text}"
        server = "PostgreSQL refuses it" if catalog.dialect == "postgres" else "the server refuses it (error 1503)"
        if computed:
            why = f"cannot be kept: the table is partitioned by the expression {computed[0]}, and {server}."
            repair = "partition by a plain column, or leave the key to the single partitions"
        else:
            columns = "column" if len(missing) == 1 else "columns"
            why = f"lacks the partition {columns} {', '.join(missing)}: {server}, for no partition sees the rows of another."
            repair = _clause(path, missing, catalog)
        edits = self._edits(path, missing, step) if here and not computed else ()
        title = f"Add {', '.join(missing)} to {path.said}"
        return self.found(
            (named if named.path else path.origin.span) if here else name.name.span,
            f"{shown} {why}",
            subject=Subject(
                "index" if isinstance(path.origin, Index) else "constraint",
                table.schema or None,
                table.name,
                path.name,
                path.columns,
            ),
            repair=repair,
            fix=Fix(title, "unsafe", edits) if edits else None,
            cause=statement.span,
        )

    def _edits(self, path: Path, missing: tuple[str, ...], step: Step) -> tuple[Edit, ...]:
        """The missing columns behind the last of the key; the key of a column becomes one of the table."""
        origin, statement = path.origin, step.statement
        names = listed(missing, step.after)
        if isinstance(origin, Index):
            if not origin.parts or not origin.parts[-1].span.path:
                return ()
            end = origin.parts[-1].span.end
            return (Edit(Span(statement.path, end, end), f", {names}"),)
        start = origin.span.start - statement.span.start
        text = statement.text[start : origin.span.end - statement.span.start]
        if not origin.inline:
            found = re.search(r"\b(?:KEY|UNIQUE)\b[^()]*\([^()]*(?:\([^()]*\)[^()]*)*?\)", text, re.I)
            if found is None:
                return ()
            end = origin.span.start + found.end() - 1
            return (Edit(Span(statement.path, end, end), f", {names}"),)
        change = step.change
        if origin.named or not isinstance(change, CreateTable) or not change.body.path:
            return ()
        at = change.body.end - 1
        while statement.text[at - statement.span.start - 1].isspace():
            at -= 1
        primary = path.what == "primary key"
        return (
            Edit(origin.span, "NOT NULL" if primary else ""),
            Edit(Span(statement.path, at, at), f", {_clause(path, missing, step.after)}"),
        )


def _clause(path: Path, missing: tuple[str, ...], catalog: Catalog) -> str:
    columns = tuple(part.column or (part.expression.text if part.expression else "") for part in path.parts)
    word = "PRIMARY KEY" if path.what == "primary key" else "UNIQUE"
    return f"{word} ({listed((*columns, *missing), catalog)})"


def _touched(change: Change) -> tuple[ObjectName | None, bool]:
    """The table whose keys a change may touch, and whether all of them count: it is made or partitioned anew."""
    if isinstance(change, CreateTable):
        return change.name, True
    if isinstance(change, SetOption) and change.option == "partition by":
        return change.name, True
    if isinstance(change, (AddColumn, AddConstraint, CreateIndex, RedefineColumn)):
        return change.table, False
    return None, False
