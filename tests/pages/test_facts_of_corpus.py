"""What `facts` reads in real documents equals what a person reads in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from expected_facts import BLOCKS, differences, expected, stated

WRITTEN = sorted((Path(__file__).parents[2] / "fixtures/documents/expected").glob("*.toml"))

pytestmark = pytest.mark.corpus


def test_there_are_enough_of_them() -> None:
    assert len(WRITTEN) >= 12
    for path in WRITTEN:
        assert set(BLOCKS) <= set(expected(path)), path.name


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_facts_are_what_a_person_reads(path: Path, corpus: Path) -> None:
    wanted = expected(path)
    found = stated(corpus / wanted["document"], "--dialect", wanted["dialect"])
    assert differences(wanted, found) == []
