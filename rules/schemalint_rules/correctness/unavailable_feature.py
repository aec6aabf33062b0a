from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Dialect,
    Good,
    Replay,
    Span,
    Statement,
    Subject,
    builtins,
    server,
    versions_of,
)
from schemalint_rules._features import FEATURES, Feature

NO_CALL = frozenset(
    {
        "TABLE", "INTO", "REFERENCES", "ON", "EXISTS", "INDEX", "FUNCTION", "PROCEDURE", "AGGREGATE", "UPDATE", "TYPE", "VIEW",
        "AS", "WITH", "RECURSIVE", "CONSTRAINT", "KEY", "COLUMN", "DOMAIN", ".", "ONLY", "JOIN",
    }
)  # fmt: skip
"""Words in front of a name and a bracket that make it something else than a call."""
YEARS = {11: 2012, 12: 2014, 13: 2016, 14: 2017, 15: 2019, 16: 2022, 17: 2025}
"""SQL Server is called by its year, its versions count otherwise."""
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


class UnavailableFeature(CatalogRule):
    """A statement should only need what the configured server has.

    ## What it does
    Reports syntax and functions that the server of `server-version` does not have: newer ones, and those it gave up. Without
    `server-version` nothing is said. Functions are looked up in lists that were gathered from servers of each version; an own
    function of that name, or a script that may belong to a larger schema, is none of it. What an older server reads over without
    refusing it, such as CHECK in MySQL 5.7, is a warning.

    ## Why is this bad
    The server refuses the statement when it is deployed, or does without what was asked for.

    ## Fix
    Write it with what the version has, or raise `server-version` where all servers are newer by now.

    ## References
    - PostgreSQL manual, appendix E Release Notes; MySQL 8.4 manual, 1.4 What Is New; MariaDB, Changes & Improvements
    - SQLite, Release History; SQL Server, What's new; Oracle SQL Language Reference, Changes in This Release
    """

    name = "unavailable-feature"
    severity = "error"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")
    good = (
        Good("CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE NULLS NOT DISTINCT);"),
        Good("CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE NULLS NOT DISTINCT);", version="15"),
        Good("CREATE TABLE t (id int PRIMARY KEY, note text DEFAULT 'NULLS NOT DISTINCT');", version="14"),
        Good(
            "CREATE FUNCTION uuidv7() RETURNS uuid LANGUAGE sql AS 'SELECT gen_random_uuid()';\nSELECT uuidv7();",
            version="15",
        ),
        Good(
            "ALTER TABLE t RENAME COLUMN a TO b;",
            given="CREATE TABLE t (id int PRIMARY KEY, a int);",
            dialect="mysql",
            version="8.0",
        ),
    )
    bad = (
        Bad("CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE NULLS NOT DISTINCT);", at="NULLS NOT DISTINCT", version="14",
            message="came with 15"),
        Bad("CREATE TABLE t (id uuid PRIMARY KEY DEFAULT uuidv7());", at="uuidv7", version="17", message="18"),
        Bad("CREATE TABLE t (id int PRIMARY KEY) WITH OIDS;", at="WITH OIDS", version="15", message="went with 12"),
        Bad("ALTER TABLE t RENAME COLUMN a TO b;", given="CREATE TABLE t (id int PRIMARY KEY, a int);", at="RENAME COLUMN",
            dialect="mysql", version="5.7"),
        Bad("CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT;", at="STRICT", dialect="sqlite", version="3.36"),
        Bad("DROP TABLE IF EXISTS t;", at="DROP TABLE IF EXISTS", dialect="tsql", version="2014"),
        Bad("CREATE TABLE t (id NUMBER PRIMARY KEY, ok BOOLEAN);", at="ok BOOLEAN", dialect="oracle", version="19"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        dialect = replay.dialect
        if dialect not in FEATURES or not _version(replay.version):
            return
        lacking = _lacking(dialect, replay.version)
        looks = catalog.complete and builtins(dialect, replay.version).known
        shown = server(dialect, replay.version)
        for reading in replay.readings:
            statement = reading.statement
            if statement.kind in ("client", "data") or statement.masked or statement.dialect != dialect:
                continue
            words = frozenset(statement.tokens.upper)
            text: _Text | None = None
            spoken = False
            for word, features in lacking.items():
                if word and word not in words:
                    continue
                text = text or _Text(statement)
                for feature, pattern in features:
                    found = pattern.search(text.text)
                    if found and not spoken:
                        spoken = not feature.ignored
                        yield self._lacks(feature, text.span(found), shown, statement)
            if looks and not spoken:
                yield from self._functions(statement, catalog, replay.version, shown)

    def _lacks(self, feature: Feature, span: Span, shown: str, statement: Statement) -> Diagnostic:
        when = f"it went with {feature.until}" if feature.until else f"it came with {feature.since}"
        consequence = "reads over it" if feature.ignored else "refuses the statement"
        manual = f" ({feature.manual})" if feature.manual else ""
        return self.found(
            span,
            f"{shown} does not have {feature.name}: {when}{manual}. The server {consequence}.",
            subject=Subject("other", None, None, feature.name),
            repair="write it without"
            if feature.until
            else f"write it without, or set server-version to {feature.since} once all servers are",
            severity="warning" if feature.ignored else None,
            cause=None if feature.ignored else statement.span,
        )

    def _functions(self, statement: Statement, catalog: Catalog, version: str, shown: str) -> Iterator[Diagnostic]:
        """Calls of functions that other versions have."""
        dialect = statement.dialect
        here, anywhere = builtins(dialect, version), builtins(dialect)
        tokens = statement.tokens
        for at, word in enumerate(tokens.upper[1:-1], 1):
            if tokens.upper[at + 1] != "(" or not word[0].isalpha() or tokens.upper[at - 1] in NO_CALL:
                continue
            name = word.lower()
            if here.is_function(name) or not anywhere.functions(name) or anywhere.is_type(name) or _own(name, catalog):
                continue
            have = versions_of(dialect, "functions", name)
            when = f"{have[0]} to {have[-1]} have it" if len(have) > 1 else f"{have[0]} has it"
            yield self.found(
                Span(statement.path, tokens.starts[at], tokens.starts[at] + len(word)),
                f"{shown} has no function {name}(): {when}. The server refuses the statement.",
                subject=Subject("routine", None, None, name),
                repair="call another function, or set server-version where all servers have it",
                cause=statement.span,
            )
            return


def _own(name: str, catalog: Catalog) -> bool:
    """Whether the schema or an extension may bring the function."""
    if any(ref.name == name for ref in catalog.routines):
        return True
    server_wide = builtins(catalog.dialect, catalog.version)
    brought = [server_wide.extension(extension) for extension in catalog.extensions]
    return any(one is None or one.is_function(name) for one in brought)


class _Text:
    """The words of a statement as the patterns want them, and where each stands."""

    def __init__(self, statement: Statement) -> None:
        parts: list[str] = []
        self.ends: list[int] = []
        self.statement = statement
        length = 0
        for word in statement.tokens.upper:
            first = word[0]
            if (
                first == "'"
                or (word[-1] == "'" and len(word) > 1)
                or (first == "$" and word[-1] == "$" and len(word) > 1)
            ):
                word = "''"
            elif first in '"`[':
                word = '"Q"' if len(word) > 1 else word
            parts.append(word)
            length += len(word) + 1
            self.ends.append(length)
        self.text = " ".join(parts)

    def span(self, found: re.Match[str]) -> Span:
        """Where the words of a match stand, brackets and commas around them left out."""
        group = found.re.groups
        start, end = found.span(group)
        start += len(found[group]) - len(found[group].lstrip())
        tokens = self.statement.tokens
        first = bisect_right(self.ends, start)
        last = bisect_right(self.ends, end - 1)
        while last > first and tokens.upper[last] in ("(", ",", ")"):
            last -= 1
        while first < last and tokens.upper[first] in ("(", ",", ")"):
            first += 1
        return Span(self.statement.path, tokens.starts[first], tokens.starts[last] + len(tokens.words[last]))


@lru_cache(maxsize=16)
def _lacking(dialect: Dialect, version: str) -> Mapping[str, list[tuple[Feature, re.Pattern[str]]]]:
    """The features that the version lacks, by the word that each needs."""
    at = _version(version)
    if dialect == "tsql":
        at = (YEARS.get(at[0], at[0]),)
    found: dict[str, list[tuple[Feature, re.Pattern[str]]]] = {}
    for feature in FEATURES[dialect]:
        since, until = _version(feature.since), _version(feature.until)
        if (since and _before(at, since)) or (until and not _before(at, until)):
            found.setdefault(feature.word, []).append((feature, re.compile(_marked(feature.pattern))))
    return found


def _marked(pattern: str) -> str:
    """The pattern with a group around the feature itself, where it begins with what surrounds that: `^ALTER TABLE .*`."""
    cut, depth, inside = 0, 0, False
    for at, char in enumerate(pattern):
        if at and pattern[at - 1] == "\\":
            continue
        inside = (inside or char == "[") and char != "]"
        depth += 0 if inside else (char == "(") - (char == ")")
        if not depth and not inside and pattern.startswith(".*", at):
            cut = at + 2
    return f"{pattern[:cut]}({pattern[cut:]})" if cut and pattern[0] == "^" else pattern


def _version(text: str) -> tuple[int, ...]:
    """`8.0.36`, `19c`, `2016` as numbers; SQL Server's 13 is its 2016."""
    found = _NUMBERS.search(text)
    if not found:
        return ()
    return tuple(map(int, found[0].split(".")))


def _before(at: tuple[int, ...], since: tuple[int, ...]) -> bool:
    """Whether a server is older. What the configuration leaves open counts as the newest: 8.0 is 8.0.99."""
    return (*at, *(999,) * (len(since) - len(at))) < since
