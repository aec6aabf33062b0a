from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Page, PageRule, Replay
from schemalint_rules._objects import added, unlisted

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY, changed timestamptz);\n"
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.changed = now(); RETURN NEW; END';\n"
        "CREATE TRIGGER orders_audit AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION touch();\n"
        "CREATE TRIGGER orders_touch BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();\n",
    ),
)
_HEAD = "# Schema\n\n## Triggers\n\n| Trigger | Table | Timing | Function |\n|---|---|---|---|\n"
_AUDIT = "| orders_audit | orders | AFTER DELETE | touch() |\n"
_TOUCH = "| orders_touch | orders | BEFORE INSERT OR UPDATE | touch() |\n"


class UndocumentedTrigger(PageRule):
    """A document that lists triggers should list all of them.

    ## What it does
    Where a document lists triggers, in a table, a list or by headings, and has at least half of those of the schema, it reports the
    others; a list below the heading of one table is about its triggers alone. Where it has a section about triggers that lists none,
    it reports those that are named nowhere in the document. A trigger that a fence of the document makes is documented; one that
    a listed name may have become is told by `stale-trigger`.

    ## Why is this bad
    A trigger changes rows behind the back of whoever writes them; without a word about it, what it does looks like a fault.

    ## Fix
    A row or an item is added in the manner of the others and in their order; what the trigger is for comes from its comment, or is left
    as a placeholder. Safe: only the document changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, 10.25 Database design description
    """

    name = "undocumented-trigger"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(_HEAD + _AUDIT + _TOUCH, path="docs/database-schema-shop.md", files=_SQL),
        Good(
            "# Schema\n\n## orders\n\n### Triggers\n\n- `orders_audit`: keeps deleted rows\n- `orders_touch`: tells when\n",
            path="docs/database-schema-shop.md",
            files=_SQL,
        ),
    )
    bad = (
        Bad(
            _HEAD + _TOUCH,
            at="orders_touch",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="public.orders.orders_audit",
            fixed=_HEAD + _AUDIT + _TOUCH,
        ),
        Bad(
            "# Schema\n\n## orders\n\n### Triggers\n\n- `orders_audit`: keeps deleted rows\n",
            at="orders_audit",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="orders_touch",
            fixed="# Schema\n\n## orders\n\n### Triggers\n\n- `orders_audit`: keeps deleted rows\n- `orders_touch`: [Describe orders_touch]\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        yield from unlisted(self, page, against, "trigger", "what it changes comes as a surprise", fix=added)
