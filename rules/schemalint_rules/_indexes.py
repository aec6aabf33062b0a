"""When two indexes are the same, and when one does the work of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from schemalint import (
    Catalog,
    Change,
    Diagnostic,
    DropConstraint,
    DropObjects,
    Edit,
    Fix,
    Index,
    KeyPart,
    Kind,
    Lazy,
    Ref,
    Related,
    Replay,
    Rule,
    Severity,
    Span,
    Subject,
    Table,
)
from schemalint_rules._once import once
from schemalint_rules._proposals import Written, drop_index, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import Path, is_key, paths, stored, understood


def alike(text: str) -> str:
    """An expression so that spellings of the same one are equal: no outer parentheses, and outside quotes one case and no blanks."""
    while text.startswith("(") and text.endswith(")") and _closes_last(text):
        text = text[1:-1].strip()
    between = _QUOTED.compiled.split(text) if "'" in text or '"' in text else [text]
    return "".join(part if at % 2 else part.lower().replace(" ", "") for at, part in enumerate(between))


_QUOTED = Lazy(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")


def _closes_last(text: str) -> bool:
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


USUAL_CLASSES = frozenset(
    {
        "array_ops", "bit_ops", "bool_ops", "bpchar_ops", "bytea_ops", "char_ops", "cidr_ops", "date_ops", "enum_ops", "float4_ops",
        "float8_ops", "inet_ops", "int2_ops", "int4_ops", "int8_ops", "interval_ops", "jsonb_ops", "name_ops", "numeric_ops",
        "oid_ops", "range_ops", "text_ops", "time_ops", "timestamp_ops", "timestamptz_ops", "timetz_ops", "tsvector_ops",
        "uuid_ops", "varbit_ops", "varchar_ops",
    }
)  # fmt: skip
"""Operator classes that PostgreSQL's btree, hash and GIN indexes have without being told."""


def as_kept(path: Path, table: Table) -> Path:
    """The path without what its text says and the server has anyway: the column's own collation, the usual operator class."""
    parts = tuple(_as_kept(part, path.method, table) for part in path.parts)
    return path if parts == path.parts else path._replace(parts=parts)


def _as_kept(part: KeyPart, method: str, table: Table) -> KeyPart:
    if part.opclass in USUAL_CLASSES and method in ("btree", "hash", "gin"):
        part = part._replace(opclass="")
    column = table.column(part.column)
    if part.collation and column is not None:
        said, own = (name.lower().removeprefix("pg_catalog.") for name in (part.collation, column.collation))
        if said == own or (not own and said in ("default", "binary")):
            part = part._replace(collation="")
    return part


def part_key(part: KeyPart, *, turned: bool = False) -> tuple[object, ...]:
    """What one key of an index sorts by; `turned` reads the index backwards."""
    descending = part.descending
    nulls = part.nulls or ("first" if descending else "last")
    if turned:
        descending = not descending
        nulls = "last" if nulls == "first" else "first"
    what = part.column or (alike(part.expression.text) if part.expression else "")
    return what, bool(part.column), descending, nulls, part.collation, part.opclass, part.prefix


def signature(path: Path) -> tuple[object, ...]:
    """Equal for two indexes that differ in nothing but their names."""
    keys = tuple(part_key(part) for part in path.parts)
    return path.method, alike(path.predicate), keys, tuple(sorted(path.include)), path.nulls_equal


def begins_with(longer: Path, shorter: Path) -> bool:
    """Whether `longer` begins with all keys of `shorter`, in the same order or exactly turned round."""
    if len(shorter.parts) > len(longer.parts):
        return False
    wanted = [part_key(part) for part in shorter.parts]
    leading = longer.parts[: len(wanted)]
    return [part_key(part) for part in leading] == wanted or [part_key(part, turned=True) for part in leading] == wanted


Targets = frozenset[tuple[Ref, frozenset[str]]]


@once
def targets(catalog: Catalog) -> Targets:
    """The tables and sets of columns that foreign keys refer to."""
    return frozenset(
        (key.parent, frozenset(key.parent_columns))
        for table in catalog.tables.values()
        for key in table.foreign_keys
        if key.parent_columns
    )


def is_referenced(table: Table, path: Path, referenced: Targets) -> bool:
    """Whether a foreign key may rest on the path: it is a key, and somebody refers to just its columns. Of several keys of the
    same columns the server has taken the one that was made first."""
    if not is_key(path, path.columns):
        return False
    wanted = frozenset(path.columns)
    key = table.primary_key
    if key and set(key.columns) == wanted and not (path.span.path and key.span.path and path.span < key.span):
        return False
    return (table.ref, wanted) in referenced


def is_replica_identity(table: Table, name: str) -> bool:
    """Whether logical replication tells rows apart by this index."""
    said = dict(table.options).get("replica identity", "").lower()
    return said.startswith("using index") and said.split()[-1].strip('"') == name


def is_implicit(path: Path) -> bool:
    """Whether MySQL or MariaDB made the index for a foreign key; it goes as soon as another index serves."""
    return isinstance(path.origin, Index) and not path.origin.named and not path.origin.span.path


def removes_documents(path: Path) -> bool:
    """Whether the server deletes what the index finds too old."""
    return isinstance(path.origin, Index) and "expireafterseconds" in dict(path.origin.options)


def removal(path: Path, written: Written) -> tuple[Edit, ...]:
    """Takes the statement that makes an index out of the text, where it makes nothing else."""
    if not isinstance(path.origin, Index) or not path.origin.span.path:
        return ()
    statement = written.statement(path.origin.span)
    if statement is None or statement.verb != "CREATE INDEX":
        return ()
    return (Edit(written.whole_line(statement), ""),)


def same_statement(table: Table, path: Path) -> bool:
    """Whether a key stands in the statement that makes its table, where PostgreSQL merges equal keys into one."""
    return path.origin.statement == table.statement


Found = Callable[[Table, tuple[Path, ...], Catalog], Iterator[tuple[Path, Path]]]
"""Of a table and its usable keys and indexes, those that another makes needless, each with that other."""


def pairs(catalog: Catalog, found: Found) -> Iterator[tuple[Table, Path, Path]]:
    """What `found` says of each table, every place in the text once: LIKE … INCLUDING INDEXES makes others of the same text."""
    told: set[Span] = set()
    for table in _indexed(catalog):
        ways = tuple(as_kept(path, table) for path in paths(table, catalog.dialect) if path.valid)
        parent = catalog.tables.get(table.partition_of) if table.partition_of else None
        given = {path.span for path in paths(parent, catalog.dialect)} if parent else ()
        for path, other in found(table, ways, catalog):
            if path.origin.span in told or path.span in given:
                continue
            if path.origin.span.path:
                told.add(path.origin.span)
            yield table, path, other


def _indexed(catalog: Catalog) -> tuple[Table, ...]:
    """The tables whose indexes are known: those that are understood, partitions with indexes besides their parent's, materialized
    views, and collections of which nobody knows all fields."""
    if catalog.dialect != "mongodb":
        views = (
            Table(view.schema, view.name, indexes=view.indexes, span=view.span)
            for view in catalog.views.values()
            if len(view.indexes) > 1 and not view.unknown and not catalog.is_muted(view.ref)
        )
        partitions = (table for table in understood(catalog) if table.partition_of and len(table.indexes) > 1)
        return (*stored(catalog), *partitions, *sorted(views, key=lambda one: (one.span, one.ref)))
    known = (table for ref, table in catalog.tables.items() if not table.assumed and not catalog.is_muted(ref))
    return tuple(sorted(known, key=lambda one: (one.span, one.ref)))


@once
def _written(replay: Replay) -> Written:
    return Written(replay)


def without(table: Table, path: Path, catalog: Catalog, replay: Replay) -> Fix | None:
    """The fix that drops a key or an index; None where a foreign key or replication rests on it, and for MongoDB."""
    if is_referenced(table, path, targets(catalog)) or is_replica_identity(table, path.name):
        return None
    if table.kind == "collection":
        return None  # a script's calls stand in expressions, which are not taken out
    change: Change = (
        DropObjects("index", (object_name(Ref(table.schema, path.name)),), on=object_name(table.ref))
        if isinstance(path.origin, Index)
        else DropConstraint(object_name(table.ref), name_of(path.name))
    )
    return Fix(f"Drop {path.said}", "unsafe", removal(path, _written(replay)), (change,))


def named_at(path: Path) -> Span:
    """Where a key or an index is named, or the whole of it where it has no name."""
    return path.origin.name_span if path.origin.name_span.path else path.origin.span


def about_path(table: Table, path: Path) -> Subject:
    """The subject of a finding about a key or an index."""
    kind: Kind = "index" if isinstance(path.origin, Index) else "constraint"
    return Subject(kind, table.schema or None, table.name, path.name, path.columns)


def called(table: Table, path: Path) -> str:
    """A key or an index at the beginning of a message: `Index idx_x (a, b) of app.orders`."""
    return f"{path.said[0].upper()}{path.said[1:]} of {table.ref.text}"


def doubled(
    rule: Rule,
    table: Table,
    path: Path,
    why: str,
    other: Related,
    catalog: Catalog,
    *,
    fix: Fix | None,
    severity: Severity | None = None,
) -> Diagnostic:
    """The finding that a key or an index is one too many, with the statement that drops it where it may go."""
    origin = path.origin
    constraint = not isinstance(origin, Index)
    repair = (
        f"ALTER TABLE {spelled_ref(table.ref, catalog)} DROP CONSTRAINT {spelled(path.name, catalog)};"
        if constraint
        else drop_index(Ref(table.schema, path.name), table.ref, catalog)
    )
    return rule.found(
        named_at(path),
        f"{called(table, path)} {why}",
        subject=about_path(table, path),
        repair=repair if fix or table.kind == "collection" else "",
        related=(other,) if other.span.path else (),
        fix=fix,
        severity=severity,
    )
