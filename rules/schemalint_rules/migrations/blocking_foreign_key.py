from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AddConstraint,
    Bad,
    Diagnostic,
    Edit,
    Fix,
    ForeignKey,
    Good,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    Table,
    lock_of,
    server,
)
from schemalint_rules._copies import copy_lock
from schemalint_rules._proposals import listed, spelled, spelled_ref
from schemalint_rules._steps import emptied_by, session_value, stored_before
from schemalint_rules._transactions import in_phases


class BlockingForeignKey(StepRule):
    """A foreign key on a table in use should be added without checking its rows under lock.

    ## What it does
    Reports a foreign key added to a table that existed before the change set, where the server checks all rows under a lock
    that keeps writers out: PostgreSQL without NOT VALID; MySQL and MariaDB, which copy the table, unless `foreign_key_checks`
    is off in the same session; SQL Server without WITH NOCHECK; Oracle without ENABLE NOVALIDATE. A new column
    that is NULL in every row is not reported, except in MySQL, which copies the table all the same.

    ## Why is this bad
    Writes to the table, and in PostgreSQL, SQL Server and Oracle to the referenced one as well, wait until every row is
    looked up.

    ## Fix
    PostgreSQL: the key is added NOT VALID, which checks new rows only, and validated by a statement behind it, which lets
    reads and writes go on. Where a transaction would hold the first lock to the end, it is validated in a new migration.
    Oracle: likewise with ENABLE NOVALIDATE and ENABLE VALIDATE.

    ## References
    - PostgreSQL manual, ALTER TABLE, Notes
    - MySQL 8.4 manual, 17.12.1 Online DDL Operations; MariaDB, InnoDB Online DDL Operations
    - SQL Server, ALTER TABLE table_constraint; Oracle Administrator's Guide, Managing Integrity Constraints
    """

    name = "blocking-foreign-key"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")
    fixes = "safe"
    new_only = True
    only_with = ("references",)

    good = (
        Good(
            "ALTER TABLE orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;",
            given="CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (user_id bigint);",
        ),
        Good(
            "ALTER TABLE orders ADD COLUMN user_id bigint REFERENCES users (id);",
            given="CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint);",
        ),
        Good(
            "SET foreign_key_checks = 0;\nALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);",
            given="CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (user_id bigint);",
            dialect="mysql",
        ),
        Good(
            "ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id);",
            given="CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (user_id bigint);",
            dialect="tsql",
        ),
        Good(
            "CREATE TABLE orders (user_id bigint);\nALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);",
            given="CREATE TABLE users (id bigint PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id);",
            given="CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (user_id bigint);",
            at="CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id)",
            fixed="ALTER TABLE orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;\n"
            "ALTER TABLE orders VALIDATE CONSTRAINT orders_user_fk;",
            message="SHARE ROW EXCLUSIVE",
        ),
        Bad(
            "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id);",
            given="CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (user_id bigint);",
            at="CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)",
            dialect="mariadb",
            message="copies the table",
        ),
        Bad(
            "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id);",
            given="CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE orders (user_id int);",
            at="CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)",
            dialect="oracle",
            message="ENABLE NOVALIDATE",
            fixed="ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) ENABLE NOVALIDATE;\n"
            "ALTER TABLE orders ENABLE VALIDATE CONSTRAINT fk;",
        ),
        Bad(
            "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id);",
            given="CREATE TABLE users (id int PRIMARY KEY);\nCREATE TABLE orders (user_id int);",
            at="CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)",
            dialect="tsql",
            message="SQL Server",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        key: ForeignKey | None = None
        inline = False
        if isinstance(change, AddConstraint) and isinstance(change.constraint, ForeignKey) and change.checked:
            key = change.constraint
        elif isinstance(change, AddColumn):
            key = next((one for one in change.constraints if isinstance(one, ForeignKey)), None)
            inline = True
            filled = change.column.default is not None or change.column.generated is not None
            if replay.dialect not in ("mysql", "mariadb") and not filled:
                return
        if key is None or not (key.validated and key.enforced) or key.ignored:
            return
        table = stored_before(change.table, step, replay)  # type: ignore[union-attr]  # both kinds of change name a table
        lock = lock_of("add-foreign-key", replay.dialect, replay.version)
        if table is None or lock is None or emptied_by(table.ref, step, replay) == "truncate":
            return
        copied = replay.dialect in ("mysql", "mariadb")
        if copied and copy_lock(table, replay, key) is None:
            return
        if copied and session_value(step, replay, "foreign_key_checks") in ("0", "off"):
            return
        made = self._made(table, key, step)
        name = made.name or key.name
        columns = ", ".join(made.columns)
        held = "copies the table" if lock.work == "copy" else f"checks every row under {lock.words} lock"
        two = lock.other and made.parent != table.ref
        whom = f"{table.ref.text} and {made.parent.text}" if two else table.ref.text
        yield self.found(
            key.span if key.span.path else step.statement.span,
            f"Foreign key {table.ref.text} ({columns}) on {made.parent.text} is checked at once:"
            f" {server(replay.dialect, replay.version)} {held}, so {lock.blocks} on {whom} wait until it is done.",
            subject=Subject("constraint", table.schema or None, table.name, name, made.columns),
            repair=self._repair(table, made, name, inline, step, replay),
            fix=None if inline else self._fix(table, key, name, step, replay),
            cause=step.statement.span,
        )

    def _made(self, table: Table, key: ForeignKey, step: Step) -> ForeignKey:
        """The key as the catalogue has it: named, its parent resolved."""
        after = step.after.tables.get(table.ref)
        for one in after.foreign_keys if after else ():
            if one.span == key.span:
                return one
        return key

    def _repair(self, table: Table, key: ForeignKey, name: str, inline: bool, step: Step, replay: Replay) -> str:
        where = spelled_ref(table.ref, step.before)
        constraint = spelled(name, step.before) if name else "…"
        parent = spelled_ref(key.parent, step.before)
        target = f" ({listed(key.parent_columns, step.before)})" if key.parent_columns else ""
        clause = (
            f"ADD CONSTRAINT {constraint} FOREIGN KEY ({listed(key.columns, step.before)}) REFERENCES {parent}{target}"
        )
        match replay.dialect:
            case "postgres" if self._must_be_checked(table, replay):
                return "add the key to each partition NOT VALID and validate it there, then to the parent"
            case "postgres":
                first = "add the column alone, then " if inline else ""
                later = "" if step.transaction is None else " in a later migration"
                return f"{first}ALTER TABLE {where} {clause} NOT VALID; then ALTER TABLE {where} VALIDATE CONSTRAINT {constraint};{later}"
            case "oracle":
                return f"ALTER TABLE {where} {clause} ENABLE NOVALIDATE; then ALTER TABLE {where} ENABLE VALIDATE CONSTRAINT {constraint};"
            case "tsql":
                return f"ALTER TABLE {where} WITH NOCHECK {clause}; and ALTER TABLE {where} WITH CHECK CHECK CONSTRAINT {constraint}; when nobody writes"
        return (
            f"look for rows without a parent first, then SET foreign_key_checks = 0; and ALTER TABLE {where} {clause},"
            " ALGORITHM=INPLACE, LOCK=NONE; the server does not look itself then"
        )

    def _must_be_checked(self, table: Table, replay: Replay) -> bool:
        known = lock_of("add-foreign-key-unchecked-on-partitioned", "postgres", replay.version)
        return bool(table.partition_by) and known is None

    def _fix(self, table: Table, key: ForeignKey, name: str, step: Step, replay: Replay) -> Fix | None:
        statement = step.statement
        if replay.dialect == "oracle":
            return self._unvalidated(key, step)
        if replay.dialect != "postgres" or not key.span.path or not name or statement.verb != "ALTER TABLE":
            return None
        if self._must_be_checked(table, replay):
            return None
        title = "Add the key NOT VALID and validate it afterwards"
        if step.transaction is not None or statement.end == statement.span.end:
            return in_phases(None, title, step, replay)
        path, line_break = statement.path, statement.line_break
        validate = f"{line_break}ALTER TABLE {spelled_ref(table.ref, step.before)} VALIDATE CONSTRAINT {spelled(name, step.before)};"
        edits = (
            Edit(Span(path, key.span.end, key.span.end), " NOT VALID"),
            Edit(Span(path, statement.end, statement.end), validate),
        )
        return in_phases(Fix(title, "safe", edits=edits), title, step, replay)

    def _unvalidated(self, key: ForeignKey, step: Step) -> Fix | None:
        """Oracle's two statements, which commit each by itself; only for a key that has a name to call it by."""
        statement, end = step.statement, key.span.end
        behind = statement.text[end - statement.span.start :].strip()
        if not key.span.path or not key.named or not key.name or behind not in ("", ")"):
            return None
        if (
            statement.verb != "ALTER TABLE"
            or statement.text[-1:] == "/"
            or statement.terminator
            or statement.end == statement.span.end
        ):
            return None
        # Names as they stand there: what a quoted one folds to is not asked.
        written, name = getattr(step.change, "table", None), key.name_span
        if written is None or not name.path or not written.span.path:
            return None
        start = statement.span.start
        where = statement.text[written.span.start - start : written.span.end - start]
        called = statement.text[name.start - start : name.end - start]
        validate = f"ALTER TABLE {where} ENABLE VALIDATE CONSTRAINT {called};"
        edits = (
            Edit(Span(statement.path, end, end), " ENABLE NOVALIDATE"),
            Edit(Span(statement.path, statement.end, statement.end), f"{statement.line_break}{validate}"),
        )
        return Fix(
            "Enable the key without a look at the rows there are, and validate it afterwards", "safe", edits=edits
        )
