from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Ref,
    Related,
    Replay,
    SetOption,
    Span,
    Subject,
    View,
)
from schemalint_rules._proposals import object_name, spelled_ref
from schemalint_rules._row_security import text_of, turned_on_at

INVOKER_SINCE = 15
"""The first version of PostgreSQL with `security_invoker`."""
_TRUE = frozenset({"", "true", "on", "1", "yes"})


class DefinerView(CatalogRule):
    """A view over protected tables should look at them with the rights of who asks.

    ## What it does
    Reports a view that is not `security_invoker` and reads a table with row security on, itself or through other views.
    Materialized views are not meant: they hold a copy, and nothing can make them ask again.

    ## Why is this bad
    A view reads with the rights of its owner. He is not held to the policies of his own tables, so who may read the view gets every
    row that the policies keep from him.

    ## Fix
    `security_invoker = true`, which PostgreSQL has since 15. Unsafe: readers need rights on the tables then, and see fewer rows. No fix
    for an older server.

    ## References
    - PostgreSQL 17 manual, CREATE VIEW, security_invoker; 39.5 Rules and Privileges
    """

    name = "definer-view"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres",)
    fixes = "unsafe"
    changes = ("SetRowSecurity",)
    good = (
        Good(
            "CREATE VIEW mine WITH (security_invoker = true) AS SELECT id FROM note;",
            given="CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;",
        ),
        Good("CREATE VIEW every AS SELECT id FROM note;", given="CREATE TABLE note (id int PRIMARY KEY);"),
        Good(
            "CREATE VIEW mine AS SELECT id FROM note;\nALTER VIEW mine SET (security_invoker = on);",
            given="CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;\n"
            "CREATE VIEW short AS SELECT id FROM note;\n",
            at="short",
            version="16",
            fixed="CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;\n"
            "CREATE VIEW short WITH (security_invoker = true) AS SELECT id FROM note;\n",
        ),
        Bad(
            "CREATE VIEW outer_one AS SELECT id FROM inner_one;",
            given="CREATE TABLE note (id int PRIMARY KEY);\nALTER TABLE note ENABLE ROW LEVEL SECURITY;\n"
            "CREATE VIEW inner_one WITH (security_invoker = true) AS SELECT id FROM note;",
            at="outer_one",
            version="14",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if not any(table.row_security for table in catalog.tables.values()):
            return
        reached: dict[Ref, Ref | None] = {}
        for view in sorted(catalog.views.values(), key=lambda one: one.span):
            if view.materialized or view.unknown or catalog.is_muted(view.ref) or _asks_as_caller(view):
                continue
            table = _protected(view.ref, catalog, reached)
            if table is not None:
                yield self._reads(view, table, catalog, replay)

    def _reads(self, view: View, table: Ref, catalog: Catalog, replay: Replay) -> Diagnostic:
        major = re.match(r"\d+", catalog.version)
        old = major is not None and int(major[0]) < INVOKER_SINCE
        target = catalog.tables[table]
        repair = f"ALTER VIEW {spelled_ref(view.ref, catalog)} SET (security_invoker = true);"
        fix = None
        said = any(key == "security_invoker" for key, _ in view.options)
        if not (old or (said and "security_invoker" not in text_of(replay).text(view.statement).lower())):
            fix = Fix(
                f"Let {view.ref.text} read with the rights of who asks",
                "unsafe",
                _edits(view, replay),
                (SetOption("view", object_name(view.ref), "security_invoker", "true"),),
            )
        return self.found(
            view.span,
            f"View {view.ref.text} reads {table.text} with the rights of its owner: who may read the view gets rows that the policies "
            f"of {table.text} keep from him.",
            subject=Subject("view", view.schema or None, None, view.name),
            repair=f"a function that checks who asks; from PostgreSQL {INVOKER_SINCE} on {repair}" if old else repair,
            related=(Related(turned_on_at(target, replay), f"{table.text} has row security"),),
            fix=fix,
        )


def _asks_as_caller(view: View) -> bool:
    return any(key == "security_invoker" and value.strip("' ").lower() in _TRUE for key, value in view.options)


def _protected(start: Ref, catalog: Catalog, reached: dict[Ref, Ref | None]) -> Ref | None:
    """The first table with row security that a view reads, itself or through views. Whoever those ask as, it is not the caller of
    this one."""
    waiting, seen = [start], {start}
    while waiting:
        ref = waiting.pop()
        if ref in reached and ref != start:
            if reached[ref] is not None:
                reached[start] = reached[ref]
                return reached[ref]
            continue
        view = catalog.views.get(ref)
        for read in view.reads if view else ():
            table = catalog.tables.get(read)
            if table is not None and table.row_security:
                reached[start] = read
                return read
            if read not in seen and read in catalog.views:
                seen.add(read)
                waiting.append(read)
    reached[start] = None
    return None


_NAMED = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:(WITH\s*\()|AS\b)", re.I)


def _edits(view: View, replay: Replay) -> tuple[Edit, ...]:
    """Writes the option behind the name and its columns, or into the options that stand there."""
    if not view.statement.covers(view.span):
        return ()
    text = text_of(replay).text(Span(view.span.path, view.span.end, view.statement.end))
    found = _NAMED.match(text)
    if found is None or any(key == "security_invoker" for key, _ in view.options):
        return ()
    if found[1]:
        at = view.span.end + found.end(1)
        return (Edit(Span(view.span.path, at, at), "security_invoker = true, "),)
    at = view.span.end + found.end() - 2
    return (Edit(Span(view.span.path, at, at), "WITH (security_invoker = true) "),)
