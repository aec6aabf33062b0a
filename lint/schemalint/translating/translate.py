"""Which language a migration is written in, and who says it in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from schemalint.frameworks.forms import form_of
from schemalint.model.document import Dialect, Document, Translation

if TYPE_CHECKING:
    from schemalint.translating.django import Project
    from schemalint.translating.liquibase import Property

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
    """The SQL that a document means which is a migration in another language; None where it is none, or where it means
    nothing without others (Django's). Never raises for what the file holds."""
    module = MODULES.get(form_of(document.source.file, document.text))
    if module is None:
        return None
    translator: Translator = import_module(f"schemalint.translating.{module}").translate
    return translator(document.text, document.path, dialect)


def translator(documents: Sequence[Document]) -> Callable[[Document, Dialect | None], Document]:
    """A function that gives a document with the SQL it means in place of its text, or as it is where it means none. What a
    migration of Django means depends on those before it, and placeholders of a change log on the log that includes it; both are
    looked for among `documents`."""
    projects: list[Project] = []
    properties: list[list[Property]] = []

    def said(document: Document, dialect: Dialect | None) -> Document:
        if document.places or document.original or document.fault:
            return document
        form = form_of(document.source.file, document.text)
        if form == "liquibase":
            from schemalint.translating import liquibase

            if not properties:
                logs = (one for one in documents if form_of(one.source.file, one.text) == "liquibase")
                properties.append(liquibase.shared_properties(logs))
            return _with(document, liquibase.translate(document.text, document.path, dialect, properties[0]))
        if form != "django":
            return _with(document, translate(document, dialect))
        if not projects:
            from schemalint.translating.django import Project

            projects.append(Project(one for one in documents if form_of(one.source.file, one.text) == "django"))
        return _with(document, projects[0].translation(document.source.file, document.text, dialect))

    return said


def _with(document: Document, found: Translation | None) -> Document:
    if found is None:
        return document
    source = document.source
    if found.dialect is not None and not source.evidence:
        source = source._replace(dialect=found.dialect, evidence=found.evidence)
    return document._replace(source=source, text=found.text, original=document.text, places=found.places)
