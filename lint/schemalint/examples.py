"""The queries that documents show, held against a schema: what `Page.examples` gives.

They are not the document's own schema and change nothing; so they are replayed only when a rule asks, on top of the catalogue
it asks about, and every name in them is looked up there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from schemalint import other_parsers
from schemalint.config import Options
from schemalint.model.change import Reading, Step
from schemalint.model.document import Dialect
from schemalint.model.page import Page
from schemalint.model.replay import Block, Replay
from schemalint.model.text import Span
from schemalint.replay.replay import promised_names, replay
from schemalint.resolving.resolve import resolver
from schemalint.sql.reader import read as read_statement
from schemalint.sql.reader.guards import guarded
from schemalint.sql.splitter import split
from schemalint.study import Study

ROLES = ("query", "data", "shell")
"""The fences that show how the schema is used."""

LANGUAGES: dict[str, tuple[Dialect, ...]] = {
    "postgresql": ("postgres",), "postgres": ("postgres",), "pgsql": ("postgres",), "psql": ("postgres",), "plpgsql": ("postgres",),
    "mysql": ("mysql", "mariadb"), "mariadb": ("mysql", "mariadb"), "sqlite": ("sqlite",), "sqlite3": ("sqlite",), "tsql": ("tsql",),
    "t-sql": ("tsql",), "mssql": ("tsql",), "sqlserver": ("tsql",), "transact-sql": ("tsql",), "oracle": ("oracle",), "plsql": ("oracle",),
    "pl/sql": ("oracle",), "snowflake": (), "redshift": (), "db2": (), "cockroachdb": (),
}  # fmt: skip
"""The servers that a fence's language means; a fence for another server than the schema's says nothing about it."""
VALUES: dict[Dialect, str] = {
    "postgres": "$1", "mysql": "?", "mariadb": "?", "sqlite": "?", "tsql": "@p", "oracle": ":p", "standard": "?",
}  # fmt: skip
"""What stands for a value in a query, in place of `{id}`."""
_BRACES = re.compile(r"\{\{?[ \t]*\w+[ \t]*\}?\}")


def with_examples(study: Study, replays: tuple[Replay, ...], options: Options, lost: list[str]) -> Study:
    """The study whose pages can hold their examples against a schema. `replays` are those of the study with their queries taken
    apart; `lost` is given a line where the parser for that could not be asked."""
    if not study.pages:
        return study
    look = _Look(study, replays, options, lost)
    pages = tuple((page._replace(examples=look.of(page)), against) for page, against in study.pages)
    return study._replace(pages=pages)


class _Look:
    """Remembers what several pages ask of the same schema."""

    def __init__(self, study: Study, replays: tuple[Replay, ...], options: Options, lost: list[str]) -> None:
        self.options = options
        self.lost = lost
        self.apart = {id(before): after for before, after in zip(study.replays, replays, strict=True)}
        self.pages = tuple(page for page, _ in study.pages)
        self.read: dict[Dialect, dict[str, tuple[tuple[Reading, ...], ...]]] = {}
        """The readings of each fence, by page; those of all pages are taken apart together."""
        self.resolvers: dict[int, Callable[[tuple[Step, ...]], tuple[Step, ...]]] = {}

    def of(self, page: Page) -> Callable[[Replay], tuple[Step, ...]]:
        return lambda schema: self.held(page, schema)

    def held(self, page: Page, schema: Replay) -> tuple[Step, ...]:
        """The steps of a page's examples on top of the schema, with the names that mean nothing there."""
        blocks = [Block(readings) for readings in self.readings(schema.dialect).get(page.path, ())]
        if not blocks:
            return ()
        shown = replay(
            blocks,
            schema.dialect,
            path=page.path,
            kind=schema.kind,
            version=schema.version,
            complete=schema.catalog.complete,
            start=schema.catalog,
        )
        resolve = self.resolvers.get(id(schema))
        if resolve is None:
            from schemalint.dialects.builtins import builtins

            resolve = self.resolvers[id(schema)] = resolver(
                self.apart.get(id(schema), schema),
                builtins(schema.dialect, schema.version),
                lambda one: promised_names([Block(tuple(step.reading for step in one.steps))]),
            )
        return resolve(shown.steps)

    def readings(self, dialect: Dialect) -> dict[str, tuple[tuple[Reading, ...], ...]]:
        held = self.read.get(dialect)
        if held is None:
            plain = {page.path: fences for page in self.pages if (fences := _read(page, dialect))}
            held = self.read[dialect] = self.taken_apart(plain, dialect)
        return held

    def taken_apart(
        self, plain: dict[str, tuple[tuple[Reading, ...], ...]], dialect: Dialect
    ) -> dict[str, tuple[tuple[Reading, ...], ...]]:
        every = tuple(reading for fences in plain.values() for readings in fences for reading in readings)
        if not every:
            return plain
        one = replay((), dialect, path="", kind="script")._replace(readings=every)
        (apart,), silent = other_parsers.with_queries((one,), self.options)
        self.lost += silent
        parts = iter(apart.readings)
        return {path: tuple(tuple(next(parts) for _ in fence) for fence in fences) for path, fences in plain.items()}


def _read(page: Page, dialect: Dialect) -> tuple[tuple[Reading, ...], ...]:
    """The statements of each example of a page."""
    found = []
    for fence in page.fences:
        if fence.role not in ROLES or dialect not in LANGUAGES.get(fence.language, (dialect,)):
            continue
        content = _BRACES.sub(lambda found: VALUES[dialect].ljust(len(found[0])), page.content(fence))
        text = page.text[: fence.content.start] + content + page.text[fence.content.end :]
        spans: list[Span] = [fence.content]
        if fence.role == "shell":
            from schemalint.pages.scripts import handed

            spans = list(handed(page, fence, dialect))
        for span in spans:
            statements = split(text, dialect, page.path, span.start, span.end)
            found.append(tuple(guarded(map(read_statement, statements))))
    return tuple(found)
