from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    CreateIndex,
    Diagnostic,
    Fix,
    Good,
    Replay,
    Step,
    StepRule,
    Subject,
    Table,
    lock_of,
    server,
)
from schemalint_rules._online_builds import has_online_builds, online
from schemalint_rules._proposals import spelled_ref
from schemalint_rules._steps import existed, stored_before
from schemalint_rules._transactions import concurrently_at


class BlockingIndex(StepRule):
    """An index on a table in use should be built without blocking writes.

    ## What it does
    Reports CREATE INDEX on a table or materialized view that existed before the change set, where the build blocks writes:
    in PostgreSQL without CONCURRENTLY; in MySQL and MariaDB a FULLTEXT or SPATIAL index, or one for which ALGORITHM=COPY or
    a LOCK other than NONE is asked for (plain builds are online); in SQL Server without ONLINE = ON and in Oracle without
    ONLINE, except in an edition that has neither. An index of a partitioned parent that is made ON ONLY builds nothing and
    is not reported.

    ## Why is this bad
    INSERT, UPDATE and DELETE wait until the whole index is built, and what waits behind them waits too.

    ## Fix
    PostgreSQL: CONCURRENTLY is written behind INDEX, together with what takes the migration out of its transaction where that
    is a line in the file. Where other work of the migration needs the transaction, the statement moves into a new migration
    behind it, with a rollback of its own. Not offered where something behind it needs the index, nor where the framework has no
    way out of its transaction. SQL Server and Oracle: ONLINE is written where the configured `edition` has it, and only there.
    MySQL and MariaDB: LOCK=NONE and ALGORITHM=INPLACE take the place of what was asked for.

    ## References
    - PostgreSQL manual, CREATE INDEX, Building Indexes Concurrently
    - MySQL 8.4 manual, 17.12.1 Online DDL Operations; MariaDB, InnoDB Online DDL Operations
    - SQL Server, How Online Index Operations Work; Oracle Administrator's Guide, Creating an Index Online
    """

    name = "blocking-index"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")
    fixes = "safe"
    new_only = True
    changes = ("CreateIndex",)

    good = (
        Good("CREATE INDEX CONCURRENTLY users_email_idx ON users (email);", given="CREATE TABLE users (email text);"),
        Good("CREATE TABLE users (email text);\nCREATE INDEX users_email_idx ON users (email);"),
        Good("CREATE INDEX i ON users (email);", given="CREATE TABLE users (email varchar(9));", dialect="mysql"),
        Good(
            "CREATE INDEX i ON users (email) WITH (ONLINE = ON);",
            given="CREATE TABLE users (email varchar(9));",
            dialect="tsql",
        ),
        Good("CREATE INDEX i ON users (email) ONLINE;", given="CREATE TABLE users (email date);", dialect="oracle"),
    )
    bad = (
        Bad(
            "CREATE INDEX users_email_idx ON users (email);",
            given="CREATE TABLE users (email text);",
            at="users_email_idx",
            fixed="CREATE INDEX CONCURRENTLY users_email_idx ON users (email);",
            message="SHARE lock",
        ),
        Bad(
            "CREATE FULLTEXT INDEX i ON users (email);",
            given="CREATE TABLE users (email varchar(9));",
            at="i",
            dialect="mysql",
        ),
        Bad(
            "CREATE INDEX i ON users (email) LOCK=SHARED ALGORITHM=INPLACE;",
            given="CREATE TABLE users (email varchar(9));",
            at="i",
            dialect="mariadb",
            fixed="CREATE INDEX i ON users (email) LOCK=NONE ALGORITHM=INPLACE;",
        ),
        Bad(
            "CREATE INDEX users_email ON users (email);",
            given="CREATE TABLE users (email varchar(9));",
            at="users_email",
            dialect="tsql",
            message="ONLINE = ON",
        ),
        Bad(
            "CREATE INDEX users_email ON users (email);",
            given="CREATE TABLE users (email date);",
            at="users_email",
            dialect="oracle",
            message="ONLINE",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, CreateIndex) or change.definition.concurrently or change.online:
            return
        table = stored_before(change.table, step, replay)
        view = step.before.views.get(step.before.resolve(change.table))
        if table is None and (view is None or not view.materialized or not existed(view, step)):
            return
        if table is not None and ((change.only and table.partition_by) or not existed(table, step)):
            return
        if change.if_not_exists and step.before is step.after:
            return
        if not change.definition.valid:
            return  # UNUSABLE: nothing is built
        dialect = replay.dialect
        if dialect in ("mysql", "mariadb"):
            kind = change.definition.method.lower()
            asked = self._asked(change)
            if kind not in ("fulltext", "spatial") and not asked:
                return
            action = "create-fulltext-index" if kind == "fulltext" else "create-spatial-index"
            lock = lock_of(action, dialect, replay.version)  # type: ignore[arg-type]  # one of the two
            mode = asked or (f"{lock.mode} at best" if lock else "")
        else:
            if dialect != "postgres" and replay.edition and not has_online_builds(replay.edition):
                return
            if dialect == "tsql" and change.definition.method.lower() != "btree":
                return  # XML, spatial and full-text indexes have no online build to ask for
            clustered = dialect == "tsql" and change.definition.clustered
            lock = lock_of("create-clustered-index" if clustered else "create-index", dialect, replay.version)
            mode = f"{lock.words} lock" if lock else ""
        if lock is None:
            return
        yield self._found(step, replay, change, table, mode, lock.blocks)

    def _asked(self, change: CreateIndex) -> str:
        """The clause that gives up the online build."""
        if change.lock in ("SHARED", "EXCLUSIVE"):
            return f"LOCK={change.lock}"
        return "ALGORITHM=COPY" if change.algorithm == "COPY" else ""

    def _found(
        self, step: Step, replay: Replay, change: CreateIndex, table: Table | None, mode: str, blocks: str
    ) -> Diagnostic:
        ref = step.before.resolve(change.table)
        name = change.name.value if change.name else change.definition.name
        shown = f"Index {name} on" if name else "This index on"
        columns = ", ".join(change.definition.columns)
        note = ""
        if replay.dialect in ("tsql", "oracle") and not replay.edition:
            note = " Enterprise and Developer editions can build it online; the edition is not configured."
        return self.found(
            change.name.span if change.name else change.table.span,
            f"{shown} {ref.text} ({columns}) is built under {mode}: {server(replay.dialect, replay.version)} blocks {blocks}"
            f" on a table that is in use until the build is done.{note}",
            subject=Subject("index", ref.schema or None, ref.name, name, change.definition.columns),
            repair=self._repair(step, replay, change, table),
            fix=self._fix(step, replay, table, change),
            cause=step.statement.span,
        )

    def _repair(self, step: Step, replay: Replay, change: CreateIndex, table: Table | None) -> str:
        where = spelled_ref(step.before.resolve(change.table), step.before)
        match replay.dialect:
            case "postgres" if table is not None and table.partition_by:
                return f"CREATE INDEX ON ONLY {where}, the same CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION"
            case "postgres":
                text = self._concurrent(step)
                held = step.transaction
                if held is None:
                    return text
                way = f" ({held.opt_out})" if held.opt_out else ", in a migration of its own"
                return f"{text} outside a transaction{way}"
            case "tsql":
                return "add WITH (ONLINE = ON)"
            case "oracle":
                return "add ONLINE"
        if self._asked(change):
            return "leave the clause out, or ask for ALGORITHM=INPLACE, LOCK=NONE"
        return "run it when nobody writes, or build it in a copy of the table and swap the two"

    def _concurrent(self, step: Step) -> str:
        at = self._behind_index(step)
        if at < 0:
            return "build it CONCURRENTLY, by a statement of its own"
        text = step.statement.text
        cut = at - step.statement.span.start
        whole = " ".join(f"{text[:cut]} CONCURRENTLY{text[cut:]};".split())
        return whole if len(whole) <= 300 else f"{whole[:297]}…"

    def _behind_index(self, step: Step) -> int:
        """Where CONCURRENTLY goes; -1 where the statement is a block that makes the index inside."""
        tokens = step.statement.tokens
        if "INDEX" not in tokens.upper or step.statement.verb != "CREATE INDEX":
            return -1
        at = tokens.upper.index("INDEX")
        return tokens.starts[at] + len(tokens.words[at])

    def _fix(self, step: Step, replay: Replay, table: Table | None, change: CreateIndex) -> Fix | None:
        if replay.dialect != "postgres":
            return online(step, change, table, replay)
        if table is not None and table.partition_by:
            return None
        at = self._behind_index(step)
        return concurrently_at(step, replay, at, "Build the index concurrently") if at >= 0 else None
