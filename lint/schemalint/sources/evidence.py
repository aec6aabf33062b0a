"""Which dialect a file is written in, and what told it."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from schemalint.model.document import Dialect
from schemalint.model.lazy import Lazy
from schemalint.model.record import NamedTuple

# --- data ---------------------------------------------------------------------------------------------------------

SUFFIXES: dict[str, Dialect] = {".pgsql": "postgres", ".psql": "postgres", ".mysql": "mysql", ".tsql": "tsql"}

WORDS: dict[str, Dialect] = {
    "postgres": "postgres",
    "postgresql": "postgres",
    "pgsql": "postgres",
    "psql": "postgres",
    "plpgsql": "postgres",
    "pg": "postgres",
    "postgis": "postgres",
    "timescale": "postgres",
    "timescaledb": "postgres",
    "supabase": "postgres",
    "redshift": "standard",
    "cockroach": "postgres",
    "cockroachdb": "postgres",
    "crdb": "postgres",
    "yugabyte": "postgres",
    "yugabytedb": "postgres",
    "mysql": "mysql",
    "mysql5": "mysql",
    "mysql8": "mysql",
    "mariadb": "mariadb",
    "maria": "mariadb",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "libsql": "sqlite",
    "turso": "sqlite",
    "mssql": "tsql",
    "sqlserver": "tsql",
    "tsql": "tsql",
    "oracle": "oracle",
    "plsql": "oracle",
    "ora": "oracle",
    "db2": "standard",
    "h2": "standard",
    "hsql": "standard",
    "hsqldb": "standard",
    "derby": "standard",
    "firebird": "standard",
    "snowflake": "standard",
    "bigquery": "standard",
    "clickhouse": "standard",
    "cassandra": "standard",
    "informix": "standard",
    "sybase": "standard",
    "hana": "standard",
    "duckdb": "standard",
}
"""Words of file and folder names, and of settings. `standard` is a server we have no dialect for: it is said, and it keeps
the text from being taken for another."""

_PAIRS = (
    ("sql", "server"),
    ("ms", "sql"),
    ("postgre", "sql"),
    ("my", "sql"),
    ("cockroach", "db"),
    ("yugabyte", "db"),
)

# One line a sign: the dialects it speaks for, the weight of one sighting, where to look (literals, upper case, `|` between
# them; a line break stands for the start of a line), and what must stand there. Every sign counts three times at most. Ten
# and more: nobody else has it.
_SIGNS: tuple[tuple[str, int, str, str], ...] = (
    ("postgres", 60, "-- POSTGRESQL DATABASE", r"-- PostgreSQL database (?:cluster )?dump\b"),
    ("mariadb", 60, "-- MARIADB DUMP|/*M!|-MARIADB", r"-- MariaDB dump|/\*M!\d|-MariaDB\b"),
    ("mysql", 30, "-- MYSQL DUMP|-- DUMP COMPLETED|/*!", r"-- MySQL dump\b|/\*!\d{5}"),
    ("postgres", 12, "EXTENSION", r"EXTENSION\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\w\"-]+"),
    ("postgres", 12, "PLPGSQL", r"plpgsql\b"),
    ("postgres", 10, "$", r"\$(?:[a-z_]\w*)?\$"),
    ("postgres", 6, "BIGSERIAL|SMALLSERIAL", r"\w+SERIAL\b"),
    ("postgres", 6, " SERIAL|\tSERIAL", r"\sSERIAL(?=\s*(?:,|\)|NOT\b|PRIMARY\b|UNIQUE\b|REFERENCES\b))"),
    ("postgres", 6, "::", r"::\s*\"?[a-z]"),
    ("postgres", 8, "JSONB|TIMESTAMPTZ|TIMETZ|BYTEA|CITEXT|TSVECTOR", r"(?<![\w.])\w+\b(?!\()"),
    ("postgres", 8, "INT4|INT8|FLOAT8|TSTZRANGE", r"(?<![\w.])\w+\b"),
    ("postgres", 12, "USING ", r"USING\s+\"?(?:gin|gist|brin|spgist)\b"),
    ("postgres", 3, "USING ", r"USING\s+\"?(?:btree|hash)\"?\s*\("),
    ("postgres", 12, "TABLE ONLY |EXISTS ONLY |OWNER TO ", r"(?:TABLE|EXISTS)\s+ONLY\s|OWNER\s+TO\s"),
    ("postgres", 12, "AS ENUM|ADD VALUE", r"AS\s+ENUM\s*\(|ADD\s+VALUE\s+(?:IF\s|')"),
    ("postgres", 8, "NEXTVAL|GEN_RANDOM_UUID|UUID_GENERATE_V|PG_", r"(?<![\w.])(?:\w+\s*\(|pg_catalog\b)"),
    ("postgres", 10, "CONCURRENTLY|NOT VALID|VALIDATE CONSTRAINT", r"CONCURRENTLY\s|NOT\s+VALID\b|VALIDATE\s+CONSTRAINT\s"),
    ("postgres", 12, "ROW LEVEL SECURITY|CREATE POLICY|SEARCH_PATH", r"ROW\s+LEVEL|CREATE\s+POLICY|search_path\b"),
    ("postgres", 8, "WITHOUT TIME ZONE", r"WITHOUT\s+TIME"),
    ("postgres", 6, "[", r"(?<=\w)\s?\[\s*\d*\s*\](?=\s*(?:,|\)|;|NOT\b|NULL\b|DEFAULT\b|$))"),
    ("postgres", 8, "ALTER COLUMN ", r"ALTER\s+COLUMN\s+(?:\"[^\"\n]+\"|\w+)\s+(?:SET\s+DATA\s+)?TYPE\s"),
    ("postgres", 6, "SET NOT NULL|DROP NOT NULL", r"\w+"),
    ("postgres", 12, "FROM STDIN", r"FROM\s+stdin\b"),
    ("postgres", 8, "EXECUTE PROCEDURE|EXECUTE FUNCTION", r"EXECUTE\s+\w+\s+[\w.\"]+\s*\("),
    ("postgres", 8, "ALTER INDEX|ALTER SEQUENCE", r"ALTER\s+\w+\s+(?:IF\s+EXISTS\s+)?\S+\s+(?:RENAME\s+TO|OWNED\s+BY)\b"),
    ("postgres", 3, "CHARACTER VARYING|UUID NOT|UUID PRIMARY|UUID DEFAULT|UUID,", r"\b(?:CHARACTER\s+VARYING|UUID\b)"),
    ("postgres", 2, "PUBLIC.|\"PUBLIC\".|DOUBLE PRECISION|ILIKE|INTERVAL '", r"(?<![\w.])\S"),
    ("postgres", 3, "ADD COLUMN IF|DROP COLUMN IF", r"\w+"),
    ("postgres", 1, "BOOLEAN NOT|BOOLEAN DEFAULT|BOOL NOT|BOOL DEFAULT", r"\b\w"),
    ("postgres oracle", 2, "COMMENT ON TABLE|COMMENT ON COLUMN|WITH TIME ZONE", r"\b\w"),
    ("postgres oracle", 2, "AS IDENTITY", r"\b\w"),
    ("postgres sqlite", 2, "ON CONFLICT", r"\b\w"),
    ("postgres mysql mariadb sqlite", 1, "IF NOT EXISTS|IF EXISTS", r"\b\w"),
    ("mysql mariadb", 12, "AUTO_INCREMENT|ON UPDATE CURRENT_TIMESTAMP|ON UPDATE NOW", r"\b\w"),
    ("mysql mariadb", 12, "ENGINE|FOREIGN_KEY_CHECKS|DEFAULT CHARSET", r"\bENGINE\s*=\s*\w|\bFOREIGN_KEY_CHECKS\b|\bDEFAULT\s+CHARSET"),
    ("mysql mariadb", 4, "`", r"`[^`\n]+`"),
    ("sqlite", 1, "`", r"`[^`\n]+`"),
    ("mysql mariadb", 8, "UNSIGNED|CHARACTER SET |COLLATE UTF8|COLLATE=UTF8|COLLATE = UTF8", r"\b\w+\b"),
    ("mysql mariadb", 8, "TINYTEXT|MEDIUMTEXT|LONGTEXT|TINYBLOB|MEDIUMBLOB|LONGBLOB|MEDIUMINT|TINYINT(1)", r"\b\w+\b"),
    ("mysql mariadb", 6, "ENUM(|ENUM (|DATETIME(|FULLTEXT KEY|FULLTEXT INDEX", r"(?<!AS )\b(?:ENUM\s*\(\s*'|DATETIME\(\s*\d\s*\)|FULLTEXT)"),
    ("mysql mariadb", 8, "MODIFY COLUMN|CHANGE COLUMN|DROP FOREIGN KEY|LOCK TABLES|\nDELIMITER ", r"\n?\b\w"),
    ("mysql mariadb", 6, "ADD KEY|ADD UNIQUE KEY|COMMENT |COMMENT=|INSERT IGNORE|SET NAMES", r"\b(?:ADD\s|COMMENT\s*=?\s*'|INSERT|SET)"),
    ("mysql mariadb", 6, "ALGORITHM|SQL_MODE|SHOW TABLES|SHOW CREATE", r"\b(?:ALGORITHM\s*=\s*(?:INPLACE|INSTANT|COPY)|SQL_MODE|SHOW)\b"),
    ("mysql mariadb", 3, "VARBINARY(|BINARY(16)|\n  KEY |\n    KEY |\n\tKEY ", r"(?:VARBINARY\(\d|\bBINARY|\s+KEY\s+\w+\s*\()"),
    ("mysql mariadb", 6, "DROP PRIMARY KEY|DROP INDEX ", r"DROP\s+(?:PRIMARY\s+KEY|INDEX\s+\S+\s+ON\s)"),
    ("mariadb", 12, "ENGINE=ARIA|PAGE_COMPRESSED", r"\w+"),
    ("tsql", 12, "\nGO", r"\nGO[ \t]*;?[ \t]*(?:--[^\n]*)?\r?(?:\n|$)"),
    ("tsql", 12, "[DBO]|DBO.|IDENTITY(|IDENTITY (", r"\[dbo\]|\bdbo\.|\bIDENTITY\s*\(\s*\d+\s*,\s*\d+\s*\)"),
    ("tsql", 8, "NVARCHAR|NTEXT|(MAX)", r"\bNVARCHAR\b(?!2)|\bNTEXT\b|\(MAX\)(?=\s*(?:,|\)|NOT\b|NULL\b))"),
    ("tsql", 12, "DATETIME2|DATETIMEOFFSET|UNIQUEIDENTIFIER|ROWVERSION|SMALLDATETIME|HIERARCHYID", r"\b\w+\b"),
    ("tsql", 12, "GETDATE|GETUTCDATE|NEWID|NEWSEQUENTIALID|SYSDATETIME|SYSUTCDATETIME|OBJECT_ID", r"\b\w+\s*\("),
    ("tsql", 10, "CLUSTERED|EXEC |EXECUTE |DECLARE @|BEGIN TRAN\n|XP_", r"(?:NON)?CLUSTERED\b|EXEC(?:UTE)?\s+(?:sys\.)?sp_|DECLARE\s+@\w|BEGIN\s+TRAN\b"),
    ("tsql", 12, "SET ANSI_|SET QUOTED_IDENTIFIER|SET NOCOUNT|SET XACT_ABORT|\n:SETVAR|\n:R |\n:ON ERROR", r"\n?.\w*"),
    ("tsql", 8, "SYS.|\nPRINT ", r"\bsys\.(?:tables|objects|columns|indexes|schemas|databases|default_constraints|foreign_keys)\b|\nPRINT\s+N?'"),
    ("tsql", 4, "[", r"\[[a-z_][\w ]*\](?=\s*(?:[.,()]|\[|\b(?:ADD|AS|ON|INT|BIT|ALTER|DROP|WITH|NOT|NULL|ASC|DESC)\b))"),
    ("sqlite", 1, "[", r"\[[a-z_][\w ]*\]"),
    ("tsql", 2, " BIT |MONEY|WITH CHECK|WITH NOCHECK", r"\s?\b(?:BIT\s+(?:NOT\s+NULL|NULL|DEFAULT|CONSTRAINT)\b|MONEY\b|WITH\s+(?:NO)?CHECK\s+(?:ADD|CHECK))"),
    ("oracle", 12, "VARCHAR2|CASCADE CONSTRAINT|DBMS_|EXECUTE IMMEDIATE", r"\w+"),
    ("oracle", 8, "NUMBER", r"\bNUMBER\b(?=\s*(?:\(|,|NOT\b|NULL\b|DEFAULT\b|PRIMARY\b|CONSTRAINT\b|GENERATED\b))"),
    ("oracle", 8, "\n/|SYSDATE|SYSTIMESTAMP|FROM DUAL|NOCYCLE|NOCACHE", r"\n/[ \t]*(?:\r?\n|$)|\b\w+\b"),
    ("oracle", 12, "PACKAGE |.NEXTVAL|.CURRVAL", r"(?<=\w)\.\w+\b|\bPACKAGE\s+(?:BODY\s+)?\w+\s+(?:AS|IS)\b"),
    ("oracle", 12, "AS OBJECT|ORGANIZATION INDEX|BITMAP INDEX|XMLTYPE|BFILE|SDO_", r"\b\w"),
    ("oracle", 10, "\nREM |\nREM\n|\nREMARK |\nPROMPT |\nSPOOL |\nWHENEVER |\nACCEPT ", r"\n\w+"),
    ("oracle", 10, "\nSET ", r"\nSET\s+(?:ECHO|SERVEROUTPUT|DEFINE|FEEDBACK|VERIFY|SCAN|TERMOUT|HEADING|LINESIZE|PAGESIZE)\b"),
    ("oracle", 10, "\n@", r"\n@@?[\w./&-]+(?:[ \t]+&\w+)*[ \t]*;?[ \t]*(?:\r?\n|$)"),
    ("oracle", 5, "MODIFY (|MODIFY(|RAW(|TO_DATE(|NVL(|ENABLE NOVALIDATE", r"\b\w+"),
    ("oracle", 3, "CLOB|BINARY_DOUBLE|BINARY_FLOAT|ADD (|ADD(", r"\b\w+"),
    ("sqlite", 12, "AUTOINCREMENT|WITHOUT ROWID|SQLITE_|STRICT", r"\bAUTOINCREMENT\b|\bWITHOUT\s|\bsqlite_\w|(?<=\) )STRICT\s*(?:;|,|$)"),
    ("sqlite", 12, "\nPRAGMA |USING FTS|USING RTREE|RAISE(|RAISE (", r"\nPRAGMA\s+\w+|\bUSING\s|\bRAISE\s*\(\s*(?:ABORT|FAIL|ROLLBACK|IGNORE)\b"),
    ("sqlite", 8, "STRFTIME(|JULIANDAY(|UNIXEPOCH(|RANDOMBLOB(|DATETIME('|INSERT OR ", r"\b(?:\w+\(|INSERT\s+OR\s+(?:IGNORE|REPLACE)\b)"),
    ("sqlite", 2, "INTEGER PRIMARY KEY", r"\b\w"),
    ("sqlite mysql mariadb", 1, "BLOB|DATETIME", r"\b\w+\b"),
)  # fmt: skip

# Strings and comments must not speak, except the openings of dumps and the executable comments of MySQL. A string is
# looked for within one line: a stray apostrophe in a comment of a foreign dialect must not silence the rest of the file.
_SILENT = Lazy(
    r"--(?!\s*(?:PostgreSQL database|MySQL dump|MariaDB dump|Server version))[^\n]*|/\*(?!M?!\d).*?(?:\*/|\Z)|'[^'\n]*'",
    re.S,
)

_DECISIVE = 120
_CLEAR = 40
_BEGINNING = 50_000
_LONGEST = 300_000
_TRIES = 60

SIBLINGS: tuple[tuple[str, str], ...] = (
    ("migration_lock.toml", r"(?m)^[ \t]*provider\s*=\s*\"(\w+)\""),
    ("schema.prisma", r"(?s)\bdatasource\s+\w+\s*\{[^}]*?\bprovider\s*=\s*\"(\w+)\""),
    ("meta/_journal.json", r"\"dialect\"\s*:\s*\"(\w+)\""),
    ("sqitch.conf", r"(?m)^[ \t]*engine\s*=\s*(\w+)"),
    ("dbconfig.yml", r"(?m)^[ \t]*dialect\s*:\s*[\"']?(\w+)"),
    ("database.yml", r"(?m)^[ \t]*(?:adapter|dialect)\s*:\s*[\"']?(\w+)"),
    ("drizzle.config.ts", r"\bdialect\s*:\s*[\"'](\w+)"),
    ("drizzle.config.js", r"\bdialect\s*:\s*[\"'](\w+)"),
    ("tern.conf", r"\[(database)\]"),
    ("flyway.toml", r"jdbc:(\w+):"),
    ("flyway.conf", r"jdbc:(\w+):"),
    ("liquibase.properties", r"jdbc:(\w+):"),
    ("atlas.hcl", r"\b(?:dev|url)\s*=\s*\"(?:docker://)?(\w+)"),
    ("alembic.ini", r"(?m)^[ \t]*sqlalchemy\.url\s*=\s*(\w+)"),
    ("ormconfig.json", r"\"type\"\s*:\s*\"(\w+)\""),
    ("ormconfig.js", r"\btype\s*:\s*[\"'](\w+)"),
    ("ormconfig.ts", r"\btype\s*:\s*[\"'](\w+)"),
    ("data-source.ts", r"\btype\s*:\s*[\"'](\w+)"),
    ("mikro-orm.config.ts", r"@mikro-orm/(postgresql|mysql|mariadb|sqlite|mssql)\b"),
    ("mikro-orm.config.js", r"@mikro-orm/(postgresql|mysql|mariadb|sqlite|mssql)\b"),
    (".skeema", r"(?m)^[ \t]*flavor\s*=\s*(\w+)"),
)
"""Settings of frameworks beside or above a history, and what in them names the server."""

_MODULE = Lazy(r"DJANGO_SETTINGS_MODULE[\"']\s*,\s*[\"']([\w.]+)[\"']")
_ENGINE = Lazy(r"[\"']ENGINE[\"']\s*:\s*[\"'](?:\w+\.)*(\w+)[\"']")
"""What `manage.py` says of the settings of a Django project, and those of its database."""

SETTINGS: tuple[tuple[str, str], ...] = (
    (".env", r"(?m)^[ \t]*(?:export\s+)?(?:DATABASE_URL|GOOSE_DRIVER|DB_CONNECTION|DB_DRIVER)\s*=\s*[\"']?(\w+)"),
    (".env.example", r"(?m)^[ \t]*(?:export\s+)?(?:DATABASE_URL|GOOSE_DRIVER|DB_CONNECTION|DB_DRIVER)\s*=\s*[\"']?(\w+)"),
    ("config/database.yml", r"(?m)^[ \t]*(?:adapter|dialect)\s*:\s*[\"']?(\w+)"),
    ("docker-compose.yml", r"(?m)^[ \t]*image\s*:\s*[\"']?(?:[\w./-]*/)?(postgres|postgis|mysql|mariadb|mssql|timescaledb)\b"),
    ("docker-compose.yaml", r"(?m)^[ \t]*image\s*:\s*[\"']?(?:[\w./-]*/)?(postgres|postgis|mysql|mariadb|mssql|timescaledb)\b"),
    ("compose.yaml", r"(?m)^[ \t]*image\s*:\s*[\"']?(?:[\w./-]*/)?(postgres|postgis|mysql|mariadb|mssql|timescaledb)\b"),
    ("compose.yml", r"(?m)^[ \t]*image\s*:\s*[\"']?(?:[\w./-]*/)?(postgres|postgis|mysql|mariadb|mssql|timescaledb)\b"),
    ("application.properties", r"jdbc:(\w+):"),
    ("application.yml", r"jdbc:(\w+):"),
    ("application.yaml", r"jdbc:(\w+):"),
    ("go.mod", r"(?m)^[ \t]*(?:require\s+)?\S*/(pq|pgx|mysql|go-sqlite3|sqlite|go-mssqldb)\b"),
    ("Cargo.toml", r"(?ms)^[ \t]*(?:sqlx|diesel)\b[^\n]*\[[^\]]*\"(postgres|mysql|sqlite)\""),
)  # fmt: skip
"""Settings of the program around it, asked last."""

_DRIVERS: dict[str, Dialect] = {
    "database": "postgres",
    "pq": "postgres",
    "pgx": "postgres",
    "mysql2": "mysql",
    "trilogy": "mysql",
    "go": "sqlite",
    "file": "sqlite",
    "d1": "sqlite",
    "percona": "mysql",
    "rds": "mysql",
}

# --- values -------------------------------------------------------------------------------------------------------


class Evidence(NamedTuple):
    """A dialect and what told it; `standard` with empty words when nothing did."""

    dialect: Dialect
    words: str
    weight: int = 0
    """How much speaks for it beyond the next best."""


NOTHING = Evidence("standard", "")


class Scores:
    """Adds up what several texts say, and remembers the strongest sign of each dialect with its place."""

    __slots__ = ("_best", "total")

    def __init__(self) -> None:
        self.total: dict[str, int] = {}
        self._best: dict[str, tuple[int, str]] = {}

    def add(self, text: str, path: str = "") -> None:
        """Read one text."""
        loud = _SILENT.sub(_silenced, "\n" + text[:_LONGEST])
        # Upper case letter for letter: `str.upper` changes lengths outside ASCII.
        upper = loud.encode("ascii", "replace").upper().decode("ascii")
        for dialects, weight, literals, pattern in _signs():
            seen = tries = 0
            for literal in literals:
                at = upper.find(literal)
                while at >= 0 and seen < 3 and tries < _TRIES:
                    tries += 1
                    match = pattern.compiled.match(loud, at)
                    if match:
                        seen += 1
                        for dialect in dialects:
                            self._count(dialect, weight, loud, match, max(match.end(), at + len(literal)), path)
                    at = upper.find(literal, at + 1)

    def _count(self, dialect: str, weight: int, loud: str, match: re.Match[str], end: int, path: str) -> None:
        self.total[dialect] = self.total.get(dialect, 0) + weight
        best = self._best.get(dialect)
        if best is None or best[0] < weight:
            # The line break put before the text makes up for counting from 1.
            line = loud.count("\n", 0, match.start() + (match[0][:1] == "\n"))
            what = " ".join(loud[match.start() : end].split())
            place = f" of {path}" if path else ""
            self._best[dialect] = (weight, f"{what[:40]} on line {line}{place}")

    def lead(self) -> int:
        """How far the first is before the second, MySQL and MariaDB counted as one."""
        ranked = self._ranked()
        if not ranked:
            return 0
        return ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0)

    def _ranked(self) -> list[tuple[str, int]]:
        ranked = sorted(self.total.items(), key=lambda item: -item[1])
        family = {"mysql", "mariadb"}
        if ranked and ranked[0][0] in family:
            ranked = [ranked[0], *(item for item in ranked[1:] if item[0] not in family)]
        return ranked

    def verdict(self) -> Evidence:
        """The dialect with a clear lead: 3 points at least, and half as much again as the next."""
        ranked = self._ranked()
        if not ranked:
            return NOTHING
        first, points = ranked[0]
        second = ranked[1][1] if len(ranked) > 1 else 0
        if first in ("mysql", "mariadb"):
            # What both have says MySQL; only a word of MariaDB's own says MariaDB.
            first = "mariadb" if self.total.get("mariadb", 0) > self.total.get("mysql", 0) else "mysql"
        if points < 3 or points * 2 < second * 3:
            return NOTHING
        return Evidence(first, self._best[first][1], points - second)  # type: ignore[arg-type]


def _silenced(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "'":
        return "''" if len(found) > 2 else found
    return "\n" * found.count("\n")


@lru_cache(maxsize=1)
def _signs() -> tuple[tuple[tuple[str, ...], int, tuple[str, ...], Lazy], ...]:
    """The signs made ready. A sign is looked for by its literals, which is a hundred times faster than one expression
    tried at every character; the expression then says whether it is one."""
    return tuple(
        (tuple(dialects.split()), weight, tuple(literals.split("|")), Lazy(pattern, re.I | re.S))
        for dialects, weight, literals, pattern in _SIGNS
    )


# --- asking -------------------------------------------------------------------------------------------------------


def of_text(text: str) -> Evidence:
    """What the SQL itself says: its beginning, where that is clear enough."""
    scores = Scores()
    scores.add(text[:_BEGINNING], "")
    if len(text) > _BEGINNING and scores.lead() < _CLEAR:
        scores = Scores()
        scores.add(text, "")
    return scores.verdict()


def of_texts(texts: Iterable[tuple[str, str]]) -> Evidence:
    """What several texts say together, as (path, text): one neutral file in a PostgreSQL history is PostgreSQL too."""
    scores = Scores()
    for path, text in texts:
        scores.add(text, path)
        if scores.lead() >= _DECISIVE * 2:
            break
    return scores.verdict()


_WORD = Lazy(r"[A-Za-z]+[0-9]*|[0-9]+")


def word_in(name: str) -> tuple[Dialect, str] | None:
    """The dialect that a name speaks of; None when it speaks of none or of several."""
    words = [word.lower() for word in _WORD.findall(name)]
    words += [f"{a}{b}" for a, b in itertools.pairwise(words) if (a, b) in _PAIRS]
    found = {(dialect, word) for word in words for dialect in (WORDS.get(word),) if dialect}
    dialects = {dialect for dialect, _ in found}
    if dialects == {"standard"} or len(dialects) == 1:
        return min(found)
    return None


def of_path(path: str, root: str = "") -> Evidence:
    """What the file's ending, its name and the folders down from `root` (the root's own name included) say. Both paths
    are absolute or both as printed."""
    folder, name = os.path.split(path)
    suffix = os.path.splitext(name)[1].lower()
    if suffix in SUFFIXES:
        return Evidence(SUFFIXES[suffix], f"file name {suffix}", 100)
    word = word_in(os.path.splitext(name)[0])
    if word:
        return Evidence(word[0], f"{word[1]} in the file name", 40)
    stop = os.path.dirname(root) if root else ""
    for _ in range(6):
        if not folder or folder == stop or folder == "/":
            break
        folder, last = os.path.split(folder)
        word = word_in(last)
        if word:
            # A folder called `sqlite` is meant so; `move-to-postgres` may be about anything.
            return Evidence(word[0], f"folder {last}", 40 if WORDS.get(last.lower()) else 30)
    return NOTHING


def driver(name: str) -> Dialect | None:
    """The dialect of a driver or URL scheme: `postgresql`, `mysql2`, `sqlserver`."""
    name = name.lower()
    return WORDS.get(name) or _DRIVERS.get(name) or WORDS.get(name.rstrip("0123456789"))


def of_settings(
    folders: Sequence[str],
    look: Callable[[str], str | None],
    settings: Sequence[tuple[str, str]] = SIBLINGS,
) -> Evidence:
    """What configuration files in `folders` (nearest first) say. `look` gives the text of a file, None if there is none."""
    for folder in folders:
        for name, expression in settings:
            text = look(f"{folder}/{name}")
            if text is None:
                continue
            match = re.search(expression, text)
            dialect = driver(match[1]) if match else None
            if dialect:
                return Evidence(dialect, f"{match[1]} in {name}" if match else name, 50)
        project = _MODULE.search(look(f"{folder}/manage.py") or "") if settings is SIBLINGS else None
        if project:
            path = project[1].replace(".", "/")
            for name in (f"{path}.py", f"{os.path.dirname(path)}/base.py", f"{path}/base.py"):
                match = _ENGINE.search(look(f"{folder}/{name}") or "")
                dialect = driver(match[1]) if match else None
                if match and dialect:
                    return Evidence(dialect, f"{match[1]} in {name}", 50)
    return NOTHING


def settled(place: Evidence, text: Evidence) -> Evidence:
    """The dialect of a single file: what its place says, by ending, name or folder, unless the text clearly contradicts the folders;
    else what the text says. Where a folder names a server that we have no dialect for, the text is not asked."""
    if not place.words:
        return text
    kin = {place.dialect, text.dialect} == {"mysql", "mariadb"}
    if kin and text.dialect == "mariadb":
        return text
    if place.weight <= 30 and place.dialect != "standard" and text.weight >= 24 and text.dialect != place.dialect:
        return place if kin else text
    return place


_MENTION = Lazy(
    r"\b(postgres(?:ql)?|postgis|mysql|mariadb|sqlite3?|ms ?sql|sql server|t-?sql|oracle(?: database)?|cockroachdb|supabase|"
    r"snowflake|bigquery|db2|clickhouse)\b",
    re.I,
)
_STATED = Lazy(
    r"\b(?:database|dbms|rdbms|engine|dialect|server|db|storage|backend)(?:[ \t]+(?:type|engine|system|version|server))?"
    r"[\s:*_|`=()\-\u2013\u2014]*(?:is[ \t]+)?$",
    re.I,
)


def of_page(text: str) -> Evidence:
    """What a Markdown schema document says: a line that states the database counts most, then the tags of its fences and
    the SQL in them, then mentions."""
    points: dict[str, int] = {}
    first: dict[str, str] = {}
    for match in _MENTION.finditer(text[:_LONGEST]):
        word = re.sub(r"[^a-z0-9]", "", match[1].lower()).replace("oracledatabase", "oracle")
        dialect = WORDS.get(word)
        if dialect is None:
            continue
        # A look back of one line at most, and not far: a line may be the whole file.
        begin = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 80)
        before = text[begin : match.start()]
        weight = 12 if _STATED.search(before) and points.get(dialect, 0) < 24 else 6 if before.lstrip() == "```" else 2
        if points.get(dialect, 0) >= 36:
            continue
        points[dialect] = points.get(dialect, 0) + weight
        if dialect not in first or weight == 12:
            line = text.count("\n", 0, match.start()) + 1
            if dialect not in first:
                first[dialect] = f"{match[1]} on line {line}"
    scores = Scores()
    scores.add(_sql_of(text))
    for name, total in scores.total.items():
        if total < 3:
            continue
        points[name] = points.get(name, 0) + min(total, 40)
        first.setdefault(name, scores._best[name][1])
    if points.get("mysql") and points.get("mariadb"):
        points["mysql" if points["mysql"] >= points["mariadb"] else "mariadb"] += 1
    ranked = sorted(points.items(), key=lambda item: -item[1])
    if not ranked:
        return NOTHING
    family = {"mysql", "mariadb"} if ranked[0][0] in ("mysql", "mariadb") else set()
    rest = [value for name, value in ranked[1:] if name not in family]
    if rest and ranked[0][1] <= rest[0]:
        return NOTHING
    return Evidence(ranked[0][0], first[ranked[0][0]], ranked[0][1] - (rest[0] if rest else 0))  # type: ignore[arg-type]


_FENCE = Lazy(r"^[ \t]*(`{3,}(?!`)|~{3,}(?!~))[ \t]*([\w+-]*)[^\n]*\n(.*?)^[ \t]*\1", re.M | re.S)
_SQL_TAGS = frozenset(
    [
        "sql",
        "ddl",
        "postgres",
        "postgresql",
        "pgsql",
        "plpgsql",
        "psql",
        "mysql",
        "mariadb",
        "sqlite",
        "sqlite3",
        "tsql",
        "t-sql",
        "mssql",
        "oracle",
        "plsql",
    ]
)


def _sql_of(text: str) -> str:
    """Fences of SQL, untagged ones too, as they are, and table rows without Markdown's own marks; all else blanked to its
    line breaks, so that lines still count."""
    parts: list[str] = []
    at = 0
    for match in _FENCE.finditer(text):
        parts.append(_rows(text[at : match.start()]))
        if not match[2] or match[2].lower() in _SQL_TAGS:
            # Without a tag it may be anything, and a backtick in it is Markdown's rather than MySQL's.
            parts.append("\n" + (match[3] if match[2] else match[3].replace("`", " ")))
            parts.append("\n" * (match[0].count("\n") - match[3].count("\n") - 1))
        else:
            parts.append("\n" * match[0].count("\n"))
        at = match.end()
    parts.append(_rows(text[at:]))
    return "".join(parts)


_MARKS = str.maketrans(dict.fromkeys("`'[]", " "))


def _rows(prose: str) -> str:
    lines = prose.split("\n")
    return "\n".join(line.translate(_MARKS) if line.lstrip()[:1] == "|" else "" for line in lines)
