from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fix, Good, Page, PageRule, Related, Replay, Safety, Subject, Table, split_name
from schemalint_rules._dictionary import renaming, slips
from schemalint_rules._documents import (
    Mention,
    defined,
    home_of,
    known_beside,
    mentions,
    removable,
    schemas_of,
    without_lines,
)

_SHOP = "```sql\nCREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n"
_DRAWN = "```mermaid\nerDiagram\n    USERS {\n        bigint id PK\n    }\n    ORDERS {\n        bigint id PK\n    }\n"


class StaleTable(PageRule):
    """A document should not describe a table that the schema does not have.

    ## What it does
    Holds every table that a document describes against the schema: sections with column tables, rows of a data dictionary, of
    status values and of an index table, entities of diagrams, and CREATE TABLE in fences where the project has a schema of its
    own. Names meet whatever their case, separators or plural; views, types and synonyms count as well. The schema is what the
    project's migrations or dumps make; without them the document's own fences, where they define what it names. Silent about
    struck-through sections, and about tables that the fences refer to without making them: `foreign-key-unknown-parent`
    speaks of those. A name that misses another by a letter or two, where the columns, the index or the values are those of that
    table, is taken for a slip.

    ## Why is this bad
    Readers write queries against a table that is gone, or wait for one that was never made.

    ## Fix
    A slip is corrected. Else rows and the lines of a diagram are taken out: safe, only the document changes. A section holds words that somebody wrote,
    so it goes only with `--unsafe`. Where nothing else would be left in a table or a diagram, nothing is taken out.

    ## References
    - ISO/IEC/IEEE 26514:2022, Design and development of information for users (currency of information)
    """

    name = "stale-table"
    severity = "warning"
    fixes = "safe"
    yields_to = ("diagram-unknown-table",)
    good = (
        Good(f"# Schema\n\n{_SHOP}\n{_DRAWN}    USERS ||--o{{ ORDERS : places\n```\n", path="docs/schema.md"),
        Good(
            "# Schema\n\n## User\n\n| Column | Type | Key |\n|---|---|---|\n| id | bigint | PK |\n",
            path="docs/schema.md",
            files=(("schema.sql", "CREATE TABLE app.users (id bigint PRIMARY KEY);\n"),),
        ),
        Good(
            "# Schema\n\n```sql\nCREATE TABLE a (id bigint PRIMARY KEY);\n```\n\n## Samples\n\n| Table | Column | Type |\n"
            "|---|---|---|\n| b | id | bigint |\n| c | id | bigint |\n| d | id | bigint |\n",
            path="docs/schema.md",
        ),
    )
    bad = (
        Bad(
            f"# Schema\n\n{_SHOP}\n{_DRAWN}    USERS ||--o{{ SESSIONS : opens\n```\n",
            at="SESSIONS",
            path="docs/schema.md",
            fixed=f"# Schema\n\n{_SHOP}\n{_DRAWN}```\n",
        ),
        Bad(
            f"# Schema\n\n{_SHOP}\n| Table | Column | Type |\n|---|---|---|\n| users | id | bigint |\n| carts | id | bigint |\n",
            at="carts",
            path="docs/schema.md",
            fixed=f"# Schema\n\n{_SHOP}\n| Table | Column | Type |\n|---|---|---|\n| users | id | bigint |\n",
        ),
        Bad(
            "# Schema\n\n## users\n\n| Column | Type | Key |\n|---|---|---|\n| id | bigint | PK |\n\n"
            "## carts\n\n| Column | Type | Key |\n|---|---|---|\n| id | bigint | PK |\n",
            at="carts",
            path="docs/schema.md",
            files=(("schema.sql", "CREATE TABLE users (id bigint PRIMARY KEY);\n"),),
            fixed="# Schema\n\n## users\n\n| Column | Type | Key |\n|---|---|---|\n| id | bigint | PK |\n\n",
        ),
        Bad(
            f"# Schema\n\n{_SHOP}",
            at="orders",
            path="docs/schema.md",
            files=(("migrations/0001_users.sql", "CREATE TABLE users (id bigint PRIMARY KEY);\n"),),
            message="migrations",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        schemas = schemas_of(page, against)
        if not schemas:
            return
        known = known_beside(schemas, against)
        own = [table for one in against if one.kind == "document" for table in defined(one)]
        where = home_of(schemas[0])
        meant = slips(page, against)
        for mention in mentions(page, own if schemas[0].kind != "document" else ()):
            if known.find(mention.name) is None:
                slip = meant.get(mention.name) if mention.kind in ("section", "rows") else None
                yield self._told(page, mention, where, slip)

    def _told(self, page: Page, mention: Mention, where: str, meant: Table | None) -> Diagnostic:
        schema, name = split_name(mention.name)
        shown = f"{schema}.{name}" if schema else name
        places = {
            "section": "described",
            "rows": "listed",
            "diagram": "drawn in the diagram",
            "fence": "created in a fence",
        }
        safety: Safety = "safe" if mention.kind in ("rows", "diagram") else "unsafe"
        hint, repair = "", f"take {shown} out of the document, or create the table"
        title, edits = f"Take {shown} out of the document", without_lines(page, removable(page, mention))
        if meant is not None:
            full = meant.ref.text
            hint, repair = f"; what stands there is about {full}", f"write {meant.name}"
            title, edits = f"Write {full} for {shown}", renaming(page, mention, meant)
        return self.found(
            mention.span,
            f"Table {shown} is {places[mention.kind]}, but the schema of {where} does not have it, so readers look for what "
            f"is not there{hint}.",
            subject=Subject("table", schema.lower() or None, None, name.lower()),
            repair=repair,
            related=(Related(meant.span, f"{meant.ref.text} is created here"),) if meant else (),
            fix=Fix(title, safety, edits=edits) if edits else None,
            cause=mention.span,
        )
