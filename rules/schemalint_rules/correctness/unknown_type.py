from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, NameFault, Replay, Step, StepRule, Subject, builtins
from schemalint_rules._names import about, consequence, severity_of, unknown


class UnknownType(StepRule):
    """A type that a statement names must exist.

    ## What it does
    Reports the type of a column, a parameter, a result or a cast that the server does not bring along and nothing made before: no
    CREATE TYPE or CREATE DOMAIN, no table of that name, no extension that was created. PostgreSQL and SQL Server; the other
    servers have no types of the user's own, or take any word for one. Silent where only a part of the schema was read. A
    type that is made later is `used-before-created`.

    ## Why is this bad
    The server refuses the statement.

    ## Fix
    Correct the name, create the type before, or the extension that brings it: the message says which. No automatic fix.

    ## References
    - PostgreSQL manual, Appendix A, 42704 undefined_object
    - SQL Server, error 2715, "Cannot find data type"
    """

    name = "unknown-type"
    severity = "error"
    needs = ("names", "downs")
    dialects = ("postgres", "mysql", "mariadb", "tsql")
    yields_to = ("used-before-created", "unavailable-feature")

    good = (
        Good("CREATE TABLE a (m mood, t timestamptz, i int4, p public.a[]);", given="CREATE TYPE mood AS ENUM ('x');\nCREATE TABLE public.other (a int);\nCREATE DOMAIN public.a AS int;"),
        Good("CREATE TABLE a (email citext);", given="CREATE EXTENSION citext;"),
        Good("CREATE TABLE a (b anything);", given="CREATE EXTENSION not_known_to_us;"),
        Good("CREATE TABLE a (b varchar(9), c uuid, d inet6, e year, f long varchar);", dialect="mysql"),
        Good("CREATE TABLE a (b dbo.flag, c sysname);", given="CREATE TYPE dbo.flag FROM bit;", dialect="tsql"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE a (m mod);", given="CREATE TYPE mood AS ENUM ('x');", at="mod", message="mood"),
        Bad("CREATE TABLE a (email citext);", at="citext", message="CREATE EXTENSION citext"),
        Bad("CREATE FUNCTION f(a mod) RETURNS int LANGUAGE sql AS 'SELECT 1';", given="CREATE TYPE mood AS ENUM ('x');\nCREATE TABLE b (m mood);", at="mod"),
        Bad("SELECT 'x'::mod FROM a;", given="CREATE TABLE a (id int);", at="mod"),
        Bad("CREATE TABLE a (id intt PRIMARY KEY);", at="intt", dialect="mariadb"),
        Bad("CREATE TABLE a (m dbo.phon);", given="CREATE TYPE dbo.phone FROM varchar(20);", at="dbo.phon", dialect="tsql", message="phone"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for fault in unknown("type", step, replay):
            schema, name = about(fault)
            yield self.found(
                fault.span,
                f"Type {fault.name} does not exist at this point: {consequence(fault)}.",
                subject=Subject("type", schema, None, name),
                repair=_repair(fault, name, replay),
                severity=severity_of(fault),
                cause=step.statement.span,
            )


def _repair(fault: NameFault, name: str, replay: Replay) -> str:
    if replay.dialect == "postgres":
        for extension in builtins(replay.dialect, replay.version).extensions_of("types", name):
            return f"CREATE EXTENSION {extension} before it"
    return f"name {fault.near} if that is meant" if fault.near else "correct the name, or create the type before"
