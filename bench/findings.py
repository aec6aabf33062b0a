"""What a preset says over a corpus: findings per 1,000 statements by folder, and a seeded sample of them to read by eye.

    python bench/findings.py [--preset NAME] [--sample N] [--seed N] [--rules] [CORPUS]

Each folder of the corpus is checked alone, without configuration or cache. A finding of the sample is told with the lines it
is about; the same seed over the same findings draws the same ones.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import Counter
from pathlib import Path

from schemalint.config import Options
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.run import Report
from schemalint.plugins import manager, rules
from schemalint.recall import check


def place(one: Diagnostic, report: Report, corpus: Path) -> tuple[str, int, str]:
    """The file below the corpus, the line, and the text around the finding on one line."""
    document = report.documents.get(one.span.path)
    text = document.text if document else ""
    line = text.count("\n", 0, one.span.start) + 1
    last = min(text.count("\n", 0, one.span.end) + 1, line + 2)
    around = " / ".join(part.strip()[:160] for part in text.split("\n")[max(line - 2, 0) : last])
    return os.path.relpath(os.path.abspath(one.span.path), corpus), line, around


def main() -> None:
    """Prints the table, then the sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("SCHEMALINT_CORPUS", ""), type=Path)
    parser.add_argument("--preset", default="recommended")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", action="store_true", help="count by rule too")
    asked = parser.parse_args()
    if not asked.corpus.is_dir():
        parser.error("name a directory, or set SCHEMALINT_CORPUS")
    corpus = asked.corpus.resolve()
    entries = rules(manager())
    options = Options(isolated=True, no_cache=True, preset=asked.preset)
    found: list[tuple[Diagnostic, Report]] = []
    print(f"{'folder':<24}{'statements':>11}{'findings':>10}{'per 1,000':>11}{'errors':>8}")
    for folder in sorted(path for path in corpus.iterdir() if path.is_dir()):
        report = check([str(folder)], options, entries)
        told = [one for one in report.diagnostics if not one.suppressed]
        if not report.summary.files:
            continue
        statements = report.summary.statements
        rate = f"{1000 * len(told) / statements:.0f}" if statements else "–"
        print(f"{folder.name:<24}{statements:>11}{len(told):>10}{rate:>11}{report.summary.errors:>8}")
        if asked.rules:
            for rule, times in Counter(one.rule for one in told).most_common():
                print(f"    {times:>6}  {rule}")
        found += [(one, report) for one in told]
    print(f"{'all':<24}{'':>11}{len(found):>10}")
    drawn = random.Random(asked.seed).sample(found, min(asked.sample, len(found)))
    for number, (one, report) in enumerate(sorted(drawn, key=lambda pair: (pair[0].rule, pair[0].span)), 1):
        path, line, around = place(one, report, corpus)
        print(f"\n#{number} {one.severity} {one.rule} {path}:{line}\n  {one.message}\n  {around}")


if __name__ == "__main__":
    main()
