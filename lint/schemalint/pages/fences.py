"""What a code block is for: told by its language, its content, and the headings and labels above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemalint.model.name import alike
from schemalint.model.page import FenceRole
from schemalint.pages.vocabulary import spoken

SQL = frozenset((
    "sql", "postgresql", "postgres", "pgsql", "psql", "plpgsql", "pg", "mysql", "mariadb", "tsql", "t-sql", "mssql", "sqlserver",
    "transact-sql", "oracle", "plsql", "pl/sql", "sqlite", "sqlite3", "ddl", "ansi-sql", "snowflake", "redshift", "cockroachdb",
    "sqlpl", "db2",
))  # fmt: skip
SHELL = frozenset((
    "bash", "sh", "shell", "console", "zsh", "fish", "powershell", "ps1", "bat", "cmd", "terminal", "shell-session", "shellsession",
    "makefile", "dockerfile",
))  # fmt: skip
DIAGRAM = frozenset((
    "mermaid", "plantuml", "puml", "uml", "dbml", "dot", "graphviz", "d2", "erd", "erdiagram", "ditaa", "svgbob",
))  # fmt: skip
CONFIGURATION = frozenset((
    "ini", "conf", "cnf", "toml", "yaml", "yml", "properties", "env", "dotenv", "postgresql.conf", "config", "my.cnf", "hcl",
))  # fmt: skip

_DDL = frozenset(("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "RENAME", "REFRESH", "TRUNCATE"))
_DATA = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "REPLACE", "UPSERT", "LOAD"))
_QUERY = frozenset((
    "SELECT", "WITH", "EXPLAIN", "SHOW", "DESCRIBE", "DESC", "VALUES", "ANALYZE", "VACUUM", "REINDEX", "OPTIMIZE", "CHECKPOINT",
    "CALL", "EXEC", "EXECUTE", "CLUSTER", "DECLARE", "FETCH",
))  # fmt: skip
_SETTING = frozenset(("SET", "PRAGMA", "RESET", "USE"))
_FRAME = frozenset(("BEGIN", "COMMIT", "ROLLBACK", "START", "SAVEPOINT", "RELEASE", "END", "GO", "ABORT", "LOCK"))

_CLIENT = re.compile(
    r"\s*(?:\$\s+\S|(?:psql|mysql|mysqldump|mariadb|pg_dump|pg_dumpall|pg_restore|createdb|dropdb|sqlite3|sqlcmd|sqlplus|bcp|docker|"
    r"npx|npm|yarn|pip|sudo|cd|export|make|flyway|goose|dbmate|alembic|atlas|migrate|rails|php|python|git|curl)\s+[^=(;]|\\[a-z!?]|\.[a-z]+\b)",
)
_ASSIGNMENT = re.compile(r"\s*[A-Za-z_][\w.\-]*\s*=\s*(?:'[^']*'|\"[^\"]*\"|[^\s;]+)[ \t]*(?:(?:#|--).*)?")
_INI_SECTION = re.compile(r"\s*\[[\w.\- ]+\]\s*")
_STARTS_SQL = re.compile(
    r"(?:\s|--[^\n]*\n|/\*.{0,2000}?\*/)*(?:"
    r"CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:GLOBAL\s+|LOCAL\s+|TEMP(?:ORARY)?\s+|UNLOGGED\s+|EXTERNAL\s+|VIRTUAL\s+)*"
    r"(?:UNIQUE\s+|CLUSTERED\s+|NONCLUSTERED\s+|FULLTEXT\s+|SPATIAL\s+|MATERIALIZED\s+)*"
    r"(?:TABLE|INDEX|VIEW|TYPE|DOMAIN|SCHEMA|SEQUENCE|EXTENSION|FUNCTION|PROCEDURE|TRIGGER|POLICY|ROLE|USER|DATABASE|ENUM)\b"
    r"|ALTER\s+(?:TABLE|TYPE|INDEX|VIEW|SEQUENCE|DATABASE|ROLE)\b|DROP\s+(?:TABLE|INDEX|VIEW|TYPE)\b|COMMENT\s+ON\b"
    r"|INSERT\s+INTO\b|SELECT\s+[\w*\"'(]|PRAGMA\s+\w|WITH\s+\w+\s+AS\s*\(|BEGIN\s*(?:TRANSACTION\s*)?;)",
    re.I,
)
_CREATED = re.compile(r"\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:[\w\"`\[\]]+\.)?[\"`\[]?([^\W\d][\w$]*)", re.I)
_BOXES = re.compile(r"[\u2500-\u257f]|-->|──|<--|==>|\+--|(?<=\s)[1NM*]\s?:\s?[1NM*](?=\s)")
_TREE = re.compile(r"[\s│|]*[├└]─+\s*[^\s─]+[^─>]*$")
_DBML = re.compile(
    r"\s*(?://[^\n]*\n\s*)*(?:Table\s+[\w.\"]+(?:\s+as\s+\w+)?\s*(?:\[[^\]]*\]\s*)?\{|Ref\s*\w*\s*:|Project\s+\w+\s*\{)"
)
_LABEL = re.compile(r"[\s>*_#/\-]*([^\n]{0,120})")


def language_of(info: str, content: str) -> str:
    """The language of a block whose fence line says `info`: its first word, or what the content shows."""
    word = info.split(None, 1)[0].strip("{}.").lower() if info.strip() else ""
    word = word.split(",")[0].split("{")[0]
    if word not in ("", "text", "txt", "plain", "plaintext", "code"):
        return word
    head = content[:4000]
    if re.match(r"\s*(?:---\s*\n.{0,1000}?\n---\s*\n)?\s*erDiagram\b", head, re.S):
        return "mermaid"
    if re.match(r"\s*@start(?:uml|er)\b", head):
        return "plantuml"
    if _STARTS_SQL.match(head):
        return "sql"
    if _DBML.match(head):
        return "dbml"
    return word


def role_of(language: str, content: str, headings: Sequence[str], label: str) -> FenceRole:
    """What a block is for.

    `headings` are the titles around it, outermost first, the document's own title left out; `label` is the
    line right above it.
    """
    if language in DIAGRAM:
        return "diagram"
    if language in SHELL:
        return "shell"
    if language in CONFIGURATION:
        return "configuration"
    if language not in SQL:
        return "diagram" if not language and _BOXES.search(content) and _draws(content) else "other"
    masked = _masked(content)
    lines = [line for line in masked.split("\n") if line.strip()]
    if not lines:
        return "other"
    settings = sum(1 for line in lines if _ASSIGNMENT.fullmatch(line) or _INI_SECTION.fullmatch(line))
    if settings == len(lines):
        return "configuration"
    verbs = _verbs(masked)
    known = [verb for verb in verbs if verb in _DDL | _DATA | _QUERY | _SETTING | _FRAME]
    client = sum(1 for line in lines if _CLIENT.match(line))
    if (client and not known) or client == len(lines):
        return "shell"
    step = step_of(content, headings, label)
    if any(verb in _DDL for verb in verbs):
        return step or "schema"
    if any(verb in _DATA for verb in verbs):
        return step or "data"
    if any(verb in _QUERY for verb in verbs):
        return "query"
    if known and all(verb in _SETTING for verb in known) and len(known) == len(verbs):
        return "configuration"
    if settings * 2 > len(lines):
        return "configuration"
    # A fragment (`UNIQUE (a, b)`, a list of columns) or a block of a routine: nothing that can be replayed alone.
    return "other" if not known or step is None else step


def step_of(content: str, headings: Sequence[str], label: str) -> FenceRole | None:
    """Whether a block is a step of its own: by its first comment, the label above it, the nearest heading."""
    comment = re.match(r"\s*(?:--|#|/\*)[ \t]*(?:\+(?:goose|migrate)[ \t]+)?([^\n]{0,120})", content)
    words = comment[1].lower() if comment else ""
    if re.match(r"(?:rollback|down|revert|undo|downgrade|откат|回滚|回滾|ロールバック|롤백)\b", words):
        return "rollback"
    if re.match(r"(?:migration|up|миграция|迁移|遷移)\b(?!\s+(?:to|the)\b)", words) and "|" not in words:
        return "migration"
    if headings and any(alike(headings[-1], made[1]) for made in _CREATED.finditer(content)):
        # `Migration State` above `CREATE TABLE migration_state` is the table's name.
        return None
    for text in (label, *reversed(headings)):
        folded = re.sub(r"`[^`]*`", " ", text).lower()
        if re.search(r"\btables?\W*$", folded):
            continue
        back = _speaks(folded, spoken().rollback)
        if back or _is_word(folded, "down"):
            return "rollback"
        if _speaks(folded, spoken().migration) or _is_word(folded, "up"):
            return "migration"
    return None


def _speaks(text: str, stems: Sequence[str]) -> bool:
    for stem in stems:
        at = text.find(stem)
        while at >= 0:
            before = text[at - 1] if at else " "
            if not (before.isalnum() or before == "_") or not stem.isascii():
                after = text[at + len(stem) : at + len(stem) + 1]
                if not stem.isascii() or not (after.isalnum() or after == "_"):
                    return True
            at = text.find(stem, at + 1)
    return False


def _is_word(text: str, word: str) -> bool:
    return text.strip(" :*_.") == word


def _draws(content: str) -> bool:
    """Whether most lines of an untagged block are boxes, arrows or trees."""
    lines = [line for line in content.split("\n") if line.strip()]
    drawn = sum(1 for line in lines if _BOXES.search(line))
    trees = sum(1 for line in lines if _TREE.match(line))
    return drawn * 2 >= len(lines) and trees * 2 < len(lines)


def _masked(content: str) -> str:
    """The content without comments, strings and dollar-quoted bodies, of the same length."""
    out: list[str] = []
    at = 0
    found = _OPAQUE.search(content)
    while found:
        start, end = found.span()
        if found[0].startswith("$"):
            close = content.find(found[0], end)
            end = close + len(found[0]) if close >= 0 else len(content)
        elif found[0] == "/*":
            close = content.find("*/", end)
            end = close + 2 if close >= 0 else len(content)
        quotes = "''" if found[0][0] in "'$" else ""
        out.append(content[at:start] + quotes)
        out.append("".join("\n" if char == "\n" else " " for char in content[start + len(quotes) : end]))
        at = end
        found = _OPAQUE.search(content, at)
    out.append(content[at:])
    return "".join(out)


_OPAQUE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|(?m:^[ \t]*#[^\n]*)|/\*|\$(?:[A-Za-z_]\w*)?\$")


def _verbs(masked: str) -> list[str]:
    """The first word of each statement, upper case."""
    verbs = []
    for statement in re.split(r";|\n[ \t]*(?:GO|/)[ \t]*(?=\n|$)", masked):
        found = re.match(r"\s*\(?\s*([A-Za-z]+)", statement)
        if found:
            verbs.append(found[1].upper())
            for line in statement.split("\n")[1:]:
                # A fragment without its terminator must not hide what begins on the next line.
                begun = re.match(r"(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE|GRANT|REVOKE)\s", line)
                if begun:
                    verbs.append(begun[1])
    return verbs
