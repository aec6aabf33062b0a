from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, DocumentObject, Fix, Good, Page, PageRule, Related, Replay, Subject
from schemalint_rules._diagrams import drawings
from schemalint_rules._documents import described

_SQL = "```sql\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n"
_USERS = "    users {\n        bigint id PK\n    }\n"
_ORDERS = "    orders {\n        bigint id PK\n    }\n"


class DiagramMissingTable(PageRule):
    """A diagram of the schema should show all its tables.

    ## What it does
    Reports tables of the schema that none of the document's entity-relationship diagrams shows, where together they show most of the
    others. Partitions, temporary tables and the tables of migration frameworks need not be drawn. Silent where the
    diagrams show less than three quarters of the tables: they are a selection.

    ## Why is this bad
    What is not drawn is not seen when a change is discussed in front of the diagram.

    ## Fix
    The entity is added to the diagram with its columns and keys. Safe: only the document changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, 10.25 Database design description
    """

    name = "diagram-missing-table"
    severity = "warning"
    fixes = "safe"
    yields_to = ("undocumented-table",)
    good = (
        Good(f"# Schema\n\n{_SQL}\n```mermaid\nerDiagram\n{_USERS}{_ORDERS}```\n", path="docs/schema.md"),
        Good(f"# Schema\n\n{_SQL}\n```mermaid\nerDiagram\n{_USERS}```\n", path="docs/schema.md"),
    )
    bad = (
        Bad(
            "# Schema\n\n```sql\n"
            + "".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY);\n" for n in range(4))
            + "```\n\n```mermaid\nerDiagram\n"
            + "".join(f"    t{n} {{\n        bigint id PK\n    }}\n" for n in range(3))
            + "```\n",
            at="erDiagram",
            path="docs/schema.md",
            message="t3",
            fixed="# Schema\n\n```sql\n"
            + "".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY);\n" for n in range(4))
            + "```\n\n```mermaid\nerDiagram\n"
            + "".join(f"    t{n} {{\n        bigint id PK\n    }}\n" for n in range(4))
            + "```\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        found = list(drawings(page, against))
        if not found:
            return
        schema = found[0].schema
        drawn = {ref for drawing in found for ref in drawing.entities.values()}
        wanted = list(described(schema))
        missing = [table for table in wanted if table.ref not in drawn]
        if len(missing) * 4 > len(wanted):
            return
        fullest = max(found, key=lambda drawing: len(drawing.entities))
        start = page.text.find("erDiagram", fullest.diagram.span.start)
        span = fullest.diagram.span._replace(start=start, end=start + len("erDiagram"))
        for table in missing:
            name = table.ref.text
            yield self.found(
                span,
                f"Table {name} is not in the diagram, which shows {len(drawn)} others, so it is not seen where changes are discussed.",
                subject=Subject("table", table.schema or None, None, table.name),
                repair=f"draw {name}",
                related=(Related(table.span, f"{name} is created here"),),
                fix=Fix(f"Draw {name}", "safe", intent=DocumentObject(page.path, name)),
            )
