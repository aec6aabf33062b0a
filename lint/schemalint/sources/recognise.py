"""Which directories hold migrations, and of which framework."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from schemalint.frameworks import Framework, every, flyway
from schemalint.frameworks.custom import Shape
from schemalint.model.document import Document
from schemalint.model.lazy import Lazy
from schemalint.model.project import Tie
from schemalint.model.record import NamedTuple
from schemalint.sources.declared import is_declared
from schemalint.sources.evidence import WORDS
from schemalint.sources.includes import groups
from schemalint.sources.surroundings import Surroundings

ENOUGH = 0.6
"""The share of a directory's files that must fit."""

_DEPENDENCIES = frozenset({"*.csproj", "Cargo.toml", "go.mod", "package.json", "database.yml"})
"""They say what a program uses, not how a directory is laid out, so they weigh less than a marker."""

CHOSEN, SENTINEL, MARKER, FOLDER, DEPENDENCY, SHAPE = range(6)
"""The levels of evidence, strongest first."""

_DEFINES = Lazy(r"^[ \t]*(?:CREATE|ALTER|DROP)\s", re.I | re.M)
_HOME = Lazy(r"migrat|evolution|schema|upgrade|(?:^|[^a-z])(?:db|sql|ddl|changes?|versions?)(?:[^a-z]|$)", re.I)


class Member(NamedTuple):
    """A file that fits a framework's pattern."""

    document: Document
    match: re.Match[str]

    @property
    def file(self) -> str:
        return self.document.source.file


class Claim(NamedTuple):
    """A directory that belongs to a framework."""

    framework: Framework
    folder: str
    """Absolute."""
    members: tuple[Member, ...]
    strays: tuple[Document, ...]
    level: int
    backs: tuple[Document, ...] = ()
    """Rollbacks that lie outside the directory, where the framework never runs them forward."""
    hooks: tuple[Document, ...] = ()
    """Files among the migrations that the framework runs at other times."""
    tie: Tie | None = None
    """Where several frameworks fit, and none is chosen."""


def recognise(
    documents: Sequence[Document],
    around: Surroundings,
    chosen: Callable[[str], str] | None = None,
    shapes: Sequence[Shape] = (),
    home: str = "",
) -> list[Claim]:
    """The directories of migrations among SQL documents, each for the framework with the strongest evidence; where several have
    the same, plain numbering, and the tie is told. `chosen` gives the framework that configuration names for a directory, or
    nothing: then nothing but the names has to fit. `shapes` are layouts of the user's own, for paths relative to the folder `home`;
    what fits one belongs to it."""
    own = [claim for one in shapes for claim in _shaped(one, documents, home)]
    claims = [claim for claim in _claims(documents, around, chosen) if claim is not None]
    claims.sort(key=lambda claim: (claim.level, claim.framework.rank, -len(claim.members), claim.folder))
    ties = _ties(claims)
    claims[:0] = own
    taken: dict[str, Claim] = {}
    kept: list[Claim] = []
    for claim in claims:
        tie = ties.get(claim.folder)
        if tie is not None and claim.framework.name != tie[1] and claim.framework.name != "custom":
            continue
        if any(member.file in taken for member in claim.members):
            continue
        backs = _backs(claim, documents) if claim.framework.rollback_outside else ()
        kept.append(claim._replace(backs=backs, tie=tie[0] if tie else None))
        taken.update((member.file, claim) for member in claim.members)
        taken.update((document.source.file, claim) for document in (*backs, *claim.hooks))
    kept.sort(key=lambda claim: claim.folder)
    return [_without_taken(claim, taken) for claim in kept]


def _shaped(one: Shape, documents: Sequence[Document], home: str) -> Iterator[Claim]:
    """The directories whose files fit a layout of the user's own."""
    patterns = [_compiled(pattern) for pattern in one.patterns]
    found: dict[str, list[Member]] = {}
    for document in documents:
        path = os.path.relpath(document.source.file, home).replace(os.sep, "/")
        match = next((match for pattern in patterns for match in [pattern.match(path)] if match), None)
        if match:
            folder = os.path.normpath(os.path.join(home, match["home"]))
            found.setdefault(folder, []).append(Member(document, match))
    for folder, members in found.items():
        fits = {member.file for member in members}
        places = {file.rpartition("/")[0] for file in fits}
        strays = tuple(
            document
            for document in documents
            if document.source.file not in fits and document.source.file.rpartition("/")[0] in places
        )
        yield Claim(one.framework, folder, tuple(members), strays, CHOSEN)


_LEVELS = {CHOSEN: "the configuration", SENTINEL: "a settings file of each", MARKER: "a marker comment of each"}


def _ties(claims: Sequence[Claim]) -> dict[str, tuple[Tie, str]]:
    """The directories for which several frameworks have the strongest evidence, said outright, and what each is read as: plain
    numbered files, or where the names do not allow that the first of them. The claims are sorted, strongest first."""
    by_folder: dict[str, list[Claim]] = {}
    for claim in claims:
        by_folder.setdefault(claim.folder, []).append(claim)
    found: dict[str, tuple[Tie, str]] = {}
    for folder, rivals in by_folder.items():
        best = rivals[0]
        equal = [claim for claim in rivals if _is_tie(best, claim)]
        names = {claim.framework.name for claim in equal}
        # What makes the files is meant, not what runs them for it.
        names -= {claim.framework.name for claim in equal if not names.isdisjoint(claim.framework.made_by)}
        if len(names) > 1:
            tie = Tie(
                tuple(claim.framework.name for claim in equal if claim.framework.name in names), _LEVELS[best.level]
            )
            plain = any(claim.framework.name == "numbered" for claim in rivals)
            found[folder] = tie, "numbered" if plain else tie.frameworks[0]
    return found


def _is_tie(best: Claim, other: Claim) -> bool:
    """Equal evidence, said outright: a settings file of each, or, where no known difference ranks them, a comment of each."""
    return best.level == other.level and (
        best.level == SENTINEL or (best.level == MARKER and best.framework.rank == other.framework.rank)
    )


def _backs(claim: Claim, documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents in the folder that a framework's rollbacks are written to, named as one of its migrations."""
    folder = f"{os.path.dirname(claim.folder)}/{claim.framework.rollback_outside}/"
    names = {os.path.basename(member.file) for member in claim.members}
    return tuple(
        document
        for document in documents
        if document.source.file.startswith(folder) and document.source.file[len(folder) :] in names
    )


def _without_taken(claim: Claim, taken: dict[str, Claim]) -> Claim:
    return claim._replace(strays=tuple(stray for stray in claim.strays if stray.source.file not in taken))


# --- from names to claims -----------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class _Tail(NamedTuple):
    """The end of a document's path: what patterns are tried at."""

    text: str
    cut: int
    """How much of the path stands before it."""
    document: Document


_NUMBER = Lazy(r"(?:^|/)[0-9-]")
_NUMBER_FIRST = ("(?:^|/)(?P<v>\\d", "(?:^|/)(?P<v>[0-9-]+)")
"""How the patterns begin that fit no name without a number; they need not be compiled where no name has one."""
_FEW = 4
"""So many files the folder of one migration may hold."""
_SAMPLE = 24
"""So many files of a large directory are tried first; a framework that fits none of them fits too few."""


def _claims(
    documents: Sequence[Document], around: Surroundings, chosen: Callable[[str], str] | None
) -> Iterator[Claim | None]:
    by_folder: dict[str, list[_Tail]] = {}
    aboves: dict[str, str] = {}
    for document in documents:
        folder, _, name = document.source.file.rpartition("/")
        above = aboves.get(folder)
        if above is None:
            above = aboves[folder] = "/".join(folder.split("/")[-3:]) + "/"
        text = above + name
        tail = _Tail(text, len(document.source.file) - len(text), document)
        by_folder.setdefault(folder, []).append(tail)
    alike = _alike(by_folder)
    samples = {
        kin: (tails := [tail for folder in folders for tail in by_folder[folder]])[:: max(1, len(tails) // _SAMPLE)]
        for kin, folders in alike.items()
    }
    numbered = any(_NUMBER.search(tail.text) for tails in samples.values() for tail in tails)
    wanted = {folder: chosen(folder) for folder in by_folder} if chosen else {}
    renamed = _renamed(by_folder, around)
    for framework in (*every(), *dict.fromkeys(renamed.values())):
        if not numbered and framework.pattern.startswith(_NUMBER_FIRST):
            continue
        search = _compiled(framework.pattern).search
        found: dict[str, list[Member]] = {}
        likely = (kin for kin in alike if any(search(tail.text) for tail in samples[kin]))
        for folder in [folder for kin in likely for folder in alike[kin]]:
            tails = by_folder[folder]
            said = wanted.get(folder, "")
            if said and said != framework.name:  # a tool without migrations is none of these
                continue
            if framework.name == "flyway" and renamed.get(folder, flyway.FRAMEWORK) is not framework:
                continue
            if not (said or framework.alone or _is_hinted(framework, folder, tails, around)):
                continue
            for tail in tails:
                match = search(tail.text)
                if match:
                    home = tail.document.source.file[: tail.cut + match.start()]
                    found.setdefault(home or folder, []).append(Member(tail.document, match))
        if framework.recursive:
            found = _merged(found)
        if framework.includes:
            for group in groups(framework, documents):
                yield _of_group(framework, group, found, by_folder)
        for folder, fitting in found.items():
            said = wanted.get(fitting[0].file.rpartition("/")[0], "")
            yield _claim(framework, folder, fitting, by_folder, around, bool(said))


def _alike(by_folder: Mapping[str, list[_Tail]]) -> dict[tuple[str, ...], list[str]]:
    """The folders, with those together that lie side by side and hold a few files of the same names, as where each migration is
    a folder: what fits none of a sample of them fits too few."""
    found: dict[tuple[str, ...], list[str]] = {}
    for folder, tails in by_folder.items():
        few = len(tails) <= _FEW
        names = sorted(tail.text.rpartition("/")[2] for tail in tails) if few else [folder]
        found.setdefault((os.path.dirname(folder) if few else "", *names), []).append(folder)
    return found


def _renamed(folders: Iterable[str], around: Surroundings) -> dict[str, Framework]:
    """Flyway, for the directories whose settings give its files other names."""
    found: dict[str, Framework] = {}
    made: dict[str, Framework | None] = {}
    settings: dict[str, str] = {}
    for folder in folders:
        for place in around.upward(folder):
            file = settings.get(place)
            if file is None:
                files = (f"{place}/{name}" for name in flyway.SETTINGS)
                file = settings[place] = next((one for one in files if around.has(one)), "")
            if file:
                if file not in made:
                    made[file] = flyway.renamed(around.text(file) or "")
                framework = made[file]
                if framework is not None:
                    found[folder] = framework
                    break
    return found


def _of_group(
    framework: Framework, group: list[str], found: dict[str, list[Member]], by_folder: dict[str, list[_Tail]]
) -> Claim:
    """The directory of a file that includes others, with all of those. What lies among them and is not included is not run."""
    search = _compiled(framework.pattern).search
    places = dict.fromkeys(file.rpartition("/")[0] for file in group)
    wanted = dict.fromkeys(group)
    members: dict[str, Member] = {}
    strays: list[Document] = []
    for place in places:
        for tail in by_folder.get(place, ()):
            match = search(tail.text)
            if match and tail.document.source.file in wanted:
                members[tail.document.source.file] = Member(tail.document, match)
            elif any(word in tail.document.text for word in framework.marker_words):
                strays.append(tail.document)
        kept = [member for member in found.get(place, ()) if member.file not in wanted]
        found.pop(place, None)
        if kept and {member.file for member in kept}.isdisjoint(document.source.file for document in strays):
            found[place] = kept
    folder = group[0].rpartition("/")[0]
    return Claim(framework, folder, tuple(members[file] for file in group if file in members), tuple(strays), MARKER)


def _is_hinted(framework: Framework, folder: str, tails: Sequence[_Tail], around: Surroundings) -> bool:
    """Whether anything but the names may speak for a framework, so that a closer look is worth while."""
    if framework.folder or "db" in _compiled(framework.pattern).groupindex:
        return True
    for name, _ in (*framework.sentinels, *framework.homes):
        if name.startswith("*") or any(around.has(f"{place}/{name}") for place in around.upward(folder)):
            return True
    words = framework.marker_words
    return any(word in tail.document.text for tail in tails for word in words)


def _merged(found: dict[str, list[Member]]) -> dict[str, list[Member]]:
    """Directories inside one another, and directories side by side under one that holds nothing else, are one history,
    unless a version comes twice or their names tell dialects apart."""
    merged = dict(found)
    for folder in sorted(found, key=len, reverse=True):
        above = os.path.dirname(folder)
        if above in merged and folder in merged and _can_join([merged[above], merged[folder]], [folder]):
            merged[above] = merged[above] + merged.pop(folder)
    beside: dict[str, list[str]] = {}
    for folder in merged:
        beside.setdefault(os.path.dirname(folder), []).append(folder)
    for above, folders in beside.items():
        if len(folders) > 1 and _can_join([merged[folder] for folder in folders], folders):
            merged[above] = [member for folder in sorted(folders) for member in merged.pop(folder)]
    return merged


def letter(match: re.Match[str]) -> str:
    """Flyway's letter for a file, whatever its prefix is set to; empty for files of other frameworks."""
    groups = match.groupdict()
    if "based" not in groups:
        return groups.get("k") or ""
    return "B" if groups["based"] is not None else "U" if groups["undone"] is not None else "V"


def _can_join(parts: list[list[Member]], folders: list[str]) -> bool:
    if any(WORDS.get(os.path.basename(folder).lower()) for folder in folders):
        return False
    matches = [member.match for part in parts for member in part]
    keys = [(letter(one), one["v"]) if one.groupdict().get("v") else one["d"] for one in matches]
    return len(keys) == len(set(keys))


def _claim(
    framework: Framework,
    folder: str,
    members: list[Member],
    by_folder: dict[str, list[_Tail]],
    around: Surroundings,
    chosen: bool,
) -> Claim | None:
    level = CHOSEN if chosen else _level(framework, folder, members, around)
    if level is None:
        return None
    places = {member.file.rpartition("/")[0] for member in members} | {folder}
    candidates = [tail.document for place in sorted(places) for tail in by_folder.get(place, ())]
    hooks: tuple[Document, ...] = ()
    if framework.beside:
        is_hook = _compiled(framework.beside).search
        hooks = tuple(document for document in candidates if is_hook(document.source.file))
        aside = {document.source.file for document in hooks}
        candidates = [document for document in candidates if document.source.file not in aside]
        members = [member for member in members if member.file not in aside]
    if not members or len(members) < ENOUGH * len(candidates):
        return None
    fits = {member.file for member in members}
    strays = tuple(document for document in candidates if document.source.file not in fits)
    if framework.name == "numbered" and not chosen and not _is_history(folder, members):
        return None
    return Claim(framework, folder, tuple(members), strays, level, hooks=hooks)


def _is_history(folder: str, members: list[Member]) -> bool:
    """Numbered files are a history when some of them define something, and they are several or their place or their
    number says so."""
    several = len(members) > 1 or _HOME.search(os.path.basename(folder)) or len(members[0].match["v"]) >= 3
    return bool(several) and any(_DEFINES.search(member.document.text) for member in members)


def _level(framework: Framework, folder: str, members: list[Member], around: Surroundings) -> int | None:
    near = SENTINEL if (declared := is_declared(framework, folder, around)) else None
    if declared is None:  # settings that name another directory say nothing of this one
        near = _sentinel(framework, folder, members, around)
    marked = _is_marked(framework, members)
    if framework.reads_others and (marked or near == SENTINEL) and _has_marker_of_another(framework, members):
        return None
    if framework.up and framework.before == "skip" and not _has_section(framework, members):
        return None  # it would run none of them
    if near == SENTINEL:
        return SENTINEL
    if marked:
        return MARKER
    if framework.folder and re.search(framework.folder, folder):
        return FOLDER
    if "db" in _compiled(framework.pattern).groupindex and any(WORDS.get(m.match["db"] or "") for m in members):
        return FOLDER
    if near is not None:
        return near
    return SHAPE if framework.alone else None


def _sentinel(framework: Framework, folder: str, members: list[Member], around: Surroundings) -> int | None:
    best: int | None = None
    for name, expression in framework.sentinels:
        if name.startswith("*/"):
            text = around.text(os.path.join(os.path.dirname(members[0].file), name[2:]))
            if text is not None and (not expression or re.search(expression, text)):
                return SENTINEL
        elif name.startswith("*."):
            level = DEPENDENCY if name in _DEPENDENCIES else SENTINEL
            places = around.upward(folder) if level == DEPENDENCY else [folder]
            if any(around.ending(place, name[1:]) for place in places):
                best = level if best is None else min(best, level)
        else:
            for distance, place in enumerate(around.upward(folder)):
                text = around.text(f"{place}/{name}")
                if text is None or (expression and not re.search(expression, text)):
                    continue
                # Far above, a settings file may well be about another directory: then a marker counts for more.
                level = DEPENDENCY if name in _DEPENDENCIES else SENTINEL if distance < 2 else FOLDER
                best = level if best is None else min(best, level)
                break
    return best


@lru_cache(maxsize=64)
def _multiline(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)


def _is_marked(framework: Framework, members: Sequence[Member]) -> bool:
    if not framework.marker:
        return False
    needed = max(1.0, framework.marker_in * len(members))
    found = 0
    marker = _multiline(framework.marker)
    for left, member in zip(range(len(members), 0, -1), members, strict=True):
        text = member.document.text
        if any(word in text for word in framework.marker_words) and marker.search(text):
            found += 1
            if found >= needed:
                return True
        if found + left - 1 < needed:
            return False
    return False


def _has_section(framework: Framework, members: Sequence[Member]) -> bool:
    opening = _multiline(rf"^(?:{framework.up})")
    words = framework.marker_words
    return any(
        opening.search(member.document.text) is not None
        for member in members
        if not words or any(word in member.document.text for word in words)
    )


def _has_marker_of_another(framework: Framework, members: Sequence[Member]) -> bool:
    return any(
        _is_marked(other, members)
        for other in every()
        if other is not framework and other.up and other.name != "numbered"
    )
