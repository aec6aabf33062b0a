"""The values of a TOML text, whichever parser this Python has."""

from __future__ import annotations

from typing import cast


def parse(text: str) -> dict[str, object]:
    """The values of a TOML text. Raises ValueError with the parser's words."""
    import sys
    from importlib import import_module

    loads = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli").loads
    return cast("dict[str, object]", loads(text))
