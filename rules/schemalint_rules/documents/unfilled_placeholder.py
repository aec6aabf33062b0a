from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Edit, Fix, Good, Page, PageRule, Placeholder, Replay
from schemalint_rules._documents import counted, told_by

_PRODUCTS = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "tsql": "SQL Server",
    "oracle": "Oracle Database",
}
_NAMED = re.compile(r"(?:^|/)database[-_](?:schema|spec)[-_]([a-z0-9]+(?:[-_][a-z0-9]+)*)\.[a-z]+$", re.I)
_SYSTEM = re.compile(r"\W*(?:(?:your|the)[ _])?(?:system|project|app|application|product|service)[ _]?name\W*", re.I)
_DATABASE = frozenset({"database", "database type", "dbms", "engine"})


class UnfilledPlaceholder(PageRule):
    """A placeholder should have been filled in.

    ## What it does
    Reports what a template left to be filled in: `[System Name]`, `[YYYY-MM-DD]`, `{PROJECT_NAME}`, TODO, TBD, `...`, `(...)`,
    and a choice nobody made (`Draft | Review | Production`), in text, tables and fences. Silent about what only looks like
    one: links, task boxes, array types, character classes, shell variables, JSON, optional parts of a syntax.

    ## Why is this bad
    The document looks complete and says nothing where it matters; SQL with a placeholder in it cannot be run.

    ## Fix
    Filled in where the value is known: the counts of tables, views, columns and the like from the schema, the database from
    its dialect, the system's name from a file named `database-schema-<name>.md`. Safe: only the document changes. The rest
    needs a person.

    ## References
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items
    - CommonMark 0.31, 6.3 Links, for what square brackets otherwise mean
    """

    name = "unfilled-placeholder"
    severity = "warning"
    fixes = "safe"
    good = (
        Good(
            "# Schema\n\nThe tables follow [the guide](guide.md), arrays are `text[]`, task [x] is done.\n",
            path="docs/schema.md",
        ),
        Good(
            "# Schema\n\n```sql\nCREATE TABLE a (id int PRIMARY KEY, tags text[] DEFAULT '{}');\n```\n",
            path="docs/schema.md",
        ),
    )
    bad = (
        Bad(
            "# Database Schema: [System Name]\n\nThe tables.\n",
            at="[System Name]",
            path="docs/database-schema-web-shop.md",
            fixed="# Database Schema: Web Shop\n\nThe tables.\n",
        ),
        Bad(
            "# Schema\n\n**Tables:** [Number]\n\n```sql\nCREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int PRIMARY KEY);\n```\n",
            at="[Number]",
            path="docs/schema.md",
            fixed="# Schema\n\n**Tables:** 2\n\n```sql\nCREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (id int PRIMARY KEY);\n```\n",
        ),
        Bad(
            "# Schema of tables\n\n**Version:** 1.0.0\n**Database:** [PostgreSQL/MySQL/MongoDB/etc.]\n",
            at="[PostgreSQL/MySQL/MongoDB/etc.]",
            path="docs/schema.md",
            dialect="mysql",
            fixed="# Schema of tables\n\n**Version:** 1.0.0\n**Database:** MySQL\n",
        ),
        Bad("# Schema\n\n```sql\nCREATE TABLE a (...);\n```\n", at="(...)", path="docs/schema.md"),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        for place in page.placeholders:
            where = f" in {place.section.written}" if place.section else ""
            if place.kind == "choice":
                told = f"Nobody chose among {place.text}{where}, so the document does not say which one holds."
            else:
                told = f"{place.text}{where} was never filled in, so the document does not say what stands here."
            edit, value = self._value(page, place, against)
            yield self.found(
                place.span,
                told,
                repair=f"write {value}" if value else "write what it asks for, or remove the line",
                fix=Fix(f"Write {value} for {place.text}", "safe", edits=(edit,)) if edit else None,
            )

    def _value(self, page: Page, place: Placeholder, against: tuple[Replay, ...]) -> tuple[Edit | None, str]:
        """The edit that fills it in, and the value, where that is known."""
        if place.fenced or place.kind not in ("bracket", "brace"):
            return None, ""
        for metric in page.metrics:
            if metric.value_span.covers(place.span):
                schemas = told_by(page, against) if metric.value == place.text else ()
                counts = [
                    one for schema in schemas for one in [counted(metric.name, schema.catalog)] if one is not None
                ]
                count = sum(counts) if counts else None
                return (Edit(place.span, str(count)), str(count)) if count is not None else (None, "")
        for note in page.metadata:
            if note.value_span.covers(place.span):
                key = note.key.casefold()
                if key in _DATABASE and note.value_span.start == place.span.start:
                    product = _PRODUCTS.get(page.dialect, "")
                    return (Edit(note.value_span, product), product) if product else (None, "")
                if key not in ("project", "system") or note.value != place.text:
                    return None, ""
        if place.section and not _SYSTEM.fullmatch(place.text):
            return None, ""
        name = self._system(page)
        return (Edit(place.span, name), name) if name and _SYSTEM.fullmatch(place.text) else (None, "")

    def _system(self, page: Page) -> str:
        named = _NAMED.search(page.path)
        return " ".join(word.capitalize() for word in re.split(r"[-_]", named[1])) if named else ""
