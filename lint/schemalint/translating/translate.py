"""Which language a migration is written in, and who says it in SQL."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from schemalint.frameworks.forms import form_of
from schemalint.model.document import Dialect, Document, Translation

Translator = Callable[[str, str, "Dialect | None"], "Translation | None"]
"""Given the text, the path as printed, and the dialect if it is known."""

# Each module has a function `translate`, called like a `Translator`.
MODULES = {
    "liquibase": "liquibase",
    "typeorm": "typeorm",
    "mikro-orm": "mikro_orm",
    "alembic": "alembic",
}


def translate(document: Document, dialect: Dialect | None) -> Translation | None:
    """The SQL that a document means which is a migration in another language; None where it is none. Never raises for what the
    file holds."""
    module = MODULES.get(form_of(document.source.file, document.text))
    if module is None:
        return None
    translator: Translator = import_module(f"schemalint.translating.{module}").translate
    return translator(document.text, document.path, dialect)


def translated(document: Document, dialect: Dialect | None) -> Document:
    """The document with the SQL it means in place of its text; as it is where it means none."""
    if document.places or document.original or document.fault:
        return document
    found = translate(document, dialect)
    if found is None:
        return document
    source = document.source
    if found.dialect is not None and not source.evidence:
        source = source._replace(dialect=found.dialect, evidence=found.evidence)
    return document._replace(source=source, text=found.text, original=document.text, places=found.places)
