from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from schemalint import (
    Bad,
    Catalog,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Hyperlink,
    Index,
    LinkTarget,
    Page,
    PageRule,
    Related,
    Replay,
    Section,
    Span,
    Subject,
    Table,
    View,
    WriteScript,
)
from schemalint_rules._appendices import answered, appendix, links_in, place_in, relative
from schemalint_rules._documents import defined

SHOWN = 3
"""Differences that a message names."""

SCRIPTS = (".sql", ".ddl", ".psql", ".pgsql", ".mysql")


class MissingDdlScript(PageRule):
    """The appendix for the full DDL should link to a script, and the script should say what the document says.

    ## What it does
    In a document that follows a template with an appendix *Full DDL Script*, reports the appendix when it neither links to
    anything nor holds DDL itself, and the link to a SQL script that builds another schema than the document's own DDL: tables
    that only one of them has, columns, types, nullability, indexes. Of several scripts each may hold a part.

    Silent where the appendix explains in words where the DDL is, about links to folders, other sites and files that are not read,
    and about a document without DDL of its own. A link that leads nowhere is told by `broken-link`.

    ## Why is this bad
    The appendix is what somebody runs to get the database. A script that lags behind the text builds yesterday's schema, and
    nobody notices before the first insert.

    ## Fix
    Where the project has a script that builds what the document describes, the link to it is written: safe, only the document
    changes. Otherwise the script is written, or written anew, from the document's DDL in an order that the server accepts, as
    `schemalint ddl` prints it: unsafe, because another file changes.

    ## References
    - ISO/IEC/IEEE 15289:2019, Content of life-cycle information items
    - PostgreSQL 17, SQL Commands, CREATE TABLE
    """

    name = "missing-ddl-script"
    severity = "info"
    on = "strict"
    fixes = "safe"
    needs = ("links",)
    good = (
        Good(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n\n"
            "## Appendix A: Full DDL Script\n\n[The script](shop.sql)\n",
            path="docs/database-schema-shop.md",
            files=(("docs/shop.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\n"),),
        ),
        Good(
            "# Database Schema: Shop\n\n## Appendix A: Full DDL Script\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n",
            path="docs/database-schema-shop.md",
        ),
        Good(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n\n"
            "## Appendix A: Full DDL Script\n\nThe DDL stands in the migrations of the service.\n",
            path="docs/database-schema-shop.md",
        ),
    )
    bad = (
        Bad(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n\n"
            "## Appendix A: Full DDL Script\n\n[Link to complete DDL script file]\n",
            at="## Appendix A: Full DDL Script",
            path="docs/database-schema-shop.md",
            message="links to no script",
        ),
        Bad(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY, note text);\n"
            "```\n\n## Appendix A: Full DDL Script\n\n[The script](shop.sql)\n",
            at="shop.sql",
            path="docs/database-schema-shop.md",
            files=(("docs/shop.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\n"),),
            message="lacks public.orders.note",
        ),
        Bad(
            "# Database Schema: Shop\n\n## 4. Table Definitions\n\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```\n\n"
            "## Appendix A: Full DDL Script\n\n[The script](shop.sql)\n",
            at="shop.sql",
            path="docs/database-schema-shop.md",
            files=(("docs/shop.sql", "CREATE TABLE orders (id integer PRIMARY KEY);\nCREATE TABLE carts (id int);\n"),),
            message="public.orders.id is integer there and bigint in the document",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        section = appendix(page, ("Full DDL Script",))
        own = page.around.own if page.around else None
        if section is None or own is None or not any(True for _ in defined(own)):
            return
        links = links_in(page, section)
        targets = page.around.targets if page.around else {}
        scripts = [(link, targets[link.target]) for link in links if link.target in targets]
        scripts = [
            (link, to)
            for link, to in scripts
            if to.replay is not None and to.replay.catalog.tables and to.path.lower().endswith(SCRIPTS)
        ]
        for link, to in scripts:
            yield from self._differing(page, link, to, own, len(scripts) > 1)
        if not links and not answered(page, section):
            yield self._unlinked(page, section, own, against)

    def _unlinked(self, page: Page, section: Section, own: Replay, against: tuple[Replay, ...]) -> Diagnostic:
        same = [
            one.path
            for one in against
            if one.kind == "snapshot"
            and one.path.lower().endswith(SCRIPTS)
            and not _differences(own.catalog, one.catalog)
        ]
        place = place_in(page, section)
        if len(same) == 1:
            target = relative(page.path, same[0])
            name = same[0].rpartition("/")[2]
            lead = "" if place.start < place.end else page.line_break * 2
            fix = Fix(f"Link to {target}", "safe", edits=(Edit(place, f"{lead}[{name}]({target})"),))
            repair = f"write [{name}]({target})"
        else:
            made = f"{page.path.rpartition('.')[0]}.sql"
            fix = Fix(f"Write {made} and link to it", "unsafe", intent=WriteScript(page.path, made, place))
            repair = f"run `schemalint ddl {page.path} -o {made}` and link to the script"
        return self.found(
            section.heading,
            f"The appendix {section.written} links to no script, so nobody can build the schema but by copying its statements one "
            "by one.",
            subject=Subject("other", None, None, section.title),
            repair=repair,
            fix=fix,
        )

    def _differing(self, page: Page, link: Hyperlink, to: LinkTarget, own: Replay, part: bool) -> Iterator[Diagnostic]:
        assert to.replay is not None
        found = _differences(own.catalog, to.replay.catalog)
        if part:
            # Several scripts share what the document describes: what one lacks may stand in another.
            found = [one for one in found if not one[0].startswith("it lacks ")]
        if not found:
            return
        told = "; ".join(words for words, _ in found[:SHOWN])
        more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        related = [Related(span, words) for words, span in found[:SHOWN] if span.path]
        yield self.found(
            link.target_span,
            f"The script {to.path} builds another schema than the document describes: {told}{more}.",
            subject=Subject("other", None, None, link.target),
            repair=f"run `schemalint ddl {page.path} -o {to.path}`, or correct the document",
            related=related,
            fix=Fix(
                f"Write {to.path} anew",
                "unsafe",
                intent=WriteScript(page.path, to.path, Span(page.path, link.span.start, link.span.start)),
            ),
        )


def _differences(own: Catalog, other: Catalog) -> list[tuple[str, Span]]:
    """What the script builds otherwise than the document, and where the one that has it says so."""
    ours = {_name(table): table for table in _in_order(own.tables.values()) if not table.assumed}
    theirs = {_name(table): table for table in _in_order(other.tables.values()) if not table.assumed}
    found: list[tuple[str, Span]] = []
    for key, table in ours.items():
        held = theirs.get(key)
        if held is None:
            found.append((f"it lacks the table {table.ref.text}", table.span))
        elif not (table.unknown or held.unknown or own.is_muted(table.ref) or other.is_muted(held.ref)):
            found.extend(_of_table(table, held))
    found.extend(
        (f"only it has the table {table.ref.text}", table.span) for key, table in theirs.items() if key not in ours
    )
    views = {ref.name for ref in own.views}, {ref.name for ref in other.views}
    found.extend(
        (f"it lacks the view {view.ref.text}", view.span)
        for view in _in_order(own.views.values())
        if view.name not in views[1]
    )
    found.extend(
        (f"only it has the view {view.ref.text}", view.span)
        for view in _in_order(other.views.values())
        if view.name not in views[0]
    )
    return found


Made = TypeVar("Made", Table, View)


def _in_order(made: Iterable[Made]) -> list[Made]:
    """As they stand in the text."""
    return sorted(made, key=lambda one: (one.span.path, one.span.start, one.ref))


def _name(table: Table) -> str:
    return table.name.casefold()


def _of_table(table: Table, held: Table) -> Iterator[tuple[str, Span]]:
    name = table.ref.text
    for column in table.columns:
        other = held.column(column.name)
        if other is None:
            yield f"it lacks {name}.{column.name}", column.span
        elif column.type is not None and other.type is not None and column.type.text != other.type.text:
            yield f"{name}.{column.name} is {other.type.text} there and {column.type.text} in the document", other.span
        elif column.nullable != other.nullable:
            here, there = ("NULL" if one.nullable else "NOT NULL" for one in (column, other))
            yield f"{name}.{column.name} is {there} there and {here} in the document", other.span
    yield from (
        (f"only it has {name}.{column.name}", column.span)
        for column in held.columns
        if table.column(column.name) is None
    )
    if table.partition_of is not None or held.partition_of is not None:
        return  # a partition has the indexes of its table, under names that depend on which of the two came first
    ours, theirs = map(_indexes, (table, held))
    yield from ((f"it lacks the index {one.name}", one.span) for key, one in ours.items() if key not in theirs)
    yield from ((f"only it has the index {one.name}", one.span) for key, one in theirs.items() if key not in ours)


def _indexes(table: Table) -> dict[tuple[tuple[str, ...], bool], Index]:
    """The indexes by what they are about; the server makes names up. Without those that carry a key of their name: Oracle's
    key makes its index itself where none is there to take over."""
    keys = {(key.name, key.columns) for key in (table.primary_key, *table.uniques) if key is not None and key.name}
    return {(index.columns, index.unique): index for index in table.indexes if (index.name, index.columns) not in keys}
