"""What a new constraint does to its table, and to the partitions and tables that inherit from it."""

from __future__ import annotations

from collections.abc import Iterable

from schemalint.dialects.stores import STORES
from schemalint.model.change import AddConstraint
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import (
    NOWHERE,
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    KeyPart,
    PrimaryKey,
    Table,
    Unique,
)
from schemalint.model.text import Span
from schemalint.replay import naming
from schemalint.replay.constraint_names import (
    ORACLE_NAME,
    constraint_name,
    index_names,
    key_name,
    name_span,
    named,
    note_namesake,
    register,
    register_index,
)
from schemalint.replay.draft import Draft


def add_constraint(draft: Draft, change: AddConstraint) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    constraint = change.constraint
    if change.if_not_exists and constraint.name and named(table, constraint.name) is not None:
        return
    if not change.checked and isinstance(constraint, ForeignKey | Check):
        constraint = constraint._replace(validated=False)
    before = table
    table = attach(draft, table, constraint)
    draft.put(table)
    if table is not before:
        spread(draft, before, table)


def attach(draft: Draft, table: Table, constraint: Constraint) -> Table:
    """The table with one constraint more, named and resolved as the server does; the caller stores it.

    A primary key on a table that has one, or a name that is taken, is a fault and changes nothing.
    """
    if constraint.statement is NOWHERE:
        constraint = constraint._replace(statement=draft.statement)
    if isinstance(constraint, Unique) and constraint.inline and draft.dialect in ("mysql", "mariadb"):
        # Behind a column KEY words add up: PRIMARY KEY UNIQUE is a primary key, UNIQUE UNIQUE one key.
        keys = (*table.uniques, *((table.primary_key,) if table.primary_key else ()))
        if any(held.inline and held.columns == constraint.columns for held in keys):
            return table
    if constraint.name and not constraint.named:
        constraint = constraint._replace(named=True)
    if constraint.name and draft.dialect != "sqlite":
        existing = named(table, constraint.name)
        if draft.dialect in ("mysql", "mariadb"):
            existing = _rival(table, constraint)
        if existing is not None and not isinstance(constraint, PrimaryKey):
            draft.fault("exists", "constraint", table.ref, name_span(constraint), constraint.name, name_span(existing))
            return table
        note_namesake(draft, table, constraint)
    if isinstance(constraint, ForeignKey):
        return _attach_foreign_key(draft, table, constraint)
    if isinstance(constraint, Check):
        return _attach_check(draft, table, constraint)
    if isinstance(constraint, PrimaryKey):
        return _attach_primary_key(draft, table, constraint)
    if isinstance(constraint, Unique):
        return _attach_unique(draft, table, constraint)
    return _attach_exclusion(draft, table, constraint)


def _rival(table: Table, constraint: Constraint) -> Constraint | None:
    """The constraint that has the name already: in MySQL keys, foreign keys and checks have namespaces of their own."""
    wanted = constraint.name.lower()
    for held in table.constraints:
        if held.name.lower() == wanted and type(held) is type(constraint):
            return held
    return None


def require_columns(draft: Draft, table: Table, columns: Iterable[str], span: Span) -> None:
    """A fault for each column that the table certainly lacks. What a document store holds may have more than is declared."""
    if table.assumed or table.unknown or table.as_query or draft.dialect in STORES:
        return
    have = None
    for name in columns:
        if have is None:
            have = {column.name for column in table.columns}
        if name and name not in have and not is_system_column(draft, name):
            if table.inherits and any(ref not in draft.tables for ref in table.inherits):
                return
            if not draft.unsure(name, "column"):
                draft.fault("missing-column", "column", table.ref, span, name)


def is_system_column(draft: Draft, name: str) -> bool:
    """Whether every table of the server has a column of that name."""
    if draft.dialect == "sqlite":
        return name in ("rowid", "oid", "_rowid_")
    return draft.postgres and name in ("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid")


def _with_index(draft: Draft, table: Table, constraint: PrimaryKey | Unique) -> tuple[Table, PrimaryKey | Unique]:
    """USING INDEX: the index becomes the constraint's own, under the constraint's name."""
    for index in table.indexes:
        if index.name == constraint.using_index:
            break
    else:
        if not (table.assumed or table.unknown or draft.unsure(constraint.using_index, "index")):
            draft.fault("missing", "index", Ref(table.schema, constraint.using_index), constraint.span)
        return table, constraint
    name = constraint.name or index.name
    columns = constraint.columns or index.columns
    if draft.dialect == "oracle":
        return table, constraint._replace(columns=columns)
    remaining = tuple(other for other in table.indexes if other is not index)
    draft.indexes = (
        draft.indexes.delete(Ref(index.schema, index.name))
        if Ref(index.schema, index.name) in draft.indexes
        else draft.indexes
    )
    taken_over: PrimaryKey | Unique
    if isinstance(constraint, PrimaryKey):
        taken_over = constraint._replace(name=name, columns=columns)
    else:
        taken_over = constraint._replace(
            name=name, columns=columns, parts=index.parts, include=index.include,
            nulls_not_distinct=index.nulls_not_distinct,
        )  # fmt: skip
    return table._replace(indexes=remaining), taken_over


def _attach_primary_key(draft: Draft, table: Table, key: PrimaryKey) -> Table:
    if table.primary_key is not None:
        held = table.primary_key
        draft.fault("exists", "constraint", table.ref, name_span(key), held.name, name_span(held))
        return table
    if key.using_index:
        table, taken_over = _with_index(draft, table, key)
        assert isinstance(taken_over, PrimaryKey)
        key = taken_over
    else:
        require_columns(draft, table, key.columns, key.span)
    dialect = draft.dialect
    if dialect in ("mysql", "mariadb"):
        key = key._replace(name="PRIMARY", named=False)
    elif not key.name:
        if draft.postgres:
            key = key._replace(name=key_name(draft, table, (), "pkey"))
        elif dialect == "tsql":
            key = key._replace(name=naming.sqlserver_name("PK", table.name, ()))
        elif dialect == "oracle":
            key = key._replace(name=ORACLE_NAME)
    register(draft, table, key.name)
    if key.named or draft.postgres:
        register_index(draft, table, key.name)
    columns = table.columns
    if _key_forbids_null(draft, table, key):
        columns = with_not_null(columns, key.columns)
    return table._replace(primary_key=key, columns=columns)


def with_not_null(columns: tuple[Column, ...], names: Iterable[str]) -> tuple[Column, ...]:
    """The columns with those named made NOT NULL."""
    names = tuple(names)
    if not any(column.nullable and column.name in names for column in columns):
        return columns
    return tuple(
        column._replace(nullable=False) if column.nullable and column.name in names else column for column in columns
    )


def _key_forbids_null(draft: Draft, table: Table, key: PrimaryKey) -> bool:
    if draft.dialect != "sqlite":
        return True
    if any(name in ("without rowid", "strict") for name, _ in table.options):
        return True
    if len(key.columns) == 1:
        column = table.column(key.columns[0])
        return column is not None and column.type is not None and column.type.text.lower() == "integer"
    return False


def _attach_unique(draft: Draft, table: Table, unique: Unique) -> Table:
    if unique.using_index:
        table, taken_over = _with_index(draft, table, unique)
        assert isinstance(taken_over, Unique)
        unique = taken_over
    else:
        require_columns(draft, table, (*unique.columns, *unique.include), unique.span)
    if not unique.name:
        dialect = draft.dialect
        columns = unique.columns
        if draft.postgres:
            unique = unique._replace(name=key_name(draft, table, (*columns, *unique.include), "key"))
        elif dialect in ("mysql", "mariadb"):
            table = without_covered_implicit(draft, table, unique.columns)
            unique = unique._replace(name=naming.mysql_index_name(columns[0] if columns else "", index_names(table)))
        elif dialect == "tsql":
            unique = unique._replace(name=naming.sqlserver_name("UQ", table.name, ()))
        elif dialect == "oracle":
            unique = unique._replace(name=ORACLE_NAME)
    register(draft, table, unique.name)
    if unique.named or draft.postgres:
        register_index(draft, table, unique.name)
    table = table._replace(uniques=(*table.uniques, unique))
    return without_covered_implicit(draft, table, unique.columns)


def _attach_exclusion(draft: Draft, table: Table, exclusion: Exclusion) -> Table:
    require_columns(draft, table, (part.column for part in exclusion.parts), exclusion.span)
    if not exclusion.name:
        words = naming.index_columns(exclusion.parts)
        exclusion = exclusion._replace(name=key_name(draft, table, words, "excl"))
    register(draft, table, exclusion.name)
    register_index(draft, table, exclusion.name)
    return table._replace(exclusions=(*table.exclusions, exclusion))


def _attach_check(draft: Draft, table: Table, check: Check) -> Table:
    require_columns(draft, table, check.expression.columns, check.span)
    if not check.name:
        dialect = draft.dialect
        columns = check.expression.columns
        if draft.postgres:
            middle = columns[0] if len(columns) == 1 else ""
            check = check._replace(name=constraint_name(draft, table, middle, "check"))
        elif dialect == "mysql":
            check = check._replace(name=naming.numbered(f"{table.name}_chk_", (held.name for held in table.checks)))
        elif dialect == "mariadb":
            names = (held.name for held in table.checks)
            check = check._replace(name=check.column or naming.first_free("CONSTRAINT_", names))
        elif dialect == "tsql":
            check = check._replace(name=naming.sqlserver_name("CK", table.name, columns if len(columns) == 1 else ()))
        elif dialect == "oracle":
            check = check._replace(name=ORACLE_NAME)
    register(draft, table, check.name)
    return table._replace(checks=(*table.checks, check))


def _attach_foreign_key(draft: Draft, table: Table, key: ForeignKey) -> Table:
    mysql = draft.dialect in ("mysql", "mariadb")
    if draft.dialect == "mysql" and key.inline and not _honours_inline_references(draft.version):
        return table._replace(foreign_keys=(*table.foreign_keys, key._replace(ignored=True)))
    require_columns(draft, table, key.columns, key.span)
    parent_ref, parent = _parent(draft, table, key)
    columns = key.parent_columns
    if parent is None:
        if draft.checks_parents and not draft.unsure(parent_ref.name):
            draft.fault("missing-parent", "table", parent_ref, _parent_span(key))
        if draft.checks_parents:
            parent = draft.assume(parent_ref)
    elif columns:
        if not (parent.assumed or parent.unknown or parent.as_query) and (draft.checks_parents or parent is not table):
            for name in columns:
                if parent.column(name) is None and not draft.unsure(name, "column") and draft.dialect != "sqlite":
                    draft.fault("missing-parent-column", "column", parent.ref, _parent_span(key), name)
    elif parent.primary_key is not None:
        columns = parent.primary_key.columns
    name = key.name
    if not name:
        if draft.postgres:
            name = constraint_name(draft, table, naming.joined(key.columns), "fkey")
        elif mysql:
            name = naming.numbered(f"{table.name}_ibfk_", (held.name for held in table.foreign_keys))
        elif draft.dialect == "tsql":
            name = naming.sqlserver_name("FK", table.name, key.columns)
        elif draft.dialect == "oracle":
            name = ORACLE_NAME
    was_named = bool(key.name)
    key = key._replace(parent=parent_ref, parent_columns=columns, name=name)
    register(draft, table, name)
    draft.link(parent_ref, "table", table.ref)
    table = table._replace(foreign_keys=(*table.foreign_keys, key))
    if not mysql:
        return table
    if was_named and not leads(table, key.columns):
        # The index that the server makes for it has its name.
        taken = next((index for index in table.indexes if index.name.lower() == name.lower() and index.named), None)
        if taken is not None:
            draft.fault("exists", "constraint", table.ref, name_span(key), name, taken.name_span, "index")
    return _with_implicit_index(table, key, was_named)


def _honours_inline_references(version: str) -> bool:
    major = version.partition(".")[0]
    return major.isdigit() and int(major) >= 9


def _parent_span(key: ForeignKey) -> Span:
    return key.span if key.parent_span == NOWHERE else key.parent_span


def _parent(draft: Draft, table: Table, key: ForeignKey) -> tuple[Ref, Table | None]:
    """Where REFERENCES points: the table being made, the search path, or in MySQL and SQLite the child's own schema."""
    written = key.parent
    if written.name == table.name and written.schema in ("", table.schema):
        return table.ref, table
    if not written.schema and draft.dialect in ("mysql", "mariadb", "sqlite"):
        ref = Ref(table.schema, written.name)
        if ref in draft.tables or draft.dialect == "sqlite":
            return ref, draft.tables.get(ref)
        own = Name(table.schema, table.schema, NOWHERE) if table.schema else None
        ref = draft.table_ref(ObjectName(Name(written.name, written.name, NOWHERE), own))
        return ref, draft.tables.get(ref)
    word = Name(written.name, written.name, NOWHERE)
    schema = Name(written.schema, written.schema, NOWHERE) if written.schema else None
    ref = draft.table_ref(ObjectName(word, schema))
    parent = draft.tables.get(ref)
    if parent is None and not written.schema and draft.dialect in ("tsql", "oracle"):
        beside = Ref(table.schema, written.name)
        if beside in draft.tables:
            return beside, draft.tables[beside]
    return ref, parent


def _with_implicit_index(table: Table, key: ForeignKey, was_named: bool) -> Table:
    """MySQL indexes the columns of a foreign key unless an index begins with them. Of two such indexes that it made itself
    over the same columns the younger one stays."""
    kept = tuple(
        held for held in table.indexes if not (is_implicit(held) and key.columns[: len(held.parts)] == held.columns)
    )
    if leads(table._replace(indexes=kept), key.columns):
        return table
    table = table._replace(indexes=kept)
    taken = index_names(table)
    name = key.name if was_named and key.name not in taken else naming.mysql_index_name(key.columns[0], taken)
    index = Index(table.schema, name, tuple(KeyPart(column) for column in key.columns), named=False)
    return table._replace(indexes=(*table.indexes, index))


def leads(table: Table, columns: tuple[str, ...]) -> bool:
    """Whether some index or key of the table begins with those columns in that order."""
    size = len(columns)
    keys = [unique.columns for unique in table.uniques]
    if table.primary_key is not None:
        keys.append(table.primary_key.columns)
    keys.extend(
        tuple(part.column if part.prefix is None else "" for part in index.parts)
        for index in table.indexes
        if index.method in ("btree", "")
    )
    return any(key[:size] == columns for key in keys)


def without_covered_implicit(draft: Draft, table: Table, columns: tuple[str, ...]) -> Table:
    """The table without the indexes that MySQL made for foreign keys and that a new index over `columns` makes needless."""
    if draft.dialect not in ("mysql", "mariadb") or not table.indexes:
        return table
    kept = tuple(
        index for index in table.indexes if not (is_implicit(index) and columns[: len(index.parts)] == index.columns)
    )
    return table if len(kept) == len(table.indexes) else table._replace(indexes=kept)


def is_implicit(index: Index) -> bool:
    """Whether the server made the index for a foreign key."""
    return not index.named and index.span == NOWHERE


def fill_children(draft: Draft, table: Table) -> None:
    """Give foreign keys that came before their parent the parent's key columns."""
    if table.primary_key is None or Ref(table.schema, table.name) not in draft.links:
        return
    ref = table.ref
    columns = table.primary_key.columns
    for child_ref, _ in draft.linked(ref, "table"):
        child = draft.tables.get(child_ref)
        if child is None or not any(key.parent == ref and not key.parent_columns for key in child.foreign_keys):
            continue
        draft.put(
            child._replace(
                foreign_keys=tuple(
                    key._replace(parent_columns=columns) if key.parent == ref and not key.parent_columns else key
                    for key in child.foreign_keys
                )
            )
        )


def spread(draft: Draft, before: Table, after: Table) -> None:
    """Give partitions the keys, foreign keys and checks that their parent got; inheriting tables get the checks."""
    if draft.only or after.ref not in draft.heirs:
        return
    new = [constraint for constraint in after.constraints if named(before, constraint.name) is None]
    waiting = [(heir, after.ref) for heir in draft.inheritors(after.ref)]
    seen = {after.ref}
    while waiting:
        heir, parent = waiting.pop(0)
        if heir.ref in seen:
            continue
        seen.add(heir.ref)
        table = heir
        for constraint in new:
            table = inherit_constraint(draft, table, constraint, partition=heir.partition_of == parent)
        if table is not heir:
            draft.put(table)
        waiting.extend((below, heir.ref) for below in draft.inheritors(heir.ref))


def inherit_constraint(draft: Draft, table: Table, constraint: Constraint, *, partition: bool) -> Table:
    """The table with its copy of a constraint of its parent, where it gets one."""
    if isinstance(constraint, Check):
        if constraint.no_inherit or named(table, constraint.name) is not None:
            return table
        register(draft, table, constraint.name)
        return table._replace(checks=(*table.checks, constraint))
    if not partition:
        return table
    if isinstance(constraint, PrimaryKey):
        if table.primary_key is not None:
            return table
        return _attach_primary_key(draft, table, constraint._replace(name="", named=False, using_index=""))
    if isinstance(constraint, Unique):
        if any(held.columns == constraint.columns for held in table.uniques):
            return table
        return _attach_unique(draft, table, constraint._replace(name="", named=False, using_index=""))
    if isinstance(constraint, ForeignKey):
        if any(_is_like(held, constraint) for held in table.foreign_keys):
            return table
        if named(table, constraint.name) is not None:
            constraint = constraint._replace(
                name=constraint_name(draft, table, naming.joined(constraint.columns), "fkey")
            )
        register(draft, table, constraint.name)
        draft.link(constraint.parent, "table", table.ref)
        return table._replace(foreign_keys=(*table.foreign_keys, constraint))
    if any(held.parts == constraint.parts for held in table.exclusions):
        return table
    return _attach_exclusion(draft, table, constraint._replace(name="", named=False))


def _is_like(held: ForeignKey, constraint: ForeignKey) -> bool:
    """Whether a partition's own foreign key serves as the copy of its parent's: in all but the name."""
    return (
        held._replace(
            name=constraint.name,
            action_written=constraint.action_written,
            span=constraint.span,
            parent_span=constraint.parent_span,
            named=constraint.named,
            inline=constraint.inline,
            statement=constraint.statement,
            name_span=constraint.name_span,
            comment=constraint.comment,
        )
        == constraint
    )
