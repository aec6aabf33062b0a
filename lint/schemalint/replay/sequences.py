"""Sequences, those behind serial and identity columns included."""

from __future__ import annotations

from schemalint.dialects.folding import fold
from schemalint.model.change import AlterSequence, CreateSequence
from schemalint.model.expression import Call, Cast, Constant, Expression, sequences_of
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import NOWHERE, Column, Sequence, Table
from schemalint.model.text import Span
from schemalint.replay import naming
from schemalint.replay.draft import Draft


def with_sequence(draft: Draft, table: Table, column: Column) -> Column:
    """The column with the sequence that serial or identity makes: PostgreSQL's `orders_id_seq`, owned by the column."""
    ref = table.ref
    name = naming.free_name(
        table.name, column.name, "seq", lambda candidate: draft.relation_taken(Ref(ref.schema, candidate))
    )
    sequence = Sequence(
        ref.schema,
        name,
        type=column.type.name if column.type else "",
        owned_by=(ref, column.name),
        implicit=True,
        span=column.span,
        statement=draft.statement,
    )
    draft.sequences = draft.sequences.set(sequence.ref, sequence)
    draft.link(ref, "sequence", sequence.ref)
    draft.changed = True
    column = column._replace(nullable=False)
    if column.serial:
        column = column._replace(default=next_value(draft, sequence.ref))
    return column


def next_value(draft: Draft, sequence: Ref) -> Expression:
    """`nextval('orders_id_seq'::regclass)` as PostgreSQL prints it: qualified only outside the search path."""
    name = quoted(sequence.name)
    if sequence.schema != draft.default_schema:
        name = f"{quoted(sequence.schema)}.{name}"
    literal = name.replace("'", "''")
    shape = Call("nextval", (Cast(Constant("string", name), "regclass"),))
    return Expression(f"nextval('{literal}'::regclass)", NOWHERE, shape, (), ("nextval",))


def quoted(name: str) -> str:
    """The name as PostgreSQL prints it inside a regclass literal."""
    plain = name.isascii() and name.replace("_", "a").isalnum() and name == name.lower() and not name[:1].isdigit()
    return name if plain else '"' + name.replace('"', '""') + '"'


def create_sequence(draft: Draft, change: CreateSequence) -> None:
    ref = draft.place(change.name)
    if change.or_replace and ref in draft.sequences:
        draft.sequences = draft.sequences.delete(ref)
    if draft.is_taken(ref, "sequence", draft.sequences, change.name.span, guarded=change.if_not_exists):
        return
    sequence = with_options(
        Sequence(ref.schema, ref.name, span=change.name.span, statement=draft.statement), change.options
    )
    draft.made.append(("sequence", ref, change.name.span))
    if change.owned_by:
        sequence = _owned(draft, sequence, change.owned_by)
    draft.sequences = draft.sequences.set(ref, sequence)
    draft.changed = True


def with_options(sequence: Sequence, options: tuple[tuple[str, str], ...]) -> Sequence:
    """The sequence with the written options in force."""
    for name, value in options:
        if name == "as":
            sequence = sequence._replace(type=value.lower())
        elif name == "start":
            sequence = sequence._replace(start=value)
        elif name == "increment":
            sequence = sequence._replace(increment=value)
        elif name == "minvalue":
            sequence = sequence._replace(minimum="" if value == "no" else value)
        elif name == "maxvalue":
            sequence = sequence._replace(maximum="" if value == "no" else value)
        elif name == "cache":
            sequence = sequence._replace(cache=value)
        elif name == "cycle":
            sequence = sequence._replace(cycle=value.lower() not in ("no", "false", "nocycle", "no cycle"))
    return sequence


def _owned(draft: Draft, sequence: Sequence, owner: tuple[ObjectName, str]) -> Sequence:
    table = draft.table_ref(owner[0])
    draft.link(table, "sequence", sequence.ref)
    return sequence._replace(owned_by=(table, owner[1]))


def alter_sequence(draft: Draft, change: AlterSequence) -> None:
    ref = draft.locate(change.name, draft.sequences)
    sequence = draft.sequences.get(ref)
    if sequence is None:
        if not (change.if_exists or draft.unsure(ref.name)):
            draft.fault("missing", "sequence", ref, change.name.span)
        return
    sequence = with_options(sequence, change.options)
    if change.owned_by:
        sequence = _owned(draft, sequence, change.owned_by)
    elif change.owned_by_none:
        sequence = sequence._replace(owned_by=None)
    draft.sequences = draft.sequences.set(ref, sequence)
    draft.changed = True


def drop_owned(draft: Draft, table: Ref, column: str | None = None) -> None:
    """Drop the sequences that a table, or one column of it, owns."""
    for ref, _ in draft.linked(table, "sequence"):
        sequence = draft.sequences.get(ref)
        if sequence is None or sequence.owned_by is None or sequence.owned_by[0] != table:
            continue
        if column is None or sequence.owned_by[1] == column:
            draft.sequences = draft.sequences.delete(ref)
            draft.changed = True


def drop_defaults(draft: Draft, sequence: Sequence) -> None:
    """Drop the defaults that CASCADE takes with a sequence: those that name it, and that of the column that owns it."""
    for ref, table in list(draft.tables.items()):
        left = tuple(
            column._replace(default=None, serial=False) if _counts_by(draft, ref, column, sequence) else column
            for column in table.columns
        )
        if left != table.columns:
            draft.put(table._replace(columns=left))


def _counts_by(draft: Draft, table: Ref, column: Column, sequence: Sequence) -> bool:
    default = column.default
    if default is None or "nextval" not in default.calls:
        return False
    if sequence.owned_by == (table, column.name):
        return True
    return any(_located(draft, text) == sequence.ref for text in sequences_of(default.shape))


def _located(draft: Draft, text: str) -> Ref:
    """The sequence that the text of a regclass literal names."""
    words = [Name(fold(word, draft.dialect), word, NOWHERE) for word in text.rpartition(".")[::2]]
    return draft.locate(ObjectName(words[1], words[0] if words[0].value else None), draft.sequences)


def move_sequence(draft: Draft, sequence: Sequence, new: Ref, span: Span | None = None) -> None:
    """Rename a sequence or move it to another schema; the default of the column that owns it follows."""
    old = sequence.ref
    if old != new and span is not None and draft.is_taken(new, "sequence", draft.sequences, span, renamed=True):
        return
    moved = sequence._replace(schema=new.schema, name=new.name)
    draft.sequences = draft.sequences.delete(old).set(new, moved)
    draft.changed = True
    if moved.owned_by is None:
        return
    owner, owned = moved.owned_by
    draft.link(owner, "sequence", new)
    table = draft.tables.get(owner)
    column = table.column(owned) if table is not None else None
    if table is None or column is None or column.default is None or column.default.calls != ("nextval",):
        return
    renewed = column._replace(default=next_value(draft, new))
    draft.put(table._replace(columns=tuple(renewed if held is column else held for held in table.columns)))


def follow_owner(draft: Draft, old: Ref, new: Ref, column: str | None = None, renamed: str = "") -> None:
    """Let owned sequences follow a renamed table or column; they move to the table's new schema."""
    for ref, _ in draft.linked(old, "sequence"):
        sequence = draft.sequences.get(ref)
        if sequence is None or sequence.owned_by is None or sequence.owned_by[0] != old:
            continue
        owned = sequence.owned_by[1]
        if column is not None:
            if owned == column:
                draft.sequences = draft.sequences.set(ref, sequence._replace(owned_by=(new, renamed)))
                draft.changed = True
            continue
        moved = sequence._replace(owned_by=(new, owned))
        draft.link(new, "sequence", ref)
        if new.schema == ref.schema:
            draft.sequences = draft.sequences.set(ref, moved)
            draft.changed = True
        else:
            move_sequence(draft, moved, Ref(new.schema, ref.name))
