"""Mermaid's own parser reads in every diagram what is read here, and refuses those that are called refused here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemalint.model.document import Document, Source
from schemalint.model.page import Diagram
from schemalint.pages.page import read

FIXTURES = Path(__file__).parents[2] / "fixtures/documents"

ASK = """
import { JSDOM } from 'jsdom';
import { readFileSync } from 'fs';
const dom = new JSDOM('');
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const mermaid = (await import('mermaid')).default;
await mermaid.parse('erDiagram\\n a');
const answers = [];
for (const text of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  try {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const names = {};
    const entities = [];
    for (const [name, one] of db.getEntities().entries()) {
      names[one.id] = name;
      entities.push([name, one.alias ?? '', one.attributes.map((a) => [a.type, a.name, a.keys ?? [], a.comment ?? ''])]);
    }
    const relations = db.getRelationships().map((r) =>
      [names[r.entityA], names[r.entityB], r.relSpec.cardB, r.relSpec.cardA, r.relSpec.relType, r.roleA]);
    answers.push({ entities, relations });
  } catch (error) {
    answers.push({ error: String(error.message ?? error) });
  }
}
console.log(JSON.stringify(answers));
"""

CARDINALITIES = {
    "zero or one": "ZERO_OR_ONE",
    "exactly one": "ONLY_ONE",
    "zero or more": "ZERO_OR_MORE",
    "one or more": "ONE_OR_MORE",
}

ODD = (
    "erDiagram\n  A ||--o{ B : has\n  A => B\n",
    "erDiagram\n  A ||--|{ B\n",
    'erDiagram\n  A {\n    int a PK, FK "both"\n    varchar(20) b UK\n    text[] c\n    int d FK_UK\n  }\n',
    'erDiagram\n  "order items" }o..|| ORDERS : "part of"\n  p[Person] {\n    int a\n  }\n  q["A person"]\n  lonely\n',
    "erDiagram\n  direction LR\n  A one or more to zero or one B : x\n  CAR 1 to zero or more DRIVER : allows\n  P many(0) optionally to 0+ D : is\n",
    "---\ntitle: t\n---\n%%{init: {'theme': 'dark'}}%%\n%% note\nerDiagram\n  A |o--o| B : x %% note\n  A { int a PK  text b }\n  A {\n    int c\n  }\n",
    "erDiagram\n  accTitle: t\n  accDescr {\n    more\n  }\n  A }|--|{ B : x\n  style A fill:#fff\n  classDef big fill:#000\n  class A big\n  C:::big {\n    int a\n  }\n",
    "erDiagram\n  A {\n    decimal(10,2) a\n  }\n",
    "erDiagram\n  A {\n    int a\n",
    'erDiagram\n  A {\n    int a "note\n  }\n',
    "erDiagram\n  Größe ||--o{ Maß : hat\n  用户 {\n    int 编号\n  }\n",
    "erDiagram\n  a-b ||--o{ c_d : x\n  a-b {\n    uuid id-x PK\n  }\n",
    "erDiagram\n}\n",
    "erDiagram\n  A {\n    int a\n  } %% note\n",
    "erDiagram\n  A {\n    a.b x,y\n    int[] z\n  }\n",
    "erDiagram\n  A ||--o{ B : has/uses\n",
    "erDiagram\n  A ||--o{ B : one\n",
    "erDiagram\n  A ||--o{ B : x; C ||--o{ D : y\n",
    "erDiagram\n",
)


def diagrams(path: Path) -> Iterator[tuple[str, Diagram, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    page = read(Document(Source(path.name, path.as_posix(), "document", "standard", ""), text))
    for diagram in page.diagrams:
        if diagram.kind == "er":
            yield f"{path.name}:{page.lines.position(diagram.span.start).line}", diagram, page.written(diagram.span)


@pytest.fixture(scope="module")
def answers() -> list[tuple[str, Diagram, dict[str, Any]]]:
    """Every diagram there is, with what Mermaid says of it."""
    folder = os.environ.get("SCHEMALINT_MERMAID", "")
    if not folder or shutil.which("node") is None or not Path(folder, "node_modules", "mermaid").exists():
        pytest.skip("SCHEMALINT_MERMAID names no folder where `npm install mermaid jsdom` was run")
    corpus = os.environ.get("SCHEMALINT_CORPUS", "")
    files = sorted(FIXTURES.rglob("*.md")) + (sorted(Path(corpus).rglob("*.md")) if corpus else [])
    found = [one for path in files if path.is_file() for one in diagrams(path)]
    for number, text in enumerate(ODD):
        page = read(Document(Source("odd.md", "/odd.md", "document", "standard", ""), f"```mermaid\n{text}```\n"))
        found.append((f"odd {number}", page.diagrams[0], text))
    script, asked = Path(folder, "agree.mjs"), Path(folder, "agree.json")
    script.write_text(ASK, encoding="utf-8")
    asked.write_text(json.dumps([text for _, _, text in found]), encoding="utf-8")
    ran = subprocess.run(
        ["node", str(script), str(asked)], capture_output=True, encoding="utf-8", cwd=folder, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    return [(place, diagram, answer) for (place, diagram, _), answer in zip(found, said, strict=True)]


@pytest.mark.slow
def test_what_is_called_refused_is_refused_and_nothing_else(answers: list[tuple[str, Diagram, dict[str, Any]]]) -> None:
    wrong = []
    for place, diagram, answer in answers:
        refused = [fault.message for fault in diagram.faults if fault.refused]
        if bool(refused) != ("error" in answer):
            wrong.append((place, refused, answer.get("error")))
    assert wrong == []
    assert sum("error" in answer for _, _, answer in answers) >= 6


@pytest.mark.slow
def test_entities_and_relations_are_the_same(answers: list[tuple[str, Diagram, dict[str, Any]]]) -> None:
    compared = 0
    for place, diagram, answer in answers:
        if "error" in answer or any("twice" not in fault.message for fault in diagram.faults):
            # What Mermaid draws otherwise than meant is told as a fault.
            continue
        ours = [
            [one.name, one.alias, [[a.type, a.name, list(a.keys), a.comment] for a in one.attributes]]
            for one in diagram.entities
        ]
        assert sorted(ours) == sorted(answer["entities"]), place
        assert [
            [
                one.left, one.right, CARDINALITIES[one.left_cardinality], CARDINALITIES[one.right_cardinality],
                "IDENTIFYING" if one.identifying else "NON_IDENTIFYING", one.label,
            ]
            for one in diagram.relations
        ] == answer["relations"], place  # fmt: skip
        compared += len(ours) + len(diagram.relations)
    assert compared > 30
