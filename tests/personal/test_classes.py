"""Schemas in several languages: which columns hold personal data, of which class.

A comment behind a column says its class, `?` leaves it open, and what has no comment holds none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.personal.classes import class_by_name, personal_columns
from schemalint.personal.ground import FITTING, Ground
from schemalint.personal.phrases import BY_PERSON, BY_PHRASE
from schemalint.study import studies

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


@pytest.mark.parametrize("file", SCHEMAS, ids=lambda one: one.name)
def test_names_tell_what_columns_hold(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    # The columns are named by their places, for the comments are no part of the schema.
    (study,) = studies([str(file)], Options(isolated=True, dialect=file.suffixes[0][1:], no_cache=True))
    (replay,) = study.replays
    columns = sorted((c.span.start, f"{t.name}.{c.name}") for t in replay.catalog.tables.values() for c in t.columns)
    wanted: dict[str, str] = {}
    start = 0
    for line in text.splitlines(keepends=True):
        said = line.partition(" -- ")[2].strip()
        if said:
            named = [name for at, name in columns if start <= at < start + len(line)]
            wanted[named[-1]] = said.removeprefix("= ")
        start += len(line)
    told = {f"{one.table.name}.{one.column.name}": one.kind for one in personal_columns(replay)}
    assert len(wanted) > 8
    assert {name: kind for name, kind in told.items() if wanted.get(name) != "?"} == {
        name: kind for name, kind in wanted.items() if kind != "?"
    }


def test_every_known_name_is_found(tmp_path: Path) -> None:
    """A name that another rule hides would stand in the lists for nothing."""
    types = {"boolean": "boolean", "geometry": "geometry", "network": "inet", "date": "date"}
    known = BY_PHRASE | BY_PERSON
    file = tmp_path / "schema.sql"
    file.write_text(
        "".join(
            f"CREATE TABLE person_{number} (id int PRIMARY KEY, vorname text, {phrase} "
            f"{next((types[one] for one in types if one in FITTING[kind] and 'varchar' not in FITTING[kind]), 'text')});\n"
            for number, (phrase, kind) in enumerate(known.items())
            if phrase != "vorname"
        ),
        encoding="utf-8",
    )
    (study,) = studies([str(file)], Options(isolated=True, dialect="postgres", no_cache=True))
    (replay,) = study.replays
    hidden = {
        column.name: kind
        for table in replay.catalog.tables.values()
        for column in table.columns[2:]
        if (kind := class_by_name(column, Ground(table))) != known[column.name]
    }
    assert hidden == {}
