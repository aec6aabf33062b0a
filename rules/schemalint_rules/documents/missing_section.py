from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, FillSection, Fix, Good, Outlined, Page, PageRule, Replay, Subject
from schemalint_rules._documents import heading_of


class MissingSection(PageRule):
    """A document that follows a template should have every section the template requires.

    ## What it does
    Holds a schema document against its template (`schema-document`, `database-spec`, or one of your own) and reports each
    required section that it lacks. Titles count whatever their number, case, level or language, and under the usual other
    names. A sub-section is not asked for where its parent is missing, or where the parent holds its content itself. A document
    follows a template when configuration says so, when it holds at least five of its sections, or when it is named like one; a
    document that is only named like one is told once, with all that it lacks.

    ## Why is this bad
    What nobody wrote down is what is asked for in an outage: how to roll back, how to restore, who has access.

    ## Fix
    The section is added where the template has it, with what the schema knows: tables, diagram, indexes, dictionary, status
    values. The rest is marked as a placeholder, which `unfilled-placeholder` then reports. Safe: only the document changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items
    - ISO/IEC 11179, Metadata registries
    """

    name = "missing-section"
    severity = "warning"
    fixes = "safe"
    good = (
        Good("# Notes\n\n## Overview\n\nThe tables of the shop.\n", path="docs/schema-notes.md"),
        Good(
            "# Shop\n\n## Tables\n\n| Column | Type | Key |\n|---|---|---|\n| id | bigint | PK |\n",
            path="docs/tables.md",
        ),
    )
    bad = (
        Bad(
            "# Database Schema: Shop\n\n## 1. Overview\n\n### 1.1 Purpose\n\nThe orders table.\n",
            at="# Database Schema: Shop",
            message="Backup and Recovery",
        ),
        Bad(
            "# Esquema\n\n## 1. Overview\n\n### 1.1 Purpose\n\nLas tables.\n\n### 1.2 Architecture\n\nUn servidor.\n\n"
            "## 3. Schema Design\n\n- uno\n\n## 9. Security\n\n- dos\n\n## 12. Monitoring\n\n- tres\n\n"
            "## 13. Data Dictionary\n\n- cuatro\n",
            at="## 1. Overview",
            message="1.3 Key Metrics",
            times=16,
        ),
        Bad(
            "# Database Specification\n\n### Project Database Overview\n\n**Project**: Shop\n\n### Complete Schema Design\n\n"
            "```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n\n### Migration Strategy\n\nNone.\n\n"
            "### Security and Compliance\n\n- none\n\n### Monitoring and Maintenance\n\n- none\n",
            at="# Database Specification",
            message="Backup and Recovery",
            path="docs/shop.md",
            times=10,
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        held = {entry.wanted.title: entry for entry in page.outline if not entry.wanted.parent}
        lacking = [entry for entry in page.outline if entry.lacking and self._wanted(entry, held, page)]
        if page.followed == "name" and lacking:
            yield self._together(page, lacking)
            return
        for entry in lacking:
            yield self._one(page, entry, held)

    def _wanted(self, entry: Outlined, held: dict[str, Outlined], page: Page) -> bool:
        """A missing or empty section says it all; its own parts are not told besides."""
        around = held.get(entry.wanted.parent)
        return around is None or (around.section is not None and around.section not in page.empty_sections)

    def _one(self, page: Page, entry: Outlined, held: dict[str, Outlined]) -> Diagnostic:
        number = entry.wanted.number
        title = f"{f'Appendix {number}:' if number.isalpha() else number} {entry.wanted.title}".strip()
        around = held.get(entry.wanted.parent)
        inside = f" in {around.section.written}" if around and around.section else ""
        return self.found(
            around.section.heading if around and around.section else heading_of(page),
            f"The section {title} is missing{inside}: the template {page.template} requires it, and nothing stands for it.",
            subject=Subject("other", None, None, entry.wanted.key),
            repair=f"add the section {title}{_content(entry)}",
            fix=self._fix(page, entry.wanted.key, f"Add the section {title}"),
        )

    def _together(self, page: Page, lacking: list[Outlined]) -> Diagnostic:
        top = sum(not entry.wanted.parent for entry in page.outline)
        titles = [entry.wanted.title for entry in lacking if not entry.wanted.parent]
        parts = [entry.wanted.title for entry in lacking if entry.wanted.parent]
        told = f"lacks {len(titles)} of its {top} sections" if titles else "lacks parts of its sections"
        return self.found(
            heading_of(page),
            f"The document is named like a {page.template} but {told}: {', '.join(titles + parts)}.",
            subject=Subject("other", None, None, "sections"),
            repair="add the sections, or give the document another name if it follows no template",
            fix=self._fix(page, "", f"Add {len(lacking)} sections"),
        )

    def _fix(self, page: Page, key: str, title: str) -> Fix:
        return Fix(title, "safe", intent=FillSection(page.path, page.template, key))


def _content(entry: Outlined) -> str:
    return f" ({' or '.join(entry.wanted.holds)})" if entry.wanted.holds else ""
