from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Kind, Lazy, Replay, Span, Subject
from schemalint_rules._proposals import about, about_table
from schemalint_rules._tables import is_framework_table, own_columns, understood
from schemalint_rules._vocabulary import plain, snake

_PLAIN = Lazy(r"[A-Za-z0-9_$#@]*\Z")
_TEMPLATE = Lazy(r"\{\{|\$\{|<%|\[\[|^#")
MOSTLY = 0.5


class SpecialCharacters(CatalogRule):
    """A name should be of letters, digits and underscores.

    ## What it does
    Reports tables, views, columns and indexes with spaces, hyphens, dots, other signs or letters beyond ASCII in their names. A
    schema whose names are mostly of another script is told so once, for its tables.

    ## Why is this bad
    Such a name must be quoted wherever it is used, is split at the dot or cut at the space by some tool sooner or later, and two
    letters that look alike are two names.

    ## Fix
    Rename it. Clients use the old name, so nothing is changed by itself.

    ## References
    - PostgreSQL 17 manual, 4.1.1 Identifiers and Key Words; SQL Server, Database identifiers
    - MySQL 8.4 manual, 11.2 Schema Object Names
    """

    name = "special-characters"
    severity = "warning"
    good = (Good("CREATE TABLE order_line (id int PRIMARY KEY, unit_price numeric(9, 2));"),)
    bad = (
        Bad('CREATE TABLE "order line" (id int PRIMARY KEY);', at='"order line"', message="order_line"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, [unit-price] int);", at="[unit-price]", dialect="tsql"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, größe int);", at="größe", message="ö"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        names = list(_names(catalog))
        foreign = [one for one in names if not one[1].isascii()]
        script = len(foreign) > MOSTLY * len(names) and len(names) > 5
        for called, name, span, subject, better in names:
            if _PLAIN.match(name) or _TEMPLATE.search(name):
                continue
            if script and name.replace(" ", "").replace("-", "").isalnum():
                continue
            signs = "".join(dict.fromkeys(char for char in name if not re.match(r"[A-Za-z0-9_$#@]", char)))
            shown = (
                "spaces"
                if signs.isspace()
                else f"the signs {signs.strip()}"
                if len(signs.strip()) > 1
                else f"the sign {signs}"
            )
            yield self.found(
                span,
                f"The name of {called} holds {shown}: it must be quoted wherever it is used.",
                subject=subject,
                repair=f"name it {better}"
                if better.isascii() and better
                else "name it in letters, digits and underscores",
            )
        if script:
            called, name, span, subject, _ = foreign[0]
            yield self.found(
                span,
                f"{len(foreign)} of {len(names)} names are not of ASCII letters, as that of {called}: tools that fold or cut names "
                "may take them for others.",
                subject=subject,
                repair="name them in letters, digits and underscores",
            )


def _names(catalog: Catalog) -> Iterator[tuple[str, str, Span, Subject, str]]:
    """What is named, its name, where, as a subject, and the same words in plain letters."""
    for table in understood(catalog):
        if table.partition_of or is_framework_table(table):
            continue
        name = plain(table.written).strip("'") or table.name
        yield f"table {table.ref.text}", name, table.span, about_table(table), snake(table)
        for column in own_columns(table):
            written = plain(column.written).strip("'") or column.name
            yield f"{table.ref.text}.{column.name}", written, column.span, about(table, column.name), snake(column)
        for index in table.indexes:
            if index.named and index.name_span.path:
                subject = Subject("index", table.schema or None, table.name, index.name, index.columns)
                yield f"index {index.name} of {table.ref.text}", index.name, index.name_span, subject, ""
    for view in sorted(catalog.views.values(), key=lambda one: one.span):
        if view.span.path:
            kind: Kind = "materialized-view" if view.materialized else "view"
            yield f"view {view.ref.text}", view.name, view.span, Subject(kind, view.schema or None, None, view.name), ""
