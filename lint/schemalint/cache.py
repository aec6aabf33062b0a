"""What a second run need not do again, kept as JSON files in the user's cache directory.

A cache is never trusted blindly: a missing, broken or foreign file counts as empty, and nothing of it is executed.
"""

from __future__ import annotations

import os
import sys


def directory() -> str:
    """The folder of all caches: `$SCHEMALINT_CACHE`, else `schemalint` in the user's cache directory."""
    named = os.environ.get("SCHEMALINT_CACHE")
    if named:
        return named
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        root = os.path.expanduser("~/Library/Caches")
    else:
        root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(root, "schemalint")


def load(name: str, key: str) -> object:
    """What was stored under `name` with exactly this `key`; None when there is nothing, or nothing readable."""
    import json

    try:
        with open(os.path.join(directory(), name + ".json"), encoding="utf-8") as file:
            held = json.load(file)
    except (OSError, ValueError):
        return None
    return held.get("value") if isinstance(held, dict) and held.get("key") == key else None


def store(name: str, key: str, value: object) -> None:
    """Replaces what is stored under `name`. A folder that cannot be written to is no error: the next run does the work again."""
    import json

    target = os.path.join(directory(), name + ".json")
    fresh = f"{target}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(fresh, "w", encoding="utf-8") as file:
            json.dump({"key": key, "value": value}, file)
        os.replace(fresh, target)
    except OSError:
        return
