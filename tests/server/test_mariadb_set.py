"""MariaDB itself takes the form of every statement in its set: what no server takes proves nothing about reading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mariadb_server import MariaDB

SET = Path(__file__).parents[2] / "fixtures" / "replay" / "mariadb.md"
FENCE = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SYNTAX_ERROR = 1064
# Known to servers after 10.11, the oldest that is tested.
NEWER = ("VECTOR INDEX", "SEQUENCE IF NOT EXISTS s AS int", "(a int DEFAULT 5)", "SHOW CREATE ROUTINE")


def statements() -> list[str]:
    found = []
    for fence in FENCE.findall(SET.read_text(encoding="utf-8")):
        for block in fence.split("\n\n"):
            lines = [line for line in block.splitlines() if not line.startswith(("-- => ", "--    "))]
            if "".join(lines).strip():
                found.append("\n".join(lines).strip().removesuffix(";"))
    return found


@pytest.mark.server
def test_the_form_of_every_statement_is_taken(mariadb: MariaDB) -> None:
    asked = [text for text in statements() if not any(word in text for word in NEWER)]
    refusals = {text: mariadb.run("formed", [text])[0] for text in asked}
    assert not [text for text, refusal in refusals.items() if refusal is not None and refusal.code == SYNTAX_ERROR]
    assert len(asked) > 70
