"""Processes that ask parsers of others, one question a line: started apart from everything, killed when they take too long.

A worker is a program in this folder that greets with `{"ready": true}`, or says why it cannot be used, and then answers each
line of JSON with one line of JSON. What hangs, breaks or eats memory costs the answer to one question.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

SECONDS_PER_RUN = 60.0
SECONDS_TO_START = 20.0
RESTARTS = 3
"""How often a killed worker is started anew within a run."""

Answer = Mapping[str, Any]
Question = Mapping[str, str]


class Worker:
    """One process: asks question by question, kills what takes too long, starts it anew a few times."""

    def __init__(self, program: str, name: str, seconds: float) -> None:
        """`program` is the file to run, `name` what it is to be, for messages too, `seconds` what one answer may take."""
        self.program = program
        self.name = name
        self.seconds = seconds
        self.process: subprocess.Popen[str] | None = None
        self.problem = ""
        """Why no more is asked; empty while it works."""

    def run(self, asked: Sequence[tuple[int, Question]], told: dict[int, Answer]) -> None:
        """Fills `told` by the questions' numbers. `{"failed": why}` is the answer to a question that got none."""
        deadline = time.monotonic() + SECONDS_PER_RUN
        starts = 0
        try:
            for number, question in asked:
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
                    told[number] = {"failed": self.problem}
                    continue
                answer = self._exchange(json.dumps(question), min(self.seconds, left))
                if answer is None:
                    answer = {"failed": f"{self.name} took too long or broke"}
                    self._stop()
                told[number] = answer
        finally:
            self._stop()

    def _start(self, seconds: float) -> None:
        # `-I` keeps the current directory, which the author of a pull request fills, off the module search path; the
        # parent's own path is passed on, without entries that are relative to it.
        path = [entry for entry in sys.path if os.path.isabs(entry)]
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-I", self.program, self.name, json.dumps(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=os.path.dirname(self.program),
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


def ask(shares: Sequence[tuple[Worker, Sequence[tuple[int, Question]], dict[int, Answer]]]) -> list[str]:
    """Lets each worker answer its share into the mapping beside it, all at the same time; gives what went wrong, in words."""
    threads = [threading.Thread(target=worker.run, args=(asked, told), daemon=True) for worker, asked, told in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(dict.fromkeys(worker.problem for worker, _, _ in shares if worker.problem))


def program(name: str) -> str:
    """The file of a worker in this folder."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
