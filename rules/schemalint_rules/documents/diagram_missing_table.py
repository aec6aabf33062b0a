from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, DocumentObject, Edit, Fix, Good, Page, PageRule, Related, Replay, Subject, Table
from schemalint_rules._diagrams import Drawing, drawings, ends_of, line_added, name_for
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
        parts: dict[int, list[Drawing]] = {}
        for drawing in drawings(page, against):
            parts.setdefault(id(drawing.schema), []).append(drawing)
        for found in parts.values():
            yield from self._missing(page, found)

    def _missing(self, page: Page, found: list[Drawing]) -> Iterator[Diagnostic]:
        """What the diagrams of one schema leave out."""
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
            edits = _lines(page, fullest, table)
            yield self.found(
                span,
                f"Table {name} is not in the diagram, which shows {len(drawn)} others, so it is not seen where changes are discussed.",
                subject=Subject("table", table.schema or None, None, table.name),
                repair=f"draw {name}",
                related=(Related(table.span, f"{name} is created here"),),
                fix=Fix(f"Draw {name}", "safe", edits=edits)
                if edits
                else Fix(f"Draw {name}", "safe", intent=DocumentObject(page.path, name)),
            )


def _lines(page: Page, drawing: Drawing, table: Table) -> tuple[Edit, ...]:
    """The lines that draw a table in a diagram without blocks: one for each key that joins it to a table that is drawn, else its
    name alone."""
    if any(entity.declared for entity in drawing.diagram.entities) or not drawing.diagram.relations:
        return ()
    tables = drawing.schema.catalog.tables
    like = drawing.diagram.entities[0].name
    name = name_for(drawing, table.ref, like)
    lines = []
    for other in dict.fromkeys(drawing.entities.values()):
        for child, key in [(table, one) for one in table.foreign_keys] + [
            (tables[other], one) for one in tables[other].foreign_keys
        ]:
            ends = (key.parent, child.ref)
            if set(ends) == {table.ref, other} and not key.ignored and len(set(ends)) > 1:
                left, right = (name if ref == table.ref else name_for(drawing, ref, like) for ref in ends)
                lines.append(f'{left} {ends_of(drawing, child, key)} {right} : "{", ".join(key.columns)}"')
    between = page.line_break + _indent(page, drawing)
    return (line_added(page, drawing, between.join(dict.fromkeys(lines)) or name),)


def _indent(page: Page, drawing: Drawing) -> str:
    start = drawing.diagram.relations[-1].span.start
    line = max(page.text.rfind("\n", 0, start), page.text.rfind("\r", 0, start)) + 1
    return page.text[line:start]
