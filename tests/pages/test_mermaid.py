from __future__ import annotations

import pytest

from schemalint.pages import mermaid


def read(content: str, offset: int = 0, head_outside: bool = False):
    return mermaid.read("doc.md", content, offset, None, head_outside)


def messages(content: str) -> list[tuple[str, bool]]:
    return [(fault.message, fault.refused) for fault in read(content).faults]


def test_entities_attributes_relations_stand_exactly() -> None:
    content = (
        "---\ntitle: HR schema\nconfig:\n  layout: elk\n---\n%% a note\nerDiagram\n    direction LR\n    USERS ||--o{ ORDERS : places\n"
        '    "order items" }o..|| ORDERS : "part of"\n\n    USERS {\n        uuid id PK "the key"\n        text[] tags\n'
        '        varchar(255) email UK,FK\n        char(2) country_id    FK  "NN"\n    }\n    p[Person] {\n        int a\n    }\n'
        "    style USERS fill:#fff\n    classDef big fill:#000\n    class USERS big\n    lonely\n"
    )
    diagram = read("\n" * 7 + content, 100)
    text = " " * 100 + "\n" * 7 + content

    def written(span) -> str:
        return text[span.start : span.end]

    assert diagram.faults == ()
    assert [(e.name, e.alias, e.declared, len(e.attributes)) for e in diagram.entities] == [
        ("USERS", "", True, 4), ("ORDERS", "", False, 0), ("order items", "", False, 0), ("p", "Person", True, 1),
        ("lonely", "", True, 0),
    ]  # fmt: skip
    users = diagram.entities[0]
    assert written(users.name_span) == "USERS"
    assert written(users.span).startswith("USERS {") and written(users.span).endswith("}")
    assert [(a.type, a.name, a.keys, a.comment) for a in users.attributes] == [
        ("uuid", "id", ("PK",), "the key"), ("text[]", "tags", (), ""), ("varchar(255)", "email", ("UK", "FK"), ""),
        ("char(2)", "country_id", ("FK",), "NN"),
    ]  # fmt: skip
    for attribute in users.attributes:
        assert written(attribute.type_span) == attribute.type
        assert written(attribute.name_span) == attribute.name
    assert users.attributes[0].comment_span is not None
    assert written(users.attributes[0].comment_span) == '"the key"'
    assert users.attributes[2].keys_span is not None
    assert written(users.attributes[2].keys_span) == "UK,FK"
    assert written(users.attributes[3].span) == 'char(2) country_id    FK  "NN"'
    first, second = diagram.relations
    assert (first.left, first.right, first.left_cardinality, first.right_cardinality) == (
        "USERS", "ORDERS", "exactly one", "zero or more",
    )  # fmt: skip
    assert (first.identifying, first.label) == (True, "places")
    assert (second.left, second.identifying, second.label) == ("order items", False, "part of")
    assert written(second.left_span) == '"order items"'
    assert written(first.operator_span) == "||--o{"
    assert written(first.span) == "USERS ||--o{ ORDERS : places"
    assert first.label_span is not None
    assert written(first.label_span) == "places"


@pytest.mark.parametrize(
    ("line", "left", "right", "identifying"),
    [
        ("A one or more to zero or one B : x", "one or more", "zero or one", True),
        ("CAR 1 to zero or more DRIVER : allows", "exactly one", "zero or more", True),
        ("P many(0) optionally to 0+ D : is", "zero or more", "zero or more", False),
        ("A only one to many(1) B : x", "exactly one", "one or more", True),
        ("A||--o{B:x", "exactly one", "zero or more", True),
        ("A |o..o| B : x", "zero or one", "zero or one", False),
        ("A }|--|{ B : x", "one or more", "one or more", True),
        ("A ||.-o{ B : x", "exactly one", "zero or more", False),
    ],
)
def test_cardinalities(line: str, left: str, right: str, identifying: bool) -> None:
    diagram = read(f"erDiagram\n{line}\n")
    assert diagram.faults == ()
    relation = diagram.relations[0]
    assert (relation.left_cardinality, relation.right_cardinality, relation.identifying) == (
        left,
        right,
        identifying,
    )


@pytest.mark.parametrize(
    ("content", "place", "refused", "words"),
    [
        ("A {\n  int a FK_UK\n}\n", "FK_UK", True, "FK, UK"),
        ("A {\n  int a PK FK\n}\n", "PK FK", True, "PK, FK"),
        ("A {\n  decimal(10,2) a\n}\n", "decimal(10,2)", False, "decimal(10-2)"),
        ("A {\n  int\n}\n", "int", True, "no name"),
        ("A {\n  int a a note\n}\n", "a note", False, "quotes"),
        ("A {\n  int a note\n}\n", "note", True, "note needs quotes"),
        ('A {\n  int a "note\n}\n', '"note', True, "closing quote"),
        ("A {\n  1int a\n}\n", "1int a", True, "begins with a letter"),
        ("A {\n  int a\n  int A\n}\n", "A", False, "twice"),
        ("A {\n  int a\n", "A", True, "not closed"),
        ("A ||--o{ B\n", "A ||--o{ B", True, "label"),
        ("A ||--o{ B :\n", "A ||--o{ B :", True, "label"),
        ("A ||--o{ B : has parts\n", "has parts", False, "quotes"),
        ("A ||--o{ B : has many\n", "has many", True, "`many`"),
        ("A ||--o{ B : 1:n\n", "1:n", True, "`1:n`"),
        ("A ||--o{ B : x %% note\n", "%% note", True, "line of its own"),
        ("A {\n  int a %% note\n}\n", "%% note", True, "line of its own"),
        ("A {\n  int a\n} %% note\n", "%% note", True, "line of its own"),
        ("A --> B : x\n", "A --> B : x", True, "cardinality"),
        ("A |--o{ B : x\n", "A |--o{ B : x", True, "no relation"),
        ("A ||==o{ B : x\n", "A ||==o{ B : x", True, "neither"),
        ("}\n", "}", True, "closes nothing"),
        ("A o{--|| B : x\n", "o{", False, "`}o`"),
    ],
)
def test_faults(content: str, place: str, refused: bool, words: str) -> None:
    text = "erDiagram\n" + content
    faults = read(text).faults
    assert len(faults) == 1, faults
    fault = faults[0]
    assert text[fault.span.start : fault.span.end] == place
    assert fault.refused is refused
    assert words in fault.message


def test_a_direction_on_the_first_line_is_drawn_as_an_entity() -> None:
    diagram = read("erDiagram LR\nA ||--o{ B : x\n")
    assert [(fault.refused, "direction LR" in fault.message) for fault in diagram.faults] == [(False, True)]
    assert [entity.name for entity in diagram.entities] == ["A", "B"]


def test_wrong_keys_still_count() -> None:
    attribute = read("erDiagram\nA {\n  int a FK_UK\n}\n").entities[0].attributes[0]
    assert attribute.keys == ("FK", "UK")


def test_reading_goes_on_after_a_fault() -> None:
    diagram = read("erDiagram\nA => B\nA ||--o{ B : x\nC {\n  int (\n  int b\n}\nD {\n  int a\nE {\n  int b\n}\n")
    assert [entity.name for entity in diagram.entities] == ["A", "B", "C", "D", "E"]
    assert len(diagram.relations) == 1
    assert [a.name for a in diagram.entities[2].attributes] == ["b"]
    assert [a.name for a in diagram.entities[4].attributes] == ["b"]


def test_a_block_on_one_line_and_two_blocks_of_one_entity() -> None:
    diagram = read("erDiagram\nA { int a PK  text b }\nA {\n int c\n}\nB\n{\n int d\n}\n")
    assert diagram.faults == ()
    assert [(e.name, [a.name for a in e.attributes]) for e in diagram.entities] == [
        ("A", ["a", "b", "c"]),
        ("B", ["d"]),
    ]


def test_the_head_on_the_fence_line(page) -> None:
    outside = page("```mermaid erDiagram\nA ||--o{ B : x\n```\n").diagrams[0]
    assert [fault.refused for fault in outside.faults] == [True]
    assert "fence line" in outside.faults[0].message
    assert len(outside.relations) == 1
    bare = page("```erDiagram\nA ||--o{ B : x\n```\n").diagrams[0]
    assert bare.kind == "er" and len(bare.relations) == 1


def test_other_diagrams(page) -> None:
    read_page = page(
        "```mermaid\ngraph TB\n  A[Application Servers] --> B\n```\n\n```plantuml\n@startuml\n@enduml\n```\n\n```dbml\nTable a {\n  id int\n}\n```\n\n"
        "```\n┌───┐\n│ a │\n└───┘\n```\n\n```\nerDiagram\n A ||--o{ B : x\n```\n\n```\nTable users {\n  id int [pk]\n}\n```\n"
    )
    assert [diagram.kind for diagram in read_page.diagrams] == [
        "mermaid",
        "plantuml",
        "dbml",
        "text",
        "er",
        "dbml",
    ]
    assert read_page.placeholders == ()


def test_relations_run_from_child_to_parent(page) -> None:
    read_page = page(
        "```mermaid\nerDiagram\n    USERS ||--o{ ORDERS : places\n    ORDERS }o--|| SHOPS : in\n    USERS ||--o| PROFILES : has\n"
        '    "comment_stars" }o--|| "comments" : "FOREIGN KEY (post_id, user_id) REFERENCES comments (a, b)"\n'
        "    ORDERS {\n        uuid user_id FK\n        uuid other FK\n    }\n    PROFILES {\n        uuid userId FK\n    }\n```\n"
    )
    assert [(r.table, r.columns, r.parent, r.parent_columns) for r in read_page.relations] == [
        ("ORDERS", ("user_id",), "USERS", ()),
        ("ORDERS", ("other",), "SHOPS", ()),
        ("PROFILES", ("userId",), "USERS", ()),
        ("comment_stars", ("post_id", "user_id"), "comments", ("a", "b")),
    ]
    assert read_page.relations[0].cardinality == ("zero or more", "exactly one")
