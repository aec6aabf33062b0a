"""Findings that are known and accepted: remembered by what they are about, never by line.

The file holds one entry a line, sorted, so that a change of it can be reviewed:

    {"version": 1, "findings": [
    {"rule": "missing-primary-key", "path": "db/schema.sql", "object": "table public.log", "text": "log", "count": 1},
    …
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from schemalint.config import UsageError
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Document
from schemalint.model.record import NamedTuple
from schemalint.model.text import digest

VERSION = 1
LONGEST = 200
"""Characters of the text that an entry keeps; longer ones are told apart by a digest at the end."""


class Known(NamedTuple):
    """What makes two findings the same one."""

    rule: str
    path: str
    """Relative to the folder of the baseline's file, with forward slashes."""
    object: str
    """Kind and dotted name, or empty."""
    text: str
    """What is underlined, white space folded."""


Baseline = Mapping[Known, int]
"""How often each known finding occurs."""


def load(file: str) -> Baseline:
    """The baseline in `file`; empty when there is no such file. Raises UsageError when it is not readable."""
    import json

    try:
        with open(file, encoding="utf-8") as stream:
            held = json.load(stream)
        if held["version"] != VERSION:
            raise UsageError(f"the baseline {file} has version {held['version']}; this schemalint reads {VERSION}")
        return {
            Known(str(one["rule"]), str(one["path"]), str(one["object"]), str(one["text"])): int(one["count"])
            for one in held["findings"]
        }
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"the baseline {file} cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"the baseline {file} is not valid; write it anew with `schemalint baseline`") from None


def store(file: str, baseline: Baseline) -> None:
    """Writes the file, sorted, one entry a line. Raises UsageError when that is not possible."""
    import json

    entries = [
        json.dumps({**known._asdict(), "count": count}, ensure_ascii=False)
        for known, count in sorted(baseline.items())
        if count > 0
    ]
    text = f'{{"version": {VERSION}, "findings": [\n' + ",\n".join(entries) + ("\n" if entries else "") + "]}\n"
    fresh = f"{file}.{os.getpid()}"
    try:
        with open(fresh, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
        os.replace(fresh, file)
    except OSError as error:
        raise UsageError(f"the baseline {file} cannot be written: {error.strerror or error}") from None


def known(one: Diagnostic, documents: Mapping[str, Document], folder: str) -> Known:
    """What a finding is known by, in a baseline that lies in `folder` (absolute)."""
    document = documents.get(one.span.path)
    text = " ".join(document.text[one.span.start : one.span.end].split()) if document else ""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… {digest(text, 8)}"
    subject = one.subject
    about = ""
    if subject:
        about = f"{subject.kind} {'.'.join(part for part in (subject.schema, subject.table, subject.name) if part)}"
    file = document.source.file if document else os.path.abspath(one.span.path)
    return Known(one.rule, relative(file, folder), about, text)


def relative(file: str, folder: str) -> str:
    """The path by which a baseline in `folder` knows the file; both absolute."""
    return os.path.relpath(file, folder).replace(os.sep, "/")


def counted(diagnostics: Iterable[Diagnostic], documents: Mapping[str, Document], folder: str) -> Baseline:
    """The baseline that accepts these findings; those silenced by comments need no entry."""
    counts: dict[Known, int] = {}
    for one in diagnostics:
        if one.suppressed in ("", "baseline"):
            entry = known(one, documents, folder)
            counts[entry] = counts.get(entry, 0) + 1
    return counts


def apply(
    diagnostics: Sequence[Diagnostic], baseline: Baseline, documents: Mapping[str, Document], folder: str
) -> tuple[tuple[Diagnostic, ...], Baseline]:
    """The findings with `suppressed` set on known ones, as many as the baseline counts, and those of its entries, with
    their counts, that are mended: not found again, though their rule spoke and their file was read or is gone."""
    left = dict(baseline)
    told: list[Diagnostic] = []
    for one in diagnostics:
        if not one.suppressed:
            entry = known(one, documents, folder)
            if left.get(entry, 0) > 0:
                left[entry] -= 1
                one = one._replace(suppressed="baseline")
        told.append(one)
    spoke = {one.rule for one in diagnostics}
    was_read = {relative(document.source.file, folder) for document in documents.values()}
    mended = {
        entry: count
        for entry, count in left.items()
        if count > 0
        and entry.rule in spoke
        and (entry.path in was_read or not os.path.exists(os.path.join(folder, entry.path)))
    }
    return tuple(told), mended


def notes(file: str, mended: Baseline) -> tuple[str, ...]:
    """What to tell the user about entries that are mended."""
    count = sum(mended.values())
    if not count:
        return ()
    words = "1 finding of the baseline is" if count == 1 else f"{count} findings of the baseline are"
    return (f"{words} mended; `schemalint baseline` takes them out of {file}",)


def shrunk(old: Baseline, found: Baseline) -> Baseline:
    """The old baseline without what is mended: no entry is new and no count is higher."""
    return {known: min(count, found[known]) for known, count in old.items() if found.get(known)}
