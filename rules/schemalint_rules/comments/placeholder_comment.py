from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    AddColumn,
    Bad,
    Catalog,
    Column,
    CreateTable,
    Diagnostic,
    Good,
    ObjectName,
    RedefineColumn,
    Ref,
    Replay,
    SetComment,
    SetOption,
    Span,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._comments import void

_ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY, order_id int);\n"
_SAID = {
    "empty": "is empty",
    "placeholder": "is a placeholder",
    "name": "says the name again and nothing else",
}
_STRING = r"N?'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\""
_INLINE = re.compile(rf"\bCOMMENT\s*=?\s*({_STRING})", re.I)
_LITERAL = re.compile(_STRING)


class PlaceholderComment(StepRule):
    """A comment should say something.

    ## What it does
    Reports a comment that is empty, that only holds its place (TODO, TBD, `-`, `[Describe …]`), or that is the object's name again in
    another case, with other separators or with a word like `table` or `column` beside it. Looks at every kind of object. Silent where a later
    statement gives a better comment, and about COMMENT … IS NULL, which takes a comment away.

    ## Why is this bad
    The object counts as described and is not; whoever looks it up learns nothing, and nobody is told that words are missing.

    ## Fix
    Write what a row stands for, the unit, what NULL and the codes mean; or leave the comment out. No automatic fix.

    ## References
    - PostgreSQL 17 manual, COMMENT
    - ISO/IEC 11179-4:2004, Formulation of data definitions: a definition states what the concept is
    """

    name = "placeholder-comment"
    severity = "info"
    changes = ("SetComment", "CreateTable", "AddColumn", "RedefineColumn", "SetOption")
    only_with = ("comment", "extendedproperty")
    good = (
        Good(_ORDERS + "COMMENT ON COLUMN orders.order_id IS 'The order this one replaces.';"),
        Good(_ORDERS + "COMMENT ON TABLE orders IS 'TODO';\nCOMMENT ON TABLE orders IS 'What customers bought.';"),
        Good(_ORDERS + "COMMENT ON TABLE orders IS NULL;"),
        Good("CREATE TABLE todo (id int COMMENT 'Counts up') COMMENT='todo items of a user';", dialect="mysql"),
    )
    bad = (
        Bad(_ORDERS + "COMMENT ON TABLE orders IS 'TODO: describe';", at="'TODO: describe'"),
        Bad(_ORDERS + "COMMENT ON TABLE orders IS '';", at="''", message="empty"),
        Bad(_ORDERS + "COMMENT ON COLUMN orders.order_id IS 'Order ID';", at="'Order ID'", message="public.orders.order_id"),
        Bad(_ORDERS + "COMMENT ON TABLE orders IS 'The orders table';", at="'The orders table'"),
        Bad("CREATE TABLE orders (total int COMMENT 'Total');", at="'Total'", dialect="mysql"),
        Bad("CREATE TABLE orders (total int) COMMENT='tbd';", at="'tbd'", dialect="mysql"),
        Bad("ALTER TABLE orders ADD paid int COMMENT 'paid';", given="CREATE TABLE orders (id int);", at="'paid'", dialect="mysql"),
        Bad(
            "CREATE TABLE dbo.orders (total int);\nGO\nEXEC sp_addextendedproperty N'MS_Description', N'?', N'SCHEMA', N'dbo', N'TABLE', "
            "N'orders', N'COLUMN', N'total';",
            at="N'?'",
            dialect="tsql",
        ),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        match change:
            case SetComment():
                if change.comment is None:
                    return
                place = _place(step, change.comment) or change.span
                yield from self._look(step, replay, change.kind, change.name, change.part, change.comment, place)
            case CreateTable():
                if change.comment is not None:
                    after = max((column.definition.end for column in change.columns), default=change.name.span.end)
                    place = (
                        _inline(step, Span(change.name.span.path, after, step.statement.span.end)) or change.name.span
                    )
                    yield from self._look(step, replay, "table", change.name, "", change.comment, place)
                for column in change.columns:
                    yield from self._column(step, replay, change.name, column)
            case AddColumn():
                yield from self._column(step, replay, change.table, change.column)
            case RedefineColumn():
                yield from self._column(step, replay, change.table, change.definition)
            case SetOption():
                if change.option == "comment" and change.kind == "table":
                    place = _inline(step, change.span) or change.span
                    yield from self._look(step, replay, "table", change.name, "", change.value, place)
            case _:
                return

    def _column(self, step: Step, replay: Replay, table: ObjectName, column: Column) -> Iterator[Diagnostic]:
        if column.comment is not None and column.definition.path:
            place = _inline(step, column.definition) or column.span
            yield from self._look(step, replay, "column", table, column.name, column.comment, place)

    def _look(
        self, step: Step, replay: Replay, kind: str, name: ObjectName, part: str, comment: str, place: Span
    ) -> Iterator[Diagnostic]:
        why = void(comment, part or name.value)
        if not why or name.value == "" or _is_mended(step, replay.catalog, kind, name, part, comment):
            return
        ref = step.after.resolve(name)
        full = f"{ref.text}.{part}" if part else ref.text
        whole = kind in ("table", "view", "materialized-view")
        subject = Subject(
            "column" if kind == "column" else "table" if kind == "table" else "view" if whole else "other",
            ref.schema or None,
            ref.name if part else None,
            part or ref.name,
            (part,) if kind == "column" else (),
        )
        yield self.found(
            place,
            f"The comment on {kind} {full} {_SAID[why]}, so whoever looks it up learns nothing.",
            subject=subject,
            repair="write what it stands for, its unit and what NULL means, or leave the comment out",
        )


def _is_mended(step: Step, catalog: Catalog, kind: str, name: ObjectName, part: str, comment: str) -> bool:
    """Whether the table or column has another comment, or is gone, in the end."""
    if kind not in ("table", "column"):
        return False
    ref: Ref = step.after.resolve(name)
    table = catalog.tables.get(ref)
    if table is None:
        return ref in step.after.tables
    if kind == "table":
        return (table.comment or "") != comment
    column = table.column(part)
    return column is None or (column.comment or "") != comment


def _inline(step: Step, within: Span) -> Span | None:
    """Where MySQL's COMMENT clause has its string."""
    offset = step.statement.span.start
    text = step.statement.text
    found = _INLINE.search(text, max(0, within.start - offset), max(0, within.end - offset))
    return Span(within.path, offset + found.start(1), offset + found.end(1)) if found else None


def _place(step: Step, comment: str) -> Span | None:
    """The string that holds the comment: the last one that says it."""
    statement = step.statement
    last = None
    for found in _LITERAL.finditer(statement.text):
        inner = found[0][found[0].index(found[0][-1]) + 1 : -1]
        if inner.replace("''", "'") == comment:
            last = found
    if last is None:
        return None
    start = statement.span.start
    return Span(statement.span.path, start + last.start(), start + last.end())
