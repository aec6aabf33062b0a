"""Views, routines and triggers, spelled as statements."""

from __future__ import annotations

import re

from schemalint.generating.spelled.writer import Spellings, Writer
from schemalint.generating.spelling import UnsupportedError
from schemalint.model.change import CreateRoutine, CreateTrigger, CreateView, RefreshView


def _create_view(w: Writer, change: CreateView) -> str:
    original = w.original(change.span, change.name.value, replace=change.or_replace and w.dialect != "sqlite")
    if original is not None:
        return original
    words = "CREATE "
    if change.or_replace:
        words = "CREATE OR ALTER " if w.dialect == "tsql" else "CREATE OR REPLACE " if w.dialect != "sqlite" else words
    words += "MATERIALIZED VIEW " if change.materialized else "VIEW "
    if change.if_not_exists and w.dialect in ("sqlite", "mariadb", "postgres"):
        words += "IF NOT EXISTS "
    columns = f" ({', '.join(w.word(name) for name in change.columns)})" if change.columns else ""
    options = ", ".join(f"{name}={value}" if value else name for name, value in change.options)
    given = f" WITH ({options})" if options and w.postgres else ""
    check = f" WITH {change.check_option.upper()} CHECK OPTION" if change.check_option else ""
    return f"{words}{w.name(change.name)}{columns}{given} AS {change.query}{check}"


def _refresh(w: Writer, change: RefreshView) -> str:
    tail = "" if change.with_data else " WITH NO DATA"
    return f"REFRESH MATERIALIZED VIEW {'CONCURRENTLY ' if change.concurrently else ''}{w.name(change.name)}{tail}"


def _create_routine(w: Writer, change: CreateRoutine) -> str:
    original = w.original(change.span, change.name.value, replace=change.or_replace and w.postgres)
    if original is not None:
        return original
    raise UnsupportedError(f"the text of {change.name.text} is not at hand")


def _create_trigger(w: Writer, change: CreateTrigger) -> str:
    original = w.original(change.span, change.name.value)
    if original is not None and re.search(rf"(?<!\w){re.escape(change.table.value)}(?!\w)", original, re.IGNORECASE):
        return original
    if not w.postgres or change.function is None:
        raise UnsupportedError(f"the text of trigger {change.name.text} is not at hand")
    events = " OR ".join(
        f"UPDATE OF {w.names(change.columns)}" if event == "update" and change.columns else event.upper()
        for event in change.events
    )
    when = f" WHEN ({change.when})" if change.when else ""
    word = "CONSTRAINT TRIGGER" if change.constraint else "TRIGGER"
    return (
        f"CREATE {word} {w.name(change.name)} {change.timing.upper()} {events} ON {w.name(change.table)} "
        f"FOR EACH {change.level.upper()}{when} EXECUTE FUNCTION {w.name(change.function)}()"
    )


SPELLINGS: Spellings = {
    CreateView: _create_view,
    RefreshView: _refresh,
    CreateRoutine: _create_routine,
    CreateTrigger: _create_trigger,
}
"""What this module spells, by the class of the change."""
