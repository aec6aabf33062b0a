from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, ForeignKey, Good, Ref, Related, Replay, Table
from schemalint_rules._foreign_keys import about_key, called, declared

Edges = dict[Ref, list[tuple[Ref, bool, ForeignKey]]]
"""The tables that one cascades to, whether the cascade goes on from there, and by which key."""


class MultipleCascadePaths(CatalogRule):
    """A cascade must not reach a table twice.

    ## What it does
    Reports a foreign key in SQL Server with which the cascades of one DELETE, or of one UPDATE, would reach some table on two
    ways, or come back to where they began.

    ## Why is this bad
    The server refuses the key (error 1785): each table may appear once in the list of all cascades that one statement starts.

    ## Fix
    NO ACTION for one of the ways, and a trigger or the application for what it did. Not done by itself.

    ## References
    - SQL Server, Primary and foreign key constraints, Cascading referential integrity; error 1785
    """

    name = "multiple-cascade-paths"
    severity = "error"
    dialects = ("tsql",)
    good = (
        Good(
            "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE);\n"
            "CREATE TABLE c (id int PRIMARY KEY, b int REFERENCES b ON DELETE CASCADE, a int REFERENCES a);",
            given="CREATE TABLE a (id int PRIMARY KEY);",
            dialect="tsql",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE c (id int PRIMARY KEY, b int REFERENCES b ON DELETE CASCADE,\n"
            "  a int CONSTRAINT c_a REFERENCES a ON DELETE SET NULL);",
            given="CREATE TABLE a (id int PRIMARY KEY);\n"
            "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a ON DELETE CASCADE);",
            at="CONSTRAINT c_a REFERENCES a ON DELETE SET NULL",
            dialect="tsql",
            message="dbo.a",
        ),
        Bad(
            "CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node ON DELETE CASCADE);",
            at="REFERENCES node ON DELETE CASCADE",
            dialect="tsql",
            message="comes back",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        told: set[tuple[Ref, str]] = set()
        keys = sorted(declared(catalog), key=lambda one: one[1].span)
        for event in ("DELETE", "UPDATE"):
            edges: Edges = {}
            for table, key in keys:
                action = key.on_delete if event == "DELETE" else key.on_update
                if action in ("NO ACTION", "RESTRICT"):
                    continue
                edge = (table.ref, action == "CASCADE", key)
                edges.setdefault(key.parent, []).append(edge)
                twice = _twice(edges, key.parent, table.ref)
                if twice is None:
                    continue
                edges[key.parent].remove(edge)  # as the server refuses it, it does not make the next one a second way
                if (table.ref, key.name) not in told:
                    told.add((table.ref, key.name))
                    yield self._refused(table, key, event, *twice)

    def _refused(
        self, table: Table, key: ForeignKey, event: str, origin: Ref, reached: Ref, other: ForeignKey
    ) -> Diagnostic:
        if origin == reached:
            how = f"one {event} of {origin.text} comes back to it"
        else:
            how = f"one {event} of {origin.text} reaches {reached.text} on two ways"
        related = (Related(other.span, "the other way"),) if other is not key and other.span.path else ()
        return self.found(
            key.span if key.span.path else table.span,
            f"Foreign key {called(table, key)} to {key.parent.text} is refused (error 1785): {how}.",
            subject=about_key(table, key),
            repair=f"ON {event} NO ACTION for one of the ways",
            related=related,
        )


def _twice(edges: Edges, parent: Ref, child: Ref) -> tuple[Ref, Ref, ForeignKey] | None:
    """Where the cascades from some table first reach another twice, now that they lead from `parent` to `child`: the table they
    begin at, the one reached, and the key that reached it first. Before this key none did, so only what can come through it counts."""
    origins = {parent}
    queue = [parent]
    into: dict[Ref, list[Ref]] = {}
    for source, targets in edges.items():
        for target, goes_on, _ in targets:
            if goes_on:
                into.setdefault(target, []).append(source)
    for at in queue:
        for source in into.get(at, ()):
            if source not in origins:
                origins.add(source)
                queue.append(source)
    for origin in sorted(origins):
        reached: dict[Ref, ForeignKey] = {}
        walk = [origin]
        for at in walk:
            for target, goes_on, key in edges.get(at, ()):
                if target == origin or target in reached:
                    return origin, target, reached.get(target, key)
                reached[target] = key
                if goes_on:
                    walk.append(target)
    return None
