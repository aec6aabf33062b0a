from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, FillSection, Fix, Good, Page, PageRule, Replay, Section, Subject


class EmptySection(PageRule):
    """A section should say something.

    ## What it does
    Reports a heading with nothing below it: no text, no table row, no code, no heading of a lower level. Comments, rules, empty
    fences and tables without rows are nothing. Silent about struck-through headings, about sections that hold a placeholder, of
    which `unfilled-placeholder` speaks, and about the title of a document that holds nothing else. Where all parts of a section
    are empty, the parts are told.

    ## Why is this bad
    The heading promises an answer, so readers stop looking for it elsewhere, and checks for missing sections find nothing amiss.

    ## Fix
    The section is filled with what the schema knows about it, or with a placeholder that says what belongs there. Safe: only
    the document changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items
    """

    name = "empty-section"
    severity = "warning"
    fixes = "safe"
    good = (
        Good("# Shop schema\n\n## Tables\n\n### users\n\nThe users table keeps people.\n", path="docs/schema.md"),
        Good("# Shop schema\n\n## ~~Old tables~~\n\n## Tables\n\n[Describe the tables]\n", path="docs/schema.md"),
        Good(
            "# Shop schema\n\n## Tables\n\n```sql\nCREATE TABLE a (id int PRIMARY KEY);\n```\n", path="docs/schema.md"
        ),
    )
    bad = (
        Bad(
            "# Shop schema\n\n## Tables\n\n```sql\nCREATE TABLE a (id int PRIMARY KEY);\n```\n\n## Backup\n",
            at="## Backup",
            path="docs/schema.md",
            message="Backup",
        ),
        Bad(
            "# Shop schema\n\n## Columns of tables\n\n| Column | Type |\n|---|---|\n\n## Notes\n\nNone.\n",
            at="## Columns of tables",
            path="docs/schema.md",
        ),
        Bad(
            "# Shop schema\r\n\r\n## Tables\r\n\r\n### users\r\n\r\n<!-- later -->\r\n\r\n---\r\n\r\n## Notes\r\n\r\nNone.\r\n",
            at="### users",
            path="docs/schema.md",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        keys = {entry.section.heading: entry.wanted.key for entry in page.outline if entry.section}
        for section in page.empty_sections:
            yield self.found(
                section.heading,
                f"The section {section.written} is empty: it promises an answer that stands nowhere.",
                subject=Subject("other", None, None, " / ".join(section.path)),
                repair="fill the section, or remove its heading",
                fix=self._fix(page, section, keys.get(section.heading)),
            )

    def _fix(self, page: Page, section: Section, key: str | None) -> Fix:
        """A section of the template is filled as the template wants it, any other by its place and title."""
        known = key is not None
        intent = FillSection(page.path, page.template if known else "", key or f"@{section.heading.start}")
        return Fix(f"Fill the section {section.title}", "safe", intent=intent)
