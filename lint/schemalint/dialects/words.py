"""Words that name, modify and begin statements, and the line commands of the command line clients."""

from __future__ import annotations

from schemalint.model.document import Dialect, StatementKind

MODIFIERS = frozenset(
    # fmt: off
    (
        "OR",
        "REPLACE",
        "ALTER",
        "TEMP",
        "TEMPORARY",
        "GLOBAL",
        "LOCAL",
        "PRIVATE",
        "UNLOGGED",
        "EXTERNAL",
        "UNIQUE",
        "FULLTEXT",
        "SPATIAL",
        "BITMAP",
        "CLUSTERED",
        "NONCLUSTERED",
        "COLUMNSTORE",
        "PRIMARY",
        "XML",
        "SELECTIVE",
        "VECTOR",
        "JSON",
        "MULTIVALUE",
        "ONLINE",
        "OFFLINE",
        "IGNORE",
        "HYBRID",
        "INVERTED",
        "EDITIONABLE",
        "NONEDITIONABLE",
        "EDITIONING",
        "FORCE",
        "NOFORCE",
        "RECURSIVE",
        "CONSTRAINT",
        "TRUSTED",
        "PROCEDURAL",
        "BIGFILE",
        "SMALLFILE",
        "UNDO",
        "SHARDED",
        "DUPLICATED",
        "IMMUTABLE",
        "BLOCKCHAIN",
        "PUBLIC",
        "SHARED",
        "PROJECTION",
        "NO",
        "AND",
        "RESOLVE",
        "SYSTEM",
        "IF",
        "NOT",
        "EXISTS",
    )
    # fmt: on
)
"""Words between CREATE, ALTER or DROP and the kind of object, that are no part of the verb."""

OBJECTS: tuple[tuple[str, ...], ...] = (
    ("MATERIALIZED", "VIEW", "LOG"),
    ("MATERIALIZED", "VIEW"),
    ("MATERIALIZED", "ZONEMAP"),
    ("FOREIGN", "TABLE"),
    ("FOREIGN", "DATA", "WRAPPER"),
    ("VIRTUAL", "TABLE"),
    ("EVENT", "TRIGGER"),
    ("EVENT", "NOTIFICATION"),
    ("EVENT", "SESSION"),
    ("PACKAGE", "BODY"),
    ("TYPE", "BODY"),
    ("DATABASE", "LINK"),
    ("PUBLIC", "DATABASE", "LINK"),
    ("DATABASE", "AUDIT", "SPECIFICATION"),
    ("DATABASE", "SCOPED", "CREDENTIAL"),
    ("DATABASE", "SCOPED", "CONFIGURATION"),
    ("DATABASE", "ENCRYPTION", "KEY"),
    ("SERVER", "AUDIT"),
    ("SERVER", "ROLE"),
    ("SERVER", "CONFIGURATION"),
    ("APPLICATION", "ROLE"),
    ("DEFAULT", "PRIVILEGES"),
    ("DEFAULT", "CONVERSION"),
    ("USER", "MAPPING"),
    ("ACCESS", "METHOD"),
    ("TEXT", "SEARCH", "CONFIGURATION"),
    ("TEXT", "SEARCH", "DICTIONARY"),
    ("TEXT", "SEARCH", "PARSER"),
    ("TEXT", "SEARCH", "TEMPLATE"),
    ("OPERATOR", "CLASS"),
    ("OPERATOR", "FAMILY"),
    ("LARGE", "OBJECT"),
    ("PARTITION", "FUNCTION"),
    ("PARTITION", "SCHEME"),
    ("SECURITY", "POLICY"),
    ("MASKING", "POLICY"),
    ("XML", "SCHEMA", "COLLECTION"),
    ("COLUMN", "MASTER", "KEY"),
    ("COLUMN", "ENCRYPTION", "KEY"),
    ("MASTER", "KEY"),
    ("SYMMETRIC", "KEY"),
    ("ASYMMETRIC", "KEY"),
    ("FULLTEXT", "CATALOG"),
    ("FULLTEXT", "STOPLIST"),
    ("SEARCH", "PROPERTY", "LIST"),
    ("EXTERNAL", "DATA", "SOURCE"),
    ("EXTERNAL", "FILE", "FORMAT"),
    ("RESOURCE", "GROUP"),
    ("RESOURCE", "POOL"),
    ("WORKLOAD", "GROUP"),
    ("PLUGGABLE", "DATABASE"),
    ("ROLLBACK", "SEGMENT"),
    ("LOGFILE", "GROUP"),
    ("SPATIAL", "REFERENCE", "SYSTEM"),
    ("AUDIT", "POLICY"),
)
"""Kinds of object that take more than one word; longer ones stand before their beginnings."""

LEADS: tuple[tuple[str, ...], ...] = (
    ("REFRESH", "MATERIALIZED", "VIEW"),
    ("COMMENT", "ON"),
    ("SECURITY", "LABEL"),
    ("IMPORT", "FOREIGN", "SCHEMA"),
    ("REASSIGN", "OWNED"),
    ("START", "TRANSACTION"),
    ("PREPARE", "TRANSACTION"),
    ("COMMIT", "PREPARED"),
    ("ROLLBACK", "PREPARED"),
    ("SET", "TRANSACTION"),
    ("RENAME", "TABLE"),
    ("RENAME", "USER"),
    ("LOCK", "TABLE"),
    ("LOCK", "TABLES"),
    ("UNLOCK", "TABLES"),
    ("ANALYZE", "TABLE"),
    ("OPTIMIZE", "TABLE"),
    ("CHECK", "TABLE"),
    ("REPAIR", "TABLE"),
    ("LOAD", "DATA"),
    ("LOAD", "XML"),
    ("BULK", "INSERT"),
    ("UPDATE", "STATISTICS"),
    ("ENABLE", "TRIGGER"),
    ("DISABLE", "TRIGGER"),
    ("ADD", "SIGNATURE"),
    ("ASSOCIATE", "STATISTICS"),
    ("FLASHBACK", "TABLE"),
    ("INSTALL", "PLUGIN"),
    ("UNINSTALL", "PLUGIN"),
    ("EXECUTE", "BLOCK"),
)
"""Verbs of more than one word that do not begin with CREATE, ALTER or DROP."""

SYNONYMS: dict[str, str] = {
    "EXECUTE": "EXEC",
    "COMMIT WORK": "COMMIT",
    "DROP PROC": "DROP PROCEDURE",
    "CREATE PROC": "CREATE PROCEDURE",
    "ALTER PROC": "ALTER PROCEDURE",
    "LOCK TABLES": "LOCK TABLE",
    "DESC": "DESCRIBE",
    "EXPLAIN PLAN": "EXPLAIN",
}

KINDS: dict[str, StatementKind] = {}
"""What kind of statement a verb, or its first word, announces."""

for _kind, _words in (
    (
        "ddl",
        "CREATE ALTER DROP GRANT REVOKE DENY COMMENT RENAME REFRESH IMPORT REASSIGN ENABLE DISABLE ADD PURGE"
        " FLASHBACK AUDIT NOAUDIT ASSOCIATE DISASSOCIATE INSTALL UNINSTALL",
    ),
    ("dml", "INSERT UPDATE DELETE MERGE TRUNCATE COPY REPLACE LOAD BULK UPSERT WRITETEXT UPDATETEXT"),
    ("query", "SELECT VALUES TABLE SHOW DESCRIBE WITH READTEXT"),
    ("transaction", "BEGIN COMMIT ROLLBACK SAVEPOINT START RELEASE ABORT END SAVE XA"),
    (
        "procedural",
        "DO CALL EXEC DECLARE IF ELSE WHILE RETURN PRINT RAISERROR THROW WAITFOR GOTO BREAK CONTINUE OPEN"
        " CLOSE FETCH DEALLOCATE SIGNAL RESIGNAL TRY CATCH",
    ),
    (
        "session",
        "SET USE PRAGMA LOCK UNLOCK ANALYZE ANALYSE VACUUM EXPLAIN RESET DISCARD LISTEN UNLISTEN NOTIFY CHECKPOINT"
        " CLUSTER REINDEX PREPARE MOVE ATTACH DETACH FLUSH OPTIMIZE CHECK REPAIR KILL DBCC BACKUP RESTORE"
        " RECONFIGURE SHUTDOWN REVERT SETUSER HANDLER HELP CACHE STOP CHANGE SECURITY",
    ),
):
    for _word in _words.split():
        KINDS[_word] = _kind  # type: ignore[assignment]
KINDS["UPDATE STATISTICS"] = "session"
KINDS["SET TRANSACTION"] = "transaction"
KINDS["PREPARE TRANSACTION"] = "transaction"
KINDS["SECURITY LABEL"] = "ddl"
KINDS["ALTER SESSION"] = "session"
KINDS["ALTER SYSTEM"] = "session"

BODIES: dict[Dialect, frozenset[str]] = {
    "postgres": frozenset(("CREATE FUNCTION", "CREATE PROCEDURE")),
    "sqlite": frozenset(("CREATE TRIGGER",)),
    "oracle": frozenset(
        # fmt: off
        (
            "CREATE FUNCTION",
            "CREATE PROCEDURE",
            "CREATE TRIGGER",
            "CREATE PACKAGE",
            "CREATE PACKAGE BODY",
            "CREATE TYPE BODY",
            "DECLARE",
            "BEGIN",
        )
        # fmt: on
    ),
    "tsql": frozenset(
        f"{_first} {_object}"
        for _first in ("CREATE", "ALTER")
        for _object in ("FUNCTION", "PROCEDURE", "TRIGGER")
    ),
}
"""Statements that hold statements with terminators of their own."""
for _dialect in ("mysql", "mariadb"):
    BODIES[_dialect] = frozenset(  # type: ignore[index]
        # fmt: off
        (
            "CREATE FUNCTION",
            "CREATE PROCEDURE",
            "CREATE TRIGGER",
            "CREATE EVENT",
            "ALTER EVENT",
            "CREATE PACKAGE",
            "CREATE PACKAGE BODY",
            "BEGIN NOT ATOMIC",
        )
        # fmt: on
    )
BODIES["standard"] = frozenset(
    (
        "CREATE FUNCTION",
        "CREATE PROCEDURE",
        "CREATE TRIGGER",
        "CREATE EVENT",
        "CREATE PACKAGE",
        "CREATE PACKAGE BODY",
    )
)

BATCH_STARTS = frozenset(
    # fmt: off
    (
        "CREATE",
        "ALTER",
        "DROP",
        "INSERT",
        "UPDATE",
        "DELETE",
        "MERGE",
        "SELECT",
        "EXEC",
        "EXECUTE",
        "GRANT",
        "DENY",
        "REVOKE",
        "PRINT",
        "USE",
        "SET",
        "IF",
        "ELSE",
        "WHILE",
        "DECLARE",
        "TRUNCATE",
        "BEGIN",
        "END",
        "COMMIT",
        "ROLLBACK",
        "SAVE",
        "RAISERROR",
        "THROW",
        "RETURN",
        "WAITFOR",
        "BACKUP",
        "RESTORE",
        "DBCC",
        "KILL",
        "OPEN",
        "CLOSE",
        "FETCH",
        "DEALLOCATE",
        "BULK",
        "ENABLE",
        "DISABLE",
        "CHECKPOINT",
        "RECONFIGURE",
        "GOTO",
        "BREAK",
        "CONTINUE",
        "REVERT",
    )
    # fmt: on
)
"""Words that can begin a statement in a T-SQL batch without a semicolon before them."""

SQLCMD = "setvar|on|connect|out|error|perftrace|serverlist|listvar|list|reset|quit|exit|ed|xml|help|r|!!"
"""sqlcmd commands, after the colon at the start of a line."""

SQLPLUS = (
    r"(?:PRO(?:M(?:PT?)?)?|SPO(?:O(?:L)?)?|WHENEVER|ACC(?:E(?:P(?:T)?)?)?|DEF(?:I(?:NE?)?)?|UNDEF(?:I(?:NE?)?)?"
    r"|COL(?:U(?:MN?)?)?|SHO(?:W)?|EXIT|QUIT|CONN(?:E(?:CT?)?)?(?![ \t]+BY\b)|DISC(?:ONNECT)?|HO(?:ST)?|VAR(?:I(?:A(?:B(?:LE?)?)?)?)?"
    r"|PAU(?:SE)?|CL(?:EAR)?[ \t]+(?:SCR|COL|BRE|BUFF|COMP|TIMI|SQL)\w*|BRE(?:AK)?|COMP(?:UTE)?|TTI(?:TLE)?|BTI(?:TLE)?|TIMI(?:NG)?|STA(?:RT)?[ \t]+(?!WITH\b|TRANSACTION\b)"
    r"|DESC(?:RIBE)?|PRI(?:NT)?|STORE[ \t]+SET|PASSW(?:ORD)?|STARTUP|SHUTDOWN|ARCHIVE[ \t]+LOG|EXEC(?:U(?:TE?)?)?"
    r"|SET[ \t]+(?!ROLE\b|TRANSACTION\b|CONSTRAINTS?\b))"
)
"""SQL*Plus commands as a regular expression; each holds to the end of the line and counts only where a statement may begin."""
