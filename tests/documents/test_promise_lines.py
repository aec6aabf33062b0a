"""Lines of promises are found by words first; the words leave out no line that the patterns want."""

from __future__ import annotations

import pytest

from schemalint_rules import _promises

SAID = {
    "_WANTED": (
        "x planned", "Already there", "INCLUDED", "reserved", "prepared", "geplant", "Vorgesehen", "prévues", "PRÉVU", "planeada", "planejado",
        "запланировано", "计划", "規劃", "予定", "예정",
    ),
    "_KEPT": (
        "retained", "Retention", "kept", "KEEP", "purged", "expires", "delete after", "deleted after", "Aufbewahrung", "gelöscht nach",
        "conservé", "retenido", "retido", "Хранится", "хранят", "保留", "保存", "보존", "보관",
    ),
}  # fmt: skip


@pytest.mark.parametrize("pattern", SAID)
def test_every_wording_is_found_by_its_words(pattern: str) -> None:
    wanted, words = getattr(_promises, pattern), getattr(_promises, f"{pattern}_WORDS")
    text = "\n\n".join(f"nothing\n{one} 7" for one in SAID[pattern]) + "\n\u0130 nothing"
    for given in (text, text.replace("\u0130", "I")):  # lower case of the letter takes two characters
        found = [line for line in _promises._lines_with(given, words) if wanted.search(line[0])]
        assert [line[0] for line in found] == [f"{one} 7" for one in SAID[pattern]]
        assert all(given[line.start() : line.end()] == line[0] for line in found)
