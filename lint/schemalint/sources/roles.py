"""What a file is for, told from its name and a look at its text."""

from __future__ import annotations

import os
import re

from schemalint.model.document import Role
from schemalint.model.lazy import Lazy
from schemalint.model.record import NamedTuple

_QUIET = Lazy(r"--[^\n]*|/\*(?!!).*?(?:\*/|\Z)", re.S)
_VERB = Lazy(
    r"(?:^|;|\bGO\b)\s*(CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|RENAME|INSERT|UPDATE|DELETE|MERGE|REPLACE|COPY|TRUNCATE|"
    r"LOAD|SELECT|WITH|EXEC|EXECUTE|CALL|BEGIN|DECLARE|IF|DO|EXPLAIN|VALUES|DENY|SECURITY)\b",
    re.I,
)
_TABLE = Lazy(
    r"\bCREATE\s+(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|EXTERNAL|COLUMN|VIRTUAL|PRIVATE)\s+)*TABLE\s+"
    r"(?:IF\s+NOT\s+EXISTS\s+)?",
    re.I,
)
_STRUCTURE = frozenset(["CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "RENAME", "DENY", "SECURITY"])
_ROWS = frozenset(["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "COPY", "TRUNCATE", "LOAD"])
_READS = frozenset(["SELECT", "WITH", "EXPLAIN", "VALUES"])

_SEED_NAME = Lazy(
    r"(?:^|[^a-z])(?:seeds?|seeding|fixtures?|sample[-_ ]?data|test[-_ ]?data|data|populate|inserts?)(?:[^a-z]|$)",
    re.I,
)
_STEP_NAME = Lazy(
    r"(?:^|[^a-z])(?:upgrade(?:step)?|update|patch|migrate|downgrade|drop|drops|uninstall|teardown|cleanup|remove|rollback|alter|"
    r"revert|undo|hotfix)(?:[^a-z]|$)",
    re.I,
)


class Nature(NamedTuple):
    """What a SQL file outside any history is."""

    role: Role
    standalone: bool = False
    """An upgrade or drop script: what it alters is assumed to exist."""


def is_step_name(path: str) -> bool:
    """Whether the file's name speaks of changing or dropping what is there."""
    return _STEP_NAME.search(os.path.basename(path)) is not None


def nature(text: str, path: str) -> Nature:
    """The role of a SQL file that belongs to no history: `schema` when it defines anything, `seed` for rows alone, `query`
    when it only reads."""
    loud = _QUIET.sub("", text)
    verbs: set[str] = set()
    for match in _VERB.finditer(loud):
        verbs.add(match[1].upper())
        if not verbs.isdisjoint(_STRUCTURE):
            break  # the others change nothing; a dump has thousands
    name = os.path.basename(path)
    if verbs & _STRUCTURE:
        if _TABLE.search(loud) and not _STEP_NAME.search(name):
            return Nature("schema")
        # A table made in an upgrade script, or a script of views and routines alone, stands on what was there before.
        return Nature("schema", True)
    if verbs & _ROWS:
        return Nature("seed")
    if verbs & _READS and not verbs - _READS:
        return Nature("query")
    if _SEED_NAME.search(name):
        return Nature("seed")
    if not verbs and loud.strip():
        # Nothing known: perhaps a script that only includes others, perhaps no SQL at all. It is read, not passed over.
        return Nature("schema", True)
    return Nature("query" if not verbs else "schema", bool(verbs))


# --- Markdown -----------------------------------------------------------------------------------------------------

_NAMED = Lazy(
    r"schema|schéma|database|data[-_ ]?(?:model|dictionary|base)|(?:^|[^a-z])(?:erd?|ddl|db|tables?|migrations?|rollback|dictionary)"
    r"(?:[^a-z]|$)|datenbank|datenmodell|tabellen|esquema|base[-_ ]de[-_ ](?:datos|dados|donn[ée]es)|banco[-_ ]de[-_ ]dados|"
    r"modelo[-_ ]de[-_ ]da[td]os|mod[eè]le[-_ ]de[-_ ]donn[ée]es|схем|баз[аы][-_ ]данных|数据库|資料庫|データベース|스키마|데이터베이스",
    re.I,
)
_CALLED = Lazy(
    r"(?:database[-_]schema[-_.]|database[-_]spec(?:ification)?[-_.]|(?:[a-z0-9]+[-_])*data[-_]dictionary\b|(?:.*[-_])?erd\.)",
    re.I,
)
"""Names of schema documents alone, whatever is in them yet."""
_FENCED_DDL = Lazy(
    r"^[ \t]*(?:`{3,}(?!`)|~{3,}(?!~))[^\n]*\n(?:(?![ \t]*(?:`{3,}(?!`)|~{3,}(?!~)))[^\n]*\n)*?[ \t]*(?:CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX|TYPE|VIEW|"
    r"MATERIALIZED)|ALTER\s+TABLE)\b",
    re.I | re.M,
)
_FENCED_REST = Lazy(
    r"^[ \t]*(?:`{3,}(?!`)|~{3,}(?!~))[^\n]*\n(?:(?![ \t]*(?:`{3,}(?!`)|~{3,}(?!~)))[^\n]*\n)*?[ \t]*(?:CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?"
    r"(?:RECURSIVE\s+)?(?:VIEW|FUNCTION|PROCEDURE|TRIGGER|POLICY|ROLE|USER|DOMAIN|SEQUENCE|SCHEMA|EXTENSION)|(?:GRANT|REVOKE)\s[^;\n]*\s"
    r"(?:ON|TO|FROM)\s|COMMENT\s+ON\s)",
    re.I | re.M,
)
"""What stands on tables that are defined elsewhere."""
_DIAGRAM = Lazy(r"^[ \t]*(?:erDiagram\b|(?:`{3,}(?!`)|~{3,}(?!~))\s*(?:dbml|prisma|mermaid\s+erDiagram)\b)", re.M)
_RULE = Lazy(r"^[ \t]*(?:\|[ \t]*)?:?--", re.M)
_NAME_CELL = Lazy(
    r"\b(?:column|field|attribute|name|campo|coluna|columna|colonne|champ|spalte|feld|столбец|поле|колонка)\b|字段|欄位|列名|カラム|컬럼|필드",
    re.I,
)
_TYPE_CELL = Lazy(r"\btype\b|data[ \t]*type|\bтип|\btipo\b|类型|類型|型|타입|\bnullable\b|\bconstraints?\b", re.I)
_KEY_CELL = Lazy(r"\b(?:nullable|null|constraints?|key|pk|fk|primary|parents|schlüssel|clave|chave|clé|nulo)\b", re.I)
_PARTS = Lazy(
    r"\b(?:tables?|columns?|index(?:es)?|tabellen?|spalten?|tablas?|tabelas?|columnas?|colunas?|colonnes?)\b|таблиц|столбц|数据表|資料表|テーブル|테이블",
    re.I,
)
_LONGEST_HEADING = 2000
_STORES = Lazy(
    r"\$jsonSchema|\bcreateCollection\s*\(|\bcollMod\b|\bbsonType\b|\bAttributeDefinitions\b|\bpartition key\b", re.I
)


def _column_tables(text: str) -> tuple[int, bool]:
    """How many tables have a heading of columns and types, and whether one of them speaks of keys or nulls too, which a
    table of program parameters does not."""
    count, sure = 0, False
    for rule in _RULE.finditer(text):
        end = rule.start() - 1
        heading = text[max(text.rfind("\n", 0, max(end, 0)) + 1, end - _LONGEST_HEADING) : max(end, 0)]
        if "|" not in heading or not _NAME_CELL.search(heading):
            continue
        if _TYPE_CELL.search(heading) or not heading.isascii():
            count += 1
            sure = sure or _KEY_CELL.search(heading) is not None
    return count, sure


def markdown_role(text: str, path: str) -> Role:
    """`document` for Markdown that describes a schema: a name that says nothing else, tables in a fence, an entity diagram,
    several column tables under any name; under a name that speaks of a schema also one column table, views or rights in a fence,
    or prose about tables; else `ignored`."""
    if _CALLED.match(os.path.basename(path)):
        return "document"
    named = bool(_NAMED.search(os.path.basename(path)) or _NAMED.search(os.path.basename(os.path.dirname(path))))
    columns, sure = _column_tables(text)
    if sure or _FENCED_DDL.search(text) or _DIAGRAM.search(text):
        return "document"
    if columns >= (1 if named else 3):
        return "document"
    if named and (_STORES.search(text) or _PARTS.search(text) or _FENCED_REST.search(text)):
        return "document"
    if len(_STORES.findall(text)) >= 2:
        return "document"
    return "ignored"
