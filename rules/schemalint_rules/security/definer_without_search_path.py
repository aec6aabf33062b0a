from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    AlterObject,
    Bad,
    Catalog,
    CatalogRule,
    CreateRoutine,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Ref,
    Replay,
    Routine,
    Span,
    Subject,
)
from schemalint_rules._proposals import spelled, spelled_ref
from schemalint_rules._row_security import text_of

_DEFINER = re.compile(r"\b(?:EXTERNAL\s+)?SECURITY\s+DEFINER\b", re.I)
_NATIVE = frozenset({"c", "internal"})


class DefinerWithoutSearchPath(CatalogRule):
    """A function that runs with its owner's rights must say where it looks names up.

    ## What it does
    Reports a function or procedure that is SECURITY DEFINER at the end and has no `SET search_path`, whether in its own statement or by
    a later ALTER FUNCTION, or one that names `pg_temp` elsewhere than behind all others. Left alone are functions in C, and bodies in standard form (`BEGIN ATOMIC`, `RETURN`): their
    names are bound when they are made.

    ## Why is this bad
    The caller chooses the search path. With a table, function or operator of his own before yours he makes the function run his
    code with the rights of its owner.

    ## Fix
    `SET search_path` to the schema of the function, with `pg_temp` last. Unsafe: what the body finds elsewhere it finds no more.

    ## References
    - PostgreSQL 17 manual, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely
    """

    name = "definer-without-search-path"
    severity = "warning"
    on = "recommended"
    dialects = ("postgres",)
    fixes = "unsafe"
    changes = ("CreateRoutine",)
    good = (
        Good(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS 'SELECT 1';"
        ),
        Good(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';\n"
            "ALTER FUNCTION f() SET search_path TO '';"
        ),
        Good("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"),
        Good("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER RETURN 1;", version="16"),
    )
    bad = (
        Bad(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';",
            at="SECURITY DEFINER",
            fixed="CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS 'SELECT 1';",
        ),
        Bad(
            "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';\nALTER FUNCTION f(int) SECURITY DEFINER;",
            at="f",
            message="ALTER FUNCTION f(integer) SET search_path = public, pg_temp;",
        ),
        Bad(
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_temp, public AS 'SELECT 1';",
            at="SECURITY DEFINER",
            message="pg_temp",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        later = _altered(replay)
        made = sorted(
            (routine for overloads in catalog.routines.values() for routine in overloads),
            key=lambda one: (one.span, one.signature),
        )
        for routine in made:
            if routine.language in _NATIVE or not routine.span.path or _is_bound(routine, replay):
                continue
            changed = later.get(routine.ref, ())
            if changed and len(catalog.routines[routine.ref]) > 1:
                continue  # which of them an ALTER meant is not kept
            words = (*routine.attributes, *changed)
            definer = [word for word in words if word.endswith(("security definer", "security invoker"))]
            paths = [word for word in words if word.startswith(("set search_path", "reset search_path", "reset all"))]
            if not definer or definer[-1].endswith("invoker"):
                continue
            pinned = bool(paths) and paths[-1].startswith("set ")
            if not pinned or _begins_with_temporary(paths[-1]):
                yield self._open(routine, bool(changed), pinned, catalog, replay)

    def _open(self, routine: Routine, altered: bool, pinned: bool, catalog: Catalog, replay: Replay) -> Diagnostic:
        path = f"{spelled(routine.schema or 'public', catalog)}, pg_temp"
        kind = "PROCEDURE" if routine.kind == "procedure" else "FUNCTION"
        span = _words(routine, replay)
        edits: tuple[Edit, ...] = ()
        if span is not None and not altered and not pinned:
            edits = (Edit(Span(span.path, span.end, span.end), f" SET search_path = {path}"),)
        name = spelled_ref(routine.ref, catalog)
        where = "in pg_temp before your schemas" if pinned else "where its caller says"
        who = "who may make a temporary table" if pinned else "who may make a table or function"
        return self.found(
            span or routine.span,
            f"{routine.ref.text}() runs with its owner's rights and looks names up {where}: {who} can make it run his own.",
            subject=Subject("routine", routine.schema or None, None, routine.name),
            repair=f"ALTER {kind} {name}({routine.signature.replace(',', ', ')}) SET search_path = {path};",
            fix=Fix(f"Pin the search path of {routine.ref.text}()", "unsafe", edits) if edits else None,
        )


def _begins_with_temporary(setting: str) -> bool:
    """Whether a `set search_path` names the schema of temporary tables, and something else behind it or nothing before it."""
    value = re.sub(r"\Aset search_path\s*(?:=|to\b)", "", setting)
    schemas = [word.strip(" '\"") for word in value.split(",")]
    return "pg_temp" in schemas and (schemas[-1] != "pg_temp" or len(schemas) == 1)


def _words(routine: Routine, replay: Replay) -> Span | None:
    """Where SECURITY DEFINER stands in the statement, outside the body."""
    text = text_of(replay).text(routine.statement)
    start = routine.statement.start
    body = (routine.body_span.start - start, routine.body_span.end - start)
    for found in _DEFINER.finditer(text):
        if not body[0] <= found.start() < body[1]:
            return Span(routine.statement.path, start + found.start(), start + found.end())
    return None


def _is_bound(routine: Routine, replay: Replay) -> bool:
    """Whether the body stands in the statement itself and in no string, so that its names were looked up when it was made."""
    start = routine.body_span.start
    return routine.statement.covers(routine.body_span) and text_of(replay).text(
        Span(routine.statement.path, start - 1, start)
    ) not in ("'", "$")


def _altered(replay: Replay) -> dict[Ref, tuple[str, ...]]:
    """What ALTER FUNCTION says of each name after it was made last."""
    found: dict[Ref, list[str]] = {}
    for step in replay.steps:
        change = step.change
        if isinstance(change, AlterObject) and change.kind == "routine" and change.name and not step.back:
            name = change.name
            schemas = (name.schema.value,) if name.schema else (step.after.default_schema, *step.after.search_path)
            for schema in schemas:
                routines = step.after.routines.get(Ref(schema, name.value))
                if routines:
                    found.setdefault(routines[0].ref, []).extend(change.attributes)
                    break
        elif isinstance(change, CreateRoutine) and found:
            name = change.name
            ref = Ref(name.schema.value if name.schema else step.after.default_schema, name.value)
            found.pop(ref, None)  # CREATE OR REPLACE sets all of it anew
    return {ref: tuple(words) for ref, words in found.items()}
