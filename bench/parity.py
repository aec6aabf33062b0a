"""How much of what squawk tells of a corpus the rules tell that docs/coming-from.md names for it, statement by statement.

    python bench/parity.py [--list RULE] FOLDER...

The folders hold SQL for PostgreSQL; squawk must be on the path. Of a statement that both speak of it is not asked whether they
mean the same thing. What is left has its reasons, which the guide gives: a table made in the same file, a column that goes again.
"""

from __future__ import annotations

import argparse
import bisect
import json
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

from schemalint.config import Options
from schemalint.plugins import manager, rules
from schemalint.recall import check
from schemalint.sql.splitter import split

PAGE = Path(__file__).resolve().parents[1] / "docs" / "coming-from.md"
DOWN = re.compile(r"(?:^|[._-])(?:down|revert|rollback|undo)\b", re.I)
"""Names of down parts, which are left out."""
MANY = 200
"""Files that squawk is handed at once."""


def mapped() -> dict[str, tuple[str, ...]]:
    """The rules of ours that the guide names for each rule of squawk."""
    section = PAGE.read_text(encoding="utf-8").partition("\n## squawk\n")[2].partition("\n## ")[0]
    found = re.findall(r"^\| `([\w-]+)` \| (.*?) \|", section, re.M)
    return {name: tuple(re.findall(r"`([a-z-]+)`", ours)) for name, ours in found}


def starts(text: str, path: str) -> list[int]:
    """The first line, from 0, of every statement."""
    return [text.count("\n", 0, one.span.start) for one in split(text, "postgres", path)]


def main() -> None:
    """Prints for each rule of squawk the statements that it and ours speak of."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--list", default="", help="name the statements that only squawk tells by this rule")
    asked = parser.parse_args()
    program = shutil.which("squawk")
    if program is None:
        parser.error("squawk is not on the path")
    names = mapped()
    entries = rules(manager())
    chosen = tuple(sorted({one for ours in names.values() for one in ours}))
    theirs, both, only = Counter[str](), Counter[str](), defaultdict[str, list[str]](list)
    for folder in asked.folders:
        options = Options(isolated=True, no_cache=True, select=chosen, released=True, dialect="postgres")
        report = check([str(folder)], options, entries)
        paths = [path for path in sorted(folder.rglob("*.sql")) if path.is_file() and not DOWN.search(path.name)]
        texts = {str(path): path.read_text(encoding="utf-8-sig") for path in paths}
        lines = {path: starts(text, path) for path, text in texts.items()}
        told: dict[tuple[str, int], set[str]] = defaultdict(set)
        for one in report.diagnostics:
            for span in (one.span, *(place.span for place in one.related)):
                path = str(Path(span.path)) if span.path else ""
                if path in texts:
                    at = bisect.bisect_right(lines[path], texts[path].count("\n", 0, span.start))
                    told[path, at].add(one.rule)
        for first in range(0, len(paths), MANY):
            command = [program, "--reporter", "json", *list(texts)[first : first + MANY]]
            answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout
            seen = {
                (one["rule_name"], one["file"], bisect.bisect_right(lines[one["file"]], one["line"]))
                for one in json.loads(answer or "[]")
            }
            for rule, path, at in sorted(seen):
                theirs[rule] += 1
                if told[path, at].intersection(names.get(rule, ())):
                    both[rule] += 1
                elif rule == asked.list:
                    only[rule].append(f"{path}:{lines[path][at - 1] + 1 if at else 1}")
    for rule, count in sorted(theirs.items()):
        ours = " ".join(names.get(rule, ())) or "–"
        print(f"{rule:<42}{both[rule]:>6} of {count:<6}{100 * both[rule] // count:>4} %  {ours}")
    print("\n".join(only[asked.list]))


if __name__ == "__main__":
    main()
