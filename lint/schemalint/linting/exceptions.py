"""Findings that configuration leaves out: per-path ignores, and other settings for some tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from schemalint.config import Config, Override, matcher, table_matcher
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Document


def excepted(
    diagnostics: Sequence[Diagnostic],
    config: Config,
    documents: Mapping[str, Document],
    names: Mapping[str, Sequence[str]],
    today: str,
) -> tuple[Diagnostic, ...]:
    """The findings without those that configuration leaves out, the others with the severity it gives them. `names` tells
    for each rule or policy the other names that mean it."""
    paths = [(matcher((pattern,)), frozenset(rules)) for pattern, rules in config.per_path_ignores]
    overrides = [(one, table_matcher(one.tables)) for one in config.overrides if not one.until or today <= one.until]
    if not paths and not overrides:
        return tuple(diagnostics)
    kept: list[Diagnostic] = []
    for one in diagnostics:
        called = {one.rule, *names.get(one.rule, ())}
        if _ignored_there(one, called, paths, config.root, documents):
            continue
        left: Diagnostic | None = one
        for override, meant in overrides:
            if left and _speaks_of(meant, left):
                left = _overridden(override, left, called)
        if left:
            kept.append(left)
    return tuple(kept)


def _ignored_there(
    one: Diagnostic,
    called: set[str],
    paths: Sequence[tuple[Callable[[str], bool], frozenset[str]]],
    root: str,
    documents: Mapping[str, Document],
) -> bool:
    if not paths:
        return False
    document = documents.get(one.span.path)
    file = document.source.file if document else os.path.abspath(one.span.path)
    relative = os.path.relpath(file, root).replace(os.sep, "/")
    return any((called & rules or "all" in rules) and matches(relative) for matches, rules in paths)


def _speaks_of(meant: Callable[[str, str], bool], one: Diagnostic) -> bool:
    subject = one.subject
    return subject is not None and meant(subject.schema or "", subject.table or subject.name)


def _overridden(override: Override, one: Diagnostic, called: set[str]) -> Diagnostic | None:
    if called & set(override.ignore) or "all" in override.ignore:
        return None
    setting = override.rules.get(one.rule)
    return one._replace(severity=setting.severity) if setting and setting.severity else one
