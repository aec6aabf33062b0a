"""Schemas of several servers: where the personal data of their first table is seen again, as the comments at their head say."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.other_parsers import with_queries
from schemalint.personal.record import record
from schemalint.study import studies

SCHEMAS = sorted((Path(__file__).parent / "copies").glob("*.sql"))


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda one: one.name)
def test_the_record_says_where_it_is_seen_again(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    wanted = {line.removeprefix("-- ") for line in lines if line.startswith("-- ")}
    options = Options(isolated=True, dialect=file.suffixes[0][1:], no_cache=True)
    (study,) = studies([str(file)], options)
    ((replay,), _) = with_queries(study.replays, options)
    first = record(replay)[0]
    told = {f"{one.kind} {one.ref.text.lower()}: {', '.join(one.columns).lower()}" for one in first.copies}
    assert len(wanted) > 4 and told == wanted
