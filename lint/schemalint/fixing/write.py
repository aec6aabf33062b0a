"""Writing files so that a crash, a full disk or another writer loses nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress

from schemalint.model.record import NamedTuple

PREFIX = ".schemalint-"
"""How the names of files begin that exist only while a file is written."""


class ChangedError(OSError):
    """A file is not what it was when it was read, or may not be written; nothing was changed."""


class Target(NamedTuple):
    """A file to write."""

    before: bytes | None
    """What it must still hold; None for a file that must not exist yet."""
    after: bytes


def write(targets: Mapping[str, Target], root: str) -> None:
    """Writes all the files, by absolute path, or none of them.

    Each is written beside its place, made durable and moved there in one step, with mode and owner of the file it replaces.
    A symbolic link is followed when its target lies below `root`, and refused when not. Raises OSError, a ChangedError with the
    reason for people among them; every file is then as it was.
    """
    ready: list[tuple[str, str, Target]] = []
    done: list[tuple[str, Target]] = []
    made: list[str] = []
    try:
        for path, target in targets.items():
            place = _place(path, root)
            _made_folders(os.path.dirname(place), made)
            ready.append((_beside(place, target), place, target))
        for fresh, place, target in ready:
            _unchanged(place, target)
            os.replace(fresh, place)
            done.append((place, target))
    except BaseException:
        for place, target in reversed(done):
            _undo(place, target)
        for fresh, _, _ in ready:
            _remove(fresh)
        for folder in reversed(made):
            _remove_folder(folder)
        raise
    for folder in {os.path.dirname(place) for _, place, _ in ready}:
        _durable(folder)


def _place(path: str, root: str) -> str:
    place = os.path.realpath(path)
    if place != os.path.abspath(path) and not place.startswith(os.path.realpath(root).rstrip(os.sep) + os.sep):
        raise ChangedError(f"{path} is a link that leads out of {root}; it was left alone")
    return place


def _unchanged(place: str, target: Target) -> None:
    if target.before is None:
        if os.path.lexists(place):
            raise ChangedError(f"{place} exists already; it was left alone")
        return
    try:
        state = os.lstat(place)
        if not stat.S_ISREG(state.st_mode):
            raise ChangedError(f"{place} is not a regular file; it was left alone")
        with open(place, "rb") as stream:
            held = stream.read()
    except FileNotFoundError:
        raise ChangedError(f"{place} was removed while it was being mended") from None
    if held != target.before:
        raise ChangedError(f"{place} was changed by somebody else while it was being mended; run the command again")


def _beside(place: str, target: Target) -> str:
    import tempfile

    _unchanged(place, target)
    try:
        handle, fresh = tempfile.mkstemp(prefix=PREFIX, dir=os.path.dirname(place))
    except OSError as error:
        raise ChangedError(f"{place} cannot be written: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(target.after)
            stream.flush()
            os.fsync(stream.fileno())
        _as_before(fresh, place, target)
    except BaseException:
        _remove(fresh)
        raise
    return fresh


def _as_before(fresh: str, place: str, target: Target) -> None:
    if target.before is None:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(fresh, 0o666 & ~mask)
        return
    state = os.stat(place)
    os.chmod(fresh, stat.S_IMODE(state.st_mode))
    if hasattr(os, "chown"):
        with suppress(PermissionError):  # somebody else's file in a folder of ours becomes ours, as with any editor
            os.chown(fresh, state.st_uid, state.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # a file system without attributes, or one that keeps them to itself
            for name in os.listxattr(place):
                os.setxattr(fresh, name, os.getxattr(place, name))


def _made_folders(folder: str, made: list[str]) -> None:
    lacking = []
    while folder and not os.path.isdir(folder):
        lacking.append(folder)
        folder = os.path.dirname(folder)
    for one in reversed(lacking):
        os.mkdir(one)
        made.append(one)


def _undo(place: str, target: Target) -> None:
    if target.before is None:
        _remove(place)
        return
    fresh = _beside(place, Target(target.after, target.before))
    os.replace(fresh, place)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def _remove_folder(folder: str) -> None:
    try:
        os.rmdir(folder)
    except OSError:
        return


def _durable(folder: str) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
