"""What a second run need not do again, kept as JSON files in the user's cache directory.

A cache is never trusted blindly: a missing, broken or foreign file counts as empty, and nothing of it is executed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from schemalint.model.text import digest


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
    """What was stored under `name` with exactly this `key`; None when there is nothing, or nothing whole."""
    import json

    try:
        with open(_file(name), encoding="utf-8", newline="") as file:
            if file.readline().rstrip("\n") != digest(key, 32):
                return None
            expected, text = file.readline().rstrip("\n"), file.read()
        return json.loads(text) if digest(text, 32) == expected else None
    except (OSError, ValueError, RecursionError):
        return None


def store(name: str, key: str, value: object) -> None:
    """Replaces what is stored under `name`. A folder that cannot be written to is no error: the next run does the work again."""
    import json

    target = _file(name)
    fresh = f"{target}.{os.getpid()}"
    text = json.dumps(value, separators=(",", ":"))
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(fresh, "w", encoding="utf-8", newline="") as file:
            file.write(f"{digest(key, 32)}\n{digest(text, 32)}\n{text}")
        os.replace(fresh, target)
    except OSError:
        return


PARTS = 256
"""Files that many small answers are spread over, so that a run reads little more than what it asks for."""


def load_some(name: str, key: str, wanted: Iterable[str]) -> dict[str, Any]:
    """Of the answers stored under `name` with this `key` those of the digests that are wanted, with their neighbours in the same
    files; the longest unused first."""
    found: dict[str, Any] = {}
    for part in sorted({_part(digest_) for digest_ in wanted}):
        held = load(f"{name}/{part:02x}", key)
        if isinstance(held, dict):
            found.update(held)
    return found


def store_some(name: str, key: str, known: Mapping[str, Any], before: Collection[str], most: int) -> None:
    """Stores answers by digest, the longest unused first. `before` are the digests that were loaded: only files with others are
    written, and those that are full lose their first answers, though never the last one; `most` is how many characters all of them may hold together.
    Where two runs store at once, one may lose what it learned; a file is whole always."""
    parts: dict[int, list[str]] = {}
    for one in known:
        parts.setdefault(_part(one), []).append(one)
    for part, digests in parts.items():
        if all(one in before for one in digests):
            continue
        kept: list[str] = []
        size = 0
        for one in reversed(digests):
            size += len(one) + len(str(known[one]))
            if kept and size > most // PARTS:
                break
            kept.append(one)
        store(f"{name}/{part:02x}", key, {one: known[one] for one in reversed(kept)})


def _part(digest_: str) -> int:
    return int(digest_[:4], 16) % PARTS


def prune(folder: str, most: int, size: int) -> None:
    """Leaves the newest entries of a folder of the cache: at most so many, and so many bytes together."""
    try:
        known = [(entry.stat(), entry.path) for entry in os.scandir(os.path.join(directory(), folder))]
    except OSError:
        return
    known.sort(key=lambda one: -one[0].st_mtime)
    total = 0
    for at, (state, path) in enumerate(known):
        total += state.st_size
        if at >= most or total > size:
            try:
                os.unlink(path)
            except OSError:
                continue


def _file(name: str) -> str:
    return os.path.join(directory(), *f"{name}.json".split("/"))


# --- values ---------------------------------------------------------------------------------------------------------


def encode(value: Any) -> Any:
    """The value as what JSON can hold. Takes strings, numbers, None, tuples, records of the model and mappings of these; raises
    TypeError for anything else."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, tuple):
        items = [encode(item) for item in value]
        return {type(value).__name__: items} if hasattr(value, "_fields") else items
    if isinstance(value, Mapping):
        return {"": [[encode(key), encode(item)] for key, item in value.items()]}
    raise TypeError(f"a {type(value).__name__} is no value of the model")


def decode(data: Any, records: Mapping[str, Any]) -> Any:
    """The value that `encode` was given. `records` are the classes it may consist of, by name; nothing else is made. Raises
    ValueError for data that is none of it."""
    if data is None or isinstance(data, (str, int, float)):
        return data
    if isinstance(data, list):
        return tuple([decode(item, records) for item in data])
    try:
        [(name, items)] = data.items()
        if not name:
            return {decode(key, records): decode(item, records) for key, item in items}
        return records[name]._make([decode(item, records) for item in items])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a stored value: {error}") from None
