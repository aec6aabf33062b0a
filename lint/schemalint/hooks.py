"""The hooks that a plugin may implement. There are three, and built-in rules use the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from schemalint.reporting import Reporter

GROUP = "schemalint"

spec = pluggy.HookspecMarker(GROUP)
implementation = pluggy.HookimplMarker(GROUP)
"""Marks a plugin's functions: `@schemalint.hooks.implementation`."""


@spec
def schemalint_rules() -> ModuleType:  # type: ignore[empty-body]
    """The package that holds the plugin's rule files, one rule a file, `<group>/<rule_name>.py`."""


@spec
def schemalint_reporters() -> Mapping[str, Reporter]:  # type: ignore[empty-body]
    """Reporters by the name that `--format` takes."""


@spec
def schemalint_sources() -> Sequence[str]:  # type: ignore[empty-body]
    """The endings of files that are read as SQL besides the known ones: `(".hql",)`."""
