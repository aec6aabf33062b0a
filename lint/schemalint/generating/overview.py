"""What a document says about the system as a whole: figures, servers, domain, growth."""

from __future__ import annotations

import re

from schemalint.generating import operations
from schemalint.generating.descriptions import column_name, described, fence, grid, is_audit_table, is_join_table, shown
from schemalint.generating.subject import Subject

SHOWN = 12
"""How many names a sentence lists before it counts the rest."""


def metrics(subject: Subject) -> str:
    """Counts from the schema, and the figures only people have."""
    catalogs = [one.catalog for one in subject.each() if one.catalog is not None]
    lines = []
    if catalogs:
        tables = [table for catalog in catalogs for table in described(catalog)]
        lines.append(f"- **Tables:** {len(tables)}")
        lines.append(f"- **Columns:** {sum(len(table.columns) for table in tables)}")
        lines.append(f"- **Indexes:** {sum(len(table.indexes) for table in tables)}")
        lines.append(f"- **Views:** {sum(len(catalog.views) for catalog in catalogs)}")
    else:
        lines.append("- **Tables:** [Number]")
    lines += [
        "- **Estimated Records:** [Number]",
        "- **Growth Rate:** [Records/day]",
        "- **Storage Size:** [Current and projected]",
    ]
    return "\n".join(lines)


def architecture(subject: Subject) -> str:
    """The database among the servers around it, as far as that is known."""
    product = operations.PRODUCTS.get(subject.dialect, "Database")
    lines = ["graph TB", "    app(Application servers)"]
    if subject.dialect == "sqlite":
        lines += [f"    database[({product} file)]", "    backup[(Copies of the file)]", "    app --> database"]
    else:
        lines += [f"    database[({product})]", "    backup[(Backups)]", "    app --> database"]
        if _is_eventual(subject):
            lines += ["    replica[(Read replica)]", "    app --> replica", "    database -. replication .-> replica"]
    lines.append("    database --> backup")
    servers = [operations.PRODUCTS.get(one.dialect, "Database") for one in subject.each()]
    for number, other in enumerate(dict.fromkeys(one for one in servers if one != product), 2):
        lines += [f"    database{number}[({other})]", f"    app --> database{number}"]
    return f"{fence('mermaid', chr(10).join(lines))}\n\n[Describe the servers, replicas and caches around the database]"


def _is_eventual(subject: Subject) -> bool:
    return bool(re.search(r"eventual|causal", subject.answer("consistency", "consistency requirements")))


def project(subject: Subject) -> str:
    """The lines of a specification about itself."""
    named = re.search(r"database[-_](?:schema|spec)[-_]([\w-]+)\.\w+$", subject.page.path, re.I)
    name = " ".join(word.capitalize() for word in re.split(r"[-_]", named[1])) if named else "[Project Name]"
    product = operations.PRODUCTS.get(subject.dialect, "[Database Type]")
    lines = (
        f"**Project**: {name}",
        "**Database Focus**: [Database Focus]",
        f"**Database Type**: {product}",
        "**Expected Scale**: [Expected Scale]",
        "**Performance Requirements**: [Performance Requirements]",
    )
    return "\n".join(lines)


def connections(subject: Subject) -> str:
    """Where the database is reached, stage by stage."""
    stages = ("Development", "Staging", "Production")
    if subject.dialect == "sqlite":
        return grid(("Environment", "File", "Purpose"), ((one, "[Database file]", "[Purpose]") for one in stages))
    port = operations.PORTS.get(subject.dialect, "[Port]")
    rows = ((one, "[Host name]", port, "[Database name]", "[Purpose]") for one in stages)
    return grid(("Environment", "Host", "Port", "Database", "Purpose"), rows)


def settings(subject: Subject) -> str:
    """The settings that every installation decides about."""
    names = operations.SETTINGS.get(subject.dialect, ())
    rows = ((name, "[Value]", "[Describe why]") for name in names)
    return grid(("Setting", "Value", "Reason"), rows) if names else ""


def normalization(subject: Subject) -> str:
    """The normal form, which people state, and the columns that hold more than one value, which the schema tells."""
    lines = ["**Current:** [State the normal form]", "**Rationale:** [State where the schema departs from it, and why]"]
    several = [
        f"`{shown(table.ref, subject.catalog)}.{column_name(column)}`"
        for table in (described(subject.catalog) if subject.catalog else ())
        for column in table.columns
        if subject.catalog
        and column.type is not None
        and (column.type.dimensions or column.type.family in ("json", "jsonb", "xml", "set"))
    ]
    text = "\n".join(lines)
    return f"{text}\n\nColumns that hold more than one value: {listed(several)}." if several else text


def listed(names: list[str]) -> str:
    """Names with commas; of many the first, and how many more there are."""
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def domain(subject: Subject) -> str:
    """Entities, relationships and rules as the tables show them."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    tables = described(catalog)
    core = [f"`{shown(one.ref, catalog)}`" for one in tables if not is_join_table(one) and not is_audit_table(one)]
    joins = [f"`{shown(one.ref, catalog)}`" for one in tables if is_join_table(one)]
    keys = sum(not key.ignored for one in tables for key in one.foreign_keys)
    checks = sum(len(one.checks) for one in tables)
    many = f", many-to-many through {listed(joins)}" if joins else ""
    relations = f"{keys} foreign keys{many}" if keys else "no table refers to another"
    rules = f"{checks} CHECK constraints and {len(catalog.triggers)} triggers, listed below"
    return "\n".join(
        (
            f"- **Core Business Entities**: {listed(core)}",
            "- **Business Processes**: [List the processes that write to these tables]",
            f"- **Data Relationships**: {relations}",
            f"- **Business Rules**: {rules if checks or catalog.triggers else '[List what must always hold]'}",
        )
    )


def flow(subject: Subject) -> str:
    """Where rows come from and go to."""
    views = [f"`{shown(ref, subject.catalog)}`" for ref in sorted(subject.catalog.views)] if subject.catalog else []
    read = f"the views {listed(views)}; " if views else ""
    return "\n".join(
        (
            "- **Data Sources**: [List where rows come from]",
            "- **Data Transformations**: [List what is computed, and where]",
            f"- **Data Destinations**: {read}[List who reads the data]",
            "- **Data Lifecycle**: [State when rows are archived and deleted]",
        )
    )


def growth(subject: Subject) -> str:
    """How the database grows beyond one server: for people to say, with what the answers already tell."""
    replica = "reads may be behind by the replication lag, so what was just written is read from the primary"
    reads = (
        f"{replica}; [State when replicas are added]"
        if _is_eventual(subject)
        else "[State when and how replicas are added]"
    )
    return "\n".join(
        (
            f"- **Read Replicas**: {reads}",
            "- **Sharding Strategy**: [State how rows would be spread over servers]",
            "- **Connection Pooling**: [State who keeps how many connections open]",
            "- **Monitoring**: [List what is measured, and the limits that raise an alarm]",
        )
    )
