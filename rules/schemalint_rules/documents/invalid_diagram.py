from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Page, PageRule, Replay


class InvalidDiagram(PageRule):
    """A mermaid diagram must be one that mermaid can draw.

    ## What it does
    Reports what mermaid's parser refuses in an `erDiagram`: unknown cardinalities, entities without a closing brace, attributes
    without a name, words that must be quoted. What mermaid accepts though it is surely a mistake, such as `FK_UK` for `FK, UK`, is a warning.
    Silent about fences that do not say `mermaid`: readers see their text as it stands.

    ## Why is this bad
    Where the diagram should be, readers see an error message.

    ## Fix
    Correct the line. No automatic fix.

    ## References
    - Mermaid documentation, Entity Relationship Diagrams
    """

    name = "invalid-diagram"
    severity = "error"
    good = (
        Good("# Schema\n\n```mermaid\nerDiagram\n    A ||--o{ B : has\n    A {\n        int id PK\n    }\n```\n", path="docs/schema.md"),
        Good("# Flow\n\n```mermaid\nflowchart LR\n    A --> B\n```\n", path="docs/schema.md"),
    )  # fmt: skip
    bad = (
        Bad(
            "# Schema\n\n```mermaid\nerDiagram\n    A ||--x{ B : has\n```\n",
            at="A ||--x{ B : has",
            path="docs/schema.md",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        drawn = {fence.content for fence in page.fences if "mermaid" in fence.info.lower()}
        for diagram in page.diagrams:
            if diagram.span not in drawn:
                continue
            for fault in diagram.faults:
                yield self.found(
                    fault.span,
                    f"{fault.message[:1].upper()}{fault.message[1:].rstrip('.')}"
                    + (", so mermaid draws nothing." if fault.refused else "."),
                    severity=None if fault.refused else "warning",
                    repair="correct the line as mermaid's manual has it",
                )
