"""Clauses that say how and where a server stores things. Known by name, passed over: no rule asks about them."""

from __future__ import annotations

from schemalint.sql.reader.cursor import Cursor

# Words that stand alone.
_ALONE = frozenset({
    "LOGGING", "NOLOGGING", "FILESYSTEM_LIKE_LOGGING", "NOCOMPRESS", "NOPARALLEL", "CACHE", "NOCACHE", "MONITORING",
    "NOMONITORING", "REVERSE", "NOREVERSE", "SORT", "NOSORT", "ONLINE", "LOCAL", "GLOBAL", "ROWDEPENDENCIES",
    "NOROWDEPENDENCIES", "UNRECOVERABLE", "RECOVERABLE", "NOMAPPING", "DEFERRED", "INDEXING", "NOMINIMIZE", "MINIMIZE",
    "DENY_RLS", "VISIBLE",
})  # fmt: skip
# Words followed by one value.
_VALUED = frozenset({
    "TABLESPACE", "PCTFREE", "PCTUSED", "INITRANS", "MAXTRANS", "PCTTHRESHOLD", "PCTVERSION", "CHUNK", "RETENTION",
    "FREEPOOLS", "OPTIMAL_SIZE", "BUFFER_POOL", "FLASH_CACHE", "CELL_FLASH_CACHE", "PCTINCREASE", "FREELISTS",
})  # fmt: skip
# Phrases that stand alone, by their first word.
_PHRASES: dict[str, tuple[tuple[str, ...], ...]] = {
    "SEGMENT": (("SEGMENT", "CREATION", "IMMEDIATE"), ("SEGMENT", "CREATION", "DEFERRED")),
    "COMPUTE": (("COMPUTE", "STATISTICS"),),
    "ENABLE": (("ENABLE", "ROW", "MOVEMENT"), ("ENABLE", "STORAGE", "IN", "ROW"), ("ENABLE", "LOGICAL", "REPLICATION"),
               ("ENABLE", "QUERY", "OPTIMIZATION")),
    "DISABLE": (("DISABLE", "ROW", "MOVEMENT"), ("DISABLE", "STORAGE", "IN", "ROW"), ("DISABLE", "LOGICAL", "REPLICATION"),
                ("DISABLE", "QUERY", "OPTIMIZATION")),
    "NO": (("NO", "INMEMORY"), ("NO", "DUPLICATE"), ("NO", "ROW", "ARCHIVAL")),
    "KEEP_DUPLICATES": (("KEEP_DUPLICATES",),),
    "BASICFILE": (("BASICFILE",),),
    "SECUREFILE": (("SECUREFILE",),),
    "DEDUPLICATE": (("DEDUPLICATE",),),
    "ROW": (("ROW", "ARCHIVAL"),),
    "INITIALLY": (),
    "INDEXING": (("INDEXING", "FULL"), ("INDEXING", "PARTIAL"), ("INDEXING", "ON"), ("INDEXING", "OFF")),
    "NOT": (("NOT", "PERSISTABLE"), ("NOT", "LOGGED", "INITIALLY"), ("NOT", "VOLATILE")),
}  # fmt: skip


def take_storage(cursor: Cursor) -> bool:
    """Consumes one physical clause of Oracle (or DB2) if it comes next."""
    word = cursor.peek()
    for phrase in _PHRASES.get(word, ()):
        if cursor.take(*phrase):
            return True
    if word in _ALONE:
        cursor.next()
        return True
    if word in _VALUED and cursor.peek(1) not in ("", ",", ")"):
        cursor.next()
        cursor.take("SET")
        cursor.next()
        return True
    if word == "STORAGE" and cursor.peek(1) == "(":
        cursor.next()
        cursor.group()
        return True
    if word in ("COMPRESS", "PARALLEL"):
        cursor.next()
        _degree(cursor, word)
        return True
    if word == "ROW" and cursor.take("ROW", "STORE", "COMPRESS"):
        cursor.take_any("BASIC", "ADVANCED")
        return True
    if word == "COLUMN" and cursor.take("COLUMN", "STORE", "COMPRESS"):
        if cursor.take("FOR"):
            cursor.next()
            cursor.take_any("HIGH", "LOW")
        return True
    if word == "INMEMORY":
        cursor.next()
        while cursor.take_any("MEMCOMPRESS", "PRIORITY", "DISTRIBUTE", "DUPLICATE"):
            cursor.take("FOR")
            cursor.next()
            cursor.take_any("LOW", "HIGH")
        return True
    if word == "RESULT_CACHE" and cursor.peek(1) == "(":
        cursor.next()
        cursor.group()
        return True
    return False


def _degree(cursor: Cursor, word: str) -> None:
    if word == "COMPRESS" and cursor.take("FOR"):
        cursor.next()
        cursor.take_any("OPERATIONS", "HIGH", "LOW")
        return
    if cursor.peek().isdigit() or cursor.at_any("YES", "NO", "BASIC", "HIGH", "LOW", "MEDIUM"):
        cursor.next()
    elif cursor.take("ADVANCED"):
        cursor.take_any("LOW", "HIGH")
    elif cursor.at("("):
        cursor.group()


def take_physical(cursor: Cursor) -> None:
    """Consumes all physical clauses that come next."""
    while take_storage(cursor):
        pass
