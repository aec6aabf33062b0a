from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, NameFault, Replay, Step, StepRule, Subject, builtins
from schemalint_rules._names import about, consequence, severity_of, unknown


class UnknownFunction(StepRule):
    """A function that a statement calls must exist and take that many arguments.

    ## What it does
    Reports a call of a function that the server's version does not bring along and nothing made before, and one with a number of
    arguments that no function of that name takes: in defaults, checks, indexes, views, policies, queries, and the function that
    a trigger calls. A warning inside bodies that the server looks into only when they run. Silent where only a part of the schema was read, where an
    extension was created whose functions are not known, and about the built-in functions of SQL Server and Oracle. A function that
    is made later is `used-before-created`.

    ## Why is this bad
    The server refuses the statement, or takes it and fails when it is run.

    ## Fix
    Correct the name or the arguments, create the function before, or the extension that brings it: the message says which. No automatic fix.

    ## References
    - PostgreSQL manual, Appendix A, 42883 undefined_function
    - MySQL 8.4, errors 1305, 1582; SQLite, "no such function"
    """

    name = "unknown-function"
    severity = "error"
    needs = ("names", "downs")
    yields_to = ("used-before-created", "unavailable-feature")

    good = (
        Good("CREATE TABLE a (id uuid DEFAULT gen_random_uuid(), t text DEFAULT lower('X'), c timestamptz DEFAULT now());"),
        Good("CREATE TABLE a (id uuid DEFAULT uuid_generate_v4());", given='CREATE EXTENSION "uuid-ossp";'),
        Good("SELECT surface(2, 3), surface(2);", given="CREATE FUNCTION surface(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a * b';"),
        Good("SELECT date(created), coalesce(created, now()) FROM a;", given="CREATE TABLE a (created timestamp);"),
        Good("CREATE INDEX i ON a (lower(name));", given="CREATE TABLE a (name text);", dialect="sqlite"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE a (id uuid DEFAULT uuid_generate_v4());", at="uuid_generate_v4", message='CREATE EXTENSION "uuid-ossp"'),
        Bad("SELECT surface(1, 2, 3);", given="CREATE FUNCTION surface(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a * b';\nCREATE TABLE c (id int);", at="surface", message="arguments"),
        Bad("CREATE INDEX i ON a (lenght(name));", given="CREATE TABLE a (name text);", at="lenght"),
        Bad("CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION touch();", given="CREATE TABLE a (id int);", at="touch"),
        Bad("CREATE INDEX i ON a (lenght(name));", given="CREATE TABLE a (name text);", at="lenght", dialect="sqlite"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for fault in unknown("function", step, replay):
            schema, name = about(fault)
            missing = fault.reason == "missing"
            what = "does not exist at this point" if missing else "exists, but takes another number of arguments"
            yield self.found(
                fault.span,
                f"Function {fault.name} {what}: {consequence(fault)}.",
                subject=Subject("routine", schema, None, name),
                repair=_repair(fault, name, replay) if missing else "call it with the arguments it takes",
                severity=severity_of(fault),
                cause=step.statement.span,
            )


def _repair(fault: NameFault, name: str, replay: Replay) -> str:
    if replay.dialect == "postgres":
        for extension in builtins(replay.dialect, replay.version).extensions_of("functions", name):
            spelled = extension if extension.isidentifier() else f'"{extension}"'
            return f"CREATE EXTENSION {spelled} before it"
    return f"name {fault.near} if that is meant" if fault.near else "correct the name, or create the function before"
