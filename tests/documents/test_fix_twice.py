"""`fix` on a document with many faults ends where a second `fix` finds nothing to do, and leaves alone what it does not mend."""

from __future__ import annotations

import difflib
import os
import random
from pathlib import Path

import pytest
from grounds import CASES, Case, Ground
from mutating import Mutation, mutations
from mutation_kinds import BY_NAME

from schemalint.api import fix_project

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
AT_ONCE = 8


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("seed", range(2))
def test_many_faults_at_once_are_mended_for_good(case: Case, seed: int, tmp_path: Path) -> None:
    place = Ground(case, tmp_path, "\n")
    drawn = random.Random(seed)
    same = [
        one for one in mutations(place.text, place.catalog, case.dialect, seed) if BY_NAME[one.kind].mended == "same"
    ]
    drawn.shuffle(same)
    chosen: list[Mutation] = []
    for one in same:
        line = place.text.count("\n", 0, one.start)
        if all(abs(line - place.text.count("\n", 0, other.start)) > 12 for other in chosen):
            chosen.append(one)
    text = place.text
    for one in sorted(chosen[:AT_ONCE], key=lambda one: -one.start):
        text = one.applied(text)
    with place.inside():
        once, failures = place.mended(place.studied(text), True)
        again, more = place.mended(place.studied(once), True)
    assert not failures
    assert not more
    assert again == once
    # What no fault stood in is as it was.
    changed = [line for line in difflib.ndiff(place.text.splitlines(), once.splitlines()) if line[0] in "-+"]
    assert len(changed) <= 2 * AT_ONCE, changed


@pytest.mark.corpus
@pytest.mark.skipif(not os.path.isdir(CORPUS), reason="SCHEMALINT_CORPUS names no corpus")
def test_documents_of_the_corpus_are_fixed_once() -> None:
    folders = sorted(
        path for path in Path(CORPUS, "oracle-samples").glob("*") if path.is_dir() and list(path.glob("*.sql"))
    )
    assert folders
    for folder in folders[:3]:
        found = [path for path in folder.glob("*") if path.suffix in (".md", ".sql") and path.stat().st_size < 200_000]
        files = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in found}
        config = {"select": ["documents"], "dialect": "oracle"}
        once = fix_project(files, config)
        assert fix_project(once, config) == once
