"""Where migrations come from: when each was made, and what those that were edited since were when they were released.

Asked for by rules (`Rule.needs`: `days`, `former`) and by `schemalint history --churn`. Of git one question for all days of a
history, and one for each file that was edited.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from schemalint.frameworks import Framework, named
from schemalint.frameworks.versions import day_of
from schemalint.model.replay import Applied, Former, Replay
from schemalint.sources import git
from schemalint.sources.script import regions
from schemalint.sources.surroundings import Surroundings

if TYPE_CHECKING:
    from schemalint.model.change import Reading
    from schemalint.study import Study


def with_origins(study: Study, replays: tuple[Replay, ...], needs: Collection[str]) -> tuple[Replay, ...]:
    """The replays, what was asked for put on their migrations."""
    if "days" in needs:
        replays = tuple(with_days(one, study) if one.applied else one for one in replays)
    if "former" in needs:
        replays = tuple(with_former(one, study) if one.applied else one for one in replays)
    return replays


# --- days ---------------------------------------------------------------------------------------------------------------


def with_days(replay: Replay, study: Study) -> Replay:
    """The replay with the day each migration was made: as its version tells, else the day of the first commit with its file.
    Versions count only where nearly all of them are times: one number that looks like a date among others is a number."""
    told = [day_of(one.migration.version) for one in replay.applied if not one.migration.repeatable]
    if told and sum(map(bool, told)) * 10 >= len(told) * 9:
        applied = [_dated(one, day_of(one.migration.version), "version") for one in replay.applied]
    else:
        first = _first_days(replay, study)
        applied = [_dated(one, _of_files(one, first), "git") for one in replay.applied]
    return replay._replace(applied=tuple(applied))


def _dated(applied: Applied, day: str, by: str) -> Applied:
    return applied._replace(day=day, day_by=by) if day else applied


def _of_files(applied: Applied, first: dict[str, str]) -> str:
    return min((first[script.path] for script in applied.migration.up if script.path in first), default="")


def _first_days(replay: Replay, study: Study) -> dict[str, str]:
    """By printed path the day of the first commit with the file; nothing outside git, and where git takes too long to tell."""
    project = study.project
    if not project.in_git:
        return {}
    names = {
        os.path.relpath(study.documents[script.path].source.file, project.root).replace(os.sep, "/"): script.path
        for one in replay.applied
        for script in one.migration.up
        if script.path in study.documents
    }
    folders = sorted({os.path.dirname(name) for name in names})
    question = (
        "--literal-pathspecs", "log", "--diff-filter=A", "--no-renames", "--format=%x01%as", "--name-only", "-z", "--",
        *(folder or "." for folder in folders),
    )  # fmt: skip
    [(found, _)] = git.ask(project.root, question, seconds=20.0)
    days: dict[str, str] = {}
    day = ""
    for part in (found or b"").replace(b"\n", b"\0").split(b"\0"):
        if part.startswith(b"\1"):
            day = part[1:].decode("ascii", "replace")
        elif part and day:
            path = names.get(os.fsdecode(part))
            if path:
                days[path] = min(day, days.get(path, day))
    return days


# --- what edited ones were ------------------------------------------------------------------------------------------------


def with_former(replay: Replay, study: Study) -> Replay:
    """The replay with what its edited migrations were when they were released: as the base revision has them, and where git tells
    nothing, as the framework's own checksums on disk have it."""
    history = replay.history
    framework = named(history.framework) if history else None
    if framework is None:
        return replay
    if study.revision:
        applied = [
            _before(one, replay, study, framework)
            if one.migration.frozen and not one.migration.released and not one.migration.repeatable
            else one
            for one in replay.applied
        ]
    elif framework.name in _CHECKSUMS:
        around = study.arrangement.around or Surroundings(study.project.root)
        changed, by = _CHECKSUMS[framework.name](replay, study, around)
        applied = [
            one._replace(former=Former(by)) if changed.intersection(script.path for script in one.migration.up) else one
            for one in replay.applied
        ]
    else:
        return replay
    return replay._replace(applied=tuple(applied))


def _before(applied: Applied, replay: Replay, study: Study, framework: Framework) -> Applied:
    from schemalint.translating.translate import translate

    around = study.arrangement.around or Surroundings(study.project.root)
    by = f"on `{study.revision}`"
    readings: list[Reading] = []
    edited = False
    for path in dict.fromkeys(script.path for script in applied.migration.up):
        document = study.documents.get(path)
        if document is None:
            return applied
        name = os.path.relpath(document.source.file, study.project.root).replace(os.sep, "/")
        text = around.held(study.project.root, study.revision, name)
        if text is None:
            continue
        edited = edited or text.replace("\r\n", "\n") != (document.original or document.text).replace("\r\n", "\n")
        if document.original and edited:
            former = translate(document._replace(text=text, original="", places=()), replay.dialect)
            if former is None:
                return applied
            text = former.text
        part = _up_part(text, path, applied, replay, framework)
        if part is None:
            return applied
        readings += part
    return applied._replace(former=Former(by, tuple(readings))) if edited else applied


def _up_part(text: str, path: str, applied: Applied, replay: Replay, framework: Framework) -> list[Reading] | None:
    """The statements of the migration's up part in a former text of its file; None where the file did not hold it."""
    from schemalint.sql.reader import read as read_statement
    from schemalint.sql.splitter import split

    found: list[Reading] = []
    held = not framework.many
    for region in regions(framework, text):
        if region.kind != "up":
            continue
        if framework.many:
            head = re.match(framework.up, region.marker)
            if head is None or head["id"].strip('"') != applied.migration.version:
                continue
            held = True
        found += map(read_statement, split(text, replay.dialect, path, region.start, region.end))
    return found if held else None


def _against_atlas_sum(replay: Replay, study: Study, around: Surroundings) -> tuple[set[str], str]:
    """The file that is not as `atlas.sum` has it. Each of its hashes is of all names and texts up to there, so what comes behind
    the first that differs tells nothing."""
    import base64
    import hashlib

    files = _files(replay, study)
    folders = {os.path.dirname(file) for file in files}
    text = around.text(f"{min(folders)}/atlas.sum") if len(folders) == 1 else None
    if any(re.match(r"(?:--|//|#)[ \t]*atlas:sum\b", study.documents[path].text) for path in files.values()):
        return set(), ""  # whether names of files that are left out count differs between versions of Atlas
    listed = re.findall(r"^(\S.*) h1:(\S+)[ \t]*$", text or "", re.M)
    by_name = {os.path.basename(file): path for file, path in files.items()}
    running = hashlib.sha256()
    for name, written in listed:
        path = by_name.get(name)
        if path is None:
            break
        content = _bytes(study, path)
        if content is None:
            break
        running.update(name.encode() + content)
        if base64.b64encode(running.digest()).decode() != written:
            return {path}, "in atlas.sum"
    return set(), ""


def _against_own_hashes(replay: Replay, study: Study, around: Surroundings) -> tuple[set[str], str]:
    """The files whose text is not what their `--! Hash` line was made of: the hash before it and what follows the headers."""
    import hashlib

    found: set[str] = set()
    for path in _files(replay, study).values():
        text = study.documents[path].text.replace("\r\n", "\n")
        head = re.match(r"(?:--![^\n]*\n)+", text)
        if head is None:
            continue
        previous = re.search(r"^--! Previous:[ \t]*(\S+)", head[0], re.M)
        own = re.search(r"^--! Hash:[ \t]*(\w+):([0-9a-f]+)", head[0], re.M)
        if previous is None or own is None or own[1] not in ("sha1", "sha256"):
            continue
        before = "" if previous[1] == "-" else previous[1]
        words = f"{before}\n{text[head.end() :].strip()}".strip() + "\n"
        if hashlib.new(own[1], words.encode(), usedforsecurity=False).hexdigest() != own[2]:
            found.add(path)
    return found, "in its own `--! Hash` line"


_CHECKSUMS = {"atlas": _against_atlas_sum, "graphile": _against_own_hashes}
"""The frameworks that keep checksums beside their migrations, and how these are compared."""


def _files(replay: Replay, study: Study) -> dict[str, str]:
    """The printed paths of the history's files by absolute ones."""
    return {
        study.documents[script.path].source.file: script.path
        for one in replay.applied
        for script in one.migration.up
        if script.path in study.documents
    }


def _bytes(study: Study, path: str) -> bytes | None:
    document = study.documents[path]
    if document.encoding != "utf-8" or document.fault:
        return None
    return (b"\xef\xbb\xbf" if document.bom else b"") + document.text.encode()
