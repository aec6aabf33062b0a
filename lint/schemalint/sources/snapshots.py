"""Which schema files are one schema, and in which order they are read."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase

from schemalint.model.document import Dialect, Document
from schemalint.model.lazy import Lazy
from schemalint.model.record import NamedTuple
from schemalint.sources.roles import is_step_name
from schemalint.sources.surroundings import Surroundings

_QUIET = Lazy(r"--[^\n]*|/\*(?!!).*?(?:\*/|\Z)|'[^'\n]*'", re.S)
_PART = r'(?:"[^"\n]+"|`[^`\n]+`|\[[^\]\n]+\]|[\w$#]+)'
_NAME = rf"({_PART}(?:\s*\.\s*{_PART}){{0,2}})"
_DEFINES = Lazy(
    r"\bCREATE\s+(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|EXTERNAL|VIRTUAL|PRIVATE)\s+)*TABLE\s+"
    rf"(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}",
    re.I,
)
_REFERS = Lazy(
    rf"\bREFERENCES\s+{_NAME}|\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?{_NAME}|"
    rf"\bINDEX\b[^;(]{{0,200}}?\sON\s+(?:ONLY\s+)?{_NAME}|\b(?:FROM|JOIN|INTO|ON)\s+{_NAME}",
    re.I,
)
_KEYED = Lazy(rf"\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?{_NAME}[^;]{{0,2000}}?\bPRIMARY\s+KEY\b", re.I)
_DROPS = Lazy(rf"\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?{_NAME}", re.I)
_INCLUDES = Lazy(
    r"^[ \t]*(?:@@?|\\ir?[ \t]+|:r[ \t]+|SOURCE[ \t]+|\\\.[ \t]+|START[ \t]+|\.read[ \t]+)[\"']?([^\s\"';]+)",
    re.M | re.I,
)
_MADE = Lazy(
    r"\bCREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:[A-Z]+\s+){0,4}?(SCHEMA|USER|ROLE|LOGIN|EXTENSION|DOMAIN|TYPE|SEQUENCE|TABLE|INDEX|"
    r"FUNCTION|PROCEDURE|PROC|PACKAGE|VIEW|TRIGGER|POLICY|RULE|SYNONYM|PARTITION\s+(?:FUNCTION|SCHEME))\b",
    re.I,
)
_RANKS = {
    "SCHEMA": 0,
    "ROLE": 0,
    "USER": 0,
    "LOGIN": 0,
    "EXTENSION": 0,
    "PARTITION FUNCTION": 1,
    "PARTITION SCHEME": 2,
    "DOMAIN": 2,
    "TYPE": 2,
    "SEQUENCE": 2,
    "TABLE": 3,
    "INDEX": 5,
    "FUNCTION": 6,
    "VIEW": 7,
    "SYNONYM": 7,
    "PROCEDURE": 8,
    "PROC": 8,
    "PACKAGE": 8,
    "TRIGGER": 9,
    "POLICY": 9,
    "RULE": 9,
}
"""What is made before what: names first, then tables, then what hangs on them."""

_ROUTINES = 6

_OBJECT_FOLDERS = frozenset(
    [
        "tables",
        "views",
        "functions",
        "procedures",
        "security",
        "sequences",
        "storage",
        "synonyms",
        "types",
        "triggers",
        "stored procedures",
        "user defined types",
        "programmability",
        "schemas",
    ]
)

DECLARATIVE = frozenset({"rails-structure", "ssdt", "skeema", "sqldef"})
"""Tools that hold a whole schema instead of steps."""
_SQLDEF = Lazy(r"--[ \t]*@renamed[ \t]+from=")
_STRUCTURE_NAMES = frozenset({"structure.sql"})
_RAILS = Lazy(r"INSERT\s+INTO\s+[\"`]?(?:public[\"`]?\.[\"`]?)?schema_migrations[\"`]?", re.I)


class Item(NamedTuple):
    """A schema file outside any history."""

    document: Document
    dialect: Dialect
    evidence: str
    standalone: bool


class Group(NamedTuple):
    """Files that are one schema, in reading order."""

    items: tuple[Item, ...]
    folder: str
    """Absolute; empty when the group is a single file that speaks for itself."""
    framework: str
    standalone: bool
    beside: bool = False
    """Stand-alone, but other files of the folder make what it works on; see `Snapshot.beside`."""
    keyed: frozenset[str] = frozenset()
    """What other files of the folder give a primary key; see `Snapshot.keyed`."""


class _Look(NamedTuple):
    defines: frozenset[str]
    refers: frozenset[str]
    includes: tuple[str, ...]
    rank: int
    keyed: frozenset[str]


def group(items: Sequence[Item], around: Surroundings, chosen: Callable[[str], str] | None = None) -> list[Group]:
    """The snapshots that these files make. A declarative directory is one; files of a folder that name each other's tables
    or include one another are one, unless the same table is made twice; all others stand alone. Upgrade and drop scripts
    stand alone too, unless another file includes them. `chosen` gives the tool that configuration names for a directory."""
    groups: list[Group] = []
    rest: list[Item] = []
    declarative: dict[tuple[str, str, Dialect], list[Item]] = {}
    for item in items:
        home = _declarative_home(item.document.source.file, around, chosen)
        if home and home[1] == "ssdt" and _is_left_out(item.document.source.file, home[0], around):
            rest.append(item._replace(standalone=True))
        elif home:
            declarative.setdefault((*home, item.dialect), []).append(item)
        else:
            rest.append(item)
    for (folder, framework, _), members in declarative.items():
        looks = {item.document.source.file: _look(item.document.text) for item in members}
        groups.append(Group(tuple(_sorted(members, looks)), folder, framework, False))
    by_folder: dict[tuple[str, Dialect], list[Item]] = {}
    for item in rest:
        by_folder.setdefault((os.path.dirname(item.document.source.file), item.dialect), []).append(item)
    for (folder, _), members in by_folder.items():
        groups.extend(_in_folder(folder, members))
    return sorted(groups, key=lambda found: found.folder or found.items[0].document.source.file)


_OUTSIDE = Lazy(r"<(?:(?:PreDeploy|PostDeploy|None)\b[^>]*?\bInclude|Build\b[^>]*?\bRemove)=\"([^\"]+)\"", re.I)


def _is_left_out(file: str, top: str, around: Surroundings) -> bool:
    """Whether an SSDT project names a file as none of its schema: a script for before or behind the deployment."""
    projects = around.ending(top, ".sqlproj")
    text = around.text(f"{top}/{projects[0]}") if projects else None
    path = os.path.relpath(file, top).replace(os.sep, "/")
    named = (name for match in _OUTSIDE.finditer(text or "") for name in match[1].split(";"))
    return any(fnmatchcase(path.lower(), name.replace("\\", "/").strip().lower()) for name in named)


def _declarative_home(
    file: str, around: Surroundings, chosen: Callable[[str], str] | None = None
) -> tuple[str, str] | None:
    """The top of the declarative directory a file is in, and its tool: what configuration says; an SSDT project, or folders named
    after kinds of objects; a Skeema directory; Supabase's declarative schemas."""
    folder = os.path.dirname(file)
    said = [(place, chosen(place)) for place in around.upward(folder)] if chosen else []
    said = [(place, name) for place, name in said if name in DECLARATIVE]
    if said:
        return said[-1]
    for place in around.upward(folder):
        if around.ending(place, ".sqlproj"):
            return place, "ssdt"
        if place == folder and around.has(f"{place}/.skeema"):
            return place, "skeema"
        if os.path.basename(place) == "schemas" and os.path.basename(os.path.dirname(place)) == "supabase":
            return place, "supabase"
    below = 0
    top = ""
    for place in around.upward(folder)[:4]:
        if os.path.basename(place).lower() in _OBJECT_FOLDERS and _kind_folders(os.path.dirname(place), around):
            top = os.path.dirname(place)
            below += 1
    if not top:
        return None
    # Schema by schema, each with its Tables and Views: the project is one above.
    above = os.path.dirname(top)
    inside = top == around.root or not top.startswith(around.root)
    if not inside and sum(_kind_folders(f"{above}/{name}", around) for name in sorted(around.names(above))[:200]) >= 2:
        return above, "ssdt"
    return top, "ssdt"


def _kind_folders(folder: str, around: Surroundings) -> bool:
    return any(name.lower() in _OBJECT_FOLDERS for name in around.names(folder))


def _look(text: str) -> _Look:
    loud = _QUIET.sub(" ", text)
    defines = frozenset(_last(match[1]) for match in _DEFINES.finditer(loud))
    refers = frozenset(_last(name) for match in _REFERS.findall(loud) for name in match if name)
    first = _MADE.search(loud)
    rank = _RANKS.get(" ".join(first[1].upper().split()), 4) if first else 4
    # A file that makes tables is read with the tables, unless it is a routine with tables of its own inside.
    if defines and rank < _ROUTINES:
        rank = 3
    keyed = frozenset(_last(match[1]) for match in _KEYED.finditer(loud))
    return _Look(defines, refers - defines, tuple(_INCLUDES.findall(text)), rank, keyed)


def _last(name: str) -> str:
    """The table's own name, folded roughly: what matters is whether two files may mean the same one."""
    return re.split(r"\s*\.\s*", name)[-1].strip('"`[]').lower()


def _in_folder(folder: str, members: list[Item]) -> Iterable[Group]:
    if len(members) == 1:
        yield _single(members[0])
        return
    looks = {item.document.source.file: _look(item.document.text) for item in members}
    by_name = {os.path.basename(item.document.source.file).lower(): item for item in members}
    parent = {item.document.source.file: item.document.source.file for item in members}

    def find(file: str) -> str:
        while parent[file] != file:
            parent[file] = parent[parent[file]]
            file = parent[file]
        return file

    for item in members:
        for target in _included(looks[item.document.source.file], by_name):
            parent[find(target.document.source.file)] = find(item.document.source.file)
    by_inclusion = {file: find(file) for file in parent}
    makers: dict[str, list[str]] = {}
    for item in members:
        if not item.standalone or not _drops_only(item):
            for table in looks[item.document.source.file].defines:
                makers.setdefault(table, []).append(item.document.source.file)
    for item in members:
        file = item.document.source.file
        if _is_step(item):
            continue
        for table in looks[file].refers:
            made = makers.get(table, ())
            if len(made) == 1 and made[0] != file:
                parent[find(made[0])] = find(file)
    keys = {item.document.source.file: looks[item.document.source.file].keyed for item in members}
    for component in _components(members, {file: find(file) for file in parent}, by_inclusion, looks):
        if len(component) == 1:
            one = _single(component[0])._replace(beside=_is_beside(component[0], makers, looks))
        else:
            one = Group(
                tuple(_sorted(component, looks, by_name)), folder, "", all(item.standalone for item in component)
            )
        inside = {item.document.source.file for item in component}
        yield one._replace(keyed=frozenset().union(*(keys[file] for file in keys if file not in inside and keys[file])))


def _components(
    members: list[Item], by_reference: dict[str, str], by_inclusion: dict[str, str], looks: dict[str, _Look]
) -> Iterable[list[Item]]:
    """What belongs together. Where references bring two files together that make the same table, only inclusion counts;
    where even that does, nothing."""
    pending: list[tuple[list[Item], tuple[dict[str, str], ...]]] = [(members, (by_reference, by_inclusion))]
    while pending:
        items, ways = pending.pop()
        if not ways:
            yield from ([item] for item in items)
            continue
        parts: dict[str, list[Item]] = {}
        for item in items:
            parts.setdefault(ways[0][item.document.source.file], []).append(item)
        for part in parts.values():
            if _conflicts(part, looks):
                pending.append((part, ways[1:]))
            else:
                yield part


def _single(item: Item) -> Group:
    name = os.path.basename(item.document.source.file).lower()
    text = item.document.text
    rails = name in _STRUCTURE_NAMES or (
        text.lstrip()[:2] in ("--", "SE", "/*") and "schema_migrations" in text.lower() and _RAILS.search(text)
    )
    # dbmate keeps its list in a table of the same name.
    rails = rails and "dbmate" not in text.lower()
    framework = "" if item.standalone else "rails-structure" if rails else "sqldef" if _SQLDEF.search(text) else ""
    return Group((item,), "", framework, item.standalone)


def _is_beside(item: Item, makers: dict[str, list[str]], looks: dict[str, _Look]) -> bool:
    """Whether a script that makes no table belongs to the installation that other files of its folder are: its tables are made
    there, or it takes down most of what one of them makes. A script that is named for a change of what runs is none."""
    look = looks[item.document.source.file]
    if not item.standalone or look.defines:
        return False
    if not _drops_only(item):
        return not is_step_name(item.document.source.file) and any(table in makers for table in look.refers)
    dropped = {_last(match[1]) for match in _DROPS.finditer(_QUIET.sub(" ", item.document.text))}
    return any(
        2 * len(dropped & looks[file].defines) > len(looks[file].defines)
        for file in {file for table in dropped for file in makers.get(table, ())}
    )


def _is_step(item: Item) -> bool:
    """An upgrade or drop script, by its name; a file of views or routines alone is standalone too, but is no step."""
    return is_step_name(item.document.source.file) or _drops_only(item)


def _drops_only(item: Item) -> bool:
    return item.standalone and not re.search(r"\bCREATE\b", item.document.text, re.I)


def _included(look: _Look, by_name: dict[str, Item]) -> list[Item]:
    found: list[Item] = []
    for name in look.includes:
        last = re.split(r"[/\\]", name)[-1].lower()
        for candidate in (last, f"{last}.sql"):
            if candidate in by_name:
                found.append(by_name[candidate])
                break
    return found


def _conflicts(component: list[Item], looks: dict[str, _Look]) -> bool:
    seen: set[str] = set()
    for item in component:
        defines = looks[item.document.source.file].defines
        if seen & defines:
            return True
        seen |= defines
    return False


def _sorted(items: Sequence[Item], looks: dict[str, _Look], by_name: dict[str, Item] | None = None) -> list[Item]:
    """In the order of inclusion where a file includes others; else names first, then tables in the order of their
    references (circles cut), then what hangs on tables."""
    by_file = {item.document.source.file: item for item in items}
    order: dict[str, None] = {}
    if by_name:
        for item in items:
            for target in _included(looks[item.document.source.file], by_name):
                if target.document.source.file in by_file:
                    order[target.document.source.file] = None
    makers = {table: file for file in by_file for table in looks[file].defines}
    left = sorted((file for file in by_file if file not in order), key=lambda file: (looks[file].rank, file))
    for first in left:
        stack = [(first, False)]
        opened: set[str] = set()
        while stack:
            file, leaving = stack.pop()
            if leaving:
                order[file] = None
                continue
            if file in order or file in opened:
                continue
            opened.add(file)
            stack.append((file, True))
            if looks[file].rank == 3:
                needed = {makers[table] for table in looks[file].refers if table in makers}
                stack.extend((other, False) for other in sorted(needed, reverse=True) if looks[other].rank == 3)
    return [by_file[file] for file in order]
