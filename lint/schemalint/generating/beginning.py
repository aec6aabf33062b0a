"""How a new document begins: its title, and what it says about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schemalint.generating import operations
from schemalint.model.page import Template
from schemalint.model.record import NamedTuple


class Question(NamedTuple):
    """What must be known before a database can be described."""

    field: str
    """Of `Answers`."""
    key: str
    """Of the metadata."""
    words: str
    options: tuple[str, ...]


QUESTIONS = (
    Question(
        "database",
        "Database",
        "What database system?",
        (
            "PostgreSQL",
            "MySQL/MariaDB",
            "MongoDB",
            "SQL Server",
            "Oracle",
            "DynamoDB",
            "Multiple/Polyglot",
            "SQLite",
        ),
    ),
    Question(
        "use_case",
        "Use Case",
        "What is the primary use case?",
        (
            "Transactional (OLTP)",
            "Analytics (OLAP)",
            "Mixed workload",
            "Time-series data",
            "Document store",
            "Graph relationships",
        ),
    ),
    Question(
        "volume",
        "Data Volume",
        "What is the expected data volume?",
        ("< 1 GB", "1-10 GB", "10-100 GB", "100 GB - 1 TB", "> 1 TB"),
    ),
    Question(
        "consistency",
        "Consistency",
        "What are the consistency requirements?",
        (
            "Strong consistency (ACID)",
            "Eventual consistency acceptable",
            "Read-after-write consistency",
            "Causal consistency",
            "Mixed requirements",
        ),
    ),
    Question(
        "performance",
        "Performance Priorities",
        "What are the performance priorities?",
        ("Fast writes", "Fast reads", "Complex queries", "Real-time analytics", "Balanced read/write"),
    ),
)
"""In the order in which they are asked."""


DATABASES: dict[str, tuple[str, str]] = {
    "postgresql": ("PostgreSQL", "postgres"),
    "postgres": ("PostgreSQL", "postgres"),
    "mysql/mariadb": ("MySQL", "mysql"),
    "mysql": ("MySQL", "mysql"),
    "mariadb": ("MariaDB", "mariadb"),
    "sql server": ("SQL Server", "tsql"),
    "sqlserver": ("SQL Server", "tsql"),
    "mssql": ("SQL Server", "tsql"),
    "tsql": ("SQL Server", "tsql"),
    "oracle": ("Oracle Database", "oracle"),
    "oracle database": ("Oracle Database", "oracle"),
    "sqlite": ("SQLite", "sqlite"),
    "mongodb": ("MongoDB", ""),
    "mongo": ("MongoDB", ""),
    "dynamodb": ("DynamoDB", ""),
    "multiple/polyglot": ("Polyglot", ""),
    "multiple": ("Polyglot", ""),
    "polyglot": ("Polyglot", ""),
}
"""What people call a database: the product and its dialect, which is empty where it has no DDL."""


def meant(question: Question, text: str) -> str:
    """The answer that a letter, an option or its beginning means; any other text as it stands, but for the database, which
    must be one we know: then the answer is empty."""
    text = " ".join(text.split())
    chosen = text
    if len(text) == 1 and text.isascii() and text.isalpha():
        at = ord(text.upper()) - ord("A")
        chosen = question.options[at] if at < len(question.options) else ""
    else:
        near = [one for one in question.options if text and text.casefold() in one.casefold()]
        exact = [one for one in near if one.casefold() == text.casefold()]
        chosen = (exact or (near if len(near) == 1 else [text]))[0]
    if question.field == "database":
        known = DATABASES.get(text.casefold()) or DATABASES.get(chosen.casefold())
        return known[0] if known else ""
    return chosen


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


_SAME = {
    "Database": ("Database Type",),
    "Data Volume": ("Expected Scale",),
    "Performance Priorities": ("Performance Requirements",),
}
"""The keys under which other templates have an answer."""


def beginning(template: Template, name: str, dialect: str, version: str, today: str, answers: Answers) -> str:
    """The title and the metadata of a document about the system `name`, up to its first other section."""
    title = template.title.replace("{name}", name) or name
    known = _values(name, dialect, version, today, answers)
    lines = [(key, known.get(key.lower()) or f"[{key}]") for key in template.metadata]
    for one in QUESTIONS:
        if not {one.key, *_SAME.get(one.key, ())} & set(template.metadata):
            lines.append((one.key, _answer(answers, one)))
    home = next((one for one in template.sections if "metadata" in one.holds and not one.parent), None)
    if home is None:
        block = "\n".join(f"**{key}:** {value}" for key, value in lines)
        return f"# {title}\n\n{block}\n"
    block = "\n".join(f"**{key}**: {value}" for key, value in lines)
    number = f"{home.number}. " if home.number else ""
    return f"# {title}\n\n{'#' * home.level} {number}{home.title}\n\n{block}\n"


_SIGNS = {"< ": "Up to ", "> ": "Over "}


def _answer(answers: Answers, question: Question) -> str:
    # Signs, brackets and a long list would make the placeholder look like something else.
    plain = [re.sub(r" ?[(].*?[)]| consistency| acceptable| requirements", "", one) for one in question.options]
    options = ", ".join(re.sub(r"\A[<>] ", lambda sign: _SIGNS[sign[0]], one) for one in plain)
    return str(getattr(answers, question.field)) or f"[{options}]"


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
