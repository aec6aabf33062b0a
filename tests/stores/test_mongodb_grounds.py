"""What the rules on validators say of documents comes true on a server: what passes that should not, and that the repair ends it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from elsewhere import asked, recorded

from schemalint.api import check_project


class Ground(NamedTuple):
    """Two validators of a collection, and a document that the first one takes and the second refuses."""

    rule: str
    before: str
    after: str
    document: dict[str, Any]


CLOSED = (
    'db.createCollection("user", { validator: { $jsonSchema: { bsonType: "object", required: ["email"], additionalProperties: false, '
    'properties: { _id: {}, email: { bsonType: "string" } } } } });'
)

GROUNDS = (
    Ground(
        "missing-validator",
        'db.createCollection("user");',
        'db.createCollection("user", { validator: { $jsonSchema: { bsonType: "object", required: ["email"], '
        'properties: { email: { bsonType: "string", description: "where letters go" } } } } });',
        {"email": 5},
    ),
    Ground(
        "missing-required-fields",
        'db.createCollection("user", { validator: { $jsonSchema: { bsonType: "object", properties: { email: { bsonType: "string" } } } } });',
        'db.createCollection("user", { validator: { $jsonSchema: { bsonType: "object", required: ["email"], properties: { email: { bsonType: "string" } } } } });',
        {},
    ),
    Ground(
        "missing-required-fields",
        'db.createCollection("user", { validator: { $jsonSchema: { bsonType: "object", required: ["_id"], properties: { email: { bsonType: "string" } } } } });',
        'db.createCollection("user", { validator: { $jsonSchema: { bsonType: "object", required: ["email"], properties: { email: { bsonType: "string" } } } } });',
        {"mail": "a@example.org"},
    ),
    Ground("open-validator", CLOSED.replace("} } });", '} }, validationAction: "warn" });'), CLOSED, {"email": 5}),
    Ground("open-validator", CLOSED.replace("additionalProperties: false, ", ""), CLOSED, {"email": "a", "emial": "b"}),
)


def _commands(script: str) -> list[dict[str, Any]]:
    """The commands of a script, as a JavaScript engine sends them."""
    (told,) = recorded([script])
    commands: list[dict[str, Any]] = told["commands"]
    return commands


def _said(rule: str, script: str) -> list[str]:
    report = check_project({"db/schema.js": script}, {"select": [rule]})
    assert not report.failures, report.failures
    return [one.text for one in report.diagnostics]


@pytest.mark.parametrize("ground", GROUNDS, ids=[f"{one.rule} {at}" for at, one in enumerate(GROUNDS)])
def test_ground(ground: Ground) -> None:
    assert _said(ground.rule, ground.before)
    assert _said(ground.rule, ground.after) == []
    batches = [
        {"commands": _commands(script), "documents": [["user", ground.document]]}
        for script in (ground.before, ground.after)
    ]
    before, after = asked("mongodb", batches)
    assert before["refused"] == after["refused"] == []
    assert before["verdicts"] == [""]
    assert "validation" in after["verdicts"][0]


def test_one_value_passes_here_and_not_there() -> None:
    """What validator-type-drift says: the same field takes other values in another collection."""
    text = "".join(
        f'db.createCollection("{name}", {{ validator: {{ $jsonSchema: {{ required: ["price"], properties: {{ price: {{ bsonType: "{kind}" }} }} }} }} }});\n'
        for name, kind in (("a", "double"), ("b", "double"), ("c", "string"))
    )
    assert _said("validator-type-drift", text)
    (told,) = asked(
        "mongodb", [{"commands": _commands(text), "documents": [["a", {"price": 1.5}], ["c", {"price": 1.5}]]}]
    )
    assert told["verdicts"][0] == ""
    assert "validation" in told["verdicts"][1]
    alike = text.replace('"string"', '"double"')
    assert _said("validator-type-drift", alike) == []
    (told,) = asked(
        "mongodb", [{"commands": _commands(alike), "documents": [["a", {"price": 1.5}], ["c", {"price": 1.5}]]}]
    )
    assert told["verdicts"] == ["", ""]


def test_an_index_made_again_under_another_name_is_refused() -> None:
    """What duplicate-index says is an error here; with another collation, or for other documents, it is an index of its own."""
    again = 'db.user.createIndex({ email: 1 });\ndb.user.createIndex({ email: 1 }, { name: "by_email" });\n'
    others = (
        'db.user.createIndex({ email: 1 });\ndb.user.createIndex({ email: 1 }, { name: "en", collation: { locale: "en", strength: 2 } });\n'
        'db.user.createIndex({ email: 1 }, { name: "there", sparse: true });\n'
    )
    assert len(_said("duplicate-index", again)) == 1
    assert _said("duplicate-index", others) == _said("redundant-index", others) == []
    first, second = asked("mongodb", [{"commands": _commands(script)} for script in (again, others)])
    assert "different name" in first["refused"][0][1]
    assert second["refused"] == []
    assert len(second["collections"]["user"]["indexes"]) == 4
