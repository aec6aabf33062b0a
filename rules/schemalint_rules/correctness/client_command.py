from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Dialect, Framework, Good, Related, Replay, Span, Statement
from schemalint.model.record import NamedTuple
from schemalint_rules._steps import framework_of

CLIENTS: dict[Dialect, str] = {
    "postgres": "psql",
    "mysql": "the mysql client",
    "mariadb": "the mariadb client",
    "sqlite": "the sqlite3 shell",
    "tsql": "sqlcmd",
    "oracle": "SQL*Plus",
}
KNOWN_BY_FORM = (
    ("\\", "psql"),
    (":", "sqlcmd"),
    ("GO", "sqlcmd"),
    ("DELIMITER", "the mysql client"),
    ("/", "SQL*Plus"),
)
"""Whose command it is where the dialect does not tell: by how it begins."""


class ClientCommand(CatalogRule):
    """A file that a driver runs must hold SQL alone.

    ## What it does
    Reports commands of the command line clients in migrations of a framework that sends the text to the server itself: `\\i`, `\\set`
    and the other backslash commands of psql and the rows behind its COPY … FROM stdin; DELIMITER and SOURCE of the mysql client;
    GO, `:r` and `:setvar` of sqlcmd; PROMPT, SET, `@file`, EXEC and `/` of SQL*Plus; the dot commands of sqlite3. What the framework
    understands itself is left out: GO, `/` and DELIMITER in Flyway, for one. Silent about dumps, scripts and frameworks that call the
    client.
    One finding stands for all such lines of a file.

    ## Why is this bad
    The server knows none of these words: it answers with a syntax error, and the migration stops. In psql, by hand, the file works.

    ## Fix
    Take the lines out: what they set is the framework's to configure, a file they include is a migration of its own, and a routine
    needs no DELIMITER where the framework sends the file as a whole. No automatic fix.

    ## References
    - PostgreSQL manual, psql, Meta-Commands; MySQL 8.4 manual, 6.5.1.2 mysql Client Commands
    - SQL Server, sqlcmd utility; Oracle, SQL*Plus User's Guide and Reference
    """

    name = "client-command"
    severity = "warning"
    good = (
        Good("\\set ON_ERROR_STOP on\nCREATE TABLE a (id int);"),
        Good("CREATE TABLE a (id int);\nGO\nCREATE TABLE b (id int);\nGO", dialect="tsql", path="db/V2__a.sql"),
        Good("CREATE TABLE a (id int);", path="db/0002_a.up.sql", files=(("db/0002_a.down.sql", "DROP TABLE a;"),)),
    )
    bad = (
        Bad(
            "\\set ON_ERROR_STOP on\nCREATE TABLE a (id int);\n\\i more.sql",
            at="\\set ON_ERROR_STOP on",
            path="db/0002_a.up.sql",
            files=(("db/0002_a.down.sql", "DROP TABLE a;"),),
            message="psql",
        ),
        Bad(
            "CREATE TABLE a (id int);\n\\i more.sql",
            at="\\i more.sql",
            path="db/V2__a.sql",
            message="Flyway",
        ),
        Bad(
            "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN :NEW.x := 1; END;\n/\n",
            at="/",
            dialect="oracle",
            path="db/0002_a.up.sql",
            files=(("db/0002_a.down.sql", "DROP TRIGGER t;"),),
            message="SQL*Plus",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        framework = framework_of(replay)
        if framework is None or framework.runs != "driver":
            return
        by_path: dict[str, list[Command]] = {}
        for reading in replay.readings:
            for command in _commands(reading.statement):
                if not _understood(command, framework):
                    by_path.setdefault(command.span.path, []).append(command)
        for found in by_path.values():
            yield self._refused(found, framework)

    def _refused(self, found: list[Command], framework: Framework) -> Diagnostic:
        found.sort(key=lambda one: one.span)
        first, *others = found
        if first.verb == "COPY":
            what = "The rows behind COPY … FROM stdin are psql's way to send them"
        else:
            what = f"`{first.shown}` is a command of {_client(first)}"
        more = f", as {len(others)} more in this file are" if others else ""
        return self.found(
            first.span,
            f"{what}{more}; {framework.title} sends the text to the server itself, which refuses it.",
            repair="take it out; what it does is the framework's to configure, or a migration of its own",
            related=[Related(one.span, f"`{one.shown}`") for one in others[:20]],
            cause=first.span,
        )


class Command(NamedTuple):
    verb: str
    dialect: Dialect
    shown: str
    """The line, cut where it is long."""
    span: Span


def _commands(statement: Statement) -> Iterator[Command]:
    """The client's command that a statement is, or that ends it. EXEC of SQL*Plus is one of another kind, for it calls a routine;
    the control tags of templates are none."""
    dialect, start = statement.dialect, statement.span.start
    line = statement.text.partition("\n")[0].rstrip()
    if statement.kind == "data":
        yield Command("COPY", dialect, _cut(line), Span(statement.path, start, start + len(line)))
    elif statement.kind == "client" or (statement.verb == "EXEC" and dialect == "oracle"):
        if not statement.masked and statement.verb[:1] != "{":
            yield Command(statement.verb, dialect, _cut(line), Span(statement.path, start, start + len(line)))
    elif statement.terminator and dialect in ("tsql", "oracle"):
        word = statement.terminator
        place = Span(statement.path, statement.end - len(word), statement.end)
        yield Command(word.upper().split()[0], dialect, _cut(word), place)


def _understood(command: Command, framework: Framework) -> bool:
    """Whether the framework carries the command out by itself."""
    known = framework.understands
    return command.verb in known or (command.dialect == "oracle" and "SQL*Plus" in known)


def _client(command: Command) -> str:
    named = CLIENTS.get(command.dialect)
    if named:
        return named
    return next((client for form, client in KNOWN_BY_FORM if command.verb.startswith(form)), "a command line client")


def _cut(line: str) -> str:
    line = line.strip()
    return line if len(line) <= 40 else f"{line[:39]}…"
