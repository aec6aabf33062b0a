"""What a document says about the objects of a schema, statement by statement and in tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from schemalint.dialects.stores import STORES
from schemalint.generating import definitions
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
    purpose_of,
    said,
    shown,
    table_definitions,
    type_definition,
)
from schemalint.generating.diagram import drawings
from schemalint.generating.entities import is_huge
from schemalint.generating.settings_of_stores import settings
from schemalint.generating.subject import Subject
from schemalint.model.name import Ref
from schemalint.model.schema import Catalog, Index, Routine, Table, Trigger, View
from schemalint.model.text import Span

# --- design ---------------------------------------------------------------------------------------------------------


def diagram(subject: Subject) -> str:
    """The schema drawn, in as many diagrams as it takes for each to be drawn."""
    if subject.catalog is None:
        return ""
    parts = drawings(subject.catalog)
    if len(parts) == 1:
        return fence("mermaid", parts[0][1])
    return "\n\n".join(f"Tables {title}:\n\n{fence('mermaid', text)}" for title, text in parts)


def full_diagram(subject: Subject) -> str:
    """A link to the diagram, where the document has one."""
    written = subject.headings.get("Entity Relationship Diagram", "")
    return f"[{written}](#{anchor(written)})" if written else ""


def anchor(written: str) -> str:
    """The anchor that a heading gets where Markdown is shown: lower case, no punctuation, hyphens for blanks."""
    kept = "".join(char for char in written.strip().lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")


# --- tables ---------------------------------------------------------------------------------------------------------


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
    if catalog.dialect in STORES:
        return {}  # no SQL makes them
    try:
        return dict(table_definitions(tables, catalog))
    except UnsupportedError:
        return {}


def table_section(subject: Subject, table: Table, ddl: str, known: Said) -> str:
    """A heading with the table's name, what it is for, and its DDL, or its columns where the DDL stands elsewhere."""
    assert subject.catalog is not None
    name = shown(table.ref, subject.catalog)
    about = purpose_of(table, name, subject.catalog.dialect)
    body = fence("sql", ddl) if ddl else column_table(table, known)
    kept = settings(table, subject.catalog.dialect, subject.page if subject.material.beside else None)
    body = f"{body}\n\n{kept}" if kept else body
    return f"{'#' * min(subject.level + 1, 6)} {name}\n\n{about}\n\n{body}"


def core(subject: Subject) -> str:
    """The tables that the system is about, each with its definition."""
    if subject.catalog is None and subject.material.entities:
        marks = "#" * min(subject.level + 1, 6)
        return "\n\n".join(f"{marks} {one}\n\n[Describe the fields of {one}]" for one in subject.material.entities)
    text = _tables(subject, lambda table: not is_join_table(table) and not is_audit_table(table))
    needed = _needed(subject) if text else ""
    return f"{needed}\n\n{text}" if needed else text


def _needed(subject: Subject) -> str:
    """The statements that must have run before the tables are made: schemas, extensions, sequences of their own."""
    catalog = subject.catalog
    if catalog is None or subject.own:
        return ""
    made = [other.statement for (kind, _), other in sorted(catalog.others.items()) if kind == "schema"]
    made += [extension.statement for _, extension in sorted(catalog.extensions.items())]
    made += [one.statement for _, one in sorted(catalog.sequences.items()) if not one.implicit and one.owned_by is None]
    texts = [text for span in made if (text := statement(subject, span, "CREATE"))]
    return (
        "These must be there first.\n\n" + fence("sql", "\n".join(f"{' '.join(one.split())};" for one in texts))
        if texts
        else ""
    )


def junctions(subject: Subject) -> str:
    """The tables that only tie others together."""
    return _tables(subject, is_join_table)


def audits(subject: Subject) -> str:
    """The tables that keep what happened to others."""
    return _tables(subject, lambda table: is_audit_table(table) and not is_join_table(table))


def statement(subject: Subject, span: Span, verb: str) -> str:
    """A statement as it stands in its file, where it begins with `verb`; without the terminator."""
    text = (subject.material.source(span) or "") if span.path else ""
    text = text.strip().rstrip(";").rstrip()
    return text if re.match(rf"{verb}\b", text, re.I) else ""


# --- types and rules ------------------------------------------------------------------------------------------------


def types(subject: Subject) -> str:
    """Enums and domains: their statements, or their values where the statements stand with the tables."""
    catalog = subject.catalog
    if catalog is None or not (catalog.enums or catalog.domains):
        return ""
    if subject.own or _shows_tables(subject):
        rows = [(shown(ref, catalog), ", ".join(catalog.enums[ref].values)) for ref in sorted(catalog.enums)]
        rows += [(shown(ref, catalog), catalog.domains[ref].type.text) for ref in sorted(catalog.domains)]
        return grid(("Type", "Values"), rows)
    refs = sorted((*catalog.enums, *catalog.domains))
    return fence("sql", "\n".join(f"{text};" for ref in refs if (text := type_definition(ref, catalog))))


def _shows_tables(subject: Subject) -> bool:
    """Whether the definitions of the tables stand in the document, with the types they need."""
    return "Core Tables" in subject.headings


def keys_and_uniques(subject: Subject) -> str:
    """The constraints that keep rows apart and columns filled."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = []
    for table in described(catalog):
        name = shown(table.ref, catalog)
        for unique in table.uniques:
            rows.append((name, unique.name or "UNIQUE", f"UNIQUE ({', '.join(unique.columns)})"))
        filled = [column_name(column) for column in table.columns if not column.nullable]
        if filled:
            rows.append((name, "NOT NULL", ", ".join(filled)))
    return grid(("Table", "Constraint", "What holds"), rows) if rows else ""


def business_rules(subject: Subject) -> str:
    """Every CHECK and trigger with what justifies it: its comment, else a visible placeholder."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = []
    for table in described(catalog):
        name = shown(table.ref, catalog)
        for check in table.checks:
            text = " ".join(check.expression.text.split())
            rows.append(
                (name, check.name, f"`{text}`" if "`" not in text else text, _reason(check.comment, check.name))
            )
    for (ref, own), trigger in sorted(catalog.triggers.items()):
        rows.append((shown(ref, catalog), own, _moment(trigger), _reason(trigger.comment, own)))
    return grid(("Table", "Rule", "Condition", "Justification"), rows) if rows else ""


def _reason(comment: str | None, name: str) -> str:
    return " ".join((comment or "").split()) or f"[State why {name or 'this'} must hold]"


def _moment(trigger: Trigger) -> str:
    moment = f"{trigger.timing} {' or '.join(trigger.events)}"
    return f"{moment}, calls {trigger.function.name}" if trigger.function else moment


def checks(subject: Subject) -> str:
    """The rules that the schema keeps, or that there are none."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    return business_rules(subject)


def foreign_keys(subject: Subject) -> str:
    """What refers to what, and what happens when a parent goes."""
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
    return grid(head, rows) if rows else ""


# --- views, routines, triggers --------------------------------------------------------------------------------------


def views(subject: Subject) -> str:
    """The views in a table, with what they read."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = []
    for view in catalog.views_in_order():
        kind = "Materialized view" if view.materialized else "View"
        reads = ", ".join(shown(one, catalog) for one in view.reads)
        rows.append((shown(view.ref, catalog), kind, reads, view.comment or f"[Describe {view.name}]"))
    return grid(("View", "Kind", "Reads", "Description"), rows) if rows else ""


def view_statements(subject: Subject) -> str:
    """The statement of every view, those that others read first."""
    catalog = subject.catalog
    if catalog is None or subject.own:
        return ""
    texts = [text for view in catalog.views_in_order() if (text := _view(subject, view))]
    return "\n\n".join(fence("sql", f"{text};") for text in texts)


def _view(subject: Subject, view: View) -> str:
    text = statement(subject, view.statement, r"CREATE\s[^(]*?\bVIEW")
    return "" if view.unknown else text


def routines(subject: Subject) -> str:
    """Functions and procedures in a table."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows = [
        (
            _code(f"{ref.name}({routine.signature})"),
            routine.kind.capitalize(),
            _code(routine.returns),
            routine.comment or f"[Describe {ref.name}]",
        )
        for ref, routine in _routines(catalog)
    ]
    return grid(("Routine", "Kind", "Returns", "Description"), rows) if rows else ""


def _code(text: str) -> str:
    """Text as code where Markdown would else read it as something of its own."""
    return f"`{text}`" if set("[]<>*") & set(text) and "`" not in text else text


def _routines(catalog: Catalog) -> Iterator[tuple[Ref, Routine]]:
    for ref in sorted(catalog.routines):
        for routine in catalog.routines[ref]:
            yield ref, routine


def _serves_triggers(ref: Ref, routine: Routine, catalog: Catalog) -> bool:
    return routine.returns.lower() == "trigger" or any(one.function == ref for one in catalog.triggers.values())


def utilities(subject: Subject) -> str:
    """The functions that triggers call, and the triggers."""
    return _statements(subject, serving=True)


def logic(subject: Subject) -> str:
    """The functions and procedures that programs call."""
    return _statements(subject, serving=False)


def procedures(subject: Subject) -> str:
    """The business logic: the rules that the schema keeps by itself, and the routines that programs call."""
    parts = (business_rules(subject), logic(subject))
    return "\n\n".join(part for part in parts if part)


def _statements(subject: Subject, *, serving: bool) -> str:
    catalog = subject.catalog
    if catalog is None or subject.own:
        return ""
    spans = [
        routine.statement for ref, routine in _routines(catalog) if _serves_triggers(ref, routine, catalog) is serving
    ]
    if serving:
        spans += [trigger.statement for _, trigger in sorted(catalog.triggers.items())]
    texts = dict.fromkeys(text for span in spans if (text := statement(subject, span, "CREATE")))
    fences: list[str] = []
    short: list[str] = []
    for text in texts:
        # Triggers without a body of their own stand together.
        if _CALLS.search(text):
            short.append(f"{text};")
        else:
            fences.append(fence("sql", _ended(text, subject.dialect)))
    return "\n\n".join([*fences, *([fence("sql", "\n\n".join(short))] if short else ())])


_CALLS = re.compile(r"\bEXECUTE\s+(?:FUNCTION|PROCEDURE)\s[^;]*\Z", re.I)


def _ended(text: str, dialect: str) -> str:
    return text if re.search(r"\bEND\s*\w*\Z", text, re.I) and dialect in ("tsql",) else f"{text};"


# --- indexes --------------------------------------------------------------------------------------------------------

_METHODS = {"btree": "B-tree", "gin": "GIN", "gist": "GiST", "brin": "BRIN", "hash": "Hash", "spgist": "SP-GiST",
            "global": "Global secondary", "local": "Local secondary"}  # fmt: skip
_SEARCH = frozenset({"gin", "gist", "fulltext", "rum"})


def indexes(subject: Subject) -> str:
    """Every key and index with its purpose, as far as the keys tell it."""
    return index_table(subject, lambda index: True, keys=True)


def plain_indexes(subject: Subject) -> str:
    """Keys and indexes of one column, where the others have a section of their own."""
    return index_table(subject, lambda index: not _is_search(index) and len(index.parts) == 1, keys=True)


def composite_indexes(subject: Subject) -> str:
    """The indexes of several columns."""
    return index_table(subject, lambda index: not _is_search(index) and len(index.parts) != 1)


def search_indexes(subject: Subject) -> str:
    """The indexes that serve searches in text and documents."""
    return index_table(subject, _is_search)


def _is_search(index: Index) -> bool:
    return index.method.lower() in _SEARCH


def index_table(subject: Subject, wanted: Callable[[Index], bool], *, keys: bool = False) -> str:
    """The indexes that are `wanted`, and with `keys` the keys, as a Markdown table; empty for none."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows: list[tuple[str, str, str, str, str]] = []
    for table in described(catalog):
        kept = table._replace(indexes=tuple(index for index in definitions.own_indexes(table) if wanted(index)))
        rows += index_rows(kept if keys else kept._replace(primary_key=None, uniques=()), catalog)
    return grid(("Table", "Index", "Type", "Columns", "Purpose"), rows) if rows else ""


def index_rows(table: Table, catalog: Catalog) -> Iterator[tuple[str, str, str, str, str]]:
    """The cells of an index table about one table, its keys first."""
    name = shown(table.ref, catalog)
    key = table.primary_key
    if key:
        kind = "Partition and sort key" if len(key.columns) > 1 else "Partition key"
        kind = kind if catalog.dialect == "dynamodb" else "B-tree"
        yield name, key.name or "PRIMARY", kind, ", ".join(key.columns), "Primary key"
    for unique in table.uniques:
        yield name, unique.name, "B-tree", ", ".join(unique.columns), "Unique"
    for index in definitions.own_indexes(table):
        kind = _METHODS.get(index.method.lower(), index.method)
        columns = ", ".join(definitions.key_part(part, catalog.dialect, table.columns) for part in index.parts)
        yield name, index.name, kind, columns, _purpose(index, table)


def _purpose(index: Index, table: Table) -> str:
    unique = "Unique" if index.unique else ""
    for key in table.foreign_keys:
        if index.columns[: len(key.columns)] == key.columns:
            return f"{unique or 'Look-ups'} by {key.parent.name}"
    return unique or f"[Describe the queries that {index.name or 'it'} serves]"


# --- dictionary -----------------------------------------------------------------------------------------------------


def columns(subject: Subject) -> str:
    """The dictionary of all columns; empty where none is known, as of a table of DynamoDB whose keys expressions tell."""
    tables = described(subject.catalog) if subject.catalog is not None else ()
    if subject.catalog is None or not any(table.columns for table in tables):
        return ""
    return dictionary(tables, subject.catalog, said(subject.page))


def values(subject: Subject) -> str:
    """The columns that may hold only some values."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    known = said(subject.page)
    rows = [
        (
            shown(table.ref, catalog),
            column_name(column),
            ", ".join(held),
            column.comment or known.about(table, column) or f"[Describe {column.name}]",
        )
        for table in described(catalog)
        for column, held in allowed_values(table, catalog)
    ]
    head = ("Table", "Column", "Valid Values", "Description")
    return grid(head, rows) if rows else ""


def partitions(subject: Subject) -> str:
    """The tables that are partitioned, how, and into what."""
    catalog = subject.catalog
    if catalog is None:
        return ""
    rows: list[tuple[str, str, str, str]] = []
    for table in described(catalog):
        if table.partition_by:
            own: Sequence[str] = [one.name for one in table.partitions]
            own = own or [ref.name for ref in sorted(catalog.tables) if catalog.tables[ref].partition_of == table.ref]
            rows.append(
                (shown(table.ref, catalog), table.partition_by, str(len(own)), "[State who adds and drops them]")
            )
    if rows:
        return grid(("Table", "Partitioned by", "Partitions", "Kept up by"), rows)
    if is_huge(subject.answer("data volume", "volume", "expected scale"), subject.answer("use case")):
        return _to_cut(subject, catalog)
    return ""


def _to_cut(subject: Subject, catalog: Catalog) -> str:
    """What is said where much data is expected and no table is partitioned: which tables grow by time, and how one is cut."""
    rows = []
    for table in described(catalog):
        dated = next((one for one in table.columns if one.type is not None and one.type.family in _TIMES), None)
        if dated is not None and (is_audit_table(table) or not dated.nullable):
            rows.append((shown(table.ref, catalog), column_name(dated), "[State from which size on it is cut]"))
    if not rows:
        return ""
    lead = "Much data is expected and no table is partitioned yet. These have rows that age:"
    return f"{lead}\n\n{grid(('Table', 'Cut by', 'When'), rows)}"


_TIMES = frozenset({"date", "timestamp", "timestamptz"})
