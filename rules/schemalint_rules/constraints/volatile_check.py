from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AddConstraint,
    AlterDomain,
    Bad,
    Call,
    Catalog,
    Check,
    CreateDomain,
    CreateTable,
    Diagnostic,
    Dialect,
    Expression,
    Good,
    ObjectName,
    RedefineColumn,
    Ref,
    Replay,
    Routine,
    Severity,
    Shape,
    Step,
    StepRule,
    Subject,
    Unclear,
    builtins,
    server,
    version_of,
)
from schemalint_rules._values import parts_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLOCK = _words(
    "now current_date current_time current_timestamp localtime localtimestamp transaction_timestamp statement_timestamp"
    " clock_timestamp timeofday getdate getutcdate sysdatetime sysutcdatetime sysdatetimeoffset sysdate systimestamp curdate"
    " curtime utc_date utc_time utc_timestamp unix_timestamp"
)
SESSION = _words(
    "current_user session_user user current_role current_catalog current_schema current_schemas current_database system_user"
    " current_setting has_table_privilege has_column_privilege has_schema_privilege pg_has_role inet_client_addr inet_server_addr"
    " suser_sname suser_name user_name app_name host_name original_login database schema connection_id last_insert_id"
    " sys_context userenv uid rownum level last_insert_rowid changes total_changes"
)
CHANCE = _words(
    "random rand randomblob gen_random_uuid uuid_generate_v4 uuid_generate_v1 uuid uuid_short newid newsequentialid"
)
ORACLE = _words(
    "sysdate systimestamp current_date current_timestamp localtimestamp uid user userenv sys_context rownum level"
    " dbtimezone sessiontimezone"
)
"""What Oracle refuses by name: ORA-02436 and its like."""
SQLITE_CLOCK = _words("date time datetime julianday unixepoch strftime timediff")
REFUSES: frozenset[Dialect] = frozenset({"mysql", "mariadb"})

_STRINGS = re.compile(r"'(?:[^']|'')*'")
_SUBQUERY = re.compile(r"\(\s*(?:select|with|values)\b|\bexists\s*\(", re.I)
_VARIABLE = re.compile(r"(?<![\w@])@@?[\w.$]+")
_LOOKS = re.compile(r"\bfrom\b|\bnow\s*\(|\brandom\s*\(|\bcurrent_\w+", re.I)


class VolatileCheck(StepRule):
    """A CHECK should depend on its row alone.

    ## What it does
    Reports a CHECK of a table or domain that asks the clock, chance, the session or other rows: `now()`, `random()`,
    `current_user`, a subquery, in MySQL and MariaDB also a stored function or a variable. It is an error where the server refuses
    the statement, and a warning where it takes it. SQLite takes all but subqueries, and refuses each row when it comes to
    `date('now')`.

    ## Why is this bad
    MySQL, MariaDB and Oracle refuse such a check, every server refuses a subquery. Where it is taken, it holds at the moment of
    writing only: rows that fulfilled it fail when a dump is restored or when they are updated.

    ## Fix
    Compare with a column that holds the moment (`created_at`), or use a trigger. Which is meant cannot be told from the text.

    ## References
    - PostgreSQL 17 manual, 5.5.1 Check Constraints; MySQL 8.4 manual, 15.1.20.6 CHECK Constraints, errors 3814, 3815
    - MariaDB, errors 1901, 1970; SQL Server, error 1046; Oracle, ORA-02436, ORA-02251; SQLite, CREATE TABLE
    """

    name = "volatile-check"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")
    changes = ("CreateTable", "AddColumn", "AddConstraint", "CreateDomain", "AlterDomain", "RedefineColumn")
    only_with = ("check",)
    good = (
        Good("CREATE TABLE t (id int PRIMARY KEY, a date, b date, CHECK (a < b AND lower('now') <> 'now()'));"),
        Good("CREATE TABLE t (id int PRIMARY KEY, d date, CHECK (week(d, 1) > 1));", dialect="mariadb"),
        Good("CREATE TABLE t (id INTEGER PRIMARY KEY, d TEXT, CHECK (date(d) IS NOT NULL));", dialect="sqlite"),
    )
    bad = (
        Bad("CREATE TABLE t (id int PRIMARY KEY, a timestamptz, CHECK (a < now()));", at="a < now()", message="now()"),
        Bad("CREATE TABLE t (id int PRIMARY KEY, a int, CHECK (a IN (SELECT id FROM u)));", at="a IN (SELECT id FROM u)",
            given="CREATE TABLE u (id int PRIMARY KEY);", message="refuses"),
        Bad("CREATE TABLE t (id int PRIMARY KEY, a date, CHECK (a < curdate()));", at="a < curdate()", dialect="mysql",
            message="refuses"),
        Bad("CREATE TABLE t (id int PRIMARY KEY, d date, CHECK (week(d) > 1));", at="week(d) > 1", dialect="mariadb"),
        Bad("CREATE TABLE t (id NUMBER PRIMARY KEY, d DATE, CHECK (d < SYSDATE));", at="d < SYSDATE", dialect="oracle"),
        Bad("CREATE TABLE t (id INTEGER PRIMARY KEY, d TEXT, CHECK (d < date('now')));", at="d < date('now')", dialect="sqlite",
            message="each row"),
        Bad("CREATE TABLE t (id int PRIMARY KEY, d date, CHECK (d < getdate()));", at="d < getdate()", dialect="tsql"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        match step.change:
            case CreateTable(name=name, constraints=constraints):
                checks = [one for one in constraints if isinstance(one, Check)]
            case AddColumn(table=name, constraints=constraints) | RedefineColumn(table=name, constraints=constraints):
                checks = [one for one in constraints if isinstance(one, Check)]
            case AddConstraint(table=name, constraint=Check() as one):
                checks = [one]
            case CreateDomain(name=name, constraints=constraints):
                checks = [one for one in constraints if isinstance(one, Check)]
            case AlterDomain(name=name, add=Check() as one):
                checks = [one]
            case _:
                return
        for one in checks:
            yield from self._judged(step, name, one)

    def _judged(self, step: Step, name: ObjectName, check: Check) -> Iterator[Diagnostic]:
        catalog = step.before
        found = list(dict.fromkeys(_dependences(check.expression, catalog)))
        if not found or (catalog.dialect == "mysql" and version_of("mysql", catalog.version) < (8, 0)):
            return
        refused = [words for words, severity in found if severity == "error"]
        shown = refused or [words for words, _ in found]
        ref: Ref = step.after.resolve(name)
        is_domain = isinstance(step.change, (CreateDomain, AlterDomain))
        if refused:
            consequence = f"{server(catalog.dialect)} refuses it" if catalog.version else "the server refuses it"
        elif catalog.dialect == "sqlite" and any("clock" in words and "date" in words for words in shown):
            consequence = "SQLite takes the table and refuses each row"
        else:
            consequence = "rows that fulfil it today may fail it tomorrow, when they are updated or restored"
        yield self.found(
            check.expression.span if check.expression.span.path else check.span,
            f"A CHECK of {ref.text} depends on {' and '.join(shown)}: {consequence}.",
            subject=Subject("domain", ref.schema or None, None, ref.name)
            if is_domain
            else Subject("constraint", ref.schema or None, ref.name, check.name, check.expression.columns),
            severity="error" if refused else "warning",
            cause=step.statement.span if refused else None,
        )


def _dependences(expression: Expression, catalog: Catalog) -> Iterator[tuple[str, Severity]]:
    """What a check depends on besides its row, and how bad that is."""
    text = _STRINGS.sub("''", expression.text)
    dialect = catalog.dialect
    if _SUBQUERY.search(text) or (dialect == "sqlite" and re.search(r"\bin\s+[a-z_]", text, re.I)):
        yield "other rows, by a subquery", "error"
    if dialect in REFUSES and (found := _VARIABLE.search(text)):
        yield f"the variable {found[0]}", "error"
    calls = list(_calls(expression.shape))
    named = {name for name, _ in calls}
    calls += [(name, -1) for name in expression.calls if name not in named]
    for name, count in calls:
        schema, _, plain = name.rpartition(".")
        made = catalog.find(catalog.routines, plain, schema)
        routines = catalog.routines[made] if made is not None else ()
        if routines and not builtins(dialect, catalog.version).functions(plain):
            yield from _own(plain, routines, dialect)
        else:
            yield from _built_in(plain, count, text, expression.text, catalog)


def _built_in(name: str, count: int, text: str, written: str, catalog: Catalog) -> Iterator[tuple[str, Severity]]:
    dialect = catalog.dialect
    severity: Severity = "warning"
    if dialect in REFUSES:
        signatures = [
            one for one in builtins(dialect, catalog.version).functions(name) if count < 0 or one.takes(count)
        ]  # fmt: skip
        # Of MySQL's the list knows no numbers of arguments: only without one it asks the clock.
        asks = dialect == "mysql" and name == "unix_timestamp" and count == 0
        if not asks and (not signatures or any(one.volatility != "volatile" for one in signatures)):
            return
        severity = "error"
    elif dialect == "oracle":
        if name not in ORACLE and name not in ("nextval", "currval"):
            return
        severity = "error"
    elif dialect == "sqlite" and name in SQLITE_CLOCK:
        if count == 0 or re.search(r"'(?:now|localtime|utc)'", written, re.I):
            yield f"the clock, by {name}()", severity
        return
    elif dialect == "postgres" and name not in CLOCK | SESSION | CHANCE:
        signatures = [one for one in builtins("postgres", catalog.version).functions(name) if one.kind == "function"]
        volatile = bool(signatures) and all(one.volatility == "volatile" for one in signatures)
        if not volatile and (name, count) != ("age", 1):
            return
    elif dialect != "postgres" and name not in CLOCK | SESSION | CHANCE:
        return
    shown = (
        name
        if name.startswith(("current_", "local", "session_", "sys")) or name in ("user", "uid", "rownum")
        else f"{name}()"
    )
    group = "the clock" if name in CLOCK or name == "age" else "chance" if name in CHANCE else "the session"
    yield f"{group}, by {shown}", severity


def _own(name: str, routines: tuple[Routine, ...], dialect: Dialect) -> Iterator[tuple[str, Severity]]:
    """A function of the schema's own. Only MySQL, MariaDB and Oracle refuse it; elsewhere it counts if it looks around."""
    if dialect in REFUSES or dialect == "oracle":
        yield f"the stored function {name}()", "error"
    elif all("immutable" not in one.attributes and _LOOKS.search(_STRINGS.sub("''", one.body)) for one in routines):
        yield f"other rows or the moment, by the function {name}()", "warning"


def _calls(shape: Shape, depth: int = 0) -> Iterator[tuple[str, int]]:
    """The calls in an expression, with the number of their arguments."""
    if depth > 50 or isinstance(shape, Unclear):
        return
    if isinstance(shape, Call):
        yield shape.name, len(shape.arguments)
    for part in parts_of(shape):
        yield from _calls(part, depth + 1)
