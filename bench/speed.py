"""How long schemalint takes, as ratios against other programs in the same run: absolute times belong to one machine.

    python bench/speed.py                       # start-up, and growth with the number of statements
    python bench/speed.py --dump dump.sql       # also a real dump against squawk (`pip install squawk-cli`)

Figures are CPU seconds of whole processes, user and system; the median of the runs. Each pair is run in turn, so that a
machine that slows down slows both.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence

SMALL = """\
CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    status text NOT NULL DEFAULT 'active',
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX account_email_idx ON account (email);
"""

TABLE = """\
CREATE TABLE t{n} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint REFERENCES t{parent} (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX t{n}_parent_idx ON t{n} (parent_id);
ALTER TABLE t{n} ADD COLUMN note text;
COMMENT ON TABLE t{n} IS 'Table {n}.';
INSERT INTO t{n} (note) VALUES ('first');
"""

STATEMENTS_A_TABLE = 5


def seconds(command: Sequence[str]) -> float:
    """CPU seconds of one run, user and system; what it prints is thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def peak(command: Sequence[str]) -> int:
    """The largest resident size of one run in KB, told by a process that waits for nothing else."""
    ask = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=-3, stderr=-3); "
    ask += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", ask, *command], capture_output=True, text=True, check=True)
    return int(done.stdout)


def pair(ours: Sequence[str], theirs: Sequence[str], runs: int) -> tuple[float, float]:
    """The medians of both commands, run in turn after one round that does not count."""
    rows = [(seconds(ours), seconds(theirs)) for _ in range(runs + 1)][1:]
    return statistics.median(row[0] for row in rows), statistics.median(row[1] for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dump", help="a PostgreSQL dump to check with both schemalint and squawk")
    parser.add_argument(
        "--squawk", default=shutil.which("squawk"), help="squawk's program, where it is not on the path"
    )
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--most", type=int, default=50_000, help="statements in the largest file of the growth test")
    asked = parser.parse_args()
    lint = [sys.executable, "-m", "schemalint", "check", "--isolated", "--no-cache"]
    remembered = [word for word in lint if word != "--no-cache"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCHEMALINT_CACHE"] = os.path.join(folder, "cache")
        small = os.path.join(folder, "small.sql")
        with open(small, "w", encoding="utf-8") as file:
            file.write(SMALL)
        click = [sys.executable, "-c", "import click"]
        for name, ours in (
            ("--version", [sys.executable, "-m", "schemalint", "--version"]),
            ("one small file", [*lint, small]),
            ("the same again, from memory", [*remembered, small]),
        ):
            mine, other = pair(ours, click, asked.runs)
            print(f"{name}: {mine:.3f} s, import click: {other:.3f} s, ratio {mine / other:.2f}")
        if asked.dump and asked.squawk:
            theirs = [asked.squawk, "--reporter", "gcc", asked.dump]
            mine, other = pair([*lint, "--format", "concise", asked.dump], theirs, asked.runs)
            size = os.path.getsize(asked.dump) / 1024
            print(
                f"{os.path.basename(asked.dump)} ({size:.0f} KB): {mine:.3f} s, squawk: {other:.3f} s, ratio {mine / other:.2f}"
            )
        elif asked.dump:
            print("squawk is not installed; the dump was not timed")
        last = 0.0
        count = asked.most // 8
        while count <= asked.most:
            path = os.path.join(folder, "growth.sql")
            with open(path, "w", encoding="utf-8") as file:
                tables = range(count // STATEMENTS_A_TABLE)
                file.writelines(TABLE.format(n=n, parent=max(n - 1, 0)) for n in tables)
            spent = seconds([*lint, "--format", "concise", path])
            growth = f", {spent / last:.2f} times the half" if last else ""
            size = peak([*lint, "--format", "concise", path]) / count
            print(f"{count} statements: {spent:.2f} s, {spent / count * 1e6:.0f} µs and {size:.1f} KB each{growth}")
            last = spent
            count *= 2


if __name__ == "__main__":
    main()
