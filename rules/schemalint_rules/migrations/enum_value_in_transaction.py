from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AddEnumValue,
    Bad,
    Cast,
    Column,
    Constant,
    CreateEnum,
    CreateTable,
    Diagnostic,
    Good,
    ObjectName,
    Ref,
    Related,
    Replay,
    SetDefault,
    Shape,
    Step,
    StepRule,
    Subject,
    Table,
    WriteRows,
    server,
    version_of,
)
from schemalint_rules._steps import where_wrapped
from schemalint_rules._transactions import after_in_transaction, before_in_transaction

IN_TRANSACTION_SINCE = (12, 0)
"""Since this version PostgreSQL adds a value inside a transaction, but lets nobody use it before the end."""

COMPARES = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})


class EnumValueInTransaction(StepRule):
    """A new enum value cannot be used in the transaction that adds it.

    ## What it does
    Reports ALTER TYPE … ADD VALUE in a transaction, where a later statement of the same one uses the value: in a row that is written,
    as a default, in a comparison with a column of that type or in a cast to it. Before PostgreSQL 12 the statement itself is reported.
    A type made in the same transaction may be changed and used, and is not reported.

    ## Why is this bad
    The server refuses it: error 55P04 (unsafe use of new value), before version 12 error 25001.

    ## Fix
    None by itself: the value goes into a migration of its own, before the one that uses it.

    ## References
    - PostgreSQL manual, ALTER TYPE, Notes
    """

    name = "enum-value-in-transaction"
    severity = "error"
    dialects = ("postgres",)
    new_only = True
    changes = ("AddEnumValue",)

    good = (
        Good(
            "ALTER TYPE mood ADD VALUE 'calm';\nUPDATE people SET feels = 'calm' WHERE id = 1;",
            given="CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE people (id int, feels mood);",
        ),
        Good("BEGIN;\nALTER TYPE mood ADD VALUE 'calm';\nCOMMIT;", given="CREATE TYPE mood AS ENUM ('sad');"),
        Good(
            "BEGIN;\nALTER TYPE mood ADD VALUE 'calm';\nUPDATE people SET name = 'calm' WHERE id = 1;\nCOMMIT;",
            given="CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE people (id int, feels mood, name text);",
        ),
    )
    bad = (
        Bad(
            "BEGIN;\nALTER TYPE mood ADD VALUE 'calm';\nUPDATE people SET feels = 'calm' WHERE id = 1;\nCOMMIT;",
            given="CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE people (id int, feels mood);",
            at="UPDATE people SET feels = 'calm' WHERE id = 1",
            message="public.mood",
        ),
        Bad(
            "BEGIN;\nALTER TYPE mood ADD VALUE 'calm';\nCOMMIT;",
            given="CREATE TYPE mood AS ENUM ('sad');",
            version="11",
            at="ALTER TYPE mood ADD VALUE 'calm'",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, AddEnumValue) or step.transaction is None:
            return
        ref = self._enum(change.name, step)
        if ref is None or change.value in step.before.enums[ref].values or self._made_here(ref, step, replay):
            return
        subject = Subject("enum", ref.schema or None, None, ref.name)
        if version_of("postgres", replay.version) < IN_TRANSACTION_SINCE:
            yield self.found(
                step.statement.span,
                f"Value '{change.value}' cannot be added to {ref.text} inside a transaction ({where_wrapped(step)}):"
                f" {server('postgres', replay.version)} refuses it and the migration fails.",
                subject=subject,
                repair=step.transaction.opt_out
                or "put the statement into a migration of its own, outside a transaction",
                cause=step.statement.span,
            )
            return
        for other in after_in_transaction(step, replay):
            if self._uses(other, change.value, ref):
                yield self.found(
                    other.statement.span,
                    f"Value '{change.value}' of {ref.text} is used in the transaction that adds it ({where_wrapped(step)}):"
                    " the server refuses it (unsafe use of new value) and the migration fails.",
                    subject=subject,
                    repair="add the value in an earlier migration of its own",
                    related=(Related(step.statement.span, "added here"),),
                    cause=other.statement.span,
                )
                return

    def _enum(self, name: ObjectName, step: Step) -> Ref | None:
        return step.before.find(step.before.enums, name.value, name.qualifier)

    def _made_here(self, ref: Ref, step: Step, replay: Replay) -> bool:
        return any(
            isinstance(other.change, CreateEnum) and other.change.name.value == ref.name
            for other in before_in_transaction(step, replay)
        )

    def _uses(self, step: Step, value: str, ref: Ref) -> bool:
        change = step.change
        quoted = f"'{value}'"
        if quoted not in step.statement.text:
            return False
        if isinstance(change, CreateTable):
            return any(self._default(column, value, ref) for column in change.columns)
        if isinstance(change, AddColumn):
            return self._default(change.column, value, ref)
        table: Table | None = None
        if isinstance(change, SetDefault):
            table = step.before.tables.get(step.before.resolve(change.table))
            column = table.column(change.column.value) if table else None
            return column is not None and self._default(column._replace(default=change.default), value, ref)
        if isinstance(change, WriteRows) and change.tables:
            table = step.before.tables.get(step.before.resolve(change.tables[0]))
            if table is None:
                return False
            names = [name.value for name in change.columns] or [column.name for column in table.columns]
            typed = {column.name for column in table.columns if self._typed(column, ref)}
            if any(
                name in typed and written == value
                for row in change.rows
                for name, written in zip(names, row, strict=False)
            ):
                return True
            return self._compared(step.statement.tokens.words, quoted, typed, ref)
        return False

    def _typed(self, column: Column, ref: Ref) -> bool:
        kind = column.type
        return kind is not None and kind.name == ref.name and kind.schema in ("", ref.schema) and not kind.dimensions

    def _default(self, column: Column, value: str, ref: Ref) -> bool:
        return column.default is not None and self._typed(column, ref) and self._constant(column.default.shape) == value

    def _constant(self, shape: Shape) -> str | None:
        inner = shape.operand if isinstance(shape, Cast) else shape
        return inner.value if isinstance(inner, Constant) and inner.kind == "string" else None

    def _compared(self, words: tuple[str, ...], quoted: str, typed: set[str], ref: Ref) -> bool:
        for at, word in enumerate(words):
            if word != quoted:
                continue
            if words[at + 1 : at + 2] == ("::",) and words[at + 2 : at + 3] == (ref.name,):
                return True
            if at >= 2 and words[at - 1] in COMPARES and words[at - 2].strip('"') in typed:
                return True
        return False
