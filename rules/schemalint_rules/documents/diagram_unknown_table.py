from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Edit, Fix, Good, Page, PageRule, Replay, Subject
from schemalint_rules._diagrams import drawings, name_for, spans_of
from schemalint_rules._documents import home_of, known_beside, mentions, removable, schemas_of, without_lines

_SHOP = "```sql\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n"
_DRAWN = "```mermaid\nerDiagram\n    USERS {\n        bigint id PK\n    }\n    ORDERS {\n        bigint id PK\n    }\n"


class DiagramUnknownTable(PageRule):
    """A diagram should show no table that the schema does not have.

    ## What it does
    Holds every entity of the document's entity-relationship diagrams against the schema. Names meet whatever their case,
    separators or plural; views, types and synonyms count as well.

    ## Why is this bad
    Readers look for a table that is gone, or wait for one that was never made.

    ## Fix
    A name that misses that of a table by a letter or two is corrected. Else the entity and its lines are taken out of the diagram, where something else is left in it. Safe: only the document changes.

    ## References
    - ISO/IEC/IEEE 26514:2022, Design and development of information for users (currency of information)
    """

    name = "diagram-unknown-table"
    severity = "warning"
    fixes = "safe"
    good = (Good(f"# Schema\n\n{_SHOP}\n{_DRAWN}    USERS ||--o{{ ORDERS : places\n```\n", path="docs/schema.md"),)
    bad = (
        Bad(
            f"# Schema\n\n{_SHOP}\n{_DRAWN}    USERS ||--o{{ SESSIONS : opens\n```\n",
            at="SESSIONS",
            path="docs/schema.md",
            fixed=f"# Schema\n\n{_SHOP}\n{_DRAWN}```\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        schemas = schemas_of(page, against)
        if not schemas:
            return
        known = known_beside(schemas, against)
        where = home_of(schemas[0])
        slips = {(drawing.diagram.span, name): drawing for drawing in drawings(page, against) for name in drawing.slips}
        for mention in mentions(page):
            if mention.diagram is None or known.find(mention.name) is not None:
                continue
            drawing = slips.get((mention.diagram.span, mention.name))
            hint, repair = "", f"take {mention.name} out of the diagram, or create the table"
            title = f"Take {mention.name} out of the diagram"
            edits: tuple[Edit, ...]
            if drawing is not None:
                ref = drawing.entities[mention.name]
                right = name_for(drawing, ref, mention.name)
                entity = next(one for one in drawing.diagram.entities if one.name == mention.name)
                hint, repair = f"; {ref.text} seems to be meant", f"write {right}"
                title = f"Write {right} for {mention.name} in the diagram"
                edits = tuple(Edit(span, right) for span in spans_of(drawing, entity))
            else:
                edits = without_lines(page, removable(page, mention))
            yield self.found(
                mention.span,
                f"Table {mention.name} is drawn in the diagram, but the schema of {where} does not have it, so readers look for"
                f" what is not there{hint}.",
                subject=Subject("table", None, None, mention.name.lower()),
                repair=repair,
                fix=Fix(title, "safe", edits=edits) if edits else None,
                cause=mention.span,
            )
