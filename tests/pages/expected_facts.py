"""Facts that a person wrote down from a document, and those that `facts` prints, in one form that can be compared.

A file of expected facts is TOML whose values are lines: `level title @line`, `name @line` above the columns of a table
(`name | type | nullable | default`), `table | name | columns | unique @line`, `table | columns | parent @line`,
`table | column | values @line`. `-` stands for what the document does not say.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from schemalint.cli.facts import command
from schemalint.model.page import Page
from schemalint.model.text import Span

BLOCKS = ("metadata", "metrics", "sections", "tables", "indexes", "relations", "status_values")
MORE = ("fences", "numbers", "struck", "keys", "placeholders", "diagrams", "faults", "outline")
"""What the command does not print, or not alone, and the rules see."""
_SAID = {True: "yes", False: "no", None: "-"}


def expected(path: Path) -> dict[str, Any]:
    """The expected facts in the file at `path`: strings, and for each block the list of its entries."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    found = dict(tomllib.loads(path.read_text(encoding="utf-8")))
    return {key: _entries(value) if key in (*BLOCKS, *MORE) else value for key, value in found.items()}


def stated(document: Path, *options: str) -> dict[str, Any]:
    """What `facts` prints of the document, with the entries of each block as a person would write them down."""
    result = CliRunner().invoke(command, [str(document), "--isolated", *options], standalone_mode=False)
    assert result.exception is None, result.exception
    found: dict[str, Any] = json.loads(result.stdout)
    return {
        **found,
        "fences": [],
        "metadata": [f"{key} = {value}" for key, value in found["metadata"].items()],
        "metrics": [f"{one['name']} = {one['value']}" for one in found["metrics"]],
        "sections": [f"{one['level']} {one['title']} @{one['line']}" for one in found["sections"]],
        "tables": [_table(one) for one in found["tables"]],
        "indexes": sorted(
            f"{one['table']} | {one['name']} | {', '.join(one['columns'])} | {_SAID[one['unique']]} @{one['line']}"
            for one in found["indexes"]
        ),
        "relations": sorted(
            f"{one['table']} | {', '.join(one['columns'])} | {one['parent']} @{one['line']}"
            for one in found["relations"]
        ),
        "status_values": sorted(
            f"{one['table']} | {one['column']} | {', '.join(one['values'])} @{one['line']}"
            for one in found["status_values"]
        ),
    }


def seen(page: Page) -> dict[str, list[str]]:
    """What a page holds beside the printed facts, as a person would write it down."""
    lines = page.lines

    def at(span: Span) -> int:
        return lines.position(span.start).line

    return {
        "fences": [f"{one.language or 'none'} | {one.role} @{at(one.span)}" for one in page.fences],
        "numbers": [f"{one.number} {one.title}".strip() for one in page.sections[1:]],
        "struck": [table.name for table in page.documented_tables if table.struck],
        "keys": [
            f"{table.name}.{one.name} {', '.join(one.keys)}"
            for table in page.documented_tables
            for one in table.columns
            if one.keys
        ],
        "placeholders": [f"{one.kind} {one.text} @{at(one.span)}" for one in page.placeholders],
        "diagrams": [f"{one.kind} @{at(one.span) - 1}" for one in page.diagrams],
        "faults": [
            f"{'refused' if fault.refused else 'drawn'} {page.written(fault.span)} @{at(fault.span)}"
            for one in page.diagrams
            for fault in one.faults
        ],
        "outline": [one.wanted.title for one in page.outline if one.section is not None],
    }


def differences(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """One line for each fact that is missing (-) or too many (+); none where both say the same."""
    lines = []
    for block in (*BLOCKS, *MORE):
        if block not in wanted:
            continue
        left, right = list(wanted[block]), list(found[block])
        if block in ("indexes", "relations", "status_values"):
            left = sorted(left)
        if left == right:
            continue
        lines += [f"{block}: - {entry}" for entry in left if entry not in right]
        lines += [f"{block}: + {entry}" for entry in right if entry not in left]
        if sorted(left) == sorted(right):
            lines.append(f"{block}: another order, {right}")
        elif len(lines) == 0 or not lines[-1].startswith(block):
            lines.append(f"{block}: another count, {len(left)} and {len(right)}")
    return lines


def _entries(text: str) -> list[str]:
    """The lines of a block; a table with the indented lines below it is one entry."""
    found: list[str] = []
    for line in text.splitlines():
        if line.startswith("  ") and found:
            found[-1] += "\n" + line
        elif line.strip():
            found.append(line.strip())
    return found


def _table(table: dict[str, Any]) -> str:
    rows = [f"{table['name']} @{table['line']}"]
    for one in table["columns"]:
        default = "-" if one["default"] is None else one["default"]
        rows.append(f"  {one['name']} | {one['type']} | {_SAID[one['nullable']]} | {default}")
    return "\n".join(rows)
