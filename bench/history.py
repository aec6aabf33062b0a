"""What one new migration on a long history costs, as ratios: against the same file on its own, and against the history without it.

    python bench/history.py migrations/           # a copy of the directory becomes a repository whose history is released

Figures are CPU seconds of whole processes, user and system; medians of runs in turn. The new migration changes with each run, so
that no run is answered from memory; what a cache keeps of the files that did not change counts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import count

from speed import seconds

NEW = """\
CREATE TABLE bench_note (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
-- {n}
"""


def committed(source: str, target: str) -> None:
    """A copy of the directory with everything in its one commit on the default branch."""
    shutil.copytree(source, target, copy_function=shutil.copyfile)
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), (*who, "commit", "-q", "-m", "released")):
        subprocess.run(("git", *words), cwd=target, check=True)


def new_file(folder: str) -> str:
    """The path of a further migration, in the manner of the last one there: a file beside files, a folder beside folders."""
    names = sorted(name for name in os.listdir(folder) if name[:1].isdigit() or name[:1] in "Vv")
    if names and os.path.isdir(os.path.join(folder, names[-1])):
        inside = sorted(os.listdir(os.path.join(folder, names[-1])))
        script = next((name for name in inside if name in ("migration.sql", "up.sql")), "migration.sql")
        return os.path.join(folder, "29990101000000_bench", script)
    ending = ".up.sql" if any(name.endswith(".up.sql") for name in names) else ".sql"
    return os.path.join(folder, f"29990101000000_bench{ending}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", help="the migrations of one history")
    parser.add_argument("--runs", type=int, default=9)
    asked = parser.parse_args()
    lint = [sys.executable, "-m", "schemalint", "check", "--format", "concise", "--dialect", "postgres"]
    number = count()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCHEMALINT_CACHE"] = os.path.join(folder, "cache")
        history, alone = os.path.join(folder, "history"), os.path.join(folder, "alone", "new.sql")
        committed(asked.directory, history)
        new = new_file(history)
        for path in (new, alone):
            os.makedirs(os.path.dirname(path), exist_ok=True)

        def timed(command: Sequence[str], path: str) -> float:
            with open(path, "w", encoding="utf-8") as file:
                file.write(NEW.format(n=next(number)))
            return seconds(command)

        rows = [
            (timed([*lint, history], new), timed([*lint, new], new), timed([*lint, alone], alone))
            for _ in range(asked.runs + 1)
        ][1:]
        whole, named, single = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"the file on its own: {single:.3f} s")
        print(f"the file named, its history read along: {named:.3f} s, ratio {named / single:.2f}")
        print(f"the whole directory: {whole:.3f} s, ratio {whole / single:.2f}")


if __name__ == "__main__":
    main()
