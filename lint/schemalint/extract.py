"""The DDL of a schema document as one script that a server runs."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from schemalint import other_parsers
from schemalint.config import Options, UsageError
from schemalint.generating.script import Piece, Script, script
from schemalint.model.change import Reading
from schemalint.model.document import Dialect
from schemalint.model.page import Fence, Page
from schemalint.model.replay import Replay
from schemalint.model.text import Span
from schemalint.replay.draft import empty_catalog
from schemalint.study import studies

SPOKEN: dict[str, frozenset[Dialect]] = {
    "postgresql": frozenset({"postgres"}), "postgres": frozenset({"postgres"}), "pgsql": frozenset({"postgres"}),
    "psql": frozenset({"postgres"}), "plpgsql": frozenset({"postgres"}), "mysql": frozenset({"mysql", "mariadb"}),
    "mariadb": frozenset({"mysql", "mariadb"}), "tsql": frozenset({"tsql"}), "t-sql": frozenset({"tsql"}),
    "mssql": frozenset({"tsql"}), "sqlserver": frozenset({"tsql"}), "transact-sql": frozenset({"tsql"}),
    "oracle": frozenset({"oracle"}), "plsql": frozenset({"oracle"}), "pl/sql": frozenset({"oracle"}),
    "sqlite": frozenset({"sqlite"}), "sqlite3": frozenset({"sqlite"}),
}  # fmt: skip
"""The dialects that the language of a fence stands for."""


def script_of_document(path: str, options: Options, *, migrations: bool = False) -> Script:
    """The DDL of the Markdown document at `path`, in an order its server accepts; with `migrations` also that of its
    migrations. Raises ConfigError, and UsageError where the file is no schema document."""
    if not os.path.isfile(path) or not path.lower().endswith((".md", ".markdown")):
        raise UsageError(f"{path} is not a Markdown file")
    file = os.path.abspath(path)
    for study in studies((path,), options):
        for page, against in study.pages:
            if study.documents[page.path].source.file == file:
                held = {replay.path: replay for replay in (*against, *study.replays) if replay.kind == "document"}
                if page.path in held:
                    return script_of_page(page, held[page.path], options, migrations=migrations)
    raise UsageError(f"{path} holds no DDL")


def script_of_page(page: Page, own: Replay, options: Options, *, migrations: bool = False) -> Script:
    """The DDL of a page that was read; `own` is the replay of its fences."""
    if any(not reading.complete and not reading.statement.masked for reading in own.readings):
        own = other_parsers.with_verdicts((own,), options)[0][0]
    roles = ("schema", "migration") if migrations else ("schema",)
    fences = [fence for fence in page.fences if fence.role in roles]
    text = _unquoted(page, fences)
    pieces = list(_pieces(text, own.readings, fences, own.dialect))
    lines = page.lines
    start = empty_catalog(own.dialect, own.version).default_schema

    def where(span: Span) -> str:
        return f"{page.path}:{lines.position(span.start).line}"

    return script(pieces, own.dialect, start, where)


def _unquoted(page: Page, fences: Sequence[Fence]) -> str:
    """The text of the page, the `>` of block quotes in its fences blanked out."""
    text = page.text
    for fence in fences:
        if fence.quote:
            text = text[: fence.content.start] + page.content(fence) + text[fence.content.end :]
    return text


def _pieces(text: str, readings: Sequence[Reading], fences: Sequence[Fence], dialect: Dialect) -> Iterator[Piece]:
    starts = [fence.content.start for fence in fences]
    end = 0
    for reading in sorted(readings, key=lambda one: one.statement.span.start):
        span = reading.statement.span
        at = bisect_right(starts, span.start) - 1
        if at < 0 or span.end > fences[at].content.end:
            continue
        spoken = SPOKEN.get(fences[at].language)
        foreign = spoken is not None and dialect != "standard" and dialect not in spoken
        yield Piece(
            reading,
            _above(text, reading, max(end, fences[at].content.start)),
            _behind(text, reading, fences[at].content.end),
            f"its fence says {fences[at].language}" if foreign else "",
        )
        end = reading.statement.end


_BEHIND = re.compile(r"[ \t]*(--[^\r\n]*|/\*[^\r\n]*?\*/)[ \t]*(?=[\r\n]|\Z)")


def _behind(text: str, reading: Reading, end: int) -> str:
    found = _BEHIND.match(text, reading.statement.end, end)
    return found[1].rstrip() if found else ""


def _above(text: str, reading: Reading, begin: int) -> str:
    """The comments that stand right above a statement, without a blank line between."""
    kept: list[str] = []
    edge = reading.statement.span.start
    for comment in reversed([one for one in reading.statement.leading if begin <= one.start and one.end <= edge]):
        between = text[comment.end : edge]
        line = text[text.rfind("\n", 0, comment.start) + 1 : comment.start]
        if between.count("\n") > 1 or between.strip() or (line.strip() and comment.start > begin):
            break
        kept.insert(0, text[comment.start : comment.end].rstrip())
        edge = comment.start
    return "\n".join(kept)
