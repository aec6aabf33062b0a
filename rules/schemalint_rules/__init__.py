"""The built-in rules: a plugin like any other."""

from __future__ import annotations

import sys
from types import ModuleType

from schemalint.hooks import implementation


@implementation
def schemalint_rules() -> ModuleType:
    """This package: every file in its folders is a rule."""
    return sys.modules[__name__]
