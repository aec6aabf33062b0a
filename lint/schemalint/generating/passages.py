"""What the sections of a schema document say: from the catalogue where it knows, else a placeholder that names what is wanted.

One function a kind of section, found by the section's title; both templates share them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping

from schemalint.generating import definitions, operations
from schemalint.generating.ddl import UnsupportedError
from schemalint.generating.descriptions import (
    Said,
    allowed_values,
    column_name,
    column_table,
    described,
    dictionary,
    fence,
    grid,
    is_audit_table,
    is_join_table,
    said,
    shown,
    table_definitions,
    type_definition,
)
from schemalint.generating.diagram import mermaid
from schemalint.generating.material import Material
from schemalint.model.document import Dialect
from schemalint.model.page import Page
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog, Index, Table


class Subject(NamedTuple):
    """What a passage is written about."""

    page: Page
    replay: Replay | None
    level: int
    """Of the heading it stands under."""
    headings: Mapping[str, str] = {}
    """What the headings of the template's sections say, by the template's title, without marks; those now written included."""
    material: Material = Material()

    @property
    def catalog(self) -> Catalog | None:
        return self.replay.catalog if self.replay and self.replay.catalog.tables else None

    @property
    def own(self) -> bool:
        """Whether the schema is what the document's own fences make: its DDL stands in the document already."""
        return self.replay is not None and self.replay.path == self.page.path


Passage = Callable[[Subject], str]


def passage(subject: Subject, title: str) -> str:
    """The text of the section of that title, without its heading."""
    write = _PASSAGES.get(title)
    text = write(subject) if write else ""
    return text or _PLACEHOLDERS.get(title) or f"[Describe the {title.lower()}]"


def has_facts(subject: Subject, title: str) -> bool:
    """Whether the schema says something about an optional section."""
    write = _PASSAGES.get(title)
    return bool(write and subject.catalog and write(subject))


_PLACEHOLDERS = {
    "Purpose": "[Describe what this database stores and why]",
    "Architecture": "[Describe the servers, replicas and caches around the database]",
    "Normalization Level": "[State the normal form, where the schema departs from it, and why]",
    "Core Tables": "[Describe the core tables]",
    "Index Maintenance": "[Describe how indexes are checked and rebuilt]",
    "Migration Scripts": "[Describe how the schema is migrated, or link to the scripts]",
    "Rollback Scripts": "[Describe how a migration is taken back, or link to the scripts]",
    "Access Control": "[List the roles and what each of them may do]",
    "Data Encryption": "[State what is encrypted at rest and in transit, and who holds the keys]",
    "Query Optimization": "[List the queries that must be fast, and what serves them]",
    "Health Checks": "[List what is checked, how often, and who is told]",
    "Full DDL Script": "[Link to the complete DDL script]",
    "Sample Data": "[Link to the scripts that load sample data]",
    "Database Diagram": "[Link to the full diagram]",
    "Business Domain Analysis": "[Describe the entities, processes and rules of the business]",
    "Data Flow Analysis": "[Describe where data comes from, what changes it, and where it goes]",
    "Initial Migration": "[Describe the first migration, or link to its script]",
    "Future Migration Planning": "[List the changes that are planned]",
    "Reference Data": "[List the rows that every installation needs]",
    "Development Test Data": "[Link to the scripts that load test data]",
    "Data Seeding and Test Data": "[Link to the scripts that load reference and test data]",
    "Scalability Planning": "[Describe how reads and writes grow beyond one server]",
    "Data Security": "[List the roles and what each of them may do]",
    "Data Privacy": "[List the personal data, and how it is erased]",
    "Data Retention": "[State how long each kind of data is kept, and what removes it]",
    "Schema Documentation": "[Link to the diagram and the data dictionary]",
    "Migration Documentation": "[Link to the record of schema changes]",
    "Performance Monitoring": "[List what is measured, and the limits that raise an alarm]",
}


# --- overview -------------------------------------------------------------------------------------------------------


def _metrics(subject: Subject) -> str:
    catalog = subject.catalog
    lines = []
    if catalog:
        tables = described(catalog)
        lines.append(f"- **Tables:** {len(tables)}")
        lines.append(f"- **Columns:** {sum(len(table.columns) for table in tables)}")
        lines.append(f"- **Indexes:** {sum(len(table.indexes) for table in tables)}")
        lines.append(f"- **Views:** {len(catalog.views)}")
    else:
        lines.append("- **Tables:** [Number]")
    lines += [
        "- **Estimated Records:** [Number]",
        "- **Growth Rate:** [Records/day]",
        "- **Storage Size:** [Current and projected]",
    ]
    return "\n".join(lines)


def _project(subject: Subject) -> str:
    named = re.search(r"database[-_](?:schema|spec)[-_]([\w-]+)\.\w+$", subject.page.path, re.I)
    name = " ".join(word.capitalize() for word in re.split(r"[-_]", named[1])) if named else "[Project Name]"
    product = operations.PRODUCTS.get(subject.page.dialect, "[Database Type]")
    lines = (
        f"**Project**: {name}",
        "**Database Focus**: [Database Focus]",
        f"**Database Type**: {product}",
        "**Expected Scale**: [Expected Scale]",
        "**Performance Requirements**: [Performance Requirements]",
    )
    return "\n".join(lines)


def _connections(subject: Subject) -> str:
    stages = ("Development", "Staging", "Production")
    if subject.page.dialect == "sqlite":
        return grid(("Environment", "File", "Purpose"), ((one, "[Database file]", "[Purpose]") for one in stages))
    port = operations.PORTS.get(subject.page.dialect, "[Port]")
    rows = ((one, "[Host name]", port, "[Database name]", "[Purpose]") for one in stages)
    return grid(("Environment", "Host", "Port", "Database", "Purpose"), rows)


def _settings(subject: Subject) -> str:
    names = operations.SETTINGS.get(subject.page.dialect, ())
    return (
        grid(("Setting", "Value", "Reason"), ((name, "[Value]", "[Describe why]") for name in names)) if names else ""
    )


# --- design ---------------------------------------------------------------------------------------------------------


def _diagram(subject: Subject) -> str:
    return fence("mermaid", mermaid(subject.catalog)) if subject.catalog else ""


def _full_diagram(subject: Subject) -> str:
    """A link to the diagram, where the document has one."""
    written = subject.headings.get("Entity Relationship Diagram", "")
    return f"[{written}](#{anchor(written)})" if written else ""


def anchor(written: str) -> str:
    """The anchor that a heading gets where Markdown is shown: lower case, no punctuation, hyphens for blanks."""
    kept = "".join(char for char in written.strip().lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")


def _tables(subject: Subject, wanted: Callable[[Table], bool]) -> str:
    catalog = subject.catalog
    if catalog is None:
        return ""
    every = described(catalog)
    tables = [table for table in every if wanted(table)]
    texts = {} if subject.own else _definitions(every, catalog)
    known = said(subject.page)
    return "\n\n".join(table_section(subject, table, texts.get(table.ref, ""), known) for table in tables)


def _definitions(tables: tuple[Table, ...], catalog: Catalog) -> dict[object, str]:
    try:
        return dict(table_definitions(tables, catalog))
    except UnsupportedError:
        return {}


def table_section(subject: Subject, table: Table, ddl: str, known: Said) -> str:
    """A heading with the table's name, what it is for, and its DDL, or its columns where the DDL stands elsewhere."""
    assert subject.catalog is not None
    name = shown(table.ref, subject.catalog)
    about = " ".join(table.comment.split()) if table.comment else f"[Describe what a row of {name} stands for]"
    body = fence("sql", ddl) if ddl else column_table(table, known)
    return f"{'#' * min(subject.level + 1, 6)} {name}\n\n{about}\n\n{body}"


def _core(subject: Subject) -> str:
    return _tables(subject, lambda table: not is_join_table(table) and not is_audit_table(table))


def _junctions(subject: Subject) -> str:
    return _tables(subject, is_join_table)


def _audits(subject: Subject) -> str:
    return _tables(subject, lambda table: is_audit_table(table) and not is_join_table(table))


def _types(subject: Subject) -> str:
    catalog = subject.catalog
    if catalog is None or not (catalog.enums or catalog.domains):
        return ""
    refs = sorted((*catalog.enums, *catalog.domains))
    if subject.own:
        rows = [(shown(ref, catalog), ", ".join(catalog.enums[ref].values)) for ref in sorted(catalog.enums)]
        return grid(("Type", "Values"), rows) if rows else ""
    return fence("sql", "\n".join(f"{text};" for ref in refs if (text := type_definition(ref, catalog))))


def _checks(subject: Subject) -> str:
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = [
        (
            shown(table.ref, catalog),
            check.name,
            f"`{check.expression.text}`" if "`" not in check.expression.text else check.expression.text,
        )
        for table in described(catalog)
        for check in table.checks
    ]
    return grid(("Table", "Constraint", "Condition"), rows) if rows else "No table has a CHECK constraint."


def _keys(subject: Subject) -> str:
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = [
        (
            shown(table.ref, catalog), ", ".join(key.columns), shown(key.parent, catalog), ", ".join(key.parent_columns),
            key.on_delete, key.on_update,
        )
        for table in described(catalog)
        for key in table.foreign_keys
        if not key.ignored
    ]  # fmt: skip
    head = ("Table", "Columns", "References", "Referenced columns", "On delete", "On update")
    return grid(head, rows) if rows else "No table refers to another."


# --- views, routines, indexes ---------------------------------------------------------------------------------------


def _views(subject: Subject) -> str:
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = []
    for ref in sorted(catalog.views):
        view = catalog.views[ref]
        kind = "Materialized view" if view.materialized else "View"
        reads = ", ".join(shown(one, catalog) for one in view.reads)
        about = view.comment or f"[Describe {ref.name}]"
        rows.append((shown(ref, catalog), kind, reads, about))
    return grid(("View", "Kind", "Reads", "Description"), rows) if rows else "The schema has no views."


def _routines(subject: Subject) -> str:
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = [
        (
            f"{ref.name}({routine.signature})",
            routine.kind.capitalize(),
            routine.returns,
            routine.comment or f"[Describe {ref.name}]",
        )
        for ref in sorted(catalog.routines)
        for routine in catalog.routines[ref]
    ]
    return (
        grid(("Routine", "Kind", "Returns", "Description"), rows)
        if rows
        else "The schema has no functions or procedures."
    )


def _some_routines(subject: Subject) -> str:
    return _routines(subject) if subject.catalog and subject.catalog.routines else ""


_METHODS = {"btree": "B-tree", "gin": "GIN", "gist": "GiST", "brin": "BRIN", "hash": "Hash", "spgist": "SP-GiST"}


def _indexes(subject: Subject) -> str:
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = [cells for table in described(catalog) for cells in index_rows(table, catalog)]
    head = ("Table", "Index", "Type", "Columns", "Purpose")
    return grid(head, rows) if rows else "No table has an index."


def index_rows(table: Table, catalog: Catalog) -> Iterator[tuple[str, str, str, str, str]]:
    """The cells of an index table about one table, its keys first."""
    name = shown(table.ref, catalog)
    key = table.primary_key
    if key:
        yield name, key.name or "PRIMARY", "B-tree", ", ".join(key.columns), "Primary key"
    for unique in table.uniques:
        yield name, unique.name, "B-tree", ", ".join(unique.columns), "Unique"
    for index in table.indexes:
        kind = _METHODS.get(index.method.lower(), index.method)
        columns = ", ".join(definitions.key_part(part, catalog.dialect, table.columns) for part in index.parts)
        yield name, index.name, kind, columns, _purpose(index, table)


def _purpose(index: Index, table: Table) -> str:
    unique = "Unique" if index.unique else ""
    for key in table.foreign_keys:
        if index.columns[: len(key.columns)] == key.columns:
            return f"{unique or 'Look-ups'} by {key.parent.name}"
    return unique or f"[Describe the queries that {index.name or 'it'} serves]"


def _query(texts: dict[Dialect, str]) -> Passage:
    def write(subject: Subject) -> str:
        text = texts.get(subject.page.dialect, "")
        return fence("sql", text) if text else ""

    return write


def _command(texts: dict[Dialect, str], questions: tuple[str, ...]) -> Passage:
    def write(subject: Subject) -> str:
        text = texts.get(subject.page.dialect, "")
        return "\n\n".join([*([fence("bash", text)] if text else ()), "\n".join(questions)])

    return write


# --- migrations -----------------------------------------------------------------------------------------------------


def _migrations(subject: Subject) -> str:
    history = subject.replay.history if subject.replay else None
    if history is None or not history.migrations:
        return ""
    rows = ((f"`{one.name}`", "Yes" if one.down and not one.empty_down else "No") for one in history.migrations)
    order = "their numbers" if history.framework in ("numbered", "custom") else history.framework
    head = f"The migrations stand in `{history.path}`, in the order of {order}."
    return f"{head}\n\n{grid(('Migration', 'Has a rollback'), rows)}"


def _rollbacks(subject: Subject) -> str:
    history = subject.replay.history if subject.replay else None
    if history is None or not history.migrations:
        return ""
    held = [one for one in history.migrations if one.down and not one.empty_down]
    lacking = [one for one in history.migrations if one not in held]
    if not held:
        return f"No migration in `{history.path}` has a rollback. [Describe how a migration is taken back]"
    text = f"{len(held)} of {len(history.migrations)} migrations in `{history.path}` have a rollback."
    if lacking:
        text += " Without one: " + ", ".join(f"`{one.name}`" for one in lacking) + "."
    return text


# --- security -------------------------------------------------------------------------------------------------------


def _access(subject: Subject) -> str:
    catalog = subject.catalog
    if catalog is None:
        return ""
    grants = [
        (", ".join(grant.grantees), _granted(grant.objects, grant.all_in_schema, catalog), ", ".join(grant.privileges))
        for grant in catalog.grants
        if grant.privileges and not grant.revoke
    ]
    policies = [
        (policy.name, shown(policy.table, catalog), policy.command.upper(), ", ".join(policy.roles))
        for _, policy in sorted(catalog.policies.items())
    ]
    parts = []
    if grants:
        parts.append(grid(("Role", "Objects", "Privileges"), grants))
    if policies:
        parts.append(grid(("Policy", "Table", "Command", "Roles"), policies))
    return "\n\n".join(parts)


def _granted(objects: tuple[object, ...], everything: bool, catalog: Catalog) -> str:
    names = ", ".join(shown(one, catalog) for one in objects)  # type: ignore[arg-type]
    return f"everything in {names}" if everything else names


# --- data dictionary ------------------------------------------------------------------------------------------------


def _dictionary(subject: Subject) -> str:
    if subject.catalog is None:
        return ""
    return dictionary(described(subject.catalog), subject.catalog, said(subject.page))


def _values(subject: Subject) -> str:
    catalog = subject.catalog
    if catalog is None:
        return ""
    known = said(subject.page)
    rows = [
        (
            shown(table.ref, catalog),
            column_name(column),
            ", ".join(values),
            column.comment or known.about(table, column) or f"[Describe {column.name}]",
        )
        for table in described(catalog)
        for column, values in allowed_values(table, catalog)
    ]
    head = ("Table", "Column", "Valid Values", "Description")
    return grid(head, rows) if rows else "No column is limited to a list of values."


# --- appendices -----------------------------------------------------------------------------------------------------


def _script(subject: Subject) -> str:
    if subject.replay is None or subject.own or subject.replay.kind == "script":
        return ""
    path = subject.replay.path
    target = os.path.relpath(path, os.path.dirname(subject.page.path) or ".").replace(os.sep, "/")
    return f"[{os.path.basename(path.rstrip('/')) or path}]({target.replace(' ', '%20')})"


_BACKUPS = (
    "- **Full backup:** [How often, and where it is kept]",
    "- **Log backup:** [How often, and where it is kept]",
    "- **Checked by:** [How and when a restore is tried]",
)
_RESTORES = (
    "- **Time to recover:** [How long it may take]",
    "- **Data that may be lost:** [How much, in minutes]",
)

_PASSAGES: dict[str, Passage] = {
    "Key Metrics": _metrics,
    "Project Database Overview": _project,
    "Connection Details": _connections,
    "Performance Settings": _settings,
    "Entity Relationship Diagram": _diagram,
    "Database Diagram": _full_diagram,
    "Core Tables": _core,
    "Junction Tables": _junctions,
    "Relationship Tables": _junctions,
    "Audit Tables": _audits,
    "Audit and Tracking Tables": _audits,
    "Custom Types and Enums": _types,
    "Constraints and Validations": _checks,
    "Check Constraints": _checks,
    "Foreign Key Relationships": _keys,
    "Views and Materialized Views": _views,
    "Functions and Procedures": _routines,
    "Database Functions and Procedures": _routines,
    "Index Analysis": _indexes,
    "Primary Indexes": _indexes,
    "Index Maintenance": _query(operations.INDEX_USE),
    "Migration Scripts": _migrations,
    "Initial Migration": _migrations,
    "Rollback Scripts": _rollbacks,
    "Access Control": _access,
    "Data Security": _access,
    "Backup Strategy": _command(operations.BACKUP, _BACKUPS),
    "Recovery Procedures": _command(operations.RESTORE, _RESTORES),
    "Query Optimization": _query(operations.SLOW),
    "Performance Monitoring": _query(operations.SLOW),
    "Health Checks": _query(operations.HEALTH),
    "Column Definitions": _dictionary,
    "Status Values": _values,
    "Full DDL Script": _script,
}
"""By the title that the template gives the section."""
