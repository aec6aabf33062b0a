"""Whether what a server refuses of a broken script is foreseen, and whether what it takes is called an error."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from lexed import Piece, Script, made, named, words
from mutators import Mutant, mutant
from wire import Refusal

from schemalint import plugins
from schemalint.config import Options
from schemalint.model.document import Dialect
from schemalint.model.replay import Replay
from schemalint.model.text import Span
from schemalint.run import check
from schemalint.study import studies

NAMES = (
    "unknown-table", "unknown-column", "unknown-type", "unknown-function", "unknown-sequence", "used-before-created", "missing-object",
    "duplicate-object", "duplicate-column", "duplicate-assignment", "null-comparison", "null-in-list", "insert-column-count",
    "insert-missing-required", "unavailable-feature", "client-command", "merge-conflict-marker", "guard-hides-drift",
    "outer-join-undone", "non-immutable-index", "partition-key-missing-from-unique", "partition-of-unpartitioned",
    "refresh-without-unique-index", "name-collision", "names-differ-by-case", "truncated-generated-name", "default-type-mismatch",
    "volatile-check", "contradictory-checks", "foreign-key-set-default-without-default", "syntax-error", "foreign-key-unknown-parent",
    "foreign-key-parent-not-unique", "foreign-key-type-mismatch",
)  # fmt: skip
"""The rules that speak of what a server refuses."""


def rules() -> tuple[str, ...]:
    """Those of them that are there."""
    known = plugins.rules(plugins.manager())
    return tuple(name for name in NAMES if name in known)


class Server(Protocol):
    """A server that runs scripts, each in a database of its own."""

    @property
    def dialect(self) -> Dialect: ...

    @property
    def causes(self) -> Mapping[str, tuple[str, ...]]:
        """By the code of a refusal the rules that tell it."""
        ...

    @property
    def outside(self) -> Sequence[tuple[str, str, str]]:
        """Refusals that none of the rules is about: a pattern of the code, one of the server's words, and the reason."""
        ...

    def run(self, statements: Sequence[str], before: str = "") -> list[Refusal | None]:
        """What is said of each statement in turn; a refused one leaves no trace. `before` is run first."""
        ...


class Case(NamedTuple):
    """A script as it stands in the corpus, without what the server refuses of it as it stands."""

    name: str
    script: Script
    history: bool
    before: str = ""


class Miss(NamedTuple):
    """A refusal that was not foreseen, or an error of ours about what the server takes."""

    case: str
    mutator: str
    about: str
    statement: str
    said: str
    code: str = ""
    """Of the refusal."""

    def __str__(self) -> str:
        return (
            f"{self.case}: {self.mutator}: {self.about}\n    {self.said}\n    {' '.join(self.statement.split())[:300]}"
        )


class Tally(NamedTuple):
    """What came of a number of mutants."""

    foreseen: Counter[tuple[str, str]]
    """By code and mutator."""
    roots: Counter[str]
    """Those among the foreseen that no other refusal of the same script led to, by rule."""
    missed: list[Miss]
    alarms: list[Miss]
    late: list[Miss]
    """Errors about accepted statements that are gone once the refused ones are: they follow from what was told already."""
    outside: Counter[str]
    """Refusals that none of the rules is about, by reason."""
    rows: Counter[str]
    """Refusals of statements that write rows: foreseen and not."""


def tally() -> Tally:
    return Tally(Counter(), Counter(), [], [], [], Counter(), Counter())


# --- scripts of the corpus ------------------------------------------------------------------------------------------

NAMESPACE = re.compile(r"\{\{.*?\}\}")


def corpus(folder: str, dialects: Iterable[Dialect]) -> list[tuple[str, Replay]]:
    """Everything in a folder of the corpus that was replayed as one of the dialects; skips the test where there is none."""
    root = os.environ.get("SCHEMALINT_CORPUS")
    if root is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    if not (Path(root) / folder).exists():
        pytest.skip(f"the corpus has no {folder}")
    found = []
    options = Options(isolated=True, no_cache=True, select=("duplicate-object",))
    for study in studies([str(Path(root) / folder)], options):
        for replay in study.replays:
            if replay.dialect in dialects and replay.kind != "script" and replay.catalog.tables:
                found.append((f"{folder}: {os.path.relpath(replay.path, root)}", replay))
    return found


def script_of(replay: Replay) -> Script:
    """The statements of a replay, one part a migration."""
    if replay.history is None:
        aside = {step.statement.span for block in replay.asides for step in block}
        kept = [(0, one.statement) for one in replay.readings if one.statement.span not in aside]
    else:
        kept = []
        for number, migration in enumerate(replay.history.migrations):
            spans = [script.span for script in migration.up]
            inside = [one.statement for one in replay.readings if _within(one.statement.span, spans)]
            kept += [(number, statement) for statement in inside]
    return tuple(
        Piece(NAMESPACE.sub("auth", statement.text), number)
        for number, statement in kept
        if statement.kind not in ("client", "data", "transaction") and not statement.text.upper().startswith("COPY")
    )


def _within(at: Span, spans: Sequence[Span]) -> bool:
    return any(one.path == at.path and one.start <= at.start and at.end <= one.end for one in spans)


def accepted(server: Server, name: str, replay: Replay, before: str = "", first: Replay | None = None) -> Case:
    """A script of the corpus as far as the server takes it; `first` is what a history goes on from."""
    script = script_of(replay)
    if first is not None:
        script = (*script_of(first), *(piece._replace(part=piece.part + 1) for piece in script))
    said = server.run([piece.text for piece in script], before)
    kept = tuple(piece for piece, refusal in zip(script, said, strict=True) if refusal is None)
    return Case(name, kept, replay.history is not None, before)


# --- verdicts -------------------------------------------------------------------------------------------------------


class Error(NamedTuple):
    """An error of ours."""

    rule: str
    at: int | None
    """The statement it stands in."""
    about: frozenset[int]
    """The statements it speaks of: that one, the one it calls its cause, those it points to."""


class Laid(NamedTuple):
    """A script as files."""

    texts: dict[str, str]
    places: tuple[tuple[str, int, int], ...]
    """Where each of its statements stands."""


def laid(case: Case, script: Script, dialect: Dialect) -> Laid:
    """A script as files: a history one file a part, anything else one file."""
    texts: dict[str, str] = {}
    places = []
    if case.before:
        texts["migrations/000000_first.up.sql" if case.history else "schema.sql"] = case.before
    for piece in script:
        path = f"migrations/{piece.part + 1:06}_step.up.sql" if case.history else "schema.sql"
        before, behind = _around(piece.text, dialect)
        text = texts.get(path, "") + before
        places.append((path, len(text), len(text) + len(piece.text)))
        texts[path] = f"{text}{piece.text}{behind}"
    return Laid(texts, tuple(places))


def told(case: Case, script: Script, dialect: Dialect) -> list[Error]:
    """The errors of the rules about a script."""
    texts, places = laid(case, script, dialect)
    starts: dict[str, list[tuple[int, int, int]]] = {}
    for number, (path, start, end) in enumerate(places):
        starts.setdefault(path, []).append((start, end, number))

    def statement(span: Span | None) -> int | None:
        rows = starts.get(span.path, []) if span else []
        at = bisect_right(rows, (span.start, sys.maxsize, 0)) - 1 if span else -1
        return rows[at][2] if span and at >= 0 and span.start <= rows[at][1] else None

    with _repository(texts, dialect):
        report = check(["."], Options(select=rules()))
    assert not report.failures, report.failures
    found = []
    for one in report.diagnostics:
        if one.severity == "error":
            spans = (one.span, one.cause, *(related.span for related in one.related))
            about = (statement(span) for span in spans)
            found.append(
                Error(one.rule, statement(one.span), frozenset(number for number in about if number is not None))
            )
    return found


@contextmanager
def _repository(texts: Mapping[str, str], dialect: Dialect) -> Iterator[None]:
    """The files in the current folder while it lasts, new in a repository whose default branch holds nothing: so a history is
    known to be whole. What other parsers said is kept from one time to the next."""
    folder = _workshop()
    before, answers = os.getcwd(), os.environ.get("SCHEMALINT_CACHE")
    for path, text in {**texts, "schemalint.toml": f'dialect = "{dialect}"\n'}.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="")
    os.chdir(folder)
    os.environ["SCHEMALINT_CACHE"] = f"{folder}/.git/answers"
    try:
        yield
    finally:
        os.chdir(before)
        if answers is None:
            del os.environ["SCHEMALINT_CACHE"]
        else:
            os.environ["SCHEMALINT_CACHE"] = answers
        for path in texts:
            (folder / path).unlink()


@cache
def _workshop() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="schemalint-mutants-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    who = ("-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false")
    for command in (("init", "-q", "-b", "main"), (*who, "commit", "-q", "--allow-empty", "-m", "nothing yet")):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    return folder


def _around(text: str, dialect: Dialect) -> tuple[str, str]:
    """What parts a statement from those before and behind it."""
    compound = dialect in ("mysql", "mariadb") and re.search(r"\bBEGIN\b", text, re.IGNORECASE)
    return ("DELIMITER //\n", "\n//\nDELIMITER ;\n") if compound else ("", "\n;\n")


def is_ddl(text: str, dialect: Dialect) -> bool:
    """Whether a statement is judged as DDL: not what reads or writes rows, nor a block."""
    row = words(text, dialect)
    return bool(row) and row[0].upper not in (
        "INSERT", "UPDATE", "DELETE", "SELECT", "WITH", "MERGE", "DO", "CALL", "TRUNCATE", "REPLACE", "VALUES", "SET", "(",
    )  # fmt: skip


ROUNDS = 300
"""Bounds the work on one mutant."""


def judge(server: Server, case: Case, drawn: Mutant, into: Tally) -> None:
    """Hold one mutant against the server.

    What was foreseen is taken out and the rest is judged again, as a user mends one error after the other; where nothing of the
    rest is foreseen, the first of it was missed and is taken out, too. So every refusal is judged in the state that the server
    was in, and none is left out because it follows from another.
    """
    script = drawn.script
    said = server.run([piece.text for piece in script], case.before)
    open_ = [number for number, refusal in enumerate(said) if refusal is not None]
    left = list(range(len(script)))
    early: list[Error] = []
    for round_ in range(ROUNDS):
        errors = [
            _numbered(error, left) for error in told(case, tuple(script[number] for number in left), server.dialect)
        ]
        if round_ == 0:
            early = [one for one in errors if one.at is not None and not one.about & set(open_)]
        if not open_:
            break
        rules_ = {number: {one.rule for one in errors if number in one.about} for number in open_}
        fresh = {number for number in open_ if rules_[number] & set(server.causes.get(_code(said, number), ()))}
        for number in sorted(fresh or open_[:1]):
            _count(into, server, case, drawn, number, said, rules_[number], first=round_ == 0)
        gone = fresh or set(open_[:1])
        open_ = [number for number in open_ if number not in gone]
        left = [number for number in left if number not in gone]
    assert not open_, drawn.about
    for one in errors:
        if one.at is not None:
            into.alarms.append(_miss(case, drawn, one.at, one.rule))
    still = {(one.rule, one.at) for one in errors}
    for one in early:
        if one.at is not None and (one.rule, one.at) not in still:
            into.late.append(_miss(case, drawn, one.at, one.rule))


def _numbered(error: Error, left: Sequence[int]) -> Error:
    at = None if error.at is None else left[error.at]
    return Error(error.rule, at, frozenset(left[number] for number in error.about))


def _code(said: Sequence[Refusal | None], number: int) -> str:
    refusal = said[number]
    return refusal.code if refusal else ""


def _miss(case: Case, drawn: Mutant, number: int, said: str, code: str = "") -> Miss:
    return Miss(case.name, drawn.mutator, drawn.about, drawn.script[number].text, said, code)


def _reason(server: Server, case: Case, script: Script, number: int, said: Sequence[Refusal | None]) -> str:
    """Why a refusal that was not foreseen is left out; empty where it is a miss."""
    refusal, text = said[number], script[number].text
    assert refusal is not None
    for code, pattern, reason in server.outside:
        if re.fullmatch(code, refusal.code) and re.search(pattern, refusal.words):
            return reason
    there = named(text, server.dialect)
    lost = {made(script[at].text, server.dialect) for at in range(number) if said[at] is not None}
    if any(what is not None and what.key in there for what in lost):
        return "it follows: an earlier statement that makes what it names was refused, and told"
    later = {made(piece.text, server.dialect) for piece in script[number + 1 :]}
    if not case.history and text[:4].upper() == "DROP" and any(what and what.key in there for what in later):
        return "a DROP before the CREATE of a schema file clears what an earlier run left, by the rule's own words"
    return ""


def _count(
    into: Tally,
    server: Server,
    case: Case,
    drawn: Mutant,
    number: int,
    said: Sequence[Refusal | None],
    names: set[str],
    *,
    first: bool,
) -> None:
    refusal = said[number]
    assert refusal is not None
    causes = set(server.causes.get(refusal.code, ()))
    text = drawn.script[number].text
    foreseen = bool(names & causes)
    if not is_ddl(text, server.dialect):
        into.rows[f"{refusal.code} {'foreseen' if foreseen else 'not foreseen'}"] += 1
        return
    if foreseen:
        into.foreseen[refusal.code, drawn.mutator] += 1
        if first:
            into.roots[min(names & causes)] += 1
        return
    reason = _reason(server, case, drawn.script, number, said)
    if reason:
        into.outside[f"{refusal.code} {reason}"] += 1
        return
    beside = f" (told: {', '.join(sorted(names))})" if names else ""
    into.missed.append(_miss(case, drawn, number, f"{refusal.code} {refusal.words}{beside}", refusal.code))


def run(server: Server, case: Case, seeds: Iterable[int], times: Callable[[Case], int], into: Tally) -> None:
    """Draw mutants of a case and judge them."""
    for seed in seeds:
        drawn = mutant(case.script, server.dialect, f"{case.name}:{seed}", times(case))
        if drawn.mutator:
            judge(server, case, drawn, into)


def summary(into: Tally) -> str:
    """The counts, for the eye."""
    by_code: Counter[str] = Counter()
    for (code, _), count in into.foreseen.items():
        by_code[code] += count
    missed = Counter(miss.code for miss in into.missed)
    total = sum(by_code.values())
    lines = [
        f"{total} refusals of DDL foreseen, {len(into.missed)} not; {len(into.alarms)} false alarms, {len(into.late)} after another error"
    ]
    lines += [f"  {code}: {by_code[code]} foreseen, {missed[code]} not" for code in sorted({*by_code, *missed})]
    lines += ["told first by rule: " + ", ".join(f"{name} {count}" for name, count in into.roots.most_common())]
    lines += [f"outside: {count} × {reason}" for reason, count in into.outside.most_common()]
    lines += ["statements on rows: " + ", ".join(f"{what} {count}" for what, count in sorted(into.rows.items()))]
    return "\n".join(lines)
