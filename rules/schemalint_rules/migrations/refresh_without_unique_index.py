from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CreateRoutine,
    Diagnostic,
    Edit,
    Execute,
    Fix,
    Good,
    Index,
    Name,
    ObjectName,
    RefreshView,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    View,
    fold,
)
from schemalint_rules._proposals import spelled_ref


class RefreshWithoutUniqueIndex(StepRule):
    """A materialized view that is refreshed concurrently needs a unique index.

    ## What it does
    Reports REFRESH MATERIALIZED VIEW CONCURRENTLY of a view that has no usable unique index at that point: one over plain
    columns only, without a WHERE, valid. In the body of a routine, which runs later, it is held against the finished schema
    and told as a warning. The message names an index that comes close.

    ## Why is this bad
    PostgreSQL refuses the statement: it tells the rows that changed by comparing the old and the new ones by that index.

    ## Fix
    A unique index over what makes a row of the view unique is what is wanted, and only the author knows that. The fix keeps
    the statement running and writes it without CONCURRENTLY; readers then wait until the refresh is done.

    ## References
    - PostgreSQL manual, REFRESH MATERIALIZED VIEW, CONCURRENTLY
    """

    name = "refresh-without-unique-index"
    severity = "error"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("RefreshView", "CreateRoutine", "Execute")

    good = (
        Good(
            "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;\nCREATE UNIQUE INDEX totals_day ON totals (day);\n"
            "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;"
        ),
        Good("CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;\nREFRESH MATERIALIZED VIEW totals;"),
    )
    bad = (
        Bad(
            "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;",
            given="CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;",
            at="totals",
            fixed="REFRESH MATERIALIZED VIEW totals;",
            message="CREATE UNIQUE INDEX",
        ),
        Bad(
            "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;",
            given="CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;\n"
            "CREATE UNIQUE INDEX totals_day ON totals (day) WHERE day > 0;",
            at="totals",
            message="totals_day holds only some of the rows",
        ),
        Bad(
            "CREATE FUNCTION renew() RETURNS void LANGUAGE plpgsql AS $$\n"
            "BEGIN REFRESH MATERIALIZED VIEW CONCURRENTLY totals; END $$;",
            given="CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;",
            at="totals",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, RefreshView):
            view = step.before.views.get(step.before.resolve(change.name))
            if change.concurrently and view is not None and not self._serves(view, step.before):
                yield self._refused(view, change, step)
        elif isinstance(change, (CreateRoutine, Execute)) and change.body and change.body_span.path:
            yield from self._in_body(change.body_span, step, replay)

    def _serves(self, view: View, catalog: Catalog) -> bool:
        return view.unknown or catalog.is_muted(view.ref) or any(not _lack(index) for index in view.indexes)

    def _refused(self, view: View, change: RefreshView, step: Step) -> Diagnostic:
        text, start = step.statement.text, step.statement.span.start
        word = re.search(r"\bCONCURRENTLY\s+", text[: change.name.span.start - start], re.I)
        edits = (Edit(Span(step.statement.path, start + word.start(), start + word.end()), ""),) if word else ()
        return self.found(
            change.name.span,
            f"Materialized view {view.ref.text} has no usable unique index{_near(view)}: "
            "PostgreSQL refuses to refresh it concurrently.",
            subject=Subject("materialized-view", view.schema or None, None, view.name),
            repair=_index(view, step.before),
            fix=Fix(f"Refresh {view.ref.text} without CONCURRENTLY", "safe", edits) if edits else None,
            cause=step.statement.span,
        )

    def _in_body(self, body: Span, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        """The refreshes that stand in a routine, as they are written; text that is put together is not looked at."""
        statement, catalog = step.statement, replay.catalog
        text = statement.text[body.start - statement.span.start : body.end - statement.span.start]
        for found in _REFRESH.finditer(_COMMENT.sub(lambda one: " " * len(one[0]), text)):
            schema = found["schema"]
            at = Span(body.path, body.start + found.start("name"), body.start + found.end("name"))
            name = ObjectName(_name(found["name"], at), _name(schema.rstrip(". "), at) if schema else None)
            view = catalog.views.get(catalog.resolve(name))
            if view is None or not view.materialized or self._serves(view, catalog):
                continue
            yield self.found(
                at,
                f"Materialized view {view.ref.text} has no usable unique index{_near(view)}: "
                "refreshing it concurrently fails whenever the routine runs.",
                subject=Subject("materialized-view", view.schema or None, None, view.name),
                repair=_index(view, catalog),
                severity="warning",
            )


_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_PART = r'(?:"(?:[^"]|"")+"|[A-Za-z_\x80-\U0010ffff][\w$]*)'
_REFRESH = re.compile(
    rf"(?i:\bREFRESH\s+MATERIALIZED\s+VIEW\s+CONCURRENTLY)\s+(?P<schema>{_PART}\s*\.\s*)?(?P<name>{_PART})"
    r"\s*(?i:WITH\s+DATA\s*)?(?:;|\Z)"
)
"""Only the words are read in either case: all characters of `_PART` in both would take longer than a small run."""


def _name(written: str, span: Span) -> Name:
    return Name(fold(written, "postgres"), written, span)


def _lack(index: Index) -> str:
    """Why the index does not serve a concurrent refresh; empty where it does."""
    if not index.unique:
        return "is not unique"
    if index.predicate is not None:
        return "holds only some of the rows"
    if any(not part.column for part in index.parts):
        return "is over an expression"
    return "" if index.valid and index.method == "btree" else "is not usable"


def _near(view: View) -> str:
    """The unique index that comes close, for messages."""
    for index in view.indexes:
        if index.unique:
            return f" ({index.name} {_lack(index)})"
    return ""


def _index(view: View, catalog: Catalog) -> str:
    return f"CREATE UNIQUE INDEX ON {spelled_ref(view.ref, catalog)} (<the columns that tell its rows apart>);"
