"""Fields of documents: whose they are the object tells that they stand in."""

from __future__ import annotations

import pytest

from schemalint.api import check_project
from schemalint.personal.classes import personal_columns


@pytest.mark.parametrize(
    ("collection", "field", "kind"),
    [
        ("parcels", "receiver.name", "name"),
        ("parcels", "receiver.phone", "phone"),
        ("parcels", "carrier.name", ""),
        ("parcels", "shop.phone", ""),
        ("customers", "address.street", "address"),
        ("parcels", "receiver.size", ""),
    ],
)
def test_whose_a_field_is(collection: str, field: str, kind: str) -> None:
    around, own = field.split(".")
    script = (
        f'db.createCollection("{collection}", {{ validator: {{ $jsonSchema: {{ properties: {{ {around}: {{ bsonType: "object", '
        f'properties: {{ {own}: {{ bsonType: "string" }} }} }} }} }} }} }});\n'
    )
    report = check_project({"db/schema.js": script}, {"select": ["stores"]})
    found = {one.column.name: one.kind for replay in report.replays for one in personal_columns(replay)}
    assert found.get(field, "") == kind
