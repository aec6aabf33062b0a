from __future__ import annotations

from collections.abc import Hashable, Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Span, Statement
from schemalint_rules._bodies import bodies
from schemalint_rules._grants import told

READS, WRITES, LISTS = "reads a file of the server", "writes a file of the server", "lists a directory of the server"
RUNS = "runs a command on the server"
CALLS: dict[str, dict[str, str]] = {
    "postgres": {
        "PG_READ_FILE": READS, "PG_READ_BINARY_FILE": READS, "LO_IMPORT": READS, "LO_EXPORT": WRITES, "PG_FILE_WRITE": WRITES,
        "PG_LS_DIR": LISTS,
    },
    "mysql": {"LOAD_FILE": READS},
    "mariadb": {"LOAD_FILE": READS},
    "sqlite": {"READFILE": "reads a file", "WRITEFILE": "writes a file", "LOAD_EXTENSION": "loads code from a file"},
    "tsql": {
        "XP_CMDSHELL": RUNS, "XP_DIRTREE": LISTS, "XP_FILEEXIST": "asks for a file of the server",
        "XP_REGREAD": "reads the registry of the server", "XP_REGWRITE": "writes the registry of the server",
        "SP_OACREATE": "runs code outside the server",
    },
    "oracle": {"UTL_FILE": "reads and writes files of the server", "BFILENAME": READS, "LOADFROMFILE": READS, "LOADBLOBFROMFILE": READS,
               "LOADCLOBFROMFILE": READS},
}  # fmt: skip
"""Calls by dialect, and what they do."""
_CLAUSES = frozenset({"COPY", "LOAD", "OUTFILE", "DUMPFILE", "BULK", "'XP_CMDSHELL'", "N'XP_CMDSHELL'"})
_NAMED = frozenset(
    {
        "TABLE",
        "INTO",
        "FUNCTION",
        "PROCEDURE",
        "VIEW",
        "EXISTS",
        "REFERENCES",
        "ON",
        "INDEX",
        "TO",
        "UPDATE",
        "FROM",
        "PACKAGE",
        "BODY",
    }
)
"""Behind these a name is an object's own, and no call."""
_RIGHTS = ("GRANT", "REVOKE", "DENY")


class FileAccess(CatalogRule):
    """SQL that reaches for files and programs of the server reaches beyond the database.

    ## What it does
    Reports COPY with PROGRAM or a file, LOAD DATA and LOAD XML, INTO OUTFILE and DUMPFILE, BULK INSERT and OPENROWSET (BULK …),
    `xp_cmdshell` and its like, UTL_FILE and BFILENAME, and functions that read and write files (`pg_read_file`, `LOAD_FILE`,
    `lo_export`, `readfile`). COPY FROM stdin and `\\copy` take place at the client and are left alone. Many alike are told once.

    ## Why is this bad
    It needs rights that reach beyond the database, and who gets to run it, or to choose the path, reads and writes what the server's
    account may. A hosted server refuses it.

    ## Fix
    Let the client read the file (COPY FROM stdin, an import tool). Not done by itself.

    ## References
    - PostgreSQL 17 manual, COPY; MySQL 8.4 manual, 8.1.6 Security Considerations for LOAD DATA LOCAL
    - Microsoft SQL Server documentation, xp_cmdshell; Oracle Database PL/SQL Packages and Types Reference, UTL_FILE
    """

    name = "file-access"
    severity = "warning"
    on = "recommended"
    only_with = ("copy", "load", "file", "bulk", "xp_", "sp_oa", "pg_ls", "lo_import", "lo_export")
    good = (
        Good("COPY note FROM stdin;\n1\n\\.\n", given="CREATE TABLE note (id int PRIMARY KEY);"),
        Good("CREATE TABLE load_file (id int PRIMARY KEY);", dialect="mysql"),
    )
    bad = (
        Bad("COPY note TO PROGRAM 'gzip > note.gz';", at="PROGRAM", given="CREATE TABLE note (id int PRIMARY KEY);"),
        Bad("COPY note FROM '/tmp/note.csv';", at="'/tmp/note.csv'", given="CREATE TABLE note (id int PRIMARY KEY);"),
        Bad("LOAD DATA INFILE 'note.csv' INTO TABLE note;", at="LOAD DATA", dialect="mysql"),
        Bad("SELECT id FROM note INTO OUTFILE '/tmp/note.csv';", at="INTO OUTFILE", dialect="mysql"),
        Bad("EXEC xp_cmdshell 'dir';", at="xp_cmdshell", dialect="tsql"),
        Bad("BULK INSERT note FROM 'note.csv';", at="BULK INSERT", dialect="tsql"),
        Bad(
            "CREATE PROCEDURE p IS f UTL_FILE.FILE_TYPE; BEGIN f := UTL_FILE.FOPEN('D', 'x', 'r'); END;\n/",
            at="UTL_FILE",
            dialect="oracle",
        ),
        Bad(
            "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT pg_read_file('x') $$;",
            at="pg_read_file",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        yield from told(self._each(replay), lambda more: f"So do {more} more statements.")

    def _each(self, replay: Replay) -> Iterator[tuple[Hashable, Diagnostic]]:
        wanted = _CLAUSES.union(CALLS.get(replay.dialect, ()))
        for reading in replay.readings:
            statement = reading.statement
            if statement.kind in ("data", "client") or statement.verb.startswith(_RIGHTS):
                continue
            for part in (statement, *bodies(reading)):
                found = None if wanted.isdisjoint(part.tokens.upper) else _reached(part)
                if found is not None:
                    what, does, span = found
                    yield (
                        what,
                        self.found(
                            span,
                            f"{what} {does}, with the rights of the server's account.",
                            repair="let the client read and write files (COPY … FROM stdin, an import tool)",
                            cause=statement.span,
                        ),
                    )
                    break


def _reached(statement: Statement) -> tuple[str, str, Span] | None:
    """What a statement reaches the server's files by, what that does, and where it stands."""
    words, upper, starts = statement.tokens.words, statement.tokens.upper, statement.tokens.starts
    calls = CALLS.get(statement.dialect, {})

    def at(first: int, last: int) -> Span:
        return Span(statement.path, starts[first], starts[last] + len(words[last]))

    for number, word in enumerate(upper):
        after = upper[number + 1] if number + 1 < len(upper) else ""
        before = upper[number - 1] if number else ""
        if word == "COPY" and statement.dialect == "postgres" and before in ("", ";", "BEGIN", "THEN", "ELSE", "LOOP"):
            found = _copied(upper, number)
            if found:
                program = upper[found] == "PROGRAM"
                does = RUNS if program else READS if upper[found - 1] == "FROM" else WRITES
                return ("COPY … PROGRAM" if program else f"COPY … {upper[found - 1]} a file", does, at(found, found))
        elif word == "LOAD" and after in ("DATA", "XML") and statement.dialect in ("mysql", "mariadb"):
            local = "LOCAL" in upper[number + 2 : number + 5]
            does = "lets the server ask the client for any of its files" if local else READS
            return f"LOAD {after}{' LOCAL' if local else ''}", does, at(number, number + 1)
        elif word in ("OUTFILE", "DUMPFILE") and before == "INTO":
            return f"INTO {word}", WRITES, at(number - 1, number)
        elif word == "BULK" and statement.dialect == "tsql" and (after == "INSERT" or before == "("):
            if after == "INSERT":
                return "BULK INSERT", READS, at(number, number + 1)
            if number > 1 and upper[number - 2] == "OPENROWSET":
                return "OPENROWSET (BULK …)", READS, at(number - 2, number)
        elif word.endswith("'XP_CMDSHELL'") and "SP_CONFIGURE" in upper[max(0, number - 6) : number]:
            return "sp_configure 'xp_cmdshell'", "lets statements run commands on the server", at(number, number)
        elif word in calls and before not in _NAMED:
            called = (
                after == "(" or (statement.dialect == "tsql" and before != "=") or (word == "UTL_FILE" and after == ".")
            )
            if called:
                return words[number], calls[word], at(number, number)
    return None


def _copied(upper: tuple[str, ...], start: int) -> int:
    """Where COPY names a file or a program; 0 where it does not."""
    depth = 0
    for at in range(start + 1, len(upper)):
        word = upper[at]
        depth += (word == "(") - (word == ")")
        if word == ";":
            return 0
        if depth == 0 and upper[at - 1] in ("FROM", "TO"):
            return at if word == "PROGRAM" or word.startswith(("'", "E'", "$")) else 0
    return 0
