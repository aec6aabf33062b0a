"""The strict judge: are the statements that our reader did not understand valid at all?

sqlglot and sqlfluff are asked, each in a process of its own that is killed when it takes too long. The server's own parser
decides alone where it is at hand: SQLite's comes with Python, PostgreSQL's with the extra `strict`. Nothing is imported before
it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from schemalint.dialects.words import BODIES
from schemalint.model.change import Judged
from schemalint.model.document import Dialect, Statement
from schemalint.sql.wellformed import Refusal, refusal
from schemalint.sql.workers import Answer, Worker, ask, program

SECONDS_PER_STATEMENT = 5.0
ENOUGH = 200
"""So many statements are worth the start of another process, which takes as long as judging them."""
LONGEST = 100_000
"""Characters; a longer statement is data or generated, and no parser of Python finishes it in time."""

SERVERS = ("libpg_query", "sqlite")
"""Judges that are a server's own parser."""
PARSERS = ("sqlglot", "sqlfluff")
BINDINGS = ("postgast", "pgparse")
"""Python packages around PostgreSQL's own parser."""


def judge(statements: Sequence[Statement], lost: list[str] | None = None, jobs: int = 0) -> list[Judged]:
    """A verdict for each statement, in order. Never raises: a missing or broken parser costs its voice and nothing else, and
    `lost` is given a line that says so. `jobs` is the number of processes, one a parser at least; 0 takes the processors
    there are, where there is enough to ask.

    Statements with template markers, of no known dialect, and lines for clients are not judged.
    """
    verdicts = [Judged(None, (), _unfit(statement)) for statement in statements]
    asked = [number for number, verdict in enumerate(verdicts) if not verdict.message]
    if not asked:
        return verdicts
    own: dict[Dialect, str] = {"sqlite": "sqlite"}
    if any(find_spec(name) is not None for name in BINDINGS):
        own["postgres"] = "libpg_query"
    groups: dict[str, list[int]] = {}
    for number in asked:
        server = own.get(statements[number].dialect)
        for name in (server,) if server else PARSERS:
            groups.setdefault(name, []).append(number)
    told: dict[str, dict[int, Answer]] = {}
    shares = []
    each = max(1, (jobs or os.cpu_count() or 1) // len(groups))
    for name, numbers in groups.items():
        told[name] = {}
        parts = min(each, -(-len(numbers) // ENOUGH))
        for part in range(parts):
            questions = [
                (n, {"sql": statements[n].text, "dialect": statements[n].dialect}) for n in numbers[part::parts]
            ]
            shares.append((Worker(program("judges.py"), name, SECONDS_PER_STATEMENT), questions, told[name]))
    problems = ask(shares)
    if lost is not None:
        lost.extend(problems)
    for number in asked:
        statement = statements[number]
        answers = {name: _answer(rows[number]) for name, rows in told.items() if number in rows}
        verdicts[number] = _merged(answers, refusal(statement))
    return verdicts


def _unfit(statement: Statement) -> str:
    if statement.masked:
        return "it holds a template marker"
    if statement.dialect == "standard":
        return "nothing tells the dialect"
    if statement.kind in ("client", "data"):
        return "it is for a client"
    if statement.dialect not in ("postgres", "sqlite") and statement.verb in BODIES[statement.dialect]:
        return "its body is a program"
    if len(statement.text) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if "\x00" in statement.text:
        return "it holds a NUL character"
    return ""


def _answer(told: Answer) -> Answer:
    """The verdict, or none where the process gave none."""
    return {"valid": None, "message": told["failed"], "at": -1} if "failed" in told else told


def _merged(answers: Mapping[str, Answer], own: Refusal | None) -> Judged:
    """Two refusals make a statement invalid; one taker, and nobody but one against it, makes it valid."""
    for name in SERVERS:
        server = answers.get(name)
        if server is not None and server["valid"] is not None:
            return Judged(server["valid"], (name,), server["message"], server["at"])
    against = {name: answer for name, answer in answers.items() if answer["valid"] is False}
    takers = tuple(name for name, answer in answers.items() if answer["valid"])
    names = (*against, "grammar") if own else tuple(against)
    # The most exact place and words: our own, then sqlglot's; sqlfluff names the beginning of what it does not know.
    said = own or next((Refusal(answer["message"], answer["at"]) for answer in against.values()), Refusal("", -1))
    if own is None and said.at < 0:
        said = Refusal(said.message, max((answer["at"] for answer in against.values()), default=-1))
    if len(names) >= 2:
        return Judged(False, names, said.message, said.at)
    if takers:
        doubt = f"{' and '.join(names)} refuses it: {said.message}" if names else ""
        return Judged(True, takers, doubt, said.at)
    if names:
        return Judged(None, names, said.message, said.at)
    return Judged(None, (), "; ".join(dict.fromkeys(str(answer["message"]) for answer in answers.values())))
