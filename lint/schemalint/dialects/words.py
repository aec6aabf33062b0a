"""Words that name, modify and begin statements, and the line commands of the command line clients."""

from __future__ import annotations

from schemalint.model.document import Dialect, StatementKind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODIFIERS = _words(
    "OR REPLACE ALTER TEMP TEMPORARY GLOBAL LOCAL PRIVATE UNLOGGED EXTERNAL UNIQUE FULLTEXT SPATIAL BITMAP CLUSTERED"
    " NONCLUSTERED COLUMNSTORE PRIMARY XML SELECTIVE VECTOR JSON MULTIVALUE ONLINE OFFLINE IGNORE HYBRID INVERTED"
    " EDITIONABLE NONEDITIONABLE EDITIONING FORCE NOFORCE RECURSIVE CONSTRAINT TRUSTED PROCEDURAL BIGFILE SMALLFILE"
    " UNDO SHARDED DUPLICATED IMMUTABLE BLOCKCHAIN PUBLIC SHARED PROJECTION NO AND RESOLVE COMPILE SYSTEM IF NOT EXISTS"
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
    ("SYSTEM",),
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

_KINDS: tuple[tuple[StatementKind, str], ...] = (
    (
        "ddl",
        "CREATE ALTER DROP GRANT REVOKE DENY COMMENT RENAME REFRESH IMPORT REASSIGN ENABLE DISABLE ADD PURGE FLASHBACK"
        " AUDIT NOAUDIT ASSOCIATE DISASSOCIATE INSTALL UNINSTALL SECURITY",
    ),
    ("dml", "INSERT UPDATE DELETE MERGE TRUNCATE COPY REPLACE LOAD BULK UPSERT WRITETEXT UPDATETEXT"),
    ("query", "SELECT VALUES TABLE SHOW DESCRIBE WITH READTEXT FROM"),
    ("transaction", "BEGIN COMMIT ROLLBACK SAVEPOINT START RELEASE ABORT END SAVE XA"),
    (
        "procedural",
        "DO CALL EXEC DECLARE IF ELSE WHILE RETURN PRINT RAISERROR THROW WAITFOR GOTO BREAK CONTINUE OPEN CLOSE FETCH"
        " DEALLOCATE SIGNAL RESIGNAL LABEL SEND RECEIVE GET UNTRANSLATED",
    ),
    (
        "session",
        "SET USE PRAGMA LOCK UNLOCK ANALYZE ANALYSE VACUUM EXPLAIN RESET DISCARD LISTEN UNLISTEN NOTIFY CHECKPOINT CLUSTER"
        " REINDEX PREPARE MOVE ATTACH DETACH FLUSH OPTIMIZE CHECK REPAIR KILL DBCC BACKUP RESTORE RECONFIGURE SHUTDOWN"
        " REVERT SETUSER LINENO HANDLER HELP CACHE STOP CHANGE",
    ),
)

KINDS: dict[str, StatementKind] = {
    **{word: kind for kind, words in _KINDS for word in words.split()},
    "UPDATE STATISTICS": "session",
    "SET TRANSACTION": "transaction",
    "PREPARE TRANSACTION": "transaction",
    "ALTER SESSION": "session",
    "ALTER SYSTEM": "session",
}
"""What kind of statement a verb announces; where the verb is not listed, its first word tells."""

_MYSQL_BODIES = frozenset(
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
)

BODIES: dict[Dialect, frozenset[str]] = {
    "postgres": frozenset(("CREATE FUNCTION", "CREATE PROCEDURE")),
    "sqlite": frozenset(("CREATE TRIGGER",)),
    "mysql": _MYSQL_BODIES,
    "mariadb": _MYSQL_BODIES,
    "oracle": frozenset(
        (
            "CREATE FUNCTION",
            "CREATE PROCEDURE",
            "CREATE TRIGGER",
            "CREATE PACKAGE",
            "CREATE PACKAGE BODY",
            "CREATE TYPE BODY",
            "CREATE JAVA",
            "DECLARE",
            "BEGIN",
        )
    ),
    "tsql": frozenset(
        f"{verb} {thing}" for verb in ("CREATE", "ALTER") for thing in ("FUNCTION", "PROCEDURE", "TRIGGER")
    ),
    "standard": _MYSQL_BODIES,
}
"""Statements that hold statements with terminators of their own."""

BATCH_STARTS = _words(
    "CREATE ALTER DROP INSERT UPDATE DELETE MERGE SELECT EXEC EXECUTE GRANT DENY REVOKE PRINT USE SET IF ELSE WHILE"
    " DECLARE TRUNCATE BEGIN END COMMIT ROLLBACK SAVE RAISERROR THROW RETURN WAITFOR BACKUP RESTORE DBCC KILL OPEN"
    " CLOSE FETCH DEALLOCATE BULK ENABLE DISABLE CHECKPOINT RECONFIGURE GOTO BREAK CONTINUE REVERT READTEXT WRITETEXT"
    " UPDATETEXT SHUTDOWN SETUSER LINENO ADD SEND RECEIVE MOVE GET WITH"
)
"""Words that can begin a statement in a T-SQL batch without a semicolon before them."""

RESTARTS: dict[str, frozenset[str]] = {
    "CREATE": _words(
        "TABLE INDEX UNIQUE VIEW MATERIALIZED SEQUENCE TYPE OR FUNCTION PROCEDURE TRIGGER SCHEMA EXTENSION DATABASE DOMAIN"
        " POLICY TEMPORARY TEMP GLOBAL ROLE USER"
    ),
    "ALTER": _words("TABLE"),
    "DROP": _words("TABLE VIEW"),
    "COMMENT": _words("ON"),
}
"""Words, and those that follow them, that at the start of a line never continue a statement that makes or drops tables, indexes
and the like: a terminator was forgotten. (MySQL's ALTER TABLE takes DROP INDEX, so that does not tell.)"""

RESTARTABLE = frozenset(
    f"{verb} {thing}"
    for verb in ("CREATE", "ALTER", "DROP")
    for thing in ("TABLE", "INDEX", "SEQUENCE", "TYPE", "EXTENSION", "DATABASE", "DOMAIN")
) | {"DROP VIEW", "DROP SCHEMA", "COMMENT ON"}
"""Statements behind which a forgotten terminator is recognised."""

SQLCMD = "setvar|on|connect|out|error|perftrace|serverlist|listvar|list|reset|quit|exit|ed|xml|help|r|!!"
"""sqlcmd commands, after the colon at the start of a line."""

_SQLPLUS = r"""
PRO(?:MPT?|M)? SPO(?:OL?)? WHENEVER ACC(?:EPT?|E)? DEF(?:INE?|I)? UNDEF(?:INE?|I)? COL(?:UMN?|U)? SHOW? EXIT QUIT
CONN(?:ECT?|E)?(?![\t\x20]+BY\b) DISC(?:ONNECT)? HO(?:ST)? VAR(?:IABLE|IABL|IAB|IA|I)? PAU(?:SE)? BRE(?:AK)? COMP(?:UTE)?
TTI(?:TLE)? BTI(?:TLE)? TIMI(?:NG)? DESC(?:RIBE)? PRI(?:NT)? PASSW(?:ORD)? STARTUP SHUTDOWN EXEC(?:UTE?|U)?
CL(?:EAR)?(?=[\t\x20]+(?:SCR|COL|BRE|BUFF|COMP|TIMI|SQL)) STA(?:RT)?(?=[\t\x20]+(?!WITH\b|TRANSACTION\b))
STORE(?=[\t\x20]+SET\b) ARCHIVE(?=[\t\x20]+LOG\b) SET(?=[\t\x20]+(?!ROLE\b|TRANSACTION\b|CONSTRAINTS?\b))
"""

SQLPLUS = "|".join(_SQLPLUS.split())
"""SQL*Plus commands, abbreviations included, as a regular expression. A command holds to the end of its line and counts only
where a statement may begin."""
