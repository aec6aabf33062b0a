"""Taking migrations back: which ones, their SQL, and the files it goes to."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.config import Options, UsageError
from schemalint.dialects.stores import STORES
from schemalint.fixing.edits import applied as with_edits
from schemalint.frameworks import running
from schemalint.generating.ddl import Source
from schemalint.generating.rollbacks import rollback_sql
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Applied, Replay
from schemalint.repair import store
from schemalint.replay.inverse import undo
from schemalint.study import Study, studies
from schemalint.ways_back import down_part, source_of


class Back(NamedTuple):
    """What takes one migration back."""

    name: str
    path: str
    """Of the migration's first up file, or of a script that is no migration."""
    text: str
    """SQL to run, comments included; ends with a line break."""
    transaction: bool
    """False when it holds a statement that no transaction takes."""
    mark: str = "--"
    """What begins a comment in it."""


def rollbacks(paths: Sequence[str], options: Options) -> list[Back]:
    """What takes back the migrations that the paths name, the last one first; without paths those of the current folder that are
    new. A script that belongs to no history is taken back as if what it alters had been there. Raises ConfigError, and
    UsageError where there is no migration."""
    found: list[Back] = []
    for study in studies(paths or (".",), options):
        source = source_of(study)
        for replay, applied in _wanted(study, bool(paths)):
            if replay.dialect in STORES:
                found.append(_of_store(applied, source))
                continue
            framework = running(replay.history) if replay.history else None
            script = rollback_sql(applied.steps, undo, source=source, framework=framework)
            found.append(Back(applied.migration.name, applied.migration.up[0].path, script.text, script.transaction))
        for replay in study.replays:
            if paths and replay.kind == "script" and replay.path in study.asked:
                script = rollback_sql(replay.steps, undo, source=source)
                found.append(Back(replay.path, replay.path, script.text, script.transaction))
    if not found:
        raise UsageError(f"there is no migration in {', '.join(paths) or 'this folder'}")
    return found


def _of_store(applied: Applied, source: Source) -> Back:
    """What takes back a migration of MongoDB: commands in JSON where it is written so, else a script for the shell."""
    from schemalint.generating import commands

    made = commands.back(applied.steps, source)
    path = applied.migration.up[0].path
    text = commands.as_json(made) if path.endswith(".json") else None
    lines = commands.as_script(made, driver=False) or ["// nothing to undo: the migration does not change the schema"]
    return Back(applied.migration.name, path, text or "".join(f"{one}\n" for one in lines), False, "//")


def write(paths: Sequence[str], options: Options) -> tuple[str, ...]:
    """Writes the rollbacks of the migrations that the paths name in the form of their framework; without paths of those that are
    new and have none; where each stands now, a line each. All files or none. Raises ConfigError, OSError, and UsageError where a migration has a
    rollback already or its framework has no place for one."""
    lines: list[str] = []
    refused: list[str] = []
    planned: list[tuple[Study, dict[str, str]]] = []
    for study in studies(paths or (".",), options):
        texts: dict[str, str] = {}
        for replay, applied in reversed(_wanted(study, bool(paths))):
            migration = applied.migration
            if migration.down and not migration.empty_down:
                if paths:
                    refused.append(f"{migration.up[0].path} has a rollback already: {migration.down[0].path}")
                continue
            edits, creates = down_part(study, replay, applied, source_of(study))
            if not edits and not creates:
                refused.append(_refusal(study, migration.up[0].path))
                continue
            before = {path: document.text for path, document in study.documents.items()} | texts
            texts.update(with_edits(before, edits))
            texts.update((file.path, file.text) for file in creates)
            where = edits[0].span.path if edits else creates[0].path
            lines.append(f"{where}: the rollback of {migration.name}")
        planned.append((study, texts))
    if refused:
        raise UsageError("\n".join(refused))
    if not lines:
        raise UsageError(f"there is no migration without a rollback in {', '.join(paths) or 'this folder'}")
    for study, texts in planned:
        store(study, texts)
    return tuple(lines)


def _refusal(study: Study, path: str) -> str:
    document = study.documents.get(path)
    if document is not None and (document.original or document.source.dialect in STORES):
        return f"{path} is not SQL, so it is not edited: `schemalint rollback {path}` prints what its rollback would be"
    return f"{path} is released and holds its rollback itself; it was not edited"


def _wanted(study: Study, asked: bool) -> list[tuple[Replay, Applied]]:
    """The migrations that the arguments cover, the last one first; without arguments the new ones of each history, and where git
    does not tell what is new, its last one."""
    found: list[tuple[Replay, Applied]] = []
    for replay in study.replays:
        rows = [one for one in replay.applied if one.migration.up]
        if asked:
            rows = [one for one in rows if any(script.path in study.asked for script in one.migration.up)]
        elif any(one.migration.released for one in rows):
            rows = [one for one in rows if not one.migration.released]
        else:
            rows = rows[-1:]
        found += ((replay, one) for one in reversed(rows))
    return found
