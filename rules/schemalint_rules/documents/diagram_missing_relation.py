from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fix, Good, Page, PageRule, Related, Replay, Subject
from schemalint_rules._diagrams import drawings, line_added, line_for, misdrawn, undrawn

_SQL = (
    "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, "
    "user_id bigint NOT NULL REFERENCES users (id));\nCREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint NOT NULL "
    "REFERENCES orders (id));\n"
)
_ONE = "```mermaid\nerDiagram\n    users ||--o{ orders : places\n"


class DiagramMissingRelation(PageRule):
    """A diagram should show the foreign keys between the tables that it draws.

    ## What it does
    Reports a foreign key between two tables of a diagram that have no line between them there, where the diagram draws relations at
    all. A line in either direction counts, for one key or for several between the same tables.

    ## Why is this bad
    Two tables that look independent are changed as if they were.

    ## Fix
    The line is added with its cardinality: `o|` where the key is unique, else `o{`; `|o` where it is not required and the diagram draws that
    difference elsewhere, else `||`. Safe:
    only the document changes.

    ## References
    - Mermaid documentation, Entity Relationship Diagrams, Relationship Syntax
    """

    name = "diagram-missing-relation"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(
            f"# Schema\n\n{_ONE}    orders ||--|{{ lines : has\n```\n",
            path="docs/schema.md",
            files=(("schema.sql", _SQL),),
        ),
        Good(f"# Schema\n\n{_ONE}```\n", path="docs/schema.md", files=(("schema.sql", _SQL),)),
    )
    bad = (
        Bad(
            f"# Schema\n\n{_ONE}    lines {{\n        bigint id PK\n    }}\n```\n",
            at="lines",
            path="docs/schema.md",
            files=(("schema.sql", _SQL),),
            message="order_id",
            fixed=f'# Schema\n\n{_ONE}    lines {{\n        bigint id PK\n    }}\n    orders ||--o{{ lines : "order_id"\n```\n',
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for drawing in drawings(page, against):
            if not drawing.diagram.relations:
                continue
            told = {(one.table.ref, one.key) for one in misdrawn(drawing).values()}
            for table, key in undrawn(drawing):
                entity, ref, columns = drawing.drawn(table.ref), table.ref, ", ".join(key.columns)
                if entity is None or (ref, key) in told:
                    continue
                yield self.found(
                    entity.name_span,
                    f"{ref.text} ({columns}) refers to {key.parent.text}, but the diagram has no line between them, so they "
                    "look independent.",
                    subject=Subject("table", table.schema or None, None, table.name, key.columns),
                    repair=f"draw `{line_for(drawing, table, key)}`",
                    related=(Related(key.span, "the foreign key"),),
                    fix=Fix(
                        f"Draw the relation of {ref.text} to {key.parent.text}",
                        "safe",
                        edits=(line_added(page, drawing, line_for(drawing, table, key)),),
                    ),
                )
