"""What comments and documents say about tables and columns, and what says nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from schemalint import (
    Catalog,
    Column,
    Description,
    Edit,
    Fix,
    Lazy,
    Related,
    Replay,
    SetComment,
    Span,
    Table,
    likenesses,
)
from schemalint_rules._proposals import literal, object_name, spelled, spelled_ref
from schemalint_rules._tables import is_framework_table, stored

Void = Literal["empty", "placeholder", "name", ""]

_OPEN = Lazy(
    r"\W*(?:TODO|FIXME|TBD|TBA|XXX)\b|\W*\[(?:describe|description|todo|add|write|fill)\b[^\]]*\]\W*$|\W*\{[\w ]+\}\W*$",
    re.I,
)
_SHOUTED = Lazy(r"\W*(?:TODO|FIXME|TBD|TBA|XXX)\b")
_PLACEHOLDERS = frozenset({
    "todo", "fixme", "tbd", "tba", "xxx", "to do", "to be done", "to be defined", "to be determined", "to be documented", "na", "n a",
    "none", "null", "nothing", "description", "comment", "placeholder", "no description", "no comment", "add description",
    "add comment", "description here", "comment here", "lorem ipsum", "test", "asdf", "undocumented", "unknown", "待定", "待补充", "无", "暂无",
})  # fmt: skip
_NO_NEWS = frozenset(
    {
        "the",
        "a",
        "an",
        "table",
        "tables",
        "column",
        "columns",
        "field",
        "view",
        "of",
        "this",
        "for",
        "is",
        "stores",
        "contains",
    }
)
_WORDS = Lazy(r"[^\W_]+")


def void(comment: str, name: str) -> Void:
    """Why a comment says nothing about an object of that name; empty where it says something."""
    words = [word.casefold() for word in _WORDS.findall(comment)]
    if not comment.strip():
        return "empty"
    if not words or " ".join(words) in _PLACEHOLDERS:
        return "placeholder"
    if _SHOUTED.match(comment) or (comment.lstrip()[:1] in "[{" and _OPEN.match(comment)):
        return "placeholder"
    own = set(likenesses(f'"{name}"'))
    for said in (words, [word for word in words if word not in _NO_NEWS]):
        if said and not own.isdisjoint(likenesses('"' + "".join(said) + '"')):
            return "name"
    return ""


def speaks(comment: str | None, name: str) -> bool:
    """Whether there is a comment that says something."""
    return bool(comment) and not void(comment or "", name)


def told(replay: Replay, table: Table, column: str = "") -> Description | None:
    """What documents say about the table or one of its columns, where that is more than its name."""
    held: Mapping[tuple[str, str], Description] = replay.descriptions
    if not held:
        return None
    own = likenesses(f'"{column}"')[0] if column else ""
    for likeness in likenesses(f'"{table.name}"'):
        found = held.get((likeness, own))
        if found is not None:
            return found if speaks(found.text, column or table.name) else None
    return None


def commentable(catalog: Catalog) -> tuple[Table, ...]:
    """The tables that comments are asked of: no partitions, temporary or foreign tables, none of a framework."""
    return tuple(table for table in stored(catalog) if not is_framework_table(table))


def statement(catalog: Catalog, table: Table, column: str, text: str) -> str:
    """The statement that sets a comment, or shows where it goes."""
    where = spelled_ref(table.ref, catalog)
    name = spelled(column, catalog) if column else ""
    match catalog.dialect:
        case "mysql" | "mariadb":
            if not column:
                return f"ALTER TABLE {where} COMMENT = {literal(text)};"
            held = table.column(column)
            kind = held.type.text if held is not None and held.type is not None else "<type>"
            return f"ALTER TABLE {where} MODIFY COLUMN {name} {kind} … COMMENT {literal(text)};"
        case "tsql":
            one = table.column(column) if column else None
            bare = _bare(one.written, one.name) if one is not None else column
            level = f", N'COLUMN', {literal(bare)}" if column else ""
            owner = (
                f"N'SCHEMA', {literal(table.schema or 'dbo')}, N'TABLE', {literal(_bare(table.written, table.name))}"
            )
            return f"EXEC sp_addextendedproperty N'MS_Description', {literal(text)}, {owner}{level};"
    return f"COMMENT ON {'COLUMN' if column else 'TABLE'} {where}{'.' + name if column else ''} IS {literal(text)};"


def _bare(written: str, name: str) -> str:
    """A name as it is written, without quotes and schema; the folded one where nothing is."""
    return written.rpartition(".")[2].strip('"[]') or name


def mended(catalog: Catalog, table: Table, column: Column | None, description: Description | None) -> Fix | None:
    """The fix that writes a document's description as the comment; None where no document has one."""
    if description is None:
        return None
    what = f"{table.ref.text}.{column.name}" if column is not None else table.ref.text
    kind, part = ("column", column.name) if column is not None else ("table", "")
    change = SetComment(kind, object_name(table.ref), part, description.text)
    return Fix(
        f"Take the comment on {what} from {description.span.path}",
        "safe",
        edits=_inline(catalog, table, column, description.text),
        changes=(change,),
    )


def related(description: Description | None) -> tuple[Related, ...]:
    """Where the description stands."""
    return (Related(description.span, "a document describes it here"),) if description is not None else ()


def _inline(catalog: Catalog, table: Table, column: Column | None, text: str) -> tuple[Edit, ...]:
    """MySQL's clause, where the column is defined by the statement that makes the table and nothing has to come behind it."""
    if catalog.dialect not in ("mysql", "mariadb") or column is None or not table.statement.covers(column.definition):
        return ()
    inside = [one.span for one in table.constraints if getattr(one, "inline", False)]
    if column.comment is not None or any(column.definition.covers(span) for span in inside):
        return ()
    end = column.definition.end
    quoted = literal(text.replace("\\", "\\\\"))
    return (Edit(Span(column.definition.path, end, end), f" COMMENT {quoted}"),)
