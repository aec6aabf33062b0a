from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, ForeignKey, Good, Ref, Related, Replay, Table
from schemalint_rules._foreign_keys import about_key, declared


class ForeignKeyCycle(CatalogRule):
    """Tables should not refer to each other in a circle.

    ## What it does
    Reports each circle of foreign keys over two tables or more, once. A table that refers to itself, as trees do, is none.

    ## Why is this bad
    No order of INSERTs and none of DELETEs fits: one of the keys has to be NULL for a while, deferred, or dropped while data is
    loaded. The message says which of these the circle allows.

    ## Fix
    Move one of the references into a table between the two, or make it deferrable. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys; CREATE TABLE, DEFERRABLE
    - SchemaCrawler, Lint checks, on cycles in table relationships
    """

    name = "foreign-key-cycle"
    severity = "info"
    on = "strict"
    good = (
        Good(
            "CREATE TABLE person (id int PRIMARY KEY, boss_id int REFERENCES person);\n"
            "CREATE TABLE team (id int PRIMARY KEY, lead_id int REFERENCES person);"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE team (id int PRIMARY KEY, lead_id int);\n"
            "CREATE TABLE person (id int PRIMARY KEY, team_id int REFERENCES team);\n"
            "ALTER TABLE team ADD FOREIGN KEY (lead_id) REFERENCES person;",
            at="FOREIGN KEY (lead_id) REFERENCES person",
            message="public.team → public.person → public.team; a row goes in with",
        ),
        Bad(
            "CREATE TABLE team (id int PRIMARY KEY, lead_id int NOT NULL);\n"
            "CREATE TABLE person (id int PRIMARY KEY, team_id int NOT NULL REFERENCES team);\n"
            "ALTER TABLE team ADD FOREIGN KEY (lead_id) REFERENCES person;",
            at="FOREIGN KEY (lead_id) REFERENCES person",
            message="no order of INSERTs fits",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        edges: dict[Ref, dict[Ref, tuple[Table, ForeignKey]]] = {}
        for table, key in declared(catalog):
            if key.parent != table.ref:
                edges.setdefault(table.ref, {}).setdefault(key.parent, (table, key))
        for circle in _circles(edges):
            keys = [edges[one][two] for one, two in zip(circle, (*circle[1:], circle[0]), strict=True)]
            # The key that closes the circle is the one that came last.
            table, key = max(keys, key=lambda one: (one[1].span, one[0].ref))
            at = circle.index(table.ref)
            walk = (*circle[at:], *circle[:at], table.ref)
            yield self.found(
                key.span if key.span.path else table.span,
                f"Foreign keys go in a circle: {' → '.join(ref.text for ref in walk)}; {_way_in(keys)}.",
                subject=about_key(table, key),
                repair="a table between two of them, or a deferrable key",
                related=[
                    Related(one.span, "part of the circle") for _, one in keys if one is not key and one.span.path
                ],
            )


def _way_in(keys: Iterable[tuple[Table, ForeignKey]]) -> str:
    """How rows get into the circle, if at all."""
    if any(key.deferrable for _, key in keys):
        return "rows of both go in within one transaction that defers the check"
    for table, key in keys:
        for name in key.columns:
            column = table.column(name)
            if column is not None and column.nullable:
                return f"a row goes in with {table.ref.text}.{name} NULL and needs an UPDATE afterwards"
    return "no order of INSERTs fits"


def _circles(edges: dict[Ref, dict[Ref, tuple[Table, ForeignKey]]]) -> Iterator[tuple[Ref, ...]]:
    """One shortest circle of each knot of tables that reach each other."""
    done: set[Ref] = set()
    for start in edges:
        if start in done:
            continue
        before: dict[Ref, Ref] = {}
        queue = [start]
        for at in queue:  # grows while it is gone through
            for parent in edges.get(at, ()):
                if parent == start:
                    walk = [at]
                    while walk[-1] != start:
                        walk.append(before[walk[-1]])
                    done.update(walk)
                    yield tuple(reversed(walk))
                    queue.clear()
                    break
                if parent not in before and parent not in done:
                    before[parent] = at
                    queue.append(parent)
            if not queue:
                break
        done.add(start)
