"""Acme's plugin for schemalint: its rules are the files in the folders here, its report is `tally`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from schemalint.hooks import implementation

if TYPE_CHECKING:
    from schemalint.reporting import Reporter


@implementation
def schemalint_rules() -> ModuleType:
    return sys.modules[__name__]


@implementation
def schemalint_reporters() -> Mapping[str, Reporter]:
    from acme_schemalint.tally import report

    return {"tally": report}
