"""What the sections of a schema document say: from the catalogue where it knows, else a placeholder that names what is wanted.

One function a kind of section, found by the section's title; the templates share them.
"""

from __future__ import annotations

from collections.abc import Callable

from schemalint.generating import changes, objects, operations, overview, upkeep
from schemalint.generating.subject import Subject

Passage = Callable[[Subject], str]


def passage(subject: Subject, title: str) -> str:
    """The text of the section of that title, without its heading."""
    text = _told(subject, title)
    if not text and subject.catalog is not None:
        text = _NONE.get(title, "")
    return text or _PLACEHOLDERS.get(title) or f"[Describe the {title.lower()}]"


def has_facts(subject: Subject, title: str) -> bool:
    """Whether the schema says something about an optional section."""
    return bool(subject.catalog and _told(subject, title))


def _told(subject: Subject, title: str) -> str:
    """What the schema tells for a section; where there are several, what each of them tells."""
    write = _PASSAGES.get(title) or _OF_EACH.get(title)
    if write is None:
        return ""
    if title in _PASSAGES:
        return write(subject)
    parts = [(one, text) for one in subject.each() if (text := write(one))]
    labelled = title not in _UNDER_HEADINGS
    return "\n\n".join(f"{one.home}:\n\n{text}" if one.home and labelled else text for one, text in parts)


_PLACEHOLDERS = {
    "Purpose": "[Describe what this database stores and why]",
    "Normalization Level": "[State the normal form, where the schema departs from it, and why]",
    "Core Tables": "[Describe the core tables]",
    "Migration Scripts": "[Describe how the schema is migrated, or link to the scripts]",
    "Rollback Scripts": "[Describe how a migration is taken back, or link to the scripts]",
    "Access Control": "[List the roles and what each of them may do]",
    "Partitioning Strategy": "[State which tables are partitioned, by what, and who adds partitions]",
    "Health Checks": "[List what is checked, how often, and who is told]",
    "Full DDL Script": "[Link to the complete DDL script]",
    "Sample Data": "[Link to the scripts that load sample data]",
    "Database Diagram": "[Link to the full diagram]",
    "Business Domain Analysis": "[Describe the entities, processes and rules of the business]",
    "Initial Migration": "[Describe the first migration, or link to its script]",
    "Future Migration Planning": "[List the changes that are planned]",
    "Reference Data": "[List the rows that every installation needs]",
    "Development Test Data": "[Link to the scripts that load test data]",
    "Data Seeding and Test Data": "[Link to the scripts that load reference and test data]",
    "Data Security": "[List the roles and what each of them may do]",
    "Data Privacy": "[List the personal data, and how it is erased]",
    "Data Retention": "[State how long each kind of data is kept, and what removes it]",
    "Performance Monitoring": "[List what is measured, and the limits that raise an alarm]",
}

_NONE = {
    "Junction Tables": "No table only ties others together.",
    "Relationship Tables": "No table only ties others together.",
    "Audit Tables": "No table keeps what happened to others.",
    "Audit and Tracking Tables": "No table keeps what happened to others.",
    "Business Views": "The schema has no views.",
    "Utility Functions": "No trigger calls a function.",
    "Business Logic Procedures": "The schema holds no business logic.",
    "Business Logic Functions": "The schema holds no business logic.",
    "Custom Types and Enums": "The schema has no types of its own.",
    "Constraints and Validations": "No column is required or unique.",
    "Composite Indexes": "No index has more than one column.",
    "Full-Text Search Indexes": "No index serves full-text search.",
    "Foreign Key Relationships": "No table refers to another.",
    "Check Constraints": "No table has a CHECK constraint or a trigger.",
    "Views and Materialized Views": "The schema has no views.",
    "Functions and Procedures": "The schema has no functions or procedures.",
    "Database Functions and Procedures": "The schema has no functions or procedures.",
    "Index Analysis": "No table has an index.",
    "Primary Indexes": "No table has an index.",
    "Column Definitions": "No column is known.",
    "Status Values": "No column is limited to a list of values.",
    "Data Retention": "No table is named like a log. [State how long each kind of data is kept, and what removes it]",
    "Data Privacy": "No column is named like personal data. [List the personal data, and how it is erased]",
    "Partitioning Strategy": "No table is partitioned. [State from which size on one would be]",
}
"""What is said of a schema that has nothing for a section."""


def _schema_documentation(subject: Subject) -> str:
    """The diagram, the dictionary and queries, where no other section has them."""
    if subject.catalog is None:
        return "[Link to the diagram and the data dictionary]"
    parts = (objects.diagram(subject), objects.columns(subject), _examples(subject))
    return "\n\n".join(part for part in parts if part)


def _examples(subject: Subject) -> str:
    text = upkeep.query_examples(subject)
    return f"Query examples:\n\n{text}" if text else ""


_BACKUPS = (
    "- **Full backup:** [How often, and where it is kept]",
    "- **Log backup:** [How often, and where it is kept]",
    "- **Point in time:** [To which moments the database can be taken back]",
    "- **Other region:** [Where a copy is kept that one disaster cannot reach]",
    "- **Checked by:** [How and when a restore is tried]",
)
_RESTORES = (
    "- **Time to recover:** [How long it may take]",
    "- **Data that may be lost:** [How much, in minutes]",
)

_PASSAGES: dict[str, Passage] = {
    "Architecture": overview.architecture,
    "Key Metrics": overview.metrics,
    "Project Database Overview": overview.project,
    "Business Domain Analysis": overview.domain,
    "Data Flow Analysis": overview.flow,
    "Connection Details": overview.connections,
    "Performance Settings": overview.settings,
    "Database Diagram": objects.full_diagram,
    "Normalization Level": overview.normalization,
    "Index Maintenance": upkeep.index_upkeep,
    "Migration Scripts": changes.migrations,
    "Initial Migration": changes.first_migration,
    "Rollback Scripts": changes.rollbacks,
    "Migration Documentation": changes.record,
    "Access Control": upkeep.access,
    "Data Security": upkeep.access,
    "Data Encryption": upkeep.encryption,
    "Backup Strategy": upkeep.command(operations.BACKUP, _BACKUPS),
    "Recovery Procedures": upkeep.command(operations.RESTORE, _RESTORES),
    "Query Optimization": upkeep.tuning,
    "Scalability Planning": overview.growth,
    "Schema Documentation": _schema_documentation,
    "Performance Monitoring": upkeep.query(operations.SLOW),
    "Health Checks": upkeep.query(operations.HEALTH),
    "Full DDL Script": changes.script,
    "Sample Data": changes.sample,
    "Development Test Data": changes.sample,
}
"""By the title that the template gives the section."""

_OF_EACH: dict[str, Passage] = {
    "Entity Relationship Diagram": objects.diagram,
    "Core Tables": objects.core,
    "Junction Tables": objects.junctions,
    "Relationship Tables": objects.junctions,
    "Audit Tables": objects.audits,
    "Audit and Tracking Tables": objects.audits,
    "Custom Types and Enums": objects.types,
    "Constraints and Validations": objects.keys_and_uniques,
    "Check Constraints": objects.checks,
    "Foreign Key Relationships": objects.foreign_keys,
    "Views and Materialized Views": objects.views,
    "Business Views": objects.view_statements,
    "Functions and Procedures": objects.routines,
    "Database Functions and Procedures": objects.routines,
    "Utility Functions": objects.utilities,
    "Business Logic Procedures": objects.procedures,
    "Business Logic Functions": objects.logic,
    "Index Analysis": objects.indexes,
    "Primary Indexes": objects.plain_indexes,
    "Composite Indexes": objects.composite_indexes,
    "Full-Text Search Indexes": objects.search_indexes,
    "Data Privacy": upkeep.privacy,
    "Data Retention": upkeep.retention,
    "Partitioning Strategy": objects.partitions,
    "Column Definitions": objects.columns,
    "Status Values": objects.values,
}
"""The same for the sections that tell the schema: each schema of a project has its part in them."""

_UNDER_HEADINGS = frozenset(
    {"Core Tables", "Junction Tables", "Relationship Tables", "Audit Tables", "Audit and Tracking Tables"}
)
"""Sections whose parts have headings of their own, below which stands where they come from."""
