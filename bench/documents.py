"""How long a schema document takes to check, as ratios: for each doubling of it, and against parsing its Markdown alone.

    python bench/documents.py                    # 75, 150 and 300 tables; 300 make 5,000 lines
    python bench/documents.py --shape dictionary # one Markdown table of all columns, most rows of it wrong
    python bench/documents.py --tables 600       # the largest size; a half and a quarter of it come before

Figures are CPU seconds of whole processes, user and system, without what a document of one table takes; the least of the runs,
which are taken in turn. A ratio of 2 for a doubling is linear.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

STATES = ("open", "paid", "sent")

PARSE = """\
import sys
from markdown_it import MarkdownIt
MarkdownIt('commonmark').enable('table').parse(open(sys.argv[1], encoding='utf-8').read())
"""


def schema(tables: int) -> str:
    """DDL for so many tables, each with a key to the one before it."""
    return "".join(
        f"CREATE TABLE entity_{n} (\n"
        "    id bigint PRIMARY KEY,\n"
        f"    parent_id bigint NOT NULL REFERENCES entity_{max(n - 1, 0)} (id),\n"
        f"    status text NOT NULL DEFAULT 'open' CHECK (status IN ({', '.join(repr(one) for one in STATES)})),\n"
        "    amount numeric(10,2),\n"
        "    created_at timestamptz NOT NULL DEFAULT now()\n"
        ");\n"
        f"CREATE INDEX entity_{n}_parent_idx ON entity_{n} (parent_id);\n"
        for n in range(tables)
    )


def document(tables: int) -> str:
    """A document of that schema: figures, a diagram, a section for each table, tables of indexes, values and relations, 17 lines for each table. Every
    tenth table is documented with a wrong type."""
    return "\n".join(_lines(tables)) + "\n"


def _lines(tables: int) -> Iterator[str]:
    yield from ("# Database Schema: Bench", "", "**Version:** 1.0.0", "**Database:** PostgreSQL 15", "")
    yield from ("## 1. Overview", "", "What is kept.", "", "### 1.3 Key Metrics", "", f"- **Tables:** {tables}", "")
    yield from ("## 3. Schema Design", "", "### 3.1 Entity Relationship Diagram", "", "```mermaid", "erDiagram")
    for n in range(tables):
        yield f"    ENTITY_{max(n - 1, 0)} ||--o{{ ENTITY_{n} : has"
    yield from ("```", "", "## 4. Table Definitions", "")
    for n in range(tables):
        yield from (
            f"### 4.{n + 1} `entity_{n}`",
            "",
            f"The things of kind {n}; see [the kind before](#4{n}-entity_{n - 1}).",
            "",
        )
        yield from ("It has rows for ever.", "")
        yield from (
            "| Column | Type | Nullable | Default | Description |",
            "|--------|------|----------|---------|-------------|",
        )
        yield f"| id | {'uuid' if n % 10 == 9 else 'bigint'} | No | - | number |"
        yield f"| parent_id | bigint | No | - | References entity_{max(n - 1, 0)}(id) |"
        yield "| status | text | No | 'open' | how far it is |"
        yield "| amount | numeric(10,2) | Yes | - | in euros |"
        yield from ("| created_at | timestamptz | No | now() | when it was made |", "")
    yield from (
        "## 7. Indexes Strategy",
        "",
        "| Table | Index | Type | Columns |",
        "|-------|-------|------|---------|",
    )
    yield from (f"| entity_{n} | entity_{n}_parent_idx | B-tree | parent_id |" for n in range(tables))
    yield from ("", "### Foreign keys", "")
    yield from (f"- entity_{n}.parent_id → entity_{max(n - 1, 0)}.id" for n in range(tables))
    yield from ("", "### Status Values", "", "| Table | Column | Valid Values |", "|-------|--------|--------------|")
    yield from (f"| entity_{n} | status | {', '.join(STATES)} |" for n in range(tables))


def dictionary(tables: int) -> str:
    """A document of that schema with one table for all columns, four rows for each of its tables, three of them wrong."""
    rows = [
        row
        for n in range(tables)
        for row in (
            f"| entity_{n} | id | uuid | No | - | number |",
            f"| entity_{n} | parent_id | bigint | Yes | - | the one before |",
            f"| entity_{n} | status | text | No | 'new' | how far it is |",
            f"| entity_{n} | amount | numeric(10,2) | Yes | - | in euros |",
        )
    ]
    head = ["| Table | Column | Type | Nullable | Default | Description |", "|---|---|---|---|---|---|"]
    return "\n".join(("# Database Schema: Bench", "", "## 13. Data Dictionary", "", *head, *rows, ""))


SHAPES = {"sections": document, "dictionary": dictionary}


def seconds(command: Sequence[str]) -> float:
    """CPU seconds of one run, user and system; what it prints is thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def measured(
    sizes: Sequence[int], runs: int, root: Path, select: str, shape: str
) -> tuple[dict[int, float], dict[int, float], float]:
    """By size the seconds of a check and of parsing alone, and the seconds that reading without any rule takes at the largest."""
    commands: dict[tuple[str, int], list[str]] = {}
    for size in (1, *sizes):
        folder = root / str(size)
        folder.mkdir()
        (folder / "schema.sql").write_text(schema(size), encoding="utf-8")
        (folder / "schema.md").write_text(SHAPES[shape](size), encoding="utf-8")
        check = [sys.executable, "-m", "schemalint", "check", "--isolated", "--no-cache", "--dialect", "postgres"]
        commands["check", size] = [*check, "--select", select, "--format", "concise", str(folder)]
        commands["parse", size] = [sys.executable, "-c", PARSE, str(folder / "schema.md")]
    largest = sizes[-1]
    commands["facts", largest] = [
        sys.executable, "-m", "schemalint", "facts", "--isolated", "--dialect", "postgres", str(root / str(largest) / "schema.md"),
    ]  # fmt: skip
    commands["facts", 1] = [*commands["facts", largest][:-1], str(root / "1" / "schema.md")]
    taken: dict[tuple[str, int], list[float]] = {key: [] for key in commands}
    for _ in range(runs):
        for key, command in commands.items():
            taken[key].append(seconds(command))
    least = {key: min(times) for key, times in taken.items()}
    checked = {size: least["check", size] - least["check", 1] for size in sizes}
    parsed = {size: least["parse", size] - least["parse", 1] for size in sizes}
    return checked, parsed, least["facts", largest] - least["facts", 1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=300, help="how many tables the largest document has")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--select", default="documents", help="rules and groups")
    parser.add_argument(
        "--shape", choices=SHAPES, default="sections", help="a section for each table, or one table of all columns"
    )
    options = parser.parse_args()
    sizes = (options.tables // 4, options.tables // 2, options.tables)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        checked, parsed, read = measured(sizes, options.runs, root, options.select, options.shape)
        for size in sizes:
            lines = SHAPES[options.shape](size).count("\n")
            print(
                f"{size:5} tables {lines:6} lines   check {checked[size]:6.2f} s   Markdown alone {parsed[size]:6.2f} s"
            )
        for small, large in pairwise(sizes):
            print(f"{small} to {large} tables: x {checked[large] / checked[small]:.2f}")
        print(f"a check against Markdown alone: x {checked[sizes[-1]] / parsed[sizes[-1]]:.1f}")
        print(f"of it reading without rules: {read / checked[sizes[-1]]:.0%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
