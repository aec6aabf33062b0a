"""Comments that ask for silence: where they stand, what they cover, what they silenced.

-- schemalint: ignore[rule, group, policy] the reason, until=2027-01-31
/* schemalint: ignore[rule] the reason */
<!-- schemalint: ignore-file[rule] the reason -->
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Document, Statement
from schemalint.model.record import NamedTuple
from schemalint.model.run import Suppression
from schemalint.model.text import Span
from schemalint.settings import is_date

if TYPE_CHECKING:
    from schemalint.model.page import Fence

ALL = "all"
"""The name that stands for every rule, as do brackets left out."""

LINES = 50
"""How many blank lines and other comments may stand between a comment and what it covers."""
NEAR = 2000
"""How many characters before a comment are looked at to tell whether it ends a line."""

_MARK = "schemalint:"
_SQL_ROLES = ("schema", "migration", "rollback", "query", "data")


class _Forms(NamedTuple):
    """The patterns of the comments; compiled when a text first holds the mark."""

    line: re.Pattern[str]
    block: re.Pattern[str]
    html: re.Pattern[str]
    name: re.Pattern[str]
    until: re.Pattern[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    directive = r"schemalint:[ \t]*(?P<verb>ignore(?:-file)?)(?![\w-])[ \t]*(?:\[(?P<rules>[^\]\n]*)\])?(?P<reason>"
    return _Forms(
        re.compile(r"(?:(?<!-)--+|#|//|%%)[ \t]*" + directive + r"[^\n]*)"),
        re.compile(r"/\*+\s*" + directive + r"(?:(?!\*/).){0,2000})\*/", re.S),
        re.compile(r"<!--\s*" + directive + r"(?:(?!-->).){0,2000})-->", re.S),
        re.compile(r"[^,\s]+"),
        re.compile(r"[,;(]? ?\buntil ?= ?(?P<date>[^\s,;)]+)\)?"),
    )


class _Region(NamedTuple):
    """Text in which SQL comments count, and its statements in order."""

    start: int
    end: int
    statements: Sequence[Statement]


def suppressions(
    document: Document, statements: Sequence[Statement], fences: Sequence[Fence] | None = None
) -> tuple[Suppression, ...]:
    """The comments of a document that ask for silence, in order.

    `statements` are those of the document in order; `fences` are given for Markdown, where SQL comments count inside fences
    of SQL and HTML comments everywhere. In SQL a comment covers the statement it leads, follows on the same line or stands
    in; inside CREATE TABLE it covers the line it ends, or stands above. In Markdown it covers the next block, the rest of
    its line when it ends one, or the fence it stands in.
    """
    text = document.text
    if _MARK not in text:
        return ()
    found: list[Suppression] = []
    if fences is None:
        region = _Region(0, len(text), statements)
        for pattern in (_forms().line, _forms().block):
            for match in pattern.finditer(text):
                if not _quoted(match.start(), statements):
                    found.append(_suppression(match, document, _in_sql(match, text, region)))
    else:
        found.extend(_in_page(document, statements, fences))
    # `--` inside a block comment would be found twice; the outer one stands first.
    found.sort(key=lambda one: (one.span.start, -one.span.end))
    kept: list[Suppression] = []
    for one in found:
        if not kept or one.span.start >= kept[-1].span.end:
            kept.append(one)
    return tuple(kept)


def _in_page(document: Document, statements: Sequence[Statement], fences: Sequence[Fence]) -> list[Suppression]:
    text = document.text
    found: list[Suppression] = []
    starts = [statement.span.start for statement in statements]
    openings = [fence.span.start for fence in fences]
    for match in _forms().html.finditer(text):
        at = bisect_right(openings, match.start()) - 1
        inside = at >= 0 and match.start() < fences[at].span.end
        scope = (fences[at].span.start, fences[at].span.end) if inside else _next_block(match, text, fences, openings)
        found.append(_suppression(match, document, scope))
    for fence in fences:
        start, end = fence.content.start, fence.content.end
        if text.find(_MARK, start, end) < 0:
            continue
        if fence.role in _SQL_ROLES:
            mine = statements[bisect_left(starts, start) : bisect_left(starts, end)]
            region = _Region(start, end, mine)
            for pattern in (_forms().line, _forms().block):
                for match in pattern.finditer(text, start, end):
                    if not _quoted(match.start(), mine):
                        found.append(_suppression(match, document, _in_sql(match, text, region)))
        elif fence.role == "diagram":
            for match in _forms().line.finditer(text, start, end):
                found.append(_suppression(match, document, (fence.span.start, fence.span.end)))
    return found


def _suppression(match: re.Match[str], document: Document, scope: tuple[int, int]) -> Suppression:
    path = document.path
    names: list[str] = []
    spans: list[Span] = []
    if match["rules"]:
        for name in _forms().name.finditer(match.string, match.start("rules"), match.end("rules")):
            names.append(name[0])
            spans.append(Span(path, name.start(), name.end()))
    reason = " ".join(match["reason"].split())
    until = _forms().until.search(reason)
    if until:
        reason = f"{reason[: until.start()]} {reason[until.end() :].strip()}"
    if match["verb"] == "ignore-file":
        scope = (0, len(document.text))
    return Suppression(
        span=Span(path, match.start(), match.start() + len(match[0].rstrip())),
        rules=tuple(names),
        rule_spans=tuple(spans),
        reason=reason.strip(" :,;-–—"),
        until=until["date"] if until else "",
        scope=Span(path, *scope),
    )


def _quoted(at: int, statements: Sequence[Statement]) -> bool:
    """Whether the place is inside a literal, a quoted name or a line of data. The body of a routine counts as code."""
    number = bisect_right(statements, at, key=lambda statement: statement.span.start) - 1
    if number < 0 or at >= statements[number].span.end:
        return False
    statement = statements[number]
    if statement.kind == "data":
        return True
    tokens = statement.tokens
    token = bisect_right(tokens.starts, at) - 1
    if token < 0:
        return False
    word = tokens.words[token]
    return at < tokens.starts[token] + len(word) and word[0] != "$"


def _in_sql(match: re.Match[str], text: str, region: _Region) -> tuple[int, int]:
    """What a SQL comment covers, as start and end."""
    start, statements = match.start(), region.statements
    number = bisect_right(statements, start, key=lambda statement: statement.span.start) - 1
    held = statements[number] if number >= 0 else None
    line = text.rfind("\n", 0, start) + 1
    ends_line = bool(text[max(line, region.start, start - NEAR) : start].strip(" \t;"))
    if held and start < held.span.end:
        first = text.rfind("\n", 0, held.span.start) + 1
        if held.verb == "CREATE TABLE" and line > first:
            return (line, start) if ends_line else _line_below(match.end(), text, held.span.end)
        return held.span.start, held.end
    if held and line <= held.end and text[max(line, start - NEAR) : start].strip(" \t"):
        return held.span.start, held.end
    if number + 1 < len(statements):
        following = statements[number + 1]
        return following.span.start, following.end
    return start, start


def _line_below(at: int, text: str, limit: int) -> tuple[int, int]:
    """The next line that holds more than a comment."""
    for _ in range(LINES):
        if at >= limit:
            break
        start = text.find("\n", at, limit) + 1
        if not start:
            break
        end = text.find("\n", start, limit)
        end = limit if end < 0 else end
        words = text[start:end].strip()
        if words and not words.startswith(("--", "#", "/*", "*")):
            return start, end
        at = end
    return at, at


def _next_block(match: re.Match[str], text: str, fences: Sequence[Fence], openings: Sequence[int]) -> tuple[int, int]:
    """What an HTML comment covers: the line it stands in, when that holds more; else the block below."""
    line = text.rfind("\n", 0, match.start()) + 1
    line_end = text.find("\n", match.end())
    line_end = len(text) if line_end < 0 else line_end
    if (text[line : match.start()] + text[match.end() : line_end]).strip():
        return line, line_end
    at = line_end
    for _ in range(LINES):
        if at >= len(text):
            break
        start = at + 1
        at = text.find("\n", start)
        at = len(text) if at < 0 else at
        words = text[start:at].strip()
        if not words or (words.startswith("<!--") and words.endswith("-->")):
            continue
        number = bisect_left(openings, start)
        if number < len(openings) and openings[number] <= at:
            return start, fences[number].span.end
        if words.startswith("#"):
            return start, at
        end = at
        while end < len(text):
            below = text.find("\n", end + 1)
            below = len(text) if below < 0 else below
            words = text[end + 1 : below].strip()
            if not words or words.startswith(("#", "```", "~~~")):
                break
            end = below
        return start, end
    return len(text), len(text)


def apply(
    diagnostics: Sequence[Diagnostic],
    asked: Sequence[Suppression],
    today: str,
    names: Mapping[str, Sequence[str]],
) -> tuple[tuple[Diagnostic, ...], tuple[Suppression, ...]]:
    """The findings with `suppressed` set where a comment covers them, and the comments with what they silenced.

    `names` tells for each rule or policy the other names that mean it: its group, and for a policy its rule. `today` is an
    ISO date; a comment whose date is past, or is no date, silences nothing. A comment that stands for every rule
    has `used == ("all",)` once it silenced something.
    """
    by_path: dict[str, list[int]] = {}
    for number, one in enumerate(diagnostics):
        by_path.setdefault(one.span.path, []).append(number)
    for numbers in by_path.values():
        numbers.sort(key=lambda number: diagnostics[number].span.start)
    silenced: set[int] = set()
    told: list[Suppression] = []
    for comment in asked:
        if comment.until and (not is_date(comment.until) or today > comment.until):
            told.append(comment._replace(expired=True))
            continue
        numbers = by_path.get(comment.scope.path, [])
        low = bisect_left(numbers, comment.scope.start, key=lambda number: diagnostics[number].span.start)
        wanted = comment.rules or (ALL,)
        used: set[str] = set()
        for at in range(low, len(numbers)):
            number = numbers[at]
            one = diagnostics[number]
            if one.span.start >= max(comment.scope.end, comment.scope.start + 1):
                break
            meant = {ALL, one.rule, *names.get(one.rule, ())}
            here = meant.intersection(wanted)
            if here:
                silenced.add(number)
                used |= here
        told.append(comment._replace(used=tuple(name for name in wanted if name in used)))
    left = tuple(
        one._replace(suppressed="inline") if number in silenced and not one.suppressed else one
        for number, one in enumerate(diagnostics)
    )
    return left, tuple(told)
