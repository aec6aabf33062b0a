"""Acme's policies: `schemalint.toml` beside this file, which configurations extend, and the rules in the folders here."""

from __future__ import annotations

import sys
from types import ModuleType

from schemalint.hooks import implementation


@implementation
def schemalint_rules() -> ModuleType:
    return sys.modules[__name__]
