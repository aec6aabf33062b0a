from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    Bad,
    Diagnostic,
    DropColumn,
    Edit,
    Fix,
    Good,
    RenameColumn,
    Replay,
    SetDefault,
    SetOption,
    Span,
    Step,
    StepRule,
    Table,
    server,
)
from schemalint_rules._copies import copies, copy_lock
from schemalint_rules._proposals import about_table
from schemalint_rules._steps import earlier, stored_before


class CopyingAlter(StepRule):
    """ALTER TABLE should not copy a table in use while writers wait.

    ## What it does
    Reports ALTER TABLE on a table that existed before the change set where the server copies the table under a lock against
    writers: another type or character set of a column, a VARCHAR that shrinks or grows past 255 bytes, an ENUM or SET that needs
    more bytes, a primary key dropped without a new one, CONVERT TO CHARACTER SET, another engine, PARTITION BY, ORDER BY, a CHECK;
    and every ALTER that asks for ALGORITHM=COPY, LOCK=SHARED or LOCK=EXCLUSIVE itself. A VARCHAR that grows on
    either side of 255 bytes, values appended to an ENUM, NULL and NOT NULL, defaults and comments copy nothing.

    ## Why is this bad
    Nobody can write to the table until the last row is copied, and the copy needs as much room again.

    ## Fix
    Where the statement only asks for what it does not need, ALGORITHM=INPLACE and LOCK=NONE take the place. For a real copy: an
    online schema change tool (gh-ost, pt-online-schema-change), or a new column that is filled in batches.

    ## References
    - MySQL 8.4 manual, 17.12.1 Online DDL Operations
    - MariaDB documentation, InnoDB Online DDL Operations
    """

    name = "copying-alter"
    severity = "warning"
    dialects = ("mysql", "mariadb")
    fixes = "safe"
    new_only = True
    yields_to = ("enum-list-rebuild", "type-change-rewrite", "blocking-foreign-key", "blocking-index")

    good = (
        Good(
            "ALTER TABLE users MODIFY name varchar(60) NOT NULL;",
            given="CREATE TABLE users (name varchar(50)) CHARSET=utf8mb4;",
            dialect="mysql",
            version="8.4",
        ),
        Good(
            "ALTER TABLE users ADD COLUMN a int, ALGORITHM=INPLACE, LOCK=NONE;",
            given="CREATE TABLE users (name varchar(50));",
            dialect="mariadb",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE users MODIFY name varchar(100);",
            given="CREATE TABLE users (name varchar(50)) CHARSET=utf8mb4;",
            at="MODIFY name varchar(100)",
            dialect="mysql",
            message="past 255 bytes",
        ),
        Bad(
            "ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4;",
            given="CREATE TABLE users (name varchar(50)) CHARSET=latin1;",
            at="CONVERT TO CHARACTER SET utf8mb4",
            dialect="mariadb",
        ),
        Bad(
            "ALTER TABLE users ADD COLUMN a int, ALGORITHM=COPY, LOCK=SHARED;",
            given="CREATE TABLE users (name varchar(50));",
            at="ALGORITHM=COPY",
            fixed="ALTER TABLE users ADD COLUMN a int, ALGORITHM=INPLACE, LOCK=NONE;",
            dialect="mysql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if step.statement.verb != "ALTER TABLE":
            return
        table = self._table(step, replay)
        if table is None or any(self._speaks(other, table, replay) for other in self._same(step, replay)):
            return
        why = self._why(step, table, replay)
        asked = "" if why else self._asked(step, table, replay)
        if not why and not asked:
            return
        span = step.change.span
        fix = self._fix(step) if asked else None
        words = f"{asked} is asked for" if asked else why
        work = "lets nobody write to" if asked.startswith("LOCK") else "copies"
        rest = "until it is done" if asked.startswith("LOCK") else "and writes wait until it is done"
        yield self.found(
            span if span.path and step.statement.span.covers(span) else step.statement.span,
            f"ALTER TABLE {table.ref.text} {work} the table on {server(replay.dialect, replay.version)}, {rest}: {words}.",
            subject=about_table(table),
            repair="ask for ALGORITHM=INPLACE, LOCK=NONE"
            if fix is not None
            else "run it through gh-ost or pt-online-schema-change, or add a new column, fill it in batches and swap",
            fix=fix,
            cause=step.statement.span,
        )

    def _table(self, step: Step, replay: Replay) -> Table | None:
        name = getattr(step.change, "table", None) or getattr(step.change, "name", None)
        if name is None or not hasattr(name, "schema"):
            return None
        table = stored_before(name, step, replay)
        return None if table is None or step.before.is_muted(table.ref) else table

    def _same(self, step: Step, replay: Replay) -> Iterator[Step]:
        """The steps of the same statement that came before."""
        for other in earlier(step, replay):
            if other.reading is not step.reading:
                return
            yield other

    def _speaks(self, step: Step, table: Table, replay: Replay) -> bool:
        return bool(self._why(step, table, replay) or self._asked(step, table, replay))

    def _why(self, step: Step, table: Table, replay: Replay) -> str:
        return "" if copy_lock(table, replay) is None else copies(step, table, replay)

    def _asked(self, step: Step, table: Table, replay: Replay) -> str:
        """What the change asks for by name, as it would be written, where it keeps writers out."""
        change = step.change
        if isinstance(change, SetOption) and change.kind == "table":
            option, value = change.option.upper(), change.value.upper()
            copied = (option, value) == ("ALGORITHM", "COPY") and copy_lock(table, replay) is not None
            if copied or (option, value) in (("LOCK", "SHARED"), ("LOCK", "EXCLUSIVE")):
                return f"{option}={value}"
        return ""

    def _fix(self, step: Step) -> Fix | None:
        """Only for statements of which every server that is supported does all in place."""
        edits = []
        for change in step.reading.changes:
            if isinstance(change, SetOption) and change.option in ("algorithm", "lock"):
                wanted = "INPLACE" if change.option == "algorithm" else "NONE"
                span = change.span
                start = span.start - step.statement.span.start
                text = step.statement.text[start : span.end - step.statement.span.start]
                at = text.upper().rfind(change.value.upper())
                if at < 0 or not span.path:
                    return None
                if change.value.upper() in ("COPY", "SHARED", "EXCLUSIVE"):
                    begin = span.start + at
                    edits.append(Edit(Span(span.path, begin, begin + len(change.value)), wanted))
            elif isinstance(change, AddColumn):
                if change.constraints or change.column.identity or change.column.generated or change.column.serial:
                    return None
            elif not isinstance(change, (DropColumn, RenameColumn, SetDefault)):
                return None
        return Fix("Ask for work in place that lets writers go on", "safe", edits=tuple(edits)) if edits else None
