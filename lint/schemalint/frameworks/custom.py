"""Layouts of the user's own: patterns in the configuration say what migrations are called, where they are and how they run."""

from __future__ import annotations

import re
from typing import Literal

from schemalint.frameworks.framework import Framework, Template
from schemalint.model.lazy import Lazy
from schemalint.model.record import NamedTuple

FRAMEWORK = Framework(
    name="custom",
    title="a layout of your own",
    pattern=r"(?!)(?P<d>)",  # told by the configuration alone
    sentinels=(("schemalint.toml", r"(?!)"),),
    order="dotted",
    transaction="unknown",
    runs="unknown",
    words="the configuration does not say whether these files run in a transaction",
)

_HOLES = {
    "version": r"(?P<v>\d+(?:[._-]\d+)*)",
    "name": r"(?P<d>[^/]+?)",
    "dialect": r"(?P<db>[A-Za-z]+[0-9]?)",
}
_GROUPS = {"version": "v", "name": "d", "dialect": "db"}
_PIECE = Lazy(r"\{(\w*)\}|\*\*|\*|\?|[{}\[\]\\]|[^{}\[\]\\*?]+")


class Layout(NamedTuple):
    """What `[[migrations.custom]]` says."""

    up: tuple[str, ...]
    """Patterns of the files that go forward, relative to the file of configuration; the first that fits a file counts. One without
    a slash fits in every folder."""
    down: tuple[str, ...] = ()
    order: Literal["version", "integer", "text"] = "version"
    """`version` part by part as numbers, `integer` as one number, `text` the whole name."""
    metadata: str = ""
    """A JSON file in the folder of each migration."""
    files: str = ""
    """The key in it whose list names the migration's files, in their order."""
    transaction: bool | None = None
    """Whether each migration runs in one; None where nothing says."""
    no_transaction: str = ""
    """The text in a file that takes it out of its transaction."""


class Shape(NamedTuple):
    """A layout, ready to be held against paths."""

    framework: Framework
    patterns: tuple[str, ...]
    """Regular expressions for whole paths, relative to the file of configuration: those of `up`, then those of `down`. Group `home`
    is the directory of the history, `step` the migration's name, `v`, `d` and `db` version, description and dialect; `undo` is there
    for files that go back."""


def shape(layout: Layout) -> Shape:
    """The layout as regular expressions. Raises ValueError for a pattern that means nothing."""
    written = [*layout.up, *layout.down]
    split = [_segments(pattern) for pattern in written]
    homes = min(_home_length(segments) for segments in split)
    for segments in split[1:]:
        homes = next((at for at in range(homes) if segments[at] != split[0][at]), homes)
    patterns = tuple(_expression(segments, homes, at >= len(layout.up)) for at, segments in enumerate(split))
    ups = split[: len(layout.up)]
    grouped = all(
        any("{version}" in part for part in segments[:-1]) and "{version}" not in segments[-1] for segments in ups
    )
    versioned = all(any("{version}" in part for part in segments) for segments in split)
    up, down = (_template(segments[homes:]) for segments in (split[0], split[-1] if layout.down else []))
    opened = not grouped and "{version}" in up
    framework = FRAMEWORK._replace(
        pattern=_expression(split[0][homes:], 0, False),
        new=tuple(Template(path, text) for path, text in ((up, "{up}"), (down, "{down}")) if path) if opened else (),
        rollback=Template(down.replace("{name}", "{description}"), "{down}") if down else None,
        order="dotted" if layout.order == "version" else layout.order,
        grouped=grouped,
        group_listing=(layout.metadata, layout.files),
        paired_by="version" if versioned else "stem",
        transaction="unknown" if layout.transaction is None else "each" if layout.transaction else "none",
        opt_out=re.escape(layout.no_transaction),
        opt_out_text=layout.no_transaction,
        opt_out_words=f"`{layout.no_transaction}`" if layout.no_transaction else "",
        words={
            True: "the configuration says that each migration runs in one transaction",
            False: "the configuration says that migrations run outside transactions",
            None: FRAMEWORK.words,
        }[layout.transaction],
    )
    return Shape(framework, patterns)


def _template(segments: list[str]) -> str:
    """The path of a new file, relative to the directory of the history; empty where the pattern leaves something open."""
    path = "/".join(segments)
    return "" if re.search(r"[*?]|\{dialect\}", path) else path


def _segments(pattern: str) -> list[str]:
    """The parts of a pattern between slashes, `**` before one that has no slash. Raises ValueError."""
    body = pattern.removeprefix("./")
    parts = body.split("/")
    if not body.strip() or body.startswith("/") or ".." in parts or "" in parts:
        raise ValueError(f"the pattern {pattern!r} is no path relative to this file")
    for match in _PIECE.finditer(body):
        word = match[1]
        if word is not None and word not in _HOLES:
            raise ValueError(f"the pattern {pattern!r} has {match[0]}; there are {{version}}, {{name}} and {{dialect}}")
        if match[0] in "{}[]\\":
            raise ValueError(f"the pattern {pattern!r} has a lone `{match[0]}`")
    for part in parts:
        if "**" in part and part != "**":
            raise ValueError(f"the pattern {pattern!r} has ** beside other text; it stands for whole folders")
    if parts[-1] == "**":
        raise ValueError(f"the pattern {pattern!r} ends in a folder; it must end in the name of a file")
    if "{version}" not in body and "{name}" not in body:
        raise ValueError(f"the pattern {pattern!r} needs {{version}} or {{name}}, which tell migrations apart")
    return parts if len(parts) > 1 else ["**", *parts]


def _home_length(segments: list[str]) -> int:
    """How many leading parts name the directory of the history."""
    return next(at for at, part in enumerate(segments) if "{version}" in part or "{name}" in part)


def _expression(segments: list[str], homes: int, undo: bool) -> str:
    known: set[str] = set()
    home = "".join(_part(part, known) for part in segments[:homes])
    inner = segments[homes:]
    naming = next(at for at, part in enumerate(inner) if "{version}" in part or "{name}" in part)
    rest = ""
    for at, part in enumerate(inner):
        last = at == len(inner) - 1
        if at != naming:
            rest += _part(part, known) if not last else _text(part, known)
            continue
        until = max(part.find(hole) + len(hole) for hole in ("{version}", "{name}") if hole in part)
        if not last and "{dialect}" not in part:
            until = len(part)
        rest += f"(?P<step>{_text(part[:until], known)}){_text(part[until:], known)}" + ("" if last else "/")
    missing = "".join(f"(?P<{group}>)" for hole, group in _GROUPS.items() if hole not in known and hole != "dialect")
    return rf"\A(?P<home>{home}){'(?P<undo>)' if undo else ''}{rest}{missing}\Z"


def _part(part: str, known: set[str]) -> str:
    return "(?:[^/]+/)*" if part == "**" else f"{_text(part, known)}/"


def _text(part: str, known: set[str]) -> str:
    found = ""
    for match in _PIECE.finditer(part):
        hole = match[1]
        if hole in known:
            found += f"(?P={_GROUPS[hole]})"
        elif hole:
            known.add(hole)
            found += _HOLES[hole]
        else:
            found += {"*": "[^/]*", "?": "[^/]", "**": "[^/]*"}.get(match[0]) or re.escape(match[0])
    return found
