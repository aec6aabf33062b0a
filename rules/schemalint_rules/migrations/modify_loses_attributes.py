from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    Bad,
    Column,
    Diagnostic,
    Edit,
    Fix,
    Good,
    RedefineColumn,
    Related,
    Replay,
    Span,
    Step,
    StepRule,
    Table,
    Type,
)
from schemalint_rules._proposals import about, literal
from schemalint_rules._steps import stored_before

TEXTUAL = ("char", "varchar", "text", "enum", "set")
NO_DEFAULT = ("text", "binary", "json", "geometry")
"""Types that MySQL gives no plain default."""


class ModifyLosesAttributes(StepRule):
    """A definition that replaces another should repeat what is meant to stay.

    ## What it does
    Reports MODIFY and CHANGE (MySQL, MariaDB) on a table that existed before the change set, where the old definition of the column
    had NOT NULL, DEFAULT, ON UPDATE, AUTO_INCREMENT, COMMENT or a character set of its own and the new one does not say it;
    and ALTER COLUMN (SQL Server) that makes a NOT NULL column nullable by saying neither. What is spelled out is meant: NULL,
    `DEFAULT NULL`, `COMMENT ''`. So is a default or a character set that is the only thing the statement takes away.

    ## Why is this bad
    The server takes the new definition as the whole truth: the column loses the rest without a warning, and NULLs or rows without
    a default appear long after.

    ## Fix
    What got lost is written into the statement as it was. Unsafe: losing it may have been the purpose.

    ## References
    - MySQL 8.4 manual, 15.1.9 ALTER TABLE Statement, Renaming, Redefining, and Reordering Columns
    - SQL Server, ALTER TABLE, NULL | NOT NULL
    """

    name = "modify-loses-attributes"
    severity = "warning"
    dialects = ("mysql", "mariadb", "tsql")
    fixes = "unsafe"
    new_only = True
    changes = ("RedefineColumn",)

    good = (
        Good(
            "ALTER TABLE users MODIFY name varchar(200) NOT NULL DEFAULT '' COMMENT 'shown';",
            given="CREATE TABLE users (name varchar(100) NOT NULL DEFAULT '' COMMENT 'shown');",
            dialect="mysql",
        ),
        Good(
            "ALTER TABLE users MODIFY name varchar(100) NULL;",
            given="CREATE TABLE users (name varchar(100) NOT NULL);",
            dialect="mariadb",
        ),
        Good(
            "ALTER TABLE users ALTER COLUMN name nvarchar(200) NOT NULL;",
            given="CREATE TABLE users (name nvarchar(100) NOT NULL DEFAULT '');",
            dialect="tsql",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE users MODIFY name varchar(200);",
            given="CREATE TABLE users (name varchar(100) NOT NULL DEFAULT 'x' COMMENT 'shown');",
            at="name varchar(200)",
            fixed="ALTER TABLE users MODIFY name varchar(200) NOT NULL DEFAULT 'x' COMMENT 'shown';",
            dialect="mysql",
            message="loses NOT NULL, DEFAULT 'x', COMMENT 'shown'",
        ),
        Bad(
            "SET NAMES utf8;\nALTER TABLE users CHANGE name title varchar(200) AFTER id;",
            given="CREATE TABLE users (id int, name varchar(100) CHARACTER SET latin1 NOT NULL);",
            at="title varchar(200)",
            fixed="SET NAMES utf8;\nALTER TABLE users CHANGE name title varchar(200) CHARACTER SET latin1 NOT NULL AFTER id;",
            dialect="mariadb",
        ),
        Bad(
            "ALTER TABLE users ALTER COLUMN name nvarchar(200);",
            given="CREATE TABLE users (name nvarchar(100) NOT NULL);",
            at="name nvarchar(200)",
            fixed="ALTER TABLE users ALTER COLUMN name nvarchar(200) NOT NULL;",
            dialect="tsql",
            message="becomes nullable",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, RedefineColumn) or change.keeps or change.definition.unknown:
            return
        table = stored_before(change.table, step, replay)
        if table is None or table.assumed:
            return
        old, new = table.column(change.column.value), change.definition
        if old is None or old.unknown or old.type is None or new.type is None or new.generated or old.generated:
            return
        beside, behind = self._lost(table, old, change, replay)
        lost = [text for text in (beside, *behind) if text]
        if not lost or (len(lost) == 1 and self._is_purpose(lost[0], old, change)):
            return
        definition = _without_position(change, step) if new.definition.path else change.span
        whom = f"{table.ref.text}.{old.name}"
        if replay.dialect == "tsql":
            message = f"ALTER COLUMN of {whom} says neither NULL nor NOT NULL: the column becomes nullable, and rows may hold NULL from then on."
        else:
            message = f"{whom} loses {', '.join(lost)}: the server takes the new definition as a whole and keeps nothing of the old one."
        yield self.found(
            definition,
            message,
            subject=about(table, old.name),
            repair=f"write {' '.join(lost)} into the new definition, or say that it is meant to go",
            related=(Related(old.span, "the definition until now"),) if old.span.path else (),
            fix=self._fix(definition, new, beside, behind),
            cause=change.span,
        )

    def _lost(self, table: Table, old: Column, change: RedefineColumn, replay: Replay) -> tuple[str, list[str]]:
        """What the new definition leaves out: what stands beside the type, and what may stand behind everything."""
        new, behind, beside = change.definition, [], ""
        assert new.type is not None and old.type is not None
        keyed = table.primary_key is not None and old.name in table.primary_key.columns
        said = change.null_written or (new.default is not None and new.default.text.upper() == "NULL")
        if not old.nullable and new.nullable and not (keyed or said or new.identity or new.serial):
            behind.append("NOT NULL")
        if replay.dialect == "tsql":
            return "", behind
        plain = not (replay.dialect == "mysql" and new.type.family in NO_DEFAULT)
        had = old.default is not None and old.default.text.upper() != "NULL" and plain
        if had and new.default is None and not (new.identity or new.serial) and old.default is not None:
            behind.append(f"DEFAULT {_as_fine(old.default.text, new.type)}")
        if old.on_update is not None and new.on_update is None and new.type.family == old.type.family:
            behind.append(f"ON UPDATE {_as_fine(old.on_update.text, new.type)}")
        if old.identity and not new.identity and new.type.family == old.type.family:
            behind.append("AUTO_INCREMENT")
        if old.comment and new.comment is None:
            behind.append(f"COMMENT {literal(old.comment)}")
        if old.type.family in TEXTUAL and new.type.family in TEXTUAL and not (new.type.charset or new.collation):
            options = dict(table.options)
            charset = old.type.charset if old.type.charset != options.get("charset", "").lower() else ""
            collation = old.collation if old.collation != options.get("collate", "").lower() else ""
            beside = " ".join(
                part for part in (charset and f"CHARACTER SET {charset}", collation and f"COLLATE {collation}") if part
            )
        return beside, behind

    def _is_purpose(self, lost: str, old: Column, change: RedefineColumn) -> bool:
        """Whether the statement changes nothing else, so that this must be what it is for."""
        new = change.definition
        if lost == "NOT NULL" or lost.startswith("COMMENT "):
            return False
        assert new.type is not None and old.type is not None
        return (
            not change.position
            and new.name == old.name
            and new.type.text == old.type.text
            and new.type.modifiers == old.type.modifiers
            and new.nullable == old.nullable
        )

    def _fix(self, definition: Span, new: Column, beside: str, behind: list[str]) -> Fix | None:
        kind = new.type.span if new.type else NOWHERE
        if not new.definition.path or not kind.path:
            return None
        edits = []
        if beside:
            edits.append(Edit(Span(kind.path, kind.end, kind.end), f" {beside}"))
        if behind:
            edits.append(Edit(Span(kind.path, definition.end, definition.end), f" {' '.join(behind)}"))
        if beside and behind and kind.end == definition.end:
            edits = [Edit(Span(kind.path, kind.end, kind.end), f" {beside} {' '.join(behind)}")]
        return Fix("Keep what the column has", "unsafe", edits=tuple(edits))


def _without_position(change: RedefineColumn, step: Step) -> Span:
    """The definition without FIRST or AFTER and the column behind it."""
    whole, tokens = change.definition.definition, step.statement.tokens
    if not change.position:
        return whole
    inside = range(bisect_left(tokens.starts, whole.start), bisect_left(tokens.starts, whole.end))
    count = 1 if change.position == "first" and tokens.upper[inside[-1]] == "FIRST" else 2
    last = inside[-count - 1] if len(inside) > count else inside[-1]
    return Span(whole.path, whole.start, tokens.starts[last] + len(tokens.words[last]))


_NOW = re.compile(r"(?i)(current_timestamp|now|localtime|localtimestamp)(?:\(\d*\))?\Z")


def _as_fine(text: str, kind: Type) -> str:
    """The current time with as many digits of a second as the new type has; MySQL refuses other ones."""
    told = _NOW.match(text)
    if told is None or kind.family not in ("timestamp", "timestamptz"):
        return text
    digits = kind.arguments[0] if kind.arguments else ""
    return f"{told[1]}({digits})" if digits or told[1].lower() == "now" else told[1]
