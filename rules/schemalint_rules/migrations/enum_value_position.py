from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddEnumValue, Bad, Diagnostic, Good, Replay, Step, StepRule, Subject


class EnumValuePosition(StepRule):
    """A value that is added to an enum should say where it goes.

    ## What it does
    Reports ALTER TYPE … ADD VALUE with neither BEFORE nor AFTER.

    ## Why is this bad
    The value goes last, and the order of the values is what ORDER BY, comparisons and ranges go by; it can never be changed.

    ## Fix
    None: say AFTER the last value where last is meant.

    ## References
    - PostgreSQL manual, 8.7.2 Ordering; ALTER TYPE
    """

    name = "enum-value-position"
    severity = "info"
    on = "strict"
    dialects = ("postgres",)
    new_only = True
    changes = ("AddEnumValue",)

    good = (Good("ALTER TYPE mood ADD VALUE 'sad' AFTER 'ok';", given="CREATE TYPE mood AS ENUM ('ok');"),)
    bad = (
        Bad(
            "ALTER TYPE mood ADD VALUE 'sad';",
            given="CREATE TYPE mood AS ENUM ('ok', 'fine');",
            at="ALTER TYPE mood ADD VALUE 'sad'",
            message="AFTER 'fine'",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, AddEnumValue) or change.before or change.after:
            return
        enums = step.before.enums
        ref = step.before.find(enums, change.name.value, change.name.qualifier)
        held = enums[ref] if ref is not None else None
        if held is not None:
            made = all(one.statement != held.statement for one in step.base.enums.values())
            if made or change.value in held.values:
                return
        elif step.faults:
            return
        last = f" AFTER '{held.values[-1]}'" if held and held.values else " AFTER the last value"
        yield self.found(
            change.span if change.span.path else step.statement.span,
            f"Value '{change.value}' of {change.name.text} goes last because nothing says where, and its place can never be changed.",
            subject=Subject("enum", held.schema or None if held else None, None, change.name.value),
            repair=f"say{last} where last is meant",
            cause=step.statement.span,
        )
