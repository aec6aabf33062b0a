from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, RedefineColumn, Related, Replay, Step, StepRule, Type, server
from schemalint_rules._copies import appended, copy_lock
from schemalint_rules._proposals import about, literal
from schemalint_rules._steps import stored_before


class EnumListRebuild(StepRule):
    """New values of an ENUM or SET belong at the end of its list.

    ## What it does
    Reports MODIFY and CHANGE of an ENUM or SET column of a table that existed before the change set, where the old values are not
    the beginning of the new list: one was removed, renamed, moved, or put between others. Also a list that is only appended to where
    its values take more bytes from then on: an ENUM of more than 255, a SET of more than 8, 16, 24 or 32.

    ## Why is this bad
    Rows hold the number of a value, not its name. Adding at the end costs nothing while the number fits; anything else makes the server rewrite the
    table while writers wait, and rows with a value that is gone are refused in strict mode and emptied otherwise.

    ## Fix
    Keep the list and append. A value that must go: move its rows first, and leave the name in the list until the table is rebuilt
    anyway. No automatic fix: the order may matter to queries.

    ## References
    - MySQL 8.4 manual, 17.12.1 Online DDL Operations, Modifying the definition of an ENUM or SET column
    - MariaDB documentation, InnoDB Online DDL Operations with ALGORITHM=INSTANT
    """

    name = "enum-list-rebuild"
    severity = "warning"
    dialects = ("mysql", "mariadb")
    new_only = True
    changes = ("RedefineColumn",)

    good = (
        Good(
            "ALTER TABLE orders MODIFY state ENUM('new', 'paid', 'sent');",
            given="CREATE TABLE orders (state ENUM('new', 'paid'));",
            dialect="mysql",
        ),
        Good(
            "CREATE TABLE orders (state ENUM('new', 'paid'));\nALTER TABLE orders MODIFY state ENUM('paid');",
            dialect="mariadb",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE orders MODIFY state ENUM('new', 'sent', 'paid');",
            given="CREATE TABLE orders (state ENUM('new', 'paid'));",
            at="ENUM('new', 'sent', 'paid')",
            dialect="mysql",
            message="ENUM('new', 'paid', 'sent')",
        ),
        Bad(
            "ALTER TABLE orders MODIFY flags SET('a');",
            given="CREATE TABLE orders (flags SET('a', 'b'));",
            at="SET('a')",
            dialect="mariadb",
            message="'b' is gone",
        ),
        Bad(
            "ALTER TABLE orders MODIFY flags SET('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i');",
            given="CREATE TABLE orders (flags SET('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'));",
            at="SET('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')",
            dialect="mariadb",
            message="2 bytes a row",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, RedefineColumn):
            return
        table = stored_before(change.table, step, replay)
        old, new = table.column(change.column.value) if table else None, change.definition
        if table is None or old is None or old.type is None or new.type is None or old.unknown or new.unknown:
            return
        if old.type.family not in ("enum", "set") or old.type.family != new.type.family or not old.type.values:
            return
        grown = appended(old.type, new.type)
        if (grown and _bytes(old.type) == _bytes(new.type)) or copy_lock(table, replay) is None:
            return
        word = old.type.family.upper()
        yield self.found(
            new.type.span if new.type.span.path else change.span,
            f"{self._what(old.type, new.type)} in the {word} of {table.ref.text}.{old.name}: {server(replay.dialect, replay.version)}"
            f" copies the table, and writes wait until it is done.{self._rows(old.type, new.type)}",
            subject=about(table, old.name),
            repair=f"{len(new.type.values)} values belong in a lookup table"
            if grown
            else f"keep the list and append: {word}({', '.join(map(literal, self._appended(old.type, new.type)))})",
            related=(Related(old.span, "the list until now"),) if old.span.path else (),
            cause=change.span,
        )

    def _what(self, old: Type, new: Type) -> str:
        gone = [literal(value) for value in old.values if value not in new.values]
        if gone:
            return f"{', '.join(gone)} {'is' if len(gone) == 1 else 'are'} gone"
        if appended(old, new):
            return f"{len(new.values)} values need {_bytes(new)} bytes a row and not {_bytes(old)},"
        added = [literal(value) for value in new.values if value not in old.values]
        kept = tuple(value for value in new.values if value in old.values)
        if kept != old.values:
            return "The values stand in another order"
        return f"{', '.join(added)} {'stands' if len(added) == 1 else 'stand'} before old values"

    def _rows(self, old: Type, new: Type) -> str:
        if all(value in new.values for value in old.values):
            return ""
        return " Rows that hold what is gone are refused in strict mode, and emptied otherwise."

    def _appended(self, old: Type, new: Type) -> tuple[str, ...]:
        return (*old.values, *(value for value in new.values if value not in old.values))


def _bytes(type_: Type) -> int:
    """What a row takes: an ENUM of more than 255 values two bytes, a SET a bit for each value in 1, 2, 3, 4 or 8 bytes."""
    count = len(type_.values)
    if type_.family == "enum":
        return 1 if count <= 255 else 2
    return next(size for size in (1, 2, 3, 4, 8) if count <= size * 8 or size == 8)
