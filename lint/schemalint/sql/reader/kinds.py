"""Kinds of objects as statements write them, and as the catalogue calls them."""

from __future__ import annotations

from collections.abc import Mapping

from schemalint.model.name import Name, ObjectName
from schemalint.sql.reader.cursor import Cursor, Unreadable

# Functions, procedures, aggregates and packages share one name space on most servers, users and roles too. What is not
# listed under a name of its own is called by its words in lower case.
NAMED: Mapping[str, str] = {
    "MATERIALIZED VIEW": "materialized-view",
    "SNAPSHOT": "materialized-view",
    "MATERIALIZED VIEW LOG": "materialized view log",
    "SNAPSHOT LOG": "materialized view log",
    "FOREIGN TABLE": "table",
    "EXTERNAL TABLE": "table",
    "TEMPORARY TABLE": "table",
    "TEMPORARY TABLES": "table",
    "TEMP TABLE": "table",
    "VIRTUAL TABLE": "table",
    "TABLES": "table",
    "TEMPORARY SEQUENCE": "sequence",
    "FUNCTION": "routine",
    "AGGREGATE FUNCTION": "routine",
    "PROCEDURE": "routine",
    "PROC": "routine",
    "ROUTINE": "routine",
    "AGGREGATE": "routine",
    "PACKAGE": "routine",
    "USER": "role",
    "GROUP": "role",
    "PUBLIC SYNONYM": "synonym",
    "ALIAS": "synonym",
    "PUBLIC DATABASE LINK": "database link",
    "SHARED DATABASE LINK": "database link",
    "SHARED PUBLIC DATABASE LINK": "database link",
    "TRUSTED PROCEDURAL LANGUAGE": "language",
    "TRUSTED LANGUAGE": "language",
    "PROCEDURAL LANGUAGE": "language",
    "FOREIGN SERVER": "server",
    "UNDO TABLESPACE": "tablespace",
    "TEMPORARY TABLESPACE": "tablespace",
    "BIGFILE TABLESPACE": "tablespace",
    "SMALLFILE TABLESPACE": "tablespace",
    "PLUGGABLE DATABASE": "pluggable database",
    "DEFAULT CONVERSION": "conversion",
    "MINING MODEL": "mining model",
}
PLAIN: tuple[str, ...] = (
    "TABLE", "VIEW", "INDEX", "COLUMN", "CONSTRAINT", "SEQUENCE", "TYPE", "DOMAIN", "TRIGGER", "POLICY", "SCHEMA",
    "EXTENSION", "ROLE", "SYNONYM", "DATABASE", "PACKAGE BODY", "TYPE BODY", "EVENT TRIGGER", "SECURITY POLICY", "LOGIN",
    "APPLICATION ROLE", "SERVER ROLE", "ACCESS METHOD", "CAST", "COLLATION", "CONVERSION", "EVENT", "FOREIGN DATA WRAPPER",
    "LANGUAGE", "LARGE OBJECT", "OPERATOR", "OPERATOR CLASS", "OPERATOR FAMILY", "PUBLICATION", "RULE", "SERVER",
    "STATISTICS", "SUBSCRIPTION", "TABLESPACE", "TEXT SEARCH CONFIGURATION", "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH PARSER", "TEXT SEARCH TEMPLATE", "TRANSFORM", "USER MAPPING", "LOGFILE GROUP", "RESOURCE GROUP",
    "SPATIAL REFERENCE SYSTEM", "SQL TRANSLATION PROFILE", "UNIFIED AUDIT POLICY", "AUDIT POLICY",
    "ASSEMBLY", "ASYMMETRIC KEY", "SYMMETRIC KEY", "MASTER KEY", "DATABASE ENCRYPTION KEY", "COLUMN ENCRYPTION KEY",
    "COLUMN MASTER KEY", "CERTIFICATE", "CREDENTIAL", "DATABASE SCOPED CREDENTIAL", "DATABASE SCOPED CONFIGURATION",
    "DATABASE AUDIT SPECIFICATION", "SERVER AUDIT SPECIFICATION", "SERVER AUDIT", "SERVER CONFIGURATION", "CONTRACT",
    "MESSAGE TYPE", "QUEUE", "SERVICE", "SERVICE MASTER KEY", "ROUTE", "REMOTE SERVICE BINDING", "BROKER PRIORITY",
    "ENDPOINT", "EVENT NOTIFICATION", "EVENT SESSION", "EXTERNAL DATA SOURCE", "EXTERNAL FILE FORMAT",
    "EXTERNAL LANGUAGE", "EXTERNAL LIBRARY", "EXTERNAL MODEL", "EXTERNAL RESOURCE POOL", "EXTERNAL STREAM",
    "FULLTEXT CATALOG", "FULLTEXT INDEX", "FULLTEXT STOPLIST", "SEARCH PROPERTY LIST", "PARTITION FUNCTION",
    "PARTITION SCHEME", "WORKLOAD GROUP", "RESOURCE POOL", "RESOURCE GOVERNOR", "SELECTIVE XML INDEX",
    "XML SCHEMA COLLECTION", "SIGNATURE", "COUNTER SIGNATURE", "SENSITIVITY CLASSIFICATION", "DEFAULT",
    "AVAILABILITY GROUP", "CRYPTOGRAPHIC PROVIDER", "FEDERATION", "AUTHORIZATION",
    "CLUSTER", "CONTEXT", "CONTROLFILE", "DATABASE LINK", "DIMENSION", "DIRECTORY", "DISKGROUP", "EDITION",
    "FLASHBACK ARCHIVE", "HIERARCHY", "ATTRIBUTE DIMENSION", "ANALYTIC VIEW", "INDEXTYPE", "INMEMORY JOIN GROUP",
    "JAVA", "LIBRARY", "LOCKDOWN PROFILE", "OUTLINE", "PFILE", "SPFILE", "PROFILE", "RESTORE POINT",
    "ROLLBACK SEGMENT", "ZONEMAP", "MATERIALIZED ZONEMAP", "PROPERTY GRAPH", "MLE MODULE", "MLE ENV", "DATA GRAIN",
    "INSTANCE", "SYSTEM", "SESSION", "LOGICAL REPLICATION", "PARAMETER", "COMPATIBILITY", "ROW POLICY", "MODEL",
)  # fmt: skip

_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}


def _table() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    if not _BY_FIRST:
        for phrase, kind in [*NAMED.items(), *((words, words.lower()) for words in PLAIN)]:
            words = tuple(phrase.split())
            _BY_FIRST.setdefault(words[0], []).append((words, kind))
        for choices in _BY_FIRST.values():
            choices.sort(key=lambda choice: -len(choice[0]))
    return _BY_FIRST


def read_kind(c: Cursor) -> str:
    """Consumes the words of a kind, the longest that fits, and gives its name in the catalogue; raises `Unreadable`."""
    for words, kind in _table().get(c.peek(), ()):
        if c.take(*words):
            return kind
    raise Unreadable(f"expected a kind of object {c.found()}")


def kind_of(phrase: str) -> str:
    """The catalogue's name of the kind written as `phrase`, upper case."""
    return NAMED.get(phrase, phrase.lower())


def take_signature(c: Cursor) -> str:
    """Consumes the argument types in brackets behind a routine's name, if there are any.

    Gives the canonical types that tell overloads apart, parted by commas: those of IN, INOUT and VARIADIC arguments.
    """
    if not c.at("("):
        return ""
    from schemalint.sql.reader.routines import read_parameters

    return ",".join(parameter.type for parameter in read_parameters(c) if parameter.mode in ("in", "inout", "variadic"))


def take_if_exists(c: Cursor) -> bool:
    """Consumes IF EXISTS."""
    return c.take("IF", "EXISTS")


def take_if_not_exists(c: Cursor) -> bool:
    """Consumes IF NOT EXISTS."""
    return c.take("IF", "NOT", "EXISTS")


def described(c: Cursor, *stop: str) -> ObjectName:
    """What names an object without a plain name (a cast, an operator, a user mapping): the text up to a word in `stop`."""
    start = c.i
    c.until(*stop)
    text = " ".join(c.text(start).split())
    if not text:
        raise Unreadable(f"expected a name {c.found()}")
    return ObjectName(Name(text.lower(), text, c.span(start)))


def words(c: Cursor, start: int) -> str:
    """The text from token `start` to the last consumed one, white space as single blanks."""
    return " ".join(c.text(start).split())
