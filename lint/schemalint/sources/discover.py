"""From the arguments to the files of each project."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence

from schemalint.dialects.stores import SUFFIXES as OF_STORES
from schemalint.frameworks.forms import HEAD, LOG_SUFFIXES, SUFFIXES, form_of, may_be_migration
from schemalint.model.document import Document, Source
from schemalint.model.lazy import Lazy
from schemalint.model.record import NamedTuple
from schemalint.sources import git
from schemalint.sources.stores import is_store_file

SQL = (".sql", ".ddl", ".pgsql", ".psql", ".mysql", ".tsql")
MARKDOWN = (".md", ".markdown")

_OTHERS = tuple(dict.fromkeys((*SUFFIXES, *OF_STORES)))
"""Endings of files that are read for what they hold only."""

_VENDORED = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        ".venv",
        "venv",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        "__pycache__",
        "bower_components",
        "site-packages",
        ".terraform",
        ".gradle",
        ".idea",
        ".vscode",
    ]
)
"""Never looked into outside git, where nothing says what is ignored."""


class Project(NamedTuple):
    """What belongs together: one repository, or one folder or set of files outside any. Nothing flows to another."""

    root: str
    """Absolute: the repository, or outside git the folder that was named (for files, the folder they are in)."""
    in_git: bool
    folders: tuple[str, ...]
    """Absolute: the folders that were named, or that were searched around named migrations."""
    sources: tuple[Source, ...]
    """What to read, by path. Role and dialect are first guesses, until the texts are known."""
    asked: frozenset[str]
    """The paths, as printed, that the arguments cover; the others are there because they belong to a history of these."""
    named: tuple[str, ...] = ()
    """Absolute: those of `folders` that the arguments name."""


class Discovery(NamedTuple):
    """What the arguments led to."""

    projects: tuple[Project, ...]
    missing: tuple[str, ...]
    """Arguments that name nothing that exists."""
    notes: tuple[str, ...] = ()
    """What the user should know about the search, as sentences."""


def shown(file: str, cwd: str) -> str:
    """A path as it is printed: relative to `cwd` where it lies below it, else absolute; forward slashes."""
    if file == cwd:
        return "."
    if file.startswith(cwd.rstrip(os.sep) + os.sep):
        file = file[len(cwd.rstrip(os.sep)) + 1 :]
    return file.replace(os.sep, "/") if os.sep != "/" else file


def discover(
    paths: Sequence[str],
    *,
    cwd: str,
    exclude: Sequence[str] = (),
    more: Sequence[str] = (),
) -> Discovery:
    """The projects that the arguments name, with their files.

    `paths` are files or folders, absolute or relative to `cwd`, inside or outside of it. `exclude` are patterns in the
    form of `.gitignore`, relative to each project's root. `more` are endings, in lower case, that are read as
    SQL besides the known ones.
    """
    cwd = os.path.abspath(cwd)
    endings = (*SQL, *MARKDOWN, *dict.fromkeys((*SUFFIXES, *OF_STORES)), *more)
    folders: list[str] = []
    files: list[str] = []
    missing: list[str] = []
    notes: list[str] = []
    for path in dict.fromkeys(paths):
        file = os.path.abspath(os.path.join(cwd, path))
        if os.path.isdir(file):
            folders.append(file)
        elif not os.path.lexists(file) or not os.path.exists(file):
            missing.append(path)
        elif file.lower().endswith(endings) and (
            not file.lower().endswith(_OTHERS) or _is_migration(file) or is_store_file(file)
        ):
            files.append(file)
        else:
            notes.append(f"{path} is of a kind that is not read")
    projects = [
        _project(root, in_git, named_folders, named_files, cwd, exclude, endings, notes)
        for root, in_git, named_folders, named_files in _grouped(folders, files)
    ]
    return Discovery(tuple(projects), tuple(missing), tuple(notes))


def _grouped(folders: list[str], files: list[str]) -> Iterator[tuple[str, bool, list[str], list[str]]]:
    """One group a folder, but a folder inside another is part of it. Files join the folder that holds them, or the only
    folder of their repository; the rest of a repository's files are one group, those outside git one a folder."""
    outer: list[str] = []
    for folder in sorted(set(folders)):
        if not any(_below(folder, other) for other in outer):
            outer.append(folder)
    outer.sort(key=folders.index)
    roots = {folder: git.root_of(folder) for folder in {*outer, *(os.path.dirname(file) for file in files)}}
    joined: dict[str, list[str]] = {folder: [] for folder in outer}
    loose: dict[str, list[str]] = {}
    for file in files:
        home = os.path.dirname(file)
        holders = [folder for folder in outer if _below(file, folder)]
        if not holders and roots[home]:
            holders = [folder for folder in outer if roots[folder] == roots[home]]
        if len(holders) == 1:
            joined[holders[0]].append(file)
        else:
            loose.setdefault(roots[home] or home, []).append(file)
    for folder in outer:
        yield roots[folder] or folder, bool(roots[folder]), [folder], joined[folder]
    for root, members in loose.items():
        yield root, bool(git.root_of(root)), [], members


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _project(
    root: str,
    in_git: bool,
    folders: list[str],
    files: list[str],
    cwd: str,
    exclude: Sequence[str],
    endings: tuple[str, ...],
    notes: list[str],
) -> Project:
    histories = _Histories()
    around = sorted({home for path in (*folders, *files) for home in [histories.around(path, endings)] if home})
    found = set(_listed(root, in_git, folders, around, histories, endings, notes))
    if exclude and found:
        excluded = _patterns(exclude)
        found = {file for file in found if not excluded.match_file(os.path.relpath(file, root))}
    asked = {file for file in found if any(_below(file, folder) for folder in folders)} | set(files)
    found |= set(files)
    sources = tuple(source_of(file, cwd) for file in sorted(found))
    return Project(
        root,
        in_git,
        tuple(dict.fromkeys((*folders, *around))),
        sources,
        frozenset(shown(file, cwd) for file in asked),
        tuple(folders),
    )


def source_of(file: str, cwd: str) -> Source:
    """A file as a source, before anything is known but its name; its path as reports print it from `cwd`."""
    role = "document" if file.lower().endswith(MARKDOWN) else "schema"
    return Source(shown(file, cwd), file, role, "standard", "")  # type: ignore[arg-type]


# --- the history around a named migration -----------------------------------------------------------------------

_NUMBERED = Lazy(r"[vVUBR]?\d+[^/]*$|R__")
_STEP_OF_STORE = Lazy(r"^\d+_.*\.(?:up|down)\.json$")
_FLYWAY = Lazy(r"(?:[VUB]\d+(?:[._]\d+)*|R)__.+\.(?i:sql)$")
_LOGS = Lazy(r"(?i:change[-_.]?(?:log|set)s?|liquibase)")
_INNER = frozenset({"up.sql", "down.sql", "migration.sql"})
_SIDES = frozenset({"deploy", "revert", "verify", "sqls", "down", "undo", "rollback", "rollbacks"})


class _Histories:
    """Finds the folder of the whole history around a path. Listings are kept: thousands of names may be in one folder."""

    __slots__ = ("_flyway", "_logs", "_names")

    def __init__(self) -> None:
        self._logs: dict[str, bool] = {}
        self._names: dict[str, list[str]] = {}
        self._flyway: dict[str, str] = {}

    def names(self, folder: str) -> list[str]:
        """What a folder holds, sorted; nothing when it cannot be listed."""
        found = self._names.get(folder)
        if found is None:
            try:
                found = sorted(os.listdir(folder))
            except OSError:
                found = []
            self._names[folder] = found
        return found

    def around(self, path: str, endings: tuple[str, ...]) -> str:
        """The folder that holds the whole history of a named migration, or of the migrations in a named folder, when that
        is not the folder itself; empty when nothing in the names speaks of a history."""
        if path.lower().endswith((*SQL, *SUFFIXES)) and not os.path.isdir(path):
            return self._home(*os.path.split(path))
        name = next((name for name in self.names(path) if name.lower().endswith(endings)), "")
        home = self._home(path, name) if name.lower().endswith((*SQL, *SUFFIXES)) else ""
        return "" if home == path else home

    def _home(self, folder: str, name: str) -> str:
        if name.lower().endswith(SUFFIXES):
            if _STEP_OF_STORE.search(name):
                return folder if is_store_file(f"{folder}/{name}") else ""
            return (self._log_home(folder) or folder) if _is_migration(f"{folder}/{name}") else ""
        if _LOGS.search(folder):
            home = self._log_home(folder)
            if home:
                return home
        if name.lower() in _INNER or os.path.basename(folder) in _SIDES:
            return os.path.dirname(folder)
        if _FLYWAY.match(name):
            return self._flyway_home(folder)
        return folder if _NUMBERED.match(name) else ""

    def _flyway_home(self, folder: str) -> str:
        """One folder up where the folders beside this one hold versioned files too, as `2.40/` and `2.41/` do."""
        home = self._flyway.get(folder)
        if home is None:
            above = os.path.dirname(folder)
            beside = [f"{above}/{name}" for name in self.names(above)]
            also = any(
                other != folder and os.path.isdir(other) and any(_FLYWAY.match(name) for name in self.names(other))
                for other in beside
            )
            home = self._flyway[folder] = above if also else folder
        return home

    def _log_home(self, folder: str) -> str:
        """The highest folder, this one or up to three above it, that holds a change log that may include those below; empty where
        none does."""
        home, place = "", folder
        for _ in range(4):
            if self._holds_log(place):
                home = place
            place = os.path.dirname(place)
        return home

    def _holds_log(self, folder: str) -> bool:
        known = self._logs.get(folder)
        if known is None:
            paths = [f"{folder}/{name}" for name in self.names(folder) if name.lower().endswith(LOG_SUFFIXES)]
            known = self._logs[folder] = any(may_be_migration(path) and _is_migration(path) for path in paths)
        return known

    def files(self, home: str) -> Iterator[str]:
        """The files of the history in a folder: those in it, and below it those of a layout with folders. It does not
        wander off: a folder of migrations may stand among anything."""
        if self._logs.get(home):
            yield from _walked(home, (*SQL, *LOG_SUFFIXES), [])
            return
        for name in self.names(home):
            path = f"{home}/{name}"
            if name.lower().endswith(SUFFIXES):
                if _is_ours(path, home) and _is_wanted(path):
                    yield path
            elif name.lower().endswith(SQL):
                if _is_ours(path, home):
                    yield path
            elif name in _SIDES:
                yield from _walked(path, SQL, [])
            elif name not in _VENDORED and os.path.isdir(path) and not os.path.islink(path):
                for inner in self.names(path):
                    if (inner.lower() in _INNER or _FLYWAY.match(inner)) and _is_ours(f"{path}/{inner}", home):
                        yield f"{path}/{inner}"


# --- listing ------------------------------------------------------------------------------------------------------


def _listed(
    root: str,
    in_git: bool,
    folders: Sequence[str],
    around: Sequence[str],
    histories: _Histories,
    endings: tuple[str, ...],
    notes: list[str],
) -> Iterator[str]:
    """The files below `folders`, and those of the histories in `around`."""
    wanted = {file for home in around for file in histories.files(home)}
    if not in_git or not (folders or wanted):
        yield from wanted
        for folder in folders:
            yield from _walked(folder, endings, notes)
        return
    inner = sorted({os.path.relpath(folder, root) for folder in (*folders, *around)})
    [(answer, reason)] = git.ask(
        root,
        ("--literal-pathspecs", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *inner),
    )
    if answer is None:
        notes.append(f"git does not list {root} ({reason}): its files were found without it")
        yield from wanted
        for folder in folders:
            yield from _walked(folder, endings, notes)
        return
    real_root = os.path.realpath(root)
    known = {f"{root}/{name}" for name in git.names(answer) if name.lower().endswith(endings)}
    yield from wanted & known
    inside = [file for file in known if any(_below(file, folder) for folder in folders) and _is_wanted(file)]
    yield from (file for file in inside if _is_ours(file, real_root))
    for folder in folders:
        # A folder that is ignored as a whole was named all the same.
        if not any(_below(file, folder) for file in inside):
            yield from _walked(folder, endings, notes)


def _is_wanted(file: str) -> bool:
    """Whether a file with an ending that is read is read: SQL and Markdown always, other languages where they are migrations or
    describe a document store."""
    if not file.lower().endswith(_OTHERS):
        return True
    return (may_be_migration(file) and _is_migration(file)) or is_store_file(file)


def _is_migration(file: str) -> bool:
    """Whether a file in another language than SQL begins like a migration."""
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            return bool(form_of(file, stream.read(HEAD)))
    except OSError:
        return False


def _is_ours(file: str, real_root: str) -> bool:
    """A regular file that still exists and does not lead out of the tree."""
    if os.path.islink(file):
        target = os.path.realpath(file)
        return os.path.isfile(target) and _below(target, real_root)
    return os.path.isfile(file)


class _Ignores(NamedTuple):
    """The `.gitignore` of one folder."""

    folder: str
    patterns: _Patterns


def _walked(top: str, endings: tuple[str, ...], notes: list[str]) -> Iterator[str]:
    """The files below a folder outside git, without what `.gitignore` files say and without vendored folders; folders that may
    not be read are noted. The stack is explicit: depth is the file system's affair, not Python's. Links to folders are not
    followed."""
    real_top = os.path.realpath(top)
    stack: list[tuple[str, tuple[_Ignores, ...]]] = [(top, ())]
    while stack:
        folder, ignores = stack.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            notes.append(f"the folder {folder} was left out: {error.strerror or error}")
            continue
        if any(entry.name == ".gitignore" for entry in entries):
            try:
                with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as stream:
                    ignores = (*ignores, _Ignores(folder, _patterns(stream.read().splitlines())))
            except OSError:
                pass
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _VENDORED and not _ignored(entry.path + "/", ignores):
                    stack.append((entry.path, ignores))
            elif (
                entry.name.lower().endswith(endings)
                and not _ignored(entry.path, ignores)
                and _is_ours(entry.path, real_top)
                and _is_wanted(entry.path)
            ):
                yield entry.path


class _Patterns:
    """`.gitignore` patterns; a wrong one is no pattern."""

    __slots__ = ("spec",)

    def __init__(self, lines: Iterable[str]) -> None:
        from pathspec import GitIgnoreSpec

        try:
            self.spec = GitIgnoreSpec.from_lines(lines)
        except ValueError:
            self.spec = GitIgnoreSpec.from_lines(())

    def verdict(self, path: str) -> bool | None:
        """True when ignored, False when taken back in, None when no pattern speaks of it."""
        return self.spec.check_file(path).include

    def match_file(self, path: str) -> bool:
        return self.spec.match_file(path)


def _patterns(lines: Iterable[str]) -> _Patterns:
    return _Patterns(lines)


def _ignored(path: str, ignores: tuple[_Ignores, ...]) -> bool:
    """The innermost file that speaks of a path decides, as in git."""
    for folder, patterns in reversed(ignores):
        verdict = patterns.verdict(path[len(folder) + 1 :])
        if verdict is not None:
            return verdict
    return False


# --- what a document links ----------------------------------------------------------------------------------------

_LINK = Lazy(
    r"\]\(\s*<?([^)\s>#?]+)(?:[>#?][^)\s]*)?(?:\s+\"[^\"\n]*\")?\s*\)|^[ \t]*\[[^\]\n]+\]:[ \t]*<?([^\s>#?]+)",
    re.M,
)


def linked(text: str, file: str, project: Project, *, cwd: str) -> tuple[Source, ...]:
    """The SQL files inside the project's root that a Markdown document links, and for a migration its whole history, and those that
    describe a document store, with the others of their folder, which are one schema with them; without those the project has
    already. `file` is the document's absolute path."""
    known = {source.file for source in project.sources}
    wanted: dict[str, None] = {}
    stores: dict[str, None] = {}
    for match in _LINK.finditer(text):
        target = match[1] or match[2]
        if "://" in target or not target.lower().endswith((*SQL, *OF_STORES)):
            continue
        from urllib.parse import unquote

        path = os.path.normpath(os.path.join(os.path.dirname(file), unquote(target)))
        if not os.path.isfile(path) or not _below(path, project.root) or path in known:
            continue
        if path.lower().endswith(SQL):
            wanted[path] = None
        elif is_store_file(path):
            folder = os.path.dirname(path)
            near = (os.path.join(folder, name) for name in sorted(os.listdir(folder)))
            stores.update(dict.fromkeys([path, *(one for one in near if os.path.isfile(one) and is_store_file(one))]))
    if not wanted and not stores:
        return ()
    histories = _Histories()
    homes = sorted({home for path in wanted for home in [histories.around(path, SQL)] if home})
    if homes:
        wanted.update(dict.fromkeys(_listed(project.root, project.in_git, (), homes, histories, SQL, [])))
    return tuple(source_of(path, cwd) for path in sorted({*wanted, *stores} - known))


_INCLUDED = Lazy(r"\b(?:file|path)\s*[\"']?\s*[=:]\s*[\"']?([^\"'\s<>{},]+\.(?:xml|ya?ml|json|sql))\b", re.I)
_UP = 8
"""So many folders above a change log a path of it is looked for: where the class path begins nobody knows."""


def included(documents: Iterable[Document], project: Project, *, cwd: str) -> tuple[Source, ...]:
    """The files inside the project's root that change logs among `documents` name, and that the project does not have yet, whatever
    they are called."""
    known = {source.file for source in project.sources}
    found: dict[str, Source] = {}
    for document in documents:
        file = document.source.file
        if not file.lower().endswith(LOG_SUFFIXES) or "databaseChangeLog" not in document.text:
            continue
        for match in _INCLUDED.finditer(document.text):
            path = match[1].replace("\\", "/").removeprefix("classpath:").lstrip("/")
            place = os.path.dirname(file)
            for _ in range(_UP):
                target = os.path.normpath(f"{place}/{path}")
                if target in known or target in found:
                    break
                if _below(target, project.root) and os.path.isfile(target) and _is_ours(target, project.root):
                    found[target] = source_of(target, cwd)
                    break
                place = os.path.dirname(place)
    return tuple(found.values())


def with_sources(project: Project, more: Iterable[Source]) -> Project:
    """The project with files that others of it led to; those below a folder that was named are asked about like the rest."""
    asked = {source.path for source in more if any(_below(source.file, folder) for folder in project.named)}
    return project._replace(sources=(*project.sources, *more), asked=project.asked | asked)
