"""How frameworks cut a script into the statements that they send one by one, by rules simpler than the server's own."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.frameworks.framework import Framework
from schemalint.model.lazy import Lazy

_STRAY_END = Lazy(r"(?:IF|LOOP|CASE|WHILE|REPEAT)\b", re.I)
_TRANSACTION = Lazy(r"\s+(?:TRAN|TRANSACTION|DIALOG|CONVERSATION|DISTRIBUTED|WORK)\b|\s*;", re.I)
_PLAIN_END = Lazy(r";[ \t\r]*$", re.M)
_COMMENT_LINE = Lazy(r"[ \t]*(?:--|//)")


def cuts(framework: Framework, text: str, start: int, end: int, marker: str = "") -> tuple[int, ...] | None:
    """The offsets in `text`, between `start` and `end`, at which the framework ends one statement and begins the next. `marker` is
    the line that opened the section. None where it sends the script as it is, cuts as the server does, or how it cuts is not
    known."""
    how = framework.cut
    if how == "lines":
        return _lines(text, start, end, *framework.statement)
    if how == "breaks":
        return tuple(match.end() for match in _compiled(framework.cut_at).finditer(text, start, end))
    if how == "doubled":
        return _doubled(text, start, end)
    if how == "bytes":
        return tuple(match.end() for match in _compiled(";").finditer(text, start, end))
    if how == "line-ends":
        return _line_ends(text, start, end)
    if how == "tokens":
        return _tokens(text, start, end, marker)
    return None


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)


def _lines(text: str, start: int, end: int, begin: str, finish: str) -> tuple[int, ...]:
    """Behind a line whose last word before a `--` comment ends with `;`, outside the framework's own marks; quotes count for nothing."""
    found: list[int] = []
    held = False
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        folded = " ".join(line.split()).lower()
        if folded.startswith("--"):
            if folded.startswith(begin.lower()):
                held = True
            elif folded.startswith(finish.lower()):
                held = False
                found.append(at)
        elif not held:
            last = _last_word(line)
            if last.endswith(";"):
                found.append(at + line.rfind(last, 0, _comment_at(line)) + len(last))
        at = stop + 1
    return tuple(found)


def _comment_at(line: str) -> int:
    """Where a word that begins with `--` stands; the length of the line when there is none."""
    match = re.search(r"(?:^|(?<=\s))--", line)
    return match.start() if match else len(line)


def _last_word(line: str) -> str:
    words = line[: _comment_at(line)].split()
    return words[-1] if words else ""


def _doubled(text: str, start: int, end: int) -> tuple[int, ...]:
    """Behind every `;` that is not doubled, wherever it stands."""
    return tuple(match.end() for match in _compiled(r"(?<!;);(?!;)").finditer(text, start, end))


def _line_ends(text: str, start: int, end: int) -> tuple[int, ...]:
    """Behind a `;` at the end of a line that is no comment; quotes count for nothing."""
    found = []
    for match in _PLAIN_END.finditer(text, start, end):
        line = text.rfind("\n", start, match.start()) + 1 or start
        if not _COMMENT_LINE.match(text, line, match.start()):
            found.append(match.start() + 1)
    return tuple(found)


_TOKEN = Lazy(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^'\\]|\\.|'')*'|\"[^\"]*\"|`[^`]*`|\b(?:BEGIN|END)\b|;|^[ \t]*(?:GO|/)[ \t]*\r?$",
    re.I | re.S | re.M,
)
_WHOLE = Lazy(r"(?i)\bsplitStatements\s*:\s*\"?false\b")
_OTHER_END = Lazy(r"(?i)\bendDelimiter\s*:")


def _tokens(text: str, start: int, end: int, marker: str) -> tuple[int, ...] | None:
    """Behind every `;` outside quotes, comments and BEGIN … END, and at a line that is only GO or `/`; dollar quotes are not known."""
    if _WHOLE.search(marker) or _OTHER_END.search(marker):
        return None
    found: list[int] = []
    depth = 0
    for match in _TOKEN.finditer(text, start, end):
        word = match[0].strip().upper()
        if word == "BEGIN":
            depth += not _TRANSACTION.match(text, match.end(), end)
        elif word == "END":
            inner = _STRAY_END.match(text[match.end() : match.end() + 12].lstrip())
            depth -= depth > 0 and not inner
        elif word in (";", "GO", "/") and not depth:
            found.append(match.end())
    return tuple(found)
