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
from typing import TYPE_CHECKING, cast

from schemalint import __version__, cache
from schemalint.model.record import NamedTuple

if TYPE_CHECKING:
    import ast

    import pluggy

    from schemalint.rule import Rule

GROUP = "schemalint"
"""The entry-point group, and the name of the plugin project for pluggy's markers."""

DEFAULTS: dict[str, object] = {
    "severity": "warning",
    "on": "recommended",
    "dialects": ["postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard"],
    "fixes": None,
    "convention": False,
    "new_only": False,
    "yields_to": [],
}


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

    @property
    def presets(self) -> tuple[str, ...]:
        """The presets it belongs to. `minimal` holds what the server refuses or what loses data."""
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
    """A manager with the hook specifications and every installed plugin; with `isolated`, the built-in rules alone."""
    import pluggy

    from schemalint import hooks

    made = pluggy.PluginManager(GROUP)
    made.add_hookspecs(hooks)
    for name, target in entry_points():
        if not isolated or target == "schemalint_rules":
            from importlib import import_module

            module, _, attribute = target.partition(":")
            plugin: object = import_module(module)
            made.register(getattr(plugin, attribute) if attribute else plugin, name=name)
    return made


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
    """Name and target of every entry point in our group, sorted. Reads `entry_points.txt` of the installed distributions
    directly: `importlib.metadata` alone costs more than a small run."""
    found: dict[str, str] = {}
    for folder, name in _distributions():
        try:
            with open(os.path.join(folder, name, "entry_points.txt"), encoding="utf-8") as file:
                text = file.read()
        except OSError:
            continue
        if f"[{GROUP}]" in text:
            for key, target in _section(text, GROUP):
                found.setdefault(key, target)
    if not any(target.partition(":")[0] == "schemalint_rules" for target in found.values()):
        found["rules"] = "schemalint_rules"  # a checkout on the path that was never installed
    return sorted(found.items())


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
    """Every rule of every plugin, by name. A name that two plugins claim belongs to the first; built-in rules come first."""
    found: dict[str, RuleEntry] = {}
    for package in reversed(made.hook.schemalint_rules()):
        for entry in rules_in(package):
            found.setdefault(entry.name, entry)
    return dict(sorted(found.items()))


def rules_in(package: ModuleType) -> tuple[RuleEntry, ...]:
    """The rules of a package: one file each, `<group>/<rule_name>.py`, found by walking its folders.

    Their attributes are read from the source, not by importing; the result is kept until a file changes.
    """
    root = os.path.dirname(cast(str, package.__file__))
    files: list[tuple[str, str]] = []
    stamp: list[str] = [__version__, sys.version]
    for group in sorted(os.scandir(root), key=lambda entry: entry.name):
        if not group.is_dir() or group.name.startswith(("_", ".")):
            continue
        for file in sorted(os.scandir(group.path), key=lambda entry: entry.name):
            if file.name.endswith(".py") and not file.name.startswith("_"):
                known = file.stat()
                files.append((group.name, file.path))
                stamp.append(f"{group.name}/{file.name} {known.st_mtime_ns} {known.st_size}")
    key = "\n".join(stamp)
    slot = "rules-" + "".join(char if char.isalnum() else "-" for char in root).strip("-")
    held = cache.load(slot, key)
    if isinstance(held, list):
        return tuple(_entry(row) for row in held)
    found = [entry for group_name, path in files for entry in _read(package.__name__, group_name, path)]
    cache.store(slot, key, [list(entry) for entry in found])
    return tuple(found)


def _entry(row: list[object]) -> RuleEntry:
    return RuleEntry(*(tuple(value) if isinstance(value, list) else value for value in row))  # type: ignore[arg-type]


def _read(package: str, group: str, path: str) -> Iterable[RuleEntry]:
    import ast

    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    module = f"{package}.{group}.{os.path.splitext(os.path.basename(path))[0]}"
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id.endswith("Rule")]
        values = {**DEFAULTS, **_literals(node)}
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
