"""How a new document begins: its title, and what it says about itself."""

from __future__ import annotations

from collections.abc import Mapping

from schemalint.generating import operations
from schemalint.model.page import Template
from schemalint.model.record import NamedTuple

ANSWERS: tuple[tuple[str, str], ...] = (
    ("use_case", "Use Case"),
    ("volume", "Data Volume"),
    ("consistency", "Consistency"),
    ("performance", "Performance Priorities"),
)
"""The answers that become lines of the metadata, with their keys."""


class Answers(NamedTuple):
    """What people said about a database before it is described. Empty where nobody said."""

    database: str = ""
    """The product as people write it: `PostgreSQL`, `MongoDB`."""
    use_case: str = ""
    volume: str = ""
    consistency: str = ""
    performance: str = ""
    entities: tuple[str, ...] = ()
    author: str = ""
    focus: str = ""
    """What a specification is about: `payments`."""
    asked: bool = False
    """The questions were asked: those without an answer stay visible as placeholders."""


def beginning(template: Template, name: str, dialect: str, version: str, today: str, answers: Answers) -> str:
    """The title and the metadata of a document about the system `name`, up to its first other section."""
    title = template.title.replace("{name}", name) or name
    known = _values(name, dialect, version, today, answers)
    lines = [f"{key}: {known.get(key.lower()) or f'[{key}]'}" for key in template.metadata]
    home = next((one for one in template.sections if "metadata" in one.holds and not one.parent), None)
    if home is not None:
        block = "\n".join(f"**{key}**: {value}" for key, _, value in (line.partition(": ") for line in lines))
        number = f"{home.number}. " if home.number else ""
        return f"# {title}\n\n{'#' * home.level} {number}{home.title}\n\n{block}\n"
    lines += [f"{key}: {value}" for field, key in ANSWERS if (value := _answer(answers, field, key))]
    block = "\n".join(f"**{key}:** {value}" for key, _, value in (line.partition(": ") for line in lines))
    return f"# {title}\n\n{block}\n" if block else f"# {title}\n"


def _answer(answers: Answers, field: str, key: str) -> str:
    return str(getattr(answers, field)) or (f"[{key}]" if answers.asked else "")


def _values(name: str, dialect: str, version: str, today: str, answers: Answers) -> Mapping[str, str]:
    """By metadata key in lower case."""
    product = operations.PRODUCTS.get(dialect, "")  # type: ignore[call-overload]
    database = answers.database or product
    if version and database == product:
        database = f"{product} {version}"
    return {
        "version": "1.0.0",
        "created": today,
        "updated": today,
        "author": answers.author or "[Name]",
        "database": database or "[Database]",
        "database type": database,
        "status": "Draft",
        "project": name,
        "system": name,
        "database focus": answers.focus,
        "expected scale": answers.volume,
        "performance requirements": answers.performance,
    }
