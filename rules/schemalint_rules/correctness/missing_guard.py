from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Change,
    CreateExtension,
    CreateIndex,
    CreateObject,
    CreateSequence,
    CreateTable,
    CreateView,
    Diagnostic,
    Dialect,
    DropObjects,
    Edit,
    Fix,
    Good,
    Kind,
    Name,
    ObjectName,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    version_of,
)

CREATES: dict[Dialect, frozenset[str]] = {
    "postgres": frozenset(("table", "index", "materialized-view", "sequence", "extension", "schema")),
    "mysql": frozenset(("table", "schema", "database")),
    "mariadb": frozenset(("table", "index", "view", "sequence", "schema", "database")),
    "sqlite": frozenset(("table", "index", "view")),
}
"""What can be made with IF NOT EXISTS; Oracle has it from version 23 on, SQL Server not at all."""
DROPS: dict[Dialect, frozenset[str]] = {
    "postgres": frozenset(("table", "index", "view", "materialized-view", "sequence", "extension", "schema", "type", "domain", "routine", "trigger", "policy")),
    "mysql": frozenset(("table", "view", "schema", "database", "routine", "trigger")),
    "mariadb": frozenset(("table", "index", "view", "sequence", "schema", "database", "routine", "trigger")),
    "sqlite": frozenset(("table", "index", "view", "trigger")),
    "tsql": frozenset(("table", "index", "view", "sequence", "schema", "type", "routine", "trigger")),
}  # fmt: skip
"""What can be dropped with IF EXISTS (SQL Server 2016)."""
ORACLE = frozenset(("table", "index", "view", "materialized-view", "sequence"))
SINCE: dict[str, tuple[int, ...]] = {"index": (9, 5), "sequence": (9, 5), "materialized-view": (9, 5), "schema": (9, 3)}
"""The versions of PostgreSQL that brought IF NOT EXISTS; for the others it is as old as what is supported anywhere."""
COMMITTING = frozenset(("mysql", "mariadb", "oracle"))
"""Servers that commit at each DDL statement, so no transaction protects it."""


class MissingGuard(StepRule):
    """What is not protected by a transaction should be guarded, so that it can be run again.

    ## What it does
    Reports CREATE without IF NOT EXISTS and DROP without IF EXISTS where the dialect and its version have it and no transaction takes
    the statement back when a later one fails: outside of one, and in MySQL, MariaDB and Oracle, which commit at each DDL
    statement. CREATE OR REPLACE is a guard. A temporary table needs none: it is gone with its session. Off until it is selected, for a guard also hides what differs (`guard-hides-drift`).

    ## Why is this bad
    A script that stops half-way leaves what it has made. Run again, it fails at the first thing that is there already, and
    somebody has to clean up by hand.

    ## Fix
    IF NOT EXISTS or IF EXISTS is put in. An index that is built concurrently is dropped IF EXISTS before it instead, since a build that
    fails leaves an invalid one. Safe: where the statement succeeds, it does the same.

    ## References
    - PostgreSQL manual, CREATE TABLE, DROP TABLE; MySQL 8.4 manual, 15.3.3 Statements That Cause an Implicit Commit
    - SQL Server, DROP TABLE, IF EXISTS; SQLite, CREATE TABLE
    """

    name = "missing-guard"
    severity = "info"
    on = "policy"
    fixes = "safe"
    changes = (
        "CreateTable",
        "CreateIndex",
        "CreateView",
        "CreateSequence",
        "CreateExtension",
        "CreateObject",
        "DropObjects",
    )

    good = (
        Good("BEGIN;\nCREATE TABLE t (a int);\nCOMMIT;"),
        Good("CREATE TABLE IF NOT EXISTS t (a int);\nDROP TABLE IF EXISTS u;", dialect="mysql"),
        Good("CREATE INDEX i ON t (a);", given="CREATE TABLE IF NOT EXISTS t (a int);", dialect="mysql"),
        Good("CREATE TABLE t (a int);", dialect="tsql"),
        Good("CREATE OR REPLACE VIEW v AS SELECT 1;"),
        Good("DROP TABLE IF EXISTS t;\nCREATE TABLE t (a int);", dialect="mysql"),
    )
    bad = (
        Bad("CREATE TABLE t (a int);", at="t", fixed="CREATE TABLE IF NOT EXISTS t (a int);"),
        Bad(
            "CREATE INDEX CONCURRENTLY i ON t (a);",
            at="i",
            given="CREATE TABLE IF NOT EXISTS t (a int);",
            fixed="DROP INDEX CONCURRENTLY IF EXISTS i;\nCREATE INDEX CONCURRENTLY i ON t (a);",
        ),
        Bad("DROP TABLE t;", at="t", dialect="sqlite", given="CREATE TABLE IF NOT EXISTS t (a int);", fixed="DROP TABLE IF EXISTS t;"),
        Bad("START TRANSACTION;\nDROP TABLE t;\nCOMMIT;", at="t", dialect="mysql", given="CREATE TABLE IF NOT EXISTS t (a int);", fixed="START TRANSACTION;\nDROP TABLE IF EXISTS t;\nCOMMIT;"),
        Bad("DROP VIEW v;", at="v", dialect="tsql", fixed="DROP VIEW IF EXISTS v;"),
        Bad("CREATE TABLE t (a number);", at="t", dialect="oracle", version="23", fixed="CREATE TABLE IF NOT EXISTS t (a number);"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if step.transaction is not None and replay.dialect not in COMMITTING:
            return
        change = step.change
        kind, name = _named(change)
        statement = step.statement
        if (
            getattr(change, "kind", "") == "temporary"
            or name is None
            or not statement.span.covers(name.span)
            or statement.masked
            or _is_guarded(change, step)
        ):
            return
        drops = isinstance(change, DropObjects)
        if kind not in _known(drops, replay) or (not drops and _dropped_just_before(name, step, replay)):
            return
        words = "IF EXISTS" if drops else "IF NOT EXISTS"
        verb = statement.tokens.upper[0]
        at = Span(name.span.path, name.span.start, name.span.start)
        lower = statement.tokens.words[0].islower()
        repair = f"write {words}"
        fix = Fix(f"Put {words} in", "safe", edits=(Edit(at, f"{words.lower() if lower else words} "),))
        if isinstance(change, CreateIndex) and change.definition.concurrently:
            # A build that fails leaves an invalid index, which IF NOT EXISTS would keep.
            first = f"DROP INDEX CONCURRENTLY IF EXISTS {name.text};"
            repair = f"{first} before it"
            begin = statement.span._replace(end=statement.span.start)
            fix = Fix("Drop what a failed build left", "safe", edits=(Edit(begin, first + statement.line_break),))
        yield self.found(
            name.span,
            f"{verb} of {kind} {name.text} has no {words} and no transaction around it: run again after a failure, the script stops "
            "here.",
            subject=_subject(kind, name),
            repair=repair,
            fix=fix,
        )  # fmt: skip


def _dropped_just_before(name: ObjectName, step: Step, replay: Replay) -> bool:
    """Whether DROP … IF EXISTS of the same thing stands right before, as in dumps of MySQL: that guards it too."""
    before = replay.steps[step.number - 1].change if 0 < step.number <= len(replay.steps) else None
    return isinstance(before, DropObjects) and before.if_exists and any(one.value == name.value for one in before.names)


def _named(change: Change) -> tuple[str, ObjectName | None]:
    """What the statement makes or drops: its kind, and the first name."""
    match change:
        case CreateTable():
            plain = change.kind in ("table", "temporary", "virtual") and not change.as_query.upper().startswith("INTO")
            return "table", change.name if plain else None
        case CreateIndex():
            return "index", ObjectName(change.name, _schema(change)) if change.name is not None else None
        case CreateView():
            return ("materialized-view" if change.materialized else "view"), change.name
        case CreateSequence():
            return "sequence", change.name
        case CreateExtension():
            return "extension", ObjectName(change.name)
        case CreateObject():
            return change.kind, change.name
        case DropObjects():
            return change.kind, change.names[0] if change.names else None
    return "", None


def _subject(kind: str, name: ObjectName) -> Subject:
    known: dict[str, Kind] = {
        "table": "table",
        "view": "view",
        "materialized-view": "materialized-view",
        "sequence": "sequence",
    }
    return Subject(known.get(kind, "other"), name.qualifier or None, None, name.value)


def _schema(change: CreateIndex) -> Name | None:
    """The written schema of an index: its place is where the guard goes."""
    return None if not change.definition.schema else _NOWHERE


_NOWHERE = Name("", "", Span("", 0, 0))


def _is_guarded(change: Change, step: Step) -> bool:
    if getattr(change, "if_not_exists", False) or getattr(change, "if_exists", False):
        return True
    upper = step.statement.tokens.upper
    head = upper[:8]
    made_by_create = bool(upper) and upper[0] in ("CREATE", "DROP")
    return getattr(change, "or_replace", False) or not made_by_create or "REPLACE" in head[:3] or "SCHEMA" in head[2:3]


def _known(drops: bool, replay: Replay) -> frozenset[str]:
    """The kinds that the server can guard."""
    if replay.dialect == "oracle":
        return ORACLE if version_of(replay.dialect, replay.version) >= (23,) else frozenset()
    known = (DROPS if drops else CREATES).get(replay.dialect, frozenset())
    if replay.dialect == "postgres" and not drops:
        version = version_of(replay.dialect, replay.version)
        return known - {kind for kind, since in SINCE.items() if version < since}
    return known
