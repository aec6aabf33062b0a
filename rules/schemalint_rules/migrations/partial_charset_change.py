from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, RedefineColumn, Replay, SetOption, Step, StepRule, Table
from schemalint_rules._copies import charset_of
from schemalint_rules._proposals import about_table, spelled_ref
from schemalint_rules._steps import around, stored_before

TEXTUAL = ("char", "varchar", "text", "enum", "set")
NAMED = 5
"""So many columns are named in a message."""
AHEAD = 500
"""So many later changes are looked through for what converts the columns."""


class PartialCharsetChange(StepRule):
    """A new default character set does not reach the columns that a table has.

    ## What it does
    Reports ALTER TABLE … DEFAULT CHARACTER SET on a table that existed before the change set, where its text columns stay in another
    character set and nothing in the same migration converts them: neither CONVERT TO CHARACTER SET nor MODIFY with the new one.
    A table without text columns, and one whose columns are all in the new character set already, are left alone.

    ## Why is this bad
    Only columns that are added later get the new default. The old ones go on refusing or mangling the characters the change was
    made for, and a comparison with a column of the new set cannot use their indexes.

    ## Fix
    CONVERT TO CHARACTER SET changes the default and the columns together. It copies the table, so it is not put in place by itself.

    ## References
    - MySQL 8.4 manual, 15.1.9 ALTER TABLE Statement, Changing the Character Set
    - MariaDB documentation, Setting Character Sets and Collations
    """

    name = "partial-charset-change"
    severity = "warning"
    dialects = ("mysql", "mariadb")
    new_only = True
    changes = ("SetOption",)

    good = (
        Good(
            "ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4;",
            given="CREATE TABLE users (name varchar(50)) CHARSET=latin1;",
            dialect="mysql",
        ),
        Good(
            "ALTER TABLE users DEFAULT CHARACTER SET utf8mb4;",
            given="CREATE TABLE users (id int) CHARSET=latin1;",
            dialect="mariadb",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE users DEFAULT CHARACTER SET utf8mb4;",
            given="CREATE TABLE users (name varchar(50), note text) CHARSET=latin1;",
            at="DEFAULT CHARACTER SET utf8mb4",
            dialect="mysql",
            message="(name, note)",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, SetOption) or change.kind != "table" or change.option != "charset":
            return
        table = stored_before(change.name, step, replay)
        if table is None or table.assumed or table.unknown:
            return
        charset = charset_of(change.value)
        left = self._left(table, charset, step, replay)
        if not left:
            return
        shown = ", ".join(left[:NAMED]) + (f" and {len(left) - NAMED} more" if len(left) > NAMED else "")
        where = spelled_ref(table.ref, step.before)
        yield self.found(
            change.span if change.span.path else step.statement.span,
            f"The default character set of {table.ref.text} becomes {charset}, but its columns ({shown}) keep theirs: only columns"
            " that are added later get the new one.",
            subject=about_table(table),
            repair=f"ALTER TABLE {where} CONVERT TO CHARACTER SET {charset}; it copies the table",
            cause=step.statement.span,
        )

    def _left(self, table: Table, charset: str, step: Step, replay: Replay) -> list[str]:
        """The text columns that nothing brings into the new character set; none where their own is not known."""
        default = charset_of(dict(table.options).get("charset", ""))
        left = []
        for column in table.columns:
            if column.type is None or column.type.family not in TEXTUAL or column.unknown:
                continue
            own = charset_of(column.type.charset) or default
            if own and own != charset and own not in ("binary", "ascii"):
                left.append(column.name)
        line = around(step, replay)
        at = step.number if line is replay.steps else line.index(step)
        first = at
        while first and line[first - 1].reading is step.reading:
            first -= 1
        for other in line[first : at + AHEAD] if left else ():
            if other.migration != step.migration or other.statement.path != step.statement.path:
                break
            left = self._without(left, other, table, charset)
        return left

    def _without(self, left: list[str], step: Step, table: Table, charset: str) -> list[str]:
        """What is still left after a step that may convert columns."""
        change = step.change
        if isinstance(change, SetOption) and change.option == "convert to charset":
            return [] if step.before.resolve(change.name) == table.ref else left
        if isinstance(change, RedefineColumn) and step.before.resolve(change.table) == table.ref:
            kind = change.definition.type
            # Behind the change of the default a definition that says none takes the new one.
            converts = kind is not None and charset_of(kind.charset) in (charset, "", "binary")
            return [one for one in left if one != change.column.value or not converts]
        return left
