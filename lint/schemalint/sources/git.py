"""The few questions asked of git, each answered or declined, never raised."""

from __future__ import annotations

import os

# A hook is run with these set for its own repository; they would send every question about another one there.
_FOREIGN = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
)


def root_of(folder: str) -> str:
    """The root of the repository or worktree that holds the folder, found without running git; empty outside one.

    A worktree and a submodule have a `.git` file instead of a directory.
    """
    at = folder
    while True:
        if os.path.exists(at + "/.git" if at != "/" else "/.git"):
            return at
        above = os.path.dirname(at)
        if above == at:
            return ""
        at = above


def environment() -> dict[str, str]:
    """The environment for git: no repository but the one we stand in, no lock on its index, messages in English."""
    env = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    env["GIT_OPTIONAL_LOCKS"] = "0"
    env["LC_ALL"] = "C"
    return env


def ask(root: str, *questions: tuple[str, ...], seconds: float = 60.0) -> list[tuple[bytes | None, str]]:
    """Run one git command for each question, side by side, in `root`. Each answer is its standard output, or None with
    the reason when git is not there, refuses, fails or takes longer than `seconds`."""
    import subprocess

    started: list[subprocess.Popen[bytes] | str] = []
    for question in questions:
        try:
            started.append(
                subprocess.Popen(
                    # A repository's own settings may name a program to watch its files; asking about it runs nothing of it.
                    ("git", "-c", "core.fsmonitor=false", *question),
                    cwd=root,
                    env=environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            )
        except OSError as error:
            started.append(f"git cannot be run: {error.strerror or error}")
    answers: list[tuple[bytes | None, str]] = []
    for process in started:
        if isinstance(process, str):
            answers.append((None, process))
            continue
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            answers.append((None, f"git took longer than {seconds:.0f} seconds"))
            continue
        if process.returncode:
            words = err.decode("utf-8", "replace").strip().splitlines()
            answers.append((None, words[0] if words else f"git ended with status {process.returncode}"))
        else:
            answers.append((out, ""))
    return answers


def names(answer: bytes) -> list[str]:
    """The paths of a `-z` listing."""
    return [os.fsdecode(name) for name in answer.split(b"\0") if name]
