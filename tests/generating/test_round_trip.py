"""Statements spelled from changes, read again, must make the same catalogue."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemalint.generating.ddl import SPELLINGS, UnsupportedError, statements
from schemalint.model.change import AlterPartitions, WriteRows
from schemalint.model.document import Dialect
from schemalint.model.replay import Block
from schemalint.model.text import Span
from schemalint.replay.compare import differences
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

SCHEMAS: dict[str, tuple[Dialect, str]] = {
    "mall": ("mysql", "mall/*.sql"),
    "sakila mysql": ("mysql", "sakila/mysql*/*schema.sql"),
    "sakila sql server": ("tsql", "sakila/sql-server*/*schema.sql"),
    "sakila oracle": ("oracle", "sakila/oracle*/*schema.sql"),
    "sakila sqlite": ("sqlite", "sakila/sqlite*/*schema.sql"),
    "sakila postgres": ("postgres", "sakila/postgres*/*schema.sql"),
    "flowable mysql": ("mysql", "flowable/create/**/*mysql*create*.sql"),
    "flowable sql server": ("tsql", "flowable/create/**/*mssql*create*.sql"),
    "flowable oracle": ("oracle", "flowable/create/**/*oracle*create*.sql"),
    "adventure works": ("tsql", "adventure-works/oltp*/instawdb.sql"),
    "danbooru": ("postgres", "danbooru/*.sql"),
    "concourse": ("postgres", "concourse/*.up.sql"),
    "langfuse": ("postgres", "langfuse/*/migration.sql"),
    "openfga mysql": ("mysql", "openfga/mysql/*.sql"),
}
BODIES = ("TRIGGER", "PROCEDURE", "FUNCTION", "PACKAGE")


def joined(texts: list[str], dialect: Dialect) -> str:
    if dialect == "tsql":
        return "\nGO\n".join(texts)
    if dialect == "oracle":
        return "\n".join(
            f"{text}\n/" if any(word in text.upper()[:60] for word in BODIES) else f"{text};" for text in texts
        )
    return ";\n".join(texts)


@pytest.mark.corpus
@pytest.mark.parametrize("name", SCHEMAS)
def test_corpus(name: str) -> None:
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    dialect, pattern = SCHEMAS[name]
    files = [path for path in sorted(Path(corpus).glob(pattern)) if path.is_file()]
    if not files:
        pytest.skip(f"the corpus has no {pattern}")
    texts = {str(path): path.read_text(encoding="utf-8-sig").split("-- +goose Down")[0] for path in files}
    blocks = [Block(tuple(map(read, split(text, dialect, path)))) for path, text in texts.items()]
    first = replay(blocks, dialect, path="first", kind="snapshot")

    def source(span: Span) -> str:
        return texts[span.path][span.start : span.end]

    spelled: list[str] = []
    refused = 0
    for step in first.steps:
        # Rows and partitions are spelled only as rollbacks ask for them.
        if type(step.change) in SPELLINGS and not isinstance(step.change, (WriteRows, AlterPartitions)):
            try:
                spelled += statements(step.change, dialect, step.before, step.after, source)
            except UnsupportedError:
                refused += 1
    again = tuple(map(read, split(joined(spelled, dialect), dialect, "again.sql")))
    second = replay([Block(again)], dialect, path="again", kind="snapshot")
    assert refused <= len(spelled) / 100
    assert first.catalog.tables
    assert list(differences(first.catalog, second.catalog)) == []
