from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from schemalint import Bad, Diagnostic, Good, Page, PageRule, Related, Replay, Subject
from schemalint_rules._documents import known_in, schemas_of
from schemalint_rules._told import Fact, contradict, earlier, facts, index

_HEAD = "| Column | Type | Nullable | Default |\n|---|---|---|---|\n"
_USERS = (
    f"# Schema of the shop\n\n## users\n\n{_HEAD}| email | varchar(255) | No | - |\n| state | text | Yes | 'new' |\n"
)
_WHAT = {
    "type": "the type of",
    "nullability": "whether a value must be there in",
    "default": "the default of",
    "values": "the values of",
    "parent": "the table that is referenced by",
    "columns": "the columns of the index",
    "version": "the version of",
    "database": "the database of",
}


class ContradictingDocuments(PageRule):
    """What documents say twice should be the same twice.

    ## What it does
    Compares what one document, or two documents about one system, say about the same column, index or list of values: type,
    nullability, default, values, referenced table, columns of an index; and the version and the database that they name. What
    is said less exactly is no contradiction (`varchar` and `varchar(20)`). The later place is told, and the earlier one named.

    Speaks only where no schema decides: what is in a schema is held against it by the rules on drift. A document's own DDL counts
    as one of its places then. Documents are about one system when they name it alike, or stand in one folder and share half of
    their tables. Silent about sections on what was, will be or is only proposed, and about sections of different servers.

    ## Why is this bad
    Two readers build two things, and each can point at the page that says so.

    ## Fix
    None: only people know which of the two is right.

    ## References
    - ISO/IEC/IEEE 26514:2022, Design and development of information for users (consistency)
    - ISO/IEC 11179-4:2004, Formulation of data definitions
    """

    name = "contradicting-documents"
    severity = "warning"
    needs = ("pages",)
    good = (
        Good(
            f"{_USERS}\n## Data dictionary\n\n| Table | Column | Type | Nullable |\n|---|---|---|---|\n| users | email | VARCHAR | no |\n",
            path="docs/schema.md",
        ),
        Good(
            f"{_USERS}\n## Proposed changes\n\n### users\n\n{_HEAD}| email | text | Yes | - |\n", path="docs/schema.md"
        ),
        Good(_USERS, path="docs/schema.md", files=(("schema.sql", "CREATE TABLE users (email text);"),)),
    )
    bad = (
        Bad(
            f"{_USERS}\n## Data dictionary\n\n| Table | Column | Type | Nullable |\n|---|---|---|---|\n| users | email | integer | No |\n",
            at="integer",
            path="docs/schema.md",
            message="varchar(255)",
        ),
        Bad(
            f"{_USERS}\n## Data dictionary\n\n| Table | Column | Nullable |\n|---|---|---|\n| users | email | YES |\n",
            at="YES",
            path="docs/schema.md",
        ),
        Bad(
            f"{_USERS}\n## Data dictionary\n\n| Table | Column | Default |\n|---|---|---|\n| users | state | 'old' |\n",
            at="'old'",
            path="docs/schema.md",
        ),
        Bad(
            f"{_USERS}\n```sql\nCREATE TABLE users (email varchar(100) NOT NULL, state text DEFAULT 'new');\n```\n",
            at="varchar(100)",
            path="docs/schema.md",
        ),
        Bad(
            "---\nversion: 1.1.0\n---\n\n# Schema of the shop\n\n**Version:** 1.2.0\n\nThe tables.\n",
            at="1.2.0",
            path="docs/schema.md",
            message="1.1.0",
        ),
        Bad(
            f"{_USERS.replace('varchar(255)', 'varchar(80)')}",
            at="varchar(80)",
            path="docs/schema.md",
            files=(("docs/a-schema.md", _USERS),),
            message="docs/a-schema.md",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        around = page.around
        if around is None:
            return
        known = known_in(schemas_of(page, against))
        decided: dict[str, bool] = {}
        own = next((one for one in against if one.kind == "document" and one.path == page.path), None)
        here: dict[tuple[str, tuple[str, ...]], list[Fact]] = {}
        for fact in sorted(facts(page, own), key=lambda one: one.span):
            table = fact.about[0] if fact.about else ""
            if table and decided.setdefault(table, known.find(table) is not None):
                continue
            key = (fact.what, fact.about)
            held = here.setdefault(key, [])
            others = (one for one in index(around.pages).get(key, ()) if one.span.path < page.path)
            first = earlier(fact, chain(others, held))
            held.append(fact)
            if first is not None and contradict(first, fact):
                yield self._told(page, first, fact)

    def _told(self, page: Page, first: Fact, fact: Fact) -> Diagnostic:
        thing = ".".join(part for part in fact.about if part) or "the document"
        where = "above" if first.span.path == page.path else f"in {first.span.path}"
        column = len(fact.about) > 1 and fact.what != "columns"
        return self.found(
            fact.span,
            f"The document says {fact.told} for {_WHAT[fact.what]} {thing}, but {first.told} {where}, so readers build "
            "different things.",
            subject=Subject("column", fact.schema or None, fact.about[0], fact.about[-1], fact.about[1:])
            if column
            else Subject("other", None, None, f"{fact.what} {thing}"),
            repair="say in both places what holds",
            related=(Related(first.span, f"{first.told} is said here"),),
        )
