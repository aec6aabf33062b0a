from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    DiagramRelation,
    Edit,
    Fix,
    ForeignKey,
    Good,
    Page,
    PageRule,
    Related,
    Replay,
    Table,
)
from schemalint_rules._diagrams import (
    Drawing,
    Misdrawn,
    drawings,
    is_required,
    key_is_unique,
    keys_between,
    misdrawn,
    name_for,
    tells_optional,
)
from schemalint_rules._documents import without_lines

_SQL = (
    "```sql\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, "
    "user_id bigint NOT NULL REFERENCES users (id));\nCREATE TABLE tags (id bigint PRIMARY KEY);\n```\n"
)
_MANY = frozenset({"zero or more", "one or more"})
_HEAD = "```mermaid\nerDiagram\n    tags {\n        bigint id PK\n    }\n"


class DiagramRelationDrift(PageRule):
    """A line of a diagram should be a foreign key, drawn with its cardinality.

    ## What it does
    Holds the lines between tables that the schema has against its foreign keys: a line without a key between the two tables; many rows
    drawn where the key is unique, or one where it is not; the parent drawn as many. Whether a parent is optional counts only in
    diagrams that draw that difference somewhere. Many-to-many lines between tables that a join table connects are right.

    ## Why is this bad
    Joins are written by the diagram: one that expects one row where there are many gives wrong sums.

    ## Fix
    The ends of the line are corrected; a line that no key stands for is taken out. Safe: only the document changes.

    ## References
    - Mermaid documentation, Entity Relationship Diagrams, Relationship Syntax
    """

    name = "diagram-relation-drift"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(f"# Schema\n\n{_SQL}\n{_HEAD}    users ||--o{{ orders : places\n```\n", path="docs/schema.md"),
        Good(f"# Schema\n\n{_SQL}\n{_HEAD}    orders }}|--|| users : of\n```\n", path="docs/schema.md"),
    )
    bad = (
        Bad(
            f"# Schema\n\n{_SQL}\n{_HEAD}    users ||--|| orders : places\n```\n",
            at="||--||",
            path="docs/schema.md",
            fixed=f"# Schema\n\n{_SQL}\n{_HEAD}    users ||--o{{ orders : places\n```\n",
        ),
        Bad(
            f"# Schema\n\n{_SQL}\n{_HEAD}    users ||--o{{ orders : places\n    tags ||--o{{ orders : on\n```\n",
            at="tags ||--o{ orders : on",
            path="docs/schema.md",
            message="no foreign key",
            fixed=f"# Schema\n\n{_SQL}\n{_HEAD}    users ||--o{{ orders : places\n```\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for drawing in drawings(page, against):
            if not any(table.foreign_keys for table in drawing.schema.catalog.tables.values()):
                continue  # a schema without foreign keys: the lines say what the code keeps
            exact = tells_optional(drawing)
            for relation in drawing.diagram.relations:
                if relation.left in drawing.entities and relation.right in drawing.entities:
                    yield from self._line(page, drawing, relation, exact)

    def _line(self, page: Page, drawing: Drawing, relation: DiagramRelation, exact: bool) -> Iterator[Diagnostic]:
        keys = keys_between(drawing, relation)
        left, right = drawing.entities[relation.left], drawing.entities[relation.right]
        if not keys:
            slip = misdrawn(drawing).get(relation)
            if slip is not None:
                yield self._misdrawn(page, drawing, slip)
                return
            if (
                relation.left_cardinality in _MANY
                and relation.right_cardinality in _MANY
                and _joined(drawing, relation)
            ):
                return
            lasting = len(drawing.diagram.relations) > 1
            yield self.found(
                relation.span,
                f"The diagram relates {left.text} and {right.text}, but no foreign key stands between them.",
                repair="take the line out, or add the key",
                fix=Fix(
                    f"Take the line between {left.text} and {right.text} out",
                    "safe",
                    edits=without_lines(page, (relation.span,)),
                )
                if lasting
                else None,
            )
            return
        if any(_fits(relation, *key, exact) for key in keys):
            return
        table, key, stands_left = keys[0]
        parent = "||" if is_required(table, key) or not exact else "|o"
        child = "o|" if key_is_unique(table, key) else "o{"
        mirrored = "|o" if child == "o|" else "}o"
        ends = (mirrored, "||" if parent == "||" else "o|") if stands_left else (parent, child)
        between = "--" if relation.identifying else ".."
        right_text = f"{ends[0]}{between}{ends[1]}"
        rows = "one row" if key_is_unique(table, key) else "many rows"
        yield self.found(
            relation.operator_span,
            f"The diagram draws {left.text} and {right.text} otherwise than {table.ref.text} ({', '.join(key.columns)}) relates "
            f"them: one row of {key.parent.text} has {rows} there.",
            repair=f"write `{right_text}`",
            related=(Related(key.span, "the foreign key"),),
            fix=Fix(
                f"Write {right_text} between {left.text} and {right.text}",
                "safe",
                edits=(Edit(relation.operator_span, right_text),),
            ),
        )

    def _misdrawn(self, page: Page, drawing: Drawing, slip: Misdrawn) -> Diagnostic:
        right = name_for(drawing, slip.right, page.written(slip.span))
        columns = ", ".join(slip.key.columns)
        return self.found(
            slip.span,
            f"The diagram draws a line to {page.written(slip.span)} that no foreign key stands for, and none for {slip.table.ref.text}"
            f" ({columns}), which refers to {slip.key.parent.text}: joins are written along it.",
            repair=f"write {right}",
            related=(Related(slip.key.span, "the foreign key"),),
            fix=Fix(
                f"Draw the line of {slip.table.ref.text} ({columns}) to {right}",
                "safe",
                edits=(Edit(slip.span, right),),
            ),
        )


def _fits(relation: DiagramRelation, table: Table, key: ForeignKey, stands_left: bool, exact: bool) -> bool:
    parent = relation.right_cardinality if stands_left else relation.left_cardinality
    child = relation.left_cardinality if stands_left else relation.right_cardinality
    if parent in _MANY or (child in _MANY) == key_is_unique(table, key):
        return False
    return not exact or parent == "" or (parent == "exactly one") == is_required(table, key)


def _joined(drawing: Drawing, relation: DiagramRelation) -> bool:
    """Whether some table refers to both."""
    ends = {drawing.entities[relation.left], drawing.entities[relation.right]}
    return any(ends <= {key.parent for key in table.foreign_keys} for table in drawing.schema.catalog.tables.values())
