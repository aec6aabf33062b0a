"""schemalint for programs: check or fix a project given as text, without a file of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from schemalint import run
from schemalint.config import Options
from schemalint.model.run import Report

CONFIG = "schemalint.toml"


def check_project(
    files: Mapping[str, str],
    config: Mapping[str, Any] | None = None,
    options: Options | None = None,
    *,
    base: Mapping[str, str] | None = None,
) -> Report:
    """What a run over these files says.

    `files` are texts by path, relative and with forward slashes; `config` is what `schemalint.toml` would hold. `base` are the
    files as the default branch of a git repository holds them: what is not as there is new, or edited. Paths in the report are those
    of `files`. Raises ConfigError and UsageError as a run does, and OSError where a base is given and there is no git.
    """
    with project(files, config, base) as folder:
        return run.check([folder], options or Options())


def fix_project(
    files: Mapping[str, str],
    config: Mapping[str, Any] | None = None,
    *,
    unsafe: bool = False,
    options: Options | None = None,
) -> dict[str, str]:
    """The files as they are once everything that can be mended is mended, new ones included. Raises ConfigError and
    UsageError as a run does, and RuntimeError for fixes that did not do what they promise."""
    from schemalint import repair

    with project(files, config) as folder:
        mended = repair.fix([folder], options or Options(), unsafe=unsafe)
        if mended.failures or mended.unwritten:
            raise RuntimeError("\n".join((*mended.unwritten, *mended.failures)))
        after: dict[str, str] = {}
        for place, _, names in os.walk(folder):
            for name in names:
                path = os.path.relpath(os.path.join(place, name), folder).replace(os.sep, "/")
                if path != CONFIG:
                    with open(os.path.join(place, name), encoding="utf-8", newline="") as stream:
                        after[path] = stream.read()
        return after


@contextmanager
def project(
    files: Mapping[str, str], config: Mapping[str, Any] | None = None, base: Mapping[str, str] | None = None
) -> Iterator[str]:
    """A temporary folder that holds the files and the configuration, and is the current one while it lasts; a git repository
    whose default branch holds `base` where that is given."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="schemalint-", ignore_cleanup_errors=True) as top:
        # The name of a project's folder may tell its dialect; one drawn by chance must not.
        folder = os.path.join(top, "project")
        os.mkdir(folder)
        if base is not None:
            _write(base, folder)
            _commit(folder)
            for path in base.keys() - files.keys():
                os.remove(os.path.join(folder, *path.split("/")))
        _write(files, folder)
        with open(os.path.join(folder, CONFIG), "w", encoding="utf-8") as stream:
            stream.write("".join(_toml(config or {}, ())))
        os.chdir(folder)
        try:
            yield os.curdir
        finally:
            os.chdir(before)


def _write(files: Mapping[str, str], folder: str) -> None:
    for path, text in files.items():
        file = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)


def _commit(folder: str) -> None:
    """Makes the folder a repository with all it holds on `main`. The user's settings and hooks have no say in it."""
    import subprocess

    from schemalint.sources.git import environment

    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=schemalint", "-c", "user.email=schemalint@localhost", "-c", "core.autocrlf=false")
    for words in (
        ("init", "-q"),
        ("symbolic-ref", "HEAD", "refs/heads/main"),
        ("add", "-A"),
        ("commit", "-q", "--allow-empty", "-m", "base"),
    ):
        subprocess.run(("git", *who, *words), cwd=folder, env={**environment(), **settings}, check=True)


def _toml(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """A table as TOML: plain values first, then the tables inside."""
    import json

    if path:
        yield f"[{'.'.join(json.dumps(part) for part in path)}]\n"
    for key, value in table.items():
        if not isinstance(value, Mapping) and not _is_tables(value):
            yield f"{json.dumps(key)} = {_value(value)}\n"
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _toml(value, (*path, key))
        elif _is_tables(value):
            for one in value:
                yield f"[[{'.'.join(json.dumps(part) for part in (*path, key))}]]\n"
                for name, inner in one.items():
                    yield f"{json.dumps(name)} = {_value(inner)}\n"


def _is_tables(value: object) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _value(value: object) -> str:
    import json

    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
