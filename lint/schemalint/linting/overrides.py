"""What configuration says of some tables or files: who speaks there, how severely, and with which options."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from schemalint.config import Config, Override, matcher, table_matcher
from schemalint.model.diagnostic import Diagnostic, Finding
from schemalint.model.document import Document
from schemalint.model.record import NamedTuple

Placed = Callable[[Finding], "Finding | None"]
"""A finding as configuration has it at its place; None where it is not told."""


class Scope(NamedTuple):
    """An override that is in force, and what it is for."""

    override: Override
    fits: Callable[[Finding], bool]


def scopes(config: Config, documents: Mapping[str, Document], today: str) -> tuple[Scope, ...]:
    """The overrides that count on the ISO date `today`, in order. `documents` tell where the files are that findings name."""
    held: dict[str, str] = {}

    def relative(path: str) -> str:
        if path not in held:
            document = documents.get(path)
            file = document.source.file if document else os.path.abspath(path)
            held[path] = os.path.relpath(file, config.root).replace(os.sep, "/")
        return held[path]

    return tuple(Scope(one, _fits(one, relative)) for one in config.overrides if one.in_force(today))


def _fits(override: Override, relative: Callable[[str], str]) -> Callable[[Finding], bool]:
    there = matcher(override.paths) if override.paths else None
    meant = table_matcher(override.tables) if override.tables else None

    def fits(one: Finding) -> bool:
        if there is not None and not there(relative(one.span.path)):
            return False
        subject = one.subject
        return meant is None or (subject is not None and meant(subject.schema or "", subject.table or subject.name))

    return fits


def placed(
    name: str, called: frozenset[str], usual: bool, every: Sequence[Scope], own: Override | None = None
) -> Placed | None:
    """How findings of a rule or policy are told, place by place; None where all are told as they are.

    `called` are all the names that mean it, `usual` is whether it speaks where no override says otherwise. With `own` it has the
    options of that override, and tells what no later override gives others.
    """
    said = [one for one in every if _speaks_of(one.override, name, called)]
    if not said and usual:
        return None

    def told(finding: Finding) -> Finding | None:
        on, severity, options = usual, None, None
        for override, fits in said:
            if not fits(finding):
                continue
            setting = override.rules.get(name)
            if override.select:
                on = not called.isdisjoint(override.select)
            if setting or not called.isdisjoint(override.extend_select):
                on = True
            if not called.isdisjoint(override.ignore):
                on = False
            if setting:
                severity = setting.severity or severity
                options = override if setting.options else options
        if not on or options is not own:
            return None
        return finding._replace(severity=severity) if severity and isinstance(finding, Diagnostic) else finding

    return told


def _speaks_of(override: Override, name: str, called: frozenset[str]) -> bool:
    return (
        bool(override.select)
        or name in override.rules
        or not called.isdisjoint(override.extend_select)
        or not called.isdisjoint(override.ignore)
    )
