"""Changes that make again what is gone, from the catalogue that held it."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import (
    AlterSequence,
    Change,
    CreateIndex,
    CreatePolicy,
    CreateSequence,
    CreateTable,
    CreateTrigger,
    CreateView,
    SetComment,
    SetRowSecurity,
    SetTrigger,
)
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import (
    NOWHERE,
    Catalog,
    Constraint,
    ForeignKey,
    Index,
    Policy,
    Sequence,
    Table,
    Trigger,
    View,
)
from schemalint.replay.compare import index_shape
from schemalint.replay.stars import spelled_out


def name_of(ref: Ref, catalog: Catalog) -> ObjectName:
    """The name of a catalogue's object, qualified only where unqualified names go elsewhere."""
    held = catalog.tables.get(ref) or catalog.views.get(ref)
    own = Name(ref.name, held.written if held is not None else "", NOWHERE)
    if not ref.schema or ref.schema == catalog.default_schema:
        return ObjectName(own)
    return ObjectName(own, Name(ref.schema, "", NOWHERE))


def word(value: str, written: str = "") -> Name:
    """A name of the catalogue, with the spelling of its author where that is known."""
    return Name(value, written, NOWHERE)


def is_mysql(catalog: Catalog) -> bool:
    """Whether the server is MySQL or MariaDB."""
    return catalog.dialect in ("mysql", "mariadb")


def table_again(table: Table, catalog: Catalog) -> CreateTable:
    """CREATE TABLE of a table as it was. Its foreign keys come when all tables are back, but for SQLite, which has no
    statement for them and asks for no parent."""
    apart = catalog.dialect != "sqlite"
    constraints: list[Constraint] = [held for held in table.constraints if not (apart and isinstance(held, ForeignKey))]
    name = name_of(table.ref, catalog)
    if table.partition_of is not None:
        return CreateTable(
            name,
            partition_of=name_of(table.partition_of, catalog),
            partition_bound=table.partition_bound,
            partition_by=table.partition_by,
            partition_columns=table.partition_columns,
        )
    inherited = {
        column.name
        for parent in table.inherits
        if (held := catalog.tables.get(parent)) is not None
        for column in held.columns
    }
    return CreateTable(
        name,
        tuple(column for column in table.columns if column.name not in inherited),
        tuple(constraints),
        tuple(index for index in table.indexes if index.named) if is_mysql(catalog) else (),
        kind=table.kind,
        inherits=tuple(name_of(parent, catalog) for parent in table.inherits),
        partition_by=table.partition_by,
        partition_columns=table.partition_columns,
        partitions=table.partitions,
        unlogged=table.unlogged,
        options=table.options,
        comment=table.comment,
    )


def index_again(index: Index, table: ObjectName) -> CreateIndex:
    """CREATE INDEX of an index as it was; nothing uses the table yet, so it need not be concurrent."""
    return CreateIndex(table, index._replace(concurrently=False), word(index.name) if index.name else None)


def said(
    kind: str, name: ObjectName, part: str, comment: str | None, catalog: Catalog, signature: str = ""
) -> Iterator[Change]:
    """The comment on an object, where it had one and comments are statements."""
    if comment and catalog.dialect in ("postgres", "oracle", "standard"):
        yield SetComment(kind, name, part, comment, signature=signature)


def around(table: Table, catalog: Catalog) -> Iterator[Change]:
    """What stands around a table: its indexes, row security, triggers, policies and comments."""
    name = name_of(table.ref, catalog)
    if not is_mysql(catalog):
        parent = catalog.tables.get(table.partition_of) if table.partition_of else None
        inherited = [index_shape(index) for index in parent.indexes] if parent is not None else []
        for index in table.indexes:
            if index_shape(index) not in inherited:
                yield index_again(index, name)
                yield from said("index", ObjectName(word(index.name), name.schema), "", index.comment, catalog)
    if table.row_security or table.force_row_security:
        yield SetRowSecurity(name, table.row_security or None, table.force_row_security or None)
    for trigger in catalog.triggers_on(table.ref):
        yield from trigger_again(trigger, catalog)
    for policy in catalog.policies_on(table.ref):
        yield from policy_again(policy, catalog)
    yield from said("table", name, "", table.comment, catalog)
    for column in table.columns:
        yield from said("column", name, column.name, column.comment, catalog)
    for held in table.constraints:
        if not isinstance(held, ForeignKey) and catalog.dialect == "postgres":
            yield from said("constraint", name, held.name, held.comment, catalog)


def trigger_again(trigger: Trigger, catalog: Catalog) -> Iterator[Change]:
    """CREATE TRIGGER of a trigger as it was, and its being switched off."""
    table = name_of(trigger.table, catalog)
    yield CreateTrigger(
        ObjectName(word(trigger.name)), table, trigger.timing, trigger.events, trigger.columns, trigger.level,
        trigger.when, name_of(trigger.function, catalog) if trigger.function else None, trigger.body,
        constraint=trigger.constraint, span=trigger.statement,
    )  # fmt: skip
    if not trigger.enabled:
        yield SetTrigger(table, trigger.name, False)
    if catalog.dialect == "postgres":
        yield from said("trigger", table, trigger.name, trigger.comment, catalog)


def policy_again(policy: Policy, catalog: Catalog) -> Iterator[Change]:
    """CREATE POLICY of a policy as it was, and its comment."""
    table = name_of(policy.table, catalog)
    yield CreatePolicy(
        word(policy.name), table, policy.command, policy.permissive, policy.roles, policy.using, policy.check
    )
    yield from said("policy", table, policy.name, policy.comment, catalog)


def view_again(view: View, catalog: Catalog, *, or_replace: bool = False) -> Iterator[Change]:
    """CREATE VIEW of a view as it was, its indexes, triggers and comment. What a materialized view holds is computed anew."""
    name = name_of(view.ref, catalog)
    query = spelled_out(view, catalog) or view.query
    as_written = query == view.query and not view.materialized
    options = tuple(pair for pair in view.options if pair[0] != "data")
    yield CreateView(
        name, view.materialized, view.columns, query, options=options, check_option=view.check_option,
        or_replace=or_replace, span=view.statement if as_written else NOWHERE,
    )  # fmt: skip
    for index in view.indexes:
        yield index_again(index, name)
    if or_replace:
        return
    for trigger in catalog.triggers_on(view.ref):
        yield from trigger_again(trigger, catalog)
    if view.comment:
        yield SetComment("materialized-view" if view.materialized else "view", name, "", view.comment)


def sequence_again(sequence: Sequence, catalog: Catalog) -> CreateSequence:
    """CREATE SEQUENCE of a sequence as it was; its position is lost."""
    options = (
        ("as", sequence.type), ("start", sequence.start), ("increment", sequence.increment),
        ("minvalue", sequence.minimum), ("maxvalue", sequence.maximum), ("cycle", "cycle" if sequence.cycle else ""),
        ("cache", sequence.cache),
    )  # fmt: skip
    return CreateSequence(name_of(sequence.ref, catalog), tuple(pair for pair in options if pair[1]))


def owned_again(sequence: Sequence, catalog: Catalog) -> AlterSequence:
    """The column that owned a sequence owns it again."""
    owner = sequence.owned_by
    return AlterSequence(
        name_of(sequence.ref, catalog), owned_by=(name_of(owner[0], catalog), owner[1]) if owner is not None else None
    )
