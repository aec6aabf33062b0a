from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Action,
    Bad,
    Diagnostic,
    Good,
    NoChange,
    Ref,
    Replay,
    SetOption,
    Step,
    StepRule,
    Subject,
    lock_of,
    server,
)
from schemalint_rules._steps import stored_before

ACTIONS: dict[str, Action] = {
    "SET LOGGED": "set-logged",
    "SET UNLOGGED": "set-logged",
    "SET TABLESPACE": "set-tablespace",
    "SET ACCESS METHOD": "set-access-method",
    "VACUUM FULL": "vacuum-full",
    "CLUSTER": "cluster",
}
"""What is reported, and how the facts about locks call it."""
ONLINE = "pg_repack or pg_squeeze do it while the table is in use"


class TableRewrite(StepRule):
    """A table in use should not be written anew under lock.

    ## What it does
    Reports VACUUM FULL, CLUSTER, SET LOGGED, SET UNLOGGED, SET TABLESPACE and SET ACCESS METHOD of a table that existed before the
    change set, SET TABLESPACE of an index of such a table, and of all tables or indexes of a tablespace.

    ## Why is this bad
    The whole table is copied under an ACCESS EXCLUSIVE lock; until it is done, nobody can read or write it, and it takes its space
    twice.

    ## Fix
    None: use a tool that copies the table while it is in use, or take an outage.

    ## References
    - PostgreSQL manual, VACUUM; CLUSTER; ALTER TABLE
    """

    name = "table-rewrite"
    severity = "warning"
    dialects = ("postgres",)
    new_only = True
    changes = ("NoChange", "SetOption")

    good = (
        Good("VACUUM a;", given="CREATE TABLE a (id int);"),
        Good("CREATE TABLE a (id int);\nALTER TABLE a SET UNLOGGED;"),
    )
    bad = (
        Bad(
            "ALTER TABLE a SET UNLOGGED;",
            given="CREATE TABLE a (id int);",
            at="ALTER TABLE a SET UNLOGGED",
            message="public.a",
        ),
        Bad(
            "ALTER INDEX i SET TABLESPACE slow;",
            given="CREATE TABLE a (id int);\nCREATE INDEX i ON a (id);",
            at="ALTER INDEX i SET TABLESPACE slow",
            message="index public.i of public.a",
        ),
        Bad(
            "ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE slow;",
            at="ALTER TABLE ALL IN TABLESPACE pg_default SET TABLESPACE slow",
            message="every table of pg_default",
        ),
        Bad("VACUUM FULL a;", given="CREATE TABLE a (id int);", at="VACUUM FULL a"),
        Bad("CLUSTER a USING i;", given="CREATE TABLE a (id int);", at="CLUSTER a USING i"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change, statement = step.change, step.statement
        subject = None
        if isinstance(change, SetOption) and change.option == "tablespace" and change.kind == "index":
            what = "SET TABLESPACE"
            index = _index(change, step)
            if index is None:
                return
            ref, owner = index
            where = f"index {ref.text} of {owner.text}"
            subject = Subject("index", ref.schema or None, owner.name, ref.name)
        elif (
            isinstance(change, SetOption)
            and change.kind == "tablespace"
            and change.option in ("move table", "move index")
        ):
            what = "SET TABLESPACE"
            where = f"every {change.option.removeprefix('move ')} of {change.name.value}"
        elif isinstance(change, SetOption):
            what = f"SET {change.option.upper()}"
            asked = change.kind == "table" and what in ACTIONS
            table = stored_before(change.name, step, replay) if asked else None
            if table is None:
                return
            where = table.ref.text
            subject = Subject("table", table.schema or None, None, table.name)
        elif isinstance(change, NoChange) and change.what in ("vacuum", "cluster"):
            upper = statement.tokens.upper
            if change.what == "vacuum" and not (
                "FULL" in upper[1:2] or (upper[1:2] == ("(",) and "FULL" in upper[2:12])
            ):
                return
            what = "VACUUM FULL" if change.what == "vacuum" else "CLUSTER"
            where = next(
                (
                    word
                    for word in statement.tokens.words[1:]
                    if word.upper() not in ("FULL", "VERBOSE", "ANALYZE", "(", ")", ",")
                ),
                "",
            )
            where = where or "every table"
        else:
            return
        lock = lock_of(ACTIONS[what], "postgres", replay.version)
        if lock is None:
            return  # the server does not know it yet
        yield self.found(
            statement.span,
            f"{what} writes {where} anew under {lock.words} lock: {server(replay.dialect, replay.version)} blocks {lock.blocks}"
            " until it is done, and needs its space twice.",
            subject=subject,
            repair=ONLINE if what in ("VACUUM FULL", "CLUSTER") else f"take an outage for it; {ONLINE} for most of it",
            cause=statement.span,
        )


def _index(change: SetOption, step: Step) -> tuple[Ref, Ref] | None:
    """The index and its table, where both were there before the change set."""
    indexes = step.before.indexes
    ref = step.before.find(indexes, change.name.value, change.name.qualifier)
    if ref is None or ref not in step.base.indexes or indexes[ref] not in step.base.tables:
        return None
    return ref, indexes[ref]
