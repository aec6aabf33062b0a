"""What a document says about running the database: access, encryption, backups, slow queries, retention."""

from __future__ import annotations

import re
from collections.abc import Callable

from schemalint.generating import operations, spelling
from schemalint.generating.descriptions import column_name, described, fence, grid, is_audit_table, shown
from schemalint.generating.objects import statement
from schemalint.generating.settings_of_stores import encrypted
from schemalint.generating.subject import Subject
from schemalint.model.document import Dialect
from schemalint.model.schema import Catalog, Column, ForeignKey, Table

EXAMPLES = 3
"""How many queries a document shows."""


def query(texts: dict[Dialect, str]) -> Callable[[Subject], str]:
    """A passage that shows the dialect's queries."""

    def write(subject: Subject) -> str:
        text = texts.get(subject.dialect, "")
        return fence("sql", operations.of_version(text, subject.dialect, _version(subject))) if text else ""

    return write


def command(texts: dict[Dialect, str], questions: tuple[str, ...]) -> Callable[[Subject], str]:
    """A passage that shows the dialect's commands and asks what only people know."""

    def write(subject: Subject) -> str:
        text = texts.get(subject.dialect, "")
        return "\n\n".join([*([fence("bash", text)] if text else ()), "\n".join(questions)])

    return write


def _version(subject: Subject) -> str:
    return subject.replay.catalog.version if subject.replay else ""


def index_upkeep(subject: Subject) -> str:
    """Which indexes are used, and what keeps them in shape."""
    used = query(operations.INDEX_USE)(subject)
    kept = operations.REBUILD.get(subject.dialect, "")
    tables = described(subject.catalog) if subject.catalog else ()
    if kept and "{table}" in kept:
        if not tables or subject.catalog is None:
            return used
        kept = kept.replace("{table}", spelling.reference(tables[0].ref, subject.dialect, subject.catalog))
    return "\n\n".join(part for part in (used, fence("sql", kept) if kept else "") if part)


def encryption(subject: Subject) -> str:
    """What is encrypted: a query where the server tells, and what people must state."""
    shown_ = query(operations.ENCRYPTION)(subject)
    declared = encrypted(subject.catalog) if subject.catalog is not None else ""
    asked = (
        f"- **At rest:** {declared or '[State what is encrypted on disk, and by what]'}",
        "- **In transit:** [State whether clients must use TLS]",
        "- **Keys:** [State who holds the keys, and how often they change]",
    )
    return "\n\n".join(part for part in (shown_, "\n".join(asked)) if part)


# --- access ---------------------------------------------------------------------------------------------------------


def access(subject: Subject) -> str:
    """Grants and policies in tables, then the statements that make roles and policies."""
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
    if not subject.own:
        parts += _secured(subject, catalog)
    return "\n\n".join(parts)


def _secured(subject: Subject, catalog: Catalog) -> list[str]:
    """The statements that make roles and policies, and turn row security on."""
    made = [other.statement for (kind, _), other in sorted(catalog.others.items()) if kind == "role"]
    texts = [text for span in made if (text := statement(subject, span, "CREATE"))]
    for table in described(catalog):
        if table.row_security:
            name = spelling.reference(table.ref, subject.dialect, catalog)
            texts.append(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    made = [policy.statement for _, policy in sorted(catalog.policies.items())]
    texts += [text for span in made if (text := statement(subject, span, "CREATE"))]
    return [fence("sql", "\n\n".join(f"{text};" for text in dict.fromkeys(texts)))] if texts else []


def _granted(objects: tuple[object, ...], everything: bool, catalog: Catalog) -> str:
    names = ", ".join(shown(one, catalog) for one in objects)  # type: ignore[arg-type]
    return f"everything in {names}" if everything else names


# --- queries --------------------------------------------------------------------------------------------------------

_EXPLAIN: dict[Dialect, str] = {
    "postgres": "EXPLAIN (ANALYZE, BUFFERS)\n",
    "mysql": "EXPLAIN\n",
    "mariadb": "EXPLAIN\n",
    "sqlite": "EXPLAIN QUERY PLAN\n",
}


def tuning(subject: Subject) -> str:
    """The slowest queries, and the plan of a join that the keys suggest."""
    found = examples(subject, 1)
    plan = fence("sql", f"{_EXPLAIN.get(subject.dialect, '')}{found[0]};") if found else ""
    # Where the template has no section about partitions, they are told here.
    apart = any(entry.wanted.title == "Partitioning Strategy" for entry in subject.page.outline)
    asked = "[List the queries that must be fast, and what serves them]" if apart else strategy(subject)
    return "\n\n".join(part for part in (query(operations.SLOW)(subject), plan, asked) if part)


def strategy(subject: Subject) -> str:
    """How queries are kept fast: what the schema tells, and what is left to say."""
    catalog = subject.catalog
    indexes = sum(len(table.indexes) for table in described(catalog)) if catalog else 0
    cut = [shown(table.ref, catalog) for table in described(catalog) if table.partition_by] if catalog else []
    seen = [ref.name for ref, view in sorted(catalog.views.items()) if view.materialized] if catalog else []
    told = f"{indexes} indexes besides the keys; " if catalog else ""
    parts = f"partitioned: {', '.join(cut)}; " if cut else ""
    kept = f"materialized: {', '.join(seen)}; " if seen else ""
    lines = (
        "- **Anticipated Query Patterns**: [List the queries that must be fast]",
        f"- **Index Strategy**: {told}[State what they serve]",
        f"- **Partitioning Strategy**: {parts}[State what grows, and when it is cut]",
        f"- **Caching Strategy**: {kept}[State what is cached, and for how long]",
    )
    return "\n".join(lines)


def query_examples(subject: Subject) -> str:
    """Some queries over the foreign keys."""
    return "\n\n".join(fence("sql", f"{text};") for text in examples(subject, EXAMPLES))


def examples(subject: Subject, most: int) -> list[str]:
    """Queries that follow a foreign key, each of another table; an index that the key leads comes first."""
    catalog = subject.catalog
    if catalog is None:
        return []
    joins = [
        (not _is_led(table, key), table, key)
        for table in described(catalog)
        for key in table.foreign_keys[:1]
        if not key.ignored and key.parent in catalog.tables and key.parent != table.ref and key.parent_columns
    ]
    joins.sort(key=lambda one: one[0])
    return [_join(table, key, catalog.tables[key.parent], catalog) for _, table, key in joins[:most]]


def _is_led(table: Table, key: ForeignKey) -> bool:
    return any(index.columns[: len(key.columns)] == key.columns for index in table.indexes)


def _join(table: Table, key: ForeignKey, parent: Table, catalog: Catalog) -> str:
    dialect = catalog.dialect

    def name(alias: str, owner: Table, column: str) -> str:
        return f"{alias}.{spelling.column_name(column, dialect, owner.column(column))}"

    on = " AND ".join(
        f"{name('p', parent, theirs)} = {name('c', table, ours)}"
        for ours, theirs in zip(key.columns, key.parent_columns, strict=False)
    )
    own = list(table.primary_key.columns) if table.primary_key else [key.columns[0]]
    told = next((column.name for column in parent.columns if _is_told(column, parent)), key.parent_columns[0])
    picked = ", ".join(
        dict.fromkeys([*(name("c", table, one) for one in own), name("p", parent, told) + _renamed(told, own)])
    )
    child, above = (spelling.reference(one.ref, dialect, catalog) for one in (table, parent))
    word = "" if dialect == "oracle" else "AS "
    first = "SELECT TOP 10" if dialect == "tsql" else "SELECT"
    last = {"tsql": "", "oracle": "\nFETCH FIRST 10 ROWS ONLY"}.get(dialect, "\nLIMIT 10")
    order = ", ".join(name("c", table, one) for one in own)
    return f"{first} {picked}\nFROM {child} {word}c\nJOIN {above} {word}p ON {on}\nORDER BY {order}{last}"


def _renamed(told: str, own: list[str]) -> str:
    return " AS parent" if told in own else ""


def _is_told(column: Column, parent: Table) -> bool:
    """A column that people know a row by: text, and no part of a key."""
    keyed = {name for key in parent.foreign_keys for name in key.columns} | set(
        parent.primary_key.columns if parent.primary_key else ()
    )
    return column.type is not None and column.type.family in ("varchar", "char") and column.name not in keyed


# --- data that must go ----------------------------------------------------------------------------------------------

_DATED = ("date", "timestamp", "timestamptz")
_PERSONAL = re.compile(
    r"(?:^|_)(?:e?mail|phone|mobile|fax|first_?name|last_?name|full_?name|surname|birth\w*|dob|ssn|passport\w*|iban"
    r"|ip|ip_?address|street|postal_?code|zip\w*|address\d?|latitude|longitude|salary)(?:_|$|\d)",
    re.I,
)


def retention(subject: Subject) -> str:
    """The tables that keep what happened, by which column their rows age, and what is left to say."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = [
        (shown(table.ref, catalog), dated, "[How long rows are kept]", "[What removes them]")
        for table in described(catalog)
        if is_audit_table(table) and (dated := _dated(table))
    ]
    return grid(("Table", "Rows age by", "Kept for", "Removed by"), rows) if rows else ""


def _dated(table: Table) -> str:
    """The column that says when a row was made."""
    found = [column for column in table.columns if column.type is not None and column.type.family in _DATED]
    first = next((column for column in found if not column.nullable or column.default is not None), None)
    chosen = first or (found[0] if found else None)
    return column_name(chosen) if chosen else ""


def privacy(subject: Subject) -> str:
    """The columns whose names speak of people, and what is left to say about them."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = []
    for table in described(catalog):
        held = [column_name(column) for column in table.columns if _PERSONAL.search(column.name)]
        if held:
            rows.append((shown(table.ref, catalog), ", ".join(held), "[How they are erased]"))
    return grid(("Table", "Columns that speak of people", "Erased by"), rows) if rows else ""
