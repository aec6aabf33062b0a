"""New migrations as files, each with its rollback."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemalint.frameworks import Framework
from schemalint.frameworks.writing import new_migration, next_version
from schemalint.generating.ddl import Source, UnsupportedError, statements
from schemalint.generating.phases import Phase, Playing, phases
from schemalint.generating.rebuild import FOREIGN_KEYS_OFF, inside, is_pointed_at
from schemalint.generating.rollbacks import Undoing, rollback_sql, terminated
from schemalint.model.change import Change, Step
from schemalint.model.diagnostic import NewFile
from schemalint.model.name import ObjectName
from schemalint.model.project import History
from schemalint.model.schema import Catalog


def migration_files(
    changes: Sequence[Change],
    history: History,
    framework: Framework,
    catalog: Catalog,
    title: str,
    *,
    now: str,
    play: Playing,
    undo: Undoing,
    source: Source | None = None,
) -> tuple[NewFile, ...]:
    """New migrations at the end of a history that make the changes, each with its rollback.

    `catalog` is the one after the history; `now` a UTC time of 14 digits. On PostgreSQL tables that exist already may hold
    rows: their indexes are built concurrently where the framework lets a migration run outside a transaction (in migrations
    of their own, one each where it sends a file as one query), their constraints are added NOT VALID and validated in the
    next migration, and SET NOT NULL comes after a CHECK that was validated. Changes that the dialect has no statement for are left out;
    nothing is written when none is left.
    """
    versions = [migration.version for migration in history.migrations if migration.version]
    named = [
        (title if number == 0 else f"{title}_{number + 1}", phase)
        for number, phase in enumerate(phases(changes, framework, catalog, play))
    ]
    return phase_files(named, history, framework, catalog, versions, now=now, play=play, undo=undo, source=source)


def phase_files(
    named: Iterable[tuple[str, Phase]],
    history: History,
    framework: Framework,
    catalog: Catalog,
    versions: Sequence[str],
    *,
    now: str,
    play: Playing,
    undo: Undoing,
    source: Source | None = None,
) -> tuple[NewFile, ...]:
    """A new migration for each phase that has a statement in the dialect, by its name, each with its rollback. `versions` are
    those that the new ones come behind; `catalog` is the one that the first phase is run on."""
    taken = list(versions)
    files: list[NewFile] = []
    for name, phase in named:
        made, lines = phase_lines(phase, catalog, framework, play=play, source=source)
        if not lines:
            continue
        back = rollback_sql(made, undo, source=source, framework=framework)
        written = new_migration(
            framework,
            taken,
            name,
            now=now,
            up="\n".join(lines),
            down="" if history.forward_only else back.text,
            transaction=not phase.outside and FOREIGN_KEYS_OFF + ";" not in lines,
        )
        taken.append(next_version(framework, taken, now))
        folder = f"{history.path}/" if history.path not in ("", ".") else ""
        files += [NewFile(f"{folder}{file.path}", file.text) for file in written]
        catalog = made[-1].after
    return tuple(files)


def phase_lines(
    phase: Phase, catalog: Catalog, framework: Framework | None, *, play: Playing, source: Source | None = None
) -> tuple[list[Step], list[str]]:
    """The steps of a phase from a catalogue on, and their statements with what ends them. Changes that the dialect has no
    statement for are left out."""
    made: list[Step] = []
    lines: list[str] = []
    for step in play(catalog, phase.changes):
        text = phase.texts.get(step.change)
        try:
            texts = (text,) if text else statements(step.change, catalog.dialect, step.before, step.after, source)
            if FOREIGN_KEYS_OFF in texts and framework is not None and _stays_wrapped(framework):
                texts = _inside(texts, step)
        except UnsupportedError:
            continue
        lines += [terminated(one, catalog.dialect, framework) for one in texts]
        made.append(step)
    return made, lines


def _stays_wrapped(framework: Framework) -> bool:
    """Whether it runs every migration for SQLite in a transaction, and nothing in a file says otherwise."""
    wrapped = framework.transaction == "each" or "sqlite" in framework.transaction_in
    return wrapped and not framework.opt_out_text


def _inside(texts: Sequence[str], step: Step) -> tuple[str, ...]:
    """The rebuild of a table for a transaction that is open. Raises `UnsupportedError` where other tables point at it: their rows
    would go, or stand in the way, and foreign keys cannot be switched off there."""
    table = getattr(step.change, "table", None)
    if isinstance(table, ObjectName) and is_pointed_at(step.before.resolve(table), step.before):
        raise UnsupportedError("a table that others point at is rebuilt outside a transaction only")
    return inside(texts)
