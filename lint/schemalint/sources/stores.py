"""Files that describe document stores: which they are, and which of them are one schema."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from schemalint.dialects.stores import HEAD, OF_AWS, TEMPLATE, is_change_log, may_be_store, store_of
from schemalint.frameworks.forms import form_of
from schemalint.model.document import Document
from schemalint.model.lazy import Lazy

_TITLES = {"mongodb": "MongoDB", "dynamodb": "DynamoDB"}
_STEP = Lazy(r"/\d+_[^/]*\.(?:up|down)\.json$")
_MADE = Lazy(r"createCollection\s*\(\s*[\"'`]([^\"'`\n]+)|\"(?:create|collMod)\"\s*:\s*\"([^\"\n]+)")


def is_store_file(file: str) -> bool:
    """Whether a file, by its name and its beginning, describes a document store."""
    if not may_be_store(file):
        return False
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            head = stream.read(HEAD)
            return store_of(file, head + stream.read(TEMPLATE - HEAD) if OF_AWS in head else head) is not None
    except OSError:
        return False


def parted(documents: Sequence[Document]) -> tuple[list[Document], list[Document]]:
    """The documents that describe no store, and those that do, with its name."""
    rest: list[Document] = []
    found: list[Document] = []
    for document in documents:
        file = document.source.file
        store = store_of(file, document.text) if may_be_store(file) else None
        if store is not None and form_of(file, document.text) and not is_change_log(document.text):
            store = None
        if store is None:
            rest.append(document)
        else:
            evidence = f"what it says of {_TITLES[store]}"
            found.append(document._replace(source=document.source._replace(dialect=store, evidence=evidence)))
    return rest, found


def is_step(document: Document) -> bool:
    """Whether the file is a migration of golang-migrate: commands of MongoDB in JSON."""
    return document.source.dialect == "mongodb" and _STEP.search(document.source.file) is not None


def schemas(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """Which files are one schema: scripts of MongoDB in one folder, unless two of them make the same collection; a template of
    DynamoDB stands alone."""
    folders: dict[str, list[Document]] = {}
    for document in sorted(documents, key=lambda one: one.source.file):
        if document.source.dialect == "mongodb":
            folders.setdefault(os.path.dirname(document.source.file), []).append(document)
        else:
            yield [document]
    for members in folders.values():
        made = [{name for match in _MADE.findall(one.text) for name in match if name} for one in members]
        if sum(map(len, made)) == len(set().union(*made)):
            yield members
        else:
            yield from ([one] for one in members)
