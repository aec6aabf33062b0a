"""One fact of a correct document is made wrong: one finding, of the rule that the kind names, at that place; and `fix` brings
the fact back, most often the very text.

A sample runs by default, all of it with FULL=1 in the environment.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from grounds import CASES, Case, Ground
from mutating import Mutation, mutations
from mutation_kinds import BY_NAME, KINDS

FULL = os.environ.get("FULL", "") not in ("", "0")
SEED = 20
CRLF_KINDS = 10
"""So many kinds are tried on each document with the other line ends, when not everything is run; one mutation of each."""
GROUNDS = [(case, line_break) for case in CASES for line_break in ("\n", "\r\n")]
LEFT_OPEN = frozenset({"unfilled-placeholder", "empty-description"})
"""What may still be said of text that nobody but people can write."""

_FOLDERS: dict[str, Path] = {}


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    _FOLDERS["all"] = tmp_path_factory.mktemp("grounds")
    with pytest.MonkeyPatch.context() as patch:
        # What other runs remember of queries takes longer to load than one document to check.
        patch.setenv("SCHEMALINT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@cache
def ground(case: Case, line_break: str) -> Ground:
    return Ground(case, _FOLDERS["all"] / f"{case.name}-{len(line_break)}", line_break)


@cache
def drawn(case: Case, line_break: str) -> tuple[Mutation, ...]:
    place = ground(case, line_break)
    found = mutations(place.text, place.catalog, case.dialect, SEED)
    if FULL:
        return tuple(found[:: 1 if line_break == "\n" else 3])
    pick = random.Random(SEED + len(line_break))
    by_kind: dict[str, list[Mutation]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    kinds = list(by_kind.values())
    return tuple(pick.choice(rows) for rows in (kinds if line_break == "\n" else pick.sample(kinds, CRLF_KINDS)))


@pytest.mark.parametrize(("case", "line_break"), GROUNDS, ids=lambda one: getattr(one, "name", repr(one)))
def test_the_document_is_correct(case: Case, line_break: str) -> None:
    place = ground(case, line_break)
    assert [(one.rule, one.text) for one in place.findings(place.first)] == []


@pytest.mark.parametrize(("case", "line_break"), GROUNDS, ids=lambda one: getattr(one, "name", repr(one)))
def test_each_wrong_fact_is_found_alone_and_mended(case: Case, line_break: str) -> None:
    place = ground(case, line_break)
    failures = []
    with place.inside():
        for mutation in drawn(case, line_break):
            wrong = faults(place, mutation)
            if wrong:
                line = place.text.count("\n", 0, mutation.start) + 1
                told = f"{place.text[mutation.start : mutation.end]!r} -> {mutation.text!r}"
                failures.append(f"line {line}, {mutation.kind}: {told}: {wrong}")
    assert not failures, f"{len(failures)} of {len(drawn(case, line_break))}\n" + "\n".join(failures)


def faults(place: Ground, mutation: Mutation) -> str:
    """What is not as it should be; empty when all is."""
    kind = BY_NAME[mutation.kind]
    changed = mutation.applied(place.text)
    looked = place.studied(changed)
    found = place.findings(looked)
    if [one.rule for one in found] != [kind.rule]:
        return f"told {[(one.rule, one.text) for one in found]}, not {kind.rule} alone"
    span = found[0].span
    start, end = mutation.place()
    if span.path == place.case.document and not (start <= span.start and span.end <= max(end, start + 1)):
        return f"stands at {changed[span.start : span.end]!r}, which is elsewhere: {found[0].text}"
    if mutation.says.casefold() not in found[0].text.casefold():
        return f"does not name {mutation.says}: {found[0].text}"
    if kind.mended == "none":
        return ""
    text, unmended = place.mended(looked, kind.unsafe)
    if unmended:
        return f"was not mended: {unmended}"
    if kind.mended == "same" and text != place.text:
        return f"was mended to {_difference(place.text, text)}"
    if kind.mended == "equal":
        rest = [one for one in place.findings(place.studied(text)) if one.rule not in LEFT_OPEN]
        if rest:
            return f"is mended, but leaves {[(one.rule, one.text) for one in rest]}"
    return ""


def _difference(wanted: str, got: str) -> str:
    import difflib

    lines = difflib.unified_diff(wanted.splitlines(), got.splitlines(), n=0, lineterm="")
    return " / ".join(list(lines)[2:8])


def test_there_are_enough_mutations_and_of_every_kind() -> None:
    counts: Counter[str] = Counter()
    for case in CASES:
        place = ground(case, "\n")
        counts.update(one.kind for one in mutations(place.text, place.catalog, case.dialect, SEED))
    assert sum(counts.values()) >= 1000
    assert sorted({kind.name for kind in KINDS} - counts.keys()) == []
