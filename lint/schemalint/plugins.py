"""Plugins: the hooks they may implement, how they are found, and the index of rules that needs no rule imported.

Built-in rules come through the same door as anybody's: a package named by an entry point in the group `schemalint`, whose
`schemalint_rules` hook returns the package that holds its rule files.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from schemalint import __version__, cache
from schemalint.model.record import NamedTuple
from schemalint.tomltext import parse

if TYPE_CHECKING:
    import ast

    import pluggy

    from schemalint.rule import Rule

GROUP = "schemalint"
"""The entry-point group, and the name of the plugin project for pluggy's markers."""

PRESETS = "presets"
"""The folder of a package of rules that holds its presets by purpose, a TOML file each."""
DEGREES = ("minimal", "recommended", "strict")
"""The presets that each rule's own severity and `on` tell."""

DEFAULTS: dict[str, object] = {
    "severity": "warning",
    "on": "recommended",
    "dialects": ["postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard"],
    "fixes": None,
    "convention": False,
    "new_only": False,
    "yields_to": [],
    "changes": [],
    "needs": [],
    "only_with": [],
    "asks": [],
}


class PluginError(Exception):
    """An installed plugin cannot be used; the message names it and says why."""


class Preset(NamedTuple):
    """A set of rules for a purpose: what a file `presets/NAME.toml` in a package of rules says."""

    name: str
    about: str
    """For what, in a sentence."""
    extends: str
    """The preset it begins with: `minimal`, `recommended` or `strict`."""
    select: tuple[str, ...]
    """Rules and groups that come to it, those that are off elsewhere among them."""
    ignore: tuple[str, ...]
    """Rules and groups that are taken away."""
    rules: Mapping[str, Mapping[str, object]]
    """Options, and `severity`, by rule."""


class RuleEntry(NamedTuple):
    """What is known of a rule without importing it."""

    name: str
    group: str
    module: str
    cls: str
    subject: str
    """The base class: `TableRule`, `StepRule` …"""
    severity: str
    on: str
    """`recommended`, `strict` or `policy`."""
    dialects: tuple[str, ...]
    fixes: str | None
    summary: str
    """The first sentence of its page."""
    convention: bool
    new_only: bool
    yields_to: tuple[str, ...]
    changes: tuple[str, ...]
    needs: tuple[str, ...]
    only_with: tuple[str, ...]
    asks: tuple[str, ...]
    purposes: tuple[str, ...] = ()
    """The presets by purpose that it belongs to."""
    sets: Mapping[str, Mapping[str, object]] = {}
    """Its options, and `severity`, by the preset that sets them."""

    @property
    def presets(self) -> tuple[str, ...]:
        """The presets it belongs to. `minimal` holds what the server refuses or what loses data."""
        return (*self.degrees, *self.purposes)

    @property
    def degrees(self) -> tuple[str, ...]:
        """Of `minimal`, `recommended` and `strict` those that it belongs to."""
        if self.on == "policy":
            return ()
        if self.on == "strict":
            return ("strict",)
        return ("minimal", "recommended", "strict") if self.severity == "error" else ("recommended", "strict")

    def load(self) -> type[Rule]:
        """Imports the rule."""
        from importlib import import_module

        return cast("type[Rule]", getattr(import_module(self.module), self.cls))


def manager(*, isolated: bool = False) -> pluggy.PluginManager:
    """A manager with the hook specifications and every installed plugin; with `isolated`, the built-in rules alone. As long as
    a program runs it is the same one for the same plugins. Raises PluginError."""
    return _manager(tuple(one for one in entry_points() if not isolated or one[1] == "schemalint_rules"))


@lru_cache(maxsize=4)
def _manager(plugins: tuple[tuple[str, str], ...]) -> pluggy.PluginManager:
    import pluggy

    from schemalint import hooks

    made = pluggy.PluginManager(GROUP)
    made.add_hookspecs(hooks)
    for name, target in plugins:
        made.register(_plugin(name, target), name=name)
    return made


def _plugin(name: str, target: str) -> object:
    from importlib import import_module

    module, _, attribute = target.partition(":")
    try:
        plugin: object = import_module(module)
        return getattr(plugin, attribute) if attribute else plugin
    except Exception as error:  # importing runs whatever the plugin holds
        raise PluginError(f"the plugin {name} ({target}) cannot be loaded: {type(error).__name__}: {error}") from error


def sources() -> tuple[str, ...]:
    """The endings, in lower case, of files that plugins have read as SQL. Raises PluginError."""
    if all(target == "schemalint_rules" for _, target in entry_points()):
        return ()  # pluggy is not worth its import where nobody has anything to say
    return tuple(ending.lower() for found in manager().hook.schemalint_sources() for ending in found)


def installed(entries: Mapping[str, RuleEntry]) -> str:
    """What the answer of a run depends on besides its input: Python, the distributions there are, this program's files and
    those of the rules, as names, times and sizes."""
    folders = {os.path.dirname(os.path.abspath(__file__))}
    for package in {entry.module.rsplit(".", 2)[0] for entry in entries.values()}:
        file = getattr(sys.modules.get(package), "__file__", None)
        folders.add(os.path.dirname(os.path.abspath(file)) if file else package)
    lines = [__version__, sys.version, *(f"{folder}/{name}" for folder, name in _distributions())]
    stack = sorted(folders)
    while stack:
        try:
            found = sorted(os.scandir(stack.pop()), key=lambda one: one.name)
        except OSError:
            continue
        for one in found:
            if one.name.endswith((".py", ".toml")):
                state = one.stat()
                lines.append(f"{one.path} {state.st_mtime_ns} {state.st_size}")
            elif one.is_dir() and one.name != "__pycache__":
                stack.append(one.path)
    return "\n".join(lines)


@lru_cache(maxsize=1)
def _distributions() -> tuple[tuple[str, str], ...]:
    """The folder and the name of what describes each installed distribution, in the order of the search path."""
    found: list[tuple[str, str]] = []
    for folder in sys.path:
        try:
            names = [name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        found += ((folder, name) for name in sorted(names))
    return tuple(found)


def entry_points() -> list[tuple[str, str]]:
    """Name and target of every entry point in our group, sorted."""
    found: dict[str, str] = {}
    for _, name, target in _declared():
        found.setdefault(name, target)
    if not any(target.partition(":")[0] == "schemalint_rules" for target in found.values()):
        found["rules"] = "schemalint_rules"  # a checkout on the path that was never installed
    return sorted(found.items())


SHARED = "schemalint.toml"
"""The file in a plugin's package that configurations may extend."""


def shared() -> dict[str, str]:
    """The configurations that installed plugins bring, by the name of the distribution and by that of the entry point. Nothing
    of a plugin is imported for it, but the packages its own is in."""
    from importlib.util import find_spec

    found: dict[str, str] = {}
    for distribution, name, target in _declared():
        try:
            spec = find_spec(target.partition(":")[0])
        except (ImportError, ValueError):
            continue
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            file = os.path.abspath(os.path.join(folder, SHARED))
            if os.path.isfile(file):
                found.setdefault(distribution, file)
                found.setdefault(name, file)
    return found


@lru_cache(maxsize=1)
def _declared() -> tuple[tuple[str, str, str], ...]:
    """Distribution, name and target of every entry point in our group. Reads `entry_points.txt` of the installed distributions
    directly: `importlib.metadata` alone costs more than a small run."""
    found: list[tuple[str, str, str]] = []
    for folder, name in _distributions():
        try:
            with open(os.path.join(folder, name, "entry_points.txt"), encoding="utf-8") as file:
                text = file.read()
        except OSError:
            continue
        if f"[{GROUP}]" in text:
            distribution = name.rpartition(".")[0].split("-")[0].replace("_", "-").lower()
            found += ((distribution, key, target) for key, target in _section(text, GROUP))
    return tuple(found)


def _section(text: str, group: str) -> Iterable[tuple[str, str]]:
    inside = False
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            inside = line == f"[{group}]"
        elif inside and "=" in line and not line.startswith("#"):
            name, _, target = line.partition("=")
            yield name.strip(), target.strip()


def rules(made: pluggy.PluginManager) -> dict[str, RuleEntry]:
    """Every rule of every plugin, by name. A name that two plugins claim belongs to the first; built-in rules come first. Raises
    PluginError."""
    return dict(_rules(tuple(map(_walked, reversed(made.hook.schemalint_rules())))))


@lru_cache(maxsize=4)
def _rules(packages: tuple[_Walked, ...]) -> Mapping[str, RuleEntry]:
    """The same for folders in the state they are in: a program that checks again and again reads them once."""
    found: dict[str, RuleEntry] = {}
    sets: dict[str, Preset] = {}
    for package in packages:
        entries, named = _index(package)
        for entry in entries:
            found.setdefault(entry.name, entry)
        for preset in named:
            sets.setdefault(preset.name, preset)
    return dict(sorted((entry.name, entry) for entry in _in_presets(found.values(), sets.values())))


def presets(made: pluggy.PluginManager) -> dict[str, Preset]:
    """The presets by purpose of every plugin, by name; of two with one name the first counts."""
    found: dict[str, Preset] = {}
    for package in reversed(made.hook.schemalint_rules()):
        for preset in _index(_walked(package))[1]:
            found.setdefault(preset.name, preset)
    return found


def rules_in(package: ModuleType) -> tuple[RuleEntry, ...]:
    """The rules of a package: one file each, `<group>/<rule_name>.py`, found by walking its folders. Raises PluginError."""
    return tuple(_in_presets(*_index(_walked(package))))


def _in_presets(entries: Iterable[RuleEntry], named: Iterable[Preset]) -> Iterable[RuleEntry]:
    """The rules with the presets by purpose that hold them, and what those set."""
    known = sorted(named)
    for entry in entries:
        called = (entry.name, entry.group)
        purposes = tuple(
            one.name
            for one in known
            if (one.extends in entry.degrees or any(name in one.select for name in called))
            and not any(name in one.ignore for name in called)
        )
        sets = {one.name: one.rules[entry.name] for one in known if entry.name in one.rules}
        yield entry._replace(purposes=purposes, sets=sets)


class _Walked(NamedTuple):
    """The files of a package's groups."""

    name: str
    root: str
    files: tuple[tuple[str, str], ...]
    """The group and the path of each rule and preset."""
    key: str
    """The state that they are in, by their times and sizes, and what reads them."""


def _walked(package: ModuleType) -> _Walked:
    return _folders(package.__name__, os.path.dirname(cast(str, package.__file__)))


@lru_cache(maxsize=8)
def _folders(name: str, root: str) -> _Walked:
    """The files below a package's folder, looked at once: what is imported of them does not change under a program either."""
    files: list[tuple[str, str]] = []
    stamp: list[str] = [__version__, sys.version, *RuleEntry._fields]
    for group in sorted(os.scandir(root), key=lambda entry: entry.name):
        if not group.is_dir() or group.name.startswith(("_", ".")):
            continue
        ending = ".toml" if group.name == PRESETS else ".py"
        for file in sorted(os.scandir(group.path), key=lambda entry: entry.name):
            if file.name.endswith(ending) and not file.name.startswith("_"):
                known = file.stat()
                files.append((group.name, file.path))
                stamp.append(f"{group.name}/{file.name} {known.st_mtime_ns} {known.st_size}")
    return _Walked(name, root, tuple(files), "\n".join(stamp))


def _index(package: _Walked) -> tuple[tuple[RuleEntry, ...], tuple[Preset, ...]]:
    """The rules and presets in a package's folders.

    The attributes of rules are read from the source, not by importing; the result is kept until a file changes.
    """
    slot = "rules-" + "".join(char if char.isalnum() else "-" for char in package.root).strip("-")
    held: Any = cache.load(slot, package.key)
    if not isinstance(held, list):
        rows = [
            entry
            for group_name, path in package.files
            if group_name != PRESETS
            for entry in _read(package.name, group_name, path)
        ]
        named = [_preset(path) for group_name, path in package.files if group_name == PRESETS]
        held = [[list(entry) for entry in rows], [list(preset) for preset in named]]
        cache.store(slot, package.key, held)
    return tuple(RuleEntry(*map(_tupled, row)) for row in held[0]), tuple(Preset(*map(_tupled, row)) for row in held[1])


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _preset(path: str) -> Preset:
    """What a file of a preset says. Raises PluginError for one that is not whole."""
    try:
        with open(path, encoding="utf-8") as file:
            said = cast("Mapping[str, Any]", parse(file.read()))
    except ValueError as error:
        raise PluginError(f"the preset {path} cannot be read: {error}") from error
    wrong = said.keys() - set(Preset._fields)
    if wrong or said.get("extends") not in DEGREES:
        unknown = f", and nothing of {', '.join(sorted(wrong))}" if wrong else ""
        raise PluginError(f"{path}: a preset says `extends`, one of {', '.join(DEGREES)}{unknown}")
    name = os.path.splitext(os.path.basename(path))[0]
    select, ignore = (tuple(said.get(key, ())) for key in ("select", "ignore"))
    return Preset(name, str(said.get("about", "")), said["extends"], select, ignore, said.get("rules", {}))


def _read(package: str, group: str, path: str) -> Iterable[RuleEntry]:
    import ast

    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read(), path)
    except (SyntaxError, ValueError) as error:
        raise PluginError(f"the file {path} of rules cannot be read: {error}") from error
    module = f"{package}.{group}.{os.path.splitext(os.path.basename(path))[0]}"
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id.endswith("Rule")]
        try:
            values = {**DEFAULTS, **_literals(node)}
        except ValueError as error:
            raise PluginError(f"{path}: {node.name} describes itself by more than literals") from error
        if not bases or "name" not in values:
            continue
        yield RuleEntry(
            name=cast(str, values["name"]),
            group=group,
            module=module,
            cls=node.name,
            subject=bases[0],
            severity=cast(str, values["severity"]),
            on=cast(str, values["on"]),
            dialects=tuple(cast("list[str]", values["dialects"])),
            fixes=cast("str | None", values["fixes"]),
            summary=(ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " "),
            convention=bool(values["convention"]),
            new_only=bool(values["new_only"]),
            yields_to=tuple(cast("list[str]", values["yields_to"])),
            changes=tuple(cast("list[str]", values["changes"])),
            needs=tuple(cast("list[str]", values["needs"])),
            only_with=tuple(cast("list[str]", values["only_with"])),
            asks=tuple(cast("list[str]", values["asks"])),
        )


def _literals(node: ast.ClassDef) -> Mapping[str, object]:
    import ast

    found: dict[str, object] = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target: ast.expr = statement.targets[0]
            value: ast.expr | None = statement.value
        elif isinstance(statement, ast.AnnAssign):
            target, value = statement.target, statement.value
        else:
            continue
        if isinstance(target, ast.Name) and (target.id in DEFAULTS or target.id == "name") and value is not None:
            found[target.id] = ast.literal_eval(value)
    return found
