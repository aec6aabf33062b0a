"""The strict judge: are the statements that our reader did not understand valid at all?

sqlglot and sqlfluff are asked, each in a process of its own that is killed when it takes too long. The server's own parser
decides alone where it is at hand: SQLite's comes with Python, PostgreSQL's with the extra `strict`. Nothing is imported before
it is needed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from schemalint.dialects.words import BODIES
from schemalint.model.change import Judged
from schemalint.model.document import Dialect, Statement
from schemalint.sql.wellformed import Refusal, refusal

SECONDS_PER_STATEMENT = 5.0
SECONDS_PER_RUN = 60.0
SECONDS_TO_START = 20.0
RESTARTS = 3
"""How often a killed worker is started anew within a run."""
ENOUGH = 200
"""So many statements are worth the start of another process, which takes as long as judging them."""
LONGEST = 100_000
"""Characters; a longer statement is data or generated, and no parser of Python finishes it in time."""

SERVERS = ("libpg_query", "sqlite")
"""Judges that are a server's own parser."""
PARSERS = ("sqlglot", "sqlfluff")
BINDINGS = ("postgast", "pgparse")
"""Python packages around PostgreSQL's own parser."""

Answer = Mapping[str, Any]
_WORKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "judges.py")


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
    threads = []
    workers = []
    each = max(1, (jobs or os.cpu_count() or 1) // len(groups))
    for name, numbers in groups.items():
        told[name] = {}
        parts = min(each, -(-len(numbers) // ENOUGH))
        for part in range(parts):
            worker = _Worker(name, told[name])
            workers.append(worker)
            share = [(n, statements[n]) for n in numbers[part::parts]]
            thread = threading.Thread(target=worker.run, args=(share,), daemon=True)
            thread.start()
            threads.append(thread)
    for thread in threads:
        thread.join()
    if lost is not None:
        lost.extend(dict.fromkeys(worker.problem for worker in workers if worker.problem))
    for number in asked:
        statement = statements[number]
        answers = {name: rows[number] for name, rows in told.items() if number in rows}
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


class _Worker:
    """One judge's process: asks statement by statement, kills what takes too long, starts it anew a few times."""

    def __init__(self, name: str, told: dict[int, Answer]) -> None:
        self.name = name
        self.told = told
        self.process: subprocess.Popen[str] | None = None
        self.problem = ""

    def run(self, asked: Sequence[tuple[int, Statement]]) -> None:
        """Fills `told` by the statements' numbers."""
        deadline = time.monotonic() + SECONDS_PER_RUN
        starts = 0
        try:
            for number, statement in asked:
                left = deadline - time.monotonic()
                if left <= 0:
                    self.problem = self.problem or f"{self.name} had no time left"
                if self.process is None and not self.problem:
                    if starts > RESTARTS:
                        self.problem = f"{self.name} was stopped too often"
                    else:
                        starts += 1
                        self._start(min(SECONDS_TO_START, left))
                if self.process is None or self.problem:
                    self.told[number] = {"valid": None, "message": self.problem, "at": -1}
                    continue
                line = json.dumps({"sql": statement.text, "dialect": statement.dialect})
                answer = self._exchange(line, min(SECONDS_PER_STATEMENT, left))
                if answer is None:
                    answer = {"valid": None, "message": f"{self.name} took too long or broke", "at": -1}
                    self._stop()
                self.told[number] = answer
        finally:
            self._stop()

    def _start(self, seconds: float) -> None:
        # `-I` keeps the current directory, which the author of a pull request fills, off the module search path; the
        # parent's own path is passed on, without entries that are relative to it.
        path = [entry for entry in sys.path if os.path.isabs(entry)]
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-I", _WORKER, self.name, json.dumps(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=os.path.dirname(_WORKER),
                encoding="utf-8",
            )
        except OSError as error:
            self.problem = f"{self.name} cannot be started: {error.strerror or error}"
            return
        greeting = self._exchange("", seconds)
        if greeting is None or not greeting.get("ready"):
            reason = greeting.get("message") if greeting else "it did not answer"
            self.problem = f"{self.name} cannot be used: {reason}"
            self._stop()

    def _exchange(self, line: str, seconds: float) -> Answer | None:
        """The next answer, or None when there is none in time. A timer kills the process, which ends the read."""
        process = self.process
        assert process is not None and process.stdin is not None and process.stdout is not None
        timer = threading.Timer(max(seconds, 0.1), process.kill)
        timer.daemon = True
        timer.start()
        try:
            if line:
                process.stdin.write(line + "\n")
                process.stdin.flush()
            reply = process.stdout.readline()
            held = json.loads(reply) if reply else None
        except (OSError, ValueError):
            held = None
        finally:
            timer.cancel()
        return held if isinstance(held, dict) else None

    def _stop(self) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        process.kill()
        process.communicate()
