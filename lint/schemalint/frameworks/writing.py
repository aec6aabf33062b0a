"""New migrations and rollbacks in a framework's own form: names that continue the directory's habit, and their text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemalint.frameworks.framework import Framework, Template
from schemalint.model.record import NamedTuple


class Written(NamedTuple):
    """A file to create, or text to append to one."""

    path: str
    """Relative to the directory of the history."""
    text: str
    appended: bool = False
    """The text goes to the end of the migration's up part in that file."""


_DIGITS = re.compile(r"\d+")


def next_version(framework: Framework, versions: Sequence[str], now: str) -> str:
    """The version of the next migration, in the style and width of the highest one there is, and above it.

    `now` is a UTC time of 14 digits, `20260131235959`. Without versions it is what the framework's own tool would begin
    with."""
    if not versions:
        return _FIRST.get(framework.name, now)
    last = max(versions, key=lambda version: ([int(part) for part in _DIGITS.findall(version)], version))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?", last):
        dashed = f"{now[:4]}-{now[4:6]}-{now[6:8]}-{now[8:]}"
        return dashed if dashed > last else _raised(last)
    if not last.isdigit():
        return _raised(last)
    for stamp in (now, now + "000", now + "000000", _seconds(now), _seconds(now) + "000"):
        if len(last) == len(stamp) and _is_time(last):
            return stamp if stamp > last else _raised(last)
    if len(last) == 8 and _is_time(last) and now[:8] > last:
        return now[:8]
    return _raised(last)


_FIRST = {
    "flyway": "1",
    "d1": "0001",
    "tern": "001",
    "graphile": "000001",
    "postgrator": "001",
    "play": "1",
    "numbered": "0001",
    "drizzle": "0000",
    "postgres-migrations": "0001",
}


def _is_time(version: str) -> bool:
    return version[:2] in ("19", "20") if len(version) not in (10, 13) else version[0] == "1" or version[:2] == "20"


def _raised(version: str) -> str:
    """One more in the last number, its width kept."""
    *_, last = _DIGITS.finditer(version)
    return version[: last.start()] + str(int(last[0]) + 1).zfill(len(last[0])) + version[last.end() :]


def _seconds(now: str) -> str:
    from calendar import timegm
    from time import strptime

    return str(timegm(strptime(now, "%Y%m%d%H%M%S")))


def new_migration(
    framework: Framework,
    versions: Sequence[str],
    name: str,
    *,
    now: str,
    up: str,
    down: str = "",
    transaction: bool = True,
) -> tuple[Written, ...]:
    """The files of a new migration called `name`. Without `down` there is no down file, and an empty down section.
    `transaction=False` switches the framework's transaction off where it can be."""
    version = next_version(framework, versions, now)
    slug = re.sub(r"[^a-z0-9]+", "-" if framework.name == "shmig" else "_", name.lower()).strip("_-") or "change"
    fields = {"version": version, "name": slug, "up": _ended(up), "down": _ended(down) if down else ""}
    files: list[Written] = []
    for template in framework.new:
        if "{down}" in template.text and "{up}" not in template.text and not down:
            continue
        files.append(Written(template.path.format_map(fields), _filled(template, fields, framework.down_prefix)))
    if transaction or not files:
        return tuple(files)
    return _switched_off(framework, files)


def rollback(
    framework: Framework,
    name: str,
    version: str,
    down: str,
    *,
    up_path: str,
    up_text: str = "",
    transaction: bool = True,
) -> tuple[Written, ...]:
    """The down part of the migration called `name`, as a file of its own or as text for the end of `up_path` (relative to
    the directory of the history), which holds `up_text`. Nothing when the framework has no place for one."""
    template = framework.rollback
    if template is None:
        return ()
    description = described(framework, up_path, name)
    fields = {
        "version": version,
        "stem": name,
        "description": description,
        "name": name,
        "down": _ended(down),
    }
    text = _filled(template, fields, framework.down_prefix)
    if not template.path:
        if not transaction and framework.opt_out_in == "marker" and not framework.many:
            head, line_break, rest = text.partition("\n")
            text = f"{head} {framework.opt_out_text}{line_break}{rest}"
        if not transaction and framework.opt_out_in == "section" and framework.opt_out_text:
            head, line_break, rest = text.partition("\n")
            text = f"{head}{line_break}{framework.opt_out_text}\n{rest.lstrip()}"
        return (Written(up_path, text, True),)
    path = template.path.format_map(fields)
    if transaction and framework.opt_in and re.search(framework.opt_in, up_path):
        # The name asks for the transaction, and so does that of its rollback.
        path = re.sub(r"\bup(\.\w+)$", r"down\1", up_path)
    deployed = _DEPLOY.search(up_text) if framework.paired_by == "stem" else None
    if deployed is not None:
        text = f"-- Revert {deployed[1]} from {deployed[2]}\n\n{text}"
    if "/" not in path and "/" in up_path:
        path = f"{up_path.rpartition('/')[0]}/{path}"
    written = [Written(path, text)]
    return tuple(written) if transaction else _switched_off(framework, written)


_DEPLOY = re.compile(r"(?m)^--[ \t]*Deploy[ \t]+(\S+)[ \t]+to[ \t]+(\w+)")
"""What a deploy script of Sqitch begins with: project and change, and the engine."""


def described(framework: Framework, up_path: str, name: str) -> str:
    """What a migration is called beside its version: `add_email` of `0007_add_email.up.sql`; the whole name where the path does not
    say."""
    match = re.search(framework.pattern, up_path)
    found = match.groupdict().get("d") if match else None
    return found or name


def _filled(template: Template, fields: dict[str, str], prefix: str = "") -> str:
    # The texts may hold braces themselves, so they are put in last and by plain replacement.
    text = template.text
    for key in ("version", "name"):
        text = text.replace("{" + key + "}", fields[key])
    up, down = fields.get("up", ""), fields.get("down", "")
    if prefix and down:
        down = "".join(f"{prefix}{line}\n" for line in down.splitlines() if line.strip())
    return re.sub(r"\{(up|down)\}", lambda match: up if match[1] == "up" else down, text)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


class OptOut(NamedTuple):
    """What takes a part of a migration out of its transaction."""

    at: int = -1
    """Where `text` goes in the file; -1 where a file of its own says it."""
    text: str = ""
    path: str = ""
    """Of that file, relative to the directory of the history."""


def opt_out(framework: Framework, path: str, text: str, start: int) -> OptOut | None:
    """What takes the part that starts at `start` of the file at `path` (relative to the directory of the history) out of its
    transaction; None where there is no such way, or it is said already."""
    words = framework.opt_out_text
    if not words:
        return None
    beside, _ = framework.opt_out_file
    if beside:
        return OptOut(-1, words + "\n", beside.format(file=path, folder=path.rpartition("/")[0]))
    if framework.opt_out_in in ("file", "start"):
        return None if re.search(framework.opt_out, text, re.M) else OptOut(0, f"{words}\n")
    if framework.opt_out_in == "marker":
        line = text[:start].rstrip("\r\n")
        last = line.rpartition("\n")[2]
        return OptOut(len(line), f" {words}") if last and words not in last else None
    return OptOut(start, f"{words}\n")


def _switched_off(framework: Framework, files: list[Written]) -> tuple[Written, ...]:
    words = framework.opt_out_text
    if not words:
        return tuple(files)
    path, _ = framework.opt_out_file
    if path:
        extra: dict[str, Written] = {}
        for file in files:
            side = path.format(file=file.path, folder=file.path.rpartition("/")[0])
            extra[side] = Written(side, words + "\n")
        return (*files, *extra.values())
    if framework.opt_out_in == "marker":
        markers = [mark for mark in (framework.up, framework.down) if mark]
        pattern = re.compile(rf"^(?:{'|'.join(markers)})[^\r\n]*", re.M)
        return tuple(
            file._replace(text=pattern.sub(lambda match: f"{match[0].rstrip()} {words}", file.text)) for file in files
        )
    if framework.opt_out_in == "section" and framework.down:
        pattern = re.compile(rf"^(?:{framework.down})[^\r\n]*\n", re.M)
        return tuple(
            file._replace(text=f"{words}\n" + pattern.sub(lambda match: f"{match[0]}{words}\n", file.text))
            for file in files
        )
    return tuple(file._replace(text=f"{words}\n{file.text}") for file in files)


def in_section(framework: Framework, statement: str) -> str:
    """One statement as it has to stand in the framework's file: between its own markers when a line inside ends with a
    terminator, with inner terminators doubled where the framework splits at every one."""
    body = statement.rstrip()
    inner = body[:-1] if body.endswith(";") else body
    if framework.inner_terminator and ";" in inner:
        return inner.replace(";", framework.inner_terminator) + body[len(inner) :]
    begin, end = framework.statement
    if begin and re.search(r";[ \t]*(?:--[^\n]*)?\r?\n", inner):
        return f"{begin}\n{body}\n{end}"
    return statement
