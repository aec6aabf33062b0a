from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    Bad,
    Catalog,
    Diagnostic,
    Expression,
    Good,
    Replay,
    Step,
    StepRule,
    builtins,
    lock_of,
    server,
)
from schemalint_rules._copies import copy_lock
from schemalint_rules._proposals import about, spelled, spelled_ref
from schemalint_rules._steps import stored_before
from schemalint_rules._volatility import differs


class VolatileDefaultRewrite(StepRule):
    """A column added to a table in use should not have a default that differs from row to row.

    ## What it does
    Reports ADD COLUMN with a default that calls a volatile function (`random()`, `gen_random_uuid()`, `clock_timestamp()`, one of
    your own that is not declared otherwise), on a table that existed before the change set. `now()` is the same for all rows and
    is not reported; serial and identity columns are another rule's.

    ## Why is this bad
    A constant default is kept in the catalogue; one that differs has to be computed and written for every row, under a lock that keeps
    readers and writers out in PostgreSQL, and writers in MySQL and MariaDB.

    ## Fix
    None by itself: add the column without a default, set the default for new rows, and fill the old ones in batches.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE, Notes; 36.7 Function Volatility Categories
    - MySQL 8.4 manual, 13.6 Data Type Default Values; 17.12.1 Online DDL Operations; MariaDB, Instant ADD COLUMN for InnoDB
    """

    name = "volatile-default-rewrite"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb")
    new_only = True
    changes = ("AddColumn",)

    good = (
        Good("ALTER TABLE a ADD COLUMN c timestamptz DEFAULT now();", given="CREATE TABLE a (b int);"),
        Good("ALTER TABLE a ADD COLUMN c text DEFAULT lower('X');", given="CREATE TABLE a (b int);"),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN c uuid DEFAULT gen_random_uuid();"),
        Good(
            "ALTER TABLE a ADD COLUMN c datetime DEFAULT CURRENT_TIMESTAMP;",
            given="CREATE TABLE a (b int);",
            dialect="mysql",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD COLUMN c uuid NOT NULL DEFAULT gen_random_uuid();",
            given="CREATE TABLE a (b int);",
            at="DEFAULT gen_random_uuid()",
            message="gen_random_uuid()",
        ),
        Bad(
            "ALTER TABLE a ADD COLUMN c timestamptz DEFAULT clock_timestamp();",
            given="CREATE TABLE a (b int);",
            at="DEFAULT clock_timestamp()",
        ),
        Bad(
            "ALTER TABLE a ADD COLUMN c varchar(36) DEFAULT (uuid());",
            given="CREATE TABLE a (b int);",
            at="DEFAULT (uuid())",
            dialect="mysql",
            message="writes",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, AddColumn):
            return
        column = change.column
        if column.default is None or column.serial or column.identity or column.unknown:
            return
        name = _volatile(column.default, step.before)
        table = stored_before(change.table, step, replay) if name else None
        if table is None or (change.if_not_exists and table.column(column.name) is not None):
            return
        copied = replay.dialect in ("mysql", "mariadb")
        lock = copy_lock(table, replay) if copied else lock_of("add-column-rewriting", replay.dialect, replay.version)
        if lock is None:
            return
        where, shown = spelled_ref(table.ref, step.before), spelled(column.name, step.before)
        does = "copies the table" if copied else f"writes every row anew under {lock.words} lock"
        yield self.found(
            column.default_span if column.default_span.path else step.statement.span,
            f"Column {table.ref.text}.{column.name} is added with {name}(), which differs from row to row:"
            f" {server(replay.dialect, replay.version)} {does}, and {lock.blocks} wait until it is done.",
            subject=about(table, column.name),
            repair=f"ALTER TABLE {where} ADD COLUMN {shown} {column.type.text if column.type else ''};"
            f" then ALTER TABLE {where} ALTER COLUMN {shown} SET DEFAULT {column.default.text}; and fill the old rows in batches",
            cause=step.statement.span,
        )


def _volatile(default: Expression, catalog: Catalog) -> str:
    """The function in it that gives another value each time; empty where there is none for certain."""
    for name in default.calls:
        plain = name.removeprefix("pg_catalog.")
        if catalog.dialect != "postgres":
            if differs(plain, catalog.dialect):
                return plain
            continue
        schema, _, last = plain.rpartition(".")
        made = catalog.find(catalog.routines, last, schema)
        own = catalog.routines[made] if made is not None else ()
        if own:
            if not any(word in one.attributes for one in own for word in ("immutable", "stable")):
                return plain
            continue
        server_of = builtins("postgres", catalog.version)
        signatures = server_of.functions(plain) or tuple(
            one
            for extension in catalog.extensions
            if (brought := server_of.extension(extension)) is not None
            for one in brought.functions(last)
        )
        if signatures and all(one.volatility == "volatile" for one in signatures):
            return plain
    return ""
