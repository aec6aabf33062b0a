from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    DocumentedTrigger,
    Fix,
    Good,
    Page,
    PageRule,
    Related,
    Replay,
    Span,
    Trigger,
    alike,
    split_name,
)
from schemalint_rules._entries import put_right
from schemalint_rules._objects import (
    between_events,
    cased,
    events_in,
    gone,
    held,
    is_described_as_table,
    subject_of,
    text_of,
)

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, changed timestamptz);\nCREATE TABLE users (id bigint PRIMARY KEY);\n"
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.changed = now(); RETURN NEW; END';\n"
        "CREATE TRIGGER orders_audit AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION touch();\n"
        "CREATE TRIGGER orders_touch BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();\n",
    ),
)
_HEAD = "# Schema\n\n## Triggers\n\n| Trigger | Table | Timing | Function |\n|---|---|---|---|\n"
_AUDIT = "| orders_audit | orders | AFTER DELETE | touch() |\n"
_TOUCH = "| orders_touch | orders | BEFORE INSERT OR UPDATE | touch() |\n"


class StaleTrigger(PageRule):
    """A document should list the triggers that the schema has, as they are.

    ## What it does
    Reports triggers that a document lists in a table, in a list or by a heading and that no schema of the project has; the
    nearest one that it does not list is named, for it may have been renamed. Of the others it holds the table, the time
    (before, after, instead of), the events and the function that they call against the schema, where the document states them.
    Silent where the lists have less than half of their names from the schema, unless a name is written as only names of
    databases are.

    ## Why is this bad
    Readers rely on work that nothing does: times that are not kept, rows that are not logged.

    ## Fix
    The name, table, time, events or function are corrected in place; the row or item of a trigger that is gone is taken out. Safe:
    only the document changes. A whole section is taken out only as an unsafe fix.

    ## References
    - ISO/IEC/IEEE 26514:2022, Design and development of information for users (currency of information)
    """

    name = "stale-trigger"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(_HEAD + _AUDIT + _TOUCH, path="docs/database-schema-shop.md", files=_SQL),
        Good(
            "# Schema\n\n## orders\n\n### Triggers\n\n- `orders_audit` AFTER DELETE ON orders - keeps rows\n- `orders_touch`: tells when\n",
            path="docs/database-schema-shop.md",
            files=_SQL,
        ),
    )
    bad = (
        Bad(
            _HEAD + _AUDIT + _TOUCH + "| orders_check | orders | BEFORE INSERT | touch() |\n",
            at="orders_check",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _AUDIT + _TOUCH,
        ),
        Bad(
            _HEAD + _AUDIT.replace("| orders |", "| users |") + _TOUCH,
            at="users",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _AUDIT + _TOUCH,
        ),
        Bad(
            _HEAD + _AUDIT.replace("AFTER", "BEFORE") + _TOUCH,
            at="BEFORE",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _AUDIT + _TOUCH,
        ),
        Bad(
            _HEAD + _AUDIT + _TOUCH.replace("INSERT OR UPDATE", "INSERT"),
            at="INSERT",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_HEAD + _AUDIT + _TOUCH,
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        result = held(page, against, "trigger")
        if result is None:
            return
        for one in result.stale:
            if not is_described_as_table(page, one):
                yield gone(self, page, one, result, "what it is said to do is not done")
        for one, real in result.told:
            if isinstance(one, DocumentedTrigger) and isinstance(real, Trigger):
                yield from self._differs(page, one, real)

    def _differs(self, page: Page, one: DocumentedTrigger, real: Trigger) -> Iterator[Diagnostic]:
        full = text_of(real)
        for span, said, right in _differences(page, one, real):
            yield self.found(
                span,
                f"Trigger {full} is documented with {said}, but it is defined with {right}, so readers expect its work at another "
                "time or place.",
                subject=subject_of("trigger", real),
                repair=f"write {right}",
                related=(Related(real.span, f"{full} is defined here"),),
                fix=Fix(f"Write how {full} is defined", "safe", edits=put_right(page, span, right)),
            )


def _differences(page: Page, one: DocumentedTrigger, real: Trigger) -> Iterator[tuple[Span, str, str]]:
    """The places that say something else than the schema, what they say, and what is right."""
    if one.table_span is not None and one.table and not alike(one.table, real.table.name):
        yield one.table_span, one.table, real.table.text if "." in one.table else real.table.name
    if one.timing and one.timing_span is not None and real.timing and one.timing != real.timing:
        written = page.written(one.timing_span)
        yield one.timing_span, written, cased(real.timing, written)
    if one.events and one.events_span is not None and real.events and set(one.events) != set(real.events):
        written = page.written(one.events_span)
        yield one.events_span, written, cased(events_in(real, between_events(page, one)), written)
    if one.function and one.function_span is not None and real.function is not None:
        schema, name = split_name(one.function)
        if not alike(f'"{name}"', f'"{real.function.name}"'):
            yield one.function_span, one.function, real.function.text if schema else real.function.name
