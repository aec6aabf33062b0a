"""How much of a corpus the DDL reader understands: the share of DDL statements read completely, by dialect.

    python bench/coverage.py [--list N] [--dialect D] [--folder F] [CORPUS]

The corpus is a directory whose folders are known below, or whose paths name the dialect. Also counts statements of which
tokens were lost, which must be none.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from schemalint.model.change import Opaque, Reading
from schemalint.model.document import Dialect
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

# What the folders of the corpus hold; where a folder holds many dialects, the path below it tells.
FOLDERS: dict[str, str] = {
    "dhis2": "postgres", "danbooru": "postgres", "concourse": "postgres", "crates-io": "postgres", "svix": "postgres",
    "langfuse": "postgres", "nakama": "postgres", "supabase-auth": "postgres", "sqitch-fixtures": "postgres",
    "mall": "mysql", "oracle-samples": "oracle", "wide-world-importers": "tsql", "adventure-works": "tsql",
    "framework-fixtures": "standard",
}  # fmt: skip
HINTS: tuple[tuple[str, str], ...] = (
    ("postgres", "postgres"), ("cockroach", "postgres"), ("yugabyte", "postgres"), ("mysql", "mysql"),
    ("mariadb", "mariadb"), ("sqlite", "sqlite"), ("oracle", "oracle"), ("sql-server", "tsql"), ("sqlserver", "tsql"),
    ("mssql", "tsql"),
)  # fmt: skip


def dialect_of(path: str) -> Dialect:
    """The dialect of a file by its path below the corpus."""
    folder = path.split("/")[0]
    if folder in FOLDERS:
        return cast(Dialect, FOLDERS[folder])
    for hint, dialect in HINTS:
        if hint in path.lower():
            return cast(Dialect, dialect)
    return "standard"


def files(corpus: Path, folder: str = "") -> Iterator[tuple[str, str]]:
    """The SQL files of the corpus: path below it and text."""
    for path in sorted((corpus / folder).rglob("*.sql")):
        if path.is_file():
            yield path.relative_to(corpus).as_posix(), path.read_text(encoding="utf-8-sig", errors="replace")


def readings(corpus: Path, dialect: str = "", folder: str = "") -> Iterator[tuple[str, Reading]]:
    """Every statement of the corpus, read."""
    for path, text in files(corpus, folder):
        spoken = dialect_of(path)
        if dialect and spoken != dialect:
            continue
        for statement in split(text, spoken, path):
            yield path, read(statement)


def fault(reading: Reading) -> str:
    """Why a reading is not complete, for people."""
    for change in reading.changes:
        if isinstance(change, Opaque):
            return change.reason
    return "unread: " + " | ".join(part.text[:80] for part in reading.unread)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("SCHEMALINT_CORPUS", ""))
    parser.add_argument("--list", type=int, default=0, help="print so many incomplete statements of each dialect")
    parser.add_argument("--dialect", default="")
    parser.add_argument("--folder", default="")
    options = parser.parse_args()
    if not options.corpus:
        print("name a corpus, or set SCHEMALINT_CORPUS", file=sys.stderr)
        return 2
    total: Counter[str] = Counter()
    complete: Counter[str] = Counter()
    everything: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    lost = 0
    shown: Counter[str] = Counter()
    for path, reading in readings(Path(options.corpus), options.dialect, options.folder):
        statement = reading.statement
        dialect: str = statement.dialect
        lost += reading.claimed != len(statement.tokens.words)
        everything[dialect] += 1
        whole[dialect] += reading.complete
        if statement.kind == "ddl":
            total[dialect] += 1
            complete[dialect] += reading.complete
        if not reading.complete and shown[dialect] < options.list:
            shown[dialect] += 1
            begin = " ".join(statement.text.split())[:110]
            print(f"{dialect} {path}: {begin}\n    {fault(reading)}")
    for dialect in sorted(everything):
        share = 100 * complete[dialect] / total[dialect] if total[dialect] else 100.0
        every = 100 * whole[dialect] / everything[dialect]
        print(
            f"{dialect:10} ddl {complete[dialect]:6}/{total[dialect]:6} {share:7.3f} %"
            f"   all {whole[dialect]:6}/{everything[dialect]:6} {every:7.3f} %"
        )
    print(f"statements with lost tokens: {lost}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
